//! Where inputs come from: a name or a path, as the user says it.

use super::{Augmentation, DataFile, Images, Triplets, digits_images, parse_images, parse_labels};
use crate::error::{Error, Result};
use crate::random::Stream;

/// The 10 000 test images of MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0), which travel with the program.
const MNIST_IMAGES: &[u8] = include_bytes!("../../data/mnist/t10k-images-idx3-ubyte.gz");
const MNIST_LABELS: &[u8] = include_bytes!("../../data/mnist/t10k-labels-idx1-ubyte.gz");

/// Gaussian data: norm of the noise that makes a positive.
const GAUSSIAN_NOISE: f64 = 0.5;
/// Dimensions that `gaussian:D` takes: in one there are two inputs, and 60 inputs of the largest take half a gigabyte.
const DIMENSIONS: std::ops::RangeInclusive<usize> = 2..=1_000_000;

/// Where inputs come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Source {
    /// The test images of MNIST, bundled (d = 784).
    #[default]
    Mnist,
    /// Handwritten digits of 8 x 8 pixels, bundled (d = 64).
    Digits,
    /// Synthetic: uniform on the sphere of this dimension d.
    Gaussian(usize),
    /// An IDX file of images, plain or gzip.
    File(DataFile),
    /// None of these: the experiment brings its own, as any program does.
    Own,
}

impl Source {
    /// What `gaussian` names: d = 100.
    pub const GAUSSIAN: Self = Self::Gaussian(100);

    /// The source that a user names: `mnist`, `digits`, `gaussian`, `gaussian:D` for another dimension D, or else a path.
    ///
    /// # Errors
    /// [`Error::Data`] where D is no dimension.
    pub fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "mnist" => Self::Mnist,
            "digits" => Self::Digits,
            "gaussian" => Self::GAUSSIAN,
            "own" => Self::Own,
            other => match other.strip_prefix("gaussian:") {
                Some(dimension) => Self::Gaussian(parse_dimension(other, dimension)?),
                None => Self::File(DataFile::at(other.into())),
            },
        })
    }

    /// The name under which evidence is filed: the one that [`Source::named`] takes.
    pub fn name(&self) -> String {
        match self {
            Self::Mnist => "mnist".into(),
            Self::Digits => "digits".into(),
            &Self::GAUSSIAN => "gaussian".into(),
            Self::Gaussian(dimension) => format!("gaussian:{dimension}"),
            Self::File(file) => file.path().display().to_string(),
            Self::Own => "own".into(),
        }
    }

    /// A name for a folder: letters, digits, `_` and `-` of [`Source::name`], of a file those of its own name.
    pub fn folder(&self) -> String {
        let name = match self {
            Self::File(file) => file.path().file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            other => other.name(),
        };
        name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect()
    }

    /// d, where it is known before the data are read.
    pub fn dimension(&self) -> Option<usize> {
        match self {
            Self::Mnist => Some(784),
            Self::Digits => Some(64),
            Self::Gaussian(dimension) => Some(*dimension),
            Self::File(_) | Self::Own => None,
        }
    }

    /// What determines the data: the name, or of a file a hash of the bytes that are loaded, wherever it lies. The bundled images are part of the program.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub fn fingerprint(&self) -> Result<String> {
        let Self::File(file) = self else { return Ok(self.name()) };
        Ok(format!("file {}", file.hash()?))
    }

    /// What the data are, for reports.
    pub fn describe(&self) -> String {
        match self {
            Self::Mnist => "the test images of MNIST, d = 784".into(),
            Self::Digits => "handwritten digits of 8 x 8 pixels from the UCI repository, d = 64".into(),
            Self::Gaussian(dimension) => {
                format!(
                    "synthetic: uniform on the sphere, d = {dimension}, a positive is its anchor plus Gaussian noise of norm {GAUSSIAN_NOISE}"
                )
            }
            Self::File(file) => format!("the images of {}", file.path().display()),
            Self::Own => "what the experiment brings".into(),
        }
    }

    /// `count` triplets, drawn by the study's seed; `augmentation` makes the positives of images.
    pub fn load(&self, seed: u64, study: &str, count: usize, augmentation: &Augmentation) -> Result<Triplets> {
        let mut random = Stream::of_study(seed, study, "triplets");
        let images = match self {
            &Self::Gaussian(dimension) => return Ok(Triplets::gaussian(count, dimension, GAUSSIAN_NOISE, &mut random)),
            Self::Mnist => mnist_images()?,
            Self::Digits => digits_images()?,
            Self::File(file) => parse_images(&self.name(), file.bytes()?)?,
            Self::Own => return Err(self.has_none()),
        };
        let usable = images.not_blank().len();
        if usable < 2 * count {
            let problem =
                format!("has {usable} images that are not blank, but {count} triplets need {}; give a file with more images", 2 * count);
            return Err(Error::Data { file: self.name(), problem });
        }
        Ok(Triplets::from_images(&images, count, augmentation, &mut random))
    }
}

impl Source {
    /// The refusal of an experiment that needs data where the user gives none.
    fn has_none(&self) -> Error {
        let problem = "names no data, and this experiment needs some; give --data mnist, digits or gaussian".into();
        Error::Data { file: self.name(), problem }
    }
}

/// The dimension of `name`, whose part behind the colon is `text`.
fn parse_dimension(name: &str, text: &str) -> Result<usize> {
    text.parse().ok().filter(|dimension| DIMENSIONS.contains(dimension)).ok_or_else(|| {
        let (least, most) = (DIMENSIONS.start(), DIMENSIONS.end());
        Error::Data {
            file: name.into(),
            problem: format!("names no dimension; give a whole number from {least} to {most} behind `gaussian:`"),
        }
    })
}

/// The bundled test images of MNIST.
pub fn mnist_images() -> Result<Images> {
    parse_images("bundled MNIST images", MNIST_IMAGES)
}

/// The labels of the bundled test images of MNIST, 0 to 9.
pub fn mnist_labels() -> Result<Vec<u8>> {
    parse_labels("bundled MNIST labels", MNIST_LABELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_images_are_the_test_set() {
        let (images, labels) = (mnist_images().unwrap(), mnist_labels().unwrap());
        assert_eq!((images.count(), images.rows, images.columns, labels.len()), (10_000, 28, 28, 10_000));
        assert_eq!(images.not_blank().len(), 10_000);
        // Class counts of the MNIST test set, digits 0 to 9.
        let counts: Vec<usize> = (0..10).map(|digit| labels.iter().filter(|&&label| label == digit).count()).collect();
        assert_eq!(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    }

    #[test]
    fn a_missing_file_is_named() {
        let message = Source::named("no/such/file").unwrap().load(0, "test", 5, &Augmentation::STANDARD).unwrap_err().to_string();
        assert!(message.contains("no/such/file"), "{message}");
    }

    #[test]
    fn what_is_loaded_is_what_is_hashed_also_where_the_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("images.idx");
        std::fs::write(&path, MNIST_IMAGES).unwrap();
        let inputs = |source: &Source| source.load(0, "test", 3, &Augmentation::STANDARD).unwrap().inputs;
        let name = path.display().to_string();
        let (loaded, hashed) = (Source::named(&name).unwrap(), Source::named(&name).unwrap());
        let (before, fingerprint) = (inputs(&loaded), hashed.fingerprint().unwrap());
        std::fs::write(&path, "replaced").unwrap();
        assert_eq!(loaded.clone().fingerprint().unwrap(), fingerprint);
        assert_eq!(inputs(&hashed), before);
        assert_ne!(Source::named(&name).unwrap().fingerprint().unwrap(), fingerprint, "who names it anew reads it anew");
    }

    #[test]
    fn a_name_is_read_back() {
        for name in ["mnist", "digits", "gaussian", "gaussian:2", "gaussian:784", "a/path", "gaussian.idx"] {
            assert_eq!(Source::named(name).unwrap().name(), name);
        }
        // One distribution has one name, the one that evidence is filed under.
        assert_eq!(Source::named("gaussian:100").unwrap(), Source::GAUSSIAN);
        assert!(Source::named("gaussian:784").unwrap().describe().contains("d = 784"));
    }

    #[test]
    fn what_is_no_dimension_is_refused() {
        for dimension in ["", "0", "1", "-3", "x", "1e3", "1000001", "99999999999999999999"] {
            let message = Source::named(&format!("gaussian:{dimension}")).unwrap_err().to_string();
            assert!(message.starts_with(&format!("gaussian:{dimension} names no dimension; give a whole number from 2")), "{message}");
        }
    }

    #[test]
    fn gaussian_inputs_have_the_dimension_asked_for() {
        let inputs = |source: Source| source.load(0, "test", 3, &Augmentation::STANDARD).unwrap().inputs;
        assert_eq!((inputs(Source::Gaussian(7)).nrows(), inputs(Source::Gaussian(7)).ncols()), (9, 7));
        assert_eq!(inputs(Source::GAUSSIAN).ncols(), 100);
    }
}
