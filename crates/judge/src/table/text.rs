//! Bytes of a file to text: unpacked, decoded, without a mark at its begin.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::foreign::refuse_foreign;
use super::lines::ends_of_lines;
use super::refusal::{Read, Refusal, refuse, shell};

/// A compressed table has at most so many times the bytes of its file: more than any table of numbers, and no bomb.
pub(super) const LARGEST_RATIO: usize = 100;
/// Small files may be more than [`LARGEST_RATIO`] times as long.
const SMALL: usize = 1 << 20;

/// The text of a file, which may be compressed by gzip.
pub(super) fn text<'a>(file: &str, bytes: &'a [u8]) -> Read<Cow<'a, str>> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return decoded(file, bytes);
    }
    let most = SMALL.max(bytes.len().saturating_mul(LARGEST_RATIO));
    let mut unpacked = Vec::new();
    let command = format!("gzip -dc {} | asymptest fit -", shell(file));
    if let Err(error) = MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut unpacked) {
        return refuse(0, format!("the file is compressed by gzip and damaged ({error}); test it: gzip -t {}", shell(file)));
    }
    if unpacked.len() > most {
        return refuse(
            0,
            format!("the file is compressed by gzip to less than a {LARGEST_RATIO}th; if it is a table, unpack it: {command}"),
        );
    }
    if unpacked.starts_with(b"\x1f\x8b") {
        return refuse(0, format!("the file is compressed by gzip twice; unpack it: {command}"));
    }
    decoded(file, &unpacked).map(|text| Cow::Owned(text.into_owned()))
}

fn decoded<'a>(file: &str, bytes: &'a [u8]) -> Read<Cow<'a, str>> {
    refuse_foreign(file, bytes)?;
    let wide: Option<fn([u8; 2]) -> u16> = match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        [_, 0, _, 0, ..] => {
            return refuse(1, format!("the file is UTF-16; convert it: iconv -f UTF-16LE -t UTF-8 {} | asymptest fit -", shell(file)));
        }
        _ => None,
    };
    match wide {
        Some(unit) => utf16(&bytes[2..], unit).map(Cow::Owned),
        None => utf8(file, bytes).map(Cow::Borrowed),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Read<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for letter in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match letter {
            Ok(letter) => text.push(letter),
            Err(_) => return refuse(1 + ends_of_lines(text.as_bytes()), "the file begins as UTF-16 and is damaged here; save it as UTF-8"),
        }
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        refuse(1 + ends_of_lines(text.as_bytes()), "the file is UTF-16 and ends within a letter; save it as UTF-8")
    }
}

fn utf8<'a>(file: &str, bytes: &'a [u8]) -> Read<&'a str> {
    let line = |before: &[u8]| 1 + ends_of_lines(before);
    let text = std::str::from_utf8(bytes).map_err(|error| Refusal {
        line: line(&bytes[..error.valid_up_to()]),
        problem: format!(
            "the file is not UTF-8 text; if it is Latin-1, convert it: iconv -f LATIN1 -t UTF-8 {} | asymptest fit -",
            shell(file)
        ),
    })?;
    match bytes.iter().position(|byte| *byte == 0) {
        Some(place) => refuse(line(&bytes[..place]), "the file is not text: it has a zero byte; save the table as a CSV file in UTF-8"),
        None => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
    }
}
