//! Signing in: with the name and the password on one page or on two, then the second factor of whoever has one, or a code by text
//! message on a new device where the portal asks for one.
//!
//! Nobody learns from it who has an account: a known and an unknown name cost the same statements and one hash, and read the
//! same words. Tries are counted before the password is compared (`guard`). Everything else a front door does looks people up
//! after the answer; this alone must while the person waits.

mod attempt;
pub mod factor;
pub mod guard;
pub mod name;
mod pages;
mod rules;
mod store;
mod tasks;

pub use pages::routes;
pub use tasks::duties;

pub const TEXTS: base::texts::Source = base::texts!("signin");

const PASSWORD_PATH: &str = "/ingreso/clave";
const CODE_PATH: &str = "/ingreso/codigo";
const FACTOR_PATH: &str = "/ingreso/segundo-paso";
