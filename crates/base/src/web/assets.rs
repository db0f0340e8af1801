//! The style sheets, scripts and pictures of the pages, kept in memory and compressed once at the start.
//!
//! An address holds the hash of what it brings (`/assets/HASH/name`), so a browser may keep it for ever, and a new
//! version of the product has new addresses. The scripts share one hash, so that one may import another by its name.

use std::collections::HashMap;
use std::io::Write;

use aws_lc_rs::digest;
use axum::body::{Body, Bytes};
use axum::response::Response;
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};

use super::color::Palette;

/// What every address of an asset begins with; the router hands the rest to [`Assets::respond`].
pub const ROOT: &str = "/assets/";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// As many hexadecimal digits of a SHA-256 as tell two versions apart.
const HASH_DIGITS: usize = 16;
/// The best ratio that does not delay the start: levels 10 and 11 cost twenty times as much for 3 %.
const BROTLI_QUALITY: i32 = 9;
/// 256 KiB: more than any file here, so a larger window packs no better, and its 8 MB of buffers would stay with the process.
const BROTLI_WINDOW_BITS: i32 = 18;

/// `tokens.css` first: it declares the order of the layers. The others are in the order of the layers.
const STYLES: [&str; 22] = [
    include_str!("../../css/tokens.css"),
    include_str!("../../css/base.css"),
    include_str!("../../css/layout.css"),
    include_str!("../../css/button.css"),
    include_str!("../../css/field.css"),
    include_str!("../../css/password.css"),
    include_str!("../../css/drawn.css"),
    include_str!("../../css/notice.css"),
    include_str!("../../css/steps.css"),
    include_str!("../../css/list.css"),
    include_str!("../../css/table.css"),
    include_str!("../../css/details.css"),
    include_str!("../../css/menu.css"),
    include_str!("../../css/help.css"),
    include_str!("../../css/guide.css"),
    include_str!("../../css/trail.css"),
    include_str!("../../css/case.css"),
    include_str!("../../css/aside_notes.css"),
    include_str!("../../css/keypad.css"),
    include_str!("../../css/human.css"),
    include_str!("../../css/factors.css"),
    include_str!("../../css/print.css"),
];

/// What only the office's pages load besides, so that nobody's telephone pays for it.
const OFFICE_STYLES: [&str; 3] = [
    include_str!("../../css/filters.css"),
    include_str!("../../css/chart.css"),
    include_str!("../../css/office.css"),
];

/// The page's script, which imports the others when it needs them.
const PAGE_SCRIPT: &str = "aldaba.js";
const SCRIPTS: [(&str, &str); 4] = [
    (PAGE_SCRIPT, include_str!("../../js/aldaba.js")),
    ("fingerprint.js", include_str!("../../js/fingerprint.js")),
    ("passkeys.js", include_str!("../../js/passkeys.js")),
    ("pow.js", include_str!("../../js/pow.js")),
];

/// One file, in each form in which it is sent.
#[derive(Debug)]
struct Asset {
    content_type: HeaderValue,
    plain: Bytes,
    /// Empty for what does not get smaller.
    gzip: Bytes,
    brotli: Bytes,
}

/// All files, by what follows [`ROOT`] in their address.
#[derive(Debug)]
pub struct Assets {
    files: HashMap<String, Asset>,
    base_style: String,
    office_style_url: String,
    script_url: String,
}

impl Default for Assets {
    fn default() -> Self {
        Self::new()
    }
}

impl Assets {
    /// The scripts; the style sheets come with [`Self::add_style`].
    pub fn new() -> Self {
        let mut assets = Self {
            files: HashMap::new(),
            base_style: without_comments(&STYLES.concat()),
            office_style_url: String::new(),
            script_url: String::new(),
        };
        let office_style = without_comments(&OFFICE_STYLES.concat());
        assets.office_style_url = assets.add_file("office.css", CSS, office_style.into_bytes());
        let hash = hash_of(SCRIPTS.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]));
        for (name, text) in SCRIPTS {
            assets.insert(&hash, name, JAVASCRIPT, text.as_bytes().to_vec());
        }
        assets.script_url = format!("{ROOT}{hash}/{PAGE_SCRIPT}");
        assets
    }

    /// Adds the style sheet of one brand and gives its address.
    pub fn add_style(&mut self, palette: &Palette) -> String {
        let text = format!("{}{}", self.base_style, palette.to_css());
        self.add_file("portal.css", CSS, text.into_bytes())
    }

    /// Adds a file of an organisation's own, such as its logo, and gives its address.
    pub fn add_file(&mut self, name: &str, content_type: &'static str, bytes: Vec<u8>) -> String {
        let hash = hash_of([content_type.as_bytes(), &bytes]);
        self.insert(&hash, name, content_type, bytes);
        format!("{ROOT}{hash}/{name}")
    }

    /// The address of the style sheet that the office's pages load besides their brand's.
    pub fn office_style_url(&self) -> &str {
        &self.office_style_url
    }

    /// The address of the script that every page loads.
    pub fn script_url(&self) -> &str {
        &self.script_url
    }

    /// The answer to a request for what follows [`ROOT`], in the smallest form that the browser takes; `None` for what
    /// does not exist, an old hash included.
    pub fn respond(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let asset = self.files.get(path)?;
        let (encoding, bytes) = asset.form_for(headers);
        let mut response = Response::new(Body::from(bytes.clone()));
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, asset.content_type.clone());
        answer.insert(header::CACHE_CONTROL, FOR_EVER);
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        answer.insert(header::CONTENT_LENGTH, bytes.len().into());
        if let Some(encoding) = encoding {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Some(response)
    }

    fn insert(&mut self, hash: &str, name: &str, content_type: &'static str, bytes: Vec<u8>) {
        self.files.insert(format!("{hash}/{name}"), Asset::new(content_type, bytes));
    }
}

impl Asset {
    fn new(content_type: &'static str, plain: Vec<u8>) -> Self {
        let smaller =
            |packed: Vec<u8>| if packed.len() < plain.len() { Bytes::from(packed) } else { Bytes::new() };
        Self {
            content_type: HeaderValue::from_static(content_type),
            gzip: smaller(gzip(&plain)),
            brotli: smaller(brotli(&plain)),
            plain: Bytes::from(plain),
        }
    }

    fn form_for(&self, headers: &HeaderMap) -> (Option<&'static str>, &Bytes) {
        if !self.brotli.is_empty() && accepts(headers, "br") {
            (Some("br"), &self.brotli)
        } else if !self.gzip.is_empty() && accepts(headers, "gzip") {
            (Some("gzip"), &self.gzip)
        } else {
            (None, &self.plain)
        }
    }
}

/// Whether `Accept-Encoding` names the coding and does not refuse it with `q=0` (RFC 9110 §12.5.3).
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|member| {
        let (name, parameters) = member.split_once(';').unwrap_or((member, ""));
        let quality = parameters.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        name.trim().eq_ignore_ascii_case(coding) && quality.is_ok_and(|quality| quality > 0.0)
    })
}

fn hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        // The length goes first, so that no two lists of parts run into the same bytes.
        context.update(&part.len().to_be_bytes());
        context.update(part);
    }
    let mut hash = HEXLOWER.encode(context.finish().as_ref());
    hash.truncate(HASH_DIGITS);
    hash
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a vector takes every byte")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW_BITS,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).expect("a vector takes every byte");
    packed
}

/// A style sheet without its comments, indents and empty lines: they are for us, not for a prepaid data plan.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |sheet, line| sheet + line + "\n")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use http_body_util::BodyExt;

    use super::super::color::Color;
    use super::*;

    fn palette(brand: &str) -> Palette {
        Palette::new(Color::from_hex(brand).unwrap(), Color::from_hex("#f2a93b").unwrap())
    }

    fn accept_encoding(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    async fn body(response: Response) -> Vec<u8> {
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// Asks for an address the way the router does.
    fn ask(assets: &Assets, url: &str, encodings: &'static str) -> Response {
        assets.respond(url.strip_prefix(ROOT).unwrap(), &accept_encoding(encodings)).unwrap()
    }

    #[tokio::test]
    async fn every_form_of_a_file_unpacks_to_the_same_bytes() {
        let mut assets = Assets::new();
        let url = assets.add_style(&palette("#0b5563"));
        let plain = body(ask(&assets, &url, "identity")).await;

        let packed = body(ask(&assets, &url, "gzip")).await;
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*packed).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain);

        let packed = body(ask(&assets, &url, "gzip, deflate, br")).await;
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*packed, &mut unpacked).unwrap();
        assert_eq!(unpacked, plain);
    }

    #[test]
    fn the_browser_gets_the_smallest_form_it_takes() {
        let assets = Assets::new();
        let coding = |encodings| {
            let response = ask(&assets, assets.script_url(), encodings);
            response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(coding("gzip, deflate, br, zstd").as_deref(), Some("br"));
        assert_eq!(coding("gzip;q=0.5, br;q=0").as_deref(), Some("gzip"));
        assert_eq!(coding("GZIP").as_deref(), Some("gzip"));
        assert_eq!(coding("deflate"), None);
        assert_eq!(coding("br;q=nonsense"), None);
    }

    #[test]
    fn a_file_may_be_kept_for_ever_and_says_what_it_is() {
        let mut assets = Assets::new();
        let style = assets.add_style(&palette("#0b5563"));
        let response = ask(&assets, &style, "br");
        let header = |name| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(header(header::CONTENT_TYPE), "text/css; charset=utf-8");
        assert_eq!(header(header::VARY), "accept-encoding");
    }

    #[test]
    fn each_brand_has_its_own_style_sheet_and_an_old_hash_brings_nothing() {
        let mut assets = Assets::new();
        let (petrol, plum) = (assets.add_style(&palette("#0b5563")), assets.add_style(&palette("#7b2a5e")));
        assert_ne!(petrol, plum);
        let none = HeaderMap::new();
        for unknown in
            ["", "portal.css", "0000000000000000/portal.css", "../secrets", "0000000000000000/aldaba.js"]
        {
            assert!(assets.respond(unknown, &none).is_none(), "{unknown}");
        }
    }

    #[tokio::test]
    async fn a_script_finds_its_neighbours_under_the_same_hash() {
        let assets = Assets::new();
        let solver = assets.script_url().replace(PAGE_SCRIPT, "pow.js");
        assert!(!body(ask(&assets, &solver, "br")).await.is_empty());
    }

    #[test]
    fn a_style_sheet_loses_its_comments_and_nothing_else() {
        assert_eq!(without_comments("/* a */\na {\n  b: c; /* d\n e */\n}\n\n/* open"), "a {\nb: c;\n}\n");
    }

    #[test]
    fn what_every_page_loads_stays_small() {
        let mut assets = Assets::new();
        let style = assets.add_style(&palette("#0b5563"));
        let bytes = |url: &str| assets.files[url.strip_prefix(ROOT).unwrap()].brotli.len();
        assert!(bytes(&style) <= 7 * 1024, "the style sheet has {} bytes", bytes(&style));
        assert!(bytes(assets.office_style_url()) <= 3 * 1024);
        assert!(
            bytes(assets.script_url()) <= 4 * 1024,
            "the script has {} bytes",
            bytes(assets.script_url())
        );
    }
}
