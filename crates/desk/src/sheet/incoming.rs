//! What a file brings, once it is known whose it is: compared with what the portal knows, and made known.

use base::clock::Timestamp;
use base::error::{Error, Result};
use identity::front_door::FrontDoor;
use identity::roster::EntryId;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// Something that a file brings, whose person is known.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub entry: EntryId,
    /// JSON, the feature's own.
    pub content: String,
}

impl Incoming {
    /// The same with what the feature makes of it now.
    pub fn write<T: Serialize>(&mut self, content: &T) -> Result<()> {
        self.content = serde_json::to_string(content).map_err(|error| Error::stored("a draft", error))?;
        Ok(())
    }

    /// What the feature made of it when it read the row.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.content).map_err(|error| Error::stored("a draft", error))
    }
}

/// How what a file brings compares with what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    /// Sums to reconcile with payroll's own: the message id of each, and how much.
    pub totals: Vec<(String, Money)>,
    /// What the sums are made of, as it was understood; none where there are no sums.
    #[serde(default)]
    pub concepts: Vec<Concept>,
    /// What somebody should look at before publishing.
    pub remarks: Vec<Remark>,
}

impl Comparison {
    /// Whether all that the file brings is known already.
    pub fn brings_nothing(&self) -> bool {
        self.new + self.changed == 0
    }
}

/// All that a file says of one concept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// As the file writes it.
    pub name: String,
    /// The message id of what it does.
    pub kind: String,
    pub sum: Money,
}

/// Something to look at before publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The message id of its heading, which gets `count`.
    pub message: String,
    pub count: u32,
    /// The first of them, as somebody reads them.
    pub lines: Vec<String>,
}

/// When something is made known, and what new ids are made of.
#[derive(Clone, Copy)]
pub struct Publishing<'a> {
    pub front: &'a FrontDoor,
    /// Of the batch that brings it.
    pub batch: uuid::Uuid,
    pub now: Timestamp,
    pub today: Date,
}
