//! A wording as staff write it, with names in braces: read, held against the rules, and filled. Values go in once and are looked at no
//! more, so that none of them becomes a variable.

use base::letters::is_invisible;

use super::super::gsm7::{self, Alphabet};
use super::super::message::{Message, MessageKind};
use super::super::web_otp;
use super::variables::{self, Place, Variable};

pub(super) const SUBJECT_MAX_CHARACTERS: usize = 120;
pub(super) const BODY_MAX_CHARACTERS: usize = 2_000;
const TEXT_MAX_CHARACTERS: usize = 400;
/// A code comes in one piece: two may arrive apart, and the phone offers it only from the whole.
const CODE_PARTS_MAX: usize = 1;
const NOTICE_PARTS_MAX: usize = 2;

/// Why a text cannot stand for the program's own, in the order in which one would look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Empty,
    TooLong {
        characters_max: usize,
    },
    /// Letters that nobody sees, or that turn the direction of others.
    Invisible,
    /// A brace that is not closed or not opened.
    Brace,
    Unknown(String),
    Missing(Variable),
    /// What a mail draws by itself stands among other words.
    NotAlone(Variable),
    Twice(Variable),
    /// The address of somebody else's site.
    Foreign(String),
    /// Letters that a text message of the small alphabet has no room for.
    Letters(String),
    Parts {
        parts: usize,
        parts_max: usize,
    },
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Piece<'a> {
    Words(&'a str),
    Value(Variable),
}

/// What a wording is held against.
pub(super) struct Measure<'a> {
    pub message: &'a Message,
    /// The portal's address without its path, and host names that its messages may name.
    pub origin: &'a str,
    pub hosts: &'a [&'a str],
}

/// Takes a text apart.
pub(in super::super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (words, after) = rest.split_at(at);
        let name = after.strip_prefix('{').and_then(|after| after.split_once('}'));
        let Some((name, after)) = name.filter(|(name, _)| !name.contains('{')) else {
            return Err(String::new());
        };
        let variable = Variable::parse(name).ok_or_else(|| name.to_owned())?;
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(Piece::Value(variable));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    Ok(pieces)
}

/// Puts the values in. What does not read stays as it is: it was read before it was kept.
pub(in super::super) fn fill(text: &str, value: impl Fn(Variable) -> String) -> String {
    let Ok(pieces) = pieces(text) else { return text.to_owned() };
    let filled = pieces.into_iter().map(|piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Value(variable) => value(variable),
    });
    filled.collect()
}

/// What stands in the body of a mail, one below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Block {
    Paragraph(Vec<String>),
    Drawn(Variable),
}

/// The body of a mail with its values: an empty line parts paragraphs, and what is drawn has a line of its own.
pub(in super::super) fn blocks(body: &str, value: impl Fn(Variable) -> String) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = Vec::new();
    for line in body.lines().map(str::trim).chain([""]) {
        let drawn = drawn_alone(line);
        if drawn.is_none() && !line.is_empty() {
            paragraph.push(fill(line, &value));
            continue;
        }
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(std::mem::take(&mut paragraph)));
        }
        blocks.extend(drawn.map(Block::Drawn));
    }
    blocks
}

fn drawn_alone(line: &str) -> Option<Variable> {
    let name = line.strip_prefix('{')?.strip_suffix('}')?;
    Variable::parse(name).filter(|variable| variable.is_drawn())
}

/// Holds one text against the rules; `sample` are values as long as they get.
pub(super) fn check(
    place: Place,
    text: &str,
    measure: &Measure<'_>,
    sample: impl Fn(Variable) -> String,
) -> Result<(), Fault> {
    let characters_max = match place {
        Place::Subject => SUBJECT_MAX_CHARACTERS,
        Place::Body => BODY_MAX_CHARACTERS,
        Place::TextMessage => TEXT_MAX_CHARACTERS,
    };
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    if text.chars().count() > characters_max {
        return Err(Fault::TooLong { characters_max });
    }
    if text.chars().any(is_unseen) {
        return Err(Fault::Invisible);
    }
    check_variables(place, text, measure.message)?;
    // What was not written by hand is not looked at: a username may look like the name of a host. What is written around it is.
    let by_hand = fill(text, |one| if one == Variable::Host { sample(one) } else { "x".to_owned() });
    if let Some(foreign) = foreign_address(&by_hand, measure) {
        return Err(Fault::Foreign(foreign));
    }
    match place {
        Place::TextMessage => check_size(text, &fill(text, &sample), measure),
        Place::Subject | Place::Body => Ok(()),
    }
}

fn check_variables(place: Place, text: &str, message: &Message) -> Result<(), Fault> {
    let pieces =
        pieces(text).map_err(|name| if name.is_empty() { Fault::Brace } else { Fault::Unknown(name) })?;
    let used: Vec<Variable> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Value(variable) => Some(*variable),
            Piece::Words(_) => None,
        })
        .collect();
    let known = variables::of(message, place);
    if let Some(other) = used.iter().find(|variable| !known.contains(variable)) {
        return Err(Fault::Unknown(other.name().to_owned()));
    }
    if let Some(missing) = variables::needed(message, place).into_iter().find(|one| !used.contains(one)) {
        return Err(Fault::Missing(missing));
    }
    let drawn = used.iter().filter(|one| place == Place::Body && one.is_drawn());
    for variable in drawn {
        if used.iter().filter(|one| *one == variable).count() > 1 {
            return Err(Fault::Twice(*variable));
        }
        if !text.lines().any(|line| drawn_alone(line.trim()) == Some(*variable)) {
            return Err(Fault::NotAlone(*variable));
        }
    }
    Ok(())
}

/// A text message is written in the small alphabet, so that what it costs is known; values are spelled so when it is sent.
fn check_size(text: &str, filled: &str, measure: &Measure<'_>) -> Result<(), Fault> {
    let mut letters: Vec<char> = text.chars().filter(|letter| !gsm7::fits(&letter.to_string())).collect();
    letters.sort_unstable();
    letters.dedup();
    if !letters.is_empty() {
        return Err(Fault::Letters(letters.iter().map(char::to_string).collect::<Vec<_>>().join(" ")));
    }
    let whole = match measure.message {
        Message::Code { code, .. } => {
            format!("{}\n\n{}", gsm7::plain(filled), web_otp::line(measure.hosts[0], code))
        }
        _ => gsm7::plain(filled),
    };
    let parts_max = parts_max(measure.message.kind());
    let size = gsm7::measure(&whole);
    match size.alphabet == Alphabet::Gsm7 && size.parts <= parts_max {
        true => Ok(()),
        false => Err(Fault::Parts { parts: size.parts, parts_max }),
    }
}

pub(super) fn parts_max(kind: MessageKind) -> usize {
    if kind == MessageKind::Code { CODE_PARTS_MAX } else { NOTICE_PARTS_MAX }
}

/// What nobody sees in a text, or what parts lines as no key does.
fn is_unseen(letter: char) -> bool {
    is_invisible(letter) || letter.is_control() && letter != '\n' || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// The first address that is not the portal's: a link, or what a mail program makes one of. Whoever reads our messages trusts what
/// stands in them.
fn foreign_address(text: &str, measure: &Measure<'_>) -> Option<String> {
    // Full stops of other scripts count as dots in host names (UTS 46, §2.3).
    let text = text.to_lowercase().replace(['。', '．', '｡'], ".");
    let mut words = text.split_whitespace();
    words.find_map(|word| match word.split_once("://") {
        Some(_) => (!is_own_link(word, measure.origin)).then(|| word.to_owned()),
        None => host_names(word).find(|host| !measure.hosts.contains(host)).map(str::to_owned),
    })
}

fn is_own_link(word: &str, origin: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '/');
    let rest = word.strip_prefix(&origin.to_lowercase());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        && word.matches("://").count() == 1
}

/// What in a word looks like the name of a host: labels with dots between them, the last of letters.
fn host_names(word: &str) -> impl Iterator<Item = &str> {
    let runs = word.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '.' | '-'));
    runs.map(|run| run.trim_matches(['.', '-'])).filter(|run| {
        let last = run.rsplit('.').next().unwrap_or_default();
        let ends_as_one =
            last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) || last.starts_with("xn--");
        run.contains('.') && !run.contains("..") && ends_as_one
    })
}

#[cfg(test)]
mod tests {
    use base::clock::Timestamp;

    use super::super::super::message::CodePurpose;
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_795_207_200_000_000);

    fn code() -> Message {
        Message::Code { purpose: CodePurpose::Recovery, code: "123456".into(), expires_at: NOW }
    }

    fn notice() -> Message {
        Message::PasswordChanged { at: NOW, recovery_url: "https://portal.example/recuperar".into() }
    }

    fn sample(variable: Variable) -> String {
        match variable {
            Variable::Host => "portal.example".into(),
            Variable::Code => "123456".into(),
            _ => "Ñandú".into(),
        }
    }

    fn checked(place: Place, text: &str, message: &Message) -> Result<(), Fault> {
        let measure = Measure {
            message,
            origin: "https://portal.example",
            hosts: &["portal.example", "organizacion.example"],
        };
        check(place, text, &measure, sample)
    }

    #[test]
    fn a_value_is_put_in_once_and_never_read_again() {
        let value = |variable| match variable {
            Variable::Organisation => "{codigo} & <b>".to_owned(),
            _ => "123456".to_owned(),
        };
        assert_eq!(fill("De {organizacion}: {codigo}.", value), "De {codigo} & <b>: 123456.");
        let drawn = blocks("{organizacion}\n\n{codigo}\nfin", value);
        assert_eq!(
            drawn,
            [
                Block::Paragraph(vec!["{codigo} & <b>".into()]),
                Block::Drawn(Variable::Code),
                Block::Paragraph(vec!["fin".into()])
            ]
        );
    }

    #[test]
    fn braces_that_name_nothing_of_this_message_are_refused() {
        for text in ["{", "}", "a } b {codigo}", "{codigo", "{{codigo}}", "{codigo}\n{"] {
            assert_eq!(checked(Place::Body, text, &code()), Err(Fault::Brace), "{text}");
        }
        for name in ["nombre", "", "Codigo", " codigo", "enlace", "texto"] {
            let text = format!("{{codigo}}\n{{{name}}}");
            let expected = if name.is_empty() { Fault::Brace } else { Fault::Unknown(name.into()) };
            assert_eq!(checked(Place::Body, &text, &code()), Err(expected), "{name}");
        }
        assert_eq!(checked(Place::Subject, "Su {codigo}", &code()), Err(Fault::Unknown("codigo".into())));
    }

    #[test]
    fn what_the_message_is_for_must_be_there_once_and_by_itself() {
        assert_eq!(checked(Place::Body, "Hola.", &code()), Err(Fault::Missing(Variable::Code)));
        assert_eq!(checked(Place::Body, "Es {codigo}.", &code()), Err(Fault::NotAlone(Variable::Code)));
        assert_eq!(checked(Place::Body, "{codigo}\n{codigo}", &code()), Err(Fault::Twice(Variable::Code)));
        assert_eq!(checked(Place::Body, "Hola.\n\n  {codigo}  \nAdiós de {portal}.", &code()), Ok(()));
        assert_eq!(checked(Place::Body, "Hola.", &notice()), Err(Fault::Missing(Variable::Link)));
        let text = |text| checked(Place::TextMessage, text, &notice());
        assert_eq!(text("Cambio su clave. Entre a {sitio}"), Err(Fault::Missing(Variable::Sender)));
        assert_eq!(text("{remitente}: cambio su clave."), Err(Fault::Missing(Variable::Host)));
        assert_eq!(text("{remitente}: cambio su clave. Entre a {sitio}"), Ok(()));
    }

    #[test]
    fn only_addresses_of_the_portal_are_written_by_hand() {
        for own in [
            "Entre a portal.example.",
            "https://portal.example",
            "(https://portal.example/recuperar?a=1)",
            "HTTPS://PORTAL.EXAMPLE/x",
            "ayuda@organizacion.example",
            "a las 3:40 p. m. por $1.500.000, S.A.S., etc. Fin",
            "{sitio}",
        ] {
            assert_eq!(checked(Place::Body, &format!("{own}\n{{codigo}}"), &code()), Ok(()), "{own}");
        }
        for foreign in [
            "https://malo.example",
            "http://portal.example",
            "https://portal.example.malo.example",
            "https://portal.example@malo.example",
            "https://portal.example:8443/x",
            "https://portal.example/https://malo.example",
            "//malo.example/x",
            "malo.example",
            "www.malo.co/entrar",
            "portal.example/malo.example",
            "malo。example",
            "málo.example",
            "xn--mlo-ela.xn--p1ai",
            "{sitio}.malo.co",
            "malo.{sitio}",
            "javascript://portal.example",
            "ayuda@malo.example",
            "https://10.0.0.1/x",
        ] {
            let found = checked(Place::Body, &format!("Vea {foreign}\n{{codigo}}"), &code());
            assert!(matches!(found, Err(Fault::Foreign(_))), "{foreign}: {found:?}");
        }
        assert_eq!(checked(Place::Body, "po\u{200b}rtal\n{codigo}", &code()), Err(Fault::Invisible));
        for unseen in ['\u{202e}', '\u{2028}', '\u{7}'] {
            assert_eq!(checked(Place::Subject, &format!("a{unseen}b"), &code()), Err(Fault::Invisible));
        }
    }

    #[test]
    fn a_text_message_keeps_to_the_small_alphabet_and_to_its_parts() {
        let text = |words: &str, message: &Message| {
            let needed = if message.kind() == MessageKind::Code { "{codigo}" } else { "{sitio}" };
            checked(Place::TextMessage, &format!("{{remitente}} {needed} {words}"), message)
        };
        assert_eq!(text("código aquí", &code()), Err(Fault::Letters("í ó".into())));
        assert_eq!(text("ñ é ü ¿ € [ok]", &notice()), Ok(()));
        // «Ñandú 123456 », two line breaks and «@portal.example #123456» leave room for so many.
        let room = 160 - "Nandu 123456 ".len() - 2 - "@portal.example #123456".len();
        assert_eq!(text(&"a".repeat(room), &code()), Ok(()));
        assert_eq!(text(&"a".repeat(room + 1), &code()), Err(Fault::Parts { parts: 2, parts_max: 1 }));
        // Signs of the extension table take two places.
        assert_eq!(text(&"€".repeat(room / 2), &code()), Ok(()));
        assert_eq!(text(&"€".repeat(room / 2 + 1), &code()), Err(Fault::Parts { parts: 2, parts_max: 1 }));
        let room = 2 * 153 - "Nandu portal.example ".len();
        assert_eq!(text(&"a".repeat(room), &notice()), Ok(()));
        assert_eq!(text(&"a".repeat(room + 1), &notice()), Err(Fault::Parts { parts: 3, parts_max: 2 }));
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(checked(Place::Subject, "  ", &code()), Err(Fault::Empty));
        let long = "ñ".repeat(SUBJECT_MAX_CHARACTERS + 1);
        assert_eq!(
            checked(Place::Subject, &long, &code()),
            Err(Fault::TooLong { characters_max: SUBJECT_MAX_CHARACTERS })
        );
    }
}
