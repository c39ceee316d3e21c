//! Where the files of a pack come from: the binary, a folder, memory.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostics::SourceFile;
use crate::error::Error;

/// The files of one pack, sorted by path.
#[derive(Clone, Debug, Default)]
pub(crate) struct PackSource {
    pub(crate) files: Vec<Arc<SourceFile>>,
}

/// The folders of a pack that are read, each with the ending of its files.
const FOLDERS: [(&str, &str); 3] = [("tables", "tsv"), ("rules", "toml"), ("cases", "toml")];

/// The file that every pack has at its top.
pub(crate) const MANIFEST: &str = "pack.toml";

/// The files of a folder that are a pack's: what each is called in the pack, and its path.
pub(crate) fn list(dir: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    fs::read_dir(dir).map_err(|error| Error::io(dir, error))?;
    let mut files = Vec::new();
    let manifest = dir.join(MANIFEST);
    if manifest.exists() || manifest.is_symlink() {
        files.push((MANIFEST.to_owned(), manifest));
    }
    for (folder, ending) in FOLDERS {
        let path = dir.join(folder);
        if !path.is_dir() && !path.is_symlink() {
            continue;
        }
        for item in fs::read_dir(&path).map_err(|error| Error::io(&path, error))? {
            let file = item.map_err(|error| Error::io(&path, error))?.path();
            if file.extension().is_none_or(|found| found != ending) {
                continue;
            }
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
                let message = format!("{}: a file name that is not UTF-8", file.display());
                return Err(Error::input(message));
            };
            files.push((format!("{folder}/{name}"), file));
        }
    }
    Ok(files)
}

/// Reads a file, and waits for nothing else, such as a pipe.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    match fs::metadata(path)?.is_file() {
        true => fs::read(path),
        false => Err(io::Error::other("not a file")),
    }
}

impl PackSource {
    /// Reads `pack.toml`, `tables/*.tsv`, `rules/*.toml` and `cases/*.toml` of a folder.
    pub(crate) fn from_dir(dir: &Path) -> Result<Self, Error> {
        let mut source = Self::default();
        for (name, path) in list(dir)? {
            let bytes = read(&path).map_err(|error| Error::io(&path, error))?;
            let text = String::from_utf8(bytes).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let breaks = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n');
                let line = breaks.count() + 1;
                let path = path.display();
                Error::input(format!("{path}: not UTF-8 at byte {at}, in line {line}"))
            })?;
            source.add(name, Cow::Owned(text));
        }
        if source.files.is_empty() {
            return Err(Error::input(format!(
                "{}: no pack: neither {MANIFEST} nor a file in tables/, rules/ or cases/",
                dir.display()
            )));
        }
        Ok(source)
    }

    /// Adds a file, and keeps the files sorted, whatever order the disk lists them in.
    pub(crate) fn add(&mut self, path: String, text: Cow<'static, str>) {
        let text = match text.strip_prefix('\u{FEFF}') {
            Some(rest) => Cow::Owned(rest.to_owned()),
            None => text,
        };
        let at = self.files.partition_point(|file| file.path < path);
        self.files.insert(at, Arc::new(SourceFile { path, text }));
    }

    /// The files of one folder.
    pub(crate) fn folder(&self, folder: &str) -> impl Iterator<Item = &Arc<SourceFile>> {
        let prefix = format!("{folder}/");
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(&prefix))
    }

    pub(crate) fn manifest(&self) -> Option<&Arc<SourceFile>> {
        self.files.iter().find(|file| file.path == MANIFEST)
    }
}
