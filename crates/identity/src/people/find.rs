//! Finding people by name, document or address; before a search, whoever registered last.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use base::db::View;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::Answer;
use base::web::page::Page;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use super::person::{self, Person};
use super::rules;
use crate::accounts;
use crate::directory::{self, Place};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::may;
use crate::visit::{Posted, page, page_again};

const PEOPLE_A_PAGE: usize = 50;
const FIELD: &str = "search";
/// A search holds names and documents, which no address may show (ASVS 5.0, 14.2.1): it is sealed for who asks.
const SEALED_FOR: &str = "office-search";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_PEOPLE, get(show).post(submit))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default, rename = "busqueda")]
    sealed: String,
}

/// What was typed, and where the list goes on.
#[derive(Serialize, Deserialize)]
struct Search {
    typed: String,
    after: Option<Place>,
}

/// Somebody as the list shows them.
struct Listed {
    name: String,
    detail: String,
    mark: String,
    url: String,
}

#[derive(Template)]
#[template(path = "people/find.html")]
struct FindPage {
    page: Page,
    form: FormState,
    action: String,
    heading: String,
    people: Vec<Listed>,
    /// "" after the last.
    next: String,
}

async fn show(
    staff: Staff<may::FindPeople>,
    State(front): State<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let view = staff.view(&front);
    let search = opened(&front, &staff, &asked.sealed);
    let words = search.as_ref().and_then(|search| rules::asked(&search.typed).ok());
    let (Some(search), Some(words)) = (search, words) else {
        return page(&newest(&front, &staff, &view, FormState::empty()).await?);
    };
    let found = directory::find(&view, &words, search.after.as_ref(), PEOPLE_A_PAGE).await?;
    let people = person::all(&view, &found.people).await?;
    let next = match found.next {
        Some(place) => address(&front, &staff, Search { typed: search.typed.clone(), after: Some(place) })?,
        None => String::new(),
    };
    let heading = match (people.is_empty(), search.after.is_some()) {
        (true, _) => staff.t("people-nobody").to_owned(),
        (false, true) => staff.t("people-more").to_owned(),
        (false, false) => staff.t("people-found").to_owned(),
    };
    let form = FormState::empty().with_value(FIELD, search.typed);
    page(&find_page(&front, &staff, form, heading, &people, next))
}

/// Seals what was typed into an address, so that going back to the list asks nothing again.
async fn submit(staff: Staff<may::FindPeople>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let typed = posted.trimmed(FIELD);
    if let Err(refused) = rules::asked(typed) {
        let kept: String = typed.chars().take(rules::LONGEST_CHARACTERS).collect();
        let form = FormState::empty().with_value(FIELD, kept).with_error(FIELD, staff.t(refused.message()));
        return page_again(&newest(&front, &staff, &staff.view(&front), form).await?);
    }
    let search = Search { typed: typed.to_owned(), after: None };
    Ok(base::web::answer::see(&address(&front, &staff, search)?))
}

async fn newest(
    front: &FrontDoor,
    staff: &Staff<may::FindPeople>,
    view: &View,
    form: FormState,
) -> Result<FindPage> {
    let at_most = i64::try_from(PEOPLE_A_PAGE).unwrap_or(i64::MAX);
    let accounts = accounts::store::newest(view, at_most).await?;
    let ids: Vec<_> = accounts.iter().map(|on_file| on_file.account.person()).collect();
    let people = person::all(view, &ids).await?;
    let heading = if people.is_empty() { "people-none-registered" } else { "people-newest" };
    Ok(find_page(front, staff, form, staff.t(heading).to_owned(), &people, String::new()))
}

fn find_page(
    front: &FrontDoor,
    staff: &Staff<may::FindPeople>,
    form: FormState,
    heading: String,
    people: &[Person],
    next: String,
) -> FindPage {
    let mut page = staff.page(front, staff.t("people-title"));
    page.has_errors = form.has_errors();
    let people = people.iter().map(|person| Listed {
        name: person.name(),
        detail: person.in_short(),
        mark: person.mark(staff).to_owned(),
        url: staff.url(&person.path()),
    });
    FindPage { page, form, action: staff.url(paths::OFFICE_PEOPLE), heading, people: people.collect(), next }
}

/// The address of a search, which only this member of the staff can open.
fn address(front: &FrontDoor, staff: &Staff<may::FindPeople>, search: Search) -> Result<String> {
    let plain = serde_json::to_vec(&search).map_err(|error| Error::Other(error.to_string()))?;
    let sealed = front.keys.seal(SEALED_FOR, &owner(staff), &plain, &front.chance);
    Ok(staff.url(&format!("{}?busqueda={}", paths::OFFICE_PEOPLE, BASE64URL_NOPAD.encode(&sealed))))
}

/// The search of an address; none where there is none, or it is another's.
fn opened(front: &FrontDoor, staff: &Staff<may::FindPeople>, sealed: &str) -> Option<Search> {
    let sealed = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
    let plain = front.keys.open(SEALED_FOR, &owner(staff), &sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

fn owner(staff: &Staff<may::FindPeople>) -> Vec<u8> {
    [staff.portal.key.as_str().as_bytes(), staff.member.id.uuid().as_bytes()].concat()
}
