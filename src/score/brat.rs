//! Gold in brat's standoff format, as `attache extract --format brat` writes it and people correct it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::gold::{Gold, GoldDocument, GoldEntity, GoldOfficial, GoldTimex};
use crate::error::Error;
use crate::read;

/// Reads a folder of texts (`.txt`), each with its annotations (`.ann`) beside it and, where there is one, a file that
/// says when it was published (`.json`); folders in it too, in order of their names.
///
/// Types of annotation are types of the gold; `Date`, `Time`, `Duration` and `Set` are temporal expressions. A note has
/// `key=value` pairs between semicolons: `value` of a temporal expression, `id` of a country, `country` of a title or
/// place, `name` of a person. A relation `Holds` makes the person an official. Mentions with a `Form` attribute, which
/// only refer, are left out. Further lines of brat's are passed over.
///
/// # Errors
///
/// If a file can't be read, a text has no annotations beside it, or an annotation is broken; the error names file and line.
pub fn read_brat(folder: &Path) -> Result<Vec<GoldDocument>, Error> {
    let mut texts = Vec::new();
    find(folder, &mut texts)?;
    if texts.is_empty() {
        let message = format!("{}: no text (.txt) in this folder", folder.display());
        return Err(Error::input(message));
    }
    texts.iter().map(|text| document(text)).collect()
}

/// Finds the texts of a folder, by name.
fn find(folder: &Path, texts: &mut Vec<PathBuf>) -> Result<(), Error> {
    let about = |error| Error::input(format!("{}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(about)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(about)?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find(&path, texts)?;
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            texts.push(path);
        }
    }
    Ok(())
}

fn document(path: &Path) -> Result<GoldDocument, Error> {
    #[derive(Default, Deserialize)]
    struct Info {
        id: Option<String>,
        published: Option<String>,
    }
    let text = read::text_file(path)?;
    let annotations = path.with_extension("ann");
    let lines = read::text_file(&annotations)?;
    let file = path.with_extension("json");
    let about = |error: String| Error::input(format!("{}: {error}", file.display()));
    let info: Info = match file.exists() {
        true => serde_json::from_str(&read::text_file(&file)?)
            .map_err(|error| about(error.to_string()))?,
        false => Info::default(),
    };
    let published = read::published(info.published.as_deref()).map_err(about)?;
    let mut page = Page::default();
    for (number, line) in (1..).zip(lines.lines()) {
        page.read(line).map_err(|reason| {
            Error::input(format!("{}:{number}: {reason}", annotations.display()))
        })?;
    }
    Ok(GoldDocument {
        id: info.id.unwrap_or_else(|| path.display().to_string()),
        gold: page.gold(),
        text,
        published: published.map(|(date, _)| date),
    })
}

/// The annotations of a document, by their ids.
#[derive(Default)]
struct Page {
    marks: BTreeMap<String, Mark>,
    /// Person and title of each post.
    holds: Vec<(String, String)>,
}

#[derive(Default)]
struct Mark {
    kind: String,
    start: usize,
    end: usize,
    text: String,
    /// It does not name what it means.
    only_means: bool,
    note: BTreeMap<String, String>,
}

impl Page {
    fn read(&mut self, line: &str) -> Result<(), String> {
        let (id, rest) = line.split_once('\t').unwrap_or((line, ""));
        match id.as_bytes().first() {
            Some(b'T') => {
                let mark = Mark::parse(rest)?;
                self.mark(id).kind = mark.kind;
                let known = self.mark(id);
                (known.start, known.end, known.text) = (mark.start, mark.end, mark.text);
            }
            Some(b'A' | b'M') => {
                let mut words = rest.split_whitespace();
                if let (Some("Form"), Some(of)) = (words.next(), words.next()) {
                    self.mark(of).only_means = true;
                }
            }
            Some(b'R') => {
                let mut words = rest.split_whitespace();
                if words.next() == Some("Holds") {
                    let argument = |word: Option<&str>| {
                        let (_, id) = word?.split_once(':')?;
                        Some(id.to_owned())
                    };
                    let pair = argument(words.next()).zip(argument(words.next()));
                    self.holds
                        .push(pair.ok_or("a relation without two arguments")?);
                }
            }
            Some(b'#') => {
                let (about, words) = rest.split_once('\t').unwrap_or((rest, ""));
                if let Some(of) = about.strip_prefix("AnnotatorNotes ") {
                    let pairs = words.split(';').filter_map(|pair| pair.split_once('='));
                    let pairs =
                        pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
                    self.mark(of).note.extend(pairs);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn mark(&mut self, id: &str) -> &mut Mark {
        self.marks.entry(id.trim().to_owned()).or_default()
    }

    fn gold(&self) -> Gold {
        let mut gold = Gold::default();
        let mut countries = BTreeSet::new();
        // What is only spoken of by attributes or notes is no annotation.
        let marks = self.marks.values().filter(|mark| !mark.kind.is_empty());
        for mark in marks {
            match mark.kind.as_str() {
                "Date" | "Time" | "Duration" | "Set" => gold.timex.push(mark.timex()),
                // No score is kept of them.
                "Event" => {}
                kind => {
                    let key = if kind == "Country" { "id" } else { "country" };
                    if matches!(kind, "Country" | "Place") {
                        countries.extend(mark.note.get(key).cloned());
                    }
                    gold.entities.extend(mark.entity());
                }
            }
        }
        gold.timex.sort_by_key(|timex| (timex.start, timex.end));
        gold.entities
            .sort_by_key(|entity| (entity.start, entity.end));
        gold.countries = countries.into_iter().collect();
        gold.officials = self.officials();
        gold
    }

    fn officials(&self) -> Vec<GoldOfficial> {
        let official = |(person, title): &(String, String)| {
            let (person, title) = (self.marks.get(person)?, self.marks.get(title)?);
            Some(GoldOfficial {
                person: person.note.get("name").or(Some(&person.text)).cloned(),
                country: title.note.get("country").cloned(),
            })
        };
        self.holds.iter().filter_map(official).collect()
    }
}

impl Mark {
    /// Reads `Type 0 5;6 10<tab>words`; several stretches count as one.
    fn parse(line: &str) -> Result<Self, String> {
        let (place, text) = line.split_once('\t').unwrap_or((line, ""));
        let (kind, offsets) = place
            .split_once(' ')
            .ok_or("an annotation without offsets")?;
        let numbers = offsets.split([' ', ';']).map(str::parse::<usize>);
        let numbers = numbers
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| format!("`{offsets}` are no offsets"))?;
        match (numbers.first(), numbers.last()) {
            (Some(&start), Some(&end)) if start < end && numbers.len() % 2 == 0 => Ok(Self {
                kind: kind.to_owned(),
                start,
                end,
                text: text.to_owned(),
                ..Self::default()
            }),
            _ => Err(format!("`{offsets}` are no offsets")),
        }
    }

    fn entity(&self) -> Option<GoldEntity> {
        let kind = match self.kind.as_str() {
            "Record" => self.note.get("kind").cloned(),
            kind => Some(kind.to_owned()),
        };
        (!self.only_means).then_some(GoldEntity {
            start: self.start,
            end: self.end,
            kind,
            text: None,
        })
    }

    fn timex(&self) -> GoldTimex {
        let value = self.note.get("value").cloned();
        GoldTimex {
            start: self.start,
            end: self.end,
            kind: Some(self.kind.to_uppercase()),
            value: value.map_or(serde_json::Value::Null, serde_json::Value::String),
            dct: false,
            text: None,
        }
    }
}
