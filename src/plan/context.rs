//! What a rule sees of one type: its fields as they are in the end, its base, its uses.

use crate::capi::builtins;
use crate::capi::fields::{self, FieldRow};
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function, Mention, MentionKind, Record, Refill, TypeDef, Value};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;
use crate::syntax::ast::Op;
use crate::syntax::preprocess::BranchId;

use super::ModuleCx;
use super::collect::{self, Collection};
use super::owned::{self, FieldClass, Visit};

/// One type, as rules see it.
pub struct TypeCx<'a> {
    pub cx: ModuleCx<'a>,
    pub id: TypeId,
    pub def: &'a TypeDef,
    /// Fields that are not zero, assignments at run time included; one value a field, but for alternatives of an `#if`.
    pub fields: Vec<FieldValue>,
    /// Every use of the name in functions.
    pub mentions: Vec<(FnId, &'a Mention)>,
    pub base: Base,
    /// The struct of its instances: `S` in `tp_basicsize = sizeof(S)`.
    pub record: Option<&'a Record>,
}

/// The value of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldValue {
    pub name: &'static str,
    pub value: Value,
    pub comments: Vec<Span>,
    pub conditions: Vec<BranchId>,
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The initializer's entry.
    Initializer(Span),
    /// `X.field = value;` in a function.
    RunTime { function: FnId, statement: Span },
}

/// The base of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    Object,
    /// Another static type of the module.
    Local(TypeId),
    /// A static type of CPython's: its name, and the expression without casts (`&PyList_Type`).
    Builtin {
        name: String,
        written: Span,
    },
    /// Something known at run time only.
    RunTime {
        written: Span,
    },
}

impl<'a> TypeCx<'a> {
    pub fn new(cx: ModuleCx<'a>, id: TypeId) -> TypeCx<'a> {
        let def = cx.project.type_def(id);
        let mentions = mentions(cx, id);
        let fields = effective_fields(cx, def, &mentions);
        let mut this = TypeCx { cx, id, def, fields, mentions, base: Base::Object, record: None };
        this.base = this.find_base();
        this.record = this.find_record();
        this
    }

    /// The C name.
    pub fn name(&self) -> &'a str {
        &self.def.name.text
    }

    /// A refusal about this type.
    pub fn refuse(&self, rule: &'static str, id: &'static str, message: String) -> Diagnostic {
        Diagnostic::refusal(rule, message).id(id).subject(self.name())
    }

    /// All values of a field: more than one only for alternatives of an `#if`.
    pub fn values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s FieldValue> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&FieldValue> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The function that a field names, when it is one of the module's.
    pub fn function(&self, field: &str) -> Option<(FnId, &'a Function)> {
        let name = self.field(field)?.value.target()?;
        let id = self.cx.module.names.function(&self.cx.project.files, self.id.0, name)?;
        Some((id, self.cx.project.function(id)))
    }

    /// The function of this name, as the type's file means it.
    pub fn function_named(&self, name: &str) -> Option<&'a Function> {
        let id = self.cx.module.names.function(&self.cx.project.files, self.id.0, name)?;
        Some(self.cx.project.function(id))
    }

    /// Whether `tp_flags` has this flag, macros of the files followed.
    pub fn has_flag(&self, flag: &str) -> bool {
        let names = self.values("tp_flags").flat_map(|field| field.value.names.iter());
        self.expanded(names).contains(&flag)
    }

    /// Whether all these names are flags, or macros of the files that stand for flags.
    pub fn are_flags(&self, names: &[String]) -> bool {
        let is_known =
            |name: &&str| name.starts_with("Py_TPFLAGS_") || !self.cx.module.macros.get(name).is_empty();
        self.expanded(names.iter()).iter().all(is_known)
    }

    /// The names, and all names in the macros of the files that they lead to.
    fn expanded<'s>(&'s self, names: impl Iterator<Item = &'s String>) -> Vec<&'s str> {
        let mut seen: Vec<&str> = Vec::new();
        let mut rest: Vec<&str> = names.map(String::as_str).collect();
        while let Some(name) = rest.pop() {
            if !seen.contains(&name) {
                seen.push(name);
                let bodies = self.cx.module.macros.get(name);
                rest.extend(bodies.iter().flat_map(|one| one.idents.iter().map(|(name, _)| name.as_str())));
            }
        }
        seen
    }

    /// The fields of the instance struct with what is known about their references.
    pub fn field_classes(&self) -> Vec<(String, FieldClass)> {
        owned::classify(self)
    }

    /// What the traverse of an instance visits, or the question that stands in the way.
    pub fn owned(&self) -> Result<Vec<Visit>, Diagnostic> {
        collect::owned(self)
    }

    /// Whether `ty` is a pointer to one object.
    pub fn is_reference(&self, ty: &crate::syntax::ast::TypeText) -> bool {
        owned::is_reference(self, ty)
    }

    /// Where the collector could meet an instance without a valid value in one of these fields.
    pub fn refills(&self, fields: &[&str]) -> Vec<&'a Refill> {
        collect::refills(self, fields)
    }

    /// Whether and how the heap type is collected.
    pub fn collection(&self) -> Result<Collection, Diagnostic> {
        collect::decide(self)
    }

    /// The base type, when it is one of the module.
    pub fn local_base(&self) -> Option<TypeCx<'a>> {
        match self.base {
            Base::Local(id) => Some(TypeCx::new(self.cx, id)),
            _ => None,
        }
    }

    fn find_base(&self) -> Base {
        let Some(field) = self.field("tp_base") else { return Base::Object };
        let name = field.value.target();
        let symbol =
            name.and_then(|name| self.cx.module.names.symbol(&self.cx.project.files, self.id.0, name));
        match (symbol, name) {
            (Some(Symbol::Type(id)), _) => Base::Local(id),
            (_, Some("PyBaseObject_Type")) => Base::Object,
            (_, Some(name)) if builtins::as_base(name).is_some() => {
                Base::Builtin { name: name.to_owned(), written: field.value.core }
            }
            _ => Base::RunTime { written: field.value.core },
        }
    }

    fn find_record(&self) -> Option<&'a Record> {
        let size = self.field("tp_basicsize")?;
        let name = size.value.names.iter().find(|name| *name != "sizeof")?;
        let records = |name: &str| self.cx.project.record(self.cx.module, name);
        records(name).or_else(|| records(&format!("struct {name}")))
    }
}

fn mentions<'a>(cx: ModuleCx<'a>, id: TypeId) -> Vec<(FnId, &'a Mention)> {
    let name = &cx.project.type_def(id).name.text;
    let mut found = Vec::new();
    for function in cx.module.functions(cx.project) {
        let of_name = cx.project.function(function).mentions.iter().filter(|mention| mention.symbol == *name);
        let meant = cx.module.names.symbol(&cx.project.files, function.0, name);
        if meant == Some(Symbol::Type(id)) {
            found.extend(of_name.map(|mention| (function, mention)));
        }
    }
    found
}

/// The initializer's fields, with what is assigned at run time in their place.
fn effective_fields(cx: ModuleCx, def: &TypeDef, mentions: &[(FnId, &Mention)]) -> Vec<FieldValue> {
    let mut fields: Vec<FieldValue> = def
        .fields
        .iter()
        .map(|init| FieldValue {
            name: init.field.name,
            value: init.value.clone(),
            comments: init.comments.clone(),
            conditions: init.conditions.clone(),
            origin: Origin::Initializer(init.span),
        })
        .collect();
    for (function, mention) in mentions {
        let Some((row, value, statement, adds)) = run_time_field(cx, mention) else { continue };
        if !adds {
            fields.retain(|field| field.name != row.name);
        }
        fields.push(FieldValue {
            name: row.name,
            value,
            comments: Vec::new(),
            conditions: Vec::new(),
            origin: Origin::RunTime { function: *function, statement },
        });
    }
    fields.retain(|field| !field.value.is_null());
    fields
}

/// `X.field = value;` as a statement of its own, and whether it adds to the value before: `X.tp_flags |= value;`.
fn run_time_field(cx: ModuleCx, mention: &Mention) -> Option<(&'static FieldRow, Value, Span, bool)> {
    let MentionKind::MemberWrite { field, value, value_kind, statement, op, names, .. } = &mention.kind
    else {
        return None;
    };
    let row = fields::field_named(&field.text)?;
    let adds = *op == Op::BitOr && row.name == "tp_flags";
    if !adds && *op != Op::Assign {
        return None;
    }
    let mut kind = value_kind.clone();
    if matches!(&kind, ArgKind::Name(name) | ArgKind::Call(name) if cx.module.macros.is_null(name)) {
        kind = ArgKind::Null;
    }
    let value = Value { span: *value, core: *value, kind, names: names.clone(), text: None, is_large: false };
    Some((row, value, (*statement)?, adds))
}
