//! A person who has something to certify, and the paper that comes of it.

use base::db::View;
use base::texts::Words;
use identity::front_door::FrontDoor;
use identity::portals::Portal;
use identity::roster::{self, EntryId, RosterEntry};
use jiff::civil::Date;
use paper::{Language, Paper};

use super::rules::{Asked, Lacking, certificate, certified};
use crate::employments::{self, Contract, Employment};
use crate::papers;

/// The message that says why somebody has no certificate.
pub type Why = &'static str;

pub struct Worker {
    pub entry: RosterEntry,
    /// What is certified here, the newest first.
    pub employments: Vec<Employment>,
}

impl Worker {
    /// The person of this entry of the roster, where there is one.
    pub async fn of(
        view: &View,
        entry: Option<EntryId>,
        today: Date,
    ) -> base::error::Result<Result<Self, Why>> {
        let Some(id) = entry else { return Ok(Err("certificates-none-unknown")) };
        let Some(entry) = roster::entry(view, id).await? else { return Ok(Err("certificates-none-unknown")) };
        let all = employments::store::of_person(view, id).await?;
        if all.is_empty() {
            return Ok(Err("certificates-none-yet"));
        }
        let employments = certified(all, today);
        if employments.is_empty() {
            return Ok(Err("certificates-none-services"));
        }
        Ok(Ok(Self { entry, employments }))
    }

    /// The certificate that is asked for.
    pub fn paper(
        &self,
        front: &FrontDoor,
        portal: &Portal,
        asked: &Asked,
        today: Date,
    ) -> Result<Paper, Lacking> {
        let issuer = portal.papers.as_ref().ok_or(Lacking::Issuer)?;
        let people = (papers::holder(&self.entry), papers::signer(issuer));
        // The paper speaks its own language, whatever the page does.
        let words = front.words(portal, language_of(asked.language));
        let in_words = |contract| contract_name(&words, contract);
        certificate(asked, &self.employments, people, in_words, today).map(Paper::EmploymentCertificate)
    }
}

fn contract_name(words: &Words, contract: Contract) -> String {
    words.get(&format!("certificates-contract-{}", contract.code())).to_owned()
}

pub(super) fn language_of(language: Language) -> base::texts::Language {
    match language {
        Language::Spanish => base::texts::Language::Spanish,
        Language::English => base::texts::Language::English,
    }
}
