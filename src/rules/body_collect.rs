//! Types that become visible to the collector.

use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::FieldFact;
use crate::plan::{Collection, Draft, FieldClass, Rule, Run, Step, StepAt, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "body-collect",
    ids: &[
        "GC-3", "GC-4", "GC-5", "T-TRAV-7", "T-CLEAR-2", "T-DICT-3", "A-TRAV", "A-CLEAR", "D-GC",
    ],
    summary: "a type whose instances own references becomes collected",
    prose: "\
An instance that owns references can be part of a cycle: it refers to its type, the type to the module, and the module to
whatever Python code put there. A type that owns none stays outside the collector when it is immutable, and so does its
base: what derives from a collected type is collected by the base's traverse.

A tree of C structs, which a function frees by calling itself, is visited by a function of the same shape, when only who
makes an instance sets the field. A field that is there only with a header that is not among the files is not visited, and told of.

The collector looks at an instance at any time. `Py_DECREF(self->f); self->f = New();` leaves it without a valid field
meanwhile, and becomes `Py_CLEAR(self->f); ...`. No `tp_clear` is written: functions of the type that have never met NULL
in a field would meet it then.",
    run: Run::Body(run),
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    draft.notes.extend(absent(cx));
    draft.notes.extend(borrowed(cx));
    let (Collection::Added { visits } | Collection::WithBase { visits }) = &draft.collection else {
        return Ok(());
    };
    let is_own = matches!(draft.collection, Collection::Added { .. });
    let fields: Vec<&str> = visits.iter().filter_map(|visit| visit.place.last()).collect();
    let mut clears = Vec::new();
    for refill in cx.refills(&fields) {
        if !refill.can_clear {
            let message = format!(
                "{} becomes collected, and its field {} has no valid value for a while",
                cx.name(),
                refill.field
            );
            return Err(cx
                .refuse(RULE.name, "GC-4", message)
                .at(refill.callee, "from here, until it is set")
                .why("the collector may look at the instance in between")
                .help("set the field first, and release the old value then: Py_SETREF does both"));
        }
        clears.push(StepAt { step: Step::Clear { callee: refill.callee }, author: RULE.name });
    }
    if is_own && !fields.is_empty() && cx.field("tp_clear").is_none() {
        let message =
            format!("{} gets no tp_clear: its functions may not bear a field that is NULL", cx.name());
        let note = Diagnostic::new(Severity::Note, RULE.name, message)
            .id("A-CLEAR")
            .subject(cx.name())
            .at(cx.def.name.span, "this type")
            .why("a cycle of such instances alone is seen by the collector, and not broken: it stays, as before")
            .help("write a tp_clear with a Py_CLEAR for each field, when every function can do without it");
        draft.notes.push(note);
    }
    draft.steps.extend(clears);
    draft.drift("D-GC", "instances are tracked by the collector, and are two words larger");
    Ok(())
}

/// References that an instance keeps and does not own. What a type without a dealloc of its own owns, its base knows.
fn borrowed(cx: &TypeCx) -> Vec<Diagnostic> {
    if cx.function("tp_dealloc").is_none() {
        return Vec::new();
    }
    let offsets = ["tp_weaklistoffset", "tp_dictoffset"].into_iter().filter_map(|name| cx.field(name));
    // CPython's own, which are dealt with elsewhere.
    let special: Vec<&String> = offsets.flat_map(|field| &field.value.names).collect();
    let classes = cx.field_classes().into_iter();
    let kept = classes.filter(|(name, class)| *class == FieldClass::Borrowed && !special.contains(&name));
    let told =
        kept.filter_map(|(name, _)| cx.record?.field(&name)).filter(|field| cx.is_reference(&field.ty));
    let note = |field: &FieldFact| {
        let message =
            format!("{}: what {} holds is never released, so it is not visited", cx.name(), field.name);
        Diagnostic::new(Severity::Note, RULE.name, message)
            .id("T-TRAV-7")
            .subject(cx.name())
            .at(field.span, "this field")
            .why("without a GIL, another thread may free the object while it is being fetched from here")
            .help(
                "own it, or keep a weak reference; from CPython 3.14 on, PyUnstable_EnableTryIncRef where it is stored and \
                 PyUnstable_TryIncRef where it is fetched",
            )
    };
    told.map(note).collect()
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
