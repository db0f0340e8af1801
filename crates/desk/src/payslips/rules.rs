//! Which line is what, what lines add up to, and what has changed since the payslip before.

use identity::roster::columns::header_name;

use super::{Facts, Line, LineKind, Totals};
use crate::money::Money;
use crate::sheet::Reason;

/// More lines are no payslip.
pub(super) const MOST_LINES: usize = 100;
/// A net that changed by more than this part of the one before is worth a look.
const REMARKABLE_PERCENT: i64 = 30;

/// How the names of deductions begin, without accents, case, signs and small words.
const DEDUCTIONS: &[&str] = &[
    "deduccion",
    "descuento",
    "salud",
    "aportesalud",
    "aporteasalud",
    "eps",
    "pension",
    "aportepension",
    "aporteapension",
    "afp",
    "fondo",
    "aportefondo",
    "aporteafondo",
    "aportealfondo",
    "fsp",
    "solidaridad",
    "aportesolidaridad",
    "retencion",
    "retefuente",
    "rtefte",
    "libranza",
    "embargo",
    "prestamo",
    "credito",
    "anticipo",
    "ahorro",
    "seguro",
    "cooperativa",
    "sindicato",
    "cuota",
    "afc",
];
/// How the names of lines begin that change nothing.
const INFORMATIVE: &[&str] =
    &["ibc", "ingresobase", "basecotizacion", "aporteempleador", "aportepatron", "provision"];
/// How the names begin of what is earned.
const EARNED: &[&str] = &[
    "sueldo",
    "salario",
    "compensacion",
    "apoyosostenimiento",
    "auxilio",
    "subsidio",
    "horaextra",
    "horasextra",
    "recargo",
    "dominical",
    "festivo",
    "bonificacion",
    "bono",
    "comision",
    "incentivo",
    "gratificacion",
    "viatico",
    "rodamiento",
    "vacaciones",
    "incapacidad",
    "licenciamaternidad",
    "licenciapaternidad",
    "licencialuto",
    "cesantias",
    "interescesantias",
    "interesescesantias",
    "interesessobrecesantias",
    "indemnizacion",
    "retroactivo",
    "primaservicio",
    "primalegal",
    "primaextralegal",
    "primanavidad",
    "primaantiguedad",
    "primavacaciones",
];
/// Names of what is earned that say it only by themselves: «Prima de seguro» is no «Prima».
const EARNED_WHOLE: &[&str] = &["prima"];
/// How the names of sums begin.
const SUMS: &[&str] = &["total", "subtotal", "neto"];
/// With these in its name a deduction may be the employer's affair, or come back.
const DOUBTFUL_DEDUCTIONS: &[&str] =
    &["empleador", "empresa", "patron", "devolucion", "reintegro", "reembolso"];
/// With these in its name what seems earned may be what the contract says, or be taken.
const DOUBTFUL_EARNED: &[&str] = &[
    "basico",
    "mensual",
    "seguro",
    "descuento",
    "deduccion",
    "credito",
    "prestamo",
    "embargo",
    "retencion",
    "anticipo",
];

/// The kind that a word names.
pub(super) fn kind_of_word(word: &str) -> Option<LineKind> {
    match header_name(word).as_str() {
        "devengado" | "devengo" | "devengos" | "devengados" | "ingreso" | "pago" => Some(LineKind::Earned),
        "deduccion" | "deducido" | "deducciones" | "descuento" | "egreso" => Some(LineKind::Deducted),
        "informativo" | "informativa" | "informacion" | "provision" | "aporte" => Some(LineKind::Informative),
        _ => None,
    }
}

/// A concept's name without the kind after it in parentheses, and that kind: «Casino (deducción)».
pub(super) fn told_kind(name: &str) -> (&str, Option<LineKind>) {
    let told = name.trim_end().strip_suffix(')').and_then(|name| name.rsplit_once('('));
    match told.and_then(|(name, word)| Some((name.trim_end(), kind_of_word(word)?))) {
        Some((name, kind)) => (name, Some(kind)),
        None => (name, None),
    }
}

/// What a concept is whose file has no column for it: by its sign, a `-` before its name, or its name. What these do not tell is
/// refused, never guessed: a guess would be somebody's pay.
pub(super) fn kind_by_name(name: &str, is_negative: bool) -> Result<LineKind, Reason> {
    let plain = header_name(name);
    let begins = |names: &[&str]| names.iter().any(|known| plain.starts_with(known));
    let holds = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if begins(SUMS) {
        return Err(Reason::told("payslips-concept-is-sum"));
    }
    if begins(INFORMATIVE) {
        return Ok(LineKind::Informative);
    }
    let is_deduction = begins(DEDUCTIONS) && !holds(DOUBTFUL_DEDUCTIONS);
    if is_negative || name.trim_start().starts_with(['-', '−', '–']) || is_deduction {
        return Ok(LineKind::Deducted);
    }
    let is_earned = EARNED_WHOLE.contains(&plain.as_str()) || (begins(EARNED) && !holds(DOUBTFUL_EARNED));
    if is_earned { Ok(LineKind::Earned) } else { Err(Reason::told("payslips-concept-unknown")) }
}

pub(super) fn totals(lines: &[Line]) -> Totals {
    let sum = |kind| lines.iter().filter(|line| line.kind == kind).map(|line| line.value).sum();
    let (earned, deducted): (Money, Money) = (sum(LineKind::Earned), sum(LineKind::Deducted));
    Totals { earned, deducted, net: earned - deducted }
}

/// A total that the file states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stated {
    Earned(Money),
    Deducted(Money),
    Net(Money),
}

/// With which signs deductions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    has_minus: bool,
    has_none: bool,
}

impl Signs {
    /// Notes the value of a line as it is written.
    pub(super) fn note(&mut self, kind: LineKind, written: Money) {
        let counts = kind == LineKind::Deducted && written != Money::ZERO;
        self.has_minus |= counts && written.is_negative();
        self.has_none |= counts && !written.is_negative();
    }

    pub(super) fn join(&mut self, other: Self) {
        self.has_minus |= other.has_minus;
        self.has_none |= other.has_none;
    }

    /// Whether one of them may be given back: nobody knows which sign says so.
    fn are_mixed(self) -> bool {
        self.has_minus && self.has_none
    }
}

/// Why a payslip is none.
pub(super) fn fault(facts: &Facts, stated: &[Stated], signs: Signs) -> Option<Reason> {
    if facts.period.ends_on < facts.period.begins_on {
        return Some(Reason::told("payslips-ends-before-it-begins"));
    }
    if facts.lines.is_empty() {
        return Some(Reason::told("payslips-no-lines"));
    }
    if facts.lines.len() > MOST_LINES {
        return Some(Reason::Told("payslips-too-many-lines", vec![("most", MOST_LINES.to_string())]));
    }
    let repeated = facts
        .lines
        .iter()
        .enumerate()
        .find(|(place, line)| facts.lines[..*place].iter().any(|earlier| earlier.code == line.code));
    if let Some((_, line)) = repeated {
        return Some(Reason::Told("payslips-concept-twice", vec![("concept", line.name.clone())]));
    }
    if signs.are_mixed() {
        return Some(Reason::told("payslips-signs-mixed"));
    }
    let totals = totals(&facts.lines);
    let wrong = stated.iter().find_map(|stated| differs(*stated, totals));
    if wrong.is_some() {
        return wrong;
    }
    let net = || vec![("net", totals.net.to_string())];
    totals.net.is_negative().then(|| Reason::Told("payslips-negative-net", net()))
}

fn differs(stated: Stated, totals: Totals) -> Option<Reason> {
    let (message, stated, is) = match stated {
        Stated::Earned(stated) => ("payslips-earned-differs", stated, totals.earned),
        Stated::Deducted(stated) => ("payslips-deducted-differs", stated, totals.deducted),
        Stated::Net(stated) => ("payslips-net-differs", stated, totals.net),
    };
    let values = || vec![("stated", stated.to_string()), ("sum", is.to_string())];
    (stated != is).then(|| Reason::Told(message, values()))
}

/// Whether somebody should look at a net before it is published.
pub(super) fn is_remarkable(before: Money, net: Money) -> bool {
    let difference = i128::from((net - before).centavos().abs());
    difference * 100 > i128::from(before.centavos().abs()) * i128::from(REMARKABLE_PERCENT)
}

/// A concept whose amount is another one than on the payslip before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub name: String,
    /// How much more it adds to the net; negative where it takes from it.
    pub difference: Money,
}

/// What makes the net another one, in the order of the newer payslip; what fell away comes last.
pub(super) fn changes(before: &[Line], lines: &[Line]) -> Vec<Change> {
    let effect_of =
        |lines: &[Line], code: &str| lines.iter().filter(|line| line.code == code).map(effect).sum();
    let gone = before.iter().filter(|line| lines.iter().all(|newer| newer.code != line.code));
    let all = lines.iter().chain(gone).map(|line| {
        let (now, then): (Money, Money) = (effect_of(lines, &line.code), effect_of(before, &line.code));
        Change { name: line.name.clone(), difference: now - then }
    });
    all.filter(|change| change.difference != Money::ZERO).collect()
}

fn effect(line: &Line) -> Money {
    match line.kind {
        LineKind::Earned => line.value,
        LineKind::Deducted => Money::ZERO - line.value,
        LineKind::Informative => Money::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Period;
    use super::*;

    fn line(code: &str, kind: LineKind, pesos: i64) -> Line {
        let value = Money::of_pesos(pesos);
        Line { code: code.to_owned(), name: code.to_owned(), kind, quantity: None, base: None, value }
    }

    fn facts(lines: Vec<Line>) -> Facts {
        let period =
            Period { begins_on: "2026-10-01".parse().unwrap(), ends_on: "2026-10-31".parse().unwrap() };
        Facts { contract: "C-1".to_owned(), period, paid_on: None, lines }
    }

    fn message(reason: Option<Reason>) -> &'static str {
        match reason {
            Some(Reason::Told(message, _)) => message,
            _ => "",
        }
    }

    #[test]
    fn deductions_are_known_by_sign_dash_or_name() {
        for name in [
            "Salud",
            "Aporte pensión",
            "Aporte a salud",
            "Aporte a pensión",
            "Aporte fondo de solidaridad",
            "Ahorro",
            "Crédito vivienda",
            "Seguro de vida",
            "FONDO DE EMPLEADOS",
            "Libranza Banco",
            "Retención en la fuente",
            "- Casino",
        ] {
            assert_eq!(kind_by_name(name, false), Ok(LineKind::Deducted), "{name}");
        }
        assert_eq!(kind_by_name("Casino", true), Ok(LineKind::Deducted));
        for name in
            ["Sueldo", "Auxilio de salud", "Horas extra", "Bonificación", "Prima", "Prima de servicios"]
        {
            assert_eq!(kind_by_name(name, false), Ok(LineKind::Earned), "{name}");
        }
        assert_eq!(kind_by_name("IBC salud", false), Ok(LineKind::Informative));
    }

    #[test]
    fn what_a_name_does_not_tell_is_refused_and_not_guessed() {
        for name in [
            "Banco Popular",
            "Área protegida",
            "Celular",
            "Sueldo básico",
            "Prima de seguro",
            "Salud empleador",
            "Pensión devolución",
            "X",
            "",
        ] {
            assert_eq!(kind_by_name(name, false), Err(Reason::told("payslips-concept-unknown")), "{name}");
        }
        for name in ["Total a pagar", "- Total deducciones", "Subtotal", "Neto quincena"] {
            assert_eq!(kind_by_name(name, true), Err(Reason::told("payslips-concept-is-sum")), "{name}");
        }
    }

    #[test]
    fn a_kind_in_parentheses_after_a_name_is_told() {
        assert_eq!(told_kind("Casino (deducción)"), ("Casino", Some(LineKind::Deducted)));
        assert_eq!(told_kind("Prima (junio) (Devengado) "), ("Prima (junio)", Some(LineKind::Earned)));
        assert_eq!(told_kind("Cesantías(informativo)"), ("Cesantías", Some(LineKind::Informative)));
        for name in ["Prima (junio)", "Casino deducción)", "(", ")"] {
            assert_eq!(told_kind(name), (name, None));
        }
    }

    #[test]
    fn deductions_with_both_signs_are_no_payslip() {
        let lines = vec![line("1", LineKind::Earned, 1_000), line("2", LineKind::Deducted, 80)];
        let mut signs = Signs::default();
        signs.note(LineKind::Earned, Money::of_pesos(1_000));
        signs.note(LineKind::Deducted, Money::of_pesos(-80));
        signs.note(LineKind::Deducted, Money::ZERO);
        assert_eq!(fault(&facts(lines.clone()), &[], signs), None);
        let mut more = Signs::default();
        more.note(LineKind::Deducted, Money::of_pesos(20));
        signs.join(more);
        assert_eq!(message(fault(&facts(lines), &[], signs)), "payslips-signs-mixed");
    }

    #[test]
    fn informative_lines_add_up_to_nothing() {
        let lines = [
            line("1", LineKind::Earned, 1_000),
            line("2", LineKind::Deducted, 80),
            line("3", LineKind::Informative, 5_000),
        ];
        let [earned, deducted, net] = [1_000, 80, 920].map(Money::of_pesos);
        assert_eq!(totals(&lines), Totals { earned, deducted, net });
    }

    #[test]
    fn a_payslip_that_does_not_add_up_is_none() {
        let lines = vec![line("1", LineKind::Earned, 1_000), line("2", LineKind::Deducted, 80)];
        let right = [
            Stated::Earned(Money::of_pesos(1_000)),
            Stated::Deducted(Money::of_pesos(80)),
            Stated::Net(Money::of_pesos(920)),
        ];
        assert_eq!(fault(&facts(lines.clone()), &right, Signs::default()), None);
        let off_by_one = Money::of_centavos(92_001);
        assert_eq!(
            message(fault(&facts(lines.clone()), &[Stated::Net(off_by_one)], Signs::default())),
            "payslips-net-differs"
        );
        assert_eq!(
            message(fault(&facts(lines.clone()), &[Stated::Deducted(Money::ZERO)], Signs::default())),
            "payslips-deducted-differs"
        );
        assert_eq!(
            message(fault(&facts(lines), &[Stated::Earned(Money::ZERO)], Signs::default())),
            "payslips-earned-differs"
        );
        let negative = vec![line("1", LineKind::Earned, 10), line("2", LineKind::Deducted, 11)];
        assert_eq!(message(fault(&facts(negative), &[], Signs::default())), "payslips-negative-net");
    }

    #[test]
    fn no_lines_too_many_a_concept_twice_and_a_period_that_ends_first_are_refused() {
        assert_eq!(message(fault(&facts(Vec::new()), &[], Signs::default())), "payslips-no-lines");
        let twice = vec![line("1", LineKind::Earned, 10), line("1", LineKind::Earned, 11)];
        assert_eq!(message(fault(&facts(twice), &[], Signs::default())), "payslips-concept-twice");
        let many = (0..=MOST_LINES).map(|code| line(&code.to_string(), LineKind::Earned, 1)).collect();
        assert_eq!(message(fault(&facts(many), &[], Signs::default())), "payslips-too-many-lines");
        let mut backwards = facts(vec![line("1", LineKind::Earned, 10)]);
        std::mem::swap(&mut backwards.period.begins_on, &mut backwards.period.ends_on);
        assert_eq!(message(fault(&backwards, &[], Signs::default())), "payslips-ends-before-it-begins");
    }

    #[test]
    fn a_net_is_remarkable_beyond_thirty_percent_in_both_directions() {
        let is = |before, net| is_remarkable(Money::of_pesos(before), Money::of_pesos(net));
        assert!(!is(1_000, 1_300) && !is(1_000, 700));
        assert!(is(1_000, 1_301) && is(1_000, 699) && is(0, 1));
        assert!(!is(0, 0));
    }

    #[test]
    fn changes_are_told_by_what_they_do_to_the_net() {
        let before = [
            line("1", LineKind::Earned, 1_000),
            line("2", LineKind::Deducted, 80),
            line("4", LineKind::Earned, 50),
        ];
        let now = [
            line("1", LineKind::Earned, 1_000),
            line("2", LineKind::Deducted, 100),
            line("3", LineKind::Earned, 5),
        ];
        let found: Vec<_> =
            changes(&before, &now).into_iter().map(|change| (change.name, change.difference)).collect();
        let expected =
            [("2", -20), ("3", 5), ("4", -50)].map(|(name, pesos)| (name.to_owned(), Money::of_pesos(pesos)));
        assert_eq!(found, expected);
    }
}
