//! What is done with a name: the kinds of mentions, and the loops and allocations that belong to them.

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Name, Op, Stmt, StmtKind};

use super::Reader;
use crate::facts::calls::ArgKind;
use crate::facts::mentions::{Allocation, Loop, MentionKind};

impl Reader<'_> {
    pub(super) fn mention_kind(&self, expr: &Expr, parents: &[&Expr]) -> MentionKind {
        let mut path: Option<(Name, Span)> = None;
        let mut is_item = false;
        let mut at = expr;
        for parent in parents.iter().rev() {
            let is_plain = path.is_none() && !is_item;
            match &parent.kind {
                ExprKind::Field { base, field, .. } if std::ptr::eq(&**base, at) && !is_item => {
                    let first = path.map_or_else(|| field.clone(), |(first, _)| first);
                    path = Some((first, parent.span));
                }
                ExprKind::Index { base, .. } if std::ptr::eq(&**base, at) && is_plain => is_item = true,
                ExprKind::Assign { right, left, .. } if std::ptr::eq(&**left, at) && is_item => {
                    return self.write_item(right);
                }
                ExprKind::Assign { op, left, right } if std::ptr::eq(&**left, at) => {
                    return self.write(path, *op, right);
                }
                ExprKind::SizeOf(_) => return MentionKind::Size,
                ExprKind::Paren(_) => {}
                ExprKind::Unary { op: Op::AddressOf, .. } if is_item => return MentionKind::Value,
                ExprKind::Unary { op: Op::AddressOf, .. } if path.is_none() => {}
                _ if is_plain && self.tests(parent, at) => return MentionKind::Test,
                _ => break,
            }
            at = parent;
        }
        if let Some((field, path)) = path {
            return MentionKind::Member { field, path };
        }
        match &self.place.variable {
            Some((variable, is_static)) if in_list(parents) || *is_static => {
                MentionKind::Element { variable: variable.clone(), is_static: *is_static }
            }
            _ if is_item => MentionKind::Item,
            _ if parents.is_empty() && self.is_condition(expr) => MentionKind::Test,
            _ => MentionKind::Value,
        }
    }

    fn is_condition(&self, expr: &Expr) -> bool {
        self.place.condition.is_some_and(|(condition, _)| condition == expr.span)
    }

    /// Whether `parent` asks only whether `part` is NULL.
    fn tests(&self, parent: &Expr, part: &Expr) -> bool {
        match &parent.kind {
            ExprKind::Unary { op: Op::Not, .. } => true,
            ExprKind::Binary { op: Op::And | Op::Or, .. } => true,
            ExprKind::Binary { op: Op::Eq | Op::Ne, left, right } => {
                let other = if std::ptr::eq(&**left, part) { right } else { left };
                self.kind_of(other) == ArgKind::Null
            }
            _ => false,
        }
    }

    fn write(&self, path: Option<(Name, Span)>, op: Op, value: &Expr) -> MentionKind {
        let statement = self.place.statement;
        let mut names = Vec::new();
        value.walk(&mut |part| {
            if let ExprKind::Name(name) = &part.kind {
                names.push(name.clone());
            }
        });
        let (value, value_kind) = (value.span, self.kind_of(value));
        match path {
            None => MentionKind::Write { value, value_kind, statement },
            Some((field, path)) => {
                MentionKind::MemberWrite { field, path, value, value_kind, statement, op, names }
            }
        }
    }

    fn write_item(&self, value: &Expr) -> MentionKind {
        MentionKind::WriteItem {
            value: value.span,
            value_kind: self.kind_of(value),
            repeated: self.place.repeated,
        }
    }

    /// The innermost loop around what stands in `stmt`.
    pub(super) fn repeated(&self, stmt: &Stmt) -> Option<Loop> {
        match stmt.kind {
            StmtKind::While { .. } | StmtKind::DoWhile { .. } | StmtKind::For { .. } => {
                Some(Loop { span: stmt.span, depth: self.place.depth + 1 })
            }
            _ => self.place.repeated,
        }
    }
}

fn in_list(parents: &[&Expr]) -> bool {
    parents.iter().any(|parent| matches!(parent.kind, ExprKind::List(_)))
}

/// The array that a call makes, by its arguments: `(sizeof(T) * n)`, `(n * sizeof(T))` or `(n, sizeof(T))`.
pub(super) fn array_of(span: Span, args: &[Expr]) -> Option<Allocation> {
    let is_size = |expr: &Expr| matches!(expr.peel().kind, ExprKind::SizeOf(_));
    let (one, other) = match args {
        [product] => match &product.peel().kind {
            ExprKind::Binary { op: Op::Mul, left, right } => (&**left, &**right),
            _ => return None,
        },
        [count, size] => (count, size),
        _ => return None,
    };
    let (count, size) = if is_size(one) { (other, one) } else { (one, other) };
    (is_size(size) && is_still(count)).then_some(Allocation { span, count: count.span, size: size.span })
}

/// Whether an expression is made of names and numbers only, so that it can be read twice.
fn is_still(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Number | ExprKind::SizeOf(_) => true,
        ExprKind::Paren(inner) | ExprKind::Cast { operand: inner, .. } => is_still(inner),
        ExprKind::Field { base, .. } => is_still(base),
        ExprKind::Binary { left, right, .. } => is_still(left) && is_still(right),
        _ => false,
    }
}
