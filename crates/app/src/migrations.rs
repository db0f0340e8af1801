//! The one list of migrations, for both databases. A step is added at the end and never changed once released.

use base::db::Migration;

pub const ALL: &[Migration] = &[
    Migration { number: 1, name: "ground", sql: include_str!("../migrations/0001_ground.sql") },
    Migration { number: 3, name: "roster", sql: include_str!("../migrations/0003_roster.sql") },
    Migration { number: 4, name: "identity", sql: include_str!("../migrations/0004_identity.sql") },
    Migration { number: 5, name: "humancheck", sql: include_str!("../migrations/0005_humancheck.sql") },
    Migration { number: 6, name: "support", sql: include_str!("../migrations/0006_support.sql") },
    Migration { number: 7, name: "staff", sql: include_str!("../migrations/0007_staff.sql") },
    Migration { number: 8, name: "codes", sql: include_str!("../migrations/0008_codes.sql") },
    Migration { number: 9, name: "imports", sql: include_str!("../migrations/0009_imports.sql") },
    Migration { number: 10, name: "people", sql: include_str!("../migrations/0010_people.sql") },
    Migration { number: 11, name: "cases", sql: include_str!("../migrations/0011_cases.sql") },
    Migration { number: 12, name: "running", sql: include_str!("../migrations/0012_running.sql") },
    Migration { number: 13, name: "messages", sql: include_str!("../migrations/0013_messages.sql") },
    Migration { number: 14, name: "consent", sql: include_str!("../migrations/0014_consent.sql") },
    Migration { number: 15, name: "office", sql: include_str!("../migrations/0015_office.sql") },
    Migration { number: 16, name: "wordings", sql: include_str!("../migrations/0016_wordings.sql") },
    Migration { number: 17, name: "case_files", sql: include_str!("../migrations/0017_case_files.sql") },
    Migration { number: 18, name: "turns", sql: include_str!("../migrations/0018_turns.sql") },
    Migration { number: 19, name: "factors", sql: include_str!("../migrations/0019_factors.sql") },
    Migration { number: 20, name: "assisted", sql: include_str!("../migrations/0020_assisted.sql") },
    Migration { number: 22, name: "employments", sql: include_str!("../migrations/0022_employments.sql") },
    Migration { number: 23, name: "payroll", sql: include_str!("../migrations/0023_payroll.sql") },
    Migration { number: 24, name: "papers", sql: include_str!("../migrations/0024_papers.sql") },
    Migration { number: 25, name: "payslips", sql: include_str!("../migrations/0025_payslips.sql") },
    Migration { number: 27, name: "indices", sql: include_str!("../migrations/0027_indices.sql") },
    Migration { number: 28, name: "publishing", sql: include_str!("../migrations/0028_publishing.sql") },
    Migration {
        number: 29,
        name: "lasting_entries",
        sql: include_str!("../migrations/0029_lasting_entries.sql"),
    },
];
