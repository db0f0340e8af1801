//! The number that every request gets.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use http::StatusCode;
use testing::{TestDatabase, TestHouse};
use tracing::instrument::WithSubscriber;

use crate::request::{get, header};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn every_request_has_a_number_of_its_own_whatever_it_says() {
    let database = TestDatabase::sqlite().await;
    let house = TestHouse::open(&database).await;
    let mut visitor = house.visitor().saying("x-request-id", "mio");
    let mut seen = Vec::new();
    for path in ["/miportal/ingreso", "/miportal/no-hay", "/healthz", "/nadie"] {
        let answer = get(&mut visitor, path).await;
        let id = header(&answer, "x-request-id").to_owned();
        assert!(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "«{id}» of {path}");
        assert!(!seen.contains(&id));
        seen.push(id);
    }
}

#[tokio::test]
async fn what_a_request_logs_has_its_number() {
    let database = TestDatabase::sqlite().await;
    let house = TestHouse::open(&database).await;
    house.front().database.clone().close().await.unwrap();
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let mut visitor = house.visitor();
    let answer = get(&mut visitor, "/readyz").with_subscriber(log).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let line: serde_json::Value = serde_json::from_str(told.trim()).unwrap_or_else(|_| panic!("«{told}»"));
    assert_eq!(line["span"]["id"], header(&answer, "x-request-id"), "{told}");
}
