//! SQL on `employments` and `employments_salaries`.

use std::collections::HashMap;

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, Value, View, day, placeholders, rows_of_placeholders};
use base::error::{Error, Result};
use identity::roster::EntryId;
use jiff::civil::Date;
use sea_orm::FromQueryResult;

use super::{Contract, Employment, EmploymentId, Facts, SalaryKind, SalarySince};
use crate::money::Money;

/// How many people one statement asks for.
const PEOPLE_A_STATEMENT: usize = 500;
const EMPLOYMENTS_A_STATEMENT: usize = 100;

/// The employments of a person, the newest first.
pub async fn of_person(view: &View, entry: EntryId) -> Result<Vec<Employment>> {
    of_people(view, &[entry]).await
}

/// The employments of these people, the newest of each first.
pub async fn of_people(view: &View, entries: &[EntryId]) -> Result<Vec<Employment>> {
    let mut employments = Vec::new();
    for entries in entries.chunks(PEOPLE_A_STATEMENT) {
        let rows: Vec<Row> =
            view.all(&of_people_sql("employments", entries.len()), with(view, entries)).await?;
        let salaries: Vec<SalaryRow> =
            view.all(&of_people_sql("employments_salaries", entries.len()), with(view, entries)).await?;
        let mut by_employment: HashMap<EmploymentId, Vec<SalarySince>> = HashMap::new();
        for row in salaries {
            by_employment.entry(row.employment_id).or_default().push(row.read()?);
        }
        for row in rows {
            let salaries = by_employment.remove(&row.id).unwrap_or_default();
            employments.push(row.read(salaries)?);
        }
    }
    Ok(employments)
}

/// An employment, and when it was last written.
pub(super) struct Held {
    pub employment: Employment,
    pub updated_at: Timestamp,
}

/// The newest employments of a person, each with those of its salaries that are among the newest, and how many salaries were read.
pub(super) async fn held(view: &View, entry: EntryId, at_most: i64) -> Result<(Vec<Held>, usize)> {
    #[derive(FromQueryResult)]
    struct HeldRow {
        #[sea_orm(nested)]
        row: Row,
        updated_at: Timestamp,
    }
    let rows: Vec<HeldRow> = view
        .all(
            "select * from employments where portal = $1 and entry_id = $2 order by started_on desc, id desc limit $3",
            args![view.portal(), entry, at_most],
        )
        .await?;
    let salaries: Vec<SalaryRow> = view
        .all(
            "select * from employments_salaries where portal = $1 and entry_id = $2 order by since desc limit $3",
            args![view.portal(), entry, at_most],
        )
        .await?;
    let read = salaries.len();
    let mut by_employment: HashMap<EmploymentId, Vec<SalarySince>> = HashMap::new();
    for salary in salaries {
        by_employment.entry(salary.employment_id).or_default().push(salary.read()?);
    }
    let mut held = Vec::with_capacity(rows.len());
    for HeldRow { row, updated_at } in rows {
        let salaries = by_employment.remove(&row.id).unwrap_or_default();
        held.push(Held { employment: row.read(salaries)?, updated_at });
    }
    Ok((held, read))
}

/// Who works there at some time from a day to another.
pub async fn people_at_work(view: &View, first: Date, last: Date) -> Result<Vec<EntryId>> {
    #[derive(FromQueryResult)]
    struct Row {
        entry_id: EntryId,
    }
    let rows: Vec<Row> = view
        .all(
            "select distinct entry_id from employments
             where portal = $1 and started_on <= $2 and (ended_on is null or ended_on >= $3)",
            args![view.portal(), last.to_string(), first.to_string()],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.entry_id).collect())
}

fn of_people_sql(table: &str, count: usize) -> String {
    let order = if table == "employments" { "started_on desc, id desc" } else { "since desc" };
    format!(
        "select * from {table} where portal = $1 and entry_id in ({}) order by {order}",
        placeholders(2, count)
    )
}

fn with(view: &View, entries: &[EntryId]) -> Vec<Value> {
    let mut values = args![view.portal()];
    values.extend(entries.iter().map(|entry| Value::from(*entry)));
    values
}

/// An employment about to be kept.
pub struct Kept {
    /// Its own, or a new one.
    pub id: EmploymentId,
    pub entry: EntryId,
    pub facts: Facts,
    /// A salary that was not known before.
    pub salary: Option<SalarySince>,
}

/// Keeps employments as they are now.
pub async fn keep(tx: &Tx, kept: &[Kept], now: Timestamp) -> Result<()> {
    for some in kept.chunks(EMPLOYMENTS_A_STATEMENT) {
        keep_some(tx, some, now).await?;
        keep_salaries(tx, some).await?;
    }
    Ok(())
}

async fn keep_some(tx: &Tx, kept: &[Kept], now: Timestamp) -> Result<()> {
    const WRITTEN: usize = 13;
    let mut values = Vec::with_capacity(kept.len() * WRITTEN);
    for Kept { id, entry, facts, .. } in kept {
        values.extend(args![
            *id,
            tx.portal(),
            *entry,
            facts.code.as_str(),
            facts.contract.code(),
            facts.started_on.to_string(),
            facts.ended_on.map(|day| day.to_string()),
            facts.position.as_str(),
            facts.functions.clone(),
            facts.client.clone(),
            facts.salary,
            facts.salary_kind.code(),
            now
        ]);
    }
    let sql = format!(
        "insert into employments (id, portal, entry_id, code, contract, started_on, ended_on, position, functions, client,
                                  salary, salary_kind, updated_at)
         values {}
         on conflict (id) do update set contract = excluded.contract, started_on = excluded.started_on,
           ended_on = excluded.ended_on, position = excluded.position, functions = excluded.functions,
           client = excluded.client, salary = excluded.salary, salary_kind = excluded.salary_kind,
           updated_at = excluded.updated_at",
        rows_of_placeholders(kept.len(), WRITTEN)
    );
    tx.run(&sql, values).await?;
    Ok(())
}

async fn keep_salaries(tx: &Tx, kept: &[Kept]) -> Result<()> {
    const WRITTEN: usize = 5;
    let mut values = Vec::new();
    let mut count = 0;
    for Kept { id, entry, salary, .. } in kept {
        let Some(SalarySince { since, salary }) = *salary else { continue };
        values.extend(args![tx.portal(), *id, *entry, since.to_string(), salary]);
        count += 1;
    }
    if count == 0 {
        return Ok(());
    }
    let sql = format!(
        "insert into employments_salaries (portal, employment_id, entry_id, since, salary) values {}
         on conflict (employment_id, since) do update set salary = excluded.salary",
        rows_of_placeholders(count, WRITTEN)
    );
    tx.run(&sql, values).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: EmploymentId,
    entry_id: EntryId,
    code: String,
    contract: String,
    started_on: String,
    ended_on: Option<String>,
    position: String,
    functions: Option<String>,
    client: Option<String>,
    salary: Option<Money>,
    salary_kind: String,
}

impl Row {
    fn read(self, salaries: Vec<SalarySince>) -> Result<Employment> {
        let contract = Contract::from_code(&self.contract);
        let salary_kind = SalaryKind::from_code(&self.salary_kind);
        Ok(Employment {
            id: self.id,
            entry: self.entry_id,
            salaries,
            facts: Facts {
                code: self.code,
                contract: contract.ok_or_else(|| Error::stored("a contract", &self.contract))?,
                started_on: day(&self.started_on)?,
                ended_on: self.ended_on.as_deref().map(day).transpose()?,
                position: self.position,
                functions: self.functions,
                client: self.client,
                salary: self.salary,
                salary_kind: salary_kind
                    .ok_or_else(|| Error::stored("a kind of salary", &self.salary_kind))?,
            },
        })
    }
}

#[derive(FromQueryResult)]
struct SalaryRow {
    employment_id: EmploymentId,
    since: String,
    salary: Money,
}

impl SalaryRow {
    fn read(self) -> Result<SalarySince> {
        Ok(SalarySince { since: day(&self.since)?, salary: self.salary })
    }
}
