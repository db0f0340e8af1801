//! Correcting an address or number on the word of the person: the contacts on file are told, and the new one counts for nothing until
//! the person proves it, the address by the link mailed there, the number by the code that their profile sends.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::db::{Tx, View};
use base::error::Result;
use base::form::FormState;
use base::texts::Language;
use base::web::answer::{Answer, bare};
use base::web::page::Page;

use super::person::{self, Person};
use crate::accounts::{self, Account};
use crate::front_door::FrontDoor;
use crate::messaging::message::{Contact, Message};
use crate::messaging::outbox::To;
use crate::messaging::{masked, notices};
use crate::office::Staff;
use crate::portals::SignInWith;
use crate::roster::{EmailAddress, Phone, refusal};
use crate::staff::permissions::may;
use crate::verification::link;
use crate::visit::{Posted, page, page_again};
use crate::{limits, paths, verification};

pub(super) const PATH: &str = "/contacto";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/oficina/personas/{id}/contacto", get(show).post(submit))
}

#[derive(Template)]
#[template(path = "people/contact.html")]
struct ContactPage {
    page: Page,
    form: FormState,
    name: String,
    /// A number can be proved only where text messages can be sent.
    asks_phone: bool,
    action: String,
    back: String,
}

/// What is to be corrected: one of them, or both.
struct Corrected {
    email: Option<String>,
    phone: Option<String>,
}

async fn show(
    staff: Staff<may::CorrectContacts>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some((person, _)) = find(&staff.view(&front), &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    page(&contact_page(&front, &staff, &person, FormState::empty()))
}

async fn submit(
    staff: Staff<may::CorrectContacts>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let tx = staff.begin(&front).await?;
    let Some((person, account)) = find(&tx, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let again = |form| page_again(&contact_page(&front, &staff, &person, form));
    let corrected = match read(&staff, &posted) {
        Ok(corrected) => corrected,
        Err(form) => return again(form),
    };
    let form = FormState::keeping(&posted, &["email", "phone"]);
    if is_taken(&tx, &staff, &account, &corrected).await? {
        return again(form.with_error("email", staff.t("people-email-taken")));
    }
    if !limits::allow_contact_change(&tx, &front, account.id).await? {
        tx.commit().await?;
        return again(form.with_problem(staff.t("people-too-many-changes")));
    }
    if let Some(email) = &corrected.email {
        correct_email(&tx, &front, &staff, &account, email).await?;
    }
    if let Some(phone) = &corrected.phone {
        correct_phone(&tx, &front, &staff, &account, phone).await?;
    }
    tx.commit().await?;
    Ok(staff.see(&person.path()))
}

/// Whoever is suspended is let back in first.
async fn find(view: &View, id: &str) -> Result<Option<(Person, Account)>> {
    let found = person::find_account(view, id).await?;
    let open = found.filter(|(_, on_file)| on_file.suspended_at.is_none());
    Ok(open.map(|(person, on_file)| (person, on_file.account)))
}

fn read(staff: &Staff<may::CorrectContacts>, posted: &Posted) -> Result<Corrected, FormState> {
    let mut form = FormState::keeping(posted, &["email", "phone"]);
    let mut corrected = Corrected { email: None, phone: None };
    let (email, phone) = (posted.trimmed("email"), posted.trimmed("phone"));
    let asks_phone = staff.portal.sends_text_messages();
    if !email.is_empty() || !asks_phone {
        match EmailAddress::parse(email) {
            Ok(email) => corrected.email = Some(email.key()),
            Err(wrong) => form.add_error("email", refusal::words(&staff.words, wrong)),
        }
    }
    if !phone.is_empty() && asks_phone {
        match Phone::parse(phone) {
            Ok(phone) if phone.is_colombian() => corrected.phone = Some(phone.as_e164().to_owned()),
            // A text message abroad may cost a hundred times as much, and somebody earns that.
            Ok(_) => form.add_error("phone", staff.t("people-phone-colombian")),
            Err(wrong) => form.add_error("phone", refusal::words(&staff.words, wrong)),
        }
    }
    if corrected.email.is_none() && corrected.phone.is_none() {
        // Where something else was wrong with the address, that stands.
        form.add_error("email", staff.t("people-nothing-corrected"));
    }
    if form.has_errors() { Err(form) } else { Ok(corrected) }
}

/// Where the address is what one signs in with, it is one account's alone.
async fn is_taken(
    tx: &Tx,
    staff: &Staff<may::CorrectContacts>,
    account: &Account,
    corrected: &Corrected,
) -> Result<bool> {
    let Some(email) = &corrected.email else { return Ok(false) };
    if staff.portal.signin.identifier != SignInWith::Email {
        return Ok(false);
    }
    let owner = accounts::store::owner_of(tx, email).await?;
    Ok(owner.is_some_and(|owner| owner != account.id))
}

async fn correct_email(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::CorrectContacts>,
    account: &Account,
    email: &str,
) -> Result<()> {
    accounts::store::set_pending_email(tx, account.id, email).await?;
    // What was mailed before, to an address that may be a stranger's, opens nothing any more. The new link is made here and not by a task
    // of later, so that the next correction ends it as well.
    verification::void_links(tx, account.id, staff.now).await?;
    tell(tx, front, staff, account, Contact::Email, masked::email(email)).await?;
    let to = To { portal: &staff.portal, language: Language::default(), account: Some(account.id) };
    link::send_confirmation(tx, front, &to, email).await?;
    let detail = masked::email(email);
    staff.record(tx, front, "people.email_corrected", Some(account.id.uuid()), &detail).await
}

async fn correct_phone(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::CorrectContacts>,
    account: &Account,
    phone: &str,
) -> Result<()> {
    accounts::store::set_pending_phone(tx, account.id, phone).await?;
    tell(tx, front, staff, account, Contact::Phone, masked::phone(phone)).await?;
    let detail = masked::phone(phone);
    staff.record(tx, front, "people.phone_corrected", Some(account.id.uuid()), &detail).await
}

/// Tells every contact that counts until now (NIST SP 800-63B-4 §4.6).
async fn tell(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::CorrectContacts>,
    account: &Account,
    contact: Contact,
    new_masked: String,
) -> Result<()> {
    let to = To { portal: &staff.portal, language: Language::default(), account: Some(account.id) };
    let help_url = staff.portal.address.link(paths::HELP);
    let message = Message::ContactCorrected { contact, new_masked, at: staff.now, help_url };
    notices::tell_all(tx, front, &to, account, message).await
}

fn contact_page(
    front: &FrontDoor,
    staff: &Staff<may::CorrectContacts>,
    person: &Person,
    form: FormState,
) -> ContactPage {
    let mut page = staff.page(front, staff.t("people-contact-title"));
    page.has_errors = form.has_errors();
    ContactPage {
        page,
        form,
        name: person.name(),
        asks_phone: staff.portal.sends_text_messages(),
        action: staff.url(&format!("{}{PATH}", person.path())),
        back: staff.url(&person.path()),
    }
}
