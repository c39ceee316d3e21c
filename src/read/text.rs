//! Plain text, decoded.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::error::Error;

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Reads a text file.
///
/// A byte order mark is dropped: spans refer to the text without it.
///
/// # Errors
///
/// If the file can't be read, or is not UTF-8: then the error names the byte where it stops being so.
///
/// # Examples
///
/// ```
/// let error = attache::read::text_file("no/such/file.txt").unwrap_err();
/// assert!(error.is_io());
/// ```
pub fn text_file(path: impl AsRef<Path>) -> Result<String, Error> {
    let path = path.as_ref();
    let bytes = fs::read(path).map_err(|error| Error::io(path, error))?;
    decode(bytes, &path.display().to_string())
}

/// Reads a text to its end; `name` stands in the error, and nowhere else.
///
/// A byte order mark is dropped: spans refer to the text without it.
///
/// # Errors
///
/// If the reader fails, or its bytes are not UTF-8: then the error names the byte where they stop
/// being so.
///
/// # Examples
///
/// ```
/// use attache::read;
///
/// assert_eq!(read::text("\u{FEFF}Talks".as_bytes(), "talks.txt")?, "Talks");
/// let error = read::text(&b"caf\xE9"[..], "menu.txt").unwrap_err();
/// assert_eq!(error.to_string(), "menu.txt: not UTF-8 at byte 3");
/// # Ok::<(), attache::Error>(())
/// ```
pub fn text(mut reader: impl Read, name: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| Error::io(Path::new(name), error))?;
    decode(bytes, name)
}

fn decode(mut bytes: Vec<u8>, name: &str) -> Result<String, Error> {
    // The check comes first, so that the byte of the error counts in the file as it is.
    if let Err(error) = std::str::from_utf8(&bytes) {
        let at = error.valid_up_to();
        let hint = match &bytes[..] {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => ": it looks like UTF-16",
            _ => "",
        };
        return Err(Error::input(format!(
            "{name}: not UTF-8 at byte {at}{hint}"
        )));
    }
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| Error::input(format!("{name}: {error}")))
}

/// The bytes without a byte order mark.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}
