//! The files of a pack in their canonical layout.

use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, RawString, Table, Value};

use crate::error::Error;
use crate::pack::keys::{self, Holds, Key};

/// Lines are no longer than this, where they can be broken.
const WIDTH: usize = 120;

/// What stands before the members of a list that takes several lines.
const INDENT: &str = "\n    ";

/// A TOML file of a pack in canonical layout: the keys of rules in the order of the documentation, a blank line between
/// rules and none inside them, lists on one line where they fit, else a line for each member. Comments and the way strings
/// are quoted stay. What is laid out so is left as it is.
///
/// # Errors
///
/// If the text is no TOML.
///
/// # Examples
///
/// ```
/// let messy = "[[rule]]\npattern='x'\n# why\nid =  \"a\"\n";
/// let tidy = attache::workshop::format_toml(messy)?;
/// assert_eq!(tidy, "[[rule]]\n# why\nid = \"a\"\npattern = 'x'\n");
/// # Ok::<(), attache::Error>(())
/// ```
pub fn format_toml(text: &str) -> Result<String, Error> {
    let text = text.replace("\r\n", "\n");
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| Error::input(error.to_string().trim().to_owned()))?;
    let known = [&keys::MANIFEST[..], &keys::RULES, &keys::CASES].concat();
    let trailing = comments(document.trailing().as_str().unwrap_or(""), false);
    document.set_trailing(trailing);
    lay_out(document.as_table_mut(), &known, Blank::Kept);
    let text = document.to_string();
    Ok(format!("{}\n", text.trim()))
}

/// What becomes of the blank lines before keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// One of several stays.
    Kept,
    None,
}

fn lay_out(table: &mut Table, known: &[Key], blank: Blank) {
    let place = |name: &str| known.iter().position(|key| key.name == name);
    if blank == Blank::None {
        table.sort_values_by(|a, _, b, _| {
            let [a, b] = [a, b].map(|key| place(key.get()).unwrap_or(known.len()));
            a.cmp(&b)
        });
    }
    for (mut key, item) in table.iter_mut() {
        let holds = place(key.get()).map(|at| known[at].holds);
        let below: &[Key] = match holds {
            Some(Holds::Table(keys) | Holds::Tables(keys)) => keys,
            _ => &[],
        };
        match item {
            Item::Value(value) => {
                let width = key.get().len() + 3;
                let decor = key.leaf_decor_mut();
                let prefix = prefix(decor);
                decor.set_prefix(comments(&prefix, blank == Blank::Kept));
                decor.set_suffix(" ");
                lay_out_value(value, width);
                let remark = remark(value.decor());
                value.decor_mut().set_prefix(" ");
                value.decor_mut().set_suffix(remark);
            }
            Item::Table(table) => {
                head(table, blank);
                lay_out(table, below, Blank::None);
            }
            Item::ArrayOfTables(tables) => {
                for table in tables.iter_mut() {
                    head(table, blank);
                    lay_out(table, below, Blank::None);
                }
            }
            Item::None => {}
        }
    }
}

/// Puts a blank line before a table, unless it is a part of another, and its comments.
fn head(table: &mut Table, blank: Blank) {
    if table.is_implicit() || table.is_dotted() {
        return;
    }
    let before = prefix(table.decor());
    let remark = remark(table.decor());
    let decor = table.decor_mut();
    let is_apart = blank == Blank::Kept;
    let lines = comments(&before, is_apart);
    let lines = lines.trim_start_matches('\n');
    decor.set_prefix(match is_apart {
        true => format!("\n{lines}"),
        false => lines.to_owned(),
    });
    decor.set_suffix(remark);
}

fn prefix(decor: &Decor) -> String {
    decor
        .prefix()
        .and_then(RawString::as_str)
        .unwrap_or("")
        .to_owned()
}

/// The comment at the end of a line, if there is one.
fn remark(decor: &Decor) -> String {
    let suffix = decor
        .suffix()
        .and_then(RawString::as_str)
        .unwrap_or("")
        .trim();
    match suffix.is_empty() {
        true => String::new(),
        false => format!(" {suffix}"),
    }
}

/// The comment lines of what stands before something; of blank lines that follow each other one stays, or none.
fn comments(before: &str, with_blanks: bool) -> String {
    let mut lines = String::new();
    let mut parts = before.split('\n').peekable();
    while let Some(part) = parts.next() {
        let line = part.trim();
        // The last part is no line: what is written next stands on it.
        if parts.peek().is_none() {
            break;
        }
        let is_blank = line.is_empty();
        if is_blank
            && (!with_blanks
                || lines.is_empty() && !before.starts_with('\n')
                || lines.ends_with("\n\n")
                || lines == "\n")
        {
            continue;
        }
        lines.push_str(line);
        lines.push('\n');
    }
    lines
}

fn lay_out_value(value: &mut Value, width: usize) {
    match value {
        Value::Array(array) => lay_out_array(array, width),
        Value::InlineTable(table) => lay_out_inline(table, width),
        _ => {}
    }
}

/// Puts a list on one line if it fits there, else each member on its own.
fn lay_out_array(array: &mut Array, width: usize) {
    let is_remarked = |decor: &Decor| {
        let parts = [decor.prefix(), decor.suffix()];
        let mut parts = parts.into_iter().flatten();
        parts.any(|part| part.as_str().is_some_and(|part| part.contains('#')))
    };
    let trailing = array.trailing().as_str().unwrap_or("").to_owned();
    let has_remarks =
        trailing.contains('#') || array.iter().any(|value| is_remarked(value.decor()));
    for value in array.iter_mut() {
        lay_out_value(value, width);
    }
    let length: usize = array
        .iter()
        .map(|value| bare(value).chars().count() + 2)
        .sum();
    let has_breaks = array.iter().any(|value| bare(value).contains('\n'));
    if !has_remarks && !has_breaks && width + length <= WIDTH {
        for (at, value) in array.iter_mut().enumerate() {
            let before = if at == 0 { "" } else { " " };
            value.decor_mut().set_prefix(before);
            value.decor_mut().set_suffix("");
        }
        array.set_trailing("");
        array.set_trailing_comma(false);
        return;
    }
    // Comments behind a member that stand before its comma come behind it: there they end at the end of the line.
    let mut carried = String::new();
    for value in array.iter_mut() {
        let before = remarks(&format!("{carried}{}", prefix(value.decor())));
        let decor = value.decor_mut();
        carried = decor
            .suffix()
            .and_then(RawString::as_str)
            .unwrap_or("")
            .to_owned();
        decor.set_prefix(format!("{before}{INDENT}"));
        decor.set_suffix("");
    }
    let last = remarks(&format!("{carried}{trailing}\n"));
    array.set_trailing(format!("{last}\n"));
    array.set_trailing_comma(true);
}

/// A value without what stands around it.
fn bare(value: &Value) -> String {
    let mut value = value.clone();
    value.decor_mut().clear();
    value.to_string()
}

/// The comments before a member of a list: one behind the member before it stays on its line.
fn remarks(before: &str) -> String {
    let mut lines = before.split('\n').map(str::trim);
    let first = lines.next().filter(|line| !line.is_empty());
    let first = first.map(|line| format!(" {line}"));
    let rest = lines.filter(|line| !line.is_empty());
    let rest: String = rest.map(|line| format!("{INDENT}{line}")).collect();
    first.unwrap_or_default() + &rest
}

/// Puts an inline table on one line: spaces inside its braces, one behind each comma.
fn lay_out_inline(table: &mut InlineTable, width: usize) {
    let count = table.len();
    for (at, (mut key, value)) in table.iter_mut().enumerate() {
        key.leaf_decor_mut().set_prefix(" ");
        key.leaf_decor_mut().set_suffix(" ");
        lay_out_value(value, width);
        value.decor_mut().set_prefix(" ");
        value
            .decor_mut()
            .set_suffix(if at + 1 == count { " " } else { "" });
    }
}

/// A table of a pack in canonical layout: cells without quotes that a spreadsheet has put around them and without
/// surrounding blanks, as many cells in each row as the header has, lines that end in line feeds.
///
/// # Examples
///
/// ```
/// let exported = "surface\tlabel\tid\tcase\r\n\"the \"\"Hub\"\"\"\tplace\thub \r\n";
/// assert_eq!(attache::workshop::format_table(exported), "surface\tlabel\tid\tcase\nthe \"Hub\"\tplace\thub\t\n");
/// ```
pub fn format_table(text: &str) -> String {
    let mut columns = None;
    let mut table = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.starts_with('#') || line.trim().is_empty() {
            table.push_str(line.trim_end());
            table.push('\n');
            continue;
        }
        let mut cells: Vec<String> = line.split('\t').map(unquoted).collect();
        let columns = *columns.get_or_insert(cells.len());
        while cells.len() > columns && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        while cells.len() < columns {
            cells.push(String::new());
        }
        table.push_str(&cells.join("\t"));
        table.push('\n');
    }
    let end = table.trim_end_matches('\n').len();
    table.truncate(end);
    table.push('\n');
    table
}

/// A cell without the quotes of a spreadsheet.
fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    let inside = cell
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    // Quotes inside quotes are doubled; what has a single one is a text that begins and ends with quotes.
    match inside {
        Some(inside) if !inside.replace("\"\"", "").contains('"') && !inside.is_empty() => {
            inside.replace("\"\"", "\"").trim().to_owned()
        }
        _ => cell.to_owned(),
    }
}
