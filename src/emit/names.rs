//! The names that generated code uses, chosen so that they mean nothing yet.

use crate::link::FnId;
use crate::plan::{ModuleCx, ModulePlan};

/// The names of one module.
#[derive(Debug)]
pub struct NameBook {
    /// The state struct: `lru_state`.
    pub state_type: String,
    /// `get_lru_state(module)`
    pub getter: String,
    /// `find_lru_state(type)`
    pub finder: String,
    /// The parameter and the variable.
    pub state: String,
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
        let free = |wish: String| free_global(cx, wish);
        NameBook {
            state_type: free(format!("{stem}_state")),
            getter: free(format!("get_{stem}_state")),
            finder: free(format!("find_{stem}_state")),
            state: local_name(cx, plan),
            exec: free(format!("{stem}_exec")),
            slots: free(format!("{stem}_slots")),
            traverse: free(format!("{stem}_traverse")),
            clear: free(format!("{stem}_clear")),
            free: free(format!("{stem}_free")),
        }
    }

    /// The spec of a type.
    pub fn spec(&self, ty: &str) -> String {
        format!("{ty}_spec")
    }

    /// The slots array of a type.
    pub fn type_slots(&self, ty: &str) -> String {
        format!("{ty}_slots")
    }
}

fn free_global(cx: ModuleCx, wish: String) -> String {
    if cx.free_global(&wish) == wish {
        return wish;
    }
    // `deque_clear` is taken by a method: `deque_module_clear` is not.
    let (head, tail) = wish.rsplit_once('_').unwrap_or((&wish, ""));
    cx.free_global(&format!("{head}_module_{tail}"))
}

/// A name for the state that none of the functions that get it uses for anything.
fn local_name(cx: ModuleCx, plan: &ModulePlan) -> String {
    let functions: Vec<FnId> = plan.routes.keys().copied().collect();
    let used = |name: &str| {
        let in_functions = functions.iter().any(|&id| {
            let idents = &cx.project.function(id).idents;
            idents.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
        });
        let in_macros = || {
            plan.macros.iter().flat_map(|known| cx.project.macros.get(known)).any(|definition| {
                definition.idents.iter().any(|(known, _)| known == name)
                    || definition.params.iter().flatten().any(|param| param == name)
            })
        };
        in_functions || in_macros() || cx.free_global(name) != name
    };
    let wishes = ["state", "st", "mod_state", "module_state"];
    wishes.iter().find(|name| !used(name)).unwrap_or(&"the_module_state").to_string()
}
