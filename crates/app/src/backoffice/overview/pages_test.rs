//! The first page of the office: its parts for each role, and the pictures.

use base::args;
use identity::assisted::RequestId;
use identity::staff::permissions::Role;
use testing::{Colleague, JORGE, LUIS, Page, TERESA, TestDatabase, TestHouse, on_both_databases, press};

const MINUTE_SECONDS: u64 = 60;
const DAY_SECONDS: u64 = 24 * 60 * 60;
const HOME: &str = "/multiempleos/oficina";
const RECOVERIES: &str = "Recuperaciones de contraseña";
const ASSISTED: &str = "Recuperaciones asistidas que esperan al equipo";
const TIME: &str = "Tiempo para volver a entrar";

/// A member of the staff who sees neither the team nor the cases.
const CARLOS: Colleague =
    TERESA.called("Carlos Peña", "carlos.pena@guadualba.example").with_roles(&[Role::Documents]);

/// All that the picture with this title says, its table included.
fn picture(page: &Page, title: &str) -> Option<String> {
    page.all_words_of(".chart").into_iter().find(|words| words.starts_with(title))
}

#[track_caller]
fn shows(page: &Page, title: &str, words: &[&str]) {
    let picture = picture(page, title).unwrap_or_else(|| panic!("no picture «{title}» on {}", page.text()));
    assert!(words.iter().all(|word| picture.contains(word)), "{words:?} in «{picture}»");
}

/// Somebody forgets the password and asks for a link.
async fn asks(house: &TestHouse, email: &str) {
    let mut visitor = house.visitor();
    let page = visitor.get("/multiempleos/recuperar").await;
    visitor.submit(&page, "Enviar", &[("email", email)]).await.shows("Mire su correo");
    house.work().await;
}

/// A request to be let back in, as far as the office has come with it.
async fn asked_for_assistance(house: &TestHouse, portal: &str, state: &str) {
    let front = house.front();
    let (id, now) = (RequestId::new(&front.clock, &front.chance), front.clock.now());
    let tx = front.database.begin(house.portal(portal).key.shared()).await.unwrap();
    tx.run(
        "insert into assisted_requests (id, portal, number, state, asked_at, changed_at, is_granted, has_pictures)
         values ($1, $2, $3, $4, $5, $5, $6, $6)",
        args![id, portal, id.to_string(), state, now, false],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn luis_recovers_in(house: &TestHouse, minutes: u64, password: &str) {
    asks(house, LUIS.email).await;
    let link = house.link_to(LUIS.email, "/restaurar/contrasena/").await;
    house.wait(minutes * MINUTE_SECONDS);
    let mut luis = house.visitor();
    let page = luis.get(&link).await;
    luis.submit(&page, "Guardar la contraseña", &[("password", password)]).await.shows("quedó cambiada");
}

on_both_databases! {
    async fn each_member_finds_the_parts_that_their_roles_open(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let parts = |page: &Page| page.all_words_of(".menu li b");
        let menu = |page: &Page| page.all_words_of(".site-nav li");
        let page = teresa.get(HOME).await;
        assert_eq!(menu(&page)[0], "Inicio");
        assert_eq!(menu(&page)[1..], parts(&page)[..], "the menu and the page name the same parts");
        assert!(parts(&page).contains(&"Equipo".to_owned()));
        let page = carlos.get(HOME).await;
        assert!(!parts(&page).contains(&"Equipo".to_owned()), "{:?}", parts(&page));
    }

    async fn recoveries_are_drawn_with_what_they_took_and_without_a_word_of_who(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        assert_eq!(picture(&teresa.get(HOME).await, RECOVERIES), None, "nothing to draw yet");
        luis_recovers_in(&house, 0, "tres mirlas en el alambre").await;
        luis_recovers_in(&house, 9, "cuatro mirlas en el alambre").await;
        luis_recovers_in(&house, 4, "cinco mirlas en el alambre").await;
        asks(&house, "nadie@correo.test").await;
        let page = teresa.get(HOME).await;
        shows(&page, RECOVERIES, &["Pedidas 4", "Terminadas 3", "20/11 4 3", "19/11 0 0"]);
        shows(&page, TIME, &["4 min", "20/11 4"]);
        page.does_not_show("Luis");
        let stored = "select count(*) as number from recovery_steps where took_seconds is null or took_seconds in (1, 540, 240)";
        assert_eq!(house.number(stored).await, 7);
        let (_, mut andres) = TERESA.of("miportal").at_desk(&house).await;
        assert_eq!(picture(&andres.get("/miportal/oficina").await, RECOVERIES), None, "another portal's");
        // What is no longer drawn is forgotten.
        house.wait(31 * DAY_SECONDS);
        house.tidy().await;
        assert_eq!(house.number("select count(*) as number from recovery_steps").await, 0);
    }

    async fn a_recovery_by_text_message_is_timed_from_the_first_page(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/recuperar").await;
        let facts =
            [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
        let pad = jorge.submit(&page, "Recuperar", &facts).await;
        let code = house.code_to("+573990000012").await;
        house.wait(2 * MINUTE_SECONDS);
        let page = press(&mut jorge, &pad, &code).await;
        house.wait(MINUTE_SECONDS + 1);
        let pin = [("password", "5093"), ("password_repeat", "5093")];
        jorge.submit(&page, "Guardar la contraseña", &pin).await.shows("quedó cambiada");
        let (_, mut teresa) = TERESA.of("multiportal").at_desk(&house).await;
        let page = teresa.get("/multiportal/oficina").await;
        shows(&page, RECOVERIES, &["Pedidas 1", "Terminadas 1"]);
        shows(&page, TIME, &["4 min"]);
    }

    async fn open_cases_are_drawn_by_due_date_for_those_who_read_them(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let page = berta.get("/multiempleos/pqr").await;
        let claim = [("kind", "claim"), ("name", "Berta Ñáñez"), ("email", "berta@correo.test"), ("description", "No llega.")];
        berta.submit(&page, "Enviar", &claim).await.shows("PQR-2026-000001");
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        shows(&teresa.get(HOME).await, "PQR abiertas", &["Vencidas 0", "Después 1"]);
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        assert!(carlos.get(HOME).await.all_words_of(".chart").is_empty());
        house.wait(60 * DAY_SECONDS);
        let (_, mut rosa) =
            TERESA.called("Rosa Niño", "rosa.nino@guadualba.example").with_roles(&[Role::Auditor]).at_desk(&house).await;
        shows(&rosa.get(HOME).await, "PQR abiertas", &["Vencidas 1", "Después 0"]);
    }

    async fn assisted_recoveries_that_wait_are_drawn_for_those_who_read_them(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        assert_eq!(picture(&teresa.get(HOME).await, ASSISTED), None, "none waits");
        for (portal, states) in [("multiempleos", &["waiting", "waiting", "matched", "cooling", "refused"][..]), ("miportal", &["waiting"])] {
            for state in states {
                asked_for_assistance(&house, portal, state).await;
            }
        }
        shows(&teresa.get(HOME).await, ASSISTED, &["equipo 3", "Por comparar 2", "Por aprobar 1"]);
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        assert!(carlos.get(HOME).await.all_words_of(".chart").is_empty());
    }
}
