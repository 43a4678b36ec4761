//! Routes of callbacks: functions whose address is handed on, to be called by code that knows nothing of the module
//! (semantics, section 5.1).
//!
//! What leads from a callback to the state is an instance of a type that moves: its own parameter, or what it makes of the
//! pointer that was handed over with it. Nothing else is trusted.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Label};
use crate::facts::{ArgKind, Function, Local, StaticKind};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;
use crate::syntax::ast::Param;

use super::context::TypeCx;
use super::routes::{Fetch, Router, UserData};

impl Router<'_, '_> {
    /// The way of a function whose address is taken; of its other callers, when it has some, too.
    pub(super) fn callback(&self, function: FnId) -> Result<(Fetch, Option<&'static str>), Box<Diagnostic>> {
        let facts = self.facts(function);
        let name = &facts.name.text;
        if facts.takes_gil() {
            let why = format!(
                "{name} is called by its address, and takes the GIL only later: before it has that, nothing may look for the state"
            );
            return Err(Box::new(self.callback_failure(function, why)));
        }
        let Some(fetch) = self.own_way(function) else {
            let why =
                format!("the address of {name} is taken, and whoever calls it then has no state to give it");
            return Err(Box::new(self.callback_failure(function, why)));
        };
        if !self.cx().module.entries_of(function).is_empty() {
            let (of_entry, error) = self.entry(function)?;
            let message = format!(
                "{name} is called by CPython and by its address, and the state is reached by different routes"
            );
            return match of_entry == fetch {
                true => Ok((fetch, error)),
                false => Err(Box::new(self.callback_failure(function, message))),
            };
        }
        match self.failure_value(function, &mut Vec::new()) {
            Some(error) => Ok((fetch, Some(error))),
            None => {
                let why = format!(
                    "{name} is called by its address and cannot report a failure, and the look-up of the state can fail"
                );
                Err(Box::new(self.callback_failure(function, why)))
            }
        }
    }

    /// What a function returns when it fails, as it says itself, or those say whose result it returns.
    fn failure_value(&self, function: FnId, seen: &mut Vec<FnId>) -> Option<&'static str> {
        if seen.contains(&function) {
            return None;
        }
        seen.push(function);
        let facts = self.facts(function);
        let cx = self.cx();
        let mut others = facts
            .returned_from()
            .filter_map(|name| cx.module.names.function(&cx.project.files, function.0, name));
        facts.failure_value().or_else(|| others.find_map(|other| self.failure_value(other, seen)))
    }

    fn callback_failure(&self, function: FnId, message: String) -> Diagnostic {
        let place = self.cx().module.loose[&function][0];
        let mut diagnostic = self.failure(function, message).id("A-CALLBACK");
        diagnostic.labels.insert(0, Label { span: place, text: "its address is taken here".to_owned() });
        diagnostic.help(
            "let its user data be an object of one of the module's types, or a struct that holds the module",
        )
    }

    /// How a function that is called by its address finds the state by itself.
    pub(super) fn own_way(&self, function: FnId) -> Option<Fetch> {
        let by_param = self.typed_param(function).or_else(|| self.user_data(function));
        by_param.or_else(|| self.called_type(function))
    }

    /// A parameter that is declared as an instance.
    fn typed_param(&self, function: FnId) -> Option<Fetch> {
        let facts = self.facts(function);
        let is_instance = |param: &Param| {
            let name = param.name.as_ref().map(|name| name.text.as_str());
            param.ty.stars == 1
                && self.is_instance(&param.ty.base)
                && !name.is_some_and(|name| facts.doubts(name))
        };
        facts.params.list.iter().position(is_instance).map(Fetch::Instance)
    }

    /// The type that is called, where the function is only ever stored as the `tp_vectorcall` of instances of a metaclass
    /// of the module's: no type inherits that field, so the type is such an instance, too (T-VEC-3).
    fn called_type(&self, function: FnId) -> Option<Fetch> {
        let cx = self.cx();
        let is_metaclass_instance = |facts: &Function, name: &str| {
            let local = facts.locals.iter().find(|local| local.name == name).map(|local| &local.ty);
            let param =
                facts.params.list.iter().find(|one| one.name.as_ref().is_some_and(|n| n.text == name));
            let ty = local.or(param.map(|param| &param.ty));
            ty.is_some_and(|ty| ty.stars == 1 && self.is_instance(&ty.base))
        };
        let is_stored = |place: &Span| {
            cx.module.functions(cx.project).any(|id| {
                let facts = self.facts(id);
                facts.passed.writes.iter().any(|write| {
                    let is_field = write.field == "tp_vectorcall" && write.arrow;
                    is_field
                        && write.value.span.contains(*place)
                        && is_metaclass_instance(facts, &write.variable)
                })
            })
        };
        let first = self.facts(function).params.list.first()?.name.as_ref()?;
        let is_lasting = !self.facts(function).assigned.iter().any(|(name, _)| *name == first.text);
        (is_lasting && cx.module.loose[&function].iter().all(is_stored)).then_some(Fetch::Instance(0))
    }

    /// An instance that the function makes of a parameter without a type, or of a member of one.
    fn user_data(&self, function: FnId) -> Option<Fetch> {
        let facts = self.facts(function);
        let opens = &facts.opening.declarations[..facts.opening.pure];
        let own = facts.locals.iter().find(|local| {
            opens.contains(&local.declaration)
                && self.instance_of_param(facts, local).is_some()
                && !facts.doubts(&local.name)
                && !facts.assigned.iter().any(|(name, _)| *name == local.name)
        });
        if let Some(own) = own {
            return Some(Fetch::UserData(UserData::Variable(own.name.clone())));
        }
        let (param, field) = self.data_of_siblings(function)?;
        Some(Fetch::UserData(UserData::Member { param, field }))
    }

    /// The parameter that a variable is made of, and the member of it, when what comes out is an instance.
    fn instance_of_param(&self, facts: &Function, local: &Local) -> Option<(usize, Option<String>)> {
        if local.ty.stars != 1 || local.is_static || !self.is_instance(&local.ty.base) {
            return None;
        }
        let place = |wanted: &str| {
            let named = |param: &Param| param.name.as_ref().is_some_and(|name| name.text == wanted);
            facts.params.list.iter().position(named)
        };
        match &local.init.as_ref()?.1 {
            ArgKind::Name(base) => {
                let at = place(base)?;
                (facts.params.list[at].ty.base == "void").then_some((at, None))
            }
            ArgKind::Field { base, field } => Some((place(base)?, Some(field.clone()))),
            _ => None,
        }
    }

    /// What the other callbacks of one table make of a member of a parameter: they are handed over together, so they are
    /// given the same. None of them may take it for anything else.
    fn data_of_siblings(&self, function: FnId) -> Option<(usize, String)> {
        let facts = self.facts(function);
        let mut found = BTreeSet::new();
        for sibling in self.siblings(function) {
            let other = self.facts(sibling);
            for local in &other.locals {
                let Some((at, Some(field))) = self.instance_of_param(other, local) else { continue };
                let ty = &other.params.list[at].ty;
                let is_same = |param: &Param| {
                    param.ty == *ty && param.name.as_ref().is_some_and(|name| !facts.doubts(&name.text))
                };
                let own = facts.params.list.iter().position(is_same);
                found.insert((own?, field, local.ty.base.clone()));
            }
        }
        match found.into_iter().collect::<Vec<_>>().as_slice() {
            [(param, field, _)] => Some((*param, field.clone())),
            _ => None,
        }
    }

    /// The functions that stand beside this one in a file-level initializer.
    fn siblings(&self, function: FnId) -> BTreeSet<FnId> {
        let cx = self.cx();
        let places = &cx.module.loose[&function];
        let statics = cx.module.files.iter().flat_map(|&file| {
            let uses = cx.project.files[file].statics.iter();
            uses.filter(|one| one.kind == StaticKind::Function).map(move |one| (file, one))
        });
        let uses: Vec<_> = statics.collect();
        let own = uses.iter().filter(|(_, one)| places.contains(&one.span)).map(|(_, one)| one.declaration);
        let declarations: BTreeSet<_> = own.collect();
        let beside = uses.iter().filter(|(_, one)| declarations.contains(&one.declaration));
        let named =
            beside.filter_map(|(file, one)| cx.module.names.function(&cx.project.files, *file, &one.name));
        named.filter(|&id| id != function).collect()
    }

    /// Whether a struct is that of instances of types that all move.
    pub(super) fn is_instance(&self, name: &str) -> bool {
        let cx = self.cx();
        let record = cx
            .project
            .record(cx.module, name)
            .or_else(|| cx.project.record(cx.module, &format!("struct {name}")));
        let Some(record) = record else { return false };
        let is_of = |ty: &&TypeId| TypeCx::new(cx, **ty).record.is_some_and(|one| std::ptr::eq(one, record));
        let types: Vec<&TypeId> = cx.module.types.iter().filter(is_of).collect();
        !types.is_empty() && types.iter().all(|&&ty| self.demand.live.contains(&Symbol::Type(ty)))
    }
}
