//! All that is told of one package: data only.

use std::collections::BTreeMap;

/// What came of one package.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// `lru_dict 1.4.1`
    pub package: String,
    /// As people count them.
    pub listed: usize,
    pub found: usize,
    pub migrated: usize,
    pub refused: usize,
    /// How many types, or modules as a whole, each rule refuses.
    pub refused_by: BTreeMap<String, usize>,
    /// Each refusal, with its place.
    pub refusals: Vec<String>,
    pub tests: Option<Tests>,
    /// Modules that were imported after the migration.
    pub modules: usize,
    /// How many values `verify` compared.
    pub compared: usize,
    /// Differences that a plan told of, by drift.
    pub announced: BTreeMap<String, usize>,
    pub trouble: Trouble,
    /// The package could not be measured at all; why.
    pub unmeasured: Option<String>,
    pub seconds: u64,
}

/// How the package's own tests went.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    pub before: usize,
    pub after: usize,
    /// Passed in one run and not in another, with and without the migration alike.
    pub unsteady: Vec<String>,
}

/// What is worse after than before; all empty when all is well.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// Of the tool: broken laws, panics.
    pub bugs: Vec<String>,
    /// A second run would change something.
    pub again: Vec<String>,
    pub build: Vec<String>,
    pub warnings: Vec<String>,
    pub imports: Vec<String>,
    pub tests: Vec<String>,
    pub verify: Vec<String>,
}

impl Trouble {
    /// Each kind, with its title.
    pub fn kinds(&self) -> [(&'static str, &[String]); 7] {
        [
            ("bug of the tool", &self.bugs),
            ("second run", &self.again),
            ("does not build", &self.build),
            ("new warning", &self.warnings),
            ("does not import", &self.imports),
            ("lost test", &self.tests),
            ("verify", &self.verify),
        ]
    }

    pub fn is_none(&self) -> bool {
        self.kinds().iter().all(|(_, list)| list.is_empty())
    }
}

impl Row {
    /// It was measured, and nothing is worse than before.
    pub fn is_well(&self) -> bool {
        self.unmeasured.is_none() && self.trouble.is_none()
    }
}
