//! What a person sees while a verification runs: what is about to be run, a question, a line of progress.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Instant;

use crate::cli::console::Console;
use crate::render::plain;
use crate::verify::{Progress, consent};

pub struct Watcher<'a> {
    pub console: &'a Console,
    pub project: PathBuf,
    /// The Pythons it will be built for.
    pub pythons: Vec<String>,
    /// `--yes` was given.
    pub yes: bool,
    pub start: Instant,
}

impl Watcher<'_> {
    fn is_watched(&self) -> bool {
        !self.console.quiet && io::stderr().is_terminal()
    }

    /// Takes the line of progress away.
    pub fn clear(&self) {
        if self.is_watched() {
            self.console.err(b"\r\x1b[K");
        }
    }

    fn tell(&self, lines: &[String]) {
        let commands: String = lines.iter().map(|line| format!("    {}\n", plain::line(line))).collect();
        let text = format!(
            "verify runs these commands in scratch copies of `{}`, and loads what they build, on Python {}:\n{commands}",
            plain::line(&self.project.display().to_string()),
            self.pythons.join(", ")
        );
        self.console.err(text.as_bytes());
    }

    fn ask(&self) -> bool {
        if !io::stdin().is_terminal() {
            return false;
        }
        self.console.err(b"run them? [y/N] ");
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
    }
}

impl Progress for Watcher<'_> {
    fn step(&mut self, words: &str) {
        if self.is_watched() {
            let seconds = self.start.elapsed().as_secs();
            let line = format!("\r\x1b[K[{}:{:02}] {}", seconds / 60, seconds % 60, plain::line(words));
            let _ = io::stderr().write_all(line.as_bytes());
            let _ = io::stderr().flush();
        }
    }

    fn may_run(&mut self, lines: &[String]) -> bool {
        let known = consent::is_given(&self.project, lines);
        if !(self.console.quiet && (known || self.yes)) {
            self.tell(lines);
        }
        let may = self.yes || known || self.ask();
        if may {
            consent::remember(&self.project, lines);
        }
        may
    }
}
