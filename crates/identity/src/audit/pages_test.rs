//! The audit trail through HTTP: what staff see of it, the file, and what a changed entry does to it.

use http::Method;
use identity::staff::permissions::Role;
use testing::{Colleague, LUIS, TERESA, TestDatabase, TestHouse, on_both_databases};

const AUDITOR: Colleague =
    TERESA.called("Rosa Niño", "rosa.nino@guadualba.example").with_roles(&[Role::Auditor]);
const PATH: &str = "/multiempleos/oficina/auditoria";

on_both_databases! {
    async fn the_trail_tells_who_did_what_to_whom(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.try_password(&house, &mut luis, "no es esta").await;
        LUIS.sign_in(&house, &mut luis).await;
        let (_, mut rosa) = AUDITOR.at_desk(&house).await;
        let page = rosa.get(PATH).await;
        page.shows("Entró al equipo").shows("Ingresó al portal").shows("Luis Pardo").shows("La persona");
        let page = rosa.get(&format!("{PATH}?tipo=signin")).await;
        page.shows("Ingresó al portal").does_not_show("Entró al equipo Rosa");
        rosa.get(&format!("{PATH}?desde=2030-01-01")).await.shows("No hay anotaciones con ese filtro");
        rosa.get(&format!("{PATH}?tipo=%27&quien=%25&desde=x&antes=-1%27")).await.shows("Auditoría");
    }

    async fn roles_and_factors_are_told_in_words(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut rosa) = AUDITOR.at_desk(&house).await;
        desk.sign_in(&house, &mut rosa).await;
        let page = rosa.get(PATH).await;
        page.shows("código de la aplicación").shows("r***o@guadualba.example · Auditoría (solo consulta)");
        let rows = page.all_words_of("tbody tr");
        assert!(rows.iter().all(|row| !row.ends_with("auditor") && !row.ends_with("authenticator")), "{rows:#?}");
    }

    async fn older_entries_follow_page_after_page(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut rosa) = AUDITOR.at_desk(&house).await;
        for _ in 0..60 {
            rosa.get("/multiempleos/oficina/equipo/invitar").await.shows("Su rol no permite");
        }
        let first = rosa.get(PATH).await;
        first.shows("50 anotaciones");
        let second = rosa.get(first.link("Ver las anteriores").as_str()).await;
        second.shows("Entró al equipo");
        let rows = first.all_words_of("tbody tr").len() + second.all_words_of("tbody tr").len();
        assert_eq!(rows, 62, "{desk:?}");
    }

    async fn the_file_has_every_entry_and_no_formula(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.called("=HYPERLINK(1)", "formula@guadualba.example").at_desk(&house).await;
        for _ in 0..3 {
            let page = teresa.get("/multiempleos/oficina/mi-acceso/codigos").await;
            teresa.submit(&page, "Crear los códigos", &[]).await;
        }
        let url = format!("http://localhost:8080{PATH}/archivo").parse().unwrap();
        let file = teresa.ask(Method::GET, &url, None).await;
        assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = file.body().lines().collect();
        assert_eq!(lines.len(), 1 + 6, "{lines:#?}");
        assert!(lines[1].contains("audit.exported") && lines[1].contains("\"'=HYPERLINK(1)\""), "{}", lines[1]);
        assert!(lines.iter().skip(1).all(|line| line.split("\";\"").all(|cell| !cell.starts_with('='))));
    }

    async fn one_changed_entry_is_found_from_the_office(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut rosa) = AUDITOR.at_desk(&house).await;
        let page = rosa.get(&format!("{PATH}/revision")).await;
        rosa.submit(&page, "Revisar ahora", &[]).await.shows("Está completa: revisamos 2 anotaciones");
        house.run("update audit_events set detail = 'nada' where seq = 3 and portal = 'multiempleos'").await;
        rosa.submit(&page, "Revisar ahora", &[]).await.shows("La anotación 3 no es la que se escribió");
    }

    async fn another_portals_entries_are_not_shown(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        TERESA.of("miportal").called("Ana Díaz", "ana.diaz@turpialto.example").at_desk(&house).await;
        let (_, mut rosa) = AUDITOR.at_desk(&house).await;
        rosa.get(PATH).await.shows("2 anotaciones").does_not_show("Ana Díaz");
    }
}
