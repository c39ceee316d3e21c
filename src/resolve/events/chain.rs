//! What the small words before a verb say of it: tense, voice, mood, negation.

use super::attach::Attacher;
use super::clause::Deed;
use crate::pack::{Form, Role};

/// What the small words before a verb say of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chain {
    /// Where they begin.
    pub(super) start: usize,
    pub(super) is_passive: bool,
    pub(super) is_future: bool,
    pub(super) is_conditional: bool,
    pub(super) is_obligation: bool,
    pub(super) is_negated: bool,
    pub(super) is_infinitive: bool,
    pub(super) is_progressive: bool,
}

impl Attacher<'_, '_> {
    /// Reads the small words before a verb leftwards.
    pub(super) fn chain(&self, deed: &Deed<'_>, form: Form) -> Chain {
        let mut chain = Chain {
            start: deed.start,
            ..Chain::default()
        };
        let mut nearest = true;
        while let Some(before) = chain.start.checked_sub(1) {
            let cell = &self.clause.cells[before];
            if cell.group.is_some() {
                break;
            }
            match cell.role {
                Some(Role::Be) => match form {
                    Form::Past => chain.is_passive |= !chain.is_infinitive,
                    Form::Gerund => chain.is_progressive |= !chain.is_infinitive,
                    _ => {}
                },
                Some(Role::Have | Role::Do | Role::Adverb) => {}
                Some(Role::Future) => chain.is_future = true,
                Some(Role::Conditional) => chain.is_conditional = true,
                Some(Role::Must) => chain.is_obligation = true,
                Some(Role::Not) => chain.is_negated = true,
                Some(Role::To)
                    if nearest || self.clause.cells[chain.start].role == Some(Role::Be) =>
                {
                    chain.is_infinitive = true;
                }
                _ if cell.is_date => {}
                // "was heavily criticised"
                None if nearest
                    && cell.is_lowercase
                    && cell.deed.is_none()
                    && self.is_auxiliary(before) => {}
                Some(Role::On | Role::In) if self.clause.cells[chain.start].is_date => {}
                _ => break,
            }
            nearest &= matches!(cell.role, Some(Role::Adverb | Role::Not));
            chain.start = before;
        }
        chain
    }

    /// Whether a verb's helper stands before a token.
    pub(super) fn is_auxiliary(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.clause.cells[before]);
        before.is_some_and(|cell| {
            matches!(
                cell.role,
                Some(Role::Be | Role::Have | Role::Future | Role::Conditional)
            ) && cell.group.is_none()
        })
    }
}
