//! People who have an account already, and what they do without thinking: sign in, press a code on the keypad.

use identity::accounts::store::{add, login_at, set_hash};
use identity::accounts::{Account, AccountId};
use identity::credentials::{Password, check};
use identity::factors::{SavedCode, TotpSecret, set_authenticator};
use identity::portals::{SignInWith, Steps};
use identity::recovery::unfit;
use identity::roster::{Document, DocumentType, find_by_document};

use crate::{Client, Page, TestHouse};

/// Somebody with an account in one of the presets.
#[derive(Clone, Copy, Debug)]
pub struct Resident {
    pub portal: &'static str,
    pub name: &'static str,
    pub family: &'static str,
    pub password: &'static str,
    /// Empty for a candidate, who is on no roster.
    pub cedula: &'static str,
    pub username: &'static str,
    pub email: &'static str,
    /// As it is typed; empty for who has none on record.
    pub phone: &'static str,
}

/// An employee of `multiempleos`.
pub const LUIS: Resident = Resident {
    portal: "multiempleos",
    name: "Luis",
    family: "Pardo",
    password: "una garza sobre el Sinú",
    cedula: "1900000002",
    username: "",
    email: "luis.pardo@correo.test",
    phone: "3990000002",
};

/// A candidate of `miportal`.
pub const SOFIA: Resident = Resident {
    portal: "miportal",
    name: "Sofía",
    family: "Mesa",
    password: "Garza-Azul.2-Loros",
    cedula: "",
    username: "",
    email: "sofia.mesa@correo.test",
    phone: "",
};

/// A member of the cooperative, `multiportal`.
pub const JORGE: Resident = Resident {
    portal: "multiportal",
    name: "Jorge",
    family: "Niño",
    password: "8306",
    cedula: "1900000012",
    username: "jorge.nino",
    email: "jorge.nino@correo.test",
    phone: "3990000012",
};

impl Resident {
    /// What they sign in with.
    pub fn user(&self, house: &TestHouse) -> &'static str {
        match house.portal(self.portal).signin.identifier {
            SignInWith::Document => self.cedula,
            SignInWith::Email => self.email,
            SignInWith::Username => self.username,
        }
    }

    /// Puts them on the roster and gives them their account, as if they had registered long ago.
    ///
    /// # Panics
    /// Where the portal would not have taken their password.
    pub async fn settle(&self, house: &TestHouse) {
        let front = house.front();
        let portal = house.portal(self.portal);
        if !self.cedula.is_empty() {
            let header = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular";
            let Self { cedula, name, family, email, phone, .. } = self;
            house
                .on_roster(self.portal, &format!("{header}\nCC;{cedula};{name};{family};{email};{phone}\n"))
                .await;
        }
        let tx = front.database.begin(portal.key.shared()).await.expect("a transaction");
        let entry = match Document::parse(DocumentType::Cc, self.cedula) {
            Ok(document) => find_by_document(&tx, &document).await.expect("the roster answers"),
            Err(_) => None,
        };
        let now = front.clock.now();
        let account = Account {
            id: AccountId::new(&front.clock, &front.chance),
            signin_name: self.user(house).to_owned(),
            roster_entry_id: entry.as_ref().map(|entry| entry.id),
            document_type: entry.as_ref().map(|_| DocumentType::Cc.code().to_owned()),
            document_number: entry.as_ref().map(|_| self.cedula.to_owned()),
            given_names: self.name.to_owned(),
            family_names: self.family.to_owned(),
            email: Some(self.email.to_owned()),
            email_confirmed_at: Some(now),
            phone: (!self.phone.is_empty()).then(|| format!("+57{}", self.phone)),
            phone_confirmed_at: (!self.phone.is_empty()).then_some(now),
        };
        assert!(
            add(&tx, &account, now).await.expect("it is written"),
            "{} has an account already",
            self.name
        );
        let password = Password::parse(self.password).expect("it is short enough");
        if let Err(refusals) =
            check(portal.password.rule, &password, &unfit(portal, &account, entry.as_ref()))
        {
            panic!("{} refuses the password of {}: {refusals:?}", self.portal, self.name);
        }
        let hash = front.hasher.permit().expect("a place").hash(&password).await.expect("it hashes");
        set_hash(&tx, account.id, &hash.phc(), now).await.expect("it is written");
        tx.commit().await.expect("it commits");
    }

    /// Their account's id and the hash of their password, as they stand in the database.
    pub async fn login(&self, house: &TestHouse) -> (AccountId, String) {
        let view = house.front().database.view(house.portal(self.portal).key.shared());
        let login = login_at(&view, self.user(house)).await.expect("the database answers");
        let login = login.filter(|login| login.is_of(self.user(house)));
        let login = login.unwrap_or_else(|| panic!("{} has no account", self.name));
        (login.id, login.hash)
    }

    /// Says who they are and types a password, on one page or on two; the page that comes of it.
    pub async fn try_password(&self, house: &TestHouse, visitor: &mut Client, password: &str) -> Page {
        self.try_as(house, visitor, self.user(house), password).await
    }

    /// The same under any name, of this person's portal.
    pub async fn try_as(&self, house: &TestHouse, visitor: &mut Client, user: &str, password: &str) -> Page {
        let page = visitor.get(&format!("/{}/ingreso", self.portal)).await;
        if house.portal(self.portal).signin.steps == Steps::One {
            return visitor.submit(&page, "Ingresar", &[("user", user), ("password", password)]).await;
        }
        let page = visitor.submit(&page, "Continuar", &[("user", user), ("robot", "no")]).await;
        visitor.submit(&page, "Ingresar", &[("password", password)]).await
    }

    /// Signs in, with the code on a new device where one is asked for, and reads the greeting.
    pub async fn sign_in(&self, house: &TestHouse, visitor: &mut Client) -> Page {
        self.sign_in_with(house, visitor, self.password).await
    }

    pub async fn sign_in_with(&self, house: &TestHouse, visitor: &mut Client, password: &str) -> Page {
        let mut page = self.try_password(house, visitor, password).await;
        if page.path().ends_with("/ingreso/codigo") {
            let code = house.code_to(&format!("+57{}", self.phone)).await;
            page = press(visitor, &page, &code).await;
        }
        page.shows(&format!("Hola, {}", self.name));
        house.work().await;
        page
    }
}

/// A code is good once: whoever needs another waits for the next.
const PERIOD_SECONDS: u64 = 30;

/// What a person has who set up two-step verification.
#[derive(Clone, Debug)]
pub struct Authenticator {
    pub secret: TotpSecret,
    pub saved_codes: Vec<String>,
}

impl Authenticator {
    /// The next code that nobody used yet; time passes until it is shown.
    pub fn next_code(&self, house: &TestHouse) -> String {
        house.wait(PERIOD_SECONDS);
        self.secret.code_at(house.front().clock.now())
    }
}

impl Resident {
    /// Gives them an authenticator and saved codes, as if they had set it up long ago.
    ///
    /// # Panics
    /// Where they have no account.
    pub async fn with_authenticator(&self, house: &TestHouse) -> Authenticator {
        let front = house.front();
        let (id, _) = self.login(house).await;
        let secret = TotpSecret::new(&front.chance);
        let tx = front.database.begin(house.portal(self.portal).key.shared()).await.expect("a transaction");
        let codes = set_authenticator(&tx, front, id.uuid(), &secret, 0).await.expect("it is written");
        tx.commit().await.expect("it commits");
        Authenticator { secret, saved_codes: codes.iter().map(SavedCode::written).collect() }
    }
}

/// Presses digits on the on-screen keypad, one after the other.
pub async fn press(visitor: &mut Client, pad: &Page, digits: &str) -> Page {
    let mut page = pad.clone();
    for digit in digits.chars() {
        page = visitor.send(page.form(&digit.to_string())).await;
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestDatabase;

    async fn settle_with(password: &'static str) {
        let database = TestDatabase::sqlite().await;
        let house = TestHouse::open(&database).await;
        Resident { password, ..JORGE }.settle(&house).await;
    }

    #[tokio::test]
    #[should_panic(expected = "PinDrawsOnKeypad")]
    async fn nobody_settles_with_a_password_that_their_portal_refuses() {
        settle_with("2580").await;
    }

    #[tokio::test]
    #[should_panic(expected = "PinPersonal")]
    async fn nobody_settles_with_a_pin_out_of_their_own_data() {
        settle_with(&JORGE.cedula[6..]).await;
    }
}
