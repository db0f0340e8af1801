//! What the operating system tells of this process.

/// Its resident memory; nothing where the system has no `/proc` (proc_pid_status(5)).
pub fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    resident_bytes_in(&status)
}

fn resident_bytes_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_is_read_from_its_line() {
        assert_eq!(resident_bytes_in("Name:\taldaba\nVmRSS:\t   26000 kB\nThreads:\t9\n"), Some(26_624_000));
        assert_eq!(resident_bytes_in("Name:\taldaba\n"), None);
    }
}
