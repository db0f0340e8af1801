//! The words of the messages, through HTTP: what staff may write, what is refused, and what the mails say then.

use aldaba::demo::mailbox::Received;
use base::texts::Language;
use http::StatusCode;
use identity::messaging::message::{Message, MessageKind};
use identity::messaging::outbox::{Recipient, To, post};
use identity::staff::permissions::Role;
use testing::{Client, Colleague, Page, TERESA, TestDatabase, TestHouse, on_both_databases};

const SOMEBODY: &str = "alguien@correo.test";
const PHONE: &str = "+573990000012";
const LIST: &str = "/multiempleos/oficina/mensajes/redaccion";
const NEW_DEVICE: &str = "/multiempleos/oficina/mensajes/redaccion/es-CO/new-device";
const CODE: &str = "/multiempleos/oficina/mensajes/redaccion/es-CO/code.recovery";

/// Words of the staff for the notice of a new device.
const SUBJECT: &str = "{portal}: ¿fue usted?";
const BODY: &str = "Ingresaron desde {dispositivo} el {cuando}\nSi no fue usted:\n\n{enlace}\n\nGracias & saludos de <b>{organizacion}</b>.";
const TEXT: &str = "{remitente}: ingreso desde otro equipo ({hora}). Revise en {sitio}";

async fn change(teresa: &mut Client, path: &str) -> Page {
    teresa.get(&format!("{path}/cambiar")).await
}

async fn save(teresa: &mut Client, path: &str) -> Page {
    let page = change(teresa, path).await;
    teresa.submit(&page, "Guardar", &[("subject", SUBJECT), ("body", BODY), ("text_message", TEXT)]).await
}

fn new_device(house: &TestHouse, device: &str) -> Message {
    let recovery_url = "http://localhost:8080/multiempleos/recuperar".to_owned();
    Message::NewDevice { device: device.to_owned(), at: house.front().clock.now(), recovery_url }
}

async fn posts(house: &TestHouse, portal: &str, recipient: Recipient, message: Message) {
    let front = house.front();
    let portal = front.portals.by_key(portal).unwrap();
    let tx = front.database.begin(portal.key.shared()).await.unwrap();
    let to = To { portal, language: Language::Spanish, account: None };
    assert!(post(&tx, front, &to, recipient, message).await.unwrap());
    tx.commit().await.unwrap();
}

fn to_somebody() -> Recipient {
    Recipient::Mail(SOMEBODY.to_owned())
}

fn subject_of(mail: &Received) -> &str {
    mail.subject.as_deref().unwrap_or_default()
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

async fn versions(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from messaging_wordings").await
}

on_both_databases! {
    async fn every_message_can_be_worded_and_the_programs_own_words_keep_the_rules(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for (portal, colleague) in [("multiempleos", TERESA), ("multiportal", TERESA.of("multiportal"))] {
            let (_, mut teresa) = colleague.at_desk(&house).await;
            let list = teresa.get(&LIST.replace("multiempleos", portal)).await;
            let rows = list.all_words_of("tbody tr");
            assert!(rows.len() > MessageKind::ALL.len());
            let ways = list.body().match_indices("/mensajes/redaccion/").map(|(at, _)| at);
            let ways: Vec<String> = ways
                .map(|at| list.body()[at..].chars().take_while(|letter| *letter != '"').collect())
                .collect();
            for kind in MessageKind::ALL {
                let is_there = |way: &String| way.rsplit(['/', '.']).any(|part| part == kind.as_str());
                assert!(ways.iter().any(is_there), "{kind:?}");
            }
            assert_eq!(ways.len(), 2 * rows.len());
            for way in ways {
                let path = format!("/{portal}/oficina{way}");
                teresa.get(&path).await.shows("Redacción original").shows("Correo en el celular");
                let page = change(&mut teresa, &path).await;
                let shown = teresa.submit(&page, "Ver cómo queda", &[]).await;
                assert_eq!(shown.status(), StatusCode::OK, "{path}: {:?}", shown.all_words_of(".error-summary li"));
                // Words that are the program's are not kept as the staff's.
                assert_eq!(teresa.submit(&page, "Guardar", &[]).await.path(), path);
            }
        }
        assert_eq!(versions(&house).await, 0);
    }

    async fn what_staff_write_is_said_from_then_on_and_nothing_in_it_becomes_markup(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        posts(&house, "multiempleos", to_somebody(), new_device(&house, "Tableta 7")).await;
        let saved = save(&mut teresa, NEW_DEVICE).await;
        saved.shows("Redacción propia").shows("Versión 1 · Redacción propia · Teresa Salgado").shows("Multiempleos: ¿fue usted?");
        assert_eq!((events(&house, "messaging.wording_changed").await, versions(&house).await), (1, 1));
        // What waits says what it said when it was written; other portals and languages have words of their own.
        posts(&house, "multiempleos", to_somebody(), new_device(&house, "<i>{enlace}</i> {codigo}")).await;
        posts(&house, "miportal", to_somebody(), new_device(&house, "otro")).await;
        posts(&house, "multiempleos", Recipient::Phone(PHONE.to_owned()), new_device(&house, "otro")).await;
        let mails = house.messages_to(SOMEBODY).await;
        let about = |device: &str| mails.iter().find(|mail| mail.text.contains(device)).unwrap().clone();
        for before in ["Tableta 7", "otro"] {
            assert!(subject_of(&about(before)).starts_with("Ingreso a "), "{}", about(before).text);
        }
        let mail = about("{enlace}");
        assert_eq!(subject_of(&mail), "Multiempleos: ¿fue usted?");
        let html = mail.html.unwrap();
        assert!(html.contains("Ingresaron desde &#60;i&#62;{enlace}&#60;/i&#62; {codigo} el 20 de noviembre"), "{html}");
        assert!(html.contains("Gracias &#38; saludos de &#60;b&#62;Guadualba"), "{html}");
        assert_eq!(html.matches("href=").count(), 1);
        assert!(mail.text.contains("No fui yo:") && mail.text.contains("http://localhost:8080/multiempleos/recuperar"), "{}", mail.text);
        assert!(mail.text.contains("Nunca le pediremos su contraseña"), "{}", mail.text);
        let text = &house.messages_to(PHONE).await[0].text;
        assert!(text.starts_with("Multiempleos: ingreso desde otro equipo (12:") && text.ends_with("Revise en localhost"), "{text}");
    }

    async fn going_back_is_a_version_too(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        let page = save(&mut teresa, NEW_DEVICE).await;
        teresa.get(LIST).await.shows("Redacción propia");
        let back = teresa.submit(&page, "Volver a la redacción original", &[]).await;
        back.shows("Versión 2 · Redacción original").shows("Versión 1 · Redacción propia").shows("Ingreso a Multiempleos");
        assert_eq!((events(&house, "messaging.wording_restored").await, versions(&house).await), (1, 2));
        posts(&house, "multiempleos", to_somebody(), new_device(&house, "Firefox")).await;
        assert!(subject_of(&house.messages_to(SOMEBODY).await[0]).starts_with("Ingreso a Multiempleos"));
        teresa.get(LIST).await.does_not_show("Redacción propia");
    }

    async fn what_would_be_of_no_use_or_lead_astray_is_refused_with_what_to_do(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = change(&mut teresa, CODE).await;
        for (field, typed, said) in [
            ("subject", " ", "Escriba este texto"),
            ("subject", "Su código: {codigo}", "{codigo} no se puede usar aquí"),
            ("body", "Use su código.", "Falta {codigo}"),
            ("body", "Hola, {nombre}.\n\n{codigo}", "{nombre} no se puede usar aquí"),
            ("body", "Su código es {codigo}.", "Escriba {codigo} solo"),
            ("body", "Su código {\n{codigo}", "Hay una llave sin cerrar"),
            ("body", "Entre a https://multiempleos.malo.example/entrar\n\n{codigo}", "es la dirección de otro sitio"),
            ("text_message", "{remitente}: entre a {sitio}", "Falta {codigo}"),
            ("text_message", "{remitente}: su código es {codigo}", "no caben estas letras: ó"),
            ("text_message", "{remitente} {codigo} y mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho más que leer", "no caben estas letras: á"),
            ("text_message", "{remitente} {codigo} y mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho, mucho que leer", "debe caber en uno"),
        ] {
            for button in ["Guardar", "Ver cómo queda", "Enviarme una prueba por correo", "Enviar una prueba por mensaje de texto"] {
                let refused = teresa.submit(&page, button, &[(field, typed)]).await;
                assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
                assert!(refused.error_at(field).contains(said), "{typed}: {}", refused.error_at(field));
            }
        }
        for wrong in ["x", "", "-1'"] {
            assert_eq!(teresa.send(page.form("Guardar").tamper("version", wrong)).await.status(), StatusCode::BAD_REQUEST);
        }
        assert_eq!((versions(&house).await, events(&house, "messaging.wording_tried").await), (0, 0));
        for path in ["es-CO/nada", "fr/code.recovery", "es-CO/code", "es-CO/%00", "es-CO/code.recovery'--"] {
            assert_eq!(teresa.get(&format!("{LIST}/{path}")).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn of_two_who_write_at_once_the_second_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = change(&mut teresa, NEW_DEVICE).await;
        let (mut hand, mut other_hand) = (teresa.clone(), teresa.clone());
        let (fields, other_fields) = ([("subject", SUBJECT)], [("subject", "Otro asunto")]);
        let (one, other) =
            tokio::join!(hand.submit(&page, "Guardar", &fields), other_hand.submit(&page, "Guardar", &other_fields));
        let told = [&one, &other].map(|page| page.text().contains("Alguien más cambió esta redacción"));
        assert_eq!(told.iter().filter(|told| **told).count(), 1, "{}\n{}", one.text(), other.text());
        assert_eq!(versions(&house).await, 1);
    }

    async fn a_test_goes_to_whoever_asks_is_marked_and_not_kept(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        let before = house.messages_to(TERESA.email).await.len();
        let page = change(&mut teresa, CODE).await;
        let body = "Aquí está:\n\n{codigo}";
        let tested = teresa.submit(&page, "Enviarme una prueba por correo", &[("body", body)]).await;
        tested.shows("Le enviamos una prueba a t***o@guadualba.example");
        let mails = house.messages_to(TERESA.email).await;
        assert_eq!(mails.len(), before + 1);
        let mail = mails.iter().find(|mail| subject_of(mail).starts_with("PRUEBA: ")).expect("it is marked");
        assert!(mail.text.contains("es una prueba que usted pidió") && mail.text.contains("Aquí está:"), "{}", mail.text);
        assert_eq!((versions(&house).await, events(&house, "messaging.wording_tried").await), (0, 1));
        for _ in 0..9 {
            teresa.submit(&page, "Enviarme una prueba por correo", &[("body", body)]).await.shows("Le enviamos");
        }
        teresa.submit(&page, "Enviarme una prueba por correo", &[("body", body)]).await.shows("Ya pidió muchas pruebas");
        assert_eq!(house.messages_to(TERESA.email).await.len(), before + 10);
    }

    async fn a_test_by_text_message_goes_to_a_mobile_of_the_country_within_the_day_of_the_portal(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        let page = change(&mut teresa, CODE).await;
        let words = ("text_message", "{remitente}: su clave es {codigo}. No la diga.");
        let button = "Enviar una prueba por mensaje de texto";
        for wrong in ["", "nadie", "601 234 5678", "+1 202 555 0123", "alguien@correo.test"] {
            let refused = teresa.submit(&page, button, &[words, ("phone", wrong)]).await;
            assert!(refused.error_at("phone").contains("Escriba un celular de Colombia"), "{wrong}");
        }
        assert_eq!(events(&house, "messaging.wording_tried").await, 0);
        let tested = teresa.submit(&page, button, &[words, ("phone", "399 000 0012")]).await;
        tested.shows("Le enviamos una prueba a *** *** 0012");
        let texts = house.messages_to(PHONE).await;
        assert_eq!(texts.len(), 1);
        assert!(texts[0].text.starts_with("PRUEBA: Multiempleos: su clave es 123456."), "{}", texts[0].text);
        assert_eq!((versions(&house).await, events(&house, "messaging.wording_tried").await), (0, 1));
        change(&mut teresa, "/multiempleos/oficina/mensajes/redaccion/es-CO/recovery-link").await.does_not_show("Celular para la prueba");
        house.run("update limits set taken = 1000000 where name = 'text.portal.day'").await;
        let refused = teresa.submit(&page, button, &[words, ("phone", PHONE)]).await;
        refused.shows("El portal ya envió los mensajes de texto");
        // Tests by mail are counted with them.
        for _ in 0..8 {
            teresa.submit(&page, "Enviarme una prueba por correo", &[]).await.shows("Le enviamos");
        }
        teresa.submit(&page, button, &[words, ("phone", PHONE)]).await.shows("Ya pidió muchas pruebas");
        assert_eq!(house.messages_to(PHONE).await.len(), 1);
    }

    async fn who_reads_messages_sees_the_words_and_changes_none(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        const AUDITOR: Colleague = TERESA.called("Clara Ruiz", "clara.ruiz@guadualba.example").with_roles(&[Role::Auditor]);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        save(&mut teresa, NEW_DEVICE).await.shows("Cambiar la redacción").shows("Volver a la redacción original");
        let (_, mut clara) = AUDITOR.at_desk(&house).await;
        let page = clara.get(NEW_DEVICE).await;
        page.shows("Multiempleos: ¿fue usted?").does_not_show("Cambiar la redacción").does_not_show("Volver a la redacción original");
        change(&mut clara, NEW_DEVICE).await.shows("Su rol no permite ver esta página");
        let (_, mut andres) = TERESA.of("miportal").at_desk(&house).await;
        andres.get(&NEW_DEVICE.replace("multiempleos", "miportal")).await.shows("Redacción original").does_not_show("¿fue usted?");
    }
}
