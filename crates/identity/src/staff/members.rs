//! Who runs the portal: the list, an invitation, and what a member may do.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use base::db::Tx;
use base::error::Result;
use base::form::{Fields, FormState};
use base::web::answer::{Answer, bare};
use base::web::components::Choice;
use base::web::page::Page;

use super::invitation::{self, Invited};
use super::permissions::{Permission, Role, may, written};
use super::{Member, MemberId, role_name, role_names, store};
use crate::front_door::FrontDoor;
use crate::messaging::message::Message;
use crate::messaging::moment;
use crate::messaging::outbox::{Recipient, To, post};
use crate::office::Staff;
use crate::paths;
use crate::roster::{EmailAddress, PersonName, refusal};
use crate::visit::{Posted, page, page_again};

const INVITE_PATH: &str = "/oficina/equipo/invitar";
const WITHDRAW_PATH: &str = "/oficina/equipo/invitaciones";
/// Where a message about the boxes of the roles stands.
const ROLES_FIELD: &str = "roles";

pub(super) fn routes() -> Router<FrontDoor> {
    Router::new()
        .route(paths::OFFICE_STAFF, get(list))
        .route(WITHDRAW_PATH, get(to_list).post(withdraw))
        .route(INVITE_PATH, get(show_invite).post(invite))
        .route("/oficina/equipo/{id}", get(show).post(change))
}

/// A member as the list shows them.
struct Listed {
    name: String,
    detail: String,
    mark: String,
    url: String,
}

/// An invitation that waits.
struct Waiting {
    id: String,
    name: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "staff/members.html")]
struct ListPage {
    page: Page,
    members: Vec<Listed>,
    waiting: Vec<Waiting>,
    may_manage: bool,
    action: String,
    invite: String,
}

#[derive(Template)]
#[template(path = "staff/invite.html")]
struct InvitePage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    roles: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "staff/member.html")]
struct MemberPage {
    page: Page,
    form: FormState,
    action: String,
    back: String,
    name: String,
    email: String,
    is_suspended: bool,
    roles: Vec<Choice>,
}

async fn list(staff: Staff<may::ReadStaff>, State(front): State<FrontDoor>) -> Answer {
    let view = staff.view(&front);
    let members = store::all_members(&view).await?;
    let waiting = store::open_invitations(&view, staff.now).await?;
    let listed = members.iter().map(|member| Listed {
        name: member.name.clone(),
        detail: format!("{} · {}", member.email, role_names(&staff, &member.roles)),
        mark: if member.suspended_at.is_some() {
            staff.t("staff-suspended").to_owned()
        } else {
            String::new()
        },
        url: staff.url(&member_path(member.id)),
    });
    let waiting = waiting.iter().map(|invitation| Waiting {
        id: invitation.id.to_string(),
        name: invitation.name.clone(),
        detail: staff.words.with(
            "staff-invited-until",
            &[
                ("email", invitation.email.as_str().into()),
                ("moment", moment::moment(invitation.expires_at, &staff.words).into()),
            ],
        ),
    });
    page(&ListPage {
        page: staff.page(&front, staff.t("staff-members-title")),
        members: listed.collect(),
        waiting: waiting.collect(),
        may_manage: staff.may(Permission::ManageStaff),
        action: staff.url(WITHDRAW_PATH),
        invite: staff.url(INVITE_PATH),
    })
}

/// Whoever had to confirm again before withdrawing comes back here.
async fn to_list(staff: Staff<may::ManageStaff>) -> Response {
    staff.see(paths::OFFICE_STAFF)
}

/// Withdraws an invitation of the list.
async fn withdraw(staff: Staff<may::ManageStaff>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let Ok(id) = posted.get("invitation").parse() else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let tx = staff.begin(&front).await?;
    if store::withdraw_invitation(&tx, id, staff.now).await? {
        staff.record(&tx, &front, "staff.invitation_withdrawn", Some(id.uuid()), "").await?;
        tx.commit().await?;
    }
    Ok(staff.see(paths::OFFICE_STAFF))
}

async fn show_invite(staff: Staff<may::ManageStaff>, State(front): State<FrontDoor>) -> Answer {
    page(&invite_page(&front, &staff, FormState::empty()))
}

async fn invite(staff: Staff<may::ManageStaff>, State(front): State<FrontDoor>, posted: Posted) -> Answer {
    let mut form = FormState::keeping(&posted, &["name", "email"]);
    for role in Role::ALL {
        form = form.with_value(&role_field(role), posted.get(&role_field(role)));
    }
    let invited = match read_invited(&staff, &posted, form.clone()) {
        Ok(invited) => invited,
        Err(form) => return page_again(&invite_page(&front, &staff, form)),
    };
    match send_invitation(&front, &staff, invited).await? {
        Sent::Yes => Ok(staff.see(paths::OFFICE_STAFF)),
        Sent::MayNotInvite => Ok(staff.see(paths::OFFICE)),
        Sent::IsSuspended => {
            let form = form.with_error("email", staff.t("staff-invite-suspended"));
            page_again(&invite_page(&front, &staff, form))
        }
    }
}

/// What came of the wish to invite somebody.
enum Sent {
    Yes,
    /// Whoever pressed the button was suspended, or lost the role, meanwhile.
    MayNotInvite,
    /// The address is of a member who is suspended.
    IsSuspended,
}

/// Writes the invitation and its mail.
async fn send_invitation(
    front: &FrontDoor,
    staff: &Staff<may::ManageStaff>,
    invited: Invited,
) -> Result<Sent> {
    let tx = staff.begin(front).await?;
    let by = Some(staff.member.id);
    let Some(issued) = invitation::issue(&tx, &front.clock, &front.chance, invited, by).await? else {
        return Ok(Sent::IsSuspended);
    };
    store::hold_all(&tx).await?;
    if !is_administrator(&store::member(&tx, staff.member.id).await?) {
        return Ok(Sent::MayNotInvite);
    }
    let to = To { portal: &staff.portal, language: staff.language, account: None };
    let url = staff.portal.address.link(&invitation::link_path(&issued.token));
    let message = Message::StaffInvitation { url, expires_at: issued.invitation.expires_at };
    post(&tx, front, &to, Recipient::Mail(issued.invitation.email), message).await?;
    tx.commit().await?;
    Ok(Sent::Yes)
}

fn read_invited(
    staff: &Staff<may::ManageStaff>,
    posted: &Posted,
    mut form: FormState,
) -> Result<Invited, FormState> {
    let name = PersonName::parse(posted.trimmed("name")).map(|name| name.as_str().to_owned());
    if let Err(wrong) = &name {
        form.add_error("name", refusal::words(&staff.words, *wrong));
    }
    let email = EmailAddress::parse(posted.trimmed("email")).map(|email| email.key());
    if let Err(wrong) = &email {
        form.add_error("email", refusal::words(&staff.words, *wrong));
    }
    let roles = ticked(posted);
    if roles.is_empty() {
        form.add_error(ROLES_FIELD, staff.t("staff-roles-missing"));
    }
    match (name, email) {
        (Ok(name), Ok(email)) if !form.has_errors() => Ok(Invited { email, name, roles }),
        _ => Err(form),
    }
}

fn invite_page(front: &FrontDoor, staff: &Staff<may::ManageStaff>, form: FormState) -> InvitePage {
    let mut page = staff.page(front, staff.t("staff-invite-title"));
    page.has_errors = form.has_errors();
    InvitePage {
        page,
        form,
        action: staff.url(INVITE_PATH),
        back: staff.url(paths::OFFICE_STAFF),
        roles: role_choices(staff),
    }
}

async fn show(
    staff: Staff<may::ManageStaff>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
) -> Answer {
    let Some(member) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    page(&member_page(&front, &staff, form_of(&member), &member))
}

/// What a button of the member's page does.
enum Act {
    GiveRoles(Vec<Role>),
    Suspend,
    Restore,
    InviteAgain,
}

/// Gives roles, suspends, lets back in, or invites again: the button says which.
async fn change(
    staff: Staff<may::ManageStaff>,
    State(front): State<FrontDoor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Answer {
    let Some(member) = find(&front, &staff, &id).await? else { return Ok(bare(StatusCode::NOT_FOUND)) };
    let act = match posted.get("action") {
        "roles" => Act::GiveRoles(ticked(&posted)),
        "suspend" => Act::Suspend,
        "restore" => Act::Restore,
        "invite" => Act::InviteAgain,
        _ => return Ok(bare(StatusCode::BAD_REQUEST)),
    };
    match act {
        Act::GiveRoles(roles) if roles.is_empty() => {
            let form = FormState::empty().with_error(ROLES_FIELD, staff.t("staff-roles-missing"));
            page_again(&member_page(&front, &staff, form, &member))
        }
        Act::InviteAgain => {
            let invited = Invited { email: member.email, name: member.name, roles: member.roles };
            match send_invitation(&front, &staff, invited).await? {
                Sent::Yes => Ok(staff.see(paths::OFFICE_STAFF)),
                Sent::MayNotInvite => Ok(staff.see(paths::OFFICE)),
                Sent::IsSuspended => {
                    // As they are by now: the page was drawn before somebody suspended them.
                    let Some(member) = find(&front, &staff, &id).await? else {
                        return Ok(bare(StatusCode::NOT_FOUND));
                    };
                    let form = form_of(&member).with_problem(staff.t("staff-invite-suspended"));
                    page_again(&member_page(&front, &staff, form, &member))
                }
            }
        }
        act => apply(&front, &staff, &member, act).await,
    }
}

/// Changes a member, as they are by then: whoever changed them meanwhile is not undone.
async fn apply(front: &FrontDoor, staff: &Staff<may::ManageStaff>, member: &Member, act: Act) -> Answer {
    let tx = staff.begin(front).await?;
    store::hold_open_invitations(&tx).await?;
    store::end_invitations_to(&tx, &member.email, staff.now).await?;
    store::hold_all(&tx).await?;
    let (actor, now_there) =
        (store::member(&tx, staff.member.id).await?, store::member(&tx, member.id).await?);
    let Some(there) = now_there.filter(|_| is_administrator(&actor)) else {
        return Ok(staff.see(paths::OFFICE));
    };
    let stays_administrator = match &act {
        Act::GiveRoles(roles) => roles.contains(&Role::Administrator) && there.suspended_at.is_none(),
        Act::Suspend => false,
        Act::Restore | Act::InviteAgain => true,
    };
    if !stays_administrator && !is_other_administrator(&tx, member.id).await? {
        let form = form_of(member).with_problem(staff.t("staff-last-administrator"));
        return page_again(&member_page(front, staff, form, member));
    }
    if !stays_administrator {
        store::end_invitations_by(&tx, member.id, staff.now).await?;
    }
    let (event, has_changed, detail) = match act {
        Act::GiveRoles(roles) => {
            store::set_roles(&tx, member.id, &roles).await?;
            ("staff.roles_changed", roles != there.roles, written(&roles))
        }
        Act::Suspend => {
            store::end_all_sessions(&tx, member.id, staff.now).await?;
            ("staff.suspended", store::suspend(&tx, member.id, staff.now).await?, String::new())
        }
        Act::Restore | Act::InviteAgain => {
            ("staff.restored", store::restore(&tx, member.id).await?, String::new())
        }
    };
    if has_changed {
        staff.record(&tx, front, event, Some(member.id.uuid()), &detail).await?;
    }
    tx.commit().await?;
    Ok(staff.see(paths::OFFICE_STAFF))
}

fn is_administrator(member: &Option<Member>) -> bool {
    member
        .as_ref()
        .is_some_and(|member| member.suspended_at.is_none() && member.roles.contains(&Role::Administrator))
}

/// Whether somebody else would still administer the portal.
async fn is_other_administrator(tx: &Tx, but: MemberId) -> Result<bool> {
    let members = store::all_members(tx).await?;
    Ok(members.into_iter().any(|member| member.id != but && is_administrator(&Some(member))))
}

async fn find(front: &FrontDoor, staff: &Staff<may::ManageStaff>, id: &str) -> Result<Option<Member>> {
    let Ok(id) = id.parse() else { return Ok(None) };
    store::member(&staff.view(front), id).await
}

fn form_of(member: &Member) -> FormState {
    member.roles.iter().fold(FormState::empty(), |form, role| form.with_value(&role_field(*role), "yes"))
}

fn member_page(
    front: &FrontDoor,
    staff: &Staff<may::ManageStaff>,
    form: FormState,
    member: &Member,
) -> MemberPage {
    let mut page = staff.page(front, member.name.clone());
    page.has_errors = form.has_errors();
    MemberPage {
        page,
        form,
        action: staff.url(&member_path(member.id)),
        back: staff.url(paths::OFFICE_STAFF),
        name: member.name.clone(),
        email: member.email.clone(),
        is_suspended: member.suspended_at.is_some(),
        roles: role_choices(staff),
    }
}

fn member_path(id: MemberId) -> String {
    format!("{}/{id}", paths::OFFICE_STAFF)
}

fn role_field(role: Role) -> String {
    format!("role-{}", role.as_str())
}

/// A box for each role, with what it is for.
fn role_choices(staff: &Staff<may::ManageStaff>) -> Vec<Choice> {
    Role::ALL.into_iter().map(|role| Choice::new(role_field(role), role_name(staff, role))).collect()
}

fn ticked(fields: &Fields) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| fields.get(&role_field(*role)) == "yes").collect()
}
