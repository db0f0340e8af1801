//! Data that wants to be more than data.

use paper::{Paper, Printer, Refused, Snapshot};

use crate::{golden, tools};

fn addressed_to(addressee: &str) -> Snapshot {
    let mut snapshot = golden("certificate");
    let Paper::EmploymentCertificate(certificate) = &mut snapshot.paper else { panic!("a certificate") };
    certificate.addressee = Some(addressee.to_owned());
    snapshot
}

#[test]
fn markup_in_data_comes_out_as_text() {
    let printer = Printer::new();
    for words in [
        "#import \"@preview/x:1.0.0\": *",
        "#read(\"/etc/passwd\")",
        "#include \"/data.json\"",
        "*fuerte* _cursiva_ `código` $x^2$ = Título",
        "] #panic() [",
        "\\ // /* \" ' <label> @ref https://malo.example/",
        "{{ data }} \\u{41} &lt;script&gt;",
        "- uno + dos / término: valor",
    ] {
        let pdf = printer.draw(&addressed_to(words)).unwrap_or_else(|refused| panic!("{words}: {refused}"));
        let document = lopdf::Document::load_mem(&pdf).expect("a PDF");
        assert!(document.objects.values().all(|object| !is_link(object)), "{words} became a link");
        if tools::asked("markup_in_data_comes_out_as_text") {
            let text = tools::text(&pdf);
            assert!(text.contains(words), "{words} is not in {text}");
        }
    }
}

fn is_link(object: &lopdf::Object) -> bool {
    object.as_dict().is_ok_and(|dictionary| dictionary.has(b"URI") || dictionary.has(b"JS"))
}

#[test]
fn what_the_typeface_cannot_draw_is_refused_with_its_place() {
    let printer = Printer::new();
    for character in [
        '\0',
        '\u{7}',
        '\t',
        '\r',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{200b}',
        '\u{200f}',
        '\u{2028}',
        '\u{202e}',
        '\u{2066}',
        '\u{feff}',
        '\u{fffd}',
        'א',
        'ش',
        '漢',
        '😀',
        '\u{e000}',
        '\u{10ffff}',
    ] {
        let refused = printer.draw(&addressed_to(&format!("Banco {character} S.A."))).expect_err("refused");
        let place = "paper.addressee".to_owned();
        assert_eq!(refused, Refused::Character { place, character }, "{character:?}");
    }
}

#[test]
fn letters_and_their_accents_may_come_apart() {
    let apart = addressed_to("Nu\u{301}n\u{303}ez");
    let together = addressed_to("Núñez");
    let printer = Printer::new();
    assert_eq!(printer.draw(&apart), printer.draw(&together));
}

#[test]
fn a_long_word_stays_on_the_page_and_a_longer_text_is_refused() {
    let printer = Printer::new();
    let pdf = printer.draw(&addressed_to(&"W".repeat(1000))).expect("drawn");
    if tools::asked("a_long_word_stays_on_the_page_and_a_longer_text_is_refused") {
        assert!(tools::text(&pdf).replace(' ', "").contains(&"W".repeat(1000)));
        let scratch = tools::Scratch::new();
        scratch.file("paper.pdf", &pdf);
        let (_, words) = tools::run("pdftotext", &["-q", "-bbox", "paper.pdf", "-"], scratch.path());
        let right_edges =
            words.split("xMax=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
        assert!(right_edges.fold(0.0, f64::max) < 612.0, "nothing crosses the right edge");
    }
    let refused = printer.draw(&addressed_to(&"a".repeat(10_000)));
    assert_eq!(refused, Err(Refused::TooLong { place: "paper.addressee".to_owned() }));
}

#[test]
fn lists_without_end_are_refused() {
    let mut snapshot = golden("payslip");
    let Paper::Payslips(payslips) = &mut snapshot.paper else { panic!("payslips") };
    payslips.slips = vec![payslips.slips[0].clone(); 401];
    let refused = Printer::new().draw(&snapshot);
    assert_eq!(refused, Err(Refused::TooLong { place: "paper.slips".to_owned() }));
}

#[test]
fn a_letterhead_draws_nothing_from_outside() {
    let printer = Printer::new();
    for logo in [
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="/etc/passwd" width="9" height="9"/></svg>"#,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>"#,
        "<svg",
        "",
    ] {
        let mut snapshot = golden("certificate");
        logo.clone_into(&mut snapshot.letterhead.logo_svg);
        assert!(matches!(printer.draw(&snapshot), Err(Refused::Template(_))), "{logo:?} was drawn");
    }
    let mut snapshot = golden("certificate");
    "#fff\"); panic(".clone_into(&mut snapshot.letterhead.color);
    assert_eq!(printer.draw(&snapshot), Err(Refused::Color));
}
