//! How each function reaches the module state (semantics, section 5).
//!
//! Functions that mention what moves into the state need it; so does whoever calls a function that is handed it. An
//! entry point finds it from what CPython gives it; any other function gains a parameter.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function};
use crate::link::{FnId, Symbol, TableId};
use crate::source::Span;

use super::ModuleCx;
use super::by_macro::{self, MacroCalls};
use super::home::StateHome;
use super::pasted::{self, Pasted};
pub use super::route::{Cause, EntryPoint, Fetch, Fill, ModuleFrom, Need, StateName, StateRoute, UserData};
use super::written::WrittenRoute;

/// The routes of one module.
#[derive(Debug, Default)]
pub struct Routes {
    pub by_function: BTreeMap<FnId, StateRoute>,
    /// Macros that gain a parameter for the state.
    pub macros: BTreeSet<String>,
    /// Those among them that write functions, which find the state by themselves: they gain none.
    pub written: BTreeMap<String, WrittenRoute>,
    /// Calls of entry points that give NULL for the module: the function, the call and the place of the argument.
    pub fills: Vec<(FnId, usize, usize)>,
    /// Members of structs that must be filled with the state: by which function, and the value that stood there.
    pub carried: BTreeSet<(FnId, Span)>,
    /// Parameters that are functions, and gain a parameter themselves: whose, and the place.
    pub handed: BTreeSet<(FnId, usize)>,
    /// Places for the results of converters that must be given with the state: by which function.
    pub conversions: BTreeSet<(FnId, Span)>,
    /// Calls in macros that hand the state on: the function they stand in, the parenthesis, and whether nothing is behind it.
    pub in_macros: BTreeSet<(FnId, Span, bool)>,
    pub failures: Vec<Failure>,
}

/// A function that has no way to the state.
#[derive(Debug)]
pub struct Failure {
    /// What cannot leave its static place for that.
    pub blames: BTreeSet<Cause>,
    pub diagnostic: Diagnostic,
}

/// What is asked of the router.
pub struct Demand<'a> {
    pub cx: ModuleCx<'a>,
    /// What moves into the state.
    pub live: &'a BTreeSet<Symbol>,
    pub home: &'a StateHome,
    /// Functions that mention it, with what they need and for which symbol.
    pub direct: Vec<(FnId, Need, Cause)>,
    /// The definition of the module.
    pub definition: Option<TableId>,
    /// The function whose variable is the new module, and that variable.
    pub creator: Option<(FnId, String)>,
    /// The m_free of the source: all it does for the state is to call m_clear.
    pub free: Option<FnId>,
}

/// Finds the routes.
pub fn find(demand: &Demand) -> Routes {
    let mut twofold = BTreeSet::new();
    loop {
        let pasted = pasted::find(&demand.cx);
        let macro_calls = by_macro::find(&demand.cx);
        let mut router = Router {
            demand,
            pasted,
            macro_calls,
            twofold,
            needs: BTreeMap::new(),
            routes: Routes::default(),
        };
        router.start();
        router.spread();
        router.finish();
        let more = router.called_with_nothing();
        if more.is_empty() {
            router.check_clinic_headers();
            router.check_direct_calls();
            router.check_macro_calls();
            router.check_written_calls();
            return router.routes;
        }
        // Who calls them must have the state now: all is found anew.
        twofold = router.twofold;
        twofold.extend(more);
    }
}

pub(super) struct Router<'a, 'd> {
    pub(super) demand: &'d Demand<'a>,
    pasted: Vec<Pasted<'a>>,
    pub(super) macro_calls: Vec<MacroCalls>,
    /// Entry points whose body becomes a function of its own.
    pub(super) twofold: BTreeSet<FnId>,
    /// What each function needs, for which symbols.
    pub(super) needs: BTreeMap<FnId, (Need, BTreeSet<Cause>)>,
    pub(super) routes: Routes,
}

impl<'a> Router<'a, '_> {
    pub(super) fn cx(&self) -> ModuleCx<'a> {
        self.demand.cx
    }

    pub(super) fn facts(&self, function: FnId) -> &'a Function {
        self.cx().project.function(function)
    }

    /// The needs that mentions and macros make.
    fn start(&mut self) {
        for &(function, need, cause) in &self.demand.direct {
            self.need(function, need, BTreeSet::from([cause]));
        }
        let macros = self.macro_symbols();
        self.macro_needs(&macros);
        self.routes.macros = macros.into_keys().collect();
    }

    /// Functions that use a macro which needs the state need it, too. Says which are new.
    fn macro_needs(&mut self, macros: &BTreeMap<String, BTreeSet<Cause>>) -> Vec<FnId> {
        let cx = self.cx();
        let mut news = Vec::new();
        for id in cx.module.functions(cx.project) {
            let uses = self.facts(id).macro_uses.iter();
            for use_ in uses.filter(|one| !cx.is_stateless(id, one.span)) {
                if let Some(symbols) = macros.get(&use_.name)
                    && self.need(id, Need::State, symbols.clone())
                {
                    news.push(id);
                }
            }
        }
        news
    }

    /// Macros that name a live symbol, a way to the state, or a function that gains a parameter: with the symbols they
    /// need it for, closed over macros that use macros.
    pub(super) fn macro_symbols(&self) -> BTreeMap<String, BTreeSet<Cause>> {
        let cx = self.cx();
        let mut known: BTreeMap<String, BTreeSet<Cause>> = BTreeMap::new();
        let mut count = usize::MAX;
        while count != known.values().map(BTreeSet::len).sum::<usize>() {
            count = known.values().map(BTreeSet::len).sum();
            for definition in cx.module.macros.iter() {
                let Some(file) = cx.file_of(definition.span) else { continue };
                // A way itself goes; it does not gain a parameter.
                if self.demand.home.ways.macros.contains(&definition.name) {
                    continue;
                }
                let mut symbols = BTreeSet::new();
                for (name, _) in &definition.idents {
                    symbols.extend(self.named_in_macro(file, name));
                    symbols.extend(known.get(name).into_iter().flatten());
                }
                let of_macro = self.pasted.iter().filter(|pasted| pasted.definition.name == definition.name);
                let live =
                    of_macro.flat_map(|pasted| &pasted.symbols).filter(|one| self.demand.live.contains(one));
                symbols.extend(live.map(|&symbol| Cause::Moved(symbol)));
                if !symbols.is_empty() {
                    known.entry(definition.name.clone()).or_default().extend(symbols);
                }
            }
        }
        known
    }

    /// What a name in a macro's body needs the state for.
    pub(super) fn named_in_macro(&self, file: usize, name: &str) -> Vec<Cause> {
        let cx = self.cx();
        let symbol = cx.module.names.symbol(&cx.project.files, file, name);
        if let Some(symbol) = symbol.filter(|symbol| self.demand.live.contains(symbol)) {
            return vec![Cause::Moved(symbol)];
        }
        let ways = &self.demand.home.ways;
        let function = cx.module.names.function(&cx.project.files, file, name);
        let is_way = function.is_some_and(|function| ways.functions.contains(&function));
        if is_way || ways.macros.iter().any(|way| way == name) {
            return vec![Cause::State];
        }
        let gains = |function: &FnId| {
            self.routes.by_function.get(function).is_some_and(|route| route.fetch == Fetch::Parameter)
        };
        match function.filter(gains) {
            Some(function) => self.needs[&function].1.iter().copied().collect(),
            None => Vec::new(),
        }
    }

    /// Notes a need. Says whether that is news.
    pub(super) fn need(&mut self, function: FnId, need: Need, symbols: BTreeSet<Cause>) -> bool {
        if self.demand.home.ways.functions.contains(&function) {
            return false;
        }
        let is_new = !self.needs.contains_key(&function);
        let known = self.needs.entry(function).or_insert((need, BTreeSet::new()));
        let before = (known.0, known.1.len());
        known.0 = known.0.max(need);
        known.1.extend(symbols);
        is_new || before != (known.0, known.1.len())
    }

    /// Gives each function in need its route, and hands the need on to callers of those that gain a parameter.
    fn spread(&mut self) {
        let mut rest: Vec<FnId> = self.needs.keys().copied().collect();
        loop {
            while let Some(function) = rest.pop() {
                rest.extend(self.settle(function));
            }
            // A macro may call what gained a parameter.
            let macros = self.macro_symbols();
            if macros.keys().any(|name| !self.routes.macros.contains(name)) {
                rest = self.macro_needs(&macros);
                self.routes.macros = macros.into_keys().collect();
                continue;
            }
            rest = self.late_callers();
            if rest.is_empty() {
                return;
            }
        }
    }

    /// What the state is called in each function, now that it is known who hands it on to whom.
    fn finish(&mut self) {
        let functions: Vec<FnId> = self.routes.by_function.keys().copied().collect();
        for function in functions {
            match self.route(function, self.needs[&function].0) {
                Ok(route) => drop(self.routes.by_function.insert(function, route)),
                // Since it was settled, it turned out to hand the state on.
                Err(diagnostic) => {
                    let blames = self.needs[&function].1.clone();
                    self.routes.failures.push(Failure { blames, diagnostic: *diagnostic });
                }
            }
        }
    }

    /// One function's route. Returns the callers to whom that is news.
    fn settle(&mut self, function: FnId) -> Vec<FnId> {
        let (need, symbols) = self.needs[&function].clone();
        let route = match self.route(function, need) {
            Ok(route) => route,
            Err(diagnostic) => {
                self.routes.failures.push(Failure { blames: symbols, diagnostic: *diagnostic });
                return Vec::new();
            }
        };
        let gains = match route.fetch {
            Fetch::Parameter => Some(Need::State),
            Fetch::ModuleParameter => Some(Need::Module),
            _ => None,
        };
        let filled = self.filled(function, &route.fetch);
        let mut carriers = self.givers(function, &route, &symbols);
        carriers.extend(self.converter_users(function, &route, &symbols));
        carriers.extend(self.beside_in_macros(function, &route.fetch, &symbols));
        carriers.extend(self.beside_in_written(function, &route.fetch, &symbols));
        self.routes.by_function.insert(function, route);
        let Some(need) = gains else {
            let news = filled.into_iter().filter(|&caller| self.need(caller, Need::Module, symbols.clone()));
            return news.collect::<Vec<_>>().into_iter().chain(carriers).collect();
        };
        let mut callers = self.callers(function);
        callers.retain(|&(caller, call)| !self.is_spared(caller, call));
        let handing = self.hand_on(function);
        let callers = callers.into_iter().map(|(caller, _)| caller).chain(handing);
        let news = callers.filter(|&caller| self.need(caller, need, symbols.clone()));
        news.collect::<Vec<_>>().into_iter().chain(carriers).collect()
    }

    /// Those that a function is handed to, and that are handed to them alike.
    fn hand_on(&mut self, function: FnId) -> Vec<FnId> {
        if !self.cx().module.loose.contains_key(&function) {
            return Vec::new();
        }
        let Some(group) = self.handed(function) else { return Vec::new() };
        self.routes.handed.extend(&group.takers);
        group.takers.into_iter().map(|(taker, _)| taker).chain(group.functions).collect()
    }

    /// The functions that call an entry point with NULL for the module, which they must give it now.
    fn filled(&mut self, function: FnId, fetch: &Fetch) -> Vec<FnId> {
        let Fetch::Module(ModuleFrom::Param(param)) = *fetch else { return Vec::new() };
        if self.cx().module.entries_of(function).is_empty() {
            return Vec::new();
        }
        let mut callers = Vec::new();
        for (caller, call) in self.callers(function) {
            let arg = self.facts(caller).calls[call].args.get(param);
            if arg.is_some_and(|arg| arg.kind == ArgKind::Null) {
                callers.push(caller);
                self.routes.fills.push((caller, call, param));
            }
        }
        callers
    }

    pub(super) fn callers(&self, function: FnId) -> Vec<(FnId, usize)> {
        self.cx().module.callers.get(&function).cloned().unwrap_or_default()
    }

    fn route(&self, function: FnId, need: Need) -> Result<StateRoute, Box<Diagnostic>> {
        self.struct_before(function)?;
        let own = self.own_state(function);
        let module = need == Need::Module;
        if let (Some(StateName::Own { fill: None, .. }), false) = (&own, module) {
            return Ok(StateRoute {
                fetch: Fetch::Own,
                error: None,
                state: own.unwrap_or(StateName::Unused),
                module,
                entry: None,
            });
        }
        if let (None, false, Some(carried)) = (&own, module, self.carried(function)) {
            let state = StateName::Own { name: carried.name, fill: None };
            return Ok(StateRoute { fetch: Fetch::Own, error: None, state, module, entry: None });
        }
        let (fetch, error) = self.fetch(function, need)?;
        if fetch == Fetch::Parameter {
            self.declared_before_struct(function)?;
        }
        self.in_macro_body(function, &fetch)?;
        if self.twofold.contains(&function) {
            let inner = self.inner(function, need, &fetch)?;
            let entry = Some(EntryPoint { fetch, error, inner });
            let state = own.unwrap_or(StateName::Chosen);
            return Ok(StateRoute { fetch: Fetch::Parameter, error: None, state, module, entry });
        }
        if module {
            self.far_definition(function, &fetch)?;
        }
        let state = match own {
            Some(own) => own,
            None if matches!(fetch, Fetch::OwnType(_) | Fetch::TypeParameter) => StateName::Unused,
            None if self.is_clinics(function) => self.clinic_state(function),
            None if self.uses(function, false) => StateName::Chosen,
            None if self.uses(function, true) => StateName::Inline,
            None => StateName::Unused,
        };
        Ok(StateRoute { fetch, error, state, module, entry: None })
    }

    /// Where the state comes from, and what is returned when the look-up fails.
    fn fetch(&self, function: FnId, need: Need) -> Result<(Fetch, Option<&'static str>), Box<Diagnostic>> {
        if let Some((creator, variable)) = &self.demand.creator
            && *creator == function
        {
            return Ok((Fetch::Module(ModuleFrom::Variable(variable.clone())), None));
        }
        let is_loose = self.cx().module.loose.contains_key(&function);
        if is_loose && need == Need::State && self.is_called_by_macros(function) {
            self.pasted_call(function)?;
            self.named_in_damage(function)?;
            return Ok((Fetch::Parameter, None));
        }
        if is_loose && need == Need::State && self.handed(function).is_some() {
            return Ok((Fetch::Parameter, None));
        }
        if is_loose {
            return match self.callback(function) {
                Err(_) if need == Need::State && self.conversions(function).is_some() => {
                    Ok((Fetch::Converter, None))
                }
                found => found,
            };
        }
        if !self.cx().module.entries_of(function).is_empty() {
            return self.entry(function);
        }
        if let Some(found) = self.clinic_body(function)? {
            return Ok(found);
        }
        if let Some(fetch) = self.own_type(function) {
            return Ok((fetch, None));
        }
        // A helper: by a parameter that always is the module, else by a new one.
        if let Some(param) = self.module_param(function, &mut Vec::new()) {
            return Ok((Fetch::Module(ModuleFrom::Param(param)), None));
        }
        self.pasted_call(function)?;
        self.addressed_in_macro(function)?;
        self.named_in_damage(function)?;
        self.called_from_outside(function)?;
        self.called_by_clinic(function)?;
        Ok(match need {
            Need::State => (Fetch::Parameter, None),
            Need::Module => (Fetch::ModuleParameter, None),
        })
    }

    /// The parameter of a helper that is the module at every call.
    pub(super) fn module_param(&self, function: FnId, seen: &mut Vec<FnId>) -> Option<usize> {
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
    pub(super) fn is_module(&self, function: FnId, kind: &ArgKind, seen: &mut Vec<FnId>) -> bool {
        use crate::capi::entries::StateFrom;
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

    pub(super) fn failure(&self, function: FnId, message: String) -> Diagnostic {
        let facts = self.facts(function);
        Diagnostic::refusal("guard-route", message)
            .at(facts.name.span, "this function needs the module state")
            .why("what it uses moves into the module state, which every function must be able to reach")
    }
}
