//! What a sentence must hold for a pattern to match in it, so that rules are tried only where they can match.

use super::patterns::Compiler;
use super::syntax::Node;
use crate::matching::{ClassTest, Clause, class_test};

/// How many tokens a pattern takes, if it is always the same number and easily told. An annotation can have any.
pub(crate) fn width(node: &Node) -> Option<usize> {
    match node {
        // A hyphen or apostrophe can part a word.
        Node::Word { text, .. } if !text.chars().all(char::is_alphanumeric) => None,
        Node::Word { .. } | Node::Mark(_) | Node::Any | Node::Regex { .. } => Some(1),
        Node::Label(label) if class_test(&label.label).is_some() => Some(1),
        Node::Label(_) | Node::Macro { .. } => None,
        Node::Start | Node::End | Node::Hyphen | Node::NoHyphen => Some(0),
        Node::Capture { node, .. } => width(node),
        Node::Sequence(nodes) => nodes.iter().map(width).sum(),
        Node::Alternatives(nodes) => {
            let mut widths = nodes.iter().map(width);
            let first = widths.next()??;
            widths.all(|width| width == Some(first)).then_some(first)
        }
        Node::Repeat { node, min, max } => {
            let is_fixed = *max == Some(*min);
            width(node)
                .filter(|_| is_fixed)
                .map(|width| width * *min as usize)
        }
    }
}

impl Compiler<'_> {
    /// What a sentence must hold for the pattern to match in it.
    pub(crate) fn needs(&self, node: &Node) -> Vec<Clause> {
        match node {
            Node::Word { text, inflected } => {
                let clause = |words: Vec<u32>| Clause {
                    words,
                    ..Clause::default()
                };
                self.codes(text, *inflected)
                    .into_iter()
                    .map(clause)
                    .collect()
            }
            Node::Mark(mark) => vec![Clause {
                words: vec![self.mark_code(*mark)],
                ..Clause::default()
            }],
            Node::Label(label) => {
                let mut clause = Clause::default();
                match (class_test(&label.label), self.labels.get(&label.label)) {
                    (Some(test), _) => clause.classes.push(test),
                    (None, Some(label)) => clause.labels.insert(label),
                    (None, None) => {}
                }
                vec![clause]
            }
            Node::Regex { source, .. } => match self.beginning_classes(source) {
                (classes, false) => vec![Clause {
                    classes,
                    ..Clause::default()
                }],
                (_, true) => Vec::new(),
            },
            Node::Sequence(nodes) => nodes.iter().flat_map(|node| self.needs(node)).collect(),
            Node::Alternatives(nodes) => {
                let needs: Vec<Vec<Clause>> = nodes.iter().map(|node| self.needs(node)).collect();
                alternative_needs(&needs)
            }
            Node::Capture { node, .. } => self.needs(node),
            Node::Repeat { node, min, .. } if *min > 0 => self.needs(node),
            _ => Vec::new(),
        }
    }

    /// The classes of the words that an expression matches, and true if words of other classes can be
    /// among them.
    fn beginning_classes(&self, source: &str) -> (Vec<ClassTest>, bool) {
        let regex = self.regexes.get(source);
        let [digit, upper, others] = regex.map_or([true; 3], |regex| regex.beginnings());
        let classes = [(digit, "numeric"), (upper, "capitalized")];
        let possible = classes.into_iter().filter(|(is_possible, _)| *is_possible);
        let tests = possible.filter_map(|(_, name)| class_test(name)).collect();
        (tests, others)
    }
}

/// What all alternatives need, and one that has the narrowest need of each.
fn alternative_needs(needs: &[Vec<Clause>]) -> Vec<Clause> {
    let Some((first, others)) = needs.split_first() else {
        return Vec::new();
    };
    let is_common = |clause: &&Clause| others.iter().all(|other| other.contains(clause));
    let mut clauses: Vec<Clause> = first.iter().filter(is_common).cloned().collect();
    let narrowest = needs
        .iter()
        .map(|clauses| clauses.iter().min_by_key(|clause| clause.breadth()));
    let Some(narrowest) = narrowest.collect::<Option<Vec<&Clause>>>() else {
        return clauses;
    };
    let mut any = Clause::default();
    for clause in narrowest {
        any.labels = any.labels.union(clause.labels);
        any.words.extend(&clause.words);
        any.classes.extend(&clause.classes);
    }
    any.words.sort_unstable();
    any.words.dedup();
    clauses.push(any);
    clauses
}
