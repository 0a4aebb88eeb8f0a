//! A theorem: what a file in theorems/ states, derives and designs.

use std::sync::Arc;

use crate::claim::{Card, Claim, Control, Form, MustFail, Said, Step, Symbol};
use crate::error::{Error, Result};
use crate::experiment::{Design, Experiment, Scale};

/// A theorem of the suite. An implementation states, derives, designs and names observables; it never trains, fits, draws random numbers,
/// reads or writes.
pub trait Theorem: Sync {
    /// The file's name without `.rs`. `asymptest::card!("name")` gives this and the two that follow.
    fn id(&self) -> &'static str;

    /// The text of the file itself (`include_str!`), whose module documentation is the theorem's card.
    fn source_text(&self) -> &'static str;

    /// What is claimed.
    fn claims(&self) -> Vec<Claim>;

    /// How the rates of the claims follow, step by step; none for a statement that is only measured. Checked by
    /// [`crate::symbolic::check_derivation`].
    fn derivation(&self) -> Vec<Step> {
        Vec::new()
    }

    /// What is claimed of the quantities that the derivation speaks of, by the source or by us, in the spelling of steps.
    fn said(&self) -> Vec<Said> {
        Vec::new()
    }

    /// Theorems of a suite of one's own whose steps the derivation cites, beside those of this crate.
    fn cites(&self) -> &'static [&'static dyn Theorem] {
        &[]
    }

    /// The program that runs it, as reports print it in commands; another suite names its own.
    fn program(&self) -> &'static str {
        "asymptest"
    }

    /// The text that states it, where that is a file of a user's and no part of a program: it is kept beside the evidence.
    fn kept(&self) -> Option<&'static str> {
        None
    }

    /// The file that states it, as a user names it in commands.
    fn file(&self) -> Option<&'static str> {
        None
    }

    /// What is run.
    fn design(&self, scale: Scale) -> Design;

    /// Claims with what is changed, where they must fail.
    fn must_fail(&self) -> Vec<MustFail> {
        Vec::new()
    }

    /// The false claims that the same code must refute: those of [`Theorem::must_fail`].
    fn controls(&self) -> Vec<Control> {
        let claims = self.claims();
        self.must_fail().iter().map(|control| control.of(&claims)).collect()
    }

    /// Claims that no control tries, by their ids: their judgements say so. Theorem files are held to have a control by those who read them.
    fn without_control(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The setting of the design with this id, as claims and controls name it; `None` where the design has no such setting.
    fn setting(&self, id: &str) -> Option<Arc<dyn Experiment>> {
        self.design(Scale::Quick).setting(id).cloned()
    }

    /// The card: the module documentation under its headings.
    fn card(&self) -> Card {
        Card::of(self.source_text())
    }
}

/// `id`, `source_text` and `program` of a theorem: the name of its file, which is beside the one that says so, the text of that file, and the program that it is
/// part of.
#[macro_export]
macro_rules! card {
    ($id:literal) => {
        fn id(&self) -> &'static str {
            $id
        }

        fn source_text(&self) -> &'static str {
            include_str!(concat!($id, ".rs"))
        }

        fn program(&self) -> &'static str {
            option_env!("CARGO_BIN_NAME").unwrap_or(env!("CARGO_PKG_NAME"))
        }
    };
}

/// The settings of a theorem that are outside the scope of one of its claims or controls, in the order of the design.
pub fn outside(theorem: &dyn Theorem, claim: &str) -> Vec<&'static str> {
    let claims = theorem.claims().into_iter().chain(theorem.controls().into_iter().map(|control| control.claim));
    let Some(claim) = claims.into_iter().find(|known| known.id == claim) else { return Vec::new() };
    let settings = theorem.design(Scale::Quick).settings;
    settings.iter().filter(|setting| claim.out_of_scope(|asked| setting.broken(asked)).is_some()).map(|setting| setting.id()).collect()
}

/// Refuses a theorem whose file does not say what can be run: a bound that is no claim, a control of no claim, a setting that the design does not have, a name
/// that is there twice.
///
/// # Errors
/// The file, the claim, what is wrong with it and how to mend it.
pub fn check(theorem: &dyn Theorem) -> Result<()> {
    let (file, design) = (format!("{}.rs", theorem.id()), theorem.design(Scale::Quick));
    let (claims, controls) = (theorem.claims(), theorem.controls());
    let mut ids: Vec<&str> = Vec::new();
    for claim in claims.iter().chain(controls.iter().map(|control| &control.claim)) {
        let refuse = |problem: String| Err(Error::Data { file: format!("{file}, claim {}:", claim.id), problem });
        if let Form::Unread { text, problem } = &claim.bound {
            return refuse(format!("`{text}` is no bound: {problem}"));
        }
        if let Some(bound) = claim.bound.rate() {
            let (written, grows) = (&*bound.variable, design.axis.symbol);
            if written != grows {
                let remedy = format!("write it with Form::written_in(\"{grows}\", ...)");
                return refuse(format!("{bound} is written in {written}, and the design grows {grows}; {remedy}"));
            }
            if bound.rate.mentions(Symbol::T) && !claim.horizon.grows() {
                let remedy = "claim it at a horizon that grows, or leave t out";
                return refuse(format!("{bound} is a claim in t, and {} is one time: nothing of t can be judged; {remedy}", claim.horizon));
            }
        }
        if design.setting(claim.setting).is_none() {
            let known: Vec<&str> = design.settings.iter().map(|setting| setting.id()).collect();
            return refuse(format!("the design has no setting `{}`; it has {}", claim.setting, known.join(", ")));
        }
        if ids.contains(&claim.id) {
            return refuse("another claim has this name; give each its own".into());
        }
        ids.push(claim.id);
    }
    Ok(())
}
