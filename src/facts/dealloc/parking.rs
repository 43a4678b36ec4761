//! Free lists: where a dealloc keeps the memory of an object for the next one, in place of freeing it.
//!
//! Two shapes are known. A list that is linked through a member of the parked objects, `self->next = list; list = self;`,
//! and an array with a count, `list[count++] = self;`. Does not know what takes the objects from there.

use crate::facts::function::Function;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Op, Stmt, StmtKind};

/// The branch of a dealloc that parks the object.
#[derive(Clone, Debug, PartialEq)]
pub struct Parking {
    /// The whole `if`, its condition, and the branch that parks.
    pub statement: Span,
    pub condition: Span,
    pub branch: Span,
    /// Whether more can be asked before the condition: `asked && condition`.
    pub joins: bool,
    /// The statement behind which the object belongs to the list.
    pub last: Span,
    /// The variable that holds the list.
    pub list: String,
    pub link: Link,
    /// The variable that is counted up with each object.
    pub count: Option<String>,
}

/// How one parked object leads to the next.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Through this member.
    Member(String),
    /// It is the next element of the array.
    Element,
}

/// The one place where a dealloc parks its object, by whichever of its `names`.
pub(super) fn find(function: &Function, names: &[String]) -> Option<Parking> {
    let mut found = Vec::new();
    function.block.walk(&mut |stmt| {
        if let StmtKind::If { cond, then, .. } = &stmt.kind {
            found.extend(parking(stmt.span, cond, then, names));
        }
    });
    let only = found.pop()?;
    found.is_empty().then_some(only)
}

fn parking(statement: Span, cond: &Expr, then: &Stmt, names: &[String]) -> Option<Parking> {
    let StmtKind::Block(block) = &then.kind else { return None };
    let is_object = |expr: &Expr| expr.as_name().is_some_and(|name| names.iter().any(|known| known == name));
    let (mut head, mut link, mut element, mut count, mut last) = (None, None, None, None, None);
    for stmt in &block.stmts {
        let expr = match &stmt.kind {
            StmtKind::Return(None) | StmtKind::Empty => continue,
            StmtKind::Expr(expr) => expr,
            _ => return None,
        };
        last = Some(stmt.span);
        if let Some(name) = counted(expr) {
            count = Some(name.to_owned());
            continue;
        }
        let ExprKind::Assign { op: Op::Assign, left, right } = &expr.peel().kind else { return None };
        match &left.peel().kind {
            // `list = self;`
            ExprKind::Name(name) if is_object(right) => head = Some(name.clone()),
            // `self->next = list;`
            ExprKind::Field { base, arrow: true, field } if is_object(base) => {
                link = Some((field.text.clone(), right.as_name()?.to_owned()));
            }
            // `list[count++] = self;`
            ExprKind::Index { base, index } if is_object(right) => {
                element = Some(base.as_name()?.to_owned());
                count = counted(index).map(str::to_owned).or(count);
            }
            _ => return None,
        }
    }
    let (list, link) = match (head, link, element) {
        (Some(head), Some((member, from)), None) if head == from => (head, Link::Member(member)),
        (None, None, Some(list)) if count.is_some() => (list, Link::Element),
        _ => return None,
    };
    Some(Parking {
        statement,
        condition: cond.span,
        branch: then.span,
        joins: joins(cond),
        last: last?,
        list,
        link,
        count,
    })
}

/// `count++`, `++count`, `count += 1`: the variable.
fn counted(expr: &Expr) -> Option<&str> {
    match &expr.peel().kind {
        ExprKind::Unary { op: Op::PostIncrement | Op::PreIncrement, operand } => operand.as_name(),
        ExprKind::Assign { op: Op::Add, left, .. } => left.as_name(),
        _ => None,
    }
}

/// Whether `&&` before a condition asks one thing more, and no more than that.
fn joins(cond: &Expr) -> bool {
    match &cond.kind {
        ExprKind::Binary { op, .. } => *op != Op::Or,
        ExprKind::Assign { .. } | ExprKind::Conditional { .. } | ExprKind::Comma(_) => false,
        ExprKind::Opaque(_) => false,
        _ => true,
    }
}
