//! What a worker does to publish a batch: makes all that it brings known, in one transaction.

use base::error::Result;
use identity::roster::printable;
use identity::work::Job;

use super::tasks::Work;
use super::{State, remove_files, store};
use crate::sheet::Publishing;

/// How many drafts are held in memory at once.
const DRAFTS_AT_ONCE: i64 = 500;

pub(super) async fn publish(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(batch) = work.batch(State::Publishing).await? else { return work.end().await };
    let front = work.front();
    let now = front.clock.now();
    let tx = work.job.begin().await?;
    if !store::advance(&tx, batch.id, State::Publishing, State::Published, now).await? {
        return work.job.finish(tx).await;
    }
    let publishing = Publishing { front, batch: batch.id.uuid(), now, today: work.today };
    let total = store::count_drafts(&tx, batch.id).await?;
    let mut first = 0;
    while first < total {
        let drafts = store::drafts(&tx, batch.id, first, DRAFTS_AT_ONCE).await?;
        batch.kind.publish(&tx, &drafts, publishing).await?;
        first += DRAFTS_AT_ONCE;
    }
    batch.kind.finish(&tx, publishing).await?;
    store::set_published(&tx, batch.id, now).await?;
    super::act::forget_values(&tx, &batch).await?;
    let detail = format!("{} {} {}: {total}", batch.kind.as_str(), batch.id, printable(&batch.file_name));
    work.record(&tx, "payroll.published", None, &detail).await?;
    work.job.finish(tx).await?;
    remove_files(&front.uploads, batch.id);
    Ok(())
}
