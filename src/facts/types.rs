//! Static type objects: what each initializer gives to which field.

use std::sync::Arc;

use crate::capi::fields::{self, FieldRow};
use crate::source::{SourceFile, Span};
use crate::syntax::ast::{Declaration, Declarator, Designator, Expr, ExprKind, Init, Name, Storage};
use crate::syntax::evaluate::{self, Life};
use crate::syntax::preprocess::BranchId;
use crate::syntax::unit::Unit;

use super::calls::{ArgKind, arg_kind};
use super::entries;
use super::macros::{MacroFact, Macros};
use super::texts;

/// One static type object with an initializer.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef {
    pub name: Name,
    /// That it has no initializer, because a call fills it.
    pub sequence: Option<Sequence>,
    /// The whole declaration, with its `;`.
    pub span: Span,
    pub storage: Storage,
    /// `static PyTypeObject`, export macros included.
    pub specifiers: Span,
    /// The braces and what is between them.
    pub list: Span,
    /// The second word of the head macro: the metaclass, if one is written. `None` without a head.
    pub head: Option<Head>,
    pub fields: Vec<FieldInit>,
    pub style: InitStyle,
    /// Whether comments say which field a value is for.
    pub has_labels: bool,
    /// The conditional branches around the whole definition.
    pub conditions: Vec<BranchId>,
    /// What could not be understood of the initializer, with the reason. The type is refused then.
    pub doubts: Vec<(Span, String)>,
}

/// The declaration of a struct sequence: `static PyTypeObject X;`, which `PyStructSequence_InitType(&X, &desc)` fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    pub declarator: Span,
    /// How many declarators the declaration has.
    pub siblings: usize,
}

/// `PyVarObject_HEAD_INIT(type, size)`
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub span: Span,
    pub metaclass: Value,
}

/// One field and its value.
#[derive(Clone, Debug)]
pub struct FieldInit {
    pub field: &'static FieldRow,
    /// With its designator, without the comma.
    pub span: Span,
    pub value: Value,
    /// Comments that belong to it, labels (`/* tp_name */`) left out.
    pub comments: Vec<Span>,
    /// The conditional branches it stands under, those around the whole definition left out.
    pub conditions: Vec<BranchId>,
}

impl PartialEq for FieldInit {
    fn eq(&self, other: &FieldInit) -> bool {
        (self.field.name, self.span) == (other.field.name, other.span)
    }
}

/// A value in an initializer.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// As written, with casts.
    pub span: Span,
    /// Without casts and parentheses.
    pub core: Span,
    pub kind: ArgKind,
    /// Names in it, outermost first.
    pub names: Vec<String>,
    /// The text, when it is made of string literals.
    pub text: Option<String>,
    /// Whether a number in it is more than an `int` holds.
    pub is_large: bool,
}

impl Value {
    pub fn is_null(&self) -> bool {
        self.kind == ArgKind::Null
    }

    /// The function or variable that is meant by `f`, `&f`, `(cast)f`.
    pub fn target(&self) -> Option<&str> {
        match &self.kind {
            ArgKind::Name(name) | ArgKind::Address(name) => Some(name),
            _ => None,
        }
    }
}

/// How an initializer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitStyle {
    Positional,
    Designated,
    /// Both, beyond the head.
    Mixed,
}

/// Reads one declarator `X = { ... }` of a declaration of `PyTypeObject`.
pub fn read(
    file: &SourceFile,
    unit: &Unit,
    macros: &Macros,
    declaration: &Declaration,
    declarator: &Declarator,
) -> Option<TypeDef> {
    let init = declarator.init.as_ref()?;
    let ExprKind::List(list) = &init.kind else { return None };
    let outer = unit.branches_at(declaration.span.start);
    let mut reader =
        Reader { file, unit, macros, outer: outer.len(), at: 0, groups: Vec::new(), doubts: Vec::new() };
    let (head, rest) = reader.head(list);
    let fields: Vec<FieldInit> = rest.iter().flat_map(|entry| reader.fields(entry)).collect();
    let comments = assign_comments(file, unit, init.span, rest);
    let has_labels = comments.iter().filter(|(comment, _)| is_label(file, *comment)).count() * 2 > rest.len();
    let fields = fields.into_iter().map(|field| with_comments(file, field, &comments)).collect();
    Some(TypeDef {
        name: declarator.name.clone(),
        sequence: None,
        span: declaration.span,
        storage: declaration.storage,
        specifiers: declaration.specifiers,
        list: init.span,
        head,
        fields,
        style: style(rest),
        has_labels,
        conditions: outer.into_iter().filter(|&branch| unit.branch(branch).life == Life::Sometimes).collect(),
        doubts: reader.doubts,
    })
}

/// A declarator `X` without an initializer that a call fills as a struct sequence.
pub fn of_sequence(unit: &Unit, declaration: &Declaration, declarator: &Declarator) -> TypeDef {
    let siblings = declaration.declarators.len();
    TypeDef {
        name: declarator.name.clone(),
        sequence: Some(Sequence { declarator: declarator.span, siblings }),
        span: declaration.span,
        storage: declaration.storage,
        specifiers: declaration.specifiers,
        list: declarator.span,
        head: None,
        fields: Vec::new(),
        style: InitStyle::Designated,
        has_labels: false,
        conditions: unit.conditions_at(declaration.span.start),
        doubts: Vec::new(),
    }
}

/// Reads `expr` as a value: what it is without casts, and the names in it.
pub fn value(file: &SourceFile, unit: &Unit, macros: &Macros, expr: &Expr) -> Value {
    let core = expr.peel();
    let mut kind = arg_kind(expr, &|span| file.text(span).into_owned());
    match &kind {
        ArgKind::Call(name) | ArgKind::Name(name) if macros.is_null(name) => kind = ArgKind::Null,
        _ => {}
    }
    let mut names = Vec::new();
    expr.walk(&mut |part| match &part.kind {
        ExprKind::Name(name) => names.push(name.clone()),
        // `sizeof(struct node)`: the tag.
        ExprKind::Type(ty) => names.extend(ty.text.base.split(' ').next_back().map(str::to_owned)),
        // The struct, and the member.
        ExprKind::OffsetOf { ty, member } => {
            names.extend(ty.text.base.split(' ').next_back().map(str::to_owned));
            names.push(file.text(*member).into_owned());
        }
        _ => {}
    });
    let text = matches!(kind, ArgKind::Str | ArgKind::Call(_) | ArgKind::Name(_) | ArgKind::Other)
        .then(|| texts::literal(file, unit, macros, core.span))
        .flatten();
    Value { span: expr.span, core: core.span, kind, names, text, is_large: is_large(file, expr) }
}

fn style(entries: &[Init]) -> InitStyle {
    let designated = entries.iter().filter(|entry| entry.designator.is_some()).count();
    match designated {
        0 => InitStyle::Positional,
        count if count == entries.len() => InitStyle::Designated,
        _ => InitStyle::Mixed,
    }
}

struct Reader<'a> {
    file: &'a SourceFile,
    unit: &'a Unit,
    macros: &'a Macros,
    /// How many branches are around the whole definition.
    outer: usize,
    /// The position that the next entry without a designator fills.
    at: usize,
    /// For each conditional group entered: its number, the position at its start, the branch read last.
    groups: Vec<(u32, usize, BranchId)>,
    doubts: Vec<(Span, String)>,
}

impl<'a> Reader<'a> {
    /// The head macro, written first or as `.ob_base`, and the entries after it.
    fn head<'e>(&mut self, list: &'e [Init]) -> (Option<Head>, &'e [Init]) {
        let Some((first, rest)) = list.split_first() else { return (None, list) };
        let by_macro = first.value.as_name().and_then(|name| self.head_macro(name, first.span));
        if let Some(metaclass) = by_macro {
            return (Some(Head { span: first.span, metaclass }), rest);
        }
        let Some((name, args)) = first.value.as_call() else { return (None, list) };
        if !name.ends_with("HEAD_INIT") {
            return (None, list);
        }
        let Some(metaclass) = args.first() else {
            self.doubts.push((first.span, format!("{name} without a type")));
            return (None, rest);
        };
        let metaclass = value(self.file, self.unit, self.macros, metaclass);
        (Some(Head { span: first.span, metaclass }), rest)
    }

    /// The metaclass of a macro all of whose definitions are `PyVarObject_HEAD_INIT(type, size)`, for NULL or `type`
    /// itself. When one says `type`, all are taken to.
    fn head_macro(&self, name: &str, span: Span) -> Option<Value> {
        let metaclass = |one: &Arc<MacroFact>| {
            let words: Vec<&str> = one.tokens.iter().map(|(word, _)| word.as_str()).collect();
            match words[..] {
                _ if one.params.is_some() => None,
                ["PyVarObject_HEAD_INIT", "(", "NULL" | "0", ",", _, ")"] => Some(ArgKind::Null),
                ["PyVarObject_HEAD_INIT", "(", "&", ty @ "PyType_Type", ",", _, ")"] => {
                    Some(ArgKind::Address(ty.to_owned()))
                }
                _ => None,
            }
        };
        let all: Option<Vec<ArgKind>> = self.macros.get(name).iter().map(metaclass).collect();
        let kind = all?.into_iter().max_by_key(|kind| *kind != ArgKind::Null)?;
        Some(Value { span, core: span, kind, names: Vec::new(), text: None, is_large: false })
    }

    /// The fields that an entry fills: one, or those that a macro lists.
    fn fields(&mut self, entry: &Init) -> Vec<FieldInit> {
        let conditions = self.unit.branches_at(entry.span.start).split_off(self.outer);
        if let (None, ExprKind::Name(name)) = (&entry.designator, &entry.value.kind)
            && self.macros.get(name).iter().any(|one| entries::is_list(one))
        {
            return self.listed(name, entry.span, &conditions);
        }
        if let Some((name, _)) = entry.value.as_call()
            && self.macros.get(name).iter().any(|one| entries::is_call_of_list(one))
        {
            self.doubts.push((entry.span, format!("{name} stands for more than one entry")));
        }
        let field = match &entry.designator {
            None => {
                self.enter_branch(&conditions);
                fields::field_at(self.at)
            }
            Some(Designator::Field(name)) => fields::field_named(&name.text),
            Some(_) => None,
        };
        let value = value(self.file, self.unit, self.macros, &entry.value);
        if entry.value.kind_is_list() {
            self.doubts.push((entry.span, "a nested list in the initializer".to_owned()));
        }
        self.filled(field, entry.span, value, conditions).into_iter().collect()
    }

    /// The entries of the macro `name`.
    fn listed(&mut self, name: &str, span: Span, conditions: &[BranchId]) -> Vec<FieldInit> {
        let listed = match self.macros.get(name) {
            [only] => entries::read(only, self.macros),
            _ => None,
        };
        let nests = |value: &Value| {
            value.target().is_some_and(|name| self.macros.get(name).iter().any(|one| entries::is_list(one)))
        };
        let listed = listed.filter(|listed| !listed.iter().any(|entry| nests(&entry.value)));
        let Some(listed) = listed else {
            self.doubts.push((span, format!("the entries that {name} stands for are not understood")));
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in listed {
            let field = match &entry.field {
                None => fields::field_at(self.at),
                Some(name) => fields::field_named(&name.text),
            };
            found.extend(self.filled(field, entry.span, entry.value, conditions.to_vec()));
        }
        found
    }

    fn filled(
        &mut self,
        field: Option<&'static FieldRow>,
        span: Span,
        value: Value,
        conditions: Vec<BranchId>,
    ) -> Option<FieldInit> {
        let Some(field) = field else {
            self.doubts.push((span, "no field of PyTypeObject is known for this entry".to_owned()));
            return None;
        };
        self.at = fields::place_of(field.name).map_or(self.at, |place| place + 1);
        Some(FieldInit { field, span, value, comments: Vec::new(), conditions })
    }

    /// Alternatives of one `#if` group fill the same positions: each starts where the group started.
    fn enter_branch(&mut self, conditions: &[BranchId]) {
        let innermost = conditions.last().map(|&branch| (self.unit.branch(branch).group, branch));
        self.groups
            .retain(|(group, ..)| conditions.iter().any(|&branch| self.unit.branch(branch).group == *group));
        let Some((group, branch)) = innermost else { return };
        match self.groups.iter_mut().find(|(known, ..)| *known == group) {
            Some((_, start, last)) if *last != branch => {
                *last = branch;
                self.at = *start;
            }
            Some(_) => {}
            None => self.groups.push((group, self.at, branch)),
        }
    }
}

impl Expr {
    fn kind_is_list(&self) -> bool {
        matches!(self.peel().kind, ExprKind::List(_))
    }
}

/// Each comment between the braces with the entry it belongs to: the one before it on its line, else the next one.
fn assign_comments(file: &SourceFile, unit: &Unit, list: Span, entries: &[Init]) -> Vec<(Span, Span)> {
    let line = |offset: u32| file.position(offset).line;
    let mut result = Vec::new();
    for comment in unit.comments_in(list) {
        let before = entries.iter().rev().find(|entry| entry.span.end <= comment.start);
        let after = entries.iter().find(|entry| comment.end <= entry.span.end);
        let same_line = before.filter(|entry| line(entry.span.end) == line(comment.start));
        // A label before its value, `/* tp_name */ "x"`, belongs to what follows it on the line.
        let next_on_line =
            after.filter(|entry| line(entry.span.start) == line(comment.end) && starts_line(file, comment));
        if let Some(entry) = next_on_line.or(same_line).or(after).or(before) {
            result.push((comment, entry.span));
        }
    }
    result
}

fn starts_line(file: &SourceFile, span: Span) -> bool {
    let line = file.line_at(span.start);
    file.bytes[line.start as usize..span.start as usize].iter().all(u8::is_ascii_whitespace)
}

fn with_comments(file: &SourceFile, mut field: FieldInit, comments: &[(Span, Span)]) -> FieldInit {
    let own = comments.iter().filter(|(_, entry)| *entry == field.span).map(|(comment, _)| *comment);
    field.comments = own.filter(|&comment| !is_label(file, comment)).collect();
    field
}

/// Whether a comment only says which field it stands beside: `/* tp_name */`, `// tp_doc`, `/*tp_print*/`.
fn is_label(file: &SourceFile, comment: Span) -> bool {
    let text = file.text(comment);
    let mut words = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| fields::place_of(word).is_some() || word == "reserved")
}

/// Whether one of the numbers in an expression is more than an `int` holds.
fn is_large(file: &SourceFile, expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        if matches!(part.kind, ExprKind::Number) {
            found |= evaluate::number(&file.bytes[part.span.range()])
                .is_some_and(|number| number > i64::from(i32::MAX));
        }
    });
    found
}
