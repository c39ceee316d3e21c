//! A matcher that tries everything, written from the book's page on the pattern language.

use std::collections::BTreeSet;

use super::grammar::{LABELS, Node, REGEXES, Rule, TESTS};

/// A word or mark.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    /// Joined to the one before by a hyphen.
    pub(crate) is_joined: bool,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A row of a table: its words, and what kind of thing it is.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) label: usize,
    pub(crate) words: Vec<&'static str>,
    pub(crate) kind: &'static str,
}

#[derive(Clone, Debug)]
struct Annotation {
    label: usize,
    start: usize,
    end: usize,
    kind: &'static str,
}

/// What has been captured: names with the tokens, in order of the text. Captures of no word are none.
pub(crate) type Captures = Vec<(usize, usize, &'static str)>;

/// How far a pattern has come, and what it has captured.
type State = (usize, Captures);

/// What a rule has matched, with all ways to capture something in it.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) rule: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) captures: BTreeSet<Captures>,
}

/// The book leaves open which of several is right, or there are too many to try.
#[derive(Debug)]
pub(crate) struct Open;

const MOST_STATES: usize = 2000;

/// One sentence.
pub(crate) struct Reference<'a> {
    tokens: &'a [Token],
    annotations: Vec<Annotation>,
    /// Captures are taken note of.
    captures: bool,
}

impl<'a> Reference<'a> {
    /// All matches of all rules, label by label; `number` is that of the sentence in the document.
    pub(crate) fn run(
        tokens: &'a [Token],
        number: usize,
        rows: &[Row],
        rules: &[Rule],
    ) -> Result<Vec<Match>, Open> {
        let mut reference = Reference {
            tokens,
            annotations: Vec::new(),
            captures: false,
        };
        (0..2).for_each(|label| reference.find_rows(label, rows));
        let mut matches = Vec::new();
        for label in 1..LABELS.len() + 1 {
            reference.run_label(label, number, rules, &mut matches)?;
        }
        Ok(matches)
    }

    /// What the tables have of a label: the leftmost, of these the longest, and so on behind it.
    fn find_rows(&mut self, label: usize, rows: &[Row]) {
        let mut at = 0;
        while at < self.tokens.len() {
            let stands = |row: &&Row| {
                let tokens = self.tokens.get(at..at + row.words.len());
                let is_same =
                    |(token, word): (&Token, &&str)| token.text.eq_ignore_ascii_case(word);
                row.label == label
                    && tokens.is_some_and(|tokens| tokens.iter().zip(&row.words).all(is_same))
            };
            let longest = rows.iter().filter(stands).max_by_key(|row| row.words.len());
            let end = longest.map_or(at + 1, |row| at + row.words.len());
            self.annotations.extend(longest.map(|row| Annotation {
                label,
                start: at,
                end,
                kind: row.kind,
            }));
            at = end;
        }
    }

    /// The rules of one label: the leftmost match, then the longest, then priority, then the id.
    fn run_label(
        &mut self,
        label: usize,
        number: usize,
        rules: &[Rule],
        matches: &mut Vec<Match>,
    ) -> Result<(), Open> {
        let own = (0..).zip(rules).filter(|(_, rule)| rule.emits == label);
        let own: Vec<(usize, &Rule)> = own
            .filter(|(_, rule)| number < 6 || !rule.is_header)
            .filter(|(_, rule)| {
                let is_beside = |beside| self.annotations.iter().any(|a| a.label == beside);
                rule.beside.is_none_or(is_beside)
            })
            .collect();
        let (tables, mut new): (Vec<_>, Vec<_>) = self
            .annotations
            .iter()
            .cloned()
            .partition(|annotation| annotation.label == label);
        new.clear();
        let mut at = 0;
        while at < self.tokens.len() {
            // Tables stand between priority 0 and -1.
            let mut found: Vec<((usize, i32), Option<usize>)> = Vec::new();
            let rows = tables.iter().filter(|annotation| annotation.start == at);
            found.extend(rows.map(|annotation| ((annotation.end, -1), None)));
            for (id, rule) in &own {
                for end in self.ends(&rule.pattern, at)? {
                    if self.stands(rule, at, end)? {
                        found.push(((end, rule.priority * 2), Some(*id)));
                    }
                }
            }
            let Some(best) = found.iter().map(|(rank, _)| *rank).max() else {
                at += 1;
                continue;
            };
            let first = found
                .into_iter()
                .filter(|(rank, _)| *rank == best)
                .map(|(_, rule)| rule)
                .min();
            let (end, mut next) = (best.0, best.0);
            if let Some(Some(id)) = first {
                let rule = &rules[id];
                let captures = self.captures(&rule.pattern, at, end)?;
                if let Some((from, _)) =
                    only(&captures, rule.resume)?.filter(|(from, _)| *from > at)
                {
                    next = from;
                }
                if !rule.drop {
                    let (start, end) = only(&captures, rule.mention)?.unwrap_or((at, end));
                    new.push(Annotation {
                        label,
                        start,
                        end,
                        kind: "",
                    });
                    matches.push(Match {
                        rule: id,
                        start: at,
                        end: best.0,
                        captures,
                    });
                }
            } else {
                new.extend(
                    tables
                        .iter()
                        .filter(|annotation| annotation.start == at)
                        .cloned(),
                );
            }
            at = next;
        }
        self.annotations
            .retain(|annotation| annotation.label != label);
        self.annotations.append(&mut new);
        Ok(())
    }

    fn ends(&self, pattern: &Node, at: usize) -> Result<BTreeSet<usize>, Open> {
        let states = self.parse(pattern, &BTreeSet::from([(at, Vec::new())]))?;
        Ok(states.into_iter().map(|(end, _)| end).collect())
    }

    fn captures(
        &mut self,
        pattern: &Node,
        start: usize,
        end: usize,
    ) -> Result<BTreeSet<Captures>, Open> {
        self.captures = true;
        let states = self.parse(pattern, &BTreeSet::from([(start, Vec::new())]));
        self.captures = false;
        let states = states?.into_iter().filter(|(at, _)| *at == end);
        let mut ways: BTreeSet<Captures> = BTreeSet::new();
        for (_, mut captures) in states {
            captures.sort_unstable();
            ways.insert(captures);
        }
        Ok(ways)
    }

    /// True if what must stand beside a match does, and what must not does not.
    fn stands(&self, rule: &Rule, start: usize, end: usize) -> Result<bool, Open> {
        let kinds = [(true, true), (false, true), (true, false), (false, false)];
        for (context, (is_before, is_wanted)) in rule.contexts.iter().zip(kinds) {
            let Some(context) = context else { continue };
            let mut is_there = false;
            match is_before {
                true => {
                    for from in 0..=start {
                        is_there |= self.ends(context, from)?.contains(&start);
                    }
                }
                false => is_there = !self.ends(context, end)?.is_empty(),
            }
            if is_there != is_wanted {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// All that a pattern comes to from these states.
    fn parse(&self, node: &Node, from: &BTreeSet<State>) -> Result<BTreeSet<State>, Open> {
        let mut to = BTreeSet::new();
        match node {
            Node::Sequence(nodes) => {
                to = from.clone();
                for node in nodes {
                    to = self.parse(node, &to)?;
                }
            }
            Node::Alternatives(nodes) => {
                for node in nodes {
                    to.append(&mut self.parse(node, from)?);
                }
            }
            Node::Repeat(node, min, max) => {
                let mut now = from.clone();
                let mut times = 0;
                while !now.is_empty() {
                    if times >= *min {
                        now = now.difference(&to).cloned().collect();
                        to.extend(now.iter().cloned());
                    }
                    if *max == Some(times) {
                        break;
                    }
                    now = self.parse(node, &now)?;
                    times += 1;
                }
            }
            Node::Capture(name, node) => {
                for state in from {
                    let inner = self.parse(node, &BTreeSet::from([state.clone()]))?;
                    to.extend(inner.into_iter().map(|(end, captures)| {
                        self.captured((end, captures), Some(name), state.0)
                    }));
                }
            }
            Node::Label { list: true, .. } => {
                let mut one = node.clone();
                if let Node::Label { list, .. } = &mut one {
                    *list = false;
                }
                let and = Node::Alternatives(vec![Node::Comma, Node::Word("and")]);
                let more = Node::Sequence(vec![and, one.clone()]);
                let more = Node::Repeat(Box::new(more), 0, None);
                to = self.parse(&Node::Sequence(vec![one, more]), from)?;
            }
            Node::Label { capture, .. } | Node::Class { capture, .. } => {
                for (at, captures) in from {
                    for end in self.steps(node, *at) {
                        to.insert(self.captured((end, captures.clone()), capture.as_ref(), *at));
                    }
                }
            }
            _ => {
                for (at, captures) in from {
                    to.extend(
                        self.steps(node, *at)
                            .into_iter()
                            .map(|end| (end, captures.clone())),
                    );
                }
            }
        }
        if to.len() > MOST_STATES {
            return Err(Open);
        }
        Ok(to)
    }

    fn captured(
        &self,
        (end, mut captures): State,
        name: Option<&&'static str>,
        start: usize,
    ) -> State {
        if let Some(name) = name.filter(|_| self.captures && start < end) {
            captures.push((start, end, name));
        }
        (end, captures)
    }

    /// Where a pattern without parts ends that begins at a place.
    fn steps(&self, node: &Node, at: usize) -> Vec<usize> {
        let token = self.tokens.get(at);
        let is_excluded = |not: &Option<usize>| {
            let covers = |a: &Annotation| Some(a.label) == *not && (a.start..a.end).contains(&at);
            self.annotations.iter().any(covers)
        };
        let is_joined = token.is_some_and(|token| token.is_joined);
        let text = token.map(|token| token.text.as_str());
        let (takes, holds) = match node {
            Node::Word(word) => (
                text.is_some_and(|text| text.eq_ignore_ascii_case(word)),
                false,
            ),
            Node::Comma => (text == Some(","), false),
            Node::Any => (text.is_some(), false),
            Node::Regex(number) => {
                let regex = regex::Regex::new(&format!("^(?:{})$", REGEXES[*number]));
                let is_match = |text: &str| regex.is_ok_and(|regex| regex.is_match(text));
                (text.is_some_and(is_match), false)
            }
            Node::Class { class, not, .. } => {
                let is_of = text.is_some_and(|text| is_of_class(text, class));
                (is_of && !is_excluded(not), false)
            }
            Node::Start => (false, at == 0),
            Node::End => (false, at == self.tokens.len()),
            Node::Hyphen => (false, is_joined),
            Node::NoHyphen => (false, !is_joined),
            Node::Label {
                label, test, not, ..
            } => {
                let passes = |a: &&Annotation| {
                    a.label == *label
                        && a.start == at
                        && test.is_none_or(|test| passes(a.kind, test))
                };
                let annotations = self.annotations.iter().filter(passes);
                return annotations
                    .filter(|_| !is_excluded(not))
                    .map(|a| a.end)
                    .collect();
            }
            _ => (false, false),
        };
        match (takes, holds) {
            (true, _) => vec![at + 1],
            (_, true) => vec![at],
            _ => Vec::new(),
        }
    }
}

/// The tokens of a capture that is named, if it is told in one way only; none if there is none.
fn only(ways: &BTreeSet<Captures>, name: Option<&str>) -> Result<Option<(usize, usize)>, Open> {
    let Some(name) = name else { return Ok(None) };
    let of_name = |captures: &Captures| {
        let named = captures.iter().filter(|(.., other)| *other == name);
        named
            .map(|(start, end, _)| (*start, *end))
            .collect::<Vec<_>>()
    };
    let ways: BTreeSet<Vec<(usize, usize)>> = ways.iter().map(of_name).collect();
    match ways.first().map(Vec::as_slice) {
        _ if ways.len() > 1 => Err(Open),
        Some([]) | None => Ok(None),
        Some([only]) => Ok(Some(*only)),
        Some(_) => Err(Open),
    }
}

/// True if a value of the attribute passes a test; a cell can be a list.
fn passes(kind: &str, test: usize) -> bool {
    let (values, is_excluded) = TESTS[test];
    kind.split(',').any(|item| values.contains(&item)) != is_excluded
}

fn is_of_class(text: &str, class: &str) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let is_mark = !first.is_alphanumeric();
    let is_upper = text.len() > 1 && text.chars().all(|c| c.is_ascii_uppercase());
    match class {
        "word" => !is_mark,
        "capitalized" => first.is_uppercase(),
        "proper" => first.is_uppercase() && !is_upper && text.len() > 1,
        "uppercase" => is_upper,
        "lowercase" => first.is_alphabetic() && text.chars().all(char::is_lowercase),
        "digits" => text.chars().all(|c| c.is_ascii_digit()),
        "numeric" => first.is_ascii_digit(),
        "mark" => is_mark,
        _ => true,
    }
}
