//! The store of finished cells and the runner: what is kept, what is trusted, what is computed again.

use asymptest::observe::{NTK_DRIFT, WEIGHT_MOVEMENT};
use asymptest::two_layer::REDUCED_OUTPUTS;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use asymptest::claim::{Claim as Statement, Control, Step};
use asymptest::data::{Augmentation, Source};
use asymptest::error::Error;
use asymptest::loss::{Similarity, TripletLoss};
use asymptest::model::{Activation, Columns, OutputScale, OutputWeights, Precision};
use asymptest::theorem::Theorem;

use asymptest::claim::Horizon;
use asymptest::experiment::{Design, Scale, Stop};
use asymptest::study::store::{Claim, Found, Key, Place, Processor, Reuse, Shelf, Store, keys};
use asymptest::study::{Ask, Budget, Cell, End, Evidence, Run, Status, Study, Watch, judge_theorem, run, whole};
use asymptest::two_layer::ENGINE;
use asymptest::two_layer::{Setting, StepGrowth};
use asymptest::verdict::Verdict;

/// A theorem of one claim, on `observable`, in `setting`.
#[derive(Clone)]
struct Made {
    setting: Setting,
    /// One claim each.
    observables: Vec<Quantity>,
    horizon: Horizon,
}

impl Made {
    fn new() -> Self {
        Self { setting: Setting { outputs: 2, ..Setting::cosine(4) }, observables: vec![NTK_DRIFT], horizon: Horizon::Fixed(2) }
    }
}

impl Theorem for Made {
    fn id(&self) -> &'static str {
        "made"
    }

    fn source_text(&self) -> &'static str {
        "//! Made for a test.\n"
    }

    fn claims(&self) -> Vec<Statement> {
        let claim = |&observable| Statement {
            id: "claim",
            says: "made for a test",
            bound: "O(M^(-1/3))".parse().unwrap(),
            observable,
            horizon: self.horizon,
            setting: self.setting.id,
            assumptions: &[],
            expected: Verdict::Supported,
        };
        self.observables.iter().map(claim).collect()
    }

    fn derivation(&self) -> Vec<Step> {
        Vec::new()
    }

    fn design(&self, _: Scale) -> Design {
        Design { settings: vec![self.setting.clone()], widths: vec![32, 64, 128, 256, 512], replicates: 3 }
    }

    fn controls(&self) -> Vec<Control> {
        Vec::new()
    }
}

fn study(theorem: &Made) -> Study<'_> {
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
    fn begin(&self) -> Box<Ask<'_>> {
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

const ROOM: Room = Room { jobs: 2, memory: usize::MAX };

/// Runs all cells of the study on the store in `folder`.
fn run_on(folder: &Path, study: &Study<'_>, log: &Log<'_>) -> Option<Evidence> {
    let store = Store::open(folder).unwrap();
    run_in(&store, study, Reuse::Finished, log)
}

fn run_in(store: &Store, study: &Study<'_>, reuse: Reuse, log: &Log<'_>) -> Option<Evidence> {
    let shelf = Shelf::of(store, study, Place::here(), reuse).unwrap();
    let inputs = study.load().unwrap();
    whole(Run { study, inputs: &inputs, shelf: Some(&shelf), watch: log }.on_processor(&study.cells(), ROOM).unwrap())
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
    let study = Study { replicates: 8, ..study(&theorem) };
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
    let inputs = study.load().unwrap();
    let error = Run { study: &study, inputs: &inputs, shelf: Some(&shelf), watch: &log }.on_processor(&study.cells(), ROOM).unwrap_err();
    assert!(error.to_string().starts_with("cannot write "), "{error}");
    assert!(log.trained() < study.cells().len());
}

#[test]
fn a_cell_that_panics_is_a_row_with_the_reason_and_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    // The direct network does not hold W, and no design may ask for that: it is an error of the program.
    let made = Made::new();
    let setting = Setting { held: OutputWeights::Orthonormal, ..made.setting };
    let theorem = Made { setting, observables: vec![REDUCED_OUTPUTS], ..made };
    let study = Study { widths: vec![32, 64], ..study(&theorem) };
    for _ in 0..2 {
        let log = Log::new();
        let evidence = run_on(folder.path(), &study, &log).unwrap();
        assert_eq!(log.trained() + log.count(&End::Stored), 0);
        assert!(evidence.rows.iter().all(|row| row.status == Status::Failed && row.value.is_none()));
        assert!(evidence.rows[0].reason.starts_with("the program panicked: candle does not fail"), "{}", evidence.rows[0].reason);
        assert_eq!(Evidence::from_csv("f", &evidence.to_csv()).unwrap(), evidence);
    }
    assert!(named(folder.path(), ".cell").is_empty(), "a failure is no result");
}

#[test]
fn a_cell_that_passes_its_limit_is_a_row_with_the_reason_and_excludes_support() {
    let (folder, theorem) = (tempfile::tempdir().unwrap(), Made::new());
    let study = Study { widths: vec![32, 64, 128, 256, 512, 1024], replicates: 6, source: Source::GAUSSIAN, ..study(&theorem) };
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
    assert_eq!(judge_theorem(&theorem, &whole, "cells.csv").unwrap().claims[0].judgement.verdict, Verdict::Supported);
}

#[test]
fn no_more_cells_run_than_memory_takes() {
    let theorem = Made::new();
    let study = study(&theorem);
    let (inputs, cells) = (study.load().unwrap(), study.cells());
    let most = |memory: usize| {
        let log = Log::new();
        let done = Run { study: &study, inputs: &inputs, shelf: None, watch: &log }.on_processor(&cells, Room { jobs: 4, memory }).unwrap();
        assert_eq!(whole(done), Some(undisturbed(&study)));
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
    assert_eq!(reference, key(&made, &|study| study.replicates = 7, Place::here(), 0));
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
        key(&Made { observables: vec![WEIGHT_MOVEMENT], ..made.clone() }, &|_| (), Place::here(), 0),
        key(&Made { horizon: Horizon::Fixed(3), ..made.clone() }, &|_| (), Place::here(), 0),
        key(&Made { horizon: Horizon::Departure { multiple: 2.0 }, ..made.clone() }, &|_| (), Place::here(), 0),
    ];
    let changes: [fn(Setting) -> Setting; 12] = [
        |setting| Setting { id: "other", ..setting },
        |setting| Setting { activation: Activation::Softplus, ..setting },
        |setting| Setting { similarity: Similarity::cosine(0.01f64.next_up()), ..setting },
        |setting| Setting { similarity: Similarity::Dot, ..setting },
        |setting| Setting { loss: TripletLoss::Softmax { temperature: 0.5 }, ..setting },
        |setting| Setting { step_size: 1.0f64.next_up(), ..setting },
        |setting| Setting { step_growth: StepGrowth::LikeWidth, ..setting },
        |setting| Setting { output_scale: OutputScale::RootWidth, ..setting },
        |setting| Setting { columns: Columns::Duplicate, ..setting },
        |setting| Setting { held: OutputWeights::Orthonormal, ..setting },
        |setting| Setting { triplets: 5, outputs: 3, ..setting },
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

/// Cells that use all that is computed: every activation, loss, similarity and way to hold W, every observable where it exists, images and synthetic data.
fn of_everything() -> Vec<(Made, Source, [usize; 2])> {
    let base = Made::new().setting;
    let dot = Setting { similarity: Similarity::Dot, ..base.clone() };
    let of =
        |wanted: &dyn Fn(Quantity) -> bool| Observable::ALL.iter().copied().filter(|&observable| wanted(observable)).collect::<Vec<_>>();
    let at_all = |observable: Quantity| !observable.is_of_probe() && !observable.is_of_trace() && !observable.is_of_both_forms();
    let mut cells = Vec::new();
    let mut add = |setting: Setting, source: Source, observables: Vec<Quantity>| {
        // A width that vectors do not divide, and one of several chunks; a direct network is dear.
        let widths = if observables.iter().any(|observable| observable.is_of_both_forms()) { [37, 64] } else { [37, 1100] };
        let steps = if observables.iter().all(|observable| observable.departure().is_some()) { 40 } else { 5 };
        cells.push((Made { setting, observables, horizon: Horizon::Fixed(steps) }, source, widths));
    };
    for activation in Activation::ALL {
        let setting = Setting { activation, ..base.clone() };
        add(
            setting,
            Source::Gaussian(16),
            of(&|observable| at_all(observable) && (activation.smooth().is_some() || !is_of_hessian(observable))),
        );
    }
    for (setting, source) in [(base.clone(), Source::Mnist), (dot.clone(), Source::Digits)] {
        add(setting, source, of(&|observable| observable.is_of_probe() || observable.is_of_both_forms() || observable == NTK_DRIFT));
    }
    add(
        Setting { loss: TripletLoss::Softmax { temperature: 0.5 }, columns: Columns::Duplicate, outputs: 4, ..base.clone() },
        Source::Gaussian(16),
        of(&at_all),
    );
    let held = |observable: Quantity| at_all(observable) || observable.is_of_trace();
    for held_as in [OutputWeights::Orthonormal, OutputWeights::Principal] {
        add(Setting { held: held_as, output_scale: OutputScale::RootWidth, ..dot.clone() }, Source::Gaussian(16), of(&held));
    }
    add(Setting { step_size: 5.0, ..dot.clone() }, Source::Gaussian(16), of(&|observable| observable.departure().is_some()));
    add(Setting { step_growth: StepGrowth::LikeWidth, step_size: 1e-3, ..dot }, Source::GAUSSIAN, of(&held));
    cells
}

/// Whether it needs two derivatives of the activation.
fn is_of_hessian(observable: Quantity) -> bool {
    observable.name().starts_with("hessian")
}

/// Of the bits of all that is computed, and the observables that had a value.
fn digest() -> (String, BTreeSet<Quantity>) {
    let (mut hasher, mut seen) = (blake3::Hasher::new(), BTreeSet::new());
    for (theorem, source, widths) in of_everything() {
        for precision in Precision::ALL {
            let study = Study { widths: widths.to_vec(), replicates: 1, precision, source: source.clone(), ..study(&theorem) };
            for row in undisturbed(&study).rows {
                assert_ne!(row.status, Status::Failed, "{} in {}: {}", row.quantity, row.trained, row.reason);
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
    let missing: Vec<&Quantity> = Observable::ALL.iter().filter(|observable| !seen.contains(observable)).collect();
    assert!(missing.is_empty(), "without a value: {missing:?}");
    assert_eq!((ENGINE, digest.as_str()), (3, "03d3d90446a4bfd5"));
}
