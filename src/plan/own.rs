//! The functions that a module definition names already, and whether they can take care of the state, too (MOD-6).

use crate::capi::entries::MODULE_DEF;
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function};
use crate::link::FnId;
use crate::source::Span;

use super::ModuleCx;
use super::init::refuse;
use super::module::{InitPlan, OwnFunctions};

/// Finds them. Each must end in one place, where what it is to do for the state can stand.
pub fn find(cx: &ModuleCx, init: &InitPlan) -> Result<OwnFunctions, Diagnostic> {
    let traverse = one(cx, init, "m_traverse")?;
    let clear = one(cx, init, "m_clear")?;
    let free = one(cx, init, "m_free")?;
    if free.is_some() && free == clear {
        let message = format!("m_clear and m_free of module {} are one function", cx.module.name);
        return Err(refuse(message)
            .at(cx.project.function(free.unwrap_or(cx.module.py_init)).name.span, "this function"));
    }
    Ok(OwnFunctions { traverse, clear, free })
}

fn one(cx: &ModuleCx, init: &InitPlan, field: &str) -> Result<Option<FnId>, Diagnostic> {
    let Some(table) = init.definition() else { return Ok(None) };
    let row = cx.project.table(table).only();
    let Some(cell) = row.and_then(|row| row.cell(MODULE_DEF, field)).filter(|cell| !cell.value.is_null())
    else {
        return Ok(None);
    };
    let name = cell.value.target().unwrap_or_default();
    let Some(id) = cx.module.names.function(&cx.project.files, table.0, name) else {
        let message = format!("the {field} of module {} is not defined in the files given", cx.module.name);
        return Err(refuse(message).at(cell.value.span, "this function"));
    };
    if end_of(cx.project.function(id)).is_none() {
        let message = format!("{name} ends in more than one place");
        return Err(refuse(message)
            .at(cx.project.function(id).name.span, "this function")
            .why("what it must do for the module state has to stand before its end"));
    }
    Ok(Some(id))
}

/// The place before which lines can be put so that they run last: the only `return`, or the closing brace.
pub fn end_of(function: &Function) -> Option<Span> {
    let end = function.body.after();
    let brace = Span { start: end.start - 1, ..end };
    match &function.returned[..] {
        [] => Some(brace),
        [only] if only.in_block && function.is_last(only.span) => match &only.value {
            None | Some((_, ArgKind::Null)) => Some(only.span),
            _ => None,
        },
        _ => None,
    }
}
