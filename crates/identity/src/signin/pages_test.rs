//! Signing in, as people do it, and as those do who guess.

use base::web::source::TrustedProxies;
use http::{Method, StatusCode};
use testing::{
    Client, JORGE, LUIS, Page, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases, press,
};

const MINUTE_SECONDS: u64 = 60;
const DAY_SECONDS: u64 = 24 * 60 * 60;
const WRONG_PIN: &str = "8265";
const WRONG: &str = "o la contraseña no son correctos";
const CLOSED: &str = "Hubo demasiados intentos desde aparatos desconocidos";

/// Somebody at a browser in another network.
fn somewhere(house: &TestHouse, place: u8) -> Client {
    house.visitor().coming_from([198, 51, 100, place].into())
}

/// The cooperative's second page: the PIN.
async fn at_the_pin(visitor: &mut Client, user: &str) -> Page {
    let page = visitor.get("/multiportal/ingreso").await;
    visitor.submit(&page, "Continuar", &[("user", user), ("robot", "no")]).await
}

async fn tries_pin(visitor: &mut Client, user: &str, pin: &str) -> Page {
    let page = at_the_pin(visitor, user).await;
    visitor.submit(&page, "Ingresar", &[("password", pin)]).await
}

/// Wrong PINs from a browser that the account does not know.
async fn guesses(visitor: &mut Client, user: &str, times: usize) {
    let page = at_the_pin(visitor, user).await;
    for _ in 0..times {
        visitor.submit(&page, "Ingresar", &[("password", WRONG_PIN)]).await.shows(WRONG);
    }
}

async fn sessions(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from sessions where ended_at is null").await
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

async fn is_inside(visitor: &mut Client, resident: &Resident) -> bool {
    let home = format!("/{}/inicio", resident.portal);
    visitor.get(&home).await.path() == home
}

on_both_databases! {
    async fn an_employee_signs_in_with_her_cedula_and_signs_out(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        let page = luis.get("/multiempleos/").await;
        page.shows("Ingreso al módulo de colaboradores").shows("Hemos aumentado los niveles de seguridad");
        assert_eq!(page.link("Salir").as_str(), "https://www.guadualba.example/");
        assert_eq!(page.link("¿Olvidó su contraseña?").path(), "/multiempleos/recuperar");

        let page = luis.submit(&page, "Ingresar", &[("user", "1.900.000.002"), ("password", LUIS.password)]).await;
        page.shows("Hola, Luis").shows("Es la primera vez que ingresa");
        let token = luis.cookie("multiempleos-session").expect("a session").to_owned();
        luis.submit(&page, "Salir", &[]).await.shows("Ingreso al módulo de colaboradores");
        assert_eq!(luis.cookie("multiempleos-session"), None);

        // Whoever kept the cookie has nothing.
        luis.plant_cookie("multiempleos-session", &token);
        assert!(!is_inside(&mut luis, &LUIS).await);
    }

    async fn a_candidate_signs_in_however_the_address_is_written(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut sofia = house.visitor();
        let page = sofia.get("/miportal/ingreso").await;
        assert_eq!(page.link("¿Olvidaste la contraseña?").path(), "/miportal/recuperar");
        SOFIA.try_as(&house, &mut sofia, " SOFIA.Mesa@Correo.TEST", SOFIA.password).await.shows("Hola, Sofía");
    }

    async fn a_member_signs_in_in_two_steps_with_a_code_on_a_new_device(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/").await;
        page.shows("Oficina virtual");
        let page = jorge.get(page.link("Ingreso").as_str()).await;
        page.shows("Portal Transaccional (Personas naturales)").shows("No soy un robot");
        assert_eq!(page.link("¿Olvidaste tu usuario?").path(), "/multiportal/recuperar-usuario");
        let unticked = jorge.submit(&page, "Continuar", &[("user", "jorge.nino")]).await;
        assert_eq!((unticked.status(), unticked.path()), (StatusCode::UNPROCESSABLE_ENTITY, "/multiportal/ingreso"));

        let page = jorge.submit(&page, "Continuar", &[("user", "Jorge.Nino"), ("robot", "no")]).await;
        assert_eq!(page.link("¿Olvidaste tu contraseña?").path(), "/multiportal/recuperar");
        let page = jorge.submit(&page, "Ingresar", &[("password", JORGE.password)]).await;
        page.shows("Confirme que es usted");
        assert!(!is_inside(&mut jorge, &JORGE).await, "the password alone opened a session");
        let code = house.code_to("+573990000012").await;
        let page = jorge.get("/multiportal/ingreso/codigo").await;
        press(&mut jorge, &page, &code).await.shows("Hola, Jorge");
        let told = house.messages_to(JORGE.email).await;
        assert_eq!(told[0].subject.as_deref(), Some("Ingreso a Multiportal desde un dispositivo nuevo"));

        // This browser is known from now on.
        let page = jorge.get("/multiportal/inicio").await;
        jorge.submit(&page, "Salir", &[]).await;
        tries_pin(&mut jorge, "jorge.nino", JORGE.password).await.shows("Hola, Jorge");
        assert_eq!(house.messages_to("+573990000012").await.len(), 1, "a second code was sent to a known device");
    }

    async fn a_known_and_an_unknown_name_read_alike(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
            let unknown = match resident.portal { "miportal" => "nadie@correo.test", "multiportal" => "nadie.nunca", _ => "1999999999" };
            let mut pages = Vec::new();
            for user in [resident.user(&house), unknown, "¿?"] {
                let mut mallory = house.visitor();
                let page = resident.try_as(&house, &mut mallory, user, "no es esta").await;
                page.shows(WRONG);
                let words = page.text().replace(user, "…");
                pages.push((page.status(), page.path().to_owned(), words));
            }
            assert_eq!(pages[0], pages[1]);
            assert_eq!(pages[0], pages[2]);
        }
        assert_eq!(sessions(&house).await, 0);
    }

    async fn the_password_of_whoever_stands_before_a_name_opens_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        for name in ["1900000003", "1900000002 x", "9999999999"] {
            let mut stranger = house.visitor();
            LUIS.try_as(&house, &mut stranger, name, LUIS.password).await.shows(WRONG);
            assert!(!is_inside(&mut stranger, &LUIS).await, "{name}");
        }
        assert_eq!(sessions(&house).await, 0);
    }

    async fn the_right_password_and_a_wrong_code_open_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut mallory = house.visitor();
        let page = tries_pin(&mut mallory, "jorge.nino", JORGE.password).await;
        let code = house.code_to("+573990000012").await;
        let wrong = if code == "123987" { "123986" } else { "123987" };
        let mut page = page;
        for left in ["4", "3", "2", "1"] {
            page = press(&mut mallory, &page, wrong).await;
            page.shows(&format!("{left} intento"));
        }
        press(&mut mallory, &page, wrong).await.shows("Se acabaron los intentos");
        // Not even the right one, now.
        mallory.get("/multiportal/ingreso/codigo").await.shows("Se acabaron los intentos");
        mallory.send(page.form(&code[..1])).await;
        mallory.plant_cookie("multiportal-typing", "field");
        let csrf = page.form("Borrar último").value("csrf").expect("a token").to_owned();
        let page = mallory.post("/multiportal/ingreso/codigo", &[("csrf", &csrf), ("code", &code)]).await;
        page.shows("Se acabaron los intentos");
        assert!(!is_inside(&mut mallory, &JORGE).await);
        assert_eq!(sessions(&house).await, 0);
    }

    async fn five_wrong_pins_in_a_row_close_new_devices_until_a_reset(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut at_home = house.visitor();
        JORGE.sign_in(&house, &mut at_home).await;
        let page = at_home.get("/multiportal/inicio").await;
        at_home.submit(&page, "Salir", &[]).await;
        let told_before = house.messages_to(JORGE.email).await.len();

        let mut mallory = somewhere(&house, 7);
        guesses(&mut mallory, "jorge.nino", 5).await;
        tries_pin(&mut mallory, "jorge.nino", JORGE.password).await.shows(CLOSED);
        tries_pin(&mut somewhere(&house, 8), "jorge.nino", JORGE.password).await.shows(CLOSED);
        let told = house.messages_to(JORGE.email).await;
        assert_eq!(told.len(), told_before + 1, "the person is told once");
        assert!(told[0].text.contains("dispositivos nuevos"), "{}", told[0].text);

        // A stranger's failures do not touch the device that Jorge uses; his success there opens nothing to the stranger.
        tries_pin(&mut at_home, "jorge.nino", JORGE.password).await.shows("Hola, Jorge");
        tries_pin(&mut mallory, "jorge.nino", JORGE.password).await.shows(CLOSED);
        house.wait(90 * DAY_SECONDS);
        tries_pin(&mut mallory, "jorge.nino", JORGE.password).await.shows(CLOSED);
        assert_eq!(sessions(&house).await, 1);
    }

    async fn a_name_that_nobody_has_closes_after_five_too(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut mallory = house.visitor();
        guesses(&mut mallory, "nadie.nunca", 5).await;
        tries_pin(&mut mallory, "nadie.nunca", JORGE.password).await.shows(CLOSED);
        assert!(house.all_messages().await.is_empty());
    }

    async fn a_known_device_has_five_of_its_own(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut at_home = house.visitor();
        JORGE.sign_in(&house, &mut at_home).await;
        guesses(&mut at_home, "jorge.nino", 5).await;
        tries_pin(&mut at_home, "jorge.nino", JORGE.password).await.shows(CLOSED);
        // Five there say nothing about others.
        house.wait(MINUTE_SECONDS);
        JORGE.sign_in(&house, &mut somewhere(&house, 9)).await;
    }

    async fn twenty_wrong_pins_in_a_month_close_new_devices_whatever_came_between(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut place = 1;
        for _ in 0..5 {
            guesses(&mut somewhere(&house, place), "jorge.nino", 4).await;
            let page = tries_pin(&mut somewhere(&house, place + 1), "jorge.nino", JORGE.password).await;
            if place < 9 { page.shows("Confirme que es usted"); } else { page.shows(CLOSED); }
            house.wait(DAY_SECONDS);
            place += 2;
        }
        // Closed means until a reset, not until the month is over.
        house.wait(40 * DAY_SECONDS);
        tries_pin(&mut somewhere(&house, 100), "jorge.nino", JORGE.password).await.shows(CLOSED);
    }

    async fn guesses_are_counted_over_any_thirty_days(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        guesses(&mut somewhere(&house, 1), "jorge.nino", 1).await;
        tries_pin(&mut somewhere(&house, 101), "jorge.nino", JORGE.password).await.shows("Confirme que es usted");
        // Four at a time, and a success of Jorge between them: 1 + 16 + 2 in the last days of a month.
        house.wait(28 * DAY_SECONDS);
        for place in 2..6 {
            guesses(&mut somewhere(&house, place), "jorge.nino", 4).await;
            tries_pin(&mut somewhere(&house, place + 100), "jorge.nino", JORGE.password).await.shows("Confirme que es usted");
        }
        guesses(&mut somewhere(&house, 6), "jorge.nino", 2).await;
        // The first is older than that now; the others are not, whichever month it is.
        house.wait(3 * DAY_SECONDS);
        guesses(&mut somewhere(&house, 7), "jorge.nino", 2).await;
        tries_pin(&mut somewhere(&house, 8), "jorge.nino", JORGE.password).await.shows(CLOSED);
    }

    async fn a_device_stays_known_while_it_is_used(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut at_home = house.visitor();
        JORGE.sign_in(&house, &mut at_home).await;
        for _ in 0..3 {
            house.wait(399 * DAY_SECONDS);
            tries_pin(&mut at_home, "jorge.nino", JORGE.password).await.shows("Hola, Jorge");
        }
        house.wait(400 * DAY_SECONDS);
        tries_pin(&mut at_home, "jorge.nino", JORGE.password).await.shows("Confirme que es usted");
    }

    async fn a_password_waits_longer_each_time_after_ten_failures(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        for place in 0..10 {
            LUIS.try_password(&house, &mut somewhere(&house, place), "no es esta").await.shows(WRONG);
        }
        let mut luis = house.visitor();
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Espere un minuto, o recupere su contraseña");
        house.wait(MINUTE_SECONDS - 1);
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Espere un minuto");
        house.wait(1);
        LUIS.try_password(&house, &mut somewhere(&house, 11), "no es esta").await.shows(WRONG);
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Espere 2 minutos");
        house.wait(2 * MINUTE_SECONDS);
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Hola, Luis");
    }

    async fn a_stranger_does_not_make_a_known_device_wait(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        let page = LUIS.sign_in(&house, &mut luis).await;
        luis.submit(&page, "Salir", &[]).await;
        for place in 0..10 {
            LUIS.try_password(&house, &mut somewhere(&house, place), "no es esta").await;
        }
        LUIS.sign_in(&house, &mut luis).await;
        // His success does not let the stranger go on.
        LUIS.try_password(&house, &mut somewhere(&house, 20), "no es esta").await.shows("Espere un minuto");
    }

    async fn a_device_that_knows_one_account_is_a_stranger_to_another(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let elvira = Resident { name: "Elvira", family: "Duarte", cedula: "1900000013", username: "elvira.duarte", email: "elvira@correo.test", phone: "3990000013", ..JORGE };
        elvira.settle(&house).await;
        let mut elviras = house.visitor();
        elvira.sign_in(&house, &mut elviras).await;
        tries_pin(&mut elviras, "jorge.nino", JORGE.password).await.shows("Confirme que es usted");
        guesses(&mut elviras, "jorge.nino", 5).await;
        tries_pin(&mut somewhere(&house, 3), "jorge.nino", JORGE.password).await.shows(CLOSED);
    }

    async fn each_sign_in_has_a_new_session_and_ends_the_one_before(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let first = luis.cookie("multiempleos-session").expect("a session").to_owned();
        LUIS.sign_in(&house, &mut luis).await;
        let second = luis.cookie("multiempleos-session").expect("a session").to_owned();
        assert_ne!(first, second);
        assert_eq!(sessions(&house).await, 1);
        let mut thief = house.visitor();
        thief.plant_cookie("multiempleos-session", &first);
        assert!(!is_inside(&mut thief, &LUIS).await);
    }

    async fn a_session_planted_by_a_stranger_is_nobodys(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        luis.get("/multiempleos/ingreso").await;
        let planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for cookie in ["session", "device"] {
            luis.plant_cookie(&format!("multiempleos-{cookie}"), planted);
        }
        let page = luis.get("/multiempleos/ingreso").await;
        luis.submit(&page, "Ingresar", &[("user", LUIS.cedula), ("password", LUIS.password)]).await.shows("Hola, Luis");
        for cookie in ["session", "device"] {
            assert_ne!(luis.cookie(&format!("multiempleos-{cookie}")), Some(planted), "the planted {cookie} counts");
        }
    }

    async fn the_cookies_of_a_session_are_for_the_server_alone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        let page = luis.get("/multiempleos/ingreso").await;
        let form = page.form("Ingresar").fill("user", LUIS.cedula).fill("password", LUIS.password);
        let url = form.action().clone();
        let answer = luis.ask(Method::POST, &url, Some(form.encoded())).await;
        let cookies: Vec<&str> = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert_eq!(cookies.len(), 2, "{cookies:?}");
        for cookie in &cookies {
            assert!(cookie.contains("; HttpOnly; SameSite=Lax; Path=/") && !cookie.contains("Domain"), "{cookie}");
            let value = cookie.split_once('=').unwrap().1.split(';').next().unwrap();
            assert_eq!(value.len(), 43, "256 bits");
            assert_eq!(house.number(&format!("select count(*) as number from sessions where cast(token_hash as text) like '%{value}%'")).await, 0);
        }
        assert!(cookies.iter().any(|cookie| cookie.starts_with("multiempleos-session=") && !cookie.contains("Max-Age")));
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }

    async fn a_session_of_one_portal_opens_no_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let token = luis.cookie("multiempleos-session").unwrap().to_owned();
        let device = luis.cookie("multiempleos-device").unwrap().to_owned();
        for portal in ["miportal", "multiportal"] {
            luis.plant_cookie(&format!("{portal}-session"), &token);
            luis.plant_cookie(&format!("{portal}-device"), &device);
            assert_eq!(luis.get(&format!("/{portal}/perfil")).await.path(), format!("/{portal}/ingreso"));
        }
    }

    async fn a_source_may_try_so_many_names_and_a_forged_header_is_no_other_source(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        // The whole /64 of a household is one source.
        for number in 0..12_u16 {
            let address = format!("2001:db8:1:2:{number:x}::{number:x}").parse().unwrap();
            let mut mallory = house.visitor().coming_from(address).saying("x-forwarded-for", &format!("192.0.2.{number}"));
            LUIS.try_as(&house, &mut mallory, &format!("18{number:08}"), "no es esta").await.shows(WRONG);
        }
        let too_many = "Recibimos demasiadas solicitudes";
        let mut mallory = house.visitor().coming_from("2001:db8:1:2::ffff".parse().unwrap()).saying("x-forwarded-for", "192.0.2.77");
        LUIS.try_as(&house, &mut mallory, "1800000099", "no es esta").await.shows(too_many);
        let mut neighbour = house.visitor().coming_from("2001:db8:1:3::1".parse().unwrap());
        LUIS.sign_in(&house, &mut neighbour).await;
    }

    async fn a_proxy_that_is_trusted_says_who_is_behind_it(database: TestDatabase) {
        let house = TestHouse::behind(&database, TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()])).await;
        LUIS.settle(&house).await;
        let behind = |forwarded: &str| house.visitor().coming_from([10, 0, 0, 1].into()).saying("x-forwarded-for", forwarded);
        for number in 0..12 {
            let mut mallory = behind(&format!("192.0.2.{number}, 203.0.113.9"));
            LUIS.try_as(&house, &mut mallory, &format!("18000000{number:02}"), "no es esta").await.shows(WRONG);
        }
        LUIS.try_as(&house, &mut behind("192.0.2.99, 203.0.113.9"), "1800000099", "no").await.shows("demasiadas solicitudes");
        LUIS.sign_in(&house, &mut behind("203.0.113.10")).await.shows("Hola, Luis");
        // A header that cannot be read lets nobody past the password.
        LUIS.try_password(&house, &mut behind("<script>"), "no es esta").await.shows(WRONG);
    }

    async fn when_every_hashing_place_is_taken_nothing_is_counted(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        JORGE.settle(&house).await;
        let (mut luis, mut jorge) = (house.visitor(), house.visitor());
        let at_pin = at_the_pin(&mut jorge, "jorge.nino").await;
        let places: Vec<_> = std::iter::from_fn(|| house.front().hasher.permit().ok()).collect();
        for _ in 0..6 {
            let busy = LUIS.try_password(&house, &mut luis, LUIS.password).await;
            assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(busy.header("retry-after").parse::<u32>().is_ok());
            let busy = jorge.submit(&at_pin, "Ingresar", &[("password", WRONG_PIN)]).await;
            assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
        }
        assert_eq!(house.number("select count(*) as number from signin_guards where in_a_row > 0").await, 0);
        drop(places);
        LUIS.sign_in(&house, &mut luis).await;
        jorge.submit(&at_pin, "Ingresar", &[("password", JORGE.password)]).await.shows("Confirme que es usted");
    }

    async fn a_password_that_was_right_for_an_old_cost_is_hashed_anew(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, before) = LUIS.login(&house).await;
        let dearer = house.neighbour_with_passes(3).await;
        LUIS.sign_in(&dearer, &mut dearer.visitor()).await;
        let (_, after) = LUIS.login(&house).await;
        assert!(before.contains("t=2") && after.contains("t=3"), "{before} {after}");
        LUIS.sign_in(&dearer, &mut dearer.visitor()).await;
        assert_eq!(LUIS.login(&house).await.1, after);
    }

    async fn the_trail_tells_of_each_try(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.try_password(&house, &mut luis, "no es esta").await;
        LUIS.sign_in(&house, &mut luis).await;
        assert_eq!((events(&house, "signin.failed").await, events(&house, "signin.succeeded").await), (1, 1));
        let page = luis.get("/multiempleos/perfil").await;
        page.shows("Ingresó al portal").shows("Alguien escribió una contraseña que no era");
    }
}
