//! The authorisation on a form: what is shown, what was chosen, and its record.

use base::db::Tx;
use base::error::Result;
use base::form::{Fields, FormState};

use super::store::{self, New, Standing};
use super::{ConsentId, Policy, Purpose, PurposeId};
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::visit::Visit;

/// Binds what is sent to the version of the policy that was read.
const VERSION_FIELD: &str = "policy_version";

/// The policy as a form shows it, for `consent/field.html`.
#[derive(Clone, Debug)]
pub struct Shown {
    pub version: i64,
    pub paragraphs: Vec<String>,
    pub boxes: Vec<Tick>,
}

/// A box to tick: its field, and the purpose.
#[derive(Clone, Debug)]
pub struct Tick {
    pub field: String,
    pub label: String,
}

/// What somebody authorised, of the version that they read.
#[derive(Clone, Debug)]
pub struct Choices {
    version: i64,
    purposes: Vec<Purpose>,
}

/// The policy with a box for each purpose.
pub fn shown(policy: &Policy) -> Shown {
    let tick =
        |(place, purpose): (usize, &Purpose)| Tick { field: field(place), label: purpose.label.clone() };
    Shown {
        version: policy.version,
        paragraphs: paragraphs(&policy.text),
        boxes: policy.purposes.iter().enumerate().map(tick).collect(),
    }
}

/// Adds what was ticked to a form that is shown again. What was ticked beside the text of another version is left out: it was
/// said of other words.
pub fn keeping(mut form: FormState, fields: &Fields, policy: Option<&Policy>) -> FormState {
    let Some(policy) = policy.filter(|policy| was_read(policy, fields)) else { return form };
    for place in 0..policy.purposes.len() {
        form = form.with_value(&field(place), fields.get(&field(place)));
    }
    form
}

/// Reads what was authorised of the policy in force; `form` is what is shown again where it cannot be. The first purpose is
/// needed, and the version must be the one in force: nobody authorises a text that they did not see.
pub fn chosen(
    policy: Option<&Policy>,
    visit: &Visit,
    fields: &Fields,
    form: FormState,
) -> Result<Option<Choices>, FormState> {
    let Some(policy) = policy else { return Ok(None) };
    if !was_read(policy, fields) {
        return Err(form.with_error(&field(0), visit.t("consent-changed")));
    }
    let is_ticked = |place: usize| fields.get(&field(place)) == "yes";
    if !is_ticked(0) {
        return Err(form.with_error(&field(0), visit.t("consent-missing")));
    }
    let ticked = policy.purposes.iter().enumerate().filter(|(place, _)| is_ticked(*place));
    Ok(Some(Choices {
        version: policy.version,
        purposes: ticked.map(|(_, purpose)| purpose.clone()).collect(),
    }))
}

fn was_read(policy: &Policy, fields: &Fields) -> bool {
    fields.get(VERSION_FIELD) == policy.version.to_string()
}

/// Writes down what was authorised. It is all that the person authorises: what was given before and may be refused ends, where
/// the same was not ticked again.
pub async fn record(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
    choices: &Choices,
) -> Result<()> {
    let before = store::of_account(tx, account).await?;
    let mut is_new = false;
    for purpose in &choices.purposes {
        is_new |= give(tx, front, visit, account, purpose.id).await?;
    }
    if is_new {
        record_given(tx, front, visit, account, choices.version).await?;
    }
    let mut is_less = false;
    for purpose in not_said_again(&before, &choices.purposes) {
        is_less |= store::withdraw(tx, account, purpose, visit.now).await?;
    }
    if is_less {
        visit.record(tx, front, "consent.withdrawn", Some(account), "").await?;
    }
    Ok(())
}

/// Writes down that one purpose of the version is authorised. False when it was already.
pub(super) async fn give(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
    purpose: PurposeId,
) -> Result<bool> {
    let new = New {
        id: ConsentId::new(&front.clock, &front.chance),
        account,
        purpose,
        source: visit.source.as_str(),
        browser: &visit.browser_name,
        now: visit.now,
    };
    store::give(tx, new).await
}

pub(super) async fn record_given(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
    version: i64,
) -> Result<()> {
    visit.record(tx, front, "consent.given", Some(account), &format!("version {version}")).await
}

/// What may be refused, stands, and is not among what was ticked now, whatever version it was given under.
fn not_said_again(before: &[Standing], ticked: &[Purpose]) -> Vec<PurposeId> {
    let is_said = |one: &Standing| ticked.iter().any(|purpose| purpose.label == one.label);
    let ended = before.iter().filter(|one| one.stands() && one.place > 0 && !is_said(one));
    ended.map(|one| one.purpose_id).collect()
}

/// The field of the purpose that stands at this place in its policy.
pub(super) fn field(place: usize) -> String {
    format!("purpose-{place}")
}

/// An empty line begins a new paragraph.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
