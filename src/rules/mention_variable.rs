//! Static variables that hold objects.

use crate::capi::calls::{Left, Role, role_of};
use crate::plan::{MentionClass, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-variable",
    ids: &["MOD-2", "MOD-5", "MOD-11", "MOD-13"],
    summary: "a static object moves into the module state",
    prose: "\
A `static PyObject *` is shared by all interpreters and never given back. It becomes a field of the module state: what
was lazily filled stays lazy, and the module gives it back when it goes. A reference that an addition to the module took
over, or that was only borrowed, is taken once more; one that the function itself gives back after it was made is kept for
the module, after a failure, too. An array that the module allocates moves with its length, and is zero until it is
filled. What is not known to be owned is not given back, as before.",
    run: Run::Mention {
        class: MentionClass::Variable,
        run: |cx| {
            if cx.is_copied() {
                return Err(cx.refuse(RULE.name, "AL-7", "it is used as a whole, and becomes a pointer"));
            }
            if let Some(step) = cx.given_back() {
                return Ok(vec![StepAt { step, author: RULE.name }]);
            }
            let mut steps = vec![StepAt { step: Step::reach(cx), author: RULE.name }];
            if let Some(holder) = cx.shared_holder() {
                let handed = cx.handed_out(Some(holder)).ok_or_else(|| cx.refuse_shared(RULE.name, holder))?;
                steps.push(StepAt { step: handed, author: RULE.name });
            }
            // What clears the state may run twice: by the collector, and when the module goes; and the module goes when
            // it could not come up, too.
            if let Some((call, 0)) = cx.call()
                && let Some(Role::Release { leaves: Left::Dangling }) = role_of(&call.callee)
                && cx.gives_back_for_state()
            {
                steps.push(StepAt { step: Step::Clear { callee: call.name_span }, author: RULE.name });
            }
            if let Some(step) = cx.note_length() {
                steps.push(StepAt { step, author: RULE.name });
            }
            if let Some(step) = cx.retain_added() {
                steps.push(StepAt { step, author: RULE.name });
            }
            if let Some(step) = cx.retain_filled() {
                steps.push(StepAt { step, author: RULE.name });
            }
            Ok(steps)
        },
    },
};
