//! Who you are: from a roster to signed in, locked out and in again.

pub mod accounts;
pub mod credentials;
pub mod devices;
pub mod door;
pub mod front_door;
pub mod gate;
pub mod help;
pub mod home;
pub mod humancheck;
pub mod journey;
pub mod keypad;
pub mod limits;
pub mod messaging;
pub mod portals;
pub mod profile;
pub mod recovery;
pub mod registration;
pub mod roster;
pub mod sessions;
pub mod signin;
pub mod verification;
pub mod visit;
pub mod welcome;
pub mod work;
