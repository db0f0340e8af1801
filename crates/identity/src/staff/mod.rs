//! The staff: the people who run a portal, how they come into the office, and what each may do.
//!
//! Promises:
//! - Nobody is in the office without a password of the house's own rule and a second factor, at every sign-in.
//! - Members come by invitation alone: the first by `aldaba operator invite`, the others from the office. An invitation is a mailed
//!   link, used up when password and second factor are set. Whoever lost either is invited again, which changes nothing else.
//! - What a member may do is one table ([`permissions`]); the permission stands in the signature of every page of the office.
//! - A suspended member is out at once: every request reads the member with the session.
//! - There is always an administrator: the last one can be neither suspended nor given other roles.
//!
//! Locks are taken in one order, so that no two wait for each other: invitation, member, guards, factors, session.

mod authenticator;
mod confirm;
mod factor;
pub mod invitation;
mod members;
mod notice;
mod own;
mod passkeys;
pub mod permissions;
mod sessions;
mod signin;
pub mod store;

use std::time::Duration;

use axum::Router;
use axum::http::HeaderValue;
use base::audit::{self, Act};
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use base::secret::Token;

use crate::credentials::PasswordRule;
use crate::front_door::FrontDoor;
use crate::visit::Visit;
use permissions::{Permission, Role, allows};

pub const TEXTS: base::texts::Source = base::texts!("staff");

base::id!(MemberId, "A member of the staff.");
base::id!(SessionId, "A browser in which a member of the staff is signed in.");
base::id!(InvitationId, "An invitation to the staff.");

/// The cookie that carries the session's token: `__Host-PORTAL-office`.
pub const COOKIE: &str = "office";
/// NIST SP 800-63B-4 §2.2.3 (AAL2): at most 24 hours, and one hour idle. The office keeps to half of it.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
const IDLE: Duration = Duration::from_secs(30 * 60);
/// For so long the second factor counts as just given (ASVS 5.0, 7.5.1).
pub const FRESH: Duration = Duration::from_secs(10 * 60);
/// `seen_at` is written at most this often, so that reading a page seldom writes.
const SEEN_EVERY: Duration = Duration::from_secs(60);
/// The staff's passwords keep to the house's own rule, whatever the portal asks of people.
pub const RULE: PasswordRule = PasswordRule::Nist63b4;

/// What stands between the parts of a detail of the trail.
const DETAIL_PARTS: &str = " · ";

/// One of the people who run a portal.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: MemberId,
    pub email: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub created_at: Timestamp,
    pub suspended_at: Option<Timestamp>,
}

/// A live session of the office.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub seen_at: Timestamp,
    /// When the second factor was last given.
    pub proved_at: Timestamp,
    /// When it ends, whatever happens.
    pub ends_at: Timestamp,
}

/// An invitation that waits to be accepted.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub name: String,
    pub roles: Vec<Role>,
    pub expires_at: Timestamp,
}

pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(signin::routes())
        .merge(confirm::routes())
        .merge(invitation::routes())
        .merge(members::routes())
        .merge(own::routes())
        .merge(authenticator::routes())
        .merge(passkeys::routes())
        .merge(sessions::routes())
}

/// The session that this browser's token opens, and whose it is; notes that it was used.
pub async fn session(front: &FrontDoor, visit: &Visit) -> Result<Option<(Session, Member)>> {
    let Some(token) = &visit.office else { return Ok(None) };
    let found =
        store::live_session(&visit.view(front), &token.hash(), visit.now.minus(IDLE), visit.now).await?;
    if let Some((session, _)) = &found
        && visit.now.since(session.seen_at) >= SEEN_EVERY
    {
        // A busy moment is no reason to refuse a page to whoever is signed in.
        if let Err(error) = note_use(front, visit, session).await {
            tracing::warn!(%error, "the use of an office session was not noted");
        }
    }
    Ok(found)
}

async fn note_use(front: &FrontDoor, visit: &Visit, session: &Session) -> Result<()> {
    let tx = visit.begin(front).await?;
    store::touch_session(&tx, session.id, visit.now).await?;
    tx.commit().await
}

/// Opens a session for this browser, in place of the one that it brings; the token goes into the cookie and nowhere else. One that
/// goes on from another keeps its age, and when its factor was given.
async fn open_session(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    member: MemberId,
    goes_on_from: Option<&Session>,
) -> Result<HeaderValue> {
    if let Some(old) = &visit.office {
        store::end_session(tx, &old.hash(), visit.now).await?;
    }
    let token = Token::new(&front.chance);
    let new = store::NewSession {
        id: SessionId::new(&front.clock, &front.chance),
        member,
        token_hash: token.hash(),
        source: visit.source.as_str(),
        browser: &visit.browser_name,
        now: visit.now,
        proved_at: goes_on_from.map_or(visit.now, |session| session.proved_at),
        ends_at: goes_on_from.map_or(visit.now.plus(LONGEST), |session| session.ends_at),
    };
    store::add_session(tx, new).await?;
    Ok(visit.cookie(COOKIE, token.reveal(), None))
}

/// Records what a member did at the door, where no `Staff` stands for them yet.
async fn record(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    member: MemberId,
    event: &'static str,
    detail: &str,
) -> Result<()> {
    let id = Some(member.uuid());
    let act = Act { subject: id, actor_id: id, ..visit.act("staff", event, detail) };
    audit::record(tx, &front.clock, &front.chance, act).await
}

/// «Nómina, Soporte»
pub fn role_names(visit: &Visit, roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role_name(visit, *role)).collect();
    names.join(", ")
}

fn role_name(visit: &Visit, role: Role) -> &str {
    visit.words.get(match role {
        Role::Administrator => "staff-role-administrator",
        Role::Selection => "staff-role-selection",
        Role::Payroll => "staff-role-payroll",
        Role::Documents => "staff-role-documents",
        Role::Legal => "staff-role-legal",
        Role::Support => "staff-role-support",
        Role::Auditor => "staff-role-auditor",
        Role::LegalRepresentative => "staff-role-legal-representative",
    })
}

/// What the trail notes of an event of this feature, with the names of roles and factors in words.
pub fn detail_in_words(visit: &Visit, detail: &str) -> String {
    let in_words = |part: &str| match part {
        "authenticator" => visit.t("staff-factor-authenticator").to_owned(),
        "saved code" => visit.t("staff-factor-saved-code").to_owned(),
        "passkey" => visit.t("staff-factor-passkey").to_owned(),
        part => permissions::read(part).map_or_else(|_| part.to_owned(), |roles| role_names(visit, &roles)),
    };
    detail.split(DETAIL_PARTS).map(in_words).collect::<Vec<_>>().join(DETAIL_PARTS)
}

/// Everybody who may do this now.
pub async fn who_may(view: &View, permission: Permission) -> Result<Vec<Member>> {
    let members = store::all_members(view).await?;
    let may = |member: &Member| member.suspended_at.is_none() && allows(&member.roles, permission);
    Ok(members.into_iter().filter(may).collect())
}

/// Forgets sessions and invitations that are long over, of every portal.
pub async fn forget_old(tx: &Tx, before: Timestamp) -> Result<()> {
    store::forget_sessions(tx, before).await?;
    store::forget_invitations(tx, before).await?;
    Ok(())
}
