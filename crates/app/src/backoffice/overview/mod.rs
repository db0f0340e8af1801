//! The first page of the office: who is here, what there is for them to do, and pictures of how the portal does.
//!
//! The pictures count; they tell nobody's name, and each has its numbers in a table behind it. Every number comes from an index, so
//! that the page opens as fast in a portal of a million people.

mod pictures;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::web::answer::Answer;
use base::web::chart::BarChart;
use base::web::components::{MenuGroup, MenuItem};
use base::web::page::Page;
use identity::front_door::FrontDoor;
use identity::office::{Module, Staff};
use identity::paths;
use identity::staff::permissions::may;
use identity::staff::role_names;
use identity::visit::page;

pub const TEXTS: base::texts::Source = base::texts!("overview");

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::OFFICE, get(show))
}

#[derive(Template)]
#[template(path = "backoffice/overview/overview.html")]
struct OverviewPage {
    page: Page,
    name: String,
    roles: String,
    groups: Vec<MenuGroup>,
    charts: Vec<BarChart>,
}

async fn show(staff: Staff<may::EnterOffice>, State(front): State<FrontDoor>) -> Answer {
    let item = |module: &Module| MenuItem {
        icon: module.icon,
        label: staff.t(module.name).to_owned(),
        hint: staff.t(module.hint).to_owned(),
        url: staff.url(module.path),
    };
    page(&OverviewPage {
        page: staff.page(&front, staff.t("overview-title")),
        name: staff.member.name.clone(),
        roles: role_names(&staff, &staff.member.roles),
        groups: vec![MenuGroup { title: String::new(), items: staff.modules().map(item).collect() }],
        charts: pictures::of(&front, &staff).await?,
    })
}
