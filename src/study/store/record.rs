//! The form of a cell's file: a line with the version of the form, the key and a checksum, then the rows in CSV.

use std::fmt;

use super::Key;

const FORM: &str = "asymptest-cell 1";

/// Why a file is not trusted, as the rest of a sentence that starts with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// It does not begin as such files do.
    Foreign,
    /// It is of another cell.
    OtherKey,
    /// Its bytes are not those that were written.
    Checksum,
    /// Its checksum is right, and its rows are not those of the cell.
    Rows(String),
    /// It is a folder, a pipe or a device.
    Kind,
    /// It has more than [`LARGEST`] bytes.
    Large,
}

/// Bytes that the file of a cell has at most; real ones have less than a thousandth of it.
pub(super) const LARGEST: u64 = 64_000_000;

/// The bytes of the file of a cell with these rows.
pub(super) fn of(key: &Key, rows: &[u8]) -> Vec<u8> {
    let head = format!("{FORM} {key} {}\n", checksum(key, rows));
    [head.as_bytes(), rows].concat()
}

/// The rows in the bytes of a file.
pub(super) fn body<'a>(bytes: &'a [u8], key: &Key) -> Result<&'a [u8], Damage> {
    let end = bytes.iter().position(|&byte| byte == b'\n').ok_or(Damage::Foreign)?;
    let (head, rows) = (&bytes[..end], &bytes[end + 1..]);
    let head = std::str::from_utf8(head).ok().and_then(|head| head.strip_prefix(FORM)).ok_or(Damage::Foreign)?;
    let [found, sum] = head.split_ascii_whitespace().collect::<Vec<_>>()[..] else { return Err(Damage::Foreign) };
    if found != key.to_string() {
        return Err(Damage::OtherKey);
    }
    if sum != checksum(key, rows) {
        return Err(Damage::Checksum);
    }
    Ok(rows)
}

fn checksum(key: &Key, rows: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.to_string().as_bytes());
    hasher.update(rows);
    hasher.finalize().to_hex().to_string()
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("is not a file of this store, or is cut off"),
            Self::OtherKey => f.write_str("holds another cell than its name says"),
            Self::Checksum => f.write_str("is damaged or cut off: its checksum is wrong"),
            Self::Kind => f.write_str("is not a regular file"),
            Self::Large => write!(f, "has more than {} MB, which no cell has", LARGEST / 1_000_000),
            Self::Rows(problem) => write!(f, "does not hold the rows of its cell: {problem}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(digit: char) -> Key {
        digit.to_string().repeat(32).parse().unwrap()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_every_changed_byte_is_seen(
            rows in prop::collection::vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>(), other in 1u8..=255, cut in any::<prop::sample::Index>(),
        ) {
            let good = of(&key('a'), &rows);
            prop_assert_eq!(body(&good, &key('a')), Ok(&rows[..]));
            prop_assert_eq!(body(&good, &key('b')), Err(Damage::OtherKey));
            let mut changed = good.clone();
            changed[place.index(good.len())] ^= other;
            prop_assert!(body(&changed, &key('a')).is_err());
            prop_assert!(body(&good[..cut.index(good.len())], &key('a')).is_err());
        }

    }

    /// A target for fuzzing, as those of tests/suite/fuzz.rs.
    #[test]
    fn no_bytes_panic() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let _ = body(bytes, &key('a'));
            let _ = body(&[FORM.as_bytes(), bytes].concat(), &key('a'));
            if let Ok(rows) = body(&of(&key('a'), bytes), &key('a')) {
                assert_eq!(rows, bytes);
            }
        });
    }
}
