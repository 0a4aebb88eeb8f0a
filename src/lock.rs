//! Locks between processes: a file that is there while one holds it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A lock that is held. The system releases it when the process ends, also when it is killed, so that no lock outlives its process.
///
/// Where the file system has no locks nothing is locked, and several may hold what one should.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    _file: File,
}

/// A file that can be locked. Locks of NFS ask for one that can be read and written.
///
/// # Errors
/// Where it can be neither opened nor made.
pub fn lockable(path: &Path) -> io::Result<File> {
    File::options().create(true).read(true).append(true).open(path)
}

/// The lock whose file this is, or nothing where another process holds it.
///
/// # Errors
/// Where the file can be neither opened nor made.
pub fn try_hold(path: &Path) -> io::Result<Option<Held>> {
    hold_by(path, |file| match file.try_lock() {
        Err(TryLockError::WouldBlock) => false,
        // No locks here: see [`Held`].
        Ok(()) | Err(TryLockError::Error(_)) => true,
    })
}

/// The lock whose file this is, when all others have released it.
///
/// # Errors
/// Where the file can be neither opened nor made.
pub fn hold(path: &Path) -> io::Result<Held> {
    let held = hold_by(path, |file| {
        // No locks here: see [`Held`].
        let _ = file.lock();
        true
    })?;
    Ok(held.expect("whoever waits gets it"))
}

fn hold_by(path: &Path, lock: impl Fn(&File) -> bool) -> io::Result<Option<Held>> {
    loop {
        let file = lockable(path)?;
        if !lock(&file) {
            return Ok(None);
        }
        if is_at(&file, path) {
            return Ok(Some(Held { path: path.to_owned(), _file: file }));
        }
        // It was removed, by who held it before, between opening and locking: a lock that nobody else would find.
    }
}

/// Whether a path leads to this file still.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: fs::Metadata| (found.dev(), found.ino());
    matches!((file.metadata().map(place), fs::metadata(path).map(place)), (Ok(held), Ok(named)) if held == named)
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Held {
    /// Removes the file while the lock is still held.
    fn drop(&mut self) {
        // A file that stays is a lock that nobody holds.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = try_hold(&path).unwrap().unwrap();
        assert!(try_hold(&path).unwrap().is_none());
        drop(held);
        assert!(!path.exists());
        // Of many that wait, each finds what the one before it left.
        let count = folder.path().join("count");
        fs::write(&count, "0").unwrap();
        let add = || {
            for _ in 0..50 {
                let _held = hold(&path).unwrap();
                let seen: usize = fs::read_to_string(&count).unwrap().parse().unwrap();
                fs::write(&count, (seen + 1).to_string()).unwrap();
            }
        };
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(add))));
        assert_eq!(fs::read_to_string(&count).unwrap(), "200");
        assert!(!path.exists());
    }

    #[test]
    fn the_file_can_be_read_and_written_as_locks_of_nfs_ask() {
        use std::io::{Read, Write};
        let folder = tempfile::tempdir().unwrap();
        let mut file = lockable(&folder.path().join("lock")).unwrap();
        file.write_all(b"").unwrap();
        file.read_to_end(&mut Vec::new()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_its_name_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let file = lockable(&path).unwrap();
        assert!(is_at(&file, &path));
        fs::remove_file(&path).unwrap();
        assert!(!is_at(&file, &path));
        lockable(&path).unwrap();
        assert!(!is_at(&file, &path));
    }
}
