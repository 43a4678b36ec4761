//! What holds for a run: flags first, then the closest configuration file, then defaults. Nothing is merged.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::args::Analysis;
use crate::capi::version::{NEWEST, OLDEST, Target, Version};
use crate::config::{self, Settings, closest};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{self, Base, Exclude};
use crate::options::{DEFAULT_LOWEST, MacroLine, Options, RuleChoice, TypeChoice};
use crate::render::plain;
use crate::report::RuleInfo;
use crate::run;
use crate::syntax::grammar::Grammar;

const TARGET_RAISED: &str = "target-raised";

/// What this module itself says, for `explain`.
pub const NOTICES: &[RuleInfo] = &[
    RuleInfo {
        name: TARGET_RAISED,
        summary: "the project supports a Python that has no module state for types",
        prose: "`PyType_FromModuleAndSpec` came with Python 3.9, so no result can build on an older one, whatever\n\
                `requires-python` says. Raise it, or name the target with `--target-version`.",
    },
    RuleInfo {
        name: run::MACRO_LINE,
        summary: "a line of the key `macros` is not understood",
        prose: "A line is the form of a macro and the names that have it, as at the head of grammars/macros.txt:\n\
                `head MY_OBJECT_HEAD`.",
    },
    RuleInfo {
        name: run::UNKNOWN_TYPE,
        summary: "the configuration names a type that none of the files has",
        prose: "What `types.NAME` says is meant for the static type object with that name in C. Either the name is\n\
                misspelled, or the run was not given the file that defines the type.",
    },
];

/// The settings of one run.
#[derive(Debug)]
pub struct Resolved {
    pub options: Options,
    pub exclude: Vec<Exclude>,
    /// The configuration file in use.
    pub source: Option<String>,
    /// Where the target comes from, in words.
    pub target_from: String,
    pub notes: Vec<Diagnostic>,
}

/// A configuration file with its folder and its name as shown.
struct ConfigFile {
    folder: PathBuf,
    name: String,
    settings: Settings,
}

/// Settles everything. `folder` is the canonical folder that all paths share.
pub fn resolve(analysis: &Analysis, exclude: &[String], folder: &Path) -> Result<Resolved, String> {
    let base = Base::for_folder(folder);
    let file = configuration(analysis, folder, &base)?;
    let settings = file.as_ref().map(|file| file.settings.clone()).unwrap_or_default();
    let mut notes = Vec::new();
    let (target, target_from) = target(analysis, &settings, folder, &base, &mut notes)?;
    let rules = RuleChoice {
        select: known_rules(first(&analysis.select, &settings.select))?,
        ignore: known_rules(first(&analysis.ignore, &settings.ignore))?,
    };
    known_shapes(&settings.macros)?;
    let options = Options {
        types: TypeChoice { only: analysis.types.clone(), without: Vec::new() },
        target,
        gc: analysis.gc.or(settings.gc).unwrap_or_default(),
        isolation: analysis.isolation.or(settings.isolation).unwrap_or_default(),
        qualify_names: analysis.qualify_names || settings.qualify_names,
        rules,
        macros: settings.macros,
        statements: settings.types,
        threads: threads(analysis.threads),
    };
    Ok(Resolved {
        options,
        exclude: excluded(exclude, settings.exclude, file.as_ref(), folder),
        source: file.map(|file| file.name),
        target_from,
        notes,
    })
}

/// The flag's list where it was given, else the file's.
fn first<'a>(flag: &'a [String], file: &'a [String]) -> &'a [String] {
    if flag.is_empty() { file } else { flag }
}

fn known_rules(names: &[String]) -> Result<Vec<String>, String> {
    let rules = run::rules();
    for name in names {
        if !rules.iter().any(|rule| rule.name == name) {
            let hint = closest(name, rules.iter().map(|rule| rule.name));
            let hint = hint.map_or_else(
                || "`migrate-types rules` lists them".to_owned(),
                |rule| format!("did you mean `{rule}`?"),
            );
            return Err(format!("there is no rule `{name}`; {hint}"));
        }
    }
    Ok(names.to_vec())
}

/// Every line of the project's macros must be one that the front end understands.
fn known_shapes(macros: &[MacroLine]) -> Result<(), String> {
    macros.iter().try_for_each(|line| match Grammar::builtin().with(&line.text) {
        Ok(_) => Ok(()),
        Err(problem) => Err(format!("{}: {problem}", line.origin)),
    })
}

fn threads(wanted: usize) -> NonZeroUsize {
    let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    NonZeroUsize::new(wanted).unwrap_or_else(all)
}

fn excluded(
    flags: &[String],
    settings: Vec<String>,
    file: Option<&ConfigFile>,
    folder: &Path,
) -> Vec<Exclude> {
    let (base, patterns) = match file {
        _ if !flags.is_empty() => {
            // Patterns with a slash are meant from where the user stands.
            let here = disk::working_directory().filter(|here| folder.starts_with(here));
            (here.unwrap_or_else(|| folder.to_path_buf()), flags.to_vec())
        }
        Some(file) => (file.folder.clone(), settings),
        None => return Vec::new(),
    };
    if patterns.is_empty() { Vec::new() } else { vec![Exclude { base, patterns }] }
}

fn configuration(analysis: &Analysis, folder: &Path, base: &Base) -> Result<Option<ConfigFile>, String> {
    if analysis.isolated {
        return Ok(None);
    }
    let Some(path) = &analysis.config else { return nearest(folder, base) };
    let text = disk::read_text(path)?;
    let name = path.display().to_string();
    let settings = match path.file_name().is_some_and(|name| name == PYPROJECT) {
        true => config::parse_pyproject(&name, &text).map(Option::unwrap_or_default),
        false => config::parse_own(&name, &text),
    };
    let settings = settings.map_err(|mistake| mistake.to_string())?;
    let folder = disk::folder_of(path).unwrap_or_else(|| folder.to_path_buf());
    Ok(Some(ConfigFile { folder, name, settings }))
}

const PYPROJECT: &str = "pyproject.toml";
const OWN: &str = "migrate-types.toml";

/// The closest file that configures us, from `folder` upward.
fn nearest(folder: &Path, base: &Base) -> Result<Option<ConfigFile>, String> {
    for folder in folder.ancestors() {
        for file in [OWN, PYPROJECT] {
            let path = folder.join(file);
            if !disk::exists(&path) {
                continue;
            }
            let text = disk::read_text(&path)?;
            let name = base.name(&path).unwrap_or_else(|| path.display().to_string());
            let settings = match file {
                OWN => config::parse_own(&name, &text).map(Some),
                _ => config::parse_pyproject(&name, &text),
            };
            if let Some(settings) = settings.map_err(|mistake| mistake.to_string())? {
                return Ok(Some(ConfigFile { folder: folder.to_path_buf(), name, settings }));
            }
        }
    }
    Ok(None)
}

/// What `requires-python` of the nearest pyproject.toml lets in, and that file's name.
fn required(folder: &Path, base: &Base) -> Option<(u8, String)> {
    let path = folder.ancestors().map(|folder| folder.join(PYPROJECT)).find(|path| disk::exists(path))?;
    let minor = config::requires_python(&disk::read_text(&path).ok()?)?;
    Some((minor, base.name(&path).unwrap_or_else(|| path.display().to_string())))
}

/// The target, and where it comes from.
fn target(
    analysis: &Analysis,
    settings: &Settings,
    folder: &Path,
    base: &Base,
    notes: &mut Vec<Diagnostic>,
) -> Result<(Target, String), String> {
    let limited = analysis.limited_api.or(settings.limited_api);
    let asked = analysis.target_version.or(settings.target_version);
    if let (Some(lowest), Some(limited)) = (asked, limited)
        && limited > lowest
    {
        return Err(format!(
            "the limited API of {limited} cannot be used on Python {lowest}; raise --target-version, or lower --limited-api"
        ));
    }
    let (lowest, from) = match asked {
        Some(version) if analysis.target_version.is_some() => (version, "the command line".to_owned()),
        Some(version) => (version, "the configuration".to_owned()),
        None if analysis.isolated => (DEFAULT_LOWEST, "the default".to_owned()),
        None => match required(folder, base) {
            Some((minor, name)) => (supported(minor, &name, notes), format!("requires-python of {name}")),
            None => (DEFAULT_LOWEST, "the default".to_owned()),
        },
    };
    let lowest = limited.map_or(lowest, |limited| lowest.max(limited));
    Ok((Target { lowest, limited }, from))
}

/// The version itself, or the closest one that can be asked for.
fn supported(minor: u8, name: &str, notes: &mut Vec<Diagnostic>) -> Version {
    let version = Version::from_str(&format!("3.{minor}"));
    version.unwrap_or_else(|_| {
        let closest = if minor < OLDEST.minor { OLDEST } else { NEWEST };
        let text =
            format!("the result needs Python {closest}, and `requires-python` of `{name}` says 3.{minor}");
        let note = Diagnostic::new(Severity::Note, TARGET_RAISED, text);
        let note = note.why("types that belong to a module came to CPython with 3.9");
        notes.push(note.help(format!("raise `requires-python`, or pass `--target-version {closest}`")));
        closest
    })
}

/// All settings as TOML, with where they come from.
pub fn show(resolved: &Resolved) -> String {
    let Options { target, gc, isolation, qualify_names, rules, macros, statements, threads, .. } =
        &resolved.options;
    let list = |texts: &[String]| {
        format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
    };
    let exclude: Vec<String> = resolved.exclude.iter().flat_map(|exclude| exclude.patterns.clone()).collect();
    let macros: Vec<String> = macros.iter().map(|line| line.text.clone()).collect();
    let limited = target
        .limited
        .map_or_else(|| "# limited-api: not kept to".to_owned(), |v| format!("limited-api = \"{v}\""));
    let lines = [
        format!("# configuration: {}", resolved.source.as_deref().unwrap_or("none")),
        format!("# threads: {threads}"),
        format!("exclude = {}", list(&exclude)),
        format!("gc = \"{}\"", gc.word()),
        format!("ignore = {}", list(&rules.ignore)),
        format!("isolation = \"{}\"", isolation.word()),
        limited,
        format!("macros = {}", list(&macros)),
        format!("qualify-names = {qualify_names}"),
        format!("select = {}", list(&rules.select)),
        format!("target-version = \"{}\"  # from {}", target.lowest, resolved.target_from),
    ];
    lines.join("\n") + "\n" + &stated(statements)
}

fn stated(types: &BTreeMap<String, BTreeMap<String, String>>) -> String {
    let table = |(name, keys): (&String, &BTreeMap<String, String>)| {
        let keys: String =
            keys.iter().map(|(key, value)| format!("{} = {}\n", quoted(key), quoted(value))).collect();
        format!("[types.{}]\n{keys}", quoted(name))
    };
    types.iter().map(table).collect()
}

/// A TOML string that is safe to print.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|letter| match letter {
        '"' | '\\' => format!("\\{letter}"),
        letter if plain::is_unsafe(letter) => format!("\\U{:08X}", letter as u32),
        letter => letter.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
