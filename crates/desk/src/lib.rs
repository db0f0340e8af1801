//! What you do inside: write to the organisation and get an answer within the law's term; get the papers of your work.

pub mod calendar;
pub mod certificates;
pub mod employments;
pub mod money;
pub mod papers;
pub mod payroll;
pub mod payslips;
pub mod sheet;
pub mod support;

use axum::Router;
use base::texts::Source;
use identity::front_door::FrontDoor;
use identity::held::Gather;
use identity::work::Duty;

/// The pages of a portal, by feature.
pub fn routes() -> Router<FrontDoor> {
    Router::new()
        .merge(support::routes())
        .merge(payroll::routes())
        .merge(papers::routes())
        .merge(certificates::routes())
        .merge(payslips::routes())
}

/// What is held of a person, by feature, in the order in which they read it.
pub const HELD: &[Gather] = &[employments::held_of, payslips::held_of, papers::held_of, support::held_of];

/// What the worker does, by feature.
pub fn duties() -> Vec<Duty> {
    [payroll::duties(), payslips::duties()].concat()
}

/// The sentences of every feature.
pub fn texts() -> Vec<Source> {
    vec![
        certificates::TEXTS,
        employments::TEXTS,
        papers::TEXTS,
        payroll::TEXTS,
        payslips::TEXTS,
        sheet::TEXTS,
        support::TEXTS,
    ]
}
