//! What a pack's mistakes look like, and what a check says of a pack that loads: compared with
//! recorded reports. `ATTACHE_BLESS=1 cargo test --test pack_errors` records them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use attache::{Diagnostic, Error, Extractor, Severity};

const ERRORS: &str = "tests/packs/errors";

/// Where a file of the folder of mistakes would stand in a pack, told by its ending and prefix.
fn pack_path(file: &Path) -> String {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .expect("an ASCII name");
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("tsv") => format!("tables/{name}"),
        Some("toml") if name.starts_with("pack-") => "pack.toml".to_owned(),
        Some("toml") if name.starts_with("case-") => format!("cases/{name}"),
        Some("toml") => format!("rules/{name}"),
        _ => panic!("{} is no file of a pack", file.display()),
    }
}

/// The files of the folder of mistakes, sorted.
fn broken_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(ERRORS).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it is readable").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending != "txt"));
    files.sort();
    assert!(files.len() > 30, "{ERRORS} has lost its files");
    files
}

/// The error of the built-in pack with one file laid on top.
fn error_of(file: &Path) -> Error {
    let text = fs::read_to_string(file).expect("the file is UTF-8");
    let built = Extractor::builder()
        .overlay_file(pack_path(file), text)
        .build();
    built
        .err()
        .unwrap_or_else(|| panic!("{} must not load", file.display()))
}

/// The lines that only one of two texts has, in the order of a shortest edit.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = match old[i] == new[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(format!("  {}", old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(format!("- {}", old[i]));
            i += 1;
        } else {
            lines.push(format!("+ {}", new[j]));
            j += 1;
        }
    }
    lines.join("\n")
}

/// Compares with a recorded text, or records it if asked; the error shows how they differ.
fn compare(recorded: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("ATTACHE_BLESS").is_some() {
        fs::write(recorded, actual).expect("the folder is writable");
    }
    let wanted = fs::read_to_string(recorded).unwrap_or_default();
    match wanted == actual {
        true => Ok(()),
        false => Err(format!(
            "{} differs:\n{}\n",
            recorded.display(),
            difference(&wanted, actual)
        )),
    }
}

#[test]
fn every_report_is_as_recorded() {
    let mut differences = String::new();
    for file in broken_files() {
        let report = format!("{}\n", error_of(&file));
        if let Err(difference) = compare(&file.with_extension("txt"), &report) {
            differences.push_str(&difference);
        }
    }
    assert!(
        differences.is_empty(),
        "{differences}set ATTACHE_BLESS=1 to record what is meant"
    );
}

/// The codes that the sources of a folder name in quotes.
fn codes_in(folder: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it is readable").path();
        let source = fs::read_to_string(path).expect("sources are UTF-8");
        let quoted = source.split('"').filter(|part| {
            let digits = part.strip_prefix('P').unwrap_or("");
            digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit())
        });
        codes.extend(quoted.map(str::to_owned));
    }
    assert!(!codes.is_empty(), "{folder} names no code");
    codes
}

#[test]
fn every_code_of_the_loader_has_a_report() {
    let mut reported = BTreeSet::new();
    for file in broken_files() {
        let error = error_of(&file);
        assert!(error.is_pack() && !error.is_io() && !error.is_input());
        let codes: BTreeSet<String> = error
            .diagnostics()
            .iter()
            .map(|d| d.code().to_owned())
            .collect();
        let name = file
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("an ASCII name");
        if let Some(at) = name.find('P') {
            let code = &name[at..at + 4];
            assert!(codes.contains(code), "{name} reports {codes:?}");
        }
        reported.extend(codes);
    }
    // What is only doubtful is told by a check.
    let red = fs::read_to_string(Path::new("tests/packs/red/report.txt")).expect("it is recorded");
    reported.extend(
        red.split("warning[")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once(']')?.0.to_owned())),
    );
    let missing: Vec<_> = codes_in("src/pack")
        .difference(&reported)
        .cloned()
        .collect();
    assert!(
        missing.is_empty(),
        "no file in {ERRORS} brings about {missing:?}"
    );
}

#[test]
fn every_code_is_documented() {
    let Ok(guide) = fs::read_to_string("docs/src/packs.md") else {
        return;
    };
    let rows: Vec<&str> = guide.lines().filter(|line| line.starts_with('|')).collect();
    for code in codes_in("src/pack").union(&codes_in("src/check")) {
        let is_listed = rows
            .iter()
            .any(|row| row.split(['|', ' ', '`']).any(|word| word == code));
        assert!(is_listed, "no table in docs/src/packs.md has {code}");
    }
}

#[test]
fn ten_mistakes_are_reported_in_one_run() {
    let file = Path::new(ERRORS).join("ten.toml");
    let text = fs::read_to_string(&file).expect("the file is UTF-8");
    let error = error_of(&file);
    let found = error.diagnostics();
    let codes: BTreeSet<&str> = found.iter().map(Diagnostic::code).collect();
    let lines: Vec<usize> = found.iter().map(Diagnostic::line).collect();
    assert_eq!((found.len(), codes.len()), (10, 10), "{error}");
    assert!(lines.is_sorted());
    for diagnostic in found {
        assert_eq!(diagnostic.file(), "rules/ten.toml");
        assert_eq!(diagnostic.severity(), Severity::Error);
        assert!(text.get(diagnostic.span()).is_some());
        let place = format!(
            "{}:{}:{}",
            diagnostic.file(),
            diagnostic.line(),
            diagnostic.column()
        );
        let report = diagnostic.to_string();
        assert!(report.contains(&place), "{place} is not in\n{report}");
        assert!(report.contains(&format!(
            "error[{}]: {}",
            diagnostic.code(),
            diagnostic.message()
        )));
        assert!(diagnostic.help().is_none_or(|help| report.contains(help)));
    }
}

#[test]
fn a_check_finds_everything_that_is_red() {
    let folder = Path::new("tests/packs/red");
    let extractor = Extractor::builder()
        .pack_dir(folder)
        .build()
        .unwrap_or_else(|e| panic!("{e}"));
    let report = attache::check(&extractor);
    assert!(!report.is_green());
    let codes: BTreeSet<String> = report
        .findings
        .iter()
        .map(|d| d.code().to_owned())
        .collect();
    let silent: Vec<_> = codes_in("src/check").difference(&codes).cloned().collect();
    assert!(
        silent.is_empty(),
        "nothing in {} brings about {silent:?}",
        folder.display()
    );
    let mut text: String = report
        .findings
        .iter()
        .map(|finding| format!("{finding}\n\n"))
        .collect();
    text.push_str(&format!("{report}\n"));
    if let Err(difference) = compare(&folder.join("report.txt"), &text) {
        panic!("{difference}set ATTACHE_BLESS=1 to record what is meant");
    }
}
