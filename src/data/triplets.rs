//! Triplets: the inputs of contrastive training.

use faer::Mat;

use super::{Augmentation, Images};
use crate::random::Stream;

/// N anchors, N positives and N negatives, all of unit norm.
#[derive(Debug, Clone, PartialEq)]
pub struct Triplets {
    /// All inputs X, one a row: anchors, then positives, then negatives (3N x d).
    pub inputs: Mat<f64>,
}

impl Triplets {
    /// N, the number of triplets.
    pub fn count(&self) -> usize {
        self.inputs.nrows() / 3
    }

    /// Triplets from images: 2N different images are drawn, N as anchors and N as negatives; a positive is a random view of its anchor.
    /// `images` must hold at least 2N images that are not blank.
    pub fn from_images(images: &Images, count: usize, augmentation: &Augmentation, random: &mut Stream) -> Self {
        let chosen = chosen(images, count, random);
        let plain = |place: usize| -> Vec<f64> { images.pixels_of(chosen[place]).iter().map(|&pixel| f64::from(pixel) / 255.0).collect() };
        let mut rows: Vec<Vec<f64>> = (0..count).map(plain).collect();
        rows.extend((0..count).map(|place| augmentation.view(images, chosen[place], random)));
        rows.extend((count..2 * count).map(plain));
        Self { inputs: normalised(&rows) }
    }

    /// Synthetic triplets: anchors and negatives are uniform on the sphere of dimension d, a positive is its anchor plus Gaussian noise of
    /// norm about `noise`.
    pub fn gaussian(count: usize, dimension: usize, noise: f64, random: &mut Stream) -> Self {
        let anchors: Vec<Vec<f64>> = (0..count).map(|_| on_sphere(dimension, random)).collect();
        let negatives: Vec<Vec<f64>> = (0..count).map(|_| on_sphere(dimension, random)).collect();
        let spread = noise / (dimension as f64).sqrt();
        let mut positive = |anchor: &Vec<f64>| -> Vec<f64> { anchor.iter().map(|x| x + spread * random.normal()).collect() };
        let positives: Vec<Vec<f64>> = anchors.iter().map(&mut positive).collect();
        Self { inputs: normalised(&[anchors, positives, negatives].concat()) }
    }
}

/// The images that [`Triplets::from_images`] takes, N anchors and then N negatives: what it draws first from `random`.
pub(super) fn chosen(images: &Images, count: usize, random: &mut Stream) -> Vec<usize> {
    let usable = images.not_blank();
    random.choose(usable.len(), 2 * count).into_iter().map(|place| usable[place]).collect()
}

/// A draw from the uniform law on the sphere.
pub(super) fn on_sphere(dimension: usize, random: &mut Stream) -> Vec<f64> {
    let row: Vec<f64> = (0..dimension).map(|_| random.normal()).collect();
    let norm = norm(&row);
    row.iter().map(|x| x / norm).collect()
}

/// The rows, each of norm 1.
pub(super) fn normalised(rows: &[Vec<f64>]) -> Mat<f64> {
    let norms: Vec<f64> = rows.iter().map(|row| norm(row)).collect();
    Mat::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j] / norms[i])
}

fn norm(row: &[f64]) -> f64 {
    row.iter().map(|x| x * x).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Source;

    fn row_product(x: &Mat<f64>, i: usize, j: usize) -> f64 {
        (0..x.ncols()).map(|k| x[(i, k)] * x[(j, k)]).sum()
    }

    #[test]
    fn triplets_have_unit_norm_and_positives_resemble_their_anchor() {
        for source in [Source::Mnist, Source::Digits, Source::GAUSSIAN] {
            let triplets = source.load(0, "test", 20, &Augmentation::STANDARD).unwrap();
            let x = &triplets.inputs;
            assert_eq!((triplets.count(), x.nrows()), (20, 60));
            for i in 0..60 {
                assert!((row_product(x, i, i) - 1.0).abs() < 1e-12);
            }
            let mean = |first: usize, second: usize| (0..20).map(|n| row_product(x, first + n, second + n)).sum::<f64>() / 20.0;
            assert!(mean(0, 20) > mean(0, 40) + 0.05, "anchors are nearer to positives than to negatives");
        }
    }

    #[test]
    fn triplets_follow_from_the_seed() {
        let load = |seed| Source::Mnist.load(seed, "test", 5, &Augmentation::STANDARD).unwrap();
        assert_eq!(load(1), load(1));
        assert_ne!(load(1), load(2));
    }
}
