//! asymptest tests asymptotic theorems about wide neural networks against trained networks.
//!
//! A theorem says: as the width M grows, this quantity is O(M^a (log M)^b). asymptest states the claim exactly, trains networks over a
//! ladder of widths, fits the exponent with an interval that can be defended, tries to break the claim with controls that must fail,
//! and writes the evidence down. The built-in suite is arXiv 2403.08673, on wide contrastive models.
//!
//! # Bird's eye
//! A theorem is a file in `theorems/`: its documentation is the card that `explain` prints, its code states claims ([`claim`]), names settings and quantities,
//! derives, and designs a study. A design is a grid of [`experiment`]s over what grows. The [`study`] runner turns it into cells; a cell gives rows of evidence, and
//! that is all that is known of an experiment from there on: store, schedule, verdicts, reports and diff see setting, width, replicate, quantity, step and value.
//! Experiments that train are a network ([`model`]), a [`loss`], a rule and measures put together ([`train`], [`observe`]); [`two_layer`] is the fast engine
//! behind that seam, [`trained`] any other network. [`stats`] and [`verdict`] judge, and `report` re-judges stored rows without running anything.
//!
//! # Code map
//! In reading order, each module using those before it alone:
//! - [`claim`]: bounds and rates with exact exponents, pointwise ceilings, claims, controls, assumptions, quantities, horizons, steps of derivations.
//! - [`data`]: MNIST and small digits (bundled), IDX files, synthetic data; triplets, held-out inputs with labels, Gram matrices.
//! - [`loss`]: losses of the outputs of a whole batch, with their gradients; similarities, one file each.
//! - [`model`]: activations, one file each; the direct network (candle, autograd) and the reduced one, equal number for number; W with orthonormal or dependent columns; the reduced
//!   network in candle operations on any device; any network that candle computes.
//! - [`experiment`]: the seam: what an experiment is, a cell, a design over an axis.
//! - [`command`]: any program as an experiment: a command line for each cell, its rows, its limits.
//! - [`train`]: networks, rules (descent, momentum, weight decay, step sizes by layer), samplers, measures, and the recorder that trains and looks.
//! - [`observe`]: the NTK and its drift, weight movement, the Hessian norm, C_V with its spans, ranks and singular values of W, each reading with its numerical
//!   floor where it has one; the limit kernel.
//! - [`trained`], [`two_layer`]: networks in training as experiments.
//! - [`theorem`]: what a theorem file says. [`prelude`]: what it needs. [`theorems`]: one file a theorem.
//! - [`symbolic`]: the algebra of rates, checked derivations, identities by rewriting and in exact rationals, certified constants: all that `prove` runs.
//! - [`study`]: cells, schedule, store, evidence and its seal, judging a theorem.
//! - [`suite`]: claims that a file of TOML states, and rows that were measured elsewhere as evidence of them.
//! - [`stats`], [`verdict`], [`calibration`]: from (width, replicate, value) to a verdict, and how often that is wrong. They are crates/judge, a crate of its own
//!   that knows nothing of networks; rates and bounds, figures and the commands `fit`, `calibrate` and `plan-study` are there as well.
//! - [`report`]: every way in which results are shown. [`mod@diff`]: what moved between two folders of evidence.
//! - [`trial`]: experiments tried before they are trusted. [`mod@check`]: theorems as checks of a test suite, of this suite and of others: [`cli::main`] and
//!   [`check::theorems`] are all that another suite calls; examples/ has theorems in one file each, and a suite in a crate of its own.
//! - [`mod@bench`]: times of a step and of the quantities against what the machine could do, and of a whole study; benches/ has peers beside it.
//! - [`cli`]: the command line, one file a command.
//! - [`random`], [`files`], [`lock`], [`error`]: the one source of randomness, atomic files, locks between processes, and what a user can cause.
//!
//! docs/theory.md has the mathematics; *ours* marks what is not in the source.
//!
//! # Invariants
//! Held by tests/suite/house.rs, tests/suite/cli.rs and the tests of crates/judge:
//! - A derivation ends at or below its claim, or `prove` fails; [`symbolic`] computes with exact numbers and with intervals rounded outwards.
//! - A theorem file never trains, fits, draws random numbers, reads or writes.
//! - Arrows between modules point one way, in either crate. What judges never sees a network: it is a crate below this one. `verdict` is pure: the same CSV gives
//!   the same bytes.
//! - Wording is not identity: a setting's key is canonical text made for that purpose.
//! - Margins, ladders and seeds are fixed before a run, and no verdict can change them; where a design was found by trying, its card says so.
//!   `report` cannot change a verdict.
//! - Randomness enters in [`random`] alone; a cell's seed is a hash of study, width and replicate, so a claim and a control that differ in
//!   similarity, loss or step size alone see the same draws.
//! - Only [`cli`] reads arguments and the clock; [`command`] reads it for the limit of a program's time. Threads live in the study's runner ([`study::Threads`] runs the parts of one network) and in [`calibration`], and results
//!   do not depend on their number: sums over neurons run in a fixed order.
//! - Missing is an empty cell, never 0; a run that diverged is a row with its reason, and does not go with support.
//! - A control that is not refuted makes the run fail, as a wrong verdict does.
//!
//! # Example
//! Anyone's measurements can be judged; here y = 5/M, exactly.
//! ```
//! use asymptest::{claim::Bound, stats::Sample, verdict::{Protocol, Verdict, judge}};
//!
//! let claim: Bound = "O(1/M)".parse()?;
//! let widths = [64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0];
//! let noise = |replicate: usize| 1.0 + 0.01 * (replicate as f64 - 1.0);
//! let sample = Sample::from_pairs(widths.iter().flat_map(|&m| (0..3).map(move |replicate| (m, 5.0 / m * noise(replicate)))));
//! let judgement = judge(&claim, &sample, &Protocol::default());
//! assert_eq!(judgement.verdict, Verdict::Supported);
//! assert!((judgement.exponent.estimate + 1.0).abs() < 0.01);
//! # Ok::<(), asymptest::claim::ClaimError>(())
//! ```

pub mod claim;

pub mod data;
pub mod loss;
pub mod model;

pub mod experiment;

pub mod command;
pub mod observe;
pub mod train;
pub mod trained;
pub mod two_layer;

pub mod theorem;

pub mod prelude;
#[path = "../theorems/mod.rs"]
pub mod theorems;

pub mod symbolic;

pub mod study;
pub mod suite;

pub use asymptest_judge::{calibration, series, stats, table, verdict};

pub mod check;
pub mod diff;
pub mod report;
pub mod trial;

pub mod bench;
pub mod cli;

pub mod lock;
pub use asymptest_judge::{error, files, random};
