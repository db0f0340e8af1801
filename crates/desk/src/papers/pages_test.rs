//! Papers as whoever holds one verifies it, and as the staff find and revoke it.

use base::secret::fingerprint;
use identity::staff::permissions::Role;
use testing::{Client, Colleague, Page, TERESA, TestDatabase, TestHouse, on_both_databases};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::certificates::{ask, luis_at_work};

const DOCUMENTS: Colleague =
    TERESA.called("Nidia Correa", "nidia.correa@guadualba.example").with_roles(&[Role::Documents]);
const PAYROLL: Colleague =
    TERESA.called("Raúl Peña", "raul.pena@guadualba.example").with_roles(&[Role::Payroll]);
const SUPPORT: Colleague =
    TERESA.called("Nora Díaz", "nora.diaz@guadualba.example").with_roles(&[Role::Support]);
const VERIFY: &str = "/multiempleos/verificar";
const HOUR_SECONDS: u64 = 60 * 60;

/// Luis's certificate with his salary: his browser, where the file is, the file, the code on it and the address in its QR.
struct Sheet {
    luis: Client,
    file: String,
    pdf: Vec<u8>,
    code: String,
    address: String,
}

async fn sheet(house: &TestHouse) -> Sheet {
    let mut luis = luis_at_work(house).await;
    let file = ask(&mut luis, &[("addressee", "Banco de la Guadua S.A.")]).await;
    let pdf = luis.download(&file).await.into_body();
    let (code, address) = printed(house, &file).await;
    Sheet { luis, file, pdf, code, address }
}

/// What stands on the paper: read from its snapshot, as the printer does.
async fn printed(house: &TestHouse, file: &str) -> (String, String) {
    let front = house.front();
    let portal = house.portal("multiempleos");
    let id = file.rsplit('/').next().unwrap().parse().unwrap();
    let snapshot = desk::papers::snapshot(front, portal, id).await.unwrap();
    (snapshot.issue.verification_code, snapshot.issue.verification_address)
}

/// What a column holds.
#[derive(sea_orm::FromQueryResult)]
struct Bytes {
    bytes: Vec<u8>,
}

async fn verify(visitor: &mut Client, code: &str) -> Page {
    let page = visitor.get(VERIFY).await;
    visitor.submit(&page, "Verificar", &[("code", code)]).await
}

on_both_databases! {
    async fn whoever_has_the_paper_learns_that_it_is_genuine_and_no_amount(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let Sheet { pdf, code, address, .. } = sheet(&house).await;
        let mut bank = house.visitor();
        let page = verify(&mut bank, &code).await;
        assert_eq!(page.status(), 200);
        page.shows("Documento auténtico").shows("Vigente").shows("2026-000001").shows("20 de noviembre de 2026");
        page.shows("Guadualba Manufacturas · NIT 999.000.002").shows("L. P.").shows("Termina en 0002");
        page.shows("Auxiliar contable").shows("8 de julio de 2019").shows("Ingresos Los certifica");
        for secret in ["2.350.000", "2350000", "Pardo", "1900000002", "1.900.000.002", "Banco de la Guadua"] {
            page.does_not_show(secret);
            assert!(!page.body().contains(secret), "{secret}");
        }
        assert!(page.body().contains("noindex"));
        let by_qr = bank.get(&address).await;
        by_qr.shows("Documento auténtico");
        assert_eq!(by_qr.header("referrer-policy"), "no-referrer");
        let token = address.rsplit('/').next().unwrap();
        assert!(!by_qr.body().contains(token), "the page repeats its own address");

        let shown = by_qr.words_of(".secret");
        assert_eq!(shown, fingerprint(&pdf));
        let mut flipped = pdf;
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        assert_ne!(shown, fingerprint(&flipped), "a changed byte is noticed");
    }

    async fn a_code_is_forgiving_in_form_and_unforgiving_in_substance(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let Sheet { code, .. } = sheet(&house).await;
        let mut bank = house.visitor();
        let lenient = code.replace('-', " ").to_lowercase().replace('0', "o").replace('1', "l");
        verify(&mut bank, &lenient).await.shows("Documento auténtico");
        let mut letters: Vec<char> = code.chars().collect();
        letters[0] = if letters[0] == 'Z' { 'Y' } else { 'Z' };
        let unknown = verify(&mut bank, &letters.iter().collect::<String>()).await;
        for malformed in ["", "nada", "K7QM", &"7".repeat(400), "'; drop table papers"] {
            let page = verify(&mut bank, malformed).await;
            assert_eq!((page.status(), page.error_at("code")), (unknown.status(), unknown.error_at("code")));
        }
        let gone = bank.get("/multiempleos/verificar/abcdefghijklmnopqrstuvwxyz234567").await;
        let odd = bank.get("/multiempleos/verificar/x").await;
        assert_eq!((gone.status(), gone.text()), (odd.status(), odd.text()));
        let elsewhere = bank.get("/miportal/verificar").await;
        let page = bank.submit(&elsewhere, "Verificar", &[("code", &code)]).await;
        assert_eq!(page.status(), 422, "another portal does not know it");
    }

    async fn one_source_asks_so_often_and_another_is_not_held_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let Sheet { code, address, .. } = sheet(&house).await;
        let mut mallory = house.visitor();
        for _ in 0..60 {
            verify(&mut mallory, "7777").await.shows("Ningún documento");
            mallory.get(&address).await.shows("Documento auténtico");
        }
        verify(&mut mallory, &code).await.shows("demasiadas consultas");
        mallory.get(&address).await.shows("demasiadas consultas");
        let mut bank = house.visitor().coming_from([203, 0, 113, 7].into());
        verify(&mut bank, &code).await.shows("Documento auténtico");
        house.wait(HOUR_SECONDS);
        verify(&mut mallory, &code).await.shows("Documento auténtico");
    }

    async fn a_paper_whose_file_was_never_stored_is_drawn_once_whoever_asks_first(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let file = ask(&mut luis, &[]).await;
        assert_eq!(house.number("select count(*) as number from papers where sha256 is null").await, 1);
        let (mut hand, mut other_hand) = (luis.clone(), luis.clone());
        let (one, other) = tokio::join!(hand.download(&file), other_hand.download(&file));
        assert_eq!(one.body(), other.body());
        assert_eq!(house.number("select count(*) as number from papers_files").await, 1);
        house.run("delete from papers_files").await;
        assert_eq!(luis.download(&file).await.status(), 500, "what was drawn is not drawn again");
    }

    async fn a_time_stamp_is_asked_for_and_a_paper_does_not_need_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_at_work(&house).await;
        let file = ask(&mut luis, &[]).await;
        let authority = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", authority.local_addr().unwrap());
        let stamping = house.neighbour_with_time_stamps(&url).await;
        let (_, mut teresa) = TERESA.at_desk(&stamping).await;
        let health = "/multiempleos/oficina/salud";
        teresa.get(health).await.shows("Todavía no se le ha pedido ninguna");
        let asked = tokio::spawn(async move {
            let (mut stream, _) = authority.accept().await.unwrap();
            let mut head = vec![0; 4096];
            let length = stream.read(&mut head).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnada").await.unwrap();
            String::from_utf8_lossy(&head[..length]).into_owned()
        });
        let answer = stamping.answers(&luis).download(&file).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.body().windows(24).any(|part| part == b"/SubFilter/ETSI.CAdES.de"), "it is sealed all the same");
        let asked = asked.await.unwrap();
        assert!(asked.starts_with("POST / ") && asked.contains("application/timestamp-query"), "{asked}");
        teresa.get(health).await.shows("La última no llegó o no sirvió");
        // Nobody listens there any more, and the authority rests.
        let other = ask(&mut luis, &[("addressee", "Otro banco")]).await;
        assert_eq!(stamping.answers(&luis).download(&other).await.status(), 200);
    }

    async fn what_papers_say_does_not_lie_in_the_clear(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let Sheet { code, address, .. } = sheet(&house).await;
        let view = house.front().database.view(house.portal("multiempleos").key.shared());
        let (token, plain_code) = (address.rsplit('/').next().unwrap(), code.replace('-', ""));
        let told = [code.as_str(), plain_code.as_str(), token, "Luis", "Pardo", "2350000", "%PDF-"];
        for (table, column) in [
            ("papers", "snapshot"), ("papers", "code_mac"), ("papers", "token_hash"), ("papers", "source"),
            ("papers_files", "content"),
        ] {
            let sql = format!("select {column} as bytes from {table} where portal = $1");
            let kept: Option<Bytes> = view.one(&sql, base::args![view.portal()]).await.unwrap();
            let kept = kept.expect("a row").bytes;
            for part in told {
                let is_there = kept.windows(part.len()).any(|window| window == part.as_bytes());
                assert!(!is_there, "{part} in {table}.{column}");
            }
        }
    }

    async fn the_documents_role_revokes_with_a_reason_that_only_the_staff_read(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let Sheet { mut luis, file, code, .. } = sheet(&house).await;
        let (desk, mut nidia) = DOCUMENTS.at_desk(&house).await;
        let page = nidia.get("/multiempleos/oficina/expedidos?folio=2026+1").await;
        page.shows("Luis Pardo").shows("C.C. 1.900.000.002").shows("Certifica ingresos").does_not_show("2.350.000");
        assert!(!page.body().contains("/archivo"), "who sees no pay is not offered the file");
        let path = page.path().strip_prefix("/multiempleos").unwrap().to_owned();
        assert_eq!(nidia.download(&format!("/multiempleos{path}/archivo")).await.status(), 403);

        let page = desk.open_fresh(&house, &mut nidia, &format!("{path}/anular")).await;
        let page = nidia.submit(&page, "Anular el documento", &[("reason", " ")]).await;
        assert!(page.error_at("reason").contains("motivo"));
        let page = nidia.submit(&page, "Anular el documento", &[("reason", "Cargo mal escrito")]).await;
        page.shows("Anulado").shows("Cargo mal escrito");
        let page = verify(&mut house.visitor(), &code).await;
        page.shows("ya no vale").shows("Anulado").does_not_show("auténtico").does_not_show("Cargo mal escrito");

        assert_eq!(luis.download(&file).await.status(), 200);
        let next = ask(&mut luis, &[("addressee", "Banco de la Guadua S.A.")]).await;
        assert_ne!(next, file, "the same choice is issued anew");
        let told = "select count(*) as number from audit_events where event in ('papers.issued', 'papers.read', 'papers.revoked')";
        assert!(house.number(told).await >= 4);
    }

    async fn only_payroll_reads_the_file_and_support_finds_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let Sheet { pdf, .. } = sheet(&house).await;
        let (_, mut raul) = PAYROLL.at_desk(&house).await;
        let page = raul.get("/multiempleos/oficina/expedidos?folio=2026-000001").await;
        assert_eq!(raul.download(page.link("Descargar el archivo").as_str()).await.body(), &pdf);
        let downloads = "select count(*) as number from audit_events where event = 'papers.downloaded'";
        assert_eq!(house.number(downloads).await, 1);
        raul.get("/multiempleos/oficina/expedidos?folio=2026-9").await.shows("No hay ningún documento");
        let (_, mut nora) = SUPPORT.at_desk(&house).await;
        assert_eq!(nora.get("/multiempleos/oficina/expedidos").await.status(), 403);
    }
}
