//! Where each heap type is made: in place of `PyType_Ready`, else before its first use while the module comes up.

use std::collections::{BTreeMap, BTreeSet};

use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::{Call, Check, Mention, MentionKind};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;
use crate::syntax::evaluate::Life;

use super::ModuleCx;
use super::draft::{Bases, Draft};
use super::init;
use super::made;
use super::module::InitPlan;
use super::routes::Need;
use super::step::{CreateAt, Step, StepAt};
use super::table;

mod first_use;

/// The place of each creation.
#[derive(Debug, Default)]
pub struct Creations {
    places: BTreeMap<TypeId, (FnId, CreateAt)>,
    /// Statements that ready a type which was readied before.
    again: Vec<(TypeId, FnId, Span)>,
}

impl Creations {
    /// The functions that make types need the module.
    pub fn needs(&self) -> Vec<(FnId, Need, Symbol)> {
        self.places.iter().map(|(ty, (function, _))| (*function, Need::Module, Symbol::Type(*ty))).collect()
    }

    /// One step for each type; of those at one place, a base before what derives from it.
    pub fn steps(self, drafts: &BTreeMap<TypeId, Draft>) -> impl Iterator<Item = (Symbol, (FnId, StepAt))> {
        let mut order = Vec::new();
        for &ty in self.places.keys() {
            add_behind_base(ty, drafts, &mut order);
        }
        let mut places = self.places;
        let places = order.into_iter().filter_map(move |ty| places.remove(&ty).map(|place| (ty, place)));
        let made = places.map(|(ty, (function, at))| {
            let step = Step::Create { function, ty, at };
            (Symbol::Type(ty), (function, StepAt { step, author: "mention-ready" }))
        });
        let again = self.again.into_iter().map(|(ty, function, statement)| {
            let step = Step::DropStatement { statement };
            (Symbol::Type(ty), (function, StepAt { step, author: "mention-ready" }))
        });
        made.chain(again)
    }
}

fn add_behind_base(ty: TypeId, drafts: &BTreeMap<TypeId, Draft>, order: &mut Vec<TypeId>) {
    if order.contains(&ty) {
        return;
    }
    if let Some(Bases::Local(base)) = drafts.get(&ty).map(|draft| &draft.bases)
        && *base != ty
    {
        add_behind_base(*base, drafts, order);
    }
    if !order.contains(&ty) {
        order.push(ty);
    }
}

/// Finds the place for each type that moves. Fails with a type whose place cannot be told.
pub fn creations(
    cx: &ModuleCx,
    plan: &InitPlan,
    drafts: &BTreeMap<TypeId, Draft>,
    live: &BTreeSet<Symbol>,
) -> Result<Creations, (TypeId, Box<Diagnostic>)> {
    let functions = init::functions(cx, plan.maker());
    let mut creations = Creations::default();
    for symbol in live {
        let Symbol::Type(ty) = *symbol else { continue };
        let (place, again) = place(cx, plan, &functions, ty).map_err(|diagnostic| (ty, diagnostic))?;
        used_later(cx, &functions, ty, &place).map_err(|diagnostic| (ty, diagnostic))?;
        creations.again.extend(again.into_iter().map(|(function, statement)| (ty, function, statement)));
        creations.places.insert(ty, place);
    }
    bases_first(cx, drafts, &mut creations);
    Ok(creations)
}

/// A place of creation, and the statements that ready the type again.
type Place = ((FnId, CreateAt), Vec<(FnId, Span)>);

fn place(cx: &ModuleCx, plan: &InitPlan, functions: &[FnId], ty: TypeId) -> Result<Place, Box<Diagnostic>> {
    let name = &cx.project.type_def(ty).name.text;
    let ready = readies(cx, functions, ty);
    if let [first, rest @ ..] = &ready[..] {
        let (function, call) = *first;
        let mut again = Vec::new();
        for second in rest {
            let Some(statement) = readied_again(cx, *first, *second) else {
                let diagnostic =
                    Diagnostic::refusal("mention-ready", format!("{name} is readied more than once"));
                let diagnostic = diagnostic.subject(name).at(call.span, "here").at(second.1.span, "and here");
                return Err(Box::new(diagnostic));
            };
            again.push((function, statement));
        }
        return Ok(((function, at_ready(call)), again));
    }
    if let Some((walker, statement)) = table::readies(cx, ty).filter(|(walker, _)| functions.contains(walker))
    {
        return Ok(((walker, CreateAt::Before { statement }), Vec::new()));
    }
    let at = first_use::place(cx, plan.maker(), ty)?;
    Ok(((plan.maker(), at), Vec::new()))
}

/// The statement that readies a type once more, where it was readied for sure: it did nothing, and goes.
fn readied_again(cx: &ModuleCx, first: (FnId, &Call), second: (FnId, &Call)) -> Option<Span> {
    let is_plain = |call: &Call| {
        let anchor = call.anchor;
        let whole = match &call.check {
            Check::None => true,
            // Nothing stands behind the branch: no `else`.
            Check::If { on_failure: true, branch, .. } => branch.end == anchor.span.end,
            _ => false,
        };
        whole && anchor.depth == 1 && !anchor.nested && !is_conditional(cx, first.0, call.span)
    };
    (first.0 == second.0 && is_plain(first.1) && is_plain(second.1)).then_some(second.1.anchor.span)
}

/// Whether a place stands under an `#if` of its function.
fn is_conditional(cx: &ModuleCx, function: FnId, span: Span) -> bool {
    let body = cx.project.function(function).body;
    cx.project.files[function.0].branches.iter().any(|branch| {
        branch.life == Life::Sometimes && body.contains(branch.content) && branch.content.contains(span)
    })
}

/// Objects of the type that were there from the start are made behind it, and tables are filled with it when they are
/// walked: neither may be used before.
fn used_later(
    cx: &ModuleCx,
    functions: &[FnId],
    ty: TypeId,
    (function, at): &(FnId, CreateAt),
) -> Result<(), Box<Diagnostic>> {
    let facts = cx.project.function(*function);
    let made = match at {
        CreateAt::Before { statement } => statement.start,
        CreateAt::Start => 0,
        _ => position(at).map_or(0, |span| facts.top_statement(span).unwrap_or(span).end),
    };
    for (filler, fill) in cx.fills_of(ty) {
        let uses = |function| cx.needs_sequence(ty, function);
        let Some(early) = made::used_before(cx, functions, (filler, fill.span.end), &uses) else { continue };
        let name = cx.name(Symbol::Type(ty));
        let message = format!("{name} stays as it is: it is used before it is filled");
        let diagnostic = Diagnostic::refusal("field-sequence", message).id("MOD-12");
        return Err(Box::new(diagnostic.subject(name).at(early, "used here")));
    }
    for object in cx.made_of(ty).chain(cx.second_names(ty)) {
        let symbol = Symbol::Global(object);
        let walks = table::walks_of(cx, symbol);
        let uses = |function| {
            let by_table = walks.iter().filter(|(walker, _)| *walker == function).map(|(_, first)| *first);
            by_table.chain(made::uses(cx, function, symbol)).collect()
        };
        let Some(early) = made::used_before(cx, functions, (*function, made), &uses) else { continue };
        let (name, object) = (cx.name(Symbol::Type(ty)), cx.name(symbol));
        let message =
            format!("{name} stays as it is: {object}, which needs it, is used before it is readied");
        let diagnostic = Diagnostic::refusal("mention-table", message).id("R-STATIC-INSTANCE");
        return Err(Box::new(diagnostic.subject(name).at(early, "used here")));
    }
    let symbol = Symbol::Type(ty);
    for (walker, first) in table::walks_of(cx, symbol).into_iter().chain(cx.handed_first(symbol)) {
        let uses = |function| if function == walker { vec![first] } else { Vec::new() };
        let Some(early) = made::used_before(cx, functions, (*function, made), &uses) else { continue };
        let name = cx.name(Symbol::Type(ty));
        let message = format!("{name} stays as it is: its address is read from a table before it is readied");
        let diagnostic = Diagnostic::refusal("mention-table", message).id("8");
        return Err(Box::new(diagnostic.subject(name).at(early, "here")));
    }
    Ok(())
}

fn mentions<'a>(cx: &ModuleCx<'a>, function: FnId, ty: TypeId) -> impl Iterator<Item = &'a Mention> {
    let project = cx.project;
    let name = &project.type_def(ty).name.text;
    project.function(function).mentions.iter().filter(move |mention| mention.symbol == *name)
}

/// Whether a mention needs the type to exist, other than one that goes away.
fn uses_type(mention: &Mention) -> bool {
    !matches!(mention.kind, MentionKind::MemberWrite { .. })
}

/// The calls of `PyType_Ready` on a type while the module comes up, or of what fills a struct sequence.
fn readies<'a>(cx: &ModuleCx<'a>, functions: &[FnId], ty: TypeId) -> Vec<(FnId, &'a Call)> {
    let mut found = Vec::new();
    for &function in functions {
        for mention in mentions(cx, function, ty) {
            if let MentionKind::Argument { call, index: 0 } = mention.kind {
                let call = &cx.project.function(function).calls[call];
                if matches!(role_of(&call.callee), Some(Role::Ready | Role::InitStructSequence)) {
                    found.push((function, call));
                }
            }
        }
    }
    found
}

fn at_ready(call: &Call) -> CreateAt {
    match &call.check {
        Check::If { condition, on_failure: true, .. } => {
            CreateAt::Checked { statement: call.anchor.span, condition: *condition }
        }
        Check::If { condition, on_failure: false, .. } => {
            CreateAt::Compared { whole: *condition, true_on_failure: false }
        }
        Check::Compared { whole, true_on_failure } => {
            CreateAt::Compared { whole: *whole, true_on_failure: *true_on_failure }
        }
        Check::None => CreateAt::Unchecked { statement: call.anchor.span },
        Check::Value => CreateAt::Value { call: call.span },
    }
}

/// The statement of the function's own block that holds `span`: a type that is used below an `if` or a loop is made
/// before it.
fn outermost(cx: &ModuleCx, function: FnId, span: Span) -> Span {
    cx.project.function(function).top_statement(span).unwrap_or(span)
}

/// A base is made before what derives from it: where the source has it the other way round, `PyType_Ready` did it.
fn bases_first(cx: &ModuleCx, drafts: &BTreeMap<TypeId, Draft>, creations: &mut Creations) {
    let types: Vec<TypeId> = creations.places.keys().copied().collect();
    for _ in 0..types.len() {
        let mut moved = false;
        for &ty in &types {
            let Some(Bases::Local(base)) = drafts.get(&ty).map(|draft| draft.bases.clone()) else { continue };
            let (Some(own), Some(of_base)) = (creations.places.get(&ty), creations.places.get(&base)) else {
                continue;
            };
            if own.0 == of_base.0 && position(&of_base.1) > position(&own.1) {
                let function = own.0;
                let statement = position(&own.1);
                let at = match statement {
                    Some(span) => CreateAt::Before { statement: outermost(cx, function, span) },
                    None => CreateAt::Start,
                };
                creations.places.insert(base, (function, at));
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

fn position(at: &CreateAt) -> Option<Span> {
    match at {
        CreateAt::Checked { statement, .. }
        | CreateAt::Unchecked { statement }
        | CreateAt::Before { statement } => Some(*statement),
        CreateAt::Compared { whole: span, .. } | CreateAt::Value { call: span } => Some(*span),
        CreateAt::Start => None,
    }
}
