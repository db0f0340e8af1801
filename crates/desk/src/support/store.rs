//! SQL on `support_cases` and `support_numbers`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::{Error, Result};
use identity::accounts::AccountId;
use jiff::civil::Date;
use sea_orm::FromQueryResult;

use super::rules::{CaseNumber, Writing};
use super::{CaseId, Filed};

/// The next number of the year. Whoever asks meanwhile waits for this transaction, and what is undone leaves no gap.
pub(super) async fn next_number(tx: &Tx, year: i16) -> Result<CaseNumber> {
    #[derive(FromQueryResult)]
    struct Row {
        last: i64,
    }
    let row = tx
        .one::<Row>(
            "insert into support_numbers (portal, year, last) values ($1, $2, 1)
             on conflict (portal, year) do update set last = support_numbers.last + 1
             returning last",
            args![tx.portal(), i64::from(year)],
        )
        .await?;
    let last = row.ok_or_else(|| Error::Other("an upsert returned no row".into()))?.last;
    Ok(CaseNumber { year, sequence: last })
}

/// A case about to be stored.
pub(super) struct New<'a> {
    pub id: CaseId,
    pub writing: &'a Writing,
    pub account: Option<AccountId>,
    pub language: &'static str,
    pub content: Vec<u8>,
    pub received_at: Timestamp,
    pub filed: &'a Filed,
}

pub(super) async fn add(tx: &Tx, case: New<'_>) -> Result<()> {
    let New { writing, filed, .. } = case;
    tx.run(
        "insert into support_cases (id, portal, number, kind, account_id, name, email, document, description, language,
                                    received_at, due_on, receipt_mailed, content)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            case.id,
            tx.portal(),
            filed.number.as_str(),
            writing.kind.code(),
            case.account,
            writing.name.as_str(),
            writing.email.as_str(),
            writing.document.as_ref().map(|document| document.as_str().to_owned()),
            writing.description.as_str(),
            case.language,
            case.received_at,
            filed.due_on.to_string(),
            filed.is_receipt_mailed,
            case.content
        ],
    )
    .await?;
    Ok(())
}

/// The case that this browser filed today with the same words.
pub(super) async fn find_same(view: &View, content: &[u8], received_on: Date) -> Result<Option<Filed>> {
    #[derive(FromQueryResult)]
    struct Row {
        number: String,
        email: String,
        due_on: String,
        receipt_mailed: bool,
    }
    let row = view
        .one::<Row>(
            "select number, email, due_on, receipt_mailed from support_cases where portal = $1 and content = $2",
            args![view.portal(), content.to_vec()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let due_on = row.due_on.parse().map_err(|error| Error::stored("a due date", error))?;
    Ok(Some(Filed {
        number: row.number,
        received_on,
        due_on,
        email: row.email,
        is_receipt_mailed: row.receipt_mailed,
    }))
}
