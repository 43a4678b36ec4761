//! A second run finds heap types, and changes nothing.

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for change in evidence.again {
        match change {
            Ok(change) if is_same(evidence, change.module) && !change.is_empty() => {
                return Err(Broken::new("a second run would change the result again"));
            }
            Err(failed) if is_same(evidence, failed.module) => {
                return Err(Broken::new(format!("a second run fails: {}", failed.conflict)));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a module of the second run is the one of the change: their initialization stands in the same file.
fn is_same(evidence: &Evidence, again: usize) -> bool {
    let after = evidence.project_after;
    let (module, again) = (&evidence.project.modules[evidence.change.module], &after.modules[again]);
    let file = evidence.project.files[module.py_init.0].file;
    module.name == again.name && after.files[again.py_init.0].file == file
}
