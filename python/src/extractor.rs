//! A compiled pack, as Python has it.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::thread;

use attache::{ExtractorBuilder, Scratch};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyIterator, PyTuple};

use crate::errors::to_python;
use crate::extraction::Extraction;
use crate::many::Extractions;
use crate::options::{Options, Source};

/// Extracts records from texts by the rules of one pack.
#[pyclass(frozen, module = "attache")]
pub(crate) struct Extractor {
    inner: attache::Extractor,
    made_of: MadeOf,
    digest: OnceLock<String>,
}

/// What an extractor is made of, so that it can be made again in another process.
#[derive(Clone, Debug, Default)]
struct MadeOf {
    pack: Option<PathBuf>,
    overlay: Vec<PathBuf>,
    cache: bool,
}

/// One folder or several.
#[derive(FromPyObject)]
pub(crate) enum Overlay {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl MadeOf {
    fn builder(&self) -> ExtractorBuilder {
        let mut builder = attache::Extractor::builder();
        if let Some(pack) = &self.pack {
            builder = builder.pack_dir(pack);
        }
        for folder in &self.overlay {
            builder = builder.overlay(folder);
        }
        if self.cache {
            builder.cached()
        } else {
            builder
        }
    }
}

impl Extractor {
    pub(crate) fn inner(&self) -> &attache::Extractor {
        &self.inner
    }
}

#[pymethods]
impl Extractor {
    #[new]
    #[pyo3(signature = (*, pack=None, overlay=None, cache=false))]
    fn new(
        py: Python<'_>,
        pack: Option<PathBuf>,
        overlay: Option<Overlay>,
        cache: bool,
    ) -> PyResult<Self> {
        let overlay = match overlay {
            None => Vec::new(),
            Some(Overlay::One(folder)) => vec![folder],
            Some(Overlay::Several(folders)) => folders,
        };
        let made_of = MadeOf {
            pack,
            overlay,
            cache,
        };
        let is_builtin = made_of.pack.is_none() && made_of.overlay.is_empty();
        let build = || match is_builtin {
            true => Ok((attache::Extractor::builtin(), OnceLock::new())),
            false => {
                let (extractor, digest) = made_of.builder().build_with_digest()?;
                Ok((extractor, OnceLock::from(digest)))
            }
        };
        let (inner, digest) = py.detach(build).map_err(to_python)?;
        Ok(Self {
            inner,
            made_of,
            digest,
        })
    }

    #[pyo3(signature = (text, published=None, *, id=None, title=None, direction="past", date_order=None))]
    #[expect(clippy::too_many_arguments, reason = "in Python they have names")]
    fn extract(
        &self,
        py: Python<'_>,
        text: PyBackedStr,
        published: Option<&Bound<'_, PyAny>>,
        id: Option<PyBackedStr>,
        title: Option<PyBackedStr>,
        direction: &str,
        date_order: Option<&str>,
    ) -> PyResult<Extraction> {
        let options = Options::new(direction, date_order)?;
        let source = Source::new(text, published, id, title)?;
        let extract = || {
            with_scratch(&source, |scratch| {
                source.extract(&self.inner, options, scratch)
            })
        };
        let whole = py.detach(extract).map_err(to_python)?;
        Ok(Extraction::new(whole, source))
    }

    #[pyo3(signature = (texts, *, threads=None, direction="past", date_order=None))]
    fn extract_many(
        &self,
        texts: &Bound<'_, PyAny>,
        threads: Option<usize>,
        direction: &str,
        date_order: Option<&str>,
    ) -> PyResult<Extractions> {
        let options = Options::new(direction, date_order)?;
        let texts = PyIterator::from_object(texts)?.unbind();
        let threads = threads_of(threads)?;
        Ok(Extractions::new(
            self.inner.clone(),
            texts,
            options,
            threads,
        ))
    }

    #[getter]
    fn language(&self) -> &str {
        self.inner.language()
    }

    fn recognizes(&self, text: &str) -> bool {
        self.inner.recognizes(text)
    }

    #[pyo3(signature = (bloc, on=None))]
    fn members(&self, bloc: &str, on: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<&str>> {
        let day = on.map(crate::options::day_and_time).transpose()?;
        Ok(self.inner.members(bloc, day.map(|(day, _)| day)))
    }

    #[getter]
    fn pack(&self, py: Python<'_>) -> PyResult<Pack> {
        let digest = match self.digest.get() {
            Some(digest) => digest.clone(),
            None => {
                let digest = || self.made_of.builder().digest();
                let digest = py.detach(digest).map_err(to_python)?;
                self.digest.get_or_init(|| digest).clone()
            }
        };
        let (name, version) = self.inner.pack();
        Ok(Pack {
            name: name.to_owned(),
            version: version.to_owned(),
            digest,
        })
    }

    fn __repr__(&self) -> String {
        let (name, version) = self.inner.pack();
        format!("<Extractor of the pack {name} {version}>")
    }

    /// Another process makes its own from the same folders.
    fn __reduce__<'p>(&self, py: Python<'p>) -> PyResult<Bound<'p, PyTuple>> {
        let arguments = PyDict::new(py);
        arguments.set_item("pack", &self.made_of.pack)?;
        arguments.set_item("overlay", &self.made_of.overlay)?;
        arguments.set_item("cache", self.made_of.cache)?;
        let make = py.import("attache._make")?.getattr("extractor")?;
        (make, (arguments,)).into_pyobject(py)
    }
}

/// A text with more bytes than this is read in memory of its own, which a thread does not keep.
const LARGE: usize = 1 << 20;

/// Hands on the memory that the thread keeps for texts that are read one by one.
fn with_scratch<T>(source: &Source, work: impl FnOnce(&mut Scratch) -> T) -> T {
    thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::default());
    match source.text.len() > LARGE {
        true => work(&mut Scratch::default()),
        false => SCRATCH.with_borrow_mut(work),
    }
}

/// So many threads, or as many as there are processors.
pub(crate) fn threads_of(threads: Option<usize>) -> PyResult<NonZeroUsize> {
    match threads {
        None => Ok(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        Some(threads) => NonZeroUsize::new(threads)
            .ok_or_else(|| PyValueError::new_err("threads must be 1 or more")),
    }
}

/// Which pack an extractor has.
#[pyclass(frozen, get_all, module = "attache")]
pub(crate) struct Pack {
    name: String,
    version: String,
    /// The SHA-256 of its files, and of those of packs that are laid over it.
    digest: String,
}

#[pymethods]
impl Pack {
    fn __repr__(&self) -> String {
        let Self {
            name,
            version,
            digest,
        } = self;
        format!("Pack(name={name:?}, version={version:?}, digest={digest:?})")
    }
}
