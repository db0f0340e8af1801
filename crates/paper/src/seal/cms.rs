//! The signature itself: CMS signed data without its content (RFC 5652), with the attributes of CAdES (ETSI EN 319 122-1).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo,
    SignerInfos,
};
use der::asn1::{Any, Null, ObjectIdentifier, OctetString, SetOfVec};
use der::{Encode, EncodeValue, Sequence, Tagged};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{Key, Seal, SealError, sha256};

pub const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// What a signature takes beside its certificates: attributes, names, and an RSA signature of 4096 bits.
const SIGNATURE_BYTES: usize = 1536;

/// RFC 5035 §4, with the digest that is its default.
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<CertificateId>,
}

#[derive(Sequence)]
struct CertificateId {
    hash: OctetString,
}

/// How much room in the file the signature needs at most.
pub fn space_bytes(certificates: &[Certificate]) -> Result<usize, SealError> {
    let mut bytes = SIGNATURE_BYTES;
    for certificate in certificates {
        bytes += usize::try_from(certificate.encoded_len()?)?;
    }
    Ok(bytes)
}

/// Signs the digest of the file. The signing time stands in the file, not here (EN 319 142-1 §6.3).
pub fn signed(seal: &Seal, file_digest: &[u8]) -> Result<SignedData, SealError> {
    let own = seal.own();
    let own_digest = sha256(&own.to_der()?);
    let signing_certificate = SigningCertificateV2 {
        certificates: vec![CertificateId { hash: OctetString::new(own_digest.as_ref())? }],
    };
    let attributes = SignedAttributes::try_from(vec![
        attribute(CONTENT_TYPE, &DATA)?,
        attribute(MESSAGE_DIGEST, &OctetString::new(file_digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, &signing_certificate)?,
    ])?;
    let signature = seal.key.sign(&attributes.to_der()?)?;
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: own.tbs_certificate.issuer.clone(),
            serial_number: own.tbs_certificate.serial_number.clone(),
        }),
        digest_alg: algorithm(SHA256),
        signed_attrs: Some(attributes),
        signature_algorithm: match seal.key {
            Key::EcdsaP256(_) => algorithm(ECDSA_WITH_SHA256),
            Key::Rsa(_) => AlgorithmIdentifierOwned { oid: RSA_ENCRYPTION, parameters: Some(Null.into()) },
        },
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let certificates: Vec<_> =
        seal.certificates.iter().cloned().map(CertificateChoices::Certificate).collect();
    Ok(SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![algorithm(SHA256)])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet::from(SetOfVec::try_from(certificates)?)),
        crls: None,
        signer_infos: SignerInfos::from(SetOfVec::try_from(vec![signer])?),
    })
}

/// The signature itself, which a time stamp is about.
pub fn signature(signed: &SignedData) -> &[u8] {
    signed.signer_infos.0.get(0).map_or(&[][..], |signer| signer.signature.as_bytes())
}

/// Puts a time stamp beside the signature.
pub fn stamped(mut signed: SignedData, stamp: Attribute) -> Result<SignedData, SealError> {
    let mut signers = signed.signer_infos.0.into_vec();
    for signer in &mut signers {
        signer.unsigned_attrs = Some(SetOfVec::try_from(vec![stamp.clone()])?);
    }
    signed.signer_infos = SignerInfos::from(SetOfVec::try_from(signers)?);
    Ok(signed)
}

/// As it stands in the file.
pub fn wrapped(signed: &SignedData) -> Result<Vec<u8>, SealError> {
    let info = ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(signed)? };
    Ok(info.to_der()?)
}

pub fn attribute(
    name: ObjectIdentifier,
    value: &(impl EncodeValue + Tagged),
) -> Result<Attribute, SealError> {
    Ok(Attribute { oid: name, values: SetOfVec::try_from(vec![Any::encode_from(value)?])? })
}

pub const fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}
