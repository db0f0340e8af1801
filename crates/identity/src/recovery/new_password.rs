//! A new password, however it was earned: chosen, hashed, set, and told.

use askama::Template;
use axum::extract::State;
use base::db::Tx;
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::Answer;
use base::web::components::PasswordRule as RuleLine;
use base::web::page::Page;

use crate::accounts::{self, Account};
use crate::credentials::{Personal, StoredHash, screen};
use crate::front_door::FrontDoor;
use crate::messaging::message::Message;
use crate::messaging::notices;
use crate::messaging::outbox::To;
use crate::portals::Portal;
use crate::roster::RosterEntry;
use crate::visit::{Visit, page};
use crate::{devices, journey, paths, roster, sessions, signin, verification};

/// «Su contraseña quedó cambiada»
pub const DONE_PATH: &str = "/recuperar/listo";

/// The form for the new password; a link, a walk and an assisted recovery show the same one.
#[derive(Template)]
#[template(path = "recovery/new_password.html")]
pub struct NewPasswordPage {
    pub page: Page,
    pub form: FormState,
    pub action: String,
    pub rules: Vec<RuleLine>,
    /// Whether the address is asked for once more.
    pub confirms_email: bool,
    pub repeats: bool,
    /// How a phone's keyboard opens for the password.
    pub inputmode: &'static str,
}

/// What became of a form with a new password.
pub enum Chosen {
    /// The rule accepts it, and this is its hash.
    Ready(StoredHash),
    Refused(FormState),
    Busy,
}

/// Checks the rule, takes a place to hash, and hashes: all that may refuse, be busy or take time lies before the proof is used
/// up, which then happens in the same transaction as what it is used for.
pub async fn choose(
    front: &FrontDoor,
    visit: &Visit,
    fields: &Fields,
    repeat: bool,
    account: &Account,
    form: FormState,
) -> Result<Chosen> {
    let entry = match account.roster_entry_id {
        Some(id) => roster::entry(&visit.view(front), id).await?,
        None => None,
    };
    let personal = unfit(&visit.portal, account, entry.as_ref());
    match screen::chosen(visit, fields, repeat, &personal, form) {
        Err(form) => Ok(Chosen::Refused(form)),
        Ok(password) => Ok(screen::hashed(front, &password).await?.map_or(Chosen::Busy, Chosen::Ready)),
    }
}

/// What a password of this person must not be made of.
pub fn unfit<'a>(portal: &'a Portal, account: &'a Account, entry: Option<&RosterEntry>) -> Personal<'a> {
    Personal {
        names: vec![&account.given_names, &account.family_names],
        document: account.document_number.as_deref(),
        email: account.email.as_deref(),
        username: Some(&account.signin_name),
        phone: account.phone.as_deref(),
        birth_date: entry.and_then(|entry| entry.person.birth_date),
        issue_date: entry.and_then(|entry| entry.person.issue_date),
        ..portal.unfit_for_passwords()
    }
}

/// Sets the password that a proof allowed which `tx` uses up: every session, device, walk, code and older link of the account ends
/// with it, sign-in opens again, and the person is told.
pub async fn set_password(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: &Account,
    hash: &StoredHash,
) -> Result<()> {
    accounts::store::set_hash(tx, account.id, &hash.phc(), visit.now).await?;
    sessions::end_all(tx, account.id, visit.now).await?;
    devices::forget_all(tx, account.id).await?;
    journey::end_all(tx, account.id).await?;
    verification::void_codes(tx, account.id, visit.now).await?;
    verification::void_links(tx, account.id, visit.now).await?;
    signin::guard::reopen(tx, front, &account.signin_name).await?;
    visit.record(tx, front, "recovery.password_set", Some(account.id), "").await?;
    let to = To { portal: &visit.portal, language: visit.language, account: Some(account.id) };
    let recovery_url = visit.portal.address.link(paths::PASSWORD_RECOVERY);
    let message = Message::PasswordChanged { at: visit.now, recovery_url };
    notices::tell_all(tx, front, &to, account, message).await
}

#[derive(Template)]
#[template(path = "recovery/done.html")]
struct DonePage {
    page: Page,
    signin: String,
}

/// The person signs in with the new password; nobody is signed in by recovering it.
pub(super) async fn done(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    page(&DonePage {
        page: visit.page(&front, visit.t("recovery-done-title")),
        signin: visit.url(paths::SIGNIN),
    })
}
