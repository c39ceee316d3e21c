//! `attache schema`: what the output and the files of packs look like, for programs and editors.

use attache::Extraction;
use attache::workshop::pack_schema;
use clap::{Args, ValueEnum};

use super::{Outcome, Stop, print_json};

#[derive(Args)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_enum, value_name = "WHAT", default_value_t)]
    of: Of,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Of {
    /// The records that `extract` writes
    #[default]
    Records,
    /// The TOML files of a pack, for an editor that completes and checks them
    Pack,
}

impl Schema {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        match self.of {
            Of::Records => print_json(&schemars::schema_for!(Extraction))?,
            Of::Pack => print_json(&pack_schema())?,
        }
        Ok(Outcome::Success)
    }
}
