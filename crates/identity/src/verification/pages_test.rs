//! Codes, as people type them and as others try to: how long they live, how often they may be tried and sent, and where they
//! are worth nothing.

use std::path::Path;

use testing::{
    Client, JORGE, LUIS, Page, Resident, TestDatabase, TestHouse, on_both_databases, portals_in, press,
};

const MINUTE_SECONDS: u64 = 60;
/// A little more than the minute that a number waits.
const RESEND_SECONDS: u64 = 65;
const HOUR_SECONDS: u64 = 60 * MINUTE_SECONDS;
const PHONE: &str = "+573990000012";
const WRONG: &str = "El código no es correcto o ya venció";
const SPENT: &str = "Se acabaron los intentos";

const ELVIRA: Resident = Resident {
    name: "Elvira",
    family: "Duarte",
    password: "7158",
    cedula: "1900000013",
    username: "elvira.duarte",
    email: "elvira@correo.test",
    phone: "3990000013",
    ..JORGE
};

/// Somebody at a browser in another network, who prefers to type codes into a field.
async fn somewhere(house: &TestHouse, place: u8) -> Client {
    let mut visitor = house.visitor().coming_from([198, 51, 100, place].into());
    visitor.get("/multiportal/recuperar").await;
    visitor.plant_cookie("multiportal-typing", "field");
    visitor
}

/// Asks for a code with a member's data; the page where it is typed.
async fn asks(visitor: &mut Client, who: &Resident) -> Page {
    let page = visitor.get("/multiportal/recuperar").await;
    let fields =
        [("document_type", "CC"), ("document", who.cedula), ("email", who.email), ("phone", who.phone)];
    visitor.submit(&page, "Recuperar", &fields).await
}

async fn types(visitor: &mut Client, page: &Page, code: &str) -> Page {
    visitor.submit(page, "Continuar", &[("code", code)]).await
}

fn other_than(code: &str) -> &'static str {
    if code == "402917" { "402918" } else { "402917" }
}

async fn sent_to(house: &TestHouse, receiver: &str) -> usize {
    house.messages_to(receiver).await.len()
}

on_both_databases! {
    async fn a_code_may_be_pasted_with_a_space_or_a_hyphen(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = somewhere(&house, 1).await;
        let page = asks(&mut jorge, &JORGE).await;
        let code = house.code_to(PHONE).await;
        for unreadable in ["", "12345", "1234567", "12345a", "  ", "١٢٣٤٥٦"] {
            assert!(types(&mut jorge, &page, unreadable).await.error_at("code").contains("Escriba los 6 dígitos"), "{unreadable}");
        }
        types(&mut jorge, &page, &format!(" {}-{} ", &code[..3], &code[3..])).await.shows("Restaurar contraseña");
    }

    async fn a_code_ends_after_ten_minutes(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (mut early, mut late) = (somewhere(&house, 1).await, somewhere(&house, 2).await);
        let page = asks(&mut early, &JORGE).await;
        let code = house.code_to(PHONE).await;
        house.wait(10 * MINUTE_SECONDS - 1);
        types(&mut early, &page, &code).await.shows("Restaurar contraseña");

        let page = asks(&mut late, &JORGE).await;
        let code = house.code_to(PHONE).await;
        house.wait(10 * MINUTE_SECONDS);
        types(&mut late, &page, &code).await.shows(WRONG);
    }

    async fn five_tries_are_all_and_a_resend_brings_none_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut mallory = somewhere(&house, 1).await;
        let mut page = asks(&mut mallory, &JORGE).await;
        let code = house.code_to(PHONE).await;
        for left in ["4 intentos", "3 intentos", "2 intentos"] {
            page = types(&mut mallory, &page, other_than(&code)).await;
            page.shows(WRONG).shows(left);
        }
        house.wait(RESEND_SECONDS);
        page = mallory.submit(&page, "Enviar de nuevo", &[]).await;
        page.shows("Enviamos otro código");
        let newer = house.code_to(PHONE).await;
        types(&mut mallory, &page, other_than(&newer)).await.shows("1 intento");
        types(&mut mallory, &page, other_than(&newer)).await.shows(SPENT);
        for right in [&code, &newer] {
            types(&mut mallory, &page, right).await.shows(SPENT);
        }
        assert_eq!(mallory.get("/multiportal/recuperar/nueva").await.path(), "/multiportal/recuperar");
    }

    async fn a_walk_that_is_spent_sends_no_more_codes(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut mallory = somewhere(&house, 1).await;
        let page = asks(&mut mallory, &JORGE).await;
        let code = house.code_to(PHONE).await;
        for _ in 0..5 {
            types(&mut mallory, &page, other_than(&code)).await;
        }
        house.wait(RESEND_SECONDS);
        mallory.submit(&page, "Enviar de nuevo", &[]).await;
        assert_eq!(sent_to(&house, PHONE).await, 1, "a code was sent that nobody can use");
    }

    async fn a_walk_sends_three_codes_a_minute_apart_and_each_is_good(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = somewhere(&house, 1).await;
        let page = asks(&mut jorge, &JORGE).await;
        let first = house.code_to(PHONE).await;
        house.wait(RESEND_SECONDS - 1);
        jorge.submit(&page, "Enviar de nuevo", &[]).await.shows("Espere un minuto");
        assert_eq!(sent_to(&house, PHONE).await, 1);
        house.wait(1);
        jorge.submit(&page, "Enviar de nuevo", &[]).await.shows("Enviamos otro código");
        assert_eq!(sent_to(&house, PHONE).await, 2);
        house.wait(RESEND_SECONDS);
        jorge.submit(&page, "Enviar de nuevo", &[]).await.shows("Enviamos otro código");
        house.wait(RESEND_SECONDS);
        jorge.submit(&page, "Enviar de nuevo", &[]).await.shows("hasta tres veces");
        assert_eq!(sent_to(&house, PHONE).await, 3);
        types(&mut jorge, &page, &first).await.shows("Restaurar contraseña");
    }

    async fn a_code_is_used_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = somewhere(&house, 1).await;
        let page = asks(&mut jorge, &JORGE).await;
        let code = house.code_to(PHONE).await;
        types(&mut jorge, &page, &code).await.shows("Restaurar contraseña");
        // Sent again, it leads on to where the walk stands; in a new walk it is nothing.
        assert_eq!(types(&mut jorge, &page, &code).await.path(), "/multiportal/recuperar/nueva");
        let page = asks(&mut jorge, &JORGE).await;
        types(&mut jorge, &page, &code).await.shows(WRONG);
    }

    async fn a_code_works_in_no_other_browser_walk_journey_portal_or_name(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [JORGE, ELVIRA, LUIS] {
            resident.settle(&house).await;
        }
        let mut jorge = somewhere(&house, 1).await;
        let page = asks(&mut jorge, &JORGE).await;
        let code = house.code_to(PHONE).await;

        // Another browser that asked for the same person; one that asked for another.
        for (place, who) in [(2, &JORGE), (3, &ELVIRA)] {
            let mut mallory = somewhere(&house, place).await;
            let page = asks(&mut mallory, who).await;
            types(&mut mallory, &page, &code).await.shows(WRONG);
        }
        // The same browser, where it stands in other journeys.
        let other = jorge.get("/multiportal/recuperar-usuario").await;
        let other = jorge.submit(&other, "Recuperar", &[("email", JORGE.email), ("slide", "100")]).await;
        types(&mut jorge, &other, &code).await.shows(WRONG);
        let other = jorge.get("/multiportal/registro").await;
        let fields = [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
        let other = jorge.submit(&other, "Continuar", &fields).await;
        types(&mut jorge, &other, &code).await.shows(WRONG);
        let other = JORGE.try_password(&house, &mut jorge, JORGE.password).await;
        types(&mut jorge, &other, &code).await.shows(WRONG);
        // Another portal, with the browser's name carried over.
        let name = jorge.cookie("multiportal-browser").expect("a browser").to_owned();
        jorge.plant_cookie("multiempleos-browser", &name);
        let other = jorge.get("/multiempleos/registro").await;
        let other = jorge.submit(&other, "Continuar", &[("document", LUIS.cedula)]).await;
        types(&mut jorge, &other, &code).await.shows(WRONG);

        types(&mut jorge, &page, &code).await.shows("Restaurar contraseña");
    }

    async fn a_new_walk_leaves_the_code_of_the_one_before_behind(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = somewhere(&house, 1).await;
        asks(&mut jorge, &JORGE).await;
        let old = house.code_to(PHONE).await;
        house.wait(MINUTE_SECONDS);
        let page = asks(&mut jorge, &JORGE).await;
        let new = house.code_to(PHONE).await;
        types(&mut jorge, &page, &old).await.shows(WRONG);
        types(&mut jorge, &page, &new).await.shows("Restaurar contraseña");
    }

    async fn a_number_gets_one_code_a_minute_five_an_hour_and_ten_a_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (mut a, mut b, mut c) = (somewhere(&house, 1).await, somewhere(&house, 2).await, somewhere(&house, 3).await);
        asks(&mut a, &JORGE).await;
        asks(&mut b, &JORGE).await;
        assert_eq!(sent_to(&house, PHONE).await, 1);
        house.wait(MINUTE_SECONDS);
        asks(&mut c, &JORGE).await;
        assert_eq!(sent_to(&house, PHONE).await, 2);

        let mut at_the_end_of_hours = Vec::new();
        for hour in 0..4_u8 {
            house.wait(HOUR_SECONDS);
            for minute in 0..6 {
                house.wait(MINUTE_SECONDS);
                asks(&mut somewhere(&house, 10 * hour + minute + 10).await, &JORGE).await;
                house.work().await;
            }
            at_the_end_of_hours.push(sent_to(&house, PHONE).await);
        }
        assert_eq!(at_the_end_of_hours, [7, 10, 10, 10]);
        house.wait(24 * HOUR_SECONDS);
        asks(&mut somewhere(&house, 99).await, &JORGE).await;
        assert_eq!(sent_to(&house, PHONE).await, 11);
    }

    async fn a_burst_that_brought_one_code_leaves_the_person_the_rest_of_the_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        for place in 1..=6 {
            asks(&mut somewhere(&house, place).await, &JORGE).await;
        }
        assert_eq!(sent_to(&house, PHONE).await, 1);
        house.wait(MINUTE_SECONDS);
        // «Olvidé mi usuario» is counted by another name, and goes to the same phone.
        let mut jorge = somewhere(&house, 7).await;
        let page = jorge.get("/multiportal/recuperar-usuario").await;
        jorge.submit(&page, "Recuperar", &[("email", JORGE.email), ("slide", "100")]).await;
        assert_eq!(sent_to(&house, PHONE).await, 2, "requests that brought nothing used up the hour");
    }

    async fn a_portal_sends_so_many_text_messages_a_day(database: TestDatabase) {
        let folder = presets_with("multiportal.toml", "text_messages_a_day = ", "2 # ");
        let house = TestHouse::with_portals(&database, portals_in(folder.path())).await;
        for resident in [JORGE, ELVIRA] {
            resident.settle(&house).await;
        }
        for (place, who) in [(1, &JORGE), (2, &ELVIRA), (3, &JORGE)] {
            asks(&mut somewhere(&house, place).await, who).await.shows("Si los datos coinciden");
            house.work().await;
            house.wait(MINUTE_SECONDS);
        }
        assert_eq!(house.all_messages().await.len(), 2);
        house.wait(24 * HOUR_SECONDS);
        asks(&mut somewhere(&house, 4).await, &JORGE).await;
        assert_eq!(house.all_messages().await.len(), 3);
    }

    async fn codes_by_the_hundred_from_one_network_are_stopped(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut compared = 0;
        for browser in 0..12 {
            let mut mallory = somewhere(&house, 5).await;
            let page = asks(&mut mallory, &ELVIRA).await;
            if page.path().ends_with("/recuperar") {
                // The name has had its six an hour.
                assert!(browser >= 6);
                break;
            }
            for _ in 0..6 {
                compared += usize::from(types(&mut mallory, &page, "402917").await.text().contains(WRONG));
            }
        }
        assert_eq!(compared, 6 * 4);
    }

    async fn pressing_and_typing_count_alike(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let mut page = asks(&mut jorge, &JORGE).await;
        let code = house.code_to(PHONE).await;
        for _ in 0..3 {
            page = press(&mut jorge, &page, other_than(&code)).await;
        }
        let field = jorge.submit(&page, "Prefiero escribir los números", &[]).await;
        types(&mut jorge, &field, other_than(&code)).await.shows("1 intento");
        types(&mut jorge, &field, &code).await.shows("Restaurar contraseña");
    }
}

/// The presets, with the value after `key` pushed behind another in one of them.
fn presets_with(file: &str, key: &str, value: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let presets = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals"));
    for entry in std::fs::read_dir(presets).expect("the presets are there") {
        let path = entry.expect("the folder reads").path();
        let name = path.file_name().expect("a file has a name");
        let text = std::fs::read_to_string(&path).expect("a preset is text");
        let text = if name == file { text.replace(key, &format!("{key}{value}")) } else { text };
        std::fs::write(folder.path().join(name), text).expect("a temporary file can be written");
    }
    folder
}
