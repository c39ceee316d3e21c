//! A compiled pack stored as bytes, so that it is ready without being compiled again.
//!
//! The texts of tables are not stored: rows refer to the files that the pack was read from, which have to be at hand.
//! What only serves to try a pack (examples, cases, places of rules) is left out.

use std::sync::Arc;

use super::model::Pack;
use super::source::PackSource;

/// Stores a pack. None if one of its tables is of no file of these sources.
#[allow(
    dead_code,
    reason = "the build script stores packs, the library restores them"
)]
pub(crate) fn store(pack: &Pack, sources: &[PackSource]) -> Option<Vec<u8>> {
    let files: Vec<_> = sources.iter().flat_map(|source| &source.files).collect();
    let place = |file| files.iter().position(|known| Arc::ptr_eq(known, file));
    let places = pack.tables.iter().map(|table| place(&table.file));
    let places = places.collect::<Option<Vec<usize>>>()?;
    postcard::to_allocvec(&(places, pack)).ok()
}

/// Restores a pack that was stored with the same sources. None if the bytes are no pack.
#[allow(
    dead_code,
    reason = "the build script stores packs, the library restores them"
)]
pub(crate) fn restore(bytes: &[u8], sources: &[PackSource]) -> Option<Pack> {
    let (places, mut pack): (Vec<usize>, Pack) = postcard::from_bytes(bytes).ok()?;
    let files: Vec<_> = sources.iter().flat_map(|source| &source.files).collect();
    for (table, place) in pack.tables.iter_mut().zip(places) {
        table.file = Arc::clone(files.get(place)?);
    }
    pack.programs.share_expressions();
    pack.is_stripped = true;
    Some(pack)
}
