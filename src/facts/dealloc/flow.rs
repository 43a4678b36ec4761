//! The ways through a dealloc: which of them free the object, and which end without.

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, Stmt, StmtKind};

use super::finalizer::Finalizers;
use super::{Free, Kept};
use crate::facts::function::Function;

/// Follows the ways through the body of `function`.
///
/// An object is done with at the start of the branch that parks it, too.
pub(super) fn follow<'a>(
    function: &Function,
    frees: &'a [Free],
    finalizers: &'a Finalizers,
    parking: Option<Span>,
) -> Flow<'a> {
    let mut flow = Flow { frees, finalizers, parking, kept: Vec::new(), balances: Vec::new(), doubt: None };
    if flow.block(&function.block, false, false) == End::Falls(false) {
        let end = function.body.after();
        flow.kept.push(Kept { span: Span { start: end.start - 1, ..end }, resurrected: false });
    }
    flow
}

/// How control leaves a stretch of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It runs on behind; whether the object is free then on every way here.
    Falls(bool),
    /// It never gets behind.
    Leaves,
}

/// Follows the structured ways through a body.
pub(super) struct Flow<'a> {
    frees: &'a [Free],
    finalizers: &'a Finalizers<'a>,
    parking: Option<Span>,
    pub kept: Vec<Kept>,
    /// Statements right before the exit of an object that came back, which take a reference for its heap type.
    pub balances: Vec<Span>,
    pub doubt: Option<(Span, &'static str)>,
}

impl Flow<'_> {
    fn block(&mut self, block: &Block, mut freed: bool, resurrected: bool) -> End {
        for (at, stmt) in block.stmts.iter().enumerate() {
            let leaves =
                block.stmts.get(at + 1).is_some_and(|next| matches!(next.kind, StmtKind::Return(None)));
            if resurrected && !freed && leaves && self.finalizers.balances(stmt) {
                self.balances.push(stmt.span);
            }
            match self.stmt(stmt, freed, resurrected) {
                End::Falls(now) => freed = now,
                End::Leaves => return End::Leaves,
            }
        }
        End::Falls(freed)
    }

    fn frees_in(&self, span: Span) -> bool {
        self.frees.iter().any(|free| span.contains(free.span))
    }

    fn stmt(&mut self, stmt: &Stmt, freed: bool, resurrected: bool) -> End {
        match &stmt.kind {
            StmtKind::Block(block) => self.block(block, freed, resurrected),
            StmtKind::Return(_) => {
                if !(freed || self.frees_in(stmt.span)) {
                    self.kept.push(Kept { span: stmt.span, resurrected });
                }
                End::Leaves
            }
            StmtKind::If { cond, then, otherwise } => {
                let brought_back = resurrected || self.finalizers.brought_back(cond);
                let freed = freed || self.frees_in(cond.span);
                let parks = self.parking == Some(then.span);
                let taken = self.stmt(then, freed || parks, brought_back);
                let passed = match otherwise {
                    Some(otherwise) => self.stmt(otherwise, freed, resurrected),
                    None => End::Falls(freed),
                };
                join(taken, passed)
            }
            StmtKind::While { body, .. } | StmtKind::For { body, .. } | StmtKind::DoWhile { body, .. } => {
                if self.frees_in(body.span) {
                    self.doubt.get_or_insert((stmt.span, "the object is freed inside a loop"));
                }
                End::Falls(freed)
            }
            StmtKind::Switch { .. } | StmtKind::MacroControl { .. } if self.frees_in(stmt.span) => {
                self.doubt.get_or_insert((stmt.span, "the object is freed inside a switch or below a macro"));
                End::Falls(true)
            }
            StmtKind::Goto(_) => {
                self.doubt.get_or_insert((stmt.span, "a goto in the dealloc"));
                End::Leaves
            }
            StmtKind::Expr(expr) if never_returns(expr) => End::Leaves,
            _ => End::Falls(freed || self.frees_in(stmt.span)),
        }
    }
}

fn join(a: End, b: End) -> End {
    match (a, b) {
        (End::Falls(a), End::Falls(b)) => End::Falls(a && b),
        (End::Leaves, other) | (other, End::Leaves) => other,
    }
}

/// `Py_FatalError("...")`: the process ends here.
fn never_returns(expr: &Expr) -> bool {
    expr.as_call().is_some_and(|(callee, _)| NEVER_RETURN.contains(&callee))
}

/// Functions that end the process: CPython's reference (`Py_FatalError`, `Py_Exit`), and C11, 7.22.4.
const NEVER_RETURN: [&str; 6] = ["Py_FatalError", "Py_UNREACHABLE", "Py_Exit", "abort", "exit", "_Exit"];
