//! The office through HTTP: how staff come in, what each may do, and what a stranger gets.

use aldaba::routes::{Audience, PAGES};
use http::{Method, StatusCode};
use identity::factors::TotpSecret;
use identity::staff::permissions::{Permission, Role, allows};
use testing::{
    AtDesk, Client, Colleague, LUIS, SoftPasskey, TERESA, TestDatabase, TestHouse, on_both_databases,
};

const CARLOS: Colleague = TERESA.called("Carlos Peña", "carlos.pena@guadualba.example");
const WRONG: &str = "El correo o la contraseña no son correctos";
const MAY_NOT: &str = "Su rol no permite ver esta página";
const DEAD: &str = "Esta invitación ya no sirve";

/// An id that nobody has.
const NOBODY: &str = "0192f5a0-0000-7000-8000-000000000000";

fn office(colleague: &Colleague) -> String {
    format!("/{}/oficina", colleague.portal)
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

/// Signs in at the point after the password, with what is typed there.
async fn give_factor(desk: &AtDesk, visitor: &mut Client, typed: &str) -> testing::Page {
    let page = desk.try_password(visitor, desk.colleague.password).await;
    visitor.submit(&page, "Entrar", &[("code", typed)]).await
}

/// Adds a passkey under «Mi acceso».
async fn adds_passkey(house: &TestHouse, visitor: &mut Client, name: &str) -> SoftPasskey {
    let page = visitor.get("/multiempleos/oficina/mi-acceso/llaves").await;
    let origin = house.portal("multiempleos").address.origin.to_string();
    let (passkey, answer) = SoftPasskey::create(&page.passkey_options(), &origin);
    let form = page.passkey_form().fill("name", name).tamper("passkey", &answer);
    visitor.send(form).await.shows(name);
    passkey
}

on_both_databases! {
    async fn a_passkey_opens_the_office_and_confirms_until_it_is_removed(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let mut passkey = adds_passkey(&house, &mut teresa, "Portátil").await;
        let mut elsewhere = house.visitor();
        let page = desk.try_password(&mut elsewhere, TERESA.password).await;
        page.shows("Use su llave de acceso");
        let answer = passkey.sign(&page.passkey_options());
        elsewhere.send(page.passkey_form().tamper("passkey", &answer)).await.shows("Hola, Teresa Salgado");
        house.wait(10 * 60);
        let asked = elsewhere.get("/multiempleos/oficina/equipo/invitar").await;
        let stale = elsewhere.send(asked.passkey_form().tamper("passkey", &answer)).await;
        stale.shows("Esa llave de acceso no sirvió");
        let answer = passkey.sign(&stale.passkey_options());
        let page = elsewhere.send(stale.passkey_form().tamper("passkey", &answer)).await;
        page.shows("Invitar a alguien");
        let own = elsewhere.get("/multiempleos/oficina/mi-acceso").await;
        let page = elsewhere.get(own.link("Quitar Portátil").as_str()).await;
        elsewhere.submit(&page, "Quitar", &[]).await.does_not_show("Portátil");
        let page = desk.try_password(&mut house.visitor(), TERESA.password).await;
        page.does_not_show("Usar una llave de acceso");
        assert_eq!((events(&house, "staff.passkey_added").await, events(&house, "staff.passkey_removed").await), (1, 1));
    }

    async fn a_passkey_added_or_removed_ends_the_other_sessions(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let mut elsewhere = house.visitor();
        desk.sign_in(&house, &mut elsewhere).await;
        adds_passkey(&house, &mut teresa, "Portátil").await;
        assert_eq!(elsewhere.get(&office(&TERESA)).await.path(), "/multiempleos/oficina/ingreso");
        desk.sign_in(&house, &mut elsewhere).await.shows("Hola");
        let own = teresa.get("/multiempleos/oficina/mi-acceso").await;
        let page = teresa.get(own.link("Quitar Portátil").as_str()).await;
        teresa.submit(&page, "Quitar", &[]).await.does_not_show("Portátil");
        assert_eq!(elsewhere.get(&office(&TERESA)).await.path(), "/multiempleos/oficina/ingreso");
    }

    async fn a_member_who_was_suspended_meanwhile_changes_no_factor(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = teresa.get("/multiempleos/oficina/mi-acceso/llaves").await;
        let portal = house.portal("multiempleos");
        let (_, answer) = SoftPasskey::create(&page.passkey_options(), &portal.address.origin.to_string());
        let form = page.passkey_form().tamper("passkey", &answer);
        // The suspension is about to be committed when the form comes.
        let front = house.front();
        let tx = front.database.begin(portal.key.shared()).await.unwrap();
        let suspend = "update staff_members set suspended_at = $2 where portal = $1";
        tx.run(suspend, base::args![tx.portal(), front.clock.now()]).await.unwrap();
        let suspending = async {
            for _ in 0..20_000 {
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
        };
        tokio::join!(teresa.send(form), suspending);
        assert_eq!(house.number("select count(*) as number from factors_passkeys").await, 0);
    }

    async fn being_invited_again_takes_the_passkeys_away(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        adds_passkey(&house, &mut teresa, "Portátil").await;
        let link = TERESA.invited(&house).await;
        TERESA.accept(&house, &mut house.visitor(), &link).await;
        assert_eq!(house.number("select count(*) as number from factors_passkeys").await, 0);
    }

    async fn another_authenticator_puts_the_old_one_out_and_ends_the_other_sessions(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let mut elsewhere = house.visitor();
        desk.sign_in(&house, &mut elsewhere).await;
        let page = desk.open_fresh(&house, &mut teresa, "/oficina/mi-acceso/aplicacion").await;
        let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
        teresa.submit(&page, "Guardar", &[("code", "000000")]).await.shows("no es el que muestra la aplicación");
        let code = secret.code_at(house.front().clock.now());
        teresa.submit(&page, "Guardar", &[("code", &code)]).await.shows("Guarde estos códigos");
        assert_eq!(elsewhere.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
        teresa.get("/multiempleos/oficina").await.shows("Hola, Teresa");
        let old = desk.next_code(&house);
        give_factor(&desk, &mut elsewhere, &old).await.shows("no es correcto");
        give_factor(&desk, &mut elsewhere, &desk.saved_codes[0]).await.shows("no es correcto");
        let new = secret.code_at(house.front().clock.now());
        give_factor(&desk, &mut elsewhere, &new).await.shows("Hola, Teresa Salgado");
    }

    async fn a_member_ends_one_session_or_all_others_and_nobody_elses(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        let (mut first, mut second) = (house.visitor(), house.visitor());
        desk.sign_in(&house, &mut first).await;
        desk.sign_in(&house, &mut second).await;
        let page = teresa.get("/multiempleos/oficina/mi-acceso").await;
        page.shows("Este navegador");
        let of_second = page.form("Cerrar Linux");
        let foreign = carlos.get("/multiempleos/oficina/mi-acceso/codigos").await.form("Crear los códigos");
        let session = of_second.value("session").unwrap_or_default().to_owned();
        carlos.send(foreign.to("/multiempleos/oficina/mi-acceso/sesiones/cerrar").tamper("session", &session)).await;
        second.get("/multiempleos/oficina").await.shows("Hola, Teresa");
        teresa.send(of_second).await.shows("Cerrar todas las demás");
        assert_eq!(second.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
        let page = teresa.get("/multiempleos/oficina/mi-acceso").await;
        teresa.submit(&page, "Cerrar todas las demás", &[]).await.does_not_show("Cerrar todas");
        assert_eq!(first.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
        carlos.get("/multiempleos/oficina").await.shows("Hola, Carlos");
    }

    async fn whoever_is_invited_sets_a_password_and_a_second_factor_and_is_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        assert_eq!(desk.saved_codes.len(), 10);
        teresa.get(&office(&TERESA)).await.shows("Hola, Teresa Salgado").shows("Administración del portal");
        assert_eq!(events(&house, "staff.joined").await, 1);
        let mut elsewhere = house.visitor();
        desk.sign_in(&house, &mut elsewhere).await;
        assert_eq!(events(&house, "staff.signin_succeeded").await, 1);
    }

    async fn who_answers_for_the_portal_sees_its_numbers(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        let page = teresa.get(&office(&TERESA)).await;
        page.shows("Registros en 14 días").shows("Mensajes de la última semana");
        let rows = page.all_words_of(".chart tbody tr");
        assert_eq!(rows.len(), 14 + 1, "{rows:?}");
        assert!(rows[13].starts_with("20/11") && rows[13].ends_with('1'), "{rows:?}");
        assert!(rows[14].starts_with("Enviado") && rows[14].ends_with('1'), "{rows:?}");
        // The day is Colombia's: at eight in the evening there it is tomorrow in UTC.
        house.wait(8 * 60 * 60);
        let (_, mut carlos) = CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        carlos.get(&office(&TERESA)).await.does_not_show("Registros en 14 días");
    }

    async fn an_invitation_works_once_and_for_three_days(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let link = TERESA.invited(&house).await;
        // Opening it uses nothing up.
        for _ in 0..3 {
            house.visitor().get(&link).await.shows("Teresa Salgado, elija la contraseña");
        }
        TERESA.accept(&house, &mut house.visitor(), &link).await;
        house.visitor().get(&link).await.shows(DEAD);
        let late = CARLOS.invited(&house).await;
        house.wait(72 * 60 * 60);
        house.visitor().get(&late).await.shows(DEAD);
        // Another portal knows nothing of it.
        let here = CARLOS.invited(&house).await;
        house.visitor().get(&here.replace("multiempleos", "miportal")).await.shows(DEAD);
    }

    async fn two_who_accept_the_same_invitation_at_once_are_not_both_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let link = TERESA.invited(&house).await;
        let (mut one, mut other) = (house.visitor(), house.visitor());
        let fields = [("password", TERESA.password), ("password_repeat", TERESA.password)];
        let page = one.get(&link).await;
        let first = one.submit(&page, "Continuar", &fields).await;
        let page = other.get(&link).await;
        let second = other.submit(&page, "Continuar", &fields).await;
        let (first_code, second_code) = (code_on(&house, &first), code_on(&house, &second));
        let (first_fields, second_fields) = ([("code", first_code.as_str())], [("code", second_code.as_str())]);
        let (first, second) = tokio::join!(
            one.submit(&first, "Continuar", &first_fields),
            other.submit(&second, "Continuar", &second_fields),
        );
        let both = [first.text(), second.text()];
        assert_eq!(both.iter().filter(|text| text.contains("Guarde estos códigos")).count(), 1, "{both:#?}");
        assert_eq!(both.iter().filter(|text| text.contains(DEAD)).count(), 1, "{both:#?}");
        assert_eq!(house.number("select count(*) as number from staff_members").await, 1);
        assert_eq!(house.number("select count(*) as number from staff_sessions").await, 1);
    }

    async fn a_password_alone_opens_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        let mut thief = house.visitor();
        desk.try_password(&mut thief, TERESA.password).await.shows("Confirme que es usted");
        for page in ["", "/equipo", "/mi-acceso"] {
            let path = format!("{}{page}", office(&TERESA));
            assert_eq!(thief.get(&path).await.path(), "/multiempleos/oficina/ingreso");
        }
        // An empty field costs no try; five wrong codes end the walk, and the right one comes too late then.
        let page = thief.get("/multiempleos/oficina/ingreso/codigo").await;
        thief.submit(&page, "Entrar", &[("code", " ")]).await.shows("Escriba el código");
        for _ in 0..5 {
            thief.submit(&page, "Entrar", &[("code", "000000")]).await.shows("no es correcto");
        }
        let code = desk.next_code(&house);
        thief.submit(&page, "Entrar", &[("code", &code)]).await.shows("Empecemos de nuevo");
        thief.get("/multiempleos/oficina/ingreso/codigo").await.shows("Empecemos de nuevo");
        assert_eq!(events(&house, "staff.password_right").await, 1);
        assert_eq!(events(&house, "staff.factor_failed").await, 5);
        assert_eq!(events(&house, "staff.signin_succeeded").await, 0);
    }

    async fn a_code_is_taken_once_even_from_two_browsers_at_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        let code = desk.next_code(&house);
        let (mut one, mut other) = (house.visitor(), house.visitor());
        let first = desk.try_password(&mut one, TERESA.password).await;
        let second = desk.try_password(&mut other, TERESA.password).await;
        let fields = [("code", code.as_str())];
        let (first, second) =
            tokio::join!(one.submit(&first, "Entrar", &fields), other.submit(&second, "Entrar", &fields));
        let inside = [&first, &second].into_iter().filter(|page| page.text().contains("Hola, Teresa")).count();
        assert_eq!(inside, 1, "{}\n{}", first.text(), second.text());
        // Nor a period later, when its time has not passed yet.
        house.wait(30);
        give_factor(&desk, &mut house.visitor(), &code).await.shows("ya se usó");
    }

    async fn a_saved_code_is_good_once_and_says_how_many_are_left(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        let typed = desk.saved_codes[3].to_lowercase().replace('-', " ");
        give_factor(&desk, &mut house.visitor(), &typed).await.shows("Le quedan 9");
        give_factor(&desk, &mut house.visitor(), &typed).await.shows("ya se usó");
        let mut teresa = house.visitor();
        desk.sign_in(&house, &mut teresa).await;
        let page = desk.open_fresh(&house, &mut teresa, "/oficina/mi-acceso/codigos").await;
        let page = teresa.submit(&page, "Crear los códigos", &[]).await;
        assert_eq!(page.all_words_of(".saved-codes code").len(), 10);
        give_factor(&desk, &mut house.visitor(), &desk.saved_codes[5]).await.shows("no es correcto");
    }

    async fn known_and_unknown_addresses_are_answered_alike(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        let known = desk.try_password(&mut house.visitor(), "no es esta contraseña").await;
        let stranger = AtDesk { colleague: CARLOS, ..desk.clone() };
        let unknown = stranger.try_password(&mut house.visitor(), "no es esta contraseña").await;
        known.shows(WRONG);
        assert_eq!(known.status(), unknown.status());
        assert_eq!(known.text(), unknown.text());
        assert_eq!(events(&house, "staff.signin_failed").await, 2);
    }

    async fn a_stranger_elsewhere_keeps_nobody_out(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        let mut mallory = house.visitor().coming_from([203, 0, 113, 9].into());
        for _ in 0..10 {
            desk.try_password(&mut mallory, "no es esta contraseña").await.shows(WRONG);
        }
        desk.try_password(&mut mallory, TERESA.password).await.shows("Hubo demasiados intentos");
        desk.sign_in(&house, &mut house.visitor()).await;
    }

    async fn a_session_ends_when_idle_and_when_old_and_on_leaving(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        house.wait(29 * 60);
        teresa.get(&office(&TERESA)).await.shows("Hola, Teresa");
        house.wait(30 * 60);
        assert_eq!(teresa.get(&office(&TERESA)).await.path(), "/multiempleos/oficina/ingreso");
        desk.sign_in(&house, &mut teresa).await;
        for _ in 0..29 {
            house.wait(25 * 60);
            teresa.get(&office(&TERESA)).await;
        }
        assert_eq!(teresa.get(&office(&TERESA)).await.path(), "/multiempleos/oficina/ingreso");
        let home = desk.sign_in(&house, &mut teresa).await;
        let token = teresa.cookie("multiempleos-office").expect("a session").to_owned();
        teresa.submit(&home, "Salir", &[]).await;
        let mut thief = house.visitor();
        thief.plant_cookie("multiempleos-office", &token);
        assert_eq!(thief.get(&office(&TERESA)).await.path(), "/multiempleos/oficina/ingreso");
    }

    async fn a_session_of_one_portals_office_opens_no_other_and_no_persons_page(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, teresa) = TERESA.at_desk(&house).await;
        LUIS.settle(&house).await;
        let token = teresa.cookie("multiempleos-office").expect("a session").to_owned();
        let mut thief = house.visitor();
        thief.plant_cookie("miportal-office", &token);
        thief.plant_cookie("multiempleos-session", &token);
        assert_eq!(thief.get("/miportal/oficina").await.path(), "/miportal/oficina/ingreso");
        assert_eq!(thief.get("/multiempleos/perfil").await.path(), "/multiempleos/ingreso");
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let session = luis.cookie("multiempleos-session").expect("a session").to_owned();
        luis.plant_cookie("multiempleos-office", &session);
        assert_eq!(luis.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
    }

    async fn what_changes_rights_asks_for_a_fresh_factor(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        teresa.get("/multiempleos/oficina/equipo/invitar").await.shows("Invitar a alguien");
        house.wait(10 * 60);
        let asked = teresa.get("/multiempleos/oficina/equipo/invitar").await;
        asked.shows("Confirme otra vez que es usted");
        teresa.submit(&asked, "Confirmar", &[("code", "000000")]).await.shows("no es correcto");
        let page = desk.open_fresh(&house, &mut teresa, "/oficina/equipo/invitar").await;
        assert_eq!(page.path(), "/multiempleos/oficina/equipo/invitar");
        // A form that waited too long does nothing before the factor was given.
        house.wait(10 * 60);
        let fields = [("name", CARLOS.name), ("email", CARLOS.email), ("role-support", "yes")];
        teresa.submit(&page, "Enviar la invitación", &fields).await.shows("Confirme otra vez");
        assert!(house.messages_to(CARLOS.email).await.is_empty());
    }

    async fn an_administrator_invites_and_the_mail_leads_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = teresa.get("/multiempleos/oficina/equipo/invitar").await;
        teresa.submit(&page, "Enviar la invitación", &[("name", ""), ("email", "nada")]).await.shows("Elija por lo menos un rol");
        let fields = [("name", CARLOS.name), ("email", "Carlos.Pena@Guadualba.example"), ("role-support", "yes"), ("role-legal", "yes")];
        let list = teresa.submit(&page, "Enviar la invitación", &fields).await;
        list.shows(CARLOS.name);
        let link = house.link_to(CARLOS.email, "/oficina/invitacion/").await;
        let mut carlos = house.visitor();
        CARLOS.accept(&house, &mut carlos, &link).await;
        carlos.get("/multiempleos/oficina").await.shows("PQR y jurídica, Soporte a las personas");
        carlos.get("/multiempleos/oficina/equipo").await.shows(MAY_NOT);
        assert_eq!(events(&house, "staff.refused").await, 1);
    }

    async fn a_withdrawn_invitation_is_dead(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let link = CARLOS.invited(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        teresa.submit(&list, "Retirar Carlos Peña", &[]).await.does_not_show(CARLOS.name);
        house.visitor().get(&link).await.shows(DEAD);
    }

    async fn a_suspended_member_is_out_at_once_until_let_in_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (desk, mut carlos) = CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let carlos_page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        teresa.submit(&carlos_page, "Suspender", &[]).await.shows("Suspendido");
        assert_eq!(carlos.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
        desk.try_password(&mut carlos, CARLOS.password).await.shows(WRONG);
        let carlos_page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        teresa.submit(&carlos_page, "Permitir que entre", &[]).await.does_not_show("Suspendido");
        desk.sign_in(&house, &mut carlos).await;
    }

    async fn an_older_invitation_does_not_undo_a_suspension(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        let link = CARLOS.with_roles(&[Role::Support]).invited(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        teresa.submit(&page, "Suspender", &[]).await.shows("Suspendido");
        house.visitor().get(&link).await.shows(DEAD);
    }

    async fn whose_access_changes_is_told_by_mail(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let told = async || house.messages_to(TERESA.email).await.len();
        assert_eq!(told().await, 1, "on joining");
        give_factor(&desk, &mut house.visitor(), &desk.saved_codes[0]).await.shows("Le quedan 9");
        assert_eq!(told().await, 2, "on a saved code");
        let page = desk.open_fresh(&house, &mut teresa, "/oficina/mi-acceso/codigos").await;
        teresa.submit(&page, "Crear los códigos", &[]).await;
        assert_eq!(told().await, 3, "on new saved codes");
        desk.sign_in(&house, &mut house.visitor()).await;
        assert_eq!(told().await, 3, "not on a plain sign-in");
    }

    async fn many_wrong_codes_wait_and_being_invited_again_opens(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        for _ in 0..10 {
            give_factor(&desk, &mut house.visitor(), "000000").await.shows("no es correcto");
        }
        let code = desk.next_code(&house);
        give_factor(&desk, &mut house.visitor(), &code).await.shows("Hubo demasiados intentos");
        let link = TERESA.invited(&house).await;
        let desk = TERESA.accept(&house, &mut house.visitor(), &link).await;
        desk.sign_in(&house, &mut house.visitor()).await;
    }

    async fn a_hash_of_an_older_cost_is_made_anew(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        let dearer = house.neighbour_with_passes(3).await;
        let count = "select count(*) as number from staff_members where password_hash like '%t=3%'";
        assert_eq!(house.number(count).await, 0);
        desk.sign_in(&dearer, &mut dearer.visitor()).await;
        assert_eq!(house.number(count).await, 1);
        desk.sign_in(&dearer, &mut dearer.visitor()).await;
    }

    async fn who_suspends_and_who_saves_roles_at_once_do_not_undo_each_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut ana) = TERESA.called("Ana Díaz", "ana.diaz@guadualba.example").at_desk(&house).await;
        CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let carlos = list.link("Cambiar Carlos Peña");
        let (page, same_page) = (teresa.get(carlos.as_str()).await, ana.get(carlos.as_str()).await);
        tokio::join!(
            teresa.submit(&page, "Suspender", &[]),
            ana.submit(&same_page, "Guardar", &[("role-payroll", "yes")]),
        );
        let count = "select count(*) as number from staff_members where email = 'carlos.pena@guadualba.example'
            and suspended_at is not null and roles like '%payroll%'";
        assert_eq!(house.number(count).await, 1);
    }

    async fn who_accepts_and_who_suspends_at_once_never_wait_for_each_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        for _ in 0..4 {
            let link = CARLOS.with_roles(&[Role::Support]).invited(&house).await;
            let mut carlos = house.visitor();
            let at_password = carlos.get(&link).await;
            let fields = [("password", CARLOS.password), ("password_repeat", CARLOS.password)];
            let at_factor = carlos.submit(&at_password, "Continuar", &fields).await;
            let code = code_on(&house, &at_factor);
            let fields = [("code", code.as_str())];
            let (accepted, suspended) = tokio::join!(
                carlos.submit(&at_factor, "Continuar", &fields),
                teresa.submit(&page, "Suspender", &[]),
            );
            assert!(accepted.text().contains(DEAD) || accepted.text().contains("Guarde estos códigos"));
            suspended.shows("Suspendido");
            assert_eq!(carlos.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
            let suspended = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
            teresa.submit(&suspended, "Permitir que entre", &[]).await;
        }
    }

    async fn who_accepts_and_who_suspends_the_inviter_at_once_never_wait_for_each_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (desk, mut carlos) = CARLOS.at_desk(&house).await;
        const ANA: Colleague = TERESA.called("Ana Díaz", "ana.diaz@guadualba.example").with_roles(&[Role::Support]);
        ANA.at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let of_carlos = list.link("Cambiar Carlos Peña");
        for _ in 0..4 {
            // What was written before is on its way by then, and the invitation comes last.
            house.work().await;
            let page = carlos.get(list.link("Cambiar Ana Díaz").as_str()).await;
            carlos.submit(&page, "Enviarle otra invitación", &[]).await;
            let link = house.link_to(ANA.email, "/oficina/invitacion/").await;
            let mut ana = house.visitor();
            let at_password = ana.get(&link).await;
            let fields = [("password", ANA.password), ("password_repeat", ANA.password)];
            let at_factor = ana.submit(&at_password, "Continuar", &fields).await;
            let code = code_on(&house, &at_factor);
            let fields = [("code", code.as_str())];
            let page = teresa.get(of_carlos.as_str()).await;
            let (accepted, suspended) = tokio::join!(
                ana.submit(&at_factor, "Continuar", &fields),
                teresa.submit(&page, "Suspender", &[]),
            );
            assert!(accepted.text().contains(DEAD) || accepted.text().contains("Guarde estos códigos"), "{}", accepted.text());
            suspended.shows("Suspendido");
            let suspended = teresa.get(of_carlos.as_str()).await;
            teresa.submit(&suspended, "Permitir que entre", &[]).await;
            desk.sign_in(&house, &mut carlos).await;
        }
    }

    async fn of_saved_codes_asked_for_twice_at_once_ten_are_good(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = teresa.get("/multiempleos/oficina/mi-acceso/codigos").await;
        for _ in 0..4 {
            let (mut hand, mut other_hand) = (teresa.clone(), teresa.clone());
            tokio::join!(hand.submit(&page, "Crear los códigos", &[]), other_hand.submit(&page, "Crear los códigos", &[]));
            assert_eq!(house.number("select count(*) as number from factors_saved_codes").await, 10);
        }
    }

    async fn nobody_who_is_suspended_is_invited(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        CARLOS.with_roles(&[Role::Support]).at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        teresa.submit(&page, "Suspender", &[]).await.shows("Suspendido");
        let before = events(&house, "staff.invited").await;
        teresa.submit(&page, "Enviarle otra invitación", &[]).await.shows("Primero permita que entre").shows("está suspendida y no puede entrar");
        let invite = teresa.get("/multiempleos/oficina/equipo/invitar").await;
        let fields = [("name", "Carlos Peña"), ("email", CARLOS.email), ("role-support", "yes")];
        let refused = teresa.submit(&invite, "Enviar la invitación", &fields).await;
        assert!(refused.error_at("email").contains("Primero permita que entre"));
        assert_eq!(events(&house, "staff.invited").await, before);
    }

    async fn wrong_passwords_of_a_network_are_forgotten_and_those_of_a_name_are_not(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        for _ in 0..7 {
            desk.try_password(&mut house.visitor(), "no es esta").await.shows(WRONG);
        }
        let rows = "select count(*) as number from signin_guards where in_a_row = 7";
        assert_eq!(house.number(rows).await, 2);
        house.wait(61 * 24 * 60 * 60);
        house.tidy().await;
        // What counts towards the hundred of a name stays, as a person's does.
        assert_eq!(house.number(rows).await, 1);
    }

    async fn an_invitation_to_a_member_changes_neither_roles_nor_suspension(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        house.work().await;
        let page = teresa.get("/multiempleos/oficina/equipo/invitar").await;
        let fields = [("name", "Otra"), ("email", TERESA.email), ("role-support", "yes")];
        teresa.submit(&page, "Enviar la invitación", &fields).await;
        let link = house.link_to(TERESA.email, "/oficina/invitacion/").await;
        TERESA.accept(&house, &mut teresa, &link).await;
        teresa.get("/multiempleos/oficina").await.shows("Hola, Teresa Salgado").shows("Administración del portal");
        // Such an invitation is a recovery by mail, and lives a day.
        let link = TERESA.invited(&house).await;
        house.wait(24 * 60 * 60);
        house.visitor().get(&link).await.shows(DEAD);
    }

    async fn what_a_suspended_administrator_left_open_leads_nowhere(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let page = carlos.get("/multiempleos/oficina/equipo/invitar").await;
        let fields = [("name", "Segunda Entrada"), ("email", "otra@guadualba.example"), ("role-administrator", "yes")];
        carlos.submit(&page, "Enviar la invitación", &fields).await.shows("Segunda Entrada");
        let link = house.link_to("otra@guadualba.example", "/oficina/invitacion/").await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        teresa.submit(&page, "Suspender", &[]).await.does_not_show("Segunda Entrada");
        house.visitor().get(&link).await.shows(DEAD);
    }

    async fn confirming_gives_the_session_another_token(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let stolen = teresa.cookie("multiempleos-office").expect("a session").to_owned();
        house.wait(10 * 60);
        desk.open_fresh(&house, &mut teresa, "/oficina/equipo/invitar").await.shows("Invitar a alguien");
        assert_ne!(teresa.cookie("multiempleos-office"), Some(stolen.as_str()));
        let mut thief = house.visitor();
        thief.plant_cookie("multiempleos-office", &stolen);
        assert_eq!(thief.get("/multiempleos/oficina").await.path(), "/multiempleos/oficina/ingreso");
    }

    async fn a_hundred_wrong_passwords_from_everywhere_close_the_name(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        for number in 0..100_u8 {
            let mut mallory = house.visitor().coming_from([198, 51, 100, number].into());
            desk.try_password(&mut mallory, "no es esta contraseña").await.shows(WRONG);
        }
        desk.try_password(&mut house.visitor(), TERESA.password).await.shows("Hubo demasiados intentos");
        let link = TERESA.invited(&house).await;
        TERESA.accept(&house, &mut house.visitor(), &link).await.sign_in(&house, &mut house.visitor()).await;
    }

    async fn whoever_tries_codes_with_the_right_password_is_told_about(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, _) = TERESA.at_desk(&house).await;
        for _ in 0..10 {
            give_factor(&desk, &mut house.visitor(), "000000").await.shows("no es correcto");
        }
        let mails = house.messages_to(TERESA.email).await;
        let told = mails.iter().filter(|mail| mail.text.contains("Alguien tiene su contraseña de la oficina"));
        assert_eq!(told.count(), 1);
    }

    async fn a_role_that_was_taken_away_counts_at_once(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.with_roles(&[Role::Auditor]).at_desk(&house).await;
        carlos.get("/multiempleos/oficina/equipo").await.shows("Quiénes atienden este portal");
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        let form = page.form("Guardar").tamper("role-auditor", "").fill("role-payroll", "yes");
        teresa.send(form).await.shows("Nómina");
        carlos.get("/multiempleos/oficina/equipo").await.shows(MAY_NOT);
    }

    async fn there_is_always_an_administrator(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let page = teresa.get(list.link("Cambiar Teresa Salgado").as_str()).await;
        teresa.submit(&page, "Suspender", &[]).await.shows("Es la única persona que administra el portal");
        let form = page.form("Guardar").tamper("role-administrator", "").fill("role-payroll", "yes");
        teresa.send(form).await.shows("Es la única persona que administra el portal");
        // Two administrators who suspend each other at once: one of them stays.
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let list = teresa.get("/multiempleos/oficina/equipo").await;
        let carlos_page = teresa.get(list.link("Cambiar Carlos Peña").as_str()).await;
        let teresa_page = carlos.get(list.link("Cambiar Teresa Salgado").as_str()).await;
        tokio::join!(
            teresa.submit(&carlos_page, "Suspender", &[]),
            carlos.submit(&teresa_page, "Suspender", &[]),
        );
        assert_eq!(house.number("select count(*) as number from staff_members where suspended_at is null").await, 1);
    }

    async fn a_member_of_another_portal_is_nobody_here(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        TERESA.of("miportal").called("Ana Díaz", "ana.diaz@turpialto.example").at_desk(&house).await;
        teresa.get("/multiempleos/oficina/equipo").await.does_not_show("Ana Díaz");
        let id = member_id(&house, "ana.diaz@turpialto.example").await;
        for path in [id.as_str(), NOBODY, "1", "%27"] {
            let page = teresa.get(&format!("/multiempleos/oficina/equipo/{path}")).await;
            assert_eq!(page.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn invited_again_one_changes_password_and_factor_and_old_sessions_end(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (old, mut before) = TERESA.at_desk(&house).await;
        let again = Colleague { password: "cuatro garzas sobre el agua", ..TERESA };
        let link = again.invited(&house).await;
        let new = again.accept(&house, &mut house.visitor(), &link).await;
        assert_eq!(before.get(&office(&TERESA)).await.path(), "/multiempleos/oficina/ingreso");
        old.try_password(&mut before, TERESA.password).await.shows(WRONG);
        let code = old.next_code(&house);
        give_factor(&new, &mut before, &code).await.shows("no es correcto");
        new.sign_in(&house, &mut before).await;
        assert_eq!(house.number("select count(*) as number from staff_members").await, 1);
    }

    async fn the_own_password_is_changed_with_the_current_one(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (desk, mut teresa) = TERESA.at_desk(&house).await;
        let page = teresa.get("/multiempleos/oficina/mi-acceso/clave").await;
        let new = "cuatro garzas sobre el agua";
        let fields = |current| [("current_password", current), ("password", new), ("password_repeat", new)];
        teresa.submit(&page, "Guardar", &fields("otra cosa del todo")).await.shows("Esa no es su contraseña actual");
        teresa.submit(&page, "Guardar", &fields(TERESA.password)).await.shows("Mi acceso");
        let mut elsewhere = house.visitor();
        desk.try_password(&mut elsewhere, TERESA.password).await.shows(WRONG);
        desk.try_password(&mut elsewhere, new).await.shows("Confirme que es usted");
    }

    async fn every_page_of_the_office_is_open_to_the_roles_of_its_permission_and_to_no_other(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (admin, _) = TERESA.at_desk(&house).await;
        let mut stranger = house.visitor();
        for role in Role::ALL {
            let email: &'static str = Box::leak(format!("{}@guadualba.example", role.as_str()).into_boxed_str());
            let roles: &'static [Role] = Box::leak(Box::new([role]));
            let (_, mut member) = admin.colleague.called("Persona de Prueba", email).with_roles(roles).at_desk(&house).await;
            for (_, path, permission) in office_pages() {
                let path = format!("/multiempleos{}", path.replace("{id}", NOBODY));
                let url = format!("http://localhost:8080{path}").parse().unwrap();
                for method in [Method::GET, Method::POST] {
                    let form = (method == Method::POST).then(String::new);
                    let answer = member.ask(method.clone(), &url, form.clone()).await;
                    if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
                        continue;
                    }
                    let may = allows(&[role], permission);
                    let refused = answer.body().contains(MAY_NOT);
                    assert_eq!(refused, !may, "{role:?}, {method} {path}: {}", answer.status());
                    assert!(!answer.status().is_server_error(), "{role:?}, {method} {path}");
                    let answer = stranger.ask(method.clone(), &url, form).await;
                    let door = answer.headers().get("location").and_then(|to| to.to_str().ok());
                    assert_eq!(door, Some("/multiempleos/oficina/ingreso"), "a stranger, {method} {path}");
                }
            }
        }
    }
}

/// The pages that stand behind a permission.
fn office_pages() -> Vec<(&'static str, &'static str, Permission)> {
    let staff = PAGES.iter().filter_map(|(feature, path, audience)| match audience {
        Audience::Staff(permission) => Some((*feature, *path, *permission)),
        _ => None,
    });
    let staff: Vec<_> = staff.collect();
    assert!(staff.len() >= 9);
    staff
}

#[test]
fn every_permission_is_asked_for_by_some_page() {
    let asked: Vec<Permission> = office_pages().into_iter().map(|(_, _, permission)| permission).collect();
    let idle: Vec<&Permission> =
        Permission::ALL.iter().filter(|permission| !asked.contains(permission)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

/// The code that an authenticator shows which has read this page's key.
fn code_on(house: &TestHouse, page: &testing::Page) -> String {
    let secret =
        identity::factors::TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
    secret.code_at(house.front().clock.now())
}

async fn member_id(house: &TestHouse, email: &str) -> String {
    let portal = house.portal("miportal").key.shared().clone();
    let view = house.front().database.view(&portal);
    let members = identity::staff::store::all_members(&view).await.unwrap();
    members.into_iter().find(|member| member.email == email).unwrap().id.to_string()
}
