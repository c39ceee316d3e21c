//! All phrases of all gazetteers, found in one pass over word codes.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::vocabulary::Vocabulary;
use super::{EntryId, LabelId};
use crate::segment::{Segmented, strip_accents};

/// How a phrase's letters must agree with the text's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Case {
    /// Upper-case letters of the phrase must be upper case in the text.
    #[default]
    Upper,
    /// All letters must be as in the phrase.
    Exact,
    /// Case does not matter.
    Any,
}

/// A phrase to be found.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) label: LabelId,
    pub(crate) case: Case,
    pub(crate) entry: EntryId,
    /// The codes of its words and marks.
    pub(crate) codes: Vec<u32>,
}

/// The compiled gazetteers: single words by their code, longer phrases by an automaton.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// For each code, where the members of its word begin; one more at the end.
    singles: Vec<u32>,
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton, where its members begin; one more at the end.
    groups: Vec<u32>,
    single_members: Vec<Member>,
    members: Vec<Member>,
}

/// What a phrase can stand for.
#[derive(Clone, Copy, Debug)]
struct Member {
    label: LabelId,
    case: Case,
    entry: EntryId,
}

/// A phrase found in the text. Hits of one label never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The first token.
    pub(crate) start: u32,
    /// One past the last token.
    pub(crate) end: u32,
    pub(crate) label: LabelId,
    pub(crate) entry: EntryId,
}

/// Buffers of [`Phrases::find`], reused from document to document.
#[derive(Debug, Default)]
pub(crate) struct PhraseScratch {
    codes: String,
    /// The token behind each byte of `codes`.
    origins: Vec<u32>,
    hits: Vec<Hit>,
    last_end: Vec<u32>,
}

impl Phrases {
    pub(crate) fn build(phrases: Vec<Phrase>, vocabulary: &Vocabulary) -> Self {
        let member = |phrase: &Phrase| Member {
            label: phrase.label,
            case: phrase.case,
            entry: phrase.entry,
        };
        let (mut single, mut longer): (Vec<Phrase>, Vec<Phrase>) = phrases
            .into_iter()
            .filter(|phrase| !phrase.codes.is_empty())
            .partition(|phrase| phrase.codes.len() == 1);
        single.sort_unstable_by_key(|p| (p.codes[0], p.label, p.entry));
        longer.sort_unstable_by(|a, b| {
            a.codes
                .cmp(&b.codes)
                .then_with(|| (a.label, a.entry).cmp(&(b.label, b.entry)))
        });
        let mut singles = Vec::with_capacity(vocabulary.len() + 1);
        for code in 0..=vocabulary.len() as u32 {
            singles.push(single.partition_point(|phrase| phrase.codes[0] < code) as u32);
        }
        let mut patterns: Vec<String> = Vec::new();
        let mut groups: Vec<u32> = Vec::new();
        let mut last: &[u32] = &[];
        for (index, phrase) in (0..).zip(&longer) {
            if phrase.codes != last {
                let codes = phrase.codes.iter();
                patterns.push(codes.map(|&code| vocabulary.phrase_char(code)).collect());
                groups.push(index);
                last = &phrase.codes;
            }
        }
        groups.push(longer.len() as u32);
        // Building fails only past the automaton's 2^31 states, more than the vocabulary has room for.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .ok()
            .filter(|_| !patterns.is_empty());
        Self {
            singles,
            automaton,
            groups,
            single_members: single.iter().map(member).collect(),
            members: longer.iter().map(member).collect(),
        }
    }

    /// Finds all phrases, leftmost-longest for each label, in order of their start. `surface` gives
    /// the words of an entry.
    pub(crate) fn find<'s, 'p>(
        &self,
        text: &str,
        segmented: &Segmented,
        vocabulary: &Vocabulary,
        surface: impl Fn(EntryId) -> &'p str,
        scratch: &'s mut PhraseScratch,
    ) -> &'s [Hit] {
        let PhraseScratch {
            codes,
            origins,
            hits,
            last_end,
        } = scratch;
        hits.clear();
        let mut add = |start: u32, end: u32, members: &[Member]| {
            let mut last_label = None;
            for member in members.iter() {
                let is_new = last_label != Some(member.label);
                if is_new
                    && (member.case == Case::Any || {
                        let (from, to) = segmented.span(start, end);
                        case_agrees(surface(member.entry), &text[from..to], member.case)
                    })
                {
                    last_label = Some(member.label);
                    hits.push(Hit {
                        start,
                        end,
                        label: member.label,
                        entry: member.entry,
                    });
                }
            }
        };
        for (index, token) in (0..).zip(&segmented.tokens) {
            let code = token.code as usize;
            let (from, to) = (self.singles[code] as usize, self.singles[code + 1] as usize);
            if from < to {
                add(index, index + 1, &self.single_members[from..to]);
            }
        }
        if let Some(automaton) = &self.automaton {
            encode(segmented, vocabulary, codes, origins);
            for found in automaton.find_overlapping_iter(codes.as_str()) {
                let pattern = found.pattern().as_usize();
                let members = self.groups[pattern] as usize..self.groups[pattern + 1] as usize;
                let end = origins[found.end() - 1] + 1;
                add(origins[found.start()], end, &self.members[members]);
            }
        }
        hits.sort_unstable_by_key(|hit| (hit.start, u32::MAX - hit.end, hit.label, hit.entry));
        last_end.clear();
        hits.retain(|hit| {
            let label = hit.label.index();
            if last_end.len() <= label {
                last_end.resize(label + 1, 0);
            }
            let free = hit.start >= last_end[label];
            if free {
                last_end[label] = hit.end;
            }
            free
        });
        hits
    }
}

/// Writes the text as a string of codes. Runs of unknown words shrink to one character; so does
/// the end of a sentence, which no phrase crosses.
fn encode(
    segmented: &Segmented,
    vocabulary: &Vocabulary,
    codes: &mut String,
    origins: &mut Vec<u32>,
) {
    codes.clear();
    origins.clear();
    let mut last = '\0';
    for sentence in &segmented.sentences {
        for index in sentence.start..sentence.end {
            let c = vocabulary.phrase_char(segmented.tokens[index as usize].code);
            if c != '\0' || last != '\0' {
                codes.push(c);
                origins.resize(codes.len(), index);
            }
            last = c;
        }
        if last != '\0' {
            codes.push('\0');
            origins.resize(codes.len(), sentence.end - 1);
            last = '\0';
        }
    }
}

/// True if the text's letters agree in case with the surface's. Both fold to the same letters.
fn case_agrees(surface: &str, text: &str, case: Case) -> bool {
    if case == Case::Any || surface == text {
        return true;
    }
    let letters = |word: &str| {
        let mut letters = Vec::with_capacity(word.len());
        strip_accents(word, |c| {
            if c.is_alphanumeric() {
                letters.push(c);
            }
        });
        letters
    };
    let (surface, text) = (letters(surface), letters(text));
    surface.len() == text.len()
        && surface.iter().zip(&text).all(|(s, t)| match case {
            Case::Exact => s == t,
            _ => !s.is_uppercase() || t.is_uppercase(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_checked_after_the_match() {
        assert!(case_agrees("Russia", "RUSSIA", Case::Upper));
        assert!(!case_agrees("Russia", "russia", Case::Upper));
        assert!(!case_agrees("US", "us", Case::Upper));
        assert!(case_agrees(
            "prime minister",
            "Prime\nMinister",
            Case::Upper
        ));
        assert!(!case_agrees("May", "MAY", Case::Exact));
        assert!(case_agrees(
            "Côte d'Ivoire",
            "Cote d\u{2019}Ivoire",
            Case::Exact
        ));
        assert!(case_agrees("May", "may", Case::Any));
    }
}
