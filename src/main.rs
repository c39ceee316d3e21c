//! The command line program; `attache --help` says how to use it.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
