//! Augmentation: the view of an image that serves as its positive.

use super::Images;
use crate::random::Stream;

/// How a positive is made from its anchor: a random shift, zeros moving in, then Gaussian noise on every pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Augmentation {
    /// Largest shift in pixels, in each direction, drawn uniformly from `-shift..=shift`; in small images a fourteenth of the shorter side at most (2 of
    /// MNIST's 28 pixels), so that a positive still resembles its anchor: digits of 8 x 8 pixels get noise alone.
    pub shift: usize,
    /// Standard deviation of the noise, in units of the full pixel range (255 is 1).
    pub noise: f64,
}

/// See [`Augmentation::shift`].
const SHARE: usize = 14;

impl Augmentation {
    /// A shift by up to 2 pixels and noise of 0.05 of the pixel range.
    pub const STANDARD: Self = Self { shift: 2, noise: 0.05 };

    /// A random view of image `index`, as numbers in units of the full pixel range.
    pub fn view(&self, images: &Images, index: usize, random: &mut Stream) -> Vec<f64> {
        let reach = self.shift.min(images.rows.min(images.columns) / SHARE) as i64;
        let (down, right) = (random.integer(-reach, reach), random.integer(-reach, reach));
        let pixels = images.pixels_of(index);
        let mut view = Vec::with_capacity(images.size());
        for row in 0..images.rows as i64 {
            for column in 0..images.columns as i64 {
                let (from_row, from_column) = (row - down, column - right);
                let inside = (0..images.rows as i64).contains(&from_row) && (0..images.columns as i64).contains(&from_column);
                let pixel = if inside { pixels[from_row as usize * images.columns + from_column as usize] } else { 0 };
                view.push(f64::from(pixel) / 255.0 + self.noise * random.normal());
            }
        }
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_without_noise_is_a_shifted_copy() {
        let images = Images { rows: 28, columns: 29, pixels: (0..812).map(|i| if i == 7 * 29 + 8 { 255 } else { 0 }).collect() };
        let augmentation = Augmentation { shift: 2, noise: 0.0 };
        let mut random = Stream::of_study(3, "test", "views");
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..500 {
            let view = augmentation.view(&images, 0, &mut random);
            let lit: Vec<usize> = (0..812).filter(|&i| view[i] == 1.0).collect();
            assert_eq!(lit.len(), 1);
            let (row, column) = (lit[0] / 29, lit[0] % 29);
            assert!((5..=9).contains(&row) && (6..=10).contains(&column));
            seen.insert(lit[0]);
        }
        assert_eq!(seen.len(), 25, "every shift of up to 2 pixels occurs");
    }

    #[test]
    fn a_small_image_is_shifted_by_a_fourteenth_of_its_side_at_most() {
        let mut random = Stream::of_study(3, "test", "views");
        for (side, views) in [(8, 1), (13, 1), (14, 9), (27, 9), (28, 25), (50, 25)] {
            let lit = side / 2 * side + side / 2;
            let images = Images { rows: side, columns: side, pixels: (0..side * side).map(|i| if i == lit { 255 } else { 0 }).collect() };
            let augmentation = Augmentation { shift: 2, noise: 0.0 };
            let mut view = || augmentation.view(&images, 0, &mut random).iter().position(|&pixel| pixel == 1.0);
            let seen: std::collections::BTreeSet<Option<usize>> = (0..500).map(|_| view()).collect();
            assert_eq!(seen.len(), views, "{side}");
        }
    }
}
