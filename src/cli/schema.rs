//! `attache schema`: what the output looks like, for programs.

use std::io::{self, Write as _};

use attache::Extraction;
use clap::Args;

use super::{Outcome, Stop};

#[derive(Args)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let schema = schemars::schema_for!(Extraction);
        let text = serde_json::to_string_pretty(&schema)
            .map_err(|error| Stop::Other(format!("no JSON: {error}")))?;
        let written = writeln!(io::stdout().lock(), "{text}");
        written.map(|()| Outcome::Success).map_err(Stop::Output)
    }
}
