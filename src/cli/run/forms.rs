//! The forms in which records are written, and what a block of documents comes to in each of them.

use std::error::Error;
use std::path::PathBuf;

use attache::tables::TABLES;
use attache::{Extraction, OffsetUnit, html};

use super::brat;
use super::delimited::Cells;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A line of JSON for each document, or several of them indented.
    Lines { pretty: bool },
    /// One JSON array of all documents.
    Array { pretty: bool },
    /// A page that shows all documents.
    Html,
    /// A table for each kind of record, with a byte between cells.
    Delimited(Cells),
    /// The same as Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A text and its annotations as brat has them, for each document.
    Brat,
}

/// What a block has come to.
pub(crate) enum Written {
    /// A piece for each file of records.
    Pieces(Vec<Vec<u8>>),
    /// Files of their own, by their places in a folder.
    Files(Vec<(PathBuf, Vec<u8>)>),
    /// Rows of each table.
    #[cfg(feature = "parquet")]
    Batches(Vec<arrow_array::RecordBatch>),
}

impl Written {
    /// About what it takes in memory.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Pieces(pieces) => pieces.iter().map(Vec::len).sum(),
            Self::Files(files) => files.iter().map(|(_, bytes)| bytes.len()).sum(),
            #[cfg(feature = "parquet")]
            Self::Batches(batches) => batches
                .iter()
                .map(arrow_array::RecordBatch::get_array_memory_size)
                .sum(),
        }
    }
}

impl Form {
    /// True if a folder is written, not one file.
    pub(crate) fn is_folder(self) -> bool {
        match self {
            Self::Lines { .. } | Self::Array { .. } | Self::Html => false,
            Self::Delimited(_) | Self::Brat => true,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
        }
    }

    /// What a file of it begins with.
    pub(crate) fn beginning(self) -> Vec<u8> {
        match self {
            Self::Array { .. } => b"[\n".to_vec(),
            Self::Html => html::beginning().into_bytes(),
            _ => Vec::new(),
        }
    }

    /// What stands in front of each document but the first.
    pub(crate) fn separator(self) -> &'static [u8] {
        match self {
            Self::Array { .. } => b",\n",
            _ => b"",
        }
    }

    /// What a file of it ends with.
    pub(crate) fn ending(self) -> &'static [u8] {
        match self {
            Self::Array { .. } => b"\n]\n",
            Self::Html => html::ENDING.as_bytes(),
            _ => b"",
        }
    }

    /// The unit that its offsets have, if it takes one only.
    pub(crate) fn unit(self) -> Option<OffsetUnit> {
        match self {
            Self::Html => Some(OffsetUnit::Byte),
            Self::Brat => Some(OffsetUnit::Char),
            _ => None,
        }
    }

    /// The collector of a block's documents.
    pub(crate) fn collector(self) -> Collector {
        let written = match self {
            Self::Delimited(_) => Collected::Pieces(vec![Vec::new(); TABLES.len()]),
            Self::Brat => Collected::Files(Vec::new()),
            #[cfg(feature = "parquet")]
            Self::Parquet => {
                let builders = TABLES.iter().map(attache::arrow::BatchBuilder::new);
                Collected::Batches(builders.collect())
            }
            _ => Collected::Pieces(vec![Vec::new()]),
        };
        Collector {
            form: self,
            written,
        }
    }
}

/// Collects what the documents of a block come to.
pub(crate) struct Collector {
    form: Form,
    written: Collected,
}

enum Collected {
    Pieces(Vec<Vec<u8>>),
    Files(Vec<(PathBuf, Vec<u8>)>),
    #[cfg(feature = "parquet")]
    Batches(Vec<attache::arrow::BatchBuilder>),
}

impl Collector {
    /// Adds a document: its records, its text, and where it is from.
    pub(crate) fn add(
        &mut self,
        extraction: &Extraction,
        text: &str,
        origin: &str,
    ) -> Result<(), Box<dyn Error>> {
        let name = extraction.document.id.as_deref().unwrap_or(origin);
        match &mut self.written {
            Collected::Pieces(pieces) => add_piece(self.form, extraction, text, name, pieces),
            Collected::Files(files) => {
                let place = brat::place(origin);
                let mut add = |ending: &str, bytes: Vec<u8>| {
                    files.push((brat::with_ending(&place, ending), bytes));
                };
                add(".json", serde_json::to_vec(&extraction.document)?);
                add(".txt", text.as_bytes().to_vec());
                add(".ann", brat::annotations(extraction).into_bytes());
                Ok(())
            }
            #[cfg(feature = "parquet")]
            Collected::Batches(builders) => {
                builders
                    .iter_mut()
                    .for_each(|builder| builder.append(extraction, name));
                Ok(())
            }
        }
    }

    /// What all of them come to.
    pub(crate) fn finish(self) -> Result<Written, Box<dyn Error>> {
        Ok(match self.written {
            Collected::Pieces(pieces) => Written::Pieces(pieces),
            Collected::Files(files) => Written::Files(files),
            #[cfg(feature = "parquet")]
            Collected::Batches(mut builders) => {
                let batches = builders
                    .iter_mut()
                    .map(attache::arrow::BatchBuilder::finish);
                Written::Batches(batches.collect::<Result<_, _>>()?)
            }
        })
    }
}

fn add_piece(
    form: Form,
    extraction: &Extraction,
    text: &str,
    name: &str,
    pieces: &mut [Vec<u8>],
) -> Result<(), Box<dyn Error>> {
    if let Form::Delimited(cells) = form {
        for (table, piece) in TABLES.iter().zip(pieces) {
            cells.rows(table, extraction, name, piece)?;
        }
        return Ok(());
    }
    let Some(piece) = pieces.first_mut() else {
        return Ok(());
    };
    piece.extend(form.separator());
    match form {
        Form::Lines { pretty } => {
            write_json(extraction, pretty, piece)?;
            piece.push(b'\n');
        }
        Form::Array { pretty } => write_json(extraction, pretty, piece)?,
        _ => piece.extend(html::piece(extraction, text, name).as_bytes()),
    }
    Ok(())
}

fn write_json(
    extraction: &Extraction,
    pretty: bool,
    output: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    match pretty {
        true => serde_json::to_writer_pretty(output, extraction),
        false => serde_json::to_writer(output, extraction),
    }
}
