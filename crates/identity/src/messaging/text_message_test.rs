//! A text message over real HTTP, against providers that accept, refuse, redirect, fail and keep silent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use base::clock::{Clock, Timestamp};
use http::{HeaderMap, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::scratch::file_with;
use super::text_message::{ProviderSettings, TextGateway, TextMessage};
use super::{Receipt, SendError};

const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);
const IMPATIENCE: Duration = Duration::from_millis(200);

#[derive(Clone, Copy)]
enum Mood {
    Answers(u16, &'static str),
    Redirects,
    KeepsSilent,
}

struct Request {
    path: String,
    headers: HeaderMap,
    body: String,
}

#[derive(Clone)]
struct Provider {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Provider {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let provider = Self { address, mood: Arc::new(Mutex::new(mood)), requests: Arc::default() };
        let router = Router::new().fallback(answer).with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    fn changes_to(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn called(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    fn last_body(&self) -> Value {
        serde_json::from_str(&self.requests.lock().unwrap().last().unwrap().body).unwrap()
    }

    fn json(&self, name: &str) -> String {
        format!(
            "[[providers]]\nformat = 'json'\nname = '{name}'\nurl = 'http://{}/send'\nsender = 'COOP'\n\
             reference = '/data/0/id'\nrefused_statuses = [422]\n\
             body = {{ to = '{{to}}', message = {{ text = '{{text}}', from = '{{sender}}' }}, \
             list = ['{{to_digits}}', '{{id}}', 7], life = '{{valid_seconds}}', note = 'para {{to}} ({{valid_seconds}} s)' }}\n",
            self.address
        )
    }

    fn twilio(&self, name: &str) -> String {
        format!(
            "[[providers]]\nformat = 'twilio'\nname = '{name}'\nurl = 'http://{}'\naccount_sid = 'AC123'\n\
             token_file = '{}'\nsender = '+15005550006'\n",
            self.address,
            file_with("s3cret\n").display()
        )
    }
}

async fn answer(
    State(provider): State<Provider>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> axum::response::Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    provider.requests.lock().unwrap().push(Request { path: uri.path().into(), headers, body });
    let mood = *provider.mood.lock().unwrap();
    match mood {
        Mood::Answers(status, body) => (StatusCode::from_u16(status).unwrap(), body).into_response(),
        Mood::Redirects => (StatusCode::TEMPORARY_REDIRECT, [("location", "/elsewhere")]).into_response(),
        Mood::KeepsSilent => std::future::pending().await,
    }
}

const ACCEPTED: Mood = Mood::Answers(202, r#"{"data":[{"id":"m-1"}]}"#);
const BROKEN: Mood = Mood::Answers(500, "oops");

fn gateway(toml: &str) -> TextGateway {
    gateway_with(toml, Clock::manual(NOW))
}

fn gateway_with(toml: &str, clock: Clock) -> TextGateway {
    TextGateway::new(&settings(toml), clock).unwrap().with_time_limit(IMPATIENCE)
}

fn settings(toml: &str) -> Vec<ProviderSettings> {
    #[derive(serde::Deserialize)]
    struct File {
        providers: Vec<ProviderSettings>,
    }
    toml::from_str::<File>(toml).unwrap().providers
}

fn message() -> TextMessage {
    TextMessage {
        id: "id-1".into(),
        to: "+573001234567".into(),
        text: "Su \"codigo\": {to} \\ 123456\n\n@coop.example #123456".into(),
        useful_for: Duration::from_secs(600),
    }
}

fn accepted_by(outcome: &Result<Receipt, SendError>) -> &str {
    outcome.as_ref().map_or("nobody", |receipt| &receipt.by)
}

/// A provider that answers any request with a head and then repeats `rest` for ever.
async fn endless_provider(head: &'static str, rest: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                stream.write_all(head.as_bytes()).await.unwrap();
                while !rest.is_empty() && stream.write_all(rest).await.is_ok() {}
                std::future::pending::<()>().await;
            });
        }
    });
    format!(
        "[[providers]]\nformat = 'json'\nname = 'endless'\nurl = 'http://{address}'\nreference = '/id'\n\
         body = {{ to = '{{to}}', text = '{{text}}' }}\n"
    )
}

#[tokio::test]
async fn the_document_is_filled_in_as_a_tree() {
    let one = Provider::start(ACCEPTED).await;
    let receipt = gateway(&one.json("one")).send(&message()).await.unwrap();
    assert_eq!(receipt, Receipt { by: "one".into(), reference: Some("m-1".into()) });
    let expected = json!({
        "to": "+573001234567",
        "message": { "text": message().text, "from": "COOP" },
        "list": ["573001234567", "id-1", 7],
        "life": 600,
        "note": "para +573001234567 (600 s)",
    });
    assert_eq!(one.last_body(), expected, "and a message that says {{to}} keeps saying it");
}

#[tokio::test]
async fn a_secret_header_comes_from_a_file() {
    let one = Provider::start(ACCEPTED).await;
    let header = format!(
        "headers = [{{ name = 'Authorization', value = 'Bearer {{secret}}', secret_file = '{}' }}]\n",
        file_with("abc\n").display()
    );
    gateway(&(one.json("one") + &header)).send(&message()).await.unwrap();
    assert_eq!(one.requests.lock().unwrap()[0].headers["authorization"], "Bearer abc");
}

#[tokio::test]
async fn the_next_provider_takes_over_from_one_that_fails_in_any_way() {
    let second = Provider::start(ACCEPTED).await;
    for mood in [
        BROKEN,
        Mood::Answers(401, "{}"),
        Mood::Answers(429, "{}"),
        Mood::Answers(200, "<html>"),
        Mood::Answers(200, r#"{"data":[]}"#),
        Mood::Redirects,
        Mood::KeepsSilent,
    ] {
        let first = Provider::start(mood).await;
        let outcome = gateway(&(first.json("first") + &second.json("second"))).send(&message()).await;
        assert_eq!(accepted_by(&outcome), "second");
        assert_eq!(first.called(), 1);
        assert_eq!(first.requests.lock().unwrap()[0].path, "/send", "a redirect is not followed");
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_passed_over() {
    let second = Provider::start(ACCEPTED).await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let first = Provider { address: nobody.local_addr().unwrap(), ..second.clone() };
    drop(nobody);
    let outcome = gateway(&(first.json("first") + &second.json("second"))).send(&message()).await;
    assert_eq!(accepted_by(&outcome), "second");
}

#[tokio::test]
async fn an_answer_that_does_not_end_is_cut_off() {
    let second = Provider::start(ACCEPTED).await;
    let stalls = endless_provider("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"").await;
    let floods = endless_provider("HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 4096]).await;
    for first in [stalls, floods] {
        let outcome = gateway(&(first + &second.json("second"))).send(&message()).await;
        assert_eq!(accepted_by(&outcome), "second");
    }
}

#[tokio::test]
async fn a_number_refused_for_good_is_not_tried_elsewhere() {
    let first = Provider::start(Mood::Answers(422, "{}")).await;
    let second = Provider::start(ACCEPTED).await;
    let outcome = gateway(&(first.json("first") + &second.json("second"))).send(&message()).await;
    assert!(matches!(outcome, Err(SendError::Permanent(_))), "{outcome:?}");
    assert_eq!(second.called(), 0);
}

#[tokio::test]
async fn when_every_provider_fails_the_message_may_be_tried_again() {
    let (first, second) = (Provider::start(BROKEN).await, Provider::start(BROKEN).await);
    let outcome = gateway(&(first.json("first") + &second.json("second"))).send(&message()).await;
    assert!(matches!(outcome, Err(SendError::Temporary(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_tried_last_for_a_minute() {
    let (first, second) = (Provider::start(BROKEN).await, Provider::start(ACCEPTED).await);
    let clock = Clock::manual(NOW);
    let gateway = gateway_with(&(first.json("first") + &second.json("second")), clock.clone());
    for _ in 0..5 {
        assert_eq!(accepted_by(&gateway.send(&message()).await), "second");
    }
    assert_eq!(first.called(), 3, "the fourth and fifth message went to the second at once");

    first.changes_to(ACCEPTED);
    second.changes_to(BROKEN);
    assert_eq!(
        accepted_by(&gateway.send(&message()).await),
        "first",
        "at rest it is still there as the last"
    );

    first.changes_to(BROKEN);
    second.changes_to(ACCEPTED);
    for _ in 0..4 {
        gateway.send(&message()).await.unwrap();
    }
    let calls = first.called();
    clock.advance(Duration::from_secs(61));
    gateway.send(&message()).await.unwrap();
    assert_eq!(first.called(), calls + 1, "after the minute it is the first again");
}

#[tokio::test]
async fn twilio_gets_the_form_it_asks_for() {
    let one =
        Provider::start(Mood::Answers(201, r#"{"sid":"SM1","status":"queued","error_code":null}"#)).await;
    let receipt = gateway(&one.twilio("one")).send(&message()).await.unwrap();
    assert_eq!(receipt.reference.as_deref(), Some("SM1"));
    let requests = one.requests.lock().unwrap();
    assert_eq!(requests[0].path, "/2010-04-01/Accounts/AC123/Messages.json");
    assert_eq!(requests[0].headers["authorization"], "Basic QUMxMjM6czNjcmV0");
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(requests[0].body.as_bytes()).into_owned().collect();
    let expected = [
        ("To", "+573001234567"),
        ("From", "+15005550006"),
        ("Body", &message().text),
        ("ValidityPeriod", "600"),
    ];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn twilio_says_by_its_codes_whether_a_number_is_refused_for_good() {
    let second = Provider::start(ACCEPTED).await;
    for (status, body, is_final) in [
        (400, r#"{"code":21211,"message":"invalid To","status":400}"#, true),
        (400, r#"{"code":21610,"message":"STOP","status":400}"#, true),
        (400, r#"{"code":21614,"message":"landline","status":400}"#, true),
        (400, r#"{"code":21606,"message":"From is not ours","status":400}"#, false),
        (401, r#"{"code":20003,"message":"authenticate","status":401}"#, false),
        (429, r#"{"code":20429,"status":429}"#, false),
        (201, r#"{"sid":"SM1","status":"failed","error_code":30001}"#, false),
        (503, "down", false),
    ] {
        let first = Provider::start(Mood::Answers(status, body)).await;
        let outcome = gateway(&(first.twilio("first") + &second.json("second"))).send(&message()).await;
        let was_final = matches!(outcome, Err(SendError::Permanent(_)));
        assert_eq!((was_final, accepted_by(&outcome) == "second"), (is_final, !is_final), "{body}");
    }
}

#[tokio::test]
async fn a_wrong_setting_says_which_provider_it_is_about() {
    let one = Provider::start(ACCEPTED).await;
    let right = one.json("one");
    for (wrong, hint) in [
        (String::new(), "al menos un proveedor"),
        (right.replace("http://127.0.0.1", "http://sms.example"), "https://"),
        (right.replace("http://127.0.0.1", "ftp://127.0.0.1"), "https://"),
        (right.replace("text = '{text}'", "text = 'hola'"), "{text}"),
        (right.replace("'/data/0/id'", "'data.id'"), "puntero JSON"),
        (right.clone() + "headers = [{ name = 'X', value = '{secret}' }]\n", "secret_file"),
        (right.clone() + "headers = [{ name = 'X Y', value = '' }]\n", "X Y"),
        (
            right.clone() + "headers = [{ name = 'X', value = '{secret}', secret_file = '/nowhere' }]\n",
            "/nowhere",
        ),
        (right.clone() + &right, "nombre propio"),
        (one.twilio("one").replace("AC123", "../x"), "account_sid"),
    ] {
        let settings = if wrong.is_empty() { Vec::new() } else { settings(&wrong) };
        let Err(problem) = TextGateway::new(&settings, Clock::manual(NOW)) else {
            panic!("accepted: {wrong}")
        };
        assert!(problem.to_string().contains(hint), "{problem}");
    }
}

#[test]
fn a_key_that_no_provider_knows_is_refused() {
    let text = "format = 'json'\nname = 'a'\nurl = 'https://x.example'\nbody = {}\ntypo = 1";
    assert!(toml::from_str::<ProviderSettings>(text).unwrap_err().to_string().contains("typo"));
    let twilio =
        "format = 'twilio'\nname = 'a'\naccount_sid = 'AC1'\ntoken_file = 't'\nsender = 's'\ntypo = 1";
    assert!(toml::from_str::<ProviderSettings>(twilio).unwrap_err().to_string().contains("typo"));
}

#[tokio::test]
async fn a_probe_tells_who_is_there_and_gives_nobody_our_credentials() {
    let [silent, refusing] = [Provider::start(Mood::KeepsSilent).await, Provider::start(BROKEN).await];
    let gateway = gateway(&(silent.json("Silent") + &refusing.twilio("Refusing")));
    let mut probes = gateway.probe().await;
    probes.sort_by(|one, other| one.provider.cmp(&other.provider));
    let told: Vec<(&str, bool)> =
        probes.iter().map(|probe| (probe.provider.as_str(), probe.answered)).collect();
    assert_eq!(told, [("Refusing", true), ("Silent", false)]);
    assert!(probes[0].date.is_some(), "a server says what time it has");
    let requests = refusing.requests.lock().unwrap();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].headers.get("authorization").is_none());
    assert!(requests[0].body.is_empty());
}
