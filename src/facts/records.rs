//! Struct definitions: the fields of instances, and of module states.

use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Declaration, Field, FieldKind, RecordDef, RecordKind, TypeText};
use crate::syntax::preprocess::BranchId;
use crate::syntax::unit::Unit;

use super::collect::comments_beside;

/// One struct or union definition with its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Every way to name it: `struct tag`, and the typedef's names.
    pub names: Vec<String>,
    pub is_union: bool,
    /// The whole declaration, with its `;`.
    pub span: Span,
    /// From `{` to `}`.
    pub body: Span,
    /// Macros that stand for fields: `PyObject_HEAD`, ...
    pub macros: Vec<String>,
    /// In order. Fields of anonymous members stand among them, marked so.
    pub fields: Vec<FieldFact>,
}

/// One field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldFact {
    pub name: String,
    pub ty: TypeText,
    /// The declaration it stands in.
    pub span: Span,
    pub is_function_pointer: bool,
    /// Whether it shares its bytes with others: a member of a union.
    pub in_union: bool,
    /// The fields of a struct or union that is defined in place.
    pub inner: Vec<FieldFact>,
    pub conditions: Vec<BranchId>,
    /// What a comment on it says to us.
    pub gc: Option<GcComment>,
}

/// `/* migrate-types: gc=owned */` on a field: what the reader knows and the code does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GcComment {
    /// The reference in it belongs to the instance.
    Owned,
    /// References in it belong to someone else.
    Borrowed,
    /// There are no references in it.
    Nothing,
}

impl Record {
    pub fn field(&self, name: &str) -> Option<&FieldFact> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether it starts like every object: `PyObject_HEAD`, `PyObject_VAR_HEAD`, or a macro of that shape.
    pub fn has_head(&self) -> bool {
        self.macros.iter().any(|name| name.ends_with("_HEAD"))
    }
}

/// Reads a declaration that defines a struct or union.
pub fn read(file: &SourceFile, unit: &Unit, declaration: &Declaration) -> Option<Record> {
    let record = declaration.defines.as_ref()?;
    if record.kind == RecordKind::Enum {
        return None;
    }
    let word = if record.kind == RecordKind::Union { "union" } else { "struct" };
    let tag = record.tag.iter().map(|tag| format!("{word} {}", tag.text));
    let typedefs = declaration.declarators.iter().filter(|declarator| {
        declaration.storage.is_typedef && declarator.ty.stars == 0 && declarator.ty.arrays == 0
    });
    let names = tag.chain(typedefs.map(|declarator| declarator.name.text.clone())).collect();
    let is_union = record.kind == RecordKind::Union;
    let mut macros = Vec::new();
    let fields = fields(file, unit, record, is_union, &mut macros);
    Some(Record { names, is_union, span: declaration.span, body: record.body, macros, fields })
}

fn fields(
    file: &SourceFile,
    unit: &Unit,
    record: &RecordDef,
    in_union: bool,
    macros: &mut Vec<String>,
) -> Vec<FieldFact> {
    record.fields.iter().flat_map(|field| one(file, unit, field, in_union, macros)).collect()
}

fn one(
    file: &SourceFile,
    unit: &Unit,
    field: &Field,
    in_union: bool,
    macros: &mut Vec<String>,
) -> Vec<FieldFact> {
    match &field.kind {
        FieldKind::Macro(expr) => {
            let name = expr.as_name().or_else(|| expr.as_call().map(|(name, _)| name));
            macros.extend(name.map(str::to_owned));
            Vec::new()
        }
        FieldKind::Anonymous(record) => {
            fields(file, unit, record, in_union || record.kind == RecordKind::Union, macros)
        }
        FieldKind::Named(declaration) => {
            let inner = declaration.defines.as_ref();
            let inner = inner.map_or(Vec::new(), |record| {
                fields(file, unit, record, record.kind == RecordKind::Union, &mut Vec::new())
            });
            let facts = declaration.declarators.iter().map(|declarator| FieldFact {
                name: declarator.name.text.clone(),
                ty: declarator.ty.clone(),
                span: field.span,
                is_function_pointer: declarator.is_function_pointer,
                in_union,
                inner: inner.clone(),
                conditions: unit.conditions_at(field.span.start),
                gc: said(file, unit, field.span),
            });
            facts.collect()
        }
    }
}

/// What a comment beside a field says to us.
fn said(file: &SourceFile, unit: &Unit, span: Span) -> Option<GcComment> {
    let comments = comments_beside(file, unit, span);
    [comments.behind, comments.above].into_iter().flatten().find_map(|comment| {
        let text = file.text(comment);
        let (_, answer) = text.split_once("migrate-types:")?.1.split_once("gc=")?;
        let word: String = answer.chars().take_while(char::is_ascii_alphabetic).collect();
        match word.as_str() {
            "owned" => Some(GcComment::Owned),
            "borrowed" => Some(GcComment::Borrowed),
            "none" => Some(GcComment::Nothing),
            _ => None,
        }
    })
}
