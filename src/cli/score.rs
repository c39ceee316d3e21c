//! `attache score`: an extractor measured on gold files.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;

use attache::score::{GoldDocument, Scorer, Scores, read_brat, read_gold};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Outcome, PackArguments, Stop, complain, count, figures, input, one_line};

const EXAMPLES: &str = "\
Examples:
  attache score gold.jsonl
  attache score --errors=20 --kind people gold.jsonl
  attache extract --format brat -o gold/ news/    # correct gold/ in brat, then
  attache score gold/
  attache score --overlay my-rules/ --map treaty=agreement --format json gold.jsonl

A line of a gold file is an object with `text`, `gold` and, where known, `id` and `published`:
  {\"id\": \"a\", \"text\": \"Russia spoke.\", \"published\": \"2015-11-16\", \"gold\": {
    \"entities\": [{\"start\": 0, \"end\": 6, \"type\": \"country\"}],
    \"timex\": [{\"start\", \"end\", \"type\", \"value\", \"dct\"}],
    \"countries\": [\"RUS\"], \"officials\": [{\"person\", \"iso3\"}]}}
Offsets count code points, and `end` is exclusive. A line that is no such object stops the run: a score \
on a part of the gold would mislead.

Kinds: people, organizations, places, locations (places and states), countries, titles, sectors, dates, \
officials, and the labels that rules of the pack record. What a file has no gold for is passed over.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Score {
    /// Gold files in JSON Lines, folders of brat's, or - for standard input
    #[arg(value_name = "GOLD", required = true)]
    paths: Vec<PathBuf>,

    /// Score this kind only; can be given again
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,

    /// Take a type of the gold for a kind, or for none (TYPE=); can be given again
    #[arg(long, value_name = "TYPE=KIND", value_parser = parse_map)]
    map: Vec<(String, String)>,

    /// Leave out dates that the gold calls creation times, and what is found over them
    #[arg(long)]
    no_dct: bool,

    /// Leave these countries out of the sets
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// List the mistakes, or the first N of each kind and class
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true)]
    errors: Option<Option<usize>>,

    /// How to write the figures
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,

    #[command(flatten)]
    pack: PackArguments,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A table for each file, in percent with two decimals
    #[default]
    Text,
    /// One object, in percent and not rounded
    Json,
}

/// What the JSON has.
#[derive(Serialize)]
struct Report {
    files: Vec<FileScores>,
}

#[derive(Serialize)]
struct FileScores {
    file: String,
    #[serde(flatten)]
    scores: Scores,
}

impl Score {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let scorer = self.scorer()?;
        let mut files = Vec::new();
        for path in &self.paths {
            if path.is_dir() {
                files.push((read_brat(path)?, path.display().to_string()));
                continue;
            }
            let (reader, name) = input::open(path).map_err(Stop::Other)?;
            files.push((read_gold(reader, &name)?, name));
        }
        let mistakes = match self.errors {
            None => 0,
            Some(limit) => limit.unwrap_or(usize::MAX),
        };
        let files = files.into_iter().map(|(gold, file)| {
            let scores = score(&scorer, &gold, &file, mistakes);
            FileScores { file, scores }
        });
        let mut output = io::stdout().lock();
        match self.format {
            Format::Text => write_text(files, &mut output)?,
            Format::Json => {
                let files = files.collect();
                let report = serde_json::to_string(&Report { files })
                    .map_err(|error| Stop::Other(format!("no JSON: {error}")))?;
                writeln!(output, "{report}").map_err(Stop::Output)?;
            }
        }
        output.flush().map_err(Stop::Output)?;
        Ok(Outcome::Success)
    }

    fn scorer(&self) -> Result<Scorer, Stop> {
        let mut scorer = Scorer::new(&self.pack.extractor()?);
        for (gold_type, kind) in &self.map {
            scorer = match kind.is_empty() {
                true => scorer.leave_out(gold_type),
                false => scorer.map(gold_type, kind)?,
            };
        }
        for kind in &self.kind {
            scorer = scorer.only(kind)?;
        }
        for country in &self.ignore {
            scorer = scorer.ignore(country);
        }
        if self.no_dct {
            scorer = scorer.without_creation_times();
        }
        Ok(scorer)
    }
}

/// Scores one file, and says what of its gold can't be scored.
fn score(scorer: &Scorer, gold: &[GoldDocument], file: &str, mistakes: usize) -> Scores {
    let mut scores = scorer.score(gold);
    scores.limit_mistakes(mistakes);
    if !scores.left_out.is_empty() {
        complain(format_args!("{file}: {}", left_out(&scores.left_out)));
    }
    if scores.displaced > 0 {
        let spans = count(scores.displaced, "gold span");
        complain(format_args!(
            "{file}: {spans} without the gold's own text at the offsets, which count code points"
        ));
    }
    scores
}

/// `left out: 212 entities of types that are no kind: event (186), misc (26)`.
fn left_out(types: &BTreeMap<String, usize>) -> String {
    let named = types.iter().map(|(name, number)| match name.as_str() {
        "" => format!("no type ({number})"),
        name => format!("{} ({number})", one_line(name)),
    });
    let named: Vec<String> = named.collect();
    let all = types.values().sum::<usize>();
    format!(
        "left out {all} gold {} of types that are no kind: {}",
        if all == 1 { "entity" } else { "entities" },
        named.join(", ")
    )
}

fn write_text(
    files: impl Iterator<Item = FileScores>,
    output: &mut impl io::Write,
) -> Result<(), Stop> {
    for (index, file) in files.enumerate() {
        let gap = if index > 0 { "\n" } else { "" };
        let page = figures::page(&file.scores);
        let documents = count(file.scores.documents, "document");
        write!(output, "{gap}{}: {documents}\n{page}", file.file).map_err(Stop::Output)?;
    }
    Ok(())
}

/// Reads the value of `--map`.
fn parse_map(words: &str) -> Result<(String, String), String> {
    match words.split_once('=') {
        Some((gold_type, kind)) => Ok((gold_type.to_owned(), kind.to_owned())),
        None => Err("write TYPE=KIND, or TYPE= for none".to_owned()),
    }
}
