//! Grey images of one size.

/// Grey images of one size, pixels 0 to 255, row by row, image after image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// Rows of pixels in an image.
    pub rows: usize,
    /// Pixels in a row.
    pub columns: usize,
    /// All pixels: `count * rows * columns` of them.
    pub pixels: Vec<u8>,
}

impl Images {
    /// Pixels in one image, the input dimension d.
    pub fn size(&self) -> usize {
        self.rows * self.columns
    }

    /// Number of images.
    pub fn count(&self) -> usize {
        self.pixels.len().checked_div(self.size()).unwrap_or(0)
    }

    /// The pixels of one image, row by row.
    pub fn pixels_of(&self, index: usize) -> &[u8] {
        &self.pixels[index * self.size()..][..self.size()]
    }

    /// Indices of the images with at least one pixel above 0: a blank image has no direction.
    pub fn not_blank(&self) -> Vec<usize> {
        (0..self.count()).filter(|&index| self.pixels_of(index).iter().any(|&pixel| pixel > 0)).collect()
    }
}
