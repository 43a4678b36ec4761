//! The trashcan: a region of a dealloc that CPython may put off, and run later from the start.
//!
//! Between `Py_TRASHCAN_BEGIN` and `Py_TRASHCAN_END` an object that dies deep inside others may be set aside. The code
//! before the region then runs twice, and the code behind it runs before the object is gone.

use crate::capi::calls::{Role, role_of};
use crate::facts::function::Function;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};

/// The region, over all branches of an `#if`.
#[derive(Clone, Debug, PartialEq)]
pub struct Trashcan {
    /// From the first macro that begins it to the last.
    pub begin: Span,
    /// From the first macro that ends it to the last.
    pub end: Span,
}

impl Trashcan {
    /// Whether `span` stands between begin and end, whichever branch is compiled.
    pub fn holds(&self, span: Span) -> bool {
        self.begin.end <= span.start && span.end <= self.end.start
    }
}

/// The region of `function`, if it has one. A begin without an end reaches to the end of the body, and the reverse.
pub(super) fn find(function: &Function) -> Option<Trashcan> {
    let (mut begin, mut end): (Option<Span>, Option<Span>) = (None, None);
    function.block.walk_exprs(&mut |expr| {
        let Some(begins) = trashcan_macro(expr) else { return };
        let place = if begins { &mut begin } else { &mut end };
        *place = Some(place.map_or(expr.span, |known| known.to(expr.span)));
    });
    let body = function.body;
    match (begin, end) {
        (None, None) => None,
        (begin, end) => Some(Trashcan {
            begin: begin.unwrap_or(Span { end: body.start, ..body }),
            end: end.unwrap_or(body.after()),
        }),
    }
}

/// Whether `expr` is one of the macros, and begins the region. Some are called, some stand alone.
fn trashcan_macro(expr: &Expr) -> Option<bool> {
    let name = match &expr.kind {
        ExprKind::Name(name) => name,
        ExprKind::Call { callee, .. } => callee.as_name()?,
        _ => return None,
    };
    match role_of(name) {
        Some(Role::Trashcan { begins }) => Some(begins),
        _ => None,
    }
}
