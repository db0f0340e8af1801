//! The presets, the reading of files, and which portal a request is for.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use base::texts::Catalogue;

use super::{file::TomlFile, reading::portal_of, *};

const PRESETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals");

const PAGES: &[&str] = &["/", "/signin", "/registration", "/recovery/{flow}", "/help"];

/// The sentences that the screens have.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut sources = vec![base::web::page::TEXTS];
    sources.extend(crate::texts());
    Catalogue::new(sources)
});

pub(super) fn around() -> Surroundings<'static> {
    Surroundings { knows_text: &|id| CATALOGUE.knows(id), pages: PAGES, sends_text_messages: true }
}

pub(super) fn presets() -> Portals {
    read(Path::new(PRESETS), &around()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub(super) fn preset(key: &str) -> Portal {
    Portal::clone(presets().by_key(key).expect("a preset"))
}

pub(super) fn turnstile() -> Vendor {
    let kind = VendorKind::Turnstile;
    Vendor {
        kind,
        site_key: "0x4".into(),
        secret_file: "turnstile.key".into(),
        verify_url: kind.verify_url(),
    }
}

fn moment(text: &str) -> Timestamp {
    let moment: jiff::Timestamp = text.parse().expect("a moment");
    Timestamp::from_micros(moment.as_microsecond())
}

fn preset_text(key: &str) -> String {
    fs::read_to_string(Path::new(PRESETS).join(format!("{key}.toml"))).expect("a preset")
}

/// A preset's text with one part replaced, which must be there.
fn altered(key: &str, from: &str, to: &str) -> String {
    let text = preset_text(key);
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

/// The problems of a text that stands beside the presets, as they are printed.
fn problems_of(text: &str) -> Vec<String> {
    let path = Path::new(PRESETS).join("prueba.toml");
    let file = TomlFile::new(&path, text);
    let _ = portal_of(&file, &path, &around());
    let mut problems = file.into_problems();
    problems.sort();
    let folder = format!("{PRESETS}/");
    problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
}

fn only_problem_of(text: &str) -> String {
    let problems = problems_of(text);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems[0].clone()
}

fn line_of(text: &str, part: &str) -> usize {
    1 + text.lines().position(|line| line.contains(part)).expect("a line")
}

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("aldaba-portals-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn with_presets(name: &str) -> Folder {
        let folder = Folder::new(name);
        for entry in fs::read_dir(PRESETS).expect("the presets") {
            let path = entry.expect("a preset").path();
            fs::copy(&path, folder.0.join(path.file_name().expect("a name"))).expect("a copy");
        }
        folder
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).expect("a file");
    }

    fn problems(&self) -> Vec<String> {
        let problems = read(&self.0, &around()).expect_err("problems");
        let folder = format!("{}/", self.0.display());
        problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder of this test");
    }
}

const SMALLEST: &str = r##"
[brand]
organisation = "Cuarta"
product = "Portal"
logo = "miportal.svg"
[brand.colors]
brand = "#12492b"
accent = "#f4b63f"
[address]
origin = "https://cuarto.example"
[registration]
by = "email"
repeat_password = false
[signin]
identifier = "email"
new_device_code = false
[recovery.password]
by = "mailed-link"
path = "/clave/"
confirm_email = false
repeat_password = false
[messages]
sender_name = "Cuarta"
sender_address = "cuarta@ejemplo.example"
sms_name = "Cuarta"
[help]
pqr = true
"##;

// The three guides.

#[test]
fn multiempleos_does_what_its_guide_shows() {
    let portal = preset("multiempleos");
    let by = RegistrationBy::RosterCode { second_fact: None, asks_email: true };
    assert_eq!(portal.registration, Registration { by, repeat_password: true }, "M3, M4");
    let signin = Signin { identifier: SignInWith::Document, steps: Steps::One, new_device_code: false };
    assert_eq!(portal.signin, signin, "M1");
    assert_eq!(portal.password.rule, PasswordRule::Nist63b4);
    assert!(
        matches!(&portal.recovery.password, PasswordRecovery::MailedLink { confirm_email: false, .. }),
        "M6, M7"
    );
    assert_eq!(portal.recovery.username, None);
    assert_eq!(announcements(&portal, Language::Spanish, moment("2026-11-20T12:00Z")).len(), 1, "M2");
    assert!(portal.brand.site.is_some(), "M1: «Salir»");
    assert_labels(
        &portal,
        &[
            ("signin-identifier", "Usuario"),
            ("signin-password", "Clave"),
            ("signin-submit", "Ingresar"),
            ("signin-exit", "Salir"),
            ("signin-register-link", "Regístrese aquí"),
            ("signin-forgot-link", "¿Olvidó su contraseña?"),
            ("recovery-submit", "Enviar"),
            ("recovery-new-password-title", "Restaurar contraseña"),
        ],
    );
}

#[test]
fn miportal_does_what_its_guide_shows() {
    let portal = preset("miportal");
    let registration = Registration { by: RegistrationBy::Email, repeat_password: false };
    assert_eq!(portal.registration, registration, "A8");
    let signin = Signin { identifier: SignInWith::Email, steps: Steps::One, new_device_code: false };
    assert_eq!(portal.signin, signin, "A1");
    assert_eq!(portal.password.rule, PasswordRule::Classes8To40, "A5");
    let path = LinkPath::parse("/cv/recordar/contrasena/").expect("A3");
    let recovery = PasswordRecovery::MailedLink { path, confirm_email: true, repeat_password: false };
    assert_eq!(portal.recovery, Recovery { password: recovery, username: None }, "A2–A4");
    assert_eq!(portal.messages.subjects[&MailKind::RecoveryLink].spanish, "restablecer acceso", "A3");
    assert_eq!(portal.modules, [Module::Profile, Module::Certificates, Module::Payslips], "A6");
    let help = &portal.help;
    assert!(help.whatsapp.is_some() && help.email.is_some() && help.pqr, "A7");
    assert_labels(
        &portal,
        &[
            ("signin-forgot-link", "¿Olvidaste la contraseña?"),
            ("recovery-submit", "Enviar correo"),
            ("page-help-title", "¿Necesitas ayuda?"),
        ],
    );
}

#[test]
fn multiportal_does_what_its_guide_shows() {
    let portal = preset("multiportal");
    assert!(portal.welcome.is_some(), "C1");
    let signin = Signin { identifier: SignInWith::Username, steps: Steps::Two, new_device_code: true };
    assert_eq!(portal.signin, signin, "C2, C7, C10");
    assert_eq!(portal.human.signin, HumanCheck::Checkbox, "C2");
    assert_eq!(portal.human.username_recovery, HumanCheck::Slide, "C3");
    assert!(portal.keypad.codes, "C5, C9");
    assert_eq!(portal.recovery.username, Some(UsernameRecovery { send_by: SendBy::Both }), "C6");
    let recovery = PasswordRecovery::IdentityData { repeat_password: true };
    assert_eq!(portal.recovery.password, recovery, "C8–C10");
    assert_eq!(portal.password.rule, PasswordRule::Pin4, "C10");
    assert_eq!(portal.registration.by, RegistrationBy::Member, "C11");
    assert_labels(
        &portal,
        &[
            ("signin-title", "Portal Transaccional (Personas naturales)"),
            ("signin-identifier", "Digite el usuario"),
            ("signin-continue", "Continuar"),
            ("signin-forgot-user-link", "¿Olvidaste tu usuario?"),
            ("signin-forgot-link", "¿Olvidaste tu contraseña?"),
            ("recovery-username-submit", "Recuperar"),
        ],
    );
}

fn assert_labels(portal: &Portal, labels: &[(&str, &str)]) {
    for (id, label) in labels {
        assert_eq!(portal.texts.spanish.get(*id).map(String::as_str), Some(*label), "{id}");
    }
}

#[test]
fn every_preset_writes_from_an_address_that_cannot_be_anybodys() {
    for portal in presets().iter() {
        assert_eq!(portal.messages.sender_address.domain(), "ejemplo.example");
        assert!(portal.address.origin.host().ends_with(".example"));
    }
}

#[test]
fn every_logo_of_a_preset_is_small() {
    assert!(presets().iter().all(|portal| portal.brand.logo.as_svg().len() <= 2048));
}

#[test]
fn an_announcement_begins_and_ends_at_midnight_in_bogota() {
    let portal = preset("multiempleos");
    let shown = |at| !announcements(&portal, Language::Spanish, moment(at)).is_empty();
    assert!(!shown("2026-01-15T04:59:59Z"));
    assert!(shown("2026-01-15T05:00:00Z"));
    assert!(shown("2031-01-01T04:59:59Z"));
    assert!(!shown("2031-01-01T05:00:00Z"));
}

#[test]
fn an_announcement_speaks_the_language_of_the_page() {
    let portal = preset("multiempleos");
    let title = |language| announcements(&portal, language, moment("2026-11-20T12:00Z"))[0].title.clone();
    assert_eq!([title(Language::Spanish), title(Language::English)], ["Más seguridad", "More security"]);
}

// Which portal a request is for.

#[test]
fn a_request_is_for_the_portal_whose_host_it_names() {
    let portals = presets();
    let found = |host, path| portals.resolve(host, path).map(|(portal, rest)| (portal.key.as_str(), rest));
    assert_eq!(found(Some("miportal.turpialto.example"), "/signin"), Some(("miportal", "/signin")));
    assert_eq!(found(Some("MiPortal.Turpialto.example:443"), ""), Some(("miportal", "/")));
    for host in [
        "otro.example",
        "turpialto.example",
        "miportal.turpialto.example:80",
        "miportal.turpialto.example:8443",
        "miportal.turpialto.example.otro.example",
        "miportal.turpialto.example:",
        "miportal.turpialto.example.",
        "otro@miportal.turpialto.example",
        "",
    ] {
        assert_eq!(found(Some(host), "/signin"), None, "{host}");
    }
    assert_eq!(found(None, "/signin"), None);
}

#[test]
fn portals_on_one_origin_are_told_apart_by_the_first_part_of_the_path() {
    let portals = presets().on(&Origin::parse("http://localhost:8080").expect("an origin"));
    let found = |path| {
        let (portal, rest) = portals.resolve(Some("localhost:8080"), path)?;
        Some((portal.key.as_str(), rest))
    };
    assert_eq!(found("/miportal"), Some(("miportal", "/")));
    assert_eq!(found("/miportal/"), Some(("miportal", "/")));
    assert_eq!(found("/miportal/cv/recordar"), Some(("miportal", "/cv/recordar")));
    assert_eq!(found("/multiportal/signin"), Some(("multiportal", "/signin")));
    for path in ["/", "", "/miportalx", "/MiPortal", "//miportal", "/x/miportal", "/%6diportal", "miportal"] {
        assert_eq!(found(path), None, "{path}");
    }
    assert_eq!(portals.resolve(Some("localhost"), "/miportal").map(|_| ()), None);
    let portal = portals.by_key("miportal").expect("a preset");
    assert_eq!(portal.address.link("/signin"), "http://localhost:8080/miportal/signin");
}

// Reading.

#[test]
fn a_fourth_portal_is_a_new_file_and_its_smallest_form_has_safe_defaults() {
    let folder = Folder::with_presets("fourth");
    folder.write("cuarto.toml", SMALLEST);
    let portals = read(&folder.0, &around()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let keys: Vec<_> = portals.iter().map(|portal| portal.key.as_str()).collect();
    assert_eq!(keys, ["cuarto", "miportal", "multiempleos", "multiportal"]);
    let portal = portals.by_key("cuarto").expect("the fourth");
    assert_eq!(portal.password.rule, PasswordRule::Nist63b4);
    assert_eq!(portal.signin.steps, Steps::One);
    let human = &portal.human;
    assert!([human.signin, human.registration, human.recovery].iter().all(|c| *c == HumanCheck::Silent));
    assert_eq!(portal.sessions, SessionLimits { idle_minutes: 15, absolute_minutes: 720 });
    assert_eq!(portal.limits.text_messages_a_day, 500);
    assert_eq!(portal.keypad, Keypad { codes: false, password: false });
    assert!(portal.modules.is_empty() && portal.announcements.is_empty() && portal.welcome.is_none());
}

#[test]
fn every_problem_of_a_file_is_told_at_once_with_its_line_and_its_remedy() {
    let text = SMALLEST
        .replace("product = \"Portal\"", "produkt = \"Portal\"")
        .replace("\"#12492b\"", "\"verde\"")
        .replace("repeat_password = false\n[signin]", "repeat_password = \"no\"\n[signin]")
        .replace("identifier = \"email\"", "identifier = \"correo\"")
        .replace("pqr = true", "pqr = true\nfax = \"123\"");
    assert_eq!(
        problems_of(&text),
        [
            "prueba.toml:2: brand.product: falta esta clave; escriba «product = …» en [brand]",
            "prueba.toml:4: brand.produkt: no existe esta clave; bórrela, o escriba una de las que caben \
             en [brand]: organisation, product, slogan, site, privacy, logo, colors",
            "prueba.toml:7: brand.colors.brand: «verde» no es un color; escriba «#» y seis cifras \
             hexadecimales, por ejemplo «#0b5d4e»",
            "prueba.toml:13: registration.repeat_password: esto no es sí o no; escriba true (sí) o false (no), \
             sin comillas",
            "prueba.toml:15: signin.identifier: «correo» no se conoce aquí; escriba «document» o «email» o «username»",
            "prueba.toml:28: help.fax: no existe esta clave; bórrela, o escriba una de las que caben en [help]: \
             whatsapp, email, pqr",
        ]
    );
}

#[test]
fn an_unknown_key_does_not_hide_a_contradiction() {
    let text = altered("multiportal", "new_device_code = true", "new_device_code = false\nsorpresa = 1");
    let problems = problems_of(&text);
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(problems[0].contains(": signin.new_device_code: cuatro dígitos solos"), "{problems:#?}");
    assert!(problems[1].contains(": signin.sorpresa: no existe"), "{problems:#?}");
    assert!(problems[0].starts_with(&format!("prueba.toml:{}:", line_of(&text, "new_device_code"))));
}

#[test]
fn a_contradiction_in_a_default_points_to_its_section() {
    let text = SMALLEST.replace("[help]", "[sessions]\nabsolute_minutes = 10\n[help]");
    let problem = only_problem_of(&text);
    let line = line_of(&text, "[sessions]");
    assert!(problem.starts_with(&format!("prueba.toml:{line}: sessions.idle_minutes: ")), "{problem}");
}

#[test]
fn every_problem_of_every_file_is_told() {
    let folder = Folder::with_presets("many");
    folder.write("uno.toml", SMALLEST.replace("https://cuarto.example", "http://cuarto.example"));
    folder.write("Dos.toml", SMALLEST);
    folder.write("tres.toml", "[brand\n");
    folder.write("cuatro.toml", b"# a\xf1o\n");
    folder.write("notas.txt", "no es un portal");
    let problems = folder.problems();
    assert_eq!(problems.len(), 4, "{problems:#?}");
    assert!(problems[0].starts_with("Dos.toml: «Dos» no sirve como nombre de portal; "));
    assert!(problems[1].starts_with("cuatro.toml: no se puede leer el archivo"));
    assert!(problems[2].starts_with("tres.toml:1: esto no es TOML ("));
    assert!(problems[3].starts_with("uno.toml:10: address.origin: «http://cuarto.example» enviaría"));
}

#[test]
fn two_portals_on_one_address_are_refused() {
    let folder = Folder::with_presets("shared");
    let taken = "https://MIPORTAL.turpialto.example:443";
    folder.write("cuarto.toml", SMALLEST.replace("https://cuarto.example", taken));
    let line = line_of(&preset_text("miportal"), "origin = ");
    let expected = format!(
        "miportal.toml:{line}: address.origin: «https://miportal.turpialto.example» choca con \
         «https://miportal.turpialto.example», la dirección de cuarto; \
         dé a cada portal otro nombre de servidor u otra ruta"
    );
    assert_eq!(folder.problems(), [expected]);
}

#[test]
fn a_folder_without_portals_is_refused() {
    let folder = Folder::new("empty");
    assert!(folder.problems()[0].contains("aquí no hay ningún portal"));
    assert!(read(&folder.0.join("ninguna"), &around()).is_err());
}

#[test]
fn a_key_or_section_written_twice_is_not_toml() {
    let problem = only_problem_of(&SMALLEST.replace("pqr = true", "pqr = true\npqr = false"));
    assert!(problem.contains("esto no es TOML (duplicate key)"), "{problem}");
}

#[test]
fn a_logo_is_a_file_beside_its_portal_and_nothing_but_shapes() {
    for name in
        ["../portals/miportal.svg", "/etc/passwd", "miportal.png", ".svg", "falta.svg", "miportal.toml"]
    {
        let problem = only_problem_of(&SMALLEST.replace("miportal.svg", name));
        assert!(problem.starts_with("prueba.toml:5: brand.logo: "), "{problem}");
    }
    let folder = Folder::with_presets("logo");
    folder.write(
        "miportal.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\" onload=\"a()\"/>",
    );
    assert!(folder.problems()[0].contains("brand.logo: el dibujo lleva el atributo «onload»"));
}

#[test]
fn an_unknown_module_is_answered_with_the_known_ones() {
    let problem = only_problem_of(&altered("miportal", "[\"profile\", ", "[\"profile\", \"cesantias\", "));
    assert!(
        problem.contains(
            ": modules[2]: «cesantias» no se conoce aquí; escriba «profile», «certificates» o «payslips»"
        ),
        "{problem}"
    );
}

#[test]
fn a_text_that_no_screen_shows_is_refused() {
    let problem = only_problem_of(&altered("miportal", "page-help-title", "page-help-titulo"));
    assert!(problem.contains(": texts.es-CO.page-help-titulo: ninguna pantalla tiene un texto"), "{problem}");
}

#[test]
fn a_text_with_a_lone_brace_is_refused() {
    let problem = only_problem_of(&altered("miportal", "\"¿Necesitas ayuda?\"", "\"{ayuda\""));
    assert!(problem.contains(": texts.es-CO.page-help-title: el texto lleva una llave suelta"), "{problem}");
}

#[test]
fn a_key_that_another_choice_needs_is_unknown_here() {
    let problem =
        only_problem_of(&altered("miportal", "by = \"email\"", "by = \"email\"\nasks_email = true"));
    assert!(problem.contains(": registration.asks_email: no existe esta clave"), "{problem}");
}

#[test]
fn a_value_that_makes_no_sense_is_refused_where_it_stands() {
    for (from, to, key) in [
        ("steps = 1", "steps = 3", "signin.steps"),
        ("idle_minutes = 30", "idle_minutes = -1", "sessions.idle_minutes"),
        ("idle_minutes = 30", "idle_minutes = 4", "sessions.idle_minutes"),
        ("idle_minutes = 30", "idle_minutes = 30.5", "sessions.idle_minutes"),
        ("absolute_minutes = 720", "absolute_minutes = 43201", "sessions.absolute_minutes"),
        ("text_messages_a_day = 500", "text_messages_a_day = \"500\"", "limits.text_messages_a_day"),
        (
            "sender_name = \"Turpialto\"",
            "sender_name = \"Turpialto\\r\\nBcc: a@b.example\"",
            "messages.sender_name",
        ),
        ("sender_name = \"Turpialto\"", "sender_name = \" \"", "messages.sender_name"),
        ("\"miportal@ejemplo.example\"", "\"miportal\"", "messages.sender_address"),
        ("\"restablecer acceso\"", "\"restablecer\\nacceso\"", "messages.subjects.recovery-link.es-CO"),
        ("\"https://www.turpialto.example/\"", "\"javascript:alert(1)\"", "brand.site"),
        ("[\"turpialto\", \"turpial\"]", "\"turpialto\"", "password.forbidden_words"),
        ("[\"turpialto\", \"turpial\"]", "[\"turpialto\", \"oso\"]", "password.forbidden_words[2]"),
        ("[keypad]\ncodes = false\npassword = false", "", "keypad"),
    ] {
        let text = if key == "keypad" {
            format!("keypad = true\n{}", altered("miportal", from, to))
        } else {
            altered("miportal", from, to)
        };
        let problem = only_problem_of(&text);
        assert!(problem.contains(&format!(": {key}: ")), "{key}: {problem}");
    }
}

#[test]
fn an_announcement_has_days_without_hours_and_both_languages() {
    let whole =
        "from = 2026-01-01\ntitle = { es-CO = \"a\", en = \"a\" }\ntext = { es-CO = \"a\", en = \"a\" }";
    let with = |announcement: &str| {
        altered("miportal", "[help]", &format!("[[announcements]]\n{announcement}\n[help]"))
    };
    assert_eq!(problems_of(&with(whole)), [""; 0]);
    for (from, to, key) in [
        ("2026-01-01", "\"2026-01-01\"", "from"),
        ("2026-01-01", "2026-01-01T10:00:00", "from"),
        ("title = { es-CO = \"a\", en = \"a\" }\n", "title = { es-CO = \"a\" }\n", "title.en"),
        ("text = { es-CO = \"a\", en = \"a\" }", "text = \"a\"", "text"),
    ] {
        let problem = only_problem_of(&with(&whole.replace(from, to)));
        assert!(problem.contains(&format!(": announcements[1].{key}: ")), "{problem}");
    }
}

#[test]
fn a_vendor_has_its_own_address_and_a_secret_that_exists() {
    let with = |vendor: &str| {
        let text = altered("miportal", "signin = \"silent\"", "signin = \"vendor\"");
        text.replace(
            "[keypad]",
            &format!("[human.vendor]\nkind = \"turnstile\"\nsite_key = \"0x4\"\n{vendor}\n[keypad]"),
        )
    };
    let file = "secret_file = \"miportal.toml\"";
    assert_eq!(problems_of(&with(file)), [""; 0]);
    assert_eq!(problems_of(&with(&format!("{file}\nverify_url = \"http://127.0.0.1:9/v\""))), [""; 0]);
    let insecure = only_problem_of(&with(&format!("{file}\nverify_url = \"http://otro.example/v\"")));
    assert!(insecure.contains("human.vendor.verify_url"), "{insecure}");
    let missing = only_problem_of(&with("secret_file = \"falta.key\""));
    assert!(missing.contains("human.vendor.secret_file: no hay archivo «falta.key»"), "{missing}");
}

#[test]
fn a_forbidden_word_is_kept_in_lower_case_and_composed() {
    let text = altered("miportal", "[\"turpialto\", \"turpial\"]", "[\"Peldan\\u0303O\"]");
    let path = Path::new(PRESETS).join("prueba.toml");
    let file = TomlFile::new(&path, &text);
    let portal = portal_of(&file, &path, &around()).expect("a portal");
    assert_eq!(portal.password.forbidden_words, ["peldaño"]);
}

// The manual.

/// The keys that stand in the first column of the manual's tables.
fn documented_keys() -> Vec<String> {
    let manual = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/portals.md"));
    let manual = manual.expect("docs/portals.md");
    let rows = manual.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut keys: Vec<_> = rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned())).collect();
    keys.sort();
    keys
}

/// The keys that reading asks for, each once, without the tables that only hold others.
fn keys_asked() -> Vec<String> {
    let with_vendor = format!("{}\n[human.vendor]\n", preset_text("miportal"));
    let every_mail: String = [
        "registration-code",
        "registration-link",
        "recovery-link",
        "username",
        "security-notice",
        "pqr-receipt",
    ]
    .map(|mail| format!("{mail} = {{}}\n"))
    .concat();
    let with_mails = SMALLEST.replace("[help]", &format!("[messages.subjects]\n{every_mail}[help]"));
    let mut keys = Vec::new();
    for text in [preset_text("multiempleos"), with_vendor, preset_text("multiportal"), with_mails] {
        let path = Path::new(PRESETS).join("prueba.toml");
        let file = TomlFile::new(&path, &text);
        let _ = portal_of(&file, &path, &around());
        keys.extend(file.keys_asked().iter().map(|key| as_documented(key)));
    }
    keys.sort();
    keys.dedup();
    let holders: Vec<_> = keys
        .iter()
        .filter(|key| keys.iter().any(|other| other.starts_with(&format!("{key}."))))
        .cloned()
        .collect();
    keys.retain(|key| !holders.contains(key));
    keys
}

/// A list is documented without its numbers, and a sentence in two languages as one key.
fn as_documented(key: &str) -> String {
    let mut key = key.to_owned();
    if let Some((before, after)) = key.split_once('[') {
        let after = after.split_once(']').expect("a closing bracket").1;
        key = format!("{before}{after}");
    }
    if key.starts_with("texts.") {
        return key;
    }
    key.trim_end_matches(".es-CO").trim_end_matches(".en").to_owned()
}

#[test]
fn the_manual_has_every_key_and_no_other() {
    assert_eq!(documented_keys(), keys_asked());
}
