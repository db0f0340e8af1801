//! What the worker does about changed contacts: the link to a new address, the code to a new number.

use base::db::Tx;
use base::error::Result;
use base::tasks;
use base::texts::Language;
use serde::{Deserialize, Serialize};

use super::phone::NewPhone;
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::journey::store::{Proved, by_id};
use crate::journey::{self, Step};
use crate::limits::{self, CodeFor};
use crate::messaging::message::{CodePurpose, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::paths;
use crate::verification::link::{self, About, Purpose};
use crate::verification::pages::Asked;
use crate::verification::{CODE_LIFETIME, CONFIRMATION_LINK_LIFETIME, code};
use crate::visit::Visit;
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
pub(super) async fn ask_confirmation(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
    email: &str,
) -> Result<()> {
    let about = Confirmation { account, email: email.to_owned(), language: visit.language };
    tasks::enqueue(tx, front.writer(), SEND_CONFIRMATION, &about, CONFIRMATION_LINK_LIFETIME).await?;
    Ok(())
}

async fn send_confirmation(job: Job) -> Result<()> {
    let asked: Confirmation = job.about()?;
    let tx = job.begin().await?;
    if limits::allow_link_to(&tx, &job.front, &asked.email).await? {
        let about = About { email: asked.email.clone() };
        let (purpose, lifetime) = (Purpose::EmailConfirmation, CONFIRMATION_LINK_LIFETIME);
        let token = link::issue(&tx, &job.front, purpose, Some(asked.account), &about, lifetime).await?;
        let url = job.portal.address.link(&format!("{}{}", paths::CONFIRM_EMAIL, token.reveal()));
        let message = Message::ConfirmationLink { url, expires_at: job.front.clock.now().plus(lifetime) };
        let to = To { portal: &job.portal, language: asked.language, account: Some(asked.account) };
        post(&tx, &job.front, &to, Recipient::Mail(asked.email), message).await?;
    }
    job.finish(tx).await
}

async fn send_phone_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    let walk = by_id(&tx, asked.walk, job.front.clock.now()).await?.filter(|walk| walk.step == Step::Code);
    if let Some(walk) = walk {
        let new: NewPhone = journey::open(&job.front.keys, &walk)?;
        if limits::allow_code_to(&tx, &job.front, CodeFor::ContactChange, &new.phone).await? {
            let about = Proved { account: Some(new.account), roster_entry: None };
            let code = code::issue(&tx, &job.front, walk.id, about).await?;
            let expires_at = job.front.clock.now().plus(CODE_LIFETIME);
            let message = Message::Code { purpose: CodePurpose::ContactChange, code, expires_at };
            let to = To { portal: &job.portal, language: asked.language, account: Some(new.account) };
            post(&tx, &job.front, &to, Recipient::Phone(new.phone), message).await?;
        }
    }
    job.finish(tx).await
}
