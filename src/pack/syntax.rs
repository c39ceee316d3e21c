//! The pattern line: text to syntax tree.
//!
//! ```text
//! alternatives = sequence { "|" sequence }
//! sequence     = { item }
//! item         = atom [ "?" | "*" | "+" | "{m}" | "{m,n}" | "{m,}" ]
//! atom         = word [ "~" ] | mark | "(" alternatives ")" | "{" capture "}" | "_"
//!              | "/" regex "/" | "$" macro | "^" | "$" | "-" | "!-" | "\" mark
//! capture      = [ name ":" ] ( label [ "/and" ] [ "[" test { "," test } "]" ] { "!" label }
//!                | "(" alternatives ")" | "/" regex "/" | "$" macro | "{" capture "}" )
//! test         = attribute ( "=" | "!=" ) value { "|" value }
//! ```
//!
//! A quantifier stands directly behind its atom; a brace after white space begins a capture.

use std::ops::Range;

/// A pattern or a part of one. Spans are byte offsets in the pattern line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A literal word, any inflection of it if asked.
    Word {
        text: String,
        inflected: bool,
    },
    /// A literal mark, such as a comma.
    Mark(char),
    /// One token of any kind.
    Any,
    /// One word that a regular expression matches whole.
    Regex {
        source: String,
        span: Range<usize>,
    },
    /// An annotation, or a word of a built-in class.
    Label(LabelNode),
    /// A captured group.
    Capture {
        name: String,
        node: Box<Node>,
    },
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
    Macro {
        name: String,
        span: Range<usize>,
    },
    /// The start of a sentence.
    Start,
    /// The end of a sentence.
    End,
    /// The next word is joined to the last by a hyphen.
    Hyphen,
    /// It is not.
    NoHyphen,
}

/// `{name:label/and[attribute=value] !label}`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LabelNode {
    pub(crate) capture: Option<String>,
    pub(crate) label: String,
    pub(crate) label_span: Range<usize>,
    /// A list of them, with commas and the pack's `$and` between.
    pub(crate) list: bool,
    pub(crate) tests: Vec<Test>,
    /// Labels that must not cover the word, each with its place.
    pub(crate) not: Vec<(String, Range<usize>)>,
}

/// `attribute=value|value` or its negation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Test {
    pub(crate) attribute: String,
    pub(crate) span: Range<usize>,
    pub(crate) negated: bool,
    pub(crate) values: Vec<String>,
}

/// What is wrong with a pattern line, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct SyntaxError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: &'static str,
    pub(crate) span: Range<usize>,
}

/// No quantifier counts higher, so that no pattern grows out of bounds.
const MAX_REPEAT: u32 = 50;
/// No pattern nests deeper.
const MAX_DEPTH: usize = 40;

/// No pattern has more bytes; macros make the most of them.
const MAX_LENGTH: usize = 100_000;

/// Reads a pattern line.
pub(crate) fn parse(line: &str) -> Result<Node, SyntaxError> {
    if line.len() > MAX_LENGTH {
        return Err(SyntaxError {
            code: "P203",
            message: format!("the pattern has more than {MAX_LENGTH} bytes"),
            help: "use tables, macros or more rules",
            span: 0..0,
        });
    }
    let mut parser = Parser {
        line,
        at: 0,
        depth: 0,
    };
    let node = parser.alternatives()?;
    match parser.peek() {
        None if node == Node::Sequence(Vec::new()) => Err(SyntaxError {
            code: "P202",
            message: "the pattern is empty".into(),
            help: "write at least one word or `{label}`",
            span: 0..line.len(),
        }),
        None => Ok(node),
        Some(c) => Err(parser.unexpected(c)),
    }
}

struct Parser<'p> {
    line: &'p str,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SyntaxError>;

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.bump();
        }
        found
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
    }

    fn error<T>(
        &self,
        code: &'static str,
        message: &str,
        help: &'static str,
        from: usize,
    ) -> Parsed<T> {
        let end = self.at.max(from + 1).min(self.line.len().max(from));
        Err(SyntaxError {
            code,
            message: message.into(),
            help,
            span: from..end,
        })
    }

    fn unexpected(&self, c: char) -> SyntaxError {
        SyntaxError {
            code: "P201",
            message: format!("`{c}` is not expected here"),
            help: "write a backslash before it if the mark itself is meant",
            span: self.at..self.at + c.len_utf8(),
        }
    }

    fn descend(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.error(
                "P203",
                "the pattern nests too deep",
                "use macros or fewer groups",
                self.at,
            );
        }
        Ok(())
    }

    fn alternatives(&mut self) -> Parsed<Node> {
        self.descend()?;
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match branches.len() {
            1 => branches.remove(0),
            _ => Node::Alternatives(branches),
        })
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some('|' | ')') => break,
                Some(c) => {
                    let atom = self.atom(c)?;
                    items.push(self.quantified(atom)?);
                }
            }
        }
        Ok(match items.len() {
            1 => items.remove(0),
            _ => Node::Sequence(items),
        })
    }

    fn atom(&mut self, c: char) -> Parsed<Node> {
        let start = self.at;
        match c {
            '(' => {
                self.bump();
                let node = self.alternatives()?;
                self.close(')', start)?;
                Ok(node)
            }
            '{' => self.capture(),
            '_' => {
                self.bump();
                Ok(Node::Any)
            }
            '/' => self.regex(),
            '$' => {
                self.bump();
                let name = self.name();
                if name.is_empty() {
                    return Ok(Node::End);
                }
                let span = start..self.at;
                Ok(Node::Macro { name, span })
            }
            '^' => {
                self.bump();
                Ok(Node::Start)
            }
            '\\' => {
                self.bump();
                match self.peek() {
                    Some(mark) if !mark.is_alphanumeric() && !mark.is_whitespace() => {
                        self.bump();
                        Ok(Node::Mark(mark))
                    }
                    _ => self.error("P201", "a backslash must stand before a mark", "", start),
                }
            }
            '-' => {
                self.bump();
                Ok(Node::Hyphen)
            }
            '!' if self.line[self.at..].starts_with("!-") => {
                self.at += 2;
                Ok(Node::NoHyphen)
            }
            '}' | ']' | '*' | '+' | '?' | '~' => Err(self.unexpected(c)),
            _ if self.begins_word(c) => self.word(),
            _ => {
                self.bump();
                Ok(Node::Mark(c))
            }
        }
    }

    fn begins_word(&self, c: char) -> bool {
        let next = self.line[self.at + c.len_utf8()..].chars().next();
        c.is_alphanumeric() || (c == '\'' && next.is_some_and(char::is_alphanumeric))
    }

    /// A word. Hyphens inside it mean nothing, as in tables.
    fn word(&mut self) -> Parsed<Node> {
        let start = self.at;
        self.bump();
        while let Some(c) = self.peek() {
            let next = self.line[self.at + c.len_utf8()..].chars().next();
            let inner = matches!(c, '\'' | '-') && next.is_some_and(char::is_alphanumeric);
            if !c.is_alphanumeric() && !inner {
                break;
            }
            self.bump();
        }
        let text = self.line[start..self.at].to_owned();
        let inflected = self.eat('~');
        Ok(Node::Word { text, inflected })
    }

    fn name(&mut self) -> String {
        let start = self.at;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        while self.peek().is_some_and(is_name) {
            self.bump();
        }
        self.line[start..self.at].to_owned()
    }

    fn regex(&mut self) -> Parsed<Node> {
        let start = self.at;
        self.bump();
        let mut source = String::new();
        loop {
            match self.peek() {
                None => {
                    return self.error(
                        "P201",
                        "this `/` is never closed",
                        "end the expression with `/`",
                        start,
                    );
                }
                Some('/') => break,
                Some('\\') if self.line[self.at..].starts_with("\\/") => {
                    self.bump();
                    source.push('/');
                }
                Some(c) => source.push(c),
            }
            self.bump();
        }
        let span = start + 1..self.at;
        self.bump();
        Ok(Node::Regex { source, span })
    }

    fn capture(&mut self) -> Parsed<Node> {
        let start = self.at;
        self.bump();
        self.skip_space();
        let mut name_start = self.at;
        let mut name = self.name();
        let mut capture = None;
        self.skip_space();
        if self.eat(':') {
            if name.is_empty() {
                return self.error(
                    "P201",
                    "the capture has no name",
                    "write `{name:label}`",
                    start,
                );
            }
            capture = Some(name);
            self.skip_space();
            if let (Some(c @ ('(' | '/' | '$' | '{')), Some(name)) = (self.peek(), &capture) {
                let name = name.clone();
                self.descend()?;
                let node = Box::new(self.atom(c)?);
                self.depth -= 1;
                self.close('}', start)?;
                return Ok(Node::Capture { name, node });
            }
            name_start = self.at;
            name = self.name();
        }
        if name.is_empty() {
            return self.error(
                "P201",
                "a label is missing",
                "write `{label}` or `{name:label}`",
                start,
            );
        }
        let mut label = LabelNode {
            capture,
            label_span: name_start..name_start + name.len(),
            label: name,
            list: false,
            tests: Vec::new(),
            not: Vec::new(),
        };
        let tail = self.at;
        if self.eat('/') {
            if self.name() != "and" {
                return self.error("P201", "only `/and` can follow a label", "", tail);
            }
            label.list = true;
        }
        if self.eat('[') {
            self.tests(&mut label.tests, tail)?;
        }
        loop {
            self.skip_space();
            let at = self.at;
            if !self.eat('!') {
                break;
            }
            let not = self.name();
            if not.is_empty() {
                return self.error("P201", "a label is missing after `!`", "", at);
            }
            label.not.push((not, at + 1..self.at));
        }
        self.close('}', start)?;
        Ok(Node::Label(label))
    }

    fn tests(&mut self, tests: &mut Vec<Test>, open: usize) -> Parsed<()> {
        loop {
            self.skip_space();
            let start = self.at;
            let attribute = self.name();
            let span = start..self.at;
            let negated = self.eat('!');
            if attribute.is_empty() || !self.eat('=') {
                return self.error(
                    "P201",
                    "a test is expected here",
                    "write `[attribute=value]`",
                    start,
                );
            }
            let from = self.at;
            while self.peek().is_some_and(|c| !matches!(c, ',' | ']')) {
                self.bump();
            }
            let values = self.line[from..self.at].split('|');
            tests.push(Test {
                attribute,
                span,
                negated,
                values: values.map(|v| v.trim().to_owned()).collect(),
            });
            if !self.eat(',') {
                return self.close(']', open);
            }
        }
    }

    fn close(&mut self, with: char, open: usize) -> Parsed<()> {
        self.skip_space();
        if self.eat(with) {
            return Ok(());
        }
        match self.peek() {
            Some(c) if self.line[open..].starts_with('{') => Err(self.unexpected(c)),
            _ => {
                let opening = self.line[open..].chars().next().unwrap_or(with);
                let message = format!("this `{opening}` is never closed");
                Err(SyntaxError {
                    code: "P201",
                    message,
                    help: "",
                    span: open..open + opening.len_utf8(),
                })
            }
        }
    }

    fn quantified(&mut self, atom: Node) -> Parsed<Node> {
        let start = self.at;
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => match self.counts() {
                Some(counts) => counts,
                None => return Ok(atom),
            },
            _ => return Ok(atom),
        };
        if matches!(self.peek(), Some('?' | '*' | '+')) && self.at == start {
            self.bump();
        }
        if matches!(
            atom,
            Node::Start | Node::End | Node::Hyphen | Node::NoHyphen
        ) {
            return self.error("P203", "an assertion can't be repeated", "", start);
        }
        if max.is_some_and(|max| max < min) {
            return self.error(
                "P203",
                "the counts are reversed",
                "write the smaller count first",
                start,
            );
        }
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT) {
            return self.error(
                "P203",
                "a count can't be greater than 50",
                "use `*` or `+`",
                start,
            );
        }
        Ok(Node::Repeat {
            node: Box::new(atom),
            min,
            max,
        })
    }

    /// Reads `{m}`, `{m,}` or `{m,n}`; a brace with anything else in it is no quantifier.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let (inside, _) = self.line[self.at + 1..].split_once('}')?;
        let counts = match inside.split_once(',') {
            None => {
                let count = inside.trim().parse().ok()?;
                (count, Some(count))
            }
            Some((min, max)) if max.trim().is_empty() => (min.trim().parse().ok()?, None),
            Some((min, max)) => (min.trim().parse().ok()?, Some(max.trim().parse().ok()?)),
        };
        self.at += inside.len() + 2;
        Some(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Node {
        Node::Word {
            text: text.into(),
            inflected: false,
        }
    }

    #[test]
    fn words_alternatives_and_quantifiers() {
        let node = parse("the? (for|on)+ _{0,4} chair~").unwrap();
        let Node::Sequence(items) = node else {
            panic!()
        };
        let repeat = |node, min, max| Node::Repeat {
            node: Box::new(node),
            min,
            max,
        };
        assert_eq!(items[0], repeat(word("the"), 0, Some(1)));
        let either = Node::Alternatives(vec![word("for"), word("on")]);
        assert_eq!(items[1], repeat(either, 1, None));
        assert_eq!(items[2], repeat(Node::Any, 0, Some(4)));
        assert!(matches!(
            &items[3],
            Node::Word {
                inflected: true,
                ..
            }
        ));
    }

    #[test]
    fn captures_with_tests_and_exclusions() {
        let node = parse("{c:country/and[form=demonym|name, id!=USA] !title !org}").unwrap();
        let Node::Label(label) = node else { panic!() };
        assert_eq!(label.capture.as_deref(), Some("c"));
        assert!(label.list);
        assert_eq!(label.tests[0].values, ["demonym", "name"]);
        assert!(label.tests[1].negated);
        assert_eq!(label.not.len(), 2);
        assert!(matches!(
            parse("{n:(a b)}").unwrap(),
            Node::Capture { name, .. } if name == "n"
        ));
    }

    #[test]
    fn mistakes_have_a_place() {
        let at = |line: &str| parse(line).unwrap_err().span;
        assert_eq!(at("a (b"), 2..3);
        assert_eq!(at("a{3,1}"), 1..6);
        assert_eq!(at("{:x}"), 0..2);
        assert_eq!(at("a ? b"), 2..3);
        assert_eq!(parse("").unwrap_err().code, "P202");
        for deep in ["(", "{a:", "{a:("] {
            assert_eq!(parse(&deep.repeat(30_000)).unwrap_err().code, "P203");
        }
        assert_eq!(parse(&"a ".repeat(60_000)).unwrap_err().code, "P203");
    }
}
