//! Entries of a type that stand where a heap type keeps something of its own.

use crate::diagnostic::Diagnostic;
use crate::facts::Value;
use crate::plan::{Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-entry",
    ids: &["T-NAME-1", "D-ENTRY"],
    summary: "a type with an attribute `__module__` for its instances stays static, or loses its own",
    prose: "\
A static type answers `T.__module__` from its name, and has no `T.__annotations__`. A heap type looks for both in its
dict, where the member or getter of that name stands that was meant for instances. There is no form in which both are
as before:

* The entry stays. Instances, those of subclasses, and `T.__dict__` are as before; `T.__module__` is the descriptor, so
  that `repr(T)` loses the module, `T` cannot be pickled by reference, and Python code that expects a text there fails.
* The entry goes, and a `tp_getattro` answers for it. `T.__module__` is as before; `T.__dict__`, `super()` and
  `object.__getattribute__` find a text where the entry was, and Python code that takes the entry from there fails.

Both have been done by hand, and both have broken code that was right before. So the project must say which of them it
can live with: the second is a change of its source, the first is stated by `types.X.module = \"instances\"` in the
configuration.

A type that inherits such an entry and has none of its own stays static: a heap type has a `__module__` of its own in its
dict, and reading its `__annotations__` puts an empty one there. Both hide the entry of the base from instances.",
    run: Run::Body(run),
};

/// What `type` looks for in the dict of a heap type, and writes there.
const NAMES: [&str; 2] = ["__module__", "__annotations__"];

fn run(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    for name in NAMES {
        match (entry(cx, name), inherited(cx, name)) {
            (Some(value), _) if cx.cx.statement(cx.name(), "module") != Some("instances") => {
                return Err(refuse_own(cx, name, &value));
            }
            (Some(_), _) => {
                draft.drift("D-ENTRY", format!("the type's own {name} is the entry of its instances"))
            }
            (None, Some((base, value))) => return Err(refuse_inherited(cx, name, &base, &value)),
            (None, None) => {}
        }
    }
    Ok(())
}

/// The name of the entry, as it stands in a table of the type.
fn entry(cx: &TypeCx, name: &str) -> Option<Value> {
    let tables = ["tp_members", "tp_getset", "tp_methods"].into_iter().filter_map(|field| cx.table(field));
    let mut names = tables.flat_map(|table| &table.rows).filter_map(|row| row.cells.first());
    names.find(|cell| cx.constant_text(&cell.value).as_deref() == Some(name)).map(|cell| cell.value.clone())
}

/// The next base of the module that has the entry.
fn inherited(cx: &TypeCx, name: &str) -> Option<(String, Value)> {
    let base = cx.local_base()?;
    match entry(&base, name) {
        Some(value) => Some((base.name().to_owned(), value)),
        None => inherited(&base, name),
    }
}

fn refuse_own(cx: &TypeCx, name: &str, value: &Value) -> Diagnostic {
    let ty = cx.name();
    cx.refuse(RULE.name, "T-NAME-1", format!("{ty} has an entry {name}, which would hide the type's own"))
        .at(value.span, "this entry")
        .why("the attribute of this name of a heap type stands in its dict, where this entry stands, too")
        .help(format!(
            "answer for it in a tp_getattro instead of by an entry; if nothing needs {name} of the type itself, which \
             pickle does, say `types.{ty}.module = \"instances\"` in the configuration"
        ))
}

fn refuse_inherited(cx: &TypeCx, name: &str, base: &str, value: &Value) -> Diagnostic {
    let ty = cx.name();
    let why = match name {
        "__module__" => "a heap type has a __module__ of its own in its dict",
        _ => "reading the __annotations__ of a heap type puts an empty dict there",
    };
    let message = format!("{ty} would hide the entry {name} of {base} from its instances");
    cx.refuse(RULE.name, "T-NAME-1", message)
        .at(value.span, "this entry")
        .why(why)
        .help(format!("give {ty} the entry, too"))
}
