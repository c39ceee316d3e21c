//! What all requests share: the extractor, its limits, and the threads that read.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use attache::{Diagnostic, Error, Extractor, ExtractorBuilder, ReloadingExtractor};
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_stream::StreamExt as _;

use super::super::complain;
use super::answer::Refusal;
use super::metrics::Metrics;

/// How much a request may ask for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes: usize,
    pub(super) time: Duration,
}

/// So many requests wait for a thread; more are sent away.
const WAITING: usize = 64;

/// So many packs with rules of the page's editor are kept compiled.
const TRIED_PACKS: usize = 4;

/// What the rules in the page's editor are called.
pub(super) const EDITED: &str = "rules/edited.toml";

pub(super) struct State {
    pub(super) extractor: Arc<ReloadingExtractor>,
    pub(super) texts: Option<PathBuf>,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    builder: ExtractorBuilder,
    threads: Arc<Semaphore>,
    waiting: Semaphore,
    cores: usize,
    /// Packs with rules of the editor's, the last used last.
    tried: Mutex<VecDeque<Tried>>,
    /// Why the files of the pack as they stand now are not in force.
    broken: Mutex<Option<Error>>,
    /// How often the pack has changed.
    generation: std::sync::atomic::AtomicU64,
}

struct Tried {
    generation: u64,
    rules: String,
    extractor: Extractor,
}

impl State {
    pub(super) fn new(
        extractor: Arc<ReloadingExtractor>,
        builder: ExtractorBuilder,
        texts: Option<PathBuf>,
        limits: Limits,
    ) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            extractor,
            texts,
            limits,
            metrics: Metrics::default(),
            builder,
            threads: Arc::new(Semaphore::new(cores)),
            waiting: Semaphore::new(WAITING),
            cores,
            tried: Mutex::default(),
            broken: Mutex::default(),
            generation: 0.into(),
        }
    }

    /// Takes note of new files of the pack.
    pub(super) fn reloaded(&self, outcome: Result<(), Error>) {
        self.metrics.reloaded(outcome.is_ok());
        let error = outcome.err();
        match &error {
            Some(error) => complain(format_args!("the pack stays as it was:\n{error}")),
            None => complain("the pack was read again"),
        }
        *lock(&self.broken) = error;
        self.generation
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The mistakes of the files as they stand now.
    pub(super) fn mistakes(&self) -> Option<String> {
        lock(&self.broken).as_ref().map(ToString::to_string)
    }

    pub(super) fn busy(&self) -> usize {
        self.cores - self.threads.available_permits().min(self.cores)
    }

    /// The extractor with rules of the editor's on top; the one without them, and their mistakes, where they have any.
    pub(super) fn extractor_with(&self, rules: &str) -> (Extractor, Vec<Diagnostic>) {
        let base = self.extractor.current();
        match rules.trim().is_empty() {
            true => (base, Vec::new()),
            false => match self.with_rules(rules) {
                Ok(extractor) => (extractor, Vec::new()),
                Err(mistakes) => (base, mistakes),
            },
        }
    }

    fn with_rules(&self, rules: &str) -> Result<Extractor, Vec<Diagnostic>> {
        let generation = self.generation();
        {
            let mut tried = lock(&self.tried);
            tried.retain(|tried| tried.generation == generation);
            if let Some(at) = tried.iter().position(|tried| tried.rules == rules)
                && let Some(found) = tried.remove(at)
            {
                let extractor = found.extractor.clone();
                tried.push_back(found);
                return Ok(extractor);
            }
        }
        let builder = self.builder.clone().overlay_file(EDITED, rules);
        let extractor = builder
            .build()
            .map_err(|error| error.diagnostics().to_vec())?;
        let mut tried = lock(&self.tried);
        tried.push_back(Tried {
            generation,
            rules: rules.to_owned(),
            extractor: extractor.clone(),
        });
        if tried.len() > TRIED_PACKS {
            tried.pop_front();
        }
        Ok(extractor)
    }

    /// When a request that comes now is to be done.
    pub(super) fn deadline(&self) -> Instant {
        Instant::now() + self.limits.time
    }

    /// Runs work that takes a thread, when one is free. The thread counts as taken until the work is done, also where nobody
    /// waits for it any more.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let Ok(_place) = self.waiting.try_acquire() else {
            return Err(Refusal::busy());
        };
        let worked = async {
            let threads = Arc::clone(&self.threads);
            let permit = threads.acquire_owned().await.map_err(|_| Refusal::busy())?;
            let worked = tokio::task::spawn_blocking(move || {
                let worked = work();
                drop(permit);
                worked
            });
            worked.await.map_err(|_| Refusal::defect())
        };
        timeout(self.limits.time, worked)
            .await
            .unwrap_or_else(|_| Err(Refusal::too_slow()))
    }

    /// The body of a request that must be of one of the media types, read within the limits.
    pub(super) async fn body(&self, request: Request) -> Result<Bytes, Refusal> {
        if !is_of(&request, "application/json") {
            return Err(wrong_type("application/json"));
        }
        let mut stream = request.into_body().into_data_stream();
        let read = async {
            let mut body = Vec::new();
            while let Some(piece) = stream.next().await {
                let piece = piece.map_err(|_| Refusal::malformed("the request breaks off"))?;
                if body.len() + piece.len() > self.limits.bytes {
                    return Err(Refusal::too_large(self.limits.bytes));
                }
                body.extend_from_slice(&piece);
            }
            Ok(body.into())
        };
        timeout(self.limits.time, read)
            .await
            .unwrap_or_else(|_| Err(Refusal::too_slow()))
    }
}

/// True if a request says that its body is of a media type.
pub(super) fn is_of(request: &Request, wanted: &str) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    kind.eq_ignore_ascii_case(wanted)
}

pub(super) fn wrong_type(wanted: &str) -> Refusal {
    let message = format!("the content-type must be {wanted}");
    Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type", message)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
