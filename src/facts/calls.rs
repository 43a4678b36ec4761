//! Calls: who is called, with what, what becomes of the result, and how a failure is noticed.

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Name, Op};

/// One call by name inside a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub callee: String,
    /// The callee's name.
    pub name_span: Span,
    /// From the callee to the closing parenthesis.
    pub span: Span,
    /// From `(` to `)`.
    pub parens: Span,
    pub args: Vec<Arg>,
    /// The nearest enclosing statement before and after which code can be inserted.
    pub anchor: Anchor,
    /// The statement, with its `;`, when the call is all of it.
    pub statement: Option<Span>,
    /// The variable that takes the result: `x = f(...)`, `T *x = f(...)`, casts aside.
    pub result: Option<String>,
    pub check: Check,
    /// When something is assigned to what the call gives: `Py_TYPE(x) = ...`.
    pub assigned: Option<AssignedTo>,
    /// Whether it stands inside `assert(...)`.
    pub in_assert: bool,
}

/// One call through a member: `Py_TYPE(self)->tp_free(self)`, `PyDict_Type.tp_dealloc(op)`, `type->tp_alloc(type, 0)`.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberCall {
    pub member: Name,
    /// What the member is taken of: `Py_TYPE(self)`, `type`, ...
    pub base: Arg,
    /// The first argument of `base` when it is a call.
    pub base_of: Option<ArgKind>,
    pub span: Span,
    pub args: Vec<Arg>,
    pub anchor: Anchor,
    pub statement: Option<Span>,
    pub result: Option<String>,
}

impl Call {
    /// The statement that is nothing but this call and the way out when it fails, when it is a direct part of a block.
    pub fn whole_statement(&self) -> Option<Span> {
        match &self.check {
            Check::None => self.statement,
            Check::If { on_failure: true, branch, .. } => {
                Some(self.anchor.span).filter(|statement| statement.end == branch.end)
            }
            _ => None,
        }
        .filter(|_| !self.anchor.nested)
    }
}

/// An argument, as far as callers need to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    pub span: Span,
    pub kind: ArgKind,
}

/// What an expression is, parentheses and casts aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// `NULL`, `0`, `nullptr`
    Null,
    /// `x`
    Name(String),
    /// `&x`
    Address(String),
    /// `x->f` or `x.f`
    Field {
        base: String,
        field: String,
    },
    /// `f(...)`
    Call(String),
    Str,
    /// `-1`
    Negative,
    Other,
}

/// The null pointer as C and C++ write it.
pub fn is_null_word(word: &str) -> bool {
    matches!(word, "NULL" | "nullptr")
}

/// A statement that is a direct part of a block, so that code can be put before and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub span: Span,
    /// How many blocks are open around it inside the function; 1 for the function's own.
    pub depth: u16,
    /// Whether the fact itself stands deeper, below an `if` without braces or in a compound condition.
    pub nested: bool,
}

/// How the code finds out that a call failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// The result is not looked at: the call is a statement.
    None,
    /// The call, or a comparison of it, is the whole condition of an `if` at block level.
    If {
        /// The condition, without its parentheses.
        condition: Span,
        /// Whether the branch is taken when the call *fails* (below zero, or non-zero).
        on_failure: bool,
        /// The statement of the branch.
        branch: Span,
    },
    /// Compared inside a larger expression. `whole` is the comparison, or the call itself.
    Compared { whole: Span, true_on_failure: bool },
    /// The value goes somewhere else.
    Value,
}

/// The right side of an assignment to a call (a macro that gives a place).
#[derive(Clone, Debug, PartialEq)]
pub struct AssignedTo {
    /// The whole statement when it is nothing but this.
    pub statement: Option<Span>,
    pub value: Span,
    pub kind: ArgKind,
}

/// A function's name used other than to call it: its address goes somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionUse {
    pub name: String,
    pub span: Span,
    /// The call it is an argument of, if it is one, and at which place.
    pub callee: Option<(String, usize)>,
}

/// A macro that names a symbol, or leads to one, used in a function.
#[derive(Clone, Debug, PartialEq)]
pub struct MacroUse {
    pub name: String,
    /// The macro's name.
    pub span: Span,
    /// From `(` to `)`, when it is called.
    pub parens: Option<Span>,
    pub in_assert: bool,
}

/// What `expr` is, parentheses and casts aside.
pub fn arg_kind(expr: &Expr, text: &dyn Fn(Span) -> String) -> ArgKind {
    match &expr.peel().kind {
        ExprKind::Name(name) if is_null_word(name) => ArgKind::Null,
        ExprKind::Name(name) => ArgKind::Name(name.clone()),
        ExprKind::Number if is_zero(&text(expr.peel().span)) => ArgKind::Null,
        // The grammar has the sign as a part of the number.
        ExprKind::Number if text(expr.peel().span).starts_with('-') => ArgKind::Negative,
        ExprKind::Str => ArgKind::Str,
        ExprKind::Unary { op: Op::AddressOf, operand } => match operand.as_name() {
            Some(name) => ArgKind::Address(name.to_owned()),
            None => ArgKind::Other,
        },
        ExprKind::Field { base, field, .. } => match base.as_name() {
            Some(name) => ArgKind::Field { base: name.to_owned(), field: field.text.clone() },
            None => ArgKind::Other,
        },
        ExprKind::Call { callee, .. } => match callee.as_name() {
            Some(name) => ArgKind::Call(name.to_owned()),
            None => ArgKind::Other,
        },
        _ => ArgKind::Other,
    }
}

/// Whether a number is zero, whatever its suffix and base.
pub fn is_zero(number: &str) -> bool {
    let digits = number.trim_end_matches(['u', 'U', 'l', 'L']);
    !digits.is_empty() && digits.trim_start_matches("0x").trim_start_matches("0X").bytes().all(|b| b == b'0')
}
