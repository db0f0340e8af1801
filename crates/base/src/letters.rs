//! Single letters, and what they do to those who read them.

/// Letters that take no room, and those that turn the direction of others (Unicode Technical Report 36, §3.2): they come along
/// when somebody copies from a chat or a web page, or are put in so that two texts only look alike.
pub const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_room_are_invisible_and_letters_are_not() {
        assert!("\u{ad}\u{200b}\u{202e}\u{2066}\u{feff}".chars().all(is_invisible));
        assert!(!"añ \u{a0}–中".chars().any(is_invisible));
    }
}
