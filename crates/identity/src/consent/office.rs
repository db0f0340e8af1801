//! The policy in the office: its versions, and a new one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::form::{Fields, FormState};
use base::web::answer::Answer;
use base::web::page::Page;

use super::form::{Tick, field, paragraphs};
use super::store;
use super::{Policy, PolicyId, Purpose, PurposeId};
use crate::front_door::FrontDoor;
use crate::messaging::moment::moment;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::may;
use crate::visit::{Posted, page, page_again};

const NEW_PATH: &str = "/oficina/datos-personales/nueva";
/// The field of the text; it may have more than one line.
const TEXT_FIELD: &str = "description";
/// The version whose words the form began with: whoever did not see the one in force publishes nothing over it.
const VERSION_FIELD: &str = "version";
const LONGEST_TEXT: usize = 10_000;
const LONGEST_LABEL: usize = 200;
/// What the portal needs, and up to four more.
const PURPOSES_AT_MOST: usize = 5;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_PERSONAL_DATA, get(list)).route(NEW_PATH, get(show_new).post(publish))
}

struct Version {
    title: String,
    paragraphs: Vec<String>,
    purposes: Vec<String>,
}

#[derive(Template)]
#[template(path = "consent/policies.html")]
struct ListPage {
    page: Page,
    versions: Vec<Version>,
    new: String,
}

#[derive(Template)]
#[template(path = "consent/new_policy.html")]
struct NewPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    /// The purposes that may be refused.
    optional: Vec<Tick>,
}

async fn list(staff: Staff<may::WritePolicies>, State(front): State<FrontDoor>) -> Answer {
    let policies = store::all(&staff.view(&front)).await?;
    let version = |policy: &Policy| Version {
        title: staff.words.with(
            "consent-version",
            &[
                ("version", policy.version.to_string().into()),
                ("moment", moment(policy.published_at, &staff.words).into()),
            ],
        ),
        paragraphs: paragraphs(&policy.text),
        purposes: policy.purposes.iter().map(|purpose| purpose.label.clone()).collect(),
    };
    page(&ListPage {
        page: staff.page(&front, staff.t("consent-office-title")),
        versions: policies.iter().map(version).collect(),
        new: staff.url(NEW_PATH),
    })
}

/// The new version begins with the words of the last one.
async fn show_new(staff: Staff<may::WritePolicies>, State(front): State<FrontDoor>) -> Answer {
    let in_force = store::in_force(&staff.view(&front)).await?;
    let mut form = FormState::empty().with_value(VERSION_FIELD, version_of(in_force.as_ref()).to_string());
    if let Some(policy) = in_force {
        form = form.with_value(TEXT_FIELD, policy.text);
        for (place, purpose) in policy.purposes.into_iter().enumerate() {
            form = form.with_value(&field(place), purpose.label);
        }
    }
    page(&new_page(&front, &staff, form))
}

/// Publishes once, however often the form is sent, and only over the version that it began with.
async fn publish(staff: Staff<may::WritePolicies>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let (text, labels) = match read(&staff, &posted) {
        Ok(read) => read,
        Err(form) => return page_again(&new_page(&front, &staff, form)),
    };
    let tx = staff.begin(&front).await?;
    let last = store::in_force(&tx).await?;
    let policy = Policy {
        id: PolicyId::new(&front.clock, &front.chance),
        version: version_of(last.as_ref()) + 1,
        published_at: staff.now,
        purposes: labels
            .into_iter()
            .map(|label| Purpose { id: PurposeId::new(&front.clock, &front.chance), label })
            .collect(),
        text,
    };
    let hash = hash(&policy);
    let began_with_last = posted.get(VERSION_FIELD) == version_of(last.as_ref()).to_string();
    let may_publish = began_with_last && !says(last.as_ref(), &hash);
    if may_publish && store::publish(&tx, &policy, hash.clone()).await? {
        let detail = format!("version {}", policy.version);
        staff.record(&tx, &front, "consent.policy_published", None, &detail).await?;
        tx.commit().await?;
        return Ok(staff.see(paths::OFFICE_PERSONAL_DATA));
    }
    // Looked up again: of two clicks at the same moment, the other one published these words.
    if says(store::in_force(&tx).await?.as_ref(), &hash) {
        return Ok(staff.see(paths::OFFICE_PERSONAL_DATA));
    }
    let form = kept(&posted).with_problem(staff.t("consent-published-meanwhile"));
    page_again(&new_page(&front, &staff, form))
}

/// 0 where nothing was published yet.
fn version_of(policy: Option<&Policy>) -> i64 {
    policy.map_or(0, |policy| policy.version)
}

/// Whether these are the words of the policy.
fn says(policy: Option<&Policy>, words_hash: &[u8]) -> bool {
    policy.is_some_and(|policy| hash(policy) == words_hash)
}

/// The text and the purposes, the needed one first.
fn read(staff: &Staff<may::WritePolicies>, posted: &Fields) -> Result<(String, Vec<String>), FormState> {
    let mut form = kept(posted);
    let text = posted.trimmed(TEXT_FIELD).to_owned();
    if text.is_empty() {
        form.add_error(TEXT_FIELD, staff.t("consent-text-missing"));
    } else if text.chars().count() > LONGEST_TEXT {
        form.add_error(TEXT_FIELD, staff.t("consent-text-too-long"));
    }
    if posted.trimmed(&field(0)).is_empty() {
        form.add_error(&field(0), staff.t("consent-purpose-missing"));
    }
    let mut labels = Vec::new();
    for place in 0..PURPOSES_AT_MOST {
        let label = posted.trimmed(&field(place));
        if label.chars().count() > LONGEST_LABEL {
            form.add_error(&field(place), staff.t("consent-purpose-too-long"));
        } else if !label.is_empty() {
            labels.push(label.to_owned());
        }
    }
    if form.has_errors() { Err(form) } else { Ok((text, labels)) }
}

fn kept(posted: &Fields) -> FormState {
    let fields: Vec<String> = (0..PURPOSES_AT_MOST).map(field).collect();
    let mut names: Vec<&str> = fields.iter().map(String::as_str).collect();
    names.extend([TEXT_FIELD, VERSION_FIELD]);
    FormState::keeping(posted, &names)
}

/// What proves which words were shown: of the text and of every purpose, each with its length in front.
fn hash(policy: &Policy) -> Vec<u8> {
    let mut whole = String::new();
    let labels = policy.purposes.iter().map(|purpose| purpose.label.as_str());
    for part in std::iter::once(policy.text.as_str()).chain(labels) {
        whole += &format!("{}:{part}", part.len());
    }
    base::secret::fingerprint(whole.as_bytes()).into_bytes()
}

fn new_page(front: &FrontDoor, staff: &Staff<may::WritePolicies>, form: FormState) -> NewPage {
    let mut page = staff.page(front, staff.t("consent-new-title"));
    page.has_errors = form.has_errors();
    NewPage {
        page,
        form,
        action: staff.url(NEW_PATH),
        back: staff.url(paths::OFFICE_PERSONAL_DATA),
        optional: (1..PURPOSES_AT_MOST).map(|place| optional(staff, place)).collect(),
    }
}

fn optional(staff: &Staff<may::WritePolicies>, place: usize) -> Tick {
    Tick { field: field(place), label: staff.words.with("consent-purpose", &[("number", place.into())]) }
}
