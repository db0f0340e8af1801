//! The papers that were issued, for the staff: found by folio, revoked with a reason, and read by whoever may read pay.
//!
//! Every look is in the audit trail.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Shared};
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::web::answer::Answer;
use base::web::components::{Link, SummaryRow};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::office::{May, Permission, Staff, may};
use identity::paths;
use identity::roster;
use identity::visit::{Posted, page, page_again};
use serde::Deserialize;

use super::draw::{not_there, snapshot_of};
use super::folio::Folio;
use super::rules::{Standing, State, disclosed, written_document};
use super::{Issued, PaperId, download, store};

const LONGEST_REASON: usize = 300;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_PAPERS, get(find))
        .route("/oficina/expedidos/{id}", get(show))
        .route("/oficina/expedidos/{id}/anular", get(ask_reason).post(revoke))
        .route("/oficina/expedidos/{id}/archivo", get(read))
}

fn path(id: PaperId) -> String {
    format!("{}/{id}", paths::OFFICE_PAPERS)
}

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    folio: String,
}

#[derive(Template)]
#[template(path = "papers/office.html")]
struct FindPage {
    page: Page,
    action: String,
    folio: String,
    is_unknown: bool,
}

#[derive(Template)]
#[template(path = "papers/office_paper.html")]
struct PaperPage {
    page: Page,
    folio: String,
    standing: Standing,
    rows: Vec<SummaryRow>,
    acts: Vec<Link>,
    back: String,
}

#[derive(Template)]
#[template(path = "papers/revoke.html")]
struct RevokePage {
    page: Page,
    form: FormState,
    folio: String,
    action: String,
    back: String,
}

async fn find(
    staff: Staff<may::FindPapers>,
    Shared(front): Shared<FrontDoor>,
    Query(asked): Query<Asked>,
) -> Answer {
    let found = match Folio::parse(&asked.folio) {
        Some(folio) => store::by_folio(&staff.view(&front), folio).await?,
        None => None,
    };
    if let Some(issued) = found {
        return Ok(staff.see(&path(issued.id)));
    }
    page(&FindPage {
        page: staff.page(&front, staff.t("papers-office-title")),
        action: staff.url(paths::OFFICE_PAPERS),
        is_unknown: !asked.folio.trim().is_empty(),
        folio: asked.folio,
    })
}

async fn show(
    staff: Staff<may::FindPapers>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(issued) = named(&front, &staff, &id).await? else { return Ok(not_there()) };
    let rows = rows(&front, &staff, &issued).await?;
    let tx = staff.begin(&front).await?;
    staff.record(&tx, &front, "papers.read", None, &issued.folio).await?;
    tx.commit().await?;
    page(&PaperPage {
        page: staff.page(&front, issued.folio.clone()),
        standing: issued.standing(moment::date_there(staff.now)),
        rows,
        acts: acts(&staff, &issued),
        back: staff.url(paths::OFFICE_PAPERS),
        folio: issued.folio,
    })
}

async fn named<P: May>(front: &FrontDoor, staff: &Staff<P>, id: &str) -> Result<Option<Issued>> {
    match id.parse() {
        Ok(id) => store::by_id(&staff.view(front), id).await,
        Err(_) => Ok(None),
    }
}

/// Whose paper it is and what it is; never an amount.
async fn rows(front: &FrontDoor, staff: &Staff<may::FindPapers>, issued: &Issued) -> Result<Vec<SummaryRow>> {
    let words = &staff.words;
    let view = staff.view(front);
    let row = |id: &str, value: String| SummaryRow { term: words.get(id).to_owned(), value, action: None };
    let mut rows =
        vec![row("papers-kind", words.get(&format!("papers-kind-{}", issued.kind.code())).to_owned())];
    if let Some(entry) = roster::entry(&view, issued.entry).await? {
        let document = &entry.person.document;
        rows.push(row("papers-holder", entry.person.full_name()));
        let written = written_document(document.kind().code(), document.number().as_str());
        rows.push(row("papers-document", written));
    }
    rows.push(row("papers-issued-at", moment::moment(issued.issued_at, words)));
    rows.extend(issued.valid_until.map(|last| row("papers-valid-until", moment::day(last, words))));
    let told = disclosed(&snapshot_of(front, &staff.portal, issued.id).await?);
    let pay = if told.certifies_pay { "papers-yes" } else { "papers-no" };
    rows.push(row("papers-has-pay", words.get(pay).to_owned()));
    rows.extend(issued.state_reason.clone().map(|reason| row("papers-reason", reason)));
    Ok(rows)
}

fn acts(staff: &Staff<may::FindPapers>, issued: &Issued) -> Vec<Link> {
    let link = |id: &str, end: &str| Link::new(staff.t(id), staff.url(&format!("{}/{end}", path(issued.id))));
    let revoke = (issued.state == State::Valid && staff.may(Permission::RevokePapers))
        .then(|| link("papers-revoke", "anular"));
    let read = staff.may(Permission::ReadPapers).then(|| link("papers-download", "archivo"));
    read.into_iter().chain(revoke).collect()
}

async fn ask_reason(
    staff: Staff<may::RevokePapers>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    match named(&front, &staff, &id).await? {
        Some(issued) => page(&revoke_page(&front, &staff, &issued, FormState::empty())),
        None => Ok(not_there()),
    }
}

async fn revoke(
    staff: Staff<may::RevokePapers>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(issued) = named(&front, &staff, &id).await? else { return Ok(not_there()) };
    let reason = posted.trimmed("reason");
    let length = reason.chars().count();
    if length == 0 || length > LONGEST_REASON {
        let wrong = staff.words.with("papers-reason-wrong", &[("longest", LONGEST_REASON.into())]);
        let form = FormState::keeping(&posted, &["reason"]).with_error("reason", wrong);
        return page_again(&revoke_page(&front, &staff, &issued, form));
    }
    let tx = staff.begin(&front).await?;
    if store::revoke(&tx, issued.id, reason, staff.now).await? {
        staff.record(&tx, &front, "papers.revoked", None, &format!("{} · {reason}", issued.folio)).await?;
        tx.commit().await?;
    }
    Ok(staff.see(&path(issued.id)))
}

fn revoke_page(
    front: &FrontDoor,
    staff: &Staff<may::RevokePapers>,
    issued: &Issued,
    form: FormState,
) -> RevokePage {
    let mut page = staff.page(front, staff.t("papers-revoke"));
    page.has_errors = form.has_errors();
    RevokePage {
        page,
        form,
        folio: issued.folio.clone(),
        action: staff.url(&format!("{}/anular", path(issued.id))),
        back: staff.url(&path(issued.id)),
    }
}

/// The file, for whoever may see what people are paid.
async fn read(
    staff: Staff<may::ReadPapers>,
    Shared(front): Shared<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(issued) = named(&front, &staff, &id).await? else { return Ok(not_there()) };
    let tx = staff.begin(&front).await?;
    staff.record(&tx, &front, "papers.downloaded", None, &issued.folio).await?;
    tx.commit().await?;
    download(&front, &staff.portal, &issued).await
}
