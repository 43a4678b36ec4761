//! Which fields of an instance hold references, and who they belong to.
//!
//! The evidence is what the functions that end an instance's life release. What cannot be told is said to be unknown.

use std::collections::BTreeSet;

use crate::facts::{FieldFact, helpers, released_fields};
use crate::link::FnId;
use crate::syntax::ast::TypeText;

use super::context::TypeCx;

/// What a field of an instance is to the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldClass {
    /// A strong reference: it is released when the instance dies.
    Owned,
    /// A reference that is never released.
    Borrowed,
    /// It cannot hold a reference.
    Plain,
    /// It may hold references in a way that is not followed: a list, a union, a nested struct.
    Unknown(&'static str),
}

/// Each field of the instance struct with its class, in order.
pub fn classify(cx: &TypeCx) -> Vec<(String, FieldClass)> {
    let Some(record) = cx.record else { return Vec::new() };
    let released = released(cx);
    record.fields.iter().map(|field| (field.name.clone(), class(cx, field, &released))).collect()
}

fn class(cx: &TypeCx, field: &FieldFact, released: &BTreeSet<String>) -> FieldClass {
    let is_released = released.contains(&field.name);
    let holds = is_object(cx, &field.ty);
    if field.is_function_pointer {
        FieldClass::Plain
    } else if field.in_union && (holds || is_released) {
        FieldClass::Unknown("it shares its bytes with other members of a union")
    } else if is_released && (field.ty.stars == 1 && field.ty.arrays == 0) {
        FieldClass::Owned
    } else if holds && field.ty.stars == 1 && field.ty.arrays == 0 {
        FieldClass::Borrowed
    } else if holds && (field.ty.stars > 1 || field.ty.arrays > 0) {
        FieldClass::Unknown("it is an array of references")
    } else if holds_nested(cx, field) {
        FieldClass::Unknown("it holds references inside a struct of its own")
    } else {
        FieldClass::Plain
    }
}

/// Whether a pointer to `ty` points to an object.
fn is_object(cx: &TypeCx, ty: &TypeText) -> bool {
    let name = ty.base.as_str();
    if ty.stars == 0 && ty.arrays == 0 {
        return false;
    }
    let is_python = name.starts_with("Py") && (name.ends_with("Object") || name == "PyTypeObject");
    is_python || cx.cx.project.record(cx.cx.module, name).is_some_and(|record| record.has_head())
}

/// Whether a field, or what it points to, is a struct of the module with references in it.
fn holds_nested(cx: &TypeCx, field: &FieldFact) -> bool {
    if !field.inner.is_empty() {
        return field.inner.iter().any(|inner| is_object(cx, &inner.ty));
    }
    let record = cx.cx.project.record(cx.cx.module, &field.ty.base);
    record.is_some_and(|record| {
        // The base's part of the instance is the base's business.
        !record.has_head() && record.fields.iter().any(|inner| is_object(cx, &inner.ty))
    })
}

/// The fields that are released by the functions that end an instance's life, and by what these call on it.
fn released(cx: &TypeCx) -> BTreeSet<String> {
    let mut rest: Vec<FnId> = ["tp_dealloc", "tp_clear", "tp_finalize", "tp_del"]
        .iter()
        .filter_map(|f| Some(cx.function(f)?.0))
        .collect();
    let mut seen: BTreeSet<FnId> = rest.iter().copied().collect();
    let mut fields = BTreeSet::new();
    while let Some(id) = rest.pop() {
        let function = cx.cx.project.function(id);
        fields.extend(released_fields(function));
        for name in helpers(function) {
            let helper = cx.cx.module.names.function(&cx.cx.project.files, id.0, &name);
            rest.extend(helper.filter(|&helper| seen.insert(helper)));
        }
    }
    fields
}
