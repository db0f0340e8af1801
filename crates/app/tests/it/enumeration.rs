//! Nobody learns who has an account (incident class T4): a known and an unknown person walk side by side through every form of a
//! stranger, and every answer is the same – status, headers, cookies' shapes and page – while all is well, while nobody answers
//! where mail and text messages go, when a limit is reached, and when the account was closed by wrong tries.

use http::{Method, Response};
use regex::Regex;
use testing::{Client, JORGE, LUIS, Resident, SOFIA, TestDatabase, TestHouse, on_both_databases};

use crate::request::{csrf, encoded, url};

/// What somebody types about themselves.
#[derive(Clone, Copy)]
struct Facts {
    user: &'static str,
    document: &'static str,
    email: &'static str,
    phone: &'static str,
}

/// One request of a walk.
#[derive(Clone)]
enum Step {
    Open(&'static str),
    /// What is typed; a word in braces is the person's own.
    Send(&'static str, &'static [(&'static str, &'static str)]),
    Wait(u64),
}

use Step::{Open, Send, Wait};

const LUIS_FACTS: Facts =
    Facts { user: LUIS.cedula, document: LUIS.cedula, email: LUIS.email, phone: LUIS.phone };
const SOFIA_FACTS: Facts = Facts { user: SOFIA.email, document: "", email: SOFIA.email, phone: "" };
const JORGE_FACTS: Facts =
    Facts { user: JORGE.username, document: JORGE.cedula, email: JORGE.email, phone: JORGE.phone };

/// On the roster of every portal that has one, and without an account.
const ANA: Facts =
    Facts { user: "ana.rojas", document: "1900000001", email: "ana.rojas@correo.test", phone: "3990000001" };

/// Nobody, with facts as long as the ones of the person they are compared with.
fn nobody(like: Facts) -> Facts {
    let strangers = [
        (LUIS.cedula, "1900000099"),
        (SOFIA.email, "nadie.mesa@correo.test"),
        (JORGE.username, "nadie.nadi"),
    ];
    let stranger = strangers.iter().find(|(known, _)| *known == like.user);
    let user = stranger.expect("a stranger for each resident").1;
    let document = if like.document.is_empty() { "" } else { "1900000099" };
    let email = if like.email == LUIS.email { "nadie.pard@correo.test" } else { "nadie.mesa@correo.test" };
    Facts { user, document, email, phone: if like.phone.is_empty() { "" } else { "3990000099" } }
}

const EMPLOYEE_REGISTERS: &[Step] = &[
    Open("/registro"),
    Send("/registro", &[("document", "{document}")]),
    Open("/registro/codigo"),
    Send("/registro/codigo", &[("code", "000000")]),
    Send("/registro/codigo/reenviar", &[]),
    Wait(70),
    Send("/registro/codigo/reenviar", &[]),
    Send("/registro/codigo", &[("code", "000000")]),
    Send("/registro/codigo", &[("code", "12")]),
    Send("/registro/codigo", &[("code", "000000")]),
    Send("/registro/codigo", &[("code", "000000")]),
    Send("/registro/codigo", &[("code", "000000")]),
    Open("/registro/codigo"),
    Send("/registro/codigo", &[("code", "000000")]),
    Send("/registro/codigo/reenviar", &[]),
    Open("/registro/datos"),
    Send("/registro/datos", &[("password", "caminos de Guateque al sol")]),
];

const MEMBER_REGISTERS: &[Step] = &[
    Send(
        "/registro",
        &[("document_type", "CC"), ("document", "{document}"), ("email", "{email}"), ("phone", "{phone}")],
    ),
    Open("/registro/codigo"),
    Send("/registro/codigo", &[("entry", "field")]),
    Send("/registro/codigo", &[("code", "000000")]),
    Send("/registro/codigo", &[("press", "3")]),
    Wait(70),
    Send("/registro/codigo/reenviar", &[]),
    Open("/registro/codigo"),
    Open("/registro/datos"),
];

const CANDIDATE_REGISTERS: &[Step] = &[
    Open("/registro"),
    Send("/registro", &[("email", "{email}")]),
    Open("/registro/enviado"),
    Send("/registro", &[("email", "{email}")]),
    Wait(3_600),
    Send("/registro", &[("email", "{email}")]),
];

const SIGNS_IN: &[Step] = &[
    Open("/ingreso"),
    Send("/ingreso", &[("user", "{user}"), ("password", "")]),
    Send("/ingreso", &[("user", "{user}"), ("password", "no es esta, seguro")]),
    Send("/ingreso", &[("user", "{user}"), ("password", "9")]),
    Send("/ingreso", &[("user", " {user} "), ("password", "no es esta, seguro")]),
    Open("/ingreso/clave"),
    Open("/ingreso/codigo"),
    Open("/inicio"),
];

const SIGNS_IN_ON_TWO_PAGES: &[Step] = &[
    Open("/ingreso"),
    Send("/ingreso", &[("user", "{user}"), ("robot", "no")]),
    Open("/ingreso/clave"),
    Send("/ingreso/clave", &[("password", "")]),
    Send("/ingreso/clave", &[("password", "0000")]),
    Send("/ingreso/clave", &[("password", "no es un PIN")]),
    Open("/ingreso/clave"),
    Send("/ingreso/codigo", &[("code", "000000")]),
    Open("/inicio"),
];

/// Past the fifth wrong PIN, which closes it, and past the tenth wrong password, from which on one waits.
const TRIES: &[Step] = &[Send("/ingreso", &[("user", "{user}"), ("password", "no es esta, seguro")])];
const TRIES_ON_TWO_PAGES: &[Step] = &[Send("/ingreso/clave", &[("password", "0000")])];

const ASKS_FOR_A_LINK: &[Step] = &[
    Open("/recuperar"),
    Send("/recuperar", &[("email", "{email}")]),
    Open("/recuperar/enviado"),
    Send("/recuperar", &[("email", "{email}")]),
    Open("/recuperar/codigo"),
    Open("/recuperar/nueva"),
];

const PROVES_IDENTITY: &[Step] = &[
    Open("/recuperar"),
    Send(
        "/recuperar",
        &[("document_type", "CC"), ("document", "{document}"), ("email", "{email}"), ("phone", "{phone}")],
    ),
    Open("/recuperar/codigo"),
    Send("/recuperar/codigo", &[("entry", "field")]),
    Send("/recuperar/codigo", &[("code", "000000")]),
    Send("/recuperar/codigo/reenviar", &[]),
    Wait(70),
    Send("/recuperar/codigo/reenviar", &[]),
    Send("/recuperar/codigo", &[("code", "000000")]),
    Send("/recuperar/codigo", &[("code", "000000")]),
    Send("/recuperar/codigo", &[("code", "000000")]),
    Send("/recuperar/codigo", &[("code", "000000")]),
    Send("/recuperar/codigo", &[("code", "000000")]),
    Open("/recuperar/codigo"),
    Open("/recuperar/nueva"),
    Send("/recuperar/nueva", &[("password", "5093"), ("password_repeat", "5093")]),
];

const ASKS_FOR_THE_USERNAME: &[Step] = &[
    Open("/recuperar-usuario"),
    Send("/recuperar-usuario", &[("email", "{email}"), ("slide", "100")]),
    Open("/recuperar-usuario/codigo"),
    Send("/recuperar-usuario/codigo", &[("entry", "field")]),
    Send("/recuperar-usuario/codigo", &[("code", "000000")]),
    Wait(70),
    Send("/recuperar-usuario/codigo/reenviar", &[]),
    Open("/recuperar-usuario/enviado"),
];

/// Every walk of a stranger, with the people to compare: somebody known first.
const WALKS: &[(&str, &[Step], Facts)] = &[
    ("multiempleos", EMPLOYEE_REGISTERS, LUIS_FACTS),
    ("multiempleos", SIGNS_IN, LUIS_FACTS),
    ("multiempleos", ASKS_FOR_A_LINK, LUIS_FACTS),
    ("miportal", CANDIDATE_REGISTERS, SOFIA_FACTS),
    ("miportal", SIGNS_IN, SOFIA_FACTS),
    ("miportal", ASKS_FOR_A_LINK, SOFIA_FACTS),
    ("multiportal", MEMBER_REGISTERS, JORGE_FACTS),
    ("multiportal", SIGNS_IN_ON_TWO_PAGES, JORGE_FACTS),
    ("multiportal", PROVES_IDENTITY, JORGE_FACTS),
    ("multiportal", ASKS_FOR_THE_USERNAME, JORGE_FACTS),
];

/// Somebody at a browser of their own, in a network of their own.
struct Walker {
    browser: Client,
    portal: &'static str,
    facts: Facts,
    token: String,
}

impl Walker {
    async fn new(house: &TestHouse, portal: &'static str, facts: Facts, network: u8) -> Self {
        let mut browser = house.visitor().coming_from([10, 7, network, 1].into());
        let token = csrf(&mut browser, &format!("/{portal}/ingreso")).await;
        Self { browser, portal, facts, token }
    }

    async fn take(&mut self, step: &Step) -> Response<String> {
        let Self { browser, portal, token, .. } = self;
        match step {
            Open(path) => browser.ask(Method::GET, &url(&format!("/{portal}{path}")), None).await,
            Send(path, fields) => {
                let own: Vec<(&str, String)> =
                    fields.iter().map(|(name, value)| (*name, self.facts.fill(value))).collect();
                let mut form: Vec<(&str, &str)> =
                    own.iter().map(|(name, value)| (*name, value.as_str())).collect();
                form.push(("csrf", token));
                browser.ask(Method::POST, &url(&format!("/{portal}{path}")), Some(encoded(&form))).await
            }
            Wait(_) => unreachable!("waiting is not asking"),
        }
    }

    /// An answer with everything taken out that is another for each browser, drawing or person who typed it.
    fn seen(&self, answer: &Response<String>) -> String {
        let mask = |text: &str, expression: &str, with: &str| -> String {
            Regex::new(expression).expect("a constant").replace_all(text, with).into_owned()
        };
        let mut headers: Vec<String> = answer
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII")))
            .map(|header| match header.strip_prefix("set-cookie: ") {
                Some(cookie) => format!("set-cookie: {}", shape_of(cookie)),
                None => mask(&header, "^x-request-id: [0-9a-f]{32}$", "x-request-id"),
            })
            .collect();
        headers.sort();
        let body = mask(answer.body(), r#"name="csrf" value="[^"]*""#, "csrf");
        let body = mask(&body, r#"name="layout" value="[0-9a-f]*""#, "layout");
        let body = mask(&body, r#"(<button name="press" value="\d">)\d"#, "${1}digit");
        // Only where a form shows again what was typed into it.
        let body = self
            .facts
            .typed()
            .fold(body, |body, typed| body.replace(&format!("value=\"{typed}\""), "value=\"typed\""));
        format!("{}\n{}\n\n{body}", answer.status(), headers.join("\n"))
    }
}

/// A cookie with its value's length in place of its value.
fn shape_of(cookie: &str) -> String {
    let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
    let (name, value) = pair.split_once('=').expect("a cookie has a name");
    format!("{name}={} letters;{attributes}", value.len())
}

impl Facts {
    fn fill(&self, value: &str) -> String {
        let pairs = [
            ("{user}", self.user),
            ("{document}", self.document),
            ("{email}", self.email),
            ("{phone}", self.phone),
        ];
        pairs.iter().fold(value.to_owned(), |value, (hole, own)| value.replace(hole, own))
    }

    fn typed(&self) -> impl Iterator<Item = String> {
        let all = [self.user, self.document, self.email, self.phone];
        all.into_iter()
            .filter(|typed| !typed.is_empty())
            .flat_map(|typed| [typed.to_owned(), format!(" {typed} ")])
    }
}

/// Both take every step at the same moment; what each sees must be the same. Gives what was seen.
async fn side_by_side(house: &TestHouse, one: &mut Walker, other: &mut Walker, steps: &[Step]) -> String {
    let mut all = String::new();
    for (number, step) in steps.iter().enumerate() {
        if let Wait(seconds) = step {
            house.wait(*seconds);
            continue;
        }
        let (seen, unseen) = (one.take(step).await, other.take(step).await);
        let what = match step {
            Open(path) => format!("opening {path}"),
            Send(path, _) => format!("sending {path}"),
            Wait(_) => String::new(),
        };
        same(&one.seen(&seen), &other.seen(&unseen), &format!("step {number} in {}, {what}", one.portal));
        all.push_str(seen.body());
        house.work().await;
    }
    all
}

/// The comparison is worth something only where the walks led: what they must have shown on the way.
#[track_caller]
fn shows(seen: &str, sentences: &[&str], portal: &str) {
    for words in sentences {
        assert!(seen.contains(words), "«{words}» was never shown in {portal}");
    }
}

#[track_caller]
fn same(one: &str, other: &str, what: &str) {
    if one == other {
        return;
    }
    let differ = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    panic!("{what} tells who is known: {differ:?}");
}

async fn with_residents(database: &TestDatabase) -> TestHouse {
    let house = TestHouse::open(database).await;
    for resident in [LUIS, SOFIA, JORGE] {
        resident.settle(&house).await;
    }
    house
}

/// All walks, each for the known person and nobody.
async fn walk_all(house: &TestHouse) {
    let mut seen = String::new();
    for (portal, steps, known) in WALKS {
        let mut one = Walker::new(house, portal, *known, 1).await;
        let mut other = Walker::new(house, portal, nobody(*known), 2).await;
        seen += &side_by_side(house, &mut one, &mut other, steps).await;
        house.wait(7_200);
    }
    let on_the_way = [
        "El código no es correcto",
        "Enviamos otro código",
        "Se acabaron los intentos",
        "no son correctos",
        "Mire su correo",
    ];
    shows(&seen, &on_the_way, "any portal");
}

on_both_databases! {
    async fn a_known_and_an_unknown_person_are_answered_alike(database: TestDatabase) {
        let house = with_residents(&database).await;
        walk_all(&house).await;
        let told = house.all_messages().await;
        assert!(told.len() >= 8, "the known people were written to all the while: {}", told.len());
        assert!(told.iter().all(|message| message.to.iter().all(|to| !to.contains("nadie") || message.subject.as_deref() != Some("Restaurar contraseña"))));
    }

    async fn they_are_answered_alike_while_nobody_takes_our_messages(database: TestDatabase) {
        let mut house = with_residents(&database).await;
        house.lose_the_servers();
        walk_all(&house).await;
        let waiting = house.number("select count(*) as number from messages where state in ('waiting', 'expired') and tries > 0").await;
        assert!(waiting > 0, "some message was tried in vain");
    }

    async fn they_are_answered_alike_in_english(database: TestDatabase) {
        let house = with_residents(&database).await;
        for (portal, steps, known) in WALKS {
            let mut one = Walker::new(&house, portal, *known, 1).await;
            let mut other = Walker::new(&house, portal, nobody(*known), 2).await;
            let to_english = [Open("/idioma/en?volver=/ingreso")];
            side_by_side(&house, &mut one, &mut other, &to_english).await;
            side_by_side(&house, &mut one, &mut other, steps).await;
            house.wait(7_200);
        }
    }

    async fn somebody_on_the_roster_without_an_account_is_answered_alike_too(database: TestDatabase) {
        let house = with_residents(&database).await;
        for (portal, resident, steps, facts) in
            [("multiempleos", LUIS, EMPLOYEE_REGISTERS, LUIS_FACTS), ("multiportal", JORGE, MEMBER_REGISTERS, JORGE_FACTS)]
        {
            let Resident { cedula, name, family, email, phone, .. } = resident;
            let csv = format!("tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular
CC;{cedula};{name};{family};{email};{phone}\nCC;{};Ana;Rojas;{};{}\n", ANA.document, ANA.email, ANA.phone);
            house.on_roster(portal, &csv).await;
            let ana = Facts { document: ANA.document, email: ANA.email, phone: ANA.phone, ..facts };
            for other in [facts, nobody(facts)] {
                let mut one = Walker::new(&house, portal, ana, 1).await;
                let mut other = Walker::new(&house, portal, other, 2).await;
                side_by_side(&house, &mut one, &mut other, steps).await;
                house.wait(7_200);
            }
        }
        assert!(!house.messages_to(ANA.email).await.is_empty());
    }

    async fn a_person_of_whom_one_fact_is_right_is_answered_like_nobody(database: TestDatabase) {
        let house = with_residents(&database).await;
        let nobody = nobody(JORGE_FACTS);
        for half in [
            Facts { document: JORGE.cedula, ..nobody },
            Facts { email: JORGE.email, ..nobody },
            Facts { phone: JORGE.phone, ..nobody },
            Facts { document: nobody.document, ..JORGE_FACTS },
        ] {
            for steps in [MEMBER_REGISTERS, PROVES_IDENTITY] {
                let mut one = Walker::new(&house, "multiportal", half, 1).await;
                let mut other = Walker::new(&house, "multiportal", nobody, 2).await;
                side_by_side(&house, &mut one, &mut other, steps).await;
                house.wait(7_200);
            }
        }
        assert!(house.messages_to("+573990000012").await.is_empty(), "no code is sent on half a claim");
    }

    async fn they_are_answered_alike_when_a_limit_is_reached(database: TestDatabase) {
        let house = with_residents(&database).await;
        for (portal, steps, known) in WALKS {
            let mut one = Walker::new(&house, portal, *known, 1).await;
            let mut other = Walker::new(&house, portal, nobody(*known), 2).await;
            // Past the limit per name, then past the one per source, with no wait that would begin a new hour.
            let quick: Vec<Step> =
                steps.iter().filter(|step| !matches!(step, Wait(_))).take(4).cloned().collect();
            let mut seen = String::new();
            for _ in 0..13 {
                seen += &side_by_side(&house, &mut one, &mut other, &quick).await;
            }
            shows(&seen, &["demasiadas solicitudes"], portal);
            house.wait(2 * 86_400);
        }
    }

    async fn they_are_answered_alike_when_wrong_tries_closed_the_account(database: TestDatabase) {
        let house = with_residents(&database).await;
        for (portal, first, tries, known) in [
            ("multiempleos", SIGNS_IN, TRIES, LUIS_FACTS),
            ("miportal", SIGNS_IN, TRIES, SOFIA_FACTS),
            ("multiportal", SIGNS_IN_ON_TWO_PAGES, TRIES_ON_TWO_PAGES, JORGE_FACTS),
        ] {
            let mut one = Walker::new(&house, portal, known, 1).await;
            let mut other = Walker::new(&house, portal, nobody(known), 2).await;
            side_by_side(&house, &mut one, &mut other, first).await;
            let mut seen = String::new();
            for _ in 0..16 {
                seen += &side_by_side(&house, &mut one, &mut other, tries).await;
                house.wait(1);
            }
            shows(&seen, &["emasiados intentos"], portal);
            // From a browser that did none of it, and through the other forms.
            for (_, steps, _) in WALKS.iter().filter(|(of, _, _)| *of == portal) {
                let mut one = Walker::new(&house, portal, known, 3).await;
                let mut other = Walker::new(&house, portal, nobody(known), 4).await;
                side_by_side(&house, &mut one, &mut other, steps).await;
            }
            house.wait(2 * 86_400);
        }
        let closed = house.number("select count(*) as number from signin_guards where in_a_row >= 5").await;
        assert!(closed >= 4, "{closed} guards were closed");
    }
}

#[test]
fn a_difference_is_seen() {
    assert!(std::panic::catch_unwind(|| same("200\nuno", "200\ndos", "a page")).is_err());
    assert_eq!(
        shape_of("portal-browser=abc; HttpOnly; Path=/"),
        "portal-browser=3 letters; HttpOnly; Path=/"
    );
}
