//! The whole site on one screen: what stands outside the portals, and what every portal has.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use base::web::answer::bare;
use base::web::assets::Assets;
use base::web::headers;
use identity::front_door::FrontDoor;

/// Everything this process serves. The portals' pages, in the order of a walk:
///
/// | path | feature |
/// |---|---|
/// | `/` | `welcome`: the public page with its two ways in |
/// | `/registro…` | `registration` |
/// | `/ingreso…`, `/salir` | `signin` |
/// | `/recuperar…`, and the path of each portal's mailed link | `recovery` |
/// | `/inicio` | `home` |
/// | `/perfil…`, `/correo/confirmar/…` | `profile` |
/// | `/ayuda` | `help` |
/// | `/pqr…` | `support` |
/// | `/verificacion/desafio` | `gate` |
/// | `/idioma/…` | `door` |
pub fn site(front: &FrontDoor, assets: Assets) -> Router {
    let assets = Arc::new(assets);
    let pages = identity::routes(&front.portals).merge(desk::routes()).with_state(front.clone());
    let front = front.clone();
    Router::new()
        .route("/assets/{*path}", get(move |path, headers| asset(Arc::clone(&assets), path, headers)))
        .fallback(move |request: Request| identity::door::enter(front.clone(), pages.clone(), request))
}

/// A style, script or picture; its address holds the hash of what it brings.
async fn asset(assets: Arc<Assets>, Path(path): Path<String>, asked: HeaderMap) -> Response {
    let mut response = assets.respond(&path, &asked).unwrap_or_else(|| bare(StatusCode::NOT_FOUND));
    headers::dress(response.headers_mut(), false);
    response
}
