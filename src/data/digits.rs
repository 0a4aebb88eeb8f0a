//! Reader for the handwritten digits of the UCI repository, as they are bundled: CSV, gzip.
//!
//! A line is an image of 8 x 8 pixels, row by row, each from 0 to 16, and then its label from 0 to 9.

use std::io::Read;

use flate2::read::GzDecoder;

use super::Images;
use crate::error::{Error, Result};

/// 1797 digits of the Optical Recognition of Handwritten Digits data set (Alpaydin, Kaynak; CC BY 4.0), which travel with the program.
const DIGITS: &[u8] = include_bytes!("../../data/digits/digits.csv.gz");
/// The name of the bundled file in an error.
const FILE: &str = "bundled digits";
/// Rows and columns of an image.
const SIDE: usize = 8;
/// The largest pixel. The bytes of [`Images`] go to 255, so that each step is worth 15 of them and 16 of them are 240.
const WHITE: u8 = 16;
const STEP: u8 = 15;

/// The bundled digits.
pub fn digits_images() -> Result<Images> {
    let pixels = table()?.iter().flat_map(|(pixels, _)| pixels.iter().map(|pixel| STEP * pixel)).collect();
    Ok(Images { rows: SIDE, columns: SIDE, pixels })
}

/// The labels of the bundled digits, 0 to 9.
pub fn digits_labels() -> Result<Vec<u8>> {
    Ok(table()?.into_iter().map(|(_, label)| label).collect())
}

fn table() -> Result<Vec<(Vec<u8>, u8)>> {
    let mut text = Vec::new();
    let damaged = |problem: String| Error::Table { file: FILE.into(), line: 0, problem };
    GzDecoder::new(DIGITS).read_to_end(&mut text).map_err(|error| damaged(error.to_string()))?;
    parse(&text)
}

/// The pixels and the label of every line.
fn parse(text: &[u8]) -> Result<Vec<(Vec<u8>, u8)>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut rows = Vec::new();
    for record in reader.records() {
        let refuse = |line: u64, problem: String| Error::Table { file: FILE.into(), line, problem };
        let record = record.map_err(|error| refuse(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let numbers: Option<Vec<u8>> = record.iter().map(|cell| cell.parse().ok()).collect();
        let row = numbers.and_then(|mut numbers| numbers.pop().map(|label| (numbers, label)));
        let fits =
            |(pixels, label): &(Vec<u8>, u8)| pixels.len() == SIDE * SIDE && pixels.iter().all(|&pixel| pixel <= WHITE) && *label <= 9;
        rows.push(row.filter(fits).ok_or_else(|| refuse(line, "is not 64 pixels from 0 to 16 and a label from 0 to 9".into()))?);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_digits_are_the_test_set() {
        let (images, labels) = (digits_images().unwrap(), digits_labels().unwrap());
        assert_eq!((images.count(), images.size(), labels.len()), (1797, 64, 1797));
        assert_eq!(images.not_blank().len(), 1797);
        assert_eq!(images.pixels.iter().max(), Some(&240));
        // Class counts that the data set's own description gives for its test set, digits 0 to 9.
        let counts: Vec<usize> = (0..10).map(|digit| labels.iter().filter(|&&label| label == digit).count()).collect();
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    }

    #[test]
    fn what_is_no_digit_is_refused_with_its_line() {
        let line = |pixel: &str, label: &str| format!("{},{label}\n", vec![pixel; 64].join(","));
        assert_eq!(parse(line("3", "7").as_bytes()).unwrap(), [(vec![3; 64], 7)]);
        for bad in [line("17", "7"), line("3", "10"), line("x", "7"), line("3,3", "7"), "\u{1}\n".into()] {
            let message = parse((line("3", "7") + &bad).as_bytes()).unwrap_err().to_string();
            assert!(message.contains("bundled digits, line 2: is not 64 pixels"), "{message}");
        }
    }
}
