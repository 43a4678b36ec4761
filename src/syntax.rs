//! The front end: bytes to plain values. The only place that names tree-sitter.

pub mod ast;
