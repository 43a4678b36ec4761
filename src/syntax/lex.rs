//! Bytes to tokens: C as it is written, before any preprocessing.
//!
//! Every byte that is not white space lies in exactly one token, and offsets are those of the original. The lexer
//! never fails: what cannot be read is an [`TokenKind::Unknown`] token. It does not know what a macro means.

use memchr::memchr;
use memchr::memmem;

/// What a token is. Keywords are identifiers here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    Ident,
    /// A preprocessing number: `0x1F`, `1.5e-3`, `1'000` in C++.
    Number,
    /// A string literal with its prefix; a C++ raw string is one token.
    Str,
    Char,
    /// An operator or bracket, the longest that fits: `->`, `<<=`, `...`, `::`.
    Punct,
    Comment,
    /// From `#` to the last byte of the directive's text, splices included. A comment that ends it is a token of its own.
    Directive,
    /// A byte that C has no use for, or a literal or comment that is never closed.
    Unknown,
}

/// A token and its place in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    pub kind: TokenKind,
    pub start: u32,
    pub end: u32,
}

impl Token {
    /// The token's bytes as written.
    pub fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..self.end as usize]
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The identifier without line splices and as text: C identifiers are ASCII, anything else reads as U+FFFD.
pub fn ident_text(bytes: &[u8]) -> String {
    if bytes.is_ascii() && memchr(b'\\', bytes).is_none() {
        return bytes.iter().map(|&b| b as char).collect();
    }
    let kept: Vec<u8> = bytes.iter().copied().filter(|b| !matches!(b, b'\\' | b'\r' | b'\n')).collect();
    String::from_utf8_lossy(&kept).into_owned()
}

/// Cuts a file into tokens; white space and line splices are dropped. Linear in the length.
pub fn lex(bytes: &[u8], cplusplus: bool) -> Vec<Token> {
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let mut lexer = Lexer { bytes, at: start, end: bytes.len(), line_start: true, cplusplus };
    let mut tokens = Vec::with_capacity(bytes.len() / 5 + 8);
    while let Some(token) = lexer.next() {
        tokens.push(token);
    }
    tokens
}

/// Cuts a part of a file, in which no directive starts: the inside of a directive, or a macro's argument.
pub fn lex_inside(bytes: &[u8], range: std::ops::Range<usize>, cplusplus: bool) -> Vec<Token> {
    let mut lexer = Lexer { bytes, at: range.start, end: range.end, line_start: false, cplusplus };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next() {
        lexer.line_start = false;
        tokens.push(token);
    }
    tokens
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    /// Nothing but white space and comments since the last newline: a `#` here starts a directive.
    line_start: bool,
    cplusplus: bool,
}

/// Bytes that go on in an identifier. Bytes of UTF-8 or latin-1 letters do, too.
const IDENT: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        table[b] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80;
        b += 1;
    }
    table
};

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        let at = self.at + ahead;
        if at < self.end { self.bytes[at] } else { 0 }
    }

    fn next(&mut self) -> Option<Token> {
        self.skip_space();
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        let fresh = std::mem::replace(&mut self.line_start, false);
        let kind = match self.bytes[start] {
            b'/' if matches!(self.peek(1), b'*' | b'/') => {
                self.line_start = fresh;
                self.comment()
            }
            b'#' if fresh => self.directive(),
            b'"' => self.literal(b'"', TokenKind::Str),
            b'\'' => self.literal(b'\'', TokenKind::Char),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b if IDENT[b as usize] => self.ident(),
            _ => self.punct(),
        };
        Some(Token { kind, start: start as u32, end: self.at as u32 })
    }

    fn skip_space(&mut self) {
        while self.at < self.end {
            match self.bytes[self.at] {
                b'\n' => {
                    self.line_start = true;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | 0x0B | 0x0C | 0 => self.at += 1,
                b'\\' => match splice(&self.bytes[self.at..self.end]) {
                    0 => break,
                    length => self.at += length,
                },
                _ => break,
            }
        }
    }

    fn comment(&mut self) -> TokenKind {
        match comment_end(&self.bytes[..self.end], self.at) {
            Some(end) => {
                self.at = end;
                TokenKind::Comment
            }
            None => {
                self.at = self.end;
                TokenKind::Unknown
            }
        }
    }

    /// Goes to the end of the directive's text: comments inside belong to it, comments after it do not.
    fn directive(&mut self) -> TokenKind {
        let text = &self.bytes[..self.end];
        let (mut at, mut last) = (self.at + 1, self.at + 1);
        while at < text.len() && text[at] != b'\n' {
            at += match text[at] {
                b'\\' => match splice(&text[at..]) {
                    0 => {
                        last = at + 1;
                        1
                    }
                    length => length,
                },
                b'/' if matches!(text.get(at + 1), Some(b'*' | b'/')) => {
                    comment_end(text, at).unwrap_or(text.len()) - at
                }
                quote @ (b'"' | b'\'') => {
                    last = literal_end(text, at + 1, quote).0;
                    last - at
                }
                b' ' | b'\t' | b'\r' | 0x0B | 0x0C => 1,
                _ => {
                    last = at + 1;
                    1
                }
            };
        }
        self.at = last;
        TokenKind::Directive
    }

    fn literal(&mut self, quote: u8, kind: TokenKind) -> TokenKind {
        let (end, closed) = literal_end(&self.bytes[..self.end], self.at + 1, quote);
        self.at = end;
        if closed { kind } else { TokenKind::Unknown }
    }

    /// `R"tag( ... )tag"`, with `at` on the quote. One that is never closed takes the rest.
    fn raw_string(&mut self) -> TokenKind {
        let rest = &self.bytes[self.at + 1..self.end];
        let tag = rest.iter().take(17).position(|&b| b == b'(').unwrap_or(0);
        let closing = [b")", &rest[..tag], b"\""].concat();
        match memmem::find(rest, &closing) {
            Some(found) => {
                self.at += 1 + found + closing.len();
                TokenKind::Str
            }
            None => {
                self.at = self.end;
                TokenKind::Unknown
            }
        }
    }

    fn number(&mut self) -> TokenKind {
        self.at += 1;
        while self.at < self.end {
            let b = self.bytes[self.at];
            let sign = matches!(b, b'+' | b'-') && matches!(self.bytes[self.at - 1] | 0x20, b'e' | b'p');
            let separator = b == b'\'' && self.cplusplus && self.peek(1).is_ascii_alphanumeric();
            if !(IDENT[b as usize] || b == b'.' || separator || sign && !self.is_hex_e()) {
                break;
            }
            self.at += 1;
        }
        TokenKind::Number
    }

    /// Whether the `e` before `at` is a digit of a hexadecimal number, so that a sign after it is an operator.
    fn is_hex_e(&self) -> bool {
        let digits = self.bytes[..self.at].iter().rev().take_while(|&&b| b.is_ascii_alphanumeric()).count();
        let start = &self.bytes[self.at - digits..self.at];
        start.len() > 2
            && start[0] == b'0'
            && start[1] | 0x20 == b'x'
            && start[start.len() - 1] | 0x20 == b'e'
    }

    fn ident(&mut self) -> TokenKind {
        let start = self.at;
        loop {
            while self.at < self.end && IDENT[self.bytes[self.at] as usize] {
                self.at += 1;
            }
            // A line splice right inside an identifier does not end it.
            let skipped = if self.peek(0) == b'\\' { splice(&self.bytes[self.at..self.end]) } else { 0 };
            if skipped == 0 || !IDENT[self.peek(skipped) as usize] {
                break;
            }
            self.at += skipped;
        }
        let prefix = &self.bytes[start..self.at];
        match self.peek(0) {
            b'"' if self.cplusplus && matches!(prefix, b"R" | b"LR" | b"uR" | b"UR" | b"u8R") => {
                self.raw_string()
            }
            b'"' if matches!(prefix, b"L" | b"u" | b"U" | b"u8") => self.literal(b'"', TokenKind::Str),
            b'\'' if matches!(prefix, b"L" | b"u" | b"U" | b"u8") => self.literal(b'\'', TokenKind::Char),
            _ => TokenKind::Ident,
        }
    }

    fn punct(&mut self) -> TokenKind {
        let (a, b, c) = (self.bytes[self.at], self.peek(1), self.peek(2));
        let length = match (a, b, c) {
            (b'.', b'.', b'.') | (b'<', b'<', b'=') | (b'>', b'>', b'=') => 3,
            (b'-', b'>' | b'-' | b'=', _) | (b'+', b'+' | b'=', _) | (b'&', b'&' | b'=', _) => 2,
            (b'|', b'|' | b'=', _) | (b'<', b'<' | b'=', _) | (b'>', b'>' | b'=', _) => 2,
            (b'=' | b'!' | b'*' | b'/' | b'%' | b'^', b'=', _) | (b'#', b'#', _) | (b':', b':', _) => 2,
            _ => 1,
        };
        self.at += length;
        let known = b"{}()[];,.:?=+-*/%<>&|^!~#".contains(&a);
        if known { TokenKind::Punct } else { TokenKind::Unknown }
    }
}

/// The length of the line splice that `bytes` start with, or 0. Blanks before the newline are taken as gcc takes them.
fn splice(bytes: &[u8]) -> usize {
    let blanks = bytes[1..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    if bytes.get(1 + blanks) == Some(&b'\n') { blanks + 2 } else { 0 }
}

/// Where the comment at `at` ends; a line comment ends before its newline. `None` when it is never closed.
fn comment_end(text: &[u8], at: usize) -> Option<usize> {
    if text[at + 1] == b'*' {
        return memmem::find(&text[at + 2..], b"*/").map(|found| at + 2 + found + 2);
    }
    let mut end = at + 2;
    loop {
        end = memchr(b'\n', &text[end..]).map_or(text.len(), |found| end + found);
        let line = &text[at..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if end == text.len() || !line.ends_with(b"\\") {
            return Some(at + line.len());
        }
        end += 1;
    }
}

/// Where the literal ends whose first byte after the quote is at `at`, and whether it was closed on its line.
fn literal_end(text: &[u8], mut at: usize, quote: u8) -> (usize, bool) {
    while at < text.len() {
        match text[at] {
            b if b == quote => return (at + 1, true),
            b'\\' => at += splice(&text[at..]).max(2),
            b'\n' => return (at, false),
            _ => at += 1,
        }
    }
    (text.len(), false)
}

#[cfg(test)]
mod tests;
