//! Work to be done after a commit: rows of a queue, written in the transaction of what caused them.
//!
//! A worker takes a task under a lease, so that a process that dies loses nothing: when the lease ends, another takes it.
//! A task that fails waits longer each time, until its useful life ends; then it rests as `expired`, and one that can never
//! succeed as `failed`. What a task is about may be personal or secret (a code, a link): it is sealed under a key outside the
//! database, and gone when the task ends.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::FromQueryResult;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::args;
use crate::chance::Chance;
use crate::clock::{Clock, Timestamp};
use crate::db::{Database, Tx};
use crate::error::{Error, Result};
use crate::secret::Keys;

crate::id!(TaskId, "A task in the queue.");

/// How long a worker may hold a task before another takes it. Longer than the slowest outside call.
pub const LEASE: Duration = Duration::from_secs(60);
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(15 * 60);
const PURPOSE: &str = "task";

/// What is needed to write a task: the things a handler holds anyway.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    pub keys: &'a Keys,
    pub clock: &'a Clock,
    pub chance: &'a Chance,
}

/// A task as a worker takes it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Task {
    pub id: TaskId,
    pub portal: String,
    pub kind: String,
    payload: Option<Vec<u8>>,
    /// Counted when taken, so the first time it is 1.
    pub tries: i64,
    pub useful_until: Timestamp,
}

/// Puts a task of `kind` into the queue; it is done only if `tx` is committed, and given up after `useful_life`.
pub async fn enqueue<T: Serialize>(
    tx: &Tx,
    writer: Writer<'_>,
    kind: &'static str,
    about: &T,
    useful_life: Duration,
) -> Result<TaskId> {
    let id = TaskId::new(writer.clock, writer.chance);
    let now = writer.clock.now();
    let plain = serde_json::to_vec(about).map_err(|error| Error::stored("a task", error))?;
    let payload = writer.keys.seal(PURPOSE, owner(id, kind).as_bytes(), &plain, writer.chance);
    tx.run(
        "insert into tasks (id, portal, kind, payload, state, tries, not_before, useful_until, created_at)
         values ($1, $2, $3, $4, 'waiting', 0, $5, $6, $5)",
        args![id, tx.portal(), kind, payload, now, now.plus(useful_life)],
    )
    .await?;
    tx.ring_after_commit();
    Ok(id)
}

impl Task {
    /// What the task is about.
    pub fn about<T: DeserializeOwned>(&self, keys: &Keys) -> Result<T> {
        let sealed = self.payload.as_deref().unwrap_or_default();
        let plain = keys.open(PURPOSE, owner(self.id, &self.kind).as_bytes(), sealed)?;
        serde_json::from_slice(&plain).map_err(|error| Error::stored("a task", error))
    }

    /// Keeps the task for another lease, for work that is longer than one. False when another worker has it by now.
    pub async fn renew(&self, tx: &Tx, now: Timestamp) -> Result<bool> {
        let renewed = tx
            .run(
                "update tasks set lease_until = $1 where id = $2 and tries = $3 and state = 'waiting'",
                args![now.plus(LEASE), self.id, self.tries],
            )
            .await?;
        Ok(renewed == 1)
    }

    /// Marks the task done, in the transaction of what it did. False when another worker was faster.
    pub async fn done(&self, tx: &Tx, now: Timestamp) -> Result<bool> {
        self.end(tx, "done", None, now).await
    }

    /// The task can never succeed: it rests with its reason.
    pub async fn failed(&self, tx: &Tx, reason: &str, now: Timestamp) -> Result<bool> {
        self.end(tx, "failed", Some(reason), now).await
    }

    /// The task outlived its use: it rests undone.
    pub async fn expired(&self, tx: &Tx, now: Timestamp) -> Result<bool> {
        self.end(tx, "expired", None, now).await
    }

    /// The task may succeed later: it waits, longer each time; past its useful life it rests as expired.
    pub async fn put_off(&self, tx: &Tx, reason: &str, now: Timestamp) -> Result<PutOff> {
        let next = now.plus(pause_after(self.tries));
        if next >= self.useful_until {
            let is_ours = self.end(tx, "expired", Some(reason), now).await?;
            return Ok(if is_ours { PutOff::Expired } else { PutOff::NotOurs });
        }
        let waiting = tx.run(
            "update tasks set not_before = $1, lease_until = null, last_error = $2 where id = $3 and tries = $4 and state = 'waiting'",
            args![next, reason, self.id, self.tries],
        )
        .await?;
        Ok(if waiting == 1 { PutOff::Waits } else { PutOff::NotOurs })
    }

    async fn end(&self, tx: &Tx, state: &str, reason: Option<&str>, now: Timestamp) -> Result<bool> {
        // `tries` tells this holder of the lease from a later one.
        let ended = tx
            .run(
                "update tasks set state = $1, payload = null, last_error = $2, ended_at = $3, lease_until = null
                 where id = $4 and tries = $5 and state = 'waiting'",
                args![state, reason, now, self.id, self.tries],
            )
            .await?;
        Ok(ended == 1)
    }
}

/// What became of a task that was put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutOff {
    Waits,
    Expired,
    /// The lease had ended, and another worker has the task or has done it.
    NotOurs,
}

/// Which kinds of tasks a worker takes: what waits for a slow server outside must not hold up the rest.
#[derive(Clone, Copy, Debug)]
pub enum Lane {
    Only(&'static str),
    Except(&'static [&'static str]),
}

impl Lane {
    pub const ALL: Self = Self::Except(&[]);

    /// A condition on `kind`; the names are constants of ours.
    fn condition(self) -> String {
        match self {
            Self::Only(kind) => format!("and kind = '{kind}'"),
            Self::Except(kinds) => kinds.iter().map(|kind| format!("and kind <> '{kind}' ")).collect(),
        }
    }
}

/// Takes up to `at_most` of the lane's tasks that are due, of all portals, under a lease. Looks before it writes, so that an idle
/// worker costs a read.
pub async fn take(database: &Database, clock: &Clock, lane: Lane, at_most: usize) -> Result<Vec<Task>> {
    let of_the_lane = lane.condition();
    let now = clock.now();
    let waiting = database
        .view_across_all_portals()
        .number(
            &format!(
                "select count(*) as number from (select 1 from tasks
                 where state = 'waiting' and not_before <= $1 and (lease_until is null or lease_until < $1)
                   {of_the_lane} limit 1) as due"
            ),
            args![now],
        )
        .await?;
    if waiting == 0 {
        return Ok(Vec::new());
    }
    let tx = database.begin_across_all_portals().await?;
    let skip_locked = tx.skip_locked();
    let tasks = tx
        .all::<Task>(
            &format!(
                "update tasks set lease_until = $2, tries = tries + 1 where id in (
                   select id from tasks
                   where state = 'waiting' and not_before <= $1 and (lease_until is null or lease_until < $1)
                     {of_the_lane}
                   order by not_before limit {at_most} {skip_locked})
                 returning id, portal, kind, payload, tries, useful_until"
            ),
            args![now, now.plus(LEASE)],
        )
        .await?;
    tx.commit().await?;
    Ok(tasks)
}

/// Forgets ended tasks older than `age`. What was sent is told by the messages, not by the queue.
pub async fn forget_ended(database: &Database, clock: &Clock, age: Duration) -> Result<u64> {
    let tx = database.begin_across_all_portals().await?;
    let forgotten = tx
        .run("delete from tasks where state <> 'waiting' and ended_at < $1", args![clock.now().minus(age)])
        .await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// How many tasks of a kind wait, or failed within the week that ended ones are kept, and when the oldest was written.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Standing {
    pub kind: String,
    pub state: String,
    pub number: i64,
    pub oldest: Timestamp,
}

/// The tasks of all portals that are not done, by kind and state.
pub async fn standings(database: &Database) -> Result<Vec<Standing>> {
    let undone = "select kind, state, count(*) as number, min(created_at) as oldest from tasks
                  where state in ('waiting', 'failed') group by kind, state";
    database.view_across_all_portals().all(undone, Vec::new()).await
}

fn pause_after(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or(0);
    FIRST_RETRY.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_RETRY)
}

fn owner(id: TaskId, kind: &str) -> String {
    format!("{id} {kind}")
}

/// The key of the portal that a task belongs to.
pub fn portal_of(task: &Task) -> Arc<str> {
    Arc::from(task.portal.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<u64> =
            [1, 2, 3, 9, 10, 40].into_iter().map(|tries| pause_after(tries).as_secs()).collect();
        assert_eq!(seconds, [2, 4, 8, 512, 900, 900]);
    }
}
