//! Declarations of what moves: forward declarations of types, and the variables that become fields of the state.

use crate::facts::{Declaration, Global, Holds};
use crate::link::Symbol;
use crate::plan::Draft;
use crate::source::Span;

use super::Emitter;

impl<'a> Emitter<'a> {
    pub(super) fn declarations(&mut self) {
        for draft in &self.plan.drafts {
            match self.in_pointers() {
                true => self.pointer_declarations(draft),
                false => self.type_declarations(draft),
            }
        }
        for field in &self.plan.state.fields {
            if let Symbol::Global(id) = field.symbol {
                let global = self.project.global(id);
                self.remove_declarator(global.span, global.declarator, global.siblings, "mention-variable");
                if !global.storage.is_static || global.holds == Holds::Itself {
                    self.extern_declarations(global);
                }
            }
        }
        self.removed_declarators();
    }

    /// Other declarations of a variable: of one with external linkage in headers and elsewhere, of a static one ahead of
    /// its definition.
    fn extern_declarations(&mut self, global: &Global) {
        for other in self.other_declarations(global) {
            self.remove_declarator(other.span, other.declarator, other.siblings, "mention-variable");
        }
    }

    fn other_declarations(&self, global: &Global) -> Vec<&'a Global> {
        let project = self.project;
        let others = self.module.files.iter().flat_map(|&file| &project.files[file].globals);
        let declares = |other: &&Global| {
            let is_near = !global.storage.is_static || other.span.file == global.span.file;
            let is_same_kind = other.storage.is_static == global.storage.is_static && is_near;
            let is_declaration = other.function.is_none() && is_same_kind;
            is_declaration && other.name.text == global.name.text && other.span != global.span
        };
        others.filter(declares).collect()
    }

    /// Comments that moved into the state struct go from where they stood.
    pub(super) fn moved_comments(&mut self) {
        for field in &self.plan.state.fields {
            if let Some(above) = self.comments_of(field.symbol).above {
                self.drop_statement(above, "mention-variable");
            }
        }
    }

    /// Functions, macros and variables that led to the module or its state without one.
    pub(super) fn old_ways(&mut self) {
        const AUTHOR: &str = "module-ways";
        let ways = &self.plan.state.home.ways;
        for &id in &ways.functions {
            let function = self.function(id);
            let above = self.with_comment_above(function.span);
            self.drop_statement(above.to(function.span), AUTHOR);
            for &file in &self.module.files {
                for prototype in &self.project.files[file].prototypes {
                    if self.declares(file, prototype, id) {
                        self.drop_statement(prototype.span, AUTHOR);
                    }
                }
            }
        }
        for definition in ways.macros.iter().flat_map(|name| self.module.macros.get(name)) {
            self.drop_statement(definition.span, AUTHOR);
        }
        for &id in &ways.modules {
            let global = self.project.global(id);
            self.remove_declarator(global.span, global.declarator, global.siblings, AUTHOR);
            self.extern_declarations(global);
        }
        for &id in &ways.modules {
            self.comments_of_nothing(self.project.global(id));
        }
    }

    /// The comment above a variable that is gone says nothing any more, unless something stays below it.
    fn comments_of_nothing(&mut self, global: &Global) {
        let gone: Vec<Span> = self
            .other_declarations(global)
            .into_iter()
            .chain([global])
            .filter(|one| one.siblings == 1 && self.paragraph_moves(one.span))
            .filter_map(|one| one.comments.above)
            .collect();
        gone.into_iter().for_each(|comment| self.drop_statement(comment, "module-ways"));
    }

    /// `static PyTypeObject X;` and `extern PyTypeObject X;` go. Where the type is made before its spec is defined, or in
    /// another file, one declaration becomes the spec's.
    fn type_declarations(&mut self, draft: &Draft) {
        let def = self.project.type_def(draft.ty);
        let name = &def.name.text;
        if let Some(sequence) = &def.sequence {
            self.remove_declarator(def.span, sequence.declarator, sequence.siblings, "field-sequence");
        }
        let is_shared = self.spec_is_shared(draft.ty);
        let has_spec = def.sequence.is_none();
        let kept = match has_spec && (is_shared || self.is_made_before_definition(draft.ty)) {
            true => self.spec_declaration(name),
            false => None,
        };
        for &file in &self.module.files {
            let facts = &self.project.files[file];
            for declaration in facts.declarations.iter().filter(|one| one.name.text == *name) {
                if kept == Some(declaration.span) {
                    let linkage = if is_shared { "extern" } else { "static" };
                    let text = format!("{linkage} PyType_Spec {};", self.names.spec(name));
                    self.replace(declaration.span, text, "mention-ready");
                } else {
                    let (span, declarator) = (declaration.span, declaration.declarator);
                    self.remove_declarator(span, declarator, declaration.siblings, "mention-ready");
                }
            }
        }
    }

    /// The declaration of a type that can become one of its spec: in a header if there is one.
    pub(super) fn spec_declaration(&self, name: &str) -> Option<Span> {
        let files = self.module.files.iter().map(|&file| &self.project.files[file]);
        let all: Vec<&Declaration> = files.flat_map(|facts| &facts.declarations).collect();
        let mut own = all.into_iter().filter(|one| one.name.text == name && one.siblings == 1);
        let in_header = |one: &&Declaration| !self.sources.get(one.span.file).name.ends_with(".c");
        let first = own.next()?;
        let header = std::iter::once(first).chain(own).find(in_header);
        Some(header.unwrap_or(first).span)
    }

    /// Takes one name out of a declaration, or the whole declaration when it has no other.
    pub(super) fn remove_declarator(
        &mut self,
        whole: Span,
        declarator: Span,
        siblings: usize,
        author: &'static str,
    ) {
        if siblings == 1 {
            return self.drop_statement(whole, author);
        }
        match self.removed.iter_mut().find(|one| one.whole == whole) {
            Some(known) if known.declarators.contains(&declarator) => {}
            Some(known) => known.declarators.push(declarator),
            None => self.removed.push(Removed { whole, declarators: vec![declarator], siblings, author }),
        }
    }

    /// Makes the edits for the names that were taken out of declarations of several.
    pub(super) fn removed_declarators(&mut self) {
        for mut removed in std::mem::take(&mut self.removed) {
            if removed.declarators.len() == removed.siblings {
                self.drop_statement(removed.whole, removed.author);
                continue;
            }
            removed.declarators.sort();
            let file = self.sources.get(removed.whole.file);
            for span in without_commas(&file.bytes, &removed) {
                self.replace(span, "", removed.author);
            }
        }
    }
}

/// Names that go from a declaration of several.
#[derive(Debug)]
pub(super) struct Removed {
    whole: Span,
    declarators: Vec<Span>,
    siblings: usize,
    author: &'static str,
}

/// Each name with the comma behind it; those at the end of the declaration together, with the comma before them.
fn without_commas(bytes: &[u8], removed: &Removed) -> Vec<Span> {
    let comma_behind = |span: Span| {
        let behind = &bytes[span.end as usize..removed.whole.end as usize];
        let at = behind.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let rest = behind[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        (behind[at] == b',').then(|| Span { end: span.end + (at + 1 + rest) as u32, ..span })
    };
    let comma_before = |span: Span| {
        let before = &bytes[removed.whole.start as usize..span.start as usize];
        let comma = before.iter().rposition(|&byte| byte == b',').unwrap_or(before.len());
        Span { start: removed.whole.start + comma as u32, ..span }
    };
    let mut spans: Vec<Span> = Vec::new();
    let mut tail: Option<Span> = None;
    for &declarator in removed.declarators.iter().rev() {
        match (comma_behind(declarator), tail) {
            (None, _) => tail = Some(comma_before(declarator)),
            // Nothing of it is left behind this one.
            (Some(with_comma), Some(last)) if with_comma.end > last.start => {
                tail = Some(comma_before(declarator).to(last));
            }
            (Some(with_comma), _) => spans.push(with_comma),
        }
    }
    spans.extend(tail);
    spans
}
