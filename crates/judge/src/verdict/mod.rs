//! Pure: a bound and a sample in, a verdict out.
//!
//! How a verdict is reached, for y against M^a log(M)^b at widths M_1 < ... < M_k, x = log M, L = log(M_k / M_1):
//!
//! 1. Flags: runs that failed, are missing by their value or pile up at a limit withhold any verdict ([`crate::stats::quality`]).
//! 2. One robust location of log y a width, with a variance that is pooled and drawn to a log-linear model ([`crate::stats::summary`]); factors
//!    that replicates share over all widths are taken off ([`crate::stats::paired`]).
//! 3. The claim's own logs are divided out, never fitted: u = log y - b log log M. A *reading* ([`crate::stats::reading`]) holds families of curves to u
//!    ([`crate::stats::families`]): a pure power, one correction, a correction in 1/log M, a plateau and a crossover first, growth with an offset. The
//!    families that fit are admitted, and the hull of what they say is the interval of the limit. Scatter between widths widens everything.
//! 4. Slopes over the range, its last half, its beginning and its end, and the trend of the slope.
//! 5. A side is *refuted* if range, last half and limit exclude it at 95 %, or last half, end and limit at 99 %, unless the slope is on its way back
//!    to the claim or just passes it. It is *supported* if range, last half and limit lie within the [`Margins`] ([`side`]).
//! 6. Claims log(M)^b with b > 0 are judged by growth with a free offset ([`logarithm`]); tables without noise by the limit of their rates
//!    ([`crate::stats::rates`]).
//! 7. Before *supported* is said, a catalogue of rates that a reader would name is asked: if a simpler one passes the same tests and excludes the
//!    claim, it is inconclusive ([`rivals`]). Of two exclusive claims of the catalogue one at most is supported.
//! 8. Where several claims are judged on one run, or one claim at several times and widths, p-values are adjusted by Holm's step-down
//!    procedure, and a refutation has to outlive it ([`adjust`]).
//! 9. What the run could have seen ([`Power`]): simulated runs of the simplest rival on its own design and noise. A claim that would be supported, and
//!    whose rival is refuted in less than half of these runs ([`TESTED`]), is *untestable* here. Simulations skip this step ([`judge_bare`]).
//!
//! A pointwise claim has no exponent: every case is held to its ceiling, and one above it by more than rounding refutes it ([`judge_pointwise`]).
//!
//! A finite range decides nothing about what lies beyond it: [`Judgement::limits`] names what no method could have seen. `asymptest calibrate` measures
//! the error rates on truths inside and outside the families.

mod asked;
mod blank;
mod by_families;
mod by_rates;
mod catalogue;
mod claim;
mod decide;
mod estimate;
mod floor;
mod growth;
mod inquiry;
mod judge;
mod judgement;
mod levels;
mod limits;
mod logarithm;
mod margins;
mod near;
mod pointwise;
mod power;
mod protocol;
mod remedy;
mod rivals;
mod several;
mod side;
mod table;
mod tally;
mod timed;
mod two_way;
mod warnings;
mod warnings_of_fit;
mod wording;

pub use estimate::{Estimate, LocalSlope, Window};
pub use floor::{Floor, FloorBy, judge_above_floor};
pub use judge::{expected_verdict, judge, judge_all, judge_bare};
pub use judgement::TESTED;
pub use judgement::{Checked, FamilyLimit, GrowthLaw, Judgement, NearMisses, Over, Path, Tightness, Verdict, WithoutLogs};
pub use margins::Margins;
pub use pointwise::short;
pub use pointwise::{Case, Cases, judge_pointwise};
pub use power::{Power, expected_power};
pub use protocol::Protocol;
pub use several::{adjust, holm};
pub use tally::Tally;
pub use timed::{MOST_TIMES, TimedRow};
pub use two_way::{AtTime, AtWidth, TwoWay, judge_each_time, judge_two_way};
pub use warnings::Warning;
