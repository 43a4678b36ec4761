//! Variables whose names a macro puts together: `#define INTERN(S) py_ ## S = PyUnicode_InternFromString(#S)`.

use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, MacroFact, Paste};
use crate::link::Symbol;

use super::ModuleCx;

/// One paste in a macro's body, with what its uses make of it.
#[derive(Debug)]
pub struct Pasted<'a> {
    pub definition: &'a MacroFact,
    pub paste: Paste,
    /// The variables that it stands for, in the order of the uses.
    pub symbols: Vec<Symbol>,
    /// Why the paste cannot be followed, if it cannot.
    doubt: Option<Diagnostic>,
}

/// The pastes of the module's macros that stand for a symbol at some use.
pub fn find<'a>(cx: &ModuleCx<'a>) -> Vec<Pasted<'a>> {
    let mut found = Vec::new();
    for definition in cx.module.macros.iter() {
        if cx.file_of(definition.span).is_none() {
            continue;
        }
        let pastes = definition.pastes().into_iter().map(|paste| read(cx, definition, paste));
        found.extend(pastes.filter(|pasted| !pasted.symbols.is_empty()));
    }
    found.sort_by_key(|pasted| pasted.paste.span);
    found
}

fn read<'a>(cx: &ModuleCx<'a>, definition: &'a MacroFact, paste: Paste) -> Pasted<'a> {
    let mut pasted = Pasted { definition, paste, symbols: Vec::new(), doubt: None };
    let mut unknown = Vec::new();
    for function in cx.module.functions(cx.project) {
        for call in cx.project.function(function).calls.iter().filter(|one| one.callee == definition.name) {
            let name = match call.args.get(pasted.paste.param).map(|arg| &arg.kind) {
                Some(ArgKind::Name(word)) => format!("{}{word}{}", pasted.paste.before, pasted.paste.after),
                _ => String::new(),
            };
            match cx.module.names.symbol(&cx.project.files, function.0, &name) {
                Some(symbol @ Symbol::Global(id)) if cx.project.global(id).function.is_none() => {
                    pasted.symbols.push(symbol);
                }
                _ => unknown.push(call.span),
            }
        }
    }
    let wrapping = cx.module.macros.iter().find(|one| one.names(&definition.name));
    let refuse = |message: String| Diagnostic::refusal("mention-macro", message).id("P-4");
    let name = &definition.name;
    if let Some(&span) = unknown.first() {
        let message = format!("{name} pastes the name of a variable together, and of something else here");
        pasted.doubt = Some(refuse(message).at(span, "here"));
    } else if let Some(other) = wrapping {
        let message = format!("{name} pastes the name of a variable together, for another macro");
        pasted.doubt = Some(refuse(message).at(other.name_span, "used in this macro"));
    } else if cx.module.macros.get(name).len() > 1 {
        let message = format!("{name} pastes the name of a variable together, and is defined twice");
        pasted.doubt = Some(refuse(message).at(definition.name_span, "one definition"));
    }
    pasted
}

impl Pasted<'_> {
    /// Whether the paste can be given the state; the reason if it cannot.
    pub fn verdict(&self) -> Result<(), Diagnostic> {
        self.doubt.clone().map_or(Ok(()), |doubt| Err(doubt.at(self.paste.span, "pasted here")))
    }
}
