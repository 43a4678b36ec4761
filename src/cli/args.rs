//! Flags and subcommands, with the prose that `--help` and the man page show.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::verify::Verify;
use crate::capi::version::Version;
use crate::options::{GcPolicy, Isolation};
use crate::render::Format;
use crate::run::STAGES;

const STATUS: &str = "\
Exit status:
  0  nothing is left to do, or all was done
  1  there is something to migrate, the diff is not empty, or a type was refused
  2  wrong usage or configuration, or a file that cannot be read or written
  3  a safety gate refused to write; nothing was written
  4  verify found what a migration must not change; every file is as it was
  5  a bug of migrate-types; the change that showed it was withheld";

/// Rewrites static `PyTypeObject` definitions of CPython extension modules into heap types in module state.
///
/// Without a subcommand, it reports what each static type below the given paths needs. `--diff` shows the rewrite as
/// a patch, `--write` makes it.
#[derive(Debug, Parser)]
#[command(version, after_help = STATUS, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(subcommand_value_name = "SUBCOMMAND", subcommand_help_heading = "Subcommands")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: Check,
}

#[derive(Debug, Args)]
pub struct Check {
    /// C and C++ files, or folders to search for them [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Print the rewrite as a unified diff, byte for byte; `git apply` takes it
    #[arg(long, conflicts_with_all = ["write", "snapshot"])]
    pub diff: bool,

    /// Rewrite the files in place: all of a change, or nothing
    #[arg(long)]
    pub write: bool,

    /// Write each rewritten file as an insta snapshot to DIR, for `cargo insta review --workspace-root DIR`. With
    /// --write, only what equals an accepted snapshot is written
    #[arg(long, value_name = "DIR")]
    pub snapshot: Option<PathBuf>,

    #[command(flatten)]
    pub analysis: Analysis,

    /// How the report is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t, help_heading = "Output")]
    pub output_format: Format,

    /// Write the report to FILE
    #[arg(short = 'o', long, value_name = "FILE", help_heading = "Output")]
    pub output_file: Option<PathBuf>,

    /// When to use colours; NO_COLOR is honoured. With `always`, a diff is for eyes, not for `git apply` [default: auto]
    #[arg(long, value_name = "WHEN", value_enum, help_heading = "Output")]
    pub color: Option<Colour>,

    /// Print messages, but nothing else
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Print how often each rule spoke, instead of its messages
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Print counts and times of each stage to standard error
    #[arg(long, help_heading = "Output")]
    pub trace: bool,

    /// Exit with 0 where the status would be 1
    #[arg(short = 'e', long, help_heading = "Output")]
    pub exit_zero: bool,

    /// Read standard input, under this name. With --write, the result goes to standard output
    #[arg(long, value_name = "NAME", conflicts_with = "snapshot", help_heading = "Files")]
    pub stdin_filename: Option<String>,

    /// Leave out files and folders that match PATTERN, as in a .gitignore file (repeatable)
    #[arg(long, value_name = "PATTERN", value_delimiter = ',', help_heading = "Files")]
    pub exclude: Vec<String>,

    /// Look at files that .gitignore and .ignore leave out, too
    #[arg(long, help_heading = "Files")]
    pub no_ignore: bool,

    /// Print the files that would be looked at, and stop
    #[arg(long, help_heading = "Files")]
    pub show_files: bool,

    /// Print the settings that hold for the given paths, and stop
    #[arg(long, help_heading = "Configuration")]
    pub show_settings: bool,

    /// Write even if the files have changes that are not committed
    #[arg(long, help_heading = "Safety")]
    pub allow_dirty: bool,

    /// Write even if the files are under no version control
    #[arg(long, help_heading = "Safety")]
    pub allow_no_vcs: bool,
}

/// What may change the result of an analysis.
#[derive(Debug, Default, Args)]
pub struct Analysis {
    /// Only this type, by its C name, and those that must come along (repeatable)
    #[arg(short = 't', long = "type", value_name = "NAME", value_delimiter = ',', help_heading = "Rewrite")]
    pub types: Vec<String>,

    /// The lowest CPython the result must build and behave on: 3.9 to 3.15 [default: `requires-python` of the nearest
    /// pyproject.toml, else 3.10]
    #[arg(long, value_name = "3.X", help_heading = "Rewrite")]
    pub target_version: Option<Version>,

    /// Write only what the limited API of this version has
    #[arg(long, value_name = "3.X", help_heading = "Rewrite")]
    pub limited_api: Option<Version>,

    /// Which types without cyclic garbage collection gain it [default: policy]
    #[arg(long, value_name = "WHICH", value_enum, help_heading = "Rewrite")]
    pub gc: Option<GcPolicy>,

    /// How far to go: heap types in static pointers as a first, small step, or all in the module state [default: module]
    #[arg(long, value_name = "STEP", value_enum, help_heading = "Rewrite")]
    pub isolation: Option<Isolation>,

    /// Give types whose names have no dot the name of their module, which Python code sees (D-NAME)
    #[arg(long, help_heading = "Rewrite")]
    pub qualify_names: bool,

    /// The only rules to run (repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rewrite")]
    pub select: Vec<String>,

    /// Rules to leave (repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rewrite")]
    pub ignore: Vec<String>,

    /// Threads to use; 0: as many as there are processors
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,

    /// Use this configuration file and no other
    #[arg(long, value_name = "FILE", conflicts_with = "isolated", help_heading = "Configuration")]
    pub config: Option<PathBuf>,

    /// Use no configuration file at all
    #[arg(long, help_heading = "Configuration")]
    pub isolated: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print what a rule does and why, with an example
    Explain {
        /// The name in brackets of a message, or the id behind it
        rule: String,
    },
    /// List all rules
    Rules,
    /// Print what one stage makes of a file
    Debug {
        #[arg(value_parser = PossibleValuesParser::new(STAGES))]
        stage: String,
        file: PathBuf,
        #[command(flatten)]
        analysis: Analysis,
    },
    /// Build a project before and after, compare what Python sees, and run its tests on both
    Verify(Box<Verify>),
    /// Complete or take back a run that was cut off while it wrote
    Recover {
        /// Files or folders [default: .]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// List the keys of the configuration, or explain one
    Config { key: Option<String> },
    /// Print a completion script
    Completions { shell: clap_complete::Shell },
    /// Print the manual page
    Man,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Colour {
    #[default]
    Auto,
    Always,
    Never,
}

/// The values of a table of words.
const fn values<T: Copy, const N: usize>(words: &[(&str, T); N]) -> [T; N] {
    let mut all = [words[0].1; N];
    let mut at = 0;
    while at < N {
        all[at] = words[at].1;
        at += 1;
    }
    all
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        const ALL: [Format; Format::WORDS.len()] = values(&Format::WORDS);
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

impl ValueEnum for GcPolicy {
    fn value_variants<'a>() -> &'a [GcPolicy] {
        const ALL: [GcPolicy; GcPolicy::WORDS.len()] = values(&GcPolicy::WORDS);
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

impl ValueEnum for Isolation {
    fn value_variants<'a>() -> &'a [Isolation] {
        const ALL: [Isolation; Isolation::WORDS.len()] = values(&Isolation::WORDS);
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}
