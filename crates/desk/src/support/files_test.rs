//! Files that come with a case, and those that an answer brings: sent, kept, given back, and refused in words.

use axum::body::Body;
use base::audit;
use base::db::backup;
use http::StatusCode;
use testing::{Client, LUIS, Page, TERESA, TestDatabase, TestHouse, multipart, on_both_databases};

const DAY_SECONDS: u64 = 24 * 60 * 60;
const HOUR_SECONDS: u64 = 60 * 60;
const BERTA: &str = "berta@correo.test";
const MEBIBYTE: usize = 1024 * 1024;

/// A file as a person chooses it.
type Chosen<'a> = (&'a str, &'a [u8]);

fn pdf() -> Vec<u8> {
    b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n".to_vec()
}

fn jpeg() -> Vec<u8> {
    let frame = [0xFF, 0xC0, 0, 11, 8, 0, 3, 0, 4, 1, 1, 0x11, 0];
    let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0, 0x34, 0xFF, 0xD9];
    [&[0xFF, 0xD8, 0xFF, 0xE0, 0, 4, b'J', b'F'][..], &frame, &scan].concat()
}

fn png(image: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], name, content, &[0; 4]].concat()
    };
    let header = chunk(b"IHDR", &[0, 0, 0, 4, 0, 0, 0, 3, 8, 2, 0, 0, 0]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunk(b"IDAT", image), chunk(b"IEND", b"")].concat()
}

/// What a test's client makes of octets that are no text.
fn read(content: &[u8]) -> String {
    String::from_utf8_lossy(content).into_owned()
}

async fn send(visitor: &mut Client, portal: &str, description: &str, files: &[Chosen<'_>]) -> Page {
    let page = visitor.get(&format!("/{portal}/pqr")).await;
    let fields =
        [("kind", "petition"), ("name", "Berta Ñáñez"), ("email", BERTA), ("description", description)];
    let form = fields.iter().fold(page.form("Enviar"), |form, (name, value)| form.fill(name, value));
    visitor.send_with_files(&form, "files", files).await
}

/// A case as its writer knows it: its number and its code.
async fn file(house: &TestHouse, portal: &str, files: &[Chosen<'_>]) -> (String, String) {
    let page = send(&mut house.visitor(), portal, "Mire los adjuntos.", files).await;
    let told = page.all_words_of(".summary dd");
    assert!(told.len() > 1, "{}", page.text());
    (told[0].clone(), told[1].clone())
}

async fn look_up(house: &TestHouse, portal: &str, (number, code): &(String, String)) -> (Client, Page) {
    let mut berta = house.visitor();
    let page = berta.get(&format!("/{portal}/pqr/estado")).await;
    let page = berta.submit(&page, "Ver en qué va", &[("number", number), ("code", code)]).await;
    (berta, page)
}

async fn open(staff: &mut Client, number: &str) -> Page {
    staff.get(&format!("/multiempleos/oficina/pqr?numero={number}")).await
}

async fn count(house: &TestHouse, what: &str) -> i64 {
    house.number(&format!("select count(*) as number from {what}")).await
}

#[track_caller]
fn is_given(page: &Page, kind: &str, disposition: &str, content: &[u8]) {
    assert_eq!(page.status(), StatusCode::OK, "{}", page.text());
    assert_eq!((page.header("content-type"), page.header("content-disposition")), (kind, disposition));
    assert_eq!(
        (page.header("x-content-type-options"), page.header("cache-control")),
        ("nosniff", "no-store")
    );
    assert_eq!(page.body(), read(content));
}

on_both_databases! {
    async fn files_go_from_whoever_wrote_to_the_staff_and_those_of_an_answer_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let with_film = [jpeg(), b"PK\x03\x04 the film of the photo".to_vec()].concat();
        let berta = file(&house, "multiempleos", &[("Cédula 1.pdf", &pdf()), ("fotos/sede.JPG", &with_film), ("", b"")]).await;
        let page = open(&mut teresa, &berta.0).await;
        let given = teresa.get(page.link("Cédula 1.pdf (1 kB)").as_str()).await;
        is_given(&given, "application/pdf", "attachment; filename=\"C_dula 1.pdf\"; filename*=UTF-8''C%C3%A9dula%201.pdf", &pdf());
        let given = teresa.get(page.link("sede.jpg (1 kB)").as_str()).await;
        is_given(&given, "image/jpeg", "attachment; filename=\"sede.jpg\"", &jpeg());
        let looks = format!("audit_events where event = 'support.file_opened' and actor_id is not null and detail like '{}%'", berta.0);
        assert_eq!(count(&house, &looks).await, 2);
        assert_eq!(house.uploads().len(), 2);
        for name in house.uploads() {
            let mut kept = Vec::new();
            std::io::Read::read_to_end(&mut house.front().uploads.read(&name).unwrap(), &mut kept).unwrap();
            assert!(!read(&kept).contains("Catalog") && !read(&kept).contains("film"), "{name} is not sealed");
        }

        let form = teresa.get(page.link("Pedir información").as_str()).await;
        teresa.submit(&form, "Pedir información", &[("description", "¿De qué mes?")]).await.shows("Esperando información");
        let (mut own, page) = look_up(&house, "multiempleos", &berta).await;
        is_given(&own.get(page.link("sede.jpg (1 kB)").as_str()).await, "image/jpeg", "attachment; filename=\"sede.jpg\"", &jpeg());
        let form = page.form("Enviar la información").fill("description", "De octubre.");
        let page = own.send_with_files(&form, "files", &[("octubre.png", &png(b"x"))]).await;
        page.shows("En trámite").shows("De octubre.").shows("octubre.png (1 kB)");

        let page = open(&mut teresa, &berta.0).await;
        let form = teresa.get(page.link("Responder").as_str()).await;
        let form = form.form("Responder").fill("description", "Aquí está.");
        let page = teresa.send_with_files(&form, "files", &[("respuesta.pdf", &pdf()), ("anexo.pdf", &pdf())]).await;
        page.shows("Respondida").shows("respuesta.pdf (1 kB)").shows("octubre.png (1 kB)");
        let mails = house.messages_to(BERTA).await;
        assert!(mails.iter().any(|mail| mail.text.contains("La respuesta trae 2 archivos")), "{mails:?}");
        let (mut own, page) = look_up(&house, "multiempleos", &berta).await;
        is_given(&own.get(page.link("respuesta.pdf (1 kB)").as_str()).await, "application/pdf", "attachment; filename=\"respuesta.pdf\"", &pdf());
        assert_eq!((count(&house, "support_files").await, house.uploads().len()), (5, 5));
    }

    async fn what_is_no_file_of_ours_is_told_and_what_was_typed_is_not_lost(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (pdf, jpeg, small, large) = (pdf(), jpeg(), png(b"x"), png(&vec![7; 5 * MEBIBYTE]));
        let (cut, cut_pdf) = (&jpeg[..jpeg.len() - 2], &pdf[..pdf.len() - 10]);
        let both = [&jpeg[..2], b"\xFF\xFE\x00\x0B%PDF-1.7\n", &jpeg[2..]].concat();
        let late = [b"<script>alert(1)</script>".to_vec(), pdf.clone()].concat();
        let with_zip = [pdf.clone(), b"PK\x05\x06".to_vec()].concat();
        let six: Vec<Chosen<'_>> = ["1.pdf", "2.pdf", "3.pdf", "4.pdf", "5.pdf", "6.pdf"].map(|name| (name, pdf.as_slice())).into();
        let cases: [(&[Chosen<'_>], &str); 13] = [
            (&six, "más de 5 archivos"),
            (&[("foto.png", &large)], "«foto.png» pesa más de 5 MB"),
            (&[("bien.pdf", &pdf), ("foto.jpg", cut)], "«foto.jpg» no llegó completo"),
            (&[("carta.pdf", cut_pdf)], "«carta.pdf» no llegó completo"),
            (&[("vacio.pdf", b"")], "«vacio.pdf» está vacío"),
            (&[("doble.jpg", &both)], "«doble.jpg» no es una foto"),
            (&[("pagina.pdf", &late)], "«pagina.pdf» no es una foto"),
            (&[("con-zip.pdf", &with_zip)], "«con-zip.pdf» no llegó completo"),
            (&[("foto.pdf", &jpeg)], "«foto.pdf» no corresponde"),
            (&[("foto.png.exe", &small)], "«foto.png.exe» no corresponde"),
            (&[("<script>.html", b"<html><script>alert(1)</script>")], "«<script>.html» no es una foto"),
            (&[("animada.gif", b"GIF89a")], "«animada.gif» no es una foto"),
            (&[("programa.exe", b"MZ\x90\0"), ("bien.pdf", &pdf)], "«programa.exe» no es una foto"),
        ];
        for (files, said) in cases {
            let page = send(&mut house.visitor(), "multiempleos", "Lo que escribí.\nCon calma.", files).await;
            assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(page.error_at("files").contains(said), "{said}: {}", page.error_at("files"));
            assert_eq!(page.form("Enviar").value("description"), Some("Lo que escribí.\nCon calma."), "{said}");
            assert!(!page.body().contains("<script>alert") && !page.body().contains("«<script>"));
            assert!(house.uploads().is_empty(), "{said}: {:?}", house.uploads());
        }
        // Good files of a form that goes back for another reason are asked for again.
        let page = send(&mut house.visitor(), "multiempleos", "", &[("bien.pdf", &pdf)]).await;
        assert!(page.error_at("files").contains("Vuelva a elegir sus archivos"));
        assert_eq!((count(&house, "support_cases").await, count(&house, "support_files").await), (0, 0));
        assert!(house.uploads().is_empty());
        let five: Vec<Chosen<'_>> = six[..5].to_vec();
        file(&house, "multiempleos", &five).await;
        assert_eq!(count(&house, "support_files").await, 5);
    }

    async fn a_form_that_breaks_off_or_never_ends_leaves_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let page = berta.get("/multiempleos/pqr").await;
        let whole = read(&multipart(&page.form("Enviar"), "carta.pdf", &pdf())).replace("name=\"file\"", "name=\"files\"");
        for length in [0, 40, whole.len() / 2, whole.len() - 30, whole.len() - 1] {
            let answer = berta.upload_body(&page, "Enviar", Body::from(whole[..length].to_owned())).await;
            assert!(answer.status().is_client_error(), "cut at {length}: {}", answer.status());
            assert!(house.uploads().is_empty(), "cut at {length}");
        }
        let endless = vec![b'x'; 65 * MEBIBYTE];
        let form = page.form("Enviar");
        let answer = berta.send_with_files(&form, "files", &[("grande.pdf", &endless)]).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let forged = form.tamper("csrf", "x");
        assert_eq!(berta.send_with_files(&forged, "files", &[("carta.pdf", &pdf())]).await.status(), StatusCode::FORBIDDEN);
        let long = page.form("Enviar").fill("description", &"x".repeat(17_000));
        assert_eq!(berta.send_with_files(&long, "files", &[]).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let twice = page.form("Enviar").fill("name", "Berta\r\nBcc: x");
        assert_eq!(berta.send_with_files(&twice, "files", &[]).await.status(), StatusCode::BAD_REQUEST);
        assert!(house.uploads().is_empty());
        assert_eq!(count(&house, "support_cases").await, 0);
    }

    async fn a_file_is_given_for_its_own_case_alone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let hers = file(&house, "multiempleos", &[("carta.pdf", &pdf())]).await;
        house.wait(DAY_SECONDS);
        let other = file(&house, "multiempleos", &[("foto.jpg", &jpeg())]).await;
        let (mut berta, page) = look_up(&house, "multiempleos", &hers).await;
        let link = page.link("carta.pdf (1 kB)").path().to_owned();
        let (mut mallory, page) = look_up(&house, "multiempleos", &other).await;
        page.does_not_show("carta.pdf");
        assert_eq!(mallory.get(&link).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(house.visitor().get(&link).await.path(), "/multiempleos/pqr/estado");
        assert_eq!(berta.get(&link.replace("multiempleos", "miportal")).await.path(), "/miportal/pqr/estado");
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut ana) = TERESA.of("miportal").called("Ana Díaz", "ana.diaz@turpialto.example").at_desk(&house).await;
        let of_the_office = open(&mut teresa, &hers.0).await.link("carta.pdf (1 kB)").path().to_owned();
        assert_eq!(ana.get(&of_the_office.replace("multiempleos", "miportal")).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(house.visitor().get(&of_the_office).await.path(), "/multiempleos/oficina/ingreso");
        assert_eq!(teresa.get(&format!("{of_the_office}0")).await.status(), StatusCode::NOT_FOUND);
        // Somebody who can write to the folder puts one file in the place of another.
        let names = house.uploads();
        let folder = &house.front().uploads;
        folder.rename(&names[0], "aside").unwrap();
        folder.rename(&names[1], &names[0]).unwrap();
        folder.rename("aside", &names[1]).unwrap();
        assert_eq!(berta.get(&link).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(count(&house, "audit_events where event = 'support.file_opened'").await, 0);
    }

    async fn the_same_words_with_another_file_are_another_case(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut berta = house.visitor();
        let number = |page: &Page| page.all_words_of(".summary dd")[0].clone();
        let pdf = pdf();
        let first = send(&mut berta, "miportal", "Va el certificado.", &[("a.pdf", &pdf)]).await;
        let again = send(&mut berta, "miportal", "Va el certificado.", &[("a.pdf", &pdf)]).await;
        assert_eq!(number(&first), number(&again));
        assert_eq!((house.uploads().len(), count(&house, "support_files").await), (1, 1));
        let other = send(&mut berta, "miportal", "Va el certificado.", &[("a.png", &png(b"x"))]).await;
        assert_ne!(number(&first), number(&other));
        assert_eq!(house.uploads().len(), 2);
    }

    async fn a_file_that_no_case_knows_goes_and_the_others_stay(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        file(&house, "miportal", &[("a.pdf", &pdf())]).await;
        let known = house.uploads();
        let orphan = desk::support::CaseId::new(&house.front().clock, &house.front().chance);
        drop(house.front().uploads.create(&format!("pqr-{orphan}")).unwrap());
        house.wait(HOUR_SECONDS);
        house.tidy().await;
        assert_eq!(house.uploads().len(), 2, "a form may still be coming in");
        house.wait(2 * DAY_SECONDS);
        house.tidy().await;
        assert_eq!(house.uploads(), known);
        house.run("alter table support_files rename to gone").await;
        let page = send(&mut house.visitor(), "miportal", "Otra cosa.", &[("b.pdf", &pdf())]).await;
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(house.uploads(), known, "the transaction failed, and its file went with it");
    }

    async fn after_a_backup_was_restored_no_file_of_the_replaced_database_goes(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let front = house.front();
        let unknown = || {
            let name = format!("pqr-{}", desk::support::CaseId::new(&front.clock, &front.chance));
            drop(front.uploads.create(&name).unwrap());
            name
        };
        let of_the_replaced = [unknown()];
        house.wait(DAY_SECONDS / 2);
        let tx = front.database.begin(house.portal("miportal").key.shared()).await.unwrap();
        audit::record(&tx, &front.clock, &front.chance, backup::RESTORED).await.unwrap();
        tx.commit().await.unwrap();
        for _ in 0..10 {
            house.wait(DAY_SECONDS);
            house.tidy().await;
            assert_eq!(house.uploads(), of_the_replaced);
        }
        unknown();
        house.wait(2 * DAY_SECONDS);
        house.tidy().await;
        assert_eq!(house.uploads(), of_the_replaced, "what came later and no case knows goes as ever");
    }

    async fn one_source_does_not_fill_the_disk(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let pdf = pdf();
        for _ in 0..30 {
            let page = send(&mut house.visitor(), "miportal", "", &[("a.pdf", &pdf)]).await;
            assert!(page.error_at("files").contains("Vuelva a elegir"));
        }
        let page = send(&mut house.visitor(), "miportal", "Con archivo.", &[("a.pdf", &pdf)]).await;
        assert!(page.error_at("files").contains("llegaron muchos archivos seguidos"));
        send(&mut house.visitor(), "miportal", "Sin archivo.", &[("", b"")]).await.shows("Recibimos su solicitud");
    }

    async fn somebody_who_is_signed_in_opens_their_own_cases_and_nobody_elses(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let pdf = pdf();
        let page = luis.get("/multiempleos/perfil/datos-personales").await;
        let page = luis.get(page.link("Pedir que corrijan o borren mis datos").as_str()).await;
        assert_eq!(page.form("Enviar").value("kind"), Some("data-claim"));
        let form = page.form("Enviar").fill("email", BERTA).fill("description", "Mi apellido está mal.");
        let page = luis.send_with_files(&form, "files", &[("cedula.pdf", &pdf)]).await;
        page.shows("14 de diciembre de 2026");
        let page = luis.get("/multiempleos/perfil/datos-personales").await;
        let page = luis.get(page.link("Preguntar qué datos míos tienen").as_str()).await;
        assert_eq!(page.form("Enviar").value("kind"), Some("data-query"));
        assert_eq!(luis.get("/multiempleos/pqr?tipo=tutela").await.form("Enviar").value("kind"), None);
        let other = file(&house, "multiempleos", &[]).await;

        let list = luis.get("/multiempleos/pqr/estado").await;
        let numbers = list.all_words_of(".card h3");
        assert_eq!(numbers.len(), 1, "{}", list.text());
        let button = format!("Abrir {}", numbers[0]);
        let page = luis.submit(&list, &button, &[]).await;
        page.shows("Reclamo de datos personales");
        let link = page.link("cedula.pdf (1 kB)").path().to_owned();
        is_given(&luis.get(&link).await, "application/pdf", "attachment; filename=\"cedula.pdf\"", &pdf);

        // A case that nobody was signed in for is nobody's without its code.
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let others = open(&mut teresa, &other.0).await.path().rsplit('/').next().unwrap().to_owned();
        let forged = list.form(&button).tamper("own", &others);
        assert_eq!(luis.send(forged).await.status(), StatusCode::NOT_FOUND);
        house.visitor().get("/multiempleos/pqr/estado").await.does_not_show("Sus solicitudes");
        let page = luis.get("/multiempleos/inicio").await;
        luis.submit(&page, "Salir", &[]).await;
        assert_eq!(luis.get(&link).await.path(), "/multiempleos/pqr/estado");
        assert_eq!(luis.get("/multiempleos/pqr/estado/caso").await.path(), "/multiempleos/pqr/estado");
    }
}
