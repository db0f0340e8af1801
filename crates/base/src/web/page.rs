//! What every screen tells the layout (`html/layout.html`), whoever made the screen.
//!
//! A screen is an askama template that extends `layout.html` and whose struct has a field `page: Page`; the layout and
//! the components take their words and addresses from it.

use std::sync::Arc;

use super::components::{Icon, Link};
use crate::texts::{Language, Source, Value, Words};

/// The sentences of the layout and the components.
pub const TEXTS: Source = crate::texts!("page");

/// Everything the layout needs, the same for every screen.
#[derive(Clone, Debug)]
pub struct Page {
    pub words: Arc<Words>,
    pub language: Language,
    /// What stands in the browser's tab, before the brand's name. Says what the screen is for.
    pub title: String,
    pub brand: Arc<Brand>,
    /// What every path of this site begins with: "" or "/miportal".
    pub prefix: String,
    /// Where the brand at the top leads.
    pub home_url: String,
    /// A page for the staff: a menu at the side, and room for tables.
    pub is_office: bool,
    /// The token that every form sends along.
    pub csrf: String,
    pub announcements: Vec<Announcement>,
    /// The menu of someone who is signed in.
    pub nav: Vec<NavItem>,
    /// The ways to reach a person, the same on every page and in the same place (WCAG 2.2, 3.2.6).
    pub help: Arc<[HelpChannel]>,
    /// The name of the person who is signed in.
    pub signed_in_as: Option<String>,
    /// Where «Salir» is sent.
    pub sign_out_url: String,
    /// Says on every page that this is a demonstration.
    pub demo: bool,
    /// Where the demonstration shows the messages it sent; "" for nowhere.
    pub demo_inbox_url: String,
    /// This page in the other language.
    pub alternate_language_url: String,
    /// Whether the page shows an error summary: its title then begins with «Error: ».
    pub has_errors: bool,
}

impl Page {
    /// A page with nothing but its words, its brand and its title.
    pub fn new(words: Arc<Words>, brand: Arc<Brand>, title: impl Into<String>) -> Self {
        Self {
            language: words.language(),
            words,
            title: title.into(),
            brand,
            prefix: String::new(),
            home_url: "/".to_owned(),
            is_office: false,
            csrf: String::new(),
            announcements: Vec::new(),
            nav: Vec::new(),
            help: Arc::default(),
            signed_in_as: None,
            sign_out_url: String::new(),
            demo: false,
            demo_inbox_url: String::new(),
            alternate_language_url: String::new(),
            has_errors: false,
        }
    }

    /// A sentence without variables.
    pub fn t<'a>(&'a self, id: &'a str) -> &'a str {
        self.words.get(id)
    }

    /// A sentence with one variable in it.
    pub fn t_with<'a>(&self, id: &str, name: &str, value: impl Into<Value<'a>>) -> String {
        self.words.with(id, &[(name, value.into())])
    }

    /// «Paso 2 de 3». Takes references, because that is how a template hands values over.
    pub fn step(&self, current: &usize, total: &usize) -> String {
        self.words.with("page-steps", &[("current", (*current).into()), ("total", (*total).into())])
    }

    /// The address of a path of this site.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// How an organisation looks on its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The organisation: «Cooperativa La Ceiba».
    pub name: String,
    /// The site: «Portal transaccional».
    pub product: String,
    /// One sentence, shown large beside the forms on wide screens.
    pub slogan: String,
    /// The logo on the brand panel, so in light colours; "" shows the first letter of the name. A `data:` address saves
    /// the request.
    pub logo_url: String,
    /// The sign in the browser's tab; [`super::color::Palette::icon_url`] draws one.
    pub icon_url: String,
    /// The colour of the browser's frame; [`super::color::Palette::theme`].
    pub theme_color: String,
    /// The organisation's own site, where «Salir» leads on the public pages; "" for none.
    pub site_url: String,
    /// How the organisation treats personal data; "" for none.
    pub privacy_url: String,
    /// From [`super::assets::Assets::add_style`].
    pub style_url: String,
    /// From [`super::assets::Assets::office_style_url`].
    pub office_style_url: String,
    /// From [`super::assets::Assets::script_url`].
    pub script_url: String,
}

impl Brand {
    /// The letter that stands for the logo of an organisation without one.
    pub fn monogram(&self) -> String {
        self.name
            .chars()
            .find(|letter| letter.is_alphanumeric())
            .map(|letter| letter.to_uppercase().collect())
            .unwrap_or_default()
    }
}

/// Something the organisation tells everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub title: String,
    pub text: String,
    pub link: Option<Link>,
}

/// One entry of the menu at the top of the signed-in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    pub label: String,
    pub url: String,
    /// Whether this is where the person is.
    pub current: bool,
}

/// One way to reach a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpChannel {
    pub icon: Icon,
    /// «WhatsApp»
    pub label: String,
    /// What one needs to know before: the number, the address, the hours.
    pub detail: String,
    pub url: String,
}
