//! Help: the channels that every page shows, and a guide to this portal drawn from its settings, so that it is never wrong.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base::texts::Words;
use base::web::answer::Answer;
use base::web::components::Icon;
use base::web::page::{HelpChannel, Page};

use crate::credentials::screen;
use crate::front_door::FrontDoor;
use crate::paths;
use crate::portals::{Fact, PasswordRecovery, Portal, RegistrationBy, SendBy, SignInWith, Steps};
use crate::verification::{CODE_LIFETIME, CODE_TRIES, CONFIRMATION_LINK_LIFETIME, RECOVERY_LINK_LIFETIME};
use crate::visit::{Visit, page};

pub const TEXTS: base::texts::Source = base::texts!("help");

pub fn routes() -> Router<FrontDoor> {
    Router::new().route(paths::HELP, get(show))
}

/// «¿Necesitas ayuda?» (A7): the same channels in the same order on every page (WCAG 2.2, 3.2.6).
pub fn channels(portal: &Portal, words: &Words) -> Vec<HelpChannel> {
    let help = &portal.help;
    let channel = |icon, label: &str, detail: String, url: String| HelpChannel {
        icon,
        label: words.get(label).to_owned(),
        detail,
        url,
    };
    let whatsapp = help.whatsapp.as_ref().map(|number| {
        // No name, document or code: addresses are logged.
        let text = percent_encoding::utf8_percent_encode(
            words.get("help-whatsapp-text"),
            percent_encoding::NON_ALPHANUMERIC,
        );
        let url = format!("https://wa.me/{}?text={text}", number.as_str());
        channel(Icon::Chat, "help-whatsapp", number.spaced(), url)
    });
    let email = help
        .email
        .as_ref()
        .map(|address| channel(Icon::Mail, "help-email", address.to_string(), format!("mailto:{address}")));
    let pqr = help.pqr.then(|| {
        let detail = words.get("help-pqr-detail").to_owned();
        channel(Icon::Case, "help-pqr", detail, portal.address.local(paths::SUPPORT))
    });
    let guide = channel(
        Icon::Question,
        "help-guide",
        words.get("help-guide-detail").to_owned(),
        portal.address.local(paths::HELP),
    );
    [whatsapp, email, pqr, Some(guide)].into_iter().flatten().collect()
}

/// One thing that the guide tells how to do.
struct Chapter {
    title: String,
    steps: Vec<String>,
    url: String,
    link: String,
}

#[derive(Template)]
#[template(path = "help/help.html")]
struct HelpPage {
    page: Page,
    chapters: Vec<Chapter>,
    rule: Vec<String>,
}

async fn show(visit: Visit, State(front): State<FrontDoor>) -> Answer {
    let rule = screen::rule_lines(&visit).into_iter().map(|line| line.text).collect();
    page(&HelpPage { page: visit.page(&front, visit.t("help-title")), chapters: chapters(&visit), rule })
}

fn chapters(visit: &Visit) -> Vec<Chapter> {
    let chapter = |title: &str, steps: Vec<&'static str>, path: &str, link: &str| Chapter {
        title: visit.t(title).to_owned(),
        steps: steps.into_iter().map(|id| sentence(visit, id)).collect(),
        url: visit.url(path),
        link: visit.t(link).to_owned(),
    };
    let portal = &visit.portal;
    let mut chapters = vec![
        chapter(
            "help-registration-title",
            registration_steps(portal),
            paths::REGISTRATION,
            "help-registration-go",
        ),
        chapter("help-signin-title", signin_steps(portal), paths::SIGNIN, "help-signin-go"),
    ];
    if let Some(username) = portal.recovery.username {
        let steps = username_steps(username.send_by);
        chapters.push(chapter("help-username-title", steps, paths::USERNAME_RECOVERY, "help-username-go"));
    }
    let steps = password_steps(portal);
    chapters.push(chapter("help-password-title", steps, paths::PASSWORD_RECOVERY, "help-password-go"));
    let steps = vec!["help-step-assisted-who", "help-step-assisted-prove", "help-step-assisted-wait"];
    chapters.push(chapter("help-assisted-title", steps, paths::ASSISTED_RECOVERY, "help-assisted-go"));
    chapters
}

/// A step of the guide, filled with the figures in force.
fn sentence(visit: &Visit, id: &str) -> String {
    let minutes = |duration: std::time::Duration| duration.as_secs() / 60;
    visit.words.with(
        id,
        &[
            ("organisation", visit.portal.brand.organisation.as_str().into()),
            ("code_minutes", minutes(CODE_LIFETIME).into()),
            ("code_tries", CODE_TRIES.into()),
            ("link_minutes", minutes(RECOVERY_LINK_LIFETIME).into()),
            ("link_hours", (minutes(CONFIRMATION_LINK_LIFETIME) / 60).into()),
        ],
    )
}

/// How one registers in this portal.
fn registration_steps(portal: &Portal) -> Vec<&'static str> {
    let mut steps = match portal.registration.by {
        RegistrationBy::Email => {
            vec!["help-step-own-email", "help-step-registration-link", "help-step-names"]
        }
        RegistrationBy::RosterCode { second_fact, asks_email } => {
            let facts = match second_fact {
                None => "help-step-cedula",
                Some(Fact::IssueDate) => "help-step-cedula-issue-date",
                Some(Fact::BirthDate) => "help-step-cedula-birth-date",
            };
            let mut steps = vec![facts, "help-step-code-to-roster"];
            if asks_email {
                steps.push("help-step-choose-email");
            }
            steps
        }
        RegistrationBy::Member => vec!["help-step-member-data", "help-step-code-to-phone"],
    };
    if portal.signin.identifier == SignInWith::Username {
        steps.push("help-step-choose-username");
    }
    steps.push(choice_of_password(portal.registration.repeat_password));
    if portal.registration.by != RegistrationBy::Email {
        steps.push("help-step-confirm-email");
    }
    steps
}

fn signin_steps(portal: &Portal) -> Vec<&'static str> {
    let mut steps = vec![match portal.signin.identifier {
        SignInWith::Document => "help-step-signin-document",
        SignInWith::Email => "help-step-signin-email",
        SignInWith::Username => "help-step-signin-username",
    }];
    steps.push(match portal.signin.steps {
        Steps::One => "help-step-signin-password",
        Steps::Two => "help-step-signin-password-next",
    });
    if portal.signin.new_device_code {
        steps.push("help-step-signin-code");
    }
    steps
}

fn username_steps(send_by: SendBy) -> Vec<&'static str> {
    let arrives = match send_by {
        SendBy::Both => "help-step-username-both",
        SendBy::Email => "help-step-username-email",
        SendBy::Sms => "help-step-username-sms",
    };
    vec!["help-step-registered-email", "help-step-code-to-phone", arrives]
}

fn password_steps(portal: &Portal) -> Vec<&'static str> {
    match portal.recovery.password {
        PasswordRecovery::MailedLink { confirm_email, repeat_password, .. } => {
            let mut steps = vec!["help-step-registered-email", "help-step-recovery-link"];
            if confirm_email {
                steps.push("help-step-confirm-own-email");
            }
            steps.push(choice_of_password(repeat_password));
            steps
        }
        PasswordRecovery::IdentityData { repeat_password } => {
            vec!["help-step-member-data", "help-step-code-to-phone", choice_of_password(repeat_password)]
        }
    }
}

fn choice_of_password(repeats: bool) -> &'static str {
    if repeats { "help-step-choose-password-twice" } else { "help-step-choose-password" }
}
