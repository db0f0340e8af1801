//! Where an import begins: what the roster has, the imports so far, and the form for a file.

use askama::Template;
use aws_lc_rs::digest;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{self, Answer, Failure};
use base::web::page::Page;

use super::received::{Received, Understood, receive, understand};
use super::{
    Import, MOST_FILE_BYTES, State as Stage, UPLOAD_PATH, file_of, page_path, raw_file_of, remove_files,
    remove_files_if_over, store, wrong_rows,
};
use crate::front_door::FrontDoor;
use crate::messaging::moment;
use crate::office::Staff;
use crate::paths;
use crate::roster::columns::Mapping;
use crate::roster::{self, BatchId};
use crate::staff::permissions::{Permission, may};
use crate::visit::{page, page_again};

/// How many of the imports so far are listed.
const LISTED: i64 = 20;
const MEBIBYTE: u64 = 1024 * 1024;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_ROSTER, get(home))
        // The file is counted where it is written, so that whoever sends too much reads why.
        .route(UPLOAD_PATH, get(show).post(upload).layer(DefaultBodyLimit::disable()))
}

/// An import as the list shows it.
struct Listed {
    title: String,
    detail: String,
    mark: String,
    url: String,
}

#[derive(Template)]
#[template(path = "imports/home.html")]
struct HomePage {
    page: Page,
    people: String,
    open: Option<Listed>,
    ended: Vec<Listed>,
    may_import: bool,
    upload: String,
}

#[derive(Template)]
#[template(path = "imports/begin.html")]
struct BeginPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    intro: String,
    /// The import that stands in the way of another one, if it is somebody else's or under way.
    in_the_way: Option<Listed>,
}

async fn home(staff: Staff<may::ReadRoster>, State(front): State<FrontDoor>) -> Answer {
    let view = staff.view(&front);
    let (active, gone) = roster::count_people(&view).await?;
    let imports = store::newest(&view, LISTED).await?;
    let (open, ended): (Vec<&Import>, Vec<&Import>) =
        imports.iter().partition(|import| import.state.is_open());
    page(&HomePage {
        page: staff.page(&front, staff.t("imports-title")),
        people: staff.words.with("imports-people", &[("active", active.into()), ("gone", gone.into())]),
        open: open.first().map(|import| listed(&staff, import)),
        ended: ended.into_iter().map(|import| listed(&staff, import)).collect(),
        may_import: staff.may(Permission::ImportRoster),
        upload: staff.url(UPLOAD_PATH),
    })
}

fn listed<P>(staff: &Staff<P>, import: &Import) -> Listed {
    let values = [
        ("name", import.member_name.as_str().into()),
        ("moment", moment::moment(import.uploaded_at, &staff.words).into()),
    ];
    Listed {
        title: import.file_name.clone(),
        detail: staff.words.with("imports-by", &values),
        mark: staff.t(&format!("imports-state-{}", import.state.as_str())).to_owned(),
        url: staff.url(&page_path(import.id)),
    }
}

async fn show(staff: Staff<may::ImportRoster>, State(front): State<FrontDoor>) -> Answer {
    let begin = begin_page(&front, &staff, FormState::empty()).await?;
    page(&begin)
}

async fn begin_page(
    front: &FrontDoor,
    staff: &Staff<may::ImportRoster>,
    form: FormState,
) -> Result<BeginPage> {
    let open = store::open_import(&staff.view(front)).await?;
    let in_the_way = open.filter(|open| !is_replaceable(open, staff));
    let mut page = staff.page(front, staff.t("imports-upload-title"));
    page.has_errors = form.has_errors();
    Ok(BeginPage {
        page,
        form,
        action: staff.url(UPLOAD_PATH),
        back: staff.url(paths::OFFICE_ROSTER),
        intro: staff.words.with("imports-upload-hint", &[("most", (MOST_FILE_BYTES / MEBIBYTE).into())]),
        in_the_way: in_the_way.map(|open| listed(staff, &open)),
    })
}

/// One's own file that waits gives way to a newer one.
fn is_replaceable<P>(open: &Import, staff: &Staff<P>) -> bool {
    open.state.waits() && open.member_id == staff.member.id.uuid()
}

async fn upload(
    staff: Staff<may::ImportRoster>,
    State(front): State<FrontDoor>,
    request: Request,
) -> Result<Response, Response> {
    let id = BatchId::new(&front.clock, &front.chance);
    let problem = match receive(&front, &staff, request, &raw_file_of(id)).await? {
        Received::File { name } => match take_in(&front, &staff, id, name).await.map_err(answered)? {
            Ok(()) => return Ok(staff.see(&format!("{}/columnas", page_path(id)))),
            Err(problem) => problem,
        },
        Received::Nothing => staff.t("imports-file-missing").to_owned(),
        Received::TooLarge => {
            let values = [("most", (MOST_FILE_BYTES / MEBIBYTE).into())];
            return Ok(answer_again(
                &front,
                &staff,
                StatusCode::PAYLOAD_TOO_LARGE,
                staff.words.with("imports-file-too-large", &values),
            )
            .await);
        }
    };
    Ok(answer_again(&front, &staff, StatusCode::UNPROCESSABLE_ENTITY, problem).await)
}

fn answered(error: Error) -> Response {
    Failure::from(error).into_response()
}

async fn answer_again(
    front: &FrontDoor,
    staff: &Staff<may::ImportRoster>,
    status: StatusCode,
    problem: String,
) -> Response {
    let form = FormState::empty().with_error("file", problem);
    match begin_page(front, staff, form).await {
        Ok(begin) if status == StatusCode::UNPROCESSABLE_ENTITY => {
            page_again(&begin).unwrap_or_else(IntoResponse::into_response)
        }
        Ok(begin) => answer::page(status, &begin).unwrap_or_else(IntoResponse::into_response),
        Err(error) => answered(error),
    }
}

/// Makes an import of a file that came whole, or says why not; then nothing is left of the file.
async fn take_in(
    front: &FrontDoor,
    staff: &Staff<may::ImportRoster>,
    id: BatchId,
    file_name: String,
) -> Result<Result<(), String>> {
    let taken = match understand(front, raw_file_of(id), file_of(id)).await {
        Ok(Ok(understood)) => begin(front, staff, id, file_name, understood).await,
        Ok(Err(refusal)) => Ok(Err(refusal.in_words(&staff.words))),
        Err(error) => Err(error),
    };
    if !matches!(taken, Ok(Ok(()))) {
        remove_files_if_over(&front.uploads, &staff.view(front), id).await?;
    }
    taken
}

/// Writes the import down. Whoever has a file waiting replaces it; somebody else's is not touched.
async fn begin(
    front: &FrontDoor,
    staff: &Staff<may::ImportRoster>,
    id: BatchId,
    file_name: String,
    understood: Understood,
) -> Result<Result<(), String>> {
    let tx = staff.begin(front).await?;
    let mut replaced = None;
    if let Some(open) = store::open_import(&tx).await? {
        let gives_way = is_replaceable(&open, staff)
            && store::advance(&tx, open.id, open.state, Stage::Discarded, staff.now).await?;
        if !gives_way {
            return Ok(Err(staff.words.with("imports-under-way", &[("name", open.member_name.into())])));
        }
        super::act::forget_values(&tx, &open).await?;
        staff.record(&tx, front, "imports.discarded", None, &open.id.to_string()).await?;
        replaced = Some(open.id);
    }
    let remembered = store::remembered(&tx, &headers_sha256(&understood.headers)).await?;
    let import = Import {
        id,
        member_id: staff.member.id.uuid(),
        member_name: staff.member.name.clone(),
        file_name,
        file_sha256: understood.sha256,
        mapping: remembered.unwrap_or_else(|| Mapping::from_headers(&understood.headers)),
        is_whole: !wrong_rows::is_mended(&understood.headers, front, &staff.portal),
        headers: understood.headers,
        state: Stage::Columns,
        reason: None,
        outcome: None,
        roster_turn: None,
        steps: 0,
        steps_total: 0,
        uploaded_at: staff.now,
        applied_at: None,
    };
    if !store::add(&tx, &import).await? {
        return Ok(Err(staff.t("imports-under-way-now").to_owned()));
    }
    staff.record(&tx, front, "imports.uploaded", None, &id.to_string()).await?;
    tx.commit().await?;
    if let Some(replaced) = replaced {
        remove_files(&front.uploads, replaced);
    }
    Ok(Ok(()))
}

/// By which files with the same header are known.
pub fn headers_sha256(headers: &[String]) -> Vec<u8> {
    let mut hash = digest::Context::new(&digest::SHA256);
    for header in headers {
        hash.update(&(header.len() as u64).to_be_bytes());
        hash.update(header.as_bytes());
    }
    hash.finish().as_ref().to_vec()
}
