//! Every sentence a person reads: one catalogue, put together from the `texts.*.ftl` files that lie in the features' folders.
//!
//! Spanish is the language of the house, English the second. A portal may word a sentence its own way; what it does not
//! word comes from the catalogue.

use std::collections::HashMap;

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
}

/// A sentence of its own that a portal has for a message id.
pub type Override = (String, String);

impl Catalogue {
    pub fn new(sources: Vec<Source>) -> Self {
        Self { sources }
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
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Without this, values come wrapped in invisible marks that break copied codes and links.
        bundle.set_use_isolating(false);
        let mut problems = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for source in &self.sources {
            let text = match language {
                Language::Spanish => source.spanish,
                Language::English => source.english,
            };
            known.extend(ids(text).map(str::to_owned));
            match FluentResource::try_new(text.to_owned()) {
                Ok(resource) => {
                    let twice = bundle.add_resource(resource).err().into_iter().flatten();
                    problems.extend(twice.map(|error| format!("{}: {error}", source.feature)));
                }
                Err((_, errors)) => {
                    problems.extend(errors.iter().map(|error| format!("{}: {error}", source.feature)));
                }
            }
        }
        for (id, text) in overrides {
            match parsed_override(id, text) {
                Ok(resource) => bundle.add_resource_overriding(resource),
                Err(errors) => problems.extend(errors.iter().map(|error| format!("{id}: {error}"))),
            }
        }
        if problems.is_empty() { Ok(Words::new(language, bundle, &known)) } else { Err(problems) }
    }
}

/// Whether a text may stand for a sentence: one brace that is never closed makes it none.
pub fn is_sentence(text: &str) -> bool {
    parsed_override("own", text).is_ok()
}

fn parsed_override(id: &str, text: &str) -> Result<FluentResource, Vec<String>> {
    let folded = text.trim().replace('\n', "\n    ");
    FluentResource::try_new(format!("{id} = {folded}\n"))
        .map_err(|(_, errors)| errors.iter().map(ToString::to_string).collect())
}

/// The message ids that a Fluent text defines.
pub fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (id, _) = line.split_once('=')?;
        let id = id.trim_end();
        let begins_well = id.starts_with(|letter: char| letter.is_ascii_lowercase());
        (begins_well && !id.contains(char::is_whitespace)).then_some(id)
    })
}

/// The sentences of one portal in one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// Sentences without a variable, formatted once: a page asks for some thirty of them.
    fixed: HashMap<String, String>,
}

impl Words {
    fn new(language: Language, bundle: FluentBundle<FluentResource>, ids: &[String]) -> Self {
        let mut fixed = HashMap::new();
        for id in ids {
            let mut errors = Vec::new();
            if let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) {
                let sentence = bundle.format_pattern(pattern, None, &mut errors).into_owned();
                if errors.is_empty() {
                    fixed.insert(id.clone(), sentence);
                }
            }
        }
        Self { language, bundle, fixed }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A sentence without variables. An unknown id is shown as it is, so that a tester sees it.
    pub fn get<'a>(&'a self, id: &'a str) -> &'a str {
        self.fixed.get(id).map_or(id, String::as_str)
    }

    /// A sentence filled with values: `with("verification-tries-left", &[("tries", 3.into())])`.
    pub fn with(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let sentence = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        for error in errors {
            tracing::error!(id, %error, "a sentence could not be filled");
        }
        sentence
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
