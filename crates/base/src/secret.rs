//! Secrets: the key ring that lives outside the database, tokens, and what is sealed or hashed with them.
//!
//! Every use has its own key, derived (HKDF-SHA-256) from the ring's current key by the name of its purpose, so that
//! nothing made for one purpose can be used for another.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{digest, hkdf, hmac};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::chance::Chance;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
/// What sealing adds: the key's name, a nonce and a tag.
pub const SEAL_BYTES: usize = 1 + NONCE_BYTES + TAG_BYTES;
/// Octets of a keyed hash.
pub const MAC_BYTES: usize = 32;

/// The keys of an installation. The last line of its file is the current key; older ones still open what they closed.
#[derive(Clone)]
pub struct Keys {
    ring: Arc<Vec<Key>>,
    /// The keys for keyed hashes that were asked for, by purpose: to derive one takes longer than to use it.
    mac_keys: Arc<RwLock<BTreeMap<&'static str, MacKey>>>,
}

#[derive(ZeroizeOnDrop)]
struct Key {
    /// A short public name that is stored beside whatever the key made.
    id: u8,
    bytes: [u8; KEY_BYTES],
}

/// Why a key file is refused; the line is counted from one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeysProblem {
    #[error("la línea {0} no tiene la forma «número clave» con 32 octetos en base64url")]
    Line(usize),
    #[error("la clave de la línea {0} es débil (octetos repetidos); cree otra con `aldaba keys`")]
    Weak(usize),
    #[error("el número de la línea {0} ya se usó")]
    Twice(usize),
    #[error("no hay ninguna clave; cree una con `aldaba keys`")]
    Empty,
}

/// What was sealed cannot be opened: another key, purpose or owner, or changed bytes.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value could not be opened")]
pub struct Unopenable;

impl Keys {
    /// Reads a key file: one `number base64url-key` a line, `#` begins a comment.
    pub fn parse(text: &str) -> Result<Self, KeysProblem> {
        let mut ring: Vec<Key> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let number = index + 1;
            let key = parse_line(line).ok_or(KeysProblem::Line(number))?;
            if is_weak(&key.bytes) {
                return Err(KeysProblem::Weak(number));
            }
            if ring.iter().any(|other| other.id == key.id) {
                return Err(KeysProblem::Twice(number));
            }
            ring.push(key);
        }
        if ring.is_empty() {
            return Err(KeysProblem::Empty);
        }
        Ok(Self { ring: Arc::new(ring), mac_keys: Arc::default() })
    }

    /// A line for a key file with a new key.
    pub fn new_line(id: u8, chance: &Chance) -> String {
        let mut bytes: [u8; KEY_BYTES] = chance.bytes();
        let line = format!("{id} {}\n", BASE64URL_NOPAD.encode(&bytes));
        bytes.zeroize();
        line
    }

    pub fn current_id(&self) -> u8 {
        self.current().id
    }

    /// The ids of all keys, in the order of the file: the current one is the last.
    pub fn ids(&self) -> Vec<u8> {
        self.ring.iter().map(|key| key.id).collect()
    }

    /// The number for the next key: one above the current key's, or the first that no key of the ring has.
    pub fn next_id(&self) -> Option<u8> {
        let is_free = |id: &u8| self.ring.iter().all(|key| key.id != *id);
        (self.current_id()..=u8::MAX).chain(0..=u8::MAX).find(is_free)
    }

    /// The key for `purpose` made from the ring's key `id`, for what must be computed again later (password hashing).
    pub fn derived(&self, id: u8, purpose: &str) -> Option<[u8; KEY_BYTES]> {
        self.ring.iter().find(|key| key.id == id).map(|key| key.derive(purpose))
    }

    /// A keyed hash of `parts`, each with its length, so that no two lists of parts collide.
    pub fn mac(&self, purpose: &'static str, parts: &[&[u8]]) -> [u8; MAC_BYTES] {
        // Whoever panicked while holding the lock left a whole map behind.
        if let Some(key) = self.mac_keys.read().unwrap_or_else(PoisonError::into_inner).get(purpose) {
            return key.mac(parts);
        }
        let key = self.mac_key(purpose);
        let mac = key.mac(parts);
        self.mac_keys.write().unwrap_or_else(PoisonError::into_inner).insert(purpose, key);
        mac
    }

    /// The key of [`mac`](Self::mac), for whoever makes very many keyed hashes of one purpose.
    pub fn mac_key(&self, purpose: &str) -> MacKey {
        // The oldest key: what is looked up by its hash must still be found after a new key was added.
        self.ring[0].mac_key(purpose)
    }

    /// Encrypts for `purpose` and `owner`; opening needs the same two.
    pub fn seal(&self, purpose: &str, owner: &[u8], plain: &[u8], chance: &Chance) -> Vec<u8> {
        let key = self.current();
        let nonce: [u8; NONCE_BYTES] = chance.bytes();
        let mut sealed = plain.to_vec();
        key.cipher(purpose)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut sealed)
            .expect("messages here are far below the cipher's limit");
        let mut whole = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        whole.push(key.id);
        whole.extend_from_slice(&nonce);
        whole.append(&mut sealed);
        whole
    }

    pub fn open(&self, purpose: &str, owner: &[u8], whole: &[u8]) -> Result<Vec<u8>, Unopenable> {
        let (id, rest) = whole.split_first().ok_or(Unopenable)?;
        let key = self.ring.iter().find(|key| key.id == *id).ok_or(Unopenable)?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_BYTES).ok_or(Unopenable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unopenable)?;
        let mut plain = sealed.to_vec();
        let length = key
            .cipher(purpose)
            .open_in_place(nonce, Aad::from(owner), &mut plain)
            .map_err(|_| Unopenable)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    fn current(&self) -> &Key {
        self.ring.last().expect("a ring is never empty")
    }
}

impl Key {
    fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        let mut bytes = [0; KEY_BYTES];
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"aldaba")
            .extract(&self.bytes)
            .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|output| output.fill(&mut bytes))
            .expect("32 octets are within what HKDF gives");
        bytes
    }

    fn cipher(&self, purpose: &str) -> LessSafeKey {
        let mut bytes = self.derive(purpose);
        let key = UnboundKey::new(&AES_256_GCM, &bytes).expect("the key has the cipher's length");
        bytes.zeroize();
        LessSafeKey::new(key)
    }

    fn mac_key(&self, purpose: &str) -> MacKey {
        let mut bytes = self.derive(purpose);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        bytes.zeroize();
        MacKey(key)
    }
}

/// A key for keyed hashes (HMAC-SHA-256) of one purpose.
#[derive(Clone)]
pub struct MacKey(hmac::Key);

impl MacKey {
    /// A keyed hash of `parts`, each with its length, so that no two lists of parts collide.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; MAC_BYTES] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().try_into().expect("HMAC-SHA-256 gives 32 octets")
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MacKey(…)")
    }
}

fn parse_line(line: &str) -> Option<Key> {
    let (id, key) = line.split_once(char::is_whitespace)?;
    let mut decoded = BASE64URL_NOPAD.decode(key.trim().as_bytes()).ok()?;
    let bytes = decoded.as_slice().try_into().ok();
    decoded.zeroize();
    Some(Key { id: id.parse().ok()?, bytes: bytes? })
}

/// A key typed by hand or left at its default repeats itself; a random one has at least 16 different octets.
fn is_weak(bytes: &[u8; KEY_BYTES]) -> bool {
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    different.len() < 16
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Keys({} in the ring)", self.ring.len())
    }
}

/// A secret that a browser or a mail carries: 256 bits, written in base64url. The database keeps only its [`hash`](Self::hash).
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Token(String);

impl Token {
    pub fn new(chance: &Chance) -> Self {
        Self(BASE64URL_NOPAD.encode(&chance.bytes::<32>()))
    }

    /// A token of 32 letters and digits (190 bits), as the links of some portals have it.
    pub fn of_32_letters(chance: &Chance) -> Self {
        const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        Self((0..32).map(|_| char::from(LETTERS[chance.below(62) as usize])).collect())
    }

    /// Takes what a request brought; anything that cannot be a token is refused before it costs a query.
    pub fn parse(text: &str) -> Option<Self> {
        let plausible = (32..=64).contains(&text.len())
            && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'_');
        plausible.then(|| Self(text.to_owned()))
    }

    /// What the database keeps. Plain SHA-256 suffices: a token of ≥ 128 random bits cannot be guessed from it.
    pub fn hash(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, self.0.as_bytes()).as_ref().to_vec()
    }

    /// The token itself, for a cookie or a link and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// SHA-256 in hexadecimal, for names of assets and versions.
pub fn fingerprint(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seed: u64) -> Keys {
        Keys::parse(&Keys::new_line(1, &Chance::seeded(seed))).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_for_its_purpose_and_owner() {
        let chance = Chance::seeded(1);
        let sealed = keys(1).seal("task", b"anita", b"123456", &chance);
        assert_eq!(keys(1).open("task", b"anita", &sealed).unwrap(), b"123456");
        assert!(keys(1).open("message", b"anita", &sealed).is_err());
        assert!(keys(1).open("task", b"berta", &sealed).is_err());
        assert!(keys(2).open("task", b"anita", &sealed).is_err());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(keys(1).open("task", b"anita", &changed).is_err(), "octet {place} may be changed");
        }
    }

    #[test]
    fn a_new_key_leaves_the_old_one_working() {
        let chance = Chance::seeded(1);
        let first = Keys::new_line(1, &chance);
        let old = Keys::parse(&first).unwrap();
        let both = Keys::parse(&format!("{first}{}", Keys::new_line(2, &chance))).unwrap();
        let sealed = old.seal("task", b"", b"x", &chance);
        assert_eq!(both.open("task", b"", &sealed).unwrap(), b"x");
        assert_eq!(both.current_id(), 2);
        assert_eq!(both.mac("code", &[b"a"]), old.mac("code", &[b"a"]));
        assert!(old.open("task", b"", &both.seal("task", b"", b"x", &chance)).is_err());
    }

    #[test]
    fn the_next_key_has_a_number_that_no_other_has() {
        let ring = |ids: &[u8]| {
            let lines = ids.iter().map(|id| Keys::new_line(*id, &Chance::seeded(u64::from(*id))));
            Keys::parse(&lines.collect::<String>()).unwrap()
        };
        assert_eq!(ring(&[1]).next_id(), Some(2));
        assert_eq!(ring(&[3, 1]).next_id(), Some(2));
        assert_eq!(ring(&[0, 255]).next_id(), Some(1));
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(ring(&all).next_id(), None);
    }

    #[test]
    fn parts_of_a_mac_cannot_run_into_each_other() {
        assert_ne!(keys(1).mac("p", &[b"ab", b"c"]), keys(1).mac("p", &[b"a", b"bc"]));
        assert_ne!(keys(1).mac("p", &[b"ab"]), keys(1).mac("q", &[b"ab"]));
        assert_eq!(keys(1).mac("p", &[b"ab"]), keys(1).mac_key("p").mac(&[b"ab"]));
    }

    #[test]
    fn a_weak_or_damaged_key_file_is_refused_with_its_line() {
        let weak = format!("1 {}", BASE64URL_NOPAD.encode(&[7; 32]));
        assert_eq!(Keys::parse(&weak).unwrap_err(), KeysProblem::Weak(1));
        assert_eq!(Keys::parse("# nothing\n").unwrap_err(), KeysProblem::Empty);
        assert_eq!(Keys::parse("\n1 abc").unwrap_err(), KeysProblem::Line(2));
        let line = Keys::new_line(1, &Chance::seeded(1));
        assert_eq!(Keys::parse(&format!("{line}{line}")).unwrap_err(), KeysProblem::Twice(2));
    }

    #[test]
    fn secrets_do_not_print() {
        let token = Token::new(&Chance::seeded(1));
        assert!(!format!("{token:?}{:?}", keys(1)).contains(token.reveal()));
        assert_eq!(format!("{:?}", keys(1).mac_key("p")), "MacKey(…)");
        assert_eq!(Token::parse(token.reveal()), Some(token));
        assert_eq!(Token::parse("short"), None);
        assert_eq!(Token::of_32_letters(&Chance::seeded(2)).reveal().len(), 32);
    }
}
