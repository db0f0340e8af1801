//! A new password on a form: the rule shown before typing, and what was typed checked against it.

use base::error::Error;
use base::form::{Fields, FormState};
use base::web::components::{PasswordCheck, PasswordRule as ShownLine};

use super::{Password, PasswordRule, Personal, RuleLine, StoredHash, check, describe};
use crate::front_door::FrontDoor;
use crate::visit::Visit;

/// The names of the fields.
pub const FIELD: &str = "password";
pub const REPEAT_FIELD: &str = "password_repeat";

/// The lines of the portal's rule, for `ui::password_rules`.
pub fn rule_lines(visit: &Visit) -> Vec<ShownLine> {
    lines_of(visit, visit.portal.password.rule)
}

/// The lines of a rule that is not the portal's own.
pub fn lines_of(visit: &Visit, rule: PasswordRule) -> Vec<ShownLine> {
    let lines = describe(rule).iter();
    lines
        .map(|line| ShownLine {
            check: ticked_by(*line),
            text: visit.words.with(line.message(), &line.values()),
        })
        .collect()
}

/// How a phone's keyboard opens for the password: with the number keys for a PIN.
pub fn inputmode(visit: &Visit) -> &'static str {
    if visit.portal.password.rule == PasswordRule::Pin4 { "numeric" } else { "" }
}

/// What the browser may check while the person types.
fn ticked_by(line: RuleLine) -> Option<PasswordCheck> {
    match line {
        RuleLine::AtLeast { least } => Some(PasswordCheck::MinLength(least)),
        RuleLine::AtMost { most } => Some(PasswordCheck::MaxLength(most)),
        RuleLine::Lower => Some(PasswordCheck::Lower),
        RuleLine::Upper => Some(PasswordCheck::Upper),
        RuleLine::Digit => Some(PasswordCheck::Digit),
        RuleLine::Symbol { set } => Some(PasswordCheck::OneOf(set.to_owned())),
        RuleLine::Digits { count } => Some(PasswordCheck::ExactDigits(count)),
        RuleLine::Unguessable | RuleLine::UnguessablePin => None,
    }
}

/// The new password, if the portal's rule accepts it and both fields agree; else the form with what is wrong.
pub fn chosen(
    visit: &Visit,
    fields: &Fields,
    repeat: bool,
    personal: &Personal<'_>,
    form: FormState,
) -> Result<Password, FormState> {
    chosen_by(visit.portal.password.rule, visit, fields, repeat, personal, form)
}

/// The same by a rule that is not the portal's own.
pub fn chosen_by(
    rule: PasswordRule,
    visit: &Visit,
    fields: &Fields,
    repeat: bool,
    personal: &Personal<'_>,
    mut form: FormState,
) -> Result<Password, FormState> {
    let Ok(password) = Password::parse(fields.get(FIELD)) else {
        form.add_error(FIELD, visit.t("credentials-too-long-to-read"));
        return Err(form);
    };
    if fields.get(FIELD).is_empty() {
        form.add_error(FIELD, visit.t("credentials-missing"));
    } else if let Err(refusals) = check(rule, &password, personal) {
        let reasons: Vec<String> =
            refusals.iter().map(|refusal| visit.words.with(refusal.message(), &refusal.values())).collect();
        form.add_error(FIELD, reasons.join(" "));
    } else if repeat && !password.is_same_as_typed(fields.get(REPEAT_FIELD)) {
        form.add_error(REPEAT_FIELD, visit.t("credentials-not-the-same"));
    }
    if form.has_errors() { Err(form) } else { Ok(password) }
}

/// The hash of a chosen password, at today's cost; None when every place to hash is taken.
pub async fn hashed(front: &FrontDoor, password: &Password) -> base::error::Result<Option<StoredHash>> {
    let Ok(permit) = front.hasher.permit() else { return Ok(None) };
    let hash = permit.hash(password).await.map_err(|error| Error::Other(error.to_string()))?;
    Ok(Some(hash))
}
