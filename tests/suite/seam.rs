//! What stands behind the seam: experiments that misbehave become rows with their reasons, and `check` finds each fault before it is trusted.

use std::ffi::OsString;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use asymptest::claim::{Broken, Unknown};
use asymptest::data::Source;
use asymptest::error::Result;
use asymptest::experiment::{Axis, CellRun, Cost, Experiment, Loaded, Plan, Reading, Replicates, Room, Stop};
use asymptest::observe::KERNEL_RATIO;
use asymptest::prelude::*;
use asymptest::study::{Ask, Budget, Cell, End, Evidence, Run, Status, Study, Watch, judge_theorem, run, whole};
use asymptest::theorem::check;
use asymptest::train::{Descent, Minibatch, Momentum, WeightDecay};
use asymptest::trial::{Meter, Tried, experiments};
use asymptest::two_layer::{BesideDirect, REDUCED_OUTPUTS};

const SIZE: Quantity = Quantity::size("size", "a size");
const OTHER: Quantity = Quantity::size("other", "another size");
const KNOWN: Assumption = Assumption { name: "known", says: "it is known", implied_by: &[] };
const NOT_KNOWN: Assumption = Assumption { name: "not_known", says: "nobody knows", implied_by: &[] };

/// What an experiment does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Panics,
    Endless,
    Deaf,
    WrongShape,
    RecordsNothing,
    Negative,
    NoFloor,
    OtherEachTime,
    SameKey,
    LoadPanics,
    FollowedPanics,
}

/// n^(-1/2) with a little noise, but for its fault, which it has at the smallest size alone where it is one of running.
#[derive(Debug, Clone, Copy)]
struct Made {
    id: &'static str,
    factor: f64,
    fault: Fault,
}

static TIMES: AtomicUsize = AtomicUsize::new(0);

impl Experiment for Made {
    fn id(&self) -> &'static str {
        self.id
    }
    fn key(&self) -> String {
        if self.fault == Fault::SameKey { "made".into() } else { format!("made; factor={}", self.factor) }
    }
    fn describe(&self) -> String {
        format!("made, times {}", self.factor)
    }
    fn engine(&self) -> (&'static str, u32) {
        ("made", 1)
    }
    fn quantities(&self) -> Vec<Quantity> {
        vec![SIZE]
    }
    fn followed(&self, measured: &[Quantity]) -> Vec<Quantity> {
        assert!(self.fault != Fault::FollowedPanics, "made to panic");
        measured.to_vec()
    }
    fn broken(&self, assumption: &Assumption) -> Broken {
        if *assumption == KNOWN { Ok(None) } else { Err(Unknown) }
    }
    fn refuses(&self, axis: &Axis) -> Option<String> {
        (axis.symbol == "h").then(|| "there is no h here".into())
    }
    fn cost(&self, room: &Room<'_>) -> Cost {
        Cost { work: room.at, bytes: 1000 }
    }
    fn load<'a>(&'a self, _: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        assert!(self.fault != Fault::LoadPanics, "made to panic");
        Ok(Box::new(*self))
    }
}

impl Loaded for Made {
    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        let mut value = self.factor / (cell.at as f64).sqrt() * (1.0 + 0.01 * cell.stream().normal());
        let at_fault = cell.at == 8;
        match self.fault {
            Fault::Panics if at_fault => panic!("made to panic"),
            Fault::Endless if at_fault => loop {
                cell.ask()?;
                std::thread::sleep(Duration::from_millis(1));
            },
            Fault::Deaf if at_fault && cell.replicate == 0 => loop {
                std::thread::sleep(Duration::from_secs(1));
            },
            Fault::WrongShape if at_fault => {
                let device = candle_core::Device::Cpu;
                let ones = |rows: usize| candle_core::Tensor::ones((rows, 3), candle_core::DType::F64, &device);
                ones(2)?.matmul(&ones(2)?)?;
            }
            Fault::RecordsNothing => return Ok(()),
            Fault::Negative if at_fault => value = -value,
            Fault::NoFloor if at_fault => {
                cell.record(SIZE, 0, Reading { floor: Some(0.0), ..Reading::exact(value) });
                return Ok(());
            }
            Fault::OtherEachTime => value += TIMES.fetch_add(1, Ordering::Relaxed) as f64,
            _ => {}
        }
        cell.record_throughout(SIZE, value);
        Ok(())
    }
}

/// A theorem over n of one or two experiments, with a claim on each.
struct Theory {
    experiments: Vec<Made>,
    bound: Form,
    axis: Axis,
    quantity: Quantity,
    needs: &'static [Assumption],
    horizon: Horizon,
}

const NUMBER: Axis = Axis { symbol: "n", says: "number of points" };

impl Theory {
    fn of(fault: Fault) -> Self {
        let made = |id, factor| Made { id, factor, fault };
        let (bound, horizon) = (Form::written_in("n", "Theta(n^(-1/2))"), Horizon::Fixed(0));
        Self { experiments: vec![made("one", 1.0), made("two", 2.0)], bound, axis: NUMBER, quantity: SIZE, needs: &[KNOWN], horizon }
    }
}

impl Theorem for Theory {
    fn id(&self) -> &'static str {
        "theory"
    }
    fn source_text(&self) -> &'static str {
        "//! Made.\n"
    }
    fn claims(&self) -> Vec<Claim> {
        let of =
            |made: &Made| claim(made.id, "", self.bound.clone(), self.quantity, self.horizon, made.id).needs(self.needs).measured_only();
        self.experiments.iter().map(of).collect()
    }
    fn design(&self, _: Scale) -> Design {
        Design::new(self.experiments.clone(), vec![8, 16, 32, 64, 128, 256, 512], 6).over(self.axis)
    }
    fn must_fail(&self) -> Vec<MustFail> {
        vec![must_fail("faster", "one", "made so").bound(Form::written_in(self.axis.symbol, "O(1/n)"))]
    }
}

fn evidence(theory: &Theory) -> Evidence {
    let study = Study::designed(theory, Scale::Quick, 0, Source::Gaussian(4));
    run(&study, &study.load().unwrap(), 2, &|_| ())
}

/// The status and the reason of every row at the smallest size, each once.
fn of_smallest(evidence: &Evidence) -> Vec<(Status, String)> {
    let mut found: Vec<(Status, String)> = Vec::new();
    for row in evidence.rows.iter().filter(|row| row.width == 8) {
        if !found.iter().any(|(status, reason)| (*status, reason) == (row.status, &row.reason)) {
            found.push((row.status, row.reason.clone()));
        }
    }
    found
}

#[test]
fn another_variable_than_the_width_is_designed_run_judged_and_shown_by_its_symbol() {
    let theory = Theory::of(Fault::None);
    check(&theory).unwrap();
    let evidence = evidence(&theory);
    assert_eq!((evidence.run.axis.as_str(), evidence.run.settings["two"].as_str()), ("n", "made; factor=2"));
    let result = judge_theorem(&theory, &evidence, "cells.csv").unwrap();
    assert!(result.as_expected() && result.verdict() == Verdict::Supported);
    assert_eq!(result.claims[0].claim.bound.to_string(), "Theta(n^(-1/2))");
}

#[test]
fn a_panic_a_wrong_shape_and_a_missing_record_are_rows_and_take_nothing_along() {
    for (fault, reason) in [
        (Fault::Panics, "the program panicked: made to panic"),
        (Fault::WrongShape, "shape mismatch"),
        (Fault::RecordsNothing, "the experiment recorded nothing of it at step 0"),
        (Fault::Negative, "size is a size, and the experiment gave -"),
        (Fault::NoFloor, "the floor of size is no positive number"),
    ] {
        let evidence = evidence(&Theory::of(fault));
        let found = of_smallest(&evidence);
        assert!(found.iter().all(|(status, text)| *status == Status::Failed && text.contains(reason)), "{fault:?}: {found:?}");
        let others = evidence.rows.iter().filter(|row| row.width > 8);
        assert!(fault == Fault::RecordsNothing || others.clone().all(|row| row.status == Status::Ok), "{fault:?}");
        assert_eq!(others.filter(|row| !row.horizon.is_empty()).count(), 2 * 6 * 6);
    }
}

#[test]
fn a_panic_in_what_is_asked_of_an_experiment_ends_the_run_with_an_error() {
    let theory = Theory::of(Fault::FollowedPanics);
    let study = Study { replicates: Replicates::Same(1), ..Study::designed(&theory, Scale::Quick, 0, Source::Gaussian(4)) };
    let loaded = study.load().unwrap();
    let run = Run { study: &study, loaded: &loaded, shelf: None, watch: &Limit };
    let error = run.on_processor(&study.cells(), Budget { jobs: 2, memory: usize::MAX }).unwrap_err().to_string();
    assert!(error.contains("theory") && error.contains("the program panicked: made to panic"), "{error}");
}

/// Leaves every cell after some milliseconds, as `--limit` does.
struct Limit;

impl Watch for Limit {
    fn begin(&self, _: &Cell) -> Box<Ask<'_>> {
        let started = Instant::now();
        Box::new(move || (started.elapsed() > Duration::from_millis(30)).then(|| Stop::Failed("took too long".into())))
    }
    fn is_interrupted(&self) -> bool {
        false
    }
    fn finished(&self, _: &Cell, _: &End) {}
    fn note(&self, _: &str) {}
    fn pause(&self) {}
}

#[test]
fn a_cell_without_an_end_is_left_at_its_limit() {
    let theory = Theory::of(Fault::Endless);
    let study = Study { replicates: Replicates::Same(2), ..Study::designed(&theory, Scale::Quick, 0, Source::Gaussian(4)) };
    let loaded = study.load().unwrap();
    let run = Run { study: &study, loaded: &loaded, shelf: None, watch: &Limit };
    let evidence = whole(&study, run.on_processor(&study.cells(), Budget { jobs: 2, memory: usize::MAX }).unwrap()).unwrap();
    assert_eq!(of_smallest(&evidence), [(Status::Failed, "took too long".to_owned())]);
    assert!(evidence.rows.iter().filter(|row| row.width > 8).all(|row| row.status == Status::Ok));
}

/// The variable by which a test tells this program, which it starts again, where to run a study.
const FOR_PARENT: &str = "ASYMPTEST_TEST_ENDLESS";

/// Does nothing but for [`a_cell_that_never_asks_is_left_and_takes_nothing_along`].
#[test]
fn verifies_a_theorem_for_a_test_with_an_endless_cell() {
    if let Some(folder) = std::env::var_os(FOR_PARENT) {
        let words = ["asymptest", "verify", "--limit", "0.3", "--jobs", "2", "--out"].map(OsString::from);
        // Its exit code is that of the tests; what it made is looked at by the other one.
        let _ = asymptest::cli::run(words.into_iter().chain([folder]), &[&Theory::of(Fault::Deaf)]);
    }
}

#[test]
fn a_cell_that_never_asks_is_left_and_takes_nothing_along() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["seam::verifies_a_theorem_for_a_test_with_an_endless_cell", "--exact", "--nocapture"])
        .env(FOR_PARENT, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    for setting in ["one", "two"] {
        let cell = format!("theory: setting {setting}, n = 8, replicate 0: it passed its limit of 0.3 s");
        assert!(said.contains(&format!("{cell} and never asked")), "{said}");
    }
    let csv = std::fs::read_to_string(folder.path().join("theory/cells.csv")).unwrap();
    let failed: Vec<&str> = csv.lines().filter(|line| line.contains(",failed,")).collect();
    assert!(!failed.is_empty() && failed.iter().all(|line| line.ends_with(",failed,it passed its limit of 0.3 s")), "{failed:?}");
    assert_eq!(csv.lines().filter(|line| line.contains(",ok,")).count() + failed.len(), csv.lines().count() - 1);
}

/// What `check` finds wrong with a theorem.
fn wrong(theory: &Theory) -> Vec<String> {
    let meter = Meter { seconds: &|| 0.0, peak: &|| None };
    wrong_by(theory, &meter)
}

fn wrong_by(theory: &Theory, meter: &Meter<'_>) -> Vec<String> {
    let problem = |tried: Tried| tried.passed.err().map(|problem| format!("{}: {problem}", tried.says));
    experiments(theory, &Source::Gaussian(4), meter).into_iter().filter_map(problem).collect()
}

#[test]
fn check_finds_every_fault_and_none_where_there_is_none() {
    assert_eq!(wrong(&Theory::of(Fault::None)), [""; 0]);
    for (theory, expected) in [
        (Theory::of(Fault::Panics), "it panicked: made to panic"),
        (Theory::of(Fault::LoadPanics), "loads its data: it panicked"),
        (Theory::of(Fault::WrongShape), "shape mismatch"),
        (Theory::of(Fault::RecordsNothing), "records every quantity that is claimed: size: the experiment recorded nothing"),
        (Theory::of(Fault::OtherEachTime), "all randomness has to come from the cell's stream"),
        (Theory::of(Fault::SameKey), "have one key, `made`"),
        (Theory { quantity: OTHER, ..Theory::of(Fault::None) }, "claims other of setting one, which does not measure it; it measures size"),
        (Theory { needs: &[NOT_KNOWN], ..Theory::of(Fault::None) }, "it is not known here whether not_known hold"),
        (Theory { bound: "O(1/Q)".into(), ..Theory::of(Fault::None) }, "theory.rs, claim one: `O(1/Q)` is no bound"),
        (Theory { bound: "O(1/M)".into(), ..Theory::of(Fault::None) }, "O(M^(-1)) is written in M, and the design grows n"),
        (
            Theory { bound: Form::written_in("n", "O(t^9 / n)"), ..Theory::of(Fault::None) },
            "is a claim in t, and t = 0 is one time: nothing of t can be judged",
        ),
        (
            Theory { axis: Axis { symbol: "h", says: "step" }, bound: Form::written_in("h", "O(1)"), ..Theory::of(Fault::None) },
            "is designed over h: there is no h here",
        ),
        (Theory { horizon: Horizon::Departure { multiple: 1.0 }, ..Theory::of(Fault::None) }, "has no growth under dot products"),
    ] {
        let found = wrong(&theory);
        assert!(found.iter().any(|problem| problem.contains(expected)), "{expected}: {found:#?}");
    }
}

#[test]
fn check_compares_memory_with_what_is_announced() {
    let held = AtomicUsize::new(0);
    // The second reading of each experiment is half a gigabyte above its first.
    let peak = || Some(held.fetch_add(500_000_000, Ordering::Relaxed));
    let meter = Meter { seconds: &|| 0.0, peak: &peak };
    let found = wrong_by(&Theory::of(Fault::None), &meter);
    assert!(found.len() == 2 && found[0].contains("took 500.0 MB and announces 0.0 MB"), "{found:?}");
}

#[test]
fn settings_that_would_leave_out_a_part_of_what_they_name_are_refused_before_anything_runs() {
    struct Of(Design, Quantity);
    impl Theorem for Of {
        fn id(&self) -> &'static str {
            "of"
        }
        fn source_text(&self) -> &'static str {
            "//! Made.\n"
        }
        fn claims(&self) -> Vec<Claim> {
            vec![claim("claim", "", "O(1)", self.1, Horizon::Fixed(1), "cosine")]
        }
        fn design(&self, _: Scale) -> Design {
            self.0.clone()
        }
    }
    let refused = |design: Design, quantity| {
        let theorem = Of(design, quantity);
        let study = Study::designed(&theorem, Scale::Smoke, 0, Source::Gaussian(4));
        study.load().map(drop).map_err(|error| error.to_string())
    };
    let of = |setting: Setting| refused(Design::new(vec![setting], vec![8, 16], 1), LOSS);
    let momentum: Arc<Momentum> = Arc::new(Momentum::HeavyBall { momentum: 0.5 });
    let cosine = Setting::cosine(3);
    assert_eq!(of(cosine.clone()), Ok(()));
    assert!(of(Setting { negatives: 3, ..cosine.clone() }).is_ok());
    assert!(of(Setting { negatives: 0, ..cosine.clone() }).unwrap_err().contains("needs a positive and a negative of each anchor"));
    let held = Setting { held: OutputWeights::Orthonormal, rule: momentum.clone(), ..cosine.clone() };
    assert!(of(held).unwrap_err().contains("holds W orthonormal, which has a rule of its own, and names momentum 0.5"));
    let objective = Objective { similarity: Similarity::DOT, loss: TripletLoss::Linear };
    let both = |setting: Setting| refused(Design::new(vec![BesideDirect::new(setting, objective)], vec![8, 16], 1), REDUCED_OUTPUTS);
    assert_eq!(both(cosine.clone()), Ok(()));
    for setting in [
        Setting { held: OutputWeights::Principal, ..cosine.clone() },
        Setting { rule: momentum, ..cosine.clone() },
        Setting { sampler: Arc::new(Minibatch(2)), ..cosine.clone() },
    ] {
        assert!(both(setting).unwrap_err().contains("trains both forms by plain descent on all data"));
    }
    assert!(both(Setting { negatives: 3, ..cosine.clone() }).unwrap_err().contains("trains both forms on triplets"));
    for widths in [vec![1, 2, 4], vec![8, 8, 16], vec![16, 8], Vec::new()] {
        let problem = refused(Design::new(vec![cosine.clone()], widths, 1), LOSS).unwrap_err();
        assert!(problem.contains("give values from 2 on, rising, each once"), "{problem}");
    }
    // A network whose V does not stay along the data has no movement R(t) that it could tell.
    let decay = Arc::new(WeightDecay { decay: 0.1, of: Descent });
    let decaying = Design::new(vec![Setting { rule: decay, ..cosine }], vec![8, 16], 1);
    for quantity in [WEIGHT_MOVEMENT, KERNEL_RATIO] {
        let problem = refused(decaying.clone(), quantity).unwrap_err();
        assert!(problem.contains("of setting cosine, which does not measure it"), "{problem}");
    }
}

#[test]
fn a_control_that_names_no_claim_and_a_name_that_is_there_twice_are_refused() {
    struct Changed(Vec<MustFail>, Vec<&'static str>);
    impl Theorem for Changed {
        fn id(&self) -> &'static str {
            "changed"
        }
        fn source_text(&self) -> &'static str {
            "//! Made.\n"
        }
        fn claims(&self) -> Vec<Claim> {
            self.1.iter().map(|&id| claim(id, "", "O(1)", LOSS, Horizon::Fixed(1), "cosine")).collect()
        }
        fn design(&self, _: Scale) -> Design {
            Design::new(vec![Setting::cosine(2)], vec![8, 16], 1)
        }
        fn must_fail(&self) -> Vec<MustFail> {
            self.0.clone()
        }
    }
    let refused = |controls: Vec<MustFail>, claims: &[&'static str]| check(&Changed(controls, claims.to_vec())).unwrap_err().to_string();
    assert!(refused(vec![must_fail("control", "claim", "")], &["other"]).contains("no claim is called `claim`"));
    assert!(refused(vec![], &["one", "one"]).contains("another claim has this name"));
    assert!(
        refused(vec![must_fail("control", "one", "").setting("dot")], &["one"]).contains("the design has no setting `dot`; it has cosine")
    );
    assert!(check(&Changed(vec![must_fail("control", "one", "").bound("o(1)")], vec!["one"])).is_ok());
}
