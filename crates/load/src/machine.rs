//! What the operating system tells: of a process its CPU time and memory, of the machine its kind and how fast its disk flushes.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// `/proc/PID/stat` counts in hundredths of a second on every Linux (`USER_HZ`).
const TICK: Duration = Duration::from_millis(10);
const FLUSHED_BYTES: usize = 4096;

/// A process's memory, in MB of 1,000,000 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub now_mb: f64,
    pub peak_mb: f64,
}

/// A process that we started; it ends when this is dropped.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        Ok(Self(command.spawn().context("the program did not start")?))
    }

    /// The CPU time that all its threads have used, those that ended included.
    pub fn cpu_time(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // The name in parentheses may hold anything; user and system time are the 12th and 13th fields after it (proc(5)).
        let (_, fields) = stat.rsplit_once(") ").context("/proc/PID/stat reads otherwise than expected")?;
        let ticks: Option<u32> =
            fields.split(' ').skip(11).take(2).map(|field| field.parse::<u32>().ok()).sum();
        Ok(TICK * ticks.context("/proc/PID/stat has no times")?)
    }

    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
            kibibytes
                .map(|kibibytes| kibibytes * 1024.0 / 1e6)
                .context("a process that has ended has no memory")
        };
        Ok(Memory { now_mb: megabytes("VmRSS:")?, peak_mb: megabytes("VmHWM:")? })
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The CPU time of the calling thread, to the nanosecond.
pub fn cpu_time_of_this_thread() -> anyhow::Result<Duration> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = schedstat.split(' ').next().unwrap_or_default().parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}

/// How often a second the disk under `folder` makes sure of a written page, as each commit asks it to.
pub fn flushes_per_second(folder: &Path, period: Duration) -> anyhow::Result<f64> {
    let mut file = File::create(folder.join("flushes"))?;
    let page = [0x5A; FLUSHED_BYTES];
    let (begun, mut flushes) = (Instant::now(), 0_u32);
    while begun.elapsed() < period {
        file.write_all(&page)?;
        file.sync_data()?;
        flushes += 1;
    }
    Ok(f64::from(flushes) / begun.elapsed().as_secs_f64())
}

/// The kind of machine in one line, without anything that names it.
pub fn kind() -> anyhow::Result<String> {
    let cores = std::thread::available_parallelism()?;
    let information = fs::read_to_string("/proc/cpuinfo")?;
    let model = information.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let memory = fs::read_to_string("/proc/meminfo")?;
    let kibibytes = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or("0");
    let kibibytes: f64 = kibibytes.trim().trim_end_matches(" kB").parse()?;
    Ok(format!(
        "{cores} cores of {}, {:.0} GB memory, {}",
        model.trim_start_matches([':', '\t', ' ']),
        kibibytes * 1024.0 / 1e9,
        std::env::consts::OS,
    ))
}

/// How many threads wanted to run in the last minute, on average: ours and everybody else's.
pub fn load_average() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().unwrap_or_default().parse()?)
}

/// The commit that the source folder stands at, with a `+` where files were changed since.
pub fn commit() -> anyhow::Result<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output()?;
        if !output.status.success() {
            bail!("git {} failed", arguments.join(" "));
        }
        anyhow::Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let is_changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Ok(git(&["rev-parse", "--short", "HEAD"])? + if is_changed { "+" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_works_uses_cpu_time() {
        let before = cpu_time_of_this_thread().unwrap();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(50) {
            std::hint::black_box([0_u8; 4096]);
        }
        assert!(cpu_time_of_this_thread().unwrap() > before);
    }

    #[test]
    fn a_process_tells_its_time_and_memory_until_it_ends() {
        let mut process = Process::start(Command::new("sleep").arg("60")).unwrap();
        assert!(process.cpu_time().unwrap() < Duration::from_secs(10));
        // It has next to none until the program is loaded.
        let has_memory = (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            let memory = process.memory().unwrap();
            assert!(memory.peak_mb >= memory.now_mb);
            memory.now_mb > 0.1
        });
        assert!(has_memory);
        assert_eq!(process.ended().unwrap(), None);
        process.0.kill().unwrap();
        process.0.wait().unwrap();
        assert!(process.memory().is_err());
    }

    #[test]
    fn the_kind_of_machine_names_no_host() {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
        assert!(!kind().unwrap().contains(host.trim()));
    }
}
