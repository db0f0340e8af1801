//! The two pictures, from whoever has proved the new address; with them the request counts.

use askama::Template;
use axum::Router;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::db::Tx;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{self, Answer, Failure, bare};
use base::web::page::Page;
use serde::Deserialize;

use super::kept::{Begun, Side};
use super::picture::{self, Picture, Refusal};
use super::{About, RequestId, SEALED_FOR, UNDECIDED, number, owner, store, telling};
use crate::front_door::FrontDoor;
use crate::journey::{self, Event, Journey, Proved, Step, Walk, advance};
use crate::messaging::message::AssistedNews;
use crate::uploads::{Incoming, piece};
use crate::visit::{Visit, page, page_again};
use crate::{limits, paths};

/// Where the pictures are sent; the body is taken as it comes in.
pub const UPLOAD_PATH: &str = "/recuperacion-asistida/documento";
const RECEIVED_PATH: &str = "/recuperacion-asistida/recibida";
/// Ticked by whoever lets the pictures be used: they are sensitive data (Law 1581 of 2012, art. 6 (a)).
const AUTHORISED_FIELD: &str = "authorised";
const MEBIBYTE: usize = 1024 * 1024;
/// What the cameras of phones make of a document is rarely half as large.
const MOST_PICTURE_BYTES: usize = 8 * MEBIBYTE;
/// Of pictures, kept or not; whoever sends more is not read on.
const MOST_READ_BYTES: usize = 32 * MEBIBYTE;
/// How often a number that somebody has already is drawn anew.
const NUMBERS_TRIED: usize = 5;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        // The pictures are counted where they are read, so that whoever sends too much reads why.
        .route(UPLOAD_PATH, get(show).post(submit).layer(DefaultBodyLimit::disable()))
        .route(RECEIVED_PATH, get(received))
}

#[derive(Template)]
#[template(path = "assisted/pictures.html")]
struct PicturesPage {
    page: Page,
    form: FormState,
    action: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "assisted/received.html")]
struct ReceivedPage {
    page: Page,
    /// "" where the address names none.
    number: String,
    back: String,
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    if proved_walk(&front, &visit).await?.is_none() {
        return Ok(visit.see(paths::ASSISTED_RECOVERY));
    }
    page(&pictures_page(&front, &visit, FormState::empty()))
}

async fn submit(
    visit: Visit,
    State(front): State<FrontDoor>,
    request: Request,
) -> Result<Response, Response> {
    let mut form = Incoming::begin(&front, &visit, request).await?;
    let Some(walk) = proved_walk(&front, &visit).await.map_err(failed)? else {
        return Ok(visit.see(paths::ASSISTED_RECOVERY));
    };
    if !may_send(&front, &visit).await.map_err(failed)? {
        return too_many(&front, &visit).map_err(IntoResponse::into_response);
    }
    let answer = match read(&visit, &mut form).await? {
        Read::Both(pictures) => keep(&front, &visit, &walk, pictures).await,
        Read::Refused(status, refused) => again(&front, &visit, status, refused),
    };
    answer.map_err(IntoResponse::into_response)
}

/// This browser's walk, if its address is proved.
async fn proved_walk(front: &FrontDoor, visit: &Visit) -> Result<Option<Walk>> {
    journey::walk_at(&visit.view(front), visit, Journey::AssistedRecovery, Step::Pictures).await
}

/// Counts before anything large is read.
async fn may_send(front: &FrontDoor, visit: &Visit) -> Result<bool> {
    let tx = visit.begin(front).await?;
    let by_source = (limits::PICTURES_BY_SOURCE, visit.source.as_str());
    let is_within = limits::allows(&tx, front, &[by_source]).await?;
    tx.commit().await?;
    Ok(is_within)
}

/// What came in.
enum Read {
    Both([(Side, Picture); 2]),
    Refused(StatusCode, FormState),
}

/// A picture of one side, or the message id of what is wrong with it.
type OneSide = Result<Picture, &'static str>;

async fn read(visit: &Visit, form: &mut Incoming) -> Result<Read, Response> {
    let mut sides = Side::BOTH.map(|side| (side, OneSide::Err("assisted-picture-missing")));
    let mut is_authorised = false;
    let mut left_bytes = MOST_READ_BYTES;
    while let Some(field) = form.next().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some((_, picture)) = sides.iter_mut().find(|(side, _)| side.as_str() == name) {
            *picture = read_picture(field, &mut left_bytes).await?;
        }
        is_authorised |= name == AUTHORISED_FIELD;
    }
    match sides {
        [(_, Ok(front)), (back, Ok(same))] if front == same => {
            let form = FormState::empty().with_error(back.as_str(), visit.t("assisted-picture-same"));
            Ok(Read::Refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                with_authorisation(visit, form, is_authorised),
            ))
        }
        [(front, Ok(front_picture)), (back, Ok(back_picture))] if is_authorised => {
            Ok(Read::Both([(front, front_picture), (back, back_picture)]))
        }
        sides => {
            let (status, form) = refused(visit, &sides);
            Ok(Read::Refused(status, with_authorisation(visit, form, is_authorised)))
        }
    }
}

/// Reads a file to its end, and keeps what may be kept of it. Of one too large the rest is read and thrown away: a browser shows an answer
/// only when it could send all it had. But not without end, however many parts a form has.
async fn read_picture(mut field: Field<'_>, left_bytes: &mut usize) -> Result<OneSide, Response> {
    let mut file = Vec::new();
    let mut length = 0;
    while let Some(some) = piece(&mut field).await? {
        *left_bytes =
            left_bytes.checked_sub(some.len()).ok_or_else(|| bare(StatusCode::PAYLOAD_TOO_LARGE))?;
        length += some.len();
        if length <= MOST_PICTURE_BYTES {
            file.extend_from_slice(&some);
        }
    }
    Ok(match length {
        0 => Err("assisted-picture-missing"),
        1..=MOST_PICTURE_BYTES => picture::clean(&file).map_err(|refusal| match refusal {
            Refusal::NotAPicture => "assisted-picture-other",
            Refusal::Damaged => "assisted-picture-damaged",
            Refusal::TooSmall => "assisted-picture-small",
            Refusal::TooManyPixels => "assisted-picture-pixels",
        }),
        _ => Err("assisted-picture-large"),
    })
}

fn refused(visit: &Visit, sides: &[(Side, OneSide)]) -> (StatusCode, FormState) {
    let mut form = FormState::empty();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    for (side, wrong) in sides.iter().filter_map(|(side, picture)| Some((side, picture.as_ref().err()?))) {
        if *wrong == "assisted-picture-large" {
            status = StatusCode::PAYLOAD_TOO_LARGE;
        }
        let said =
            [("side", visit.t(side.label_id()).into()), ("most", (MOST_PICTURE_BYTES / MEBIBYTE).into())];
        form.add_error(side.as_str(), visit.words.with(wrong, &said));
    }
    (status, form)
}

/// The form with its tick as it came; what is wrong with that is told last, where it stands.
fn with_authorisation(visit: &Visit, form: FormState, is_authorised: bool) -> FormState {
    if is_authorised {
        return form.with_value(AUTHORISED_FIELD, "yes");
    }
    form.with_error(AUTHORISED_FIELD, visit.t("assisted-authorised-missing"))
}

/// Keeps the pictures, and makes the request count. Of two clicks one does.
async fn keep(front: &FrontDoor, visit: &Visit, walk: &Walk, pictures: [(Side, Picture); 2]) -> Answer {
    let mut begun = Begun::new(front, RequestId::new(&front.clock, &front.chance));
    begun.keep(&visit.portal, pictures).await?;
    let tx = visit.begin(front).await?;
    if !limits::allows(&tx, front, &[(limits::ASSISTED_BY_PORTAL, "")]).await? {
        return too_many(front, visit);
    }
    if !advance(&tx, walk, Event::PicturesSent, Proved::default(), visit.now).await? {
        return Ok(visit.see(paths::ASSISTED_RECOVERY));
    }
    let about: About = journey::open(&front.keys, walk)?;
    let number = add(&tx, front, visit, begun.id, &about).await?;
    visit.record(&tx, front, "assisted.asked", None, &number).await?;
    let told =
        telling::News { about: Some(&about), number: &number, news: AssistedNews::Received, until: None };
    telling::tell_writer(&tx, front, &visit.portal, told).await?;
    // Before the commit: if nobody hears how that ended, the pictures of a request that counts stay, and others are swept out.
    begun.is_whole = true;
    tx.commit().await?;
    Ok(visit.see(&format!("{RECEIVED_PATH}?numero={number}")))
}

/// Stores the request under a number that nobody has.
async fn add(tx: &Tx, front: &FrontDoor, visit: &Visit, id: RequestId, about: &About) -> Result<String> {
    let plain = serde_json::to_vec(about).map_err(|error| Error::stored("an assisted request", error))?;
    let owner = owner(tx.portal(), id);
    let about = front.keys.seal(SEALED_FOR, owner.as_bytes(), &plain, &front.chance);
    for _ in 0..NUMBERS_TRIED {
        let new = store::New {
            id,
            number: number::draw(&front.chance),
            about: about.clone(),
            now: visit.now,
            due_at: visit.now.plus(UNDECIDED),
        };
        if store::add(tx, &new).await? {
            return Ok(new.number);
        }
    }
    Err(Error::Other("no number for an assisted request was free".into()))
}

#[derive(Deserialize)]
struct Received {
    #[serde(default)]
    numero: String,
}

async fn received(visit: Visit, State(front): State<FrontDoor>, Query(query): Query<Received>) -> Answer {
    let number = Some(query.numero).filter(|text| number::is_number(text)).unwrap_or_default();
    let page_frame = visit.page(&front, visit.t("assisted-received-title"));
    page(&ReceivedPage { page: page_frame, number, back: visit.url(paths::SIGNIN) })
}

fn too_many(front: &FrontDoor, visit: &Visit) -> Answer {
    let form = FormState::empty().with_problem(visit.t("gate-too-many"));
    again(front, visit, StatusCode::TOO_MANY_REQUESTS, form)
}

fn again(front: &FrontDoor, visit: &Visit, status: StatusCode, form: FormState) -> Answer {
    let shown = pictures_page(front, visit, form);
    if status == StatusCode::UNPROCESSABLE_ENTITY { page_again(&shown) } else { answer::page(status, &shown) }
}

fn pictures_page(front: &FrontDoor, visit: &Visit, form: FormState) -> PicturesPage {
    let mut page = visit.page(front, visit.t("assisted-pictures-title"));
    page.has_errors = form.has_errors();
    PicturesPage {
        page,
        form,
        action: visit.url(UPLOAD_PATH),
        hint: visit.words.with("assisted-picture-hint", &[("most", (MOST_PICTURE_BYTES / MEBIBYTE).into())]),
    }
}

fn failed(error: Error) -> Response {
    Failure::from(error).into_response()
}
