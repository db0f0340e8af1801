//! What the worker does about changed contacts: the link to a new address, the code to a new number.

use base::db::Tx;
use base::error::Result;
use base::tasks;
use base::texts::Language;
use serde::{Deserialize, Serialize};

use super::phone::NewPhone;
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::journey::{self, Proved};
use crate::messaging::message::CodePurpose;
use crate::messaging::outbox::{Recipient, To};
use crate::verification::CONFIRMATION_LINK_LIFETIME;
use crate::verification::code::{self, Asked, NewCode};
use crate::verification::link;
use crate::work::{Duty, Job, duty};

pub(super) const SEND_PHONE_CODE: &str = "profile.send_phone_code";
const SEND_CONFIRMATION: &str = "profile.send_confirmation";

#[derive(Serialize, Deserialize)]
struct Confirmation {
    account: AccountId,
    email: String,
    language: Language,
}

pub fn duties() -> Vec<Duty> {
    vec![duty(SEND_PHONE_CODE, send_phone_code), duty(SEND_CONFIRMATION, send_confirmation)]
}

/// Leaves a task that mails the link by which an address is confirmed.
pub async fn ask_confirmation(
    tx: &Tx,
    front: &FrontDoor,
    language: Language,
    account: AccountId,
    email: &str,
) -> Result<()> {
    let about = Confirmation { account, email: email.to_owned(), language };
    tasks::enqueue(tx, front.writer(), SEND_CONFIRMATION, &about, CONFIRMATION_LINK_LIFETIME).await?;
    Ok(())
}

async fn send_confirmation(job: Job) -> Result<()> {
    let asked: Confirmation = job.about()?;
    let tx = job.begin().await?;
    let to = To { portal: &job.portal, language: asked.language, account: Some(asked.account) };
    link::send_confirmation(&tx, &job.front, &to, &asked.email).await?;
    job.finish(tx).await
}

async fn send_phone_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    if let Some(walk) = asked.walk(&tx, &job.front.clock).await? {
        let NewPhone { account, phone } = journey::open(&job.front.keys, &walk)?;
        let about = Proved { account: Some(account), roster_entry: None };
        let new = NewCode { walk: walk.id, about, purpose: CodePurpose::ContactChange };
        let to = To { portal: &job.portal, language: asked.language, account: Some(account) };
        code::send(&tx, &job.front, &to, Recipient::Phone(phone), new).await?;
    }
    job.finish(tx).await
}
