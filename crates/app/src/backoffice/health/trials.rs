//! The trials themselves: each asks one part of the installation, within a time limit.

use std::path::Path;
use std::time::Duration;

use base::clock::{Clock, Timestamp};
use base::db::{View, backup};
use base::error::{Error, Result};
use base::tasks;
use desk::papers;
use identity::credentials::StoredHash;
use identity::front_door::FrontDoor;
use identity::messaging::message::Channel;
use identity::messaging::outbox;
use identity::messaging::text_message::Probe;
use identity::{accounts, assisted, factors, staff};
use tokio::time::timeout;

use super::rules::{self, Finding, Space};

const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Everything that can be tried out here, in the order of the page.
pub async fn all(front: &FrontDoor, view: &View) -> Vec<Finding> {
    let (database, mail, of_texts, keys, backup, tasks) = tokio::join!(
        database(front),
        mail(front),
        texts_and_clock(front),
        in_time("health-keys", keys(front, view)),
        in_time("health-backup", last_backup(front)),
        in_time("health-tasks", oldest_task(front)),
    );
    let (texts, clock) = of_texts;
    let disk = front.database.file().and_then(space).map(rules::disk);
    let parts = [
        Some(database),
        Some(mail),
        texts,
        disk,
        clock,
        Some(keys),
        seal(front, view),
        front.time_stamps.as_ref().map(|server| rules::time_stamp(server.last())),
        Some(backup),
        Some(tasks),
    ];
    parts.into_iter().flatten().collect()
}

/// What only the database can tell; without it, that it did not.
async fn in_time(part: &'static str, trial: impl Future<Output = Result<Finding>>) -> Finding {
    match timeout(TIME_LIMIT, trial).await {
        Ok(Ok(finding)) => return finding,
        Ok(Err(error)) => tracing::warn!(%error, part, "a trial of the health page failed"),
        Err(_) => tracing::warn!(part, "a trial of the health page took too long"),
    }
    rules::unknown(part)
}

async fn database(front: &FrontDoor) -> Finding {
    let begun = front.clock.now();
    let answer = timeout(TIME_LIMIT, front.database.ping()).await;
    let took = front.clock.now().since(begun);
    if let Ok(Err(error)) = &answer {
        tracing::warn!(%error, "the database does not answer");
    }
    rules::database(matches!(answer, Ok(Ok(()))).then_some(took))
}

/// The server says why in the log.
async fn mail(front: &FrontDoor) -> Finding {
    rules::mail(matches!(timeout(TIME_LIMIT, front.mail.probe()).await, Ok(Ok(()))))
}

/// The providers' answers bring the time: on one machine there is no other clock to compare ours with.
async fn texts_and_clock(front: &FrontDoor) -> (Option<Finding>, Option<Finding>) {
    let Some(gateway) = &front.text_messages else { return (None, None) };
    let (probes, newest_failed) = tokio::join!(gateway.probe(), did_newest_text_fail(front));
    let answered = probes.iter().filter(|probe| probe.answered).count();
    let texts = rules::text_messages(answered, probes.len(), newest_failed);
    let clock = least_off(&front.clock, &probes).map(rules::clock);
    (Some(texts), clock)
}

/// One provider's clock may be wrong; ours is when it is far from all of them.
fn least_off(clock: &Clock, probes: &[Probe]) -> Option<Duration> {
    let now = clock.now();
    let off = |at: Timestamp| now.since(at).max(at.since(now));
    probes.iter().filter_map(|probe| probe.date).map(off).min()
}

async fn did_newest_text_fail(front: &FrontDoor) -> bool {
    let standings = timeout(TIME_LIMIT, outbox::standings(&front.database, front.clock.now())).await;
    let Ok(Ok(standings)) = standings else { return false };
    let texts = standings.iter().filter(|one| one.channel == Channel::TextMessage.as_str());
    texts.max_by_key(|one| one.newest).is_some_and(|newest| newest.state == "failed")
}

async fn keys(front: &FrontDoor, view: &View) -> Result<Finding> {
    let held = front.keys.ids();
    let mut needed =
        [factors::key_ids(view).await?, assisted::key_ids(view).await?, papers::key_ids(view).await?]
            .concat();
    // Where nothing is wrong, it is one question to each table.
    while let Some(id) = key_of_a_password(view, &[held.as_slice(), &needed].concat()).await? {
        needed.push(id);
    }
    needed.sort_unstable();
    needed.dedup();
    Ok(rules::keys(&held, &needed))
}

/// The key without which some password cannot be compared, if it is none of these.
async fn key_of_a_password(view: &View, known: &[u8]) -> Result<Option<u8>> {
    let marks: Vec<String> = known.iter().map(|id| StoredHash::mark_of_key(*id)).collect();
    let of_people = accounts::store::hash_without(view, &marks).await?;
    let found = match of_people {
        Some(hash) => Some(hash),
        None => staff::store::hash_without(view, &marks).await?,
    };
    let read = |hash: String| StoredHash::parse(&hash).map(|stored| stored.key_id());
    found.map(read).transpose().map_err(|error| Error::stored("a password's hash", error))
}

/// None where the portal issues no papers.
fn seal(front: &FrontDoor, view: &View) -> Option<Finding> {
    let portal = front.portals.by_key(view.portal())?;
    let until = Timestamp::from_micros(front.seals.get(&portal.key)?.valid_until().as_microsecond());
    Some(rules::seal(until.since(front.clock.now())))
}

async fn last_backup(front: &FrontDoor) -> Result<Finding> {
    let last = backup::last(&front.database.view_across_all_portals()).await?;
    Ok(rules::backup(last.map(|at| front.clock.now().since(at))))
}

async fn oldest_task(front: &FrontDoor) -> Result<Finding> {
    let standings = tasks::standings(&front.database).await?;
    let waiting = standings.iter().filter(|one| one.state == "waiting");
    let oldest = waiting.map(|one| one.oldest).min();
    Ok(rules::tasks(oldest.map(|at| front.clock.now().since(at))))
}

/// Of the disk that a file lies on, as much as we may use.
#[cfg(unix)]
fn space(file: &Path) -> Option<Space> {
    let found = rustix::fs::statvfs(file).ok()?;
    let octets = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Some(Space { free: octets(found.f_bavail), all: octets(found.f_blocks) })
}

#[cfg(not(unix))]
fn space(_file: &Path) -> Option<Space> {
    None
}
