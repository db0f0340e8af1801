//! The messages in the office, through HTTP: what staff see of them, and what they can do.

use base::texts::Language;
use http::{Method, StatusCode};
use identity::messaging::delivery::{DeliverySecret, SIGNATURE_HEADER, TIME_HEADER};
use identity::messaging::message::Message;
use identity::messaging::outbox::{Recipient, To, post};
use identity::staff::permissions::Role;
use testing::{Client, Colleague, DELIVERY_SECRET, TERESA, TestDatabase, TestHouse, on_both_databases};

const SOMEBODY: &str = "alguien@correo.test";
const MESSAGES: &str = "/multiempleos/oficina/mensajes";
const LUIS: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000002;Luis;Pardo;luis.pardo@correo.test;
";
/// An id that nobody has.
const NOBODY: &str = "0192f5a0-0000-7000-8000-000000000000";

/// Leaves a code to be mailed to Luis.
async fn asks_for_a_code(house: &TestHouse) {
    house.on_roster("multiempleos", LUIS).await;
    let mut luis = house.visitor();
    let page = luis.get("/multiempleos/registro").await;
    luis.submit(&page, "Continuar", &[("document", "1900000002")]).await;
}

/// Leaves a mail of another portal: the link by which somebody registers.
async fn asks_elsewhere(house: &TestHouse) {
    let mut visitor = house.visitor();
    let page = visitor.get("/miportal/registro").await;
    visitor.submit(&page, "Continuar", &[("email", SOMEBODY)]).await.shows("Mire su correo");
}

/// Writes a message into the outbox of a portal.
async fn posts(house: &TestHouse, portal: &str, address: &str, message: Message) {
    let front = house.front();
    let portal = front.portals.by_key(portal).unwrap();
    let tx = front.database.begin(portal.key.shared()).await.unwrap();
    let to = To { portal, language: Language::Spanish, account: None };
    post(&tx, front, &to, Recipient::Mail(address.to_owned()), message).await.unwrap();
    tx.commit().await.unwrap();
}

/// A notice that is of use days later.
fn notice(house: &TestHouse) -> Message {
    Message::PasswordChanged {
        at: house.front().clock.now(),
        recovery_url: "http://localhost:8080/x".to_owned(),
    }
}

/// A mail that is of no use later, and that suppressed contacts do not get.
fn already_registered() -> Message {
    let url = "http://localhost:8080/x".to_owned();
    Message::AlreadyRegistered { signin_url: url.clone(), recovery_url: url }
}

/// The page of the newest message to somebody.
async fn page_of(teresa: &mut Client, contact: &str) -> testing::Page {
    let list = search(teresa, contact).await;
    let at = list.body().find("/oficina/mensajes/0").expect("the list has a message");
    let path: String = list.body()[at..].chars().take_while(|letter| *letter != '"').collect();
    teresa.get(&format!("/multiempleos{path}")).await
}

/// Lets a notice fail: nobody takes it on until it is of no use any more.
async fn expires(house: &TestHouse) {
    let cut_off = house.neighbour_without_mail().await;
    cut_off.work().await;
    house.wait(73 * 60 * 60);
    cut_off.work().await;
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

async fn in_state(house: &TestHouse, state: &str) -> i64 {
    house.number(&format!("select count(*) as number from messages where state = '{state}'")).await
}

/// What a provider says of one message.
fn word(reference: &str, state: &str, reason: &str) -> String {
    format!(
        r#"[{{"reference":"{reference}","state":"{state}","at":"2026-11-20T17:00:00Z","reason":"{reason}"}}]"#
    )
}

/// A provider's call, signed so many seconds ago with this secret.
async fn calls(house: &TestHouse, portal: &str, body: &str, seconds_ago: i64, secret: &str) -> StatusCode {
    let time = (house.front().clock.now().micros() / 1_000_000 - seconds_ago).to_string();
    let signature = DeliverySecret::new(secret).sign(&time, body.as_bytes());
    called(house, portal, body, &time, &signature).await
}

async fn called(house: &TestHouse, portal: &str, body: &str, time: &str, signature: &str) -> StatusCode {
    let url = format!("http://localhost:8080/{portal}/avisos-de-entrega/127.0.0.1").parse().unwrap();
    let provider = house.visitor().saying("content-type", "application/json");
    let mut provider = provider.saying(TIME_HEADER, time).saying(SIGNATURE_HEADER, signature);
    provider.ask(Method::POST, &url, Some(body.to_owned())).await.status()
}

/// A mail that was sent, by its id.
async fn sent_mail(house: &TestHouse, teresa: &mut Client, address: &str) -> String {
    posts(house, "multiempleos", address, already_registered()).await;
    house.work().await;
    let page = page_of(teresa, address).await;
    page.shows("Enviado");
    page.path().rsplit('/').next().unwrap().to_owned()
}

async fn search(teresa: &mut Client, contact: &str) -> testing::Page {
    let page = teresa.get(MESSAGES).await;
    teresa.submit(&page, "Buscar", &[("contact", contact)]).await
}

on_both_databases! {
    async fn staff_see_what_was_sent_to_whom_and_never_what_it_said(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        assert_eq!(teresa.get(MESSAGES).await.all_words_of(".card").len(), 1);
        asks_for_a_code(&house).await;
        let code = house.code_to("luis.pardo@correo.test").await;
        let list = teresa.get(MESSAGES).await;
        list.shows("Código de seguridad").shows("l***o@correo.test").shows("Enviado").shows("un intento");
        let page = teresa.get(list.link("Ver Código de seguridad l***o@correo.test").as_str()).await;
        page.shows("Correo").shows("20 de noviembre de 2026").shows("l***o@correo.test");
        for page in [&list, &page] {
            page.does_not_show("luis.pardo").does_not_show(&code);
            assert!(!page.body().contains("luis.pardo@") && !page.body().contains(&code));
        }
    }

    async fn a_contact_is_searched_for_whole_and_never_stands_in_an_address(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        asks_for_a_code(&house).await;
        house.work().await;
        let page = search(&mut teresa, " Luis.Pardo@correo.test ").await;
        page.shows("Código de seguridad").shows("Solo se muestran los mensajes");
        assert!(!page.url().as_str().to_lowercase().contains("luis"), "{}", page.url());
        search(&mut teresa, "otra@correo.test").await.shows("No hay mensajes así");
        search(&mut teresa, "l***o@correo.test").await.shows("No hay mensajes así");
        for wrong in ["", "luis", "' or 1=1 --", "%", "luis.pardo@"] {
            let page = search(&mut teresa, wrong).await;
            assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(!page.error_at("contact").is_empty());
        }
    }

    async fn the_list_is_narrowed_and_read_a_page_at_a_time(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        for number in 0..53 {
            posts(&house, "multiempleos", &format!("persona{number}@correo.test"), already_registered()).await;
            house.wait(1);
        }
        house.work().await;
        let first = teresa.get(MESSAGES).await;
        let second = teresa.get(first.link("Más antiguos").as_str()).await;
        let count = |page: &testing::Page| page.all_words_of(".card").len();
        assert_eq!((count(&first), count(&second)), (50, 4));
        assert!(!second.text().contains("Más antiguos"));
        let narrowed = |query: &str| format!("{MESSAGES}?{query}");
        assert_eq!(count(&teresa.get(&narrowed("tipo=already-registered&estado=sent&canal=mail")).await), 50);
        for empty in ["estado=failed", "canal=text-message", "tipo=code"] {
            teresa.get(&narrowed(empty)).await.shows("No hay mensajes así");
        }
    }

    async fn hostile_filters_and_ids_of_nobody_and_of_another_portal_find_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut andres) = TERESA.of("miportal").at_desk(&house).await;
        asks_elsewhere(&house).await;
        house.work().await;
        let list = andres.get("/miportal/oficina/mensajes").await;
        let theirs = list.link("Ver Enlace para registrarse a***n@correo.test");
        andres.get(theirs.as_str()).await.shows("Enviado");
        let id = theirs.path().rsplit('/').next().unwrap().to_owned();
        teresa.get(MESSAGES).await.does_not_show("a***n@correo.test");
        search(&mut teresa, SOMEBODY).await.shows("No hay mensajes así");
        for id in [id.as_str(), NOBODY, "1", "%27", "..%2f"] {
            let page = teresa.get(&format!("{MESSAGES}/{id}")).await;
            assert_eq!(page.status(), StatusCode::NOT_FOUND, "{id}");
        }
        for query in ["estado=%27", "estado=sent'--", "canal=sms", "tipo=%00", "antes=1", "antes=%27", "para=%27", "para=Luis", "estado=sent&estado=failed", "tipo=%FF"] {
            let page = teresa.get(&format!("{MESSAGES}?{query}")).await;
            assert!(page.status().is_client_error(), "{query}: {}", page.status());
        }
    }

    async fn a_notice_that_did_not_go_out_is_sent_again_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        posts(&house, "multiempleos", SOMEBODY, notice(&house)).await;
        expires(&house).await;
        assert_eq!((in_state(&house, "expired").await, house.messages_to(SOMEBODY).await.len()), (1, 0));
        desk.sign_in(&house, &mut teresa).await;
        let page = page_of(&mut teresa, SOMEBODY).await;
        let (mut hand, mut other_hand) = (teresa.clone(), teresa.clone());
        tokio::join!(hand.submit(&page, "Reenviar", &[]), other_hand.submit(&page, "Reenviar", &[]));
        teresa.submit(&page, "Reenviar", &[]).await.shows("no se puede reenviar");
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 1);
        page_of(&mut teresa, SOMEBODY).await.shows("Enviado").shows("Se reenvió").shows("3 intentos").does_not_show("Detalle técnico");
        assert_eq!(events(&house, "messaging.resent").await, 1);
        assert_eq!(house.number("select count(*) as number from messages where envelope is not null").await, 0);
    }

    async fn what_somebody_asked_for_is_not_sent_again_and_an_old_notice_is_forgotten(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        posts(&house, "multiempleos", "otra@correo.test", already_registered()).await;
        posts(&house, "multiempleos", SOMEBODY, notice(&house)).await;
        expires(&house).await;
        desk.sign_in(&house, &mut teresa).await;
        let page = page_of(&mut teresa, "otra@correo.test").await;
        page.shows("hay que pedirlo otra vez").does_not_show("Enviarlo otra vez");
        let notice = page_of(&mut teresa, SOMEBODY).await;
        let old = notice.form("Reenviar");
        let asked = teresa.send(old.clone().to(&format!("{}/reenviar", page.path()))).await;
        asked.shows("no se puede reenviar");
        house.wait(8 * 24 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.number("select count(*) as number from messages where envelope is not null").await, 0);
        desk.sign_in(&house, &mut teresa).await;
        page_of(&mut teresa, SOMEBODY).await.shows("Vencido").does_not_show("Enviarlo otra vez");
        assert!(house.messages_to(SOMEBODY).await.is_empty());
    }

    async fn a_message_that_waits_is_stopped_and_does_not_go_out(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        posts(&house, "multiempleos", SOMEBODY, notice(&house)).await;
        let page = page_of(&mut teresa, SOMEBODY).await;
        teresa.submit(&page, "Detener", &[]).await.shows("Detenido").shows("Se detuvo");
        teresa.submit(&page, "Detener", &[]).await.shows("ya no está en espera");
        assert!(house.messages_to(SOMEBODY).await.is_empty());
        assert_eq!((in_state(&house, "stopped").await, events(&house, "messaging.stopped").await), (1, 1));
        // And what was sent cannot be stopped.
        posts(&house, "multiempleos", "otra@correo.test", notice(&house)).await;
        let page = page_of(&mut teresa, "otra@correo.test").await;
        house.work().await;
        teresa.submit(&page, "Detener", &[]).await.shows("ya no está en espera").shows("Enviado");
    }

    async fn acts_are_for_those_who_may_and_for_messages_of_their_portal(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        const AUDITOR: Colleague = TERESA.called("Clara Ruiz", "clara.ruiz@guadualba.example").with_roles(&[Role::Auditor]);
        let (_, mut clara) = AUDITOR.at_desk(&house).await;
        let (_, mut andres) = TERESA.of("miportal").at_desk(&house).await;
        posts(&house, "multiempleos", SOMEBODY, notice(&house)).await;
        let page = page_of(&mut clara, SOMEBODY).await;
        page.shows("En espera").does_not_show("Detenerlo");
        let id = page.path().rsplit('/').next().unwrap();
        let token = andres.get("/miportal/oficina/mensajes").await.form("Buscar").value("csrf").unwrap().to_owned();
        for path in [format!("{id}/detener"), format!("{id}/reenviar"), format!("{NOBODY}/detener"), "%27/reenviar".to_owned()] {
            let answer = andres.post(&format!("/miportal/oficina/mensajes/{path}"), &[("csrf", &token)]).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(in_state(&house, "stopped").await, 0);
    }

    async fn a_suppressed_contact_gets_security_notices_and_nothing_else(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = teresa.get(&format!("{MESSAGES}/suprimidos/agregar")).await;
        teresa.submit(&page, "Agregar", &[("contact", "nadie")]).await.shows("Escriba un correo o un celular completo");
        for typed in [SOMEBODY, " Alguien@Correo.test"] {
            let list = teresa.submit(&page, "Agregar", &[("contact", typed)]).await;
            list.shows("a***n@correo.test").shows("Agregado por el equipo").does_not_show(SOMEBODY);
        }
        assert_eq!(events(&house, "messaging.contact_suppressed").await, 1);
        posts(&house, "multiempleos", SOMEBODY, already_registered()).await;
        posts(&house, "multiempleos", SOMEBODY, notice(&house)).await;
        // Another portal has a list of its own.
        posts(&house, "miportal", SOMEBODY, already_registered()).await;
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 2);
        assert_eq!(in_state(&house, "suppressed").await, 1);
        let list = teresa.get(&format!("{MESSAGES}/suprimidos")).await;
        teresa.submit(&list, "Quitar a***n@correo.test", &[]).await.shows("No hay nadie en la lista");
        assert_eq!(teresa.submit(&list, "Quitar a***n@correo.test", &[]).await.status(), StatusCode::NOT_FOUND);
        posts(&house, "multiempleos", SOMEBODY, already_registered()).await;
        assert_eq!(house.messages_to(SOMEBODY).await.len(), 3);
        assert_eq!(events(&house, "messaging.contact_released").await, 1);
    }

    async fn a_providers_word_moves_a_message_forward_and_never_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let id = sent_mail(&house, &mut teresa, SOMEBODY).await;
        for (said, shown) in [("delivered", "Entregado"), ("sent", "Entregado"), ("failed", "Entregado"), ("bounced", "Rebotado"), ("delivered", "Rebotado")] {
            let body = word(&id, said, "550 <alguien@correo.test> unknown");
            assert_eq!(calls(&house, "multiempleos", &body, 0, DELIVERY_SECRET).await, StatusCode::NO_CONTENT);
            page_of(&mut teresa, SOMEBODY).await.shows(shown).does_not_show(SOMEBODY);
            house.wait(1);
        }
        // It bounced for good: nothing but notices goes there any more.
        teresa.get(&format!("{MESSAGES}/suprimidos")).await.shows("a***n@correo.test").shows("Rebotó");
        posts(&house, "multiempleos", SOMEBODY, already_registered()).await;
        house.work().await;
        page_of(&mut teresa, SOMEBODY).await.shows("Suprimido");
    }

    async fn a_word_that_comes_before_we_noted_the_sending_is_asked_for_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        posts(&house, "multiempleos", SOMEBODY, already_registered()).await;
        let id = page_of(&mut teresa, SOMEBODY).await.path().rsplit('/').next().unwrap().to_owned();
        let now = jiff::Timestamp::from_microsecond(house.front().clock.now().micros()).unwrap();
        for reference in [id.as_str(), "SM0123"] {
            let body = word(reference, "bounced", "").replace("2026-11-20T17:00:00Z", &now.to_string());
            assert_eq!(calls(&house, "multiempleos", &body, 0, DELIVERY_SECRET).await, StatusCode::SERVICE_UNAVAILABLE);
            // What is old cannot be about a message that only now goes out; nor is another portal's word kept waiting.
            let old = body.replace(&now.to_string(), "2026-11-20T01:00:00Z");
            assert_eq!(calls(&house, "multiempleos", &old, 0, DELIVERY_SECRET).await, StatusCode::NO_CONTENT);
            assert_eq!(calls(&house, "miportal", &body, 0, DELIVERY_SECRET).await, StatusCode::NO_CONTENT);
        }
        house.work().await;
        let body = word(&id, "bounced", "").replace("2026-11-20T17:00:00Z", &now.to_string());
        assert_eq!(calls(&house, "multiempleos", &body, 0, DELIVERY_SECRET).await, StatusCode::NO_CONTENT);
        assert_eq!(in_state(&house, "bounced").await, 1);
    }

    async fn a_name_that_no_database_keeps_is_refused_as_what_it_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for reference in ["SM\\u0000", "\\n"] {
            let body = word(reference, "delivered", "");
            assert_eq!(calls(&house, "multiempleos", &body, 0, DELIVERY_SECRET).await, StatusCode::BAD_REQUEST, "{reference}");
        }
        let body = word("SM0123", "delivered", "");
        let time = (house.front().clock.now().micros() / 1_000_000).to_string();
        let signature = DeliverySecret::new(DELIVERY_SECRET).sign(&time, body.as_bytes());
        let url = "http://localhost:8080/multiempleos/avisos-de-entrega/otro%00".parse().unwrap();
        let mut other = house.visitor().saying(TIME_HEADER, &time).saying(SIGNATURE_HEADER, &signature);
        assert_eq!(other.ask(Method::POST, &url, Some(body)).await.status(), StatusCode::BAD_REQUEST);
    }

    async fn who_complains_was_reached_and_is_left_alone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let id = sent_mail(&house, &mut teresa, SOMEBODY).await;
        assert_eq!(calls(&house, "multiempleos", &word(&id, "complained", ""), 0, DELIVERY_SECRET).await, StatusCode::NO_CONTENT);
        page_of(&mut teresa, SOMEBODY).await.shows("Entregado");
        teresa.get(&format!("{MESSAGES}/suprimidos")).await.shows("Se quejó");
    }

    async fn a_word_that_is_forged_old_repeated_too_long_or_no_json_changes_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let id = sent_mail(&house, &mut teresa, SOMEBODY).await;
        let body = word(&id, "bounced", "");
        let now = house.front().clock.now().micros() / 1_000_000;
        let hex = |time: &str, body: &str| DeliverySecret::new(DELIVERY_SECRET).sign(time, body.as_bytes());
        assert_eq!(calls(&house, "multiempleos", &body, 0, "another secret of the same length ..").await, StatusCode::UNAUTHORIZED);
        for seconds in [301, 3600, -301] {
            assert_eq!(calls(&house, "multiempleos", &body, seconds, DELIVERY_SECRET).await, StatusCode::UNAUTHORIZED, "{seconds}");
        }
        let time = now.to_string();
        let good = hex(&time, &body);
        for (time, body, signature) in [
            (time.as_str(), body.as_str(), ""), (&time, &body, "00"), (&time, &body, "no hex"), (&time, "[]", &good), ("", &body, &good),
            ("9223372036854775807", &body, &hex("9223372036854775807", &body)), ("now", &body, &hex("now", &body)),
        ] {
            assert_eq!(called(&house, "multiempleos", body, time, signature).await, StatusCode::UNAUTHORIZED, "{time}");
        }
        let long = format!("[{}]", " ".repeat(16 * 1024));
        assert_eq!(calls(&house, "multiempleos", &long, 0, DELIVERY_SECRET).await, StatusCode::PAYLOAD_TOO_LARGE);
        for wrong in ["", "{}", "[1]", "[{}]", &word(&id, "read", ""), &body.replace("2026-11-20T17:00:00Z", "ayer"), "\u{0}"] {
            assert_eq!(calls(&house, "multiempleos", wrong, 0, DELIVERY_SECRET).await, StatusCode::BAD_REQUEST, "{wrong}");
        }
        assert_eq!((in_state(&house, "bounced").await, house.number("select count(*) as number from messaging_callbacks").await), (0, 0));
        // Taken once, even when two come at once, and not again.
        let (one, other) = tokio::join!(
            called(&house, "multiempleos", &body, &time, &good),
            called(&house, "multiempleos", &body, &time, &good)
        );
        let mut answers = [one.as_u16(), other.as_u16(), called(&house, "multiempleos", &body, &time, &good).await.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [204, 409, 409]);
        assert_eq!(in_state(&house, "bounced").await, 1);
        house.wait(24 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.number("select count(*) as number from messaging_callbacks").await, 0);
    }

    async fn a_word_for_another_portals_or_providers_message_is_answered_alike_and_changes_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let id = sent_mail(&house, &mut teresa, SOMEBODY).await;
        for (portal, reference) in [("miportal", id.as_str()), ("multiempleos", NOBODY), ("multiempleos", "' or 1=1 --"), ("multiempleos", "")] {
            let body = word(reference, "bounced", "");
            assert_eq!(calls(&house, portal, &body, 0, DELIVERY_SECRET).await, StatusCode::NO_CONTENT, "{reference}");
        }
        let body = word(&id, "bounced", "");
        let time = (house.front().clock.now().micros() / 1_000_000).to_string();
        let signature = DeliverySecret::new(DELIVERY_SECRET).sign(&time, body.as_bytes());
        let url = "http://localhost:8080/multiempleos/avisos-de-entrega/otro".parse().unwrap();
        let mut other = house.visitor().saying(TIME_HEADER, &time).saying(SIGNATURE_HEADER, &signature);
        assert_eq!(other.ask(Method::POST, &url, Some(body)).await.status(), StatusCode::NO_CONTENT);
        assert_eq!((in_state(&house, "bounced").await, house.number("select count(*) as number from messaging_suppressions").await), (0, 0));
    }
}
