//! What a certificate says, of which employments, and what each purpose usually needs.

use jiff::ToSpan;
use jiff::civil::Date;
use paper::{Bond, EmploymentCertificate, Holder, Language, Pay, PayBasis, Signer};

use crate::employments::rules::salary_on;
use crate::employments::{Contract, Employment, EmploymentId, SalaryKind, SalarySince};
use crate::money::Money;

/// What an average is of: fewer months where the person has not been paid for so many.
const AVERAGE_MONTHS: u8 = 12;
const LONGEST_ADDRESSEE: usize = 120;

/// What a certificate is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Bank,
    Rent,
    Visa,
    Housing,
    NewJob,
    Other,
}

impl Purpose {
    pub const ALL: [Self; 6] = [Self::Bank, Self::Rent, Self::Visa, Self::Housing, Self::NewJob, Self::Other];

    /// As it stands in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bank => "banco",
            Self::Rent => "arriendo",
            Self::Visa => "visa",
            Self::Housing => "vivienda",
            Self::NewJob => "empleo",
            Self::Other => "otro",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// What it usually needs; the person may choose otherwise.
    pub fn usual(self) -> Usual {
        let plain = Usual {
            pay: PayShown::None,
            has_functions: false,
            is_of_all: false,
            language: Language::Spanish,
        };
        match self {
            Self::Bank | Self::Rent => Usual { pay: PayShown::Last, ..plain },
            Self::Visa => Usual { pay: PayShown::Last, language: Language::English, ..plain },
            Self::Housing => Usual { pay: PayShown::Average, ..plain },
            Self::NewJob => Usual { has_functions: true, is_of_all: true, ..plain },
            Self::Other => plain,
        }
    }
}

/// What a form begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    pub pay: PayShown,
    pub has_functions: bool,
    pub is_of_all: bool,
    pub language: Language,
}

/// What a certificate says of pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayShown {
    None,
    Last,
    Average,
}

impl PayShown {
    pub const ALL: [Self; 3] = [Self::None, Self::Last, Self::Average];

    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Last => "last",
            Self::Average => "average",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pay| pay.code() == code)
    }
}

/// Which employments a certificate is of. One of an employee and one of a member do not stand on one paper: it would say of one of
/// them what it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    One(EmploymentId),
    All(Bond),
}

impl Scope {
    /// The value in the form.
    pub fn code(self) -> String {
        match self {
            Self::One(id) => id.to_string(),
            Self::All(Bond::Employee) => "all".to_owned(),
            Self::All(Bond::CooperativeMember) => "all-member".to_owned(),
        }
    }
}

/// What is offered to a person with these employments, the newest first: each of them, and all of a kind where there are several.
pub fn scopes(employments: &[Employment]) -> Vec<Scope> {
    let each = employments.iter().map(|employment| Scope::One(employment.id));
    let all = [Bond::Employee, Bond::CooperativeMember]
        .into_iter()
        .filter(|bond| employments.iter().filter(|one| bond_of(one.facts.contract) == *bond).count() > 1)
        .map(Scope::All);
    each.chain(all).collect()
}

/// What the form chooses before anybody does.
pub fn usual_scope(scopes: &[Scope], usual: &Usual) -> Option<Scope> {
    let all = scopes.iter().find(|scope| matches!(scope, Scope::All(_)));
    all.filter(|_| usual.is_of_all).or(scopes.first()).copied()
}

/// Those that are certified here: begun, and an employment or a membership. A contract of services is neither; its certificate
/// says other things, and somebody writes it.
pub fn certified(employments: Vec<Employment>, today: Date) -> Vec<Employment> {
    let is_certified = |employment: &Employment| {
        employment.facts.started_on <= today && employment.facts.contract != Contract::Services
    };
    employments.into_iter().filter(is_certified).collect()
}

fn bond_of(contract: Contract) -> Bond {
    if contract == Contract::Associate { Bond::CooperativeMember } else { Bond::Employee }
}

/// Whether anything can be said of pay.
pub fn has_pay(employments: &[Employment]) -> bool {
    employments.iter().any(|one| is_paid(one) && !one.salaries.is_empty())
}

/// An apprentice's support is no salary (Law 789 of 2002, art. 30).
fn is_paid(employment: &Employment) -> bool {
    employment.facts.contract != Contract::Apprenticeship
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub addressee: Option<String>,
    pub scope: Scope,
    pub pay: PayShown,
    pub has_functions: bool,
    pub language: Language,
}

/// What is wrong with an addressee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAddressee {
    TooLong,
    /// It goes onto a paper with the organisation's seal: a name, and nothing that could be more than that.
    Characters,
}

/// A name as one writes it on an envelope; None for nobody in particular.
pub fn addressee(written: &str) -> Result<Option<String>, NoAddressee> {
    let name = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > LONGEST_ADDRESSEE {
        return Err(NoAddressee::TooLong);
    }
    let is_fit = |letter: char| letter.is_alphanumeric() || " .,-&()'’/º°".contains(letter);
    if !name.chars().all(is_fit) {
        return Err(NoAddressee::Characters);
    }
    Ok(Some(name).filter(|name| !name.is_empty()))
}

/// Why there is no certificate as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The portal issues no papers.
    Issuer,
    /// The scope has no employment.
    Employment,
    /// Pay is asked for, and nothing that is certified has any.
    Pay,
}

/// The certificate, with contracts in these words.
pub fn certificate(
    asked: &Asked,
    employments: &[Employment],
    (holder, signer): (Holder, Signer),
    contract_name: impl Fn(Contract) -> String,
    today: Date,
) -> Result<EmploymentCertificate, Lacking> {
    let is_chosen = |employment: &&Employment| match asked.scope {
        Scope::One(id) => employment.id == id,
        Scope::All(bond) => bond_of(employment.facts.contract) == bond,
    };
    let chosen: Vec<&Employment> = employments.iter().filter(is_chosen).collect();
    let bond = bond_of(chosen.first().ok_or(Lacking::Employment)?.facts.contract);
    let written = chosen.iter().map(|employment| paper::Employment {
        position: employment.facts.position.clone(),
        contract: contract_name(employment.facts.contract),
        start: employment.facts.started_on,
        end: employment.facts.ended_on.filter(|end| *end < today),
        client: employment.facts.client.clone(),
        working_day: None,
        functions: if asked.has_functions { functions(employment) } else { Vec::new() },
        pay: pay(employment, asked.pay, today),
    });
    let employments: Vec<paper::Employment> = written.collect();
    if asked.pay != PayShown::None && employments.iter().all(|employment| employment.pay.is_none()) {
        return Err(Lacking::Pay);
    }
    Ok(EmploymentCertificate {
        language: asked.language,
        addressee: asked.addressee.clone(),
        holder,
        bond,
        employments,
        signer,
    })
}

/// One in each line, or between semicolons; on the paper each is an item of a list.
fn functions(employment: &Employment) -> Vec<String> {
    let written = employment.facts.functions.as_deref().unwrap_or_default();
    let each = written.split(['\n', ';']).map(|function| function.trim().trim_end_matches('.'));
    each.filter(|function| !function.is_empty()).map(capitalised).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn pay(employment: &Employment, shown: PayShown, today: Date) -> Option<Pay> {
    if !is_paid(employment) {
        return None;
    }
    let last_day = employment.facts.last_day(today);
    let basis = match employment.facts.salary_kind {
        SalaryKind::Integral => PayBasis::Integral,
        SalaryKind::Ordinary => PayBasis::Basic,
        SalaryKind::Variable => PayBasis::Variable,
    };
    let (basis, monthly) = match shown {
        PayShown::None => return None,
        PayShown::Last => (basis, salary_on(&employment.salaries, last_day)?),
        PayShown::Average => {
            let (monthly, months) = average(&employment.salaries, last_day)?;
            (PayBasis::Average { months }, monthly)
        }
    };
    Some(Pay { basis, monthly: monthly.into(), additions: Vec::new() })
}

/// The average of the salaries that held on the same day of each of the last months, and of how many months it is.
pub fn average(salaries: &[SalarySince], last_day: Date) -> Option<(Money, u8)> {
    let monthly: Vec<Money> = (0..AVERAGE_MONTHS)
        .map_while(|months_ago| salary_on(salaries, last_day.saturating_sub(i64::from(months_ago).months())))
        .collect();
    let months = u8::try_from(monthly.len()).unwrap_or(AVERAGE_MONTHS);
    let sum: Money = monthly.into_iter().sum();
    (months > 0).then(|| (sum.portion(1, i64::from(months)), months))
}

#[cfg(test)]
mod tests {
    use identity::roster::EntryId;
    use paper::Amount;
    use uuid::Uuid;

    use super::*;
    use crate::employments::Facts;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn since(text: &str, pesos: i64) -> SalarySince {
        SalarySince { since: day(text), salary: Money::of_pesos(pesos) }
    }

    fn employment(contract: Contract, start: &str, end: Option<&str>) -> Employment {
        // Those of a test begin on different days.
        let number = day(start).year().unsigned_abs().into();
        Employment {
            id: EmploymentId::from(Uuid::from_u128(number)),
            entry: EntryId::from(Uuid::nil()),
            facts: Facts {
                code: "1".to_owned(),
                contract,
                started_on: day(start),
                ended_on: end.map(day),
                position: "Auxiliar".to_owned(),
                functions: Some("Recibir; contar\nentregar.;".to_owned()),
                client: None,
                salary: None,
                salary_kind: SalaryKind::Ordinary,
            },
            salaries: vec![since("2026-01-01", 2_000_000), since(start, 1_400_000)],
        }
    }

    fn asked(scope: Scope, pay: PayShown) -> Asked {
        Asked { addressee: None, scope, pay, has_functions: true, language: Language::Spanish }
    }

    fn people() -> (Holder, Signer) {
        let holder = Holder { name: "Ana".to_owned(), document: "C.C. 1".to_owned() };
        (holder, Signer { name: "Luz".to_owned(), position: "Jefa".to_owned() })
    }

    #[test]
    fn the_average_is_of_the_months_that_were_paid() {
        let salaries = [since("2026-01-01", 2_000_000), since("2025-01-01", 1_400_000)];
        assert_eq!(average(&salaries, day("2026-06-15")), Some((Money::of_pesos(1_700_000), 12)));
        assert_eq!(average(&salaries, day("2025-03-10")), Some((Money::of_pesos(1_400_000), 3)));
        assert_eq!(average(&salaries, day("2024-12-31")), None);
        assert_eq!(average(&[], day("2026-06-15")), None);
    }

    #[test]
    fn whoever_left_is_certified_with_the_last_pay_they_had() {
        let left = employment(Contract::Task, "2025-02-01", Some("2025-09-30"));
        let (scope, all) = (Scope::One(left.id), [left]);
        let today = day("2026-11-20");
        let paper =
            certificate(&asked(scope, PayShown::Last), &all, people(), |_| "obra".to_owned(), today).unwrap();
        let one = &paper.employments[0];
        assert_eq!((paper.bond, one.end), (Bond::Employee, Some(day("2025-09-30"))));
        assert_eq!(one.pay.as_ref().unwrap().monthly, Amount::from_pesos(1_400_000));
        assert_eq!(one.functions, ["Recibir", "Contar", "Entregar"]);
    }

    #[test]
    fn pay_is_certified_as_what_it_is() {
        let today = day("2026-11-20");
        let mut one = employment(Contract::Indefinite, "2025-02-01", None);
        for (kind, basis) in [
            (SalaryKind::Ordinary, PayBasis::Basic),
            (SalaryKind::Integral, PayBasis::Integral),
            (SalaryKind::Variable, PayBasis::Variable),
        ] {
            one.facts.salary_kind = kind;
            assert_eq!(pay(&one, PayShown::Last, today).map(|pay| pay.basis), Some(basis));
        }
    }

    #[test]
    fn pay_that_is_asked_for_and_not_known_is_no_certificate_without_it() {
        let mut unpaid = employment(Contract::Task, "2025-02-01", None);
        unpaid.salaries = Vec::new();
        let paid = employment(Contract::Task, "2024-02-01", Some("2024-09-30"));
        let (one, all) = (Scope::One(unpaid.id), [unpaid, paid]);
        let today = day("2026-11-20");
        let of = |scope, shown| certificate(&asked(scope, shown), &all, people(), |_| String::new(), today);
        assert_eq!(of(one, PayShown::Last).unwrap_err(), Lacking::Pay);
        assert_eq!(of(one, PayShown::Average).unwrap_err(), Lacking::Pay);
        assert!(of(one, PayShown::None).is_ok());
        assert!(of(Scope::All(Bond::Employee), PayShown::Last).is_ok());
    }

    #[test]
    fn a_member_and_an_employee_do_not_stand_on_one_paper() {
        let all = [
            employment(Contract::Associate, "2024-01-01", None),
            employment(Contract::Associate, "2022-01-01", Some("2023-01-01")),
            employment(Contract::Indefinite, "2020-01-01", Some("2021-01-01")),
        ];
        let scopes = scopes(&all);
        assert_eq!(scopes.len(), 4);
        assert_eq!(scopes[3], Scope::All(Bond::CooperativeMember));
        let today = day("2026-11-20");
        let paper =
            certificate(&asked(scopes[3], PayShown::None), &all, people(), |_| String::new(), today).unwrap();
        assert_eq!((paper.bond, paper.employments.len()), (Bond::CooperativeMember, 2));
        assert!(paper.employments.iter().all(|one| one.pay.is_none()));
    }

    #[test]
    fn services_and_what_has_not_begun_are_not_certified_and_an_apprentice_has_no_salary() {
        let today = day("2026-11-20");
        let all = vec![
            employment(Contract::Services, "2024-01-01", None),
            employment(Contract::Indefinite, "2027-01-01", None),
            employment(Contract::Apprenticeship, "2025-01-01", None),
        ];
        let left = certified(all, today);
        assert_eq!(left.len(), 1);
        assert!(!has_pay(&left));
        assert_eq!(pay(&left[0], PayShown::Last, today), None);
    }

    #[test]
    fn an_addressee_is_a_name_and_nothing_more() {
        assert_eq!(addressee("  Banco   de la Guadua S.A. "), Ok(Some("Banco de la Guadua S.A.".to_owned())));
        assert_eq!(addressee("  "), Ok(None));
        assert_eq!(addressee(&"x".repeat(121)), Err(NoAddressee::TooLong));
        for odd in ["a: gana $ 9.000.000", "<b>", "Banco\u{202e}", "🙂", "#let x"] {
            assert_eq!(addressee(odd), Err(NoAddressee::Characters), "{odd}");
        }
    }

    #[test]
    fn each_purpose_begins_with_what_it_usually_needs() {
        let all = [
            employment(Contract::Task, "2025-02-01", None),
            employment(Contract::Task, "2024-02-01", Some("2024-09-30")),
        ];
        let scopes = scopes(&all);
        assert_eq!(usual_scope(&scopes, &Purpose::NewJob.usual()), Some(Scope::All(Bond::Employee)));
        assert_eq!(usual_scope(&scopes, &Purpose::Bank.usual()), Some(Scope::One(all[0].id)));
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_code(purpose.code()), Some(purpose));
        }
    }
}
