//! Pools of raw memory: blocks that wait for their next use, and whose content nobody reads before it is written again.

use std::ops::Range;

use super::{Reader, SharedVariable};

const RAW: [&[u8]; 4] = [b"PyMem_Malloc", b"PyObject_Malloc", b"PyMem_RawMalloc", b"malloc"];

impl Reader<'_> {
    /// Whether a variable is read only by functions that give either what it holds, or memory that was just allocated and
    /// is not cleared: who calls them cannot tell which, so does not rely on the content.
    pub(super) fn is_pool(&self, variable: &SharedVariable) -> bool {
        let is_use = |at: &usize| self.text(*at) == variable.name.as_bytes() && self.in_function(*at);
        let mut uses =
            (0..self.code.len()).filter(is_use).filter(|&at| self.code[at] != variable.span).peekable();
        variable.function.is_none()
            && uses.peek().is_some()
            && uses.all(|at| self.text(self.past_members(at + 1)) == b"=" || self.is_given_back(at))
    }

    /// `return x[i];`, beside `return p;` of raw memory.
    fn is_given_back(&self, at: usize) -> bool {
        let function = self.function_of(at);
        let mut returns = function.clone().filter(|&one| self.text(one) == b"return").map(|one| one + 1);
        let gives = |one: usize| {
            self.text(one) == self.text(at) || self.text(one) == b"NULL" || self.is_raw(one, &function)
        };
        self.text(at - 1) == b"return"
            && returns.clone().any(|one| self.is_raw(one, &function))
            && returns.all(gives)
    }

    /// Whether a local variable that is returned holds nothing but what a function allocated.
    fn is_raw(&self, at: usize, function: &Range<usize>) -> bool {
        let is_it = |one: &usize| self.text(*one) == self.text(at);
        let mut writes = function
            .clone()
            .filter(is_it)
            .filter(|&one| self.text(one + 1) == b"=")
            .map(|one| self.past_casts(one + 2));
        let is_lent = function.clone().filter(is_it).any(|one| self.text(one - 1) == b"&");
        self.text(at + 1) == b";"
            && !is_lent
            && writes.clone().next().is_some()
            && writes.all(|one| RAW.contains(&self.text(one)))
    }
}
