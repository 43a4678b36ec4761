//! What a function leaves alone under which labels of its `switch`: `set_error(ERR_MEMORY)` does only what stands behind
//! `case ERR_MEMORY:`.

use std::collections::BTreeSet;

use crate::source::Span;
use crate::syntax::ast::{Block, Expr, Stmt, StmtKind};

use super::function::Function;

impl Function {
    /// The parameter that a `switch` of the function is over, when all of `sites` stand in its cases, and the constants for
    /// which none of them is reached.
    pub fn idle_cases(&self, sites: &[Span]) -> Option<(usize, BTreeSet<String>)> {
        let (param, body) = self.block.stmts.iter().find_map(|stmt| self.over_param(stmt))?;
        if !sites.iter().all(|site| body.stmts.iter().any(|stmt| stmt.span.contains(*site))) {
            return None;
        }
        Some((param, idle_labels(body, sites)?))
    }

    /// `switch (p) { ... }` over a parameter that keeps its value.
    fn over_param<'a>(&self, stmt: &'a Stmt) -> Option<(usize, &'a Block)> {
        let StmtKind::Switch { cond, body } = &stmt.kind else { return None };
        let StmtKind::Block(body) = &body.kind else { return None };
        let name = cond.as_name()?;
        let named =
            |param: &crate::syntax::ast::Param| param.name.as_ref().is_some_and(|own| own.text == name);
        let param = self.params.list.iter().position(named)?;
        let is_kept = !self.assigned.iter().any(|(known, _)| known == name)
            && !self.passed.overwritten.iter().any(|known| known == name)
            && !self.locals.iter().any(|local| local.name == name);
        is_kept.then_some((param, body))
    }
}

/// The named labels of a `switch` from which control comes to no site. `None` where labels are not all at its top.
fn idle_labels(body: &Block, sites: &[Span]) -> Option<BTreeSet<String>> {
    let mut labels: BTreeSet<String> = BTreeSet::new();
    let mut busy: BTreeSet<String> = BTreeSet::new();
    // The labels from which control comes here.
    let mut current: Vec<&str> = Vec::new();
    let mut is_closed = true;
    for stmt in &body.stmts {
        if let StmtKind::Case(label) = &stmt.kind {
            if is_closed {
                current.clear();
            }
            is_closed = false;
            current.extend(label.as_ref().and_then(Expr::as_name));
            labels.extend(label.as_ref().and_then(Expr::as_name).map(str::to_owned));
            continue;
        }
        if hides_labels(stmt) {
            return None;
        }
        if sites.iter().any(|site| stmt.span.contains(*site)) {
            busy.extend(current.iter().map(|label| (*label).to_owned()));
        }
        is_closed |= leaves(stmt);
    }
    Some(labels.difference(&busy).cloned().collect())
}

/// Whether control may come into a statement past its start.
fn hides_labels(stmt: &Stmt) -> bool {
    let mut found = false;
    stmt.walk(&mut |stmt| found |= matches!(stmt.kind, StmtKind::Case(_) | StmtKind::Label(_)));
    found
}

/// Whether control never comes behind a statement of a `switch`.
fn leaves(stmt: &Stmt) -> bool {
    match &stmt.kind {
        StmtKind::Break | StmtKind::Return(_) | StmtKind::Continue | StmtKind::Goto(_) => true,
        StmtKind::Block(block) => block.stmts.last().is_some_and(leaves),
        _ => false,
    }
}
