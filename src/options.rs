//! What a run is asked to do: plain data, made by the command line and the configuration.
//!
//! This module does not know where a wish came from: flags, files and defaults are settled before.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::capi::version::{Target, Version};

/// The lowest CPython when nobody says otherwise.
pub const DEFAULT_LOWEST: Version = Version::of(10);

/// Everything that may change what [`analyse`](crate::run::analyse) finds or writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub types: TypeChoice,
    /// What the result must build and behave on.
    pub target: Target,
    pub gc: GcPolicy,
    pub isolation: Isolation,
    /// A type whose name has no dot gains the module's name (T-NAME-2), which Python code sees.
    pub qualify_names: bool,
    pub rules: RuleChoice,
    /// The project's own macros, as lines of the front end's macro table.
    pub macros: Vec<MacroLine>,
    /// What the project states of single types, by C name, then by key: `Foo` → `exported` → `confirm`.
    pub statements: BTreeMap<String, BTreeMap<String, String>>,
    /// How many threads may work.
    pub threads: NonZeroUsize,
}

impl Default for Options {
    /// All types, all rules, on the default target, with one thread.
    fn default() -> Options {
        Options {
            types: TypeChoice::default(),
            target: Target::full(DEFAULT_LOWEST),
            gc: GcPolicy::default(),
            isolation: Isolation::default(),
            qualify_names: false,
            rules: RuleChoice::default(),
            macros: Vec::new(),
            statements: BTreeMap::new(),
            threads: NonZeroUsize::MIN,
        }
    }
}

/// Which types may move, by their C names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeChoice {
    /// The only types to migrate, with those that must come along. Empty: all.
    pub only: Vec<String>,
    /// Types to leave, with those that must stay with them; this wins over `only`.
    pub without: Vec<String>,
}

/// When a type without GC gains it (semantics GC-4 and GC-5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GcPolicy {
    /// As GC-3 and GC-4 say.
    #[default]
    Policy,
    /// Every type gains GC.
    Always,
    /// Only where nothing else is correct.
    Minimal,
}

impl GcPolicy {
    /// Every policy with its word on the command line and in the configuration.
    pub const WORDS: [(&str, GcPolicy); 3] =
        [("policy", GcPolicy::Policy), ("always", GcPolicy::Always), ("minimal", GcPolicy::Minimal)];

    /// The policy of this word.
    pub fn of_word(word: &str) -> Option<GcPolicy> {
        GcPolicy::WORDS.iter().find(|(known, _)| *known == word).map(|(_, policy)| *policy)
    }

    pub fn word(self) -> &'static str {
        GcPolicy::WORDS.iter().find(|(_, policy)| *policy == self).map_or("", |(word, _)| word)
    }
}

/// How far a module is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// Heap types and objects live in the state of each module object.
    #[default]
    Module,
    /// A first step: heap types in static pointers, and the module comes up as before.
    Types,
}

impl Isolation {
    /// Both with their words on the command line and in the configuration.
    pub const WORDS: [(&str, Isolation); 2] = [("module", Isolation::Module), ("types", Isolation::Types)];

    pub fn word(self) -> &'static str {
        Isolation::WORDS.iter().find(|(_, one)| *one == self).map_or("", |(word, _)| word)
    }
}

/// Which rules may speak and act, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleChoice {
    /// The only rules to run. Empty: all.
    pub select: Vec<String>,
    /// Rules to leave; this wins over `select`.
    pub ignore: Vec<String>,
}

impl RuleChoice {
    pub fn takes(&self, rule: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == rule);
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// One macro of the project, as the configuration spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroLine {
    pub text: String,
    /// `file:line` of the configuration, for messages about the line.
    pub origin: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_taken_unless_left_out_or_not_chosen() {
        let choice = |select: &[&str], ignore: &[&str]| RuleChoice {
            select: select.iter().map(ToString::to_string).collect(),
            ignore: ignore.iter().map(ToString::to_string).collect(),
        };
        assert!(choice(&[], &[]).takes("field-new"));
        assert!(!choice(&["field-doc"], &[]).takes("field-new"));
        assert!(choice(&["field-new"], &[]).takes("field-new"));
        assert!(!choice(&["field-new"], &["field-new"]).takes("field-new"));
    }

    #[test]
    fn every_policy_has_its_word() {
        assert_eq!(GcPolicy::default().word(), "policy");
        assert_eq!(GcPolicy::Minimal.word(), "minimal");
    }
}
