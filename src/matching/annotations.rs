//! What has been found in the document so far.

use super::{AnnotationId, EntryId, LabelId, LabelSet, MAX_LABELS, NONE, RuleId};

/// What made an annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A row of a gazetteer.
    Entry(EntryId),
    /// A rule or a shape, with its captures in [`Annotations::captures`].
    Rule {
        rule: RuleId,
        first: u32,
        count: u16,
    },
}

/// A labelled stretch of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Annotation {
    pub(crate) label: LabelId,
    /// The tokens that it covers.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The tokens that its rule matched, of which the annotation may be a part.
    pub(crate) match_start: u32,
    pub(crate) match_end: u32,
    pub(crate) source: Source,
    next_by_start: AnnotationId,
    next_by_end: AnnotationId,
}

/// A named part of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capture {
    /// The index of the name among the rule's captures.
    pub(crate) name: u16,
    /// The annotation that was captured, or [`NONE`] for plain words.
    pub(crate) annotation: AnnotationId,
    /// Its byte range.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// All annotations of a document, to be asked by position.
#[derive(Debug, Default)]
pub(crate) struct Annotations {
    list: Vec<Annotation>,
    captures: Vec<Capture>,
    by_start: Vec<AnnotationId>,
    by_end: Vec<AnnotationId>,
    /// For each label, its annotations as they were found.
    by_label: Vec<Vec<AnnotationId>>,
    starting: Vec<LabelSet>,
    covering: Vec<LabelSet>,
    /// What rules have matched in order that nothing comes of it: tokens and rule.
    dropped: Vec<((u32, u32), Source)>,
}

impl Annotations {
    /// Forgets the last document and makes room for one of `tokens` tokens.
    pub(crate) fn reset(&mut self, tokens: usize) {
        self.list.clear();
        self.captures.clear();
        self.dropped.clear();
        self.by_label.resize_with(MAX_LABELS, Vec::new);
        self.by_label.iter_mut().for_each(Vec::clear);
        for heads in [&mut self.by_start, &mut self.by_end] {
            heads.clear();
            heads.resize(tokens + 1, NONE);
        }
        for sets in [&mut self.starting, &mut self.covering] {
            sets.clear();
            sets.resize(tokens + 1, LabelSet::default());
        }
    }

    /// Adds an annotation over the tokens `start..end`, found by a match of `matched`.
    pub(crate) fn add(
        &mut self,
        label: LabelId,
        (start, end): (u32, u32),
        (match_start, match_end): (u32, u32),
        source: Source,
    ) -> AnnotationId {
        let id = self.list.len() as AnnotationId;
        self.list.push(Annotation {
            label,
            start,
            end,
            match_start,
            match_end,
            source,
            next_by_start: self.by_start[start as usize],
            next_by_end: self.by_end[end as usize],
        });
        self.by_start[start as usize] = id;
        self.by_end[end as usize] = id;
        self.by_label[label.index()].push(id);
        self.starting[start as usize].insert(label);
        for token in start..end {
            self.covering[token as usize].insert(label);
        }
        id
    }

    /// Takes note of a match that nothing comes of.
    pub(crate) fn drop(&mut self, matched: (u32, u32), source: Source) {
        self.dropped.push((matched, source));
    }

    /// The matches that nothing came of.
    pub(crate) fn dropped(&self) -> &[((u32, u32), Source)] {
        &self.dropped
    }

    /// Keeps captures for an annotation that is added next.
    pub(crate) fn keep(&mut self, captures: &[Capture]) -> (u32, u16) {
        let first = self.captures.len() as u32;
        self.captures.extend_from_slice(captures);
        (first, captures.len() as u16)
    }

    pub(crate) fn get(&self, id: AnnotationId) -> &Annotation {
        &self.list[id as usize]
    }

    /// The captures of an annotation, in order of the text; none for a gazetteer's.
    pub(crate) fn captures(&self, annotation: &Annotation) -> &[Capture] {
        self.captures_of(annotation.source)
    }

    /// The captures of a match.
    pub(crate) fn captures_of(&self, source: Source) -> &[Capture] {
        match source {
            Source::Entry(_) => &[],
            Source::Rule { first, count, .. } => {
                &self.captures[first as usize..first as usize + usize::from(count)]
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// All annotations, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (AnnotationId, &Annotation)> {
        (0..).zip(&self.list)
    }

    /// The annotations of a label, in order of the text.
    pub(crate) fn of(&self, label: LabelId) -> Vec<AnnotationId> {
        let mut ids = self.by_label[label.index()].clone();
        let place = |id: &AnnotationId| (self.get(*id).start, self.get(*id).end);
        if !ids.is_sorted_by_key(place) {
            ids.sort_by_key(place);
        }
        ids
    }

    /// The annotations that begin at a token.
    pub(crate) fn starting_at(
        &self,
        token: u32,
    ) -> impl Iterator<Item = (AnnotationId, &Annotation)> {
        self.chain(self.by_start[token as usize], |a| a.next_by_start)
    }

    /// The annotations that end before a token.
    pub(crate) fn ending_at(
        &self,
        token: u32,
    ) -> impl Iterator<Item = (AnnotationId, &Annotation)> {
        self.chain(self.by_end[token as usize], |a| a.next_by_end)
    }

    fn chain(
        &self,
        head: AnnotationId,
        next: impl Fn(&Annotation) -> AnnotationId,
    ) -> impl Iterator<Item = (AnnotationId, &Annotation)> {
        let mut at = head;
        std::iter::from_fn(move || {
            let annotation = self.list.get(at as usize)?;
            let id = std::mem::replace(&mut at, next(annotation));
            Some((id, annotation))
        })
    }

    /// The labels of annotations that begin at a token.
    pub(crate) fn labels_starting(&self, token: u32) -> LabelSet {
        self.starting[token as usize]
    }

    /// The labels of annotations that begin at each of the tokens `start..end`.
    pub(crate) fn labels_starting_in(&self, start: u32, end: u32) -> &[LabelSet] {
        &self.starting[start as usize..end as usize]
    }

    /// The labels of annotations that a token is part of.
    pub(crate) fn labels_covering(&self, token: u32) -> LabelSet {
        self.covering[token as usize]
    }
}
