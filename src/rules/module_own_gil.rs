//! Interpreters with a GIL of their own.

use crate::capi::{Since, libc};
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::{SharedVariable, writes};
use crate::link::Symbol;
use crate::plan::{ModuleCx, ModulePlan, OwnGil, Rule, Run, Verdict};
use crate::source::Span;
use crate::syntax::head::HeadKind;

pub const RULE: Rule = Rule {
    name: "module-own-gil",
    ids: &["MOD-10"],
    summary: "a module that shares nothing says that it can be used by interpreters with their own GIL",
    prose: "\
`Py_MOD_PER_INTERPRETER_GIL_SUPPORTED` is a promise that interpreters can run the module's code at the same time. It is
made only when nothing is left that they would share: no static variable that is written, no type that stays static, and
no function of another library that may keep something between calls. Otherwise the default stays, and what is shared is
named.",
    run: Run::Module(run),
};

fn run(cx: &ModuleCx, plan: &mut ModulePlan) -> Verdict {
    // Below 3.12 the limited API has no word for it.
    if cx.settings.target.limited.is_some() && !cx.settings.target.has(Since::both(12)) {
        return Ok(());
    }
    match shared(cx, plan) {
        None => {
            plan.own_gil = OwnGil::Claimed;
            Ok(())
        }
        Some(diagnostic) => Err(diagnostic),
    }
}

/// The first thing that interpreters would share.
fn shared(cx: &ModuleCx, plan: &ModulePlan) -> Option<Diagnostic> {
    let note = |what: String| {
        let module = &cx.module.name;
        let message =
            format!("module {module} does not say that interpreters with their own GIL can use it: {what}");
        Diagnostic::new(Severity::Note, RULE.name, message).id("MOD-10")
    };
    if let Some(ty) = cx.module.types.iter().find(|&&ty| plan.drafts.iter().all(|draft| draft.ty != ty)) {
        let name = &cx.project.type_def(*ty).name;
        return Some(note(format!("{} stays static", name.text)).at(name.span, "this type"));
    }
    for &file in &cx.module.files {
        let facts = &cx.project.files[file];
        if let Some(variable) =
            facts.shared.variables.iter().find(|variable| !moves(cx, plan, file, variable))
        {
            let message = note(format!("{} is written by all of them", variable.name));
            return Some(message.at(variable.span, "this variable"));
        }
        // datetime's C API lies in a static pointer of each file, and CPython 3.12 cannot load datetime a second time.
        if let Some(include) = facts.includes.iter().find(|include| include.path == "datetime.h") {
            let message = note("datetime cannot be loaded by all of them before CPython 3.13".to_owned());
            return Some(message.at(include.span, "its C API is used here"));
        }
        if let Some(&span) = facts.shared.called.get("PyCapsule_Import") {
            let message = note("what another module's capsule holds may be shared".to_owned());
            return Some(message.at(span, "imported here"));
        }
        let foreign = facts.shared.called.iter().find(|(name, _)| is_foreign(cx, name));
        if let Some((name, &span)) = foreign {
            let message = note(format!("{name} is not known to keep nothing between calls"));
            return Some(message.at(span, "called here"));
        }
    }
    let (what, span) = in_macro(cx, plan)?;
    Some(note(what).at(span, "in this macro"))
}

/// The first place in a macro of the module that calls what may keep something, or writes to a variable. What a macro
/// does to its parameters, is seen where it is used.
fn in_macro(cx: &ModuleCx, plan: &ModulePlan) -> Option<(String, Span)> {
    cx.module.macros.iter().find_map(|one| {
        let word = |at: usize| one.tokens.get(at).map_or("", |(text, _)| text.as_str());
        (0..one.tokens.len()).find_map(|at| {
            let (name, span) = &one.tokens[at];
            let before = at.checked_sub(1).map_or("", word);
            let is_param = one.params.as_ref().is_some_and(|params| params.contains(name));
            if is_param || matches!(before, "." | "->" | "#" | "##") || !is_identifier(name) {
                return None;
            }
            // `void (*)(void)` is a cast.
            let is_cast = word(at + 2) == "*" && matches!(word(at + 3), ")" | "const");
            if word(at + 1) == "(" && !is_cast && is_foreign(cx, name) {
                return Some((format!("{name} is not known to keep nothing between calls"), *span));
            }
            let is_written = writes(word(at + 1)) || matches!(before, "++" | "--" | "&");
            (is_written && stays(cx, plan, name))
                .then(|| (format!("{name} is written by all of them"), *span))
        })
    })
}

/// Whether a name is that of a variable at file level that does not move.
fn stays(cx: &ModuleCx, plan: &ModulePlan, name: &str) -> bool {
    let files = cx.module.files.iter().map(|&file| &cx.project.files[file]);
    let mut variables = files.flat_map(|file| &file.outline).filter(|item| item.kind == HeadKind::Variable);
    variables.any(|item| item.name.as_ref().is_some_and(|known| known.text == name))
        && plan.state.fields.iter().all(|field| cx.name(field.symbol) != name)
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

fn moves(cx: &ModuleCx, plan: &ModulePlan, file: usize, variable: &SharedVariable) -> bool {
    plan.state.fields.iter().any(|field| match field.symbol {
        Symbol::Global(id) => {
            let global = cx.project.global(id);
            id.0 == file && global.name.text == variable.name && global.function == variable.function
        }
        Symbol::Type(_) => false,
    })
}

/// Whether a function is neither CPython's, nor the module's, nor one of the C library's that keep nothing.
fn is_foreign(cx: &ModuleCx, name: &str) -> bool {
    const WORDS: [&str; 9] =
        ["if", "for", "while", "switch", "return", "do", "else", "case", "_Static_assert"];
    let is_python = ["Py", "_Py", "T_"].iter().any(|start| name.starts_with(start));
    let is_own = cx.module.files.iter().any(|&file| {
        cx.project.files[file]
            .outline
            .iter()
            .any(|item| item.name.as_ref().is_some_and(|known| known.text == name))
    });
    let is_written = cx.module.functions(cx.project).any(|id| {
        let function = cx.project.function(id);
        function.by_macro.is_some() && function.names().iter().any(|known| known == name)
    });
    let is_macro = !cx.module.macros.get(name).is_empty();
    let is_type =
        name.ends_with("proc") || name.ends_with("func") || name == "destructor" || name == "inquiry";
    !(is_python
        || is_own
        || is_written
        || is_macro
        || is_type
        || WORDS.contains(&name)
        || libc::is_stateless(name))
}
