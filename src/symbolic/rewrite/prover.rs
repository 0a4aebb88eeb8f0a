//! The prover: an identity, the rules that may be used, and the proof that egg finds.

use egg::{Pattern, RecExpr, Rewrite, Runner, SymbolLang};

use super::replay::{Line, replay};

/// A rule: what matches `from` equals `to`. Names that start with `?` stand for any term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewriting {
    /// The name in proofs.
    pub name: &'static str,
    /// The left side.
    pub from: &'static str,
    /// The right side.
    pub to: &'static str,
}

/// Two terms that are equal.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// A name.
    pub name: &'static str,
    /// The module that relies on it.
    pub about: &'static str,
    /// What it says, in the paper's symbols.
    pub says: &'static str,
    /// The left side.
    pub left: &'static str,
    /// The right side.
    pub right: &'static str,
    /// The families of rules that the proof may use.
    pub rules: &'static [&'static [Rewriting]],
    /// Facts about the names in this identity: what does not depend on what, and what names stand for.
    pub given: &'static [Rewriting],
}

impl Identity {
    /// The rules that the proof may use, and the facts that are given.
    pub fn all_rules(&self) -> impl Iterator<Item = &'static Rewriting> {
        self.rules.iter().copied().flatten().chain(self.given)
    }
}

/// The path from the left side to the right side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The terms on the path, each with the place and the rule by which it came from the one before.
    pub lines: Vec<String>,
    /// The same as data, which [`replay`] follows.
    pub steps: Vec<Line>,
}

/// Iterations of rewriting, with room for the longest proof of the suite.
const ITERATIONS: usize = 16;
/// Nodes of the e-graph. egg's own limit of 5 seconds is a hundred times what any identity of the suite takes.
const NODES: usize = 20_000;

/// The proof of `identity`, replayed.
///
/// # Errors
/// A term or rule that does not parse, sides that the rules do not bring together, or rules that make 0, 1 and 2 equal.
pub fn prove(identity: &Identity) -> Result<Proof, String> {
    let side = |text: &str| text.parse::<RecExpr<SymbolLang>>().map_err(|error| format!("{}: `{text}`: {error}", identity.name));
    let (left, right) = (side(identity.left)?, side(identity.right)?);
    let rules: Vec<Rewrite<SymbolLang, ()>> = identity.all_rules().map(compiled).collect::<Result<_, _>>()?;
    let number = |name: &str| RecExpr::from(vec![SymbolLang::leaf(name)]);
    let met = |runner: &Runner<SymbolLang, ()>| runner.egraph.find(runner.roots[0]) == runner.egraph.find(runner.roots[1]);
    let mut runner = Runner::default()
        .with_explanations_enabled()
        .with_expr(&left)
        .with_expr(&right)
        .with_expr(&number("0"))
        .with_expr(&number("1"))
        .with_expr(&number("2"))
        .with_iter_limit(ITERATIONS)
        .with_node_limit(NODES)
        .with_hook(move |runner| if met(runner) { Err("the sides have met".into()) } else { Ok(()) })
        .run(&rules);
    let classes: Vec<_> = runner.roots.iter().map(|root| runner.egraph.find(*root)).collect();
    let numbers = &classes[2..];
    if numbers.iter().enumerate().any(|(index, class)| numbers[..index].contains(class)) {
        return Err(format!("{}: the rules contradict each other", identity.name));
    }
    if classes[0] != classes[1] {
        let stopped = runner.stop_reason.map_or(String::new(), |reason| format!(" ({reason:?})"));
        return Err(format!("{}: the rules do not bring the sides together{stopped}", identity.name));
    }
    let mut explanation = runner.explain_equivalence(&left, &right);
    let steps = explanation.make_flat_explanation().iter().map(Line::of).collect::<Result<Vec<_>, _>>()?;
    replay(identity, &steps)?;
    Ok(Proof { lines: explanation.get_flat_strings(), steps })
}

fn compiled(rule: &Rewriting) -> Result<Rewrite<SymbolLang, ()>, String> {
    let pattern = |text: &str| text.parse::<Pattern<SymbolLang>>().map_err(|error| format!("rule {}: `{text}`: {error}", rule.name));
    Rewrite::new(rule.name, pattern(rule.from)?, pattern(rule.to)?).map_err(|error| format!("rule {}: {error}", rule.name))
}
