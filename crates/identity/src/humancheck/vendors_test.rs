//! The vendors' checks against a stand-in for their servers, on the loopback.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use tokio::net::TcpListener;

use super::*;

const KINDS: [VendorKind; 3] = [VendorKind::ReCaptcha, VendorKind::HCaptcha, VendorKind::Turnstile];
const TOKEN: &str = "10000000-aaaa-bbbb-cccc-000000000001";
const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));
const EXPECTED: Expected<'static> =
    Expected { hostname: "portal.example.co", purpose: Purpose::Signin, portal: "multiportal" };
const YES: &str = r#"{"success":true,"challenge_ts":"2026-10-01T12:00:00Z","hostname":"portal.example.co",
    "action":"signin","cdata":"multiportal","error-codes":[]}"#;

/// A server that gives every request the answer that the test chose, and keeps the last form.
struct StandIn {
    address: String,
    last_form: Arc<Mutex<HashMap<String, String>>>,
}

impl StandIn {
    async fn answering<F>(answer: F) -> Self
    where
        F: Fn() -> Response + Clone + Send + Sync + 'static,
    {
        let last_form = Arc::new(Mutex::new(HashMap::new()));
        let kept = last_form.clone();
        let verify = post(move |Form(form): Form<HashMap<String, String>>| async move {
            *kept.lock().unwrap() = form;
            answer()
        });
        Self { address: serve(axum::Router::new().route("/siteverify", verify)).await, last_form }
    }

    fn check(&self, kind: VendorKind) -> VendorCheck {
        check_at(kind, &self.address, TIME_LIMIT)
    }
}

async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/siteverify", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn check_at(kind: VendorKind, address: &str, time_limit: Duration) -> VendorCheck {
    let vendor = vendor(kind, address, PathBuf::new());
    VendorCheck::with_time_limit(&vendor, SecretString::from("the-vendors-secret"), time_limit).unwrap()
}

fn vendor(kind: VendorKind, address: &str, secret_file: PathBuf) -> Vendor {
    Vendor { kind, site_key: "site-key".to_owned(), secret_file, verify_url: address.parse().unwrap() }
}

async fn outcome_of(kind: VendorKind, body: &'static str) -> Outcome {
    let stand_in = StandIn::answering(move || body.into_response()).await;
    stand_in.check(kind).verify(TOKEN, CLIENT, EXPECTED).await
}

async fn outcome_of_refusal(codes: &str) -> Outcome {
    let body = format!(r#"{{"success":false,"error-codes":[{codes}]}}"#);
    let stand_in = StandIn::answering(move || body.clone().into_response()).await;
    stand_in.check(VendorKind::HCaptcha).verify(TOKEN, CLIENT, EXPECTED).await
}

#[tokio::test]
async fn a_token_that_the_vendor_confirms_is_solved() {
    for kind in KINDS {
        assert_eq!(outcome_of(kind, YES).await, Outcome::Solved, "{kind:?}");
    }
}

#[tokio::test]
async fn the_vendor_gets_the_secret_the_token_and_the_address() {
    let stand_in = StandIn::answering(|| YES.into_response()).await;
    stand_in.check(VendorKind::Turnstile).verify(TOKEN, CLIENT, EXPECTED).await;
    let form = stand_in.last_form.lock().unwrap().clone();
    assert_eq!(form["secret"], "the-vendors-secret");
    assert_eq!(form["response"], TOKEN);
    assert_eq!(form["remoteip"], "203.0.113.7");
}

#[tokio::test]
async fn a_token_solved_on_another_site_is_foreign() {
    for kind in KINDS {
        let elsewhere = Expected { hostname: "other.example.co", ..EXPECTED };
        let stand_in = StandIn::answering(|| YES.into_response()).await;
        let outcome = stand_in.check(kind).verify(TOKEN, CLIENT, elsewhere).await;
        assert_eq!(outcome, Outcome::Failed(Failure::Foreign), "{kind:?}");
        let unnamed = outcome_of(kind, r#"{"success":true,"action":"signin","cdata":"multiportal"}"#).await;
        assert_eq!(unnamed, Outcome::Failed(Failure::Foreign), "{kind:?}");
    }
}

#[tokio::test]
async fn turnstile_must_repeat_the_purpose_and_the_portal() {
    for elsewhere in
        [Expected { purpose: Purpose::Recovery, ..EXPECTED }, Expected { portal: "miportal", ..EXPECTED }]
    {
        let stand_in = StandIn::answering(|| YES.into_response()).await;
        let outcome = stand_in.check(VendorKind::Turnstile).verify(TOKEN, CLIENT, elsewhere).await;
        assert_eq!(outcome, Outcome::Failed(Failure::Foreign), "{elsewhere:?}");
    }
    let without =
        outcome_of(VendorKind::Turnstile, r#"{"success":true,"hostname":"portal.example.co"}"#).await;
    assert_eq!(without, Outcome::Failed(Failure::Foreign));
}

#[tokio::test]
async fn each_vendors_word_for_a_replay_is_understood() {
    for code in ["timeout-or-duplicate", "already-seen-response", "invalid-or-already-seen-response"] {
        let outcome = outcome_of_refusal(&format!("{code:?}")).await;
        assert_eq!(outcome, Outcome::Failed(Failure::Replayed), "{code}");
    }
}

#[tokio::test]
async fn what_the_visitor_sent_wrong_is_a_failure() {
    assert_eq!(
        outcome_of_refusal(r#""missing-input-response""#).await,
        Outcome::Failed(Failure::NotAnswered)
    );
    assert_eq!(outcome_of_refusal(r#""invalid-input-response""#).await, Outcome::Failed(Failure::Refused));
    assert_eq!(outcome_of_refusal("").await, Outcome::Failed(Failure::Refused));
}

#[tokio::test]
async fn what_is_wrong_with_us_or_the_vendor_is_no_failure_of_the_visitor() {
    for codes in [
        r#""invalid-input-secret""#,
        r#""missing-input-response","invalid-input-secret""#,
        r#""internal-error""#,
        r#""sitekey-secret-mismatch""#,
        r#""a-code-of-next-year""#,
    ] {
        assert_eq!(outcome_of_refusal(codes).await, Outcome::Unavailable, "{codes}");
    }
}

#[tokio::test]
async fn an_empty_token_still_asks_the_vendor_so_that_an_outage_shows() {
    let up = StandIn::answering(|| {
        (StatusCode::BAD_REQUEST, r#"{"success":false,"error-codes":["missing-input-response"]}"#)
            .into_response()
    })
    .await;
    let outcome = up.check(VendorKind::Turnstile).verify("", CLIENT, EXPECTED).await;
    assert_eq!(outcome, Outcome::Failed(Failure::NotAnswered));

    let down = StandIn::answering(|| StatusCode::SERVICE_UNAVAILABLE.into_response()).await;
    assert_eq!(down.check(VendorKind::Turnstile).verify("", CLIENT, EXPECTED).await, Outcome::Unavailable);
}

#[tokio::test]
async fn a_yes_with_a_wrong_status_is_not_believed() {
    for status in [StatusCode::BAD_REQUEST, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::ACCEPTED] {
        let stand_in = StandIn::answering(move || (status, YES).into_response()).await;
        let outcome = stand_in.check(VendorKind::ReCaptcha).verify(TOKEN, CLIENT, EXPECTED).await;
        assert_eq!(outcome, Outcome::Unavailable, "{status}");
    }
}

#[tokio::test]
async fn garbage_is_unavailable() {
    for body in ["", "<html>", "true", "[]", "{}", r#"{"success":"true"}"#, r#"{"success":1}"#, "\u{0}"] {
        assert_eq!(outcome_of(VendorKind::HCaptcha, body).await, Outcome::Unavailable, "{body}");
    }
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let padding = " ".repeat(MOST_ANSWER_BYTES);
    let stand_in = StandIn::answering(move || format!("{YES}{padding}").into_response()).await;
    let outcome = stand_in.check(VendorKind::ReCaptcha).verify(TOKEN, CLIENT, EXPECTED).await;
    assert_eq!(outcome, Outcome::Unavailable);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = StandIn::answering(|| YES.into_response()).await;
    let target = other.address.clone();
    let stand_in = StandIn::answering(move || Redirect::temporary(&target).into_response()).await;
    let outcome = stand_in.check(VendorKind::ReCaptcha).verify(TOKEN, CLIENT, EXPECTED).await;
    assert_eq!(outcome, Outcome::Unavailable);
    assert!(other.last_form.lock().unwrap().is_empty(), "the secret went to where the redirect points");
}

#[tokio::test]
async fn a_vendor_that_never_answers_is_unavailable() {
    let silent = post(|| async {
        std::future::pending::<()>().await;
        YES
    });
    let address = serve(axum::Router::new().route("/siteverify", silent)).await;
    let check = check_at(VendorKind::Turnstile, &address, Duration::from_millis(50));
    assert_eq!(check.verify(TOKEN, CLIENT, EXPECTED).await, Outcome::Unavailable);
}

#[tokio::test]
async fn a_vendor_that_cannot_be_reached_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/siteverify", listener.local_addr().unwrap());
    drop(listener);
    let outcome = check_at(VendorKind::HCaptcha, &address, TIME_LIMIT).verify(TOKEN, CLIENT, EXPECTED).await;
    assert_eq!(outcome, Outcome::Unavailable);
}

#[tokio::test]
async fn a_token_that_cannot_be_one_does_not_reach_the_vendor() {
    let stand_in = StandIn::answering(|| YES.into_response()).await;
    let check = stand_in.check(VendorKind::ReCaptcha);
    for token in ["with space", "línea", "a\nb", &"a".repeat(MOST_TOKEN_BYTES + 1)] {
        assert_eq!(check.verify(token, CLIENT, EXPECTED).await, Outcome::Failed(Failure::Malformed));
    }
    assert!(stand_in.last_form.lock().unwrap().is_empty());
}

#[test]
fn the_secret_does_not_print() {
    let check = check_at(VendorKind::ReCaptcha, "http://127.0.0.1:9/siteverify", TIME_LIMIT);
    assert!(!format!("{check:?}").contains("the-vendors-secret"));
}

#[test]
fn a_vendors_page_needs_only_addresses_of_its_own_policy() {
    for kind in KINDS {
        let page = page(kind);
        let script = Url::parse(page.script_url).unwrap();
        let allowed = page.script_src.iter().any(|source| match source.strip_prefix("https://*.") {
            Some(domain) => script.host_str().unwrap().ends_with(&format!(".{domain}")),
            None => page.script_url.starts_with(source),
        });
        assert!(allowed, "{kind:?}: the policy forbids the script");
        let sources = [page.script_src, page.frame_src, page.connect_src, page.style_src].concat();
        assert!(sources.iter().all(|source| source.starts_with("https://")), "{kind:?}");
    }
}

#[tokio::test]
async fn the_secret_is_read_from_its_file_without_the_line_end() {
    let directory = std::env::temp_dir().join(format!("humancheck-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let (good, empty) = (directory.join("secret"), directory.join("empty"));
    std::fs::write(&good, "from-the-file\n").unwrap();
    std::fs::write(&empty, " \n").unwrap();
    let stand_in = StandIn::answering(|| YES.into_response()).await;
    let open =
        |file: &PathBuf| VendorCheck::open(&vendor(VendorKind::ReCaptcha, &stand_in.address, file.clone()));

    open(&good).unwrap().verify(TOKEN, CLIENT, EXPECTED).await;
    assert_eq!(stand_in.last_form.lock().unwrap()["secret"], "from-the-file");
    assert!(matches!(open(&empty), Err(VendorProblem::EmptySecret(_))));
    std::fs::remove_dir_all(&directory).unwrap();
    assert!(matches!(open(&good), Err(VendorProblem::SecretFile(..))));
}
