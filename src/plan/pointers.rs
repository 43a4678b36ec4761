//! `--isolation=types`: heap types in static pointers, and a module that comes up as before.
//!
//! A first step towards module state. `static PyTypeObject X = {...}` becomes `static PyTypeObject *X`, which the
//! initialization fills where it readied the type; a function reaches it as it reached the static type. What else a module
//! keeps in static variables stays there. An initialization that runs again, as with `m_size` 0, or after it failed half
//! way, finds the pointers filled, as it found the static types ready.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::facts::{creations, init_shape};
use crate::link::{FnId, Symbol, TypeId};

use super::ModuleCx;
use super::create;
use super::home::StateHome;
use super::module::{InitPlan, Kept, OwnFunctions};
use super::routes::Routes;
use super::settle::{Settled, Settler};
use super::step::StepAt;

/// How the module comes up, as far as the creation of types must know it.
pub fn kept(cx: &ModuleCx) -> Kept {
    let functions = cx.module.functions(cx.project);
    let exec = functions.into_iter().find(|&id| cx.module.is_exec(id));
    let makers: Vec<FnId> = cx
        .module
        .functions(cx.project)
        .filter(|&id| creations(cx.project.function(id)).next().is_some())
        .collect();
    let maker = match (exec, &makers[..]) {
        (Some(exec), _) => exec,
        (None, [creator]) => *creator,
        _ => cx.module.py_init,
    };
    Kept { maker, made: made(cx, maker) }
}

/// A heap type that interpreters share counts references without a lock between them when each has a GIL of its own;
/// a static type is immortal from 3.12 on.
pub fn one_lock(cx: &ModuleCx) -> Result<(), Diagnostic> {
    let tables = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].tables);
    let rows = tables.filter(|table| table.c_type == "PyModuleDef_Slot").flat_map(|table| &table.rows);
    let mut cells = rows.flat_map(|row| &row.cells);
    let claim = "Py_MOD_PER_INTERPRETER_GIL_SUPPORTED";
    match cells.find(|cell| cell.value.names.iter().any(|name| name == claim)) {
        None => Ok(()),
        Some(cell) => {
            let message = format!(
                "interpreters with their own GIL may use module {}, and would share its heap types",
                cx.module.name
            );
            let refusal =
                Diagnostic::refusal("module-types", message).id("MOD-10").at(cell.value.span, "said here");
            let why = "references to a heap type are counted, and nothing guards the count between such interpreters";
            Err(refusal.why(why).help("let --isolation=module give each interpreter types of its own"))
        }
    }
}

/// The variable that a function keeps the new module in.
fn made(cx: &ModuleCx, maker: FnId) -> Option<(FnId, String, crate::source::Span)> {
    let function = cx.project.function(maker);
    let shape = init_shape(function, creations(function).next()?);
    shape.declared.as_ref()?;
    Some((maker, shape.variable?, shape.call))
}

impl Settler<'_, '_> {
    /// What moves when nothing needs a way to it: a type whose uses are all understood.
    pub(super) fn run_with_pointers(&mut self, init: InitPlan) -> Result<Option<Settled>, Diagnostic> {
        let mut live: BTreeSet<Symbol> = self.candidates.keys().copied().collect();
        self.keep_sequences(&mut live);
        let creations = loop {
            self.keep_components_whole(&mut live);
            if live.is_empty() {
                return Ok(None);
            }
            match create::creations(&self.cx, &init, self.drafts, &live) {
                Ok(creations) => break creations,
                Err((ty, diagnostic)) => self.refuse(&mut live, Symbol::Type(ty), *diagnostic),
            }
        };
        let routes = Routes::default();
        self.shared_files(&live, &routes)?;
        let mut steps: Vec<StepAt> = creations.steps(self.drafts).map(|(_, (_, step))| step).collect();
        steps.extend(live.iter().flat_map(|symbol| &self.candidates[symbol]).map(|(_, step)| step.clone()));
        let own = OwnFunctions::default();
        Ok(Some(Settled { init, own, home: StateHome::default(), live, routes, steps }))
    }
}

impl Settler<'_, '_> {
    /// A struct sequence has neither a spec nor an initializer that a pointer could take the place of.
    fn keep_sequences(&mut self, live: &mut BTreeSet<Symbol>) {
        for &ty in &self.cx.module.types {
            let def = self.cx.project.type_def(ty);
            if def.sequence.is_some() && live.contains(&Symbol::Type(ty)) {
                let name = &def.name.text;
                let message = format!(
                    "{name} stays as it is: it is a struct sequence, which moves with its module only"
                );
                let diagnostic = Diagnostic::refusal("field-sequence", message).id("MOD-12").subject(name);
                let diagnostic =
                    diagnostic.at(def.name.span, "this type").help("leave --isolation=types out");
                self.refuse(live, Symbol::Type(ty), diagnostic);
            }
        }
    }
}

impl ModuleCx<'_> {
    /// The static pointer that takes the place of a type: `X_type` for `X`, `X_Type` and `XType`. Never the type's own
    /// name: a use that was overlooked must not compile.
    pub fn pointer_name(&self, ty: TypeId) -> String {
        let name = self.name(Symbol::Type(ty));
        let stem = |name: &str| {
            let ends = ["_Type", "_type", "Type"];
            let stem = ends.iter().find_map(|end| name.strip_suffix(end)).filter(|stem| !stem.is_empty());
            format!("{}_type", stem.unwrap_or(name))
        };
        let wishes = [stem(name), format!("{name}_type"), format!("{name}_heap_type")];
        let others = || self.module.types.iter().filter(|&&other| other != ty);
        let is_wished = |wish: &String| others().any(|&other| stem(self.name(Symbol::Type(other))) == *wish);
        let is_free = |wish: &&String| !self.is_named(wish) && !is_wished(wish);
        wishes.iter().find(is_free).cloned().unwrap_or_else(|| self.free_global(&format!("{name}_pointer")))
    }

    /// Whether anything has this name: at file level, or in a function, which would not see the variable then.
    fn is_named(&self, name: &str) -> bool {
        let in_function = |id: FnId| {
            let idents = &self.project.function(id).idents;
            idents.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
        };
        self.free_global(name) != name
            || self.module.functions(self.project).any(in_function)
            || self.module.macros.iter().any(|one| one.names(name))
    }
}
