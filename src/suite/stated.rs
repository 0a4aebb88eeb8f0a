//! A suite as a theorem, so that all that judges and reports theorems judges and reports it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use super::claims::{StatedClaim, StatedControl};
use super::filter::Filter;
use super::given::Given;
use super::study_file::{ByEffort, StudyFile};
use super::suite_file::SuiteFile;
use crate::claim::{Claim, Control, Form, Quantity, claim};
use crate::error::Result;
use crate::experiment::{Axis, Design, Experiment, Replicates, Scale};
use crate::theorem::Theorem;
use crate::verdict::{FloorBy, Verdict};

/// A suite's or a study's file as a theorem.
pub struct Stated {
    id: &'static str,
    /// The text of the file.
    text: &'static str,
    /// The file as a user names it, which a command may run.
    file: Option<&'static str>,
    /// The card, as the documentation of a theorem file would have it.
    card: &'static str,
    claims: Vec<Claim>,
    controls: Vec<Control>,
    without_control: Vec<&'static str>,
    axis: Axis,
    settings: Vec<Arc<dyn Experiment>>,
    ladder: Option<Ladder>,
}

/// Sizes and runs of a study; a suite has those of its table.
struct Ladder {
    widths: ByEffort<Vec<usize>>,
    replicates: ByEffort<usize>,
}

/// A setting of a study as it is measured: its id in evidence, and its quantities.
pub(super) struct Measured {
    /// The id of its setting in evidence.
    pub(super) id: &'static str,
    pub(super) quantities: Vec<Quantity>,
}

/// The theorem that a study's file states, on rows that are there: `keys` are those of the settings that were measured, by id.
///
/// # Errors
/// As [`stated`].
pub fn measured_study(study: &StudyFile, keys: &BTreeMap<String, String>) -> Result<&'static Stated> {
    let given = |measured: &Measured| {
        let (says, key) = (study.setting(measured.id).says.clone(), keys.get(measured.id).cloned().unwrap_or_default());
        Ok(Arc::new(Given { id: measured.id, key, says, quantities: measured.quantities.clone() }) as Arc<dyn Experiment>)
    };
    Ok(Box::leak(Box::new(of_study(study, given)?)))
}

/// A study's file as a theorem, with `experiment` for each of its settings.
pub(super) fn of_study(study: &StudyFile, experiment: impl Fn(&Measured) -> Result<Arc<dyn Experiment>>) -> Result<Stated> {
    let mut stated = of_suite(&study.suite)?;
    for setting in &mut stated.settings {
        *setting = experiment(&Measured { id: setting.id(), quantities: setting.quantities() })?;
    }
    Ok(Stated { ladder: Some(Ladder { widths: study.widths.clone(), replicates: study.replicates.clone() }), ..stated })
}

impl Stated {
    /// Adds the file that commands name.
    pub(super) fn in_file(self, file: &str) -> Self {
        Self { file: Some(leaked(file)), ..self }
    }
}

/// The theorem that a suite's file states. It stays to the end of the program: names of theorems and claims are static, since a program has them from its
/// theorem files, and it reads no more suites than a user names.
///
/// # Errors
/// Two filters that would have one name in evidence.
pub fn stated(suite: &SuiteFile) -> Result<&'static Stated> {
    Ok(Box::leak(Box::new(of_suite(suite)?)))
}

fn of_suite(suite: &SuiteFile) -> Result<Stated> {
    let mut settings: Vec<Given> = Vec::new();
    for stated in suite.all() {
        add(suite, &mut settings, stated)?;
    }
    let claims: Vec<Claim> = suite.claims.iter().map(|stated| of_claim(stated, &settings)).collect();
    let of_control = |stated: &StatedControl| {
        let claim = of_claim(&stated.claim, &settings).expecting(Verdict::Refuted);
        Control { claim, because: leaked(&stated.because) }
    };
    let controls: Vec<Control> = suite.controls.iter().map(of_control).collect();
    let says = if suite.is_inverse { format!("1/{}", suite.x.value) } else { suite.x.value.clone() };
    Ok(Stated {
        id: leaked(&suite.id),
        text: leaked(&suite.text),
        file: None,
        card: card(suite).leak(),
        without_control: untried(suite, &claims),
        claims,
        controls,
        axis: Axis { symbol: suite.symbol, says: leaked(&says) },
        settings: settings.into_iter().map(|given| Arc::new(given) as Arc<dyn Experiment>).collect(),
        ladder: None,
    })
}

pub(super) fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// Adds what a claim measures where it does.
fn add(suite: &SuiteFile, settings: &mut Vec<Given>, stated: &StatedClaim) -> Result<()> {
    let (id, key) = (stated.filter.setting(), stated.filter.key());
    let place = match settings.iter().position(|known| known.id == id) {
        Some(place) if settings[place].key == key => place,
        Some(place) => {
            let problem = format!(
                "where: {key} and {} would both be called `{id}` in evidence; rename a value in the table, or write both in one way",
                settings[place].key
            );
            return suite.refuse(stated.id.line, problem);
        }
        None => {
            settings.push(Given { id: leaked(&id), says: in_words(&stated.filter), key, quantities: Vec::new() });
            settings.len() - 1
        }
    };
    let quantity = quantity(stated, &settings[place]);
    if !settings[place].quantities.contains(&quantity) {
        settings[place].quantities.push(quantity);
    }
    Ok(())
}

fn in_words(filter: &Filter) -> String {
    let conditions: Vec<String> = filter.conditions.iter().map(|one| format!("{} is {}", one.column, one.wanted)).collect();
    if conditions.is_empty() { "all rows".into() } else { super::filter::safe(&format!("rows where {}", conditions.join(" and "))) }
}

/// The quantity of a claim; the one that its setting knows by that name, if any.
fn quantity(stated: &StatedClaim, setting: &Given) -> Quantity {
    let name = stated.quantity_name();
    let known = setting.quantities.iter().copied().find(|known| known.name == name);
    known.unwrap_or_else(|| {
        let name = leaked(&name);
        Quantity::size(name, name)
    })
}

fn of_claim(stated: &StatedClaim, settings: &[Given]) -> Claim {
    let name = stated.filter.setting();
    let setting = settings.iter().find(|setting| setting.id == name).expect("a setting was added for every claim");
    let mut says = stated.says.clone();
    // Writing to a string does not fail.
    match stated.floor {
        Some(FloorBy::Known(floor)) => write!(says, ", above a floor of {floor}").unwrap_or_default(),
        Some(FloorBy::Fit) => says.push_str(", above a floor that is fitted"),
        None => {}
    }
    if let Some(margin) = stated.margin {
        write!(says, ", to within {margin} in the exponent").unwrap_or_default();
    }
    let (id, says, horizon) = (leaked(&stated.id.value), leaked(&says), stated.horizon.value);
    let stating = claim(id, says, Form::Rate(stated.bound.clone()), quantity(stated, setting), horizon, setting.id);
    Claim { floor: stated.floor, margin: stated.margin, ..stating.measured_only() }
}

/// Claims of which no control is a change, and whose quantity no control measures.
fn untried(suite: &SuiteFile, claims: &[Claim]) -> Vec<&'static str> {
    let tries = |control: &StatedControl, claim: &StatedClaim| match &control.of {
        Some(of) => *of == claim.id.value,
        None => control.claim.quantity.value == claim.quantity.value,
    };
    let is_untried = |stated: &StatedClaim| !suite.controls.iter().any(|control| tries(control, stated));
    suite.claims.iter().zip(claims).filter(|(stated, _)| is_untried(stated)).map(|(_, claim)| claim.id).collect()
}

/// The card of a suite, as the documentation of a theorem file.
fn card(suite: &SuiteFile) -> String {
    let list = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join("\n"));
    let claims = || list(suite.claims.iter().map(|claim| format!("- {}: `{}`", claim.says, claim.bound)).collect());
    let controls = suite.controls.iter().map(|control| format!("- *{}*: {}", control.claim.id.value, control.because)).collect();
    let times = suite.time.as_ref().map_or(String::new(), |time| format!(" Steps are in the column {}.", time.value));
    let over = if suite.is_inverse { "one over the column" } else { "the column" };
    let measured = format!(
        "{} is {over} {} of the table, and a quantity is a column of it, or a name in its column `quantity`.{times}",
        suite.symbol, suite.x.value
    );
    let words = &suite.words;
    let sections = [
        ("Statement", words.statement.clone().or_else(claims)),
        ("Source", words.source.clone()),
        ("Assumptions", words.assumptions.clone()),
        ("Observable", Some(measured)),
        ("Must fail", list(controls)),
        ("Reading the result", words.reading.clone()),
    ];
    let mut text = format!("//! {}\n", suite.title);
    for (heading, body) in sections.into_iter().filter_map(|(heading, body)| Some((heading, body?))) {
        let _ = writeln!(text, "//! # {heading}");
        for line in body.lines() {
            // A heading inside would begin a section.
            let _ = writeln!(text, "//! {}", line.trim_start_matches("# "));
        }
    }
    text
}

impl Theorem for Stated {
    fn id(&self) -> &'static str {
        self.id
    }

    fn source_text(&self) -> &'static str {
        self.card
    }

    fn claims(&self) -> Vec<Claim> {
        self.claims.clone()
    }

    fn controls(&self) -> Vec<Control> {
        self.controls.clone()
    }

    fn without_control(&self) -> Vec<&'static str> {
        self.without_control.clone()
    }

    fn design(&self, scale: Scale) -> Design {
        let (axis, settings) = (self.axis, self.settings.clone());
        match &self.ladder {
            None => Design { axis, settings, widths: Vec::new(), replicates: Replicates::AsFound },
            Some(Ladder { widths, replicates }) => {
                Design { axis, settings, widths: widths.of(scale).clone(), replicates: Replicates::Same(*replicates.of(scale)) }
            }
        }
    }

    fn kept(&self) -> Option<&'static str> {
        Some(self.text)
    }

    fn file(&self) -> Option<&'static str> {
        self.file
    }
}
