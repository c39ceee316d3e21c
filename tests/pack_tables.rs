//! The tables of the built-in pack are in order: a change of one row is a change of one line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use unicode_normalization::is_nfc;

/// A table of the built-in pack, read without the library's help.
struct Table {
    path: String,
    text: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn is_gazetteer(&self) -> bool {
        self.columns[0] == "surface"
    }

    fn cell<'r>(&self, row: &'r [String], column: &str) -> Option<&'r str> {
        let index = self.columns.iter().position(|known| known == column)?;
        Some(row[index].as_str())
    }
}

fn tables() -> Vec<Table> {
    let mut tables = Vec::new();
    for entry in fs::read_dir("patterns/tables").expect("the folder is there") {
        let path = entry.expect("it is readable").path();
        let text = fs::read_to_string(&path).expect("tables are UTF-8");
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut cells = || Some(lines.next()?.split('\t').map(str::to_owned).collect());
        let columns: Vec<String> = cells().expect("a table has a header");
        let rows: Vec<Vec<String>> = std::iter::from_fn(cells).collect();
        tables.push(Table {
            path: path.display().to_string(),
            text,
            columns,
            rows,
        });
    }
    tables.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(tables.len() > 20, "patterns/tables has lost its tables");
    tables
}

/// Ids of each label's table of entities. Memberships join two ids and have no name of their own.
fn entities(tables: &[Table]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut entities: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in tables
        .iter()
        .filter(|table| !table.is_gazetteer())
        .flat_map(|table| &table.rows)
        .filter(|row| row[1] != "membership")
    {
        entities.entry(&row[1]).or_default().insert(&row[0]);
    }
    entities
}

fn assert_none(mistakes: &str) {
    assert!(mistakes.is_empty(), "\n{mistakes}");
}

#[test]
fn rows_are_sorted_and_unique() {
    let mut mistakes = String::new();
    for table in tables() {
        let key = |row: &Vec<String>| match table.is_gazetteer() {
            // Label, id and form, then surface.
            true => [1, 2]
                .map(|i| row[i].clone())
                .into_iter()
                .chain([
                    table.cell(row, "form").unwrap_or("").to_owned(),
                    row[0].clone(),
                ])
                .collect::<Vec<String>>(),
            false => vec![row[1].clone(), row[0].clone()],
        };
        for two in table.rows.windows(2) {
            if key(&two[0]) >= key(&two[1]) {
                let [a, b] = [0, 1].map(|i| key(&two[i]).join(" "));
                writeln!(mistakes, "{}: `{b}` stands behind `{a}`", table.path).expect("a string");
            }
        }
        let mut seen = BTreeSet::new();
        for row in &table.rows {
            if !seen.insert(&row[..if table.is_gazetteer() { 3 } else { 2 }]) {
                writeln!(mistakes, "{}: `{}` stands twice", table.path, row.join(" "))
                    .expect("a string");
            }
        }
    }
    assert_none(&mistakes);
}

#[test]
fn lines_are_clean() {
    let mut mistakes = String::new();
    for table in tables() {
        let mut complain =
            |what: String| writeln!(mistakes, "{}: {what}", table.path).expect("a string");
        if !table.text.starts_with('#') {
            complain("the first line does not say what the table holds".to_owned());
        }
        if !table.text.ends_with('\n') || table.text.ends_with("\n\n") {
            complain("it does not end with one line end".to_owned());
        }
        for (number, line) in (1..).zip(table.text.split_terminator('\n')) {
            if line.is_empty() {
                complain(format!("line {number} is empty"));
            }
            if line.contains('\r') {
                complain(format!("line {number} has a carriage return"));
            }
            if !is_nfc(line) {
                complain(format!("line {number} is not NFC: {line}"));
            }
            if line.starts_with('#') && line.trim_end() != line {
                complain(format!("line {number} has white space at its end"));
            }
        }
        for row in &table.rows {
            if row.len() != table.columns.len() {
                complain(format!("`{}` has {} cells", row.join(" "), row.len()));
            }
            if let Some(cell) = row
                .iter()
                .find(|cell| cell.trim() != **cell || cell.contains("  "))
            {
                complain(format!("`{cell}` has white space too much"));
            }
        }
    }
    assert_none(&mistakes);
}

#[test]
fn ids_name_entities() {
    let tables = tables();
    let entities = entities(&tables);
    for label in ["country", "title", "sector"] {
        assert!(
            entities.contains_key(label),
            "no table of entities has the label {label}"
        );
    }
    let mut mistakes = String::new();
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    for table in tables.iter().filter(|table| table.is_gazetteer()) {
        for row in &table.rows {
            used.insert((&row[1], &row[2]));
            let known = entities.get(row[1].as_str());
            if known.is_some_and(|ids| !ids.contains(row[2].as_str())) {
                writeln!(mistakes, "{}: `{}` is no {}", table.path, row[2], row[1])
                    .expect("a string");
            }
            let country = table.cell(row, "country").unwrap_or("");
            if !country.is_empty() && !entities["country"].contains(country) {
                writeln!(mistakes, "{}: `{country}` is no country", table.path).expect("a string");
            }
            let portfolio = table.cell(row, "portfolio").unwrap_or("");
            let is_portfolio = |table: &Table| {
                table
                    .rows
                    .iter()
                    .any(|row| row[1] == "portfolio" && row[2] == portfolio)
            };
            if !portfolio.is_empty() && !tables.iter().any(is_portfolio) {
                writeln!(mistakes, "{}: `{portfolio}` is no portfolio", table.path)
                    .expect("a string");
            }
        }
    }
    // Labels that no gazetteer has are those of tables that only the engine reads.
    let named: BTreeSet<&str> = used.iter().map(|(label, _)| *label).collect();
    for table in tables.iter().filter(|table| !table.is_gazetteer()) {
        // A rule gives a deputy's title the post that its principal's names.
        for row in &table.rows {
            let deputy = table.cell(row, "deputy").unwrap_or("");
            if !deputy.is_empty() && !entities[row[1].as_str()].contains(deputy) {
                writeln!(mistakes, "{}: `{deputy}` is no {}", table.path, row[1])
                    .expect("a string");
            }
            used.insert((&row[1], deputy));
        }
        for row in &table.rows {
            if row[1] == "membership" {
                let bloc = table.cell(row, "bloc").unwrap_or("");
                if !entities["organization"].contains(bloc) {
                    writeln!(mistakes, "{}: `{bloc}` is no organisation", table.path)
                        .expect("a string");
                }
            } else if named.contains(row[1].as_str())
                && !used.contains(&(row[1].as_str(), row[0].as_str()))
            {
                writeln!(mistakes, "{}: no gazetteer names `{}`", table.path, row[0])
                    .expect("a string");
            }
            let parent = table.cell(row, "parent").unwrap_or("");
            if !parent.is_empty() && !entities[row[1].as_str()].contains(parent) {
                writeln!(
                    mistakes,
                    "{}: the parent `{parent}` is not there",
                    table.path
                )
                .expect("a string");
            }
        }
    }
    assert_none(&mistakes);
}

#[test]
fn country_codes_have_the_form_of_iso_3166() {
    let tables = tables();
    let codes = tables
        .iter()
        .find(|table| table.path.ends_with("country-codes.tsv"))
        .expect("it is there");
    let (mut alpha2, mut numeric) = (BTreeSet::new(), BTreeSet::new());
    for row in &codes.rows {
        let is_upper = |cell: &str| cell.bytes().all(|b| b.is_ascii_uppercase());
        assert!(row[0].len() == 3 && is_upper(&row[0]), "{row:?}");
        let two = codes.cell(row, "alpha2").expect("it has the column");
        assert!(
            two.len() == 2 && is_upper(two) && alpha2.insert(two),
            "{row:?}"
        );
        let number = codes.cell(row, "numeric").expect("it has the column");
        let is_number = number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
        assert!(
            number.is_empty() || (is_number && numeric.insert(number)),
            "{row:?}"
        );
    }
}
