//! Large arrays stored as their bytes, so that they are read as fast as memory is copied.
//!
//! For `#[serde(with = "crate::packed")]` on vectors of numbers and of small records of numbers, little-endian whatever the machine.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// What is stored in so many bytes, whatever its value: numbers one after the other, of records all first parts, then all second
/// ones.
pub(crate) trait Packed: Sized {
    const SIZE: usize;

    fn put_all(values: Vec<Self>, bytes: &mut Vec<u8>);

    /// Reads what [`put_all`](Packed::put_all) wrote of so many values.
    fn get_all(bytes: &[u8], count: usize) -> impl Iterator<Item = Self>;
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Packed for $number {
            const SIZE: usize = size_of::<Self>();

            fn put_all(values: Vec<Self>, bytes: &mut Vec<u8>) {
                bytes.extend(values.into_iter().flat_map(Self::to_le_bytes));
            }

            fn get_all(bytes: &[u8], count: usize) -> impl Iterator<Item = Self> {
                let (numbers, _) = bytes.as_chunks();
                numbers[..count].iter().copied().map(Self::from_le_bytes)
            }
        }
    )*};
}

number!(u8, u16, u32, u64, u128);

impl<A: Packed, B: Packed> Packed for (A, B) {
    const SIZE: usize = A::SIZE + B::SIZE;

    fn put_all(values: Vec<Self>, bytes: &mut Vec<u8>) {
        let (first, second) = values.into_iter().unzip();
        A::put_all(first, bytes);
        B::put_all(second, bytes);
    }

    fn get_all(bytes: &[u8], count: usize) -> impl Iterator<Item = Self> {
        let (first, second) = bytes.split_at(A::SIZE * count);
        A::get_all(first, count).zip(B::get_all(second, count))
    }
}

/// Implements [`Packed`] for a record by the pairs, in pairs if need be, that it is made to and from.
macro_rules! packed_as {
    ($record:ty, $pairs:ty, $to:expr, $from:expr) => {
        impl $crate::packed::Packed for $record {
            const SIZE: usize = <$pairs as $crate::packed::Packed>::SIZE;

            fn put_all(values: Vec<Self>, bytes: &mut Vec<u8>) {
                let pairs = values.into_iter().map($to).collect();
                <$pairs as $crate::packed::Packed>::put_all(pairs, bytes);
            }

            fn get_all(bytes: &[u8], count: usize) -> impl Iterator<Item = Self> {
                <$pairs as $crate::packed::Packed>::get_all(bytes, count).map($from)
            }
        }
    };
}
pub(crate) use packed_as;

pub(crate) fn serialize<T: Packed + Clone, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(values.len() * T::SIZE);
    T::put_all(values.to_vec(), &mut bytes);
    serializer.serialize_bytes(&bytes)
}

pub(crate) fn deserialize<'de, T: Packed, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

struct Bytes<T>(PhantomData<T>);

impl<T: Packed> Visitor<'_> for Bytes<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a multiple of {} bytes", T::SIZE)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        let count = bytes.len() / T::SIZE;
        match count * T::SIZE == bytes.len() {
            true => Ok(T::get_all(bytes, count).collect()),
            false => Err(E::invalid_length(bytes.len(), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_as_they_were() {
        let records = vec![(1_u8, (2_u32, 3_u64)), (4, (5, u64::MAX))];
        let mut bytes = Vec::new();
        Packed::put_all(records.clone(), &mut bytes);
        assert_eq!(bytes.len(), 26);
        let read = <(u8, (u32, u64))>::get_all(&bytes, 2);
        assert!(read.eq(records));
    }
}
