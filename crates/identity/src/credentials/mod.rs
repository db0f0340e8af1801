//! Passwords and PINs: what may be one, how it is kept, and whether the one typed is the right one.
//!
//! Promises:
//! - A password counts in code points after NFC and is never cut short; above [`MAX_PASSWORD_BYTES`] it is refused
//!   before any work (NIST SP 800-63B-4 §3.1.1.2).
//! - A refusal says what is wrong and what to do. Common and leaked ones are refused under every rule, and so is
//!   what is made of the portal's words or of the person's own data.
//! - Only a salted Argon2id hash is kept, over a keyed hash whose key is outside the database. Whoever has the
//!   database alone cannot test a guess, not even one of 10,000 PINs.
//! - Hashing uses a fixed number of threads and a fixed amount of memory, and refuses at once rather than late.
//! - A person who does not exist costs the same single hash as one who does.
//!
//! What is not here: limits on tries (`limits`), and who may set a password (`recovery`, `registration`).

mod common;
mod disguise;
mod hashing;
mod likeness;
mod password;
mod personal;
mod pin;
mod refusal;
mod rules;
pub mod screen;
mod stored;
mod threads;

pub use hashing::{
    Busy, CannotStart, Hasher, HashingFailed, HashingSettings, MOST_THREADS, Permit, Places, Verdict,
};
pub use password::{Password, TooLong};
pub use personal::Personal;
pub use refusal::Refusal;
pub use rules::{PasswordRule, RuleLine, SYMBOLS, UnknownRule, check, describe};
pub use stored::{Cost, StoredHash, Unreadable};

/// The sentences of this feature.
pub const TEXTS: base::texts::Source = base::texts!("credentials");

/// Longest input that is looked at, in bytes and before normalisation, so that a flood of text costs nothing.
pub const MAX_PASSWORD_BYTES: usize = 1024;

/// The least that hashing may cost: 19 MiB and two passes (OWASP Password Storage; ASVS 5.0 appendix C).
pub const LEAST_COST: Cost = Cost { memory_kib: 19_456, passes: 2 };

/// The most that a stored hash or a setting may ask for, so that neither can exhaust the machine.
pub const MOST_COST: Cost = Cost { memory_kib: 262_144, passes: 16 };

/// Salt of a hash, in bytes; new for each hash.
pub const SALT_BYTES: usize = 16;

/// Result of a hash, in bytes.
pub const OUTPUT_BYTES: usize = 32;

/// Places in the queue for each thread, the one being hashed included.
/// Two threads hash about 90 passwords a second where one alone takes 13 ms, as they share the memory's bandwidth;
/// 24 places a thread let the last one in wait half a second there, and a second on a machine half as fast.
pub const PLACES_PER_THREAD: usize = 24;

/// What `Retry-After` says when every place is taken: by then the queue has turned over once.
pub const RETRY_AFTER_SECONDS: u32 = 2;
