//! The files of paths, in an order that does not change from run to run.

use std::fs;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use super::{Failure, Inputs, is_standard_input, open};

/// Hands on the files of all paths: of a folder its files and those of its folders, by name, but for
/// hidden ones and those that an `.ignore` file names. Stops when `visit` says false.
pub(super) fn walk(inputs: &Inputs, visit: &mut impl FnMut(Result<PathBuf, Failure>) -> bool) {
    for path in &inputs.paths {
        if !walk_path(path, inputs, visit) {
            return;
        }
    }
    let Some(list) = &inputs.files_from else {
        return;
    };
    let (mut reader, name) = match open(list) {
        Ok(opened) => opened,
        Err(message) => {
            visit(Err(Failure::new("--files-from", message)));
            return;
        }
    };
    let mut line = Vec::new();
    loop {
        line.clear();
        let goes_on = match reader.read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) => match path(trimmed(&line)) {
                Some(path) => path.as_os_str().is_empty() || walk_path(path, inputs, visit),
                None => visit(Err(Failure::new(&name, "a path that is not UTF-8"))),
            },
            Err(error) => {
                visit(Err(Failure::new(&name, error)));
                return;
            }
        };
        if !goes_on {
            return;
        }
    }
}

/// A line without its end.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A path by its bytes, which on Unix can be any.
#[cfg(unix)]
fn path(bytes: &[u8]) -> Option<&Path> {
    use std::os::unix::ffi::OsStrExt as _;

    Some(Path::new(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> Option<&Path> {
    std::str::from_utf8(bytes).ok().map(Path::new)
}

/// How many bytes all files have; none if that can't be known beforehand, since something is a pipe.
pub(crate) fn total_bytes(inputs: &Inputs) -> Option<u64> {
    let list = inputs.files_from.as_deref();
    if list.is_some_and(|list| !list.is_file()) {
        return None;
    }
    let mut total = Some(0);
    walk(inputs, &mut |path| {
        let size = |path: PathBuf| {
            let metadata = path.metadata().ok()?;
            metadata.is_file().then_some(metadata.len())
        };
        if let Ok(path) = path {
            total = total.zip(size(path)).map(|(total, size)| total + size);
        }
        total.is_some()
    });
    total
}

fn walk_path(
    path: &Path,
    inputs: &Inputs,
    visit: &mut impl FnMut(Result<PathBuf, Failure>) -> bool,
) -> bool {
    if is_standard_input(path) {
        return visit(Ok(path.to_owned()));
    }
    let name = || path.display().to_string();
    match fs::metadata(path) {
        // A pipe that the user names is read; one that lies about in a folder would hang us.
        Ok(metadata) if !metadata.is_dir() => return visit(Ok(path.to_owned())),
        Ok(_) => {}
        Err(error) => return visit(Err(Failure::new(name(), error))),
    }
    let mut overrides = OverrideBuilder::new(path);
    let globs = inputs
        .globs
        .iter()
        .map(|glob| overrides.add(glob).map(drop));
    let overrides = match globs
        .collect::<Result<(), _>>()
        .and_then(|()| overrides.build())
    {
        Ok(overrides) => overrides,
        Err(error) => return visit(Err(Failure::new(name(), error))),
    };
    let entries = WalkBuilder::new(path)
        .standard_filters(false)
        .hidden(true)
        .ignore(true)
        .overrides(overrides)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .build();
    for entry in entries {
        let goes_on = match entry {
            Ok(entry) => {
                // A link to a folder can lead back to where it is, so it is not followed; to a file it is.
                let is_file = match entry.file_type() {
                    Some(kind) if kind.is_symlink() => {
                        fs::metadata(entry.path()).map(|found| found.is_file())
                    }
                    Some(kind) => Ok(kind.is_file()),
                    None => Ok(false),
                };
                match is_file {
                    Ok(is_file) => !is_file || visit(Ok(entry.into_path())),
                    Err(error) => {
                        let name = entry.path().display().to_string();
                        visit(Err(Failure::new(name, error)))
                    }
                }
            }
            Err(error) => visit(Err(failure(&error, name()))),
        };
        if !goes_on {
            return false;
        }
    }
    true
}

/// The path that an error of the walk is about, and what it is.
fn failure(error: &ignore::Error, name: String) -> Failure {
    match error {
        ignore::Error::WithPath { path, err } => failure(err, path.display().to_string()),
        ignore::Error::WithDepth { err, .. } => failure(err, name),
        ignore::Error::Io(error) => Failure::new(name, error),
        other => Failure::new(name, other),
    }
}
