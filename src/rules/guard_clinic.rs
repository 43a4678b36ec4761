//! Code that Argument Clinic wrote, and that was changed since.

use crate::plan::{Rule, Run, TypeCx, Verdict};

pub const RULE: Rule = Rule {
    name: "guard-clinic",
    ids: &["C-1", "C-2", "C-3", "R-CLINIC-STALE"],
    summary: "the input and the output of Argument Clinic change together, or not at all",
    prose: "\
Where a file has input of Argument Clinic, the code beside it and in `clinic/*.c.h` is its output. The input names a type
by an expression, `class m.X \"X *\" \"&X_Type\"` and `object(subclass_of='&X_Type')`, which the output repeats. The
expression becomes `clinic_state()->X_Type`, with a macro `clinic_state()` around the include of the output; the output is
changed as Clinic would, and the checksums of both are written anew. Clinic can run on the result, and changes nothing. A
function whose head Clinic wrote keeps it, and finds the state by itself.

Clinic does not run on output that it did not write, and neither is it rewritten here: run Clinic first.",
    run: Run::Guard(check),
};

fn check(cx: &TypeCx) -> Verdict {
    let files = cx.cx.module.files.iter().map(|&file| &cx.cx.project.files[file]);
    let Some(block) = files.flat_map(|file| &file.clinic).find(|block| !block.is_fresh) else {
        return Ok(());
    };
    let message = format!("{}: output of Argument Clinic in its module is not what Clinic wrote", cx.name());
    let place = block.sums.map_or(block.input, |(of_output, _)| of_output);
    Err(cx
        .refuse(RULE.name, "R-CLINIC-STALE", message)
        .at(cx.def.name.span, "this type")
        .at(place, "the checksums are not those of this block")
        .why("Clinic refuses such a file, and would undo what was changed by hand")
        .help("run Argument Clinic on the file first"))
}
