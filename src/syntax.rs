//! The front end: bytes to plain values. The only place that names tree-sitter.
//!
//! `lex` cuts bytes into tokens, `preprocess` reads directives, `view` chooses branches, `cut` and `head` find the
//! top-level items, and [`unit::Unit`] keeps all that. An item is parsed when asked: `mask` writes its text so that the
//! C grammar reads it right, `parse` runs the parser, `lower` makes [`ast`] values, and `check` holds them against the
//! lexer. Trees never leave this folder.

pub mod ast;
pub mod check;
mod cut;
pub mod dump;
pub mod evaluate;
mod expand;
pub mod fragment;
mod generated;
pub mod grammar;
pub mod head;
pub mod lex;
mod lower;
mod mask;
pub mod names;
mod parse;
pub mod preprocess;
mod queries;
pub mod shape;
pub mod unit;
mod view;
pub mod written;

#[cfg(test)]
mod tests;
