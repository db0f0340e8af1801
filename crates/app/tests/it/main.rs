//! Every page test, in one binary: through the whole site, as a person would, on SQLite and on PostgreSQL.

#[path = "../../../identity/src/registration/pages_test.rs"]
mod registration;
#[path = "../../../identity/src/roster/import_test.rs"]
mod roster;
#[path = "../../src/roster_test.rs"]
mod roster_command;
#[path = "../../../desk/src/support/pages_test.rs"]
mod support;

mod architecture;
mod source;
mod texts;
