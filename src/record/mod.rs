//! What comes out.

pub(crate) mod forms;
mod offsets;
mod types;
mod words;

pub use types::{
    Amount, Certainty, Country, DocumentInfo, Event, Evidence, Extraction, Incomplete, Mention,
    OffsetUnit, Organization, Participant, Person, Place, Position, Record, Sector, Status,
    TemporalExpression, TimexType, Title,
};
