//! SQL on `factors_totp`, `factors_saved_codes`, `factors_passkeys` and `factors_challenges`. A code, and what a passkey is asked, are
//! used up by one conditional statement.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::passkeys::{Asking, Passkey, PasskeyId};

pub(super) async fn set_totp(
    tx: &Tx,
    owner: Uuid,
    secret: Vec<u8>,
    proved_step: i64,
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "insert into factors_totp (owner_id, portal, secret, last_step, added_at) values ($1, $2, $3, $4, $5)
         on conflict (owner_id) do update set
           secret = excluded.secret, last_step = excluded.last_step, added_at = excluded.added_at",
        args![owner, tx.portal(), secret, proved_step, now],
    )
    .await?;
    Ok(())
}

/// The sealed secret of the owner's authenticator.
pub(super) async fn totp(view: &View, owner: Uuid) -> Result<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Row {
        secret: Vec<u8>,
    }
    let row = view
        .one::<Row>(
            "select secret from factors_totp where portal = $1 and owner_id = $2",
            args![view.portal(), owner],
        )
        .await?;
    Ok(row.map(|row| row.secret))
}

/// Since when the owner has the authenticator.
pub(super) async fn totp_added_at(view: &View, owner: Uuid) -> Result<Option<Timestamp>> {
    let sql = "select added_at from factors_totp where portal = $1 and owner_id = $2";
    added_at(view, owner, sql).await
}

/// Since when the owner has the saved codes: all are made at once.
pub(super) async fn saved_codes_added_at(view: &View, owner: Uuid) -> Result<Option<Timestamp>> {
    let sql = "select added_at from factors_saved_codes where portal = $1 and owner_id = $2 limit 1";
    added_at(view, owner, sql).await
}

async fn added_at(view: &View, owner: Uuid, sql: &str) -> Result<Option<Timestamp>> {
    #[derive(FromQueryResult)]
    struct Row {
        added_at: Timestamp,
    }
    let row = view.one::<Row>(sql, args![view.portal(), owner]).await?;
    Ok(row.map(|row| row.added_at))
}

/// Takes the authenticator away. False where there was none.
pub(super) async fn remove_totp(tx: &Tx, owner: Uuid) -> Result<bool> {
    let removed = tx
        .run("delete from factors_totp where portal = $1 and owner_id = $2", args![tx.portal(), owner])
        .await?;
    Ok(removed == 1)
}

/// Whether the owner has a second factor, so that it is asked for.
pub async fn is_set(view: &View, owner: Uuid) -> Result<bool> {
    let factors = view
        .number(
            "select (select count(*) from factors_totp where portal = $1 and owner_id = $2)
               + (select count(*) from factors_passkeys where portal = $1 and owner_id = $2) as number",
            args![view.portal(), owner],
        )
        .await?;
    Ok(factors > 0)
}

/// The ids of the keys that sealed the portal's secrets: what is sealed begins with it.
pub async fn key_ids(view: &View) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Vec<u8>,
    }
    let sql = "select distinct substr(secret, 1, 1) as id from factors_totp where portal = $1";
    let rows = view.all::<Row>(sql, args![view.portal()]).await?;
    Ok(rows.into_iter().filter_map(|row| row.id.first().copied()).collect())
}

/// Takes the code of a period. False when that one or a later one was taken: a code that was watched is worth nothing.
pub(super) async fn use_step(tx: &Tx, owner: Uuid, step: i64) -> Result<bool> {
    let used = tx
        .run(
            "update factors_totp set last_step = $3 where portal = $1 and owner_id = $2 and last_step < $3",
            args![tx.portal(), owner, step],
        )
        .await?;
    Ok(used == 1)
}

/// Keeps the row of the owner's authenticator locked until the transaction ends, so that of two who replace the saved codes at once
/// the second sees those of the first.
pub(super) async fn hold_totp(tx: &Tx, owner: Uuid) -> Result<()> {
    tx.run(
        "update factors_totp set last_step = last_step where portal = $1 and owner_id = $2",
        args![tx.portal(), owner],
    )
    .await?;
    Ok(())
}

pub(super) async fn replace_saved_codes(
    tx: &Tx,
    owner: Uuid,
    macs: Vec<Vec<u8>>,
    now: Timestamp,
) -> Result<()> {
    remove_saved_codes(tx, owner).await?;
    for mac in macs {
        tx.run(
            "insert into factors_saved_codes (owner_id, portal, code_mac, added_at) values ($1, $2, $3, $4)",
            args![owner, tx.portal(), mac, now],
        )
        .await?;
    }
    Ok(())
}

pub(super) async fn remove_saved_codes(tx: &Tx, owner: Uuid) -> Result<()> {
    tx.run("delete from factors_saved_codes where portal = $1 and owner_id = $2", args![tx.portal(), owner])
        .await?;
    Ok(())
}

/// Uses a saved code up. Of several at once, one gets it.
pub(super) async fn use_saved_code(tx: &Tx, owner: Uuid, mac: Vec<u8>, now: Timestamp) -> Result<bool> {
    let used = tx
        .run(
            "update factors_saved_codes set used_at = $4
             where portal = $1 and owner_id = $2 and code_mac = $3 and used_at is null",
            args![tx.portal(), owner, mac, now],
        )
        .await?;
    Ok(used == 1)
}

/// How many saved codes the owner has not used yet.
pub async fn saved_codes_left(view: &View, owner: Uuid) -> Result<i64> {
    view.number(
        "select count(*) as number from factors_saved_codes where portal = $1 and owner_id = $2 and used_at is null",
        args![view.portal(), owner],
    )
    .await
}

pub(super) struct NewPasskey<'a> {
    pub id: PasskeyId,
    pub owner: Uuid,
    pub name: &'a str,
    pub credential_id: Vec<u8>,
    pub public_part: String,
    pub now: Timestamp,
}

/// False when the passkey is somebody's already (WebAuthn Level 3 §7.1, step 26).
pub(super) async fn add_passkey(tx: &Tx, new: NewPasskey<'_>) -> Result<bool> {
    let added = tx
        .run(
            "insert into factors_passkeys (id, portal, owner_id, name, credential_id, public_part, counter, added_at)
             values ($1, $2, $3, $4, $5, $6, 0, $7) on conflict (portal, credential_id) do nothing",
            args![new.id, tx.portal(), new.owner, new.name, new.credential_id, new.public_part, new.now],
        )
        .await?;
    Ok(added == 1)
}

/// The owner's passkeys, the oldest first.
pub(super) async fn passkeys(view: &View, owner: Uuid) -> Result<Vec<Passkey>> {
    view.all(
        "select id, name, added_at, used_at from factors_passkeys
         where portal = $1 and owner_id = $2 order by added_at, id",
        args![view.portal(), owner],
    )
    .await
}

pub(super) async fn public_parts(view: &View, owner: Uuid) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        public_part: String,
    }
    let rows = view
        .all::<Row>(
            "select public_part from factors_passkeys where portal = $1 and owner_id = $2 order by added_at, id",
            args![view.portal(), owner],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.public_part).collect())
}

/// A passkey as it is checked.
#[derive(FromQueryResult)]
pub(super) struct StoredPasskey {
    pub id: PasskeyId,
    pub public_part: String,
}

pub(super) async fn passkey_of_credential(
    view: &View,
    owner: Uuid,
    credential_id: &[u8],
) -> Result<Option<StoredPasskey>> {
    view.one(
        "select id, public_part from factors_passkeys where portal = $1 and owner_id = $2 and credential_id = $3",
        args![view.portal(), owner, credential_id.to_vec()],
    )
    .await
}

/// Notes a use. False when the counter did not go on: then there are two of the passkey (WebAuthn Level 3 §7.2, step 22).
pub(super) async fn use_passkey(
    tx: &Tx,
    id: PasskeyId,
    counter: i64,
    public_part: String,
    now: Timestamp,
) -> Result<bool> {
    let used = tx
        .run(
            "update factors_passkeys set counter = $3, public_part = $4, used_at = $5
             where portal = $1 and id = $2 and (counter < $3 or (counter = 0 and $3 = 0))",
            args![tx.portal(), id, counter, public_part, now],
        )
        .await?;
    Ok(used == 1)
}

/// False where it is not the owner's.
pub(super) async fn remove_passkey(tx: &Tx, owner: Uuid, id: PasskeyId) -> Result<bool> {
    let removed = tx
        .run(
            "delete from factors_passkeys where portal = $1 and owner_id = $2 and id = $3",
            args![tx.portal(), owner, id],
        )
        .await?;
    Ok(removed == 1)
}

/// Takes every passkey of the owner away.
pub(super) async fn remove_passkeys(tx: &Tx, owner: Uuid) -> Result<()> {
    tx.run("delete from factors_passkeys where portal = $1 and owner_id = $2", args![tx.portal(), owner])
        .await?;
    Ok(())
}

/// Keeps what a passkey is asked, in place of what the walk or session asked before.
pub(super) async fn keep_challenge(
    tx: &Tx,
    asking: Asking,
    purpose: &str,
    state: String,
    expires_at: Timestamp,
) -> Result<()> {
    tx.run(
        "insert into factors_challenges (portal, bound_to, purpose, owner_id, state, expires_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (portal, bound_to, purpose) do update set
           owner_id = excluded.owner_id, state = excluded.state, expires_at = excluded.expires_at",
        args![tx.portal(), asking.bound_to, purpose, asking.owner, state, expires_at],
    )
    .await?;
    Ok(())
}

/// Uses up what was asked. Of several answers at once, one gets it.
pub(super) async fn take_challenge(
    tx: &Tx,
    asking: Asking,
    purpose: &str,
    now: Timestamp,
) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
    }
    let row = tx
        .one::<Row>(
            "delete from factors_challenges
             where portal = $1 and bound_to = $2 and purpose = $3 and owner_id = $4 and expires_at > $5
             returning state",
            args![tx.portal(), asking.bound_to, purpose, asking.owner, now],
        )
        .await?;
    Ok(row.map(|row| row.state))
}

/// Forgets what nobody answered in time, of every portal.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64> {
    tx.run("delete from factors_challenges where expires_at < $1", args![now]).await
}
