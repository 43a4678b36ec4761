//! Routes of entry points: from what CPython gives a function to the module (semantics, section 5.1).

use crate::capi::calls::{Role, role_of};
use crate::capi::entries::{EntryKind, Returns, StateFrom};
use crate::diagnostic::Diagnostic;
use crate::facts::{ArgKind, Local, Mention, MentionKind};
use crate::link::{EntryUse, FnId, Owner, Symbol};

use super::routes::{Fetch, Fill, ModuleFrom, Router, StateName};
use super::written;

impl Router<'_, '_> {
    /// The way of a function that CPython calls; all the ways it is called in must lead to the state alike.
    pub(super) fn entry(&self, function: FnId) -> Result<(Fetch, Option<&'static str>), Box<Diagnostic>> {
        let name = &self.facts(function).name.text;
        let entries = self.cx().module.entries_of(function);
        let mut fetches = Vec::new();
        for entry in entries {
            let fetch = self.entry_fetch(function, entry)?;
            if !fetches.contains(&fetch) {
                fetches.push(fetch);
            }
        }
        // A macro may write `nb_add` and `nb_inplace_add` alike.
        if let [one, other] = &fetches[..]
            && entries.iter().all(|entry| entry.entry.returns == Returns::Object)
            && let Some(both) = written::joined(one.clone(), other.clone())
        {
            fetches = vec![both];
        }
        let [fetch] = &fetches[..] else {
            let message =
                format!("{name} is called by CPython in ways that lead to the state by different routes");
            return Err(Box::new(self.failure(function, message)));
        };
        if let Fetch::Module(_) | Fetch::Dying(_) | Fetch::OwnType(_) = fetch {
            return Ok((fetch.clone(), None));
        }
        match entries[0].entry.returns.error() {
            Some(error) => Ok((fetch.clone(), Some(error))),
            None => {
                let message =
                    format!("{name} cannot report a failure, and the look-up of the state can fail");
                Err(Box::new(self.failure(function, message)))
            }
        }
    }

    fn entry_fetch(&self, function: FnId, entry: &EntryUse) -> Result<Fetch, Box<Diagnostic>> {
        let name = &self.facts(function).name.text;
        let fail = |message: String, id: &'static str| {
            let mut diagnostic = self.failure(function, message).id(id);
            if let Some(help) = self.way_out(function, id) {
                diagnostic = diagnostic.help(help);
            }
            Err(Box::new(diagnostic.at(entry.span, "it is an entry point by this")))
        };
        let from = entry.entry.kind.state_from();
        if let StateFrom::Module(at) = from {
            return Ok(Fetch::Module(ModuleFrom::Param(at)));
        }
        match &entry.owner {
            Owner::Type(id) if self.cx().project.type_def(*id).sequence.is_some() => {
                if let Some(fetch) = self.own_type(function) {
                    return Ok(fetch);
                }
                let owner = &self.cx().project.type_def(*id).name.text;
                let message = format!(
                    "{name} is a function of {owner}, a struct sequence, whose type does not know the module"
                );
                return fail(message, self.question(function));
            }
            Owner::Type(id) if self.demand.live.contains(&Symbol::Type(*id)) => {}
            Owner::Type(id) => {
                let owner = &self.cx().project.type_def(*id).name.text;
                let message = format!(
                    "{name} is a function of {owner}, which stays static: no way leads from it to the module"
                );
                return fail(message, self.question(function));
            }
            Owner::HeapType(table) => {
                return fail(format!("{name} is a function of the heap type made from {table}"), "");
            }
            Owner::Unknown(table)
                if entry.entry.kind == EntryKind::Method && self.is_bound_to_instances(table) => {}
            Owner::Unknown(table) => {
                return fail(
                    format!("{name} is reached through {table}, which no type here points to"),
                    "A-CALLBACK",
                );
            }
            Owner::Module => {}
        }
        match from {
            StateFrom::Type(at) | StateFrom::DefiningClass(at) => Ok(Fetch::Type(at)),
            StateFrom::Instance(at) => Ok(Fetch::Instance(at)),
            StateFrom::OneOfFirst(count) => Ok(Fetch::Operands(count)),
            StateFrom::Dying(at) if self.only_removes(function) => Ok(Fetch::Dying(at)),
            StateFrom::Dying(_) | StateFrom::Finalizing(_) => {
                if let Some(fetch) = self.own_type(function) {
                    return Ok(fetch);
                }
                fail(format!("{name} may run when the module state is gone already"), "T-DEALLOC-11")
            }
            StateFrom::Nothing if entry.entry.kind == EntryKind::StaticMethod => fail(
                format!("{name} is a static method: CPython gives it nothing to find the module by"),
                "R-STATICMETHOD",
            ),
            _ => fail(format!("{name} is given nothing to find the module by"), self.question(function)),
        }
    }

    /// What can be done about an entry point without a way.
    fn way_out(&self, function: FnId, id: &str) -> Option<String> {
        match id {
            "A-CHECK" => {
                Some("test for something that needs no type object, such as a function in a slot".to_owned())
            }
            "R-STATICMETHOD" => Some(
                "let it be a METH_CLASS method, which is given its class; Python code sees that in its __self__"
                    .to_owned(),
            ),
            "T-DEALLOC-11" => self.calls_through_base(function),
            _ => None,
        }
    }

    /// `Base_Type.tp_traverse(self, visit, arg)`: the function that stands in the slot needs no state.
    fn calls_through_base(&self, function: FnId) -> Option<String> {
        let calls = self.facts(function).member_calls.iter();
        let mut of_types = calls.filter_map(|call| match &call.base.kind {
            ArgKind::Name(base) | ArgKind::Address(base) if call.member.text.starts_with("tp_") => {
                let files = &self.cx().project.files;
                let symbol = self.cx().module.names.symbol(files, function.0, base)?;
                matches!(symbol, Symbol::Type(_)).then_some((base, &call.member.text))
            }
            _ => None,
        });
        let (base, member) = of_types.next()?;
        Some(format!("call the function that {base} has for {member} by its name"))
    }

    /// A function that needs the state for nothing but type tests could perhaps do without it.
    fn question(&self, function: FnId) -> &'static str {
        let facts = self.facts(function);
        let tests = |mention: &Mention| match mention.kind {
            MentionKind::Argument { call, .. } => {
                matches!(role_of(&facts.calls[call].callee), Some(Role::TypeTest { .. }))
            }
            _ => false,
        };
        let mut live = self.live_mentions(function).map(|(mention, _)| mention).peekable();
        if live.peek().is_some() && live.all(tests) { "A-CHECK" } else { "" }
    }

    /// Callers in other libraries would not give a new parameter.
    pub(super) fn called_from_outside(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let name = &self.facts(function).name.text;
        let Some(declared) = self.cx().exported(name) else { return Ok(()) };
        let message =
            format!("{name} is exported to other libraries, whose calls would not hand the state on");
        let diagnostic = self.failure(function, message).id("A-EXTERN").at(declared, "declared here");
        Err(Box::new(
            diagnostic.help("if nothing outside calls it, take PyAPI_FUNC or its like from its declaration"),
        ))
    }

    /// The parameter in which the source has the state already.
    pub(super) fn own_param(&self, function: FnId) -> Option<usize> {
        let facts = self.facts(function);
        let at = self.demand.home.existing.as_ref()?.param_of(facts)?;
        let name = facts.param(at)?.name.as_ref()?;
        // A variable of that name hides it somewhere: there the state could not be handed on.
        (!facts.locals.iter().any(|local| local.name == name.text)).then_some(at)
    }

    /// The parameter or variable in which the source has the state already.
    pub(super) fn own_state(&self, function: FnId) -> Option<StateName> {
        let existing = self.demand.home.existing.as_ref()?;
        let state = existing.type_text.trim_start_matches("struct ");
        let facts = self.facts(function);
        let is_state = |base: &str| base.trim_start_matches("struct ") == state;
        let param = self.own_param(function).and_then(|at| facts.param(at));
        if let Some(name) = param.and_then(|param| param.name.as_ref()) {
            return Some(StateName::Own { name: name.text.clone(), fill: None });
        }
        let first = facts.mentions.iter().map(|mention| mention.span.start).min().unwrap_or(u32::MAX);
        let is_own = |local: &&Local| {
            let opens = facts.opening.declarations.contains(&local.declaration);
            // The same for a variable, which holds the state from its declaration to the end.
            let hidden = facts.locals.iter().filter(|other| other.name == local.name).count() > 1;
            !hidden
                && is_state(&local.ty.base)
                && local.ty.stars == 1
                && local.init.as_ref().is_some_and(|(_, kind)| *kind != ArgKind::Null)
                && !facts.assigned.iter().any(|(name, _)| *name == local.name)
                && opens
                && local.span.start < first
        };
        let local = facts.locals.iter().find(is_own)?;
        let (initializer, kind) = local.init.as_ref()?;
        let fill =
            Fill { initializer: *initializer, declaration: local.declaration, alone: local.siblings == 1 };
        let fill = self.is_way(function, kind).then_some(fill);
        Some(StateName::Own { name: local.name.clone(), fill })
    }

    /// Whether a value comes by a way to the state that must go.
    pub(super) fn is_way(&self, function: FnId, kind: &ArgKind) -> bool {
        let ways = &self.demand.home.ways;
        match kind {
            ArgKind::Name(name) => ways.macros.contains(name),
            ArgKind::Call(name) => {
                let cx = self.cx();
                let callee = cx.module.names.function(&cx.project.files, function.0, name);
                callee.is_some_and(|callee| ways.functions.contains(&callee)) || ways.macros.contains(name)
            }
            _ => false,
        }
    }
}
