//! Types that become visible to the collector.

use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::FieldFact;
use crate::plan::{Collection, Draft, FieldClass, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "body-collect",
    ids: &["GC-3", "GC-4", "GC-5", "T-TRAV-7", "A-TRAV"],
    summary: "a type whose instances own references becomes collected",
    prose: "\
An instance that owns references can be part of a cycle: it refers to its type, the type to the module, and the module to
whatever Python code put there. A type that owns none stays outside the collector when it is immutable.

A field that is there only with a header that is not among the files is not visited, and told of.",
    run: Run::Body(run),
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    draft.notes.extend(absent(cx));
    if matches!(draft.collection, Collection::Added { .. }) {
        draft.drift("D-GC", "instances are tracked by the collector, and are two words larger");
    }
    Ok(())
}

/// Fields that these files cannot be built with: what is done with them is not known.
fn absent(cx: &TypeCx) -> Vec<Diagnostic> {
    let classes = cx.field_classes().into_iter();
    let told = classes.filter_map(|(field, class)| match class {
        FieldClass::Absent(header) => Some((cx.record?.field(&field)?, header)),
        _ => None,
    });
    let warn = |(field, header): (&FieldFact, String)| {
        let message =
            format!("{}: what {} holds is not visited, should {header} be found", cx.name(), field.name);
        Diagnostic::new(Severity::Warning, RULE.name, message)
            .id("A-TRAV")
            .subject(cx.name())
            .at(field.span, "this field")
            .why("the header is not among the files, so what becomes of the field is not known; a static type visits nothing")
            .help(format!("say what `{}` holds with a comment on it: /* migrate-types: gc=owned, gc=borrowed or gc=none */", field.name))
    };
    told.map(warn).collect()
}
