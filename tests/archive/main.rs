//! Archives read by the program.
#![cfg(feature = "cli")]

mod forms;
mod inputs;
mod limits;
#[cfg(feature = "parquet")]
mod parquet;
mod running;
mod summaries;
mod support;
