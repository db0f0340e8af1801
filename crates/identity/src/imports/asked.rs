//! What a task remembers of the member of the staff who asked for it.

use base::audit::{self, Act};
use base::db::Tx;
use base::error::Result;
use base::texts::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::front_door::FrontDoor;
use crate::office::Staff;

/// Whoever asked, and from where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskedBy {
    /// They read the reasons in their language.
    pub language: Language,
    member: Uuid,
    source: String,
    browser: String,
}

impl AskedBy {
    pub fn of<P>(staff: &Staff<P>) -> Self {
        Self {
            language: staff.language,
            member: staff.member.id.uuid(),
            source: staff.source.as_str().to_owned(),
            browser: staff.browser_name.clone(),
        }
    }

    /// Leaves a row in the trail of what a worker did for them.
    pub async fn record(
        &self,
        tx: &Tx,
        front: &FrontDoor,
        event: &'static str,
        subject: Option<Uuid>,
        detail: &str,
    ) -> Result<()> {
        let act = Act {
            event,
            subject,
            actor: "staff",
            actor_id: Some(self.member),
            source: &self.source,
            browser: &self.browser,
            detail,
        };
        audit::record(tx, &front.clock, &front.chance, act).await
    }
}
