//! What of a module moves: the set only shrinks, until it holds together.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::Holds;
use crate::link::{FnId, GlobalId, Symbol, TypeId};

use super::context::TypeCx;
use super::create;
use super::draft::Draft;
use super::engine::StepOf;
use super::guards::{self, Guard};
use super::home::{self, StateHome};
use super::module::{InitPlan, OwnFunctions};
use super::own;
use super::pasted;
use super::routes::{self, Cause, Demand, Need, Routes};
use super::step::{Step, StepAt};
use super::ways::{self, WayUses};
use super::{Isolation, ModuleCx};

/// What moves, and how each function reaches it.
pub struct Settled {
    pub init: InitPlan,
    pub own: OwnFunctions,
    pub home: StateHome,
    pub live: BTreeSet<Symbol>,
    pub routes: Routes,
    pub steps: Vec<StepAt>,
}

/// Works towards [`Settled`].
pub struct Settler<'a, 'd> {
    pub cx: ModuleCx<'a>,
    pub drafts: &'d BTreeMap<TypeId, Draft>,
    /// What may move, with the steps for its mentions.
    pub candidates: BTreeMap<Symbol, Vec<StepOf>>,
    /// Why a variable stays.
    pub stays: BTreeMap<Symbol, Diagnostic>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Settler<'_, '_> {
    /// `Err` when the whole module stays as it is, `Ok(None)` when no type of it moves.
    pub fn run(&mut self, init: InitPlan) -> Result<Option<Settled>, Diagnostic> {
        if let InitPlan::Kept(_) = init {
            return self.run_with_pointers(init);
        }
        let own = own::find(&self.cx, &init)?;
        let home = home::find(&self.cx, &init);
        home::check(&self.cx, &init, &home)?;
        for id in &home.ways.modules {
            self.candidates.remove(&Symbol::Global(*id));
        }
        let uses = ways::find(&self.cx, &init, &home)?;
        let mut live: BTreeSet<Symbol> = self.candidates.keys().copied().collect();
        let guards = guards::find(&self.cx);
        loop {
            self.keep_guarded_whole(&guards, &mut live);
            self.keep_components_whole(&mut live);
            if !live.iter().any(|symbol| matches!(symbol, Symbol::Type(_))) {
                return Ok(None);
            }
            let creations = match create::creations(&self.cx, &init, self.drafts, &live) {
                Ok(creations) => creations,
                Err((ty, diagnostic)) => {
                    self.refuse(&mut live, Symbol::Type(ty), *diagnostic);
                    continue;
                }
            };
            let direct = self.demands(&live, creations.needs(), &uses, own);
            let creator = match &init {
                InitPlan::Split(split) => Some((split.creator, split.variable.clone())),
                InitPlan::Exec { .. } | InitPlan::Kept(_) => None,
            };
            let routes = routes::find(&Demand {
                cx: self.cx,
                live: &live,
                home: &home,
                direct,
                definition: init.definition(),
                creator,
                free: own.free,
            });
            if routes.failures.is_empty() {
                self.left_behind(&init, &home, &live)?;
                self.shared_files(&live, &routes)?;
                let mut steps: Vec<StepAt> =
                    creations.steps(self.drafts).map(|(_, (_, step))| step).collect();
                steps.extend(
                    live.iter().flat_map(|symbol| &self.candidates[symbol]).map(|(_, step)| step.clone()),
                );
                steps.extend(uses.steps.into_iter().map(|(_, step)| step));
                return Ok(Some(Settled { init, own, home, live, routes, steps }));
            }
            for failure in routes.failures {
                for cause in failure.blames {
                    match cause {
                        Cause::Moved(symbol) => {
                            let diagnostic = failure.diagnostic.clone().subject(self.cx.name(symbol));
                            self.refuse(&mut live, symbol, diagnostic);
                        }
                        Cause::State => return Err(failure.diagnostic),
                    }
                }
            }
        }
    }

    /// What each function needs for itself.
    fn demands(
        &self,
        live: &BTreeSet<Symbol>,
        creations: Vec<(FnId, Need, Symbol)>,
        uses: &WayUses,
        own: OwnFunctions,
    ) -> Vec<(FnId, Need, Cause)> {
        let mut direct: Vec<(FnId, Need, Cause)> = creations
            .into_iter()
            .map(|(function, need, symbol)| (function, need, Cause::Moved(symbol)))
            .collect();
        for symbol in live {
            let readers = self.candidates[symbol].iter().filter(|(_, at)| at.step.reads_state());
            let lasting = readers.filter_map(|(function, at)| match at.step {
                Step::Reach { function, whole, .. } => {
                    (!self.cx.is_stateless(function, whole)).then_some(function)
                }
                _ => *function,
            });
            direct.extend(lasting.map(|function| (function, Need::State, Cause::Moved(*symbol))));
        }
        direct.extend(uses.needs.iter().copied());
        // The module's own functions take care of the new fields, too.
        let hands_on = |free: FnId| {
            let clear = own.clear.map(|clear| &self.cx.project.function(clear).name.text);
            let calls = &self.cx.project.function(free).calls;
            clear.is_some_and(|clear| calls.iter().any(|call| call.callee == *clear))
        };
        let changing = own.all().filter(|&function| own.free != Some(function) || !hands_on(function));
        direct.extend(changing.map(|function| (function, Need::State, Cause::State)));
        direct
    }

    pub(super) fn refuse(&mut self, live: &mut BTreeSet<Symbol>, symbol: Symbol, mut diagnostic: Diagnostic) {
        // One reason is enough: others follow from it.
        if !live.remove(&symbol) {
            return;
        }
        self.candidates.remove(&symbol);
        if matches!(symbol, Symbol::Global(_)) {
            self.stays.insert(symbol, diagnostic.clone());
            diagnostic.severity = Severity::Warning;
        }
        self.diagnostics.push(diagnostic);
    }

    /// A type goes with its base and with what derives from it, or stays with them.
    pub(super) fn keep_components_whole(&mut self, live: &mut BTreeSet<Symbol>) {
        loop {
            let mut stays = Vec::new();
            for (a, b) in self.cx.bonds() {
                for (one, other) in [(a, b), (b, a)] {
                    if live.contains(&Symbol::Type(one)) && !live.contains(&Symbol::Type(other)) {
                        stays.push((one, other));
                    }
                }
            }
            let is_whole = self.keep_pasted_whole(live)
                && self.keep_instances_whole(live)
                && self.keep_lists_whole(live)
                && self.keep_made_whole(live);
            if stays.is_empty() && is_whole {
                return;
            }
            for (one, other) in stays {
                let (name, other) = (self.cx.name(Symbol::Type(one)), self.cx.name(Symbol::Type(other)));
                let message = format!("{name} stays as it is, because {other} does");
                let span = self.cx.project.type_def(one).name.span;
                let diagnostic = Diagnostic::refusal("guard-component", message)
                    .subject(name)
                    .at(span, format!("it is bound to {other} by inheritance, or by a function that both use"))
                    .why("a static type may not have a heap type as its base, and a dealloc cannot serve both kinds");
                self.refuse(live, Symbol::Type(one), diagnostic);
            }
        }
    }

    /// A number moves when something moves that is filled under it; what is filled under one that stays, stays.
    fn keep_guarded_whole(&mut self, guards: &[Guard], live: &mut BTreeSet<Symbol>) {
        for guard in guards {
            let number = Symbol::Global(guard.variable);
            let filled: Vec<Symbol> = guard.fills.intersection(live).copied().collect();
            if filled.is_empty() || live.contains(&number) {
                continue;
            }
            let name = self.cx.name(number);
            for symbol in filled {
                let message = format!(
                    "{} stays as it is, because {name} does, which may say whether it is filled",
                    self.cx.name(symbol)
                );
                let mut diagnostic = Diagnostic::refusal("mention-variable", message)
                    .id("MOD-5")
                    .at(self.cx.project.global(guard.variable).name.span, "this variable");
                if let Some(why) = self.stays.get(&number) {
                    diagnostic = diagnostic.why(why.message.clone());
                }
                self.refuse(live, symbol, diagnostic.subject(self.cx.name(symbol)));
            }
        }
        let guards_something =
            |id: GlobalId| guards.iter().any(|guard| guard.variable == id && !guard.fills.is_disjoint(live));
        let idle: Vec<Symbol> = live
            .iter()
            .copied()
            .filter(|symbol| match symbol {
                Symbol::Global(id) => {
                    self.cx.project.global(*id).holds == Holds::Value && !guards_something(*id)
                }
                Symbol::Type(_) => false,
            })
            .collect();
        for symbol in idle {
            live.remove(&symbol);
        }
    }

    /// A variable that holds an instance keeps its type where it stays itself.
    fn keep_instances_whole(&mut self, live: &mut BTreeSet<Symbol>) -> bool {
        let mut is_whole = true;
        // In static pointers types are shared like the variable itself.
        let globals = match self.cx.isolation() {
            Isolation::Module => &self.cx.module.globals[..],
            Isolation::Types => &[],
        };
        for &id in globals {
            let global = self.cx.project.global(id);
            if global.holds != Holds::Instance || live.contains(&Symbol::Global(id)) {
                continue;
            }
            for &ty in &self.cx.module.types {
                let record = TypeCx::new(self.cx, ty).record;
                let is_instance = record.is_some_and(|record| record.names.contains(&global.ty.base));
                if is_instance && live.contains(&Symbol::Type(ty)) {
                    let name = self.cx.name(Symbol::Type(ty));
                    let message = format!(
                        "{name} stays as it is, because {} does, which holds an instance of it",
                        global.name.text
                    );
                    let mut diagnostic = Diagnostic::refusal("guard-component", message)
                        .id("AL-7")
                        .subject(name)
                        .at(global.name.span, "this variable is shared by all interpreters");
                    if let Some(why) = self.stays.get(&Symbol::Global(id)) {
                        diagnostic = diagnostic.why(why.message.clone());
                    }
                    self.refuse(live, Symbol::Type(ty), diagnostic);
                    is_whole = false;
                }
            }
        }
        is_whole
    }

    /// A type stays with the list that its instances are parked in.
    fn keep_lists_whole(&mut self, live: &mut BTreeSet<Symbol>) -> bool {
        let mut is_whole = true;
        let lists = match self.cx.isolation() {
            Isolation::Module => self.cx.free_lists(),
            Isolation::Types => Vec::new(),
        };
        for list in &lists {
            let stays = list.variables().find(|variable| !live.contains(variable));
            let Some(stays) = stays.filter(|_| live.contains(&Symbol::Type(list.ty))) else { continue };
            let (name, variable) = (self.cx.name(Symbol::Type(list.ty)), self.cx.name(stays));
            let message = format!("{name} stays as it is, because {variable} does, a part of its free list");
            let mut diagnostic = Diagnostic::refusal("guard-component", message)
                .id("A-FREELIST")
                .subject(name)
                .at(list.parking.statement, "parked here");
            if let Some(why) = self.stays.get(&stays) {
                diagnostic = diagnostic.why(why.message.clone());
            }
            self.refuse(live, Symbol::Type(list.ty), diagnostic);
            is_whole = false;
        }
        is_whole
    }

    /// An object that is made at compile time goes with its type, or both stay.
    fn keep_made_whole(&mut self, live: &mut BTreeSet<Symbol>) -> bool {
        let mut is_whole = true;
        for &id in &self.cx.module.globals {
            let object = Symbol::Global(id);
            let named = self.cx.named_type(id);
            if !self.cx.is_made(object) && named.is_none() {
                continue;
            }
            let ty = named.or_else(|| self.cx.type_of_made(id)).map(Symbol::Type);
            match (live.contains(&object), ty.filter(|ty| live.contains(ty))) {
                (true, None) => is_whole &= !live.remove(&object),
                (false, Some(ty)) => {
                    let (name, object_name) = (self.cx.name(ty), self.cx.name(object));
                    let (id_of_reason, what, how) = match named {
                        Some(_) => ("8", "which holds its address", "filled at compile time"),
                        None => ("R-STATIC-INSTANCE", "an instance of it", "made at compile time"),
                    };
                    let message = format!("{name} stays as it is: {object_name}, {what}, stays");
                    let mut diagnostic = Diagnostic::refusal("mention-table", message)
                        .id(id_of_reason)
                        .subject(name)
                        .at(self.cx.project.global(id).name.span, how);
                    if let Some(why) = self.stays.get(&object) {
                        diagnostic = diagnostic.why(why.message.clone());
                        diagnostic.labels.extend(why.labels.iter().cloned());
                    }
                    self.refuse(live, ty, diagnostic);
                    is_whole = false;
                }
                _ => {}
            }
        }
        is_whole
    }

    /// Variables whose names one macro puts together move all, or none: says whether that was so.
    fn keep_pasted_whole(&mut self, live: &mut BTreeSet<Symbol>) -> bool {
        let mut is_whole = true;
        for pasted in pasted::find(&self.cx) {
            let Some(stays) = pasted.symbols.iter().find(|symbol| !live.contains(symbol)) else { continue };
            for &symbol in pasted.symbols.iter().filter(|symbol| live.contains(symbol)).collect::<Vec<_>>() {
                let (own, other) = (&pasted.definition.name, self.cx.name(*stays));
                let message = format!("the variables of {own} stay as they are, because {other} does");
                let diagnostic = Diagnostic::refusal("mention-macro", message)
                    .id("P-4")
                    .subject(self.cx.name(symbol))
                    .at(pasted.paste.span, "this macro stands for both");
                self.refuse(live, symbol, diagnostic);
                is_whole = false;
            }
        }
        is_whole
    }

    /// Nothing in a file that other modules are made of, too, may have to change.
    pub(super) fn shared_files(&self, live: &BTreeSet<Symbol>, routes: &Routes) -> Result<(), Diagnostic> {
        let shared = &self.cx.module.shared;
        let functions = routes.by_function.keys().filter(|id| shared.contains(&id.0));
        let spans = functions.map(|&id| self.cx.project.function(id).name.span);
        let macros =
            routes.macros.iter().flat_map(|name| self.cx.module.macros.get(name)).map(|one| one.name_span);
        let macros = macros.filter(|span| self.cx.file_of(*span).is_some_and(|file| shared.contains(&file)));
        let mentions =
            self.cx.module.functions(self.cx.project).filter(|id| shared.contains(&id.0)).flat_map(|id| {
                let mentions = self.cx.project.function(id).mentions.iter();
                mentions.filter(move |mention| {
                    let symbol = self.cx.module.names.mentioned(&self.cx.project.files, id, mention);
                    symbol.is_some_and(|symbol| live.contains(&symbol))
                })
            });
        let first = spans.chain(macros).chain(mentions.map(|mention| mention.whole)).next();
        match first {
            None => Ok(()),
            Some(span) => {
                let message = format!(
                    "code that module {} shares with another module would have to change",
                    self.cx.module.name
                );
                Err(Diagnostic::refusal("guard-module", message).at(span, "here"))
            }
        }
    }
}
