//! Why a rule matched, or did not.

use rustc_hash::FxHashSet;

use super::attempt::{Attempt, Outcome, TakenStep, Trace, Wanted};
use super::steps;
use crate::analysis::Analysis;
use crate::cascade::HEADER_SENTENCES;
use crate::document::Document;
use crate::error::Error;
use crate::extractor::{Extractor, Scratch};
use crate::matching::trace::{self as ways, Matched, Taken};
use crate::matching::{Annotation, LabelId, Oracle as _, Program, Source, Step, View};
use crate::pack::{Rule, did_you_mean_one_of};
use crate::segment::Sentence;

/// Follows a rule through a document.
///
/// # Errors
///
/// If the pack has no rule of the id, or it is a shape, which matches letters and takes no steps.
///
/// # Examples
///
/// ```
/// use attache::workshop::{Outcome, trace};
/// use attache::{Document, Extractor};
///
/// let document = Document::new("The Russian Deputy Prime Minister said no.");
/// let trace = trace(&Extractor::builtin(), &document, "country-title-name")?;
/// let attempt = trace.attempts.iter().max_by_key(|attempt| attempt.steps.len()).unwrap();
/// assert_eq!(attempt.steps[1].text, "Deputy Prime Minister");
/// let Outcome::Stopped { found, wanted, .. } = &attempt.outcome else { panic!("it fires") };
/// assert_eq!(found, "said");
/// assert!(wanted.iter().any(|wanted| wanted.pattern == "{name:person}"));
/// # Ok::<(), attache::Error>(())
/// ```
pub fn trace(extractor: &Extractor, document: &Document<'_>, rule: &str) -> Result<Trace, Error> {
    let extractor = &extractor.whole();
    let mut scratch = Scratch::default();
    let analysis = extractor.analyse(document.text(), &mut scratch);
    let Some((program, at)) = find(analysis, rule) else {
        return Err(no_such_rule(analysis, rule));
    };
    Ok(Tracer::new(analysis, program, at).trace())
}

/// Follows all rules through a document, and hands on those that came nearest to firing and did not: the more steps the
/// nearer.
pub fn nearest(extractor: &Extractor, document: &Document<'_>, count: usize) -> Vec<Trace> {
    let extractor = &extractor.whole();
    let mut scratch = Scratch::default();
    let analysis = extractor.analyse(document.text(), &mut scratch);
    let mut traces = Vec::new();
    for program in &analysis.pack.programs.list {
        for (at, rule) in program.rules.iter().enumerate() {
            if analysis.pack.rules.get(rule.rule as usize).is_none() {
                continue;
            }
            let mut trace = Tracer::new(analysis, program, at).trace();
            trace
                .attempts
                .retain(|attempt| !matches!(attempt.outcome, Outcome::Fires));
            // Steps that take any word of a class say little.
            let weight = |attempt: &Attempt| {
                let steps = attempt.steps.iter();
                steps.filter(|step| !steps::is_class(&step.pattern)).count()
            };
            let Some(most) = trace.attempts.iter().map(weight).max() else {
                continue;
            };
            trace.attempts.retain(|attempt| weight(attempt) == most);
            trace.attempts.truncate(1);
            traces.push((most, trace));
        }
    }
    traces.sort_by_key(|(steps, _)| usize::MAX - steps);
    traces
        .into_iter()
        .take(count)
        .map(|(_, trace)| trace)
        .collect()
}

/// The program that has a rule, and its place there.
fn find<'a>(analysis: Analysis<'a>, id: &str) -> Option<(&'a Program, usize)> {
    let pack = analysis.pack;
    let is_wanted = |rule: u32| {
        pack.rules
            .get(rule as usize)
            .is_some_and(|rule| rule.id == id)
    };
    let mut programs = pack.programs.list.iter();
    programs.find_map(|program| {
        let at = program.rules.iter().position(|rule| is_wanted(rule.rule))?;
        Some((program, at))
    })
}

fn no_such_rule(analysis: Analysis<'_>, id: &str) -> Error {
    let rules = &analysis.pack.rules;
    if rules.iter().any(|rule| rule.id == id) {
        return Error::input(format!(
            "`{id}` is a shape: a regular expression, which takes no steps that could be told"
        ));
    }
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let help = did_you_mean_one_of(id, &ids, "");
    match help.starts_with("did you mean") {
        true => Error::input(format!("there is no rule `{id}`: {help}")),
        false => Error::input(format!("there is no rule `{id}`")),
    }
}

/// No trace tells more attempts than this, but for those of its last sentence.
const MOST: usize = 1000;

/// Follows one rule.
struct Tracer<'a> {
    analysis: Analysis<'a>,
    program: &'a Program,
    /// The rule's place in the program.
    at: usize,
    rule: &'a Rule,
    /// The matches of the label, in the order in which they were found, and those of the rule.
    taken: Vec<((u32, u32), Source)>,
    own: FxHashSet<(u32, u32)>,
}

impl<'a> Tracer<'a> {
    fn new(analysis: Analysis<'a>, program: &'a Program, at: usize) -> Self {
        let index = program.rules[at].rule;
        let rules = &analysis.pack.rules;
        let annotations = analysis.annotations;
        let kept = annotations.of(program.label).into_iter();
        let kept = kept.map(|id| annotations.get(id));
        let kept = kept.map(|found| ((found.match_start, found.match_end), found.source));
        let is_of_label = |source: &Source| matches!(source, Source::Rule { rule, .. } if rules[*rule as usize].emits == program.label);
        let dropped = annotations.dropped().iter().copied();
        let dropped = dropped.filter(|(_, source)| is_of_label(source));
        let taken: Vec<_> = kept.chain(dropped).collect();
        let is_own =
            |source: &Source| matches!(source, Source::Rule { rule, .. } if *rule == index);
        let own = taken.iter().filter(|(_, source)| is_own(source));
        Self {
            analysis,
            program,
            at,
            rule: &rules[index as usize],
            own: own.map(|(span, _)| *span).collect(),
            taken,
        }
    }

    fn trace(&self) -> Trace {
        let sentences = &self.analysis.segmented.sentences;
        let mut attempts: Vec<Attempt> = Vec::new();
        let mut begins: Vec<String> = Vec::new();
        for (number, sentence) in sentences.iter().enumerate() {
            if attempts.len() >= MOST {
                break;
            }
            let mut ends: Vec<(u32, Vec<u32>)> = Vec::new();
            let mut from = sentence.start;
            while from < sentence.end {
                let attempt = self.attempt(*sentence, from);
                from += 1;
                if attempt.matched.is_none() && attempt.taken.is_empty() {
                    if begins.is_empty() {
                        begins.extend(attempt.wanted.iter().map(|step| self.name(*step)));
                    }
                    continue;
                }
                // What begins inside an attempt and fails for the same reason says nothing new.
                let end = (attempt.furthest, attempt.wanted.clone());
                if attempt.matched.is_none() && ends.contains(&end) {
                    continue;
                }
                ends.push(end);
                let told = self.tell(number, *sentence, &attempt);
                if let (Outcome::Fires, Some(matched)) = (&told.outcome, &attempt.matched) {
                    from = from.max(matched.end);
                }
                attempts.push(told);
            }
        }
        begins.sort();
        begins.dedup();
        Trace {
            rule: self.rule.id.clone(),
            emits: self.analysis.pack.labels.name(self.rule.emits).to_owned(),
            pattern: self.rule.written.pattern.clone(),
            file: self.rule.place.file.path.clone(),
            line: self.rule.written.table.line(),
            sentences: sentences.len(),
            begins,
            attempts,
        }
    }

    fn attempt(&self, sentence: Sentence, at: u32) -> ways::Attempt {
        let view = View {
            text: self.analysis.text,
            tokens: &self.analysis.segmented.tokens,
            annotations: self.analysis.annotations,
            sentence,
        };
        ways::attempt(self.program, self.at, (view, &self.analysis), at)
    }

    fn tell(&self, number: usize, sentence: Sentence, attempt: &ways::Attempt) -> Attempt {
        let (taken, outcome) = match &attempt.matched {
            Some(matched) => {
                let start = matched.taken.first().map_or(0, |taken| taken.start);
                let outcome = self.judge(number, sentence, (start, matched.end), matched);
                (&matched.taken, outcome)
            }
            None => (&attempt.taken, self.stopped(sentence, attempt)),
        };
        let first = taken.first().map_or(attempt.furthest, |taken| taken.start);
        let last = taken.last().map_or(first, |taken| taken.end);
        let (start, end) = self.analysis.segmented.span(first, last.max(first + 1));
        Attempt {
            sentence: number + 1,
            start,
            end,
            steps: self.steps(taken),
            outcome,
        }
    }

    fn steps(&self, taken: &[Taken]) -> Vec<TakenStep> {
        let steps = taken.iter().map(|taken| TakenStep {
            pattern: self.name(taken.step),
            text: self.words(taken.start, taken.end).to_owned(),
        });
        steps.collect()
    }

    fn words(&self, start: u32, end: u32) -> &'a str {
        let (from, to) = self.analysis.segmented.span(start, end);
        &self.analysis.text[from..to]
    }

    fn name(&self, step: u32) -> String {
        steps::name(self.analysis.pack, self.rule, &self.program.code, step)
    }

    /// Says what became of a match.
    fn judge(
        &self,
        number: usize,
        sentence: Sentence,
        span: (u32, u32),
        matched: &Matched,
    ) -> Outcome {
        if let Some((key, pattern)) = matched
            .forbidden_by
            .and_then(|at| self.rule.written.contexts.get(at))
        {
            return Outcome::Forbidden {
                key: (*key).to_owned(),
                pattern: pattern.clone(),
            };
        }
        if !matched.is_allowed {
            return self.condition(matched);
        }
        if self.own.contains(&span) {
            return Outcome::Fires;
        }
        let annotations = self.analysis.annotations;
        if self.rule.written.header_only && number >= HEADER_SENTENCES {
            let reason = format!("it is asked in the first {HEADER_SENTENCES} sentences only");
            return Outcome::Elsewhere { reason };
        }
        if let Some(label) = &self.rule.written.beside {
            let known = self.analysis.pack.labels.get(label);
            let mut tokens = sentence.start..sentence.end;
            if !tokens.any(|token| known.is_some_and(|l| annotations.labels_starting(token).has(l)))
            {
                let reason = format!("the sentence has no {{{label}}}");
                return Outcome::Elsewhere { reason };
            }
        }
        self.lost(span)
    }

    /// Names the match of the same label that has the words of another.
    fn lost(&self, (start, end): (u32, u32)) -> Outcome {
        let mut taken = self.taken.iter();
        let taken = taken.find(|((from, to), _)| *from < end && start < *to);
        match taken {
            Some(((from, to), source)) => Outcome::Lost {
                to: self.analysis.origin_of(*source),
                text: self.words(*from, *to).to_owned(),
            },
            None => Outcome::Elsewhere {
                reason: "another way through the pattern, which begins here too, is taken"
                    .to_owned(),
            },
        }
    }

    /// Names the first condition that does not hold.
    fn condition(&self, matched: &Matched) -> Outcome {
        let conditions = self
            .rule
            .conditions
            .iter()
            .zip(&self.rule.written.conditions);
        for (condition, written) in conditions {
            let [left, right] = self.analysis.compared(condition, &matched.captures);
            if !condition.operator.holds(&left, &right) {
                return Outcome::Condition {
                    condition: written.clone(),
                    left: left.into_owned(),
                    right: right.into_owned(),
                };
            }
        }
        unreachable!("one of the conditions has failed")
    }

    /// Says what stands where an attempt stopped, and what could.
    fn stopped(&self, sentence: Sentence, attempt: &ways::Attempt) -> Outcome {
        let at = attempt.furthest;
        let is_inside = at < sentence.end;
        let found = match is_inside {
            true => self.words(at, at + 1).to_owned(),
            false => String::new(),
        };
        let mut labels = Vec::new();
        if is_inside {
            for label in self.analysis.annotations.labels_starting(at).iter() {
                let name = self.label(label).to_owned();
                if !labels.contains(&name) {
                    labels.push(name);
                }
            }
        }
        let mut wanted: Vec<Wanted> = Vec::new();
        for step in &attempt.wanted {
            let pattern = self.name(*step);
            if !wanted.iter().any(|known| known.pattern == pattern) {
                let reason = is_inside.then(|| self.reason(*step, at)).flatten();
                wanted.push(Wanted { pattern, reason });
            }
        }
        Outcome::Stopped {
            found,
            labels,
            wanted,
        }
    }

    fn label(&self, label: LabelId) -> &'a str {
        let labels = &self.analysis.pack.labels;
        labels.name(labels.public(label))
    }

    /// What is wrong with what stands at a token, if it nearly is what a step takes.
    fn reason(&self, step: u32, at: u32) -> Option<String> {
        let code = &self.program.code;
        let annotations = self.analysis.annotations;
        let excluded = |set| {
            let covering = annotations.labels_covering(at);
            let mut labels = code.set(set).iter();
            let label = labels.find(|label| covering.has(*label))?;
            Some(format!(
                "`{}` is part of {{{}}}",
                self.words(at, at + 1),
                self.label(label)
            ))
        };
        match &code.steps[step as usize] {
            Step::Token { not, .. } => excluded(*not),
            Step::Label {
                label, tests, not, ..
            } => {
                let mut found = annotations.starting_at(at);
                let (id, found) = found.find(|(_, found)| found.label == *label)?;
                if let Some(reason) = excluded(*not) {
                    return Some(reason);
                }
                let tests = code.tests(*tests).iter();
                let failed = tests.clone().find(|test| !self.analysis.holds(id, test))?;
                let value = self.analysis.attribute(id, &failed.attribute);
                let words = self.covered(found);
                Some(format!(
                    "`{words}` is {{{}}}, but its {} is `{}`",
                    self.label(*label),
                    failed.attribute,
                    value.as_deref().unwrap_or("")
                ))
            }
            _ => None,
        }
    }

    fn covered(&self, annotation: &Annotation) -> &'a str {
        self.words(annotation.start, annotation.end)
    }
}
