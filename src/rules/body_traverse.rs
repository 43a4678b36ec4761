//! What a traverse gains: it visits the object's type. And the traverse of a type that had none.

use crate::capi::builtins;
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::{TraverseShape, traverse_shape};
use crate::link::FnId;
use crate::plan::{
    Base, BaseCall, Claims, Collection, Draft, Generated, Rule, Run, Slot, SlotValue, Step, StepAt, TypeCx,
    Verdict,
};

pub const RULE: Rule = Rule {
    name: "body-traverse",
    ids: &["GC-1", "GC-2", "T-TRAV-1", "T-TRAV-2", "T-TRAV-3", "T-TRAV-4", "T-TRAV-5", "T-TRAV-6", "T-TRAV-8", "T-TRAV-9", "T-CLEAR-1", "T-CLEAR-3"],
    summary: "traverse visits the type of the object",
    prose: "\
An instance of a heap type refers to its type, and a class can refer to its instances: without the visit such a cycle is
never collected. The visit comes first, before any return. A traverse that hands on to another one that visits the type
does not visit it twice. A reference to a type that an instance holds in a field was to something immortal, and need not
have been visited; it is from now on.",
    run: Run::Field { claims: Claims::Fields(&["tp_traverse", "tp_clear"]), run },
};

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for (name, id) in [("tp_traverse", "Py_tp_traverse"), ("tp_clear", "Py_tp_clear")] {
        for field in cx.values(name) {
            draft.slots.push(Slot::of_field(id, field, SlotValue::Written(field.value.core)));
        }
    }
    draft.notes.extend(cleared_weak_references(cx));
    match draft.collection.clone() {
        Collection::Kept => own_traverse(cx, draft),
        Collection::Inherited => inherited(cx, draft),
        Collection::Added { visits } if cx.field("tp_traverse").is_none() => {
            let name = cx.free_function(&format!("{}_traverse", cx.stem()));
            draft.generated.push(Generated::Traverse { name: name.clone(), visits, base: None });
            draft.slots.push(Slot::new("Py_tp_traverse", "tp_traverse", SlotValue::Named(name)));
            Ok(())
        }
        Collection::Added { .. } => own_traverse(cx, draft),
        Collection::WithBase { .. } => Ok(()),
        Collection::Plain => {
            draft.notes.extend(dead_traverse(cx));
            Ok(())
        }
    }
}

/// T-TRAV-8
fn dead_traverse(cx: &TypeCx) -> Option<Diagnostic> {
    let field = cx.field("tp_traverse")?;
    let message = format!("nothing calls the traverse of {}, which has no Py_TPFLAGS_HAVE_GC", cx.name());
    Some(
        warning(cx, "T-TRAV-8", message)
            .at(field.value.span, "this function")
            .help("add the flag, or remove the function"),
    )
}

/// T-CLEAR-3
fn cleared_weak_references(cx: &TypeCx) -> Option<Diagnostic> {
    let (_, function) = cx.function("tp_clear")?;
    let call = function.calls.iter().find(|call| call.callee == "PyObject_ClearWeakRefs")?;
    let message = format!("the clear of {} clears weak references to an object that still lives", cx.name());
    let why = "the collector has dealt with them already, and tp_clear may run for an object that is saved";
    Some(warning(cx, "T-CLEAR-3", message).at(call.span, "here").why(why).help("leave that to tp_dealloc"))
}

fn warning(cx: &TypeCx, id: &'static str, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Warning, RULE.name, message).id(id).subject(cx.name())
}

fn own_traverse(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let Some(field) = cx.field("tp_traverse") else {
        if let Some(name) = cx.inherited("tp_traverse") {
            let value = cx.inherited_slot(RULE.name, name)?;
            draft.slots.push(Slot::new("Py_tp_traverse", "tp_traverse", value));
            return Ok(());
        }
        let message = format!("{} has Py_TPFLAGS_HAVE_GC and no traverse", cx.name());
        return Err(cx.refuse(RULE.name, "T-TRAV-6", message).at(cx.def.name.span, "this type"));
    };
    let Some((id, function)) = cx.function("tp_traverse") else {
        let message = format!("the traverse of {} is not defined in the files given", cx.name());
        return Err(cx.refuse(RULE.name, "T-TRAV-1", message).at(field.value.span, "this function"));
    };
    let Some(shape) = traverse_shape(function) else {
        let message = format!("{} does not name its parameters", function.name.text);
        return Err(cx.refuse(RULE.name, "T-TRAV-1", message).at(function.name.span, "this function"));
    };
    if shape.visitor != ["visit", "arg"] {
        let message =
            format!("{} has other names for its parameters than Py_VISIT needs", function.name.text);
        return Err(cx
            .refuse(RULE.name, "T-TRAV-1", message)
            .at(function.params.span, "these")
            .help("call them `visit` and `arg`"));
    }
    if shape.visits_type.is_none() && !visited_by_another(cx, id, &shape) {
        let step = Step::VisitType { function: id, object: shape.object.clone() };
        draft.steps.push(StepAt { step, author: RULE.name });
    }
    for (object, field) in cx.unseen_types(function, &shape) {
        let step = Step::VisitField { function: id, object, field };
        draft.steps.push(StepAt { step, author: RULE.name });
    }
    Ok(())
}

/// Whether the traverse hands the object on to one of another converted type, which visits the type (T-TRAV-3).
fn visited_by_another(cx: &TypeCx, from: FnId, shape: &TraverseShape) -> bool {
    shape.delegates.iter().any(|delegate| {
        if delegate.through_type {
            return cx.is_type_of_module(&delegate.to);
        }
        let to = cx.cx.module.names.function(&cx.cx.project.files, from.0, &delegate.to);
        to.is_some_and(|to| cx.is_traverse_of_type(to))
    })
}

/// GC-2: the collector's flag comes from the base, and a heap type must have traverse and clear of its own with it.
fn inherited(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    if cx.field("tp_traverse").is_some() {
        return own_traverse(cx, draft);
    }
    if let (Some(traverse), clear) = (cx.inherited("tp_traverse"), cx.inherited("tp_clear")) {
        let traverse = cx.inherited_slot(RULE.name, traverse)?;
        draft.slots.push(Slot::new("Py_tp_traverse", "tp_traverse", traverse));
        if let Some(clear) = clear.filter(|_| cx.field("tp_clear").is_none()) {
            let clear = cx.inherited_slot(RULE.name, clear)?;
            draft.slots.push(Slot::new("Py_tp_clear", "tp_clear", clear));
        }
        return Ok(());
    }
    let Base::Builtin { name, .. } = cx.root_base() else {
        let message = format!("{} is collected by its base, which is not known here", cx.name());
        return Err(cx.refuse(RULE.name, "GC-2", message).at(cx.def.name.span, "this type"));
    };
    let visits = cx.owned()?;
    let has_clear = builtins::has_clear(&name);
    let base = BaseCall { ty: name };
    let traverse = cx.free_function(&format!("{}_traverse", cx.stem()));
    let clear = cx.free_function(&format!("{}_clear", cx.stem()));
    draft.slots.push(Slot::new("Py_tp_traverse", "tp_traverse", SlotValue::Named(traverse.clone())));
    draft.generated.push(Generated::Traverse { name: traverse, visits, base: Some(base.clone()) });
    // Tuples and iterators have none that could be called.
    if has_clear && cx.field("tp_clear").is_none() {
        draft.slots.push(Slot::new("Py_tp_clear", "tp_clear", SlotValue::Named(clear.clone())));
        draft.generated.push(Generated::Clear { name: clear, base });
    }
    Ok(())
}
