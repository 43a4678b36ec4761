//! The module state as a whole.

use crate::plan::{Rule, Run};

pub const RULE: Rule = Rule {
    name: "module-state",
    ids: &["D-METH", "D-SIZE", "MOD-1", "MOD-2", "MOD-5", "MOD-6"],
    summary: "the module gains a state, and is made by multi-phase initialization",
    prose: "\
Types and objects live in a struct that belongs to the module object. What made the module becomes its `Py_mod_exec`
function; the module's traverse, clear and free visit and give back every field of the state.",
    run: Run::Module(|_, _| Ok(())),
};
