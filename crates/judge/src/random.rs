//! The one place where randomness enters: seeded streams of numbers.
//!
//! A stream is named, and its seed is a hash of its name: the same name gives the same numbers on every machine, whatever else is
//! drawn before it and on however many threads. candle's own CPU generator cannot be seeded and is not used.

use rand::{RngExt, SeedableRng, distr::Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// A seeded stream of random numbers.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of one purpose (such as `"triplets"`) of a whole study.
    pub fn of_study(seed: u64, study: &str, purpose: &str) -> Self {
        Self::named(&format!("asymptest|{seed}|{study}|{purpose}"))
    }

    /// The stream of the initial weights of one cell. Settings are not in the name, so that a claim and a
    /// control with networks and data of the same size see the same draws.
    pub fn of_cell(seed: u64, study: &str, width: usize, replicate: usize) -> Self {
        Self::named(&format!("asymptest|{seed}|{study}|weights|{width}|{replicate}"))
    }

    fn named(name: &str) -> Self {
        Self(ChaCha8Rng::from_seed(*blake3::hash(name.as_bytes()).as_bytes()))
    }

    /// The `index`-th independent sub-stream, from its beginning: a block of neurons draws from its own, so blocks may be filled in any order.
    #[must_use]
    pub fn block(&self, index: u64) -> Self {
        let mut generator = self.0.clone();
        generator.set_stream(index + 1);
        generator.set_word_pos(0);
        Self(generator)
    }

    /// A stream that shares nothing with this one or its sub-streams.
    #[must_use]
    pub fn apart(&self) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("asymptest streams apart");
        hasher.update(&self.0.get_seed());
        Self(ChaCha8Rng::from_seed(*hasher.finalize().as_bytes()))
    }

    /// A draw from N(0, 1).
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// A uniform draw from `low..=high`.
    pub fn integer(&mut self, low: i64, high: i64) -> i64 {
        self.0.sample(Uniform::new_inclusive(low, high).expect("low <= high by construction"))
    }

    /// `count` different indices below `length`, in random order (a partial Fisher-Yates shuffle). `count` must not exceed `length`.
    pub fn choose(&mut self, length: usize, count: usize) -> Vec<usize> {
        let mut indices: Vec<usize> = (0..length).collect();
        for place in 0..count {
            let other = self.integer(place as i64, length as i64 - 1) as usize;
            indices.swap(place, other);
        }
        indices.truncate(count);
        indices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_reproducible_and_differ_by_name() {
        let draw = |mut stream: Stream| [stream.normal(), stream.normal()];
        let first = draw(Stream::of_cell(0, "s", 128, 0));
        assert_eq!(first, draw(Stream::of_cell(0, "s", 128, 0)));
        for other in [
            Stream::of_cell(1, "s", 128, 0),
            Stream::of_cell(0, "t", 128, 0),
            Stream::of_cell(0, "s", 256, 0),
            Stream::of_cell(0, "s", 128, 1),
        ] {
            assert_ne!(first, draw(other));
        }
    }

    #[test]
    fn blocks_do_not_depend_on_what_was_drawn_before() {
        let mut stream = Stream::of_cell(0, "s", 128, 0);
        let early = stream.block(3).normal();
        stream.normal();
        assert_eq!(early, stream.block(3).normal());
        assert_ne!(early, stream.block(4).normal());
        assert_ne!(early, stream.apart().block(3).normal());
        assert_eq!(stream.apart().normal(), Stream::of_cell(0, "s", 128, 0).apart().normal());
    }

    #[test]
    fn normal_draws_have_the_moments_of_the_law() {
        let mut stream = Stream::of_study(7, "test", "moments");
        let draws: Vec<f64> = (0..200_000).map(|_| stream.normal()).collect();
        let moment = |power: i32| draws.iter().map(|x| x.powi(power)).sum::<f64>() / draws.len() as f64;
        // Five standard errors of each moment: sqrt(1), sqrt(2), sqrt(15), sqrt(96) over sqrt(200 000).
        for (power, expected, spread) in [(1, 0.0, 1.0), (2, 1.0, 2f64.sqrt()), (3, 0.0, 15f64.sqrt()), (4, 3.0, 96f64.sqrt())] {
            assert!((moment(power) - expected).abs() < 5.0 * spread / 200_000f64.sqrt(), "moment {power}");
        }
    }
}
