//! The command line: arguments in, exit status out.
//!
//! Everything the user says is settled here, before the pipeline sees it. This module knows neither C nor Python.

mod args;
mod check;
mod commands;
mod console;
mod job;
pub mod panics;
mod progress;
mod settings;
pub mod snapshots;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Arguments, Colour, Command};
use console::Console;

use crate::render::plain;

pub use commands::rules_page;

/// How a run ended. The numbers are the process's exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Nothing is left to do, or all was done.
    Clean = 0,
    /// There is something to migrate, a patch is not empty, or a type was refused.
    Findings = 1,
    /// Usage, configuration, or a file that cannot be read or written.
    Trouble = 2,
    /// A safety gate refused to write; nothing was written.
    Refused = 3,
    /// Verification failed; every file is as it was.
    Unverified = 4,
    /// A law was broken, or the program panicked: a bug of ours.
    Bug = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Runs the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) if message.use_stderr() => {
            // It quotes the arguments, which may be names of files, and so anything.
            Console::new(Colour::Auto, false).err(plain::text(&message.render().to_string()).as_bytes());
            return Exit::Trouble;
        }
        Err(help) => {
            // A closed pipe is no error.
            let _ = help.print();
            return Exit::Clean;
        }
    };
    let quiet = match &arguments.command {
        Some(Command::Verify(verify)) => verify.quiet,
        _ => arguments.check.quiet,
    };
    let console = Console::new(arguments.check.color.unwrap_or_default(), quiet);
    let result = match &arguments.command {
        None => check::run(&arguments.check, &console),
        Some(command) => subcommand(command, &console),
    };
    result.unwrap_or_else(|trouble| {
        console.complain(&trouble);
        Exit::Trouble
    })
}

fn subcommand(command: &Command, console: &Console) -> Result<Exit, String> {
    match command {
        Command::Explain { rule } => commands::explain(rule, console),
        Command::Rules => commands::rules(console),
        Command::Debug { stage, analysis, file } => commands::debug(stage, analysis, file, console),
        Command::Recover { paths } => commands::recover(paths, console),
        Command::Config { key } => commands::config(key.as_deref(), console),
        Command::Completions { shell } => commands::completions(*shell, &mut Arguments::command(), console),
        Command::Verify(args) => verify::run(args, console),
        Command::Man => commands::man(Arguments::command(), console),
    }
}
