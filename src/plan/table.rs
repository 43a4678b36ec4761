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
    /// The table as a variable of the function that walks it; why it cannot be one.
    pub fn moved_table(&self) -> Result<Step, String> {
        let (function, walk) = walker(&self.cx, self.use_)?;
        let before = walk.first.ok_or_else(|| format!("{} is named in a macro", self.use_.variable))?;
        Ok(Step::MoveTable { function, declaration: self.use_.declaration, before })
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
        branch.content.overlaps(use_.declaration) && !branch.content.contains(use_.declaration)
    });
    if is_condition || named_elsewhere(cx, file, table) {
        return Err(format!(
            "{table} is named by a macro, by another table, or by code that is not understood"
        ));
    }
    let names = |id: &FnId| cx.project.function(*id).idents.binary_search(table).is_ok();
    let mut users = cx.module.functions(cx.project).filter(names);
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
        one.name == name && one.c_type != "PyTypeObject" && means() == Some(symbol)
    });
    own.filter_map(|(_, one)| walker(cx, one).ok()).collect()
}
