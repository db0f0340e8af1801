//! What happens because of the calendar alone: silence that the law takes for withdrawal, and warnings of terms that end.
//!
//! Every process may watch at once and as often as it likes: each act is a conditional statement that succeeds once.

use std::sync::Arc;

use base::db::View;
use base::error::Result;
use identity::front_door::FrontDoor;
use identity::messaging::message::{Message, TermEnds};
use identity::messaging::moment;
use identity::messaging::outbox::{Recipient, To, post};
use identity::portals::Portal;
use identity::staff::permissions::Permission;
use identity::staff::{self, Member};
use jiff::civil::Date;

use super::acts::{Deed, Who, carry_out};
use super::rules::{Act, SOON_DAYS};
use super::store::{self, Warning};
use super::{Case, case_page};
use crate::calendar;

/// How many cases are dealt with in one go; the others wait for the next.
const AT_MOST: usize = 200;

/// Does what is due today in every portal. What fails for one case is logged and does not hold up the others.
pub async fn keep_terms(front: &FrontDoor) -> Result<()> {
    let today = moment::date_there(front.clock.now());
    for portal in front.portals.iter() {
        let view = front.database.view(portal.key.shared());
        for case in store::silent(&view, today, AT_MOST).await? {
            log(&case, withdraw(front, portal, &case, today).await);
        }
        // What ends today has a warning of its own.
        let soon = (calendar::days_ahead(today, 1), calendar::days_ahead(today, SOON_DAYS));
        warn_of(front, portal, &view, Warning::Soon, soon).await?;
        warn_of(front, portal, &view, Warning::Today, (today, today)).await?;
    }
    Ok(())
}

fn log(case: &Case, done: Result<()>) {
    if let Err(error) = done {
        tracing::error!(%error, case = %case.id, "what is due for a case could not be done");
    }
}

async fn withdraw(front: &FrontDoor, portal: &Arc<Portal>, case: &Case, today: Date) -> Result<()> {
    let Ok(after) = case.course.after(Act::Withdraw, today) else { return Ok(()) };
    let tx = front.database.begin(portal.key.shared()).await?;
    let who = Who::system(front.clock.now());
    if carry_out(&tx, front, portal, case, &who, &Deed::new(case, Act::Withdraw, after, "")).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn warn_of(
    front: &FrontDoor,
    portal: &Arc<Portal>,
    view: &View,
    warning: Warning,
    days: (Date, Date),
) -> Result<()> {
    let cases = store::to_warn_of(view, warning, days, AT_MOST).await?;
    if cases.is_empty() {
        return Ok(());
    }
    let answering = staff::who_may(view, Permission::AnswerCases).await?;
    if answering.is_empty() {
        // Noted as given, the warning would never reach whoever may answer tomorrow.
        tracing::warn!(portal = %portal.key, "cases end soon, and nobody may answer them");
        return Ok(());
    }
    for case in cases {
        log(&case, warn(front, portal, &case, warning, &answering).await);
    }
    Ok(())
}

/// Writes to whoever answers the case; to all who may, where it is nobody's or its own may no longer.
async fn warn(
    front: &FrontDoor,
    portal: &Arc<Portal>,
    case: &Case,
    warning: Warning,
    answering: &[Member],
) -> Result<()> {
    let tx = front.database.begin(portal.key.shared()).await?;
    if !store::note_warning(&tx, warning, case).await? {
        return Ok(());
    }
    let own: Vec<&Member> = answering.iter().filter(|member| Some(member.id) == case.assignee).collect();
    let told = if own.is_empty() { answering.iter().collect() } else { own };
    for member in told {
        let to = To { portal, language: base::texts::Language::default(), account: None };
        let message = Message::PqrDue {
            number: case.number.clone(),
            due_on: case.course.due_on,
            ends: match warning {
                Warning::Soon => TermEnds::Soon,
                Warning::Today => TermEnds::Today,
            },
            url: portal.address.link(&case_page::path(case.id)),
        };
        post(&tx, front, &to, Recipient::Mail(member.email.clone()), message).await?;
    }
    tx.commit().await
}
