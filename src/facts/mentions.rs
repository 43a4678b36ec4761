//! Mentions: each use of a type's or a global's name, with what is done with it.

use crate::source::Span;
use crate::syntax::ast::{Name, Op};

use super::calls::{Anchor, ArgKind};

/// One use of an interesting name inside a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    pub symbol: String,
    /// Whether it is a static variable of the function itself.
    pub is_local: bool,
    /// The identifier.
    pub span: Span,
    /// What stands for the object: `&X` when its address is taken, else `X`.
    pub whole: Span,
    /// Whether `whole` is `&X`.
    pub address: bool,
    pub kind: MentionKind,
    pub anchor: Anchor,
    /// Whether it stands inside `assert(...)`.
    pub in_assert: bool,
}

/// What is done with the object.
#[derive(Clone, Debug, PartialEq)]
pub enum MentionKind {
    /// Argument `index` of the function's call number `call`.
    Argument { call: usize, index: usize },
    /// `X.field` or `X->field`, read or handed on. `path` runs to the end of the last member.
    Member { field: Name, path: Span },
    /// `X.field = value`. `statement` is the whole statement when it is nothing but this.
    MemberWrite {
        field: Name,
        path: Span,
        value: Span,
        value_kind: ArgKind,
        statement: Option<Span>,
        /// `=`, or the operator before it.
        op: Op,
        /// Every name in the value.
        names: Vec<String>,
    },
    /// `X = value`, or another assignment to it.
    Write { value: Span, value_kind: ArgKind, statement: Option<Span> },
    /// `X[i] = value`, or another assignment to it.
    WriteItem { value: Span, value_kind: ArgKind, repeated: Option<Loop> },
    /// `X[i]`, read.
    Item,
    /// Whether `X` is NULL.
    Test,
    /// An element of the initializer of a local variable.
    Element { variable: String, is_static: bool },
    /// `sizeof X`, `offsetof`: its type is meant, not the object.
    Size,
    /// Anything else an expression does with a value.
    Value,
}

/// A loop around a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The whole statement.
    pub span: Span,
    /// The depth of the statements in its body (see [`Anchor::depth`]).
    pub depth: u16,
}

/// A call that makes an array: `malloc(sizeof(T) * n)`, `calloc(n, sizeof(T))`.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// The call.
    pub span: Span,
    /// `n`: it has no effect.
    pub count: Span,
    /// `sizeof(T)`
    pub size: Span,
}
