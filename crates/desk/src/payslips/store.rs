//! SQL on `payslips`.

use std::collections::HashMap;

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, Value, View, day, placeholders, rows_of_placeholders};
use base::error::{Error, Result};
use identity::roster::EntryId;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Facts, Line, Payslip, PayslipId, Period};
use crate::employments::EmploymentId;
use crate::money::Money;

const COLUMNS: &str = "id, entry_id, employment_id, contract, position, client, begins_on, ends_on, paid_on, lines, published_at";
/// How many people one statement asks for.
const PEOPLE_A_STATEMENT: usize = 500;
const PAYSLIPS_A_STATEMENT: usize = 100;
/// A payslip further back is not compared with.
const MONTHS_BACK: i64 = 13;

/// What one payslip stands for.
pub(super) type Slot = (EmploymentId, Period);

/// Those that stand of these people, with a period that begins in a span.
pub(super) async fn standing(
    view: &View,
    people: &[EntryId],
    span: Option<(Date, Date)>,
) -> Result<Vec<Payslip>> {
    let Some((first, last)) = span else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for people in people.chunks(PEOPLE_A_STATEMENT) {
        let sql = format!(
            "select {COLUMNS} from payslips
             where portal = $1 and is_current = $2 and begins_on >= $3 and begins_on <= $4 and entry_id in ({})",
            placeholders(5, people.len())
        );
        let values = with(args![view.portal(), true, first.to_string(), last.to_string()], people);
        let rows: Vec<Row> = view.all(&sql, values).await?;
        for row in rows {
            found.push(row.read()?);
        }
    }
    Ok(found)
}

/// The first days and the nets of what stands of these people, from a year before a span to its end.
pub(super) async fn nets_before(
    view: &View,
    people: &[EntryId],
    span: Option<(Date, Date)>,
) -> Result<HashMap<EmploymentId, Vec<(Date, Money)>>> {
    #[derive(FromQueryResult)]
    struct Row {
        employment_id: EmploymentId,
        begins_on: String,
        net: Money,
    }
    let mut found: HashMap<EmploymentId, Vec<(Date, Money)>> = HashMap::new();
    let Some((first, last)) = span else { return Ok(found) };
    let back: Span = MONTHS_BACK.months();
    let since = first.saturating_sub(back);
    for people in people.chunks(PEOPLE_A_STATEMENT) {
        let sql = format!(
            "select employment_id, begins_on, net from payslips
             where portal = $1 and is_current = $2 and begins_on >= $3 and begins_on <= $4 and entry_id in ({})",
            placeholders(5, people.len())
        );
        let values = with(args![view.portal(), true, since.to_string(), last.to_string()], people);
        let rows: Vec<Row> = view.all(&sql, values).await?;
        for row in rows {
            found.entry(row.employment_id).or_default().push((day(&row.begins_on)?, row.net));
        }
    }
    Ok(found)
}

/// The number of the newest version of what these people were ever told for a span, withdrawn or not.
pub(super) async fn newest_versions(
    view: &View,
    people: &[EntryId],
    span: Option<(Date, Date)>,
) -> Result<HashMap<Slot, i64>> {
    #[derive(FromQueryResult)]
    struct Row {
        employment_id: EmploymentId,
        begins_on: String,
        ends_on: String,
        version: i64,
    }
    let mut found = HashMap::new();
    let Some((first, last)) = span else { return Ok(found) };
    for people in people.chunks(PEOPLE_A_STATEMENT) {
        let sql = format!(
            "select employment_id, begins_on, ends_on, max(version) as version from payslips
             where portal = $1 and begins_on >= $2 and begins_on <= $3 and entry_id in ({})
             group by employment_id, begins_on, ends_on",
            placeholders(4, people.len())
        );
        let values = with(args![view.portal(), first.to_string(), last.to_string()], people);
        let rows: Vec<Row> = view.all(&sql, values).await?;
        for row in rows {
            let period = Period { begins_on: day(&row.begins_on)?, ends_on: day(&row.ends_on)? };
            found.insert((row.employment_id, period), row.version);
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct PersonRow {
    entry_id: EntryId,
}

/// Who has a payslip that stands for a time that touches this one.
pub(super) async fn people_paid(view: &View, first: Date, last: Date) -> Result<Vec<EntryId>> {
    let rows: Vec<PersonRow> = view
        .all(
            "select distinct entry_id from payslips
             where portal = $1 and is_current = $2 and begins_on <= $3 and ends_on >= $4",
            args![view.portal(), true, last.to_string(), first.to_string()],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.entry_id).collect())
}

fn with(mut values: Vec<Value>, people: &[EntryId]) -> Vec<Value> {
    values.extend(people.iter().map(|entry| Value::from(*entry)));
    values
}

/// What stands of a person, the newest period first.
pub async fn of_person(view: &View, entry: EntryId) -> Result<Vec<Payslip>> {
    let sql = format!(
        "select {COLUMNS} from payslips where portal = $1 and entry_id = $2 and is_current = $3
         order by begins_on desc, ends_on desc, id desc"
    );
    let rows: Vec<Row> = view.all(&sql, args![view.portal(), entry, true]).await?;
    rows.into_iter().map(Row::read).collect()
}

/// A payslip with what became of it.
pub(super) struct Held {
    pub payslip: Payslip,
    pub version: i64,
    pub is_current: bool,
    pub withdrawn_at: Option<Timestamp>,
}

/// The newest payslips of a person, whether they stand or not.
pub(super) async fn held(view: &View, entry: EntryId, at_most: i64) -> Result<Vec<Held>> {
    #[derive(FromQueryResult)]
    struct HeldRow {
        #[sea_orm(nested)]
        row: Row,
        version: i64,
        is_current: bool,
        withdrawn_at: Option<Timestamp>,
    }
    let sql = format!(
        "select {COLUMNS}, version, is_current, withdrawn_at from payslips
         where portal = $1 and entry_id = $2 and is_laid = $3
         order by begins_on desc, ends_on desc, version desc, id desc limit $4"
    );
    let rows: Vec<HeldRow> = view.all(&sql, args![view.portal(), entry, false, at_most]).await?;
    let read = |HeldRow { row, version, is_current, withdrawn_at }: HeldRow| {
        Ok(Held { payslip: row.read()?, version, is_current, withdrawn_at })
    };
    rows.into_iter().map(read).collect()
}

/// The payslip of a person with this id, or the one that replaced it.
pub(super) async fn standing_for(view: &View, entry: EntryId, id: PayslipId) -> Result<Option<Payslip>> {
    let sql = format!(
        "select {COLUMNS} from payslips
         where portal = $1 and entry_id = $2 and is_current = $3 and exists (
           select 1 from payslips asked
           where asked.portal = $1 and asked.entry_id = $2 and asked.id = $4 and asked.employment_id = payslips.employment_id
             and asked.begins_on = payslips.begins_on and asked.ends_on = payslips.ends_on)"
    );
    let row: Option<Row> = view.one(&sql, args![view.portal(), entry, true, id]).await?;
    row.map(Row::read).transpose()
}

/// The one before it of the same employment.
pub(super) async fn before(view: &View, payslip: &Payslip) -> Result<Option<Payslip>> {
    let sql = format!(
        "select {COLUMNS} from payslips
         where portal = $1 and employment_id = $2 and is_current = $3 and begins_on < $4
         order by begins_on desc, ends_on desc limit 1"
    );
    let begins_on = payslip.facts.period.begins_on.to_string();
    let row: Option<Row> = view.one(&sql, args![view.portal(), payslip.employment, true, begins_on]).await?;
    row.map(Row::read).transpose()
}

/// So many of those of whom a batch brought what stands, in the order of their ids.
pub(super) async fn people_of_batch(
    view: &View,
    batch: Uuid,
    after: Uuid,
    at_most: usize,
) -> Result<Vec<EntryId>> {
    let rows: Vec<PersonRow> = view
        .all(
            "select distinct entry_id from payslips
             where portal = $1 and batch_id = $2 and is_current = $3 and entry_id > $4 order by entry_id limit $5",
            args![view.portal(), batch, true, after, at_most as i64],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.entry_id).collect())
}

/// What stands of what a batch brought these people: whose and which.
pub(super) async fn of_batch(
    view: &View,
    batch: Uuid,
    people: &[EntryId],
) -> Result<Vec<(EntryId, PayslipId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        entry_id: EntryId,
        id: PayslipId,
    }
    let sql = format!(
        "select entry_id, id from payslips
         where portal = $1 and batch_id = $2 and is_current = $3 and entry_id in ({}) order by id",
        placeholders(4, people.len())
    );
    let rows: Vec<Row> = view.all(&sql, with(args![view.portal(), batch, true], people)).await?;
    Ok(rows.into_iter().map(|row| (row.entry_id, row.id)).collect())
}

/// A payslip about to be laid ready.
pub(super) struct Kept {
    pub id: PayslipId,
    pub entry: EntryId,
    pub employment: EmploymentId,
    pub position: String,
    pub client: Option<String>,
    pub facts: Facts,
    pub net: Money,
    pub version: i64,
}

/// Lays payslips ready, which nobody sees yet.
pub(super) async fn lay(tx: &Tx, kept: &[Kept], batch: Uuid, now: Timestamp) -> Result<()> {
    const WRITTEN: usize = 17;
    for some in kept.chunks(PAYSLIPS_A_STATEMENT) {
        let mut values = Vec::with_capacity(some.len() * WRITTEN);
        for Kept { id, entry, employment, position, client, facts, net, version } in some {
            values.extend(args![
                *id,
                tx.portal(),
                *entry,
                *employment,
                batch,
                facts.contract.as_str(),
                position.as_str(),
                client.clone(),
                facts.period.begins_on.to_string(),
                facts.period.ends_on.to_string(),
                facts.paid_on.map(|day| day.to_string()),
                lines(&facts.lines)?,
                *net,
                *version,
                false,
                true,
                now
            ]);
        }
        let sql = format!(
            "insert into payslips (id, portal, entry_id, employment_id, batch_id, contract, position, client, begins_on, ends_on,
                                   paid_on, lines, net, version, is_current, is_laid, published_at)
             values {}",
            rows_of_placeholders(some.len(), WRITTEN)
        );
        tx.run(&sql, values).await?;
    }
    Ok(())
}

/// Lets people see what was laid ready; what it replaces stands no more.
pub async fn switch(tx: &Tx, batch: Uuid, now: Timestamp) -> Result<()> {
    tx.run(
        "update payslips set is_current = $1
         where portal = $2 and is_current = $3 and (employment_id, begins_on, ends_on) in (
           select employment_id, begins_on, ends_on from payslips laid
           where laid.portal = $2 and laid.batch_id = $4 and laid.is_laid = $3)",
        args![false, tx.portal(), true, batch],
    )
    .await?;
    tx.run(
        "update payslips set is_current = $1, is_laid = $2, published_at = $3
         where portal = $4 and batch_id = $5 and is_laid = $1",
        args![true, false, now, tx.portal(), batch],
    )
    .await?;
    Ok(())
}

/// Forgets what was laid ready of a batch that begins anew.
pub async fn forget_laid(tx: &Tx, batch: Uuid) -> Result<()> {
    tx.run(
        "delete from payslips where portal = $1 and batch_id = $2 and is_laid = $3",
        args![tx.portal(), batch, true],
    )
    .await?;
    Ok(())
}

/// Forgets what was laid ready of a batch that nobody goes on with, whatever portal it is of.
pub async fn forget_laid_across_portals(tx: &Tx, batch: Uuid) -> Result<()> {
    tx.run("delete from payslips where batch_id = $1 and is_laid = $2", args![batch, true]).await?;
    Ok(())
}

/// Takes back what a batch brought. Of each payslip the newest version that nobody took back stands again.
pub async fn withdraw(tx: &Tx, batch: Uuid, now: Timestamp) -> Result<()> {
    tx.run(
        "update payslips set is_current = $1, withdrawn_at = $2 where portal = $3 and batch_id = $4",
        args![false, now, tx.portal(), batch],
    )
    .await?;
    tx.run(
        "update payslips set is_current = $1
         where portal = $2 and withdrawn_at is null and is_laid = $4
           and exists (
             select 1 from payslips gone
             where gone.portal = $2 and gone.batch_id = $3 and gone.employment_id = payslips.employment_id
               and gone.begins_on = payslips.begins_on and gone.ends_on = payslips.ends_on)
           and not exists (
             select 1 from payslips newer
             where newer.portal = $2 and newer.withdrawn_at is null and newer.is_laid = $4 and newer.employment_id = payslips.employment_id
               and newer.begins_on = payslips.begins_on and newer.ends_on = payslips.ends_on
               and newer.version > payslips.version)",
        args![true, tx.portal(), batch, false],
    )
    .await?;
    Ok(())
}

fn lines(lines: &[Line]) -> Result<String> {
    serde_json::to_string(lines).map_err(|error| Error::stored("a payslip", error))
}

#[derive(FromQueryResult)]
struct Row {
    id: PayslipId,
    entry_id: EntryId,
    employment_id: EmploymentId,
    contract: String,
    position: String,
    client: Option<String>,
    begins_on: String,
    ends_on: String,
    paid_on: Option<String>,
    lines: String,
    published_at: Timestamp,
}

impl Row {
    fn read(self) -> Result<Payslip> {
        let lines = serde_json::from_str(&self.lines).map_err(|error| Error::stored("a payslip", error))?;
        let period = Period { begins_on: day(&self.begins_on)?, ends_on: day(&self.ends_on)? };
        let paid_on = self.paid_on.as_deref().map(day).transpose()?;
        Ok(Payslip {
            id: self.id,
            entry: self.entry_id,
            employment: self.employment_id,
            position: self.position,
            client: self.client,
            facts: Facts { contract: self.contract, period, paid_on, lines },
            published_at: self.published_at,
        })
    }
}
