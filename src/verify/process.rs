//! Starts other programs, with a time limit, and leaves none of them running.
//!
//! The only file that names `std::process::Command`. It does not know what it runs or why.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{groups, places, stop};

/// Kept of each output stream: the end, where the reason of a failure stands.
const KEPT_OUTPUT: usize = 4 << 20;

/// How long a program that has ended may leave its output open through a child of its own.
const GRACE: Duration = Duration::from_millis(500);

/// What to run, where, and for how long at most.
#[derive(Clone, Debug)]
pub struct Call {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    pub directory: PathBuf,
    /// Set on top of what is inherited, or the whole environment when `bare`.
    pub environment: BTreeMap<OsString, OsString>,
    /// Inherit only what programs cannot do without (`PATH`, `HOME`, ...).
    pub bare: bool,
    pub input: Vec<u8>,
    pub limit: Duration,
    /// Look for processes that left the group, too: for programs we do not know.
    pub hunt: bool,
}

impl Call {
    pub fn new(program: impl Into<PathBuf>, directory: &Path, limit: Duration) -> Call {
        Call {
            program: program.into(),
            arguments: Vec::new(),
            directory: directory.to_owned(),
            environment: BTreeMap::new(),
            bare: false,
            input: Vec::new(),
            limit,
            hunt: false,
        }
    }

    pub fn arg(mut self, argument: impl Into<OsString>) -> Call {
        self.arguments.push(argument.into());
        self
    }

    pub fn args<I: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = I>) -> Call {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Call {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// The line as a person would type it, for messages.
    pub fn shown(&self) -> String {
        let program = self.program.display().to_string();
        let words = self.arguments.iter().map(|word| word.to_string_lossy().into_owned());
        std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Code(i32),
    /// By a signal: a crash.
    Signal(i32),
    /// It was still running at its limit, and was killed.
    TimedOut,
}

impl End {
    /// How the program ended that a shell ran last: it tells of a signal by its exit code.
    pub fn of_shell(self) -> End {
        match self {
            End::Code(code @ 129..160) => End::Signal(code - 128),
            end => end,
        }
    }
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            End::Code(code) => write!(f, "exit code {code}"),
            End::Signal(signal) => write!(f, "ended by signal {signal}"),
            End::TimedOut => write!(f, "still running at its limit"),
        }
    }
}

/// A program that ran.
#[derive(Clone, Debug)]
pub struct Finished {
    pub end: End,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub took: Duration,
}

impl Finished {
    pub fn ok(&self) -> bool {
        self.end == End::Code(0)
    }

    /// For a message about a build: the lines that speak of errors, wherever they are, and the last ones.
    pub fn telling_lines(&self) -> String {
        let last = self.last_lines(20);
        let text = [self.stdout.as_slice(), self.stderr.as_slice()].concat();
        let text = String::from_utf8_lossy(&text);
        let errors = text.lines().filter(|line| line.contains("error:") && !last.contains(line.trim()));
        let mut lines: Vec<&str> = errors.take(10).collect();
        lines.extend(last.lines());
        lines.join("\n")
    }

    /// The last lines of both streams, for a message.
    pub fn last_lines(&self, count: usize) -> String {
        let mut text = String::from_utf8_lossy(&self.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&self.stderr));
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(count)..].join("\n")
    }
}

/// Runs `call` in a process group of its own; when it ends, by itself or at its limit, the group ends with it.
///
/// `Err` when the program could not be started at all.
pub fn run(call: &Call) -> std::io::Result<Finished> {
    if stop::is_wanted() {
        return Err(stopped());
    }
    let started = Instant::now();
    let mark = next_mark();
    let mut child = command(call, &mark).spawn()?;
    let mut streams = Streams::of(&mut child, call.input.clone());
    let in_time = streams.wait(&mut child, started + call.limit);
    groups::kill(&mut child);
    if call.hunt {
        groups::kill_strays(&mark);
    }
    let status = child.wait()?;
    if stop::is_wanted() {
        return Err(stopped());
    }
    let end = if in_time { end_of(status) } else { End::TimedOut };
    let (stdout, stderr) = streams.collect();
    Ok(Finished { end, stdout, stderr, took: started.elapsed() })
}

fn stopped() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::Interrupted, "stopped on request")
}

/// A value in the environment of everything a call starts, by which strays are found again.
fn next_mark() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{}.{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

#[allow(clippy::disallowed_methods, reason = "the home of starting programs")]
fn command(call: &Call, mark: &str) -> Command {
    let mut command = Command::new(&call.program);
    if call.bare {
        let kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH"];
        command.env_clear();
        command.envs(kept.iter().filter_map(|name| Some((name, places::setting(name)?))));
    }
    command.args(&call.arguments).current_dir(&call.directory).envs(&call.environment);
    // Messages of compilers and tools are read: one language for all.
    command.env("LC_ALL", "C.UTF-8").env(groups::MARK, mark);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    groups::lead(&mut command);
    command
}

fn end_of(status: ExitStatus) -> End {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return End::Signal(signal);
    }
    End::Code(status.code().unwrap_or(-1))
}

/// The three pipes of a running program, each served by a thread.
struct Streams {
    stdout: Kept,
    stderr: Kept,
    closed: Receiver<()>,
    open: u8,
}

/// The end of what a stream said so far.
type Kept = Arc<Mutex<Vec<u8>>>;

impl Streams {
    fn of(child: &mut Child, input: Vec<u8>) -> Streams {
        let (done, closed) = channel();
        if let Some(mut pipe) = child.stdin.take() {
            // A program that does not read its input is no error.
            thread::spawn(move || drop(pipe.write_all(&input)));
        }
        let stdout = keep(child.stdout.take(), done.clone());
        let stderr = keep(child.stderr.take(), done);
        Streams { stdout, stderr, closed, open: 2 }
    }

    /// True when the program ended before the deadline.
    ///
    /// Most programs close their output as they end, which wakes us at once; the others are looked at now and then.
    fn wait(&mut self, child: &mut Child, deadline: Instant) -> bool {
        loop {
            if groups::has_ended(child) {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || stop::is_wanted() {
                return false;
            }
            let nap = Duration::from_millis(if self.open > 0 { 50 } else { 1 });
            self.nap(left.min(nap));
        }
    }

    fn nap(&mut self, time: Duration) {
        match self.closed.recv_timeout(time) {
            Ok(()) => self.open -= 1,
            Err(RecvTimeoutError::Disconnected) => thread::sleep(time),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }

    /// What was said. A stream that a stray still holds open is not waited for longer than [`GRACE`].
    fn collect(mut self) -> (Vec<u8>, Vec<u8>) {
        let deadline = Instant::now() + GRACE;
        while self.open > 0 && Instant::now() < deadline {
            self.nap(GRACE);
        }
        let take = |kept: &Kept| kept.lock().map(|kept| kept.clone()).unwrap_or_default();
        (take(&self.stdout), take(&self.stderr))
    }
}

/// Reads a stream to its end in a thread of its own, and keeps the last part.
fn keep(stream: Option<impl Read + Send + 'static>, done: Sender<()>) -> Kept {
    let kept = Kept::default();
    let shared = Arc::clone(&kept);
    thread::spawn(move || {
        let mut block = [0; 16 << 10];
        let mut stream = stream;
        while let Some(Ok(count @ 1..)) = stream.as_mut().map(|stream| stream.read(&mut block))
            && let Ok(mut kept) = shared.lock()
        {
            kept.extend_from_slice(&block[..count]);
            let surplus = kept.len().saturating_sub(2 * KEPT_OUTPUT);
            if surplus > 0 {
                kept.drain(..surplus + KEPT_OUTPUT);
            }
        }
        // Nobody waits any more when the receiver is gone.
        let _ = done.send(());
    });
    kept
}
