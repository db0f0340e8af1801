//! Everything at once: fifty requests that each would be right alone. One is; on PostgreSQL also when two processes answer.

use base::db::Engine;
use testing::{Client, Form, JORGE, LUIS, Page, SOFIA, TestDatabase, TestHouse, on_both_databases, press};
use tokio::task::JoinSet;

const AT_ONCE: usize = 50;
const DONE: &str = "Su contraseña quedó cambiada";
const PASSPHRASE: &str = "caminos de Guateque al sol";
const ANITA: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000001;Ana;Rojas;ana.rojas@correo.test;
";

/// The processes of the installation: SQLite has one.
async fn processes(database: &TestDatabase) -> Vec<TestHouse> {
    let first = TestHouse::open(database).await;
    match database.engine() {
        Engine::Sqlite => vec![first],
        Engine::Postgres => {
            let second = first.neighbour().await;
            vec![first, second]
        }
    }
}

/// Sends all forms at once, each by a browser of its own, and to the processes in turn.
async fn all_at_once(houses: &[TestHouse], sent: Vec<(Client, Form)>) -> Vec<Page> {
    let mut under_way = JoinSet::new();
    for (number, (visitor, form)) in sent.into_iter().enumerate() {
        let mut visitor = houses[number % houses.len()].answers(&visitor);
        under_way.spawn(async move { visitor.send(form).await });
    }
    under_way.join_all().await
}

/// One browser, pressing the same button fifty times.
fn again_and_again(visitor: &Client, form: &Form) -> Vec<(Client, Form)> {
    vec![(visitor.clone(), form.clone()); AT_ONCE]
}

fn saying(pages: &[Page], words: &str) -> usize {
    pages.iter().filter(|page| page.text().contains(words)).count()
}

/// How many were turned away at once because every hashing place was taken. Nothing else may go wrong.
#[track_caller]
fn turned_away(pages: &[Page]) -> usize {
    let wrong: Vec<&Page> = pages.iter().filter(|page| page.status().as_u16() >= 500).collect();
    for page in &wrong {
        assert_eq!(page.status().as_u16(), 503, "{}: {}", page.url(), page.text());
        assert!(!page.header("retry-after").is_empty());
    }
    wrong.len()
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

async fn asks_with_identity_data(visitor: &mut Client) -> Page {
    let page = visitor.get("/multiportal/recuperar").await;
    visitor.plant_cookie("multiportal-typing", "field");
    let fields =
        [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
    visitor.submit(&page, "Recuperar", &fields).await
}

on_both_databases! {
    async fn of_fifty_new_passwords_by_one_link_one_is_set(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        LUIS.settle(house).await;
        let mut luis = house.visitor();
        let page = luis.get("/multiempleos/recuperar").await;
        luis.submit(&page, "Enviar", &[("email", LUIS.email)]).await;
        let page = luis.get(&house.link_to(LUIS.email, "/restaurar/").await).await;
        let words: Vec<String> = (0..AT_ONCE).map(|number| format!("mirla {number} en el alambre alto")).collect();
        let form = page.form("Guardar la contraseña");
        let sent = words.iter().map(|words| (luis.clone(), form.clone().fill("password", words))).collect();
        let pages = all_at_once(&houses, sent).await;
        let busy = turned_away(&pages);
        assert_eq!((saying(&pages, DONE), saying(&pages, "Este enlace ya no sirve")), (1, AT_ONCE - 1 - busy));
        assert_eq!((events(house, "recovery.link_used").await, events(house, "recovery.password_set").await), (1, 1));
        assert_eq!(house.messages_to(LUIS.email).await.len(), 2, "the link, and word of the change");
    }

    async fn of_fifty_right_codes_at_once_one_leads_on(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        JORGE.settle(house).await;
        let mut jorge = house.visitor();
        let page = asks_with_identity_data(&mut jorge).await;
        let code = house.code_to("+573990000012").await;
        let form = page.form("Continuar").fill("code", &code);
        let pages = all_at_once(&houses, again_and_again(&jorge, &form)).await;
        assert_eq!(turned_away(&pages), 0);
        assert_eq!(events(house, "verification.code_right").await, 1);
        assert_eq!(jorge.get("/multiportal/recuperar/nueva").await.path(), "/multiportal/recuperar/nueva");
    }

    async fn of_fifty_new_pins_on_one_proof_one_is_set(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        JORGE.settle(house).await;
        let mut jorge = house.visitor();
        let page = asks_with_identity_data(&mut jorge).await;
        let code = house.code_to("+573990000012").await;
        let page = jorge.submit(&page, "Continuar", &[("code", &code)]).await;
        let form = page.form("Guardar la contraseña");
        let pins: Vec<String> = (0..AT_ONCE).map(|number| format!("{}", 5093 + 47 * number)).collect();
        let sent = pins.iter().map(|pin| (jorge.clone(), form.clone().fill("password", pin).fill("password_repeat", pin)));
        let pages = all_at_once(&houses, sent.collect()).await;
        turned_away(&pages);
        assert_eq!(saying(&pages, DONE), 1);
        assert_eq!(events(house, "recovery.password_set").await, 1);
    }

    async fn of_fifty_wrong_codes_at_once_five_are_tried(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        JORGE.settle(house).await;
        let mut mallory = house.visitor();
        let page = asks_with_identity_data(&mut mallory).await;
        let code = house.code_to("+573990000012").await;
        let form = page.form("Continuar");
        let guesses: Vec<String> = (100_000..).map(|guess: u32| guess.to_string()).filter(|guess| *guess != code).take(AT_ONCE).collect();
        let sent = guesses.iter().map(|guess| (mallory.clone(), form.clone().fill("code", guess))).collect();
        let pages = all_at_once(&houses, sent).await;
        assert_eq!(turned_away(&pages), 0);
        assert_eq!((saying(&pages, "El código no es correcto"), saying(&pages, "Se acabaron los intentos")), (4, AT_ONCE - 4));
        assert_eq!(house.number("select max(tries) as number from journeys").await, 5);
        mallory.send(form.fill("code", &code)).await.shows("Se acabaron los intentos");
    }

    async fn of_fifty_last_presses_at_once_one_is_a_try(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        JORGE.settle(house).await;
        let mut mallory = house.visitor();
        asks_with_identity_data(&mut mallory).await;
        mallory.plant_cookie("multiportal-typing", "pad");
        let pad = mallory.get("/multiportal/recuperar/codigo").await;
        let pad = press(&mut mallory, &pad, "40291").await;
        let pages = all_at_once(&houses, again_and_again(&mallory, &pad.form("7"))).await;
        assert_eq!(turned_away(&pages), 0);
        assert_eq!(house.number("select max(tries) as number from journeys").await, 1);
    }

    async fn of_fifty_registrations_on_one_proof_one_opens_an_account(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        house.on_roster("multiempleos", ANITA).await;
        let mut anita = house.visitor();
        let page = anita.get("/multiempleos/registro").await;
        let page = anita.submit(&page, "Continuar", &[("document", "1900000001")]).await;
        let code = house.code_to("ana.rojas@correo.test").await;
        let page = anita.submit(&page, "Continuar", &[("code", &code)]).await;
        let form = page.form("Registrarme").fill("email", "ana@ejemplo.example").fill("password", PASSPHRASE).fill("password_repeat", PASSPHRASE);
        let pages = all_at_once(&houses, again_and_again(&anita, &form)).await;
        turned_away(&pages);
        assert_eq!(saying(&pages, "Su registro está completo"), 1);
        assert_eq!(house.number("select count(*) as number from accounts").await, 1);
        assert_eq!(house.number("select count(*) as number from credentials").await, 1);
        assert_eq!(house.messages_to("ana@ejemplo.example").await.len(), 1);
    }

    async fn of_fifty_registrations_by_one_link_one_opens_an_account(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        let mut sofia = house.visitor();
        let page = sofia.get("/miportal/registro").await;
        sofia.submit(&page, "Continuar", &[("email", SOFIA.email)]).await;
        let page = sofia.get(&house.link_to(SOFIA.email, "/registro/correo/").await).await;
        let form = page.form("Registrarme").fill("given_names", "Sofía").fill("family_names", "Mesa").fill("password", SOFIA.password);
        let pages = all_at_once(&houses, again_and_again(&sofia, &form)).await;
        let busy = turned_away(&pages);
        assert_eq!((saying(&pages, "Su registro está completo"), saying(&pages, "Este enlace ya no sirve")), (1, AT_ONCE - 1 - busy));
        assert_eq!(house.number("select count(*) as number from accounts").await, 1);
        SOFIA.sign_in(house, &mut house.visitor()).await;
    }

    async fn of_fifty_confirmations_by_one_link_one_counts(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        LUIS.settle(house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(house, &mut luis).await;
        let page = luis.get("/multiempleos/perfil/correo").await;
        luis.submit(&page, "Enviar el enlace", &[("email", "nuevo@correo.test"), ("current_password", LUIS.password)]).await;
        let page = luis.get(&house.link_to("nuevo@correo.test", "/correo/confirmar/").await).await;
        let pages = all_at_once(&houses, again_and_again(&luis, &page.form("Confirmar"))).await;
        assert_eq!(turned_away(&pages), 0);
        assert_eq!(saying(&pages, "Su correo quedó confirmado"), 1);
        assert_eq!(events(house, "profile.email_confirmed").await, 1);
    }

    async fn of_fifty_wrong_pins_at_once_five_are_compared_and_the_person_is_told_once(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        JORGE.settle(house).await;
        let mut sent = Vec::new();
        for place in 0..AT_ONCE {
            let mut mallory = house.visitor().coming_from([198, 51, 100, u8::try_from(place).unwrap()].into());
            let page = mallory.get("/multiportal/ingreso").await;
            let page = mallory.submit(&page, "Continuar", &[("user", JORGE.username), ("robot", "no")]).await;
            sent.push((mallory, page.form("Ingresar").fill("password", "8265")));
        }
        let before: u64 = houses.iter().map(|house| house.front().hasher.hashes_computed()).sum();
        let pages = all_at_once(&houses, sent).await;
        let busy = turned_away(&pages);
        let after: u64 = houses.iter().map(|house| house.front().hasher.hashes_computed()).sum();
        assert_eq!(after - before, 5, "more guesses were compared than the guard allows");
        assert_eq!((events(house, "signin.failed").await, events(house, "signin.held_up").await), (5, 45 - i64::try_from(busy).unwrap()));
        assert_eq!(house.messages_to(JORGE.email).await.len(), 1);
    }

    async fn of_fifty_wrong_passwords_at_once_ten_are_compared(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        LUIS.settle(house).await;
        let mut sent = Vec::new();
        for place in 0..AT_ONCE {
            let mut mallory = house.visitor().coming_from([198, 51, 100, u8::try_from(place).unwrap()].into());
            let page = mallory.get("/multiempleos/ingreso").await;
            sent.push((mallory, page.form("Ingresar").fill("user", LUIS.cedula).fill("password", "no es esta")));
        }
        let pages = all_at_once(&houses, sent).await;
        let computed: u64 = houses.iter().map(|house| house.front().hasher.hashes_computed()).sum();
        let busy = turned_away(&pages);
        assert_eq!(computed - 1, 10, "more guesses were compared than the guard allows");
        assert_eq!(saying(&pages, "Espere un minuto"), AT_ONCE - 10 - busy);
    }

    async fn of_fifty_right_second_steps_at_once_one_leads_in(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        LUIS.settle(house).await;
        let authenticator = LUIS.with_authenticator(house).await;
        let mut luis = house.visitor();
        let page = LUIS.try_password(house, &mut luis, LUIS.password).await;
        let form = page.form("Continuar").fill("code", &authenticator.next_code(house));
        let pages = all_at_once(&houses, again_and_again(&luis, &form)).await;
        assert_eq!(turned_away(&pages), 0);
        assert_eq!(events(house, "signin.factor_right").await, 1);
        assert_eq!(house.number("select count(*) as number from sessions where ended_at is null").await, 1);
    }

    async fn of_fifty_wrong_second_steps_at_once_five_are_tried(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        LUIS.settle(house).await;
        LUIS.with_authenticator(house).await;
        let mut mallory = house.visitor();
        let page = LUIS.try_password(house, &mut mallory, LUIS.password).await;
        let form = page.form("Continuar").fill("code", "00000");
        let pages = all_at_once(&houses, again_and_again(&mallory, &form)).await;
        assert_eq!((turned_away(&pages), saying(&pages, "Se acabaron los intentos")), (0, AT_ONCE - 5));
        assert_eq!(events(house, "signin.factor_failed").await, 5);
    }

    async fn of_fifty_requests_for_codes_at_once_one_text_message_is_sent(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        JORGE.settle(house).await;
        let mut sent = Vec::new();
        for place in 0..AT_ONCE {
            let mut somebody = house.visitor().coming_from([198, 51, 100, u8::try_from(place).unwrap()].into());
            let page = somebody.get("/multiportal/recuperar-usuario").await;
            sent.push((somebody, page.form("Recuperar").fill("email", JORGE.email).fill("slide", "100")));
        }
        assert_eq!(turned_away(&all_at_once(&houses, sent).await), 0);
        tokio::join!(houses[0].work(), houses[houses.len() - 1].work());
        assert_eq!(house.messages_to("+573990000012").await.len(), 1);
    }

    async fn a_sign_in_during_a_reset_is_inside_with_no_old_password(database: TestDatabase) {
        let houses = processes(&database).await;
        let house = &houses[0];
        LUIS.settle(house).await;
        let mut password = LUIS.password.to_owned();
        for round in 0..8_u8 {
            let mut luis = house.visitor().coming_from([198, 51, 100, round].into());
            let page = luis.get("/multiempleos/recuperar").await;
            luis.submit(&page, "Enviar", &[("email", LUIS.email)]).await;
            let page = luis.get(&house.link_to(LUIS.email, "/restaurar/").await).await;
            let next = format!("mirla {round} en el alambre alto");
            let mut sent = vec![(luis.clone(), page.form("Guardar la contraseña").fill("password", &next))];
            for place in 0..4_u8 {
                let mut thief = house.visitor().coming_from([203, 0, 113, 10 * round + place].into());
                let page = thief.get("/multiempleos/ingreso").await;
                sent.push((thief, page.form("Ingresar").fill("user", LUIS.cedula).fill("password", &password)));
            }
            let pages = all_at_once(&houses, sent).await;
            turned_away(&pages);
            assert_eq!(saying(&pages, DONE), 1);
            let inside = house.number("select count(*) as number from sessions where ended_at is null").await;
            assert_eq!(inside, 0, "the old password is inside after the reset");
            password = next;
            house.work().await;
            house.wait(60 * 60);
        }
    }
}
