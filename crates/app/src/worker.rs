//! The worker: takes the tasks that are due and gives each to the feature whose duty it is; tidies up now and then.

use std::sync::Arc;
use std::time::Duration;

use base::error::{Error, Result};
use base::tasks::{self, Task};
use identity::front_door::FrontDoor;
use identity::work::{Duty, Job};
use identity::{devices, humancheck, journey, keypad, limits, messaging, sessions, signin, verification};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Another process may leave work without ringing this one's bell.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a failure of the database, not to hammer it.
const REST_AFTER_FAILURE: Duration = Duration::from_secs(2);
const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Every duty of the house.
pub fn duties() -> Vec<Duty> {
    identity::duties()
}

/// Works until told to stop; what is under way is finished first.
pub async fn run(front: FrontDoor, mut stop: watch::Receiver<bool>) {
    let duties: Arc<[Duty]> = duties().into();
    let mut tidied_at = front.clock.now();
    while !*stop.borrow() {
        let worked = work_once(&front, &duties).await;
        let rest = match worked {
            Ok(0) => LOOK_EVERY,
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(%error, "the worker could not take tasks");
                REST_AFTER_FAILURE
            }
        };
        if front.clock.now().since(tidied_at) >= TIDY_EVERY {
            tidied_at = front.clock.now();
            if let Err(error) = tidy(&front).await {
                tracing::error!(%error, "the worker could not tidy up");
            }
        }
        tokio::select! {
            () = front.database.bell() => {}
            () = tokio::time::sleep(rest) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Does everything that is due now, and what that leaves to do; for tests, which wait for nothing.
pub async fn work_until_idle(front: &FrontDoor) -> Result<()> {
    let duties: Arc<[Duty]> = duties().into();
    while work_once(front, &duties).await? > 0 {}
    Ok(())
}

async fn work_once(front: &FrontDoor, duties: &Arc<[Duty]>) -> Result<usize> {
    let taken = tasks::take(&front.database, &front.clock).await?;
    let count = taken.len();
    let mut under_way = JoinSet::new();
    for task in taken {
        under_way.spawn(work_on(front.clone(), Arc::clone(duties), task));
    }
    while let Some(ended) = under_way.join_next().await {
        if let Err(error) = ended {
            // The lease ends by itself, and another try is made.
            tracing::error!(%error, "a task panicked");
        }
    }
    Ok(count)
}

async fn work_on(front: FrontDoor, duties: Arc<[Duty]>, task: Task) {
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

async fn put_off(front: &FrontDoor, task: &Task, error: &Error) -> Result<()> {
    let tx = front.database.begin(&tasks::portal_of(task)).await?;
    task.put_off(&tx, &error.to_string(), front.clock.now()).await?;
    tx.commit().await
}

/// Forgets what has ended by itself. Nothing relies on it: every statement looks at the time.
pub async fn tidy(front: &FrontDoor) -> Result<()> {
    let now = front.clock.now();
    let tx = front.database.begin_across_all_portals().await?;
    journey::forget_expired(&tx, now).await?;
    keypad::forget_orphans(&tx).await?;
    devices::forget_old(&tx, now).await?;
    messaging::outbox::forget_old(&tx, now).await?;
    verification::forget_expired(&tx, now.minus(DAY)).await?;
    limits::forget_old(&tx, now.minus(2 * DAY)).await?;
    sessions::forget_old(&tx, now.minus(DAY)).await?;
    signin::guard::forget_old(&tx, now).await?;
    humancheck::forget_expired(&tx, now).await?;
    tx.commit().await?;
    tasks::forget_ended(&front.database, &front.clock, 7 * DAY).await?;
    Ok(())
}
