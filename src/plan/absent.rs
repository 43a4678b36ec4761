//! Code that the files given cannot be built with: under an `#ifdef` of something that nothing here defines, with a header
//! that is not here.

use crate::facts::FieldFact;
use crate::syntax::preprocess::{Branch, BranchId, Keyword};

use super::ModuleCx;

impl ModuleCx<'_> {
    /// The header that must be found somewhere else before a field is part of its struct.
    pub(super) fn absent_header(&self, field: &FieldFact) -> Option<&str> {
        let file = self.file_of(field.span)?;
        field.conditions.iter().find_map(|&branch| self.header_of(file, branch))
    }

    fn header_of(&self, file: usize, branch: BranchId) -> Option<&str> {
        let facts = &self.project.files[file];
        let branch = facts.branches.iter().find(|one| one.id == branch)?;
        if branch.keyword != Keyword::Ifdef || !self.project.macros.get(&branch.condition).is_empty() {
            return None;
        }
        let is_same = |one: &Branch| one.keyword == Keyword::Ifdef && one.condition == branch.condition;
        let mut includes = facts.includes.iter().zip(&self.project.includes[file]);
        let absent = includes.find(|(include, target)| {
            let mut around = facts.branches.iter().filter(|one| one.content.contains(include.span));
            include.quoted && target.is_none() && around.any(is_same)
        });
        absent.map(|(include, _)| include.path.as_str())
    }
}
