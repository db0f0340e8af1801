//! `aldaba operator invite` as an operator runs it: with the real program, over an installation of its own.

use std::process::Output;

use base::args;
use testing::{TestDatabase, on_both_databases};

use crate::processes::Installation;

const EMAIL: &str = "ana.restrepo@turpialto.example";

fn invite(installation: &Installation, portal: &str, email: &str, name: &str) -> Output {
    installation.command(&["operator", "invite", "--portal", portal, "--email", email, "--name", name])
}

#[track_caller]
fn link_in(said: &Output) -> String {
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let screen = String::from_utf8(said.stdout.clone()).expect("what is printed is UTF-8");
    assert!(screen.contains("Ana María Restrepo") && screen.contains("Sirve una sola vez"), "{screen}");
    let link = screen.split_whitespace().find(|word| word.contains("/oficina/invitacion/"));
    link.unwrap_or_else(|| panic!("no link in {screen}")).to_owned()
}

#[track_caller]
fn is_refused(said: &Output, because: &str) {
    let words = String::from_utf8_lossy(&said.stderr);
    assert!(!said.status.success() && words.contains(because), "{words}");
    assert!(!String::from_utf8_lossy(&said.stdout).contains("/oficina/invitacion/"));
}

async fn number(database: &TestDatabase, sql: &str) -> i64 {
    database.open().await.view_across_all_portals().number(sql, Vec::new()).await.unwrap()
}

on_both_databases! {
    async fn the_command_prints_a_link_that_only_the_newest_of_which_works(database: TestDatabase) {
        let installation = Installation::over(&database).await;
        let first = link_in(&invite(&installation, "miportal", EMAIL, "Ana María Restrepo"));
        let second = link_in(&invite(&installation, "miportal", " Ana.Restrepo@turpialto.example ", "Ana María Restrepo"));
        assert_ne!(first, second);
        let open = "select count(*) as number from staff_invitations
            where portal = 'miportal' and roles = 'administrator' and ended_at is null";
        assert_eq!(number(&database, open).await, 1);
        let told = "select count(*) as number from audit_events
            where portal = 'miportal' and event = 'staff.invited' and actor = 'system'";
        assert_eq!(number(&database, told).await, 2);
    }

    async fn what_cannot_be_invited_is_said_and_leaves_nothing(database: TestDatabase) {
        let installation = Installation::over(&database).await;
        is_refused(&invite(&installation, "otro", EMAIL, "Ana María Restrepo"), "otro");
        is_refused(&invite(&installation, "miportal", "ana.restrepo", "Ana María Restrepo"), "no es un correo");
        let open = database.open().await;
        let tx = open.begin(&"miportal".into()).await.unwrap();
        let id = uuid::Uuid::from_u128(7);
        let member = "insert into staff_members (id, portal, email, name, roles, password_hash, password_set_at, created_at, suspended_at)
            values ($1, 'miportal', $2, 'Ana', 'administrator', '', 0, 0, 0)";
        assert_eq!(tx.run(member, args![id, EMAIL]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        is_refused(&invite(&installation, "miportal", EMAIL, "Ana María Restrepo"), "está suspendido");
        assert_eq!(number(&database, "select count(*) as number from staff_invitations").await, 0);
    }
}
