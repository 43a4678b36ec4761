//! Fields that CPython keeps for itself, and fields without meaning.

use crate::capi::fields::{self, Travels};
use crate::plan::{Claims, Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "field-internal",
    ids: &["R-INTERNAL", "R-DICT", "T-DICT-2"],
    summary: "CPython's own fields must be zero",
    prose: "\
`tp_mro`, `tp_cache`, `tp_subclasses`, `tp_weaklist`, `tp_version_tag` and what came later are filled by CPython. A type
that sets one of them does something that a spec has no word for, and stays as it is. `tp_dict` and
`tp_bases` are not converted yet.",
    run: Run::Field {
        claims: Claims::Fields(&[
            "tp_mro",
            "tp_cache",
            "tp_subclasses",
            "tp_weaklist",
            "tp_version_tag",
            "tp_watched",
            "tp_versions_used",
            "tp_dict",
            "tp_bases",
            "tp_print",
            "tp_compare",
            "tp_reserved",
        ]),
        run,
    },
};

fn run(cx: &TypeCx, _: &mut Draft) -> Verdict {
    for field in &cx.fields {
        let id = match fields::field_named(field.name).map(|row| row.travels) {
            Some(Travels::Internal | Travels::Obsolete) => "R-INTERNAL",
            Some(Travels::Dict) => "R-DICT",
            Some(Travels::Bases) => "T-BASE-7",
            _ => continue,
        };
        let message = format!("{} sets {}", cx.name(), field.name);
        return Err(cx.refuse(RULE.name, id, message).at(field.value.span, "this value"));
    }
    Ok(())
}
