//! SQL on `accounts` and `credentials`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Account, AccountId};
use crate::roster::EntryId;

const COLUMNS: &str =
    "id, signin_name, roster_entry_id, document_type, document_number, given_names, family_names,
    email, email_confirmed_at, phone, phone_confirmed_at";

/// Whether the portal has an account at all.
pub async fn is_any(view: &View) -> Result<bool> {
    let accounts = view
        .number("select count(*) as number from accounts where portal = $1", args![view.portal()])
        .await?;
    Ok(accounts > 0)
}

pub async fn by_id(view: &View, id: AccountId) -> Result<Option<Account>> {
    view.one(
        &format!("select {COLUMNS} from accounts where portal = $1 and id = $2"),
        args![view.portal(), id],
    )
    .await
}

pub async fn of_roster_entry(view: &View, entry: EntryId) -> Result<Option<Account>> {
    view.one(
        &format!("select {COLUMNS} from accounts where portal = $1 and roster_entry_id = $2"),
        args![view.portal(), entry],
    )
    .await
}

/// The roster entries whose people registered since then.
pub async fn registered_since(view: &View, since: Timestamp) -> Result<Vec<EntryId>> {
    #[derive(FromQueryResult)]
    struct Row {
        roster_entry_id: EntryId,
    }
    let rows: Vec<Row> = view
        .all(
            "select roster_entry_id from accounts
             where portal = $1 and created_at >= $2 and roster_entry_id is not null",
            args![view.portal(), since],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.roster_entry_id).collect())
}

pub async fn by_signin_name(view: &View, signin_name: &str) -> Result<Option<Account>> {
    view.one(
        &format!("select {COLUMNS} from accounts where portal = $1 and signin_name = $2"),
        args![view.portal(), signin_name],
    )
    .await
}

/// The accounts that confirmed this address, a few at most: a family may share one.
pub async fn by_confirmed_email(view: &View, email: &str, at_most: i64) -> Result<Vec<Account>> {
    view.all(
        &format!(
            "select {COLUMNS} from accounts
             where portal = $1 and email = $2 and email_confirmed_at is not null order by id limit $3"
        ),
        args![view.portal(), email, at_most],
    )
    .await
}

/// The account on which all four agree (C8); which one failed is nobody's to know.
pub async fn by_identity(
    view: &View,
    document: (&str, &str),
    email: &str,
    phone: &str,
) -> Result<Option<Account>> {
    view.one(
        &format!(
            "select {COLUMNS} from accounts
             where portal = $1 and document_type = $2 and document_number = $3 and email = $4 and phone = $5
               and phone_confirmed_at is not null"
        ),
        args![view.portal(), document.0, document.1, email, phone],
    )
    .await
}

/// The whole names of these accounts, by id.
pub async fn names(view: &View, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        given_names: String,
        family_names: String,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..ids.len() + 2).map(|place| format!("${place}")).collect();
    let mut values = args![view.portal()];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let sql = format!(
        "select id, given_names, family_names from accounts where portal = $1 and id in ({})",
        places.join(", ")
    );
    let rows: Vec<Row> = view.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.id, format!("{} {}", row.given_names, row.family_names))).collect())
}

/// What signing in needs to know of a name, read by one statement whether or not somebody has it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Login {
    pub id: AccountId,
    pub hash: String,
}

pub async fn login(view: &View, signin_name: &str) -> Result<Option<Login>> {
    view.one(
        "select accounts.id as id, credentials.hash as hash from accounts
         join credentials on credentials.account_id = accounts.id
         where accounts.portal = $1 and accounts.signin_name = $2",
        args![view.portal(), signin_name],
    )
    .await
}

/// Adds an account. False when the name is taken or the roster entry has one: an entry is claimed once.
pub async fn add(tx: &Tx, account: &Account, now: Timestamp) -> Result<bool> {
    let added = tx
        .run(
            "insert into accounts (id, portal, signin_name, roster_entry_id, document_type, document_number, given_names,
               family_names, email, email_confirmed_at, phone, phone_confirmed_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing",
            args![
                account.id,
                tx.portal(),
                account.signin_name.as_str(),
                account.roster_entry_id,
                account.document_type.as_deref(),
                account.document_number.as_deref(),
                account.given_names.as_str(),
                account.family_names.as_str(),
                account.email.as_deref(),
                account.email_confirmed_at,
                account.phone.as_deref(),
                account.phone_confirmed_at,
                now
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Sets the password's hash; the account has at most one.
pub async fn set_hash(tx: &Tx, account: AccountId, hash: &str, now: Timestamp) -> Result<()> {
    tx.run(
        "insert into credentials (account_id, portal, hash, set_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update set hash = excluded.hash, set_at = excluded.set_at",
        args![account, tx.portal(), hash, now],
    )
    .await?;
    Ok(())
}

/// Whether this still is the account's hash; its row stays locked until the transaction ends.
pub async fn hold_hash(tx: &Tx, account: AccountId, hash: &str) -> Result<bool> {
    let held = tx
        .run(
            "update credentials set hash = hash where portal = $1 and account_id = $2 and hash = $3",
            args![tx.portal(), account, hash],
        )
        .await?;
    Ok(held == 1)
}

/// Replaces a hash by one of today's cost, unless the password was changed meanwhile.
pub async fn replace_hash(tx: &Tx, account: AccountId, old: &str, new: &str) -> Result<()> {
    tx.run(
        "update credentials set hash = $4 where portal = $1 and account_id = $2 and hash = $3",
        args![tx.portal(), account, old, new],
    )
    .await?;
    Ok(())
}

pub async fn hash_of(view: &View, account: AccountId) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        hash: String,
    }
    let row = view
        .one::<Row>(
            "select hash from credentials where portal = $1 and account_id = $2",
            args![view.portal(), account],
        )
        .await?;
    Ok(row.map(|row| row.hash))
}

/// The address counts from now on, if it still is the account's. An address that replaces another comes in here too.
pub async fn confirm_email(tx: &Tx, account: AccountId, email: &str, now: Timestamp) -> Result<()> {
    tx.run(
        "update accounts set email = $3, email_confirmed_at = $4 where portal = $1 and id = $2",
        args![tx.portal(), account, email, now],
    )
    .await?;
    Ok(())
}

/// Where the address is the name one signs in with, it changes with it. False when somebody else has that name.
pub async fn rename(tx: &Tx, account: AccountId, signin_name: &str) -> Result<bool> {
    let free = tx
        .number(
            "select count(*) as number from accounts where portal = $1 and signin_name = $2 and id <> $3",
            args![tx.portal(), signin_name, account],
        )
        .await?;
    if free > 0 {
        return Ok(false);
    }
    let renamed = tx
        .run(
            "update accounts set signin_name = $3 where portal = $1 and id = $2",
            args![tx.portal(), account, signin_name],
        )
        .await?;
    Ok(renamed == 1)
}

pub async fn set_phone(tx: &Tx, account: AccountId, phone: &str, now: Timestamp) -> Result<()> {
    tx.run(
        "update accounts set phone = $3, phone_confirmed_at = $4 where portal = $1 and id = $2",
        args![tx.portal(), account, phone, now],
    )
    .await?;
    Ok(())
}

/// The accounts with this address on record, confirmed or not: where the phone is what proves the person.
pub async fn by_registered_email(view: &View, email: &str, at_most: i64) -> Result<Vec<Account>> {
    view.all(
        &format!(
            "select {COLUMNS} from accounts
             where portal = $1 and email = $2 and phone_confirmed_at is not null order by id limit $3"
        ),
        args![view.portal(), email, at_most],
    )
    .await
}
