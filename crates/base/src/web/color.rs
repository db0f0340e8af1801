//! The colours of a brand, made readable.
//!
//! An organisation names two colours; every other shade on its pages is drawn from them here, dark or light enough for
//! the text that stands on it (WCAG 2.2, 1.4.3 and 1.4.11). So no choice of colours makes a page that cannot be read.

use std::fmt;

/// What text needs against its background: WCAG 2.2 AA, 1.4.3.
pub const TEXT_CONTRAST: f64 = 4.5;
/// What a border or a sign needs against its background: 1.4.11.
pub const SIGN_CONTRAST: f64 = 3.0;
/// What we ask of the brand panel, where small text stands on a large surface: AAA, 1.4.6.
const PANEL_CONTRAST: f64 = 7.0;

const BLACK: Color = Color { red: 0, green: 0, blue: 0 };
const WHITE: Color = Color { red: 255, green: 255, blue: 255 };
/// The darkest ink of the pages, `--ink` in `tokens.css`.
const INK: Color = Color { red: 0x22, green: 0x1f, blue: 0x1b };

/// An sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

impl Color {
    /// Reads `#rrggbb`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let channel = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        digits.chars().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
        Some(Self { red: channel(0)?, green: channel(2)?, blue: channel(4)? })
    }

    /// The contrast ratio between two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (lighter, darker) = {
            let (one, two) = (self.luminance(), other.luminance());
            if one > two { (one, two) } else { (two, one) }
        };
        (lighter + 0.05) / (darker + 0.05)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// This colour with `percent` of another in it.
    fn mixed(self, other: Self, percent: u32) -> Self {
        let channel = |own: u8, theirs: u8| {
            let sum = u32::from(own) * (100 - percent) + u32::from(theirs) * percent;
            u8::try_from((sum + 50) / 100).expect("a mean of two bytes is a byte")
        };
        Self {
            red: channel(self.red, other.red),
            green: channel(self.green, other.green),
            blue: channel(self.blue, other.blue),
        }
    }

    /// This colour, darkened only as far as it must be to stand out from all of `backgrounds`.
    fn darkened_until(self, ratio: f64, backgrounds: &[Self]) -> Self {
        let stands_out =
            |color: &Self| backgrounds.iter().all(|background| color.contrast(*background) >= ratio);
        (0..=100).map(|percent| self.mixed(BLACK, percent)).find(stands_out).unwrap_or(BLACK)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// The shades of one brand, as the style sheets name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Surface of the main button, and what stands on it.
    brand: Color,
    brand_ink: Color,
    /// The same button under the pointer.
    brand_pressed: Color,
    /// Links, icons and the focus ring on light surfaces.
    brand_text: Color,
    /// Quiet surfaces and their borders.
    tint: Color,
    tint_line: Color,
    /// The panel that carries the brand; white stands on it.
    panel: Color,
    panel_deep: Color,
    /// Ornament only: no text stands on it or is written in it.
    accent: Color,
}

impl Palette {
    pub fn new(brand: Color, accent: Color) -> Self {
        let tint = brand.mixed(WHITE, 93);
        let light_brand = brand.contrast(INK) >= PANEL_CONTRAST;
        let (button, brand_ink) =
            if light_brand { (brand, INK) } else { (brand.darkened_until(TEXT_CONTRAST, &[WHITE]), WHITE) };
        let panel = brand.darkened_until(PANEL_CONTRAST, &[WHITE]);
        Self {
            brand: button,
            brand_ink,
            brand_pressed: if light_brand { button.mixed(WHITE, 25) } else { button.mixed(BLACK, 22) },
            brand_text: brand.darkened_until(TEXT_CONTRAST, &[WHITE, tint]),
            tint,
            tint_line: brand.mixed(WHITE, 78),
            panel,
            panel_deep: panel.mixed(BLACK, 32),
            accent,
        }
    }

    /// The main button as it is shown: the brand itself where text can stand on it, else the nearest shade that can.
    pub fn button(&self) -> Color {
        self.brand
    }

    /// What is written on the main button.
    pub fn text_on_button(&self) -> Color {
        self.brand_ink
    }

    /// The colour of the browser's own frame around the page.
    pub fn theme(&self) -> String {
        self.panel.to_string()
    }

    /// The sign in the browser's tab: a door in the brand's colours, as a `data:` address, so that it is no request.
    pub fn icon_url(&self) -> String {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>\
             <path fill='{}' d='M4 32V14a12 12 0 0 1 24 0v18z'/>\
             <circle cx='16' cy='20' r='5' fill='none' stroke='{}' stroke-width='3'/></svg>",
            self.panel, self.accent
        );
        let escaped = svg.replace('%', "%25").replace('#', "%23").replace('<', "%3C").replace('>', "%3E");
        format!("data:image/svg+xml,{}", escaped.replace(' ', "%20"))
    }

    /// The block that sets the colours of a style sheet.
    pub fn to_css(&self) -> String {
        let Self { brand, brand_ink, brand_pressed, brand_text, tint, tint_line, panel, panel_deep, accent } =
            self;
        format!(
            "@layer tokens{{:root{{--brand:{brand};--brand-ink:{brand_ink};--brand-pressed:{brand_pressed};\
             --brand-text:{brand_text};--tint:{tint};--tint-line:{tint_line};--panel:{panel};\
             --panel-deep:{panel_deep};--accent:{accent}}}}}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(hex: &str) -> Color {
        Color::from_hex(hex).unwrap()
    }

    #[test]
    fn a_color_is_six_hexadecimal_digits_after_a_hash() {
        assert_eq!(color("#0B4f5c").to_string(), "#0b4f5c");
        for wrong in ["0b4f5c", "#0b4f5", "#0b4f5cc", "#0b4f5g", "#+b4f5c", "#ñññ", ""] {
            assert_eq!(Color::from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_the_one_that_wcag_defines() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 0.001);
        assert!((color("#777777").contrast(WHITE) - 4.48).abs() < 0.01);
        assert!((WHITE.contrast(color("#767676")) - 4.54).abs() < 0.01);
    }

    #[test]
    fn whatever_the_brand_its_pages_can_be_read() {
        let step = |number: u32| u8::try_from(number * 255 / 8).unwrap();
        for number in 0..9 * 9 * 9 {
            let brand = Color { red: step(number / 81), green: step(number / 9 % 9), blue: step(number % 9) };
            let palette = Palette::new(brand, WHITE);
            let pairs = [
                ("button", palette.brand, palette.brand_ink, TEXT_CONTRAST),
                ("pressed button", palette.brand_pressed, palette.brand_ink, TEXT_CONTRAST),
                ("link", palette.brand_text, WHITE, TEXT_CONTRAST),
                ("link on a tint", palette.brand_text, palette.tint, TEXT_CONTRAST),
                ("text on a tint", INK, palette.tint, PANEL_CONTRAST),
                ("panel", palette.panel, WHITE, PANEL_CONTRAST),
                ("deep panel", palette.panel_deep, WHITE, PANEL_CONTRAST),
            ];
            for (what, one, two, least) in pairs {
                let contrast = one.contrast(two);
                assert!(contrast >= least, "{what} of {brand}: {one} on {two} has {contrast:.2}");
            }
        }
    }

    #[test]
    fn the_icon_is_an_address_that_html_and_css_take_as_it_is() {
        let url = Palette::new(color("#0b4f5c"), color("#f2a93b")).icon_url();
        assert!(url.starts_with("data:image/svg+xml,%3Csvg"));
        assert!(!url.contains(['#', '<', '>', '"', ' ']));
    }
}
