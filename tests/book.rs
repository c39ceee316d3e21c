//! The book in `docs/`: what its pages show is done, page by page, each in a folder of its own.
//!
//! - A fence `toml file=PATH` (or `tsv`, `text`) is written to that file.
//! - A fence `console` has commands behind `$ `, each with what it prints; `...` stands for any lines, `[..]` for anything
//!   within one.
//! - Any other `toml` fence must be TOML.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_attache");

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src")
}

fn read(name: &str) -> String {
    let path = source().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A fence of a page: what stands behind its opening, its lines, and where it begins.
struct Fence {
    info: String,
    text: String,
    line: usize,
}

fn fences(page: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut open: Option<Fence> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Fence {
                    info: info.to_owned(),
                    text: String::new(),
                    line: number + 1,
                });
            }
            (Some(_), Some(_)) => fences.extend(open.take()),
            (Some(fence), None) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is never closed");
    fences
}

/// Does what a page shows.
fn follow(name: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("book")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    for fence in fences(&read(name)) {
        let place = format!("{name}:{}", fence.line);
        let mut words = fence.info.split_whitespace();
        let kind = words.next().unwrap_or("");
        let file = words.find_map(|word| word.strip_prefix("file="));
        if kind == "toml" {
            let parsed = fence.text.parse::<toml::Table>();
            parsed.unwrap_or_else(|error| panic!("{place}: {error}"));
        }
        if let Some(file) = file {
            let path = folder.join(file);
            let parent = path.parent().expect("it stands in a folder");
            fs::create_dir_all(parent).expect("the folder is writable");
            fs::write(path, fence.text).expect("the folder is writable");
        } else if kind == "console" {
            for (command, wanted) in commands(&fence.text) {
                let printed = run(&command, &folder);
                assert!(
                    fits(&wanted, &printed),
                    "{place}: $ {command}\n--- the page says\n{}\n--- it prints\n{}",
                    wanted.join("\n"),
                    printed.join("\n")
                );
            }
        }
    }
}

/// The commands of a fence, each with the lines that it prints.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
            (None, Some((_, wanted))) => wanted.push(line.trim_end().to_owned()),
            (None, None) => panic!("a fence of commands begins with one: {line}"),
        }
    }
    for (_, wanted) in &mut commands {
        while wanted.last().is_some_and(String::is_empty) {
            wanted.pop();
        }
    }
    commands
}

fn run(command: &str, folder: &Path) -> Vec<String> {
    let program = Path::new(PROGRAM).parent().expect("it stands in a folder");
    let before = env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.to_owned()).chain(env::split_paths(&before));
    let paths = env::join_paths(paths).expect("the folder has no colon in its name");
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .current_dir(folder)
        .env("PATH", paths)
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("there is a shell");
    let printed = String::from_utf8_lossy(&output.stdout);
    let lines = printed.trim_end_matches('\n').lines();
    lines.map(|line| line.trim_end().to_owned()).collect()
}

/// True if lines are those that a page shows.
fn fits(wanted: &[String], printed: &[String]) -> bool {
    match wanted.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=printed.len()).any(|from| fits(rest, &printed[from..]))
        }
        Some((first, rest)) => printed
            .split_first()
            .is_some_and(|(line, others)| line_fits(first, line) && fits(rest, others)),
    }
}

fn line_fits(wanted: &str, line: &str) -> bool {
    let mut parts = wanted.split("[..]");
    let Some(mut line) = parts.next().and_then(|first| line.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        if at + 1 == parts.len() {
            return line.ends_with(part);
        }
        let Some(found) = line.find(part) else {
            return false;
        };
        line = &line[found + part.len()..];
    }
    line.is_empty()
}

#[test]
fn lines_can_be_left_out() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(fits(&lines("a\n...\nd [..] f"), &lines("a\nb\nc\nd e f")));
    assert!(!fits(&lines("a\n...\nd [..] f"), &lines("a\nb\nd e")));
    assert!(!fits(&lines("a"), &lines("a\nb")));
}

#[test]
fn the_introduction_is_true() {
    follow("introduction.md");
}

#[test]
fn the_tutorial_works() {
    follow("tutorial.md");
}

#[test]
fn the_packs_of_the_reference_work() {
    follow("packs.md");
}

#[test]
fn the_patterns_of_the_reference_work() {
    follow("patterns.md");
}

#[test]
fn the_cookbook_works() {
    follow("cookbook.md");
}

#[test]
fn the_commands_work() {
    follow("commands.md");
}

#[test]
fn every_page_is_in_the_summary_and_every_link_leads_to_something() {
    let listed: Vec<String> = links(&read("SUMMARY.md")).collect();
    let entries = fs::read_dir(source()).expect("the book is there");
    for entry in entries {
        let name = entry.expect("it can be listed").file_name();
        let name = name.to_string_lossy().into_owned();
        assert!(
            name == "SUMMARY.md" || listed.contains(&name),
            "{name} is not in the summary"
        );
        let page = read(&name);
        for link in links(&page) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = if file.is_empty() { name.as_str() } else { file };
            assert!(source().join(file).exists(), "{name}: {link} leads nowhere");
            let is_of_book = file.ends_with(".md") && !file.starts_with("..");
            if !anchor.is_empty() && is_of_book {
                let heads = headings(&read(file));
                assert!(
                    heads.iter().any(|head| head == anchor),
                    "{name}: {link} leads nowhere"
                );
            }
        }
    }
}

/// The links of a page to files.
fn links(page: &str) -> impl Iterator<Item = String> {
    let parts = page.split("](").skip(1);
    let links = parts.filter_map(|rest| Some(rest.split_once(')')?.0));
    links
        .filter(|link| !link.contains("://") && !link.contains(' '))
        .map(str::to_owned)
}

/// The anchors of a page's headings, as mdBook makes them.
fn headings(page: &str) -> Vec<String> {
    let heads = page.lines().filter(|line| line.starts_with('#'));
    let anchors = heads.map(|line| {
        let text = line.trim_start_matches('#').trim().to_lowercase();
        let kept = text
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    });
    anchors.collect()
}

/// The page about the output is made from its schema; `ATTACHE_BLESS=1` writes it.
#[test]
fn the_page_about_the_output_is_that_of_the_schema() {
    let printed = Command::new(PROGRAM)
        .arg("schema")
        .output()
        .expect("it runs");
    let schema: Value = serde_json::from_slice(&printed.stdout).expect("it is JSON");
    let page = output_page(&schema);
    let path = source().join("output.md");
    if env::var_os("ATTACHE_BLESS").is_some() {
        fs::write(&path, &page).expect("the book is writable");
    }
    assert_eq!(
        fs::read_to_string(path).unwrap_or_default(),
        page,
        "run with ATTACHE_BLESS=1"
    );
}

fn output_page(schema: &Value) -> String {
    let mut page = "# Output\n\n<!-- Made from the schema: ATTACHE_BLESS=1 cargo test --test book -->\n\n\
        `attache extract` writes an object for each document, on one line unless `--pretty` is given. The same as JSON Schema: \
        `attache schema`. Lists are there also when they are empty; what is not known is `null`. Records are in the order \
        of their first mention.\n\n"
        .to_owned();
    page.push_str(&object("The document", schema));
    let parts: BTreeMap<&String, &Value> =
        schema["$defs"].as_object().into_iter().flatten().collect();
    for (name, part) in parts {
        page.push_str(&object(name, part));
    }
    page
}

/// A section about an object, or about the words that a value can be.
fn object(name: &str, schema: &Value) -> String {
    let mut page = format!("## {name}\n\n");
    if let Some(about) = schema["description"].as_str() {
        page.push_str(&format!("{}\n\n", prose(about)));
    }
    if let Some(fields) = schema["properties"].as_object() {
        page.push_str("| field | type | meaning |\n|---|---|---|\n");
        for (field, about) in fields {
            let text = about["description"].as_str().unwrap_or("");
            page.push_str(&format!(
                "| `{field}` | {} | {} |\n",
                kind(about),
                prose(text).replace('|', "\\|")
            ));
        }
        page.push('\n');
    }
    let variants = schema["oneOf"].as_array().into_iter().flatten();
    for variant in variants {
        let word = variant["const"].as_str().unwrap_or("");
        let about = variant["description"].as_str().unwrap_or("");
        page.push_str(&format!("- `{word}`: {}\n", prose(about)));
    }
    if schema["oneOf"].is_array() {
        page.push('\n');
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words
            .iter()
            .filter_map(Value::as_str)
            .map(|word| format!("`{word}`"))
            .collect();
        page.push_str(&format!("{}\n\n", words.join(", ")));
    }
    page
}

/// What a field holds, with a link where it has a section of its own.
fn kind(schema: &Value) -> String {
    if let Some(link) = schema["$ref"].as_str() {
        let name = link.rsplit('/').next().unwrap_or("");
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let kinds: Vec<String> = choices.iter().map(kind).collect();
        return kinds.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            names.join(" or ")
        }
        _ => "any".to_owned(),
    }
}

/// A description on one line, without links into the Rust documentation.
fn prose(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut prose = String::new();
    let mut rest = words.as_str();
    while let Some((before, link)) = rest.split_once("[`") {
        prose.push_str(before);
        let (name, after) = link.split_once("`]").unwrap_or((link, ""));
        prose.push_str(&format!("`{name}`"));
        rest = match after.strip_prefix('(') {
            Some(target) => target.split_once(')').map_or(target, |(_, rest)| rest),
            None => after,
        };
    }
    prose + rest
}
