//! Whatever a request claims about hosts and proxies, a mailed address is built from the configuration (incident class T2).

use http::{Method, StatusCode};
use regex::Regex;
use testing::{Client, JORGE, LUIS, SOFIA, TestDatabase, TestHouse, on_both_databases};

use crate::request::{SITE, csrf, encoded, header, post_from, url};

/// What an attacker writes, in each header that some server somewhere believes.
const CLAIMS: &[(&str, &str)] = &[
    ("x-forwarded-host", "malo.example"),
    ("x-forwarded-server", "malo.example"),
    ("x-forwarded-proto", "ftp"),
    ("x-forwarded-port", "6666"),
    ("x-forwarded-prefix", "/malo.example"),
    ("forwarded", "host=malo.example;proto=ftp;for=6.6.6.6"),
    ("x-original-url", "//malo.example/"),
    ("x-rewrite-url", "//malo.example/"),
    ("x-host", "malo.example"),
    ("origin", "http://malo.example"),
    ("referer", "http://malo.example/"),
];

/// A portal, a path, and what is typed there.
type AForm = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Every form of a stranger by which somebody is written to, with whom it concerns.
const FORMS: &[AForm] = &[
    ("multiempleos", "/registro", &[("document", LUIS.cedula)]),
    ("multiempleos", "/recuperar", &[("email", LUIS.email)]),
    ("miportal", "/registro", &[("email", "nueva@correo.test")]),
    ("miportal", "/registro", &[("email", SOFIA.email)]),
    ("miportal", "/recuperar", &[("email", SOFIA.email)]),
    (
        "multiportal",
        "/registro",
        &[
            ("document_type", "CC"),
            ("document", JORGE.cedula),
            ("email", JORGE.email),
            ("phone", JORGE.phone),
        ],
    ),
    (
        "multiportal",
        "/pqr",
        &[("kind", "claim"), ("name", "Ana"), ("email", "ana@correo.test"), ("description", "Hola.")],
    ),
];

on_both_databases! {
    async fn a_mailed_address_is_the_configured_one_whatever_a_request_claims(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        let mut source = 0;
        for claims in CLAIMS.iter().map(|claim| vec![*claim]).chain([CLAIMS.to_vec()]) {
            for (portal, path, fields) in FORMS {
                // Each from a network of its own, and hours apart, so that no limit stands in for the answer.
                source += 1;
                house.wait(2 * 24 * 60 * 60);
                let visitor = house.visitor().coming_from([10, 9, 0, source].into());
                let mut visitor = claims.iter().fold(visitor, |visitor, (name, value)| visitor.saying(name, value));
                let path = format!("/{portal}{path}");
                let answer = post_from(&mut visitor, &path, &path, fields).await;
                assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path} with {claims:?}");
                assert!(header(&answer, "location").starts_with(&format!("/{portal}/")), "{path} with {claims:?}");
                house.work().await;
            }
        }
        let messages = house.all_messages().await;
        assert!(messages.len() >= (CLAIMS.len() + 1) * (FORMS.len() - 1), "only {} were sent", messages.len());
        let address = Regex::new(r#"[a-z]+://[^\s"<>]+"#).unwrap();
        for message in &messages {
            let said = format!("{} {} {}", message.from, message.text, message.html.as_deref().unwrap_or_default());
            assert!(!said.contains("malo.example") && !said.contains("6666") && !said.contains("ftp:"), "{said}");
            for found in address.find_iter(&said) {
                let is_ours = found.as_str().starts_with(SITE);
                assert!(is_ours || found.as_str().contains("w3.org"), "{} in a mail to {:?}", found.as_str(), message.to);
            }
        }
    }

    async fn an_unknown_host_gets_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        let token = csrf(&mut luis, "/multiempleos/recuperar").await;
        let form = encoded(&[("csrf", &token), ("email", LUIS.email)]);
        for host in [
            "malo.example", "localhost:8080.malo.example", "malo.example:8080", "localhost:80", "localhost:8081",
            "localhost:8080@malo.example", "localhost:8080, malo.example", "", "localhost", "127.0.0.1:8080",
            "localhost:8080/multiempleos", "multiempleos", "localhost:8080#", "[::1]:8080",
        ] {
            for (method, form) in [(Method::GET, None), (Method::POST, Some(form.clone()))] {
                let mut luis = luis.clone().saying("host", host);
                let answer = luis.ask(method, &url("/multiempleos/recuperar"), form).await;
                assert_eq!(answer.status(), StatusCode::NOT_FOUND, "«{host}»");
                assert_eq!((answer.body().as_str(), header(&answer, "set-cookie")), ("", ""), "«{host}»");
            }
        }
        assert!(house.all_messages().await.is_empty());
        let mut luis = luis.saying("host", "LOCALHOST:8080");
        let answer = luis.ask(Method::POST, &url("/multiempleos/recuperar"), Some(form)).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "a host is a host in capitals too");
        assert!(house.link_to(LUIS.email, "/restaurar/").await.starts_with("http://localhost:8080/multiempleos/"));
    }

    async fn one_portals_host_is_not_anothers(database: TestDatabase) {
        let house = TestHouse::with_portals(&database, testing::presets_at_their_own_addresses()).await;
        let address = |portal: &str| house.portal(portal).address.link("/ingreso");
        let mut visitor: Client = house.visitor().at(&address("miportal"));
        visitor.get(&address("miportal")).await.shows("Correo");
        let host = url::Url::parse(&address("multiempleos")).unwrap().host_str().unwrap().to_owned();
        let mut other = visitor.clone().saying("host", &host);
        let answer = other.ask(Method::GET, &url::Url::parse(&address("miportal")).unwrap(), None).await;
        assert!(answer.body().contains("Multiempleos") && !answer.body().contains("Turpialto"));
        let named = answer.headers().get_all("set-cookie").iter().all(|cookie| cookie.to_str().unwrap().starts_with("__Host-multiempleos-"));
        assert!(named, "a portal's cookies are its own");
    }
}
