//! Inputs: image files, synthetic data, augmentation into triplets, Gram matrices.

mod augment;
mod digits;
mod file;
mod gram;
mod idx;
mod image;
mod labelled;
mod licence;
mod source;
mod triplets;

pub use augment::Augmentation;
pub use digits::{digits_images, digits_labels};
pub use file::DataFile;
pub use gram::Gram;
pub use idx::{parse_images, parse_labels};
pub use image::Images;
pub use labelled::Labelled;
pub use licence::{BUNDLED, Bundled};
pub use source::{Source, mnist_images, mnist_labels};
pub use triplets::Triplets;
