//! The second factor once more, before something that changes rights, contacts or keys.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use base::form::FormState;
use base::secret::Token;
use base::web::answer::{Answer, with_cookies};
use base::web::page::Page;
use serde::Deserialize;

use super::factor::{self, Tried};
use super::{COOKIE, store};
use crate::factors::{self, Asked, Asking, CODE_FIELD};
use crate::front_door::FrontDoor;
use crate::office::Staff;
use crate::paths;
use crate::staff::permissions::may;
use crate::visit::{Posted, page, page_again};

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE_CONFIRM, get(show).post(submit))
}

/// Where the way leads back to.
#[derive(Deserialize)]
struct Back {
    #[serde(default, rename = "volver")]
    path: String,
}

#[derive(Template)]
#[template(path = "staff/confirm.html")]
struct ConfirmPage {
    page: Page,
    form: FormState,
    asked: Asked,
    action: String,
    cancel: String,
}

async fn show(
    staff: Staff<may::EnterOffice>,
    State(front): State<FrontDoor>,
    Query(back): Query<Back>,
) -> Answer {
    show_page(&front, &staff, FormState::empty(), way_back(&back.path)).await
}

async fn submit(
    staff: Staff<may::EnterOffice>,
    State(front): State<FrontDoor>,
    Query(back): Query<Back>,
    posted: Posted,
) -> Answer {
    let back = way_back(&back.path);
    let again = async |said: &str| {
        show_page(&front, &staff, FormState::empty().with_error(CODE_FIELD, said), back).await
    };
    let Some(answer) = factors::Answer::of(&posted) else {
        return again(staff.t("factors-code-missing")).await;
    };
    let bound_to = staff.session.id.uuid();
    let tx = staff.begin(&front).await?;
    if let Tried::Wrong(said) = factor::attempt(&tx, &front, &staff, &staff.member, bound_to, answer).await? {
        tx.commit().await?;
        return again(&said).await;
    }
    let token = Token::new(&front.chance);
    store::prove_session(&tx, staff.session.id, token.hash(), staff.now).await?;
    staff.record(&tx, &front, "staff.factor_confirmed", Some(staff.member.id.uuid()), "").await?;
    tx.commit().await?;
    Ok(with_cookies(staff.see(back), [staff.cookie(COOKIE, token.reveal(), None)]))
}

/// A page of the office, or its home where the request names something else.
fn way_back(path: &str) -> &str {
    let is_plain = path.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"/-".contains(&octet));
    let is_ours = path.strip_prefix(paths::OFFICE).is_some_and(|rest| rest.starts_with('/'));
    if is_plain && is_ours && !path.contains("//") { path } else { paths::OFFICE }
}

async fn show_page(
    front: &FrontDoor,
    staff: &Staff<may::EnterOffice>,
    form: FormState,
    back: &str,
) -> Answer {
    let tx = staff.begin(front).await?;
    let asking = Asking { owner: staff.member.id.uuid(), bound_to: staff.session.id.uuid() };
    let asked = factors::ask(&tx, front, staff, asking).await?;
    tx.commit().await?;
    let mut frame = staff.page(front, staff.t("staff-confirm-title"));
    frame.has_errors = form.has_errors();
    let shown = ConfirmPage {
        page: frame,
        form,
        asked,
        action: staff.url(&format!("{}?volver={back}", paths::OFFICE_CONFIRM)),
        cancel: staff.url(paths::OFFICE),
    };
    if shown.form.has_errors() { page_again(&shown) } else { page(&shown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_in_the_office() {
        assert_eq!(way_back("/oficina/equipo/0192-ab"), "/oficina/equipo/0192-ab");
        for elsewhere in
            ["", "/perfil", "//malo.example", "/oficina//malo", "/oficinas", "/oficina/..%2f", "/oficina/a?b"]
        {
            assert_eq!(way_back(elsewhere), "/oficina", "{elsewhere}");
        }
    }
}
