//! SQL on `accounts` and `credentials`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View, placeholders};
use base::error::Result;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{Account, AccountId, OnFile};
use crate::directory::{self, PersonId, Told};
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

/// The account, if it is not suspended.
pub async fn by_id(view: &View, id: AccountId) -> Result<Option<Account>> {
    view.one(
        &format!("select {COLUMNS} from accounts where portal = $1 and id = $2 and suspended_at is null"),
        args![view.portal(), id],
    )
    .await
}

/// The account of an entry, suspended or not: an entry is claimed once.
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
        &format!(
            "select {COLUMNS} from accounts where portal = $1 and signin_name = $2 and suspended_at is null"
        ),
        args![view.portal(), signin_name],
    )
    .await
}

/// The account with this document, where accounts have one.
pub async fn by_document(view: &View, kind: &str, number: &str) -> Result<Option<Account>> {
    view.one(
        &format!(
            "select {COLUMNS} from accounts
             where portal = $1 and document_type = $2 and document_number = $3 and suspended_at is null"
        ),
        args![view.portal(), kind, number],
    )
    .await
}

/// Whose a sign-in name is, suspended or not: a name is given once.
pub async fn owner_of(view: &View, signin_name: &str) -> Result<Option<AccountId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: AccountId,
    }
    let row = view
        .one::<Row>(
            "select id from accounts where portal = $1 and signin_name = $2",
            args![view.portal(), signin_name],
        )
        .await?;
    Ok(row.map(|row| row.id))
}

/// The accounts that confirmed this address, a few at most: a family may share one.
pub async fn by_confirmed_email(view: &View, email: &str, at_most: i64) -> Result<Vec<Account>> {
    view.all(
        &format!(
            "select {COLUMNS} from accounts
             where portal = $1 and email = $2 and email_confirmed_at is not null and suspended_at is null
             order by id limit $3"
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
               and phone_confirmed_at is not null and suspended_at is null"
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
    let mut values = args![view.portal()];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let sql = format!(
        "select id, given_names, family_names from accounts where portal = $1 and id in ({})",
        placeholders(2, ids.len())
    );
    let rows: Vec<Row> = view.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.id, format!("{} {}", row.given_names, row.family_names))).collect())
}

/// What signing in needs to know of a name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Login {
    pub id: AccountId,
    pub hash: String,
    signin_name: String,
    suspended_at: Option<Timestamp>,
}

impl Login {
    /// Whether this is the login of that name, and not the one that was read in its place.
    pub fn is_of(&self, signin_name: &str) -> bool {
        self.signin_name == signin_name && self.suspended_at.is_none()
    }
}

/// The login of this name or, where nobody has it, the one that stands before it: to find nothing takes less time than to read
/// somebody's rows, which would tell who is known. A name that stands before everybody's finds none.
pub async fn login_at(view: &View, signin_name: &str) -> Result<Option<Login>> {
    view.one(
        "select accounts.id as id, credentials.hash as hash, accounts.signin_name as signin_name,
           accounts.suspended_at as suspended_at
         from accounts join credentials on credentials.account_id = accounts.id
         where accounts.portal = $1 and accounts.signin_name <= $2
         order by accounts.signin_name desc limit 1",
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
    if added == 1 {
        tell_directory(tx, account).await?;
    }
    Ok(added == 1)
}

/// Writes by which words the account's person is found.
async fn tell_directory(tx: &Tx, account: &Account) -> Result<()> {
    let names = [account.given_names.as_str(), account.family_names.as_str()];
    let others = [account.document_number.as_deref(), account.email.as_deref(), Some(&account.signin_name)];
    let words = directory::rules::words(&names, &others.map(Option::unwrap_or_default));
    directory::write(tx, Told::ByAccount, &[directory::Written { person: account.person(), words }]).await
}

/// The same after a change.
async fn tell_directory_again(tx: &Tx, id: AccountId) -> Result<()> {
    match on_file(tx, id).await? {
        Some(kept) => tell_directory(tx, &kept.account).await,
        None => Ok(()),
    }
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

/// A password's hash in which none of these marks stands, if there is one.
pub async fn hash_without(view: &View, marks: &[String]) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        hash: String,
    }
    let mut values = args![view.portal()];
    let mut conditions = String::new();
    for mark in marks {
        values.push(mark.as_str().into());
        // Not `like`, which takes small letters for capitals in SQLite.
        conditions += &format!(" and replace(hash, ${}, '') = hash", values.len());
    }
    let sql = format!("select hash from credentials where portal = $1{conditions} limit 1");
    Ok(view.one::<Row>(&sql, values).await?.map(|row| row.hash))
}

/// Whether this still is the hash of the account, and it is not suspended; its row stays locked until the transaction ends.
pub async fn hold_hash(tx: &Tx, account: AccountId, hash: &str) -> Result<bool> {
    tx.run_with_next(
        "update credentials set hash = hash where portal = $1 and account_id = $2",
        args![tx.portal(), account],
    )
    .await?;
    // Looked at after the lock: whoever changes the password or suspends takes the same one first.
    let held = tx
        .number(
            "select count(*) as number from accounts join credentials on credentials.account_id = accounts.id
             where accounts.portal = $1 and accounts.id = $2 and accounts.suspended_at is null
               and credentials.hash = $3",
            args![tx.portal(), account, hash],
        )
        .await?;
    Ok(held == 1)
}

/// Takes the lock of [`hold_hash`], whatever the hash is. False when there is no such account, or it is suspended.
pub async fn hold(tx: &Tx, account: AccountId) -> Result<bool> {
    let held = tx
        .run(
            "update credentials set hash = hash where portal = $1 and account_id = $2",
            args![tx.portal(), account],
        )
        .await?;
    Ok(held == 1 && by_id(tx, account).await?.is_some())
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
        "update accounts set email = $3, email_confirmed_at = $4, pending_email = null where portal = $1 and id = $2",
        args![tx.portal(), account, email, now],
    )
    .await?;
    tell_directory_again(tx, account).await
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
    if renamed == 1 {
        tell_directory_again(tx, account).await?;
    }
    Ok(renamed == 1)
}

pub async fn set_phone(tx: &Tx, account: AccountId, phone: &str, now: Timestamp) -> Result<()> {
    tx.run(
        "update accounts set phone = $3, phone_confirmed_at = $4, pending_phone = null where portal = $1 and id = $2",
        args![tx.portal(), account, phone, now],
    )
    .await?;
    Ok(())
}

/// The number was lost: it counts no more, and one that the person has still to prove may wait in its place.
pub async fn distrust_phone(tx: &Tx, account: AccountId, pending: Option<&str>) -> Result<()> {
    tx.run(
        "update accounts set phone_confirmed_at = null, pending_phone = $3 where portal = $1 and id = $2",
        args![tx.portal(), account, pending],
    )
    .await?;
    Ok(())
}

/// The accounts with this address on record, confirmed or not: where the phone is what proves the person.
pub async fn by_registered_email(view: &View, email: &str, at_most: i64) -> Result<Vec<Account>> {
    view.all(
        &format!(
            "select {COLUMNS} from accounts
             where portal = $1 and email = $2 and phone_confirmed_at is not null and suspended_at is null
             order by id limit $3"
        ),
        args![view.portal(), email, at_most],
    )
    .await
}

const ON_FILE: &str = "created_at, suspended_at, pending_email, pending_phone";

/// The account as staff see it, suspended or not.
pub async fn on_file(view: &View, id: AccountId) -> Result<Option<OnFile>> {
    view.one(
        &format!("select {COLUMNS}, {ON_FILE} from accounts where portal = $1 and id = $2"),
        args![view.portal(), id],
    )
    .await
}

/// When the password was set.
pub(super) async fn password_set_at(view: &View, account: AccountId) -> Result<Option<Timestamp>> {
    #[derive(FromQueryResult)]
    struct Row {
        set_at: Timestamp,
    }
    let sql = "select set_at from credentials where portal = $1 and account_id = $2";
    Ok(view.one::<Row>(sql, args![view.portal(), account]).await?.map(|row| row.set_at))
}

/// The accounts of these people, suspended or not.
pub async fn of_people(view: &View, people: &[PersonId]) -> Result<Vec<OnFile>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = placeholders(2, people.len());
    let mut values = args![view.portal()];
    values.extend(people.iter().map(|person| Value::from(*person)));
    let sql = format!(
        "select {COLUMNS}, {ON_FILE} from accounts
         where portal = $1 and (roster_entry_id in ({numbers}) or id in ({numbers}) and roster_entry_id is null)"
    );
    view.all(&sql, values).await
}

/// Who registered last, the newest first.
pub async fn newest(view: &View, at_most: i64) -> Result<Vec<OnFile>> {
    view.all(
        &format!(
            "select {COLUMNS}, {ON_FILE} from accounts where portal = $1 order by created_at desc, id desc limit $2"
        ),
        args![view.portal(), at_most],
    )
    .await
}

/// Suspends an account. False when it is suspended already. Takes the lock of [`hold_hash`] first, so that a sign-in that is under
/// way either is seen by what the caller ends next, or sees this.
pub async fn suspend(tx: &Tx, account: AccountId, now: Timestamp) -> Result<bool> {
    tx.run(
        "update credentials set hash = hash where portal = $1 and account_id = $2",
        args![tx.portal(), account],
    )
    .await?;
    let suspended = tx
        .run(
            "update accounts set suspended_at = $3 where portal = $1 and id = $2 and suspended_at is null",
            args![tx.portal(), account, now],
        )
        .await?;
    Ok(suspended == 1)
}

/// Lets a suspended account back in. False when it is not suspended.
pub async fn restore(tx: &Tx, account: AccountId) -> Result<bool> {
    let restored = tx
        .run(
            "update accounts set suspended_at = null where portal = $1 and id = $2 and suspended_at is not null",
            args![tx.portal(), account],
        )
        .await?;
    Ok(restored == 1)
}

/// Notes an address that staff corrected. It counts for nothing until the person opens the link that is mailed there.
pub async fn set_pending_email(tx: &Tx, account: AccountId, email: &str) -> Result<()> {
    tx.run(
        "update accounts set pending_email = $3 where portal = $1 and id = $2",
        args![tx.portal(), account, email],
    )
    .await?;
    Ok(())
}

/// Notes a number that staff corrected. It counts for nothing until the person types the code that is sent there.
pub async fn set_pending_phone(tx: &Tx, account: AccountId, phone: &str) -> Result<()> {
    tx.run(
        "update accounts set pending_phone = $3 where portal = $1 and id = $2",
        args![tx.portal(), account, phone],
    )
    .await?;
    Ok(())
}

/// How many accounts were opened on a day, counted in days since 1970 where the clock is `offset` ahead of UTC.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct OpenedOnDay {
    pub day: i64,
    pub accounts: i64,
}

/// The accounts opened since a moment, by day; days without any are left out.
pub async fn opened_by_day(view: &View, since: Timestamp, offset_hours: i8) -> Result<Vec<OpenedOnDay>> {
    const HOUR_MICROS: i64 = 60 * 60 * 1_000_000;
    view.all(
        "select (created_at + $3) / 86400000000 as day, count(*) as accounts from accounts
         where portal = $1 and created_at >= $2 group by (created_at + $3) / 86400000000 order by 1",
        args![view.portal(), since, i64::from(offset_hours) * HOUR_MICROS],
    )
    .await
}
