//! Invented people by number, so that any number of them is at hand: some are put into the house, the others are strangers to it.
//! All their data have the same length, whoever they are.

use std::fmt::Write;
use std::io::Cursor;

use anyhow::{Context, anyhow};
use identity::accounts::{self, Account, AccountId};
use identity::credentials::Password;
use identity::front_door::FrontDoor;
use identity::portals::{PasswordRule, Portal, SignInWith};
use identity::roster::{self, Document, DocumentType, import};
use jiff::tz::TimeZone;

/// From this number on nobody is known to any house.
pub const FIRST_STRANGER: u32 = 5_000_000;
const PASSWORD: &str = "Garza-Azul.2-Loros";
const PIN: &str = "8306";
const ROSTER_HEADER: &str =
    "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular;estado\n";

/// Somebody with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person(pub u32);

impl Person {
    /// A cédula far above what is issued.
    pub fn document(self) -> String {
        format!("19{:08}", self.0)
    }

    pub fn email(self) -> String {
        format!("persona{:08}@correo.test", self.0)
    }

    /// A mobile with a prefix that nobody has.
    pub fn phone(self) -> String {
        format!("399{:07}", self.0)
    }

    pub fn username(self) -> String {
        format!("persona{:08}", self.0)
    }

    /// What this person signs in with.
    pub fn signin_name(self, portal: &Portal) -> String {
        match portal.signin.identifier {
            SignInWith::Document => self.document(),
            SignInWith::Email => self.email(),
            SignInWith::Username => self.username(),
        }
    }
}

/// The first so many people.
pub fn first(count: u32) -> Vec<Person> {
    (0..count).map(Person).collect()
}

/// Everybody's password at a portal.
pub fn password(portal: &Portal) -> &'static str {
    if portal.password.rule == PasswordRule::Pin4 { PIN } else { PASSWORD }
}

/// Opens an account for each; they share one hash, which costs the same to check as one of their own.
pub async fn open_accounts(front: &FrontDoor, portal: &Portal, people: &[Person]) -> anyhow::Result<()> {
    let typed = Password::parse(password(portal)).context("a constant password is short enough")?;
    let hash = front.hasher.permit()?.hash(&typed).await?.phc();
    let tx = front.database.begin(portal.key.shared()).await?;
    let now = front.clock.now();
    for person in people.iter().copied() {
        let document = Document::parse(DocumentType::Cc, &person.document());
        let document = document.map_err(|wrong| anyhow!("an invented document is refused: {wrong:?}"))?;
        let entry = roster::find_by_document(&tx, &document).await?;
        let account = Account {
            id: AccountId::new(&front.clock, &front.chance),
            signin_name: person.signin_name(portal),
            roster_entry_id: entry.map(|entry| entry.id),
            document_type: Some(DocumentType::Cc.code().to_owned()),
            document_number: Some(person.document()),
            given_names: "Ana".to_owned(),
            family_names: "Rojas".to_owned(),
            email: Some(person.email()),
            email_confirmed_at: Some(now),
            phone: Some(format!("+57{}", person.phone())),
            phone_confirmed_at: Some(now),
        };
        accounts::store::add(&tx, &account, now).await?;
        accounts::store::set_hash(&tx, account.id, &hash, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Puts people on the portal's roster, in place of whoever stood there.
pub async fn put_on_roster(front: &FrontDoor, portal: &Portal, people: &[Person]) -> anyhow::Result<()> {
    let mut csv = ROSTER_HEADER.to_owned();
    for person in people {
        writeln!(csv, "CC;{};Ana;Rojas;{};{};activo", person.document(), person.email(), person.phone())?;
    }
    let today = front.clock.now().in_zone(&TimeZone::UTC).date();
    let file = || Ok(Cursor::new(csv.as_bytes()));
    let tx = front.database.begin(portal.key.shared()).await?;
    let stopped = |stopped: import::ImportStopped| anyhow!("the roster was refused: {stopped:?}");
    let rehearsal = import::rehearse(&tx, file, today).await.map_err(stopped)?;
    if let Some(bad) = rehearsal.survey.bad_rows.first() {
        return Err(anyhow!("an invented row is refused: {bad:?}"));
    }
    let clock_and_chance = (&front.clock, &front.chance);
    import::apply(&tx, file, &rehearsal.survey, today, clock_and_chance).await.map_err(stopped)?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_people_and_strangers_write_data_of_the_same_length() {
        let (known, stranger) = (Person(1), Person(FIRST_STRANGER + 1));
        for data in [Person::document, Person::email, Person::phone, Person::username] {
            assert_eq!(data(known).len(), data(stranger).len());
            assert_ne!(data(known), data(stranger));
        }
    }
}
