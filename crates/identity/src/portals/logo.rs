//! The portal's logo. Promise: a drawing that passed here holds shapes and nothing else, so that it may stand
//! inside a page: nothing in it runs, and nothing in it is fetched.
//!
//! The drawing is checked against lists of what is allowed; whatever is not on them is refused.

use data_encoding::BASE64;

use super::Fault;

const LENGTH_MAX_BYTES: usize = 16 * 1024;
const NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// Ids of a drawing share the page with all others, so they carry a name of their own.
const ID_PREFIX: &str = "logo-";

const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "title",
];

/// The elements that may hold words.
const ELEMENTS_WITH_WORDS: &[&str] = &["desc", "title"];

const ATTRIBUTES: &[&str] = &[
    "aria-hidden",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "cx",
    "cy",
    "d",
    "fill",
    "fill-opacity",
    "fill-rule",
    "focusable",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "offset",
    "opacity",
    "pathLength",
    "points",
    "preserveAspectRatio",
    "r",
    "role",
    "rx",
    "ry",
    "spreadMethod",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "transform",
    "vector-effect",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "xmlns",
    "y",
    "y1",
    "y2",
];

/// A drawing that is safe inside our pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo(String);

impl Logo {
    pub fn parse(text: &str) -> Result<Logo, Fault> {
        let svg = text.trim();
        if svg.len() > LENGTH_MAX_BYTES {
            return Err(Fault::new(
                format!("el dibujo ocupa {} bytes", svg.len()),
                format!("simplifíquelo hasta {LENGTH_MAX_BYTES} bytes"),
            ));
        }
        Drawing { rest: svg, open: Vec::new(), root_seen: false }.check()?;
        Ok(Logo(svg.to_owned()))
    }

    pub fn as_svg(&self) -> &str {
        &self.0
    }

    /// The drawing as an address that needs no request.
    pub fn to_data_url(&self) -> String {
        format!("data:image/svg+xml;base64,{}", BASE64.encode(self.0.as_bytes()))
    }
}

/// A drawing while it is checked from its beginning to its end.
struct Drawing<'t> {
    rest: &'t str,
    open: Vec<&'t str>,
    root_seen: bool,
}

impl<'t> Drawing<'t> {
    fn check(mut self) -> Result<(), Fault> {
        while let Some(angle) = self.rest.find('<') {
            self.check_words(&self.rest[..angle])?;
            self.rest = &self.rest[angle + 1..];
            if let Some(after) = self.rest.strip_prefix('/') {
                self.rest = after;
                self.close()?;
            } else {
                self.open()?;
            }
        }
        self.check_words(self.rest)?;
        if !self.root_seen || !self.open.is_empty() {
            return Err(malformed());
        }
        Ok(())
    }

    fn check_words(&self, words: &str) -> Result<(), Fault> {
        if words.contains('&') {
            return Err(Fault::new("el dibujo lleva «&»", "escriba la letra misma en vez de su código"));
        }
        let may_hold_words = self.open.last().is_some_and(|element| ELEMENTS_WITH_WORDS.contains(element));
        if !may_hold_words && !words.trim().is_empty() {
            return Err(Fault::new(
                "el dibujo lleva texto suelto",
                "convierta las letras en trazos; solo <title> y <desc> llevan palabras",
            ));
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), Fault> {
        if self.rest.starts_with(['!', '?']) {
            return Err(Fault::new(
                "el dibujo lleva una línea <?xml…>, un <!DOCTYPE…> o un comentario",
                "bórrelos; el archivo debe empezar con «<svg»",
            ));
        }
        let element = self.take_name();
        let is_root = self.open.is_empty();
        if is_root && (self.root_seen || element != "svg") {
            return Err(malformed());
        }
        let holds_only_words = self.open.last().is_some_and(|parent| ELEMENTS_WITH_WORDS.contains(parent));
        if !ELEMENTS.contains(&element) || holds_only_words || (!is_root && element == "svg") {
            return Err(Fault::new(
                format!("el dibujo lleva <{element}>, que no se acepta"),
                "exporte el logo como trazos sencillos (path, circle, rect…), sin estilos, imágenes ni código",
            ));
        }
        self.root_seen = true;
        self.open.push(element);
        self.attributes(is_root)
    }

    /// Reads up to the end of the opening tag.
    fn attributes(&mut self, is_root: bool) -> Result<(), Fault> {
        let (mut has_view_box, mut has_namespace) = (false, false);
        loop {
            self.rest = self.rest.trim_start();
            let closes_itself = self.rest.strip_prefix("/>");
            if let Some(after) = closes_itself.or(self.rest.strip_prefix('>')) {
                self.rest = after;
                if closes_itself.is_some() {
                    self.open.pop();
                }
                break;
            }
            let name = self.take_name();
            let value = self.take_value()?;
            check_attribute(name, value)?;
            has_view_box |= name == "viewBox";
            has_namespace |= name == "xmlns";
        }
        if is_root && !(has_view_box && has_namespace) {
            return Err(Fault::new(
                "a <svg> le falta viewBox o xmlns",
                format!(
                    "escriba <svg xmlns=\"{NAMESPACE}\" viewBox=\"0 0 64 64\">, con las medidas del dibujo"
                ),
            ));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        let element = self.take_name();
        let closed = self.rest.trim_start().strip_prefix('>').ok_or_else(malformed)?;
        self.rest = closed;
        if self.open.pop() == Some(element) { Ok(()) } else { Err(malformed()) }
    }

    fn take_name(&mut self) -> &'t str {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        name
    }

    fn take_value(&mut self) -> Result<&'t str, Fault> {
        let after_equals = self.rest.trim_start().strip_prefix('=').ok_or_else(malformed)?.trim_start();
        let quote = after_equals.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(malformed)?;
        let (value, rest) = after_equals[1..].split_once(quote).ok_or_else(malformed)?;
        self.rest = rest;
        Ok(value)
    }
}

fn check_attribute(name: &str, value: &str) -> Result<(), Fault> {
    if !ATTRIBUTES.contains(&name) {
        return Err(Fault::new(
            format!("el dibujo lleva el atributo «{name}», que no se acepta"),
            "bórrelo; los colores van en fill y stroke",
        ));
    }
    let well_formed = match name {
        "xmlns" => value == NAMESPACE,
        "id" => is_own_id(value),
        _ => !value.contains(['&', '<', '\\', ':']) && refers_only_to_itself(value),
    };
    if !well_formed {
        return Err(Fault::new(
            format!("en el dibujo no se acepta {name}=\"{value}\""),
            format!(
                "un id empieza con «{ID_PREFIX}» y una referencia es url(#{ID_PREFIX}…); nada viene de fuera"
            ),
        ));
    }
    Ok(())
}

fn refers_only_to_itself(value: &str) -> bool {
    if !value.to_ascii_lowercase().contains("url") {
        return true;
    }
    let id = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
    id.is_some_and(is_own_id)
}

fn is_own_id(id: &str) -> bool {
    id.starts_with(ID_PREFIX) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn malformed() -> Fault {
    Fault::new("el archivo no es un dibujo SVG bien formado", "expórtelo de nuevo como «SVG simple»")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(inside: &str) -> String {
        format!(r#"<svg xmlns="{NAMESPACE}" viewBox="0 0 8 8">{inside}</svg>"#)
    }

    #[test]
    fn a_drawing_of_shapes_and_gradients_is_accepted() {
        let svg = drawing(
            r##"<title>Árbol</title><defs><linearGradient id="logo-sky"><stop offset="0" stop-color="#fff"/>
            </linearGradient></defs><g transform="rotate(4)"><path fill='url(#logo-sky)' d="M0 0h8z"/></g>"##,
        );
        assert_eq!(Logo::parse(&svg).map(|logo| logo.as_svg().to_owned()), Ok(svg));
    }

    #[test]
    fn a_drawing_as_an_address_is_the_same_drawing() {
        let svg = drawing("<path d='M0 0'/>");
        let url = Logo::parse(&svg).expect("a drawing").to_data_url();
        let (head, body) = url.split_once(',').expect("a comma");
        assert_eq!(head, "data:image/svg+xml;base64");
        assert_eq!(BASE64.decode(body.as_bytes()).expect("base64"), svg.as_bytes());
    }

    #[test]
    fn whatever_runs_or_is_fetched_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<foreignObject><p>hola</p></foreignObject>",
            "<image href=\"https://otro.example/a.png\"/>",
            "<use href=\"https://otro.example/a.svg#b\"/>",
            "<a href=\"javascript:alert(1)\"><path d=\"M0 0\"/></a>",
            "<style>path{fill:url(https://otro.example)}</style>",
            "<animate attributeName=\"href\"/>",
            "<set attributeName=\"onload\"/>",
            "<path onload=\"alert(1)\"/>",
            "<path style=\"fill:url(https://otro.example)\"/>",
            "<path xlink:href=\"#logo-a\"/>",
            "<path fill=\"url(https://otro.example/a.svg#b)\"/>",
            "<path fill=\"URL(//otro.example)\"/>",
            "<path fill=\"u\\72l(//otro.example)\"/>",
            "<path fill=\"&#117;rl(//otro.example)\"/>",
            "<path fill=\"url(#logo-a) url(//otro.example)\"/>",
            "<path xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>",
            "<title><path d=\"M0 0\"/></title>",
            "<title>a &lt;script&gt;</title>",
            "<!-- nota --><path d=\"M0 0\"/>",
            "<![CDATA[<script>]]>",
            "suelto",
        ] {
            assert!(Logo::parse(&drawing(inside)).is_err(), "{inside}");
        }
    }

    #[test]
    fn an_id_that_could_be_one_of_the_page_is_refused() {
        assert!(Logo::parse(&drawing("<g id=\"main\"/>")).is_err());
        assert!(Logo::parse(&drawing("<g id=\"logo-main\"/>")).is_ok());
    }

    #[test]
    fn a_file_that_is_not_one_whole_drawing_is_refused() {
        let whole = drawing("<path d=\"M0 0\"/>");
        for text in [
            String::new(),
            "hola".into(),
            "<p>hola</p>".into(),
            "<svg viewBox=\"0 0 8 8\"></svg>".into(),
            format!("<svg xmlns=\"{NAMESPACE}\"></svg>"),
            format!("<?xml version=\"1.0\"?>{whole}"),
            format!("<!DOCTYPE svg [<!ENTITY a \"b\">]>{whole}"),
            format!("{whole}{whole}"),
            format!("{whole}<p>"),
            drawing("<g>"),
            drawing("<g></path>"),
            drawing("</svg>"),
            drawing("<path d=M0/>"),
            drawing("<path d=\"M0/>"),
            drawing("<path d"),
            drawing("<"),
            drawing("<g é=\"1\"/>"),
            drawing(&format!("<path d=\"{}\"/>", "M0 0".repeat(LENGTH_MAX_BYTES))),
        ] {
            assert!(Logo::parse(&text).is_err(), "{text}");
        }
    }
}
