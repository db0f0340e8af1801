//! The hash as it is kept: one PHC string that says its cost, its salt and the id of the key that came before it.

use std::fmt;

use argon2::{
    Algorithm, KeyId, Params, ParamsBuilder, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};

use data_encoding::BASE64_NOPAD;

use super::{LEAST_COST, MOST_COST, OUTPUT_BYTES, SALT_BYTES};

/// One lane: a thread of ours hashes alone.
const LANES: u32 = 1;

/// How much memory and how many passes a hash takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

/// A stored hash cannot be read: its text, algorithm, cost, salt or length is not one that we write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored hash is not Argon2id in PHC form with a cost, salt and length of ours")]
pub struct Unreadable;

/// An Argon2id hash in PHC form: `$argon2id$v=19$m=…,t=…,p=1,keyid=…$salt$hash`. The key with that id in the ring made
/// the keyed hash that Argon2id was given.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredHash {
    pub(super) cost: Cost,
    pub(super) salt: [u8; SALT_BYTES],
    pub(super) output: [u8; OUTPUT_BYTES],
    pub(super) key_id: u8,
}

impl Cost {
    /// Whether the cost lies between [`LEAST_COST`] and [`MOST_COST`].
    pub fn is_allowed(self) -> bool {
        (LEAST_COST.memory_kib..=MOST_COST.memory_kib).contains(&self.memory_kib)
            && (LEAST_COST.passes..=MOST_COST.passes).contains(&self.passes)
    }

    /// Whether `other` asks for more memory or more passes.
    pub(super) fn is_below(self, other: Cost) -> bool {
        self.memory_kib < other.memory_kib || self.passes < other.passes
    }

    /// The same in the words of the `argon2` crate.
    pub(super) fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, LANES, Some(OUTPUT_BYTES))
            .expect("every allowed cost is one that Argon2 allows")
    }
}

impl StoredHash {
    /// Reads a stored hash; anything that [`StoredHash::phc`] would not have written is refused.
    pub fn parse(phc: &str) -> Result<StoredHash, Unreadable> {
        let parsed = PasswordHash::new(phc).map_err(|_| Unreadable)?;
        let params = Params::try_from(&parsed).map_err(|_| Unreadable)?;
        let &[key_id] = params.keyid() else { return Err(Unreadable) };
        let salt = parsed.salt.ok_or(Unreadable)?;
        let output = parsed.hash.ok_or(Unreadable)?;
        let stored = StoredHash {
            cost: Cost { memory_kib: params.m_cost(), passes: params.t_cost() },
            salt: salt.as_ref().try_into().map_err(|_| Unreadable)?,
            output: output.as_bytes().try_into().map_err(|_| Unreadable)?,
            key_id,
        };
        // Writing it again covers the rest: algorithm, version, lanes, order, unknown parameters.
        let is_ours = stored.cost.is_allowed() && stored.phc() == phc;
        if is_ours { Ok(stored) } else { Err(Unreadable) }
    }

    /// The id of the key without which it cannot be compared.
    pub fn key_id(&self) -> u8 {
        self.key_id
    }

    /// What stands in the text of every hash that this key was needed for, and of no other.
    pub fn mark_of_key(key_id: u8) -> String {
        format!("keyid={}$", BASE64_NOPAD.encode(&[key_id]))
    }

    /// The text for the database.
    pub fn phc(&self) -> String {
        let params = ParamsBuilder::new()
            .m_cost(self.cost.memory_kib)
            .t_cost(self.cost.passes)
            .p_cost(LANES)
            .keyid(KeyId::new(&[self.key_id]).expect("one octet fits"))
            .build()
            .expect("every allowed cost is one that Argon2 allows");
        let phc = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).expect("three numbers and an id fit"),
            salt: Some(Salt::new(&self.salt).expect("the length is allowed")),
            hash: Some(Output::new(&self.output).expect("the length is allowed")),
        };
        phc.to_string()
    }
}

impl fmt::Debug for StoredHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StoredHash")
            .field("cost", &self.cost)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1,keyid=Bw$AAECAwQFBgcICQoLDA0ODw$\
                       AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    #[test]
    fn a_hash_reads_back_as_it_was_written() {
        let stored = StoredHash::parse(PHC).unwrap();
        assert_eq!(stored.cost, LEAST_COST);
        assert_eq!(stored.salt[..4], [0, 1, 2, 3]);
        assert_eq!((stored.phc().as_str(), stored.key_id), (PHC, 7));
        for key_id in 0..=u8::MAX {
            let phc = StoredHash { key_id, ..stored.clone() }.phc();
            assert!(phc.contains(&StoredHash::mark_of_key(key_id)), "{phc}");
        }
    }

    #[test]
    fn a_hash_that_we_do_not_write_is_unreadable() {
        let strangers = [
            String::new(),
            PHC.replace("argon2id", "argon2i"),
            PHC.replace("v=19", "v=16"),
            PHC.replace("$v=19", ""),
            PHC.replace("m=19456", "m=19455"),
            PHC.replace("m=19456", "m=262145"),
            PHC.replace("t=2", "t=1"),
            PHC.replace("t=2", "t=17"),
            PHC.replace("p=1", "p=2"),
            PHC.replace("m=19456,t=2", "t=2,m=19456"),
            PHC.replace(",keyid=Bw", ""),
            PHC.replace("keyid=Bw", "keyid=Bwc"),
            PHC.replace("keyid=Bw", "keyid=Bx"),
            PHC.replace("keyid=Bw", "keyid=Bw,data=Bw"),
            PHC.replace("AAECAwQFBgcICQoLDA0ODw$", "AAECAwQFBgcICQoLDA0O$"),
            PHC.replace("GBkaGxwdHh8", "GBkaGxwdHg"),
            format!("{PHC} "),
            "$2b$12$C6UzMDM.H6dfI/f/IKcEeO9wJ9XcV1bqnB.hmZ0o1rZJrgFqf3gaa".to_owned(),
        ];
        for phc in strangers {
            assert_eq!(StoredHash::parse(&phc), Err(Unreadable), "{phc}");
        }
    }

    #[test]
    fn debug_output_shows_neither_salt_nor_hash() {
        let shown = format!("{:?}", StoredHash::parse(PHC).unwrap());
        assert!(!shown.contains("salt") && !shown.contains("output"), "{shown}");
    }
}
