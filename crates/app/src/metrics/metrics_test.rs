//! The metrics as Prometheus reads them.

use std::time::Duration;

use aldaba::metrics::{PATH, site};
use base::tasks;
use http::{Method, StatusCode};
use identity::messaging::delivery;
use testing::{Client, SOFIA, TestDatabase, TestHouse, on_both_databases};

use crate::processes::Installation;
use crate::request::{NO_TOKEN, get, header, url};

async fn told(house: &TestHouse) -> String {
    let answer = get(&mut Client::new(site(house.house())), PATH).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(header(&answer, "content-type").starts_with("text/plain; version=0.0.4"));
    answer.into_body()
}

#[track_caller]
fn has(told: &str, sample: &str) {
    assert!(told.lines().any(|line| line == sample), "«{sample}» is not in\n{told}");
}

on_both_databases! {
    async fn requests_are_counted_by_route_and_no_path_is_told_as_it_came(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        for path in ["/miportal/ingreso", "/miportal/ingreso", "/multiempleos/ingreso"] {
            get(&mut visitor, path).await;
        }
        get(&mut visitor, &format!("/miportal/registro/correo/{NO_TOKEN}")).await;
        get(&mut visitor, &format!("/miportal/cv/recordar/contrasena/{NO_TOKEN}")).await;
        get(&mut visitor, "/miportal/no-hay-tal-pagina").await;
        get(&mut visitor, "/nadie").await;
        visitor.post("/miportal/avisos-de-entrega/proveedor", &[]).await;
        let told = told(&house).await;
        has(&told, r#"aldaba_requests_total{route="/ingreso",status="2xx"} 3"#);
        has(&told, r#"aldaba_request_seconds_count{route="/ingreso"} 3"#);
        has(&told, r#"aldaba_request_seconds_bucket{route="/ingreso",le="+Inf"} 3"#);
        has(&told, r#"aldaba_request_seconds_count{route="/registro/correo/{token}"} 1"#);
        has(&told, r#"aldaba_request_seconds_count{route="link"} 1"#);
        has(&told, &format!(r#"aldaba_request_seconds_count{{route="{}"}} 1"#, delivery::PATH));
        has(&told, r#"aldaba_requests_total{route="other",status="4xx"} 2"#);
        assert!(!told.contains(NO_TOKEN) && !told.contains("no-hay-tal-pagina"), "{told}");
    }

    async fn sign_ins_hashes_tasks_and_messages_are_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut visitor = house.visitor();
        let page = visitor.get("/miportal/ingreso").await;
        let fields = [("user", SOFIA.email), ("password", "No-es-la-mia.9")];
        visitor.submit(&page, "Ingresar", &fields).await;
        let page = visitor.get("/miportal/recuperar").await;
        visitor.submit(&page, "Enviar correo", &[("email", SOFIA.email)]).await;
        house.work().await;
        let tx = house.front().database.begin(house.portal("miportal").key.shared()).await.unwrap();
        let writer = house.front().writer();
        tasks::enqueue(&tx, writer, "messaging.send_mail", &"", Duration::from_secs(600)).await.unwrap();
        tx.commit().await.unwrap();
        house.wait(90);
        let told = told(&house).await;
        has(&told, r#"aldaba_events_total{event="signin.failed"} 1"#);
        has(&told, "aldaba_hashing_places_taken 0");
        has(&told, r#"aldaba_tasks{kind="messaging.send_mail",state="waiting"} 1"#);
        has(&told, "aldaba_oldest_task_seconds 90");
        has(&told, "aldaba_uptime_seconds 0");
        has(&told, "aldaba_database_up 1");
        has(&told, r#"aldaba_messages{channel="mail",state="sent"} 1"#);
        has(&told, r#"aldaba_messages{channel="mail",state="delivered"} 0"#);
        assert!(!told.contains("aldaba_last_backup_age_seconds"), "no backup was taken");
        assert!(!told.contains(SOFIA.email));
    }

    async fn the_age_of_the_last_backup_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (front, chance) = (house.front(), base::chance::Chance::system());
        let tx = front.database.begin_across_all_portals().await.unwrap();
        base::db::backup::note(&tx, &front.clock, &chance).await.unwrap();
        tx.commit().await.unwrap();
        house.wait(3600);
        has(&told(&house).await, "aldaba_last_backup_age_seconds 3600");
    }

    async fn without_the_database_the_process_tells_what_it_knows_by_itself(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        get(&mut house.visitor(), "/miportal/ingreso").await;
        house.front().database.clone().close().await.unwrap();
        let told = told(&house).await;
        has(&told, "aldaba_database_up 0");
        has(&told, r#"aldaba_requests_total{route="/ingreso",status="2xx"} 1"#);
    }
}

#[tokio::test]
async fn metrics_are_told_on_their_own_address_and_nowhere_else() {
    let database = TestDatabase::sqlite().await;
    let installation = Installation::over(&database).await;
    let process = installation.serve("served.log").await;
    let told = Client::new(process.metrics()).ask(Method::GET, &url(PATH), None).await;
    assert!(told.body().contains("process_resident_memory_bytes "), "{}", told.body());
    let elsewhere = Client::new(process.site()).ask(Method::GET, &url(PATH), None).await;
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
    let page = Client::new(process.metrics()).ask(Method::GET, &url("/healthz"), None).await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
}
