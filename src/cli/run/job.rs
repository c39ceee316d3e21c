//! What is done with each document, on whatever thread.

use std::time::{Duration, Instant};

use attache::{Document, Extraction, Extractor, Incomplete, OffsetUnit, Scratch};
use clap::ValueEnum;

use super::copies::{Register, Signature};
use super::forms::{Collector, Form, Written};
use super::kind::Kind;
use super::queue::{Block, Entry, Found};
use super::summary::Counts;
use crate::cli::input::{Failure, Loaded, Loader};
use crate::cli::reading::Reading;

/// What is done with each document.
pub(crate) struct Job {
    pub(crate) extractor: Extractor,
    pub(crate) loader: Loader,
    pub(crate) reading: Reading,
    pub(crate) unit: OffsetUnit,
    pub(crate) form: Form,
    pub(crate) other_languages: OtherLanguage,
    /// The kinds of record to write; all if there are none.
    pub(crate) only: Vec<Kind>,
    pub(crate) fail_fast: bool,
    /// A document that takes longer is given up.
    pub(crate) timeout: Option<Duration>,
}

/// What is done with a document in another language than the pack's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OtherLanguage {
    /// Its language is written, and no records of it
    #[default]
    Mark,
    /// Nothing is written of it
    Skip,
    /// It is read all the same
    Extract,
}

/// What a block has come to.
pub(super) struct Done {
    pub(super) number: u64,
    /// The places of what was found.
    pub(super) places: std::ops::Range<u64>,
    pub(super) written: Result<Written, String>,
    /// About what it takes in memory.
    pub(super) size: usize,
    pub(super) counts: Counts,
    pub(super) failures: Vec<Failure>,
    /// The run is to end after it.
    pub(super) is_last: bool,
}

/// A document that has been read, where it comes from, and what it is a copy of.
struct Read {
    loaded: Loaded,
    origin: String,
    duplicate_of: Option<String>,
}

/// A document, or why there is none.
type Attempt = Result<Read, Failure>;

impl Job {
    /// Does a block; with a register, copies are looked for.
    pub(super) fn run(
        &self,
        block: Block,
        register: Option<&Register>,
        scratch: &mut Scratch,
    ) -> Done {
        let Block {
            number,
            first,
            entries,
            ..
        } = block;
        let mut counts = Counts::default();
        let mut failures = Vec::new();
        let mut collector = self.form.collector();
        let mut end = first;
        let reads: Box<dyn Iterator<Item = (u64, Attempt)>> = match register {
            None => Box::new(
                entries
                    .into_iter()
                    .map(|entry| (entry.place, self.load(entry.found))),
            ),
            Some(register) => Box::new(self.load_signed(entries, number, register).into_iter()),
        };
        for (place, read) in reads {
            end = place + 1;
            counts.items += 1;
            let done =
                read.and_then(|read| self.extract(read, scratch, &mut collector, &mut counts));
            if let Err(failure) = done {
                counts.failed += 1;
                if failure.incomplete == Some(Incomplete::TooLong) {
                    self.mark_unread(&failure, &mut collector);
                }
                failures.push(failure);
                if self.fail_fast {
                    break;
                }
            }
        }
        let is_last = self.fail_fast && !failures.is_empty();
        let written = collector.finish().map_err(|error| error.to_string());
        Done {
            number,
            places: first..end,
            size: written.as_ref().map_or(0, Written::size),
            written,
            counts,
            failures,
            is_last,
        }
    }

    /// Loads all that a block has, and finds what are copies when its turn comes; nothing is left of what
    /// is done already.
    fn load_signed(
        &self,
        entries: Vec<Entry>,
        number: u64,
        register: &Register,
    ) -> Vec<(u64, Attempt)> {
        let load = |entry: Entry| {
            let read = self.load(entry.found);
            let signature = read.as_ref().ok().map(Read::signature);
            (entry.place, entry.is_done, read, signature)
        };
        let mut loaded: Vec<_> = entries.into_iter().map(load).collect();
        register.in_turn(number, |copies| {
            for (_, _, read, signature) in &mut loaded {
                if let (Ok(read), Some(signature)) = (read, signature) {
                    read.duplicate_of = copies.add(signature, read.name());
                }
            }
        });
        let loaded = loaded.into_iter().filter(|(_, is_done, ..)| !is_done);
        loaded.map(|(place, _, read, _)| (place, read)).collect()
    }

    fn load(&self, found: Found) -> Attempt {
        let item = found?;
        Ok(Read {
            origin: item.origin.clone(),
            loaded: self.loader.load(item)?,
            duplicate_of: None,
        })
    }

    fn extract(
        &self,
        mut read: Read,
        scratch: &mut Scratch,
        collector: &mut Collector,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let other = self.other_language(&read.loaded.record.text);
        counts.other_languages += u64::from(other.is_some());
        if other.is_some() && self.other_languages == OtherLanguage::Skip {
            return Ok(());
        }
        let (mut extraction, given_up) = match (self.try_extract(&read, scratch), self.timeout) {
            (Ok(extraction), _) => (extraction, None),
            (Err(error), Some(timeout)) if error.is_timeout() => {
                let failure = Failure::timeout(&read.origin, timeout);
                (self.given_up(&mut read, scratch), Some(failure))
            }
            (Err(error), _) => return Err(Failure::new(&read.origin, error)),
        };
        let text = &read.loaded.record.text;
        if let Some(language) = other {
            // What the rules have found in words of another language is chance.
            let document = std::mem::take(&mut extraction.document);
            extraction = Extraction::default();
            extraction.document = document;
            extraction.document.language = language.to_owned();
        }
        extraction.convert_offsets(text, self.form.unit().unwrap_or(self.unit));
        self.choose(&mut extraction);
        counts.copies += u64::from(read.duplicate_of.is_some());
        extraction.document.duplicate_of = read.duplicate_of;
        let added = collector.add(&extraction, text, &read.origin);
        added.map_err(|error| Failure::new(&read.origin, error))?;
        if let Some(failure) = given_up {
            return Err(failure);
        }
        counts.documents += 1;
        counts.bytes += text.len() as u64;
        counts.count(&extraction);
        Ok(())
    }

    fn try_extract(
        &self,
        read: &Read,
        scratch: &mut Scratch,
    ) -> Result<Extraction, attache::Error> {
        let document = self.document(read);
        match self.timeout {
            None => self.extractor.try_extract_with(&document, scratch),
            Some(timeout) => {
                let time = Instant::now() + timeout;
                self.extractor.try_extract_until(&document, time, scratch)
            }
        }
    }

    /// What is said of a document that was not done in time.
    fn given_up(&self, read: &mut Read, scratch: &mut Scratch) -> Extraction {
        let text = std::mem::take(&mut read.loaded.record.text);
        let mut extraction = self.extractor.extract_with(&self.document(read), scratch);
        read.loaded.record.text = text;
        extraction.document.length = read.loaded.record.text.len();
        extraction.document.incomplete = Some(Incomplete::Timeout);
        extraction
    }

    fn document<'r>(&self, read: &'r Read) -> Document<'r> {
        let Loaded { record, dated_by } = &read.loaded;
        self.reading.of(record.document(), *dated_by)
    }

    /// Writes of a document that was not read no more than where it is.
    fn mark_unread(&self, failure: &Failure, collector: &mut Collector) {
        let mut extraction = Extraction::default();
        let document = &mut extraction.document;
        document.id = Some(failure.path.clone());
        document.language = self.extractor.language().to_owned();
        document.offset_unit = self.form.unit().unwrap_or(self.unit);
        document.incomplete = failure.incomplete;
        // That it was not read is known as a failure in any case.
        let _ = collector.add(&extraction, "", &failure.path);
    }

    /// The language of a text that is not to be read as the pack's.
    fn other_language(&self, text: &str) -> Option<&'static str> {
        if self.other_languages == OtherLanguage::Extract || self.extractor.recognizes(text) {
            return None;
        }
        let known = self.extractor.language();
        attache::read::language(text).filter(|language| *language != known)
    }

    /// Leaves only the kinds that are asked for. Officials say of people what they need to themselves, so
    /// that each can go alone.
    fn choose(&self, extraction: &mut Extraction) {
        let kinds = Kind::value_variants().iter();
        for kind in kinds.filter(|kind| !self.only.is_empty() && !self.only.contains(kind)) {
            kind.clear(extraction);
        }
    }
}

impl Read {
    /// What the document is called by where it is a copy of another.
    fn name(&self) -> &str {
        self.loaded.record.id.as_ref().unwrap_or(&self.origin)
    }

    fn signature(&self) -> Signature {
        let record = &self.loaded.record;
        Signature::new(&record.text, record.digest.as_deref().unwrap_or(""))
    }
}
