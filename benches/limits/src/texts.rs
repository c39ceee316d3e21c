//! Texts that are hard on one stage or another, of any length.

/// A text of about so many bytes, by its name.
pub(crate) struct Hostile {
    pub(crate) name: &'static str,
    make: Make,
}

enum Make {
    /// The same over and over.
    Repeat(&'static str),
    /// A sentence in which `#` is another name each time.
    Different(&'static str),
    /// The same in front, as often the second behind: what opens and is closed, or is not.
    Nested(&'static str, &'static str),
    /// A thousand people of one family name, and then that name alone.
    Family,
    /// An article.
    News,
}

use Make::{Different, Family, Nested, News, Repeat};

const fn of(name: &'static str, make: Make) -> Hostile {
    Hostile { name, make }
}

/// What texts are tried. The first is what others can be held against.
pub(crate) const TEXTS: &[Hostile] = &[
    of("news", News),
    of("one letter", Repeat("a")),
    of("one capital letter", Repeat("A")),
    of("capital letters with spaces", Repeat("A ")),
    of("combining marks", Repeat("\u{301}")),
    of("an emoji with joiners", Repeat("👩\u{200D}👧\u{200D}")),
    of("letters of no case", Repeat("中")),
    of("spaces", Repeat(" ")),
    of("line breaks", Repeat("\n")),
    of("full stops", Repeat(".")),
    of("hyphens", Repeat("-")),
    of("words joined by hyphens", Repeat("a-")),
    of("open brackets", Repeat("(")),
    of("open brackets with words", Repeat("(the ")),
    of("quotation marks", Repeat("\"")),
    of("nested quotations", Nested("“a ‘b ", "’ c” ")),
    of("nested brackets", Nested("(a [b ", "] c) ")),
    of("digits", Repeat("1")),
    of("numbers", Repeat("1 ")),
    of("numbers with separators", Repeat("1,")),
    of("years", Repeat("2015 ")),
    of("Mr.", Repeat("Mr. ")),
    of("the", Repeat("the ")),
    of("of the", Repeat("of the ")),
    of("and", Repeat("and ")),
    of("titles without names", Repeat("Prime Minister ")),
    of("titles with commas", Repeat("minister of trade, ")),
    of("one country", Repeat("Russia ")),
    of("one country in sentences", Repeat("Russia. ")),
    of("countries with commas", Repeat("Russia, China, ")),
    of("first halves of compounds", Repeat("Sino-")),
    of("a month", Repeat("May ")),
    of("dates", Repeat("last Monday of May 2015, ")),
    of("spans", Repeat("two weeks ")),
    of("one person", Repeat("Mr. Putin ")),
    of(
        "one person in sentences",
        Repeat("President Vladimir Putin spoke. He spoke. "),
    ),
    of("one family name", Family),
    of(
        "organisations and their short names",
        Different("The # Commission met. The commission spoke. "),
    ),
    of("people, all different", Different("Ann # spoke. ")),
    of(
        "officials, all different",
        Different("Vladimir #, president of the # Bank, met President #. "),
    ),
    of(
        "events, all different",
        Different("President # of Chile attacked the # Party on Monday. "),
    ),
    of("one event", Repeat("Russia attacked China. ")),
    of(
        "reports of reports",
        Repeat("Russia said that China said that "),
    ),
    of("a sentence without an end", Different("# met Ann # and ")),
];

impl Hostile {
    pub(crate) fn text(&self, bytes: usize) -> String {
        match self.make {
            Repeat(unit) => unit.repeat(bytes / unit.len() + 1),
            Different(sentence) => different(sentence, bytes),
            Nested(open, close) => {
                let times = bytes / (open.len() + close.len()) + 1;
                open.repeat(times) + &close.repeat(times)
            }
            Family => {
                let people: String = (0..1000)
                    .map(|number| format!("{} Smith spoke. ", name(number)))
                    .collect();
                let rest = bytes.saturating_sub(people.len());
                people + &"Mr. Smith spoke. ".repeat(rest / 17 + 1)
            }
            News => {
                let unit = include_str!("../../../fixtures/article.txt");
                unit.repeat(bytes / unit.len() + 1)
            }
        }
    }
}

/// A sentence over and over, with a name in place of `#` that never comes again.
pub(crate) fn different(sentence: &str, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        text.push_str(&sentence.replace('#', &name(number)));
    }
    text
}

/// A name for each number.
fn name(number: usize) -> String {
    let mut name = String::from("Z");
    let mut rest = number;
    loop {
        name.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
        if rest == 0 {
            return name;
        }
    }
}
