//! What every change must satisfy: checked on the result, read back by the same front end, in every run.
//!
//! A law that does not hold is a bug of ours. The change is withheld then, and the reader is told how to report it.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use crate::edit::{Change, Conflict, join_overlapping};
use crate::emit::{Failed, emit};
use crate::link::{self, Project};
use crate::plan::{self, Plan, Settings};
use crate::report::BrokenLaw;
use crate::rules;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::grammar::Grammar;
use crate::syntax::unit::Unit;

mod calls;
mod comments;
mod conserved;
mod idempotent;
mod limited;
mod made;
mod orphans;
mod outside;
mod parses;

/// What the laws look at: the sources before, what was planned, and the sources as all changes leave them.
pub struct Evidence<'a> {
    pub before: &'a Sources,
    pub project: &'a Project,
    pub plan: &'a Plan,
    /// The one that is judged.
    pub change: &'a Change,
    /// The files that change, as they were.
    pub units_before: &'a [Unit],
    pub after: &'a Sources,
    pub units_after: &'a [Unit],
    pub project_after: &'a Project,
    /// What a second run would change.
    pub again: &'a [Result<Change, Failed>],
    pub settings: &'a Settings,
}

/// A law: its name, and a function that says what is wrong.
type Law = (&'static str, fn(&Evidence) -> Result<(), Broken>);

/// All laws. Comments are not among them: a loss is told (see [`lost_comments`]), not withheld.
const LAWS: &[Law] = &[
    ("outside", outside::check),
    ("parses", parses::check),
    ("conserved", conserved::check),
    ("no-orphans", orphans::check),
    ("calls", calls::check),
    ("made", made::check),
    ("idempotent", idempotent::check),
];

/// What is wrong, and where in the sources before the change.
#[derive(Debug, PartialEq)]
pub struct Broken {
    pub detail: String,
    pub span: Option<Span>,
}

impl Broken {
    fn new(detail: impl Into<String>) -> Broken {
        Broken { detail: detail.into(), span: None }
    }

    fn at(mut self, span: Span) -> Broken {
        self.span = Some(span);
        self
    }
}

/// Holds changes against every law. Returns those that are lawful together, and what is wrong with the others.
pub fn hold(
    before: &Sources,
    grammar: &Grammar,
    project: &Project,
    plan: &Plan,
    changes: Vec<Change>,
    settings: &Settings,
) -> (Vec<Change>, Vec<BrokenLaw>) {
    let (mut lawful, mut broken) = (changes, Vec::new());
    // What is left may have been lawful only beside what is withheld: it is held again.
    while !lawful.is_empty() {
        let found = check(before, grammar, project, plan, &lawful, settings);
        if found.is_empty() {
            break;
        }
        let kept = lawful.into_iter().enumerate().filter(|(at, _)| found.iter().all(|(bad, _)| bad != at));
        lawful = kept.map(|(_, change)| change).collect();
        broken.extend(found.into_iter().map(|(_, law)| law));
    }
    (lawful, broken)
}

/// All that is wrong with changes that are made together, each with the place of its change. The result is read back once
/// for all of them.
fn check(
    before: &Sources,
    grammar: &Grammar,
    project: &Project,
    plan: &Plan,
    changes: &[Change],
    settings: &Settings,
) -> Vec<(usize, BrokenLaw)> {
    let joined = match join_overlapping(changes.to_vec()) {
        Ok(joined) => joined,
        Err(conflict) => {
            let laws = changes.iter().map(|change| contradiction(&change.group, &conflict));
            return laws.enumerate().collect();
        }
    };
    let after = applied(before, &joined);
    let touched = touched(project, &joined);
    let changed: BTreeSet<FileId> = joined.iter().flat_map(|change| change.files.keys().copied()).collect();
    let units_before: Vec<Unit> =
        changed.into_par_iter().map(|file| Unit::new(before.get(file), grammar)).collect();
    let files: Vec<&SourceFile> =
        after.iter().filter(|file| touched.contains(&file.id) || is_new(before, file.id)).collect();
    let units_after: Vec<Unit> = files.into_par_iter().map(|file| Unit::new(file, grammar)).collect();
    let project_after = link::read_units(&after, &units_after);
    let plan_after = plan::plan(&project_after, rules::ALL, settings);
    let again = emit(&after, &project_after, &plan_after, settings);
    let judge = |change| Evidence {
        before,
        project,
        plan,
        change,
        units_before: &units_before,
        after: &after,
        units_after: &units_after,
        project_after: &project_after,
        again: &again,
        settings,
    };
    let broken = changes.iter().enumerate().flat_map(|(at, change)| {
        let evidence = judge(change);
        LAWS.iter().filter_map(move |(law, check)| {
            let Broken { detail, span } = check(&evidence).err()?;
            Some((at, BrokenLaw { law, group: change.group.clone(), detail, span }))
        })
    });
    broken.collect()
}

/// The files of the modules that change, and of those that share a file with them, directly or not: what a second run
/// says of these does not depend on any other file.
fn touched(project: &Project, changes: &[Change]) -> HashSet<FileId> {
    let mut touched: HashSet<FileId> =
        changes.iter().flat_map(|change| change.files.keys().copied()).collect();
    loop {
        let before = touched.len();
        for module in &project.modules {
            let files = || module.files.iter().map(|&file| project.files[file].file);
            if files().any(|file| touched.contains(&file)) {
                touched.extend(files());
            }
        }
        if touched.len() == before {
            return touched;
        }
    }
}

/// Whether a file of the result was not there before.
fn is_new(before: &Sources, file: FileId) -> bool {
    before.as_slice().len() <= file.0 as usize
}

pub use limited::beyond as beyond_limited;

/// Edits that contradict each other.
pub fn contradiction(group: &str, conflict: &Conflict) -> BrokenLaw {
    BrokenLaw {
        law: "disjoint",
        group: group.to_owned(),
        detail: conflict.to_string(),
        span: Some(conflict.span),
    }
}

/// Comments of the replaced spans that the result has no more.
pub fn lost_comments(before: &Sources, change: &Change) -> Vec<Span> {
    comments::lost(before, change)
}

/// The sources as changes that share no file leave them.
fn applied(before: &Sources, changes: &[Change]) -> Sources {
    let files = before.iter().map(|file| {
        let edits = changes.iter().find_map(|change| change.files.get(&file.id));
        (file.name.clone(), edits.map_or_else(|| file.bytes.clone(), |edits| edits.apply(&file.bytes)))
    });
    let new = changes.iter().flat_map(|change| &change.new_files);
    let new = new.map(|file| (file.name_in(before), file.bytes.clone()));
    Sources::new(files.chain(new))
}

#[cfg(test)]
mod tests;
