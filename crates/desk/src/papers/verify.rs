//! Whether a paper is genuine and still good, for anybody who has it in hand: by the code on it, or by its QR.
//!
//! A code that nobody has and one that cannot be one get the same answer, and count alike. No amount is shown, no file is given out;
//! whoever has the file finds out in the browser whether it is the one that was issued.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::get;
use base::error::Result;
use base::form::FormState;
use base::secret::Token;
use base::web::answer::{self, Answer, bare};
use base::web::components::{SummaryRow, Table};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::limits;
use identity::messaging::moment;
use identity::paths;
use identity::visit::{Posted, SignedIn, Visit, page, page_again};

use super::code::VerificationCode;
use super::draw::snapshot_of;
use super::rules::{Disclosed, Standing, disclosed};
use super::{Issued, store};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::VERIFICATION, get(show).post(look_up)).route("/verificar/{token}", get(open))
}

#[derive(Template)]
#[template(path = "papers/verify.html")]
struct AskPage {
    page: Page,
    form: FormState,
    action: String,
}

#[derive(Template)]
#[template(path = "papers/verified.html")]
struct VerifiedPage {
    page: Page,
    standing: Standing,
    rows: Vec<SummaryRow>,
    works: Option<Table>,
    /// "" where nobody had it drawn yet.
    sha256: String,
    again: String,
}

async fn show(visit: Visit, person: Option<SignedIn>, State(front): State<FrontDoor>) -> Answer {
    if visit.portal.papers.is_none() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    page(&ask_page(&front, &visit, person.as_ref(), FormState::empty()))
}

async fn look_up(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    posted: Posted,
) -> Answer {
    if visit.portal.papers.is_none() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let form = FormState::keeping(&posted, &["code"]);
    if !is_within(&front, &visit).await? {
        let form = form.with_problem(visit.t("papers-verify-too-many"));
        return page_again(&ask_page(&front, &visit, person.as_ref(), form));
    }
    let code_mac = VerificationCode::parse(posted.get("code")).hash(&front.keys, visit.portal.key.as_str());
    match store::by_code(&visit.view(&front), code_mac).await? {
        Some(issued) => page(&verified_page(&front, &visit, person.as_ref(), &issued).await?),
        None => {
            let form = form.with_error("code", visit.t("papers-verify-unknown"));
            page_again(&ask_page(&front, &visit, person.as_ref(), form))
        }
    }
}

/// What the QR leads to.
async fn open(
    visit: Visit,
    person: Option<SignedIn>,
    State(front): State<FrontDoor>,
    Path(token): Path<String>,
) -> Answer {
    if visit.portal.papers.is_none() {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let mut answer = answer_to_token(&front, &visit, person.as_ref(), &token).await?;
    // The address opens what the paper says: it goes to nobody.
    answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(answer)
}

async fn answer_to_token(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, token: &str) -> Answer {
    let refused = |problem: &str| {
        let form = FormState::empty().with_problem(visit.t(problem));
        answer::page(StatusCode::NOT_FOUND, &ask_page(front, visit, person, form))
    };
    let found = match Token::parse(token) {
        Some(token) => store::by_token(&visit.view(front), token.hash()).await?,
        None => None,
    };
    // Nobody comes across a token by trying; what is counted is how many somebody has.
    match found {
        None => refused("papers-verify-unknown"),
        Some(_) if !is_within(front, visit).await? => refused("papers-verify-too-many"),
        Some(issued) => page(&verified_page(front, visit, person, &issued).await?),
    }
}

async fn is_within(front: &FrontDoor, visit: &Visit) -> Result<bool> {
    let tx = visit.begin(front).await?;
    let is_within = limits::allows(&tx, front, &[(limits::PAPER_BY_SOURCE, visit.source.as_str())]).await?;
    tx.commit().await?;
    Ok(is_within)
}

fn ask_page(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, form: FormState) -> AskPage {
    let mut page = frame(front, visit, person, "papers-verify-title");
    page.has_errors = form.has_errors();
    AskPage { page, form, action: visit.url(paths::VERIFICATION) }
}

/// The frame of a page that anybody may open, with the menu of whoever is signed in. The other language is not offered: that link
/// would carry the address with its token.
fn frame(front: &FrontDoor, visit: &Visit, person: Option<&SignedIn>, title: &str) -> Page {
    let title = visit.t(title).to_owned();
    let mut page = match person {
        Some(person) => person.page(front, title),
        None => visit.page(front, title),
    };
    if visit.path != paths::VERIFICATION {
        page.alternate_language_url = String::new();
    }
    page
}

async fn verified_page(
    front: &FrontDoor,
    visit: &Visit,
    person: Option<&SignedIn>,
    issued: &Issued,
) -> Result<VerifiedPage> {
    let told = disclosed(&snapshot_of(front, &visit.portal, issued.id).await?);
    Ok(VerifiedPage {
        page: frame(front, visit, person, "papers-verify-title"),
        standing: issued.standing(moment::date_there(visit.now)),
        rows: rows(visit, issued, &told),
        works: works(visit, &told),
        sha256: issued.sha256.clone().unwrap_or_default(),
        again: visit.url(paths::VERIFICATION),
    })
}

fn rows(visit: &Visit, issued: &Issued, told: &Disclosed) -> Vec<SummaryRow> {
    let words = &visit.words;
    let row = |id: &str, value: String| SummaryRow { term: words.get(id).to_owned(), value, action: None };
    let nit = visit.portal.papers.as_ref().map(|issuer| issuer.nit.to_string()).unwrap_or_default();
    let issuer = format!("{} · NIT {nit}", visit.portal.brand.organisation);
    let mut rows = vec![
        row("papers-kind", words.get(&format!("papers-kind-{}", issued.kind.code())).to_owned()),
        row("papers-issuer", issuer),
        row("papers-folio", issued.folio.clone()),
        row("papers-issued-on", moment::day(moment::date_there(issued.issued_at), words)),
    ];
    rows.extend(issued.valid_until.map(|last| row("papers-valid-until", moment::day(last, words))));
    rows.push(row("papers-holder", told.initials.clone()));
    let document = words.with("papers-document-end", &[("digits", told.document_end.as_str().into())]);
    rows.push(row("papers-document", document));
    let pay = if told.certifies_pay { "papers-pay-certified" } else { "papers-pay-not-certified" };
    rows.push(row("papers-pay", words.get(pay).to_owned()));
    rows
}

fn works(visit: &Visit, told: &Disclosed) -> Option<Table> {
    let day = |date| moment::day(date, &visit.words);
    let rows: Vec<Vec<String>> = told
        .works
        .iter()
        .map(|work| {
            let end = work.end.map_or_else(|| visit.t("papers-still").to_owned(), day);
            vec![work.position.clone(), day(work.start), end]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: visit.t("papers-works").to_owned(),
        columns: ["papers-position", "papers-start", "papers-end"].map(|id| visit.t(id).to_owned()).to_vec(),
        rows,
    })
}
