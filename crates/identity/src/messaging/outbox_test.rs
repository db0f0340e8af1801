//! The outbox and its worker: nothing is lost, nothing goes out twice, and nothing that is of no use any more goes out at all.

use std::time::Duration;

use aldaba::worker;
use base::tasks::{self, LEASE, Task};
use identity::work::Job;
use testing::{Client, TestDatabase, TestHouse, on_both_databases};

const MINUTE_SECONDS: u64 = 60;
const SOMEBODY: &str = "alguien@correo.test";
const LUIS: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000002;Luis;Pardo;luis.pardo@correo.test;
";

/// Leaves a mail to be written: the link by which somebody registers.
async fn asks_to_register(visitor: &mut Client, email: &str) {
    let page = visitor.get("/miportal/registro").await;
    visitor.submit(&page, "Continuar", &[("email", email)]).await.shows("Mire su correo");
}

/// Leaves a code to be mailed.
async fn asks_for_a_code(house: &TestHouse) {
    house.on_roster("multiempleos", LUIS).await;
    let mut luis = house.visitor();
    let page = luis.get("/multiempleos/registro").await;
    luis.submit(&page, "Continuar", &[("document", "1900000002")]).await;
}

async fn takes_what_is_due(house: &TestHouse) -> Vec<Task> {
    tasks::take(&house.front().database, &house.front().clock, tasks::Lane::ALL, 16).await.unwrap()
}

/// Does one task, as the worker does that holds it.
async fn does(house: &TestHouse, task: Task) -> bool {
    let portal = house.front().portals.by_key(&task.portal).unwrap().clone();
    let (_, act) = worker::duties().into_iter().find(|(kind, _)| *kind == task.kind).unwrap();
    act(Job { front: house.front().clone(), portal, task }).await.is_ok()
}

async fn messages(house: &TestHouse, state: &str) -> i64 {
    house.number(&format!("select count(*) as number from messages where state = '{state}'")).await
}

async fn tasks_in(house: &TestHouse, state: &str) -> i64 {
    house.number(&format!("select count(*) as number from tasks where state = '{state}'")).await
}

async fn secrets_kept(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from tasks where payload is not null").await
}

/// Lets the worker try for as long as a code is of use, and an hour more.
async fn works_to_the_end(house: &TestHouse) {
    for _ in 0..70 {
        house.work().await;
        house.wait(MINUTE_SECONDS);
    }
}

on_both_databases! {
    async fn what_waited_for_the_mail_server_is_sent_when_it_is_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let cut_off = house.neighbour_without_mail().await;
        asks_to_register(&mut house.visitor(), SOMEBODY).await;
        cut_off.work().await;
        assert_eq!((messages(&house, "waiting").await, secrets_kept(&house).await), (1, 1));
        // Not at once, not to hammer a server that is down.
        assert!(house.messages_to(SOMEBODY).await.is_empty());
        house.wait(2);
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 1);
        assert_eq!((messages(&house, "sent").await, secrets_kept(&house).await), (1, 0));
        assert_eq!(house.number("select tries as number from messages").await, 2);
        house.wait(24 * 60 * MINUTE_SECONDS);
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 1);
    }

    async fn tries_are_farther_apart_each_time_and_end_with_the_use_of_the_message(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let cut_off = house.neighbour_without_mail().await;
        asks_for_a_code(&house).await;
        let mut pauses = Vec::new();
        loop {
            cut_off.work().await;
            let now = house.front().clock.now().micros();
            let next = house.number("select coalesce(min(not_before), 0) as number from tasks where state = 'waiting'").await;
            if tasks_in(&house, "waiting").await == 0 {
                break;
            }
            let pause = Duration::from_micros(u64::try_from(next - now).unwrap()).as_secs();
            pauses.push(pause);
            house.wait(pause);
        }
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256]);
        assert_eq!((messages(&house, "expired").await, tasks_in(&house, "expired").await, secrets_kept(&house).await), (1, 1, 0));
        assert!(house.all_messages().await.is_empty(), "a code that had ended was sent");
    }

    async fn a_message_ends_though_what_fails_to_the_last_is_ours(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        asks_for_a_code(&house).await;
        house.run("alter table messaging_suppressions rename to gone").await;
        works_to_the_end(&house).await;
        assert_eq!((messages(&house, "expired").await, tasks_in(&house, "expired").await), (1, 1));
    }

    async fn a_task_that_no_key_opens_any_more_ends_all_the_same(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let cut_off = house.neighbour_without_mail().await;
        asks_for_a_code(&house).await;
        cut_off.work().await;
        house.run("update tasks set payload = substr(payload, 2) where state = 'waiting'").await;
        works_to_the_end(&house).await;
        assert_eq!((tasks_in(&house, "expired").await, secrets_kept(&house).await), (1, 0));
    }

    async fn a_code_that_waited_past_its_life_is_not_sent(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let cut_off = house.neighbour_without_mail().await;
        asks_for_a_code(&house).await;
        cut_off.work().await;
        // Then no worker ran until the code had ended.
        house.wait(10 * MINUTE_SECONDS);
        assert!(house.all_messages().await.is_empty());
        assert_eq!((messages(&house, "expired").await, messages(&house, "waiting").await, secrets_kept(&house).await), (1, 0, 0));
    }

    async fn a_request_that_waited_too_long_for_a_worker_is_given_up(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        asks_for_a_code(&house).await;
        house.wait(10 * MINUTE_SECONDS);
        assert!(house.all_messages().await.is_empty(), "whoever asked ten minutes ago has begun anew");
        assert_eq!((tasks_in(&house, "expired").await, secrets_kept(&house).await), (1, 0));
    }

    async fn a_text_message_that_cannot_be_sent_does_not_hold_up_the_mails(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let cut_off = house.neighbour_without_mail().await;
        house.on_roster("multiempleos", "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular\nCC;1900000004;Rosa;Vela;;3990000004\n").await;
        let mut rosa = house.visitor();
        asks_to_register(&mut rosa, SOMEBODY).await;
        let page = rosa.get("/multiempleos/registro").await;
        rosa.submit(&page, "Continuar", &[("document", "1900000004")]).await;
        // The mail server is down here, the text messages are not.
        cut_off.work().await;
        assert_eq!(cut_off.messages_to("+573990000004").await.len(), 1);
        assert_eq!((messages(&house, "sent").await, messages(&house, "waiting").await), (1, 1));
    }

    async fn a_worker_that_dies_leaves_its_tasks_to_another(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let other = house.neighbour().await;
        asks_to_register(&mut house.visitor(), SOMEBODY).await;
        let held = takes_what_is_due(&house).await;
        assert_eq!(held.len(), 1);
        house.wait(LEASE.as_secs());
        assert!(takes_what_is_due(&other).await.is_empty(), "two hold one task");
        house.wait(1);
        assert_eq!(other.messages_to(SOMEBODY).await.len(), 1);

        // The first was only slow. What it does now counts for nothing.
        for task in held {
            assert!(does(&house, task).await);
        }
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 1);
        assert_eq!(messages(&house, "sent").await, 1);
        assert_eq!(house.number("select count(*) as number from verification_links").await, 1);
    }

    async fn a_slow_failure_does_not_undo_anothers_success(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let cut_off = house.neighbour_without_mail().await;
        asks_to_register(&mut house.visitor(), SOMEBODY).await;
        for task in takes_what_is_due(&house).await {
            assert!(does(&house, task).await);
        }
        let held = takes_what_is_due(&cut_off).await;
        assert_eq!((held.len(), held[0].kind.as_str()), (1, "messaging.send_mail"));
        house.wait(LEASE.as_secs() + 1);
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 1);
        for task in held {
            does(&cut_off, task).await;
        }
        assert_eq!((messages(&house, "sent").await, messages(&house, "waiting").await), (1, 0), "what was sent is said to wait");
        assert_eq!(tasks_in(&house, "done").await, 2);
    }

    async fn two_workers_do_each_task_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let other = house.neighbour().await;
        for number in 0..40_u8 {
            let mut somebody = house.visitor().coming_from([198, 51, 100, number].into());
            asks_to_register(&mut somebody, &format!("persona{number}@correo.test")).await;
        }
        tokio::join!(house.work(), other.work(), other.work(), house.work());
        for number in 0..40 {
            let sent = house.messages_to(&format!("persona{number}@correo.test")).await.len();
            assert_eq!(sent, 1, "persona{number} got {sent} mails");
        }
        assert_eq!((tasks_in(&house, "done").await, secrets_kept(&house).await), (80, 0));
        assert_eq!(house.number("select count(*) as number from tasks where tries <> 1").await, 0);
    }

    async fn a_request_that_was_undone_leaves_no_message(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let portal = house.portal("miportal");
        let front = house.front();
        let tx = front.database.begin(portal.key.shared()).await.unwrap();
        tasks::enqueue(&tx, front.writer(), "registration.send_link", &serde_json::json!({ "email": SOMEBODY, "language": "es-CO" }), Duration::from_secs(60)).await.unwrap();
        drop(tx);
        assert!(house.all_messages().await.is_empty());
        assert_eq!(tasks_in(&house, "waiting").await, 0);
    }

    async fn no_message_says_to_whom_or_what_once_it_is_sent(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        asks_for_a_code(&house).await;
        let code = house.code_to("luis.pardo@correo.test").await;
        for (table, column) in [("messages", "recipient"), ("messages", "last_error"), ("tasks", "last_error"), ("audit_events", "detail")] {
            for said in ["luis.pardo@correo.test", &code, "1900000002"] {
                let question = format!("select count(*) as number from {table} where {column} like '%{said}%'");
                assert_eq!(house.number(&question).await, 0, "{table}.{column} says «{said}»");
            }
        }
        assert_eq!(secrets_kept(&house).await, 0);
    }
}
