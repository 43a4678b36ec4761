//! Refusals that no single rule speaks, each with the prose that `explain` prints.

use crate::report::RuleInfo;

/// Every name under which the plan itself refuses.
pub const NOTICES: &[RuleInfo] = &[
    RuleInfo {
        name: "guard-choice",
        summary: "a rule that the type needs is left out",
        prose: "With `--select` or `--ignore`, or the same keys of the configuration, some rules may not act. A type that needs\n\
                one of them stays as it is: a rewrite without it would be wrong.",
    },
    RuleInfo {
        name: "guard-component",
        summary: "a type stays static because one that it is bound to does",
        prose: "Types that inherit from one another, or that share a dealloc or a traverse, move together or not at all: a\n\
                static type may not have a heap type as its base, and one function cannot serve both kinds. The message\n\
                names the type that holds the others back; its own message says why.",
    },
    RuleInfo {
        name: "guard-field",
        summary: "no rule covers a field",
        prose: "Each field of a type is claimed by exactly one rule. A field that none claims has no known place in a heap\n\
                type, so the type is left alone.",
    },
    RuleInfo {
        name: "guard-made",
        summary: "a type without an initializer of its own",
        prose: "A type object that a macro's use writes has no text of its own that could be rewritten (P-3): write the definition\n\
                out. A struct sequence (`PyStructSequence_InitType`) in a file that belongs to no module has no state to go to.\n\
                Both stay as they are; types beside them can move.",
    },
    RuleInfo {
        name: "guard-mention",
        summary: "no rule covers a use of a name",
        prose: "Each use of a type, or of a static object that moves with it, is rewritten by exactly one rule. A use that\n\
                none covers would go on naming what is no longer there, so the name stays.",
    },
    RuleInfo {
        name: "guard-module",
        summary: "a type belongs to no module, or to several",
        prose: "A heap type lives in the state of one module: the one whose `PyInit_` function reaches the file. Give the\n\
                tool all files of the module, the one with `PyInit_` among them. Code that two modules are made of cannot\n\
                change for one of them.",
    },
    RuleInfo {
        name: "guard-route",
        summary: "a function that needs the module state cannot reach it",
        prose: "A module function is given its module, a method its object, whose type knows the module; a static helper is\n\
                given the state by its callers. A function whose address goes to other code, or whose type stays\n\
                static, has no such way, nor has one that a macro writes when other code names it. Then nothing that\n\
                it names can move.\n\n\
                A dealloc may run when the state is gone. It may take its object out of a container of the module or park\n\
                it in a free list, when there is one still; and it may ask whether the object is of exactly its type: the\n\
                object's type is asked for its dealloc then, which no subclass shares.",
    },
    RuleInfo {
        name: "guard-syntax",
        summary: "code that names a type is not understood",
        prose: "Every use of a type must be read before the type can move. Where a macro of the project makes the code\n\
                unreadable, a line in the configuration says what it is: `migrate-types config macros`.",
    },
    RuleInfo {
        name: "module-init",
        summary: "the function that makes the module cannot become its exec function",
        prose: "Types in module state need multi-phase initialization (PEP 489): what follows `PyModule_Create` in `PyInit_`\n\
                moves into a function that the module definition names. That is done when every statement and every way out is\n\
                understood; else the module, and all its types, stay as they are.",
    },
];
