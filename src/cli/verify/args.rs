//! The flags of `verify`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::Analysis;
use crate::verify::Guard;

#[derive(Debug, Args)]
pub struct Verify {
    /// A project's folder, or one C file [default: .]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,

    /// The project as it was, instead of PATH
    #[arg(long, value_name = "DIR", conflicts_with = "path", help_heading = "What is compared")]
    pub before: Option<PathBuf>,

    /// The project as it is to be, instead of what `--write` would make of it
    #[arg(long, value_name = "DIR", conflicts_with = "write", help_heading = "What is compared")]
    pub after: Option<PathBuf>,

    /// Only this extension module, by its full name (repeatable) [default: all that are built]
    #[arg(long = "module", value_name = "NAME", value_delimiter = ',', help_heading = "What is compared")]
    pub modules: Vec<String>,

    /// A Python file about the module: how to make instances, and tests
    ///
    /// It may define `instances(module)`, a dict of functions without arguments, each of which makes an instance;
    /// `arguments(module)`, a dict from types' names to tuples of constructor arguments; and functions
    /// `test_...(module)`, whose outcomes and results are compared.
    #[arg(long, value_name = "FILE", help_heading = "What is compared")]
    pub exercise: Option<PathBuf>,

    /// Call the module's functions without arguments, too: not where they act on the machine
    #[arg(long, help_heading = "What is compared")]
    pub call_functions: bool,

    /// Build with this line for the shell; `{python}` and `{target}` stand for the interpreter and a folder to install
    /// into [default: pip without isolation and without network, or the compiler where there is no build system]
    #[arg(long, value_name = "CMD", help_heading = "How it is built and run")]
    pub build: Option<String>,

    /// A Python to build for: a version, a name or a path (repeatable) [default: all that are found]
    #[arg(
        long = "python",
        value_name = "PY",
        value_delimiter = ',',
        help_heading = "How it is built and run"
    )]
    pub pythons: Vec<String>,

    /// Run the project's own tests with this line for the shell; only tests that passed before count
    #[arg(long, value_name = "CMD", help_heading = "How it is built and run")]
    pub test_cmd: Option<String>,

    /// Compare the speed, too, and tell what is slower by more than 10 %
    #[arg(long, help_heading = "How it is built and run")]
    pub bench: bool,

    /// Build with AddressSanitizer, and let it watch: what it finds is a crash of the probe that ran
    #[arg(long, conflicts_with = "valgrind", help_heading = "How it is built and run")]
    pub asan: bool,

    /// Let valgrind watch: what it finds ends the probe that ran; takes some thirty times as long
    #[arg(long, help_heading = "How it is built and run")]
    pub valgrind: bool,

    /// How many seconds each build, and each run of the tests, may take
    #[arg(long, value_name = "SECONDS", default_value_t = 1800, help_heading = "How it is built and run")]
    pub limit: u64,

    /// Run what is shown without asking
    #[arg(short, long, help_heading = "How it is built and run")]
    pub yes: bool,

    /// When all is well, write the migrated files; else leave every file as it is
    #[arg(long, conflicts_with = "before", help_heading = "Safety")]
    pub write: bool,

    /// Write even if the files have changes that are not committed
    #[arg(long, help_heading = "Safety")]
    pub allow_dirty: bool,

    /// Write even if the files are under no version control
    #[arg(long, help_heading = "Safety")]
    pub allow_no_vcs: bool,

    /// Write the verdict to FILE, for programs
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub json: Option<PathBuf>,

    /// Write the verdict to FILE, as tables for a pull request
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub markdown: Option<PathBuf>,

    /// Write the verdict to FILE, as JUnit's XML
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub junit: Option<PathBuf>,

    /// Print the verdict and nothing else
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    #[command(flatten)]
    pub analysis: Analysis,
}

impl Verify {
    /// Who is to watch the memory.
    pub fn guard(&self) -> Option<Guard> {
        match (self.asan, self.valgrind) {
            (true, _) => Some(Guard::AddressSanitizer),
            (_, true) => Some(Guard::Valgrind),
            _ => None,
        }
    }
}
