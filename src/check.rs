//! A pack tried on its own examples.
use crate::Extractor;
/// Report.
pub struct Report;
/// Check.
pub fn check(_e: &Extractor) -> Report { Report }
