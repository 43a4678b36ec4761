//! Statements: where each starts, and which macros are one, end one, or govern one.

use super::{Form, Masker, Outcome, Start, is_shouted, is_type_keyword, starts_statement};

/// How a macro at the start of a statement is to be read.
enum Use {
    /// As a statement of its own, which ends before this token.
    Statement(usize),
    /// As `if`, over the statement at this token.
    Control(usize),
    /// As nothing: skipped up to this token.
    Attribute(usize),
    /// As any other name.
    Plain,
}

impl Masker<'_> {
    pub(super) fn function(&mut self) -> Outcome<Form> {
        let form = self.function_head()?;
        if self.word(self.at) != b"{" {
            return self.body_by_macro(form);
        }
        self.block()?;
        if self.at != self.end {
            return self.trouble(self.at, "the function goes on behind its body");
        }
        Ok(form)
    }

    /// A macro's use as the body reads as an empty block.
    fn body_by_macro(&mut self, form: Form) -> Outcome<Form> {
        let (from, end) = (self.at, self.end);
        self.start(Start::Statement);
        self.overwrite(from, end, b"{}")?;
        let place = self.bytes_of(from, end);
        let last = place.len() - 1;
        (place[1], place[last]) = (b' ', b'}');
        Ok(form)
    }

    /// `{ statements }`
    pub(super) fn block(&mut self) -> Outcome {
        if self.word(self.at) != b"{" {
            return self.trouble(self.at, "a `{` is wanted here");
        }
        let close = self.close(self.at);
        self.at += 1;
        while self.at < close {
            self.statement()?;
        }
        if self.at != close {
            return self.trouble(close, "a statement goes on behind the end of its block");
        }
        self.at = close + 1;
        Ok(())
    }

    pub(super) fn statement(&mut self) -> Outcome {
        self.deeper()?;
        self.one_statement()?;
        self.depth -= 1;
        Ok(())
    }

    fn one_statement(&mut self) -> Outcome {
        match self.word(self.at) {
            b"{" => {
                self.start(Start::Statement);
                self.block()
            }
            b";" => {
                self.start(Start::Statement);
                self.at += 1;
                Ok(())
            }
            b"if" => self.if_statement(),
            b"while" | b"switch" => {
                self.start(Start::Statement);
                self.at += 1;
                self.condition()?;
                self.body()
            }
            b"for" => self.for_statement(),
            b"do" => self.do_statement(),
            b"case" | b"default" => self.case(),
            b"else" => self.trouble(self.at, "this `else` has no `if`"),
            b"}" | b")" | b"]" | b"" => self.trouble(self.at, "a statement is wanted here"),
            _ if self.is_name(self.at) && self.word(self.at + 1) == b":" => {
                self.start(Start::Statement);
                self.at += 2;
                Ok(())
            }
            _ if self.is_name(self.at)
                && self.word(self.at + 1) == b"("
                && self.word(self.close(self.at + 1) + 1) == b":" =>
            {
                // `TARGET(name):` is a macro that makes a label or a `case`.
                self.start(Start::Statement);
                let colon = self.close(self.at + 1) + 1;
                self.fill(self.at, colon);
                self.at = colon + 1;
                Ok(())
            }
            b"delete" | b"try" if self.cplusplus => {
                let brackets = if self.word(self.at + 1) == b"[" { 2 } else { 0 };
                self.blank(self.at, self.at + 1 + brackets);
                self.at += 1 + brackets;
                self.one_statement()
            }
            b"catch" if self.cplusplus && self.word(self.at + 1) == b"(" => {
                self.control(self.close(self.at + 1) + 1)
            }
            word if starts_statement(word) => {
                self.start(Start::Statement);
                self.simple()
            }
            _ => self.named_statement(),
        }
    }

    /// A statement that another one governs. A label or a `case` there cannot stand without braces.
    fn body(&mut self) -> Outcome {
        match self.word(self.at) {
            b"case" | b"default" => {
                self.trouble(self.at, "a `case` as a body without braces is not understood")
            }
            _ => self.statement(),
        }
    }

    fn condition(&mut self) -> Outcome {
        // `if UNLIKELY(x)`: the macro brings parentheses of its own.
        if self.is_name(self.at) && self.word(self.at + 1) == b"(" {
            self.blank(self.at, self.at + 1);
            self.at += 1;
        }
        if self.word(self.at) != b"(" {
            return self.trouble(self.at, "a `(` is wanted here");
        }
        let close = self.close(self.at);
        self.at += 1;
        self.expression(close)?;
        self.at = close + 1;
        Ok(())
    }

    fn if_statement(&mut self) -> Outcome {
        self.start(Start::Statement);
        self.at += 1;
        self.condition()?;
        self.body()?;
        self.otherwise()
    }

    fn otherwise(&mut self) -> Outcome {
        if self.word(self.at) == b"else" {
            self.at += 1;
            self.body()?;
        }
        Ok(())
    }

    fn for_statement(&mut self) -> Outcome {
        self.start(Start::Statement);
        self.at += 1;
        if self.word(self.at) != b"(" {
            return self.trouble(self.at, "a `(` is wanted here");
        }
        let close = self.close(self.at);
        self.at += 1;
        if self.word(self.at) != b";" {
            self.start(Start::Statement);
            self.simple()?;
        } else {
            self.at += 1;
        }
        self.expression(close)?;
        self.at = close + 1;
        self.body()
    }

    fn do_statement(&mut self) -> Outcome {
        self.start(Start::Statement);
        self.at += 1;
        self.body()?;
        if self.word(self.at) != b"while" {
            return self.trouble(self.at, "the `while` of a `do` is wanted here");
        }
        self.at += 1;
        self.condition()?;
        if self.word(self.at) != b";" {
            return self.insert(self.at - 1, b';');
        }
        self.at += 1;
        Ok(())
    }

    /// `case x:`, `case x ... y:`, `default:`
    fn case(&mut self) -> Outcome {
        self.start(Start::Statement);
        let (mut at, mut questions, mut range) = (self.at + 1, 0, None);
        loop {
            match self.word(at) {
                b":" if questions == 0 => break,
                b":" => questions -= 1,
                b"?" => questions += 1,
                b"..." => range = Some(at),
                b"(" | b"[" => at = self.close(at),
                b"" | b";" | b"{" | b"}" => return self.trouble(self.at, "this `case` has no `:`"),
                _ => {}
            }
            at += 1;
        }
        self.at += 1;
        self.expression(range.unwrap_or(at))?;
        if let Some(from) = range {
            self.blank(from, at);
        }
        self.at = at + 1;
        Ok(())
    }

    /// A statement that starts with a name or an operator: a macro, a declaration, or an expression.
    fn named_statement(&mut self) -> Outcome {
        match self.macro_use()? {
            Use::Statement(end) => {
                self.start(Start::Statement);
                self.lone_use(end)?;
                self.insert(end - 1, b';')
            }
            Use::Control(body) => self.control(body),
            Use::Attribute(end) => {
                self.blank(self.at, end);
                self.at = end;
                self.one_statement()
            }
            Use::Plain => {
                self.start(Start::Statement);
                self.simple()
            }
        }
    }

    /// A macro's name, and its arguments up to `end` if it has some.
    pub(super) fn lone_use(&mut self, end: usize) -> Outcome {
        self.at += 1;
        if self.at < end { self.arguments(self.at) } else { Ok(()) }
    }

    fn macro_use(&self) -> Outcome<Use> {
        let at = self.at;
        if !self.is_name(at) && !self.is_ident(at) {
            return Ok(Use::Plain);
        }
        let shape = self.shape(at);
        // The arguments of a complete macro that takes none could be the next statement: `BEGIN` and then `(void)f();`.
        let own_line = self.new_line_before(at + 1);
        let end = if own_line { at + 1 } else { self.behind_use(at) };
        let called = end > at + 1;
        let next = self.word(end);
        if shape.control && !shape.complete {
            return Ok(Use::Control(end));
        }
        if next == b";" || goes_on(next) || shape.takes_type {
            return Ok(Use::Plain);
        }
        if shape.complete || shape.attribute && (self.new_line_before(end) || next == b"}") {
            return Ok(Use::Statement(end));
        }
        if shape.attribute {
            return Ok(Use::Attribute(end));
        }
        self.unknown_use(end, called)
    }

    /// What a macro of unknown shape must be where nothing else can stand.
    fn unknown_use(&self, end: usize, called: bool) -> Outcome<Use> {
        let next = self.word(end);
        if !self.is_name(self.at) {
            return Ok(Use::Plain);
        }
        if called && next == b"{" && !self.cplusplus {
            return Ok(Use::Control(end));
        }
        if !self.new_line_before(end) {
            return Ok(Use::Plain);
        }
        let name = String::from_utf8_lossy(self.word(self.at));
        let ambiguous =
            format!("whether the macro {name} is a statement or governs the next one is not known");
        match next {
            b"}" | b"case" | b"default" => Ok(Use::Statement(end)),
            _ if is_type_keyword(next) => Ok(Use::Statement(end)),
            _ if starts_statement(next) => self.trouble(self.at, ambiguous),
            _ if self.is_ident(end) && (called || is_shouted(self.word(self.at))) => {
                self.trouble(self.at, ambiguous)
            }
            b"*" | b"(" if !called && is_shouted(self.word(self.at)) => self.trouble(self.at, ambiguous),
            _ => Ok(Use::Plain),
        }
    }

    /// A macro that governs the statement at `body` reads as `if`.
    fn control(&mut self, body: usize) -> Outcome {
        self.start(Start::Statement);
        let at = self.at;
        let (open, close) = (at + 1, body - 1);
        let is_catch = self.cplusplus && self.word(at) == b"catch";
        if is_catch || body == at + 1 || close == open + 1 || self.has_semicolon(open + 1, close) {
            self.overwrite(at, body, b"if(_)")?;
        } else {
            self.overwrite(at, at + 1, b"if")?;
            self.arguments(open)?;
        }
        self.at = body;
        self.body()?;
        self.otherwise()
    }

    /// An expression or a declaration up to its `;`, or up to a macro that brings it.
    pub(super) fn simple(&mut self) -> Outcome {
        let from = self.at;
        let mut at = from;
        while at < self.end {
            match self.word(at) {
                b";" => {
                    self.simple_up_to(at)?;
                    self.at = at + 1;
                    return Ok(());
                }
                b"{" | b"(" | b"[" => at = self.close(at),
                b"}" | b")" | b"]" => break,
                _ if at > from && self.shape(at).complete => {
                    let end = self.behind_use(at);
                    if self.word(end) != b";" && !goes_on(self.word(end)) {
                        self.simple_up_to(end)?;
                        self.at = end;
                        return self.insert(end - 1, b';');
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.trouble(at, "a `;` is missing before this")
    }

    fn simple_up_to(&mut self, end: usize) -> Outcome {
        if self.is_declaration(end) { self.declare(end) } else { self.expression(end) }
    }
}

/// Whether a token can only go on with an expression that began before it.
fn goes_on(word: &[u8]) -> bool {
    matches!(
        word,
        b"=" | b","
            | b"."
            | b"->"
            | b"?"
            | b":"
            | b"["
            | b"=="
            | b"!="
            | b"<"
            | b">"
            | b"<="
            | b">="
            | b"+="
            | b"-="
            | b"*="
            | b"/="
            | b"%="
            | b"|="
            | b"&="
            | b"^="
            | b"<<="
            | b">>="
            | b"<<"
            | b">>"
            | b"&&"
            | b"||"
            | b"|"
            | b"^"
            | b"/"
            | b"%"
            | b"::"
    )
}
