//! What the components of `html/components.html` are told: one type for each macro that needs more than a few words.

use std::fmt;

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub label: String,
    pub url: String,
}

impl Link {
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), url: url.into() }
    }
}

/// One of the options of a select field or a radio field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A line under a radio button's label; "" for none.
    pub hint: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }
}

/// What a line of a password rule asks. `aldaba.js` checks the same while the person types, on the text in Unicode
/// normal form C, as the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// At least so many code points.
    MinLength(usize),
    /// At most so many code points.
    MaxLength(usize),
    /// A character with the Unicode property Lowercase, as `char::is_lowercase` has it.
    Lower,
    /// A character with the Unicode property Uppercase, as `char::is_uppercase` has it.
    Upper,
    /// One of 0–9.
    Digit,
    /// One of these characters.
    OneOf(String),
    /// Nothing but 0–9, and so many of them.
    ExactDigits(usize),
}

impl PasswordCheck {
    /// The value of `data-rule`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MinLength(_) => "min-length",
            Self::MaxLength(_) => "max-length",
            Self::Lower => "lower",
            Self::Upper => "upper",
            Self::Digit => "digit",
            Self::OneOf(_) => "one-of",
            Self::ExactDigits(_) => "exact-digits",
        }
    }

    /// The value of `data-value`.
    pub fn value(&self) -> String {
        match self {
            Self::MinLength(length) | Self::MaxLength(length) | Self::ExactDigits(length) => {
                length.to_string()
            }
            Self::OneOf(symbols) => symbols.clone(),
            Self::Lower | Self::Upper | Self::Digit => String::new(),
        }
    }
}

/// One line of a password rule. Without a check (`None`: "not a common password") only the server can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordRule {
    pub check: Option<PasswordCheck>,
    pub text: String,
}

/// One row of a summary list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    pub term: String,
    pub value: String,
    /// «Cambiar» and where it leads.
    pub action: Option<Link>,
}

/// A table: in narrow windows each row becomes a block, with the column's name before each value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The cells of a row with the names of their columns.
    pub fn cells<'a>(&'a self, row: &'a [String]) -> impl Iterator<Item = (&'a String, &'a String)> {
        self.columns.iter().zip(row)
    }
}

/// Part of the signed-in home: a heading and the modules under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuGroup {
    /// "" for a group without a heading.
    pub title: String,
    pub items: Vec<MenuItem>,
}

/// One module of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    pub icon: Icon,
    pub label: String,
    /// What one does there, in a few words.
    pub hint: String,
    pub url: String,
}

/// The on-screen keypad, as the server drew it for the next press.
#[derive(Clone)]
pub struct Keypad {
    /// Where a press is sent: `press` is a position 0–9, `back` or `clear`; `layout` is [`Self::layout_id`]; `entry` is
    /// `field` when the person would rather type.
    pub action: String,
    /// Binds a press to this drawing of the keys.
    pub layout_id: String,
    /// The digit on each position.
    pub digits: [u8; 10],
    /// How many digits were taken so far, of how many.
    pub taken: usize,
    pub length: usize,
    /// What the digits make up, for the pad's name: «Código de seguridad».
    pub label: String,
    /// The words of the live region: «2 de 6 dígitos». Never the digits.
    pub progress: String,
}

impl Keypad {
    /// The positions that come before «Borrar último» on the pad, with their digits.
    pub fn upper_keys(&self) -> impl Iterator<Item = (usize, &u8)> {
        self.digits.iter().enumerate().take(9)
    }

    /// The digit on the tenth position, between «Borrar último» and «Empezar de nuevo».
    pub fn last_digit(&self) -> u8 {
        self.digits[9]
    }
}

/// Where the keys are is half of what a watcher wants to know.
impl fmt::Debug for Keypad {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Keypad({} of {})", self.taken, self.length)
    }
}

/// The drawings of the kit: 24 × 24, drawn with one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Person,
    Document,
    Upload,
    Search,
    Certificate,
    Receipt,
    Percent,
    Farewell,
    Pen,
    Savings,
    Shield,
    Key,
    Device,
    Clock,
    Chat,
    Mail,
    Phone,
    Question,
    Case,
    Home,
    Exit,
}

impl Icon {
    /// The `d` of the icon's path.
    pub fn path(self) -> &'static str {
        match self {
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
            Self::Document => "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
            Self::Upload => "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
            Self::Certificate => "M12 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM9 13l-2 8 5-3 5 3-2-8",
            Self::Receipt => "M6 3v18l2-1.5 2 1.5 2-1.5 2 1.5 2-1.5 2 1.5V3zM9 8h6M9 12h6",
            Self::Percent => {
                "M6 18L18 6M8 9a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM16 18a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"
            }
            Self::Farewell => "M4 7h16v12H4zM9 7V4h6v3M4 12h16",
            Self::Pen => "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
            Self::Savings => {
                "M12 3v18M16.5 7.5c-1-1.3-2.6-1.8-4.5-1.8-2.5 0-4.3 1.2-4.3 3.1 0 4.4 9 2 9 6.3 0 2-2 3.2-4.7 3.2-2.2 0-4-.7-5-2.2"
            }
            Self::Shield => "M12 3l7 3v5c0 5-3 8.5-7 10-4-1.5-7-5-7-10V6zM9 12l2 2 4-4",
            Self::Key => "M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 11h9M18 11v4M21 11v3",
            Self::Device => "M7 3h10v18H7zM11 18h2",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
            Self::Chat => "M4 20l1.4-4A8 8 0 1 1 8.5 19z",
            Self::Mail => "M3 6h18v13H3zM3 7l9 7 9-7",
            Self::Phone => {
                "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3c0 2-1 3-3 3A15 15 0 0 1 3 6c0-2 1-3 3-3z"
            }
            Self::Question => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17v.01"
            }
            Self::Case => "M5 4h14v16H5zM9 4V3h6v1M9 10h6M9 14h4",
            Self::Home => "M4 21V11a8 8 0 0 1 16 0v10zM12 15v.01",
            Self::Exit => "M14 4H5v16h9M10 12h10M17 9l3 3-3 3",
        }
    }
}
