//! One's payslips by year, the newest first. What was paid is not on the page until somebody wants to see it: phones are shared.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base::db::View;
use base::error::Result;
use base::texts::Words;
use base::web::answer::{Answer, bare};
use base::web::page::Page;
use identity::accounts::Account;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::paths;
use identity::visit::{SignedIn, page};

use super::rules::totals;
use super::{Payslip, Period, are_shown, store};
use crate::employments;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::PAYSLIPS, get(show))
}

/// A payslip in the list.
struct Listed {
    title: String,
    detail: String,
    net: String,
    url: String,
}

/// Those of one year.
struct Year {
    year: i16,
    payslips: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "payslips/list.html")]
struct ListPage {
    page: Page,
    years: Vec<Year>,
    /// Why there is none.
    why_none: Option<String>,
    /// Where to ask, if the portal takes questions.
    support: Option<String>,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>) -> Answer {
    if !are_shown(&visit.portal) {
        return Ok(bare(StatusCode::NOT_FOUND));
    }
    let view = visit.view(&front);
    let payslips = match visit.account.roster_entry_id {
        Some(entry) => store::of_person(&view, entry).await?,
        None => Vec::new(),
    };
    let why_none = match payslips.as_slice() {
        [] => Some(visit.t(why_none(&view, &visit.account).await?).to_owned()),
        _ => None,
    };
    page(&ListPage {
        page: visit.page(&front, visit.t("payslips-title")),
        years: years(&visit, &payslips),
        why_none,
        support: visit.portal.help.pqr.then(|| visit.url(paths::SUPPORT)),
    })
}

/// The message id of the reason for which somebody has no payslip.
async fn why_none(view: &View, account: &Account) -> Result<&'static str> {
    let Some(entry) = account.roster_entry_id else { return Ok("payslips-none-not-on-roster") };
    let employments = employments::store::of_person(view, entry).await?;
    Ok(match account.confirmed_email() {
        _ if employments.is_empty() => "payslips-none-no-contract",
        Some(_) => "payslips-none-yet",
        None => "payslips-none-yet-no-mail",
    })
}

/// Each with the year in which its period ends; they come sorted.
fn years(visit: &SignedIn, payslips: &[Payslip]) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for payslip in payslips {
        let year = payslip.facts.period.ends_on.year();
        match years.iter_mut().find(|one| one.year == year) {
            Some(known) => known.payslips.push(listed(visit, payslip)),
            None => years.push(Year { year, payslips: vec![listed(visit, payslip)] }),
        }
    }
    years.sort_by_key(|one| std::cmp::Reverse(one.year));
    years
}

fn listed(visit: &SignedIn, payslip: &Payslip) -> Listed {
    Listed {
        title: in_words(payslip.facts.period, &visit.words),
        detail: format!("{} · {}", payslip.position, payslip.facts.contract),
        net: totals(&payslip.facts.lines).net.to_string(),
        url: visit.url(&format!("{}/{}", paths::PAYSLIPS, payslip.id)),
    }
}

/// «1 de octubre de 2026 a 15 de octubre de 2026»
pub(super) fn in_words(period: Period, words: &Words) -> String {
    let day = |day| moment::day(day, words);
    let values = [("begins", day(period.begins_on).into()), ("ends", day(period.ends_on).into())];
    words.with("payslips-period", &values)
}
