//! What capsules are given: static structs that a function hands to `PyCapsule_New`, and how it fills them before.
//!
//! Told of a struct that shall become a variable of that function, so nothing else may lead to it or be done with it. What
//! the struct means to those who open the capsule is not asked.

use crate::capi::calls::{Role, role_of};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Block, Declaration, Designator, Expr, ExprKind, Item, Op, Stmt, StmtKind};
use crate::syntax::head::ItemHead;
use crate::syntax::unit::Unit;

use super::calls::{Arg, arg_kind};

/// How a function hands a variable out: `PyCapsule_New(&x, ...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct HandsOut {
    pub variable: String,
    /// The call.
    pub call: Span,
    /// The statement of the function's own block that names the variable first.
    pub first: Option<Span>,
    /// Something that a variable of the function's own could not do, and why.
    pub trouble: Option<(Span, &'static str)>,
}

/// A struct at file level that a capsule hands out.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedStruct {
    pub name: String,
    pub c_type: String,
    /// The whole declaration, with its `;`.
    pub declaration: Span,
    /// From the name to the end of the initializer.
    pub declarator: Span,
    pub has_initializer: bool,
    pub is_const: bool,
    /// The other items of the file that name it, and where they do.
    pub named_by: Vec<Span>,
    pub named_at: Vec<Span>,
    pub members: Vec<Member>,
}

/// One value of its initializer.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its designator's name; without one, it fills the field behind that of the value before it.
    pub field: Option<String>,
    pub value: Arg,
}

/// The variables that the blocks, which are readings of one body, hand out by their address.
pub fn read(blocks: &[&Block]) -> Vec<HandsOut> {
    let mut calls: Vec<(String, Span)> = Vec::new();
    for block in blocks {
        block.walk_exprs(&mut |expr| {
            if let Some((name, _)) = given(expr)
                && calls.iter().all(|(_, span)| *span != expr.span)
            {
                calls.push((name.to_owned(), expr.span));
            }
        });
    }
    calls.iter().map(|(name, call)| hands_out(blocks, name, *call)).collect()
}

/// The variable whose address a call puts into a capsule, and its place.
fn given(expr: &Expr) -> Option<(&str, Span)> {
    let ExprKind::Call { callee, args, .. } = &expr.kind else { return None };
    let is_capsule = role_of(callee.as_name()?) == Some(Role::Capsule);
    let ExprKind::Unary { op: Op::AddressOf, operand } = &args.first().filter(|_| is_capsule)?.peel().kind
    else {
        return None;
    };
    Some((operand.as_name()?, operand.peel().span))
}

fn hands_out(blocks: &[&Block], variable: &str, call: Span) -> HandsOut {
    let mut uses = Uses { variable, call, allowed: Vec::new(), late: None };
    let (mut all, mut in_loop) = (Vec::new(), None);
    for block in blocks {
        block.walk_exprs(&mut |expr| {
            uses.note(expr);
            all.extend(matches!(&expr.kind, ExprKind::Name(name) if name == variable).then_some(expr.span));
        });
        block.walk(&mut |stmt| {
            in_loop = in_loop.or((is_loop(stmt) && stmt.span.contains(call)).then_some(call))
        });
    }
    let other = all.iter().find(|span| !uses.allowed.contains(span));
    let trouble = other.map(|&span| (span, "it is used otherwise than to be filled and handed out"));
    let late = uses.late.map(|span| (span, "it is filled further when the capsule is made"));
    let first = all.iter().min_by_key(|span| span.start).and_then(|&span| {
        blocks.iter().flat_map(|block| &block.stmts).map(|stmt| stmt.span).find(|stmt| stmt.contains(span))
    });
    HandsOut {
        variable: variable.to_owned(),
        call,
        first,
        trouble: trouble.or(late).or(in_loop.map(|span| (span, "the capsule is made in a loop"))),
    }
}

/// The uses of a variable that a local copy of it can serve.
struct Uses<'a> {
    variable: &'a str,
    call: Span,
    allowed: Vec<Span>,
    late: Option<Span>,
}

impl Uses<'_> {
    fn note(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Assign { op: Op::Assign, left, .. } => {
                let ExprKind::Field { base, arrow: false, .. } = &left.kind else { return };
                if base.as_name() == Some(self.variable) {
                    self.allowed.push(base.peel().span);
                    self.late = self.late.or((expr.span.start > self.call.start).then_some(expr.span));
                }
            }
            _ if expr.span == self.call => self.allowed.extend(given(expr).map(|(_, span)| span)),
            _ => {}
        }
    }
}

fn is_loop(stmt: &Stmt) -> bool {
    use StmtKind::{DoWhile, For, MacroControl, While};
    matches!(stmt.kind, While { .. } | DoWhile { .. } | For { .. } | MacroControl { .. })
}

/// Reads the declaration of a struct that is handed out; `None` when it is not one plain static struct of C.
pub fn read_struct(file: &SourceFile, unit: &Unit, head: &ItemHead) -> Option<HandedStruct> {
    let variants = unit.parse(file, head).ok()?;
    let [Item::Declaration(declaration)] = &variants[..] else { return None };
    let Declaration { storage, declarators, defines: None, base, span, .. } = declaration else {
        return None;
    };
    let [one] = &declarators[..] else { return None };
    let is_plain = one.ty.stars == 0 && one.ty.arrays == 0 && one.params.is_none();
    let is_conditional =
        unit.branches().iter().any(|branch| branch.content.overlaps(*span) && span.contains(branch.content))
            || !unit.conditions_at(span.start).is_empty();
    if !is_plain || !storage.is_static || is_conditional || file.is_cplusplus() {
        return None;
    }
    let text = |span: Span| file.text(span).into_owned();
    let members = match one.init.as_ref().map(|init| &init.kind) {
        None => Vec::new(),
        Some(ExprKind::List(list)) => {
            let member = |init: &crate::syntax::ast::Init| {
                let field = match &init.designator {
                    None => None,
                    Some(Designator::Field(field)) => Some(field.text.clone()),
                    Some(_) => return None,
                };
                Some(Member {
                    field,
                    value: Arg { span: init.value.span, kind: arg_kind(&init.value, &text) },
                })
            };
            list.iter().map(member).collect::<Option<_>>()?
        }
        Some(_) => return None,
    };
    let places = |other: &ItemHead| -> Vec<Span> {
        let own = unit.names_in(file, other.span).filter(|(name, _)| *name == one.name.text);
        own.map(|(_, span)| span).collect()
    };
    let others = unit.items().iter().filter(|other| other.span != head.span);
    let named: Vec<(Span, Vec<Span>)> =
        others.map(|other| (other.span, places(other))).filter(|(_, places)| !places.is_empty()).collect();
    Some(HandedStruct {
        named_by: named.iter().map(|(item, _)| *item).collect(),
        named_at: named.into_iter().flat_map(|(_, places)| places).collect(),
        is_const: storage.is_const,
        name: one.name.text.clone(),
        c_type: base.clone(),
        declaration: *span,
        declarator: one.span,
        has_initializer: one.init.is_some(),
        members,
    })
}
