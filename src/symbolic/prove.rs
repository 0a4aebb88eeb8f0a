//! Everything that the symbolic half proves, derives and certifies, as one list of statements.

use super::certified::constants;
use super::chains::{CHAINS, Chain};
use super::derived::follows;
use super::exact::checks::CHECKS;
use super::rewrite::identities::IDENTITIES;
use super::{Derived, Inference, check, derived, rewrite};
use crate::claim::Theorem;
use crate::model::Activation;

/// How a statement is established.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identity, by rewriting or in exact rational arithmetic.
    Proved,
    /// A rate, by a checked chain of steps.
    Derived,
    /// A constant, enclosed by intervals.
    Certified,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Proved, Self::Derived, Self::Certified];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Derived => "derived",
            Self::Certified => "certified",
        }
    }
}

/// A statement that can be established.
pub struct Statement<'a> {
    /// The module that it belongs to.
    pub about: &'static str,
    /// What it says.
    pub says: String,
    /// How it is established.
    pub kind: Kind,
    establish: Box<dyn Fn() -> Result<String, String> + 'a>,
}

impl<'a> Statement<'a> {
    /// A statement that `establish` establishes, saying by how much, or why it does not hold.
    pub fn new(about: &'static str, kind: Kind, says: impl Into<String>, establish: impl Fn() -> Result<String, String> + 'a) -> Self {
        Self { about, says: says.into(), kind, establish: Box::new(establish) }
    }

    /// Establishes it: with what (steps, points, a width), or why not.
    ///
    /// # Errors
    /// What does not hold.
    pub fn establish(&self) -> Result<String, String> {
        (self.establish)()
    }
}

/// All statements: identities, chains, and the theorems in `registry`. A chain that is a theorem's derivation is stated there.
pub fn statements<'a>(registry: &[&'a dyn Theorem]) -> Vec<Statement<'a>> {
    let apart = |chain: &&Chain| registry.iter().all(|theorem| theorem.id() != chain.id);
    let of_chains = CHAINS.iter().filter(apart).flat_map(of_chain);
    let of_theorems = registry.iter().flat_map(|&theorem| of_theorem(theorem));
    of_identities().chain(of_exact()).chain(of_constants()).chain(of_chains).chain(of_theorems).collect()
}

fn of_identities<'a>() -> impl Iterator<Item = Statement<'a>> {
    IDENTITIES.iter().map(|identity| {
        Statement::new(identity.about, Kind::Proved, format!("{}: {}", identity.name, identity.says), || {
            Ok(format!("{} rewritings", rewrite::prove(identity)?.lines.len() - 1))
        })
    })
}

fn of_exact<'a>() -> impl Iterator<Item = Statement<'a>> {
    CHECKS.iter().map(|check| {
        Statement::new(check.about, Kind::Proved, format!("{}: {}", check.name, check.says), || {
            Ok(format!("{} equalities of rationals", (check.run)()?))
        })
    })
}

fn of_constants<'a>() -> impl Iterator<Item = Statement<'a>> {
    Activation::ALL.into_iter().filter(|activation| activation.is_smooth()).map(|activation| {
        let says = format!("{}: sup |phi'|, sup |phi''| and |phi(a)| <= |phi(0)| + L1 |a|", activation.name());
        Statement::new("lemma_07_hessian_bound", Kind::Certified, says, move || {
            let found = constants(activation).ok_or("it has no second derivative")??;
            Ok(format!("L1 in {}, L2 in {}, |phi(0)| in {}; {} intervals", found.first, found.second, found.at_zero, found.intervals))
        })
    })
}

/// A chain, and each claim of its source.
fn of_chain<'a>(chain: &'static Chain) -> Vec<Statement<'a>> {
    let checked = || check(chain.steps).map_err(|refusal| refusal.to_string());
    let last = chain.steps.last().map_or("", |step| step.gives);
    let whole = Statement::new(chain.id, Kind::Derived, last, move || Ok(steps(&checked()?)));
    let claims = chain.claims.iter().map(|claim| {
        Statement::new(chain.id, Kind::Derived, format!("the source's claim {claim}"), move || follows(&claim.parse()?, &checked()?))
    });
    std::iter::once(whole).chain(claims).collect()
}

/// The number of steps, and whether a heuristic is among them.
fn steps(inferences: &[Inference]) -> String {
    let heuristic = if inferences.iter().any(|inference| inference.heuristic) { ", by a heuristic" } else { "" };
    format!("{} steps{heuristic}", inferences.len())
}

/// A theorem's derivation, each of its claims that the derivation speaks of, and each control, which must not follow.
fn of_theorem(theorem: &dyn Theorem) -> Vec<Statement<'_>> {
    let id = theorem.id();
    let checked = move || check(&theorem.derivation()).map_err(|refusal| refusal.to_string());
    let mut statements = Vec::new();
    if let Some(last) = theorem.derivation().last() {
        let establish = move || Ok(steps(&checked()?));
        statements.push(Statement::new(id, Kind::Derived, last.gives, establish));
    }
    for claim in theorem.claims() {
        let says = format!("{}: {} is {}, {}", claim.id, claim.observable, claim.bound, claim.horizon);
        // A derivation that is refused has been reported above, and gives no rates.
        if checked().is_ok_and(|inferences| derived(&claim, &inferences) == Derived::Silent) {
            continue;
        }
        statements.push(Statement::new(id, Kind::Derived, says, move || {
            let derived = derived(&claim, &checked()?);
            if derived.stands() { Ok(derived.in_words()) } else { Err(derived.in_words()) }
        }));
    }
    statements
}
