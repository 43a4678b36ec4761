//! What a change would leave in a module that the limited API lacks.
//!
//! It looks at names in the result, so at what the tool writes and at what it leaves alone: a module keeps to the limited
//! API as a whole, or not at all. What is found is no bug of ours but a reason, and is told with its place in the source.

use std::collections::HashSet;

use crate::capi::{Version, limited};
use crate::diagnostic::Diagnostic;
use crate::edit::Change;
use crate::link::{Module, Project};
use crate::plan::Settings;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::grammar::Grammar;
use crate::syntax::head::HeadKind;
use crate::syntax::preprocess::{Branch, BranchId, Keyword};
use crate::syntax::unit::Unit;

use super::{applied, is_new};

const RULE: &str = "guard-limited";

/// A name that is outside, where the result has it first, and how often.
struct Outside {
    name: String,
    /// In the sources before the change: the name, or the edit that would write it.
    span: Span,
    written: bool,
    more: usize,
}

/// What a change would leave in a module that the limited API of the target lacks: a reason each to leave the module alone.
pub fn beyond(
    before: &Sources,
    grammar: &Grammar,
    project: &Project,
    change: &Change,
    settings: &Settings,
) -> Vec<Diagnostic> {
    let Some(version) = settings.target.limited else { return Vec::new() };
    let module = &project.modules[change.module];
    let after = applied(before, std::slice::from_ref(change));
    let of_module: HashSet<FileId> = module.files.iter().map(|&at| project.files[at].file).collect();
    let files = after.iter().filter(|file| of_module.contains(&file.id) || is_new(before, file.id));
    let units: Vec<(&SourceFile, Unit)> = files.map(|file| (file, Unit::new(file, grammar))).collect();
    let mut own = own_names(&units);
    own.extend(module.types.iter().map(|&ty| project.type_def(ty).name.text.clone()));
    own.extend(module.globals.iter().map(|&id| project.global(id).name.text.clone()));
    let mut found: Vec<Outside> = Vec::new();
    for (file, unit) in &units {
        for (name, at) in outside(file, unit, version, &own) {
            match found.iter_mut().find(|known| known.name == name) {
                Some(known) => known.more += 1,
                None => {
                    let py_init = project.function(module.py_init).name.span;
                    let (span, written) = match is_new(before, at.file) {
                        true => (py_init, true),
                        false => origin(change, at),
                    };
                    found.push(Outside { name: name.to_owned(), span, written, more: 0 });
                }
            }
        }
    }
    let subject = subject(project, module);
    let names = found.iter().map(|one| told(one, &module.name, version));
    let headers = module.files.iter().flat_map(|&at| headers(before, project, at, &module.name));
    names.chain(headers).map(|reason| reason.subject(&subject)).collect()
}

/// The types of the module: all of them stay for one name.
fn subject(project: &Project, module: &Module) -> String {
    let names: Vec<&str> = module.types.iter().map(|&ty| project.type_def(ty).name.text.as_str()).collect();
    names.join(", ")
}

/// Where a name of the result comes from, and whether an edit wrote it.
fn origin(change: &Change, at: Span) -> (Span, bool) {
    match change.files.get(&at.file).map(|edits| edits.origin(at.start)) {
        None => (at, false),
        Some(Ok(start)) => (Span { start, end: start + at.len() as u32, ..at }, false),
        Some(Err(edit)) => (edit, true),
    }
}

fn told(outside: &Outside, module: &str, version: Version) -> Diagnostic {
    let name = &outside.name;
    let since = limited::since(name);
    let what = match since {
        _ if limited::OPAQUE.contains(&name.as_str()) => "the limited API has no static types".to_owned(),
        _ if limited::is_hidden_member(name) => {
            format!("{name} is a member of a type object, which the limited API hides")
        }
        Some(since) => format!("{name} is in the limited API from {since} on, and not in that of {version}"),
        None => format!("{name} is not known to be in the limited API of {version}"),
    };
    let more = match outside.more {
        0 => String::new(),
        1 => ", and at one more place".to_owned(),
        more => format!(", and at {more} more places"),
    };
    let label = if outside.written { "what would be written here needs it" } else { "here" };
    Diagnostic::refusal(RULE, format!("{module} stays as it is: {what}"))
        .at(outside.span, format!("{label}{more}"))
        .help(way_out(outside, since))
}

fn way_out(outside: &Outside, since: Option<Version>) -> String {
    let name = outside.name.as_str();
    match (limited::instead(name), since) {
        _ if limited::OPAQUE.contains(&name) => "see what keeps the type static".to_owned(),
        (Some(instead), _) if !outside.written => format!("use {instead}"),
        _ if name == "tp_name" => {
            "write tp_name with the name of the module in front: `module.Name`".to_owned()
        }
        (_, Some(since)) => format!("ask for --limited-api {since}"),
        _ => "leave --limited-api out, or do without it".to_owned(),
    }
}

/// Includes of a file whose text nobody has looked at, or that are not for extension modules.
fn headers(before: &Sources, project: &Project, at: usize, module: &str) -> Vec<Diagnostic> {
    let includes = project.files[at].includes.iter().zip(&project.includes[at]);
    let unseen = includes.filter_map(|(include, target)| {
        let path = include.path.as_str();
        let (why, help) = if path.contains("pycore_") {
            ("it is for CPython's own build", "do without it")
        } else if include.quoted
            && target.is_none()
            && !limited::is_header(path)
            && !is_without_python(before, path)
        {
            ("it is not among the files given", "give the tool this file, too")
        } else {
            return None;
        };
        let message = format!("{module} stays as it is: {path} may need more than the limited API");
        Some(Diagnostic::refusal(RULE, message).at(include.span, "included here").why(why).help(help))
    });
    unseen.collect()
}

/// Whether the files given have a header of this name, on whatever path it is found, and nothing of CPython in it.
fn is_without_python(before: &Sources, path: &str) -> bool {
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let mut named = before.iter().filter(|file| base(&file.name) == base(path)).peekable();
    let mentions_python = |file: &SourceFile| {
        let words = file.bytes.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        words.filter_map(word).any(limited::is_of_cpython)
    };
    named.peek().is_some() && named.all(|file| !mentions_python(file))
}

/// The names of live code, macro bodies among it, that the limited API lacks, in order. Of a type that stays static, its
/// fields say nothing more.
fn outside<'a>(
    file: &'a SourceFile,
    unit: &Unit,
    version: Version,
    own: &HashSet<String>,
) -> Vec<(&'a str, Span)> {
    let absent: Vec<Span> =
        unit.branches().iter().filter(|one| is_absent(one, version)).map(|one| one.content).collect();
    let is_there =
        |at: u32| !unit.is_dead(at) && !absent.iter().any(|span| span.start <= at && at < span.end);
    let code: Vec<Span> = unit.code_in(file.span()).filter(|span| is_there(span.start)).collect();
    let mut found = in_code(file, &code, version, own);
    for one in unit.macros().iter().filter(|one| is_there(one.span.start)) {
        let body =
            one.body_tokens.iter().map(|token| Span { file: file.id, start: token.start, end: token.end });
        found.extend(in_code(file, &body.collect::<Vec<_>>(), version, own));
    }
    let of_types = |span: Span| {
        unit.items().iter().any(|item| item.kind == HeadKind::TypeObject && item.span.contains(span))
    };
    found.retain(|(name, span)| !limited::is_hidden_member(name) || !of_types(*span));
    found.sort_by_key(|(_, span)| span.start);
    found
}

/// Whether a branch is for builds without the limited API, or for a macro that it has not.
fn is_absent(branch: &Branch, version: Version) -> bool {
    let words: Vec<&str> = branch.condition.split([' ', '(', ')']).filter(|word| !word.is_empty()).collect();
    // Builds without the GIL refuse Py_LIMITED_API (`Python.h` of 3.13).
    let is_later =
        |name: &str| name == "Py_GIL_DISABLED" || limited::since(name).is_some_and(|since| since > version);
    match (branch.keyword, words.as_slice()) {
        (Keyword::Ifdef, [name]) | (Keyword::If, ["defined", name]) => is_later(name),
        (Keyword::Ifndef, [name]) | (Keyword::If, ["!", "defined", name] | ["!defined", name]) => {
            *name == "Py_LIMITED_API"
        }
        _ => false,
    }
}

fn in_code<'a>(
    file: &'a SourceFile,
    code: &[Span],
    version: Version,
    own: &HashSet<String>,
) -> Vec<(&'a str, Span)> {
    let text = |at: Option<usize>| at.and_then(|at| code.get(at)).map_or(&b""[..], |&span| file.slice(span));
    let is_outside = |at: usize, name: &str| {
        let is_member = matches!(text(at.checked_sub(1)), b"->" | b".");
        if is_member || own.contains(name) {
            return is_member && limited::is_hidden_member(name);
        }
        match limited::since(name) {
            _ if limited::OPAQUE.contains(&name) => text(Some(at + 1)) != b"*",
            Some(since) => since > version,
            None => limited::is_of_cpython(name),
        }
    };
    let names = code.iter().enumerate().filter_map(|(at, &span)| Some((at, word(file.slice(span))?, span)));
    names.filter(|(at, name, _)| is_outside(*at, name)).map(|(_, name, span)| (name, span)).collect()
}

fn word(bytes: &[u8]) -> Option<&str> {
    let is_word = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    std::str::from_utf8(bytes).ok().filter(|_| is_word)
}

/// What the module itself defines, under whatever name, wherever it is compiled.
fn own_names(units: &[(&SourceFile, Unit)]) -> HashSet<String> {
    let mut own = HashSet::new();
    for (_, unit) in units {
        for one in unit.macros() {
            if is_always_there(unit, one.span.start, &one.name.text) {
                own.insert(one.name.text.clone());
            }
        }
        for item in unit.items() {
            let defines = matches!(item.kind, HeadKind::Function | HeadKind::Variable | HeadKind::Typedef)
                || matches!(item.kind, HeadKind::Record | HeadKind::Table | HeadKind::ModuleDef)
                || matches!(item.kind, HeadKind::SlotsOrSpec);
            let names = item.names.iter().chain(&item.name).map(|name| &name.text);
            let names = names.filter(|name| is_always_there(unit, item.span.start, name));
            own.extend(names.filter(|_| defines && !item.storage.is_extern).cloned());
        }
    }
    own
}

/// Whether a definition stands under no condition but a header's guard, or that nothing has defined the name before.
fn is_always_there(unit: &Unit, at: u32, name: &str) -> bool {
    let is_guard = |id: BranchId, condition: &str| {
        unit.macros_named(condition).any(|guard| guard.body.is_empty() && guard.branch == Some(id))
    };
    unit.branches_at(at).into_iter().all(|id| {
        let branch = &unit.branches()[id.0 as usize];
        branch.keyword == Keyword::Ifndef && (branch.condition == name || is_guard(id, &branch.condition))
    })
}
