//! How a function makes its module: the creation, its check, and the ways out.

use crate::capi::calls::{Role, role_of};
use crate::source::Span;
use crate::syntax::ast::{Block, Stmt, StmtKind};

use super::calls::{ArgKind, Call, Check, is_null_word};
use super::function::{Function, Local};

/// A function that creates a module by single-phase initialization, read.
#[derive(Clone, Debug, PartialEq)]
pub struct InitShape {
    /// The variable that takes the module, if one does.
    pub variable: Option<String>,
    /// The definition's name: `x` in `PyModule_Create(&x)`.
    pub definition: Option<String>,
    /// The creating call.
    pub call: Span,
    /// The statement that is nothing but the creation: `m = PyModule_Create(&def);`, or the declaration
    /// `PyObject *m = PyModule_Create(&def);`.
    pub statement: Option<Span>,
    /// The declaration of the variable: the whole, the declarator, and how many variables it declares.
    pub declared: Option<Declared>,
    /// The statement right behind the creation that only tests the result and leaves.
    pub null_check: Option<Span>,
    /// The creation is the condition of an `if` that leaves on failure: the whole `if`.
    pub checked_in_place: Option<Span>,
    /// Other places where the variable is assigned.
    pub reassigned: Vec<Span>,
    /// Statements that are nothing but a release of the module.
    pub drops: Vec<Call>,
    /// The same where the variable is NULL afterwards: `Py_CLEAR(m);`
    pub clears: Vec<Cleared>,
}

/// A place where the new module is given up by `Py_CLEAR`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleared {
    pub call: Span,
    pub statement: Option<Span>,
    /// Whether all that follows is to return the variable, which is NULL then.
    pub returns: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    pub declaration: Span,
    pub declarator: Span,
    pub siblings: usize,
    /// Whether the creation is its initializer.
    pub creates: bool,
    /// Whether it has another initializer.
    pub init: bool,
}

/// The creating calls of a function.
pub fn creations(function: &Function) -> impl Iterator<Item = &Call> {
    function
        .calls
        .iter()
        .filter(|call| matches!(role_of(&call.callee), Some(Role::CreateModule { def: Some(_) })))
}

/// Reads a function around one creating call.
pub fn read(function: &Function, creation: &Call) -> InitShape {
    let variable = creation.result.clone();
    let definition = match creation.args.first().map(|arg| &arg.kind) {
        Some(ArgKind::Address(name) | ArgKind::Name(name)) => Some(name.clone()),
        _ => None,
    };
    let local = variable.as_ref().and_then(|name| function.locals.iter().find(|local| local.name == *name));
    let declared = local.map(|local| declared(local, creation.span));
    let checked_in_place = match &creation.check {
        Check::If { on_failure: true, .. } => Some(creation.anchor.span),
        _ => None,
    };
    let reassigned = function
        .assigned
        .iter()
        .filter(|(name, span)| Some(name) == variable.as_ref() && !span.contains(creation.span));
    InitShape {
        statement: creation_statement(function, creation, declared.as_ref()),
        null_check: variable
            .as_ref()
            .and_then(|name| null_check(&function.block, creation.anchor.span, name)),
        call: creation.span,
        reassigned: reassigned.map(|(_, span)| *span).collect(),
        drops: variable.as_ref().map_or(Vec::new(), |name| drops(function, name)),
        clears: variable.as_ref().map_or(Vec::new(), |name| clears(function, name)),
        checked_in_place,
        variable,
        definition,
        declared,
    }
}

/// The same around a statement that makes the module in some other way, and keeps it in `variable`.
pub fn of_variable(function: &Function, variable: &str, statement: Span) -> InitShape {
    let local = function.locals.iter().find(|local| local.name == variable);
    InitShape {
        variable: Some(variable.to_owned()),
        definition: None,
        call: statement,
        statement: Some(statement),
        declared: local.map(|local| declared(local, statement)),
        null_check: null_check(&function.block, statement, variable),
        checked_in_place: None,
        reassigned: function
            .assigned
            .iter()
            .filter(|(name, span)| name == variable && !statement.contains(*span))
            .map(|(_, span)| *span)
            .collect(),
        drops: drops(function, variable),
        clears: clears(function, variable),
    }
}

/// The same around a macro that stands for the creating call: `m = CREATE_MODULE;`.
pub fn of_word(function: &Function, word: Span) -> InitShape {
    let assigned = function.assigned.iter().find(|(_, span)| span.contains(word));
    let initialised =
        function.locals.iter().find(|local| local.init.as_ref().is_some_and(|(span, _)| span.contains(word)));
    let variable = assigned.map(|(name, _)| name.clone()).or(initialised.map(|local| local.name.clone()));
    let Some(variable) = variable else {
        return InitShape {
            statement: None,
            variable: None,
            declared: None,
            ..of_variable(function, "", word)
        };
    };
    let statement = match (assigned, initialised) {
        // The assignment and its semicolon.
        (Some((_, span)), _) => function.statement_at(*span).unwrap_or(*span),
        (None, Some(local)) => local.declaration,
        (None, None) => word,
    };
    let mut shape = of_variable(function, &variable, statement);
    shape.call = word;
    shape
}

fn declared(local: &Local, creation: Span) -> Declared {
    Declared {
        declaration: local.declaration,
        declarator: local.span,
        siblings: local.siblings,
        creates: local.span.contains(creation),
        init: local.init.is_some(),
    }
}

/// Statements that release the module.
fn drops(function: &Function, variable: &str) -> Vec<Call> {
    releases(function, variable).filter(|call| call.callee != "Py_CLEAR").cloned().collect()
}

fn clears(function: &Function, variable: &str) -> Vec<Cleared> {
    let calls = releases(function, variable).filter(|call| call.callee == "Py_CLEAR");
    let cleared = |call: &Call| Cleared {
        call: call.span,
        statement: call.statement,
        returns: returns_behind(&function.block, call.span, variable),
    };
    calls.map(cleared).collect()
}

fn releases<'a>(function: &'a Function, variable: &'a str) -> impl Iterator<Item = &'a Call> {
    let is_module = move |kind: &ArgKind| matches!(kind, ArgKind::Name(name) if name == variable);
    function.calls.iter().filter(move |call| {
        matches!(role_of(&call.callee), Some(Role::Release { .. }))
            && call.args.first().is_some_and(|arg| is_module(&arg.kind))
    })
}

/// Whether `return variable;` is all that is done behind a call, which stands in the branches of `if`s alone.
fn returns_behind(block: &Block, call: Span, variable: &str) -> bool {
    let Some(at) = block.stmts.iter().position(|stmt| stmt.span.contains(call)) else { return false };
    let returns = block.stmts.get(at + 1).is_some_and(
        |stmt| matches!(&stmt.kind, StmtKind::Return(Some(value)) if value.as_name() == Some(variable)),
    );
    returns && is_last(&block.stmts[at], call)
}

fn is_last(stmt: &Stmt, call: Span) -> bool {
    match &stmt.kind {
        StmtKind::Expr(expr) => expr.span.contains(call),
        StmtKind::Block(block) => block.stmts.last().is_some_and(|last| is_last(last, call)),
        StmtKind::If { then, otherwise, .. } => {
            is_last(then, call) || otherwise.as_ref().is_some_and(|stmt| is_last(stmt, call))
        }
        _ => false,
    }
}

fn creation_statement(function: &Function, creation: &Call, declared: Option<&Declared>) -> Option<Span> {
    if declared.is_some_and(|declared| declared.creates) {
        return Some(creation.anchor.span);
    }
    let assigned = function.assigned.iter().find(|(_, span)| span.contains(creation.span))?;
    // The statement is the assignment and its semicolon.
    let anchor = creation.anchor.span;
    let rest = anchor.end.saturating_sub(assigned.1.end);
    (anchor.start == assigned.1.start && rest <= 2).then_some(anchor)
}

/// The statement right behind the one at `after` when it is `if (variable is null) leave;` and no more.
fn null_check(block: &Block, after: Span, variable: &str) -> Option<Span> {
    let mut found = None;
    let mut look = |stmts: &[Stmt]| {
        let behind = stmts.iter().position(|stmt| stmt.span == after).and_then(|at| stmts.get(at + 1));
        if let Some(stmt) = behind.filter(|stmt| tests_null(stmt, variable)) {
            found = Some(stmt.span);
        }
    };
    look(&block.stmts);
    block.walk(&mut |stmt| {
        if let StmtKind::Block(inner) = &stmt.kind {
            look(&inner.stmts);
        }
    });
    found
}

fn tests_null(stmt: &Stmt, variable: &str) -> bool {
    let StmtKind::If { cond, then, otherwise: None } = &stmt.kind else { return false };
    let mut names = Vec::new();
    cond.walk(&mut |part| names.extend(part.as_name().map(str::to_owned)));
    names.retain(|name| !is_null_word(name));
    let only_variable = !names.is_empty() && names.iter().all(|name| name == variable);
    let leaves = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Return(_) | StmtKind::Goto(_));
    let body_leaves = match &then.kind {
        StmtKind::Block(block) => block.stmts.len() == 1 && leaves(&block.stmts[0]),
        _ => leaves(then),
    };
    only_variable && body_leaves && is_null_test(cond)
}

/// `!m`, `m == NULL`, `NULL == m`
fn is_null_test(cond: &crate::syntax::ast::Expr) -> bool {
    use crate::syntax::ast::{ExprKind, Op};
    matches!(&cond.peel().kind, ExprKind::Unary { op: Op::Not, .. } | ExprKind::Binary { op: Op::Eq, .. })
}
