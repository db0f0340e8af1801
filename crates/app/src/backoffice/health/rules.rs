//! What a measured figure means: well, worth a look, or bad; and what to do about it.

use std::time::Duration;

use identity::time_stamps::Last;

const SLOW_DATABASE: Duration = Duration::from_millis(250);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// As long as it takes to buy another.
const SEAL_ENDS_SOON: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// A backup a day, and two hours for it to be made.
const BACKUP_DUE: Duration = Duration::from_secs(26 * 60 * 60);
const BACKUP_OVERDUE: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// Authenticators allow no more than a period either way (RFC 6238 §6); a mobile network's clock is within a second.
const CLOCK_OFF: Duration = Duration::from_secs(5);
const CLOCK_WRONG: Duration = Duration::from_secs(30);
const LITTLE_SPACE_PERCENT: u64 = 10;
const NO_SPACE_PERCENT: u64 = 3;
const MEGABYTE: u64 = 1_000_000;
const GIGABYTE: u64 = 1000 * MEGABYTE;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Good,
    Look,
    Bad,
}

/// What was found of one part; the fields name sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub part: &'static str,
    pub state: State,
    pub found: &'static str,
    /// What the sentence `found` has a place for, where it has one.
    pub value: String,
    pub to_do: Option<&'static str>,
}

/// A disk, in octets.
#[derive(Clone, Copy, Debug)]
pub struct Space {
    pub free: u64,
    pub all: u64,
}

/// How long a row took to come back; None when none came in time.
pub fn database(round_trip: Option<Duration>) -> Finding {
    let part = "health-database";
    match round_trip {
        None => bad(part, "health-database-silent", "health-database-to-do"),
        Some(took) => {
            let millis = took.as_millis().to_string();
            let well = good(part, "health-database-answers", millis);
            if took < SLOW_DATABASE { well } else { look(well, "health-database-slow-to-do") }
        }
    }
}

pub fn mail(is_let_in: bool) -> Finding {
    if is_let_in {
        good("health-mail", "health-mail-answers", String::new())
    } else {
        bad("health-mail", "health-mail-fails", "health-mail-to-do")
    }
}

/// How many of the providers of text messages answered, and which end the newest message took.
pub fn text_messages(answered: usize, providers: usize, did_newest_fail: bool) -> Finding {
    let part = "health-texts";
    if answered == 0 {
        return bad(part, "health-texts-silent", "health-texts-to-do");
    }
    let well = good(part, "health-texts-answer", format!("{answered}/{providers}"));
    if answered < providers {
        look(well, "health-texts-to-do")
    } else if did_newest_fail {
        Finding { found: "health-texts-failed", ..look(well, "health-texts-failed-to-do") }
    } else {
        well
    }
}

pub fn disk(space: Space) -> Finding {
    let part = "health-disk";
    let percent = space.free.saturating_mul(100) / space.all.max(1);
    let free = match space.free / GIGABYTE {
        0 => format!("{} MB", space.free / MEGABYTE),
        gigabytes => format!("{gigabytes} GB"),
    };
    let well = good(part, "health-disk-free", format!("{free} ({percent} %)"));
    if percent < NO_SPACE_PERCENT {
        Finding { state: State::Bad, ..look(well, "health-disk-to-do") }
    } else if percent < LITTLE_SPACE_PERCENT {
        look(well, "health-disk-to-do")
    } else {
        well
    }
}

/// How far our clock is from a provider's.
pub fn clock(off: Duration) -> Finding {
    let well = good("health-clock", "health-clock-off", off.as_secs().to_string());
    if off >= CLOCK_WRONG {
        Finding { state: State::Bad, ..look(well, "health-clock-to-do") }
    } else if off >= CLOCK_OFF {
        look(well, "health-clock-to-do")
    } else {
        well
    }
}

/// The ids of the keys that we hold, the current one last, and those that closed what the database keeps.
pub fn keys(held: &[u8], needed: &[u8]) -> Finding {
    let missing: Vec<String> =
        needed.iter().filter(|id| !held.contains(id)).map(ToString::to_string).collect();
    if missing.is_empty() {
        let held: Vec<String> = held.iter().map(ToString::to_string).collect();
        return good("health-keys", "health-keys-held", held.join(", "));
    }
    let finding = bad("health-keys", "health-keys-missing", "health-keys-to-do");
    Finding { value: missing.join(", "), ..finding }
}

/// How long the certificate lasts with which the portal seals its papers.
pub fn seal(left: Duration) -> Finding {
    let well = good("health-seal", "health-seal-lasts", (left.as_secs() / DAY.as_secs()).to_string());
    if left.is_zero() {
        bad("health-seal", "health-seal-over", "health-seal-to-do")
    } else if left < SEAL_ENDS_SOON {
        look(well, "health-seal-to-do")
    } else {
        well
    }
}

/// What became of the last time stamp that this process asked for. None is asked for here: some authorities count them.
pub fn time_stamp(last: Last) -> Finding {
    let part = "health-time-stamp";
    match last {
        Last::NotAsked => good(part, "health-time-stamp-not-asked", String::new()),
        Last::Stamped => good(part, "health-time-stamp-answers", String::new()),
        Last::FailedAt(_) => bad(part, "health-time-stamp-fails", "health-time-stamp-to-do"),
    }
}

/// How old the last backup is; None when none was ever noted.
pub fn backup(age: Option<Duration>) -> Finding {
    let part = "health-backup";
    let Some(age) = age else { return bad(part, "health-backup-none", "health-backup-to-do") };
    let well = good(part, "health-backup-age", (age.as_secs() / HOUR.as_secs()).to_string());
    if age >= BACKUP_OVERDUE {
        Finding { state: State::Bad, ..look(well, "health-backup-to-do") }
    } else if age >= BACKUP_DUE {
        look(well, "health-backup-to-do")
    } else {
        well
    }
}

/// How long the oldest task waits; None when none does.
pub fn tasks(age: Option<Duration>) -> Finding {
    let part = "health-tasks";
    let Some(age) = age else { return good(part, "health-tasks-none", String::new()) };
    let well = good(part, "health-tasks-oldest", (age.as_secs() / MINUTE.as_secs()).to_string());
    if age >= HOUR {
        Finding { state: State::Bad, ..look(well, "health-tasks-to-do") }
    } else if age >= 5 * MINUTE {
        look(well, "health-tasks-to-do")
    } else {
        well
    }
}

/// The database did not tell in time what a trial needed to know.
pub fn unknown(part: &'static str) -> Finding {
    bad(part, "health-unknown", "health-database-to-do")
}

fn good(part: &'static str, found: &'static str, value: String) -> Finding {
    Finding { part, state: State::Good, found, value, to_do: None }
}

fn look(finding: Finding, to_do: &'static str) -> Finding {
    Finding { state: State::Look, to_do: Some(to_do), ..finding }
}

fn bad(part: &'static str, found: &'static str, to_do: &'static str) -> Finding {
    Finding { part, state: State::Bad, found, value: String::new(), to_do: Some(to_do) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{Bad, Good, Look};

    #[test]
    fn a_figure_is_well_up_to_its_limit_and_from_there_on_it_is_not() {
        let seconds = Duration::from_secs;
        let cases = [
            (database(Some(Duration::from_millis(249))), Good),
            (database(Some(SLOW_DATABASE)), Look),
            (database(None), Bad),
            (mail(true), Good),
            (mail(false), Bad),
            (disk(Space { free: 10, all: 100 }), Good),
            (disk(Space { free: 9, all: 100 }), Look),
            (disk(Space { free: 2, all: 100 }), Bad),
            (disk(Space { free: 0, all: 0 }), Bad),
            (clock(seconds(4)), Good),
            (clock(seconds(5)), Look),
            (clock(seconds(30)), Bad),
            (backup(Some(seconds(26 * 3600 - 1))), Good),
            (backup(Some(BACKUP_DUE)), Look),
            (backup(Some(BACKUP_OVERDUE)), Bad),
            (backup(None), Bad),
            (tasks(None), Good),
            (tasks(Some(seconds(299))), Good),
            (tasks(Some(seconds(300))), Look),
            (tasks(Some(HOUR)), Bad),
            (text_messages(2, 2, false), Good),
            (text_messages(2, 2, true), Look),
            (text_messages(1, 2, false), Look),
            (text_messages(0, 1, false), Bad),
            (keys(&[1, 2], &[1]), Good),
            (keys(&[2], &[1, 2]), Bad),
            (seal(SEAL_ENDS_SOON), Good),
            (seal(SEAL_ENDS_SOON - seconds(1)), Look),
            (seal(Duration::ZERO), Bad),
        ];
        for (finding, state) in cases {
            assert_eq!(finding.state, state, "{finding:?}");
            assert_eq!(finding.to_do.is_some(), state != Good, "{finding:?}");
        }
    }

    #[test]
    fn a_missing_key_is_told_by_its_number_and_space_in_round_figures() {
        assert_eq!(keys(&[2], &[1, 2, 7]).value, "1, 7");
        assert_eq!(disk(Space { free: 12_340_000_000, all: 50_000_000_000 }).value, "12 GB (24 %)");
        assert_eq!(disk(Space { free: 340_000_000, all: 1_000_000_000 }).value, "340 MB (34 %)");
    }
}
