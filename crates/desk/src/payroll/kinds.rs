//! The kinds of what payroll brings, and the feature that each is the affair of.

use std::collections::HashMap;

use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use identity::portals::Portal;
use jiff::civil::Date;
use uuid::Uuid;

use crate::sheet::{Column, Comparison, Incoming, Mapping, Publishing, Reading, Reason};
use crate::{employments, payslips};

/// What a file brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Employments,
    Payslips,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Employments, Self::Payslips];

    /// The name in the database and in messages' ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Employments => "employments",
            Self::Payslips => "payslips",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The last part of the address at which its files are sent.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Employments => "contratos",
            Self::Payslips => "comprobantes",
        }
    }

    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Employments => employments::columns::COLUMNS,
            Self::Payslips => payslips::columns::COLUMNS,
        }
    }

    /// The message id of what whoever prepares such a file has to know besides, if anything.
    pub(super) fn help(self) -> Option<&'static str> {
        match self {
            Self::Employments => None,
            Self::Payslips => Some("payslips-help"),
        }
    }

    pub(super) fn reading(self) -> Box<dyn Reading> {
        match self {
            Self::Employments => employments::columns::reading(),
            Self::Payslips => payslips::columns::reading(),
        }
    }

    /// The headers of the columns of which nothing is read.
    pub(super) fn unused<'a>(self, headers: &'a [String], mapping: &Mapping) -> Vec<&'a str> {
        match self {
            Self::Employments => {
                let unused = headers.iter().enumerate().filter(|(place, _)| !mapping.takes(*place));
                unused.map(|(_, header)| header.as_str()).collect()
            }
            Self::Payslips => payslips::columns::unused(headers, mapping),
        }
    }

    /// Whether another person than the one who sent the file publishes it, since it says what somebody was paid.
    pub(super) fn needs_second_person(self) -> bool {
        match self {
            Self::Employments => false,
            Self::Payslips => true,
        }
    }

    /// Whether what a batch made known can be taken back.
    pub(super) fn can_be_withdrawn(self) -> bool {
        match self {
            Self::Employments => false,
            Self::Payslips => true,
        }
    }

    /// Completes what a file brings with what is known of its person; what does not fit is told by its place.
    pub(super) async fn fit(self, view: &View, drafts: &mut [Incoming]) -> Result<HashMap<usize, Reason>> {
        match self {
            Self::Employments => Ok(HashMap::new()),
            Self::Payslips => payslips::incoming::fit(view, drafts).await,
        }
    }

    /// Compares what a file brings with what is known.
    pub(super) async fn compare(self, view: &View, drafts: &[Incoming], today: Date) -> Result<Comparison> {
        match self {
            Self::Employments => employments::incoming::compare(view, drafts, today).await,
            Self::Payslips => payslips::incoming::compare(view, drafts).await,
        }
    }

    /// Whether a portal has what such a file brings.
    pub(super) fn is_offered(self, portal: &Portal) -> bool {
        match self {
            Self::Employments => true,
            Self::Payslips => payslips::are_shown(portal),
        }
    }

    /// Forgets what an earlier try laid ready.
    pub(super) async fn forget_laid(self, tx: &Tx, batch: Uuid) -> Result<()> {
        match self {
            Self::Employments => Ok(()),
            Self::Payslips => payslips::store::forget_laid(tx, batch).await,
        }
    }

    /// Lays part of what a file brings ready. Employments are known at once, and lose nothing when they are laid again.
    pub(super) async fn lay(self, tx: &Tx, drafts: &[Incoming], publishing: Publishing<'_>) -> Result<()> {
        match self {
            Self::Employments => employments::incoming::publish(tx, drafts, publishing).await,
            Self::Payslips => payslips::incoming::lay(tx, drafts, publishing).await,
        }
    }

    /// Makes known what was laid ready, and leaves what follows to other tasks.
    pub(super) async fn switch(self, tx: &Tx, publishing: Publishing<'_>) -> Result<()> {
        match self {
            Self::Employments => Ok(()),
            Self::Payslips => {
                payslips::store::switch(tx, publishing.batch, publishing.now).await?;
                payslips::notice::leave(tx, publishing).await
            }
        }
    }

    /// Takes back what a batch made known; what it had replaced stands again.
    pub(super) async fn withdraw(self, tx: &Tx, batch: Uuid, now: Timestamp) -> Result<()> {
        match self {
            Self::Employments => Ok(()),
            Self::Payslips => payslips::store::withdraw(tx, batch, now).await,
        }
    }
}
