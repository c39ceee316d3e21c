//! When a document is given up.

use std::time::Instant;

/// The time until which a document is worked at, if there is one.
///
/// Stages that take long look now and then whether it is over, and leave off; what they have then is of no use. Since what is
/// over stays over, it is enough that the extraction ends in asking once more.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(crate) fn at(time: Instant) -> Self {
        Self(Some(time))
    }

    pub(crate) fn is_over(self) -> bool {
        self.0.is_some_and(|time| Instant::now() >= time)
    }
}
