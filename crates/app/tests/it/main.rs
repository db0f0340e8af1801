//! Every page test, in one binary: through the whole site, as a person would, on SQLite and on PostgreSQL.

#[path = "../../../identity/src/announcements/pages_test.rs"]
mod announcements;
#[path = "../../../identity/src/assisted/pages_test.rs"]
mod assisted;
#[path = "../../../identity/src/journey/at_once_test.rs"]
mod at_once;
#[path = "../../../base/src/audit/trail_test.rs"]
mod audit;
#[path = "../../src/audit_test.rs"]
mod audit_command;
#[path = "../../../identity/src/audit/pages_test.rs"]
mod audit_pages;
#[path = "../../src/backup_test.rs"]
mod backup_command;
#[path = "../../../desk/src/certificates/pages_test.rs"]
mod certificates;
#[path = "../../../identity/src/consent/pages_test.rs"]
mod consent;
#[path = "../../../identity/src/data_copy/pages_test.rs"]
mod data_copy;
#[path = "../../src/backoffice/health/pages_test.rs"]
mod health;
#[path = "../../../identity/src/imports/pages_test.rs"]
mod imports;
#[path = "../../../identity/src/journey/pages_test.rs"]
mod journey;
#[path = "../../../identity/src/keypad/pages_test.rs"]
mod keypad;
#[path = "../../../identity/src/messaging/pages_test.rs"]
mod messaging;
#[path = "../../src/metrics/metrics_test.rs"]
mod metrics;
#[path = "../../src/operator_test.rs"]
mod operator_command;
#[path = "../../../identity/src/messaging/outbox_test.rs"]
mod outbox;
#[path = "../../src/backoffice/overview/pages_test.rs"]
mod overview;
#[path = "../../../desk/src/papers/pages_test.rs"]
mod papers;
#[path = "../../../desk/src/payroll/pages_test.rs"]
mod payroll;
#[path = "../../../desk/src/payslips/pages_test.rs"]
mod payslips;
#[path = "../../../identity/src/people/pages_test.rs"]
mod people;
#[path = "../../src/probes_test.rs"]
mod probes;
#[path = "../../../identity/src/profile/pages_test.rs"]
mod profile;
#[path = "../../../identity/src/recovery/pages_test.rs"]
mod recovery;
#[path = "../../../identity/src/registration/pages_test.rs"]
mod registration;
#[path = "../../src/requests_test.rs"]
mod requests;
#[path = "../../../identity/src/roster/import_test.rs"]
mod roster;
#[path = "../../src/roster_test.rs"]
mod roster_command;
#[path = "../../../identity/src/signin/pages_test.rs"]
mod signin;
#[path = "../../../identity/src/staff/pages_test.rs"]
mod staff;
#[path = "../../../desk/src/support/pages_test.rs"]
mod support;
#[path = "../../../desk/src/support/files_test.rs"]
mod support_files;
#[path = "../../../desk/src/support/office_test.rs"]
mod support_office;
#[path = "../../src/telemetry/telemetry_test.rs"]
mod telemetry;
#[path = "../../../base/src/db/transaction_test.rs"]
mod transaction;
#[path = "../../../identity/src/twosteps/pages_test.rs"]
mod twosteps;
#[path = "../../../identity/src/verification/pages_test.rs"]
mod verification;
#[path = "../../../identity/src/messaging/wordings/pages_test.rs"]
mod wordings;
#[path = "../../../identity/src/roster/workbook_test.rs"]
mod workbook;

mod architecture;
mod enumeration;
mod forms;
mod headers;
mod hosts;
mod injection;
mod names;
mod portals;
mod processes;
mod request;
mod samples;
mod source;
mod texts;
