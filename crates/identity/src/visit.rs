//! One request: which portal it is for, from which browser and network, in which language.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base::audit::{self, Act};
use base::clock::Timestamp;
use base::db::{Tx, View};
use base::error::Result;
use base::form::Fields;
use base::secret::Token;
use base::texts::{Language, Words};
use base::web::answer::{Answer, Failure, bare, see, with_cookies};
use base::web::cookies::{self, Transport};
use base::web::page::Page;
use base::web::source::Source;
use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::accounts::{self, Account, AccountId};
use crate::front_door::FrontDoor;
use crate::portals::Portal;
use crate::sessions::{self, Session};
use crate::{devices, paths, staff};

/// The cookie that tells one browser from another before anybody signed in; forms and codes are bound to it.
pub const BROWSER_COOKIE: &str = "browser";
/// The cookie that keeps the language a person chose.
pub const LANGUAGE_COOKIE: &str = "language";
/// The cookie that keeps how a person wants to type codes: on the pad or in a field.
pub const TYPING_COOKIE: &str = "typing";
/// The cookie that keeps which page somebody asked for who was not signed in, until they are.
pub const GOAL_COOKIE: &str = "goal";
/// Long enough for whoever recovers their password on the way.
const GOAL_LIFETIME: Duration = Duration::from_secs(60 * 60);
const GOAL_LENGTH_MAX: usize = 120;
/// The hidden field of every form.
pub const CSRF_FIELD: &str = "csrf";
/// The fields in which a person may begin a new line.
pub(crate) const MULTILINE_FIELDS: &[&str] =
    &["description", "text_spanish", "text_english", "body", "text_message", "decision_reason"];

/// The visit of a request; cheap to clone.
#[derive(Clone, Debug)]
pub struct Visit(Arc<Inner>);

#[derive(Debug)]
pub struct Inner {
    pub portal: Arc<Portal>,
    pub language: Language,
    pub now: Timestamp,
    /// The address that the request came from, for a vendor that asks; kept nowhere.
    pub client: IpAddr,
    /// What is kept and counted of it.
    pub source: Source,
    pub browser: Token,
    /// The browser brought no cookie of ours: the answer sets one.
    pub is_new_browser: bool,
    pub session: Option<Token>,
    pub device: Option<Token>,
    /// The session of a member of the staff.
    pub office: Option<Token>,
    /// «Chrome en Android»: what a person recognises a browser by, and no more.
    pub browser_name: String,
    pub transport: Transport,
    pub words: Arc<Words>,
    /// The path inside the portal, without its prefix.
    pub path: String,
    pub csrf: String,
    /// «pad» or «field», where the person chose one.
    pub typing: Option<String>,
    /// The page that the browser asked for before anybody was signed in.
    pub goal: Option<String>,
}

impl Deref for Visit {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Visit {
    /// Reads the visit off a request whose portal is known.
    pub fn of(
        front: &FrontDoor,
        portal: Arc<Portal>,
        path: &str,
        headers: &HeaderMap,
        client: IpAddr,
    ) -> Self {
        let transport = front.transport(&portal);
        let received = cookies::Received::of(headers, transport, portal.key.as_str());
        let cookie = |what: &str| received.get(what);
        let token = |what: &str| cookie(what).and_then(Token::parse);
        let known_browser = token(BROWSER_COOKIE);
        let is_new_browser = known_browser.is_none();
        let browser = known_browser.unwrap_or_else(|| Token::new(&front.chance));
        let session = token(sessions::COOKIE);
        let language = cookie(LANGUAGE_COOKIE).and_then(Language::from_tag).unwrap_or_default();
        let office = token(staff::COOKIE);
        let csrf = csrf(front, &portal, &browser, [session.as_ref(), office.as_ref()]);
        let user_agent = headers.get(axum::http::header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self(Arc::new(Inner {
            language,
            now: front.clock.now(),
            client,
            source: Source::from(client),
            browser,
            is_new_browser,
            session,
            device: token(devices::COOKIE),
            office,
            browser_name: browser_name(user_agent.unwrap_or_default()),
            transport,
            words: front.words(&portal, language),
            path: path.to_owned(),
            csrf,
            typing: cookie(TYPING_COOKIE).map(str::to_owned),
            goal: cookie(GOAL_COOKIE).filter(|path| is_goal(path)).map(str::to_owned),
            portal,
        }))
    }

    /// The portal's key, as the database takes it.
    pub fn portal_key(&self) -> &Arc<str> {
        self.portal.key.shared()
    }

    pub fn t<'a>(&'a self, id: &'a str) -> &'a str {
        self.words.get(id)
    }

    /// The address of a path of this portal on its site.
    pub fn url(&self, path: &str) -> String {
        self.portal.address.local(path)
    }

    /// Sends the browser on to a page of this portal.
    pub fn see(&self, path: &str) -> Response {
        see(&self.url(path))
    }

    /// A cookie of this portal, until the browser ends or for `lifetime`.
    pub fn cookie(&self, what: &str, value: &str, lifetime: Option<std::time::Duration>) -> HeaderValue {
        cookies::set(
            self.transport,
            cookies::name(self.transport, self.portal.key.as_str(), what),
            value,
            lifetime,
        )
    }

    pub fn forget_cookie(&self, what: &str) -> HeaderValue {
        cookies::forget(self.transport, cookies::name(self.transport, self.portal.key.as_str(), what))
    }

    /// The frame of a page of this portal for this browser.
    pub fn page(&self, front: &FrontDoor, title: impl Into<String>) -> Page {
        let mut page = Page::new(Arc::clone(&self.words), front.brand(&self.portal), title);
        page.prefix = self.url("");
        page.home_url = self.url("/");
        page.csrf.clone_from(&self.csrf);
        page.demo = front.demo_inbox_url.is_some();
        page.demo_inbox_url = front.demo_inbox_url.clone().unwrap_or_default();
        page.alternate_language_url =
            self.url(&format!("/idioma/{}?volver={}", self.language.other().tag(), self.path));
        page.help = front.help(&self.portal, self.language);
        page
    }

    /// The same with what the organisation tells everybody: for the pages that a visit begins with.
    pub fn first_page(&self, front: &FrontDoor, title: impl Into<String>) -> Page {
        let mut page = self.page(front, title);
        page.announcements = crate::portals::announcements(&self.portal, self.language, self.now);
        page.announcements.extend(front.announcements.current(&self.portal, &self.words, self.now));
        page
    }

    /// Whether a form that came with this token is one of ours, which this browser was given.
    pub fn is_own_form(&self, headers: &HeaderMap, token: &[u8]) -> bool {
        let is_ours = bool::from(token.ct_eq(self.csrf.as_bytes()));
        is_ours && !self.is_new_browser && !is_cross_site(headers)
    }

    /// A view of this portal's data.
    pub fn view(&self, front: &FrontDoor) -> View {
        front.database.view(self.portal_key())
    }

    /// Begins a transaction of this portal.
    pub async fn begin(&self, front: &FrontDoor) -> Result<Tx> {
        front.database.begin(self.portal_key()).await
    }

    /// Records what this visit did to the account.
    pub async fn record(
        &self,
        tx: &Tx,
        front: &FrontDoor,
        event: &'static str,
        account: Option<AccountId>,
        detail: &str,
    ) -> Result<()> {
        self.record_of(tx, front, event, account.map(AccountId::uuid), detail).await
    }

    /// Records a try at a name, whether or not somebody has it. Of a name that nobody has, a keyed hash stands for whom it is about:
    /// a row without anybody would go where the last one went, and one about somebody elsewhere in the index, so that the time of the
    /// answer would tell who is known.
    pub async fn record_try(
        &self,
        tx: &Tx,
        front: &FrontDoor,
        event: &'static str,
        known: Option<Uuid>,
        name: &str,
    ) -> Result<()> {
        let nobody = front.keys.mac("visit-nobody", &[name.as_bytes()]);
        let nobody = Uuid::from_slice(&nobody[..16]).expect("16 octets make an id");
        self.record_of(tx, front, event, Some(known.unwrap_or(nobody)), "").await
    }

    /// The same of whatever has an id.
    pub async fn record_of(
        &self,
        tx: &Tx,
        front: &FrontDoor,
        event: &'static str,
        subject: Option<Uuid>,
        detail: &str,
    ) -> Result<()> {
        let act = Act { subject, ..self.act("person", event, detail) };
        audit::record(tx, &front.clock, &front.chance, act).await
    }

    /// What this visit does, to nobody yet.
    pub(crate) fn act<'a>(&'a self, actor: &'static str, event: &'static str, detail: &'a str) -> Act<'a> {
        let (source, browser) = (self.source.as_str(), self.browser_name.as_str());
        Act { event, subject: None, actor, actor_id: None, source, browser, detail }
    }
}

impl FromRequestParts<FrontDoor> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &FrontDoor) -> Result<Self, Response> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| bare(StatusCode::NOT_FOUND))
    }
}

/// A form of ours that this browser sent back: its fields, after the token that binds it to the session was checked.
#[derive(Debug)]
pub struct Posted(pub Fields);

impl Deref for Posted {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl FromRequest<FrontDoor> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, front: &FrontDoor) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, front).await?;
        let fields = Fields::read(&parts.headers, body, MULTILINE_FIELDS)
            .await
            .map_err(|refused| bare(refused.status()))?;
        if !visit.is_own_form(&parts.headers, fields.get(CSRF_FIELD).as_bytes()) {
            return Err(bare(StatusCode::FORBIDDEN));
        }
        Ok(Self(fields))
    }
}

/// A visit of somebody who is signed in. Whoever is not is sent to sign in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub visit: Visit,
    pub session: Session,
    pub account: Account,
}

impl Deref for SignedIn {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequestParts<FrontDoor> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &FrontDoor) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, front).await?;
        match signed_in(front, &visit).await {
            Ok(Some(signed_in)) => Ok(signed_in),
            Ok(None) if parts.method == Method::GET && is_goal(&visit.path) => {
                let goal = visit.cookie(GOAL_COOKIE, &visit.path, Some(GOAL_LIFETIME));
                Err(with_cookies(visit.see(paths::SIGNIN), [goal]))
            }
            Ok(None) => Err(visit.see(paths::SIGNIN)),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

/// For a page that anybody may open and that knows the person, if there is one: `Option<SignedIn>`.
impl OptionalFromRequestParts<FrontDoor> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &FrontDoor) -> Result<Option<Self>, Response> {
        let visit = Visit::from_request_parts(parts, front).await?;
        signed_in(front, &visit).await.map_err(|error| Failure::from(error).into_response())
    }
}

async fn signed_in(front: &FrontDoor, visit: &Visit) -> Result<Option<SignedIn>> {
    let Some(token) = &visit.session else { return Ok(None) };
    let view = visit.view(front);
    let Some(session) = sessions::find(&view, token, visit.portal.sessions, visit.now).await? else {
        return Ok(None);
    };
    let Some(account) = accounts::store::by_id(&view, session.account_id).await? else { return Ok(None) };
    // A busy moment is no reason to refuse a page to whoever is signed in.
    if let Err(error) = sessions::note_use(&front.database, visit, &session).await {
        tracing::warn!(%error, "the use of a session was not noted");
    }
    Ok(Some(SignedIn { visit: visit.clone(), session, account }))
}

impl SignedIn {
    /// The frame of a signed-in page, with its menu.
    pub fn page(&self, front: &FrontDoor, title: impl Into<String>) -> Page {
        let mut page = self.visit.page(front, title);
        page.signed_in_as = Some(self.account.given_names.clone());
        page.sign_out_url = self.url(paths::SIGN_OUT);
        page.nav = crate::home::menu(self);
        page
    }
}

/// A page of this visit.
pub fn page(template: &impl askama::Template) -> Answer {
    base::web::answer::page(StatusCode::OK, template)
}

/// A page shown again because something in its form was not right (WHATWG: any 4xx; browsers show it all the same).
pub fn page_again(template: &impl askama::Template) -> Answer {
    base::web::answer::page(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// Changes with every session that begins or ends in this browser.
fn csrf(front: &FrontDoor, portal: &Portal, browser: &Token, sessions: [Option<&Token>; 2]) -> String {
    let [person, office] = sessions.map(|token| token.map(Token::reveal).unwrap_or_default());
    let parts = [portal.key.as_str(), browser.reveal(), person, office].map(|part| part.as_bytes());
    BASE64URL_NOPAD.encode(&front.keys.mac("csrf", &parts))
}

/// Whether a path may be gone to once somebody is signed in: one of the portal's own pages, whoever wrote the cookie.
fn is_goal(path: &str) -> bool {
    let is_plain = path.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'/'));
    path.starts_with('/')
        && is_plain
        && !path.contains("//")
        && path.len() <= GOAL_LENGTH_MAX
        && path != paths::HOME
}

/// Browsers say where a form was sent from; those that do not are held to the token alone.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    matches!(site, Some("cross-site"))
}

/// A browser and its system, from lists of a few well-known names: nothing that a stranger wrote is stored.
fn browser_name(user_agent: &str) -> String {
    let first = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_portal_is_gone_to_after_signing_in() {
        for path in ["/comprobantes", "/comprobantes/0190a8f0-0000-7000-8000-000000000001"] {
            assert!(is_goal(path), "{path}");
        }
        let long = format!("/{}", "a".repeat(GOAL_LENGTH_MAX));
        for path in [
            "",
            "comprobantes",
            "//evil.example",
            "/a//b",
            "/\\evil.example",
            "/a?b",
            "/a%0d",
            "/inicio",
            &long,
        ] {
            assert!(!is_goal(path), "{path}");
        }
    }

    #[test]
    fn a_browser_is_named_from_a_list_and_never_quoted() {
        let android =
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36";
        assert_eq!(browser_name(android), "Chrome · Android");
        assert_eq!(browser_name("<script>alert(1)</script>"), "");
    }
}
