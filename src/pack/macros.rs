//! Macros: named parts of patterns, put in the place of their names.

use std::collections::{HashMap, HashSet};

use super::diagnostics::{Place, Sink, did_you_mean};
use super::fields::Text;
use super::model::Labels;
use super::patterns::{WordRegexes, check_labels, parse_pattern, walk};
use super::syntax::{LabelNode, Node};

/// The macro that stands between the members of a list.
const LIST_MACRO: &str = "and";
/// A pattern has no more parts when its macros are in place.
const MAX_NODES: usize = 20_000;
/// Nor do they nest deeper.
const MAX_DEPTH: usize = 200;

/// The syntax trees of all macros.
#[derive(Debug, Default)]
pub(crate) struct Macros {
    nodes: HashMap<String, (Node, Place)>,
}

impl Macros {
    /// Reads the macros; a later one replaces an earlier one of the same name.
    pub(crate) fn parse(sources: &[(Text, Text)], sink: &mut Sink) -> Self {
        let mut nodes = HashMap::new();
        for (name, pattern) in sources {
            if let Some(node) = parse_pattern(pattern, sink) {
                nodes.insert(name.value.clone(), (node, pattern.place.clone()));
            }
        }
        Self { nodes }
    }

    /// Reports labels in macros that nothing emits, and macros that contain themselves.
    pub(crate) fn check(&self, labels: &Labels, regexes: &WordRegexes, sink: &mut Sink) {
        let mut named: Vec<_> = self.nodes.iter().collect();
        named.sort_by_key(|(_, (_, place))| (place.file.path.clone(), place.span.start));
        let circular = self.circular();
        for (name, (node, place)) in named {
            check_labels(node, place, labels, regexes, sink);
            if circular.contains(name.as_str()) {
                sink.error(
                    "P206",
                    place,
                    format!("the macro `${name}` contains itself"),
                );
            }
        }
    }

    /// The macros that contain themselves, some by way of others: those of circles (Kosaraju's algorithm).
    fn circular(&self) -> HashSet<&str> {
        let mut inner: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut outer: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, (node, _)) in &self.nodes {
            walk(node, &mut |node| {
                if let Node::Macro { name: found, .. } = node
                    && let Some((found, _)) = self.nodes.get_key_value(found)
                {
                    inner.entry(name).or_default().push(found);
                    outer.entry(found).or_default().push(name);
                }
            });
        }
        let mut seen = HashSet::new();
        let mut order = Vec::new();
        for name in self.nodes.keys() {
            visit(name, &inner, &mut seen, &mut order);
        }
        seen.clear();
        let mut circular = HashSet::new();
        for name in order.into_iter().rev() {
            let mut circle = Vec::new();
            visit(name, &outer, &mut seen, &mut circle);
            let is_own = inner.get(name).is_some_and(|inner| inner.contains(&name));
            if circle.len() > 1 || (circle.len() == 1 && is_own) {
                circular.extend(circle);
            }
        }
        circular
    }

    /// Puts the patterns of macros in the place of their names.
    pub(crate) fn expand(&self, node: Node, place: &Place, sink: &mut Sink) -> Node {
        let mut expansion = Expansion {
            macros: self,
            open: Vec::new(),
            size: 0,
            depth: 0,
            is_too_deep: false,
            sink,
        };
        let expanded = expansion.expand(node, place);
        if expansion.is_too_deep {
            let message = "the macros nest too deep".to_owned();
            expansion.sink.error("P206", place, message);
        }
        if expansion.size > MAX_NODES {
            let message = "the macros multiply beyond all bounds".to_owned();
            expansion.sink.error("P206", place, message);
        }
        expanded
    }
}

/// Walks from one name to all that it leads to and that has not been seen, and adds each behind those it leads to.
fn visit<'m>(
    name: &'m str,
    leads: &HashMap<&'m str, Vec<&'m str>>,
    seen: &mut HashSet<&'m str>,
    order: &mut Vec<&'m str>,
) {
    let mut open = vec![(name, false)];
    while let Some((name, is_done)) = open.pop() {
        if is_done {
            order.push(name);
        } else if seen.insert(name) {
            open.push((name, true));
            let next = leads.get(name).into_iter().flatten();
            open.extend(
                next.filter(|next| !seen.contains(**next))
                    .map(|next| (*next, false)),
            );
        }
    }
}

/// One pattern whose macros are put in place.
struct Expansion<'a> {
    macros: &'a Macros,
    /// The macros that are being put in place, one in the other.
    open: Vec<String>,
    /// How many nodes have been written.
    size: usize,
    /// How many nodes the one that is being written stands in.
    depth: usize,
    is_too_deep: bool,
    sink: &'a mut Sink,
}

impl Expansion<'_> {
    fn expand(&mut self, node: Node, place: &Place) -> Node {
        self.size += 1;
        self.is_too_deep |= self.depth == MAX_DEPTH;
        if self.size > MAX_NODES || self.depth == MAX_DEPTH {
            return Node::Any;
        }
        self.depth += 1;
        let expanded = self.parts(node, place);
        self.depth -= 1;
        expanded
    }

    fn parts(&mut self, node: Node, place: &Place) -> Node {
        match node {
            Node::Macro { name, span } => self.look_up(&name, &place.within(span)),
            Node::Label(label) if label.list => {
                let single = Node::Label(LabelNode {
                    list: false,
                    ..label.clone()
                });
                let between = self.look_up(LIST_MACRO, &place.within(label.label_span));
                let more = Node::Repeat {
                    node: Box::new(Node::Sequence(vec![between, single.clone()])),
                    min: 0,
                    max: None,
                };
                Node::Sequence(vec![single, more])
            }
            Node::Sequence(nodes) => {
                Node::Sequence(nodes.into_iter().map(|n| self.expand(n, place)).collect())
            }
            Node::Alternatives(nodes) => {
                Node::Alternatives(nodes.into_iter().map(|n| self.expand(n, place)).collect())
            }
            Node::Capture { name, node } => Node::Capture {
                name,
                node: Box::new(self.expand(*node, place)),
            },
            Node::Repeat { node, min, max } => Node::Repeat {
                node: Box::new(self.expand(*node, place)),
                min,
                max,
            },
            other => other,
        }
    }

    fn look_up(&mut self, name: &str, place: &Place) -> Node {
        let nodes = &self.macros.nodes;
        let Some((node, own_place)) = nodes.get(name) else {
            let help = did_you_mean(name, nodes.keys().map(String::as_str));
            self.sink
                .error_help("P205", place, format!("there is no macro `${name}`"), help);
            return Node::Any;
        };
        if self.open.iter().any(|open| open == name) {
            // Reported with the macros themselves, once.
            return Node::Any;
        }
        self.open.push(name.to_owned());
        let expanded = self.expand(node.clone(), own_place);
        self.open.pop();
        expanded
    }
}
