//! Text that is no file: an expression or statements that a macro stands for, once a caller has put the arguments in.

use crate::source::{FileId, SourceFile};

use super::ast::{Expr, Item, Stmt};
use super::cut::partners;
use super::lex::lex;
use super::lower::Lowered;
use super::mask::{self, Form, Source, Words};
use super::unit::{Damage, read};

/// The file of a fragment's spans: their offsets count from the fragment's first byte.
pub const FRAGMENT: FileId = FileId(u32::MAX);

/// What a fragment is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FragmentKind {
    Expression,
    Statements,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Fragment {
    Expression(Expr),
    Statements(Vec<Stmt>),
}

pub(super) fn parse(
    text: &[u8],
    kind: FragmentKind,
    cplusplus: bool,
    words: &dyn Words,
) -> Result<Fragment, Damage> {
    let file = SourceFile::new(FRAGMENT, "", text.to_vec());
    let tokens = lex(text, cplusplus);
    let partners = partners(text, &tokens);
    let source = Source { bytes: text, tokens: &tokens, partners: &partners, words, cplusplus };
    let form = match kind {
        FragmentKind::Expression => Form::Expression,
        FragmentKind::Statements => Form::Statements,
    };
    let masked = mask::mask_fragment(source, form).map_err(|trouble| {
        let token = tokens.iter().find(|t| t.end > trouble.at);
        let (start, end) = token.map_or((trouble.at, trouble.at), |t| (t.start, t.end));
        Damage { span: crate::source::Span { file: FRAGMENT, start, end }, reason: trouble.why }
    })?;
    Ok(match read(&masked, &file, &tokens, &|name| words.shape(name))? {
        Lowered::Expr(expr) | Lowered::Item(Item::MacroCall(expr)) => Fragment::Expression(expr),
        Lowered::Stmts(stmts) => Fragment::Statements(stmts),
        Lowered::Item(_) => Fragment::Statements(Vec::new()),
    })
}
