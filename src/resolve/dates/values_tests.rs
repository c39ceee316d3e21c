use super::*;

fn at(day: &str, direction: Direction) -> Anchor {
    Anchor {
        day: day.parse().ok(),
        direction,
        ..Anchor::default()
    }
}

fn run(function: Function, arguments: &[&str], anchor: Anchor) -> Option<Timex> {
    let argument = |text: &&str| match *text {
        "_" => Argument::Absent,
        text => Argument::Text(text.to_owned()),
    };
    let arguments: Vec<Argument> = arguments.iter().map(argument).collect();
    evaluate(function, &arguments, anchor)
}

fn value(function: Function, arguments: &[&str], anchor: Anchor) -> String {
    run(function, arguments, anchor)
        .map(|timex| timex.value)
        .unwrap_or_default()
}

#[test]
fn incomplete_dates_take_the_year_of_their_direction() {
    let past = at("2015-11-16", Direction::Past);
    let future = at("2015-11-16", Direction::Future);
    assert_eq!(value(Function::Date, &["_", "10"], past), "2015-10");
    assert_eq!(value(Function::Date, &["_", "10"], future), "2016-10");
    assert_eq!(value(Function::Date, &["_", "11"], past), "2015-11");
    assert_eq!(
        value(Function::Date, &["_", "3", "3rd"], past),
        "2015-03-03"
    );
    // Ten months behind or weeks ahead: one word in the past tense is not enough.
    assert_eq!(
        value(Function::Date, &["_", "1", "3rd"], past),
        "2016-01-03"
    );
    assert_eq!(
        value(Function::Date, &["_", "12", "3rd"], past),
        "2015-12-03"
    );
    assert_eq!(value(Function::Date, &["_", "2", "29"], past), "2012-02-29");
    let unknown = run(
        Function::Date,
        &["_", "12", "3"],
        at("2015-11-16", Direction::Unknown),
    );
    let unknown = unknown.expect("a date");
    assert_eq!(unknown.value, "2015-12-03");
    assert_eq!(unknown.alternatives, ["2014-12-03"]);
}

#[test]
fn without_a_creation_time_values_stay_open() {
    let nowhere = Anchor {
        direction: Direction::Past,
        ..Anchor::default()
    };
    assert_eq!(value(Function::Date, &["_", "10"], nowhere), "XXXX-10");
    assert_eq!(value(Function::Weekday, &["1"], nowhere), "XXXX-WXX-1");
    assert_eq!(
        value(Function::Shift, &["month", "-1"], nowhere),
        "PAST_REF"
    );
}

#[test]
fn weekdays_look_back_and_ahead() {
    let past = at("2015-11-16", Direction::Past);
    let monday = run(Function::Weekday, &["1"], past).expect("a day");
    assert_eq!(
        (monday.value.as_str(), monday.alternatives),
        ("2015-11-16", vec!["2015-11-09".to_owned()])
    );
    assert_eq!(value(Function::Weekday, &["5"], past), "2015-11-13");
    assert_eq!(
        value(
            Function::Weekday,
            &["5"],
            at("2015-11-16", Direction::Future)
        ),
        "2015-11-20"
    );
    assert_eq!(value(Function::Weekday, &["1", "-1"], past), "2015-11-09");
    assert_eq!(value(Function::Weekday, &["3", "0"], past), "2015-11-18");
    assert_eq!(value(Function::Weekday, &["5", "1"], past), "2015-11-20");
}

#[test]
fn shifts_keep_the_grain_of_their_unit() {
    let anchor = at("2015-11-16", Direction::Unknown);
    assert_eq!(value(Function::Shift, &["month", "-1"], anchor), "2015-10");
    assert_eq!(value(Function::Shift, &["year", "2", "-1"], anchor), "2013");
    assert_eq!(value(Function::Shift, &["week", "1"], anchor), "2015-W48");
    assert_eq!(value(Function::Shift, &["day", "9999999999"], anchor), "");
}

#[test]
fn what_is_no_date_has_no_value() {
    let anchor = at("2015-11-16", Direction::Past);
    assert_eq!(run(Function::Date, &["2015", "13"], anchor), None);
    assert_eq!(run(Function::Week, &["54", "2015"], anchor), None);
    assert_eq!(run(Function::Nth, &["40", "day", "_"], anchor), None);
    assert_eq!(run(Function::Holiday, &["easter"], anchor), None);
    assert_eq!(run(Function::Time, &["25", "10"], anchor), None);
}

#[test]
fn times_and_parts_belong_to_a_day() {
    let anchor = at("2015-11-16", Direction::Past);
    assert_eq!(
        value(Function::Time, &["2", "30", "pm"], anchor),
        "2015-11-16T14:30"
    );
    assert_eq!(value(Function::Part, &["MO"], anchor), "2015-11-16TMO");
    assert_eq!(value(Function::Duration, &["3", "week"], anchor), "P3W");
    assert_eq!(
        value(Function::Duration, &["several", "year"], anchor),
        "PXY"
    );
}

/// A value as an argument.
fn inner(function: Function, arguments: &[&str], anchor: Anchor) -> Argument {
    Argument::Timex(Box::new(
        run(function, arguments, anchor).expect("it has a value"),
    ))
}

fn text(words: &str) -> Argument {
    match words {
        "_" => Argument::Absent,
        words => Argument::Text(words.to_owned()),
    }
}

/// The value of a call with other values among its arguments, and its interval.
fn nested(function: Function, arguments: &[Argument], anchor: Anchor) -> (String, String, String) {
    let timex = evaluate(function, arguments, anchor).expect("it has a value");
    let ends = timex
        .interval
        .map(|(from, to)| (from.to_string(), to.to_string()));
    let (from, to) = ends.unwrap_or_default();
    (timex.value, from, to)
}

#[test]
fn days_that_no_calendar_has_are_not_valid() {
    let anchor = at("2015-11-16", Direction::Past);
    for (arguments, value) in [
        (["2015", "2", "29"], "2015-02-29"),
        (["_", "6", "31"], "XXXX-06-31"),
        (["2015", "5", "35"], "2015-05-35"),
    ] {
        let timex = run(Function::Date, &arguments, anchor).expect("it is a date all the same");
        assert_eq!((timex.value.as_str(), timex.is_valid), (value, false));
        assert_eq!(timex.interval, None);
    }
}

#[test]
fn figures_are_read_in_the_order_that_they_or_the_document_show() {
    let open = at("2015-11-16", Direction::Past);
    let day_first = Anchor {
        order: Some(DateOrder::DayFirst),
        ..open
    };
    let both = run(Function::Numeric, &["3", "4", "2015"], open).expect("a date");
    assert_eq!(both.value, "2015-03-04");
    assert_eq!(both.alternatives, ["2015-04-03"]);
    let known = run(Function::Numeric, &["3", "4", "2015"], day_first).expect("a date");
    assert_eq!(
        (known.value.as_str(), known.alternatives),
        ("2015-04-03", vec![])
    );
    assert_eq!(
        value(Function::Numeric, &["16", "11", "2015"], open),
        "2015-11-16"
    );
    assert_eq!(
        value(Function::Numeric, &["11", "16", "2015"], day_first),
        "2015-11-16"
    );
    let wrong = run(Function::Numeric, &["31", "30", "2015"], open);
    assert!(wrong.is_none_or(|timex| !timex.is_valid));
}

#[test]
fn a_weekday_tells_the_year_of_a_date() {
    let anchor = at("2015-11-16", Direction::Past);
    // 3 May was a Friday in 2013.
    assert_eq!(
        value(Function::Date, &["_", "5", "3", "_", "5"], anchor),
        "2013-05-03"
    );
    assert_eq!(
        value(
            Function::DayOfMonth,
            &["13", "5"],
            at("2015-11-16", Direction::Past)
        ),
        "2015-11-13"
    );
}

#[test]
fn ends_of_ranges_stand_in_order() {
    let anchor = at("2015-11-16", Direction::Past);
    let march = inner(Function::Date, &["2016", "3"], anchor);
    let arguments = [text("_"), text("11"), text("_"), march];
    assert_eq!(nested(Function::Date, &arguments, anchor).0, "2015-11");
    let first = inner(Function::Date, &["1899"], anchor);
    let arguments = [text("01"), text("_"), text("_"), first];
    assert_eq!(nested(Function::Date, &arguments, anchor).0, "1901");
    let monday = inner(Function::Weekday, &["1"], anchor);
    let arguments = [text("5"), text("_"), monday];
    assert_eq!(
        nested(Function::Weekday, &arguments, anchor).0,
        "2015-11-20"
    );
}

#[test]
fn units_are_counted_within_periods() {
    let anchor = at("2015-11-16", Direction::Past);
    let within = |month: &str| inner(Function::Date, &["2016", month], anchor);
    let nth = |number: &str, unit: &str, month: &str| {
        nested(
            Function::Nth,
            &[text(number), text(unit), within(month)],
            anchor,
        )
        .0
    };
    assert_eq!(nth("1", "day", "2"), "2016-02-01");
    assert_eq!(nth("-1", "day", "2"), "2016-02-29");
    assert_eq!(nth("3", "week", "3"), "2016-W11");
    assert_eq!(nth("-1", "weekend", "10"), "2016-W43-WE");
    let nth = |number: &str, day: &str| {
        nested(
            Function::NthWeekday,
            &[text(number), text(day), within("3")],
            anchor,
        )
        .0
    };
    assert_eq!(nth("1", "1"), "2016-03-07");
    assert_eq!(nth("-1", "1"), "2016-03-28");
}

#[test]
fn times_have_half_open_intervals() {
    let anchor = at("2015-11-16", Direction::Past);
    let ends = |function, arguments: &[&str]| {
        let timex = run(function, arguments, anchor).expect("a time");
        let (from, to) = timex.interval.expect("an interval");
        (from.to_string(), to.to_string())
    };
    let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(
        ends(Function::Time, &["2", "30", "pm"]),
        pair("2015-11-16T14:30:00", "2015-11-16T14:31:00")
    );
    assert_eq!(
        ends(Function::Time, &["11", "_", "pm"]),
        pair("2015-11-16T23:00:00", "2015-11-17T00:00:00")
    );
    assert_eq!(
        ends(Function::Part, &["24:00"]),
        pair("2015-11-17T00:00:00", "2015-11-17T00:01:00")
    );
    assert_eq!(
        ends(Function::Part, &["AF"]),
        pair("2015-11-16T12:00:00", "2015-11-16T19:00:00")
    );
    assert_eq!(
        value(Function::Time, &["3", "15", "_", "_", "_", "to"], anchor),
        "2015-11-16T02:45"
    );
    assert_eq!(value(Function::Time, &["12am"], anchor), "2015-11-16T00:00");
}

#[test]
fn a_time_of_day_is_put_on_a_day_and_into_its_part() {
    let anchor = at("2015-11-16", Direction::Past);
    let eight = inner(Function::Time, &["8"], anchor);
    let friday = inner(Function::Weekday, &["5"], anchor);
    assert_eq!(
        nested(Function::At, &[friday, eight.clone()], anchor).0,
        "2015-11-13T08:00"
    );
    let tonight = inner(Function::Part, &["NI"], anchor);
    assert_eq!(
        nested(Function::At, &[tonight, eight], anchor).0,
        "2015-11-16T20:00"
    );
}

#[test]
fn lengths_before_and_after_now_have_an_interval() {
    let anchor = at("2015-11-16", Direction::Future);
    let window = |count: &str, unit: &str, side: &str| {
        nested(
            Function::Window,
            &[text(count), text(unit), text(side)],
            anchor,
        )
    };
    let triple = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    let midnight = "T00:00:00";
    assert_eq!(
        window("2", "year", "-1"),
        triple(
            "P2Y",
            &format!("2013-11-16{midnight}"),
            &format!("2015-11-16{midnight}")
        )
    );
    assert_eq!(
        window("3", "day", "1"),
        triple(
            "P3D",
            &format!("2015-11-17{midnight}"),
            &format!("2015-11-20{midnight}")
        )
    );
    assert_eq!(
        window("2", "quarter", "-1"),
        triple(
            "P2Q",
            &format!("2015-04-01{midnight}"),
            &format!("2015-10-01{midnight}")
        )
    );
    let ahead = run(Function::Ahead, &["2", "week"], anchor).expect("a length");
    assert_eq!(
        (ahead.value.as_str(), ahead.alternatives),
        ("P2W", vec!["2015-11-30".to_owned()])
    );
    let past = at("2015-11-16", Direction::Past);
    let ahead = run(Function::Ahead, &["2", "week"], past).expect("a length");
    assert_eq!(ahead.interval, None);
}

#[test]
fn lengths_add_up_and_have_parts() {
    let anchor = Anchor::default();
    let hours = inner(Function::Duration, &["2", "hour"], anchor);
    let minutes = inner(Function::Duration, &["10", "minute"], anchor);
    let days = inner(Function::Duration, &["3", "day"], anchor);
    assert_eq!(
        nested(Function::Sum, &[hours, minutes.clone()], anchor).0,
        "PT2H10M"
    );
    assert_eq!(nested(Function::Sum, &[days, minutes], anchor).0, "P3DT10M");
    assert_eq!(
        value(Function::Fraction, &["1", "2", "hour"], anchor),
        "PT30M"
    );
    assert_eq!(
        value(Function::Fraction, &["3", "4", "year"], anchor),
        "P9M"
    );
    assert_eq!(
        value(Function::Fraction, &["1", "2", "week"], anchor),
        "P0.5W"
    );
    assert_eq!(run(Function::Fraction, &["1", "0", "week"], anchor), None);
}

#[test]
fn in_notes_what_is_bare_is_yet_to_come() {
    let note = Anchor {
        time: "09:30:00".parse().ok(),
        is_forward: true,
        ..at("2015-11-16", Direction::Past)
    };
    assert_eq!(value(Function::Weekday, &["1"], note), "2015-11-23");
    assert_eq!(value(Function::Weekday, &["1", "-1"], note), "2015-11-09");
    assert_eq!(value(Function::Date, &["_", "10"], note), "2016-10");
    assert_eq!(
        value(Function::Time, &["9", "15"], note),
        "2015-11-16T21:15"
    );
    assert_eq!(
        value(Function::Time, &["8", "_", "am"], note),
        "2015-11-17T08:00"
    );
    assert_eq!(
        value(Function::Ahead, &["20", "minute"], note),
        "2015-11-16T09:50"
    );
    assert_eq!(
        value(Function::Ago, &["2", "week", "-1"], note),
        "2015-11-02"
    );
    assert_eq!(value(Function::Holiday, &["12-25"], note), "2015-12-25");
    assert_eq!(
        value(Function::Holiday, &["12-25", "_", "_", "-1"], note),
        "2014-12-25"
    );
}
