//! A text-message provider that takes in every message and sends none: the JSON format of the gateway's other side.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use identity::messaging::text_message::{JsonSettings, Method, ProviderSettings};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::mailbox::Mailbox;

const REQUEST_MAX_BYTES: usize = 16 * 1024;
const PATH: &str = "/mensajes";
/// Two names, so that the demonstration has somebody to fall back on like everybody else.
const PROVIDERS: [&str; 2] = ["principal", "respaldo"];

/// The running provider; it stops when this is dropped.
pub struct TextSink {
    address: SocketAddr,
    task: AbortHandle,
}

#[derive(Deserialize)]
struct TextMessage {
    from: String,
    to: String,
    text: String,
}

impl TextSink {
    /// Listens on a free port of this machine.
    pub async fn start(mailbox: Mailbox) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let routes = Router::new()
            .route(PATH, post(take_in))
            .layer(DefaultBodyLimit::max(REQUEST_MAX_BYTES))
            .with_state(mailbox);
        let task = tokio::spawn(async move { axum::serve(listener, routes).await }).abort_handle();
        Ok(Self { address, task })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the gateway's settings say to send here.
    pub fn settings(&self) -> Vec<ProviderSettings> {
        let settings = |name: &str| {
            ProviderSettings::Json(JsonSettings {
                name: name.to_owned(),
                method: Method::Post,
                url: format!("http://{}{PATH}", self.address),
                headers: Vec::new(),
                sender: name.to_owned(),
                body: json!({ "from": "{sender}", "to": "{to}", "text": "{text}" }),
                reference: Some("/id".to_owned()),
                refused_statuses: vec![StatusCode::UNPROCESSABLE_ENTITY.as_u16()],
            })
        };
        PROVIDERS.map(settings).to_vec()
    }
}

impl Drop for TextSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take_in(State(mailbox): State<Mailbox>, body: Bytes) -> Response {
    let Ok(message) = serde_json::from_slice::<TextMessage>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if !is_international(&message.to) {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let number = mailbox.put_text_message(message.from, message.to, message.text);
    (StatusCode::ACCEPTED, json!({ "id": number.to_string() }).to_string()).into_response()
}

/// A plus and 8 to 15 digits (E.164).
fn is_international(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else { return false };
    (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}
