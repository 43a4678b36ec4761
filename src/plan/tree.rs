//! Trees of C structs that an instance owns, and that a function frees by calling itself (semantics, T-TRAV-7).
//!
//! What such a function gives back of one node, and the nodes that it calls itself with, belong to the instance: a function
//! of the same shape visits them. The tree must stay the instance's as long as that lives: only who makes the instance
//! sets the field, and nobody else frees what came from there.

use crate::capi::calls::{Role, role_of};
use crate::facts::{ArgKind, FieldFact, Given, PlaceStep, Record};
use crate::link::FnId;

use super::context::TypeCx;
use super::life::{self, Entered, Life};
use super::owned::{self, Visit};

/// How the nodes of a tree are visited.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The function that frees a node and all below it.
    pub frees: FnId,
    /// What one node holds, and the nodes below it: each place starts at the node.
    pub visits: Vec<Visit>,
    pub below: Vec<Visit>,
}

/// The visit of a field that holds such a tree.
pub(super) fn of_field(cx: &TypeCx, field: &FieldFact, life: &Life) -> Option<Visit> {
    let is_own = |name: Option<&str>| name == Some(field.name.as_str());
    let entered: Vec<&Entered> = life.entered.iter().filter(|one| is_own(one.place.field())).collect();
    let (first, others) = entered.split_first()?;
    let is_same = |one: &&&Entered| {
        one.function == first.function && one.place == first.place && one.around == first.around
    };
    let is_whole = first.place.steps.len() == 1 && first.unclear.is_none();
    if !is_whole || others.iter().filter(is_same).count() != others.len() {
        return None;
    }
    let tree = read(cx, first.function)?;
    let mut lost = life.handed.iter().filter(|one| is_own(one.place.field()));
    let mut gone = life.releases.iter().filter(|one| is_own(one.place.field()));
    let is_of_node = |steps: &[PlaceStep]| tree.visits.iter().any(|visit| visit.place.steps == steps);
    let is_all = lost.all(|one| one.again && one.to == cx.cx.project.function(tree.frees).name.text)
        && gone.all(|one| is_of_node(&one.place.steps[1..]));
    let stays = is_all && is_set_once(cx, field, life) && is_freed_with_instance(cx, field, tree.frees, life);
    stays.then(|| {
        Visit { place: first.place.clone(), around: first.around.clone(), tree: Some(Box::new(tree)) }
            .settled()
    })
}

/// What a function that calls itself frees, when all of it is followed.
fn read(cx: &TypeCx, frees: FnId) -> Option<Tree> {
    let function = cx.cx.project.function(frees);
    let released = function.released.as_ref().filter(|released| released.lost.is_empty())?;
    let [param] = &function.params.list[..] else { return None };
    let record = cx.cx.project.record(cx.cx.module, &param.ty.base)?;
    if record.is_union || record.has_head() || (param.ty.stars, param.ty.arrays) != (1, 0) {
        return None;
    }
    let (mut visits, mut below) = (Vec::new(), Vec::new());
    for one in &released.releases {
        let unclear = one.unclear.or(life::under_if(cx, frees, one.span));
        let is_held = one.place.root == 0 && !one.place.steps.is_empty() && unclear.is_none();
        visits.push(is_held.then(|| Visit::of_node(&one.place, &one.around))?);
    }
    for one in &released.handed {
        let callee = one.callee.as_deref()?;
        let to = cx.cx.module.names.function(&cx.cx.project.files, frees.0, callee);
        match (to, &one.given[..]) {
            (Some(to), [Given::Value(place)]) if to == frees => {
                let unclear = one.unclear.or(life::under_if(cx, frees, one.span));
                let is_below = place.root == 0 && !place.steps.is_empty() && unclear.is_none();
                below.push(is_below.then(|| Visit::of_node(place, &one.around))?);
            }
            (None, _) if life::releases_nothing(callee) => {}
            _ => return None,
        }
    }
    let is_known = covers(cx, record, &visits, &below) && !below.is_empty() && !is_refilled(cx, record);
    is_known.then_some(Tree { frees, visits, below })
}

/// Whether every field of a node that may hold references is among what is followed.
fn covers(cx: &TypeCx, record: &Record, visits: &[Visit], below: &[Visit]) -> bool {
    let is_named = |list: &[Visit], name: &str| list.iter().any(|visit| visit.place.last() == Some(name));
    record.fields.iter().all(|field| {
        !field.in_union
            && (!owned::holds(cx, field)
                || is_named(visits, &field.name)
                || record.names.contains(&field.ty.base) && is_named(below, &field.name))
    })
}

/// Whether some field of a node is without a valid value for a while.
fn is_refilled(cx: &TypeCx, record: &Record) -> bool {
    let files = cx.cx.module.files.iter().map(|&file| &cx.cx.project.files[file]);
    let mut refills = files.flat_map(|file| &file.refills);
    refills.any(|refill| {
        record.field(&refill.field).is_some()
            && record.names.iter().any(|name| refill.names.binary_search(name).is_ok())
    })
}

/// Whether a field is set by those alone that make an instance, or end one.
fn is_set_once(cx: &TypeCx, field: &FieldFact, life: &Life) -> bool {
    let makes = |id: FnId| {
        let function = cx.cx.project.function(id);
        let allocates =
            |name: &str| matches!(role_of(name), Some(Role::Allocate { .. } | Role::AllocateByType { .. }));
        function.member_calls.iter().any(|call| call.member.text == "tp_alloc")
            || function.calls.iter().any(|call| allocates(&call.callee))
    };
    let mut functions = cx.cx.module.functions(cx.cx.project);
    functions.all(|id| {
        let function = cx.cx.project.function(id);
        !function.sets(&field.name) || makes(id) || life.functions.contains(&id)
    })
}

/// Whether a tree is freed by who ends the instance, and else only where it never was an instance's.
fn is_freed_with_instance(cx: &TypeCx, field: &FieldFact, frees: FnId, life: &Life) -> bool {
    let module = cx.cx.module;
    let name = &cx.cx.project.function(frees).name.text;
    let mut damages = module.files.iter().flat_map(|&file| &cx.cx.project.files[file].damages);
    if module.loose.contains_key(&frees)
        || cx.cx.is_in_macro(name)
        || damages.any(|one| one.names.contains(name))
    {
        return false;
    }
    let mut callers = module.callers.get(&frees).into_iter().flatten();
    callers.all(|&(caller, call)| {
        let function = cx.cx.project.function(caller);
        let is_local = |name: &String| function.locals.iter().any(|local| local.name == *name && !local.is_static);
        let given = function.calls[call].args.first().map(|arg| &arg.kind);
        let is_new = matches!(given, Some(ArgKind::Name(name)) if is_local(name) && !function.reads_into(name, &field.name));
        let ends = life.functions.contains(&caller) || cx.is_dealloc_of_type(&function.name.text);
        caller == frees || ends || is_new
    })
}
