//! Locked out and in again: the password by a mailed link or by identity data, and the username.

use http::StatusCode;
use testing::{
    Client, JORGE, LUIS, Page, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases, press,
};

const MINUTE_SECONDS: u64 = 60;
const NEW_PASSPHRASE: &str = "tres mirlas en el alambre";
const NEW_CANDIDATES: &str = "Mirla-Verde.8-Tren";
const NEW_PIN: &str = "5093";
const DEAD: &str = "Este enlace ya no sirve";
const DONE: &str = "Su contraseña quedó cambiada";

/// Elvira shares an address with Jorge, and has a phone of her own.
const ELVIRA: Resident = Resident {
    name: "Elvira",
    family: "Duarte",
    password: "7158",
    cedula: "1900000013",
    username: "elvira.duarte",
    phone: "3990000013",
    ..JORGE
};

/// Marta shares an address with Luis.
const MARTA: Resident = Resident { name: "Marta", family: "Ruiz", cedula: "1900000003", phone: "", ..LUIS };

/// «¿Olvidó su contraseña?» where a link is mailed.
async fn asks_for_a_link(visitor: &mut Client, portal: &str, email: &str) -> Page {
    let page = visitor.get(&format!("/{portal}/recuperar")).await;
    let button = if portal == "miportal" { "Enviar correo" } else { "Enviar" };
    visitor.submit(&page, button, &[("email", email)]).await
}

async fn luis_link(house: &TestHouse) -> String {
    asks_for_a_link(&mut house.visitor(), "multiempleos", LUIS.email).await.shows("Mire su correo");
    house.link_to(LUIS.email, "/restaurar/contrasena/").await
}

async fn sets(visitor: &mut Client, page: &Page, password: &str) -> Page {
    visitor.submit(page, "Guardar la contraseña", &[("password", password)]).await
}

/// «¿Olvidaste tu contraseña?» where identity data select the person, up to the keypad.
async fn says_who(visitor: &mut Client, facts: [&str; 4]) -> Page {
    let page = visitor.get("/multiportal/recuperar").await;
    let [kind, document, email, phone] = facts;
    let fields = [("document_type", kind), ("document", document), ("email", email), ("phone", phone)];
    visitor.submit(&page, "Recuperar", &fields).await
}

const JORGES_FACTS: [&str; 4] = ["CC", "1.900.000.012", "Jorge.Nino@correo.test", "399 000 0012"];

/// Up to the page that asks for a new PIN.
async fn proves_the_phone(house: &TestHouse, visitor: &mut Client) -> Page {
    let pad = says_who(visitor, JORGES_FACTS).await;
    let code = house.code_to("+573990000012").await;
    press(visitor, &pad, &code).await
}

async fn sets_pin(visitor: &mut Client, page: &Page, pin: &str) -> Page {
    visitor.submit(page, "Guardar la contraseña", &[("password", pin), ("password_repeat", pin)]).await
}

/// «¿Olvidaste tu usuario?», up to the keypad.
async fn asks_for_the_username(visitor: &mut Client, email: &str) -> Page {
    let page = visitor.get("/multiportal/recuperar-usuario").await;
    visitor.submit(&page, "Recuperar", &[("email", email), ("slide", "100")]).await
}

async fn open_sessions(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from sessions where ended_at is null").await
}

on_both_databases! {
    async fn an_employee_recovers_by_a_link_pasted_into_another_browser(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut computer = house.visitor();
        let page = computer.get("/multiempleos/ingreso").await;
        let page = computer.get(page.link("¿Olvidó su contraseña?").as_str()).await;
        page.shows("Por favor ingrese su correo electrónico");
        let page = computer.submit(&page, "Enviar", &[("email", " Luis.Pardo@correo.TEST ")]).await;
        page.shows("Mire su correo").shows("correo no deseado y spam");
        let mail = &house.messages_to(LUIS.email).await[0];
        assert_eq!(mail.subject.as_deref(), Some("Restaurar contraseña"));
        let link = house.link_to(LUIS.email, "/restaurar/contrasena/").await;

        // A mail program opens it first.
        house.visitor().get(&link).await;
        let mut telephone = house.visitor();
        let page = telephone.get(&link).await;
        page.shows("Restaurar contraseña").shows("Al menos 15 caracteres");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        sets(&mut telephone, &page, NEW_PASSPHRASE).await.shows(DONE);
        assert_eq!(open_sessions(&house).await, 0, "nobody is signed in by recovering");
        LUIS.try_password(&house, &mut computer, LUIS.password).await.shows("no son correctos");
        LUIS.sign_in_with(&house, &mut computer, NEW_PASSPHRASE).await;
    }

    async fn a_candidates_link_has_the_form_of_the_guide_and_asks_for_the_address_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut sofia = house.visitor();
        asks_for_a_link(&mut sofia, "miportal", SOFIA.email).await.shows("Mire su correo");
        let mail = &house.messages_to(SOFIA.email).await[0];
        assert_eq!(mail.subject.as_deref(), Some("restablecer acceso"));
        assert!(mail.from.contains("Turpialto"), "{}", mail.from);
        let link = house.link_to(SOFIA.email, "/cv/recordar/contrasena/").await;
        let token = link.strip_prefix("http://localhost:8080/miportal/cv/recordar/contrasena/").expect("the path of A3");
        assert!(token.len() == 32 && token.bytes().all(|letter| letter.is_ascii_alphanumeric()), "{token}");

        let page = sofia.get(&link).await;
        for other in ["otra@correo.test", "", "sofia.mesa@correo.test.co"] {
            let again = sofia.submit(&page, "Guardar la contraseña", &[("email", other), ("password", NEW_CANDIDATES)]).await;
            assert!(again.error_at("email").contains("Ese no es el correo al que llegó este enlace"), "{other}");
        }
        let fields = [("email", "SOFIA.mesa@correo.test"), ("password", NEW_CANDIDATES)];
        sofia.submit(&page, "Guardar la contraseña", &fields).await.shows(DONE);
        SOFIA.sign_in_with(&house, &mut sofia, NEW_CANDIDATES).await;
    }

    async fn a_link_is_used_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let link = luis_link(&house).await;
        let mut luis = house.visitor();
        let page = luis.get(&link).await;
        sets(&mut luis, &page, NEW_PASSPHRASE).await.shows(DONE);
        let after = LUIS.login(&house).await;
        luis.get(&link).await.shows(DEAD);
        sets(&mut luis, &page, "otra frase muy distinta").await.shows(DEAD);
        assert_eq!(LUIS.login(&house).await, after);
    }

    async fn a_link_ends_after_half_an_hour(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let before = LUIS.login(&house).await;
        let link = luis_link(&house).await;
        let mut luis = house.visitor();
        house.wait(30 * MINUTE_SECONDS - 1);
        let page = luis.get(&link).await;
        page.shows("Restaurar contraseña");
        house.wait(1);
        luis.get(&link).await.shows(DEAD);
        sets(&mut luis, &page, NEW_PASSPHRASE).await.shows(DEAD);
        assert_eq!(LUIS.login(&house).await, before);
    }

    async fn a_link_that_never_was_is_dead(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut mallory = house.visitor();
        for token in ["A".repeat(32), "x".into(), "A".repeat(65), "'or'1'='1".into()] {
            let page = mallory.get(&format!("/multiempleos/restaurar/contrasena/{token}")).await;
            page.shows(DEAD);
            assert_eq!(page.link("Pedir otro enlace").path(), "/multiempleos/recuperar");
        }
    }

    async fn neither_a_refused_password_nor_a_busy_minute_burns_a_link(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let link = luis_link(&house).await;
        let mut luis = house.visitor();
        let page = luis.get(&link).await;
        for (refused, why) in [
            ("", "Escriba la contraseña nueva"),
            ("corta", "Es muy corta"),
            ("guadualba guadualba", "nombre del portal"),
            ("luispardo1900000002", "sus datos"),
        ] {
            let again = sets(&mut luis, &page, refused).await;
            assert!(again.error_at("password").contains(why), "{refused}: {}", again.error_at("password"));
            assert_eq!(again.header("referrer-policy"), "no-referrer");
        }
        let places: Vec<_> = std::iter::from_fn(|| house.front().hasher.permit().ok()).collect();
        let busy = sets(&mut luis, &page, NEW_PASSPHRASE).await;
        assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(busy.header("retry-after").parse::<u32>().is_ok(), "no Retry-After");
        drop(places);
        sets(&mut luis, &page, NEW_PASSPHRASE).await.shows(DONE);
    }

    async fn a_second_link_leaves_the_first_alive_and_using_one_ends_both(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (first, second) = (luis_link(&house).await, luis_link(&house).await);
        assert_ne!(first, second);
        let mut luis = house.visitor();
        let (page, other) = (luis.get(&first).await, luis.get(&second).await);
        page.shows("Restaurar contraseña");
        sets(&mut luis, &page, NEW_PASSPHRASE).await.shows(DONE);
        luis.get(&second).await.shows(DEAD);
        sets(&mut luis, &other, "otra frase muy distinta").await.shows(DEAD);
    }

    async fn a_reset_ends_sessions_and_devices_and_reaches_every_contact(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (mut at_home, mut at_work) = (house.visitor(), house.visitor());
        LUIS.sign_in(&house, &mut at_home).await;
        LUIS.sign_in(&house, &mut at_work).await;
        let link = luis_link(&house).await;
        let mut luis = house.visitor();
        let page = luis.get(&link).await;
        sets(&mut luis, &page, NEW_PASSPHRASE).await.shows(DONE);
        for visitor in [&mut at_home, &mut at_work] {
            assert_eq!(visitor.get("/multiempleos/inicio").await.path(), "/multiempleos/ingreso");
        }
        assert_eq!(house.number("select count(*) as number from devices").await, 0);
        let mail = &house.messages_to(LUIS.email).await[0];
        assert_eq!(mail.subject.as_deref(), Some("Su contraseña de Multiempleos cambió"));
        assert!(house.messages_to("+573990000002").await[0].text.contains("su contraseña cambio"));
    }

    async fn whether_an_address_is_known_is_not_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut pages = Vec::new();
        for email in [LUIS.email, "nadie@correo.test"] {
            let page = asks_for_a_link(&mut house.visitor(), "multiempleos", email).await;
            pages.push((page.status(), page.path().to_owned(), page.text()));
        }
        assert_eq!(pages[0], pages[1]);
        assert_eq!(house.all_messages().await.len(), 1);
    }

    async fn an_address_of_two_accounts_gets_one_mail_with_two_links(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        MARTA.settle(&house).await;
        asks_for_a_link(&mut house.visitor(), "multiempleos", LUIS.email).await;
        let mails = house.messages_to(LUIS.email).await;
        assert_eq!(mails.len(), 1);
        let text = &mails[0].text;
        assert!(text.contains("Luis …002") && text.contains("Marta …003"), "{text}");
        let links: Vec<&str> = text.split_whitespace().filter(|word| word.contains("/restaurar/contrasena/")).collect();
        assert_eq!(links.len(), 2, "{text}");

        // The link after a name is that person's, and touches nobody else.
        let martas = links[usize::from(text.find("Luis …002") < text.find("Marta …003"))];
        let luis = LUIS.login(&house).await;
        let mut marta = house.visitor();
        let page = marta.get(martas).await;
        sets(&mut marta, &page, NEW_PASSPHRASE).await.shows(DONE);
        assert_eq!(LUIS.login(&house).await, luis);
        MARTA.sign_in_with(&house, &mut marta, NEW_PASSPHRASE).await;
    }

    async fn a_link_of_one_portal_or_purpose_opens_no_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let before = LUIS.login(&house).await;
        let link = luis_link(&house).await;
        let token = link.rsplit('/').next().unwrap().to_owned();
        let mut mallory = house.visitor();
        for path in [
            "/miportal/cv/recordar/contrasena/", "/miportal/restaurar/contrasena/", "/multiportal/restaurar/contrasena/",
            "/multiempleos/cv/recordar/contrasena/", "/multiempleos/correo/confirmar/", "/multiempleos/registro/correo/",
            "/miportal/registro/correo/", "/miportal/correo/confirmar/",
        ] {
            let page = mallory.get(&format!("{path}{token}")).await;
            assert!(page.status().is_client_error(), "{path} answers {}", page.status());
        }
        // The right form, sent to another purpose of the same token.
        let form = mallory.get(&link).await.form("Guardar la contraseña").fill("password", NEW_PASSPHRASE);
        for path in ["/multiempleos/correo/confirmar/", "/multiempleos/cv/recordar/contrasena/", "/multiempleos/registro/correo/"] {
            let page = mallory.send(form.clone().to(&format!("{path}{token}"))).await;
            assert!(page.status().is_client_error(), "{path} answers {}", page.status());
        }
        assert_eq!(LUIS.login(&house).await, before);
        mallory.send(form).await.shows(DONE);
    }

    async fn a_link_names_the_configured_address_whatever_the_request_claims(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut mallory = house.visitor();
        for header in ["x-forwarded-host", "forwarded", "x-forwarded-proto", "x-original-host", "x-forwarded-prefix"] {
            mallory = mallory.saying(header, if header == "forwarded" { "host=malo.example;proto=https" } else { "malo.example" });
        }
        asks_for_a_link(&mut mallory, "multiempleos", LUIS.email).await;
        let link = house.link_to(LUIS.email, "/restaurar/").await;
        assert!(link.starts_with("http://localhost:8080/multiempleos/restaurar/contrasena/"), "{link}");
        assert!(!house.messages_to(LUIS.email).await[0].text.contains("malo.example"));
        // A host that no portal has is nobody's door.
        let page = house.visitor().at("http://malo.example/").get("http://malo.example/multiempleos/recuperar").await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND);
    }

    async fn an_address_gets_five_links_an_hour_and_ten_a_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut sent = Vec::new();
        for hour in 0..4_u8 {
            for _ in 0..6 {
                let mut mallory = house.visitor().coming_from([198, 51, 100, hour].into());
                asks_for_a_link(&mut mallory, "multiempleos", LUIS.email).await;
            }
            sent.push(house.messages_to(LUIS.email).await.len());
            house.wait(60 * MINUTE_SECONDS);
        }
        assert_eq!(sent, [5, 10, 10, 10]);
    }

    async fn a_member_recovers_with_identity_data_and_a_code(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut old = house.visitor();
        JORGE.sign_in(&house, &mut old).await;
        house.wait(MINUTE_SECONDS);

        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/recuperar").await;
        page.shows("Recuperación de contraseña");
        assert_eq!(page.link("Regresar").path(), "/multiportal/ingreso");
        let page = proves_the_phone(&house, &mut jorge).await;
        page.shows("Exactamente 4 números");
        let differs = jorge.submit(&page, "Guardar la contraseña", &[("password", NEW_PIN), ("password_repeat", "5094")]).await;
        assert!(differs.error_at("password_repeat").contains("no son iguales"));
        for (pin, why) in [("4321", "secuencia"), ("0012", "sus datos"), ("509", "exactamente cuatro"), ("5093 ", "exactamente cuatro"), ("٥٠٩٣", "exactamente cuatro")] {
            let again = sets_pin(&mut jorge, &page, pin).await;
            assert!(again.error_at("password").contains(why), "{pin}: {}", again.error_at("password"));
        }
        sets_pin(&mut jorge, &page, NEW_PIN).await.shows(DONE);
        assert_eq!(old.get("/multiportal/inicio").await.path(), "/multiportal/ingreso");

        // The phone was proved here a minute ago: no second code. Elsewhere it is asked for.
        let sent = house.messages_to("+573990000012").await.iter().filter(|message| message.text.contains("codigo")).count();
        JORGE.sign_in_with(&house, &mut jorge, NEW_PIN).await;
        let after = house.messages_to("+573990000012").await.iter().filter(|message| message.text.contains("codigo")).count();
        assert_eq!(sent, after);
        JORGE.try_password(&house, &mut old, NEW_PIN).await.shows("Confirme que es usted");
    }

    async fn all_four_facts_must_be_one_persons_and_the_page_says_not_which_failed(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut pages = Vec::new();
        let wrong = [
            JORGES_FACTS,
            ["CE", "190001", "jorge.nino@correo.test", "3990000012"],
            ["CC", "1900000099", "jorge.nino@correo.test", "3990000012"],
            ["CC", "1900000012", "otro@correo.test", "3990000012"],
            ["CC", "1900000012", "jorge.nino@correo.test", "3990000099"],
        ];
        for (place, facts) in (1..).zip(wrong) {
            let page = says_who(&mut house.visitor().coming_from([198, 51, 100, place].into()), facts).await;
            pages.push((page.status(), page.path().to_owned()));
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
        assert_eq!(house.all_messages().await.len(), 1);
    }

    async fn a_walk_is_used_once_and_a_refused_pin_or_a_busy_minute_does_not_end_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = proves_the_phone(&house, &mut jorge).await;
        let places: Vec<_> = std::iter::from_fn(|| house.front().hasher.permit().ok()).collect();
        assert_eq!(sets_pin(&mut jorge, &page, NEW_PIN).await.status(), StatusCode::SERVICE_UNAVAILABLE);
        drop(places);
        sets_pin(&mut jorge, &page, NEW_PIN).await.shows(DONE);
        let after = JORGE.login(&house).await;
        assert_eq!(sets_pin(&mut jorge, &page, "6294").await.path(), "/multiportal/recuperar");
        assert_eq!(jorge.get("/multiportal/recuperar/nueva").await.path(), "/multiportal/recuperar");
        assert_eq!(JORGE.login(&house).await, after);
    }

    async fn a_proof_ends_with_its_walk_after_half_an_hour(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let before = JORGE.login(&house).await;
        let mut jorge = house.visitor();
        let page = proves_the_phone(&house, &mut jorge).await;
        house.wait(30 * MINUTE_SECONDS);
        assert_eq!(sets_pin(&mut jorge, &page, NEW_PIN).await.path(), "/multiportal/recuperar");
        assert_eq!(JORGE.login(&house).await, before);
    }

    async fn a_reset_ends_what_others_had_proved_before(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        // A thief saw one code and waits at the new PIN; another knows the old PIN and waits for a code.
        let (mut thief, mut guesser, mut jorge) = (house.visitor(), house.visitor(), house.visitor());
        let stolen = proves_the_phone(&house, &mut thief).await;
        house.wait(MINUTE_SECONDS);
        let pad = JORGE.try_password(&house, &mut guesser, JORGE.password).await;
        let code = house.code_to("+573990000012").await;
        house.wait(MINUTE_SECONDS);

        let page = proves_the_phone(&house, &mut jorge).await;
        sets_pin(&mut jorge, &page, NEW_PIN).await.shows(DONE);
        let after = JORGE.login(&house).await;
        assert_eq!(sets_pin(&mut thief, &stolen, "6294").await.path(), "/multiportal/recuperar");
        assert_eq!(JORGE.login(&house).await, after, "an older proof set another PIN after the reset");
        let page = press(&mut guesser, &pad, &code[..1]).await;
        if page.path().ends_with("/ingreso/codigo") {
            press(&mut guesser, &page, &code[1..]).await.does_not_show("Hola");
        }
        assert_eq!(open_sessions(&house).await, 0, "the old PIN opened a session after the reset");
    }

    async fn a_closed_account_opens_again_by_recovery(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        for place in 0..6 {
            let mut mallory = house.visitor().coming_from([198, 51, 100, place].into());
            JORGE.try_password(&house, &mut mallory, "8265").await;
        }
        let mut jorge = house.visitor();
        JORGE.try_password(&house, &mut jorge, JORGE.password).await.shows("Hubo demasiados intentos");
        let page = proves_the_phone(&house, &mut jorge).await;
        sets_pin(&mut jorge, &page, NEW_PIN).await.shows(DONE);
        JORGE.sign_in_with(&house, &mut jorge, NEW_PIN).await;
    }

    async fn a_member_recovers_the_username(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/ingreso").await;
        let page = jorge.get(page.link("¿Olvidaste tu usuario?").as_str()).await;
        page.shows("Recuperación de usuario").shows("Deslice la mano hasta el verde");
        assert_eq!(page.link("Regresar").path(), "/multiportal/ingreso");
        let not_slid = jorge.submit(&page, "Recuperar", &[("email", JORGE.email), ("slide", "94")]).await;
        assert_eq!((not_slid.status(), not_slid.path()), (StatusCode::UNPROCESSABLE_ENTITY, "/multiportal/recuperar-usuario"));
        // With single taps: the button beside the slide sends the form too.
        let pad = jorge.submit(&page, "Deslizar", &[("email", JORGE.email)]).await;
        let code = house.code_to("+573990000012").await;
        let page = press(&mut jorge, &pad, &code).await;
        page.shows("Enviamos su usuario").does_not_show("jorge.nino");
        assert!(house.messages_to(JORGE.email).await[0].text.contains("jorge.nino"));
        assert!(house.messages_to("+573990000012").await[0].text.contains("su usuario es jorge.nino"));
        assert_eq!(open_sessions(&house).await, 0);
    }

    async fn of_two_members_with_one_address_each_learns_only_their_own_name(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        ELVIRA.settle(&house).await;
        let mut elvira = house.visitor();
        let pad = asks_for_the_username(&mut elvira, JORGE.email).await;
        let code = house.code_to("+573990000013").await;
        press(&mut elvira, &pad, &code).await.shows("Enviamos su usuario");
        let mails = house.messages_to(JORGE.email).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("elvira.duarte") && !mails[0].text.contains("jorge.nino"), "{}", mails[0].text);
    }

    async fn an_unknown_address_gets_the_same_keypad_and_no_message(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut paths = Vec::new();
        for email in [JORGE.email, "nadie@correo.test"] {
            let page = asks_for_the_username(&mut house.visitor(), email).await;
            paths.push((page.status(), page.path().to_owned()));
        }
        assert_eq!(paths[0], paths[1]);
        assert_eq!(house.all_messages().await.len(), 1);
    }

    async fn a_code_for_the_username_sets_no_password(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let before = JORGE.login(&house).await;
        let mut mallory = house.visitor();
        says_who(&mut mallory, ["CC", "1900000012", "jorge.nino@correo.test", "3990000099"]).await;
        asks_for_the_username(&mut mallory, JORGE.email).await;
        let code = house.code_to("+573990000012").await;
        // The same browser stands at the code of its own, empty recovery too.
        let pad = mallory.get("/multiportal/recuperar/codigo").await;
        press(&mut mallory, &pad, &code).await.shows("El código no es correcto");
        assert_eq!(mallory.get("/multiportal/recuperar/nueva").await.path(), "/multiportal/recuperar");
        assert_eq!(JORGE.login(&house).await, before);
    }
}
