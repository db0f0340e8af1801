//! A form with a file, from after its token on: it ends in a page that is no failure of ours, and keeps one file at most.
#![no_main]

use std::sync::LazyLock;

use axum::body::Body;
use fuzz::Desk;
use libfuzzer_sys::fuzz_target;
use testing::{Page, multipart_head};

const UPLOAD: &str = "/multiempleos/oficina/planta/cargar";

static DESK: LazyLock<(Desk, Page)> = LazyLock::new(|| {
    let desk = Desk::open();
    let mut teresa = desk.teresa.clone();
    let form = desk.wait_for(teresa.get(UPLOAD));
    (desk, form)
});

fuzz_target!(|bytes: &[u8]| {
    let (desk, form) = &*DESK;
    let head = multipart_head(&form.form("Cargar"), "lista.csv");
    // The part of the file begins with the boundary that every part begins with.
    let boundary = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let end_of_token =
        head.windows(boundary.len()).rposition(|window| window == boundary).unwrap_or_default();
    let body = [&head[..end_of_token], bytes].concat();
    let mut teresa = desk.teresa.clone();
    let answer = desk.wait_for(teresa.upload_body(form, "Cargar", Body::from(body)));
    assert!(!answer.status().is_server_error(), "{}", answer.status());
    assert!(desk.house.uploads().len() <= 1, "{:?}", desk.house.uploads());
});
