//! A passkey for tests: an authenticator of our own making (WebAuthn Level 3 §6), which knows nothing of the library under test.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

const USER_IS_PRESENT: u8 = 0x01;
const USER_IS_VERIFIED: u8 = 0x04;
const HAS_CREDENTIAL: u8 = 0x40;
/// RFC 9053 §7.1: an ES256 key of the curve P-256; `x` and `y` follow, each behind its label.
const COSE_KEY_HEAD: [u8; 7] = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
const COSE_X: [u8; 3] = [0x21, 0x58, 0x20];
const COSE_Y: [u8; 3] = [0x22, 0x58, 0x20];

/// A key at one address.
pub struct SoftPasskey {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    /// The address of the page that asks, as the browser writes it into the answer.
    pub origin: String,
    /// How often it says that it was used.
    pub counter: u32,
    /// Whether it asks for a finger or a PIN.
    pub verifies_user: bool,
}

impl SoftPasskey {
    /// What the browser's dialogue makes of the options that a page at `origin` gives: a new key, and the answer.
    pub fn create(options: &str, origin: &str) -> (Self, String) {
        let options = public_key(options);
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let id = digest(&SHA256, key.public_key().as_ref()).as_ref()[..16].to_vec();
        let passkey = Self { key, id, origin: origin.to_owned(), counter: 0, verifies_user: true };
        let party = options["rp"]["id"].as_str().expect("the page says whose it is");
        let data = passkey.authenticator_data(party, HAS_CREDENTIAL, &passkey.credential());
        let client = passkey.client_data("webauthn.create", &options);
        let answer = passkey.answer(json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
            "attestationObject": BASE64URL_NOPAD.encode(&attestation(&data)),
        }));
        (passkey, answer)
    }

    /// What the browser's dialogue answers when this key is used.
    pub fn sign(&mut self, options: &str) -> String {
        self.counter += 1;
        let options = public_key(options);
        let party = options["rpId"].as_str().expect("the page says who asks");
        let data = self.authenticator_data(party, 0, &[]);
        let client = self.client_data("webauthn.get", &options);
        let signed = [data.as_slice(), digest(&SHA256, client.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("it signs");
        self.answer(json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
        }))
    }

    /// §6.1
    fn authenticator_data(&self, party: &str, flag: u8, credential: &[u8]) -> Vec<u8> {
        let verified = if self.verifies_user { USER_IS_VERIFIED } else { 0 };
        let flags = [USER_IS_PRESENT | verified | flag];
        let party = digest(&SHA256, party.as_bytes());
        [party.as_ref(), &flags, &self.counter.to_be_bytes(), credential].concat()
    }

    /// §6.5.2: no model, the key's id and the key.
    fn credential(&self) -> Vec<u8> {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let length = u16::try_from(self.id.len()).expect("a short id").to_be_bytes();
        [&[0; 16], length.as_slice(), &self.id, &COSE_KEY_HEAD, &COSE_X, x, &COSE_Y, y].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let Self { origin, .. } = self;
        json!({ "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false })
            .to_string()
    }

    fn answer(&self, response: Value) -> String {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
            .to_string()
    }
}

impl fmt::Debug for SoftPasskey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SoftPasskey(…)")
    }
}

fn public_key(options: &str) -> Value {
    let options: Value = serde_json::from_str(options).expect("the options are JSON");
    options["publicKey"].clone()
}

/// §8.7: the attestation that attests nothing, in CBOR.
fn attestation(data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).expect("short data");
    [b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x58".as_slice(), &[length], data].concat()
}
