//! Registration, as people walk it.

use http::{Method, StatusCode};
use testing::{Client, JORGE, LUIS, Page, SOFIA, TestDatabase, TestHouse, on_both_databases, press};

const MINUTE_SECONDS: u64 = 60;
const HOUR_SECONDS: u64 = 60 * 60;

const HEADER: &str =
    "tipo_documento;numero_documento;primer_nombre;primer_apellido;fecha_nacimiento;correo;celular;estado";
const ANITA: &str = "CC;1900000001;Ana;Rojas;14/03/1991;ana.rojas@correo.test;3990000001;";
const MARTA: &str = "CC;1900000003;Marta;Ruiz;;;;";
const CARMEN: &str = "CC;1900000011;Carmen;Ortiz;08/05/1976;carmen.ortiz@correo.test;3990000011;";
const PASSPHRASE: &str = "caminos de Guateque al sol";

async fn roster(house: &TestHouse, portal: &str, rows: &[&str]) {
    house.on_roster(portal, &format!("{HEADER}\n{}\n", rows.join("\n"))).await;
}

/// «Regístrese aquí» in the employer's portal, up to the page that asks for the code.
async fn says_her_cedula(visitor: &mut Client, cedula: &str) -> Page {
    let page = visitor.get("/multiempleos/registro").await;
    visitor.submit(&page, "Continuar", &[("document", cedula)]).await
}

async fn types_the_code(visitor: &mut Client, page: &Page, code: &str) -> Page {
    visitor.submit(page, "Continuar", &[("code", code)]).await
}

/// Up to «Cédula validada».
async fn proves_her_cedula(house: &TestHouse, visitor: &mut Client) -> Page {
    let page = says_her_cedula(visitor, "1900000001").await;
    let code = house.code_to("ana.rojas@correo.test").await;
    types_the_code(visitor, &page, &code).await
}

async fn chooses(visitor: &mut Client, page: &Page, email: &str, password: &str) -> Page {
    let fields = [("email", email), ("password", password), ("password_repeat", password)];
    visitor.submit(page, "Registrarme", &fields).await
}

/// «Registro» in the candidates' portal: the link that the mail brings.
async fn asks_for_a_link(house: &TestHouse, visitor: &mut Client, email: &str) -> String {
    let page = visitor.get("/miportal/registro").await;
    let page = visitor.submit(&page, "Continuar", &[("email", email)]).await;
    page.shows("Mire su correo");
    house.link_to(email, "/registro/correo/").await
}

fn candidate(password: &str) -> [(&str, &str); 3] {
    [("given_names", "Sofía"), ("family_names", "Mesa"), ("password", password)]
}

/// «Registro» in the cooperative's portal, up to the keypad.
async fn says_who_she_is(visitor: &mut Client, facts: [&str; 3]) -> Page {
    let page = visitor.get("/multiportal/").await;
    let page = visitor.get(page.link("Registro").as_str()).await;
    let [document, email, phone] = facts;
    let fields = [("document_type", "CC"), ("document", document), ("email", email), ("phone", phone)];
    visitor.submit(&page, "Continuar", &fields).await
}

const CARMENS_FACTS: [&str; 3] = ["1900000011", "carmen.ortiz@correo.test", "3990000011"];

async fn proves_her_phone(house: &TestHouse, visitor: &mut Client) -> Page {
    let page = says_who_she_is(visitor, CARMENS_FACTS).await;
    let code = house.code_to("+573990000011").await;
    press(visitor, &page, &code).await
}

fn member<'a>(username: &'a str, pin: &'a str) -> [(&'a str, &'a str); 3] {
    [("username", username), ("password", pin), ("password_repeat", pin)]
}

async fn accounts(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from accounts").await
}

on_both_databases! {
    async fn an_employee_registers_with_her_cedula_and_signs_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut anita = house.visitor();

        let page = anita.get("/multiempleos/ingreso").await;
        let page = anita.get(page.link("Regístrese aquí").as_str()).await;
        let page = anita.submit(&page, "Continuar", &[("document", "1.900.000.001")]).await;
        page.shows("Código de seguridad");
        let code = house.code_to("ana.rojas@correo.test").await;
        let page = types_the_code(&mut anita, &page, &code).await;
        page.shows("Cédula validada. Por favor ingrese su correo y contraseña.");
        let page = chooses(&mut anita, &page, "ana@ejemplo.example", PASSPHRASE).await;
        page.shows("Su registro está completo");

        let page = anita.get("/multiempleos/ingreso").await;
        let page = anita.submit(&page, "Ingresar", &[("user", "1900000001"), ("password", PASSPHRASE)]).await;
        page.shows("Hola, Ana").shows("Falta confirmar su correo");
    }

    async fn the_address_counts_once_its_link_was_opened_and_its_button_pressed(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut anita = house.visitor();
        let page = proves_her_cedula(&house, &mut anita).await;
        chooses(&mut anita, &page, "ana@ejemplo.example", PASSPHRASE).await.shows("Abra su enlace");
        let link = house.link_to("ana@ejemplo.example", "/correo/confirmar/").await;

        // A mail program that opens links, as many do, confirms nothing.
        house.visitor().get(&link).await;
        let asks_for_recovery = async |visitor: &mut Client| {
            let page = visitor.get("/multiempleos/recuperar").await;
            visitor.submit(&page, "Enviar", &[("email", "ana@ejemplo.example")]).await.shows("Mire su correo");
            house.messages_to("ana@ejemplo.example").await.len()
        };
        assert_eq!(asks_for_recovery(&mut anita).await, 1, "an address that nobody confirmed got a recovery link");

        // In another browser than the one she registered in.
        let mut telephone = house.visitor();
        let page = telephone.get(&link).await;
        page.shows("Confirme que ana@ejemplo.example es su correo electrónico.");
        telephone.submit(&page, "Confirmar", &[]).await.shows("Su correo quedó confirmado");
        telephone.get(&link).await.shows("Este enlace ya no sirve");
        assert_eq!(asks_for_recovery(&mut anita).await, 2);
    }

    async fn an_address_gets_five_links_an_hour_whoever_registers_with_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let rows: Vec<String> = (1..=6).map(|number| format!("CC;190000010{number};Ana;Rojas;;ana{number}@correo.test;;")).collect();
        roster(&house, "multiempleos", &rows.iter().map(String::as_str).collect::<Vec<_>>()).await;
        for number in 1..=6 {
            let mut anita = house.visitor();
            let page = says_her_cedula(&mut anita, &format!("190000010{number}")).await;
            let code = house.code_to(&format!("ana{number}@correo.test")).await;
            let page = types_the_code(&mut anita, &page, &code).await;
            chooses(&mut anita, &page, "victima@ejemplo.example", PASSPHRASE).await.shows("Su registro está completo");
        }
        assert_eq!(accounts(&house).await, 6);
        assert_eq!(house.messages_to("victima@ejemplo.example").await.len(), 5);
    }

    async fn a_confirmation_link_ends_after_a_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut anita = house.visitor();
        let page = proves_her_cedula(&house, &mut anita).await;
        chooses(&mut anita, &page, "ana@ejemplo.example", PASSPHRASE).await;
        let link = house.link_to("ana@ejemplo.example", "/correo/confirmar/").await;
        house.wait(24 * HOUR_SECONDS - 1);
        let live = anita.get(&link).await;
        live.shows("Confirme su correo");
        house.wait(1);
        anita.get(&link).await.shows("Este enlace ya no sirve");
        anita.submit(&live, "Confirmar", &[]).await.shows("Este enlace ya no sirve");
    }

    async fn a_stranger_learns_from_no_cedula_who_works_there(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA, MARTA]).await;
        LUIS.settle(&house).await;
        // On the roster, unknown, without any contact, and with an account already.
        let mut pages = Vec::new();
        for (place, cedula) in (1..).zip(["1900000001", "1999999999", "1900000003", "1900000002"]) {
            let mut mallory = house.visitor().coming_from([198, 51, 100, place].into());
            let page = says_her_cedula(&mut mallory, cedula).await;
            assert_eq!(page.path(), "/multiempleos/registro/codigo");
            house.work().await;
            pages.push((page.status(), page.text(), mallory.get("/multiempleos/registro/codigo").await.text()));
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
        pages[0].1.contains("escríbanos por los canales de ayuda").then_some(()).expect("a way on for who has no contact");

        assert!(house.messages_to("ana.rojas@correo.test").await[0].text.contains("código"));
        let told = house.messages_to("luis.pardo@correo.test").await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].subject.as_deref(), Some("Usted ya tiene una cuenta en Multiempleos"));
        assert_eq!(house.all_messages().await.len(), 2, "somebody without an entry or a contact got a message");
    }

    async fn who_has_an_account_cannot_register_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let before = LUIS.login(&house).await;
        let mut mallory = house.visitor();
        let page = says_her_cedula(&mut mallory, LUIS.cedula).await;
        types_the_code(&mut mallory, &page, "123456").await.error_at("code");
        assert_eq!(accounts(&house).await, 1);
        assert_eq!(LUIS.login(&house).await, before);
    }

    async fn an_employee_without_an_address_gets_the_code_on_her_phone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &["CC;1900000004;Rosa;Vela;;;3990000004;"]).await;
        let mut rosa = house.visitor();
        let page = says_her_cedula(&mut rosa, "1900000004").await;
        let code = house.code_to("+573990000004").await;
        types_the_code(&mut rosa, &page, &code).await.shows("Cédula validada");
    }

    async fn who_left_the_organisation_still_registers_for_their_papers(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &["CC;1900000001;Ana;Rojas;14/03/1991;ana.rojas@correo.test;;retirado", MARTA]).await;
        let mut anita = house.visitor();
        proves_her_cedula(&house, &mut anita).await.shows("Cédula validada");
    }

    async fn an_entry_of_the_roster_is_claimed_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let (mut anita, mut at_work) = (house.visitor(), house.visitor());
        let first = proves_her_cedula(&house, &mut anita).await;
        house.wait(MINUTE_SECONDS);
        let second = proves_her_cedula(&house, &mut at_work).await;
        chooses(&mut anita, &first, "ana@ejemplo.example", PASSPHRASE).await.shows("Su registro está completo");
        let page = chooses(&mut at_work, &second, "otra@ejemplo.example", "lluvia temprana sobre Tunja").await;
        page.shows("Ese nombre no está disponible");
        assert_eq!(accounts(&house).await, 1);
        assert!(house.messages_to("otra@ejemplo.example").await.is_empty());
    }

    async fn a_refused_password_or_a_busy_minute_keeps_the_walk_where_it_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut anita = house.visitor();
        let page = proves_her_cedula(&house, &mut anita).await;
        for (refused, why) in [("corta", "Es muy corta"), ("contraseña1contraseña1", "muy común"), ("Rojas1900000001Rojas", "sus datos")] {
            let again = chooses(&mut anita, &page, "ana@ejemplo.example", refused).await;
            assert!(again.error_at("password").contains(why), "{refused}: {}", again.error_at("password"));
        }
        let places: Vec<_> = std::iter::from_fn(|| house.front().hasher.permit().ok()).collect();
        let busy = chooses(&mut anita, &page, "ana@ejemplo.example", PASSPHRASE).await;
        assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(busy.header("retry-after").parse::<u32>().is_ok(), "no Retry-After");
        assert_eq!(accounts(&house).await, 0);
        drop(places);
        chooses(&mut anita, &page, "ana@ejemplo.example", PASSPHRASE).await.shows("Su registro está completo");
    }

    async fn a_walk_ends_after_half_an_hour(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut anita = house.visitor();
        let page = proves_her_cedula(&house, &mut anita).await;
        house.wait(30 * MINUTE_SECONDS);
        let late = chooses(&mut anita, &page, "ana@ejemplo.example", PASSPHRASE).await;
        assert_eq!(late.path(), "/multiempleos/registro");
        assert_eq!(anita.get("/multiempleos/registro/datos").await.path(), "/multiempleos/registro");
        assert_eq!(accounts(&house).await, 0);
    }

    async fn a_candidate_registers_by_a_link_pasted_into_another_browser(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut computer, mut telephone, mut scanner) = (house.visitor(), house.visitor(), house.visitor());
        let link = asks_for_a_link(&house, &mut computer, "Sofia.Mesa@Correo.test").await;
        scanner.get(&link).await;
        scanner.get(&link).await;

        let page = telephone.get(&link).await;
        page.shows("Su correo sofia.mesa@correo.test quedó confirmado");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let refused = telephone.submit(&page, "Registrarme", &candidate("corta")).await;
        assert!(refused.error_at("password").contains("Es muy corta"));
        assert_eq!(refused.header("referrer-policy"), "no-referrer");
        telephone.submit(&page, "Registrarme", &candidate(SOFIA.password)).await.shows("Su registro está completo");

        telephone.get(&link).await.shows("Este enlace ya no sirve");
        telephone.submit(&page, "Registrarme", &candidate("Otra-Garza.3-Loros")).await.shows("Este enlace ya no sirve");
        SOFIA.sign_in(&house, &mut computer).await;
        assert_eq!(accounts(&house).await, 1);
    }

    async fn a_registration_link_ends_after_a_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut sofia = house.visitor();
        let link = asks_for_a_link(&house, &mut sofia, SOFIA.email).await;
        house.wait(24 * HOUR_SECONDS - 1);
        let page = sofia.get(&link).await;
        house.wait(1);
        sofia.get(&link).await.shows("Este enlace ya no sirve");
        sofia.submit(&page, "Registrarme", &candidate(SOFIA.password)).await.shows("Este enlace ya no sirve");
        assert_eq!(accounts(&house).await, 0);
    }

    async fn of_two_links_to_one_address_the_second_opens_no_second_account(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut sofia = house.visitor();
        let first = asks_for_a_link(&house, &mut sofia, SOFIA.email).await;
        let second = asks_for_a_link(&house, &mut sofia, SOFIA.email).await;
        assert_ne!(first, second);
        let (one, other) = (sofia.get(&first).await, sofia.get(&second).await);
        sofia.submit(&one, "Registrarme", &candidate(SOFIA.password)).await.shows("Su registro está completo");
        let before = SOFIA.login(&house).await;
        sofia.submit(&other, "Registrarme", &candidate("Otra-Garza.3-Loros")).await.shows("Este enlace ya no sirve");
        assert_eq!(SOFIA.login(&house).await, before);
    }

    async fn an_address_with_an_account_gets_word_of_it_and_the_page_says_the_same(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut mallory = house.visitor();
        let mut pages = Vec::new();
        for email in [SOFIA.email, "nadie@correo.test"] {
            let page = mallory.get("/miportal/registro").await;
            let page = mallory.submit(&page, "Continuar", &[("email", email)]).await;
            pages.push((page.status(), page.path().to_owned(), page.text()));
        }
        assert_eq!(pages[0], pages[1]);
        let told = house.messages_to(SOFIA.email).await;
        assert!(told[0].text.contains("Usted ya tiene una cuenta"), "{}", told[0].text);
        assert!(!told[0].text.contains("/registro/correo/"));
        assert!(house.messages_to("nadie@correo.test").await[0].text.contains("/registro/correo/"));
    }

    async fn a_candidates_password_is_held_to_the_letter_of_the_rule(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut sofia = house.visitor();
        let link = asks_for_a_link(&house, &mut sofia, SOFIA.email).await;
        // The names are left out, so that the page comes back whatever the password, and tells what it thinks of it.
        let page = sofia.get(&link).await;
        let think = async |sofia: &mut Client, password: &str| {
            let again = sofia.submit(&page, "Registrarme", &[("password", password)]).await;
            assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
            if again.body().contains("id=\"password-error\"") { again.error_at("password") } else { String::new() }
        };
        for symbol in ")&.-:}=+*$;'#%({".chars() {
            let password = format!("Volcan7{symbol}Trigo");
            assert_eq!(think(&mut sofia, &password).await, "", "{password}");
        }
        for other in "!@_/?~ ñ".chars() {
            let password = format!("Volcan7{other}Trigo");
            assert!(think(&mut sofia, &password).await.contains("Falta un símbolo"), "{password}");
        }
        let long = "Vo-7rigo.luNa*peRla3cobre+nieve:Jaspe2X%";
        assert_eq!(long.len(), 40);
        assert_eq!(think(&mut sofia, "Vo7-trig").await, "");
        assert_eq!(think(&mut sofia, long).await, "");
        for (password, why) in [
            ("Vo7-tri".to_owned(), "Es muy corta"),
            (format!("{long}w"), "Es muy larga"),
            ("volcan7-trigo".to_owned(), "Falta una letra mayúscula"),
            ("VOLCAN7-TRIGO".to_owned(), "Falta una letra minúscula"),
            ("Volcanes-Trigo".to_owned(), "Falta un número"),
        ] {
            assert!(think(&mut sofia, &password).await.contains(why), "{password}");
        }
    }

    async fn a_member_registers_with_her_data_a_code_and_a_pin(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiportal", &[CARMEN]).await;
        let mut carmen = house.visitor();
        let page = proves_her_phone(&house, &mut carmen).await;
        for (pin, why) in [
            ("1234", "secuencia"),
            ("7777", "repite"),
            ("1976", "año"),
            ("0805", "sus datos"),
            ("48269", "exactamente cuatro"),
        ] {
            let again = carmen.submit(&page, "Registrarme", &member("carmen.ortiz", pin)).await;
            assert!(again.error_at("password").contains(why), "{pin}: {}", again.error_at("password"));
        }
        let again = carmen.submit(&page, "Registrarme", &member("c", "6294")).await;
        assert!(again.error_at("username").contains("De 4 a 30 letras"));
        carmen.submit(&page, "Registrarme", &member("Carmen.Ortiz", "6294")).await.shows("Su registro está completo");

        // The phone was proved in this browser a minute ago: no second code.
        let page = carmen.get("/multiportal/ingreso").await;
        let page = carmen.submit(&page, "Continuar", &[("user", "carmen.ortiz"), ("robot", "no")]).await;
        carmen.submit(&page, "Ingresar", &[("password", "6294")]).await.shows("Hola, Carmen");
    }

    async fn all_that_a_member_types_must_be_one_persons(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiportal", &[CARMEN, "CC;1900000013;Elvira;Duarte;;elvira@correo.test;3990000013;"]).await;
        let mut pages = Vec::new();
        for facts in [
            ["1900000011", "elvira@correo.test", "3990000011"],
            ["1900000011", "carmen.ortiz@correo.test", "3990000013"],
            ["1900000013", "carmen.ortiz@correo.test", "3990000011"],
        ] {
            let mut mallory = house.visitor();
            pages.push(says_who_she_is(&mut mallory, facts).await.path().to_owned());
        }
        assert!(pages.iter().all(|path| path == "/multiportal/registro/codigo"), "{pages:?}");
        assert!(house.all_messages().await.is_empty());
    }

    async fn a_code_that_went_to_an_old_number_proves_no_new_one(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiportal", &[CARMEN]).await;
        let mut thief = house.visitor();
        let page = proves_her_phone(&house, &mut thief).await;
        let mut slow_thief = house.visitor();
        house.wait(MINUTE_SECONDS);
        let pad = says_who_she_is(&mut slow_thief, CARMENS_FACTS).await;
        let code = house.code_to("+573990000011").await;
        roster(&house, "multiportal", &[&CARMEN.replace("3990000011", "3990000077")]).await;

        let again = thief.submit(&page, "Registrarme", &member("carmen.ortiz", "6294")).await;
        assert_eq!(again.path(), "/multiportal/registro", "the number was changed between the code and the data");
        assert_eq!(thief.get("/multiportal/registro/datos").await.path(), "/multiportal/registro");
        let again = press(&mut slow_thief, &pad, &code).await;
        assert_eq!(again.path(), "/multiportal/registro", "the number was changed before the code was typed");
        assert_eq!(accounts(&house).await, 0);

        let mut carmen = house.visitor();
        let pad = says_who_she_is(&mut carmen, ["1900000011", "carmen.ortiz@correo.test", "3990000077"]).await;
        let page = press(&mut carmen, &pad, &house.code_to("+573990000077").await).await;
        carmen.submit(&page, "Registrarme", &member("carmen.ortiz", "6294")).await.shows("Su registro está completo");
        assert_eq!(house.number("select count(*) as number from accounts where phone = '+573990000077' and phone_confirmed_at is not null").await, 1);
    }

    async fn a_code_that_went_to_an_old_address_opens_no_account(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut mallory = house.visitor();
        let page = proves_her_cedula(&house, &mut mallory).await;
        roster(&house, "multiempleos", &[&ANITA.replace("ana.rojas@", "ana.tovar@")]).await;
        let again = chooses(&mut mallory, &page, "mallory@ejemplo.example", PASSPHRASE).await;
        assert_eq!(again.path(), "/multiempleos/registro");
        assert_eq!(accounts(&house).await, 0);
    }

    async fn another_name_on_the_roster_leaves_the_proof_as_it_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiportal", &[CARMEN]).await;
        let mut carmen = house.visitor();
        let page = proves_her_phone(&house, &mut carmen).await;
        roster(&house, "multiportal", &[&CARMEN.replace("Ortiz", "Ortiz Gaviria")]).await;
        carmen.submit(&page, "Registrarme", &member("carmen.ortiz", "6294")).await.shows("Su registro está completo");
    }

    async fn a_username_that_is_taken_leaves_the_walk_where_it_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        roster(&house, "multiportal", &[CARMEN, "CC;1900000012;Jorge;Niño;;jorge.nino@correo.test;3990000012;"]).await;
        let before = JORGE.login(&house).await;
        let mut carmen = house.visitor();
        let page = proves_her_phone(&house, &mut carmen).await;
        let again = carmen.submit(&page, "Registrarme", &member("JORGE.NINO", "6294")).await;
        assert!(again.error_at("username").contains("Ese nombre no está disponible"));
        assert_eq!(JORGE.login(&house).await, before);
        carmen.submit(&page, "Registrarme", &member("carmen.ortiz", "6294")).await.shows("Su registro está completo");
        assert_eq!(accounts(&house).await, 2);
    }

    async fn no_portal_has_the_registration_of_another(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut sofia = house.visitor();
        let link = asks_for_a_link(&house, &mut sofia, SOFIA.email).await;
        for portal in ["multiempleos", "multiportal"] {
            sofia.get(&link.replace("miportal", portal)).await.shows("Este enlace ya no sirve");
        }
        // A proved cédula opens no account in a portal where one registers otherwise.
        let mut anita = house.visitor();
        proves_her_cedula(&house, &mut anita).await;
        for portal in ["miportal", "multiportal"] {
            assert_eq!(anita.get(&format!("/{portal}/registro/datos")).await.path(), format!("/{portal}/registro"));
        }
    }

    async fn nothing_that_was_typed_stands_open_in_the_database(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let mut anita = house.visitor();
        let page = says_her_cedula(&mut anita, "1900000001").await;
        let code = house.code_to("ana.rojas@correo.test").await;
        let payloads = house.number("select count(*) as number from tasks where payload is not null").await;
        assert_eq!(payloads, 0, "a task that is done still holds what it was about");
        types_the_code(&mut anita, &page, &code).await;
        for question in [
            "select count(*) as number from verification_codes where consumed_at is null",
            "select count(*) as number from messages where recipient = 'ana.rojas@correo.test'",
        ] {
            assert_eq!(house.number(question).await, 0, "{question}");
        }
    }

    async fn a_forged_form_is_refused(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        roster(&house, "multiempleos", &[ANITA]).await;
        let (mut anita, mut mallory) = (house.visitor(), house.visitor());
        let page = proves_her_cedula(&house, &mut anita).await;
        mallory.get("/multiempleos/registro/datos").await;
        let hers = page.form("Registrarme").value("csrf").expect("a token").to_owned();
        let fields = [("csrf", hers.as_str()), ("email", "m@ejemplo.example"), ("password", PASSPHRASE), ("password_repeat", PASSPHRASE)];
        assert_eq!(mallory.post("/multiempleos/registro/datos", &fields).await.status(), StatusCode::FORBIDDEN);
        let url = page.form("Registrarme").action().clone();
        assert_eq!(anita.ask(Method::POST, &url, None).await.status(), StatusCode::FORBIDDEN, "an empty POST");
        assert_eq!(accounts(&house).await, 0);
    }
}
