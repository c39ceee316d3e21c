//! Archives read by the program.
#![cfg(feature = "cli")]

mod forms;
mod inputs;
#[cfg(feature = "parquet")]
mod parquet;
mod running;
mod summaries;
mod support;
