//! What a worker does to publish a batch: lays ready what it brings in small steps, and makes all of it known in one transaction.

use base::error::Result;
use identity::roster::printable;
use identity::work::Job;

use super::tasks::Work;
use super::{Batch, State, store};
use crate::sheet::Publishing;

/// How many drafts are held in memory at once, and laid ready between two turns of whoever else writes.
const DRAFTS_A_STEP: i64 = 500;

pub(super) async fn publish(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(batch) = work.batch(State::Publishing).await? else { return work.end().await };
    let publishing = Publishing {
        front: work.front(),
        batch: batch.id.uuid(),
        now: work.front().clock.now(),
        today: work.today,
    };
    let total = lay(&work, &batch, publishing).await?;
    switch(&work, &batch, publishing, total).await
}

/// Lays everything ready, and tells how much it is.
async fn lay(work: &Work, batch: &Batch, publishing: Publishing<'_>) -> Result<i64> {
    let total = store::count_drafts(&work.job.view(), batch.id).await?;
    let tx = work.job.begin().await?;
    batch.kind.forget_laid(&tx, publishing.batch).await?;
    work.step(tx, 0, total).await?;
    let mut laid = 0;
    while laid < total {
        let tx = work.job.begin().await?;
        let drafts = store::drafts(&tx, batch.id, laid, DRAFTS_A_STEP).await?;
        batch.kind.lay(&tx, &drafts, publishing).await?;
        laid = total.min(laid + DRAFTS_A_STEP);
        work.step(tx, laid, total).await?;
    }
    Ok(total)
}

/// The one moment at which people see something else.
async fn switch(work: &Work, batch: &Batch, publishing: Publishing<'_>, total: i64) -> Result<()> {
    let tx = work.job.begin().await?;
    if store::advance(&tx, batch.id, State::Publishing, State::Published, publishing.now).await? {
        batch.kind.switch(&tx, publishing).await?;
        store::set_published(&tx, batch.id, batch.kind, publishing.now).await?;
        super::act::forget_values(&tx, batch).await?;
        let name = printable(&batch.file_name);
        let detail = format!("{} {} {name}: {total}", batch.kind.as_str(), batch.id);
        work.record(&tx, "payroll.published", None, &detail).await?;
    }
    work.finish(tx).await
}
