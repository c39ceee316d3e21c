//! Many texts on all processors, in order.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use attache::{Error, Extractor, Scratch};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

use crate::errors::to_python;
use crate::extraction::Extraction;
use crate::options::{Options, Source};

/// So many texts are read ahead for each thread.
const TEXTS: usize = 32;

/// Texts are read ahead until they have so many bytes for each thread.
const BYTES: usize = 1 << 20;

/// The extractions of an iterable of texts.
#[pyclass(frozen, module = "attache")]
pub(crate) struct Extractions {
    state: Mutex<State>,
}

struct State {
    extractor: Extractor,
    texts: Py<PyIterator>,
    options: Options,
    scratches: Vec<Scratch>,
    /// How many texts have been read.
    read: usize,
    ready: VecDeque<Extraction>,
    /// What ends the texts, once what is ready has been handed out.
    end: Option<PyErr>,
    has_ended: bool,
}

impl Extractions {
    pub(crate) fn new(
        extractor: Extractor,
        texts: Py<PyIterator>,
        options: Options,
        threads: NonZeroUsize,
    ) -> Self {
        let mut scratches = Vec::new();
        scratches.resize_with(threads.get(), Scratch::default);
        Self {
            state: Mutex::new(State {
                extractor,
                texts,
                options,
                scratches,
                read: 0,
                ready: VecDeque::new(),
                end: None,
                has_ended: false,
            }),
        }
    }
}

#[pymethods]
impl Extractions {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Extraction>> {
        let mut state = self.state.try_lock().map_err(|_| {
            PyRuntimeError::new_err("another thread is reading from these extractions")
        })?;
        if state.ready.is_empty() && !state.has_ended {
            state.fill(py);
        }
        match state.ready.pop_front() {
            Some(next) => Ok(Some(next)),
            None => state.end.take().map_or(Ok(None), Err),
        }
    }
}

impl State {
    /// Reads texts ahead, and extracts them.
    fn fill(&mut self, py: Python<'_>) {
        let threads = self.scratches.len();
        let mut sources = Vec::new();
        let mut bytes = 0;
        while sources.len() < TEXTS * threads && bytes < BYTES * threads {
            match self.texts.bind(py).clone().next() {
                Some(Ok(item)) => match Source::of(&item) {
                    Ok(source) => {
                        bytes += source.text.len();
                        sources.push(source);
                    }
                    Err(error) => {
                        let text = format!("text {}: {}", self.read, error.value(py));
                        let typed = error.get_type(py).call1((text,));
                        self.end = Some(typed.map_or_else(|other| other, PyErr::from_value));
                        self.has_ended = true;
                        break;
                    }
                },
                Some(Err(error)) => {
                    self.end = Some(error);
                    self.has_ended = true;
                    break;
                }
                None => {
                    self.has_ended = true;
                    break;
                }
            }
            self.read += 1;
        }
        let (extractor, options, scratches) = (&self.extractor, self.options, &mut self.scratches);
        let found = py.detach(|| extract_all(extractor, options, scratches, &sources));
        for (source, whole) in sources.into_iter().zip(found) {
            match whole {
                Ok(whole) => self.ready.push_back(Extraction::new(whole, source)),
                Err(error) => {
                    self.end = Some(to_python(error));
                    self.has_ended = true;
                    break;
                }
            }
        }
    }
}

/// Extracts each text on whatever thread has time for it; they come out in order.
fn extract_all(
    extractor: &Extractor,
    options: Options,
    scratches: &mut [Scratch],
    sources: &[Source],
) -> Vec<Result<attache::Extraction, Error>> {
    let found: Vec<OnceLock<_>> = sources.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = |scratch: &mut Scratch| {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((source, found)) = sources.get(at).zip(found.get(at)) else {
                break;
            };
            // Each place is taken once.
            let _ = found.set(source.extract(extractor, options, scratch));
        }
    };
    if let [scratch] = scratches {
        work(scratch);
    } else {
        thread::scope(|scope| {
            let scratches = scratches.iter_mut().take(sources.len());
            scratches.for_each(|scratch| drop(scope.spawn(|| work(scratch))));
        });
    }
    found.into_iter().filter_map(OnceLock::into_inner).collect()
}
