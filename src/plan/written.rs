//! Functions that a macro writes: `#define COUNT(op) static PyObject *count_ ## op(PyObject *module, ...) {...}`.
//!
//! CPython calls all of them in ways that are told by the tables which name them. So the macro gains no parameter: the
//! function in its body finds the state by itself, as one that is written out does. Nothing else may name what it writes.

use crate::capi::entries::{Returns, StateFrom};
use crate::facts::{MacroFact, OutlineItem, WrittenFunction};
use crate::link::{EntryUse, Owner, Symbol};
use crate::syntax::head::HeadKind;

use super::ModuleCx;
use super::routes::{Fetch, ModuleFrom, Router};

/// How the function in a macro's body finds the state.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenRoute {
    pub function: WrittenFunction,
    pub fetch: Fetch,
    /// What it returns when the look-up fails.
    pub error: Option<&'static str>,
}

impl ModuleCx<'_> {
    /// Where a macro is used outside functions.
    pub fn file_level_uses(&self, name: &str) -> impl Iterator<Item = (usize, &OutlineItem)> {
        let items = self
            .module
            .files
            .iter()
            .flat_map(|&file| self.project.files[file].outline.iter().map(move |item| (file, item)));
        items.filter(move |(_, item)| {
            item.kind == HeadKind::MacroCall && item.name.as_ref().is_some_and(|known| known.text == name)
        })
    }

    /// The function that a macro writes, and its name at each use; why that cannot be told.
    pub fn written_by(&self, definition: &MacroFact) -> Result<(WrittenFunction, Vec<String>), String> {
        let name = &definition.name;
        let function = definition.function().ok_or("its body is not one function whose name it makes")?;
        let file = self.file_of(definition.span).ok_or("its file is not one of the module's")?;
        let names = |one: &MacroFact| one.name != *name && one.names(name);
        let in_function = self
            .module
            .functions(self.project)
            .any(|id| self.project.function(id).idents.binary_search(name).is_ok());
        let mut damages = self.module.files.iter().flat_map(|&file| &self.project.files[file].damages);
        if self.module.macros.get(name).len() != 1 || self.module.macros.iter().any(names) {
            return Err("it is defined twice, or used in another macro".to_owned());
        }
        if in_function || damages.any(|one| one.names.contains(name)) {
            return Err("it is used in functions, too".to_owned());
        }
        let uses: Vec<(usize, &OutlineItem)> = self.file_level_uses(name).collect();
        if uses.iter().any(|(of_use, _)| *of_use != file) {
            return Err("it is used in other files, too".to_owned());
        }
        let made: Option<Vec<String>> =
            uses.iter().map(|(_, item)| function.paste.made_of(&item.args)).collect();
        Ok((function, made.ok_or("what it is given is not known")?))
    }

    /// Whether all that a macro makes with its pastes, used outside functions only, is known not to be `name`.
    pub fn makes_others(&self, definition: &MacroFact, name: &str) -> bool {
        let made = |item: &OutlineItem| {
            definition.pastes().iter().any(|paste| paste.made_of(&item.args).as_deref() == Some(name))
        };
        self.written_by(definition).is_ok()
            && !self.file_level_uses(&definition.name).any(|(_, item)| made(item))
    }
}

impl Router<'_, '_> {
    /// How the functions that a macro writes find the state; why they cannot.
    pub(super) fn written(&self, definition: &MacroFact) -> Result<WrittenRoute, String> {
        let cx = self.cx();
        let (function, names) = cx.written_by(definition)?;
        self.needs_in_body(definition, &function)?;
        let mut found: Option<(Fetch, Returns)> = None;
        for name in &names {
            for entry in self.entries_of_written(name)? {
                let fetch = self.fetch_of(entry, name)?;
                let returns = entry.entry.returns;
                found = Some(match found {
                    None => (fetch, returns),
                    Some((known, of)) => {
                        let joint = joined(known, fetch).filter(|_| of == returns);
                        (joint.ok_or("CPython calls what it writes in different ways")?, of)
                    }
                });
            }
        }
        let (fetch, returns) = found.ok_or("no table of CPython's names what it writes")?;
        let has_object =
            |at: usize| function.params.get(at).and_then(Option::as_ref).is_some_and(|one| one.stars == 1);
        let (needed, error) = match fetch {
            Fetch::Module(ModuleFrom::Param(at)) => (at..at + 1, None),
            Fetch::Type(at) | Fetch::Instance(at) => {
                (at..at + 1, Some(returns.error().ok_or("it cannot report a failure")?))
            }
            Fetch::Operands(count) if returns == Returns::Object => (0..count, returns.error()),
            _ => return Err("what CPython gives it does not lead to the state".to_owned()),
        };
        let is_known = needed.clone().all(has_object);
        is_known
            .then_some(WrittenRoute { function, fetch, error })
            .ok_or_else(|| "its parameters are not understood".to_owned())
    }

    /// The state is needed in the body alone, and as a parameter of what is called there.
    fn needs_in_body(&self, definition: &MacroFact, function: &WrittenFunction) -> Result<(), String> {
        let cx = self.cx();
        let file = cx.file_of(definition.span).ok_or("its file is not one of the module's")?;
        if cx.module.py_init.0 != file {
            return Err("it stands in another file than the module's initialization".to_owned());
        }
        for (name, span) in &definition.idents {
            let callee = cx.module.names.function(&cx.project.files, file, name);
            let fetch = callee.and_then(|id| self.routes.by_function.get(&id)).map(|route| &route.fetch);
            if matches!(fetch, Some(Fetch::ModuleParameter | Fetch::TypeParameter | Fetch::Converter)) {
                return Err(format!("{name} needs more than the state"));
            }
            let needs = !self.named_in_macro(file, name).is_empty() || self.routes.macros.contains(name);
            if needs && !function.body.contains(*span) {
                return Err(format!("it names {name} outside the function"));
            }
        }
        Ok(())
    }

    /// The ways in which CPython calls a function that a macro writes, when nothing else names it.
    fn entries_of_written(&self, name: &str) -> Result<&[EntryUse], String> {
        let module = self.cx().module;
        let entries = module.written.get(name).map_or(&[][..], Vec::as_slice);
        let files = module.files.iter().map(|&file| &self.cx().project.files[file]);
        let mut places = files.flat_map(|file| &file.written_at).filter(|(known, _)| known == name);
        let others = |one: &&crate::facts::MacroFact| one.names(name);
        if entries.is_empty() || !places.all(|(_, at)| entries.iter().any(|entry| entry.span.contains(*at))) {
            return Err(format!("{name}, which it writes, is named by more than CPython's tables"));
        }
        match module.macros.iter().find(others) {
            Some(other) => Err(format!("{name}, which it writes, is named in the macro {}", other.name)),
            None => Ok(entries),
        }
    }

    fn fetch_of(&self, entry: &EntryUse, name: &str) -> Result<Fetch, String> {
        match &entry.owner {
            Owner::Module => {}
            Owner::Type(id) if self.demand.live.contains(&Symbol::Type(*id)) => {}
            Owner::Type(_) => {
                return Err(format!("{name}, which it writes, is a function of a type that stays static"));
            }
            Owner::HeapType(_) | Owner::Unknown(_) => {
                return Err(format!("{name}, which it writes, is a function of no type that moves"));
            }
        }
        match entry.entry.kind.state_from() {
            StateFrom::Module(at) => Ok(Fetch::Module(ModuleFrom::Param(at))),
            StateFrom::Type(at) | StateFrom::DefiningClass(at) => Ok(Fetch::Type(at)),
            StateFrom::Instance(at) => Ok(Fetch::Instance(at)),
            StateFrom::OneOfFirst(count) => Ok(Fetch::Operands(count)),
            _ => Err(format!("{name}, which it writes, is given nothing to find the module by")),
        }
    }
}

/// One way that serves for both: who looks at all operands finds an instance that is the first.
pub(super) fn joined(one: Fetch, other: Fetch) -> Option<Fetch> {
    match (&one, &other) {
        _ if one == other => Some(one),
        (Fetch::Operands(_), Fetch::Instance(0)) => Some(one),
        (Fetch::Instance(0), Fetch::Operands(_)) => Some(other),
        _ => None,
    }
}
