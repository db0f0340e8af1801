//! Becoming a member of the staff: an invitation, a password, and a second factor that is tried before it counts.
//!
//! Nothing is written until the second factor was tried: whoever breaks off opens the link again, and nobody is left with half an
//! access. The invitation is used up in the transaction that writes the member.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::audit::{self, Act};
use base::chance::Chance;
use base::clock::Clock;
use base::db::Tx;
use base::error::{Error, Result};
use base::form::FormState;
use base::secret::Token;
use base::web::answer::{Answer, bare, with_cookies};
use base::web::components::PasswordRule as RuleLine;
use base::web::page::Page;
use serde::{Deserialize, Serialize};

use super::permissions::{self, Role};
use super::signin::StartAgainPage;
use super::{Invitation, InvitationId, MemberId, RULE, notice, open_session, record, role_names, store};
use crate::credentials::screen;
use crate::factors::{self, SavedCode, SavedCodesPage, Setup, TotpSecret, totp};
use crate::front_door::FrontDoor;
use crate::journey::{self, Beginning, Event, Journey, Proved, Step, Walk, advance, count_try};
use crate::limits;
use crate::messaging::masked;
use crate::paths;
use crate::signin::guard;
use crate::verification::CODE_TRIES;
use crate::verification::link_page::{self, DeadLink, secretly};
use crate::visit::{Posted, Visit, page, page_again};

/// What the link of an invitation begins with.
pub const LINK_PATH: &str = "/oficina/invitacion/";
const ENROL_PATH: &str = "/oficina/activar";
/// Long enough for a weekend; whoever comes later is invited again.
const LIFETIME: Duration = Duration::from_secs(72 * 60 * 60);
/// For whoever is on the staff it is a recovery by mail (NIST SP 800-63B-4 §4.2.1.2: at most a day).
const RECOVERY_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Whom an invitation is for.
#[derive(Clone, Debug)]
pub struct Invited {
    /// In its canonical form.
    pub email: String,
    pub name: String,
    pub roles: Vec<Role>,
}

/// What a walk keeps from the page of the password to the page of the second factor.
#[derive(Serialize, Deserialize)]
struct Enrolment {
    token: String,
    password_hash: String,
    secret: String,
}

#[derive(Template)]
#[template(path = "staff/invitation.html")]
struct InvitationPage {
    page: Page,
    form: FormState,
    action: String,
    name: String,
    email: String,
    roles: String,
    rules: Vec<RuleLine>,
}

#[derive(Template)]
#[template(path = "staff/enrol.html")]
struct EnrolPage {
    page: Page,
    form: FormState,
    action: String,
    setup: Setup,
}

static DEAD_LINK: DeadLink = DeadLink {
    title: "staff-dead-title",
    text: "staff-dead-text",
    way_out: "staff-dead-way-out",
    path: paths::OFFICE_SIGNIN,
};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(&format!("{LINK_PATH}{{token}}"), get(show).post(submit))
        .route(ENROL_PATH, get(show_enrol).post(submit_enrol))
}

/// An invitation that was written; its token goes into the link and nowhere else.
pub struct Issued {
    pub token: Token,
    pub invitation: Invitation,
}

/// Writes and records an invitation, in place of an older one to the same address. `invited_by` is None for whoever runs the
/// installation. Somebody who is on the staff keeps the roles that they have. None for a member who is suspended: their invitation
/// would lead nowhere.
pub async fn issue(
    tx: &Tx,
    clock: &Clock,
    chance: &Chance,
    invited: Invited,
    invited_by: Option<MemberId>,
) -> Result<Option<Issued>> {
    let member = store::member_by_email(tx, &invited.email).await?;
    if member.as_ref().is_some_and(|member| member.suspended_at.is_some()) {
        return Ok(None);
    }
    let lifetime = if member.is_some() { RECOVERY_LIFETIME } else { LIFETIME };
    let roles = member.as_ref().map_or(invited.roles, |member| member.roles.clone());
    let invitation = Invited { roles, ..invited }.for_the_next(lifetime, clock, chance);
    let token = Token::new(chance);
    store::add_invitation(tx, token.hash(), &invitation, invited_by, clock.now()).await?;
    let detail =
        format!("{} · {}", masked::email(&invitation.email), permissions::written(&invitation.roles));
    let act = Act {
        event: "staff.invited",
        subject: Some(member.map_or(invitation.id.uuid(), |member| member.id.uuid())),
        actor: if invited_by.is_some() { "staff" } else { "system" },
        actor_id: invited_by.map(MemberId::uuid),
        source: "",
        browser: "",
        detail: &detail,
    };
    audit::record(tx, clock, chance, act).await?;
    Ok(Some(Issued { token, invitation }))
}

impl Invited {
    /// The invitation, as it is from now until it ends.
    pub fn for_the_next(self, lifetime: Duration, clock: &Clock, chance: &Chance) -> Invitation {
        Invitation {
            id: InvitationId::new(clock, chance),
            email: self.email,
            name: self.name,
            roles: self.roles,
            expires_at: clock.now().plus(lifetime),
        }
    }
}

/// The path of the link that a token makes.
pub fn link_path(token: &Token) -> String {
    format!("{LINK_PATH}{}", token.reveal())
}

/// The invitation was opened. Nothing is used up: mail programs open links too.
async fn show(visit: Visit, State(front): State<FrontDoor>, Path(token): Path<String>) -> Answer {
    let Some(invitation) = look(&front, &visit, &token).await? else { return DEAD_LINK.page(&front, &visit) };
    secretly(page(&invitation_page(&front, &visit, FormState::empty(), &invitation, &token)))
}

async fn submit(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(invitation) = look(&front, &visit, &token).await? else { return DEAD_LINK.page(&front, &visit) };
    let mut personal = visit.portal.unfit_for_passwords();
    personal.names = vec![&invitation.name];
    personal.email = Some(&invitation.email);
    let password = match screen::chosen_by(RULE, &visit, &posted, true, &personal, FormState::empty()) {
        Ok(password) => password,
        Err(form) => {
            return secretly(page_again(&invitation_page(&front, &visit, form, &invitation, &token)));
        }
    };
    let Some(hash) = screen::hashed(&front, &password).await? else {
        return Ok(bare(StatusCode::SERVICE_UNAVAILABLE));
    };
    let tx = visit.begin(&front).await?;
    if !limits::allows(&tx, &front, &[(limits::LINK_BY_SOURCE, visit.source.as_str())]).await? {
        tx.commit().await?;
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    let secret = TotpSecret::new(&front.chance).written();
    let about = Enrolment { token, password_hash: hash.phc(), secret };
    let beginning =
        Beginning { journey: Journey::StaffEnrolment, event: Event::PasswordChosen, account: None };
    journey::begin(&tx, &front, &visit, beginning, &about).await?;
    tx.commit().await?;
    Ok(visit.see(ENROL_PATH))
}

async fn look(front: &FrontDoor, visit: &Visit, token: &str) -> Result<Option<Invitation>> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    store::open_invitation(&visit.view(front), &token.hash(), visit.now).await
}

fn invitation_page(
    front: &FrontDoor,
    visit: &Visit,
    form: FormState,
    invitation: &Invitation,
    token: &str,
) -> InvitationPage {
    let mut page = link_page::frame(front, visit, "staff-invitation-title");
    page.has_errors = form.has_errors();
    InvitationPage {
        page,
        form,
        action: visit.url(&format!("{LINK_PATH}{token}")),
        name: invitation.name.clone(),
        email: invitation.email.clone(),
        roles: role_names(visit, &invitation.roles),
        rules: screen::lines_of(visit, RULE),
    }
}

async fn show_enrol(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let Some((walk, enrolment)) = enrolment(&front, &visit).await? else {
        return Ok(visit.see(paths::OFFICE_SIGNIN));
    };
    show_secret(&front, &visit, &walk, &enrolment, FormState::empty()).await
}

async fn submit_enrol(visit: Visit, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Some((walk, enrolment)) = enrolment(&front, &visit).await? else {
        return Ok(visit.see(paths::OFFICE_SIGNIN));
    };
    let secret = secret_of(&enrolment)?;
    let tx = visit.begin(&front).await?;
    if count_try(&tx, &walk, CODE_TRIES, visit.now).await?.is_none() {
        return start_again(&front, &visit, &enrolment);
    }
    let typed = totp::digits(posted.get(factors::CODE_FIELD));
    let Some(step) = typed.and_then(|digits| secret.step_of(&digits, visit.now)) else {
        tx.commit().await?;
        let form = FormState::empty().with_error(factors::CODE_FIELD, visit.t("factors-first-code-wrong"));
        return show_secret(&front, &visit, &walk, &enrolment, form).await;
    };
    let Some(token) = Token::parse(&enrolment.token) else { return DEAD_LINK.page(&front, &visit) };
    let Some(invitation) = store::consume_invitation(&tx, &token.hash(), visit.now).await? else {
        return DEAD_LINK.page(&front, &visit);
    };
    if !advance(&tx, &walk, Event::RightFactor, Proved::default(), visit.now).await? {
        return DEAD_LINK.page(&front, &visit);
    }
    let joined = join(&tx, &front, &invitation, &enrolment.password_hash, (&secret, step)).await?;
    let Some((member, codes)) = joined else { return DEAD_LINK.page(&front, &visit) };
    let session = open_session(&tx, &front, &visit, member, None).await?;
    let detail = format!("{} · {}", invitation.id, permissions::written(&invitation.roles));
    record(&tx, &front, &visit, member, "staff.joined", &detail).await?;
    notice::access_changed(&tx, &front, &visit, &invitation.email).await?;
    tx.commit().await?;
    let frame = visit.page(&front, visit.t("factors-saved-codes-title"));
    let shown = SavedCodesPage::new(frame, &codes, visit.url(paths::OFFICE));
    Ok(with_cookies(page(&shown)?, [session]))
}

/// Makes whoever accepted an invitation a member, new or with another password and factor than before: what was open ends.
/// `proved` is the authenticator's secret, and the period whose code was shown. None for a member who is suspended.
pub async fn join(
    tx: &Tx,
    front: &FrontDoor,
    invitation: &Invitation,
    password_hash: &str,
    proved: (&TotpSecret, i64),
) -> Result<Option<(MemberId, Vec<SavedCode>)>> {
    let now = front.clock.now();
    store::end_invitations_to(tx, &invitation.email, now).await?;
    let new = MemberId::new(&front.clock, &front.chance);
    let Some(member) = store::welcome(tx, new, invitation, password_hash, now).await? else {
        return Ok(None);
    };
    guard::reopen_staff(tx, front, &invitation.email, member.uuid()).await?;
    let (secret, step) = proved;
    factors::remove_all(tx, member.uuid()).await?;
    let codes = factors::set_authenticator(tx, front, member.uuid(), secret, step).await?;
    store::end_all_sessions(tx, member, now).await?;
    Ok(Some((member, codes)))
}

async fn enrolment(front: &FrontDoor, visit: &Visit) -> Result<Option<(Walk, Enrolment)>> {
    let walk = journey::walk_at(&visit.view(front), visit, Journey::StaffEnrolment, Step::Factor).await?;
    walk.map(|walk| Ok((walk.clone(), journey::open(&front.keys, &walk)?))).transpose()
}

fn secret_of(enrolment: &Enrolment) -> Result<TotpSecret> {
    TotpSecret::parse(&enrolment.secret)
        .ok_or_else(|| Error::stored("an enrolment", "its secret does not read"))
}

/// No tries are left. The invitation still works: nothing of it was used up.
fn start_again(front: &FrontDoor, visit: &Visit, enrolment: &Enrolment) -> Answer {
    secretly(page_again(&StartAgainPage {
        page: link_page::frame(front, visit, "staff-start-again-title"),
        text: visit.t("staff-start-again-invitation").to_owned(),
        start: visit.url(&format!("{LINK_PATH}{}", enrolment.token)),
    }))
}

/// The page with the picture that an authenticator reads.
async fn show_secret(
    front: &FrontDoor,
    visit: &Visit,
    walk: &Walk,
    enrolment: &Enrolment,
    form: FormState,
) -> Answer {
    if walk.tries >= CODE_TRIES {
        return start_again(front, visit, enrolment);
    }
    let secret = secret_of(enrolment)?;
    let Some(invitation) = look(front, visit, &enrolment.token).await? else {
        return DEAD_LINK.page(front, visit);
    };
    let mut frame = visit.page(front, visit.t("staff-enrol-title"));
    frame.has_errors = form.has_errors();
    let shown = EnrolPage {
        page: frame,
        form,
        action: visit.url(ENROL_PATH),
        setup: Setup::of(&secret, &visit.portal, &invitation.email),
    };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}
