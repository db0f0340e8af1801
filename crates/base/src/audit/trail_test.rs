//! The audit trail against real databases: it grows without a gap however many write at once, and nobody who has the database
//! and not the key changes it unseen.

use std::sync::Arc;

use base::args;
use base::audit::{Act, Entry, Filter, Trouble, Verified, newest_about, page, record, verify};
use base::chance::Chance;
use base::clock::{Clock, Timestamp};
use base::db::{Database, Engine, Tx, Value};
use base::secret::Keys;
use regex::Regex;
use testing::{TestDatabase, on_both_databases};
use tokio::sync::Barrier;
use uuid::Uuid;

const SUBJECT: Uuid = Uuid::from_u128(7);
const STAFF: Uuid = Uuid::from_u128(8);
const NUMBER_OF_A_ROW: i64 = 9_001;

/// A portal whose acts are recorded.
#[derive(Clone)]
struct Office {
    database: Database,
    portal: Arc<str>,
    clock: Clock,
    chance: Chance,
}

impl Office {
    fn of(database: Database, portal: &str) -> Self {
        Self {
            database,
            portal: Arc::from(portal),
            clock: Clock::manual(Timestamp::from_micros(1_000_000)),
            chance: Chance::system(),
        }
    }

    async fn begin(&self) -> Tx {
        self.database.begin(&self.portal).await.unwrap()
    }

    async fn record(&self, tx: &Tx, event: &'static str) {
        self.record_act(tx, act(event)).await;
    }

    async fn record_act(&self, tx: &Tx, act: Act<'_>) {
        record(tx, &self.clock, &self.chance, act).await.unwrap();
    }

    /// Records the events in one transaction.
    async fn records(&self, events: &[&'static str]) {
        let tx = self.begin().await;
        for event in events {
            self.record(&tx, event).await;
        }
        tx.commit().await.unwrap();
    }

    /// As somebody who can write into the database does it.
    async fn tampers(&self, sql: &str, values: Vec<Value>) {
        let tx = self.begin().await;
        assert_eq!(tx.run(sql, values).await.unwrap(), 1, "{sql}");
        tx.commit().await.unwrap();
    }

    async fn removes(&self, seq: i64) {
        let sql = "delete from audit_events where portal = $1 and seq = $2";
        self.tampers(sql, args![&*self.portal, seq]).await;
    }

    async fn renumbers(&self, seq: i64, new: i64) {
        let sql = "update audit_events set seq = $1 where portal = $2 and seq = $3";
        self.tampers(sql, args![new, &*self.portal, seq]).await;
    }

    async fn verify(&self) -> Verified {
        verify(&self.database, &self.portal).await.unwrap()
    }

    async fn entries(&self, filter: Filter<'_>, at_most: i64) -> Vec<Entry> {
        page(&self.database.view(&self.portal), &filter, at_most).await.unwrap()
    }

    async fn seqs(&self, filter: Filter<'_>) -> Vec<i64> {
        self.entries(filter, 100).await.iter().map(|entry| entry.seq).collect()
    }
}

fn act(event: &'static str) -> Act<'static> {
    Act {
        event,
        subject: Some(SUBJECT),
        actor: "staff",
        actor_id: Some(STAFF),
        source: "198.51.100.0",
        browser: "Firefox",
        detail: "a detail",
    }
}

fn untouched(entries: i64) -> Verified {
    Verified { entries, trouble: None }
}

fn changed(seq: i64) -> Verified {
    Verified { entries: seq - 1, trouble: Some(Trouble::Changed { seq }) }
}

fn missing(seq: i64) -> Verified {
    Verified { entries: seq - 1, trouble: Some(Trouble::Missing { seq }) }
}

fn head_changed(entries: i64) -> Verified {
    Verified { entries, trouble: Some(Trouble::HeadChanged) }
}

/// The columns of `audit_events`, as the migration makes them.
fn columns() -> Vec<String> {
    let sql: String = aldaba::migrations::ALL.iter().map(|migration| migration.sql).collect();
    let table = Regex::new(r"(?s)create table audit_events \((.*?)\) END_OF_TABLE").unwrap();
    let table = table.captures(&sql).unwrap()[1].to_owned();
    let column = Regex::new(r"(?m)^  (\w+) [A-Z]+").unwrap();
    column.captures_iter(&table).map(|found| found[1].to_owned()).collect()
}

on_both_databases! {
    async fn the_entries_of_several_transactions_make_one_chain(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        assert_eq!(office.verify().await, untouched(0));
        office.records(&["signin.failed", "signin.succeeded"]).await;
        office.records(&[]).await;
        office.records(&["profile.changed"]).await;
        let entries = office.entries(Filter::default(), 10).await;
        let told: Vec<(i64, &str)> =
            entries.iter().map(|entry| (entry.seq, entry.act.event.as_str())).collect();
        assert_eq!(told, [(3, "profile.changed"), (2, "signin.succeeded"), (1, "signin.failed")]);
        assert_eq!(office.verify().await, untouched(3));
    }

    async fn each_portal_has_a_chain_of_its_own(database: TestDatabase) {
        let database = database.open().await;
        let (one, other) = (Office::of(database.clone(), "one"), Office::of(database, "other"));
        one.records(&["signin.failed"]).await;
        other.records(&["signin.failed"]).await;
        one.records(&["signin.failed"]).await;
        assert_eq!(one.seqs(Filter::default()).await, [2, 1]);
        assert_eq!(other.seqs(Filter::default()).await, [1]);
        assert_eq!((one.verify().await, other.verify().await), (untouched(2), untouched(1)));
    }

    async fn an_entry_says_all_that_was_recorded(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["signin.failed"]).await;
        let entries = office.entries(Filter::default(), 10).await;
        let [Entry { seq: 1, act: recorded, .. }] = entries.as_slice() else { panic!("{entries:?}") };
        let said = act("signin.failed");
        assert_eq!(recorded.at, office.clock.now());
        assert_eq!((recorded.subject, recorded.actor_id), (said.subject, said.actor_id));
        assert_eq!(
            [&*recorded.event, &*recorded.actor, &*recorded.source, &*recorded.browser, &*recorded.detail],
            [said.event, said.actor, said.source, said.browser, said.detail],
        );
        let view = office.database.view(&office.portal);
        assert_eq!(newest_about(&view, SUBJECT, 10).await.unwrap(), std::slice::from_ref(recorded));
        assert!(newest_about(&view, STAFF, 10).await.unwrap().is_empty());
    }

    async fn a_transaction_that_is_dropped_leaves_no_entry_and_no_gap(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        let tx = office.begin().await;
        office.record(&tx, "signin.failed").await;
        drop(tx);
        assert_eq!(office.verify().await, untouched(0));
        office.records(&["signin.failed"]).await;
        let tx = office.begin().await;
        office.record(&tx, "signin.failed").await;
        drop(tx);
        office.records(&["signin.succeeded"]).await;
        assert_eq!(office.verify().await, untouched(2));
    }

    async fn what_belongs_to_no_portal_is_recorded_nowhere(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        let tx = office.database.begin_across_all_portals().await.unwrap();
        assert!(record(&tx, &office.clock, &office.chance, act("signin.failed")).await.is_err());
    }

    async fn fifty_transactions_at_once_are_numbered_without_a_gap(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        let writers: Vec<_> = (0..50)
            .map(|_| {
                let office = office.clone();
                tokio::spawn(async move { office.records(&["signin.failed"]).await })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let newest_first: Vec<i64> = (1..=50).rev().collect();
        assert_eq!(office.seqs(Filter::default()).await, newest_first);
        assert_eq!(office.verify().await, untouched(50));
    }

    async fn what_is_recorded_while_a_trail_is_verified_does_not_disturb(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        let writer = tokio::spawn({
            let office = office.clone();
            async move {
                for _ in 0..40 {
                    office.records(&["signin.failed"]).await;
                }
            }
        });
        while !writer.is_finished() {
            assert_eq!(office.verify().await.trouble, None);
        }
        writer.await.unwrap();
        assert_eq!(office.verify().await, untouched(40));
    }

    async fn a_change_in_any_column_is_found_where_it_is(database: TestDatabase) {
        let database = database.open().await;
        let columns = columns();
        assert!(columns.len() >= 12, "{columns:?}");
        for column in columns {
            let office = Office::of(database.clone(), &format!("portal-{column}"));
            office.records(&["signin.failed", "signin.failed", "signin.failed"]).await;
            let entry = office.entries(Filter::default(), 10).await.remove(1);
            let one_more = |uuid: Uuid| Value::from(Uuid::from_u128(uuid.as_u128() ^ 1));
            let one_bit_off = |mut hash: Vec<u8>| {
                hash[31] ^= 1;
                Value::from(hash)
            };
            let (value, found) = match column.as_str() {
                "id" => (one_more(entry.act.id.uuid()), changed(2)),
                "portal" => ("another".into(), missing(2)),
                "seq" => ((entry.seq + 1_000).into(), missing(2)),
                "hash" => (one_bit_off(entry.hash), changed(2)),
                "at" => ((entry.act.at.micros() + 1).into(), changed(2)),
                "event" => ("signin.faileD".into(), changed(2)),
                "subject" => (one_more(SUBJECT), changed(2)),
                "actor" => ("Staff".into(), changed(2)),
                "actor_id" => (one_more(STAFF), changed(2)),
                "source" => ("198.51.100.1".into(), changed(2)),
                "browser" => ("Firefoy".into(), changed(2)),
                "detail" => ("a detail ".into(), changed(2)),
                unknown => panic!("say how {unknown} is tampered with"),
            };
            let sql = format!("update audit_events set {column} = $1 where portal = $2 and seq = 2");
            office.tampers(&sql, vec![value, Value::from(&*office.portal)]).await;
            assert_eq!(office.verify().await, found, "{column}");
        }
    }

    async fn nothing_is_not_the_same_as_something(database: TestDatabase) {
        let database = database.open().await;
        for column in ["subject", "actor_id"] {
            let office = Office::of(database.clone(), &format!("portal-{column}"));
            office.records(&["signin.failed"]).await;
            let sql = format!("update audit_events set {column} = null where portal = $1 and seq = 1");
            office.tampers(&sql, args![&*office.portal]).await;
            assert_eq!(office.verify().await, changed(1), "{column}");
        }
    }

    async fn text_moved_from_one_field_to_the_next_is_found(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["signin.failed"]).await;
        let sql = "update audit_events set browser = 'Firefoxa', detail = ' detail' where portal = $1";
        office.tampers(sql, args![&*office.portal]).await;
        assert_eq!(office.verify().await, changed(1));
    }

    async fn an_entry_that_reads_as_none_is_found_like_any_other(database: TestDatabase) {
        // PostgreSQL keeps every value in the form of its column.
        if database.engine() == Engine::Postgres {
            return;
        }
        let database = database.open().await;
        for (column, value) in [("subject", "x'0102'"), ("detail", "cast(x'ff' as text)"), ("hash", "x''")] {
            let office = Office::of(database.clone(), &format!("portal-{column}"));
            office.records(&["signin.failed", "signin.failed"]).await;
            let sql = format!("update audit_events set {column} = {value} where portal = $1 and seq = 2");
            office.tampers(&sql, args![&*office.portal]).await;
            assert_eq!(office.verify().await, changed(2), "{column}");
        }
    }

    async fn an_entry_that_was_taken_out_is_missed(database: TestDatabase) {
        let database = database.open().await;
        for seq in 1..=4 {
            let office = Office::of(database.clone(), &format!("portal-{seq}"));
            office.records(&["a.a", "b.b", "c.c", "d.d"]).await;
            office.removes(seq).await;
            assert_eq!(office.verify().await, missing(seq));
        }
    }

    async fn an_entry_that_was_taken_out_is_missed_though_the_gap_was_closed(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["a.a", "b.b", "c.c", "d.d"]).await;
        office.removes(2).await;
        office.renumbers(3, 2).await;
        office.renumbers(4, 3).await;
        assert_eq!(office.verify().await, changed(2));
    }

    async fn the_last_entries_are_missed_though_the_head_was_wound_back(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["a.a", "b.b", "c.c", "d.d"]).await;
        let kept = office.entries(Filter::default(), 10).await.remove(1);
        office.removes(4).await;
        let sql = "update audit_heads set seq = $1, running_hash = $2 where portal = $3";
        office.tampers(sql, args![kept.seq, kept.hash, &*office.portal]).await;
        assert_eq!(office.verify().await, head_changed(3));
        // What is recorded afterwards covers nothing up.
        office.records(&["e.e"]).await;
        assert_eq!(office.verify().await, changed(4));
    }

    async fn two_entries_that_changed_places_are_found(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["a.a", "b.b", "c.c", "d.d"]).await;
        office.renumbers(2, 1_000).await;
        office.renumbers(3, 2).await;
        office.renumbers(1_000, 3).await;
        assert_eq!(office.verify().await, changed(2));
    }

    async fn a_head_that_was_changed_is_found(database: TestDatabase) {
        let database = database.open().await;
        for (name, change) in [
            ("raised", "update audit_heads set seq = seq + 1 where portal = $1"),
            ("lowered", "update audit_heads set seq = seq - 1 where portal = $1"),
            ("removed", "delete from audit_heads where portal = $1"),
        ] {
            let office = Office::of(database.clone(), name);
            office.records(&["a.a", "b.b"]).await;
            office.tampers(change, args![&*office.portal]).await;
            assert_eq!(office.verify().await, head_changed(2), "{name}");
        }
        let office = Office::of(database, "rewritten");
        office.records(&["a.a", "b.b"]).await;
        let sql = "update audit_heads set running_hash = $1 where portal = $2";
        office.tampers(sql, args![vec![7_u8; 32], &*office.portal]).await;
        assert_eq!(office.verify().await, head_changed(2));
    }

    async fn an_entry_that_was_added_is_found(database: TestDatabase) {
        let database = database.open().await;
        for seq in [i64::MIN, -1, 0, 3] {
            let office = Office::of(database.clone(), &format!("portal{seq}"));
            office.records(&["a.a", "b.b"]).await;
            let sql = "insert into audit_events
                         (id, portal, seq, hash, at, event, actor, source, browser, detail)
                       select $1, portal, $2, hash, at, event, actor, source, browser, detail
                       from audit_events where portal = $3 and seq = 2";
            let id = Uuid::from_u128(office.chance.below(u32::MAX).into());
            office.tampers(sql, args![id, seq, &*office.portal]).await;
            assert_eq!(office.verify().await.trouble, Some(Trouble::Changed { seq }));
        }
    }

    async fn an_entry_written_with_another_key_is_found(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["a.a", "b.b"]).await;
        let keys = Keys::parse(&Keys::new_line(1, &office.chance)).unwrap();
        let forger = Office::of(Database::open(&database.settings(), &keys).await.unwrap(), "miportal");
        forger.records(&["c.c"]).await;
        assert_eq!(office.verify().await, changed(3));
        assert_eq!(forger.verify().await, changed(1));
    }

    async fn a_page_holds_the_newest_entries_that_a_filter_lets_through(database: TestDatabase) {
        let office = Office::of(database.open().await, "miportal");
        office.records(&["signin.failed", "signin.failed", "signinx.done"]).await;
        office.clock.advance(std::time::Duration::from_secs(60));
        let noon = office.clock.now();
        let tx = office.begin().await;
        office.record_act(&tx, Act { subject: None, actor_id: None, ..act("signin.failed") }).await;
        office.record_act(&tx, Act { actor_id: None, ..act("profile.changed") }).await;
        tx.commit().await.unwrap();
        Office::of(office.database.clone(), "other").records(&["signin.failed"]).await;

        let all = Filter::default();
        assert_eq!(office.seqs(all).await, [5, 4, 3, 2, 1]);
        assert_eq!(office.seqs(Filter { event_prefix: Some("signin."), ..all }).await, [4, 2, 1]);
        assert_eq!(office.seqs(Filter { event_prefix: Some("signin_"), ..all }).await, [0_i64; 0]);
        assert_eq!(office.seqs(Filter { subject: Some(SUBJECT), ..all }).await, [5, 3, 2, 1]);
        assert_eq!(office.seqs(Filter { actor_id: Some(STAFF), ..all }).await, [3, 2, 1]);
        assert_eq!(office.seqs(Filter { from: Some(noon), ..all }).await, [5, 4]);
        assert_eq!(office.seqs(Filter { to: Some(noon), ..all }).await, [3, 2, 1]);
        assert_eq!(office.seqs(Filter { before_seq: Some(3), ..all }).await, [2, 1]);
        let narrow = Filter {
            event_prefix: Some("signin"),
            subject: Some(SUBJECT),
            actor_id: Some(STAFF),
            to: Some(noon),
            before_seq: Some(3),
            ..all
        };
        assert_eq!(office.seqs(narrow).await, [2, 1]);
        let first: Vec<i64> = office.entries(all, 2).await.iter().map(|entry| entry.seq).collect();
        assert_eq!(first, [5, 4]);
    }
}

/// With the head taken when an act is recorded, each pair would wait for each other. SQLite lets one write at a time anyway.
#[tokio::test]
async fn no_two_writers_wait_for_each_other_whenever_they_record() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let office = Office::of(database.open().await, "miportal");
    let mut writers = Vec::new();
    for pair in 0..6 {
        let row = NUMBER_OF_A_ROW + pair;
        let sql = "insert into migrations (number, name) values ($1, 'a row to lock')";
        office.tampers(sql, args![row]).await;
        let both_are_half_way = Arc::new(Barrier::new(2));
        for records_first in [true, false] {
            let (office, both_are_half_way) = (office.clone(), Arc::clone(&both_are_half_way));
            writers.push(tokio::spawn(async move {
                let tx = office.begin().await;
                let lock = "update migrations set name = 'locked' where number = $1";
                if records_first {
                    office.record(&tx, "a.a").await;
                    both_are_half_way.wait().await;
                    tx.run(lock, args![row]).await.unwrap();
                } else {
                    tx.run(lock, args![row]).await.unwrap();
                    both_are_half_way.wait().await;
                    office.record(&tx, "b.b").await;
                }
                tx.commit().await.unwrap();
            }));
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(office.verify().await, untouched(12));
}

#[tokio::test]
async fn a_trail_of_several_pages_is_verified_to_its_end() {
    let database = TestDatabase::sqlite().await;
    let office = Office::of(database.open().await, "miportal");
    office.records(&["a.a"; 4_001]).await;
    assert_eq!(office.verify().await, untouched(4_001));
    let sql = "update audit_events set detail = 'another' where portal = $1 and seq = $2";
    office.tampers(sql, args![&*office.portal, 4_001_i64]).await;
    assert_eq!(office.verify().await, changed(4_001));
    office.removes(2_001).await;
    assert_eq!(office.verify().await, missing(2_001));
}
