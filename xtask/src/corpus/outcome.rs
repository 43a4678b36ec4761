//! How a test run ended, kept in a folder, and read again.

use std::path::Path;
use std::time::Duration;

use migrate_types::verify::process::{End, Finished};
use migrate_types::verify::suite::Suite;
use serde::{Deserialize, Serialize};

use crate::cache;

/// Where pytest is asked to write its report.
pub const REPORT: &str = "report.xml";
/// Written last.
const OUTCOME: &str = "outcome.json";

/// How a test run ended, as it is kept beside what it said.
#[derive(Serialize, Deserialize)]
struct Outcome {
    code: Option<i32>,
    signal: Option<i32>,
    seconds: f64,
}

pub fn keep(folder: &Path, done: &Finished) -> Result<(), String> {
    let output = [done.stdout.as_slice(), done.stderr.as_slice()].concat();
    cache::publish(&folder.join("output.txt"), &output)?;
    let (code, signal) = match done.end {
        End::Code(code) => (Some(code), None),
        End::Signal(signal) => (None, Some(signal)),
        End::TimedOut => (None, None),
    };
    let outcome = Outcome { code, signal, seconds: done.took.as_secs_f64() };
    cache::publish(&folder.join(OUTCOME), &serde_json::to_vec(&outcome).unwrap_or_default())
}

pub fn kept(folder: &Path) -> Option<Suite> {
    let outcome: Outcome = serde_json::from_slice(&cache::read(&folder.join(OUTCOME)).ok()?).ok()?;
    let end = match outcome {
        Outcome { code: Some(code), .. } => End::Code(code),
        Outcome { signal: Some(signal), .. } => End::Signal(signal),
        _ => End::TimedOut,
    };
    let stdout = cache::read(&folder.join("output.txt")).ok()?;
    let took = Duration::from_secs_f64(outcome.seconds);
    let done = Finished { end, stdout, stderr: Vec::new(), took };
    Some(Suite::of(&done, cache::read(&folder.join(REPORT)).ok().as_deref()))
}
