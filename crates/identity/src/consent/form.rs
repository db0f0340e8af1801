//! The authorisation on a form: what is shown, what was chosen, and its record.

use base::db::{Tx, View};
use base::error::Result;
use base::form::{Fields, FormState};

use super::store::{self, New};
use super::{ConsentId, Policy};
use crate::accounts::AccountId;
use crate::front_door::FrontDoor;
use crate::visit::Visit;

/// The policy as a form shows it, for `consent/field.html`.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Binds the answer to the version that was read.
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
    policy: Policy,
    chosen: Vec<bool>,
}

/// The policy in force, where the organisation has published one.
pub async fn shown(view: &View) -> Result<Option<Shown>> {
    Ok(store::in_force(view).await?.map(|policy| Shown {
        version: policy.version,
        paragraphs: paragraphs(&policy.text),
        boxes: policy
            .purposes
            .iter()
            .enumerate()
            .map(|(place, purpose)| Tick { field: field(place), label: purpose.label.clone() })
            .collect(),
    }))
}

/// Adds what was ticked to a form that is shown again.
pub fn keeping(mut form: FormState, fields: &Fields, policy: &Policy) -> FormState {
    for place in 0..policy.purposes.len() {
        form = form.with_value(&field(place), fields.get(&field(place)));
    }
    form
}

/// Reads what was authorised. The first purpose is needed, and the version must be the one in force: nobody authorises a text that
/// they did not see.
pub async fn chosen(
    view: &View,
    visit: &Visit,
    fields: &Fields,
    form: FormState,
) -> Result<Result<Option<Choices>, FormState>> {
    let Some(policy) = store::in_force(view).await? else { return Ok(Ok(None)) };
    let ticked: Vec<bool> =
        (0..policy.purposes.len()).map(|place| fields.get(&field(place)) == "yes").collect();
    let form = keeping(form, fields, &policy);
    if fields.get("policy_version") != policy.version.to_string() {
        return Ok(Err(form.with_error(&field(0), visit.t("consent-changed"))));
    }
    if ticked.first() != Some(&true) {
        return Ok(Err(form.with_error(&field(0), visit.t("consent-missing"))));
    }
    Ok(Ok(Some(Choices { policy, chosen: ticked })))
}

/// Writes down what was authorised.
pub async fn record(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    account: AccountId,
    choices: &Choices,
) -> Result<()> {
    let given = choices.policy.purposes.iter().zip(&choices.chosen).filter(|(_, chosen)| **chosen);
    for (purpose, _) in given {
        let new = New {
            id: ConsentId::new(&front.clock, &front.chance),
            account,
            purpose: purpose.id,
            source: visit.source.as_str(),
            browser: &visit.browser_name,
            now: visit.now,
        };
        store::give(tx, new).await?;
    }
    let detail = format!("version {}", choices.policy.version);
    visit.record(tx, front, "consent.given", Some(account), &detail).await
}

fn field(place: usize) -> String {
    format!("purpose-{place}")
}

/// An empty line begins a new paragraph.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
