//! The seal, as PDF readers and other people's validators judge it.

use der::{Decode as _, Encode as _};
use jiff::{Timestamp, ToSpan as _};
use lopdf::{Document, Object};
use paper::{Seal, SealError};
use secrecy::ExposeSecret as _;

use crate::tools::{self, Scratch};
use crate::{GOLDEN, drawn};

const OWNER: &str = "Turpialto Talento Temporal S.A.S.";
/// Whoever opens it pays for the data: one paper, sealed.
const MAXIMUM_BYTES: usize = 75_000;
/// Two payslips in one file, with forty lines on the first.
const LONG: &str = "payslips-many-lines";
const MAXIMUM_BYTES_LONG: usize = 100_000;

fn now() -> Timestamp {
    "2026-11-20T14:15:09Z".parse().expect("a moment")
}

fn seal() -> Seal {
    let made = Seal::make(OWNER, now()).expect("made");
    Seal::from_pem(&made.key, &made.certificate).expect("read")
}

fn sealed(name: &str) -> Vec<u8> {
    seal().seal(&drawn(name), now()).expect("sealed")
}

#[test]
fn independent_readers_call_the_seal_valid() {
    if !tools::asked("independent_readers_call_the_seal_valid") {
        return;
    }
    for (name, _) in GOLDEN {
        let pdf = sealed(name);
        let scratch = Scratch::new();
        scratch.file("paper.pdf", &pdf);
        let (_, said) = tools::run("pdfsig", &["paper.pdf"], scratch.path());
        for words in
            ["Signature is Valid.", "Total document signed", "ETSI.CAdES.detached", "Nov 20 2026", OWNER]
        {
            assert!(said.contains(words), "{name}: {said}");
        }
        let (clean, said) = tools::run("qpdf", &["--check", "paper.pdf"], scratch.path());
        assert!(clean, "{name}: {said}");
        let (valid, said) = openssl_verdict(&pdf);
        assert!(valid, "{name}: {said}");
    }
}

#[test]
fn a_changed_byte_is_found() {
    if !tools::asked("a_changed_byte_is_found") {
        return;
    }
    let pdf = sealed("certificate");
    let places = signed_ranges(&pdf);
    for at in [40, places[1] / 2, places[1] - 2, places[2] + 3] {
        let mut changed = pdf.clone();
        changed[at] ^= 1;
        assert!(!openssl_verdict_at(&changed, &places).0, "the change at {at} was not found");
        assert_ne!(paper::fingerprint(&changed), paper::fingerprint(&pdf));
    }
}

#[test]
fn the_seal_covers_all_but_itself_and_leaves_what_was_drawn() {
    let drawn = drawn("certificate");
    let sealed = sealed("certificate");
    assert!(sealed.starts_with(&drawn));
    let [start, length, rest, rest_length] = signed_ranges(&sealed);
    assert_eq!((start, rest + rest_length), (0, sealed.len()));
    let gap = &sealed[length..rest];
    assert!(gap.starts_with(b"<") && gap.ends_with(b">"));
    assert!(gap[1..gap.len() - 1].iter().all(u8::is_ascii_hexdigit));
}

#[test]
fn the_field_is_invisible_named_and_part_of_the_structure() {
    let document = Document::load_mem(&sealed("certificate")).expect("a PDF");
    let catalog = document.catalog().expect("a catalog");
    let form = catalog.get(b"AcroForm").and_then(Object::as_dict).expect("a form");
    let fields = form.get(b"Fields").and_then(Object::as_array).expect("fields");
    let field_id = fields[0].as_reference().expect("a field");
    let field = document.get_dictionary(field_id).expect("a field");
    let sides = field.get(b"Rect").and_then(Object::as_array).expect("a place");
    assert!(sides.iter().all(|side| side.as_i64().is_ok_and(|side| side == 0)));
    assert!(field.has(b"TU"), "a screen reader has its name");
    let key = field.get(b"StructParent").and_then(Object::as_i64).expect("a way to the structure");

    let root = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).expect("a structure");
    let root = document.get_dictionary(root).expect("a structure");
    let parents = root.get(b"ParentTree").and_then(Object::as_dict).expect("parents");
    let parents = parents.get(b"Nums").and_then(Object::as_array).expect("parents");
    let entry = parents
        .chunks(2)
        .find(|pair| pair[0].as_i64().is_ok_and(|other| other == key))
        .expect("an entry of the field");
    let element = document.get_dictionary(entry[1].as_reference().expect("an element")).expect("an element");
    assert_eq!(element.get(b"S").and_then(Object::as_name).expect("its kind"), b"Form");
    let kid = element.get(b"K").and_then(Object::as_dict).expect("what it stands for");
    assert_eq!(kid.get(b"Obj").and_then(Object::as_reference).expect("the field"), field_id);
}

#[test]
fn every_paper_is_small_when_sealed() {
    for (name, _) in GOLDEN {
        let bytes = sealed(name).len();
        let most = if name == LONG { MAXIMUM_BYTES_LONG } else { MAXIMUM_BYTES };
        assert!(bytes <= most, "{name} has {bytes} bytes");
    }
}

#[test]
fn a_time_stamp_is_about_the_signature() {
    if !tools::asked("a_time_stamp_is_about_the_signature") {
        return;
    }
    let authority = Authority::new();
    let pdf =
        seal().seal_with_time_stamp(&drawn("certificate"), now(), |question| Ok(authority.answer(&question)));
    let pdf = pdf.expect("sealed");
    let (valid, said) = openssl_verdict(&pdf);
    assert!(valid, "{said}");
    let (signature, token) = signature_and_token(&pdf);
    authority.0.file("signature", &signature);
    authority.0.file("token", &token);
    let arguments =
        ["ts", "-verify", "-data", "signature", "-in", "token", "-token_in", "-CAfile", "authority.pem"];
    let (valid, said) = tools::run("openssl", &arguments, authority.0.path());
    assert!(valid, "{said}");
    assert!(pdf.len() <= MAXIMUM_BYTES);
}

#[test]
fn a_time_stamp_of_something_else_is_refused() {
    if !tools::asked("a_time_stamp_of_something_else_is_refused") {
        return;
    }
    let authority = Authority::new();
    let drawn = drawn("certificate");
    let mut earlier = Vec::new();
    let stamped = seal().seal_with_time_stamp(&drawn, now(), |question| {
        earlier = authority.answer(&question);
        Ok(earlier.clone())
    });
    assert!(stamped.is_ok());
    let attempts = [
        Ok(earlier),
        Ok(Vec::new()),
        Ok(b"<html>busy</html>".to_vec()),
        Ok(vec![0; 100_000]),
        Err("late".to_owned()),
    ];
    for answer in attempts {
        assert!(seal().seal_with_time_stamp(&drawn, now(), |_| answer).is_err());
    }
}

#[test]
fn a_certificate_of_another_key_is_refused() {
    let (one, other) = (Seal::make(OWNER, now()).expect("made"), Seal::make(OWNER, now()).expect("made"));
    assert!(matches!(Seal::from_pem(&one.key, &other.certificate), Err(SealError::OtherKey)));
    assert!(matches!(Seal::from_pem(&one.certificate.clone().into(), &one.certificate), Err(SealError::Key)));
    let key_in_place_of_certificate = one.key.expose_secret();
    assert!(matches!(Seal::from_pem(&one.key, key_in_place_of_certificate), Err(SealError::Certificate)));
    assert!(matches!(Seal::from_pem(&one.key, ""), Err(SealError::Certificate)));
}

#[test]
fn nothing_is_sealed_outside_the_life_of_the_certificate() {
    let seal = seal();
    let drawn = drawn("certificate");
    assert!(seal.seal(&drawn, seal.valid_until()).is_ok());
    for at in [seal.valid_until().saturating_add(1.second()), now().saturating_sub(48.hours())] {
        let at = at.expect("a moment");
        assert!(matches!(seal.seal(&drawn, at), Err(SealError::NotValidNow)), "{at}");
    }
}

#[test]
fn what_is_not_a_pdf_is_refused() {
    let drawn = drawn("certificate");
    for file in [&b""[..], b"%PDF-1.7", b"GIF89a", &drawn[..drawn.len() / 2]] {
        assert!(seal().seal(file, now()).is_err());
    }
    assert!(seal().seal(&sealed("certificate"), now()).is_err(), "a sealed file has a form already");
}

#[test]
fn the_key_does_not_print() {
    let made = Seal::make(OWNER, now()).expect("made");
    let printed = format!("{:?} {:?}", made.key, Seal::from_pem(&made.key, &made.certificate).expect("read"));
    let secret: String = made.key.expose_secret().lines().nth(1).expect("a line of the key").to_owned();
    assert!(!printed.contains(&secret), "{printed}");
}

/// A time-stamping authority of OpenSSL's.
struct Authority(Scratch);

impl Authority {
    fn new() -> Self {
        let scratch = Scratch::new();
        let configuration = "[tsa]\ndefault_tsa = one\n[one]\nserial = serial\ndefault_policy = 1.2.3.4.1\n\
             digests = sha256\nsigner_digest = sha256\ness_cert_id_alg = sha256\n";
        scratch.file("tsa.conf", configuration.as_bytes());
        scratch.file("serial", b"01");
        let arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out authority.pem \
             -days 3650 -subj /CN=Authority -addext extendedKeyUsage=critical,timeStamping";
        let (made, said) =
            tools::run("openssl", &arguments.split_whitespace().collect::<Vec<_>>(), scratch.path());
        assert!(made, "{said}");
        Self(scratch)
    }

    fn answer(&self, question: &[u8]) -> Vec<u8> {
        self.0.file("question", question);
        let arguments =
            "ts -reply -config tsa.conf -queryfile question -signer authority.pem -inkey key.pem -out answer";
        let (answered, said) =
            tools::run("openssl", &arguments.split_whitespace().collect::<Vec<_>>(), self.0.path());
        assert!(answered, "{said}");
        std::fs::read(self.0.path().join("answer")).expect("an answer")
    }
}

fn signature_and_token(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let [_, length, rest, _] = signed_ranges(pdf);
    let padded =
        data_encoding::HEXUPPER_PERMISSIVE.decode(&pdf[length + 1..rest - 1]).expect("hexadecimal digits");
    let mut reader = der::SliceReader::new(&padded).expect("a signature");
    let info = cms::content_info::ContentInfo::decode(&mut reader).expect("a signature");
    let signed: cms::signed_data::SignedData = info.content.decode_as().expect("signed data");
    let signer = signed.signer_infos.0.get(0).expect("a signer");
    let attributes = signer.unsigned_attrs.as_ref().expect("a time stamp");
    let token = attributes.get(0).expect("a time stamp").values.get(0).expect("a token");
    (signer.signature.as_bytes().to_vec(), token.to_der().expect("a token"))
}

fn openssl_verdict(pdf: &[u8]) -> (bool, String) {
    openssl_verdict_at(pdf, &signed_ranges(pdf))
}

fn openssl_verdict_at(pdf: &[u8], ranges: &[usize; 4]) -> (bool, String) {
    let [start, length, rest, rest_length] = *ranges;
    let scratch = Scratch::new();
    let digits = &pdf[length + 1..rest - 1];
    let signature = data_encoding::HEXUPPER_PERMISSIVE.decode(digits).expect("hexadecimal digits");
    scratch.file("signature.der", &signature);
    scratch.file("content", &[&pdf[start..length], &pdf[rest..rest + rest_length]].concat());
    let arguments = [
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        "signature.der",
        "-content",
        "content",
        "-binary",
        "-noverify",
        "-out",
        "out",
    ];
    tools::run("openssl", &arguments, scratch.path())
}

fn signed_ranges(pdf: &[u8]) -> [usize; 4] {
    let text = String::from_utf8_lossy(pdf).into_owned();
    let ranges = text.rsplit("/ByteRange").next().expect("signed");
    let numbers = ranges.trim_start().trim_start_matches('[').split(']').next().expect("ranges");
    let numbers: Vec<usize> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    numbers.try_into().expect("four numbers")
}
