//! References to types that a traverse did not need to visit as long as all types were immortal.

use crate::capi::calls::{Role, role_of};
use crate::facts::{Call, Function, TraverseShape};

use super::context::TypeCx;
use super::owned::FieldClass;

impl TypeCx<'_> {
    /// Fields of the instance that own a reference to a type and are not visited: with what the traverse calls the object.
    pub fn unseen_types(&self, traverse: &Function, shape: &TraverseShape) -> Vec<(String, String)> {
        let Some(object) = self.typed_object(traverse, shape) else { return Vec::new() };
        if !shape.delegates.is_empty() {
            return Vec::new();
        }
        let is_type = |name: &str| {
            let field = self.record.and_then(|record| record.field(name));
            field.is_some_and(|field| field.ty.base == "PyTypeObject" && field.ty.stars == 1)
        };
        let classes = self.field_classes().into_iter();
        let owned = classes.filter(|(name, class)| is_type(name) && matches!(class, FieldClass::Owned(_)));
        let unseen = owned.map(|(name, _)| name).filter(|name| !traverse.idents.contains(name));
        unseen.filter(|name| self.is_set_when_tracked(name)).map(|name| (object.clone(), name)).collect()
    }

    /// The name under which the traverse has the object as the struct that it is.
    fn typed_object(&self, traverse: &Function, shape: &TraverseShape) -> Option<String> {
        let record = self.record?;
        let is_own = |base: &String, stars: u8| record.names.contains(base) && stars == 1;
        let param = traverse.param(0)?;
        if is_own(&param.ty.base, param.ty.stars) {
            return Some(shape.object.clone());
        }
        let opens = &traverse.opening.declarations;
        let local = traverse.locals.iter().find(|local| {
            is_own(&local.ty.base, local.ty.stars)
                && opens.contains(&local.declaration)
                && matches!(&local.init, Some((_, crate::facts::ArgKind::Name(name))) if *name == shape.object)
        })?;
        Some(local.name.clone())
    }

    /// Whether no instance is seen by the collector before the field is set: what `PyObject_GC_New` gives is not zeroed.
    fn is_set_when_tracked(&self, field: &str) -> bool {
        let Some(record) = self.record else { return false };
        self.cx.module.functions(self.cx.project).all(|id| {
            let function = self.cx.project.function(id);
            let makes = |call: &Call| {
                let local = function.locals.iter().find(|local| Some(&local.name) == call.result.as_ref());
                matches!(role_of(&call.callee), Some(Role::Allocate { gc: true, .. }))
                    && local.is_none_or(|local| record.names.contains(&local.ty.base))
            };
            if !function.calls.iter().any(makes) {
                return true;
            }
            let first = function.statements_that_set(field).first().map(|statement| statement.end);
            let tracked = function.calls.iter().filter(|call| role_of(&call.callee) == Some(Role::Track));
            first.is_some_and(|first| tracked.into_iter().all(|call| first <= call.span.start))
        })
    }
}
