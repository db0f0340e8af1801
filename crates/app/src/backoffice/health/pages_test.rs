//! The health page as an administrator and an auditor read it.

use base::chance::Chance;
use base::db::backup;
use identity::staff::permissions::Role;
use testing::{Colleague, LUIS, Page, TERESA, TestDatabase, TestHouse, on_both_databases};

use crate::certificates::{ask, luis_at_work};

const AUDITOR: Colleague =
    TERESA.called("Rosa Niño", "rosa.nino@guadualba.example").with_roles(&[Role::Auditor]);
const PATH: &str = "/multiempleos/oficina/salud";

/// The row of a part: its state, what was found, what to do.
#[track_caller]
fn row(page: &Page, part: &str) -> String {
    let rows = page.all_words_of("tbody tr");
    rows.iter().find(|row| row.starts_with(part)).unwrap_or_else(|| panic!("no {part} in {rows:#?}")).clone()
}

#[track_caller]
fn is(page: &Page, part: &str, words: &[&str]) {
    let row = row(page, part);
    assert!(words.iter().all(|word| row.contains(word)), "{words:?} in «{row}»");
}

on_both_databases! {
    async fn what_the_portals_depend_on_is_tried_and_each_part_has_a_word(database: TestDatabase) {
        let mut house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        let page = teresa.get(PATH).await;
        page.shows("Salud");
        is(&page, "Base de datos", &["Bien", "Contesta en"]);
        is(&page, "Servidor de correo", &["Bien", "listo para recibir correos"]);
        is(&page, "Mensajes de texto", &["Bien", "No se puede probar más"]);
        is(&page, "Archivo de claves", &["Bien", "Claves cargadas: 1."]);
        is(&page, "Sello de los documentos", &["Bien", "dura 365"]);
        is(&page, "Copia de seguridad", &["Mal", "No hay ninguna anotada", "aldaba backup"]);
        is(&page, "Tareas en espera", &["Bien", "Ninguna"]);

        house.lose_the_servers();
        let page = teresa.get(PATH).await;
        is(&page, "Servidor de correo", &["Mal", "[mail]"]);
        is(&page, "Mensajes de texto", &["Mal", "Ningún proveedor contesta"]);
    }

    async fn a_backup_grows_old(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let front = house.front();
        let tx = front.database.begin_across_all_portals().await.unwrap();
        backup::note(&tx, &front.clock, &Chance::system()).await.unwrap();
        tx.commit().await.unwrap();
        let (desk, mut rosa) = AUDITOR.at_desk(&house).await;
        is(&rosa.get(PATH).await, "Copia de seguridad", &["Bien", "hace 0 horas"]);
        house.wait(30 * 3600);
        desk.sign_in(&house, &mut rosa).await;
        is(&rosa.get(PATH).await, "Copia de seguridad", &["Mirar", "hace 30 horas"]);
    }

    async fn a_key_that_sealed_what_is_kept_and_is_gone_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        AUDITOR.at_desk(&house).await;
        let tx = house.front().database.begin_across_all_portals().await.unwrap();
        // What another key sealed begins with another number.
        let rosas = "update factors_totp set secret = $1
                     where owner_id in (select id from staff_members where email like 'rosa%')";
        assert_eq!(tx.run(rosas, base::args![vec![7_u8, 0, 0]]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        is(&teresa.get(PATH).await, "Archivo de claves", &["Mal", "Faltan claves", "guardado: 7."]);
        // What made a password's hash is told too: without it, nobody of those can sign in.
        LUIS.settle(&house).await;
        for (table, column, id) in [("credentials", "hash", "CA"), ("staff_members", "password_hash", "CQ")] {
            house.run(&format!("update {table} set {column} = replace({column}, 'keyid=AQ$', 'keyid={id}$') where {column} <> ''
                and portal = 'multiempleos' and '{table} ' || {column} not in
                (select 'staff_members ' || password_hash from staff_members where email like 'teresa%')")).await;
        }
        is(&teresa.get(PATH).await, "Archivo de claves", &["Mal", "guardado: 7, 8, 9."]);
    }

    async fn a_key_that_sealed_papers_and_is_gone_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let file = ask(&mut luis, &[]).await;
        assert_eq!(luis.download(&file).await.status(), 200);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        is(&teresa.get(PATH).await, "Archivo de claves", &["Bien"]);
        let tx = house.front().database.begin_across_all_portals().await.unwrap();
        for (sql, id) in [("update papers set snapshot = $1", 7), ("update papers_files set content = $1", 8)] {
            assert_eq!(tx.run(sql, base::args![vec![id, 0_u8]]).await.unwrap(), 1);
        }
        tx.commit().await.unwrap();
        is(&teresa.get(PATH).await, "Archivo de claves", &["Mal", "guardado: 7, 8."]);
    }
}

#[tokio::test]
async fn the_disk_is_looked_at_where_the_database_is_a_file() {
    let database = TestDatabase::sqlite().await;
    let house = TestHouse::open(&database).await;
    let (_, mut teresa) = TERESA.at_desk(&house).await;
    is(&teresa.get(PATH).await, "Disco de la base de datos", &["GB", "%"]);
}
