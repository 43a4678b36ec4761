//! How each function reaches the module state (semantics, section 5).
//!
//! Functions that mention what moves into the state need it; so does whoever calls a function that is handed it. An
//! entry point finds it from what CPython gives it; any other function gains a parameter.

use std::collections::{BTreeMap, BTreeSet};

use crate::capi::entries::{EntryKind, StateFrom};
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function, Mention};
use crate::link::{EntryUse, FnId, Owner, Symbol};

use super::ModuleCx;

/// How one function reaches the state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateRoute {
    pub fetch: Fetch,
    /// What an entry point returns when the look-up fails; `None` when it cannot fail.
    pub error: Option<&'static str>,
    /// Whether the function uses the state itself, outside `assert`: only then a variable is made.
    pub variable: bool,
}

/// Where the state comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// The function gains a parameter for the state.
    Parameter,
    /// The function gains a parameter for the module.
    ModuleParameter,
    /// From the module: the parameter at this place, or the variable that held the new module.
    Module(ModuleFrom),
    /// `PyType_GetModuleByDef` on the type at this parameter.
    Type(usize),
    /// The same on the type of the instance at this parameter.
    Instance(usize),
    /// On the types of so many first parameters, one after the other.
    Operands(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleFrom {
    Param(usize),
    Variable(String),
}

/// What a function needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    State,
    /// The module object itself, to make types: the state comes with it.
    Module,
}

/// The routes of one module.
#[derive(Debug, Default)]
pub struct Routes {
    pub by_function: BTreeMap<FnId, StateRoute>,
    /// Macros that gain a parameter for the state.
    pub macros: BTreeSet<String>,
    pub failures: Vec<Failure>,
}

/// A function that has no way to the state.
#[derive(Debug)]
pub struct Failure {
    /// What cannot leave its static place for that.
    pub blames: BTreeSet<Symbol>,
    pub diagnostic: Diagnostic,
}

/// What is asked of the router.
pub struct Demand<'a> {
    pub cx: ModuleCx<'a>,
    /// What moves into the state.
    pub live: &'a BTreeSet<Symbol>,
    /// Functions that mention it, with what they need and for which symbol.
    pub direct: Vec<(FnId, Need, Symbol)>,
    /// The function whose variable is the new module, and that variable.
    pub creator: Option<(FnId, String)>,
}

/// Finds the routes.
pub fn find(demand: &Demand) -> Routes {
    let mut router = Router { demand, needs: BTreeMap::new(), routes: Routes::default() };
    router.macros();
    router.spread();
    router.routes
}

struct Router<'a, 'd> {
    demand: &'d Demand<'a>,
    /// What each function needs, for which symbols.
    needs: BTreeMap<FnId, (Need, BTreeSet<Symbol>)>,
    routes: Routes,
}

impl<'a> Router<'a, '_> {
    fn cx(&self) -> ModuleCx<'a> {
        self.demand.cx
    }

    fn facts(&self, function: FnId) -> &'a Function {
        self.cx().project.function(function)
    }

    /// Macros that name a live symbol, with the symbols: closed over macros that use macros.
    fn macro_symbols(&self) -> BTreeMap<String, BTreeSet<Symbol>> {
        let cx = self.cx();
        let mut known: BTreeMap<String, BTreeSet<Symbol>> = BTreeMap::new();
        loop {
            let before = known.values().map(BTreeSet::len).sum::<usize>();
            for definition in cx.project.macros.iter() {
                let file = definition.span.file;
                let Some(at) = cx.module.files.iter().copied().find(|&at| cx.project.files[at].file == file)
                else {
                    continue;
                };
                let mut symbols = BTreeSet::new();
                for (name, _) in &definition.idents {
                    let symbol = cx.module.names.symbol(&cx.project.files, at, name);
                    symbols.extend(symbol.filter(|symbol| self.demand.live.contains(symbol)));
                    symbols.extend(known.get(name).into_iter().flatten());
                }
                if !symbols.is_empty() {
                    known.entry(definition.name.clone()).or_default().extend(symbols);
                }
            }
            if known.values().map(BTreeSet::len).sum::<usize>() == before {
                return known;
            }
        }
    }

    fn macros(&mut self) {
        let macros = self.macro_symbols();
        let cx = self.cx();
        for id in cx.module.functions(cx.project) {
            for use_ in &self.facts(id).macro_uses {
                if let Some(symbols) = macros.get(&use_.name) {
                    self.need(id, Need::State, symbols.clone());
                }
            }
        }
        self.routes.macros = macros.into_keys().collect();
        for &(function, need, symbol) in &self.demand.direct {
            self.need(function, need, BTreeSet::from([symbol]));
        }
    }

    /// Notes a need. Says whether that is news.
    fn need(&mut self, function: FnId, need: Need, symbols: BTreeSet<Symbol>) -> bool {
        let known = self.needs.entry(function).or_insert((need, BTreeSet::new()));
        let before = (known.0, known.1.len());
        known.0 = known.0.max(need);
        known.1.extend(symbols);
        before != (known.0, known.1.len()) || before.1 == 0
    }

    /// Gives each function in need its route, and hands the need on to callers of those that gain a parameter.
    fn spread(&mut self) {
        let mut rest: Vec<FnId> = self.needs.keys().copied().collect();
        while let Some(function) = rest.pop() {
            let (need, symbols) = self.needs[&function].clone();
            match self.route(function, need) {
                Ok(route) => {
                    let gains = match route.fetch {
                        Fetch::Parameter => Some(Need::State),
                        Fetch::ModuleParameter => Some(Need::Module),
                        _ => None,
                    };
                    self.routes.by_function.insert(function, route);
                    let Some(need) = gains else { continue };
                    for (caller, _) in self.callers(function) {
                        if self.need(caller, need, symbols.clone()) {
                            rest.push(caller);
                        }
                    }
                }
                Err(diagnostic) => {
                    self.routes.failures.push(Failure { blames: symbols, diagnostic: *diagnostic })
                }
            }
        }
        self.check_direct_calls();
    }

    fn callers(&self, function: FnId) -> Vec<(FnId, usize)> {
        self.cx().module.callers.get(&function).cloned().unwrap_or_default()
    }

    fn route(&self, function: FnId, need: Need) -> Result<StateRoute, Box<Diagnostic>> {
        let fail = |message: String| Err(Box::new(self.failure(function, message)));
        let name = &self.facts(function).name.text;
        if let Some((creator, variable)) = &self.demand.creator
            && *creator == function
        {
            let fetch = Fetch::Module(ModuleFrom::Variable(variable.clone()));
            return Ok(self.infallible(function, fetch));
        }
        let entries = self.cx().module.entries_of(function);
        if let Some(places) = self.cx().module.loose.get(&function) {
            let message =
                format!("the address of {name} is taken, and whoever calls it then has no state to give it");
            let mut diagnostic = self.failure(function, message).id("A-CALLBACK");
            diagnostic.labels.insert(
                0,
                crate::diagnostic::Label { span: places[0], text: "its address is taken here".to_owned() },
            );
            return Err(Box::new(diagnostic));
        }
        if entries.is_empty() {
            return Ok(self.parameter(function, need));
        }
        let mut fetches = Vec::new();
        for entry in entries {
            let fetch = self.entry_fetch(function, entry, need)?;
            if !fetches.contains(&fetch) {
                fetches.push(fetch);
            }
        }
        let [fetch] = &fetches[..] else {
            return fail(format!(
                "{name} is called by CPython in ways that lead to the state by different routes"
            ));
        };
        if let Fetch::Module(_) = fetch {
            return Ok(self.infallible(function, fetch.clone()));
        }
        match entries[0].entry.returns.error() {
            Some(error) => {
                let variable = self.uses_outside_asserts(function);
                Ok(StateRoute { fetch: fetch.clone(), error: Some(error), variable })
            }
            None => fail(format!("{name} cannot report a failure, and the look-up of the state can fail")),
        }
    }

    fn infallible(&self, function: FnId, fetch: Fetch) -> StateRoute {
        StateRoute { fetch, error: None, variable: self.uses_outside_asserts(function) }
    }

    /// A helper: by a parameter that always is the module, else by a new one.
    fn parameter(&self, function: FnId, need: Need) -> StateRoute {
        if let Some(param) = self.module_param(function, &mut Vec::new()) {
            return self.infallible(function, Fetch::Module(ModuleFrom::Param(param)));
        }
        match need {
            Need::State => StateRoute { fetch: Fetch::Parameter, error: None, variable: false },
            Need::Module => self.infallible(function, Fetch::ModuleParameter),
        }
    }

    /// Whether a variable for the state is wanted: something other than an assertion uses it.
    fn uses_outside_asserts(&self, function: FnId) -> bool {
        let facts = self.facts(function);
        let live = |mention: &Mention| {
            let symbol = self.cx().module.names.mentioned(&self.cx().project.files, function, mention);
            symbol.is_some_and(|symbol| self.demand.live.contains(&symbol))
        };
        let mentions = facts.mentions.iter().any(|mention| !mention.in_assert && live(mention));
        let macros =
            facts.macro_uses.iter().any(|one| !one.in_assert && self.routes.macros.contains(&one.name));
        let passes = || {
            facts.calls.iter().any(|call| {
                let callee =
                    self.cx().module.names.function(&self.cx().project.files, function.0, &call.callee);
                callee.is_some_and(|callee| self.needs.contains_key(&callee)) && !call.in_assert
            })
        };
        mentions || macros || passes()
    }

    /// The parameter of a helper that is the module at every call.
    fn module_param(&self, function: FnId, seen: &mut Vec<FnId>) -> Option<usize> {
        if seen.contains(&function) || self.cx().module.loose.contains_key(&function) {
            return None;
        }
        seen.push(function);
        let callers = self.callers(function);
        let params = &self.facts(function).params.list;
        let is_module = |at: usize| {
            !callers.is_empty()
                && callers.iter().all(|&(caller, call)| {
                    let arg = self.facts(caller).calls[call].args.get(at);
                    arg.is_some_and(|arg| self.is_module(caller, &arg.kind, &mut seen.clone()))
                })
        };
        (0..params.len())
            .find(|&at| params[at].ty.base == "PyObject" && params[at].ty.stars == 1 && is_module(at))
    }

    /// Whether an argument in `function` is the module object.
    fn is_module(&self, function: FnId, kind: &ArgKind, seen: &mut Vec<FnId>) -> bool {
        let ArgKind::Name(name) = kind else { return false };
        if let Some((creator, variable)) = &self.demand.creator
            && *creator == function
        {
            return variable == name;
        }
        let params = &self.facts(function).params.list;
        let is_param =
            |at: usize| params.get(at).and_then(|param| param.name.as_ref()).is_some_and(|n| n.text == *name);
        let entries = self.cx().module.entries_of(function);
        if entries.is_empty() {
            return self.module_param(function, seen).is_some_and(is_param);
        }
        entries.iter().all(|one| match one.entry.kind.state_from() {
            StateFrom::Module(at) => is_param(at),
            _ => false,
        })
    }

    fn entry_fetch(&self, function: FnId, entry: &EntryUse, need: Need) -> Result<Fetch, Box<Diagnostic>> {
        let name = &self.facts(function).name.text;
        let fail = |message: String, id: &'static str| {
            let diagnostic = self.failure(function, message).id(id);
            Err(Box::new(diagnostic.at(entry.span, "it is an entry point by this")))
        };
        let from = entry.entry.kind.state_from();
        if let StateFrom::Module(at) = from {
            return Ok(Fetch::Module(ModuleFrom::Param(at)));
        }
        if need == Need::Module {
            return fail(format!("{name} makes types, and CPython does not give it the module"), "");
        }
        match &entry.owner {
            Owner::Type(id) if self.demand.live.contains(&Symbol::Type(*id)) => {}
            Owner::Type(id) => {
                let owner = &self.cx().project.type_def(*id).name.text;
                return fail(
                    format!(
                        "{name} is a function of {owner}, which stays static: no way leads from it to the module"
                    ),
                    "",
                );
            }
            Owner::HeapType(table) => {
                return fail(format!("{name} is a function of the heap type made from {table}"), "");
            }
            Owner::Unknown(table) => {
                return fail(
                    format!("{name} is reached through {table}, which no type here points to"),
                    "A-CALLBACK",
                );
            }
            Owner::Module => {}
        }
        match from {
            StateFrom::Type(at) => Ok(Fetch::Type(at)),
            StateFrom::Instance(at) => Ok(Fetch::Instance(at)),
            StateFrom::DefiningClass(at) => Ok(Fetch::Type(at)),
            StateFrom::OneOfFirst(count) => Ok(Fetch::Operands(count)),
            StateFrom::Dying(_) | StateFrom::Finalizing(_) => {
                fail(format!("{name} may run when the module state is gone already"), "T-DEALLOC-11")
            }
            StateFrom::Nothing if entry.entry.kind == EntryKind::StaticMethod => fail(
                format!("{name} is a static method: CPython gives it nothing to find the module by"),
                "R-STATICMETHOD",
            ),
            _ => fail(format!("{name} is given nothing to find the module by"), ""),
        }
    }

    /// Entry points that are called directly, too, must be given there what they find the state by.
    fn check_direct_calls(&mut self) {
        let mut failures = Vec::new();
        for (&function, route) in &self.routes.by_function {
            let param = match &route.fetch {
                Fetch::Module(ModuleFrom::Param(at)) | Fetch::Type(at) | Fetch::Instance(at) => *at,
                _ => continue,
            };
            let of_module = matches!(route.fetch, Fetch::Module(_));
            for (caller, at) in self.callers(function) {
                let call = &self.facts(caller).calls[at];
                let good = match call.args.get(param).map(|arg| &arg.kind) {
                    None | Some(ArgKind::Null | ArgKind::Str) => false,
                    Some(kind) => !of_module || self.is_module(caller, kind, &mut Vec::new()),
                };
                if !good {
                    let callee = &self.facts(function).name.text;
                    let message =
                        format!("{callee} is called here without what it finds the module state by");
                    let diagnostic = Diagnostic::refusal("guard-route", message).at(call.span, "this call");
                    failures.push((function, diagnostic));
                }
            }
        }
        for (function, diagnostic) in failures {
            let blames = self.needs[&function].1.clone();
            self.routes.failures.push(Failure { blames, diagnostic });
        }
    }

    fn failure(&self, function: FnId, message: String) -> Diagnostic {
        let facts = self.facts(function);
        Diagnostic::refusal("guard-route", message)
            .at(facts.name.span, "this function needs the module state")
            .why("what it uses moves into the module state, which every function must be able to reach")
    }
}
