//! What payroll brings in, as somebody of payroll sees it, from the file to its publication.

use std::sync::Arc;

use base::tasks::{Lane, Task, take};
use desk::employments::{Contract, store};
use http::StatusCode;
use identity::roster::{Document, DocumentType, find_by_document};
use identity::staff::permissions::Role;
use identity::work::Job;
use testing::{
    Client, Colleague, LUIS, Page, TERESA, TestDatabase, TestHouse, on_both_databases, sheet, workbook,
};

const NORA: Colleague =
    TERESA.called("Nora Vélez", "nora.velez@guadualba.example").with_roles(&[Role::Payroll]);
const UPLOAD: &str = "/multiempleos/oficina/nomina/cargar/contratos";
const HEADER: &str =
    "Cédula;Código contrato;Tipo de contrato;Fecha de ingreso;Fecha de retiro;Cargo;Salario\n";
/// Of [`LUIS`].
const BODEGA: &str = "1900000002;C-1;Obra o labor;15/03/2025;31/10/2025;Auxiliar de bodega;1.423.500\n";
const CAJA: &str = "1900000002;C-2;Indefinido;01/02/2026;;Cajero;1.750.905\n";

async fn upload(nora: &mut Client, file: impl AsRef<[u8]>) -> Page {
    let form = nora.get(UPLOAD).await;
    nora.upload(&form, "Cargar", "contratos.csv", file.as_ref()).await
}

/// Sends a file, and lets the worker check it as it was understood.
async fn checked(house: &TestHouse, nora: &mut Client, file: impl AsRef<[u8]>) -> Page {
    let columns = upload(nora, file).await;
    let waiting = nora.submit(&columns, "Revisar", &[]).await;
    house.work().await;
    nora.get(waiting.path()).await
}

async fn published(house: &TestHouse, nora: &mut Client, file: impl AsRef<[u8]>) -> Page {
    let page = checked(house, nora, file).await;
    let page = nora.submit(&page, "Publicar", &[]).await;
    house.work().await;
    nora.get(page.path()).await
}

async fn employments_of_luis(house: &TestHouse) -> Vec<desk::employments::Employment> {
    let view = house.front().database.view(house.portal("multiempleos").key.shared());
    let document = Document::parse(DocumentType::Cc, "1900000002").expect("a document");
    let luis = find_by_document(&view, &document).await.expect("an answer").expect("he is on the roster");
    store::of_person(&view, luis.id).await.expect("an answer")
}

/// Takes what is due as a worker does, and of it the task of this kind.
async fn taken(house: &TestHouse, kind: &str) -> Option<Task> {
    let front = house.front();
    let tasks = take(&front.database, &front.clock, Lane::ALL, 10).await.expect("the database answers");
    tasks.into_iter().find(|task| task.kind == kind)
}

on_both_databases! {
    async fn contracts_are_tried_first_and_then_published(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;

        let page = checked(&house, &mut nora, format!("{HEADER}{BODEGA}{CAJA}")).await;
        page.shows("Esto es un ensayo");
        page.shows("Nuevos 2");
        assert_eq!(employments_of_luis(&house).await, []);

        let page = nora.submit(&page, "Publicar", &[]).await;
        house.work().await;
        nora.get(page.path()).await.shows("El archivo se publicó.");
        let employments = employments_of_luis(&house).await;
        let facts: Vec<_> = employments.iter().map(|one| (one.facts.code.as_str(), one.facts.contract)).collect();
        assert_eq!(facts, [("C-2", Contract::Indefinite), ("C-1", Contract::Task)]);
        assert_eq!(house.number("select count(*) as number from payroll_drafts").await, 0);
    }

    async fn the_same_file_again_brings_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        published(&house, &mut nora, format!("{HEADER}{CAJA}")).await;

        let page = checked(&house, &mut nora, format!("{HEADER}{CAJA}")).await;
        page.shows("no hay nada que publicar");
        page.does_not_show("Publicar");
    }

    async fn a_salary_that_changes_stays_known_with_its_day(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        published(&house, &mut nora, format!("{HEADER}{CAJA}")).await;
        let raised = CAJA.replace("1.750.905", "1.900.000");
        published(&house, &mut nora, format!("{HEADER}{raised}")).await.shows("El archivo se publicó.");

        let employments = employments_of_luis(&house).await;
        let salaries: Vec<_> = employments[0].salaries.iter().map(|one| one.salary.to_string()).collect();
        assert_eq!(salaries, ["$ 1.900.000", "$ 1.750.905"]);
        assert_eq!(employments[0].salaries[1].since.to_string(), "2026-02-01");
    }

    async fn rows_with_problems_are_told_and_come_back_as_a_file(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let stranger = "1900009999;C-9;Fijo;01/02/2026;;Cajera;1.750.905\n";
        let odd = "1900000002;C-3;Fijo;31/02/2026;;Cajera;mil\n";

        let page = checked(&house, &mut nora, format!("{HEADER}{CAJA}{stranger}{odd}")).await;
        page.shows("No hay nadie en la planta con el documento CC 1900009999");
        page.shows("Eso no es un valor en pesos");
        let file = nora.get(&format!("{}/filas", page.path())).await;
        let lines: Vec<&str> = file.body().lines().collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].contains("Motivo por el que no se tomó") && lines[1].contains("1900009999"), "{lines:?}");
        let page = nora.submit(&page, "Publicar", &[]).await;
        house.work().await;
        nora.get(page.path()).await.shows("El archivo se publicó.");
        assert_eq!(employments_of_luis(&house).await.len(), 1);
    }

    async fn a_workbook_is_read_like_a_text_file(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let rows: Vec<Vec<&str>> =
            [HEADER, CAJA].iter().map(|line| line.trim().split(';').collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let xml = sheet(&rows);
        let file = workbook(&[("xl/worksheets/sheet1.xml", xml.as_bytes())]);
        published(&house, &mut nora, file).await.shows("El archivo se publicó.");
        assert_eq!(employments_of_luis(&house).await.len(), 1);
    }

    async fn a_file_that_needs_a_column_says_which(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let columns = upload(&mut nora, "Identificación;Código contrato\n1900000002;C-1\n").await;
        let page = nora.submit(&columns, "Revisar", &[]).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("Diga en qué columna está.");
        page.shows("Elija el tipo de documento");
    }

    async fn what_waits_for_somebody_else_is_not_replaced(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let (_, mut omar) = NORA.called("Omar Ruiz", "omar.ruiz@guadualba.example").at_desk(&house).await;
        let form = omar.get(UPLOAD).await;
        upload(&mut nora, format!("{HEADER}{CAJA}")).await.shows("Qué es cada columna");

        omar.upload(&form, "Cargar", "otro.csv", HEADER.as_bytes()).await.shows("Nora Vélez tiene otro archivo en curso");
        omar.get(UPLOAD).await.shows("Hay otro archivo en curso");
        upload(&mut nora, format!("{HEADER}{BODEGA}")).await.shows("Qué es cada columna");
        assert_eq!(house.number("select count(*) as number from payroll_batches where state = 'discarded'").await, 1);
    }

    async fn another_portal_knows_nothing_of_a_file(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let page = checked(&house, &mut nora, format!("{HEADER}{CAJA}")).await;
        let (_, mut other) =
            NORA.of("miportal").called("Iris Mora", "iris.mora@turpialto.example").at_desk(&house).await;
        let theirs = page.path().replace("/multiempleos", "/miportal");
        for step in ["", "/columnas", "/filas", "/publicar", "/descartar"] {
            assert_eq!(other.get(&format!("{theirs}{step}")).await.status(), StatusCode::NOT_FOUND, "{step}");
        }
    }

    async fn a_file_stays_until_its_batch_is_over(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let columns = upload(&mut nora, format!("{HEADER}{CAJA}")).await;
        nora.submit(&columns, "Revisar", &[]).await;
        house.wait(25 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.uploads().len(), 1);
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payroll_batches where state = 'checked'").await, 1);
        house.wait(8 * 24 * 60 * 60);
        house.tidy().await;
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
    }

    async fn a_worker_whose_lease_has_ended_changes_nothing_and_removes_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let page = checked(&house, &mut nora, format!("{HEADER}{CAJA}")).await;
        nora.submit(&page, "Publicar", &[]).await;
        let task = taken(&house, "payroll.publish").await.expect("it was left");
        house.wait(61);
        assert!(taken(&house, "payroll.publish").await.is_some(), "another worker takes it");
        let portal = house.front().portals.by_key("multiempleos").map(Arc::clone).expect("a preset");
        let job = Job { front: house.front().clone(), portal, task };
        let duties = desk::duties();
        let (_, publish) = duties.iter().find(|(kind, _)| *kind == "payroll.publish").expect("its duty");
        assert!(publish(job).await.is_err());
        assert_eq!(house.uploads().len(), 1);
        assert_eq!(employments_of_luis(&house).await, []);

        house.wait(61);
        house.work().await;
        assert_eq!(employments_of_luis(&house).await.len(), 1);
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
    }

    async fn a_file_with_more_rows_than_are_read_says_how_many_are(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let more: String = (0..193).map(|place| format!(";x{place}")).collect();
        let rows = "1900000002\n".repeat(10_001);
        let page = checked(&house, &mut nora, format!("{}{more}\n{rows}", HEADER.trim_end())).await;
        page.shows("que es lo más que se lee con 200 columnas");
        assert!(house.uploads().is_empty(), "{:?}", house.uploads());
    }

    async fn a_file_that_nobody_goes_on_with_is_given_up(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        checked(&house, &mut nora, format!("{HEADER}{CAJA}")).await;
        house.wait(8 * 24 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.number("select count(*) as number from payroll_batches where is_open").await, 0);
        assert_eq!(house.number("select count(*) as number from payroll_drafts").await, 0);
    }
}
