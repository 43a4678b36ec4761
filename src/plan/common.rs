//! A capsule's struct that stays one for all interpreters: `types.X.capsule = "shared"` (semantics, X-3).
//!
//! Whoever opened the capsule goes on with the pointer and the type it has. So the types of the module go into static
//! pointers, as with `--isolation=types`, and the module comes up as before. What the struct held at compile time is put
//! into it right before the initialization names it first. Does not know what others do with the struct.

use crate::facts::{FieldFact, HandedStruct, Member, StaticUse, is_number};
use crate::link::{FnId, Symbol, TypeId};
use crate::options::Isolation;
use crate::source::Span;

use super::ModuleCx;
use super::init;
use super::made;
use super::queries::StaticCx;
use super::step::Step;

/// A field of a static struct that is filled while the module comes up, with what it held from the start.
#[derive(Clone, Debug, PartialEq)]
pub struct LateFill {
    pub function: FnId,
    /// The statement that names the struct first.
    pub before: Span,
    pub variable: String,
    pub field: String,
    /// The value in the initializer, and `&X` in it.
    pub value: Span,
    pub whole: Span,
    pub symbol: Symbol,
}

impl StaticCx<'_> {
    /// The struct, filled while the module comes up, when all interpreters are to share it.
    pub fn filled_late(&self) -> Option<Step> {
        let fill = self.cx.late_fill(self.use_, self.symbol).ok()?;
        self.cx.is_capsule_shared(self.cx.name(self.symbol)).then_some(Step::FillLate(fill))
    }
}

impl ModuleCx<'_> {
    /// How far the module is taken: a type that all interpreters are to share holds its module back.
    pub fn isolation(&self) -> Isolation {
        let is_shared = |ty: &TypeId| self.is_capsule_shared(self.name(Symbol::Type(*ty)));
        match self.module.types.iter().any(is_shared) {
            true => Isolation::Types,
            false => self.settings.isolation,
        }
    }

    /// Whether the user said that a type which a capsule hands out stays one for all interpreters.
    pub fn is_capsule_shared(&self, ty: &str) -> bool {
        self.statement(ty, "capsule") == Some("shared")
    }

    /// How a static struct gets at run time what a use puts into it at compile time; why that cannot be told.
    pub fn late_fill(&self, use_: &StaticUse, symbol: Symbol) -> Result<LateFill, String> {
        let name = &use_.variable;
        let file = self.file_of(use_.span).ok_or("its file is not one of the module's")?;
        let known = self.project.files[file].handed.iter().find(|one| one.declaration == use_.declaration);
        let one = known.filter(|one| one.name == *name && !one.is_const && !self.is_in_macro(name));
        let one =
            one.ok_or_else(|| format!("{name} is not one plain static struct that can be written to"))?;
        let (member, field) = self.field_of(one, use_)?;
        let (function, before) = self.first_named(file, one)?;
        let value = member.value.span;
        Ok(LateFill { function, before, variable: name.clone(), field, value, whole: use_.whole, symbol })
    }

    /// The value of an initializer that a use is, and the field that it fills.
    fn field_of<'a>(&self, one: &'a HandedStruct, use_: &StaticUse) -> Result<(&'a Member, String), String> {
        let unknown = || format!("which field of {} it fills is not known", one.name);
        let record = self.project.record(self.module, &one.c_type).filter(|record| !record.is_union);
        let fields = record.map(|record| &record.fields[..]).ok_or_else(unknown)?;
        let mut at = 0;
        for member in &one.members {
            if let Some(name) = &member.field {
                at = fields.iter().position(|known| known.name == *name).ok_or_else(unknown)?;
            }
            let field = fields.get(at).filter(|field| self.is_one_value(field)).ok_or_else(unknown)?;
            if member.value.span.contains(use_.whole) {
                let is_pointer = field.ty.stars == 1 && !field.is_function_pointer;
                let is_alone = member.value.kind == crate::facts::ArgKind::Address(use_.name.clone());
                return (is_pointer && is_alone).then(|| (member, field.name.clone())).ok_or_else(unknown);
            }
            at += 1;
        }
        Err(unknown())
    }

    /// Whether one value of an initializer without designators fills a field, on every platform: no array, struct or
    /// union, whose parts may stand there without braces.
    fn is_one_value(&self, field: &FieldFact) -> bool {
        let base = &field.ty.base;
        let is_scalar = field.is_function_pointer
            || field.ty.stars > 0
            || is_number(base)
            || !base.contains(' ') && self.project.record(self.module, base).is_none();
        is_scalar
            && field.ty.arrays == 0
            && !field.in_union
            && field.inner.is_empty()
            && field.conditions.is_empty()
    }

    /// The statement of the initialization that names a struct before any other code does.
    fn first_named(&self, file: usize, one: &HandedStruct) -> Result<(FnId, Span), String> {
        let name = &one.name;
        let in_file = || self.module.functions(self.project).filter(move |id| id.0 == file);
        if !one.named_by.iter().all(|item| in_file().any(|id| self.project.function(id).span == *item)) {
            return Err(format!("{name} is named outside functions"));
        }
        let uses = |id: FnId| -> Vec<Span> {
            let body = self.project.function(id).span;
            one.named_at.iter().copied().filter(|place| id.0 == file && body.contains(*place)).collect()
        };
        let init = init::find(self).map_err(|refusal| refusal.message)?;
        let functions = init::functions(self, init.maker());
        let first = functions.iter().find_map(|&id| {
            let place = uses(id).into_iter().min_by_key(|place| place.start)?;
            let before = self.project.function(id).top_statement(place)?;
            let early = made::used_before(self, &functions, (id, before.start), &uses);
            early.is_none().then_some((id, before))
        });
        first.ok_or_else(|| format!("which statement of the initialization names {name} first is not known"))
    }
}
