//! What somebody wrote is shown as they wrote it and does nothing, wherever it is shown: pages, mails, text messages, addresses
//! (incident class T14).

use http::StatusCode;
use regex::Regex;
use testing::{JORGE, LUIS, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases, press};

use crate::request::{get, header, post_from};

/// Markup, a quote that ends an attribute, template and Fluent syntax, and what another template engine would reckon out.
const HOSTILE: &str = r#"<img src=x onerror=alert(1)>"'></title><script>alert(2)</script>{{7*7}}{% raw %}{ $organisation }${7*7}"#;

/// The markup of a text, that must not be in a page or a mail's HTML.
#[track_caller]
fn is_harmless(html: &str, of: &str) {
    for markup in ["<img src=x", "<script>alert", "onerror=alert(1)>\"", "</title><script"] {
        assert!(!html.contains(markup), "{of} has «{markup}»");
    }
    assert!(!html.contains("49{"), "{of} reckoned");
}

/// Makes somebody's stored names hostile, as if some other way in had let them through.
async fn rename(house: &TestHouse, resident: &Resident, name: &str) {
    let (id, _) = resident.login(house).await;
    let tx = house.front().database.begin_across_all_portals().await.unwrap();
    let changed = tx
        .run("update accounts set given_names = $1, family_names = $1 where id = $2", base::args![name, id])
        .await
        .unwrap();
    assert_eq!(changed, 1);
    tx.commit().await.unwrap();
}

on_both_databases! {
    async fn a_hostile_name_is_only_read(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let marta = Resident { name: "Marta", family: "Ruiz", cedula: "1900000003", phone: "", ..LUIS };
        for resident in [LUIS, marta, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        for resident in [LUIS, SOFIA, JORGE] {
            let mut visitor = house.visitor();
            resident.sign_in(&house, &mut visitor).await;
            rename(&house, &resident, HOSTILE).await;
            for path in ["/inicio", "/perfil", "/perfil/clave", "/perfil/correo", "/pqr"] {
                let page = visitor.get(&format!("/{}{path}", resident.portal)).await;
                assert_eq!(page.status(), StatusCode::OK);
                is_harmless(page.body(), path);
                if path == "/inicio" {
                    page.shows("<img src=x onerror=alert(1)>").shows("{{7*7}}").shows("{ $organisation }");
                }
            }
        }
        // Two accounts of one address: the mail tells them apart by name.
        rename(&house, &marta, HOSTILE).await;
        post_from(&mut house.visitor(), "/multiempleos/recuperar", "/multiempleos/recuperar", &[("email", LUIS.email)]).await;
        let mail = house.messages_to(LUIS.email).await.remove(0);
        let html = mail.html.as_deref().expect("it has HTML");
        assert!(html.contains("&#60;img") || html.contains("&lt;img"), "the name is in it: {html}");
        is_harmless(html, "the mail");
        assert!(!mail.subject.unwrap_or_default().contains('\n'));
    }

    async fn a_hostile_username_is_only_read_in_the_messages_that_remind_of_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (id, _) = JORGE.login(&house).await;
        let tx = house.front().database.begin_across_all_portals().await.unwrap();
        let name = format!("{HOSTILE}\r\nBcc: mala@correo.test\r\n\r\n@malo.example #123456");
        tx.run("update accounts set signin_name = $1 where id = $2", base::args![name.as_str(), id]).await.unwrap();
        tx.commit().await.unwrap();
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/recuperar-usuario").await;
        let pad = jorge.submit(&page, "Recuperar", &[("email", JORGE.email), ("slide", "100")]).await;
        let code = house.code_to("+573990000012").await;
        press(&mut jorge, &pad, &code).await;
        let sent = house.all_messages().await;
        assert!(sent.iter().all(|message| message.to.iter().all(|to| !to.contains("mala@"))), "a name adds a receiver");
        let mail = sent.iter().find(|message| message.to == [JORGE.email]).expect("the name was mailed");
        is_harmless(mail.html.as_deref().unwrap_or_default(), "the mail");
        let subject = mail.subject.as_deref().unwrap_or_default();
        assert!(subject.chars().all(|letter| !letter.is_control()), "{subject}");
        let texts = sent.iter().filter(|message| message.html.is_none() && message.subject.is_none());
        for text in texts.filter(|text| text.text.contains("img")) {
            let last = text.text.lines().last().unwrap_or_default();
            assert!(!last.starts_with('@'), "a name passes for the line that fills in codes: {}", text.text);
        }
    }

    async fn what_was_typed_is_shown_again_and_does_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for (number, (portal, path)) in [
            ("multiempleos", "/registro"), ("multiempleos", "/ingreso"), ("multiempleos", "/recuperar"), ("multiempleos", "/pqr"),
            ("miportal", "/registro"), ("miportal", "/ingreso"), ("miportal", "/recuperar"),
            ("multiportal", "/registro"), ("multiportal", "/ingreso"), ("multiportal", "/recuperar"), ("multiportal", "/recuperar-usuario"),
        ].iter().enumerate() {
            let mut visitor = house.visitor().coming_from([10, 4, 0, u8::try_from(number).unwrap()].into());
            let path = format!("/{portal}{path}");
            let fields: Vec<(&str, &str)> =
                ["document_type", "document", "email", "phone", "user", "password", "kind", "name", "description", "second_fact"]
                    .map(|field| (field, HOSTILE)).to_vec();
            let answer = post_from(&mut visitor, &path, &path, &fields).await;
            is_harmless(answer.body(), &path);
            assert!(!answer.body().contains(HOSTILE));
        }
    }

    async fn a_name_with_markup_is_not_taken_and_a_name_of_this_country_is(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let path = "/miportal/registro";
        post_from(&mut house.visitor(), path, path, &[("email", "ana@correo.test")]).await;
        let link = url::Url::parse(&house.link_to("ana@correo.test", "/registro/correo/").await).unwrap();
        let mut ana = house.visitor();
        let send = async |ana: &mut testing::Client, name: &str| {
            let fields = [("given_names", name), ("family_names", "Ñáñez O’Connor-Muñoz"), ("password", SOFIA.password)];
            post_from(ana, "/miportal/ingreso", link.path(), &fields).await
        };
        for name in [HOSTILE, "<b>Ana</b>", "Ana & Co", "{ana}", "Ana\u{202e}", "www.malo.example", "Ana=1", "=HYPERLINK(1)", "Ana;", "Ana\"", "@ana"] {
            let answer = send(&mut ana, name).await;
            let is_refused = answer.status() == StatusCode::UNPROCESSABLE_ENTITY;
            // What is invisible may be left out instead.
            assert!(is_refused || name.contains('\u{202e}'), "«{name}» is taken: {}", answer.status());
            if !is_refused {
                return;
            }
        }
        assert_eq!(send(&mut ana, "María-José D'Ávila").await.status(), StatusCode::SEE_OTHER);
    }

    async fn an_address_that_a_request_names_leads_nowhere_else(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        for back in [
            "//malo.example", "/%5Cmalo.example", "https://malo.example", "/%2F%2Fmalo.example", "/a?b=//malo.example", "javascript:alert(1)",
            "/%0d%0aSet-Cookie:a=b", "%2f%2fmalo.example", "/..//malo.example", "/ingreso%23@malo.example", "\u{ff0f}\u{ff0f}malo.example",
        ] {
            let answer = get(&mut visitor, &format!("/miportal/idioma/en?volver={back}")).await;
            let location = header(&answer, "location");
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{back}");
            assert!(location.starts_with("/miportal/") && !location.contains("//"), "«{back}» leads to «{location}»");
        }
        let link_away = Regex::new(r#"href="(//|https?://malo)"#).unwrap();
        for path in ["/miportal/<script>alert(2)</script>", "/miportal/%3Cscript%3Ealert(2)%3C/script%3E", "/miportal/\"onmouseover=\"x", "/miportal//malo.example/"] {
            let answer = get(&mut visitor, path).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            is_harmless(answer.body(), path);
            assert!(!link_away.is_match(answer.body()), "{path}");
        }
    }

    async fn a_hostile_browser_name_is_told_to_nobody(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor().saying("user-agent", HOSTILE).saying("accept-language", HOSTILE);
        LUIS.sign_in(&house, &mut luis).await;
        for path in ["/multiempleos/inicio", "/multiempleos/perfil"] {
            let page = luis.get(path).await;
            is_harmless(page.body(), path);
            page.does_not_show("alert");
        }
        for message in house.messages_to(LUIS.email).await {
            assert!(!message.text.contains("alert") && !message.html.unwrap_or_default().contains("alert"));
        }
    }
}
