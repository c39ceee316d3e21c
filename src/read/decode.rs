//! Bytes of any encoding made text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and the encoding that it was in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded {
    /// The text, without a byte order mark. What was not in the encoding is U+FFFD.
    pub text: String,
    /// The name of the encoding in the WHATWG Encoding Standard, such as `windows-1252`.
    pub encoding: &'static str,
}

/// Decodes bytes: by their byte order mark; else as UTF-16 if every other byte is mostly zero; else as UTF-8
/// if they are that; else by the label that comes with them, such as the `charset` of a page; else by what
/// [`chardetng`] takes them for, which is what browsers do.
///
/// It is total: what no encoding explains becomes U+FFFD. Control characters stay as they are.
///
/// # Examples
///
/// ```
/// use attache::read::decode;
///
/// assert_eq!(decode(b"caf\xC3\xA9", None).encoding, "UTF-8");
/// assert_eq!(decode(b"caf\xE9", Some("latin1")).text, "café");
/// let page = decode(b"\xFF\xFEH\0i\0", None);
/// assert_eq!((page.text.as_str(), page.encoding), ("Hi", "UTF-16LE"));
/// ```
pub fn decode(bytes: &[u8], label: Option<&str>) -> Decoded {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (without_mark(bytes, label), bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
    }
}

fn without_mark(bytes: &[u8], label: Option<&str>) -> &'static Encoding {
    if let Some(encoding) = wide(bytes) {
        return encoding;
    }
    // A label in front of UTF-8 is more often wrong than bytes are UTF-8 by chance.
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let labelled = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    // A page that calls itself UTF-16 in ASCII letters is not.
    if let Some(encoding) = labelled.filter(|encoding| encoding.is_ascii_compatible()) {
        return encoding;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(DETECTED_BYTES)], true);
    detector.guess(None, Utf8Detection::Allow)
}

/// So many bytes are enough to tell an encoding by.
const DETECTED_BYTES: usize = 64 * 1024;

/// UTF-16 without a byte order mark: of European text, one byte of two is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(DETECTED_BYTES)];
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    match (even, odd) {
        _ if half < 2 => None,
        (even, odd) if odd * 10 > half * 7 && even * 10 < half => Some(UTF_16LE),
        (even, odd) if even * 10 > half * 7 && odd * 10 < half => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: Option<&str>) -> (String, &'static str) {
        let Decoded { text, encoding } = decode(bytes, label);
        (text, encoding)
    }

    #[test]
    fn marks_win_then_utf_8_then_labels() {
        assert_eq!(
            decoded(b"\xEF\xBB\xBFa", Some("utf-16")),
            ("a".into(), "UTF-8")
        );
        assert_eq!(decoded(b"\xFE\xFF\0a", None), ("a".into(), "UTF-16BE"));
        assert_eq!(
            decoded("né".as_bytes(), Some("latin1")),
            ("né".into(), "UTF-8")
        );
        assert_eq!(
            decoded(b"\x80 100", Some("windows-1252")),
            ("€ 100".into(), "windows-1252")
        );
        assert_eq!(decoded(b"n\xE9", Some("no such")).0, "né");
    }

    #[test]
    fn what_says_nothing_is_guessed() {
        let wide: Vec<u8> = "The ministers met."
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            decoded(&wide, None),
            ("The ministers met.".into(), "UTF-16LE")
        );
        let wide: Vec<u8> = "Das Gespräch fand am Montag statt."
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(
            decoded(&wide, None),
            ("Das Gespräch fand am Montag statt.".into(), "UTF-16BE")
        );
        let (text, encoding) = decoded(b"The minister\x92s talks in S\xE3o Paulo", None);
        assert_eq!(
            (text.as_str(), encoding),
            ("The minister’s talks in São Paulo", "windows-1252")
        );
    }

    #[test]
    fn nothing_fails() {
        assert_eq!(decoded(b"", None).0, "");
        assert_eq!(decoded(b"a\0\x07b", None).0, "a\0\u{7}b");
        assert_eq!(decoded(b"a\xFF", Some("utf-8")).0, "a\u{FFFD}");
    }
}
