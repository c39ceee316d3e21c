//! Temporal expressions: read against the document creation time, by the tense around them.

mod calendar;
mod clock;
mod counted;
mod holidays;
mod incomplete;
mod lengths;
mod tenses;
mod values;

use jiff::civil::{Date, DateTime};

use self::calendar::{Period, Unit};
use self::clock::Clock;
use self::incomplete::order_of;
use self::tenses::Tenses;
use self::values::{Anchor, Argument, CREATION_TIME, Timex, evaluate};
use super::evidence;
use crate::analysis::{Analysis, Span};
use crate::document::{DateOrder, Direction, DocumentParts, PublishedSource};
use crate::matching::{AnnotationId, NONE};
use crate::pack::{Expression, Function, Reference, kinds};
use crate::record::TemporalExpression;

/// The dates of a document, and when it was published.
pub(crate) struct Dates {
    pub(crate) published: Option<(Date, PublishedSource)>,
    pub(crate) expressions: Vec<TemporalExpression>,
}

impl Dates {
    pub(crate) fn resolve(analysis: &Analysis<'_>, document: &DocumentParts<'_>) -> Self {
        let order = date_order(analysis).or(document.date_order);
        let published = document.published.or_else(|| {
            let day = creation_time(analysis, order)?;
            Some((day, PublishedSource::Header))
        });
        let (published, time) = match (published, document.otherwise) {
            (None, Some((day, time, source))) => (Some((day, source)), time),
            (published, _) => (published, document.time),
        };
        let is_forward = document.direction == Direction::Future;
        let anchor = Anchor {
            day: published.map(|(day, _)| day),
            time,
            is_forward,
            order,
            ..Anchor::default()
        };
        let anchor = Anchor {
            is_narrative: !is_forward && is_narrative(analysis, anchor.day),
            ..anchor
        };
        Self {
            published,
            expressions: expressions(analysis, anchor),
        }
    }
}

/// All expressions in order of the text, each read against what was spoken of before it.
fn expressions(analysis: &Analysis<'_>, anchor: Anchor) -> Vec<TemporalExpression> {
    let tenses = Tenses::collect(analysis);
    let mut expressions = Vec::new();
    let mut mentioned: Option<Period> = None;
    let mut moment = None;
    let mut stretch = None;
    let mut last_day = None;
    let mut last_sentence = None;
    for id in analysis.annotations.of(kinds::DATE) {
        let sentence = analysis.sentence_of(id);
        let spoken_of =
            mentioned.filter(|_| anchor.is_narrative || last_sentence == Some(sentence));
        let anchor = Anchor {
            mentioned,
            moment,
            stretch,
            last_day,
            in_sentence: spoken_of,
            direction: tenses.around(analysis, id),
            ..anchor
        };
        for Reading { id, span, timex } in readings(analysis, id, anchor) {
            let is_aside = timex.is_aside || tenses.is_aside(span);
            if let Some(period) = timex.period.filter(|_| !is_aside || mentioned.is_none()) {
                let is_stretch = (Unit::Week..Unit::Year).contains(&period.unit());
                stretch = if is_stretch { Some(period) } else { stretch };
                (mentioned, last_sentence) = (timex.period, Some(sentence));
                if let Period::Day(day) = period {
                    last_day = Some(day);
                }
                let is_time = matches!(timex.clock, Some(Clock::Time { .. }));
                moment = timex.interval.filter(|_| is_time).map(|(from, _)| from);
            }
            expressions.push(expression(analysis, id, span, timex));
        }
    }
    expressions.sort_by_key(|expression| expression.start);
    for (index, expression) in expressions.iter_mut().enumerate() {
        expression.id = format!("d{}", index + 1);
    }
    expressions
}

/// The dates of a narrative are at least so many years from the creation time.
const FAR_YEARS: i16 = 2;

/// True if a text tells of times other than its own: of its dates that say their year, three in four
/// are years away from the creation time, or there is none; and they are more than those that are told
/// from that time.
fn is_narrative(analysis: &Analysis<'_>, day: Option<Date>) -> bool {
    let (mut all, mut far) = (0, 0);
    for id in analysis.annotations.of(kinds::DATE) {
        // A year that is said has figures, but for a few in words.
        if !analysis.text(id).bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let timex = meaning(analysis, id, Anchor::default());
        let Some((start, _)) = timex.and_then(|timex| timex.period?.interval()) else {
            continue;
        };
        all += 1;
        let is_near = day.is_some_and(|day| (day.year() - start.year()).abs() < FAR_YEARS);
        far += usize::from(!is_near);
    }
    let is_far = all > 0 && far * 4 >= all * 3;
    is_far && !tells_from(day.unwrap_or(Date::ZERO), analysis, far)
}

/// True if a text tells at least so many dates from its creation time, whatever day that is. Bare
/// weekdays are among them, which are near it.
fn tells_from(day: Date, analysis: &Analysis<'_>, number: usize) -> bool {
    let day_of_text = Some(Period::Day(day));
    // What can be counted from something spoken of before is no sign.
    let anchor = Anchor {
        day: Some(day),
        mentioned: day_of_text,
        in_sentence: day_of_text,
        stretch: day_of_text,
        ..Anchor::default()
    };
    let is_told = |id: &AnnotationId| {
        let timex = meaning(analysis, *id, anchor);
        let bare = || meaning(analysis, *id, Anchor::default());
        timex.is_some_and(|timex| timex.basis == CREATION_TIME)
            || bare().is_some_and(|timex| timex.value.starts_with(ANY_WEEK))
    };
    let dates = analysis.annotations.of(kinds::DATE).into_iter();
    dates
        .filter(is_told)
        .nth(number.saturating_sub(1))
        .is_some()
}

/// What the value of a weekday begins with whose week is not known.
const ANY_WEEK: &str = "XXXX-W";

/// The document creation time that the text itself states, as the first rule for it finds.
fn creation_time(analysis: &Analysis<'_>, order: Option<DateOrder>) -> Option<Date> {
    let anchor = Anchor {
        order,
        ..Anchor::default()
    };
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

/// What comes first in the document's dates of figures, if those that leave no choice agree.
fn date_order(analysis: &Analysis<'_>) -> Option<DateOrder> {
    let mut found = None;
    for id in analysis.annotations.of(kinds::DATE) {
        let id = handed_on(analysis, id);
        let Some(Expression::Call {
            function,
            arguments,
        }) = analysis.rule(id).and_then(|rule| rule.value.as_ref())
        else {
            continue;
        };
        let [first, second, ..] = arguments.as_slice() else {
            continue;
        };
        if Function::from_name(function) != Some(Function::Numeric) {
            continue;
        }
        let read = |expression| argument(analysis, id, expression, Anchor::default());
        let order = match (read(first), read(second)) {
            (Some(first), Some(second)) => order_of(&first, &second),
            _ => None,
        };
        match (found, order) {
            (Some(found), Some(order)) if found != order => return None,
            (None, order) => found = order,
            _ => {}
        }
    }
    found
}

/// One expression that an annotation says: its words and what they mean.
struct Reading {
    /// The annotation that it is proved by.
    id: AnnotationId,
    span: Span,
    timex: Timex,
}

/// What an annotation's rule says, and what it says of other captures ("from 3 to 7 May").
fn readings(analysis: &Analysis<'_>, id: AnnotationId, anchor: Anchor) -> Vec<Reading> {
    let id = handed_on(analysis, id);
    let mut readings = Vec::new();
    if let Some(timex) = meaning(analysis, id, anchor) {
        let span = analysis.span(id);
        readings.push(Reading { id, span, timex });
    }
    let also = analysis.rule(id).map_or(&[][..], |rule| &rule.also);
    for (capture, value) in also {
        let captures = analysis.annotations.captures(analysis.get(id));
        let Some(capture) = captures.iter().find(|found| found.name == *capture) else {
            continue;
        };
        let span = (capture.start as usize, capture.end as usize);
        if let Some(timex) = value_of(analysis, id, value, anchor) {
            readings.push(Reading { id, span, timex });
        }
    }
    readings
}

/// The annotation that a rule hands on whose value is a capture of all its words; else the one given.
fn handed_on(analysis: &Analysis<'_>, mut id: AnnotationId) -> AnnotationId {
    while let Some(rule) = analysis.rule(id).filter(|rule| rule.also.is_empty()) {
        let Some(Expression::Reference(reference)) = &rule.value else {
            break;
        };
        let inner = annotation(analysis, id, reference);
        match inner.filter(|inner| analysis.span(*inner) == analysis.span(id)) {
            Some(inner) => id = inner,
            None => break,
        }
    }
    id
}

/// The annotation that a reference without attribute stands for.
fn annotation(
    analysis: &Analysis<'_>,
    id: AnnotationId,
    reference: &Reference,
) -> Option<AnnotationId> {
    let captures = analysis.annotations.captures(analysis.get(id));
    let capture = captures
        .iter()
        .find(|capture| capture.name == reference.capture)?;
    (reference.attribute.is_none() && capture.annotation != NONE).then_some(capture.annotation)
}

/// Evaluates the rule's `value` for one of its annotations.
fn meaning(analysis: &Analysis<'_>, id: AnnotationId, anchor: Anchor) -> Option<Timex> {
    let id = handed_on(analysis, id);
    value_of(analysis, id, analysis.rule(id)?.value.as_ref()?, anchor)
}

fn value_of(
    analysis: &Analysis<'_>,
    id: AnnotationId,
    value: &Expression,
    anchor: Anchor,
) -> Option<Timex> {
    match argument(analysis, id, value, anchor)? {
        Argument::Timex(timex) => Some(*timex),
        _ => None,
    }
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
        Expression::Reference(reference) => {
            let inner = annotation(analysis, id, reference);
            if let Some(inner) = inner.filter(|inner| has_value(analysis, *inner)) {
                return Some(Argument::Timex(Box::new(meaning(analysis, inner, anchor)?)));
            }
            match referred(analysis, id, reference) {
                Some(text) => Argument::Text(text),
                None => Argument::Absent,
            }
        }
        Expression::Call {
            function,
            arguments,
        } => {
            let arguments: Option<Vec<Argument>> = arguments
                .iter()
                .map(|expression| argument(analysis, id, expression, anchor))
                .collect();
            let timex = evaluate(Function::from_name(function)?, &arguments?, anchor)?;
            Argument::Timex(Box::new(timex))
        }
    })
}

fn has_value(analysis: &Analysis<'_>, id: AnnotationId) -> bool {
    analysis.rule(id).is_some_and(|rule| rule.value.is_some())
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
    (start, end): Span,
    timex: Timex,
) -> TemporalExpression {
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
    // Days are written as days, times of the clock as times.
    let is_whole_days = timex.clock.is_none()
        && timex
            .interval
            .is_some_and(|(from, to)| is_midnight(from) && is_midnight(to));
    let written = |time: DateTime| match is_whole_days {
        true => time.date().to_string(),
        false => time.to_string(),
    };
    TemporalExpression {
        id: String::new(),
        kind: timex.kind,
        value: timex.value,
        modifier,
        grain: timex.grain.map(str::to_owned),
        from: timex.interval.map(|(from, _)| written(from)),
        to: timex.interval.map(|(_, to)| written(to)),
        valid: timex.is_valid,
        basis: timex.basis.to_owned(),
        alternatives: timex.alternatives,
        start,
        end,
        text: analysis.text[start..end].to_owned(),
        evidence: vec![evidence(analysis, id)],
    }
}

fn is_midnight(time: DateTime) -> bool {
    time == time.date().to_datetime(jiff::civil::Time::midnight())
}
