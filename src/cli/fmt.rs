//! `attache fmt`: the files of packs laid out alike.

use std::fs;
use std::path::{Path, PathBuf};

use attache::workshop::{format_table, format_toml};
use clap::Args;
use ignore::WalkBuilder;

use super::{Outcome, Stop, complain, count, print};

const EXAMPLES: &str = "\
Examples:
  attache fmt my-rules/
  attache fmt --check my-rules/ other.toml     say which files would change, and change none";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Fmt {
    /// Folders of packs, or single TOML and TSV files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Change nothing; fail if something would be changed
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut outcome = Outcome::Success;
        let (mut files, mut changed) = (0, Vec::new());
        for path in self.paths.iter().flat_map(|path| list(path)) {
            files += 1;
            match self.lay_out(&path) {
                Ok(true) => changed.push(path),
                Ok(false) => {}
                Err(reason) => {
                    complain(format_args!("{}: {reason}", path.display()));
                    outcome = Outcome::Failure;
                }
            }
        }
        let mut page: String = changed
            .iter()
            .map(|path| format!("{}\n", path.display()))
            .collect();
        let (files, number) = (count(files, "file"), changed.len());
        if self.check && number > 0 {
            outcome = Outcome::Failure;
        }
        page.push_str(&match self.check {
            true => format!("{files}, {number} would change\n"),
            false => format!("{files}, {number} changed\n"),
        });
        print(&page)?;
        Ok(outcome)
    }

    /// Lays a file out; true if that changes it.
    fn lay_out(&self, path: &Path) -> Result<bool, String> {
        let text = attache::read::text_file(path).map_err(|error| error.to_string())?;
        let tidy = match path.extension().is_some_and(|ending| ending == "tsv") {
            true => format_table(&text),
            false => format_toml(&text).map_err(|error| error.to_string())?,
        };
        if tidy == text {
            return Ok(false);
        }
        if !self.check {
            // Beside the old file first, so that a full disk leaves one of the two whole.
            let beside = path.with_extension("tidy");
            fs::write(&beside, tidy)
                .and_then(|()| fs::rename(&beside, path))
                .map_err(|error| {
                    let _ = fs::remove_file(&beside);
                    error.to_string()
                })?;
        }
        Ok(true)
    }
}

/// The files of a folder that a pack is made of, or the one file.
fn list(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let is_pack_file = |path: &Path| {
        let folder = path.parent().and_then(Path::file_name);
        let folder = folder.and_then(|name| name.to_str()).unwrap_or("");
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or("") {
            "tsv" => folder == "tables",
            "toml" => {
                folder == "rules"
                    || folder == "cases"
                    || path.file_name().is_some_and(|name| name == "pack.toml")
            }
            _ => false,
        }
    };
    let entries = WalkBuilder::new(path).standard_filters(false).build();
    let files = entries
        .filter_map(Result::ok)
        .map(|entry| entry.into_path());
    let mut files: Vec<PathBuf> = files.filter(|path| is_pack_file(path)).collect();
    files.sort();
    files
}
