//! Announcements, through HTTP: written in the office, seen by everybody, and in no way anything but text.

use http::StatusCode;
use identity::announcements;
use testing::{Client, Form, Page, TERESA, TestDatabase, TestHouse, on_both_databases};
use tokio::task::JoinSet;

const LIST: &str = "/multiempleos/oficina/anuncios";
const NEW: &str = "/multiempleos/oficina/anuncios/nuevo";
const FIRST_PAGES: [&str; 2] = ["/multiempleos/", "/multiempleos/ingreso"];
const DAY_SECONDS: u64 = 24 * 60 * 60;
/// An id that nobody has.
const NOBODY: &str = "0192f5a0-0000-7000-8000-000000000000";

/// The form of a new announcement, which is right but for what a test changes; today is 20 November 2026.
async fn form(teresa: &mut Client, button: &str, title: &str) -> Form {
    let page = teresa.get(NEW).await;
    let fields =
        [("title_spanish", title), ("text_spanish", "Abrimos el lunes a las ocho."), ("until", "2026-11-22")];
    fields.into_iter().fold(page.form(button), |form, (field, value)| form.fill(field, value))
}

async fn publish(teresa: &mut Client, title: &str) -> Page {
    let form = form(teresa, "Publicar", title).await;
    teresa.send(form).await
}

async fn shown(house: &TestHouse, path: &str) -> Vec<String> {
    house.visitor().get(path).await.all_words_of(".announcements .announcement-title")
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

on_both_databases! {
    async fn what_staff_announce_is_seen_from_its_first_day_to_its_last(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let before = shown(&house, "/multiempleos/ingreso").await;
        let coming = form(&mut teresa, "Publicar", "Mañana cerramos").await.fill("from", "2026-11-21");
        teresa.send(coming).await.shows("Mañana cerramos").shows("Por empezar");
        assert_eq!(shown(&house, "/multiempleos/ingreso").await, before);
        house.wait(DAY_SECONDS);
        for path in FIRST_PAGES {
            assert!(shown(&house, path).await.contains(&"Mañana cerramos".to_owned()), "{path}");
        }
        assert!(!shown(&house, "/miportal/ingreso").await.contains(&"Mañana cerramos".to_owned()));
        house.wait(2 * DAY_SECONDS);
        assert_eq!(shown(&house, "/multiempleos/ingreso").await, before);
        assert_eq!(events(&house, "announcements.added").await, 1);
    }

    async fn every_process_shows_it_and_a_page_that_shows_it_needs_no_database(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let other = house.neighbour().await;
        publish(&mut teresa, "Hoy cerramos").await;
        let title = "Hoy cerramos".to_owned();
        assert!(shown(&house, "/multiempleos/ingreso").await.contains(&title));
        assert!(!shown(&other, "/multiempleos/ingreso").await.contains(&title));
        announcements::refresh(other.front()).await.unwrap();
        assert!(shown(&other, "/multiempleos/ingreso").await.contains(&title));
        // One that opens later knows it from the start; one whose database has gone shows what it knew.
        let later = house.neighbour().await;
        later.front().database.clone().close().await.unwrap();
        assert!(announcements::refresh(later.front()).await.is_err());
        assert!(shown(&later, "/multiempleos/ingreso").await.contains(&title));
    }

    async fn it_is_previewed_as_it_will_be_seen_and_in_both_languages(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let form = form(&mut teresa, "Ver cómo queda", "Hoy <b>cerramos</b> {{7*7}}").await;
        let form = form.fill("title_english", "Closed today").fill("text_english", "Back\r\non  Monday.").fill("link", "/ayuda");
        let page = teresa.send(form).await;
        page.shows("Así se verá").shows("Hoy <b>cerramos</b> {{7*7}}").shows("Closed today").shows("Back on Monday.");
        assert_eq!(house.number("select count(*) as number from announcements").await, 0, "a preview published it");
        teresa.submit(&page, "Publicar", &[]).await.shows("Se ve");
        let mut visitor = house.visitor();
        let page = visitor.get("/multiempleos/ingreso").await;
        page.shows("Hoy <b>cerramos</b> {{7*7}}");
        assert_eq!(page.link("Ver más").path(), "/multiempleos/ayuda");
        visitor.get("/multiempleos/idioma/en?volver=/ingreso").await.shows("Closed today").does_not_show("cerramos");
    }

    async fn it_is_changed_and_taken_down_and_no_change_overwrites_another(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let list = publish(&mut teresa, "Hoy cerramos").await;
        let page = teresa.get(list.link("Cambiar Hoy cerramos").as_str()).await;
        let (mut hand, mut other_hand) = (teresa.clone(), teresa.clone());
        let (one, other) = tokio::join!(
            hand.submit(&page, "Publicar", &[("title_spanish", "Cerramos a las tres")]),
            other_hand.submit(&page, "Publicar", &[("title_spanish", "Cerramos a las cuatro")])
        );
        let refused = [&one, &other].into_iter().filter(|page| page.status() == StatusCode::UNPROCESSABLE_ENTITY).count();
        assert_eq!(refused, 1, "{}\n{}", one.text(), other.text());
        assert_eq!(events(&house, "announcements.changed").await, 1);
        teresa.submit(&page, "Retirar", &[]).await.shows("Retirado");
        teresa.submit(&page, "Retirar", &[]).await.shows("Retirado");
        assert_eq!(events(&house, "announcements.ended").await, 1);
        assert!(shown(&house, "/multiempleos/ingreso").await.iter().all(|title| !title.starts_with("Cerramos a las")));
        teresa.submit(&page, "Publicar", &[]).await.shows("Alguien más cambió o retiró");
    }

    async fn a_second_click_announces_nothing_twice(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        for title in ["Uno", "Dos"] {
            publish(&mut teresa, title).await;
        }
        let form = form(&mut teresa, "Publicar", "Tres").await;
        let mut other_hand = teresa.clone();
        let (one, other) = tokio::join!(teresa.send(form.clone()), other_hand.send(form.clone()));
        for page in [one, other, teresa.send(form.clone()).await] {
            assert_eq!((page.status(), page.path()), (StatusCode::OK, LIST), "{}", page.text());
        }
        assert_eq!(events(&house, "announcements.added").await, 3);
        assert_eq!(house.number("select count(*) as number from announcements").await, 3);
        // Whoever goes back and writes something else on the same page is told, and nothing is lost in silence.
        let changed = teresa.send(form.fill("title_spanish", "Cuatro")).await;
        changed.shows("Este formulario ya se publicó").does_not_show("Ya hay tres anuncios");
        assert_eq!(changed.form("Publicar").value("title_spanish"), Some("Cuatro"));
        assert_eq!(house.number("select count(*) as number from announcements").await, 3);
    }

    async fn what_was_taken_down_is_not_offered_to_be_changed(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let list = publish(&mut teresa, "Hoy cerramos").await;
        let page = teresa.get(list.link("Cambiar Hoy cerramos").as_str()).await;
        teresa.submit(&page, "Retirar", &[]).await.shows("Retirado").does_not_show("Cambiar");
        let opened = teresa.get(page.path()).await;
        assert_eq!(opened.path(), LIST);
        opened.shows("Ese anuncio fue retirado").does_not_show("Cambiar");
    }

    async fn one_portal_that_cannot_be_read_does_not_keep_the_others_from_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut andres) = TERESA.of("miportal").at_desk(&house).await;
        let other = house.neighbour().await;
        publish(&mut teresa, "Hoy cerramos").await;
        andres.get("/miportal/oficina/anuncios").await;
        let form = andres.get("/miportal/oficina/anuncios/nuevo").await.form("Publicar");
        let fields = [("title_spanish", "Hoy abrimos"), ("text_spanish", "Todo el día."), ("until", "2026-11-22")];
        andres.send(fields.into_iter().fold(form, |form, (field, value)| form.fill(field, value))).await;
        for (portal, title) in [("multiempleos", "Hoy abrimos"), ("miportal", "Hoy cerramos")] {
            house.run(&format!("update announcements set from_day = '?' where portal = '{portal}'")).await;
            assert!(announcements::refresh(other.front()).await.is_err());
            let readable = if portal == "miportal" { "multiempleos" } else { "miportal" };
            assert!(shown(&other, &format!("/{readable}/ingreso")).await.contains(&title.to_owned()), "{portal}");
            house.run(&format!("update announcements set from_day = '2026-11-20' where portal = '{portal}'")).await;
        }
    }

    async fn what_is_no_plain_announcement_is_refused_in_words(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let long = "x".repeat(301);
        for (field, value) in [
            ("title_spanish", ""), ("title_spanish", &long[..81]), ("title_spanish", "a\u{202e}b"), ("text_spanish", " "), ("text_spanish", &long),
            ("title_english", "Only a title"), ("from", ""), ("from", "ayer"), ("until", "2026-11-19"), ("until", "2029-01-01"),
            ("link", "javascript:alert(1)"), ("link", "http://ejemplo.example"), ("link", "//malo.example"), ("link", "https://a@malo.example"),
        ] {
            let wrong = form(&mut teresa, "Publicar", "Hoy cerramos").await.fill(field, value);
            let page = teresa.send(wrong).await;
            assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field}: {value}");
            let at = if field == "title_english" { "text_english" } else { field };
            assert!(!page.error_at(at).is_empty(), "{field}: {value}");
        }
        assert_eq!(house.number("select count(*) as number from announcements").await, 0);
    }

    async fn there_is_room_for_three_at_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        for title in ["Uno", "Dos", "Tres"] {
            publish(&mut teresa, title).await.shows(title);
        }
        publish(&mut teresa, "Cuatro").await.shows("Ya hay tres anuncios en esas fechas");
        let later = form(&mut teresa, "Publicar", "Cuatro").await.fill("from", "2026-11-23").fill("until", "2026-11-23");
        teresa.send(later).await.shows("Por empezar");
    }

    async fn of_many_at_the_same_moment_three_are_published(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let mut publishing = JoinSet::new();
        for title in ["Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis"] {
            let (form, mut hand) = (form(&mut teresa, "Publicar", title).await, teresa.clone());
            publishing.spawn(async move { hand.send(form).await.text().to_owned() });
        }
        let pages = publishing.join_all().await;
        let told = pages.iter().filter(|page| page.contains("Ya hay tres anuncios en esas fechas")).count();
        assert_eq!((told, house.number("select count(*) as number from announcements").await), (3, 3));
    }

    async fn another_portals_announcement_is_nobodys_here(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut andres) = TERESA.of("miportal").at_desk(&house).await;
        let list = publish(&mut teresa, "Hoy cerramos").await;
        let id = list.link("Cambiar Hoy cerramos").path().rsplit('/').next().unwrap().to_owned();
        andres.get("/miportal/oficina/anuncios").await.does_not_show("Hoy cerramos");
        let token = andres.get("/miportal/oficina/anuncios/nuevo").await.form("Publicar").value("csrf").unwrap().to_owned();
        for id in [id.as_str(), NOBODY, "%27", "1"] {
            let path = format!("/miportal/oficina/anuncios/{id}");
            assert_eq!(andres.get(&path).await.status(), StatusCode::NOT_FOUND, "{id}");
            for path in [path.clone(), format!("{path}/terminar")] {
                assert_eq!(andres.post(&path, &[("csrf", &token)]).await.status(), StatusCode::NOT_FOUND, "{path}");
            }
        }
        teresa.get(LIST).await.shows("Se ve");
    }
}
