//! Types that a capsule hands to other modules.

use crate::diagnostic::{Diagnostic, Severity};
use crate::options::Isolation;
use crate::plan::{Draft, Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-capsule",
    ids: &["X-3", "R-CAPSULE", "A-CAPSULE"],
    summary: "a type that a capsule hands to other modules stays static, unless the user confirms",
    prose: "\
`PyCapsule_New` gives a pointer to other extension modules: to the type, or to a struct with the type in it. They are not
seen here. As a heap type, the type is there once for each interpreter. Who keeps the pointer in a static variable goes on
with the type of one interpreter, and must be made to ask for the capsule anew. And the capsule owns a reference which the
collector cannot see, so the type and its module are never given back before the interpreter ends. When both will do, say
so in the configuration, for each type: `types.X.capsule = \"confirm\"`. Then a static struct becomes a variable of the
function that makes the capsule, and the capsule gets a copy with references of its own, which its destructor gives back.
Memory that is allocated for the capsule stays as it is.",
    run: Run::Body(check),
};

fn check(cx: &TypeCx, draft: &mut Draft) -> Verdict {
    let places = cx.in_capsules();
    let Some(first) = places.first() else { return Ok(()) };
    let name = cx.name();
    if let Some(place) = places.iter().find(|place| place.trouble.is_some()) {
        let message =
            format!("{name} stays as it is: it stands in {}, which other modules are handed", place.holder);
        let refusal = cx.refuse(RULE.name, "R-CAPSULE", message).at(place.at, "here");
        let help = "leave the type static; or let the module allocate the struct with references of its own to the types, \
                    and free it in the capsule's destructor";
        return Err(place.trouble.iter().fold(refusal, |refusal, why| refusal.why(why)).help(help));
    }
    if cx.cx.settings.isolation == Isolation::Types {
        let message =
            format!("{name} stays as it is: a capsule owns what the module's state owns, and there is none");
        let refusal = cx.refuse(RULE.name, "R-CAPSULE", message).at(first.at, "put into it here");
        return Err(refusal.help("leave --isolation=types out"));
    }
    if !cx.cx.is_capsule_confirmed(name) {
        let message =
            format!("{name} stays as it is: it stands in {}, which other modules are handed", first.holder);
        return Err(cx
            .refuse(RULE.name, "R-CAPSULE", message)
            .at(first.at, "here")
            .why(
                "they are not seen here: who keeps the pointer goes on with the type of one interpreter; and the capsule \
                 keeps the type, and so its module, alive",
            )
            .help(format!("if both will do, say `types.{name}.capsule = \"confirm\"` in the configuration")));
    }
    draft.drift("A-CAPSULE", "the module is not given back before the interpreter ends");
    let message = format!("{name} and its module live as long as the capsule that hands {name} out");
    draft.notes.push(
        Diagnostic::new(Severity::Note, RULE.name, message)
            .id("A-CAPSULE")
            .subject(name)
            .at(first.at, "put into it here")
            .why("the collector does not see what a capsule owns; the configuration says that this will do"),
    );
    Ok(())
}
