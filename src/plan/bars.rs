//! What keeps a function from the state, though there is a way: what would have to be written there cannot stand there.

use crate::diagnostic::Diagnostic;
use crate::facts::{MacroFact, Paste};
use crate::link::FnId;

use super::routes::{Failure, Fetch, Router};
use super::written::WrittenRoute;

impl Router<'_, '_> {
    /// A macro that is used outside functions cannot be given the state: the function that it writes must find it, or the
    /// macro is refused.
    pub(super) fn used_at_file_level(&self, name: &str) -> Option<Result<WrittenRoute, Failure>> {
        let cx = self.cx();
        let definition = cx.module.macros.get(name).iter().find(|one| one.params.is_some())?;
        let (_, item) = cx.file_level_uses(name).next()?;
        let why = match self.written(definition) {
            Ok(route) => return Some(Ok(route)),
            Err(why) => why,
        };
        let message = format!("{name} is used outside functions, where there is no state to give it");
        let diagnostic = Diagnostic::refusal("guard-route", message)
            .id("P-3")
            .at(item.span, "used here")
            .why(why)
            .help("write out what it stands for");
        let symbols = self.macro_symbols().remove(name)?;
        Some(Err(Failure { blames: symbols, diagnostic }))
    }

    /// Refuses a function that stands before the struct of the module state in the same file.
    pub(super) fn struct_before(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let facts = self.facts(function);
        let body = self.demand.home.existing.as_ref().map(|existing| existing.body);
        match body.filter(|body| facts.span.file == body.file && facts.span.end <= body.start) {
            None => Ok(()),
            Some(body) => {
                let name = &facts.name.text;
                let message =
                    format!("{name} stands before the struct of the module state, and cannot use it there");
                let diagnostic = self.failure(function, message).at(body, "the struct");
                Err(Box::new(diagnostic.help("move the struct up, before the functions that need it")))
            }
        }
    }

    /// Refuses a new parameter for a function that is declared before that struct.
    pub(super) fn declared_before_struct(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let cx = self.cx();
        let facts = self.facts(function);
        let Some(body) = self.demand.home.existing.as_ref().map(|existing| existing.body) else {
            return Ok(());
        };
        let prototypes = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].prototypes);
        let mut own = prototypes.filter(|one| one.name.text == facts.name.text);
        let Some(early) = own.find(|one| one.span.file == body.file && one.span.end <= body.start) else {
            return Ok(());
        };
        let message = format!(
            "{} is declared before the struct of the module state, and cannot be given it there",
            facts.name.text
        );
        let diagnostic =
            self.failure(function, message).at(early.span, "declared here").at(body, "the struct");
        Err(Box::new(
            diagnostic.help("move the struct up, before the declarations of the functions that need it"),
        ))
    }

    /// Refuses a new parameter for a function that code names which is not understood: it may call it.
    pub(super) fn named_in_damage(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let cx = self.cx();
        let facts = self.facts(function);
        let damages = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].damages);
        let mut of_others = damages.filter(|one| !one.item.span.contains(facts.name.span));
        match of_others.find(|one| one.names.contains(&facts.name.text)) {
            None => Ok(()),
            Some(item) => {
                let message = format!("{} may be called by code that is not understood", facts.name.text);
                let diagnostic = Diagnostic::refusal("guard-syntax", message)
                    .at(item.damage.span, item.damage.reason.clone())
                    .at(facts.name.span, "this function must be given the module state")
                    .why("every call of a function that gains a parameter must be read");
                Err(Box::new(diagnostic))
            }
        }
    }

    /// Refuses a new parameter for a function whose name a macro may paste together: it is called there, or its address is
    /// taken for who knows which caller, and neither can be told from the macro's text.
    pub(super) fn pasted_call(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let cx = self.cx();
        let name = &self.facts(function).name.text;
        let definitions = cx.module.macros.iter().filter(|one| cx.file_of(one.span).is_some());
        let mut pastes = definitions.flat_map(|one| one.pastes().into_iter().map(move |paste| (one, paste)));
        let may_make = |(one, paste): &(&MacroFact, Paste)| {
            paste.can_make(name) && !one.declares(paste) && !cx.makes_others(one, name)
        };
        let Some((definition, paste)) = pastes.find(may_make) else { return Ok(()) };
        let is_call =
            definition.tokens.iter().any(|(text, span)| text == "(" && span.start == paste.span.end);
        let what = if is_call { "to call it" } else { "to hand it on" };
        let message = format!("a macro may paste the name of {name} together, {what}");
        let diagnostic = self.failure(function, message).id("P-4").at(paste.span, "pasted here");
        Err(Box::new(diagnostic.help("write the name out")))
    }

    /// Refuses a new parameter for a function whose address stands in a macro: who calls it there is not known.
    pub(super) fn addressed_in_macro(&self, function: FnId) -> Result<(), Box<Diagnostic>> {
        let cx = self.cx();
        let name = &self.facts(function).name.text;
        for definition in cx.module.macros.iter().filter(|one| one.names(name)) {
            let word = |at: Option<usize>| {
                let token = at.and_then(|at| definition.tokens.get(at));
                token.map_or("", |(word, _)| word.as_str())
            };
            // `#define join_text join_unicode`: another name, which is called as the function is.
            if definition.params.is_none() && definition.tokens.len() == 1 {
                continue;
            }
            let is_param = definition.params.iter().flatten().any(|param| param == name);
            let mut places = (0..definition.tokens.len()).filter(|&at| word(Some(at)) == name);
            let is_address = |&at: &usize| {
                let before = word(at.checked_sub(1));
                word(Some(at + 1)) != "(" && !matches!(before, "." | "->" | "#" | "##" | "struct")
            };
            if let Some(at) = places.find(is_address).filter(|_| !is_param) {
                let message = format!("the address of {name} stands in the macro {}", definition.name);
                let diagnostic = self.failure(function, message).id("P-4");
                return Err(Box::new(diagnostic.at(definition.tokens[at].1, "here")));
            }
        }
        Ok(())
    }

    /// Refuses a look-up of the module in a file that sees neither its definition nor the struct of its state, beside
    /// which the function is declared that finds it.
    pub(super) fn far_definition(&self, function: FnId, fetch: &Fetch) -> Result<(), Box<Diagnostic>> {
        let by_type =
            matches!(fetch, Fetch::Type(_) | Fetch::Instance(_) | Fetch::Operands(_) | Fetch::UserData(_));
        let cx = self.cx();
        let definition = self.demand.definition;
        let existing = self.demand.home.existing.as_ref();
        let sees = |file: usize| cx.project.with_included(function.0).contains(&file);
        let Some(existing) = existing.filter(|existing| by_type && !sees(existing.file)) else {
            return Ok(());
        };
        if cx.sees_definition(function.0, definition) {
            return Ok(());
        }
        let name = &self.facts(function).name.text;
        let message = format!(
            "{name} needs the module itself, but sees neither its definition nor the struct of its state"
        );
        let mut diagnostic = self.failure(function, message).at(existing.body, "the struct");
        if let Some(table) = definition.map(|table| cx.project.table(table)) {
            diagnostic = diagnostic.at(table.name.span, "the definition");
        }
        Err(Box::new(diagnostic.help("define the struct in a header that this file includes")))
    }
}
