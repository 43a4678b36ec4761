//! How a file is written: what generated code must look like.

use crate::source::{SourceFile, Span};
use crate::syntax::head::HeadKind;
use crate::syntax::unit::Unit;

/// The manners of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    pub newline: &'static str,
    /// One level of indentation.
    pub indent: String,
    /// `int f(void)` and `{` on two lines.
    pub function_brace_below: bool,
    /// `static int` and `f(void)` on two lines.
    pub name_below: bool,
    /// `if (x)` and `{` on two lines.
    pub brace_below: bool,
    /// Indentation of a `{` on a line of its own, over that of its `if` (GNU style).
    pub brace_indented: bool,
    /// `if (x) return;` gets braces.
    pub braces_always: bool,
    /// `if (x)`, not `if(x)`.
    pub space_after_keyword: bool,
    /// `PyObject* x`, not `PyObject *x`.
    pub star_left: bool,
    /// Initializers have designators somewhere in the file.
    pub designated: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            newline: "\n",
            indent: "    ".to_owned(),
            function_brace_below: true,
            name_below: true,
            brace_below: false,
            brace_indented: false,
            braces_always: true,
            space_after_keyword: true,
            star_left: false,
            designated: false,
        }
    }
}

/// Reads a file's style: each habit by what most places do.
pub fn read(file: &SourceFile, unit: &Unit) -> Style {
    let mut counts = Counts::default();
    for head in unit.items().iter().filter(|head| head.kind == HeadKind::Function) {
        counts.function(file, unit, head.span, head.name.as_ref().map(|name| name.span));
    }
    let crlf = memchr::memmem::find_iter(&file.bytes, b"\r\n").count();
    let lines = memchr::memchr_iter(b'\n', &file.bytes).count();
    let default = Style::default();
    Style {
        newline: if crlf * 2 > lines { "\r\n" } else { "\n" },
        indent: counts.indent(),
        function_brace_below: counts.function_brace.or(default.function_brace_below),
        name_below: counts.name.or(default.name_below),
        brace_below: counts.brace.or(default.brace_below),
        brace_indented: counts.brace_indented.or(false),
        braces_always: counts.braces.or(default.braces_always),
        space_after_keyword: counts.space.or(default.space_after_keyword),
        star_left: counts.star.or(default.star_left),
        designated: counts.designators(file, unit),
    }
}

/// Votes for and against a habit.
#[derive(Clone, Copy, Debug, Default)]
struct Vote {
    yes: usize,
    no: usize,
}

impl Vote {
    fn cast(&mut self, yes: bool) {
        if yes {
            self.yes += 1;
        } else {
            self.no += 1;
        }
    }

    fn or(self, default: bool) -> bool {
        if self.yes == self.no { default } else { self.yes > self.no }
    }
}

#[derive(Debug, Default)]
struct Counts {
    indents: Vec<(String, usize)>,
    function_brace: Vote,
    name: Vote,
    brace: Vote,
    brace_indented: Vote,
    braces: Vote,
    space: Vote,
    star: Vote,
}

impl Counts {
    fn function(&mut self, file: &SourceFile, unit: &Unit, span: Span, name: Option<Span>) {
        let tokens: Vec<Span> = unit.code_in(span).collect();
        let text = |at: usize| tokens.get(at).map_or(&b""[..], |&span| file.slice(span));
        let below = |at: usize| starts_line(file, tokens[at]);
        let Some(open) = (0..tokens.len()).find(|&at| text(at) == b"{") else { return };
        self.function_brace.cast(below(open));
        if let Some(name) = name.and_then(|name| tokens.iter().position(|&token| token == name)) {
            self.name.cast(below(name));
        }
        let outer = indentation(file, span);
        if open + 1 < tokens.len() && below(open + 1) {
            let inner = indentation(file, tokens[open + 1]);
            if let Some(step) = inner.strip_prefix(outer.as_str()).filter(|step| !step.is_empty()) {
                self.indent_vote(step);
            }
        }
        for at in open + 1..tokens.len() {
            match text(at) {
                b"if" | b"while" | b"for" => self.control(file, &tokens, at),
                b"*" if at > 0 && at + 1 < tokens.len() => self.star(&tokens, at),
                _ => {}
            }
        }
    }

    fn control(&mut self, file: &SourceFile, tokens: &[Span], at: usize) {
        let text = |at: usize| tokens.get(at).map_or(&b""[..], |&span| file.slice(span));
        if text(at + 1) != b"(" {
            return;
        }
        self.space.cast(tokens[at].end < tokens[at + 1].start);
        let mut depth = 0;
        let close = (at + 1..tokens.len()).find(|&at| {
            match text(at) {
                b"(" => depth += 1,
                b")" => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some(close) = close else { return };
        let has_brace = text(close + 1) == b"{";
        if text(at) == b"if" {
            self.braces.cast(has_brace);
        }
        if has_brace && starts_line(file, tokens[at]) {
            let below = starts_line(file, tokens[close + 1]);
            self.brace.cast(below);
            if below {
                let (own, brace) = (indentation(file, tokens[at]), indentation(file, tokens[close + 1]));
                self.brace_indented.cast(brace.len() > own.len());
            }
        }
    }

    /// `a *b` or `a* b`: a star with a blank on one side only.
    fn star(&mut self, tokens: &[Span], at: usize) {
        let left = tokens[at - 1].end == tokens[at].start;
        let right = tokens[at].end == tokens[at + 1].start;
        if left != right {
            self.star.cast(left);
        }
    }

    fn indent_vote(&mut self, step: &str) {
        match self.indents.iter_mut().find(|(known, _)| known == step) {
            Some((_, count)) => *count += 1,
            None => self.indents.push((step.to_owned(), 1)),
        }
    }

    fn indent(&self) -> String {
        let most = self.indents.iter().max_by_key(|(step, count)| (*count, std::cmp::Reverse(step.len())));
        most.map_or_else(|| "    ".to_owned(), |(step, _)| step.clone())
    }

    fn designators(&self, file: &SourceFile, unit: &Unit) -> bool {
        use HeadKind::{ModuleDef, SlotsOrSpec, Suite, TypeObject};
        let tables = unit
            .items()
            .iter()
            .filter(|head| matches!(head.kind, ModuleDef | SlotsOrSpec | Suite | TypeObject));
        for head in tables {
            let tokens: Vec<Span> = unit.code_in(head.span).collect();
            let designator = tokens
                .windows(2)
                .any(|pair| file.slice(pair[1]) == b"." && matches!(file.slice(pair[0]), b"{" | b"," | b")"));
            if designator {
                return true;
            }
        }
        false
    }
}

fn starts_line(file: &SourceFile, span: Span) -> bool {
    let line = file.line_at(span.start);
    file.bytes[line.start as usize..span.start as usize].iter().all(u8::is_ascii_whitespace)
}

/// The white space that the line of `span` starts with.
pub fn indentation(file: &SourceFile, span: Span) -> String {
    let line = file.slice(file.line_at(span.start));
    let end = line.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(0);
    String::from_utf8_lossy(&line[..end]).into_owned()
}
