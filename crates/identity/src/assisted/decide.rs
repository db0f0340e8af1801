//! What the staff decide: one compares, another one approves or refuses, anybody stops.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::db::Tx;
use base::error::Result;
use base::form::FormState;
use base::secret::Token;
use base::web::answer::{Answer, bare};

use super::rules::{self, Act};
use super::show::{self, Known, request_page};
use super::store::{self, Said};
use super::telling::{self, Granted, Told};
use super::{COOLING, Request, kept};
use crate::accounts;
use crate::front_door::FrontDoor;
use crate::messaging::message::AssistedNews;
use crate::office::Staff;
use crate::portals::SignInWith;
use crate::staff::permissions::may;
use crate::visit::{Posted, page_again};

const LONGEST_REASON_CHARACTERS: usize = 300;
/// Whoever writes it may begin a new line: Enter decides nothing.
const REASON_FIELD: &str = "decision_reason";

/// Does what a button says. Whoever comes second, or may not, reads how the request stands now.
pub(super) async fn decide(
    staff: Staff<may::DecideAssisted>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let tx = staff.begin(&front).await?;
    let Some(request) = show::find(&tx, &front, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let form = FormState::keeping(&posted, &[REASON_FIELD]);
    let wrong = match asked(&posted, &request) {
        Err(wrong) => Some(wrong),
        Ok((act, reason)) => act_on(&tx, &front, &staff, &request, act, &reason).await?.err(),
    };
    if let Some(wrong) = wrong {
        drop(tx);
        let form = match wrong {
            "assisted-reason-wrong" => form.with_error(REASON_FIELD, staff.t(wrong)),
            _ => form.with_problem(staff.t(wrong)),
        };
        let request = show::find(&staff.view(&front), &front, &id).await?.unwrap_or(request);
        return page_again(&request_page(&front, &staff, &request, form).await?);
    }
    tx.commit().await?;
    kept::forget_if_decided(&front, &staff.portal, request.id).await;
    Ok(staff.see(&show::path(request.id)))
}

/// The act and its reason, or the message id of what is wrong.
fn asked(posted: &Posted, request: &Request) -> Result<(Act, String), &'static str> {
    let act = Act::parse(posted.get("act")).filter(|act| rules::after(request.state, *act).is_some());
    let act = act.ok_or("assisted-not-now")?;
    // In the trail and on the page it stands on one line.
    let reason = posted.get(REASON_FIELD).split_whitespace().collect::<Vec<_>>().join(" ");
    match reason.chars().count() {
        1..=LONGEST_REASON_CHARACTERS => Ok((act, reason)),
        _ => Err("assisted-reason-wrong"),
    }
}

/// What came of it: nothing, or the message id of why not.
type Decided = Result<(), &'static str>;

async fn act_on(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::DecideAssisted>,
    request: &Request,
    act: Act,
    reason: &str,
) -> Result<Decided> {
    let known = Known::of(tx, request).await?;
    let said = Said { member: staff.member.id.uuid(), reason, now: staff.now };
    let allowed = rules::acts_of(said.member, request.state, request.first_by, known.account.is_some());
    if !allowed.contains(&act) {
        return Ok(Err("assisted-not-you"));
    }
    match act {
        Act::Match => recognise(tx, front, staff, request, &known, &said).await,
        Act::Approve => approve(tx, front, staff, request, &known, &said).await,
        Act::Refuse => end(tx, front, staff, request, (act, AssistedNews::Refused), &said).await,
        Act::Stop => end(tx, front, staff, request, (act, AssistedNews::Stopped), &said).await,
        Act::Open | Act::Use | Act::Expire => Ok(Err("assisted-not-now")),
    }
}

async fn recognise(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::DecideAssisted>,
    request: &Request,
    known: &Known,
    said: &Said<'_>,
) -> Result<Decided> {
    let Some(account) = &known.account else { return Ok(Err("assisted-not-you")) };
    if !store::recognise(tx, request.id, account.id, said).await? {
        return Ok(Err("assisted-not-now"));
    }
    let detail = format!("{} {}", request.number, said.reason);
    staff.record(tx, front, "assisted.recognised", Some(account.id.uuid()), &detail).await?;
    Ok(Ok(()))
}

/// Lets the day begin. Nothing of the account changes.
async fn approve(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::DecideAssisted>,
    request: &Request,
    known: &Known,
    said: &Said<'_>,
) -> Result<Decided> {
    let (Some(about), Some(account)) = (&request.about, &known.account) else {
        return Ok(Err("assisted-not-now"));
    };
    if request.account != Some(account.id) {
        return Ok(Err("assisted-other-account"));
    }
    // Of two requests for one account that are approved at once, the second one sees the first.
    if !accounts::store::hold(tx, account.id).await? {
        return Ok(Err("assisted-not-now"));
    }
    if store::opening(tx, account.id).await?.is_some() {
        return Ok(Err("assisted-another-granted"));
    }
    if is_taken(tx, staff, request).await? {
        return Ok(Err("assisted-email-taken"));
    }
    let stop = Token::of_32_letters(&front.chance);
    let until = staff.now.plus(COOLING);
    if !store::approve(tx, request.id, &stop.hash(), until, said).await? {
        return Ok(Err("assisted-not-now"));
    }
    let granted = Granted { account, entry: known.entry.as_ref(), stop: &stop, until };
    match telling::tell_contacts(tx, front, &staff.portal, &granted).await? {
        Told::All => {}
        Told::NotAll => return Ok(Err("assisted-not-all-told")),
        Told::NoneOnFile => return Ok(Err("assisted-no-contacts")),
    }
    let (portal, number) = (&staff.portal, request.number.as_str());
    let told = telling::News { about: Some(about), number, news: AssistedNews::Granted, until: Some(until) };
    telling::tell_writer(tx, front, portal, told).await?;
    let detail = format!("{} {}", request.number, said.reason);
    staff.record(tx, front, "assisted.approved", Some(account.id.uuid()), &detail).await?;
    Ok(Ok(()))
}

/// Where the address is what one signs in with, it is one account's alone.
async fn is_taken(tx: &Tx, staff: &Staff<may::DecideAssisted>, request: &Request) -> Result<bool> {
    let (SignInWith::Email, Some(about)) = (staff.portal.signin.identifier, &request.about) else {
        return Ok(false);
    };
    let owner = accounts::store::owner_of(tx, &about.email).await?;
    Ok(owner.is_some_and(|owner| Some(owner) != request.account))
}

async fn end(
    tx: &Tx,
    front: &FrontDoor,
    staff: &Staff<may::DecideAssisted>,
    request: &Request,
    (act, news): (Act, AssistedNews),
    said: &Said<'_>,
) -> Result<Decided> {
    if !store::end(tx, request, act, Some(said), staff.now).await? {
        return Ok(Err("assisted-not-now"));
    }
    let about = request.about.as_ref();
    let told = telling::News { about, number: &request.number, news, until: None };
    telling::tell_writer(tx, front, &staff.portal, told).await?;
    let subject = request.account.map(accounts::AccountId::uuid);
    let detail = format!("{} {}", request.number, said.reason);
    if act == Act::Stop {
        staff.record(tx, front, "assisted.stopped", subject, &detail).await?;
    } else {
        staff.record(tx, front, "assisted.refused", subject, &detail).await?;
    }
    Ok(Ok(()))
}
