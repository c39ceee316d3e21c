//! Case and accents folded away, so that one spelling stands for all.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters that show nothing and separate nothing: soft hyphen, zero-width and bidirectional marks.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// True for both apostrophes that news text has inside words, typed and typeset.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}')
}

/// Replaces `out` by the folded word: lower case, no accents, plain apostrophes.
pub(crate) fn fold_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
        return;
    }
    strip_accents(word, |c| out.extend(c.to_lowercase()));
}

/// A word folded as by [`fold_into`].
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::new();
    fold_into(word, &mut folded);
    folded
}

/// Hands on the characters of a word without accents, in their own case.
///
/// Letters that Unicode does not decompose, such as ø and ł, become what news agencies write for them.
pub(crate) fn strip_accents(word: &str, mut push: impl FnMut(char)) {
    for c in word.nfd() {
        let plain = match c {
            'ø' => "o",
            'Ø' => "O",
            'ł' => "l",
            'Ł' => "L",
            'đ' | 'ð' => "d",
            'Đ' | 'Ð' => "D",
            'ı' => "i",
            'ħ' => "h",
            'Ħ' => "H",
            'æ' => "ae",
            'Æ' => "Ae",
            'œ' => "oe",
            'Œ' => "Oe",
            'ß' => "ss",
            'þ' => "th",
            'Þ' => "Th",
            _ if is_combining_mark(c) || is_ignorable(c) => continue,
            _ if is_apostrophe(c) => "'",
            _ => {
                push(c);
                continue;
            }
        };
        plain.chars().for_each(&mut push);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_invisible_characters_are_folded() {
        assert_eq!(fold("CÔTE"), "cote");
        assert_eq!(fold("Støre"), "store");
        assert_eq!(fold("Ja\u{2019}afari"), "ja'afari");
        assert_eq!(fold("min\u{AD}is\u{200B}ter"), "minister");
        assert_eq!(fold("Russia"), "russia");
    }
}
