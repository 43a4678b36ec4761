//! Types and variables in file-level initializers.

use crate::plan::{Rule, Run, StaticCx, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-table",
    ids: &["8", "AL-7", "X-3", "R-STATIC-INSTANCE", "R-CAPSULE"],
    summary: "a table of types becomes a variable of the function that walks it; an object is made at run time",
    prose: "\
The address of a heap type is no constant, so a table that is filled at compile time cannot hold it. A static table that
one function walks becomes a variable of that function, filled from the module state. A loop in another function that
hands each of its types to `_PyStaticType_Dealloc` goes: heap types end with their last reference. An object that is made at compile
time, and zero but for its head, becomes a pointer in the module state: the module makes the object right behind its
type. A variable that holds a type's address from compile time on, and that nothing changes, is filled behind its type. A
struct that a capsule hands out is treated as guard-capsule says. Any other use in an initializer at file level
keeps the type static.",
    run: Run::Static(|cx: &StaticCx| {
        if cx.is_type_field() {
            return Ok(Vec::new());
        }
        if cx.cx.is_instance(cx.use_) {
            let why = match cx.made_object() {
                Some(Ok(())) => return Ok(Vec::new()),
                Some(Err(why)) => why,
                None => "an instance of a heap type owns a reference to a type that exists only at run time"
                    .to_owned(),
            };
            let message = format!("{}, an instance of it, is made at compile time", cx.use_.variable);
            let diagnostic = cx.refuse(RULE.name, "R-STATIC-INSTANCE", &message);
            return Err(diagnostic
                .why(why)
                .help("make the object when the module comes up, and keep it in a static PyObject *"));
        }
        if cx.fills_second_name() {
            return Ok(Vec::new());
        }
        if let Some(step) = cx.filled_late().or_else(|| cx.handed_out()) {
            return Ok(vec![StepAt { step, author: RULE.name }]);
        }
        if let Some(refusal) = cx.refuse_capsule(RULE.name) {
            return Err(refusal);
        }
        match cx.moved_table() {
            Ok(steps) => Ok(steps.into_iter().map(|step| StepAt { step, author: RULE.name }).collect()),
            Err(why) => {
                let message = format!("its address stands in {}, which is filled at compile time", cx.use_.variable);
                Err(cx.refuse(RULE.name, "8", &message).why(why))
            }
        }
    }),
};
