//! The kinds of what payroll brings, and the feature that each is the affair of.

use base::db::{Tx, View};
use base::error::Result;

use crate::employments;
use crate::sheet::{Column, Comparison, Incoming, Publishing, Reading};

/// What a file brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Employments,
}

impl Kind {
    pub const ALL: [Self; 1] = [Self::Employments];

    /// The name in the database and in messages' ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Employments => "employments",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The last part of the address at which its files are sent.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Employments => "contratos",
        }
    }

    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Employments => employments::columns::COLUMNS,
        }
    }

    pub(super) fn reading(self) -> Box<dyn Reading> {
        match self {
            Self::Employments => employments::columns::reading(),
        }
    }

    /// Whether another person than the one who sent the file publishes it, since it says what somebody was paid.
    pub(super) fn needs_second_person(self) -> bool {
        match self {
            Self::Employments => false,
        }
    }

    /// Compares what a file brings with what is known.
    pub(super) async fn compare(self, view: &View, drafts: &[Incoming]) -> Result<Comparison> {
        match self {
            Self::Employments => employments::incoming::compare(view, drafts).await,
        }
    }

    /// Makes part of what a file brings known; the parts are of one transaction.
    pub(super) async fn publish(
        self,
        tx: &Tx,
        drafts: &[Incoming],
        publishing: Publishing<'_>,
    ) -> Result<()> {
        match self {
            Self::Employments => employments::incoming::publish(tx, drafts, publishing).await,
        }
    }
}
