//! Who you are: from a roster to signed in, locked out and in again.

pub mod accounts;
pub mod announcements;
pub mod assisted;
pub mod audit;
pub mod consent;
pub mod credentials;
pub mod data_copy;
pub mod devices;
pub mod directory;
pub mod door;
pub mod factors;
pub mod front_door;
pub mod gate;
pub mod held;
pub mod help;
pub mod home;
pub mod humancheck;
pub mod imports;
pub mod journey;
pub mod keypad;
pub mod limits;
pub mod messaging;
pub mod office;
pub mod paths;
pub mod people;
pub mod portals;
pub mod profile;
pub mod recovery;
pub mod registration;
pub mod roster;
pub mod sessions;
pub mod signin;
pub mod staff;
pub mod time_stamps;
pub mod twosteps;
pub mod uploads;
pub mod verification;
pub mod visit;
pub mod welcome;
pub mod work;

use axum::Router;
use base::texts::Source;

use front_door::FrontDoor;
use held::Gather;
use portals::Portals;
use work::Duty;

/// The pages of a portal, by feature.
pub fn routes(portals: &Portals) -> Router<FrontDoor> {
    Router::new()
        .merge(welcome::routes())
        .merge(registration::routes())
        .merge(signin::routes())
        .merge(recovery::routes(portals))
        .merge(home::routes())
        .merge(profile::routes())
        .merge(twosteps::routes())
        .merge(help::routes())
        .merge(gate::routes())
        .merge(door::routes())
        .merge(staff::routes())
        .merge(messaging::routes())
        .merge(announcements::routes())
        .merge(imports::routes())
        .merge(people::routes())
        .merge(assisted::routes())
        .merge(audit::routes())
        .merge(consent::routes())
}

/// What is held of a person, by feature, in the order in which they read it.
pub const HELD: &[Gather] = &[
    accounts::held_of,
    roster::held_of,
    consent::held_of,
    factors::held_of,
    sessions::held_of,
    devices::held_of,
    messaging::held_of,
    assisted::held_of,
    profile::held_of,
];

/// What the worker does, by feature.
pub fn duties() -> Vec<Duty> {
    [
        registration::duties(),
        signin::duties(),
        recovery::duties(),
        profile::duties(),
        assisted::duties(),
        imports::duties(),
        messaging::outbox::duties(),
    ]
    .concat()
}

/// The sentences of every feature.
pub fn texts() -> Vec<Source> {
    vec![
        announcements::TEXTS,
        assisted::TEXTS,
        audit::TEXTS,
        consent::TEXTS,
        credentials::TEXTS,
        data_copy::TEXTS,
        door::TEXTS,
        factors::TEXTS,
        gate::TEXTS,
        help::TEXTS,
        home::TEXTS,
        humancheck::TEXTS,
        imports::TEXTS,
        keypad::TEXTS,
        messaging::TEXTS,
        people::TEXTS,
        profile::TEXTS,
        recovery::TEXTS,
        registration::TEXTS,
        roster::TEXTS,
        signin::TEXTS,
        staff::TEXTS,
        uploads::TEXTS,
        twosteps::TEXTS,
        verification::TEXTS,
        welcome::TEXTS,
    ]
}
