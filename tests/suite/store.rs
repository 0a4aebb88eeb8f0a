//! The store of finished cells and the runner: what is kept, what is trusted, what is computed again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use asymptest::claim::{Assumption, Broken, Claim as Statement, Horizon, Quantity, Unknown, claim};
use asymptest::data::{Augmentation, Source};
use asymptest::error::{Error, Result};
use asymptest::experiment::{CellRun, Cost, Design, Experiment, Loaded, Plan, Room, Scale, Stop};
use asymptest::loss::{Layout, Objective, Similarity, Squared, TripletLoss, linear, softmax};
use asymptest::model::{Activation, Columns, OutputScale, OutputWeights, Precision};
use asymptest::observe::{
    BELOW_MINIMUM, MINIMUM_GAP, NTK_DRIFT, PAIR_MATRIX_DRIFT, PRINCIPAL_PROBE_ERROR, PROBE_ERROR, PROBE_GAP, TRACE_ERROR, WEIGHT_MOVEMENT,
    of_reduced,
};
use asymptest::random::Stream;
use asymptest::study::store::{Claim, Found, Key, Place, Processor, Reuse, Shelf, Store, keys};
use asymptest::study::{Ask, Budget, Cell, End, Evidence, Run, Status, Study, Watch, judge_theorem, run, whole};
use asymptest::theorem::Theorem;
use asymptest::train::{ByLayer, Dataset, Descent, Inputs, Minibatch, Momentum, WeightDecay};
use asymptest::two_layer::{BesideDirect, ENGINE, Setting, StepGrowth, TwoLayerRule, of_both_forms};
use asymptest::verdict::Verdict;
use faer::Mat;

/// A theorem of one claim on each of its quantities, in `setting`.
#[derive(Clone)]
struct Made<E = Setting> {
    setting: E,
    /// One claim each.
    quantities: Vec<Quantity>,
    horizon: Horizon,
}

impl Made {
    fn new() -> Self {
        Self { setting: Setting { outputs: 2, ..Setting::cosine(4) }, quantities: vec![NTK_DRIFT], horizon: Horizon::Fixed(2) }
    }
}

impl<E: Experiment + Clone + 'static> Theorem for Made<E> {
    fn id(&self) -> &'static str {
        "made"
    }

    fn source_text(&self) -> &'static str {
        "//! Made for a test.\n"
    }

    fn claims(&self) -> Vec<Statement> {
        let of = |&quantity| claim("claim", "made for a test", "O(M^(-1/3))", quantity, self.horizon, self.setting.id());
        self.quantities.iter().map(of).collect()
    }

    fn design(&self, _: Scale) -> Design {
        Design::new(vec![self.setting.clone()], vec![32, 64, 128, 256, 512], 3)
    }
}

fn study(theorem: &dyn Theorem) -> Study<'_> {
    Study::designed(theorem, Scale::Smoke, 0, Source::Gaussian(16))
}

/// Writes down what happens; cells are left as `ask` says, and the run ends after `most` cells.
struct Log<'a> {
    ask: &'a (dyn Fn() -> Option<Stop> + Sync),
    most: usize,
    ends: Mutex<Vec<(Cell, End)>>,
    notes: Mutex<Vec<String>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

impl<'a> Log<'a> {
    fn new() -> Self {
        Self::asking(&|| None)
    }

    fn asking(ask: &'a (dyn Fn() -> Option<Stop> + Sync)) -> Self {
        Self {
            ask,
            most: usize::MAX,
            ends: Mutex::default(),
            notes: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
        }
    }

    fn count(&self, end: &End) -> usize {
        self.ends.lock().unwrap().iter().filter(|(_, other)| other == end).count()
    }

    fn trained(&self) -> usize {
        self.count(&End::Trained)
    }
}

impl Watch for Log<'_> {
    fn begin(&self, _: &Cell) -> Box<Ask<'_>> {
        let now = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_in_flight.fetch_max(now, Ordering::SeqCst);
        Box::new(|| (self.ask)())
    }

    fn is_interrupted(&self) -> bool {
        self.ends.lock().unwrap().len() >= self.most
    }

    fn finished(&self, cell: &Cell, end: &End) {
        if *end != End::Stored {
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
        }
        self.ends.lock().unwrap().push((*cell, end.clone()));
    }

    fn note(&self, text: &str) {
        self.notes.lock().unwrap().push(text.into());
    }

    fn pause(&self) {
        std::thread::yield_now();
    }
}

const ROOM: Budget = Budget { jobs: 2, memory: usize::MAX };

/// Runs all cells of the study on the store in `folder`.
fn run_on(folder: &Path, study: &Study<'_>, log: &Log<'_>) -> Option<Evidence> {
    let store = Store::open(folder).unwrap();
    run_in(&store, study, Reuse::Finished, log)
}

fn run_in(store: &Store, study: &Study<'_>, reuse: Reuse, log: &Log<'_>) -> Option<Evidence> {
    let shelf = Shelf::of(store, study, Place::here(), reuse).unwrap();
    let loaded = study.load().unwrap();
    whole(study, Run { study, loaded: &loaded, shelf: Some(&shelf), watch: log }.on_processor(&study.cells(), ROOM).unwrap())
}

fn undisturbed(study: &Study<'_>) -> Evidence {
    run(study, &study.load().unwrap(), 1, &|_| ())
}

/// Names in a folder that end like this.
fn named(folder: &Path, end: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(end))
        .collect();
    names.sort();
    names
}

#[test]
fn a_finished_cell_is_not_computed_again() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let study = study(&theorem);
    let expected = undisturbed(&study);
    let log = Log { most: 6, ..Log::new() };
    assert_eq!(run_on(folder.path(), &study, &log), None, "it was interrupted");
    let first = log.trained();
    assert!((6..=7).contains(&first), "a cell in flight may end beside the last one: {first}");
    let log = Log::new();
    assert_eq!(run_on(folder.path(), &study, &log).as_ref(), Some(&expected));
    assert_eq!((log.count(&End::Stored), log.trained()), (first, 15 - first));
    let log = Log::new();
    assert_eq!(run_on(folder.path(), &study, &log).as_ref(), Some(&expected));
    assert_eq!((log.count(&End::Stored), log.trained()), (15, 0));
    assert_eq!(named(folder.path(), "").len(), 16, "nothing is left beside the cells and the lock");
    // Asked for anew, all are computed again.
    let log = Log::new();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(run_in(&store, &study, Reuse::Nothing, &log).as_ref(), Some(&expected));
    assert_eq!((log.count(&End::Stored), log.trained()), (0, 15));
}

#[test]
fn a_file_that_is_not_the_cells_is_named_put_aside_and_computed_again() {
    let theorem = Made::new();
    let study = study(&theorem);
    let expected = undisturbed(&study);
    let keys: Vec<Key> = keys(&study, Place::here()).unwrap().into_iter().map(|(_, key)| key).collect();
    let cut = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let flipped = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let place = bytes.len() - 30;
        bytes[place] ^= 1;
        bytes
    };
    type Damage<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;
    let damages: [(Damage<'_>, &str); 5] = [
        (&cut, "is damaged or cut off"),
        (&flipped, "is damaged or cut off"),
        (&|_| Vec::new(), "is not a file of this store"),
        (&|_| b"width,replicate,value\n8,0,1\n".to_vec(), "is not a file of this store"),
        (&|bytes| bytes[..40].to_vec(), "is not a file of this store"),
    ];
    for (damage, expected_note) in damages {
        let folder = tempfile::tempdir().unwrap();
        run_on(folder.path(), &study, &Log::new());
        let path = Store::open(folder.path()).unwrap().path(&keys[4]);
        let damaged = damage(&fs::read(&path).unwrap());
        fs::write(&path, &damaged).unwrap();
        let log = Log::new();
        assert_eq!(run_on(folder.path(), &study, &log).as_ref(), Some(&expected));
        assert_eq!(log.trained(), 1);
        let notes = log.notes.into_inner().unwrap();
        assert!(matches!(&notes[..], [note] if note.contains(&keys[4].to_string()) && note.contains(expected_note)), "{notes:?}");
        let aside = named(folder.path(), "damaged");
        assert_eq!(fs::read(folder.path().join(&aside[0])).unwrap(), damaged, "what was there is kept");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_or_too_large_is_damaged_too_and_nothing_waits_for_it() {
    let theorem = Made::new();
    let study = Study { widths: vec![32, 64], ..study(&theorem) };
    let expected = undisturbed(&study);
    let keys: Vec<Key> = keys(&study, Place::here()).unwrap().into_iter().map(|(_, key)| key).collect();
    let pipe = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let large = |path: &Path| fs::File::create(path).unwrap().set_len(64_000_001).unwrap();
    let folder_of_files = |path: &Path| {
        fs::create_dir(path).unwrap();
        fs::write(path.join("file"), "").unwrap();
    };
    type Damage<'a> = &'a dyn Fn(&Path);
    let damages: [(Damage<'_>, &str); 3] =
        [(&pipe, "is not a regular file"), (&large, "has more than 64 MB"), (&folder_of_files, "is not a regular file")];
    for (damage, expected_note) in damages {
        for reuse in [Reuse::Finished, Reuse::Nothing] {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path()).unwrap();
            damage(&store.path(&keys[1]));
            let log = Log::new();
            assert_eq!(run_in(&store, &study, reuse, &log).as_ref(), Some(&expected));
            let notes = log.notes.into_inner().unwrap();
            assert!(matches!(&notes[..], [note] if note.contains(&keys[1].to_string()) && note.contains(expected_note)), "{notes:?}");
            assert_eq!(named(folder.path(), "damaged"), [format!("{}.damaged-1", keys[1])]);
        }
    }
}

/// No verdict on a cell whose file is there and cannot be read: it is neither missing nor damaged.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let key = keys(&study(&theorem), Place::here()).unwrap().remove(0).1;
    let store = Store::open(folder.path()).unwrap();
    // The memory of this process is a regular file whose first page nobody can read.
    std::os::unix::fs::symlink("/proc/self/mem", store.path(&key)).unwrap();
    let refused = store.look(&key).unwrap_err();
    assert!(matches!(&refused, Error::Read { path, .. } if *path == store.path(&key)), "{refused}");
    // A file where the folder was.
    let inner = folder.path().join("cells");
    let store = Store::open(&inner).unwrap();
    fs::remove_dir_all(&inner).unwrap();
    assert!(matches!(store.look(&key), Ok(Found::Nothing)));
    fs::write(&inner, "").unwrap();
    assert!(matches!(store.look(&key), Err(Error::Read { .. })));
}

#[test]
fn a_damaged_file_stays_until_the_claim_is_held_and_every_one_is_kept() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let key = keys(&study(&theorem), Place::here()).unwrap().remove(0).1;
    let store = Store::open(folder.path()).unwrap();
    for number in 1..=3 {
        fs::write(store.path(&key), format!("damaged {number}")).unwrap();
        let Found::Damaged(damage) = store.look(&key).unwrap() else { panic!("it is damaged") };
        assert!(store.path(&key).exists(), "who looks moves nothing: another process may have mended it since");
        let Claim::Ours(claim) = store.claim(&key).unwrap() else { panic!("nobody else is here") };
        assert!(store.put_aside(&key, &damage, &claim).ends_with(&format!("(kept as {key}.damaged-{number})")));
        assert_eq!(store.look(&key).unwrap(), Found::Nothing);
    }
    for number in 1..=3 {
        let kept = fs::read_to_string(folder.path().join(format!("{key}.damaged-{number}"))).unwrap();
        assert_eq!(kept, format!("damaged {number}"));
    }
}

#[test]
fn the_file_of_another_cell_is_not_taken_for_this_one() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let study = study(&theorem);
    let expected = run_on(folder.path(), &study, &Log::new()).unwrap();
    let keys: Vec<Key> = keys(&study, Place::here()).unwrap().into_iter().map(|(_, key)| key).collect();
    let store = Store::open(folder.path()).unwrap();
    fs::copy(store.path(&keys[1]), store.path(&keys[0])).unwrap();
    // And one with a right checksum and the wrong rows, as an error of the program would leave it.
    let Found::Rows(rows) = store.look(&keys[3]).unwrap() else { panic!("it is stored") };
    store.keep(&keys[2], &rows).unwrap();
    store.keep(&keys[5], b"no,rows\n1,2\n").unwrap();
    let log = Log::new();
    assert_eq!(run_on(folder.path(), &study, &log).as_ref(), Some(&expected));
    let notes = log.notes.into_inner().unwrap();
    for part in ["holds another cell than its name says", "a row is of another cell", "the columns are not"] {
        assert_eq!(notes.iter().filter(|note| note.contains(part)).count(), 1, "{part}: {notes:?}");
    }
    assert_eq!(named(folder.path(), "damaged").len(), 3);
}

#[test]
fn two_runs_on_one_folder_share_the_cells() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let study = Study { replicates: 8.into(), ..study(&theorem) };
    let expected = undisturbed(&study);
    let (one, other) = (Log::new(), Log::new());
    let seen: Vec<Option<Evidence>> = std::thread::scope(|scope| {
        let run = |log| run_on(folder.path(), &study, log);
        let threads = [&one, &other].map(|log| scope.spawn(move || run(log)));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(seen, [Some(expected.clone()), Some(expected)]);
    assert_eq!(one.trained() + other.trained(), 40, "no cell twice");
    assert!(named(folder.path(), "claim").is_empty() && named(folder.path(), "part").is_empty());
}

#[test]
fn a_claim_is_held_by_one_until_it_is_dropped() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let key = keys(&study(&theorem), Place::here()).unwrap().remove(0).1;
    let (one, other) = (Store::open(folder.path()).unwrap(), Store::open(folder.path()).unwrap());
    let held = one.claim(&key).unwrap();
    assert!(matches!(held, Claim::Ours(_)) && matches!(other.claim(&key).unwrap(), Claim::Theirs));
    drop(held);
    assert!(matches!(other.claim(&key).unwrap(), Claim::Ours(_)));
    // What a killed process left is no claim, and is swept by who is alone in the folder.
    drop((one, other));
    for name in [format!("{key}.claim"), format!(".{key}.cell.1-0123456789abcdef.part")] {
        fs::write(folder.path().join(name), "left").unwrap();
    }
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(named(folder.path(), ""), ["in-use"]);
    fs::write(folder.path().join(format!("{key}.claim")), "left").unwrap();
    assert!(matches!(store.claim(&key).unwrap(), Claim::Ours(_)));
}

#[test]
fn a_folder_that_cannot_be_written_is_one_error() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let message = Store::open(&file.join("store")).unwrap_err().to_string();
    assert!(message.starts_with("cannot write ") && message.lines().count() == 1, "{message}");
    // One that goes away, or is full, in the middle of a run ends it with what the system says.
    let path = folder.path().join("store");
    let study = study(&theorem);
    let store = Store::open(&path).unwrap();
    let remove = || {
        let _ = fs::remove_dir_all(&path);
        None
    };
    let log = Log::asking(&remove);
    let shelf = Shelf::of(&store, &study, Place::here(), Reuse::Finished).unwrap();
    let loaded = study.load().unwrap();
    let error = Run { study: &study, loaded: &loaded, shelf: Some(&shelf), watch: &log }.on_processor(&study.cells(), ROOM).unwrap_err();
    assert!(error.to_string().starts_with("cannot write "), "{error}");
    assert!(log.trained() < study.cells().len());
}

/// An experiment that is an error of the program.
#[derive(Debug, Clone)]
struct Panics;

impl Experiment for Panics {
    fn id(&self) -> &'static str {
        "panics"
    }

    fn key(&self) -> String {
        "panics".into()
    }

    fn describe(&self) -> String {
        "an experiment that panics".into()
    }

    fn engine(&self) -> (&'static str, u32) {
        ("panics", 1)
    }

    fn quantities(&self) -> Vec<Quantity> {
        vec![NTK_DRIFT]
    }

    fn broken(&self, _: &Assumption) -> Broken {
        Err(Unknown)
    }

    fn cost(&self, _: &Room<'_>) -> Cost {
        Cost::default()
    }

    fn load<'a>(&'a self, _: &Plan<'a>) -> Result<Box<dyn Loaded + 'a>> {
        Ok(Box::new(Self))
    }
}

impl Loaded for Panics {
    fn run(&self, cell: &mut CellRun<'_>) -> Result<(), Stop> {
        panic!("made to,\n at M = {}", cell.at)
    }
}

#[test]
fn a_cell_that_panics_is_a_row_with_the_reason_and_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let theorem = Made { setting: Panics, quantities: vec![NTK_DRIFT], horizon: Horizon::Fixed(2) };
    let study = Study { widths: vec![32, 64], ..study(&theorem) };
    for _ in 0..2 {
        let log = Log::new();
        let evidence = run_on(folder.path(), &study, &log).unwrap();
        assert_eq!(log.trained() + log.count(&End::Stored), 0);
        assert!(evidence.rows.iter().all(|row| row.status == Status::Failed && row.value.is_none()));
        assert_eq!(evidence.rows[0].reason, "the program panicked: made to, at M = 32", "in one line");
        assert_eq!(Evidence::from_csv("f", &evidence.to_csv(), evidence.run.clone()).unwrap(), evidence);
    }
    assert!(named(folder.path(), ".cell").is_empty(), "a failure is no result");
}

#[test]
fn a_cell_that_passes_its_limit_is_a_row_with_the_reason_and_excludes_support() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let study = Study { widths: vec![32, 64, 128, 256, 512, 1024], replicates: 6.into(), source: Source::GAUSSIAN, ..study(&theorem) };
    let steps = AtomicUsize::new(0);
    // One cell in the middle is left; the others run.
    let late = || (steps.fetch_add(1, Ordering::SeqCst) == 20).then(|| Stop::Failed("it passed its limit of 1 s".into()));
    let log = Log::asking(&late);
    let evidence = run_on(folder.path(), &study, &log).unwrap();
    let failed: Vec<_> = evidence.rows.iter().filter(|row| row.status == Status::Failed).collect();
    assert!(!failed.is_empty() && failed.iter().all(|row| row.reason == "it passed its limit of 1 s"));
    assert_eq!(evidence.rows.len(), undisturbed(&study).rows.len(), "every row is there");
    assert_eq!(log.trained(), 35);
    let judgement = &judge_theorem(&theorem, &evidence, "cells.csv").unwrap().claims[0].judgement;
    assert_eq!(judgement.verdict, Verdict::Inconclusive);
    assert!(judgement.warnings.iter().any(|warning| warning.code == "runs_failed" && warning.text.starts_with("1 of 36")));
    let whole = run_on(folder.path(), &study, &Log::new()).unwrap();
    assert_eq!(whole, undisturbed(&study), "the next run computes what failed");
    assert!(judge_theorem(&theorem, &whole, "cells.csv").unwrap().claims[0].judgement.verdict.agrees());
}

#[test]
fn no_more_cells_run_than_memory_takes() {
    let theorem = Made::new();
    let study = study(&theorem);
    let (loaded, cells) = (study.load().unwrap(), study.cells());
    let most = |memory: usize| {
        let log = Log::new();
        let run = Run { study: &study, loaded: &loaded, shelf: None, watch: &log };
        assert_eq!(whole(&study, run.on_processor(&cells, Budget { jobs: 4, memory }).unwrap()), Some(undisturbed(&study)));
        log.most_in_flight.into_inner()
    };
    assert_eq!(most(0), 1);
    assert_eq!(most(study.bytes(32) * 2 - 1), 1);
    assert!((1..=4).contains(&most(usize::MAX)));
}

#[test]
fn places_have_their_names_on_the_command_line() {
    assert_eq!([Place::here().name(), Place::Cuda.name()], ["cpu", "cuda"]);
}

#[test]
fn a_key_holds_all_that_determines_a_result() {
    let made = Made::new();
    let key = |theorem: &Made, change: &dyn Fn(&mut Study<'_>), place: Place, index: usize| {
        let mut study = study(theorem);
        change(&mut study);
        keys(&study, place).unwrap()[index].1.clone()
    };
    let reference = key(&made, &|_| (), Place::here(), 0);
    let others: Vec<Processor> = Processor::ALL.into_iter().filter(|&kind| Place::Processor(kind) != Place::here()).collect();
    assert_eq!(reference, key(&made, &|study| study.scale = Scale::Full, Place::here(), 0));
    assert_eq!(reference, key(&made, &|study| study.replicates = 7.into(), Place::here(), 0));
    let mut others: Vec<Key> = vec![
        key(&made, &|study| study.seed = 1, Place::here(), 0),
        key(&made, &|study| study.source = Source::GAUSSIAN, Place::here(), 0),
        key(&made, &|study| study.source = Source::Digits, Place::here(), 0),
        key(&made, &|study| study.precision = Precision::F32, Place::here(), 0),
        key(&made, &|_| (), Place::Cuda, 0),
        key(&made, &|_| (), Place::Processor(others[0]), 0),
        key(&made, &|_| (), Place::Processor(others[1]), 0),
        key(&made, &|_| (), Place::here(), 1),
        key(&made, &|_| (), Place::here(), 3),
        key(&Made { quantities: vec![WEIGHT_MOVEMENT], ..made.clone() }, &|_| (), Place::here(), 0),
        key(&Made { horizon: Horizon::Fixed(3), ..made.clone() }, &|_| (), Place::here(), 0),
        key(&Made { horizon: Horizon::Departure { multiple: 2.0 }, ..made.clone() }, &|_| (), Place::here(), 0),
    ];
    let changes: [fn(Setting) -> Setting; 17] = [
        |setting| Setting { id: "other", ..setting },
        |setting| Setting { activation: Activation::SOFTPLUS, ..setting },
        |setting| Setting { loss: linear(Similarity::cosine(0.01f64.next_up())), ..setting },
        |setting| Setting { loss: linear(Similarity::DOT), ..setting },
        |setting| Setting { loss: softmax(Similarity::cosine(0.01), 0.5), ..setting },
        |setting| Setting { rule: Arc::new(Momentum::HeavyBall { momentum: 0.9 }), ..setting },
        |setting| Setting { rule: Arc::new(Momentum::Nesterov { momentum: 0.9 }), ..setting },
        |setting| Setting { sampler: Arc::new(Minibatch(3)), ..setting },
        |setting| Setting { step_size: 1.0f64.next_up(), ..setting },
        |setting| Setting { step_growth: StepGrowth::LikeWidth, ..setting },
        |setting| Setting { step_growth: StepGrowth::Power(1, 2), ..setting },
        |setting| Setting { output_scale: OutputScale::RootWidth, ..setting },
        |setting| Setting { columns: Columns::Duplicate, ..setting },
        |setting| Setting { held: OutputWeights::Orthonormal, ..setting },
        |setting| Setting { triplets: 5, outputs: 3, ..setting },
        |setting| Setting { negatives: 2, ..setting },
        |setting| Setting { augmentation: Augmentation { noise: 0.06, ..setting.augmentation }, ..setting },
    ];
    others.extend(changes.map(|change| key(&Made { setting: change(made.setting.clone()), ..made.clone() }, &|_| (), Place::here(), 0)));
    others.push(reference);
    let all = others.len();
    others.sort();
    others.dedup();
    assert_eq!(others.len(), all, "all keys differ");
}

#[test]
fn a_file_of_data_is_known_by_its_bytes_and_not_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let source = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        Source::named(path.to_str().unwrap()).unwrap().fingerprint().unwrap()
    };
    assert_eq!(source("a", b"data"), source("b", b"data"));
    assert_ne!(source("a", b"data"), source("a", b"date"));
    assert!(Source::named(folder.path().join("none").to_str().unwrap()).unwrap().fingerprint().is_err());
}

/// Labelled inputs, for a loss that has labels.
#[derive(Debug)]
struct Labelled;

impl Dataset for Labelled {
    fn key(&self) -> String {
        "labelled".into()
    }

    fn describe(&self) -> String {
        "inputs with normal labels".into()
    }

    fn rows(&self) -> usize {
        4
    }

    fn load(&self, random: &mut Stream) -> Result<Inputs> {
        let inputs = Mat::from_fn(4, 8, |_, _| random.normal());
        Ok(Inputs { inputs, layout: Layout::single(4), labels: (0..8).map(|_| random.normal()).collect() })
    }
}

const PROBES: [Quantity; 3] = [PROBE_ERROR, PRINCIPAL_PROBE_ERROR, PROBE_GAP];
const OF_TRACE: [Quantity; 3] = [TRACE_ERROR, MINIMUM_GAP, BELOW_MINIMUM];

/// Quantities of the reduced network but for those of probes, which need images, and of the trace form, which needs dot products.
fn at_all() -> Vec<Quantity> {
    let all = of_reduced::<f64>().into_iter().map(|measure| measure.quantity());
    all.filter(|quantity| !PROBES.contains(quantity) && !OF_TRACE.contains(quantity)).collect()
}

/// Quantities that compare both forms of a network, with those of the reduced one that are measured beside them.
fn of_forms() -> Vec<Quantity> {
    of_both_forms::<f64>().into_iter().map(|measure| measure.quantity()).collect()
}

/// Widths that vectors do not divide, and of several chunks; a direct network is dear.
const WIDTHS: [usize; 2] = [37, 1100];
const OF_FORMS: [usize; 2] = [37, 64];

type Cells = Vec<(Box<dyn Theorem>, Source, [usize; 2])>;

/// Cells that use all that is computed: every activation, loss, similarity, rule and way to hold W, every quantity where it exists, images and synthetic data.
fn of_everything() -> Cells {
    let base = Made::new().setting;
    let dot = Setting { loss: linear(Similarity::DOT), ..base.clone() };
    let gaussian = Source::Gaussian(16);
    let mut cells: Cells = Vec::new();
    let mut add = |setting: Setting, source: &Source, quantities: &[Quantity]| {
        let departs = quantities.iter().all(|quantity| quantity.name.starts_with("departure"));
        let horizon = Horizon::Fixed(if departs { 40 } else { 5 });
        cells.push((Box::new(Made { setting, quantities: quantities.to_vec(), horizon }), source.clone(), WIDTHS));
    };
    for activation in Activation::ALL {
        // The Hessian needs two derivatives of the activation.
        let exists = |quantity: &Quantity| activation.smooth().is_some() || !quantity.name.starts_with("hessian");
        let quantities: Vec<Quantity> = at_all().into_iter().filter(exists).collect();
        add(Setting { activation, ..base.clone() }, &gaussian, &quantities);
    }
    let probes = [&[NTK_DRIFT], &PROBES[..]].concat();
    add(base.clone(), &Source::Mnist, &probes);
    add(dot.clone(), &Source::Digits, &probes);
    let softened = softmax(Similarity::cosine(0.01), 0.5);
    add(Setting { loss: softened, columns: Columns::Duplicate, outputs: 4, ..base.clone() }, &gaussian, &at_all());
    let with_trace = [at_all(), OF_TRACE.to_vec()].concat();
    for held in [OutputWeights::Orthonormal, OutputWeights::Principal] {
        add(Setting { held, output_scale: OutputScale::RootWidth, ..dot.clone() }, &gaussian, &with_trace);
    }
    let departure: Vec<Quantity> = at_all().into_iter().filter(|quantity| quantity.name.starts_with("departure")).collect();
    add(Setting { step_size: 5.0, ..dot.clone() }, &gaussian, &departure);
    add(Setting { step_growth: StepGrowth::LikeWidth, step_size: 1e-3, ..dot.clone() }, &Source::GAUSSIAN, &with_trace);
    let changed = [NTK_DRIFT, PAIR_MATRIX_DRIFT];
    for similarity in [Similarity::WEIGHTED, Similarity::cosine_sum(0.01), Similarity::cosine_max(0.01)] {
        add(Setting { loss: linear(similarity), ..base.clone() }, &gaussian, &changed);
    }
    let rules: [Arc<dyn TwoLayerRule>; 4] = [
        Arc::new(Momentum::HeavyBall { momentum: 0.9 }),
        Arc::new(Momentum::Nesterov { momentum: 0.9 }),
        Arc::new(ByLayer { input: 0.5, output: 2.0 }),
        Arc::new(WeightDecay { decay: 0.1, of: Descent }),
    ];
    for rule in rules {
        add(Setting { rule, ..base.clone() }, &gaussian, &changed);
    }
    add(Setting { sampler: Arc::new(Minibatch(2)), step_growth: StepGrowth::Power(1, 4), ..base.clone() }, &gaussian, &changed);
    add(Setting { loss: Arc::new(Squared), data: Some(Arc::new(Labelled)), ..base.clone() }, &gaussian, &[NTK_DRIFT]);
    for (setting, source, similarity) in [(base, Source::Mnist, Similarity::cosine(0.01)), (dot, Source::Digits, Similarity::DOT)] {
        let setting = BesideDirect::new(setting, Objective { similarity, loss: TripletLoss::Linear });
        cells.push((Box::new(Made { setting, quantities: of_forms(), horizon: Horizon::Fixed(5) }), source, OF_FORMS));
    }
    cells
}

/// Of the bits of all that is computed, and the names of the quantities that had a value.
fn digest() -> (String, BTreeSet<String>) {
    let (mut hasher, mut seen) = (blake3::Hasher::new(), BTreeSet::new());
    for (theorem, source, widths) in of_everything() {
        for precision in Precision::ALL {
            let study = Study { widths: widths.to_vec(), replicates: 1.into(), precision, source: source.clone(), ..study(&*theorem) };
            for row in undisturbed(&study).rows {
                assert_ne!(row.status, Status::Failed, "{} in {}: {}", row.quantity, study.settings[0].describe(), row.reason);
                hasher.update(format!("{:?} {:?} {:?}\n", row.status, row.value.map(f64::to_bits), row.floor.map(f64::to_bits)).as_bytes());
                seen.extend(row.value.map(|_| row.quantity));
            }
        }
    }
    (hasher.finalize().to_hex()[..16].to_owned(), seen)
}

#[test]
fn the_number_of_the_engine_is_that_of_its_results() {
    // What another result under the same number would do: stores would give old numbers for new ones. Raise ENGINE, and put here what it sees now.
    // Another kind of processor gives other bits.
    if Place::here() != Place::Processor(Processor::Fused) {
        return;
    }
    let (digest, seen) = digest();
    let all = [at_all(), PROBES.to_vec(), OF_TRACE.to_vec(), of_forms()].concat();
    let missing: Vec<&str> = all.iter().map(|quantity| quantity.name).filter(|name| !seen.contains(*name)).collect();
    assert!(missing.is_empty(), "without a value: {missing:?}");
    assert_eq!((ENGINE, digest.as_str()), (4, "b7dbd1fb78a45921"));
}
