//! The pack that is compiled into the library.

use std::borrow::Cow;

use crate::pack::snapshot::restore;
use crate::pack::{Pack, PackSource};

// The files of the pack, and the pack compiled from them, by the build script.
include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// Its files.
pub(crate) fn source() -> PackSource {
    let mut source = PackSource::default();
    for (path, text) in BUILTIN_FILES {
        source.add((*path).to_owned(), Cow::Borrowed(*text));
    }
    source
}

/// The pack as it is stored.
pub(crate) fn stored() -> &'static [u8] {
    BUILTIN_PACK
}

/// The pack, without what only serves to try it.
pub(crate) fn pack() -> Option<Pack> {
    restore(BUILTIN_PACK, &[source()])
}
