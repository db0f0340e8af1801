//! How a portal looks and what it is called.

use base::web::color::{Color, Palette};
use url::Url;

use super::Logo;

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
    /// How the organisation treats personal data (Ley 1581 de 2012).
    pub privacy: Option<Url>,
    pub logo: Logo,
    pub colors: Colors,
}

/// The colours that differ from portal to portal; every other shade is drawn from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    /// Main button, panel and links.
    pub brand: Color,
    /// Ornament only; nothing is written in it or on it.
    pub accent: Color,
}

impl Colors {
    /// Every shade of the pages and mails.
    pub fn palette(&self) -> Palette {
        Palette::new(self.brand, self.accent)
    }
}
