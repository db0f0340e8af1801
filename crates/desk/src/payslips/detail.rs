//! One payslip: what was earned and deducted, line by line, and what has changed since the one before.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use base::error::Result;
use base::web::answer::{Answer, bare};
use base::web::components::{SummaryRow, Table};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::paths;
use identity::visit::{SignedIn, page};

use super::list::in_words;
use super::rules::{changes, totals};
use super::{Line, LineKind, Payslip, PayslipId, are_shown, store};
use crate::money::Money;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route("/comprobantes/{id}", get(show))
}

#[derive(Template)]
#[template(path = "payslips/detail.html")]
struct DetailPage {
    page: Page,
    period: String,
    facts: Vec<SummaryRow>,
    tables: Vec<Table>,
    totals: Vec<SummaryRow>,
    change: Option<ShownChange>,
    support: Option<String>,
    back: String,
}

/// How the net compares with the one before.
struct ShownChange {
    text: String,
    /// The concepts that make the difference.
    table: Option<Table>,
}

async fn show(visit: SignedIn, State(front): State<FrontDoor>, Path(id): Path<String>) -> Answer {
    let Some((asked, payslip)) = find(&visit, &front, &id).await? else {
        return Ok(bare(StatusCode::NOT_FOUND));
    };
    if payslip.id != asked {
        return Ok(visit.see(&format!("{}/{}", paths::PAYSLIPS, payslip.id)));
    }
    let before = store::before(&visit.view(&front), &payslip).await?;
    let lines = &payslip.facts.lines;
    let tables = [
        ("payslips-earned", LineKind::Earned),
        ("payslips-deducted", LineKind::Deducted),
        ("payslips-informative", LineKind::Informative),
    ];
    page(&DetailPage {
        page: visit.page(&front, visit.t("payslips-one-title")),
        period: in_words(payslip.facts.period, &visit.words),
        facts: facts(&visit, &payslip),
        tables: tables.into_iter().filter_map(|(title, kind)| table(&visit, title, lines, kind)).collect(),
        totals: shown_totals(&visit, lines),
        change: before.map(|before| change(&visit, &before, &payslip)),
        support: visit.portal.help.pqr.then(|| visit.url(paths::SUPPORT)),
        back: visit.url(paths::PAYSLIPS),
    })
}

/// The payslip of this person that stands for the one with this id.
async fn find(visit: &SignedIn, front: &FrontDoor, id: &str) -> Result<Option<(PayslipId, Payslip)>> {
    let (Some(entry), Ok(id)) = (visit.account.roster_entry_id, id.parse()) else { return Ok(None) };
    if !are_shown(&visit.portal) {
        return Ok(None);
    }
    let payslip = store::standing_for(&visit.view(front), entry, id).await?;
    Ok(payslip.map(|payslip| (id, payslip)))
}

fn facts(visit: &SignedIn, payslip: &Payslip) -> Vec<SummaryRow> {
    let facts = &payslip.facts;
    let rows = [
        ("payslips-fact-position", Some(payslip.position.clone())),
        ("payslips-fact-contract", Some(facts.contract.clone())),
        ("payslips-fact-client", payslip.client.clone()),
        ("payslips-fact-paid-on", facts.paid_on.map(|day| moment::day(day, &visit.words))),
    ];
    let rows = rows.into_iter().filter_map(|(term, value)| Some(row(visit, term, value?)));
    rows.collect()
}

fn row(visit: &SignedIn, term: &str, value: String) -> SummaryRow {
    SummaryRow { term: visit.t(term).to_owned(), value, action: None }
}

/// The lines of a kind; none where there are none. Columns that say nothing are left out.
fn table(visit: &SignedIn, title: &str, lines: &[Line], kind: LineKind) -> Option<Table> {
    let lines: Vec<&Line> = lines.iter().filter(|line| line.kind == kind).collect();
    if lines.is_empty() {
        return None;
    }
    let has_quantity = lines.iter().any(|line| line.quantity.is_some());
    let has_base = lines.iter().any(|line| line.base.is_some());
    let columns = [
        (true, "payslips-concept"),
        (has_quantity, "payslips-quantity"),
        (has_base, "payslips-base"),
        (true, "payslips-value"),
    ];
    let cells = |line: &Line| {
        let base = line.base.map(|base| base.to_string());
        let cells = [
            line.name.clone(),
            line.quantity.clone().unwrap_or_default(),
            base.unwrap_or_default(),
            line.value.to_string(),
        ];
        let shown = cells.into_iter().zip(columns).filter(|(_, (is_shown, _))| *is_shown);
        shown.map(|(cell, _)| cell).collect::<Vec<_>>()
    };
    Some(Table {
        caption: visit.t(title).to_owned(),
        rows: lines.into_iter().map(cells).collect(),
        columns: columns
            .iter()
            .filter(|(is_shown, _)| *is_shown)
            .map(|(_, title)| visit.t(title).to_owned())
            .collect(),
    })
}

fn shown_totals(visit: &SignedIn, lines: &[Line]) -> Vec<SummaryRow> {
    let totals = totals(lines);
    let rows = [
        ("payslips-total-earned", totals.earned),
        ("payslips-total-deducted", totals.deducted),
        ("payslips-total-net", totals.net),
    ];
    rows.into_iter().map(|(term, sum)| row(visit, term, sum.to_string())).collect()
}

fn change(visit: &SignedIn, before: &Payslip, payslip: &Payslip) -> ShownChange {
    let difference = totals(&payslip.facts.lines).net - totals(&before.facts.lines).net;
    let message = match difference {
        Money::ZERO => "payslips-change-none",
        less if less.is_negative() => "payslips-change-less",
        _ => "payslips-change-more",
    };
    let period = in_words(before.facts.period, &visit.words);
    let values = [("amount", difference.absolute().to_string().into()), ("period", period.into())];
    let changes = changes(&before.facts.lines, &payslip.facts.lines);
    let table = Table {
        caption: visit.t("payslips-changes").to_owned(),
        columns: ["payslips-concept", "payslips-difference"].map(|id| visit.t(id).to_owned()).into(),
        rows: changes.iter().map(|one| vec![one.name.clone(), signed(one.difference)]).collect(),
    };
    ShownChange { text: visit.words.with(message, &values), table: (!table.rows.is_empty()).then_some(table) }
}

/// «+$ 20.000», «−$ 20.000»
fn signed(difference: Money) -> String {
    if difference.is_negative() { difference.to_string() } else { format!("+{difference}") }
}
