//! What is held of an account, for the copy that its person may have.

use base::db::View;
use base::error::Result;

use super::{OnFile, store};
use crate::held::{Fact, Row, Section, Value};
use crate::roster::Phone;
use crate::visit::{SignedIn, Visit};
use crate::work::Doing;

/// The account itself.
pub fn held_of<'a>(view: &'a View, visit: &'a SignedIn) -> Doing<'a, Vec<Section>> {
    Box::pin(gather(view, visit))
}

async fn gather(view: &View, visit: &SignedIn) -> Result<Vec<Section>> {
    let id = visit.account.id;
    let password_set_at = store::password_set_at(view, id).await?;
    let on_file = store::on_file(view, id).await?;
    let rows = on_file.map(|on_file| [row(visit, on_file, password_set_at.into())].into());
    Ok(vec![Section::new("data-copy-account", "account", rows.unwrap_or_default())])
}

fn row(visit: &Visit, on_file: OnFile, password_set_at: Value) -> Row {
    let account = on_file.account;
    let phone = |stored: Option<String>| stored.map(written_phone);
    vec![
        Fact::new("data-copy-given-names", "given_names", account.given_names),
        Fact::new("data-copy-family-names", "family_names", account.family_names),
        Fact::new("data-copy-signin-name", "signin_name", account.signin_name),
        Fact::new(
            "data-copy-document-type",
            "document_type",
            account.document_type.map(|code| document_type(visit, &code)),
        ),
        Fact::new("data-copy-document-number", "document_number", account.document_number),
        Fact::new("data-copy-email", "email", account.email),
        Fact::new("data-copy-email-confirmed", "email_confirmed_at", account.email_confirmed_at),
        Fact::new("data-copy-phone", "phone", phone(account.phone)),
        Fact::new("data-copy-phone-confirmed", "phone_confirmed_at", account.phone_confirmed_at),
        Fact::new("data-copy-pending-email", "pending_email", on_file.pending_email),
        Fact::new("data-copy-pending-phone", "pending_phone", phone(on_file.pending_phone)),
        Fact::new("data-copy-password-set", "password_set_at", password_set_at),
        Fact::new("data-copy-account-created", "created_at", on_file.created_at),
    ]
}

fn document_type(visit: &Visit, code: &str) -> Value {
    let words = visit.t(&format!("roster-document-type-{}", code.to_lowercase())).to_owned();
    Value::coded(code, words)
}

fn written_phone(stored: String) -> Value {
    let words = Phone::parse(&stored).map_or_else(|_| stored.clone(), |phone| phone.to_string());
    Value::coded(stored, words)
}
