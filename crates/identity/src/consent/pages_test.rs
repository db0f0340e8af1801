//! Authorisations through HTTP: published by staff, given at registration, seen and withdrawn by the person.

use testing::{Client, LUIS, Page, SOFIA, TERESA, TestDatabase, TestHouse, on_both_databases};

const NEEDED: &str = "Autorizo el tratamiento de mis datos para administrar mi cuenta";
const OFFERS: &str = "Autorizo que me envíen ofertas";
const NEW: &str = "/multiempleos/oficina/datos-personales/nueva";
const MINE: &str = "/multiempleos/perfil/datos-personales";

/// Publishes a version whose text is `text`.
async fn publish(teresa: &mut Client, text: &str) -> Page {
    let page = teresa.get(NEW).await;
    let fields = [("description", text), ("purpose-0", NEEDED), ("purpose-1", OFFERS)];
    teresa.submit(&page, "Publicar", &fields).await
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

const PASSWORD: &str = "caminos de Guateque al sol";
const DATA: [(&str, &str); 3] =
    [("email", "ana@correo.test"), ("password", PASSWORD), ("password_repeat", PASSWORD)];

async fn given(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from consents where withdrawn_at is null").await
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
        let again = ana.send(form.fill("purpose-0", "yes")).await;
        again.shows("La política cambió").shows("La segunda.");
        let form = DATA.iter().fold(again.form("Registrarme"), |form, (name, value)| form.fill(name, value));
        ana.send(form.fill("purpose-0", "yes").fill("purpose-1", "yes")).await.shows("Su registro está completo");
        assert_eq!(given(&house).await, 2);
    }

    async fn whoever_has_an_account_sees_a_new_policy_gives_and_withdraws(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        luis.get(MINE).await.does_not_show("Hay una política por revisar");
        publish(&mut teresa, "La primera.").await;
        let page = luis.get(MINE).await;
        page.shows("Hay una política por revisar");
        luis.submit(&page, "Guardar lo que autorizo", &[]).await.shows("Márquela para continuar");
        let page = luis.submit(&page, "Guardar lo que autorizo", &[("purpose-0", "yes"), ("purpose-1", "yes")]).await;
        page.does_not_show("Hay una política por revisar").shows(OFFERS);
        // Twice is once, and what is needed cannot be withdrawn with a button.
        assert_eq!(given(&house).await, 2);
        let withdrawn = luis.submit(&page, &format!("Retirar {OFFERS}"), &[]).await;
        withdrawn.shows("retirada el");
        luis.submit(&page, &format!("Retirar {OFFERS}"), &[]).await;
        assert_eq!(given(&house).await, 1);
        let needed = house.number("select count(*) as number from consents join consent_purposes on consent_purposes.id = purpose_id where place = 0 and withdrawn_at is null").await;
        assert_eq!(needed, 1);
        luis.get("/multiempleos/perfil").await.shows("Retiró una autorización sobre sus datos");
    }

    async fn nobody_withdraws_for_another_or_from_another_portal(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        SOFIA.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "La primera.").await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let page = luis.get(MINE).await;
        let page = luis.submit(&page, "Guardar lo que autorizo", &[("purpose-0", "yes"), ("purpose-1", "yes")]).await;
        let purpose = page.form(&format!("Retirar {OFFERS}")).value("purpose").unwrap().to_owned();
        let mut sofia = house.visitor();
        SOFIA.sign_in(&house, &mut sofia).await;
        let theirs = sofia.get("/miportal/perfil/datos-personales").await;
        theirs.does_not_show(OFFERS);
        let csrf = theirs.form("Salir").value("csrf").unwrap().to_owned();
        for purpose in [purpose.as_str(), "", "1", "%27"] {
            sofia.post("/miportal/perfil/datos-personales/retirar", &[("csrf", &csrf), ("purpose", purpose)]).await;
        }
        assert_eq!(given(&house).await, 2);
    }

    async fn a_version_is_never_changed_and_two_at_once_are_not_one(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        publish(&mut teresa, "").await.shows("Escriba la política");
        publish(&mut teresa, &"a".repeat(10_001)).await.shows("La política es muy larga");
        let mut elsewhere = teresa.clone();
        let (one, other) = tokio::join!(publish(&mut teresa, "Una."), publish(&mut elsewhere, "Otra."));
        let both = format!("{} {}", one.text(), other.text());
        assert!(both.contains("Versión 1"), "{both}");
        let versions = house.number("select count(*) as number from consent_policies").await;
        let refused = both.matches("Alguien publicó otra versión").count() as i64;
        assert_eq!(versions + refused, 2, "{both}");
    }
}
