//! Tables of types and variables that move into the function that walks them (semantics, section 8).
//!
//! The address of what moves into the module state is no constant: a table that one function walks can be filled each
//! time that function runs. What the function does with the table is told in `facts`.

use crate::capi::borrowed;
use crate::capi::calls::{Role, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Function, MentionKind, StaticUse, Walk};
use crate::link::{FnId, Symbol, TypeId};
use crate::source::Span;

use super::mention::MentionCx;
use super::queries::StaticCx;
use super::step::Step;
use super::{Isolation, ModuleCx};

impl StaticCx<'_> {
    /// The table as a variable of the function that walks it; why it cannot be one. A loop that takes down its types, as if
    /// they were static still, goes.
    pub fn moved_table(&self) -> Result<Vec<Step>, String> {
        let (function, walk) = walker(&self.cx, self.use_)?;
        let before = walk.first.ok_or_else(|| format!("{} is named in a macro", self.use_.variable))?;
        let takedowns = takedowns(&self.cx, self.use_);
        if !takedowns.is_empty() && types_of(&self.cx, self.use_).len() != self.use_.rows {
            return Err(format!("{} holds something else than types of the module", self.use_.variable));
        }
        let goes = takedowns.into_iter().map(|(_, statement)| Step::DropStatement { statement });
        let declaration = self.use_.declaration;
        Ok([Step::MoveTable { function, declaration, before }].into_iter().chain(goes).collect())
    }
}

impl MentionCx<'_> {
    /// The variable outside the module state that the symbol is put into, or that leads to where it is put: all
    /// interpreters share it.
    pub fn shared_holder(&self) -> Option<&str> {
        let facts = self.facts();
        let may_be_shared = self.cx.is_capsule_shared(self.cx.name(self.symbol)) || !hands_to_capsule(facts);
        if self.cx.isolation() == Isolation::Types && may_be_shared {
            return None;
        }
        let stored = facts.passed.stored.iter().find(|(_, value)| value.contains(self.mention.whole));
        let holder = stored.map(|(root, _)| root.as_str())?;
        let is_value = matches!(self.mention.kind, MentionKind::Value | MentionKind::Item);
        let is_param =
            facts.params.list.iter().any(|one| one.name.as_ref().is_some_and(|name| name.text == holder));
        let mut locals = facts.locals.iter().filter(|local| local.name == holder).peekable();
        let is_local = locals.peek().is_some() && locals.all(|local| !local.is_static);
        let is_symbol = || {
            let names = &self.cx.module.names;
            names.symbol(&self.cx.project.files, self.function.0, holder).is_some()
        };
        (is_value && !is_param && !is_local && !is_symbol()).then_some(holder)
    }

    /// Why nothing that moves may be put there.
    pub fn refuse_shared(&self, rule: &'static str, holder: &str) -> Diagnostic {
        if hands_to_capsule(self.facts()) {
            return in_capsule(self.refuse(rule, "R-CAPSULE", &capsule_message(holder)));
        }
        let why = format!("it is put into {holder}, which is shared by all interpreters");
        self.refuse(rule, "MOD-5", &why).help(format!("move {holder} into the module state"))
    }
}

fn hands_to_capsule(function: &Function) -> bool {
    function.calls.iter().any(|call| role_of(&call.callee) == Some(Role::Capsule))
}

fn capsule_message(holder: &str) -> String {
    format!("it stands in {holder}, which a capsule hands to other modules")
}

/// What can be done about a capsule.
fn in_capsule(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic
        .why("other modules keep what a capsule gives them, and would go on to use the type of the first interpreter")
        .help(
            "leave the type static; or let each module allocate the struct, with references of its own to the types, \
             and free it in the capsule's destructor",
        )
}

impl StaticCx<'_> {
    /// The refusal of a type in a struct that a capsule hands to other modules.
    pub fn refuse_capsule(&self, rule: &'static str) -> Option<Diagnostic> {
        let holder = &self.use_.variable;
        let names = |id: FnId| self.cx.project.function(id).idents.binary_search(holder).is_ok();
        let mut functions = self.cx.module.functions(self.cx.project);
        functions.find(|&id| names(id) && hands_to_capsule(self.cx.project.function(id)))?;
        Some(in_capsule(self.refuse(rule, "R-CAPSULE", &capsule_message(holder))))
    }
}

/// The one function that walks the table that a use stands in; why it cannot have the table for its own.
fn walker<'a>(cx: &ModuleCx<'a>, use_: &StaticUse) -> Result<(FnId, &'a Walk), String> {
    let table = &use_.variable;
    let file = cx.file_of(use_.span).ok_or("its file is not one of the module's")?;
    let facts = &cx.project.files[file];
    if !use_.storage.is_static || !use_.is_alone || facts.is_cplusplus {
        return Err(format!("{table} is not a static table of C alone"));
    }
    let is_condition = facts.branches.iter().any(|branch| {
        // One with all its rows moves with them.
        branch.content.overlaps(use_.declaration)
            && !branch.content.contains(use_.declaration)
            && !use_.declaration.contains(branch.content)
    });
    if is_condition || named_elsewhere(cx, file, table) {
        return Err(format!(
            "{table} is named by a macro, by another table, or by code that is not understood"
        ));
    }
    let takedowns = takedowns(cx, use_);
    let mut users = users(cx, table).filter(|id| takedowns.iter().all(|(function, _)| function != id));
    let (Some(function), None) = (users.next(), users.next()) else {
        return Err(format!("{table} is not used by exactly one function"));
    };
    let facts = cx.project.function(function);
    let walk = facts.walks.iter().find(|(name, _)| name == table).map(|(_, walk)| walk);
    let Some(walk) = walk.filter(|_| function.0 == file) else {
        return Err(format!("{table} is not an array that is used in the file which defines it"));
    };
    if let Some((_, why)) = walk.trouble {
        return Err(format!("{} uses {table} otherwise than to read it row by row: {why}", facts.name.text));
    }
    // What is put into variables by their address must be a reference of their own.
    let is_own = |kind: &ArgKind| match kind {
        ArgKind::Call(name) => name.starts_with("Py") && !borrowed::lends(name),
        kind => *kind == ArgKind::Null,
    };
    match walk.fills.iter().all(|(_, kind)| is_own(kind)) {
        true => Ok((function, walk)),
        false => {
            Err(format!("{} fills the variables of {table} with what they may not own", facts.name.text))
        }
    }
}

/// The functions that name a table.
fn users<'a>(cx: &ModuleCx<'a>, table: &str) -> impl Iterator<Item = FnId> {
    let project = cx.project;
    cx.module.functions(project).filter(move |id| {
        project.function(*id).idents.binary_search_by(|known| known.as_str().cmp(table)).is_ok()
    })
}

/// The functions that do nothing with a table but take down its types, and the loop in which they do.
fn takedowns(cx: &ModuleCx, use_: &StaticUse) -> Vec<(FnId, Span)> {
    let table = &use_.variable;
    let of_file = users(cx, table).filter(|id| cx.file_of(use_.span) == Some(id.0));
    let walks = of_file.filter_map(|id| {
        let (_, walk) = cx.project.function(id).walks.iter().find(|(name, _)| name == table)?;
        Some((id, walk.takedown?))
    });
    walks.collect()
}

/// The types of the module that stand in the same table.
fn types_of(cx: &ModuleCx, use_: &StaticUse) -> Vec<TypeId> {
    let Some(file) = cx.file_of(use_.span) else { return Vec::new() };
    let rows = cx.project.files[file].statics.iter().filter(|one| one.declaration == use_.declaration);
    let types = rows.filter_map(|one| match cx.module.names.symbol(&cx.project.files, file, &one.name) {
        Some(Symbol::Type(id)) => Some(id),
        _ => None,
    });
    types.collect()
}

/// Types that one loop takes down: it goes when all of them move, so they all do, or none.
pub fn taken_down_together(cx: &ModuleCx) -> Vec<(TypeId, TypeId)> {
    let uses = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].statics);
    let mut pairs = Vec::new();
    let mut seen = Vec::new();
    for use_ in uses.filter(|one| one.c_type == "PyTypeObject" && one.stars == 1) {
        if !seen.contains(&use_.declaration) {
            seen.push(use_.declaration);
            if !takedowns(cx, use_).is_empty() {
                pairs.extend(types_of(cx, use_).windows(2).map(|pair| (pair[0], pair[1])));
            }
        }
    }
    pairs
}

/// Whether something else than a function names the table.
fn named_elsewhere(cx: &ModuleCx, file: usize, table: &str) -> bool {
    let facts = &cx.project.files[file];
    let by_damage = facts.damages.iter().any(|item| item.names.iter().any(|name| name == table));
    cx.is_in_macro(table) || by_damage || facts.statics.iter().any(|one| one.name == table)
}

/// The tables that name something and move: who walks each, from which statement on.
pub fn walks_of(cx: &ModuleCx, symbol: Symbol) -> Vec<(FnId, Span)> {
    let walks = walks(cx, symbol).into_iter();
    walks.filter_map(|(function, walk)| Some((function, walk.first?))).collect()
}

/// The function that readies the type by the row of a table, and the statement in which it does.
pub fn readies(cx: &ModuleCx, ty: TypeId) -> Option<(FnId, Span)> {
    let (function, walk) =
        walks(cx, Symbol::Type(ty)).into_iter().find(|(_, walk)| !walk.readies.is_empty())?;
    Some((function, walk.first?))
}

fn walks<'a>(cx: &ModuleCx<'a>, symbol: Symbol) -> Vec<(FnId, &'a Walk)> {
    let name = cx.name(symbol);
    let files = cx.module.files.iter();
    let uses = files.flat_map(|&file| cx.project.files[file].statics.iter().map(move |one| (file, one)));
    let own = uses.filter(|(file, one)| {
        let means = || cx.module.names.symbol(&cx.project.files, *file, &one.name);
        // A field of a type object is no row of a table.
        let is_field = one.c_type == "PyTypeObject" && one.stars == 0;
        one.name == name && !is_field && means() == Some(symbol)
    });
    own.filter_map(|(_, one)| walker(cx, one).ok()).collect()
}
