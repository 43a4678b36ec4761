//! `tp_new`, and the lack of it.

use crate::capi::builtins;
use crate::capi::version::Version;
use crate::facts::ArgKind;
use crate::plan::{
    AfterCreation, Base, BaseCall, Claims, Draft, FieldValue, FlagTerm, Generated, Rule, Run, Slot,
    SlotValue, TypeCx, Verdict,
};

pub const RULE: Rule = Rule {
    name: "field-new",
    ids: &["T-NEW-1", "T-NEW-2", "T-NEW-3", "T-NEW-4", "FL-NEW"],
    summary: "a type that cannot be called from Python still cannot",
    prose: "\
A static type without `tp_new` whose base is `object` cannot be instantiated from Python. A heap type would inherit
`object.__new__` and hand out instances whose fields nothing has set. `Py_TPFLAGS_DISALLOW_INSTANTIATION` keeps the door
shut; below CPython 3.10 the slot is cleared after creation. What is written is kept, `PyType_GenericNew` too: without it
extra arguments start to raise, and `object.__new__(T)` starts to work. A type that has `tp_new` from its base gets it
written out, unless it says how it is pickled: without a `__new__` of its own, protocols 0 and 1 of pickle would take it.",
    run: Run::Field { claims: Claims::Fields(&["tp_new"]), run },
};

/// Whether `tp_new` is read from `object` itself.
fn is_object_new(field: &FieldValue) -> bool {
    matches!(&field.value.kind, ArgKind::Field { base, field } if base == "PyBaseObject_Type" && field == "tp_new")
}

/// The inherited function of a type whose instances could not be pickled by the old protocols.
fn keeps_pickles_out(cx: &TypeCx) -> Option<String> {
    cx.local_base()?;
    let function = cx.inherited("tp_new")?;
    let reduces = |name: &str| ["__reduce__", "__reduce_ex__"].contains(&name);
    (!has_method(cx, &reduces)).then_some(function)
}

fn has_method(cx: &TypeCx, wanted: &dyn Fn(&str) -> bool) -> bool {
    let rows = cx.table("tp_methods").into_iter().flat_map(|table| &table.rows);
    let names = rows.filter_map(|row| row.cells.first()?.value.text.as_deref());
    names.into_iter().any(wanted) || cx.local_base().is_some_and(|base| has_method(&base, wanted))
}

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    if cx.field("tp_new").is_some_and(is_object_new) {
        // `object.__new__` has no name in C. A stand-in gives the type a `__new__` of its own, as the assignment did.
        draft.slots.push(Slot::new("Py_tp_new", "tp_new", SlotValue::Named("PyType_GenericNew".to_owned())));
        draft.after.push(AfterCreation::ObjectNew);
    } else if cx.field("tp_new").is_some() {
        for field in cx.values("tp_new") {
            draft.slots.push(Slot::of_field("Py_tp_new", field, SlotValue::Written(field.value.core)));
        }
    } else if let Some(function) = keeps_pickles_out(cx) {
        // A `__new__` of its own keeps `copyreg` from taking an instance apart by its base (T-NEW-2).
        base_new(cx, draft, function);
    } else if cx.base == Base::Object {
        draft.flags.push(FlagTerm::Added("Py_TPFLAGS_DISALLOW_INSTANTIATION"));
        if cx.cx.settings.target.lowest < Version::of(10) {
            draft.after.push(AfterCreation::NoNew);
        }
    } else if !pickles_itself(cx) {
        own_new(cx, draft);
    }
    Ok(())
}

/// T-NEW-2: protocols 0 and 1 of pickle refuse a static type that does not say how it is pickled, and a heap type only
/// when it has a `__new__` of its own.
fn own_new(cx: &TypeCx, draft: &mut Draft) {
    if let Some(name) = cx.inherited("tp_new") {
        base_new(cx, draft, name);
    } else if let Base::Builtin { name, .. } = cx.root_base()
        && !builtins::is_exception(&name)
    {
        // The address of another library's function is no constant.
        let function = cx.free_function(&format!("{}_new", cx.stem()));
        if name == "PyList_Type" {
            // `list.__init__` takes no keywords from types that have its `tp_new`.
            draft.after.push(AfterCreation::NewOf { ty: name.clone() });
        }
        draft.generated.push(Generated::New { name: function.clone(), base: BaseCall { ty: name } });
        draft.slots.push(Slot::new("Py_tp_new", "tp_new", SlotValue::Named(function)));
    }
}

/// The function of a base of the module, as a `__new__` of the type's own.
fn base_new(cx: &TypeCx, draft: &mut Draft, function: String) {
    let value = match cx.can_name(&function) {
        true => function,
        // As with `object.__new__`, a stand-in gives the type its `__new__`.
        false => {
            draft.after.push(AfterCreation::OfBase { field: "tp_new" });
            "PyType_GenericNew".to_owned()
        }
    };
    draft.slots.push(Slot::new("Py_tp_new", "tp_new", SlotValue::Named(value)));
}

/// Whether the type, or a base of it, has `__reduce__` or `__reduce_ex__`.
fn pickles_itself(cx: &TypeCx) -> bool {
    let own = cx.table("tp_methods").is_some_and(|table| {
        let names = table.rows.iter().filter_map(|row| row.cells.first());
        let is = |name: &str| name == "__reduce__" || name == "__reduce_ex__";
        names.into_iter().any(|cell| cx.constant_text(&cell.value).is_some_and(|name| is(&name)))
    });
    let by_base = || match &cx.base {
        Base::Builtin { name, .. } => builtins::pickles_itself(name),
        _ => cx.local_base().is_some_and(|base| pickles_itself(&base)),
    };
    own || by_base()
}
