//! Forms that no page of ours sent, and bodies that no browser writes: each gets a clear page, and nothing happens.

use aldaba::routes::PAGES;
use http::{Method, Response, StatusCode};
use identity::assisted;
use testing::{Client, JORGE, LUIS, SOFIA, TestDatabase, TestHouse, on_both_databases};

use crate::request::{NO_TOKEN, PORTALS, csrf, encoded, filled_in, get, header, post, url};

const STALE: &str = "La página estuvo abierta demasiado tiempo";

/// Every path of every portal that takes a form, as the site itself says.
async fn form_paths(house: &TestHouse) -> Vec<String> {
    let mut paths = Vec::new();
    for path in PAGES.iter().map(|(_, path, _)| filled_in(path)) {
        let address = url(&format!("/multiempleos{path}"));
        let answer = house.visitor().ask(Method::DELETE, &address, None).await;
        if header(&answer, "allow").contains("POST") {
            paths.extend(PORTALS.iter().map(|portal| format!("/{portal}{path}")));
        }
    }
    assert!(paths.len() > 60, "only {} forms were found", paths.len());
    paths.push(format!("/multiempleos/restaurar/contrasena/{NO_TOKEN}"));
    paths.push(format!("/miportal/cv/recordar/contrasena/{NO_TOKEN}"));
    paths
}

/// The pages that only somebody inside may open send a stranger to the door before they look at the form.
fn is_sent_to_the_door(answer: &Response<String>) -> bool {
    answer.status() == StatusCode::SEE_OTHER && header(answer, "location").ends_with("/ingreso")
}

#[track_caller]
fn is_refused(answer: &Response<String>, what: &str) {
    // Where nothing but files is sent, a form without any is not even one whose token might be looked at.
    let is_of_files = what.split(' ').next().is_some_and(takes_files_alone);
    let status = if is_of_files { StatusCode::UNSUPPORTED_MEDIA_TYPE } else { StatusCode::FORBIDDEN };
    assert_eq!(answer.status(), status, "{what}");
    assert!(answer.body().contains("<h1"), "{what}: there is no page");
    assert!(
        answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .all(|cookie| !cookie.to_str().unwrap().contains("session")),
        "{what}"
    );
}

/// Whether nothing but files is sent there.
fn takes_files_alone(path: &str) -> bool {
    path.ends_with(assisted::UPLOAD_PATH)
}

/// Everything that is kept about people: what a refused form must leave as it was.
async fn rows(house: &TestHouse) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in [
        "tasks",
        "journeys",
        "sessions",
        "messages",
        "audit_events",
        "accounts",
        "limits",
        "signin_guards",
        "support_cases",
        "papers",
        "staff_members",
        "staff_sessions",
        "staff_invitations",
        "assisted_requests",
        "factors_totp",
        "factors_saved_codes",
        "factors_passkeys",
    ] {
        rows.push(house.number(&format!("select count(*) as number from {table}")).await);
    }
    rows
}

on_both_databases! {
    async fn a_form_without_the_browsers_token_is_refused_everywhere(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        let before = rows(&house).await;
        for path in form_paths(&house).await {
            let portal = path.split('/').nth(1).unwrap().to_owned();
            let (mut visitor, mut other) = (house.visitor(), house.visitor());
            let own = csrf(&mut visitor, &format!("/{portal}/ingreso")).await;
            let foreign = csrf(&mut other, &format!("/{portal}/ingreso")).await;
            assert_ne!(own, foreign);
            let of_another_portal = {
                let neighbour = if portal == "miportal" { "multiempleos" } else { "miportal" };
                csrf(&mut visitor, &format!("/{neighbour}/ingreso")).await
            };
            let longer = format!("{own}A");
            for (what, token) in [
                ("none", None), ("an empty one", Some("")), ("another browser's", Some(foreign.as_str())),
                ("another portal's", Some(of_another_portal.as_str())), ("a longer one", Some(longer.as_str())),
                ("a cut one", Some(&own[1..])),
            ] {
                let fields: Vec<(&str, &str)> = token.map(|token| ("csrf", token)).into_iter().collect();
                let answer = post(&mut visitor, &path, &fields).await;
                if !is_sent_to_the_door(&answer) {
                    is_refused(&answer, &format!("{path} with {what}"));
                }
            }
            // The right token from a browser that has lost its cookie, or that says the form came from elsewhere.
            let mut without_cookie = house.visitor();
            let elsewhere = visitor.clone().saying("sec-fetch-site", "cross-site");
            for visitor in [&mut without_cookie, &mut elsewhere.clone()] {
                let answer = post(visitor, &path, &[("csrf", &own)]).await;
                if !is_sent_to_the_door(&answer) {
                    is_refused(&answer, &format!("{path} from elsewhere"));
                }
            }
        }
        assert_eq!(rows(&house).await, before, "something happened");
    }

    async fn the_token_changes_on_signing_in_and_the_old_one_is_refused(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        let before = csrf(&mut luis, "/multiempleos/ingreso").await;
        LUIS.sign_in(&house, &mut luis).await;
        let inside = csrf(&mut luis, "/multiempleos/inicio").await;
        assert_ne!(before, inside);
        for path in ["/multiempleos/salir", "/multiempleos/perfil/clave", "/multiempleos/perfil/sesiones/cerrar-otras"] {
            is_refused(&post(&mut luis, path, &[("csrf", &before)]).await, path);
            let mut elsewhere = luis.clone().saying("sec-fetch-site", "cross-site");
            is_refused(&post(&mut elsewhere, path, &[("csrf", &inside)]).await, path);
        }
        luis.get("/multiempleos/inicio").await.shows("Hola, Luis");
        assert_eq!(post(&mut luis, "/multiempleos/salir", &[("csrf", &inside)]).await.status(), StatusCode::SEE_OTHER);
        LUIS.sign_in(&house, &mut luis).await;
        is_refused(&post(&mut luis, "/multiempleos/salir", &[("csrf", &inside)]).await, "an earlier session's");
    }

    async fn a_stale_form_is_told_in_a_clear_sentence(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let page = visitor.post("/multiempleos/recuperar", &[("email", LUIS.email)]).await;
        assert_eq!(page.status(), StatusCode::FORBIDDEN);
        page.shows(STALE);
        assert_eq!(page.link("Volver al comienzo").path(), "/multiempleos/");
    }

    async fn a_hostile_body_gets_a_clear_page_and_nothing_happens(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        for resident in [SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        let before = rows(&house).await;
        let many: Vec<String> = (0..41).map(|number| format!("f{number}=1")).collect();
        let bodies: Vec<(&str, String, &str, &[u16])> = vec![
            ("17 kB", format!("csrf=TOKEN&email={}", "x".repeat(17 * 1024)), FORM, &[413]),
            ("41 fields", format!("csrf=TOKEN&{}", many.join("&")), FORM, &[400]),
            ("a field twice", "csrf=TOKEN&email=a%40b.co&email=c%40d.co".to_owned(), FORM, &[400]),
            ("the token twice", "csrf=TOKEN&csrf=TOKEN".to_owned(), FORM, &[400]),
            ("no UTF-8", "csrf=TOKEN&email=%FF%FE".to_owned(), FORM, &[400]),
            ("half a surrogate", "csrf=TOKEN&email=%ED%A0%80".to_owned(), FORM, &[400]),
            ("NUL", "csrf=TOKEN&email=a%00%40b.co&user=%00&document=1%00".to_owned(), FORM, &[400]),
            ("a line break", "csrf=TOKEN&email=a%40b.co%0D%0ABcc:%20c%40d.co".to_owned(), FORM, &[400]),
            ("a broken escape", "csrf=TOKEN&email=%4".to_owned(), FORM, &[400]),
            ("JSON", "{\"csrf\":\"TOKEN\"}".to_owned(), "application/json", &[415]),
            ("a form called text", "csrf=TOKEN&email=a%40b.co".to_owned(), "text/plain", &[415]),
            ("parts", "--x\r\n\r\n--x--".to_owned(), "multipart/form-data; boundary=x", &[400, 403, 415]),
            ("parts without a boundary", "csrf=TOKEN".to_owned(), "multipart/form-data", &[415]),
            ("no type", "csrf=TOKEN&email=a%40b.co".to_owned(), "", &[415]),
            ("nothing", String::new(), FORM, &[403]),
            ("ampersands", "&&&&=&=&".to_owned(), FORM, &[400, 403]),
        ];
        for path in form_paths(&house).await {
            let portal = path.split('/').nth(1).unwrap().to_owned();
            let mut visitor = house.visitor();
            let token = csrf(&mut visitor, &format!("/{portal}/ingreso")).await;
            for (what, body, kind, statuses) in &bodies {
                let mut visitor = visitor.clone().saying("content-type", kind);
                let answer = visitor.ask(Method::POST, &url(&path), Some(body.replace("TOKEN", &token))).await;
                if is_sent_to_the_door(&answer) {
                    continue;
                }
                // These are of another kind than what is expected there, or parts without a token.
                let statuses = if takes_files_alone(&path) { &[415, 400][..] } else { *statuses };
                assert!(statuses.contains(&answer.status().as_u16()), "{path}, {what}: {}", answer.status());
                assert!(answer.body().contains("<h1"), "{path}, {what}: there is no page");
            }
        }
        assert_eq!(rows(&house).await, before, "something happened");
    }

    async fn an_empty_form_with_its_token_is_answered_in_words(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
            let mut inside = house.visitor();
            resident.sign_in(&house, &mut inside).await;
            for visitor in [&mut house.visitor(), &mut inside] {
                for path in form_paths(&house).await.iter().filter(|path| path.starts_with(&format!("/{}/", resident.portal)) && !path.ends_with("/salir")) {
                    answers_every_field(visitor, resident.portal, path).await;
                }
            }
        }
    }

    async fn opening_any_page_uses_nothing_up(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        let (mut luis, mut jorge) = (house.visitor(), house.visitor());
        let page = luis.get("/multiempleos/recuperar").await;
        luis.submit(&page, "Enviar", &[("email", LUIS.email)]).await;
        let link = house.link_to(LUIS.email, "/restaurar/").await;
        let page = jorge.get("/multiportal/recuperar").await;
        let facts = [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
        jorge.submit(&page, "Recuperar", &facts).await;
        let code = house.code_to("+573990000012").await;
        let state = async || {
            let mut state = rows(&house).await;
            for count in ["verification_links where consumed_at is not null", "verification_codes where consumed_at is not null",
                "sessions where ended_at is not null", "journeys where tries > 0 or sends > 1"] {
                state.push(house.number(&format!("select count(*) as number from {count}")).await);
            }
            state
        };
        let before = state().await;
        for path in PAGES.iter().map(|(_, path, _)| filled_in(path)) {
            for portal in PORTALS {
                // The one page that counts what is opened, since making a challenge costs the server work.
                if path != "/verificacion/desafio" {
                    get(&mut luis, &format!("/{portal}{path}")).await;
                    get(&mut jorge, &format!("/{portal}{path}")).await;
                }
            }
        }
        for method in [Method::GET, Method::HEAD] {
            for _ in 0..3 {
                luis.ask(method.clone(), &url::Url::parse(&link).unwrap(), None).await;
            }
        }
        assert_eq!(state().await, before);
        luis.get(&link).await.shows("Restaurar contraseña");
        let pad = jorge.get("/multiportal/recuperar/codigo").await;
        testing::press(&mut jorge, &pad, &code).await.shows("contraseña");
        assert!(jorge.get("/multiportal/recuperar/nueva").await.path().ends_with("/recuperar/nueva"));
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends a form with nothing in it, and one with nonsense in every field that the house knows.
async fn answers_every_field(visitor: &mut Client, portal: &str, path: &str) {
    let fields = [
        "document_type",
        "document",
        "email",
        "phone",
        "second_fact",
        "user",
        "password",
        "password_repeat",
        "code",
        "press",
        "layout",
        "robot",
        "slide",
        "slide_tap",
        "human_proof",
        "session",
        "current_password",
        "username",
        "given_names",
        "family_names",
        "kind",
        "name",
        "description",
    ];
    let huge = "9".repeat(600);
    for value in [
        "",
        "-1",
        "18446744073709551616",
        "' or 1=1 --",
        "{{7*7}}",
        "\u{202e}\u{0}".trim_end_matches('\u{0}'),
        "𝟏𝟗𝟎𝟎",
        &huge,
    ] {
        let token = csrf(visitor, &format!("/{portal}/recuperar")).await;
        let mut form: Vec<(&str, &str)> = fields.iter().map(|field| (*field, value)).collect();
        form.push(("csrf", &token));
        let answer = visitor.ask(Method::POST, &url(path), Some(encoded(&form))).await;
        let status = answer.status();
        let is_expected =
            status == StatusCode::SEE_OTHER || status == StatusCode::OK || status.is_client_error();
        assert!(is_expected, "{path} with «{value}»: {status}");
        assert!(status == StatusCode::SEE_OTHER || answer.body().contains("<h1"), "{path} with «{value}»");
    }
}
