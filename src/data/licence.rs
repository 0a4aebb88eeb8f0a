//! The licences of the data that travel with the program.

/// A data set that is part of the program, and the terms that it is given under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// The name that `--data` takes.
    pub name: &'static str,
    /// The data, in a few words.
    pub says: &'static str,
    /// The people to credit.
    pub credit: &'static str,
    /// The licence, by its SPDX identifier.
    pub licence: &'static str,
    /// The address of the licence's text.
    pub text: &'static str,
    /// The changes to the data, as these licences ask to be told.
    pub changes: &'static str,
}

/// All data sets that are part of the program.
pub const BUNDLED: [Bundled; 2] = [
    Bundled {
        name: "mnist",
        says: "the 10 000 test images and labels of MNIST",
        credit: "Yann LeCun, Corinna Cortes, Christopher J. C. Burges",
        licence: "CC-BY-SA-3.0",
        text: "https://creativecommons.org/licenses/by-sa/3.0/",
        changes: "none: the files are as distributed",
    },
    Bundled {
        name: "digits",
        says: "1797 handwritten digits, the test set of Optical Recognition of Handwritten Digits",
        credit: "Ethem Alpaydin, Cenk Kaynak; UCI Machine Learning Repository",
        licence: "CC-BY-4.0",
        text: "https://creativecommons.org/licenses/by/4.0/",
        changes: "the same numbers, as gzip-compressed CSV",
    },
];
