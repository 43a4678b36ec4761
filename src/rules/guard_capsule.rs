//! Types that a capsule hands to other modules.

use crate::diagnostic::{Diagnostic, Severity};
use crate::options::Isolation;
use crate::plan::{Draft, InCapsule, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-capsule",
    ids: &["X-3", "R-CAPSULE", "A-CAPSULE"],
    summary: "a type that a capsule hands to other modules stays static, unless the user confirms",
    prose: "\
`PyCapsule_New` gives a pointer to other extension modules: to the type, or to a struct with the type in it. They are not
seen here, and no static type of theirs can inherit from a heap type. There are two ways to go on; which will do, the
project must say in its configuration, for each type.

`types.X.capsule = \"confirm\"`: the type is there once for each interpreter. Who keeps the pointer in a static variable
goes on with the type of one interpreter, and must be made to ask for the capsule anew. And the capsule owns a reference
which the collector cannot see, so the type and its module are never given back before the interpreter ends. A static
struct becomes a variable of the function that makes the capsule, and the capsule gets a copy with references of its own,
which its destructor gives back. Memory that is allocated for the capsule stays as it is.

`types.X.capsule = \"shared\"`: all interpreters share the type, as they did. It becomes a heap type in a static pointer,
with all types of its module, and the module comes up as before: see module-types. The struct keeps its place. What it
held at compile time is put into it while the module comes up, right before it is first named.",
    run: Run::Body(check),
};

fn check(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let places = cx.in_capsules();
    let Some(first) = places.first() else { return Ok(()) };
    let (name, module) = (cx.name(), &cx.cx);
    if let Some(refusal) = places.iter().find_map(|place| troubled(cx, place)) {
        return Err(refusal);
    }
    if module.is_capsule_shared(name) {
        share(cx, draft, first);
        return Ok(());
    }
    if module.isolation() == Isolation::Types {
        let message =
            format!("{name} stays as it is: a capsule owns what the module's state owns, and there is none");
        let refusal = cx.refuse(RULE.name, "R-CAPSULE", message).at(first.at, "put into it here");
        return Err(refusal.help(format!(
            "if all interpreters may share the type as before, say `types.{name}.capsule = \"shared\"`; or isolate the \
             module"
        )));
    }
    if !module.is_capsule_confirmed(name) {
        return Err(unconfirmed(cx, first));
    }
    own(cx, draft, first);
    Ok(())
}

/// A place where the type cannot go on as it stood there.
fn troubled(cx: &TypeCx, place: &InCapsule) -> Option<Diagnostic> {
    let name = cx.name();
    let why = place.trouble.as_ref()?;
    let message =
        format!("{name} stays as it is: it stands in {}, which other modules are handed", place.holder);
    let help = match cx.cx.is_capsule_shared(name) {
        true => {
            "leave the type static; or put its address into the struct while the module comes up".to_owned()
        }
        false => format!(
            "leave the type static; or let the module allocate the struct with references of its own to the types, and \
             free it in the capsule's destructor; or, if all interpreters may share the type as before, say \
             `types.{name}.capsule = \"shared\"` in the configuration"
        ),
    };
    Some(cx.refuse(RULE.name, "R-CAPSULE", message).at(place.at, "here").why(why).help(help))
}

fn unconfirmed(cx: &TypeCx, place: &InCapsule) -> Diagnostic {
    let name = cx.name();
    let message =
        format!("{name} stays as it is: it stands in {}, which other modules are handed", place.holder);
    cx.refuse(RULE.name, "R-CAPSULE", message)
        .at(place.at, "here")
        .why(
            "they are not seen here: who keeps the pointer goes on with the type of one interpreter; no static type of \
             theirs can inherit from it; and the capsule keeps the type, and so its module, alive",
        )
        .help(format!(
            "if all that will do, say `types.{name}.capsule = \"confirm\"` in the configuration; or \"shared\", and all \
             interpreters share the type as before"
        ))
}

/// Each interpreter has a type of its own, and a capsule that owns it.
fn own(cx: &TypeCx, draft: &mut Draft, first: &InCapsule) {
    let name = cx.name();
    draft.drift("A-CAPSULE", "the module is not given back before the interpreter ends");
    let message = format!("{name} and its module live as long as the capsule that hands {name} out");
    draft.notes.push(
        Diagnostic::new(Severity::Note, RULE.name, message)
            .id("A-CAPSULE")
            .subject(name)
            .at(first.at, "put into it here")
            .why("the collector does not see what a capsule owns; the configuration says that this will do"),
    );
}

/// All interpreters share the type.
fn share(cx: &TypeCx, draft: &mut Draft, first: &InCapsule) {
    let name = cx.name();
    draft.drift("A-CAPSULE", "all interpreters share the type as before: its module is not isolated");
    let message = format!("module {} is not isolated: all interpreters share {name}", cx.cx.module.name);
    draft.notes.push(
        Diagnostic::new(Severity::Note, RULE.name, message)
            .id("A-CAPSULE")
            .subject(name)
            .at(first.at, "put into a capsule here")
            .why("who opens the capsule may keep the type for good; the configuration says that it is to stay one for all")
            .help(format!("`types.{name}.capsule = \"confirm\"` gives each interpreter a type of its own")),
    );
}
