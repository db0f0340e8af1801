//! Issues a paper: folio, snapshot and audit entry in the caller's transaction. Drawing comes after its commit.

use base::audit::{self, Act};
use base::clock::Timestamp;
use base::db::Tx;
use base::error::{Error, Result};
use base::secret::Token;
use identity::accounts::AccountId;
use identity::front_door::FrontDoor;
use identity::messaging::moment;
use identity::paths;
use identity::portals::{Issuer, Portal};
use identity::roster::{EntryId, RosterEntry};
use identity::visit::Visit;
use jiff::civil::Date;
use paper::{Holder, Issue, Letterhead, Paper, Signer, Snapshot};

use super::code::VerificationCode;
use super::rules::{Kind, written_document};
use super::{Drawable, PaperId, draw, store};

/// A paper about to be issued.
pub struct New {
    /// Whose it is.
    pub entry: EntryId,
    /// Who has it issued.
    pub account: AccountId,
    pub paper: Drawable,
    pub valid_until: Option<Date>,
    /// A keyed hash of what it is issued from: the same again gives the paper that there is.
    pub source: Vec<u8>,
}

/// Who has it issued.
pub enum By<'a> {
    Person(&'a Visit),
    System,
}

/// Issues a paper, or finds the one that the same source gave.
pub async fn issue(tx: &Tx, front: &FrontDoor, portal: &Portal, by: By<'_>, new: New) -> Result<PaperId> {
    let now = front.clock.now();
    let year = moment::date_there(now).year();
    store::take_turn(tx, year).await?;
    if let Some(issued) = store::by_source(tx, &new.source).await? {
        return Ok(issued.id);
    }
    let id = PaperId::new(&front.clock, &front.chance);
    let folio = store::next_folio(tx, year).await?.to_string();
    let (code, token) = (VerificationCode::new(&front.chance), Token::of_32_letters(&front.chance));
    let issue = Issue {
        folio: folio.clone(),
        issued_at: to_the_second(now)?,
        place: issuer(portal)?.city.clone(),
        valid_until: new.valid_until,
        verification_address: portal.address.link(&format!("{}/{}", paths::VERIFICATION, token.reveal())),
        verification_site: site(portal),
        verification_code: code.written(),
    };
    let Drawable { paper, template } = new.paper;
    let kind = Kind::of(&paper);
    let snapshot = snapshot(portal, issue, paper)?;
    let row = store::Row {
        id,
        kind,
        folio: &folio,
        entry: new.entry,
        account: Some(new.account),
        issued_at: now,
        valid_until: new.valid_until,
        snapshot: draw::seal_snapshot(front, portal, id, &snapshot)?,
        template,
        code_mac: code.hash(&front.keys, portal.key.as_str()),
        token_hash: token.hash(),
        source: Some(new.source),
    };
    store::add(tx, row).await?;
    record(tx, front, by, new.account, &format!("{} {folio}", kind.code())).await?;
    Ok(id)
}

async fn record(tx: &Tx, front: &FrontDoor, by: By<'_>, account: AccountId, detail: &str) -> Result<()> {
    match by {
        By::Person(visit) => visit.record(tx, front, "papers.issued", Some(account), detail).await,
        By::System => {
            let act = Act { subject: Some(account.uuid()), detail, ..Act::of_system("papers.issued") };
            audit::record(tx, &front.clock, &front.chance, act).await
        }
    }
}

/// All that a paper is drawn from.
pub(super) fn snapshot(portal: &Portal, issue: Issue, paper: Paper) -> Result<Snapshot> {
    let issuer = issuer(portal)?;
    let letterhead = Letterhead {
        organisation: portal.brand.organisation.clone(),
        nit: issuer.nit.to_string(),
        lines: issuer.lines.clone(),
        logo_svg: portal.brand.logo.as_svg().to_owned(),
        color: portal.brand.colors.brand.to_string(),
    };
    Ok(Snapshot { letterhead, issue, paper, attachment: None })
}

/// A person, as papers name them.
pub fn holder(entry: &RosterEntry) -> Holder {
    let document = &entry.person.document;
    Holder {
        name: entry.person.full_name(),
        document: written_document(document.kind().code(), document.number().as_str()),
    }
}

/// Who answers for the papers of a portal.
pub fn signer(issuer: &Issuer) -> Signer {
    Signer { name: issuer.signer_name.clone(), position: issuer.signer_position.clone() }
}

fn issuer(portal: &Portal) -> Result<&Issuer> {
    portal.papers.as_ref().ok_or_else(|| Error::Other(format!("{} issues no papers", portal.key)))
}

/// Where codes are typed, as one reads an address out.
pub(super) fn site(portal: &Portal) -> String {
    let address = portal.address.link(paths::VERIFICATION);
    address.split_once("://").map_or(address.clone(), |(_, rest)| rest.to_owned())
}

/// As papers tell the time, and PDF files keep it.
pub(super) fn to_the_second(at: Timestamp) -> Result<jiff::Timestamp> {
    jiff::Timestamp::from_second(at.micros().div_euclid(1_000_000))
        .map_err(|error| Error::Other(error.to_string()))
}
