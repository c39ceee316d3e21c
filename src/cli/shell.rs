//! `attache completions` and `attache man`: what shells and `man` know of the program.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;

use super::{Arguments, Outcome, Stop, count, print};

const COMPLETIONS: &str = "\
Examples:
  attache completions bash > ~/.local/share/bash-completion/completions/attache
  attache completions zsh > ~/.zfunc/_attache
  attache completions fish > ~/.config/fish/completions/attache.fish";

#[derive(Args)]
#[command(after_help = COMPLETIONS)]
pub(super) struct Completions {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut Arguments::command(),
            "attache",
            &mut script,
        );
        print(&String::from_utf8_lossy(&script))?;
        Ok(Outcome::Success)
    }
}

#[derive(Args)]
pub(super) struct Man {
    /// The folder to write the pages to, one for each command, such as ~/.local/share/man/man1
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Man {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut command = Arguments::command();
        command.build();
        let failed = |error: io::Error| Stop::Other(format!("{}: {error}", self.dir.display()));
        fs::create_dir_all(&self.dir).map_err(failed)?;
        let mut pages = 0;
        write(&command, "attache", &self.dir, &mut pages).map_err(failed)?;
        print(&format!("{}\n", count(pages, "page")))?;
        Ok(Outcome::Success)
    }
}

/// Writes the page of a command and those of the commands below it.
fn write(command: &Command, name: &str, dir: &PathBuf, pages: &mut usize) -> io::Result<()> {
    // Leaking a few names is all that clap asks of who gives commands names that are put together.
    let own: &'static str = Box::leak(name.to_owned().into_boxed_str());
    let page = clap_mangen::Man::new(command.clone().name(own));
    let mut text = Vec::new();
    page.render(&mut text)?;
    fs::write(dir.join(format!("{name}.1")), text)?;
    *pages += 1;
    for below in command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
    {
        write(below, &format!("{name}-{}", below.get_name()), dir, pages)?;
    }
    Ok(())
}
