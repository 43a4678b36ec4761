//! The functions that a module definition names already, and whether they can take care of the state, too (MOD-6).

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::MODULE_DEF;
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Call, Function};
use crate::link::FnId;
use crate::source::Span;
use crate::syntax::evaluate::Life;

use super::ModuleCx;
use super::init::refuse;
use super::module::{InitPlan, OwnFunctions};

/// What such a function does for the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    Visit,
    Clear,
    Free,
}

/// Finds them. Each must have a place that is passed on every way, where what it is to do for the state can stand.
pub fn find(cx: &ModuleCx, init: &InitPlan) -> Result<OwnFunctions, Diagnostic> {
    let traverse = one(cx, init, "m_traverse", Duty::Visit)?;
    let clear = one(cx, init, "m_clear", Duty::Clear)?;
    let free = one(cx, init, "m_free", Duty::Free)?;
    if free.is_some() && free == clear {
        let message = format!("m_clear and m_free of module {} are one function", cx.module.name);
        return Err(refuse(message)
            .at(cx.project.function(free.unwrap_or(cx.module.py_init)).name.span, "this function"));
    }
    Ok(OwnFunctions { traverse, clear, free })
}

fn one(cx: &ModuleCx, init: &InitPlan, field: &str, duty: Duty) -> Result<Option<FnId>, Diagnostic> {
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
    let function = cx.project.function(id);
    let Some(place) = place_in(function, duty) else {
        let message = format!("{name} ends in more than one place");
        return Err(refuse(message)
            .at(function.name.span, "this function")
            .why("what it must do for the module state has to stand where every way comes by"));
    };
    let is_conditional = |span: Span| {
        cx.project.files[id.0].branches.iter().any(|branch| {
            branch.life == Life::Sometimes
                && function.body.contains(branch.content)
                && branch.content.contains(span)
        })
    };
    let leaves_by_macro = function.macro_uses.iter().any(|one| {
        one.span.start < place.start && cx.module.macros.get(&one.name).iter().any(|one| one.returns())
    });
    if function.returned.len() > 1 && (is_conditional(place) || leaves_by_macro) {
        let message = format!("{name} may end before the place where it could do more");
        return Err(refuse(message).at(place, "before this statement"));
    }
    Ok(Some(id))
}

/// The place before which lines can be put so that they run on every way through the function.
pub fn place_in(function: &Function, duty: Duty) -> Option<Span> {
    end_of(function).or_else(|| before_ways_out(function, duty))
}

/// The only `return`, or the closing brace: what stands before it runs last.
fn end_of(function: &Function) -> Option<Span> {
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

/// The first statement that may leave, of a function whose every `return` says that all went well.
///
/// To visit comes at any time alike. What is cleared there is gone for all that follows, so that may only release. And
/// it is no test of a pointer: without the state there is nothing to be done before it.
fn before_ways_out(function: &Function, duty: Duty) -> Option<Span> {
    let is_well = |value: &Option<(Span, ArgKind)>| matches!(value, None | Some((_, ArgKind::Null)));
    let place = function.first_way_out()?;
    if !function.returned.iter().all(|one| is_well(&one.value)) {
        return None;
    }
    let behind = |span: Span| span.start > place.start;
    let releases = |call: &Call| matches!(role_of(&call.callee), Some(Role::Release { .. }));
    let only_releases = || {
        function.member_calls.iter().all(|call| !behind(call.span))
            && function.macro_uses.iter().all(|one| !behind(one.span))
            && function.calls.iter().filter(|call| behind(call.span)).all(releases)
    };
    match duty {
        Duty::Visit => Some(place),
        Duty::Clear => Some(place).filter(|_| only_releases()),
        Duty::Free => None,
    }
}
