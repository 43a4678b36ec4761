//! CPython's modules, as stdlib.toml tells of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::cache;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Debian's source package.
    pub package: String,
    /// `3.11`: what the tool is told to aim at.
    pub version: String,
    /// Sources of which only the share of migrated types is told.
    pub also: Vec<Source>,
    /// Lines of Modules/Setup.local.
    pub setup: Vec<String>,
    /// What the tool's configuration says of single types.
    pub types: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(rename = "module")]
    pub modules: Vec<Module>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub package: String,
    pub version: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    pub name: String,
    /// Files and folders under Modules.
    pub files: Vec<String>,
    pub tests: Vec<String>,
    /// Only the tests that fit one of these patterns.
    #[serde(default, rename = "match")]
    pub patterns: Vec<String>,
    /// None of the tests that fit one of these: they ask for what no heap type has.
    #[serde(default, rename = "ignore")]
    pub ignored: Vec<String>,
}

impl Module {
    /// Whether a file, named from Modules, is one of its own.
    pub fn has(&self, file: &str) -> bool {
        self.files.iter().any(|own| {
            file.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

impl List {
    pub fn read(root: &Path) -> Result<List, String> {
        let path = root.join("xtask").join("stdlib.toml");
        let text = cache::read(&path)?;
        toml::from_str(&String::from_utf8_lossy(&text)).map_err(cache::in_words(&path))
    }

    /// The tool's configuration.
    pub fn configuration(&self) -> String {
        let of_type = |(ty, said): (&String, &BTreeMap<String, String>)| {
            let lines = said.iter().map(|(key, value)| format!("types.{ty}.{key} = {value:?}\n"));
            lines.collect::<String>()
        };
        self.types.iter().map(of_type).collect()
    }

    /// The modules of these names; all of them when none is named.
    pub fn chosen(&self, names: &[String]) -> Result<Vec<Module>, String> {
        if let Some(name) = names.iter().find(|name| self.modules.iter().all(|one| one.name != **name)) {
            let known: Vec<&str> = self.modules.iter().map(|one| one.name.as_str()).collect();
            return Err(format!("there is no module `{name}`; known: {}", known.join(", ")));
        }
        let wanted = |one: &&Module| names.is_empty() || names.contains(&one.name);
        Ok(self.modules.iter().filter(wanted).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_list_is_sound() {
        let list = List::read(crate::root()).unwrap();
        assert!(list.chosen(&["no such".to_owned()]).is_err());
        let io = &list.chosen(&["_io".to_owned()]).unwrap()[0];
        assert!(io.has("_io/clinic/fileio.c.h") && !io.has("_iomodule.c"));
        assert!(list.configuration().contains("types.sock_type.capsule = \"confirm\"\n"));
        let all = list.chosen(&[]).unwrap();
        assert!(all.iter().flat_map(|one| &one.tests).all(|test| test.starts_with("test_")));
    }
}
