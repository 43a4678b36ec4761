//! What a dealloc function does with the object: where it frees it, and which exits do not.

use crate::capi::calls::{Role, role_of};
use crate::source::Span;

use super::aliases::object_names;
use super::calls::{Anchor, ArgKind, Call, MemberCall};
use super::function::Function;
use finalizer::Finalizers;
use flow::Flow;

mod finalizer;
mod flow;
mod parking;
mod trashcan;

pub use finalizer::hands_on_finalizer;
pub use parking::{Link, Parking};
pub use trashcan::Trashcan;

/// A dealloc function, read.
#[derive(Clone, Debug, PartialEq)]
pub struct DeallocShape {
    /// The object's parameter.
    pub object: String,
    pub frees: Vec<Free>,
    /// The statement that takes the object from the collector.
    pub untrack: Option<Span>,
    /// A local variable that holds `Py_TYPE(object)`, and whether the function already releases it.
    pub type_variable: Option<TypeVariable>,
    /// Exits on which nothing freed the object: the place, and whether a finalizer's verdict leads there.
    pub kept: Vec<Kept>,
    /// References that are taken for the type of an object that came back, when it is a heap type.
    pub balances: Vec<Span>,
    /// The first other use of `Py_TPFLAGS_HEAPTYPE`.
    pub heap_flag: Option<Span>,
    /// The region that may be put off when deallocations nest deeply.
    pub trashcan: Option<Trashcan>,
    /// The branch that keeps the object for the next allocation.
    pub parking: Option<Parking>,
    /// What keeps this shape from being known: control flow that is not followed.
    pub doubt: Option<(Span, &'static str)>,
}

/// A call after which the object is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Free {
    pub how: FreeHow,
    pub span: Span,
    pub anchor: Anchor,
    /// The statement, when the call is all of it.
    pub statement: Option<Span>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FreeHow {
    /// `PyObject_Del(op)`, `PyObject_GC_Del(op)`, ...; the callee's place.
    Function { name: Span, gc: bool },
    /// `Py_TYPE(op)->tp_free(op)`: the place of what comes before `->tp_free`.
    TypeFree { base: Span, is_variable: bool },
    /// `PyDict_Type.tp_dealloc(op)`
    BaseType { base: Span, name: String },
    /// `Other_dealloc(op)`
    Dealloc { name: String },
}

#[derive(Clone, Debug, PartialEq)]
pub struct TypeVariable {
    pub name: String,
    /// Whether `Py_DECREF(tp)` stands in the function.
    pub released: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub span: Span,
    /// The exit is taken when `PyObject_CallFinalizerFromDealloc` brought the object back.
    pub resurrected: bool,
}

/// Reads `function` as a dealloc. `is_dealloc` tells which other functions free what they are given, `hands_on` which say
/// of it what its finalizer says (see [`hands_on_finalizer`]).
pub fn read(
    function: &Function,
    is_dealloc: &dyn Fn(&str) -> bool,
    hands_on: &dyn Fn(&str) -> bool,
) -> Option<DeallocShape> {
    let object = function.params.list.first()?.name.as_ref()?.text.clone();
    let names = object_names(function, &object);
    let is_object = |kind: &ArgKind| matches!(kind, ArgKind::Name(name) if names.contains(name));
    let mut frees = function_frees(function, &is_object, is_dealloc);
    frees.extend(function.member_calls.iter().filter_map(|call| member_free(function, call, &is_object)));
    frees.sort_by_key(|free| free.span);
    let on_object = |wanted: Role| {
        function.calls.iter().find(|call| role_of(&call.callee) == Some(wanted) && first_is(call, &is_object))
    };
    let untrack = on_object(Role::Untrack).map(|call| call.statement.unwrap_or(call.span));
    let finalizers = Finalizers { names: &names, hands_on };
    let parking = parking::find(function, &names);
    let branch = parking.as_ref().map(|parking| parking.branch);
    let Flow { kept, doubt, balances, .. } = flow::follow(function, &frees, &finalizers, branch);
    Some(DeallocShape {
        untrack,
        type_variable: type_variable(function, &is_object),
        kept,
        heap_flag: heap_flag(function, &balances),
        balances,
        trashcan: trashcan::find(function),
        doubt,
        parking,
        object,
        frees,
    })
}

fn heap_flag(function: &Function, balances: &[Span]) -> Option<Span> {
    let mut found = None;
    function.block.walk_exprs(&mut |expr| {
        if expr.as_name() == Some("Py_TPFLAGS_HEAPTYPE")
            && !balances.iter().any(|one| one.contains(expr.span))
        {
            found.get_or_insert(expr.span);
        }
    });
    found
}

fn first_is(call: &Call, is_object: &dyn Fn(&ArgKind) -> bool) -> bool {
    call.args.first().is_some_and(|arg| is_object(&arg.kind))
}

fn function_frees(
    function: &Function,
    is_object: &dyn Fn(&ArgKind) -> bool,
    is_dealloc: &dyn Fn(&str) -> bool,
) -> Vec<Free> {
    let on_object = function.calls.iter().filter(|call| first_is(call, is_object));
    let frees = on_object.filter_map(|call| {
        let how = match role_of(&call.callee) {
            Some(Role::Free { gc }) => FreeHow::Function { name: call.name_span, gc },
            None if is_dealloc(&call.callee) => FreeHow::Dealloc { name: call.callee.clone() },
            _ => return None,
        };
        Some(Free { how, span: call.span, anchor: call.anchor, statement: call.statement })
    });
    frees.collect()
}

fn member_free(function: &Function, call: &MemberCall, is_object: &dyn Fn(&ArgKind) -> bool) -> Option<Free> {
    if !call.args.first().is_some_and(|arg| is_object(&arg.kind)) {
        return None;
    }
    let how = match (call.member.text.as_str(), &call.base.kind) {
        ("tp_free", ArgKind::Call(name)) if name == "Py_TYPE" => {
            FreeHow::TypeFree { base: call.base.span, is_variable: false }
        }
        // `op->ob_type->tp_free(op)`
        ("tp_free", ArgKind::Field { field, .. }) if field == "ob_type" => {
            FreeHow::TypeFree { base: call.base.span, is_variable: false }
        }
        ("tp_free", ArgKind::Name(name)) if function.locals.iter().any(|local| local.name == *name) => {
            FreeHow::TypeFree { base: call.base.span, is_variable: true }
        }
        ("tp_dealloc", ArgKind::Name(name) | ArgKind::Address(name)) => {
            FreeHow::BaseType { base: call.base.span, name: name.clone() }
        }
        _ => return None,
    };
    Some(Free { how, span: call.span, anchor: call.anchor, statement: call.statement })
}

fn type_variable(function: &Function, is_object: &dyn Fn(&ArgKind) -> bool) -> Option<TypeVariable> {
    let of_object = |call: &&Call| call.callee == "Py_TYPE" && first_is(call, is_object);
    let name = function.calls.iter().filter(of_object).find_map(|call| call.result.clone())?;
    let releases = |call: &&Call| {
        matches!(role_of(&call.callee), Some(Role::Release { .. }))
            && call.args.first().is_some_and(|arg| arg.kind == ArgKind::Name(name.clone()))
    };
    let released = function.calls.iter().any(|call| releases(&call));
    Some(TypeVariable { name, released })
}
