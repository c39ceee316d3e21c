//! TOML tables read field by field, every mistake reported with its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostics::{Place, Sink, SourceFile, did_you_mean_one_of};

/// A string of a pack file and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) value: String,
    /// The string without its quotes.
    pub(crate) place: Place,
}

/// Parses a TOML file; what can be read is handed on even where other parts are broken.
pub(crate) fn parse_toml<'f>(file: &'f Arc<SourceFile>, sink: &mut Sink) -> Fields<'f> {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().trim().to_owned();
        sink.error("P101", &Place::new(file, span), message);
    }
    let span = 0..0;
    Fields::new(file, table.into_inner(), span)
}

/// A table whose fields are taken one by one; what is left at the end is unknown.
pub(crate) struct Fields<'f> {
    file: &'f Arc<SourceFile>,
    table: BTreeMap<String, (std::ops::Range<usize>, Spanned<DeValue<'f>>)>,
    place: Place,
}

impl<'f> Fields<'f> {
    fn new(file: &'f Arc<SourceFile>, table: DeTable<'f>, span: std::ops::Range<usize>) -> Self {
        let entries = table.into_iter().map(|(key, value)| {
            let span = key.span();
            (key.into_inner().into_owned(), (span, value))
        });
        Self {
            file,
            table: entries.collect(),
            place: Place::new(file, span),
        }
    }

    /// Where the table begins.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Takes a field that must be there.
    pub(crate) fn required(&mut self, key: &str, sink: &mut Sink) -> Option<Text> {
        if !self.table.contains_key(key) {
            let message = format!("`{key}` is missing");
            sink.error("P103", &self.place, message);
        }
        self.string(key, sink)
    }

    /// Takes a string.
    pub(crate) fn string(&mut self, key: &str, sink: &mut Sink) -> Option<Text> {
        let (_, value) = self.table.remove(key)?;
        self.text(key, &value, sink)
    }

    /// Takes an integer.
    pub(crate) fn integer(&mut self, key: &str, sink: &mut Sink) -> Option<i32> {
        let (_, value) = self.table.remove(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|i| i.to_string().parse().ok());
        if number.is_none() {
            self.wrong_type(key, &value, "a whole number", sink);
        }
        number
    }

    /// Takes a truth value; false if it is not there.
    pub(crate) fn boolean(&mut self, key: &str, sink: &mut Sink) -> bool {
        let Some((_, value)) = self.table.remove(key) else {
            return false;
        };
        match value.get_ref() {
            DeValue::Boolean(truth) => *truth,
            _ => {
                self.wrong_type(key, &value, "true or false", sink);
                false
            }
        }
    }

    /// Takes a date.
    pub(crate) fn date(&mut self, key: &str, sink: &mut Sink) -> Option<jiff::civil::Date> {
        let (_, value) = self.table.remove(key)?;
        let written = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        let date = written.parse().ok();
        if date.is_none() {
            self.wrong_type(key, &value, "a date such as 2015-11-16", sink);
        }
        date
    }

    /// Takes a string or a list of strings.
    pub(crate) fn strings(&mut self, key: &str, sink: &mut Sink) -> Vec<Text> {
        let Some((_, value)) = self.table.remove(key) else {
            return Vec::new();
        };
        self.texts(key, &value, sink)
    }

    /// Takes a table of strings or lists of strings, in the order of the file.
    pub(crate) fn map(&mut self, key: &str, sink: &mut Sink) -> Vec<(Text, Vec<Text>, bool)> {
        let Some((_, value)) = self.table.remove(key) else {
            return Vec::new();
        };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(key, &value, "a table", sink);
            return Vec::new();
        };
        let mut fields: Vec<_> = table
            .iter()
            .map(|(name, value)| {
                let name_text = Text {
                    value: name.get_ref().to_string(),
                    place: Place::new(self.file, name.span()),
                };
                let list = value.get_ref().is_array();
                (name_text, self.texts(name.get_ref(), value, sink), list)
            })
            .collect();
        fields.sort_by_key(|(name, ..)| name.place.span.start);
        fields
    }

    /// Takes a table.
    pub(crate) fn table(&mut self, key: &str, sink: &mut Sink) -> Option<Self> {
        let (_, value) = self.table.remove(key)?;
        self.to_fields(key, value, sink)
    }

    /// Takes a list of tables.
    pub(crate) fn tables(&mut self, key: &str, sink: &mut Sink) -> Vec<Self> {
        let Some((_, value)) = self.table.remove(key) else {
            return Vec::new();
        };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(items) => items
                .into_iter()
                .filter_map(|item| self.to_fields(key, item, sink))
                .collect(),
            other => {
                let value = Spanned::new(span, other);
                self.wrong_type(key, &value, &format!("a list: write `[[{key}]]`"), sink);
                Vec::new()
            }
        }
    }

    /// Takes a value of any kind as JSON.
    pub(crate) fn json(&mut self, key: &str) -> Option<serde_json::Value> {
        let (_, value) = self.table.remove(key)?;
        Some(to_json(value.get_ref()))
    }

    /// Reports fields that have no meaning here, though they have elsewhere.
    pub(crate) fn refuse(&mut self, keys: &[&str], help: &str, sink: &mut Sink) {
        for key in keys {
            if let Some((span, _)) = self.table.remove(*key) {
                let place = Place::new(self.file, span);
                let message = format!("`{key}` has no meaning here");
                sink.error_help("P102", &place, message, help.to_owned());
            }
        }
    }

    /// Reports the fields that nothing took.
    pub(crate) fn finish(self, known: &[&str], sink: &mut Sink) {
        for (key, (span, _)) in &self.table {
            let place = Place::new(self.file, span.clone());
            let message = format!("`{key}` is not a key of this table");
            let help = did_you_mean_one_of(key, known, "the keys are");
            sink.error_help("P102", &place, message, help);
        }
    }

    fn to_fields(&self, key: &str, value: Spanned<DeValue<'f>>, sink: &mut Sink) -> Option<Self> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Some(Self::new(self.file, table, span)),
            other => {
                self.wrong_type(key, &Spanned::new(span, other), "a table", sink);
                None
            }
        }
    }

    fn texts(&self, key: &str, value: &Spanned<DeValue<'f>>, sink: &mut Sink) -> Vec<Text> {
        match value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| self.text(key, item, sink))
                .collect(),
            _ => self.text(key, value, sink).into_iter().collect(),
        }
    }

    fn text(&self, key: &str, value: &Spanned<DeValue<'f>>, sink: &mut Sink) -> Option<Text> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a string", sink);
            return None;
        };
        let span = value.span();
        let raw = &self.file.text[span.clone()];
        // With escapes the offsets inside no longer agree; then the first quote is the best place there is.
        let start = span.start + raw.find(text).unwrap_or(0);
        Some(Text {
            value: text.to_owned(),
            place: Place::new(self.file, start..(start + text.len()).min(span.end)),
        })
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'f>>, wanted: &str, sink: &mut Sink) {
        let place = Place::new(self.file, value.span());
        let found = value.get_ref().type_str();
        sink.error(
            "P104",
            &place,
            format!("`{key}` must be {wanted}, not {found}"),
        );
    }
}

fn to_json(value: &DeValue<'_>) -> serde_json::Value {
    match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(number) => number.to_string().parse::<i64>().ok().into(),
        DeValue::Float(number) => number.to_string().parse::<f64>().ok().into(),
        DeValue::Boolean(truth) => (*truth).into(),
        DeValue::Datetime(date) => date.to_string().into(),
        DeValue::Array(items) => items.iter().map(|item| to_json(item.get_ref())).collect(),
        DeValue::Table(table) => table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), to_json(value.get_ref())))
            .collect(),
    }
}
