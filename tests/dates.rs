//! Dates as a reader of the library has them: news and notes, the order of figures, times of day.

use attache::{DateOrder, Direction, Document, Extractor, TemporalExpression};

fn dates(document: &Document<'_>) -> Vec<TemporalExpression> {
    Extractor::builtin().extract(document).dates
}

fn on_monday(text: &str) -> Document<'_> {
    Document::new(text).published("2015-11-16".parse().expect("a date"))
}

fn values(document: &Document<'_>) -> Vec<String> {
    dates(document).into_iter().map(|date| date.value).collect()
}

#[test]
fn bare_dates_point_back_in_news_and_ahead_in_notes() {
    let text = "Monday, October";
    assert_eq!(values(&on_monday(text)), ["2015-11-16", "2015-10"]);
    let note = on_monday(text).direction(Direction::Future);
    assert_eq!(values(&note), ["2015-11-23", "2016-10"]);
}

#[test]
fn hours_are_counted_from_a_time_that_is_known() {
    let text = "Call back in two hours.";
    let note = on_monday(text).direction(Direction::Future);
    let timed = note.published_time("23:30:00".parse().expect("a time"));
    let [date] = &dates(&timed)[..] else {
        panic!("one date");
    };
    assert_eq!(date.value, "2015-11-17T01:30");
    assert_eq!(date.from.as_deref(), Some("2015-11-17T01:30:00"));
    assert_eq!(date.to.as_deref(), Some("2015-11-17T01:31:00"));
}

#[test]
fn other_dates_of_the_document_tell_the_order_of_figures() {
    let alone = "It was signed on 3/4/2015.";
    let [date] = &dates(&on_monday(alone))[..] else {
        panic!("one date");
    };
    assert_eq!(date.value, "2015-03-04");
    assert_eq!(date.alternatives, ["2015-04-03"]);
    let reader = on_monday(alone).date_order(DateOrder::DayFirst);
    assert_eq!(values(&reader), ["2015-04-03"]);
    let shown = "It was signed on 3/4/2015 and ended on 16/11/2015.";
    assert_eq!(values(&on_monday(shown)), ["2015-04-03", "2015-11-16"]);
    // What the document shows wins over what its reader expects.
    let reader = on_monday(shown).date_order(DateOrder::MonthFirst);
    assert_eq!(values(&reader), ["2015-04-03", "2015-11-16"]);
}

#[test]
fn a_range_is_two_expressions_with_one_proof() {
    let document = on_monday("It was open from 3 to 7 May 2014.");
    let found = dates(&document);
    let said: Vec<_> = found
        .iter()
        .map(|date| (date.text.as_str(), date.value.as_str()))
        .collect();
    assert_eq!(said, [("3", "2014-05-03"), ("7 May 2014", "2014-05-07")]);
    assert_eq!(found[0].evidence, found[1].evidence);
}

#[test]
fn a_day_that_no_calendar_has_is_one_expression_without_interval() {
    for text in ["It ended on Feb 29, 2015.", "It ended on 31 June."] {
        let [date] = &dates(&on_monday(text))[..] else {
            panic!("one date in {text:?}");
        };
        assert!(!date.valid, "{text:?}");
        assert_eq!((&date.from, &date.to), (&None, &None));
    }
}

#[test]
fn what_only_looks_like_a_time_is_none() {
    let texts = [
        "They may march on in the sun for a second, and fall in spring water.",
        "Mrs May met August Wilson and April Jones.",
        "The 9/11 attacks. Open 24/7. The Boeing 747 flew. See page 12.",
        "It costs $1,999 or 12.50 euros. They won 3-4. A 3-4 victory.",
        "Call 555-1212 or (206) 555 1212. Version 10.12.2 is out.",
        "A quarter of the population lives there. The Monday Club met.",
        "The first half of the game was dull. He came second.",
        "The ratio was 3:1. John 3:16. Room 2010. Flight 1984. ISO 9001.",
    ];
    for text in texts {
        let found = dates(&on_monday(text));
        assert!(found.is_empty(), "{text:?}: {found:?}");
    }
}
