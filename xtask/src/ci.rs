//! The one test command, and the long tests beside it.

use std::process::Command;
use std::time::Instant;

/// Each step: what it is, and the arguments for cargo.
const STEPS: &[(&str, &[&str])] = &[
    ("formatting", &["fmt", "--all", "--", "--check"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    ("tests", &["test", "--workspace"]),
    ("documentation", &["doc", "--workspace", "--no-deps", "--document-private-items"]),
];

/// Runs every step; stops at the first that fails.
pub fn run() -> Result<(), String> {
    for (what, arguments) in STEPS {
        eprintln!("== {what}: cargo {}", arguments.join(" "));
        let start = Instant::now();
        let mut command = Command::new(cargo_program());
        command.args(*arguments).env("RUSTDOCFLAGS", "-D warnings").env("CASE_PYTHONS", "some");
        cargo(what, &mut command)?;
        eprintln!("== {what}: {} s", start.elapsed().as_secs());
    }
    Ok(())
}

/// Runs the test that kills a writing run, as many times as asked for.
pub fn kill(arguments: &[String]) -> Result<(), String> {
    let times = arguments.first().map_or("1000", String::as_str);
    let mut command = Command::new(cargo_program());
    command
        .args(["test", "--test", "disk", "--", "--nocapture", "killed_at_random"])
        .env("MIGRATE_TYPES_KILLS", times);
    cargo("kill", &mut command)
}

fn cargo(what: &str, command: &mut Command) -> Result<(), String> {
    let status = command
        .current_dir(super::root())
        .status()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed")) }
}

/// The cargo that runs us.
fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}
