//! What stands on each paper, and that it is drawn the same each time.

use lopdf::{Document, Object};
use paper::{Amount, Language, Paper, PayBasis, Printer, Refused};

use crate::{GOLDEN, drawn, golden, tools};

#[test]
fn pay_is_called_what_it_is() {
    if !tools::asked("pay_is_called_what_it_is") {
        return;
    }
    let named = |basis: PayBasis, language: Language| {
        let mut snapshot = golden("certificate");
        let Paper::EmploymentCertificate(certificate) = &mut snapshot.paper else { unreachable!() };
        certificate.language = language;
        certificate.employments[0].pay.as_mut().unwrap().basis = basis;
        tools::text(&Printer::new().draw(&snapshot).unwrap())
    };
    let a_month = PayBasis::Average { months: 1 };
    for (basis, spanish, english) in [
        (PayBasis::Basic, "Salario básico mensual", "Monthly base salary"),
        (PayBasis::Variable, "Salario variable mensual", "Monthly variable salary"),
        (a_month, "Salario promedio mensual (último mes)", "Average monthly salary (last month)"),
    ] {
        for (language, words) in [(Language::Spanish, spanish), (Language::English, english)] {
            let text = named(basis, language);
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}

#[test]
fn each_paper_says_what_its_data_says() {
    if !tools::asked("each_paper_says_what_its_data_says") {
        return;
    }
    for (name, words) in [
        (
            "certificate",
            &[
                "Certificación laboral",
                "Banco de la Guadua S.A.",
                "María Fernanda Ñáñez Güiza",
                "C.C. 1.900.000.001, trabaja con nosotros",
                "Distribuciones La Ceiba S.A.",
                "4 de marzo de 2024",
                "$ 1.750.905",
                "un millón setecientos cincuenta mil novecientos cinco pesos",
                "Ubicar, rotar y contar las existencias de la bodega.",
                "Luz Ángela Peñaranda Ibáñez",
                "a las 09:15 (hora de Colombia)",
                "K7QM-2VXD-9RTA-HW4P",
                "miportal.turpialto.example/",
                "Página 1 de 1",
            ][..],
        ),
        (
            "certificate-three-employments",
            &[
                "Employment certificate",
                "To whom it may concern",
                "COP 22,761,765.50",
                "Colombian pesos and 50/100",
                "Average monthly salary (last 6 months)",
                "Comercializadora Altozano Ltda.",
                "Page 1 of 1",
            ],
        ),
        (
            "certificate-member",
            &["tuvo vínculo de trabajo asociado con esta cooperativa", "31 de octubre de 2026"],
        ),
        ("payslip", &["Comprobante de pago", "Recargo nocturno 12 h 35.017,99", "Neto pagado $ 969.710,31"]),
        ("payslips-many-lines", &["2 periodos", "Viáticos 30 30 h 19.510,30", "Página 3 de 3"]),
        (
            "income-certificate",
            &[
                "Año gravable 2025",
                "Total de ingresos brutos (sume 36 a 51) 52 27.697.006",
                "$ 224.096.000",
                "$ 69.719.000",
            ],
        ),
        (
            "settlement",
            &[
                "Cesantías base × días ÷ 360 base = $ 2.200.000; días = 226 días 1.381.111,11",
                "Total devengado 2.846.265,92",
                "Neto a pagar $ 2.646.265,92",
                "no significa estar de acuerdo",
            ],
        ),
    ] {
        let text = tools::text(&drawn(name)).replace('\u{a0}', " ");
        for words in words {
            assert!(text.contains(words), "{name} does not say {words:?}: {text}");
        }
    }
}

#[test]
fn a_certificate_without_salary_names_no_amount() {
    let mut snapshot = golden("certificate");
    let Paper::EmploymentCertificate(certificate) = &mut snapshot.paper else { panic!("a certificate") };
    certificate.employments[0].pay = None;
    let pdf = Printer::new().draw(&snapshot).expect("drawn");
    if tools::asked("a_certificate_without_salary_names_no_amount") {
        let text = tools::text(&pdf);
        assert!(!text.contains('$') && !text.contains("alario"), "{text}");
    }
}

#[test]
fn the_usual_papers_fit_on_one_page_and_forty_lines_go_on_to_the_next() {
    for (name, pages) in [
        ("certificate", 1),
        ("certificate-three-employments", 1),
        ("payslip", 1),
        ("payslips-many-lines", 3),
        ("income-certificate", 1),
        ("settlement", 1),
    ] {
        assert_eq!(tools::pages(&drawn(name)), pages, "{name}");
    }
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    for (name, _) in GOLDEN {
        let (first, second) = (drawn(name), drawn(name));
        assert_eq!(paper::fingerprint(&first), paper::fingerprint(&second), "{name}");
    }
}

#[test]
fn a_snapshot_survives_being_kept_as_json() {
    for (name, _) in GOLDEN {
        let snapshot = golden(name);
        let kept = serde_json::to_string(&snapshot).expect("written");
        assert_eq!(serde_json::from_str::<paper::Snapshot>(&kept).expect("read"), snapshot, "{name}");
    }
}

#[test]
fn the_file_names_itself_tagged_archival_and_accessible() {
    for (name, part) in [("certificate", "2"), ("payslip", "3")] {
        let document = Document::load_mem(&drawn(name)).expect("a PDF");
        let catalog = document.catalog().expect("a catalog");
        assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).expect("a language"), b"es-CO");
        assert!(catalog.has(b"StructTreeRoot"));
        let metadata = catalog.get(b"Metadata").and_then(Object::as_reference).expect("metadata");
        let metadata = document.get_object(metadata).and_then(Object::as_stream).expect("metadata");
        let metadata = String::from_utf8_lossy(&metadata.content).into_owned();
        for claim in [
            format!("<pdfaid:part>{part}</pdfaid:part>"),
            "<pdfaid:conformance>A</pdfaid:conformance>".to_owned(),
            "<pdfuaid:part>1</pdfuaid:part>".to_owned(),
        ] {
            assert!(metadata.contains(&claim), "{name} does not claim {claim}");
        }
    }
}

#[test]
fn the_attached_data_comes_out_as_it_went_in() {
    if !tools::asked("the_attached_data_comes_out_as_it_went_in") {
        return;
    }
    let scratch = tools::Scratch::new();
    scratch.file("paper.pdf", &drawn("payslip"));
    let (_, said) = tools::run("pdfdetach", &["-saveall", "paper.pdf"], scratch.path());
    let detached = std::fs::read_to_string(scratch.path().join("nomina.xml")).expect(&said);
    assert_eq!(Some(detached), golden("payslip").attachment.map(|attachment| attachment.content));
}

#[test]
fn the_qr_holds_the_verification_address() {
    if !tools::asked("the_qr_holds_the_verification_address") {
        return;
    }
    for (name, _) in GOLDEN {
        let scratch = tools::Scratch::new();
        scratch.file("paper.pdf", &drawn(name));
        let (_, said) =
            tools::run("pdftoppm", &["-q", "-r", "150", "-png", "paper.pdf", "page"], scratch.path());
        let last = tools::pages(&drawn(name));
        let page = format!("page-{last}.png");
        let (read, code) = tools::run("zbarimg", &["-q", "--raw", "--nodbus", &page], scratch.path());
        assert!(read, "{name}: {said} {code}");
        assert_eq!(code.lines().next(), Some(golden(name).issue.verification_address.as_str()), "{name}");
    }
}

#[test]
fn figures_that_contradict_each_other_are_refused_with_their_place() {
    let printer = Printer::new();
    let mut payslip = golden("payslip");
    let Paper::Payslips(payslips) = &mut payslip.paper else { panic!("payslips") };
    payslips.slips[0].totals.net = Amount::from_pesos(1);
    let place = "paper.slips[0].totals.net".to_owned();
    assert_eq!(printer.draw(&payslip), Err(Refused::DoesNotAddUp { place }));

    let mut income = golden("income-certificate");
    let Paper::IncomeCertificate(certificate) = &mut income.paper else { panic!("an income certificate") };
    certificate.boxes.insert(45, Amount::from_pesos(1000));
    assert_eq!(printer.draw(&income), Err(Refused::DoesNotAddUp { place: "paper.boxes.52".to_owned() }));
    let Paper::IncomeCertificate(certificate) = &mut income.paper else { panic!("an income certificate") };
    certificate.boxes.remove(&45);
    certificate.boxes.insert(61, Amount::from_pesos(1000));
    assert_eq!(printer.draw(&income), Err(Refused::NoBox { number: 61 }), "the worker fills in 61 and on");
    let Paper::IncomeCertificate(certificate) = &mut income.paper else { panic!("an income certificate") };
    certificate.tax_year = 2022;
    assert_eq!(printer.draw(&income), Err(Refused::NoForm { tax_year: 2022 }));

    let mut settlement = golden("settlement");
    let Paper::Settlement(contents) = &mut settlement.paper else { panic!("a settlement") };
    contents.totals.earned = Amount::ZERO;
    let place = "paper.totals.earned".to_owned();
    assert_eq!(printer.draw(&settlement), Err(Refused::DoesNotAddUp { place }));
}

#[test]
fn each_kind_of_paper_has_a_template_version_of_its_own() {
    let printer = Printer::new();
    let mut versions: Vec<String> = ["certificate", "payslip", "income-certificate", "settlement"]
        .map(|name| printer.template_version(&golden(name).paper))
        .to_vec();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 4);
}
