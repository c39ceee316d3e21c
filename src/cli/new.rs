//! `attache new`: a pack to begin with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use attache::workshop::pack_schema;
use clap::{Args, Subcommand};

use super::{Outcome, Stop, print};

#[derive(Args)]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make an overlay that works: a table, a rule, examples and a case, with comments that teach
    Pack {
        /// The folder to make; it must not be there yet, or be empty
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

/// The files of a new pack.
const FILES: [(&str, &str); 5] = [
    ("pack.toml", include_str!("../../templates/pack/pack.toml")),
    (
        "tables/vessels.tsv",
        include_str!("../../templates/pack/tables/vessels.tsv"),
    ),
    (
        "rules/incidents.toml",
        include_str!("../../templates/pack/rules/incidents.toml"),
    ),
    (
        "cases/incidents.toml",
        include_str!("../../templates/pack/cases/incidents.toml"),
    ),
    (
        ".taplo.toml",
        include_str!("../../templates/pack/taplo.toml"),
    ),
];

/// What stands in the template for the pack's name.
const NAME: &str = "my-pack";

/// By this editors complete and check the TOML files.
const SCHEMA: &str = "pack.schema.json";

impl New {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let What::Pack { dir } = self.what;
        let name = dir
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or(NAME);
        make(&dir, name).map_err(|error| Stop::Other(format!("{}: {error}", dir.display())))?;
        let dir = dir.display();
        print(&format!(
            "made {dir}\n\nTry it:\n  attache check --overlay {dir} --coverage\n  echo \"The tanker Aurora ran aground off Oslo on Monday.\" | attache explain --overlay {dir} -\n"
        ))?;
        Ok(Outcome::Success)
    }
}

fn make(dir: &Path, name: &str) -> io::Result<()> {
    if dir.exists() && fs::read_dir(dir)?.next().is_some() {
        return Err(io::Error::other("there is something here already"));
    }
    let schema = serde_json::to_string_pretty(&pack_schema())? + "\n";
    let files = FILES.map(|(path, text)| (path, text.replace(NAME, name)));
    for (path, text) in files.iter().chain([&(SCHEMA, schema)]) {
        let path = dir.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}
