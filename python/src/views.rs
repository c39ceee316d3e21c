//! Parts of an extraction that are shared, not copied.

use std::sync::Arc;

use attache::Extraction;

/// How a part is reached from the whole.
type Path<T> = Arc<dyn Fn(&Extraction) -> Option<&T> + Send + Sync>;

/// A part of an extraction. It keeps the whole alive.
pub(crate) struct View<T> {
    whole: Arc<Extraction>,
    path: Path<T>,
    /// What there is if nothing is there, which does not happen: an extraction does not change.
    none: T,
}

impl<T: Default + Send + Sync + 'static> View<T> {
    pub(crate) fn new(
        whole: &Arc<Extraction>,
        path: impl Fn(&Extraction) -> Option<&T> + Send + Sync + 'static,
    ) -> Self {
        Self {
            whole: whole.clone(),
            path: Arc::new(path),
            none: T::default(),
        }
    }

    pub(crate) fn get(&self) -> &T {
        (self.path)(&self.whole).unwrap_or(&self.none)
    }

    /// The parts of this part in one of its lists.
    pub(crate) fn each<U: Default + Send + Sync + 'static>(
        &self,
        list: fn(&T) -> &[U],
    ) -> Vec<View<U>> {
        let parts = 0..list(self.get()).len();
        let view = |at| {
            let path = self.path.clone();
            View::new(&self.whole, move |whole| list(path(whole)?).get(at))
        };
        parts.map(view).collect()
    }

    /// A part of this part.
    pub(crate) fn part<U: Default + Send + Sync + 'static>(&self, part: fn(&T) -> &U) -> View<U> {
        let path = self.path.clone();
        View::new(&self.whole, move |whole| path(whole).map(part))
    }
}

/// The parts of an extraction in one of its lists.
pub(crate) fn each<U: Default + Send + Sync + 'static>(
    whole: &Arc<Extraction>,
    list: fn(&Extraction) -> &[U],
) -> Vec<View<U>> {
    let view = |at| View::new(whole, move |whole| list(whole).get(at));
    (0..list(whole).len()).map(view).collect()
}
