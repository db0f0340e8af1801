//! Payslips: what a person was paid for a period of an employment, line by line, as payroll tells it.
//!
//! Promises:
//! - A payslip adds up: what was earned less what was deducted is the net, and it is never negative.
//! - Of each period of an employment one payslip stands; a newer one replaces it, the earlier one is kept, and stands again when
//!   the newer one is withdrawn.
//! - Only the person and payroll see amounts: they are in no log, no audit row and no message.
//! - A person is told once of each publication.

pub mod columns;
mod detail;
mod held;
pub mod incoming;
mod list;
pub mod notice;
mod rules;
pub mod store;

use axum::Router;
use base::clock::Timestamp;
use identity::front_door::FrontDoor;
use identity::portals::{Module, Portal};
use identity::roster::EntryId;
use identity::work::Duty;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::employments::EmploymentId;
use crate::money::Money;

pub use held::held_of;

pub const TEXTS: base::texts::Source = base::texts!("payslips");

base::id!(PayslipId, "A payslip.");

pub fn routes() -> Router<FrontDoor> {
    Router::new().merge(list::routes()).merge(detail::routes())
}

pub fn duties() -> Vec<Duty> {
    notice::duties()
}

/// Whether the portal shows people their payslips.
pub fn are_shown(portal: &Portal) -> bool {
    portal.modules.contains(&Module::Payslips)
}

/// What was paid for a period of an employment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payslip {
    pub id: PayslipId,
    pub entry: EntryId,
    pub employment: EmploymentId,
    /// As it was when the payslip was published.
    pub position: String,
    pub client: Option<String>,
    pub facts: Facts,
    pub published_at: Timestamp,
}

/// What a file says of a payslip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The code of the contract; empty where the file tells none and the person is not known yet.
    pub contract: String,
    pub period: Period,
    pub paid_on: Option<Date>,
    pub lines: Vec<Line>,
}

/// From a day to a day, both of them in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub begins_on: Date,
    pub ends_on: Date,
}

/// One concept with its amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub code: String,
    pub name: String,
    pub kind: LineKind,
    /// Days or hours, as payroll writes them.
    pub quantity: Option<String>,
    pub base: Option<Money>,
    /// Never negative: a deduction is told by its kind.
    pub value: Money,
}

/// What a line does to the net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    Earned,
    Deducted,
    /// Nothing: it is there to be known, such as what the employer pays in.
    Informative,
}

impl LineKind {
    /// The message id of its name.
    fn message(self) -> &'static str {
        match self {
            Self::Earned => "payslips-kind-earned",
            Self::Deducted => "payslips-kind-deducted",
            Self::Informative => "payslips-kind-informative",
        }
    }
}

/// What the lines add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub earned: Money,
    pub deducted: Money,
    pub net: Money,
}
