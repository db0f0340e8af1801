//! The roster's imports as somebody in the office sees them, from the file to the undoing.

use http::StatusCode;
use identity::staff::permissions::Role;
use testing::{Client, Page, TERESA, TestDatabase, TestHouse, on_both_databases};

const UPLOAD: &str = "/multiempleos/oficina/planta/cargar";
const HEADER: &str = "tipo documento;numero documento;nombres;apellidos;correo;celular\n";
const ANA: &str = "CC;1900000101;Ana Lucía;Peña Gómez;ana.pena@correo.test;3990000101\n";
const LUIS: &str = "CC;1900000102;Luis;Niño;;\n";
const BAD: &str = "CC;19;Eva;Ruiz;eva@correo;\n";

/// Sends a file and goes on to its columns.
async fn upload(teresa: &mut Client, file: impl AsRef<[u8]>) -> Page {
    let form = teresa.get(UPLOAD).await;
    teresa.upload(&form, "Cargar", "lista.csv", file.as_ref()).await
}

/// The same, and lets the worker check it as it was understood.
async fn checked(house: &TestHouse, teresa: &mut Client, file: impl AsRef<[u8]>) -> Page {
    let columns = upload(teresa, file).await;
    let waiting = teresa.submit(&columns, "Revisar", &[]).await;
    house.work().await;
    teresa.get(waiting.path()).await
}

/// The same, and applies it.
async fn applied(house: &TestHouse, teresa: &mut Client, file: impl AsRef<[u8]>) -> Page {
    let page = checked(house, teresa, file).await;
    teresa.submit(&page, "Aplicar la carga", &[]).await;
    house.work().await;
    teresa.get(page.path()).await
}

async fn people(house: &TestHouse) -> (i64, i64) {
    let there = "select count(*) as number from roster_entries where portal = 'multiempleos' and left_at is";
    (house.number(&format!("{there} null")).await, house.number(&format!("{there} not null")).await)
}

on_both_databases! {
    async fn a_file_is_tried_and_then_applied(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let columns = upload(&mut teresa, format!("{HEADER}{ANA}{LUIS}{BAD}")).await;
        columns.shows("Esto se entendió de lista.csv");
        assert_eq!(columns.form("Revisar").value("column-email"), Some("4"));
        let waiting = teresa.submit(&columns, "Revisar", &[]).await;
        waiting.shows("Se está leyendo el archivo");
        assert!(waiting.body().contains(r#"<noscript><meta http-equiv="refresh""#));
        house.work().await;
        let page = teresa.get(waiting.path()).await;
        page.shows("Esto es un ensayo").shows("Nuevas 2").shows("Filas con problemas 1").shows("Eso no es un correo electrónico");
        assert_eq!(people(&house).await, (0, 0));
        let waiting = teresa.submit(&page, "Aplicar la carga", &[]).await;
        waiting.shows("Se va a aplicar la carga");
        // Closing the browser changes nothing: the worker has all it needs.
        drop(teresa);
        house.work().await;
        assert_eq!(people(&house).await, (2, 0));
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
        let (_, mut carlos) = TERESA.called("Carlos Peña", "carlos@guadualba.example").at_desk(&house).await;
        carlos.get(waiting.path()).await.shows("La carga se aplicó").does_not_show("eva@correo");
        assert_eq!(house.number("select count(*) as number from audit_events where event = 'imports.applied'").await, 1);
    }
}
