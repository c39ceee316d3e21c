//! Which packs an extractor is made of.

use std::path::PathBuf;

use crate::error::Error;
use crate::extractor::Extractor;
use crate::pack::{self, PackSource};
#[cfg(feature = "formats")]
use crate::read::digest;
use crate::{builtin, cache};

/// Chooses the pack of an [`Extractor`].
///
/// # Examples
///
/// ```
/// let rules = r#"
/// [[rule]]
/// id = "toast"
/// emits = "toast"
/// pattern = '{who:person} raised a glass to {what:country}'
/// record = { who = "{who}", to = "{what.id}" }
/// "#;
/// let extractor = attache::Extractor::builder().overlay_file("rules/toast.toml", rules).build()?;
/// let document = attache::Document::new("President Vladimir Putin raised a glass to China.");
/// let record = &extractor.extract(&document).records[0];
/// assert_eq!(record.fields["to"], "CHN");
/// # Ok::<(), attache::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExtractorBuilder {
    base: Option<PathBuf>,
    overlays: Vec<Overlay>,
    is_cached: bool,
}

#[derive(Clone, Debug)]
enum Overlay {
    Dir(PathBuf),
    File(String, String),
}

impl ExtractorBuilder {
    /// Takes the pack of a folder in place of the built-in one.
    pub fn pack_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.base = Some(dir.into());
        self
    }

    /// Lays the pack of a folder on top: it adds, replaces by id, and removes (`-id`).
    pub fn overlay(mut self, dir: impl Into<PathBuf>) -> Self {
        self.overlays.push(Overlay::Dir(dir.into()));
        self
    }

    /// Lays a pack of one file on top. The path says what it is: `tables/x.tsv`, `rules/x.toml`.
    pub fn overlay_file(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.overlays.push(Overlay::File(path.into(), text.into()));
        self
    }

    /// Keeps the pack compiled in the last folder that is laid on top, in the file `.attache-cache`, if what is laid on top has a
    /// megabyte or more, and takes it from there when it is built again from the same files. A cache that is not of
    /// these files, or can't be read or written, is passed over. What is read from a cache stays in memory until
    /// the process ends, so this is for programs that build an extractor once.
    pub fn cached(mut self) -> Self {
        self.is_cached = true;
        self
    }

    /// Reads and compiles the pack.
    ///
    /// # Errors
    ///
    /// If a file can't be read, or if the pack has mistakes: then the error has all of them, see
    /// [`Error::diagnostics`].
    pub fn build(self) -> Result<Extractor, Error> {
        if self.base.is_none()
            && self.overlays.is_empty()
            && let Some(pack) = builtin::pack()
        {
            return Ok(Extractor::of(pack));
        }
        self.build_of(&self.sources()?)
    }

    /// Like [`build`](ExtractorBuilder::build), with the [`digest`](ExtractorBuilder::digest) of the very bytes that it was built from.
    ///
    /// # Errors
    ///
    /// Those of [`build`](ExtractorBuilder::build).
    #[cfg(feature = "formats")]
    pub fn build_with_digest(self) -> Result<(Extractor, String), Error> {
        let sources = self.sources()?;
        Ok((self.build_of(&sources)?, digest_of(&sources)))
    }

    fn build_of(&self, sources: &[PackSource]) -> Result<Extractor, Error> {
        let dirs = self
            .overlays
            .iter()
            .rev()
            .find_map(|overlay| match overlay {
                Overlay::Dir(dir) => Some(dir),
                Overlay::File(..) => None,
            });
        let dir = dirs.filter(|_| self.is_cached);
        let cached = dir.and_then(|dir| cache::read(dir, sources));
        let pack = match cached {
            Some(pack) => pack,
            None => {
                let pack = pack::build(sources)?;
                if let Some(dir) = dir {
                    cache::write(dir, sources, &pack);
                }
                pack
            }
        };
        Ok(Extractor::of(pack))
    }

    /// The SHA-256 of all files of the packs, in hexadecimal digits: the same wherever they lie, and another if a byte of
    /// them is.
    ///
    /// # Errors
    ///
    /// If a file can't be read.
    ///
    /// # Examples
    ///
    /// ```
    /// let own = attache::Extractor::builder();
    /// let more = own.clone().overlay_file("tables/mine.tsv", "surface\tlabel\tid\n");
    /// assert_ne!(own.digest()?, more.digest()?);
    /// # Ok::<(), attache::Error>(())
    /// ```
    #[cfg(feature = "formats")]
    pub fn digest(&self) -> Result<String, Error> {
        Ok(digest_of(&self.sources()?))
    }

    /// The files of the packs' folders, as far as they can be listed.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let overlays = self.overlays.iter().filter_map(|overlay| match overlay {
            Overlay::Dir(dir) => Some(dir),
            Overlay::File(..) => None,
        });
        let dirs = self.base.iter().chain(overlays);
        let files = dirs.flat_map(|dir| pack::list(dir).unwrap_or_default());
        files.map(|(_, path)| path).collect()
    }

    /// The files of the packs, from the lowest up.
    fn sources(&self) -> Result<Vec<PackSource>, Error> {
        let base = match &self.base {
            Some(dir) => PackSource::from_dir(dir)?,
            None => builtin::source(),
        };
        let overlays = self.overlays.iter().map(|overlay| match overlay {
            Overlay::Dir(dir) => PackSource::from_dir(dir),
            Overlay::File(path, text) => {
                let mut source = PackSource::default();
                source.add(path.clone(), text.clone().into());
                Ok(source)
            }
        });
        std::iter::once(Ok(base)).chain(overlays).collect()
    }
}

#[cfg(feature = "formats")]
fn digest_of(sources: &[PackSource]) -> String {
    let files = sources.iter().enumerate().flat_map(|(layer, source)| {
        let files = source.files.iter();
        files.map(move |file| format!("{layer}/{} {}\n", file.path, digest(&file.text)))
    });
    digest(&files.collect::<String>())
}
