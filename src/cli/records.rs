//! Records that an earlier run has written, read back.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use attache::Extraction;
use attache::read::{Line, LineReader};
use flate2::bufread::MultiGzDecoder;

use super::{Outcome, Stop, complain, input};

/// A line of records that is longer is no line of records.
const LONGEST_LINE: u64 = 4 * 1024 * 1024 * 1024;

/// Visits the records of all files, in order. What is no record is reported, and the rest goes on.
pub(super) fn read(paths: &[PathBuf], mut visit: impl FnMut(Extraction)) -> Result<Outcome, Stop> {
    let mut outcome = Outcome::Success;
    for path in paths {
        let (reader, name) = open(path).map_err(Stop::Other)?;
        if !read_file(reader, &name, &mut visit) {
            outcome = Outcome::Failure;
        }
    }
    Ok(outcome)
}

/// A file of records, and what messages call it.
fn open(path: &Path) -> Result<(Box<dyn BufRead>, String), String> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let name = path.display().to_string();
    let file = || File::open(path).map(BufReader::new);
    let about = |error: io::Error| format!("{name}: {error}");
    let reader: Box<dyn BufRead> = match ending {
        Some("gz") => {
            let decoder = MultiGzDecoder::new(file().map_err(about)?);
            Box::new(BufReader::new(decoder))
        }
        Some("zst") => {
            let decoder = zstd::Decoder::with_buffer(file().map_err(about)?);
            Box::new(BufReader::new(decoder.map_err(about)?))
        }
        _ => return input::open(path),
    };
    Ok((reader, name))
}

/// Visits all records of a file; false if some of it is none, which is reported.
fn read_file(reader: impl BufRead, name: &str, visit: &mut impl FnMut(Extraction)) -> bool {
    let mut lines = LineReader::new(reader, LONGEST_LINE);
    let mut line = Vec::new();
    let mut is_sound = true;
    loop {
        let reason = match lines.next_line(&mut line) {
            Ok(None) => return is_sound,
            Ok(Some(Line::Whole)) => match serde_json::from_slice::<Extraction>(&line) {
                Ok(extraction) => {
                    visit(extraction);
                    continue;
                }
                Err(error) => format!("no record: {error}"),
            },
            Ok(Some(_)) => "no record: too long".to_owned(),
            Err(error) => {
                complain(format_args!("{name}:{}: {error}", lines.number()));
                return false;
            }
        };
        is_sound = false;
        complain(format_args!("{name}:{}: {reason}", lines.number()));
    }
}
