//! A similarity's functions against one another: what is tried of one before it is trusted.

use candle_core::{Device, Tensor, Var};

use super::Similarity;
use crate::random::Stream;

/// Pairs of outputs at which a similarity is tried, and their dimension.
const PAIRS: usize = 8;
const OUTPUTS: usize = 3;

/// Checks that its gradient is that of candle's operations, which have its value, and that it is the same for rotated outputs if it says so.
///
/// # Errors
/// The function that is wrong.
pub fn similarity_is_right(similarity: Similarity) -> Result<(), String> {
    let mut random = Stream::of_study(0, "similarity", &similarity.key());
    let mut outputs = || -> Vec<f64> { (0..PAIRS * OUTPUTS).map(|_| random.normal()).collect() };
    let (u, v) = (outputs(), outputs());
    let [values, of_u, of_v] = in_candle(similarity, &u, &v).map_err(|error| format!("candle says: {error}"))?;
    for (pair, (u, v)) in u.chunks(OUTPUTS).zip(v.chunks(OUTPUTS)).enumerate() {
        let value = similarity.value(u, v);
        near("s", value, values[pair], "candle")?;
        let (mut du, mut dv) = ([0.0; OUTPUTS], [0.0; OUTPUTS]);
        similarity.accumulate(u, v, 2.0, &mut du, &mut dv);
        for (z, (du, dv)) in du.into_iter().zip(dv).enumerate() {
            near("2 ds/du", du, 2.0 * of_u[pair * OUTPUTS + z], "candle's gradient")?;
            near("2 ds/dv", dv, 2.0 * of_v[pair * OUTPUTS + z], "candle's gradient")?;
        }
        if similarity.is_rotation_invariant() {
            near("s", value, similarity.value(&rotated(u), &rotated(v)), "rotated outputs")?;
        }
    }
    Ok(())
}

/// s, ds/du and ds/dv.
fn in_candle(similarity: Similarity, u: &[f64], v: &[f64]) -> candle_core::Result<[Vec<f64>; 3]> {
    let [u, v] = [u, v].map(|x| Var::from_slice(x, (PAIRS, OUTPUTS), &Device::Cpu));
    let (u, v) = (u?, v?);
    let values = similarity.forward(&u, &v)?;
    let gradients = values.sum_all()?.backward()?;
    let flat =
        |of: &Var| gradients.get(of).map_or_else(|| of.zeros_like(), |gradient: &Tensor| Ok(gradient.clone()))?.flatten_all()?.to_vec1();
    Ok([values.to_vec1()?, flat(&u)?, flat(&v)?])
}

/// In the plane of the first and the last output.
fn rotated(u: &[f64]) -> [f64; OUTPUTS] {
    let [c, s] = [0.6, 0.8];
    [c * u[0] - s * u[2], u[1], s * u[0] + c * u[2]]
}

fn near(what: &str, ours: f64, theirs: f64, by: &str) -> Result<(), String> {
    // A NaN is near nothing.
    let agrees = (ours - theirs).abs() <= 1e-10 * (1.0 + ours.abs());
    if agrees { Ok(()) } else { Err(format!("{what} is {ours:e}, and {theirs:e} by {by}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::Pairing;

    /// u.v, but for one fault, which its parameter names.
    struct Faulty;

    impl Pairing for Faulty {
        fn name(&self, _: f64) -> String {
            "faulty".into()
        }

        fn key(&self, fault: f64) -> String {
            format!("faulty({fault})")
        }

        fn is_rotation_invariant(&self) -> bool {
            true
        }

        fn has_bounded_gradient(&self, _: f64) -> bool {
            false
        }

        fn value(&self, fault: f64, u: &[f64], v: &[f64]) -> f64 {
            Similarity::DOT.value(u, v) + if fault == 1.0 { 1e-6 } else { 0.0 }
        }

        fn accumulate(&self, fault: f64, [u, v]: [&[f64]; 2], weight: f64, [du, dv]: [&mut [f64]; 2]) {
            let weight = if fault == 2.0 { 1.0 } else { weight };
            Similarity::DOT.accumulate(u, v, weight, du, dv);
        }

        fn forward(&self, fault: f64, u: &Tensor, v: &Tensor) -> candle_core::Result<Tensor> {
            let u = if fault == 3.0 { u.detach() } else { u.clone() };
            Similarity::DOT.forward(&u, v)
        }
    }

    /// The weighted product, said to be invariant.
    struct Turned;

    impl Pairing for Turned {
        fn name(&self, _: f64) -> String {
            "turned".into()
        }

        fn key(&self, _: f64) -> String {
            "turned".into()
        }

        fn is_rotation_invariant(&self) -> bool {
            true
        }

        fn has_bounded_gradient(&self, _: f64) -> bool {
            false
        }

        fn value(&self, _: f64, u: &[f64], v: &[f64]) -> f64 {
            Similarity::WEIGHTED.value(u, v)
        }

        fn accumulate(&self, _: f64, [u, v]: [&[f64]; 2], weight: f64, [du, dv]: [&mut [f64]; 2]) {
            Similarity::WEIGHTED.accumulate(u, v, weight, du, dv);
        }

        fn forward(&self, _: f64, u: &Tensor, v: &Tensor) -> candle_core::Result<Tensor> {
            Similarity::WEIGHTED.forward(u, v)
        }
    }

    #[test]
    fn those_of_this_crate_are_right_and_every_fault_is_named() {
        let ours = [Similarity::cosine(0.1), Similarity::cosine_sum(0.1), Similarity::cosine_max(0.1)];
        for similarity in [Similarity::DOT, Similarity::WEIGHTED, Similarity::of(&Faulty, 0.0)].into_iter().chain(ours) {
            assert_eq!(similarity_is_right(similarity), Ok(()), "{similarity:?}");
        }
        for (fault, words) in [(1.0, "by candle"), (2.0, "2 ds/du is"), (3.0, "candle's gradient")] {
            let problem = similarity_is_right(Similarity::of(&Faulty, fault)).unwrap_err();
            assert!(problem.contains(words), "{problem}");
        }
        assert!(similarity_is_right(Similarity::of(&Turned, 0.0)).unwrap_err().contains("rotated outputs"));
    }
}
