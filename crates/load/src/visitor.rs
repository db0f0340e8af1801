//! A visitor, as far as the server can see: a connection, a source, cookies, forms with their token, and the proof of work that
//! the page's script would have done.

use std::collections::BTreeMap;
use std::iter::once;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use altcha::{Challenge, Payload, Solution};
use anyhow::{Context, bail};
use aws_lc_rs::pbkdf2;
use base::chance::Chance;
use base::clock::Clock;
use base::secret::Token;
use data_encoding::{BASE64, HEXLOWER};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use identity::humancheck::{self, Asked, PROOF_FIELD, Purpose, ROBOT_FIELD, SLIDE_FIELD};
use identity::portals::Portal;
use identity::visit::{BROWSER_COOKIE, CSRF_FIELD};
use tokio::net::TcpStream;
use url::form_urlencoded;

use crate::house::House;

/// 198.18.0.0/15: addresses set apart for measuring (RFC 2544).
const FIRST_SOURCE: u32 = u32::from_be_bytes([198, 18, 0, 0]);
const SOURCES: u32 = 1 << 17;
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

const BOUNDARY: &str = "----aldaba-load-5b1c";

pub type AnyRequest = Request<Full<Bytes>>;

/// An HTTP/1.1 connection that stays open.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

/// An answer that has come in whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// From the request's first byte to the answer's last.
    pub took: Duration,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    pub async fn send(&mut self, request: AnyRequest) -> anyhow::Result<Answer> {
        let exchange = async {
            let begun = Instant::now();
            let (head, body) = self.sender.send_request(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok(Answer { status: head.status, headers: head.headers, body, took: begun.elapsed() })
        };
        tokio::time::timeout(LONGEST_ANSWER, exchange).await.context("no answer came in time")?
    }
}

/// A request for a page from nobody in particular.
pub fn get(host: &str, path: &str) -> AnyRequest {
    Request::get(path)
        .header(header::HOST, host)
        .body(Full::default())
        .expect("hosts and paths here are ASCII")
}

/// A browser at one portal, coming from a source of its own.
#[derive(Clone)]
pub struct Visitor {
    host: String,
    source: Ipv4Addr,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

impl Visitor {
    /// Somebody who opens a page with a form for the first time.
    pub async fn at_page(
        connection: &mut Connection,
        portal: &Portal,
        path: &str,
        number: u32,
    ) -> anyhow::Result<Self> {
        let mut visitor = Self {
            host: portal.address.origin.host().to_owned(),
            source: Ipv4Addr::from(FIRST_SOURCE + number % SOURCES),
            cookies: BTreeMap::new(),
            csrf: String::new(),
        };
        let answer = connection.send(visitor.get(path)).await?;
        if answer.status != StatusCode::OK {
            bail!("{path} of {} was answered with {}", portal.key, answer.status);
        }
        visitor.keep_cookies(&answer);
        visitor.csrf = token_in(&answer.body).with_context(|| format!("{path} has no form"))?;
        Ok(visitor)
    }

    /// Opens a page that has a form: the next one is sent from there.
    pub async fn open(&mut self, connection: &mut Connection, path: &str) -> anyhow::Result<String> {
        let answer = connection.send(self.get(path)).await?;
        if answer.status != StatusCode::OK {
            bail!("{path} was answered with {}", answer.status);
        }
        self.keep_cookies(&answer);
        self.csrf = token_in(&answer.body).with_context(|| format!("{path} has no form"))?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }

    pub fn get(&self, path: &str) -> AnyRequest {
        self.request(Request::get(path), Bytes::new())
    }

    /// The form of the page, filled in.
    pub fn post(&self, path: &str, fields: &[(&str, String)]) -> AnyRequest {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair(CSRF_FIELD, &self.csrf).extend_pairs(fields);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.request(request, form.finish().into())
    }

    /// The form of the page, with a file (RFC 7578).
    pub fn upload(&self, path: &str, file_name: &str, content: &[u8]) -> AnyRequest {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{CSRF_FIELD}\"\r\n\r\n{}\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            self.csrf
        );
        let tail = format!("\r\n--{BOUNDARY}--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("sec-fetch-site", "same-origin");
        self.request(request, [head.as_bytes(), content, tail.as_bytes()].concat().into())
    }

    /// What the person's hand and the page's script add to a form, for the portal's human check.
    ///
    /// The challenge is made with the house's own keys and a chance of which we know what it draws, so that it is solved by one
    /// derivation and not by a hundred: the server checks and spends it like any other.
    pub fn proof(
        &self,
        house: &House,
        portal: &Portal,
        purpose: Purpose,
    ) -> anyhow::Result<Vec<(&'static str, String)>> {
        let browser = self.cookie(BROWSER_COOKIE).and_then(Token::parse);
        let browser = browser.context("the visitor has no browser cookie")?.hash();
        let asked = Asked::by(portal, purpose, &browser);
        let seed = u64::from_le_bytes(Chance::system().bytes());
        let made =
            humancheck::challenge(house.keys(), &Chance::seeded(seed), Clock::system().now(), &asked, 0);
        let Some(challenge) = made else { return Ok(Vec::new()) };
        Ok(vec![
            (ROBOT_FIELD, "on".into()),
            (SLIDE_FIELD, "100".into()),
            (PROOF_FIELD, solve(&challenge, seed)?),
        ])
    }

    pub fn keep_cookies(&mut self, answer: &Answer) {
        let headers = answer.headers.get_all(header::SET_COOKIE).iter();
        for cookie in headers.filter_map(|header| header.to_str().ok()) {
            let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
            self.cookies.extend(pair.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }

    /// As when the browser was closed and opened again.
    pub fn forget_cookie(&mut self, what: &str) {
        self.cookies.retain(|name, _| !name.ends_with(&format!("-{what}")));
    }

    fn cookie(&self, what: &str) -> Option<&str> {
        let end = format!("-{what}");
        self.cookies.iter().find(|(name, _)| name.ends_with(&end)).map(|(_, value)| value.as_str())
    }

    fn request(&self, request: http::request::Builder, body: Bytes) -> AnyRequest {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request
            .header(header::HOST, &self.host)
            .header("x-forwarded-for", self.source.to_string())
            .header(
                header::USER_AGENT,
                "Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0 Mobile Safari/537.36",
            );
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        request.body(Full::from(body)).expect("what visitors send here is ASCII")
    }
}

/// The token of the first form in a page.
fn token_in(page: &[u8]) -> Option<String> {
    let page = std::str::from_utf8(page).ok()?;
    let (_, after) = page.split_once(&format!("name=\"{CSRF_FIELD}\" value=\""))?;
    Some(after.split('"').next()?.to_owned())
}

/// The answer to a challenge, beginning with the counter that a chance of this seed draws.
fn solve(challenge: &str, seed: u64) -> anyhow::Result<String> {
    let challenge: Challenge = serde_json::from_str(challenge)?;
    let tries = challenge.parameters.data.as_ref().and_then(|data| data.get("tries")?.as_u64());
    let tries = u32::try_from(tries.context("a challenge says how many tries are enough")?)?;
    let nonce = HEXLOWER.decode(challenge.parameters.nonce.as_bytes())?;
    let salt = HEXLOWER.decode(challenge.parameters.salt.as_bytes())?;
    let iterations = NonZeroU32::new(challenge.parameters.cost).context("a challenge asks for work")?;
    let found = once(drawn_counter(seed, tries)).chain(0..tries).find_map(|counter| {
        let mut key = vec![0; challenge.parameters.key_length];
        let password = [nonce.as_slice(), &counter.to_be_bytes()].concat();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, &salt, &password, &mut key);
        let derived_key = HEXLOWER.encode(&key);
        let is_found = derived_key.starts_with(&challenge.parameters.key_prefix);
        is_found.then_some(Solution { counter, derived_key, time: None })
    });
    let solution = found.context("a challenge has a solution")?;
    Ok(BASE64.encode(&serde_json::to_vec(&Payload { challenge, solution })?))
}

/// A challenge draws its nonce, its salt and then its counter; where it drew otherwise, [`solve`] goes on and tries all.
fn drawn_counter(seed: u64, tries: u32) -> u32 {
    let chance = Chance::seeded(seed);
    let (_nonce, _salt): ([u8; 16], [u8; 16]) = (chance.bytes(), chance.bytes());
    chance.below(tries)
}

#[cfg(test)]
mod tests {
    use base::secret::Keys;
    use identity::portals::HumanCheck;

    use super::*;

    #[test]
    fn the_seed_of_a_challenge_tells_its_solution_at_once() {
        let chance = Chance::system();
        let keys = Keys::parse(&Keys::new_line(1, &chance)).unwrap();
        let asked = Asked {
            portal: "miportal",
            hostname: "miportal.example",
            purpose: Purpose::Signin,
            check: HumanCheck::Silent,
            browser: &[7; 32],
        };
        let now = Clock::system().now();
        let challenge = humancheck::challenge(&keys, &Chance::seeded(5), now, &asked, 0).unwrap();
        let answer = BASE64.decode(solve(&challenge, 5).unwrap().as_bytes()).unwrap();
        let payload: Payload = serde_json::from_slice(&answer).unwrap();
        assert_eq!(payload.solution.counter, drawn_counter(5, 200));
    }

    #[test]
    fn the_token_of_a_form_is_found() {
        let page = br#"<form><input type="hidden" name="csrf" value="abc"><input></form>"#;
        assert_eq!(token_in(page).as_deref(), Some("abc"));
        assert_eq!(token_in(b"<p>Hola</p>"), None);
    }
}
