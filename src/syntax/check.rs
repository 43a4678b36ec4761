//! The lexer's word against the tree's: both must see statements, entries and fields start at the same places.
//!
//! This module knows neither tokens nor trees, only the two lists of places.

use super::ast::{
    Block, Declaration, Expr, ExprKind, Field, FieldKind, Init, Item, RecordDef, Stmt, StmtKind,
};
pub use super::mask::Start;

/// The first place where only one of the two sees a start, and what starts there.
pub(super) fn disagreement(lexer: &[(u32, Start)], tree: &mut [(u32, Start)]) -> Option<(u32, Start)> {
    tree.sort_unstable();
    let differs = lexer.iter().zip(tree.iter()).find(|(a, b)| a != b).map(|(a, b)| *a.min(b));
    differs.or_else(|| lexer.get(tree.len()).or(tree.get(lexer.len())).copied())
}

/// Where statements, entries and fields start in what was lowered.
pub fn item_starts(item: &Item) -> Vec<(u32, Start)> {
    let mut starts = Vec::new();
    match item {
        Item::Function(function) => block(&function.body, &mut starts),
        Item::Declaration(d) => declaration(d, &mut starts),
        Item::MacroCall(e) => expr(e, &mut starts),
        Item::Empty => {}
    }
    starts
}

pub(super) fn stmt_starts(stmts: &[Stmt]) -> Vec<(u32, Start)> {
    let mut starts = Vec::new();
    stmts.iter().for_each(|s| stmt(s, &mut starts));
    starts
}

pub(super) fn expr_starts(e: &Expr) -> Vec<(u32, Start)> {
    let mut starts = Vec::new();
    expr(e, &mut starts);
    starts
}

fn block(block: &Block, starts: &mut Vec<(u32, Start)>) {
    block.stmts.iter().for_each(|s| stmt(s, starts));
}

fn stmt(outer: &Stmt, starts: &mut Vec<(u32, Start)>) {
    outer.walk(&mut |stmt| {
        starts.push((stmt.span.start, Start::Statement));
        if let StmtKind::Declaration(d) = &stmt.kind {
            declaration(d, starts);
        } else {
            stmt.exprs().into_iter().for_each(|e| expr(e, starts));
        }
    });
}

fn declaration(d: &Declaration, starts: &mut Vec<(u32, Start)>) {
    d.defines.iter().for_each(|r| record(r, starts));
    d.inits().for_each(|e| expr(e, starts));
}

fn record(record_def: &RecordDef, starts: &mut Vec<(u32, Start)>) {
    for Field { span, kind } in &record_def.fields {
        starts.push((span.start, Start::Field));
        match kind {
            FieldKind::Macro(_) => {}
            FieldKind::Named(d) => declaration(d, starts),
            FieldKind::Anonymous(inner) => record(inner, starts),
        }
    }
}

fn expr(outer: &Expr, starts: &mut Vec<(u32, Start)>) {
    outer.walk(&mut |e| {
        if let ExprKind::List(list) | ExprKind::CompoundLiteral { list, .. } = &e.kind {
            starts.extend(list.iter().map(|Init { span, .. }| (span.start, Start::Entry)));
        }
    });
}
