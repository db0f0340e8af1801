//! What people are told of a publication: that there is a payslip, by mail and once. No amount is in it.

use std::collections::BTreeMap;

use base::db::Tx;
use base::error::Result;
use base::tasks;
use base::texts::Language;
use identity::accounts;
use identity::directory::PersonId;
use identity::messaging::message::Message;
use identity::messaging::outbox::{Recipient, To, post};
use identity::paths;
use identity::roster::EntryId;
use identity::work::{Duty, Job, duty};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{are_shown, store};
use crate::sheet::Publishing;

const TELL: &str = "payslips.tell";
/// A notice of last month's payslip is of no use.
const USEFUL: std::time::Duration = std::time::Duration::from_secs(7 * 24 * 60 * 60);
/// How many people one transaction tells, so that whoever else writes does not wait long.
const PEOPLE_A_STEP: usize = 200;

pub(super) fn duties() -> Vec<Duty> {
    vec![duty(TELL, tell)]
}

#[derive(Serialize, Deserialize)]
struct About {
    batch: Uuid,
    /// The last of those who were told; nil before the first.
    #[serde(default)]
    after: Uuid,
}

/// Leaves a task that tells people what was just published.
pub async fn leave(tx: &Tx, publishing: Publishing<'_>) -> Result<()> {
    let about = About { batch: publishing.batch, after: Uuid::nil() };
    tasks::enqueue(tx, publishing.front.writer(), TELL, &about, USEFUL).await?;
    Ok(())
}

/// Tells some, and leaves the rest to a task of its own in the same transaction, so that nobody is told twice.
async fn tell(job: Job) -> Result<()> {
    let About { batch, after } = job.about()?;
    let tx = job.begin().await?;
    let people = store::people_of_batch(&tx, batch, after, PEOPLE_A_STEP).await?;
    if let Some(last) = people.last().filter(|_| are_shown(&job.portal)) {
        tell_people(&job, &tx, batch, &people).await?;
        let about = About { batch, after: last.uuid() };
        tasks::enqueue(&tx, job.front.writer(), TELL, &about, USEFUL).await?;
    }
    job.finish(tx).await
}

/// Who has several new payslips finds them in the list.
async fn tell_people(job: &Job, tx: &Tx, batch: Uuid, people: &[EntryId]) -> Result<()> {
    let mut by_person: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for (entry, id) in store::of_batch(tx, batch, people).await? {
        by_person.entry(entry.uuid()).or_default().push(id);
    }
    let people: Vec<PersonId> = by_person.keys().map(|person| (*person).into()).collect();
    for on_file in accounts::store::of_people(tx, &people).await? {
        let account = &on_file.account;
        let Some(email) = account.confirmed_email().filter(|_| on_file.suspended_at.is_none()) else {
            continue;
        };
        let path = match by_person.get(&account.person().uuid()).map(Vec::as_slice) {
            Some([only]) => format!("{}/{only}", paths::PAYSLIPS),
            _ => paths::PAYSLIPS.to_owned(),
        };
        let message = Message::PayslipPublished { url: job.portal.address.link(&path) };
        let to = To { portal: &job.portal, language: Language::default(), account: Some(account.id) };
        post(tx, &job.front, &to, Recipient::Mail(email.to_owned()), message).await?;
    }
    Ok(())
}
