//! Finds out how a module comes up, and whether that can be taken apart (semantics, section 6).

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::{EntryKind, MODULE_DEF};
use crate::diagnostic::Diagnostic;
use crate::facts::{
    ArgKind, Call, Function, InitShape, MacroFact, MacroUse, ModuleMacro, Return, creations, init_shape,
    module_macro, variable_shape, word_shape,
};
use crate::link::{FnId, Symbol, TableId};
use crate::source::Span;

use super::back;
use super::exits;
use super::module::{Creation, Definition, InitPlan, Split};
use super::pointers;
use super::{Isolation, ModuleCx};

/// How the module comes up.
pub fn find(cx: &ModuleCx) -> Result<InitPlan, Diagnostic> {
    if cx.isolation() == Isolation::Types {
        pointers::one_lock(cx)?;
        return Ok(InitPlan::Kept(Box::new(pointers::kept(cx))));
    }
    let makers: Vec<FnId> = cx
        .module
        .functions(cx.project)
        .filter(|&id| {
            let function = cx.project.function(id);
            creations(function).next().is_some()
                || creating_macro(cx, function).is_some()
                || creating_word(cx, function).is_some()
        })
        .collect();
    match makers[..] {
        [] => find_exec(cx),
        [creator] => find_split(cx, creator).map(|split| InitPlan::Split(Box::new(split))),
        [first, second, ..] => {
            let place = cx.project.function(second).name.span;
            let message = format!("module {} is created in more than one function", cx.module.name);
            let diagnostic = refuse(message).at(cx.project.function(first).name.span, "here");
            Err(diagnostic.at(place, "and here"))
        }
    }
}

/// A definition that is made by single-phase initialization has no slots.
fn no_slots(cx: &ModuleCx, table: TableId) -> Result<(), Diagnostic> {
    let row = cx.project.table(table).only();
    match row.and_then(|row| row.cell(MODULE_DEF, "m_slots")).filter(|cell| !cell.value.is_null()) {
        None => Ok(()),
        Some(cell) => {
            let message =
                format!("module {} has slots, and is made by single-phase initialization", cx.module.name);
            Err(refuse(message).at(cell.value.span, "this field of its definition"))
        }
    }
}

/// A refusal of the whole module.
pub fn refuse(message: String) -> Diagnostic {
    Diagnostic::refusal("module-init", message).id("R-INIT").why(
        "heap types in module state need multi-phase initialization: what makes the module must become its exec function",
    )
}

fn find_exec(cx: &ModuleCx) -> Result<InitPlan, Diagnostic> {
    let init = cx.project.function(cx.module.py_init);
    let starts = init.calls.iter().find(|call| role_of(&call.callee) == Some(Role::InitModuleDef));
    let named = |call: &Call| match call.args.first().map(|arg| &arg.kind) {
        Some(ArgKind::Address(name) | ArgKind::Name(name)) => {
            cx.module.names.table(&cx.project.files, cx.module.py_init.0, name)
        }
        _ => None,
    };
    let Some(definition) = starts.and_then(named) else {
        let message = format!("no creation of module {} is found in {}", cx.module.name, init.name.text);
        return Err(refuse(message).at(init.name.span, "this function"));
    };
    let exec = cx.module.functions(cx.project).find(|&id| cx.module.is_exec(id));
    match exec {
        Some(exec) => Ok(InitPlan::Exec { exec, definition }),
        None => {
            let message = format!("module {} has no Py_mod_exec function", cx.module.name);
            Err(refuse(message).at(init.name.span, "this function"))
        }
    }
}

fn find_split(cx: &ModuleCx, creator: FnId) -> Result<Split, Diagnostic> {
    let function = cx.project.function(creator);
    let (creation, definition, span) = match (creating_macro(cx, function), creating_word(cx, function)) {
        (Some((use_, made)), _) => by_macro(cx, function, use_, &made)?,
        (None, Some((use_, definition))) => by_word(cx, creator, use_, &definition)?,
        (None, None) => by_call(cx, creator)?,
    };
    let shape = creation.shape();
    let at = |message: String| refuse(message).at(span, "the module is created here");
    let caller = find_caller(cx, creator)?;
    let found_again = found_again(function, shape.variable.as_deref());
    let again = |span: &Span| found_again.iter().any(|statement| statement.contains(*span));
    let (variable, kept) = match (&shape.variable, &shape.declared) {
        (Some(variable), Some(_))
            if shape.reassigned.iter().all(again) && !is_set_by_macro(cx, function, variable) =>
        {
            (variable.clone(), None)
        }
        (Some(variable), Some(_)) => (free_local(function), Some(variable.clone())),
        // A file-level variable holds the module: it goes, and so do its other uses.
        (Some(variable), None) if is_global(cx, creator, variable) => (free_local(function), None),
        (None, _) if is_returned(function, shape) => (free_local(function), None),
        _ => return Err(at(format!("the new module {} is not kept in a local variable", cx.module.name))),
    };
    let holder = kept.as_ref().or(shape.variable.as_ref()).unwrap_or(&variable);
    if let Some(cleared) =
        shape.clears.iter().find(|one| kept.is_none() && (!one.returns || one.statement.is_none()))
    {
        let message = format!("{} gives the module up, and goes on", function.name.text);
        return Err(refuse(message).at(cleared.call, "here"));
    }
    let mut exits = exits::find(cx, creator, holder, shape.call)?;
    exits.retain(|exit| !again(&exit.span));
    if let Some(inside) = exits.iter().find(|exit| exit.success && exit.value_only && kept.is_some()) {
        let message =
            format!("a macro returns the module from {}, whose variable is used again", function.name.text);
        return Err(refuse(message).at(inside.span, "here"));
    }
    back::check(cx, creator, caller.is_some())?;
    Ok(Split { creator, caller, creation, definition, variable, kept, found_again, exits })
}

/// Whether a macro that the function names sets the variable: `#define IMPORT(NAME) module = PyImport_ImportModule(NAME)`.
fn is_set_by_macro(cx: &ModuleCx, function: &Function, variable: &str) -> bool {
    let sets = |one: &MacroFact| one.tokens.windows(2).any(|pair| pair[0].0 == variable && pair[1].0 == "=");
    function.idents.iter().any(|name| cx.module.macros.get(name).iter().any(|one| sets(one)))
}

/// Whether the module is returned right where it is made: `return PyModule_Create(&def);`.
fn is_returned(function: &Function, shape: &InitShape) -> bool {
    function.returned.iter().any(|one| {
        one.value
            .as_ref()
            .is_some_and(|(span, kind)| span.contains(shape.call) && matches!(kind, ArgKind::Call(_)))
    })
}

fn is_global(cx: &ModuleCx, creator: FnId, variable: &str) -> bool {
    matches!(cx.module.names.symbol(&cx.project.files, creator.0, variable), Some(Symbol::Global(_)))
}

/// `m = PyState_FindModule(&def); if (m) { Py_INCREF(m); return m; }`: with multi-phase initialization CPython asks for a
/// new module each time, and the two statements go.
fn found_again(function: &Function, variable: Option<&str>) -> Vec<Span> {
    let Some(variable) = variable else { return Vec::new() };
    let finds =
        |call: &&Call| call.callee == "PyState_FindModule" && call.result.as_deref() == Some(variable);
    let Some(find) = function.calls.iter().find(finds) else { return Vec::new() };
    let test = function.if_behind(find.anchor.span, variable);
    let returns = |span: &Span| function.returned.iter().any(|one| span.contains(one.span));
    match test.filter(returns) {
        Some(test) => vec![find.anchor.span, test],
        None => Vec::new(),
    }
}

/// A name for the module that the function does not use.
fn free_local(function: &Function) -> String {
    let is_free = |name: &&str| function.idents.binary_search_by(|known| known.as_str().cmp(name)).is_err();
    ["module", "mod", "m"].into_iter().find(is_free).unwrap_or("new_module").to_owned()
}

fn by_call(cx: &ModuleCx, creator: FnId) -> Result<(Creation, Definition, Span), Diagnostic> {
    let function = cx.project.function(creator);
    let mut all = creations(function);
    let creation = all.next().expect("a creator has a creating call");
    if let Some(second) = all.next() {
        let message = format!("{} creates more than one module", function.name.text);
        return Err(refuse(message).at(creation.span, "here").at(second.span, "and here"));
    }
    let shape = init_shape(function, creation);
    let at = |message: String| refuse(message).at(creation.span, "the module is created here");
    let named = shape.definition.as_ref();
    let Some(table) = named.and_then(|name| cx.module.names.table(&cx.project.files, creator.0, name)) else {
        return Err(at(format!("the definition of module {} is not found", cx.module.name)));
    };
    no_slots(cx, table)?;
    let is_simple = shape.statement.is_some() || shape.checked_in_place.is_some();
    if !is_simple && !is_returned(function, &shape) {
        return Err(at("the module is created inside a larger expression".to_owned()));
    }
    Ok((Creation::Call(shape), Definition::Table(table), creation.span))
}

/// The use of a macro that makes the module, if the function has one.
fn creating_macro<'a>(cx: &ModuleCx<'a>, function: &'a Function) -> Option<(&'a MacroUse, ModuleMacro)> {
    function.macro_uses.iter().find_map(|use_| match cx.module.macros.get(&use_.name) {
        [definition] => module_macro(definition).map(|made| (use_, made)),
        _ => None,
    })
}

/// The use of a macro that stands for `PyModule_Create(&def)`, and the definition's name.
fn creating_word<'a>(cx: &ModuleCx<'a>, function: &'a Function) -> Option<(&'a MacroUse, String)> {
    function.macro_uses.iter().find_map(|use_| {
        let [definition] = cx.module.macros.get(&use_.name) else { return None };
        let words: Vec<&str> = definition.tokens.iter().map(|(word, _)| word.as_str()).collect();
        let words = words.strip_suffix(&[";"]).unwrap_or(&words);
        match words {
            ["PyModule_Create", "(", "&", name, ")"] => Some((use_, (*name).to_owned())),
            _ => None,
        }
    })
}

fn by_word(
    cx: &ModuleCx,
    creator: FnId,
    use_: &MacroUse,
    definition: &str,
) -> Result<(Creation, Definition, Span), Diagnostic> {
    let function = cx.project.function(creator);
    let Some(table) = cx.module.names.table(&cx.project.files, creator.0, definition) else {
        let message = format!("the definition of module {} is not found", cx.module.name);
        return Err(refuse(message).at(use_.span, "the module is created here"));
    };
    no_slots(cx, table)?;
    Ok((Creation::Call(word_shape(function, use_.span)), Definition::Table(table), use_.span))
}

fn by_macro(
    cx: &ModuleCx,
    function: &Function,
    use_: &MacroUse,
    made: &ModuleMacro,
) -> Result<(Creation, Definition, Span), Diagnostic> {
    let call = function.calls.iter().find(|call| call.name_span == use_.span);
    let params = cx.module.macros.get(&use_.name)[0].params.clone().unwrap_or_default();
    let args: Vec<(String, Span)> = match call {
        Some(call) => params.into_iter().zip(call.args.iter().map(|arg| arg.span)).collect(),
        None => Vec::new(),
    };
    let given = |word: &str| args.iter().find(|(param, _)| param == word).map(|(_, span)| *span);
    let arg_name = call.and_then(|call| {
        let at = args.iter().position(|(param, _)| *param == made.variable)?;
        match &call.args[at].kind {
            ArgKind::Name(name) => Some(name.clone()),
            _ => None,
        }
    });
    let variable = arg_name.unwrap_or_else(|| made.variable.clone());
    let statement = call.map_or(use_.span, |call| call.statement.unwrap_or(call.span));
    let mut shape: InitShape = variable_shape(function, &variable, statement);
    shape.definition = Some(made.definition.clone());
    let cells = made.cells.iter().map(|cell| match given(cell) {
        Some(span) => Ok(super::module::CellText::Given(span)),
        None if cell.split(' ').any(|word| given(word).is_some()) => Err(cell.clone()),
        None => Ok(super::module::CellText::Plain(cell.clone())),
    });
    match cells.collect::<Result<Vec<_>, _>>() {
        Ok(cells) => {
            let definition = Definition::Expanded { name: made.definition.clone(), cells };
            Ok((Creation::Macro { statement, shape }, definition, use_.span))
        }
        Err(cell) => {
            let message = format!("{} makes the module with `{cell}`, which is not followed", use_.name);
            Err(refuse(message).at(use_.span, "here"))
        }
    }
}

/// What the `PyInit_` function returns, when the creator is another one whose result it only hands on.
fn find_caller(cx: &ModuleCx, creator: FnId) -> Result<Option<Span>, Diagnostic> {
    let py_init = cx.module.py_init;
    if creator == py_init {
        return Ok(None);
    }
    let facts = cx.project.function(py_init);
    let creator_name = &cx.project.function(creator).name.text;
    let returned = match &facts.returned[..] {
        [Return { value: Some((span, ArgKind::Call(name))), .. }] if name == creator_name => Some(*span),
        _ => None,
    };
    match returned {
        Some(span) if facts.calls.len() == 1 => Ok(Some(span)),
        _ => {
            let message = format!("{} does more than return what {creator_name} gives", facts.name.text);
            Err(refuse(message).at(facts.name.span, "this function"))
        }
    }
}

/// The functions that run only while the module comes up: its maker, and helpers that nothing else calls.
pub fn functions(cx: &ModuleCx, maker: FnId) -> Vec<FnId> {
    let mut found = vec![maker];
    loop {
        let more = cx.module.functions(cx.project).find(|id| {
            let callers = cx.module.callers.get(id).map_or(&[][..], Vec::as_slice);
            let only_init = !callers.is_empty() && callers.iter().all(|(caller, _)| found.contains(caller));
            only_init && !found.contains(id) && is_helper(cx, *id)
        });
        match more {
            Some(id) => found.push(id),
            None => return found,
        }
    }
}

fn is_helper(cx: &ModuleCx, function: FnId) -> bool {
    !cx.module.loose.contains_key(&function)
        && cx.module.entries_of(function).iter().all(|one| one.entry.kind == EntryKind::ModuleInit)
}
