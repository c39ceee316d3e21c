//! Lists the files of the built-in pattern pack, so that they are compiled into the library.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

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
    for file in files {
        let path = root.join(&file);
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "    ({file:?}, include_str!({path:?})),").expect("writing to a string");
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("builtin.rs"), code).expect("the build folder is writable");
}
