//! Blocks of documents on their way from the reader to the workers.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::cli::input::{Failure, Item};

/// Small enough that the threads end together, large enough that handing over costs nothing.
const BLOCK_DOCUMENTS: usize = 64;
const BLOCK_BYTES: usize = 256 * 1024;

/// Of blocks that have to wait for an earlier one to be written, this is kept at most, so that others go on
/// beside a long document.
const MOST_IN_FLIGHT: usize = 1024;
const MOST_HELD_BYTES: usize = 32 * 1024 * 1024;

/// What the reader finds: a document, or why there is none.
pub(super) type Found = Result<Item, Failure>;

/// Documents that one worker takes together.
#[derive(Debug)]
pub(super) struct Block {
    /// Its place among the blocks.
    pub(super) number: u64,
    /// The place from which on it has all that is found and not done.
    pub(super) first: u64,
    pub(super) entries: Vec<Entry>,
    /// What it takes in memory before it is read, and about after.
    bytes: usize,
}

/// What was found, and its place among all that is found.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) place: u64,
    pub(super) found: Found,
    /// An earlier run has written it; it counts only for what is a copy of it.
    pub(super) is_done: bool,
}

impl Block {
    pub(super) fn new(number: u64, first: u64) -> Self {
        Self {
            number,
            first,
            entries: Vec::new(),
            bytes: 0,
        }
    }

    pub(super) fn add(&mut self, place: u64, found: Found, is_done: bool) {
        self.bytes += found.as_ref().map_or(0, Item::size);
        self.entries.push(Entry {
            place,
            found,
            is_done,
        });
    }

    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= BLOCK_DOCUMENTS || self.bytes >= BLOCK_BYTES
    }
}

/// Blocks that wait for workers, and how much is on its way from the reader until it is written.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// How many blocks can wait.
    room: usize,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Block>,
    in_flight: usize,
    held_bytes: usize,
    /// No more comes.
    is_ended: bool,
    /// No more is wanted.
    is_closed: bool,
}

impl Queue {
    pub(super) fn new(room: usize) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            room,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, is_waiting: impl FnMut(&mut State) -> bool) -> MutexGuard<'_, State> {
        let state = self.changed.wait_while(self.lock(), is_waiting);
        state.unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a block in when there is room; false if no more is wanted.
    pub(super) fn push(&self, block: Block) -> bool {
        let room = self.room;
        let mut state = self.wait_while(|state| {
            let is_full = state.waiting.len() >= room
                || state.in_flight >= MOST_IN_FLIGHT
                || state.held_bytes >= MOST_HELD_BYTES;
            is_full && !state.is_closed
        });
        if state.is_closed {
            return false;
        }
        state.waiting.push_back(block);
        state.in_flight += 1;
        self.changed.notify_all();
        true
    }

    /// Says that no more comes.
    pub(super) fn end(&self) {
        self.lock().is_ended = true;
        self.changed.notify_all();
    }

    /// Says that no more is wanted, of what waits neither.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// Takes the next block, when there is one; none means the end.
    pub(super) fn pop(&self) -> Option<Block> {
        let mut state = self
            .wait_while(|state| state.waiting.is_empty() && !state.is_ended && !state.is_closed);
        let is_closed = state.is_closed;
        let block = state.waiting.pop_front().filter(|_| !is_closed);
        self.changed.notify_all();
        block
    }

    /// Says that a block is done and its output, of so many bytes, is held until it is written.
    pub(super) fn hold(&self, bytes: usize) {
        self.lock().held_bytes += bytes;
    }

    /// Says that a block that was held is written.
    pub(super) fn release(&self, bytes: usize) {
        let mut state = self.lock();
        state.held_bytes -= bytes;
        state.in_flight -= 1;
        self.changed.notify_all();
    }
}
