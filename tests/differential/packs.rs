//! Packs that have nothing in common with the built-in one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use attache::{Extractor, ExtractorBuilder};

const PACK: &str = r#"
language = "en"
clitics = ["'s"]

[macros]
and = '(,|and)'
"#;

/// A folder with a pack without words and rules, under all packs of these tests.
fn base() -> &'static Path {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    BASE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential");
        fs::create_dir_all(&folder).expect("the folder is writable");
        fs::write(folder.join("pack.toml"), PACK).expect("the folder is writable");
        folder
    })
}

/// The extractor of a pack of these files alone.
pub(crate) fn extractor(files: &[(&str, &str)]) -> Extractor {
    let lay = |builder: ExtractorBuilder, file: &(&str, &str)| builder.overlay_file(file.0, file.1);
    let builder = files
        .iter()
        .fold(Extractor::builder().pack_dir(base()), lay);
    builder
        .build()
        .unwrap_or_else(|error| panic!("{error}\n{files:#?}"))
}
