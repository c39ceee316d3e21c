//! Compiles the built-in pattern pack, so that the library has it ready.
//!
//! The modules that read and compile packs are the library's own; they need no others.

use std::borrow::Cow;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "src/error.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
mod error;
#[path = "src/matching/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the library uses the rest"
)]
mod matching;
#[path = "src/pack/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the library uses the rest"
)]
mod pack;
#[path = "src/packed.rs"]
mod packed;
#[path = "src/segment/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the library uses the rest"
)]
mod segment;

fn main() {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("patterns");
    let mut files = vec!["pack.toml".to_owned()];
    for folder in ["tables", "rules", "cases"] {
        let dir = root.join(folder);
        println!("cargo::rerun-if-changed={}", dir.display());
        let names = fs::read_dir(&dir).expect("the folder of the built-in pack is readable");
        for name in names {
            let name = name.expect("the folder is readable").file_name();
            files.push(format!(
                "{folder}/{}",
                name.to_str().expect("an ASCII name")
            ));
        }
    }
    files
        .retain(|file| matches!(Path::new(file).extension(), Some(e) if e == "tsv" || e == "toml"));
    files.sort();
    let mut code = String::from(
        "/// Path and text of every file of the built-in pack.\nconst BUILTIN_FILES: &[(&str, &str)] = &[\n",
    );
    let mut source = pack::PackSource::default();
    for file in files {
        let path = root.join(&file);
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "    ({file:?}, include_str!({path:?})),").expect("writing to a string");
        let text = fs::read_to_string(&path).expect("the file is readable");
        source.add(file, Cow::Owned(text));
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    // A pack that has mistakes is built all the same: `attache check` then tells them.
    let sources = [source];
    let pack = pack::build(&sources);
    if let Err(error) = &pack {
        for line in error.to_string().lines() {
            println!("cargo::warning={line}");
        }
    }
    let stored = pack
        .ok()
        .and_then(|pack| pack::snapshot::store(&pack, &sources));
    let path = out.join("builtin.pack");
    fs::write(&path, stored.unwrap_or_default()).expect("the build folder is writable");
    writeln!(
        code,
        "/// The pack compiled.\nconst BUILTIN_PACK: &[u8] = include_bytes!({path:?});"
    )
    .expect("writing to a string");
    fs::write(out.join("builtin.rs"), code).expect("the build folder is writable");
}
