//! A second run finds heap types, and changes nothing.

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    let group = &evidence.change.group;
    for change in evidence.again {
        match change {
            Ok(change) if change.group == *group && !change.is_empty() => {
                return Err(Broken::new("a second run would change the result again"));
            }
            Err(failed) if failed.group == *group => {
                return Err(Broken::new(format!("a second run fails: {}", failed.conflict)));
            }
            _ => {}
        }
    }
    Ok(())
}
