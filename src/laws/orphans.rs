//! The name of what moved is mentioned nowhere but as a field of the state.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::capi;
use crate::link::Symbol;
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Function, Item, Name, Stmt, StmtKind};
use crate::syntax::head::HeadKind;
use crate::syntax::unit::Unit;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for plan in &evidence.plan.modules {
        let module = &evidence.project.modules[plan.module];
        if plan.module != evidence.change.module {
            continue;
        }
        let fields = plan.state.fields.iter().map(|field| field.symbol);
        let types = plan.drafts.iter().map(|draft| Symbol::Type(draft.ty));
        for symbol in fields.chain(types).collect::<BTreeSet<Symbol>>() {
            let (name, file) = match symbol {
                Symbol::Type(id) => {
                    (&evidence.project.type_def(id).name.text, evidence.project.type_def(id).span)
                }
                // A name that is local to a function may mean something else in another one.
                Symbol::Global(id) if evidence.project.global(id).function.is_some() => continue,
                Symbol::Global(id) => {
                    (&evidence.project.global(id).name.text, evidence.project.global(id).span)
                }
            };
            for unit in evidence.units_after {
                if let Some(place) = orphan(evidence, unit, name, module, evidence.project) {
                    let detail = format!("{name} is still mentioned at {place}");
                    return Err(Broken::new(detail).at(file));
                }
            }
        }
    }
    Ok(())
}

/// The first place in live code where the name stands by itself.
fn orphan(
    evidence: &Evidence,
    unit: &Unit,
    name: &str,
    module: &crate::link::Module,
    project: &crate::link::Project,
) -> Option<String> {
    let file = evidence.after.get(unit.file());
    let of_module = module.files.iter().any(|&at| project.files[at].file == unit.file());
    if !of_module || memmem::find(&file.bytes, name.as_bytes()).is_none() {
        return None;
    }
    let code: Vec<_> = unit.code_in(file.span()).collect();
    let mut at = code.iter().enumerate().filter(|(_, span)| file.slice(**span) == name.as_bytes());
    let records = evidence.project_after.files.iter().flat_map(|facts| &facts.records);
    let structs: Vec<Span> = records.map(|record| record.body).collect();
    let orphan = at.find(|(at, span)| {
        let before = at.checked_sub(1).map_or(&b""[..], |at| file.slice(code[at]));
        // `state->X`, or a member of something else, or the declaration of the field.
        let word = |back: usize| at.checked_sub(back).map_or(&b""[..], |at| file.slice(code[at]));
        let in_offsetof = before == b"," && (4..=5).any(|back| word(back) == b"offsetof");
        let is_field = before == b"->"
            || before == b"."
            || in_offsetof
            || before == b"(" && capi::takes_word(word(2))
            || structs.iter().any(|body| body.contains(**span))
            || is_hidden(unit, file, name, **span);
        !is_field
    });
    orphan.map(|(_, &span)| evidence.after.place(span))
}

/// Whether a local variable of the same name stands here before what moved.
fn is_hidden(unit: &Unit, file: &SourceFile, name: &str, at: Span) -> bool {
    let around = unit.items().iter().find(|head| head.kind == HeadKind::Function && head.span.contains(at));
    let readings = around.and_then(|head| unit.parse(file, head).ok()).unwrap_or_default();
    !readings.is_empty()
        && readings.iter().all(|item| matches!(item, Item::Function(one) if declares(one, name, at)))
}

/// Whether the name is a parameter, or one that a block or a loop around this place declares before it.
fn declares(function: &Function, name: &str, at: Span) -> bool {
    let is_it = |own: &Name| own.text == name && own.span.start <= at.start;
    let is_declared = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Declaration(one) => one.declarators.iter().any(|own| is_it(&own.name)),
        _ => false,
    };
    let mut declared = function.params.list.iter().filter_map(|param| param.name.as_ref()).any(is_it)
        || function.body.stmts.iter().any(is_declared);
    function.body.walk(&mut |stmt| {
        declared |= stmt.span.contains(at)
            && match &stmt.kind {
                StmtKind::Block(block) => block.stmts.iter().any(is_declared),
                StmtKind::For { init, .. } => init.as_deref().is_some_and(is_declared),
                _ => false,
            };
    });
    declared
}
