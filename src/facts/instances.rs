//! Objects that are made at compile time: `static PyObject nothing = { PyObject_HEAD_INIT(&Nothing_Type) };`.
//!
//! Only the shape is told here; whether the module can make the object when it comes up is settled in `plan`.

use crate::source::Span;
use crate::syntax::ast::{Declarator, Expr, ExprKind};

use super::calls::{ArgKind, arg_kind};

/// The type of the object that a declarator makes, when it makes one.
pub fn type_of(base: &str, declarator: &Declarator) -> Option<String> {
    let is_plain = declarator.ty.stars == 0 && declarator.ty.arrays == 0 && declarator.params.is_none();
    let head = head(declarator.init.as_ref().filter(|_| is_plain && base != "PyTypeObject")?)?;
    head.ty.as_address_of().map(str::to_owned)
}

/// Whether all fields behind the head are zero.
pub fn is_empty(init: &Expr, text: &dyn Fn(Span) -> String) -> bool {
    head(init).is_some_and(|head| head.rest.iter().all(|one| arg_kind(one, text) == ArgKind::Null))
}

/// What a value says of the object's head, and of what is behind it.
struct Head<'a> {
    ty: &'a Expr,
    rest: Vec<&'a Expr>,
}

fn head(value: &Expr) -> Option<Head<'_>> {
    let ExprKind::List(list) = &value.peel().kind else {
        // `PyObject_HEAD_INIT(&X)`, `PyVarObject_HEAD_INIT(&X, 0)`
        let (name, args) = value.as_call()?;
        let (ty, rest) = args.split_first().filter(|_| name.ends_with("_HEAD_INIT"))?;
        return Some(Head { ty, rest: rest.iter().collect() });
    };
    let entries: Vec<&Expr> = list.iter().map(|entry| &entry.value).filter(|one| !is_extra(one)).collect();
    match &entries[..] {
        // The head's words: a reference count, the type.
        [count, ty, rest @ ..] if matches!(count.kind, ExprKind::Number) && ty.as_address_of().is_some() => {
            Some(Head { ty, rest: rest.to_vec() })
        }
        [first, rest @ ..] => {
            let mut head = head(first)?;
            head.rest.extend(rest);
            Some(head)
        }
        [] => None,
    }
}

/// The links that debug builds of CPython put before the head.
fn is_extra(value: &Expr) -> bool {
    value.as_name() == Some("_PyObject_EXTRA_INIT")
}
