//! How a function finds the module state, judged by the names in it.

use std::collections::BTreeMap;
use std::fmt;

use migrate_types::source::{SourceFile, Span};
use migrate_types::syntax::head::HeadKind;
use migrate_types::syntax::unit::Unit;

/// The ways, those that say most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// By the definition of the module, on the left operand or else on the right one.
    LeftOrRight,
    /// By the definition of the module, along the bases of a type.
    ByDefinition,
    /// From a type that cannot be a subclass: the defining class, or one that is final.
    FromType,
    /// The instance has kept it.
    Instance,
    /// The caller gives it.
    Parameter,
    /// From the module object.
    Module,
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reach::LeftOrRight => "left or right operand",
            Reach::ByDefinition => "module definition",
            Reach::FromType => "defining class or type",
            Reach::Instance => "kept in the instance",
            Reach::Parameter => "parameter",
            Reach::Module => "module object",
        })
    }
}

const CALLS: [(&str, Reach); 7] = [
    ("_PyType_GetModuleByDef2", Reach::LeftOrRight),
    ("_PyType_GetModuleByDef3", Reach::LeftOrRight),
    ("PyType_GetModuleByDef", Reach::ByDefinition),
    ("_PyType_GetModuleByDef", Reach::ByDefinition),
    ("PyType_GetModuleState", Reach::FromType),
    ("PyType_GetModule", Reach::FromType),
    ("PyModule_GetState", Reach::Module),
];

/// What reads like the state when a parameter or a member is called so.
const STATES: [&str; 3] = ["state", "module_state", "st"];

/// A function that is no longer than this, and returns a state, is one that finds it for others.
const FINDER: usize = 900;

/// For each function of a file that has the state, how it comes by it.
pub fn read(file: &SourceFile, unit: &Unit) -> BTreeMap<String, Reach> {
    let functions: Vec<Function> = unit
        .items()
        .iter()
        .filter(|head| head.kind == HeadKind::Function)
        .filter_map(|head| Some(Function::new(file, unit, head.span, &head.name.as_ref()?.text)))
        .collect();
    let mut finders: BTreeMap<String, Reach> =
        CALLS.iter().map(|&(name, reach)| (name.to_owned(), reach)).collect();
    // A finder may call another one.
    for _ in 0..3 {
        let macros = unit.macros().iter().filter_map(|one| {
            let names = one.body_tokens.iter().map(|token| token.of(&file.bytes));
            Some((one.name.text.clone(), least(names, &finders)?))
        });
        let macros: Vec<_> = macros.filter(|(name, _)| name.contains("state")).collect();
        finders.extend(macros);
        let found: Vec<_> = functions
            .iter()
            .filter(|one| one.is_finder)
            .filter_map(|one| Some((one.name.clone(), one.calls(&finders)?)))
            .collect();
        finders.extend(found);
    }
    functions.iter().filter_map(|one| Some((one.name.clone(), one.calls(&finders).or(one.has)?))).collect()
}

struct Function<'a> {
    name: String,
    names: Vec<&'a [u8]>,
    is_finder: bool,
    /// The state that it is given, or reads from an instance.
    has: Option<Reach>,
}

impl<'a> Function<'a> {
    fn new(file: &'a SourceFile, unit: &'a Unit, span: Span, name: &str) -> Function<'a> {
        let text = file.text(span);
        let (head, body) = text.split_once('{').unwrap_or((&text, ""));
        let returns = head.split_once(name).map_or("", |(before, _)| before);
        let parameters = head.split_once(name).map_or("", |(_, behind)| behind);
        let is_state =
            |word: &str| STATES.contains(&word) || word.ends_with("_state") || word.ends_with("state_t");
        let mut words = parameters.split(|c: char| !c.is_alphanumeric() && c != '_');
        // `module_state *st = self->state;`: other things are called `state`, too.
        let kept = body.lines().any(|line| {
            line.contains("state *") && STATES.iter().any(|state| line.ends_with(&format!("->{state};")))
        });
        let has = if words.any(is_state) { Some(Reach::Parameter) } else { kept.then_some(Reach::Instance) };
        Function {
            name: name.to_owned(),
            names: unit.idents_in(file, span).map(|(name, _)| name).collect(),
            is_finder: returns.contains("state") && text.len() < FINDER,
            has,
        }
    }

    fn calls(&self, finders: &BTreeMap<String, Reach>) -> Option<Reach> {
        least(self.names.iter().copied().filter(|name| *name != self.name.as_bytes()), finders)
    }
}

/// The way that says most of those that names stand for.
fn least<'a>(names: impl Iterator<Item = &'a [u8]>, finders: &BTreeMap<String, Reach>) -> Option<Reach> {
    names.filter_map(|name| finders.get(std::str::from_utf8(name).ok()?).copied()).min()
}
