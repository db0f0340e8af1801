//! In whose name and colours a message goes out.

use std::collections::BTreeMap;

use base::texts::Language;
use lettre::Address;
use lettre::message::Mailbox;

use super::wordings::Wording;
use crate::portals::{Color, MailKind, Portal};

/// What a message takes from its portal, in one language.
#[derive(Clone, Debug)]
pub struct Look {
    pub organisation: String,
    pub product: String,
    /// The band at the top and the button.
    pub brand: Color,
    pub text_on_brand: Color,
    pub sender: Mailbox,
    pub reply_to: Option<Address>,
    /// The portal's host name as people type it, without scheme or port.
    pub host: String,
    /// The name at the beginning of a text message.
    pub sms_name: String,
    /// Subjects that the portal words itself.
    pub subjects: BTreeMap<MailKind, String>,
    /// What staff wrote in place of the program's words, for the one message that this look is for.
    pub wording: Option<Wording>,
    /// Sent to try a wording out: it says so, and neither its code nor its links do anything.
    pub is_test: bool,
}

impl Look {
    pub fn of(portal: &Portal, language: Language) -> Self {
        let messages = &portal.messages;
        let subjects =
            messages.subjects.iter().map(|(kind, wording)| (*kind, wording.in_language(language).to_owned()));
        let palette = portal.brand.colors.palette();
        Self {
            organisation: portal.brand.organisation.clone(),
            product: portal.brand.product.clone(),
            brand: palette.button(),
            text_on_brand: palette.text_on_button(),
            sender: Mailbox::new(Some(messages.sender_name.clone()), messages.sender_address.clone()),
            reply_to: messages.reply_to.clone(),
            host: portal.address.origin.host().to_owned(),
            sms_name: messages.sms_name.as_str().to_owned(),
            subjects: subjects.collect(),
            wording: None,
            is_test: false,
        }
    }
}
