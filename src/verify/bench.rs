//! How fast a module is, before and after: the same calls, timed in turn in one run.
//!
//! Does not judge: what is slower is told, and no failure.

use std::path::Path;

use super::Job;
use super::error::Error;
use super::observe;
use super::process::{self, Call};
use super::scratch::{self, Scratch};

/// Slower than this is worth a word; below, machines and layouts of code differ by as much.
pub const SLOWER: f64 = 1.10;

/// One thing that was timed.
#[derive(Clone, Debug, PartialEq)]
pub struct Speed {
    /// The type's label: `Box`.
    pub subject: String,
    /// `create`, `get .item`, `len`.
    pub what: String,
    /// Nanoseconds: the best of many rounds.
    pub before: f64,
    pub after: f64,
}

impl Speed {
    pub fn is_slower(&self) -> bool {
        self.after > self.before * SLOWER
    }

    /// `+14 %`
    pub fn change(&self) -> String {
        format!("{:+.0} %", (self.after / self.before - 1.0) * 100.0)
    }

    /// What costs it, and what would help (semantics 5.4).
    pub fn advice(&self) -> &'static str {
        match self.what.as_str() {
            "create" | "create a subclass's" => {
                "an instance of a heap type owns a reference to its type, and the collector may look after it now"
            }
            "isinstance" => {
                "the type is the same kind of object here: look at what else the machine was doing"
            }
            what if what.starts_with("find ") => "attributes are looked up in the type's dict as before",
            _ => {
                "the function finds the module's state by the type: pass the state down from the caller, fetch it once \
                 before a loop, or keep it in the instance"
            }
        }
    }
}

/// Type, what was timed, nanoseconds before and after: as the probe writes it.
type Row = (String, String, f64, f64);

/// Times both builds of the module.
pub fn bench(job: &Job) -> Result<Vec<Speed>, Error> {
    let scratch = Scratch::new().map_err(Error::io(Path::new("scratch folder")))?;
    let (input, out) = observe::jobs_for_bench(job, &scratch)?;
    let program = observe::probe_file(job.cache, &scratch, "mt_bench.py")?;
    let mut call = Call::new(&job.python.executable, scratch.path(), job.options.limit)
        .arg("-s")
        .arg(program)
        .env("PYTHONHASHSEED", "0");
    call.bare = true;
    call.hunt = true;
    call.input = input;
    let done = process::run(&call).map_err(|error| Error::NotStarted { program: call.program, error })?;
    let text = scratch::read(&out).unwrap_or_default();
    let Ok((_, rows)) = serde_json::from_slice::<(String, Vec<Row>)>(&text) else {
        let detail = format!("{}\n{}", done.end, done.last_lines(5));
        return Err(Error::ProbesFailed { python: job.python.label(), detail });
    };
    let speed = |(subject, what, before, after)| Speed { subject, what, before, after };
    Ok(rows.into_iter().map(speed).collect())
}
