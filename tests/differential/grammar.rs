//! Random rules: patterns as trees, and how the pattern language writes them.

use std::fmt;

use proptest::prelude::*;

/// What rules can name, in the order in which labels are complete. Tables have the first two, rules emit all but the first.
pub(crate) const LABELS: [&str; 4] = ["port", "ship", "call", "tale"];

/// The words of all texts and patterns.
pub(crate) const WORDS: [&str; 7] = ["ant", "bee", "cat", "Dog", "EEL", "7", "and"];

pub(crate) const REGEXES: [&str; 3] = ["[abc].*", "(?i)dog|eel", "[0-9]|[A-Z]+"];

pub(crate) const CLASSES: [&str; 9] = [
    "word",
    "capitalized",
    "proper",
    "uppercase",
    "lowercase",
    "digits",
    "numeric",
    "mark",
    "token",
];

/// Tests of the attribute `kind`: its values, and whether they are excluded.
pub(crate) const TESTS: [(&[&str], bool); 6] = [
    (&["x"], false),
    (&["x", "y"], false),
    (&["y"], true),
    (&[""], false),
    (&[""], true),
    (&["x", ""], false),
];

/// Names of captures, others for those inside of others.
const NAMES: [[&str; 2]; 3] = [["a", "b"], ["c", "d"], ["e", "f"]];

/// A pattern.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Word(&'static str),
    Comma,
    Any,
    Regex(usize),
    Class {
        class: &'static str,
        not: Option<usize>,
        capture: Option<&'static str>,
    },
    Label {
        label: usize,
        test: Option<usize>,
        not: Option<usize>,
        capture: Option<&'static str>,
        list: bool,
    },
    Capture(&'static str, Box<Node>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>),
    Start,
    End,
    Hyphen,
    NoHyphen,
}

/// A rule without its id.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) emits: usize,
    pub(crate) pattern: Node,
    pub(crate) priority: i32,
    /// `before`, `after`, `not_before`, `not_after`.
    pub(crate) contexts: [Option<Node>; 4],
    pub(crate) beside: Option<usize>,
    pub(crate) is_header: bool,
    pub(crate) drop: bool,
    pub(crate) resume: Option<&'static str>,
    pub(crate) mention: Option<&'static str>,
}

fn leaf() -> impl Strategy<Value = Node> {
    let name = || prop::option::of(prop::sample::select(&NAMES[0][..]));
    let not = || prop::option::weighted(0.3, 0..LABELS.len());
    let class = (prop::sample::select(&CLASSES[..]), not(), name());
    let test = prop::option::weighted(0.3, 0..TESTS.len());
    let label = (
        0..LABELS.len(),
        test,
        not(),
        name(),
        prop::bool::weighted(0.2),
    );
    prop_oneof![
        6 => prop::sample::select(&WORDS[..]).prop_map(Node::Word),
        1 => Just(Node::Comma),
        1 => Just(Node::Any),
        1 => (0..REGEXES.len()).prop_map(Node::Regex),
        3 => class.prop_map(|(class, not, capture)| Node::Class { class, not, capture }),
        4 => label.prop_map(|(label, test, not, capture, list)| Node::Label {
            label, test, not, capture, list,
        }),
        1 => prop::sample::select(vec![Node::Start, Node::End, Node::Hyphen, Node::NoHyphen]),
    ]
}

fn pattern() -> impl Strategy<Value = Node> {
    let counts = prop::sample::select(vec![
        (0, Some(1)),
        (0, Some(1)),
        (0, None),
        (1, None),
        (2, Some(2)),
        (1, Some(3)),
        (0, Some(2)),
        (2, None),
    ]);
    leaf().prop_recursive(4, 14, 4, move |inner| {
        let some = || prop::collection::vec(inner.clone(), 2..4);
        let name = prop::sample::select(&NAMES[0][..]);
        prop_oneof![
            4 => some().prop_map(Node::Sequence),
            2 => some().prop_map(Node::Alternatives),
            3 => (inner.clone(), counts.clone())
                .prop_map(|(node, (min, max))| Node::Repeat(Box::new(node), min, max)),
            2 => (name, inner.clone()).prop_map(|(name, node)| Node::Capture(name, Box::new(node))),
        ]
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let context = || prop::option::weighted(0.2, pattern());
    let name = || prop::option::weighted(0.2, prop::sample::select(&NAMES[0][..]));
    let rest = (
        prop::option::weighted(0.1, 0..LABELS.len()),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        name(),
        name(),
    );
    let contexts = [context(), context(), context(), context()];
    let priority = prop::sample::select(vec![0, 0, 0, 1, -1]);
    (1..LABELS.len(), pattern(), priority, contexts, rest).prop_map(
        |(emits, pattern, priority, contexts, (beside, is_header, drop, resume, mention))| Rule {
            emits,
            pattern,
            priority,
            contexts,
            beside,
            is_header,
            drop,
            resume,
            mention,
        },
    )
}

/// Rules that a pack can have: each names what is complete before it only, and takes a word at least.
pub(crate) fn rules() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec(rule(), 2..7).prop_map(|mut rules| {
        let emitted: Vec<bool> = (0..LABELS.len())
            .map(|label| label < 2 || rules.iter().any(|rule| rule.emits == label))
            .collect();
        for rule in &mut rules {
            let emits = rule.emits;
            // In the rules of a label that tables have too, its own name means what these find.
            let is_known =
                |label: &usize| emitted[*label] && (*label < emits || *label == 1 && emits == 1);
            let known: Vec<usize> = (0..LABELS.len()).filter(is_known).collect();
            rule.pattern.settle(&known, 0);
            if rule.pattern.is_nullable() {
                let word = Node::Word(WORDS[0]);
                let pattern = std::mem::replace(&mut rule.pattern, Node::Any);
                rule.pattern = Node::Sequence(vec![pattern, word]);
            }
            for context in rule.contexts.iter_mut().flatten() {
                context.forget_captures();
                context.settle(&known, 0);
            }
            rule.beside = rule.beside.map(|label| label % emits);
            if rule.beside.is_some_and(|label| !emitted[label]) {
                rule.beside = None;
            }
            let names = rule.pattern.names();
            rule.resume = rule.resume.filter(|name| names.contains(name));
            rule.mention = rule.mention.filter(|name| names.contains(name));
        }
        rules
    })
}

impl Node {
    fn children(&mut self) -> &mut [Node] {
        match self {
            Self::Sequence(nodes) | Self::Alternatives(nodes) => nodes,
            Self::Capture(_, node) | Self::Repeat(node, ..) => std::slice::from_mut(node),
            _ => &mut [],
        }
    }

    /// Names known labels in place of others, and lets captures inside of captures have other names than those.
    fn settle(&mut self, known: &[usize], depth: usize) {
        let names = NAMES[depth.min(NAMES.len() - 1)];
        let rename = |name: &mut &'static str| *name = names[usize::from(*name == NAMES[0][1])];
        let choose = |label: &mut usize| *label = known[*label % known.len()];
        let mut inner = depth;
        match self {
            Self::Class { not, capture, .. } => {
                not.iter_mut().for_each(choose);
                capture.iter_mut().for_each(rename);
            }
            Self::Label {
                label,
                test,
                not,
                capture,
                ..
            } => {
                choose(label);
                // Only what tables have has the attribute.
                *test = test.filter(|_| *label < 2);
                not.iter_mut().for_each(choose);
                capture.iter_mut().for_each(rename);
            }
            Self::Capture(name, _) => {
                rename(name);
                inner += 1;
            }
            Self::Repeat(node, ..) if node.is_assertion() => **node = Self::Any,
            _ => {}
        }
        for child in self.children() {
            child.settle(known, inner);
        }
    }

    fn forget_captures(&mut self) {
        if let Self::Capture(_, node) = self {
            *self = std::mem::replace(&mut **node, Self::Any);
            return self.forget_captures();
        }
        if let Self::Class { capture, .. } | Self::Label { capture, .. } = self {
            *capture = None;
        }
        self.children().iter_mut().for_each(Self::forget_captures);
    }

    /// The names of its captures.
    pub(crate) fn names(&mut self) -> Vec<&'static str> {
        let own = match self {
            Self::Capture(name, _) => Some(*name),
            Self::Class { capture, .. } | Self::Label { capture, .. } => *capture,
            _ => None,
        };
        let inner = self.children().iter_mut().flat_map(Self::names);
        let mut names: Vec<&'static str> = own.into_iter().chain(inner).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn is_assertion(&self) -> bool {
        matches!(
            self,
            Self::Start | Self::End | Self::Hyphen | Self::NoHyphen
        )
    }

    fn is_nullable(&self) -> bool {
        match self {
            Self::Sequence(nodes) => nodes.iter().all(Self::is_nullable),
            Self::Alternatives(nodes) => nodes.iter().any(Self::is_nullable),
            Self::Capture(_, node) => node.is_nullable(),
            Self::Repeat(node, min, _) => *min == 0 || node.is_nullable(),
            other => other.is_assertion(),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |nodes: &[Node], by: &str| {
            let nodes: Vec<String> = nodes.iter().map(|node| node.in_group()).collect();
            nodes.join(by)
        };
        let named =
            |capture: &Option<&str>| capture.map_or(String::new(), |name| format!("{name}:"));
        let excluded =
            |not: &Option<usize>| not.map_or(String::new(), |label| format!(" !{}", LABELS[label]));
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Comma => f.write_str(","),
            Self::Any => f.write_str("_"),
            Self::Regex(number) => write!(f, "/{}/", REGEXES[*number]),
            Self::Class {
                class,
                not,
                capture,
            } => write!(f, "{{{}{class}{}}}", named(capture), excluded(not)),
            Self::Label {
                label,
                test,
                not,
                capture,
                list,
            } => {
                let and = if *list { "/and" } else { "" };
                let test = test.map_or(String::new(), |test| {
                    let (values, is_excluded) = TESTS[test];
                    let sign = if is_excluded { "!=" } else { "=" };
                    format!("[kind{sign}{}]", values.join("|"))
                });
                let (capture, not) = (named(capture), excluded(not));
                write!(f, "{{{capture}{}{and}{test}{not}}}", LABELS[*label])
            }
            Self::Capture(name, node) => write!(f, "{{{name}:({node})}}"),
            Self::Sequence(nodes) => f.write_str(&joined(nodes, " ")),
            Self::Alternatives(nodes) => f.write_str(&joined(nodes, "|")),
            Self::Repeat(node, min, max) => {
                f.write_str(&node.in_group())?;
                match (min, max) {
                    (0, Some(1)) => f.write_str("?"),
                    (0, None) => f.write_str("*"),
                    (1, None) => f.write_str("+"),
                    (min, None) => write!(f, "{{{min},}}"),
                    (min, Some(max)) if min == max => write!(f, "{{{min}}}"),
                    (min, Some(max)) => write!(f, "{{{min},{max}}}"),
                }
            }
            Self::Start => f.write_str("^"),
            Self::End => f.write_str("$"),
            Self::Hyphen => f.write_str("-"),
            Self::NoHyphen => f.write_str("!-"),
        }
    }
}

impl Node {
    /// Written so that it can stand beside others.
    fn in_group(&self) -> String {
        match self {
            Self::Sequence(_) | Self::Alternatives(_) | Self::Repeat(..) => format!("({self})"),
            _ => self.to_string(),
        }
    }
}
