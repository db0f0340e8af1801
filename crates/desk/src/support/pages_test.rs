//! Petitions, complaints and claims, as people write them.

use testing::{Client, Form, Page, TestDatabase, TestHouse, on_both_databases, portals_in};

const MONTH_AND_A_HALF_SECONDS: u64 = 45 * 24 * 60 * 60;
const HOUR_SECONDS: u64 = 60 * 60;

/// What somebody who is not signed in fills in.
const CLAIM: [(&str, &str); 4] = [
    ("kind", "claim"),
    ("name", "Berta Ñáñez"),
    ("email", "berta@correo.test"),
    ("description", "No me llega el código.\nEs de ayer."),
];

/// Opens a portal's form and fills it in.
async fn form_of(visitor: &mut Client, portal: &str) -> Form {
    let page = visitor.get(&format!("/{portal}/pqr")).await;
    CLAIM.iter().fold(page.form("Enviar"), |form, (field, value)| form.fill(field, value))
}

async fn file_claim(visitor: &mut Client, portal: &str) -> Page {
    let form = form_of(visitor, portal).await;
    visitor.send(form).await
}

/// The number that the page shows.
#[track_caller]
fn number_on(page: &Page) -> String {
    let text = page.text();
    let number = text.split_whitespace().find(|word| word.starts_with("PQR-"));
    number.unwrap_or_else(|| panic!("no number is shown: {text}")).to_owned()
}

async fn cases(house: &TestHouse, portal: &str, condition: &str) -> i64 {
    let portal = house.front().portals.by_key(portal).expect("a preset");
    let sql =
        format!("select count(*) as number from support_cases where portal = '{}' {condition}", portal.key);
    house.front().database.view(portal.key.shared()).number(&sql, Vec::new()).await.unwrap()
}

on_both_databases! {
    async fn a_claim_gets_a_number_a_due_date_and_a_receipt(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let page = berta.get("/multiportal/ingreso").await;
        let page = berta.get(page.link("PQR Petición, queja o reclamo").as_str()).await;
        page.shows("Hasta 5000 caracteres");

        let page = file_claim(&mut berta, "multiportal").await;
        let number = number_on(&page);
        assert!(number.starts_with("PQR-2026-000001-"), "{number}");
        assert_eq!(page.url().path(), "/multiportal/pqr/recibida");
        page.shows("20 de noviembre de 2026").shows("14 de diciembre de 2026");
        page.shows("Le enviamos una constancia a berta@correo.test");
        let kept = "and name = 'Berta Ñáñez' and description like 'No me llega el código.%' and due_on = '2026-12-14'";
        assert_eq!(cases(&house, "multiportal", kept).await, 1);

        let receipts = house.messages_to("berta@correo.test").await;
        assert_eq!(receipts.len(), 1);
        let text = &receipts[0].text;
        assert!(text.contains(&number) && text.contains("14 de diciembre de 2026"), "{text}");
        assert!(!text.contains("Berta") && !text.contains("No me llega"), "a stranger's words were mailed: {text}");
    }

    async fn a_request_for_documents_is_due_sooner_and_in_the_language_of_the_page(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        berta.get("/miportal/pqr").await;
        berta.get("/miportal/idioma/en?volver=/pqr").await;
        let page = berta.get("/miportal/pqr").await;
        let form = CLAIM.iter().fold(page.form("Send"), |form, (field, value)| form.fill(field, value));
        let page = berta.send(form.fill("kind", "documents")).await;
        page.shows("We received your request").shows("4 December 2026");
        assert_eq!(cases(&house, "miportal", "and language = 'en' and kind = 'documents'").await, 1);
    }

    async fn a_second_click_files_nothing_twice(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let form = form_of(&mut berta, "miportal").await;
        let (mut hand, mut other_hand) = (berta.clone(), berta.clone());
        let (page, at_once) = tokio::join!(hand.send(form.clone()), other_hand.send(form.clone()));
        let later = berta.send(form.clone()).await;
        assert_eq!(number_on(&page), number_on(&at_once));
        assert_eq!(number_on(&page), number_on(&later));
        assert_eq!(cases(&house, "miportal", "").await, 1);
        assert_eq!(house.messages_to("berta@correo.test").await.len(), 1);

        let another = berta.send(form.fill("description", "Otra cosa.")).await;
        assert!(number_on(&another).starts_with("PQR-2026-000002-"));
    }

    async fn numbers_follow_each_other_in_each_portal_and_begin_again_each_year(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        assert!(number_on(&file_claim(&mut berta, "miportal").await).starts_with("PQR-2026-000001-"));
        let refused = form_of(&mut berta, "miportal").await.fill("email", "berta");
        assert_eq!(berta.send(refused).await.status(), 422);
        house.wait(HOUR_SECONDS);
        let mut carlos = house.visitor();
        assert!(number_on(&file_claim(&mut carlos, "miportal").await).starts_with("PQR-2026-000002-"));
        assert!(number_on(&file_claim(&mut carlos, "multiportal").await).starts_with("PQR-2026-000001-"));
        house.wait(MONTH_AND_A_HALF_SECONDS);
        assert!(number_on(&file_claim(&mut carlos, "miportal").await).starts_with("PQR-2027-000001-"));
    }

    async fn a_number_is_shown_for_a_while_to_the_browser_that_wrote_and_to_no_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let number = number_on(&file_claim(&mut berta, "miportal").await);
        berta.get("/miportal/pqr/recibida").await.shows(&number);
        assert_eq!(berta.get("/multiportal/pqr/recibida").await.path(), "/multiportal/pqr");

        let filed = berta.cookie("miportal-support-filed").expect("the number travels in it").to_owned();
        assert!(!filed.contains("PQR"));
        let mut mallory = house.visitor();
        mallory.get("/miportal/pqr").await;
        mallory.plant_cookie("miportal-support-filed", &filed);
        assert_eq!(mallory.get("/miportal/pqr/recibida").await.path(), "/miportal/pqr");
        let mut elsewhere = berta.clone();
        elsewhere.plant_cookie("multiportal-support-filed", &filed);
        assert_eq!(elsewhere.get("/multiportal/pqr/recibida").await.path(), "/multiportal/pqr");

        house.wait(HOUR_SECONDS);
        assert_eq!(berta.get("/miportal/pqr/recibida").await.path(), "/miportal/pqr");
    }

    async fn an_address_is_not_flooded_and_nobody_is_kept_from_writing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for _ in 0..3 {
            file_claim(&mut house.visitor(), "miportal").await.shows("Le enviamos una constancia");
        }
        let page = file_claim(&mut house.visitor(), "miportal").await;
        page.shows("No enviamos constancia a berta@correo.test");
        assert!(number_on(&page).starts_with("PQR-2026-000004-"));
        assert_eq!(house.messages_to("berta@correo.test").await.len(), 3);
    }

    async fn one_source_files_ten_cases_an_hour_and_not_one_more(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let form = form_of(&mut berta, "miportal").await;
        let number = number_on(&berta.send(form.clone()).await);
        for _ in 1..10 {
            assert!(number_on(&file_claim(&mut house.visitor(), "miportal").await).starts_with("PQR-"));
        }
        let page = file_claim(&mut house.visitor(), "miportal").await;
        assert_eq!(page.status(), 422);
        page.shows("Recibimos demasiadas solicitudes seguidas");
        assert_eq!(page.form("Enviar").value("description"), Some("No me llega el código.\nEs de ayer."));
        assert_eq!(number_on(&berta.send(form).await), number, "a second click asks for nothing new");
        assert_eq!(cases(&house, "miportal", "").await, 10);
        let mut elsewhere = house.visitor().coming_from([203, 0, 113, 7].into());
        assert!(number_on(&file_claim(&mut elsewhere, "miportal").await).starts_with("PQR-2026-000011-"));
    }

    async fn what_is_not_right_is_said_and_nothing_is_kept(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut mallory = house.visitor();
        let markup = "</textarea><script>alert(1)</script>";
        let form = form_of(&mut mallory, "miportal").await.fill("email", "nadie").fill("description", markup);
        let page = mallory.send(form).await;
        assert_eq!(page.error_at("email"), "Error: Eso no es un correo electrónico. Escríbalo como nombre@ejemplo.com.");
        assert_eq!(page.form("Enviar").value("description"), Some(markup));
        assert!(!page.body().contains("<script>alert"));

        let form = form_of(&mut mallory, "miportal").await.fill("description", &"x".repeat(5_001));
        assert!(mallory.send(form).await.error_at("description").contains("5001"));
        let form = form_of(&mut mallory, "miportal").await.tamper("kind", "tutela");
        mallory.send(form).await.shows("Elija qué quiere enviarnos.");
        let form = form_of(&mut mallory, "miportal").await.tamper("email", "a@correo.test\r\nBcc: b@correo.test");
        assert_eq!(mallory.send(form).await.status(), 400);
        let form = form_of(&mut mallory, "miportal").await.tamper("csrf", "x");
        assert_eq!(mallory.send(form).await.status(), 403);
        assert_eq!(cases(&house, "miportal", "").await, 0);
        assert!(house.all_messages().await.is_empty());
    }

    async fn words_of_a_query_are_words_and_nothing_else(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut mallory = house.visitor();
        let form = form_of(&mut mallory, "miportal").await;
        let page = mallory.send(form.fill("description", "'); drop table support_cases; --")).await;
        assert!(number_on(&page).starts_with("PQR-2026-000001-"));
        assert_eq!(cases(&house, "miportal", "and description like '%drop table%'").await, 1);
    }

    async fn somebody_who_is_signed_in_need_not_say_who_they_are(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut anita = signed_in(&house).await;
        let page = anita.get("/multiempleos/pqr").await;
        let form = page.form("Enviar");
        assert_eq!(form.value("name"), Some("Ana Rojas"));
        assert_eq!(form.value("email"), Some("ana@ejemplo.example"));
        assert_eq!(form.value("document"), Some("1900000001"));
        let form = form.fill("kind", "documents").fill("description", "Mi certificado laboral.");
        number_on(&anita.send(form).await);
        let hers = "and account_id is not null and document = '1900000001'";
        assert_eq!(cases(&house, "multiempleos", hers).await, 1);
        anita.get("/multiempleos/perfil").await.shows("Escribió una petición, queja o reclamo");
    }

    async fn a_portal_that_takes_none_has_no_such_page(database: TestDatabase) {
        let house = TestHouse::with_portals(&database, without_support("miportal")).await;
        let mut berta = house.visitor();
        let form = form_of(&mut berta, "multiportal").await;
        assert_eq!(berta.get("/miportal/pqr").await.status(), 404);
        let csrf = berta.get("/miportal/recuperar").await.form("Enviar correo").value("csrf").unwrap_or_default().to_owned();
        let fields: Vec<(&str, &str)> = CLAIM.into_iter().chain([("csrf", csrf.as_str())]).collect();
        assert_eq!(berta.post("/miportal/pqr", &fields).await.status(), 404);
        number_on(&berta.send(form).await);
    }
}

const ANITA: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;1900000001;Ana;Rojas;ana.rojas@correo.test;3990000001
";

/// An employee who registered and signed in.
async fn signed_in(house: &TestHouse) -> Client {
    house.on_roster("multiempleos", ANITA).await;
    let mut anita = house.visitor();
    let password = "caminos de Guateque al sol";
    let page = anita.get("/multiempleos/registro").await;
    let page = anita.submit(&page, "Continuar", &[("document", "1900000001")]).await;
    let code = house.code_to("ana.rojas@correo.test").await;
    let page = anita.submit(&page, "Continuar", &[("code", &code)]).await;
    let choice = [("email", "ana@ejemplo.example"), ("password", password), ("password_repeat", password)];
    anita.submit(&page, "Registrarme", &choice).await;
    let page = anita.get("/multiempleos/ingreso").await;
    anita.submit(&page, "Ingresar", &[("user", "1900000001"), ("password", password)]).await;
    anita
}

/// The presets, of which one takes no petitions.
fn without_support(portal: &str) -> identity::portals::Portals {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let presets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals");
    for file in std::fs::read_dir(presets).expect("the presets are there") {
        let path = file.expect("a file of the presets").path();
        let name = path.file_name().expect("files have names");
        let mut text = std::fs::read_to_string(&path).expect("presets are text");
        if name.to_string_lossy() == format!("{portal}.toml") {
            text = text.replace("pqr = true", "pqr = false");
        }
        std::fs::write(folder.path().join(name), text).expect("a temporary file can be written");
    }
    portals_in(folder.path())
}
