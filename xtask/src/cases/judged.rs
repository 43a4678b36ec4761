//! What the tool makes of a case: the text of its snapshot, and whether its `want` marks are right.
//!
//! Does not build or run the case.

use std::fmt::Write as _;

use migrate_types::diagnostic::{Diagnostic, Severity};
use migrate_types::options::Options;
use migrate_types::render::{diff, plain};
use migrate_types::report::{Outcome, Safety, Verdict};
use migrate_types::run::analyse;
use migrate_types::source::Sources;

use super::Case;

/// A case, and what came of it.
pub struct Judged {
    pub sources: Sources,
    pub outcome: Outcome,
}

/// A message that the case says is to come, or one that came: `file:line`, the rule, the id when one is given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Message {
    place: String,
    rule: String,
    id: String,
}

impl Judged {
    pub fn new(case: &Case, options: &Options) -> Judged {
        let sources = case.sources();
        let outcome = analyse(&sources, options);
        Judged { sources, outcome }
    }

    /// Whether any type moves.
    pub fn migrates(&self) -> bool {
        self.outcome.types.iter().any(|ty| matches!(ty.verdict, Verdict::Migrate(_)))
    }

    /// The files after the migration, by name.
    pub fn after(&self) -> Vec<(String, Vec<u8>)> {
        let text = |file: &migrate_types::source::SourceFile| {
            let edits = self.outcome.changes.iter().find_map(|change| change.files.get(&file.id));
            edits.map_or_else(|| file.bytes.clone(), |edits| edits.apply(&file.bytes))
        };
        let old = self.sources.iter().map(|file| (file.name.clone(), text(file)));
        let new = self.outcome.changes.iter().flat_map(|change| &change.new_files);
        old.chain(new.map(|file| (file.name_in(&self.sources), file.bytes.clone()))).collect()
    }

    /// The snapshot: verdicts, messages, and the patch.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for ty in &self.outcome.types {
            let verdict = match ty.verdict {
                Verdict::Migrate(Safety::Safe) => "migrates",
                Verdict::Migrate(Safety::Review) => "migrates, to be reviewed",
                Verdict::Refuse => "stays static",
                Verdict::AlreadyHeap => "is a heap type",
            };
            let _ = writeln!(text, "{}: {verdict}", ty.name);
            if !ty.shared.variables.is_empty() {
                let _ = writeln!(text, "    shared through it: {}", ty.shared.variables.join(", "));
            }
            for drift in &ty.drifts {
                let _ = writeln!(text, "    {}: {}", drift.id, drift.text);
            }
        }
        for said in &self.outcome.diagnostics {
            self.tell(said, &mut text);
        }
        for law in &self.outcome.broken_laws {
            let _ = writeln!(text, "broken law {}: {}", law.law, law.detail);
        }
        let mut patch = Vec::new();
        let _ =
            diff::write(&self.sources, &self.outcome.changes, diff::For::Eyes { colour: false }, &mut patch);
        text + "\n" + &String::from_utf8_lossy(&patch)
    }

    fn tell(&self, said: &Diagnostic, text: &mut String) {
        let place = said.span().map_or_else(String::new, |span| self.sources.place(span) + ": ");
        let id = if said.id.is_empty() { String::new() } else { format!(" {}", said.id) };
        let _ = writeln!(text, "{place}{}[{}]{id}: {}", said.severity.word(), said.rule, said.message);
        for label in &said.labels {
            let _ = writeln!(text, "    {}: {}", self.sources.place(label.span), label.text);
        }
        for (word, line) in [("why", &said.why), ("help", &said.help)] {
            if let Some(line) = line {
                let _ = writeln!(text, "    {word}: {}", plain::line(line));
            }
        }
    }

    /// What the case and its outcome do not agree on: broken laws, messages without a mark, marks without a message,
    /// and ids that the case claims to show and does not.
    pub fn problems(&self, case: &Case) -> Vec<String> {
        let laws =
            self.outcome.broken_laws.iter().map(|law| format!("broken law {}: {}", law.law, law.detail));
        let mut problems: Vec<String> = laws.collect();
        let mut came = self.messages();
        for want in wanted(case) {
            let meets = |one: &Message| {
                one.place == want.place && one.rule == want.rule && (want.id.is_empty() || one.id == want.id)
            };
            match came.iter().position(meets) {
                Some(at) => drop(came.remove(at)),
                None => problems.push(format!("{}: `want {} {}` is in vain", want.place, want.rule, want.id)),
            }
        }
        problems
            .extend(came.iter().map(|one| format!("{}: {} {} is not wanted", one.place, one.rule, one.id)));
        problems
            .extend(case.head.ids.iter().filter(|id| !self.shows(id)).map(|id| format!("{id} is not shown")));
        problems.extend(case.head.avoids.iter().filter(|id| self.shows(id)).map(|id| format!("{id} comes")));
        problems
    }

    /// The messages that need a mark: all but notes.
    fn messages(&self) -> Vec<Message> {
        let all = self.outcome.diagnostics.iter().filter(|said| said.severity > Severity::Note);
        let message = |said: &Diagnostic| {
            let place = said.span().map(|span| {
                let file = self.sources.get(span.file);
                format!("{}:{}", file.name, file.position(span.start).line)
            });
            Message { place: place.unwrap_or_default(), rule: said.rule.to_owned(), id: said.id.to_owned() }
        };
        all.map(message).collect()
    }

    /// A refusal, a question or a drift is shown when it is said; of other ids the case itself is the witness.
    fn shows(&self, id: &str) -> bool {
        let said = || self.outcome.diagnostics.iter().any(|said| said.id == id);
        let drifts = || self.outcome.types.iter().any(|ty| ty.drifts.iter().any(|drift| drift.id == id));
        match id.split('-').next() {
            Some("R" | "A" | "W") => said(),
            Some("D") => said() || drifts(),
            _ => true,
        }
    }
}

/// The marks: `// want RULE`, `// want RULE ID`, several with commas between.
fn wanted(case: &Case) -> Vec<Message> {
    let mut wanted = Vec::new();
    for (name, text) in &case.files {
        for (number, line) in String::from_utf8_lossy(text).lines().enumerate() {
            let Some((_, marks)) = line.split_once("// want ").or_else(|| line.split_once("/* want ")) else {
                continue;
            };
            for mark in marks.trim_end().trim_end_matches("*/").split(',') {
                let mut words = mark.split_whitespace().map(str::to_owned);
                let place = format!("{name}:{}", number + 1);
                let (rule, id) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                wanted.push(Message { place, rule, id });
            }
        }
    }
    wanted
}
