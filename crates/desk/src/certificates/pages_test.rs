//! Certificates, as the people who need them have them made.

use desk::employments::store::{Kept, keep};
use desk::employments::{Contract, EmploymentId, Facts, SalaryKind, SalarySince};
use desk::money::Money;
use http::Response;
use identity::roster::{Document, DocumentType, find_by_document};
use jiff::civil::{Date, date};
use testing::{Client, JORGE, LUIS, Page, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases};

pub const PATH: &str = "/multiempleos/certificaciones";

/// An employment of somebody who is on the roster.
pub async fn employ(
    house: &TestHouse,
    resident: Resident,
    contract: Contract,
    (from, to): (Date, Option<Date>),
    position: &str,
) {
    let front = house.front();
    let tx = front.database.begin(house.portal(resident.portal).key.shared()).await.unwrap();
    let document = Document::parse(DocumentType::Cc, resident.cedula).unwrap();
    let entry = find_by_document(&tx, &document).await.unwrap().expect("on the roster").id;
    let facts = Facts {
        code: from.to_string(),
        contract,
        started_on: from,
        ended_on: to,
        position: position.to_owned(),
        functions: Some("Conciliar cuentas; pagar a proveedores".to_owned()),
        client: None,
        salary: Some(Money::of_pesos(2_350_000)),
        salary_kind: SalaryKind::Ordinary,
    };
    let id = EmploymentId::new(&front.clock, &front.chance);
    let salary = SalarySince { since: from, salary: Money::of_pesos(2_350_000) };
    let kept = Kept { id, entry, facts, salary: Some(salary) };
    keep(&tx, &[kept], front.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Luis with an employment that stands and one that ended, signed in.
pub async fn luis_at_work(house: &TestHouse) -> Client {
    LUIS.settle(house).await;
    employ(house, LUIS, Contract::Indefinite, (date(2019, 7, 8), None), "Auxiliar contable").await;
    let before = (date(2017, 3, 1), Some(date(2018, 12, 15)));
    employ(house, LUIS, Contract::FixedTerm, before, "Auxiliar de bodega").await;
    let mut luis = house.visitor();
    LUIS.sign_in(house, &mut luis).await;
    luis
}

/// Presses «Descargar» with these choices, and has the address of the file.
pub async fn ask(luis: &mut Client, fields: &[(&str, &str)]) -> String {
    let page = luis.get(&format!("{PATH}?para=banco")).await;
    let form = fields.iter().fold(page.form("Descargar"), |form, (name, value)| form.fill(name, value));
    let answer = luis.ask(http::Method::POST, form.action(), Some(form.encoded())).await;
    assert_eq!(answer.status(), 303, "{}", answer.body());
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn header(answer: &Response<Vec<u8>>, name: &str) -> String {
    answer.headers()[name].to_str().unwrap().to_owned()
}

fn folios(page: &Page) -> Vec<String> {
    page.all_words_of(".card h3")
}

on_both_databases! {
    async fn a_certificate_comes_at_once_and_stays_the_very_same_file(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        luis.get("/multiempleos/inicio").await.shows("Certificaciones laborales");
        let file = ask(&mut luis, &[("addressee", "Banco de la Guadua S.A.")]).await;
        let first = luis.download(&file).await;
        assert_eq!(first.status(), 200);
        assert_eq!(header(&first, "content-type"), "application/pdf");
        assert_eq!(
            header(&first, "content-disposition"),
            "attachment; filename=\"certificacion-laboral-2026-000001.pdf\""
        );
        assert_eq!(header(&first, "cache-control"), "no-store");
        assert!(first.body().starts_with(b"%PDF-"));

        let again = luis.download(&file).await;
        assert_eq!(again.body(), first.body());
        let neighbour = house.neighbour().await;
        assert_eq!(neighbour.answers(&luis).download(&file).await.body(), first.body());
        let page = luis.get(PATH).await;
        page.shows("Expedida el 20 de noviembre de 2026, vigente hasta el 20 de diciembre de 2026");
        assert_eq!(folios(&page), ["2026-000001 Vigente"]);
        house.wait(31 * 24 * 60 * 60);
        LUIS.sign_in(&house, &mut luis).await;
        assert_eq!(folios(&luis.get(PATH).await), ["2026-000001 Vencido"]);
        assert_eq!(luis.download(&file).await.body(), first.body());
    }

    async fn the_same_choice_is_one_paper_and_another_is_the_next(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let page = luis.get(PATH).await;
        let form = page.form("Descargar");
        let (mut hand, mut other_hand) = (luis.clone(), luis.clone());
        tokio::join!(hand.send(form.clone()), other_hand.send(form));
        let page = luis.get(PATH).await;
        assert_eq!(folios(&page), ["2026-000001 Vigente"]);
        ask(&mut luis, &[("scope", "all"), ("pay", "average"), ("language", "en"), ("functions", "yes")]).await;
        assert_eq!(folios(&luis.get(PATH).await), ["2026-000002 Vigente", "2026-000001 Vigente"]);
        let numbers = "select count(*) as number from papers_numbers where last = 2";
        assert_eq!(house.number(numbers).await, 1);
    }

    async fn each_purpose_fills_the_form_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let page = luis.get(PATH).await;
        assert_eq!(page.form("Descargar").value("pay"), Some("none"));
        let page = luis.get(page.link("Visa").as_str()).await;
        assert_eq!(page.form("Descargar").value("pay"), Some("last"));
        assert_eq!(page.form("Descargar").value("language"), Some("en"));
        let page = luis.get(page.link("Nuevo empleo").as_str()).await;
        assert_eq!(page.form("Descargar").value("scope"), Some("all"));
        assert_eq!(page.form("Descargar").value("functions"), Some("yes"));
    }

    async fn what_is_not_right_is_said_and_nothing_is_issued(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let page = luis.get(PATH).await;
        let form = page.form("Descargar");
        let page = luis.send(form.clone().fill("addressee", "Gana $ 9.000.000 <b>")).await;
        assert_eq!(page.status(), 422);
        assert!(page.error_at("addressee").contains("solo un nombre"));
        let page = luis.send(form.clone().fill("addressee", "Посольство")).await;
        assert!(page.error_at("addressee").contains("solo un nombre"), "no typeface of papers has it");
        house.run("delete from employments_salaries where since = '2019-07-08'").await;
        let page = luis.send(form.clone().tamper("pay", "last")).await;
        page.shows("Error: No tenemos un salario de ese contrato");
        for (field, value) in [("scope", "0192f5a0-0000-7000-8000-000000000000"), ("pay", "more"), ("language", "fr")] {
            let page = luis.send(form.clone().tamper(field, value)).await;
            assert_eq!(page.status(), 422, "{field}");
        }
        assert_eq!(house.number("select count(*) as number from papers").await, 0);
    }

    async fn a_paper_of_somebody_else_or_of_another_portal_is_not_there(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let file = ask(&mut luis, &[]).await;
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        JORGE.sign_in(&house, &mut jorge).await;
        let elsewhere = file.replace("/multiempleos/", "/multiportal/");
        assert_eq!(jorge.download(&elsewhere).await.status(), 404);
        let ana = Resident { name: "Ana", family: "Rojas", cedula: "1900000001", email: "ana.rojas@correo.test", ..LUIS };
        house.on_roster("multiempleos", "tipo_documento;numero_documento;primer_nombre;primer_apellido\nCC;1900000002;Luis;Pardo\n").await;
        ana.settle(&house).await;
        let mut other = house.visitor();
        ana.sign_in(&house, &mut other).await;
        assert_eq!(other.download(&file).await.status(), 404);
        assert_eq!(other.download("/multiempleos/expedidos/nada").await.status(), 404);
        assert_eq!(house.visitor().download(&file).await.status(), 303, "a stranger is sent to sign in");
        assert_eq!(luis.download(&file).await.status(), 200);
    }

    async fn who_has_nothing_to_certify_is_told_why_and_where_to_ask(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let mut sofia = house.visitor();
        SOFIA.sign_in(&house, &mut sofia).await;
        let page = sofia.get("/miportal/certificaciones").await;
        page.shows("no está unida a la planta");
        assert_eq!(page.link("Escribir una petición").path(), "/miportal/pqr");
        JORGE.settle(&house).await;
        let mut jorge = house.visitor();
        JORGE.sign_in(&house, &mut jorge).await;
        jorge.get("/multiportal/certificaciones").await.shows("no ha publicado ningún contrato");
        employ(&house, JORGE, Contract::Services, (date(2024, 1, 1), None), "Asesor").await;
        jorge.get("/multiportal/certificaciones").await.shows("prestación de servicios");
    }

    async fn twenty_a_day_and_not_one_more(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        for number in 0..20 {
            ask(&mut luis, &[("addressee", &format!("Banco {number}"))]).await;
        }
        let page = luis.get(PATH).await;
        let page = luis.submit(&page, "Descargar", &[("addressee", "Otro banco")]).await;
        assert_eq!(page.status(), 422);
        page.shows("muchas certificaciones hoy");
        assert_eq!(house.number("select count(*) as number from papers").await, 20);
    }
}
