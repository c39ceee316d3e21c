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
    pub(crate) surface: String,
    pub(crate) label: LabelId,
    pub(crate) case: Case,
    pub(crate) entry: EntryId,
    /// The codes of its words and marks.
    pub(crate) codes: Vec<u32>,
}

/// The compiled gazetteers.
#[derive(Debug)]
pub(crate) struct Phrases {
    automaton: Option<AhoCorasick>,
    /// For each pattern of the automaton, its members in `members`.
    groups: Vec<std::ops::Range<u32>>,
    members: Vec<Member>,
}

#[derive(Debug)]
struct Member {
    surface: Box<str>,
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
    pub(crate) fn build(mut phrases: Vec<Phrase>, vocabulary: &Vocabulary) -> Self {
        phrases.retain(|phrase| !phrase.codes.is_empty());
        let as_string = |phrase: &Phrase| -> String {
            let codes = phrase.codes.iter();
            codes.map(|&code| vocabulary.phrase_char(code)).collect()
        };
        let mut keyed: Vec<(String, Phrase)> =
            phrases.into_iter().map(|p| (as_string(&p), p)).collect();
        keyed.sort_by(|(a, p), (b, q)| {
            a.cmp(b).then_with(|| (p.label, p.entry).cmp(&(q.label, q.entry)))
        });
        let mut patterns: Vec<String> = Vec::new();
        let mut groups: Vec<std::ops::Range<u32>> = Vec::new();
        let mut members = Vec::with_capacity(keyed.len());
        for (key, phrase) in keyed {
            let index = members.len() as u32;
            members.push(Member {
                surface: phrase.surface.into(),
                label: phrase.label,
                case: phrase.case,
                entry: phrase.entry,
            });
            match (patterns.last(), groups.last_mut()) {
                (Some(last), Some(group)) if *last == key => group.end = index + 1,
                _ => {
                    patterns.push(key);
                    groups.push(index..index + 1);
                }
            }
        }
        // Building fails only past the automaton's 2^31 states, more than the vocabulary has room for.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .ok()
            .filter(|_| !patterns.is_empty());
        Self {
            automaton,
            groups,
            members,
        }
    }

    /// Finds all phrases, leftmost-longest for each label, in order of their start.
    pub(crate) fn find<'s>(
        &self,
        text: &str,
        segmented: &Segmented,
        vocabulary: &Vocabulary,
        scratch: &'s mut PhraseScratch,
    ) -> &'s [Hit] {
        let PhraseScratch {
            codes,
            origins,
            hits,
            last_end,
        } = scratch;
        hits.clear();
        encode(segmented, vocabulary, codes, origins);
        let Some(automaton) = &self.automaton else {
            return hits;
        };
        for found in automaton.find_overlapping_iter(codes.as_str()) {
            let start = origins[found.start()];
            let end = origins[found.end() - 1] + 1;
            let (from, to) = segmented.span(start, end);
            let group = self.groups[found.pattern().as_usize()].clone();
            let mut last_label = None;
            for member in &self.members[group.start as usize..group.end as usize] {
                if last_label != Some(member.label)
                    && case_agrees(&member.surface, &text[from..to], member.case)
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
    if case == Case::Upper && !surface.contains(char::is_uppercase) {
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
        assert!(case_agrees("prime minister", "Prime\nMinister", Case::Upper));
        assert!(!case_agrees("May", "MAY", Case::Exact));
        assert!(case_agrees("Côte d'Ivoire", "Cote d\u{2019}Ivoire", Case::Exact));
        assert!(case_agrees("May", "may", Case::Any));
    }
}
