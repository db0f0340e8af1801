//! The measurements. Each sets up a house of its own, loads it for a bounded time, and says what came out.

pub mod audit;
pub mod import;
pub mod memory;
pub mod page;
pub mod recovery;
pub mod roster;
pub mod search;
pub mod signin;
pub mod timing;

use std::path::PathBuf;
use std::time::Duration;

/// What every measurement is told.
#[derive(Clone, Debug)]
pub struct Run {
    /// The program that is measured.
    pub program: PathBuf,
    /// What decides every order that is drawn.
    pub seed: u64,
    /// The address of an empty PostgreSQL database, for what is measured on both.
    pub postgres: Option<String>,
    /// Only flows whose name has this in it are timed; all where it is empty.
    pub flow: String,
    pub scale: Scale,
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Rounds of ours and the yardstick in turn, of which the median counts.
    pub rounds: usize,
    pub signins_a_round: usize,
    pub page_round: Duration,
    pub overload: Duration,
    pub recoveries_a_round: usize,
    /// Known and unknown people for each flow whose answers are timed.
    pub pairs: usize,
    pub starts: usize,
    pub roster_rows: u32,
    pub audit_entries: u32,
    /// Those among whom somebody is searched for, and how often.
    pub people: u32,
    pub searches: usize,
    pub flushing: Duration,
}

impl Scale {
    pub const FULL: Self = Self {
        rounds: 5,
        signins_a_round: 120,
        page_round: Duration::from_secs(2),
        overload: Duration::from_secs(15),
        recoveries_a_round: 100,
        pairs: 5_000,
        starts: 11,
        roster_rows: 100_000,
        audit_entries: 1_000_000,
        people: 1_000_000,
        searches: 2_000,
        flushing: Duration::from_secs(1),
    };

    /// Shows within seconds that everything runs; its figures mean nothing.
    pub const QUICK: Self = Self {
        rounds: 1,
        signins_a_round: 8,
        page_round: Duration::from_millis(100),
        overload: Duration::from_millis(500),
        recoveries_a_round: 4,
        pairs: 4,
        starts: 1,
        roster_rows: 200,
        audit_entries: 2_000,
        people: 300,
        searches: 12,
        flushing: Duration::from_millis(50),
    };
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// `12,345` or `1.3`: as exact as the figure is worth.
fn written(figure: f64) -> String {
    if figure < 100.0 {
        return format!("{figure:.1}");
    }
    let digits = format!("{figure:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_figures_are_written_in_groups() {
        assert_eq!(["1.2", "99.9"].map(String::from), [written(1.23), written(99.94)]);
        assert_eq!(
            ["123", "1,235", "1,234,568"].map(String::from),
            [written(123.4), written(1234.6), written(1_234_567.8)]
        );
    }
}
