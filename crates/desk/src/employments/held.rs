//! The employments of somebody, for the copy that they may have.

use base::db::View;
use base::error::Result;
use identity::held::{Fact, ROWS_READ, Row, Section, Value};
use identity::visit::{SignedIn, Visit};
use identity::work::Doing;

use super::store::{self, Held};
use super::{SalaryKind, SalarySince};

/// Every employment with its salaries.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let (mut held, mut salaries) = (Vec::new(), 0);
    if let Some(entry) = visit.account.roster_entry_id {
        (held, salaries) = store::held(view, entry, ROWS_READ).await?;
    }
    let rows = held.into_iter().map(|held| row(visit, held)).collect();
    Ok(vec![Section::new("data-copy-employments", "employments", rows).with_inner(salaries)])
}

fn row(visit: &Visit, held: Held) -> Row {
    let facts = held.employment.facts;
    let contract = Value::coded(facts.contract.code(), visit.t(&facts.contract.message()));
    let salary = |since: &SalarySince| {
        vec![
            Fact::new("data-copy-since", "since", since.since),
            Fact::new("data-copy-salary", "salary", since.salary.held()),
        ]
    };
    let salaries: Vec<Row> = held.employment.salaries.iter().map(salary).collect();
    vec![
        Fact::new("data-copy-position", "position", facts.position),
        Fact::new("data-copy-contract-code", "code", facts.code),
        Fact::new("data-copy-contract", "contract", contract),
        Fact::new("data-copy-started", "started_on", facts.started_on),
        Fact::new("data-copy-ended", "ended_on", facts.ended_on),
        Fact::new("data-copy-functions", "functions", facts.functions),
        Fact::new("data-copy-client", "client", facts.client),
        Fact::new("data-copy-salary", "salary", facts.salary.map(|salary| salary.held())),
        Fact::new("data-copy-salary-kind", "salary_kind", salary_kind(visit, facts.salary_kind)),
        Fact::new("data-copy-updated", "updated_at", held.updated_at),
        Fact::new("data-copy-salaries", "salaries", salaries),
    ]
}

fn salary_kind(visit: &Visit, kind: SalaryKind) -> Value {
    let id = match kind {
        SalaryKind::Ordinary => "data-copy-salary-ordinary",
        SalaryKind::Integral => "data-copy-salary-integral",
        SalaryKind::Variable => "data-copy-salary-variable",
    };
    Value::coded(kind.code(), visit.t(id))
}
