//! An extractor whose pack can be edited while it works.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use crate::builder::ExtractorBuilder;
use crate::error::Error;
use crate::extractor::Extractor;

/// What tells whether the files of packs have changed: their lengths, and when they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

impl ExtractorBuilder {
    /// What the files of the packs' folders are like now. Another stamp later says that files have changed, come or gone.
    ///
    /// # Examples
    ///
    /// ```
    /// let builder = attache::Extractor::builder();
    /// assert_eq!(builder.stamp(), builder.stamp());
    /// ```
    pub fn stamp(&self) -> Stamp {
        let files = self.files().into_iter().map(|path| {
            let known = path.metadata().ok();
            let length = known.as_ref().map_or(0, std::fs::Metadata::len);
            (path, length, known.and_then(|known| known.modified().ok()))
        });
        let mut files: Vec<_> = files.collect();
        files.sort();
        Stamp(files)
    }
}

/// An extractor that follows the files of its packs: a new pack takes over at once and whole, a broken one is reported
/// and the old one stays.
///
/// Whether files have changed is asked of their lengths and times, which every disk and network drive tells.
///
/// # Examples
///
/// ```
/// # let dir = std::env::temp_dir().join(format!("attache-reload-{}", std::process::id()));
/// # std::fs::create_dir_all(dir.join("rules"))?;
/// # let file = dir.join("rules/greet.toml");
/// let rule = |word: &str| format!("[[rule]]\nid = 'greet'\nemits = 'greeting'\npattern = '{word}'\nrecord = {{ kind = 'x' }}\n");
/// std::fs::write(&file, rule("hello"))?;
/// let extractor = attache::ReloadingExtractor::new(attache::Extractor::builder().overlay(&dir))?;
/// let found = |text| extractor.current().extract(&attache::Document::new(text)).records.len();
/// assert_eq!(found("hello"), 1);
///
/// std::fs::write(&file, "[[rule]]")?;
/// assert!(extractor.refresh().is_err());
/// assert_eq!(found("hello"), 1);
///
/// std::fs::write(&file, rule("good day"))?;
/// assert!(extractor.refresh()?);
/// assert_eq!((found("hello"), found("good day")), (0, 1));
/// # std::fs::remove_dir_all(&dir)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ReloadingExtractor {
    builder: ExtractorBuilder,
    current: RwLock<Extractor>,
    /// Held while the files are looked at, so that they are compiled by one thread only.
    stamp: Mutex<Stamp>,
}

impl ReloadingExtractor {
    /// An extractor of the packs that a builder names.
    ///
    /// # Errors
    ///
    /// Those of [`ExtractorBuilder::build`].
    pub fn new(builder: ExtractorBuilder) -> Result<Self, Error> {
        let stamp = builder.stamp();
        let extractor = builder.clone().build()?;
        Ok(Self {
            builder,
            current: RwLock::new(extractor),
            stamp: Mutex::new(stamp),
        })
    }

    /// The extractor in force. Who holds it keeps it: a document that has been begun is read to its end by one pack.
    pub fn current(&self) -> Extractor {
        let current = self.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks whether files have changed since the last time, and if so takes over the new pack; true if it did.
    ///
    /// # Errors
    ///
    /// If the changed files can't be read or are no sound pack. Then the old pack stays, and the error is not told again
    /// before they change again.
    pub fn refresh(&self) -> Result<bool, Error> {
        let mut known = self.lock();
        let found = self.builder.stamp();
        if *known == found {
            return Ok(false);
        }
        *known = found;
        let extractor = self.builder.clone().build()?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = extractor;
        Ok(true)
    }

    /// Calls [`refresh`](ReloadingExtractor::refresh) again and again on a thread of its own, until what is returned is
    /// dropped; `report` is told of new packs and of broken ones.
    pub fn watch(
        self: &Arc<Self>,
        every: Duration,
        mut report: impl FnMut(Result<(), Error>) + Send + 'static,
    ) -> Watch {
        let extractor = Arc::clone(self);
        let (end, ended) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            while ended.recv_timeout(every) == Err(mpsc::RecvTimeoutError::Timeout) {
                match extractor.refresh() {
                    Ok(false) => {}
                    Ok(true) => report(Ok(())),
                    Err(error) => report(Err(error)),
                }
            }
        });
        Watch {
            end: Some(end),
            thread: Some(thread),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Stamp> {
        self.stamp.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Files that are watched as long as this is kept.
#[derive(Debug)]
#[must_use = "files are watched as long as this is kept"]
pub struct Watch {
    end: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // If it has panicked, in `report`, that has been said already.
            let _ = thread.join();
        }
    }
}
