//! Where a file begins: the form for it, and a first look at what came.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::error::{Error, Result};
use base::form::FormState;
use base::web::answer::{self, Answer, Failure, bare};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::imports::received::{Received, Understood, receive, understand};
use identity::imports::{MOST_FILE_BYTES, headers_sha256};
use identity::office::{Staff, may};
use identity::visit::{page, page_again};

use super::home::{Listed, listed};
use super::{
    Batch, BatchId, HOME_PATH, Kind, State as Stage, UPLOAD_PATH, file_of, page_path, raw_file_of,
    remove_files, remove_files_if_over, store,
};
use crate::sheet::Mapping;

const MEBIBYTE: u64 = 1024 * 1024;

pub(super) fn routes() -> Router<FrontDoor> {
    // The file is counted where it is written, so that whoever sends too much reads why.
    Router::new()
        .route("/oficina/nomina/cargar/{kind}", get(show).post(upload).layer(DefaultBodyLimit::disable()))
}

#[derive(Template)]
#[template(path = "payroll/begin.html")]
struct BeginPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    title: String,
    /// What the columns of such a file are.
    columns: Vec<String>,
    hint: String,
    /// What else there is to know about such a file.
    help: Option<String>,
    /// The file that stands in the way of another one, if it is somebody else's or under way.
    in_the_way: Option<Listed>,
}

async fn show(
    staff: Staff<may::LoadPayroll>,
    State(front): State<FrontDoor>,
    Path(slug): Path<String>,
) -> Answer {
    let Some(kind) = offered(&staff, &slug) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let begin = begin_page(&front, &staff, kind, FormState::empty()).await?;
    page(&begin)
}

/// The kind of file that is sent at an address, if the portal has what it brings.
fn offered<P>(staff: &Staff<P>, slug: &str) -> Option<Kind> {
    Kind::of_slug(slug).filter(|kind| kind.is_offered(&staff.portal))
}

async fn begin_page(
    front: &FrontDoor,
    staff: &Staff<may::LoadPayroll>,
    kind: Kind,
    form: FormState,
) -> Result<BeginPage> {
    let open = store::open_batch(&staff.view(front), kind).await?;
    let in_the_way = open.filter(|open| !is_replaceable(open, staff));
    let title = staff.t(&format!("payroll-upload-{}", kind.as_str())).to_owned();
    let mut page = staff.page(front, title.clone());
    page.has_errors = form.has_errors();
    let column = |column: &crate::sheet::Column| {
        let name = staff.t(column.label).to_owned();
        if column.is_needed {
            name
        } else {
            staff.words.with("payroll-column-optional", &[("name", name.into())])
        }
    };
    Ok(BeginPage {
        page,
        form,
        title,
        action: staff.url(&format!("{UPLOAD_PATH}{}", kind.slug())),
        back: staff.url(HOME_PATH),
        columns: kind.columns().iter().map(column).collect(),
        hint: staff.words.with("payroll-upload-hint", &[("most", (MOST_FILE_BYTES / MEBIBYTE).into())]),
        help: kind.help().map(|message| staff.t(message).to_owned()),
        in_the_way: in_the_way.map(|open| listed(staff, &open)),
    })
}

/// One's own file that waits gives way to a newer one.
fn is_replaceable<P>(open: &Batch, staff: &Staff<P>) -> bool {
    open.state.waits() && open.member_id == staff.member.id.uuid()
}

async fn upload(
    staff: Staff<may::LoadPayroll>,
    State(front): State<FrontDoor>,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, Response> {
    let Some(kind) = offered(&staff, &slug) else { return Err(bare(StatusCode::NOT_FOUND)) };
    let id = BatchId::new(&front.clock, &front.chance);
    let (status, problem) = match receive(&front, &staff, request, &raw_file_of(id)).await? {
        Received::File { name } => {
            let file = NewFile { id, kind, name };
            match take_in(&front, &staff, file).await.map_err(answered)? {
                Ok(()) => return Ok(staff.see(&format!("{}/columnas", page_path(id)))),
                Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem),
            }
        }
        Received::Nothing => (StatusCode::UNPROCESSABLE_ENTITY, staff.t("payroll-file-missing").to_owned()),
        Received::TooLarge => {
            let values = [("most", (MOST_FILE_BYTES / MEBIBYTE).into())];
            (StatusCode::PAYLOAD_TOO_LARGE, staff.words.with("payroll-file-too-large", &values))
        }
    };
    let form = FormState::empty().with_error("file", problem);
    let begin = begin_page(&front, &staff, kind, form).await.map_err(answered)?;
    let shown = match status {
        StatusCode::UNPROCESSABLE_ENTITY => page_again(&begin),
        _ => answer::page(status, &begin),
    };
    Ok(shown.unwrap_or_else(IntoResponse::into_response))
}

fn answered(error: Error) -> Response {
    Failure::from(error).into_response()
}

/// A file that came whole.
struct NewFile {
    id: BatchId,
    kind: Kind,
    /// As the browser calls it.
    name: String,
}

/// Makes a batch of a file, or says why not; then nothing is left of the file.
async fn take_in(
    front: &FrontDoor,
    staff: &Staff<may::LoadPayroll>,
    file: NewFile,
) -> Result<Result<(), String>> {
    let id = file.id;
    let taken = match understand(front, raw_file_of(id), file_of(id)).await {
        Ok(Ok(understood)) => begin(front, staff, file, understood).await,
        Ok(Err(refusal)) => Ok(Err(refusal.in_words(&staff.words))),
        Err(error) => Err(error),
    };
    remove_files_if_over(&front.uploads, &staff.view(front), id).await?;
    taken
}

/// Writes the batch down. Whoever has a file waiting replaces it; somebody else's is not touched.
async fn begin(
    front: &FrontDoor,
    staff: &Staff<may::LoadPayroll>,
    file: NewFile,
    understood: Understood,
) -> Result<Result<(), String>> {
    let NewFile { id, kind, name: file_name } = file;
    let tx = staff.begin(front).await?;
    let mut replaced = None;
    if let Some(open) = store::open_batch(&tx, kind).await? {
        let gives_way = is_replaceable(&open, staff)
            && store::advance(&tx, open.id, open.state, Stage::Discarded, staff.now).await?;
        if !gives_way {
            return Ok(Err(staff.words.with("payroll-under-way", &[("name", open.member_name.into())])));
        }
        super::act::forget(&tx, open.id).await?;
        staff.record(&tx, front, "payroll.discarded", None, &open.id.to_string()).await?;
        replaced = Some(open.id);
    }
    let remembered = store::remembered(&tx, kind, &headers_sha256(&understood.headers)).await?;
    let mapping = remembered.unwrap_or_else(|| Mapping::from_headers(&understood.headers, kind.columns()));
    let batch = Batch {
        id,
        kind,
        member_id: staff.member.id.uuid(),
        member_name: staff.member.name.clone(),
        chooser_id: None,
        choices: 0,
        publisher_name: None,
        file_name,
        file_sha256: understood.sha256,
        headers: understood.headers,
        mapping,
        state: Stage::Columns,
        reason: None,
        outcome: None,
        steps: 0,
        steps_total: 0,
        uploaded_at: staff.now,
        published_at: None,
    };
    if !store::add(&tx, &batch).await? {
        return Ok(Err(staff.t("payroll-under-way-now").to_owned()));
    }
    let detail = format!("{} {}", kind.as_str(), id);
    staff.record(&tx, front, "payroll.uploaded", None, &detail).await?;
    tx.commit().await?;
    if let Some(replaced) = replaced {
        remove_files(&front.uploads, replaced);
    }
    Ok(Ok(()))
}
