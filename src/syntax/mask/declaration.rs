//! Declarations and the heads of functions: attributes go, record bodies are read, parameters are tidied.

use super::{Form, Masker, Outcome, is_qualifier, is_shouted, is_type_keyword};
use crate::syntax::lex::TokenKind;

impl Masker<'_> {
    /// A top-level declaration with its `;`.
    pub(super) fn declaration(&mut self) -> Outcome {
        let last = self.end - 1;
        if self.word(last) != b";" {
            return self.trouble(last, "a `;` is missing behind this");
        }
        self.declare(last)?;
        self.at = self.end;
        Ok(())
    }

    /// Whether the tokens here, up to `end`, declare something, as far as it matters here: a `T *x;` may go either way.
    pub(super) fn is_declaration(&self, end: usize) -> bool {
        let word = self.word(self.at);
        if is_type_keyword(word)
            || is_qualifier(word)
            || matches!(word, b"typeof" | b"__typeof__" | b"__typeof")
        {
            return true;
        }
        let template = if self.cplusplus { self.template_end(self.at) } else { None };
        template.is_some_and(|behind| behind < end && self.is_ident(behind))
            || self.shape(self.at).takes_type
            || self.is_name(self.at) && self.at + 1 < end && self.is_ident(self.at + 1)
    }

    /// Specifiers and declarators up to `end`.
    pub(super) fn declare(&mut self, end: usize) -> Outcome {
        self.specifiers(end)?;
        // The first declarator's parameters are no call's arguments.
        while self.at < end {
            match self.word(self.at) {
                b"=" => {
                    self.at += 1;
                    let comma = self.next_comma(self.at, end);
                    self.expression(comma)?;
                }
                b"(" => {
                    let close = self.close(self.at);
                    if self.is_name(self.at - 1) || self.word(self.at - 1) == b")" {
                        self.parameters()?;
                    } else {
                        self.at += 1;
                        self.inner_declarator(close);
                    }
                    self.at = close + 1;
                }
                b"[" => {
                    let close = self.close(self.at);
                    self.at += 1;
                    self.expression(close)?;
                    self.at = close + 1;
                }
                b":" => {
                    self.at += 1;
                    let comma = self.next_comma(self.at, end);
                    self.expression(comma)?;
                }
                b"{" => return self.trouble(self.at, "a brace is not understood here"),
                b"&" if self.cplusplus => {
                    self.blank(self.at, self.at + 1);
                    self.at += 1;
                }
                _ if self.shape(self.at).attribute => self.skip_attribute(),
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// The inside of `(*name)` and `(*name(params))`: calling conventions go.
    fn inner_declarator(&mut self, close: usize) {
        while self.at < close {
            if self.shape(self.at).attribute {
                self.skip_attribute();
            } else {
                self.at += 1;
            }
        }
    }

    fn skip_attribute(&mut self) {
        let end = self.behind_use(self.at);
        self.blank(self.at, end);
        self.at = end;
    }

    /// All before the first declarator: storage words, attributes, the type. Leaves `at` on what follows the first
    /// name (`(`, `[`, `=`, `,`), or on the parenthesis of `(*name)`.
    fn specifiers(&mut self, end: usize) -> Outcome {
        let mut names: Vec<usize> = Vec::new();
        let mut typed = false;
        while self.at < end {
            let word = self.word(self.at);
            match word {
                b"struct" | b"union" | b"enum" => {
                    self.spare(&mut names);
                    self.record_specifier(end)?;
                    typed = true;
                    continue;
                }
                b"typeof" | b"__typeof__" | b"__typeof" => {
                    self.spare(&mut names);
                    let close = self.behind_use(self.at);
                    self.fill(self.at, close);
                    self.at = close;
                    typed = true;
                    continue;
                }
                b"*" => {
                    self.settle(&mut names, typed);
                    typed = true;
                }
                b"_Bool" => {
                    self.overwrite(self.at, self.at + 1, b"bool")?;
                    typed = true;
                }
                b"&" if self.cplusplus => self.blank(self.at, self.at + 1),
                b"__const" | b"__volatile__" | b"__volatile" | b"_Thread_local" => {
                    self.blank(self.at, self.at + 1)
                }
                // `typedef T ssize_t;`
                _ if is_type_keyword(word) && !names.is_empty() && self.at + 1 == end => names.push(self.at),
                b"_Atomic" if self.word(self.at + 1) == b"(" => {
                    self.spare(&mut names);
                    let behind = self.behind_use(self.at);
                    self.fill(self.at, behind);
                    self.at = behind;
                    typed = true;
                    continue;
                }
                _ if is_type_keyword(word) => {
                    self.spare(&mut names);
                    typed = true;
                }
                _ if is_qualifier(word) => {}
                _ if self.shape(self.at).attribute && !self.is_head_of_body() => {
                    self.skip_attribute();
                    continue;
                }
                _ if self.shape(self.at).takes_type && self.word(self.at + 1) == b"(" => {
                    self.spare(&mut names);
                    self.at = self.behind_use(self.at);
                    typed = true;
                    continue;
                }
                b"::" if self.cplusplus => {
                    self.qualified();
                    continue;
                }
                b"operator" if self.cplusplus && matches!(self.word(self.at + 1), b"new" | b"delete") => {
                    names.push(self.at);
                    self.operator();
                    continue;
                }
                _ if self.cplusplus && self.template_end(self.at).is_some() => {
                    self.spare(&mut names);
                    let behind = self.template_end(self.at).unwrap_or(self.at + 1);
                    self.fill(self.at, behind);
                    self.at = behind;
                    typed = true;
                    continue;
                }
                _ if !typed && self.is_unknown_type_macro(&names, end) => {
                    self.spare(&mut names);
                    self.at = self.behind_use(self.at);
                    typed = true;
                    continue;
                }
                _ if self.is_ident(self.at) => names.push(self.at),
                _ => break,
            }
            self.at += 1;
        }
        self.settle(&mut names, typed);
        Ok(())
    }

    /// Whether the name here has parameters and a body: then it is a function's, though a macro has the same name where
    /// the function is left out.
    fn is_head_of_body(&self) -> bool {
        let behind = self.behind_use(self.at);
        behind > self.at + 1 && self.word(behind) == b"{"
    }

    /// `API(int) name`: where no type stands before, a call with a name behind it can only stand for one.
    fn is_unknown_type_macro(&self, names: &[usize], end: usize) -> bool {
        if !self.is_name(self.at) || self.word(self.at + 1) != b"(" {
            return false;
        }
        let behind = self.behind_use(self.at);
        let declared = self.is_name(behind) && !self.shape(behind).attribute;
        // Where a name stands before, this is the declared one, unless another follows with parameters.
        let first = names.is_empty() && (declared || self.word(behind) == b"*");
        behind < end && (first || declared && self.word(behind + 1) == b"(")
    }

    /// Names before a word that is a type for certain only decorate.
    fn spare(&mut self, names: &mut Vec<usize>) {
        for index in names.drain(..) {
            self.blank(index, index + 1);
        }
    }

    /// Of several names in a row before a declarator, keeps the type (when none stands before) and the declared name.
    fn settle(&mut self, names: &mut Vec<usize>, typed: bool) {
        let (star, paren) = (self.word(self.at) == b"*", self.word(self.at) == b"(");
        let wanted = (!typed) as usize + !star as usize;
        while names.len() > wanted {
            let shouted =
                names.iter().position(|&i| is_shouted(self.word(i)) && !self.words.is_type(self.word(i)));
            // The declared name stands last, unless an attribute can stand behind it.
            let last = names.len() - 1;
            let spare = shouted.filter(|&i| i < last || star || !paren).unwrap_or(0);
            let index = names.remove(spare);
            self.blank(index, index + 1);
        }
        names.clear();
    }

    /// `struct attributes tag { fields }`
    fn record_specifier(&mut self, end: usize) -> Outcome {
        let is_enum = self.word(self.at) == b"enum";
        self.at += 1;
        while self.at < end && self.shape(self.at).attribute {
            self.skip_attribute();
        }
        if self.is_ident(self.at) {
            self.tag();
        }
        while self.at < end && self.shape(self.at).attribute && self.word(self.behind_use(self.at)) == b"{" {
            self.skip_attribute();
        }
        match self.word(self.at) {
            b"{" if is_enum => self.enumerators(),
            b"{" => self.fields(),
            _ => Ok(()),
        }
    }

    /// A tag, or a macro that makes one: `struct NAME(node) {`.
    fn tag(&mut self) {
        let behind = self.behind_use(self.at);
        let is_macro = behind > self.at + 1
            && (self.word(behind) == b"{" || self.is_ident(behind) || self.word(behind) == b"*");
        if is_macro {
            self.fill(self.at, behind);
        }
        self.at = if is_macro { behind } else { self.at + 1 };
    }

    /// `( parameters )`, with `at` on the parenthesis.
    fn parameters(&mut self) -> Outcome {
        self.deeper()?;
        let close = self.close(self.at);
        self.at += 1;
        while self.at < close {
            let comma = self.next_comma(self.at, close);
            self.parameter(comma)?;
            self.at = comma + 1;
        }
        self.at = close + 1;
        self.depth -= 1;
        Ok(())
    }

    fn parameter(&mut self, end: usize) -> Outcome {
        self.specifiers(end)?;
        while self.at < end {
            match self.word(self.at) {
                b"=" => {
                    // A C++ default value: not part of what is declared.
                    self.blank(self.at, end);
                    self.at = end;
                }
                b"(" if self.word(self.at - 1) == b")" => {
                    self.parameters()?;
                }
                b"(" => {
                    let close = self.close(self.at);
                    self.at += 1;
                    self.inner_declarator(close);
                    self.at = close + 1;
                }
                b"[" => {
                    let close = self.close(self.at);
                    self.at += 1;
                    self.expression(close)?;
                    self.at = close + 1;
                }
                _ if self.shape(self.at).attribute => self.skip_attribute(),
                _ if self.is_ident(self.at) && matches!(self.word(self.at - 1), b"]" | b")") => {
                    self.skip_attribute()
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// Everything before a function's body. Leaves `at` on the `{`.
    pub(super) fn function_head(&mut self) -> Outcome<Form> {
        let from = self.at;
        let body = self.body_of(from)?;
        if body < self.end && self.word(body) == b"{" && self.word(body - 1) == b";" {
            return self.trouble(
                from,
                "a definition in the old style, with parameters declared before the body, is not read",
            );
        }
        if self.is_macro_head(from, body) {
            self.blank(from, body);
            self.at = body;
            return Ok(Form::BodyOnly);
        }
        self.specifiers(body)?;
        while self.at < body {
            match self.word(self.at) {
                b"(" if self.is_name(self.at - 1) || matches!(self.word(self.at - 1), b")" | b"]") => {
                    self.parameters()?
                }
                b"(" => {
                    let close = self.close(self.at);
                    self.at += 1;
                    self.inner_declarator(close);
                    self.at = close + 1;
                }
                // Whatever stands between the parameters and the body decorates.
                _ if self.is_ident(self.at) => self.skip_attribute(),
                _ => self.at += 1,
            }
        }
        Ok(Form::Function)
    }

    fn body_of(&self, mut at: usize) -> Outcome<usize> {
        while at < self.end {
            match self.word(at) {
                b"{" => return Ok(at),
                b"(" | b"[" => at = self.close(at),
                _ if self.shape(at).block && self.behind_use(at) == self.end => return Ok(at),
                _ => {}
            }
            at += 1;
        }
        self.trouble(at, "this function has no body")
    }

    /// Whether the head is one macro's use with no type before it: `MOD_INIT(name)`.
    fn is_macro_head(&self, from: usize, body: usize) -> bool {
        let storage = (from..body).take_while(|&i| is_qualifier(self.word(i))).count();
        let name = from + storage;
        self.is_name(name) && self.word(name + 1) == b"(" && self.close(name + 1) + 1 == body
    }

    /// The end of `name<...>`, when only types and numbers stand inside.
    pub(super) fn template_end(&self, at: usize) -> Option<usize> {
        if !self.is_ident(at) || self.word(at + 1) != b"<" {
            return None;
        }
        let (mut next, mut depth) = (at + 1, 0i32);
        while next < self.end {
            match self.word(next) {
                b"<" => depth += 1,
                b">" => depth -= 1,
                b">>" => depth -= 2,
                b"::" | b"," | b"*" | b"&" => {}
                _ if self.is_ident(next) || self.kind(next) == Some(TokenKind::Number) => {}
                _ => return None,
            }
            next += 1;
            if depth <= 0 {
                return Some(next);
            }
        }
        None
    }

    /// `A::B` reads as one name. With `at` on the `::`.
    pub(super) fn qualified(&mut self) {
        let from = if self.is_ident(self.at - 1) { self.at - 1 } else { self.at };
        let mut end = self.at;
        while self.word(end) == b"::" && self.kind(end + 1) == Some(TokenKind::Ident) {
            end += 2;
        }
        self.fill(from, end.max(self.at + 1));
        self.at = end.max(self.at + 1);
    }

    /// `operator new[]` reads as one name. With `at` on `operator`.
    fn operator(&mut self) {
        let from = self.at;
        let is_array = self.word(from + 2) == b"[";
        self.at = if is_array { self.close(from + 2) + 1 } else { from + 2 };
        self.fill(from, self.at);
    }
}
