//! The definition of a type: a slots array and a spec in the place of the static object.

use crate::facts::InitStyle;
use crate::plan::{Draft, FlagTerm, Slot, SlotValue, SpecName};
use crate::source::{FileId, Span};
use crate::syntax::preprocess::BranchId;

use super::Emitter;
use super::printer::{Printer, WIDTH, folded};

impl Emitter<'_> {
    pub(super) fn definitions(&mut self) {
        for draft in &self.plan.drafts {
            self.definition(draft);
            self.unused_suites(draft);
        }
    }

    fn definition(&mut self, draft: &Draft) {
        let def = self.project.type_def(draft.ty);
        if draft.description.is_some() {
            return self.description_name(draft);
        }
        let file = def.span.file;
        let mut printer = self.printer(file);
        let pointer = self.in_pointers().then(|| self.pointer_definition(draft.ty)).flatten();
        if let Some(pointer) = &pointer
            && self.late_place(draft).is_none()
        {
            printer.line(pointer);
            printer.blank();
        }
        for generated in &draft.generated {
            self.generated(&mut printer, draft, generated);
            printer.blank();
        }
        let members = self.members(&mut printer, draft);
        self.slots(&mut printer, draft, members);
        printer.blank();
        self.spec(&mut printer, draft);
        let text = printer.text();
        let text = text.strip_suffix(self.style(file).newline).unwrap_or(&text).to_owned();
        match self.late_place(draft) {
            Some(place) => self.define_late(draft, &text, place, pointer.as_deref()),
            None => self.replace(def.span, self.bytes(&text), "field-slot"),
        }
    }

    fn slots(&self, printer: &mut Printer, draft: &Draft, members: Option<String>) {
        let name = &self.project.type_def(draft.ty).name.text;
        printer.line(format!("static PyType_Slot {}[] = {{", self.names.type_slots(name)));
        printer.indent();
        let mut slots = draft.slots.clone();
        if let Some(members) = members {
            slots.push(Slot::new("Py_tp_members", "tp_members", SlotValue::Named(members)));
            slots.sort_by_key(|slot| (slot.order, slot.id));
        }
        let mut open: Vec<BranchId> = Vec::new();
        let file = self.project.type_def(draft.ty).span.file;
        for slot in &slots {
            self.switch_branches(printer, file, &mut open, &slot.conditions);
            self.slot(printer, slot);
        }
        self.switch_branches(printer, file, &mut open, &[]);
        printer.line("{0, NULL},");
        printer.dedent();
        printer.line("};");
    }

    fn slot(&self, printer: &mut Printer, slot: &Slot) {
        let is_cplusplus = self.is_cplusplus();
        let value = match &slot.value {
            SlotValue::Written(span) => folded(&self.text(*span)),
            SlotValue::Text(span) => folded(&self.text(*span)),
            SlotValue::Named(name) => name.clone(),
        };
        let value = value.trim_start_matches('&').trim_start();
        let cast = if matches!(slot.value, SlotValue::Text(_)) || is_cplusplus { "(void *)" } else { "" };
        let mut line = format!("{{{}, {cast}{value}}},", slot.id);
        for &comment in &slot.comments {
            let text = self.text(comment);
            // A comment of several lines, or one that stood above a suite, stands above the slot.
            if text.contains('\n') || self.starts_line(comment) {
                self.comment_lines(printer, &text);
            } else {
                line.push_str("  ");
                line.push_str(&text);
            }
        }
        printer.line(line);
    }

    /// A comment on lines of its own, at the printer's level.
    pub(super) fn comment_lines(&self, printer: &mut Printer, text: &str) {
        for (at, part) in text.lines().enumerate() {
            let part = part.trim();
            let star = if at > 0 && part.starts_with('*') { " " } else { "" };
            printer.line(format!("{star}{part}"));
        }
    }

    /// Closes and opens `#if` groups so that what follows stands under `wanted`.
    pub(super) fn switch_branches(
        &self,
        printer: &mut Printer,
        file: FileId,
        open: &mut Vec<BranchId>,
        wanted: &[BranchId],
    ) {
        let Some(facts) = self.project.files.iter().find(|facts| facts.file == file) else { return };
        let branch = |id: BranchId| &facts.branches[id.0 as usize];
        let common = open.iter().zip(wanted).take_while(|(a, b)| a == b).count();
        // Another branch of the group that is open goes on with `#else` or `#elif`.
        if let (Some(&was), Some(&now)) = (open.get(common), wanted.get(common))
            && open.len() == common + 1
            && branch(was).group == branch(now).group
            && was < now
        {
            let between = facts
                .branches
                .iter()
                .filter(|one| one.group == branch(now).group && one.id > was && one.id <= now);
            for one in between {
                printer.line(self.text(one.directive).trim_end());
            }
            open[common] = now;
        } else {
            for _ in common..open.len() {
                printer.line("#endif");
            }
            open.truncate(common);
        }
        for &id in &wanted[open.len()..] {
            let before = facts.branches.iter().filter(|one| one.group == branch(id).group && one.id <= id);
            for one in before {
                printer.line(self.text(one.directive).trim_end());
            }
            open.push(id);
        }
    }

    fn spec(&self, printer: &mut Printer, draft: &Draft) {
        let def = self.project.type_def(draft.ty);
        let name = &def.name.text;
        let designated = !self.is_cplusplus()
            && (def.style != InitStyle::Positional || self.style(def.span.file).designated);
        let linkage = if self.spec_is_shared(draft.ty) { "" } else { "static " };
        printer.line(format!("{linkage}PyType_Spec {} = {{", self.names.spec(name)));
        printer.indent();
        let spec_name = match &draft.name {
            Some(SpecName::Written(span)) => folded(&self.text(*span)),
            Some(SpecName::Builtins { name, .. }) => format!("\"builtins.{name}\""),
            Some(SpecName::Qualified { name }) => format!("\"{name}\""),
            None => "NULL".to_owned(),
        };
        let size = |span: Option<Span>| span.map(|span| folded(&self.text(span)));
        let slots = self.names.type_slots(name);
        if designated {
            printer.line(format!(".name = {spec_name},"));
            if let Some(size) = size(draft.basicsize) {
                printer.line(format!(".basicsize = {size},"));
            }
            if let Some(size) = size(draft.itemsize) {
                printer.line(format!(".itemsize = {size},"));
            }
            self.flags(printer, draft, ".flags = ");
            printer.line(format!(".slots = {slots},"));
        } else {
            let zero = || "0".to_owned();
            let label = |name: &str| if def.has_labels { format!("  /* {name} */") } else { String::new() };
            printer.line(format!("{spec_name},{}", label("name")));
            printer.line(format!("{},{}", size(draft.basicsize).unwrap_or_else(zero), label("basicsize")));
            printer.line(format!("{},{}", size(draft.itemsize).unwrap_or_else(zero), label("itemsize")));
            self.flags(printer, draft, "");
            printer.line(format!("{slots},{}", label("slots")));
        }
        printer.dedent();
        printer.line("};");
    }

    /// The flags, broken at `|` where they are too long for a line.
    fn flags(&self, printer: &mut Printer, draft: &Draft, head: &str) {
        if let Some(lines) = self.flags_under_conditions(draft) {
            let (first, rest) = lines.split_first().expect("a text has a first line");
            printer.line(format!("{head}({first}"));
            printer.indent();
            rest.iter().for_each(|line| printer.line(line));
            printer.dedent();
            return;
        }
        let terms: Vec<String> = draft.flags.iter().flat_map(|term| self.flag_terms(term)).collect();
        let one_line = terms.join(" | ");
        let indent = printer.style.indent.len();
        if indent + head.len() + one_line.len() < WIDTH {
            return printer.line(format!("{head}{one_line},"));
        }
        let open = format!("{head}(");
        let pad = " ".repeat(open.len());
        let mut line = open;
        for (at, term) in terms.iter().enumerate() {
            let end = if at + 1 == terms.len() { ")," } else { " |" };
            let starts = line.trim_end().is_empty() || line.ends_with('(');
            if !starts && indent + line.len() + 1 + term.len() + end.len() > WIDTH {
                printer.line(&line);
                line = pad.clone();
            } else if !starts {
                line.push(' ');
            }
            line.push_str(term);
            line.push_str(end);
        }
        printer.line(line);
    }

    /// Flags with an `#if` among them, line by line, as they are written.
    fn flags_under_conditions(&self, draft: &Draft) -> Option<Vec<String>> {
        let [FlagTerm::Written(span), added @ ..] = &draft.flags[..] else { return None };
        let facts = self.facts(span.file);
        let inside = facts.branches.iter().filter(|branch| span.contains(branch.directive));
        // The last branch ends where the line of its `#endif` starts.
        let end = inside.map(|branch| branch.content.end).max()?;
        let end = self.sources.get(span.file).line_at(end).end.max(span.end);
        let text = self.text(Span { end, ..*span });
        let mut lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
        let added = added.iter().flat_map(|term| self.flag_terms(term)).collect::<Vec<String>>().join(" | ");
        lines.push(format!("| {added}),"));
        Some(lines)
    }

    /// A written expression as its `|` terms, when it is nothing else; a term in parentheses otherwise.
    fn flag_terms(&self, term: &FlagTerm) -> Vec<String> {
        let text = match term {
            FlagTerm::Added(flag) => return vec![(*flag).to_owned()],
            FlagTerm::Written(span) => folded(&self.text(*span)),
        };
        let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&text);
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c.is_whitespace() || c == '|';
        if inner.chars().all(plain) {
            return inner.split('|').map(|one| one.trim().to_owned()).filter(|one| one != "0").collect();
        }
        let has_directive = text.contains('\n') && text.contains('#');
        vec![if has_directive { text } else { format!("({text})") }]
    }

    /// Suite variables whose last user is gone.
    fn unused_suites(&mut self, draft: &Draft) {
        for &suite in &draft.suites {
            let table = self.project.table(suite);
            let stays = |id: &crate::link::TypeId| {
                let migrates = self.plan.drafts.iter().any(|draft| draft.ty == *id);
                let fields = &self.project.type_def(*id).fields;
                !migrates && fields.iter().any(|field| field.value.target() == Some(&table.name.text))
            };
            if !self.module.types.iter().any(stays) {
                self.drop_statement(
                    table.comments.above.map_or(table.span, |above| above.to(table.span)),
                    "field-suite",
                );
            }
        }
    }
}
