//! The whole site on one screen: what stands outside the portals, and what every portal has.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use base::web::answer::bare;
use base::web::assets::Assets;
use base::web::headers;
use identity::data_copy::{self, Gathers};
use identity::front_door::FrontDoor;
use identity::staff::permissions::Permission;
use identity::{assisted, imports};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{backoffice, probes, requests};

/// Who may open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anybody.
    Public,
    /// Whoever is signed in; others are sent to sign in.
    SignedIn,
    /// A member of the staff who has this permission; others are sent to sign in, or told that they may not.
    Staff(Permission),
    /// Whoever holds the link or stands at that step of the walk; others are sent to its beginning.
    AtThatStep,
}

use Audience::{AtThatStep, Public, SignedIn, Staff};
use Permission::*;

/// The pages of every portal by feature, in the order of a walk. A portal's mailed link has a path of its own besides.
#[rustfmt::skip]
pub const PAGES: &[(&str, &str, Audience)] = &[
    ("welcome",      "/",                                   Public),
    ("registration", "/registro",                           Public),
    ("registration", "/registro/enviado",                   Public),
    ("registration", "/registro/correo/{token}",            AtThatStep),
    ("registration", "/registro/codigo",                    AtThatStep),
    ("registration", "/registro/codigo/reenviar",           AtThatStep),
    ("registration", "/registro/datos",                     AtThatStep),
    ("registration", "/registro/listo",                     Public),
    ("signin",       "/ingreso",                            Public),
    ("signin",       "/ingreso/clave",                      AtThatStep),
    ("signin",       "/ingreso/codigo",                     AtThatStep),
    ("signin",       "/ingreso/codigo/reenviar",            AtThatStep),
    ("signin",       "/ingreso/segundo-paso",               AtThatStep),
    ("signin",       "/salir",                              SignedIn),
    ("recovery",     "/recuperar",                          Public),
    ("recovery",     "/recuperar/enviado",                  Public),
    ("recovery",     "/recuperar/codigo",                   AtThatStep),
    ("recovery",     "/recuperar/codigo/reenviar",          AtThatStep),
    ("recovery",     "/recuperar/segundo-paso",             AtThatStep),
    ("recovery",     "/recuperar/enlace/segundo-paso",      AtThatStep),
    ("recovery",     "/recuperar/nueva",                    AtThatStep),
    ("recovery",     "/recuperar/listo",                    Public),
    ("recovery",     "/recuperar-usuario",                  Public),
    ("recovery",     "/recuperar-usuario/codigo",           AtThatStep),
    ("recovery",     "/recuperar-usuario/codigo/reenviar",  AtThatStep),
    ("recovery",     "/recuperar-usuario/enviado",          Public),
    ("assisted",     "/recuperacion-asistida",              Public),
    ("assisted",     "/recuperacion-asistida/codigo",       AtThatStep),
    ("assisted",     "/recuperacion-asistida/codigo/reenviar", AtThatStep),
    ("assisted",     "/recuperacion-asistida/documento",    AtThatStep),
    ("assisted",     "/recuperacion-asistida/recibida",     Public),
    ("assisted",     "/recuperacion-asistida/detener",      SignedIn),
    ("assisted",     "/recuperacion-asistida/detener/{token}", AtThatStep),
    ("assisted",     "/recuperacion-asistida/nueva/{token}", AtThatStep),
    ("home",         "/inicio",                             SignedIn),
    ("profile",      "/perfil",                             SignedIn),
    ("profile",      "/perfil/clave",                       SignedIn),
    ("profile",      "/perfil/correo",                      SignedIn),
    ("profile",      "/perfil/correo/enviado",              SignedIn),
    ("profile",      "/correo/confirmar/{token}",           AtThatStep),
    ("profile",      "/perfil/celular",                     SignedIn),
    ("profile",      "/perfil/celular/codigo",              AtThatStep),
    ("profile",      "/perfil/celular/codigo/reenviar",     AtThatStep),
    ("profile",      "/perfil/sesiones/cerrar",             SignedIn),
    ("profile",      "/perfil/sesiones/cerrar-otras",       SignedIn),
    ("twosteps",    "/perfil/confirmar",                   SignedIn),
    ("twosteps",    "/perfil/dos-pasos",                   SignedIn),
    ("twosteps",    "/perfil/dos-pasos/aplicacion",        SignedIn),
    ("twosteps",    "/perfil/dos-pasos/aplicacion/quitar", SignedIn),
    ("twosteps",    "/perfil/dos-pasos/codigos",           SignedIn),
    ("twosteps",    "/perfil/dos-pasos/llaves",            SignedIn),
    ("twosteps",    "/perfil/dos-pasos/llaves/{id}",       SignedIn),
    ("help",         "/ayuda",                              Public),
    ("support",      "/pqr",                                Public),
    ("support",      "/pqr/recibida",                       AtThatStep),
    ("support",      "/pqr/estado",                         Public),
    ("support",      "/pqr/estado/caso",                    AtThatStep),
    ("support",      "/pqr/estado/caso/archivos/{id}",      AtThatStep),
    ("certificates", "/certificaciones",                    SignedIn),
    ("papers",       "/expedidos/{id}",                     SignedIn),
    ("papers",       "/verificar",                          Public),
    ("papers",       "/verificar/{token}",                  AtThatStep),
    ("gate",         "/verificacion/desafio",               Public),
    ("door",         "/idioma/{tag}",                       Public),
    ("staff",        "/oficina/ingreso",                    Public),
    ("staff",        "/oficina/ingreso/codigo",             AtThatStep),
    ("staff",        "/oficina/invitacion/{token}",         AtThatStep),
    ("staff",        "/oficina/activar",                    AtThatStep),
    ("overview",     "/oficina",                            Staff(EnterOffice)),
    ("staff",        "/oficina/salir",                      Staff(EnterOffice)),
    ("staff",        "/oficina/confirmar",                  Staff(EnterOffice)),
    ("staff",        "/oficina/equipo",                     Staff(ReadStaff)),
    ("staff",        "/oficina/equipo/invitar",             Staff(ManageStaff)),
    ("staff",        "/oficina/equipo/invitaciones",        Staff(ManageStaff)),
    ("staff",        "/oficina/equipo/{id}",                Staff(ManageStaff)),
    ("messaging",    "/oficina/mensajes",                   Staff(ReadMessages)),
    ("messaging",    "/oficina/mensajes/{id}",              Staff(ReadMessages)),
    ("messaging",    "/oficina/mensajes/{id}/reenviar",     Staff(ActOnMessages)),
    ("messaging",    "/oficina/mensajes/{id}/detener",      Staff(ActOnMessages)),
    ("messaging",    "/oficina/mensajes/suprimidos",        Staff(ReadMessages)),
    ("messaging",    "/oficina/mensajes/suprimidos/agregar", Staff(ActOnMessages)),
    ("messaging",    "/oficina/mensajes/suprimidos/{id}/quitar", Staff(ActOnMessages)),
    ("messaging",    "/oficina/mensajes/redaccion",         Staff(ReadMessages)),
    ("messaging",    "/oficina/mensajes/redaccion/{tag}/{id}", Staff(ReadMessages)),
    ("messaging",    "/oficina/mensajes/redaccion/{tag}/{id}/cambiar", Staff(WordMessages)),
    ("announcements", "/oficina/anuncios",                  Staff(WriteAnnouncements)),
    ("announcements", "/oficina/anuncios/nuevo",            Staff(WriteAnnouncements)),
    ("announcements", "/oficina/anuncios/{id}",             Staff(WriteAnnouncements)),
    ("announcements", "/oficina/anuncios/{id}/terminar",    Staff(WriteAnnouncements)),
    ("consent",      "/perfil/datos-personales",            SignedIn),
    ("consent",      "/perfil/datos-personales/retirar",    SignedIn),
    ("consent",      "/perfil/datos-personales/autorizar",  SignedIn),
    ("data_copy",    "/perfil/datos-personales/copia",      SignedIn),
    ("data_copy",    "/perfil/datos-personales/copia/archivo", SignedIn),
    ("consent",      "/oficina/datos-personales",           Staff(WritePolicies)),
    ("consent",      "/oficina/datos-personales/nueva",     Staff(WritePolicies)),
    ("audit",        "/oficina/auditoria",                  Staff(ReadAudit)),
    ("audit",        "/oficina/auditoria/archivo",          Staff(ReadAudit)),
    ("audit",        "/oficina/auditoria/revision",         Staff(ReadAudit)),
    ("staff",        "/oficina/mi-acceso",                  Staff(EnterOffice)),
    ("staff",        "/oficina/mi-acceso/codigos",          Staff(ChangeOwnFactors)),
    ("staff",        "/oficina/mi-acceso/clave",            Staff(ChangeOwnFactors)),
    ("staff",        "/oficina/mi-acceso/aplicacion",       Staff(ChangeOwnFactors)),
    ("staff",        "/oficina/mi-acceso/llaves",           Staff(ChangeOwnFactors)),
    ("staff",        "/oficina/mi-acceso/llaves/{id}",      Staff(ChangeOwnFactors)),
    ("staff",        "/oficina/mi-acceso/sesiones/cerrar",  Staff(EnterOffice)),
    ("staff",        "/oficina/mi-acceso/sesiones/cerrar-otras", Staff(EnterOffice)),
    ("people",       "/oficina/personas",                   Staff(FindPeople)),
    ("people",       "/oficina/personas/{id}",              Staff(FindPeople)),
    ("people",       "/oficina/personas/{id}/sesiones",     Staff(EndSessions)),
    ("people",       "/oficina/personas/{id}/recuperacion", Staff(StartRecovery)),
    ("people",       "/oficina/personas/{id}/contacto",     Staff(CorrectContacts)),
    ("people",       "/oficina/personas/{id}/suspension",   Staff(SuspendAccounts)),
    ("assisted",     "/oficina/recuperaciones",             Staff(ReadAssisted)),
    ("assisted",     "/oficina/recuperaciones/{id}",        Staff(DecideAssisted)),
    ("assisted",     "/oficina/recuperaciones/{id}/frente", Staff(DecideAssisted)),
    ("assisted",     "/oficina/recuperaciones/{id}/reverso", Staff(DecideAssisted)),
    ("support",      "/oficina/pqr",                        Staff(ReadCases)),
    ("support",      "/oficina/pqr/exportar",               Staff(ReadCases)),
    ("support",      "/oficina/pqr/archivos/{id}",          Staff(ReadCases)),
    ("support",      "/oficina/pqr/{id}",                   Staff(ReadCases)),
    ("support",      "/oficina/pqr/{id}/asignar",           Staff(AssignCases)),
    ("support",      "/oficina/pqr/{id}/atender",           Staff(AnswerCases)),
    ("imports",      "/oficina/planta",                     Staff(ReadRoster)),
    ("imports",      "/oficina/planta/cargar",              Staff(ImportRoster)),
    ("imports",      "/oficina/planta/cargas/{id}",         Staff(ReadRoster)),
    ("imports",      "/oficina/planta/cargas/{id}/columnas",  Staff(ImportRoster)),
    ("imports",      "/oficina/planta/cargas/{id}/filas",   Staff(ImportRoster)),
    ("imports",      "/oficina/planta/cargas/{id}/aplicar", Staff(ApplyRoster)),
    ("imports",      "/oficina/planta/cargas/{id}/deshacer",  Staff(ApplyRoster)),
    ("imports",      "/oficina/planta/cargas/{id}/descartar", Staff(ImportRoster)),
    ("payroll",      "/oficina/nomina",                     Staff(ReadPayroll)),
    ("payroll",      "/oficina/nomina/cargar/{kind}",       Staff(LoadPayroll)),
    ("payroll",      "/oficina/nomina/{id}",                Staff(ReadPayroll)),
    ("payroll",      "/oficina/nomina/{id}/columnas",       Staff(LoadPayroll)),
    ("payroll",      "/oficina/nomina/{id}/filas",          Staff(LoadPayroll)),
    ("payroll",      "/oficina/nomina/{id}/publicar",       Staff(PublishPayroll)),
    ("payroll",      "/oficina/nomina/{id}/descartar",      Staff(LoadPayroll)),
    ("papers",       "/oficina/expedidos",                  Staff(FindPapers)),
    ("papers",       "/oficina/expedidos/{id}",             Staff(FindPapers)),
    ("papers",       "/oficina/expedidos/{id}/anular",      Staff(RevokePapers)),
    ("papers",       "/oficina/expedidos/{id}/archivo",     Staff(ReadPapers)),
    ("payroll",      "/oficina/nomina/{id}/retirar",        Staff(PublishPayroll)),
    ("payslips",     "/comprobantes",                       SignedIn),
    ("payslips",     "/comprobantes/{id}",                  SignedIn),
    ("health",       "/oficina/salud",                      Staff(ReadHealth)),
];

/// What is held of a person, as the copy of their data tells it.
const HELD: Gathers = &[identity::HELD, desk::HELD];

/// Where other programs call, in every portal; no page, and no form.
pub const CALLBACKS: &[&str] = &[identity::messaging::delivery::PATH];

/// Whether a form with files that is sent there is to be taken as it comes.
pub fn takes_file(path: &str) -> bool {
    let is_act = path.contains("/oficina/pqr/") && path.ends_with("/atender");
    let is_payroll = path.contains(desk::payroll::UPLOAD_PATH);
    is_act
        || is_payroll
        || [imports::UPLOAD_PATH, assisted::UPLOAD_PATH, "/pqr", "/pqr/estado/caso"]
            .iter()
            .any(|end| path.ends_with(end))
}

/// The paths that a portal's link path must keep clear of.
pub fn paths() -> Vec<&'static str> {
    PAGES.iter().map(|(_, path, _)| *path).chain(CALLBACKS.iter().copied()).collect()
}

/// Everything this process serves: the probes, the assets, and each portal's pages behind its door.
pub fn site(front: &FrontDoor, assets: Assets) -> Router {
    let pages = identity::routes(&front.portals)
        .merge(desk::routes())
        .merge(data_copy::routes(HELD))
        .merge(backoffice::routes());
    around(pages, front, assets)
}

/// The site with these pages in every portal.
pub fn around(pages: Router<FrontDoor>, front: &FrontDoor, assets: Assets) -> Router {
    let assets = Arc::new(assets);
    // Inside the door, so that the portal dresses the answer as it does any other failure.
    let answering_panics = CatchPanicLayer::custom(|_| bare(StatusCode::INTERNAL_SERVER_ERROR));
    let telling_route = from_fn(requests::tell_route);
    let pages = pages.with_state(front.clone()).layer((telling_route, answering_panics));
    let front = front.clone();
    probes::routes(front.database.clone())
        .route("/assets/{*path}", get(move |path, headers| asset(Arc::clone(&assets), path, headers)))
        .fallback(move |request: Request| identity::door::enter(front.clone(), pages.clone(), request))
}

/// A style, script or picture; its address holds the hash of what it brings.
async fn asset(assets: Arc<Assets>, Path(path): Path<String>, asked: HeaderMap) -> Response {
    let mut response = assets.respond(&path, &asked).unwrap_or_else(|| bare(StatusCode::NOT_FOUND));
    headers::dress(response.headers_mut(), false);
    response
}
