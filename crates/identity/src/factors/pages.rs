//! The pages on which somebody changes their own second factors, alike for people and for the staff. Whose they are, what else follows
//! from a change and where the way leads back is the caller's.

use askama::Template;
use base::form::FormState;
use base::web::answer::Answer;
use base::web::page::Page;

use super::{SavedCode, Setup};
use crate::visit::{page, page_again};

/// Where a page sends its form, and where whoever changes their mind goes.
pub struct Ways {
    pub action: String,
    pub back: String,
}

/// Asks for a passkey to be added.
#[derive(Template)]
#[template(path = "factors/add_passkey.html")]
pub struct AddPasskeyPage {
    pub page: Page,
    pub form: FormState,
    /// None where no more can be added.
    pub options: Option<String>,
    pub ways: Ways,
}

impl AddPasskeyPage {
    pub fn answer(mut self) -> Answer {
        self.page.has_errors = self.form.has_errors();
        if self.form.has_errors() { page_again(&self) } else { page(&self) }
    }
}

/// Asks for the first code of an authenticator that is being set up.
#[derive(Template)]
#[template(path = "factors/authenticator.html")]
pub struct AuthenticatorPage {
    pub page: Page,
    pub form: FormState,
    /// What follows from setting it up.
    pub intro: String,
    pub setup: Setup,
    /// What the button says.
    pub button: String,
    pub ways: Ways,
}

impl AuthenticatorPage {
    pub fn answer(mut self) -> Answer {
        self.page.has_errors = self.form.has_errors();
        if self.form.has_errors() { page_again(&self) } else { page(&self) }
    }
}

/// Says what a change means before it is made.
#[derive(Template)]
#[template(path = "factors/agree.html")]
pub struct AgreePage {
    pub page: Page,
    pub text: String,
    /// What tells this one from others like it; "" where there is only one.
    pub detail: String,
    pub button: String,
    /// How the button looks: "primary" or "danger".
    pub tone: &'static str,
    pub ways: Ways,
}

/// Shows saved codes, once.
#[derive(Template)]
#[template(path = "factors/saved_codes.html")]
pub struct SavedCodesPage {
    pub page: Page,
    pub codes: Vec<String>,
    pub next: String,
}

impl SavedCodesPage {
    pub fn new(page: Page, codes: &[SavedCode], next: String) -> Self {
        Self { page, codes: codes.iter().map(SavedCode::written).collect(), next }
    }
}
