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
use super::{Invitation, InvitationId, MemberId, RULE, factor, notice, open_session, role_names, store};
use crate::credentials::screen;
use crate::factors::{self, SavedCode, TotpSecret, totp};
use crate::front_door::FrontDoor;
use crate::journey::{self, Beginning, Event, Journey, Proved, Step, Walk, advance, count_try};
use crate::limits;
use crate::paths;
use crate::signin::guard;
use crate::verification::CODE_TRIES;
use crate::verification::link_page::{self, DeadLink, secretly};
use crate::visit::{Posted, Visit, page, page_again};

/// What the link of an invitation begins with.
pub const LINK_PATH: &str = "/oficina/invitacion/";
const ENROL_PATH: &str = "/oficina/activar";
/// Long enough for a weekend; whoever comes later is invited again.
pub const LIFETIME: Duration = Duration::from_secs(72 * 60 * 60);

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
    picture: String,
    secret: String,
    url: String,
}

#[derive(Template)]
#[template(path = "staff/saved_codes.html")]
pub(super) struct SavedCodesPage {
    pub page: Page,
    pub codes: Vec<String>,
    pub next: String,
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

/// Writes an invitation, in place of an older one to the same address. Its token goes into the link and nowhere else.
pub async fn issue(tx: &Tx, clock: &Clock, chance: &Chance, invited: Invited) -> Result<Token> {
    let token = Token::new(chance);
    store::add_invitation(tx, token.hash(), &invited.from_now(clock, chance), clock.now()).await?;
    Ok(token)
}

impl Invited {
    /// The invitation, as it is from now until it ends.
    pub fn from_now(self, clock: &Clock, chance: &Chance) -> Invitation {
        Invitation {
            id: InvitationId::new(clock, chance),
            email: self.email,
            name: self.name,
            roles: self.roles,
            expires_at: clock.now().plus(LIFETIME),
        }
    }
}

/// Records that whoever runs the installation invited somebody.
pub async fn record_from_command(tx: &Tx, clock: &Clock, chance: &Chance) -> Result<()> {
    let detail = Role::Administrator.as_str();
    let act = Act {
        event: "staff.invited",
        subject: None,
        actor: "system",
        actor_id: None,
        source: "",
        browser: "",
        detail,
    };
    audit::record(tx, clock, chance, act).await
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
        return Ok(visit.see(paths::OFFICE_SIGNIN));
    }
    let typed = totp::digits(posted.get(factor::FIELD));
    let Some(step) = typed.and_then(|digits| secret.step_of(&digits, visit.now)) else {
        tx.commit().await?;
        let form = FormState::empty().with_error(factor::FIELD, visit.t("staff-enrol-wrong"));
        return show_secret(&front, &visit, &walk, &enrolment, form).await;
    };
    let Some(token) = Token::parse(&enrolment.token) else { return DEAD_LINK.page(&front, &visit) };
    let Some(invitation) = store::consume_invitation(&tx, &token.hash(), visit.now).await? else {
        return DEAD_LINK.page(&front, &visit);
    };
    if !advance(&tx, &walk, Event::RightFactor, Proved::default(), visit.now).await? {
        return DEAD_LINK.page(&front, &visit);
    }
    let (member, codes) = join(&tx, &front, &invitation, &enrolment.password_hash, (&secret, step)).await?;
    let session = open_session(&tx, &front, &visit, member).await?;
    let roles = permissions::written(&invitation.roles);
    visit.record_of(&tx, &front, "staff.joined", Some(member.uuid()), &roles).await?;
    notice::access_changed(&tx, &front, &visit, &invitation.email).await?;
    tx.commit().await?;
    let shown = SavedCodesPage {
        page: visit.page(&front, visit.t("staff-saved-codes-title")),
        codes: codes.iter().map(SavedCode::written).collect(),
        next: visit.url(paths::OFFICE),
    };
    Ok(with_cookies(page(&shown)?, [session]))
}

/// Makes whoever accepted an invitation a member, new or with another password and factor than before: what was open ends.
/// `proved` is the authenticator's secret, and the period whose code was shown.
pub async fn join(
    tx: &Tx,
    front: &FrontDoor,
    invitation: &Invitation,
    password_hash: &str,
    proved: (&TotpSecret, i64),
) -> Result<(MemberId, Vec<SavedCode>)> {
    let now = front.clock.now();
    let new = MemberId::new(&front.clock, &front.chance);
    let member = store::welcome(tx, new, invitation, password_hash, now).await?;
    store::end_all_sessions(tx, member, now).await?;
    guard::reopen_staff(tx, front, &invitation.email, member.uuid()).await?;
    let (secret, step) = proved;
    let codes = factors::set(tx, front, member.uuid(), secret, step).await?;
    Ok((member, codes))
}

async fn enrolment(front: &FrontDoor, visit: &Visit) -> Result<Option<(Walk, Enrolment)>> {
    let walk = journey::walk_at(&visit.view(front), visit, Journey::StaffEnrolment, Step::Factor).await?;
    walk.map(|walk| Ok((walk.clone(), journey::open(&front.keys, &walk)?))).transpose()
}

fn secret_of(enrolment: &Enrolment) -> Result<TotpSecret> {
    TotpSecret::parse(&enrolment.secret)
        .ok_or_else(|| Error::stored("an enrolment", "its secret does not read"))
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
        return DEAD_LINK.page(front, visit);
    }
    let secret = secret_of(enrolment)?;
    let Some(invitation) = look(front, visit, &enrolment.token).await? else {
        return DEAD_LINK.page(front, visit);
    };
    let organisation = visit.portal.brand.organisation.as_str();
    let mut frame = visit.page(front, visit.t("staff-enrol-title"));
    frame.has_errors = form.has_errors();
    let shown = EnrolPage {
        page: frame,
        form,
        action: visit.url(ENROL_PATH),
        picture: secret.picture(organisation, &invitation.email),
        secret: secret.written(),
        url: secret.url(organisation, &invitation.email),
    };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}
