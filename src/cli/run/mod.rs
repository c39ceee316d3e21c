//! Documents extracted in batches on all cores, and written in the order of the input.

mod copies;
mod journal;
mod output;
mod summary;
mod tables;

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use attache::{Extraction, Extractor, OffsetUnit, Scratch};
use clap::ValueEnum;
use rayon::prelude::*;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::input::{Failure, Inputs, Item, Loaded, Loader, Reader};
use super::reading::Reading;
use super::{Outcome, Stop, complain};

use self::copies::{Copies, Signature};
pub(super) use self::output::{Names, Output};
use self::summary::Counts;
pub(super) use self::summary::Progress;
use self::tables::TABLES;

/// Enough documents to keep all threads busy, and a bound on the memory that they take.
const BATCH_DOCUMENTS: usize = 512;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// How long a signal can go unheard while nothing comes in.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(100);

/// The room for output that a place in the batch keeps from batch to batch.
const KEPT_BYTES: usize = 64 * 1024;

/// What is done with each document.
pub(super) struct Job {
    pub(super) extractor: Extractor,
    pub(super) loader: Loader,
    pub(super) reading: Reading,
    pub(super) unit: OffsetUnit,
    pub(super) form: Form,
    pub(super) other_languages: OtherLanguage,
    /// The kinds of record to write; all if there are none.
    pub(super) only: Vec<Kind>,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A line of JSON for each document, or several of them indented.
    Json { pretty: bool },
    /// Tables with this byte between cells.
    Tables(u8),
}

/// What is done with a document in another language than the pack's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum OtherLanguage {
    /// Its language is written, and no records of it
    #[default]
    Mark,
    /// Nothing is written of it
    Skip,
    /// It is read all the same
    Extract,
}

/// How a run goes on its way.
pub(super) struct Course {
    pub(super) inputs: Inputs,
    /// How many threads there are to be; 0 stands for one for each core.
    pub(super) threads: usize,
    pub(super) fail_fast: bool,
    /// Copies of earlier documents are to be named.
    pub(super) finds_copies: bool,
    /// How many documents are done already.
    pub(super) skip: u64,
}

/// The kinds of record of an extraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    Officials,
    People,
    Titles,
    Countries,
    Places,
    Organizations,
    Sectors,
    Dates,
}

type Found = Result<Item, Failure>;

/// A document of the batch, and its place for output.
#[derive(Default)]
struct Slot {
    found: Option<Found>,
    /// An earlier run has written it; it counts only for what is a copy of it.
    is_done: bool,
    /// What has been found, loaded; where it comes from; and, if copies are looked for, its signature.
    loaded: Option<(Loaded, String, Signature)>,
    duplicate_of: Option<String>,
    /// A piece for each file of records.
    pieces: Vec<Vec<u8>>,
    failure: Option<Failure>,
    counts: Counts,
}

/// Extracts all documents of a course.
pub(super) fn run(
    job: &Job,
    course: &Arc<Course>,
    output: &mut Output,
    progress: &mut Progress,
) -> Result<Outcome, Stop> {
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(course.threads)
        .build()
        .map_err(|error| Stop::Other(format!("no threads: {error}")))?;
    let interrupted = interruption()?;
    let (sender, batches) = sync_channel(1);
    let reader = course.clone();
    // Nobody waits for its end: it can be held up by a pipe that says nothing any more.
    thread::spawn(move || read(&reader, sender));
    let mut slots = Vec::new();
    let mut copies = course.finds_copies.then(Copies::default);
    let mut extract = |output: &mut Output, progress: &mut Progress| {
        while let Some(filled) = fill(&mut slots, &batches, &interrupted)? {
            let batch = &mut slots[..filled];
            let on_all = |batch: &mut [Slot], work: &(dyn Fn(&mut Slot) + Sync)| {
                let slots = batch.par_iter_mut().with_max_len(1);
                threads.install(|| slots.for_each(work));
            };
            match &mut copies {
                None => on_all(batch, &|slot| {
                    job.load(slot, false);
                    job.run(slot);
                }),
                // Which of two is the copy, their order says.
                Some(copies) => {
                    on_all(batch, &|slot| job.load(slot, true));
                    batch.iter_mut().for_each(|slot| slot.find_copy(copies));
                    on_all(batch, &|slot| job.run(slot));
                }
            }
            if !write(batch, course, output, progress)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let result = extract(output, progress);
    match result {
        Ok(true) => output.finish(&progress.counts)?,
        Ok(false) | Err(Stop::Interrupted) => output.pause(&progress.counts)?,
        Err(_) => {}
    }
    result.map(|_| match progress.counts.failed {
        0 => Outcome::Success,
        _ => Outcome::Failure,
    })
}

/// A flag that SIGINT and SIGTERM raise; the second of them ends the process at once.
fn interruption() -> Result<Arc<AtomicBool>, Stop> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let registered = signal_hook::flag::register_conditional_default(signal, flag.clone())
            .and_then(|_| signal_hook::flag::register(signal, flag.clone()));
        registered.map_err(|error| Stop::Other(format!("no signals: {error}")))?;
    }
    Ok(flag)
}

/// Sends the documents on in batches; ends when they end or when nobody listens.
fn read(course: &Course, sender: SyncSender<Vec<(Found, bool)>>) {
    let mut batch = Vec::new();
    let (mut bytes, mut passed) = (0, 0);
    Reader::new(&course.inputs, |found| {
        let is_done = passed < course.skip;
        passed += u64::from(is_done);
        if is_done && !course.finds_copies {
            return true;
        }
        bytes += found.as_ref().map_or(0, Item::size);
        batch.push((found, is_done));
        if batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
            return true;
        }
        bytes = 0;
        sender.send(std::mem::take(&mut batch)).is_ok()
    })
    .run();
    // Nobody listens any more after a failure that ends the run; it is reported there.
    let _ = sender.send(batch);
}

/// Puts the next batch into the slots and says how many it has; none means the end. While it waits it heeds
/// signals.
fn fill(
    slots: &mut Vec<Slot>,
    batches: &Receiver<Vec<(Found, bool)>>,
    interrupted: &AtomicBool,
) -> Result<Option<usize>, Stop> {
    let batch = loop {
        if interrupted.load(Ordering::Relaxed) {
            return Err(Stop::Interrupted);
        }
        match batches.recv_timeout(SIGNAL_INTERVAL) {
            Ok(batch) => break batch,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    };
    let filled = batch.len();
    if slots.len() < filled {
        slots.resize_with(filled, Slot::default);
    }
    for (slot, (found, is_done)) in slots.iter_mut().zip(batch) {
        (slot.found, slot.is_done) = (Some(found), is_done);
    }
    Ok(Some(filled))
}

/// Writes what a batch has come to; false if the run is to end here.
fn write(
    batch: &mut [Slot],
    course: &Course,
    output: &mut Output,
    progress: &mut Progress,
) -> Result<bool, Stop> {
    for slot in batch.iter_mut().filter(|slot| !slot.is_done) {
        progress.counts.add(&slot.counts);
        let Some(failure) = slot.failure.take() else {
            output.write(&slot.pieces)?;
            continue;
        };
        progress.say(|| complain(failure.message()));
        output.fail(&failure)?;
        if course.fail_fast {
            output.flush(&progress.counts)?;
            return Ok(false);
        }
    }
    output.flush(&progress.counts)?;
    progress.update();
    Ok(true)
}

impl Slot {
    /// Takes note of the document, and of what it is a copy of.
    fn find_copy(&mut self, copies: &mut Copies) {
        self.duplicate_of = self
            .loaded
            .as_ref()
            .and_then(|(loaded, origin, signature)| {
                let name = loaded.record.id.as_ref().unwrap_or(origin);
                copies.add(signature, name)
            });
    }
}

impl Job {
    /// Loads what was found, and gives it a signature if it is to have one.
    fn load(&self, slot: &mut Slot, is_signed: bool) {
        (slot.loaded, slot.failure, slot.duplicate_of) = (None, None, None);
        let item = match slot.found.take() {
            Some(Ok(item)) => item,
            Some(Err(failure)) => {
                slot.failure = Some(failure);
                return;
            }
            None => return,
        };
        let origin = item.origin.clone();
        match self.loader.load(item) {
            Ok(loaded) => {
                let sign = || {
                    let digest = loaded.record.digest.as_deref().unwrap_or("");
                    Signature::new(&loaded.record.text, digest)
                };
                let signature = is_signed.then(sign).unwrap_or_default();
                slot.loaded = Some((loaded, origin, signature));
            }
            Err(failure) => slot.failure = Some(failure),
        }
    }

    fn run(&self, slot: &mut Slot) {
        for piece in &mut slot.pieces {
            piece.clear();
            piece.shrink_to(KEPT_BYTES);
        }
        slot.counts = Counts {
            items: 1,
            ..Counts::default()
        };
        if let Some((loaded, origin, _)) = slot.loaded.take().filter(|_| !slot.is_done) {
            slot.failure = self.extract(&loaded, origin, slot).err();
        }
        slot.counts.failed += u64::from(slot.failure.is_some());
    }

    fn extract(&self, loaded: &Loaded, origin: String, slot: &mut Slot) -> Result<(), Failure> {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::default();
        }
        let record = &loaded.record;
        let document = self.reading.of(record.document(), loaded.dated_by);
        let other = self.other_language(&record.text);
        slot.counts.other_languages = u64::from(other.is_some());
        if other.is_some() && self.other_languages == OtherLanguage::Skip {
            return Ok(());
        }
        let mut extraction =
            SCRATCH.with_borrow_mut(|scratch| self.extractor.extract_with(&document, scratch));
        if let Some(language) = other {
            // What the rules have found in words of another language is chance.
            let document = std::mem::take(&mut extraction.document);
            extraction = Extraction::default();
            extraction.document = document;
            extraction.document.language = language.to_owned();
        }
        extraction.convert_offsets(&record.text, self.unit);
        self.choose(&mut extraction);
        slot.counts.copies = u64::from(slot.duplicate_of.is_some());
        extraction.document.duplicate_of = slot.duplicate_of.take();
        slot.counts.documents = 1;
        slot.counts.bytes = record.text.len() as u64;
        slot.counts.count(&extraction);
        let written = self.write(&extraction, &origin, &mut slot.pieces);
        written.map_err(|error| Failure::new(origin, error))
    }

    fn write(
        &self,
        extraction: &Extraction,
        origin: &str,
        pieces: &mut Vec<Vec<u8>>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        match self.form {
            Form::Json { pretty } => {
                pieces.resize_with(1, Vec::new);
                let piece = &mut pieces[0];
                match pretty {
                    true => serde_json::to_writer_pretty(&mut *piece, extraction)?,
                    false => serde_json::to_writer(&mut *piece, extraction)?,
                }
                piece.push(b'\n');
            }
            Form::Tables(delimiter) => {
                pieces.resize_with(TABLES.len(), Vec::new);
                let name = extraction.document.id.as_deref().unwrap_or(origin);
                for (table, piece) in TABLES.iter().zip(pieces) {
                    table.write(extraction, name, delimiter, piece)?;
                }
            }
        }
        Ok(())
    }

    /// The language of a text that is not to be read as the pack's.
    fn other_language(&self, text: &str) -> Option<&'static str> {
        if self.other_languages == OtherLanguage::Extract {
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

impl Kind {
    /// The name that it has in the output.
    fn name(self) -> &'static str {
        match self {
            Self::Officials => "officials",
            Self::People => "people",
            Self::Titles => "titles",
            Self::Countries => "countries",
            Self::Places => "places",
            Self::Organizations => "organizations",
            Self::Sectors => "sectors",
            Self::Dates => "dates",
        }
    }

    fn count(self, extraction: &Extraction) -> usize {
        match self {
            Self::Officials => extraction.officials.len(),
            Self::People => extraction.people.len(),
            Self::Titles => extraction.titles.len(),
            Self::Countries => extraction.countries.len(),
            Self::Places => extraction.places.len(),
            Self::Organizations => extraction.organizations.len(),
            Self::Sectors => extraction.sectors.len(),
            Self::Dates => extraction.dates.len(),
        }
    }

    fn clear(self, extraction: &mut Extraction) {
        match self {
            Self::Officials => extraction.officials.clear(),
            Self::People => extraction.people.clear(),
            Self::Titles => extraction.titles.clear(),
            Self::Countries => extraction.countries.clear(),
            Self::Places => extraction.places.clear(),
            Self::Organizations => extraction.organizations.clear(),
            Self::Sectors => extraction.sectors.clear(),
            Self::Dates => extraction.dates.clear(),
        }
    }
}

/// Lists what would be read, and reads no more than it takes to know that.
pub(super) fn list(
    course: &Course,
    mut say: impl FnMut(&str) -> Result<(), Stop>,
) -> Result<Outcome, Stop> {
    let mut result = Ok(Outcome::Success);
    Reader::new(&course.inputs, |found| {
        let line = match found {
            Ok(item) => item.origin,
            Err(failure) => {
                result = Ok(Outcome::Failure);
                complain(failure.message());
                return true;
            }
        };
        if let Err(stop) = say(&line) {
            result = Err(stop);
        }
        result.is_ok()
    })
    .run();
    result
}
