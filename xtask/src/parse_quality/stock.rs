//! The raw file through tree-sitter-c as released, for comparison.

use migrate_types::syntax::ast::Item;
use migrate_types::syntax::check::{Start, item_starts};
use migrate_types::syntax::head::{HeadKind, ItemHead};
use tree_sitter::{Node, Parser, Tree};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
    /// Wrong without an error in the tree.
    SilentlyWrong,
}

pub struct Stock {
    tree: Tree,
}

impl Stock {
    pub fn parse(bytes: &[u8]) -> Stock {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_c::LANGUAGE.into()).expect("the grammar fits the parser");
        Stock { tree: parser.parse(bytes, None).expect("a parse without a time limit ends") }
    }

    /// Right is one node of the right kind over exactly the item's bytes, without an error, in which list entries,
    /// fields and statements start where they do in our reading, if there is one.
    pub fn verdict(&self, item: &ItemHead, ours: Option<&Item>) -> Verdict {
        let (start, end) = (item.span.start as usize, item.span.end as usize);
        let Some(mut node) = self.tree.root_node().descendant_for_byte_range(start, end - 1) else {
            return Verdict::Wrong;
        };
        while let Some(parent) = node.parent().filter(|p| p.start_byte() == start && p.end_byte() <= end) {
            node = parent;
        }
        let silent = if node.has_error() { Verdict::Wrong } else { Verdict::SilentlyWrong };
        // A record's `;` is a node of its own.
        let lone_record = item.kind == HeadKind::Record && node.kind().ends_with("_specifier");
        let covers = node.start_byte() == start && (node.end_byte() == end || lone_record);
        if node.has_error() || !covers || !is_kind(item.kind, node.kind()) {
            return silent;
        }
        let Some(ours) = ours else { return Verdict::Right };
        let mut wanted = item_starts(ours);
        wanted.sort_unstable();
        let mut found = Vec::new();
        starts(node, &mut found);
        found.sort_unstable();
        found.dedup();
        if wanted == found { Verdict::Right } else { silent }
    }
}

fn is_kind(kind: HeadKind, node: &str) -> bool {
    match kind {
        HeadKind::Function => node == "function_definition",
        HeadKind::Typedef => node == "type_definition",
        HeadKind::Record => matches!(node, "type_definition" | "declaration") || node.ends_with("_specifier"),
        HeadKind::MacroCall => node == "expression_statement",
        HeadKind::Other => true,
        _ => node == "declaration",
    }
}

/// Where statements, entries and fields start below a node, going down without recursion.
fn starts(top: Node, found: &mut Vec<(u32, Start)>) {
    let mut stack = vec![top];
    while let Some(node) = stack.pop() {
        let mut cursor = node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            let (child, field) = (cursor.node(), cursor.field_name());
            more = cursor.goto_next_sibling();
            let start = child.start_byte() as u32;
            let is_code =
                child.is_named() && child.kind() != "comment" && !child.kind().starts_with("preproc");
            match node.kind() {
                "initializer_list" if is_code => found.push((start, Start::Entry)),
                "field_declaration_list" if is_code => found.push((start, Start::Field)),
                "compound_statement"
                    if is_code && node.parent().is_none_or(|p| p.kind() != "argument_list") =>
                {
                    found.push((start, Start::Statement));
                }
                "case_statement" if is_code && field != Some("value") => {
                    found.push((start, Start::Statement))
                }
                "labeled_statement" if is_code && field != Some("label") => {
                    found.push((start, Start::Statement))
                }
                "else_clause" if is_code => found.push((start, Start::Statement)),
                "for_statement" if field == Some("initializer") => found.push((start, Start::Statement)),
                "preproc_if" | "preproc_ifdef" | "preproc_else" | "preproc_elif" | "preproc_elifdef" => {
                    let holder = holder(node);
                    let content = is_code && !matches!(field, Some("condition" | "name" | "alternative"));
                    match holder {
                        Some("field_declaration_list") if content => found.push((start, Start::Field)),
                        Some("compound_statement") if content => found.push((start, Start::Statement)),
                        _ => {}
                    }
                }
                _ if matches!(field, Some("body" | "consequence"))
                    && is_code
                    && !matches!(
                        node.kind(),
                        "function_definition" | "struct_specifier" | "union_specifier" | "enum_specifier"
                    ) =>
                {
                    found.push((start, Start::Statement));
                }
                _ => {}
            }
            stack.push(child);
        }
    }
}

/// What a directive's content belongs to.
fn holder<'t>(node: Node<'t>) -> Option<&'t str> {
    let mut node = node;
    while node.kind().starts_with("preproc") {
        node = node.parent()?;
    }
    Some(node.kind())
}
