//! Tables: gazetteers and the attributes of entities, one TSV file each.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::diagnostics::{Place, Sink, SourceFile, did_you_mean};
use super::partial_date::{first_day, last_day};
use crate::matching::Case;
use crate::packed::{self, Column, packed_as};

/// What a table holds, told by its first column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum TableKind {
    /// `surface`: one phrase a row.
    Gazetteer,
    /// `id`: one entity a row.
    Entities,
}

/// A table, whose rows stay in the text of its file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Table {
    /// The file's name without folder and ending.
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) file: Arc<SourceFile>,
    pub(crate) kind: TableKind,
    pub(crate) columns: Vec<String>,
    #[serde(with = "packed")]
    pub(crate) rows: Vec<Row>,
    /// Where the cells of all rows end, row by row.
    ends: Column<u32>,
    /// The labels of its rows.
    pub(crate) labels: Vec<String>,
    /// The column that says how case is compared; it allows certain words only.
    case_column: Option<usize>,
    /// Example lines: whether they are positive, and where they stand.
    #[serde(skip)]
    pub(crate) examples: Vec<(bool, Place)>,
    /// The number of the pack that it stands in: 0 for the lowest.
    #[serde(skip)]
    pub(crate) layer: usize,
}

/// A row: where its line begins, and where the ends of its cells stand in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    start: u32,
    first_end: u32,
    case: Case,
}

impl Row {
    #[inline]
    pub(super) fn to_words(self) -> [u32; 3] {
        [self.start, self.first_end, self.case.number().into()]
    }

    #[inline]
    pub(super) fn from_words([start, first_end, case]: [u32; 3]) -> Self {
        Self {
            start,
            first_end,
            case: Case::from_number(case as u8),
        }
    }
}

packed_as!(Row, 3, Row::to_words, Row::from_words);

const GAZETTEER_COLUMNS: [&str; 3] = ["surface", "label", "id"];
const ENTITY_COLUMNS: [&str; 3] = ["id", "label", "name"];

impl Table {
    /// Reads a table. Broken rows are reported and left out.
    pub(crate) fn parse(file: &Arc<SourceFile>, sink: &mut Sink) -> Option<Self> {
        let stem = file.path.rsplit('/').next().unwrap_or(&file.path);
        let mut lines = Lines::new(&file.text).filter(|line| !line.is_empty());
        let mut examples = Vec::new();
        let header = loop {
            let Some(line) = lines.next() else {
                let place = Place::new(file, 0..0);
                sink.error("P105", &place, "the table has no header line".into());
                return None;
            };
            match file.text[line.clone()].strip_prefix('#') {
                Some(comment) => examples.extend(example(file, comment, &line)),
                None => break line,
            }
        };
        let columns: Vec<String> = file.text[header.clone()]
            .split('\t')
            .map(str::to_owned)
            .collect();
        let header_place = Place::new(file, header);
        let kind = match columns[0].as_str() {
            "surface" => TableKind::Gazetteer,
            "id" => TableKind::Entities,
            other => {
                let message = format!("the first column is `{other}`");
                let help = "a gazetteer begins with `surface`, a table of entities with `id`";
                sink.error_help("P105", &header_place, message, help.into());
                return None;
            }
        };
        let required = match kind {
            TableKind::Gazetteer => GAZETTEER_COLUMNS,
            TableKind::Entities => ENTITY_COLUMNS,
        };
        for (i, wanted) in required.iter().enumerate() {
            if columns.get(i).map(String::as_str) != Some(wanted) {
                let message = format!("column {} must be `{wanted}`", i + 1);
                let help = format!("the first columns are: {}", required.join(", "));
                sink.error_help("P105", &header_place, message, help);
                return None;
            }
        }
        for (i, column) in columns.iter().enumerate() {
            if columns[..i].contains(column) || column.is_empty() {
                let message = format!("column {} has no name of its own", i + 1);
                sink.error("P105", &header_place, message);
                return None;
            }
        }
        let mut table = Self {
            name: stem.strip_suffix(".tsv").unwrap_or(stem).to_owned(),
            file: Arc::clone(file),
            kind,
            columns,
            rows: Vec::new(),
            ends: Column::default(),
            labels: Vec::new(),
            case_column: None,
            examples: Vec::new(),
            layer: 0,
        };
        table.case_column = table.column("case");
        let has_dates = ["from", "until"]
            .iter()
            .any(|name| table.column(name).is_some());
        for line in lines {
            let text = &file.text[line.clone()];
            if let Some(comment) = text.strip_prefix('#') {
                examples.extend(example(file, comment, &line));
            } else if let Some(row) = table.read_row(&line, sink)
                && (!has_dates || table.span_is_sound(&row, sink))
            {
                table.rows.push(row);
            }
        }
        table.examples = examples;
        table.refuse_duplicates(sink);
        table.labels = table.distinct_labels();
        Some(table)
    }

    /// The index of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// A cell of a row; absent if the column is not there or the cell is empty.
    pub(crate) fn cell(&self, row: &Row, column: &str) -> Option<&str> {
        let column = self.column(column)?;
        let start = match column {
            0 => row.start as usize,
            _ => self.end(row, column - 1) + 1,
        };
        let cell = &self.file.text[start..self.end(row, column)];
        (!cell.is_empty()).then_some(cell)
    }

    /// Where a cell of a row ends.
    #[inline]
    fn end(&self, row: &Row, column: usize) -> usize {
        self.ends.at(row.first_end as usize + column) as usize
    }

    /// The first three cells of a row.
    pub(crate) fn key(&self, row: &Row) -> [&str; 3] {
        let [a, b, c] = [0, 1, 2].map(|column| self.end(row, column));
        let text = &self.file.text;
        [
            &text[row.start as usize..a],
            &text[a + 1..b],
            &text[b + 1..c],
        ]
    }

    fn distinct_labels(&self) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for row in &self.rows {
            let label = self.key(row)[1];
            if labels.last().is_none_or(|last| last != label) && !labels.iter().any(|l| l == label)
            {
                labels.push(label.to_owned());
            }
        }
        labels
    }

    pub(crate) fn row_place(&self, row: &Row) -> Place {
        let end = self.end(row, self.columns.len() - 1);
        Place::new(&self.file, row.start as usize..end)
    }

    /// The case rule of a row. Unknown words were reported when the row was read.
    pub(crate) fn case(row: &Row) -> Case {
        row.case
    }

    /// The row of a line that nothing can be wrong with: all columns there,
    /// the first three filled, only visible ASCII and single spaces inside the cells. Nearly all lines
    /// of large tables are so.
    fn plain_row(&mut self, text: &str, offset: usize) -> Option<Row> {
        let mut row = Row {
            start: offset as u32,
            first_end: self.ends.len() as u32,
            case: Case::Upper,
        };
        let (mut found, mut before, mut cell_start) = (0, b'\t', 0);
        for (at, byte) in text.bytes().chain([b'\t']).enumerate() {
            match byte {
                b'\t' if before == b' ' || (before == b'\t' && found < 3) => return None,
                b'\t' => {
                    self.ends.push((offset + at) as u32);
                    if self.case_column == Some(found) {
                        row.case = parse_case(&text[cell_start..at])?;
                    }
                    found += 1;
                    cell_start = at + 1;
                }
                b' ' if before == b'\t' => return None,
                b' ' => {}
                _ if byte.is_ascii_graphic() => {}
                _ => return None,
            }
            before = byte;
        }
        (found == self.columns.len()).then_some(row)
    }

    /// Reads a line; its mistakes are reported.
    fn read_row(&mut self, line: &Range<usize>, sink: &mut Sink) -> Option<Row> {
        let file = Arc::clone(&self.file);
        let text = &file.text[line.clone()];
        let place = |range: Range<usize>| Place::new(&file, line.clone()).within(range);
        let first_end = self.ends.len();
        if let Some(row) = self.plain_row(text, line.start) {
            return Some(row);
        }
        self.ends.truncate(first_end);
        let case = self
            .case_column
            .and_then(|column| text.split('\t').nth(column));
        let row = Row {
            start: line.start as u32,
            first_end: first_end as u32,
            case: parse_case(case.unwrap_or("")).unwrap_or_default(),
        };
        let mut sound = true;
        let (mut at, mut found) = (0, 0);
        for cell in text.split('\t') {
            let span = at..at + cell.len();
            at = span.end + 1;
            self.ends.push((line.start + span.end) as u32);
            let Some(column) = self.columns.get(found).map(String::as_str) else {
                found += 1;
                continue;
            };
            if cell.is_empty()
                && (found < 3 && GAZETTEER_COLUMNS.contains(&column) || column == "name")
            {
                sink.error("P107", &place(span.clone()), format!("`{column}` is empty"));
                sound = false;
            }
            if let Some(problem) = invisible(cell) {
                sink.error("P110", &place(span.clone()), problem);
                sound = false;
            }
            if column == "case" && parse_case(cell).is_none() {
                let guess = did_you_mean(cell, ["exact", "any"]);
                let help = format!("{guess} the words are `exact` and `any`");
                let message = format!("`{cell}` is no way to compare case");
                sink.error_help("P111", &place(span), message, help.trim().into());
                sound = false;
            }
            found += 1;
        }
        if found != self.columns.len() {
            let message = format!(
                "the row has {found} cells, the header {}",
                self.columns.len()
            );
            let help = "cells are parted by one tab each".to_owned();
            sink.error_help("P106", &place(0..text.len()), message, help);
            return None;
        }
        sound.then_some(row)
    }

    /// Checks that `from` and `until` are dates and in order.
    fn span_is_sound(&self, row: &Row, sink: &mut Sink) -> bool {
        let place = &self.row_place(row);
        let mut dates = [None, None];
        let readers: [fn(&str) -> Option<Date>; 2] = [first_day, last_day];
        for ((slot, column), read) in dates.iter_mut().zip(["from", "until"]).zip(readers) {
            let Some(cell) = self.cell(row, column) else {
                continue;
            };
            match read(cell) {
                Some(date) => *slot = Some(date),
                None => {
                    let message = format!("`{cell}` in `{column}` is no date");
                    let help = "write 1991-12-26, 1991-12 or 1991".to_owned();
                    sink.error_help("P109", place, message, help);
                    return false;
                }
            }
        }
        if let [Some(from), Some(until)] = dates
            && from > until
        {
            sink.error("P109", place, "`from` is later than `until`".into());
            return false;
        }
        true
    }

    fn refuse_duplicates(&mut self, sink: &mut Sink) {
        let mut seen: FxHashMap<&str, &Row> = FxHashMap::default();
        seen.reserve(self.rows.len());
        let mut repeated = Vec::new();
        let width = if self.kind == TableKind::Gazetteer {
            2
        } else {
            1
        };
        for (index, row) in self.rows.iter().enumerate() {
            let key_end = self.end(row, width);
            let key = &self.file.text[row.start as usize..key_end];
            if let Some(first) = seen.insert(key, row) {
                let a = self.key(row)[0];
                let line = self.file.text[..first.start as usize].matches('\n').count() + 1;
                let message = format!("`{a}` stands here a second time");
                let help = format!("it stands in line {line} already");
                sink.error_help("P108", &self.row_place(row), message, help);
                repeated.push(index);
            }
        }
        for index in repeated.into_iter().rev() {
            self.rows.remove(index);
        }
    }
}

/// The rows of the tables of entities that have a label.
pub(super) fn entity_rows<'t>(
    tables: &'t [Table],
    label: &'t str,
) -> impl Iterator<Item = (&'t Table, &'t Row)> {
    let tables = tables
        .iter()
        .filter(|table| table.kind == TableKind::Entities);
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.filter(move |(table, row)| table.key(row)[1] == label)
}

/// What a cell of the column `case` says.
fn parse_case(cell: &str) -> Option<Case> {
    match cell {
        "" => Some(Case::Upper),
        "exact" => Some(Case::Exact),
        "any" => Some(Case::Any),
        _ => None,
    }
}

/// Says what is wrong with a cell that looks right but is not.
fn invisible(cell: &str) -> Option<String> {
    if cell.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    if cell.trim() != cell {
        return Some("there is white space around this cell".into());
    }
    let strange = |c: char| {
        c.is_control()
            || matches!(c, '\u{A0}' | '\u{AD}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{2060}'..='\u{206F}')
    };
    let found = cell.chars().find(|&c| strange(c))?;
    Some(format!(
        "there is an invisible character, U+{:04X}, in this cell",
        u32::from(found)
    ))
}

/// The example that a comment line is, and whether it is positive.
fn example(file: &Arc<SourceFile>, comment: &str, line: &Range<usize>) -> Option<(bool, Place)> {
    let (positive, at) = example_start(comment)?;
    Some((positive, Place::new(file, line.start + 1 + at..line.end)))
}

/// `yes:` or `no:` at the start of a comment, and where the example begins.
fn example_start(comment: &str) -> Option<(bool, usize)> {
    let trimmed = comment.trim_start();
    let (word, rest) = trimmed.split_once(':')?;
    let positive = match word {
        "yes" => true,
        "no" => false,
        _ => return None,
    };
    let example = rest.trim_start();
    Some((positive, comment.len() - example.len()))
}

/// The lines of a text as byte ranges, without their ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(rest.len());
        self.at = start + length + 1;
        let line = self.text[start..start + length].trim_end_matches('\r');
        Some(start..start + line.len())
    }
}
