//! The pipeline on one screen: sources and options in, an outcome out.
//!
//! Nothing is read or written here, and nothing is printed.

use std::time::Instant;

use crate::config::closest;
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::join_overlapping;
use crate::emit;
use crate::facts::{self, FileFacts};
use crate::laws;
use crate::link::{self, Project};
use crate::options::Options;
use crate::plan::{self, Plan, Settings};
use crate::report::{BrokenLaw, Ledger, Outcome, RuleInfo, Safety, Sharing, StageCount, TypeReport, Verdict};
use crate::rules;
use crate::source::{Sources, Span};
use crate::syntax::grammar::Grammar;

mod dump;
mod routes;

pub use dump::{STAGES, dump};

/// Speaks when a macro that the project declares is not understood.
pub const MACRO_LINE: &str = "macro-line";

/// Speaks when the project states something of a type that is not there.
pub const UNKNOWN_TYPE: &str = "unknown-type";

/// Finds every static type of `sources` and says what becomes of it. The changes of the outcome are lawful; whether
/// they are shown or written is the caller's business.
pub fn analyse(sources: &Sources, options: &Options) -> Outcome {
    // Without a pool of the wanted size, the usual one does the same work.
    match rayon::ThreadPoolBuilder::new().num_threads(options.threads.get()).build() {
        Ok(pool) => pool.install(|| stages(sources, options)),
        Err(_) => stages(sources, options),
    }
}

fn stages(sources: &Sources, options: &Options) -> Outcome {
    let mut outcome = Outcome::default();
    let mut clock = Clock(Instant::now());
    let grammar = grammar(options, &mut outcome.diagnostics);
    let selection = facts::select(sources, &grammar);
    outcome.trace.push(clock.lap("items", selection.units.len() + selection.apart.len(), "files"));
    let project = link::read(sources, &selection);
    // The tokens of all files take more memory than all that comes after.
    drop(selection);
    outcome.trace.push(clock.lap("facts", project.modules.len(), "modules"));
    let settings = settings(options);
    let mut plan = plan::plan(&project, rules::ALL, &settings);
    outcome.trace.push(clock.lap("plan", plan.outcomes.len(), "types"));
    let mut changes = Vec::new();
    for change in emit::emit(sources, &project, &plan, &settings) {
        match change {
            Ok(change) => changes.push(emit::add_casts(sources, &grammar, &project, change, &settings)),
            Err(failed) => outcome.broken_laws.push(laws::contradiction(&failed.group, &failed.conflict)),
        }
    }
    changes.retain(|change| {
        let beyond = laws::beyond_limited(sources, &grammar, &project, change, &settings);
        let keeps = beyond.is_empty();
        if !keeps {
            plan.leave_module(&project, &change.group, beyond);
        }
        keeps
    });
    outcome.trace.push(clock.lap("emit", changes.len(), "changes"));
    let (lawful, broken) = laws::hold(sources, &grammar, &project, &plan, changes, &settings);
    outcome.trace.push(clock.lap("laws", lawful.len(), "changes"));
    let lost = lawful.iter().flat_map(|change| laws::lost_comments(sources, change));
    outcome.diagnostics.extend(lost.map(lost_comment));
    outcome.changes = lawful;
    outcome.broken_laws.extend(broken);
    conclude(&mut outcome, &project, plan, options);
    outcome
}

fn settings(options: &Options) -> Settings {
    Settings {
        target: options.target,
        gc: options.gc,
        isolation: options.isolation,
        qualify_names: options.qualify_names,
        choice: options.types.clone(),
        rules: options.rules.clone(),
        statements: options.statements.clone(),
    }
}

/// Tells how long each stage took.
struct Clock(Instant);

impl Clock {
    fn lap(&mut self, stage: &'static str, count: usize, what: &'static str) -> StageCount {
        let time = self.0.elapsed();
        self.0 = Instant::now();
        StageCount { stage, count, what, time }
    }
}

fn lost_comment(span: Span) -> Diagnostic {
    Diagnostic::new(Severity::Note, "module-state", "this comment goes with the code it stands in")
        .at(span, "read whether it should be kept elsewhere")
}

fn grammar(options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Grammar {
    let mut grammar = Grammar::builtin().clone();
    for line in &options.macros {
        match grammar.with(&line.text) {
            Ok(more) => grammar = more,
            Err(problem) => {
                let message = format!("{}: {problem}", line.origin);
                diagnostics.push(Diagnostic::new(Severity::Error, MACRO_LINE, message));
            }
        }
    }
    grammar
}

/// Types that the project states something of, and that none of the files has. A run on some of a project's files is no
/// mistake, so this stops nothing.
fn unknown_types(types: &[TypeReport], options: &Options) -> Vec<Diagnostic> {
    let is_known = |name: &String| types.iter().any(|ty| ty.name == *name);
    let unknown = options.statements.keys().filter(|name| !is_known(name));
    let told = unknown.map(|name| {
        let message = format!("the configuration says something of {name}, which is no type of these files");
        let close = closest(name, types.iter().map(|ty| ty.name.as_str()));
        let told = Diagnostic::new(Severity::Warning, UNKNOWN_TYPE, message);
        match close {
            Some(close) => told.help(format!("did you mean {close}?")),
            None => told.help("write the C name of the static type object"),
        }
    });
    told.collect()
}

fn conclude(outcome: &mut Outcome, project: &Project, plan: Plan, options: &Options) {
    for one in &plan.outcomes {
        let def = project.type_def(one.ty);
        let module = project.modules.iter().find(|module| module.types.contains(&one.ty));
        let safety = if one.drifts.is_empty() { Safety::Safe } else { Safety::Review };
        outcome.types.push(TypeReport {
            name: def.name.text.clone(),
            python_name: def
                .fields
                .iter()
                .find(|field| field.field.name == "tp_name")
                .and_then(|f| f.value.text.clone())
                .or_else(|| project.files[one.ty.0].sequence_name(def).map(str::to_owned)),
            module: module.map(|module| module.name.clone()),
            span: def.name.span,
            verdict: if one.migrates { Verdict::Migrate(safety) } else { Verdict::Refuse },
            shared: one.shared.clone(),
            drifts: one.drifts.clone(),
        });
    }
    for table in
        project.files.iter().flat_map(|file| &file.tables).filter(|table| table.c_type == "PyType_Spec")
    {
        outcome.types.push(TypeReport {
            name: table.name.text.clone(),
            python_name: table
                .only()
                .and_then(|row| row.cell(&["name"], "name"))
                .and_then(|cell| cell.value.text.clone()),
            module: None,
            span: table.name.span,
            verdict: Verdict::AlreadyHeap,
            shared: Sharing::default(),
            drifts: Vec::new(),
        });
    }
    for made in project.files.iter().flat_map(|file| &file.made) {
        outcome.types.push(TypeReport {
            name: made.name.text.clone(),
            python_name: None,
            module: None,
            span: made.name.span,
            verdict: Verdict::Refuse,
            shared: Sharing::default(),
            drifts: Vec::new(),
        });
    }
    outcome.types.sort_by_key(|ty| ty.span);
    outcome.diagnostics.extend(plan.diagnostics);
    outcome.diagnostics.extend(unknown_types(&outcome.types, options));
    match join_overlapping(std::mem::take(&mut outcome.changes)) {
        Ok(changes) => outcome.changes = changes,
        Err(conflict) => outcome.broken_laws.push(BrokenLaw {
            law: "disjoint",
            group: "all modules".to_owned(),
            detail: conflict.to_string(),
            span: Some(conflict.span),
        }),
    }
    // Counted by what stands in the files, not by the verdicts.
    let in_file = |file: &FileFacts| {
        file.types.len()
            + file.made.len()
            + file.tables.iter().filter(|one| one.c_type == "PyType_Spec").count()
    };
    let found = project.files.iter().map(in_file).sum();
    match Ledger::balance(found, &outcome.types) {
        Ok(ledger) => outcome.ledger = ledger,
        Err((found, told)) => outcome.broken_laws.push(BrokenLaw {
            law: "balanced",
            group: "all modules".to_owned(),
            detail: format!("{found} types were found, and {told} were told of"),
            span: None,
        }),
    }
}

/// Every rule, in the order of their names.
pub fn rules() -> Vec<RuleInfo> {
    let mut rules: Vec<RuleInfo> = rules::ALL
        .iter()
        .map(|rule| RuleInfo { name: rule.name, summary: rule.summary, prose: rule.prose })
        .collect();
    rules.sort_by_key(|rule| rule.name);
    rules
}
