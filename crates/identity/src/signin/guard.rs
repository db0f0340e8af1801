//! How many wrong passwords a name may take, from unknown devices together and from each known device by itself.
//!
//! The guard stands before a name whether or not somebody has it, so that it tells nothing. A try is counted before the
//! password is compared, under the row's lock, so that many at once are no more than so many in a row.

use std::time::Duration;

use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use base::web::source::Source;
use uuid::Uuid;

use super::store;
use crate::devices::DeviceId;
use crate::front_door::FrontDoor;
use crate::portals::PasswordRule;

const MINUTE: Duration = Duration::from_secs(60);
/// What a month means here.
pub const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A PIN has 10,000 values: five wrong in a row or twenty in a month close it to unknown devices until it is reset.
const PIN_IN_A_ROW: i64 = 5;
const PIN_IN_A_MONTH: i64 = 20;
/// A password may be mistyped ten times; from then on each try waits, longer each time.
const PASSWORD_BEFORE_WAITING: i64 = 10;
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// NIST SP 800-63B-4 §3.2.2: at most 100 consecutive failures, then the password is closed until it is reset.
const PASSWORD_IN_A_ROW: i64 = 100;
/// What the device of a guard of the office begins with, where each network has its own: a stranger can make as many as they have
/// networks, and below the hundred such a row only ever waits.
const OFFICE_NETWORK: &[u8] = b"office ";

/// How a name stands with one kind of device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub in_a_row: i64,
    pub last_at: Option<Timestamp>,
    /// When it was wrong lately, the oldest first; no more of them than decide.
    pub wrong_at: Vec<Timestamp>,
    /// Closed until a reset, whatever is forgotten since.
    pub is_closed: bool,
}

impl Standing {
    fn in_month(&self, now: Timestamp) -> i64 {
        let lately = self.wrong_at.iter().filter(|at| **at > now.minus(MONTH));
        i64::try_from(lately.count()).unwrap_or(i64::MAX)
    }

    fn with_try(mut self, now: Timestamp) -> Self {
        self.in_a_row += 1;
        self.last_at = Some(now);
        self.wrong_at.push(now);
        self.wrong_at.retain(|at| *at > now.minus(MONTH));
        let surplus = self.wrong_at.len().saturating_sub(PIN_IN_A_MONTH as usize);
        self.wrong_at.drain(..surplus);
        self
    }
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
pub fn judge(rule: PasswordRule, standing: &Standing, now: Timestamp) -> Verdict {
    if standing.is_closed {
        return Verdict::Closed;
    }
    if rule == PasswordRule::Pin4 {
        let is_closed = standing.in_a_row >= PIN_IN_A_ROW || standing.in_month(now) >= PIN_IN_A_MONTH;
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

    /// For tries at the name of a member of the staff: counted for each network by itself, so that a stranger elsewhere keeps
    /// nobody out of the office.
    pub fn of_staff(front: &FrontDoor, email: &str, source: &Source) -> Self {
        let device = [OFFICE_NETWORK, source.as_str().as_bytes()].concat();
        Self { subject: subject(front, &office_name(email)), device }
    }

    /// The same, for tries inside a session of the office.
    pub fn of_staff_session(front: &FrontDoor, email: &str, owner: Uuid) -> Self {
        Self::of_session(front, &office_name(email), owner)
    }

    /// All wrong passwords of a member of the staff together, from wherever they come. It only ever closes (NIST SP 800-63B-4
    /// §3.2.2), and far later than each network has to wait.
    pub fn of_staff_everywhere(front: &FrontDoor, email: &str) -> Self {
        Self { subject: subject(front, &office_name(email)), device: b"everywhere".to_vec() }
    }

    /// For codes of the second factor, whoever's it is and from wherever they come: nobody gets that far without the password.
    pub fn of_factor(front: &FrontDoor, owner: Uuid) -> Self {
        Self { subject: subject(front, &factor_name(owner)), device: Vec::new() }
    }

    /// For the password asked again inside a session: tries of the account's own, apart from those at the door.
    pub fn of_session(front: &FrontDoor, signin_name: &str, owner: Uuid) -> Self {
        Self { subject: subject(front, signin_name), device: owner.as_bytes().to_vec() }
    }

    /// Counts a try if one may be made; a refused one leaves everything as it is, so that nobody lengthens another's wait.
    pub async fn count(&self, tx: &Tx, rule: PasswordRule, now: Timestamp) -> Result<Verdict> {
        let standing = store::lock(tx, &self.subject, &self.device).await?;
        let verdict = judge(rule, &standing, now);
        if verdict == Verdict::Open {
            store::write(tx, &self.subject, &self.device, &standing.with_try(now)).await?;
        }
        Ok(verdict)
    }

    /// Counts a try that never waits. False when there were a hundred in a row.
    pub async fn count_without_waiting(&self, tx: &Tx, now: Timestamp) -> Result<bool> {
        let standing = store::lock(tx, &self.subject, &self.device).await?;
        if standing.in_a_row >= PASSWORD_IN_A_ROW {
            return Ok(false);
        }
        store::write(tx, &self.subject, &self.device, &standing.with_try(now)).await?;
        Ok(true)
    }

    /// Whether the try just counted was the last before the waiting begins: true once in a row, so that the person is told once.
    pub async fn begins_to_wait(&self, tx: &Tx) -> Result<bool> {
        let standing = store::lock(tx, &self.subject, &self.device).await?;
        Ok(standing.in_a_row == PASSWORD_BEFORE_WAITING)
    }

    /// Closes the door if the try just counted was one too many. True once, so that the person is told once.
    pub async fn has_just_closed(&self, tx: &Tx, rule: PasswordRule, now: Timestamp) -> Result<bool> {
        let standing = store::lock(tx, &self.subject, &self.device).await?;
        if standing.is_closed || judge(rule, &standing, now) != Verdict::Closed {
            return Ok(false);
        }
        store::write(tx, &self.subject, &self.device, &Standing { is_closed: true, ..standing }).await?;
        Ok(true)
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

/// Password and second factor of a member of the staff were set anew: they may be tried again.
pub async fn reopen_staff(tx: &Tx, front: &FrontDoor, email: &str, owner: Uuid) -> Result<()> {
    store::clear_guards(tx, &subject(front, &office_name(email))).await?;
    reopen_factor(tx, front, owner).await
}

/// The second factor was set anew: it may be tried again.
pub async fn reopen_factor(tx: &Tx, front: &FrontDoor, owner: Uuid) -> Result<()> {
    store::clear_guards(tx, &subject(front, &factor_name(owner))).await
}

/// Forgets rows that count for nothing any more: no try for two months. What was closed stays closed until a reset.
pub async fn forget_old(tx: &Tx, now: Timestamp) -> Result<u64> {
    let before = now.minus(2 * MONTH);
    let of_office = store::forget_old_of(tx, before, PASSWORD_IN_A_ROW, OFFICE_NETWORK).await?;
    Ok(of_office + store::forget_old(tx, before, PIN_IN_A_ROW).await?)
}

/// No name that a person signs in with has a space in it.
fn office_name(email: &str) -> String {
    format!("office {email}")
}

fn factor_name(owner: Uuid) -> String {
    format!("factor {owner}")
}

fn subject(front: &FrontDoor, signin_name: &str) -> Vec<u8> {
    front.keys.mac("signin-guard", &[signin_name.as_bytes()]).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000_000);

    fn standing(in_a_row: i64, in_month: usize, seconds_ago: u64) -> Standing {
        let last_at = NOW.minus(Duration::from_secs(seconds_ago));
        Standing { in_a_row, last_at: Some(last_at), wrong_at: vec![last_at; in_month], is_closed: false }
    }

    #[test]
    fn a_pin_is_closed_after_five_in_a_row_or_twenty_in_a_month() {
        assert_eq!(judge(PasswordRule::Pin4, &standing(4, 19, 0), NOW), Verdict::Open);
        assert_eq!(judge(PasswordRule::Pin4, &standing(5, 5, 999_999), NOW), Verdict::Closed);
        assert_eq!(judge(PasswordRule::Pin4, &standing(0, 20, 999_999), NOW), Verdict::Closed);
        assert_eq!(judge(PasswordRule::Pin4, &standing(0, 20, MONTH.as_secs()), NOW), Verdict::Open);
    }

    #[test]
    fn what_is_closed_stays_closed() {
        let closed = Standing { is_closed: true, ..Standing::default() };
        for rule in [PasswordRule::Pin4, PasswordRule::Nist63b4] {
            assert_eq!(judge(rule, &closed, NOW), Verdict::Closed);
        }
    }

    #[test]
    fn only_as_many_failures_are_kept_as_decide() {
        let many = (0..500).fold(Standing::default(), |standing, _| standing.with_try(NOW));
        assert_eq!((many.wrong_at.len(), many.in_a_row), (20, 500));
        let later = many.with_try(NOW.plus(MONTH));
        assert_eq!(later.wrong_at, [NOW.plus(MONTH)]);
    }

    #[test]
    fn a_password_waits_longer_each_time_and_is_closed_at_a_hundred() {
        let judged = |in_a_row, seconds_ago| {
            judge(PasswordRule::Classes8To40, &standing(in_a_row, 20, seconds_ago), NOW)
        };
        assert_eq!(judged(9, 0), Verdict::Open);
        assert_eq!(judged(10, 59), Verdict::Wait(NOW.plus(Duration::from_secs(1))));
        assert_eq!(judged(10, 60), Verdict::Open);
        assert_eq!(judged(12, 239), Verdict::Wait(NOW.plus(Duration::from_secs(1))));
        assert_eq!(judged(99, 3_599), Verdict::Wait(NOW.plus(Duration::from_secs(1))));
        assert_eq!(judged(100, 999_999), Verdict::Closed);
    }
}
