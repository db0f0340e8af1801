//! The last line of a text message with a code, by which a phone offers the code to the right site and to no other.
//!
//! Origin-bound one-time codes (WICG draft): exactly `@host #code`, the host first, one space, nothing else on the line.

/// The line itself. `host` is the bare host name of the portal, without scheme or port.
pub fn line(host: &str, code: &str) -> String {
    format!("@{host} #{code}")
}

/// Host and code of a message that ends with such a line, or nothing when the line departs from the format in any way.
pub fn read(message: &str) -> Option<(&str, &str)> {
    let last = message.rsplit('\n').next()?;
    let (host, code) = last.strip_prefix('@')?.split_once(" #")?;
    let host_is_bare =
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    let code_is_bare = !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
    (host_is_bare && code_is_bare).then_some((host, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_reads_back() {
        let message = format!("123456 es su codigo.\n\n{}", line("portal.ejemplo.com.co", "123456"));
        assert_eq!(read(&message), Some(("portal.ejemplo.com.co", "123456")));
    }

    #[test]
    fn a_line_that_departs_from_the_format_is_refused() {
        for wrong in [
            "something @host #1",
            "#1 @host",
            "@host code #1",
            "@host  #1",
            "@host #1 ",
            "@host #",
            "@ #1",
            "@host#1",
            "@https://host #1",
            "@host #1\n",
            "@host #1\nmore",
            " @host #1",
            "",
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
