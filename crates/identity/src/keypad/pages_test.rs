//! The on-screen keypad, pressed by people and by programs.

use testing::{Client, Form, JORGE, Page, TestDatabase, TestHouse, on_both_databases, portals_in, press};

const PHONE: &str = "+573990000012";

/// Up to the pad of the member's recovery.
async fn at_the_pad(visitor: &mut Client) -> Page {
    let page = visitor.get("/multiportal/recuperar").await;
    let fields =
        [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
    visitor.submit(&page, "Recuperar", &fields).await
}

/// The digits on the pad, by position, as a person sees them.
fn places(page: &Page) -> Vec<String> {
    let mut places: Vec<(String, String)> = (0..10)
        .map(|digit| (page.form(&digit.to_string()).value("press").unwrap().to_owned(), digit.to_string()))
        .collect();
    places.sort();
    places.into_iter().map(|(_, digit)| digit).collect()
}

fn layout(form: &Form) -> String {
    form.value("layout").expect("a drawing").to_owned()
}

async fn kept(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from keypads").await
}

on_both_databases! {
    async fn the_digits_change_places_after_every_press(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let mut page = at_the_pad(&mut jorge).await;
        let (mut drawings, mut arrangements) = (Vec::new(), Vec::new());
        for taken in 0..5 {
            page.shows(&format!("{taken} de 6 dígitos"));
            arrangements.push(places(&page));
            drawings.push(layout(&page.form("1")));
            page = press(&mut jorge, &page, "1").await;
        }
        drawings.dedup();
        arrangements.dedup();
        assert_eq!(drawings.len(), 5);
        // Two drawings may look alike once in 3,628,800 times; five, never.
        assert!(arrangements.len() >= 4, "{arrangements:?}");
    }

    async fn a_press_sends_a_place_and_never_a_digit(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = at_the_pad(&mut jorge).await;
        let code = house.code_to(PHONE).await;
        let sent: Vec<String> = (0..10).map(|digit| page.form(&digit.to_string()).encoded()).collect();
        for form in &sent {
            let names: Vec<&str> = form.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
            assert_eq!(names, ["csrf", "layout", "press"]);
        }
        let page = press(&mut jorge, &page, &code[..4]).await;
        page.does_not_show(&code[..4]);
        assert!(!page.body().contains(&format!("value=\"{}\"", &code[..4])));
        press(&mut jorge, &page, &code[4..]).await.shows("Restaurar contraseña");
        assert_eq!(kept(&house).await, 0, "what was pressed is kept after the end");
    }

    async fn a_press_that_is_sent_again_counts_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = at_the_pad(&mut jorge).await;
        let form = page.form("7");
        for _ in 0..3 {
            jorge.send(form.clone()).await.shows("1 de 6 dígitos");
        }
        // Nor does a place of a drawing that never was.
        for (name, value) in [("layout", "00"), ("layout", ""), ("press", "10"), ("press", "-1"), ("press", "7777777777777777777777")] {
            let now = jorge.get("/multiportal/recuperar/codigo").await;
            jorge.send(now.form("7").tamper(name, value)).await.shows("1 de 6 dígitos");
        }
    }

    async fn the_last_press_sent_twice_is_one_try(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = at_the_pad(&mut jorge).await;
        let code = house.code_to(PHONE).await;
        let wrong = if code.starts_with("40291") { "513802" } else { "402917" };
        let page = press(&mut jorge, &page, &wrong[..5]).await;
        let last = page.form(&wrong[5..]);
        jorge.send(last.clone()).await.shows("4 intentos");
        jorge.send(last).await.shows("0 de 6 dígitos").does_not_show("3 intentos");
    }

    async fn what_was_pressed_can_be_taken_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = at_the_pad(&mut jorge).await;
        let code = house.code_to(PHONE).await;
        let page = press(&mut jorge, &page, "98").await;
        let page = jorge.submit(&page, "Borrar último", &[]).await;
        page.shows("1 de 6 dígitos");
        let page = jorge.submit(&page, "Empezar de nuevo", &[]).await;
        page.shows("0 de 6 dígitos");
        let page = jorge.submit(&page, "Borrar último", &[]).await;
        page.shows("0 de 6 dígitos");
        press(&mut jorge, &page, &code).await.shows("Restaurar contraseña");
    }

    async fn who_cannot_use_the_pad_types_and_is_remembered(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let pad = at_the_pad(&mut jorge).await;
        let code = house.code_to(PHONE).await;
        let field = jorge.submit(&pad, "Prefiero escribir los números", &[]).await;
        assert!(field.body().contains("autocomplete=\"one-time-code\""));
        let pad = jorge.submit(&field, "Prefiero usar el teclado en pantalla", &[]).await;
        pad.shows("0 de 6 dígitos");
        jorge.submit(&pad, "Prefiero escribir los números", &[]).await;
        // The choice outlives the walk.
        let field = jorge.get("/multiportal/recuperar/codigo").await;
        jorge.submit(&field, "Continuar", &[("code", &code)]).await.shows("Restaurar contraseña");
        at_the_pad(&mut jorge).await.does_not_show("0 de 6 dígitos");
    }

    async fn a_pad_is_one_browsers(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (mut jorge, mut mallory) = (house.visitor(), house.visitor());
        let hers = at_the_pad(&mut mallory).await;
        let his = at_the_pad(&mut jorge).await;
        let stolen = his.form("7");
        let (layout, place) = (stolen.value("layout").unwrap(), stolen.value("press").unwrap());
        mallory.send(hers.form("7").tamper("layout", layout).tamper("press", place)).await.shows("0 de 6 dígitos");
        jorge.get("/multiportal/recuperar/codigo").await.shows("0 de 6 dígitos");
    }

    async fn a_pin_is_pressed_where_the_portal_has_it_so(database: TestDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let presets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals");
        for name in ["multiportal.toml", "multiportal.svg"] {
            let text = std::fs::read_to_string(format!("{presets}/{name}")).unwrap();
            let text = text.replace("password = false                             # true", "password = true # true");
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let house = TestHouse::with_portals(&database, portals_in(folder.path())).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/ingreso").await;
        let pad = jorge.submit(&page, "Continuar", &[("user", "jorge.nino"), ("robot", "no")]).await;
        pad.shows("0 de 4 dígitos");
        let pad = press(&mut jorge, &pad, "8265").await;
        pad.shows("El usuario o la contraseña no son correctos").shows("0 de 4 dígitos");

        // A busy minute takes no digit away.
        let (first_three, last) = JORGE.password.split_at(3);
        let three = press(&mut jorge, &pad, first_three).await;
        let places: Vec<_> = std::iter::from_fn(|| house.front().hasher.permit().ok()).collect();
        assert_eq!(press(&mut jorge, &three, last).await.status(), 503);
        drop(places);
        press(&mut jorge, &three, last).await.shows("Confirme que es usted");
    }

    async fn what_was_pressed_ends_with_the_walk(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        let page = at_the_pad(&mut jorge).await;
        press(&mut jorge, &page, "482").await;
        // Begun anew, and begun and left.
        let page = at_the_pad(&mut jorge).await;
        press(&mut jorge, &page, "482").await;
        house.wait(3 * 60 * 60);
        house.tidy().await;
        assert_eq!(kept(&house).await, 0, "digits that were pressed outlive their walk");
    }
}
