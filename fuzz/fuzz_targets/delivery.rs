//! What a provider says of messages, rightly signed: whatever it is, the answer is no failure of ours.
#![no_main]

use std::sync::LazyLock;

use axum::body::Body;
use base::web::source::Peer;
use fuzz::Desk;
use http::Request;
use identity::messaging::delivery::{DeliverySecret, SIGNATURE_HEADER, TIME_HEADER};
use libfuzzer_sys::fuzz_target;
use testing::DELIVERY_SECRET;
use tower::ServiceExt;

static DESK: LazyLock<Desk> = LazyLock::new(Desk::open);

fuzz_target!(|body: &[u8]| {
    let desk = &*DESK;
    let now = (desk.house.front().clock.now().micros() / 1_000_000).to_string();
    let request = Request::post("/multiempleos/avisos-de-entrega/correo")
        .extension(Peer::default())
        .header("host", "localhost:8080")
        .header(TIME_HEADER, &now)
        .header(SIGNATURE_HEADER, DeliverySecret::new(DELIVERY_SECRET).sign(&now, body))
        .body(Body::from(body.to_vec()))
        .expect("the parts of a request are well formed");
    let answer = desk.wait_for(desk.house.house().site.clone().oneshot(request));
    let status = answer.unwrap_or_else(|never| match never {}).status();
    assert!(!status.is_server_error(), "{status}");
});
