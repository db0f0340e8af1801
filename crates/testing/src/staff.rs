//! People who run a portal: they accepted an invitation, and have an authenticator at hand.

use identity::factors::TotpSecret;
use identity::staff::invitation::{self, Invited};
use identity::staff::permissions::Role;

use crate::{Client, Page, TestHouse};

/// A code is good once: whoever signs in again waits for the next.
const PERIOD_SECONDS: u64 = 30;

/// Somebody who may be invited to the staff of a preset.
#[derive(Clone, Copy, Debug)]
pub struct Colleague {
    pub portal: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub roles: &'static [Role],
}

/// The administrator of `multiempleos`.
pub const TERESA: Colleague = Colleague {
    portal: "multiempleos",
    name: "Teresa Salgado",
    email: "teresa.salgado@guadualba.example",
    password: "tres guaduas junto al río",
    roles: &[Role::Administrator],
};

/// The same colleague with other roles, portal or address.
impl Colleague {
    #[must_use]
    pub const fn with_roles(self, roles: &'static [Role]) -> Self {
        Self { roles, ..self }
    }

    #[must_use]
    pub const fn of(self, portal: &'static str) -> Self {
        Self { portal, ..self }
    }

    #[must_use]
    pub const fn called(self, name: &'static str, email: &'static str) -> Self {
        Self { name, email, ..self }
    }
}

/// A member of the staff at their desk: who they are, their authenticator, and the codes they saved.
#[derive(Clone, Debug)]
pub struct AtDesk {
    pub colleague: Colleague,
    pub secret: TotpSecret,
    pub saved_codes: Vec<String>,
}

impl Colleague {
    /// The link of an invitation, as `aldaba operator invite` prints it.
    pub async fn invited(&self, house: &TestHouse) -> String {
        let front = house.front();
        let portal = house.portal(self.portal);
        let tx = front.database.begin(portal.key.shared()).await.expect("a transaction");
        let invited =
            Invited { email: self.email.to_owned(), name: self.name.to_owned(), roles: self.roles.to_vec() };
        let issued =
            invitation::issue(&tx, &front.clock, &front.chance, invited, None).await.expect("it is written");
        let issued = issued.expect("nobody suspended is invited in tests");
        tx.commit().await.expect("it commits");
        portal.address.link(&invitation::link_path(&issued.token))
    }

    /// Accepts an invitation in this browser, which is signed in from then on.
    pub async fn accept(&self, house: &TestHouse, visitor: &mut Client, link: &str) -> AtDesk {
        let page = visitor.get(link).await;
        let fields = [("password", self.password), ("password_repeat", self.password)];
        let page = visitor.submit(&page, "Continuar", &fields).await;
        let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
        let code = secret.code_at(house.front().clock.now());
        let page = visitor.submit(&page, "Continuar", &[("code", &code)]).await;
        page.shows("Guarde estos códigos");
        let saved_codes = page.all_words_of(".saved-codes code");
        AtDesk { colleague: *self, secret, saved_codes }
    }

    /// Invited and in: with a browser that is signed in.
    pub async fn at_desk(&self, house: &TestHouse) -> (AtDesk, Client) {
        let mut visitor = house.visitor();
        let link = self.invited(house).await;
        let desk = self.accept(house, &mut visitor, &link).await;
        (desk, visitor)
    }
}

impl AtDesk {
    /// The next code that nobody used yet; time passes until it is shown.
    pub fn next_code(&self, house: &TestHouse) -> String {
        house.wait(PERIOD_SECONDS);
        self.secret.code_at(house.front().clock.now())
    }

    /// Types address and password; the page that comes of it.
    pub async fn try_password(&self, visitor: &mut Client, password: &str) -> Page {
        let page = visitor.get(&format!("/{}/oficina/ingreso", self.colleague.portal)).await;
        visitor.submit(&page, "Continuar", &[("email", self.colleague.email), ("password", password)]).await
    }

    /// Signs in with password and authenticator, and reads the greeting.
    pub async fn sign_in(&self, house: &TestHouse, visitor: &mut Client) -> Page {
        let page = self.try_password(visitor, self.colleague.password).await;
        let code = self.next_code(house);
        let page = visitor.submit(&page, "Entrar", &[("code", &code)]).await;
        page.shows(&format!("Hola, {}", self.colleague.name));
        page
    }

    /// Opens a page that asks for a fresh factor, and gives one where it is asked for.
    pub async fn open_fresh(&self, house: &TestHouse, visitor: &mut Client, path: &str) -> Page {
        let page = visitor.get(&format!("/{}{path}", self.colleague.portal)).await;
        if !page.path().ends_with("/oficina/confirmar") {
            return page;
        }
        let code = self.next_code(house);
        visitor.submit(&page, "Confirmar", &[("code", &code)]).await
    }
}
