//! What the worker does about signing in: the code on a new device, and the notices.

use std::time::Duration;

use base::db::Tx;
use base::error::Result;
use base::tasks;
use base::texts::Language;
use serde::{Deserialize, Serialize};

use crate::accounts::{self, Account, AccountId};
use crate::front_door::FrontDoor;
use crate::journey::Proved;
use crate::messaging::message::{CodePurpose, Message};
use crate::messaging::outbox::{Recipient, To};
use crate::paths;
use crate::verification::code::{self, Asked, NewCode};
use crate::visit::Visit;
use crate::work::{Duty, Job, duty};

pub(super) const SEND_CODE: &str = "signin.send_code";
const TELL_OF_CLOSING: &str = "signin.tell_of_closing";
const TELL_OF_NEW_DEVICE: &str = "signin.tell_of_new_device";
const NOTICE_USEFUL: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Serialize, Deserialize)]
struct Closing {
    signin_name: String,
    language: Language,
}

#[derive(Serialize, Deserialize)]
struct NewDevice {
    account: AccountId,
    browser: String,
    language: Language,
}

pub fn duties() -> Vec<Duty> {
    vec![duty(SEND_CODE, send_code), duty(TELL_OF_CLOSING, closing), duty(TELL_OF_NEW_DEVICE, new_device)]
}

/// Leaves a task that tells whoever has this name, if anybody, that sign-in from new devices was closed.
pub(super) async fn tell_of_closing(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    signin_name: &str,
) -> Result<()> {
    let about = Closing { signin_name: signin_name.to_owned(), language: visit.language };
    tasks::enqueue(tx, front.writer(), TELL_OF_CLOSING, &about, NOTICE_USEFUL).await?;
    Ok(())
}

pub(super) async fn tell_of_new_device(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
) -> Result<()> {
    let about = NewDevice { account, browser: visit.browser_name.clone(), language: visit.language };
    tasks::enqueue(tx, front.writer(), TELL_OF_NEW_DEVICE, &about, NOTICE_USEFUL).await?;
    Ok(())
}

async fn send_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    if let Some(walk) = asked.walk(&tx, &job.front.clock).await?
        && let Some(id) = walk.account
        && let Some(account) = accounts::store::by_id(&tx, id).await?
        && let Some(phone) = account.confirmed_phone()
    {
        let about = Proved { account: Some(id), roster_entry: None };
        let new = NewCode { walk: walk.id, about, purpose: CodePurpose::NewDevice };
        let to = To { portal: &job.portal, language: asked.language, account: Some(id) };
        code::send(&tx, &job.front, &to, Recipient::Phone(phone.to_owned()), new).await?;
    }
    job.finish(tx).await
}

async fn closing(job: Job) -> Result<()> {
    let about: Closing = job.about()?;
    let tx = job.begin().await?;
    if let Some(account) = accounts::store::by_signin_name(&tx, &about.signin_name).await? {
        let message = Message::AccountLocked { at: job.front.clock.now(), recovery_url: recovery_url(&job) };
        tell(&job, &tx, about.language, &account, message).await?;
    }
    job.finish(tx).await
}

async fn new_device(job: Job) -> Result<()> {
    let about: NewDevice = job.about()?;
    let tx = job.begin().await?;
    if let Some(account) = accounts::store::by_id(&tx, about.account).await? {
        let at = job.front.clock.now();
        let message = Message::NewDevice { device: about.browser, at, recovery_url: recovery_url(&job) };
        tell(&job, &tx, about.language, &account, message).await?;
    }
    job.finish(tx).await
}

/// Sends a notice to the account's address, or to its phone where there is none.
async fn tell(job: &Job, tx: &Tx, language: Language, account: &Account, message: Message) -> Result<()> {
    let to = To { portal: &job.portal, language, account: Some(account.id) };
    crate::messaging::notices::tell_one(tx, &job.front, &to, account, message).await
}

fn recovery_url(job: &Job) -> String {
    job.portal.address.link(paths::PASSWORD_RECOVERY)
}
