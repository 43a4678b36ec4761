//! What a function does with the objects of a free list: it makes one alive again, or frees them.
//!
//! A parked object is dead: nothing but CPython's own way to make memory an object brings it back. Every object that
//! leaves the list alive must be seen to do so.

use std::collections::BTreeSet;

use crate::capi::calls::{Role, role_of};
use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Op, Stmt, StmtKind};

use super::calls::{ArgKind, arg_kind};
use super::function::Function;
use super::mentions::MentionKind;

/// A place that takes an object from the list, and makes it alive.
#[derive(Clone, Debug, PartialEq)]
pub struct Revival {
    /// The variable that holds it.
    pub variable: String,
    /// The statement that makes it an object.
    pub statement: Span,
    /// Whether that takes a reference to its type, as `PyObject_Init` does and `_Py_NewReference` does not.
    pub takes_type: bool,
}

/// What a function does with a list.
#[derive(Clone, Debug, PartialEq)]
pub enum ListUse {
    /// It does not name it, but to ask whether there is one.
    None,
    Revives(Vec<Revival>),
    /// It takes objects from it only to free them; and whether that is a function of its own, `void drain(void)`, which
    /// leaves nothing in it.
    Drains {
        empties: bool,
    },
    /// Something else, here.
    Other(Span),
}

/// Reads what `function` does with the variable `list`.
pub fn read(function: &Function, list: &str) -> ListUse {
    let names = |expr: &Expr| expr_names(expr, &|name| name == list);
    let (mut revivals, mut known) = (Vec::new(), Vec::new());
    let mut look = |block: &Block| {
        for at in 0..block.stmts.len() {
            if let Some((revival, span)) = revival(&block.stmts[at..], list) {
                revivals.push(revival);
                known.push(span);
            }
        }
    };
    look(&function.block);
    function.block.walk(&mut |stmt| {
        if let StmtKind::Block(block) = &stmt.kind {
            look(block);
        }
    });
    let asks = |span: Span| {
        let of_list = function.mentions.iter().find(|mention| mention.symbol == list && mention.span == span);
        of_list.is_some_and(|mention| matches!(mention.kind, MentionKind::Test | MentionKind::Size))
    };
    let mut rest = Vec::new();
    function.block.walk_exprs(&mut |expr| {
        let is_list = matches!(expr.kind, ExprKind::Name(_)) && names(expr);
        if is_list && !asks(expr.span) && !known.iter().any(|span: &Span| span.contains(expr.span)) {
            rest.push(expr.span);
        }
    });
    match (rest.first(), revivals.is_empty()) {
        (None, true) => ListUse::None,
        (None, false) => ListUse::Revives(revivals),
        (Some(_), true) if only_frees(function, list) => ListUse::Drains { empties: empties(function, list) },
        (Some(&span), _) => ListUse::Other(span),
    }
}

/// `v = list; list = v->next; ...; _Py_NewReference(v);` at the start of `stmts`, with the place of it all.
fn revival(stmts: &[Stmt], list: &str) -> Option<(Revival, Span)> {
    let first = &stmts[0];
    let variable = taken(first, list)?;
    for stmt in &stmts[1..] {
        let StmtKind::Expr(expr) = &stmt.kind else { return None };
        if let Some(takes_type) = revives(expr, variable) {
            let revival = Revival { variable: variable.to_owned(), statement: stmt.span, takes_type };
            return Some((revival, first.span.to(stmt.span)));
        }
        if !is_quiet(expr) {
            return None;
        }
    }
    None
}

/// The variable of `v = list` or `v = list[...]`, an assignment or a declaration of nothing else.
fn taken<'a>(stmt: &'a Stmt, list: &str) -> Option<&'a str> {
    let (variable, value) = match &stmt.kind {
        StmtKind::Expr(expr) => match &expr.kind {
            ExprKind::Assign { op: Op::Assign, left, right } => (left.as_name()?, &**right),
            _ => return None,
        },
        StmtKind::Declaration(declaration) => match &declaration.declarators[..] {
            [only] => (only.name.text.as_str(), only.init.as_ref()?),
            _ => return None,
        },
        _ => return None,
    };
    let of_list = match &value.peel().kind {
        ExprKind::Index { base, index } => base.as_name() == Some(list) && is_quiet(index),
        _ => value.as_name() == Some(list),
    };
    (of_list && variable != list).then_some(variable)
}

/// Whether a statement makes the variable's memory an object, and then whether it takes a reference to the type.
fn revives(expr: &Expr, variable: &str) -> Option<bool> {
    let (callee, args) = expr.as_call()?;
    let of_variable = args.first().and_then(Expr::as_name) == Some(variable);
    match role_of(callee) {
        Some(Role::InitObject { .. }) if of_variable => Some(true),
        None if callee == "_Py_NewReference" && of_variable => Some(false),
        _ => None,
    }
}

/// Whether an expression calls nothing but what looks at an object's head.
fn is_quiet(expr: &Expr) -> bool {
    let mut quiet = true;
    expr.walk(&mut |part| {
        if let ExprKind::Call { callee, .. } = &part.kind {
            quiet &= callee.as_name().is_some_and(|name| QUIET.contains(&name));
        }
    });
    quiet
}

/// CPython's reference, "Common Object Structures"; `assert` is C's.
const QUIET: [&str; 5] = ["assert", "Py_SIZE", "Py_SET_SIZE", "Py_TYPE", "Py_IS_TYPE"];

/// Whether whatever a function takes from the list is only walked through and freed: no other function gets it, it is not
/// returned, and nothing else is left to hold it.
fn only_frees(function: &Function, list: &str) -> bool {
    let taken = reached_from(function, list);
    let is_taken = |name: &str| name == list || taken.contains(name);
    let (mut frees, mut is_safe) = (false, true);
    function.block.walk_exprs(&mut |expr| match &expr.kind {
        ExprKind::Call { callee, args, .. } if args.iter().any(|arg| expr_names(arg, &is_taken)) => {
            let name = callee.as_name().unwrap_or_default();
            let is_free = matches!(role_of(name), Some(Role::Free { .. }));
            frees |= is_free;
            is_safe &= is_free || QUIET.contains(&name);
        }
        ExprKind::Assign { left, right, .. } if expr_names(right, &is_taken) => {
            is_safe &= expr_names(left, &is_taken);
        }
        ExprKind::Unary { op: Op::AddressOf, operand } => is_safe &= !expr_names(operand, &is_taken),
        _ => {}
    });
    let is_handed_out = function.block.stmts.iter().any(|stmt| returns(stmt, &is_taken));
    frees && is_safe && !is_handed_out
}

/// Whether the list is empty wherever the function, which is given nothing and gives nothing, ends.
fn empties(function: &Function, list: &str) -> bool {
    let is_null = |expr: &Expr| matches!(arg_kind(expr, &|_| String::new()), ArgKind::Null);
    let is_list = |expr: &Expr| expr.as_name() == Some(list);
    let leaves_none = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Expr(expr) => {
            matches!(&expr.kind, ExprKind::Assign { op: Op::Assign, left, right } if is_list(left) && is_null(right))
        }
        StmtKind::While { cond, body } => {
            let mut breaks = false;
            body.walk(&mut |stmt| breaks |= matches!(stmt.kind, StmtKind::Break | StmtKind::Goto(_)));
            let asks = match &cond.peel().kind {
                ExprKind::Binary { op: Op::Ne, left, right } => is_list(left) && is_null(right),
                _ => is_list(cond),
            };
            asks && !breaks
        }
        _ => false,
    };
    let is_plain = function.params.list.is_empty() && function.returns_void() && function.returned.is_empty();
    is_plain && function.block.stmts.iter().any(leaves_none)
}

/// The local variables that may hold what comes from the list.
fn reached_from(function: &Function, list: &str) -> BTreeSet<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    loop {
        let known = |name: &str| name == list || taken.contains(name);
        let is_fed =
            |local: &str| function.values_of(local).into_iter().any(|value| expr_names(value, &known));
        let locals = function.locals.iter().filter(|local| !local.is_static && local.ty.stars > 0);
        let more: Vec<String> = locals
            .filter(|local| !taken.contains(&local.name) && is_fed(&local.name))
            .map(|local| local.name.clone())
            .collect();
        if more.is_empty() {
            return taken;
        }
        taken.extend(more);
    }
}

fn returns(stmt: &Stmt, is_taken: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    stmt.walk(&mut |stmt| {
        if let StmtKind::Return(Some(value)) = &stmt.kind {
            found |= expr_names(value, is_taken);
        }
    });
    found
}

fn expr_names(expr: &Expr, is_it: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= matches!(&part.kind, ExprKind::Name(name) if is_it(name)));
    found
}
