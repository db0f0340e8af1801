//! What the worker does about changed contacts: the code to a new number.

use base::error::Result;

use super::phone::NewPhone;
use crate::journey::{self, Proved};
use crate::messaging::message::CodePurpose;
use crate::messaging::outbox::{Recipient, To};
use crate::verification::code::{self, Asked, NewCode};
use crate::work::{Duty, Job, duty};

pub(super) const SEND_PHONE_CODE: &str = "profile.send_phone_code";

pub fn duties() -> Vec<Duty> {
    vec![duty(SEND_PHONE_CODE, send_phone_code)]
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
