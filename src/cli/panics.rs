//! A panic is a bug of ours, and is told as one.
//!
//! It leaves no change behind: files are replaced in one go with a journal, after everything that could panic.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

use super::Exit;
use crate::render::plain;

/// Runs `program`; a panic in it becomes a message and [`Exit::Bug`].
pub fn guard(program: impl FnOnce() -> Exit) -> Exit {
    panic::set_hook(Box::new(|info| report(&describe(info))));
    panic::catch_unwind(AssertUnwindSafe(program)).unwrap_or(Exit::Bug)
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let payload = info.payload();
    let what = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let what = what.unwrap_or("no reason given");
    format!("panic{place}: {what}")
}

/// Standard error may be closed; a second panic here would abort.
fn report(what: &str) {
    use std::io::Write;
    let _ = writeln!(
        std::io::stderr(),
        "error: this is a bug of migrate-types, not of your code; no file was left half-changed\n  {}\n  please report \
         it with the command and the file",
        plain::text(what)
    );
}
