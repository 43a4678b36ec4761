//! The pipeline on one screen: sources and options in, an outcome out.
//!
//! Nothing is read or written here, and nothing is printed.

use crate::options::Options;
use crate::report::{Outcome, RuleInfo};
use crate::source::Sources;

/// What `migrate-types debug` can show, in the order of the stages.
pub const STAGES: &[&str] = &[];

/// Finds every static type of `sources` and says what becomes of it. The changes of the outcome are lawful; whether
/// they are shown or written is the caller's business.
pub fn analyse(_sources: &Sources, _options: &Options) -> Outcome {
    Outcome::default()
}

/// What a stage makes of `sources`, in the stable text that the tests snapshot. `stage` is one of [`STAGES`].
pub fn dump(_stage: &str, _sources: &Sources, _options: &Options) -> String {
    String::new()
}

/// Every rule, in the order of their names.
pub fn rules() -> Vec<RuleInfo> {
    Vec::new()
}
