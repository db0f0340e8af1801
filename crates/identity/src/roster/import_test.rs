//! Imports and look-ups against real databases.

use std::io;
use std::sync::Arc;

use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::Database;
use identity::roster::import::{ImportStopped, Rehearsal, apply, rehearse};
use identity::roster::person::Change;
use identity::roster::rules::Plan;
use identity::roster::{
    Document, DocumentType, EmailAddress, Phone, RosterEntry, find_by_document, find_member,
};
use jiff::civil::{Date, date};
use testing::{TestDatabase, on_both_databases};

const TODAY: Date = date(2026, 11, 20);
const HEADER: &str = "tipo documento;numero documento;nombres;apellidos;correo;celular;nacimiento\n";
const ANA: &str = "CC;1.900.000.001;Ana Lucía;Peña Gómez;Ana@correo.test;399 123 4567;31/01/1990\n";
const LUIS: &str = "CC;1900000002;Luis;Gil;;;\n";

/// An organisation's office: a portal's database and the tools that an import needs.
struct Office {
    database: Database,
    portal: Arc<str>,
    clock: Clock,
    chance: Chance,
}

impl Office {
    async fn of(database: &TestDatabase) -> Self {
        Self {
            database: database.open().await,
            portal: Arc::from("multiempleos"),
            clock: Clock::manual(Timestamp::from_micros(1_000_000)),
            chance: Chance::seeded(3),
        }
    }

    async fn rehearse(&self, file: &str) -> Rehearsal {
        let view = self.database.view(&self.portal);
        rehearse(&view, || Ok(file.as_bytes()), TODAY).await.expect("the file is sound")
    }

    async fn import(&self, rows: &[&str]) -> Plan {
        let file = format!("{HEADER}{}", rows.concat());
        let rehearsal = self.rehearse(&file).await;
        self.apply(&rehearsal, &file).await.expect("the file is the one rehearsed")
    }

    async fn apply(&self, rehearsal: &Rehearsal, file: &str) -> Result<Plan, ImportStopped> {
        let tx = self.database.begin(&self.portal).await?;
        let open = || io::Result::Ok(file.as_bytes());
        let plan = apply(&tx, open, &rehearsal.survey, TODAY, (&self.clock, &self.chance)).await?;
        tx.commit().await?;
        Ok(plan)
    }

    async fn entry_of(&self, number: &str) -> Option<RosterEntry> {
        let document = Document::parse(DocumentType::Cc, number).unwrap();
        find_by_document(&self.database.view(&self.portal), &document).await.unwrap()
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("select count(*) as number from {table} where portal = $1");
        self.database.view(&self.portal).number(&sql, vec![self.portal.to_string().into()]).await.unwrap()
    }
}

/// New, changed, same, gone.
fn counts(plan: &Plan) -> (u32, u32, u32, usize) {
    (plan.new, plan.changed, plan.same, plan.gone.len())
}

on_both_databases! {
    async fn a_rehearsal_writes_nothing(database: TestDatabase) {
        let office = Office::of(&database).await;
        let rehearsal = office.rehearse(&format!("{HEADER}{ANA}{LUIS}")).await;
        assert_eq!(counts(&rehearsal.plan), (2, 0, 0, 0));
        assert_eq!((office.count("roster_entries").await, office.count("roster_imports").await), (0, 0));
    }

    async fn an_imported_person_is_found_as_the_file_described_them(database: TestDatabase) {
        let office = Office::of(&database).await;
        office.import(&[ANA, LUIS]).await;
        let ana = office.entry_of("1900000001").await.expect("Ana is on the roster");
        assert_eq!(ana.person.full_name(), "Ana Lucía Peña Gómez");
        assert_eq!(ana.person.email.as_ref().map(EmailAddress::as_str), Some("Ana@correo.test"));
        assert_eq!(ana.person.phone.as_ref().map(Phone::as_e164), Some("+573991234567"));
        assert_eq!(ana.person.birth_date, Some(date(1990, 1, 31)));
        assert!(ana.is_active_on(TODAY));
        let luis = office.entry_of("1.900.000.002").await.expect("Luis is on the roster");
        assert_eq!((luis.person.email, luis.person.phone), (None, None));
        assert_eq!(office.entry_of("1900000003").await, None);
    }

    async fn the_same_file_again_changes_nothing(database: TestDatabase) {
        let office = Office::of(&database).await;
        assert_eq!(counts(&office.import(&[ANA, LUIS]).await), (2, 0, 0, 0));
        let before = (office.entry_of("1900000001").await, office.entry_of("1900000002").await);
        assert_eq!(counts(&office.import(&[LUIS, ANA]).await), (0, 0, 2, 0));
        assert_eq!((office.entry_of("1900000001").await, office.entry_of("1900000002").await), before);
        assert_eq!(office.count("roster_entries").await, 2);
    }

    async fn what_changed_is_told_by_field_and_keeps_the_entry(database: TestDatabase) {
        let office = Office::of(&database).await;
        office.import(&[ANA, LUIS]).await;
        let before = office.entry_of("1900000001").await.unwrap();
        let moved = ANA.replace("Ana@correo.test", "lucia@correo.test").replace("31/01/1990", "");
        let rehearsal = office.rehearse(&format!("{HEADER}{moved}{LUIS}")).await;
        assert_eq!(counts(&rehearsal.plan), (0, 1, 1, 0));
        assert_eq!(
            rehearsal.changes.into_iter().collect::<Vec<_>>(),
            [(Change::BirthDate, 1), (Change::Email, 1)]
        );
        office.import(&[&moved, LUIS]).await;
        let after = office.entry_of("1900000001").await.unwrap();
        assert_eq!((after.id, after.person.birth_date), (before.id, None));
    }

    async fn who_is_no_longer_in_the_file_has_left_and_may_return(database: TestDatabase) {
        let office = Office::of(&database).await;
        office.import(&[ANA, LUIS]).await;
        let before = office.entry_of("1900000002").await.unwrap();
        assert_eq!(counts(&office.import(&[ANA]).await), (0, 0, 1, 1));
        let gone = office.entry_of("1900000002").await.expect("the entry stays");
        assert_eq!((gone.id, gone.left_at), (before.id, Some(office.clock.now())));
        assert!(!gone.is_active_on(TODAY));
        assert_eq!(counts(&office.import(&[ANA]).await), (0, 0, 1, 0), "nobody leaves twice");
        let rehearsal = office.rehearse(&format!("{HEADER}{ANA}{LUIS}")).await;
        assert_eq!(rehearsal.changes.into_iter().collect::<Vec<_>>(), [(Change::Returned, 1)]);
        office.import(&[ANA, LUIS]).await;
        assert_eq!(office.entry_of("1900000002").await, Some(before));
    }

    async fn a_member_is_found_only_by_document_address_and_phone_together(database: TestDatabase) {
        let office = Office::of(&database).await;
        office.import(&[ANA, LUIS]).await;
        let view = office.database.view(&office.portal);
        for (number, email, phone, is_found) in [
            ("1900000001", "ana@CORREO.test", "3991234567", true),
            ("1900000002", "ana@correo.test", "3991234567", false),
            ("1900000001", "eva@correo.test", "3991234567", false),
            ("1900000001", "ana@correo.test", "3991234568", false),
        ] {
            let document = Document::parse(DocumentType::Cc, number).unwrap();
            let (email, phone) = (EmailAddress::parse(email).unwrap(), Phone::parse(phone).unwrap());
            let found = find_member(&view, &document, &email, &phone).await.unwrap();
            assert_eq!(found.is_some(), is_found, "{number} {email} {phone}");
        }
        let passport = Document::parse(DocumentType::Pa, "1900000001").unwrap();
        assert_eq!(find_by_document(&view, &passport).await.unwrap(), None, "another type, another person");
    }

    async fn one_portal_knows_nothing_of_anothers_roster(database: TestDatabase) {
        let office = Office::of(&database).await;
        office.import(&[ANA]).await;
        let cooperative = Office {
            database: office.database.clone(),
            portal: Arc::from("multiportal"),
            clock: office.clock.clone(),
            chance: office.chance.clone(),
        };
        assert_eq!(cooperative.entry_of("1900000001").await, None);
        assert_eq!(counts(&cooperative.import(&[LUIS]).await), (1, 0, 0, 0));
        assert_eq!(office.entry_of("1900000001").await.unwrap().left_at, None, "nobody left the first portal");
    }

    async fn a_file_that_changed_after_its_rehearsal_is_not_applied(database: TestDatabase) {
        let office = Office::of(&database).await;
        let rehearsal = office.rehearse(&format!("{HEADER}{ANA}")).await;
        let stopped = office.apply(&rehearsal, &format!("{HEADER}{}", ANA.replace("Ana@", "eva@"))).await;
        assert!(matches!(stopped, Err(ImportStopped::FileChanged)));
        assert_eq!((office.count("roster_entries").await, office.count("roster_imports").await), (0, 0));
    }

    async fn two_imports_at_once_happen_one_after_the_other(database: TestDatabase) {
        let office = Office::of(&database).await;
        let file = format!("{HEADER}{ANA}{LUIS}");
        let rehearsal = office.rehearse(&file).await;
        let (one, other) = tokio::join!(office.apply(&rehearsal, &file), office.apply(&rehearsal, &file));
        let mut outcomes = [counts(&one.unwrap()), counts(&other.unwrap())];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [(0, 0, 2, 0), (2, 0, 0, 0)]);
    }

    async fn an_import_is_written_into_the_trail(database: TestDatabase) {
        let office = Office::of(&database).await;
        office.import(&[ANA, LUIS]).await;
        let sql = "select count(*) as number from audit_events
                   where portal = $1 and event = 'roster.imported' and detail = 'new 2, changed 0, same 0, gone 0'";
        let view = office.database.view(&office.portal);
        assert_eq!(view.number(sql, vec![office.portal.to_string().into()]).await.unwrap(), 1);
    }

    async fn a_roster_larger_than_a_statement_or_a_page_is_read_whole(database: TestDatabase) {
        let office = Office::of(&database).await;
        let rows: Vec<String> =
            (0..6_001).map(|n| format!("CC;{};Ana;Peña;persona{n}@correo.test;;\n", 1_900_000_000 + n)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert_eq!(counts(&office.import(&rows).await), (6_001, 0, 0, 0));
        assert_eq!(counts(&office.import(&rows).await), (0, 0, 6_001, 0));
        assert_eq!(counts(&office.import(&[ANA]).await), (0, 1, 0, 6_000));
    }
}
