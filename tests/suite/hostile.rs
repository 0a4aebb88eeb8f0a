//! Hostile inputs: whatever a reader is given, it does not panic, and it takes no more memory than its documentation says.
//!
//! Inputs are random bytes, and valid files that were cut, doubled, swapped and filled with tokens that readers stumble over. `PROPTEST_CASES=100000` runs for
//! longer. The configuration of `verify` is private, and has its own in src/cli/config.rs.

use std::io::Write;
use std::sync::OnceLock;

use asymptest::claim::Bound;
use asymptest::data::{Source, parse_images, parse_labels};
use asymptest::experiment::Scale;
use asymptest::report::{paragraph, results_json, theorem_figure, theorem_figures, theorem_report, verdict_text};
use asymptest::series::{self, Question};
use asymptest::study::{Evidence, RunFacts, Study, judge_theorem, run};
use asymptest::theorem::Theorem;
use asymptest::theorems::{lemma_08_kernel_change::KernelChange, thm_13_cosine_constancy::CosineConstancy};
use asymptest::verdict::{FloorBy, Protocol, Verdict, judge, judge_above_floor};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

/// Bytes that `work` takes at most at any one time, beside those that were taken before. Readers work on their own thread, which alone is measured.
fn memory<T>(work: impl FnOnce() -> T) -> usize {
    allocation_counter::measure(|| drop(work())).bytes_max as usize
}

/// What readers stumble over.
const TOKENS: [&str; 25] = [
    "",
    ",",
    ",,",
    "\n",
    "\r\n",
    "\"",
    "\0",
    "é",
    "\u{feff}",
    "-1",
    "0",
    "1e308",
    "1e-320",
    "1e999",
    "NaN",
    "nan",
    "inf",
    "0.5",
    "1",
    "-0",
    "18446744073709551615",
    "99999999999999999999999",
    "ok",
    "diverged",
    "=cmd()",
];

/// One change of a file.
#[derive(Debug, Clone)]
enum Edit {
    /// A byte in the place of another.
    Byte(prop::sample::Index, u8),
    /// A token in the place of so many bytes.
    Token(prop::sample::Index, usize, &'static str),
    /// A token in the place of a cell, between two commas or ends of lines.
    Cell(prop::sample::Index, &'static str),
    /// A part once more, elsewhere.
    Again(prop::sample::Index, usize, prop::sample::Index),
    /// The end is missing.
    Cut(prop::sample::Index),
    /// A byte many times.
    Many(prop::sample::Index, u8, usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let place = any::<prop::sample::Index>;
    let token = || prop::sample::select(TOKENS.to_vec());
    let edit = prop_oneof![
        2 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        2 => (place(), 0..40usize, token()).prop_map(|(at, length, token)| Edit::Token(at, length, token)),
        6 => (place(), token()).prop_map(|(at, token)| Edit::Cell(at, token)),
        1 => (place(), 0..400usize, place()).prop_map(|(from, length, to)| Edit::Again(from, length, to)),
        1 => place().prop_map(Edit::Cut),
        1 => (place(), any::<u8>(), 0..100_000usize).prop_map(|(at, byte, count)| Edit::Many(at, byte, count)),
    ];
    prop::collection::vec(edit, 1..4)
}

fn edited(good: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for edit in edits {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let end = |start: usize, count: usize| (start + count).min(length);
        match edit {
            Edit::Byte(at, byte) => bytes[at.index(length)] = *byte,
            Edit::Token(at, count, token) => {
                let start = at.index(length);
                bytes.splice(start..end(start, *count), token.bytes());
            }
            Edit::Cell(at, token) => {
                let is_edge = |byte: &u8| [b',', b'\n'].contains(byte);
                let start = bytes[..at.index(length)].iter().rposition(is_edge).map_or(0, |edge| edge + 1);
                let stop = bytes[start..].iter().position(is_edge).map_or(length, |count| start + count);
                bytes.splice(start..stop, token.bytes());
            }
            Edit::Again(from, count, to) => {
                let start = from.index(length);
                let part = bytes[start..end(start, *count)].to_vec();
                let to = to.index(length);
                bytes.splice(to..to, part);
            }
            Edit::Cut(at) => bytes.truncate(at.index(length)),
            Edit::Many(at, byte, count) => {
                let at = at.index(length);
                bytes.splice(at..at, std::iter::repeat_n(*byte, *count));
            }
        }
    }
    bytes
}

/// A small study's evidence as CSV, with what is the whole run's.
type Filed = (Vec<u8>, RunFacts);

fn evidence(theorem: &'static dyn Theorem) -> Filed {
    let mut study = Study::designed(theorem, Scale::Smoke, 0, Source::GAUSSIAN);
    (study.widths, study.replicates) = (vec![8, 16, 32, 64, 128], 2.into());
    let evidence = run(&study, &study.load().unwrap(), 2, &|_| ());
    (evidence.to_csv(), evidence.run)
}

fn of_rates() -> &'static Filed {
    static FILED: OnceLock<Filed> = OnceLock::new();
    FILED.get_or_init(|| evidence(&CosineConstancy))
}

fn of_ceilings() -> &'static Filed {
    static FILED: OnceLock<Filed> = OnceLock::new();
    FILED.get_or_init(|| evidence(&KernelChange))
}

/// One line, not endless, and without what a terminal would take for its own.
fn assert_is_one_line(message: &str) {
    assert!(!message.chars().any(char::is_control), "{message:?}");
    assert!(message.len() < 6000, "{} bytes", message.len());
}

/// Reads, and takes what is read all the way to reports.
fn read_and_report(theorem: &dyn Theorem, bytes: &[u8], run: &RunFacts) {
    let read = |bytes: &[u8]| Evidence::from_csv("cells.csv", bytes, run.clone());
    let judged = read(bytes).and_then(|evidence| Ok((judge_theorem(theorem, &evidence, "cells.csv")?, evidence)));
    match judged {
        Err(error) => assert_is_one_line(&error.to_string()),
        Ok((result, evidence)) => {
            // What was read is written and read back the same.
            assert_eq!(read(&evidence.to_csv()).unwrap(), evidence);
            let _ = theorem_report(theorem, &result, &evidence, &theorem_figures(&result, &evidence), None);
            let _ = theorem_figure(&result, &evidence);
            let _ = verdict_text(std::slice::from_ref(&result), Some(80));
            let _ = results_json(&[result]).to_string();
        }
    }
}

fn fit_csv() -> Vec<u8> {
    let mut text = String::from("width,replicate,value\n");
    for k in 4..10 {
        for replicate in 0..3 {
            text.push_str(&format!("{},{replicate},{}\n", 1 << k, 5.0 / f64::from(1 << k) * (1.0 + 0.01 * f64::from(replicate))));
        }
    }
    text.into_bytes()
}

fn read_and_fit(bytes: &[u8]) {
    match series::read("file.csv", bytes, &Question::default()) {
        Err(error) => assert_is_one_line(&error.to_string()),
        Ok(found) => {
            let (sample, measurements) = (found[0].sample(), &found[0].measurements);
            for claim in ["O(1/M)", "Theta(log M)", "o(1)", "Omega(M^(1/2) log(M)^3)"] {
                let bound: Bound = claim.parse().unwrap();
                let judgement = judge(&bound, &sample, &Protocol::default());
                assert!(measurements.iter().all(|row| !row.value.is_nan()) || judgement.verdict == Verdict::Inconclusive, "{judgement:?}");
                let above =
                    [FloorBy::Known(1e-3), FloorBy::Fit].map(|floor| judge_above_floor(&bound, &sample, floor, &Protocol::default()));
                for judgement in [judgement].iter().chain(&above) {
                    let _ = serde_json::to_string(judgement).unwrap();
                    let _ = paragraph(&bound, judgement);
                }
            }
        }
    }
}

fn idx(sizes: &[u32], body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend(body);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes beside those that grow with the input: buffers of readers, tables of decoders.
const BESIDE: usize = 1 << 18;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn evidence_is_read_in_bounded_memory(bytes in prop::collection::vec(any::<u8>(), 0..300), edits in edits()) {
            for bytes in [bytes, edited(&of_rates().0, &edits)] {
            let taken = memory(|| Evidence::from_csv("cells.csv", &bytes, RunFacts::unknown()));
            prop_assert!(taken <= Evidence::MEMORY * bytes.len() + BESIDE, "{taken} for {}", bytes.len());
        }
    }

    #[test]
    fn measurements_are_read_in_bounded_memory(bytes in prop::collection::vec(any::<u8>(), 0..300), edits in edits()) {
        for bytes in [bytes, edited(&fit_csv(), &edits)] {
            let taken = memory(|| series::read("f", &bytes, &Question::default()));
            prop_assert!(taken <= series::MEMORY * bytes.len() + BESIDE, "{taken} for {}", bytes.len());
        }
    }

    #[test]
    fn images_are_read_in_bounded_memory(sizes in prop::collection::vec(0u32..200, 3), body in prop::collection::vec(any::<u8>(), 0..4000), edits in edits()) {
            let plain = idx(&sizes, &body);
        for bytes in [edited(&plain, &edits), edited(&gzip(&plain), &edits), gzip(&edited(&plain, &edits)), plain] {
            let taken = memory(|| parse_images("f", &bytes));
            // Deflate makes at most 1032 bytes of one.
            prop_assert!(taken <= 2 * 1032 * bytes.len() + BESIDE, "{taken} for {}", bytes.len());
            let taken = memory(|| parse_labels("f", &bytes));
            prop_assert!(taken <= 2 * 1032 * bytes.len() + BESIDE, "{taken} for {}", bytes.len());
        }
    }

    #[test]
    fn no_claim_panics(text in ".{0,60}", pieces in prop::collection::vec(prop::sample::select(vec![
        "O(", "Theta(", "o(", "M", "log", "t", "^", "(", ")", "{", "}", "1/2", "-", "99999999999999999999", "0.1", "/", "*", "sqrt", " ", "⁻¹", "½", "1e9",
    ]), 0..14)) {
            for text in [text, pieces.concat()] {
            match text.parse::<Bound>() {
                Ok(bound) => prop_assert_eq!(bound.to_string().parse::<Bound>().unwrap(), bound),
                Err(error) => {
                    prop_assert_eq!(error.to_string().lines().count(), 1, "{}", error);
                    let _ = error.pointer();
                }
            }
        }
    }
}

proptest! {
    // A case trains nothing and judges a whole theorem.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: ProptestConfig::default().cases / 8, ..ProptestConfig::default() })]

    #[test]
    fn what_evidence_says_reaches_reports_or_is_refused(edits in edits()) {
            let theorems: [(&dyn Theorem, &Filed); 2] = [(&CosineConstancy, of_rates()), (&KernelChange, of_ceilings())];
        for (theorem, (rows, run)) in theorems {
            read_and_report(theorem, &edited(rows, &edits), run);
            read_and_report(theorem, &edited(rows, &edits), &RunFacts::unknown());
        }
    }

    #[test]
    fn what_is_said_of_a_run_reaches_reports_or_is_refused(edits in edits()) {
            let (rows, run) = of_ceilings();
        if let Ok(run) = serde_json::from_slice(&edited(&serde_json::to_vec(run).unwrap(), &edits)) {
            read_and_report(&KernelChange, rows, &run);
        }
    }

    #[test]
    fn what_measurements_say_is_judged_or_refused(edits in edits()) {
            read_and_fit(&edited(&fit_csv(), &edits));
    }
}

#[test]
fn numbers_at_the_ends_of_their_range_reach_reports() {
    let (rows, run) = of_rates();
    let text = String::from_utf8(rows.clone()).unwrap();
    let with = |column: usize, from: &str, to: &str| -> Vec<u8> {
        let line = |line: &str| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            let cells =
                record.iter().enumerate().map(|(at, cell)| if at == column && (from.is_empty() || cell == from) { to } else { cell });
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(cells).unwrap();
            writer.into_inner().unwrap()
        };
        let mut lines = text.lines();
        let mut bytes = format!("{}\n", lines.next().unwrap()).into_bytes();
        lines.for_each(|text| bytes.extend(line(text)));
        bytes
    };
    // All of a column at once: holes would be refused before anything is judged.
    for bytes in [
        with(2, "1", "18446744073709551615"),
        with(1, "128", "18446744073709551615"),
        with(1, "128", "1000000000000"),
        with(6, "", "1e308"),
        with(6, "", "5e-324"),
        with(0, "cosine", "x"),
    ] {
        read_and_report(&CosineConstancy, &bytes, run);
    }
    let words = || "a|b`<script>".to_owned();
    for run in [
        RunFacts { seed: u64::MAX, ..run.clone() },
        RunFacts { data: words(), ..run.clone() },
        RunFacts { scale: words(), ..run.clone() },
        RunFacts { axis: words(), ..run.clone() },
    ] {
        read_and_report(&CosineConstancy, rows, &run);
    }
}

#[test]
fn long_claims_and_deep_ones_are_refused_or_read() {
    for text in [
        "(".repeat(100_000),
        format!("O({})", "M".repeat(100_000)),
        "O(".to_owned() + &"sqrt(".repeat(100_000),
        format!("O(M^{})", "9".repeat(100_000)),
    ] {
        if let Err(error) = text.parse::<Bound>() {
            assert_eq!(error.to_string().lines().count(), 1);
        }
    }
}

#[test]
fn a_header_alone_does_not_decide_how_much_memory_is_taken() {
    let announced = idx(&[1000, 1000, 1000], &[1, 2, 3]);
    assert!(memory(|| parse_images("f", &announced)) < BESIDE);
    // Ten megabytes of zeros in ten kilobytes, of which the header announces one.
    let bomb = gzip(&idx(&[1000, 10, 100], &vec![0; 10_000_000]));
    assert!(bomb.len() < 20_000 && memory(|| parse_images("f", &bomb)) < 2_500_000);
}
