//! Every kind has the limit that it states, and its data can be judged.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn ratio((numerator, denominator): (i64, i64)) -> f64 {
    numerator as f64 / denominator as f64
}

fn data(kind: &Kind, seed: u64) -> Data {
    (kind.draw)(kind, &mut Stream::of_study(seed, "shapes", kind.name))
}

#[test]
fn kinds_are_many_and_have_names_of_their_own() {
    let kinds = kinds();
    let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), kinds.len());
    let undecidable = kinds.iter().filter(|kind| kind.undecidable).count();
    assert!(undecidable >= 8, "{undecidable} undecidable kinds");
    assert!(kinds.len() - undecidable >= 45, "{} decidable kinds", kinds.len() - undecidable);
}

#[test]
fn curves_tend_to_the_stated_limit() {
    // Secants, since oscillations have no limit of the local slope. Only a power of log M or more
    // can move the second ratio by 0.1.
    let (start, middle, end) = (1e4, 1e8, 1e12f64);
    for kind in kinds() {
        let (a, b) = (ratio(kind.power), ratio(kind.log));
        let slope = ((kind.curve)(middle) - (kind.curve)(start)) / (middle - start);
        assert!((slope - a).abs() < 1e-6, "{}: power {slope}", kind.name);
        let rest = |x: f64| (kind.curve)(x) - a * x;
        let log = (rest(end) - rest(start)) / (end / start).ln();
        assert!((log - b).abs() < 0.1, "{}: power {log} of the logarithm", kind.name);
    }
}

#[test]
fn data_sets_have_three_sizes_with_positive_values() {
    for kind in kinds() {
        for seed in 0..50 {
            let mut positive = BTreeMap::<u64, usize>::new();
            for (size, label, value) in data(&kind, seed).rows {
                assert!(kind.sizes.contains(&size) && (label as usize) < kind.replicates);
                assert!(value.is_nan() || (0.0..f64::INFINITY).contains(&value), "{}", kind.name);
                *positive.entry(size).or_default() += usize::from(value > 0.0);
            }
            let sizes = positive.values().filter(|&&count| count > 0).count();
            assert!(sizes >= 3, "{}, seed {seed}: {sizes} sizes", kind.name);
        }
    }
}

#[test]
fn draws_are_reproducible_and_differ_by_seed() {
    let bits = |data: Data| {
        let rows = data.rows.into_iter();
        rows.map(|(size, label, value)| (size, label, value.to_bits())).collect::<Vec<_>>()
    };
    for kind in kinds() {
        assert_eq!(bits(data(&kind, 1)), bits(data(&kind, 1)), "{}", kind.name);
        assert_ne!(bits(data(&kind, 1)), bits(data(&kind, 2)), "{}", kind.name);
    }
}

#[test]
fn ladders_increase() {
    for kind in kinds() {
        assert!(kind.sizes.windows(2).all(|pair| pair[0] < pair[1]), "{}", kind.name);
    }
}
