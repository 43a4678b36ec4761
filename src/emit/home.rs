//! Where the state struct lives: in the file of the module definition, or in a header when several need it.

use std::collections::BTreeSet;

use crate::edit::NewFile;
use crate::facts::{FileFacts, Holds, OutlineItem};
use crate::link::{Symbol, TypeId};
use crate::plan::{CLINIC_STATE, Draft, Step};
use crate::source::{FileId, Span};
use crate::syntax::head::HeadKind;

use super::Emitter;

/// Where the state struct is printed.
pub(super) enum Home {
    /// At this place of the file with the module definition.
    File(Span),
    /// In a new header of this name.
    Header(String),
}

impl Emitter<'_> {
    /// Chooses the place once all other edits are known.
    pub(super) fn home(&self) -> Home {
        let needing = self.needing();
        let own = self.definition_file();
        if needing.is_subset(&self.project.with_included(own)) {
            return Home::File(self.place_in_file(own, &needing));
        }
        Home::Header(format!("{}.h", self.names.state_type))
    }

    /// The file that holds the module definition, by its place in the project.
    pub(super) fn definition_file(&self) -> usize {
        self.project.index_of(self.definition_home().file).unwrap_or_default()
    }

    /// The files in which generated code names the state.
    pub(super) fn needing(&self) -> BTreeSet<usize> {
        let names = [
            &self.names.state_type,
            &self.names.getter,
            &self.names.finder,
            &self.names.module_finder,
            &self.names.if_there,
            &self.names.converter_arg,
        ];
        let reads =
            |text: &[u8]| names.iter().any(|name| memchr::memmem::find(text, name.as_bytes()).is_some());
        let arrow = format!("{}->", self.names.state);
        let by_macro = format!("{CLINIC_STATE}()->");
        let through = |text: &[u8]| {
            [&arrow, &by_macro].iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
        };
        let edits = self.edits.iter().filter(|edit| reads(&edit.text) || through(&edit.text));
        edits.filter_map(|edit| self.project.index_of(edit.span.file)).collect()
    }

    /// Behind the includes that open the file, but before the first one of a file that needs the state itself.
    fn place_in_file(&self, index: usize, needing: &BTreeSet<usize>) -> Span {
        let facts = &self.project.files[index];
        let file = self.sources.get(facts.file);
        let needs = |target: &Option<usize>| {
            target.is_some_and(|target| !self.project.with_included(target).is_disjoint(needing))
        };
        let first = self.project.includes[index].iter().position(needs);
        let behind = self.behind_includes(facts);
        // One may stand further down, between functions.
        let before = first.map(|first| file.line_at(facts.includes[first].span.start).start);
        let at = before.map_or(behind, |before| before.min(behind));
        let at = at.max(self.behind_structs(index));
        Span::new(file.id, at as usize, at as usize)
    }

    /// Behind the structs that fields of the state point to, when the file defines them.
    fn behind_structs(&self, index: usize) -> u32 {
        let facts = &self.project.files[index];
        let globals = self.plan.state.fields.iter().filter_map(|field| match field.symbol {
            Symbol::Global(id) if self.cx().tag_ahead(id).is_none() => Some(self.project.global(id)),
            Symbol::Global(_) | Symbol::Type(_) => None,
        });
        let of_instances = globals
            .filter(|global| matches!(global.holds, Holds::Instance | Holds::Itself | Holds::Objects(_)));
        let records = of_instances.filter_map(|global| {
            let record = self.project.record(self.module, &global.ty.base)?;
            (record.span.file == facts.file).then_some(record.span)
        });
        let file = self.sources.get(facts.file);
        records.map(|span| file.line_at(span.end.saturating_sub(1)).end).max().unwrap_or(0)
    }

    /// The start of the line behind the includes that stand before the first item.
    fn behind_includes(&self, facts: &FileFacts) -> u32 {
        let file = self.sources.get(facts.file);
        // A text or a number may stand before the last include.
        let is_code = |item: &&OutlineItem| !matches!(item.kind, HeadKind::Variable | HeadKind::MacroCall);
        let items = facts.outline.iter();
        let first_item = items.filter(is_code).map(|item| item.span.start).min().unwrap_or(0);
        let includes = facts.includes.iter().map(|include| include.span);
        let at = match includes.filter(|span| span.start < first_item).max() {
            Some(include) => file.line_at(include.end.saturating_sub(1)).end,
            None => file.line_at(first_item).start,
        };
        self.outside_conditions(facts, at)
    }

    /// Behind the includes that open the file with the module definition.
    pub(super) fn behind_own_includes(&self) -> Span {
        self.place_behind_includes(self.definition_file())
    }

    /// Behind the includes that open a file.
    pub(super) fn place_behind_includes(&self, index: usize) -> Span {
        let facts = &self.project.files[index];
        let at = self.behind_includes(facts);
        Span::new(facts.file, at as usize, at as usize)
    }

    /// The first line end behind every `#if` group that is open at `at`, but for the guard around the whole file.
    fn outside_conditions(&self, facts: &FileFacts, at: u32) -> u32 {
        let file = self.sources.get(facts.file);
        let is_guard = |end: u32| end as usize + 64 > file.bytes.len();
        let around =
            facts.branches.iter().filter(|branch| branch.directive.start < at && at <= branch.content.end);
        let ends = around.filter_map(|branch| {
            let of_group = facts.branches.iter().filter(|one| one.group == branch.group);
            of_group.map(|one| one.content.end).max()
        });
        // What is around stands from the outside in, or not: the last end is that of the outermost group.
        let end = ends.filter(|&end| !is_guard(end)).max();
        end.map_or(at, |end| file.line_at(end).end)
    }

    /// Writes the header with the state, and includes it wherever it is needed.
    pub(super) fn state_header(&mut self, name: String) {
        let own = self.definition_home().file;
        let guard = name.replace(['.', '-'], "_").to_uppercase();
        let mut printer = self.printer(own);
        printer.line(format!("#ifndef {guard}"));
        printer.line(format!("#define {guard}"));
        printer.blank();
        printer.line(self.python_include(own));
        printer.blank();
        self.flags_of_later(&mut printer);
        self.state_struct(&mut printer);
        self.converter_struct(&mut printer);
        printer.blank();
        self.getter(&mut printer);
        if self.needs_finder() {
            printer.blank();
            self.finder_prototype(&mut printer);
        }
        let specs = self.undeclared_specs();
        if !specs.is_empty() {
            printer.blank();
        }
        for spec in specs {
            printer.line(format!("extern PyType_Spec {spec};"));
        }
        printer.blank();
        printer.line(format!("#endif /* {guard} */"));
        let bytes = self.bytes(&printer.text());
        for &file in self.needing().union(&self.files_with_later_flags()) {
            self.include(file, own, &name);
        }
        self.new_files.push(NewFile { beside: own, name, bytes });
    }

    /// The line by which a file includes Python.h.
    fn python_include(&self, file: FileId) -> String {
        let facts = self.facts(file);
        let include = facts.includes.iter().find(|include| include.path.ends_with("Python.h"));
        include
            .map_or("#include <Python.h>".to_owned(), |include| self.text(include.span).trim_end().to_owned())
    }

    /// Includes the header in a file.
    fn include(&mut self, index: usize, beside: FileId, name: &str) {
        let facts = &self.project.files[index];
        let path = relative(&self.sources.get(facts.file).name, &self.sources.get(beside).name);
        let at = self.include_place(index);
        let newline = self.style(facts.file).newline;
        let line = format!("#include \"{path}{name}\"{newline}");
        self.insert(
            Span::new(facts.file, at as usize, at as usize),
            line,
            "module-state",
            super::order::STATE - 1,
        );
    }

    /// The header of `T_PYSSIZET` and `READONLY`, where special members are new to a file and it is not included yet.
    pub(super) fn member_header(&mut self) {
        let gains = |draft: &&Draft| !draft.members.rows.is_empty();
        let files =
            self.plan.drafts.iter().filter(gains).map(|draft| self.project.type_def(draft.ty).span.file);
        let files: BTreeSet<FileId> = files.collect();
        for file in files {
            let index = self.project.index_of(file).unwrap_or_default();
            let seen = self.project.with_included(index);
            let mut includes = seen.iter().flat_map(|&seen| &self.project.files[seen].includes);
            let is_old = self.member_words(file).0 == "T_PYSSIZET";
            if is_old && !includes.any(|include| include.path.ends_with("structmember.h")) {
                let (at, newline) = (self.include_place(index) as usize, self.style(file).newline);
                let line = format!("#include <structmember.h>{newline}");
                self.insert(Span::new(file, at, at), line, "field-offset", super::order::STATE - 2);
            }
        }
    }

    fn include_place(&self, index: usize) -> u32 {
        let facts = &self.project.files[index];
        let file = self.sources.get(facts.file);
        if facts.includes.is_empty() {
            // Behind the guard's `#define`, which opens the header.
            let guard = facts.branches.first().map(|branch| branch.directive.end);
            return guard.map_or(0, |end| file.line_at(file.line_at(end).end).end);
        }
        self.behind_includes(facts)
    }

    /// Whether a type is made in another translation unit than the one that defines its spec.
    pub(super) fn spec_is_shared(&self, ty: TypeId) -> bool {
        self.plan.steps.iter().any(|at| match &at.step {
            Step::Create { function, ty: made, .. } => {
                *made == ty && !self.project.with_included(function.0).contains(&ty.0)
            }
            _ => false,
        })
    }

    /// Shared specs that no declaration in the sources can be turned into one of.
    fn undeclared_specs(&self) -> Vec<String> {
        let shared = self
            .plan
            .drafts
            .iter()
            .filter(|draft| draft.description.is_none() && self.spec_is_shared(draft.ty));
        let names = shared.map(|draft| &self.project.type_def(draft.ty).name.text);
        names.filter(|name| self.spec_declaration(name).is_none()).map(|name| self.names.spec(name)).collect()
    }
}

/// The way from the folder of one file to that of another, with a slash at its end unless it is the same.
fn relative(from: &str, to: &str) -> String {
    let folders = |name: &str| -> Vec<String> {
        let mut parts: Vec<String> = name.split('/').map(str::to_owned).collect();
        parts.pop();
        parts
    };
    let (from, to) = (folders(from), folders(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("../".to_owned(), from.len() - common);
    let down = to[common..].iter().map(|part| format!("{part}/"));
    up.chain(down).collect()
}
