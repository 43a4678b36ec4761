//! The process: arguments in, exit code out.

#![deny(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::process::ExitCode;

use migrate_types::cli;

fn main() -> ExitCode {
    cli::panics::guard(|| cli::run(std::env::args_os())).into()
}
