//! Initializers that were not wholly understood.

use crate::plan::{Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-doubt",
    ids: &["R-PP"],
    summary: "an initializer that is not wholly understood is left alone",
    prose: "\
Every entry of the initializer must be known for the field it fills. A type that is defined twice, under one `#if` or
another, is not converted.",
    run: Run::Guard(run),
};

fn run(cx: &TypeCx) -> Verdict {
    if let Some((span, why)) = cx.def.doubts.first() {
        let message = format!("the initializer of {} is not understood: {why}", cx.name());
        return Err(cx.refuse(RULE.name, "R-PP", message).at(*span, "here"));
    }
    let same = |id: &&crate::link::TypeId| cx.cx.project.type_def(**id).name.text == cx.name();
    if cx.cx.module.types.iter().filter(same).count() > 1 {
        let message = format!("{} is defined more than once", cx.name());
        return Err(cx.refuse(RULE.name, "P-2", message).at(cx.def.name.span, "one of the definitions"));
    }
    if cx.def.name.text.is_empty() || (cx.def.head.is_none() && !cx.is_sequence()) {
        let message = format!("the head of {} is not written with PyVarObject_HEAD_INIT", cx.name());
        return Err(cx.refuse(RULE.name, "R-PP", message).at(cx.def.list, "this initializer"));
    }
    Ok(())
}
