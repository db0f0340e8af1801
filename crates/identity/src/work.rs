//! What happens after the answer: each feature lists its tasks next to its pages, and the worker runs them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use base::db::{Tx, View};
use base::error::{Error, Result};
use base::tasks::Task;

use crate::front_door::FrontDoor;
use crate::portals::Portal;

/// A future that a table of functions can hold.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// One task on its way to be done.
#[derive(Clone)]
pub struct Job {
    pub front: FrontDoor,
    pub portal: Arc<Portal>,
    pub task: Task,
}

impl Job {
    /// What the task is about.
    pub fn about<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        self.task.about(&self.front.keys)
    }

    /// Reads of the portal that the task belongs to.
    pub fn view(&self) -> View {
        self.front.database.view(self.portal.key.shared())
    }

    pub async fn begin(&self) -> Result<Tx> {
        self.front.database.begin(self.portal.key.shared()).await
    }

    /// Keeps the task for another lease, for work that is longer than one; an error where another worker has it by now.
    pub async fn keep(&self, tx: &Tx) -> Result<()> {
        if self.task.renew(tx, self.front.clock.now()).await? {
            return Ok(());
        }
        Err(Error::Other(format!("another worker has taken over «{}»", self.task.kind)))
    }

    /// Marks the task done and commits what it did; if another worker was faster, nothing happened.
    pub async fn finish(&self, tx: Tx) -> Result<()> {
        if self.task.done(&tx, self.front.clock.now()).await? { tx.commit().await } else { Ok(()) }
    }
}

/// What the worker calls for a kind of task. An error puts the task off; the next try begins from the same row.
pub type DoTask = Arc<dyn Fn(Job) -> Doing<'static, ()> + Send + Sync>;

/// A kind of task and who does it.
pub type Duty = (&'static str, DoTask);

/// The duty to do tasks of this `kind` by this function.
pub fn duty<F>(kind: &'static str, act: fn(Job) -> F) -> Duty
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    (kind, Arc::new(move |job| Box::pin(act(job))))
}
