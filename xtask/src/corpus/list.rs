//! The packages, as corpus.toml tells of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::cache;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The Python whose numbers are kept: `3.12`.
    pub python: String,
    /// What pip installs beside every package.
    pub environment: Vec<String>,
    #[serde(rename = "package")]
    pub packages: Vec<Package>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Package {
    pub name: String,
    pub version: String,
    /// The archive's file name.
    pub sdist: String,
    pub sha256: String,
    /// How many static types a person finds in it.
    pub types: usize,
    /// Types that a capsule may hand out, as its maintainers would have to say: one for each interpreter.
    #[serde(default)]
    pub confirmed: Vec<String>,
    /// The same, and one for all interpreters.
    #[serde(default)]
    pub shared: Vec<String>,
    /// How far its maintainers would have to go: `types`, where a refusal says that the module cannot go further.
    #[serde(default)]
    pub isolation: Option<String>,
    /// Servers that its tests talk to.
    #[serde(default)]
    pub needs: Vec<Service>,
    /// Debian packages to build and test it.
    #[serde(default)]
    pub apt: Vec<String>,
    #[serde(default)]
    pub test_files: Vec<String>,
    /// A line for the shell.
    pub test: String,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    Postgresql,
}

impl Package {
    /// What its maintainers would have to say of types in capsules: each type with the word for it.
    pub fn capsules(&self) -> Vec<(&str, &'static str)> {
        let confirmed = self.confirmed.iter().map(|name| (name.as_str(), "confirm"));
        confirmed.chain(self.shared.iter().map(|name| (name.as_str(), "shared"))).collect()
    }

    /// All of that as the project's configuration.
    pub fn configuration(&self) -> String {
        let capsules = self.capsules().into_iter();
        let capsules = capsules.map(|(name, word)| format!("types.{name}.capsule = \"{word}\"\n"));
        let isolation = self.isolation.iter().map(|step| format!("isolation = \"{step}\"\n"));
        isolation.chain(capsules).collect()
    }

    /// The name on the index: that of the archive.
    pub fn distribution(&self) -> &str {
        self.sdist.split(&format!("-{}", self.version)).next().unwrap_or(&self.name)
    }
}

impl List {
    pub fn read(root: &Path) -> Result<List, String> {
        let path = root.join("xtask").join("corpus.toml");
        let text = cache::read(&path)?;
        toml::from_str(&String::from_utf8_lossy(&text)).map_err(cache::in_words(&path))
    }

    /// The packages of these names, in the list's order; all of them when none is named.
    pub fn chosen(&self, names: &[String]) -> Result<Vec<Package>, String> {
        if let Some(name) = names.iter().find(|name| self.packages.iter().all(|one| one.name != **name)) {
            let known: Vec<&str> = self.packages.iter().map(|one| one.name.as_str()).collect();
            return Err(format!("there is no package `{name}`; known: {}", known.join(", ")));
        }
        let wanted = |one: &&Package| names.is_empty() || names.contains(&one.name);
        Ok(self.packages.iter().filter(wanted).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_list_is_sound() {
        let list = List::read(crate::root()).unwrap();
        assert_eq!(list.packages.len(), 26);
        assert_eq!(list.packages.iter().map(|one| one.types).sum::<usize>(), 158);
        for package in &list.packages {
            assert_eq!(package.sha256.len(), 64, "{}", package.name);
            assert!(package.sdist.contains(&package.version), "{}", package.name);
            assert!(!package.distribution().contains(&package.version), "{}", package.sdist);
        }
        assert!(list.chosen(&["no such".to_owned()]).is_err());
        assert_eq!(list.chosen(&["xxhash".to_owned()]).unwrap()[0].types, 4);
    }
}
