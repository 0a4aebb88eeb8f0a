//! The claims and controls of a suite's file, read and held to one another.

use toml::{Spanned, Value};

use super::filter::{Filter, safe};
use super::horizon::horizon;
use super::place::{Placed, Text};
use super::raw::{Raw, RawClaim, RawControl};
use crate::claim::{Bound, Horizon, Symbol};
use crate::error::Result;
use crate::verdict::{FloorBy, Protocol};

/// A claim as a suite's file states it.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedClaim {
    /// Its name, with the line of its table.
    pub id: Placed<String>,
    /// The claim in words.
    pub says: String,
    /// The column of values, or a name in the column `quantity`.
    pub quantity: Placed<String>,
    /// The rows that it speaks of.
    pub filter: Filter,
    /// The bound.
    pub bound: Bound,
    /// When.
    pub horizon: Placed<Horizon>,
    /// The floor that the values are taken above.
    pub floor: Option<FloorBy>,
    /// The largest violation that support may leave open, as a power of what grows.
    pub margin: Option<f64>,
}

/// A false claim as a suite's file states it.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedControl {
    /// The false claim.
    pub claim: StatedClaim,
    /// The claim that it is a change of, by its id; nothing where it stands on its own.
    pub of: Option<String>,
    /// Why it must fail.
    pub because: String,
}

impl StatedClaim {
    /// The name of its quantity in evidence.
    pub fn quantity_name(&self) -> String {
        safe(&self.quantity.value)
    }

    /// Whether it makes the same claim of the same rows.
    fn is_as(&self, other: &Self) -> bool {
        let rest = |claim: &Self| (claim.quantity.value.clone(), claim.filter.key(), claim.horizon.value, claim.floor);
        self.bound == other.bound && rest(self) == rest(other)
    }
}

/// Reads claims and controls; what grows is written with `symbol`.
///
/// # Errors
/// The fault of the first one that cannot be judged, with its line.
pub(super) fn claims(text: &Text<'_>, raw: &Raw, symbol: &'static str) -> Result<(Vec<StatedClaim>, Vec<StatedControl>)> {
    if raw.claim.is_empty() {
        return text.refuse(1, "no claim is stated; add a table [[claim]] with id, quantity and bound");
    }
    let claims: Vec<StatedClaim> = raw.claim.iter().map(|claim| one(text, claim.get_ref(), symbol)).collect::<Result<_>>()?;
    let controls: Vec<StatedControl> =
        raw.control.iter().map(|raw| control(text, raw.get_ref(), &claims, symbol)).collect::<Result<_>>()?;
    let all = claims.iter().chain(controls.iter().map(|control| &control.claim));
    let mut known: Vec<&Placed<String>> = Vec::new();
    for id in all.map(|claim| &claim.id) {
        if let Some(first) = known.iter().find(|first| first.value == id.value) {
            let problem = format!("`{}` is also the id of line {}; give each claim and control its own", id.value, first.line);
            return text.refuse(id.line, problem);
        }
        known.push(id);
    }
    Ok((claims, controls))
}

fn one(text: &Text<'_>, raw: &RawClaim, symbol: &'static str) -> Result<StatedClaim> {
    let bound = bound(text, &raw.bound, symbol)?;
    let says = raw.says.clone().unwrap_or_else(|| format!("{} is {bound}", raw.quantity.get_ref()));
    let claim = StatedClaim {
        id: id(text, &raw.id)?,
        says: one_line(&says),
        quantity: quantity(text, &raw.quantity)?,
        filter: Filter::of(text, &raw.filter)?,
        horizon: horizon_or(text, raw.horizon.as_ref(), symbol, &raw.id)?,
        floor: raw.floor.as_ref().map(|value| floor(text, value)).transpose()?,
        margin: raw.margin.as_ref().map(|value| margin(text, value)).transpose()?,
        bound,
    };
    checked(text, claim)
}

fn control(text: &Text<'_>, raw: &RawControl, claims: &[StatedClaim], symbol: &'static str) -> Result<StatedControl> {
    let name = text.placed(&raw.id);
    let of = match &raw.of {
        None => None,
        Some(of) => match claims.iter().find(|claim| claim.id.value == *of.get_ref()) {
            Some(claim) => Some(claim),
            None => {
                let known: Vec<&str> = claims.iter().map(|claim| claim.id.value.as_str()).collect();
                let problem = format!("no claim has the id `{}`; write one of {}, or leave `of` out", of.get_ref(), known.join(", "));
                return text.refuse(text.line_of(&of.span()), problem);
            }
        },
    };
    if raw.because.trim().is_empty() {
        return text.refuse(name.line, format!("control {}: `because` is empty; say why it must fail", name.value));
    }
    let missing = |key: &str| {
        let problem = format!("control {} has no `{key}`; add it, or name the claim that it changes: of = \"...\"", name.value);
        text.refuse(name.line, problem)
    };
    let base = |key| of.map_or_else(|| missing(key), Ok);
    let bound = match &raw.bound {
        Some(written) => bound(text, written, symbol)?,
        None => base("bound")?.bound.clone(),
    };
    let quantity = match &raw.quantity {
        Some(written) => quantity(text, written)?,
        None => base("quantity")?.quantity.clone(),
    };
    let says = raw.says.clone().unwrap_or_else(|| match of {
        Some(claim) => format!("claim {} where it must fail", claim.id.value),
        None => format!("{} is {bound}", quantity.value),
    });
    let claim = StatedClaim {
        id: id(text, &raw.id)?,
        says: one_line(&says),
        filter: match &raw.filter {
            Some(table) => Filter::of(text, table)?,
            None => of.map(|claim| claim.filter.clone()).unwrap_or_default(),
        },
        horizon: match (&raw.horizon, of) {
            (None, Some(claim)) => claim.horizon.clone(),
            (written, _) => horizon_or(text, written.as_ref(), symbol, &raw.id)?,
        },
        floor: raw.floor.as_ref().map(|value| floor(text, value)).transpose()?.or(of.and_then(|claim| claim.floor)),
        margin: raw.margin.as_ref().map(|value| margin(text, value)).transpose()?.or(of.and_then(|claim| claim.margin)),
        quantity,
        bound,
    };
    if let Some(same) = claims.iter().find(|other| claim.is_as(other)) {
        let problem = format!(
            "control {} makes the claim {} itself, which cannot be expected both to hold and to fail; change its bound, where or quantity",
            name.value, same.id.value
        );
        return text.refuse(name.line, problem);
    }
    Ok(StatedControl { claim: checked(text, claim)?, of: of.map(|claim| claim.id.value.clone()), because: one_line(&raw.because) })
}

/// Refuses what no rows could settle.
fn checked(text: &Text<'_>, claim: StatedClaim) -> Result<StatedClaim> {
    let (id, in_t) = (&claim.id, claim.bound.rate.mentions(Symbol::T));
    if in_t && !claim.horizon.value.grows() {
        let problem = format!(
            "claim {}: {} is a claim in t, and one time tells nothing of t; add a horizon that grows, horizon = \"M^(1/2)\", or leave t out",
            id.value, claim.bound
        );
        return text.refuse(claim.horizon.line, problem);
    }
    if in_t && claim.floor.is_some() {
        return text.refuse(id.line, format!("claim {}: a claim in t has no floor; leave one of the two out", id.value));
    }
    Ok(claim)
}

fn bound(text: &Text<'_>, written: &Spanned<String>, symbol: &'static str) -> Result<Bound> {
    match Bound::written_in(symbol, written.get_ref()) {
        Ok(bound) => Ok(bound),
        Err(error) => {
            let hint = format!("what grows is written {symbol} in this file: `symbol` changes that");
            text.refuse(text.line_of(&written.span()), format!("{error} ({hint})"))
        }
    }
}

/// A name that may stand in the name of a figure's file.
pub(super) fn id(text: &Text<'_>, id: &Spanned<String>) -> Result<Placed<String>> {
    let placed = text.placed(id);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if placed.value.is_empty() || placed.value.len() > 100 || !placed.value.chars().all(plain) {
        let problem = format!("`{}` is not an id; write letters, digits and `_`, at most 100", placed.value);
        return text.refuse(placed.line, problem);
    }
    Ok(placed)
}

fn quantity(text: &Text<'_>, written: &Spanned<String>) -> Result<Placed<String>> {
    let placed = text.placed(written);
    if placed.value.trim().is_empty() {
        return text.refuse(placed.line, "quantity is empty; name the column of the values");
    }
    Ok(Placed { value: placed.value.trim().to_owned(), line: placed.line })
}

fn horizon_or(text: &Text<'_>, value: Option<&Spanned<Value>>, symbol: &'static str, id: &Spanned<String>) -> Result<Placed<Horizon>> {
    let untimed = Placed { value: Horizon::Untimed, line: text.line_of(&id.span()) };
    value.map_or(Ok(untimed), |value| horizon(text, value, symbol))
}

fn floor(text: &Text<'_>, value: &Spanned<Value>) -> Result<FloorBy> {
    match value.get_ref() {
        Value::Float(floor) if floor.is_finite() && *floor > 0.0 => Ok(FloorBy::Known(*floor)),
        Value::Integer(floor) if *floor > 0 => Ok(FloorBy::Known(*floor as f64)),
        Value::String(word) if word == "fit" => Ok(FloorBy::Fit),
        other => {
            text.refuse(text.line_of(&value.span()), format!("floor: {other} is not a floor; give a positive number, or floor = \"fit\""))
        }
    }
}

fn margin(text: &Text<'_>, value: &Spanned<f64>) -> Result<f64> {
    let margin = *value.get_ref();
    if margin > 0.0 && margin <= Protocol::WIDEST_MARGIN {
        return Ok(margin);
    }
    let problem = format!("margin: {margin} is not a margin; it lies above 0 and is at most {}", Protocol::WIDEST_MARGIN);
    text.refuse(text.line_of(&value.span()), problem)
}

/// Words of a file on one line, without what markdown and HTML would take for their own.
pub(super) fn one_line(words: &str) -> String {
    without_markup(&words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "/"))
}

/// Words in which no tag of HTML begins.
pub(super) fn without_markup(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for letter in words.chars() {
        if shown.ends_with('<') && (letter.is_alphabetic() || "/!?".contains(letter)) {
            shown.push(' ');
        }
        shown.push(letter);
    }
    shown
}
