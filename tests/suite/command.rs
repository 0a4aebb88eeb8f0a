//! Any program behind the seam: `sh` and `awk` here. What a program does wrong is a row with its reason, and what it did before stays.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use asymptest::command::{Command, Limits, Program, RowsFrom};
use asymptest::data::Source;
use asymptest::experiment::{Axis, CellRun, Experiment, Plan, Room, Stop};
use asymptest::prelude::*;
use asymptest::study::store::{Place, Reuse, Seen, Shelf, Store};
use asymptest::study::{Ask, Budget, Cell, End, Evidence, Row, Run, Status, Study, Watch, judge_theorem, run, whole};
use asymptest::trial::{Meter, experiments};

const SIZE: Quantity = Quantity::size("size", "a size");

/// Prints 1 / sqrt(M) with a little noise by the seed, and does at M = 16 what its third argument says. Its process numbers go to the file of its fourth.
const SCRIPT: &str = r#"
width=$1 seed=$2 fault=$3
[ "$width" = 16 ] || fault=none
case $fault in
  exits) echo "progress 10%"; echo "cannot go on" >&2; exit 3 ;;
  killed) kill -KILL $$ ;;
  sleeps) sleep 60 & echo $! >> "$4"; echo $$ >> "$4"; sleep 60 ;;
  grows) exec awk 'BEGIN { for (;;) held[i++] = "some text that is kept" i }' ;;
  floods) exec yes a line that has no end ;;
  garbage) echo "epoch 1"; echo "done"; exit 0 ;;
  silent) exit 0 ;;
  nan) echo "nan"; exit 0 ;;
  other) echo '{"quantity": "loss", "value": 1}'; exit 0 ;;
  late) echo '{"quantity": "size", "value": 1, "step": 7}'; exit 0 ;;
  strays) sleep 60 > /dev/null 2>&1 & echo $! >> "$4" ;;
  draws) od -An -N4 -tu4 /dev/urandom; exit 0 ;;
esac
exec awk -v m="$width" -v seed="$seed" 'BEGIN { srand(seed); printf "{\"quantity\": \"size\", \"value\": %.17g}\n", (1 + 0.02 * rand()) / sqrt(m) }'
"#;

/// A folder with the script, and the program that runs it.
struct Made {
    folder: tempfile::TempDir,
    program: Program,
}

impl Made {
    fn of(fault: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("measure.sh"), SCRIPT).unwrap();
        let words = ["sh", "measure.sh", "{width}", "{seed}", "{fault}", "pids"].map(String::from).to_vec();
        let values = [("fault".to_owned(), fault.to_owned())].into();
        let program = Program { words, folder: folder.path().into(), values, ..Program::default() };
        Self { folder, program }
    }

    fn theory(&self) -> Theory {
        Theory { program: self.program.clone() }
    }

    fn command(&self) -> Command {
        Command::new(("main", "a script"), Axis::WIDTH, vec![SIZE], self.program.clone()).unwrap()
    }

    /// Waits until none of the processes that the script wrote down is left.
    fn assert_all_are_gone(&self) {
        let text = fs::read_to_string(self.folder.path().join("pids")).expect("it was written");
        assert!(!text.trim().is_empty());
        let began = Instant::now();
        let is_there =
            |pid: &str| Process::new("kill").args(["-0", pid]).stderr(Stdio::null()).status().unwrap().success() && !is_zombie(pid);
        while text.split_whitespace().any(is_there) {
            assert!(began.elapsed() < Duration::from_secs(10), "processes are left: {text}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn is_zombie(pid: &str) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')))
}

/// A claim on what the program measures.
struct Theory {
    program: Program,
}

impl Theorem for Theory {
    fn id(&self) -> &'static str {
        "any_program"
    }
    fn source_text(&self) -> &'static str {
        "//! A program measures 1 / sqrt(M).\n"
    }
    fn claims(&self) -> Vec<Claim> {
        vec![claim("rate", "it falls", "Theta(M^(-1/2))", SIZE, Horizon::Fixed(0), "main").measured_only()]
    }
    fn design(&self, _: Scale) -> Design {
        let command = Command::new(("main", "a script"), Axis::WIDTH, vec![SIZE], self.program.clone()).unwrap();
        Design::new(vec![command], vec![16, 32, 64, 128, 256, 512], 3)
    }
    fn must_fail(&self) -> Vec<MustFail> {
        vec![must_fail("faster", "rate", "made so").bound("O(1/M)")]
    }
}

fn study(theory: &Theory) -> Study<'_> {
    Study::designed(theory, Scale::Quick, 0, Source::Gaussian(4))
}

fn evidence(made: &Made) -> Evidence {
    let theory = made.theory();
    let study = study(&theory);
    run(&study, &study.load().unwrap(), 2, &|_| ())
}

/// The status and the reason of the rows at the smallest width; all others have to be well.
fn at_fault(made: &Made) -> (Status, String) {
    let evidence = evidence(made);
    let (faulty, others): (Vec<_>, Vec<_>) = evidence.rows.into_iter().partition(|row| row.width == 16);
    assert!(others.len() == 15 && others.iter().all(|row| row.status == Status::Ok));
    assert!(faulty.len() == 3 && faulty.iter().all(|row| row.status == faulty[0].status));
    (faulty[0].status, faulty[0].reason.clone())
}

#[test]
fn a_program_is_measured_and_judged() {
    let made = Made::of("none");
    let (evidence, theory) = (evidence(&made), made.theory());
    let result = judge_theorem(&theory, &evidence, "cells.csv").unwrap();
    assert!(result.as_expected() && result.verdict() == Verdict::Supported);
    // Replicates have seeds of their own, and a second run has the same.
    let values: Vec<f64> = evidence.rows.iter().filter(|row| row.width == 64).filter_map(|row| row.value).collect();
    assert!(values.len() == 3 && values[0] != values[1] && values[1] != values[2]);
}

#[test]
fn rows_are_the_same_by_stdout_and_file_and_at_any_number_of_jobs() {
    let made = Made::of("none");
    let printed = evidence(&made);
    let mut by_file = Made::of("none");
    let line = "sh measure.sh {width} {seed} none pids > \"$ASYMPTEST_OUT\"";
    by_file.program.words = ["sh", "-c", line].map(String::from).to_vec();
    by_file.program.rows = RowsFrom::File;
    assert_eq!(evidence(&by_file).rows, printed.rows);
    let theory = made.theory();
    let study = study(&theory);
    assert_eq!(run(&study, &study.load().unwrap(), 5, &|_| ()).rows, printed.rows);
    by_file.program.words = ["sh", "-c", "true"].map(String::from).to_vec();
    let first = &evidence(&by_file).rows[0];
    assert!(first.status == Status::Failed && first.reason.contains("did not write its rows to {out}: No such file"), "{}", first.reason);
}

#[test]
fn what_a_program_does_wrong_is_a_row_with_its_reason_and_takes_nothing_along() {
    for (fault, status, reason) in [
        ("exits", Status::Failed, "the program ended with exit code 3: cannot go on"),
        ("killed", Status::Failed, "the program was killed by signal 9, as the system does where memory is short"),
        ("floods", Status::Failed, "the program printed more than 64 MB"),
        ("garbage", Status::Failed, "the program printed `epoch 1 / done`, which is neither rows in JSON nor CSV with a header of them"),
        ("silent", Status::Failed, "the program printed no rows"),
        ("nan", Status::Diverged, "the quantity is not finite at step 0"),
        ("other", Status::Failed, "the program gave no row of size"),
        ("late", Status::Failed, "the program gave no size at step 0; it gave rows of it at step 7"),
    ] {
        let found = at_fault(&Made::of(fault));
        assert_eq!(found, (status, reason.to_owned()), "{fault}");
    }
}

#[test]
fn a_program_that_passes_its_time_is_ended_with_all_that_it_started() {
    let mut made = Made::of("sleeps");
    made.program.limits = Limits { time: Some(Duration::from_millis(300)), memory: None };
    let began = Instant::now();
    // Others are slower on a machine that is busy: they are not looked at.
    let theory = made.theory();
    let study = Study { widths: vec![16], ..study(&theory) };
    let evidence = run(&study, &study.load().unwrap(), 3, &|_| ());
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(evidence.rows.iter().all(|row| row.reason == "the program took longer than its limit of 0.3 s"), "{:?}", evidence.rows);
    made.assert_all_are_gone();
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_passes_its_memory_is_ended() {
    let mut made = Made::of("grows");
    made.program.limits.memory = Some(100_000_000);
    let (status, reason) = at_fault(&made);
    assert_eq!(status, Status::Failed);
    assert!(reason.starts_with("the program held ") && reason.ends_with(" MB of memory, and its limit is 100 MB"), "{reason}");
}

#[test]
fn what_a_program_leaves_in_the_background_ends_with_it() {
    let made = Made::of("strays");
    assert_eq!(at_fault(&made).0, Status::Ok);
    made.assert_all_are_gone();
}

#[test]
fn what_cannot_run_is_refused_before_anything_does() {
    let refused = |program: Program| Command::new(("main", ""), Axis::WIDTH, vec![SIZE], program).map(drop).unwrap_err().to_string();
    let made = Made::of("none");
    let with = |words: &[&str]| Program { words: words.iter().map(|word| (*word).to_owned()).collect(), ..made.program.clone() };
    let problem = refused(with(&["sh", "measure.sh", "{widht}"]));
    assert!(
        problem.starts_with("setting main cannot be run: `{widht}` asks for {widht}, which has no value; there is {M}, {fault}, {out},"),
        "{problem}"
    );
    assert!(refused(Program { files: vec!["gone.py".into()], ..made.program.clone() }).contains("gone.py"));
    assert!(refused(Program { folder: "/no/such/folder".into(), ..made.program.clone() }).starts_with("cannot read /no/such/folder"));
    let theory = Theory { program: with(&["no-such-program-here", "{width}"]) };
    let problem = study(&theory).load().map(drop).unwrap_err().to_string();
    assert!(problem.contains("setting main runs `no-such-program-here`, and there is no such program here; install it"), "{problem}");
    let version = ["sh", "-c", "echo broken >&2; exit 1"].map(String::from).to_vec();
    let theory = Theory { program: Program { version, ..made.program.clone() } };
    let problem = study(&theory).load().map(drop).unwrap_err().to_string();
    assert!(problem.contains("has no version: `sh -c echo broken >&2; exit 1` ended with exit code 1: broken"), "{problem}");
    let theory = Theory { program: made.program.clone() };
    let over = Study { axis: Axis { symbol: "n", says: "points" }, ..study(&theory) };
    assert!(over.load().map(drop).unwrap_err().to_string().contains("setting main was written for M"));
}

/// Keeps every finished cell, and ends the run after so many.
struct Until {
    most: usize,
    computed: AtomicUsize,
    stored: AtomicUsize,
}

impl Until {
    fn new(most: usize) -> Self {
        Self { most, computed: AtomicUsize::new(0), stored: AtomicUsize::new(0) }
    }

    fn counts(&self) -> (usize, usize) {
        (self.computed.load(Ordering::Relaxed), self.stored.load(Ordering::Relaxed))
    }
}

impl Watch for Until {
    fn begin(&self, _: &Cell) -> Box<Ask<'_>> {
        Box::new(|| self.is_interrupted().then_some(Stop::Interrupted))
    }
    fn is_interrupted(&self) -> bool {
        self.computed.load(Ordering::Relaxed) >= self.most
    }
    fn finished(&self, _: &Cell, end: &End) {
        let count = if *end == End::Stored { &self.stored } else { &self.computed };
        count.fetch_add(1, Ordering::Relaxed);
    }
    fn note(&self, _: &str) {}
    fn pause(&self) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Runs a program's study on a store; `None` where it was interrupted. Also how many cells were computed, and how many were there.
fn on_store(program: &Program, store: &Path, most: usize) -> (Option<Evidence>, (usize, usize)) {
    let theory = Theory { program: program.clone() };
    let study = study(&theory);
    let (store, watch) = (Store::open(store).unwrap(), Until::new(most));
    let shelf = Shelf::of(&store, &study, Place::here(), Reuse::Finished).unwrap();
    let loaded = study.load().unwrap();
    let run = Run { study: &study, loaded: &loaded, shelf: Some(&shelf), watch: &watch };
    let done = run.on_processor(&study.cells(), Budget { jobs: 2, memory: usize::MAX }).unwrap();
    (whole(&study, done), watch.counts())
}

#[test]
fn a_run_that_was_interrupted_goes_on_and_gives_the_same_bytes() {
    let made = Made::of("none");
    let undisturbed = evidence(&made).to_csv();
    let store = made.folder.path().join("cells");
    let (evidence, (first, _)) = on_store(&made.program, &store, 5);
    assert!(evidence.is_none() && (5..=6).contains(&first));
    let (evidence, (second, stored)) = on_store(&made.program, &store, usize::MAX);
    assert_eq!((evidence.unwrap().to_csv(), first + second, stored), (undisturbed, 18, first));
}

#[test]
fn an_interrupt_ends_programs_that_run() {
    let made = Made::of("sleeps");
    let theory = made.theory();
    let study = Study { widths: vec![16], ..study(&theory) };
    struct Soon(Instant, std::path::PathBuf);
    impl Watch for Soon {
        fn begin(&self, _: &Cell) -> Box<Ask<'_>> {
            Box::new(|| self.is_interrupted().then_some(Stop::Interrupted))
        }
        fn is_interrupted(&self) -> bool {
            // The two processes of each of two cells are there.
            fs::read_to_string(&self.1).is_ok_and(|text| text.lines().count() == 4) || self.0.elapsed() > Duration::from_secs(20)
        }
        fn finished(&self, _: &Cell, _: &End) {}
        fn note(&self, _: &str) {}
        fn pause(&self) {}
    }
    let watch = Soon(Instant::now(), made.folder.path().join("pids"));
    let loaded = study.load().unwrap();
    let run = Run { study: &study, loaded: &loaded, shelf: None, watch: &watch };
    let done = run.on_processor(&study.cells(), Budget { jobs: 2, memory: usize::MAX }).unwrap();
    assert!(done.iter().all(Option::is_none) && watch.0.elapsed() < Duration::from_secs(20));
    made.assert_all_are_gone();
}

/// The variable by which a test tells this program, which it starts again, to run a study in a folder.
const FOR_PARENT: &str = "ASYMPTEST_TEST_FOLDER";

/// Does nothing but for [`a_run_that_was_killed_goes_on_and_gives_the_same_bytes`].
#[test]
fn runs_a_study_for_a_test_that_kills_it() {
    if let Some(folder) = std::env::var_os(FOR_PARENT) {
        let folder = Path::new(&folder);
        let program = Program { folder: folder.into(), ..Made::of("none").program };
        on_store(&program, &folder.join("cells"), usize::MAX);
    }
}

#[test]
fn a_run_that_was_killed_goes_on_and_gives_the_same_bytes() {
    let made = Made::of("none");
    let undisturbed = evidence(&made).to_csv();
    let store = made.folder.path().join("cells");
    let stored = || {
        fs::read_dir(&store)
            .map_or(0, |entries| entries.flatten().filter(|entry| entry.path().extension().is_some_and(|end| end == "cell")).count())
    };
    for wanted in [1, 6, 11] {
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["command::runs_a_study_for_a_test_that_kills_it", "--exact"])
            .env(FOR_PARENT, made.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while stored() < wanted && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let before = stored();
    assert!(before >= 11);
    let (evidence, (computed, found)) = on_store(&made.program, &store, usize::MAX);
    assert_eq!((evidence.unwrap().to_csv(), computed, found), (undisturbed, 18 - before, before));
}

#[test]
fn a_program_that_is_another_one_is_run_anew() {
    let made = Made::of("none");
    let store = made.folder.path().join("cells");
    let counts = |program: &Program| on_store(program, &store, usize::MAX).1;
    assert_eq!(counts(&made.program), (18, 0));
    assert_eq!(counts(&made.program), (0, 18));
    // Limits and words determine no number.
    let limited = Program { limits: Limits { time: Some(Duration::from_secs(600)), memory: None }, ..made.program.clone() };
    assert_eq!(counts(&limited), (0, 18));
    let environment: BTreeMap<String, String> = [("OTHER".to_owned(), "1".to_owned())].into();
    let version = ["sh", "-c", "echo 2.0"].map(String::from).to_vec();
    for other in [
        Program { environment, ..made.program.clone() },
        Program { threads: Some(2), ..made.program.clone() },
        Program { values: [("fault".to_owned(), "no".to_owned())].into(), ..made.program.clone() },
        Program { files: vec!["cells/in-use".into()], ..made.program.clone() },
        Program { version, ..made.program.clone() },
    ] {
        assert_eq!(counts(&other), (18, 0), "{other:?}");
    }
    fs::write(made.folder.path().join("measure.sh"), format!("{SCRIPT}# edited\n")).unwrap();
    assert_eq!(counts(&made.program), (18, 0));
    let engine = Command::new(
        ("main", ""),
        Axis::WIDTH,
        vec![SIZE],
        Program { version: ["sh", "-c", "echo 2.0"].map(String::from).to_vec(), ..made.program.clone() },
    );
    assert_eq!(engine.unwrap().engine(), ("command (2.0)", 1));
}

#[test]
fn a_program_that_is_edited_while_it_runs_gives_no_rows() {
    let made = Made::of("none");
    let theory = made.theory();
    let study = study(&theory);
    let loaded = study.load().unwrap();
    fs::write(made.folder.path().join("measure.sh"), format!("{SCRIPT}# edited\n")).unwrap();
    let evidence = run(&study, &loaded, 2, &|_| ());
    let expected = "measure.sh has changed since the run began; run the same command again";
    assert!(evidence.rows.iter().all(|row| (row.status, row.reason.as_str()) == (Status::Failed, expected)));
}

#[test]
fn cells_that_are_computed_apart_are_the_evidence_of_one_run() {
    let made = Made::of("none");
    let theory = made.theory();
    let study = study(&theory);
    let folders = ["one", "two"].map(|name| made.folder.path().join(name));
    let all = study.cells();
    // As `cell` does with lines of a plan, on two machines without a common folder.
    for (folder, cells) in folders.iter().zip([&all[..7], &all[7..]]) {
        let store = Store::open(folder).unwrap();
        let shelf = Shelf::of(&store, &study, Place::here(), Reuse::Finished).unwrap();
        let loaded = study.load().unwrap();
        let watch = Until::new(usize::MAX);
        Run { study: &study, loaded: &loaded, shelf: Some(&shelf), watch: &watch }
            .on_processor(cells, Budget { jobs: 2, memory: usize::MAX })
            .unwrap();
    }
    // And as `collect` does with both stores: each cell is in the one that computed it.
    let stores = folders.each_ref().map(|folder| Store::open_to_read(folder).unwrap());
    let shelves = stores.each_ref().map(|store| Shelf::of(store, &study, Place::here(), Reuse::Finished).unwrap());
    let rows = |number: usize, cell: &Cell| {
        let found = shelves.each_ref().map(|shelf| shelf.look(cell).unwrap());
        match (number < 7, found) {
            (true, [Seen::Rows(rows), Seen::Nothing]) | (false, [Seen::Nothing, Seen::Rows(rows)]) => rows,
            (_, other) => panic!("{cell:?}: {other:?}"),
        }
    };
    let collected: Vec<Row> = all.iter().enumerate().flat_map(|(number, cell)| rows(number, cell)).collect();
    assert_eq!(collected, evidence(&made).rows);
}

#[test]
fn check_says_what_it_tried_and_that_a_program_draws_at_random() {
    let wrong = |made: &Made| -> Vec<String> {
        let meter = Meter { seconds: &|| 0.0, peak: &|| None };
        let found = experiments(&made.theory(), &Source::Gaussian(4), &meter);
        assert!(found.iter().any(|tried| tried.says == "a change of its program is noticed"));
        found.into_iter().filter_map(|tried| tried.passed.err().map(|problem| format!("{}: {problem}", tried.says))).collect()
    };
    assert_eq!(wrong(&Made::of("none")), [""; 0]);
    let found = wrong(&Made::of("draws"));
    assert!(
        found.len() == 1 && found[0].contains("all randomness has to come from the cell's stream, that of a program from its {seed}"),
        "{found:?}"
    );
    let mut unknown = Made::of("none");
    unknown.program.words = ["sh", "-c", "echo 1"].map(String::from).to_vec();
    let found = wrong(&unknown);
    assert!(found.len() == 1 && found[0].contains("none of its words names a file, and it has no version command"), "{found:?}");
}

#[test]
fn wide_cells_of_programs_run_side_by_side() {
    let made = Made::of("none");
    assert!(!made.command().divides());
    let cost = |at: usize| {
        made.command().cost(&Room { at, measured: &[(SIZE, Horizon::Fixed(0))], precision: Default::default(), source: &Source::Mnist })
    };
    assert!(cost(64).work < cost(128).work && cost(64).bytes == 256_000_000);
}

/// An interpreter that has a module: what `ASYMPTEST_TEST_PYTHON` names, folders separated by `:`, or `python3`.
fn python_with(module: &str) -> Option<String> {
    let named = std::env::var("ASYMPTEST_TEST_PYTHON").unwrap_or_default();
    let has = |python: &str| {
        let tried = Process::new(python).args(["-c", &format!("import {module}")]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    named.split(':').filter(|python| !python.is_empty()).chain(["python3"]).find(|python| has(python)).map(str::to_owned)
}

#[test]
fn the_templates_measure_the_drift_of_an_ntk_where_their_libraries_are() {
    const DRIFT: Quantity = Quantity::size("ntk_drift", "drift of the NTK");
    for (name, module) in [("pytorch", "torch"), ("jax", "jax")] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
        let study: toml::Table = fs::read_to_string(folder.join("study.toml")).unwrap().parse().unwrap();
        let Some(python) = python_with(module) else {
            crate::say(&format!("examples/{name} was skipped: no interpreter here has {module}; ASYMPTEST_TEST_PYTHON names one"));
            continue;
        };
        let texts = |value: &toml::Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let mut words = texts(&study["run"]["command"]);
        words[0].clone_from(&python);
        let mut version = texts(&study["run"]["version"]);
        version[0] = python;
        for setting in study["setting"].as_array().unwrap() {
            let values = setting["values"].as_table().unwrap().iter();
            let values = values.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
            let program = Program { words: words.clone(), version: version.clone(), folder: folder.clone(), values, ..Program::default() };
            let command = Command::new(("main", ""), Axis::WIDTH, vec![DRIFT], program).unwrap();
            assert!(command.key().contains("\"train.py\"="), "{}", command.key());
            assert!(command.version().unwrap().starts_with(&format!("command ({module} ")), "{:?}", command.version());
            let plan = Plan { study: name, seed: 0, source: &Source::Mnist, measured: vec![(DRIFT, Horizon::Fixed(0))] };
            let loaded = command.load(&plan).unwrap();
            let drift = |at: usize| {
                let mut cell = CellRun::alone((name, 0), (at, 0), [(0, [DRIFT].into())].into());
                loaded.run(&mut cell).unwrap();
                cell.outcome.seen[&(0, DRIFT)].value
            };
            // By 1/M it falls to a sixteenth; features that are learnt keep it.
            let falls = drift(512) < drift(32) / 4.0;
            assert_eq!(falls, setting["id"].as_str() == Some("ntk"), "{name}, {setting}");
        }
    }
}
