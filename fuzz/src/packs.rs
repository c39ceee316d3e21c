//! Packs of any TOML and any TSV.

use std::path::PathBuf;
use std::sync::OnceLock;

use attache::{Document, Error, Extractor, ExtractorBuilder, check, workshop};

use super::invariants;

/// What parts the files of a pack from each other.
const FILE: &str = "\u{1e}";

/// The bytes are a file of rules, a table and a manifest, with U+001E between them.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut files = text.split(FILE);
    let [rules, table, manifest] = [(); 3].map(|()| files.next().unwrap_or(""));
    for toml in [rules, manifest] {
        // What is laid out once stays so.
        if let Ok(formatted) = workshop::format_toml(toml) {
            let again = workshop::format_toml(&formatted).expect("it was read once");
            assert_eq!(again, formatted);
        }
    }
    let formatted = workshop::format_table(table);
    assert_eq!(workshop::format_table(&formatted), formatted);
    let mut builder = base();
    for (name, file) in [
        ("rules/tried.toml", rules),
        ("tables/tried.tsv", table),
        ("pack.toml", manifest),
    ] {
        if !file.is_empty() {
            builder = builder.overlay_file(name, file);
        }
    }
    let extractor = match builder.build() {
        Ok(extractor) => extractor,
        Err(error) => return is_refused_well(&error, &text),
    };
    let extraction = extractor.extract(&Document::new(&text));
    if let Err(broken) = invariants::check(&text, &extraction) {
        panic!("{broken}");
    }
    let _ = check(&extractor);
}

/// A pack of one table, which others are laid upon.
pub fn base() -> ExtractorBuilder {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("attache-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("tables")).expect("a folder can be made");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).expect("a file can be written")
        };
        write(
            "pack.toml",
            "name = \"base\"\nversion = \"1\"\nlanguage = \"en\"\nclitics = [\"'s\"]\n",
        );
        write(
            "tables/towns.tsv",
            "surface\tlabel\tid\tkind\nOslo\ttown\toslo\tport\nNew Town\ttown\tnew\t\n",
        );
        folder
    });
    Extractor::builder().pack_dir(folder)
}

/// A refusal names its place in the file, and can be read.
pub fn is_refused_well(error: &Error, text: &str) {
    assert!(error.is_pack(), "{error}");
    assert!(!error.to_string().is_empty());
    for mistake in error.diagnostics() {
        let (span, line) = (mistake.span(), mistake.line());
        assert!(
            span.start <= span.end && span.end <= text.len(),
            "{span:?}: {error}"
        );
        assert!(
            line >= 1 && line <= text.split('\n').count() + 1,
            "line {line}: {error}"
        );
        assert!(!mistake.message().is_empty(), "{error}");
    }
}
