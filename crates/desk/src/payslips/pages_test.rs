//! Payslips from the file that payroll sends to the page of whoever was paid.

use http::StatusCode;
use identity::staff::permissions::Role;
use testing::{
    Client, Colleague, JORGE, LUIS, Page, Resident, SOFIA, TERESA, TestDatabase, TestHouse,
    on_both_databases, portals_in,
};

const NORA: Colleague =
    TERESA.called("Nora Vélez", "nora.velez@guadualba.example").with_roles(&[Role::Payroll]);
const OMAR: Colleague = NORA.called("Omar Ruiz", "omar.ruiz@guadualba.example");
/// A colleague of [`LUIS`].
const ANA: Resident = Resident {
    name: "Ana",
    family: "Gómez",
    cedula: "1900000077",
    email: "ana.gomez@correo.test",
    phone: "3990000077",
    ..LUIS
};
const CONTRACTS: &str = "/multiempleos/oficina/nomina/cargar/contratos";
const PAYSLIPS: &str = "/multiempleos/oficina/nomina/cargar/comprobantes";
const LIST: &str = "/multiempleos/comprobantes";
/// Of [`LUIS`].
const CONTRACT: &str = "Cédula;Código contrato;Tipo de contrato;Fecha de ingreso;Cargo\n1900000002;C-2;Indefinido;01/02/2026;Cajero\n";
const LONG: &str = "Cédula;Contrato;Desde;Hasta;Fecha pago;Código concepto;Concepto;Tipo;Valor\n";
const WIDE: &str = "Cédula;Desde;Hasta;Sueldo;Salud;Neto a pagar\n";

/// A month's payslip of [`LUIS`] in long form.
fn month(month: u32, pay: &str, health: &str) -> String {
    let head = format!("1900000002;C-2;01/{month:02}/2026;28/{month:02}/2026;28/{month:02}/2026");
    format!("{head};001;Sueldo;devengado;{pay}\n{head};200;Salud;deducción;{health}\n")
}

fn september() -> String {
    month(9, "2.000.000", "80.000")
}

fn october() -> String {
    month(10, "2.100.000", "84.000")
}

/// Sends a file, and lets the worker check it.
async fn checked(house: &TestHouse, sender: &mut Client, at: &str, file: &str) -> Page {
    let form = sender.get(at).await;
    let columns = sender.upload(&form, "Cargar", "nomina.csv", file.as_bytes()).await;
    let waiting = sender.submit(&columns, "Revisar", &[]).await;
    house.work().await;
    sender.get(waiting.path()).await
}

async fn publish(house: &TestHouse, publisher: &mut Client, batch: &Page) -> Page {
    let page = publisher.get(batch.path()).await;
    let page = publisher.submit(&page, "Publicar", &[]).await;
    house.work().await;
    let page = publisher.get(page.path()).await;
    page.shows("El archivo se publicó.");
    page
}

/// Luis with a contract, and both who are needed to pay him.
async fn office(house: &TestHouse) -> (Client, Client) {
    LUIS.settle(house).await;
    let (_, mut nora) = NORA.at_desk(house).await;
    let (_, omar) = OMAR.at_desk(house).await;
    let contracts = checked(house, &mut nora, CONTRACTS, CONTRACT).await;
    publish(house, &mut nora, &contracts).await;
    (nora, omar)
}

async fn paid(house: &TestHouse, nora: &mut Client, omar: &mut Client, rows: &str) -> Page {
    let batch = checked(house, nora, PAYSLIPS, &format!("{LONG}{rows}")).await;
    publish(house, omar, &batch).await
}

async fn luis(house: &TestHouse) -> Client {
    let mut luis = house.visitor();
    LUIS.sign_in(house, &mut luis).await.shows("Luis");
    luis
}

async fn withdraw(batch: &Page, member: &mut Client) -> Page {
    let page = member.get(batch.path()).await;
    let form = member.get(page.link("Retirar lo publicado").path()).await;
    member.submit(&form, "Retirar lo publicado", &[]).await.shows("Escriba por qué se retira.");
    member.submit(&form, "Retirar lo publicado", &[("reason", "Faltaban las horas extra")]).await
}

/// Somebody of the office chooses the columns again, and the worker checks the file again.
async fn choose_again(house: &TestHouse, member: &mut Client, batch: &Page) -> Page {
    let page = member.get(batch.path()).await;
    let columns = member.get(page.link("Cambiar las columnas").path()).await;
    member.submit(&columns, "Revisar", &[]).await;
    house.work().await;
    member.get(batch.path()).await
}

/// Puts so many colleagues of Luis on the roster, each with a contract, and gives their rows of a file of October.
async fn crew(house: &TestHouse, nora: &mut Client, number: u32) -> String {
    let mut roster =
        "tipo_documento;numero_documento;primer_nombre;primer_apellido\nCC;1900000002;Luis;Pardo\n"
            .to_owned();
    let (mut contracts, mut payslips) = (CONTRACT.to_owned(), String::new());
    for one in 1..=number {
        let cedula = 1_900_100_000 + one;
        roster.push_str(&format!("CC;{cedula};Rosa;Gómez\n"));
        contracts.push_str(&format!("{cedula};R-{one};Indefinido;01/02/2026;Cajera\n"));
        payslips.push_str(&october().replace("1900000002;C-2", &format!("{cedula};R-{one}")));
    }
    house.on_roster("multiempleos", &roster).await;
    let contracts = checked(house, nora, CONTRACTS, &contracts).await;
    publish(house, nora, &contracts).await;
    payslips
}

/// The portals as they come, but multiempleos without payslips.
fn without_payslips() -> identity::portals::Portals {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let presets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals");
    for file in std::fs::read_dir(presets).expect("the presets are there") {
        let path = file.expect("a file of the presets").path();
        let name = path.file_name().expect("files have names").to_owned();
        let mut text = std::fs::read_to_string(&path).expect("presets are text");
        if name == "multiempleos.toml" {
            text = text.replace(r#", "payslips"]"#, "]");
        }
        std::fs::write(folder.path().join(name), text).expect("a temporary file can be written");
    }
    portals_in(folder.path())
}

on_both_databases! {
    async fn a_payslip_is_sent_by_one_published_by_another_and_read_by_whom_it_pays(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{}", october())).await;
        batch.shows("Nuevos 1").shows("Total devengado $ 2.100.000").shows("Neto a pagar $ 2.016.000");
        batch.shows("Falta la segunda persona").does_not_show("Publicar");
        let forced = batch.form("Descartar este archivo").to(&format!("{}/publicar", batch.path()));
        nora.send(forced).await.shows("Falta la segunda persona");
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payslips").await, 0);

        publish(&house, &mut omar, &batch).await;
        let mut luis = luis(&house).await;
        let list = luis.get(LIST).await;
        list.shows("2026").shows("1 de octubre de 2026 a 28 de octubre de 2026").shows("Cajero");
        assert!(!list.words_of("summary").contains('$'), "no amount before it is asked for");
        let page = luis.get(&first_link(&list)).await;
        page.shows("Sueldo $ 2.100.000").shows("Salud $ 84.000").shows("Neto a pagar $ 2.016.000");
        page.shows("28 de octubre de 2026").shows("C-2").does_not_show("Frente al comprobante anterior");
    }

    async fn whoever_says_what_the_columns_are_does_not_publish(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{}", october())).await;
        let page = choose_again(&house, &mut omar, &batch).await;
        page.shows("Falta la segunda persona").does_not_show("Publicar");
        let forced = page.form("Descartar este archivo").tamper("choices", "2");
        omar.send(forced.to(&format!("{}/publicar", batch.path()))).await.shows("Falta la segunda persona");
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payslips").await, 0);
        let chosen = "select count(*) as number from audit_events where event = 'payroll.columns_chosen'";
        assert_eq!(house.number(chosen).await, 3, "of the contracts, by Nora and by Omar");

        choose_again(&house, &mut nora, &batch).await.shows("Falta la segunda persona");
        publish(&house, &mut omar, &batch).await;
    }

    async fn only_what_was_on_the_screen_is_published(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{}", october())).await;
        let seen = omar.get(batch.path()).await;
        choose_again(&house, &mut nora, &batch).await;
        let page = omar.submit(&seen, "Publicar", &[]).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
        page.shows("alguien cambió las columnas del archivo");
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payslips").await, 0);
        omar.submit(&page, "Publicar", &[]).await;
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payslips where is_current").await, 1);
    }

    async fn a_portal_without_payslips_takes_none(database: TestDatabase) {
        let house = TestHouse::with_portals(&database, without_payslips()).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        nora.get("/multiempleos/oficina/nomina").await.shows("Cargar contratos").does_not_show("Cargar comprobantes");
        assert_eq!(nora.get(PAYSLIPS).await.status(), StatusCode::NOT_FOUND);
        let form = nora.get(CONTRACTS).await.form("Cargar").to(PAYSLIPS);
        let sent = nora.send_with_files(&form, "file", &[("nomina.csv", LONG.as_bytes())]).await;
        assert_eq!(sent.status(), StatusCode::NOT_FOUND);
    }

    async fn a_wide_file_brings_the_same_and_the_same_again_brings_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let file = format!("{WIDE}1900000002;01/10/2026;28/10/2026;2.100.000;84.000;2.016.000\n");
        let batch = checked(&house, &mut nora, PAYSLIPS, &file).await;
        publish(&house, &mut omar, &batch).await;
        let mut luis = luis(&house).await;
        let page = payslip_of(&mut luis).await;
        page.shows("Salud $ 84.000").shows("Neto a pagar $ 2.016.000");

        checked(&house, &mut nora, PAYSLIPS, &file).await.shows("no hay nada que publicar").shows("Sin cambios 1");
    }

    async fn how_each_concept_of_a_wide_file_was_taken_is_told_before_publishing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let header = "Cédula;Nombre;Desde;Hasta;Sueldo;Aporte a salud;Casino (deducción);IBC;Total a pagar\n";
        let row = "1900000002;Luis;01/10/2026;28/10/2026;2.100.000;84.000;25.000;2.100.000;1.991.000\n";
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{header}{row}")).await;
        let page = omar.get(batch.path()).await;
        page.shows("Neto a pagar $ 1.991.000").shows("Sueldo devengado $ 2.100.000");
        page.shows("Aporte a salud deducción $ 84.000").shows("Casino deducción $ 25.000");
        page.shows("IBC informativo $ 2.100.000").shows("Columnas del archivo que no se usan: Nombre");

        let header = header.replace("Casino (deducción)", "Casino");
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{header}{row}")).await;
        batch.shows("Casino: 25.000").shows("No se sabe si este concepto se paga o se descuenta").shows("Nuevos 0");
    }

    async fn who_is_left_out_and_whose_net_jumps_is_told_before_publishing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let header = "tipo_documento;numero_documento;primer_nombre;primer_apellido\n";
        house.on_roster("multiempleos", &format!("{header}CC;1900000002;Luis;Pardo\nCC;1900000077;Ana;Gómez\n")).await;
        let contract = CONTRACT.replace("1900000002;C-2", "1900000077;C-9");
        let contracts = checked(&house, &mut nora, CONTRACTS, &contract).await;
        publish(&house, &mut nora, &contracts).await;
        paid(&house, &mut nora, &mut omar, &september()).await;

        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{}", month(10, "4.000.000", "80.000"))).await;
        batch.shows("Una persona con contrato en ese período queda sin comprobante").shows("Ana Gómez · CC 1900000077");
        batch.shows("El neto de una persona cambia más del 30 %").shows("Luis Pardo · CC 1900000002");
    }

    async fn a_correction_replaces_a_payslip_and_withdrawing_it_brings_the_earlier_one_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        paid(&house, &mut nora, &mut omar, &october()).await;
        let mut luis = luis(&house).await;
        let first = luis_payslip(&mut luis).await;
        let correction = paid(&house, &mut nora, &mut omar, &month(10, "2.300.000", "92.000")).await;

        let page = luis.get(&first).await;
        assert_eq!(page.status(), StatusCode::OK, "an old link leads to what replaced it");
        page.shows("Neto a pagar $ 2.208.000");
        assert_eq!(house.number("select count(*) as number from payslips").await, 2);

        withdraw(&correction, &mut omar).await.shows("Faltaban las horas extra").shows("se retiró");
        luis.get(&first).await.shows("Neto a pagar $ 2.016.000");
        let events = "select count(*) as number from audit_events where event = 'payroll.withdrawn'";
        assert_eq!(house.number(events).await, 1);
        let again = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{}", month(10, "2.300.000", "92.000"))).await;
        publish(&house, &mut omar, &again).await;
        luis.get(&first).await.shows("Neto a pagar $ 2.208.000");
    }

    async fn only_the_newest_publication_is_withdrawn(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let first = paid(&house, &mut nora, &mut omar, &format!("{}{}", september(), month(10, "1", "0"))).await;
        let whole = paid(&house, &mut nora, &mut omar, &format!("{}{}", september(), october())).await;
        omar.get(first.path()).await.does_not_show("Retirar lo publicado");
        let page = omar.get(&format!("{}/retirar", whole.path())).await;
        let forced = page.form("Retirar lo publicado").fill("reason", "Faltaban las horas extra");
        omar.send(forced.to(&format!("{}/retirar", first.path()))).await.shows("El archivo se publicó.");
        let mut luis = luis(&house).await;
        luis.get(LIST).await.shows("1 de septiembre de 2026").shows("$ 2.016.000");

        withdraw(&whole, &mut omar).await.shows("se retiró");
        luis.get(LIST).await.shows("1 de septiembre de 2026").shows("$ 1");
        withdraw(&first, &mut omar).await.shows("se retiró");
        luis.get(LIST).await.shows("todavía no ha publicado ningún comprobante suyo");
    }

    async fn a_publication_that_stops_half_way_is_seen_by_nobody_and_forgotten(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let rows = crew(&house, &mut nora, 500).await;
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{}{rows}", october())).await;
        let page = omar.get(batch.path()).await;
        page.shows("Nuevos 501");
        house.run("update employments set code = 'otro' where code = 'R-500'").await;
        omar.submit(&page, "Publicar", &[]).await.shows("Se está publicando");
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payslips where is_laid").await, 500);
        luis(&house).await.get(LIST).await.shows("todavía no ha publicado ningún comprobante suyo");

        house.run("update employments set code = 'R-500' where code = 'otro'").await;
        house.wait(60);
        house.work().await;
        assert_eq!(house.number("select count(*) as number from payslips where is_current").await, 501);
        assert_eq!(house.number("select count(*) as number from payslips where is_laid").await, 0);

        house.run("update payslips set is_laid = is_current, is_current = is_laid").await;
        house.run("update payroll_batches set state = 'publishing', is_open = (1 = 1) where kind = 'payslips'").await;
        house.wait(8 * 24 * 60 * 60);
        house.tidy().await;
        assert_eq!(house.number("select count(*) as number from payslips").await, 0);
    }

    async fn people_are_told_in_steps_and_each_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let rows = crew(&house, &mut nora, 210).await;
        ANA.settle(&house).await;
        let contract = CONTRACT.replace("1900000002;C-2", "1900000077;C-9");
        let contracts = checked(&house, &mut nora, CONTRACTS, &contract).await;
        publish(&house, &mut nora, &contracts).await;
        let hers = october().replace("1900000002;C-2", "1900000077;C-9");
        paid(&house, &mut nora, &mut omar, &format!("{}{rows}{hers}", october())).await;
        assert_eq!(house.number("select count(*) as number from tasks where kind = 'payslips.tell' and state = 'done'").await, 3);
        for person in [LUIS, ANA] {
            let told = house.messages_to(person.email).await.into_iter().filter(|one| one.text.contains("/comprobantes/"));
            assert_eq!(told.count(), 1, "{}", person.name);
        }
    }

    async fn whoever_has_no_confirmed_address_is_promised_no_mail(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        office(&house).await;
        let mut luis = luis(&house).await;
        luis.get(LIST).await.shows("Cuando lo haga, le llegará un correo.");
        house.run("update accounts set email_confirmed_at = null").await;
        luis.get(LIST).await.shows("Si confirma su correo en el perfil").does_not_show("le llegará un correo");
    }

    async fn a_first_payslip_that_is_withdrawn_is_gone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let batch = paid(&house, &mut nora, &mut omar, &october()).await;
        let mut luis = luis(&house).await;
        let payslip = luis_payslip(&mut luis).await;
        withdraw(&batch, &mut omar).await.shows("se retiró");
        assert_eq!(luis.get(&payslip).await.status(), StatusCode::NOT_FOUND);
        luis.get(LIST).await.shows("todavía no ha publicado ningún comprobante suyo");
    }

    async fn bad_rows_are_told_and_nothing_of_their_payslips_is_taken(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, _) = office(&house).await;
        let wrong = [
            month(1, "1.000", "2.000"),
            month(2, "mil", "80"),
            month(3, "1.000", "80").replace("C-2", "C-77"),
            format!("{0}{0}", month(4, "1.000", "80")),
            month(5, "1.000", "80").replace("28/05/2026;28", "30/04/2026;28"),
            month(6, "1.000", "80").replace("1900000002", "1900009999"),
        ]
        .concat();
        let batch = checked(&house, &mut nora, PAYSLIPS, &format!("{LONG}{wrong}")).await;
        for said in [
            "El neto da −$ 1.000.",
            "Eso no es un valor en pesos",
            "tiene un problema",
            "no tiene el contrato «C-77»",
            "El concepto «Sueldo» está dos veces",
            "El período termina antes de comenzar",
            "No hay nadie en la planta con el documento CC 1900009999",
            "Nuevos 0",
        ] {
            batch.shows(said);
        }
        let file = nora.get(&format!("{}/filas", batch.path())).await;
        assert_eq!(file.body().lines().count(), wrong.lines().count() + 1, "every row comes back");
    }

    async fn without_a_code_the_only_contract_of_the_time_is_meant(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, _) = office(&house).await;
        let row = |code: &str, year: i32| format!("1900000002;{code};01/10/{year};28/10/{year};;001;Sueldo;devengado;1.000\n");
        let file = format!("{LONG}{}", row("", 2026));
        checked(&house, &mut nora, PAYSLIPS, &file).await.shows("Nuevos 1");
        let file = format!("{LONG}{}", row("", 2020));
        checked(&house, &mut nora, PAYSLIPS, &file).await.shows("no tiene contrato en ese período");
        let file = format!("{LONG}{}{}", row("", 2026), row("C-2", 2026));
        checked(&house, &mut nora, PAYSLIPS, &file).await.shows("dos comprobantes del mismo contrato").shows("Nuevos 0");
        let second = CONTRACT.replace("C-2", "C-3");
        let contracts = checked(&house, &mut nora, CONTRACTS, &second).await;
        publish(&house, &mut nora, &contracts).await;
        let file = format!("{LONG}{}", row("", 2026));
        checked(&house, &mut nora, PAYSLIPS, &file).await.shows("varios contratos en ese período");
    }

    async fn the_change_against_the_payslip_before_is_told_by_concept(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        paid(&house, &mut nora, &mut omar, &format!("{}{}", september(), october())).await;
        let mut luis = luis(&house).await;
        let page = payslip_of(&mut luis).await;
        page.shows("Recibió $ 96.000 más").shows("Sueldo +$ 100.000").shows("Salud −$ 4.000");
    }

    async fn nobody_else_sees_a_payslip_and_its_number_says_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        paid(&house, &mut nora, &mut omar, &october()).await;
        let path = luis_payslip(&mut luis(&house).await).await;
        JORGE.settle(&house).await;
        SOFIA.settle(&house).await;
        for other in [JORGE, SOFIA] {
            let mut visitor = house.visitor();
            other.sign_in(&house, &mut visitor).await;
            let theirs = path.replace("multiempleos", other.portal);
            assert_eq!(visitor.get(&theirs).await.status(), StatusCode::NOT_FOUND, "{}", other.portal);
        }
        ANA.settle(&house).await;
        let mut visitor = house.visitor();
        ANA.sign_in(&house, &mut visitor).await;
        assert_eq!(visitor.get(&path).await.status(), StatusCode::NOT_FOUND);
        for id in ["x", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(visitor.get(&format!("{LIST}/{id}")).await.status(), StatusCode::NOT_FOUND);
        }
        visitor.get(LIST).await.shows("No hay ningún contrato a su nombre");
        let mut sofia = house.visitor();
        SOFIA.sign_in(&house, &mut sofia).await;
        sofia.get("/miportal/comprobantes").await.shows("no está en la lista de personas");
    }

    async fn a_person_is_told_once_and_the_link_leads_to_the_payslip_through_signing_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        paid(&house, &mut nora, &mut omar, &october()).await;
        house.work().await;
        let messages = house.messages_to(LUIS.email).await;
        assert_eq!(messages.len(), 1);
        assert!(!messages[0].text.contains("$ ") && !messages[0].text.contains("2.0"), "{}", messages[0].text);
        let link = house.link_to(LUIS.email, "/comprobantes/").await;
        let path = link.split_once("/comprobantes/").expect("it was found by it").1;
        let mut luis = house.visitor();
        let page = luis.get(&format!("{LIST}/{path}")).await;
        assert_eq!(page.path(), "/multiempleos/ingreso");
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Neto a pagar $ 2.016.000");
        assert_eq!(luis.get("/multiempleos/inicio").await.path(), "/multiempleos/inicio", "once");
    }

    async fn amounts_are_in_no_audit_row(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (mut nora, mut omar) = office(&house).await;
        let batch = paid(&house, &mut nora, &mut omar, &october()).await;
        withdraw(&batch, &mut omar).await;
        let amounts = "select count(*) as number from audit_events where detail like '%2.1%' or detail like '%2016%' or detail like '%horas%'";
        assert_eq!(house.number(amounts).await, 0);
        let payroll = "select count(*) as number from audit_events where event like 'payroll.%'";
        assert!(house.number(payroll).await >= 6);
    }
}

/// The path of the newest payslip of Luis.
async fn luis_payslip(luis: &mut Client) -> String {
    first_link(&luis.get(LIST).await)
}

async fn payslip_of(luis: &mut Client) -> Page {
    let path = luis_payslip(luis).await;
    luis.get(&path).await
}

/// Where the first payslip of a list is.
fn first_link(list: &Page) -> String {
    let link = regex::Regex::new(&format!("{LIST}/[0-9a-f-]{{36}}")).expect("a constant");
    link.find(list.body()).expect("the list has one").as_str().to_owned()
}
