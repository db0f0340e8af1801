//! Addresses and numbers shown so that their owner knows them and nobody else learns them: for screens that answer a stranger, and for logs.

const HIDDEN: &str = "***";
/// How many digits at the end of a phone number stay visible.
const DIGITS_SHOWN: usize = 4;

/// `ana.maria@correo.co` as `a***a@correo.co`; a name of one or two characters shows the first alone.
pub fn email(address: &str) -> String {
    let Some((name, domain)) = address.rsplit_once('@') else { return HIDDEN.into() };
    let mut characters = name.chars();
    let Some(first) = characters.next() else { return format!("{HIDDEN}@{domain}") };
    let last = characters.next_back().filter(|_| characters.next().is_some());
    match last {
        Some(last) => format!("{first}{HIDDEN}{last}@{domain}"),
        None => format!("{first}{HIDDEN}@{domain}"),
    }
}

/// `+57 300 123 4567` as `*** *** 4567`; what has fewer than eight digits shows none.
pub fn phone(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 2 * DIGITS_SHOWN {
        return HIDDEN.into();
    }
    let shown: String = digits[digits.len() - DIGITS_SHOWN..].iter().collect();
    format!("{HIDDEN} {HIDDEN} {shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_ends_and_its_domain() {
        assert_eq!(email("ana.maria@correo.co"), "a***a@correo.co");
        assert_eq!(email("ñoño@correo.co"), "ñ***o@correo.co");
    }

    #[test]
    fn a_short_address_does_not_give_itself_away() {
        assert_eq!(email("a@correo.co"), "a***@correo.co");
        assert_eq!(email("ab@correo.co"), "a***@correo.co");
        assert_eq!(email("abc@correo.co"), "a***c@correo.co");
        assert_eq!(email("@correo.co"), "***@correo.co");
        assert_eq!(email("not an address"), "***");
    }

    #[test]
    fn a_number_shows_its_last_four_digits() {
        assert_eq!(phone("+573001234567"), "*** *** 4567");
        assert_eq!(phone("300 123 4567"), "*** *** 4567");
        assert_eq!(phone("1234567"), "***");
        assert_eq!(phone(""), "***");
    }
}
