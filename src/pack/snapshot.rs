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
pub(crate) fn restore(bytes: &'static [u8], sources: &[PackSource]) -> Option<Pack> {
    let (places, mut pack): (Vec<usize>, Pack) = postcard::from_bytes(bytes).ok()?;
    let files: Vec<_> = sources.iter().flat_map(|source| &source.files).collect();
    for (table, place) in pack.tables.iter_mut().zip(places) {
        table.file = Arc::clone(files.get(place)?);
    }
    pack.programs.share_expressions();
    pack.left_out = Some(sources.to_vec());
    Some(pack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_pack_is_stored_again_the_same() {
        let mut source = PackSource::default();
        let table = "surface\tlabel\tid\nimpose~ sanctions\tblow\tb1\nU.S. envoy\tblow\tb2\n";
        source.add("tables/blows.tsv".into(), table.into());
        let rule = "[[rule]]\nid = 'x'\nemits = 'x'\npattern = '{b:blow[id=b1]} /[0-9]+/? (on|upon) {proper}+'\n\
            record = { blow = '{b.id}' }\nyes = ['x']\n";
        source.add("rules/x.toml".into(), rule.into());
        let sources = [source];
        let pack = crate::pack::build(&sources).expect("it is sound");
        let bytes = store(&pack, &sources).expect("it can be stored");
        let bytes: &'static [u8] = bytes.leak();
        let restored = restore(bytes, &sources).expect("it can be restored");
        assert!(restored.left_out.is_some() && restored.rules[0].yes.is_empty());
        assert_eq!(restored.surface(0), pack.surface(0));
        assert_eq!(store(&restored, &sources), Some(bytes.to_vec()));
        assert!(restore(&bytes[..bytes.len() / 2], &sources).is_none());
        assert!(restore(bytes, &[]).is_none());
    }
}
