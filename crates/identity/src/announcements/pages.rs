//! Announcements in the office: the list, and writing, changing and ending one.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare};
use base::web::components::Icon;
use base::web::page::{self as layout, Page};
use serde::Deserialize;

use super::rules::{self, Refusal, TEXT_MAX_CHARACTERS, TITLE_MAX_CHARACTERS};
use super::store::{self, Written};
use super::{Announcement, AnnouncementId, FormId, Wording, refresh_one};
use crate::front_door::FrontDoor;
use crate::messaging::moment::{date_there, day};
use crate::office::{Staff, may};
use crate::paths;
use crate::visit::{Posted, page, page_again};

const NEW_PATH: &str = "/oficina/anuncios/nuevo";
/// Announcements in the list.
const LISTED_AT_MOST: i64 = 50;
const FIELDS: &[&str] = &[
    "title_spanish",
    "text_spanish",
    "title_english",
    "text_english",
    "from",
    "until",
    "link",
    "version",
    "form",
];
/// What the list is asked to say.
const TAKEN_DOWN: &str = "retirado";

type Member = Staff<may::WriteAnnouncements>;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_ANNOUNCEMENTS, get(list))
        .route(NEW_PATH, get(show_new).post(add))
        .route("/oficina/anuncios/{id}", get(show).post(change))
        .route("/oficina/anuncios/{id}/terminar", post(end))
}

/// An announcement as the list shows it.
struct Listed {
    title: String,
    detail: String,
    state: String,
    tone: &'static str,
    /// Where it is changed; empty for one that was taken down, which does not come back.
    url: String,
}

/// What the address of the list asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    #[serde(rename = "aviso")]
    notice: String,
}

#[derive(Template)]
#[template(path = "announcements/list.html")]
struct ListPage {
    page: Page,
    announcements: Vec<Listed>,
    /// Somebody wanted to change one that was taken down.
    is_taken_down: bool,
    new: String,
}

#[derive(Template)]
#[template(path = "announcements/write.html")]
struct WritePage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    /// As people will see it, in each language that it has.
    preview: Vec<layout::Announcement>,
    /// Where the wish to take it down goes; empty for a new one.
    end: String,
}

async fn list(staff: Member, State(front): State<FrontDoor>, Query(asked): Query<Asked>) -> Answer {
    let written = store::newest(&staff.view(&front), LISTED_AT_MOST).await?;
    page(&ListPage {
        page: staff.page(&front, staff.t("announcements-title")),
        announcements: written.iter().map(|written| listed(&staff, written)).collect(),
        is_taken_down: asked.notice == TAKEN_DOWN,
        new: staff.url(NEW_PATH),
    })
}

fn listed(staff: &Member, written: &Written) -> Listed {
    let announcement = &written.announcement;
    let days = [
        ("from", day(announcement.from, &staff.words).into()),
        ("until", day(announcement.until, &staff.words).into()),
    ];
    let today = date_there(staff.now);
    let (state, tone) = match written.ended_at {
        Some(_) => ("announcements-ended", "care"),
        None if announcement.until < today => ("announcements-over", "care"),
        None if today < announcement.from => ("announcements-coming", "care"),
        None => ("announcements-shown", ""),
    };
    Listed {
        title: announcement.title.spanish.clone(),
        detail: staff.words.with("announcements-days", &days),
        state: staff.t(state).to_owned(),
        tone,
        url: if written.is_taken_down() { String::new() } else { staff.url(&path_of(written.id)) },
    }
}

async fn show_new(staff: Member, State(front): State<FrontDoor>) -> Answer {
    let today = date_there(staff.now).to_string();
    let form = FormState::empty()
        .with_value("from", today.as_str())
        .with_value("until", today.as_str())
        .with_value("form", FormId::new(&front.clock, &front.chance).to_string());
    page(&write_page(&front, &staff, None, form, None))
}

/// Publishes what a form says, once, however often the form is sent.
async fn add(staff: Member, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Ok(form_id) = posted.get("form").parse::<FormId>() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let announcement = match read(&staff, &posted) {
        Ok(announcement) => announcement,
        Err(form) => return page_again(&write_page(&front, &staff, None, form, None)),
    };
    let form = FormState::keeping(&posted, FIELDS);
    if posted.get("action") != "publish" {
        return page(&write_page(&front, &staff, None, form, Some(&announcement)));
    }
    let id = AnnouncementId::new(&front.clock, &front.chance);
    let tx = staff.begin(&front).await?;
    store::take_turn(&tx).await?;
    let problem = if !store::add(&tx, id, form_id, &announcement, staff.now).await? {
        let sent_before = store::of_form(&tx, form_id).await?;
        if sent_before.is_some_and(|written| written.announcement == announcement) {
            return Ok(to_list(&front, &staff).await);
        }
        Some("announcements-form-used")
    } else if !has_room(&announcement, id, &store::open_from(&tx, date_there(staff.now)).await?) {
        Some("announcements-no-room")
    } else {
        None
    };
    if let Some(problem) = problem {
        let form = form.with_problem(staff.t(problem));
        return page_again(&write_page(&front, &staff, None, form, Some(&announcement)));
    }
    staff.record(&tx, &front, "announcements.added", Some(id.uuid()), &announcement.title.spanish).await?;
    tx.commit().await?;
    Ok(to_list(&front, &staff).await)
}

async fn show(staff: Member, State(front): State<FrontDoor>, Path(id): Path<String>) -> Answer {
    let Some(written) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    if written.is_taken_down() {
        return Ok(staff.see(&format!("{}?aviso={TAKEN_DOWN}", paths::OFFICE_ANNOUNCEMENTS)));
    }
    let form = form_of(&written);
    page(&write_page(&front, &staff, Some(written.id), form, Some(&written.announcement)))
}

async fn change(
    staff: Member,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(written) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let id = written.id;
    let announcement = match read(&staff, &posted) {
        Ok(announcement) => announcement,
        Err(form) => return page_again(&write_page(&front, &staff, Some(id), form, None)),
    };
    let form = FormState::keeping(&posted, FIELDS);
    if posted.get("action") != "publish" {
        return page(&write_page(&front, &staff, Some(id), form, Some(&announcement)));
    }
    let tx = staff.begin(&front).await?;
    store::take_turn(&tx).await?;
    let others = store::open_from(&tx, date_there(staff.now)).await?;
    let problem = if !has_room(&announcement, id, &others) {
        Some("announcements-no-room")
    } else if store::change(&tx, id, posted.get("version").parse().unwrap_or(0), &announcement).await? {
        None
    } else {
        Some("announcements-changed-meanwhile")
    };
    if let Some(problem) = problem {
        let form = form.with_problem(staff.t(problem));
        return page_again(&write_page(&front, &staff, Some(id), form, Some(&announcement)));
    }
    staff.record(&tx, &front, "announcements.changed", Some(id.uuid()), &announcement.title.spanish).await?;
    tx.commit().await?;
    Ok(to_list(&front, &staff).await)
}

/// Takes an announcement down; one that is down already stays so.
async fn end(staff: Member, State(front): State<FrontDoor>, Path(id): Path<String>, _: Posted) -> Answer {
    let Some(written) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    if store::end(&tx, written.id, staff.now).await? {
        let title = &written.announcement.title.spanish;
        staff.record(&tx, &front, "announcements.ended", Some(written.id.uuid()), title).await?;
        tx.commit().await?;
    }
    Ok(to_list(&front, &staff).await)
}

/// Back to the list, after this process has read what it shows anew. If it cannot, it will in a few seconds.
async fn to_list(front: &FrontDoor, staff: &Member) -> Response {
    if let Err(error) = refresh_one(front, &staff.portal).await {
        tracing::error!(%error, "the announcements could not be read anew");
    }
    staff.see(paths::OFFICE_ANNOUNCEMENTS)
}

async fn find(front: &FrontDoor, staff: &Member, id: &str) -> Result<Option<Written>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    store::one(&staff.view(front), id).await
}

fn has_room(announcement: &Announcement, id: AnnouncementId, open: &[Written]) -> bool {
    let others = open.iter().filter(|other| other.id != id);
    let others: Vec<Announcement> = others.map(|other| other.announcement.clone()).collect();
    rules::has_room(announcement.from, announcement.until, &others)
}

/// What was typed, or the form with what is wrong with it.
fn read(staff: &Member, posted: &Fields) -> Result<Announcement, FormState> {
    let mut form = FormState::keeping(posted, FIELDS);
    let mut refuse = |field: &str, refusal| form.add_error(field, staff.t(words_of(refusal)));
    let mut line = |field: &str, characters_max, is_optional: bool| {
        if is_optional && posted.trimmed(field).is_empty() {
            return String::new();
        }
        rules::line(posted.get(field), characters_max).unwrap_or_else(|refusal| {
            refuse(field, refusal);
            String::new()
        })
    };
    // Both in English, or neither.
    let is_spanish_alone =
        ["title_english", "text_english"].iter().all(|field| posted.trimmed(field).is_empty());
    let spanish_title = line("title_spanish", TITLE_MAX_CHARACTERS, false);
    let spanish_text = line("text_spanish", TEXT_MAX_CHARACTERS, false);
    let english_title = line("title_english", TITLE_MAX_CHARACTERS, is_spanish_alone);
    let english_text = line("text_english", TEXT_MAX_CHARACTERS, is_spanish_alone);
    let days = rules::days(posted.trimmed("from"), posted.trimmed("until"), date_there(staff.now));
    if let Err((field, refusal)) = days {
        refuse(field, refusal);
    }
    let link = rules::link(posted.get("link"));
    if let Err(refusal) = link {
        refuse("link", refusal);
    }
    match (days, link) {
        (Ok((from, until)), Ok(link)) if !form.has_errors() => Ok(Announcement {
            title: Wording { spanish: spanish_title, english: english_title },
            text: Wording { spanish: spanish_text, english: english_text },
            from,
            until,
            link,
        }),
        _ => Err(form),
    }
}

fn words_of(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Missing => "announcements-missing",
        Refusal::TooLong => "announcements-too-long",
        Refusal::Invisible => "announcements-invisible",
        Refusal::NoDay => "announcements-no-day",
        Refusal::EndsBeforeItBegins => "announcements-ends-before",
        Refusal::IsOver => "announcements-already-over",
        Refusal::LastsTooLong => "announcements-lasts-too-long",
        Refusal::NoLink => "announcements-no-link",
    }
}

fn form_of(written: &Written) -> FormState {
    let announcement = &written.announcement;
    let values = [
        ("title_spanish", announcement.title.spanish.clone()),
        ("text_spanish", announcement.text.spanish.clone()),
        ("title_english", announcement.title.english.clone()),
        ("text_english", announcement.text.english.clone()),
        ("from", announcement.from.to_string()),
        ("until", announcement.until.to_string()),
        ("link", announcement.link.clone()),
        ("version", written.version.to_string()),
    ];
    values.into_iter().fold(FormState::empty(), |form, (field, value)| form.with_value(field, value))
}

fn write_page(
    front: &FrontDoor,
    staff: &Member,
    id: Option<AnnouncementId>,
    form: FormState,
    preview: Option<&Announcement>,
) -> WritePage {
    let mut page = staff.page(
        front,
        staff.t(if id.is_some() { "announcements-change-title" } else { "announcements-new-title" }),
    );
    page.has_errors = form.has_errors();
    WritePage {
        page,
        form,
        action: staff.url(&id.map_or_else(|| NEW_PATH.to_owned(), path_of)),
        back: staff.url(paths::OFFICE_ANNOUNCEMENTS),
        preview: preview.map(|announcement| previews(front, staff, announcement)).unwrap_or_default(),
        end: id.map(|id| staff.url(&format!("{}/terminar", path_of(id)))).unwrap_or_default(),
    }
}

fn previews(front: &FrontDoor, staff: &Member, announcement: &Announcement) -> Vec<layout::Announcement> {
    let languages = base::texts::Language::ALL.into_iter();
    let written = languages.filter(|language| {
        *language != base::texts::Language::English || !announcement.title.english.is_empty()
    });
    written.map(|language| announcement.shown(&staff.portal, &front.words(&staff.portal, language))).collect()
}

fn path_of(id: AnnouncementId) -> String {
    format!("{}/{id}", paths::OFFICE_ANNOUNCEMENTS)
}
