//! Every statement on the roster's tables.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write;

use base::args;
use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::{Tx, View, placeholders};
use base::error::{Error, Result};
use jiff::civil::Date;
use sea_orm::{FromQueryResult, Value};

use super::batch::Side;
use super::contact::{EmailAddress, Phone};
use super::document::{Document, DocumentType};
use super::name::PersonName;
use super::person::{ContentHash, ExternalCode, Person, Status};
use super::refusal::Refusal;
use super::rules::Standing;
use super::{BatchId, EntryId};
use crate::directory::{self, Told};

/// How many people one statement writes or reads. SQLite looks each placeholder up among all of a statement, so that many
/// more would be slower.
pub(super) const PEOPLE_A_STATEMENT: usize = 64;
/// How many people the directory is told of together.
const PEOPLE_TOLD_AT_A_TIME: usize = 1_000;
/// How many entries one statement marks.
const ENTRIES_A_STATEMENT: usize = 500;
/// How many entries are read at a time when all are needed.
const ENTRIES_A_PAGE: i64 = 5_000;

const COLUMNS: &str = "id, document_type, document_number, given_names, family_names, birth_date, issue_date, email, \
                       phone, external_code, status, leave_date, left_at";

/// A person on a portal's roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterEntry {
    /// The entry's id, to which an account refers.
    pub id: EntryId,
    /// What the roster says of the person.
    pub person: Person,
    /// When a file first no longer had them.
    pub left_at: Option<Timestamp>,
}

impl RosterEntry {
    /// Whether the person is with the organisation on this day.
    pub fn is_active_on(&self, today: Date) -> bool {
        self.left_at.is_none() && self.person.is_active_on(today)
    }
}

/// The entry with this id.
pub async fn entry(view: &View, id: EntryId) -> Result<Option<RosterEntry>> {
    let sql = format!("select {COLUMNS} from roster_entries where portal = $1 and id = $2");
    let row: Option<EntryRow> = view.one(&sql, args![view.portal(), id]).await?;
    row.map(EntryRow::read).transpose()
}

/// The entry with this id, and when it was last written.
pub(super) async fn held(view: &View, id: EntryId) -> Result<Option<(RosterEntry, Timestamp)>> {
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        entry: EntryRow,
        updated_at: Timestamp,
    }
    let sql = format!("select {COLUMNS}, updated_at from roster_entries where portal = $1 and id = $2");
    let row: Option<Row> = view.one(&sql, args![view.portal(), id]).await?;
    row.map(|row| Ok((row.entry.read()?, row.updated_at))).transpose()
}

/// The entries with these ids, in no order.
pub async fn entries_with_ids(view: &View, ids: &[EntryId]) -> Result<Vec<RosterEntry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {COLUMNS} from roster_entries where portal = $1 and id in ({})",
        placeholders(2, ids.len())
    );
    let mut values = args![view.portal()];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let rows: Vec<EntryRow> = view.all(&sql, values).await?;
    rows.into_iter().map(EntryRow::read).collect()
}

/// The entry of whoever has this document.
pub async fn find_by_document(view: &View, document: &Document) -> Result<Option<RosterEntry>> {
    let sql = format!(
        "select {COLUMNS} from roster_entries
         where portal = $1 and document_type = $2 and document_number = $3"
    );
    let (kind, number) = (document.kind().code(), document.number().as_str());
    let row: Option<EntryRow> = view.one(&sql, args![view.portal(), kind, number]).await?;
    row.map(EntryRow::read).transpose()
}

/// The ids of whoever has these documents.
pub async fn ids_by_document(view: &View, documents: &[&Document]) -> Result<HashMap<Document, EntryId>> {
    let mut ids = HashMap::with_capacity(documents.len());
    for documents in documents.chunks(PEOPLE_A_STATEMENT) {
        let found = entries(view, documents).await?;
        ids.extend(found.into_iter().map(|entry| (entry.person.document, entry.id)));
    }
    Ok(ids)
}

/// The entry of whoever has this document, this address and this phone, all three.
pub async fn find_member(
    view: &View,
    document: &Document,
    email: &EmailAddress,
    phone: &Phone,
) -> Result<Option<RosterEntry>> {
    let sql = format!(
        "select {COLUMNS} from roster_entries
         where portal = $1 and document_type = $2 and document_number = $3 and email_key = $4 and phone = $5"
    );
    let (kind, number) = (document.kind().code(), document.number().as_str());
    let values = args![view.portal(), kind, number, email.key(), phone.as_e164()];
    let row: Option<EntryRow> = view.one(&sql, values).await?;
    row.map(EntryRow::read).transpose()
}

/// How many people the roster has, and how many of them have left it.
pub async fn count_people(view: &View) -> Result<(i64, i64)> {
    let all = view
        .number("select count(*) as number from roster_entries where portal = $1", args![view.portal()])
        .await?;
    let gone = view
        .number(
            "select count(*) as number from roster_entries where portal = $1 and left_at is not null",
            args![view.portal()],
        )
        .await?;
    Ok((all - gone, gone))
}

/// Waits until nobody else changes this portal's roster, and holds the turn until the transaction ends. Tells its number.
pub(super) async fn take_turn(tx: &Tx, sha256: &[u8; 32], now: Timestamp) -> Result<i64> {
    tx.number(
        "insert into roster_imports (portal, file_sha256, imported_at, turn) values ($1, $2, $3, 1)
         on conflict (portal) do update set
           file_sha256 = excluded.file_sha256, imported_at = excluded.imported_at, turn = roster_imports.turn + 1
         returning turn as number",
        args![tx.portal(), sha256.to_vec(), now],
    )
    .await
}

/// The number of the last turn that was taken; 0 before the first.
pub(super) async fn last_turn(view: &View) -> Result<i64> {
    view.number("select turn as number from roster_imports where portal = $1", args![view.portal()]).await
}

/// Whether somebody stands on the roster. Their entry stays as it is until the transaction ends.
pub async fn hold(tx: &Tx, id: EntryId) -> Result<bool> {
    let held = tx
        .run("update roster_entries set id = id where portal = $1 and id = $2", args![tx.portal(), id])
        .await?;
    Ok(held == 1)
}

/// Marks that something else refers to these entries, so that they are never deleted; gives those that are still there. They stay as
/// they are until the transaction ends.
pub async fn make_lasting(tx: &Tx, ids: &[EntryId]) -> Result<HashSet<EntryId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: EntryId,
    }
    let mut there = HashSet::with_capacity(ids.len());
    for ids in ids.chunks(ENTRIES_A_STATEMENT) {
        let sql = format!(
            "update roster_entries set is_lasting = $2 where portal = $1 and id in ({}) returning id",
            placeholders(3, ids.len())
        );
        let mut values = args![tx.portal(), true];
        values.extend(ids.iter().map(|id| Value::from(*id)));
        there.extend(tx.all::<Row>(&sql, values).await?.into_iter().map(|row| row.id));
    }
    Ok(there)
}

/// Everybody on the portal's roster, as far as an import must know them.
pub(super) async fn standing(view: &View) -> Result<HashMap<Document, Standing>> {
    let mut standing = HashMap::new();
    let (mut last_type, mut last_number) = (String::new(), String::new());
    loop {
        let page: Vec<StandingRow> = view
            .all(
                "select document_type, document_number, content, left_at from roster_entries
                 where portal = $1 and (document_type, document_number) > ($2, $3)
                 order by document_type, document_number limit $4",
                args![view.portal(), last_type.clone(), last_number.clone(), ENTRIES_A_PAGE],
            )
            .await?;
        let Some(last) = page.last() else { return Ok(standing) };
        (last_type, last_number) = (last.document_type.clone(), last.document_number.clone());
        for row in page {
            let (document, entry) = row.read()?;
            standing.insert(document, entry);
        }
    }
}

/// What the roster says now of whoever has these documents.
pub(super) async fn entries(view: &View, documents: &[&Document]) -> Result<Vec<RosterEntry>> {
    let mut entries = Vec::with_capacity(documents.len());
    for (kind, numbers) in numbers_by_type(documents) {
        let sql = format!(
            "select {COLUMNS} from roster_entries
             where portal = $1 and document_type = $2 and document_number in ({})",
            placeholders(3, numbers.len())
        );
        let mut values = args![view.portal(), kind.code()];
        values.extend(numbers.into_iter().map(Value::from));
        let rows: Vec<EntryRow> = view.all(&sql, values).await?;
        for row in rows {
            entries.push(row.read()?);
        }
    }
    Ok(entries)
}

/// Puts people on the roster, or writes what it says of them now; nobody of them has left.
pub(super) async fn write(tx: &Tx, people: &[Person], clock: &Clock, chance: &Chance) -> Result<()> {
    const WRITTEN: usize = 3 + PERSON_VALUES;
    let now = clock.now();
    let mut sql = format!("insert into roster_entries (id, portal, updated_at, {PERSON_COLUMNS}) values ");
    let mut values = Vec::with_capacity(people.len() * WRITTEN);
    for (index, person) in people.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}({})", placeholders(index * WRITTEN + 1, WRITTEN));
        values.extend(args![EntryId::new(clock, chance), tx.portal(), now]);
        values.extend(person_values(person));
    }
    let _ = write!(
        sql,
        " on conflict (portal, document_type, document_number) do update set {UPDATED}, left_at = null
          returning id, document_type, document_number"
    );
    let written: Vec<WrittenRow> = tx.all(&sql, values).await?;
    let ids: HashMap<(&str, &str), EntryId> = written
        .iter()
        .map(|row| ((row.document_type.as_str(), row.document_number.as_str()), row.id))
        .collect();
    let found_by = people.iter().filter_map(|person| {
        let document = (person.document.kind().code(), person.document.number().as_str());
        Some(found_by(*ids.get(&document)?, person))
    });
    directory::write(tx, Told::ByRoster, &found_by.collect::<Vec<_>>()).await
}

#[derive(FromQueryResult)]
struct WrittenRow {
    id: EntryId,
    document_type: String,
    document_number: String,
}

/// By which words somebody on the roster is found.
fn found_by(id: EntryId, person: &Person) -> directory::Written {
    let email = person.email.as_ref().map_or("", EmailAddress::as_str);
    let names = [person.given_names.as_str(), person.family_names.as_str()];
    let words = directory::rules::words(&names, &[person.document.number().as_str(), email]);
    directory::Written { person: id.uuid().into(), words }
}

const PERSON_COLUMNS: &str = "document_type, document_number, given_names, family_names, birth_date, issue_date, email, \
                              email_key, phone, external_code, status, leave_date, content";
const PERSON_VALUES: usize = 13;
/// What is new of a person who stands there already.
const UPDATED: &str = "given_names = excluded.given_names, family_names = excluded.family_names, \
                       birth_date = excluded.birth_date, issue_date = excluded.issue_date, email = excluded.email, \
                       email_key = excluded.email_key, phone = excluded.phone, external_code = excluded.external_code, \
                       status = excluded.status, leave_date = excluded.leave_date, content = excluded.content, \
                       updated_at = excluded.updated_at";

/// What [`PERSON_COLUMNS`] hold.
fn person_values(person: &Person) -> Vec<Value> {
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    args![
        person.document.kind().code(),
        person.document.number().as_str(),
        person.given_names.as_str(),
        person.family_names.as_str(),
        date(person.birth_date),
        date(person.issue_date),
        person.email.as_ref().map(|email| email.as_str().to_owned()),
        person.email.as_ref().map(EmailAddress::key),
        person.phone.as_ref().map(|phone| phone.as_e164().to_owned()),
        person.external_code.as_ref().map(|code| code.as_str().to_owned()),
        person.status.map(|status| status.code().to_owned()),
        date(person.leave_date),
        person.content_hash().to_vec(),
    ]
}

/// Lays entries ready on one side of a batch.
pub(super) async fn lay(tx: &Tx, batch: BatchId, side: Side, entries: &[RosterEntry]) -> Result<()> {
    const WRITTEN: usize = 5 + PERSON_VALUES;
    if entries.is_empty() {
        return Ok(());
    }
    let mut sql = format!(
        "insert into roster_batches (portal, batch_id, side, entry_id, left_at, {PERSON_COLUMNS}) values "
    );
    let mut values = Vec::with_capacity(entries.len() * WRITTEN);
    for (index, entry) in entries.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}({})", placeholders(index * WRITTEN + 1, WRITTEN));
        values.extend(args![tx.portal(), batch, side.as_str(), entry.id, entry.left_at]);
        values.extend(person_values(&entry.person));
    }
    tx.run(&sql, values).await?;
    Ok(())
}

/// Of how many people of the batch the roster says something else than the batch made of it.
pub(super) async fn moved(view: &View, batch: BatchId) -> Result<i64> {
    view.number(
        "select count(*) as number from roster_batches laid
         left join roster_entries entry on entry.portal = laid.portal
           and entry.document_type = laid.document_type and entry.document_number = laid.document_number
         where laid.portal = $1 and laid.batch_id = $2 and laid.side = 'after'
           and (entry.id is null or entry.content <> laid.content
                or coalesce(entry.left_at, 0) <> coalesce(laid.left_at, 0))",
        args![view.portal(), batch],
    )
    .await
}

/// Makes the roster say what one side of a batch says.
pub(super) async fn switch(tx: &Tx, batch: BatchId, side: Side, now: Timestamp) -> Result<()> {
    let sql = format!(
        "insert into roster_entries (id, portal, updated_at, left_at, {PERSON_COLUMNS})
         select entry_id, portal, $1, left_at, {PERSON_COLUMNS} from roster_batches
         where portal = $2 and batch_id = $3 and side = $4
         on conflict (portal, document_type, document_number) do update set {UPDATED}, left_at = excluded.left_at"
    );
    tx.run(&sql, args![now, tx.portal(), batch, side.as_str()]).await?;
    tell_directory(tx, batch, side).await
}

/// Writes by which words the people of a batch are found, as this side has them.
async fn tell_directory(tx: &Tx, batch: BatchId, side: Side) -> Result<()> {
    let sql = format!(
        "select entry_id as id, document_type, document_number, given_names, family_names, birth_date, issue_date, email,
           phone, external_code, status, leave_date, left_at from roster_batches
         where portal = $1 and batch_id = $2 and side = $3 and (document_type, document_number) > ($4, $5)
         order by document_type, document_number limit {PEOPLE_TOLD_AT_A_TIME}"
    );
    let (mut last_type, mut last_number) = (String::new(), String::new());
    loop {
        let values = args![tx.portal(), batch, side.as_str(), last_type.as_str(), last_number.as_str()];
        let rows: Vec<EntryRow> = tx.all(&sql, values).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        (last_type, last_number) = (last.document_type.clone(), last.document_number.clone());
        let entries = rows.into_iter().map(EntryRow::read).collect::<Result<Vec<_>>>()?;
        let found_by: Vec<_> = entries.iter().map(|entry| found_by(entry.id, &entry.person)).collect();
        directory::write(tx, Told::ByRoster, &found_by).await?;
    }
}

/// Takes whoever the batch added off the roster. Those to whom something else refers have left it.
pub(super) async fn remove_newcomers(tx: &Tx, batch: BatchId, now: Timestamp) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Newcomer {
        id: EntryId,
    }
    tx.run(
        &format!(
            "update roster_entries set left_at = $3, updated_at = $3 where {NEWCOMERS} and is_lasting = $4"
        ),
        args![tx.portal(), batch, now, true],
    )
    .await?;
    let gone: Vec<Newcomer> = tx
        .all(
            &format!("delete from roster_entries where {NEWCOMERS} and is_lasting = $3 returning id"),
            args![tx.portal(), batch, false],
        )
        .await?;
    let nobody = |newcomer: &Newcomer| directory::Written {
        person: newcomer.id.uuid().into(),
        words: BTreeSet::new(),
    };
    for some in gone.chunks(PEOPLE_TOLD_AT_A_TIME) {
        let found_by: Vec<_> = some.iter().map(nobody).collect();
        directory::write(tx, Told::ByRoster, &found_by).await?;
    }
    Ok(())
}

/// The entries that a batch added.
const NEWCOMERS: &str = "portal = $1
    and id in (select entry_id from roster_batches where portal = $1 and batch_id = $2 and side = 'after')
    and id not in (select entry_id from roster_batches where portal = $1 and batch_id = $2 and side = 'before')";

/// How many of these entries the batch has.
pub(super) async fn count_in_batch(view: &View, batch: BatchId, entries: &[EntryId]) -> Result<i64> {
    let sql = format!(
        "select count(*) as number from roster_batches
         where portal = $1 and batch_id = $2 and side = 'after' and entry_id in ({})",
        placeholders(3, entries.len())
    );
    let mut values = args![view.portal(), batch];
    values.extend(entries.iter().map(|entry| Value::from(*entry)));
    view.number(&sql, values).await
}

pub(super) async fn clear_batch(tx: &Tx, batch: BatchId) -> Result<()> {
    tx.run("delete from roster_batches where portal = $1 and batch_id = $2", args![tx.portal(), batch])
        .await?;
    Ok(())
}

/// Forgets a batch of whatever portal.
pub(super) async fn clear_batch_across_portals(tx: &Tx, batch: BatchId) -> Result<()> {
    tx.run("delete from roster_batches where batch_id = $1", args![batch]).await?;
    Ok(())
}

pub(super) async fn clear_other_batches(tx: &Tx, batch: BatchId) -> Result<()> {
    tx.run("delete from roster_batches where portal = $1 and batch_id <> $2", args![tx.portal(), batch])
        .await?;
    Ok(())
}

/// Writes that whoever has these documents is no longer on the roster.
pub(super) async fn mark_gone(tx: &Tx, documents: &[Document], now: Timestamp) -> Result<()> {
    let documents: Vec<&Document> = documents.iter().collect();
    for some in documents.chunks(PEOPLE_A_STATEMENT) {
        for (kind, numbers) in numbers_by_type(some) {
            let sql = format!(
                "update roster_entries set left_at = $1, updated_at = $1
                 where portal = $2 and document_type = $3 and document_number in ({}) and left_at is null",
                placeholders(4, numbers.len())
            );
            let mut values = args![now, tx.portal(), kind.code()];
            values.extend(numbers.into_iter().map(Value::from));
            tx.run(&sql, values).await?;
        }
    }
    Ok(())
}

/// Documents in the shape in which the table's index finds them.
fn numbers_by_type<'a>(documents: &[&'a Document]) -> BTreeMap<DocumentType, Vec<&'a str>> {
    let mut numbers: BTreeMap<DocumentType, Vec<&str>> = BTreeMap::new();
    for document in documents {
        numbers.entry(document.kind()).or_default().push(document.number().as_str());
    }
    numbers
}

#[derive(FromQueryResult)]
struct StandingRow {
    document_type: String,
    document_number: String,
    content: Vec<u8>,
    left_at: Option<Timestamp>,
}

impl StandingRow {
    fn read(self) -> Result<(Document, Standing)> {
        let document = read_document(&self.document_type, &self.document_number)?;
        let content = ContentHash::try_from(self.content)
            .map_err(|content| Error::stored("a content hash", format!("it has {} bytes", content.len())))?;
        Ok((document, Standing { content, has_left: self.left_at.is_some() }))
    }
}

#[derive(FromQueryResult)]
struct EntryRow {
    id: EntryId,
    document_type: String,
    document_number: String,
    given_names: String,
    family_names: String,
    birth_date: Option<String>,
    issue_date: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    external_code: Option<String>,
    status: Option<String>,
    leave_date: Option<String>,
    left_at: Option<Timestamp>,
}

impl EntryRow {
    fn read(self) -> Result<RosterEntry> {
        let person = Person {
            document: read_document(&self.document_type, &self.document_number)?,
            given_names: read("given names", PersonName::parse(&self.given_names))?,
            family_names: read("family names", PersonName::parse(&self.family_names))?,
            birth_date: read_date(self.birth_date)?,
            issue_date: read_date(self.issue_date)?,
            email: self
                .email
                .map(|text| read("an e-mail address", EmailAddress::parse(&text)))
                .transpose()?,
            phone: self.phone.map(|text| read("a phone", Phone::parse(&text))).transpose()?,
            external_code: self
                .external_code
                .map(|text| read("a code", ExternalCode::parse(&text)))
                .transpose()?,
            status: self.status.map(|text| read("a status", Status::parse(&text))).transpose()?,
            leave_date: read_date(self.leave_date)?,
        };
        Ok(RosterEntry { id: self.id, person, left_at: self.left_at })
    }
}

fn read<T>(what: &'static str, parsed: Result<T, Refusal>) -> Result<T> {
    // The reason's name, never the value: this error is logged.
    parsed.map_err(|refusal| Error::stored(what, refusal.message()))
}

fn read_document(kind: &str, number: &str) -> Result<Document> {
    let kind = read("a document type", DocumentType::parse(kind))?;
    read("a document number", Document::parse(kind, number))
}

fn read_date(text: Option<String>) -> Result<Option<Date>> {
    text.map(|text| text.parse().map_err(|_| Error::stored("a date", "not YYYY-MM-DD"))).transpose()
}
