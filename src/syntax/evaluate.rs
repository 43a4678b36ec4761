//! Whether a branch can be compiled: `#if` conditions over ranges of values.
//!
//! The supported world is CPython 3.9 and later 3.x. A condition is reckoned over intervals, so that what is not known
//! stays not known. This module does not know what a branch holds.

use foldhash::{HashMap, HashMapExt};

use super::lex::{Token, TokenKind};
use super::preprocess::Keyword;

/// Whether some supported CPython compiles a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Life {
    Never,
    Sometimes,
    Always,
}

impl Life {
    /// The life of what is compiled only where both are.
    pub fn within(self, inner: Life) -> Life {
        self.min(inner)
    }
}

/// All values an expression can have: an interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Values {
    low: i64,
    high: i64,
}

const ANY: Values = Values { low: i64::MIN, high: i64::MAX };
const TRUTH: Values = Values { low: 0, high: 1 };
/// Steps one condition may take: macros that name each other would go on for ever.
const STEPS: u32 = 10_000;
const DEPTH: u32 = 100;

/// `PY_MAJOR_VERSION` and its kin over the supported CPythons.
fn version(name: &[u8]) -> Option<Values> {
    let (low, high) = match name {
        b"PY_MAJOR_VERSION" => (3, 3),
        b"PY_MINOR_VERSION" => (9, 255),
        b"PY_VERSION_HEX" => (0x0309_0000, 0x03FF_FFFF),
        _ => return None,
    };
    Some(Values { low, high })
}

impl Values {
    fn one(value: i64) -> Values {
        Values { low: value, high: value }
    }

    fn is(truth: bool) -> Values {
        Values::one(truth as i64)
    }

    fn truth(self) -> Option<bool> {
        match self {
            Values { low: 0, high: 0 } => Some(false),
            Values { low, high } if low > 0 || high < 0 => Some(true),
            _ => None,
        }
    }

    fn not(self) -> Values {
        self.truth().map_or(TRUTH, |truth| Values::is(!truth))
    }

    fn and(self, other: Values) -> Values {
        match (self.truth(), other.truth()) {
            (Some(false), _) | (_, Some(false)) => Values::is(false),
            (Some(true), Some(true)) => Values::is(true),
            _ => TRUTH,
        }
    }

    fn or(self, other: Values) -> Values {
        self.not().and(other.not()).not()
    }

    fn less(self, other: Values) -> Values {
        if self.high < other.low {
            Values::is(true)
        } else if self.low >= other.high {
            Values::is(false)
        } else {
            TRUTH
        }
    }

    fn equal(self, other: Values) -> Values {
        if self.high < other.low || other.high < self.low {
            Values::is(false)
        } else if self.low == self.high && self == other {
            Values::is(true)
        } else {
            TRUTH
        }
    }

    /// The least interval over all results, for operators that grow or fall with each side.
    fn over(self, other: Values, op: impl Fn(i64, i64) -> Option<i64>) -> Values {
        if self == ANY || other == ANY {
            return ANY;
        }
        let corners =
            [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        let results: Option<Vec<i64>> = corners.into_iter().map(|(a, b)| op(a, b)).collect();
        match results {
            Some(r) => {
                Values { low: r.iter().copied().min().unwrap_or(0), high: r.into_iter().max().unwrap_or(0) }
            }
            None => ANY,
        }
    }
}

#[derive(Clone, Debug)]
enum Known {
    /// Defined in every build, with this body; `None` when the body is not known or it takes arguments.
    Defined(Option<Vec<Token>>),
    Undefined,
    Unsure,
}

/// The macros of one file as far as they are read.
pub(super) struct Definitions<'a> {
    bytes: &'a [u8],
    known: HashMap<&'a [u8], Known>,
    guard: Option<&'a [u8]>,
}

impl<'a> Definitions<'a> {
    /// `guard` is the macro of the file's include guard, which is not defined when the file is read.
    pub fn new(bytes: &'a [u8], guard: Option<&'a [u8]>) -> Definitions<'a> {
        Definitions { bytes, known: HashMap::new(), guard }
    }

    pub fn define(&mut self, name: Token, takes_arguments: bool, body: &[Token], life: Life) {
        let name = name.of(self.bytes);
        let known = match (life, self.known.get(name)) {
            (Life::Never, _) => return,
            (Life::Always, _) => Known::Defined((!takes_arguments).then(|| body.to_vec())),
            (Life::Sometimes, Some(Known::Defined(_))) => Known::Defined(None),
            (Life::Sometimes, _) => Known::Unsure,
        };
        self.known.insert(name, known);
    }

    pub fn undefine(&mut self, name: Token, life: Life) {
        let known = match life {
            Life::Never => return,
            Life::Always => Known::Undefined,
            Life::Sometimes => Known::Unsure,
        };
        self.known.insert(name.of(self.bytes), known);
    }

    /// The life of a branch with this condition, for itself.
    pub fn life(&self, keyword: Keyword, condition: &[Token]) -> Life {
        let values = match keyword {
            Keyword::Ifdef | Keyword::Elifdef => condition.first().map_or(TRUTH, |&name| self.defined(name)),
            Keyword::Ifndef | Keyword::Elifndef => {
                condition.first().map_or(TRUTH, |&name| self.defined(name).not())
            }
            Keyword::Else => Values::is(true),
            Keyword::If | Keyword::Elif => Reckoner::new(self, condition).condition(),
        };
        match values.truth() {
            Some(true) => Life::Always,
            Some(false) => Life::Never,
            None => Life::Sometimes,
        }
    }

    fn defined(&self, name: Token) -> Values {
        let name = name.of(self.bytes);
        match self.known.get(name) {
            Some(Known::Defined(_)) => Values::is(true),
            Some(Known::Undefined) => Values::is(false),
            Some(Known::Unsure) => TRUTH,
            None if version(name).is_some() => Values::is(true),
            None if self.guard == Some(name) => Values::is(false),
            None => TRUTH,
        }
    }
}

/// One condition being read: a precedence climber over its tokens.
struct Reckoner<'a> {
    known: &'a Definitions<'a>,
    tokens: &'a [Token],
    at: usize,
    steps: u32,
    depth: u32,
    failed: bool,
}

impl<'a> Reckoner<'a> {
    fn new(known: &'a Definitions<'a>, tokens: &'a [Token]) -> Reckoner<'a> {
        Reckoner { known, tokens, at: 0, steps: 0, depth: 0, failed: false }
    }

    /// The whole condition; anything that is not understood makes all of it unknown.
    fn condition(mut self) -> Values {
        let values = self.binary(0);
        if self.failed || self.at != self.tokens.len() { ANY } else { values }
    }

    fn text(&self) -> &'a [u8] {
        self.tokens.get(self.at).map_or(b"", |t| t.of(self.known.bytes))
    }

    fn take(&mut self, text: &[u8]) -> bool {
        let found = self.text() == text;
        self.at += found as usize;
        found
    }

    fn binary(&mut self, least: u8) -> Values {
        self.steps += 1;
        self.depth += 1;
        if self.steps > STEPS || self.depth > DEPTH {
            self.failed = true;
            return ANY;
        }
        let mut left = self.unary();
        while !self.failed {
            let op = self.text();
            let Some(strength) = strength(op).filter(|&s| s > least) else { break };
            self.at += 1;
            let right = self.binary(strength);
            left = apply(op, left, right);
        }
        self.depth -= 1;
        left
    }

    fn unary(&mut self) -> Values {
        let mut nots = 0;
        while self.take(b"!") {
            nots += 1;
        }
        let mut values = self.primary();
        for _ in 0..nots.min(2 + nots % 2) {
            values = values.not();
        }
        values
    }

    fn primary(&mut self) -> Values {
        if self.take(b"(") {
            let values = self.binary(0);
            self.failed |= !self.take(b")");
            return values;
        }
        let Some(&token) = self.tokens.get(self.at) else {
            self.failed = true;
            return ANY;
        };
        self.at += 1;
        match token.kind {
            TokenKind::Number => number(token.of(self.known.bytes)).map_or(ANY, Values::one),
            TokenKind::Ident if token.of(self.known.bytes) == b"defined" => self.defined(),
            TokenKind::Ident => self.name(token),
            _ => {
                self.failed = true;
                ANY
            }
        }
    }

    fn defined(&mut self) -> Values {
        let open = self.take(b"(");
        let Some(&name) = self.tokens.get(self.at) else {
            self.failed = true;
            return ANY;
        };
        self.at += 1;
        self.failed |= open && !self.take(b")");
        self.known.defined(name)
    }

    fn name(&mut self, token: Token) -> Values {
        if self.text() == b"(" {
            self.skip_arguments();
            return ANY;
        }
        let name = token.of(self.known.bytes);
        match self.known.known.get(name) {
            Some(Known::Defined(Some(body))) if !body.is_empty() => {
                let mut inner = Reckoner { tokens: body, at: 0, ..*self };
                let values = inner.binary(0);
                let whole = inner.at == body.len() && !inner.failed;
                self.steps = inner.steps;
                if whole { values } else { ANY }
            }
            Some(_) => ANY,
            None => version(name).unwrap_or(ANY),
        }
    }

    fn skip_arguments(&mut self) {
        let mut depth = 0;
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token.of(self.known.bytes) {
                b"(" => depth += 1,
                b")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
        self.failed = true;
    }
}

fn strength(op: &[u8]) -> Option<u8> {
    Some(match op {
        b"||" => 1,
        b"&&" => 2,
        b"==" | b"!=" => 3,
        b"<" | b"<=" | b">" | b">=" => 4,
        b"<<" | b">>" => 5,
        b"+" | b"-" => 6,
        b"*" => 7,
        _ => return None,
    })
}

fn apply(op: &[u8], left: Values, right: Values) -> Values {
    match op {
        b"||" => left.or(right),
        b"&&" => left.and(right),
        b"==" => left.equal(right),
        b"!=" => left.equal(right).not(),
        b"<" => left.less(right),
        b">=" => left.less(right).not(),
        b">" => right.less(left),
        b"<=" => right.less(left).not(),
        b"+" => left.over(right, i64::checked_add),
        b"-" => left.over(right, i64::checked_sub),
        b"*" => left.over(right, i64::checked_mul),
        b"<<" => left.over(right, |a, b| (0..32).contains(&b).then(|| a.checked_mul(1 << b)).flatten()),
        b">>" => left.over(right, |a, b| (0..32).contains(&b).then_some(a >> b)),
        _ => ANY,
    }
}

pub fn number(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.to_ascii_lowercase();
    let text = text.trim_end_matches(['u', 'l']);
    match (text.strip_prefix("0x"), text.strip_prefix('0')) {
        (Some(hex), _) => i64::from_str_radix(hex, 16).ok(),
        (None, Some(octal)) if !octal.is_empty() => i64::from_str_radix(octal, 8).ok(),
        _ => text.parse().ok(),
    }
}
