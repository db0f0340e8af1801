//! Ids: UUIDv7, one type per noun, so that an account's id cannot stand where a session's is wanted.

use uuid::Uuid;

use crate::chance::Chance;
use crate::clock::Clock;

/// A new id that sorts by time. Ids are names, never secrets.
pub fn new_uuid(clock: &Clock, chance: &Chance) -> Uuid {
    let millis = u64::try_from(clock.now().micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &chance.bytes()).into_uuid()
}

/// Declares an id type: `id!(AccountId, "An account.");`.
#[macro_export]
macro_rules! id {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(
            Clone,
            Copy,
            Debug,
            PartialEq,
            Eq,
            Hash,
            sea_orm::DeriveValueType,
            serde::Serialize,
            serde::Deserialize,
        )]
        pub struct $name(uuid::Uuid);

        impl $name {
            pub fn new(clock: &$crate::clock::Clock, chance: &$crate::chance::Chance) -> Self {
                Self($crate::id::new_uuid(clock, chance))
            }

            pub fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}
