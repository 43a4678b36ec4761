//! The state that a module has already: its struct, and the ways to it (MOD-4, MOD-5).

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::MODULE_DEF;
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Call, Function, MacroFact, Record};
use crate::link::{FnId, GlobalId, Symbol, TableId};
use crate::source::Span;

use super::ModuleCx;
use super::init;
use super::module::InitPlan;

/// What the source has of a module state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateHome {
    pub existing: Option<ExistingState>,
    /// Ways to the state that start from nothing but the process: they must go.
    pub ways: Ways,
}

/// The struct that `m_size` measures.
#[derive(Clone, Debug, PartialEq)]
pub struct ExistingState {
    /// As it is written before a name: `MsgspecState`, `struct module_state`.
    pub type_text: String,
    /// The file of its definition, and its braces.
    pub file: usize,
    pub body: Span,
    /// The last field.
    pub last: Option<Span>,
    /// Fields that hold objects: the module's functions take care of them.
    pub objects: Vec<String>,
    /// A function or macro that gives the state of a module.
    pub getter: Option<String>,
}

impl ExistingState {
    /// The place of the parameter by which a function of the source has the state.
    pub fn param_of(&self, function: &Function) -> Option<usize> {
        let state = self.type_text.trim_start_matches("struct ");
        function.params.list.iter().position(|param| {
            param.ty.base.trim_start_matches("struct ") == state
                && param.ty.stars == 1
                && param.name.is_some()
        })
    }
}

/// Ways to the module or its state that multi-phase initialization does not have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ways {
    /// Functions without parameters that give the state.
    pub functions: Vec<FnId>,
    /// Macros without parameters that stand for the state.
    pub macros: Vec<String>,
    /// Variables that hold the module.
    pub modules: Vec<GlobalId>,
}

impl Ways {
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty() && self.macros.is_empty() && self.modules.is_empty()
    }
}

/// Looks at the module definition and at what reads the state.
pub fn find(cx: &ModuleCx, init: &InitPlan) -> StateHome {
    let existing = init.definition().and_then(|table| existing(cx, table));
    let ways = ways(cx, init, existing.as_ref());
    StateHome { existing, ways }
}

/// A module whose size of state is not understood is left alone: the state that it has would be lost.
pub fn check(cx: &ModuleCx, init: &InitPlan, home: &StateHome) -> Result<(), Diagnostic> {
    let table = init.definition().map(|table| cx.project.table(table));
    let size = table.and_then(|table| table.only()?.cell(MODULE_DEF, "m_size"));
    let Some(size) = size.filter(|_| home.existing.is_none()) else { return Ok(()) };
    if size.value.is_null() || size.value.kind == ArgKind::Negative {
        return Ok(());
    }
    let message = format!("the struct that the m_size of module {} measures is not found", cx.module.name);
    Err(init::refuse(message).id("MOD-4").at(size.value.span, "this size"))
}

fn existing(cx: &ModuleCx, table: TableId) -> Option<ExistingState> {
    let size = cx.project.table(table).only()?.cell(MODULE_DEF, "m_size")?;
    let name = size.value.names.iter().find(|name| *name != "sizeof")?;
    let tagged = format!("struct {name}");
    let (file, record, type_text) = find_record(cx, name, &tagged)?;
    let objects = record.fields.iter().filter(|field| {
        matches!(field.ty.base.as_str(), "PyObject" | "PyTypeObject")
            && field.ty.stars == 1
            && field.ty.arrays == 0
    });
    Some(ExistingState {
        file,
        body: record.body,
        last: record.fields.last().map(|field| field.span),
        objects: objects.map(|field| field.name.clone()).collect(),
        getter: getter(cx, name),
        type_text,
    })
}

fn find_record<'a>(cx: &ModuleCx<'a>, name: &str, tagged: &str) -> Option<(usize, &'a Record, String)> {
    for &file in &cx.module.files {
        for record in &cx.project.files[file].records {
            let known = |wanted: &str| record.names.iter().any(|known| known == wanted);
            if known(name) {
                return Some((file, record, name.to_owned()));
            }
            if known(tagged) {
                return Some((file, record, tagged.to_owned()));
            }
        }
    }
    None
}

/// The function or macro with one parameter that hands the module to `PyModule_GetState`.
fn getter(cx: &ModuleCx, state: &str) -> Option<String> {
    let functions = cx.module.functions(cx.project).map(|id| cx.project.function(id));
    let function = functions.into_iter().find(|function| {
        function.returns.base.trim_start_matches("struct ") == state
            && function.params.list.len() == 1
            && asks_param(function)
    });
    let is_macro = |one: &&MacroFact| {
        let words: Vec<&str> = one.tokens.iter().map(|(word, _)| word.as_str()).collect();
        one.params.as_ref().is_some_and(|params| params.len() == 1)
            && words.contains(&"PyModule_GetState")
            && words.contains(&state)
    };
    let by_macro = || {
        let mut names: Vec<&str> =
            cx.module.macros.iter().filter(is_macro).map(|one| one.name.as_str()).collect();
        names.sort_unstable();
        names.first().map(|name| (*name).to_owned())
    };
    function.map(|function| function.name.text.clone()).or_else(by_macro)
}

fn asks_param(function: &Function) -> bool {
    let param = function.param(0).and_then(|param| param.name.as_ref()).map(|name| name.text.clone());
    let of_param = |call: &&Call| {
        role_of(&call.callee) == Some(Role::ModuleState)
            && matches!((&call.args.first().map(|arg| &arg.kind), &param), (Some(ArgKind::Name(name)), Some(param)) if name == param)
    };
    function.calls.iter().any(|call| of_param(&call))
}

fn ways(cx: &ModuleCx, init: &InitPlan, existing: Option<&ExistingState>) -> Ways {
    let modules = module_variables(cx, init);
    let Some(existing) = existing else { return Ways { modules, ..Ways::default() } };
    let state = existing.type_text.trim_start_matches("struct ");
    let module_names: Vec<&str> =
        modules.iter().map(|&id| cx.project.global(id).name.text.as_str()).collect();
    let finds = |call: &Call| {
        matches!(role_of(&call.callee), Some(Role::PerInterpreterModule { .. }))
            && call.callee == "PyState_FindModule"
    };
    let reads_variable = |function: &Function| {
        function.mentions.iter().any(|mention| module_names.contains(&mention.symbol.as_str()))
    };
    let functions: Vec<FnId> = cx
        .module
        .functions(cx.project)
        .filter(|&id| {
            let function = cx.project.function(id);
            let gives_state =
                function.returns.base.trim_start_matches("struct ") == state && function.returns.stars == 1;
            gives_state
                && function.params.list.is_empty()
                && (function.calls.iter().any(finds) || reads_variable(function))
        })
        .collect();
    let getter = existing.getter.as_deref().unwrap_or("PyModule_GetState");
    let is_way = |one: &&MacroFact| {
        let has = |wanted: &str| one.tokens.iter().any(|(word, _)| word == wanted);
        let from_process = has("PyState_FindModule") || module_names.iter().any(|name| has(name));
        one.params.is_none() && from_process && (has(getter) || has("PyModule_GetState"))
    };
    // `#define STATE() get_global_state()`
    let stands_for_way = |one: &&MacroFact| {
        let words: Vec<&str> = one.tokens.iter().map(|(word, _)| word.as_str()).collect();
        let [name, "(", ")"] = words[..] else { return false };
        let function =
            cx.file_of(one.span).and_then(|file| cx.module.names.function(&cx.project.files, file, name));
        one.params.as_ref().is_none_or(Vec::is_empty) && function.is_some_and(|id| functions.contains(&id))
    };
    let is_either = |one: &&MacroFact| is_way(one) || stands_for_way(one);
    let mut macros: Vec<String> =
        cx.module.macros.iter().filter(is_either).map(|one| one.name.clone()).collect();
    macros.sort_unstable();
    macros.dedup();
    Ways { functions, macros, modules }
}

/// Variables that the creation of the module is assigned to.
fn module_variables(cx: &ModuleCx, init: &InitPlan) -> Vec<GlobalId> {
    let maker = cx.project.function(init.maker());
    let Some(variable) = init.variable_of_source() else { return Vec::new() };
    let is_local = maker.locals.iter().any(|local| local.name == variable);
    match cx.module.names.symbol(&cx.project.files, init.maker().0, variable) {
        Some(Symbol::Global(id)) if !is_local => vec![id],
        _ => Vec::new(),
    }
}
