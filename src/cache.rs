//! Packs with large tables kept compiled beside them, so that they are not compiled whenever they are read.
//!
//! A cache holds for the very bytes of all files that the pack was compiled from, and for this version of attache with its
//! built-in pack; it is checked whole before it is used. One that can't be read or written is passed over.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;

use crate::builtin;
use crate::pack::snapshot::{restore, store};
use crate::pack::{Pack, PackSource};

/// The file in the folder of a pack.
const FILE: &str = ".attache-cache";

/// Packs whose files have fewer bytes than this are compiled as fast as a cache is read and checked.
const LEAST_BYTES: usize = 1 << 20;

/// Changes with what packs are compiled to.
const FORMAT: &str = concat!("attache 1 ", env!("CARGO_PKG_VERSION"));

/// A digest of 128 bits: against chance, not against those who could as well change the pack.
type Digest = [u8; 16];

/// The pack of these sources, if the folder has it compiled.
pub(crate) fn read(dir: &Path, sources: &[PackSource]) -> Option<Pack> {
    if is_small(sources) {
        return None;
    }
    let bytes = fs::read(dir.join(FILE)).ok()?;
    let (head, body) = bytes.split_first_chunk::<32>()?;
    if head[..16] != digest_of(sources) || head[16..] != digest(&[body]) {
        return None;
    }
    // What is restored is used where it lies, so it stays until the process ends.
    let bytes: &'static [u8] = bytes.leak();
    restore(&bytes[32..], sources)
}

/// Keeps a compiled pack in a folder.
pub(crate) fn write(dir: &Path, sources: &[PackSource], pack: &Pack) {
    if is_small(sources) {
        return;
    }
    let Some(body) = store(pack, sources) else {
        return;
    };
    let mut bytes = digest_of(sources).to_vec();
    bytes.extend(digest(&[&body]));
    bytes.extend(body);
    // Under another name first: who reads at the same time sees the old one or the new one whole.
    let unfinished = dir.join(format!("{FILE}.{}", std::process::id()));
    let written =
        fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, dir.join(FILE)));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
}

fn is_small(sources: &[PackSource]) -> bool {
    let own = sources.iter().skip(1).flat_map(|source| &source.files);
    own.map(|file| file.text.len()).sum::<usize>() < LEAST_BYTES
}

/// What a cache of these sources must have been made from.
fn digest_of(sources: &[PackSource]) -> Digest {
    let mut parts: Vec<&[u8]> = vec![FORMAT.as_bytes(), builtin::stored()];
    for source in sources {
        parts.push(b"a source");
        for file in &source.files {
            parts.extend([file.path.as_bytes(), file.text.as_bytes()]);
        }
    }
    digest(&parts)
}

fn digest(parts: &[&[u8]]) -> Digest {
    let mut digest = [0; 16];
    for (seed, half) in (0..).zip(digest.chunks_exact_mut(8)) {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(seed);
        for part in parts {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        half.copy_from_slice(&hasher.finish().to_le_bytes());
    }
    digest
}
