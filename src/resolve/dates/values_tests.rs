use super::*;

fn at(day: &str, direction: Direction) -> Anchor {
    Anchor {
        day: day.parse().ok(),
        mentioned: None,
        in_sentence: None,
        is_narrative: false,
        direction,
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
        value(Function::Date, &["_", "1", "3rd"], past),
        "2015-01-03"
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
        day: None,
        mentioned: None,
        in_sentence: None,
        is_narrative: false,
        direction: Direction::Past,
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
    assert_eq!(run(Function::Date, &["2015", "2", "29"], anchor), None);
    assert_eq!(run(Function::Date, &["_", "6", "31"], anchor), None);
    assert_eq!(run(Function::Date, &["2015", "13"], anchor), None);
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
