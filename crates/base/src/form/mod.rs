//! What a person typed: read from the request with strict bounds, and kept for the next page when it was not right.
//!
//! [`Fields`] is the body of one submitted form. It is bounded, every name comes once, and every value is text without
//! control characters; anything else did not come from one of our pages and is refused whole. [`FormState`] is what the
//! page shows again: the values the handler names (so never a password or a code) and one message per field.

use std::fmt;

use axum::body::Body;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use secrecy::SecretString;
use zeroize::Zeroizing;

/// The longest body of a form: a petition of 10,000 characters fits, accents included.
pub const BODY_LIMIT_BYTES: usize = 16 * 1024;
/// The most fields of a form; the longest of ours has a third of them.
pub const FIELDS_LIMIT: usize = 40;

const FORM_CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// Why a body is not a form of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the body is not {FORM_CONTENT_TYPE}")]
    NotAForm,
    #[error("the body is longer than {BODY_LIMIT_BYTES} bytes")]
    TooLong,
    #[error("the body ended early")]
    Unreadable,
    #[error("the form has more than {FIELDS_LIMIT} fields")]
    TooManyFields,
    #[error("a percent sign is not followed by two hexadecimal digits")]
    BadEscape,
    #[error("a field is not UTF-8")]
    NotUtf8,
    #[error("a field has a control character")]
    ControlCharacter,
    #[error("a field comes twice")]
    Duplicate,
}

impl Refused {
    /// The status that answers it.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// The fields of one submitted form. Values are wiped from memory when it goes.
#[derive(Default)]
pub struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// Reads the body of a request. `multiline` names the fields in which a person may begin a new line.
    ///
    /// # Errors
    /// [`Refused`], whose status answers the request.
    pub async fn read(headers: &HeaderMap, body: Body, multiline: &[&str]) -> Result<Self, Refused> {
        let content_type =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = content_type.split(';').next().unwrap_or("").trim();
        if !essence.eq_ignore_ascii_case(FORM_CONTENT_TYPE) {
            return Err(Refused::NotAForm);
        }
        match Limited::new(body, BODY_LIMIT_BYTES).collect().await {
            Ok(collected) => Self::parse(&Zeroizing::new(collected.to_bytes().to_vec()), multiline),
            Err(error) if error.is::<LengthLimitError>() => Err(Refused::TooLong),
            Err(_) => Err(Refused::Unreadable),
        }
    }

    /// Parses `name=value&…` as a browser writes it (WHATWG URL §5.1), but refuses what a browser never writes.
    ///
    /// # Errors
    /// [`Refused`], for the first thing that is wrong.
    pub fn parse(body: &[u8], multiline: &[&str]) -> Result<Self, Refused> {
        if body.len() > BODY_LIMIT_BYTES {
            return Err(Refused::TooLong);
        }
        let mut fields = Self::default();
        for pair in body.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            let equals = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
            let name = decode(&pair[..equals])?;
            let value = decode(pair.get(equals + 1..).unwrap_or_default())?;
            fields.add(&name, &value, multiline)?;
        }
        Ok(fields)
    }

    /// Adds a field, as a form with files brings one after another; whoever reads them bounds their length.
    ///
    /// # Errors
    /// [`Refused`], for the first thing that is wrong.
    pub fn add(&mut self, name: &str, value: &str, multiline: &[&str]) -> Result<(), Refused> {
        if self.0.len() == FIELDS_LIMIT {
            return Err(Refused::TooManyFields);
        }
        if self.has(name) {
            return Err(Refused::Duplicate);
        }
        let value = clean(value, multiline.contains(&name))?;
        self.0.push((clean(name, false)?.to_string(), value));
        Ok(())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The value as typed, or "" where the form had no such field.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value without the spaces around it that a paste or a phone's keyboard leaves.
    pub fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// The value in a type that does not print: for passwords, PINs and codes.
    pub fn secret(&self, name: &str) -> SecretString {
        self.get(name).into()
    }
}

/// Names only: a value may be a password.
impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

fn decode(encoded: &[u8]) -> Result<Zeroizing<String>, Refused> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(encoded.len()));
    let mut rest = encoded;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (digits, after) = rest.split_at_checked(2).ok_or(Refused::BadEscape)?;
                bytes.push(hexadecimal(digits).ok_or(Refused::BadEscape)?);
                rest = after;
            }
            other => bytes.push(other),
        }
    }
    std::str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| Refused::NotUtf8)
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some(digit(*digits.first()?)? << 4 | digit(*digits.get(1)?)?)
}

/// A tab is what a paste out of a table leaves: it counts as a space. Line ends come as CR LF and are kept as LF.
fn clean(text: &str, multiline: bool) -> Result<Zeroizing<String>, Refused> {
    let mut cleaned = Zeroizing::new(text.replace('\t', " "));
    if multiline {
        cleaned = Zeroizing::new(cleaned.replace("\r\n", "\n"));
    }
    let refused = |letter: char| letter.is_control() && !(multiline && letter == '\n');
    if cleaned.contains(refused) { Err(Refused::ControlCharacter) } else { Ok(cleaned) }
}

/// A message about one field, or about the form as a whole where `field` is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// What a form shows: values typed before and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl FormState {
    /// A form that nobody has filled in yet.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Keeps the values of the fields named in `keep` and no others: leave out passwords, PINs and codes.
    pub fn keeping(fields: &Fields, keep: &[&str]) -> Self {
        let values = keep.iter().map(|name| ((*name).to_owned(), fields.get(name).to_owned())).collect();
        Self { values, errors: Vec::new() }
    }

    /// The form with a value that is already known.
    #[must_use]
    pub fn with_value(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// The form with a message about a field. Call it in the order in which the page shows the fields; the first message
    /// about a field is the one that stands.
    #[must_use]
    pub fn with_error(mut self, field: &str, message: impl Into<String>) -> Self {
        self.add_error(field, message);
        self
    }

    /// The form with a message about no field in particular.
    #[must_use]
    pub fn with_problem(mut self, message: impl Into<String>) -> Self {
        self.errors.push(FieldError { field: String::new(), message: message.into() });
        self
    }

    /// See [`Self::with_error`].
    pub fn add_error(&mut self, field: &str, message: impl Into<String>) {
        if self.error(field).is_none() {
            self.errors.push(FieldError { field: field.to_owned(), message: message.into() });
        }
    }

    /// The value to show, "" where there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether a choice (radio button, check box, option) is the one taken.
    pub fn chose(&self, name: &str, choice: &str) -> bool {
        self.values.iter().any(|(known, value)| known == name && value == choice)
    }

    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// All messages, in the order in which the page shows the fields.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Fields, Refused> {
        Fields::parse(body.as_bytes(), &["story"])
    }

    #[test]
    fn a_form_is_read_as_the_browser_wrote_it() {
        let fields = parse("name=Mar%C3%ADa+del+Mar&email=+a%40b.co%09&empty=&flag").unwrap();
        assert_eq!(fields.get("name"), "María del Mar");
        assert_eq!(fields.get("email"), " a@b.co ");
        assert_eq!(fields.trimmed("email"), "a@b.co");
        assert_eq!((fields.get("empty"), fields.has("empty")), ("", true));
        assert_eq!((fields.get("flag"), fields.has("flag")), ("", true));
        assert_eq!((fields.get("absent"), fields.has("absent")), ("", false));
    }

    #[test]
    fn a_field_that_comes_twice_is_refused_however_it_is_written() {
        assert_eq!(parse("a=1&a=2").unwrap_err(), Refused::Duplicate);
        assert_eq!(parse("a=1&%61=2").unwrap_err(), Refused::Duplicate);
    }

    #[test]
    fn what_no_browser_writes_is_refused() {
        assert_eq!(parse("a=%").unwrap_err(), Refused::BadEscape);
        assert_eq!(parse("a=%4").unwrap_err(), Refused::BadEscape);
        assert_eq!(parse("a=%+1").unwrap_err(), Refused::BadEscape);
        assert_eq!(parse("a=%ff").unwrap_err(), Refused::NotUtf8);
        assert_eq!(parse("a=%ED%A0%80").unwrap_err(), Refused::NotUtf8);
    }

    #[test]
    fn control_characters_are_refused_in_values_and_in_names() {
        for body in ["a=%00", "a=x%0Ay", "a=%1B", "a=%7F", "a=%C2%85", "%00=1", "story=%00"] {
            assert_eq!(parse(body).unwrap_err(), Refused::ControlCharacter, "{body}");
        }
    }

    #[test]
    fn a_new_line_is_kept_only_where_the_form_has_a_box_for_it() {
        assert_eq!(parse("story=one%0D%0Atwo").unwrap().get("story"), "one\ntwo");
        assert_eq!(parse("title=one%0D%0Atwo").unwrap_err(), Refused::ControlCharacter);
    }

    #[test]
    fn the_bounds_hold_to_the_last_byte_and_field() {
        let longest = format!("a={}", "x".repeat(BODY_LIMIT_BYTES - 2));
        assert!(parse(&longest).is_ok());
        assert_eq!(parse(&format!("{longest}x")).unwrap_err(), Refused::TooLong);

        let most: Vec<String> = (0..FIELDS_LIMIT).map(|number| format!("f{number}=1")).collect();
        assert!(parse(&most.join("&")).is_ok());
        assert_eq!(parse(&format!("{}&last=1", most.join("&"))).unwrap_err(), Refused::TooManyFields);
    }

    #[tokio::test]
    async fn a_body_is_read_only_as_a_form_and_only_so_far() {
        let headers = |content_type: &'static str| {
            HeaderMap::from_iter([(header::CONTENT_TYPE, http::HeaderValue::from_static(content_type))])
        };
        let form = headers("application/x-www-form-urlencoded; charset=UTF-8");
        let fields = Fields::read(&form, Body::from("a=1"), &[]).await.unwrap();
        assert_eq!(fields.get("a"), "1");

        let json = Fields::read(&headers("application/json"), Body::from("a=1"), &[]).await;
        assert_eq!(json.unwrap_err().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let long = Fields::read(&form, Body::from("x".repeat(BODY_LIMIT_BYTES + 1)), &[]).await;
        assert_eq!(long.unwrap_err().status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[test]
    fn printing_the_fields_shows_no_value() {
        let printed = format!("{:?}", parse("user=ana&password=Secreta.1").unwrap());
        assert_eq!(printed, r#"["user", "password"]"#);
    }

    #[test]
    fn a_form_keeps_what_it_is_told_to_keep_and_nothing_else() {
        let form = FormState::keeping(&parse("user=ana&password=Secreta.1").unwrap(), &["user"]);
        assert_eq!(form.value("user"), "ana");
        assert_eq!(form.value("password"), "");
    }

    #[test]
    fn the_first_message_about_a_field_stands_and_the_order_is_kept() {
        let form = FormState::empty()
            .with_error("email", "Escriba su correo")
            .with_error("code", "Escriba el código")
            .with_error("email", "Otro");
        assert_eq!(form.error("email"), Some("Escriba su correo"));
        let fields: Vec<&str> = form.errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["email", "code"]);
    }
}
