//! The one error type of the library.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::pack::Diagnostic;

/// What went wrong while a pack was loaded or an input was read.
///
/// Extraction itself never fails, unless it is given a time by which to be done. The kind is private; ask with
/// [`is_pack`](Error::is_pack), [`is_io`](Error::is_io), [`is_input`](Error::is_input) and [`is_timeout`](Error::is_timeout).
///
/// # Examples
///
/// ```
/// let error = attache::Extractor::builder().pack_dir("no/such/folder").build().unwrap_err();
/// assert!(error.is_io());
/// ```
pub struct Error {
    kind: Box<Kind>,
}

enum Kind {
    Pack(Vec<Diagnostic>),
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    Input(String),
    Timeout,
}

impl Error {
    pub(crate) fn pack(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            kind: Box::new(Kind::Pack(diagnostics)),
        }
    }

    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self {
            kind: Box::new(Kind::Io {
                path: path.to_owned(),
                source,
            }),
        }
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self {
            kind: Box::new(Kind::Input(message.into())),
        }
    }

    pub(crate) fn timeout() -> Self {
        Self {
            kind: Box::new(Kind::Timeout),
        }
    }

    /// True when a pattern pack has mistakes; [`diagnostics`](Error::diagnostics) lists them all.
    pub fn is_pack(&self) -> bool {
        matches!(*self.kind, Kind::Pack(_))
    }

    /// True when a file or folder could not be read.
    pub fn is_io(&self) -> bool {
        matches!(*self.kind, Kind::Io { .. })
    }

    /// True when an input was read but is not what it was said to be, such as a broken JSON line.
    pub fn is_input(&self) -> bool {
        matches!(*self.kind, Kind::Input(_))
    }

    /// True when a document was given up because its time was over.
    pub fn is_timeout(&self) -> bool {
        matches!(*self.kind, Kind::Timeout)
    }

    /// Every mistake of the pack, in order of file and position; empty for other kinds of error.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &*self.kind {
            Kind::Pack(diagnostics) => diagnostics,
            _ => &[],
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.kind {
            Kind::Pack(diagnostics) => {
                for (i, diagnostic) in diagnostics.iter().enumerate() {
                    if i > 0 {
                        f.write_str("\n\n")?;
                    }
                    diagnostic.fmt(f)?;
                }
                Ok(())
            }
            Kind::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Kind::Input(message) => f.write_str(message),
            Kind::Timeout => f.write_str("not done in time"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.kind {
            Kind::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
