//! The documents of a corpus, one after the other, for commands that count over them.

use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use attache::Document;
use attache::read::Columns;
use clap::Args;

use super::input::{Inputs, Loader, Reader};
use super::reading::Reading;
use super::{Outcome, complain};

/// Which documents, and how their dates are read.
#[derive(Args)]
pub(super) struct CorpusArguments {
    /// Files, folders (with all that is in them), or - for standard input; whatever `extract` reads
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// Read no document that is longer than this; it is a failure
    #[arg(long, value_name = "BYTES", default_value_t = 64 * 1024 * 1024)]
    max_bytes: u64,

    #[command(flatten)]
    reading: Reading,
}

impl CorpusArguments {
    /// Hands on the documents in order, with what they are called. What can't be read is reported, and the rest goes on.
    pub(super) fn each(&self, mut visit: impl FnMut(&str, &Document<'_>)) -> Outcome {
        let inputs = Inputs {
            paths: self.paths.clone(),
            files_from: None,
            globs: Vec::new(),
            format: None,
            columns: Columns::default(),
            max_bytes: self.max_bytes,
        };
        let loader = Loader {
            columns: Columns::default(),
            max_bytes: self.max_bytes,
            by_file_time: false,
        };
        let mut outcome = Outcome::Success;
        Reader::new(&inputs, &AtomicU64::new(0), |found| {
            let loaded = found.and_then(|item| {
                let origin = item.origin.clone();
                loader.load(item).map(|loaded| (origin, loaded))
            });
            match loaded {
                Ok((origin, loaded)) => {
                    let document = loaded.record.document();
                    visit(&origin, &self.reading.of(document, loaded.dated_by));
                }
                Err(failure) => {
                    complain(failure.message());
                    outcome = Outcome::Failure;
                }
            }
            true
        })
        .run();
        outcome
    }
}
