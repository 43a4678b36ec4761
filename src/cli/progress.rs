//! A sign of life on a terminal, when a run takes longer than a second.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Runs `work`; meanwhile says on standard error, when that is a terminal, what is done and for how long.
pub fn during<T>(what: &str, quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work();
    }
    thread::scope(|scope| {
        let (done, waits) = mpsc::channel::<()>();
        scope.spawn(move || show(what, &waits));
        // Dropped when `work` returns, and when it panics.
        let _done = done;
        work()
    })
}

fn show(what: &str, done: &mpsc::Receiver<()>) {
    let start = Instant::now();
    let mut shown = false;
    while done.recv_timeout(Duration::from_secs(1)) == Err(mpsc::RecvTimeoutError::Timeout) {
        let _ = write!(io::stderr(), "\r{what} ... {} s", start.elapsed().as_secs());
        let _ = io::stderr().flush();
        shown = true;
    }
    if shown {
        // To the line's start, and clear it.
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
