//! The words that the output has for values of which there are few.

use std::fmt;

use super::types::{Certainty, OffsetUnit, Participant, Status, TimexType};
use crate::document::PublishedSource;

/// Gives a type the words of its serde form.
macro_rules! words {
    ($type:ident { $($value:ident => $word:literal),+ $(,)? }) => {
        impl $type {
            /// The word that the output has for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(test)]
        impl $type {
            const ALL: &[Self] = &[$(Self::$value),+];
        }
    };
}

words!(OffsetUnit { Byte => "byte", Char => "char", Utf16 => "utf16" });
words!(Status {
    Current => "current",
    Former => "former",
    Acting => "acting",
    Elect => "elect",
    Outgoing => "outgoing",
    Candidate => "candidate",
});
words!(Certainty { Stated => "stated", Derived => "derived" });
words!(TimexType { Date => "DATE", Time => "TIME", Duration => "DURATION", Set => "SET" });
words!(PublishedSource {
    Metadata => "metadata",
    Option => "option",
    Header => "header",
    Path => "path",
    FileTime => "file-time",
});

impl fmt::Display for Participant {
    /// Who it is, and the role in brackets: `RUS (actor)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reference, self.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_output() {
        fn check<T: serde::Serialize + ToString>(all: &[T]) {
            for value in all {
                let written = serde_json::to_value(value).expect("a word");
                assert_eq!(written, value.to_string());
            }
        }
        check(OffsetUnit::ALL);
        check(Status::ALL);
        check(Certainty::ALL);
        check(TimexType::ALL);
        check(PublishedSource::ALL);
    }
}
