//! Systems whose asymptotics are theorems of other fields: the zoo that the verdicts are tested on.
//!
//! Each system can be simulated or computed at any size M, and a theorem says how its value grows
//! with M. The theorems hold for the mean and for the median, unless a comment says otherwise.

mod draws;
mod equations;
mod estimates;
mod extremes;
mod geometry;
mod graphs;
mod growth;
mod matrices;
mod networks;
mod numbers;
mod optimisers;
mod permutations;
mod quadrature;
mod series;
mod urns;
mod walks;

use crate::random::Stream;

/// A system whose asymptotics are a theorem.
#[derive(Debug, Clone, Copy)]
pub struct System {
    /// The measured quantity, in plain words.
    pub name: &'static str,
    /// Author, year and content of the theorem.
    pub source: &'static str,
    /// The exponent a as numerator and denominator: the value follows C M^a (log M)^b.
    pub power: (i64, i64),
    /// The exponent b as numerator and denominator.
    pub log: (i64, i64),
    /// The measured sizes M, increasing.
    pub sizes: &'static [u64],
    /// Independent runs at one size; 1 for a deterministic table.
    pub replicates: usize,
    /// `Some(n)`: a deterministic table, printed with n significant digits. `None`: random.
    pub digits: Option<u32>,
    /// One positive value at one size. Tables ignore the stream.
    pub draw: fn(u64, &mut Stream) -> f64,
}

/// All systems: first the random ones, then the deterministic tables.
pub fn systems() -> Vec<System> {
    [
        urns::SYSTEMS,
        permutations::SYSTEMS,
        walks::SYSTEMS,
        growth::SYSTEMS,
        extremes::SYSTEMS,
        estimates::SYSTEMS,
        geometry::SYSTEMS,
        graphs::SYSTEMS,
        matrices::SYSTEMS,
        networks::SYSTEMS,
        quadrature::SYSTEMS,
        equations::SYSTEMS,
        series::SYSTEMS,
        numbers::SYSTEMS,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn entries_are_complete() {
        let systems = systems();
        let names: BTreeSet<&str> = systems.iter().map(|system| system.name).collect();
        assert_eq!(names.len(), systems.len(), "names are unique");
        for system in &systems {
            let name = system.name;
            assert!((6..=12).contains(&system.sizes.len()), "{name}: number of sizes");
            assert!(system.sizes.is_sorted_by(|a, b| a < b), "{name}: sizes increase");
            assert!(system.sizes[0] >= 2, "{name}: log M is positive");
            assert!(system.power.1 > 0 && system.log.1 > 0, "{name}: denominators");
            match system.digits {
                Some(digits) => {
                    assert!((2..=16).contains(&digits), "{name}: digits");
                    assert_eq!(system.replicates, 1, "{name}: replicates");
                }
                None => assert!((3..=30).contains(&system.replicates), "{name}: replicates"),
            }
        }
    }

    #[test]
    fn values_are_positive_and_finite() {
        for system in systems() {
            for &size in system.sizes {
                let mut stream = Stream::of_study(1, "zoo", system.name);
                let value = (system.draw)(size, &mut stream);
                assert!(value > 0.0 && value.is_finite(), "{} at {size}: {value}", system.name);
            }
        }
    }

    #[test]
    fn tables_ignore_the_stream() {
        for system in systems().iter().filter(|system| system.digits.is_some()) {
            let stream = |seed| Stream::of_study(seed, "zoo", "table");
            let value = |seed| (system.draw)(system.sizes[2], &mut stream(seed));
            assert_eq!(value(1), value(2), "{}", system.name);
        }
    }
}
