//! Runs the rules over each module and settles what moves and what stays.
//!
//! What cannot be reached, or hangs on something that stays, stays too: the set of what moves only shrinks, until it
//! holds together.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::MentionKind;
use crate::link::{FnId, Homeless, Module, Project, Symbol, TypeId};

use super::context::TypeCx;
use super::create;
use super::draft::Draft;
use super::init;
use super::mention::MentionCx;
use super::module::{InitPlan, ModulePlan, StateField, StatePlan};
use super::routes::{self, Demand, Need, Routes};
use super::rule::{Claims, Rule, Run};
use super::step::{Step, StepAt};
use super::uses::Uses;
use super::{ModuleCx, Plan, Settings, TypeOutcome};

/// Decides about every type of the project.
pub fn plan(project: &Project, rules: &[Rule], settings: &Settings) -> Plan {
    let mut plan = Plan::default();
    for (index, module) in project.modules.iter().enumerate() {
        let engine = Engine::new(ModuleCx { project, module, settings }, rules);
        engine.run(index, &mut plan);
    }
    for (ty, why) in &project.homeless {
        plan.outcomes.push(TypeOutcome { ty: *ty, migrates: false, drifts: Vec::new() });
        plan.diagnostics.push(homeless(project, *ty, why));
    }
    plan.outcomes.sort_by_key(|outcome| outcome.ty);
    plan.diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    plan.diagnostics = merged(plan.diagnostics);
    plan
}

/// Messages that differ only in the type they are about become one.
fn merged(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        match merged
            .last_mut()
            .filter(|last| last.message == diagnostic.message && last.labels == diagnostic.labels)
        {
            Some(last) => {
                let subjects = [last.subject.take(), diagnostic.subject].into_iter().flatten();
                let mut subjects: Vec<String> = subjects.collect();
                subjects.dedup();
                last.severity = last.severity.max(diagnostic.severity);
                last.subject = (!subjects.is_empty()).then(|| subjects.join(", "));
            }
            None => merged.push(diagnostic),
        }
    }
    merged
}

fn homeless(project: &Project, ty: TypeId, why: &Homeless) -> Diagnostic {
    let name = &project.type_def(ty).name;
    let message = match why {
        Homeless::NoModule => format!("{} belongs to no module among the files given", name.text),
        Homeless::Shared(modules) => {
            format!("{} is part of more than one module: {}", name.text, modules.join(", "))
        }
    };
    Diagnostic::refusal("guard-module", message)
        .subject(&name.text)
        .at(name.span, "defined here")
        .why("a heap type lives in the state of one module")
        .help("give the tool all files of the module, the one with PyInit_ among them")
}

/// A step, and the function it stands in; a step in a macro stands in none.
pub type StepOf = (Option<FnId>, StepAt);

struct Engine<'a> {
    cx: ModuleCx<'a>,
    rules: &'a [Rule],
    diagnostics: Vec<Diagnostic>,
    drafts: BTreeMap<TypeId, Draft>,
    /// What may move, with the steps for its mentions.
    candidates: BTreeMap<Symbol, Vec<StepOf>>,
}

impl<'a> Engine<'a> {
    fn new(cx: ModuleCx<'a>, rules: &'a [Rule]) -> Engine<'a> {
        Engine { cx, rules, diagnostics: Vec::new(), drafts: BTreeMap::new(), candidates: BTreeMap::new() }
    }

    fn module(&self) -> &'a Module {
        self.cx.module
    }

    fn run(mut self, index: usize, plan: &mut Plan) {
        if self.module().types.is_empty() {
            return;
        }
        let made = match init::find(&self.cx) {
            Ok(init) => self.settle(&init).map(|(live, routes)| self.assemble(index, init, live, routes)),
            Err(diagnostic) => {
                self.diagnostics.push(self.naming_types(diagnostic));
                None
            }
        };
        for &ty in &self.module().types {
            let draft = made.as_ref().and_then(|made| made.drafts.iter().find(|draft| draft.ty == ty));
            plan.outcomes.push(TypeOutcome {
                ty,
                migrates: draft.is_some(),
                drifts: draft.map_or(Vec::new(), |draft| draft.drifts.clone()),
            });
        }
        plan.modules.extend(made);
        plan.diagnostics.append(&mut self.diagnostics);
    }

    /// Drafts, mentions and routes, until what is left can move.
    fn settle(&mut self, init: &InitPlan) -> Option<(BTreeSet<Symbol>, Routes)> {
        for &ty in &self.module().types {
            self.draft(ty);
        }
        self.mentions();
        let mut live: BTreeSet<Symbol> = self.candidates.keys().copied().collect();
        loop {
            self.keep_components_whole(&mut live);
            if !live.iter().any(|symbol| matches!(symbol, Symbol::Type(_))) {
                return None;
            }
            let creations = create::creations(&self.cx, init, &self.drafts, &live);
            let creations = match creations {
                Ok(creations) => creations,
                Err((ty, diagnostic)) => {
                    self.refuse(&mut live, Symbol::Type(ty), *diagnostic);
                    continue;
                }
            };
            let mut direct = creations.needs();
            for symbol in &live {
                let steps = self.candidates[symbol].iter();
                let readers = steps.filter(|(_, at)| at.step.reads_state());
                direct.extend(readers.filter_map(|(function, _)| Some(((*function)?, Need::State, *symbol))));
            }
            let creator = match init {
                InitPlan::Split(split) => Some((split.creator, split.variable.clone())),
                InitPlan::Exec { .. } => None,
            };
            let routes = routes::find(&Demand { cx: self.cx, live: &live, direct, creator });
            if routes.failures.is_empty() {
                if let Some(diagnostic) = self.left_behind(init, &live) {
                    self.diagnostics.push(self.naming_types(diagnostic));
                    return None;
                }
                for (symbol, (function, step)) in creations.steps() {
                    self.candidates.entry(symbol).or_default().push((Some(function), step));
                }
                return Some((live, routes));
            }
            for failure in routes.failures {
                for symbol in failure.blames {
                    let diagnostic = failure.diagnostic.clone().subject(self.name(symbol));
                    self.refuse(&mut live, symbol, diagnostic);
                }
            }
        }
    }

    /// A refusal of the whole module, with the types that stay static for it.
    fn naming_types(&self, diagnostic: Diagnostic) -> Diagnostic {
        let types: Vec<&str> = self.module().types.iter().map(|&ty| self.name(Symbol::Type(ty))).collect();
        diagnostic.subject(types.join(", "))
    }

    fn name(&self, symbol: Symbol) -> &'a str {
        self.cx.name(symbol)
    }

    fn refuse(&mut self, live: &mut BTreeSet<Symbol>, symbol: Symbol, diagnostic: Diagnostic) {
        // One reason is enough: others follow from it.
        if !live.remove(&symbol) {
            return;
        }
        self.candidates.remove(&symbol);
        let mut diagnostic = diagnostic;
        if matches!(symbol, Symbol::Global(_)) {
            diagnostic.severity = Severity::Warning;
        }
        self.diagnostics.push(diagnostic);
    }

    /// A variable that is filled while the module comes up, and that stays: each load of the module would overwrite what
    /// the one before it uses still.
    fn left_behind(&self, init: &InitPlan, live: &BTreeSet<Symbol>) -> Option<Diagnostic> {
        let InitPlan::Split(split) = init else { return None };
        let functions = init::functions(&self.cx, split.creator);
        for function in functions {
            for mention in &self.cx.project.function(function).mentions {
                let symbol = self.module().names.mentioned(&self.cx.project.files, function, mention);
                let Some(symbol @ Symbol::Global(_)) = symbol.filter(|symbol| !live.contains(symbol)) else {
                    continue;
                };
                if let MentionKind::Write { .. } = mention.kind {
                    let name = self.name(symbol);
                    let message = format!(
                        "module {} fills {name}, which cannot move into its state",
                        self.module().name
                    );
                    return Some(
                        init::refuse(message)
                            .id("MOD-5")
                            .at(mention.whole, "filled here")
                            .why("each load of a module with multi-phase initialization would overwrite what the one before uses"),
                    );
                }
            }
        }
        None
    }

    /// Runs every rule about types on one type.
    fn draft(&mut self, ty: TypeId) {
        let cx = TypeCx::new(self.cx, ty);
        let mut refusals: Vec<Diagnostic> = Vec::new();
        let collection = cx.collection();
        let mut draft = Draft::new(ty, collection.clone().unwrap_or(super::Collection::Plain));
        refusals.extend(collection.err());
        for rule in self.rules {
            let verdict = match &rule.run {
                Run::Field { run, .. } | Run::Body(run) => run(&cx, &mut draft),
                Run::Guard(run) => run(&cx),
                Run::Mention { .. } | Run::Macro(_) | Run::Static(_) | Run::Module(_) => Ok(()),
            };
            refusals.extend(verdict.err());
        }
        refusals.extend(self.unclaimed(&cx));
        if refusals.is_empty() {
            draft.finish();
            self.drafts.insert(ty, draft);
            self.candidates.insert(Symbol::Type(ty), Vec::new());
        } else {
            self.diagnostics.append(&mut refusals);
        }
    }

    /// Fields that no rule, or more than one, answers for.
    fn unclaimed(&self, cx: &TypeCx) -> Vec<Diagnostic> {
        let mut refusals = Vec::new();
        for field in &cx.fields {
            let claimed = self.rules.iter().filter(|rule| claims(rule, field.name, self.rules)).count();
            if claimed != 1 {
                let message = format!("no rule covers {} of {}", field.name, cx.name());
                refusals.push(cx.refuse("guard-field", "", message).at(field.value.span, "this value"));
            }
        }
        refusals
    }

    /// Runs the rule for each mention of each candidate, types and variables.
    fn mentions(&mut self) {
        let mut symbols: Vec<Symbol> = self.candidates.keys().copied().collect();
        symbols.extend(self.module().globals.iter().map(|&id| Symbol::Global(id)));
        for symbol in symbols {
            match self.mention_steps(symbol) {
                Ok(steps) => {
                    self.candidates.insert(symbol, steps);
                }
                Err(refusals) => {
                    self.candidates.remove(&symbol);
                    if let Symbol::Type(ty) = symbol {
                        self.drafts.remove(&ty);
                        self.diagnostics.extend(refusals);
                    }
                }
            }
        }
    }

    fn mention_steps(&self, symbol: Symbol) -> Result<Vec<StepOf>, Vec<Diagnostic>> {
        let name = self.name(symbol);
        let project: &'a Project = self.cx.project;
        let draft = match symbol {
            Symbol::Type(ty) => self.drafts.get(&ty),
            Symbol::Global(_) => None,
        };
        let mut steps = Vec::new();
        let mut refusals = Vec::new();
        for function in self.module().functions(project) {
            for mention in project.function(function).mentions.iter().filter(|one| one.symbol == name) {
                if self.module().names.mentioned(&project.files, function, mention) != Some(symbol) {
                    continue;
                }
                let cx = MentionCx { cx: self.cx, function, mention, symbol, draft };
                match self.mention(&cx) {
                    Ok(found) => steps.extend(found.into_iter().map(|step| (Some(function), step))),
                    Err(refusal) => refusals.push(refusal.subject(name)),
                }
            }
        }
        for result in (Uses { cx: self.cx, rules: self.rules }).of(symbol) {
            match result {
                Ok(found) => steps.extend(found),
                Err(refusal) => refusals.push(refusal),
            }
        }
        if refusals.is_empty() { Ok(steps) } else { Err(refusals) }
    }

    fn mention(&self, cx: &MentionCx) -> Result<Vec<StepAt>, Diagnostic> {
        let class = cx.class();
        let rule = self.rules.iter().find_map(|rule| match &rule.run {
            Run::Mention { class: of, run } if *of == class => Some(run),
            _ => None,
        });
        match rule {
            Some(run) => run(cx),
            None => {
                let message = format!("no rule covers this use of {}", cx.mention.symbol);
                Err(Diagnostic::refusal("guard-mention", message).at(cx.mention.whole, "here"))
            }
        }
    }

    /// A type goes with its base and with what derives from it, or stays with them.
    fn keep_components_whole(&mut self, live: &mut BTreeSet<Symbol>) {
        loop {
            let mut stays = Vec::new();
            for (a, b) in self.cx.bonds() {
                for (one, other) in [(a, b), (b, a)] {
                    if live.contains(&Symbol::Type(one)) && !live.contains(&Symbol::Type(other)) {
                        stays.push((one, other));
                    }
                }
            }
            if stays.is_empty() {
                return;
            }
            for (one, other) in stays {
                let (name, other) = (self.name(Symbol::Type(one)), self.name(Symbol::Type(other)));
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

    fn assemble(
        &mut self,
        module: usize,
        init: InitPlan,
        live: BTreeSet<Symbol>,
        routes: Routes,
    ) -> ModulePlan {
        let drafts: Vec<Draft> = self
            .drafts
            .iter()
            .filter(|(ty, _)| live.contains(&Symbol::Type(**ty)))
            .map(|(_, draft)| draft.clone())
            .collect();
        let mut steps: Vec<StepAt> = Vec::new();
        for symbol in &live {
            steps.extend(self.candidates[symbol].iter().map(|(_, step)| step.clone()));
        }
        for draft in &drafts {
            steps.extend(draft.steps.iter().cloned());
            self.diagnostics.extend(draft.notes.iter().cloned());
        }
        steps.extend(self.pass_state(&routes));
        let fields = live.iter().map(|&symbol| StateField {
            name: self.cx.field_name(symbol),
            symbol,
            conditions: self.cx.conditions(symbol).to_vec(),
        });
        let mut plan = ModulePlan {
            module,
            drafts,
            state: StatePlan { fields: fields.collect() },
            routes: routes.by_function,
            macros: routes.macros.into_iter().collect(),
            init,
            steps,
            own_gil: Default::default(),
        };
        for rule in self.rules {
            if let Run::Module(run) = rule.run
                && let Err(diagnostic) = run(&self.cx, &mut plan)
            {
                self.diagnostics.push(diagnostic);
            }
        }
        plan
    }

    /// Every call of a function that gains a parameter hands it on.
    fn pass_state(&self, routes: &Routes) -> Vec<StepAt> {
        let mut steps = Vec::new();
        for (&callee, route) in &routes.by_function {
            if !matches!(route.fetch, routes::Fetch::Parameter | routes::Fetch::ModuleParameter) {
                continue;
            }
            for &(function, call) in self.module().callers.get(&callee).into_iter().flatten() {
                let call = &self.cx.project.function(function).calls[call];
                let step =
                    Step::PassState { function, callee, parens: call.parens, is_empty: call.args.is_empty() };
                steps.push(StepAt { step, author: "module-state" });
            }
        }
        steps
    }
}

/// Whether a rule answers for a field.
pub fn claims(rule: &Rule, field: &str, rules: &[Rule]) -> bool {
    let named = |rule: &Rule| matches!(&rule.run, Run::Field { claims: Claims::Fields(names), .. } if names.contains(&field));
    match &rule.run {
        Run::Field { claims: Claims::Fields(names), .. } => names.contains(&field),
        Run::Field { claims: Claims::OtherSlots, .. } => !rules.iter().any(named),
        _ => false,
    }
}
