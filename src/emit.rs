//! Plans to changes: the only layer that prints C.
//!
//! What is printed follows the file it goes into. This module does not decide anything that a rule could.

use std::collections::BTreeMap;

use crate::edit::{Change, Conflict, Edit, EditSet, NewFile};
use crate::facts::{FileFacts, Style};
use crate::link::{FnId, Module, Project, Symbol};
use crate::plan::{ModuleCx, ModulePlan, Plan, Settings};
use crate::source::{FileId, Sources, Span};

mod body;
mod capsule;
mod casts;
mod clinic;
mod continued;
mod converter;
mod create;
mod declare;
mod definition;
mod drain;
mod drop;
mod entry;
mod finder;
mod function;
mod generated;
mod home;
mod init;
mod late;
mod limited;
mod macros;
mod members;
mod module_def;
pub mod names;
mod pointers;
mod printer;
mod state;
mod support;
mod tables;
mod written;

pub use casts::add_casts;
use names::NameBook;
use printer::Printer;

/// Prints the changes of a plan, one for each module.
pub fn emit(
    sources: &Sources,
    project: &Project,
    plan: &Plan,
    settings: &Settings,
) -> Vec<Result<Change, Failed>> {
    plan.modules.iter().map(|module| emit_module(sources, project, module, settings)).collect()
}

/// A change whose edits contradict each other: a bug of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    pub group: String,
    /// The module's place in the project.
    pub module: usize,
    pub conflict: Conflict,
}

fn emit_module(
    sources: &Sources,
    project: &Project,
    plan: &ModulePlan,
    settings: &Settings,
) -> Result<Change, Failed> {
    let module = &project.modules[plan.module];
    let names = NameBook::new(ModuleCx { project, module, settings }, plan);
    let mut emitter = Emitter {
        sources,
        project,
        module,
        plan,
        settings,
        names,
        edits: Vec::new(),
        drops: Vec::new(),
        removed: Vec::new(),
        new_files: Vec::new(),
    };
    // What goes is known first: nothing is put behind a declaration that does not stay.
    emitter.declarations();
    if !emitter.in_pointers() {
        emitter.init();
    }
    emitter.definitions();
    emitter.member_header();
    emitter.functions();
    emitter.macros();
    emitter.steps();
    emitter.calls_through_types();
    emitter.own_functions();
    emitter.old_ways();
    emitter.clinic();
    // Where the state lives depends on which files name it.
    match emitter.in_pointers() {
        true => emitter.support(),
        false => emitter.state(),
    }
    emitter.exec_outside();
    emitter.moved_comments();
    emitter.dropped();
    emitter.finish()
}

/// Gathers the edits of one module.
struct Emitter<'a> {
    sources: &'a Sources,
    project: &'a Project,
    module: &'a Module,
    plan: &'a ModulePlan,
    settings: &'a Settings,
    names: NameBook,
    edits: Vec<Edit>,
    /// Statements that go, with the rule that wants it.
    drops: Vec<(Span, &'static str)>,
    /// Names that go from declarations of several.
    removed: Vec<declare::Removed>,
    new_files: Vec<NewFile>,
}

/// The order of insertions at one place.
mod order {
    pub const STATE: i16 = -40;
    pub const FETCH: i16 = -30;
    pub const SAVE_TYPE: i16 = -20;
    pub const UNTRACK: i16 = -10;
    pub const VISIT: i16 = -10;
    pub const CREATE: i16 = 0;
    pub const AFTER: i16 = 10;
    /// Part of the expression that it is put before.
    pub const INNERMOST: i16 = 100;
}

impl<'a> Emitter<'a> {
    fn facts(&self, file: FileId) -> &'a FileFacts {
        let facts = self.project.files.iter().find(|facts| facts.file == file);
        facts.expect("every edited file has facts")
    }

    fn style(&self, file: FileId) -> &'a Style {
        &self.facts(file).style
    }

    fn printer(&self, file: FileId) -> Printer<'a> {
        Printer::new(self.style(file))
    }

    fn replace(&mut self, span: Span, text: impl Into<Vec<u8>>, author: &'static str) {
        self.edits.push(Edit { span, text: text.into(), author, order: 0 });
    }

    fn insert(&mut self, at: Span, text: impl Into<Vec<u8>>, author: &'static str, order: i16) {
        debug_assert!(at.is_empty());
        self.edits.push(Edit { span: at, text: text.into(), author, order });
    }

    /// The white space that starts the line of `span`.
    fn indentation(&self, span: Span) -> String {
        let line = self.sources.slice(self.sources.get(span.file).line_at(span.start));
        let end = line.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(line.len());
        String::from_utf8_lossy(&line[..end]).into_owned()
    }

    /// Whether nothing but white space stands before `span` on its line.
    fn starts_line(&self, span: Span) -> bool {
        let line = self.sources.get(span.file).line_at(span.start);
        let before = &self.sources.get(span.file).bytes[line.start as usize..span.start as usize];
        before.iter().all(u8::is_ascii_whitespace)
    }

    /// Puts whole lines before the statement at `span`, at its indentation.
    fn insert_before(&mut self, span: Span, lines: &[String], author: &'static str, order: i16) {
        let indent = self.indentation(span);
        let newline = self.style(span.file).newline;
        if self.starts_line(span) {
            let line = self.sources.get(span.file).line_at(span.start);
            let text: String =
                lines.iter().map(|line| format!("{}{newline}", placed(line, &indent, newline))).collect();
            self.insert(line.before(), self.bytes(&text), author, order);
        } else {
            let text: String = lines.iter().map(|line| format!("{line}{newline}{indent}")).collect();
            self.insert(span.before(), self.bytes(&text), author, order);
        }
    }

    /// Puts whole lines behind the statement at `span`, at its indentation; behind a comment on the same line, too.
    fn insert_after(&mut self, span: Span, lines: &[String], author: &'static str, order: i16) {
        let indent = self.indentation(span);
        let newline = self.style(span.file).newline;
        let text: String =
            lines.iter().map(|line| format!("{newline}{}", placed(line, &indent, newline))).collect();
        let at = self.end_with_comment(span);
        self.insert(at, self.bytes(&text), author, order);
    }

    /// The place behind `span`, and behind what else stands on its line when that is a comment.
    fn end_with_comment(&self, span: Span) -> Span {
        let file = self.sources.get(span.file);
        let line = file.line_at(span.end.saturating_sub(1).max(span.start));
        let rest = &file.bytes[span.end as usize..line.end as usize];
        let text = String::from_utf8_lossy(rest);
        let trimmed = text.trim();
        let is_comment = trimmed.starts_with("//") || (trimmed.starts_with("/*") && trimmed.ends_with("*/"));
        if !is_comment {
            return span.after();
        }
        let end = line.end as usize - rest.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
        Span::new(span.file, end, end)
    }

    /// The text of a span. Bytes that are not UTF-8 are carried in a private range, until [`Self::bytes`].
    fn text(&self, span: Span) -> String {
        let bytes = self.sources.slice(span);
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| carried(byte)).collect(),
        }
    }

    /// A generated text as bytes.
    fn bytes(&self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            match uncarried(c) {
                Some(byte) => bytes.push(byte),
                None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        bytes
    }

    fn is_cplusplus(&self) -> bool {
        self.facts(self.definition_home().file).is_cplusplus
    }

    /// The start of the line of `span`, or of the comment that stands right above it.
    fn with_comment_above(&self, span: Span) -> Span {
        let file = self.sources.get(span.file);
        let mut start = file.line_at(span.start).start;
        let line_above = |at: u32| (at > 0).then(|| file.line_at(at - 1));
        let mut at = start;
        while let Some(line) = line_above(at) {
            let text = file.slice(line).trim_ascii();
            let is_part = text.starts_with(b"/*")
                || text.starts_with(b"*")
                || text.starts_with(b"//")
                || text.ends_with(b"*/");
            if text.is_empty() || !is_part {
                break;
            }
            at = line.start;
            if text.starts_with(b"/*") || text.starts_with(b"//") {
                start = at;
            }
        }
        Span::new(span.file, start as usize, start as usize)
    }

    fn function(&self, id: FnId) -> &'a crate::facts::Function {
        self.project.function(id)
    }

    /// What a symbol is called in the state.
    fn field_name(&self, symbol: Symbol) -> String {
        self.cx().field_name(symbol)
    }

    fn cx(&self) -> ModuleCx<'a> {
        ModuleCx { project: self.project, module: self.module, settings: self.settings }
    }

    fn finish(mut self) -> Result<Change, Failed> {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for edit in std::mem::take(&mut self.edits) {
            files.entry(edit.span.file).or_default().push(edit);
        }
        for (&file, edits) in &mut files {
            self.continued(file, edits);
            edits.extend(self.clinic_sums(file, edits));
        }
        let group = self.module.name.clone();
        let module = self.plan.module;
        let new_files = self.new_files;
        let mut change = Change { group: group.clone(), module, new_files, ..Change::default() };
        for (file, edits) in files {
            let length = self.sources.get(file).bytes.len();
            let set = EditSet::new(edits, length).map_err(|conflict| Failed {
                group: group.clone(),
                module,
                conflict,
            })?;
            change.files.insert(file, set);
        }
        Ok(change)
    }
}

/// A byte that is part of no UTF-8 text, as a character of a private range.
fn carried(byte: u8) -> char {
    if byte.is_ascii() { byte as char } else { char::from_u32(0x10_F700 + u32::from(byte)).unwrap_or('?') }
}

fn uncarried(c: char) -> Option<u8> {
    (c as u32).checked_sub(0x10_F700).and_then(|byte| u8::try_from(byte).ok())
}

/// A text of one or more lines, each behind `indent`; directives stand at the start of the line.
fn placed(text: &str, indent: &str, newline: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| match line {
            "" => String::new(),
            line if line.starts_with('#') => line.to_owned(),
            line => format!("{indent}{line}"),
        })
        .collect();
    lines.join(newline)
}
