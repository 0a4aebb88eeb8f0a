//! A claim of a theorem, and the control that must fail.

use asymptest_judge::verdict::{FloorBy, Verdict};

use super::{Assumption, Broken, Form, Horizon, Quantity};

/// One claim: this quantity, in this setting, at this horizon, is bounded so.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The name in evidence and reports.
    pub id: &'static str,
    /// The claim in words.
    pub says: &'static str,
    /// The bound: a rate in M, or a ceiling on every case.
    pub bound: Form,
    /// What is bounded.
    pub quantity: Quantity,
    /// When.
    pub horizon: Horizon,
    /// Where: the id of a setting of the design.
    pub setting: &'static str,
    /// What must hold of the setting for the claim to be made at all.
    pub assumptions: &'static [Assumption],
    /// The verdict that a correct suite reaches at quick scale and beyond.
    pub expected: Verdict,
    /// How much of it a derivation has to give.
    pub derivation: Derivation,
    /// A floor: the bound is about the quantity less this. `None` if it is about the quantity itself.
    pub floor: Option<FloorBy>,
    /// The largest violation, as a power of M over the widths measured, that support may leave open; nothing where it is the procedure's.
    pub margin: Option<f64>,
}

/// How much of a claim a derivation has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derivation {
    /// All of it, where the theorem's derivation speaks of its quantity at all.
    Whole,
    /// The upper side of an exact claim; the lower one is measured only.
    Above,
    /// The lower side of an exact claim; the upper one is measured only.
    Below,
    /// Nothing: the claim is measured only.
    Nothing,
}

/// The claim that `quantity` is bounded by `bound` at `horizon` in a setting, `says` being the same in words. The bound is a text, such as `O(M^(-1/2))`, or a
/// [`Form`]; a text that is no claim is refused, with the claim's name, by who runs the theorem.
pub fn claim(
    id: &'static str,
    says: &'static str,
    bound: impl Into<Form>,
    quantity: Quantity,
    horizon: Horizon,
    setting: &'static str,
) -> Claim {
    let (assumptions, expected, derivation) = (&[], Verdict::Supported, Derivation::Whole);
    Claim { id, says, bound: bound.into(), quantity, horizon, setting, assumptions, expected, derivation, floor: None, margin: None }
}

impl Claim {
    /// This claim, made where these assumptions hold.
    #[must_use]
    pub fn needs(self, assumptions: &'static [Assumption]) -> Self {
        Self { assumptions, ..self }
    }

    /// This claim with another verdict to expect.
    #[must_use]
    pub fn expecting(self, expected: Verdict) -> Self {
        Self { expected, ..self }
    }

    /// This claim, measured only.
    #[must_use]
    pub fn measured_only(self) -> Self {
        Self { derivation: Derivation::Nothing, ..self }
    }

    /// This claim, of what lies above a floor.
    #[must_use]
    pub fn above(self, floor: FloorBy) -> Self {
        Self { floor: Some(floor), ..self }
    }

    /// This claim with a margin of its own.
    #[must_use]
    pub fn within(self, margin: f64) -> Self {
        Self { margin: Some(margin), ..self }
    }

    /// This claim, derived on the upper side only.
    #[must_use]
    pub fn derived_above(self) -> Self {
        Self { derivation: Derivation::Above, ..self }
    }

    /// This claim, derived on the lower side only.
    #[must_use]
    pub fn derived_below(self) -> Self {
        Self { derivation: Derivation::Below, ..self }
    }
}

impl Claim {
    /// Why an experiment, which answers `broken`, is outside the claim, or nothing where it is inside.
    pub fn out_of_scope(&self, broken: impl Fn(&Assumption) -> Broken) -> Option<String> {
        let reason = |assumption: &Assumption| match broken(assumption) {
            Ok(reason) => reason,
            Err(_) => Some(format!("it is not known here whether {}", assumption.says)),
        };
        let reasons: Vec<String> = self.assumptions.iter().filter_map(reason).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }

    /// Whether the claim is run where its assumptions do not hold, for what is seen there.
    pub fn is_meant_out_of_scope(&self) -> bool {
        self.expected == Verdict::OutOfScope
    }
}

/// A claim that is false where it is made: the same code must refute it.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The false claim. Its assumptions are not asked: it is false because one of them fails.
    pub claim: Claim,
    /// Why it must fail.
    pub because: &'static str,
}

/// A control as a theorem file writes it: one of its claims with what is changed, where it must fail.
#[derive(Debug, Clone, PartialEq)]
pub struct MustFail {
    id: &'static str,
    /// The claim that is changed, by its id.
    of: &'static str,
    because: &'static str,
    says: &'static str,
    setting: Option<&'static str>,
    bound: Option<Form>,
    quantity: Option<Quantity>,
    horizon: Option<Horizon>,
}

/// The control `id`: the claim `of`, which must fail as it is changed, for the reason `because`.
pub const fn must_fail(id: &'static str, of: &'static str, because: &'static str) -> MustFail {
    MustFail { id, of, because, says: "the same claim where it must fail", setting: None, bound: None, quantity: None, horizon: None }
}

impl MustFail {
    /// In words.
    #[must_use]
    pub fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    /// In another setting.
    #[must_use]
    pub fn setting(self, setting: &'static str) -> Self {
        Self { setting: Some(setting), ..self }
    }

    /// With another bound.
    #[must_use]
    pub fn bound(self, bound: impl Into<Form>) -> Self {
        Self { bound: Some(bound.into()), ..self }
    }

    /// Of another quantity.
    #[must_use]
    pub fn quantity(self, quantity: Quantity) -> Self {
        Self { quantity: Some(quantity), ..self }
    }

    /// At another horizon.
    #[must_use]
    pub fn horizon(self, horizon: Horizon) -> Self {
        Self { horizon: Some(horizon), ..self }
    }

    /// The false claim, of the theorem's claims. One that names none of them has no bound that can be read, and is refused for it.
    pub fn of(&self, claims: &[Claim]) -> Control {
        let Self { id, of, because, says, setting, bound, quantity, horizon } = self.clone();
        let nothing = || {
            let problem = format!("no claim is called `{of}`; name one of this theorem's");
            claim(id, says, Form::Unread { text: of.into(), problem }, Quantity::size("nothing", ""), Horizon::Fixed(0), "")
        };
        let of = claims.iter().find(|claim| claim.id == of).cloned().unwrap_or_else(nothing);
        let claim = Claim {
            id,
            says,
            setting: setting.unwrap_or(of.setting),
            bound: bound.unwrap_or(of.bound),
            quantity: quantity.unwrap_or(of.quantity),
            horizon: horizon.unwrap_or(of.horizon),
            expected: Verdict::Refuted,
            ..of
        };
        Control { claim, because }
    }
}

/// One step of a derivation, as its author writes it; [`crate::symbolic::check`] reads and verifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The name by which later steps refer to this one.
    pub label: &'static str,
    /// The rule: a law of [`crate::symbolic::laws`], a rule of the checker, or a step of an earlier chain as `chain.label`.
    pub by: &'static str,
    /// The labels of the premises.
    pub from: &'static [&'static str],
    /// What follows.
    pub gives: &'static str,
}

/// A claim in the spelling of steps, as a source makes it, or as we do.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// Who claims it.
    pub origin: Origin,
    /// The claim.
    pub says: &'static str,
    /// What must hold for it.
    pub assumes: &'static [Assumption],
}

/// Whose a step or a claim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The source's, as far as we hold it.
    Source,
    /// Ours.
    Ours,
}

/// What the source claims, in its own range.
pub const fn source(says: &'static str, assumes: &'static [Assumption]) -> Said {
    Said { origin: Origin::Source, says, assumes }
}

/// What we claim.
pub const fn ours(says: &'static str, assumes: &'static [Assumption]) -> Said {
    Said { origin: Origin::Ours, says, assumes }
}

/// The step `label: gives`, by the rule `by` from the steps `from`.
pub const fn step(label: &'static str, by: &'static str, from: &'static [&'static str], gives: &'static str) -> Step {
    Step { label, by, from, gives }
}
