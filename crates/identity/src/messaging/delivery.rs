//! What providers tell us later of the messages they took: that one arrived, bounced, or that its reader complained.
//!
//! - It stands inside each portal, so that a provider's word can touch no message of another.
//! - It is taken with a signature alone: HMAC-SHA-256 over time and body, under a secret of the installation. What is forged, old, too
//!   long or taken before is refused before anything is looked up.
//! - What it does not know it answers as what it knows: the answer tells nobody which messages there are. Only while messages of the
//!   portal wait to go out, fresh word of one that it does not know is asked for again: its sending may not be noted yet.
//!
//! docs/configuration.md tells the writer of an adapter how to call it.

use std::fmt;
use std::path::Path as FilePath;

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use base::audit::{self, Act};
use base::clock::Timestamp;
use base::db::Tx;
use base::error::Result;
use base::web::answer::{Answer, bare};
use data_encoding::HEXLOWER;
use http_body_util::{BodyExt, Limited};
use secrecy::ExposeSecret;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::message::Channel;
use super::rules::{self, Reported, SIGNED_WITHIN, SuppressedBy};
use super::store::{self, Addressed, Suppression};
use super::suppression::SuppressionId;
use super::{SettingsProblem, secret_from};
use crate::front_door::FrontDoor;
use crate::visit::Visit;

/// Where a provider's word is taken, in every portal.
pub const PATH: &str = "/avisos-de-entrega/{provider}";
/// When it was signed, in seconds since 1970.
pub const TIME_HEADER: &str = "aldaba-timestamp";
/// The signature, in hexadecimal.
pub const SIGNATURE_HEADER: &str = "aldaba-signature";
const BODY_MAX_BYTES: usize = 16 * 1024;
/// A secret of 32 letters or digits has about the strength of the hash.
const SECRET_MIN_BYTES: usize = 32;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(PATH, post(receive))
}

/// What an installation and the adapters of its providers share.
#[derive(Clone)]
pub struct DeliverySecret(hmac::Key);

impl DeliverySecret {
    /// The secret that a file holds.
    pub fn open(file: &FilePath) -> Result<Self, SettingsProblem> {
        let secret = secret_from(file)?;
        let secret = secret.expose_secret();
        if secret.len() < SECRET_MIN_BYTES {
            let file = file.display();
            let rule = format!(
                "{file} tiene menos de {SECRET_MIN_BYTES} caracteres; cree otro con «openssl rand -hex 32»"
            );
            return Err(SettingsProblem::Rule(rule));
        }
        Ok(Self::new(secret))
    }

    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// The signature of `body` at `time`, both as they stand in their headers.
    pub fn sign(&self, time: &str, body: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [time.as_bytes(), b".", body] {
            context.update(part);
        }
        HEXLOWER.encode(context.sign().as_ref())
    }
}

impl fmt::Debug for DeliverySecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DeliverySecret(…)")
    }
}

/// What is said of one message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    /// What the provider calls the message, or what we do.
    reference: String,
    state: Reported,
    at: jiff::Timestamp,
    #[serde(default)]
    reason: String,
}

impl Word {
    fn at(&self) -> Timestamp {
        Timestamp::from_micros(self.at.as_microsecond())
    }
}

async fn receive(
    visit: Visit,
    State(front): State<FrontDoor>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let Some(secret) = &front.delivery else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let Ok(body) = Limited::new(body, BODY_MAX_BYTES).collect().await else {
        return Ok(bare(StatusCode::PAYLOAD_TOO_LARGE));
    };
    let body = body.to_bytes();
    let Some(signature) = signature_of(secret, &headers, &body, visit.now) else {
        return Ok(bare(StatusCode::UNAUTHORIZED));
    };
    let Ok(words) = serde_json::from_slice::<Vec<Word>>(&body) else {
        return Ok(bare(StatusCode::BAD_REQUEST));
    };
    let names = words.iter().map(|word| word.reference.as_str()).chain([provider.as_str()]);
    if !names.into_iter().all(rules::is_name) {
        return Ok(bare(StatusCode::BAD_REQUEST));
    }
    let tx = visit.begin(&front).await?;
    if !store::note_callback(&tx, signature.as_bytes(), visit.now.plus(2 * SIGNED_WITHIN)).await? {
        return Ok(bare(StatusCode::CONFLICT));
    }
    match take(&tx, &front, &visit, &provider, &words).await? {
        Taken::All => tx.commit().await?,
        Taken::TooEarly => return Ok(bare(StatusCode::SERVICE_UNAVAILABLE)),
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The signature that came with the body, if it is ours and new enough.
fn signature_of(secret: &DeliverySecret, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Option<String> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let time = header(TIME_HEADER)?;
    let given = header(SIGNATURE_HEADER)?.to_ascii_lowercase();
    let signed = secret.sign(time, body);
    if !bool::from(signed.as_bytes().ct_eq(given.as_bytes())) {
        return None;
    }
    let seconds: i64 = time.parse().ok()?;
    let signed_at = Timestamp::from_micros(seconds.checked_mul(1_000_000)?);
    rules::is_fresh(signed_at, now).then_some(signed)
}

/// What came of the words of one call.
enum Taken {
    All,
    /// One of them may be of a message whose sending we have not noted yet; the transaction must not be committed.
    TooEarly,
}

/// Takes every word for a message that this provider took, in an order that no two transactions can take against each other.
async fn take(tx: &Tx, front: &FrontDoor, visit: &Visit, provider: &str, words: &[Word]) -> Result<Taken> {
    // Asked before the messages are looked up: what is noted in between is found.
    let is_any_waiting = store::is_any_waiting(tx).await?;
    let mut known = Vec::new();
    for word in words {
        let found = match word.reference.parse() {
            Ok(id) => store::taken_by_id(tx, provider, id).await?,
            Err(_) => store::taken_by_reference(tx, provider, &word.reference).await?,
        };
        if found.is_none() && is_any_waiting && rules::is_fresh(word.at(), visit.now) {
            return Ok(Taken::TooEarly);
        }
        known.extend(found.map(|message| (message, word)));
    }
    known.sort_by_key(|(message, _)| message.id.uuid());
    for (message, word) in &known {
        let at = word.at().min(visit.now);
        store::report(tx, message.id, word.state, at, &rules::redacted(&word.reason)).await?;
    }
    known.sort_by(|(one, _), (other, _)| one.contact_mac.cmp(&other.contact_mac));
    for (message, word) in &known {
        if let Some(by) = word.state.suppresses() {
            suppress(tx, front, message, by).await?;
        }
    }
    Ok(Taken::All)
}

/// Its recipient gets no more messages; of an old message nobody knows any more who that was.
async fn suppress(tx: &Tx, front: &FrontDoor, message: &Addressed, by: SuppressedBy) -> Result<()> {
    let (Some(mac), Some(channel)) = (&message.contact_mac, Channel::parse(&message.channel)) else {
        return Ok(());
    };
    let id = SuppressionId::new(&front.clock, &front.chance);
    let masked = message.recipient.clone();
    let new = Suppression { id, channel, masked, by, created_at: front.clock.now() };
    if !store::suppress(tx, &new, mac).await? {
        return Ok(());
    }
    let detail = format!("{} {}", by.as_str(), new.masked);
    let of_system = Act::of_system("messaging.contact_suppressed");
    let act = Act { subject: Some(id.uuid()), detail: &detail, ..of_system };
    audit::record(tx, &front.clock, &front.chance, act).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::scratch::file_with;

    #[test]
    fn a_signature_is_what_openssl_makes_of_time_and_body() {
        // printf '%s.%s' 1795194000 '[]' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        let secret = DeliverySecret::new("0123456789abcdef0123456789abcdef");
        assert_eq!(
            secret.sign("1795194000", b"[]"),
            "e8a4863287732ac0c3ee1c26e2354b4c40314a2750d301d1d4c3121327b56767"
        );
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_printed() {
        let told = DeliverySecret::open(&file_with("corta\n")).unwrap_err().to_string();
        assert!(told.contains("menos de 32"), "{told}");
        let secret = "0123456789abcdef0123456789abcdef";
        let open = DeliverySecret::open(&file_with(&format!("{secret}\n"))).unwrap();
        assert!(!format!("{open:?}").contains(secret));
        assert_eq!(open.sign("1", b"x"), DeliverySecret::new(secret).sign("1", b"x"));
    }
}
