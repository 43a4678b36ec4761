//! Bytes outside the edits stay: recomputed from the two texts. Other changes to the same file are left aside here.

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for (&file, edits) in &evidence.change.files {
        let before = &evidence.before.get(file).bytes;
        let after = edits.apply(before);
        let mut at = (0, 0);
        for edit in edits.iter() {
            let kept = edit.span.start as usize - at.0;
            if before[at.0..at.0 + kept] != after[at.1..at.1 + kept] {
                return Err(Broken::new("bytes before an edit changed").at(edit.span));
            }
            at = (edit.span.end as usize, at.1 + kept + edit.text.len());
        }
        if before[at.0..] != after[at.1..] {
            return Err(Broken::new("bytes behind the last edit changed"));
        }
    }
    Ok(())
}
