//! Hashing and checking passwords: bounded, the same for everyone, and ready for a dearer cost or a new key.
//!
//! The order for a new password: check the rule, take a [`Permit`], consume the proof (link or code), hash. So
//! neither a refused password nor a full queue ever burns a link.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use argon2::{Algorithm, Argon2, Version};
use aws_lc_rs::hmac;
use base::{chance::Chance, secret::Keys};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{
    Cost, LEAST_COST, MOST_COST, OUTPUT_BYTES, PLACES_PER_THREAD, Password, RETRY_AFTER_SECONDS, SALT_BYTES,
    StoredHash,
    threads::{Memory, Place, Threads},
};

/// Threads when the settings name none: a third adds little, as hashing is bound by the memory's bandwidth.
const DEFAULT_THREADS: usize = 2;

/// More threads than this is a slip of the pen: each takes its own 19 MiB.
pub const MOST_THREADS: u32 = 64;

/// What the keyed hash before Argon2id is derived for (NIST SP 800-63B-4 §3.1.1.2).
const KEY_PURPOSE: &str = "password";

/// The part `[hashing]` of the settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct HashingSettings {
    /// How many passwords are hashed at a time.
    pub threads: usize,
    pub memory_kib: u32,
    pub passes: u32,
}

/// Why hashing cannot start.
#[derive(Debug, thiserror::Error)]
pub enum CannotStart {
    #[error(
        "hashing.memory_kib = {0} y hashing.passes = {1}: al menos {least} y {least_passes}, a lo más {most} y {most_passes}",
        least = LEAST_COST.memory_kib, least_passes = LEAST_COST.passes,
        most = MOST_COST.memory_kib, most_passes = MOST_COST.passes
    )]
    CostNotAllowed(u32, u32),
    #[error("hashing.threads = {0}: debe estar entre 1 y {MOST_THREADS}")]
    ThreadsNotAllowed(usize),
    #[error("no se pudieron iniciar los hilos que cifran las contraseñas: {0}")]
    NoThreads(#[from] std::io::Error),
}

/// Every place in the queue is taken; nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords at a time; again in {retry_after_seconds} s")]
pub struct Busy {
    pub retry_after_seconds: u32,
}

/// The hash could not be computed; it says nothing about the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hashing thread failed")]
pub struct HashingFailed;

/// What came of checking a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the right one. `rehash`: hash it again, as the cost has risen or the key has changed since.
    Right {
        rehash: bool,
    },
    Wrong,
}

/// Hashes passwords and PINs and checks them; cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    inner: Arc<Inner>,
}

struct Inner {
    threads: Threads,
    keys: Keys,
    chance: Chance,
    cost: Cost,
    /// Stands in for the hash of a person who does not exist. No password leads to it: its output is random.
    nobody: StoredHash,
    hashes_computed: AtomicU64,
    refused: AtomicU64,
}

type Mac = Zeroizing<[u8; OUTPUT_BYTES]>;

/// How full the queue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub all: usize,
    pub taken: usize,
    /// Since the start.
    pub refused: u64,
}

/// A place in the queue, good for one hash or one check; dropping it gives the place back.
#[must_use]
pub struct Permit {
    inner: Arc<Inner>,
    place: Place,
}

impl Default for HashingSettings {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        HashingSettings {
            threads: cores.min(DEFAULT_THREADS),
            memory_kib: LEAST_COST.memory_kib,
            passes: LEAST_COST.passes,
        }
    }
}

impl Hasher {
    /// Starts the threads, or says which setting is wrong.
    pub fn start(settings: &HashingSettings, keys: Keys, chance: Chance) -> Result<Hasher, CannotStart> {
        let cost = settings.cost()?;
        if !(1..=MOST_THREADS as usize).contains(&settings.threads) {
            return Err(CannotStart::ThreadsNotAllowed(settings.threads));
        }
        let places = settings.threads * PLACES_PER_THREAD;
        let threads = Threads::start(settings.threads, places, cost.params().block_count())?;
        let nobody =
            StoredHash { cost, salt: chance.bytes(), output: chance.bytes(), key_id: keys.current_id() };
        let (hashes_computed, refused) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Hasher {
            inner: Arc::new(Inner { threads, keys, chance, cost, nobody, hashes_computed, refused }),
        })
    }

    /// Reserves a place in the queue, or refuses at once.
    pub fn permit(&self) -> Result<Permit, Busy> {
        let Some(place) = self.inner.threads.reserve() else {
            self.inner.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Busy { retry_after_seconds: RETRY_AFTER_SECONDS });
        };
        Ok(Permit { inner: Arc::clone(&self.inner), place })
    }

    /// How full the queue is now.
    pub fn places(&self) -> Places {
        let (all, free) = self.inner.threads.places();
        Places { all, taken: all - free, refused: self.inner.refused.load(Ordering::Relaxed) }
    }

    /// How many Argon2id hashes were computed since the start.
    pub fn hashes_computed(&self) -> u64 {
        self.inner.hashes_computed.load(Ordering::Relaxed)
    }
}

impl Permit {
    /// Hashes a new password with the cost and the key of today.
    pub async fn hash(self, password: &Password) -> Result<StoredHash, HashingFailed> {
        let Permit { inner, place } = self;
        let key_id = inner.keys.current_id();
        let mac = inner.mac(key_id, password).ok_or(HashingFailed)?;
        let (cost, salt) = (inner.cost, inner.chance.bytes());
        let output = inner.compute(place, mac, salt, cost).await?;
        Ok(StoredHash { cost, salt, output, key_id })
    }

    /// Checks a password against the stored hash. With `None` (nobody by that name) it does the same work.
    pub async fn verify(
        self,
        password: &Password,
        stored: Option<&StoredHash>,
    ) -> Result<Verdict, HashingFailed> {
        let Permit { inner, place } = self;
        let known = stored.and_then(|stored| Some((stored, inner.mac(stored.key_id, password)?)));
        let is_known = known.is_some();
        let (stored, mac) = match known {
            Some(known) => known,
            None => (&inner.nobody, inner.mac(inner.nobody.key_id, password).ok_or(HashingFailed)?),
        };
        let output = inner.compute(place, mac, stored.salt, stored.cost).await?;

        let is_equal = bool::from(output.ct_eq(&stored.output));
        if !is_known || !is_equal {
            return Ok(Verdict::Wrong);
        }
        let is_outdated = stored.cost.is_below(inner.cost) || stored.key_id != inner.keys.current_id();
        Ok(Verdict::Right { rehash: is_outdated })
    }
}

impl Inner {
    /// The keyed hash that Argon2id is given in place of the password; nothing when the ring lacks the key.
    fn mac(&self, key_id: u8, password: &Password) -> Option<Mac> {
        let Some(key) = self.keys.derived(key_id, KEY_PURPOSE).map(Zeroizing::new) else {
            // The person sees a wrong password and recovers; the operator must learn why.
            tracing::error!(key_id, "a stored password needs a key that the key file no longer holds");
            return None;
        };
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_slice());
        let mut mac = Mac::default();
        mac.copy_from_slice(hmac::sign(&key, password.expose().as_bytes()).as_ref());
        Some(mac)
    }

    async fn compute(
        self: &Arc<Self>,
        place: Place,
        mac: Mac,
        salt: [u8; SALT_BYTES],
        cost: Cost,
    ) -> Result<[u8; OUTPUT_BYTES], HashingFailed> {
        let inner = Arc::clone(self);
        let work = move |memory: &mut Memory| {
            inner.hashes_computed.fetch_add(1, Ordering::Relaxed);
            argon2id(memory, &mac, &salt, cost)
        };
        place.run(work).await.ok_or(HashingFailed)
    }
}

fn argon2id(memory: &mut Memory, mac: &Mac, salt: &[u8], cost: Cost) -> [u8; OUTPUT_BYTES] {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params());
    let blocks = memory.blocks(argon2.params().block_count());
    let mut output = [0; OUTPUT_BYTES];
    argon2
        .hash_password_into_with_memory(mac.as_slice(), salt, &mut output, blocks)
        .expect("lengths and memory are the ones that Argon2 asks for");
    output
}

impl HashingSettings {
    fn cost(&self) -> Result<Cost, CannotStart> {
        let cost = Cost { memory_kib: self.memory_kib, passes: self.passes };
        if cost.is_allowed() {
            Ok(cost)
        } else {
            Err(CannotStart::CostNotAllowed(cost.memory_kib, cost.passes))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashingSettings =
        HashingSettings { threads: 1, memory_kib: LEAST_COST.memory_kib, passes: LEAST_COST.passes };

    fn first_key() -> String {
        Keys::new_line(1, &Chance::seeded(1))
    }

    fn keys(file: &str) -> Keys {
        Keys::parse(file).unwrap()
    }

    fn start(settings: &HashingSettings, file: &str) -> Hasher {
        Hasher::start(settings, keys(file), Chance::system()).unwrap()
    }

    fn password(typed: &str) -> Password {
        Password::parse(typed).unwrap()
    }

    async fn hash(hasher: &Hasher, typed: &str) -> StoredHash {
        hasher.permit().unwrap().hash(&password(typed)).await.unwrap()
    }

    async fn verify(hasher: &Hasher, typed: &str, stored: Option<&StoredHash>) -> Verdict {
        hasher.permit().unwrap().verify(&password(typed), stored).await.unwrap()
    }

    #[tokio::test]
    async fn a_hash_is_a_phc_string_with_the_cost_in_force() {
        let stored = hash(&start(&CHEAP, &first_key()), "Girasol;1927").await;
        let phc = stored.phc();
        let fields: Vec<&str> = phc.split('$').collect();
        assert_eq!(fields[..4], ["", "argon2id", "v=19", "m=19456,t=2,p=1,keyid=AQ"]);
        assert_eq!(
            (fields[4].len(), fields[5].len(), fields.len()),
            (22, 43, 6),
            "16 and 32 octets in base64"
        );
        assert_eq!(StoredHash::parse(&phc), Ok(stored.clone()));
    }

    #[tokio::test]
    async fn the_hash_is_what_argon2id_makes_of_the_keyed_hash() {
        let stored = hash(&start(&CHEAP, &first_key()), "Girasol;1927").await;
        let key = keys(&first_key()).derived(1, "password").unwrap();
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), b"Girasol;1927");
        let mut expected = [0; OUTPUT_BYTES];
        Argon2::default().hash_password_into(mac.as_ref(), &stored.salt, &mut expected).unwrap();
        assert_eq!(stored.output, expected);
    }

    #[tokio::test]
    async fn the_same_password_is_salted_anew_each_time() {
        let hasher = start(&CHEAP, &first_key());
        let (once, twice) = (hash(&hasher, "Girasol;1927").await, hash(&hasher, "Girasol;1927").await);
        assert_ne!(once.salt, twice.salt);
        assert_ne!(once.output, twice.output);
    }

    #[tokio::test]
    async fn the_right_password_is_right_and_any_other_is_wrong() {
        let hasher = start(&CHEAP, &first_key());
        let stored = hash(&hasher, "Girasol;1927").await;
        assert_eq!(verify(&hasher, "Girasol;1927", Some(&stored)).await, Verdict::Right { rehash: false });
        for other in ["girasol;1927", "Girasol;192", "Girasol;1927 ", ""] {
            assert_eq!(verify(&hasher, other, Some(&stored)).await, Verdict::Wrong, "«{other}»");
        }
    }

    #[tokio::test]
    async fn letters_after_the_fortieth_count_too() {
        let hasher = start(&CHEAP, &first_key());
        let long = "ñ".repeat(500);
        let stored = hash(&hasher, &long).await;
        assert_eq!(verify(&hasher, &"ñ".repeat(499), Some(&stored)).await, Verdict::Wrong);
        assert_eq!(verify(&hasher, &long, Some(&stored)).await, Verdict::Right { rehash: false });
    }

    #[tokio::test]
    async fn a_pin_is_kept_and_checked_like_a_password() {
        let hasher = start(&CHEAP, &first_key());
        let stored = hash(&hasher, "8362").await;
        assert_eq!(verify(&hasher, "8362", Some(&stored)).await, Verdict::Right { rehash: false });
        assert_eq!(verify(&hasher, "8363", Some(&stored)).await, Verdict::Wrong);
    }

    #[tokio::test]
    async fn without_the_key_outside_the_database_the_right_password_is_wrong() {
        let stored = hash(&start(&CHEAP, &first_key()), "Girasol;1927").await;
        let same_id_other_key = start(&CHEAP, &Keys::new_line(1, &Chance::seeded(2)));
        assert_eq!(verify(&same_id_other_key, "Girasol;1927", Some(&stored)).await, Verdict::Wrong);
        let key_gone = start(&CHEAP, &Keys::new_line(2, &Chance::seeded(2)));
        assert_eq!(verify(&key_gone, "Girasol;1927", Some(&stored)).await, Verdict::Wrong);
        assert_eq!(key_gone.hashes_computed(), 1, "a lost key costs the same hash");
    }

    #[tokio::test]
    async fn an_earlier_key_still_verifies_and_asks_for_a_new_hash() {
        let stored = hash(&start(&CHEAP, &first_key()), "Girasol;1927").await;
        let rotated = start(&CHEAP, &format!("{}{}", first_key(), Keys::new_line(2, &Chance::seeded(2))));
        assert_eq!(verify(&rotated, "Girasol;1927", Some(&stored)).await, Verdict::Right { rehash: true });
        assert_eq!(verify(&rotated, "Girasol;1928", Some(&stored)).await, Verdict::Wrong);
        let renewed = hash(&rotated, "Girasol;1927").await;
        assert_eq!(renewed.key_id, 2);
        assert_eq!(verify(&rotated, "Girasol;1927", Some(&renewed)).await, Verdict::Right { rehash: false });
    }

    #[tokio::test]
    async fn a_hash_of_a_lower_cost_verifies_at_its_own_cost_and_asks_for_a_new_one() {
        let stored = hash(&start(&CHEAP, &first_key()), "Girasol;1927").await;
        for dearer in [
            HashingSettings { passes: 3, ..CHEAP },
            HashingSettings { memory_kib: LEAST_COST.memory_kib + 1024, ..CHEAP },
        ] {
            let hasher = start(&dearer, &first_key());
            let verdict = verify(&hasher, "Girasol;1927", Some(&stored)).await;
            assert_eq!(verdict, Verdict::Right { rehash: true });
            assert_eq!(verify(&hasher, "girasol", Some(&stored)).await, Verdict::Wrong);
        }
    }

    #[tokio::test]
    async fn a_hash_of_a_higher_cost_is_not_made_weaker() {
        let dearer = HashingSettings { memory_kib: LEAST_COST.memory_kib * 2, ..CHEAP };
        let stored = hash(&start(&dearer, &first_key()), "Girasol;1927").await;
        let hasher = start(&CHEAP, &first_key());
        assert_eq!(verify(&hasher, "Girasol;1927", Some(&stored)).await, Verdict::Right { rehash: false });
    }

    #[tokio::test]
    async fn an_unknown_person_costs_one_hash_as_a_known_one_does_and_is_never_right() {
        let hasher = start(&CHEAP, &first_key());
        let stored = hash(&hasher, "Girasol;1927").await;
        let cost_of = async |typed: &'static str, stored| {
            let before = hasher.hashes_computed();
            let verdict = verify(&hasher, typed, stored).await;
            (verdict, hasher.hashes_computed() - before)
        };
        assert_eq!(cost_of("Girasol;1927", Some(&stored)).await, (Verdict::Right { rehash: false }, 1));
        assert_eq!(cost_of("Girasol;1928", Some(&stored)).await, (Verdict::Wrong, 1));
        assert_eq!(cost_of("Girasol;1927", None).await, (Verdict::Wrong, 1));
        assert_eq!(cost_of("", None).await, (Verdict::Wrong, 1));
        let nobody = &hasher.inner.nobody;
        assert_eq!((nobody.cost, nobody.key_id), (stored.cost, stored.key_id));
    }

    #[tokio::test]
    async fn not_even_the_password_behind_the_stand_in_hash_lets_a_person_in_who_does_not_exist() {
        let mut hasher = start(&CHEAP, &first_key());
        let stored = hash(&hasher, "Girasol;1927").await;
        Arc::get_mut(&mut hasher.inner).expect("nothing is being hashed").nobody = stored;
        assert_eq!(verify(&hasher, "Girasol;1927", None).await, Verdict::Wrong);
    }

    #[tokio::test]
    async fn when_every_place_is_taken_the_next_is_refused_at_once_and_a_dropped_permit_makes_room() {
        let hasher = start(&CHEAP, &first_key());
        let mut permits: Vec<Permit> = (0..PLACES_PER_THREAD).map(|_| hasher.permit().unwrap()).collect();
        let refused = hasher.permit().err();
        assert_eq!(refused, Some(Busy { retry_after_seconds: RETRY_AFTER_SECONDS }));
        let all = PLACES_PER_THREAD;
        assert_eq!(hasher.places(), Places { all, taken: all, refused: 1 });

        drop(permits.pop());
        let permit = hasher.permit().unwrap();
        assert!(hasher.permit().is_err());
        permit.hash(&password("Girasol;1927")).await.unwrap();
        assert!(hasher.permit().is_ok(), "a finished hash makes room as well");
        assert_eq!(hasher.hashes_computed(), 1, "a refusal and a dropped permit compute nothing");
    }

    #[tokio::test]
    async fn a_permit_holds_its_place_until_it_is_used() {
        let hasher = start(&CHEAP, &first_key());
        let early = hasher.permit().unwrap();
        let others: Vec<Permit> = (1..PLACES_PER_THREAD).map(|_| hasher.permit().unwrap()).collect();
        assert!(hasher.permit().is_err());
        early.hash(&password("Girasol;1927")).await.unwrap();
        drop(others);
    }

    #[test]
    fn hashing_does_not_start_below_19_mib_and_two_passes_nor_above_what_a_machine_bears() {
        for settings in [
            HashingSettings { memory_kib: 19_455, ..CHEAP },
            HashingSettings { passes: 1, ..CHEAP },
            HashingSettings { memory_kib: MOST_COST.memory_kib + 1, ..CHEAP },
            HashingSettings { passes: MOST_COST.passes + 1, ..CHEAP },
            HashingSettings { threads: 0, ..CHEAP },
            HashingSettings { threads: MOST_THREADS as usize + 1, ..CHEAP },
        ] {
            let started = Hasher::start(&settings, keys(&first_key()), Chance::system());
            assert!(started.is_err(), "{settings:?}");
        }
    }

    #[test]
    fn settings_that_say_nothing_are_the_least_allowed_on_at_most_two_threads() {
        let settings: HashingSettings = toml::from_str("").unwrap();
        assert_eq!(settings.cost().unwrap(), LEAST_COST);
        assert!((1..=2).contains(&settings.threads));
    }
}
