//! One try at a password: counted before it is compared, and alike for a name that nobody has.

use base::db::Tx;
use base::error::{Error, Result};

use super::guard::{self, Guard};
use super::rules::{self, Known, Next};
use super::tasks;
use crate::accounts::{self, AccountId};
use crate::credentials::{Password, Permit, StoredHash, Verdict};
use crate::devices::Device;
use crate::factors;
use crate::front_door::FrontDoor;
use crate::visit::Visit;

/// A try, with the place to hash that it takes.
pub(super) struct Attempt<'a> {
    pub permit: Permit,
    /// The device that the browser is, whoever's it may be.
    pub device: Option<Device>,
    /// In the form in which names are looked up, whether or not anybody can have it.
    pub name: &'a str,
    pub password: &'a str,
}

/// What came of a try.
pub(super) enum Tried {
    Right(Right),
    /// What the person is told.
    Wrong(String),
}

/// The password was right.
pub(super) struct Right {
    pub account: AccountId,
    pub known_device: Option<Device>,
    guard: Guard,
    /// A hash of today's cost, where the stored one is older.
    rehash: Option<String>,
    /// The stored hash that the password was held against.
    verified: String,
}

impl Right {
    /// What is asked next. To be called after [`settle`](Self::settle), whose lock keeps the factors as they are.
    pub async fn next(&self, tx: &Tx, visit: &Visit) -> Result<Next> {
        let device = self.known_device.as_ref();
        Ok(rules::after_password(Known {
            has_factor: factors::is_set(tx, self.account.uuid()).await?,
            is_known_device: device.is_some(),
            factor_at: device.and_then(|device| device.factor_at),
            portal_sends_code: visit.portal.signin.new_device_code,
            rule: visit.portal.password.rule,
            now: visit.now,
        }))
    }

    /// Closes the count of failures, and keeps the hash of today's cost. False when the password was changed since it was
    /// compared: then it counts for nothing. The row stays locked, so that a change that comes now waits and ends what we open.
    pub async fn settle(&self, tx: &Tx) -> Result<bool> {
        if !accounts::store::hold_hash(tx, self.account, &self.verified).await? {
            return Ok(false);
        }
        self.guard.forgive(tx).await?;
        if let Some(new) = &self.rehash {
            accounts::store::replace_hash(tx, self.account, &self.verified, new).await?;
        }
        Ok(true)
    }
}

/// Makes the try, for a name known or not by the same statements and one hash. Commits the count before it compares.
pub(super) async fn make(front: &FrontDoor, visit: &Visit, tx: Tx, attempt: Attempt<'_>) -> Result<Tried> {
    let read = accounts::store::login_at(&tx, attempt.name).await?;
    let stored = read.as_ref().and_then(|login| readable(&login.hash));
    let login = read.filter(|login| login.is_of(attempt.name));
    let account = login.as_ref().map(|login| login.id);
    let known_device = attempt.device.filter(|device| account == Some(device.account_id));
    let guard = Guard::of(front, attempt.name, known_device.as_ref().map(|device| device.id));
    let verdict = guard.count(&tx, visit.portal.password.rule, visit.now).await?;
    if verdict != guard::Verdict::Open {
        visit.record_try(&tx, front, "signin.held_up", account.map(AccountId::uuid), attempt.name).await?;
        tx.commit().await?;
        return Ok(Tried::Wrong(held_up(visit, verdict)));
    }
    tx.commit().await?;

    let stored = stored.filter(|_| login.is_some());
    let password = Password::parse(attempt.password).ok();
    let verdict = match &password {
        Some(password) => attempt.permit.verify(password, stored.as_ref()).await,
        None => Ok(Verdict::Wrong),
    };
    let verdict = verdict.map_err(|error| Error::Other(error.to_string()))?;
    let (Verdict::Right { rehash }, Some(login), Some(password)) = (verdict, login, password) else {
        fail(front, visit, &guard, account, attempt.name).await?;
        return Ok(Tried::Wrong(visit.t("signin-wrong").to_owned()));
    };
    let rehash = if rehash { rehashed(front, &password).await } else { None };
    Ok(Tried::Right(Right { account: login.id, known_device, guard, rehash, verified: login.hash }))
}

/// Records a wrong password, and tells whoever has the name if it was the one that closed the door.
async fn fail(
    front: &FrontDoor,
    visit: &Visit,
    guard: &Guard,
    account: Option<AccountId>,
    name: &str,
) -> Result<()> {
    let tx = visit.begin(front).await?;
    visit.record_try(&tx, front, "signin.failed", account.map(AccountId::uuid), name).await?;
    if guard.has_just_closed(&tx, visit.portal.password.rule, visit.now).await? {
        tasks::tell_of_closing(&tx, front, visit, name).await?;
    }
    tx.commit().await
}

/// A hash that does not read is nobody's: an error page here would tell that the name has an account.
fn readable(hash: &str) -> Option<StoredHash> {
    StoredHash::parse(hash)
        .inspect_err(|error| tracing::error!(%error, "a stored password hash does not read"))
        .ok()
}

/// A hash of today's cost, if there is room for it now; else another time.
async fn rehashed(front: &FrontDoor, password: &Password) -> Option<String> {
    let permit = front.hasher.permit().ok()?;
    permit.hash(password).await.ok().map(|hash| hash.phc())
}

fn held_up(visit: &Visit, verdict: guard::Verdict) -> String {
    match verdict {
        guard::Verdict::Wait(until) => {
            let minutes = until.since(visit.now).as_secs().div_ceil(60);
            visit.words.with("signin-wait", &[("minutes", minutes.into())])
        }
        guard::Verdict::Closed | guard::Verdict::Open => visit.t("signin-closed").to_owned(),
    }
}
