//! Argument Clinic: its input, its output, and the checksums that hold them together (semantics, section 9).
//!
//! What is done here is what Clinic would do with the new input: it can run on the result and change nothing.

use std::collections::BTreeMap;

use crate::edit::{Edit, EditSet};
use crate::facts::clinic;
use crate::link::{FnId, Symbol};
use crate::plan::{CLINIC_STATE, StateName};
use crate::source::{FileId, SourceFile, Span};

use super::{Emitter, order};

const AUTHOR: &str = "guard-clinic";

impl Emitter<'_> {
    pub(super) fn clinic(&mut self) {
        self.clinic_macros();
        for &file in &self.module.files {
            for block in &self.project.files[file].clinic {
                self.clinic_input(file, block.input);
            }
        }
    }

    /// `#define clinic_state() (find_state(type))` around the include of what Clinic wrote.
    fn clinic_macros(&mut self) {
        let mut wrappers: BTreeMap<usize, FnId> = BTreeMap::new();
        for (&id, route) in &self.plan.routes {
            if route.state == StateName::Clinic {
                wrappers.entry(id.0).or_insert(id);
            }
        }
        for (header, wrapper) in wrappers {
            let look_up = self.look_up(wrapper, &self.plan.routes[&wrapper]);
            for &file in &self.module.files {
                let facts = &self.project.files[file];
                let includes = self.project.includes[file].iter().zip(&facts.includes);
                for (_, include) in includes.filter(|(target, _)| **target == Some(header)) {
                    let line = self.sources.get(facts.file).line_at(include.span.start);
                    let newline = facts.style.newline;
                    let define = format!("#define {CLINIC_STATE}() ({look_up}){newline}");
                    self.insert(line.before(), define, AUTHOR, order::AFTER);
                    self.insert(
                        line.after(),
                        format!("#undef {CLINIC_STATE}{newline}"),
                        AUTHOR,
                        order::STATE - 1,
                    );
                }
            }
        }
    }

    /// `"&X"` in a line of a class, and `subclass_of='&X'`, as `"clinic_state()->X"`.
    fn clinic_input(&mut self, file: usize, input: Span) {
        let text = self.text(input);
        let mut at = input.start as usize;
        for line in text.split_inclusive('\n') {
            let is_class = line.trim_start().starts_with("class ");
            for quoted in quoted_addresses(line) {
                let before = &line[..quoted.start];
                let names_type = is_class || before.trim_end_matches(['"', '\'']).ends_with("subclass_of=");
                let name = &line[quoted.start + 1..quoted.end];
                let symbol = self.module.names.symbol(&self.project.files, file, name);
                if let Some(symbol) = symbol.filter(|symbol| names_type && self.moves(*symbol)) {
                    let span = Span::new(input.file, at + quoted.start, at + quoted.end);
                    let text = self.reached(&format!("{CLINIC_STATE}()"), symbol);
                    self.replace(span, text, AUTHOR);
                }
            }
            at += line.len();
        }
    }

    /// Whether a symbol leaves its static place.
    pub(super) fn moves(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Type(ty) => self.plan.drafts.iter().any(|draft| draft.ty == ty),
            Symbol::Global(_) => self.plan.state.fields.iter().any(|field| field.symbol == symbol),
        }
    }

    /// The new checksums of the blocks of a file in which something changes.
    pub(super) fn clinic_sums(&self, file: FileId, edits: &[Edit]) -> Vec<Edit> {
        let blocks = &self.facts(file).clinic;
        let touches = |span: Span| edits.iter().any(|edit| span.contains(edit.span));
        if !blocks.iter().any(|block| touches(block.input) || touches(block.output)) {
            return Vec::new();
        }
        let original = self.sources.get(file);
        let Ok(set) = EditSet::new(edits.to_vec(), original.bytes.len()) else { return Vec::new() };
        let new = SourceFile::new(file, original.name.as_str(), set.apply(&original.bytes));
        let mut sums = Vec::new();
        for (old, block) in blocks.iter().zip(clinic::read(&new)) {
            let Some((of_output, of_input)) = old.sums else { continue };
            for (at, text) in [(of_output, block.output), (of_input, block.input)] {
                let sum = clinic::checksum(new.slice(text));
                if original.slice(at) != sum.as_bytes() {
                    sums.push(Edit { span: at, text: sum.into_bytes(), author: AUTHOR, order: 0 });
                }
            }
        }
        sums
    }
}

/// The places of `&X` in `"&X"` and `'&X'`.
fn quoted_addresses(line: &str) -> Vec<std::ops::Range<usize>> {
    let starts = line.match_indices('&').map(|(at, _)| at);
    let quoted = starts.filter_map(|start| {
        let quote = line[..start].chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        let end = start + line[start..].find(quote)?;
        Some(start..end)
    });
    quoted.collect()
}
