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
    /// Where the codes of its words and marks stand in the list of all codes.
    pub(crate) codes: std::ops::Range<u32>,
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
    pub(crate) fn build(phrases: Vec<Phrase>, codes: &[u32], vocabulary: &Vocabulary) -> Self {
        let codes =
            |phrase: &Phrase| &codes[phrase.codes.start as usize..phrase.codes.end as usize];
        let member = |phrase: &Phrase| Member {
            label: phrase.label,
            case: phrase.case,
            entry: phrase.entry,
        };
        let (single, mut longer): (Vec<Phrase>, Vec<Phrase>) = phrases
            .into_iter()
            .filter(|phrase| !phrase.codes.is_empty())
            .partition(|phrase| phrase.codes.len() == 1);
        let (singles, single_members) = by_code(vocabulary.len(), &single, |p| codes(p)[0], member);
        longer.sort_unstable_by(|a, b| {
            codes(a)
                .cmp(codes(b))
                .then_with(|| (a.label, a.entry).cmp(&(b.label, b.entry)))
        });
        let mut patterns: Vec<String> = Vec::new();
        let mut groups: Vec<u32> = Vec::new();
        let mut last: &[u32] = &[];
        for (index, phrase) in (0..).zip(&longer) {
            if codes(phrase) != last {
                last = codes(phrase);
                patterns.push(
                    last.iter()
                        .map(|&code| vocabulary.phrase_char(code))
                        .collect(),
                );
                groups.push(index);
            }
        }
        groups.push(longer.len() as u32);
        // Building fails only past the automaton's 2^31 states, more than the vocabulary has room for.
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .dense_depth(1)
            .build(&patterns)
            .ok()
            .filter(|_| !patterns.is_empty());
        Self {
            singles,
            automaton,
            groups,
            single_members,
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

/// Sorts single words by their code: where the members of each code begin, and the members.
fn by_code(
    codes: usize,
    phrases: &[Phrase],
    code: impl Fn(&Phrase) -> u32,
    member: impl Fn(&Phrase) -> Member,
) -> (Vec<u32>, Vec<Member>) {
    let mut starts = vec![0; codes + 1];
    for phrase in phrases {
        starts[code(phrase) as usize + 1] += 1;
    }
    for index in 0..codes {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut members: Vec<Option<Member>> = vec![None; phrases.len()];
    for phrase in phrases {
        let place = &mut next[code(phrase) as usize];
        members[*place as usize] = Some(member(phrase));
        *place += 1;
    }
    let mut members: Vec<Member> = members.into_iter().flatten().collect();
    for pair in starts.windows(2).filter(|pair| pair[1] - pair[0] > 1) {
        members[pair[0] as usize..pair[1] as usize].sort_by_key(|m| (m.label, m.entry));
    }
    (starts, members)
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
