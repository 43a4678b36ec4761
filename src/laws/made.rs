//! Every heap type that is planned is made: its spec is handed to what makes types, or its place is filled by what makes
//! struct sequences.

use memchr::memmem;

use crate::emit::names;
use crate::source::{SourceFile, Span};
use crate::syntax::unit::Unit;

use super::{Broken, Evidence};

pub fn check(evidence: &Evidence) -> Result<(), Broken> {
    for plan in &evidence.plan.modules {
        if plan.module != evidence.change.module {
            continue;
        }
        for draft in &plan.drafts {
            let def = evidence.project.type_def(draft.ty);
            let spec = names::spec(&def.name.text);
            let is_made = |unit: &Unit| match def.sequence {
                None => makes(unit, evidence.after.get(unit.file()), spec.as_bytes()),
                Some(_) => fills(unit, evidence.after.get(unit.file()), def.name.text.as_bytes()),
            };
            if !evidence.units_after.iter().any(is_made) {
                return Err(Broken::new(format!("{} is never made", def.name.text)).at(def.span));
            }
        }
    }
    Ok(())
}

/// Whether `X = PyStructSequence_NewType` stands there.
fn fills(unit: &Unit, file: &SourceFile, name: &[u8]) -> bool {
    let code: Vec<Span> = unit.code_in(file.span()).collect();
    let words = |three: &[Span]| [three[0], three[1], three[2]].map(|span| file.slice(span).to_vec());
    code.windows(3).map(words).any(|three| three == [name, &b"="[..], b"PyStructSequence_NewType"])
}

/// Whether the spec is handed to what makes a type: alone to `PyType_FromSpec`, else as `&X_spec` with another argument
/// behind it, the base. Of a look at the spec it would be the last.
fn makes(unit: &Unit, file: &SourceFile, spec: &[u8]) -> bool {
    if memmem::find(&file.bytes, spec).is_none() {
        return false;
    }
    let code: Vec<Span> = unit.code_in(file.span()).collect();
    let words = |at: usize| code[at..].iter().take(5).map(|&span| file.slice(span)).collect::<Vec<_>>();
    (0..code.len()).any(|at| match words(at)[..] {
        [b"&", name, b",", ..] => name == spec,
        [b"PyType_FromSpec", b"(", b"&", name, b")"] => name == spec,
        _ => false,
    })
}
