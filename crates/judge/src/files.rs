//! Reading whole files and writing them whole or not at all.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// More bytes than this are not read from anywhere: an endless device or pipe must not decide how much memory is taken.
pub const LARGEST: u64 = 1 << 32;

/// How the names of files end that are not finished.
pub const PART: &str = ".part";

/// The bytes of a file, or of standard input where `path` is `-`.
///
/// # Errors
/// As [`read`].
pub fn read_input(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") { read_from(path, std::io::stdin().lock(), LARGEST) } else { read(path) }
}

/// The bytes of a file.
///
/// # Errors
/// [`Error::Read`], and [`Error::Data`] beyond [`LARGEST`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_up_to(path, LARGEST)
}

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
/// [`Error::Read`], and [`Error::Data`] beyond `most` bytes.
pub fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>> {
    let file = fs::File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    read_from(path, file, most)
}

/// The text of a file of at most `most` bytes.
///
/// # Errors
/// [`Error::Read`], also where it is not UTF-8, and [`Error::Data`] beyond `most` bytes.
pub fn read_text(path: &Path, most: u64) -> Result<String> {
    let not_text = |_| Error::Data { file: input_name(path), problem: "is not UTF-8 text".into() };
    String::from_utf8(read_up_to(path, most)?).map_err(not_text)
}

fn read_from(path: &Path, reader: impl Read, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|source| Error::Read { path: input_name(path).into(), source })?;
    if bytes.len() as u64 > most {
        return Err(Error::Data { file: input_name(path), problem: format!("has more than {most} bytes, which is no input of ours") });
    }
    Ok(bytes)
}

/// The names in a folder, in order.
///
/// # Errors
/// [`Error::Read`].
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = |source| Error::Read { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut names: Vec<String> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<std::io::Result<_>>().map_err(failed)?;
    names.sort();
    Ok(names)
}

/// Removes a file; one that another process has removed at the same moment is no error.
///
/// # Errors
/// Where it is there and cannot be removed.
pub fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What to call an input in messages.
pub fn input_name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// Whether two paths lead to one file that exists.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

/// Writes a file by way of another one beside it, so that a reader sees the old bytes or the new ones and a failure leaves the old.
/// A path that exists and is no regular file (a pipe, a device) is written in place.
///
/// # Errors
/// [`Error::Write`]; nothing is left behind.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    write_all_atomically(&[(path, bytes)])
}

/// Whether the folder that a file is to be written into is there: asked before work whose result would be lost.
///
/// # Errors
/// [`Error::Write`] with what the folder says.
pub fn check_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match fs::read_dir(folder) {
        Ok(_) => Ok(()),
        Err(source) => Err(Error::Write { path: path.to_owned(), source }),
    }
}

/// Writes files that belong together: none is replaced before the bytes of all are on the disk.
///
/// # Errors
/// [`Error::Write`]; nothing is left behind.
pub fn write_all_atomically(files: &[(&Path, &[u8])]) -> Result<()> {
    let parts: Vec<Part<'_>> = files.iter().map(|(path, bytes)| Part::of(path, bytes)).collect();
    let written = parts.iter().try_for_each(Part::stage).and_then(|()| parts.iter().try_for_each(Part::replace));
    if written.is_err() {
        parts.iter().for_each(Part::discard);
    }
    written
}

/// One file on its way.
struct Part<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    /// The file that `path` names, through links.
    target: PathBuf,
    /// Where the bytes are put first; nowhere for what is no regular file.
    beside: Option<PathBuf>,
}

impl<'a> Part<'a> {
    fn of(path: &'a Path, bytes: &'a [u8]) -> Self {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let in_place = fs::metadata(&target).is_ok_and(|found| !found.is_file());
        let beside = (!in_place).then(|| beside(&target));
        Self { path, bytes, target, beside }
    }

    fn stage(&self) -> Result<()> {
        self.beside.as_ref().map_or(Ok(()), |beside| fill(beside, self.bytes)).map_err(|source| self.failed(source))
    }

    fn replace(&self) -> Result<()> {
        let done = match &self.beside {
            // Who took this process for a killed one may have swept the part away: once more.
            Some(beside) => match fs::rename(beside, &self.target) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    fill(beside, self.bytes).and_then(|()| fs::rename(beside, &self.target))
                }
                done => done,
            },
            None => fs::write(&self.target, self.bytes),
        };
        done.map_err(|source| self.failed(source))
    }

    fn discard(&self) {
        // It may not exist, or the folder may have gone: the first failure is the one to tell.
        let _ = self.beside.as_ref().map(fs::remove_file);
    }

    fn failed(&self, source: std::io::Error) -> Error {
        Error::Write { path: self.path.to_owned(), source }
    }
}

fn fill(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name in the same folder that no other process of ours uses. Processes of two machines may have one number, so that a random one is beside it.
pub fn beside(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}-{:016x}{PART}", std::process::id(), RandomState::new().build_hasher().finish()));
    target.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        super::names(folder).expect("readable")
    }

    #[cfg(unix)]
    #[test]
    fn an_endless_file_is_refused() {
        let error = read_text(Path::new("/dev/zero"), 1000).expect_err("endless").to_string();
        assert_eq!(error, "/dev/zero has more than 1000 bytes, which is no input of ours");
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("file");
        fs::write(&path, [b'x'; 1000]).expect("written");
        assert_eq!(read_text(&path, 1000).expect("read").len(), 1000);
        assert!(read_text(&path, 999).is_err());
    }

    #[test]
    fn replaces_a_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("figure.svg");
        write_atomically(&path, b"one").expect("written");
        write_atomically(&path, b"two").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert_eq!(names(folder.path()), ["figure.svg"]);
    }

    #[test]
    fn a_part_that_somebody_swept_is_staged_once_more() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("file");
        let part = Part::of(&path, b"bytes");
        part.stage().expect("staged");
        fs::remove_file(part.beside.as_ref().expect("beside")).expect("removed");
        part.replace().expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"bytes");
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn a_failure_names_the_path_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("folder");
        for path in [folder.path().join("no/such/folder.svg"), folder.path().to_owned(), folder.path().join("")] {
            let error = write_atomically(&path, b"x").expect_err("not writable").to_string();
            assert!(error.starts_with("cannot write ") && error.lines().count() == 1, "{error}");
        }
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn of_files_that_belong_together_none_is_replaced_when_one_cannot_be() {
        let folder = tempfile::tempdir().expect("folder");
        let (first, second) = (folder.path().join("first"), folder.path().join("no/such/second"));
        fs::write(&first, b"old").expect("written");
        write_all_atomically(&[(&first, b"new"), (&second, b"new")]).expect_err("the second has no folder");
        assert_eq!(fs::read(&first).expect("read"), b"old");
        assert_eq!(names(folder.path()), ["first"]);
    }

    #[cfg(unix)]
    #[test]
    fn writes_through_links_and_into_devices() {
        let folder = tempfile::tempdir().expect("folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, b"old").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        write_atomically(&link, b"new").expect("written");
        assert_eq!(fs::read(&file).expect("read"), b"new");
        assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
        write_atomically(Path::new("/dev/null"), b"x").expect("written");
        assert!(!fs::metadata("/dev/null").expect("there").is_file());
    }
}
