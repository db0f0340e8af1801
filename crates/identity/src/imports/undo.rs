//! Undoing the newest import: a worker makes the roster what it was before, unless its people have gone on from there. Whom the
//! import added and payroll knows by now has left, and is the same person when another import brings them again.

use base::db::Tx;
use base::error::Result;

use super::tasks::{Work, end};
use super::{Import, State, store};
use crate::accounts;
use crate::roster::batch::{self, Side};
use crate::work::Job;

pub(super) async fn undo(job: Job) -> Result<()> {
    let work = Work::of(job)?;
    let Some(import) = work.import(State::Undoing).await? else { return end(&work).await };
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    batch::take_turn(&tx, &import.file_sha256, now).await?;
    if let Some(obstacle) = obstacle(&tx, &import).await? {
        drop(tx);
        return leave(&work, &import, obstacle).await;
    }
    batch::switch(&tx, import.id, Side::Before, now).await?;
    // Asked only now: whoever registers holds their entry, so that they were faster and are seen, or find it gone.
    if has_registered(&tx, &import).await? {
        drop(tx);
        return leave(&work, &import, "imports-undo-registered").await;
    }
    if store::advance(&tx, import.id, State::Undoing, State::Undone, now).await? {
        batch::clear(&tx, import.id).await?;
        work.record(&tx, "imports.undone", None, &import.id.to_string()).await?;
    }
    work.job.finish(tx).await
}

/// The message id of why an import cannot be undone, if that is known before it is tried.
async fn obstacle(tx: &Tx, import: &Import) -> Result<Option<&'static str>> {
    if store::newest_applied(tx).await? != Some(import.id) {
        return Ok(Some("imports-undo-newer"));
    }
    // Asked again after the switch; here it spares the switch.
    if has_registered(tx, import).await? {
        return Ok(Some("imports-undo-registered"));
    }
    if !batch::stands(tx, import.id).await? {
        return Ok(Some("imports-undo-changed"));
    }
    Ok(None)
}

async fn has_registered(tx: &Tx, import: &Import) -> Result<bool> {
    let Some(applied_at) = import.applied_at else { return Ok(false) };
    let registered = accounts::store::registered_since(tx, applied_at).await?;
    batch::has_any(tx, import.id, &registered).await
}

/// The import stays applied, and says why.
async fn leave(work: &Work, import: &Import, obstacle: &'static str) -> Result<()> {
    let now = work.front().clock.now();
    let tx = work.job.begin().await?;
    if store::advance(&tx, import.id, State::Undoing, State::Applied, now).await? {
        store::set_reason(&tx, import.id, Some(work.words.get(obstacle))).await?;
    }
    work.job.finish(tx).await
}
