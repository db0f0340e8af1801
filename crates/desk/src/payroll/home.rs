//! What payroll brought in so far, and where it brings in more.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::components::Link;
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::office::{Permission, Staff, may};
use identity::visit::page;

use super::{Batch, HOME_PATH, Kind, UPLOAD_PATH, page_path, store};

/// How many of the files so far are listed.
const LISTED: i64 = 40;

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new().route(HOME_PATH, get(show))
}

/// A batch as the list shows it.
pub(super) struct Listed {
    pub title: String,
    pub detail: String,
    pub mark: String,
    pub url: String,
}

#[derive(Template)]
#[template(path = "payroll/home.html")]
struct HomePage {
    page: Page,
    open: Vec<Listed>,
    ended: Vec<Listed>,
    /// What files may bring, and where they are sent.
    uploads: Vec<Link>,
}

async fn show(staff: Staff<may::ReadPayroll>, State(front): State<FrontDoor>) -> Answer {
    let batches = store::newest(&staff.view(&front), LISTED).await?;
    let (open, ended): (Vec<&Batch>, Vec<&Batch>) = batches.iter().partition(|batch| batch.state.is_open());
    let listed = |batches: Vec<&Batch>| batches.into_iter().map(|batch| listed(&staff, batch)).collect();
    let may_load = staff.may(Permission::LoadPayroll);
    let uploads = Kind::ALL.into_iter().filter(|kind| may_load && kind.is_offered(&staff.portal));
    page(&HomePage {
        page: staff.page(&front, staff.t("payroll-title")),
        open: listed(open),
        ended: listed(ended),
        uploads: uploads.map(|kind| upload_link(&staff, kind)).collect(),
    })
}

fn upload_link<P>(staff: &Staff<P>, kind: Kind) -> Link {
    Link::new(
        staff.t(&format!("payroll-upload-{}", kind.as_str())),
        staff.url(&format!("{UPLOAD_PATH}{}", kind.slug())),
    )
}

pub(super) fn listed<P>(staff: &Staff<P>, batch: &Batch) -> Listed {
    let kind = staff.t(&format!("payroll-kind-{}", batch.kind.as_str())).to_owned();
    Listed {
        title: format!("{kind} · {}", batch.file_name),
        detail: by(staff, batch),
        mark: staff.t(&format!("payroll-state-{}", batch.state.as_str())).to_owned(),
        url: staff.url(&page_path(batch.id)),
    }
}

/// Who sent it and when, and who published it.
pub(super) fn by<P>(staff: &Staff<P>, batch: &Batch) -> String {
    let moment = |at| moment::moment(at, &staff.words);
    let sent = staff.words.with(
        "payroll-by",
        &[("name", batch.member_name.as_str().into()), ("moment", moment(batch.uploaded_at).into())],
    );
    let Some((name, at)) = batch.publisher_name.as_deref().zip(batch.published_at) else { return sent };
    let values = [("name", name.into()), ("moment", moment(at).into())];
    format!("{sent} · {}", staff.words.with("payroll-published-by", &values))
}
