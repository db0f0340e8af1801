//! A page as a person sees it: its words, its fields, its buttons. What a person cannot see or do fails the test, and the
//! failure says what there was instead.

use std::fmt::Write;

use http::{HeaderMap, Method, StatusCode};
use scraper::{ElementRef, Html, Node, Selector};
use url::{Url, form_urlencoded};

/// Elements that do not begin a new line: «4<b>2</b>» reads 42, while the words of two paragraphs stand apart.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements whose content is not read.
const UNSEEN: &[&str] = &["head", "noscript", "script", "style", "template"];

/// The answer to a request, after following its redirections.
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A form on its way: what the page put into it, and what the person filled in.
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) method: Method,
    pub(crate) action: Url,
    pub(crate) fields: Vec<(String, String)>,
    controls: Vec<Control>,
}

/// What a person can set, and to which values where the page says so.
#[derive(Clone, Debug)]
struct Control {
    name: String,
    choices: Option<Vec<String>>,
}

impl Page {
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The address that the person ended at.
    pub fn url(&self) -> &Url {
        &self.url
    }

    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap_or_default())
    }

    pub fn body(&self) -> &str {
        &self.body
    }

    /// Everything a person can read on it, in one line.
    pub fn text(&self) -> String {
        visible_text(self.document().root_element())
    }

    #[track_caller]
    pub fn shows(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(
            text.contains(&one_line(words)),
            "«{words}» is not on {}, which says:\n{text}",
            self.describe()
        );
        self
    }

    #[track_caller]
    pub fn does_not_show(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(&one_line(words)), "«{words}» is on {}, which says:\n{text}", self.describe());
        self
    }

    /// What the page says is wrong with a field: the text that the field is tied to by `aria-describedby` and whose id ends in
    /// `-error`.
    #[track_caller]
    pub fn error_at(&self, field: &str) -> String {
        let document = self.document();
        let fields = selector("input, select, textarea, fieldset");
        let controls = document.select(&fields);
        let marked = controls.filter(|control| {
            control.attr("name") == Some(field) && control.attr("aria-invalid") == Some("true")
        });
        let ids = marked
            .flat_map(|control| control.attr("aria-describedby").unwrap_or_default().split_whitespace());
        let errors =
            ids.filter(|id| id.ends_with("-error")).filter_map(|id| by_id(&document, id)).map(visible_text);
        let errors: Vec<String> = errors.collect();
        assert!(
            !errors.concat().is_empty(),
            "no error is told at the field «{field}» of {}, which says:\n{}",
            self.describe(),
            self.text()
        );
        errors.join(" ")
    }

    /// What a person reads in the one part of the page that this CSS selector finds.
    #[track_caller]
    pub fn words_of(&self, part: &str) -> String {
        let found = self.all_words_of(part);
        assert_eq!(found.len(), 1, "«{part}» is {} times on {}", found.len(), self.describe());
        found.into_iter().next().expect("there is one")
    }

    /// What a person reads in each part that this CSS selector finds.
    pub fn all_words_of(&self, part: &str) -> Vec<String> {
        self.document().select(&selector(part)).map(visible_text).collect()
    }

    /// What the page hands to the browser's dialogue for passkeys.
    ///
    /// # Panics
    /// Where it asks for none.
    pub fn passkey_options(&self) -> String {
        let document = self.document();
        let part = document.select(&selector("[data-passkey]")).next();
        let part = part.unwrap_or_else(|| panic!("no passkey is asked for on {}", self.describe()));
        part.attr("data-options").expect("it carries its options").to_owned()
    }

    /// Where the link with these words leads.
    #[track_caller]
    pub fn link(&self, words: &str) -> Url {
        let document = self.document();
        let links: Vec<ElementRef<'_>> = document.select(&selector("a[href]")).collect();
        let found = links.iter().find(|link| label(**link) == words);
        let Some(link) = found else {
            let labels: Vec<String> = links.into_iter().map(label).collect();
            panic!("there is no link «{words}» on {}, only {labels:?}", self.describe());
        };
        let target = link.attr("href").unwrap_or_default();
        self.url
            .join(target)
            .unwrap_or_else(|error| panic!("the link «{words}» leads to «{target}»: {error}"))
    }

    /// The form that the button with these words sends, with everything the page put into it.
    #[track_caller]
    pub fn form(&self, button: &str) -> Form {
        let document = self.document();
        let buttons: Vec<ElementRef<'_>> = document
            .select(&selector("button, input[type=submit]"))
            .filter(|button| is_submit(*button))
            .collect();
        let Some(pressed) = buttons.iter().find(|candidate| label(**candidate) == button) else {
            let labels: Vec<String> = buttons.into_iter().map(label).collect();
            panic!("there is no button «{button}» on {}, only {labels:?}", self.describe());
        };
        let form = form_of(&document, *pressed)
            .unwrap_or_else(|| panic!("the button «{button}» of {} is in no form", self.describe()));
        self.filled_by_the_page(&document, form, *pressed)
    }

    /// The form that the browser's dialogue for passkeys sends.
    ///
    /// # Panics
    /// Where no passkey is asked for.
    #[track_caller]
    pub fn passkey_form(&self) -> Form {
        let document = self.document();
        let button = document.select(&selector("[data-passkey-button]")).next();
        let button = button.unwrap_or_else(|| panic!("no passkey is asked for on {}", self.describe()));
        let form = form_of(&document, button)
            .unwrap_or_else(|| panic!("the passkey of {} is in no form", self.describe()));
        self.filled_by_the_page(&document, form, button)
    }

    #[track_caller]
    fn filled_by_the_page(&self, document: &Html, form: ElementRef<'_>, pressed: ElementRef<'_>) -> Form {
        let method = pressed.attr("formmethod").or(form.attr("method")).unwrap_or("get");
        let action = pressed.attr("formaction").or(form.attr("action")).unwrap_or_default();
        let mut result = Form {
            method: if method.eq_ignore_ascii_case("post") { Method::POST } else { Method::GET },
            action: self
                .url
                .join(action)
                .unwrap_or_else(|error| panic!("the form goes to «{action}»: {error}")),
            fields: Vec::new(),
            controls: Vec::new(),
        };
        for control in document.select(&selector("input, select, textarea")) {
            let belongs = form_of(document, control).is_some_and(|owner| owner.id() == form.id());
            if belongs && control.attr("disabled").is_none() {
                result.take(control);
            }
        }
        if let Some(name) = pressed.attr("name") {
            result.fields.push((name.to_owned(), pressed.attr("value").unwrap_or_default().to_owned()));
        }
        result
    }

    fn describe(&self) -> String {
        format!("the page {} ({})", self.url, self.status.as_u16())
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

impl Form {
    /// Fills in a field as a person can: it must be there and visible, and a list must offer the value.
    #[track_caller]
    #[must_use]
    pub fn fill(self, name: &str, value: &str) -> Self {
        let Some(control) = self.controls.iter().find(|control| control.name == name) else {
            let names = self.controls.iter().fold(String::new(), |mut names, control| {
                let _ = write!(names, " {}", control.name);
                names
            });
            panic!("the form has no field «{name}» to fill in, only:{names}");
        };
        if let Some(choices) = &control.choices {
            assert!(
                choices.iter().any(|choice| choice == value),
                "«{name}» offers {choices:?}, not «{value}»"
            );
        }
        self.tamper(name, value)
    }

    /// Sends a value whatever the page offers, as an attacker can.
    #[must_use]
    pub fn tamper(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where it is sent.
    pub fn action(&self) -> &Url {
        &self.action
    }

    /// Sends it to another path of the site than the page says, as an attacker can.
    #[must_use]
    pub fn to(mut self, path: &str) -> Self {
        self.action.set_path(path);
        self
    }

    /// What is sent, as it stands in the request's body.
    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }

    /// What the page or the person put into a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    fn take(&mut self, control: ElementRef<'_>) {
        let Some(name) = control.attr("name").filter(|name| !name.is_empty()) else { return };
        match control.value().name() {
            "select" => self.take_list(name, control),
            "textarea" => self.offer(name, None, Some(control.text().collect::<String>())),
            _ => self.take_input(name, control),
        }
    }

    fn take_list(&mut self, name: &str, list: ElementRef<'_>) {
        let options: Vec<ElementRef<'_>> =
            list.select(&selector("option")).filter(|option| option.attr("disabled").is_none()).collect();
        let value =
            |option: &ElementRef<'_>| option.attr("value").map_or_else(|| label(*option), str::to_owned);
        let chosen =
            options.iter().find(|option| option.attr("selected").is_some()).or(options.first()).map(value);
        self.offer(name, Some(options.iter().map(value).collect()), chosen);
    }

    fn take_input(&mut self, name: &str, input: ElementRef<'_>) {
        let kind = input.attr("type").unwrap_or("text").to_ascii_lowercase();
        let value = input.attr("value");
        match kind.as_str() {
            "submit" | "button" | "image" | "reset" | "file" => {}
            "hidden" => self.fields.push((name.to_owned(), value.unwrap_or_default().to_owned())),
            "checkbox" | "radio" => {
                let value = value.unwrap_or("on").to_owned();
                let chosen = input.attr("checked").map(|_| value.clone());
                self.offer(name, Some(vec![value]), chosen);
            }
            _ => self.offer(name, None, Some(value.unwrap_or_default().to_owned())),
        }
    }

    /// Adds a control; the radio buttons of one name are one control with several choices.
    fn offer(&mut self, name: &str, choices: Option<Vec<String>>, value: Option<String>) {
        if let Some(value) = value {
            self.fields.push((name.to_owned(), value));
        }
        match self.controls.iter_mut().find(|control| control.name == name) {
            Some(Control { choices: Some(known), .. }) => known.extend(choices.unwrap_or_default()),
            _ => self.controls.push(Control { name: name.to_owned(), choices }),
        }
    }
}

fn is_submit(button: ElementRef<'_>) -> bool {
    button.attr("disabled").is_none() && button.attr("type").unwrap_or("submit") == "submit"
}

/// The form that a control belongs to: the one it names, or the one around it.
fn form_of<'a>(document: &'a Html, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    if let Some(id) = control.attr("form") {
        return by_id(document, id);
    }
    control.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form")
}

fn by_id<'a>(document: &'a Html, id: &str) -> Option<ElementRef<'a>> {
    document.root_element().descendent_elements().find(|element| element.attr("id") == Some(id))
}

/// The name of a button or link, as assistive technology reads it out.
fn label(element: ElementRef<'_>) -> String {
    let written = match element.value().name() {
        "input" => element.attr("value").unwrap_or_default().to_owned(),
        _ => visible_text(element),
    };
    one_line(element.attr("aria-label").unwrap_or(&written))
}

fn visible_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    read_aloud(element, &mut text);
    one_line(&text)
}

fn read_aloud(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    if UNSEEN.contains(&name) || element.attr("hidden").is_some() {
        return;
    }
    let apart = if INLINE.contains(&name) { "" } else { " " };
    text.push_str(apart);
    for child in element.children() {
        match child.value() {
            Node::Text(words) => text.push_str(words),
            Node::Element(_) => ElementRef::wrap(child).into_iter().for_each(|child| read_aloud(child, text)),
            _ => {}
        }
    }
    text.push_str(apart);
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("selectors here are written by hand")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Page {
        Page {
            url: "http://localhost:8080/portal/ingreso".parse().unwrap(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: body.to_owned(),
        }
    }

    const SIGN_IN: &str = r#"
        <title>Ingreso</title><h1>Ingreso de <em>empleados</em></h1><p hidden>Nada</p><script>let secreto;</script>
        <form method="post" action="entrar">
          <input type="hidden" name="csrf" value="abc">
          <label for="d">Usuario</label>
          <input id="d" name="document" value="52" aria-invalid="true" aria-describedby="d-hint d-error">
          <p id="d-hint">Su cédula</p><p id="d-error">Escriba su <b>cédula</b></p>
          <select name="kind"><option value="CC" selected>Cédula</option><option value="CE">Extranjería</option></select>
          <input type="checkbox" name="remember"><input type="radio" name="by" value="sms"><input type="radio" name="by" value="mail" checked>
          <input name="old" disabled><textarea name="note">Hola</textarea>
          <button type="button">Mostrar</button><button name="step" value="2">  Ingresar
          </button>
        </form>
        <form><button>Salir</button></form><a href="../ayuda?x=1">¿Necesita ayuda?</a>"#;

    #[test]
    fn words_are_read_as_a_person_reads_them() {
        let page = page(SIGN_IN);
        page.shows("Ingreso de empleados")
            .shows("Escriba  su cédula")
            .does_not_show("Nada")
            .does_not_show("secreto");
        assert!(std::panic::catch_unwind(|| page.shows("Nada")).is_err());
        assert!(std::panic::catch_unwind(|| page.does_not_show("Usuario")).is_err());
    }

    #[test]
    fn an_error_is_read_at_its_field_without_the_hint() {
        assert_eq!(page(SIGN_IN).error_at("document"), "Escriba su cédula");
        assert!(std::panic::catch_unwind(|| page(SIGN_IN).error_at("note")).is_err());
    }

    #[test]
    fn a_link_leads_where_a_browser_would_go() {
        assert_eq!(page(SIGN_IN).link("¿Necesita ayuda?").as_str(), "http://localhost:8080/ayuda?x=1");
    }

    #[test]
    fn a_form_keeps_what_the_page_put_into_it() {
        let form = page(SIGN_IN).form("Ingresar").fill("document", "53").fill("kind", "CE");
        assert_eq!(form.method, Method::POST);
        assert_eq!(form.action.path(), "/portal/entrar");
        let mut fields: Vec<String> =
            form.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        fields.sort();
        assert_eq!(fields, ["by=mail", "csrf=abc", "document=53", "kind=CE", "note=Hola", "step=2"]);
    }

    #[test]
    fn what_a_person_cannot_do_fails() {
        let cannot = |attempt: fn(Form) -> Form| {
            let form = page(SIGN_IN).form("Ingresar");
            assert!(std::panic::catch_unwind(|| attempt(form)).is_err());
        };
        cannot(|form| form.fill("csrf", "x"));
        cannot(|form| form.fill("old", "x"));
        cannot(|form| form.fill("kind", "TI"));
        cannot(|form| form.fill("by", "fax"));
        assert_eq!(
            page(SIGN_IN).form("Ingresar").fill("by", "sms").tamper("csrf", "x").value("csrf"),
            Some("x")
        );
        assert!(std::panic::catch_unwind(|| page(SIGN_IN).form("Mostrar")).is_err());
    }
}
