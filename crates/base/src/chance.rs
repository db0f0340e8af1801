//! Chance as an argument: the operating system's generator, or a seeded one where a test must see the same twice.

use std::sync::{Arc, Mutex};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};

/// A source of random bytes fit for tokens, codes and layouts.
#[derive(Clone, Debug)]
pub struct Chance(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

impl Chance {
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// For tests and demo data only: whoever knows the seed knows all that follows.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System => {
                SysRng.try_fill_bytes(&mut bytes).expect("the operating system always has random bytes");
            }
            Source::Seeded(rng) => rng.lock().expect("no holder of this lock panics").fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A number in `0..limit`, each as likely as the others.
    ///
    /// # Panics
    /// When `limit` is zero.
    pub fn below(&self, limit: u32) -> u32 {
        assert!(limit > 0, "there is no number below zero");
        // Refuse the tail that would make small numbers likelier.
        let whole = u32::MAX - u32::MAX % limit;
        loop {
            let drawn = u32::from_le_bytes(self.bytes());
            if drawn < whole {
                return drawn % limit;
            }
        }
    }

    pub fn shuffle<T>(&self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let limit = u32::try_from(last + 1).expect("lists shuffled here are short");
            items.swap(last, self.below(limit) as usize);
        }
    }
}
