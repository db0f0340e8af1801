//! How the demonstration's own pages look: the kit's style sheet, in colours that are no portal's.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base::web::assets::{Assets, ROOT};
use base::web::color::{Color, Palette};

/// Where the style sheet is.
pub const STYLE_PATH: &str = "/demostracion.css";

const BRAND: &str = "#0b5563";
const ACCENT: &str = "#f2a93b";
const CSS: &str = "text/css; charset=utf-8";

/// What the head of a page names.
#[derive(Clone, Debug)]
pub struct Look {
    pub style_path: &'static str,
    pub icon_url: String,
    pub theme_color: String,
}

impl Look {
    pub fn new() -> Self {
        let palette = palette();
        Self { style_path: STYLE_PATH, icon_url: palette.icon_url(), theme_color: palette.theme() }
    }
}

pub fn routes() -> Router {
    let mut assets = Assets::new();
    let url = assets.add_style(&palette());
    let name: Arc<str> = url.trim_start_matches(ROOT).into();
    let assets = Arc::new(assets);
    Router::new().route(STYLE_PATH, get(move |asked: HeaderMap| async move { style(&assets, &name, &asked) }))
}

/// A style sheet of the demonstration, asked for anew each time: its address holds no hash.
pub fn sheet(text: String) -> Response {
    ([(header::CONTENT_TYPE, CSS), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

fn style(assets: &Assets, name: &str, asked: &HeaderMap) -> Response {
    let mut response = assets.respond(name, asked).expect("the sheet was put there above");
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn palette() -> Palette {
    let color = |hex| Color::from_hex(hex).expect("a constant colour is well written");
    Palette::new(color(BRAND), color(ACCENT))
}
