//! What tells a text from all others.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a text as UTF-8, in hexadecimal digits: what `document.digest` holds.
///
/// # Examples
///
/// ```
/// let digest = attache::read::digest("Talks.");
/// assert_eq!(digest.len(), 64);
/// assert!(digest.starts_with("bf392b710d1c70a9"));
/// ```
pub fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
