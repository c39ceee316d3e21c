//! `attache check`: a pattern pack tried on its own examples.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::{Colour, Outcome, Stop, extractor, report};

const EXAMPLES: &str = "\
Examples:
  attache check
  attache check my-pack/
  attache check --overlay my-rules/";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// The folder of the pattern pack [default: the built-in pack]
    #[arg(value_name = "DIR")]
    pack: Option<PathBuf>,

    /// The folder of a pattern pack to lay on top; can be given again
    #[arg(long, value_name = "DIR")]
    overlay: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(self, colour: Colour) -> Result<Outcome, Stop> {
        let checked = attache::check(&extractor(self.pack.as_ref(), &self.overlay)?);
        if !checked.findings.is_empty() {
            report(&checked.findings, colour);
        }
        let mut output = io::stdout().lock();
        writeln!(output, "{checked}")
            .and_then(|()| output.flush())
            .map_err(Stop::Output)?;
        Ok(if checked.is_green() {
            Outcome::Success
        } else {
            Outcome::Failure
        })
    }
}
