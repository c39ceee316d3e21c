//! Which steps a thread comes to without taking a token, found once for each program.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::look::Look;
use super::program::{Code, Step};
use crate::packed::{self, packed_as};

/// A program's steps reach no more others than this, all in all, with what they pass on the way.
const MAX_REACHED: usize = 2_000_000;

/// From each step that threads are put at, the steps that wait for a token or have matched.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Reach {
    /// By step, where what it reaches stands in `reached`; nothing for steps that threads are never put at.
    #[serde(with = "packed")]
    ranges: Vec<(u32, u32)>,
    #[serde(with = "packed")]
    reached: Vec<Reached>,
    passed: Vec<Step>,
    /// Each once; the first lets in anything.
    looks: Vec<Look>,
    /// The steps reach so many others that they were not all followed.
    pub(crate) is_too_large: bool,
}

/// A step that is reached, the preferred ones first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) step: u32,
    /// The captures that open and close on the way and the assertions that must hold, in `passed`.
    passed: (u32, u32),
    /// What must stand behind the one token that the step takes, in `looks`.
    behind: u32,
}

packed_as!(
    Reached,
    4,
    |reached| [
        reached.step,
        reached.passed.0,
        reached.passed.1,
        reached.behind
    ],
    |[step, first, last, behind]| Self {
        step,
        passed: (first, last),
        behind,
    }
);

/// Buffers of a walk, reused from step to step.
#[derive(Default)]
struct Walk {
    /// The steps to go on from, each with the length of the way to it.
    open: Vec<(u32, usize)>,
    /// What has been passed.
    way: Vec<Step>,
    /// For each step, the sets of assertions on the ways by which it was reached, each a bit.
    seen: Vec<u16>,
    /// The steps that were reached.
    touched: Vec<u32>,
}

impl Reach {
    /// Follows the steps of a program from where its rules start and from behind what takes a token.
    pub(crate) fn new(code: &Code, starts: impl Iterator<Item = u32>) -> Self {
        let mut reach = Self {
            ranges: vec![(0, 0); code.steps.len()],
            ..Self::default()
        };
        let behind = (1..).zip(&code.steps);
        let behind = behind
            .filter(|(_, step)| step.takes())
            .map(|(next, _)| next);
        let mut walk = Walk {
            seen: vec![0; code.steps.len()],
            ..Walk::default()
        };
        for from in starts.chain(behind).map(|step| code.landing(step)) {
            // Something is reached from each step, so a range that is empty has not been looked for.
            if reach.ranges[from as usize] != (0, 0) {
                continue;
            }
            let first = reach.reached.len() as u32;
            reach.follow(code, from, &mut walk);
            reach.ranges[from as usize] = (first, reach.reached.len() as u32);
            if reach.is_too_large {
                break;
            }
        }
        reach.look_behind(code);
        reach
    }

    /// Finds for each step that takes one token what must stand behind it.
    fn look_behind(&mut self, code: &Code) {
        let mut numbers = HashMap::from([(Look::ANY, 0)]);
        self.looks.push(Look::ANY);
        let mut known: HashMap<u32, u32> = HashMap::new();
        for at in 0..self.reached.len() {
            let step = self.reached[at].step;
            if !code.steps[step as usize].takes_token() {
                continue;
            }
            let behind = code.landing(step + 1);
            let number = known.entry(behind).or_insert_with(|| {
                let mut look = Look::default();
                for reached in self.from(behind) {
                    look.add(code, &code.steps[reached.step as usize]);
                }
                *numbers.entry(look).or_insert_with_key(|look| {
                    self.looks.push(look.clone());
                    self.looks.len() as u32 - 1
                })
            });
            self.reached[at].behind = *number;
        }
    }

    /// Walks in order of preference, with a stack of its own since patterns nest. A step is left out
    /// if a way to it has been found that asserts nothing more.
    fn follow(&mut self, code: &Code, from: u32, walk: &mut Walk) {
        walk.touched
            .drain(..)
            .for_each(|step| walk.seen[step as usize] = 0);
        walk.open.clear();
        walk.open.push((from, 0));
        while let Some((at, length)) = walk.open.pop() {
            walk.way.truncate(length);
            let asserted = walk.way.iter().fold(0, |set, step| set | step.assertion());
            let known = &mut walk.seen[at as usize];
            let is_known = (0..16_u16).any(|set| set & !asserted == 0 && *known & (1 << set) != 0);
            if is_known {
                continue;
            }
            *known |= 1 << asserted;
            walk.touched.push(at);
            match code.steps[at as usize] {
                Step::Split(a, b) => walk.open.extend([(b, length), (a, length)]),
                Step::Jump(to) => walk.open.push((to, length)),
                step if !step.waits() => {
                    walk.way.push(step);
                    walk.open.push((at + 1, length + 1));
                }
                _ => {
                    let first = self.passed.len() as u32;
                    self.passed.extend_from_slice(&walk.way);
                    let passed = (first, self.passed.len() as u32);
                    let behind = 0;
                    self.reached.push(Reached {
                        step: at,
                        passed,
                        behind,
                    });
                }
            }
            if self.reached.len() + self.passed.len() > MAX_REACHED {
                self.is_too_large = true;
                break;
            }
        }
    }

    /// The numbers of what is reached from a step, the preferred first.
    pub(super) fn range(&self, step: u32) -> Range<u32> {
        let (first, last) = self.ranges[step as usize];
        first..last
    }

    /// What has a number.
    pub(super) fn get(&self, number: u32) -> &Reached {
        &self.reached[number as usize]
    }

    /// What must stand behind the token that a step takes.
    pub(super) fn behind(&self, reached: &Reached) -> Option<&Look> {
        (reached.behind != 0).then(|| &self.looks[reached.behind as usize])
    }

    /// What is reached from a step, the preferred first.
    pub(super) fn from(&self, step: u32) -> &[Reached] {
        let (first, last) = self.ranges[step as usize];
        &self.reached[first as usize..last as usize]
    }

    /// The captures and assertions on the way.
    pub(super) fn passed(&self, reached: &Reached) -> &[Step] {
        &self.passed[reached.passed.0 as usize..reached.passed.1 as usize]
    }
}
