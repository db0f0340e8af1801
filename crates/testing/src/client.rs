//! A visitor with a browser of their own: it keeps cookies, follows redirections and fills in the forms that a page shows.
//! It runs no script, so what it can do, everybody can.

use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use base::web::source::Peer;
use cookie::Cookie;
use http::{HeaderName, HeaderValue, Method, Request, Response, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use url::{Url, form_urlencoded};

use crate::page::{Form, Page};

const MOST_REDIRECTIONS: usize = 10;

/// Somebody at a browser. A clone is the same browser at this moment: it has the same cookies and from now on its own.
#[derive(Clone, Debug)]
pub struct Client {
    site: Router,
    home: Url,
    cookies: BTreeMap<String, String>,
    peer: Peer,
    language: String,
    /// Headers that no browser would send, or not so.
    said: Vec<(HeaderName, HeaderValue)>,
}

impl Client {
    /// Somebody who never visited the site, which is at `http://localhost:8080`.
    pub fn new(site: Router) -> Self {
        Self {
            site,
            home: Url::parse("http://localhost:8080/").expect("a constant address"),
            cookies: BTreeMap::new(),
            peer: Peer::default(),
            language: "es-CO".to_owned(),
            said: Vec::new(),
        }
    }

    /// The same visitor where the site has another address.
    #[must_use]
    pub fn at(mut self, address: &str) -> Self {
        self.home = Url::parse(address).unwrap_or_else(|error| panic!("«{address}» is no address: {error}"));
        self
    }

    #[must_use]
    pub fn coming_from(mut self, address: IpAddr) -> Self {
        self.peer = Peer(address);
        self
    }

    #[must_use]
    pub fn reading(mut self, language: &str) -> Self {
        language.clone_into(&mut self.language);
        self
    }

    /// From now on every request says this in place of what the browser would say; for what a program,
    /// a proxy or an attacker writes.
    #[must_use]
    pub fn saying(mut self, header: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).unwrap_or_else(|error| panic!("«{value}»: {error}"));
        self.said.push((HeaderName::from_static(header), value));
        self
    }

    /// Every cookie that the browser keeps, by name.
    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    /// The same browser, whose requests another process answers.
    #[must_use]
    pub fn answered_by(mut self, site: Router) -> Self {
        self.site = site;
        self
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Puts a cookie into the browser that the site did not give it, such as a stolen one.
    pub fn plant_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// As somebody does who clears the browser, or moves to another one.
    pub fn forget_cookies(&mut self) {
        self.cookies.clear();
    }

    /// Opens a path of the site, or a whole address that a message brought.
    pub async fn get(&mut self, address: &str) -> Page {
        let url =
            self.home.join(address).unwrap_or_else(|error| panic!("«{address}» is no address: {error}"));
        self.visit(Method::GET, url, None).await
    }

    /// Fills in the form of the button with these words and presses it.
    pub async fn submit(&mut self, page: &Page, button: &str, fields: &[(&str, &str)]) -> Page {
        let form = fields.iter().fold(page.form(button), |form, (name, value)| form.fill(name, value));
        self.send(form).await
    }

    pub async fn send(&mut self, form: Form) -> Page {
        let fields = form.encoded();
        if form.method == Method::POST {
            return self.visit(Method::POST, form.action, Some(fields)).await;
        }
        let mut url = form.action;
        url.set_query(Some(&fields));
        self.visit(Method::GET, url, None).await
    }

    /// Posts without a form, as a script of an attacker can.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let url = self.home.join(path).unwrap_or_else(|error| panic!("«{path}» is no address: {error}"));
        let fields = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.visit(Method::POST, url, Some(fields)).await
    }

    /// Chooses a file in the form of the button and presses it.
    pub async fn upload(&mut self, page: &Page, button: &str, file_name: &str, content: &[u8]) -> Page {
        self.send_with_files(&page.form(button), "file", &[(file_name, content)]).await
    }

    /// Sends a form with a file in each of these fields.
    pub async fn upload_several(&mut self, form: Form, files: &[(&str, &[u8])]) -> Page {
        let mut body = fields_of(&form);
        for (field, content) in files {
            body.extend(file_head(field, "foto.jpg"));
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.send_parts(&form, body).await
    }

    /// Sends a form with these files, each a name and what is in it, chosen in a field.
    pub async fn send_with_files(&mut self, form: &Form, field: &str, files: &[(&str, &[u8])]) -> Page {
        let body = with_files(form, field, files);
        self.send_parts(form, body).await
    }

    async fn send_parts(&mut self, form: &Form, body: Vec<u8>) -> Page {
        let mut browser = self.clone().saying("content-type", MULTIPART);
        let request = browser.request(Method::POST, &form.action, Body::from(body));
        let answer = browser.answer(&form.action, request).await;
        self.cookies = browser.cookies;
        let (head, body) = answer.into_parts();
        let page = Page { url: form.action.clone(), status: head.status, headers: head.headers, body };
        match self.next_stop(&page) {
            Some(next) => self.visit(Method::GET, next, None).await,
            None => page,
        }
    }

    /// The same with a body that the caller makes: a part of a file, or one without end.
    pub async fn upload_body(&mut self, page: &Page, button: &str, body: Body) -> Response<String> {
        let action = page.form(button).action;
        let mut browser = self.clone().saying("content-type", MULTIPART);
        let request = browser.request(Method::POST, &action, body);
        browser.answer(&action, request).await
    }

    /// One request as it is, with the visitor's cookies, and its answer as it is: for looking at what redirections hide.
    pub async fn ask(&mut self, method: Method, url: &Url, form: Option<String>) -> Response<String> {
        let request = self.request(method, url, Body::from(form.unwrap_or_default()));
        self.answer(url, request).await
    }

    async fn answer(&mut self, url: &Url, request: Request<Body>) -> Response<String> {
        let answer = self.site.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .unwrap_or_else(|error| panic!("the body of {url} broke off: {error}"))
            .to_bytes();
        let answer = Response::from_parts(parts, String::from_utf8_lossy(&body).into_owned());
        self.keep_cookies(url, &answer);
        answer
    }

    async fn visit(&mut self, method: Method, url: Url, form: Option<String>) -> Page {
        let (mut method, mut url, mut form) = (method, url, form);
        for _ in 0..MOST_REDIRECTIONS {
            let (head, body) = self.ask(method, &url, form).await.into_parts();
            let page = Page { url, status: head.status, headers: head.headers, body };
            match self.next_stop(&page) {
                Some(next) => (method, url, form) = (Method::GET, next, None),
                None => return page,
            }
        }
        panic!("{url} was the last of {MOST_REDIRECTIONS} redirections");
    }

    /// Where an answer sends the browser on to, within the site; a way out to another site is left to the test.
    fn next_stop(&self, page: &Page) -> Option<Url> {
        if !page.status.is_redirection() {
            return None;
        }
        assert!(
            [301, 302, 303].contains(&page.status.as_u16()),
            "{} answers {}, which repeats the request elsewhere",
            page.url,
            page.status
        );
        let next = page.url.join(page.header("location")).expect("a redirection names an address");
        (next.origin() == self.home.origin()).then_some(next)
    }

    fn request(&self, method: Method, url: &Url, body: Body) -> Request<Body> {
        let is_post = method == Method::POST;
        let mut request = Request::builder()
            .method(method)
            .uri(&url[url::Position::BeforePath..])
            .extension(self.peer)
            .header(header::HOST, &url[url::Position::BeforeHost..url::Position::AfterPort])
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64) Prueba/1.0")
            .header("sec-fetch-site", if is_post { "same-origin" } else { "none" });
        if is_post {
            request = request
                .header(header::ORIGIN, url.origin().ascii_serialization())
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        let mut request = request.body(body).expect("the parts of a request are well formed");
        for (name, value) in &self.said {
            request.headers_mut().insert(name, value.clone());
        }
        request
    }

    fn keep_cookies(&mut self, url: &Url, answer: &Response<String>) {
        for header in answer.headers().get_all(header::SET_COOKIE) {
            let text = header.to_str().expect("cookies here are ASCII");
            let cookie = Cookie::parse(text).unwrap_or_else(|error| panic!("«{text}» is no cookie: {error}"));
            if !a_browser_takes(&cookie, url) {
                continue;
            }
            if cookie.max_age().is_some_and(|age| age.is_zero()) {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }
}

const BOUNDARY: &str = "----prueba-aldaba-7d1f";
const MULTIPART: &str = "multipart/form-data; boundary=----prueba-aldaba-7d1f";

/// A form with a file, as browsers write it (RFC 7578).
pub fn multipart(form: &Form, file_name: &str, content: &[u8]) -> Vec<u8> {
    with_files(form, "file", &[(file_name, content)])
}

/// The same up to where the file begins.
pub fn multipart_head(form: &Form, file_name: &str) -> Vec<u8> {
    [fields_of(form), file_head("file", file_name)].concat()
}

/// The same with any number of files in a field.
fn with_files(form: &Form, field: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = fields_of(form);
    for (name, content) in files {
        body.extend(file_head(field, name));
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn fields_of(form: &Form) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body
}

fn file_head(field: &str, file_name: &str) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file_name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    head.into_bytes()
}

/// The rules of RFC 6265bis for `Secure` and for the prefix `__Host-`.
fn a_browser_takes(cookie: &Cookie<'_>, url: &Url) -> bool {
    let secure = cookie.secure().unwrap_or(false);
    let bound_to_host = secure && cookie.domain().is_none() && cookie.path() == Some("/");
    (!secure || url.scheme() == "https") && (!cookie.name().starts_with("__Host-") || bound_to_host)
}

#[cfg(test)]
mod tests {
    use axum::extract::Form as Fields;
    use axum::http::HeaderMap;
    use axum::response::{Html, IntoResponse, Redirect};
    use axum::routing::{get, post};
    use axum::{Extension, http::StatusCode};

    use super::*;

    const FORM: &str = r#"<form method="post" action="/saludo"><input type="hidden" name="csrf" value="abc">
        <input name="nombre"><button>Saludar</button></form>"#;

    /// A site with one form, which remembers the name in a cookie and greets with it.
    fn site() -> Router {
        Router::new()
            .route("/", get(|| async { ([("set-cookie", "visited=yes; Path=/")], Html(FORM)) }))
            .route("/saludo", post(remember).get(greet))
            .route("/adios", get(|| async { ([("set-cookie", "nombre=; Max-Age=0; Path=/")], "Adiós") }))
            .route("/fuera", get(|| async { Redirect::to("https://example.org/") }))
            .route("/vueltas", get(|| async { Redirect::to("/vueltas") }))
            .route("/quien", get(|Extension(peer): Extension<Peer>| async move { peer.0.to_string() }))
    }

    async fn remember(
        headers: HeaderMap,
        Fields(fields): Fields<BTreeMap<String, String>>,
    ) -> impl IntoResponse {
        if fields["csrf"] != "abc" || headers["origin"] != "http://localhost:8080" {
            return StatusCode::FORBIDDEN.into_response();
        }
        let cookie = format!("nombre={}; Path=/; HttpOnly", fields["nombre"]);
        ([("set-cookie", cookie)], Redirect::to("/saludo")).into_response()
    }

    async fn greet(headers: HeaderMap) -> Html<String> {
        Html(format!("<p>Hola, <b>{}</b></p>", headers["cookie"].to_str().unwrap()))
    }

    #[tokio::test]
    async fn a_form_is_filled_in_sent_and_followed_to_the_page_behind_it() {
        let mut anita = Client::new(site());
        let page = anita.get("/").await;
        let page = anita.submit(&page, "Saludar", &[("nombre", "Anita")]).await;
        assert_eq!((page.status(), page.path()), (StatusCode::OK, "/saludo"));
        page.shows("Hola, nombre=Anita; visited=yes");
        assert_eq!(anita.cookie("nombre"), Some("Anita"));
    }

    #[tokio::test]
    async fn two_visitors_share_nothing() {
        let mut anita = Client::new(site());
        let mut bruno = anita.clone();
        anita.get("/").await;
        bruno.get("/quien").await;
        assert_eq!((anita.cookie("visited"), bruno.cookie("visited")), (Some("yes"), None));
    }

    #[tokio::test]
    async fn a_cookie_that_ends_is_gone() {
        let mut anita = Client::new(site());
        let page = anita.get("/").await;
        anita.submit(&page, "Saludar", &[("nombre", "Anita")]).await;
        anita.get("/adios").await;
        assert_eq!(anita.cookie("nombre"), None);
        anita.forget_cookies();
        assert_eq!(anita.cookie("visited"), None);
    }

    #[tokio::test]
    async fn a_forged_form_is_not_repaired() {
        let mut mallory = Client::new(site());
        let page = mallory.get("/").await;
        let form = page.form("Saludar").fill("nombre", "Anita").tamper("csrf", "x");
        assert_eq!(mallory.send(form).await.status(), StatusCode::FORBIDDEN);
        let page = mallory.post("/saludo", &[("csrf", ""), ("nombre", "Anita")]).await;
        assert_eq!(page.status(), StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn the_way_out_of_the_site_is_shown_and_not_taken() {
        let page = Client::new(site()).get("/fuera").await;
        assert_eq!((page.status(), page.header("location")), (StatusCode::SEE_OTHER, "https://example.org/"));
    }

    #[tokio::test]
    #[should_panic(expected = "redirections")]
    async fn going_in_circles_fails() {
        Client::new(site()).get("/vueltas").await;
    }

    #[tokio::test]
    async fn a_visitor_comes_from_somewhere() {
        let page = Client::new(site()).coming_from([203, 0, 113, 7].into()).get("/quien").await;
        assert_eq!(page.body(), "203.0.113.7");
    }

    #[test]
    fn cookies_that_a_browser_refuses_are_not_kept() {
        let https: Url = "https://portal.example/".parse().unwrap();
        let http: Url = "http://localhost/".parse().unwrap();
        let takes = |cookie: &'static str, url| a_browser_takes(&Cookie::parse(cookie).unwrap(), url);
        assert!(takes("__Host-a=1; Secure; Path=/", &https));
        assert!(!takes("__Host-a=1; Path=/", &https));
        assert!(!takes("__Host-a=1; Secure; Path=/x", &https));
        assert!(!takes("__Host-a=1; Secure; Path=/; Domain=portal.example", &https));
        assert!(!takes("a=1; Secure", &http));
        assert!(takes("a=1", &http));
    }
}
