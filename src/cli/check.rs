//! `attache check`: a pattern pack tried on its own examples.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use attache::{Coverage, Report, Stamp, TableCoverage};
use clap::{Args, ValueEnum};

use super::{Colour, Outcome, Stop, builder, complain, count, print, report};

const EXAMPLES: &str = "\
Examples:
  attache check
  attache check my-pack/
  attache check --overlay my-rules/
  attache check --overlay my-rules/ --watch
  attache check --overlay my-rules/ --coverage=all";

/// How often files are looked at by `--watch`.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Of the rows of a table that nothing fires, so many are named.
const ROWS_NAMED: usize = 5;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// The folder of the pattern pack [default: the built-in pack]
    #[arg(value_name = "DIR")]
    pack: Option<PathBuf>,

    /// The folder of a pattern pack to lay on top; can be given again
    #[arg(long, value_name = "DIR")]
    overlay: Vec<PathBuf>,

    /// List the rules and rows that no example and no case fires; of overlays, where there are any
    #[arg(long, value_enum, value_name = "HOW MUCH", num_args = 0..=1, require_equals = true, default_missing_value = "some")]
    coverage: Option<Named>,

    /// Check again whenever a file changes, until interrupted
    #[arg(long)]
    watch: bool,
}

/// How many of the rows that nothing fires are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Named {
    /// A few of each table
    Some,
    /// All of them
    All,
}

impl Check {
    pub(super) fn run(self, colour: Colour) -> Result<Outcome, Stop> {
        if !self.watch {
            return self.once(colour);
        }
        let mut last = None;
        loop {
            last = Some(self.changed(last));
            match self.once(colour) {
                Ok(_) => {}
                Err(Stop::Library(error)) if error.is_pack() => report(error.diagnostics(), colour),
                Err(Stop::Library(error)) => complain(error),
                Err(stop) => return Err(stop),
            }
        }
    }

    /// Waits until files are no more like the last time.
    fn changed(&self, last: Option<Stamp>) -> Stamp {
        let builder = builder(self.pack.as_ref(), &self.overlay);
        loop {
            let stamp = builder.stamp();
            if last.as_ref() != Some(&stamp) {
                return stamp;
            }
            thread::sleep(LOOK_EVERY);
        }
    }

    fn once(&self, colour: Colour) -> Result<Outcome, Stop> {
        // Not from a cache, which has no examples; and with `--watch` its memory is given back.
        let extractor = builder(self.pack.as_ref(), &self.overlay).build()?;
        let checked = attache::check(&extractor);
        if !checked.findings.is_empty() {
            report(&checked.findings, colour);
        }
        let mut page = format!("{checked}\n");
        if let Some(named) = self.coverage {
            page.push_str(&self.covered(&checked, named));
        }
        print(&page)?;
        Ok(match checked.is_green() {
            true => Outcome::Success,
            false => Outcome::Failure,
        })
    }

    /// What no example fires. With overlays the built-in pack is somebody else's work.
    fn covered(&self, checked: &Report, named: Named) -> String {
        let Coverage { rules, tables, .. } = &checked.coverage;
        let first = usize::from(!self.overlay.is_empty());
        let rules: Vec<&str> = rules
            .iter()
            .filter(|(_, layer)| *layer >= first)
            .map(|(id, _)| &**id)
            .collect();
        let tables: Vec<&TableCoverage> =
            tables.iter().filter(|table| table.layer >= first).collect();
        let sum = |of: fn(&TableCoverage) -> usize| tables.iter().map(|table| of(table)).sum();
        let (rows, unfired): (usize, usize) =
            (sum(|table| table.rows), sum(|table| table.unfired.len()));
        let mut page = format!(
            "coverage: {} and {} of {rows} that no example or case fires\n",
            count(rules.len(), "rule"),
            count(unfired, "row"),
        );
        // Writing to a string can't fail.
        for id in rules {
            let _ = writeln!(page, "  {id}");
        }
        let most = if named == Named::All {
            usize::MAX
        } else {
            ROWS_NAMED
        };
        for table in tables.iter().filter(|table| !table.unfired.is_empty()) {
            let fired = table.rows - table.unfired.len();
            let _ = writeln!(
                page,
                "  {}: {fired} of {} fired; not:",
                table.file,
                count(table.rows, "row")
            );
            for (line, surface) in table.unfired.iter().take(most) {
                let _ = writeln!(page, "    {line}: {surface}");
            }
            if table.unfired.len() > most {
                let _ = writeln!(
                    page,
                    "    … {} more (--coverage=all)",
                    table.unfired.len() - most
                );
            }
        }
        page
    }
}
