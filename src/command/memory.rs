//! The memory of a running program with all processes that it started.

/// Whether memory can be watched on this system.
pub(super) const IS_KNOWN: bool = cfg!(target_os = "linux");

/// Resident bytes of a process group: pages that several processes share count once for each.
#[cfg(target_os = "linux")]
pub(super) fn of_group(leader: u32) -> u64 {
    let Ok(entries) = std::fs::read_dir("/proc") else { return 0 };
    let pages = |entry: std::fs::DirEntry| {
        entry.file_name().to_str()?.parse::<u32>().ok()?;
        // A process may end between the listing and the reading.
        let stat = std::fs::read(entry.path().join("stat")).ok()?;
        pages(&String::from_utf8_lossy(&stat), leader)
    };
    entries.flatten().filter_map(pages).sum::<u64>() * rustix::param::page_size() as u64
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of_group(_: u32) -> u64 {
    0
}

/// Resident pages of a process by the line of its `stat`; `None` if it is of another group.
#[cfg(target_os = "linux")]
fn pages(stat: &str, leader: u32) -> Option<u64> {
    /// Places of the group and of the resident pages after the name in parentheses, which may hold anything.
    const GROUP: usize = 2;
    const RESIDENT: usize = 21;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    if fields.get(GROUP)?.parse::<u32>().ok()? == leader { fields.get(RESIDENT)?.parse().ok() } else { None }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_from_a_line_of_proc() {
        let line = "812 (a) b) S 1 800 800 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 99 123456 345 18446744073709551615 1 1";
        assert_eq!((pages(line, 800), pages(line, 801), pages("", 800)), (Some(345), None, None));
    }

    #[test]
    fn this_process_has_memory() {
        let group = rustix::process::getpgrp().as_raw_nonzero().get() as u32;
        assert!(of_group(group) > 1_000_000);
        assert_eq!(of_group(u32::MAX), 0);
    }
}
