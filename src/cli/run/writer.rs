//! Files that have their names only when they are whole.

use std::ffi::OsString;
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::lock;

/// What could not be written, and why.
pub(super) type Result<T> = std::result::Result<T, String>;

/// A file that is written on at its end, and gets its name when it is whole.
pub(super) struct Writer {
    pub(super) path: PathBuf,
    file: BufWriter<File>,
    pub(super) length: u64,
    /// The length of what it begins with.
    beginning: u64,
}

impl Writer {
    /// Opens what there is of a file, and cuts off what is beyond its known length; begins it if that is 0.
    pub(super) fn open(path: PathBuf, beginning: &[u8], length: u64) -> Result<Self> {
        let file = begin(&path, length).map_err(about(&path))?;
        let mut writer = Self {
            path,
            file: BufWriter::with_capacity(256 * 1024, file),
            length,
            beginning: beginning.len() as u64,
        };
        if length == 0 {
            writer.write(beginning)?;
        }
        Ok(writer)
    }

    /// True if there is nothing but the beginning.
    pub(super) fn is_new(&self) -> bool {
        self.length <= self.beginning
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.length += bytes.len() as u64;
        self.file.write_all(bytes).map_err(about(&self.path))
    }

    pub(super) fn sync(&mut self) -> Result<()> {
        let flushed = self.file.flush();
        let synced = flushed.and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(about(&self.path))
    }

    /// Gives the file its name.
    pub(super) fn finish(&self) -> Result<()> {
        fs::rename(self.part(), &self.path).map_err(about(&self.path))
    }

    /// Takes it away.
    pub(super) fn discard(&self) -> Result<()> {
        remove(&self.part())
    }

    /// Where it is until it has its name.
    pub(super) fn part(&self) -> PathBuf {
        beside(&self.path, PART)
    }
}

/// A file as it was when it had so many bytes.
fn begin(path: &Path, length: u64) -> io::Result<File> {
    let part = beside(path, PART);
    if length > 0 && !part.exists() && path.exists() {
        // Its run ended after it had its name, and before others had theirs.
        fs::rename(path, &part)?;
    }
    let mut file = lock::open(&part)?.file;
    if file.metadata()?.len() < length {
        let message = "shorter than its journal says; without --resume it begins anew";
        return Err(io::Error::other(message));
    }
    file.set_len(length)?;
    file.seek(SeekFrom::Start(length))?;
    Ok(file)
}

/// Writes a small file at once, so that it is there whole or not at all.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let part = beside(path, PART);
        fs::write(&part, bytes)?;
        fs::rename(part, path)
    };
    write().map_err(about(path))
}

/// Removes a file if it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(about(path)(error)),
        _ => Ok(()),
    }
}

/// What a file's name ends with that is not whole.
pub(super) const PART: &str = ".part";

/// A file beside another, which only this program knows.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Says which file it is that something is wrong with.
pub(super) fn about<E: Display>(path: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", path.display())
}
