//! Types that no rule looks at: what is said of them.

use crate::diagnostic::Diagnostic;
use crate::facts::{FileFacts, How, MadeType};
use crate::link::{Homeless, Project, TypeId};

/// Types that no rule looks at, because they have no initializer.
pub fn made(project: &Project) -> Vec<Diagnostic> {
    let refusal = |made: &MadeType| {
        let name = &made.name.text;
        let (what, way_out) = match &made.how {
            How::Damaged(reason) => {
                let message = format!("{name} stays as it is: its definition is not understood: {reason}");
                return Diagnostic::refusal("guard-syntax", message).subject(name).at(made.name.span, "here");
            }
            How::Macro { definition } => {
                let message = format!("{name} stays as it is: the macro {} writes it", definition.text);
                return Diagnostic::refusal("guard-made", message)
                    .id("P-3")
                    .subject(name)
                    .at(made.name.span, "by this use")
                    .at(definition.span, "the macro")
                    .why("the definition has no text of its own: what changed in the macro would change for every use of it")
                    .help("write the definition out, or let the macro write a slots array and a PyType_Spec");
            }
            How::StructSequence => (
                "is a struct sequence whose declaration is not read as part of a module",
                "give the tool all files of the module, and declare the type in a line of its own",
            ),
        };
        Diagnostic::refusal("guard-made", format!("{name} stays as it is: it {what}"))
            .subject(name)
            .at(made.name.span, "here")
            .help(way_out)
    };
    let broken = |file: &FileFacts| {
        let damage = file.broken.as_ref()?;
        let message = format!("no type of this file moves: {}", damage.reason);
        Some(
            Diagnostic::refusal("guard-syntax", message)
                .at(damage.span, "from here on nothing is understood"),
        )
    };
    let made = project.files.iter().flat_map(|file| &file.made).map(refusal);
    made.chain(project.files.iter().filter_map(broken)).collect()
}

/// A type that belongs to no module, or to several.
pub fn homeless(project: &Project, ty: TypeId, why: &Homeless) -> Diagnostic {
    let name = &project.type_def(ty).name;
    let message = match why {
        Homeless::NoModule => format!("{} belongs to no module among the files given", name.text),
        Homeless::Shared(modules) => {
            format!("{} is part of more than one module: {}", name.text, modules.join(", "))
        }
    };
    Diagnostic::refusal("guard-module", message)
        .subject(&name.text)
        .at(name.span, "defined here")
        .why("a heap type lives in the state of one module")
        .help("give the tool all files of the module, the one with PyInit_ among them")
}
