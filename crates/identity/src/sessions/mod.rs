//! Sessions: who is signed in, in which browser, and until when.
//!
//! A session is a random 256-bit token in a cookie, kept hashed. It ends when idle or old (the portal's limits, enforced here and
//! not by the cookie), when its person ends it, and when the password changes. A new one is made at each step up in rights.

mod held;
mod store;

use std::time::Duration;

use axum::http::HeaderValue;
use base::clock::Timestamp;
use base::db::{Database, Tx, View};
use base::error::Result;
use base::secret::Token;
use sea_orm::FromQueryResult;

pub use held::held_of;
pub use store::{all_of_account, end, end_all, end_by_token, end_others, forget_old, is_open, last_before};

use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::portals::SessionLimits;
use crate::visit::Visit;

base::id!(SessionId, "A signed-in browser.");

/// The cookie that carries the token: `__Host-PORTAL-session`.
pub const COOKIE: &str = "session";
/// `seen_at` is written at most this often, so that reading a page seldom writes.
const SEEN_EVERY: Duration = Duration::from_secs(60);

/// A live session.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Session {
    pub id: SessionId,
    pub account_id: AccountId,
    pub source: String,
    pub browser: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    /// When password and second factor were last asked again inside it.
    pub confirmed_at: Option<Timestamp>,
}

/// Opens a session for this visit; its token goes into the cookie that comes back, and nowhere else.
pub async fn open(tx: &Tx, front: &FrontDoor, visit: &Visit, account: AccountId) -> Result<HeaderValue> {
    let token = Token::new(&front.chance);
    let now = front.clock.now();
    let new = store::New {
        id: SessionId::new(&front.clock, &front.chance),
        account,
        token_hash: token.hash(),
        source: visit.source.as_str(),
        browser: &visit.browser_name,
        now,
        ends_at: now.plus(minutes(visit.portal.sessions.absolute_minutes)),
    };
    store::add(tx, new).await?;
    Ok(visit.cookie(COOKIE, token.reveal(), None))
}

/// Notes that the person gave everything again just now; the session's new cookie comes back.
pub async fn confirm(tx: &Tx, front: &FrontDoor, visit: &Visit, session: SessionId) -> Result<HeaderValue> {
    let token = Token::new(&front.chance);
    store::confirm(tx, session, token.hash(), visit.now).await?;
    Ok(visit.cookie(COOKIE, token.reveal(), None))
}

/// The session that the token opens, if it still lives.
pub async fn find(
    view: &View,
    token: &Token,
    limits: SessionLimits,
    now: Timestamp,
) -> Result<Option<Session>> {
    store::live(view, &token.hash(), idle_since(limits, now), now).await
}

/// Notes that the session was used, when the last note is old enough.
pub async fn note_use(database: &Database, visit: &Visit, session: &Session) -> Result<()> {
    if visit.now.since(session.seen_at) < SEEN_EVERY {
        return Ok(());
    }
    let tx = database.begin(visit.portal_key()).await?;
    store::touch(&tx, session.id, visit.now).await?;
    tx.commit().await
}

/// A session that was last used before this is over.
pub fn idle_since(limits: SessionLimits, now: Timestamp) -> Timestamp {
    now.minus(minutes(limits.idle_minutes))
}

fn minutes(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 60)
}
