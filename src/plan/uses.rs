//! Uses of a symbol outside functions: in macros, in file-level initializers, in code that is not understood.

use crate::diagnostic::Diagnostic;
use crate::facts::StaticKind;
use crate::link::{FnId, Symbol};

use super::ModuleCx;
use super::engine::StepOf;
use super::pasted::Pasted;
use super::queries::{MacroCx, StaticCx};
use super::rule::{Rule, Run};
use super::step::{Step, StepAt};

/// The function that a table, or a struct that is handed out, moves into.
fn walker(at: &StepAt) -> Option<FnId> {
    match &at.step {
        Step::MoveTable { function, .. } => Some(*function),
        Step::HandOut(out) => Some(out.function),
        Step::FillLate(fill) => Some(fill.function),
        _ => None,
    }
}

/// Looks for such uses, and asks the rules about them.
pub struct Uses<'a> {
    pub cx: ModuleCx<'a>,
    pub rules: &'a [Rule],
    pub pasted: &'a [Pasted<'a>],
}

impl Uses<'_> {
    /// What the rules say of each use.
    pub fn of(&self, symbol: Symbol) -> Vec<Result<Vec<StepOf>, Diagnostic>> {
        let damages = self.damages(symbol).into_iter().map(Err);
        let macros = self.macro_steps(symbol).into_iter().chain(self.pasted_steps(symbol));
        damages.chain(macros).chain(self.static_steps(symbol)).collect()
    }

    /// The macros that put the symbol's name together.
    fn pasted_steps(&self, symbol: Symbol) -> Vec<Result<Vec<StepOf>, Diagnostic>> {
        let of_symbol = self.pasted.iter().filter(|pasted| pasted.symbols.contains(&symbol));
        let step = |pasted: &Pasted| {
            let step = Step::ReachPasted { span: pasted.paste.span };
            pasted.verdict().map(|()| vec![(None, StepAt { step, author: "mention-macro" })])
        };
        of_symbol.map(step).collect()
    }

    /// Items that name the symbol and were not understood: what is not read cannot be rewritten.
    fn damages(&self, symbol: Symbol) -> Vec<Diagnostic> {
        let name = self.cx.name(symbol);
        let mut refusals = Vec::new();
        for &file in &self.cx.module.files {
            let facts = &self.cx.project.files[file];
            for item in facts.damages.iter().filter(|item| item.names.iter().any(|known| known == name)) {
                if self.cx.module.names.symbol(&self.cx.project.files, file, name) != Some(symbol) {
                    continue;
                }
                let what = item.item.name.as_ref().map_or("this code", |name| &name.text);
                let message = format!("{name} stays as it is: {what} names it, and is not understood");
                refusals.push(
                    Diagnostic::refusal("guard-syntax", message)
                        .subject(name)
                        .at(item.damage.span, item.damage.reason.clone())
                        .why("every use of a type must be read before the type can move")
                        .help("if a macro of the project stands here, say in the configuration what it is"),
                );
            }
        }
        refusals
    }

    /// What the rule says of each use of the symbol in a macro's body.
    fn macro_steps(&self, symbol: Symbol) -> Vec<Result<Vec<StepOf>, Diagnostic>> {
        let name = self.cx.name(symbol);
        let run = self.rules.iter().find_map(|rule| match rule.run {
            Run::Macro(run) => Some(run),
            _ => None,
        });
        let Some(run) = run else { return Vec::new() };
        let mut results = Vec::new();
        for definition in self.cx.module.macros.iter().filter(|one| one.names(name)) {
            let files = self.cx.module.files.iter();
            let Some(&file) =
                files.into_iter().find(|&&at| self.cx.project.files[at].file == definition.span.file)
            else {
                continue;
            };
            if self.cx.module.names.symbol(&self.cx.project.files, file, name) != Some(symbol) {
                continue;
            }
            let places = definition.tokens.iter().enumerate().filter(|(_, (word, _))| word == name);
            results.extend(places.map(|(at, _)| {
                let steps = run(&MacroCx { cx: self.cx, definition, at, symbol })?;
                Ok(steps.into_iter().map(|step| (None, step)).collect())
            }));
        }
        results
    }

    /// What the rule says of each use of the symbol in a file-level initializer.
    fn static_steps(&self, symbol: Symbol) -> Vec<Result<Vec<StepOf>, Diagnostic>> {
        let name = self.cx.name(symbol);
        let run = self.rules.iter().find_map(|rule| match rule.run {
            Run::Static(run) => Some(run),
            _ => None,
        });
        let Some(run) = run else { return Vec::new() };
        let mut results = Vec::new();
        for &file in &self.cx.module.files {
            let facts = &self.cx.project.files[file];
            for use_ in
                facts.statics.iter().filter(|use_| use_.name == name && use_.kind == StaticKind::Symbol)
            {
                if self.cx.module.names.symbol(&self.cx.project.files, file, name) == Some(symbol) {
                    let steps = run(&StaticCx { cx: self.cx, use_, symbol });
                    results.push(
                        steps.map(|steps| steps.into_iter().map(|step| (walker(&step), step)).collect()),
                    );
                }
            }
        }
        results
    }
}
