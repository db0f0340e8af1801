//! SQL on `papers`, `papers_files` and `papers_numbers`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View, day};
use base::error::{Error, Result};
use identity::accounts::AccountId;
use identity::roster::EntryId;
use jiff::civil::Date;
use sea_orm::FromQueryResult;

use super::folio::Folio;
use super::rules::{Kind, State};
use super::{Issued, PaperId};

/// Keeps everybody else from issuing in this portal until the transaction ends; then what they issued is seen.
pub(super) async fn take_turn(tx: &Tx, year: i16) -> Result<()> {
    tx.run(
        "insert into papers_numbers (portal, year, last) values ($1, $2, 0)
         on conflict (portal, year) do update set last = papers_numbers.last",
        args![tx.portal(), i64::from(year)],
    )
    .await?;
    Ok(())
}

/// The next folio of the year, after [`take_turn`]. What is undone leaves no gap.
pub(super) async fn next_folio(tx: &Tx, year: i16) -> Result<Folio> {
    #[derive(FromQueryResult)]
    struct Row {
        last: i64,
    }
    let row = tx
        .one::<Row>(
            "update papers_numbers set last = last + 1 where portal = $1 and year = $2 returning last",
            args![tx.portal(), i64::from(year)],
        )
        .await?;
    let last = row.ok_or_else(|| Error::Other("nobody took a turn to issue".into()))?.last;
    Ok(Folio { year, sequence: last })
}

/// A paper about to be stored.
pub(super) struct Row<'a> {
    pub id: PaperId,
    pub kind: Kind,
    pub folio: &'a str,
    pub entry: EntryId,
    pub account: Option<AccountId>,
    pub issued_at: Timestamp,
    pub valid_until: Option<Date>,
    pub snapshot: Vec<u8>,
    pub template: String,
    pub code_mac: Vec<u8>,
    pub token_hash: Vec<u8>,
    pub source: Option<Vec<u8>>,
}

pub(super) async fn add(tx: &Tx, row: Row<'_>) -> Result<()> {
    tx.run(
        "insert into papers (id, portal, kind, folio, entry_id, account_id, issued_at, valid_until, snapshot, template,
                             code_mac, token_hash, source, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            row.id,
            tx.portal(),
            row.kind.code(),
            row.folio,
            row.entry,
            row.account,
            row.issued_at,
            row.valid_until.map(|day| day.to_string()),
            row.snapshot,
            row.template,
            row.code_mac,
            row.token_hash,
            row.source,
            State::Valid.code()
        ],
    )
    .await?;
    Ok(())
}

/// The columns of [`Stored`].
const COLUMNS: &str = "id, kind, folio, entry_id, issued_at, valid_until, state, state_reason, sha256";

#[derive(FromQueryResult)]
struct Stored {
    id: PaperId,
    kind: String,
    folio: String,
    entry_id: EntryId,
    issued_at: Timestamp,
    valid_until: Option<String>,
    state: String,
    state_reason: Option<String>,
    sha256: Option<String>,
}

impl TryFrom<Stored> for Issued {
    type Error = Error;

    fn try_from(row: Stored) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: Kind::from_code(&row.kind).ok_or_else(|| Error::stored("a kind of paper", &row.kind))?,
            folio: row.folio,
            entry: row.entry_id,
            issued_at: row.issued_at,
            valid_until: row.valid_until.as_deref().map(day).transpose()?,
            state: State::from_code(&row.state)
                .ok_or_else(|| Error::stored("the state of a paper", &row.state))?,
            state_reason: row.state_reason,
            sha256: row.sha256,
        })
    }
}

/// The one paper that has this value in this column.
async fn one(view: &View, column: &str, value: base::db::Value) -> Result<Option<Issued>> {
    let sql = format!("select {COLUMNS} from papers where portal = $1 and {column} = $2");
    let row = view.one::<Stored>(&sql, vec![view.portal().into(), value]).await?;
    row.map(Issued::try_from).transpose()
}

/// The paper with this id.
pub async fn by_id(view: &View, id: PaperId) -> Result<Option<Issued>> {
    one(view, "id", id.into()).await
}

pub(super) async fn by_folio(view: &View, folio: Folio) -> Result<Option<Issued>> {
    one(view, "folio", folio.to_string().into()).await
}

/// The one whose code has this hash.
pub(super) async fn by_code(view: &View, code_mac: Vec<u8>) -> Result<Option<Issued>> {
    one(view, "code_mac", code_mac.into()).await
}

/// The one whose token has this hash.
pub(super) async fn by_token(view: &View, token_hash: Vec<u8>) -> Result<Option<Issued>> {
    one(view, "token_hash", token_hash.into()).await
}

/// The one that was issued from this source and is worth something.
pub(super) async fn by_source(view: &View, source: &[u8]) -> Result<Option<Issued>> {
    one(view, "source", source.to_vec().into()).await
}

/// The papers of a kind that a person has, the newest first.
pub async fn of_person(view: &View, entry: EntryId, kind: Kind) -> Result<Vec<Issued>> {
    let sql = format!(
        "select {COLUMNS} from papers where portal = $1 and entry_id = $2 and kind = $3 order by issued_at desc, folio desc"
    );
    let rows: Vec<Stored> = view.all(&sql, args![view.portal(), entry, kind.code()]).await?;
    rows.into_iter().map(Issued::try_from).collect()
}

/// The ids of the keys that sealed what the portal's papers say, and their files: what is sealed begins with it.
pub async fn key_ids(view: &View) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Vec<u8>,
    }
    let sql = "select substr(snapshot, 1, 1) as id from papers where portal = $1
               union select substr(content, 1, 1) as id from papers_files where portal = $1";
    let rows = view.all::<Row>(sql, args![view.portal()]).await?;
    Ok(rows.into_iter().filter_map(|row| row.id.first().copied()).collect())
}

/// The newest papers of a person, of every kind.
pub(super) async fn held(view: &View, entry: EntryId, at_most: i64) -> Result<Vec<Issued>> {
    let sql = format!(
        "select {COLUMNS} from papers where portal = $1 and entry_id = $2 order by issued_at desc, folio desc limit $3"
    );
    let rows: Vec<Stored> = view.all(&sql, args![view.portal(), entry, at_most]).await?;
    rows.into_iter().map(Issued::try_from).collect()
}

/// What a paper says, sealed.
pub(super) async fn snapshot(view: &View, id: PaperId) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Row {
        snapshot: Vec<u8>,
    }
    let sql = "select snapshot from papers where portal = $1 and id = $2";
    let row = view.one::<Row>(sql, args![view.portal(), id]).await?;
    Ok(row.ok_or_else(|| Error::Other(format!("there is no paper {id}")))?.snapshot)
}

/// The file of a paper, sealed; None until it was drawn.
pub(super) async fn file(view: &View, id: PaperId) -> Result<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Row {
        content: Vec<u8>,
    }
    let sql = "select content from papers_files where portal = $1 and paper_id = $2";
    Ok(view.one::<Row>(sql, args![view.portal(), id]).await?.map(|row| row.content))
}

/// Keeps the file of a paper that has none. Of two at once, the second is told that there is one.
pub(super) async fn keep_file(tx: &Tx, id: PaperId, content: Vec<u8>, sha256: &str) -> Result<bool> {
    let first = tx
        .run(
            "update papers set sha256 = $3 where portal = $1 and id = $2 and sha256 is null",
            args![tx.portal(), id, sha256],
        )
        .await?;
    if first == 0 {
        return Ok(false);
    }
    tx.run(
        "insert into papers_files (paper_id, portal, content) values ($2, $1, $3)",
        args![tx.portal(), id, content],
    )
    .await?;
    Ok(true)
}

/// Declares a paper worth nothing; false where it was so already. Its source may be issued again.
pub(super) async fn revoke(tx: &Tx, id: PaperId, reason: &str, now: Timestamp) -> Result<bool> {
    let revoked = tx
        .run(
            "update papers set state = $3, state_reason = $4, state_at = $5, source = null
             where portal = $1 and id = $2 and state = $6",
            args![tx.portal(), id, State::Revoked.code(), reason, now, State::Valid.code()],
        )
        .await?;
    Ok(revoked == 1)
}
