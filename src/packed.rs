//! Large arrays stored as their bytes: read as fast as memory is copied, or where they are, without being copied at all.
//!
//! Every value is some 32-bit words, little-endian whatever the machine.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is stored as some words, whatever its value.
pub(crate) trait Packed: Copy {
    type Bytes: Copy + fmt::Debug + 'static;

    fn to_bytes(self) -> Self::Bytes;
    fn from_bytes(bytes: Self::Bytes) -> Self;

    /// The bytes of several values; none if they are no multiple of one's.
    fn chunks(bytes: &[u8]) -> Option<&[Self::Bytes]>;
    fn flat(chunks: &[Self::Bytes]) -> &[u8];
}

/// Implements [`Packed`] by the words that a value is made to and from.
macro_rules! packed_as {
    ($value:ty, $words:literal, $to:expr, $from:expr) => {
        impl $crate::packed::Packed for $value {
            type Bytes = [[u8; 4]; $words];

            #[inline]
            fn to_bytes(self) -> Self::Bytes {
                let to: fn(Self) -> [u32; $words] = $to;
                to(self).map(u32::to_le_bytes)
            }

            #[inline]
            fn from_bytes(bytes: Self::Bytes) -> Self {
                let from: fn([u32; $words]) -> Self = $from;
                // A loop, since `map` over arrays is not inlined.
                let mut words = [0; $words];
                for (word, bytes) in words.iter_mut().zip(bytes) {
                    *word = u32::from_le_bytes(bytes);
                }
                from(words)
            }

            #[inline]
            fn chunks(bytes: &[u8]) -> Option<&[Self::Bytes]> {
                let (words, part) = bytes.as_chunks();
                let (chunks, odd) = words.as_chunks();
                (part.is_empty() && odd.is_empty()).then_some(chunks)
            }

            #[inline]
            fn flat(chunks: &[Self::Bytes]) -> &[u8] {
                chunks.as_flattened().as_flattened()
            }
        }
    };
}
pub(crate) use packed_as;

packed_as!(u16, 1, |n| [n.into()], |[n]| n as u16);
packed_as!(u32, 1, |n| [n], |[n]| n);
packed_as!(
    u64,
    2,
    |n| [n as u32, (n >> 32) as u32],
    |[low, high]| u64::from(low) | u64::from(high) << 32
);
packed_as!(
    u128,
    4,
    |n| [0, 32, 64, 96].map(|shift| (n >> shift) as u32),
    |words| words
        .iter()
        .rev()
        .fold(0, |n, word| n << 32 | u128::from(*word))
);
packed_as!((u16, u32), 2, |(a, b)| [a.into(), b], |[a, b]| (
    a as u16, b
));
packed_as!((u32, u8), 2, |(a, b)| [a, b.into()], |[a, b]| (a, b as u8));
packed_as!((u32, u32), 2, |(a, b)| [a, b], |[a, b]| (a, b));

/// For `#[serde(with = "crate::packed")]` on vectors.
pub(crate) fn serialize<T: Packed, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let chunks: Vec<T::Bytes> = values.iter().map(|value| value.to_bytes()).collect();
    serializer.serialize_bytes(T::flat(&chunks))
}

pub(crate) fn deserialize<'de, T: Packed, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let chunks = deserializer.deserialize_bytes(Chunks::<T>(PhantomData))?;
    Ok(chunks.iter().copied().map(T::from_bytes).collect())
}

struct Chunks<T>(PhantomData<T>);

impl<'de, T: Packed> Visitor<'de> for Chunks<T> {
    type Value = &'de [T::Bytes];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a multiple of the bytes of a value")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        T::chunks(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
    }
}

/// For `#[serde(with = "crate::packed::bytes")]`: bytes as they are.
pub(crate) mod bytes {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Values that stay where they are stored. They can be added to, which copies those that were stored.
pub(crate) struct Column<T: Packed>(Cow<'static, [T::Bytes]>);

impl<T: Packed> Column<T> {
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The value at a place, which must be there, as for all slices.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> T {
        T::from_bytes(self.0[place])
    }

    #[inline]
    pub(crate) fn get(&self, place: usize) -> Option<T> {
        self.0.get(place).copied().map(T::from_bytes)
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> {
        self.0.iter().copied().map(T::from_bytes)
    }

    /// The values of a range.
    #[inline]
    pub(crate) fn range(&self, range: Range<usize>) -> impl ExactSizeIterator<Item = T> {
        self.0[range].iter().copied().map(T::from_bytes)
    }

    /// The first place of a range whose value is not before what is looked for; the values are in order.
    pub(crate) fn partition(&self, range: Range<usize>, is_before: impl Fn(T) -> bool) -> usize {
        let found = self.0[range.clone()].partition_point(|bytes| is_before(T::from_bytes(*bytes)));
        range.start + found
    }

    pub(crate) fn push(&mut self, value: T) {
        self.0.to_mut().push(value.to_bytes());
    }

    pub(crate) fn set(&mut self, place: usize, value: T) {
        self.0.to_mut()[place] = value.to_bytes();
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.0.to_mut().truncate(length);
    }

    /// Makes room for so many values, new ones all the same.
    pub(crate) fn resize(&mut self, length: usize, value: T) {
        self.0.to_mut().resize(length, value.to_bytes());
    }
}

impl<T: Packed> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().map(T::to_bytes).collect())
    }
}

impl<T: Packed> Default for Column<T> {
    fn default() -> Self {
        Self(Cow::Borrowed(&[]))
    }
}

impl<T: Packed> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.len())
    }
}

impl<T: Packed> Serialize for Column<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(T::flat(&self.0))
    }
}

impl<'de: 'static, T: Packed> Deserialize<'de> for Column<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let chunks = deserializer.deserialize_bytes(Chunks::<T>(PhantomData))?;
        Ok(Self(Cow::Borrowed(chunks)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        fn there_and_back<T: Packed + PartialEq + fmt::Debug>(values: &[T]) {
            let mut column: Column<T> = values[1..].iter().copied().collect();
            column.push(values[0]);
            let bytes = T::flat(&column.0).to_vec();
            let read = T::chunks(&bytes).expect("whole values");
            let read: Vec<T> = read.iter().copied().map(T::from_bytes).collect();
            assert_eq!(
                (&read[..read.len() - 1], read.last()),
                (&values[1..], values.first())
            );
            assert!(T::chunks(&bytes[1..]).is_none());
        }
        there_and_back(&[1_u16, u16::MAX]);
        there_and_back(&[1_u32, u32::MAX]);
        there_and_back(&[1_u64, u64::MAX - 1, 1 << 32]);
        there_and_back(&[1_u128, u128::MAX - 1, 7 << 70]);
        there_and_back(&[(3_u16, 1_u32), (4, 5)]);
        there_and_back(&[(3_u32, 1_u8), (4, 5)]);
    }
}
