//! Names in file-level initializers: types in tables, functions whose address is taken.

use crate::source::Span;
use crate::syntax::ast::{Declaration, Expr, ExprKind, Op, Storage};

use super::survey::Interest;

/// One interesting name in the initializer of a file-level variable.
#[derive(Clone, Debug, PartialEq)]
pub struct StaticUse {
    pub name: String,
    /// The identifier.
    pub span: Span,
    /// `&X` when the address is taken, else the identifier.
    pub whole: Span,
    /// The variable that is initialised, its C type, and the whole declaration.
    pub variable: String,
    pub c_type: String,
    /// How many stars the variable has on top of that.
    pub stars: u8,
    pub declaration: Span,
    pub storage: Storage,
    /// Whether the declaration declares nothing else: no other variable, no struct with a name.
    pub is_alone: bool,
    /// How many entries the initializer has, when it is a list.
    pub rows: usize,
    pub kind: StaticKind,
}

/// Which kind of name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaticKind {
    /// A type object or a global.
    Symbol,
    Function,
}

/// All uses in the initializers of one declaration.
pub fn read(declaration: &Declaration, interest: &Interest) -> Vec<StaticUse> {
    let mut uses = Vec::new();
    let has_tag = declaration.defines.as_ref().is_some_and(|record| record.tag.is_some());
    for declarator in &declaration.declarators {
        let Some(init) = &declarator.init else { continue };
        let rows = if let ExprKind::List(list) = &init.kind { list.len() } else { 0 };
        walk(init, None, &mut |name, expr, whole| {
            let kind = match name {
                _ if interest.symbols.contains(name) => StaticKind::Symbol,
                _ if interest.functions.contains(name) => StaticKind::Function,
                _ => return,
            };
            uses.push(StaticUse {
                name: name.to_owned(),
                span: expr.span,
                whole,
                variable: declarator.name.text.clone(),
                c_type: declaration.base.clone(),
                stars: declarator.ty.stars,
                declaration: declaration.span,
                storage: declaration.storage,
                is_alone: declaration.declarators.len() == 1 && !has_tag,
                rows,
                kind,
            });
        });
    }
    uses
}

/// Visits each name with the span that stands for the object: the `&X` around it, if there is one.
fn walk(expr: &Expr, address: Option<Span>, visit: &mut dyn FnMut(&str, &Expr, Span)) {
    match &expr.kind {
        ExprKind::Name(name) => visit(name, expr, address.unwrap_or(expr.span)),
        ExprKind::Unary { op: Op::AddressOf, operand } => walk(operand, Some(expr.span), visit),
        ExprKind::Paren(inner) => walk(inner, address, visit),
        _ => expr.parts().into_iter().for_each(|part| walk(part, None, visit)),
    }
}
