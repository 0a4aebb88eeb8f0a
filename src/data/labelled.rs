//! Inputs with labels, for probes of what a network has learnt: no training sees them.

use faer::Mat;

use super::triplets::{chosen, normalised, on_sphere};
use super::{Images, Source, digits_images, digits_labels, mnist_images, mnist_labels};
use crate::error::Result;
use crate::random::Stream;

/// Kinds of synthetic inputs.
const KINDS: usize = 10;

/// Inputs of unit norm with their labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// One input a row, count x d.
    pub inputs: Mat<f64>,
    /// The label of each, 0 to 9.
    pub labels: Vec<u8>,
}

impl Source {
    /// `count` inputs with labels, none of them an anchor or a negative of the `triplets` triplets that [`Source::load`] gives for the same seed and study.
    /// Synthetic inputs are uniform on the sphere, and the label says which of ten drawn directions is nearest. `None` for a file, which has no labels.
    ///
    /// # Errors
    /// Bundled data that do not read.
    pub fn labelled(&self, seed: u64, study: &str, triplets: usize, count: usize) -> Result<Option<Labelled>> {
        let mut random = Stream::of_study(seed, study, "labelled");
        let (images, labels) = match self {
            &Self::Gaussian(dimension) => return Ok(Some(synthetic(count, dimension, &mut random))),
            Self::Mnist => (mnist_images()?, mnist_labels()?),
            Self::Digits => (digits_images()?, digits_labels()?),
            Self::File(_) | Self::Own => return Ok(None),
        };
        let trained = chosen(&images, triplets, &mut Stream::of_study(seed, study, "triplets"));
        Ok(Some(held_out(&images, &labels, &trained, count, &mut random)))
    }
}

/// `count` different images that are not among `trained`.
fn held_out(images: &Images, labels: &[u8], trained: &[usize], count: usize, random: &mut Stream) -> Labelled {
    let rest: Vec<usize> = images.not_blank().into_iter().filter(|index| !trained.contains(index)).collect();
    let places: Vec<usize> = random.choose(rest.len(), count).into_iter().map(|place| rest[place]).collect();
    let row = |&index: &usize| -> Vec<f64> { images.pixels_of(index).iter().map(|&pixel| f64::from(pixel)).collect() };
    let rows: Vec<Vec<f64>> = places.iter().map(row).collect();
    Labelled { inputs: normalised(&rows), labels: places.iter().map(|&index| labels[index]).collect() }
}

fn synthetic(count: usize, dimension: usize, random: &mut Stream) -> Labelled {
    let directions: Vec<Vec<f64>> = (0..KINDS).map(|_| on_sphere(dimension, random)).collect();
    let rows: Vec<Vec<f64>> = (0..count).map(|_| on_sphere(dimension, random)).collect();
    let along = |row: &[f64], kind: usize| row.iter().zip(&directions[kind]).map(|(x, y)| x * y).sum::<f64>();
    let nearest = |row: &Vec<f64>| (0..KINDS).max_by(|&a, &b| along(row, a).total_cmp(&along(row, b))).unwrap_or(0);
    let labels = rows.iter().map(|row| nearest(row) as u8).collect();
    Labelled { inputs: normalised(&rows), labels }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Augmentation;

    #[test]
    fn labelled_inputs_are_no_inputs_of_training() {
        for source in [Source::Mnist, Source::Digits, Source::GAUSSIAN] {
            // All digits but those that are trained on.
            let (triplets, count) = if source == Source::Digits { (20, 1757) } else { (20, 300) };
            let trained = source.load(3, "test", triplets, &Augmentation::STANDARD).unwrap().inputs;
            let labelled = source.labelled(3, "test", triplets, count).unwrap().unwrap();
            assert_eq!((labelled.inputs.nrows(), labelled.labels.len()), (count, count));
            assert!(labelled.labels.iter().all(|&label| label < 10));
            for row in 0..count {
                let norm: f64 = labelled.inputs.row(row).iter().map(|x| x * x).sum();
                assert!((norm - 1.0).abs() < 1e-12);
                // A positive is a view of its anchor, which is nobody's held-out image.
                let equal = |x: usize| trained.row(x).iter().zip(labelled.inputs.row(row).iter()).all(|(a, b)| (a - b).abs() < 1e-12);
                assert!((0..60).all(|x| !equal(x)), "{source:?}, input {row}");
            }
        }
        assert_eq!(Source::named("a/file").unwrap().labelled(0, "test", 1, 1).unwrap(), None);
    }

    #[test]
    fn labels_are_those_of_the_images() {
        let (images, labels) = (digits_images().unwrap(), digits_labels().unwrap());
        let trained: Vec<usize> = (10..1797).collect();
        let labelled = held_out(&images, &labels, &trained, 10, &mut Stream::of_study(0, "test", "labelled"));
        // The first ten digits of the file are 0 to 9 in this order: an input's label says which image it is.
        for (row, &label) in labelled.labels.iter().enumerate() {
            let pixels = images.pixels_of(usize::from(label));
            let norm = pixels.iter().map(|&pixel| f64::from(pixel).powi(2)).sum::<f64>().sqrt();
            let same = |(x, &pixel): (&f64, &u8)| (x - f64::from(pixel) / norm).abs() < 1e-12;
            assert!(labelled.inputs.row(row).iter().zip(pixels).all(same), "{label}");
        }
    }
}
