//! The command as an operator sees it: what it prints, and how it ends.

use std::process::ExitCode;

use aldaba::audit::{Verify, verify};
use base::args;
use base::audit::{Act, record};
use base::chance::Chance;
use base::clock::Clock;
use base::db::Database;
use testing::{TestDatabase, on_both_databases};

const SERVED: [&str; 3] = ["miportal", "multiempleos", "multiportal"];

async fn leaves_a_trail(database: &Database, portal: &str, entries: usize) {
    let tx = database.begin(&portal.into()).await.unwrap();
    for _ in 0..entries {
        let act = Act {
            event: "signin.failed",
            subject: None,
            actor: "person",
            actor_id: None,
            source: "",
            browser: "",
            detail: "",
        };
        record(&tx, &Clock::system(), &Chance::system(), act).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn tampers(database: &Database, sql: &str, portal: &str) {
    let tx = database.begin(&portal.into()).await.unwrap();
    assert_eq!(tx.run(sql, args![portal]).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

/// The exit code, and what the screen shows.
async fn verified(database: &Database, portal: Option<&str>) -> (ExitCode, String) {
    let asked = Verify { portal: portal.map(str::to_owned) };
    let mut screen = Vec::new();
    let code = verify(&asked, database, &SERVED, &mut screen).await.unwrap();
    (code, String::from_utf8(screen).unwrap())
}

on_both_databases! {
    async fn trails_without_changes_are_told_one_by_one(database: TestDatabase) {
        let database = database.open().await;
        for (portal, entries) in [("miportal", 3), ("multiempleos", 1), ("antiguo", 2)] {
            leaves_a_trail(&database, portal, entries).await;
        }
        let (code, screen) = verified(&database, None).await;
        assert_eq!(
            screen,
            "antiguo: 2 anotaciones verificadas, sin cambios.\n\
             miportal: 3 anotaciones verificadas, sin cambios.\n\
             multiempleos: 1 anotación verificada, sin cambios.\n\
             multiportal: no hay anotaciones.\n"
        );
        assert_eq!(code, ExitCode::SUCCESS);
    }

    async fn the_first_trouble_of_each_trail_is_told(database: TestDatabase) {
        let database = database.open().await;
        for portal in SERVED {
            leaves_a_trail(&database, portal, 3).await;
        }
        let change = "update audit_events set detail = 'x' where portal = $1 and seq = 2";
        tampers(&database, change, "miportal").await;
        tampers(&database, "delete from audit_events where portal = $1 and seq = 1", "multiempleos").await;
        tampers(&database, "delete from audit_heads where portal = $1", "multiportal").await;
        let (code, screen) = verified(&database, None).await;
        assert_eq!(
            screen,
            "miportal: 1 anotación verificada, la 2 no es la que se escribió: fue cambiada, movida o agregada.\n\
             multiempleos: ninguna anotación verificada, falta la 1.\n\
             multiportal: 3 anotaciones verificadas, la cabecera del rastro fue cambiada.\n"
        );
        assert_eq!(code, ExitCode::FAILURE);
    }

    async fn one_portal_is_verified_by_itself(database: TestDatabase) {
        let database = database.open().await;
        leaves_a_trail(&database, "miportal", 1).await;
        leaves_a_trail(&database, "multiportal", 1).await;
        tampers(&database, "delete from audit_events where portal = $1", "multiportal").await;
        let (code, screen) = verified(&database, Some("miportal")).await;
        assert_eq!(screen, "miportal: 1 anotación verificada, sin cambios.\n");
        assert_eq!(code, ExitCode::SUCCESS);
        assert_eq!(verified(&database, Some("multiportal")).await.0, ExitCode::FAILURE);
    }

    async fn a_portal_that_is_not_there_is_refused_with_those_that_are(database: TestDatabase) {
        let database = database.open().await;
        leaves_a_trail(&database, "antiguo", 1).await;
        let asked = Verify { portal: Some("nadie".to_owned()) };
        let refusal = verify(&asked, &database, &SERVED, &mut Vec::new()).await.unwrap_err().to_string();
        assert_eq!(
            refusal,
            "no hay un portal «nadie»; los que hay son: antiguo, miportal, multiempleos, multiportal"
        );
    }
}
