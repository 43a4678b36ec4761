//! What each stage makes of its sources, as text for people and for tests: `migrate-types debug`.
//!
//! Decides nothing: it runs the pipeline as far as it is asked to.

use std::fmt::Write;

use crate::edit::Change;
use crate::emit::{self, Failed};
use crate::facts;
use crate::laws;
use crate::link;
use crate::options::Options;
use crate::plan;
use crate::render::plain;
use crate::rules;
use crate::source::{SourceFile, Sources};
use crate::syntax::dump;

use super::{grammar, routes, settings};

/// What `migrate-types debug` can show, in the order of the stages.
pub const STAGES: &[&str] =
    &["lex", "mask", "items", "ast", "facts", "project", "plan", "draft", "edits", "laws"];

/// What a stage makes of `sources`. `stage` is one of [`STAGES`].
pub fn dump(stage: &str, sources: &Sources, options: &Options) -> String {
    let grammar = grammar(options, &mut Vec::new());
    match stage {
        "lex" => return each(sources, dump::dump_tokens),
        "mask" => return each(sources, |file| dump::dump_mask(file, &grammar)),
        "items" => return each(sources, |file| dump::dump_items(file, &grammar)),
        "ast" => return each(sources, |file| dump::dump_ast(file, &grammar)),
        _ => {}
    }
    let selection = facts::select(sources, &grammar);
    let project = link::read(sources, &selection);
    match stage {
        "facts" => return lines(&project.files),
        "project" => return lines(&project.modules),
        _ => {}
    }
    let settings = settings(options);
    let plan = plan::plan(&project, rules::ALL, &settings);
    match stage {
        "plan" => return format!("{}{plan:#?}\n", routes::describe(sources, &project, &plan)),
        "draft" => return lines(plan.modules.iter().flat_map(|module| &module.drafts)),
        _ => {}
    }
    let changes = emit::emit(sources, &project, &plan, &settings);
    if stage == "edits" {
        return changes.iter().map(|change| edits(sources, change)).collect();
    }
    let (sound, failed): (Vec<_>, Vec<_>) = changes.into_iter().partition(Result::is_ok);
    let sound = sound.into_iter().flatten().collect();
    let (_, broken) = laws::hold(sources, &grammar, &project, &plan, sound, &settings);
    let contradictions = failed.iter().filter_map(|change| change.as_ref().err());
    let contradictions = contradictions.map(|failed| laws::contradiction(&failed.group, &failed.conflict));
    let broken = lines(contradictions.chain(broken));
    if broken.is_empty() { "every law holds\n".to_owned() } else { broken }
}

/// One dump of each file.
fn each(sources: &Sources, dump: impl Fn(&SourceFile) -> String) -> String {
    sources.iter().map(dump).collect()
}

fn lines(values: impl IntoIterator<Item = impl std::fmt::Debug>) -> String {
    values.into_iter().map(|value| format!("{value:#?}\n")).collect()
}

/// Each edit: its place, who wants it, what goes and what comes.
fn edits(sources: &Sources, change: &Result<Change, Failed>) -> String {
    let change = match change {
        Ok(change) => change,
        Err(failed) => return format!("{failed:#?}\n"),
    };
    let mut text = format!("== {}\n", change.group);
    for edit in change.files.values().flat_map(|edits| edits.iter()) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{} {}", sources.place(edit.span), edit.author);
        for (sign, bytes) in [("-", sources.slice(edit.span)), ("+", &edit.text)] {
            let shown = String::from_utf8_lossy(bytes);
            shown.lines().for_each(|line| _ = writeln!(text, "{sign} {}", plain::line(line)));
        }
    }
    change.new_files.iter().for_each(|file| _ = writeln!(text, "{file:#?}"));
    text
}
