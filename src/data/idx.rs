//! Reader for IDX files (the format of MNIST), plain or gzip.
//!
//! An IDX file of bytes is a magic number `00 00 08 k`, k big-endian sizes of four bytes each, and then exactly as many bytes
//! as the product of the sizes. Whatever differs from that is refused: a file of another kind read as images gives numbers too.

use std::io::Read;

use flate2::bufread::GzDecoder;

use super::Images;
use crate::error::{Error, Result};

/// More bytes than this are not read: the sizes in a damaged header must not decide how much memory is taken.
const LARGEST: u64 = 1 << 31;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Reads IDX images (three sizes: count, rows, columns). `file` is the name that an error shows.
pub fn parse_images(file: &str, bytes: &[u8]) -> Result<Images> {
    let ([_, rows, columns], pixels) = parse::<3>(file, bytes)?;
    if rows * columns == 0 || pixels.is_empty() {
        return Err(refuse(file, "holds no pixels; give a file with at least one image".into()));
    }
    Ok(Images { rows, columns, pixels })
}

/// Reads IDX labels (one size: count). `file` is the name that an error shows.
pub fn parse_labels(file: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    Ok(parse::<1>(file, bytes)?.1)
}

fn parse<const SIZES: usize>(file: &str, bytes: &[u8]) -> Result<([usize; SIZES], Vec<u8>)> {
    if bytes.starts_with(&GZIP_MAGIC) {
        let mut decoder = GzDecoder::new(bytes);
        let parsed = parse_plain(file, &mut decoder)?;
        let after = decoder.into_inner();
        return if after.is_empty() { Ok(parsed) } else { Err(trailing(file)) };
    }
    parse_plain(file, bytes)
}

fn parse_plain<const SIZES: usize>(file: &str, mut reader: impl Read) -> Result<([usize; SIZES], Vec<u8>)> {
    let mut magic = [0; 4];
    fill(file, &mut reader, &mut magic)?;
    let wanted = [0, 0, 8, SIZES as u8];
    if magic != wanted {
        let problem = format!(
            "starts with {magic:02x?} where IDX bytes with {SIZES} sizes start with {wanted:02x?}; give an IDX file of that kind, plain or gzip"
        );
        return Err(refuse(file, problem));
    }
    let mut sizes = [0; SIZES];
    let mut total: u64 = 1;
    for size in &mut sizes {
        let mut field = [0; 4];
        fill(file, &mut reader, &mut field)?;
        let value = u32::from_be_bytes(field);
        total = total.saturating_mul(u64::from(value));
        *size = value as usize;
    }
    if total > LARGEST {
        return Err(refuse(
            file,
            format!("has sizes {sizes:?}, over the limit of {LARGEST} bytes; the header is damaged, or split the file"),
        ));
    }
    let mut body = Vec::new();
    reader.take(total + 1).read_to_end(&mut body).map_err(|error| damaged(file, &error))?;
    match (body.len() as u64).cmp(&total) {
        std::cmp::Ordering::Less => Err(truncated(file, total - body.len() as u64)),
        std::cmp::Ordering::Greater => Err(trailing(file)),
        std::cmp::Ordering::Equal => Ok((sizes, body)),
    }
}

fn fill(file: &str, reader: &mut impl Read, field: &mut [u8]) -> Result<()> {
    reader.read_exact(field).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => refuse(file, "ends inside its header: it is truncated; fetch the file again".into()),
        _ => damaged(file, &error),
    })
}

fn truncated(file: &str, missing: u64) -> Error {
    refuse(file, format!("is truncated: {missing} bytes fewer than its sizes say; fetch the file again"))
}

fn trailing(file: &str) -> Error {
    refuse(file, "has trailing bytes after the data that its sizes announce; fetch the file again".into())
}

fn damaged(file: &str, error: &std::io::Error) -> Error {
    refuse(file, format!("does not decompress ({error}); fetch the file again"))
}

fn refuse(file: &str, problem: String) -> Error {
    Error::Data { file: file.into(), problem }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    fn images(count: u32, rows: u32, columns: u32) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, 3];
        for size in [count, rows, columns] {
            bytes.extend(size.to_be_bytes());
        }
        bytes.extend((0..count * rows * columns).map(|index| index as u8));
        bytes
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn problem(bytes: &[u8]) -> String {
        parse_images("f.idx", bytes).unwrap_err().to_string()
    }

    #[test]
    fn plain_and_gzip_read_the_same() {
        let plain = images(3, 2, 5);
        let read = parse_images("f", &plain).unwrap();
        assert_eq!((read.count(), read.rows, read.columns), (3, 2, 5));
        assert_eq!(read.pixels_of(1), &(10..20).collect::<Vec<u8>>()[..]);
        assert_eq!(parse_images("f", &gzip(&plain)).unwrap(), read);
    }

    #[test]
    fn what_is_wrong_is_refused_in_one_line_that_names_the_file() {
        let good = images(3, 2, 5);
        let mut label_magic = good.clone();
        label_magic[3] = 1;
        let mut long = good.clone();
        long.push(0);
        let mut zipped_and_more = gzip(&good);
        zipped_and_more.push(7);
        let zipped = gzip(&good);
        let mut huge = good.clone();
        huge[4..16].fill(0xff);
        let cases: [(&[u8], &str); 9] = [
            (&[], "truncated"),
            (&good[..10], "truncated"),
            (&good[..good.len() - 1], "1 bytes fewer"),
            (&label_magic, "starts with"),
            (&long, "trailing"),
            (&zipped_and_more, "trailing"),
            (&zipped[..zipped.len() - 9], "fetch the file again"),
            (&huge, "over the limit"),
            (&images(0, 2, 5), "no pixels"),
        ];
        for (bytes, expected) in cases {
            let message = problem(bytes);
            assert!(message.contains(expected) && message.contains("f.idx") && !message.contains('\n'), "{message}");
        }
    }

    proptest! {
        #[test]
        fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..64), prefix in 0usize..16) {
            let _ = parse_images("f", &bytes);
            let mut headed = images(1, 2, 2)[..prefix].to_vec();
            headed.extend(&bytes);
            let _ = parse_images("f", &headed);
            let _ = parse_labels("f", &gzip(&headed));
        }
    }
}
