//! «Revisar ahora»: whether the trail is as it was written, from the first entry to the last.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::audit::{self, Trouble, Verified};
use base::web::answer::Answer;
use base::web::page::Page;
use tokio::sync::Semaphore;

use super::VERIFY_PATH;
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::may;
use crate::visit::{Posted, page};

/// A million entries take some ten seconds; whoever has far more uses the command.
const AT_MOST: Duration = Duration::from_secs(45);

/// One verification at a time: it holds a connection of the database, of which everybody needs one.
pub(super) fn routes() -> Router<FrontDoor> {
    let turns = Arc::new(Semaphore::new(1));
    let verify = move |staff, state, posted| verify(staff, state, posted, turns);
    Router::new().route(VERIFY_PATH, get(show).post(verify))
}

#[derive(Template)]
#[template(path = "audit/verification.html")]
struct VerificationPage {
    page: Page,
    action: String,
    back: String,
    /// What came of it; "" before.
    found: String,
    is_whole: bool,
}

async fn show(staff: Staff<may::ReadAudit>, State(front): State<FrontDoor>) -> Answer {
    page(&verification_page(&front, &staff, String::new(), false))
}

async fn verify(
    staff: Staff<may::ReadAudit>,
    State(front): State<FrontDoor>,
    _: Posted,
    turns: Arc<Semaphore>,
) -> Answer {
    let Ok(_turn) = turns.try_acquire() else {
        return page(&verification_page(&front, &staff, staff.t("audit-busy").to_owned(), false));
    };
    let verifying = audit::verify(&front.database, staff.portal_key());
    let Ok(verified) = tokio::time::timeout(AT_MOST, verifying).await else {
        return page(&verification_page(&front, &staff, staff.t("audit-too-long").to_owned(), false));
    };
    let verified = verified?;
    let tx = staff.begin(&front).await?;
    let found = in_words(&staff, verified);
    staff.record(&tx, &front, "audit.verified", None, &found).await?;
    tx.commit().await?;
    page(&verification_page(&front, &staff, found, verified.trouble.is_none()))
}

fn in_words(staff: &Staff<may::ReadAudit>, verified: Verified) -> String {
    let (id, seq) = match verified.trouble {
        None => ("audit-whole", 0),
        Some(Trouble::Changed { seq }) => ("audit-changed", seq),
        Some(Trouble::Missing { seq }) => ("audit-missing", seq),
        Some(Trouble::HeadChanged) => ("audit-head-changed", 0),
    };
    let values = [("entries", verified.entries.into()), ("seq", seq.to_string().into())];
    staff.words.with(id, &values)
}

fn verification_page(
    front: &FrontDoor,
    staff: &Staff<may::ReadAudit>,
    found: String,
    is_whole: bool,
) -> VerificationPage {
    VerificationPage {
        page: staff.page(front, staff.t("audit-verify-title")),
        action: staff.url(VERIFY_PATH),
        back: staff.url(paths::OFFICE_AUDIT),
        found,
        is_whole,
    }
}
