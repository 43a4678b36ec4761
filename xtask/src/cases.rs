//! The cases under `testdata`: small modules that show what the tool makes of one thing.
//!
//! A case is a C file `testdata/cases/FAMILY/NAME.c` (or a folder of that name), in a family named after the rule it is
//! about. The comment lines at its top say what it shows:
//!
//! ```c
//! // What is shown, in a sentence.
//! // ids: T-NEW-1 FL-NEW
//! // target: 3.9
//! // avoids: D-METH
//! // isolation: types
//! ```
//!
//! `// limited: 3.11` asks for the limited API of 3.11: the result is then built with `Py_LIMITED_API` set to that.
//!
//! A line that a message points at says so: `// want field-name R-NAME`. Beside `NAME.c` may lie `NAME.py` (`exercise.py` in a
//! folder), which makes instances and uses them (`verify::Job::exercise` says how). The whole modules beside `cases` are cases, too; their own
//! Python tests must pass before and after. This module does not start any program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_types::capi::version::{Target, Version};
use migrate_types::options::{GcPolicy, Isolation, Options};
use migrate_types::source::Sources;

#[path = "cases/example.rs"]
pub mod example;
#[path = "cases/judged.rs"]
pub mod judged;
#[path = "cases/refusals.rs"]
pub mod refusals;
#[path = "cases/runs.rs"]
pub mod runs;

/// One case, as it lies on the disk.
#[derive(Clone, Debug)]
pub struct Case {
    /// `field_new`; the folder under `testdata` for a whole module.
    pub family: String,
    pub name: String,
    /// C sources and headers, by name, in order of name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What `verify` is given to make and use instances.
    pub exercise: Option<PathBuf>,
    /// Python tests of its own.
    pub tests: Vec<PathBuf>,
    pub head: Head,
}

/// What the comment at the top says.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The ids of the semantics that the case shows.
    pub ids: Vec<String>,
    /// Drifts that it shows not to come.
    pub avoids: Vec<String>,
    /// What the project states of single types: `// types: X.exported = confirm`.
    pub types: BTreeMap<String, BTreeMap<String, String>>,
    /// The only target it is migrated for. Usually: the default one, and 3.9 for CPython 3.9.
    pub target: Option<Version>,
    /// The output keeps to the limited API of the target.
    pub limited: bool,
    pub gc: GcPolicy,
    pub isolation: Isolation,
    /// `// names: qualified`
    pub qualify_names: bool,
    /// The first CPython that the C file as it is builds on.
    pub since: Option<Version>,
    /// Put at the end of the compiler's command.
    pub flags: Vec<String>,
}

/// Every case, in order of family and name.
pub fn all(root: &Path) -> Result<Vec<Case>, String> {
    let testdata = root.join("testdata");
    let mut cases = Vec::new();
    for family in entries(&testdata.join("cases")).into_iter().filter(|path| path.is_dir()) {
        for path in entries(&family).into_iter().filter(|path| is_case(path)) {
            cases.push(read(&path, file_name(&family))?);
        }
    }
    for path in whole_modules(&testdata) {
        let family = path.parent().unwrap_or(&path).strip_prefix(root).unwrap_or(&path);
        cases.push(read(&path, family.to_string_lossy().into_owned())?);
    }
    Ok(cases)
}

/// The cases that are known to go wrong: `testdata/cases/known.txt` has a line for each, its title and what is wrong.
pub fn known_to_go_wrong(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join("testdata/cases/known.txt")).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| Some(line.split_once(": ")?.0.to_owned())).collect()
}

/// The folders with C files in them, but for `cases`.
fn whole_modules(folder: &Path) -> Vec<PathBuf> {
    let folders =
        entries(folder).into_iter().filter(|path| path.is_dir() && !path.ends_with("testdata/cases"));
    let within = |path: PathBuf| {
        if entries(&path).iter().any(|file| is_c(file)) { vec![path] } else { whole_modules(&path) }
    };
    folders.flat_map(within).collect()
}

fn read(path: &Path, family: String) -> Result<Case, String> {
    let in_words = |problem: String| format!("{}: {problem}", path.display());
    let within = if path.is_dir() { entries(path) } else { vec![path.to_owned()] };
    let mut files = Vec::new();
    for file in within.iter().filter(|file| is_c(file) || file.extension().is_some_and(|end| end == "h")) {
        files.push((file_name(file), fs::read(file).map_err(|error| in_words(error.to_string()))?));
    }
    let has_init = |(_, text): &&(String, Vec<u8>)| init_name(text).is_some();
    let (_, main) = files.iter().find(has_init).ok_or_else(|| in_words("no PyInit_ function".to_owned()))?;
    let head = Head::read(&String::from_utf8_lossy(main)).map_err(in_words)?;
    let is_test =
        |file: &PathBuf| file_name(file).starts_with("test_") && file.extension().is_some_and(|e| e == "py");
    Ok(Case {
        family,
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        exercise: [path.with_extension("py"), path.join("exercise.py")]
            .into_iter()
            .find(|file| file.is_file()),
        tests: within.into_iter().filter(is_test).collect(),
        files,
        head,
    })
}

impl Head {
    /// The ids it is about.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().chain(&self.avoids).map(String::as_str)
    }

    fn read(text: &str) -> Result<Head, String> {
        let mut head = Head::default();
        for line in text.lines().map_while(|line| line.strip_prefix("// ")) {
            let Some((key, value)) = line.split_once(": ") else { continue };
            let words = || value.split_whitespace().map(str::to_owned).collect();
            match key {
                "ids" => head.ids = words(),
                "avoids" => head.avoids = words(),
                "types" => {
                    let statement =
                        value.split_once(" = ").and_then(|(key, value)| Some((key.split_once('.')?, value)));
                    let ((ty, key), value) = statement.ok_or(format!("`{value}` states nothing"))?;
                    head.types.entry(ty.to_owned()).or_default().insert(key.to_owned(), value.to_owned());
                }
                "flags" => head.flags = words(),
                "target" => head.target = Some(version(value)?),
                "since" => head.since = Some(version(value)?),
                "limited" => (head.target, head.limited) = (Some(version(value)?), true),
                "gc" => {
                    let known = GcPolicy::WORDS.iter().find(|(word, _)| *word == value);
                    head.gc = known.ok_or(format!("`{value}` is no policy"))?.1;
                }
                "names" => head.qualify_names = value == "qualified",
                "isolation" => {
                    let known = Isolation::WORDS.iter().find(|(word, _)| *word == value);
                    head.isolation = known.ok_or(format!("`{value}` is no step"))?.1;
                }
                _ if key.chars().all(|c| c.is_ascii_lowercase()) => {
                    return Err(format!("unknown key `{key}`"));
                }
                _ => {}
            }
        }
        Ok(head)
    }
}

fn version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|problem| format!("{problem}"))
}

impl Case {
    /// `field_new/factory_only`: how messages and tables call it.
    pub fn title(&self) -> String {
        let family = self.family.trim_start_matches("testdata").trim_start_matches("/");
        if family.is_empty() { self.name.clone() } else { format!("{family}/{}", self.name) }
    }

    /// The name to import it by.
    pub fn module(&self) -> String {
        self.files.iter().find_map(|(_, text)| init_name(text)).unwrap_or_default()
    }

    pub fn sources(&self) -> Sources {
        Sources::new(self.files.iter().cloned())
    }

    /// What the tool is asked to do for CPython `3.minor`, or in general.
    pub fn options(&self, minor: Option<u8>) -> Options {
        let older = minor.map(Version::of).filter(|python| *python < Options::default().target.lowest);
        let lowest = self.head.target.or(older).unwrap_or(Options::default().target.lowest);
        let limited = self.head.limited.then_some(lowest);
        Options {
            target: Target { lowest, limited },
            gc: self.head.gc,
            isolation: self.head.isolation,
            qualify_names: self.head.qualify_names,
            statements: self.head.types.clone(),
            ..Options::default()
        }
    }

    /// What the result is built with, besides: the limited API, where it keeps to that.
    pub fn limited_flags(&self) -> Vec<String> {
        let version = self.head.target.filter(|_| self.head.limited);
        version
            .map(|version| format!("-DPy_LIMITED_API={:#010X}", version.hex()).replace("0X", "0x"))
            .into_iter()
            .collect()
    }

    /// Whether the C file before or after is not meant for CPython `3.minor`.
    pub fn leaves_out(&self, minor: u8) -> bool {
        [self.head.since, self.head.target].into_iter().flatten().any(|first| Version::of(minor) < first)
    }
}

/// `shelf` of `PyInit_shelf(void)`.
fn init_name(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let (_, rest) = text.rsplit_once("PyInit_")?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn is_c(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "c" || end == "cpp")
}

/// A C file, or a folder with one in it.
fn is_case(path: &Path) -> bool {
    is_c(path) || entries(path).iter().any(|file| is_c(file))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What is in a folder, sorted, but for what Python leaves there; nothing when there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    paths.retain(|path| !path.ends_with("__pycache__"));
    paths.sort();
    paths
}
