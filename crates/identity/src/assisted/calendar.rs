//! What time alone does: the link when the day has passed, the end of what nobody decides or uses, and pictures that were left behind.
//!
//! Every process may look at once and as often as it likes: each act is a conditional statement that succeeds once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};

use super::rules::{self, Act, State};
use super::{LINK_LIFETIME, Request, RequestId, kept, new_password, record_by_system, store, telling};
use crate::accounts::{self, AccountId};
use crate::front_door::FrontDoor;
use crate::messaging::message::{AccountLink, AssistedNews, Message};
use crate::messaging::outbox::{Recipient, To, post};
use crate::portals::Portal;
use crate::verification::link::{self, Purpose};

/// How many requests are dealt with in one go; the others wait for the next.
const AT_MOST: i64 = 200;
/// A file that no request has may belong to one that is being written this moment.
const SWEPT_AFTER: Duration = Duration::from_secs(60 * 60);

/// Does what is due now in every portal. What fails for one request is logged and does not hold up the others, nor one portal another.
pub async fn keep(front: &FrontDoor) -> Result<()> {
    let now = front.clock.now();
    let mut needed = HashSet::new();
    let mut outcome = Ok(());
    for portal in front.portals.iter() {
        match keep_in(front, portal, now).await {
            Ok(of_portal) => needed.extend(of_portal),
            Err(error) => outcome = Err(error),
        }
    }
    // Whoever does not know what every portal needs sweeps nothing out.
    outcome?;
    kept::sweep(front, &needed, now.minus(SWEPT_AFTER))
}

/// Does what is due in one portal; the requests whose pictures it needs.
async fn keep_in(front: &FrontDoor, portal: &Arc<Portal>, now: Timestamp) -> Result<Vec<RequestId>> {
    let view = front.database.view(portal.key.shared());
    for id in store::due(&view, now, AT_MOST).await? {
        if let Err(error) = move_on(front, portal, id).await {
            tracing::error!(%error, request = %id, "what is due for an assisted request could not be done");
        }
    }
    for id in store::decided_with_pictures(&view).await? {
        kept::forget_if_decided(front, portal, id).await;
    }
    store::with_pictures(&view).await
}

async fn move_on(front: &FrontDoor, portal: &Arc<Portal>, id: RequestId) -> Result<()> {
    let tx = front.database.begin(portal.key.shared()).await?;
    let Some(request) = store::by_id(&tx, &front.keys, id).await? else { return Ok(()) };
    let is_done = match (rules::when_due(request.state), request.account) {
        (Some(Act::Open), Some(account)) => open(&tx, front, portal, &request, account).await?,
        (Some(_), _) => expire(&tx, front, portal, &request).await?,
        (None, _) => false,
    };
    if is_done { tx.commit().await } else { Ok(()) }
}

/// The day has passed and nobody stopped it: the link goes to the proved address.
async fn open(
    tx: &Tx,
    front: &FrontDoor,
    portal: &Arc<Portal>,
    request: &Request,
    account: AccountId,
) -> Result<bool> {
    if accounts::store::by_id(tx, account).await?.is_none() {
        return stop(tx, front, portal, request).await;
    }
    let about =
        request.about.as_ref().ok_or_else(|| Error::stored("an assisted request", "it does not read"))?;
    let now = front.clock.now();
    let expires_at = now.plus(LINK_LIFETIME);
    if !store::open_up(tx, request.id, now, expires_at).await? {
        return Ok(false);
    }
    record_by_system(tx, front, "assisted.opened", request.account, &request.number).await?;
    let proved = link::About { email: about.email.clone() };
    let purpose = Purpose::AssistedRecovery;
    let token = link::issue(tx, front, purpose, Some(account), &proved, LINK_LIFETIME).await?;
    let url = portal.address.link(&new_password::path(&token));
    let accounts = vec![AccountLink { whose: about.name.clone(), url }];
    let to = To { portal, language: about.language, account: Some(account) };
    let message = Message::RecoveryLink { accounts, expires_at };
    post(tx, front, &to, Recipient::Mail(about.email.clone()), message).await?;
    Ok(true)
}

/// The account was suspended meanwhile: nobody is let into it.
async fn stop(tx: &Tx, front: &FrontDoor, portal: &Arc<Portal>, request: &Request) -> Result<bool> {
    if !store::end(tx, request, Act::Stop, None, front.clock.now()).await? {
        return Ok(false);
    }
    let about = request.about.as_ref();
    let told = telling::News { about, number: &request.number, news: AssistedNews::Stopped, until: None };
    telling::tell_writer(tx, front, portal, told).await?;
    record_by_system(tx, front, "assisted.stopped", request.account, &request.number).await?;
    Ok(true)
}

/// Nobody decided it, or nobody used the link.
async fn expire(tx: &Tx, front: &FrontDoor, portal: &Arc<Portal>, request: &Request) -> Result<bool> {
    if !store::end(tx, request, Act::Expire, None, front.clock.now()).await? {
        return Ok(false);
    }
    let news = if request.state == State::Ready { AssistedNews::Unused } else { AssistedNews::Undecided };
    let about = request.about.as_ref();
    let told = telling::News { about, number: &request.number, news, until: None };
    telling::tell_writer(tx, front, portal, told).await?;
    record_by_system(tx, front, "assisted.expired", request.account, &request.number).await?;
    Ok(true)
}
