//! The forms of mentions that only refer, whatever they are mentions of.

pub(crate) const PRONOUN: &str = "pronoun";
pub(crate) const TITLE: &str = "title";
pub(crate) const GROUP: &str = "group";

/// True for the form of a mention that is no name, such as a pronoun.
pub(crate) fn only_refers(form: &str) -> bool {
    [PRONOUN, TITLE, GROUP].contains(&form)
}
