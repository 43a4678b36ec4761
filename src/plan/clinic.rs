//! Routes of functions that Argument Clinic wrote, or wrote the head of (semantics, section 9).
//!
//! What it wrote can only change as it would write it itself. Its wrappers name a type by the expression that the input
//! gives for it, which becomes `clinic_state()->X`; the functions that a wrapper calls keep the head it wrote, and find
//! the state by themselves.

use crate::diagnostic::Diagnostic;
use crate::facts::ArgKind;
use crate::link::FnId;

use super::routes::{Failure, Fetch, ModuleFrom, Router, StateName};

/// The macro that stands for the look-up in a wrapper: the name that CPython's own modules use.
pub const CLINIC_STATE: &str = "clinic_state";

impl Router<'_, '_> {
    /// Whether Argument Clinic wrote the head of a function, and so all of it or its prototype.
    pub(super) fn is_clinics(&self, function: FnId) -> bool {
        let facts = self.facts(function);
        self.cx().project.files[function.0].is_clinics(facts.name.span)
    }

    /// What the state is called in a wrapper.
    pub(super) fn clinic_state(&self, function: FnId) -> StateName {
        let is_wrapper = self.is_clinics_body(function);
        match self.uses(function, false) || self.uses(function, true) {
            true if is_wrapper => StateName::Clinic,
            true => StateName::Chosen,
            false => StateName::Unused,
        }
    }

    fn is_clinics_body(&self, function: FnId) -> bool {
        self.cx().project.files[function.0].is_clinics(self.facts(function).body)
    }

    /// A function that a wrapper calls finds the state by what the wrapper hands on: its own first argument.
    pub(super) fn clinic_body(
        &self,
        function: FnId,
    ) -> Result<Option<(Fetch, Option<&'static str>)>, Box<Diagnostic>> {
        if !self.is_clinics(function) {
            return Ok(None);
        }
        let callers = self.callers(function);
        let mut fetches: Vec<Fetch> = Vec::new();
        for (caller, call) in callers {
            let first = self.facts(caller).calls[call].args.first().map(|arg| &arg.kind);
            // What others give it is looked at with all calls of entry points.
            let is_given = matches!(first, Some(ArgKind::Name(_) | ArgKind::Address(_)));
            if is_given && !self.is_clinics_body(caller) {
                continue;
            }
            match self.handed_on(caller, first) {
                Some(fetch) if !fetches.contains(&fetch) => fetches.push(fetch),
                Some(_) => {}
                None => {
                    let other = &self.facts(caller).name.text;
                    let name = &self.facts(function).name.text;
                    let message = format!(
                        "{name}, whose head Argument Clinic wrote, is called by {other} in another way"
                    );
                    return Err(Box::new(self.failure(function, message)));
                }
            }
        }
        let name = &self.facts(function).name.text;
        let [fetch] = &fetches[..] else {
            let message = format!("{name}, whose head Argument Clinic wrote, is called in several ways");
            return Err(Box::new(self.failure(function, message)));
        };
        if let Fetch::Module(_) = fetch {
            return Ok(Some((fetch.clone(), None)));
        }
        let returns = &self.facts(function).returns;
        let error = match (returns.base.as_str(), returns.stars) {
            (_, 1..) => "NULL",
            ("int" | "long" | "Py_ssize_t", 0) => "-1",
            _ => {
                let message =
                    format!("{name} cannot report a failure, and the look-up of the state can fail");
                return Err(Box::new(self.failure(function, message)));
            }
        };
        Ok(Some((fetch.clone(), Some(error))))
    }

    /// The way to the state by a first argument, when it is what the caller finds the state by itself.
    fn handed_on(&self, caller: FnId, first: Option<&ArgKind>) -> Option<Fetch> {
        let Some(ArgKind::Name(name)) = first else { return None };
        let (fetch, _) = self.entry(caller).ok()?;
        let params = &self.facts(caller).params.list;
        let is_param = |at: &usize| {
            params.get(*at).and_then(|param| param.name.as_ref()).is_some_and(|param| param.text == *name)
        };
        match &fetch {
            Fetch::Type(at) if is_param(at) => Some(Fetch::Type(0)),
            Fetch::Instance(at) if is_param(at) => Some(Fetch::Instance(0)),
            Fetch::Module(ModuleFrom::Param(at)) if is_param(at) => Some(Fetch::Module(ModuleFrom::Param(0))),
            _ => None,
        }
    }

    /// A helper cannot gain a parameter when a wrapper calls it: Clinic would write the call without it.
    pub(super) fn called_by_clinic(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let by = self.callers(function).into_iter().find(|(caller, _)| self.is_clinics_body(*caller));
        let Some((caller, call)) = by else { return Ok(()) };
        let name = &self.facts(function).name.text;
        let message =
            format!("{name} is called by code that Argument Clinic wrote, which can hand nothing on");
        let span = self.facts(caller).calls[call].span;
        Err(Box::new(self.failure(function, message).at(span, "called here")))
    }

    /// All wrappers of a header share one macro, so they must find the state alike; and the header must be included.
    pub(super) fn check_clinic_headers(&mut self) {
        let wrappers: Vec<FnId> =
            self.routes.by_function.iter().filter(is_wrapper).map(|(id, _)| *id).collect();
        for &function in &wrappers {
            let first = wrappers.iter().find(|one| one.0 == function.0).copied().unwrap_or(function);
            if let Some(why) = self.against_macro(function, first) {
                let message =
                    format!("{}, which Argument Clinic wrote, {why}", self.facts(function).name.text);
                let blames = self.needs[&function].1.clone();
                let diagnostic = self.failure(function, message).id("C-1");
                self.routes.failures.push(Failure { blames, diagnostic });
            }
        }
    }

    fn against_macro(&self, function: FnId, first: FnId) -> Option<&'static str> {
        let cx = self.cx();
        let is_included = cx.project.includes.iter().flatten().any(|included| *included == Some(function.0));
        if !is_included {
            return Some("does not stand in a header of its own");
        }
        if cx.module.macros.iter().any(|one| one.name == CLINIC_STATE) {
            return Some("has a macro clinic_state already");
        }
        (self.by_name(function) != self.by_name(first))
            .then_some("finds the state by another parameter than others")
    }

    /// The kind of a route with the parameter that it starts at: what the macro would say.
    fn by_name(&self, function: FnId) -> (u8, Option<&str>) {
        let (kind, at) = match self.routes.by_function.get(&function).map(|route| &route.fetch) {
            Some(Fetch::Type(at)) => (0, *at),
            Some(Fetch::Instance(at)) => (1, *at),
            Some(Fetch::Module(ModuleFrom::Param(at))) => (2, *at),
            _ => return (3, None),
        };
        let param = self.facts(function).params.list.get(at);
        (kind, param.and_then(|param| param.name.as_ref()).map(|name| name.text.as_str()))
    }
}

fn is_wrapper((_, route): &(&FnId, &super::StateRoute)) -> bool {
    route.state == StateName::Clinic
}
