//! Sending a text message through an HTTP gateway: two or more named providers, tried in the order of the settings.
//!
//! A provider that fails or keeps silent is followed by the next one; a number that a provider refuses for good is not tried
//! elsewhere. Silence may hide a message that left all the same, so a person may get a code twice; both copies hold the same
//! code, and that is better than none.
//!
//! A provider that failed several times in a row is tried last for a minute, so that people do not wait for it one by one.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base::clock::{Clock, Timestamp};
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use tokio::task::JoinSet;
use url::Url;

use super::{Receipt, SendError, SettingsProblem, masked, reference, secret_from};

/// For one provider, from the first packet to the last byte of its answer.
const TIME_LIMIT: Duration = Duration::from_secs(8);
const PROBE_TIME_LIMIT: Duration = Duration::from_secs(4);
const ANSWER_MAX_BYTES: usize = 64 * 1024;
const FAILURES_BEFORE_REST: u32 = 3;
const REST: Duration = Duration::from_secs(60);
const PLACEHOLDERS: [&str; 6] = ["{to}", "{to_digits}", "{text}", "{sender}", "{id}", "{valid_seconds}"];
const SECRET_PLACEHOLDER: &str = "{secret}";

const TWILIO_URL: &str = "https://api.twilio.com";
/// Twilio's codes that speak of the number and not of the account or the network: not a number, not reachable by text message
/// (a landline), blocked by its owner's STOP.
const TWILIO_REFUSALS: [u64; 4] = [21211, 21217, 21610, 21614];
/// The longest life that Twilio lets a message wait for a phone that is off.
const TWILIO_VALIDITY_MAX_SECONDS: u64 = 36_000;

/// One provider, as an installation's file says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "format", rename_all = "lowercase")]
pub enum ProviderSettings {
    Json(JsonSettings),
    Twilio(TwilioSettings),
}

/// A provider that takes a JSON document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonSettings {
    pub name: String,
    #[serde(default)]
    pub method: Method,
    pub url: String,
    #[serde(default)]
    pub headers: Vec<HeaderSettings>,
    /// What `{sender}` stands for.
    #[serde(default)]
    pub sender: String,
    /// The document to send. Its strings may hold `{to}` (+573001234567), `{to_digits}` (573001234567), `{text}`, `{sender}`,
    /// `{id}` (the same over all attempts) and `{valid_seconds}`.
    pub body: Value,
    /// A JSON pointer (RFC 6901) to the provider's name for the message. Where it is set, an answer without it counts as a failure.
    pub reference: Option<String>,
    /// Statuses by which this provider refuses the number for good.
    #[serde(default)]
    pub refused_statuses: Vec<u16>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    #[default]
    Post,
    Put,
}

/// A request header; `{secret}` in its value stands for what `secret_file` holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderSettings {
    pub name: String,
    pub value: String,
    pub secret_file: Option<PathBuf>,
}

/// Twilio's Messages resource, or a server that speaks like it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioSettings {
    pub name: String,
    /// Another place than Twilio's own.
    pub url: Option<String>,
    pub account_sid: String,
    /// An API key, where the account's own token is not used.
    pub api_key_sid: Option<String>,
    pub token_file: PathBuf,
    /// A number, a sender's name, or a messaging service (`MG…`).
    pub sender: String,
}

/// A text message ready to go.
pub struct TextMessage {
    /// Names the message over all attempts.
    pub id: String,
    /// In international form, as +573001234567.
    pub to: String,
    pub text: String,
    /// After this time it is of no use any more, so the network should not deliver it.
    pub useful_for: Duration,
}

/// The text-message providers of an installation.
pub struct TextGateway {
    providers: Vec<Provider>,
    healths: Mutex<Vec<Health>>,
    client: Client,
    clock: Clock,
    time_limit: Duration,
}

struct Provider {
    name: String,
    way: Way,
}

enum Way {
    Json { settings: Box<JsonSettings>, url: Url, headers: HeaderMap },
    Twilio { url: Url, user: String, token: SecretString, sender: String },
}

#[derive(Clone, Default)]
struct Health {
    failures_in_a_row: u32,
    rests_until: Option<Timestamp>,
}

/// Whether a provider is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub provider: String,
    pub answered: bool,
    /// What its clock says.
    pub date: Option<Timestamp>,
}

/// What came of one request to one provider.
#[derive(Debug, PartialEq, Eq)]
enum Attempt {
    Accepted(Option<String>),
    /// The number is refused for good.
    Refused(String),
    /// The next provider may do better.
    Failed(String),
}

impl TextGateway {
    pub fn new(settings: &[ProviderSettings], clock: Clock) -> Result<Self, SettingsProblem> {
        let providers: Vec<Provider> = settings.iter().map(provider).collect::<Result<_, _>>()?;
        check_names(&providers)?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| SettingsProblem::Rule(format!("HTTP no se pudo preparar: {error}")))?;
        let healths = Mutex::new(vec![Health::default(); providers.len()]);
        Ok(Self { providers, healths, client, clock, time_limit: TIME_LIMIT })
    }

    #[cfg(test)]
    pub(super) fn with_time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// Hands one message to the first provider that takes it.
    pub async fn send(&self, message: &TextMessage) -> Result<Receipt, SendError> {
        let order = order(&self.healths(), self.clock.now());
        for index in order {
            let provider = &self.providers[index];
            match self.attempt(provider, message).await {
                Attempt::Accepted(reference) => {
                    self.healths()[index] = Health::default();
                    return Ok(Receipt { by: provider.name.clone(), reference });
                }
                Attempt::Refused(reason) => {
                    self.healths()[index] = Health::default();
                    return Err(SendError::Permanent(format!("{}: {reason}", provider.name)));
                }
                Attempt::Failed(reason) => {
                    self.healths()[index].fail(self.clock.now());
                    let to = masked::phone(&message.to);
                    tracing::warn!(provider = provider.name, to, reason, "a text message was not taken on");
                }
            }
        }
        Err(SendError::Temporary("no text-message provider took it on".into()))
    }

    /// Asks every provider for the head of its address, side by side. Without our credentials, and whatever it answers: nothing
    /// more can be tried without sending a message.
    pub async fn probe(&self) -> Vec<Probe> {
        let mut asking = JoinSet::new();
        for provider in &self.providers {
            let (Way::Json { url, .. } | Way::Twilio { url, .. }) = &provider.way;
            let request = self.client.head(url.clone()).timeout(self.time_limit.min(PROBE_TIME_LIMIT));
            asking.spawn(probe(provider.name.clone(), request));
        }
        asking.join_all().await
    }

    async fn attempt(&self, provider: &Provider, message: &TextMessage) -> Attempt {
        let request = provider.request(&self.client, message).timeout(self.time_limit);
        match answer(request).await {
            Ok((status, body)) => provider.judge(status, &body),
            Err(error) if error.is_timeout() => Attempt::Failed("no answer in time".into()),
            // Without its address, which may hold a key.
            Err(error) => Attempt::Failed(error.without_url().to_string()),
        }
    }

    fn healths(&self) -> MutexGuard<'_, Vec<Health>> {
        self.healths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Health {
    fn fail(&mut self, now: Timestamp) {
        self.failures_in_a_row += 1;
        if self.failures_in_a_row >= FAILURES_BEFORE_REST {
            self.rests_until = Some(now.plus(REST));
        }
    }

    fn rests(&self, now: Timestamp) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }
}

/// The providers in the order of the settings, those at rest last.
fn order(healths: &[Health], now: Timestamp) -> Vec<usize> {
    let mut order: Vec<usize> = (0..healths.len()).collect();
    order.sort_by_key(|&index| healths[index].rests(now));
    order
}

impl Provider {
    fn request(&self, client: &Client, message: &TextMessage) -> RequestBuilder {
        match &self.way {
            Way::Json { settings, url, headers } => {
                let body = filled(&settings.body, &settings.sender, message);
                let request = match settings.method {
                    Method::Post => client.post(url.clone()),
                    Method::Put => client.put(url.clone()),
                };
                request.json(&body).headers(headers.clone())
            }
            Way::Twilio { url, user, token, sender } => client
                .post(url.clone())
                .basic_auth(user, Some(token.expose_secret()))
                .form(&twilio_form(sender, message)),
        }
    }

    fn judge(&self, status: u16, body: &[u8]) -> Attempt {
        match &self.way {
            Way::Json { settings, .. } => judge_json(settings, status, body),
            Way::Twilio { .. } => judge_twilio(status, body),
        }
    }
}

async fn probe(provider: String, request: RequestBuilder) -> Probe {
    match request.send().await {
        Ok(response) => {
            let date = response.headers().get(http::header::DATE).and_then(|date| date.to_str().ok());
            Probe { provider, answered: true, date: date.and_then(read_date) }
        }
        Err(error) => {
            // Without its address, which may hold a key.
            tracing::warn!(provider, error = %error.without_url(), "a text-message provider does not answer");
            Probe { provider, answered: false, date: None }
        }
    }
}

/// RFC 9110 §5.6.7: always in Greenwich time.
fn read_date(text: &str) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Timestamp::from_micros(date.as_microsecond()))
}

/// Status and body, of which a server cannot make us read more than we want to.
async fn answer(request: RequestBuilder) -> Result<(u16, Vec<u8>), reqwest::Error> {
    let mut response: Response = request.send().await?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_MAX_BYTES {
            body.truncate(ANSWER_MAX_BYTES);
            break;
        }
    }
    Ok((response.status().as_u16(), body))
}

fn judge_json(settings: &JsonSettings, status: u16, body: &[u8]) -> Attempt {
    if settings.refused_statuses.contains(&status) {
        return Attempt::Refused(format!("refused with status {status}"));
    }
    if !(200..300).contains(&status) {
        return Attempt::Failed(format!("status {status}"));
    }
    let Some(pointer) = &settings.reference else { return Attempt::Accepted(None) };
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match answer.pointer(pointer) {
        Some(Value::String(name)) if !name.is_empty() => Attempt::Accepted(Some(reference(name))),
        Some(Value::Number(number)) => Attempt::Accepted(Some(number.to_string())),
        _ => Attempt::Failed(format!("status {status} without {pointer}")),
    }
}

fn judge_twilio(status: u16, body: &[u8]) -> Attempt {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Answer {
        sid: Option<String>,
        /// Of the message in a success, of the HTTP answer in an error: hence any value.
        status: Value,
        code: Option<u64>,
        error_code: Option<u64>,
    }
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    let code = answer.code.or(answer.error_code);
    if let Some(code) = code.filter(|code| TWILIO_REFUSALS.contains(code)) {
        return Attempt::Refused(format!("refused with code {code}"));
    }
    let given_up = matches!(answer.status.as_str(), Some("failed" | "undelivered" | "canceled"));
    match answer.sid {
        Some(sid) if (200..300).contains(&status) && !given_up => Attempt::Accepted(Some(reference(&sid))),
        _ => Attempt::Failed(format!("status {status}, code {}", code.unwrap_or(0))),
    }
}

fn twilio_form(sender: &str, message: &TextMessage) -> Vec<(&'static str, String)> {
    let sender_field = if sender.starts_with("MG") { "MessagingServiceSid" } else { "From" };
    let validity = message.useful_for.as_secs().clamp(1, TWILIO_VALIDITY_MAX_SECONDS);
    vec![
        ("To", message.to.clone()),
        (sender_field, sender.to_owned()),
        ("Body", message.text.clone()),
        ("ValidityPeriod", validity.to_string()),
    ]
}

/// The document with its strings filled in. The tree is filled and not its text, so a quote in a message stays a quote.
fn filled(template: &Value, sender: &str, message: &TextMessage) -> Value {
    match template {
        Value::String(text) if text == "{valid_seconds}" => message.useful_for.as_secs().into(),
        Value::String(text) => filled_text(text, sender, message).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, sender, message)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), filled(value, sender, message))).collect()
        }
        other => other.clone(),
    }
}

/// In one pass from left to right, so that a message that says `{to}` keeps saying it.
fn filled_text(template: &str, sender: &str, message: &TextMessage) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((position, placeholder)) = next_placeholder(rest) {
        text.push_str(&rest[..position]);
        text.push_str(&stands_for(placeholder, sender, message));
        rest = &rest[position + placeholder.len()..];
    }
    text + rest
}

fn next_placeholder(text: &str) -> Option<(usize, &'static str)> {
    PLACEHOLDERS.iter().filter_map(|name| text.find(name).map(|position| (position, *name))).min()
}

fn stands_for(placeholder: &str, sender: &str, message: &TextMessage) -> String {
    match placeholder {
        "{to}" => message.to.clone(),
        "{to_digits}" => message.to.trim_start_matches('+').to_owned(),
        "{text}" => message.text.clone(),
        "{sender}" => sender.to_owned(),
        "{id}" => message.id.clone(),
        _ => message.useful_for.as_secs().to_string(),
    }
}

/// Whether a gateway can be opened with this provider.
pub fn check(settings: &ProviderSettings) -> Result<(), SettingsProblem> {
    provider(settings).map(|_| ())
}

fn provider(settings: &ProviderSettings) -> Result<Provider, SettingsProblem> {
    match settings {
        ProviderSettings::Json(settings) => json_provider(settings),
        ProviderSettings::Twilio(settings) => twilio_provider(settings),
    }
}

fn json_provider(settings: &JsonSettings) -> Result<Provider, SettingsProblem> {
    let name = &settings.name;
    let url = web_address(name, &settings.url)?;
    let body = settings.body.to_string();
    for needed in ["{text}", "{to"] {
        if !body.contains(needed) {
            return Err(rule(name, "body debe contener {text} y {to} o {to_digits}"));
        }
    }
    if settings.reference.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
        return Err(rule(name, "reference debe empezar por «/» (puntero JSON)"));
    }
    let headers = settings.headers.iter().map(|h| header(name, h)).collect::<Result<_, _>>()?;
    Ok(Provider { name: name.clone(), way: Way::Json { settings: Box::new(settings.clone()), url, headers } })
}

fn twilio_provider(settings: &TwilioSettings) -> Result<Provider, SettingsProblem> {
    let name = &settings.name;
    let mut url = web_address(name, settings.url.as_deref().unwrap_or(TWILIO_URL))?;
    if !settings.account_sid.bytes().all(|byte| byte.is_ascii_alphanumeric())
        || settings.account_sid.is_empty()
    {
        return Err(rule(name, "account_sid debe tener solo letras y números"));
    }
    url.set_path(&format!("/2010-04-01/Accounts/{}/Messages.json", settings.account_sid));
    let user = settings.api_key_sid.as_ref().unwrap_or(&settings.account_sid).clone();
    let token = secret_from(&settings.token_file)?;
    Ok(Provider {
        name: name.clone(),
        way: Way::Twilio { url, user, token, sender: settings.sender.clone() },
    })
}

fn header(provider: &str, settings: &HeaderSettings) -> Result<(HeaderName, HeaderValue), SettingsProblem> {
    let wrong = || rule(provider, &format!("la cabecera {} no es válida", settings.name));
    let name = HeaderName::from_bytes(settings.name.as_bytes()).map_err(|_| wrong())?;
    let mut value = settings.value.clone();
    if settings.value.contains(SECRET_PLACEHOLDER) != settings.secret_file.is_some() {
        return Err(rule(
            provider,
            &format!("en la cabecera {}, {{secret}} y secret_file van juntos", settings.name),
        ));
    }
    if let Some(file) = &settings.secret_file {
        value = value.replace(SECRET_PLACEHOLDER, secret_from(file)?.expose_secret());
    }
    let mut value = HeaderValue::from_str(&value).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn web_address(provider: &str, text: &str) -> Result<Url, SettingsProblem> {
    let wrong = || rule(provider, "url debe ser una dirección que empiece por https://");
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_this_machine = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() == "https" || (url.scheme() == "http" && is_this_machine) {
        return Ok(url);
    }
    Err(wrong())
}

fn check_names(providers: &[Provider]) -> Result<(), SettingsProblem> {
    if providers.is_empty() {
        return Err(SettingsProblem::Rule("falta al menos un proveedor de mensajes de texto".into()));
    }
    for (index, provider) in providers.iter().enumerate() {
        if provider.name.is_empty() || providers[..index].iter().any(|other| other.name == provider.name) {
            return Err(rule(&provider.name, "cada proveedor lleva un nombre propio"));
        }
    }
    Ok(())
}

fn rule(provider: &str, text: &str) -> SettingsProblem {
    SettingsProblem::Rule(format!("proveedor «{provider}»: {text}"))
}
