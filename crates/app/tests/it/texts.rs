//! Every sentence is there in both languages, is asked for by somebody, and speaks to the person as «usted».

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use base::texts::Language;
use regex::Regex;

use crate::source::{files_ending_in, product};

/// Words that begin like a message id and are none: names of purposes, tables of rules and threads.
const NO_SENTENCES: &[&str] = &[
    // What a keyed hash or a seal is for.
    "signin-guard",
    "visit-nobody",
    "assisted-picture",
    "support-content",
    "support-filed",
    "support-opened",
    "support-code-kept",
    // A rule of registration, and kinds of mails, in a portal's file.
    "roster-code",
    "assisted-news",
    "assisted-notice",
    "assisted-recovery",
    "assisted-stopped",
    "staff-access-changed",
    "staff-enrolment",
    "staff-factor-tried",
    "staff-invitation",
    "recovery-link",
    "recovery-invitation",
    "registration-code",
    "registration-link",
    // A part of a message's id.
    "recovery-button",
];

type Sentences = BTreeMap<String, String>;

/// The message ids of a language with their texts, as they stand in the catalogue.
fn sentences(language: Language) -> Sentences {
    let begins = Regex::new(r"^([a-z][a-z0-9-]*) *=(.*)$").expect("a constant");
    let mut found = Sentences::new();
    for source in aldaba::texts::catalogue().sources() {
        let text = match language {
            Language::Spanish => source.spanish,
            Language::English => source.english,
        };
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(message) = begins.captures(line) {
                id = message[1].to_owned();
                let twice = found.insert(id.clone(), message[2].to_owned());
                assert_eq!(twice, None, "{id} is there twice");
                assert!(id.starts_with(source.feature), "{id} does not begin with {}", source.feature);
            } else if let Some(sentence) = found.get_mut(&id) {
                sentence.push_str(line);
            }
        }
    }
    assert!(found.len() > 300, "only {} sentences were found", found.len());
    found
}

fn variables(sentence: &str) -> BTreeSet<String> {
    static VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\$([a-z_]+)").expect("a constant"));
    VARIABLE.captures_iter(sentence).map(|found| found[1].to_owned()).collect()
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_variables() {
    let (spanish, english) = (sentences(Language::Spanish), sentences(Language::English));
    let told = |sentences: &Sentences| -> BTreeSet<String> {
        sentences.iter().map(|(id, sentence)| format!("{id} {:?}", variables(sentence))).collect()
    };
    let (spanish, english) = (told(&spanish), told(&english));
    let only_spanish: Vec<&String> = spanish.difference(&english).collect();
    let only_english: Vec<&String> = english.difference(&spanish).collect();
    assert!(only_spanish.is_empty() && only_english.is_empty(), "{only_spanish:#?} {only_english:#?}");
}

/// What both languages write alike.
const SAME_IN_BOTH: &[&str] = &["PQR", "WhatsApp", "Error", "NIT", "Aldaba"];

#[test]
fn no_sentence_was_left_untranslated() {
    let english = sentences(Language::English);
    let letters = Regex::new(r"\p{Alphabetic}{3,}").expect("a constant");
    let placeables = Regex::new(r"\{[^{}]*\}").expect("a constant");
    let mut left = Vec::new();
    for (id, spanish) in sentences(Language::Spanish) {
        let bare = placeables.replace_all(&spanish, "").into_owned();
        let says_something = letters.find_iter(&bare).any(|word| !SAME_IN_BOTH.contains(&word.as_str()));
        let is_the_same = says_something && english[&id] == spanish;
        let is_spanish =
            english[&id].contains(['ñ', 'ó', '¿', '¡']) && !QUOTES_SPANISH.contains(&id.as_str());
        if is_the_same || is_spanish {
            left.push(format!("{id}: {}", english[&id]));
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}

/// English sentences that quote a Spanish word on purpose.
const QUOTES_SPANISH: &[&str] =
    &["page-other-language", "roster-email-not-ascii", "employments-contract-unknown"];

/// All quoted words of the product that might be ids: in Rust and in templates.
fn quoted() -> BTreeSet<String> {
    let quoted = Regex::new(r#""([a-z][a-z0-9-]*-[a-z0-9{}_-]*)""#).expect("a constant");
    let mut words = BTreeSet::new();
    for file in product() {
        words.extend(quoted.captures_iter(&file.text).map(|found| found[1].to_owned()));
    }
    for file in files_ending_in(".html") {
        words.extend(quoted.captures_iter(&file.text).map(|found| found[1].to_owned()));
    }
    words
}

/// `door-{what}-title` as an expression that its results match.
fn pattern(template: &str) -> Regex {
    let hole = Regex::new(r"\{[a-z_]*\}").expect("a constant");
    let parts: Vec<String> = hole.split(template).map(regex::escape).collect();
    Regex::new(&format!("^{}$", parts.join("[a-z0-9-]+"))).expect("its parts were escaped")
}

#[test]
fn every_sentence_is_asked_for() {
    let words = quoted();
    // Messages and events have ids put together of two lists; tests of their own hold those against each other.
    let too_wide = ["messaging-{}", "profile-event-{}", "audit-event-{}", "{}-{part}"];
    let patterns: Vec<Regex> = words
        .iter()
        .filter(|word| word.contains('{') && !too_wide.contains(&word.as_str()))
        .map(|word| pattern(word))
        .collect();
    let of_messages = of_messages();
    let of_events = of_events();
    let unused: Vec<String> = sentences(Language::Spanish)
        .into_keys()
        .filter(|id| {
            !words.contains(id)
                && !patterns.iter().any(|pattern| pattern.is_match(id))
                && !of_messages.contains(id)
                && !of_events.contains(id)
        })
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:#?}");
}

/// `messaging-KIND-PART`, of the kinds and parts that the sources name.
fn of_messages() -> BTreeSet<String> {
    let quoted = Regex::new(r#""([a-z-]+)""#).expect("a constant");
    let said = Regex::new(r#"say(?:_if_there)?\("([a-z-]+)"\)"#).expect("a constant");
    let button = Regex::new(r#"\blink\("([a-z-]+)""#).expect("a constant");
    let in_file = |path: &str, words: &Regex| -> Vec<String> {
        let file = product().iter().find(|file| file.path == path).expect("the file is there");
        words.captures_iter(&file.text).map(|found| found[1].to_owned()).collect()
    };
    let kinds = in_file("identity/src/messaging/message.rs", &quoted);
    let parts = in_file("identity/src/messaging/render.rs", &said);
    let buttons = in_file("identity/src/messaging/render.rs", &button);
    let parts = [parts, buttons].concat();
    assert!(kinds.len() > 10 && parts.len() > 4, "{kinds:?} {parts:?}");
    kinds.iter().flat_map(|kind| parts.iter().map(move |part| format!("messaging-{kind}-{part}"))).collect()
}

#[test]
fn every_kind_of_message_has_a_name_where_staff_read_of_it() {
    let known = sentences(Language::Spanish);
    let kinds = known.keys().filter_map(|id| id.strip_prefix("messaging-")?.strip_suffix("-subject"));
    let named = kinds.map(|kind| format!("messaging-log-kind-{kind}")).collect::<BTreeSet<_>>();
    assert!(named.len() > 10, "{named:?}");
    let told: BTreeSet<String> =
        known.keys().filter(|id| id.starts_with("messaging-log-kind-")).cloned().collect();
    assert_eq!(told, named);
}

/// What the profile and the audit trail say about each event that the sources record.
fn of_events() -> BTreeSet<String> {
    let name = |event: &String| event.replace(['.', '_'], "-");
    let of = |kind: &str| {
        recorded().iter().map(|event| format!("{kind}-event-{}", name(event))).collect::<Vec<_>>()
    };
    [of("profile"), of("audit")].concat().into_iter().collect()
}

/// The events that are recorded anywhere: `feature.what_happened`.
fn recorded() -> BTreeSet<String> {
    let by_call =
        Regex::new(r#"\brecord(?:_by_system|_of|_try)?\(\s*[^"()]*"([a-z]+\.[a-z_]+)""#).expect("a constant");
    let by_field = Regex::new(r#"\bevent: "([a-z]+\.[a-z_]+)""#).expect("a constant");
    // What is done to a case has its event from the table of acts.
    let by_table = Regex::new(r#"=> "([a-z]+\.[a-z_]+)""#).expect("a constant");
    let mut events = BTreeSet::new();
    for file in product() {
        let found = by_call.captures_iter(&file.text).chain(by_field.captures_iter(&file.text));
        let found = found.chain(by_table.captures_iter(&file.text));
        events.extend(found.map(|found| found[1].to_owned()));
    }
    assert!(events.len() > 15, "only {events:?}");
    events
}

/// Events that are about nobody's account when they are recorded, so that no profile shows them.
fn of_nobody(event: &str) -> bool {
    // About a member of the staff, who has no profile, or a message; what staff do to an account is named after that feature.
    if ["staff.", "messaging.", "announcements."].iter().any(|feature| event.starts_with(feature)) {
        return true;
    }
    let event = regex::escape(event);
    // `None`, or in the table of acts: those are about a case.
    let to_nobody = Regex::new(&format!(r#""{event}",\s*(?:subject: )?None|=> "{event}""#)).expect("escaped");
    let anywhere = Regex::new(&format!(r#""{event}""#)).expect("escaped");
    let count =
        |words: &Regex| product().iter().map(|file| words.find_iter(&file.text).count()).sum::<usize>();
    count(&to_nobody) == count(&anywhere)
}

#[test]
fn every_event_has_its_words_for_the_staff() {
    let known = sentences(Language::Spanish);
    let has_words = |event: &&String| {
        let name = event.replace(['.', '_'], "-");
        ["audit-event-", "profile-event-"].iter().any(|kind| known.contains_key(&format!("{kind}{name}")))
    };
    let events = recorded();
    let without: Vec<&String> = events.iter().filter(|event| !has_words(event)).collect();
    assert!(without.is_empty(), "no words for {without:?}");
    let of_staff = known.keys().filter(|id| id.starts_with("audit-event-"));
    let quoted = Regex::new(r#""([a-z]+\.[a-z_]+)""#).expect("a constant");
    let names: BTreeSet<String> = product()
        .iter()
        .flat_map(|file| quoted.captures_iter(&file.text))
        .map(|found| format!("audit-event-{}", found[1].replace(['.', '_'], "-")))
        .collect();
    let never: Vec<&String> = of_staff.filter(|id| !names.contains(*id)).collect();
    assert!(never.is_empty(), "never recorded: {never:?}");
}

#[test]
fn every_event_of_an_account_has_its_words_in_the_profile() {
    let known = sentences(Language::Spanish);
    let told: BTreeSet<&String> = known.keys().filter(|id| id.starts_with("profile-event-")).collect();
    let needed: BTreeSet<String> = recorded()
        .iter()
        .filter(|event| !of_nobody(event))
        .map(|event| format!("profile-event-{}", event.replace(['.', '_'], "-")))
        .collect();
    let missing: Vec<&String> = needed.iter().filter(|id| !told.contains(id)).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
    let of_events = of_events();
    let asked_for = quoted();
    let never: Vec<&&String> =
        told.iter().filter(|id| !of_events.contains(**id) && !asked_for.contains(**id)).collect();
    assert!(never.is_empty(), "never recorded: {never:?}");
}

#[test]
fn every_sentence_that_is_asked_for_is_there() {
    let known = sentences(Language::Spanish);
    let features: Vec<&str> =
        aldaba::texts::catalogue().sources().iter().map(|source| source.feature).collect();
    let asked = Regex::new(r#"\b(?:t|t_with|words\.get|words\.with)\(\s*"([^"]+)""#).expect("a constant");
    let mut missing = BTreeSet::new();
    let mut asked_in = |path: &str, text: &str| {
        for id in asked.captures_iter(text).map(|found| found[1].to_owned()) {
            if !known.contains_key(&id) {
                missing.insert(format!("{path}: {id}"));
            }
        }
    };
    for file in product() {
        asked_in(&file.path, &file.text);
    }
    for file in files_ending_in(".html") {
        asked_in(&file.path, &file.text);
    }
    // Ids travel in constants and fields as well: whatever begins with the name of a feature is one.
    let quoted = Regex::new(r#""([a-z]+(?:-[a-z0-9]+)+)""#).expect("a constant");
    for file in product().iter().filter(|file| file.krate() != "base") {
        for word in quoted.captures_iter(&file.text).map(|found| found[1].to_owned()) {
            let is_like_an_id = features.iter().any(|feature| word.starts_with(&format!("{feature}-")));
            let is_part_of_one = word.starts_with("messaging-");
            if is_like_an_id
                && !is_part_of_one
                && !known.contains_key(&word)
                && !NO_SENTENCES.contains(&word.as_str())
            {
                missing.insert(format!("{}: {word}", file.path));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_sentence_is_filled_with_the_variables_it_has() {
    let known = sentences(Language::Spanish);
    let in_code = Regex::new(r#"\.with\(\s*"([a-z0-9-]+)",\s*&\[((?s).*?)\],?\s*\)"#).expect("a constant");
    let in_template = Regex::new(r#"t_with\("([a-z0-9-]+)",\s*"([a-z_]+)""#).expect("a constant");
    let name = Regex::new(r#"\("([a-z_]+)","#).expect("a constant");
    let mut checked = 0;
    let mut check = |path: &str, id: &str, given: BTreeSet<String>| {
        // More than the house's own words need is fine: a portal's may use it.
        let lacking: Vec<String> = variables(&known[id]).difference(&given).cloned().collect();
        assert!(lacking.is_empty(), "{path} fills {id} without {lacking:?}");
        checked += 1;
    };
    for file in product() {
        for call in in_code.captures_iter(&file.text) {
            let given = name.captures_iter(&call[2]).map(|found| found[1].to_owned()).collect();
            check(&file.path, &call[1], given);
        }
    }
    for file in files_ending_in(".html") {
        for call in in_template.captures_iter(&file.text) {
            check(&file.path, &call[1], BTreeSet::from([call[2].to_owned()]));
        }
    }
    assert!(checked > 10, "only {checked} calls were read");
}

#[test]
fn a_sentence_without_variables_is_asked_for_without_any_and_one_with_them_with() {
    let known = sentences(Language::Spanish);
    let bare = Regex::new(r#"\b(?:t|words\.get)\(\s*"([^"]+)"\s*\)"#).expect("a constant");
    let check = |path: &str, text: &str| {
        for id in bare.captures_iter(text).map(|found| found[1].to_owned()) {
            let needed = known.get(&id).map(|sentence| variables(sentence)).unwrap_or_default();
            assert!(needed.is_empty(), "{path} says {id} without {needed:?}");
        }
    };
    for file in product() {
        check(&file.path, &file.text);
    }
    for file in files_ending_in(".html") {
        check(&file.path, &file.text);
    }
}

/// Words by which a text says «tú»: the pronouns, verbs that end so in the second person and the commonest ones besides. An order
/// such as «Escribe» is one at the beginning of a sentence; elsewhere it may be what somebody else does.
const TU: &str = r"(?i:\b(?:tú|tu|tus|te|contigo|tuyo|tuya|puedes|debes|tienes|quieres|necesitas|recibes|eres|estás|has|vas|olvides|\p{L}+(?:aste|iste|arás|erás|irás))\b)|(?:^|[.:;¿¡] *)(?:Escribe|Ingresa|Revisa|Elige|Confirma|Haz|Espera|Intenta|Abre|Pega|Desliza)\b";
/// Words that end like one of those and say no «tú».
const NO_TU: &[&str] = &["existe", "consiste"];

#[test]
fn the_house_says_usted() {
    let tu = Regex::new(TU).expect("a constant");
    for (id, sentence) in sentences(Language::Spanish) {
        let sentence = sentence.trim();
        let said =
            tu.find_iter(sentence).find(|word| !NO_TU.contains(&word.as_str().to_lowercase().as_str()));
        assert!(
            said.is_none(),
            "{id} says «tú»: «{}» in «{sentence}»",
            said.map_or("", |word| word.as_str())
        );
    }
    for said in [
        "¿Olvidaste la clave?",
        "Recibirás un correo",
        "No puedes volver",
        "Escribe el código",
        "su clave o tu clave",
    ] {
        assert!(tu.is_match(said), "{said}");
    }
    for said in ["Es la primera vez que ingresa", "Escriba el código", "Recibirá un correo"] {
        assert!(!tu.is_match(said), "{said}");
    }
}

#[test]
fn no_sentence_stands_in_a_template() {
    let placeholder = Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}").expect("a constant");
    let markup = Regex::new(r"(?s)<style.*?</style>|<!--.*?-->|<[^<>]*>|&[a-z]+;").expect("a constant");
    // A sentence begins with a capital letter; what is left of a component's attributes does not.
    let word = Regex::new(r"\p{Lu}\p{Ll}+").expect("a constant");
    for file in files_ending_in(".html") {
        let text = placeholder.replace_all(&file.text, " ");
        let text = markup.replace_all(&text, " ");
        let found = word.find_iter(&text).map(|found| found.as_str()).find(|found| *found != "Aldaba");
        assert_eq!(found, None, "{} says something that is in no catalogue", file.path);
    }
}

#[test]
fn an_id_with_a_hole_matches_what_fills_it() {
    let title = pattern("door-{what}-title");
    assert!(
        title.is_match("door-not-found-title")
            && !title.is_match("door--title")
            && !title.is_match("xdoor-a-title")
    );
}
