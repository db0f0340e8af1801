//! Nothing of one portal is reachable from another, and what a page refuses a form of one's own making is refused too (incident
//! classes T6, T9).
//!
//! The hardest case is two portals that are alike in everything but their name, with the same person in both.

use std::fs;
use std::path::Path;

use http::StatusCode;
use identity::portals::Portals;
use testing::{
    Client, JORGE, LUIS, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases, portals_in, press,
};

use crate::request::{NO_TOKEN, PORTALS, csrf, get, header, post_from};

/// Jorge again, with the same name, documents and contacts, in the other cooperative.
const JORGES_TWIN: Resident = Resident { portal: "gemelo", ..JORGE };
/// And Sofía, in the other agency.
const SOFIAS_TWIN: Resident = Resident { portal: "melliza", ..SOFIA };
const PHONE: &str = "+573990000012";

/// The presets, and a twin of two of them.
fn with_twins() -> Portals {
    let presets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../portals");
    let folder = tempfile::TempDir::with_prefix("aldaba-portals-").expect("a temporary folder");
    for entry in fs::read_dir(&presets).expect("the presets are there") {
        let entry = entry.expect("a file");
        fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("it copies");
    }
    for (of, twin) in [("multiportal", "gemelo"), ("miportal", "melliza")] {
        let text = fs::read_to_string(presets.join(format!("{of}.toml"))).expect("it reads");
        let text = text.replace(&format!("https://{of}."), &format!("https://{twin}."));
        fs::write(folder.path().join(format!("{twin}.toml")), text).expect("it writes");
    }
    portals_in(folder.path())
}

async fn house_of_twins(database: &TestDatabase) -> TestHouse {
    let house = TestHouse::with_portals(database, with_twins()).await;
    for resident in [LUIS, SOFIA, JORGE, JORGES_TWIN, SOFIAS_TWIN] {
        resident.settle(&house).await;
    }
    house
}

/// Copies every cookie of one portal to the same cookie of another, as its thief would.
fn pass_off(visitor: &mut Client, from: &str, to: &str) {
    for (name, value) in visitor.cookies().clone() {
        if let Some(what) = name.strip_prefix(&format!("{from}-")) {
            visitor.plant_cookie(&format!("{to}-{what}"), &value);
        }
    }
}

async fn is_inside(visitor: &mut Client, portal: &str) -> bool {
    get(visitor, &format!("/{portal}/inicio")).await.status() == StatusCode::OK
}

async fn asks_to_recover(visitor: &mut Client, portal: &str) -> testing::Page {
    let page = visitor.get(&format!("/{portal}/recuperar")).await;
    let facts =
        [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
    visitor.submit(&page, "Recuperar", &facts).await
}

async fn mailed_link(house: &TestHouse, portal: &str, path: &str, part: &str) -> String {
    let mut visitor = house.visitor();
    let path = format!("/{portal}{path}");
    let answer = post_from(&mut visitor, &path, &path, &[("email", SOFIA.email)]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    house.link_to(SOFIA.email, part).await
}

on_both_databases! {
    async fn a_session_of_one_portal_is_none_in_another(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        for (resident, others) in [(JORGE, ["gemelo", "multiempleos"]), (SOFIA, ["melliza", "multiportal"])] {
            let mut visitor = house.visitor();
            resident.sign_in(&house, &mut visitor).await;
            for other in others {
                pass_off(&mut visitor, resident.portal, other);
                assert!(!is_inside(&mut visitor, other).await, "{} is inside {other}", resident.name);
            }
            assert!(is_inside(&mut visitor, resident.portal).await);
        }
    }

    async fn a_device_known_to_one_portal_is_unknown_to_another(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let mut visitor = house.visitor();
        JORGE.sign_in(&house, &mut visitor).await;
        pass_off(&mut visitor, "multiportal", "gemelo");
        visitor.plant_cookie("gemelo-session", "");
        let page = JORGES_TWIN.try_password(&house, &mut visitor, JORGE.password).await;
        assert!(page.path().ends_with("/gemelo/ingreso/codigo"), "{}", page.path());
    }

    async fn a_walk_and_its_code_count_in_their_own_portal(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let mut visitor = house.visitor();
        visitor.get("/multiportal/ingreso").await;
        pass_off(&mut visitor, "multiportal", "gemelo");
        asks_to_recover(&mut visitor, "multiportal").await;
        let code = house.code_to(PHONE).await;
        assert_eq!(visitor.get("/gemelo/recuperar/codigo").await.path(), "/gemelo/recuperar", "no walk was begun here");
        house.wait(3_600);
        let mut visitor = house.visitor();
        visitor.get("/multiportal/ingreso").await;
        pass_off(&mut visitor, "multiportal", "gemelo");
        asks_to_recover(&mut visitor, "multiportal").await;
        let newer = house.code_to(PHONE).await;
        house.wait(70);
        let pad = asks_to_recover(&mut visitor, "gemelo").await;
        let twins = house.code_to(PHONE).await;
        assert!(code != newer && newer != twins, "codes are drawn anew");
        press(&mut visitor, &pad, &newer).await.shows("no es correcto");
        let pad = visitor.get("/gemelo/recuperar/codigo").await;
        let page = press(&mut visitor, &pad, &twins).await;
        assert_eq!(page.path(), "/gemelo/recuperar/nueva");
        assert_eq!(visitor.get("/multiportal/recuperar/nueva").await.path(), "/multiportal/recuperar");
    }

    async fn a_link_of_one_portal_opens_nothing_in_another(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let recovery = mailed_link(&house, "miportal", "/recuperar", "/cv/recordar/").await;
        let mut visitor = house.visitor();
        let elsewhere = recovery.replace("/miportal/", "/melliza/");
        visitor.get(&elsewhere).await.shows("ya no sirve");
        let path = url::Url::parse(&elsewhere).unwrap().path().to_owned();
        let fields = [("email", SOFIA.email), ("password", "Mirla-Verde.8-Tren")];
        let answer = post_from(&mut visitor, "/melliza/ingreso", &path, &fields).await;
        assert!(answer.body().contains("ya no sirve"));
        let page = visitor.get(&recovery).await;
        visitor.submit(&page, "Guardar la contraseña", &fields).await.shows("quedó cambiada");
        SOFIAS_TWIN.sign_in(&house, &mut house.visitor()).await;
        SOFIA.sign_in_with(&house, &mut house.visitor(), "Mirla-Verde.8-Tren").await;
    }

    async fn a_link_is_good_for_its_purpose_alone(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let recovery = mailed_link(&house, "miportal", "/recuperar", "/cv/recordar/").await;
        let token = recovery.rsplit('/').next().unwrap().to_owned();
        let mut visitor = house.visitor();
        visitor.get(&format!("/miportal/registro/correo/{token}")).await.shows("ya no sirve");
        let confirm = format!("/miportal/correo/confirmar/{token}");
        visitor.get(&confirm).await.shows("ya no sirve");
        assert!(post_from(&mut visitor, "/miportal/ingreso", &confirm, &[]).await.body().contains("ya no sirve"));
        visitor.get(&format!("/multiempleos/restaurar/contrasena/{token}")).await.shows("ya no sirve");
        visitor.get(&recovery).await.shows("Guardar la contraseña");
    }

    async fn wrong_tries_in_one_portal_close_nothing_in_another(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        for _ in 0..6 {
            JORGE.try_password(&house, &mut house.visitor(), "0001").await;
        }
        let said = JORGE.try_password(&house, &mut house.visitor(), JORGE.password).await;
        assert!(!said.path().ends_with("/codigo"), "it is closed here");
        JORGES_TWIN.sign_in(&house, &mut house.visitor()).await;
    }

    async fn a_persons_sessions_are_ended_in_their_own_portal_alone(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let (mut here, mut twin) = (house.visitor(), house.visitor());
        SOFIA.sign_in(&house, &mut here).await;
        SOFIA.sign_in(&house, &mut house.visitor()).await;
        SOFIAS_TWIN.sign_in(&house, &mut twin).await;
        let page = here.get("/miportal/perfil").await;
        let other = page.form("Cerrar Linux").value("session").unwrap().to_owned();
        post_from(&mut twin, "/melliza/inicio", "/melliza/perfil/sesiones/cerrar", &[("session", &other)]).await;
        post_from(&mut twin, "/melliza/inicio", "/melliza/perfil/sesiones/cerrar-otras", &[]).await;
        assert_eq!(house.number("select count(*) as number from sessions where ended_at is null and portal = 'miportal'").await, 2);
    }

    async fn a_form_that_a_portal_does_not_have_is_refused(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        for portal in ["multiempleos", "miportal"] {
            let page = format!("/{portal}/ingreso");
            let path = format!("/{portal}/recuperar-usuario");
            let mut visitor = house.visitor();
            assert_eq!(post_from(&mut visitor, &page, &path, &[("email", JORGE.email)]).await.status(), StatusCode::NOT_FOUND);
            assert_eq!(get(&mut visitor, &path).await.status(), StatusCode::NOT_FOUND);
            let facts = [("document_type", "CC"), ("document", JORGE.cedula), ("phone", JORGE.phone)];
            let answer = post_from(&mut visitor, &page, &format!("/{portal}/recuperar"), &facts).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        for (portal, path, fields) in [
            ("multiportal", "/recuperar", ("email", JORGE.email)),
            ("multiportal", "/registro", ("email", "nueva@correo.test")),
            ("multiportal", "/registro", ("document", JORGE.cedula)),
            ("miportal", "/registro", ("document", LUIS.cedula)),
            ("multiempleos", "/registro", ("email", LUIS.email)),
        ] {
            let answer = post_from(&mut house.visitor(), &format!("/{portal}/ingreso"), &format!("/{portal}{path}"), &[fields]).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{portal} {path} {fields:?}");
        }
        for (portal, path) in [
            ("multiempleos", format!("/cv/recordar/contrasena/{NO_TOKEN}")), ("miportal", format!("/restaurar/contrasena/{NO_TOKEN}")),
            ("multiportal", format!("/cv/recordar/contrasena/{NO_TOKEN}")),
        ] {
            let answer = post_from(&mut house.visitor(), &format!("/{portal}/ingreso"), &format!("/{portal}{path}"), &[]).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{portal}{path}");
        }
        let mut sofia = house.visitor();
        SOFIA.sign_in(&house, &mut sofia).await;
        let fields = [("phone", "3990000044"), ("current_password", SOFIA.password)];
        let answer = post_from(&mut sofia, "/miportal/perfil", "/miportal/perfil/celular", &fields).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "this portal sends no text messages");
        let asked = "select count(*) as number from tasks where kind like 'recovery.%' or kind like 'registration.%' or kind like 'profile.%'";
        assert_eq!(house.number(asked).await, 0, "nothing was asked for");
    }

    async fn a_later_step_is_not_reached_by_sending_its_form(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let accounts = house.number("select count(*) as number from accounts").await;
        let all = [
            ("email", "mala@correo.test"), ("username", "mallory"), ("password", "caminos de Guateque al sol"),
            ("password_repeat", "caminos de Guateque al sol"), ("given_names", "Mala"), ("family_names", "Fe"), ("code", "123456"),
            ("account", "1"), ("account_id", "1"), ("roster_entry_id", "1"), ("step", "new-password"),
        ];
        for portal in PORTALS {
            for path in ["/registro/datos", "/registro/codigo", "/recuperar/nueva", "/recuperar/codigo", "/ingreso/clave", "/ingreso/codigo", "/perfil/celular/codigo"] {
                let mut mallory = house.visitor();
                let answer = post_from(&mut mallory, &format!("/{portal}/ingreso"), &format!("/{portal}{path}"), &all).await;
                assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{portal}{path}");
                assert!(!is_inside(&mut mallory, portal).await);
            }
        }
        assert_eq!(house.number("select count(*) as number from accounts").await, accounts);
        assert_eq!(house.number("select count(*) as number from sessions").await, 0);
    }

    async fn a_right_password_alone_opens_nothing_where_a_code_is_asked_for(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let mut mallory = house.visitor();
        JORGE.try_password(&house, &mut mallory, JORGE.password).await;
        for path in ["/inicio", "/perfil", "/perfil/clave"] {
            assert_eq!(header(&get(&mut mallory, &format!("/multiportal{path}")).await, "location"), "/multiportal/ingreso", "{path}");
        }
        post_from(&mut mallory, "/multiportal/recuperar", "/multiportal/ingreso/codigo", &[("code", "")]).await;
        assert!(!is_inside(&mut mallory, "multiportal").await);
    }

    async fn a_members_contacts_are_the_cooperatives_whatever_the_form_says(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        house.on_roster("multiportal", "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000011;Carmen;Ortiz;carmen.ortiz@correo.test;3990000011\n").await;
        let mut carmen = house.visitor();
        let facts = [("document_type", "CC"), ("document", "1900000011"), ("email", "carmen.ortiz@correo.test"), ("phone", "3990000011")];
        post_from(&mut carmen, "/multiportal/registro", "/multiportal/registro", &facts).await;
        let code = house.code_to("+573990000011").await;
        post_from(&mut carmen, "/multiportal/recuperar", "/multiportal/registro/codigo", &[("code", &code)]).await;
        let chosen = [
            ("username", "carmen.ortiz"), ("password", "7302"), ("password_repeat", "7302"), ("email", "mala@correo.test"),
            ("phone", "3990000666"), ("document", "1900000666"), ("given_names", "Otra"),
        ];
        post_from(&mut carmen, "/multiportal/recuperar", "/multiportal/registro/datos", &chosen).await;
        assert_eq!(house.number("select count(*) as number from accounts where signin_name = 'carmen.ortiz'
            and email = 'carmen.ortiz@correo.test' and phone = '+573990000011' and given_names = 'Carmen' and email_confirmed_at is null").await, 1);
        assert!(house.messages_to("mala@correo.test").await.is_empty());
    }

    async fn an_address_that_nobody_confirmed_recovers_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        house.on_roster("multiempleos", "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000002;Luis;Pardo;luis.pardo@correo.test;3990000002\nCC;1900000001;Mala;Fe;mala@correo.test;\n").await;
        // Somebody of the roster opens an account with the address of another, who has never been here.
        let mut mallory = house.visitor();
        post_from(&mut mallory, "/multiempleos/registro", "/multiempleos/registro", &[("document", "1900000001")]).await;
        let code = house.code_to("mala@correo.test").await;
        post_from(&mut mallory, "/multiempleos/recuperar", "/multiempleos/registro/codigo", &[("code", &code)]).await;
        let password = "caminos de Guateque al sol";
        let chosen = [("email", "victima@correo.test"), ("password", password), ("password_repeat", password)];
        post_from(&mut mallory, "/multiempleos/recuperar", "/multiempleos/registro/datos", &chosen).await;
        assert_eq!(house.messages_to("victima@correo.test").await.len(), 1, "she is asked whether it is hers");
        post_from(&mut mallory, "/multiempleos/recuperar", "/multiempleos/recuperar", &[("email", "victima@correo.test")]).await;
        assert_eq!(house.messages_to("victima@correo.test").await.len(), 1, "and nothing else is sent there");
    }

    async fn a_name_that_is_somebodys_is_not_taken_over_by_changing_an_address(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let berta = Resident { name: "Berta", family: "Ñáñez", email: "berta@correo.test", ..SOFIA };
        SOFIA.settle(&house).await;
        berta.settle(&house).await;
        let mut sofia = house.visitor();
        SOFIA.sign_in(&house, &mut sofia).await;
        let fields = [("email", "Berta@Correo.test"), ("current_password", SOFIA.password)];
        post_from(&mut sofia, "/miportal/perfil/correo", "/miportal/perfil/correo", &fields).await;
        // Even if Berta herself opens the link that she gets.
        for message in house.messages_to("berta@correo.test").await {
            assert!(!message.text.contains("Sofía"));
        }
        let links = house.messages_to("berta@correo.test").await;
        if links.iter().any(|message| message.text.contains("/correo/confirmar/")) {
            let link = house.link_to("berta@correo.test", "/correo/confirmar/").await;
            let page = house.visitor().get(&link).await;
            let mut browser = house.visitor();
            let path = url::Url::parse(&link).unwrap().path().to_owned();
            post_from(&mut browser, "/miportal/ingreso", &path, &[]).await;
            assert!(page.status().is_success() || page.status().is_client_error());
        }
        berta.sign_in(&house, &mut house.visitor()).await;
        SOFIA.sign_in(&house, &mut house.visitor()).await;
    }

    async fn every_way_to_a_new_password_holds_the_rule(database: TestDatabase) {
        let house = house_of_twins(&database).await;
        let refused: &[(&str, &[&str])] = &[
            // Short, common, with the organisation's word, with the person's own name and document.
            ("multiempleos", &["", "corta", "123456789012345", "guadualba guadualba", "pardo pardo pardo", "1900000002 1900000002"]),
            ("miportal", &["", "corta", "sinmayusculas1!", "SINMINUSCULAS1!", "SinNumeros!", "SinSimbolo1", "Password1!", "Turpialto-1"]),
            ("multiportal", &["", "123", "12345", "abcd", "1234", "0000", "1111", "0012", "１２３４"]),
        ];
        for (portal, passwords) in refused {
            let resident = [LUIS, SOFIA, JORGE].into_iter().find(|resident| resident.portal == *portal).unwrap();
            let before = resident.login(&house).await;
            let mut inside = house.visitor();
            resident.sign_in(&house, &mut inside).await;
            house.wait(120);
            let (mut outside, path, start) = proved(&house, &resident).await;
            for password in *passwords {
                let fields = [("email", resident.email), ("password", password), ("password_repeat", password)];
                let answer = post_from(&mut outside, &start, &path, &fields).await;
                assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path} with «{password}»");
                let fields = [("current_password", resident.password), ("password", password), ("password_repeat", password)];
                let change = format!("/{portal}/perfil/clave");
                let answer = post_from(&mut inside, &change, &change, &fields).await;
                assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{change} with «{password}»");
            }
            assert_eq!(resident.login(&house).await, before, "the password is the same");
            assert_eq!(get(&mut outside, &path).await.status(), StatusCode::OK, "and the proof was not burnt");
        }
    }
}

/// A browser that has proved whose it is, where it sends the new password, and a page with a form.
async fn proved(house: &TestHouse, resident: &Resident) -> (Client, String, String) {
    let mut visitor = house.visitor().coming_from([10, 3, 3, 3].into());
    let portal = resident.portal;
    let start = format!("/{portal}/ingreso");
    if portal == "multiportal" {
        let pad = asks_to_recover(&mut visitor, portal).await;
        let code = house.code_to(PHONE).await;
        let page = press(&mut visitor, &pad, &code).await;
        return (visitor, page.path().to_owned(), start);
    }
    let token = csrf(&mut visitor, &format!("/{portal}/recuperar")).await;
    visitor.post(&format!("/{portal}/recuperar"), &[("csrf", &token), ("email", resident.email)]).await;
    let part = if portal == "miportal" { "/cv/recordar/" } else { "/restaurar/" };
    let link = house.link_to(resident.email, part).await;
    (visitor, url::Url::parse(&link).expect("a link").path().to_owned(), start)
}
