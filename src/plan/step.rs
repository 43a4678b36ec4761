//! Steps: what changes at one place of the source, said in the field's own terms.

use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;

use super::capsule::HandOut;
use super::common::LateFill;
use super::dying::Ask;

/// A step with its author.
#[derive(Clone, Debug, PartialEq)]
pub struct StepAt {
    pub step: Step,
    /// The rule that wants it.
    pub author: &'static str,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A mention of a symbol in a function is read from the state: `&X` -> `state->X`, `X.f` -> `state->X->f`.
    Reach { function: FnId, whole: Span, symbol: Symbol, address: bool, member: bool },
    /// The same inside the body of a macro.
    ReachInMacro { whole: Span, symbol: Symbol, address: bool, member: bool },
    /// A name that is put together in the body of a macro is read from the state: `py_ ## S` -> `state->py_ ## S`.
    ReachPasted { span: Span },
    /// What led to the state before (`get_global_state()`) is the function's own state now.
    UseState { function: FnId, span: Span },
    /// The same in the body of a macro.
    UseStateInMacro { span: Span },
    /// What led to the module before (`PyState_FindModule(&def)`) is the function's own module now.
    UseModule { function: FnId, span: Span },
    /// A reference that the module's clear or free gives back is gone then: `Py_DECREF(x)` -> `Py_CLEAR(x)`.
    Clear { callee: Span },
    /// The length of an array that moves is kept beside it: `state->x_length = n;`. What was not zero from the start,
    /// `malloc(sizeof(T) * n)`, becomes so: the callee's name, its parentheses, and the function that does that.
    NoteLength {
        function: FnId,
        symbol: Symbol,
        before: Span,
        count: Span,
        size: Span,
        plain: Option<(Span, Span, &'static str)>,
    },
    /// A struct is given a tag, by which it can be named ahead: `struct {` -> `struct node {`.
    NameStruct { at: Span, name: String },
    /// A static variable of a function becomes an ordinary one.
    Unstatic { declaration: Span },
    /// What takes something out of a container happens only where the state, and the container in it, are there still.
    AskFor { function: FnId, symbol: Symbol, ask: Ask },
    /// Whether an object is of exactly the type whose dealloc this is, asked without the state:
    /// `X_CheckExact(op)` -> `Py_TYPE(op)->tp_dealloc == X_dealloc`.
    AskDealloc { function: FnId, whole: Span, object: String },
    /// A converter is given the state beside the place for its result.
    HandToConverter { function: FnId, place: Span },
    /// A call in a macro hands on the state of the function that the macro stands in.
    PassStateInMacro { function: FnId, open: Span, is_empty: bool },
    /// A whole statement goes.
    DropStatement { statement: Span },
    /// The same, with the comment above that tells why it is there.
    DropReasoned { statement: Span },
    /// `PyType_Ready(&X)`, and what tests its result, becomes the creation of the heap type.
    Create { function: FnId, ty: TypeId, at: CreateAt },
    /// A call hands the state on: `f(a)` -> `f(state, a)`.
    PassState { function: FnId, callee: FnId, parens: Span, is_empty: bool },
    /// A call goes to the function that took the body of an entry point.
    CallInner { callee: FnId, name: Span },
    /// The same where a parameter is called: `visit(a)` -> `visit(state, a)`.
    HandState { function: FnId, parens: Span, is_empty: bool },
    /// A parameter that is a function gains the state: `void (*visit)(int)` -> `void (*visit)(state *, int)`.
    TakeState { parens: Span, is_empty: bool },
    /// The module is found by the object's type: `PyState_FindModule(&def)` -> `PyType_GetModuleByDef(Py_TYPE(op), &def)`.
    FindModule { span: Span, object: String },
    /// A heap type is made with its module: `PyType_FromSpec(&spec)` -> `PyType_FromModuleAndSpec(module, &spec, NULL)`.
    GiveModule { function: FnId, callee: Span, parens: Span, bases: bool },
    /// An allocation becomes one with a collector's head: the callee's name.
    AllocateCollected { callee: Span, var: bool },
    /// A table at file level becomes a variable of the function that walks it, before the statement that names it first.
    MoveTable { function: FnId, declaration: Span, before: Span },
    /// A struct at file level that a capsule hands out becomes a variable of the function that makes the capsule, and the
    /// capsule gets a copy that owns what stands in the fields: `PyCapsule_New(&x, ...)` -> `x_capsule(&x)`.
    HandOut(HandOut),
    /// A static struct is filled while the module comes up: `x.f = X_type;`, and `NULL` in its initializer.
    FillLate(LateFill),
    /// `PyObject_GC_Track(x)` before a statement.
    Track { function: FnId, variable: String, before: Span },

    /// `Py_INCREF(state->X)` before a statement that takes the reference.
    Retain { function: FnId, symbol: Symbol, before: Span },
    /// `Py_XINCREF(state->X)` behind the statement that fills it with what it does not own.
    RetainFilled { function: FnId, symbol: Symbol, after: Span },
    /// The object's type is kept in a variable at the start of a dealloc.
    SaveType { function: FnId, object: String, variable: String },
    /// The object leaves the collector before anything else is done to it.
    Untrack { function: FnId, object: String },
    /// `Py_TYPE(op)->tp_free` reads the variable.
    UseSavedType { base: Span, variable: String },
    /// `PyObject_Del(op)` becomes the type's own way to free.
    FreeByType { callee: Span, variable: String },
    /// The object's reference to its type goes, right behind the statement that frees.
    DropType { function: FnId, after: Span, nested: bool, variable: String },
    /// An object that is made alive again takes a reference to its type: `Py_INCREF(Py_TYPE(it))` behind that.
    RetainType { variable: String, after: Span },
    /// `Py_VISIT(Py_TYPE(op))` at the start of a traverse.
    VisitType { function: FnId, object: String },
    /// `Py_VISIT(self->f)` behind it.
    VisitField { function: FnId, object: String, field: String },
}

/// Where a heap type is made.
#[derive(Clone, Debug, PartialEq)]
pub enum CreateAt {
    /// In place of `if (PyType_Ready(&X) < 0) ...`: the statement, and its condition, true on failure.
    Checked { statement: Span, condition: Span },
    /// In place of `PyType_Ready(&X) < 0` inside a larger expression. `true_on_failure` as the comparison was.
    Compared { whole: Span, true_on_failure: bool },
    /// In place of the call, whose value is zero or -1 and goes somewhere.
    Value { call: Span },
    /// In place of the statement `PyType_Ready(&X);`.
    Unchecked { statement: Span },
    /// Before a statement that uses the type first.
    Before { statement: Span },
    /// At the start of the function.
    Start,
}

impl Step {
    /// Whether the function it stands in must have the state at hand.
    pub fn reads_state(&self) -> bool {
        matches!(
            self,
            Step::Reach { .. }
                | Step::MoveTable { .. }
                | Step::NoteLength { .. }
                | Step::HandOut(_)
                | Step::Create { .. }
                | Step::Retain { .. }
                | Step::RetainFilled { .. }
        )
    }
}
