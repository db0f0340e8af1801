//! A time stamp over the signature (RFC 3161), which makes the seal PAdES B-T: another authority says when it existed.
//!
//! Only the bytes: who asks sends them, with a time limit. What comes back must answer this very request. Whether the authority is
//! to be believed is for those who verify the paper, as with the certificate of the seal.

use aws_lc_rs::rand;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Sequence, Tag, Tagged as _};
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{SealError, cms as signature_data, sha256};

/// Tokens with their certificates have 3 to 7 kB.
pub const SPACE_BYTES: usize = 8192;
/// What a time stamp answers with at most; more is not read.
pub const MAXIMUM_ANSWER_BYTES: usize = 64 * 1024;

const SIGNATURE_TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const TIME_STAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// «granted» and «granted with modifications» (RFC 3161 §2.4.2).
const GRANTED: [u8; 2] = [0, 1];
/// Where the imprint stands in the information of a token, and from where the nonce may.
const IMPRINT_AT: usize = 2;
const OPTIONAL_FROM: usize = 5;

/// A question to an authority.
pub struct Question {
    digest: Vec<u8>,
    nonce: u64,
}

#[derive(Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    digest: OctetString,
}

#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: Imprint,
    nonce: u64,
    with_certificate: bool,
}

#[derive(Sequence)]
struct Response {
    status: Vec<Any>,
    token: Option<ContentInfo>,
}

impl Question {
    pub fn about(signature: &[u8]) -> Result<Self, SealError> {
        let mut nonce = [0; 8];
        rand::fill(&mut nonce).map_err(|_| SealError::NotSigned)?;
        Ok(Self { digest: sha256(signature).as_ref().to_vec(), nonce: u64::from_be_bytes(nonce) })
    }

    pub fn bytes(&self) -> Result<Vec<u8>, SealError> {
        let algorithm = signature_data::algorithm(signature_data::SHA256);
        let imprint = Imprint { algorithm, digest: OctetString::new(self.digest.as_slice())? };
        Ok(Request { version: 1, imprint, nonce: self.nonce, with_certificate: true }.to_der()?)
    }

    /// The attribute that carries the answer beside the signature.
    pub fn answered(&self, answer: &[u8]) -> Result<Attribute, SealError> {
        if answer.len() > MAXIMUM_ANSWER_BYTES {
            return Err(not_stamped("the answer is too long"));
        }
        let response = Response::from_der(answer)?;
        let status: u8 = response.status.first().ok_or_else(|| not_stamped("no status"))?.decode_as()?;
        let token = response.token.filter(|_| GRANTED.contains(&status));
        let token = token.ok_or_else(|| not_stamped("the authority refused"))?;
        self.check(&token)?;
        signature_data::attribute(SIGNATURE_TIME_STAMP, &token)
    }

    /// The token is about this signature and answers this question.
    fn check(&self, token: &ContentInfo) -> Result<(), SealError> {
        let content = token.content.decode_as::<SignedData>()?.encap_content_info;
        let information = content.econtent.filter(|_| content.econtent_type == TIME_STAMP_INFO);
        let information: OctetString = information.ok_or_else(|| not_stamped("no token"))?.decode_as()?;
        let parts = Vec::<Any>::from_der(information.as_bytes())?;
        let imprint: Imprint = parts.get(IMPRINT_AT).ok_or_else(|| not_stamped("no imprint"))?.decode_as()?;
        let nonce = parts.iter().skip(OPTIONAL_FROM).find(|part| part.tag() == Tag::Integer);
        let nonce: u64 = nonce.ok_or_else(|| not_stamped("no nonce"))?.decode_as()?;
        let same_digest =
            imprint.algorithm.oid == signature_data::SHA256 && imprint.digest.as_bytes() == self.digest;
        if same_digest && nonce == self.nonce {
            Ok(())
        } else {
            Err(not_stamped("the token is of something else"))
        }
    }
}

fn not_stamped(reason: &str) -> SealError {
    SealError::NotStamped(reason.to_owned())
}
