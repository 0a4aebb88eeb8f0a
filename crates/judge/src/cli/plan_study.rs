//! `asymptest plan-study`: replicates and widths that reach a wanted minimum detectable deviation.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::calibration::{Noise, Plan, plan};
use crate::claim::Bound;
use crate::error::{Error, Result};
use crate::series::shell;
use crate::table::Table;
use crate::verdict::Protocol;

use super::args::{Format, shown};
use super::calibrate::{in_width, noise, noise_of, widths_of};
use super::table::{TableArguments, table};
use super::{Outcome, output};

/// How many replicates, on which widths, reach a wanted minimum detectable deviation
///
/// For every ladder that ends at one of the last of --widths, the fewest replicates a width with which a violation of this size, over the widths and
/// in the limit, is refuted in four runs of five, with the asymptotic interval to expect and how often the weakest rival would be refuted.
#[derive(Debug, Args)]
#[command(after_long_help = "\
EXAMPLES
  asymptest plan-study --claim 'O(1/sqrt(M))' --sigma 0.1
  asymptest plan-study --claim 'Theta(1)' --from pilot.csv --y loss --widths 64..131072 --deviation 0.03")]
pub struct PlanStudyArguments {
    /// The claim, such as 'O(M^(-1/6) log(M)^3)'
    #[arg(long, value_name = "CLAIM")]
    claim: String,
    /// The deviation to detect, as a power of M
    #[arg(long, value_name = "POWER", default_value_t = Protocol::default().margin, allow_negative_numbers = true)]
    deviation: f64,
    /// The widths that could be run: doublings `128..16384`, or a list `128,300,1000`
    #[arg(long, value_name = "WIDTHS", default_value = "128..131072")]
    widths: String,
    /// Standard deviation of log(value) between replicates
    #[arg(long, value_name = "SIGMA", default_value_t = 0.1, allow_negative_numbers = true)]
    sigma: f64,
    /// Take the noise from measurements: a table, as `fit` reads it
    #[arg(long, value_name = "FILE", conflicts_with = "sigma")]
    from: Option<PathBuf>,
    /// Seed of the simulated rivals
    #[arg(long, value_name = "SEED", default_value_t = Protocol::default().seed)]
    seed: u64,
    /// How to print the plans
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    table: TableArguments,
}

/// Carries the command out.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn run(arguments: &PlanStudyArguments) -> Result<Outcome> {
    let plans = planned(arguments, table)?;
    output::print(&match arguments.format {
        Format::Text => plans.text(),
        Format::Json => plans.json(),
    })?;
    Ok(Outcome::AsExpected)
}

/// Plans of a study.
#[derive(Debug)]
pub struct Plans {
    bound: Bound,
    deviation: f64,
    noise: Noise,
    plans: Vec<Plan>,
}

/// Plans what the arguments ask, and prints nothing. `read` gives the table of the file that they name.
///
/// # Errors
/// A claim, a flag or a file that cannot be used.
pub fn planned(arguments: &PlanStudyArguments, read: impl FnOnce(&Path) -> Result<Table>) -> Result<Plans> {
    let bound = in_width(&arguments.claim)?;
    if !(arguments.deviation > 0.0 && arguments.deviation <= 1.0) {
        return Err(Error::flag(
            "--deviation",
            format!("{} is no deviation; give a power of M above 0 and at most 1", shown(arguments.deviation)),
        ));
    }
    if arguments.from.is_none() {
        arguments.table.refuse_without_file()?;
    }
    let widths = widths_of(&arguments.widths)?;
    if widths.len() < 5 {
        return Err(Error::flag("--widths", "a verdict needs at least 5 widths"));
    }
    let noise = match &arguments.from {
        Some(path) => {
            let start = format!("asymptest plan-study --claim {}", shell(&arguments.claim));
            noise_of(&arguments.table.one_series(path, &start, read)?.sample())?
        }
        None => noise(arguments.sigma)?,
    };
    let protocol = Protocol { seed: arguments.seed, ..Protocol::default() };
    let plans: Vec<Plan> =
        (5..=widths.len()).rev().filter_map(|count| plan(&bound, &widths[..count], &noise, arguments.deviation, &protocol)).collect();
    if plans.is_empty() {
        return Err(Error::flag("--deviation", "no ladder reaches it with 10000 replicates a width; widen the range of widths"));
    }
    Ok(Plans { bound, deviation: arguments.deviation, noise, plans })
}

impl Plans {
    /// The plans as a table for people.
    pub fn text(&self) -> String {
        text(&self.bound, self.deviation, &self.noise, &self.plans)
    }

    /// The plans as JSON.
    pub fn json(&self) -> String {
        output::json_text(&json!({
            "claim": self.bound.to_string(),
            "deviation": self.deviation,
            "noise": self.noise,
            "plans": self.plans,
        }))
    }
}

fn text(bound: &Bound, deviation: f64, noise: &Noise, plans: &[Plan]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{bound}: plans that refute a violation of M^{deviation} at a standard deviation of log(value) of {:.3}\n",
        noise.sigma
    );
    let _ = writeln!(
        text,
        "{:>19}  {:>6}  {:>10}  {:>10}  {:>9}  {:>14}  {:>13}  well planned",
        "from .. to", "widths", "replicates", "sum of M", "error", "half-width of", "rival refuted"
    );
    let _ = writeln!(text, "{:>19}  {:>6}  {:>10}  {:>10}  {:>9}  {:>14}", "", "", "a width", "over runs", "a width", "the asymptote");
    for plan in plans {
        let rival = plan.power.rival_refuted.map_or(String::new(), |share| format!("{:.0} %", 100.0 * share));
        let _ = writeln!(
            text,
            "{:>19}  {:>6}  {:>10}  {:>10.2e}  {:>9.3}  {:>14.3}  {:>13}  {}",
            format!("{} .. {}", plan.from, plan.to),
            plan.widths,
            plan.replicates,
            plan.cost,
            plan.error_a_width,
            plan.power.asymptotic_half_width,
            rival,
            if plan.well_planned { "yes" } else { "no" }
        );
    }
    let _ = writeln!(text, "\nrival: {} (exponent {:.3})", plans[0].power.rival, plans[0].power.rival_exponent);
    text.push_str("well planned: standard error at most 0.03 a width, widths over a factor of 512, ten of them\n");
    text
}
