//! Runs migrate-types on real code, in a process of its own, and reads its report.
//!
//! Does not judge what it says.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use migrate_types::cli;
use migrate_types::verify::Announced;
use serde::Deserialize;

use crate::{cache, shell};

/// The word by which this program is told to be migrate-types.
pub const WORD: &str = "tool";

/// Is migrate-types.
pub fn be(arguments: &[String]) -> ExitCode {
    let name = OsString::from("migrate-types");
    let arguments = std::iter::once(name).chain(arguments.iter().map(OsString::from));
    cli::panics::guard(|| cli::run(arguments)).into()
}

/// What it found and did.
#[derive(Debug, Default)]
pub struct Said {
    pub types: Vec<Type>,
    pub refusals: Vec<Refusal>,
    /// Laws that were broken, and panics: bugs of ours.
    pub bugs: Vec<String>,
    /// How many changes it made, or would make.
    pub changes: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Type {
    pub name: String,
    pub python_name: Option<String>,
    pub verdict: String,
    place: Place,
    drifts: Vec<Drift>,
}

impl Type {
    /// The file it stands in.
    pub fn file(&self) -> &str {
        &self.place.file
    }

    pub fn is_migrated(&self) -> bool {
        self.verdict == "migrate"
    }

    /// It is static as it came.
    pub fn is_static(&self) -> bool {
        ["migrate", "refuse"].contains(&self.verdict.as_str())
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Drift {
    id: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Place {
    file: String,
    start: Point,
}

#[derive(Clone, Debug, Deserialize)]
struct Point {
    line: usize,
}

/// One reason why something is left as it is.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub rule: String,
    pub id: String,
    /// The type; `None`: all of a module.
    pub subject: Option<String>,
    /// Where it points first.
    pub file: Option<String>,
    /// With its place.
    pub text: String,
}

#[derive(Deserialize)]
struct Document {
    types: Vec<Type>,
    diagnostics: Vec<Message>,
    changes: Vec<serde::de::IgnoredAny>,
    broken_laws: Vec<Law>,
}

#[derive(Deserialize)]
struct Message {
    severity: String,
    rule: String,
    id: String,
    subject: Option<String>,
    message: String,
    places: Vec<Place>,
}

#[derive(Deserialize)]
struct Law {
    law: String,
    module: String,
    detail: String,
}

impl Said {
    /// Types that are rewritten.
    pub fn migrated(&self) -> impl Iterator<Item = &Type> {
        self.types.iter().filter(|ty| ty.is_migrated())
    }

    /// The drifts that the plan announces.
    pub fn announced(&self) -> Vec<Announced> {
        let of = |ty: &Type| {
            let name = ty.python_name.clone().unwrap_or_else(|| ty.name.clone());
            let name = name.trim_matches('"').to_owned();
            ty.drifts
                .iter()
                .map(move |drift| Announced::new(name.clone(), drift.id.clone()))
                .collect::<Vec<_>>()
        };
        self.types.iter().flat_map(of).collect()
    }

    /// How many types, or whole modules, each rule refuses; by rule and id.
    pub fn refused_by(&self) -> BTreeMap<String, usize> {
        by_rule(&self.refusals)
    }
}

/// How many types, or whole modules, each rule refuses; by rule and id.
pub fn by_rule<'a>(refusals: impl IntoIterator<Item = &'a Refusal>) -> BTreeMap<String, usize> {
    let mut subjects: BTreeMap<String, Vec<&Option<String>>> = BTreeMap::new();
    for refusal in refusals {
        let rule = format!("{} {}", refusal.rule, refusal.id).trim_end().to_owned();
        let known = subjects.entry(rule).or_default();
        if !known.contains(&&refusal.subject) {
            known.push(&refusal.subject);
        }
    }
    subjects.into_iter().map(|(rule, subjects)| (rule, subjects.len())).collect()
}

/// Runs it on `paths` in `folder` with further `arguments`; the report is written to `report`.
pub fn run(folder: &Path, report: &Path, arguments: &[&str], paths: &[&str]) -> Result<Said, String> {
    let this = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    if report.exists() {
        std::fs::remove_file(report).map_err(cache::in_words(report))?;
    }
    let call = shell::call(this, folder)
        .args([WORD, "--output-format", "json", "--output-file"])
        .arg(report)
        .args(arguments)
        .args(paths);
    let done = shell::run(&call)?;
    let Ok(text) = cache::read(report) else {
        // Nothing was reported: a panic, or a refusal to run at all.
        let bugs = vec![format!("{}: {}", done.end, done.last_lines(4))];
        return Ok(Said { bugs, ..Said::default() });
    };
    let document: Document = serde_json::from_slice(&text).map_err(cache::in_words(report))?;
    Ok(said(document))
}

/// The rewrite of the same paths as a patch.
pub fn patch(folder: &Path, arguments: &[&str], paths: &[&str]) -> Result<Vec<u8>, String> {
    let this = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    let call = shell::call(this, folder).args([WORD, "--diff", "--quiet"]).args(arguments).args(paths);
    Ok(shell::run(&call)?.stdout)
}

fn said(document: Document) -> Said {
    let is_refusal = |message: &Message| ["refused", "error"].contains(&message.severity.as_str());
    let refusal = |message: Message| {
        let place = message.places.first().map(|place| format!("{}:{}: ", place.file, place.start.line));
        let text = format!("{}{}", place.unwrap_or_default(), message.message);
        let file = message.places.first().map(|place| place.file.clone());
        Refusal { rule: message.rule, id: message.id, subject: message.subject, file, text }
    };
    Said {
        refusals: document.diagnostics.into_iter().filter(is_refusal).map(refusal).collect(),
        bugs: document
            .broken_laws
            .into_iter()
            .map(|law| format!("{}: {}: {}", law.law, law.module, law.detail))
            .collect(),
        changes: document.changes.len(),
        types: document.types,
    }
}
