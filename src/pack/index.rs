//! Rows of tables found by a key: a table of hashes, sorted, so that it is read from where it is stored as it is.

use serde::{Deserialize, Serialize};

use crate::matching::hash;
use crate::packed::Column;

/// The numbers of a table and of its row.
pub(super) type Place = (u16, u32);

/// Places by the hashes of their keys. Keys are not kept: who finds a place looks whether it has the key.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Index {
    /// In order.
    hashes: Column<u64>,
    places: Column<Place>,
    /// For each value of the first bits of a hash, where its hashes begin, and one more at the end.
    buckets: Column<u32>,
}

impl Index {
    /// An index of places in the order in which they are to be found.
    pub(super) fn new<'k>(keys: impl Iterator<Item = (&'k str, Place)>) -> Self {
        let mut sorted: Vec<(u64, Place)> = keys
            .map(|(key, place)| (hash(key.as_bytes()), place))
            .collect();
        sorted.sort_by_key(|(hash, _)| *hash);
        let bits = sorted.len().max(1).ilog2();
        let mut index = Self {
            hashes: sorted.iter().map(|(hash, _)| *hash).collect(),
            places: sorted.iter().map(|(_, place)| *place).collect(),
            buckets: Column::default(),
        };
        for bucket in 0..=1_u128 << bits {
            let first = bucket << (u64::BITS - bits);
            let all = 0..index.hashes.len();
            let begin = index.hashes.partition(all, |hash| u128::from(hash) < first);
            index.buckets.push(begin as u32);
        }
        index
    }

    /// The places whose key has the hash of this one, in order.
    pub(super) fn of(&self, key: &str) -> impl Iterator<Item = Place> {
        let wanted = hash(key.as_bytes());
        let bits = self.buckets.len().max(2).ilog2();
        let bucket = wanted.checked_shr(u64::BITS - bits).unwrap_or(0) as usize;
        let range = match (self.buckets.get(bucket), self.buckets.get(bucket + 1)) {
            (Some(from), Some(to)) => from as usize..to as usize,
            _ => 0..0,
        };
        let hashes = range.clone().zip(self.hashes.range(range));
        hashes
            .filter(move |(_, hash)| *hash == wanted)
            .map(|(at, _)| self.places.at(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_their_keys() {
        for count in [0, 1, 2, 3, 100] {
            let keys: Vec<String> = (0..count).map(|number| format!("key {number}")).collect();
            let places = keys
                .iter()
                .map(String::as_str)
                .zip((0..).map(|row| (7, row)));
            let index = Index::new(places.clone().chain(places.clone()));
            for (key, place) in places {
                assert_eq!(index.of(key).collect::<Vec<_>>(), [place, place]);
            }
            assert_eq!(index.of("another").next(), None);
        }
    }
}
