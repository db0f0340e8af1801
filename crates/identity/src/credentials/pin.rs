//! Which of the 10,000 PINs are tried first, and so refused.
//!
//! A list of about a tenth of all PINs is what keeps a guesser with few tries out without driving people to worse
//! ones (Markert et al., «This PIN Can Be Easily Guessed», 2020).

use super::{
    common::is_listed,
    personal::{Personal, digits_of, four_digits_of},
    refusal::Refusal,
};

/// What the fingers draw on a keypad, forwards; each is refused backwards as well. Columns, rows and back, corners,
/// edges, squares and crosses. Straight steps such as 1470 and 1590 are runs besides.
const DRAWINGS: [&str; 24] = [
    "2580", "1470", "3690", "1590", "3570", "1397", "1793", "1379", "1739", "3971", "7139", "9713", "1236",
    "1478", "3698", "7896", "7412", "1254", "2365", "4587", "5698", "2468", "2486", "4682",
];

/// Years that people put into a PIN: their own, their children's, this one.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// Why a PIN of four digits would be guessed early. General reasons come first, so that they hide the personal one.
pub(super) fn weakness(pin: &str, personal: &Personal) -> Option<Refusal> {
    let digits: Vec<u32> = pin.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let &[first, second, third, fourth] = digits.as_slice() else {
        return Some(Refusal::NotFourDigits);
    };
    let pairs = [
        (first, second) == (third, fourth),
        (first, third) == (second, fourth),
        (first, second) == (fourth, third),
    ];
    if pairs.contains(&true) || has_three_alike(&digits) {
        return Some(Refusal::PinRepeats);
    }
    if digits.windows(2).all(|pair| step(pair) == step(&digits)) {
        return Some(Refusal::PinRuns);
    }
    let backwards: String = pin.chars().rev().collect();
    if DRAWINGS.contains(&pin) || DRAWINGS.contains(&backwards.as_str()) {
        return Some(Refusal::PinDrawsOnKeypad);
    }
    let number = digits.iter().fold(0, |number, digit| number * 10 + digit);
    if YEARS.contains(&number) {
        return Some(Refusal::PinIsYear);
    }
    if is_listed(pin) {
        return Some(Refusal::PinIsCommon);
    }
    is_personal(pin, personal).then_some(Refusal::PinPersonal)
}

/// From one digit to the next, nine being followed by zero.
fn step(pair: &[u32]) -> u32 {
    (10 + pair[1] - pair[0]) % 10
}

fn has_three_alike(digits: &[u32]) -> bool {
    digits.iter().any(|digit| digits.iter().filter(|other| *other == digit).count() >= 3)
}

fn is_personal(pin: &str, personal: &Personal) -> bool {
    let texts = [personal.document, personal.phone, personal.email, personal.username];
    let is_in_a_text = texts.into_iter().flatten().any(|text| digits_of(text).contains(pin));
    is_in_a_text || personal.dates().flat_map(four_digits_of).any(|four| four == pin)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn of_anyone(pin: &str) -> Option<Refusal> {
        weakness(pin, &Personal::default())
    }

    fn refused_alike(pins: &[&str], refusal: Refusal) {
        for pin in pins {
            assert_eq!(of_anyone(pin), Some(refusal), "{pin}");
        }
    }

    #[test]
    fn a_pin_of_one_digit_or_of_repeated_pairs_is_refused() {
        refused_alike(
            &["0000", "9999", "1212", "8383", "1122", "7733", "3883", "1112", "0007", "5055"],
            Refusal::PinRepeats,
        );
    }

    #[test]
    fn a_pin_that_runs_up_or_down_or_in_equal_steps_is_refused() {
        refused_alike(
            &[
                "1234", "0123", "6789", "7890", "8901", "9012", "9876", "4321", "3210", "0987", "1098",
                "2468", "1357", "9753", "1470",
            ],
            Refusal::PinRuns,
        );
    }

    #[test]
    fn a_pin_that_draws_a_line_on_the_keypad_is_refused_in_both_directions() {
        refused_alike(
            &["2580", "0852", "3690", "0963", "1590", "1397", "7931", "1236", "6321", "5698"],
            Refusal::PinDrawsOnKeypad,
        );
    }

    #[test]
    fn every_year_of_two_centuries_is_refused() {
        for year in 1900..=2099 {
            assert!(of_anyone(&year.to_string()).is_some(), "{year}");
        }
        refused_alike(&["1984", "2026", "1900", "2099"], Refusal::PinIsYear);
        assert_eq!(of_anyone("2183"), None);
    }

    #[test]
    fn a_pin_among_the_most_used_is_refused() {
        refused_alike(&["1342", "4200", "5683", "0720", "5150"], Refusal::PinIsCommon);
    }

    #[test]
    fn about_a_tenth_of_all_pins_is_refused_to_everyone() {
        let refused = (0..10_000).filter(|number| of_anyone(&format!("{number:04}")).is_some()).count();
        assert!((800..=1_200).contains(&refused), "{refused}");
    }

    fn person() -> Personal<'static> {
        Personal {
            document: Some("1.083.627.495"),
            phone: Some("+57 318 752 9046"),
            email: Some("lucero8264@correo.example"),
            username: Some("lucero_9538"),
            birth_date: Some(date(1957, 8, 3)),
            issue_date: Some(date(1976, 12, 29)),
            ..Personal::default()
        }
    }

    fn refused_to_the_person_alone(pins: &[&str]) {
        for pin in pins {
            assert_eq!(of_anyone(pin), None, "{pin} is weak for anyone");
            assert_eq!(weakness(pin, &person()), Some(Refusal::PinPersonal), "{pin}");
        }
    }

    #[test]
    fn a_pin_out_of_the_document_is_refused_wherever_it_stands_there() {
        refused_to_the_person_alone(&["1083", "0836", "8362", "3627", "6274", "2749", "7495"]);
    }

    #[test]
    fn a_pin_out_of_the_phone_is_refused_with_and_without_the_country() {
        refused_to_the_person_alone(&["5731", "3187", "8752", "5290", "9046"]);
    }

    #[test]
    fn a_pin_that_repeats_the_birth_or_issue_date_is_refused() {
        refused_to_the_person_alone(&[
            "0308", "0803", "5708", "0857", "5703", "0357", "3857", "8357", "5738", "5783",
        ]);
        refused_to_the_person_alone(&["2912", "1229", "7612", "1276", "7629", "2976"]);
        assert_eq!(weakness("1957", &person()), Some(Refusal::PinIsYear));
    }

    #[test]
    fn a_pin_out_of_the_e_mail_or_the_username_is_refused() {
        refused_to_the_person_alone(&["8264", "9538"]);
    }

    #[test]
    fn a_pin_that_has_nothing_to_do_with_the_person_is_accepted() {
        for pin in ["8306", "6093", "4718"] {
            assert_eq!(weakness(pin, &person()), None, "{pin}");
        }
    }
}
