//! How many wrong passwords a name may take, from unknown devices together and from each known device by itself.
//!
//! The guard stands before a name whether or not somebody has it, so that it tells nothing. A try is counted before the
//! password is compared, under the row's lock, so that many at once are no more than so many in a row.

use std::time::Duration;

use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;

use super::store;
use crate::accounts::AccountId;
use crate::devices::DeviceId;
use crate::front_door::FrontDoor;
use crate::portals::PasswordRule;

const MINUTE: Duration = Duration::from_secs(60);
/// What a month means here.
pub const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A PIN has 10,000 values: five wrong in a row or twenty in a month close it to unknown devices until it is reset.
const PIN_IN_A_ROW: i64 = 5;
pub(super) const PIN_IN_A_MONTH: i64 = 20;
/// A password may be mistyped ten times; from then on each try waits, longer each time.
const PASSWORD_BEFORE_WAITING: i64 = 10;
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// NIST SP 800-63B-4 §3.2.2: at most 100 consecutive failures, then the password is closed until it is reset.
const PASSWORD_IN_A_ROW: i64 = 100;

/// How a name stands with one kind of device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub in_a_row: i64,
    pub in_month: i64,
    pub last_at: Option<Timestamp>,
}

/// Whether a try may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Open,
    /// Not before this time.
    Wait(Timestamp),
    /// Not until the password is recovered.
    Closed,
}

/// Decides from what was counted before this try.
pub fn judge(rule: PasswordRule, standing: Standing, now: Timestamp) -> Verdict {
    if rule == PasswordRule::Pin4 {
        let is_closed = standing.in_a_row >= PIN_IN_A_ROW || standing.in_month >= PIN_IN_A_MONTH;
        return if is_closed { Verdict::Closed } else { Verdict::Open };
    }
    if standing.in_a_row >= PASSWORD_IN_A_ROW {
        return Verdict::Closed;
    }
    let Some(last_at) = standing.last_at.filter(|_| standing.in_a_row >= PASSWORD_BEFORE_WAITING) else {
        return Verdict::Open;
    };
    let doublings = u32::try_from(standing.in_a_row - PASSWORD_BEFORE_WAITING).unwrap_or(u32::MAX).min(10);
    let until = last_at.plus(MINUTE.saturating_mul(1 << doublings).min(LONGEST_WAIT));
    if until > now { Verdict::Wait(until) } else { Verdict::Open }
}

/// The row that a try is counted in.
#[derive(Clone, Debug)]
pub struct Guard {
    subject: Vec<u8>,
    device: Vec<u8>,
}

impl Guard {
    /// For tries at `signin_name` from the known device, or from all unknown ones.
    pub fn of(front: &FrontDoor, signin_name: &str, device: Option<DeviceId>) -> Self {
        let device = device.map(|id| id.uuid().as_bytes().to_vec()).unwrap_or_default();
        Self { subject: subject(front, signin_name), device }
    }

    /// For the password asked again inside a session: tries of the account's own, apart from those at the door.
    pub fn of_session(front: &FrontDoor, signin_name: &str, account: AccountId) -> Self {
        Self { subject: subject(front, signin_name), device: account.uuid().as_bytes().to_vec() }
    }

    /// Counts a try if one may be made; a refused one leaves everything as it is, so that nobody lengthens another's wait.
    pub async fn count(&self, tx: &Tx, rule: PasswordRule, now: Timestamp) -> Result<Verdict> {
        let standing = store::lock_guard(tx, &self.subject, &self.device, now).await?;
        let verdict = judge(rule, standing, now);
        if verdict == Verdict::Open {
            store::count_wrong(tx, &self.subject, &self.device, now).await?;
        }
        Ok(verdict)
    }

    /// Whether the try just counted was the one that closed the door: the person is told once.
    pub async fn has_just_closed(&self, tx: &Tx, rule: PasswordRule, now: Timestamp) -> Result<bool> {
        let standing = store::lock_guard(tx, &self.subject, &self.device, now).await?;
        Ok(judge(rule, standing, now) == Verdict::Closed)
    }

    /// The password was right: the row of failures ends here, and this try was none. Other devices' rows stay.
    pub async fn forgive(&self, tx: &Tx) -> Result<()> {
        store::forgive(tx, &self.subject, &self.device).await
    }
}

/// The password was reset: every device may try again.
pub async fn reopen(tx: &Tx, front: &FrontDoor, signin_name: &str) -> Result<()> {
    store::clear_guards(tx, &subject(front, signin_name)).await
}

/// Forgets rows that count for nothing any more: no try for two months. What was closed stays closed until a reset.
pub async fn forget_old(tx: &Tx, now: Timestamp) -> Result<u64> {
    store::forget_guards(tx, now.minus(2 * MONTH), PIN_IN_A_ROW).await
}

fn subject(front: &FrontDoor, signin_name: &str) -> Vec<u8> {
    front.keys.mac("signin-guard", &[signin_name.as_bytes()]).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000_000);

    fn standing(in_a_row: i64, in_month: i64, seconds_ago: u64) -> Standing {
        Standing { in_a_row, in_month, last_at: Some(NOW.minus(Duration::from_secs(seconds_ago))) }
    }

    #[test]
    fn a_pin_is_closed_after_five_in_a_row_or_twenty_in_a_month() {
        assert_eq!(judge(PasswordRule::Pin4, standing(4, 19, 0), NOW), Verdict::Open);
        assert_eq!(judge(PasswordRule::Pin4, standing(5, 5, 999_999), NOW), Verdict::Closed);
        assert_eq!(judge(PasswordRule::Pin4, standing(0, 20, 999_999), NOW), Verdict::Closed);
    }

    #[test]
    fn a_password_waits_longer_each_time_and_is_closed_at_a_hundred() {
        let judged = |in_a_row, seconds_ago| {
            judge(PasswordRule::Classes8To40, standing(in_a_row, 99, seconds_ago), NOW)
        };
        assert_eq!(judged(9, 0), Verdict::Open);
        assert_eq!(judged(10, 59), Verdict::Wait(NOW.plus(Duration::from_secs(1))));
        assert_eq!(judged(10, 60), Verdict::Open);
        assert_eq!(judged(12, 239), Verdict::Wait(NOW.plus(Duration::from_secs(1))));
        assert_eq!(judged(99, 3_599), Verdict::Wait(NOW.plus(Duration::from_secs(1))));
        assert_eq!(judged(100, 999_999), Verdict::Closed);
    }
}
