//! The seal of evidence: shows that rows are not those that were written, and, where one alone was changed, which.

use serde::{Deserialize, Serialize};

use super::Evidence;

/// What is kept of evidence apart from it.
///
/// Let h(i) be a hash of row i, from 1, in the field of p = 2^61 - 1 elements. If row k alone is another one, then the sum of all h(i) is off by some d, and the
/// sum of all i h(i) by k d: their ratio is k, as a syndrome of a code that corrects one error. If several rows are others, the ratio is the number of a row with
/// a probability of rows / p.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// BLAKE3 of the CSV and of what is the whole run's, in hexadecimal digits.
    digest: String,
    rows: usize,
    /// The sums of h(i) and of i h(i).
    sums: [u64; 2],
}

/// How evidence differs from what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The row with this index, from 0, alone is another one.
    Row(usize),
    /// Several are, or their order, or what is said of the whole run.
    Several,
    /// So many were sealed.
    Count(usize),
}

/// A prime.
const P: u64 = (1 << 61) - 1;

impl Seal {
    /// The seal of evidence as it is.
    pub fn of(evidence: &Evidence) -> Self {
        let run = serde_json::to_vec(&evidence.run).expect("it is plain data");
        let digest = blake3::Hasher::new().update(&evidence.to_csv()).update(&run).finalize().to_hex().to_string();
        let sums = (1..).zip(&evidence.rows).fold([0, 0], |[plain, weighted], (number, row)| {
            let hash = hash(&row.fields());
            [sum(plain, hash), sum(weighted, product(number, hash))]
        });
        Self { digest, rows: evidence.rows.len(), sums }
    }

    /// BLAKE3 of the evidence, in hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How evidence differs from what was sealed; nothing where it does not.
    pub fn broken_by(&self, evidence: &Evidence) -> Option<Broken> {
        let found = Self::of(evidence);
        if found.rows != self.rows {
            return Some(Broken::Count(self.rows));
        }
        if found.digest == self.digest {
            return None;
        }
        let [plain, weighted] = [0, 1].map(|index| difference(found.sums[index], self.sums[index]));
        let number = product(weighted, inverse(plain));
        let is_row = (1..=self.rows as u64).contains(&number);
        Some(if is_row { Broken::Row(number as usize - 1) } else { Broken::Several })
    }
}

/// h, of the fields of a row.
fn hash(fields: &[String]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    let bytes: [u8; 32] = hasher.finalize().into();
    bytes[..8].iter().rev().fold(0, |number, &byte| (number << 8) | u64::from(byte)) % P
}

fn sum(a: u64, b: u64) -> u64 {
    (a + b) % P
}

fn difference(a: u64, b: u64) -> u64 {
    sum(a, P - b)
}

fn product(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(P)) as u64
}

/// a^(p - 2), which is 1 / a by Fermat, and 0 for 0.
fn inverse(a: u64) -> u64 {
    let (mut power, mut square, mut exponent) = (1, a, P - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = product(power, square);
        }
        square = product(square, square);
        exponent /= 2;
    }
    power
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::{Row, RunFacts};

    fn evidence(values: &[f64]) -> Evidence {
        let row = |(replicate, value): (usize, &f64)| Row { replicate, value: Some(*value), ..Row::example() };
        Evidence { run: RunFacts::unknown(), rows: values.iter().enumerate().map(row).collect() }
    }

    proptest! {
        #[test]
        fn a_row_that_was_changed_is_found(values in prop::collection::vec(0.1..1.0f64, 1..60), at in any::<prop::sample::Index>(), to in 2.0..3.0f64) {
            let (seal, at) = (Seal::of(&evidence(&values)), at.index(values.len()));
            prop_assert_eq!(seal.broken_by(&evidence(&values)), None);
            let mut changed = values;
            changed[at] = to;
            prop_assert_eq!(seal.broken_by(&evidence(&changed)), Some(Broken::Row(at)));
        }

        #[test]
        fn of_several_none_is_named(values in prop::collection::vec(0.1..1.0f64, 2..60), at in any::<prop::sample::Index>(), to in 2.0..3.0f64) {
            let (seal, at) = (Seal::of(&evidence(&values)), at.index(values.len() - 1));
            let mut changed = values.clone();
            (changed[at], changed[at + 1]) = (to, to);
            prop_assert_eq!(seal.broken_by(&evidence(&changed)), Some(Broken::Several));
            prop_assert_eq!(seal.broken_by(&evidence(&values[1..])), Some(Broken::Count(values.len())));
        }

        #[test]
        fn inverses_are_inverse(a in 1..P) {
            prop_assert_eq!(product(a, inverse(a)), 1);
        }
    }

    #[test]
    fn rows_that_change_places_are_seen() {
        let seal = Seal::of(&evidence(&[0.1, 0.2]));
        let mut swapped = evidence(&[0.1, 0.2]);
        swapped.rows.reverse();
        assert_eq!((seal.broken_by(&swapped), inverse(0)), (Some(Broken::Several), 0));
        let run = RunFacts { seed: 1, ..RunFacts::unknown() };
        assert_eq!(seal.broken_by(&Evidence { run, ..evidence(&[0.1, 0.2]) }), Some(Broken::Several));
    }
}
