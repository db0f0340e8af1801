//! The check as a form meets it: looked at, then spent in the database.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use base::db::{Database, Migration, Settings};
use base::texts::{Catalogue, Language};
use secrecy::SecretString;

use super::*;
use crate::portals::{Vendor, VendorKind};

const MORNING: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
const TABLES: Migration = Migration {
    number: 5,
    name: "humancheck",
    sql: include_str!("../../../app/migrations/0005_humancheck.sql"),
};

/// A throw-away database, and what a handler holds.
struct House {
    database: Database,
    directory: PathBuf,
    keys: Keys,
    chance: Chance,
}

impl House {
    async fn new(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let url = format!("sqlite:{}", directory.join("house.db").display());
        let chance = Chance::seeded(1);
        let keys = Keys::parse(&Keys::new_line(1, &chance)).unwrap();
        let database = Database::open(&Settings::parse(&url).unwrap(), &keys).await.unwrap();
        database.migrate(&[TABLES]).await.unwrap();
        Self { database, directory, keys, chance }
    }

    /// Hands the form in: looked at, spent, committed.
    async fn hand_in(&self, asked: &Asked<'_>, vendor: Option<&VendorCheck>, form: &Form<'_>) -> Outcome {
        let examined = examine(&self.keys, MORNING, vendor, asked, CLIENT, form).await;
        let tx = self.database.begin(&Arc::from(asked.portal)).await.unwrap();
        let outcome = spend(&tx, examined).await.unwrap();
        tx.commit().await.unwrap();
        outcome
    }

    fn solved(&self, asked: &Asked<'_>) -> String {
        work::solve(&challenge(&self.keys, &self.chance, MORNING, asked, 0).unwrap())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

fn asked(check: HumanCheck) -> Asked<'static> {
    Asked {
        portal: "multiportal",
        hostname: "portal.example.co",
        purpose: Purpose::Signin,
        check,
        browser: &[7; 32],
    }
}

/// A vendor whose server answers every request with this status and body.
async fn vendor_answering(status: StatusCode, body: &'static str) -> VendorCheck {
    let answer = axum::routing::post(move || async move { (status, body) });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let verify_url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().route("/", answer)).await });
    let secret_file = PathBuf::new();
    let vendor =
        Vendor { kind: VendorKind::HCaptcha, site_key: "site-key".to_owned(), secret_file, verify_url };
    VendorCheck::with_secret(&vendor, SecretString::from("secret")).unwrap()
}

#[tokio::test]
async fn a_solved_form_is_accepted_once_and_then_replayed() {
    let house = House::new("humancheck-once").await;
    let asked = asked(HumanCheck::Checkbox);
    let proof = house.solved(&asked);
    let form = Form { robot: "no", proof: &proof, ..Form::default() };
    assert_eq!(house.hand_in(&asked, None, &form).await, Outcome::Solved);
    assert_eq!(house.hand_in(&asked, None, &form).await, Outcome::Failed(Failure::Replayed));
}

#[tokio::test]
async fn of_fifty_forms_with_one_answer_exactly_one_is_accepted() {
    let house = Arc::new(House::new("humancheck-fifty").await);
    let asked = asked(HumanCheck::Silent);
    let proof = house.solved(&asked);
    let mut forms = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (house, proof) = (Arc::clone(&house), proof.clone());
        forms.spawn(
            async move { house.hand_in(&asked, None, &Form { proof: &proof, ..Form::default() }).await },
        );
    }
    let outcomes = forms.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Solved).count(), 1);
    let replayed = Outcome::Failed(Failure::Replayed);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == replayed).count(), 49);
}

#[tokio::test]
async fn a_page_without_javascript_is_let_through_as_absent_but_not_without_its_control() {
    let house = House::new("humancheck-absent").await;
    let handled = Form { robot: "no", slide: "100", ..Form::default() };
    let idle = Form { slide: "0", ..Form::default() };
    for (check, failure) in
        [(HumanCheck::Checkbox, Failure::NotTicked), (HumanCheck::Slide, Failure::NotSlid)]
    {
        assert_eq!(house.hand_in(&asked(check), None, &handled).await, Outcome::Absent);
        assert_eq!(house.hand_in(&asked(check), None, &idle).await, Outcome::Failed(failure));
    }
}

#[tokio::test]
async fn a_control_left_alone_does_not_use_up_the_work() {
    let house = House::new("humancheck-idle").await;
    let asked = asked(HumanCheck::Slide);
    let proof = house.solved(&asked);
    let form = |slide| Form { slide, proof: &proof, ..Form::default() };
    assert_eq!(house.hand_in(&asked, None, &form("40")).await, Outcome::Failed(Failure::NotSlid));
    assert_eq!(house.hand_in(&asked, None, &form("100")).await, Outcome::Solved);
}

#[tokio::test]
async fn a_form_without_a_check_is_let_through() {
    let house = House::new("humancheck-none").await;
    assert_eq!(house.hand_in(&asked(HumanCheck::None), None, &Form::default()).await, Outcome::Solved);
    assert_eq!(challenge(&house.keys, &house.chance, MORNING, &asked(HumanCheck::None), 0), None);
}

#[tokio::test]
async fn while_the_vendor_is_down_our_own_check_takes_its_place() {
    let house = House::new("humancheck-down").await;
    let asked = asked(HumanCheck::Vendor);
    let down = vendor_answering(StatusCode::BAD_GATEWAY, "").await;
    assert_eq!(house.hand_in(&asked, Some(&down), &Form::default()).await, Outcome::Unavailable);

    let instead = challenge_instead_of_vendor(&house.keys, &house.chance, MORNING, &asked, 0);
    let proof = work::solve(&instead);
    let form = |robot| Form { robot, proof: &proof, ..Form::default() };
    assert_eq!(house.hand_in(&asked, Some(&down), &form("")).await, Outcome::Failed(Failure::NotTicked));
    assert_eq!(house.hand_in(&asked, Some(&down), &form("no")).await, Outcome::Solved);
    assert_eq!(house.hand_in(&asked, Some(&down), &form("no")).await, Outcome::Failed(Failure::Replayed));
}

#[tokio::test]
async fn nobody_chooses_our_own_check_where_the_portal_has_a_vendor() {
    let house = House::new("humancheck-choice").await;
    let with_vendor = asked(HumanCheck::Vendor);
    let up =
        vendor_answering(StatusCode::OK, r#"{"success":false,"error-codes":["missing-input-response"]}"#)
            .await;
    assert_eq!(challenge(&house.keys, &house.chance, MORNING, &with_vendor, 0), None);

    // A challenge from before the portal's file named a vendor.
    let proof = house.solved(&asked(HumanCheck::Checkbox));
    let form = Form { robot: "no", proof: &proof, ..Form::default() };
    assert_eq!(house.hand_in(&with_vendor, Some(&up), &form).await, Outcome::Failed(Failure::Foreign));

    // And nothing at all is no way round either.
    let ticked = Form { robot: "no", ..Form::default() };
    let outcome = house.hand_in(&with_vendor, Some(&up), &ticked).await;
    assert_eq!(outcome, Outcome::Failed(Failure::NotAnswered));
    assert_eq!(house.hand_in(&with_vendor, None, &ticked).await, Outcome::Unavailable);
}

#[tokio::test]
async fn only_challenges_that_expired_are_forgotten() {
    let house = House::new("humancheck-forget").await;
    let asked = asked(HumanCheck::Silent);
    let proof = house.solved(&asked);
    assert_eq!(
        house.hand_in(&asked, None, &Form { proof: &proof, ..Form::default() }).await,
        Outcome::Solved
    );

    let minutes = |minutes: u64| MORNING.plus(Duration::from_secs(60 * minutes));
    let tx = house.database.begin_across_all_portals().await.unwrap();
    assert_eq!(forget_expired(&tx, minutes(9)).await.unwrap(), 0);
    assert_eq!(forget_expired(&tx, minutes(10)).await.unwrap(), 1);
}

#[test]
fn every_failure_has_its_words_in_both_languages() {
    let catalogue = Catalogue::new(vec![TEXTS]);
    for language in Language::ALL {
        let words = catalogue.words(language, &[]).unwrap();
        for failure in [
            Failure::NotTicked,
            Failure::NotSlid,
            Failure::NotAnswered,
            Failure::Expired,
            Failure::Replayed,
            Failure::Forged,
            Failure::Refused,
        ] {
            assert!(words.has(failure.text_id()), "{failure:?} in {}", language.tag());
        }
    }
}

#[test]
fn a_purpose_reads_as_it_is_written() {
    for purpose in [
        Purpose::Signin,
        Purpose::Registration,
        Purpose::Recovery,
        Purpose::UsernameRecovery,
        Purpose::Support,
    ] {
        assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.code());
    }
}
