//! SQL on `messages`, `messaging_suppressions` and `messaging_callbacks`.

use base::args;
use base::clock::Timestamp;
use base::db::{Tx, Value, View};
use base::error::{Error, Result};
use sea_orm::FromQueryResult;

use super::Receipt;
use super::message::{Channel, MessageKind};
use super::outbox::{MessageId, Standing};
use super::rules::{Reported, SuppressedBy};
use super::state::MessageState;
use super::suppression::SuppressionId;
use crate::accounts::AccountId;

pub(super) struct New {
    pub id: MessageId,
    pub account: Option<AccountId>,
    pub kind: &'static str,
    pub channel: &'static str,
    /// Masked.
    pub recipient: String,
    pub contact_mac: Vec<u8>,
    pub now: Timestamp,
}

pub(super) async fn add(tx: &Tx, new: New) -> Result<()> {
    tx.run(
        "insert into messages (id, portal, account_id, kind, channel, recipient, contact_mac, state, tries, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8)",
        args![
            new.id,
            tx.portal(),
            new.account,
            new.kind,
            new.channel,
            new.recipient,
            new.contact_mac,
            new.now
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn sent(
    tx: &Tx,
    id: MessageId,
    tries: i64,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<()> {
    tx.run(
        "update messages set state = 'sent', tries = $3, provider = $4, provider_reference = $5, ended_at = $6,
           last_error = null
         where portal = $1 and id = $2",
        args![tx.portal(), id, tries, receipt.by.as_str(), receipt.reference.as_deref(), now],
    )
    .await?;
    Ok(())
}

/// Forgets messages that ended before, of every portal.
pub(super) async fn forget_ended(tx: &Tx, before: Timestamp) -> Result<u64> {
    tx.run("delete from messages where ended_at < $1", args![before]).await
}

/// How many messages written after `since`, of all portals, are in each state.
pub(super) async fn standings(view: &View, since: Timestamp) -> Result<Vec<Standing>> {
    view.all(
        "select channel, state, count(*) as number, max(created_at) as newest from messages
         where created_at >= $1 group by channel, state",
        args![since],
    )
    .await
}

/// Notes a try after which the message waits for the next.
pub(super) async fn waits(tx: &Tx, id: MessageId, tries: i64, reason: &str) -> Result<()> {
    tx.run(
        "update messages set tries = $3, last_error = $4 where portal = $1 and id = $2 and state = 'waiting'",
        args![tx.portal(), id, tries, reason],
    )
    .await?;
    Ok(())
}

/// A message that did not go out.
pub(super) struct GivenUp<'a> {
    pub id: MessageId,
    pub state: MessageState,
    pub tries: i64,
    pub reason: &'a str,
    pub now: Timestamp,
}

/// Notes that a message that waited did not go out. False when it did not wait any more.
pub(super) async fn give_up(tx: &Tx, what: GivenUp<'_>) -> Result<bool> {
    let noted = tx
        .run(
            "update messages set state = $3, tries = $4, last_error = $5, ended_at = $6
             where portal = $1 and id = $2 and state = 'waiting'",
            args![tx.portal(), what.id, what.state.as_str(), what.tries, what.reason, what.now],
        )
        .await?;
    Ok(noted == 1)
}

/// Ends a message that waits, without a try. False when it did not wait any more.
pub(super) async fn end(tx: &Tx, id: MessageId, state: MessageState, now: Timestamp) -> Result<bool> {
    let ended = tx
        .run(
            "update messages set state = $3, ended_at = $4 where portal = $1 and id = $2 and state = 'waiting'",
            args![tx.portal(), id, state.as_str(), now],
        )
        .await?;
    Ok(ended == 1)
}

/// Keeps a message that did not go out, to be sent again.
pub(super) async fn keep(tx: &Tx, id: MessageId, sealed: &[u8], until: Timestamp) -> Result<()> {
    tx.run(
        "update messages set envelope = $3, kept_until = $4 where portal = $1 and id = $2",
        args![tx.portal(), id, sealed.to_vec(), until],
    )
    .await?;
    Ok(())
}

/// Takes a kept message out and lets it wait again. None when there is none, or somebody else was faster.
pub(super) async fn take_kept(tx: &Tx, id: MessageId, now: Timestamp) -> Result<Option<Vec<u8>>> {
    #[derive(FromQueryResult)]
    struct Row {
        envelope: Vec<u8>,
    }
    let row = tx
        .one::<Row>(
            "select envelope from messages
             where portal = $1 and id = $2 and state in ('failed', 'expired') and kept_until > $3",
            args![tx.portal(), id, now],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let taken = tx
        .run(
            "update messages set state = 'waiting', ended_at = null, envelope = null, kept_until = null,
               last_error = null
             where portal = $1 and id = $2 and state in ('failed', 'expired') and kept_until > $3",
            args![tx.portal(), id, now],
        )
        .await?;
    Ok((taken == 1).then_some(row.envelope))
}

/// Forgets kept messages that are too old to be sent again, of every portal.
pub(super) async fn forget_kept(tx: &Tx, now: Timestamp) -> Result<()> {
    tx.run("update messages set envelope = null, kept_until = null where kept_until <= $1", args![now])
        .await?;
    Ok(())
}

/// Where a message stands, and whether its recipient gets no more of most kinds.
pub(super) async fn standing(view: &View, id: MessageId) -> Result<Option<(MessageState, bool)>> {
    #[derive(FromQueryResult)]
    struct Row {
        state: String,
        reason: Option<String>,
    }
    let row = view
        .one::<Row>(
            "select m.state, s.reason from messages m
             left join messaging_suppressions s on s.portal = m.portal and s.contact_mac = m.contact_mac
             where m.portal = $1 and m.id = $2",
            args![view.portal(), id],
        )
        .await?;
    row.map(|row| Ok((state_of(&row.state)?, row.reason.is_some()))).transpose()
}

fn state_of(name: &str) -> Result<MessageState> {
    MessageState::parse(name).ok_or_else(|| Error::stored("the state of a message", name))
}

/// A contact that gets no more messages.
pub(super) struct Suppression {
    pub id: SuppressionId,
    pub channel: Channel,
    pub masked: String,
    pub by: SuppressedBy,
    pub created_at: Timestamp,
}

/// False when the contact was suppressed already.
pub(super) async fn suppress(tx: &Tx, new: &Suppression, contact_mac: &[u8]) -> Result<bool> {
    let added = tx
        .run(
            "insert into messaging_suppressions (id, portal, channel, contact_mac, masked, reason, created_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (portal, contact_mac) do nothing",
            args![
                new.id,
                tx.portal(),
                new.channel.as_str(),
                contact_mac.to_vec(),
                new.masked.as_str(),
                new.by.as_str(),
                new.created_at
            ],
        )
        .await?;
    Ok(added == 1)
}

/// False when somebody else was faster, or nobody is called so.
pub(super) async fn release(tx: &Tx, id: SuppressionId) -> Result<bool> {
    let released = tx
        .run("delete from messaging_suppressions where portal = $1 and id = $2", args![tx.portal(), id])
        .await?;
    Ok(released == 1)
}

/// Suppressed contacts, the newest first, those before `before`.
pub(super) async fn suppressions(
    view: &View,
    before: Option<SuppressionId>,
    at_most: i64,
) -> Result<Vec<Suppression>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: SuppressionId,
        channel: String,
        masked: String,
        reason: String,
        created_at: Timestamp,
    }
    let mut values = args![view.portal(), at_most];
    let after = if let Some(id) = before {
        values.push(id.into());
        "and id < $3"
    } else {
        ""
    };
    let sql = format!(
        "select id, channel, masked, reason, created_at from messaging_suppressions
         where portal = $1 {after} order by id desc limit $2"
    );
    let rows = view.all::<Row>(&sql, values).await?;
    let read = |row: Row| {
        Ok(Suppression {
            id: row.id,
            channel: Channel::parse(&row.channel).ok_or_else(|| Error::stored("a channel", &row.channel))?,
            masked: row.masked,
            by: SuppressedBy::parse(&row.reason)
                .ok_or_else(|| Error::stored("a reason for suppressing", &row.reason))?,
            created_at: row.created_at,
        })
    };
    rows.into_iter().map(read).collect()
}

/// What a provider's word is about.
#[derive(FromQueryResult)]
pub(super) struct Addressed {
    pub id: MessageId,
    pub channel: String,
    pub recipient: String,
    pub contact_mac: Option<Vec<u8>>,
}

/// Whether a message was written that nobody took on yet, as far as is known.
pub(super) async fn is_any_waiting(tx: &Tx) -> Result<bool> {
    let waiting = tx
        .number(
            "select count(*) as number from (select id from messages where portal = $1 and state = 'waiting' limit 1) waiting",
            args![tx.portal()],
        )
        .await?;
    Ok(waiting > 0)
}

/// The message that this provider took and that we call so.
pub(super) async fn taken_by_id(tx: &Tx, provider: &str, id: MessageId) -> Result<Option<Addressed>> {
    tx.one(
        "select id, channel, recipient, contact_mac from messages where portal = $1 and id = $2 and provider = $3",
        args![tx.portal(), id, provider],
    )
    .await
}

/// The message that this provider took and calls so.
pub(super) async fn taken_by_reference(
    tx: &Tx,
    provider: &str,
    reference: &str,
) -> Result<Option<Addressed>> {
    tx.one(
        "select id, channel, recipient, contact_mac from messages
         where portal = $1 and provider = $2 and provider_reference = $3 order by id desc limit 1",
        args![tx.portal(), provider, reference],
    )
    .await
}

/// Takes a provider's word for a message, if it stands where that word moves it forward.
pub(super) async fn report(
    tx: &Tx,
    id: MessageId,
    word: Reported,
    at: Timestamp,
    reason: &str,
) -> Result<bool> {
    let follows: Vec<String> = word.follows().iter().map(|state| format!("'{}'", state.as_str())).collect();
    if follows.is_empty() {
        return Ok(false);
    }
    let reason = (!reason.is_empty()).then_some(reason);
    let sql = format!(
        "update messages set state = $3, reported_at = $4, last_error = $5
         where portal = $1 and id = $2 and state in ({})",
        follows.join(", ")
    );
    Ok(tx.run(&sql, args![tx.portal(), id, word.state().as_str(), at, reason]).await? == 1)
}

/// Notes what a provider signed. False when it was taken before.
pub(super) async fn note_callback(tx: &Tx, signature: &[u8], expires_at: Timestamp) -> Result<bool> {
    let noted = tx
        .run(
            "insert into messaging_callbacks (portal, signature, expires_at) values ($1, $2, $3)
             on conflict (portal, signature) do nothing",
            args![tx.portal(), signature.to_vec(), expires_at],
        )
        .await?;
    Ok(noted == 1)
}

/// Forgets signatures that are too old to be taken, of every portal.
pub(super) async fn forget_callbacks(tx: &Tx, now: Timestamp) -> Result<()> {
    tx.run("delete from messaging_callbacks where expires_at < $1", args![now]).await?;
    Ok(())
}

/// Which messages of the log are wanted; what is None sorts nothing out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub state: Option<MessageState>,
    pub channel: Option<Channel>,
    pub kind: Option<MessageKind>,
    pub contact_mac: Option<Vec<u8>>,
    /// Only what was written before this one: the last of the page before.
    pub before: Option<MessageId>,
}

/// A message as the log knows it.
#[derive(Clone, Debug)]
pub(super) struct Logged {
    pub id: MessageId,
    pub kind: MessageKind,
    pub channel: Channel,
    /// Masked.
    pub recipient: String,
    pub state: MessageState,
    pub tries: i64,
    pub provider: Option<String>,
    pub provider_reference: Option<String>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub reported_at: Option<Timestamp>,
    /// It did not go out, and may be sent again until then.
    pub kept_until: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct LoggedRow {
    id: MessageId,
    kind: String,
    channel: String,
    recipient: String,
    state: String,
    tries: i64,
    provider: Option<String>,
    provider_reference: Option<String>,
    last_error: Option<String>,
    created_at: Timestamp,
    ended_at: Option<Timestamp>,
    reported_at: Option<Timestamp>,
    kept_until: Option<Timestamp>,
}

const LOGGED: &str = "id, kind, channel, recipient, state, tries, provider, provider_reference, last_error, created_at, \
                      ended_at, reported_at, kept_until";

impl TryFrom<LoggedRow> for Logged {
    type Error = Error;

    fn try_from(row: LoggedRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: MessageKind::parse(&row.kind)
                .ok_or_else(|| Error::stored("a kind of message", &row.kind))?,
            channel: Channel::parse(&row.channel).ok_or_else(|| Error::stored("a channel", &row.channel))?,
            recipient: row.recipient,
            state: state_of(&row.state)?,
            tries: row.tries,
            provider: row.provider,
            provider_reference: row.provider_reference,
            last_error: row.last_error,
            created_at: row.created_at,
            ended_at: row.ended_at,
            reported_at: row.reported_at,
            kept_until: row.kept_until,
        })
    }
}

/// The newest messages that the filter lets through, newest first: ids sort by the time they were written.
pub(super) async fn page(view: &View, filter: &Filter, at_most: i64) -> Result<Vec<Logged>> {
    let mut values = args![view.portal(), at_most];
    let mut conditions = String::new();
    for (condition, value) in conditions_of(filter) {
        let Some(value) = value else { continue };
        values.push(value);
        conditions += &format!(" and {condition} ${}", values.len());
    }
    let sql =
        format!("select {LOGGED} from messages where portal = $1{conditions} order by id desc limit $2");
    let rows = view.all::<LoggedRow>(&sql, values).await?;
    rows.into_iter().map(Logged::try_from).collect()
}

fn conditions_of(filter: &Filter) -> [(&'static str, Option<Value>); 5] {
    [
        ("state =", filter.state.map(|state| state.as_str().into())),
        ("channel =", filter.channel.map(|channel| channel.as_str().into())),
        ("kind =", filter.kind.map(|kind| kind.as_str().into())),
        ("contact_mac =", filter.contact_mac.clone().map(Value::from)),
        ("id <", filter.before.map(Value::from)),
    ]
}

pub(super) async fn one(view: &View, id: MessageId) -> Result<Option<Logged>> {
    let sql = format!("select {LOGGED} from messages where portal = $1 and id = $2");
    view.one::<LoggedRow>(&sql, args![view.portal(), id]).await?.map(Logged::try_from).transpose()
}

/// A message that was written to somebody, as their page in the office lists it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ToPerson {
    pub kind: String,
    pub channel: String,
    /// Masked.
    pub recipient: String,
    pub state: String,
    pub created_at: Timestamp,
}

/// The newest messages to an account's person, the newest first.
pub async fn newest_to(view: &View, account: AccountId, at_most: i64) -> Result<Vec<ToPerson>> {
    view.all(
        "select kind, channel, recipient, state, created_at from messages
         where portal = $1 and account_id = $2 order by created_at desc, id desc limit $3",
        args![view.portal(), account, at_most],
    )
    .await
}

/// How many messages stand in a state.
#[derive(Clone, Debug, FromQueryResult)]
pub struct InState {
    pub state: String,
    pub messages: i64,
}

/// The messages written since a moment, by state.
pub async fn by_state(view: &View, since: Timestamp) -> Result<Vec<InState>> {
    view.all(
        "select state, count(*) as messages from messages
         where portal = $1 and created_at >= $2 group by state order by state",
        args![view.portal(), since],
    )
    .await
}
