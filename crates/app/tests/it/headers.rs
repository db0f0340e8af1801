//! What every answer carries, whatever it answers; and the routes as docs/routes.md tells them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use aldaba::routes::{Audience, PAGES, around};
use axum::{Router, routing};
use base::web::assets::Assets;
use http::{Method, Response, StatusCode};
use identity::factors::TotpSecret;
use identity::portals::PasswordRecovery;
use identity::staff::permissions::Role;
use regex::Regex;
use sea_orm::FromQueryResult;
use testing::{
    Client, Form, JORGE, LUIS, Page, SOFIA, SoftPasskey, TERESA, TestDatabase, TestHouse, on_both_databases,
    picture, presets_at_their_own_addresses, press,
};
use url::Url;

use crate::request::{NO_TOKEN, PORTALS, csrf, filled_in, get, header, post, url};
use crate::source::root;

/// Holds an answer against what each must carry.
#[track_caller]
fn check(answer: &Response<String>, of: &str, https: bool) {
    let is = |name: &str, value: &str| assert_eq!(header(answer, name), value, "{name} of {of}");
    let policy = header(answer, "content-security-policy");
    for rule in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(rule), "{of}: «{rule}» is not in «{policy}»");
    }
    for hole in ["unsafe-", "*", "http:", "https:", "blob:"] {
        assert!(!policy.contains(hole), "{of}: «{hole}» is in «{policy}»");
    }
    is("x-content-type-options", "nosniff");
    is("cache-control", "no-store");
    is("cross-origin-opener-policy", "same-origin");
    is("cross-origin-resource-policy", "same-origin");
    assert!(header(answer, "permissions-policy").contains("camera=()"), "{of}");
    let has_secret_address = of.contains(NO_TOKEN);
    let referrer = header(answer, "referrer-policy");
    let allowed: &[&str] =
        if has_secret_address { &["no-referrer"] } else { &["same-origin", "no-referrer"] };
    assert!(allowed.contains(&referrer), "{of}: referrer-policy is «{referrer}»");
    is("strict-transport-security", if https { "max-age=31536000; includeSubDomains" } else { "" });
    for chatty in ["server", "x-powered-by", "access-control-allow-origin"] {
        is(chatty, "");
    }
    for cookie in answer.headers().get_all("set-cookie") {
        check_cookie(cookie.to_str().expect("ASCII"), of, https);
    }
    check_body(answer, of, has_secret_address);
}

#[track_caller]
fn check_cookie(cookie: &str, of: &str, https: bool) {
    for mark in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == mark), "{of}: «{mark}» is not in «{cookie}»");
    }
    assert!(!cookie.contains("Domain"), "{of}: «{cookie}»");
    assert_eq!(cookie.contains("Secure"), https, "{of}: «{cookie}»");
    assert_eq!(cookie.starts_with("__Host-"), https, "{of}: «{cookie}»");
    assert!(cookie.len() < 4096);
}

/// A page is in our words and brings nothing that the policy would stop; one with a secret in its address repeats it in no link.
#[track_caller]
fn check_body(answer: &Response<String>, of: &str, has_secret_address: bool) {
    let body = answer.body();
    if answer.status().is_client_error() || answer.status().is_server_error() {
        assert!(body.contains("<h1"), "{of}: {} has no page, only «{body}»", answer.status());
    }
    if !header(answer, "content-type").starts_with("text/html") {
        return;
    }
    let inline = Regex::new(r#"(?i)<style|\sstyle="|\son[a-z]+="|<script(?:\s[^>]*)?>[^<\s]|javascript:"#)
        .expect("a constant");
    assert_eq!(inline.find(body).map(|found| found.as_str()), None, "{of}");
    let fetched = Regex::new(r#"(?:src|<link[^>]*href)="([^"]+)""#).expect("a constant");
    for source in fetched.captures_iter(body).map(|found| found[1].to_owned()) {
        assert!(source.starts_with("/assets/") || source.starts_with("data:"), "{of} fetches {source}");
    }
    let link = Regex::new(r#"<a [^>]*href="([^"]+)""#).expect("a constant");
    for target in link.captures_iter(body).map(|found| found[1].to_owned()) {
        assert!(!has_secret_address || !target.contains(NO_TOKEN), "{of} links to {target}");
    }
}

/// The path of every page of a portal, with a token that is none and the portal's own link path.
fn paths(house: &TestHouse, portal: &str) -> Vec<String> {
    let mut paths: Vec<String> = PAGES.iter().map(|(_, path, _)| filled_in(path)).collect();
    if let PasswordRecovery::MailedLink { path, .. } = &house.portal(portal).recovery.password {
        paths.push(path.with_token(NO_TOKEN));
    }
    paths
}

async fn check_all(house: &TestHouse, visitor: &mut Client, portal: &str, prefix: &str, https: bool) {
    let token = csrf(visitor, &format!("{prefix}/ingreso")).await;
    for path in paths(house, portal) {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let form = (method == Method::POST).then(|| format!("csrf={token}"));
            let address = Url::parse(&format!("{prefix}{path}")).expect("a path of ours");
            let answer = visitor.ask(method.clone(), &address, form).await;
            check(&answer, &format!("{method} {address}: {}", answer.status()), https);
            assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{method} {path}");
        }
    }
}

on_both_databases! {
    async fn every_page_of_every_portal_carries_the_headers(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for resident in [LUIS, SOFIA, JORGE] {
            resident.settle(&house).await;
            let prefix = format!("http://localhost:8080/{}", resident.portal);
            check_all(&house, &mut house.visitor(), resident.portal, &prefix, false).await;
            let mut inside = house.visitor();
            resident.sign_in(&house, &mut inside).await;
            for path in paths(&house, resident.portal) {
                let answer = get(&mut inside, &format!("/{}{path}", resident.portal)).await;
                check(&answer, &format!("GET {path} for {}: {}", resident.name, answer.status()), false);
            }
        }
    }

    async fn over_https_cookies_are_bound_to_the_host_and_the_browser_stays_on_https(database: TestDatabase) {
        let house = TestHouse::with_portals(&database, presets_at_their_own_addresses()).await;
        for portal in PORTALS {
            let address = house.portal(portal).address.link("");
            let mut visitor = house.visitor().at(&address);
            check_all(&house, &mut visitor, portal, &address, true).await;
            let name = format!("__Host-{portal}-browser");
            assert!(visitor.cookie(&name).is_some(), "{name} is not among {:?}", visitor.cookies());
        }
    }

    async fn answers_without_a_page_of_their_own_carry_the_headers_too(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let token = csrf(&mut visitor, "/multiempleos/recuperar").await;
        let form = "application/x-www-form-urlencoded";
        let long = format!("csrf={token}&email={}", "x".repeat(17_000));
        let link = format!("/multiempleos/restaurar/contrasena/{NO_TOKEN}");
        let good = format!("csrf={token}");
        let cases = [
            (Method::GET, "/multiempleos/nada", form, "", 404),
            (Method::GET, "/multiempleos/%FF", form, "", 404),
            (Method::GET, "/multiempleos/registro/correo/%FF", form, "", 400),
            (Method::GET, "/multiempleos/verificacion/desafio", form, "", 400),
            (Method::GET, "/multiempleos/verificacion/desafio?para=nada", form, "", 400),
            (Method::GET, "/multiempleos/idioma/xx", form, "", 404),
            (Method::DELETE, "/multiempleos/recuperar", form, "", 405),
            (Method::GET, "/multiempleos/salir", form, "", 405),
            (Method::POST, "/multiempleos/recuperar", form, "csrf=x&email=a%40b.co", 403),
            (Method::POST, link.as_str(), form, "csrf=x", 403),
            (Method::POST, link.as_str(), "text/plain", good.as_str(), 415),
            (Method::POST, "/multiempleos/recuperar", form, long.as_str(), 413),
            (Method::POST, "/multiempleos/recuperar", "application/json", good.as_str(), 415),
            (Method::POST, "/multiempleos/recuperar", form, "csrf=%FF", 400),
            (Method::GET, "/miportal/recuperar-usuario", form, "", 404),
        ];
        for (method, path, kind, body, status) in cases {
            let mut visitor = visitor.clone().saying("content-type", kind);
            let answer = visitor.ask(method.clone(), &url(path), Some(body.to_owned())).await;
            assert_eq!(answer.status().as_u16(), status, "{method} {path} {kind}");
            check(&answer, &format!("{method} {path}: {status}"), false);
        }
        let answer = visitor.ask(Method::GET, &url("/otro/portal"), None).await;
        assert_eq!((answer.status(), answer.body().as_str()), (StatusCode::NOT_FOUND, ""));
        assert!(header(&answer, "content-security-policy").contains("default-src 'none'"));
    }

    async fn a_failure_of_ours_is_a_page_without_details(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut visitor = house.visitor();
        let token = csrf(&mut visitor, "/multiportal/recuperar").await;
        let tx = house.front().database.begin_across_all_portals().await.unwrap();
        tx.run("drop table journeys", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let fields = [
            ("csrf", token.as_str()), ("document_type", "CC"), ("document", "1900000012"),
            ("email", "jorge.nino@correo.test"), ("phone", "3990000012"),
        ];
        let failed = [
            get(&mut visitor, "/multiportal/recuperar/codigo").await,
            post(&mut visitor, "/multiportal/recuperar", &fields).await,
        ];
        for answer in failed {
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            check(&answer, "a failure", false);
            for detail in ["journeys", "SQL", "sql", "panicked", "relation"] {
                assert!(!answer.body().contains(detail), "«{detail}» is told");
            }
        }
    }

    async fn a_page_that_panics_is_a_failure_like_any_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let pages = Router::new().route("/ingreso", routing::get(breaks));
        let mut visitor = Client::new(around(pages, house.front(), Assets::new()));
        let answer = get(&mut visitor, "/multiportal/ingreso").await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        check(&answer, "a page that panics", false);
        assert!(answer.body().contains("Multiportal"), "the portal's own look");
        assert!(!answer.body().contains("index out of"), "what broke is told");
    }
}

async fn breaks() -> &'static str {
    panic!("index out of bounds, in a test")
}

// --- docs/routes.md ----------------------------------------------------------------------------------------------------------

/// The limits that a request counted while the person waited, by what was sent where.
#[derive(Default)]
struct Counted(BTreeMap<String, BTreeSet<String>>);

#[derive(FromQueryResult)]
struct Taken {
    name: String,
    taken: i64,
    /// Of the newest window: one that begins anew may hold as many as the last.
    began_at: i64,
}

async fn taken(house: &TestHouse) -> BTreeMap<String, (i64, i64)> {
    let view = house.front().database.view_across_all_portals();
    let limits = "select name, cast(sum(taken) as bigint) as taken, max(began_at) as began_at from limits group by name";
    let rows = view.all::<Taken>(limits, Vec::new()).await.unwrap();
    let mut taken: BTreeMap<String, (i64, i64)> =
        rows.into_iter().map(|row| (row.name, (row.taken, row.began_at))).collect();
    // A right password takes its own try back: what stays is when it was made.
    let guards = "select 'signin.guard' as name, cast(count(*) as bigint) as taken, coalesce(max(last_at), 0) as began_at
        from signin_guards";
    let guards = view.all::<Taken>(guards, Vec::new()).await.unwrap();
    taken.extend(guards.into_iter().map(|row| (row.name, (row.taken, row.began_at))));
    taken
}

impl Counted {
    async fn send(&mut self, house: &TestHouse, visitor: &mut Client, form: Form) -> Page {
        house.wait(1);
        let before = taken(house).await;
        let path = form.action().path().to_owned();
        let page = visitor.send(form).await;
        self.note(house, &path, &before).await;
        page
    }

    async fn upload(
        &mut self,
        house: &TestHouse,
        visitor: &mut Client,
        form: &Form,
        (field, name, content): (&str, &str, &str),
    ) -> Page {
        let before = taken(house).await;
        let page = visitor.send_with_files(form, field, &[(name, content.as_bytes())]).await;
        self.note(house, form.action().path(), &before).await;
        page
    }

    async fn note(&mut self, house: &TestHouse, path: &str, before: &BTreeMap<String, (i64, i64)>) {
        let after = taken(house).await;
        let counted = after.into_iter().filter(|(name, taken)| before.get(name) != Some(taken));
        self.0.entry(route_of(path)).or_default().extend(counted.map(|(name, _)| name));
    }

    async fn fill(
        &mut self,
        house: &TestHouse,
        visitor: &mut Client,
        page: &Page,
        button: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let form = fields.iter().fold(page.form(button), |form, (name, value)| form.fill(name, value));
        self.send(house, visitor, form).await
    }

    /// Asks for the code again, and types the one that came.
    async fn code(&mut self, house: &TestHouse, visitor: &mut Client, page: &Page, to: &str) -> Page {
        house.work().await;
        house.wait(70);
        let page = self.fill(house, visitor, page, "Enviar de nuevo", &[]).await;
        page.shows("Enviamos otro código");
        let code = house.code_to(to).await;
        if page.body().contains("name=\"code\" ") {
            return self.fill(house, visitor, &page, "Continuar", &[("code", &code)]).await;
        }
        let (first, rest) = code.split_at(1);
        let page = self.send(house, visitor, page.form(first)).await;
        let (rest, last) = rest.split_at(4);
        let page = press(visitor, &page, rest).await;
        self.send(house, visitor, page.form(last)).await
    }
}

/// `/miportal/registro/correo/abc…` as PAGES has it: `/registro/correo/{token}`.
fn route_of(path: &str) -> String {
    let inside = PORTALS.iter().find_map(|portal| path.strip_prefix(&format!("/{portal}"))).unwrap_or(path);
    let id = Regex::new(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").expect("a constant");
    let token = Regex::new(r"/[A-Za-z0-9_-]{32,43}$").expect("a constant");
    let wording = Regex::new(r"/redaccion/[^/]+/[^/]+").expect("a constant");
    let inside = wording.replace(inside, "/redaccion/{tag}/{id}");
    let path = token.replace(&id.replace(&inside, "/{id}"), "/{token}").into_owned();
    let kind = Regex::new(r"^/oficina/nomina/cargar/[a-z]+$").expect("a constant");
    kind.replace(&path, "/oficina/nomina/cargar/{kind}").into_owned()
}

/// Sends every form that the three portals have.
async fn walk_everywhere(house: &TestHouse) -> Counted {
    let mut counted = Counted::default();
    for resident in [LUIS, SOFIA, JORGE] {
        resident.settle(house).await;
    }
    walk_as_employees(house, &mut counted).await;
    walk_as_candidates(house, &mut counted).await;
    walk_as_members(house, &mut counted).await;
    walk_with_second_factors(house, &mut counted).await;
    walk_as_staff(house, &mut counted).await;
    walk_as_somebody_who_lost_everything(house, &mut counted).await;
    walk_as_helper(house, &mut counted).await;
    counted
}

const PASSPHRASE: &str = "caminos de Guateque al sol";

async fn walk_as_employees(house: &TestHouse, counted: &mut Counted) {
    house
        .on_roster("multiempleos", "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo\nCC;1900000001;Ana;Rojas;ana.rojas@correo.test\nCC;1900000002;Luis;Pardo;luis.pardo@correo.test\n")
        .await;
    let ana = &mut house.visitor();
    let page = ana.get("/multiempleos/registro").await;
    let page = counted.fill(house, ana, &page, "Continuar", &[("document", "1900000001")]).await;
    let page = counted.code(house, ana, &page, "ana.rojas@correo.test").await;
    let fields = [("email", "ana@correo.test"), ("password", PASSPHRASE), ("password_repeat", PASSPHRASE)];
    counted.fill(house, ana, &page, "Registrarme", &fields).await.shows("Su registro está completo");
    let page = ana.get(&house.link_to("ana@correo.test", "/correo/confirmar/").await).await;
    counted.fill(house, ana, &page, "Confirmar", &[]).await;

    let luis = &mut house.visitor();
    let page = luis.get("/multiempleos/recuperar").await;
    counted.fill(house, luis, &page, "Enviar", &[("email", LUIS.email)]).await;
    let page = luis.get(&house.link_to(LUIS.email, "/restaurar/").await).await;
    counted.fill(house, luis, &page, "Guardar la contraseña", &[("password", PASSPHRASE)]).await;
    LUIS.sign_in_with(house, &mut house.visitor(), PASSPHRASE).await;
    LUIS.sign_in_with(house, &mut house.visitor(), PASSPHRASE).await;
    let page = luis.get("/multiempleos/ingreso").await;
    counted.fill(house, luis, &page, "Ingresar", &[("user", LUIS.cedula), ("password", PASSPHRASE)]).await;
    let page = luis.get("/multiempleos/perfil").await;
    let page = counted.fill(house, luis, &page, "Cerrar Linux", &[]).await;
    counted.fill(house, luis, &page, "Cerrar todas las demás", &[]).await;
    let page = luis.get("/multiempleos/perfil/correo").await;
    let fields = [("email", "luis@correo.test"), ("current_password", PASSPHRASE)];
    counted.fill(house, luis, &page, "Enviar el enlace", &fields).await;
    let page = luis.get("/multiempleos/perfil/clave").await;
    let fields =
        [("current_password", PASSPHRASE), ("password", LUIS.password), ("password_repeat", LUIS.password)];
    let page = counted.fill(house, luis, &page, "Guardar", &fields).await;
    counted.fill(house, luis, &page, "Salir", &[]).await;
    let page = luis.get("/multiempleos/pqr").await;
    let fields = [("kind", "claim"), ("name", "Luis"), ("email", LUIS.email), ("description", "No llega.")];
    counted.fill(house, luis, &page, "Enviar", &fields).await;
}

async fn walk_as_candidates(house: &TestHouse, counted: &mut Counted) {
    let berta = &mut house.visitor();
    let page = berta.get("/miportal/registro").await;
    counted.fill(house, berta, &page, "Continuar", &[("email", "berta@correo.test")]).await;
    let page = berta.get(&house.link_to("berta@correo.test", "/registro/correo/").await).await;
    let fields = [("given_names", "Berta"), ("family_names", "Ñáñez"), ("password", SOFIA.password)];
    counted.fill(house, berta, &page, "Registrarme", &fields).await.shows("Su registro está completo");
    let sofia = &mut house.visitor();
    let page = sofia.get("/miportal/recuperar").await;
    counted.fill(house, sofia, &page, "Enviar correo", &[("email", SOFIA.email)]).await;
    let page = sofia.get(&house.link_to(SOFIA.email, "/cv/recordar/").await).await;
    let fields = [("email", SOFIA.email), ("password", "Mirla-Verde.8-Tren")];
    counted.fill(house, sofia, &page, "Guardar la contraseña", &fields).await;
}

async fn walk_as_members(house: &TestHouse, counted: &mut Counted) {
    let phone = "+573990000012";
    let jorge = &mut house.visitor();
    let page = jorge.get("/multiportal/recuperar-usuario").await;
    let page =
        counted.fill(house, jorge, &page, "Recuperar", &[("email", JORGE.email), ("slide", "100")]).await;
    counted.code(house, jorge, &page, phone).await.shows("usuario");
    house.wait(3_600);

    let jorge = &mut house.visitor();
    let page = jorge.get("/multiportal/recuperar").await;
    let fields =
        [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
    let page = counted.fill(house, jorge, &page, "Recuperar", &fields).await;
    let page = counted.code(house, jorge, &page, phone).await;
    let fields = [("password", "5093"), ("password_repeat", "5093")];
    counted.fill(house, jorge, &page, "Guardar la contraseña", &fields).await;
    house.wait(3_600);

    let jorge = &mut house.visitor();
    let page = jorge.get("/multiportal/ingreso").await;
    let page =
        counted.fill(house, jorge, &page, "Continuar", &[("user", JORGE.username), ("robot", "no")]).await;
    let page = counted.fill(house, jorge, &page, "Ingresar", &[("password", "5093")]).await;
    counted.code(house, jorge, &page, phone).await.shows("Hola, Jorge");
    let page = jorge.get("/multiportal/perfil/celular").await;
    let fields = [("phone", "3990000044"), ("current_password", "5093")];
    let page = counted.fill(house, jorge, &page, "Enviar el código", &fields).await;
    counted.code(house, jorge, &page, "+573990000044").await.shows("399 000 0044");
}

/// Sofía sets up two-step verification, uses it and turns it off; Jorge recovers his PIN with his.
async fn walk_with_second_factors(house: &TestHouse, counted: &mut Counted) {
    let password = "Mirla-Verde.8-Tren";
    let confirmed = ("current_password", password);
    let sofia = &mut house.visitor();
    SOFIA.sign_in_with(house, sofia, password).await;
    let page = sofia.get("/miportal/perfil/dos-pasos/aplicacion").await;
    let page = counted.fill(house, sofia, &page, "Confirmar", &[confirmed]).await;
    let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
    let code = secret.code_at(house.front().clock.now());
    counted.fill(house, sofia, &page, "Activar", &[("code", &code)]).await.shows("Guarde estos códigos");
    let page = sofia.get("/miportal/perfil/dos-pasos/llaves").await;
    let (mut passkey, answer) = SoftPasskey::create(&page.passkey_options(), &origin_of(house, "miportal"));
    let form = page.passkey_form().fill("name", "Celular").tamper("passkey", &answer);
    let overview = counted.send(house, sofia, form).await;

    let elsewhere = &mut house.visitor();
    let page = SOFIA.try_password(house, elsewhere, password).await;
    let page = counted.fill(house, elsewhere, &page, "Continuar", &[("code", "000000")]).await;
    let answer = passkey.sign(&page.passkey_options());
    let form = page.passkey_form().tamper("passkey", &answer);
    counted.send(house, elsewhere, form).await.shows("Hola, Sofía");

    let page = sofia.get(overview.link("Quitar Celular").as_str()).await;
    counted.fill(house, sofia, &page, "Quitar", &[]).await.does_not_show("Celular");
    let page = sofia.get("/miportal/perfil/dos-pasos/codigos").await;
    let page = counted.fill(house, sofia, &page, "Crear los códigos", &[]).await;
    let codes = page.all_words_of(".saved-codes code");
    // The notice of the new device is written before the link that is looked for.
    house.work().await;
    house.wait(1);
    let sofia = &mut house.visitor();
    let page = sofia.get("/miportal/recuperar").await;
    sofia.submit(&page, "Enviar correo", &[("email", SOFIA.email)]).await;
    let page = sofia.get(&house.link_to(SOFIA.email, "/cv/recordar/").await).await;
    let password = "Garza-Roja.5-Tren";
    let fields = [("email", SOFIA.email), ("password", password)];
    let page = sofia.submit(&page, "Guardar la contraseña", &fields).await;
    counted.fill(house, sofia, &page, "Continuar", &[("code", &codes[0])]).await.shows("quedó cambiada");

    let page = SOFIA.try_password(house, sofia, password).await;
    sofia.submit(&page, "Continuar", &[("code", &codes[1])]).await.shows("Hola, Sofía");
    let page = sofia.get("/miportal/perfil/dos-pasos/aplicacion/quitar").await;
    let fields = [("current_password", password), ("code", codes[2].as_str())];
    let page = sofia.submit(&page, "Confirmar", &fields).await;
    counted.fill(house, sofia, &page, "Quitar", &[]).await.shows("Activarla");

    let authenticator = JORGE.with_authenticator(house).await;
    house.wait(3_600);
    let jorge = &mut house.visitor();
    let page = jorge.get("/multiportal/recuperar").await;
    let fields = [
        ("document_type", "CC"),
        ("document", JORGE.cedula),
        ("email", JORGE.email),
        ("phone", "3990000044"),
    ];
    let pad = jorge.submit(&page, "Recuperar", &fields).await;
    let page = press(jorge, &pad, &house.code_to("+573990000044").await).await;
    let code = authenticator.next_code(house);
    counted.fill(house, jorge, &page, "Continuar", &[("code", &code)]).await.shows("Restaurar contraseña");
}

fn origin_of(house: &TestHouse, portal: &str) -> String {
    house.portal(portal).address.origin.to_string()
}

async fn walk_as_staff(house: &TestHouse, counted: &mut Counted) {
    let teresa = &mut house.visitor();
    let page = teresa.get(&TERESA.invited(house).await).await;
    let fields = [("password", TERESA.password), ("password_repeat", TERESA.password)];
    let page = counted.fill(house, teresa, &page, "Continuar", &fields).await;
    let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
    let next_code = || {
        house.wait(30);
        secret.code_at(house.front().clock.now())
    };
    counted
        .fill(house, teresa, &page, "Continuar", &[("code", &next_code())])
        .await
        .shows("Guarde estos códigos");
    let page = teresa.get("/multiempleos/oficina").await;
    counted.fill(house, teresa, &page, "Salir", &[]).await;
    let page = teresa.get("/multiempleos/oficina/ingreso").await;
    let fields = [("email", TERESA.email), ("password", TERESA.password)];
    let page = counted.fill(house, teresa, &page, "Continuar", &fields).await;
    counted.fill(house, teresa, &page, "Entrar", &[("code", &next_code())]).await.shows("Hola, Teresa");
    house.wait(600);
    let page = teresa.get("/multiempleos/oficina/equipo/invitar").await;
    let page = counted.fill(house, teresa, &page, "Confirmar", &[("code", &next_code())]).await;
    let fields = [("name", "Ana Díaz"), ("email", "ana.diaz@guadualba.example"), ("role-auditor", "yes")];
    let page = counted.fill(house, teresa, &page, "Enviar la invitación", &fields).await;
    counted.fill(house, teresa, &page, "Retirar Ana Díaz", &[]).await;
    let page = teresa.get(page.link("Cambiar Teresa Salgado").as_str()).await;
    counted.fill(house, teresa, &page, "Guardar", &[]).await;
    walk_with_a_case(house, counted, teresa).await;
    let page = teresa.get("/multiempleos/oficina/auditoria/revision").await;
    counted.fill(house, teresa, &page, "Revisar ahora", &[]).await.shows("Está completa");
    let page = teresa.get("/multiempleos/oficina/datos-personales/nueva").await;
    let fields = [("description", "Somos Guadualba."), ("purpose-0", "Autorizo"), ("purpose-1", "Ofertas")];
    counted.fill(house, teresa, &page, "Publicar", &fields).await.shows("Versión 1");
    let luis = &mut house.visitor();
    LUIS.sign_in(house, luis).await;
    let page = luis.get("/multiempleos/perfil/datos-personales").await;
    let fields = [("purpose-0", "yes"), ("purpose-1", "yes")];
    let page = counted.fill(house, luis, &page, "Guardar lo que autorizo", &fields).await;
    let page = counted.fill(house, luis, &page, "Retirar Ofertas", &[]).await;
    counted.fill(house, luis, page.shows("retirada el"), "Autorizar Ofertas", &[]).await;
    walk_an_import(house, counted, teresa).await;
    walk_payroll(house, counted).await;
    walk_with_a_paper(house, counted, luis).await;
    let page = teresa.get("/multiempleos/oficina/mi-acceso/codigos").await;
    counted.fill(house, teresa, &page, "Crear los códigos", &[]).await;
    let page = teresa.get("/multiempleos/oficina/mi-acceso/llaves").await;
    let (_, answer) = SoftPasskey::create(&page.passkey_options(), &origin_of(house, "multiempleos"));
    let form = page.passkey_form().fill("name", "Celular").tamper("passkey", &answer);
    let page = counted.send(house, teresa, form).await;
    let page = teresa.get(page.link("Quitar Celular").as_str()).await;
    counted.fill(house, teresa, &page, "Quitar", &[]).await.does_not_show("Celular");
    for _ in 0..2 {
        let elsewhere = &mut house.visitor();
        let page = elsewhere.get("/multiempleos/oficina/ingreso").await;
        let fields = [("email", TERESA.email), ("password", TERESA.password)];
        let page = elsewhere.submit(&page, "Continuar", &fields).await;
        elsewhere.submit(&page, "Entrar", &[("code", &next_code())]).await.shows("Hola, Teresa");
    }
    let page = teresa.get("/multiempleos/oficina/mi-acceso").await;
    let page = counted.fill(house, teresa, &page, "Cerrar Linux", &[]).await;
    counted.fill(house, teresa, &page, "Cerrar todas las demás", &[]).await;
    let page = teresa.get("/multiempleos/oficina/mi-acceso/clave").await;
    let fields =
        [("current_password", TERESA.password), ("password", PASSPHRASE), ("password_repeat", PASSPHRASE)];
    counted.fill(house, teresa, &page, "Guardar", &fields).await.shows("Mi acceso");
    house.wait(600);
    let page = teresa.get("/multiempleos/oficina/mi-acceso/aplicacion").await;
    let page = counted.fill(house, teresa, &page, "Confirmar", &[("code", &next_code())]).await;
    let new = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
    let code = new.code_at(house.front().clock.now());
    counted.fill(house, teresa, &page, "Guardar", &[("code", &code)]).await.shows("Guarde estos códigos");
    walk_through_messages_and_announcements(house, counted, teresa).await;
}

/// Changing the password has left a notice that waits.
async fn walk_through_messages_and_announcements(
    house: &TestHouse,
    counted: &mut Counted,
    teresa: &mut Client,
) {
    let page = teresa.get("/multiempleos/oficina/mensajes").await;
    let page = counted.fill(house, teresa, &page, "Buscar", &[("contact", TERESA.email)]).await;
    let message = teresa
        .get(page.link("Ver Aviso de cambio en el acceso a la oficina t***o@guadualba.example").as_str())
        .await;
    counted.fill(house, teresa, &message, "Detener", &[]).await;
    let form = message.form("Detener").to(&format!("{}/reenviar", message.path()));
    counted.send(house, teresa, form).await.shows("no se puede reenviar");
    let page = teresa.get("/multiempleos/oficina/mensajes/redaccion/es-CO/code.recovery/cambiar").await;
    for button in ["Enviarme una prueba por correo", "Enviar una prueba por mensaje de texto"] {
        let told = counted.fill(house, teresa, &page, button, &[("phone", "399 000 0012")]).await;
        told.shows("Le enviamos una prueba");
    }
    let page = teresa.get("/multiempleos/oficina/mensajes/suprimidos/agregar").await;
    let page = counted.fill(house, teresa, &page, "Agregar", &[("contact", "alguien@correo.test")]).await;
    counted.fill(house, teresa, &page, "Quitar a***n@correo.test", &[]).await.shows("No hay nadie");
    let page = teresa.get("/multiempleos/oficina/anuncios/nuevo").await;
    let fields = [("title_spanish", "Hoy cerramos"), ("text_spanish", "Abrimos mañana a las ocho.")];
    let page = counted.fill(house, teresa, &page, "Publicar", &fields).await;
    let page = teresa.get(page.link("Cambiar Hoy cerramos").as_str()).await;
    counted.fill(house, teresa, &page, "Publicar", &[]).await;
    counted.fill(house, teresa, &page, "Retirar", &[]).await.shows("Retirado");
}

/// Luis asks, Nora compares, Ana approves, and a day later he is back in with his new address.
async fn walk_as_somebody_who_lost_everything(house: &TestHouse, counted: &mut Counted) {
    const NEW_EMAIL: &str = "luis.nuevo@correo.test";
    let luis = &mut house.visitor();
    let page = luis.get("/multiempleos/recuperacion-asistida").await;
    let fields =
        [("document_type", "CC"), ("document", LUIS.cedula), ("name", "Luis Pardo"), ("email", NEW_EMAIL)];
    let page = counted.fill(house, luis, &page, "Continuar", &fields).await;
    let page = counted.code(house, luis, &page, NEW_EMAIL).await;
    let before = taken(house).await;
    let form = page.form("Enviar la solicitud").fill("authorised", "yes");
    let pictures = [("front", &picture(1)[..]), ("back", &picture(2)[..])];
    luis.upload_several(form, &pictures).await.shows("Recibimos su solicitud");
    counted.note(house, page.path(), &before).await;
    for (name, email, button) in [
        ("Rosa Peña", "rosa.pena@guadualba.example", "Coincide"),
        ("Pablo Gil", "pablo.gil@guadualba.example", "Aprobar"),
    ] {
        let (_, mut member) = TERESA.called(name, email).at_desk(house).await;
        let list = member.get("/multiempleos/oficina/recuperaciones").await;
        let page = member.get(list.link(&list.all_words_of(".card a")[0]).as_str()).await;
        counted.fill(house, &mut member, &page, button, &[("decision_reason", "La foto")]).await;
    }
    let notice = luis.get(&house.link_to(LUIS.email, "/recuperacion-asistida/detener/").await).await;
    house.wait(24 * 60 * 60);
    house.tidy().await;
    let page = luis.get(&house.link_to(NEW_EMAIL, "/recuperacion-asistida/nueva/").await).await;
    let fields = [("password", LUIS.password)];
    counted.fill(house, luis, &page, "Guardar la contraseña", &fields).await.shows("quedó cambiada");
    counted.fill(house, luis, &notice, "No fui yo, detenerlo", &[]).await.shows("ya no sirve");
    let home = LUIS.sign_in(house, luis).await;
    let form = home.form("Salir").to("/multiempleos/recuperacion-asistida/detener");
    counted.send(house, luis, form).await.shows("Hola, Luis");
    // Found again: what is sent to him from here on is counted as before.
    house
        .run("update accounts set phone_confirmed_at = email_confirmed_at where signin_name = '1900000002'")
        .await;
}

async fn walk_as_helper(house: &TestHouse, counted: &mut Counted) {
    let nora = TERESA.called("Nora Díaz", "nora.diaz@guadualba.example");
    let (_, mut nora) = nora.at_desk(house).await;
    LUIS.sign_in(house, &mut house.visitor()).await;
    let page = nora.get("/multiempleos/oficina/personas").await;
    let page = counted.fill(house, &mut nora, &page, "Buscar", &[("search", "luis pardo")]).await;
    let person = nora.get(page.link("Ver Luis Pardo").as_str()).await;
    counted.fill(house, &mut nora, &person, "Cerrar todas las sesiones", &[]).await;
    let fields: [&[(&str, &str)]; 3] =
        [&[], &[("email", "luis.otro@correo.test")], &[("reason", "Lo pidió la persona")]];
    let acts = [
        ("Iniciar una recuperación", "Enviar"),
        ("Corregir un contacto", "Guardar la corrección"),
        ("Suspender la cuenta", "Suspender"),
    ];
    for ((link, button), fields) in acts.into_iter().zip(fields) {
        let page = nora.get(person.link(link).as_str()).await;
        counted.fill(house, &mut nora, &page, button, fields).await.shows("Luis Pardo");
    }
}

const PDF: &str = "%PDF-1.7\nstartxref\n9\n%%EOF\n";

/// Somebody writes, the staff take it on and answer it, and whoever wrote says what they think of it.
async fn walk_with_a_case(house: &TestHouse, counted: &mut Counted, teresa: &mut Client) {
    let berta = &mut house.visitor();
    let page = berta.get("/multiempleos/pqr").await;
    let fields =
        [("kind", "claim"), ("name", "Berta"), ("email", "berta@correo.test"), ("description", "No llega.")];
    let form = fields.iter().fold(page.form("Enviar"), |form, (name, value)| form.fill(name, value));
    let page = counted.upload(house, berta, &form, ("files", "carta.pdf", PDF)).await;
    let told = page.all_words_of(".summary dd");
    let page = teresa.get(&format!("/multiempleos/oficina/pqr?numero={}", told[0])).await;
    let page = counted.fill(house, teresa, &page, "Asignármelo", &[]).await;
    let page = teresa.get(page.link("Responder").as_str()).await;
    counted.fill(house, teresa, &page, "Responder", &[("description", "Ya llegó.")]).await;
    let page = berta.get("/multiempleos/pqr/estado").await;
    let fields = [("number", told[0].as_str()), ("code", told[1].as_str())];
    let page = counted.fill(house, berta, &page, "Ver en qué va", &fields).await;
    let page = counted.fill(house, berta, &page, "Enviar la calificación", &[("rating", "5")]).await;
    let form = page.form("Reabrir mi solicitud").fill("description", "Falta un dato.");
    counted.send(house, berta, form).await.shows("Reabierta");
    let page = teresa.get(&format!("/multiempleos/oficina/pqr?numero={}", told[0])).await;
    let page = teresa.get(page.link("Pedir información").as_str()).await;
    teresa.submit(&page, "Pedir información", &[("description", "¿Cuál?")]).await;
    let page = berta.get("/multiempleos/pqr/estado/caso").await;
    let form = page.form("Enviar la información").fill("description", "Este.");
    counted.upload(house, berta, &form, ("files", "carta.pdf", PDF)).await.shows("En trámite");
}

/// Applies a file and undoes that, and gives another one up.
async fn walk_an_import(house: &TestHouse, counted: &mut Counted, teresa: &mut Client) {
    let file = "cedula;nombres;apellidos\n1900000077;Eva;Ruiz\n";
    let page = teresa.get("/multiempleos/oficina/planta/cargar").await;
    let page = counted.upload(house, teresa, &page.form("Cargar"), ("file", "lista.csv", file)).await;
    let page = counted.fill(house, teresa, &page, "Revisar", &[("scope", "part")]).await;
    house.work().await;
    let page = teresa.get(page.path()).await;
    counted.fill(house, teresa, &page, "Aplicar la carga", &[]).await;
    house.work().await;
    let page = teresa.get(page.path()).await;
    counted.fill(house, teresa, &page, "Deshacer esta carga", &[]).await;
    house.work().await;
    teresa.get(page.path()).await.shows("La carga se deshizo");
    let page = teresa.get("/multiempleos/oficina/planta/cargar").await;
    let page = teresa.upload(&page, "Cargar", "lista.csv", file.as_bytes()).await;
    counted.fill(house, teresa, &page, "Descartar este archivo", &[]).await.shows("Descartada");
}

/// Publishes a file of payroll, and gives another one up.
async fn walk_payroll(house: &TestHouse, counted: &mut Counted) {
    let nora = TERESA.called("Nora Vélez", "nora.velez@guadualba.example").with_roles(&[Role::Payroll]);
    let (_, mut nora) = nora.at_desk(house).await;
    let header = "cedula;contrato;tipo contrato;fecha ingreso;cargo\n";
    let file = format!("{header}{};C-1;fijo;01/02/2026;Cajera\n", LUIS.cedula);
    let page = nora.get("/multiempleos/oficina/nomina/cargar/contratos").await;
    let page = counted.upload(house, &mut nora, &page.form("Cargar"), ("file", "contratos.csv", &file)).await;
    let page = counted.fill(house, &mut nora, &page, "Revisar", &[]).await;
    house.work().await;
    let page = nora.get(page.path()).await;
    counted.fill(house, &mut nora, &page, "Publicar", &[]).await;
    house.work().await;
    nora.get(page.path()).await.shows("El archivo se publicó");
    let page = nora.get("/multiempleos/oficina/nomina/cargar/contratos").await;
    let page = nora.upload(&page, "Cargar", "contratos.csv", header.as_bytes()).await;
    counted.fill(house, &mut nora, &page, "Descartar este archivo", &[]).await.shows("Descartado");
    let file = format!("cedula;desde;hasta;sueldo\n{};01/10/2026;31/10/2026;2.000.000\n", LUIS.cedula);
    let page = nora.get("/multiempleos/oficina/nomina/cargar/comprobantes").await;
    let page =
        counted.upload(house, &mut nora, &page.form("Cargar"), ("file", "comprobantes.csv", &file)).await;
    let page = nora.submit(&page, "Revisar", &[]).await;
    house.work().await;
    let omar = TERESA.called("Omar Ruiz", "omar.ruiz@guadualba.example").with_roles(&[Role::Payroll]);
    let (_, mut omar) = omar.at_desk(house).await;
    let page = omar.get(page.path()).await;
    let page = omar.submit(&page, "Publicar", &[]).await;
    house.work().await;
    let page = omar.get(&format!("{}/retirar", page.path())).await;
    let reason = [("reason", "Se cargó dos veces")];
    counted
        .fill(house, &mut omar, &page, "Retirar lo publicado", &reason)
        .await
        .shows("El archivo se retiró");
}

/// Luis has himself certified, somebody verifies that, and Raúl revokes it.
async fn walk_with_a_paper(house: &TestHouse, counted: &mut Counted, luis: &mut Client) {
    let page = luis.get("/multiempleos/certificaciones").await;
    counted.fill(house, luis, &page, "Descargar", &[]).await;
    let bank = &mut house.visitor();
    let page = bank.get("/multiempleos/verificar").await;
    counted.fill(house, bank, &page, "Verificar", &[("code", "7777")]).await.shows("Ningún documento");
    let raul = TERESA.called("Raúl Peña", "raul.pena@guadualba.example").with_roles(&[Role::Documents]);
    let (_, mut raul) = raul.at_desk(house).await;
    let page = raul.get("/multiempleos/oficina/expedidos?folio=2026-000001").await;
    let page = raul.get(page.link("Anular el documento").as_str()).await;
    let fields = [("reason", "Cargo mal escrito")];
    counted.fill(house, &mut raul, &page, "Anular el documento", &fields).await.shows("Anulado");
}

/// The table of docs/routes.md as the running site has it.
async fn table(house: &TestHouse, counted: &Counted) -> String {
    let mut pages: Vec<(&str, String, String)> = PAGES
        .iter()
        .map(|(feature, path, audience)| (*feature, (*path).to_owned(), told(*audience)))
        .collect();
    for portal in PORTALS {
        if let PasswordRecovery::MailedLink { path, .. } = &house.portal(portal).recovery.password {
            pages.push(("recovery", path.with_token("{token}"), told(Audience::AtThatStep)));
        }
    }
    let mut table =
        "| feature | path | methods | audience | limits of its form |\n|---|---|---|---|---|\n".to_owned();
    for (feature, path, audience) in pages {
        let methods = methods(house, &path).await;
        let none = BTreeSet::new();
        let limits = counted.0.get(&path).unwrap_or(&none);
        assert_eq!(
            methods.contains("POST"),
            counted.0.contains_key(&path),
            "{methods} {path}: was its form sent?"
        );
        let limits: Vec<&str> = limits.iter().map(String::as_str).collect();
        table.push_str(&format!(
            "| {feature} | `{path}` | {methods} | {audience} | {} |\n",
            limits.join(", ")
        ));
    }
    table
}

/// What a page says it takes when it is asked for something that none takes, in whichever portal has it.
async fn methods(house: &TestHouse, path: &str) -> String {
    let path = filled_in(path);
    let answer = house.visitor().ask(Method::DELETE, &url(&format!("/multiempleos{path}")), None).await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    header(&answer, "allow").replace("HEAD,", "").replace(",HEAD", "").replace(',', " ")
}

/// Whoever sends many of a form is stopped, but for forms that a walk or a session holds back by itself.
fn every_form_counts(counted: &Counted) {
    let held_back = |path: &str| {
        path.starts_with("/perfil/sesiones/") || path.starts_with("/perfil/datos-personales") || path == "/salir" || path.ends_with("/reenviar")
            // Whoever is signed in stops what concerns their own account, once.
            || path == "/recuperacion-asistida/detener"
            // The office: nobody gets there without a second factor.
            || path.starts_with("/oficina/") && !["/oficina/ingreso", "/oficina/confirmar"].contains(&path)
            // Whoever is here has just had a code or a link counted, and the walk ends with the form or after five tries.
            || ["/registro/datos", "/recuperar/nueva"].contains(&path)
    };
    for (path, limits) in &counted.0 {
        assert!(!limits.is_empty() || held_back(path), "{path} counts nothing");
    }
}

fn told(audience: Audience) -> String {
    match audience {
        Audience::Public => "anybody".to_owned(),
        Audience::SignedIn => "signed in".to_owned(),
        Audience::AtThatStep => "at that step".to_owned(),
        Audience::Staff(permission) => format!("staff: {permission:?}"),
    }
}

on_both_databases! {
    /// `docs/routes.md` is written by the one who reads the failure: the table that it should have is in it.
    async fn every_route_its_audience_and_its_limits_are_as_documented(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let counted = walk_everywhere(&house).await;
        every_form_counts(&counted);
        let table = table(&house, &counted).await;
        let text = fs::read_to_string(root().join("docs/routes.md")).expect("docs/routes.md is there");
        assert!(text.contains(&table), "docs/routes.md does not have this table:\n{table}");
    }
}
