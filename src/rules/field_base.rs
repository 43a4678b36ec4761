//! `tp_base`.

use crate::capi::builtins::{self, AsBase};
use crate::facts::ArgKind;
use crate::plan::{Base, Bases, Claims, Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-base",
    ids: &["T-BASE-1", "T-BASE-2", "T-BASE-3", "T-BASE-4", "T-BASE-5", "FL-IMM-4"],
    summary: "the base is passed when the type is made",
    prose: "\
The base is an argument of `PyType_FromModuleAndSpec`: the address of a converted type, or of one in another library, is
no constant that a slots array could hold. `object` is the default. A base must allow subclasses, which is checked for
heap types only. The base of a static type is no heap type, so it is never one that Python code can change.",
    run: Run::Field { claims: Claims::Fields(&["tp_base"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let Some(field) = cx.field("tp_base") else { return Ok(()) };
    draft.bases = match &cx.base {
        Base::Object => Bases::Object,
        Base::Local(base) => Bases::Local(*base),
        Base::Builtin { written, .. } | Base::RunTime { written } => Bases::Written(*written),
    };
    let is_final = match &cx.base {
        Base::Local(_) => cx.local_base().is_some_and(|base| !base.has_flag("Py_TPFLAGS_BASETYPE")),
        Base::Builtin { name, .. } => builtins::as_base(name) == Some(AsBase::Final),
        _ => false,
    };
    if let (Base::RunTime { .. }, ArgKind::Call(_) | ArgKind::Other) = (&cx.base, &field.value.kind) {
        let message = format!("the base of {} is worked out where it is assigned", cx.name());
        return Err(cx
            .refuse(RULE.name, "T-BASE-4", message)
            .at(field.value.span, "this base")
            .why("the heap type is made later than that, when what it is worked out from may be gone")
            .help("keep the base in a variable until PyType_Ready is called"));
    }
    if is_final {
        let message = format!("the base of {} does not allow subclasses", cx.name());
        return Err(cx
            .refuse(RULE.name, "R-BASE-FINAL", message)
            .at(field.value.span, "this base")
            .why("a static type is not asked, but a heap type is not made from a base without Py_TPFLAGS_BASETYPE")
            .help("add Py_TPFLAGS_BASETYPE to the base, which lets Python code subclass it, too"));
    }
    Ok(())
}
