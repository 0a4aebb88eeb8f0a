//! Whether a run fits in memory, said before it begins.

use std::path::Path;

use crate::error::{Error, Result};

/// Refuses widths of which the largest does not fit in the machine's memory; `bytes` is what a width takes.
pub(super) fn check(widths: &[usize], bytes: impl Fn(usize) -> usize) -> Result<()> {
    free_memory().map_or(Ok(()), |free| check_within("--widths", free, widths, bytes))
}

/// Refuses widths, given by `flag`, of which the largest does not fit in `free` bytes; `bytes` must not fall with the width.
pub(super) fn check_within(flag: &str, free: usize, widths: &[usize], bytes: impl Fn(usize) -> usize) -> Result<()> {
    let Some(&largest) = widths.iter().max() else { return Ok(()) };
    let needed = bytes(largest);
    if needed <= free {
        return Ok(());
    }
    let (mut fits, mut too_large) = (0, largest);
    while too_large - fits > 1 {
        let middle = fits + (too_large - fits) / 2;
        if bytes(middle) <= free { fits = middle } else { too_large = middle }
    }
    let problem = format!("a width of {largest} needs {}, and {} are free; give at most {fits}", in_words(needed), in_words(free));
    Err(Error::flag(flag, problem))
}

/// Bytes in a unit that suits them.
pub(super) fn in_words(bytes: usize) -> String {
    let bytes = bytes as f64;
    if bytes < 1e9 { format!("{:.1} MB", bytes / 1e6) } else { format!("{:.1} GB", bytes / 1e9) }
}

/// Bytes as a user says them: `8G`, `500M`, in units of 1000.
pub(super) fn parse(text: &str) -> Result<usize> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_uppercase().trim_end_matches('B') {
        "" => Some(1.0),
        "K" => Some(1e3),
        "M" => Some(1e6),
        "G" => Some(1e9),
        "T" => Some(1e12),
        _ => None,
    };
    let bytes = unit.zip(digits.trim().parse::<f64>().ok()).map(|(unit, number)| unit * number);
    let bytes = bytes.filter(|bytes| (1.0..1e18).contains(bytes));
    bytes
        .map(|bytes| bytes as usize)
        .ok_or_else(|| Error::flag("--memory", format!("`{text}` is no amount of memory; give one such as 8G or 500M")))
}

/// Bytes that can still be had, where the system tells: of the machine, of the control group that this process is in, and of a job of Slurm.
pub(super) fn free_memory() -> Option<usize> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let job = std::env::var("SLURM_MEM_PER_NODE").ok();
    [of_machine(), of_groups(Path::new("/sys/fs/cgroup"), &groups), job.as_deref().and_then(of_job)].into_iter().flatten().min()
}

fn of_machine() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}

/// Megabytes, as sbatch sets them (man sbatch, *OUTPUT ENVIRONMENT VARIABLES*); `--mem=0` is all of the node.
fn of_job(megabytes: &str) -> Option<usize> {
    megabytes.trim().parse::<usize>().ok().filter(|&megabytes| megabytes > 0).map(|megabytes| megabytes.saturating_mul(1 << 20))
}

/// The least that control groups leave: that of each line of /proc/self/cgroup that has memory (`0::/path` in version 2, `7:memory:/path` in version 1), and
/// those it lies in (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of Linux). What a container does not show is passed over.
fn of_groups(root: &Path, groups: &str) -> Option<usize> {
    let left = |line: &str| {
        let mut parts = line.splitn(3, ':');
        let (number, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
        let (root, files) = if (number, controllers) == ("0", "") {
            (root.to_owned(), ["memory.max", "memory.current", "inactive_file"])
        } else if controllers.split(',').any(|controller| controller == "memory") {
            (root.join("memory"), ["memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"])
        } else {
            return None;
        };
        let ancestors = Path::new(path.trim_start_matches('/')).ancestors();
        ancestors.filter_map(|group| of_group(&root.join(group), files)).min()
    };
    groups.lines().filter_map(left).min()
}

/// The limit of a group less its use, of which the pages of files that nobody uses are given back. A limit of `max` is none.
fn of_group(folder: &Path, [limit, used, given_back]: [&str; 3]) -> Option<usize> {
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).ok();
    let number = |file: &str| read(file)?.trim().parse::<usize>().ok();
    let pages =
        || read("memory.stat")?.lines().find_map(|line| line.strip_prefix(given_back)?.strip_prefix(' ')?.trim().parse::<usize>().ok());
    Some(number(limit)?.saturating_sub(number(used)?.saturating_sub(pages().unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, bytes) in
            [("8G", 8_000_000_000), ("500M", 500_000_000), ("1.5gb", 1_500_000_000), ("2 T", 2_000_000_000_000), ("100", 100)]
        {
            assert_eq!(parse(text).unwrap(), bytes, "{text}");
        }
        for text in ["", "G", "-1G", "0", "8X", "nan", "inf", "1e30", "é", "8Gé"] {
            assert!(parse(text).unwrap_err().to_string().starts_with("--memory: `"), "{text}");
        }
    }

    #[test]
    fn the_least_of_all_limits_counts() {
        let root = tempfile::tempdir().unwrap();
        let write = |group: &str, files: &[(&str, &str)]| {
            let folder = root.path().join(group);
            std::fs::create_dir_all(&folder).unwrap();
            files.iter().for_each(|(file, text)| std::fs::write(folder.join(file), text).unwrap());
        };
        write("job", &[("memory.max", "5000\n"), ("memory.current", "1000\n"), ("memory.stat", "anon 600\ninactive_file 300\n")]);
        write("job/step", &[("memory.max", "max\n"), ("memory.current", "900\n")]);
        write("tight", &[("memory.max", "100\n"), ("memory.current", "400\n")]);
        write("memory/old", &[("memory.limit_in_bytes", "2000\n"), ("memory.usage_in_bytes", "500\n")]);
        let left = |groups: &str| of_groups(root.path(), groups);
        assert_eq!(left("0::/job/step\n"), Some(4300), "the limit is that of the group around it");
        assert_eq!(left("0::/tight\n"), Some(0));
        assert_eq!(left("0::/\n"), None);
        assert_eq!(left("0::/../../not/shown\n"), None);
        assert_eq!(left("8:cpu:/old\n7:hugetlb,memory:/old\n"), Some(1500));
        assert_eq!(left("7:memory:/old\n0::/job\n"), Some(1500));
        assert_eq!(left("nonsense\n"), None);
        assert_eq!(["2048", "0", "", "much"].map(of_job), [Some(2048 << 20), None, None, None]);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_largest_width_that_would() {
        let bytes = |width: usize| 440 * width;
        assert!(check_within("--widths", 4_400_000_000, &[10, 10_000_000], bytes).is_ok());
        let message = check_within("--widths", 4_399_999_999, &[10, 10_000_000], bytes).unwrap_err().to_string();
        assert_eq!(message, "--widths: a width of 10000000 needs 4.4 GB, and 4.4 GB are free; give at most 9999999");
        assert!(check_within("--widths", 4_399_999_999, &[9_999_999], bytes).is_ok());
        // A step in the cost: what is advised fits.
        let bytes = |width: usize| if width < 100 { width } else { 1000 + width };
        let message = check_within("--widths", 1050, &[100], bytes).unwrap_err().to_string();
        assert!(message.ends_with("give at most 99"), "{message}");
        assert!(check_within("--widths", 1050, &[99], bytes).is_ok());
    }
}
