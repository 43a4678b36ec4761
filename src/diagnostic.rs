//! What is said to the reader: plain data, no colours, no layout.
//!
//! A message says what is wrong, why, and what to do; lower case, no full stop, and it names the C thing.
//! This module does not know how a message is printed.

use crate::source::Span;

/// How much a message weighs, lightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something worth knowing; nothing to do.
    Note,
    /// The result is valid, but Python code can see a difference, or the source holds a likely mistake.
    Warning,
    /// A type, or a file, was left alone.
    Refusal,
    /// The run itself went wrong: a file that cannot be read, a broken law.
    Error,
}

impl Severity {
    /// The word that is printed, and that the JSON carries.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Refusal => "refused",
            Severity::Error => "error",
        }
    }
}

/// A place, with a few words on what it has to do with the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// The rule that speaks, as `explain` knows it: `field-new`, `guard-exported`, ...
    pub rule: &'static str,
    /// The id in the semantics, when the message is about one: `R-NAME`, `D-GC`, ... Empty otherwise.
    pub id: &'static str,
    /// The C name of the type it is about, when there is one.
    pub subject: Option<String>,
    pub message: String,
    /// The main place first. Empty when there is no place in a file.
    pub labels: Vec<Label>,
    /// Why it is so.
    pub why: Option<String>,
    /// The way out.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn new(severity: Severity, rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity,
            rule,
            id: "",
            subject: None,
            message: message.into(),
            labels: Vec::new(),
            why: None,
            help: None,
        }
    }

    pub fn refusal(rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Refusal, rule, message)
    }

    pub fn id(mut self, id: &'static str) -> Diagnostic {
        self.id = id;
        self
    }

    pub fn subject(mut self, name: impl Into<String>) -> Diagnostic {
        self.subject = Some(name.into());
        self
    }

    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    pub fn why(mut self, why: impl Into<String>) -> Diagnostic {
        self.why = Some(why.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The main place.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }

    /// What messages are sorted by: file and place first, so that threads never change the order.
    pub fn sort_key(&self) -> (Option<Span>, Severity, &'static str, &str) {
        (self.span(), self.severity, self.rule, &self.message)
    }
}
