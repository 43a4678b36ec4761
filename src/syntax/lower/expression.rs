//! Expressions.

use tree_sitter::Node;

use super::node::Known;
use super::{Lowerer, Outcome};
use crate::syntax::ast::{Designator, Expr, ExprKind, Init, Op};
use crate::syntax::lex::ident_text;

impl Lowerer<'_> {
    pub(super) fn expr(&mut self, node: Node) -> Outcome<Expr> {
        self.deeper(node)?;
        let expr = self.expr_here(node);
        self.depth -= 1;
        expr
    }

    fn boxed(&mut self, node: Node, field: &str) -> Outcome<Box<Expr>> {
        let child = self.field(node, field)?;
        Ok(Box::new(self.expr(child)?))
    }

    /// Each kind has a function of its own: expressions nest deep, and one frame for all of them would be large.
    fn expr_here(&mut self, node: Node) -> Outcome<Expr> {
        let span = self.span(node);
        let kind = match node.kind_name() {
            "identifier" | "type_identifier" | "field_identifier" | "true" | "false" | "null" => {
                return Ok(self.filled(span));
            }
            "primitive_type" => Ok(ExprKind::Name(ident_text(self.original(node)))),
            "number_literal" => Ok(ExprKind::Number),
            "string_literal" | "concatenated_string" => Ok(ExprKind::Str),
            "char_literal" => Ok(ExprKind::Char),
            "call_expression" => self.call(node),
            "field_expression" => self.field_access(node),
            "subscript_expression" => self.index(node),
            "pointer_expression" | "unary_expression" => self.unary(node),
            "update_expression" => self.update(node),
            "binary_expression" | "assignment_expression" => self.binary(node),
            "conditional_expression" => self.conditional(node),
            "cast_expression" => self.cast(node),
            "compound_literal_expression" => self.compound_literal(node),
            "initializer_list" => self.list(node).map(ExprKind::List),
            "parenthesized_expression" => self.parenthesized(node),
            "comma_expression" => self.comma_expression(node),
            "sizeof_expression" | "alignof_expression" => self.size_of(node),
            "offsetof_expression" => self.offset_of(node),
            _ => self.unknown(node),
        };
        kind.map(|kind| Expr { span, kind })
    }

    fn index(&mut self, node: Node) -> Outcome<ExprKind> {
        Ok(ExprKind::Index { base: self.boxed(node, "argument")?, index: self.boxed(node, "index")? })
    }

    fn unary(&mut self, node: Node) -> Outcome<ExprKind> {
        Ok(ExprKind::Unary { op: self.unary_op(node)?, operand: self.boxed(node, "argument")? })
    }

    fn update(&mut self, node: Node) -> Outcome<ExprKind> {
        Ok(ExprKind::Unary { op: self.update_op(node)?, operand: self.boxed(node, "argument")? })
    }

    fn binary(&mut self, node: Node) -> Outcome<ExprKind> {
        let op = self.binary_op(node)?;
        let (left, right) = (self.boxed(node, "left")?, self.boxed(node, "right")?);
        let assigns = node.kind_name() == "assignment_expression";
        Ok(if assigns { ExprKind::Assign { op, left, right } } else { ExprKind::Binary { op, left, right } })
    }

    fn cast(&mut self, node: Node) -> Outcome<ExprKind> {
        let ty = self.type_of(self.field(node, "type")?);
        Ok(ExprKind::Cast { ty, operand: self.boxed(node, "value")? })
    }

    fn compound_literal(&mut self, node: Node) -> Outcome<ExprKind> {
        let ty = self.type_of(self.field(node, "type")?);
        let list = self.field(node, "value")?;
        Ok(ExprKind::CompoundLiteral { ty, list: self.list(list)? })
    }

    fn parenthesized(&mut self, node: Node) -> Outcome<ExprKind> {
        let inner = self.only_child(node)?;
        self.expr(inner).map(|inner| ExprKind::Paren(Box::new(inner)))
    }

    fn comma_expression(&mut self, node: Node) -> Outcome<ExprKind> {
        let mut parts = Vec::new();
        self.comma(node, &mut parts).map(|()| ExprKind::Comma(parts))
    }

    fn offset_of(&mut self, node: Node) -> Outcome<ExprKind> {
        let ty = self.type_of(self.field(node, "type")?);
        let member = self.span(self.field(node, "member")?);
        Ok(ExprKind::OffsetOf { ty, member })
    }

    /// `a, b, c`: the grammar nests to the right.
    pub(super) fn comma(&mut self, node: Node, parts: &mut Vec<Expr>) -> Outcome<()> {
        let mut node = node;
        while node.kind_name() == "comma_expression" {
            let left = self.field(node, "left")?;
            parts.push(self.expr(left)?);
            node = self.field(node, "right")?;
        }
        parts.push(self.expr(node)?);
        Ok(())
    }

    fn call(&mut self, node: Node) -> Outcome<ExprKind> {
        let callee = self.boxed(node, "function")?;
        let list = self.field(node, "arguments")?;
        let mut args = Vec::new();
        for argument in self.named(list) {
            args.push(self.expr(argument)?);
        }
        Ok(ExprKind::Call { callee, args, parens: self.span(list) })
    }

    fn field_access(&mut self, node: Node) -> Outcome<ExprKind> {
        let arrow = self.original(self.field(node, "operator")?) == b"->";
        let field = self.name(self.field(node, "field")?);
        Ok(ExprKind::Field { base: self.boxed(node, "argument")?, arrow, field })
    }

    fn conditional(&mut self, node: Node) -> Outcome<ExprKind> {
        let cond = self.boxed(node, "condition")?;
        // GNU C's `a ?: b` yields `a`.
        let then = match node.part("consequence") {
            Some(then) => Box::new(self.expr(then)?),
            None => cond.clone(),
        };
        Ok(ExprKind::Conditional { cond, then, otherwise: self.boxed(node, "alternative")? })
    }

    fn size_of(&mut self, node: Node) -> Outcome<ExprKind> {
        if let Some(ty) = node.part("type") {
            let ty = self.type_of(ty);
            let span = ty.span;
            return Ok(ExprKind::SizeOf(Box::new(Expr { span, kind: ExprKind::Type(ty) })));
        }
        let value = self.boxed(node, "value")?;
        Ok(ExprKind::SizeOf(match value.kind {
            ExprKind::Paren(inner) => inner,
            _ => value,
        }))
    }

    /// The entries of an initializer.
    pub(super) fn list(&mut self, node: Node) -> Outcome<Vec<Init>> {
        let mut list = Vec::new();
        for entry in self.named(node) {
            let span = self.span(entry);
            let (designator, value) = if entry.kind_name() == "initializer_pair" {
                let value = self.field(entry, "value")?;
                (Some(self.designator(entry, value)?), value)
            } else {
                (None, entry)
            };
            list.push(Init { span, designator, value: self.expr(value)? });
        }
        Ok(list)
    }

    fn designator(&mut self, entry: Node, value: Node) -> Outcome<Designator> {
        let steps: Vec<Node> = self.named(entry).into_iter().filter(|n| n.id() != value.id()).collect();
        let [only] = steps[..] else {
            let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return self.unknown(entry) };
            return Ok(Designator::Path(self.span(*first).to(self.span(*last))));
        };
        match only.kind_name() {
            "field_designator" => Ok(Designator::Field(self.name(self.only_child(only)?))),
            "field_identifier" => Ok(Designator::Field(self.name(only))),
            "subscript_designator" => {
                let index = self.only_child(only)?;
                Ok(Designator::Index(self.expr(index)?))
            }
            _ => Ok(Designator::Path(self.span(only))),
        }
    }

    fn unary_op(&self, node: Node) -> Outcome<Op> {
        Ok(match self.masked(self.field(node, "operator")?) {
            b"&" => Op::AddressOf,
            b"*" => Op::Deref,
            b"!" => Op::Not,
            b"-" => Op::Negate,
            b"+" => Op::Plus,
            b"~" => Op::Complement,
            _ => return self.unknown(node),
        })
    }

    fn update_op(&self, node: Node) -> Outcome<Op> {
        let operator = self.field(node, "operator")?;
        let is_prefix = operator.start_byte() == node.start_byte();
        Ok(match (self.original(operator), is_prefix) {
            (b"++", true) => Op::PreIncrement,
            (b"++", false) => Op::PostIncrement,
            (b"--", true) => Op::PreDecrement,
            (b"--", false) => Op::PostDecrement,
            _ => return self.unknown(node),
        })
    }

    fn binary_op(&self, node: Node) -> Outcome<Op> {
        let text = self.masked(self.field(node, "operator")?);
        let assigns = node.kind_name() == "assignment_expression";
        let text = if assigns && text.len() > 1 { &text[..text.len() - 1] } else { text };
        Ok(match text {
            b"=" => Op::Assign,
            b"+" => Op::Add,
            b"-" => Op::Sub,
            b"*" => Op::Mul,
            b"/" => Op::Div,
            b"%" => Op::Rem,
            b"<<" => Op::Shl,
            b">>" => Op::Shr,
            b"&" => Op::BitAnd,
            b"|" => Op::BitOr,
            b"^" => Op::BitXor,
            b"&&" => Op::And,
            b"||" => Op::Or,
            b"==" => Op::Eq,
            b"!=" => Op::Ne,
            b"<" => Op::Lt,
            b"<=" => Op::Le,
            b">" => Op::Gt,
            b">=" => Op::Ge,
            _ => return self.unknown(node),
        })
    }
}
