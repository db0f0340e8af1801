//! What stands before every form that a stranger may send: the human check and the limits.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::{Fields, FormState};
use base::secret::Token;
use base::web::answer::{Answer, bare};
use base::web::headers::CONTENT_SECURITY_POLICY;
use serde::Deserialize;

use crate::front_door::FrontDoor;
use crate::humancheck::{self, Asked, Examined, Failure, Form, Outcome, Purpose, vendors};
use crate::limits::{self, ByName, Limit};
use crate::portals::HumanCheck;
use crate::visit::{Visit, page, page_again};

pub const TEXTS: base::texts::Source = base::texts!("gate");

const CHALLENGE_PATH: &str = "/verificacion/desafio";
/// Challenges cost the server half a millisecond each.
const CHALLENGES_BY_SOURCE: Limit =
    Limit { name: "challenge.source", at_most: 300, within: std::time::Duration::from_secs(60 * 60) };

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(CHALLENGE_PATH, get(challenge))
}

/// Whether a form may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Open,
    NotHuman(Failure),
    /// The portal's vendor does not answer: the form is shown again with our own check.
    VendorDown,
    TooMany,
}

/// Looks at a form's human check, before any transaction: a vendor may take seconds to answer.
pub async fn examine(front: &FrontDoor, visit: &Visit, purpose: Purpose, fields: &Fields) -> Examined {
    let browser = visit.browser.hash();
    let asked = Asked::by(&visit.portal, purpose, &browser);
    let vendor = front.vendors.get(&visit.portal.key);
    let vendor_field = visit.portal.human.vendor.as_ref().map(|vendor| vendors::page(vendor.kind).field_name);
    let form = Form {
        robot: fields.get(humancheck::ROBOT_FIELD),
        slide: fields.get(humancheck::SLIDE_FIELD),
        slide_tap: fields.get(humancheck::SLIDE_TAP_FIELD),
        proof: fields.get(humancheck::PROOF_FIELD),
        vendor_token: vendor_field.map(|name| fields.get(name)).unwrap_or_default(),
    };
    humancheck::examine(&front.keys, visit.now, vendor, &asked, visit.client, &form).await
}

/// Spends the check and counts against the limits. The caller commits whatever comes out: a refusal counts too.
pub async fn pass(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    examined: Examined,
    by_place: (Limit, &str),
    by_name: Option<(ByName, &str)>,
) -> Result<Gate> {
    let outcome = humancheck::spend(tx, examined).await?;
    if !limits::allows(tx, front, &[by_place]).await? {
        return Ok(Gate::TooMany);
    }
    let source = visit.source.as_str();
    let is_proved = match outcome {
        // A form that is no person's does not count against the person whose name it has.
        Outcome::Failed(failure) => return Ok(Gate::NotHuman(failure)),
        Outcome::Unavailable => return Ok(Gate::VendorDown),
        Outcome::Solved => true,
        Outcome::Absent => {
            let unproved = [(limits::UNPROVED_BY_SOURCE, source), (limits::UNPROVED_BY_PORTAL, "")];
            limits::allows(tx, front, &unproved).await?
        }
    };
    let is_within = match by_name {
        Some((by_name, name)) if is_proved => {
            let from_here = format!("{source} {name}");
            let limits = [(by_name.from_one_source, from_here.as_str()), (by_name.from_all, name)];
            limits::allows(tx, front, &limits).await?
        }
        _ => is_proved,
    };
    Ok(if is_within { Gate::Open } else { Gate::TooMany })
}

/// The human check of a page, for `humancheck/field.html`.
#[derive(Clone, Debug, Default)]
pub struct HumanField {
    pub kind: &'static str,
    pub challenge_url: String,
    /// A challenge that stands in the page itself, where ours takes the place of a vendor that is down.
    pub challenge: String,
    pub vendor_class: &'static str,
    pub vendor_site_key: String,
    pub vendor_script: &'static str,
    pub action: &'static str,
    pub portal: String,
}

/// Shows a form with the check that the portal asks for on it.
pub fn show<T: Template>(
    front: &FrontDoor,
    visit: &Visit,
    purpose: Purpose,
    screen: impl FnOnce(HumanField) -> T,
) -> Answer {
    let human = field(front, visit, purpose, false);
    let kind = human.kind;
    allow_vendor(visit, kind, page(&screen(human))?)
}

/// A form that comes back to the person, with what was wrong in it.
pub struct Refused {
    form: FormState,
    vendor_is_down: bool,
}

impl From<FormState> for Refused {
    fn from(form: FormState) -> Self {
        Self { form, vendor_is_down: false }
    }
}

/// Shows a form again.
pub fn show_again<T: Template>(
    front: &FrontDoor,
    visit: &Visit,
    purpose: Purpose,
    refused: Refused,
    screen: impl FnOnce(FormState, HumanField) -> T,
) -> Answer {
    let human = field(front, visit, purpose, refused.vendor_is_down);
    let kind = human.kind;
    allow_vendor(visit, kind, page_again(&screen(refused.form, human))?)
}

/// The check that the portal asks for on this form; while its vendor is down, ours in its place.
fn field(front: &FrontDoor, visit: &Visit, purpose: Purpose, vendor_is_down: bool) -> HumanField {
    let check = humancheck::asked_for(&visit.portal, purpose);
    let mut field = HumanField {
        kind: match check {
            HumanCheck::None => "none",
            HumanCheck::Silent => "silent",
            HumanCheck::Checkbox => "checkbox",
            HumanCheck::Slide => "slide",
            HumanCheck::Vendor if vendor_is_down => "checkbox",
            HumanCheck::Vendor => "vendor",
        },
        challenge_url: visit.url(&format!("{CHALLENGE_PATH}?para={}", purpose.code())),
        action: purpose.code(),
        portal: visit.portal.key.as_str().to_owned(),
        ..HumanField::default()
    };
    if let (HumanCheck::Vendor, Some(vendor)) = (check, &visit.portal.human.vendor) {
        if vendor_is_down {
            let browser = visit.browser.hash();
            let asked = Asked::by(&visit.portal, purpose, &browser);
            field.challenge =
                humancheck::challenge_instead_of_vendor(&front.keys, &front.chance, visit.now, &asked, 0);
        }
        let page = vendors::page(vendor.kind);
        field.vendor_class = page.div_class;
        field.vendor_site_key.clone_from(&vendor.site_key);
        field.vendor_script = page.script_url;
    }
    field
}

/// Allows on this one page what the portal's vendor needs.
fn allow_vendor(visit: &Visit, kind: &str, mut response: Response) -> Answer {
    if let (Some(vendor), "vendor") = (&visit.portal.human.vendor, kind) {
        let page = vendors::page(vendor.kind);
        let policy = CONTENT_SECURITY_POLICY
            .replace("script-src 'self'", &format!("script-src 'self' {}", page.script_src.join(" ")))
            .replace("style-src 'self'", &format!("style-src 'self' {}", page.style_src.join(" ")))
            .replace("connect-src 'self'", &format!("connect-src 'self' {}", page.connect_src.join(" ")))
            + &format!("; frame-src {}", page.frame_src.join(" "));
        let policy = HeaderValue::from_str(&policy).expect("a vendor's sources are plain ASCII");
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Says on the form what the gate refused; `None` where the form may go on.
pub fn refusal(visit: &Visit, gate: Gate, form: FormState) -> Option<Refused> {
    let form = match gate {
        Gate::Open => return None,
        Gate::NotHuman(failure) => form.with_error(failure.field(), visit.t(failure.text_id())),
        Gate::VendorDown => form.with_problem(visit.t("humancheck-unavailable")),
        Gate::TooMany => form.with_problem(visit.t("gate-too-many")),
    };
    Some(Refused { form, vendor_is_down: gate == Gate::VendorDown })
}

#[derive(Deserialize)]
struct For {
    #[serde(rename = "para")]
    purpose: Purpose,
}

/// A challenge for the page's script.
async fn challenge(visit: Visit, State(front): State<FrontDoor>, Query(query): Query<For>) -> Answer {
    if visit.is_new_browser {
        return Ok(bare(StatusCode::FORBIDDEN));
    }
    let tx = visit.begin(&front).await?;
    let within = limits::allows(&tx, &front, &[(CHALLENGES_BY_SOURCE, visit.source.as_str())]).await?;
    let failures = limits::recent(&tx, &front, limits::UNPROVED_BY_SOURCE, visit.source.as_str()).await?;
    tx.commit().await?;
    if !within {
        return Ok(bare(StatusCode::TOO_MANY_REQUESTS));
    }
    let browser = Token::hash(&visit.browser);
    let asked = Asked::by(&visit.portal, query.purpose, &browser);
    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
    match humancheck::challenge(&front.keys, &front.chance, visit.now, &asked, failures) {
        Some(json) => Ok(json_answer(json)),
        None => Ok(bare(StatusCode::NOT_FOUND)),
    }
}

fn json_answer(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}
