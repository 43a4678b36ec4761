//! Mentions of symbols that leave their static place: which kind each is.

use crate::capi::calls::{Role, role_of};
use crate::facts::{Call, Function, Mention, MentionKind};
use crate::link::{FnId, Symbol};

use super::ModuleCx;
use super::draft::Draft;

/// One mention, as a rule sees it.
pub struct MentionCx<'a> {
    pub cx: ModuleCx<'a>,
    pub function: FnId,
    pub mention: &'a Mention,
    pub symbol: Symbol,
    /// The draft of the type that is mentioned.
    pub draft: Option<&'a Draft>,
}

/// What a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionClass {
    /// `PyType_Ready(&X)`
    Ready,
    /// `X.tp_new = f;`
    RunTimeField,
    /// `Py_TYPE(&X) = ...`, `Py_SET_TYPE(&X, ...)`, `X.ob_type = ...`
    SetType,
    /// `PyObject_New(S, &X)` and its like.
    Allocate,
    /// `PyStructSequence_InitType(&X, ...)`
    StructSequence,
    /// `PyModule_AddObject(m, "X", (PyObject *)&X)` and its like.
    Add,
    /// `Py_INCREF(&X)`
    Retain,
    /// The type's address as a value: an argument, one side of a comparison, what is assigned or returned.
    Pointer,
    /// `X.tp_alloc`, read.
    Member,
    /// In the initializer of a local variable that is static.
    StaticLocal,
    /// `sizeof(X)`
    Size,
    /// A variable that holds an object or a type, read or written.
    Variable,
}

impl<'a> MentionCx<'a> {
    pub fn facts(&self) -> &'a Function {
        self.cx.project.function(self.function)
    }

    /// The call that the mention is an argument of, and its place there.
    pub fn call(&self) -> Option<(&'a Call, usize)> {
        match self.mention.kind {
            MentionKind::Argument { call, index } => Some((&self.facts().calls[call], index)),
            _ => None,
        }
    }

    pub fn class(&self) -> MentionClass {
        if let MentionKind::Element { is_static: true, .. } = self.mention.kind {
            return MentionClass::StaticLocal;
        }
        if matches!(self.symbol, Symbol::Global(_)) {
            return MentionClass::Variable;
        }
        match &self.mention.kind {
            MentionKind::Argument { call, index } => argument_class(&self.facts().calls[*call], *index),
            MentionKind::Member { .. } => MentionClass::Member,
            MentionKind::MemberWrite { field, .. } if field.text.starts_with("ob_") => MentionClass::SetType,
            MentionKind::MemberWrite { .. } => MentionClass::RunTimeField,
            MentionKind::Size => MentionClass::Size,
            _ => MentionClass::Pointer,
        }
    }
}

fn argument_class(call: &Call, index: usize) -> MentionClass {
    match role_of(&call.callee) {
        Some(Role::Ready) => MentionClass::Ready,
        Some(Role::SetType) if index == 0 => MentionClass::SetType,
        Some(Role::TypeOf) if call.assigned.is_some() => MentionClass::SetType,
        Some(Role::Allocate { ty, .. }) if ty == index => MentionClass::Allocate,
        Some(Role::AddToModule { value, .. }) if value == index => MentionClass::Add,
        Some(Role::Retain { .. }) if index == 0 => MentionClass::Retain,
        Some(Role::InitStructSequence) if index == 0 => MentionClass::StructSequence,
        _ => MentionClass::Pointer,
    }
}
