//! Who gets no more messages but security notices: who bounced for good, complained, or was added by staff. Kept as a keyed hash and
//! masked; `rules::verdict` says why notices go all the same.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use base::form::FormState;
use base::web::answer::{Answer, bare};
use base::web::components::{Icon, Link};
use base::web::page::Page;
use serde::Deserialize;

use super::message::Channel;
use super::moment::moment;
use super::recipient::Recipient;
use super::rules::SuppressedBy;
use super::store::{self, Suppression};
use crate::front_door::FrontDoor;
use crate::office::{Permission, Staff, may};
use crate::paths;
use crate::visit::{Posted, page, page_again};

base::id!(SuppressionId, "An entry of the list of suppressed contacts.");

const LIST_PATH: &str = "/oficina/mensajes/suprimidos";
const ADD_PATH: &str = "/oficina/mensajes/suprimidos/agregar";
/// Contacts on a page.
const AT_ONCE: usize = 50;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(LIST_PATH, get(list))
        .route(ADD_PATH, get(show_add).post(add))
        .route("/oficina/mensajes/suprimidos/{id}/quitar", post(remove))
}

/// The way to the list, with its words.
pub(super) fn link<P>(staff: &Staff<P>) -> Link {
    Link::new(staff.t("messaging-suppressed-title"), staff.url(LIST_PATH))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "antes")]
    before: String,
}

/// A contact as the list shows it.
struct Listed {
    icon: Icon,
    masked: String,
    detail: String,
    remove: String,
}

#[derive(Template)]
#[template(path = "messaging/suppressed.html")]
struct ListPage {
    page: Page,
    contacts: Vec<Listed>,
    may_act: bool,
    add: String,
    next: String,
    back: Vec<Link>,
}

#[derive(Template)]
#[template(path = "messaging/suppress.html")]
struct AddPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
}

async fn list(
    staff: Staff<may::ReadMessages>,
    State(front): State<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let before = match asked.before.as_str() {
        "" => None,
        id => match id.parse() {
            Ok(id) => Some(id),
            Err(_) => return Ok(bare(StatusCode::NOT_FOUND)),
        },
    };
    let at_most = i64::try_from(AT_ONCE + 1).expect("a small constant");
    let mut contacts = store::suppressions(&staff.view(&front), before, at_most).await?;
    let is_more = contacts.len() > AT_ONCE;
    contacts.truncate(AT_ONCE);
    let last = contacts.last().filter(|_| is_more);
    page(&ListPage {
        page: staff.page(&front, staff.t("messaging-suppressed-title")),
        may_act: staff.may(Permission::ActOnMessages),
        add: staff.url(ADD_PATH),
        next: last.map(|last| staff.url(&format!("{LIST_PATH}?antes={}", last.id))).unwrap_or_default(),
        back: vec![Link::new(staff.t("messaging-log-back"), staff.url(paths::OFFICE_MESSAGES))],
        contacts: contacts.iter().map(|contact| listed(&staff, contact)).collect(),
    })
}

fn listed(staff: &Staff<may::ReadMessages>, contact: &Suppression) -> Listed {
    let why = staff.t(match contact.by {
        SuppressedBy::Bounce => "messaging-suppressed-bounced",
        SuppressedBy::Complaint => "messaging-suppressed-complained",
        SuppressedBy::Staff => "messaging-suppressed-staff",
    });
    Listed {
        icon: match contact.channel {
            Channel::Mail => Icon::Mail,
            Channel::TextMessage => Icon::Phone,
        },
        masked: contact.masked.clone(),
        detail: format!("{why} · {}", moment(contact.created_at, &staff.words)),
        remove: staff.url(&format!("{LIST_PATH}/{}/quitar", contact.id)),
    }
}

async fn show_add(staff: Staff<may::ActOnMessages>, State(front): State<FrontDoor>) -> Answer {
    page(&add_page(&front, &staff, FormState::empty()))
}

/// Adds the contact; one that is there already stays as it is.
async fn add(staff: Staff<may::ActOnMessages>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let recipient = match Recipient::parse(posted.trimmed("contact")) {
        Ok(recipient) => recipient,
        Err(wrong) => {
            let form = FormState::keeping(&posted, &["contact"])
                .with_error("contact", Recipient::refusal(wrong, &staff.words));
            return page_again(&add_page(&front, &staff, form));
        }
    };
    let new = Suppression {
        id: SuppressionId::new(&front.clock, &front.chance),
        channel: recipient.channel(),
        masked: recipient.masked(),
        by: SuppressedBy::Staff,
        created_at: staff.now,
    };
    let tx = staff.begin(&front).await?;
    if store::suppress(&tx, &new, &recipient.mac(&front.keys, tx.portal())).await? {
        let detail = format!("{} {}", new.by.as_str(), new.masked);
        staff.record(&tx, &front, "messaging.contact_suppressed", Some(new.id.uuid()), &detail).await?;
        tx.commit().await?;
    }
    Ok(staff.see(LIST_PATH))
}

fn add_page(front: &FrontDoor, staff: &Staff<may::ActOnMessages>, form: FormState) -> AddPage {
    let mut page = staff.page(front, staff.t("messaging-suppress-title"));
    page.has_errors = form.has_errors();
    AddPage { page, form, action: staff.url(ADD_PATH), back: staff.url(LIST_PATH) }
}

async fn remove(
    staff: Staff<may::ActOnMessages>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    _: Posted,
) -> Answer {
    let Ok(id) = id.parse::<SuppressionId>() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    if !store::release(&tx, id).await? {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    staff.record(&tx, &front, "messaging.contact_released", Some(id.uuid()), "").await?;
    tx.commit().await?;
    Ok(staff.see(LIST_PATH))
}
