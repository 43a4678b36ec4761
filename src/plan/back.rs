//! Packages that import a module back while it comes up: `_spam` imports `spam`, which imports `_spam`.
//!
//! By single-phase initialization Python finds a module only when all of it is there. With multi-phase initialization it is
//! found before its exec function runs, half made. So the package is imported ahead of it.

use crate::diagnostic::Diagnostic;
use crate::link::FnId;

use super::ModuleCx;
use super::init;

/// The package that a module speeds up, when it is imported while the module comes up.
pub fn find(cx: &ModuleCx, creator: FnId, is_called: bool) -> Result<Option<String>, Diagnostic> {
    let own = cx.module.name.trim_start_matches('_');
    if own == cx.module.name {
        return Ok(None);
    }
    for function in init::functions(cx, creator) {
        for (name, place) in &cx.project.function(function).facts.imports {
            if name.split('.').next() != Some(own) {
                continue;
            }
            if is_called {
                let message = format!("module {} imports {name}, which may import it back", cx.module.name);
                return Err(init::refuse(message).at(*place, "imported here"));
            }
            return Ok(Some(own.to_owned()));
        }
    }
    Ok(None)
}
