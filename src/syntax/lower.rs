//! Trees to plain values.
//!
//! A node of a kind that is not known here is a refusal, never a guess. Places are those of the original: a separator
//! that the mask wrote is cut off again, and names are sliced from the original.

mod declaration;
mod expression;
mod node;
mod statement;
mod types;

use tree_sitter::Node;

use crate::source::{FileId, Span};

use self::node::Known;
use super::ast::{Expr, Function, Item, Name, Stmt};
use super::lex::{Token, ident_text};
use super::mask::{Form, Masked};
use super::shape::Shape;

/// Nodes nest no deeper than this; each level takes a few frames of the stack.
const MOST_DEPTH: u32 = 200;

/// Why a tree is not used, and where in the text that was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub at: u32,
    pub why: String,
}

type Outcome<T> = Result<T, Failure>;

/// Reads one tree.
pub(super) struct Lowerer<'a> {
    /// The file.
    pub bytes: &'a [u8],
    pub masked: &'a Masked,
    pub file: FileId,
    /// The item's tokens.
    pub tokens: &'a [Token],
    pub shape: &'a dyn Fn(&[u8]) -> Shape,
    pub depth: u32,
}

/// What one masked text was.
pub(super) enum Lowered {
    Item(Item),
    Expr(Expr),
    Stmts(Vec<Stmt>),
}

impl<'a> Lowerer<'a> {
    pub fn root(&mut self, root: Node) -> Outcome<Lowered> {
        let form = self.masked.form;
        if form == Form::Nothing {
            return Ok(Lowered::Item(Item::Empty));
        }
        let children = self.children(root);
        let node = self.whole(root, &children)?;
        Ok(match (form, node.kind_name()) {
            (Form::Function, "function_definition") => Lowered::Item(Item::Function(self.function(node)?)),
            (Form::BodyOnly, "compound_statement") => {
                Lowered::Item(Item::Function(self.macro_function(node)?))
            }
            (Form::Expression, "compound_statement") => Lowered::Expr(self.lone_expression(node)?),
            (Form::Statements, "compound_statement") => {
                let mut stmts = Vec::new();
                self.statements(node, &mut stmts)?;
                Lowered::Stmts(stmts)
            }
            (Form::Declaration, _) => Lowered::Item(Item::Declaration(self.declaration(node)?)),
            _ => return self.fail(node, "this reads as something else than it looks"),
        })
    }

    /// The one node that the text must be, over all of it; a `;` may stand behind it.
    fn whole<'t>(&self, root: Node<'t>, children: &[Node<'t>]) -> Outcome<Node<'t>> {
        let text = &self.masked.text;
        let Some(&first) = children.first() else { return self.fail(root, "there is nothing to read here") };
        let last = children[children.len() - 1];
        let from = text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
        let to = text.iter().rposition(|b| !b.is_ascii_whitespace()).map_or(0, |at| at + 1);
        let lone = children.len() == 1 || children.len() == 2 && last.kind_name() == ";";
        if !lone || first.start_byte() != from || last.end_byte() != to {
            return self.fail(children[1.min(children.len() - 1)], "this does not read as one item");
        }
        Ok(first)
    }

    /// The expression in `{ expression; }`; a name alone reads as a type there.
    fn lone_expression(&mut self, block: Node) -> Outcome<Expr> {
        let inner = self.only_child(block)?;
        match inner.kind_name() {
            "expression_statement" => {
                let inner = self.only_child(inner)?;
                self.expr(inner)
            }
            _ => self.expr(inner),
        }
    }

    fn macro_function(&mut self, node: Node) -> Outcome<Function> {
        let body = self.block(node)?;
        let head = self.head_call(body.span.start)?;
        Ok(self.function_of_macro(head, body))
    }

    fn fail<T>(&self, node: Node, why: &str) -> Outcome<T> {
        Err(Failure { at: node.start_byte() as u32, why: why.to_string() })
    }

    fn unknown<T>(&self, node: Node) -> Outcome<T> {
        self.fail(node, &format!("a {} is not understood here", node.kind_name().replace('_', " ")))
    }

    fn deeper(&mut self, node: Node) -> Outcome<()> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.fail(node, &format!("nested more than {MOST_DEPTH} deep"));
        }
        Ok(())
    }

    fn children<'t>(&self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut cursor = node.walk();
        node.children(&mut cursor).collect()
    }

    /// Children that have a meaning of their own: no brackets, no separators.
    fn named<'t>(&self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut cursor = node.walk();
        node.named_children(&mut cursor).collect()
    }

    fn only_child<'t>(&self, node: Node<'t>) -> Outcome<Node<'t>> {
        match node.named_child_count() {
            1 => self.nth(node, 0),
            _ => self.unknown(node),
        }
    }

    fn nth<'t>(&self, node: Node<'t>, n: u32) -> Outcome<Node<'t>> {
        node.named_child(n).map_or_else(|| self.unknown(node), Ok)
    }

    fn field<'t>(&self, node: Node<'t>, name: &str) -> Outcome<Node<'t>> {
        node.part(name).map_or_else(|| self.unknown(node), Ok)
    }

    /// A node's place in the file, without a separator that only the mask has.
    fn span(&self, node: Node) -> Span {
        let (from, to) = (node.start_byte(), node.end_byte());
        let start = (from as i64 + self.masked.base) as u32;
        let mut end = (to as i64 + self.masked.base) as u32;
        // A separator that only the mask has: in a blank behind the node's last token, or over that token's last byte.
        if to > from && self.is_separator(to - 1) && !self.is_code(end as usize - 1) {
            end -= 1;
        } else if self.is_separator(to) && self.is_code(end as usize) {
            end += 1;
        }
        Span { file: self.file, start, end }
    }

    /// Whether the mask has a separator here that the original does not have.
    fn is_separator(&self, at: usize) -> bool {
        let byte = self.masked.text.get(at);
        let original = usize::try_from(at as i64 + self.masked.base).ok().and_then(|at| self.bytes.get(at));
        matches!(byte, Some(b';' | b',')) && byte != original
    }

    /// Whether a byte of the original that a separator was written over belonged to a macro's use.
    fn is_code(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(|&b| b == b')' || b == b'_' || b.is_ascii_alphanumeric())
    }

    fn original(&self, node: Node) -> &'a [u8] {
        &self.bytes[self.span(node).range()]
    }

    /// A node's text as the parser saw it: an operator can be a macro in the original.
    fn masked(&self, node: Node) -> &'a [u8] {
        &self.masked.text[node.byte_range()]
    }

    fn name(&self, node: Node) -> Name {
        Name { text: ident_text(self.original(node)), span: self.span(node) }
    }
}
