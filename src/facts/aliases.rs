//! Local variables that hold the object a function is given: `Foo *self = (Foo *)op;`.

use crate::syntax::ast::{Expr, ExprKind, Op};

use super::calls::ArgKind;
use super::function::Function;

/// The object's parameter and the locals that hold it from their only assignment on.
pub fn object_names(function: &Function, object: &str) -> Vec<String> {
    let mut names = vec![object.to_owned()];
    for local in &function.locals {
        let assignments = function.assigned.iter().filter(|(name, _)| *name == local.name).count();
        let holds = match (&local.init, assignments) {
            (Some((_, ArgKind::Name(name))), 0) => names.contains(name),
            (None, 1) => assigned_object(function, &local.name, &names),
            _ => false,
        };
        if holds && !local.is_static {
            names.push(local.name.clone());
        }
    }
    names
}

/// Whether `local = (Foo *)op;` with the object in `names` stands in the function.
fn assigned_object(function: &Function, local: &str, names: &[String]) -> bool {
    let mut found = false;
    function.block.walk_exprs(&mut |expr| {
        found |= assignment_to(expr, local)
            .is_some_and(|value| value.as_name().is_some_and(|name| names.iter().any(|known| known == name)));
    });
    found
}

fn assignment_to<'a>(expr: &'a Expr, local: &str) -> Option<&'a Expr> {
    match &expr.kind {
        ExprKind::Assign { op: Op::Assign, left, right } if left.as_name() == Some(local) => Some(right),
        _ => None,
    }
}
