//! Runs the rules over each module and settles what moves and what stays.
//!
//! What cannot be reached, or hangs on something that stays, stays too: the set of what moves only shrinks, until it
//! holds together.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::link::{FnId, Module, Project, Symbol, TypeId};
use crate::report::Sharing;

use super::asserted;
use super::context::TypeCx;
use super::draft::Draft;
use super::dying;
use super::exact;
use super::guards;
use super::init;
use super::mention::MentionCx;
use super::module::{ModulePlan, StateField, StatePlan};
use super::outside;
use super::owns;
use super::pasted::{self, Pasted};
use super::routes::Routes;
use super::rule::{Claims, Rule, Run};
use super::settle::{Settled, Settler};
use super::shared;
use super::step::{Step, StepAt};
use super::tag::Tag;
use super::uses::Uses;
use super::{Isolation, ModuleCx, Plan, Settings, TypeOutcome};

mod first_step;

/// Decides about every type of the project.
pub fn plan(project: &Project, rules: &[Rule], settings: &Settings) -> Plan {
    let mut plan = Plan::default();
    for (index, module) in project.modules.iter().enumerate() {
        let engine = Engine::new(ModuleCx { project, module, settings }, rules);
        engine.run(index, &mut plan);
    }
    for (ty, why) in &project.homeless {
        plan.outcomes.push(TypeOutcome {
            ty: *ty,
            migrates: false,
            shared: Sharing::default(),
            drifts: Vec::new(),
        });
        plan.diagnostics.push(outside::homeless(project, *ty, why));
    }
    plan.diagnostics.extend(outside::made(project));
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

/// A step, and the function it stands in; a step in a macro stands in none.
pub type StepOf = (Option<FnId>, StepAt);

struct Engine<'a> {
    cx: ModuleCx<'a>,
    rules: &'a [Rule],
    diagnostics: Vec<Diagnostic>,
    drafts: BTreeMap<TypeId, Draft>,
    /// What may move, with the steps for its mentions.
    candidates: BTreeMap<Symbol, Vec<StepOf>>,
    /// Why a variable stays.
    stays: BTreeMap<Symbol, Diagnostic>,
}

impl<'a> Engine<'a> {
    fn new(cx: ModuleCx<'a>, rules: &'a [Rule]) -> Engine<'a> {
        Engine {
            cx,
            rules,
            diagnostics: Vec::new(),
            drafts: BTreeMap::new(),
            candidates: BTreeMap::new(),
            stays: BTreeMap::new(),
        }
    }

    fn module(&self) -> &'a Module {
        self.cx.module
    }

    fn run(mut self, index: usize, plan: &mut Plan) {
        if self.module().types.is_empty() {
            return;
        }
        let made = match self.settle() {
            Ok(settled) => settled.map(|settled| self.assemble(index, settled)),
            Err(diagnostic) => {
                let diagnostic = self.first_step(self.naming_types(diagnostic));
                // It says why; that variables stay with the types follows.
                self.diagnostics.retain(|one| one.severity > Severity::Warning);
                self.diagnostics.push(diagnostic);
                None
            }
        };
        for &ty in &self.module().types {
            let draft = made.as_ref().and_then(|made| made.drafts.iter().find(|draft| draft.ty == ty));
            plan.outcomes.push(TypeOutcome {
                ty,
                migrates: draft.is_some(),
                shared: shared::through(&self.cx, ty),
                drifts: draft.map_or(Vec::new(), |draft| draft.drifts.clone()),
            });
        }
        plan.modules.extend(made);
        plan.diagnostics.append(&mut self.diagnostics);
    }

    /// Drafts, mentions and routes: what is left can move.
    fn settle(&mut self) -> Result<Option<Settled>, Diagnostic> {
        let left_out = self.cx.left_out();
        self.diagnostics.extend(left_out.iter().map(|&ty| self.cx.told_left_out(ty)));
        if left_out.len() == self.module().types.len() {
            return Ok(None);
        }
        let init = init::find(&self.cx)?;
        for &ty in self.module().types.iter().filter(|ty| !left_out.contains(ty)) {
            self.draft(ty);
        }
        self.mentions();
        let candidates = std::mem::take(&mut self.candidates);
        let stays = std::mem::take(&mut self.stays);
        let mut settler =
            Settler { cx: self.cx, drafts: &self.drafts, candidates, stays, diagnostics: Vec::new() };
        let settled = settler.run(init);
        self.diagnostics.append(&mut settler.diagnostics);
        settled
    }

    /// A refusal of the whole module, with the types that stay static for it.
    fn naming_types(&self, diagnostic: Diagnostic) -> Diagnostic {
        let types: Vec<&str> = self.module().types.iter().map(|&ty| self.name(Symbol::Type(ty))).collect();
        diagnostic.subject(types.join(", "))
    }

    /// Whether the configuration lets a rule act.
    fn takes(&self, rule: &Rule) -> bool {
        self.cx.settings.rules.takes(rule.name)
    }

    fn name(&self, symbol: Symbol) -> &'a str {
        self.cx.name(symbol)
    }

    /// Runs every rule about types on one type.
    fn draft(&mut self, ty: TypeId) {
        let cx = TypeCx::new(self.cx, ty);
        let mut refusals: Vec<Diagnostic> = Vec::new();
        let is_sequence = cx.is_sequence();
        let collection = if is_sequence { Ok(super::Collection::Kept) } else { cx.collection() };
        let mut draft = Draft::new(ty, collection.clone().unwrap_or(super::Collection::Plain));
        refusals.extend(collection.err());
        for rule in self.rules {
            let before = (!self.takes(rule)).then(|| draft.clone());
            let verdict = match &rule.run {
                Run::Field { run, .. } | Run::Body(run) if !is_sequence => run(&cx, &mut draft),
                Run::Sequence(run) if is_sequence => run(&cx, &mut draft),
                Run::Guard(run) => run(&cx),
                Run::Field { .. } | Run::Body(_) | Run::Sequence(_) => Ok(()),
                Run::Mention { .. } | Run::Macro(_) | Run::Static(_) | Run::Module(_) => Ok(()),
            };
            refusals.extend(verdict.err());
            if before.is_some_and(|before| before != draft) {
                let message = format!("{} needs the rule {}, which is left out", cx.name(), rule.name);
                refusals.push(cx.refuse("guard-choice", "", message).at(cx.def.name.span, "this type"));
            }
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
        for field in cx.fields.iter().filter(|_| !cx.is_sequence()) {
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
        if self.cx.isolation() == Isolation::Module {
            symbols.extend(self.module().globals.iter().map(|&id| Symbol::Global(id)));
        }
        let pasted = pasted::find(&self.cx);
        for symbol in symbols {
            match self.mention_steps(symbol, &pasted) {
                Ok(steps) => {
                    self.candidates.insert(symbol, steps);
                }
                Err(refusals) => {
                    self.candidates.remove(&symbol);
                    match symbol {
                        Symbol::Type(ty) => {
                            self.drafts.remove(&ty);
                            self.diagnostics.extend(refusals);
                        }
                        Symbol::Global(_) => {
                            self.stays.extend(refusals.into_iter().next().map(|why| (symbol, why)));
                        }
                    }
                }
            }
        }
    }

    fn mention_steps(&self, symbol: Symbol, pasted: &[Pasted]) -> Result<Vec<StepOf>, Vec<Diagnostic>> {
        let name = self.name(symbol);
        if let Symbol::Global(id) = symbol {
            guards::can_move(&self.cx, id).map_err(|refusal| vec![refusal])?;
        }
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
        for result in (Uses { cx: self.cx, rules: self.rules, pasted }).of(symbol) {
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
            Run::Mention { class: of, run } if *of == class => Some((rule, run)),
            _ => None,
        });
        match rule {
            Some((rule, _)) if !self.takes(rule) => {
                let message =
                    format!("{} needs the rule {}, which is left out", cx.mention.symbol, rule.name);
                Err(Diagnostic::refusal("guard-choice", message).at(cx.mention.whole, "here"))
            }
            Some((_, run)) => run(cx),
            None => {
                let message = format!("no rule covers this use of {}", cx.mention.symbol);
                Err(Diagnostic::refusal("guard-mention", message).at(cx.mention.whole, "here"))
            }
        }
    }

    fn assemble(&mut self, module: usize, settled: Settled) -> ModulePlan {
        let Settled { init, own, home, live, routes, mut steps } = settled;
        let moving = self.drafts.iter().filter(|(ty, _)| live.contains(&Symbol::Type(**ty)));
        let drafts: Vec<Draft> = moving.map(|(_, draft)| draft.clone()).collect();
        for draft in &drafts {
            steps.extend(draft.steps.iter().cloned());
            self.diagnostics.extend(draft.notes.iter().cloned());
        }
        steps.extend(self.pass_state(&routes));
        steps.extend(dying::questions(&self.cx, &routes, |symbol| live.contains(&symbol)));
        self.diagnostics.extend(asserted::drop_dying(&self.cx, &routes, &mut steps));
        let in_pointers = self.cx.isolation() == Isolation::Types;
        if !in_pointers {
            exact::ask_dealloc(&self.cx, &routes, &mut steps);
        }
        let free_lists = self.cx.free_lists();
        let is_collected =
            |ty: TypeId| drafts.iter().any(|draft| draft.ty == ty && draft.collection.is_collected());
        let drain = |symbol: Symbol| {
            let list = free_lists.iter().find(|list| Symbol::Type(list.ty) == symbol)?;
            Some(list.drain(is_collected(list.ty)))
        };
        let fields = live.iter().filter(|_| !in_pointers).map(|&symbol| StateField {
            drain: drain(symbol),
            name: self.cx.field_name(symbol),
            symbol,
            is_owned: match symbol {
                Symbol::Type(_) => true,
                Symbol::Global(id) => owns::is_owned(&self.cx, &init, id),
            },
            conditions: self.cx.conditions(symbol).to_vec(),
        });
        let fields: Vec<StateField> = fields.collect();
        for field in &fields {
            if let Symbol::Global(id) = field.symbol
                && let Some(Tag { name, missing: Some(at) }) = self.cx.tag_ahead(id)
            {
                steps.push(StepAt { step: Step::NameStruct { at, name }, author: "mention-variable" });
            }
        }
        let kept: Vec<Diagnostic> = fields.iter().filter_map(|field| self.never_given_back(field)).collect();
        self.diagnostics.extend(kept);
        let mut plan = ModulePlan {
            module,
            drafts,
            state: StatePlan { fields, home },
            routes: routes.by_function,
            macros: routes.macros.into_iter().collect(),
            written: routes.written,
            init,
            own,
            steps,
            own_gil: Default::default(),
        };
        for rule in self.rules {
            if let Run::Module(run) = rule.run
                && !in_pointers
                && self.takes(rule)
                && let Err(diagnostic) = run(&self.cx, &mut plan)
            {
                self.diagnostics.push(diagnostic);
            }
        }
        plan
    }

    /// What a maintainer should know of a variable that is kept as it was.
    fn never_given_back(&self, field: &StateField) -> Option<Diagnostic> {
        let Symbol::Global(id) = field.symbol else { return None };
        let global = self.cx.project.global(id);
        if field.is_owned || !global.holds.is_counted() || self.cx.is_free_list(id) {
            return None;
        }
        let name = &global.name;
        let message = format!("the module does not give back what {} holds, as before", name.text);
        let diagnostic = Diagnostic::new(Severity::Note, "mention-variable", message).id("MOD-5");
        let why = "it is filled with something that it is not known to own a reference to";
        let help = "take a reference where it is filled, and give it back in the module's m_clear";
        Some(diagnostic.subject(&name.text).at(name.span, "this variable").why(why).help(help))
    }

    /// Every call of a function that gains a parameter hands it on.
    fn pass_state(&self, routes: &Routes) -> Vec<StepAt> {
        let carried = routes.carried.iter().map(|&(function, span)| {
            let step = Step::UseState { function, span };
            StepAt { step, author: "module-state" }
        });
        let mut steps: Vec<StepAt> = carried.collect();
        for &(function, open, is_empty) in &routes.in_macros {
            let step = Step::PassStateInMacro { function, open, is_empty };
            steps.push(StepAt { step, author: "module-state" });
        }
        for &(function, place) in &routes.conversions {
            let step = Step::HandToConverter { function, place };
            steps.push(StepAt { step, author: "module-state" });
        }
        for &(function, call, arg) in &routes.fills {
            let span = self.cx.project.function(function).calls[call].args[arg].span;
            steps.push(StepAt { step: Step::UseModule { function, span }, author: "module-state" });
        }
        let mut given = BTreeSet::new();
        for (&callee, route) in &routes.by_function {
            if !route.fetch.is_parameter() {
                continue;
            }
            for &(function, call) in self.module().callers.get(&callee).into_iter().flatten() {
                let call = &self.cx.project.function(function).calls[call];
                // A macro calls several by the same words.
                if !given.insert(call.parens) {
                    continue;
                }
                let step =
                    Step::PassState { function, callee, parens: call.parens, is_empty: call.args.is_empty() };
                steps.push(StepAt { step, author: "module-state" });
                if route.entry.is_some() {
                    let step = Step::CallInner { callee, name: call.name_span };
                    steps.push(StepAt { step, author: "guard-route" });
                }
            }
        }
        let handed = routes.handed.iter().flat_map(|&(taker, at)| self.handed(taker, at));
        steps.extend(handed.map(|step| StepAt { step, author: "module-state" }));
        steps
    }

    /// What changes where a function's parameter is a function that gains the state.
    fn handed(&self, taker: FnId, at: usize) -> Vec<Step> {
        let facts = self.cx.project.function(taker);
        let name = facts.param(at).and_then(|param| param.name.as_ref()).map_or("", |name| &name.text);
        let pointers = facts.passed.pointers.iter().filter(|pointer| pointer.param == name);
        let takes =
            pointers.map(|pointer| Step::TakeState { parens: pointer.parens, is_empty: pointer.is_empty });
        let calls = facts.passed.param_calls.iter().filter(|call| call.param == name);
        let hands = calls.map(|call| Step::HandState {
            function: taker,
            parens: call.parens,
            is_empty: call.args.is_empty(),
        });
        takes.chain(hands).collect()
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
