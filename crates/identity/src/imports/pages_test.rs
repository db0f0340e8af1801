//! The roster's imports as somebody in the office sees them, from the file to the undoing.

use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use base::tasks::{self, Lane};
use desk::employments::{Contract, Facts, SalaryKind, Told, incoming, store};
use desk::sheet::{Incoming, Publishing};
use http::StatusCode;
use hyper::body::Frame;
use identity::accounts::{self, Account, AccountId};
use identity::roster::{self, Document, DocumentType, EntryId};
use identity::work::Job;
use jiff::civil::date;
use testing::{
    Client, Colleague, LUIS as LUIS_PARDO, Page, TERESA, TestDatabase, TestHouse, multipart, multipart_head,
    on_both_databases, sheet, workbook,
};

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
    // Each has a moment of its own: which one is the newest is told by that.
    house.wait(1);
    teresa.submit(&page, "Aplicar la carga", &[]).await;
    house.work().await;
    teresa.get(page.path()).await
}

/// Has the worker undo it.
async fn undone(house: &TestHouse, teresa: &mut Client, page: &Page) -> Page {
    teresa.submit(page, "Deshacer esta carga", &[]).await;
    house.work().await;
    teresa.get(page.path()).await
}

/// Publishes a contract of somebody, as payroll does.
async fn hire(house: &TestHouse, entry: EntryId) {
    let front = house.front();
    let facts = Facts {
        code: "C-1".to_owned(),
        contract: Contract::Indefinite,
        started_on: date(2026, 2, 1),
        ended_on: None,
        position: "Cajera".to_owned(),
        functions: None,
        client: None,
        salary: None,
        salary_kind: SalaryKind::Ordinary,
    };
    let told = Told { facts, has_end: true, has_client: true, has_salary_kind: true, salary_since: None };
    let incoming = Incoming { entry, content: serde_json::to_string(&told).unwrap() };
    let (now, today) = (front.clock.now(), date(2026, 11, 20));
    let publishing = Publishing { front, batch: uuid::Uuid::nil(), now, today };
    let tx = front.database.begin(house.portal("multiempleos").key.shared()).await.unwrap();
    incoming::publish(&tx, &[incoming], publishing).await.unwrap();
    tx.commit().await.unwrap();
}

/// The task to read a file, as a worker takes it; there is other work, too.
async fn taken(house: &TestHouse) -> Job {
    let front = house.front();
    let tasks = tasks::take(&front.database, &front.clock, Lane::ALL, 16).await.unwrap();
    let task = tasks.into_iter().find(|task| task.kind == "imports.check").unwrap();
    let portal = Arc::clone(front.portals.by_key(&task.portal).unwrap());
    Job { front: front.clone(), portal, task }
}

async fn done(job: Job) -> base::error::Result<()> {
    let duties = identity::imports::duties();
    let (_, act) = duties.iter().find(|(kind, _)| *kind == job.task.kind).unwrap();
    act(job).await
}

const CARLOS: Colleague = TERESA.called("Carlos Peña", "carlos.pena@guadualba.example");
/// As [`LUIS_PARDO`] settles.
const LUIS_ALONE: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular\n\
                          CC;1900000002;Luis;Pardo;luis.pardo@correo.test;3990000002\n";
const MEBIBYTE: usize = 1024 * 1024;

/// A body of so many pieces of a mebibyte each, after a beginning; nobody ever holds all of it.
struct Endless {
    head: Option<Bytes>,
    piece: Bytes,
    left: usize,
    tail: Option<Bytes>,
}

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(Frame::data(head))));
        }
        if self.left == 0 {
            return Poll::Ready(self.tail.take().map(|tail| Ok(Frame::data(tail))));
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(self.piece.clone()))))
    }
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

    async fn wrong_rows_are_mended_and_sent_again_without_anybody_leaving(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let bad = "CC;1900000103;=1+1;Ruiz;;+57 3990000103\n";
        let page = checked(&house, &mut teresa, format!("{HEADER}{ANA}{bad}")).await;
        let file = teresa.get(page.link("Descargar las filas con problemas").as_str()).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"filas-con-problemas.csv\"");
        let lines: Vec<&str> = file.body().lines().collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].starts_with("\u{feff}\"Motivo por el que no se cargó\";\"tipo documento\";"), "{}", lines[0]);
        assert!(lines[1].contains("\"'=1+1\"") && lines[1].contains("\"'+57 3990000103\""), "{}", lines[1]);
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        assert_eq!(people(&house).await, (1, 0));
        let mended = file.body().replace("'=1+1", "Eva María");
        let columns = upload(&mut teresa, mended).await;
        assert_eq!(columns.form("Revisar").value("scope"), Some("part"));
        let waiting = teresa.submit(&columns, "Revisar", &[]).await;
        house.work().await;
        let page = teresa.get(waiting.path()).await;
        page.shows("Nuevas 1").shows("Ya no están 0").shows("Filas con problemas 0");
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        assert_eq!(people(&house).await, (2, 0));
        let phones = "select count(*) as number from roster_entries where given_names = 'Eva María' and phone = '+573990000103'";
        assert_eq!(house.number(phones).await, 1);
    }

    async fn columns_are_chosen_and_remembered_for_the_same_header(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let file = "a,b,c,d\n1900000101,Ana Peña,Gómez,ana@correo.test\n";
        let columns = upload(&mut teresa, file).await;
        let form = columns.form("Revisar");
        assert!(columns.status() == StatusCode::OK && form.value("column-email") == Some(""));
        let wrong = teresa.submit(&columns, "Revisar", &[("column-document-number", "0"), ("column-given-names", "0")]).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        wrong.shows("Esa columna ya se usa para otro dato").shows("Falta decir en qué columna está: tipo de documento");
        let tampered = columns.form("Revisar").tamper("column-document-number", "4000000000");
        teresa.send(tampered).await.shows("Esa columna no está en el archivo");
        let right = [("column-document-number", "0"), ("column-given-names", "1"), ("column-family-names", "2"), ("column-email", "3"), ("document_type", "CC")];
        let waiting = teresa.submit(&wrong, "Revisar", &right).await;
        house.work().await;
        let page = teresa.get(waiting.path()).await;
        page.shows("Nuevas 1");
        // Another operator sends the next file with this header: it is understood.
        teresa.submit(&page, "Descartar este archivo", &[]).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let columns = upload(&mut carlos, file).await;
        let form = columns.form("Revisar");
        let values = right.map(|(name, _)| form.value(name));
        assert_eq!(values, right.map(|(_, value)| Some(value)));
        assert_eq!(upload(&mut carlos, "a,b,c,d,e\n1,2,3,4,5\n").await.form("Revisar").value("document_type"), Some(""));
    }

    async fn an_import_is_undone_to_what_was_before(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        applied(&house, &mut teresa, format!("{HEADER}{ANA}{LUIS}")).await.shows("La carga se aplicó");
        let first = rows(&house).await;
        house.wait(60);
        let changed = ANA.replace("ana.pena@", "lucia@");
        let eva = "CC;1900000103;Eva;Ruiz;;\n";
        let page = applied(&house, &mut teresa, format!("{HEADER}{changed}{eva}")).await;
        assert_eq!(people(&house).await, (2, 1), "Luis has left");
        teresa.submit(&page, "Deshacer esta carga", &[]).await.shows("La lista está volviendo a quedar como estaba antes");
        house.work().await;
        teresa.get(page.path()).await.shows("la lista quedó como estaba antes");
        assert_eq!(rows(&house).await, first);
        assert_eq!(house.number("select count(*) as number from audit_events where event = 'imports.undone'").await, 1);
        // The import before it can no longer be undone: what it would need is gone.
        let home = teresa.get("/multiempleos/oficina/planta").await;
        assert_eq!(home.all_words_of(".card .mark"), ["Deshecha", "Aplicada"]);
        // A returner is the same person.
        let back = format!("{HEADER}{ANA}");
        applied(&house, &mut teresa, &back).await;
        assert_eq!(people(&house).await, (1, 1));
        applied(&house, &mut teresa, format!("{HEADER}{ANA}{LUIS}")).await;
        assert_eq!(rows(&house).await.iter().map(|row| row.0.clone()).collect::<Vec<_>>(), first.iter().map(|row| row.0.clone()).collect::<Vec<_>>());
    }

    async fn whom_payroll_knows_is_the_same_person_after_an_import_is_undone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = applied(&house, &mut teresa, format!("{HEADER}{ANA}{LUIS}")).await;
        let front = house.front();
        let key = house.portal("multiempleos").key.clone();
        let view = front.database.view(key.shared());
        let document = Document::parse(DocumentType::Cc, "1900000101").unwrap();
        let ana = roster::find_by_document(&view, &document).await.unwrap().unwrap().id;
        hire(&house, ana).await;
        undone(&house, &mut teresa, &page).await.shows("la lista quedó como estaba antes");
        assert_eq!(people(&house).await, (0, 1), "Ana has left, and Luis was never there");
        let found = roster::entry(&view, ana).await.unwrap().unwrap();
        assert!(found.left_at.is_some());

        applied(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        let again = roster::find_by_document(&view, &document).await.unwrap().unwrap();
        assert_eq!((again.id, again.left_at), (ana, None));
        assert_eq!(store::of_person(&view, again.id).await.unwrap().len(), 1);
    }

    async fn a_contract_of_whoever_is_not_on_the_roster_any_more_is_not_published(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        hire(&house, EntryId::new(&house.front().clock, &house.front().chance)).await;
        assert_eq!(house.number("select count(*) as number from employments").await, 0);
    }

    async fn an_import_is_not_undone_under_people_who_went_on_from_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let first = applied(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        house.on_roster("multiempleos", &format!("{HEADER}{}", ANA.replace("Lucía", "Luz"))).await;
        undone(&house, &mut teresa, &first).await.shows("No se deshizo nada: la lista cambió después de esta carga");
        house.wait(1);
        let second = applied(&house, &mut teresa, format!("{HEADER}{ANA}{LUIS}")).await;
        undone(&house, &mut teresa, &first).await.shows("No se deshizo nada: hay una carga más reciente").does_not_show("Deshacer esta carga");
        undone(&house, &mut teresa, &second).await.shows("la lista quedó como estaba antes");
        undone(&house, &mut teresa, &second).await.shows("la lista quedó como estaba antes");
        assert_eq!(house.number("select count(*) as number from audit_events where event = 'imports.undo_asked'").await, 3);
        house.wait(1);
        let third = applied(&house, &mut teresa, LUIS_ALONE).await;
        house.wait(1);
        LUIS_PARDO.settle(&house).await;
        undone(&house, &mut teresa, &third).await.shows("ya se registró en el portal");
        assert_eq!(house.number("select count(*) as number from imports where state = 'applied'").await, 2);
    }

    async fn one_import_at_a_time_is_under_way(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let form = carlos.get(UPLOAD).await;
        let columns = upload(&mut teresa, format!("{HEADER}{ANA}")).await;
        carlos.get(UPLOAD).await.shows("Hay otra carga en curso").shows("Teresa Salgado");
        // The form was open already.
        carlos.upload(&form, "Cargar", "otra.csv", format!("{HEADER}{LUIS}").as_bytes()).await.shows("hay otra carga en curso, de Teresa Salgado");
        assert_eq!(house.uploads().len(), 1);
        // One's own file is replaced, and nothing stays of it.
        let columns_again = upload(&mut teresa, format!("{HEADER}{ANA}{LUIS}")).await;
        assert_ne!(columns.path(), columns_again.path());
        assert_eq!(house.uploads().len(), 1);
        let own_form = teresa.get(UPLOAD).await;
        let waiting = teresa.submit(&columns_again, "Revisar", &[]).await;
        teresa.upload(&own_form, "Cargar", "otra.csv", HEADER.as_bytes()).await.shows("hay otra carga en curso, de Teresa Salgado");
        waiting.form("Descartar este archivo");
        house.work().await;
        let page = teresa.get(waiting.path()).await;
        // Two press at once: it is applied once.
        let mut elsewhere = teresa.clone();
        tokio::join!(teresa.submit(&page, "Aplicar la carga", &[]), elsewhere.submit(&page, "Aplicar la carga", &[]));
        let stale = carlos.get(page.path()).await;
        stale.shows("Se va a aplicar la carga").does_not_show("Descartar este archivo");
        carlos.send(page.form("Descartar este archivo").tamper("csrf", stale.form("Salir").value("csrf").unwrap())).await;
        house.work().await;
        assert_eq!(people(&house).await, (2, 0));
        assert_eq!(house.number("select count(*) as number from audit_events where event = 'imports.applied'").await, 1);
    }

    async fn two_files_sent_at_once_make_one_import(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let file = format!("{HEADER}{ANA}");
        // Both have the form before either sends it.
        let form = "/multiempleos/oficina/planta/cargar";
        let (hers, his) = (teresa.get(form).await, carlos.get(form).await);
        let (one, other) = tokio::join!(
            teresa.upload(&hers, "Cargar", "lista.csv", file.as_bytes()),
            carlos.upload(&his, "Cargar", "lista.csv", file.as_bytes()),
        );
        let mut statuses = [one.status().as_u16(), other.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422]);
        assert_eq!(house.uploads().len(), 1);
    }

    async fn an_import_of_another_portal_is_not_there(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut ana) = TERESA.of("miportal").called("Ana Díaz", "ana.diaz@turpialto.example").at_desk(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let form = ana.get("/miportal/oficina/planta/cargar").await;
        let columns = ana.upload(&form, "Cargar", "lista.csv", format!("{HEADER}{ANA}").as_bytes()).await;
        let id = columns.path().split('/').nth(5).unwrap().to_owned();
        for step in ["", "/columnas", "/filas", "/aplicar", "/deshacer", "/descartar"] {
            let path = format!("/multiempleos/oficina/planta/cargas/{id}{step}");
            assert_eq!(teresa.get(&path).await.status(), StatusCode::NOT_FOUND, "{path}");
            let own = upload(&mut teresa, format!("{HEADER}{LUIS}")).await;
            let sent = teresa.send(own.form("Descartar este archivo").to(&path)).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&sent.status()), "{path}");
        }
        teresa.get("/multiempleos/oficina/planta").await.shows("0 personas en la lista; 0 ya no están");
        ana.get(columns.path()).await.shows("Qué es cada columna");
    }

    async fn a_file_over_the_limit_is_told_and_not_kept(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let form = teresa.get(UPLOAD).await;
        let head = multipart_head(&form.form("Cargar"), "grande.csv");
        let tail = multipart(&form.form("Cargar"), "grande.csv", b"").split_off(head.len());
        let piece = Bytes::from(vec![b'x'; MEBIBYTE]);
        let body = Endless { head: Some(head.into()), piece, left: 200, tail: Some(tail.into()) };
        let answer = teresa.upload_body(&form, "Cargar", Body::new(body)).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.body().contains("El archivo tiene más de 64 MB"), "{}", answer.body());
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
    }

    async fn a_file_that_is_cut_off_leaves_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let form = teresa.get(UPLOAD).await;
        let whole = multipart(&form.form("Cargar"), "lista.csv", format!("{HEADER}{ANA}{LUIS}").as_bytes());
        for length in [10, whole.len() / 2, whole.len() - 30] {
            let answer = teresa.upload_body(&form, "Cargar", Body::from(whole[..length].to_vec())).await;
            assert!(answer.status().is_client_error(), "{length}: {}", answer.status());
            assert!(answer.body().contains("<h1"), "{length}");
        }
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
        // A file that was cut before it was sent is read as far as it says whose row it is.
        let cut = format!("{HEADER}{ANA}CC;1900000102;Lu");
        checked(&house, &mut teresa, cut).await.shows("La fila está cortada").shows("Nuevas 1");
    }

    async fn what_is_no_table_ends_in_a_sentence(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let million = format!("{}\n1\n", "a;".repeat(1_000_000));
        let bomb = workbook(&[("xl/worksheets/sheet1.xml", &vec![b' '; 3 * MEBIBYTE])]);
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let protected = [b"\xD0\xCF\x11\xE0".as_slice(), &encrypted].concat();
        let whole = workbook(&[("xl/worksheets/sheet1.xml", b"<worksheet><sheetData/></worksheet>")]);
        let cases: [(&[u8], &str); 10] = [
            (b"", "Elija un archivo que no esté vacío"),
            (b" \n\n", "El archivo está vacío"),
            (million.as_bytes(), "más de 200 columnas"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "El archivo no es una tabla"),
            (b"%PDF-1.7\n1 0 obj", "El archivo no es una tabla"),
            (b"PK\x03\x04 y nada", "está dañado o incompleto"),
            (&whole[..whole.len() / 2], "está dañado o incompleto"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "guárdelo como libro de Excel (.xlsx)"),
            (&bomb, "demasiado grande por dentro"),
            (&protected, "tiene contraseña"),
        ];
        for (file, sentence) in cases {
            let page = upload(&mut teresa, file).await;
            assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
            assert!(page.error_at("file").contains(sentence), "{}", page.error_at("file"));
        }
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
        let runaway = checked(&house, &mut teresa, format!("{HEADER}{ANA}CC;1;\"nunca se cierra\n{LUIS}")).await;
        runaway.shows("En la fila 3 se abren unas comillas que nunca se cierran");
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
        upload(&mut teresa, format!("{HEADER}{ANA}")).await.shows("Qué es cada columna");
    }

    async fn a_workbook_is_read_as_a_table_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let xml = sheet(&[
            &["Tipo documento", "Cédula", "Nombres", "Apellidos", "Fecha nacimiento", "Celular"],
            &["CC", "#1900000101", "Ana Lucía", "Peña Gómez", "@32904", "#3990000101"],
            &["CC", "#1.900000102E9", "Luis", "Niño", "#32904", "399 000 0102"],
            &["CC", "1.900.000.103", "\u{a0}Eva\u{a0}", "Ruiz", "31/01/1990", ""],
            &["CC", "1,9E+09", "Eva", "Ruiz", "31/02/1990", ""],
        ]);
        let file = workbook(&[("xl/worksheets/sheet1.xml", xml.as_bytes())]);
        let page = checked(&house, &mut teresa, file).await;
        page.shows("Nuevas 3").shows("Filas con problemas 1").shows("El número está abreviado").shows("Esa fecha no existe");
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        let born = "select count(*) as number from roster_entries where birth_date = '1990-01-31' and left_at is null";
        assert_eq!((house.number(born).await, people(&house).await), (3, (3, 0)));
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        carlos.get(page.path()).await.shows("La carga se aplicó");
    }

    async fn a_file_of_an_old_system_is_understood(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let file = b"C\xe9dula;Nombre completo;Correo electr\xf3nico\r\n1.900.000.101;\xa0Ana Luc\xeda Pe\xf1a G\xf3mez;ana@correo.test\r\n";
        checked(&house, &mut teresa, file).await.shows("Nuevas 1").shows("Filas con problemas 0");
    }

    async fn a_roster_that_changed_after_the_dry_run_is_tried_again_first(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = checked(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        house.on_roster("multiempleos", &format!("{HEADER}{LUIS}")).await;
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        let page = teresa.get(page.path()).await;
        page.shows("La lista cambió después del ensayo").shows("Ya no están 1");
        assert_eq!(people(&house).await, (1, 0));
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        assert_eq!(people(&house).await, (1, 1));
    }

    async fn what_nobody_goes_on_with_is_gone_after_a_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        checked(&house, &mut teresa, format!("{HEADER}{ANA}{BAD}")).await;
        assert_eq!(house.uploads().len(), 2);
        house.wait(23 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.uploads().len(), 2);
        house.wait(2 * 60 * 60);
        house.tidy().await;
        assert!(house.uploads().is_empty());
        assert_eq!(house.number("select count(*) as number from imports where outcome is not null").await, 0);
        let mut teresa = house.visitor();
        desk.sign_in(&house, &mut teresa).await;
        teresa.get("/multiempleos/oficina/planta").await.shows("Descartada");
        upload(&mut teresa, format!("{HEADER}{ANA}")).await.shows("Qué es cada columna");
    }

    async fn changing_the_roster_asks_for_a_fresh_factor(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let page = checked(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        house.wait(11 * 60);
        let asked = teresa.submit(&page, "Aplicar la carga", &[]).await;
        asked.shows("Confirme otra vez que es usted");
        let code = desk.next_code(&house);
        let page = teresa.submit(&asked, "Confirmar", &[("code", &code)]).await;
        page.shows("Esto es un ensayo");
        teresa.submit(&page, "Aplicar la carga", &[]).await.shows("Se va a aplicar");
    }

    async fn a_large_file_is_applied_in_steps_and_at_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let rows = |family: &str| -> String {
            (0..1_500).map(|n| format!("CC;{};Ana;{family};;\n", 1_900_000_000 + n)).collect()
        };
        applied(&house, &mut teresa, format!("{HEADER}{}", rows("Peña"))).await;
        let page = applied(&house, &mut teresa, format!("{HEADER}{}", rows("Gómez"))).await;
        page.shows("Con cambios 1500 (nombres 1500)");
        let page = applied(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        assert_eq!(people(&house).await, (1, 1_499));
        undone(&house, &mut teresa, &page).await;
        assert_eq!(people(&house).await, (1_500, 0));
        assert_eq!(house.number("select count(*) as number from roster_batches").await, 0);
    }

    async fn a_roster_that_changed_as_much_as_before_is_tried_again_too(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.on_roster("multiempleos", &format!("{HEADER}{ANA}")).await;
        let page = checked(&house, &mut teresa, format!("{HEADER}{}", ANA.replace("ana.pena@", "lucia@"))).await;
        page.shows("Con cambios 1 (correo 1)");
        // One person changes now as then, but in something that nobody was shown.
        house.on_roster("multiempleos", &format!("{HEADER}{}", ANA.replace("Lucía", "Luz"))).await;
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        let page = teresa.get(page.path()).await;
        page.shows("La lista cambió después del ensayo, así que no se aplicó nada").shows("Con cambios 1 (nombres 1, correo 1)");
        assert_eq!(house.number("select count(*) as number from roster_entries where given_names = 'Ana Luz'").await, 1);
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        teresa.get(page.path()).await.shows("La carga se aplicó").does_not_show("La lista cambió");
        assert_eq!(house.number("select count(*) as number from roster_entries where given_names = 'Ana Lucía'").await, 1);
    }

    async fn a_worker_that_came_too_late_removes_no_file(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let columns = upload(&mut teresa, format!("{HEADER}{ANA}CC;1;\"nunca se cierra\n{LUIS}")).await;
        let waiting = teresa.submit(&columns, "Revisar", &[]).await;
        let late = taken(&house).await;
        house.wait(tasks::LEASE.as_secs() + 1);
        let current = taken(&house).await;
        let _ = done(late).await;
        assert_eq!(house.uploads().len(), 1);
        teresa.get(waiting.path()).await.shows("Se está leyendo el archivo");
        done(current).await.unwrap();
        teresa.get(waiting.path()).await.shows("unas comillas que nunca se cierran");
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
    }

    async fn a_file_that_is_not_the_one_that_was_sent_is_refused_and_forgotten(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = checked(&house, &mut teresa, format!("{HEADER}{ANA}{BAD}")).await;
        let uploads = &house.front().uploads;
        let name = house.uploads().into_iter().find(|name| !name.contains("wrong")).unwrap();
        uploads.remove(&name).unwrap();
        uploads.create(&name).unwrap().write_all(format!("{HEADER}{LUIS}").as_bytes()).unwrap();
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        teresa.get(page.path()).await.shows("El archivo cambió mientras se cargaba");
        assert_eq!(people(&house).await, (0, 0));
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
        assert_eq!(house.number("select count(*) as number from imports where outcome like '%eva@correo%'").await, 0);
    }

    async fn a_failure_of_ours_is_not_told_as_the_files(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = checked(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        let (name, uploads) = (house.uploads().remove(0), &house.front().uploads);
        uploads.rename(&name, "aside").unwrap();
        teresa.submit(&page, "Aplicar la carga", &[]).await;
        house.work().await;
        teresa.get(page.path()).await.shows("Se va a aplicar la carga");
        // The disk is back.
        uploads.rename("aside", &name).unwrap();
        house.wait(10);
        house.work().await;
        teresa.get(page.path()).await.shows("La carga se aplicó");
    }

    async fn rows_mended_by_choosing_other_columns_are_no_longer_offered(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = checked(&house, &mut teresa, format!("{HEADER}{ANA}CC;1900000103;Eva;Ruiz;eva@correo;\n")).await;
        let wrong = page.link("Descargar las filas con problemas");
        let columns = teresa.get(page.link("Cambiar las columnas").as_str()).await;
        teresa.submit(&columns, "Revisar", &[("column-email", "")]).await;
        assert_eq!(teresa.get(wrong.as_str()).await.status(), StatusCode::NOT_FOUND);
        house.work().await;
        teresa.get(page.path()).await.shows("Nuevas 2").shows("Filas con problemas 0").does_not_show("Descargar las filas");
        assert_eq!(teresa.get(wrong.as_str()).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(house.uploads().len(), 1);
    }

    async fn nobody_registers_from_an_import_while_it_is_undone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = applied(&house, &mut teresa, format!("{HEADER}{ANA}{LUIS}")).await;
        let front = house.front();
        let key = house.portal("multiempleos").key.clone();
        let document = Document::parse(DocumentType::Cc, "1900000101").unwrap();
        let entry = roster::find_by_document(&front.database.view(key.shared()), &document).await.unwrap().unwrap();
        // Ana's registration is about to be committed when the worker begins to undo.
        let tx = front.database.begin(key.shared()).await.unwrap();
        assert!(roster::hold(&tx, entry.id).await.unwrap());
        let account = Account {
            id: AccountId::new(&front.clock, &front.chance),
            signin_name: "1900000101".to_owned(),
            roster_entry_id: Some(entry.id),
            document_type: None,
            document_number: None,
            given_names: "Ana Lucía".to_owned(),
            family_names: "Peña Gómez".to_owned(),
            email: None,
            email_confirmed_at: None,
            phone: None,
            phone_confirmed_at: None,
        };
        accounts::store::add(&tx, &account, front.clock.now()).await.unwrap();
        let registering = async {
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
        };
        let undoing = async {
            teresa.submit(&page, "Deshacer esta carga", &[]).await;
            house.work().await;
        };
        tokio::join!(undoing, registering);
        teresa.get(page.path()).await.shows("alguien de esta carga ya se registró");
        assert_eq!(people(&house).await, (2, 0));
        // The other way round: whoever is undone is not there to be held.
        house.run("delete from accounts where signin_name = '1900000101'").await;
        undone(&house, &mut teresa, &page).await.shows("la lista quedó como estaba antes");
        let tx = front.database.begin(key.shared()).await.unwrap();
        assert!(!roster::hold(&tx, entry.id).await.unwrap());
    }

    async fn what_was_laid_ready_goes_with_an_import_that_is_given_up(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        applied(&house, &mut teresa, format!("{HEADER}{ANA}{LUIS}")).await;
        // As a process leaves it that died before the switch, and nobody started it again.
        house.run("update imports set state = 'applying', is_open = true, applied_at = null").await;
        house.wait(25 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.number("select count(*) as number from roster_batches").await, 0);
        assert_eq!(house.number("select count(*) as number from imports where state = 'discarded'").await, 1);
    }

    async fn an_undoing_that_came_to_nothing_can_be_asked_for_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let page = applied(&house, &mut teresa, format!("{HEADER}{ANA}")).await;
        teresa.submit(&page, "Deshacer esta carga", &[]).await;
        house.run("delete from tasks where kind = 'imports.undo'").await;
        house.wait(25 * 60 * 60);
        house.tidy().await;
        let mut teresa = house.visitor();
        desk.sign_in(&house, &mut teresa).await;
        let page = teresa.get(page.path()).await;
        undone(&house, &mut teresa, &page).await.shows("la lista quedó como estaba antes");
        assert_eq!(people(&house).await, (0, 0));
    }
}

/// Everything the roster says, as far as it tells one state from another.
async fn rows(house: &TestHouse) -> Vec<(String, Vec<u8>, Option<i64>)> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        id: uuid::Uuid,
        content: Vec<u8>,
        left_at: Option<i64>,
    }
    let sql = "select id, content, left_at from roster_entries order by document_number";
    let view = house.front().database.view_across_all_portals();
    let rows: Vec<Row> = view.all(sql, Vec::new()).await.unwrap();
    rows.into_iter().map(|row| (row.id.to_string(), row.content, row.left_at)).collect()
}
