//! However a name, a number or an address is written, it is one person's or nobody's: no way of writing goes around a limit,
//! reaches somebody else's account or another mailbox than the one on record (incident classes T5, T12).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use http::StatusCode;
use testing::{JORGE, LUIS, SOFIA, TestDatabase, TestHouse, on_both_databases, portals_in};

use crate::request::post_from;

const HOUR_SECONDS: u64 = 60 * 60;

/// Ways to write an address that look like it and are another, or none.
fn look_alikes(email: &str) -> Vec<String> {
    let (local, domain) = email.split_once('@').expect("an address");
    let written = vec![
        format!("{local}+x@{domain}"),
        format!("{local}.@{domain}"),
        format!("\"{local}\"@{domain}"),
        format!("{local}@{domain}."),
        format!("{local}＠{domain}"),
        email.replace('a', "а"),
        email.replace('i', "ı"),
        email.replace('s', "ſ"),
        format!("{email},mala@correo.test"),
        format!("{email} mala@correo.test"),
        format!("<{email}>"),
        format!("mala@correo.test\u{2028}{email}"),
        format!("{local}@{domain}@malo.example"),
        format!("{local}%{domain}@malo.example"),
    ];
    // Not every address has the letters that have look-alikes.
    written.into_iter().filter(|written| written != email).collect()
}

/// A network that nobody else of the test comes from.
fn network(number: usize) -> std::net::IpAddr {
    [10, 5, u8::try_from(number / 250).unwrap_or(0), u8::try_from(number % 250).unwrap_or(0)].into()
}

on_both_databases! {
    async fn a_mail_goes_to_the_address_on_record_and_to_no_look_alike(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        for (portal, path, email) in [
            ("multiempleos", "/recuperar", LUIS.email), ("miportal", "/recuperar", SOFIA.email),
            ("multiportal", "/recuperar-usuario", JORGE.email),
        ] {
            for (number, written) in look_alikes(email).iter().enumerate() {
                let path = format!("/{portal}{path}");
                let mut visitor = house.visitor().coming_from(network(number));
                let answer = post_from(&mut visitor, &path, &path, &[("email", written), ("slide", "100")]).await;
                assert!(answer.status().is_redirection() || answer.status().is_client_error(), "{written}");
            }
        }
        let sent: Vec<_> = house.all_messages().await.into_iter().map(|message| message.to).collect();
        assert!(sent.is_empty(), "{sent:?}");

        for (number, written) in ["LUIS.PARDO@CORREO.TEST", " Luis.Pardo@correo.Test "].iter().enumerate() {
            let mut visitor = house.visitor().coming_from(network(100 + number));
            post_from(&mut visitor, "/multiempleos/recuperar", "/multiempleos/recuperar", &[("email", written)]).await;
            let newest = house.all_messages().await.remove(0);
            assert_eq!(newest.to, [LUIS.email], "{written}");
        }
    }

    async fn however_a_name_is_written_its_wrong_tries_are_counted_together(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        LUIS.settle(&house).await;
        for (number, written) in ["jorge.nino", "JORGE.NINO", " Jorge.Nino ", "jorge.NINO\t", "jOrGe.nInO"].iter().enumerate() {
            let mut visitor = house.visitor().coming_from(network(number));
            JORGE.try_as(&house, &mut visitor, written, "0001").await.shows("no son correctos");
        }
        let page = JORGE.try_password(&house, &mut house.visitor(), JORGE.password).await;
        assert!(page.path().ends_with("/ingreso/clave"), "five wrong ones closed the name: {}", page.path());

        let cedula = LUIS.cedula;
        let written = [
            cedula.to_owned(), "1.900.000.002".to_owned(), "1 900 000 002".to_owned(), format!("0{cedula}"), "1,900,000,002".to_owned(),
            "1-900-000-002".to_owned(), format!("  {cedula}  "), "1'900.000.002".to_owned(), format!("000{cedula}"), cedula.to_owned(),
            "1.900.000.002".to_owned(), "1 900 000 002".to_owned(),
        ];
        let mut last = String::new();
        for (number, written) in written.iter().enumerate() {
            let mut visitor = house.visitor().coming_from(network(50 + number));
            last = LUIS.try_as(&house, &mut visitor, written, "no es esta, seguro").await.text();
        }
        assert!(last.contains("minuto"), "after ten wrong ones each try waits: {last}");
        let guards = house.number("select count(*) as number from signin_guards where in_a_row >= 10").await;
        assert_eq!(guards, 1, "there is one count for the name");
    }

    async fn a_name_in_look_alike_letters_is_nobodys(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        LUIS.settle(&house).await;
        // Cyrillic, full-width, dotless, a combining mark, an invisible letter between.
        for (number, written) in ["jоrge.ninо", "ｊｏｒｇｅ．ｎｉｎｏ", "jorge.nıno", "jorge.nin\u{303}o", "jorge\u{200b}.nino", "jorge.nino\u{202e}"].iter().enumerate() {
            let mut visitor = house.visitor().coming_from(network(number));
            let page = JORGE.try_as(&house, &mut visitor, written, JORGE.password).await;
            assert!(page.path().ends_with("/ingreso/clave"), "{written} signs in as Jorge");
        }
        // And six of them have closed nothing of his.
        JORGE.sign_in(&house, &mut house.visitor().coming_from(network(99))).await;
    }

    async fn however_a_document_or_an_address_is_written_it_is_asked_for_only_so_often(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        let documents = ["1900000002", "1.900.000.002", "01900000002", "1 900 000 002", "1,900,000,002", "1-900-000-002", "１９０００００００２"];
        let emails = ["luis.pardo@correo.test", "LUIS.pardo@correo.test", "luis.PARDO@correo.test", "luis.pardo@CORREO.test", " luis.pardo@correo.test", "Luis.Pardo@Correo.Test"];
        for round in 0..40 {
            let mut visitor = house.visitor().coming_from(network(round));
            let document = documents[round % documents.len()];
            post_from(&mut visitor, "/multiempleos/registro", "/multiempleos/registro", &[("document", document)]).await;
            let email = emails[round % emails.len()];
            post_from(&mut visitor, "/multiempleos/recuperar", "/multiempleos/recuperar", &[("email", email)]).await;
            house.work().await;
            house.wait(70);
        }
        let sent = house.messages_to(LUIS.email).await.len();
        assert!(sent <= 10, "{sent} mails in an hour");
    }

    async fn a_mailbox_is_not_flooded_by_way_of_its_many_addresses(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for round in 0..24 {
            let mut visitor = house.visitor().coming_from(network(round));
            let email = format!("ana+{round}@correo.test");
            let answer = post_from(&mut visitor, "/miportal/registro", "/miportal/registro", &[("email", &email)]).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            house.wait(70);
            house.work().await;
        }
        let sent = house.all_messages().await.len();
        assert!(sent <= 5, "one mailbox got {sent} mails in half an hour");
        // The day's share is ten, however many hours.
        for round in 24..60 {
            let mut visitor = house.visitor().coming_from(network(round));
            let email = format!("ana+{round}@correo.test");
            post_from(&mut visitor, "/miportal/registro", "/miportal/registro", &[("email", &email)]).await;
            house.work().await;
            house.wait(HOUR_SECONDS / 3);
        }
        let sent = house.all_messages().await.len();
        assert!(sent <= 10, "one mailbox got {sent} mails in a day");
    }

    async fn a_phone_gets_five_codes_an_hour_and_ten_a_day_whoever_asks(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let facts = [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
        let asks = async |round: usize| {
            let mut visitor = house.visitor().coming_from(network(round));
            if round.is_multiple_of(2) {
                post_from(&mut visitor, "/multiportal/recuperar", "/multiportal/recuperar", &facts).await;
            } else {
                let fields = [("email", JORGE.email), ("slide", "100")];
                post_from(&mut visitor, "/multiportal/recuperar-usuario", "/multiportal/recuperar-usuario", &fields).await;
            }
            house.work().await;
        };
        for round in 0..30 {
            asks(round).await;
            house.wait(70);
        }
        let within_an_hour = house.messages_to("+573990000012").await.len();
        assert!((1..=5).contains(&within_an_hour), "{within_an_hour} codes in an hour");
        for round in 30..100 {
            asks(round).await;
            house.wait(HOUR_SECONDS / 4);
        }
        let within_a_day = house.messages_to("+573990000012").await.len();
        assert!((6..=10).contains(&within_a_day), "{within_a_day} codes in a day");
    }

    async fn a_closed_account_is_told_once_however_often_it_is_tried(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        for round in 0..12 {
            JORGE.try_password(&house, &mut house.visitor().coming_from(network(round)), "0001").await;
            house.work().await;
        }
        assert_eq!(house.messages_to(JORGE.email).await.len(), 1);
    }

    async fn a_portal_sends_no_more_text_messages_in_a_day_than_its_file_says(database: TestDatabase) {
        let folder = tempfile::TempDir::with_prefix("aldaba-portals-").unwrap();
        let presets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../portals");
        let text = fs::read_to_string(presets.join("multiportal.toml")).unwrap();
        fs::write(folder.path().join("multiportal.toml"), text.replace("text_messages_a_day = 2000", "text_messages_a_day = 3")).unwrap();
        fs::copy(presets.join("multiportal.svg"), folder.path().join("multiportal.svg")).unwrap();
        let house = TestHouse::with_portals(&database, portals_in(folder.path())).await;
        let people: Vec<String> = (0..8).map(|number| format!("CC;190000100{number};Ana;Rojas;a{number}@correo.test;399000010{number}\n")).collect();
        house.on_roster("multiportal", &format!("tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular\n{}", people.concat())).await;
        for number in 0..8 {
            let mut visitor = house.visitor().coming_from(network(number));
            let (document, email, phone) = (format!("190000100{number}"), format!("a{number}@correo.test"), format!("399000010{number}"));
            let facts = [("document_type", "CC"), ("document", &document), ("email", &email), ("phone", &phone)];
            let answer = post_from(&mut visitor, "/multiportal/registro", "/multiportal/registro", &facts).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "it is answered alike past the cap");
            house.work().await;
        }
        let reached: BTreeSet<Vec<String>> = house.all_messages().await.into_iter().map(|message| message.to).collect();
        assert_eq!(reached.len(), 3, "{reached:?}");
    }
}
