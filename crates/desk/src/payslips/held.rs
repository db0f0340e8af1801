//! The payslips of somebody, for the copy that they may have.

use base::db::View;
use base::error::Result;
use identity::held::{Fact, ROWS_READ, Row, Section, Value};
use identity::visit::{SignedIn, Visit};
use identity::work::Doing;

use super::store::{self, Held};
use super::{Line, LineKind, rules};

/// Every payslip with its concepts, those that were replaced or taken back too.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let held = match visit.account.roster_entry_id {
        Some(entry) => store::held(view, entry, ROWS_READ).await?,
        None => Vec::new(),
    };
    let rows = held.into_iter().map(|held| row(visit, held)).collect();
    Ok(vec![Section::new("data-copy-payslips", "payslips", rows)])
}

fn row(visit: &Visit, held: Held) -> Row {
    let slip = held.payslip;
    let totals = rules::totals(&slip.facts.lines);
    let concepts: Vec<Row> = slip.facts.lines.into_iter().map(|line| concept(visit, line)).collect();
    vec![
        Fact::new("data-copy-begins", "begins_on", slip.facts.period.begins_on),
        Fact::new("data-copy-ends", "ends_on", slip.facts.period.ends_on),
        Fact::new("data-copy-paid", "paid_on", slip.facts.paid_on),
        Fact::new("data-copy-contract-code", "contract", slip.facts.contract),
        Fact::new("data-copy-position", "position", slip.position),
        Fact::new("data-copy-client", "client", slip.client),
        Fact::new("data-copy-earned", "earned", totals.earned.held()),
        Fact::new("data-copy-deducted", "deducted", totals.deducted.held()),
        Fact::new("data-copy-net", "net", totals.net.held()),
        Fact::new("data-copy-version", "version", held.version),
        Fact::new("data-copy-stands", "is_current", held.is_current),
        Fact::new("data-copy-published", "published_at", slip.published_at),
        Fact::new("data-copy-taken-back", "withdrawn_at", held.withdrawn_at),
        Fact::new("data-copy-concepts", "concepts", concepts),
    ]
}

fn concept(visit: &Visit, line: Line) -> Row {
    let (code, id) = match line.kind {
        LineKind::Earned => ("earned", "data-copy-concept-earned"),
        LineKind::Deducted => ("deducted", "data-copy-concept-deducted"),
        LineKind::Informative => ("informative", "data-copy-concept-informative"),
    };
    vec![
        Fact::new("data-copy-concept-code", "code", line.code),
        Fact::new("data-copy-concept", "name", line.name),
        Fact::new("data-copy-kind", "kind", Value::coded(code, visit.t(id))),
        Fact::new("data-copy-quantity", "quantity", line.quantity),
        Fact::new("data-copy-base", "base", line.base.map(|base| base.held())),
        Fact::new("data-copy-value", "value", line.value.held()),
    ]
}
