//! The profile, as people keep it: password, address, phone and sessions.

use aldaba::routes::{Audience, PAGES};
use http::{Method, StatusCode};
use testing::{
    Client, JORGE, LUIS, Page, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases, press,
};

const MINUTE_SECONDS: u64 = 60;
const NEW_PASSPHRASE: &str = "tres mirlas en el alambre";

const MARTA: Resident = Resident {
    name: "Marta",
    family: "Ruiz",
    cedula: "1900000003",
    email: "marta@correo.test",
    phone: "",
    ..LUIS
};

async fn at_home(house: &TestHouse, resident: &Resident) -> Client {
    let mut visitor = house.visitor();
    resident.sign_in(house, &mut visitor).await;
    visitor
}

async fn is_inside(visitor: &mut Client, resident: &Resident) -> bool {
    let path = format!("/{}/perfil", resident.portal);
    visitor.get(&path).await.path() == path
}

async fn changes_password(visitor: &mut Client, current: &str, new: &str) -> Page {
    let page = visitor.get("/multiempleos/perfil/clave").await;
    let fields = [("current_password", current), ("password", new), ("password_repeat", new)];
    visitor.submit(&page, "Guardar", &fields).await
}

async fn changes_email(visitor: &mut Client, resident: &Resident, password: &str, email: &str) -> Page {
    let page = visitor.get(&format!("/{}/perfil/correo", resident.portal)).await;
    visitor.submit(&page, "Enviar el enlace", &[("email", email), ("current_password", password)]).await
}

async fn changes_phone(visitor: &mut Client, pin: &str, phone: &str) -> Page {
    let page = visitor.get("/multiportal/perfil/celular").await;
    visitor.submit(&page, "Enviar el código", &[("phone", phone), ("current_password", pin)]).await
}

async fn phone_of_jorge(house: &TestHouse) -> i64 {
    house.number("select cast(replace(phone, '+', '') as bigint) as number from accounts where signin_name = 'jorge.nino'").await
}

on_both_databases! {
    async fn every_page_of_the_inside_sends_a_stranger_to_the_door(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut stranger = house.visitor();
        for portal in ["multiempleos", "miportal", "multiportal"] {
            let page = stranger.get(&format!("/{portal}/ingreso")).await;
            let button = if portal == "multiportal" { "Continuar" } else { "Ingresar" };
            let csrf = page.form(button).value("csrf").unwrap().to_owned();
            for (_, path, _) in PAGES.iter().filter(|(_, _, audience)| *audience == Audience::SignedIn) {
                let door = format!("/{portal}/ingreso");
                let page = stranger.get(&format!("/{portal}{path}")).await;
                assert!(page.path() == door || page.status() == StatusCode::METHOD_NOT_ALLOWED || page.status() == StatusCode::NOT_FOUND, "{path} shows itself");
                let page = stranger.post(&format!("/{portal}{path}"), &[("csrf", &csrf)]).await;
                assert!(page.path() == door || page.status() == StatusCode::METHOD_NOT_ALLOWED, "{path} takes a form: {}", page.status());
            }
        }
    }

    async fn a_person_ends_one_session_or_all_others(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut here = at_home(&house, &LUIS).await;
        let mut library = at_home(&house, &LUIS).await;
        let page = here.get("/multiempleos/perfil").await;
        page.shows("Este navegador");
        let end = "Cerrar Linux".to_owned();
        here.submit(&page, &end, &[]).await.does_not_show("Cerrar todas las demás");
        assert!(!is_inside(&mut library, &LUIS).await);
        assert!(is_inside(&mut here, &LUIS).await);

        let (mut one, mut two) = (at_home(&house, &LUIS).await, at_home(&house, &LUIS).await);
        let page = here.get("/multiempleos/perfil").await;
        here.submit(&page, "Cerrar todas las demás", &[]).await;
        assert!(!is_inside(&mut one, &LUIS).await && !is_inside(&mut two, &LUIS).await);
        assert!(is_inside(&mut here, &LUIS).await);
    }

    async fn another_persons_session_is_not_ended(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        MARTA.settle(&house).await;
        let (mut luis, mut luis_at_work) = (at_home(&house, &LUIS).await, at_home(&house, &LUIS).await);
        let (mut marta, mut martas_other) = (at_home(&house, &MARTA).await, at_home(&house, &MARTA).await);
        let his = luis.get("/multiempleos/perfil").await;
        let hers = marta.get("/multiempleos/perfil").await;
        let his_other = his.form("Cerrar Linux").value("session").unwrap().to_owned();
        for id in [his_other.as_str(), "", "x", "00000000-0000-0000-0000-000000000000"] {
            marta.send(hers.form("Cerrar Linux").tamper("session", id)).await;
        }
        assert!(is_inside(&mut luis, &LUIS).await && is_inside(&mut luis_at_work, &LUIS).await);
        marta.submit(&hers, "Cerrar todas las demás", &[]).await;
        assert!(is_inside(&mut luis, &LUIS).await && is_inside(&mut luis_at_work, &LUIS).await);
        assert!(!is_inside(&mut martas_other, &MARTA).await);
    }

    async fn a_session_ends_when_idle_and_when_old(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for (resident, idle_minutes, absolute_minutes) in [(LUIS, 20, 600), (SOFIA, 30, 720), (JORGE, 10, 240)] {
            resident.settle(&house).await;
            let mut idle = at_home(&house, &resident).await;
            house.wait(idle_minutes * MINUTE_SECONDS - 1);
            assert!(is_inside(&mut idle, &resident).await);
            house.wait(idle_minutes * MINUTE_SECONDS);
            assert!(!is_inside(&mut idle, &resident).await, "{} is inside after idling", resident.name);

            let mut busy = at_home(&house, &resident).await;
            let step = idle_minutes / 2;
            for _ in 0..absolute_minutes / step - 1 {
                house.wait(step * MINUTE_SECONDS);
                assert!(is_inside(&mut busy, &resident).await);
            }
            house.wait(step * MINUTE_SECONDS);
            assert!(!is_inside(&mut busy, &resident).await, "{} is inside for ever", resident.name);
        }
    }

    async fn a_new_password_asks_for_the_old_one_and_ends_every_other_session(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = at_home(&house, &LUIS).await;
        let mut elsewhere = at_home(&house, &LUIS).await;
        let before = LUIS.login(&house).await;
        for wrong in ["no es esta", ""] {
            assert!(!changes_password(&mut luis, wrong, NEW_PASSPHRASE).await.error_at("current_password").is_empty());
        }
        assert!(changes_password(&mut luis, LUIS.password, "corta").await.error_at("password").contains("Es muy corta"));
        assert_eq!(LUIS.login(&house).await, before);

        let token = luis.cookie("multiempleos-session").unwrap().to_owned();
        let page = changes_password(&mut luis, LUIS.password, NEW_PASSPHRASE).await;
        assert_eq!(page.path(), "/multiempleos/perfil");
        assert_ne!(luis.cookie("multiempleos-session"), Some(token.as_str()), "the session is the old one");
        assert!(!is_inside(&mut elsewhere, &LUIS).await);
        let mut thief = house.visitor();
        thief.plant_cookie("multiempleos-session", &token);
        assert!(!is_inside(&mut thief, &LUIS).await);
        assert_eq!(house.messages_to(LUIS.email).await[0].subject.as_deref(), Some("Su contraseña de Multiempleos cambió"));
    }

    async fn a_session_left_open_is_no_place_to_guess_the_password(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = at_home(&house, &JORGE).await;
        house.wait(MINUTE_SECONDS);
        for _ in 0..5 {
            assert!(changes_phone(&mut jorge, "8265", "3990000088").await.error_at("current_password").contains("Esa no es"));
        }
        assert!(changes_phone(&mut jorge, JORGE.password, "3990000088").await.error_at("current_password").contains("Hubo demasiados intentos"));
        assert!(changes_email(&mut jorge, &JORGE, JORGE.password, "otro@correo.test").await.error_at("current_password").contains("Hubo demasiados intentos"));
    }

    async fn a_new_address_counts_once_proved_and_the_old_one_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut sofia = at_home(&house, &SOFIA).await;
        // A recovery link that waits in the old mailbox.
        let page = house.visitor().get("/miportal/recuperar").await;
        let mut anybody = house.visitor();
        anybody.get("/miportal/recuperar").await;
        let page_of_anybody = anybody.get("/miportal/recuperar").await;
        drop(page);
        anybody.submit(&page_of_anybody, "Enviar correo", &[("email", SOFIA.email)]).await;
        let recovery = house.link_to(SOFIA.email, "/cv/recordar/").await;

        changes_email(&mut sofia, &SOFIA, SOFIA.password, "Nueva@Correo.test").await.shows("Mire su correo nuevo");
        let link = house.link_to("nueva@correo.test", "/correo/confirmar/").await;
        SOFIA.try_password(&house, &mut house.visitor(), SOFIA.password).await.shows("Hola, Sofía");
        let mut telephone = house.visitor();
        let page = telephone.get(&link).await;
        telephone.submit(&page, "Confirmar", &[]).await.shows("Su correo quedó confirmado");

        let told = &house.messages_to(SOFIA.email).await[0];
        assert_eq!(told.subject.as_deref(), Some("El correo de su cuenta en Mi Portal cambió"));
        assert!(!told.text.contains("nueva@correo.test"), "the old mailbox reads the new address: {}", told.text);
        anybody.get(&recovery).await.shows("Este enlace ya no sirve");
        SOFIA.try_as(&house, &mut house.visitor(), "nueva@correo.test", SOFIA.password).await.shows("Hola, Sofía");
        SOFIA.try_as(&house, &mut house.visitor(), SOFIA.email, SOFIA.password).await.shows("no son correctos");
    }

    async fn an_address_that_is_somebody_elses_name_is_not_taken_over(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let clara = Resident { name: "Clara", family: "Ríos", email: "clara@correo.test", ..SOFIA };
        SOFIA.settle(&house).await;
        clara.settle(&house).await;
        let mut sofia = at_home(&house, &SOFIA).await;
        changes_email(&mut sofia, &SOFIA, SOFIA.password, clara.email).await.shows("Mire su correo nuevo");
        let link = house.link_to(clara.email, "/correo/confirmar/").await;
        let mut claras = house.visitor();
        let page = claras.get(&link).await;
        claras.submit(&page, "Confirmar", &[]).await.shows("Este enlace ya no sirve");
        clara.sign_in(&house, &mut house.visitor()).await;
        SOFIA.sign_in(&house, &mut house.visitor()).await;
    }

    async fn a_link_for_an_address_that_was_replaced_since_changes_nothing_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = at_home(&house, &LUIS).await;
        changes_email(&mut luis, &LUIS, LUIS.password, "uno@correo.test").await;
        changes_email(&mut luis, &LUIS, LUIS.password, "dos@correo.test").await;
        let (one, two) = (house.link_to("uno@correo.test", "/confirmar/").await, house.link_to("dos@correo.test", "/confirmar/").await);
        let page = luis.get(&two).await;
        luis.submit(&page, "Confirmar", &[]).await.shows("Su correo quedó confirmado");
        luis.get(&one).await.shows("Este enlace ya no sirve");
        assert_eq!(house.number("select count(*) as number from accounts where email = 'dos@correo.test'").await, 1);
    }

    async fn a_new_phone_counts_once_its_code_came_back_and_the_old_one_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = at_home(&house, &JORGE).await;
        house.wait(MINUTE_SECONDS);
        let pad = changes_phone(&mut jorge, JORGE.password, "399 000 0088").await;
        let code = house.code_to("+573990000088").await;
        assert_eq!(phone_of_jorge(&house).await, 573_990_000_012);
        assert_eq!(press(&mut jorge, &pad, &code).await.path(), "/multiportal/perfil");
        assert_eq!(phone_of_jorge(&house).await, 573_990_000_088);
        assert!(house.messages_to("+573990000012").await[0].text.contains("celular"));
        assert_eq!(house.messages_to(JORGE.email).await[0].subject.as_deref(), Some("El celular de su cuenta en Multiportal cambió"));
    }

    async fn a_thief_whose_session_was_ended_cannot_finish_a_change_of_phone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut thief = at_home(&house, &JORGE).await;
        house.wait(MINUTE_SECONDS);
        let mut jorge = at_home(&house, &JORGE).await;
        let pad = changes_phone(&mut thief, JORGE.password, "3990000066").await;
        let code = house.code_to("+573990000066").await;
        let page = jorge.get("/multiportal/perfil").await;
        jorge.submit(&page, "Cerrar todas las demás", &[]).await;

        let page = press(&mut thief, &pad, &code[..1]).await;
        if page.path().ends_with("/celular/codigo") {
            press(&mut thief, &page, &code[1..]).await;
        }
        assert_eq!(phone_of_jorge(&house).await, 573_990_000_012, "the phone is the thief's");
    }

    async fn a_change_of_phone_ends_with_a_reset_of_the_password(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut thief = at_home(&house, &JORGE).await;
        let pad = changes_phone(&mut thief, JORGE.password, "3990000066").await;
        let code = house.code_to("+573990000066").await;
        house.wait(MINUTE_SECONDS);
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/recuperar").await;
        let fields = [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
        let own_pad = jorge.submit(&page, "Recuperar", &fields).await;
        let page = press(&mut jorge, &own_pad, &house.code_to("+573990000012").await).await;
        jorge.submit(&page, "Guardar la contraseña", &[("password", "5093"), ("password_repeat", "5093")]).await;

        let page = press(&mut thief, &pad, &code[..1]).await;
        if page.path().ends_with("/celular/codigo") {
            press(&mut thief, &page, &code[1..]).await;
        }
        assert_eq!(phone_of_jorge(&house).await, 573_990_000_012, "the phone is the thief's");
    }

    async fn a_form_of_before_signing_in_is_worth_nothing_inside(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        let page = luis.get("/multiempleos/ingreso").await;
        let before = page.form("Ingresar").value("csrf").unwrap().to_owned();
        LUIS.sign_in(&house, &mut luis).await;
        let url = page.url().join("/multiempleos/salir").unwrap();
        let answer = luis.ask(Method::POST, &url, Some(format!("csrf={before}"))).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert!(is_inside(&mut luis, &LUIS).await);
    }
}
