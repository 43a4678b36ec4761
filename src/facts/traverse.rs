//! What a traverse or clear function does with the object's fields.

use crate::capi::calls::{Role, role_of};
use crate::source::Span;

use super::aliases::object_names;
use super::calls::ArgKind;
use super::function::Function;

/// A traverse function, read.
#[derive(Clone, Debug, PartialEq)]
pub struct TraverseShape {
    /// The object's parameter.
    pub object: String,
    /// The names of the two parameters that `Py_VISIT` needs to be called `visit` and `arg`.
    pub visitor: [String; 2],
    /// Fields of the object that are visited.
    pub visited: Vec<String>,
    /// Where the function already visits the object's type.
    pub visits_type: Option<Span>,
    /// Calls that hand the object on to another traverse: of a type (`PyDict_Type`), or a function by name.
    pub delegates: Vec<Delegate>,
}

/// A call that hands the object on.
#[derive(Clone, Debug, PartialEq)]
pub struct Delegate {
    /// `PyDict_Type` in `PyDict_Type.tp_traverse(self, visit, arg)`, or a function's name.
    pub to: String,
    pub through_type: bool,
    pub span: Span,
}

/// Reads `function` as a traverse.
pub fn read(function: &Function) -> Option<TraverseShape> {
    let name =
        |index: usize| function.param(index).and_then(|param| param.name.as_ref()).map(|n| n.text.clone());
    let object = name(0)?;
    let visitor = [name(1)?, name(2)?];
    let names = object_names(function, &object);
    let is_object = |kind: &ArgKind| matches!(kind, ArgKind::Name(name) if names.contains(name));
    let visits = function
        .calls
        .iter()
        .filter(|call| role_of(&call.callee) == Some(Role::Visit) || call.callee == visitor[0]);
    let visited = visits.clone().filter_map(|call| object_field(&names, &call.args.first()?.kind)).collect();
    let visits_type = visits
        .filter(
            |call| matches!(call.args.first().map(|arg| &arg.kind), Some(ArgKind::Call(f)) if f == "Py_TYPE"),
        )
        .map(|call| call.span)
        .next();
    let by_type = function.member_calls.iter().filter_map(|call| match &call.base.kind {
        ArgKind::Name(to) | ArgKind::Address(to) if call.member.text == "tp_traverse" => {
            Some(Delegate { to: to.clone(), through_type: true, span: call.span })
        }
        _ => None,
    });
    let hands_on = |kind: &ArgKind| *kind == ArgKind::Name(visitor[0].clone());
    let by_name = function.calls.iter().filter_map(|call| {
        let passes = call.args.first().is_some_and(|arg| is_object(&arg.kind))
            && call.args.iter().any(|arg| hands_on(&arg.kind));
        passes.then(|| Delegate { to: call.callee.clone(), through_type: false, span: call.span })
    });
    let delegates = by_type.chain(by_name).collect();
    Some(TraverseShape { visited, visits_type, delegates, object, visitor })
}

fn object_field(names: &[String], kind: &ArgKind) -> Option<String> {
    match kind {
        ArgKind::Field { base, field } if names.contains(base) => Some(field.clone()),
        _ => None,
    }
}
