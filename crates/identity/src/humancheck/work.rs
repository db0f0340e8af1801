//! The proof of work: ALTCHA PoW v2 with PBKDF2/SHA-256 in deterministic mode.
//!
//! A challenge carries, signed, the portal, the purpose and the browser that it is for, and until when. Checking an answer
//! derives nothing: it is three keyed hashes, so that wrong answers cost their sender more than they cost us.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use altcha::{ChallengeParameters, HmacAlgorithm, Payload, VerifySolutionOptions};
use aws_lc_rs::pbkdf2;
use base::chance::Chance;
use base::clock::Timestamp;
use base::secret::Keys;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::Value;

use super::rules::Cost;
use super::{Failure, Purpose};

/// From the page's arrival to its form's; a person who takes longer gets a new challenge with the message.
const CHALLENGE_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// An honest answer has about 900 letters.
const MOST_ANSWER_BYTES: usize = 4_096;

const ALGORITHM: &str = "PBKDF2/SHA-256";
const KEY_BYTES: usize = 32;
/// Half of the key is shown to be matched; the other half only who did the work knows.
const SHOWN_KEY_BYTES: usize = KEY_BYTES / 2;

const SIGNING_PURPOSE: &str = "humancheck";
const EXPIRES: &str = "expires";

/// What a challenge is for; solved for one, it is worth nothing for another.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    pub portal: &'a str,
    pub purpose: Purpose,
    /// A hash of what names the browser, never the name itself: the browser reads it.
    pub browser: &'a [u8],
    pub standing: Standing,
}

/// Whether our check is the portal's own or takes the place of a vendor's that is down.
///
/// On a portal with a vendor only a challenge issued after the vendor failed to answer is worth anything: else whoever
/// dislikes the vendor's check would choose ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Own,
    InsteadOfVendor,
}

/// Work that was done and may be spent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub challenge_hash: Vec<u8>,
    pub expires_at: Timestamp,
}

/// A new challenge, as JSON for the page.
pub fn challenge(keys: &Keys, chance: &Chance, now: Timestamp, binding: &Binding<'_>, cost: Cost) -> String {
    let nonce: [u8; 16] = chance.bytes();
    let salt: [u8; 16] = chance.bytes();
    let key = derive_key(&nonce, &salt, chance.below(cost.tries), cost.iterations);

    let mut data = signed_data(binding);
    data.insert("tries".to_owned(), cost.tries.into());
    data.insert(EXPIRES.to_owned(), now.plus(CHALLENGE_LIFETIME).micros().into());
    let mut parameters = ChallengeParameters {
        algorithm: ALGORITHM.to_owned(),
        cost: cost.iterations,
        data: Some(data),
        // The crate would compare this one with the machine's clock; ours is in the signed data.
        expires_at: None,
        key_length: KEY_BYTES,
        key_prefix: HEXLOWER.encode(&key[..SHOWN_KEY_BYTES]),
        key_signature: None,
        memory_cost: None,
        nonce: HEXLOWER.encode(&nonce),
        parallelism: None,
        salt: HEXLOWER.encode(&salt),
    };
    let secrets = Secrets::of(keys);
    altcha::sign_challenge(
        &HmacAlgorithm::Sha256,
        &mut parameters,
        Some(&key),
        &secrets.challenge,
        Some(&secrets.solution),
    )
    .and_then(|challenge| Ok(serde_json::to_string(&challenge)?))
    .expect("strings and numbers become JSON, and HMAC takes a key of any length")
}

/// What an answer is worth. The proof still has to be spent (`store::spend`): this function knows no replays.
pub fn check(keys: &Keys, now: Timestamp, binding: &Binding<'_>, answer: &str) -> Result<Proof, Failure> {
    let Payload { challenge, solution } = read(answer)?;
    let secrets = Secrets::of(keys);
    let result = altcha::verify_solution(VerifySolutionOptions {
        hmac_key_signature_secret: Some(secrets.solution.clone()),
        ..VerifySolutionOptions::new(&challenge, &solution, secrets.challenge.clone())
    })
    .map_err(|_| Failure::Malformed)?;
    // `None`: the crate met an expiry of its own, which no challenge of ours carries.
    if result.invalid_signature != Some(false) {
        return Err(Failure::Forged);
    }
    if !result.verified {
        return Err(Failure::Unsolved);
    }

    // From here on the parameters are as we signed them.
    let data = challenge.parameters.data.unwrap_or_default();
    if signed_data(binding).iter().any(|(name, expected)| data.get(name) != Some(expected)) {
        return Err(Failure::Foreign);
    }
    let expires_at =
        data.get(EXPIRES).and_then(Value::as_i64).map(Timestamp::from_micros).ok_or(Failure::Forged)?;
    if now >= expires_at {
        return Err(Failure::Expired);
    }
    let signature = challenge.signature.ok_or(Failure::Forged)?;
    let challenge_hash = HEXLOWER.decode(signature.as_bytes()).map_err(|_| Failure::Forged)?;
    Ok(Proof { challenge_hash, expires_at })
}

fn read(answer: &str) -> Result<Payload, Failure> {
    if answer.len() > MOST_ANSWER_BYTES {
        return Err(Failure::Malformed);
    }
    let json = BASE64.decode(answer.as_bytes()).map_err(|_| Failure::Malformed)?;
    // Depth needs no rule of its own: serde_json stops at 128 levels.
    serde_json::from_slice(&json).map_err(|_| Failure::Malformed)
}

fn signed_data(binding: &Binding<'_>) -> BTreeMap<String, Value> {
    let standing = match binding.standing {
        Standing::Own => "own",
        Standing::InsteadOfVendor => "instead_of_vendor",
    };
    BTreeMap::from([
        ("portal".to_owned(), binding.portal.into()),
        ("purpose".to_owned(), binding.purpose.code().into()),
        ("browser".to_owned(), HEXLOWER.encode(binding.browser).into()),
        ("standing".to_owned(), standing.into()),
    ])
}

/// The crate takes its HMAC keys as text; these never leave the two functions above.
struct Secrets {
    challenge: String,
    solution: String,
}

impl Secrets {
    fn of(keys: &Keys) -> Self {
        let secret = |part: &[u8]| HEXLOWER.encode(&keys.mac(SIGNING_PURPOSE, &[part]));
        Self { challenge: secret(b"challenge"), solution: secret(b"solution") }
    }
}

/// As the crate derives it (nonce and counter, big-endian, are the password), with chance as an argument and the
/// platform's fast code.
fn derive_key(nonce: &[u8; 16], salt: &[u8; 16], counter: u32, iterations: u32) -> [u8; KEY_BYTES] {
    let mut password = [0; 20];
    password[..16].copy_from_slice(nonce);
    password[16..].copy_from_slice(&counter.to_be_bytes());
    let iterations = NonZeroU32::new(iterations).unwrap_or(NonZeroU32::MIN);
    let mut key = [0; KEY_BYTES];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt, &password, &mut key);
    key
}

/// What `pow.js` does, for the tests of this feature.
#[cfg(test)]
pub fn solve(challenge: &str) -> String {
    let challenge: altcha::Challenge = serde_json::from_str(challenge).unwrap();
    let bytes = |hex: &str| <[u8; 16]>::try_from(HEXLOWER.decode(hex.as_bytes()).unwrap()).unwrap();
    let (nonce, salt) = (bytes(&challenge.parameters.nonce), bytes(&challenge.parameters.salt));
    let solution = (0..).find_map(|counter| {
        let key = HEXLOWER.encode(&derive_key(&nonce, &salt, counter, challenge.parameters.cost));
        let found = key.starts_with(&challenge.parameters.key_prefix);
        found.then_some(altcha::Solution { counter, derived_key: key, time: None })
    });
    BASE64.encode(&serde_json::to_vec(&Payload { challenge, solution: solution.unwrap() }).unwrap())
}

#[cfg(test)]
mod tests {
    use altcha::{Challenge, SolveChallengeOptions};

    use super::*;

    const BROWSER: [u8; 32] = [7; 32];
    const SMALL: Cost = Cost { iterations: 10, tries: 20 };
    const MORNING: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn keys() -> Keys {
        Keys::parse(&Keys::new_line(1, &Chance::seeded(1))).unwrap()
    }

    fn at_signin() -> Binding<'static> {
        Binding {
            portal: "multiportal",
            purpose: Purpose::Signin,
            browser: &BROWSER,
            standing: Standing::Own,
        }
    }

    fn new_challenge() -> Challenge {
        let text = challenge(&keys(), &Chance::seeded(5), MORNING, &at_signin(), SMALL);
        serde_json::from_str(&text).unwrap()
    }

    fn solved(challenge: Challenge) -> Payload {
        let solution = altcha::solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
        Payload { challenge, solution }
    }

    fn answer(payload: &Payload) -> String {
        BASE64.encode(&serde_json::to_vec(payload).unwrap())
    }

    fn check_in_the_morning(payload: &Payload) -> Result<Proof, Failure> {
        check(&keys(), MORNING, &at_signin(), &answer(payload))
    }

    #[test]
    fn a_solution_made_with_the_reference_crate_is_accepted() {
        let proof = check_in_the_morning(&solved(new_challenge())).unwrap();
        assert_eq!(proof.expires_at, MORNING.plus(CHALLENGE_LIFETIME));
        assert_eq!(proof.challenge_hash.len(), 32);
    }

    /// `pow.js` made the answer in the fixture (`node --test crates/base/js`); this side made its challenge.
    #[test]
    fn the_pages_script_and_this_side_agree() {
        let fixture: Value = serde_json::from_str(include_str!("../../../base/js/pow.fixture.json")).unwrap();
        let answer = fixture["answer"].as_str().unwrap();
        assert!(
            read(answer).unwrap().solution.counter > 255,
            "the counter's second octet must be proven too"
        );
        assert!(check(&keys(), MORNING, &at_signin(), answer).is_ok());

        let cost = Cost { iterations: 10, tries: 2_000 };
        let made = challenge(&keys(), &Chance::seeded(3), MORNING, &at_signin(), cost);
        assert_eq!(
            fixture["challenge"],
            serde_json::from_str::<Value>(&made).unwrap(),
            "put this in: {made}"
        );
    }

    #[test]
    fn the_counter_always_lies_within_the_tries() {
        let chance = Chance::seeded(9);
        for _ in 0..50 {
            let text = challenge(&keys(), &chance, MORNING, &at_signin(), SMALL);
            let payload = solved(serde_json::from_str(&text).unwrap());
            assert!(payload.solution.counter < SMALL.tries);
        }
    }

    #[test]
    fn an_answer_is_worth_nothing_elsewhere() {
        let text = answer(&solved(new_challenge()));
        let other_browser = [8; 32];
        for elsewhere in [
            Binding { portal: "miportal", ..at_signin() },
            Binding { purpose: Purpose::Recovery, ..at_signin() },
            Binding { browser: &other_browser, ..at_signin() },
            Binding { standing: Standing::InsteadOfVendor, ..at_signin() },
        ] {
            assert_eq!(check(&keys(), MORNING, &elsewhere, &text), Err(Failure::Foreign), "{elsewhere:?}");
        }
    }

    #[test]
    fn an_answer_is_worth_nothing_after_ten_minutes() {
        let text = answer(&solved(new_challenge()));
        let at = |seconds| check(&keys(), MORNING.plus(Duration::from_secs(seconds)), &at_signin(), &text);
        assert!(at(599).is_ok());
        assert_eq!(at(600), Err(Failure::Expired));
    }

    #[test]
    fn a_key_that_only_matches_what_is_shown_is_unsolved() {
        let challenge = new_challenge();
        let mut payload = solved(challenge);
        payload.solution.derived_key =
            format!("{}{}", payload.challenge.parameters.key_prefix, "0".repeat(32));
        assert_eq!(check_in_the_morning(&payload), Err(Failure::Unsolved));
        payload.solution.derived_key = "ñ".to_owned();
        assert_eq!(check_in_the_morning(&payload), Err(Failure::Unsolved));
    }

    #[test]
    fn a_challenge_that_somebody_made_easier_is_forged() {
        let easier: [fn(&mut Challenge); 7] = [
            |challenge| challenge.parameters.cost = 1,
            |challenge| challenge.parameters.key_prefix = "00".to_owned(),
            |challenge| challenge.parameters.key_signature = None,
            |challenge| challenge.parameters.key_length = usize::MAX,
            |challenge| challenge.parameters.expires_at = Some(1),
            |challenge| {
                challenge.parameters.data.as_mut().unwrap().insert(EXPIRES.to_owned(), i64::MAX.into());
            },
            |challenge| challenge.signature = None,
        ];
        for (index, ease) in easier.iter().enumerate() {
            let mut payload = solved(new_challenge());
            ease(&mut payload.challenge);
            assert_eq!(check_in_the_morning(&payload), Err(Failure::Forged), "change {index}");
        }
    }

    #[test]
    fn a_challenge_signed_with_another_installations_key_is_forged() {
        let strangers = Keys::parse(&Keys::new_line(1, &Chance::seeded(2))).unwrap();
        let text = answer(&solved(new_challenge()));
        assert_eq!(check(&strangers, MORNING, &at_signin(), &text), Err(Failure::Forged));
    }

    #[test]
    fn rubbish_is_malformed_and_never_a_panic() {
        let deep = BASE64.encode("[".repeat(3_000).as_bytes());
        let no_utf8 = BASE64.encode(&[0xFF; 40]);
        let overlong = BASE64.encode(&vec![b' '; MOST_ANSWER_BYTES]);
        for rubbish in ["", "{}", "¡hola!", "====", "e30=", &deep, &no_utf8, &overlong] {
            assert_eq!(check(&keys(), MORNING, &at_signin(), rubbish), Err(Failure::Malformed), "{rubbish}");
        }
    }

    #[test]
    fn any_single_changed_letter_is_refused() {
        let text = answer(&solved(new_challenge()));
        for place in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            if let Ok(proof) = check(&keys(), MORNING, &at_signin(), &changed) {
                // Only what the proof does not need may change: the counter and the time taken.
                assert_eq!(Ok(proof), check(&keys(), MORNING, &at_signin(), &text), "letter {place}");
            }
        }
    }

    #[test]
    fn an_answer_fits_its_limit_with_room_to_spare() {
        assert!(answer(&solved(new_challenge())).len() < MOST_ANSWER_BYTES / 2);
    }
}
