//! Starts programs for the tasks, with a time limit, and tells what they said when they fail.

use std::path::Path;
use std::time::Duration;

use migrate_types::verify::process::{self, Call, Finished};

/// Nothing a task starts may take longer, unless it says so.
pub const LIMIT: Duration = Duration::from_secs(1800);

/// A call that is to run in `folder`.
pub fn call(program: impl AsRef<Path>, folder: &Path) -> Call {
    Call::new(program.as_ref(), folder, LIMIT)
}

/// However it ends.
pub fn run(call: &Call) -> Result<Finished, String> {
    process::run(call).map_err(|error| format!("{}: {error}", call.program.display()))
}

/// It must end well.
pub fn must(call: &Call) -> Result<Finished, String> {
    let done = run(call)?;
    if done.ok() { Ok(done) } else { Err(format!("{}: {}\n{}", call.shown(), done.end, done.last_lines(20))) }
}

/// The first line of its output.
pub fn answer(call: &Call) -> Result<String, String> {
    let done = must(call)?;
    Ok(String::from_utf8_lossy(&done.stdout).lines().next().unwrap_or_default().to_owned())
}
