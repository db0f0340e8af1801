//! What the worker does while somebody asks: it sends the code that proves the new address. Nobody is looked up.

use base::error::Result;

use super::About;
use crate::journey::{self, Proved};
use crate::messaging::message::CodePurpose;
use crate::messaging::outbox::{Recipient, To};
use crate::verification::code::{self, Asked, NewCode};
use crate::work::Job;

pub(super) const SEND_CODE: &str = "assisted.send_code";

pub(super) async fn send_code(job: Job) -> Result<()> {
    let asked: Asked = job.about()?;
    let tx = job.begin().await?;
    if let Some(walk) = asked.walk(&tx, &job.front.clock).await? {
        let about: About = journey::open(&job.front.keys, &walk)?;
        let new = NewCode { walk: walk.id, about: Proved::default(), purpose: CodePurpose::AssistedRecovery };
        let to = To { portal: &job.portal, language: asked.language, account: None };
        code::send(&tx, &job.front, &to, Recipient::Mail(about.email), new).await?;
    }
    job.finish(tx).await
}
