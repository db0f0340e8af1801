//! Authorisations through HTTP: published by staff, given at registration, seen and withdrawn by the person.

use testing::{Client, LUIS, Page, Resident, SOFIA, TERESA, TestDatabase, TestHouse, on_both_databases};

const NEEDED: &str = "Autorizo el tratamiento de mis datos para administrar mi cuenta";
const OFFERS: &str = "Autorizo que me envíen ofertas";
const NEW: &str = "/multiempleos/oficina/datos-personales/nueva";
const MINE: &str = "/multiempleos/perfil/datos-personales";

/// A colleague of Luis's.
const MARTA: Resident = Resident {
    name: "Marta",
    family: "Ríos",
    password: "tres loros en el páramo",
    cedula: "1900000021",
    email: "marta.rios@correo.test",
    phone: "3990000021",
    ..LUIS
};

/// Publishes a version whose text is `text`.
async fn publish(teresa: &mut Client, text: &str) -> Page {
    let page = teresa.get(NEW).await;
    publish_from(teresa, &page, text).await
}

/// The same from a form that was opened before.
async fn publish_from(teresa: &mut Client, page: &Page, text: &str) -> Page {
    let fields = [("description", text), ("purpose-0", NEEDED), ("purpose-1", OFFERS)];
    teresa.submit(page, "Publicar", &fields).await
}

/// Luis signed in, with an account of long ago.
async fn luis_signed_in(house: &TestHouse) -> Client {
    LUIS.settle(house).await;
    let mut luis = house.visitor();
    LUIS.sign_in(house, &mut luis).await;
    luis
}

const BOTH: [(&str, &str); 2] = [("purpose-0", "yes"), ("purpose-1", "yes")];

/// Accepts the policy that waits, with these boxes ticked.
async fn accept(luis: &mut Client, boxes: &[(&str, &str)]) -> Page {
    let page = luis.get(MINE).await;
    luis.submit(&page, "Guardar lo que autorizo", boxes).await
}

/// Ana at the last page of her registration.
async fn ana_at_her_data(house: &TestHouse, ana: &mut Client) -> Page {
    house
        .on_roster("multiempleos", "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo\nCC;1900000001;Ana;Rojas;ana.rojas@correo.test\n")
        .await;
    let page = ana.get("/multiempleos/registro").await;
    let page = ana.submit(&page, "Continuar", &[("document", "1900000001")]).await;
    let code = house.code_to("ana.rojas@correo.test").await;
    ana.submit(&page, "Continuar", &[("code", &code)]).await
}

/// What the boxes of the policy hold on a page of registration.
fn ticked(page: &Page) -> [Option<String>; 2] {
    let form = page.form("Registrarme");
    ["purpose-0", "purpose-1"].map(|field| form.value(field).map(str::to_owned))
}

const PASSWORD: &str = "caminos de Guateque al sol";
const DATA: [(&str, &str); 3] =
    [("email", "ana@correo.test"), ("password", PASSWORD), ("password_repeat", PASSWORD)];

async fn given(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from consents where withdrawn_at is null").await
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

on_both_databases! {
    async fn without_a_policy_nothing_is_asked(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut ana = house.visitor();
        let page = ana_at_her_data(&house, &mut ana).await;
        page.does_not_show("Tratamiento de sus datos personales");
        ana.submit(&page, "Registrarme", &DATA).await.shows("Su registro está completo");
        assert_eq!(given(&house).await, 0);
    }

    async fn registration_asks_for_what_is_needed_and_records_what_was_ticked(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "Somos Guadualba.\n\nUsamos sus datos para <b>atenderle</b>.").await.shows("Versión 1");
        let mut ana = house.visitor();
        let page = ana_at_her_data(&house, &mut ana).await;
        page.shows(NEEDED).shows(OFFERS).shows("Usamos sus datos para <b>atenderle</b>.");
        let refused = ana.submit(&page, "Registrarme", &DATA).await;
        assert!(refused.error_at("purpose-0").contains("necesitamos esta autorización"));
        assert_eq!(given(&house).await, 0);
        let form = DATA.iter().fold(refused.form("Registrarme"), |form, (name, value)| form.fill(name, value));
        ana.send(form.fill("purpose-0", "yes")).await.shows("Su registro está completo");
        assert_eq!(given(&house).await, 1, "what was not ticked was not given");
    }

    async fn a_text_that_changed_meanwhile_is_read_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "La primera.").await;
        let mut ana = house.visitor();
        let page = ana_at_her_data(&house, &mut ana).await;
        publish(&mut teresa, "La segunda.").await.shows("Versión 2");
        let form = DATA.iter().fold(page.form("Registrarme"), |form, (name, value)| form.fill(name, value));
        let again = ana.send(form.fill("purpose-0", "yes").fill("purpose-1", "yes")).await;
        again.shows("La política cambió").shows("La segunda.");
        assert_eq!(ticked(&again), [None, None], "nobody ticked these boxes beside this text");
        let form = DATA.iter().fold(again.form("Registrarme"), |form, (name, value)| form.fill(name, value));
        ana.send(form.fill("purpose-0", "yes").fill("purpose-1", "yes")).await.shows("Su registro está completo");
        assert_eq!(given(&house).await, 2);
    }

    async fn what_was_ticked_stays_ticked_when_another_field_is_wrong_but_not_beside_another_text(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "La primera.").await;
        let mut ana = house.visitor();
        let page = ana_at_her_data(&house, &mut ana).await;
        let typed = || page.form("Registrarme").fill("password", "corta").fill("purpose-0", "yes").fill("purpose-1", "yes");
        let again = ana.send(typed()).await;
        assert!(!again.error_at("password").is_empty());
        assert_eq!(ticked(&again), [Some("yes".to_owned()), Some("yes".to_owned())]);
        publish(&mut teresa, "La segunda.").await;
        let again = ana.send(typed()).await;
        again.shows("La segunda.");
        assert_eq!(ticked(&again), [None, None]);
    }

    async fn whoever_has_an_account_sees_a_new_policy_gives_and_withdraws(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_signed_in(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        luis.get(MINE).await.does_not_show("Hay una política por revisar");
        publish(&mut teresa, "La primera.").await;
        let page = luis.get(MINE).await;
        page.shows("Hay una política por revisar");
        luis.submit(&page, "Guardar lo que autorizo", &[]).await.shows("Márquela para continuar");
        let accepted = luis.submit(&page, "Guardar lo que autorizo", &BOTH).await;
        accepted.does_not_show("Hay una política por revisar").shows(OFFERS);
        luis.submit(&page, "Guardar lo que autorizo", &BOTH).await;
        assert_eq!((given(&house).await, events(&house, "consent.given").await), (2, 1), "twice is once");
        let withdrawn = luis.submit(&accepted, &format!("Retirar {OFFERS}"), &[]).await;
        withdrawn.shows("retirada el");
        luis.submit(&accepted, &format!("Retirar {OFFERS}"), &[]).await;
        assert_eq!((given(&house).await, events(&house, "consent.withdrawn").await), (1, 1));
        // What is needed cannot be withdrawn with a button.
        let needed = house.number("select count(*) as number from consents join consent_purposes on consent_purposes.id = purpose_id where place = 0 and withdrawn_at is null").await;
        assert_eq!(needed, 1);
        luis.get("/multiempleos/perfil").await.shows("Retiró una autorización sobre sus datos");
    }

    async fn what_was_withdrawn_may_be_given_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_signed_in(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "La primera.").await;
        let page = accept(&mut luis, &BOTH).await;
        page.does_not_show("Lo que puede autorizar");
        let page = luis.submit(&page, &format!("Retirar {OFFERS}"), &[]).await;
        let again = luis.submit(&page, &format!("Autorizar {OFFERS}"), &[]).await;
        again.does_not_show("Lo que puede autorizar").form(&format!("Retirar {OFFERS}"));
        luis.submit(&page, &format!("Autorizar {OFFERS}"), &[]).await;
        assert_eq!((given(&house).await, events(&house, "consent.given").await), (2, 2));
        // Nobody authorises what is no longer in force, or what nobody asks for.
        let old = page.form(&format!("Autorizar {OFFERS}"));
        publish(&mut teresa, "La segunda.").await;
        luis.submit(&again, &format!("Retirar {OFFERS}"), &[]).await;
        luis.send(old).await.shows("Hay una política por revisar");
        assert_eq!(given(&house).await, 1);
    }

    async fn the_newest_answer_says_all_that_a_person_authorises(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_signed_in(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "La primera.").await;
        accept(&mut luis, &BOTH).await;
        publish(&mut teresa, "La segunda.").await;
        accept(&mut luis, &BOTH).await.does_not_show("retirada el");
        assert_eq!((given(&house).await, events(&house, "consent.withdrawn").await), (4, 0));
        publish(&mut teresa, "La tercera.").await;
        accept(&mut luis, &[("purpose-0", "yes")]).await.shows("retirada el").shows("Lo que puede autorizar");
        let optional = house.number("select count(*) as number from consents join consent_purposes on consent_purposes.id = purpose_id where place > 0 and withdrawn_at is null").await;
        assert_eq!((optional, events(&house, "consent.withdrawn").await), (0, 1));
    }

    async fn nobody_withdraws_for_another_or_from_another_portal(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_signed_in(&house).await;
        MARTA.settle(&house).await;
        SOFIA.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "La primera.").await;
        let page = accept(&mut luis, &BOTH).await;
        let purpose = page.form(&format!("Retirar {OFFERS}")).value("purpose").unwrap().to_owned();
        for other in [MARTA, SOFIA] {
            let mut visitor = house.visitor();
            other.sign_in(&house, &mut visitor).await;
            let theirs = visitor.get(&format!("/{}/perfil/datos-personales", other.portal)).await;
            theirs.does_not_show("Lo que usted autorizó");
            let csrf = theirs.form("Salir").value("csrf").unwrap().to_owned();
            for purpose in [purpose.as_str(), "", "1", "%27"] {
                for act in ["retirar", "autorizar"] {
                    let path = format!("/{}/perfil/datos-personales/{act}", other.portal);
                    visitor.post(&path, &[("csrf", &csrf), ("purpose", purpose)]).await;
                }
            }
        }
        assert_eq!((given(&house).await, events(&house, "consent.withdrawn").await), (2, 0));
    }

    async fn a_version_is_never_changed_and_two_at_once_are_not_one(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "").await.shows("Escriba la política");
        publish(&mut teresa, &"a".repeat(10_001)).await.shows("La política es muy larga");
        let mut elsewhere = teresa.clone();
        let (form, other_form) = (teresa.get(NEW).await, elsewhere.get(NEW).await);
        let (one, other) =
            tokio::join!(publish_from(&mut teresa, &form, "Una."), publish_from(&mut elsewhere, &other_form, "Otra."));
        let both = format!("{} {}", one.text(), other.text());
        assert_eq!(house.number("select count(*) as number from consent_policies").await, 1, "{both}");
        assert_eq!(both.matches("Vuelva a la lista, lea la versión nueva y empiece otra vez a partir de ella").count(), 1, "{both}");
        // Whoever was refused saw nothing of the other text yet, and is refused as long as they stay on that page.
        let refused = if one.text().contains("Vuelva a la lista") { one } else { other };
        teresa.submit(&refused, "Publicar", &[]).await.shows("Vuelva a la lista");
        assert_eq!(house.number("select count(*) as number from consent_policies").await, 1);
    }

    async fn the_same_words_are_published_once_however_often_they_are_sent(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let form = teresa.get(NEW).await;
        let mut other_hand = teresa.clone();
        let (one, other) =
            tokio::join!(publish_from(&mut teresa, &form, "Una."), publish_from(&mut other_hand, &form, "Una."));
        for page in [one, other, publish_from(&mut teresa, &form, "Una.").await, publish(&mut teresa, "Una.").await] {
            page.shows("Versión 1").does_not_show("Vuelva a la lista");
        }
        assert_eq!(house.number("select count(*) as number from consent_policies").await, 1);
        assert_eq!(events(&house, "consent.policy_published").await, 1);
    }
}
