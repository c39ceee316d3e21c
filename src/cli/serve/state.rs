//! What all requests share: the extractor, its limits, and the threads that read.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
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
    /// So long the client may send nothing.
    pub(super) idle: Duration,
}

/// So many requests wait for a thread; more are sent away.
const WAITING: usize = 64;

/// What stands between the names of a path.
const SEPARATORS: [char; 2] = ['/', std::path::MAIN_SEPARATOR];

/// So many packs with rules of the page's editor are kept compiled.
const TRIED_PACKS: usize = 4;

/// What the rules in the page's editor are called.
pub(super) const EDITED: &str = "rules/edited.toml";

pub(super) struct State {
    pub(super) extractor: Arc<ReloadingExtractor>,
    pub(super) texts: Option<PathBuf>,
    pub(super) limits: Limits,
    pub(super) metrics: Arc<Metrics>,
    builder: ExtractorBuilder,
    /// Those of the pack and its overlays.
    folders: Vec<PathBuf>,
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
        folders: Vec<PathBuf>,
        texts: Option<PathBuf>,
        limits: Limits,
    ) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            extractor,
            texts,
            limits,
            metrics: Arc::default(),
            builder,
            folders,
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

    /// The mistakes of the files as they stand now. Where the folders of packs are is nobody's business.
    pub(super) fn mistakes(&self) -> Option<String> {
        let broken = lock(&self.broken);
        let mistakes = broken.as_ref()?.to_string();
        let mut within = self.folders.iter();
        within
            .find_map(|folder| inside(&mistakes, folder))
            .or(Some(mistakes))
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
            let permit = Arc::clone(&self.threads).acquire_owned().await;
            let permit = permit.map_err(|_| Refusal::busy())?;
            let work = move || {
                let _permit = permit;
                work()
            };
            let worked = tokio::task::spawn_blocking(work).await;
            worked.map_err(|_| Refusal::defect())
        };
        timeout(self.limits.time, worked)
            .await
            .unwrap_or_else(|_| Err(Refusal::too_slow()))
    }

    /// What a client sends, unless it keeps the service waiting for too long.
    pub(super) async fn in_time<T>(&self, sent: impl Future<Output = T>) -> Result<T, Refusal> {
        let idle = self.limits.idle.min(self.limits.time);
        timeout(idle, sent).await.map_err(|_| Refusal::too_slow())
    }

    /// The body of a request that must be of one of the media types, read within the limits.
    pub(super) async fn body(&self, request: Request) -> Result<Bytes, Refusal> {
        if !is_of(&request, "application/json") {
            return Err(wrong_type("application/json"));
        }
        let mut stream = request.into_body().into_data_stream();
        let read = async {
            let mut body = Vec::new();
            loop {
                let Some(piece) = self.in_time(stream.next()).await? else {
                    return Ok(body.into());
                };
                let piece = piece.map_err(|_| Refusal::malformed("the request breaks off"))?;
                if body.len() + piece.len() > self.limits.bytes {
                    return Err(Refusal::too_large(self.limits.bytes));
                }
                body.extend_from_slice(&piece);
            }
        };
        timeout(self.limits.time, read)
            .await
            .unwrap_or_else(|_| Err(Refusal::too_slow()))
    }
}

/// A message about a file of a folder, with the file's path in the folder; one about the folder, with its name.
fn inside(message: &str, folder: &Path) -> Option<String> {
    let rest = message.strip_prefix(folder.to_str()?.trim_end_matches(SEPARATORS))?;
    match rest.strip_prefix(SEPARATORS) {
        Some(rest) => Some(rest.trim_start_matches(SEPARATORS).to_owned()),
        None if rest.starts_with(": ") => {
            let name = folder.file_name().unwrap_or_default().display();
            Some(format!("{name}{rest}"))
        }
        None => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_files_in_their_folder() {
        let inside = |message, folder: &str| inside(message, Path::new(folder));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            inside("/a/b/rules/x.toml: no", "/a/b"),
            some("rules/x.toml: no")
        );
        assert_eq!(
            inside("/a/b/rules/x.toml: no", "/a/b/"),
            some("rules/x.toml: no")
        );
        assert_eq!(inside("/a/b: no pack", "/a/b"), some("b: no pack"));
        assert_eq!(inside("/a/bc: no pack", "/a/b"), None);
        assert_eq!(inside("error[P103]: /a/b", "/a/b"), None);
    }
}
