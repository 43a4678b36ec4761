//! Macros that name a type or a variable.

use crate::plan::{MacroCx, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-macro",
    ids: &["P-4"],
    summary: "a macro that names a type is given the state",
    prose: "\
`#define X_Check(o) Py_IS_TYPE(o, &X_Type)` gains a parameter for the state, and every use hands it on. A macro without
parameters reads the `state` of the function it is used in; it gains one where a function calls its state otherwise.
A macro that writes functions, `#define COUNT(op) static PyObject *count_ ## op(PyObject *module, PyObject *args) {...}`,
gains none: the function in its body finds the state by what CPython gives it, when nothing but tables of CPython's names
what the macro writes. Where each use writes one function, it may also call by names that it puts together.",
    run: Run::Macro(|cx: &MacroCx| {
        if cx.is_pasted() {
            return Err(cx.refuse(RULE.name, "P-4", "a macro pastes its name together"));
        }
        let (whole, address, member) = cx.shape();
        let symbol = cx.symbol;
        if cx.cx.is_made(symbol) && !address && !member {
            return Err(cx.refuse(RULE.name, "AL-7", "it is used as a whole, and becomes a pointer"));
        }
        Ok(vec![StepAt { step: Step::ReachInMacro { whole, symbol, address, member }, author: RULE.name }])
    }),
};
