//! Annotations in brat's standoff format, to be corrected by hand and scored again.
//!
//! Each document becomes a text and a file of annotations beside it, as <https://brat.nlplab.org/standoff.html> describes
//! them, and a third file that says what brat has no place for: name and date. Mentions are text-bound annotations; what one means
//! stands in its note, as `key=value` pairs that `attache score` reads back.

use std::fmt::Write as _;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};

use attache::{Extraction, Mention};
use rustc_hash::{FxHashMap, FxHasher};

/// What `annotation.conf` says: the types of annotations, relations and attributes.
const ANNOTATION_CONF: &str = "\
[entities]
Person
Title
Country
Place
Organization
Sector
Date
Time
Duration
Set
Event
Record

[relations]
Holds\tArg1:Person, Arg2:Title
Same\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Form\tArg:<ENTITY>, Value:pronoun|title|group|metonym|organization|part
Status\tArg:Title, Value:current|former|acting|elect|outgoing|candidate
Mod\tArg:<ENTITY>, Value:BEFORE|AFTER|ON_OR_BEFORE|ON_OR_AFTER|LESS_THAN|MORE_THAN|EQUAL_OR_LESS|EQUAL_OR_MORE|START|MID|END|APPROX
";

/// What `visual.conf` says: colours, and the names of relations.
const VISUAL_CONF: &str = "\
[labels]
Organization | Organization | Org

[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:lightgrey, borderColor:darken
ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5
Person\tbgColor:#a6cee3
Title\tbgColor:#cab2d6
Country\tbgColor:#b2df8a
Place\tbgColor:#e5f5c0
Organization\tbgColor:#fdbf6f
Sector\tbgColor:#ffff99
Date\tbgColor:#fb9a99
Time\tbgColor:#fb9a99
Duration\tbgColor:#fb9a99
Set\tbgColor:#fb9a99
Event\tbgColor:#d9d9d9
Same\tdashArray:3-3, arrowHead:none
";

/// The files that make a folder one that brat opens.
pub(super) fn configuration() -> [(&'static str, &'static str); 2] {
    [
        ("annotation.conf", ANNOTATION_CONF),
        ("visual.conf", VISUAL_CONF),
    ]
}

/// The annotations of a document. Its offsets count code points, as brat's do.
pub(super) fn annotations(extraction: &Extraction) -> String {
    let mut marks = marks(extraction);
    marks.sort_by_key(|mark| (mark.start, mark.end, mark.kind));
    let mut page = Page::default();
    for (number, mark) in (1..).zip(&marks) {
        page.mark(number, mark);
    }
    let mut index = Index::default();
    for (number, mark) in (1..).zip(&marks) {
        index
            .entry((mark.kind, mark.entity))
            .or_default()
            .push(number);
    }
    page.link_posts(extraction, &marks, &index);
    page.link_mentions(extraction, &index);
    page.lines
}

/// A span that is annotated.
struct Mark<'e> {
    kind: &'static str,
    start: usize,
    end: usize,
    text: &'e str,
    /// What it is a mention of, with the same words for all mentions of the same.
    entity: &'e str,
    attributes: Vec<(&'static str, String)>,
    /// Keys and values of its note.
    note: Vec<(&'static str, &'e str)>,
}

/// True if a mention does not name its entity: a pronoun, a seat of government.
fn only_means(kind: &str, form: &str) -> bool {
    match kind {
        "Country" => !["name", "alias", "demonym", "combining"].contains(&form),
        _ => ["pronoun", "title", "group"].contains(&form),
    }
}

/// All that is annotated, in no order.
fn marks(extraction: &Extraction) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    for person in extraction.officials.iter().chain(&extraction.people) {
        let note = vec![
            ("name", person.name.as_str()),
            ("entity", text(&person.entity)),
        ];
        add(&mut marks, "Person", &person.id, &person.mentions, note);
    }
    for title in &extraction.titles {
        let note = vec![
            ("post", text(&title.post)),
            ("country", text(&title.country)),
        ];
        let first = marks.len();
        add(&mut marks, "Title", &title.id, &title.mentions, note);
        for mark in &mut marks[first..] {
            mark.attributes.push(("Status", title.status.to_string()));
        }
    }
    for country in &extraction.countries {
        let note = vec![("id", country.id.as_str())];
        let own = country.mentions.iter().filter(|mention| !is_place(mention));
        add(&mut marks, "Country", &country.id, own, note);
    }
    for place in &extraction.places {
        let note = vec![("id", place.id.as_str()), ("country", text(&place.country))];
        add(&mut marks, "Place", &place.id, &place.mentions, note);
    }
    for organization in &extraction.organizations {
        let note = vec![
            ("entity", text(&organization.entity)),
            ("kind", text(&organization.kind)),
        ];
        let mentions = &organization.mentions;
        add(&mut marks, "Organization", &organization.id, mentions, note);
    }
    for sector in &extraction.sectors {
        let note = vec![("id", sector.id.as_str())];
        add(&mut marks, "Sector", &sector.id, &sector.mentions, note);
    }
    add_dates(&mut marks, extraction);
    add_events(&mut marks, extraction);
    add_records(&mut marks, extraction);
    marks
}

/// True if a mention of a country is one of a place in it, which is annotated as such.
fn is_place(mention: &Mention) -> bool {
    ["capital", "city", "region"].contains(&mention.form.as_str())
}

fn add<'e>(
    marks: &mut Vec<Mark<'e>>,
    kind: &'static str,
    entity: &'e str,
    mentions: impl IntoIterator<Item = &'e Mention>,
    note: Vec<(&'static str, &'e str)>,
) {
    for mention in mentions {
        let form = Some(&mention.form).filter(|form| only_means(kind, form));
        let mut note = note.clone();
        note.push(("rule", &mention.rule));
        marks.push(Mark {
            kind,
            start: mention.start,
            end: mention.end,
            text: &mention.text,
            entity,
            attributes: form
                .map(|form| ("Form", form.clone()))
                .into_iter()
                .collect(),
            note,
        });
    }
}

fn add_dates<'e>(marks: &mut Vec<Mark<'e>>, extraction: &'e Extraction) {
    for date in &extraction.dates {
        let kind = match date.kind.as_str() {
            "TIME" => "Time",
            "DURATION" => "Duration",
            "SET" => "Set",
            _ => "Date",
        };
        let modifier = date.modifier.iter();
        let rule = date.evidence.first().map_or("", |proof| &proof.rule);
        marks.push(Mark {
            kind,
            start: date.start,
            end: date.end,
            text: &date.text,
            entity: "",
            attributes: modifier.map(|modifier| ("Mod", modifier.clone())).collect(),
            note: vec![("value", &date.value), ("rule", rule)],
        });
    }
}

fn add_events<'e>(marks: &mut Vec<Mark<'e>>, extraction: &'e Extraction) {
    for event in extraction.events.iter().chain(&extraction.relations) {
        for proof in &event.evidence {
            marks.push(Mark {
                kind: "Event",
                start: proof.start,
                end: proof.end,
                text: &proof.text,
                entity: &event.id,
                attributes: Vec::new(),
                note: vec![
                    ("type", &event.kind),
                    ("status", &event.status),
                    ("key", &event.key),
                    ("rule", &proof.rule),
                ],
            });
        }
    }
}

fn add_records<'e>(marks: &mut Vec<Mark<'e>>, extraction: &'e Extraction) {
    for record in &extraction.records {
        marks.push(Mark {
            kind: "Record",
            start: record.evidence.start,
            end: record.evidence.end,
            text: &record.evidence.text,
            entity: "",
            attributes: Vec::new(),
            note: vec![("kind", &record.kind), ("rule", &record.rule)],
        });
    }
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("")
}

/// The lines of a file of annotations, and how many of some kinds there are.
#[derive(Default)]
struct Page {
    lines: String,
    attributes: usize,
    relations: usize,
}

impl Page {
    /// A text-bound annotation with its attributes and its note.
    fn mark(&mut self, number: usize, mark: &Mark<'_>) {
        let (offsets, words) = fragments(mark);
        self.line(format_args!("T{number}\t{} {offsets}\t{words}", mark.kind));
        for (name, value) in &mark.attributes {
            self.attributes += 1;
            let attribute = self.attributes;
            self.line(format_args!("A{attribute}\t{name} T{number} {value}"));
        }
        let known = mark.note.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = known
            .map(|(key, value)| format!("{key}={}", value.replace(['\n', '\t', ';'], " ")))
            .collect();
        self.line(format_args!(
            "#{number}\tAnnotatorNotes T{number}\t{}",
            pairs.join("; ")
        ));
    }

    /// Who holds which post: each title with a holder, and the holder's nearest mention.
    fn link_posts(&mut self, extraction: &Extraction, marks: &[Mark<'_>], index: &Index<'_>) {
        for title in &extraction.titles {
            let persons = index.get(&("Person", text(&title.holder)));
            let (Some(persons), Some(titles)) = (persons, index.get(&("Title", &title.id))) else {
                continue;
            };
            for number in titles {
                let place = |number: usize| marks[number - 1].start;
                let next = persons.partition_point(|person| place(*person) < place(*number));
                let near = &persons[next.saturating_sub(1)..(next + 1).min(persons.len())];
                let distance = |person: &&usize| place(**person).abs_diff(place(*number));
                if let Some(person) = near.iter().min_by_key(distance) {
                    self.relate("Holds", *person, *number);
                }
            }
        }
    }

    /// Which mentions are of one person: each and the one before it.
    fn link_mentions(&mut self, extraction: &Extraction, index: &Index<'_>) {
        for person in extraction.officials.iter().chain(&extraction.people) {
            let numbers = index.get(&("Person", &person.id)).into_iter().flatten();
            for (before, number) in numbers.clone().zip(numbers.skip(1)) {
                self.relate("Same", *before, *number);
            }
        }
    }

    fn relate(&mut self, relation: &str, first: usize, second: usize) {
        self.relations += 1;
        let number = self.relations;
        self.line(format_args!(
            "R{number}\t{relation} Arg1:T{first} Arg2:T{second}"
        ));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string can't fail.
        let _ = writeln!(self.lines, "{line}");
    }
}

/// The numbers of the marks of each kind and entity, in order of the text.
type Index<'e> = FxHashMap<(&'static str, &'e str), Vec<usize>>;

/// The offsets of an annotation, one pair for each of its lines, since none may have a line break in it; and its words,
/// with a space where one ends.
fn fragments(mark: &Mark<'_>) -> (String, String) {
    let (mut offsets, mut words) = (Vec::new(), Vec::new());
    let mut start = mark.start;
    for line in mark.text.split('\n') {
        let shown = line.trim_end_matches('\r');
        if !shown.is_empty() {
            offsets.push(format!("{start} {}", start + shown.chars().count()));
            words.push(shown.replace(['\r', '\t'], " "));
        }
        start += line.chars().count() + 1;
    }
    (offsets.join(";"), words.join(" "))
}

/// Where the files of a document are, without their endings: what its origin says, with a folder for what holds several
/// documents. Nothing leads out of the folder, and what file systems do not like is left out.
pub(super) fn place(origin: &str) -> PathBuf {
    let mut parts: Vec<&str> = origin
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .collect();
    let last = parts.pop().unwrap_or("document");
    let (file, row) = match last.rsplit_once(':') {
        Some((file, row)) if row.bytes().all(|byte| byte.is_ascii_digit()) => (file, Some(row)),
        _ => (last, None),
    };
    let mut path: PathBuf = parts.into_iter().map(file_name).collect();
    match row {
        Some(row) => path.extend([&file_name(file), row]),
        None => path.push(file_name(file.strip_suffix(".txt").unwrap_or(file))),
    }
    path
}

/// The places that documents have, so that none takes that of another. Each takes about 16 bytes.
#[derive(Default)]
pub(super) struct Places(FxHashMap<u64, u32>);

impl Places {
    /// Changes an origin whose place is taken: of two members of one name, `talks.txt`, to `talks.txt (2)`.
    pub(super) fn tell_apart(&mut self, origin: &mut String) {
        // Some file systems do not tell capitals from small letters.
        let key = |origin: &str| hash(&place(origin).to_string_lossy().to_lowercase());
        let own = key(origin);
        let taken = self.0.get(&own).copied().unwrap_or(0);
        self.0.insert(own, taken + 1);
        if taken == 0 {
            return;
        }
        let mut number = taken + 1;
        let mut told = format!("{origin} ({number})");
        while self.0.contains_key(&key(&told)) {
            number += 1;
            told = format!("{origin} ({number})");
        }
        self.0.insert(key(&told), 1);
        *origin = told;
    }
}

/// Longer names are more than some file systems take, with an ending.
const LONGEST_NAME: usize = 120;

/// A name that every file system takes. One that had to be changed has a hash of what it was, so that no two become
/// the same.
fn file_name(name: &str) -> String {
    let is_safe =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '+' | ',' | '(' | ')');
    let mut safe: String = name.chars().filter(|c| is_safe(*c)).collect();
    let hidden = safe
        .trim_start_matches(['.', ' '])
        .trim_end_matches(['.', ' '])
        .to_owned();
    if hidden == name && name.len() <= LONGEST_NAME && !name.is_empty() {
        return hidden;
    }
    safe = hidden;
    while safe.len() > LONGEST_NAME {
        safe.pop();
    }
    format!("{safe}-{:016x}", hash(name))
}

/// A hash that is the same in all runs.
pub(super) fn hash(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    hasher.finish()
}

/// The file of a document with a given ending.
pub(super) fn with_ending(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_in_the_folder_by_their_origin() {
        let name = |origin: &str| place(origin).display().to_string();
        assert_eq!(name("news/talks.txt"), "news/talks");
        assert_eq!(name("news/talks.html"), "news/talks.html");
        assert_eq!(name("news.tar.gz/a/b.txt"), "news.tar.gz/a/b");
        assert_eq!(name("x.jsonl:12"), "x.jsonl/12");
        assert_eq!(name("/home/x.html"), "home/x.html");
        assert_eq!(name("../../etc/passwd"), "etc/passwd");
        assert_eq!(name("a/.."), "a");
        assert_eq!(name("Gespräch.txt"), "Gespräch");
        for odd in [
            "<stdin>",
            "a\u{0}b",
            "..hidden.txt",
            "",
            "/",
            "con|<>*?.txt",
        ] {
            let name = place(odd);
            let is_odd = |c: char| c.is_control() || "<>|*?:".contains(c);
            assert!(!name.display().to_string().contains(is_odd), "{odd}");
            assert!(
                name.is_relative() && name.components().count() == 1,
                "{odd}"
            );
        }
        assert!(name(&"long".repeat(100)).len() < 140);
        assert_ne!(name("a?b"), name("a*b"));
    }
}
