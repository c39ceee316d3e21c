//! What rules make of their captures: templates, calendar expressions, conditions.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A capture that a template refers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reference {
    /// The index of the name among the rule's captures, or [`WHOLE_MATCH`].
    pub(crate) capture: u16,
    pub(crate) attribute: Option<String>,
}

/// `{match}`: the whole match.
pub(crate) const WHOLE_MATCH: u16 = u16::MAX;

/// A text with references in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Part {
    Text(String),
    Reference(Reference),
}

/// A calendar expression: a function with its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Expression {
    Call {
        function: String,
        arguments: Vec<Expression>,
    },
    Reference(Reference),
    Number(i64),
    Word(String),
}

/// A condition on captures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub(crate) left: Template,
    pub(crate) operator: Operator,
    pub(crate) right: Template,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is wrong with a template, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct TemplateError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The words among which the right one may be.
    pub(crate) unknown: Option<String>,
    pub(crate) span: Range<usize>,
}

fn error(code: &'static str, message: impl Into<String>, span: Range<usize>) -> TemplateError {
    TemplateError {
        code,
        message: message.into(),
        unknown: None,
        span,
    }
}

/// Reads `text {capture.attribute} text`.
pub(crate) fn parse_template(source: &str, captures: &[String]) -> Result<Template, TemplateError> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find('{').map(|i| at + i) {
        if open > at {
            parts.push(Part::Text(source[at..open].to_owned()));
        }
        let Some(close) = source[open..].find('}').map(|i| open + i) else {
            return Err(error("P201", "this `{` is never closed", open..open + 1));
        };
        parts.push(Part::Reference(parse_reference(
            source,
            open + 1..close,
            captures,
        )?));
        at = close + 1;
    }
    if at < source.len() {
        parts.push(Part::Text(source[at..].to_owned()));
    }
    Ok(Template { parts })
}

fn parse_reference(
    source: &str,
    span: Range<usize>,
    captures: &[String],
) -> Result<Reference, TemplateError> {
    let inside = source[span.clone()].trim();
    let (name, attribute) = match inside.split_once('.') {
        Some((name, attribute)) => (name, Some(attribute.to_owned())),
        None => (inside, None),
    };
    let capture = match captures.iter().position(|known| known == name) {
        Some(index) => index as u16,
        None if name == "match" => WHOLE_MATCH,
        None => {
            return Err(TemplateError {
                unknown: Some(name.to_owned()),
                ..error(
                    "P302",
                    format!("the pattern captures nothing as `{name}`"),
                    span,
                )
            });
        }
    };
    Ok(Reference { capture, attribute })
}

/// Reads `left == right`, with any of `==`, `!=`, `<`, `<=`, `>`, `>=`.
pub(crate) fn parse_condition(
    source: &str,
    captures: &[String],
) -> Result<Condition, TemplateError> {
    const OPERATORS: [(&str, Operator); 6] = [
        ("==", Operator::Equal),
        ("!=", Operator::Unequal),
        ("<=", Operator::LessOrEqual),
        (">=", Operator::GreaterOrEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ];
    for (sign, operator) in OPERATORS {
        if let Some(at) = source.find(sign) {
            let side = |range: Range<usize>| {
                let text = source[range.clone()].trim();
                let text = text.trim_matches(|c| c == '\'' || c == '"');
                parse_template(text, captures).map_err(|error| TemplateError {
                    span: range,
                    ..error
                })
            };
            return Ok(Condition {
                left: side(0..at)?,
                operator,
                right: side(at + sign.len()..source.len())?,
            });
        }
    }
    Err(error(
        "P307",
        "a condition compares two things",
        0..source.len(),
    ))
}

impl Operator {
    /// Compares two values: as numbers if both are, else as text.
    pub(crate) fn holds(self, left: &str, right: &str) -> bool {
        let order = match (left.parse::<f64>(), right.parse::<f64>()) {
            (Ok(left), Ok(right)) => left.total_cmp(&right),
            _ => left.cmp(right),
        };
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Reads `function(argument, …)`, where an argument is a reference, a number, a word or a call.
pub(crate) fn parse_expression(
    source: &str,
    captures: &[String],
) -> Result<Expression, TemplateError> {
    let mut parser = ExpressionParser {
        source,
        at: 0,
        captures,
        depth: 0,
    };
    let expression = parser.expression()?;
    parser.skip_space();
    match parser.at < source.len() {
        true => Err(error(
            "P305",
            "nothing can follow here",
            parser.at..source.len(),
        )),
        false => Ok(expression),
    }
}

struct ExpressionParser<'s> {
    source: &'s str,
    at: usize,
    captures: &'s [String],
    depth: u32,
}

impl ExpressionParser<'_> {
    fn skip_space(&mut self) {
        let rest = &self.source[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip_space();
        let found = self.source[self.at..].starts_with(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }

    fn expression(&mut self) -> Result<Expression, TemplateError> {
        self.skip_space();
        let start = self.at;
        if self.eat('{') {
            let Some(length) = self.source[self.at..].find('}') else {
                return Err(error("P201", "this `{` is never closed", start..start + 1));
            };
            let span = self.at..self.at + length;
            self.at = span.end + 1;
            return parse_reference(self.source, span, self.captures).map(Expression::Reference);
        }
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
        let rest = &self.source[start..];
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if length == 0 {
            return Err(error(
                "P305",
                "an argument is missing",
                start..(start + 1).min(self.source.len()),
            ));
        }
        let word = &rest[..length];
        self.at += length;
        if !self.eat('(') {
            return Ok(match word.parse() {
                Ok(number) => Expression::Number(number),
                Err(_) => Expression::Word(word.to_owned()),
            });
        }
        self.depth += 1;
        if self.depth > 8 {
            return Err(error("P305", "the calls nest too deep", start..self.at));
        }
        let mut arguments = Vec::new();
        if !self.eat(')') {
            loop {
                arguments.push(self.expression()?);
                if self.eat(')') {
                    break;
                }
                if !self.eat(',') {
                    return Err(error(
                        "P305",
                        "this call is never closed",
                        start..self.source.len(),
                    ));
                }
            }
        }
        self.depth -= 1;
        Ok(Expression::Call {
            function: word.to_owned(),
            arguments,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_nest_and_refer() {
        let captures = ["unit".to_owned(), "shift".to_owned()];
        let expression = parse_expression("shift({unit}, {shift.n}, day(-1))", &captures).unwrap();
        let Expression::Call {
            function,
            arguments,
        } = expression
        else {
            panic!()
        };
        assert_eq!(function, "shift");
        assert_eq!(arguments.len(), 3);
        assert!(
            parse_expression("shift({unt})", &captures)
                .unwrap_err()
                .unknown
                .is_some()
        );
        assert!(parse_expression("shift(1", &captures).is_err());
    }

    #[test]
    fn numbers_compare_as_numbers() {
        assert!(Operator::Less.holds("9", "10"));
        assert!(Operator::Unequal.holds("CHN", "RUS"));
    }
}
