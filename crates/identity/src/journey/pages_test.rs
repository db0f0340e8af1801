//! Every state of every journey with every input: what the map does not allow does not happen, whatever is sent.
//!
//! A browser is led to each state in turn. There it sends every form of the portal: empty, with the token alone, with every
//! field that any form has and another browser's live code in it, and to its own link, another's and nobody's. A password, an account or a
//! session may come of it only where the state says so, and no step may be taken that is not an edge of the map. The right code
//! of the walk itself is never among the inputs, so that nothing may be proved either.

use std::collections::BTreeMap;
use std::fmt;

use aldaba::routes::PAGES;
use base::args;
use base::secret::Token;
use identity::factors::TotpSecret;
use identity::journey::{EDGES, Edge, Event, Journey, Step};
use sea_orm::FromQueryResult;
use testing::{
    AtDesk, Client, Colleague, JORGE, LUIS, Resident, SOFIA, TERESA, TestDatabase, TestHouse,
    on_both_databases, picture, portals_in, press,
};

const DAY_SECONDS: u64 = 24 * 60 * 60;
/// Whose link stands in a path.
const OWN: &str = "{own}";
const OTHERS: &str = "{others}";
const NOBODYS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Passwords that every portal's rule of that kind accepts, and that nobody has.
const NEW_PASSWORDS: [(&str, &str); 4] = [
    ("multiempleos", "tres mirlas en el alambre"),
    ("paso", "tres mirlas en el alambre"),
    ("miportal", "Mirla-Verde.8-Tren"),
    ("multiportal", "5093"),
];

/// Where whoever lost everything can be reached.
const NEW_ADDRESS: &str = "luis.nuevo@correo.test";
const CARMENS_PHONE: &str = "+573990000011";
const ROSTER: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular";

/// A portal like the employees', that asks for a code on a new device: one page, and two steps.
const PASO: Resident = Resident { portal: "paso", ..LUIS };

/// Where a browser stands before it sends anything.
#[derive(Clone, Copy, Debug)]
struct State {
    portal: &'static str,
    place: Place,
    /// The one path at which a new password may be set or an account opened from here.
    may_choose_at: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A browser that came just now.
    Nowhere,
    At(Journey, Step),
    /// Signed in, with no walk under way.
    Inside,
    /// With a mail open that has a link to a new password.
    RecoveryLink,
    /// With a mail open that has the link at the end of an assisted recovery.
    AssistedLink,
    /// With a mail open that has a link to a registration.
    RegistrationLink,
}

/// Somebody who becomes a member of the staff, again and again.
const PEDRO: Colleague = TERESA.called("Pedro Gil", "pedro.gil@guadualba.example");

const fn state(portal: &'static str, place: Place) -> State {
    State { portal, place, may_choose_at: None }
}

impl State {
    const fn may_choose_at(self, path: &'static str) -> Self {
        Self { may_choose_at: Some(path), ..self }
    }
}

impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {:?}", self.portal, self.place)
    }
}

#[rustfmt::skip]
const STATES: &[State] = &[
    state("multiempleos", Place::Nowhere),
    state("multiempleos", Place::At(Journey::Registration, Step::Code)),
    state("multiempleos", Place::At(Journey::Registration, Step::NewPassword)).may_choose_at("/registro/datos"),
    state("multiempleos", Place::At(Journey::Registration, Step::Done)),
    state("multiempleos", Place::RecoveryLink).may_choose_at("/restaurar/contrasena/{own}"),
    state("multiempleos", Place::At(Journey::LinkRecovery, Step::Factor)),
    state("multiempleos", Place::At(Journey::LinkRecovery, Step::Done)),
    state("multiempleos", Place::Inside),
    state("multiempleos", Place::At(Journey::AssistedRecovery, Step::Code)),
    state("multiempleos", Place::At(Journey::AssistedRecovery, Step::Pictures)),
    state("multiempleos", Place::At(Journey::AssistedRecovery, Step::Done)),
    state("multiempleos", Place::AssistedLink).may_choose_at("/recuperacion-asistida/nueva/{own}"),
    state("multiempleos", Place::At(Journey::FactorSetup, Step::Factor)),
    state("multiempleos", Place::At(Journey::FactorSetup, Step::Done)),
    state("multiempleos", Place::At(Journey::OfficeSignIn, Step::Factor)),
    state("multiempleos", Place::At(Journey::OfficeSignIn, Step::Done)),
    state("multiempleos", Place::At(Journey::StaffEnrolment, Step::Factor)),
    state("multiempleos", Place::At(Journey::StaffEnrolment, Step::Done)),
    state("paso", Place::At(Journey::SignIn, Step::Code)),
    state("miportal", Place::Nowhere),
    state("miportal", Place::RegistrationLink).may_choose_at("/registro/correo/{own}"),
    state("miportal", Place::RecoveryLink).may_choose_at("/cv/recordar/contrasena/{own}"),
    state("miportal", Place::Inside),
    state("multiportal", Place::Nowhere),
    state("multiportal", Place::At(Journey::Registration, Step::Code)),
    state("multiportal", Place::At(Journey::Registration, Step::NewPassword)).may_choose_at("/registro/datos"),
    state("multiportal", Place::At(Journey::Registration, Step::Done)),
    state("multiportal", Place::At(Journey::SignIn, Step::Password)),
    state("multiportal", Place::At(Journey::SignIn, Step::Code)),
    state("multiportal", Place::At(Journey::SignIn, Step::Factor)),
    state("multiportal", Place::At(Journey::SignIn, Step::Done)),
    state("multiportal", Place::At(Journey::PasswordRecovery, Step::Code)),
    state("multiportal", Place::At(Journey::PasswordRecovery, Step::Factor)),
    state("multiportal", Place::At(Journey::PasswordRecovery, Step::NewPassword)).may_choose_at("/recuperar/nueva"),
    state("multiportal", Place::At(Journey::PasswordRecovery, Step::Done)),
    state("multiportal", Place::At(Journey::UsernameRecovery, Step::Code)),
    state("multiportal", Place::At(Journey::UsernameRecovery, Step::Done)),
    state("multiportal", Place::At(Journey::PhoneChange, Step::Code)),
    state("multiportal", Place::At(Journey::PhoneChange, Step::Done)),
];

/// What a browser sends, and what the messages of the moment give it to send.
struct Input {
    name: &'static str,
    fields: Vec<(&'static str, String)>,
}

/// All that must not change behind the map's back.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ground {
    /// Of everybody: who has an account, and the hash of their password.
    passwords: Vec<(String, String)>,
    sessions: Vec<String>,
    phones_and_addresses: Vec<String>,
    /// Whose second factors, and since when.
    factors: Vec<String>,
}

/// Where this browser's walks stand.
type Walks = BTreeMap<String, (String, String)>;

#[derive(FromQueryResult)]
struct Words {
    one: String,
    other: String,
}

async fn words(house: &TestHouse, sql: &str) -> Vec<(String, String)> {
    let view = house.front().database.view_across_all_portals();
    let rows = view.all::<Words>(sql, Vec::new()).await.unwrap_or_else(|error| panic!("«{sql}»: {error}"));
    rows.into_iter().map(|row| (row.one, row.other)).collect()
}

async fn ground(house: &TestHouse) -> Ground {
    let joined = |pairs: Vec<(String, String)>| {
        pairs.into_iter().map(|(one, other)| format!("{one} {other}")).collect()
    };
    let staff = words(
        house,
        "select portal || ' ' || email as one, password_hash as other from staff_members order by 1",
    )
    .await;
    let offices = words(house, "select portal as one, cast(created_at as text) as other from staff_sessions where ended_at is null order by 1, 2").await;
    let people = Ground {
        passwords: words(house, "select accounts.portal || ' ' || signin_name as one, hash as other from accounts left join credentials on account_id = accounts.id order by 1").await,
        sessions: joined(words(house, "select portal as one, cast(created_at as text) as other from sessions where ended_at is null order by 1, 2").await),
        factors: joined(words(house, "select portal as one, cast(added_at as text) as other from factors_totp order by 1, 2").await),
        phones_and_addresses: joined(words(house, "select coalesce(phone, '') as one, coalesce(email, '') as other from accounts order by 1, 2").await),
    };
    Ground {
        passwords: [people.passwords, staff].concat(),
        sessions: [people.sessions, joined(offices)].concat(),
        ..people
    }
}

async fn walks(house: &TestHouse, visitor: &Client, portal: &str) -> Walks {
    #[derive(FromQueryResult)]
    struct Row {
        journey: String,
        id: identity::journey::WalkId,
        step: String,
    }
    let browser = visitor.cookie(&format!("{portal}-browser")).and_then(Token::parse);
    let Some(browser) = browser else { return Walks::new() };
    let view = house.front().database.view_across_all_portals();
    let sql = "select journey, id, step from journeys where portal = $1 and browser_hash = $2";
    let rows = view.all::<Row>(sql, args![portal, browser.hash()]).await.unwrap();
    rows.into_iter().map(|row| (row.journey, (row.id.to_string(), row.step))).collect()
}

/// Whether a walk may have come from where it stood to where it stands, when nothing was proved on the way.
#[track_caller]
fn is_on_the_map(
    input: &str,
    journey: &str,
    before: Option<&(String, String)>,
    after: &(String, String),
    may_choose: bool,
) {
    if before == Some(after) {
        return;
    }
    let journey = Journey::from_stored(journey).unwrap();
    let to = Step::from_stored(&after.1).unwrap();
    let from = match before {
        Some((id, step)) if *id == after.0 => Step::from_stored(step).unwrap(),
        _ => Step::Identify,
    };
    let proves = |edge: &&Edge| edge.gives.is_some();
    let edges: Vec<&Edge> =
        EDGES.iter().filter(|edge| (edge.journey, edge.from, edge.to) == (journey, from, to)).collect();
    assert!(!edges.is_empty(), "{input} leads {journey:?} from {from:?} to {to:?}, which is on no map");
    assert!(!edges.iter().all(proves), "{input} leads {journey:?} from {from:?} to {to:?} without a proof");
    let chooses = edges.iter().all(|edge| edge.event == Event::PasswordChosen);
    assert!(!chooses || may_choose, "{input} chose a password where none may be chosen");
}

/// What each state's browser sends to every path.
async fn inputs(visitor: &mut Client, portal: &'static str, others_code: &str) -> Vec<Input> {
    let page = visitor.get(&format!("/{portal}/pqr")).await;
    let csrf = page.form("Enviar").value("csrf").expect("a token").to_owned();
    let password = NEW_PASSWORDS.iter().find(|(key, _)| *key == portal).expect("a password").1;
    let (victim, cedula) = if portal == "multiportal" { (JORGE, "1900000011") } else { (LUIS, "1900000001") };
    let user = if portal == "miportal" { SOFIA.email } else { "nadie.nunca" };
    let everything = |code: &str| {
        let email = if portal == "miportal" { SOFIA.email } else { victim.email };
        [
            ("csrf", csrf.as_str()),
            ("user", user),
            ("username", "otro.nombre"),
            ("password", password),
            ("password_repeat", password),
            ("current_password", password),
            ("code", code),
            ("email", email),
            ("document_type", "CC"),
            ("document", cedula),
            ("phone", "3990000011"),
            ("given_names", "Otra"),
            ("family_names", "Persona"),
            ("robot", "no"),
            ("slide", "100"),
            ("slide_tap", "yes"),
            ("step", "done"),
            ("journey", "password-recovery"),
            ("account", "1"),
            ("kind", "claim"),
            ("name", "Otra Persona"),
            ("description", "Nada en particular, gracias."),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    };
    let with = |mut fields: Vec<(&'static str, String)>, more: &[(&'static str, &str)]| {
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        fields
    };
    vec![
        Input { name: "an empty POST", fields: Vec::new() },
        Input { name: "the token alone", fields: vec![("csrf", csrf.clone())] },
        Input { name: "every field, with another browser's code", fields: everything(others_code) },
        Input {
            name: "every field, pressed",
            fields: with(everything(others_code), &[("press", "3"), ("layout", "00")]),
        },
        Input {
            name: "every field, twice",
            fields: with(
                everything(others_code),
                &[("password", password), ("code", "402917"), ("csrf", &csrf)],
            ),
        },
    ]
}

/// Every path of a portal; where a link may stand, the browser's own, another portal's and nobody's.
fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    let mailed = ["/restaurar/contrasena/{token}", "/cv/recordar/contrasena/{token}"];
    for path in PAGES.iter().map(|(_, path, _)| *path).chain(mailed) {
        if path.contains("{token}") {
            paths.extend([OWN, OTHERS, NOBODYS].map(|token| path.replace("{token}", token)));
        } else {
            paths.push(path.to_owned());
        }
    }
    // These end the session that the state is about, or take away what whoever has just confirmed may take away; what they do is held
    // to elsewhere.
    paths.retain(|path| {
        !path.ends_with("/salir") && !path.contains("/sesiones/") && !path.ends_with("/aplicacion/quitar")
    });
    paths
}

/// The people, and one live code and three live links of another browser.
struct World {
    house: TestHouse,
    teresa: AtDesk,
    place: u16,
}

impl World {
    async fn open(database: &TestDatabase) -> Self {
        let folder = presets_and_paso();
        let house = TestHouse::with_portals(database, portals_in(folder.path())).await;
        for resident in [LUIS, PASO, SOFIA, JORGE] {
            resident.settle(&house).await;
        }
        let ana = format!(
            "{ROSTER}\nCC;1900000001;Ana;Rojas;ana.rojas@correo.test;\nCC;1900000002;Luis;Pardo;luis.pardo@correo.test;3990000002\n"
        );
        house.on_roster("multiempleos", &ana).await;
        let carmen = format!(
            "{ROSTER}\nCC;1900000011;Carmen;Ortiz;carmen.ortiz@correo.test;3990000011\nCC;1900000012;Jorge;Niño;jorge.nino@correo.test;3990000012\n"
        );
        house.on_roster("multiportal", &carmen).await;
        let (teresa, _) = TERESA.at_desk(&house).await;
        Self { house, teresa, place: 0 }
    }

    /// A browser of its own in a network of its own.
    fn visitor(&mut self) -> Client {
        self.place += 1;
        let [high, low] = self.place.to_be_bytes();
        self.house.visitor().coming_from([198, 18, high, low].into())
    }

    /// A live code for Jorge's recovery in another browser.
    async fn others_code(&mut self) -> String {
        let mut other = self.visitor();
        recovers(&mut other, &JORGE).await;
        self.house.code_to("+573990000012").await
    }

    /// A live link of another portal.
    async fn others_link(&mut self, portal: &str) -> String {
        let mut other = self.visitor();
        if portal == "miportal" {
            return recovery_link(&self.house, &mut other, &LUIS, "Enviar").await;
        }
        let page = other.get("/miportal/registro").await;
        other.submit(&page, "Continuar", &[("email", "otra@correo.test")]).await;
        let link = self.house.link_to("otra@correo.test", "/registro/correo/").await;
        link.rsplit('/').next().expect("a link has a last part").to_owned()
    }

    /// Leads a browser to the state; with the token of the link that it holds, if it holds one.
    async fn reach(&mut self, state: State) -> (Client, Option<String>) {
        let mut visitor = self.visitor();
        let house = &self.house;
        let mut own = None;
        match (state.portal, state.place) {
            (_, Place::Nowhere) => {}
            (_, Place::At(Journey::OfficeSignIn, Step::Done)) => {
                self.teresa.sign_in(house, &mut visitor).await;
            }
            (_, Place::At(Journey::OfficeSignIn, _)) => {
                let page = self.teresa.try_password(&mut visitor, TERESA.password).await;
                page.shows("Confirme que es usted");
            }
            (_, Place::At(Journey::StaffEnrolment, step)) => {
                let link = PEDRO.invited(house).await;
                let page = visitor.get(&link).await;
                let fields = [("password", PEDRO.password), ("password_repeat", PEDRO.password)];
                if step == Step::Done {
                    PEDRO.accept(house, &mut visitor, &link).await;
                } else {
                    visitor.submit(&page, "Continuar", &fields).await.shows("Active su segundo factor");
                }
            }
            ("multiportal", Place::Inside | Place::At(Journey::SignIn, Step::Done)) => {
                JORGE.sign_in(house, &mut visitor).await;
            }
            ("miportal", Place::Inside) => {
                SOFIA.sign_in(house, &mut visitor).await;
            }
            (_, Place::Inside) => {
                LUIS.sign_in(house, &mut visitor).await;
            }
            ("miportal", Place::RecoveryLink) => {
                own = Some(recovery_link(house, &mut visitor, &SOFIA, "Enviar correo").await)
            }
            (_, Place::RecoveryLink) => own = Some(recovery_link(house, &mut visitor, &LUIS, "Enviar").await),
            (_, Place::AssistedLink) => {
                asks_for_help(house, &mut visitor, Step::Done).await;
                grants(house, &self.teresa).await;
                house.wait(DAY_SECONDS);
                house.tidy().await;
                let link = house.link_to(NEW_ADDRESS, "/recuperacion-asistida/nueva/").await;
                visitor.get(&link).await.shows("Restaurar contraseña");
                own = link.rsplit('/').next().map(str::to_owned);
            }
            (_, Place::At(Journey::AssistedRecovery, step)) => asks_for_help(house, &mut visitor, step).await,
            (_, Place::RegistrationLink) => {
                let page = visitor.get("/miportal/registro").await;
                visitor.submit(&page, "Continuar", &[("email", "nueva@correo.test")]).await;
                let link = house.link_to("nueva@correo.test", "/registro/correo/").await;
                visitor.get(&link).await.shows("Termine su registro");
                own = link.rsplit('/').next().map(str::to_owned);
            }
            ("paso", Place::At(..)) => {
                PASO.try_password(house, &mut visitor, PASO.password).await.shows("Confirme que es usted");
                house.work().await;
            }
            ("multiempleos", Place::At(Journey::Registration, step)) => {
                registers_ana(house, &mut visitor, step).await
            }
            (_, Place::At(Journey::Registration, step)) => registers_carmen(house, &mut visitor, step).await,
            (_, Place::At(Journey::SignIn, Step::Password)) => {
                let page = visitor.get("/multiportal/ingreso").await;
                visitor
                    .submit(&page, "Continuar", &[("user", JORGE.username), ("robot", "no")])
                    .await
                    .shows("Escriba su contraseña");
            }
            (_, Place::At(Journey::SignIn, Step::Factor)) => {
                JORGE.with_authenticator(house).await;
                JORGE
                    .try_password(house, &mut visitor, JORGE.password)
                    .await
                    .shows("verificación en dos pasos");
            }
            (_, Place::At(Journey::LinkRecovery, step)) => {
                let luis = LUIS.with_authenticator(house).await;
                recovery_link(house, &mut visitor, &LUIS, "Enviar").await;
                let link = house.link_to(LUIS.email, "/contrasena/").await;
                let page = visitor.get(&link).await;
                let password = NEW_PASSWORDS[0].1;
                let page = visitor.submit(&page, "Guardar la contraseña", &[("password", password)]).await;
                page.shows("verificación en dos pasos");
                if step == Step::Done {
                    let code = luis.next_code(house);
                    visitor.submit(&page, "Continuar", &[("code", &code)]).await.shows("quedó cambiada");
                }
            }
            (_, Place::At(Journey::FactorSetup, step)) => {
                LUIS.sign_in(house, &mut visitor).await;
                let page = visitor.get("/multiempleos/perfil/dos-pasos/aplicacion").await;
                let fields = [("current_password", LUIS.password)];
                let page = visitor.submit(&page, "Confirmar", &fields).await;
                if step == Step::Done {
                    let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows it");
                    let code = secret.code_at(house.front().clock.now());
                    visitor.submit(&page, "Activar", &[("code", &code)]).await.shows("Guarde estos códigos");
                }
            }
            (_, Place::At(Journey::SignIn, _)) => {
                JORGE.try_password(house, &mut visitor, JORGE.password).await.shows("Confirme que es usted");
                house.work().await;
            }
            (_, Place::At(Journey::PasswordRecovery, Step::Factor)) => {
                JORGE.with_authenticator(house).await;
                let pad = recovers(&mut visitor, &JORGE).await;
                let page = press(&mut visitor, &pad, &house.code_to("+573990000012").await).await;
                page.shows("verificación en dos pasos");
            }
            (_, Place::At(Journey::PasswordRecovery, step)) => {
                let pad = recovers(&mut visitor, &JORGE).await;
                if step != Step::Code {
                    let page = press(&mut visitor, &pad, &house.code_to("+573990000012").await).await;
                    page.shows("Restaurar contraseña");
                    if step == Step::Done {
                        visitor
                            .submit(
                                &page,
                                "Guardar la contraseña",
                                &[("password", "6294"), ("password_repeat", "6294")],
                            )
                            .await
                            .shows("quedó cambiada");
                    }
                }
            }
            (_, Place::At(Journey::UsernameRecovery, step)) => {
                let page = visitor.get("/multiportal/recuperar-usuario").await;
                let pad =
                    visitor.submit(&page, "Recuperar", &[("email", JORGE.email), ("slide", "100")]).await;
                if step == Step::Done {
                    press(&mut visitor, &pad, &house.code_to("+573990000012").await)
                        .await
                        .shows("Enviamos su usuario");
                }
            }
            (_, Place::At(Journey::PhoneChange, step)) => {
                JORGE.sign_in(house, &mut visitor).await;
                let page = visitor.get("/multiportal/perfil/celular").await;
                let pad = visitor
                    .submit(
                        &page,
                        "Enviar el código",
                        &[("phone", JORGE.phone), ("current_password", JORGE.password)],
                    )
                    .await;
                if step == Step::Done {
                    assert_eq!(
                        press(&mut visitor, &pad, &house.code_to("+573990000012").await).await.path(),
                        "/multiportal/perfil"
                    );
                }
            }
        }
        (visitor, own)
    }

    /// Undoes what a state's own choice has done, so that the next input finds the house as it was.
    async fn put_right(&self) {
        for resident in [LUIS, SOFIA, JORGE] {
            let front = self.house.front();
            let (id, _) = resident.login(&self.house).await;
            let password = identity::credentials::Password::parse(resident.password).unwrap();
            let hash = front.hasher.permit().unwrap().hash(&password).await.unwrap();
            let tx = front.database.begin(self.house.portal(resident.portal).key.shared()).await.unwrap();
            identity::accounts::store::set_hash(&tx, id, &hash.phc(), front.clock.now()).await.unwrap();
            let newcomers = "select id from accounts where signin_name in ('1900000001', 'carmen.ortiz', 'otro.nombre', 'nueva@correo.test')";
            for table in ["sessions", "devices", "credentials"] {
                tx.run(&format!("delete from {table} where account_id in ({newcomers})"), Vec::new())
                    .await
                    .unwrap();
            }
            tx.run(&format!("delete from accounts where id in ({newcomers})"), Vec::new()).await.unwrap();
            tx.run("delete from signin_guards", Vec::new()).await.unwrap();
            tx.run("delete from assisted_requests", Vec::new()).await.unwrap();
            for table in ["factors_totp", "factors_saved_codes"] {
                tx.run(
                    &format!("delete from {table} where owner_id in (select id from accounts)"),
                    Vec::new(),
                )
                .await
                .unwrap();
            }
            identity::accounts::store::confirm_email(&tx, id, resident.email, front.clock.now())
                .await
                .unwrap();
            if !resident.phone.is_empty() {
                let phone = format!("+57{}", resident.phone);
                identity::accounts::store::set_phone(&tx, id, &phone, front.clock.now()).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    }
}

/// Asks for an assisted recovery of Luis's account, up to a step.
async fn asks_for_help(house: &TestHouse, visitor: &mut Client, step: Step) {
    let page = visitor.get("/multiempleos/recuperacion-asistida").await;
    let fields =
        [("document_type", "CC"), ("document", LUIS.cedula), ("name", "Luis Pardo"), ("email", NEW_ADDRESS)];
    let page = visitor.submit(&page, "Continuar", &fields).await;
    let code = house.code_to(NEW_ADDRESS).await;
    if step == Step::Code {
        return;
    }
    let page = visitor.submit(&page, "Continuar", &[("code", &code)]).await;
    page.shows("Envíe las fotos");
    if step == Step::Done {
        let pictures = [("front", &picture(1)[..]), ("back", &picture(2)[..])];
        let form = page.form("Enviar la solicitud").fill("authorised", "yes");
        visitor.upload_several(form, &pictures).await.shows("Recibimos su solicitud");
    }
}

/// One of the staff compares the one request that waits, and another one approves it.
async fn grants(house: &TestHouse, teresa: &AtDesk) {
    let mut first = house.visitor();
    teresa.sign_in(house, &mut first).await;
    let (_, mut second) = PEDRO.at_desk(house).await;
    for (browser, button) in [(&mut first, "Coincide"), (&mut second, "Aprobar")] {
        let list = browser.get("/multiempleos/oficina/recuperaciones").await;
        let page = browser.get(list.link(&list.all_words_of(".card a")[0]).as_str()).await;
        let page = browser.submit(&page, button, &[("decision_reason", "La foto y la firma")]).await;
        assert!(page.status().is_success(), "{}", page.text());
        // Messages of one batch arrive in no order.
        house.work().await;
    }
}

async fn recovery_link(house: &TestHouse, visitor: &mut Client, resident: &Resident, button: &str) -> String {
    let page = visitor.get(&format!("/{}/recuperar", resident.portal)).await;
    visitor.submit(&page, button, &[("email", resident.email)]).await;
    let link = house.link_to(resident.email, "/contrasena/").await;
    visitor.get(&link).await.shows("Restaurar contraseña");
    link.rsplit('/').next().unwrap().to_owned()
}

async fn recovers(visitor: &mut Client, resident: &Resident) -> testing::Page {
    let page = visitor.get("/multiportal/recuperar").await;
    let fields = [
        ("document_type", "CC"),
        ("document", resident.cedula),
        ("email", resident.email),
        ("phone", resident.phone),
    ];
    visitor.submit(&page, "Recuperar", &fields).await
}

async fn registers_ana(house: &TestHouse, visitor: &mut Client, step: Step) {
    let page = visitor.get("/multiempleos/registro").await;
    let page = visitor.submit(&page, "Continuar", &[("document", "1900000001")]).await;
    let code = house.code_to("ana.rojas@correo.test").await;
    if step == Step::Code {
        return;
    }
    let page = visitor.submit(&page, "Continuar", &[("code", &code)]).await;
    page.shows("Cédula validada");
    if step == Step::Done {
        let password = "caminos de Guateque al sol";
        let fields =
            [("email", "ana@ejemplo.example"), ("password", password), ("password_repeat", password)];
        visitor.submit(&page, "Registrarme", &fields).await.shows("Su registro está completo");
    }
}

async fn registers_carmen(house: &TestHouse, visitor: &mut Client, step: Step) {
    let page = visitor.get("/multiportal/registro").await;
    let fields = [
        ("document_type", "CC"),
        ("document", "1900000011"),
        ("email", "carmen.ortiz@correo.test"),
        ("phone", "3990000011"),
    ];
    let pad = visitor.submit(&page, "Continuar", &fields).await;
    let code = house.code_to(CARMENS_PHONE).await;
    if step == Step::Code {
        return;
    }
    let page = press(visitor, &pad, &code).await;
    page.shows("Complete su registro");
    if step == Step::Done {
        let fields = [("username", "carmen.ortiz"), ("password", "6294"), ("password_repeat", "6294")];
        visitor.submit(&page, "Registrarme", &fields).await.shows("Su registro está completo");
    }
}

/// The presets, and a fourth portal like the employees' that asks for a code on a new device.
fn presets_and_paso() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let presets = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals"));
    for entry in std::fs::read_dir(presets).expect("the presets are there") {
        let path = entry.expect("the folder reads").path();
        let name = path.file_name().expect("a file has a name");
        std::fs::copy(&path, folder.path().join(name)).expect("a temporary file can be written");
    }
    let employees = std::fs::read_to_string(presets.join("multiempleos.toml")).expect("a preset is text");
    let paso = employees
        .replace("new_device_code = false", "new_device_code = true")
        .replace("multiempleos.guadualba", "paso.guadualba");
    std::fs::write(folder.path().join("paso.toml"), paso).expect("a temporary file can be written");
    folder
}

/// A browser that stands at its state, and what it can send from there.
struct Standing {
    visitor: Client,
    own_link: String,
    others_link: String,
    inputs: Vec<Input>,
}

impl Standing {
    async fn at(world: &mut World, state: State) -> Self {
        world.put_right().await;
        // A new day, with its own allowance of messages.
        world.house.wait(DAY_SECONDS);
        let others_code =
            if state.portal == "multiportal" { world.others_code().await } else { "135790".to_owned() };
        let others_link = world.others_link(state.portal).await;
        world.house.wait(65);
        let (mut visitor, own) = world.reach(state).await;
        let inputs = inputs(&mut visitor, state.portal, &others_code).await;
        Self { visitor, own_link: own.unwrap_or_else(|| NOBODYS.to_owned()), others_link, inputs }
    }

    fn path(&self, path: &str) -> String {
        path.replace(OWN, &self.own_link).replace(OTHERS, &self.others_link)
    }
}

/// What one input did.
#[derive(PartialEq, Eq)]
enum Did {
    Nothing,
    Something,
    /// A password was set or an account opened.
    Chose,
}

/// Sends one input and holds what came of it against the map.
async fn send(house: &TestHouse, state: State, standing: &Standing, path: &str, input: &Input) -> Did {
    let path = standing.path(path);
    let may_choose = state.may_choose_at.is_some_and(|allowed| standing.path(allowed) == path);
    let name = format!("from «{state}», {} to {path}", input.name);
    let fields: Vec<(&str, &str)> =
        input.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut visitor = standing.visitor.clone();
    let (ground_before, walks_before) = (ground(house).await, walks(house, &visitor, state.portal).await);
    let page = visitor.post(&format!("/{}{path}", state.portal), &fields).await;
    assert_ne!(page.status().as_u16(), 500, "{name} breaks the house: {}", page.text());
    let (ground_after, walks_after) = (ground(house).await, walks(house, &visitor, state.portal).await);

    for (journey, after) in &walks_after {
        is_on_the_map(&name, journey, walks_before.get(journey), after, may_choose);
    }
    let opened = ground_after.sessions.iter().any(|session| !ground_before.sessions.contains(session));
    assert!(!opened, "{name} opened a session");
    let chose = ground_after.passwords != ground_before.passwords;
    assert!(!chose || may_choose, "{name} set a password or opened an account");
    let contacts_stand = ground_after.phones_and_addresses == ground_before.phones_and_addresses;
    assert!(chose || contacts_stand, "{name} changed a phone or an address");
    assert_eq!(ground_after.factors, ground_before.factors, "{name} changed a second factor");
    match (chose, ground_after == ground_before && walks_after == walks_before) {
        (true, _) => Did::Chose,
        (false, true) => Did::Nothing,
        (false, false) => Did::Something,
    }
}

async fn visit_every_state_of(database: &TestDatabase, portal: &str) {
    let mut world = World::open(database).await;
    for state in STATES.iter().copied().filter(|state| state.portal == portal) {
        let mut standing = Standing::at(&mut world, state).await;
        let mut has_chosen = false;
        for path in paths() {
            for number in 0..standing.inputs.len() {
                let did = send(&world.house, state, &standing, &path, &standing.inputs[number]).await;
                has_chosen |= did == Did::Chose;
                if did != Did::Nothing {
                    standing = Standing::at(&mut world, state).await;
                }
            }
        }
        assert_eq!(has_chosen, state.may_choose_at.is_some(), "{state}: what it allows was not reached");
    }
}

on_both_databases! {
    async fn nothing_happens_to_an_employee_that_the_map_does_not_allow(database: TestDatabase) {
        visit_every_state_of(&database, "multiempleos").await;
    }

    async fn nothing_happens_to_a_candidate_that_the_map_does_not_allow(database: TestDatabase) {
        visit_every_state_of(&database, "miportal").await;
    }

    async fn nothing_happens_to_a_member_that_the_map_does_not_allow(database: TestDatabase) {
        visit_every_state_of(&database, "multiportal").await;
    }

    async fn nothing_happens_between_a_password_and_its_code_that_the_map_does_not_allow(database: TestDatabase) {
        visit_every_state_of(&database, "paso").await;
    }
}

#[test]
fn every_arrival_of_the_map_is_a_state_that_is_visited() {
    for edge in EDGES {
        let visited = STATES.iter().any(|state| state.place == Place::At(edge.journey, edge.to));
        assert!(visited, "no state stands where {edge:?} arrives");
    }
}
