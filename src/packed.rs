//! Large arrays stored as their bytes, so that they are read as fast as memory is copied.
//!
//! For `#[serde(with = "crate::packed")]` on vectors of numbers and of small records of numbers, little-endian whatever the machine.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// What is stored in so many bytes, whatever its value.
pub(crate) trait Packed: Sized {
    const SIZE: usize;

    fn put(&self, bytes: &mut Vec<u8>);

    /// Reads what [`put`](Packed::put) wrote, from the beginning of at least so many bytes.
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($($number:ty),*) => {$(
        impl Packed for $number {
            const SIZE: usize = size_of::<Self>();

            fn put(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn get(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.first_chunk().copied().unwrap_or_default())
            }
        }
    )*};
}

number!(u8, u16, u32, u64, u128);

macro_rules! tuple {
    ($($part:ident $at:tt),*) => {
        impl<$($part: Packed),*> Packed for ($($part,)*) {
            const SIZE: usize = 0 $(+ $part::SIZE)*;

            fn put(&self, bytes: &mut Vec<u8>) {
                $(self.$at.put(bytes);)*
            }

            fn get(bytes: &[u8]) -> Self {
                let mut at = 0;
                ($({
                    let part = $part::get(&bytes[at..]);
                    at += $part::SIZE;
                    let _ = at;
                    part
                },)*)
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);

/// Implements [`Packed`] for a record by the tuple that it is made to and from.
macro_rules! packed_as {
    ($record:ty, $tuple:ty, $to:expr, $from:expr) => {
        impl $crate::packed::Packed for $record {
            const SIZE: usize = <$tuple as $crate::packed::Packed>::SIZE;

            fn put(&self, bytes: &mut Vec<u8>) {
                let to: fn(&Self) -> $tuple = $to;
                to(self).put(bytes);
            }

            fn get(bytes: &[u8]) -> Self {
                let from: fn($tuple) -> Self = $from;
                from($crate::packed::Packed::get(bytes))
            }
        }
    };
}
pub(crate) use packed_as;

pub(crate) fn serialize<T: Packed, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(values.len() * T::SIZE);
    values.iter().for_each(|value| value.put(&mut bytes));
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
        let records = bytes.chunks_exact(T::SIZE);
        match records.remainder() {
            [] => Ok(records.map(T::get).collect()),
            _ => Err(E::invalid_length(bytes.len(), &self)),
        }
    }
}
