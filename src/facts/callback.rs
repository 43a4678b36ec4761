//! What a function says of itself to one who would call it by its address: how it fails, and what it takes for granted.

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Op, Stmt, StmtKind};

use super::calls::{ArgKind, is_null_word};
use super::function::Function;

impl Function {
    /// What the function returns when it fails: NULL, or the -1 that it returns somewhere already; nothing at all when it
    /// is one that leaves its exception to be found. `None` when it has no way to say so.
    pub fn failure_value(&self) -> Option<&'static str> {
        if self.returns_pointer() {
            return Some("NULL");
        }
        if self.returns_void() && self.minds_exceptions() {
            return Some("");
        }
        (self.returns_number() && self.returns_negative()).then_some("-1")
    }

    /// The functions whose result this one returns as its own, when it returns a number.
    pub fn returned_from(&self) -> impl Iterator<Item = &str> {
        let is_number = self.returns_number();
        let values = self.returned.iter().filter(move |_| is_number).filter_map(|one| one.value.as_ref());
        values.filter_map(|(_, kind)| match kind {
            ArgKind::Call(name) => Some(name.as_str()),
            _ => None,
        })
    }

    fn returns_number(&self) -> bool {
        const NUMBERS: [&str; 7] =
            ["int", "long", "long long", "ssize_t", "Py_ssize_t", "Py_hash_t", "signed int"];
        self.returns.stars == 0 && NUMBERS.contains(&self.returns.base.as_str())
    }

    /// Whether the function does nothing while an exception is set, `if (PyErr_Occurred()) return;`: then one that was
    /// called before it may have left its exception to be found later, and so may this one.
    fn minds_exceptions(&self) -> bool {
        let asks = |cond: &Expr| matches!(cond.peel().as_call(), Some(("PyErr_Occurred", [])));
        self.block.stmts.iter().any(
            |stmt| matches!(&stmt.kind, StmtKind::If { cond, then, .. } if asks(cond) && only_returns(then)),
        )
    }

    /// Whether some `return` gives a negative number, or a variable that starts as one.
    fn returns_negative(&self) -> bool {
        let starts_negative = |name: &str| {
            let mut own = self.locals.iter().filter(|local| local.name == name);
            own.any(|local| matches!(local.init, Some((_, ArgKind::Negative))))
        };
        self.returned.iter().any(|one| match &one.value {
            Some((_, ArgKind::Negative)) => true,
            Some((_, ArgKind::Name(name))) => starts_negative(name),
            _ => false,
        })
    }

    /// Whether the body asks if this variable is NULL.
    pub fn doubts(&self, variable: &str) -> bool {
        let is_it = |expr: &Expr| expr.as_name() == Some(variable);
        let mut doubts = false;
        self.block.walk(&mut |stmt| doubts |= condition(stmt).is_some_and(is_it));
        self.block.walk_exprs(&mut |expr| match &expr.kind {
            ExprKind::Unary { op: Op::Not, operand } => doubts |= is_it(operand),
            ExprKind::Binary { op: Op::And | Op::Or, left, right } => doubts |= is_it(left) || is_it(right),
            // Whether it is another object is no question of its being there.
            ExprKind::Binary { op: Op::Eq | Op::Ne, left, right } => {
                doubts |= is_it(left) && is_nothing(right) || is_nothing(left) && is_it(right);
            }
            ExprKind::Conditional { cond, .. } => doubts |= is_it(cond),
            _ => {}
        });
        doubts
    }

    /// The statement that holds the call at `call` and does nothing but to fill a variable that is NULL:
    /// `if (x == NULL) x = f();`
    pub fn default_of(&self, call: Span) -> Option<Span> {
        let mut found = None;
        self.block.walk(&mut |stmt| {
            if let StmtKind::If { cond, then, otherwise: None } = &stmt.kind
                && let Some(filled) = only_assignment(then).filter(|(_, value)| value.peel().span == call)
                && null_test(cond) == Some(filled.0)
            {
                found = Some(stmt.span);
            }
        });
        found
    }

    /// Whether the function may be called without the GIL: it takes it itself.
    pub fn takes_gil(&self) -> bool {
        const TAKES: [&str; 3] = ["PyGILState_Ensure", "PyEval_RestoreThread", "PyEval_AcquireThread"];
        self.calls.iter().any(|call| TAKES.contains(&call.callee.as_str()))
    }
}

/// `return;`, alone or in braces.
fn only_returns(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Block(block) if block.stmts.len() == 1 => only_returns(&block.stmts[0]),
        kind => matches!(kind, StmtKind::Return(None)),
    }
}

/// `x` of `x = value;`, alone or in braces.
fn only_assignment(stmt: &Stmt) -> Option<(&str, &Expr)> {
    match &stmt.kind {
        StmtKind::Block(block) if block.stmts.len() == 1 => only_assignment(&block.stmts[0]),
        StmtKind::Expr(Expr { kind: ExprKind::Assign { op: Op::Assign, left, right }, .. }) => {
            Some((left.as_name()?, right))
        }
        _ => None,
    }
}

/// `x` of `x == NULL` and `!x`.
fn null_test(cond: &Expr) -> Option<&str> {
    match &cond.peel().kind {
        ExprKind::Unary { op: Op::Not, operand } => operand.as_name(),
        ExprKind::Binary { op: Op::Eq, left, right } if right.as_name().is_some_and(is_null_word) => {
            left.as_name()
        }
        _ => None,
    }
}

/// `NULL`, `0`
fn is_nothing(expr: &Expr) -> bool {
    matches!(expr.peel().kind, ExprKind::Number) || expr.as_name().is_some_and(is_null_word)
}

fn condition(stmt: &Stmt) -> Option<&Expr> {
    match &stmt.kind {
        StmtKind::If { cond, .. } | StmtKind::While { cond, .. } | StmtKind::DoWhile { cond, .. } => {
            Some(cond)
        }
        StmtKind::For { cond, .. } => cond.as_ref(),
        _ => None,
    }
}
