//! Other people's human checks, for a portal whose file names one: reCAPTCHA v2, hCaptcha, Turnstile.
//!
//! A check that cannot be had fails closed with a way out: the answer is [`Outcome::Unavailable`], the form is not
//! accepted by it, and the page comes back with our own check and the help channels. The vendor is asked even when the
//! form brought nothing, because a vendor that is down puts nothing into forms.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Failure, Outcome, Purpose};
use crate::portals::{Vendor, VendorKind};

const TIME_LIMIT: Duration = Duration::from_secs(5);
/// Honest answers have some hundred bytes.
const MOST_ANSWER_BYTES: usize = 16 * 1024;
/// The longest honest tokens, hCaptcha's, have some 4 000.
const MOST_TOKEN_BYTES: usize = 8 * 1024;

/// Error codes that are about what the visitor sent; all others are ours or the vendor's.
/// <https://developers.google.com/recaptcha/docs/verify>, <https://docs.hcaptcha.com/#verify-the-user-response-server-side>,
/// <https://developers.cloudflare.com/turnstile/get-started/server-side-validation/>
const VISITORS_ERRORS: [(&str, Failure); 6] = [
    ("missing-input-response", Failure::NotAnswered),
    ("invalid-input-response", Failure::Refused),
    ("timeout-or-duplicate", Failure::Replayed),
    ("already-seen-response", Failure::Replayed),
    ("invalid-or-already-seen-response", Failure::Replayed),
    ("expired-input-response", Failure::Expired),
];

/// What a page needs to show a vendor's check: a script, a `div` and additions to its Content-Security-Policy.
#[derive(Debug, PartialEq, Eq)]
pub struct VendorPage {
    pub script_url: &'static str,
    pub div_class: &'static str,
    /// The field that the script adds to the form.
    pub field_name: &'static str,
    pub script_src: &'static [&'static str],
    pub frame_src: &'static [&'static str],
    pub connect_src: &'static [&'static str],
    pub style_src: &'static [&'static str],
}

/// A vendor's check as one portal uses it.
#[derive(Clone, Debug)]
pub struct VendorCheck {
    pub kind: VendorKind,
    /// Public: the page shows it as `data-sitekey`.
    pub site_key: String,
    secret: SecretString,
    verify_url: Url,
    client: reqwest::Client,
}

/// Why a portal's vendor cannot be used; told when the program starts.
#[derive(Debug, thiserror::Error)]
pub enum VendorProblem {
    #[error("no se puede leer el archivo del secreto {0:?}: {1}")]
    SecretFile(PathBuf, std::io::Error),
    #[error("el archivo del secreto {0:?} está vacío")]
    EmptySecret(PathBuf),
    #[error("no se pueden preparar las conexiones al proveedor: {0}")]
    Client(#[from] reqwest::Error),
}

/// What the vendor must confirm besides success.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// From the configured address of the portal, never from a request.
    pub hostname: &'a str,
    /// `data-action` of the page; Turnstile alone repeats it.
    pub purpose: Purpose,
    /// `data-cdata` of the page; Turnstile alone repeats it.
    pub portal: &'a str,
}

/// What a page with this vendor's check needs.
pub fn page(kind: VendorKind) -> &'static VendorPage {
    match kind {
        VendorKind::ReCaptcha => &RECAPTCHA,
        VendorKind::HCaptcha => &HCAPTCHA,
        VendorKind::Turnstile => &TURNSTILE,
    }
}

/// <https://developers.google.com/recaptcha/docs/display>, and its FAQ for the policy.
static RECAPTCHA: VendorPage = VendorPage {
    script_url: "https://www.google.com/recaptcha/api.js",
    div_class: "g-recaptcha",
    field_name: "g-recaptcha-response",
    script_src: &["https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/"],
    frame_src: &["https://www.google.com/recaptcha/", "https://recaptcha.google.com/recaptcha/"],
    connect_src: &["https://www.google.com/recaptcha/"],
    style_src: &[],
};

/// <https://docs.hcaptcha.com/#content-security-policy-settings>; without `recaptchacompat=off` the script would add
/// reCAPTCHA's field as well.
static HCAPTCHA: VendorPage = VendorPage {
    script_url: "https://js.hcaptcha.com/1/api.js?recaptchacompat=off",
    div_class: "h-captcha",
    field_name: "h-captcha-response",
    script_src: &["https://hcaptcha.com", "https://*.hcaptcha.com"],
    frame_src: &["https://hcaptcha.com", "https://*.hcaptcha.com"],
    connect_src: &["https://hcaptcha.com", "https://*.hcaptcha.com"],
    style_src: &["https://hcaptcha.com", "https://*.hcaptcha.com"],
};

/// <https://developers.cloudflare.com/turnstile/reference/content-security-policy/>
static TURNSTILE: VendorPage = VendorPage {
    script_url: "https://challenges.cloudflare.com/turnstile/v0/api.js",
    div_class: "cf-turnstile",
    field_name: "cf-turnstile-response",
    script_src: &["https://challenges.cloudflare.com"],
    frame_src: &["https://challenges.cloudflare.com"],
    connect_src: &[],
    style_src: &[],
};

impl VendorCheck {
    /// As the portal's file says; the secret lies in a file of its own.
    pub fn open(vendor: &Vendor) -> Result<Self, VendorProblem> {
        let unreadable = |error| VendorProblem::SecretFile(vendor.secret_file.clone(), error);
        let text = SecretString::from(std::fs::read_to_string(&vendor.secret_file).map_err(unreadable)?);
        let secret = SecretString::from(text.expose_secret().trim());
        if secret.expose_secret().is_empty() {
            return Err(VendorProblem::EmptySecret(vendor.secret_file.clone()));
        }
        Ok(Self::with_secret(vendor, secret)?)
    }

    pub(super) fn with_secret(vendor: &Vendor, secret: SecretString) -> Result<Self, reqwest::Error> {
        Self::with_time_limit(vendor, secret, TIME_LIMIT)
    }

    fn with_time_limit(
        vendor: &Vendor,
        secret: SecretString,
        time_limit: Duration,
    ) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(time_limit)
            // A redirect would carry the secret to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let verify_url = vendor.verify_url.clone();
        Ok(Self { kind: vendor.kind, site_key: vendor.site_key.clone(), secret, verify_url, client })
    }

    /// Asks the vendor about the token that a form brought, be it empty. Takes five seconds at most; call it outside
    /// any transaction.
    pub async fn verify(&self, token: &str, client_ip: IpAddr, expected: Expected<'_>) -> Outcome {
        if token.len() > MOST_TOKEN_BYTES || !token.bytes().all(|octet| octet.is_ascii_graphic()) {
            return Outcome::Failed(Failure::Malformed);
        }
        match self.ask(token, client_ip).await {
            Ok(answer) => self.judge(&answer, expected),
            Err(trouble) => {
                tracing::error!(vendor = ?self.kind, %trouble, "the human check's vendor did not answer");
                Outcome::Unavailable
            }
        }
    }

    async fn ask(&self, token: &str, client_ip: IpAddr) -> Result<Answer, Trouble> {
        let client_ip = client_ip.to_string();
        let form = [("secret", self.secret.expose_secret()), ("response", token), ("remoteip", &client_ip)];
        let mut response = self.client.post(self.verify_url.clone()).form(&form).send().await?;
        let status = response.status();
        // A refusal may come with either; were 400 an outage, an empty token would be enough to choose our own check.
        if !matches!(status, StatusCode::OK | StatusCode::BAD_REQUEST) {
            return Err(Trouble::Status(status));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MOST_ANSWER_BYTES {
                return Err(Trouble::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let answer: Answer = serde_json::from_slice(&body)?;
        if answer.success && status != StatusCode::OK {
            return Err(Trouble::Status(status));
        }
        Ok(answer)
    }

    fn judge(&self, answer: &Answer, expected: Expected<'_>) -> Outcome {
        if !answer.success {
            return refusal(self.kind, &answer.error_codes);
        }
        let confirmed =
            answer.hostname.as_deref().is_some_and(|host| host.eq_ignore_ascii_case(expected.hostname))
                && (self.kind != VendorKind::Turnstile || answer.repeats(expected));
        if confirmed { Outcome::Solved } else { Outcome::Failed(Failure::Foreign) }
    }
}

/// A refusal is the visitor's only where every code says so; a wrong secret or a vendor's own error is not.
fn refusal(kind: VendorKind, error_codes: &[String]) -> Outcome {
    let visitors = |code: &String| VISITORS_ERRORS.iter().find(|(name, _)| name == code);
    let failures: Option<Vec<Failure>> =
        error_codes.iter().map(|code| visitors(code).map(|(_, failure)| *failure)).collect();
    match failures.as_deref() {
        Some([failure, ..]) => Outcome::Failed(*failure),
        // No code at all: the vendor gives no reason, so it is about the answer.
        Some([]) => Outcome::Failed(Failure::Refused),
        None => {
            tracing::error!(vendor = ?kind, ?error_codes, "the human check's vendor refuses our request");
            Outcome::Unavailable
        }
    }
}

#[derive(Debug, Deserialize)]
struct Answer {
    success: bool,
    hostname: Option<String>,
    action: Option<String>,
    cdata: Option<String>,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

impl Answer {
    fn repeats(&self, expected: Expected<'_>) -> bool {
        self.action.as_deref() == Some(expected.purpose.code())
            && self.cdata.as_deref() == Some(expected.portal)
    }
}

/// Why there is no answer; none of it names the secret or the token.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("no connection or no answer in time: {0}")]
    Connection(#[from] reqwest::Error),
    #[error("status {0}")]
    Status(StatusCode),
    #[error("the answer is too long")]
    TooLong,
    #[error("the answer does not read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

#[cfg(test)]
#[path = "vendors_test.rs"]
mod tests;
