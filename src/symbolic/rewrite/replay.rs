//! Proofs replayed: each line follows from the one before by one rule at one place. This knows nothing of e-graphs, so that a proof does not rest on the
//! program that found it.

use std::collections::BTreeMap;

use egg::{FlatTerm, RecExpr, SymbolLang};

use super::{Identity, Rewriting};

/// A term: an operator, or a name, and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The operator, or the name.
    pub op: String,
    /// Its arguments.
    pub arguments: Vec<Term>,
}

/// A line of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The term.
    pub term: Term,
    /// How it follows from the term before; nothing on the first line.
    pub by: Option<Use>,
}

/// A use of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The rule's name.
    pub rule: String,
    /// From its left side to its right side, or back.
    pub direction: Direction,
    /// Where: the numbers of the arguments on the way down.
    pub place: Vec<usize>,
}

/// Which side of a rule stands in the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The left side.
    Forward,
    /// The right side.
    Backward,
}

impl Term {
    /// The term that `text` spells, with its variables.
    ///
    /// # Errors
    /// What is no term.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expression = text.parse::<RecExpr<SymbolLang>>().map_err(|error| format!("`{text}`: {error}"))?;
        Ok(Self::of(&expression, expression.root()))
    }

    fn of(expression: &RecExpr<SymbolLang>, id: egg::Id) -> Self {
        let node = &expression[id];
        Self { op: node.op.to_string(), arguments: node.children.iter().map(|&child| Self::of(expression, child)).collect() }
    }

    fn at(&self, place: &[usize]) -> Option<&Self> {
        place.iter().try_fold(self, |term, &index| term.arguments.get(index))
    }

    /// This term with `by` at a place that it has.
    fn with(&self, place: &[usize], by: &Self) -> Self {
        let [index, rest @ ..] = place else { return by.clone() };
        let mut changed = self.clone();
        changed.arguments[*index] = self.arguments[*index].with(rest, by);
        changed
    }

    /// Matches this pattern with `term`; a variable that occurs twice has to stand for the same.
    fn matches<'a>(&'a self, term: &'a Self, bound: &mut BTreeMap<&'a str, &'a Self>) -> bool {
        if self.op.starts_with('?') {
            return *bound.entry(&self.op).or_insert(term) == term;
        }
        self.op == term.op
            && self.arguments.len() == term.arguments.len()
            && self.arguments.iter().zip(&term.arguments).all(|(pattern, term)| pattern.matches(term, bound))
    }

    /// This pattern with its variables replaced; `None` where one stands for nothing.
    fn filled(&self, bound: &BTreeMap<&str, &Self>) -> Option<Self> {
        if self.op.starts_with('?') {
            return bound.get(self.op.as_str()).map(|&term| term.clone());
        }
        let arguments = self.arguments.iter().map(|argument| argument.filled(bound)).collect::<Option<_>>()?;
        Some(Self { op: self.op.clone(), arguments })
    }
}

impl Line {
    /// A line of egg's explanation.
    pub(super) fn of(flat: &FlatTerm<SymbolLang>) -> Result<Self, String> {
        let mut uses = Vec::new();
        let term = unflattened(flat, &mut Vec::new(), &mut uses);
        match uses.len() {
            0 | 1 => Ok(Self { term, by: uses.pop() }),
            several => Err(format!("{several} rewritings in one line")),
        }
    }
}

fn unflattened(flat: &FlatTerm<SymbolLang>, place: &mut Vec<usize>, uses: &mut Vec<Use>) -> Term {
    for (rule, direction) in [(flat.forward_rule, Direction::Forward), (flat.backward_rule, Direction::Backward)] {
        uses.extend(rule.map(|rule| Use { rule: rule.to_string(), direction, place: place.clone() }));
    }
    let mut arguments = Vec::new();
    for (index, child) in flat.children.iter().enumerate() {
        place.push(index);
        arguments.push(unflattened(child, place, uses));
        place.pop();
    }
    Term { op: flat.node.op.to_string(), arguments }
}

/// Follows `lines` from the left side of `identity` to its right side, by its rules alone.
///
/// # Errors
/// The first line that does not follow.
pub fn replay(identity: &Identity, lines: &[Line]) -> Result<(), String> {
    let wrong = |problem: &str| Err(format!("{}: the proof {problem}", identity.name));
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return wrong("is empty") };
    if first.term != Term::parse(identity.left)? || first.by.is_some() {
        return wrong("does not start at the left side");
    }
    if last.term != Term::parse(identity.right)? {
        return wrong("does not end at the right side");
    }
    for (number, pair) in lines.windows(2).enumerate() {
        let [before, after] = pair else { unreachable!("windows of two") };
        let Some(by) = &after.by else { return wrong(&format!("has no rule in line {}", number + 2)) };
        let Some(rule) = identity.all_rules().find(|rule| rule.name == by.rule) else {
            return wrong(&format!("uses `{}`, which is not among its rules", by.rule));
        };
        let rewritten = match by.direction {
            Direction::Forward => rewritten(&before.term, rule, &by.place)?.as_ref() == Some(&after.term),
            Direction::Backward => rewritten(&after.term, rule, &by.place)?.as_ref() == Some(&before.term),
        };
        if !rewritten {
            return wrong(&format!("does not hold in line {}, by `{}`", number + 2, by.rule));
        }
    }
    Ok(())
}

/// `term` with the rule used at a place, from left to right; `None` where it does not match there.
fn rewritten(term: &Term, rule: &Rewriting, place: &[usize]) -> Result<Option<Term>, String> {
    let (from, to) = (Term::parse(rule.from)?, Term::parse(rule.to)?);
    let Some(old) = term.at(place) else { return Ok(None) };
    let mut bound = BTreeMap::new();
    if !from.matches(old, &mut bound) {
        return Ok(None);
    }
    Ok(to.filled(&bound).map(|new| term.with(place, &new)))
}
