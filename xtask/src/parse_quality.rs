//! `cargo xtask parse-quality [--keep] [--apart TEXT]... DIR...`: how much of real code the front end understands.
//!
//! For each kind of item: how many there are, how many are wholly understood, and each that is not, with the reason.
//! Beside it the same items in a plain parse of the raw file. Files whose path has an `--apart` text in it are counted
//! apart: other people's code that no extension type lives in. A folder with CPython's sources is measured by itself:
//! its Modules, Objects and Python, with the code that it bundles apart; `--keep` writes docs/parse-quality.md of it.

mod page;
mod stock;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use migrate_types::source::{SourceFile, Sources};
use migrate_types::syntax::grammar::Grammar;
use migrate_types::syntax::head::{HeadKind, ItemHead};
use migrate_types::syntax::unit::Unit;

use crate::files;

/// The kinds of items that are counted; an item can be of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    TypeDefinition,
    ObjectStruct,
    Table,
    Suite,
    ModuleDefinition,
    SlotsOrSpec,
    InitFunction,
    FunctionNamingType,
    AnyFunction,
    OtherItem,
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Kind::TypeDefinition => "type definition",
            Kind::ObjectStruct => "object struct",
            Kind::Table => "method/member/getset table",
            Kind::Suite => "suite",
            Kind::ModuleDefinition => "module definition",
            Kind::SlotsOrSpec => "slots, spec",
            Kind::InitFunction => "init function",
            Kind::FunctionNamingType => "function naming a type",
            Kind::AnyFunction => "any function",
            Kind::OtherItem => "any other item",
        }
    }

    /// All of a kind that an edit can depend on must be understood, and 99.9 % of functions.
    fn is_met(self, count: &Count) -> bool {
        match self {
            Kind::OtherItem => true,
            Kind::AnyFunction => count.understood * 1000 >= count.all * 999,
            _ => count.understood == count.all,
        }
    }
}

#[derive(Default)]
struct Count {
    all: usize,
    understood: usize,
    stock: usize,
    /// Of what stock gets wrong, how much shows no error.
    silent: usize,
    /// Understood, but with identifiers that the values do not hold.
    lossy: usize,
}

/// Counts, for code that matters and for code that is listed apart.
#[derive(Default)]
struct Report {
    /// What was measured.
    title: String,
    counts: BTreeMap<(bool, Kind), Count>,
    missed: Vec<(bool, BTreeSet<Kind>, String)>,
}

/// What CPython bundles, written by others or generated in a language of their own.
const BUNDLED: [&str; 4] = ["cjkcodecs", "libmpdec", "expat", "_hacl"];

pub fn run(arguments: &[String]) -> Result<(), String> {
    let (mut folders, mut apart, mut verbose, mut keep) = (Vec::new(), Vec::new(), false, false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--apart" => apart.push(rest.next().ok_or("--apart wants a text")?.clone()),
            "--lossy" => verbose = true,
            "--keep" => keep = true,
            _ => folders.push(PathBuf::from(argument)),
        }
    }
    if folders.is_empty() {
        return Err(
            "usage: cargo xtask parse-quality [--keep] [--apart TEXT]... [--lossy] DIR...".to_string()
        );
    }
    let (cpythons, others): (Vec<_>, Vec<_>) =
        folders.into_iter().partition(|folder| folder.join("Include/patchlevel.h").is_file());
    let mut reports = Vec::new();
    for tree in &cpythons {
        let parts = ["Modules", "Objects", "Python"].map(|part| tree.join(part));
        let bundled = BUNDLED.map(str::to_owned);
        reports.push(report(version(tree)?, &parts, tree, &[&apart[..], &bundled].concat(), verbose)?);
    }
    if !others.is_empty() {
        reports.push(report(String::new(), &others, Path::new(""), &apart, verbose)?);
    }
    reports.iter().for_each(|report| print!("{}", page::terminal(report)));
    if keep {
        page::keep(&reports)?;
    }
    let below: Vec<String> = reports.iter().flat_map(Report::below).collect();
    if below.is_empty() { Ok(()) } else { Err(format!("understood less than wanted: {}", below.join(", "))) }
}

/// `CPython 3.11.2`, by its own header.
fn version(tree: &Path) -> Result<String, String> {
    let path = tree.join("Include/patchlevel.h");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let line = text.lines().find_map(|line| line.strip_prefix("#define PY_VERSION "));
    let version = line.and_then(|line| line.split('"').nth(1));
    version.map(|version| format!("CPython {version}")).ok_or(format!("{}: no PY_VERSION", path.display()))
}

fn report(
    title: String,
    folders: &[PathBuf],
    base: &Path,
    apart: &[String],
    verbose: bool,
) -> Result<Report, String> {
    let sources = files::read_all(folders, base)?;
    let mut grammar = Grammar::builtin().clone();
    grammar.learn_from(sources.as_slice());
    let mut report = Report { title, ..Report::default() };
    for file in sources.iter() {
        let is_apart = apart.iter().any(|text| file.name.contains(text.as_str()));
        measure(&sources, file, &grammar, is_apart, verbose, &mut report);
    }
    Ok(report)
}

impl Report {
    /// The kinds of which less is understood than must be.
    fn below(&self) -> Vec<String> {
        let below = self.counts.iter().filter(|((apart, kind), count)| !apart && !kind.is_met(count));
        below.map(|((_, kind), _)| format!("{} {}", self.title, kind.title()).trim().to_owned()).collect()
    }
}

fn measure(
    sources: &Sources,
    file: &SourceFile,
    grammar: &Grammar,
    apart: bool,
    verbose: bool,
    report: &mut Report,
) {
    let unit = Unit::new(file, grammar);
    let types: BTreeSet<&str> = unit
        .items()
        .iter()
        .filter(|item| matches!(item.kind, HeadKind::TypeObject | HeadKind::TypeDeclaration))
        .flat_map(|item| item.names.iter().map(|name| name.text.as_str()))
        .collect();
    let stock = stock::Stock::parse(&file.bytes);
    for item in unit.items() {
        let kinds = kinds(file, &unit, item, &types);
        let parsed = unit.parse(file, item);
        let ours = parsed.as_ref().ok();
        let stock = stock.verdict(item, ours.map(|readings| &readings[0]));
        let lost = ours.map(|readings| unit.unaccounted(file, item, readings)).unwrap_or_default();
        let names_a_type = lost.iter().any(|name| types.contains(name.text.as_str()));
        for &kind in &kinds {
            let count = report.counts.entry((apart, kind)).or_default();
            count.all += 1;
            count.understood += (parsed.is_ok() && !names_a_type) as usize;
            count.lossy += (parsed.is_ok() && !lost.is_empty()) as usize;
            count.stock += (stock == stock::Verdict::Right) as usize;
            count.silent += (stock == stock::Verdict::SilentlyWrong) as usize;
        }
        let name = item.name.as_ref().map_or("(no name)", |name| &name.text);
        match parsed {
            Err(damage) => {
                let place = sources.place(damage.span);
                let line = sources.text(file.line_at(damage.span.start)).trim().to_string();
                report.missed.push((apart, kinds, format!("{place}: {name}: {}: {line}", damage.reason)));
            }
            Ok(_) if names_a_type || verbose && !lost.is_empty() => {
                let place = sources.place(lost[0].span);
                let words: Vec<&str> = lost.iter().map(|name| name.text.as_str()).collect();
                report.missed.push((
                    apart,
                    kinds,
                    format!("{place}: {name}: lost names: {}", words.join(" ")),
                ));
            }
            Ok(_) => {}
        }
    }
}

fn kinds(file: &SourceFile, unit: &Unit, item: &ItemHead, types: &BTreeSet<&str>) -> BTreeSet<Kind> {
    let mut kinds = BTreeSet::new();
    let words = || unit.idents_in(file, item.span).map(|(word, _)| word);
    match item.kind {
        HeadKind::TypeObject => _ = kinds.insert(Kind::TypeDefinition),
        HeadKind::Table => _ = kinds.insert(Kind::Table),
        HeadKind::Suite => _ = kinds.insert(Kind::Suite),
        HeadKind::ModuleDef => _ = kinds.insert(Kind::ModuleDefinition),
        HeadKind::SlotsOrSpec => _ = kinds.insert(Kind::SlotsOrSpec),
        HeadKind::Record if words().any(is_head) => _ = kinds.insert(Kind::ObjectStruct),
        HeadKind::Function => {
            kinds.insert(Kind::AnyFunction);
            let name = item.name.as_ref().map_or("", |name| &name.text);
            if name.starts_with("PyInit_")
                || words().any(|word| word == b"PyMODINIT_FUNC")
                || is_module_macro(file, item)
            {
                kinds.insert(Kind::InitFunction);
            }
            if words().any(|word| std::str::from_utf8(word).is_ok_and(|word| types.contains(word))) {
                kinds.insert(Kind::FunctionNamingType);
            }
        }
        _ => _ = kinds.insert(Kind::OtherItem),
    }
    kinds
}

/// `MOD_INIT(name) { ... }`: the macro's name tells it from others that make up a function's head.
fn is_module_macro(file: &SourceFile, item: &ItemHead) -> bool {
    let text = file.slice(item.span);
    let head = text.split(|&b| b == b'(').next().unwrap_or_default().to_ascii_uppercase();
    item.name.is_none() && item.kind == HeadKind::Function && head.windows(4).any(|word| word == b"INIT")
}

fn is_head(word: &[u8]) -> bool {
    matches!(word, b"PyObject_HEAD" | b"PyObject_VAR_HEAD" | b"ob_base") || word.ends_with(b"_HEAD")
}
