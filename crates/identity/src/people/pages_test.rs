//! People in the office, through HTTP: how staff find somebody, what they see, what they may do, and what a suspended person gets.

use std::collections::BTreeSet;

use http::StatusCode;
use identity::staff::permissions::Role;
use testing::{
    Client, Colleague, JORGE, LUIS, Page, Resident, SOFIA, TERESA, TestDatabase, TestHouse,
    on_both_databases, press,
};

const CARLOS: Colleague =
    TERESA.called("Carlos Peña", "carlos.pena@guadualba.example").with_roles(&[Role::Support]);
/// The administrators of the other presets.
const NORA: Colleague = TERESA.of("miportal").called("Nora Díaz", "nora.diaz@turpialto.example");
const PABLO: Colleague = TERESA.of("multiportal").called("Pablo Ríos", "pablo.rios@laceiba.example");

const HEADER: &str = "tipo_documento;numero_documento;primer_nombre;primer_apellido;correo;celular\n";
const NOBODY: &str = "0192f5a0-0000-7000-8000-000000000000";
const NOT_FOUND: &str = "No encontramos a nadie";

/// The names of those who are found, with their marks.
async fn find(visitor: &mut Client, portal: &str, typed: &str) -> Vec<String> {
    search(visitor, portal, typed).await.all_words_of(".card h3")
}

async fn search(visitor: &mut Client, portal: &str, typed: &str) -> Page {
    let page = visitor.get(&format!("/{portal}/oficina/personas")).await;
    visitor.submit(&page, "Buscar", &[("search", typed)]).await
}

/// Finds somebody by what they sign in with and opens their page.
async fn open(house: &TestHouse, visitor: &mut Client, resident: &Resident) -> Page {
    let list = search(visitor, resident.portal, resident.user(house)).await;
    let name = format!("Ver {} {}", resident.name, resident.family);
    visitor.get(list.link(&name).as_str()).await
}

async fn suspend(house: &TestHouse, visitor: &mut Client, resident: &Resident) {
    let page = open(house, visitor, resident).await;
    let page = visitor.get(page.link("Suspender la cuenta").as_str()).await;
    let page = visitor.submit(&page, "Suspender", &[("reason", "Pidió ayuda por robo")]).await;
    page.shows("Desde el 20 de noviembre de 2026");
}

async fn let_back_in(house: &TestHouse, visitor: &mut Client, resident: &Resident) {
    let page = open(house, visitor, resident).await;
    let page = visitor.get(page.link("Levantar la suspensión").as_str()).await;
    visitor
        .submit(&page, "Permitir que ingrese", &[("reason", "Ya se aclaró")])
        .await
        .does_not_show("Suspendida");
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

on_both_databases! {
    async fn somebody_is_found_by_document_name_and_address_however_it_is_written(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.on_roster("multiempleos", &format!(
            "{HEADER}CC;1900000031;Íngrid María;Peña Gómez;Ingrid.Pena@correo.test;3990000031\n\
             CC;1900000032;Ingrid;García-Herreros;;\n\
             CE;9900031;Óscar;D’Achiardi de la Cruz;oscar@correo.test;\n",
        )).await;
        let (ingrid, other, oscar) =
            ("Íngrid María Peña Gómez Sin cuenta", "Ingrid García-Herreros Sin cuenta", "Óscar D’Achiardi de la Cruz Sin cuenta");
        for (typed, expected) in [
            ("1900000031", vec![ingrid]), ("1.900.000.031", vec![ingrid]), ("CC 1900000031", vec![ingrid]), ("19000000", vec![ingrid, other]),
            ("pena ingrid", vec![ingrid]), ("PEÑA GÓM", vec![ingrid]), ("ingrid", vec![ingrid, other]), ("ing mar pe go", vec![ingrid]),
            ("ingrid.pena@correo.test", vec![ingrid]), ("INGRID.PENA@", vec![ingrid]),
            ("herreros", vec![other]), ("garcia-herreros", vec![other]),
            ("dachiardi", vec![oscar]), ("d'achiardi cruz", vec![oscar]), ("oscar@correo.test", vec![oscar]), ("ce 9900031", vec![oscar]),
            ("ngrid", vec![]), ("ingrid oscar", vec![]), ("1900000099", vec![]),
        ] {
            let found: BTreeSet<String> = find(&mut teresa, "multiempleos", typed).await.into_iter().collect();
            assert_eq!(found, expected.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), "{typed}");
        }
        // A new file has another name: the old one finds nobody.
        house.on_roster("multiempleos", &format!("{HEADER}CC;1900000031;Ingrid;Suárez;nueva@correo.test;3990000031\n")).await;
        assert_eq!(find(&mut teresa, "multiempleos", "pena gomez").await, Vec::<String>::new());
        assert_eq!(find(&mut teresa, "multiempleos", "ingrid suarez").await, ["Ingrid Suárez Sin cuenta"]);
        assert_eq!(find(&mut teresa, "multiempleos", "nueva@correo").await.len(), 1);
        assert_eq!(find(&mut teresa, "multiempleos", "ingrid.pena@correo.test").await.len(), 0);
    }

    async fn a_page_tells_what_is_known_and_nothing_secret(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        teresa.get("/multiempleos/oficina/personas").await.shows("Quienes se registraron hace poco").shows("Luis Pardo");
        let mut luis = house.visitor();
        LUIS.try_password(&house, &mut luis, "no es esta").await;
        LUIS.sign_in(&house, &mut luis).await;
        let page = open(&house, &mut teresa, &LUIS).await;
        page.shows("CC 1900000002").shows("Está en la lista").shows("luis.pardo@correo.test (confirmado)").shows("399 000 0002 (confirmado)")
            .shows("Sesiones abiertas").shows("Linux").shows("Aviso de ingreso desde otro dispositivo").shows("l***o@correo.test").shows("Enviado")
            .shows("Ingresó al portal").shows("Alguien escribió una contraseña que no era");
        let (_, hash) = LUIS.login(&house).await;
        recovery_link(&house).await;
        let token = house.link_to(LUIS.email, "/restaurar/contrasena/").await.rsplit('/').next().unwrap().to_owned();
        for act in ["", "/recuperacion", "/contacto", "/suspension"] {
            let page = teresa.get(&format!("{}{act}", page.path())).await;
            assert_eq!(page.status(), StatusCode::OK, "{act}");
            for secret in [hash.as_str(), LUIS.password, token.as_str(), "type=\"password\""] {
                assert!(!page.body().contains(secret), "{act} shows «{secret}»");
            }
        }
    }

    async fn a_password_that_is_sent_along_sets_none(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let person = open(&house, &mut teresa, &LUIS).await;
        let before = LUIS.login(&house).await;
        for (act, button, field) in [
            ("/recuperacion", "Enviar", None), ("/contacto", "Guardar la corrección", Some(("email", "otro@correo.test"))),
        ] {
            let page = teresa.get(&format!("{}{act}", person.path())).await;
            let mut form = page.form(button);
            if let Some((name, value)) = field {
                form = form.fill(name, value);
            }
            for name in ["password", "password_repeat", "pin", "hash"] {
                form = form.tamper(name, "cuatro garzas sobre el agua");
            }
            teresa.send(form).await;
        }
        assert_eq!(LUIS.login(&house).await, before);
        LUIS.sign_in(&house, &mut house.visitor()).await;
    }

    async fn another_portals_people_are_nobody_here(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        SOFIA.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let luis = open(&house, &mut teresa, &LUIS).await.path().rsplit('/').next().unwrap().to_owned();
        search(&mut nora, "miportal", LUIS.cedula).await.shows(NOT_FOUND);
        search(&mut nora, "miportal", "luis").await.shows(NOT_FOUND);
        let page = nora.get("/miportal/oficina/personas").await;
        page.shows("Sofía Mesa").does_not_show("Luis");
        let token = page.form("Buscar").value("csrf").unwrap().to_owned();
        for id in [luis.as_str(), NOBODY, "1", "%27", "..%2f"] {
            for act in ["", "/recuperacion", "/contacto", "/suspension", "/sesiones"] {
                let path = format!("/miportal/oficina/personas/{id}{act}");
                if act != "/sesiones" {
                    assert_eq!(nora.get(&path).await.status(), StatusCode::NOT_FOUND, "GET {path}");
                }
                if !act.is_empty() {
                    let fields = [("csrf", token.as_str()), ("all", "yes"), ("email", "x@correo.test"), ("reason", "x"), ("action", "suspend")];
                    assert_eq!(nora.post(&path, &fields).await.status(), StatusCode::NOT_FOUND, "POST {path}");
                }
            }
        }
        assert_eq!(house.number("select count(*) as number from accounts where suspended_at is not null").await, 0);
    }

    async fn the_list_goes_on_page_by_page_and_tells_everybody_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let rows: String = (0..120).map(|number| format!("CC;1900000{number:03};Mariana{};Marín María;;\n", letters(number))).collect();
        house.on_roster("multiempleos", &format!("{HEADER}{rows}")).await;
        let mut seen = Vec::new();
        let mut page = search(&mut teresa, "multiempleos", "mar").await;
        loop {
            let names = page.all_words_of(".card h3");
            assert!(names.len() <= 50);
            seen.extend(names);
            if !page.text().contains("Ver más") {
                break;
            }
            page = teresa.get(page.link("Ver más").as_str()).await;
        }
        let distinct: BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (120, 120));
    }

    async fn nothing_that_is_typed_is_more_than_words(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let long = "x".repeat(10_000);
        for typed in ["%", "_", "'", "\"", "🙂", "' or 1=1 --", "luis%", "lu_s", "*", "\u{0}\u{1}", long.as_str(), "<script>alert(1)</script>", "$uno", "\\"] {
            let page = teresa.get("/multiempleos/oficina/personas").await;
            let form = page.form("Buscar").tamper("search", typed);
            let page = teresa.send(form).await;
            assert!(page.status().is_success() || page.status().is_client_error(), "{typed}: {}", page.status());
            assert!(!page.body().contains("<script>alert"), "{typed}");
            if typed != "luis%" && page.status().is_success() {
                page.does_not_show("Luis Pardo");
            }
        }
        // An address that we did not seal, or sealed for somebody else, searches for nothing.
        let sealed = search(&mut teresa, "multiempleos", "luis").await.url().query().unwrap().to_owned();
        assert!(!sealed.contains("luis"));
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        for query in [sealed.as_str(), "busqueda=AAAA", "busqueda=%27", "busqueda="] {
            carlos.get(&format!("/multiempleos/oficina/personas?{query}")).await.shows("Quienes se registraron hace poco");
        }
    }

    async fn one_session_ends_or_all_and_the_person_reads_who_did_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let mut phone = house.visitor().saying("user-agent", "Mozilla/5.0 (iPhone) Safari/605");
        let (mut desk, mut library) = (house.visitor(), house.visitor().saying("user-agent", "Mozilla/5.0 (Windows) Firefox/140"));
        for browser in [&mut phone, &mut desk, &mut library] {
            LUIS.sign_in(&house, browser).await;
        }
        // Two of the staff end the same session at once: it was ended once.
        let of_carlos = open(&house, &mut carlos, &LUIS).await;
        let of_teresa = open(&house, &mut teresa, &LUIS).await;
        let end = "Cerrar Safari · iPhone";
        tokio::join!(carlos.submit(&of_carlos, end, &[]), teresa.submit(&of_teresa, end, &[]));
        assert_eq!(events(&house, "people.session_ended").await, 1);
        assert_eq!(phone.get("/multiempleos/perfil").await.path(), "/multiempleos/ingreso");
        desk.get("/multiempleos/perfil").await.shows("El equipo de la organización cerró una sesión").does_not_show("Teresa").does_not_show("Carlos");
        let page = open(&house, &mut carlos, &LUIS).await;
        carlos.submit(&page, "Cerrar todas las sesiones", &[]).await.shows("No tiene ninguna sesión abierta");
        for browser in [&mut desk, &mut library] {
            assert_eq!(browser.get("/multiempleos/perfil").await.path(), "/multiempleos/ingreso");
        }
        LUIS.sign_in(&house, &mut desk).await;
    }

    async fn a_recovery_that_staff_start_reaches_the_person_alone(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let page = open(&house, &mut carlos, &LUIS).await;
        let page = carlos.get(page.link("Iniciar una recuperación").as_str()).await;
        page.shows("l***o@correo.test").does_not_show(LUIS.email);
        let page = carlos.submit(&page, "Enviar", &[]).await;
        let link = house.link_to(LUIS.email, "/restaurar/contrasena/").await;
        let token = link.rsplit('/').next().unwrap();
        assert!(!page.body().contains(token));
        carlos.get(page.url().as_str()).await.shows("inició una recuperación").shows("Enlace para restablecer la contraseña");
        let mut luis = house.visitor();
        let page = luis.get(&link).await;
        luis.submit(&page, "Guardar la contraseña", &[("password", "tres mirlas en el alambre")]).await.shows("Su contraseña quedó cambiada");
        LUIS.sign_in_with(&house, &mut luis, "tres mirlas en el alambre").await;
    }

    async fn where_codes_recover_the_person_is_told_where_to_ask(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (_, mut pablo) = PABLO.at_desk(&house).await;
        let page = open(&house, &mut pablo, &JORGE).await;
        let page = pablo.get(page.link("Iniciar una recuperación").as_str()).await;
        pablo.submit(&page, "Enviar", &[]).await;
        let mail = house.messages_to(JORGE.email).await.remove(0);
        assert!(mail.text.contains("/multiportal/recuperar"), "{}", mail.text);
        assert_eq!(house.number("select count(*) as number from verification_codes").await, 0);
    }

    async fn staff_start_a_few_recoveries_a_day_and_are_told_when_it_is_enough(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (_, mut pablo) = PABLO.at_desk(&house).await;
        let page = open(&house, &mut pablo, &JORGE).await;
        let form = pablo.get(page.link("Iniciar una recuperación").as_str()).await;
        let before = house.messages_to(JORGE.email).await.len();
        for _ in 0..5 {
            pablo.submit(&form, "Enviar", &[]).await.shows("Sesiones abiertas");
        }
        let refused = pablo.submit(&form, "Enviar", &[]).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("todas las recuperaciones que se permiten en un día");
        assert_eq!(house.messages_to(JORGE.email).await.len(), before + 5);
        assert_eq!(events(&house, "people.recovery_started").await, 5);
    }

    async fn without_a_contact_that_counts_no_recovery_starts(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = open(&house, &mut teresa, &LUIS).await;
        let asked = teresa.get(page.link("Iniciar una recuperación").as_str()).await;
        change(&house, "update accounts set email_confirmed_at = null").await;
        teresa.submit(&asked, "Enviar", &[]).await.shows("no tiene un contacto confirmado");
        teresa.get(asked.path()).await.shows("no tiene un contacto confirmado");
        assert!(house.messages_to(LUIS.email).await.is_empty());
        assert_eq!(events(&house, "people.recovery_started").await, 0);
    }

    async fn a_corrected_address_counts_when_it_is_proved_and_the_old_one_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (desk, mut carlos) = CARLOS.at_desk(&house).await;
        let page = open(&house, &mut carlos, &LUIS).await;
        let contact = page.link("Corregir un contacto");
        let old_link = recovery_link(&house).await;
        let form = carlos.get(contact.as_str()).await;
        assert!(!carlos.submit(&form, "Guardar la corrección", &[]).await.error_at("email").is_empty());
        assert!(!carlos.submit(&form, "Guardar la corrección", &[("email", "nada")]).await.error_at("email").is_empty());
        let page = carlos.submit(&form, "Guardar la corrección", &[("email", "Luis.Nuevo@correo.test")]).await;
        page.shows("Correo corregido, por confirmar").shows("luis.nuevo@correo.test").shows("luis.pardo@correo.test (confirmado)");
        let told = house.messages_to(LUIS.email).await.remove(0);
        assert!(told.text.contains("l***o@correo.test") && !told.text.contains("luis.nuevo"), "{}", told.text);
        house.visitor().get(&old_link).await.shows("Este enlace ya no sirve");
        // It counts for nothing yet.
        asks_for_a_link(&mut house.visitor(), "luis.nuevo@correo.test").await;
        let sent = house.messages_to("luis.nuevo@correo.test").await;
        assert_eq!(sent.len(), 1, "{:?}", sent.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
        let link = house.link_to("luis.nuevo@correo.test", "/correo/confirmar/").await;
        let mut luis = house.visitor();
        let confirm = luis.get(&link).await;
        luis.submit(&confirm, "Confirmar", &[]).await.shows("Su correo quedó confirmado");
        carlos.get(page.path()).await.shows("luis.nuevo@correo.test (confirmado)").does_not_show("por confirmar");
        asks_for_a_link(&mut house.visitor(), "luis.nuevo@correo.test").await;
        house.link_to("luis.nuevo@correo.test", "/restaurar/contrasena/").await;
        assert_eq!(find(&mut carlos, "multiempleos", "luis.nuevo@correo.test").await, ["Luis Pardo"]);
        LUIS.sign_in(&house, &mut luis).await;
        luis.get("/multiempleos/perfil").await.shows("anotó otro correo, que falta confirmar");
        // A factor that is stale is asked for again.
        house.wait(10 * 60);
        assert!(carlos.get(contact.as_str()).await.path().ends_with("/oficina/confirmar"));
        carlos.submit(&form, "Guardar la corrección", &[("email", "otro@correo.test")]).await.shows("Confirme otra vez");
        assert!(house.messages_to("otro@correo.test").await.is_empty());
        desk.open_fresh(&house, &mut carlos, &contact.path()["/multiempleos".len()..]).await.shows("Corregir un contacto");
    }

    async fn an_address_that_staff_took_back_is_never_confirmed(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let page = open(&house, &mut carlos, &LUIS).await;
        let form = carlos.get(page.link("Corregir un contacto").as_str()).await;
        // The worker is slow: both corrections are made before anything was sent.
        carlos.submit(&form, "Guardar la corrección", &[("email", "equivocado@correo.test")]).await;
        carlos.submit(&form, "Guardar la corrección", &[("email", "luis.nuevo@correo.test")]).await;
        let wrong = house.link_to("equivocado@correo.test", "/correo/confirmar/").await;
        let right = house.link_to("luis.nuevo@correo.test", "/correo/confirmar/").await;
        house.visitor().get(&wrong).await.shows("Este enlace ya no sirve");
        let mut luis = house.visitor();
        let confirm = luis.get(&right).await;
        luis.submit(&confirm, "Confirmar", &[]).await.shows("Su correo quedó confirmado");
    }

    async fn an_address_that_the_person_asked_for_is_not_confirmed_after_staff_corrected_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let mut stranger = house.visitor();
        LUIS.sign_in(&house, &mut stranger).await;
        let form = stranger.get("/multiempleos/perfil/correo").await;
        stranger.submit(&form, "Enviar el enlace", &[("email", "ajeno@correo.test"), ("current_password", LUIS.password)]).await;
        let page = open(&house, &mut carlos, &LUIS).await;
        let form = carlos.get(page.link("Corregir un contacto").as_str()).await;
        carlos.submit(&form, "Guardar la corrección", &[("email", "luis.nuevo@correo.test")]).await;
        let link = house.link_to("ajeno@correo.test", "/correo/confirmar/").await;
        house.visitor().get(&link).await.shows("Este enlace ya no sirve");
    }

    async fn an_address_that_is_somebody_elses_name_is_refused(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let other = Resident { name: "Inés", family: "Roa", email: "ines.roa@correo.test", ..SOFIA };
        other.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        let page = open(&house, &mut nora, &SOFIA).await;
        let form = nora.get(page.link("Corregir un contacto").as_str()).await;
        let again = nora.submit(&form, "Guardar la corrección", &[("email", other.email)]).await;
        assert!(again.error_at("email").contains("usuario de otra cuenta"));
        assert!(house.messages_to(other.email).await.is_empty() && house.messages_to(SOFIA.email).await.is_empty());
    }

    async fn a_corrected_phone_counts_when_its_code_came_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (_, mut pablo) = PABLO.at_desk(&house).await;
        let mut jorge = house.visitor();
        JORGE.sign_in(&house, &mut jorge).await;
        let page = open(&house, &mut pablo, &JORGE).await;
        let form = pablo.get(page.link("Corregir un contacto").as_str()).await;
        assert!(pablo.submit(&form, "Guardar la corrección", &[]).await.error_at("email").contains("Escriba el correo o el celular"));
        assert!(pablo.submit(&form, "Guardar la corrección", &[("phone", "+1 212 555 0100")]).await.error_at("phone").contains("colombiano"));
        pablo.submit(&form, "Guardar la corrección", &[("phone", "399 000 0088")]).await
            .shows("Celular corregido, por confirmar").shows("399 000 0088").shows("399 000 0012 (confirmado)");
        assert!(house.messages_to("+573990000012").await[0].text.contains("otro celular"));
        assert!(house.messages_to("+573990000088").await.is_empty());
        let page = jorge.get("/multiportal/perfil/celular").await;
        assert_eq!(page.form("Enviar el código").value("phone"), Some("+573990000088"));
        let pad = jorge.submit(&page, "Enviar el código", &[("current_password", JORGE.password)]).await;
        let code = house.code_to("+573990000088").await;
        press(&mut jorge, &pad, &code).await;
        open(&house, &mut pablo, &JORGE).await.shows("399 000 0088 (confirmado)").does_not_show("por confirmar");
    }

    async fn whoever_is_suspended_is_out_at_once_and_is_answered_as_a_stranger(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let link = recovery_link(&house).await;
        suspend(&house, &mut teresa, &LUIS).await;
        assert_eq!(luis.get("/multiempleos/perfil").await.path(), "/multiempleos/ingreso");
        house.visitor().get(&link).await.shows("Este enlace ya no sirve");
        let told = house.messages_to(LUIS.email).await.remove(0);
        assert!(told.subject.unwrap().contains("Suspendimos su cuenta"));
        // Sign-in, on the device that was known and on another, says what it says to anybody.
        for browser in [&mut luis, &mut house.visitor()] {
            let suspended = LUIS.try_password(&house, browser, LUIS.password).await;
            let unknown = LUIS.try_as(&house, &mut house.visitor(), "1899999999", "no es esta").await;
            assert_eq!((suspended.status(), suspended.text()), (unknown.status(), unknown.text()));
        }
        // So does the recovery, and nothing is sent.
        let before = house.all_messages().await.len();
        let suspended = asks_for_a_link(&mut house.visitor(), LUIS.email).await;
        let unknown = asks_for_a_link(&mut house.visitor(), "nadie@correo.test").await;
        assert_eq!(suspended.text(), unknown.text());
        assert_eq!(house.all_messages().await.len(), before);
        // Registering the same entry opens no second account.
        let mut again = house.visitor();
        let page = again.get("/multiempleos/registro").await;
        again.submit(&page, "Continuar", &[("document", LUIS.cedula)]).await;
        let sent = house.messages_to(LUIS.email).await.remove(0);
        assert!(sent.subject.unwrap().contains("Usted ya tiene una cuenta"));
        assert_eq!(house.number("select count(*) as number from accounts").await, 1);
        // Staff see it, and start nothing for them.
        let page = open(&house, &mut teresa, &LUIS).await;
        page.shows("Suspendida").shows("Teresa Salgado · Pidió ayuda por robo").does_not_show("Iniciar una recuperación");
        assert_eq!(teresa.get(&format!("{}/contacto", page.path())).await.status(), StatusCode::NOT_FOUND);
        teresa.get(&format!("{}/recuperacion", page.path())).await.shows("está suspendida");
        let_back_in(&house, &mut teresa, &LUIS).await;
        assert_eq!(luis.get("/multiempleos/perfil").await.path(), "/multiempleos/ingreso", "the old session lives again");
        house.visitor().get(&link).await.shows("Este enlace ya no sirve");
        LUIS.sign_in(&house, &mut luis).await;
        luis.get("/multiempleos/perfil").await.shows("suspendió la cuenta").shows("levantó la suspensión").does_not_show("Pidió ayuda por robo");
    }

    async fn no_code_lets_a_suspended_person_in_or_back_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (_, mut pablo) = PABLO.at_desk(&house).await;
        // One browser waits for the code of a new device, one for that of a recovery, one stands at the new PIN.
        let (mut signing_in, mut recovering, mut choosing) = (house.visitor(), house.visitor(), house.visitor());
        let pad = JORGE.try_password(&house, &mut signing_in, JORGE.password).await;
        assert!(pad.path().ends_with("/ingreso/codigo"));
        let code_of_signing_in = house.code_to("+573990000012").await;
        house.wait(120);
        let page = says_who(&mut choosing).await;
        let code = house.code_to("+573990000012").await;
        let new_pin = press(&mut choosing, &page, &code).await;
        assert!(new_pin.path().ends_with("/recuperar/nueva"));
        house.wait(120);
        let pad_of_recovery = says_who(&mut recovering).await;
        let code_of_recovery = house.code_to("+573990000012").await;
        suspend(&house, &mut pablo, &JORGE).await;
        assert!(house.messages_to("+573990000012").await[0].text.contains("suspendimos su cuenta"));
        let page = type_code(&mut signing_in, &pad, &code_of_signing_in).await;
        assert_eq!(page.path(), "/multiportal/ingreso");
        let page = type_code(&mut recovering, &pad_of_recovery, &code_of_recovery).await;
        assert_eq!(page.path(), "/multiportal/recuperar/codigo", "it is a wrong code like any other");
        let page = choosing.get("/multiportal/recuperar/nueva").await;
        assert_eq!(page.path(), "/multiportal/recuperar");
        assert_eq!(house.number("select count(*) as number from sessions where ended_at is null").await, 0);
        // A new walk sends nothing either, nor does that for the user name.
        let before = house.all_messages().await.len();
        house.wait(120);
        says_who(&mut house.visitor()).await;
        let mut asking = house.visitor();
        let page = asking.get("/multiportal/recuperar-usuario").await;
        asking.submit(&page, "Recuperar", &[("email", JORGE.email), ("slide", "100")]).await;
        assert_eq!(house.all_messages().await.len(), before);
        let_back_in(&house, &mut pablo, &JORGE).await;
        house.wait(120);
        let pad = says_who(&mut recovering).await;
        let code = house.code_to("+573990000012").await;
        assert_eq!(type_code(&mut recovering, &pad, &code).await.path(), "/multiportal/recuperar/nueva");
        house.wait(120);
        JORGE.sign_in(&house, &mut house.visitor()).await;
    }

    async fn a_candidate_who_is_suspended_registers_no_second_account(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        SOFIA.settle(&house).await;
        let (_, mut nora) = NORA.at_desk(&house).await;
        suspend(&house, &mut nora, &SOFIA).await;
        let mut sofia = house.visitor();
        let page = sofia.get("/miportal/registro").await;
        sofia.submit(&page, "Continuar", &[("email", SOFIA.email)]).await.shows("Mire su correo");
        let sent = house.messages_to(SOFIA.email).await.remove(0);
        assert!(sent.subject.unwrap().contains("Usted ya tiene una cuenta"));
        let page = asks_at(&mut house.visitor(), "miportal", "Enviar correo", SOFIA.email).await;
        page.shows("Mire su correo");
        assert_eq!(house.messages_to(SOFIA.email).await.len(), 2, "the suspension and the registration");
    }

    async fn of_two_who_suspend_at_once_one_did_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut other) = CARLOS.with_roles(&[Role::Administrator]).at_desk(&house).await;
        let page = open(&house, &mut teresa, &LUIS).await;
        let suspension = page.link("Suspender la cuenta");
        let (one, two) = (teresa.get(suspension.as_str()).await, other.get(suspension.as_str()).await);
        assert!(teresa.submit(&one, "Suspender", &[]).await.error_at("reason").contains("Escriba el motivo"));
        let fields = [("reason", "Pidió ayuda por robo")];
        let (one, two) = tokio::join!(teresa.submit(&one, "Suspender", &fields), other.submit(&two, "Suspender", &fields));
        one.shows("Suspendida");
        two.shows("Suspendida");
        assert_eq!(events(&house, "people.suspended").await, 1);
        assert_eq!(house.messages_to(LUIS.email).await.len(), 1);
    }

    async fn support_helps_and_suspends_nobody_and_an_auditor_only_reads(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let (_, mut auditor) =
            CARLOS.called("Ana Cruz", "ana.cruz@guadualba.example").with_roles(&[Role::Auditor]).at_desk(&house).await;
        LUIS.sign_in(&house, &mut house.visitor()).await;
        let page = open(&house, &mut carlos, &LUIS).await;
        page.shows("Corregir un contacto").shows("Cerrar todas las sesiones").does_not_show("Suspender la cuenta");
        carlos.get(&format!("{}/suspension", page.path())).await.shows("Su rol no permite ver esta página");
        let page = open(&house, &mut auditor, &LUIS).await;
        page.shows("Sesiones abiertas").shows("Ingresó al portal");
        for act in ["Iniciar una recuperación", "Corregir un contacto", "Suspender la cuenta", "Cerrar"] {
            page.does_not_show(act);
        }
    }
}

async fn asks_at(visitor: &mut Client, portal: &str, button: &str, email: &str) -> Page {
    let page = visitor.get(&format!("/{portal}/recuperar")).await;
    visitor.submit(&page, button, &[("email", email)]).await
}

async fn asks_for_a_link(visitor: &mut Client, email: &str) -> Page {
    asks_at(visitor, "multiempleos", "Enviar", email).await
}

async fn recovery_link(house: &TestHouse) -> String {
    asks_for_a_link(&mut house.visitor(), LUIS.email).await.shows("Mire su correo");
    house.link_to(LUIS.email, "/restaurar/contrasena/").await
}

/// Jorge's four facts, up to the page that asks for the code.
async fn says_who(visitor: &mut Client) -> Page {
    let page = visitor.get("/multiportal/recuperar").await;
    let fields =
        [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
    visitor.submit(&page, "Recuperar", &fields).await
}

/// Types a code instead of pressing it on the pad.
async fn type_code(visitor: &mut Client, pad: &Page, code: &str) -> Page {
    let csrf = pad.form("Borrar último").value("csrf").expect("every form has it").to_owned();
    visitor.post(pad.path(), &[("csrf", &csrf), ("code", code)]).await
}

async fn change(house: &TestHouse, sql: &str) {
    let tx = house.front().database.begin_across_all_portals().await.expect("a transaction");
    tx.run(sql, Vec::new()).await.expect("it runs");
    tx.commit().await.expect("it commits");
}

/// A name of letters alone for each number.
fn letters(number: u32) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}
