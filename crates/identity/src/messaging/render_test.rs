//! Every kind of message in both languages: complete, escaped, with its link, its end and its warnings.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base::clock::Timestamp;
use base::texts::{Catalogue, Language, Words, ids};
use lettre::message::Mailbox;

use super::look::Look;
use super::message::{
    AccountLink, AssistedNews, Channel, CodePurpose, Contact, FactorChange, Message, MessageKind, PqrNews,
    TermEnds,
};
use super::render::{MailContent, render_mail, render_text_message};
use super::wordings::Wording;
use super::{TEXTS, gsm7, moment, web_otp};
use crate::portals::{Color, MailKind};

/// 20 November 2026, 3:40 p.m. in Colombia.
const NOW: Timestamp = Timestamp::from_micros(1_795_207_200_000_000);
const LINK: &str = "https://multiportal.example/recuperar/Zk3x?a=1&b=2";
const OTHER_LINK: &str = "https://multiportal.example/ingresar";

fn words(language: Language) -> Words {
    Catalogue::new(vec![TEXTS]).words(language, &[]).unwrap()
}

fn look() -> Look {
    Look {
        organisation: "Cooperativa Ñandú".into(),
        product: "Multiportal".into(),
        brand: Color::from_hex("#0b5d4e").unwrap(),
        text_on_brand: Color::from_hex("#ffffff").unwrap(),
        sender: Mailbox::new(Some("Multiportal".into()), "portal@multiportal.example".parse().unwrap()),
        reply_to: None,
        host: "multiportal.cooperativa-nandu.example".into(),
        sms_name: "Cooperativa Ñandu SA".into(),
        subjects: BTreeMap::new(),
        wording: None,
        is_test: false,
    }
}

fn in_minutes(minutes: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(60 * minutes))
}

fn code(purpose: CodePurpose) -> Message {
    Message::Code { purpose, code: "123456".into(), expires_at: in_minutes(10) }
}

fn account(whose: &str, url: &str) -> AccountLink {
    AccountLink { whose: whose.into(), url: url.into() }
}

fn recovery_link() -> Message {
    Message::RecoveryLink { accounts: vec![account("ana", LINK)], expires_at: in_minutes(30) }
}

fn new_device(device: &str) -> Message {
    Message::NewDevice { device: device.into(), at: NOW, recovery_url: LINK.into() }
}

fn usernames(names: &[&str]) -> Message {
    let usernames = names.iter().map(|name| (*name).to_owned()).collect();
    Message::UsernameReminder { usernames, signin_url: OTHER_LINK.into() }
}

fn contact_changed(contact: Contact) -> Message {
    Message::ContactChanged {
        contact,
        new_masked: "a***a@correo.example".into(),
        at: NOW,
        recovery_url: LINK.into(),
    }
}

fn pqr_news(news: PqrNews) -> Message {
    Message::PqrNews {
        news,
        number: "2026-000123".into(),
        text: "Señora Ñáñez:\n\nEl comprobante va en camino.".into(),
        until: Some(jiff::civil::date(2026, 12, 15)),
        url: LINK.into(),
    }
}

fn pqr_due(ends: TermEnds) -> Message {
    Message::PqrDue {
        number: "2026-000123".into(),
        due_on: jiff::civil::date(2026, 12, 15),
        ends,
        url: LINK.into(),
    }
}

fn assisted_news(news: AssistedNews) -> Message {
    let until = (news == AssistedNews::Granted).then(|| in_minutes(24 * 60));
    Message::AssistedNews { news, number: "RA-7KQM-2XWD".into(), until, help_url: LINK.into() }
}

fn second_step_changed(change: FactorChange) -> Message {
    Message::SecondStepChanged { change, at: NOW, help_url: LINK.into() }
}

/// Every kind, and within a kind every way its words can go.
fn every_message() -> Vec<Message> {
    vec![
        code(CodePurpose::Registration),
        code(CodePurpose::Recovery),
        code(CodePurpose::NewDevice),
        code(CodePurpose::ContactChange),
        code(CodePurpose::AssistedRecovery),
        recovery_link(),
        Message::RecoveryLink {
            accounts: vec![account("ana.gomez", LINK), account("luis", OTHER_LINK)],
            expires_at: in_minutes(30),
        },
        Message::ConfirmationLink { url: LINK.into(), expires_at: in_minutes(24 * 60) },
        Message::RegistrationLink { url: LINK.into(), expires_at: in_minutes(60) },
        Message::StaffInvitation { url: LINK.into(), expires_at: in_minutes(72 * 60) },
        Message::StaffAccessChanged { at: NOW, office_url: LINK.into() },
        Message::StaffFactorTried { at: NOW, office_url: LINK.into() },
        second_step_changed(FactorChange::TurnedOn),
        second_step_changed(FactorChange::TurnedOff),
        second_step_changed(FactorChange::Added),
        second_step_changed(FactorChange::AuthenticatorAdded),
        second_step_changed(FactorChange::AuthenticatorReplaced),
        second_step_changed(FactorChange::Removed),
        second_step_changed(FactorChange::NewCodes),
        second_step_changed(FactorChange::SavedCodeUsed),
        Message::SecondStepTried { at: NOW, help_url: LINK.into() },
        Message::AlreadyRegistered { signin_url: OTHER_LINK.into(), recovery_url: LINK.into() },
        Message::PasswordChanged { at: NOW, recovery_url: LINK.into() },
        contact_changed(Contact::Email),
        contact_changed(Contact::Phone),
        new_device("Chrome en Android"),
        usernames(&["ana.gomez"]),
        usernames(&["ana.gomez", "anita"]),
        Message::PqrReceipt {
            number: "2026-000123".into(),
            code: "7KQM-2XWD".into(),
            url: OTHER_LINK.into(),
            received_on: jiff::civil::date(2026, 11, 20),
            due_on: jiff::civil::date(2026, 12, 15),
        },
        Message::AccountLocked { at: NOW, recovery_url: LINK.into() },
        Message::RecoveryInvitation { recovery_url: LINK.into() },
        Message::ContactCorrected {
            contact: Contact::Email,
            new_masked: "n***o@correo.co".into(),
            at: NOW,
            help_url: LINK.into(),
        },
        Message::AccountSuspended { at: NOW, help_url: LINK.into() },
        Message::AccountRestored { at: NOW, signin_url: LINK.into() },
        Message::PayslipPublished { url: LINK.into() },
        assisted_news(AssistedNews::Received),
        assisted_news(AssistedNews::Granted),
        assisted_news(AssistedNews::Refused),
        assisted_news(AssistedNews::Stopped),
        assisted_news(AssistedNews::Undecided),
        assisted_news(AssistedNews::Unused),
        Message::AssistedNotice { until: in_minutes(24 * 60), stop_url: LINK.into() },
        Message::AssistedStopped { number: "RA-7KQM-2XWD".into(), url: LINK.into() },
        pqr_due(TermEnds::Soon),
        pqr_due(TermEnds::Today),
        pqr_news(PqrNews::Message),
        pqr_news(PqrNews::InformationAsked),
        pqr_news(PqrNews::Extended),
        pqr_news(PqrNews::Answered),
        pqr_news(PqrNews::DataAnswered),
        pqr_news(PqrNews::PassedOn),
        pqr_news(PqrNews::Reopened),
        pqr_news(PqrNews::Withdrawn),
    ]
}

fn every_mail() -> Vec<(Message, Language, MailContent)> {
    let in_both = |message: Message| {
        Language::ALL.map(|language| {
            (message.clone(), language, render_mail(&message, &look(), &words(language), NOW))
        })
    };
    every_message().into_iter().flat_map(in_both).collect()
}

fn every_text_message() -> Vec<(Message, String)> {
    let in_both = |message: Message| {
        Language::ALL.map(|language| {
            render_text_message(&message, &look(), &words(language), NOW).map(|text| (message.clone(), text))
        })
    };
    every_message().into_iter().flat_map(in_both).flatten().collect()
}

/// The links of a message, found without the code under test.
fn links_of(message: &Message) -> Vec<String> {
    fn collect(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) if text.starts_with("https://") => found.push(text.clone()),
            serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            serde_json::Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(&serde_json::to_value(message).unwrap(), &mut found);
    found
}

fn without_style(html: &str) -> String {
    let (before, rest) = html.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}{after}")
}

#[test]
fn every_kind_is_among_the_samples() {
    let seen: BTreeSet<MessageKind> = every_message().iter().map(Message::kind).collect();
    assert_eq!(seen.len(), MessageKind::ALL.len());
}

#[test]
fn both_languages_have_the_same_sentences() {
    let spanish: BTreeSet<&str> = ids(TEXTS.spanish).collect();
    let english: BTreeSet<&str> = ids(TEXTS.english).collect();
    assert_eq!(spanish, english);
}

#[test]
fn no_sentence_is_missing_and_none_is_half_filled() {
    let mails = every_mail()
        .into_iter()
        .flat_map(|(_, _, mail)| [mail.subject, mail.text, without_style(&mail.html)]);
    let short = every_text_message().into_iter().map(|(_, text)| text);
    for text in mails.chain(short) {
        assert!(!text.contains("messaging-"), "{text}");
        assert!(!text.contains('{') && !text.contains('}') && !text.contains('$'), "{text}");
        assert!(!text.contains('\u{2068}') && !text.contains("  ."), "{text}");
    }
}

#[test]
fn every_link_stands_once_in_a_button_and_once_to_be_copied() {
    for (message, language, mail) in every_mail() {
        let links = links_of(&message);
        assert_eq!(mail.html.matches("href=").count(), links.len(), "{message:?}");
        for link in links {
            let escaped = link.replace('&', "&#38;");
            assert_eq!(
                mail.html.matches(&format!("href=\"{escaped}\"")).count(),
                1,
                "{message:?} {language:?}"
            );
            assert_eq!(
                mail.html.matches(&format!(">{escaped}</span>")).count(),
                1,
                "{message:?} {language:?}"
            );
            assert_eq!(mail.text.lines().filter(|line| *line == link).count(), 1, "{}", mail.text);
        }
    }
}

#[test]
fn nothing_is_fetched_by_opening_a_mail() {
    for (message, _, mail) in every_mail() {
        for fetching in
            ["<img", "src=", "url(", "@import", "<link", "<script", "background=", "<iframe", "<form"]
        {
            assert!(!mail.html.contains(fetching), "{message:?}: {fetching}");
        }
    }
}

#[test]
fn every_element_is_closed_where_it_should_be() {
    let element = regex::Regex::new(r"<(/?)([a-z0-9]+)[^>]*>").unwrap();
    for (message, _, mail) in every_mail() {
        let mut open: Vec<String> = Vec::new();
        for found in element.captures_iter(&mail.html) {
            let (closes, name) = (&found[1] == "/", found[2].to_owned());
            if ["meta", "br"].contains(&name.as_str()) {
                continue;
            }
            if closes {
                assert_eq!(open.pop(), Some(name), "{message:?}");
            } else {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{message:?}: {open:?}");
        assert!(mail.html.len() < 100_000, "mail programs cut longer ones");
    }
}

/// What staff did was not the reader's doing: these say in words of their own what to do about it.
const DONE_BY_STAFF: [MessageKind; 5] = [
    MessageKind::StaffInvitation,
    MessageKind::RecoveryInvitation,
    MessageKind::ContactCorrected,
    MessageKind::AccountSuspended,
    MessageKind::AccountRestored,
];

#[test]
fn every_mail_warns_and_says_who_sent_it() {
    for (message, language, mail) in every_mail() {
        let (never, not_you) = match language {
            Language::Spanish => {
                ("Nunca le pediremos su contraseña por correo, teléfono ni WhatsApp.", "Si no fue usted")
            }
            Language::English => (
                "We will never ask for your password by e-mail, by phone or on WhatsApp.",
                "If it was not you",
            ),
        };
        let not_you = if DONE_BY_STAFF.contains(&message.kind()) { never } else { not_you };
        for body in [&mail.text, &mail.html] {
            for sentence in
                [never, not_you, "Cooperativa Ñandú", "Multiportal", "multiportal.cooperativa-nandu.example"]
            {
                assert!(body.contains(sentence), "{message:?} lacks {sentence:?}: {body}");
            }
        }
    }
}

fn pqr_mail(news: PqrNews, until: Option<jiff::civil::Date>, text: &str, look: &Look) -> MailContent {
    let (number, url) = ("2026-000123".to_owned(), LINK.to_owned());
    let message = Message::PqrNews { news, number, text: text.into(), until, url };
    render_mail(&message, look, &words(Language::Spanish), NOW)
}

#[test]
fn what_the_law_wants_said_is_said_whatever_the_staff_word() {
    let body = "Esto le respondemos:\n{texto}\n{enlace}".to_owned();
    let wording = Wording { subject: "Su caso".into(), body, text_message: String::new() };
    let worded = Look { wording: Some(wording), ..look() };
    let until = Some(jiff::civil::date(2026, 12, 15));
    for look in [look(), worded] {
        for (news, until, owed) in [
            (PqrNews::DataAnswered, None, "Superintendencia de Industria y Comercio"),
            (PqrNews::InformationAsked, until, "la ley entiende que usted desistió"),
        ] {
            let mail = pqr_mail(news, until, "Va en camino.", &look);
            for text in [&mail.text, &mail.html] {
                assert_eq!(text.matches(owed).count(), 1, "{text}");
            }
        }
        // Where the law takes silence for nothing, nobody is told so.
        let mail = pqr_mail(PqrNews::InformationAsked, None, "Va en camino.", &look);
        assert!(!mail.text.contains("desistió"), "{}", mail.text);
    }
}

#[test]
fn where_nobody_wrote_anything_nothing_is_quoted() {
    let quotation = "border-left";
    assert!(pqr_mail(PqrNews::Answered, None, "Va en camino.", &look()).html.contains(quotation));
    for nothing in ["", " \n"] {
        let mail = pqr_mail(PqrNews::Withdrawn, None, nothing, &look());
        assert!(!mail.html.contains(quotation), "{}", mail.html);
        assert!(!mail.text.contains("\n\n\n"), "{}", mail.text);
    }
}

#[test]
fn what_expires_says_when() {
    let spanish = words(Language::Spanish);
    let expiry = |message: &Message| render_mail(message, &look(), &spanish, NOW).text;
    assert!(
        expiry(&code(CodePurpose::Recovery)).contains(
            "vence en 10 minutos (20 de noviembre de 2026, 3:50\u{a0}p.\u{a0}m., hora de Colombia)"
        )
    );
    assert!(expiry(&recovery_link()).contains("vence en 30 minutos"));
    let confirmation = Message::ConfirmationLink { url: LINK.into(), expires_at: in_minutes(24 * 60) };
    assert!(
        expiry(&confirmation)
            .contains("vence en 24 horas (21 de noviembre de 2026, 3:40\u{a0}p.\u{a0}m., hora de Colombia)")
    );
}

#[test]
fn a_message_that_waited_says_what_is_left() {
    let later = NOW.plus(Duration::from_secs(7 * 60));
    let text =
        render_text_message(&code(CodePurpose::Recovery), &look(), &words(Language::Spanish), later).unwrap();
    assert!(text.contains("Vence en 3 min."), "{text}");
}

#[test]
fn the_text_of_a_recovery_mail_reads_so() {
    let mail = render_mail(&recovery_link(), &look(), &words(Language::Spanish), NOW);
    assert_eq!(mail.subject, "Restablecer su contraseña de Multiportal");
    assert_eq!(
        mail.text,
        "Restablezca su contraseña\n\
         \n\
         Recibimos una solicitud para restablecer la contraseña de su cuenta en Multiportal \
         (multiportal.cooperativa-nandu.example). Abra el enlace para escribir una nueva.\n\
         \n\
         Escribir una contraseña nueva:\n\
         https://multiportal.example/recuperar/Zk3x?a=1&b=2\n\
         \n\
         El enlace vence en 30 minutos (20 de noviembre de 2026, 4:10\u{a0}p.\u{a0}m., hora de Colombia) y sirve una sola vez.\n\
         \n\
         Si no fue usted, no haga nada: su contraseña sigue siendo la misma.\n\
         \n\
         Nunca le pediremos su contraseña por correo, teléfono ni WhatsApp.\n\
         \n\
         -- \n\
         Cooperativa Ñandú · Multiportal\n\
         Este mensaje lo envió Cooperativa Ñandú por algo que ocurrió en Multiportal (multiportal.cooperativa-nandu.example).\n\
         Por favor no responda a este correo: nadie lee esta dirección."
    );
}

#[test]
fn what_someone_typed_stays_text() {
    let hostile = "<script>alert(1)</script>\"'&\r\nhttps://malo.example";
    for message in [
        new_device(hostile),
        usernames(&[hostile]),
        Message::RecoveryLink {
            accounts: vec![account(hostile, LINK), account("luis", OTHER_LINK)],
            expires_at: in_minutes(30),
        },
    ] {
        let mail = render_mail(&message, &look(), &words(Language::Spanish), NOW);
        assert!(!mail.html.contains("<script"), "{message:?}");
        assert!(
            mail.html.contains("&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;"),
            "{message:?}"
        );
        assert!(!mail.text.lines().any(|line| line.starts_with("https://malo")), "{}", mail.text);
        assert!(!mail.subject.contains('\n'));
    }
}

#[test]
fn a_text_from_outside_is_not_repeated_without_end() {
    let mail = render_mail(&new_device(&"x".repeat(5000)), &look(), &words(Language::Spanish), NOW);
    assert!(!mail.text.contains(&"x".repeat(81)));
}

#[test]
fn a_portal_may_word_a_subject_itself() {
    let mut look = look();
    look.subjects.insert(MailKind::RecoveryLink, "restablecer acceso".into());
    let spanish = words(Language::Spanish);
    assert_eq!(render_mail(&recovery_link(), &look, &spanish, NOW).subject, "restablecer acceso");
    assert_eq!(
        render_mail(&new_device("x"), &look, &spanish, NOW).subject,
        "Ingreso a Multiportal desde un dispositivo nuevo"
    );
}

#[test]
fn a_subject_says_nothing_that_a_lock_screen_should_not_show() {
    for (message, _, mail) in every_mail() {
        assert!(!mail.subject.contains("123456"), "{message:?}");
        assert!(mail.subject.chars().count() <= 78, "{}", mail.subject);
    }
}

#[test]
fn a_reply_is_only_discouraged_where_nobody_reads_it() {
    let spanish = words(Language::Spanish);
    let with_reply = Look { reply_to: Some("ayuda@multiportal.example".parse().unwrap()), ..look() };
    assert!(render_mail(&recovery_link(), &look(), &spanish, NOW).text.contains("no responda"));
    assert!(!render_mail(&recovery_link(), &with_reply, &spanish, NOW).text.contains("no responda"));
}

#[test]
fn a_text_message_is_gsm7_and_one_part() {
    for (message, text) in every_text_message() {
        let size = gsm7::measure(&text);
        assert_eq!(
            (size.alphabet, size.parts),
            (gsm7::Alphabet::Gsm7, 1),
            "{message:?} takes {size:?}: {text}"
        );
    }
}

#[test]
fn a_text_message_with_a_code_ends_with_the_webotp_line() {
    for (message, text) in every_text_message() {
        let expected = (message.kind() == MessageKind::Code)
            .then_some(("multiportal.cooperativa-nandu.example", "123456"));
        assert_eq!(web_otp::read(&text), expected, "{text}");
    }
    let text =
        render_text_message(&code(CodePurpose::Recovery), &look(), &words(Language::Spanish), NOW).unwrap();
    assert_eq!(
        text,
        "123456 es su codigo de Cooperativa Ñandu SA. Vence en 10 min. No lo comparta con nadie.\n\n\
         @multiportal.cooperativa-nandu.example #123456"
    );
}

#[test]
fn a_link_never_goes_by_text_message() {
    for message in every_message() {
        let may = message.kind().channels().contains(&Channel::TextMessage);
        let text = render_text_message(&message, &look(), &words(Language::Spanish), NOW);
        assert_eq!(text.is_some(), may, "{message:?}");
        assert!(!text.unwrap_or_default().contains("://"), "{message:?}");
    }
}

#[test]
fn a_username_is_never_spelled_otherwise() {
    let spanish = words(Language::Spanish);
    let sent = |name: &str| render_text_message(&usernames(&[name]), &look(), &spanish, NOW).unwrap();
    assert!(sent("josé.ñame").ends_with("es josé.ñame"), "both letters are in GSM-7");
    assert!(sent("ramón").ends_with("es ramón"));
}

#[test]
fn a_secret_is_of_use_until_it_expires_and_not_longer() {
    assert_eq!(recovery_link().useful_life(NOW), Duration::from_secs(30 * 60));
    assert_eq!(recovery_link().useful_life(in_minutes(31)), Duration::ZERO);
    assert_eq!(new_device("x").useful_life(NOW), Duration::from_secs(72 * 60 * 60));
}

#[test]
fn an_answer_that_is_owed_by_law_is_of_use_for_a_month() {
    let answer = pqr_news(PqrNews::Answered);
    assert_eq!(answer.useful_life(NOW), Duration::from_secs(30 * 24 * 60 * 60));
}

#[test]
fn a_message_survives_storage_and_does_not_print_its_secret() {
    for message in every_message() {
        let stored = serde_json::to_string(&message).unwrap();
        assert!(stored.contains(&format!("\"kind\":\"{}\"", message.kind().as_str())), "{stored}");
        assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message);
        assert_eq!(format!("{message:?}"), format!("Message({})", message.kind().as_str()));
    }
}

#[test]
fn a_clock_reads_as_people_say_it() {
    let (spanish, english) = (words(Language::Spanish), words(Language::English));
    let at = |hours: u64, minutes: u64| {
        // Midnight in Colombia of that day.
        NOW.minus(Duration::from_secs((15 * 60 + 40) * 60))
            .plus(Duration::from_secs((hours * 60 + minutes) * 60))
    };
    for (hours, minutes, expected) in [
        (0, 5, "12:05\u{a0}a.\u{a0}m."),
        (11, 59, "11:59\u{a0}a.\u{a0}m."),
        (12, 0, "12:00\u{a0}p.\u{a0}m."),
        (23, 0, "11:00\u{a0}p.\u{a0}m."),
    ] {
        assert_eq!(moment::clock(at(hours, minutes), &spanish), expected);
    }
    assert_eq!(moment::moment(at(0, 0), &spanish), "20 de noviembre de 2026, 12:00\u{a0}a.\u{a0}m.");
    assert_eq!(moment::moment(at(15, 40), &english), "20 November 2026, 3:40\u{a0}p.m.");
}
