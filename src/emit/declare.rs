//! Declarations of what moves: forward declarations of types, and the variables that become fields of the state.

use crate::facts::Declaration;
use crate::link::Symbol;
use crate::plan::Draft;
use crate::source::Span;

use super::Emitter;

impl Emitter<'_> {
    pub(super) fn declarations(&mut self) {
        for draft in &self.plan.drafts {
            self.type_declarations(draft);
        }
        for field in &self.plan.state.fields {
            if let Symbol::Global(id) = field.symbol {
                let global = self.project.global(id);
                self.remove_declarator(global.span, global.declarator, global.siblings, "mention-variable");
            }
        }
    }

    /// `static PyTypeObject X;` and `extern PyTypeObject X;` go. Where the type is made before its spec is defined, the
    /// declaration becomes one of the spec.
    fn type_declarations(&mut self, draft: &Draft) {
        let name = &self.project.type_def(draft.ty).name.text;
        let mut needs_spec = self.is_made_before_definition(draft.ty);
        for &file in &self.module.files {
            let facts = &self.project.files[file];
            let all: Vec<&Declaration> =
                facts.declarations.iter().filter(|one| one.name.text == *name).collect();
            for declaration in all {
                if needs_spec && declaration.siblings == 1 {
                    needs_spec = false;
                    let text = format!("static PyType_Spec {};", self.names.spec(name));
                    self.replace(declaration.span, text, "mention-ready");
                } else {
                    let (span, declarator) = (declaration.span, declaration.declarator);
                    self.remove_declarator(span, declarator, declaration.siblings, "mention-ready");
                }
            }
        }
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
        let file = self.sources.get(whole.file);
        let behind = &file.bytes[declarator.end as usize..whole.end as usize];
        let next = behind.iter().position(|byte| !byte.is_ascii_whitespace());
        let span = match next {
            // `*a, *b`: with the comma behind.
            Some(at) if behind[at] == b',' => {
                let rest = behind[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                Span { end: declarator.end + (at + 1 + rest) as u32, ..declarator }
            }
            // The last one: with the comma before.
            _ => {
                let before = &file.bytes[whole.start as usize..declarator.start as usize];
                let comma = before.iter().rposition(|&byte| byte == b',').unwrap_or(before.len());
                Span { start: whole.start + comma as u32, ..declarator }
            }
        };
        self.replace(span, "", author);
    }
}
