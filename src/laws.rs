//! What every change must satisfy: checked on the result, read back by the same front end, in every run.
//!
//! A law that does not hold is a bug of ours. The change is withheld then, and the reader is told how to report it.

use crate::edit::Change;
use crate::facts;
use crate::link::{self, Project};
use crate::plan::{Plan, Settings};
use crate::report::BrokenLaw;
use crate::source::{Sources, Span};
use crate::syntax::grammar::Grammar;
use crate::syntax::unit::Unit;

mod comments;
mod conserved;
mod idempotent;
mod orphans;
mod outside;
mod parses;

/// What the laws look at: the sources before, what was planned, and the sources as the change leaves them.
pub struct Evidence<'a> {
    pub before: &'a Sources,
    pub project: &'a Project,
    pub plan: &'a Plan,
    pub change: &'a Change,
    pub after: &'a Sources,
    pub units_after: &'a [Unit],
    pub project_after: &'a Project,
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

/// Holds a change against every law.
pub fn check(
    before: &Sources,
    grammar: &Grammar,
    project: &Project,
    plan: &Plan,
    change: &Change,
    settings: &Settings,
) -> Vec<BrokenLaw> {
    let after = applied(before, change);
    let units_after = facts::select(&after, grammar);
    let project_after = link::read(&after, &units_after);
    let evidence = Evidence {
        before,
        project,
        plan,
        change,
        after: &after,
        units_after: &units_after,
        project_after: &project_after,
        settings,
    };
    let broken = LAWS.iter().filter_map(|(law, check)| {
        let Broken { detail, span } = check(&evidence).err()?;
        Some(BrokenLaw { law, group: change.group.clone(), detail, span })
    });
    broken.collect()
}

/// Comments of the replaced spans that the result has no more.
pub fn lost_comments(before: &Sources, change: &Change) -> Vec<Span> {
    comments::lost(before, change)
}

/// The sources as a change leaves them: only the files of the module that it is about.
fn applied(before: &Sources, change: &Change) -> Sources {
    let files = before.iter().map(|file| {
        let bytes = match change.files.get(&file.id) {
            Some(edits) => edits.apply(&file.bytes),
            None => file.bytes.clone(),
        };
        (file.name.clone(), bytes)
    });
    let new = change.new_files.iter().map(|file| (file.name_in(before), file.bytes.clone()));
    Sources::new(files.chain(new))
}
