//! The cascade: the rules of each label in turn, sentence by sentence.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::analysis::Analysis;
use crate::extractor::{Extractor, Scratch};
use crate::matching::{
    Annotations, Capture, LabelId, LabelSet, Machine, MachineScratch, MetClauses, Program,
    ProgramSet, Programs, RuleId, Source, StartKinds, UNKNOWN, View,
};
use crate::pack::{Pack, TABLE_RULE};
use crate::segment::{Segmented, Sentence};

/// So many sentences at the start of a document can be its header.
pub(crate) const HEADER_SENTENCES: usize = 6;

/// Who is told what rules cost. Nobody is, where a document is only to be read.
pub(crate) trait Onlooker {
    /// Each rule is run alone first, and timed.
    const LOOKS: bool;

    /// A rule was asked in a sentence, and matched so often.
    fn ran(&mut self, rule: RuleId, time: Duration, matches: usize);
}

impl Onlooker for () {
    const LOOKS: bool = false;

    fn ran(&mut self, _: RuleId, _: Duration, _: usize) {}
}

/// What is known of the sentence at hand.
#[derive(Debug, Default)]
pub(crate) struct SentenceScratch {
    labels: LabelSet,
    /// The programs that have a rule with a chance.
    possible: ProgramSet,
    /// For each token, the programs that have a rule which can begin with its word, or with its class.
    starts: Vec<[ProgramSet; 2]>,
    /// All of these together.
    startable: ProgramSet,
    /// For each token, what the program at hand can begin with there.
    kinds: Vec<StartKinds>,
    active: Vec<bool>,
    met: MetClauses,
    pending: Vec<Pending>,
    pub(crate) captures: Vec<Capture>,
}

/// A match that becomes an annotation when its program has run.
#[derive(Debug)]
struct Pending {
    rule: RuleId,
    start: u32,
    end: u32,
    captures: Range<usize>,
}

impl Extractor {
    /// Runs the rules of each label in turn, sentence by sentence.
    pub(crate) fn add_rules<O: Onlooker>(
        &self,
        text: &str,
        scratch: &mut Scratch,
        onlooker: &mut O,
    ) {
        let Scratch {
            segmented,
            annotations,
            machine,
            sentence: facts,
            deadline,
            ..
        } = scratch;
        for (number, sentence) in segmented.sentences.iter().enumerate() {
            if deadline.is_over() {
                return;
            }
            facts.begin(self.compiled(), segmented, annotations, *sentence);
            for (index, program) in self.compiled().programs.list.iter().enumerate() {
                let bit = 1 << index;
                if facts.possible & bit == 0
                    || !facts.find_active(program, bit, number < HEADER_SENTENCES)
                {
                    continue;
                }
                let analysis = Analysis {
                    pack: self.compiled(),
                    text,
                    segmented,
                    annotations,
                };
                if O::LOOKS {
                    run_alone(
                        (program, bit),
                        analysis,
                        *sentence,
                        (facts, machine),
                        onlooker,
                    );
                }
                run_program((program, bit), analysis, *sentence, facts, machine);
                let before = annotations.len();
                for found in facts.pending.drain(..) {
                    let captures = &facts.captures[found.captures.clone()];
                    publish(
                        self.compiled(),
                        program.label,
                        &found,
                        captures,
                        segmented,
                        annotations,
                    );
                }
                if annotations.len() > before {
                    facts.add_label(self.compiled(), program.label);
                }
            }
        }
    }
}

fn run_program(
    (program, bit): (&Program, ProgramSet),
    analysis: Analysis<'_>,
    sentence: Sentence,
    facts: &mut SentenceScratch,
    machine: &mut MachineScratch,
) {
    let view = View {
        text: analysis.text,
        tokens: &analysis.segmented.tokens,
        annotations: analysis.annotations,
        sentence,
    };
    facts.captures.clear();
    let (pending, captures) = (&mut facts.pending, &mut facts.captures);
    let labels = program.starts.labels();
    let starting = analysis
        .annotations
        .labels_starting_in(sentence.start, sentence.end);
    let places = starting.iter().zip(&facts.starts);
    facts.kinds.clear();
    facts.kinds.extend(places.map(|(starting, [word, class])| {
        StartKinds::new(word & bit != 0, class & bit != 0, starting.meets(labels))
    }));
    let active = (&facts.active[..], &facts.kinds[..]);
    Machine::new(view, &analysis).run(program, active, machine, |found| {
        let from = captures.len();
        captures.extend_from_slice(found.captures);
        pending.push(Pending {
            rule: found.rule,
            start: found.start,
            end: found.end,
            captures: from..captures.len(),
        });
    });
}

/// Runs each active rule of a program alone, and tells what it takes beside none.
fn run_alone<O: Onlooker>(
    program: (&Program, ProgramSet),
    analysis: Analysis<'_>,
    sentence: Sentence,
    (facts, machine): (&mut SentenceScratch, &mut MachineScratch),
    onlooker: &mut O,
) {
    let mut timed = |facts: &mut SentenceScratch| {
        let begun = Instant::now();
        run_program(program, analysis, sentence, facts, machine);
        (begun.elapsed(), facts.pending.drain(..).count())
    };
    let mut alone = facts.active.clone();
    alone.fill(false);
    let active = std::mem::replace(&mut facts.active, alone);
    let (nothing, _) = timed(facts);
    for (at, _) in active
        .iter()
        .enumerate()
        .filter(|(_, is_active)| **is_active)
    {
        facts.active[at] = true;
        let (time, matches) = timed(facts);
        facts.active[at] = false;
        onlooker.ran(
            program.0.rules[at].rule,
            time.saturating_sub(nothing),
            matches,
        );
    }
    facts.active = active;
}

/// Makes a match an annotation.
fn publish(
    pack: &Pack,
    label: LabelId,
    found: &Pending,
    captures: &[Capture],
    segmented: &Segmented,
    annotations: &mut Annotations,
) {
    let matched = (found.start, found.end);
    if found.rule == TABLE_RULE {
        let source = annotations.get(captures[0].annotation).source;
        annotations.add(label, matched, matched, source);
        return;
    }
    let rule = &pack.rules[found.rule as usize];
    let (first, count) = annotations.keep(captures);
    let source = Source::Rule {
        rule: found.rule,
        first,
        count,
    };
    if rule.drop {
        annotations.drop(matched, source);
        return;
    }
    let mention = rule.mention;
    let mention = captures
        .iter()
        .find(|capture| Some(capture.name) == mention);
    let covered = mention.map_or(matched, |capture| {
        let tokens = &segmented.tokens[found.start as usize..found.end as usize];
        let start = tokens.partition_point(|token| token.start < capture.start) as u32;
        let end = tokens.partition_point(|token| token.end <= capture.end) as u32;
        (found.start + start, found.start + end)
    });
    annotations.add(label, covered, matched, source);
}

impl SentenceScratch {
    /// Takes note of the words, their classes and the labels of a sentence.
    fn begin(
        &mut self,
        pack: &Pack,
        segmented: &Segmented,
        annotations: &Annotations,
        sentence: Sentence,
    ) {
        let Programs {
            sentence: gate,
            start,
            clauses,
            ..
        } = &pack.programs;
        self.labels = LabelSet::default();
        self.possible = 0;
        self.startable = 0;
        self.starts.clear();
        self.met.clear(clauses);
        // The classes that have come by, each a bit.
        let mut classes = [0_u64; 4];
        for index in sentence.start..sentence.end {
            let token = &segmented.tokens[index as usize];
            let (word, class) = (token.code, token.class);
            let bits = &mut classes[usize::from(class.0 / 64)];
            if *bits & (1 << (class.0 % 64)) == 0 {
                *bits |= 1 << (class.0 % 64);
                self.met.add_class(clauses, class);
                self.possible |= gate.of_class(class);
            }
            if word != UNKNOWN {
                self.met.add_word(clauses, word);
            }
            self.labels = self.labels.union(annotations.labels_starting(index));
            self.possible |= gate.of_word(word);
            let starts = [start.of_word(word), start.of_class(class)];
            self.startable |= starts[0] | starts[1];
            self.starts.push(starts);
        }
        self.met.add_labels(clauses, self.labels);
        self.possible |= gate.of_labels(self.labels);
    }

    /// Takes note of a label that a program has added.
    fn add_label(&mut self, pack: &Pack, label: LabelId) {
        self.labels.insert(label);
        let mut added = LabelSet::default();
        added.insert(label);
        self.possible |= pack.programs.sentence.of_labels(added);
        self.met.add_labels(&pack.programs.clauses, added);
    }

    /// Finds the rules of a program that the sentence has all needs of; false if there are none.
    fn find_active(&mut self, program: &Program, bit: ProgramSet, in_header: bool) -> bool {
        (self.startable & bit != 0 || program.starts.labels().meets(self.labels))
            && program
                .needs
                .find_active(self.labels, in_header, &self.met, &mut self.active)
    }
}
