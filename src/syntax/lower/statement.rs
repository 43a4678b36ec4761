//! Statements.

use tree_sitter::Node;

use super::node::Known;
use super::{Lowerer, Outcome};
use crate::source::Span;
use crate::syntax::ast::{Block, Expr, ExprKind, Name, Stmt, StmtKind};

impl Lowerer<'_> {
    pub(super) fn block(&mut self, node: Node) -> Outcome<Block> {
        let mut stmts = Vec::new();
        let span = self.span(node);
        if self.bytes[span.start as usize] == b'{' {
            self.statements(node, &mut stmts)?;
        } else {
            // The body is a macro's work.
            stmts.push(Stmt { span, kind: StmtKind::Expr(self.filled(span)) });
        }
        Ok(Block { span, stmts })
    }

    /// The statements between a node's braces.
    pub(super) fn statements(&mut self, block: Node, into: &mut Vec<Stmt>) -> Outcome<()> {
        for child in self.named(block) {
            self.statement_into(child, into)?;
        }
        Ok(())
    }

    /// One node's statement; labels and cases bring the ones behind them as siblings.
    fn statement_into(&mut self, node: Node, into: &mut Vec<Stmt>) -> Outcome<()> {
        self.deeper(node)?;
        match node.kind_name() {
            "case_statement" => self.case(node, into)?,
            "labeled_statement" => {
                let label = self.span(self.field(node, "label")?);
                let label = Name { text: self.compact(label), span: label };
                let span = self.up_to_colon(node, label.span);
                into.push(Stmt { span, kind: StmtKind::Label(label) });
                let children = self.named(node);
                for child in children.into_iter().skip(1) {
                    self.statement_into(child, into)?;
                }
            }
            _ => into.push(self.statement_here(node)?),
        }
        self.depth -= 1;
        Ok(())
    }

    fn up_to_colon(&self, node: Node, from: Span) -> Span {
        let colon = self.children(node).into_iter().find(|child| child.kind_name() == ":");
        colon.map_or(from, |colon| Span { start: self.span(node).start, ..self.span(colon) })
    }

    fn case(&mut self, node: Node, into: &mut Vec<Stmt>) -> Outcome<()> {
        let value = node.part("value");
        let span = self.up_to_colon(node, self.span(node));
        let kind = StmtKind::Case(value.map(|value| self.expr(value)).transpose()?);
        into.push(Stmt { span, kind });
        for child in self.named(node) {
            if value.is_none_or(|value| value.id() != child.id()) {
                self.statement_into(child, into)?;
            }
        }
        Ok(())
    }

    /// A statement that another one governs.
    fn body(&mut self, node: Node) -> Outcome<Box<Stmt>> {
        self.deeper(node)?;
        let stmt = match node.kind_name() {
            "case_statement" | "labeled_statement" => {
                return self.fail(node, "a label as a body without braces is not understood");
            }
            _ => self.statement_here(node)?,
        };
        self.depth -= 1;
        Ok(Box::new(stmt))
    }

    fn statement_here(&mut self, node: Node) -> Outcome<Stmt> {
        match node.kind_name() {
            // A name and `;`: a macro.
            "type_identifier" | "macro_type_specifier" => self.name_statement(node),
            "declaration" | "type_definition" | "struct_specifier" | "union_specifier" | "enum_specifier" => {
                let declaration = self.declaration(node)?;
                Ok(Stmt { span: declaration.span, kind: StmtKind::Declaration(declaration) })
            }
            _ => {
                let span = self.span(node);
                self.statement_kind(node).map(|kind| Stmt { span, kind })
            }
        }
    }

    /// Each kind has a function of its own: statements nest deep, and one frame for all of them would be large.
    fn statement_kind(&mut self, node: Node) -> Outcome<StmtKind> {
        match node.kind_name() {
            "compound_statement" => self.block(node).map(StmtKind::Block),
            "expression_statement" => self.expression_statement(node),
            "return_statement" => self.return_statement(node),
            "if_statement" => self.if_statement(node),
            "while_statement" => self.while_statement(node),
            "switch_statement" => self.switch_statement(node),
            "do_statement" => self.do_statement(node),
            "for_statement" => self.for_statement(node),
            "goto_statement" => self.field(node, "label").map(|label| StmtKind::Goto(self.name(label))),
            "break_statement" => Ok(StmtKind::Break),
            "continue_statement" => Ok(StmtKind::Continue),
            _ => self.unknown(node),
        }
    }

    fn expression_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        if node.named_child_count() == 0 {
            return Ok(StmtKind::Empty);
        }
        let inner = self.only_child(node)?;
        self.expr(inner).map(StmtKind::Expr)
    }

    fn return_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        let value = node.named_child(0);
        value.map(|value| self.expr(value)).transpose().map(StmtKind::Return)
    }

    fn while_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        Ok(StmtKind::While { cond: self.condition(node)?, body: self.body_of(node)? })
    }

    fn switch_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        Ok(StmtKind::Switch { cond: self.condition(node)?, body: self.body_of(node)? })
    }

    fn do_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        Ok(StmtKind::DoWhile { body: self.body_of(node)?, cond: self.condition(node)? })
    }

    fn name_statement(&mut self, node: Node) -> Outcome<Stmt> {
        if node.kind_name() == "macro_type_specifier" {
            return self.unknown(node);
        }
        let expr = self.expr(node)?;
        let mut span = expr.span;
        if let Some(next) = node.next_sibling().filter(|next| next.kind_name() == ";") {
            span = span.to(self.span(next));
        }
        Ok(Stmt { span, kind: StmtKind::Expr(expr) })
    }

    fn body_of(&mut self, node: Node) -> Outcome<Box<Stmt>> {
        let body = self.field(node, "body")?;
        self.body(body)
    }

    /// The condition without its parentheses.
    fn condition(&mut self, node: Node) -> Outcome<Expr> {
        let parens = self.field(node, "condition")?;
        let inner = self.only_child(parens)?;
        self.expr(inner)
    }

    fn if_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        let is_macro = !self.bytes[self.span(node).start as usize..].starts_with(b"if");
        let cond = if is_macro { self.control_head(node)? } else { self.condition(node)? };
        let then = self.field(node, "consequence")?;
        let then = self.body(then)?;
        let otherwise = self.otherwise(node)?;
        // Only a macro that is an `if` can have an `else`.
        if is_macro && otherwise.is_none() {
            return Ok(StmtKind::MacroControl { head: cond, body: then });
        }
        Ok(StmtKind::If { cond, then, otherwise })
    }

    fn otherwise(&mut self, node: Node) -> Outcome<Option<Box<Stmt>>> {
        let Some(clause) = node.part("alternative") else { return Ok(None) };
        let inner = self.only_child(clause)?;
        self.body(inner).map(Some)
    }

    /// The macro's use that reads as `if (...)`.
    fn control_head(&mut self, node: Node) -> Outcome<Expr> {
        let parens = self.field(node, "condition")?;
        let (start, then) = (self.span(node).start, self.span(self.field(node, "consequence")?).start);
        let tokens = self.tokens_in(Span { file: self.file, start, end: then });
        let (Some(&name), Some(&last)) = (tokens.first(), tokens.last()) else { return self.unknown(node) };
        let span = Span { file: self.file, start, end: last.end };
        let callee =
            Box::new(Expr { span: self.token_span(name), kind: ExprKind::Name(self.identifier(name).text) });
        let parens_span = self.span(parens);
        let is_written = self.bytes[parens_span.start as usize] == b'(' && parens_span.end == last.end;
        if !is_written {
            return Ok(self.filled(span));
        }
        let inner = self.only_child(parens)?;
        let mut args = Vec::new();
        self.comma(inner, &mut args)?;
        Ok(Expr { span, kind: ExprKind::Call { callee, args, parens: parens_span } })
    }

    fn for_statement(&mut self, node: Node) -> Outcome<StmtKind> {
        let init = match node.part("initializer") {
            None => None,
            Some(init) if init.kind_name() == "declaration" => Some(Box::new(self.statement_here(init)?)),
            Some(init) => {
                let expr = self.expr(init)?;
                Some(Box::new(Stmt { span: expr.span, kind: StmtKind::Expr(expr) }))
            }
        };
        let mut part = |name: &str| node.part(name).map(|part| self.expr(part)).transpose();
        let (cond, step) = (part("condition")?, part("update")?);
        Ok(StmtKind::For { init, cond, step, body: self.body_of(node)? })
    }
}
