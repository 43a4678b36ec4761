//! Output that keeps to the limited API: what is too old for it.
//!
//! The rest is told from the result (`laws::beyond_limited`), which holds all that the rules print.

use crate::capi::limited;
use crate::plan::{Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-limited",
    ids: &[],
    summary: "with --limited-api a module keeps to that API as a whole, or stays",
    prose: "\
With `--limited-api 3.X` the result builds with `Py_LIMITED_API` set to 3.X. What a heap type needs of the fields of
types is asked of `PyType_GetSlot`: `type->tp_alloc(type, 0)` and `tp->tp_free(self)`, `PyList_Type.tp_traverse(...)`. Below 3.13,
whose limited API has PyType_GetModuleByDef, a function that goes through the bases stands in its place.

What the result names is then held against the names of that API (`grammars/limited.txt`): each function, macro, constant and
type of CPython, in all files of the module, in code that no rule touched, too. Members of type objects are outside, and so
are a type that stays static and a header that is not among the files given. When anything is outside, the whole module
stays, and each such name is told with its place: the limited API is for a whole file or not at all. The flag does not
define `Py_LIMITED_API`: that is for the build.

Below 3.10 the limited API has no way from a type to its module, and nothing is written for it.",
    run: Run::Guard(check),
};

fn check(cx: &TypeCx) -> Verdict {
    let Some(version) = cx.cx.settings.target.limited.filter(|version| *version < limited::OLDEST) else {
        return Ok(());
    };
    let message =
        format!("{} needs its module, and the limited API of {version} has no way to it", cx.name());
    Err(cx
        .refuse(RULE.name, "", message)
        .at(cx.def.name.span, "this type")
        .why("PyType_FromModuleAndSpec and PyType_GetModule came to the limited API with 3.10")
        .help("ask for --limited-api 3.10 or later"))
}
