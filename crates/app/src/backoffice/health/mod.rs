//! Whether the installation is well: what it stands on is tried out while the page is asked for, and each part gets a word
//! and, where it is not well, what to do.
//!
//! Nothing is sent and nothing is changed by looking. Each trial has a time limit and all run side by side. Why one failed
//! stands in the log; the page shows no address, no account and no key.

mod rules;
mod trials;

use askama::Template;
use axum::Router;
use axum::extract::State as Extracted;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::components::Table;
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::office::Staff;
use identity::paths;
use identity::staff::permissions::may;
use identity::visit::{Visit, page};

use self::rules::{Finding, State};

pub const TEXTS: base::texts::Source = base::texts!("health");

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_HEALTH, get(show))
}

#[derive(Template)]
#[template(path = "backoffice/health/health.html")]
struct HealthPage {
    page: Page,
    is_well: bool,
    summary: String,
    table: Table,
}

async fn show(staff: Staff<may::ReadHealth>, Extracted(front): Extracted<FrontDoor>) -> Answer {
    let findings = trials::all(&front, &staff.view(&front)).await;
    let unwell = findings.iter().filter(|finding| finding.state != State::Good).count();
    page(&HealthPage {
        page: staff.page(&front, staff.t("health-title")),
        is_well: unwell == 0,
        summary: staff.words.with("health-summary", &[("count", unwell.into())]),
        table: table(&staff, &findings),
    })
}

fn table(visit: &Visit, findings: &[Finding]) -> Table {
    let columns = ["health-part", "health-state", "health-found", "health-to-do"];
    Table {
        caption: visit.t("health-caption").to_owned(),
        columns: columns.iter().map(|column| visit.t(column).to_owned()).collect(),
        rows: findings.iter().map(|finding| row(visit, finding)).collect(),
    }
}

fn row(visit: &Visit, finding: &Finding) -> Vec<String> {
    let state = match finding.state {
        State::Good => "health-good",
        State::Look => "health-look",
        State::Bad => "health-bad",
    };
    let found = visit.words.with(finding.found, &[("value", finding.value.as_str().into())]);
    let to_do = finding.to_do.map(|id| visit.t(id)).unwrap_or("–");
    vec![visit.t(finding.part).to_owned(), visit.t(state).to_owned(), found, to_do.to_owned()]
}
