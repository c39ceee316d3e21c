//! Faults injected into runs of the program: whatever is bad is answered by an error that names it, and nothing else
//! is lost.
//!
//! Each test counts what it injects, and shows the count under `--nocapture`. With `ATTACHE_LONG=1` there is more of it.
#![cfg(all(unix, feature = "cli"))]

mod archives;
#[path = "../chance/mod.rs"]
mod chance;
mod disk;
mod encodings;
mod endings;
mod files;
mod hostile;
mod packs;
mod place;
#[path = "../archive/support.rs"]
#[allow(dead_code, reason = "other tests share it")]
mod support;
mod tools;
