//! Passkeys (WebAuthn Level 3): the one place that knows the library. Text goes in and out, so that no other crate is built with it.
//!
//! Every passkey verifies its user, by fingerprint, face or PIN. Whose it is, what is asked once, and how often it was used is
//! the caller's to keep; the state of a ceremony stays on the server.

use std::fmt;

use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Who asks for passkeys: one web address.
pub struct RelyingParty(Webauthn);

/// A ceremony that was begun.
pub struct Begun {
    /// For the browser: what `navigator.credentials` takes, as JSON.
    pub options: String,
    /// For the server alone.
    pub state: String,
}

/// A new passkey.
pub struct Added {
    pub credential_id: Vec<u8>,
    /// Its public key, and what the authenticator said of itself.
    pub public_part: String,
}

/// A passkey that signed what it was asked to.
pub struct Used {
    pub credential_id: Vec<u8>,
    /// How often the authenticator says it was used; 0 where it does not count.
    pub counter: u32,
    result: AuthenticationResult,
}

/// Why an answer counts for nothing: for the log, never for a page.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("it does not read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("{0:?}")]
    NotRight(webauthn_rs::prelude::WebauthnError),
    #[error("its user was not verified")]
    NotVerified,
}

impl From<webauthn_rs::prelude::WebauthnError> for Refused {
    fn from(error: webauthn_rs::prelude::WebauthnError) -> Self {
        Self::NotRight(error)
    }
}

impl RelyingParty {
    /// The party at `origin`. None where that is no name, such as an address of four numbers: passkeys belong to names.
    pub fn new(origin: &str, name: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
        builder.rp_name(name).build().ok().map(Self)
    }

    /// Asks for a new passkey of `owner`, who has `others` already.
    pub fn begin_adding(&self, owner: Uuid, name: &str, others: &[String]) -> Result<Begun, Refused> {
        let others = read(others)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (options, state) = self.0.start_passkey_registration(owner, name, name, Some(others))?;
        Ok(Begun { options: serde_json::to_string(&options)?, state: serde_json::to_string(&state)? })
    }

    /// Reads the new passkey out of the browser's answer.
    pub fn add(&self, state: &str, answer: &str) -> Result<Added, Refused> {
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer)?;
        let passkey = self.0.finish_passkey_registration(&answer, &state)?;
        let public_part = serde_json::to_string(&passkey)?;
        Ok(Added { credential_id: passkey.cred_id().to_vec(), public_part })
    }

    /// Asks one of these passkeys to sign.
    pub fn begin_asking(&self, passkeys: &[String]) -> Result<Begun, Refused> {
        let (options, state) = self.0.start_passkey_authentication(&read(passkeys)?)?;
        Ok(Begun { options: serde_json::to_string(&options)?, state: serde_json::to_string(&state)? })
    }

    /// Checks the browser's answer: the address, the challenge, the signature, the user's verification, and that the counter has
    /// not gone back since the ceremony began.
    pub fn check(&self, state: &str, answer: &str) -> Result<Used, Refused> {
        let state: PasskeyAuthentication = serde_json::from_str(state)?;
        let answer: PublicKeyCredential = serde_json::from_str(answer)?;
        let result = self.0.finish_passkey_authentication(&answer, &state)?;
        if !result.user_verified() {
            return Err(Refused::NotVerified);
        }
        Ok(Used { credential_id: result.cred_id().to_vec(), counter: result.counter(), result })
    }
}

impl Used {
    /// The public part as it is after this use.
    pub fn renewed(&self, public_part: &str) -> Result<String, Refused> {
        let mut passkey: Passkey = serde_json::from_str(public_part)?;
        passkey.update_credential(&self.result);
        Ok(serde_json::to_string(&passkey)?)
    }
}

impl fmt::Debug for RelyingParty {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RelyingParty(…)")
    }
}

fn read(passkeys: &[String]) -> Result<Vec<Passkey>, Refused> {
    passkeys.iter().map(|passkey| Ok(serde_json::from_str(passkey)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_has_a_name_and_no_number() {
        assert!(RelyingParty::new("https://portal.ejemplo.example", "Ejemplo").is_some());
        assert!(RelyingParty::new("http://localhost:8080", "Ejemplo").is_some());
        for other in ["http://127.0.0.1:8080", "https://[::1]", "nada"] {
            assert!(RelyingParty::new(other, "Ejemplo").is_none(), "{other}");
        }
    }

    #[test]
    fn a_new_passkey_is_asked_for_at_the_address_alone_and_verifies_its_user() {
        let party = RelyingParty::new("https://portal.ejemplo.example", "Ejemplo").unwrap();
        let begun = party.begin_adding(Uuid::from_u128(1), "ana", &[]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
        let key = &options["publicKey"];
        assert_eq!(key["rp"]["id"], "portal.ejemplo.example");
        assert_eq!(key["authenticatorSelection"]["userVerification"], "required");
        assert!(party.add(&begun.state, "{}").is_err());
    }
}
