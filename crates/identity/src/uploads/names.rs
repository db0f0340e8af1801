//! What a file is called where people read it: their own word for it, with nothing in it that a folder, a terminal or a header
//! would take for something else.

use super::content::Kind;

/// The most letters of a name before its ending.
const LONGEST_STEM: usize = 80;
/// What a file without a word in its name is called.
const NAMELESS: &str = "archivo";

/// A name for a file of this kind, or `None` where its ending says that it is another one.
pub(super) fn cleaned(written: &str, kind: Kind) -> Option<String> {
    // Some browsers send the whole path.
    let last = written.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let (stem, ending) = match last.rsplit_once('.') {
        Some((stem, ending)) => (stem, ending.to_lowercase()),
        None => (last, kind.endings()[0].to_owned()),
    };
    kind.endings().contains(&ending.as_str()).then(|| format!("{}.{ending}", stem_of(stem)))
}

fn stem_of(written: &str) -> String {
    let is_kept = |letter: char| letter.is_alphanumeric() || "-_()".contains(letter);
    let spaced: String = written.chars().map(|letter| if is_kept(letter) { letter } else { ' ' }).collect();
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem: String = words.chars().take(LONGEST_STEM).collect();
    if stem.contains(char::is_alphanumeric) { stem.trim_end().to_owned() } else { NAMELESS.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_words_and_loses_what_is_none() {
        for (written, name) in [
            ("Cédula frente.pdf", "Cédula frente.pdf"),
            ("C:\\Users\\ana\\foto.PDF", "foto.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("factura\u{202e}gpj.exe.pdf", "factura gpj exe.pdf"),
            ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x 1.pdf"),
            ("\"><script>.pdf", "script.pdf"),
            (".pdf", "archivo.pdf"),
            ("...pdf", "archivo.pdf"),
            ("sin extensión", "sin extensión.pdf"),
            ("", "archivo.pdf"),
        ] {
            assert_eq!(cleaned(written, Kind::Pdf).as_deref(), Some(name), "{written:?}");
        }
        assert_eq!(cleaned(&"ñ".repeat(300), Kind::Png).unwrap().chars().count(), LONGEST_STEM + 4);
    }

    #[test]
    fn an_ending_of_another_kind_is_refused() {
        for written in ["foto.pdf", "foto.jpg.exe", "foto.html", "foto.", "foto.jpg "] {
            let is_jpeg = written.trim_end().ends_with(".jpg");
            assert_eq!(cleaned(written, Kind::Jpeg).is_some(), is_jpeg, "{written}");
        }
        assert!(cleaned("IMG_1.JPEG", Kind::Jpeg).is_some() && cleaned("x.jpg", Kind::Png).is_none());
    }
}
