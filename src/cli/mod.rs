//! The command line: arguments, dispatch, messages.

mod check;
mod corpus;
mod diff;
mod events;
mod explain;
mod extract;
mod figures;
mod fmt;
mod input;
mod listing;
mod new;
mod profile;
mod reading;
mod records;
mod rules;
mod run;
mod schema;
mod score;
#[cfg(feature = "serve")]
mod serve;
mod shell;
mod suggest;
mod summarise;
mod trace;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice, stream::RawStream};
use attache::{Diagnostic, Error, Extractor, ExtractorBuilder, Severity};
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;

const EXAMPLES: &str = "\
Examples:
  attache extract news/ > records.jsonl
  attache explain --published 2015-11-16 news/talks.txt
  attache check --overlay my-rules/
  attache score gold.jsonl

Exit status: 0 success, 1 something failed or a check is red, 2 wrong use.";

/// Rule-based information extraction from news text.
#[derive(Parser)]
#[command(name = "attache", version, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// When to colour
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        display_order = 900
    )]
    color: Colour,
}

#[derive(Subcommand)]
enum Command {
    /// Write the records of documents, one line of JSON each
    Extract(extract::Extract),
    /// Show what was found in one text, and why
    Explain(explain::Explain),
    /// Try a pattern pack on its own examples
    Check(check::Check),
    /// Begin a pack
    New(new::New),
    /// Lay the files of a pack out
    Fmt(fmt::Fmt),
    /// List the rules of a pack, or show them
    Rules(rules::Rules),
    /// Say why a rule matched in a text, or did not
    Trace(trace::Trace),
    /// Count what rules and tables find in a corpus, and what that costs
    Profile(profile::Profile),
    /// Show what a change of a pack adds, removes and alters on a corpus
    Diff(diff::Diff),
    /// List names beside titles, countries and sectors that no table has
    Suggest(suggest::Suggest),
    /// Measure on gold files: precision, recall and F1
    Score(score::Score),
    /// Summarise the records of a corpus: who, which posts, which countries together, which sectors when
    Summarise(summarise::Summarise),
    /// List the events in the records of a corpus as PLOVER has them, or group them
    Events(events::Events),
    /// Show a page in the browser to read texts with and to work at rules, and serve extraction to programs
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    /// Print the JSON Schema of the records, or of the files of packs
    Schema(schema::Schema),
    /// Print what lets a shell complete commands
    Completions(shell::Completions),
    /// Write manual pages
    Man(shell::Man),
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    fn on(self, stream: &impl RawStream) -> ColorChoice {
        match self {
            Self::Auto => AutoStream::choice(stream),
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}

/// Which pattern pack to read by.
#[derive(Args, Debug)]
struct PackArguments {
    /// The folder of a pattern pack to take in place of the built-in one
    #[arg(long, value_name = "DIR", help_heading = "Pattern pack")]
    pack: Option<PathBuf>,

    /// The folder of a pattern pack to lay on top; can be given again
    #[arg(long, value_name = "DIR", help_heading = "Pattern pack")]
    overlay: Vec<PathBuf>,
}

impl PackArguments {
    #[cfg(feature = "serve")]
    fn builder(&self) -> ExtractorBuilder {
        builder(self.pack.as_ref(), &self.overlay)
    }

    /// The folders that the pack is read from.
    #[cfg(feature = "serve")]
    fn folders(&self) -> Vec<PathBuf> {
        self.pack.iter().chain(&self.overlay).cloned().collect()
    }

    fn extractor(&self) -> Result<Extractor, Error> {
        extractor(self.pack.as_ref(), &self.overlay)
    }
}

fn builder(pack: Option<&PathBuf>, overlays: &[PathBuf]) -> ExtractorBuilder {
    let mut builder = Extractor::builder();
    if let Some(dir) = pack {
        builder = builder.pack_dir(dir);
    }
    for dir in overlays {
        builder = builder.overlay(dir);
    }
    builder
}

fn extractor(pack: Option<&PathBuf>, overlays: &[PathBuf]) -> Result<Extractor, Error> {
    let extractor = builder(pack, overlays).cached().build()?;
    // The process ends with the extractor: giving its memory back piece by piece would only take time.
    std::mem::forget(extractor.clone());
    Ok(extractor)
}

/// How a command ended that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Success,
    /// Some input failed, or a check is red; it has been reported.
    Failure,
}

/// Why a command stopped before its end.
enum Stop {
    /// Standard output can't be written.
    Output(io::Error),
    Library(Error),
    Other(String),
    /// By a signal; what was in hand is done.
    Interrupted,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that can't be shown is no reason to fail.
            let _ = error.print();
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    let colour = arguments.color;
    let outcome = match arguments.command {
        Command::Extract(command) => command.run(),
        Command::Explain(command) => command.run(colour),
        Command::Check(command) => command.run(colour),
        Command::New(command) => command.run(),
        Command::Fmt(command) => command.run(),
        Command::Rules(command) => command.run(),
        Command::Trace(command) => command.run(),
        Command::Profile(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Suggest(command) => command.run(),
        Command::Score(command) => command.run(),
        Command::Summarise(command) => command.run(),
        Command::Events(command) => command.run(),
        #[cfg(feature = "serve")]
        Command::Serve(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    };
    match outcome {
        Ok(Outcome::Success) => ExitCode::SUCCESS,
        Ok(Outcome::Failure) => ExitCode::FAILURE,
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        // As a shell does for a command that SIGINT has ended.
        Err(Stop::Interrupted) => ExitCode::from(130),
        Err(stop) => {
            match stop {
                Stop::Output(error) => complain(format_args!("standard output: {error}")),
                Stop::Library(error) if error.is_pack() => report(error.diagnostics(), colour),
                Stop::Library(error) => complain(error),
                Stop::Other(message) => complain(message),
                Stop::Interrupted => {}
            }
            ExitCode::FAILURE
        }
    }
}

/// Says on standard error what went wrong. When even that fails, nobody is there to be told.
fn complain(message: impl Display) {
    let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    // Names of files and words of documents are anybody's, and must not steer a terminal.
    let message = message.to_string();
    let message = message.replace(|c| !is_plain(c), "\u{FFFD}");
    let _ = writeln!(io::stderr().lock(), "attache: {message}");
}

/// Shows the mistakes of a pack on standard error, and their number.
fn report(diagnostics: &[Diagnostic], colour: Colour) {
    let stream = io::stderr().lock();
    let choice = colour.on(&stream);
    let mut stream = AutoStream::new(stream, choice);
    for diagnostic in diagnostics {
        let _ = writeln!(
            stream,
            "{}\n",
            diagnostic.render(choice != ColorChoice::Never)
        );
    }
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity() == Severity::Error;
    let errors = diagnostics.iter().filter(is_error).count();
    let (errors, warnings) = (
        count(errors, "error"),
        count(diagnostics.len() - errors, "warning"),
    );
    let _ = writeln!(stream, "{errors}, {warnings}");
}

/// Writes to standard output.
fn print(page: &str) -> Result<(), Stop> {
    let mut output = io::stdout().lock();
    output
        .write_all(page.as_bytes())
        .and_then(|()| output.flush())
        .map_err(Stop::Output)
}

/// Writes a value to standard output as JSON.
fn print_json(value: &impl Serialize) -> Result<(), Stop> {
    let json = serde_json::to_string_pretty(value);
    let json = json.map_err(|error| Stop::Other(format!("no JSON: {error}")))?;
    print(&(json + "\n"))
}

/// Words of a text without what would steer a terminal; white space of any kind is a blank.
fn printable(words: &str) -> String {
    let chars = words.chars().map(|c| match c {
        c if c.is_whitespace() => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    chars.collect()
}

/// The same with one blank between words, and none around them.
fn one_line(words: &str) -> String {
    let printable = printable(words);
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number with its noun.
fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
