//! Where a newly allocated object is complete, so that the collector may see it.

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Stmt, StmtKind};

use super::calls::Call;
use super::function::Function;

/// The statements before which the object is handed to the collector.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackPlace {
    /// The variable that holds the object.
    pub variable: String,
    /// Block-level statements.
    pub before: Vec<Span>,
}

/// Finds the place for the object that `call` allocates: behind the assignments of all `fields`, before anyone else gets
/// to see it. `None` when that cannot be told.
pub fn find(function: &Function, call: &Call, fields: &[String]) -> Option<TrackPlace> {
    let variable = call.result.clone()?;
    let (allocation, rest) = behind(&function.block, call.anchor.span)?;
    // `if ((v = PyObject_New(...)) == NULL) return NULL;`
    let is_there = matches!(&allocation.kind, StmtKind::If { then, otherwise: None, .. } if leaves(then));
    let mut watch = Watch { variable: &variable, missing: fields.to_vec(), is_there, seen_by_others: false };
    for stmt in rest {
        if watch.is_preparation(stmt) {
            continue;
        }
        if uses(stmt, &variable) {
            if !watch.is_there {
                return None;
            }
            if watch.missing.is_empty() {
                return Some(TrackPlace { variable, before: vec![stmt.span] });
            }
            watch.seen_by_others = true;
        }
    }
    let mut returns = Vec::new();
    let mut all_in_blocks = true;
    for stmt in rest {
        find_returns(stmt, &variable, true, &mut returns, &mut all_in_blocks);
    }
    let complete = watch.is_there && (watch.missing.is_empty() || watch.seen_by_others);
    (complete && all_in_blocks && !returns.is_empty()).then_some(TrackPlace { variable, before: returns })
}

struct Watch<'a> {
    variable: &'a str,
    /// Fields that are not assigned yet.
    missing: Vec<String>,
    /// Whether the allocation is known not to have failed: the collector must not be given NULL.
    is_there: bool,
    /// Whether the object was handed to a function that may set them.
    seen_by_others: bool,
}

impl Watch<'_> {
    /// Whether a statement only prepares the object: sets its fields, takes references, tests for NULL.
    fn is_preparation(&mut self, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.assigns(expr) || takes_reference(expr),
            StmtKind::If { cond, then, otherwise: None } => {
                let tests = uses_expr(cond, self.variable) && !mentions_beyond(cond) && leaves(then);
                self.is_there |= tests;
                tests
            }
            StmtKind::Empty => true,
            _ => false,
        }
    }

    /// `v->a = v->b = x`
    fn assigns(&mut self, expr: &Expr) -> bool {
        let ExprKind::Assign { left, right, .. } = &expr.peel().kind else { return false };
        let ExprKind::Field { base, field, .. } = &left.peel().kind else { return false };
        if object_of(left) != Some(self.variable) {
            return false;
        }
        if base.as_name().is_some() {
            self.missing.retain(|name| *name != field.text);
        }
        // Whoever writes through it takes it to be there.
        self.is_there = true;
        self.assigns(right);
        // The right side may hand the object to someone.
        !uses_expr(right, self.variable) || matches!(right.peel().kind, ExprKind::Assign { .. })
    }
}

/// `v` of `v->a.b`: a member of a member lies in the object itself.
fn object_of(place: &Expr) -> Option<&str> {
    let ExprKind::Field { base, arrow, .. } = &place.peel().kind else { return None };
    base.as_name().or_else(|| if *arrow { None } else { object_of(base) })
}

fn takes_reference(expr: &Expr) -> bool {
    matches!(expr.as_call(), Some(("Py_INCREF" | "Py_XINCREF", _)))
}

/// Whether a test looks at more than the pointer.
fn mentions_beyond(cond: &Expr) -> bool {
    let mut calls = false;
    cond.walk(&mut |part| calls |= matches!(part.kind, ExprKind::Call { .. } | ExprKind::Field { .. }));
    calls
}

fn leaves(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Block(block) => block.stmts.last().is_some_and(leaves),
        StmtKind::Return(_) | StmtKind::Goto(_) => true,
        _ => false,
    }
}

/// The statement at `span`, and those behind it in its block.
fn behind(block: &Block, span: Span) -> Option<(&Stmt, &[Stmt])> {
    let split = |stmts: &'_ [Stmt]| stmts.iter().position(|stmt| stmt.span == span);
    if let Some(at) = split(&block.stmts) {
        return Some((&block.stmts[at], &block.stmts[at + 1..]));
    }
    let mut found = None;
    block.walk(&mut |stmt| {
        if let StmtKind::Block(inner) = &stmt.kind
            && let Some(at) = split(&inner.stmts)
        {
            found = Some((&inner.stmts[at], &inner.stmts[at + 1..]));
        }
    });
    found
}

fn uses(stmt: &Stmt, variable: &str) -> bool {
    let mut used = false;
    stmt.walk(&mut |stmt| used |= stmt.exprs().iter().any(|expr| uses_expr(expr, variable)));
    used
}

fn uses_expr(expr: &Expr, variable: &str) -> bool {
    let mut used = false;
    expr.walk(&mut |part| used |= matches!(&part.kind, ExprKind::Name(name) if name == variable));
    used
}

fn find_returns(
    stmt: &Stmt,
    variable: &str,
    in_block: bool,
    found: &mut Vec<Span>,
    all_in_blocks: &mut bool,
) {
    match &stmt.kind {
        StmtKind::Return(Some(value)) if value.as_name() == Some(variable) => {
            found.push(stmt.span);
            *all_in_blocks &= in_block;
        }
        StmtKind::Block(block) => {
            block.stmts.iter().for_each(|stmt| find_returns(stmt, variable, true, found, all_in_blocks));
        }
        _ => stmt
            .children()
            .into_iter()
            .for_each(|child| find_returns(child, variable, false, found, all_in_blocks)),
    }
}
