//! A second run finds heap types, and changes nothing.

use crate::emit::emit;
use crate::plan::plan;
use crate::rules;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    let again = plan(evidence.project_after, rules::ALL, evidence.settings);
    let changes = emit(evidence.after, evidence.project_after, &again, evidence.settings);
    for change in changes {
        let change =
            change.map_err(|failed| Broken::new(format!("a second run fails: {}", failed.conflict)))?;
        if change.group == evidence.change.group && !change.is_empty() {
            return Err(Broken::new("a second run would change the result again"));
        }
    }
    Ok(())
}
