//! A part of the field calibration: theorems of other fields and shapes that no family contains, one draw each, against the bar; and that its counts can
//! fail.

use std::sync::OnceLock;

use asymptest_judge::calibration::field::{FieldRates, Sort, Subject, shapes, systems};
use asymptest_judge::calibration::in_parallel;
use asymptest_judge::stats::Sample;
use asymptest_judge::verdict::Protocol;

const SEED: u64 = 20;

/// Subjects of one sort with what was counted of each.
type Counted = Vec<(Subject, FieldRates)>;

fn counted(subjects: Vec<Subject>) -> Counted {
    let rates = in_parallel(&subjects, |subject| subject.judge(&Protocol::default()));
    subjects.into_iter().zip(rates).collect()
}

fn field() -> &'static Counted {
    static FIELD: OnceLock<Counted> = OnceLock::new();
    FIELD.get_or_init(|| counted(systems(1, SEED).into_iter().chain(shapes(1, SEED)).collect()))
}

fn of(sort: Sort) -> FieldRates {
    let rates: Vec<FieldRates> = field().iter().filter(|(subject, _)| subject.sort == sort).map(|(_, rates)| *rates).collect();
    assert!(rates.len() > 5, "{} of {sort:?}", rates.len());
    rates.into_iter().fold(FieldRates::default(), FieldRates::plus)
}

/// Names of the subjects of a sort of which `count` is not 0.
fn named(sort: Sort, count: fn(&FieldRates) -> usize) -> Vec<String> {
    let of_sort = field().iter().filter(|(subject, _)| subject.sort == sort);
    of_sort.filter(|(_, rates)| count(rates) > 0).map(|(subject, rates)| format!("{}: {}", subject.name, count(rates))).collect()
}

#[track_caller]
fn assert_share((count, of): (usize, usize), within: std::ops::RangeInclusive<f64>, what: &str) {
    let share = count as f64 / of as f64;
    assert!(within.contains(&share), "{what}: {count} of {of} = {share:.4}, not in {within:?}");
}

#[test]
fn sampled_systems_meet_the_bar() {
    let rates = of(Sort::Sampled);
    let wrong = named(Sort::Sampled, |rates| rates.true_refuted);
    assert_share((rates.true_refuted, rates.true_claims), 0.0..=0.015, &format!("true claims refuted of {wrong:#?}"));
    assert_eq!(rates.false_supported, 0, "{:#?}", named(Sort::Sampled, |rates| rates.false_supported));
    assert_share((rates.true_supported, rates.true_claims), 0.5..=1.0, "true claims supported");
    assert_share((rates.false_refuted, rates.false_claims), 0.78..=1.0, "visible false claims refuted");
    assert_share((rates.covered, rates.intervals), 0.93..=1.0, "intervals that hold the truth");
}

#[test]
fn tables_meet_the_bar() {
    let rates = of(Sort::Table);
    assert_share((rates.covered, rates.intervals), 0.85..=1.0, "intervals that hold the truth");
}

#[test]
fn decidable_shapes_meet_the_bar() {
    let rates = of(Sort::Shape);
    let wrong = named(Sort::Shape, |rates| rates.true_refuted);
    assert_share((rates.true_refuted, rates.true_claims), 0.0..=0.02, &format!("true claims refuted of {wrong:#?}"));
    let wrong = named(Sort::Shape, |rates| rates.false_supported);
    assert_share((rates.false_supported, rates.false_claims), 0.0..=0.02, &format!("false claims supported of {wrong:#?}"));
    assert_share((rates.false_refuted, rates.false_claims), 0.68..=1.0, "visible false claims refuted");
    assert_share((rates.covered, rates.intervals), 0.88..=1.0, "intervals that hold the truth");
}

#[test]
fn nothing_in_the_field_contradicts_itself() {
    for sort in [Sort::Sampled, Sort::Table, Sort::Shape, Sort::Undecidable] {
        assert_eq!(of(sort).contradictions, 0, "{:#?}", named(sort, |rates| rates.contradictions));
    }
}

/// y = 3 M^(-1/2) at ten sizes with a little noise, said to follow M^(power/2).
fn planted(power: i64) -> Subject {
    let sizes: Vec<f64> = (4..14).map(|k| f64::from(1u32 << k)).collect();
    let wobble = |k: usize, replicate: u64| 1.0 + 0.01 * (((k * 7 + replicate as usize * 5) % 11) as f64 / 5.0 - 1.0);
    let rows = sizes.iter().enumerate().flat_map(|(k, m)| (0..4).map(move |r| (*m, r, 3.0 / m.sqrt() * wobble(k, r))));
    Subject {
        name: "planted",
        source: "planted".to_owned(),
        sort: Sort::Sampled,
        rate: ((power, 2), (0, 1)),
        curve: sizes.iter().map(|m| (m.ln(), (3.0 / m.sqrt()).ln())).collect(),
        samples: vec![Sample::from_runs(rows.collect::<Vec<_>>())],
    }
}

#[test]
fn a_subject_with_its_own_rate_is_judged_right() {
    let rates = planted(-1).judge(&Protocol::default());
    assert_eq!((rates.true_claims, rates.true_refuted, rates.false_supported, rates.contradictions), (6, 0, 0, 0), "{rates:?}");
    assert_eq!((rates.intervals, rates.covered), (1, 1), "{rates:?}");
    assert!(rates.true_supported >= 5 && rates.false_claims >= 6 && rates.false_refuted == rates.false_claims, "{rates:?}");
}

/// A wrong rate is caught: claims that it makes true are refuted, and the interval does not hold it.
#[test]
fn a_subject_with_a_wrong_rate_is_caught() {
    for power in [-2, 0] {
        let rates = planted(power).judge(&Protocol::default());
        assert_eq!(rates.true_claims, 6);
        assert!(rates.true_refuted >= 2, "{rates:?}");
        assert_eq!((rates.intervals, rates.covered), (1, 0), "{rates:?}");
    }
    // Half a power too large: O(M^0), less a quarter, is called false, and is supported.
    assert!(planted(0).judge(&Protocol::default()).false_supported == 0, "it does not show in the curve, which lies below");
}

/// A curve that is not that of the data makes claims visible that the data support: they are counted.
#[test]
fn a_false_claim_that_is_supported_is_counted() {
    let mut subject = planted(0);
    subject.curve = subject.curve.iter().map(|(x, _)| (*x, 0.5 * x)).collect();
    let rates = subject.judge(&Protocol::default());
    assert!(rates.false_supported > 0 && rates.false_claims > rates.false_refuted, "{rates:?}");
}

/// The page on method and README name how many subjects there are: a number there that is not counted here would go stale.
#[test]
fn the_pages_count_the_subjects_that_there_are() {
    let read = |path: &str| std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).expect(path).replace('\n', " ");
    let (method, readme) = (read("docs/method.md"), read("README.md"));
    let (systems, shapes) = (systems(1, 0), shapes(1, 0));
    let count = |subjects: &[Subject], sort: Sort| subjects.iter().filter(|subject| subject.sort == sort).count();
    for said in [
        format!("{} random systems", count(&systems, Sort::Sampled)),
        format!("{} tables without noise", count(&systems, Sort::Table)),
        format!("{} kinds of simulated curves", count(&shapes, Sort::Shape)),
    ] {
        assert!(method.contains(&said), "docs/method.md does not say `{said}`");
    }
    for said in [format!("{} systems", systems.len()), format!("{} kinds of shapes", shapes.len())] {
        assert!(readme.contains(&said), "README.md does not say `{said}`");
    }
}
