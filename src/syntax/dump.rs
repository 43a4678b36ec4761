//! What the front end made of a file, as text for people and for snapshots: `migrate-types debug lex|mask|items|ast`.
//!
//! Places are `line:column` of the original. The format is stable, so that two dumps can be compared.

mod tree;

use std::fmt::Write;

use crate::source::{SourceFile, Span};

use super::grammar::Grammar;
use super::lex::lex;
use super::unit::Unit;

/// One token a line: place, kind, text.
pub fn dump_tokens(file: &SourceFile) -> String {
    let mut text = String::new();
    for token in lex(&file.bytes, file.is_cplusplus()) {
        let shown = String::from_utf8_lossy(token.of(&file.bytes)).escape_debug().to_string();
        line(&mut text, format_args!("{} {:?} {shown}", place(file, token.start), token.kind));
    }
    text
}

/// One item a line: place, kind, what it declares; then the branches, with their lives.
pub fn dump_items(file: &SourceFile, grammar: &Grammar) -> String {
    let unit = Unit::new(file, grammar);
    let mut text = String::new();
    for item in unit.items() {
        let names: Vec<&str> = item.names.iter().map(|name| name.text.as_str()).collect();
        let storage = if item.storage.is_static { " static" } else { "" };
        let readings =
            if item.readings() > 1 { format!(" in {} readings", item.readings()) } else { String::new() };
        let broken = item.broken.map_or(String::new(), |why| format!(" broken: {why}"));
        let head = format!("{} {:?}{storage} {}", range(file, item.span), item.kind, names.join(" "));
        line(&mut text, format_args!("{}{readings}{broken}", head.trim_end()));
    }
    for branch in unit.branches() {
        let place = place(file, branch.directive.start);
        line(&mut text, format_args!("{place} {:?} {:?} {}", branch.life, branch.keyword, branch.condition));
    }
    text
}

/// The text that the parser is given for each item, in the place of the item.
pub fn dump_mask(file: &SourceFile, grammar: &Grammar) -> String {
    let unit = Unit::new(file, grammar);
    let mut text = String::new();
    for item in unit.items() {
        line(&mut text, format_args!("== {} {:?}", range(file, item.span), item.kind));
        match unit.masked(file, item) {
            Err(damage) => {
                line(&mut text, format_args!("!! {}: {}", place(file, damage.span.start), damage.reason))
            }
            Ok(masked) => {
                let shown = masked.text.iter().enumerate().map(|(at, &b)| {
                    let original =
                        usize::try_from(at as i64 + masked.base).ok().and_then(|at| file.bytes.get(at));
                    let inside = at + 1 < masked.text.len();
                    if b == b' ' && inside && original == Some(&b'\n') { '\n' } else { b as char }
                });
                let shown: String = shown.collect();
                let lines: Vec<&str> = shown.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect();
                line(&mut text, format_args!("{}", lines.join("\n")));
            }
        }
    }
    text
}

/// Each item as it was understood, all readings; expressions are printed as C with every operator's operands in `[]`.
pub fn dump_ast(file: &SourceFile, grammar: &Grammar) -> String {
    let unit = Unit::new(file, grammar);
    let mut text = String::new();
    for item in unit.items() {
        line(&mut text, format_args!("== {} {:?}", range(file, item.span), item.kind));
        match unit.parse(file, item) {
            Err(damage) => {
                line(&mut text, format_args!("!! {}: {}", place(file, damage.span.start), damage.reason))
            }
            Ok(readings) => {
                for (number, reading) in readings.iter().enumerate() {
                    if number > 0 {
                        line(&mut text, format_args!("-- reading {}", number + 1));
                    }
                    tree::print(file, reading, &mut text);
                }
                for name in unit.unaccounted(file, item, &readings) {
                    let place = place(file, name.span.start);
                    line(&mut text, format_args!("-- unaccounted {} at {place}", name.text));
                }
            }
        }
    }
    text
}

fn line(text: &mut String, arguments: std::fmt::Arguments) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{arguments}");
}

fn place(file: &SourceFile, offset: u32) -> String {
    let at = file.position(offset);
    format!("{}:{}", at.line, at.column)
}

fn range(file: &SourceFile, span: Span) -> String {
    format!("{}-{}", place(file, span.start), place(file, span.end))
}
