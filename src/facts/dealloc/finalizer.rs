//! Finalizers that a dealloc calls, and what it does for an object that one brings back.
//!
//! `subtype_dealloc` of CPython (Objects/typeobject.c, the same in 3.9 to 3.13) is the dealloc of Python classes. It drops
//! the object's type behind the base's dealloc only where that base is a static type.

use crate::syntax::ast::{Expr, ExprKind, Op, Stmt, StmtKind};

use crate::facts::calls::ArgKind;
use crate::facts::function::Function;

const FROM_DEALLOC: &str = "PyObject_CallFinalizerFromDealloc";

/// What tells that a finalizer brought an object back.
pub(super) struct Finalizers<'a> {
    /// What the object is called.
    pub names: &'a [String],
    /// Whether a function of the module says what `PyObject_CallFinalizerFromDealloc` says of its first parameter.
    pub hands_on: &'a dyn Fn(&str) -> bool,
}

impl Finalizers<'_> {
    /// Whether a condition holds only for an object that is alive again: `PyObject_CallFinalizerFromDealloc(op) < 0`.
    pub fn brought_back(&self, cond: &Expr) -> bool {
        let cond = cond.peel();
        match &cond.kind {
            ExprKind::Binary { op: Op::And, left, right } => {
                self.brought_back(left) || self.brought_back(right)
            }
            ExprKind::Binary { op: Op::Lt | Op::Ne, left, right } => {
                self.is_verdict(left) && matches!(right.peel().kind, ExprKind::Number)
            }
            ExprKind::Binary { op: Op::Eq, left, right } => {
                let is_negative = matches!(right.peel().kind, ExprKind::Unary { op: Op::Negate, .. });
                self.is_verdict(left) && is_negative
            }
            _ => self.is_verdict(cond),
        }
    }

    fn is_verdict(&self, expr: &Expr) -> bool {
        expr.as_call().is_some_and(|(callee, args)| {
            let calls = callee == FROM_DEALLOC || (self.hands_on)(callee);
            calls && args.first().is_some_and(|arg| self.is_object(arg))
        })
    }

    fn is_object(&self, expr: &Expr) -> bool {
        expr.as_name().is_some_and(|name| self.names.iter().any(|known| known == name))
    }

    fn is_type(&self, expr: &Expr) -> bool {
        matches!(expr.as_call(), Some(("Py_TYPE", [object])) if self.is_object(object))
    }

    /// `if (PyType_HasFeature(Py_TYPE(op), Py_TPFLAGS_HEAPTYPE)) { Py_INCREF(Py_TYPE(op)); }`
    ///
    /// Meant for the Python classes that derive from a static type: behind this dealloc theirs drops the type of an
    /// object that lives on. It does not behind the dealloc of a heap type.
    pub fn balances(&self, stmt: &Stmt) -> bool {
        let StmtKind::If { cond, then, otherwise: None } = &stmt.kind else { return false };
        let only = match &then.kind {
            StmtKind::Block(block) => match &block.stmts[..] {
                [only] => only,
                _ => return false,
            },
            _ => then,
        };
        let StmtKind::Expr(expr) = &only.kind else { return false };
        matches!(expr.as_call(), Some(("Py_INCREF", [one])) if self.is_type(one)) && self.asks_for_heap(cond)
    }

    fn asks_for_heap(&self, cond: &Expr) -> bool {
        let is_flag = |expr: &Expr| expr.as_name() == Some("Py_TPFLAGS_HEAPTYPE");
        let cond = cond.peel();
        if let Some((callee, [ty, flag])) = cond.as_call() {
            let asks = matches!(callee, "PyType_HasFeature" | "_PyType_HasFeature");
            return asks && self.is_type(ty) && is_flag(flag);
        }
        let ExprKind::Binary { op: Op::BitAnd, left, right } = &cond.kind else { return false };
        let of_type = match &left.peel().kind {
            ExprKind::Field { base, arrow: true, field } => field.text == "tp_flags" && self.is_type(base),
            _ => matches!(left.as_call(), Some(("PyType_GetFlags", [ty])) if self.is_type(ty)),
        };
        of_type && is_flag(right)
    }
}

/// Whether a function returns what `PyObject_CallFinalizerFromDealloc` says of its first parameter, or zero.
pub fn hands_on_finalizer(function: &Function) -> bool {
    let Some(object) = function.param(0).and_then(|param| param.name.as_ref()) else { return false };
    let is_changed = function.assigned.iter().any(|(name, _)| *name == object.text);
    let mut verdicts = 0;
    let known = function.returned.iter().all(|one| match &one.value {
        Some((_, ArgKind::Null)) => true,
        Some((span, ArgKind::Call(callee))) if callee == FROM_DEALLOC => {
            let call = function.calls.iter().find(|call| call.callee == *callee && span.contains(call.span));
            verdicts += 1;
            call.is_some_and(
                |call| matches!(&call.args[..], [arg] if arg.kind == ArgKind::Name(object.text.clone())),
            )
        }
        _ => false,
    });
    known && verdicts > 0 && !is_changed && function.returns.base == "int" && function.returns.stars == 0
}
