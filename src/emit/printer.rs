//! A small printer of C in a file's own manner.

use crate::facts::Style;

/// The width that a line is broken at.
pub const WIDTH: usize = 79;

/// Builds text line by line.
pub struct Printer<'a> {
    pub style: &'a Style,
    lines: Vec<String>,
    level: usize,
}

impl<'a> Printer<'a> {
    pub fn new(style: &'a Style) -> Printer<'a> {
        Printer { style, lines: Vec::new(), level: 0 }
    }

    /// The lines printed so far, each with a line end.
    pub fn text(self) -> String {
        self.lines.iter().map(|line| format!("{line}{}", self.style.newline)).collect()
    }

    /// The lines printed so far, for insertion between statements.
    pub fn lines(self) -> Vec<String> {
        self.lines
    }

    pub fn blank(&mut self) {
        self.lines.push(String::new());
    }

    /// One line at the current level; a directive at the start of the line.
    pub fn line(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if text.starts_with('#') {
            self.lines.push(text.to_owned());
        } else {
            self.lines.push(format!("{}{text}", self.style.indent.repeat(self.level)));
        }
    }

    /// Opens a level without a line of its own.
    pub fn indent(&mut self) {
        self.level += 1;
    }

    pub fn dedent(&mut self) {
        self.level -= 1;
    }

    /// The head of a function, and its opening brace.
    pub fn function(&mut self, returns: &str, name: &str, params: &str) {
        if self.style.name_below {
            self.line(returns);
            self.line(format!("{name}({params})"));
        } else {
            self.line(format!("{}({params})", declared(self.style, returns, name)));
        }
        if self.style.function_brace_below {
            self.line("{");
        } else if let Some(last) = self.lines.last_mut() {
            last.push_str(" {");
        }
        self.level += 1;
    }

    /// A prototype.
    pub fn prototype(&mut self, returns: &str, name: &str, params: &str) {
        self.line(format!("{}({params});", declared(self.style, returns, name)));
    }

    /// Ends a function.
    pub fn end(&mut self) {
        self.level -= 1;
        self.line("}");
    }

    /// `for (...) {` in the file's manner, and what follows inside.
    pub fn opened(&mut self, keyword: &str, head: &str) {
        let blank = if self.style.space_after_keyword { " " } else { "" };
        let head = format!("{keyword}{blank}({head})");
        if self.style.brace_below {
            self.line(head);
            self.level += usize::from(self.style.brace_indented);
            self.line("{");
        } else {
            self.line(format!("{head} {{"));
        }
        self.level += 1;
    }

    /// The end of what was opened last.
    pub fn closed(&mut self) {
        self.level -= 1;
        self.line("}");
        if self.style.brace_below {
            self.level -= usize::from(self.style.brace_indented);
        }
    }

    /// `if (condition) { body }` in the file's manner.
    pub fn when(&mut self, condition: &str, body: &[&str]) {
        let keyword = if self.style.space_after_keyword { "if (" } else { "if(" };
        self.controlled(format!("{keyword}{condition})"), body);
    }

    /// `for (clauses) { body }` in the file's manner.
    pub fn each(&mut self, clauses: &str, body: &[&str]) {
        let keyword = if self.style.space_after_keyword { "for (" } else { "for(" };
        self.controlled(format!("{keyword}{clauses})"), body);
    }

    fn controlled(&mut self, head: String, body: &[&str]) {
        let braces = self.style.braces_always || body.len() != 1;
        let outer = self.level;
        match (braces, self.style.brace_below) {
            (false, _) => self.line(head),
            (true, false) => self.line(format!("{head} {{")),
            (true, true) => {
                self.line(head);
                self.level += usize::from(self.style.brace_indented);
                self.line("{");
            }
        }
        let brace_level = self.level;
        self.level += 1;
        for line in body {
            self.line(line);
        }
        self.level = brace_level;
        if braces {
            self.line("}");
        }
        self.level = outer;
    }
}

/// A type and a name: `int x`, `PyObject *x`, `PyObject* x`. The type is written `T *` when it is a pointer.
pub fn declared(style: &Style, ty: &str, name: &str) -> String {
    match ty.strip_suffix(" *") {
        Some(base) if style.star_left => format!("{base}* {name}"),
        Some(base) => format!("{base} *{name}"),
        None => format!("{ty} {name}"),
    }
}

/// White space between tokens folded to one blank. Text with a line comment, a directive or a line splice in it stays as
/// it is.
pub fn folded(text: &str) -> String {
    if text.contains("//")
        || text.contains('#')
        || text.contains('\\') && text.contains('\n')
        || !text.contains('\n')
    {
        return text.to_owned();
    }
    let mut result = String::new();
    let mut in_string = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            result.push(c);
            match c {
                '\\' => result.extend(chars.next()),
                '"' => in_string = false,
                _ => {}
            }
        } else if c.is_whitespace() {
            if !result.ends_with([' ', '(']) && chars.peek() != Some(&')') {
                result.push(' ');
            }
        } else {
            in_string = c == '"';
            result.push(c);
        }
    }
    result
}
