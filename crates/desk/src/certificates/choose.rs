//! The one page: what the certificate is for, what it shall say, and those that there are.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use base::error::{Error, Result};
use base::form::FormState;
use base::texts::Words;
use base::web::answer::{Answer, bare};
use base::web::components::{Choice, Link};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::limits;
use identity::messaging::moment;
use identity::paths;
use identity::portals::{Issuer, Module};
use identity::visit::{Posted, SignedIn, page, page_again};
use jiff::ToSpan;
use jiff::civil::Date;
use paper::{Language, Paper, Refused};
use serde::Deserialize;

use super::rules::{self, Asked, Lacking, NoAddressee, PayShown, Purpose, Scope, addressee, has_pay, scopes};
use super::worker::{Why, Worker, language_of};
use crate::papers::rules::Kind;
use crate::papers::{self, By, Drawable, Issued};

/// Where what is wrong with an addressee stands in what the printer refuses.
const ADDRESSEE_ON_PAPER: &str = "paper.addressee";
const FIELDS: [&str; 5] = ["addressee", "scope", "pay", "functions", "language"];

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::CERTIFICATES, get(show).post(issue))
}

/// What the address says of what it is for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct For {
    #[serde(rename = "para")]
    purpose: String,
}

/// A person who may ask, and who answers for what they get.
struct Asking<'a> {
    person: &'a SignedIn,
    issuer: &'a Issuer,
    worker: &'a Worker,
}

/// A purpose, as the page offers it.
struct Offered {
    link: Link,
    is_chosen: bool,
}

/// An issued certificate, as the history shows it.
struct Past {
    title: String,
    detail: String,
    mark: String,
    tone: &'static str,
    url: String,
}

#[derive(Template)]
#[template(path = "certificates/choose.html")]
struct ChoosePage {
    page: Page,
    form: FormState,
    action: String,
    purposes: Vec<Offered>,
    scopes: Vec<Choice>,
    /// Empty where no file told a salary.
    pays: Vec<Choice>,
    languages: Vec<Choice>,
    validity: String,
    history: Vec<Past>,
}

#[derive(Template)]
#[template(path = "certificates/none.html")]
struct NonePage {
    page: Page,
    why: &'static str,
    /// "" where the portal has no form for petitions.
    support: String,
}

async fn show(person: SignedIn, State(front): State<FrontDoor>, Query(wanted): Query<For>) -> Answer {
    let Some(issuer) = issuer(&person) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    match worker(&front, &person).await? {
        Ok(worker) => {
            let purpose = Purpose::from_code(&wanted.purpose).unwrap_or(Purpose::Other);
            let form = usual(&worker, purpose);
            let asking = Asking { person: &person, issuer, worker: &worker };
            page(&choose_page(&front, &asking, purpose, form).await?)
        }
        Err(why) => page(&none_page(&front, &person, why)),
    }
}

/// Who answers for certificates, where the portal has them.
fn issuer(person: &SignedIn) -> Option<&Issuer> {
    person.portal.papers.as_ref().filter(|_| person.portal.modules.contains(&Module::Certificates))
}

async fn worker(front: &FrontDoor, person: &SignedIn) -> Result<Result<Worker, Why>> {
    let today = moment::date_there(person.now);
    Worker::of(&person.view(front), person.account.roster_entry_id, today).await
}

async fn issue(person: SignedIn, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Some(issuer) = issuer(&person) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let worker = match worker(&front, &person).await? {
        Ok(worker) => worker,
        Err(why) => return page_again(&none_page(&front, &person, why)),
    };
    let asking = Asking { person: &person, issuer, worker: &worker };
    let form = FormState::keeping(&posted, &FIELDS);
    let asked = match asking.read(&posted, form.clone()) {
        Ok(asked) => asked,
        Err(form) => return again(&front, &asking, form).await,
    };
    let paper = match worker.paper(&front, &person.portal, &asked, moment::date_there(person.now)) {
        Ok(paper) => paper,
        Err(Lacking::Pay) => {
            let form = form.with_error("pay", person.t("certificates-pay-unknown"));
            return again(&front, &asking, form).await;
        }
        Err(Lacking::Employment | Lacking::Issuer) => {
            let form = form.with_error("scope", person.t("certificates-scope-missing"));
            return again(&front, &asking, form).await;
        }
    };
    let source = source(&front, &person, &paper)?;
    let drawable = match papers::drawable(&front, &person.portal, paper).await? {
        Ok(drawable) => drawable,
        Err(Refused::Character { place, .. }) if place == ADDRESSEE_ON_PAPER => {
            let form = form.with_error("addressee", person.t("certificates-addressee-odd"));
            return again(&front, &asking, form).await;
        }
        Err(refused) => {
            tracing::warn!(%refused, "a certificate cannot be drawn");
            let form = form.with_problem(person.t("certificates-undrawable"));
            return again(&front, &asking, form).await;
        }
    };
    match kept(&front, &asking, drawable, source).await? {
        Some(answer) => Ok(answer),
        None => {
            let form = form.with_problem(person.t("certificates-too-many"));
            again(&front, &asking, form).await
        }
    }
}

/// Issues it, and leads to its file; None where the person had too many today.
async fn kept(
    front: &FrontDoor,
    asking: &Asking<'_>,
    paper: Drawable,
    source: Vec<u8>,
) -> Result<Option<Response>> {
    let person = asking.person;
    let tx = person.begin(front).await?;
    let account = person.account.id;
    let a_day = limits::CERTIFICATES_BY_ACCOUNT_IN_A_DAY;
    if !limits::allows(&tx, front, &[(a_day, &account.to_string())]).await? {
        tx.commit().await?;
        return Ok(None);
    }
    let today = moment::date_there(person.now);
    let new = papers::New {
        entry: asking.worker.entry.id,
        account,
        paper,
        valid_until: Some(today.saturating_add(i64::from(asking.issuer.validity_days).days())),
        source,
    };
    let id = papers::issue(&tx, front, &person.portal, By::Person(person), new).await?;
    tx.commit().await?;
    Ok(Some(person.see(&papers::own_path(id))))
}

/// The same choice on the same day is the same paper.
fn source(front: &FrontDoor, person: &SignedIn, paper: &Paper) -> Result<Vec<u8>> {
    let content = serde_json::to_vec(paper).map_err(|error| Error::Other(error.to_string()))?;
    let day = moment::date_there(person.now).to_string();
    let account = person.account.id.uuid();
    let parts = [person.portal.key.as_str().as_bytes(), account.as_bytes(), day.as_bytes(), &content];
    Ok(front.keys.mac("source-of-certificate", &parts).to_vec())
}

impl Asking<'_> {
    /// What is asked for, or the form with all that is wrong.
    fn read(&self, posted: &Posted, mut form: FormState) -> Result<Asked, FormState> {
        let (person, worker) = (self.person, self.worker);
        let scope = scopes(&worker.employments).into_iter().find(|scope| scope.code() == posted.get("scope"));
        let pay = if has_pay(&worker.employments) {
            PayShown::from_code(posted.get("pay"))
        } else {
            Some(PayShown::None)
        };
        let language = language_from(posted.get("language"));
        let addressee = addressee(posted.get("addressee"));
        for (field, is_missing) in
            [("scope", scope.is_none()), ("pay", pay.is_none()), ("language", language.is_none())]
        {
            if is_missing {
                form.add_error(field, person.t(&format!("certificates-{field}-missing")));
            }
        }
        if let Err(wrong) = addressee {
            let id = match wrong {
                NoAddressee::TooLong => "certificates-addressee-long",
                NoAddressee::Characters => "certificates-addressee-odd",
            };
            form.add_error("addressee", person.t(id));
        }
        match (scope, pay, language, addressee) {
            (Some(scope), Some(pay), Some(language), Ok(addressee)) => {
                Ok(Asked { addressee, scope, pay, has_functions: posted.get("functions") == "yes", language })
            }
            _ => Err(form),
        }
    }
}

fn language_from(tag: &str) -> Option<Language> {
    [Language::Spanish, Language::English].into_iter().find(|language| language_of(*language).tag() == tag)
}

/// The form as a purpose usually needs it.
fn usual(worker: &Worker, purpose: Purpose) -> FormState {
    let usual = purpose.usual();
    let scope = rules::usual_scope(&scopes(&worker.employments), &usual).map(Scope::code);
    let functions = if usual.has_functions { "yes" } else { "" };
    FormState::empty()
        .with_value("scope", scope.unwrap_or_default())
        .with_value("pay", usual.pay.code())
        .with_value("functions", functions)
        .with_value("language", language_of(usual.language).tag())
}

async fn again(front: &FrontDoor, asking: &Asking<'_>, form: FormState) -> Answer {
    page_again(&choose_page(front, asking, Purpose::Other, form).await?)
}

async fn choose_page(
    front: &FrontDoor,
    asking: &Asking<'_>,
    purpose: Purpose,
    form: FormState,
) -> Result<ChoosePage> {
    let Asking { person, issuer, worker } = *asking;
    let mut page = person.page(front, person.t("certificates-title"));
    page.has_errors = form.has_errors();
    let words = &person.words;
    let pays =
        PayShown::ALL.map(|pay| choice(words, pay.code(), &format!("certificates-pay-{}", pay.code())));
    let languages = [Language::Spanish, Language::English].map(|language| {
        let tag = language_of(language).tag();
        choice(words, tag, &format!("certificates-language-{}", tag.to_lowercase()))
    });
    Ok(ChoosePage {
        page,
        form,
        action: person.url(paths::CERTIFICATES),
        purposes: Purpose::ALL.map(|one| offered(person, one, purpose)).into(),
        scopes: scopes(&worker.employments)
            .into_iter()
            .map(|scope| Choice::new(scope.code(), scope_name(person, worker, scope)))
            .collect(),
        pays: if has_pay(&worker.employments) { pays.into() } else { Vec::new() },
        languages: languages.into(),
        validity: words.with("certificates-validity", &[("days", issuer.validity_days.into())]),
        history: history(front, person, worker).await?,
    })
}

fn choice(words: &Words, value: &str, label: &str) -> Choice {
    Choice::new(value, words.get(label))
}

fn offered(person: &SignedIn, purpose: Purpose, chosen: Purpose) -> Offered {
    let label = person.t(&format!("certificates-for-{}", purpose.code())).to_owned();
    let url = person.url(&format!("{}?para={}", paths::CERTIFICATES, purpose.code()));
    Offered { link: Link::new(label, url), is_chosen: purpose == chosen }
}

/// «Auxiliar de bodega, desde el 4 de marzo de 2024»
fn scope_name(person: &SignedIn, worker: &Worker, scope: Scope) -> String {
    let words = &person.words;
    let Scope::One(id) = scope else {
        let id =
            if scope.code() == "all" { "certificates-scope-all" } else { "certificates-scope-all-member" };
        return words.get(id).to_owned();
    };
    let Some(employment) = worker.employments.iter().find(|employment| employment.id == id) else {
        return String::new();
    };
    let facts = &employment.facts;
    let day = |date: Date| moment::day(date, words);
    let client = facts.client.as_ref().map(|client| format!(" · {client}")).unwrap_or_default();
    let position = format!("{}{client}", facts.position);
    match facts.ended_on.filter(|_| !facts.is_current_on(moment::date_there(person.now))) {
        Some(end) => words.with(
            "certificates-scope-past",
            &[
                ("position", position.into()),
                ("start", day(facts.started_on).into()),
                ("end", day(end).into()),
            ],
        ),
        None => words.with(
            "certificates-scope-current",
            &[("position", position.into()), ("start", day(facts.started_on).into())],
        ),
    }
}

fn none_page(front: &FrontDoor, person: &SignedIn, why: Why) -> NonePage {
    NonePage {
        page: person.page(front, person.t("certificates-title")),
        why,
        support: if person.portal.help.pqr { person.url(paths::SUPPORT) } else { String::new() },
    }
}

/// What was issued to this person, the newest first.
async fn history(front: &FrontDoor, person: &SignedIn, worker: &Worker) -> Result<Vec<Past>> {
    let view = person.view(front);
    let all = papers::of_person(&view, worker.entry.id, Kind::EmploymentCertificate).await?;
    Ok(all.iter().map(|issued| past(person, issued)).collect())
}

fn past(person: &SignedIn, issued: &Issued) -> Past {
    let words = &person.words;
    let standing = issued.standing(moment::date_there(person.now));
    let on = moment::day(moment::date_there(issued.issued_at), words);
    let detail = match issued.valid_until {
        Some(last) => words.with(
            "certificates-issued-until",
            &[("day", on.into()), ("last", moment::day(last, words).into())],
        ),
        None => words.with("certificates-issued", &[("day", on.into())]),
    };
    Past {
        title: issued.folio.clone(),
        detail,
        mark: words.get(&format!("papers-standing-{}", standing.code())).to_owned(),
        tone: standing.tone(),
        url: person.url(&papers::own_path(issued.id)),
    }
}
