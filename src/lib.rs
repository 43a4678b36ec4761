//! `migrate-types` turns static `PyTypeObject` definitions into heap types that live in module state.
//!
//! The way of a byte, each stage a noun made from the one before:
//!
//! ```text
//! discover -> read -> lex + mask -> items -> parse -> facts -> link -> plan (rules) -> emit -> laws -> render, or apply
//! ```
//!
//! Text comes in at one door ([`source`], filled by `disk`) and leaves by one door (`render`, or `disk` again);
//! between them there are only values. The modules stand here in reading order, lowest layer first.

#![deny(clippy::disallowed_methods, clippy::disallowed_macros)]

pub mod capi;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod edit;
pub mod emit;
pub mod facts;
pub mod laws;
pub mod link;
pub mod options;
pub mod plan;
pub mod render;
pub mod report;
pub mod rules;
pub mod run;
pub mod source;
pub mod syntax;
pub mod verify;
