//! Dates of publication that paths state.

use std::sync::LazyLock;

use attache::Date;
use regex::Regex;

/// The last date that a path states by its folders or names: `2015/11/16`, `2015-11-16`, `20151116`.
pub(super) fn path_date(path: &str) -> Option<Date> {
    #[expect(clippy::unwrap_used, reason = "the expression is a constant")]
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("((?:19|20)[0-9]{2})[/_.-]?([01][0-9])[/_.-]?([0-3][0-9])").unwrap()
    });
    let mut from = 0;
    let mut last = None;
    while let Some(found) = DATE.captures_at(path, from) {
        let whole = found.get_match();
        let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = path.as_bytes();
        let stands_alone = !is_digit(whole.start().checked_sub(1).and_then(|at| bytes.get(at)))
            && !is_digit(bytes.get(whole.end()));
        let number = |group: usize| found.get(group)?.as_str().parse::<i16>().ok();
        let date = || {
            let (month, day) = (number(2)?.try_into().ok()?, number(3)?.try_into().ok()?);
            Date::new(number(1)?, month, day).ok()
        };
        last = stands_alone.then(date).flatten().or(last);
        from = whole.start() + 1;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_stand_in_folders_and_names() {
        let date = |path: &str| path_date(path).map(|date| date.to_string());
        assert_eq!(
            date("news/2015/11/16/talks.txt").as_deref(),
            Some("2015-11-16")
        );
        assert_eq!(date("2015-11-16_talks.txt").as_deref(), Some("2015-11-16"));
        assert_eq!(date("a/20151116.jsonl:7").as_deref(), Some("2015-11-16"));
        assert_eq!(
            date("2014/01/02/x-2015.11.16.html").as_deref(),
            Some("2015-11-16")
        );
        assert_eq!(date("2015/13/16/talks.txt"), None);
        assert_eq!(date("id-1201511169/talks.txt"), None);
        assert_eq!(date("talks.txt"), None);
    }
}
