//! Files that one process writes at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// A file to be read and written, which no other process has: its lock goes with it, however the process ends.
pub(super) struct Locked {
    pub(super) file: File,
    /// There was no such file before.
    pub(super) is_new: bool,
}

/// Opens a file as it is, or makes it.
///
/// # Errors
///
/// Also if another process has it.
pub(super) fn open(path: &Path) -> io::Result<Locked> {
    loop {
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another process writes it"));
            }
            // A file system without locks is written to all the same.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The process that had it may have renamed or removed it in the meantime.
        if is_at(&file, path)? {
            return Ok(Locked { file, is_new });
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;

    let open = file.metadata()?;
    match path.metadata() {
        Ok(there) => Ok((open.dev(), open.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> io::Result<bool> {
    path.try_exists()
}
