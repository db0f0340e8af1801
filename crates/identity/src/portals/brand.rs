//! How a portal looks and what it is called. Promise: text in its colours can be read (WCAG 2.2, 1.4.3).

use std::fmt;

use url::Url;

use super::{Fault, Logo};

/// Who the portal belongs to and how it presents itself.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The organisation, as it signs its mails.
    pub organisation: String,
    /// The portal's own name, as its pages' titles say it.
    pub product: String,
    pub slogan: Option<String>,
    /// The organisation's own site; «Salir» goes there.
    pub site: Option<Url>,
    pub logo: Logo,
    pub colors: Colors,
}

/// The colours that differ from portal to portal; all others are the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    /// Header and main button.
    pub brand: Color,
    /// What is written on `brand`.
    pub text_on_brand: Color,
    /// Links and the focus ring, on white and on `background`.
    pub link: Color,
    /// Ornament only; nothing is written in it or on it.
    pub accent: Color,
    /// The page behind the white card.
    pub background: Color,
}

/// One opaque sRGB colour, `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

impl Color {
    pub const WHITE: Color = Color { red: 255, green: 255, blue: 255 };
    /// The colour of running text in every portal.
    pub const INK: Color = Color { red: 0x1b, green: 0x1f, blue: 0x23 };

    pub fn parse(text: &str) -> Result<Color, Fault> {
        let fault = || {
            Fault::new(
                format!("«{text}» no es un color"),
                "escriba «#» y seis cifras hexadecimales, por ejemplo «#0b5d4e»",
            )
        };
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(fault)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(fault());
        }
        let channel = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).map_err(|_| fault());
        Ok(Color { red: channel(0)?, green: channel(2)?, blue: channel(4)? })
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    pub fn contrast_with(self, other: Color) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).expect("a colour")
    }

    #[test]
    fn a_color_is_a_hash_and_six_hexadecimal_digits() {
        assert_eq!(color("#0B5d4e").to_string(), "#0b5d4e");
        for text in ["", "#", "0b5d4e", "#fff", "#0b5d4", "#0b5d4e0", "#0b5d4g", "#+b5d4e", "#á5d4e", "red"]
        {
            assert!(Color::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag_whichever_color_comes_first() {
        let black = color("#000000");
        assert!((black.contrast_with(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((Color::WHITE.contrast_with(black) - 21.0).abs() < 1e-9);
        assert!((black.contrast_with(black) - 1.0).abs() < 1e-9);
        // The greys that everybody knows: #767676 is the lightest that reads on white, #777777 is too light.
        assert!(color("#767676").contrast_with(Color::WHITE) >= 4.5);
        assert!(color("#777777").contrast_with(Color::WHITE) < 4.5);
    }
}
