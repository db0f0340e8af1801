//! Every sentence a person reads: one catalogue, put together from the `texts.*.ftl` files that lie in the features' folders.
//!
//! Spanish is the language of the house, English the second. A portal may word a sentence its own way; what it does not
//! word comes from the catalogue.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

/// What a sentence is filled with: a number (plurals follow it) or a text.
pub use fluent_bundle::FluentValue as Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "es-CO")]
    Spanish,
    #[serde(rename = "en")]
    English,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Spanish, Self::English];

    /// The BCP 47 tag, as `<html lang>` and the portals' files have it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Spanish => "es-CO",
            Self::English => "en",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    pub fn other(self) -> Self {
        match self {
            Self::Spanish => Self::English,
            Self::English => Self::Spanish,
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Spanish => langid!("es-CO"),
            Self::English => langid!("en"),
        }
    }
}

/// The sentences of one feature, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The feature's folder; its message ids begin with this name.
    pub feature: &'static str,
    pub spanish: &'static str,
    pub english: &'static str,
}

/// Declares the [`Source`] of the feature whose `mod.rs` calls it.
#[macro_export]
macro_rules! texts {
    ($feature:literal) => {
        $crate::texts::Source {
            feature: $feature,
            spanish: include_str!("texts.es-CO.ftl"),
            english: include_str!("texts.en.ftl"),
        }
    };
}

/// All sentences of the product.
#[derive(Clone, Debug)]
pub struct Catalogue {
    sources: Vec<Source>,
    /// What the portals have in common, read once for each language.
    house: [OnceLock<Arc<Sentences>>; Language::ALL.len()],
}

/// A sentence of its own that a portal has for a message id.
pub type Override = (String, String);

impl Catalogue {
    pub fn new(sources: Vec<Source>) -> Self {
        Self { sources, house: Default::default() }
    }

    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub fn knows(&self, id: &str) -> bool {
        self.sources.iter().any(|source| ids(source.spanish).any(|known| known == id))
    }

    /// The sentences in `language` with a portal's own in place of the catalogue's.
    ///
    /// # Errors
    /// One line for each text that is not Fluent syntax or an id that comes twice.
    pub fn words(&self, language: Language, overrides: &[Override]) -> Result<Words, Vec<String>> {
        let house = self.house(language)?;
        let own = overrides.iter().map(|(id, text)| (id.as_str(), folded(id, text)));
        let own = Sentences::read(language, own)?;
        let mut fixed = house.fixed.clone();
        for (id, _) in overrides {
            fixed.remove(id.as_str());
        }
        fixed.extend(own.fixed);
        Ok(Words { language, fixed, own: own.to_fill, house })
    }

    fn house(&self, language: Language) -> Result<Arc<Sentences>, Vec<String>> {
        let read = &self.house[language as usize];
        if let Some(house) = read.get() {
            return Ok(Arc::clone(house));
        }
        let texts = self.sources.iter().map(|source| {
            let text = match language {
                Language::Spanish => source.spanish,
                Language::English => source.english,
            };
            (source.feature, text.to_owned())
        });
        let house = Arc::new(Sentences::read(language, texts)?);
        Ok(Arc::clone(read.get_or_init(|| house)))
    }
}

type Bundle = FluentBundle<FluentResource>;

/// Sentences of one language. A page asks for some thirty that have no variable: those are formatted once, and only the others
/// are kept as Fluent, which takes twenty times the room.
struct Sentences {
    fixed: HashMap<Arc<str>, Arc<str>>,
    to_fill: Bundle,
}

impl Sentences {
    /// Reads texts, each with the name that its problems are told under.
    fn read<'a>(
        language: Language,
        texts: impl Iterator<Item = (&'a str, String)>,
    ) -> Result<Self, Vec<String>> {
        let (mut all, mut problems) = (String::new(), Vec::new());
        let mut bundle = empty_bundle(language);
        for (name, text) in texts {
            all.push_str(&text);
            all.push('\n');
            match FluentResource::try_new(text) {
                Ok(resource) => {
                    let twice = bundle.add_resource(resource).err().into_iter().flatten();
                    problems.extend(twice.map(|error| format!("{name}: {error}")));
                }
                Err((_, errors)) => problems.extend(errors.iter().map(|error| format!("{name}: {error}"))),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let fixed: HashMap<Arc<str>, Arc<str>> =
            ids(&all).filter_map(|id| Some((id.into(), without_values(&bundle, id)?.into()))).collect();
        let mut to_fill = empty_bundle(language);
        let rest = FluentResource::try_new(without(&all, &fixed)).map_err(|(_, errors)| in_words(&errors))?;
        to_fill.add_resource(rest).map_err(|errors| in_words(&errors))?;
        Ok(Self { fixed, to_fill })
    }
}

impl std::fmt::Debug for Sentences {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sentences({} fixed)", self.fixed.len())
    }
}

fn empty_bundle(language: Language) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // Without this, values come wrapped in invisible marks that break copied codes and links.
    bundle.set_use_isolating(false);
    bundle
}

/// The sentence, if it has no variable.
fn without_values(bundle: &Bundle, id: &str) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let sentence = bundle.format_pattern(pattern, None, &mut errors).into_owned();
    errors.is_empty().then_some(sentence)
}

/// A Fluent text without these messages, and the lines that belong to them.
fn without(text: &str, messages: &HashMap<Arc<str>, Arc<str>>) -> String {
    let (mut rest, mut is_left_out) = (String::new(), false);
    for line in text.lines() {
        if let Some(id) = id_of(line) {
            is_left_out = messages.contains_key(id);
        }
        if !is_left_out {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    rest
}

fn in_words(errors: &[impl ToString]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

/// Whether a text may stand for a sentence: one brace that is never closed makes it none.
pub fn is_sentence(text: &str) -> bool {
    FluentResource::try_new(folded("own", text)).is_ok()
}

/// A sentence of a portal's own as a Fluent text.
fn folded(id: &str, text: &str) -> String {
    format!("{id} = {}\n", text.trim().replace('\n', "\n    "))
}

/// The message ids that a Fluent text defines.
pub fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(id_of)
}

/// The id of the message that begins in this line.
fn id_of(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('=')?;
    let id = id.trim_end();
    let begins_well = id.starts_with(|letter: char| letter.is_ascii_lowercase());
    (begins_well && !id.contains(char::is_whitespace)).then_some(id)
}

/// The sentences of one portal in one language.
pub struct Words {
    language: Language,
    /// Those without a variable, the portal's own in place of the house's.
    fixed: HashMap<Arc<str>, Arc<str>>,
    own: Bundle,
    house: Arc<Sentences>,
}

impl Words {
    pub fn language(&self) -> Language {
        self.language
    }

    pub fn has(&self, id: &str) -> bool {
        self.fixed.contains_key(id) || self.to_fill(id).has_message(id)
    }

    /// A sentence without variables. An unknown id is shown as it is, so that a tester sees it.
    pub fn get<'a>(&'a self, id: &'a str) -> &'a str {
        self.fixed.get(id).map_or(id, AsRef::as_ref)
    }

    /// A sentence filled with values: `with("verification-tries-left", &[("tries", 3.into())])`.
    pub fn with(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        if let Some(sentence) = self.fixed.get(id) {
            return sentence.as_ref().to_owned();
        }
        let bundle = self.to_fill(id);
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let sentence = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        for error in errors {
            tracing::error!(id, %error, "a sentence could not be filled");
        }
        sentence
    }

    fn to_fill(&self, id: &str) -> &Bundle {
        if self.own.has_message(id) { &self.own } else { &self.house.to_fill }
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Words({})", self.language.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: Source = Source {
        feature: "toy",
        spanish: "toy-hello = Buenos días\ntoy-tries = { $tries ->\n    [one] Le queda { $tries } intento\n   *[other] Le quedan { $tries } intentos\n}\n",
        english: "toy-hello = Good morning\ntoy-tries = { $tries } tries left\n",
    };

    fn words(language: Language, overrides: &[Override]) -> Words {
        Catalogue::new(vec![SOURCE]).words(language, overrides).unwrap()
    }

    #[test]
    fn a_sentence_follows_the_number_and_the_language() {
        let spanish = words(Language::Spanish, &[]);
        assert_eq!(spanish.get("toy-hello"), "Buenos días");
        assert_eq!(spanish.with("toy-tries", &[("tries", 1.into())]), "Le queda 1 intento");
        assert_eq!(spanish.with("toy-tries", &[("tries", 3.into())]), "Le quedan 3 intentos");
        assert_eq!(words(Language::English, &[]).get("toy-hello"), "Good morning");
    }

    #[test]
    fn a_portal_words_a_sentence_its_own_way() {
        let own = words(Language::Spanish, &[("toy-hello".into(), "¡Hola!".into())]);
        assert_eq!(own.get("toy-hello"), "¡Hola!");
    }

    #[test]
    fn a_portal_may_leave_a_variable_out_or_put_one_in() {
        let overrides = [("toy-tries".into(), "Casi".into()), ("toy-hello".into(), "Hola, { $name }".into())];
        let own = words(Language::Spanish, &overrides);
        assert_eq!(own.with("toy-tries", &[("tries", 3.into())]), "Casi");
        assert_eq!(own.with("toy-hello", &[("name", "Ana".into())]), "Hola, Ana");
        assert_eq!(own.get("toy-hello"), "toy-hello", "it cannot be shown without its value");
        assert!(own.has("toy-tries") && own.has("toy-hello") && !own.has("toy-bye"));
    }

    #[test]
    fn a_text_that_is_not_fluent_is_a_problem_with_its_id() {
        let problems = Catalogue::new(vec![SOURCE])
            .words(Language::Spanish, &[("toy-hello".into(), "{ abierta".into())])
            .unwrap_err();
        assert!(problems[0].starts_with("toy-hello: "), "{problems:?}");
    }

    #[test]
    fn a_sentence_may_hold_variables_and_no_lone_brace() {
        assert!(is_sentence("Le quedan { $tries } intentos"));
        assert!(!is_sentence("{ abierta"));
        assert!(!is_sentence("cerrada }"));
        assert!(!is_sentence(""));
    }

    #[test]
    fn the_ids_of_a_text_are_found_without_its_continuation_lines() {
        assert_eq!(ids(SOURCE.spanish).collect::<Vec<_>>(), ["toy-hello", "toy-tries"]);
    }
}
