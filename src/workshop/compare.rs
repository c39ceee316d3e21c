//! What differs between two extractions of one document.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::record::{Event, Evidence, Extraction, Mention, Person};

/// Something that one extraction has of a document, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The list of the output that it stands in.
    pub kind: &'static str,
    /// Who, what or when, in words that do not depend on what else is in the document.
    pub value: String,
    /// The rule or table that found it.
    pub rule: String,
}

/// Something that one extraction has and the other has not, or has otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// Where the words begin, in the unit of the extractions.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What was there before; none if it is new.
    pub before: Option<Finding>,
    /// What is there now; none if it is gone.
    pub after: Option<Finding>,
}

/// Findings by their words.
type Found = BTreeMap<(usize, usize), Vec<Finding>>;

/// What differs between two extractions of one document, in order of the text. Their offsets must be of one unit. Ids that
/// only number the records of a document are not compared; that a rule of another name finds the same is a change.
///
/// # Examples
///
/// ```
/// use attache::workshop::compare;
/// use attache::{Document, Extractor};
///
/// let before = Extractor::builtin();
/// let after = Extractor::builder().overlay_file("tables/fewer.tsv", "surface\tlabel\tid\nmoon\tcountry\tUSA\n").build()?;
/// let document = Document::new("He flew to the moon.");
/// let changes = compare(&before.extract(&document), &after.extract(&document));
/// assert_eq!(changes[0].after.as_ref().unwrap().kind, "countries");
/// assert!(changes[0].before.is_none());
/// # Ok::<(), attache::Error>(())
/// ```
pub fn compare(before: &Extraction, after: &Extraction) -> Vec<Change> {
    let (before, mut after) = (found(before), found(after));
    let mut changes = Vec::new();
    for (span, old) in before {
        let new = after.remove(&span).unwrap_or_default();
        changes.extend(differences(span, old, new));
    }
    for (span, new) in after {
        changes.extend(differences(span, Vec::new(), new));
    }
    changes.sort_by_key(|change| (change.start, change.end));
    changes
}

/// What differs at one place: what is the same on both sides is left out, and what is left is paired, those of one kind
/// first.
fn differences(
    (start, end): (usize, usize),
    mut old: Vec<Finding>,
    mut new: Vec<Finding>,
) -> Vec<Change> {
    old.retain(
        |finding| match new.iter().position(|other| other == finding) {
            Some(at) => {
                new.remove(at);
                false
            }
            None => true,
        },
    );
    let mut changes = Vec::new();
    let mut change = |before: Option<Finding>, after: Option<Finding>| {
        changes.push(Change {
            start,
            end,
            before,
            after,
        });
    };
    for finding in old {
        let same_kind = new.iter().position(|other| other.kind == finding.kind);
        let paired = same_kind.or((!new.is_empty()).then_some(0));
        change(Some(finding), paired.map(|at| new.remove(at)));
    }
    for finding in new {
        change(None, Some(finding));
    }
    changes
}

fn found(extraction: &Extraction) -> Found {
    let mut list = List {
        found: Found::new(),
        names: names(extraction),
    };
    for (kind, people) in [
        ("officials", &extraction.officials),
        ("people", &extraction.people),
    ] {
        for person in people {
            list.person(kind, person);
        }
    }
    for title in &extraction.titles {
        let value = title.post.as_ref().unwrap_or(&title.title);
        let country = title
            .country
            .as_deref()
            .map(|country| format!(", {country}"));
        let value = format!("{value}{}", country.unwrap_or_default());
        list.mentions("titles", &value, &title.mentions);
    }
    for country in &extraction.countries {
        list.mentions("countries", &country.id, &country.mentions);
    }
    for place in &extraction.places {
        let country = place
            .country
            .as_deref()
            .map(|country| format!(", {country}"));
        let value = format!("{}{}", place.name, country.unwrap_or_default());
        list.mentions("places", &value, &place.mentions);
    }
    for organization in &extraction.organizations {
        list.mentions("organizations", &organization.name, &organization.mentions);
    }
    for sector in &extraction.sectors {
        list.mentions("sectors", &sector.id, &sector.mentions);
    }
    for date in &extraction.dates {
        let modifier = date.modifier.as_deref().map(|words| format!(" {words}"));
        let value = format!(
            "{} {}{}",
            date.kind.as_str(),
            date.value,
            modifier.unwrap_or_default()
        );
        let rule = date.evidence.first().map_or("", |proof| &proof.rule);
        list.add("dates", (date.start, date.end), value, rule);
    }
    for (kind, events) in [
        ("events", &extraction.events),
        ("relations", &extraction.relations),
    ] {
        for event in events {
            list.event(kind, event);
        }
    }
    for record in &extraction.records {
        let fields = serde_json::to_string(&record.fields).unwrap_or_default();
        list.proved(
            "records",
            format!("{} {fields}", record.kind),
            &record.evidence,
        );
    }
    list.found
}

/// What the records are called that others name by their ids.
fn names(extraction: &Extraction) -> HashMap<&str, &str> {
    let people = extraction.officials.iter().chain(&extraction.people);
    let people = people.map(|person| (&*person.id, &*person.name));
    let organizations = extraction.organizations.iter();
    let organizations = organizations.map(|organization| (&*organization.id, &*organization.name));
    people.chain(organizations).collect()
}

struct List<'e> {
    found: Found,
    names: HashMap<&'e str, &'e str>,
}

impl List<'_> {
    fn add(&mut self, kind: &'static str, span: (usize, usize), value: String, rule: &str) {
        self.found.entry(span).or_default().push(Finding {
            kind,
            value,
            rule: rule.to_owned(),
        });
    }

    fn proved(&mut self, kind: &'static str, value: String, proof: &Evidence) {
        self.add(kind, (proof.start, proof.end), value, &proof.rule);
    }

    fn mentions(&mut self, kind: &'static str, name: &str, mentions: &[Mention]) {
        for mention in mentions {
            let value = format!("{name} ({})", mention.form);
            self.add(kind, (mention.start, mention.end), value, &mention.rule);
        }
    }

    fn person(&mut self, kind: &'static str, person: &Person) {
        self.mentions(kind, &person.name, &person.mentions);
        for position in &person.positions {
            let parts = [
                Some(&*position.title),
                position.post.as_deref(),
                position.country.as_deref(),
                Some(position.status.as_str()),
            ];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            let value = format!("{}: {}", person.name, parts.join(", "));
            for proof in position.evidence.iter().take(1) {
                self.proved(kind, value.clone(), proof);
            }
        }
    }

    fn event(&mut self, kind: &'static str, event: &Event) {
        let participants = event.participants.iter().map(|participant| {
            let name = self.names.get(&*participant.reference);
            format!(
                "{} {}",
                participant.role,
                name.unwrap_or(&&*participant.reference)
            )
        });
        let participants: Vec<String> = participants.collect();
        let value = format!(
            "{} ({}): {}",
            event.kind,
            event.status,
            participants.join(", ")
        );
        for proof in event.evidence.iter().take(1) {
            self.proved(kind, value.clone(), proof);
        }
    }
}
