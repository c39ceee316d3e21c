//! Documents extracted in blocks on all cores, and written in the order of the input unless it is of no matter.

mod brat;
mod copies;
mod delimited;
mod forms;
mod job;
mod journal;
mod kind;
mod lock;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod queue;
mod summary;
mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use attache::Scratch;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::input::{Inputs, Reader};
use super::{Outcome, Stop, complain};

use self::copies::Register;
pub(super) use self::delimited::Cells;
pub(super) use self::forms::Form;
use self::job::Done;
pub(super) use self::job::{Job, OtherLanguage};
pub(super) use self::journal::Spans;
pub(super) use self::kind::Kind;
pub(super) use self::output::{Names, Output};
use self::queue::{Block, Queue};
pub(super) use self::summary::{Counts, Progress};

/// How long a signal can go unheard while nothing comes in.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(100);

/// So many blocks wait for each thread.
const WAITING_BLOCKS: usize = 2;

/// How a run goes on its way.
pub(super) struct Course {
    pub(super) inputs: Inputs,
    pub(super) threads: usize,
    /// Documents are written as they come, in any order.
    pub(super) unordered: bool,
    /// Each document has files of its own.
    pub(super) makes_files: bool,
    /// Copies of earlier documents are to be named.
    pub(super) finds_copies: bool,
    /// The documents that are done already.
    pub(super) done: Spans,
    /// How many bytes of files have been read.
    pub(super) read_bytes: AtomicU64,
}

/// Extracts all documents of a course.
pub(super) fn run(
    job: &Job,
    course: &Arc<Course>,
    output: &mut Output,
    progress: &mut Progress,
) -> Result<Outcome, Stop> {
    let interrupted = interruption()?;
    progress.await_total(course);
    let queue = Arc::new(Queue::new(WAITING_BLOCKS * course.threads));
    let (reader, sink) = (course.clone(), queue.clone());
    // Nobody waits for its end: it can be held up by a pipe that says nothing any more.
    thread::spawn(move || read(&reader, &sink));
    let register = course.finds_copies.then(Register::default);
    let result = thread::scope(|scope| {
        let (sender, done) = channel();
        for _ in 0..course.threads {
            let (sender, queue, register) = (sender.clone(), &queue, &register);
            scope.spawn(move || {
                let mut scratch = Scratch::default();
                while let Some(block) = queue.pop() {
                    let done = job.run(block, register.as_ref(), &mut scratch);
                    queue.hold(done.size);
                    // Nobody listens any more after a failure that ends the run; it is reported there.
                    let _ = sender.send(done);
                }
            });
        }
        drop(sender);
        let mut writer = Writer {
            unordered: course.unordered,
            queue: &queue,
            read_bytes: &course.read_bytes,
            output,
            progress,
            held: BTreeMap::new(),
            next: 0,
            done: course.done.clone(),
        };
        let result = writer.run(&done, &interrupted);
        queue.close();
        result
    });
    result.map(|()| match progress.counts.failed {
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

/// Puts the documents into the queue in blocks; ends when they end or when no more are wanted.
fn read(course: &Course, queue: &Queue) {
    let mut block = Block::new(0, 0);
    let mut place = 0;
    let mut places = course.makes_files.then(brat::Places::default);
    Reader::new(&course.inputs, &course.read_bytes, |mut found| {
        if let (Some(places), Ok(item)) = (&mut places, &mut found) {
            places.tell_apart(&mut item.origin);
        }
        let is_done = course.done.contains(place);
        if !is_done || course.finds_copies {
            block.add(place, found, is_done);
        }
        place += 1;
        if !block.is_full() {
            return true;
        }
        let next = Block::new(block.number + 1, place);
        queue.push(std::mem::replace(&mut block, next))
    })
    .run();
    queue.push(block);
    queue.end();
}

/// Writes blocks that are done, each in its turn unless order is of no matter.
struct Writer<'r> {
    unordered: bool,
    queue: &'r Queue,
    read_bytes: &'r AtomicU64,
    output: &'r mut Output,
    progress: &'r mut Progress,
    /// Blocks that wait for an earlier one.
    held: BTreeMap<u64, Done>,
    /// The number of the block to be written next.
    next: u64,
    done: Spans,
}

impl Writer<'_> {
    fn run(&mut self, done: &Receiver<Done>, interrupted: &AtomicBool) -> Result<(), Stop> {
        let mut is_interrupted = false;
        loop {
            if interrupted.load(Ordering::Relaxed) && !is_interrupted {
                // What is in hand comes yet.
                self.queue.close();
                is_interrupted = true;
            }
            let block = match done.recv_timeout(SIGNAL_INTERVAL) {
                Ok(block) => block,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            self.held.insert(block.number, block);
            while let Some(block) = self.take() {
                let is_last = block.is_last;
                self.write(block)?;
                if is_last {
                    return self.output.pause(&self.progress.counts, &self.done);
                }
            }
            self.progress
                .update(self.read_bytes.load(Ordering::Relaxed));
        }
        if is_interrupted {
            self.output.pause(&self.progress.counts, &self.done)?;
            return Err(Stop::Interrupted);
        }
        self.output.finish(&self.progress.counts, &self.done)
    }

    /// The next block to be written, if it is there.
    fn take(&mut self) -> Option<Done> {
        let (number, _) = self.held.first_key_value()?;
        if !self.unordered && *number != self.next {
            return None;
        }
        self.next += 1;
        self.held.pop_first().map(|(_, block)| block)
    }

    fn write(&mut self, block: Done) -> Result<(), Stop> {
        self.output.write(block.written.map_err(Stop::Other)?)?;
        for failure in &block.failures {
            self.progress.say(|| complain(failure.message()));
            self.output.fail(failure)?;
        }
        self.progress.counts.add(&block.counts);
        self.done.add(block.places);
        self.queue.release(block.size);
        self.output.flush(&self.progress.counts, &self.done)
    }
}

/// Lists what would be read, and reads no more than it takes to know that.
pub(super) fn list(
    inputs: &Inputs,
    mut say: impl FnMut(&str) -> Result<(), Stop>,
) -> Result<Outcome, Stop> {
    let mut result = Ok(Outcome::Success);
    Reader::new(inputs, &AtomicU64::new(0), |found| {
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
