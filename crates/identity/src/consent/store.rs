//! SQL on `consent_policies`, `consent_purposes` and `consents`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use sea_orm::FromQueryResult;

use super::{ConsentId, Policy, PolicyId, Purpose, PurposeId};
use crate::accounts::AccountId;

#[derive(FromQueryResult)]
struct PolicyRow {
    id: PolicyId,
    version: i64,
    text: String,
    published_at: Timestamp,
}

/// The policy in force: the newest.
pub async fn in_force(view: &View) -> Result<Option<Policy>> {
    let row = view
        .one::<PolicyRow>(
            "select id, version, text, published_at from consent_policies
             where portal = $1 order by version desc limit 1",
            args![view.portal()],
        )
        .await?;
    match row {
        Some(row) => Ok(Some(with_purposes(view, row).await?)),
        None => Ok(None),
    }
}

/// Every version, the newest first.
pub(super) async fn all(view: &View) -> Result<Vec<Policy>> {
    let rows = view
        .all::<PolicyRow>(
            "select id, version, text, published_at from consent_policies where portal = $1 order by version desc",
            args![view.portal()],
        )
        .await?;
    let mut policies = Vec::with_capacity(rows.len());
    for row in rows {
        policies.push(with_purposes(view, row).await?);
    }
    Ok(policies)
}

async fn with_purposes(view: &View, row: PolicyRow) -> Result<Policy> {
    #[derive(FromQueryResult)]
    struct PurposeRow {
        id: PurposeId,
        label: String,
    }
    let purposes = view
        .all::<PurposeRow>(
            "select id, label from consent_purposes where portal = $1 and policy_id = $2 order by place",
            args![view.portal(), row.id],
        )
        .await?;
    Ok(Policy {
        id: row.id,
        version: row.version,
        text: row.text,
        published_at: row.published_at,
        purposes: purposes.into_iter().map(|row| Purpose { id: row.id, label: row.label }).collect(),
    })
}

/// Publishes a version. False when another was published at the same moment.
pub(super) async fn publish(tx: &Tx, policy: &Policy, hash: Vec<u8>) -> Result<bool> {
    let published = tx
        .run(
            "insert into consent_policies (id, portal, version, text, text_hash, published_at)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
            args![policy.id, tx.portal(), policy.version, policy.text.as_str(), hash, policy.published_at],
        )
        .await?;
    if published == 0 {
        return Ok(false);
    }
    for (place, purpose) in policy.purposes.iter().enumerate() {
        tx.run(
            "insert into consent_purposes (id, portal, policy_id, place, label) values ($1, $2, $3, $4, $5)",
            args![purpose.id, tx.portal(), policy.id, place as i64, purpose.label.as_str()],
        )
        .await?;
    }
    Ok(true)
}

/// What a person authorised, and what became of it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Standing {
    pub purpose_id: PurposeId,
    pub label: String,
    pub place: i64,
    pub version: i64,
    pub given_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

impl Standing {
    pub fn stands(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}

/// Everything that an account ever authorised, the newest first.
pub async fn of_account(view: &View, account: AccountId) -> Result<Vec<Standing>> {
    view.all(
        "select consents.purpose_id as purpose_id, consent_purposes.label as label, consent_purposes.place as place,
           consent_policies.version as version, consents.given_at as given_at, consents.withdrawn_at as withdrawn_at
         from consents
         join consent_purposes on consent_purposes.id = consents.purpose_id
         join consent_policies on consent_policies.id = consent_purposes.policy_id
         where consents.portal = $1 and consents.account_id = $2
         order by consents.given_at desc, consent_purposes.place",
        args![view.portal(), account],
    )
    .await
}

/// What a person authorised, with what it was given beside and from where.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Held {
    #[sea_orm(nested)]
    pub standing: Standing,
    pub text_hash: Vec<u8>,
    pub source: String,
    pub browser: String,
}

/// The newest of all that an account ever authorised.
pub(super) async fn held(view: &View, account: AccountId, at_most: i64) -> Result<Vec<Held>> {
    view.all(
        "select consents.purpose_id as purpose_id, consent_purposes.label as label, consent_purposes.place as place,
           consent_policies.version as version, consents.given_at as given_at, consents.withdrawn_at as withdrawn_at,
           consent_policies.text_hash as text_hash, consents.source as source, consents.browser as browser
         from consents
         join consent_purposes on consent_purposes.id = consents.purpose_id
         join consent_policies on consent_policies.id = consent_purposes.policy_id
         where consents.portal = $1 and consents.account_id = $2
         order by consents.given_at desc, consent_purposes.place limit $3",
        args![view.portal(), account, at_most],
    )
    .await
}

pub(super) struct New<'a> {
    pub id: ConsentId,
    pub account: AccountId,
    pub purpose: PurposeId,
    pub source: &'a str,
    pub browser: &'a str,
    pub now: Timestamp,
}

/// Writes that a purpose was authorised. False when that stands already.
pub(super) async fn give(tx: &Tx, new: New<'_>) -> Result<bool> {
    let given = tx
        .run(
            "insert into consents (id, portal, account_id, purpose_id, source, browser, given_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
            args![new.id, tx.portal(), new.account, new.purpose, new.source, new.browser, new.now],
        )
        .await?;
    Ok(given == 1)
}

/// Withdraws what was authorised and may be refused. False when there is nothing to withdraw.
pub(super) async fn withdraw(
    tx: &Tx,
    account: AccountId,
    purpose: PurposeId,
    now: Timestamp,
) -> Result<bool> {
    let withdrawn = tx
        .run(
            "update consents set withdrawn_at = $4
             where portal = $1 and account_id = $2 and purpose_id = $3 and withdrawn_at is null
               and purpose_id in (select id from consent_purposes where portal = $1 and place > 0)",
            args![tx.portal(), account, purpose, now],
        )
        .await?;
    Ok(withdrawn == 1)
}
