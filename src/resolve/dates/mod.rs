//! Temporal expressions: read against the document creation time, by the tense around them.

mod calendar;
mod incomplete;
mod values;

use jiff::civil::Date;

use self::calendar::Period;
use self::values::{Anchor, Argument, Direction, Timex, evaluate};
use super::evidence;
use crate::analysis::{Analysis, Span};
use crate::document::PublishedSource;
use crate::matching::AnnotationId;
use crate::pack::{Expression, Function, Reference, kinds};
use crate::record::TemporalExpression;

/// The dates of a document, and when it was published.
pub(crate) struct Dates {
    pub(crate) published: Option<(Date, PublishedSource)>,
    pub(crate) expressions: Vec<TemporalExpression>,
}

impl Dates {
    pub(crate) fn resolve(
        analysis: &Analysis<'_>,
        published: Option<(Date, PublishedSource)>,
    ) -> Self {
        let published = published.or_else(|| {
            let day = creation_time(analysis)?;
            Some((day, PublishedSource::Header))
        });
        let day = published.map(|(day, _)| day);
        let tenses = Tenses::collect(analysis);
        let mut expressions = Vec::new();
        let is_narrative = is_narrative(analysis, day);
        let mut mentioned: Option<Period> = None;
        let mut last_sentence = None;
        for id in analysis.annotations.of(kinds::DATE) {
            let sentence = analysis.sentence_of(id);
            let anchor = Anchor {
                day,
                mentioned,
                in_sentence: mentioned.filter(|_| is_narrative || last_sentence == Some(sentence)),
                is_narrative,
                direction: tenses.around(analysis, id),
            };
            let Some(timex) = meaning(analysis, id, anchor) else {
                continue;
            };
            if timex.period.is_some() {
                (mentioned, last_sentence) = (timex.period, Some(sentence));
            }
            expressions.push(expression(analysis, id, timex, expressions.len() + 1));
        }
        Self {
            published,
            expressions,
        }
    }
}

/// A narrative has at least so many dates with a year …
const NARRATIVE_DATES: usize = 3;
/// … most of which are at least so many years from the creation time.
const FAR_YEARS: i16 = 2;

/// True if a text tells of times other than its own: of its dates that say their year, three in four
/// are years away from the creation time, or there is none.
fn is_narrative(analysis: &Analysis<'_>, day: Option<Date>) -> bool {
    let anchor = Anchor::default();
    let (mut all, mut far) = (0, 0);
    for id in analysis.annotations.of(kinds::DATE) {
        let timex = meaning(analysis, id, anchor);
        let Some((start, _)) = timex.and_then(|timex| timex.period?.interval()) else {
            continue;
        };
        all += 1;
        let is_near = day.is_some_and(|day| (day.year() - start.year()).abs() < FAR_YEARS);
        far += usize::from(!is_near);
    }
    all >= NARRATIVE_DATES && far * 4 >= all * 3
}

/// The document creation time that the text itself states, as the first rule for it finds.
fn creation_time(analysis: &Analysis<'_>) -> Option<Date> {
    let anchor = Anchor::default();
    let headers = analysis.annotations.of(kinds::CREATION_TIME).into_iter();
    let mut dates = headers.flat_map(|id| analysis.captures(id, "date"));
    dates.find_map(|capture| {
        let timex = meaning(analysis, capture.annotation, anchor)?;
        match timex.period? {
            Period::Day(day) => Some(day),
            _ => None,
        }
    })
}

/// Evaluates the rule's `value` for one of its annotations.
fn meaning(analysis: &Analysis<'_>, id: AnnotationId, anchor: Anchor) -> Option<Timex> {
    let Expression::Call {
        function,
        arguments,
    } = analysis.rule(id)?.value.as_ref()?
    else {
        return None;
    };
    call(analysis, id, function, arguments, anchor)
}

fn call(
    analysis: &Analysis<'_>,
    id: AnnotationId,
    function: &str,
    arguments: &[Expression],
    anchor: Anchor,
) -> Option<Timex> {
    let arguments: Option<Vec<Argument>> = arguments
        .iter()
        .map(|expression| argument(analysis, id, expression, anchor))
        .collect();
    evaluate(Function::from_name(function)?, &arguments?, anchor)
}

/// The value of an argument; none if it is a call that comes to nothing.
fn argument(
    analysis: &Analysis<'_>,
    id: AnnotationId,
    expression: &Expression,
    anchor: Anchor,
) -> Option<Argument> {
    Some(match expression {
        Expression::Number(number) => Argument::Text(number.to_string()),
        Expression::Word(word) if word == "_" => Argument::Absent,
        Expression::Word(word) => Argument::Text(word.clone()),
        Expression::Reference(reference) => match referred(analysis, id, reference) {
            Some(text) => Argument::Text(text),
            None => Argument::Absent,
        },
        Expression::Call {
            function,
            arguments,
        } => {
            let timex = call(analysis, id, function, arguments, anchor)?;
            Argument::Timex(Box::new(timex))
        }
    })
}

/// In calendar expressions a capture without attribute is its id, or its words if it has none.
fn referred(analysis: &Analysis<'_>, id: AnnotationId, reference: &Reference) -> Option<String> {
    let captures = analysis.annotations.captures(analysis.get(id));
    let capture = captures
        .iter()
        .find(|capture| capture.name == reference.capture)?;
    let value = match &reference.attribute {
        Some(attribute) => analysis.capture_attribute(capture, attribute),
        None => {
            let own = analysis.capture_attribute(capture, "id");
            Some(own.unwrap_or_else(|| analysis.capture_text(capture).into()))
        }
    };
    value.map(|value| value.into_owned())
}

fn expression(
    analysis: &Analysis<'_>,
    id: AnnotationId,
    timex: Timex,
    number: usize,
) -> TemporalExpression {
    let (start, end) = analysis.span(id);
    let modifier = analysis
        .rule(id)
        .and_then(|rule| rule.modifier.as_ref())
        .and_then(|template| {
            let mut values = Vec::new();
            analysis.template_values(id, template, &mut values);
            values
                .into_iter()
                .find(|value| !value.is_empty())
                .map(|value| value.into_owned())
        });
    TemporalExpression {
        id: format!("d{number}"),
        kind: timex.kind,
        value: timex.value,
        modifier,
        grain: timex.grain.map(str::to_owned),
        from: timex.interval.map(|(from, _)| from.to_string()),
        to: timex.interval.map(|(_, to)| to.to_string()),
        basis: timex.basis.to_owned(),
        alternatives: timex.alternatives,
        start,
        end,
        text: analysis.text[start..end].to_owned(),
        evidence: vec![evidence(analysis, id)],
    }
}

/// The words of a document that show tense.
struct Tenses {
    /// Byte range and direction, in order of the text.
    cues: Vec<(Span, Direction)>,
}

/// The ids of tense annotations.
const PAST: &str = "past";
const FUTURE: &str = "future";

impl Tenses {
    fn collect(analysis: &Analysis<'_>) -> Self {
        let cues = analysis
            .annotations
            .of(kinds::TENSE)
            .into_iter()
            .filter_map(|id| {
                let direction = match analysis.attribute(id, "id").as_deref() {
                    Some(PAST) => Direction::Past,
                    Some(FUTURE) => Direction::Future,
                    _ => return None,
                };
                Some((analysis.span(id), direction))
            });
        Self {
            cues: cues.collect(),
        }
    }

    /// The tense of the nearest word in the sentence that shows one; of two as near, the one before.
    fn around(&self, analysis: &Analysis<'_>, id: AnnotationId) -> Direction {
        let span = analysis.span(id);
        let sentence = analysis.segmented.sentences[analysis.sentence_of(id)];
        let (from, to) = analysis.segmented.span(sentence.start, sentence.end);
        let next = self.cues.partition_point(|((start, _), _)| *start < span.0);
        let before = self.cues[..next]
            .iter()
            .rev()
            .find(|((_, end), _)| *end <= span.0);
        let after = self.cues[next..]
            .iter()
            .find(|((start, _), _)| *start >= span.1);
        let before = before.filter(|((start, _), _)| *start >= from);
        let after = after.filter(|((_, end), _)| *end <= to);
        match (before, after) {
            (Some((a, before)), Some((b, after))) => {
                if span.0 - a.1 <= b.0 - span.1 {
                    *before
                } else {
                    *after
                }
            }
            (Some((_, direction)), None) | (None, Some((_, direction))) => *direction,
            (None, None) => Direction::Unknown,
        }
    }
}
