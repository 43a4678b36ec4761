//! Heap types without module state: a step on the way there.

use crate::plan::{Rule, Run};

pub const RULE: Rule = Rule {
    name: "module-types",
    ids: &["MOD-7"],
    summary: "with --isolation=types, heap types are kept in static pointers and the module comes up as before",
    prose: "\
For a project that wants small reviews. `static PyTypeObject X_Type = {...}` becomes `static PyTypeObject *X_type`, filled
where the module readied the type, and `&X_Type` becomes `X_type`. Initialization, helpers and macros stay as they are, and
so does what else the module keeps in static variables. The types are shared as the static ones were: a module that comes up
again, in another interpreter or with `m_size` 0, finds them made. The pointer has a name of its own, so that a use which
was overlooked does not compile.",
    run: Run::Module(|_, _| Ok(())),
};
