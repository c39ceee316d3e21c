//! Packs that are hard to compile, or to run.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use attache::{Document, Extractor};

use crate::timed;

pub(crate) struct Pack {
    pub(crate) name: &'static str,
    /// Its full size: alternatives, rows or levels.
    pub(crate) size: usize,
    make: fn(usize) -> (String, String),
    /// What it is run on, over and over.
    text: &'static str,
    /// The size is the text's length, the pack stays as it is.
    of_text: bool,
}

const fn of(
    name: &'static str,
    size: usize,
    make: fn(usize) -> (String, String),
    text: &'static str,
) -> Pack {
    Pack {
        name,
        size,
        make,
        text,
        of_text: false,
    }
}

const fn on(name: &'static str, make: fn(usize) -> (String, String), text: &'static str) -> Pack {
    Pack {
        name,
        size: 2_000_000,
        make,
        text,
        of_text: true,
    }
}

pub(crate) const PACKS: &[Pack] = &[
    of("a rule of many alternatives", 1_000, alternatives, ""),
    of("a table of many rows", 250_000, rows, ""),
    of("many rules", 1_000, rules, ""),
    on(
        "many alternatives, running",
        |_| alternatives(1_000),
        "w1 w500 w999 end x ",
    ),
    on("nested quantifiers", |_| nested(), "a "),
    on(
        "nested quantifiers with an end",
        |_| nested(),
        "a a a a a a a a b. ",
    ),
    on("gaps in gaps", |_| gaps(), "a b "),
];

const MANIFEST: &str = "name = \"hostile\"\nversion = \"1\"\nlanguage = \"en\"\n";

fn rule(id: &str, pattern: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nemits = \"found\"\npattern = '''{{all:({pattern})}}'''\nrecord = {{ all = \"{{all}}\" }}\n"
    )
}

fn alternatives(count: usize) -> (String, String) {
    let words: Vec<String> = (0..count).map(|number| format!("w{number} end")).collect();
    (
        rule("many", &format!("({})", words.join(" | "))),
        String::new(),
    )
}

fn rules(count: usize) -> (String, String) {
    let rules =
        (0..count).map(|number| rule(&format!("r{number}"), &format!("w{number} (a | b)? end")));
    (rules.collect(), String::new())
}

fn nested() -> (String, String) {
    (rule("nested", "((a? a?)* (a+ | a)?)* b"), String::new())
}

fn gaps() -> (String, String) {
    (
        rule("gaps", "a _{0,8} b _{0,8} a _{0,8} end"),
        String::new(),
    )
}

fn rows(count: usize) -> (String, String) {
    let mut table = String::from("surface\tlabel\tid\n");
    for number in 0..count {
        let _ = writeln!(
            table,
            "Name{number} of Place{}\tfound\tn{number}",
            number % 977
        );
    }
    (String::new(), table)
}

impl Pack {
    /// The time that it takes to compile it, or to read a text of that size with it.
    pub(crate) fn run(&self, size: usize) -> Duration {
        let (rules, table) = (self.make)(size);
        let folder = std::env::temp_dir().join(format!("attache-limits-{}", std::process::id()));
        fs::create_dir_all(folder.join("rules")).expect("a temporary folder");
        fs::create_dir_all(folder.join("tables")).expect("a temporary folder");
        fs::write(folder.join("pack.toml"), MANIFEST).expect("it can be written");
        if !rules.is_empty() {
            fs::write(folder.join("rules/hostile.toml"), rules).expect("it can be written");
        }
        if !table.is_empty() {
            fs::write(folder.join("tables/hostile.tsv"), table).expect("it can be written");
        }
        let build = || {
            Extractor::builder()
                .pack_dir(&folder)
                .build()
                .unwrap_or_else(|error| panic!("{error}"))
        };
        let time = match self.of_text {
            false => timed(|| drop(build())),
            true => {
                let extractor = build();
                let text = self.text.repeat(size / self.text.len() + 1);
                timed(|| drop(extractor.extract(&Document::new(&text))))
            }
        };
        let _ = fs::remove_dir_all(&folder);
        time
    }
}
