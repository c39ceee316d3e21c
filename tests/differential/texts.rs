//! Random texts: news with what makes trouble in and between its words.

use std::fs;
use std::path::Path;

use attache::{Date, DateOrder, Direction, Document, PublishedSource, Time};
use proptest::prelude::*;

/// Words in which much is found.
const NEWS: [&str; 40] = [
    "President Vladimir Putin ",
    "Angela Merkel ",
    "François Hollande ",
    "Jean-Claude Juncker ",
    "Recep Tayyip Erdoğan ",
    "Mr. O\u{2019}Brien ",
    "the foreign minister of Côte d\u{2019}Ivoire ",
    "Foreign Minister Amina Mohamed ",
    "Prime Minister Li Keqiang ",
    "the deputy prime minister ",
    "Russia\u{2019}s ",
    "Russian-Chinese ",
    "São Tomé and Príncipe ",
    "Türkiye ",
    "Germany and France ",
    "both countries ",
    "The two sides ",
    "in Zürich ",
    "in Beijing ",
    "the European Union ",
    "the joint commission on energy ",
    "the World Bank\u{2019}s ",
    "Gazprom ",
    "oil and gas ",
    "said ",
    "met ",
    "signed a treaty with ",
    "was accused by ",
    "will not visit ",
    "attacked ",
    "on Monday ",
    "two weeks ago ",
    "from 3 to 7 May 2014 ",
    "Nov. 16, 2015 ",
    "at 9 a.m. on Tuesday ",
    "a loan of $4.5 billion ",
    "is a member of NATO ",
    "He ",
    "the company ",
    "her ",
];

/// What one code point, one UTF-16 unit and one byte are not alike in, and what separates.
const TROUBLE: [&str; 44] = [
    ". ",
    ", ",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\t",
    "\u{A0}",
    "\u{2028}",
    "\u{85}",
    "-",
    " – ",
    "—",
    "“",
    "” ",
    "(",
    ") ",
    "…",
    "\u{301}",
    "\u{308} ",
    "\u{200B}",
    "\u{200D}",
    "\u{FEFF}",
    "\u{200F}",
    "\u{202E}",
    "\u{2066}",
    "\0",
    "😀",
    "👩\u{200D}👩\u{200D}👧 ",
    "🇷🇺",
    "𝔘𝔎 ",
    "𠮷野家",
    "中俄总理",
    "Ж ",
    "שלום ",
    "مرحبا ",
    "ﬁ",
    "ß",
    "İ",
    "ǅ",
    "e\u{301}",
    "{\"a\": \"\\u0000\"}",
    "</script>",
];

/// Any text.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(&NEWS[..]).prop_map(str::to_owned),
        4 => prop::sample::select(&TROUBLE[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    let mixed = prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    prop_oneof![
        6 => mixed,
        1 => prop::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter),
    ]
}

/// The text files of the fixtures.
pub(crate) fn fixtures() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut texts = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the fixtures are there") {
            let path = entry.expect("they can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "txt") {
                texts.extend(fs::read_to_string(path));
            }
        }
    }
    texts.sort();
    assert!(texts.len() > 5, "only {} fixtures", texts.len());
    texts
}

/// What can be known of a document besides its text.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    id: Option<String>,
    title: Option<String>,
    encoding: Option<String>,
    digest: Option<String>,
    published: Option<(Date, PublishedSource)>,
    otherwise: Option<(Date, PublishedSource)>,
    time: Option<Time>,
    is_note: bool,
    order: Option<bool>,
}

fn dates() -> impl Strategy<Value = Date> {
    let near = (1990..2030_i16, 1..=12_i8, 1..=28_i8);
    let any = (-9999..=9999_i16, 1..=12_i8, 1..=28_i8);
    prop_oneof![3 => near, 1 => any]
        .prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

pub(crate) fn metadata() -> impl Strategy<Value = Metadata> {
    let text = || prop::option::of(prop_oneof!["\\PC{0,20}", any::<String>()]);
    let source = prop::sample::select(vec![
        PublishedSource::Metadata,
        PublishedSource::Option,
        PublishedSource::Header,
        PublishedSource::Path,
        PublishedSource::FileTime,
    ]);
    let dated = || prop::option::of((dates(), source.clone()));
    let time = (0..24_i8, 0..60_i8, 0..60_i8);
    let time = time.prop_map(|(hour, minute, second)| jiff::civil::time(hour, minute, second, 0));
    let texts = (text(), text(), text(), text());
    let rest = (prop::option::of(time), any::<bool>(), any::<Option<bool>>());
    (texts, dated(), dated(), rest).prop_map(
        |((id, title, encoding, digest), published, otherwise, (time, is_note, order))| Metadata {
            id,
            title,
            encoding,
            digest,
            published,
            otherwise,
            time,
            is_note,
            order,
        },
    )
}

impl Metadata {
    /// The document of a text.
    pub(crate) fn of<'t>(&'t self, text: &'t str) -> Document<'t> {
        let order = self.order.map(|is_day_first| match is_day_first {
            true => DateOrder::DayFirst,
            false => DateOrder::MonthFirst,
        });
        let mut document = Document::new(text)
            .id(self.id.as_deref())
            .title(self.title.as_deref())
            .encoding(self.encoding.as_deref())
            .digest(self.digest.as_deref())
            .date_order(order);
        if self.is_note {
            document = document.direction(Direction::Future);
        }
        if let Some((date, source)) = self.published {
            document = document.published_by(date, source);
        }
        if let Some((date, source)) = self.otherwise {
            document = document.published_unless_stated(date, self.time, source);
        }
        match self.time {
            Some(time) => document.published_time(time),
            None => document,
        }
    }
}
