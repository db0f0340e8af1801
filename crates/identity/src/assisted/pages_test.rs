//! Assisted recovery from the form to the new password, and whatever somebody may try on the way.

use http::{Method, StatusCode};
use identity::limits;
use testing::{
    AtDesk, Client, Colleague, Form, JORGE, LUIS, Page, Resident, SOFIA, TERESA, TestDatabase, TestHouse,
    on_both_databases, picture,
};

const NEW_EMAIL: &str = "luis.nuevo@correo.test";
const DAY_SECONDS: u64 = 24 * 60 * 60;
const CARLOS: Colleague = TERESA.called("Carlos Peña", "carlos.pena@guadualba.example");
const NEW_PASSWORD: &str = "tres mirlas en el alambre";

fn facts_of(resident: &Resident) -> Vec<(&'static str, &'static str)> {
    vec![("document_type", "CC"), ("document", resident.cedula), ("name", "Luis Pardo"), ("email", NEW_EMAIL)]
}

/// Asks and proves the new address; the page for the pictures.
async fn prove(house: &TestHouse, visitor: &mut Client, portal: &str, facts: &[(&str, &str)]) -> Page {
    let page = visitor.get(&format!("/{portal}/recuperacion-asistida")).await;
    let page = visitor.submit(&page, "Continuar", facts).await;
    page.shows("Confirme su correo");
    let code = house.code_to(NEW_EMAIL).await;
    let page = if portal == JORGE.portal {
        testing::press(visitor, &page, &code).await
    } else {
        visitor.submit(&page, "Continuar", &[("code", &code)]).await
    };
    page.shows("Envíe las fotos de su documento");
    page
}

/// Asks, compares and approves, and says how the request stands then.
async fn tries_to_grant(house: &TestHouse, office: &mut Office) -> Page {
    ask(house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
    let page = request_page(house, &mut office.teresa).await;
    decide(&mut office.teresa.1, &page, "Coincide").await.shows("Por aprobar");
    let page = request_page(house, &mut office.carlos).await;
    decide(&mut office.carlos.1, &page, "Aprobar").await
}

/// The form for the pictures, as whoever lets them be used sends it.
fn authorised(page: &Page) -> Form {
    page.form("Enviar la solicitud").fill("authorised", "yes")
}

/// Asks to the end; the number of the request.
async fn ask(house: &TestHouse, visitor: &mut Client, portal: &str, facts: &[(&str, &str)]) -> String {
    let page = prove(house, visitor, portal, facts).await;
    let page =
        visitor.upload_several(authorised(&page), &[("front", &picture(1)), ("back", &picture(2))]).await;
    page.shows("Recibimos su solicitud");
    // Messages of one batch arrive in no order.
    house.work().await;
    let text = page.text();
    let place = text.find("RA-").expect("the page says the number");
    text[place..place + 12].to_owned()
}

/// Two members of the staff at their desks, each with a browser.
struct Office {
    teresa: (AtDesk, Client),
    carlos: (AtDesk, Client),
}

impl Office {
    async fn open(house: &TestHouse, portal: &'static str) -> Self {
        let teresa = TERESA.of(portal).at_desk(house).await;
        let carlos = CARLOS.of(portal).at_desk(house).await;
        Self { teresa, carlos }
    }
}

/// The page of the newest request that waits.
async fn request_page(house: &TestHouse, (desk, browser): &mut (AtDesk, Client)) -> Page {
    let portal = desk.colleague.portal;
    let list = browser.get(&format!("/{portal}/oficina/recuperaciones")).await;
    let path = path_of_newest(&list);
    desk.open_fresh(house, browser, path.strip_prefix(&format!("/{portal}")).expect("a path of the portal"))
        .await
}

fn path_of_newest(list: &Page) -> String {
    let start = list.body().find("/oficina/recuperaciones/0").expect("a request is in the list");
    let start = list.body()[..start].rfind('"').expect("it is an attribute") + 1;
    list.body()[start..].split('"').next().expect("the attribute ends").to_owned()
}

/// The requests of a list, without their portal.
fn paths_in(list: &Page) -> Vec<String> {
    let links = list.body().split("href=\"/multiempleos").skip(1);
    let paths = links.filter_map(|rest| rest.split('"').next());
    paths.filter(|path| path.starts_with("/oficina/recuperaciones/")).map(str::to_owned).collect()
}

async fn decide(browser: &mut Client, page: &Page, button: &str) -> Page {
    browser.submit(page, button, &[("decision_reason", "La foto y la firma")]).await
}

/// One compares and another one approves.
async fn grant(house: &TestHouse, office: &mut Office) {
    let page = request_page(house, &mut office.teresa).await;
    decide(&mut office.teresa.1, &page, "Coincide").await.shows("Por aprobar");
    let page = request_page(house, &mut office.carlos).await;
    decide(&mut office.carlos.1, &page, "Aprobar").await.shows("En espera de 24 horas");
    house.work().await;
}

/// Luis's request, approved, in a house where he has his account.
async fn granted(database: &TestDatabase) -> (TestHouse, Office) {
    let house = TestHouse::open(database).await;
    LUIS.settle(&house).await;
    let mut office = Office::open(&house, LUIS.portal).await;
    ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
    grant(&house, &mut office).await;
    (house, office)
}

/// Lets the day pass; the link that comes then.
async fn link_after_the_day(house: &TestHouse) -> String {
    house.wait(DAY_SECONDS);
    house.tidy().await;
    house.link_to(NEW_EMAIL, "/recuperacion-asistida/nueva/").await
}

async fn stop_link(house: &TestHouse) -> String {
    house.link_to(LUIS.email, "/recuperacion-asistida/detener/").await
}

async fn count(house: &TestHouse, what: &str) -> i64 {
    house.number(&format!("select count(*) as number from {what}")).await
}

on_both_databases! {
    async fn who_lost_everything_is_back_after_two_people_and_a_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        let mut luis = house.visitor();
        let page = luis.get("/multiempleos/recuperar").await;
        let page = luis.get(page.link("No tengo acceso a mi correo ni a mi celular").as_str()).await;
        page.shows("datos sensibles (Ley 1581 de 2012)").shows("las borramos apenas se decide");
        let number = ask(&house, &mut luis, LUIS.portal, &facts_of(&LUIS)).await;
        assert!(house.messages_to(NEW_EMAIL).await[0].text.contains(&number));
        assert_eq!(house.uploads().len(), 2);

        let page = request_page(&house, &mut office.teresa).await;
        page.shows("Luis Pardo").shows("1900000002").shows(NEW_EMAIL).shows("Lado de la foto del documento");
        decide(&mut office.teresa.1, &page, "Coincide").await.shows("Otra persona del equipo debe decidirla");
        assert_eq!(house.uploads().len(), 2, "the second one looks at the pictures too");
        let page = request_page(&house, &mut office.carlos).await;
        page.shows("Teresa Salgado: La foto y la firma");
        decide(&mut office.carlos.1, &page, "Aprobar").await.shows("En espera de 24 horas");

        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
        assert_eq!(count(&house, "audit_events where event = 'assisted.pictures_deleted'").await, 1);
        assert!(house.messages_to(LUIS.email).await[0].text.contains("/recuperacion-asistida/detener/"));
        let text = &house.messages_to("+573990000002").await[0].text;
        assert!(text.contains("ingrese hoy") && !text.contains("://"), "{text}");
        house.wait(DAY_SECONDS - 3600);
        house.tidy().await;
        assert!(!house.messages_to(NEW_EMAIL).await[0].text.contains("/nueva/"), "the day has not passed");
        let mut inside = house.visitor();
        LUIS.sign_in(&house, &mut inside).await;

        house.wait(3600);
        house.tidy().await;
        let link = house.link_to(NEW_EMAIL, "/recuperacion-asistida/nueva/").await;
        let page = luis.get(&link).await;
        luis.submit(&page, "Guardar la contraseña", &[("password", NEW_PASSWORD)]).await.shows("quedó cambiada");
        assert!(house.messages_to(LUIS.email).await.iter().any(|mail| mail.text.contains("llegarán desde ahora a otro correo")));
        assert_eq!(count(&house, "sessions where ended_at is null").await, 0);
        LUIS.sign_in_with(&house, &mut luis, NEW_PASSWORD).await;
        luis.get("/multiempleos/perfil").await.shows(NEW_EMAIL);
        let known = "accounts where email = 'luis.nuevo@correo.test' and email_confirmed_at is not null and phone_confirmed_at is null";
        assert_eq!(count(&house, known).await, 1);
        assert_eq!(count(&house, "assisted_requests where state = 'used' and about is null").await, 1);
        let (desk, browser) = &mut office.teresa;
        desk.sign_in(&house, browser).await;
        browser.get("/multiempleos/oficina/recuperaciones").await.shows("La persona entró");
    }

    async fn a_member_gets_back_in_with_a_new_pin_and_proves_the_number_inside(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut office = Office::open(&house, JORGE.portal).await;
        let mut jorge = house.visitor();
        let mut facts = facts_of(&JORGE);
        facts.push(("phone", "3990000099"));
        ask(&house, &mut jorge, JORGE.portal, &facts).await;
        grant(&house, &mut office).await;
        let page = jorge.get(&link_after_the_day(&house).await).await;
        let fields = [("password", "6294"), ("password_repeat", "6294")];
        jorge.submit(&page, "Guardar la contraseña", &fields).await.shows("quedó cambiada");
        // The code for a new device would go to the phone that was lost; this device set the password.
        JORGE.try_password(&house, &mut jorge, "6294").await.shows("Hola, Jorge");
        let page = jorge.get("/multiportal/perfil/celular").await;
        assert_eq!(page.form("Enviar el código").value("phone"), Some("+573990000099"));
    }

    async fn a_candidate_signs_in_with_the_new_address_from_then_on(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut office = Office::open(&house, SOFIA.portal).await;
        let mut sofia = house.visitor();
        let facts = [("document_type", "CC"), ("document", "1900000077"), ("name", "Sofía Mesa"), ("user", SOFIA.email), ("email", NEW_EMAIL)];
        ask(&house, &mut sofia, SOFIA.portal, &facts).await;
        let page = request_page(&house, &mut office.teresa).await;
        assert_eq!(page.text().matches(SOFIA.email).count(), 1, "what is on file is masked, though she signs in with it");
        grant(&house, &mut office).await;
        let page = sofia.get(&link_after_the_day(&house).await).await;
        let password = "Mirla-Verde.8-Tren";
        sofia.submit(&page, "Guardar la contraseña", &[("password", password)]).await.shows("quedó cambiada");
        SOFIA.try_as(&house, &mut house.visitor(), NEW_EMAIL, password).await.shows("Hola, Sofía");
    }

    async fn who_lost_only_the_second_factor_is_let_back_in_and_keeps_the_contacts(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        LUIS.with_authenticator(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        let mut luis = house.visitor();
        let page = LUIS.try_password(&house, &mut luis, LUIS.password).await;
        let page = luis.get(page.link("Perdí mi celular o mi llave de acceso, y mis códigos guardados").as_str()).await;
        page.shows("o perdió su segundo paso");
        let page = luis.submit(&page, "Continuar", &[("email", LUIS.email), ("document_type", "CC"), ("document", LUIS.cedula), ("name", "Luis Pardo")]).await;
        let page = luis.submit(&page, "Continuar", &[("code", &house.code_to(LUIS.email).await)]).await;
        luis.upload_several(authorised(&page), &[("front", &picture(1)), ("back", &picture(2))]).await.shows("Recibimos");
        grant(&house, &mut office).await;
        house.wait(DAY_SECONDS);
        house.tidy().await;
        let page = luis.get(&house.link_to(LUIS.email, "/recuperacion-asistida/nueva/").await).await;
        luis.submit(&page, "Guardar la contraseña", &[("password", NEW_PASSWORD)]).await.shows("quedó cambiada");
        for table in ["factors_totp", "factors_saved_codes"] {
            assert_eq!(count(&house, &format!("{table} where owner_id in (select id from accounts)")).await, 0);
        }
        LUIS.try_password(&house, &mut house.visitor(), NEW_PASSWORD).await.shows("Hola, Luis");
        let kept = "accounts where email = 'luis.pardo@correo.test' and email_confirmed_at is not null and phone_confirmed_at is not null";
        assert_eq!(count(&house, kept).await, 1);
        assert!(!house.messages_to(LUIS.email).await.iter().any(|mail| mail.text.contains("a otro correo")));
    }

    async fn nothing_is_approved_until_every_contact_on_file_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        // The portal has had its text messages for the day.
        let tx = house.front().database.begin(house.portal(LUIS.portal).key.shared()).await.unwrap();
        assert!(limits::allows(&tx, house.front(), &[(limits::texts_by_portal(200), "")]).await.unwrap());
        tx.commit().await.unwrap();
        house.run("update limits set taken = 200 where name = 'text.portal.day'").await;
        tries_to_grant(&house, &mut office).await.shows("no se pudo avisar a todos los contactos");
        assert_eq!(count(&house, "assisted_requests where state = 'matched'").await, 1);
        house.work().await;
        assert!(house.messages_to(LUIS.email).await.is_empty());
    }

    async fn a_number_that_nothing_can_be_sent_to_is_no_contact_on_file(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        house.run("update accounts set email_confirmed_at = null").await;
        house.run("update roster_entries set email = null").await;
        let mut office = Office::open(&house, LUIS.portal).await;
        let mute = house.neighbour_without_text_messages().await;
        office.carlos.1 = mute.answers(&office.carlos.1);
        tries_to_grant(&house, &mut office).await.shows("No hay ningún contacto registrado");
        assert_eq!(count(&house, "assisted_requests where state = 'matched'").await, 1);
        office.carlos.1 = house.answers(&office.carlos.1);
        let page = request_page(&house, &mut office.carlos).await;
        decide(&mut office.carlos.1, &page, "Aprobar").await.shows("En espera de 24 horas");
    }

    async fn a_reason_may_be_written_on_several_lines(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        let page = request_page(&house, &mut office.teresa).await;
        let page = office.teresa.1.submit(&page, "Coincide", &[("decision_reason", "La foto\r\ny la firma")]).await;
        page.shows("Teresa Salgado: La foto y la firma");
    }

    async fn what_cannot_be_read_holds_up_nobody_else_and_is_still_stopped(database: TestDatabase) {
        let (house, mut office) = granted(&database).await;
        house.run("update assisted_requests set about = substr(about, 2)").await;
        house.wait(65);
        let unknown: Vec<_> = facts_of(&LUIS).into_iter().map(|(field, value)| (field, if field == "document" { "1900000999" } else { value })).collect();
        ask(&house, &mut house.visitor(), LUIS.portal, &unknown).await;
        let mut luis = house.visitor();
        let home = LUIS.sign_in(&house, &mut luis).await;
        home.shows("Alguien pidió entrar a su cuenta");
        let (desk, browser) = &mut office.teresa;
        desk.open_fresh(&house, browser, "/oficina/recuperaciones").await.shows("En espera de 24 horas");
        house.wait(30 * DAY_SECONDS);
        house.tidy().await;
        assert_eq!(count(&house, "assisted_requests where state = 'expired'").await, 1);
        assert_eq!(count(&house, "assisted_requests where state = 'cooling'").await, 1);
        let home = LUIS.sign_in(&house, &mut luis).await;
        luis.submit(&home, "No fui yo, detenerlo", &[]).await.does_not_show("Alguien pidió entrar a su cuenta");
        assert_eq!(count(&house, "assisted_requests where state = 'stopped'").await, 1);
    }

    async fn nobody_learns_who_has_an_account(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let known = facts_of(&LUIS);
        let unknown: Vec<(&str, &str)> =
            known.iter().map(|(field, value)| (*field, if *field == "document" { "1900000999" } else { *value })).collect();
        let mut pages = Vec::new();
        for facts in [known, unknown] {
            let mut visitor = house.visitor();
            let page = prove(&house, &mut visitor, LUIS.portal, &facts).await;
            pages.push(page.text());
            let page = visitor.upload_several(authorised(&page), &[("front", &picture(1)), ("back", &picture(2))]).await;
            pages.push(page.text().split("RA-").next().unwrap().to_owned());
            house.wait(65);
        }
        assert_eq!(pages[..2], pages[2..]);
    }

    async fn who_is_unknown_is_refused_in_words_that_tell_nothing_more(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        let page = request_page(&house, &mut office.teresa).await;
        page.shows("No hay una cuenta con esos datos");
        let forged = page.form("No coincide, rechazar").tamper("act", "match").fill("decision_reason", "Sí es");
        office.teresa.1.send(forged).await.shows("no hay una cuenta que abrir");
        decide(&mut office.teresa.1, &page, "No coincide, rechazar").await.shows("Rechazada");
        let mail = &house.messages_to(NEW_EMAIL).await[0];
        assert!(mail.text.contains("no pudimos confirmar que la cuenta sea suya"), "{}", mail.text);
        assert!(!mail.text.contains("La foto y la firma"));
        assert!(house.uploads().is_empty());
    }

    async fn without_the_code_no_picture_is_taken(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let page = visitor.get("/multiempleos/recuperacion-asistida").await;
        visitor.submit(&page, "Continuar", &facts_of(&LUIS)).await;
        assert_eq!(visitor.get("/multiempleos/recuperacion-asistida/documento").await.path(), "/multiempleos/recuperacion-asistida");
        house.work().await;
        house.wait(65);
        let mut proved = house.visitor();
        let form = prove(&house, &mut proved, LUIS.portal, &facts_of(&LUIS)).await;
        let pictures = [("front", &picture(1)[..]), ("back", &picture(2)[..])];
        // The page of another browser, and its walk's page in a third one.
        let answer = house.visitor().upload_several(authorised(&form), &pictures).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        proved.upload_several(authorised(&form), &pictures).await.shows("Recibimos su solicitud");
        // The same page once more.
        let again = proved.upload_several(authorised(&form), &pictures).await;
        assert_eq!(again.path(), "/multiempleos/recuperacion-asistida");
        assert_eq!((count(&house, "assisted_requests").await, house.uploads().len()), (1, 2));
    }

    async fn what_is_no_picture_is_told_apart_in_words(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let form = prove(&house, &mut visitor, LUIS.portal, &facts_of(&LUIS)).await;
        let good = picture(1);
        let large = [picture(1), vec![0; 8 * 1024 * 1024]].concat();
        for (front, back, said) in [
            (&b""[..], &good[..], "Lado de la foto: escoja una foto"),
            (&good, b"%PDF-1.7", "no es una foto JPEG ni PNG"),
            (&good[..40], &good, "dañada o incompleta"),
            (&good, &large, "pesa más de 8 MB"),
            (&good, &good, "la misma foto dos veces"),
        ] {
            let page = visitor.upload_several(authorised(&form), &[("front", front), ("back", back)]).await;
            page.shows(said).shows("Envíe las fotos de su documento");
            assert!(page.status().is_client_error());
        }
        let pictures = [("front", &good[..]), ("back", &picture(2)[..])];
        let page = visitor.upload_several(form.form("Enviar la solicitud"), &pictures).await;
        page.shows("marque que lo autoriza");
        assert!(house.uploads().is_empty());
        visitor.upload_several(authorised(&form), &[("back", &picture(2)), ("front", &good)]).await.shows("Recibimos");
    }

    async fn pictures_without_end_are_not_read_on(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let form = prove(&house, &mut visitor, LUIS.portal, &facts_of(&LUIS)).await;
        let large = [picture(1), vec![0; 7 * 1024 * 1024]].concat();
        let page = visitor.upload_several(authorised(&form), &[("front", &large[..]); 5]).await;
        assert_eq!(page.status(), StatusCode::PAYLOAD_TOO_LARGE);
        page.does_not_show("Envíe las fotos de su documento");
        assert!(house.uploads().is_empty());
    }

    async fn pictures_are_kept_sealed_and_without_what_the_camera_wrote(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        for name in house.uploads() {
            let mut file = house.front().uploads.read(&name).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            assert!(!bytes.windows(3).any(|window| window == [0xFF, 0xD8, 0xFF]), "{name} is not sealed");
        }
        let page = request_page(&house, &mut office.teresa).await;
        let url = format!("http://localhost:8080{}/frente", page.path()).parse().unwrap();
        let answer = office.teresa.1.ask(Method::GET, &url, None).await;
        assert_eq!(answer.headers()["content-type"], "image/jpeg");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert!(!answer.body().contains("lat 4.6097"));
        assert_eq!(count(&house, "audit_events where event = 'assisted.picture_seen' and actor_id is not null").await, 1);
        decide(&mut office.teresa.1, &page, "No coincide, rechazar").await.shows("Rechazada");
        assert_eq!(office.teresa.1.ask(Method::GET, &url, None).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(count(&house, "audit_events where event = 'assisted.picture_seen'").await, 1);
    }

    async fn whoever_compared_cannot_approve_and_of_two_at_once_one_decides(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        let mut ana = CARLOS.called("Ana Díaz", "ana.diaz@guadualba.example").at_desk(&house).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        let waiting = request_page(&house, &mut office.teresa).await;
        // Two who compare at once: one did, and nobody has approved.
        let same = request_page(&house, &mut office.carlos).await;
        let (one, other) = tokio::join!(
            office.teresa.1.submit(&waiting, "Coincide", &[("decision_reason", "Sí")]),
            office.carlos.1.submit(&same, "Coincide", &[("decision_reason", "Sí")]),
        );
        assert_ne!(one.status().is_success(), other.status().is_success());
        let (first, second) = if one.status().is_success() {
            (&mut office.teresa, &mut office.carlos)
        } else {
            (&mut office.carlos, &mut office.teresa)
        };
        let page = request_page(&house, first).await;
        page.does_not_show("Aprobar");
        for act in ["approve", "refuse"] {
            let forged = waiting.form("Coincide").tamper("act", act).tamper("csrf", &csrf(&page)).fill("decision_reason", "Yo mismo");
            assert!(first.1.send(forged).await.status().is_client_error(), "{act}");
        }
        assert_eq!(count(&house, "assisted_requests where state = 'matched'").await, 1);
        let (page, ana_page) = (request_page(&house, second).await, request_page(&house, &mut ana).await);
        let (one, other) = tokio::join!(
            second.1.submit(&page, "Aprobar", &[("decision_reason", "Sí")]),
            ana.1.submit(&ana_page, "Aprobar", &[("decision_reason", "Sí")]),
        );
        assert_ne!(one.status().is_success(), other.status().is_success());
        house.work().await;
        let notices = house.messages_to(LUIS.email).await;
        assert_eq!(notices.iter().filter(|mail| mail.text.contains("/detener/")).count(), 1);
        // Decided is decided.
        second.1.submit(&page, "No coincide, rechazar", &[("decision_reason", "No")]).await.shows("Alguien decidió antes");
    }

    async fn another_portals_office_finds_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        let mut strange = TERESA.of("miportal").called("Ana Díaz", "ana@turpialto.example").at_desk(&house).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        let page = request_page(&house, &mut office.teresa).await;
        let path = page.path().replace("/multiempleos", "");
        strange.1.get("/miportal/oficina/recuperaciones").await.shows("No hay solicitudes por decidir");
        for path in [path.clone(), format!("{path}/frente"), format!("{path}/reverso")] {
            let page = strange.0.open_fresh(&house, &mut strange.1, &path).await;
            assert_eq!(page.status(), StatusCode::NOT_FOUND, "{path}");
        }
        decide(&mut office.teresa.1, &page, "Coincide").await.shows("Por aprobar");
        let page = request_page(&house, &mut office.carlos).await;
        decide(&mut office.carlos.1, &page, "Aprobar").await.shows("En espera");
        let elsewhere = |link: &str| link.replace("/multiempleos/", "/miportal/");
        let stop = stop_link(&house).await;
        house.visitor().get(&elsewhere(&stop)).await.shows("Este enlace ya no sirve");
        let link = link_after_the_day(&house).await;
        house.visitor().get(&elsewhere(&link)).await.shows("Este enlace ya no sirve");
        house.visitor().get(&link).await.shows("Restaurar contraseña");
    }

    async fn a_contact_on_file_stops_it_with_one_button(database: TestDatabase) {
        let (house, office) = granted(&database).await;
        let stop = stop_link(&house).await;
        let mut luis = house.visitor();
        let page = luis.get(&stop).await;
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(count(&house, "assisted_requests where state = 'cooling'").await, 1, "opening it did something");
        luis.submit(&page, "No fui yo, detenerlo", &[]).await.shows("Quedó detenido");
        // A second click, and another contact's.
        luis.submit(&page, "No fui yo, detenerlo", &[]).await.shows("Quedó detenido");
        house.visitor().get(&stop).await.shows("Quedó detenido");
        assert!(house.messages_to(NEW_EMAIL).await[0].text.contains("detuvo la solicitud"));
        for desk in [&office.teresa.0, &office.carlos.0] {
            assert!(house.messages_to(desk.colleague.email).await[0].text.contains("no fue ella quien pidió entrar"));
        }
        house.wait(DAY_SECONDS);
        house.tidy().await;
        assert!(!house.messages_to(NEW_EMAIL).await[0].text.contains("/nueva/"));
        assert_eq!(count(&house, "audit_events where event = 'assisted.stopped'").await, 1);
    }

    async fn whoever_signs_in_meanwhile_is_told_and_stops_it(database: TestDatabase) {
        let (house, _) = granted(&database).await;
        let mut luis = house.visitor();
        let home = LUIS.sign_in(&house, &mut luis).await;
        home.shows("Alguien pidió entrar a su cuenta");
        luis.submit(&home, "No fui yo, detenerlo", &[]).await.does_not_show("Alguien pidió entrar a su cuenta");
        assert_eq!(count(&house, "assisted_requests where state = 'stopped'").await, 1);
    }

    async fn after_the_day_it_can_still_be_stopped_until_it_is_used(database: TestDatabase) {
        let (house, _) = granted(&database).await;
        let stop = stop_link(&house).await;
        let link = link_after_the_day(&house).await;
        let mut mallory = house.visitor();
        let form = mallory.get(&link).await;
        LUIS.sign_in(&house, &mut house.visitor()).await.shows("Ya le enviamos el enlace con el que puede entrar");
        let page = house.visitor().get(&stop).await;
        let mut luis = house.visitor();
        let own = luis.get(page.path()).await;
        luis.submit(&own, "No fui yo, detenerlo", &[]).await.shows("Quedó detenido");
        let page = mallory.submit(&form, "Guardar la contraseña", &[("password", NEW_PASSWORD)]).await;
        page.shows("Este enlace ya no sirve");
        LUIS.sign_in(&house, &mut luis).await;
    }

    async fn what_was_used_is_used_up(database: TestDatabase) {
        let (house, _) = granted(&database).await;
        let stop = stop_link(&house).await;
        let link = link_after_the_day(&house).await;
        let (mut luis, mut twin) = (house.visitor(), house.visitor());
        let (form, same) = (luis.get(&link).await, twin.get(&link).await);
        let (one, other) = tokio::join!(
            luis.submit(&form, "Guardar la contraseña", &[("password", NEW_PASSWORD)]),
            twin.submit(&same, "Guardar la contraseña", &[("password", "cuatro garzas sobre el agua")]),
        );
        assert_ne!(one.status().is_success(), other.status().is_success());
        luis.get(&link).await.shows("Este enlace ya no sirve");
        luis.get(&stop).await.shows("La solicitud ya terminó");
        assert_eq!(count(&house, "audit_events where event = 'recovery.password_set'").await, 1);
    }

    async fn every_request_ends_by_itself(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        house.wait(30 * DAY_SECONDS);
        house.tidy().await;
        assert!(house.messages_to(NEW_EMAIL).await[0].text.contains("Pasaron 30 días"));
        assert!(house.uploads().is_empty());
        assert_eq!(count(&house, "assisted_requests where state = 'expired' and about is null").await, 1);

        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        let teresa = office.teresa.0.clone();
        teresa.sign_in(&house, &mut office.teresa.1).await;
        let carlos = office.carlos.0.clone();
        carlos.sign_in(&house, &mut office.carlos.1).await;
        grant(&house, &mut office).await;
        let link = link_after_the_day(&house).await;
        house.wait(DAY_SECONDS);
        house.visitor().get(&link).await.shows("Este enlace ya no sirve");
        house.tidy().await;
        assert!(house.messages_to(NEW_EMAIL).await[0].text.contains("sin que se usara"));
    }

    async fn a_walk_that_proves_nothing_leaves_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let form = prove(&house, &mut visitor, LUIS.portal, &facts_of(&LUIS)).await;
        house.wait(31 * 60);
        let pictures = [("front", &picture(1)[..]), ("back", &picture(2)[..])];
        let page = visitor.upload_several(authorised(&form), &pictures).await;
        assert_eq!(page.path(), "/multiempleos/recuperacion-asistida");
        house.tidy().await;
        assert_eq!((count(&house, "assisted_requests").await, count(&house, "journeys").await, house.uploads().len()), (0, 0, 0));
    }

    async fn pictures_that_nobody_needs_are_swept_out(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        house.run("delete from assisted_requests").await;
        house.tidy().await;
        assert_eq!(house.uploads().len(), 2, "they might be of a request that is being written");
        house.wait(2 * 3600);
        house.tidy().await;
        assert!(house.uploads().is_empty());
    }

    async fn a_suspended_account_is_let_nobody_into(database: TestDatabase) {
        let (house, _) = granted(&database).await;
        house.run("update accounts set suspended_at = 1795194000000000").await;
        house.wait(DAY_SECONDS);
        house.tidy().await;
        assert!(house.messages_to(NEW_EMAIL).await[0].text.contains("detuvo la solicitud"));
        assert_eq!(count(&house, "verification_links where purpose = 'assisted-recovery'").await, 0);
    }

    async fn of_two_requests_for_one_account_that_are_approved_at_once_one_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut office = Office::open(&house, LUIS.portal).await;
        let mut ana = CARLOS.called("Ana Díaz", "ana.diaz@guadualba.example").at_desk(&house).await;
        for _ in 0..2 {
            ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
            house.wait(65);
        }
        let (desk, browser) = &mut office.teresa;
        let list = browser.get("/multiempleos/oficina/recuperaciones").await;
        let paths = paths_in(&list);
        for path in &paths {
            let page = desk.open_fresh(&house, browser, path).await;
            decide(browser, &page, "Coincide").await.shows("Por aprobar");
        }
        assert_eq!(paths.len(), 2, "{paths:?}");
        let one = office.carlos.0.open_fresh(&house, &mut office.carlos.1, &paths[0]).await;
        let other = ana.0.open_fresh(&house, &mut ana.1, &paths[1]).await;
        let pages = tokio::join!(decide(&mut office.carlos.1, &one, "Aprobar"), decide(&mut ana.1, &other, "Aprobar"));
        let texts = [pages.0.text(), pages.1.text()];
        assert_eq!(texts.iter().filter(|text| text.contains("En espera de 24 horas")).count(), 1, "{texts:?}");
        assert_eq!(texts.iter().filter(|text| text.contains("Otra solicitud ya abrió la espera")).count(), 1, "{texts:?}");
    }

    async fn a_second_request_for_the_same_account_waits_for_the_first(database: TestDatabase) {
        let (house, mut office) = granted(&database).await;
        house.wait(65);
        ask(&house, &mut house.visitor(), LUIS.portal, &facts_of(&LUIS)).await;
        let page = request_page(&house, &mut office.teresa).await;
        decide(&mut office.teresa.1, &page, "Coincide").await.shows("Por aprobar");
        let page = request_page(&house, &mut office.carlos).await;
        decide(&mut office.carlos.1, &page, "Aprobar").await.shows("Otra solicitud ya abrió la espera");
        assert_eq!(count(&house, "assisted_requests where is_granted").await, 1);
    }
}

/// The token of a page's forms.
fn csrf(page: &Page) -> String {
    let text = page.body().split("name=\"csrf\" value=\"").nth(1).expect("the page has a form");
    text.split('"').next().expect("the attribute ends").to_owned()
}
