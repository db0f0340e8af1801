//! What a transaction promises, on both databases: all of it or nothing, in order, and nothing after a failure.

use std::sync::Arc;
use std::time::Duration;

use base::args;
use base::db::{Database, Tx, Value};
use testing::{TestDatabase, on_both_databases};

const INSERT: &str = "insert into audit_heads (portal, seq, running_hash) values ($1, $2, $3)";

struct House(Database);

impl House {
    async fn begin(&self) -> Tx {
        self.0.begin(&Arc::from("p")).await.unwrap()
    }

    /// What the rows of these portals hold.
    async fn kept<const N: usize>(&self, portals: [&str; N]) -> [i64; N] {
        let tx = self.begin().await;
        let mut kept = [0; N];
        for (place, portal) in portals.into_iter().enumerate() {
            kept[place] = number(&tx, portal).await;
        }
        kept
    }
}

async fn number(tx: &Tx, portal: &str) -> i64 {
    tx.number("select seq as number from audit_heads where portal = $1", args![portal]).await.unwrap()
}

fn row(portal: &str, seq: i64) -> Vec<Value> {
    args![portal, seq, vec![7_u8]]
}

on_both_databases! {
    async fn what_goes_along_is_done_before_the_next_statement_and_in_order(database: TestDatabase) {
        let house = House(database.open().await);
        let tx = house.begin().await;
        tx.run_with_next(INSERT, row("a", 1)).await.unwrap();
        for change in ["seq * 10", "seq + 5"] {
            let sql = format!("update audit_heads set seq = {change} where portal = $1");
            tx.run_with_next(&sql, args!["a"]).await.unwrap();
        }
        assert_eq!(number(&tx, "a").await, 15);
        tx.run_with_next(INSERT, row("b", 3)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.kept(["a", "b"]).await, [15, 3]);
    }

    async fn a_statement_tells_its_own_rows_and_not_those_of_what_went_along(database: TestDatabase) {
        let house = House(database.open().await);
        let tx = house.begin().await;
        tx.run_with_next(INSERT, row("a", 1)).await.unwrap();
        tx.run_with_next(INSERT, row("b", 1)).await.unwrap();
        assert_eq!(tx.run("update audit_heads set seq = 2 where portal <> $1", args!["c"]).await.unwrap(), 2);
        assert_eq!(tx.run("update audit_heads set seq = 2 where portal = $1", args!["c"]).await.unwrap(), 0);
        let once = format!("{INSERT} on conflict do nothing");
        assert_eq!(tx.run(&once, row("a", 9)).await.unwrap(), 0);
    }

    async fn a_transaction_that_is_dropped_did_nothing(database: TestDatabase) {
        let house = House(database.open().await);
        let tx = house.begin().await;
        assert_eq!(tx.run(INSERT, row("a", 1)).await.unwrap(), 1);
        tx.run_with_next(INSERT, row("b", 1)).await.unwrap();
        drop(tx);
        assert_eq!(house.kept(["a", "b"]).await, [0, 0]);
    }

    async fn a_transaction_whose_statement_nobody_waited_for_did_nothing(database: TestDatabase) {
        let house = House(database.open().await);
        let tx = house.begin().await;
        let _ = tokio::time::timeout(Duration::ZERO, tx.run(INSERT, row("a", 1))).await;
        drop(tx);
        assert_eq!(house.kept(["a"]).await, [0]);
    }

    async fn after_a_statement_that_failed_nothing_is_done(database: TestDatabase) {
        let house = House(database.open().await);
        let tx = house.begin().await;
        tx.run_with_next(INSERT, row("a", 1)).await.unwrap();
        assert!(tx.run("update audit_heads set no_such_column = $1", args![1_i64]).await.is_err());
        assert!(tx.run(INSERT, row("b", 1)).await.is_err());
        drop(tx);
        assert_eq!(house.kept(["a", "b"]).await, [0, 0]);
    }

    async fn what_went_along_and_failed_fails_the_commit(database: TestDatabase) {
        let house = House(database.open().await);
        let tx = house.begin().await;
        tx.run(INSERT, row("a", 1)).await.unwrap();
        let ended = match tx.run_with_next(INSERT, row("a", 2)).await {
            Ok(()) => tx.commit().await,
            failed => failed,
        };
        assert!(ended.is_err());
        assert_eq!(house.kept(["a"]).await, [0]);
    }

    async fn a_transaction_without_a_statement_ends_well(database: TestDatabase) {
        let house = House(database.open().await);
        house.begin().await.commit().await.unwrap();
        drop(house.begin().await);
        assert_eq!(house.kept(["a"]).await, [0]);
    }
}
