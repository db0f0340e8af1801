//! Where the pages are that another feature leads to. A link is no dependency: whoever only leads somewhere uses this file, and
//! what a feature uses of another is what it could not do without it. A path that only its own feature knows stays there.

pub const WELCOME: &str = "/";
pub const REGISTRATION: &str = "/registro";
pub const SIGNIN: &str = "/ingreso";
pub const SIGN_OUT: &str = "/salir";
/// «¿Olvidó su contraseña?»
pub const PASSWORD_RECOVERY: &str = "/recuperar";
/// «¿Olvidó su usuario?»
pub const USERNAME_RECOVERY: &str = "/recuperar-usuario";
/// «No tengo acceso a mi correo ni a mi celular»
pub const ASSISTED_RECOVERY: &str = "/recuperacion-asistida";
pub const HOME: &str = "/inicio";
pub const PROFILE: &str = "/perfil";
/// The second factors of an account.
pub const TWO_STEPS: &str = "/perfil/dos-pasos";
/// What a link that confirms an address begins with.
pub const CONFIRM_EMAIL: &str = "/correo/confirmar/";
pub const HELP: &str = "/ayuda";
/// The back office, where the staff of the organisation work.
pub const OFFICE: &str = "/oficina";
pub const OFFICE_SIGNIN: &str = "/oficina/ingreso";
pub const OFFICE_SIGN_OUT: &str = "/oficina/salir";
/// Who runs the portal.
pub const OFFICE_STAFF: &str = "/oficina/equipo";
/// What was sent, and what became of it.
pub const OFFICE_MESSAGES: &str = "/oficina/mensajes";
/// What staff tell everybody.
pub const OFFICE_ANNOUNCEMENTS: &str = "/oficina/anuncios";
/// The people whom the portal admits.
pub const OFFICE_ROSTER: &str = "/oficina/planta";
/// Whom the portal knows.
pub const OFFICE_PEOPLE: &str = "/oficina/personas";
/// Recoveries that the office decides.
pub const OFFICE_ASSISTED: &str = "/oficina/recuperaciones";
/// What a person authorised to be done with their data.
pub const PERSONAL_DATA: &str = "/perfil/datos-personales";
/// All that is held of a person, for them to read and to keep.
pub const DATA_COPY: &str = "/perfil/datos-personales/copia";
/// The policy on personal data.
pub const OFFICE_PERSONAL_DATA: &str = "/oficina/datos-personales";
/// The audit trail.
pub const OFFICE_AUDIT: &str = "/oficina/auditoria";
/// Whether the installation is well.
pub const OFFICE_HEALTH: &str = "/oficina/salud";
/// One's own access to the office.
pub const OFFICE_OWN: &str = "/oficina/mi-acceso";
/// Where the second factor is given again before something that changes rights, contacts or keys.
pub const OFFICE_CONFIRM: &str = "/oficina/confirmar";
/// The petitions, complaints and claims that came in; the desk has the pages.
pub const OFFICE_CASES: &str = "/oficina/pqr";
/// Where a petition, complaint or claim is written; the desk has the page.
pub const SUPPORT: &str = "/pqr";
/// The same for whoever wants to know what is held of them, and for whoever wants it corrected or deleted (Ley 1581 de 2012, art. 14
/// and 15): each is a kind of its own, with a term of its own.
pub const DATA_QUERY: &str = "/pqr?tipo=data-query";
pub const DATA_CLAIM: &str = "/pqr?tipo=data-claim";
/// Where whoever wrote one sees how it stands, by number and code.
pub const SUPPORT_STATE: &str = "/pqr/estado";
/// Where a person has their employment certified; the desk has the page.
pub const CERTIFICATES: &str = "/certificaciones";
/// Where anybody finds out whether a paper is genuine; the desk has the page.
pub const VERIFICATION: &str = "/verificar";
/// The papers that were issued; the desk has the pages.
pub const OFFICE_PAPERS: &str = "/oficina/expedidos";
/// What a person was paid; the desk has the pages.
pub const PAYSLIPS: &str = "/comprobantes";
/// What payroll brings in; the desk has the pages.
pub const OFFICE_PAYROLL: &str = "/oficina/nomina";
