//! References that the module's set-up takes for what it adds to the module.

use crate::capi::calls::{Role, Steals, role_of};
use crate::diagnostic::Diagnostic;
use crate::facts::{Call, MentionKind};
use crate::link::Symbol;
use crate::plan::{MentionClass, MentionCx, Rule, Run, Step, StepAt};

pub const RULE: Rule = Rule {
    name: "mention-add",
    ids: &["MOD-7", "T-NAME-5"],
    summary: "each reference that an addition to the module takes over is taken once",
    prose: "\
A static type is never freed, so modules are careless with its reference count: they add it without taking a reference,
or take one that nobody gives back. The module state owns the reference that the creation gives; what
`PyModule_AddObject` takes over is a second one. It is taken where the source forgot it, and not taken where nothing takes
it over.",
    run: Run::Mention { class: MentionClass::Add, run: add },
};

pub const RETAIN: Rule = Rule {
    name: "mention-retain",
    ids: &["MOD-7", "AL-6"],
    summary: "a reference that nobody takes over is not taken",
    prose: "\
`Py_INCREF(&X)` before an addition to the module stays. One that nothing takes over did no harm to a static type; a heap
type would never be freed.",
    run: Run::Mention { class: MentionClass::Retain, run: retain },
};

fn add(cx: &MentionCx) -> Result<Vec<StepAt>, Diagnostic> {
    let mut steps = vec![StepAt { step: Step::reach(cx), author: RULE.name }];
    steps.extend(cx.retain_added().map(|step| StepAt { step, author: RULE.name }));
    Ok(steps)
}

fn retain(cx: &MentionCx) -> Result<Vec<StepAt>, Diagnostic> {
    let Some((call, _)) = cx.call() else { return Ok(Vec::new()) };
    let is_type = matches!(cx.symbol, Symbol::Type(_));
    let is_taken = cx.pairs().iter().any(|pair| pair.retain == Some(call.span)) || cx.is_stored();
    match call.statement {
        Some(statement) if is_type && !is_taken && cx.makes_type() && !call.anchor.nested => {
            Ok(vec![StepAt { step: Step::DropStatement { statement }, author: RETAIN.name }])
        }
        _ => Ok(vec![StepAt { step: Step::reach(cx), author: RETAIN.name }]),
    }
}

/// An addition, and the reference that was taken for it.
struct Pair {
    add: crate::source::Span,
    retain: Option<crate::source::Span>,
}

impl MentionCx<'_> {
    /// The reference that an addition to the module takes over, when the source does not take it.
    pub(super) fn retain_added(&self) -> Option<Step> {
        let (call, index) = self.call()?;
        let takes_over = matches!(role_of(&call.callee), Some(Role::AddToModule { value, steals })
            if value == index && steals == Steals::OnSuccess);
        let is_taken = || self.pairs().iter().any(|pair| pair.add == call.span && pair.retain.is_some());
        let step = || Step::Retain { function: self.function, symbol: self.symbol, before: call.anchor.span };
        (takes_over && !is_taken()).then(step)
    }

    /// The additions of the symbol in this function that take a reference over, each with the nearest one taken before.
    fn pairs(&self) -> Vec<Pair> {
        let mut free: Vec<&Call> = Vec::new();
        let mut pairs = Vec::new();
        let mut calls: Vec<(&Call, usize)> = self.calls_with_symbol();
        calls.sort_by_key(|(call, _)| call.span);
        for (call, index) in calls {
            match role_of(&call.callee) {
                Some(Role::Retain { .. }) => free.push(call),
                Some(Role::AddToModule { value, steals }) if value == index && steals != Steals::Never => {
                    pairs.push(Pair { add: call.span, retain: free.pop().map(|call| call.span) });
                }
                _ => {}
            }
        }
        pairs
    }

    fn calls_with_symbol(&self) -> Vec<(&Call, usize)> {
        let facts = self.facts();
        let own = facts.mentions.iter().filter(|mention| mention.symbol == self.mention.symbol);
        own.filter_map(|mention| match mention.kind {
            MentionKind::Argument { call, index } => Some((&facts.calls[call], index)),
            _ => None,
        })
        .collect()
    }

    /// Whether the symbol goes anywhere in this function that a reference may have been taken for.
    fn is_stored(&self) -> bool {
        let own = self.facts().mentions.iter().filter(|mention| mention.symbol == self.mention.symbol);
        own.into_iter().any(|mention| match &mention.kind {
            MentionKind::Value | MentionKind::Item | MentionKind::Element { .. } => true,
            MentionKind::Argument { call, .. } => role_of(&self.facts().calls[*call].callee).is_none(),
            _ => false,
        })
    }
}
