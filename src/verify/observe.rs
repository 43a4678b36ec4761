//! Runs the probes against a build and reads what they saw.
//!
//! Does not compare and does not judge.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::build::{self, Built};
use super::error::Error;
use super::guard::Guard;
use super::process::{self, Call};
use super::pythons::Python;
use super::scratch::{self, Key, Scratch};

/// The probes, in Python: written out beside the driver before it is run.
const PROBES: [(&str, &str); 12] = [
    ("mt_driver.py", include_str!("probes/mt_driver.py")),
    ("mt_batch.py", include_str!("probes/mt_batch.py")),
    ("mt_world.py", include_str!("probes/mt_world.py")),
    ("mt_text.py", include_str!("probes/mt_text.py")),
    ("mt_uses.py", include_str!("probes/mt_uses.py")),
    ("mt_surface.py", include_str!("probes/mt_surface.py")),
    ("mt_behave.py", include_str!("probes/mt_behave.py")),
    ("mt_life.py", include_str!("probes/mt_life.py")),
    ("mt_stress.py", include_str!("probes/mt_stress.py")),
    ("mt_interpreters.py", include_str!("probes/mt_interpreters.py")),
    ("mt_bench.py", include_str!("probes/mt_bench.py")),
    ("mt_embedded.py", include_str!("probes/mt_embedded.py")),
];

/// How the probes are to be run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Call the module's functions without arguments, too. Not for modules whose functions act on the machine.
    pub call_functions: bool,
    /// A new interpreter for each batch instead of a fork, as on platforms that have none.
    pub spawn: bool,
    /// How often an embedded interpreter is initialised and finalised, where there is a library to link to.
    pub rounds: u32,
    /// Set on top of the usual environment: `PYTHONMALLOC`, `PYTHONDEVMODE`, ...
    pub environment: BTreeMap<String, String>,
    /// Who watches the memory while the probes run.
    pub guard: Option<Guard>,
    /// For all probes of both builds together.
    pub limit: Duration,
    /// A further look at the same thing is another look, for the cache.
    pub look: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            call_functions: false,
            spawn: false,
            rounds: 4,
            // Freed memory is overwritten and blocks are guarded: what would go unnoticed crashes. A crash says where.
            environment: BTreeMap::from([
                ("PYTHONMALLOC".into(), "debug".into()),
                ("PYTHONDEVMODE".into(), "1".into()),
            ]),
            guard: None,
            limit: Duration::from_secs(600),
            look: 0,
        }
    }
}

/// What the probes saw of one build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observations {
    /// By check and subject: `("type.doc", "Box")`.
    pub values: BTreeMap<(String, String), String>,
    /// What children that ended badly had said on standard error.
    pub said: String,
}

impl Observations {
    pub fn get(&self, check: &str, subject: &str) -> Option<&str> {
        self.values.get(&(check.to_owned(), subject.to_owned())).map(String::as_str)
    }

    /// The module could be imported.
    pub fn imported(&self) -> bool {
        self.values.iter().any(|((check, _), value)| check == "import" && value == "ok")
    }

    /// The name it was imported by.
    pub fn module(&self) -> &str {
        self.values.keys().find(|(check, _)| check == "import").map_or("", |(_, module)| module)
    }

    /// The labels of the module's types: an attribute's name, or `<module.name>` for a type that is no attribute.
    pub fn types(&self) -> Vec<&str> {
        self.values
            .keys()
            .filter(|(check, _)| check == "probe.instance")
            .map(|(_, label)| label.as_str())
            .collect()
    }

    /// Of [`Observations::types`], those no instance of which could be made.
    pub fn without_instance(&self) -> Vec<&str> {
        let unmade = |label: &&str| self.get("probe.instance", label) != Some("made");
        self.types().into_iter().filter(unmade).collect()
    }

    /// Of the probes' lines, each `[check, subject, value]`. `None` when the last one is missing.
    fn parse(lines: &[u8]) -> Option<Observations> {
        let mut found = Observations::default();
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let (check, subject, value): (String, String, String) = serde_json::from_slice(line).ok()?;
            if check == "end" {
                found.said = value;
                return Some(found);
            }
            found.values.insert((check, subject), value);
        }
        None
    }
}

/// Runs all probes on `python` against each of `builds`, one after the other in processes that share a start.
///
/// What is found in `cache` is not run again, when the build says what it is made of.
pub fn observe(
    python: &Python,
    module: &str,
    builds: &[&Built],
    exercise: Option<&Path>,
    options: &Options,
    cache: Option<&Path>,
) -> Result<Vec<Observations>, Error> {
    let run = Run { python, module, exercise, options, cache };
    let mut found: Vec<Option<Observations>> = builds.iter().map(|build| run.remembered(build)).collect();
    let missing: Vec<&Built> =
        builds.iter().zip(&found).filter(|(_, known)| known.is_none()).map(|(build, _)| *build).collect();
    let mut fresh = run.fresh(&missing)?.into_iter();
    for place in found.iter_mut().filter(|known| known.is_none()) {
        *place = fresh.next();
    }
    Ok(found.into_iter().flatten().collect())
}

struct Run<'a> {
    python: &'a Python,
    module: &'a str,
    exercise: Option<&'a Path>,
    options: &'a Options,
    cache: Option<&'a Path>,
}

impl Run<'_> {
    fn remembered(&self, build: &Built) -> Option<Observations> {
        Observations::parse(&scratch::read(&self.memory(build)?).ok()?)
    }

    /// Where the observations of a build are kept; `None` when they cannot be.
    fn memory(&self, build: &Built) -> Option<PathBuf> {
        let mut key = Key::default().with(probes_key()).with(build.key.as_ref()?).with(self.module);
        key = key.with(self.python.identity()).with(format!("{:?}", self.options));
        if let Some(exercise) = self.exercise {
            key = key.with(scratch::read(exercise).ok()?);
        }
        Some(self.cache?.join("observations").join(key.hex()))
    }

    fn fresh(&self, builds: &[&Built]) -> Result<Vec<Observations>, Error> {
        if builds.is_empty() {
            return Ok(Vec::new());
        }
        let scratch = Scratch::new().map_err(Error::io(Path::new("scratch folder")))?;
        let driver = probe_file(self.cache, &scratch, PROBES[0].0)?;
        let embed = build::embed::program(self.python, self.cache, scratch.path())?;
        let job = |(number, build): (usize, &&Built)| Job {
            embed: embed.clone(),
            ..self.job(&scratch, number, build)
        };
        let jobs: Vec<Job> = builds.iter().enumerate().map(job).collect();
        let input = input_of(&jobs)?;
        let done = self.start(&driver, &scratch, input)?;
        let read = |(build, job): (&&Built, &Job)| self.read(build, job, &done);
        builds.iter().zip(&jobs).map(read).collect()
    }

    fn job(&self, scratch: &Scratch, number: usize, build: &Built) -> Job {
        let folder = scratch.path().join(number.to_string());
        Job {
            module: self.module.to_owned(),
            path: build.path.clone(),
            exercise: self.exercise.map(scratch::real_path),
            call_functions: self.options.call_functions,
            spawn: self.options.spawn,
            rounds: self.options.rounds,
            embed: None,
            out: folder.join("out"),
            log: folder.join("log"),
            cwd: folder.join("cwd"),
        }
    }

    fn start(&self, driver: &Path, scratch: &Scratch, input: Vec<u8>) -> Result<process::Finished, Error> {
        let slowness = self.options.guard.map_or(1, Guard::slowness);
        let limit = self.options.limit.saturating_mul(slowness);
        let mut call = Call::new(&self.python.executable, scratch.path(), limit)
            .arg("-s")
            .arg(driver)
            .env("PYTHONHASHSEED", "0");
        for (name, value) in &self.options.environment {
            call = call.env(name, value);
        }
        if let Some(guard) = self.options.guard {
            call = guard.watch(call, self.python)?;
            for (name, value) in guard.environment() {
                call = call.env(&name, value);
            }
        }
        call.bare = true;
        call.hunt = true;
        call.input = input;
        process::run(&call).map_err(|error| Error::NotStarted { program: call.program, error })
    }

    fn read(&self, build: &Built, job: &Job, done: &process::Finished) -> Result<Observations, Error> {
        let lines = scratch::read(&job.out).unwrap_or_default();
        let found = Observations::parse(&lines).ok_or_else(|| self.failure(&lines, done))?;
        if let Some(memory) = self.memory(build) {
            scratch::publish(&memory, &lines).map_err(Error::io(&memory))?;
        }
        Ok(found)
    }

    fn failure(&self, lines: &[u8], done: &process::Finished) -> Error {
        let text = String::from_utf8_lossy(lines);
        let own = text.lines().find(|line| line.starts_with("[\"probe.error\""));
        let said = own.map_or_else(|| done.last_lines(20), str::to_owned);
        Error::ProbesFailed { python: self.python.label(), detail: format!("{}\n{said}", done.end) }
    }
}

/// One of the probes, with the others beside it: in the cache, where their bytecode is kept, or for this run only.
pub(super) fn probe_file(cache: Option<&Path>, scratch: &Scratch, wanted: &str) -> Result<PathBuf, Error> {
    let folder = match cache {
        Some(cache) => cache.join(format!("probes-{}", probes_key())),
        None => scratch.path().join("probes"),
    };
    for (name, text) in PROBES {
        let path = folder.join(name);
        if !scratch::is_file(&path) {
            scratch::publish(&path, text.as_bytes()).map_err(Error::io(&path))?;
        }
    }
    Ok(folder.join(wanted))
}

/// The input of a comparison of speed, and the file it writes.
pub(super) fn jobs_for_bench(job: &super::Job, scratch: &Scratch) -> Result<(Vec<u8>, PathBuf), Error> {
    let run = Run {
        python: job.python,
        module: job.module,
        exercise: job.exercise,
        options: &job.options,
        cache: job.cache,
    };
    let jobs = [run.job(scratch, 0, job.before), run.job(scratch, 1, job.after)];
    let [before, _] = &jobs;
    let out = before.out.clone();
    Ok((input_of(&jobs)?, out))
}

/// A line for each job, whose folder is made.
fn input_of(jobs: &[Job]) -> Result<Vec<u8>, Error> {
    let mut input = Vec::new();
    for job in jobs {
        scratch::make_folder(&job.cwd).map_err(Error::io(&job.cwd))?;
        input.extend(serde_json::to_vec(job).unwrap_or_default());
        input.push(b'\n');
    }
    Ok(input)
}

/// What the driver reads on its standard input.
#[derive(serde::Serialize)]
struct Job {
    module: String,
    path: Vec<PathBuf>,
    exercise: Option<PathBuf>,
    call_functions: bool,
    spawn: bool,
    rounds: u32,
    /// The program that embeds the interpreter.
    embed: Option<PathBuf>,
    out: PathBuf,
    log: PathBuf,
    cwd: PathBuf,
}

fn probes_key() -> String {
    let all = PROBES.iter().fold(Key::default(), |key, (name, text)| key.with(name).with(text));
    all.hex()
}
