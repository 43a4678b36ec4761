//! Types that become visible to the collector.

use crate::plan::{Collection, Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "body-collect",
    ids: &["GC-3", "GC-4", "GC-5", "T-TRAV-7", "A-TRAV"],
    summary: "a type whose instances own references becomes collected",
    prose: "\
An instance that owns references can be part of a cycle: it refers to its type, the type to the module, and the module to
whatever Python code put there. A type that owns none stays outside the collector when it is immutable.",
    run: Run::Body(run),
};

fn run(_: &TypeCx, draft: &mut Draft) -> Verdict {
    if matches!(draft.collection, Collection::Added { .. }) {
        draft.drift("D-GC", "instances are tracked by the collector, and are two words larger");
    }
    Ok(())
}
