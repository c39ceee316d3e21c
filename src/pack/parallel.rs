//! Two things done at once.

use std::panic::resume_unwind;

/// Runs two tasks at once, on two threads where a second one is to be had.
pub(super) fn side_by_side<A: Send, B>(
    first: impl Fn() -> A + Sync,
    second: impl FnOnce() -> B,
) -> (A, B) {
    std::thread::scope(|scope| {
        let spawned = std::thread::Builder::new().spawn_scoped(scope, &first);
        let second = second();
        let first = match spawned {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => first(),
        };
        (first, second)
    })
}
