//! Rule-based information extraction from news text.
//!
//! `attache` reads a text and returns records: **officials** (person, title, country), **titles**,
//! **countries**, **sectors**, **dates**, and with them people, organisations and places, each with
//! the words and the rule that prove it. No model, no network, the same answer every time.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let text = "Russian Deputy Prime Minister Arkady Dvorkovich spoke on Monday.";
//! let extractor = attache::Extractor::builtin();
//! let document = attache::Document::new(text).published("2015-11-16".parse()?);
//! let extraction = extractor.extract(&document);
//! for official in &extraction.officials {
//!     println!("{}: {}", official.name, official.positions[0].title);
//! }
//! # assert_eq!(extraction.officials[0].positions[0].title, "Deputy Prime Minister");
//! # Ok(())
//! # }
//! ```
//!
//! # How to choose
//!
//! - One text now and then: [`Extractor::extract`].
//! - Many texts: [`Extractor::extract_with`] and one [`Scratch`] for each thread. An [`Extractor`] is
//!   cheap to clone and can be shared.
//! - Rules and words of your own: [`Extractor::builder`] with an overlay folder. A pack's mistakes
//!   come all at once, as [`Diagnostic`]s with file, line, column and help.
//! - Offsets for Python or JavaScript: [`Extraction::convert_offsets`].
//! - To test a pack: [`check`]; to measure it on labels of your own: [`score`]; to work at its rules: `workshop`.
//! - A service whose pack is edited while it runs: [`ReloadingExtractor`].
//!
//! # Features
//!
//! - `cli` (default): the command line program. Without it a library user compiles no argument
//!   parser and no thread pool.
//! - `formats` (on with `cli`): `read::article`, which takes the article out of a web page, `read::decode` for
//!   any encoding, `read::digest` and `read::language`.
//! - `html` (on with `cli`): `html`, documents with what was found in them, to look at.
//! - `workshop` (on with `cli`): `workshop`, for people who write rules.
//! - `schema` (on with `cli`): the JSON Schema of the output types.
//! - `arrow`: `arrow::BatchExtractor`, Apache Arrow record batches of texts in, of records out.
//! - `serve` (default): the page and the service in the command line program.
//! - `parquet` (default): Parquet files in and out in the command line program.

mod analysis;
#[cfg(feature = "arrow")]
pub mod arrow;
mod builder;
mod builtin;
mod cache;
mod cascade;
mod check;
mod deadline;
mod document;
mod error;
mod extractor;
#[cfg(feature = "html")]
pub mod html;
mod matching;
mod pack;
mod packed;
pub mod read;
mod record;
mod reload;
mod resolve;
pub mod score;
mod segment;
pub mod tables;
#[cfg(feature = "workshop")]
pub mod workshop;

pub use builder::ExtractorBuilder;
pub use check::{Coverage, ExampleKind, Report, TableCoverage, TriedExample, check, check_file};
pub use document::{DateOrder, Direction, Document, PublishedSource};
pub use error::Error;
#[doc(hidden)]
pub use extractor::Stage;
pub use extractor::{Extractor, Scratch};
pub use jiff::civil::{Date, Time};
pub use pack::{Diagnostic, Severity};
pub use record::{
    Amount, Certainty, Country, DocumentInfo, Event, Evidence, Extraction, Incomplete, Mention,
    OffsetUnit, Organization, Participant, Person, Place, Position, Record, Sector, Status,
    TemporalExpression, TimexType, Title,
};
pub use reload::{ReloadingExtractor, Stamp, Watch};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeIsTested;
