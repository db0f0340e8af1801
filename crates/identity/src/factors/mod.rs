//! Second factors: something a person has, given after the password.
//!
//! An **authenticator** shows six digits for half a minute (TOTP, RFC 6238); ten **saved codes** are for the day without it.
//! Every code is taken once: of several at once, one is right. Secrets are kept sealed, saved codes as keyed hashes, both bound to
//! their owner, who is an account or a member of the staff. A **passkey** signs what it is asked, at our address alone, so that it
//! cannot be given to a page that looks like ours.

mod held;
mod pages;
pub mod passkeys;
pub mod saved_codes;
pub mod setup;
mod store;
pub mod totp;

use base::db::{Tx, View};
use base::error::Result;
use base::form::Fields;
use uuid::Uuid;

pub use held::held_of;
pub use pages::{AddPasskeyPage, AgreePage, AuthenticatorPage, SavedCodesPage, Ways};
pub use passkeys::{Asking, Passkey, PasskeyId};
pub use saved_codes::SavedCode;
pub use store::{forget_expired, is_set, key_ids, saved_codes_left};
pub use totp::TotpSecret;

use crate::front_door::FrontDoor;
use crate::portals::Portal;
use crate::visit::Visit;

pub const TEXTS: base::texts::Source = base::texts!("factors");

/// The field of a code.
pub const CODE_FIELD: &str = "code";
/// The field of a passkey's answer.
pub const PASSKEY_FIELD: &str = "passkey";
/// Fewer saved codes than this, and it is time for new ones.
const FEW_CODES: i64 = 4;

/// What somebody gives as their second factor.
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    /// Of the authenticator, or a saved one.
    Code(&'a str),
    /// What the browser's dialogue answered.
    Passkey(&'a str),
}

impl<'a> Answer<'a> {
    /// What a form brought; None when it was left empty.
    pub fn of(fields: &'a Fields) -> Option<Self> {
        let [passkey, code] = [PASSKEY_FIELD, CODE_FIELD].map(|field| fields.trimmed(field));
        match (passkey.is_empty(), code.is_empty()) {
            (false, _) => Some(Self::Passkey(passkey)),
            (true, false) => Some(Self::Code(code)),
            (true, true) => None,
        }
    }
}

impl Answer<'_> {
    /// The message id of what is said where it was not right.
    pub const fn refused(self) -> &'static str {
        match self {
            Self::Code(_) => "factors-code-wrong",
            Self::Passkey(_) => "factors-passkey-wrong",
        }
    }
}

/// Which factor was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Authenticator,
    /// One of the saved codes; so many are left.
    SavedCode {
        left: i64,
    },
    Passkey,
}

impl Given {
    /// As the trail has it (ASVS 5.0, 16.3.1).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authenticator => "authenticator",
            Self::SavedCode { .. } => "saved code",
            Self::Passkey => "passkey",
        }
    }
}

/// What an owner has.
#[derive(Clone, Debug)]
pub struct Held {
    pub has_authenticator: bool,
    /// The oldest first.
    pub passkeys: Vec<Passkey>,
    pub saved_codes_left: i64,
}

impl Held {
    /// Whether a factor is asked for; saved codes alone are none.
    pub fn is_set(&self) -> bool {
        self.has_authenticator || !self.passkeys.is_empty()
    }

    pub fn has_few_codes(&self) -> bool {
        self.saved_codes_left < FEW_CODES
    }
}

pub async fn held(view: &View, owner: Uuid) -> Result<Held> {
    Ok(Held {
        has_authenticator: store::totp(view, owner).await?.is_some(),
        passkeys: store::passkeys(view, owner).await?,
        saved_codes_left: saved_codes_left(view, owner).await?,
    })
}

/// What a page shows that asks for a factor.
#[derive(Default)]
pub struct Asked {
    /// For the browser's dialogue, where the person has a passkey.
    pub passkey: Option<String>,
    /// Whoever has only passkeys types no code but a saved one.
    pub has_authenticator: bool,
}

/// Begins to ask for a factor, on a page of this walk or session.
pub async fn ask(tx: &Tx, front: &FrontDoor, visit: &Visit, asking: Asking) -> Result<Asked> {
    Ok(Asked {
        passkey: passkeys::begin_giving(tx, front, visit, asking).await?,
        has_authenticator: store::totp(tx, asking.owner).await?.is_some(),
    })
}

/// An authenticator that is being set up, as a page shows it.
pub struct Setup {
    pub picture: String,
    pub secret: String,
    pub url: String,
}

impl Setup {
    /// `name` tells the owner's accounts apart in the authenticator.
    pub fn of(secret: &TotpSecret, portal: &Portal, name: &str) -> Self {
        let organisation = portal.brand.organisation.as_str();
        Self {
            picture: secret.picture(organisation, name),
            secret: secret.written(),
            url: secret.url(organisation, name),
        }
    }
}

/// Gives `owner` this authenticator and new saved codes, in place of those they had.
pub async fn set_authenticator(
    tx: &Tx,
    front: &FrontDoor,
    owner: Uuid,
    secret: &TotpSecret,
    proved_step: i64,
) -> Result<Vec<SavedCode>> {
    let now = front.clock.now();
    store::set_totp(tx, owner, secret.sealed(&front.keys, owner, &front.chance), proved_step, now).await?;
    replace_saved_codes(tx, front, owner).await
}

/// Takes the authenticator away. Without another factor the saved codes go too. False where there was none.
pub async fn remove_authenticator(tx: &Tx, owner: Uuid) -> Result<bool> {
    let removed = store::remove_totp(tx, owner).await?;
    tidy(tx, owner).await?;
    Ok(removed)
}

/// Takes a passkey away. Without another factor the saved codes go too. False where it is not the owner's.
pub async fn remove_passkey(tx: &Tx, owner: Uuid, id: PasskeyId) -> Result<bool> {
    let removed = store::remove_passkey(tx, owner, id).await?;
    tidy(tx, owner).await?;
    Ok(removed)
}

/// Takes every factor away, as for somebody who proved in another way who they are and lost all of them.
pub async fn remove_all(tx: &Tx, owner: Uuid) -> Result<()> {
    store::remove_totp(tx, owner).await?;
    store::remove_passkeys(tx, owner).await?;
    tidy(tx, owner).await
}

/// Saved codes stand in for a factor, and are none by themselves.
async fn tidy(tx: &Tx, owner: Uuid) -> Result<()> {
    if !is_set(tx, owner).await? {
        store::remove_saved_codes(tx, owner).await?;
    }
    Ok(())
}

/// New saved codes; the old ones are worth nothing from now on.
pub async fn replace_saved_codes(tx: &Tx, front: &FrontDoor, owner: Uuid) -> Result<Vec<SavedCode>> {
    let codes = SavedCode::ten(&front.chance);
    let macs = codes.iter().map(|code| code.mac(&front.keys, owner)).collect();
    store::hold_totp(tx, owner).await?;
    store::replace_saved_codes(tx, owner, macs, front.clock.now()).await?;
    Ok(codes)
}

/// Takes what was given, of whichever factor it is. None where it is wrong, old, or was used before.
pub async fn take(
    tx: &Tx,
    front: &FrontDoor,
    visit: &Visit,
    asking: Asking,
    answer: Answer<'_>,
) -> Result<Option<Given>> {
    match answer {
        Answer::Code(typed) => take_code(tx, front, asking.owner, typed).await,
        Answer::Passkey(signed) => passkeys::take(tx, front, visit, asking, signed).await,
    }
}

async fn take_code(tx: &Tx, front: &FrontDoor, owner: Uuid, typed: &str) -> Result<Option<Given>> {
    let now = front.clock.now();
    if let Some(digits) = totp::digits(typed) {
        let Some(sealed) = store::totp(tx, owner).await? else { return Ok(None) };
        let secret = TotpSecret::open(&front.keys, owner, &sealed)?;
        let Some(step) = secret.step_of(&digits, now) else { return Ok(None) };
        return Ok(store::use_step(tx, owner, step).await?.then_some(Given::Authenticator));
    }
    let Some(code) = SavedCode::parse(typed) else { return Ok(None) };
    if !store::use_saved_code(tx, owner, code.mac(&front.keys, owner), now).await? {
        return Ok(None);
    }
    Ok(Some(Given::SavedCode { left: saved_codes_left(tx, owner).await? }))
}
