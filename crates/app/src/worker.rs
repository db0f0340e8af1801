//! The worker: takes the tasks that are due and gives each to the feature whose duty it is; tidies up now and then.

use std::sync::Arc;
use std::time::Duration;

use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};
use base::tasks::{self, Lane, PutOff, Task};
use identity::front_door::FrontDoor;
use identity::messaging::outbox::{SEND_MAIL, SEND_TEXT};
use identity::work::{Duty, Job};
use identity::{
    announcements, assisted, devices, factors, humancheck, imports, journey, keypad, limits, messaging,
    recovery, sessions, signin, staff, verification,
};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

/// Another process may leave work without ringing this one's bell.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a failure of the database, not to hammer it.
const REST_AFTER_FAILURE: Duration = Duration::from_secs(2);
const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Every duty of the house.
pub fn duties() -> Vec<Duty> {
    [identity::duties(), desk::duties()].concat()
}

/// How many tasks of a lane are under way at once.
const AT_ONCE: usize = 16;
/// What waits for a server outside has a lane of its own.
const LANES: [Lane; 3] =
    [Lane::Only(SEND_MAIL), Lane::Only(SEND_TEXT), Lane::Except(&[SEND_MAIL, SEND_TEXT])];

/// Works until told to stop; what is under way is finished first.
pub async fn run(front: FrontDoor, stop: watch::Receiver<bool>) {
    let duties: Arc<[Duty]> = duties().into();
    let [mails, texts, rest] = LANES.map(|lane| work(front.clone(), Arc::clone(&duties), lane, stop.clone()));
    let announcing = keep_announcing(front.clone(), stop.clone());
    tokio::join!(mails, texts, rest, announcing, keep_tidy(front, stop));
}

/// Works on the tasks of one lane, each as soon as there is room.
async fn work(front: FrontDoor, duties: Arc<[Duty]>, lane: Lane, mut stop: watch::Receiver<bool>) {
    let mut bell = front.database.bell();
    let mut under_way = JoinSet::new();
    while !*stop.borrow() {
        bell.mark_unchanged();
        let mut rest = LOOK_EVERY;
        let room = AT_ONCE - under_way.len();
        if room > 0 {
            match tasks::take(&front.database, &front.clock, lane, room).await {
                Ok(taken) => spawn(&mut under_way, &front, &duties, taken),
                Err(error) => {
                    tracing::error!(%error, "the worker could not take tasks");
                    rest = REST_AFTER_FAILURE;
                }
            }
        }
        tokio::select! {
            Some(ended) = under_way.join_next() => report(ended),
            _ = bell.changed() => {}
            () = tokio::time::sleep(rest) => {}
            _ = stop.changed() => {}
        }
    }
    while let Some(ended) = under_way.join_next().await {
        report(ended);
    }
}

/// Does everything that is due now, and what that leaves to do; for tests, which wait for nothing.
pub async fn work_until_idle(front: &FrontDoor) -> Result<()> {
    let duties: Arc<[Duty]> = duties().into();
    loop {
        let taken = tasks::take(&front.database, &front.clock, Lane::ALL, AT_ONCE).await?;
        if taken.is_empty() {
            return Ok(());
        }
        let mut under_way = JoinSet::new();
        spawn(&mut under_way, front, &duties, taken);
        while let Some(ended) = under_way.join_next().await {
            report(ended);
        }
    }
}

fn spawn(under_way: &mut JoinSet<()>, front: &FrontDoor, duties: &Arc<[Duty]>, taken: Vec<Task>) {
    for task in taken {
        under_way.spawn(work_on(front.clone(), Arc::clone(duties), task));
    }
}

/// A task that panicked is taken again when its lease ends, until its useful life does.
fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a task panicked");
    }
}

async fn keep_tidy(front: FrontDoor, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = tidy(&front).await {
            tracing::error!(%error, "the worker could not tidy up");
        }
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Shows what another process was told to announce. When it cannot be read, pages show what was last read.
async fn keep_announcing(front: FrontDoor, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = announcements::refresh(&front).await {
            tracing::error!(%error, "the announcements could not be read anew");
        }
        tokio::select! {
            () = tokio::time::sleep(announcements::REFRESH_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn work_on(front: FrontDoor, duties: Arc<[Duty]>, task: Task) {
    if front.clock.now() >= task.useful_until {
        if let Err(error) = let_expire(&front, &task).await {
            tracing::error!(%error, kind = task.kind, "a task could not be let expire; its lease will end");
        }
        return;
    }
    let done = match do_task(&front, &duties, &task).await {
        Ok(()) => return,
        Err(error) => error,
    };
    tracing::error!(error = %done, kind = task.kind, tries = task.tries, "a task failed and waits for another try");
    if let Err(error) = put_off(&front, &task, &done).await {
        tracing::error!(%error, kind = task.kind, "a failed task could not be put off; its lease will end");
    }
}

async fn do_task(front: &FrontDoor, duties: &[Duty], task: &Task) -> Result<()> {
    let portal = front.portals.by_key(&task.portal).cloned();
    let portal = portal.ok_or_else(|| Error::Other(format!("no portal is called {}", task.portal)))?;
    let duty = duties.iter().find(|(kind, _)| *kind == task.kind);
    let (_, act) = duty.ok_or_else(|| Error::Other(format!("nobody does {}", task.kind)))?;
    act(Job { front: front.clone(), portal, task: task.clone() }).await
}

/// Ends a task that came too late to be of use, without doing it.
async fn let_expire(front: &FrontDoor, task: &Task) -> Result<()> {
    let tx = front.database.begin(&tasks::portal_of(task)).await?;
    note_expired(&tx, front, task).await?;
    task.expired(&tx, front.clock.now()).await?;
    tx.commit().await
}

/// Tells the message of a task that it will not be sent any more.
async fn note_expired(tx: &Tx, front: &FrontDoor, task: &Task) -> Result<()> {
    if ![SEND_MAIL, SEND_TEXT].contains(&task.kind.as_str()) {
        return Ok(());
    }
    match messaging::outbox::note_expired(tx, front, task).await {
        Err(Error::Sealed(error)) => {
            // No key opens it any more, and its task must end all the same.
            tracing::error!(%error, "what an expired task was about cannot be read");
            Ok(())
        }
        noted => noted,
    }
}

async fn put_off(front: &FrontDoor, task: &Task, error: &Error) -> Result<()> {
    let tx = front.database.begin(&tasks::portal_of(task)).await?;
    if task.put_off(&tx, &error.to_string(), front.clock.now()).await? == PutOff::Expired {
        note_expired(&tx, front, task).await?;
    }
    tx.commit().await
}

/// Forgets what has ended, and does what the calendar asks for. What fails keeps nothing else from being done; the first failure is told.
pub async fn tidy(front: &FrontDoor) -> Result<()> {
    let now = front.clock.now();
    let expired = forget_expired(front, now).await;
    let imports = imports::forget_abandoned(front, now).await;
    let payroll = desk::payroll::forget_abandoned(front, now).await;
    let ended = tasks::forget_ended(&front.database, &front.clock, 7 * DAY).await.map(drop);
    let assisted = assisted::keep(front).await;
    let terms = desk::support::watch::keep_terms(front).await;
    let files = desk::support::attachments::forget_orphans(front, now).await;
    expired.and(imports).and(payroll).and(assisted).and(ended).and(terms).and(files)
}

/// Forgets what has ended by itself, on which nothing relies: every statement looks at the time.
async fn forget_expired(front: &FrontDoor, now: Timestamp) -> Result<()> {
    let tx = front.database.begin_across_all_portals().await?;
    journey::forget_expired(&tx, now).await?;
    keypad::forget_expired(&tx, now).await?;
    factors::forget_expired(&tx, now).await?;
    devices::forget_old(&tx, now).await?;
    messaging::outbox::forget_old(&tx, now).await?;
    verification::forget_expired(&tx, now.minus(DAY)).await?;
    limits::forget_old(&tx, now.minus(2 * DAY)).await?;
    sessions::forget_old(&tx, now.minus(DAY)).await?;
    signin::guard::forget_old(&tx, now).await?;
    staff::forget_old(&tx, now.minus(DAY)).await?;
    recovery::forget_old(&tx, now.minus(30 * DAY)).await?;
    humancheck::forget_expired(&tx, now).await?;
    tx.commit().await
}
