//! The language that a text is in.

use isolang::Language;

use crate::segment::beginning;

/// So many bytes are enough to tell a language by.
const SAMPLE_BYTES: usize = 4096;

/// Less text than this says little of its language.
const LEAST_CHARACTERS: usize = 120;

/// The language of a text by its letters and their neighbours, as a BCP 47 tag; none where that is in
/// doubt, as it is of a short text or a list of names.
///
/// # Examples
///
/// ```
/// use attache::read::language;
///
/// let text = "Der russische Vize-Ministerpräsident sprach am Montag in Berlin mit Vertretern der \
///     Regierung über die Zusammenarbeit beider Länder in der Landwirtschaft.";
/// assert_eq!(language(text), Some("de"));
/// assert_eq!(language("Berlin"), None);
/// ```
pub fn language(text: &str) -> Option<&'static str> {
    let sample = beginning(text, SAMPLE_BYTES);
    sample.chars().nth(LEAST_CHARACTERS)?;
    let found = whatlang::detect(sample)?;
    if !found.is_reliable() {
        return None;
    }
    let code = found.lang().code();
    let language = Language::from_639_3(code)?;
    Some(language.to_639_1().unwrap_or(code))
}
