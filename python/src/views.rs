//! Parts of an extraction that are shared, not copied.

use std::sync::Arc;

use attache::Extraction;

/// How a part is reached from the whole.
type Path<T> = Arc<dyn Fn(&Extraction) -> &T + Send + Sync>;

/// An extraction or a part of one, which keeps the whole alive.
pub(crate) struct View<T> {
    whole: Arc<Extraction>,
    path: Path<T>,
}

impl View<Extraction> {
    pub(crate) fn of(whole: Extraction) -> Self {
        Self {
            whole: Arc::new(whole),
            path: Arc::new(|whole| whole),
        }
    }
}

impl<T: 'static> View<T> {
    pub(crate) fn get(&self) -> &T {
        (self.path)(&self.whole)
    }

    /// A part of this part.
    pub(crate) fn part<U>(&self, part: impl Fn(&T) -> &U + Send + Sync + 'static) -> View<U> {
        let path = self.path.clone();
        View {
            whole: self.whole.clone(),
            path: Arc::new(move |whole| part(path(whole))),
        }
    }

    /// The parts of this part in one of its lists. An extraction does not change, so each stays in its place.
    pub(crate) fn each<U: 'static>(&self, list: fn(&T) -> &[U]) -> Vec<View<U>> {
        let places = 0..list(self.get()).len();
        places
            .map(|at| self.part(move |part| &list(part)[at]))
            .collect()
    }
}
