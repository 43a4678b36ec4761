//! The names that generated code uses, chosen so that they mean nothing yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::capi::{self, Target};
use crate::link::FnId;
use crate::plan::{Fetch, Generated, ModuleCx, ModulePlan, StateName, StateRoute};

/// The names of one module.
#[derive(Debug)]
pub struct NameBook {
    /// The state struct: `lru_state`.
    pub state_type: String,
    /// `get_lru_state(module)`
    pub getter: String,
    /// `find_lru_state(type)`
    pub finder: String,
    /// What finds the module of a type: CPython's own function, or one that is printed in its place.
    pub by_def: String,
    /// `find_lru_module(type)`, for files that do not see the module definition.
    pub module_finder: String,
    /// What converters are given: the state, and the place for the result.
    pub converter_arg: String,
    /// `lru_state_if_there(type)`
    pub if_there: String,
    /// The parameter and the variable.
    pub state: String,
    /// The same for the module object, where a function gains one.
    pub module: String,
    /// Whether the source has the struct already, and whether the getter is new.
    pub existing: bool,
    pub new_getter: bool,
    pub exec: String,
    pub slots: String,
    pub traverse: String,
    pub clear: String,
    pub free: String,
}

impl NameBook {
    pub fn new(cx: ModuleCx, plan: &ModulePlan) -> NameBook {
        let name = &cx.module.name;
        let stem = name.trim_matches('_');
        let taken = of_types(cx, plan);
        let free = |wish: String| free_global(cx, &taken, wish);
        let existing = plan.state.home.existing.as_ref();
        let getter = existing.and_then(|existing| existing.getter.clone());
        NameBook {
            state_type: existing
                .map_or_else(|| free(format!("{stem}_state")), |existing| existing.type_text.clone()),
            getter: getter.unwrap_or_else(|| free(format!("get_{stem}_state"))),
            finder: free(format!("find_{stem}_state")),
            by_def: match lacks_module_by_def(cx.settings.target) {
                true => free(format!("find_{stem}_module")),
                false => "PyType_GetModuleByDef".to_owned(),
            },
            module_finder: match lacks_module_by_def(cx.settings.target) {
                true => free(format!("find_{stem}_module_by_type")),
                false => free(format!("find_{stem}_module")),
            },
            converter_arg: free(format!("{stem}_converter_arg")),
            if_there: free(format!("{stem}_state_if_there")),
            state: state_name(cx, plan),
            module: module_name(cx, plan),
            existing: existing.is_some(),
            new_getter: existing.is_none_or(|existing| existing.getter.is_none()),
            exec: free(format!("{stem}_exec")),
            slots: free(format!("{stem}_slots")),
            traverse: free(format!("{stem}_traverse")),
            clear: free(format!("{stem}_clear")),
            free: free(format!("{stem}_free")),
        }
    }

    /// The spec of a type.
    pub fn spec(&self, ty: &str) -> String {
        spec(ty)
    }

    /// The slots array of a type.
    pub fn type_slots(&self, ty: &str) -> String {
        slots(ty)
    }
}

/// Whether the limited API that the output keeps to has no PyType_GetModuleByDef.
pub(super) fn lacks_module_by_def(target: Target) -> bool {
    target.limited.is_some() && !capi::since("PyType_GetModuleByDef").is_some_and(|since| target.has(since))
}

/// The name of a type's spec.
pub fn spec(ty: &str) -> String {
    format!("{ty}_spec")
}

/// The name of a type's slots array.
pub fn slots(ty: &str) -> String {
    format!("{ty}_slots")
}

/// The names that the definitions of the types bring along.
fn of_types(cx: ModuleCx, plan: &ModulePlan) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for draft in &plan.drafts {
        let ty = &cx.project.type_def(draft.ty).name.text;
        names.extend([spec(ty), slots(ty), format!("{ty}_members")]);
        names.extend(draft.generated.iter().map(|generated| match generated {
            Generated::Traverse { name, .. }
            | Generated::Clear { name, .. }
            | Generated::Dealloc { name }
            | Generated::New { name, .. } => name.clone(),
        }));
    }
    names
}

fn free_global(cx: ModuleCx, taken: &BTreeSet<String>, wish: String) -> String {
    let is_free = |name: &str| cx.free_global(name) == name && !taken.contains(name);
    if is_free(&wish) {
        return wish;
    }
    // `deque_clear` is taken by a method: `deque_module_clear` is not.
    let (head, tail) = wish.rsplit_once('_').unwrap_or((&wish, ""));
    let mut name = format!("{head}_module_{tail}");
    while !is_free(&name) {
        name.push('_');
    }
    name
}

/// What the source calls its state most often in parameters and variables.
fn habit(cx: ModuleCx, plan: &ModulePlan) -> Option<String> {
    let state = plan.state.home.existing.as_ref()?.type_text.trim_start_matches("struct ");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in cx.module.functions(cx.project) {
        let function = cx.project.function(id);
        let is_state = |base: &str, stars: u8| base.trim_start_matches("struct ") == state && stars == 1;
        let params = function.params.list.iter().filter(|param| is_state(&param.ty.base, param.ty.stars));
        let names = params.filter_map(|param| param.name.as_ref()).map(|name| name.text.as_str());
        let locals = function.locals.iter().filter(|local| is_state(&local.ty.base, local.ty.stars));
        for name in names.chain(locals.map(|local| local.name.as_str())) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(name, _)| name.to_owned())
}

/// A name for the state that none of the functions that get it uses for anything.
fn state_name(cx: ModuleCx, plan: &ModulePlan) -> String {
    let gets_new = |route: &StateRoute| matches!(route.state, StateName::Chosen | StateName::Inline);
    let habit = habit(cx, plan);
    let wishes = habit.as_deref().into_iter().chain(["state", "st", "mod_state", "module_state"]);
    let wishes: Vec<&str> = wishes.collect();
    local_name(cx, plan, &gets_new, &wishes).unwrap_or("the_module_state").to_owned()
}

/// The same for the module object.
fn module_name(cx: ModuleCx, plan: &ModulePlan) -> String {
    let gets_new = |route: &StateRoute| route.module && !matches!(route.fetch, Fetch::Module(_));
    let wishes = ["module", "mod", "this_module", "module_object"];
    local_name(cx, plan, &gets_new, &wishes).unwrap_or("the_module").to_owned()
}

/// The first of the names that nothing has in the functions that get it, or at file level.
fn local_name<'w>(
    cx: ModuleCx,
    plan: &ModulePlan,
    gets_new: &dyn Fn(&StateRoute) -> bool,
    wishes: &[&'w str],
) -> Option<&'w str> {
    let functions: Vec<FnId> =
        plan.routes.iter().filter(|(_, route)| gets_new(route)).map(|(id, _)| *id).collect();
    let used = |name: &str| {
        let in_functions = functions.iter().any(|&id| {
            let idents = &cx.project.function(id).idents;
            idents.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
        });
        let in_macros = || {
            plan.macros.iter().flat_map(|known| cx.module.macros.get(known)).any(|definition| {
                definition.idents.iter().any(|(known, _)| known == name)
                    || definition.params.iter().flatten().any(|param| param == name)
            })
        };
        in_functions || in_macros() || cx.free_global(name) != name
    };
    wishes.iter().find(|name| !used(name)).copied()
}
