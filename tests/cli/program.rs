//! Running the built program.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run said and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let status = output.status.code().expect("not ended by a signal");
        Ran { status, out: output.stdout, err: String::from_utf8_lossy(&output.stderr).into_owned() }
    }
}

/// The program in a folder, without what the caller's terminal says.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migrate-types"));
    command.current_dir(folder).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    command(folder).args(arguments).output().unwrap().into()
}

/// Runs with something on standard input.
pub fn run_with(folder: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = command(folder);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap().into()
}
