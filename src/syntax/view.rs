//! The readings of a file: which `#if` branches stand in the text at once.
//!
//! A group whose branches each begin and end where a list entry, a statement or an item does keeps all of them. Any
//! other group shows one branch a view, and as many views are made as it takes to show each branch once. This module
//! does not know the C grammar beyond brackets and what can end an entry.

mod classify;

use std::collections::HashMap;

use super::evaluate::Life;
use super::lex::{Token, TokenKind};
use super::preprocess::{Branch, Directives, Keyword, Mark};
use super::shape::Shape;
use classify::Classifier;

/// How many views a file can have. What none of them shows is known by `Unit::kept`.
const MOST_VIEWS: usize = 8;

/// What becomes of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    KeepAll,
    OneByOne,
    /// Holds only `extern "C" {` or its `}`.
    Drop,
}

/// The token lists of all views, the main one first. Comments, directives and dead branches are in none.
pub(super) fn views(
    bytes: &[u8],
    tokens: &[Token],
    directives: &Directives,
    shape: &dyn Fn(&[u8]) -> Shape,
) -> Vec<Vec<Token>> {
    let treatments = Classifier::new(bytes, tokens, directives, shape).classify();
    let mut needs =
        Needs { directives, treatments: &treatments, shown: vec![false; directives.branches.len()] };
    let mut views = Vec::new();
    while views.len() < MOST_VIEWS {
        let choice = needs.choose();
        if !choice.news && !views.is_empty() {
            break;
        }
        views.push(select(tokens, directives, &choice.live));
        if !treatments.contains(&Treatment::OneByOne) {
            break;
        }
    }
    views
}

/// The tokens that stand in live branches.
fn select(tokens: &[Token], directives: &Directives, live: &[bool]) -> Vec<Token> {
    let mut view = Vec::with_capacity(tokens.len());
    let mut marks = directives.marks.iter().peekable();
    let mut on = true;
    for (index, &token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Directive => {
                if let Some(&(_, mark)) = marks.next_if(|(at, _)| *at == index) {
                    on = match mark {
                        Mark::Start(id) | Mark::Next(id) => live[id.0 as usize],
                        Mark::End(group) => {
                            let first = directives.groups[group as usize].branches[0];
                            directives.branches[first.0 as usize].parent.is_none_or(|id| live[id.0 as usize])
                        }
                    };
                }
            }
            TokenKind::Comment => {}
            _ if on => view.push(token),
            _ => {}
        }
    }
    view
}

/// Chooses branches so that view after view shows what was not shown yet.
struct Needs<'a> {
    directives: &'a Directives,
    treatments: &'a [Treatment],
    shown: Vec<bool>,
}

struct Choice {
    live: Vec<bool>,
    /// Whether it shows a branch for the first time.
    news: bool,
}

impl<'a> Needs<'a> {
    fn choose(&mut self) -> Choice {
        let wanted = self.wanted();
        let branches = &self.directives.branches;
        let mut live = vec![false; branches.len()];
        let mut truths = self.seed(&wanted);
        for (group, treatment) in self.directives.groups.iter().zip(self.treatments) {
            let parent = branches[group.branches[0].0 as usize].parent;
            if parent.is_some_and(|id| !live[id.0 as usize]) || *treatment == Treatment::Drop {
                continue;
            }
            let alive =
                group.branches.iter().map(|id| &branches[id.0 as usize]).filter(|b| b.life != Life::Never);
            if *treatment == Treatment::KeepAll {
                alive.for_each(|branch| live[branch.id.0 as usize] = true);
            } else if let Some(branch) = pick(alive, &wanted, &mut truths) {
                live[branch.id.0 as usize] = true;
            }
        }
        let mut news = false;
        for (shown, live) in self.shown.iter_mut().zip(&live) {
            news |= *live && !*shown;
            *shown |= *live;
        }
        Choice { live, news }
    }

    /// For each branch, whether it or one below it was not shown yet. Branches come after those around them.
    fn wanted(&self) -> Vec<bool> {
        let branches = &self.directives.branches;
        let can_show =
            |b: &Branch| b.life != Life::Never && self.treatments[b.group as usize] != Treatment::Drop;
        let mut wanted: Vec<bool> =
            branches.iter().zip(&self.shown).map(|(b, shown)| !shown && can_show(b)).collect();
        for branch in branches.iter().rev() {
            if let Some(parent) = branch.parent.filter(|_| wanted[branch.id.0 as usize]) {
                wanted[parent.0 as usize] = true;
            }
        }
        wanted
    }

    /// What must hold so that the first branch that was not shown yet is shown.
    fn seed(&self, wanted: &[bool]) -> HashMap<&'a str, bool> {
        let branches = &self.directives.branches;
        let mut truths = HashMap::new();
        let mut next = (0..branches.len()).find(|&at| wanted[at] && !self.shown[at]).map(|at| &branches[at]);
        while let Some(branch) = next {
            if self.treatments[branch.group as usize] == Treatment::OneByOne {
                for id in &self.directives.groups[branch.group as usize].branches {
                    let (text, sense) = condition(&branches[id.0 as usize]);
                    truths.entry(text).or_insert((*id == branch.id) == sense);
                    if *id == branch.id {
                        break;
                    }
                }
            }
            next = branch.parent.map(|id| &branches[id.0 as usize]);
        }
        truths
    }
}

/// The branch of a group to show: one that agrees with what was assumed before in this view, if possible one that was
/// not shown yet. `None` when the assumptions leave out all of them.
fn pick<'a>(
    alive: impl Iterator<Item = &'a Branch>,
    wanted: &[bool],
    truths: &mut HashMap<&'a str, bool>,
) -> Option<&'a Branch> {
    let alive: Vec<&Branch> = alive.collect();
    let mut possible = Vec::new();
    for &branch in &alive {
        let (text, sense) = condition(branch);
        let known = if branch.keyword == Keyword::Else {
            None
        } else {
            truths.get(text).map(|&truth| truth == sense)
        };
        if known != Some(false) {
            possible.push(branch);
        }
        if known == Some(true) {
            break;
        }
    }
    let chosen = possible.iter().copied().find(|b| wanted[b.id.0 as usize]).or(possible.first().copied());
    for branch in alive {
        let (text, sense) = condition(branch);
        let is_chosen = chosen.is_some_and(|c| c.id == branch.id);
        if branch.keyword != Keyword::Else {
            truths.entry(text).or_insert(is_chosen == sense);
        }
        if is_chosen {
            break;
        }
    }
    chosen
}

/// A branch's condition as a text that others can equal, and whether it must hold or not. `#else` always holds.
fn condition(branch: &Branch) -> (&str, bool) {
    let text = branch.condition.as_str();
    match branch.keyword {
        Keyword::Ifdef | Keyword::Elifdef => (text, true),
        Keyword::Ifndef | Keyword::Elifndef => (text, false),
        Keyword::Else => ("", true),
        Keyword::If | Keyword::Elif => {
            let (inner, sense) = match text.strip_prefix("! ") {
                Some(inner) => (inner, false),
                None => (text, true),
            };
            let name = inner.strip_prefix("defined ( ").and_then(|t| t.strip_suffix(" )"));
            let name = name.or_else(|| inner.strip_prefix("defined "));
            match name.filter(|name| !name.contains(' ')) {
                Some(name) => (name, sense),
                None => (text, true),
            }
        }
    }
}
