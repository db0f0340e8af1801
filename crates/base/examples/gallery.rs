//! Renders every component and a few whole screens to HTML files, for looking at:
//! `cargo run -p base --example gallery -- FOLDER`, then serve FOLDER and open `/petrol/components.html`.
//!
//! The people, the organisations and the numbers are made up.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use askama::Template;
use base::form::{Fields, FormState};
use base::texts::{Catalogue, Language, Words};
use base::web::assets::Assets;
use base::web::color::{Color, Palette};
use base::web::components::{
    Choice, Icon, Keypad, Link, MenuGroup, MenuItem, PasswordCheck, PasswordRule, SummaryRow, Table,
};
use base::web::page::{self, Announcement, Brand, HelpChannel, NavItem, Page};
use http::HeaderMap;
use http_body_util::BodyExt;

/// Folder, organisation, product, slogan, brand colour, accent.
const BRANDS: [[&str; 6]; 3] = [
    [
        "petrol",
        "Multiempleos",
        "Portal de empleados",
        "Su trabajo, sus papeles, en un solo lugar.",
        "#0b5563",
        "#f2a93b",
    ],
    [
        "plum",
        "Talento Andino",
        "Mi portal",
        "Cada oferta abre una puerta. Esta es la suya.",
        "#8a1c5b",
        "#ff8a5c",
    ],
    [
        "green",
        "Cooperativa La Ceiba",
        "Portal transaccional",
        "Lo que es de todos, también a la mano.",
        "#1e6b3a",
        "#f5b700",
    ],
];

#[derive(Template)]
#[template(path = "signin.html")]
struct SignIn {
    page: Page,
    form: FormState,
    links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "register.html")]
struct Register {
    page: Page,
    form: FormState,
    rules: Vec<PasswordRule>,
}

#[derive(Template)]
#[template(path = "keypad.html")]
struct KeypadScreen {
    page: Page,
    keypad: Keypad,
}

#[derive(Template)]
#[template(path = "recover.html")]
struct Recover {
    page: Page,
    form: FormState,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    modules: Vec<MenuGroup>,
    profile: Vec<SummaryRow>,
}

#[derive(Template)]
#[template(path = "components-shown.html")]
struct Components {
    page: Page,
    form: FormState,
    wrong: FormState,
    documents: Vec<Choice>,
    rules: Vec<PasswordRule>,
    facts: Vec<SummaryRow>,
    payments: Table,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let catalogue = Catalogue::new(vec![page::TEXTS]);
    let mut assets = Assets::new();
    let mut addresses =
        vec![assets.script_url().to_owned(), assets.script_url().replace("aldaba.js", "pow.js")];

    for (name, brand) in BRANDS.map(|row| (row[0], brand(row, &mut assets))) {
        addresses.push(brand.style_url.clone());
        for language in Language::ALL {
            let words = catalogue.words(language, &[]).map_err(|problems| problems.join("\n"))?;
            let place = folder.join(if language == Language::Spanish {
                name.to_owned()
            } else {
                format!("{name}-en")
            });
            write_screens(&place, &Arc::new(words), &Arc::new(brand.clone()))?;
        }
    }
    for address in addresses {
        let path = address.strip_prefix(base::web::assets::ROOT).ok_or("not an asset")?;
        let answer = assets.respond(path, &HeaderMap::new()).ok_or("no such asset")?;
        write(&folder.join(&address[1..]), &answer.into_body().collect().await?.to_bytes())?;
    }
    Ok(())
}

fn brand([_, name, product, slogan, color, accent]: [&str; 6], assets: &mut Assets) -> Brand {
    let parsed = |hex| Color::from_hex(hex).expect("a colour of the table above");
    let palette = Palette::new(parsed(color), parsed(accent));
    Brand {
        name: name.into(),
        product: product.into(),
        slogan: slogan.into(),
        icon_url: palette.icon_url(),
        theme_color: palette.theme(),
        site_url: "https://example.com/".into(),
        privacy_url: "/datos".into(),
        style_url: assets.add_style(&palette),
        office_style_url: assets.office_style_url().into(),
        script_url: assets.script_url().into(),
        ..Brand::default()
    }
}

fn write_screens(place: &Path, words: &Arc<Words>, brand: &Arc<Brand>) -> Result<(), Box<dyn Error>> {
    let page = |title: &str| Page {
        csrf: "made-up".into(),
        demo: true,
        demo_inbox_url: "/buzon".into(),
        alternate_language_url: "?idioma=en".into(),
        help: help_channels().into(),
        ..Page::new(Arc::clone(words), Arc::clone(brand), title)
    };
    let wrong_sign_in = FormState::keeping(&Fields::parse(b"user=1032456789", &[])?, &["user"])
        .with_error("user", "El usuario o la clave no coinciden. Revíselos y escríbalos otra vez.");

    save(
        place,
        "signin",
        &SignIn { page: sign_in_page(page("Ingreso")), form: FormState::empty(), links: ways_on() },
    )?;
    let page_with_errors = Page { has_errors: true, ..page("Ingreso") };
    save(place, "signin-error", &SignIn { page: page_with_errors, form: wrong_sign_in, links: ways_on() })?;
    let form = FormState::empty().with_value("email", "marcela.rincon@correo.example");
    save(place, "register", &Register { page: page("Crear la cuenta"), form, rules: password_rules() })?;
    save(place, "keypad", &KeypadScreen { page: page("Código de seguridad"), keypad: keypad() })?;
    save(place, "recover", &Recover { page: page("Recuperar el usuario"), form: FormState::empty() })?;
    save(place, "home", &Home { page: signed_in(page("Inicio")), modules: modules(), profile: profile() })?;
    save(
        place,
        "components",
        &Components {
            page: Page { announcements: announcements(), ..page("Componentes") },
            form: FormState::empty(),
            wrong: wrong_form(),
            documents: vec![
                Choice::new("CC", "Cédula de ciudadanía"),
                Choice { hint: "Para menores de edad".into(), ..Choice::new("TI", "Tarjeta de identidad") },
            ],
            rules: password_rules(),
            facts: profile(),
            payments: payments(),
        },
    )
}

fn save(place: &Path, name: &str, screen: &impl Template) -> Result<(), Box<dyn Error>> {
    write(&place.join(format!("{name}.html")), screen.render()?.as_bytes())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(path.parent().ok_or("a file stands in a folder")?)?;
    Ok(std::fs::write(path, bytes)?)
}

fn help_channels() -> Vec<HelpChannel> {
    let channel = |icon, label: &str, detail: &str, url: &str| HelpChannel {
        icon,
        label: label.into(),
        detail: detail.into(),
        url: url.into(),
    };
    vec![
        channel(Icon::Chat, "WhatsApp", "300 000 0000, de 7 a. m. a 5 p. m.", "https://wa.me/573000000000"),
        channel(Icon::Mail, "Correo", "ayuda@portal.example", "mailto:ayuda@portal.example"),
        channel(Icon::Case, "Petición, queja o reclamo", "Con número y fecha de respuesta", "/pqr"),
    ]
}

fn announcements() -> Vec<Announcement> {
    vec![Announcement {
        title: "Subimos la seguridad del portal".into(),
        text: "Si es su primera vez desde el 1 de noviembre, regístrese de nuevo antes de ingresar.".into(),
        link: Some(Link::new("Cómo registrarse", "/ayuda")),
    }]
}

fn sign_in_page(page: Page) -> Page {
    Page { announcements: announcements(), ..page }
}

fn ways_on() -> Vec<Link> {
    vec![Link::new("¿Olvidó su contraseña?", "/clave"), Link::new("Regístrese aquí", "/registro")]
}

fn signed_in(page: Page) -> Page {
    let item = |label: &str, current| NavItem { label: label.into(), url: "#".into(), current };
    Page {
        signed_in_as: Some("Marcela Rincón".into()),
        sign_out_url: "/salir".into(),
        nav: vec![
            item("Inicio", true),
            item("Mis datos", false),
            item("Seguridad", false),
            item("Ayuda", false),
        ],
        ..page
    }
}

fn password_rules() -> Vec<PasswordRule> {
    let rule = |check, text: &str| PasswordRule { check, text: text.into() };
    vec![
        rule(Some(PasswordCheck::MinLength(8)), "8 caracteres o más"),
        rule(Some(PasswordCheck::MaxLength(40)), "40 caracteres o menos"),
        rule(Some(PasswordCheck::Lower), "Una letra minúscula"),
        rule(Some(PasswordCheck::Upper), "Una letra mayúscula"),
        rule(Some(PasswordCheck::Digit), "Un número"),
        rule(
            Some(PasswordCheck::OneOf(")&.-:}=+*$;'#%({".into())),
            "Uno de estos signos: ) & . - : } = + * $ ; ' # % ( {",
        ),
        rule(None, "Que no sea una contraseña muy usada, ni su nombre o documento"),
    ]
}

fn keypad() -> Keypad {
    Keypad {
        action: "/codigo".into(),
        layout_id: "made-up".into(),
        digits: [4, 9, 1, 7, 0, 3, 8, 2, 6, 5],
        taken: 2,
        length: 6,
        label: "Código de seguridad".into(),
        progress: "2 de 6 dígitos".into(),
    }
}

fn modules() -> Vec<MenuGroup> {
    let item = |icon, label: &str, hint: &str| MenuItem {
        icon,
        label: label.into(),
        hint: hint.into(),
        url: "#".into(),
    };
    vec![
        MenuGroup {
            title: "Mi perfil laboral".into(),
            items: vec![
                item(Icon::Person, "Hoja de vida", "Estudios, experiencia y referencias"),
                item(Icon::Upload, "Cargar documentos", "Cédula, diplomas, certificados"),
                item(Icon::Search, "Buscar ofertas laborales", "Vacantes abiertas hoy"),
            ],
        },
        MenuGroup {
            title: "Portal de empleados".into(),
            items: vec![
                item(Icon::Certificate, "Certificaciones laborales", "Con código de verificación"),
                item(Icon::Receipt, "Comprobantes de pago", "Quincena por quincena"),
                item(Icon::Percent, "Certificados de ingresos y retenciones", "Formulario 220"),
                item(Icon::Savings, "Solicitud de cesantías", "Retiro parcial o total"),
            ],
        },
    ]
}

fn profile() -> Vec<SummaryRow> {
    let row = |term: &str, value: &str, action: Option<&str>| SummaryRow {
        term: term.into(),
        value: value.into(),
        action: action.map(|label| Link::new(label, "#")),
    };
    vec![
        row("Documento", "CC 1.032.456.789", None),
        row("Correo", "marcela.rincon@correo.example", Some("Cambiar")),
        row("Celular", "300 000 0042", Some("Cambiar")),
        row("Contraseña", "Cambiada el 3 de noviembre de 2026", Some("Cambiar")),
    ]
}

fn payments() -> Table {
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    Table {
        caption: "Últimos comprobantes".into(),
        columns: row(["Periodo", "Fecha de pago", "Neto"]),
        rows: vec![
            row(["1 a 15 de noviembre", "15/11/2026", "$ 1.204.300"]),
            row(["16 a 31 de octubre", "30/10/2026", "$ 1.187.950"]),
        ],
    }
}

fn wrong_form() -> FormState {
    FormState::empty()
        .with_value("wrong-email", "marcela.rincon@")
        .with_error("wrong-email", "Escriba el correo completo, por ejemplo nombre@correo.com")
        .with_error("wrong-password", "Escriba una contraseña de 8 caracteres o más")
        .with_problem("Espere un minuto antes de pedir otro código.")
}
