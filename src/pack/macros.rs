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
        for (name, (node, place)) in named {
            check_labels(node, place, labels, regexes, sink);
            if self.contains_itself(name) {
                sink.error(
                    "P206",
                    place,
                    format!("the macro `${name}` contains itself"),
                );
            }
        }
    }

    fn contains_itself(&self, name: &str) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![name.to_owned()];
        while let Some(next) = open.pop() {
            let Some((node, _)) = self.nodes.get(&next) else {
                continue;
            };
            let mut is_found = false;
            walk(node, &mut |node| {
                if let Node::Macro { name: inner, .. } = node {
                    is_found |= inner == name;
                    if seen.insert(inner.clone()) {
                        open.push(inner.clone());
                    }
                }
            });
            if is_found {
                return true;
            }
        }
        false
    }

    /// Puts the patterns of macros in the place of their names.
    pub(crate) fn expand(&self, node: Node, place: &Place, sink: &mut Sink) -> Node {
        let mut expansion = Expansion {
            macros: self,
            open: Vec::new(),
            size: 0,
            sink,
        };
        let expanded = expansion.expand(node, place);
        if expansion.size > MAX_NODES {
            let message = "the macros multiply beyond all bounds".to_owned();
            expansion.sink.error("P206", place, message);
        }
        expanded
    }
}

/// One pattern whose macros are put in place.
struct Expansion<'a> {
    macros: &'a Macros,
    /// The macros that are being put in place, one in the other.
    open: Vec<String>,
    /// How many nodes have been written.
    size: usize,
    sink: &'a mut Sink,
}

impl Expansion<'_> {
    fn expand(&mut self, node: Node, place: &Place) -> Node {
        self.size += 1;
        if self.size > MAX_NODES {
            return Node::Any;
        }
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
