//! What is written to a shared variable: the same each time, another value, or perhaps an object that the module made.

use std::collections::BTreeSet;

use crate::capi::calls::gives_any;
use crate::facts::globals::is_number;

use super::{Made, Reader, SharedVariable};

/// What is found out about a value.
struct Values {
    by: BTreeSet<Option<String>>,
    /// Local variables that were looked at.
    seen: Vec<String>,
}

/// Whether a function of CPython gives no instance of a type of the module: it does not call what it is given. What
/// `PyArg_Parse` fills in, is the caller's, who knows which copy of the module it comes from.
pub fn is_harmless(name: &str) -> bool {
    (name.starts_with("Py") || name.starts_with("_Py")) && !gives_any(name)
}

impl Reader<'_> {
    /// Whether a write may give another value each time: what is assigned is no address and no function, or the
    /// variable's address goes to code that is not CPython's.
    pub(super) fn fills(&self, at: usize) -> bool {
        let next = self.past_members(at + 1);
        if self.text(next) != b"=" {
            return self.callee(at).is_some_and(|name| !name.starts_with("Py") && !name.starts_with("_Py"));
        }
        let value = self.past_casts(next + 1);
        let ends = |at: usize| matches!(self.text(at), b";" | b",");
        let is_address = self.text(value) == b"&" && ends(self.past_members(value + 2));
        let is_constant = ends(value + 1)
            && (self.text(value) == b"NULL"
                || self.text(value).first().is_some_and(u8::is_ascii_digit)
                || self.text(value).starts_with(b"Py")
                || self.code.get(value).is_some_and(|&span| self.addresses.contains(&*self.file.text(span))));
        let is_import = self.text(value) == b"PyCapsule_Import";
        !is_address && !is_constant && !is_import
    }

    /// What a write gives, if it may be an object that code of the module made, or lead to one.
    ///
    /// What CPython's functions give is none, unless they call what they are given; what a function of the module gives,
    /// depends on it. A parameter or a member may be one.
    pub(super) fn made(&self, at: usize, variable: &SharedVariable) -> Vec<Made> {
        // What the variable holds already, does not count.
        let mut values = Values { by: BTreeSet::new(), seen: vec![variable.name.clone()] };
        let next = self.past_members(at + 1);
        if self.text(next) == b"=" {
            if self.fills(at) {
                self.value(self.past_casts(next + 1), &mut values);
            }
        } else if self.text(at - 1) == b"&" || !self.is_object(variable) {
            values.by.extend(self.callee(at).map(Some));
        }
        let span = self.code[at];
        values
            .by
            .into_iter()
            .filter(|by| !by.as_deref().is_some_and(is_harmless))
            .map(|by| Made { span, by })
            .collect()
    }

    /// `PyObject *x`: who is given it, is given the object.
    fn is_object(&self, variable: &SharedVariable) -> bool {
        let at = self.code.partition_point(|token| token.start < variable.span.start);
        self.text(at - 1) == b"*" && self.text(at - 2) != b"*" && self.text(at + 1) != b"["
    }

    fn value(&self, at: usize, values: &mut Values) {
        let ends = |at: usize| matches!(self.text(at), b";" | b"," | b")" | b":");
        let name = self.file.text(self.code[at]).into_owned();
        if self.text(at + 1) == b"(" && ends(self.past_group(at + 1)) {
            // Raw memory leads to what is put into it.
            let is_raw = name.ends_with("alloc") || name.ends_with("ALLOC") || name.starts_with("PyMem_");
            values.by.insert(Some(name).filter(|_| !is_raw));
            return;
        }
        if !ends(at + 1) {
            if let Some((one, other)) = self.choice(at) {
                self.value(self.past_casts(one), values);
                self.value(self.past_casts(other), values);
            } else if !values.seen.contains(&name) {
                values.by.insert(None);
            }
            return;
        }
        let is_constant = name == "NULL" || name.starts_with(|first: char| first.is_ascii_digit());
        if !is_constant && !is_harmless(&name) && !values.seen.contains(&name) {
            values.seen.push(name);
            self.local_value(at, values);
        }
    }

    /// `c ? x : y`: where the two values begin.
    fn choice(&self, at: usize) -> Option<(usize, usize)> {
        let mut places = [None, None];
        let mut at = at;
        while !matches!(self.text(at), b";" | b"," | b")" | b"") {
            match self.text(at) {
                b"?" if places[0].is_none() => places[0] = Some(at + 1),
                b":" if places[1].is_none() => places[1] = Some(at + 1),
                b"?" => return None,
                _ => {}
            }
            at = if matches!(self.text(at), b"(" | b"[") { self.past_group(at) } else { at + 1 };
        }
        places[0].zip(places[1])
    }

    /// What a local variable that is used at `at` may hold: what its function writes to it tells.
    fn local_value(&self, at: usize, values: &mut Values) {
        let range = self.function_of(at);
        let body = range.clone().find(|&at| self.text(at) == b"{").unwrap_or(range.end);
        let is_it =
            |one: &usize| self.text(*one) == self.text(at) && !matches!(self.text(*one - 1), b"." | b"->");
        let is_number = |one: &usize| std::str::from_utf8(self.text(*one - 1)).is_ok_and(is_number);
        if range.clone().filter(is_it).any(|one| is_number(&one)) {
            return;
        }
        let is_param = (range.start..body).any(|one| is_it(&one));
        let writes = || (body..range.end).filter(is_it).filter(|&one| self.text(one + 1) == b"=");
        let is_lent = (body..range.end).filter(is_it).any(|one| self.text(one - 1) == b"&");
        if is_param || is_lent || writes().next().is_none() {
            values.by.insert(None);
        }
        for one in writes() {
            self.value(self.past_casts(one + 2), values);
        }
    }

    pub(super) fn past_casts(&self, mut value: usize) -> usize {
        while self.text(value) == b"(" && self.text(self.past_group(value)) != b";" {
            value = self.past_group(value);
        }
        value
    }

    /// The function or macro among whose arguments a token stands, if it stands among some.
    fn callee(&self, at: usize) -> Option<String> {
        let mut depth = 0;
        for before in (0..at).rev() {
            match self.text(before) {
                b")" | b"]" => depth += 1,
                b"(" if depth == 0 => {
                    return before.checked_sub(1).map(|name| self.file.text(self.code[name]).into_owned());
                }
                b"(" | b"[" => depth -= 1,
                b";" | b"{" | b"}" => return None,
                _ => {}
            }
        }
        None
    }
}
