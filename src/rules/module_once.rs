//! Calls that are meant for the whole process, and that each load of the module would repeat.

use crate::capi::libc;
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{InitPlan, ModuleCx, ModulePlan, Rule, Run, Verdict};

pub const RULE: Rule = Rule {
    name: "module-once",
    ids: &["A-ONCE", "MOD-3"],
    summary: "what the module's set-up does to the whole process is told of",
    prose: "\
A module with single-phase initialization comes up once in a process. Its exec function runs for each module object: in every
interpreter, and whenever the module is imported anew. A locale, a signal handler, a function for the end of the process
would be set again each time. Whether that does harm cannot be told from here.",
    run: Run::Module(run),
};

fn run(cx: &ModuleCx, plan: &mut ModulePlan) -> Verdict {
    let InitPlan::Split(split) = &plan.init else { return Ok(()) };
    let functions = cx.init_functions(split.creator);
    let calls = functions.iter().flat_map(|&id| &cx.project.function(id).calls);
    let Some(call) = calls.into_iter().find(|call| libc::is_for_process(&call.callee)) else { return Ok(()) };
    let message =
        format!("{} concerns the whole process, and runs again with each module object", call.callee);
    Err(Diagnostic::new(Severity::Warning, RULE.name, message)
        .id("A-ONCE")
        .at(call.span, "called while the module comes up")
        .why("an exec function runs in each interpreter, and whenever the module is imported anew")
        .help("if it must run once, keep a static flag beside it that says that it did"))
}
