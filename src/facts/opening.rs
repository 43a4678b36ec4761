//! The declarations that open a body, and the static variables among all of them.

use crate::syntax::ast::{Block, Expr, ExprKind, Op, Stmt, StmtKind, Storage};
use crate::syntax::unit::Unit;

use super::function::Opening;
use super::globals::Holds;
use super::survey::Interest;

/// Static variables of the function that can move into the module state, and whose names mean nothing else in it.
pub fn static_variables(block: &Block, interest: &Interest) -> Vec<String> {
    let mut statics = Vec::new();
    let mut others = Vec::new();
    let is_instance = |base: &str| interest.objects.contains(base);
    block.walk(&mut |stmt| {
        let StmtKind::Declaration(declaration) = &stmt.kind else { return };
        for declarator in &declaration.declarators {
            let name = declarator.name.text.clone();
            let can_move = Holds::of(&declaration.base, declarator, &is_instance).is_some();
            let Storage { is_static, is_const, .. } = declaration.storage;
            if is_static && !is_const && can_move && !statics.contains(&name) {
                statics.push(name);
            } else {
                others.push(name);
            }
        }
    });
    statics.retain(|name| !others.contains(name));
    statics
}

/// The places at the start of `block` where code can be put (see [`Opening`]).
pub fn of_body(unit: &Unit, block: &Block, interest: &Interest) -> Opening {
    // What follows a declaration under an `#if` would not be there in every build.
    let outer = unit.branches_at(block.span.start).len();
    let opens = |stmt: &&Stmt| {
        matches!(stmt.kind, StmtKind::Declaration(_)) && unit.branches_at(stmt.span.start).len() == outer
    };
    let declarations: Vec<&Stmt> = block.stmts.iter().take_while(opens).collect();
    let pure =
        declarations.iter().take_while(|stmt| stmt.exprs().iter().all(|e| is_pure(e, interest))).count();
    Opening { declarations: declarations.iter().map(|stmt| stmt.span).collect(), pure }
}

/// Whether evaluating `expr` changes nothing, calls nothing but accessors, and needs no interesting name.
fn is_pure(expr: &Expr, interest: &Interest) -> bool {
    const ACCESSORS: [&str; 9] = [
        "Py_TYPE",
        "Py_SIZE",
        "PyTuple_GET_SIZE",
        "PyTuple_GET_ITEM",
        "PyList_GET_SIZE",
        "PyList_GET_ITEM",
        "PyType_Check",
        "PyTuple_Check",
        "_PyObject_CAST",
    ];
    let mut pure = true;
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Call { .. } => {
            pure &= part.as_call().is_some_and(|(name, _)| ACCESSORS.contains(&name));
        }
        ExprKind::Assign { .. } | ExprKind::Opaque(_) => pure = false,
        ExprKind::Unary { op, .. } => {
            use Op::{PostDecrement, PostIncrement, PreDecrement, PreIncrement};
            pure &= !matches!(op, PreIncrement | PreDecrement | PostIncrement | PostDecrement);
        }
        ExprKind::Name(name) => pure &= !interest.knows(name) && !interest.macros.contains(name),
        _ => {}
    });
    pure
}
