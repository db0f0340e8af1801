//! What a supervisor and a balancer see of the process.

use aldaba::probes::{IS_READY, LIVES};
use http::{Method, Response, StatusCode};
use testing::{Client, TestDatabase, TestHouse, on_both_databases};
use url::Url;

use crate::request::header;

const HOSTS: [&str; 3] = ["http://localhost:8080", "http://10.1.2.3", "http://nadie.example"];

async fn ask(visitor: &mut Client, method: Method, host: &str, path: &str) -> Response<String> {
    visitor.ask(method, &Url::parse(host).unwrap().join(path).unwrap(), None).await
}

on_both_databases! {
    async fn a_process_that_serves_says_so_to_whatever_host_it_is_asked_as(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for (host, path) in HOSTS.iter().flat_map(|host| [(host, LIVES), (host, IS_READY)]) {
            let answer = ask(&mut house.visitor(), Method::GET, host, path).await;
            assert_eq!((answer.status(), answer.body().as_str()), (StatusCode::OK, "ok\n"), "{host}{path}");
        }
    }

    async fn a_process_without_its_database_lives_and_is_not_ready_and_does_not_tell_why(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        house.front().database.clone().close().await.unwrap();
        let mut visitor = house.visitor();
        let lives = ask(&mut visitor, Method::GET, HOSTS[0], LIVES).await;
        assert_eq!(lives.status(), StatusCode::OK);
        let ready = ask(&mut visitor, Method::GET, HOSTS[0], IS_READY).await;
        assert_eq!((ready.status(), ready.body().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "no\n"));
    }
}

#[tokio::test]
async fn a_probe_carries_the_headers_of_every_answer_and_no_cookie() {
    let database = TestDatabase::sqlite().await;
    let house = TestHouse::open(&database).await;
    for (method, path) in [(Method::GET, LIVES), (Method::HEAD, IS_READY), (Method::POST, LIVES)] {
        let answer = ask(&mut house.visitor(), method.clone(), HOSTS[1], path).await;
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{method} {path}");
        assert_eq!(header(&answer, "cache-control"), "no-store", "{method} {path}");
        assert!(header(&answer, "content-security-policy").contains("default-src 'none'"));
        assert!(answer.headers().get("set-cookie").is_none(), "{method} {path}");
    }
}
