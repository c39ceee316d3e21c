//! Tables as text, for programs and for spreadsheets.

use std::borrow::Cow;

use attache::Extraction;
use attache::tables::{Cell, Table};

/// How the cells of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cells {
    /// What stands between them.
    pub(crate) delimiter: u8,
    /// As they are, also those that a spreadsheet would take for formulas.
    pub(crate) are_raw: bool,
}

impl Cells {
    /// The first row of a table.
    pub(crate) fn header(self, table: &Table) -> Result<Vec<u8>, csv::Error> {
        let mut output = Vec::new();
        let mut writer = self.writer(&mut output);
        writer.write_record(table.columns.iter().map(|column| column.name))?;
        writer.flush()?;
        drop(writer);
        Ok(output)
    }

    /// The rows of a document.
    pub(crate) fn rows(
        self,
        table: &Table,
        extraction: &Extraction,
        document: &str,
        output: &mut Vec<u8>,
    ) -> Result<(), csv::Error> {
        let mut writer = self.writer(output);
        let mut result = Ok(());
        table.rows(extraction, document, |row| {
            let mut cells = row.iter().map(|cell| self.text(cell));
            result = std::mem::replace(&mut result, Ok(()))
                .and_then(|()| cells.try_for_each(|cell| writer.write_field(cell.as_bytes())))
                .and_then(|()| writer.write_record(None::<&[u8]>));
        });
        writer.flush()?;
        result
    }

    /// A cell's text, with an apostrophe in front if a spreadsheet would take it for a formula and run it.
    fn text<'c>(self, cell: &'c Cell<'_>) -> Cow<'c, str> {
        let text = cell.text();
        match !self.are_raw && is_formula(&text) {
            true => format!("'{text}").into(),
            false => text,
        }
    }

    fn writer(self, output: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
        csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .from_writer(output)
    }
}

/// True if a spreadsheet would compute a cell. Numbers with a sign, and days of years before the first, are left alone.
fn is_formula(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('+' | '-') => !chars.all(|c| c.is_ascii_digit() || "-.:T".contains(c)),
        Some(first) => "=@\t\r\n＝＋－＠".contains(first),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_have_an_apostrophe_and_numbers_have_none() {
        let cells = |are_raw| Cells {
            delimiter: b',',
            are_raw,
        };
        let formulas = [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "=",
        ];
        for text in formulas {
            let cell = Cell::Text(text.into());
            assert_eq!(cells(false).text(&cell), format!("'{text}"));
            assert_eq!(cells(true).text(&cell), text);
            let list = [text.to_owned(), "x".to_owned()];
            assert_eq!(cells(false).text(&Cell::List(&list)), format!("'{text};x"));
        }
        for text in ["", "-0043-03-15", "-5", "+1.5", "a=1", "1-2", " =1", "'=1"] {
            assert_eq!(cells(false).text(&Cell::Text(text.into())), text);
        }
    }
}
