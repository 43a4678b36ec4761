//! Standard output and standard error.
//!
//! A closed pipe is no error: whoever reads has seen enough. Nothing unsafe reaches a terminal from here.

#![allow(clippy::disallowed_methods, reason = "reads NO_COLOR and TERM, which are about the terminal")]

use std::io::{self, IsTerminal, Write};

use super::args::Colour;
use crate::render::plain;

/// The two streams, and what the user said of them.
pub struct Console {
    colour: Colour,
    pub quiet: bool,
}

impl Console {
    pub fn new(colour: Colour, quiet: bool) -> Console {
        Console { colour, quiet }
    }

    /// Whether standard output is looked at by a person, with or without colours.
    pub fn is_watched(&self) -> bool {
        io::stdout().is_terminal() || matches!(self.colour, Colour::Always)
    }

    pub fn colours_out(&self) -> bool {
        self.colours(io::stdout().is_terminal())
    }

    pub fn colours_err(&self) -> bool {
        self.colours(io::stderr().is_terminal())
    }

    fn colours(&self, is_terminal: bool) -> bool {
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
                is_terminal && wanted && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }

    /// Writes to standard output.
    pub fn out(&self, bytes: &[u8]) -> Result<(), String> {
        open_pipe(write_all(&mut io::stdout().lock(), bytes))
            .map_err(|error| format!("cannot write the output: {error}"))
    }

    /// Writes to standard error, where nothing more can be done about a failure.
    pub fn err(&self, bytes: &[u8]) {
        let _ = write_all(&mut io::stderr().lock(), bytes);
    }

    /// Tells why the run cannot go on.
    pub fn complain(&self, trouble: &str) {
        let (on, off) = if self.colours_err() { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        self.err(format!("{on}error{off}: {}\n", plain::text(trouble)).as_bytes());
    }
}

fn write_all(stream: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn open_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
