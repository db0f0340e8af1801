//! Two-step verification as people live with it: set up, asked for, lost, removed.

use identity::factors::TotpSecret;
use identity::{accounts, sessions};
use testing::{
    Authenticator, Client, JORGE, LUIS, Page, Resident, SoftPasskey, TestDatabase, TestHouse,
    on_both_databases, press,
};

const MINUTE_SECONDS: u64 = 60;
const DAY_SECONDS: u64 = 24 * 60 * 60;
const ASKED: &str = "Su cuenta tiene verificación en dos pasos";
const WRONG: &str = "El código no es correcto o ya se usó";
const NEW_PASSPHRASE: &str = "tres mirlas en el alambre";
const NEW_PIN: &str = "5093";
const DONE: &str = "Su contraseña quedó cambiada";

const MARTA: Resident = Resident {
    name: "Marta",
    family: "Ruiz",
    cedula: "1900000003",
    email: "marta@correo.test",
    phone: "",
    ..LUIS
};

/// From the home to a turned-on authenticator.
async fn sets_up(house: &TestHouse, visitor: &mut Client) -> Authenticator {
    sets_up_of(house, visitor, &LUIS).await
}

async fn sets_up_of(house: &TestHouse, visitor: &mut Client, who: &Resident) -> Authenticator {
    let home = visitor.get(&format!("/{}/inicio", who.portal)).await;
    let overview = visitor.get(home.link("Activarla").as_str()).await;
    let page = visitor.get(overview.link("Activarla").as_str()).await;
    page.shows("Confirme que es usted");
    let page = visitor.submit(&page, "Confirmar", &[("current_password", who.password)]).await;
    let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
    visitor.submit(&page, "Activar", &[("code", "000000")]).await.shows("no es el que muestra la aplicación");
    let code = secret.code_at(house.front().clock.now());
    let page = visitor.submit(&page, "Activar", &[("code", &code)]).await;
    page.shows("Guarde estos códigos");
    Authenticator { secret, saved_codes: page.all_words_of(".saved-codes code") }
}

async fn gives(visitor: &mut Client, page: &Page, code: &str) -> Page {
    visitor.submit(page, "Continuar", &[("code", code)]).await
}

/// A new browser of Luis, at the page that asks for his second step.
async fn at_factor(house: &TestHouse) -> (Client, Page) {
    let mut visitor = house.visitor();
    let page = LUIS.try_password(house, &mut visitor, LUIS.password).await;
    page.shows(ASKED);
    (visitor, page)
}

/// Opens the page of the authenticator, and activates what it shows.
async fn activates(house: &TestHouse, visitor: &mut Client) -> Page {
    let page = visitor.get("/multiempleos/perfil/dos-pasos/aplicacion").await;
    let secret = TotpSecret::parse(&page.words_of(".secret")).expect("the page shows the key");
    let code = secret.code_at(house.front().clock.now());
    visitor.submit(&page, "Activar", &[("code", &code)]).await
}

/// Jorge's recovery with a field for the code in place of the keypad, up to what follows the code.
async fn proves_the_phone(house: &TestHouse, visitor: &mut Client) -> Page {
    let page = visitor.get("/multiportal/recuperar").await;
    visitor.plant_cookie("multiportal-typing", "field");
    let fields =
        [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
    let page = visitor.submit(&page, "Recuperar", &fields).await;
    let code = house.code_to("+573990000012").await;
    visitor.submit(&page, "Continuar", &[("code", &code)]).await
}

/// From the page that confirms who it is to a passkey that is in use.
async fn adds_passkey(house: &TestHouse, visitor: &mut Client, name: &str) -> (SoftPasskey, Page) {
    adds_passkey_of(house, visitor, name, &LUIS).await
}

async fn adds_passkey_of(
    house: &TestHouse,
    visitor: &mut Client,
    name: &str,
    who: &Resident,
) -> (SoftPasskey, Page) {
    let mut page = visitor.get(&format!("/{}/perfil/dos-pasos/llaves", who.portal)).await;
    if page.path().ends_with("/perfil/confirmar") {
        page = visitor.submit(&page, "Confirmar", &[("current_password", who.password)]).await;
    }
    let origin = house.portal(who.portal).address.origin.to_string();
    let (passkey, answer) = SoftPasskey::create(&page.passkey_options(), &origin);
    let form = page.passkey_form().fill("name", name).tamper("passkey", &answer);
    (passkey, visitor.send(form).await)
}

async fn signs(visitor: &mut Client, page: &Page, answer: &str) -> Page {
    visitor.send(page.passkey_form().tamper("passkey", answer)).await
}

async fn events(house: &TestHouse, event: &str) -> i64 {
    house.number(&format!("select count(*) as number from audit_events where event = '{event}'")).await
}

on_both_databases! {
    async fn a_person_turns_it_on_and_is_asked_for_it_from_then_on(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (mut luis, mut library) = (house.visitor(), house.visitor());
        LUIS.sign_in(&house, &mut luis).await;
        LUIS.sign_in(&house, &mut library).await;
        let told = house.messages_to(LUIS.email).await.len();
        let authenticator = sets_up(&house, &mut luis).await;
        assert_eq!(authenticator.saved_codes.len(), 10);
        assert_eq!(house.messages_to(LUIS.email).await.len(), told + 1);
        assert_eq!(events(&house, "factors.authenticator_set").await, 1);
        // What rested on the password alone is over.
        assert_eq!(library.get("/multiempleos/inicio").await.path(), "/multiempleos/ingreso");
        luis.get("/multiempleos/inicio").await.does_not_show("Activarla");
        luis.get("/multiempleos/perfil").await.shows("Verificación en dos pasos");
        // Asked for in a new browser, and in the one that was known before.
        for mut visitor in [house.visitor(), library] {
            let page = LUIS.try_password(&house, &mut visitor, LUIS.password).await;
            page.shows(ASKED);
            gives(&mut visitor, &page, "").await.shows("Escriba el código");
            gives(&mut visitor, &page, "000000").await.shows(WRONG);
            assert_eq!(visitor.get("/multiempleos/inicio").await.path(), "/multiempleos/ingreso");
            gives(&mut visitor, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
        }
    }

    async fn a_device_that_gave_it_is_spared_for_a_month(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        let (mut luis, page) = at_factor(&house).await;
        gives(&mut luis, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
        house.wait(29 * DAY_SECONDS);
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Hola, Luis");
        house.wait(2 * DAY_SECONDS);
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows(ASKED);
    }

    async fn beside_a_pin_it_is_asked_for_every_time_and_stands_in_for_the_code(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let authenticator = JORGE.with_authenticator(&house).await;
        let mut jorge = house.visitor();
        for _ in 0..2 {
            let page = JORGE.try_password(&house, &mut jorge, JORGE.password).await;
            page.shows(ASKED);
            gives(&mut jorge, &page, &authenticator.next_code(&house)).await.shows("Hola, Jorge");
        }
        house.work().await;
        let codes = "select count(*) as number from messages where kind = 'code'";
        assert_eq!(house.number(codes).await, 0, "no text message was needed");
    }

    async fn a_code_is_good_once_and_a_saved_one_too(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        let code = authenticator.next_code(&house);
        for given in [&code, &authenticator.saved_codes[0]] {
            let (mut luis, page) = at_factor(&house).await;
            gives(&mut luis, &page, given).await.shows("Hola, Luis");
            let (mut thief, page) = at_factor(&house).await;
            gives(&mut thief, &page, given).await.shows(WRONG);
        }
        assert_eq!(events(&house, "signin.factor_right").await, 2);
    }

    async fn nobody_learns_of_it_without_the_password(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        LUIS.with_authenticator(&house).await;
        let page = LUIS.try_password(&house, &mut house.visitor(), "no es esta contraseña").await;
        page.shows("no son correctos").does_not_show(ASKED);
        let mut stranger = house.visitor();
        assert_eq!(stranger.get("/multiempleos/ingreso/segundo-paso").await.path(), "/multiempleos/ingreso");
    }

    async fn many_wrong_codes_wait_however_often_the_sign_in_begins_anew(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        for _ in 0..2 {
            let (mut thief, page) = at_factor(&house).await;
            for _ in 0..5 {
                gives(&mut thief, &page, "000000").await.shows(WRONG);
            }
            gives(&mut thief, &page, "000000").await.shows("Se acabaron los intentos");
        }
        assert_eq!(house.messages_to(LUIS.email).await.len(), 1, "Luis is told that somebody has his password");
        let (mut thief, page) = at_factor(&house).await;
        let code = authenticator.next_code(&house);
        gives(&mut thief, &page, &code).await.shows("Hubo demasiados intentos");
        house.wait(2 * MINUTE_SECONDS);
        let (mut luis, page) = at_factor(&house).await;
        gives(&mut luis, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
    }

    async fn a_mailed_link_alone_sets_no_password(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        let mut visitor = house.visitor();
        let page = visitor.get("/multiempleos/recuperar").await;
        visitor.submit(&page, "Enviar", &[("email", LUIS.email)]).await;
        let link = house.link_to(LUIS.email, "/restaurar/contrasena/").await;
        let before = LUIS.login(&house).await;
        let page = visitor.get(&link).await;
        let page = visitor.submit(&page, "Guardar la contraseña", &[("password", NEW_PASSPHRASE)]).await;
        page.shows(ASKED);
        gives(&mut visitor, &page, "000000").await.shows(WRONG);
        assert_eq!(LUIS.login(&house).await, before);
        // Whoever breaks off begins at the link again; a saved code will do.
        let page = visitor.get(&link).await;
        let page = visitor.submit(&page, "Guardar la contraseña", &[("password", NEW_PASSPHRASE)]).await;
        gives(&mut visitor, &page, &authenticator.saved_codes[3]).await.shows(DONE);
        visitor.get(&link).await.shows("Este enlace ya no sirve");
        let page = LUIS.try_password(&house, &mut visitor, NEW_PASSPHRASE).await;
        gives(&mut visitor, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
    }

    async fn a_text_message_alone_sets_no_pin(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let authenticator = JORGE.with_authenticator(&house).await;
        let mut jorge = house.visitor();
        let page = jorge.get("/multiportal/recuperar").await;
        let fields = [("document_type", "CC"), ("document", JORGE.cedula), ("email", JORGE.email), ("phone", JORGE.phone)];
        let pad = jorge.submit(&page, "Recuperar", &fields).await;
        let page = press(&mut jorge, &pad, &house.code_to("+573990000012").await).await;
        page.shows(ASKED);
        assert_eq!(jorge.get("/multiportal/recuperar/nueva").await.path(), "/multiportal/recuperar/segundo-paso");
        let page = gives(&mut jorge, &page, &authenticator.next_code(&house)).await;
        page.shows("Restaurar contraseña");
        let fields = [("password", NEW_PIN), ("password_repeat", NEW_PIN)];
        jorge.submit(&page, "Guardar la contraseña", &fields).await.shows(DONE);
    }

    async fn what_was_begun_without_it_ends_when_it_is_turned_on(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (mut luis, mut thief) = (house.visitor(), house.visitor());
        LUIS.sign_in(&house, &mut luis).await;
        let page = thief.get("/multiempleos/recuperar").await;
        thief.submit(&page, "Enviar", &[("email", LUIS.email)]).await;
        let link = house.link_to(LUIS.email, "/restaurar/contrasena/").await;
        let page = thief.get(&link).await;
        sets_up(&house, &mut luis).await;
        thief.submit(&page, "Guardar la contraseña", &[("password", NEW_PASSPHRASE)]).await.shows(ASKED);
    }

    async fn walks_that_stood_past_the_proof_end_when_it_is_turned_on(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        JORGE.settle(&house).await;
        let (mut jorge, mut thief, mut other) = (house.visitor(), house.visitor(), house.visitor());
        JORGE.sign_in(&house, &mut jorge).await;
        house.wait(2 * MINUTE_SECONDS);
        let new_pin = proves_the_phone(&house, &mut thief).await;
        new_pin.shows("Restaurar contraseña");
        house.wait(2 * MINUTE_SECONDS);
        other.get("/multiportal/ingreso").await;
        other.plant_cookie("multiportal-typing", "field");
        let code_page = JORGE.try_password(&house, &mut other, JORGE.password).await;
        assert_eq!(code_page.path(), "/multiportal/ingreso/codigo");
        let code = house.code_to("+573990000012").await;
        sets_up_of(&house, &mut jorge, &JORGE).await;
        let before = JORGE.login(&house).await;
        let fields = [("password", NEW_PIN), ("password_repeat", NEW_PIN)];
        thief.submit(&new_pin, "Guardar la contraseña", &fields).await.does_not_show(DONE);
        assert_eq!(JORGE.login(&house).await, before);
        other.submit(&code_page, "Continuar", &[("code", &code)]).await.does_not_show("Hola, Jorge");
    }

    async fn a_request_whose_session_was_ended_meanwhile_changes_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut thief = house.visitor();
        LUIS.sign_in(&house, &mut thief).await;
        let page = thief.get("/multiempleos/perfil/dos-pasos/llaves").await;
        let page = thief.submit(&page, "Confirmar", &[("current_password", LUIS.password)]).await;
        let origin = house.portal("multiempleos").address.origin.to_string();
        let (_, answer) = SoftPasskey::create(&page.passkey_options(), &origin);
        let form = page.passkey_form().tamper("passkey", &answer);
        // What ends every session is about to be committed when the thief's form comes.
        let (account, _) = LUIS.login(&house).await;
        let front = house.front();
        let tx = front.database.begin(house.portal("multiempleos").key.shared()).await.unwrap();
        assert!(accounts::store::hold(&tx, account).await.unwrap());
        assert_eq!(sessions::end_all(&tx, account, front.clock.now()).await.unwrap(), 1);
        let ending = async {
            for _ in 0..20_000 {
                tokio::task::yield_now().await;
            }
            tx.commit().await.unwrap();
        };
        tokio::join!(thief.send(form), ending);
        assert_eq!(house.number("select count(*) as number from factors_passkeys").await, 0);
    }

    async fn what_changed_is_told_as_it_was(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        adds_passkey(&house, &mut luis, "").await;
        let mut told = house.messages_to(LUIS.email).await.len();
        for words in ["Se agregó una aplicación de autenticación", "Se cambió la aplicación de autenticación"] {
            activates(&house, &mut luis).await.shows("Guarde estos códigos");
            let mails = house.messages_to(LUIS.email).await;
            assert_eq!(mails.len(), told + 1);
            assert!(mails[0].text.contains(words), "{}", mails[0].text);
            told = mails.len();
        }
    }

    async fn a_passkey_is_given_in_every_recovery_and_before_a_change(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        JORGE.settle(&house).await;
        let (mut luis, mut jorge) = (house.visitor(), house.visitor());
        LUIS.sign_in(&house, &mut luis).await;
        let (mut passkey, _) = adds_passkey(&house, &mut luis, "Mi celular").await;
        house.wait(10 * MINUTE_SECONDS);
        let path = "/multiempleos/perfil/dos-pasos/llaves";
        let page = luis.get(path).await;
        page.shows("Confirme que es usted").shows("Perdí mi celular o mi llave de acceso");
        let answer = passkey.sign(&page.passkey_options());
        let form = page.passkey_form().fill("current_password", LUIS.password).tamper("passkey", &answer);
        assert_eq!(luis.send(form).await.path(), path);

        let mut visitor = house.visitor();
        let page = visitor.get("/multiempleos/recuperar").await;
        visitor.submit(&page, "Enviar", &[("email", LUIS.email)]).await;
        let page = visitor.get(&house.link_to(LUIS.email, "/restaurar/contrasena/").await).await;
        let page = visitor.submit(&page, "Guardar la contraseña", &[("password", NEW_PASSPHRASE)]).await;
        page.shows(ASKED);
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut visitor, &page, &answer).await.shows(DONE);

        JORGE.sign_in(&house, &mut jorge).await;
        let (mut passkey, _) = adds_passkey_of(&house, &mut jorge, "Mi celular", &JORGE).await;
        house.wait(2 * MINUTE_SECONDS);
        let mut visitor = house.visitor();
        let page = proves_the_phone(&house, &mut visitor).await;
        page.shows(ASKED);
        let answer = passkey.sign(&page.passkey_options());
        let page = signs(&mut visitor, &page, &answer).await;
        let fields = [("password", NEW_PIN), ("password_repeat", NEW_PIN)];
        visitor.submit(&page, "Guardar la contraseña", &fields).await.shows(DONE);
    }

    async fn turning_it_off_asks_for_password_and_factor(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        let (mut luis, page) = at_factor(&house).await;
        gives(&mut luis, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
        let path = "/multiempleos/perfil/dos-pasos/aplicacion/quitar";
        let asked = luis.get(path).await;
        let password = ("current_password", LUIS.password);
        luis.submit(&asked, "Confirmar", &[password, ("code", "")]).await.shows("Escriba el código");
        luis.submit(&asked, "Confirmar", &[("current_password", "otra"), ("code", &authenticator.saved_codes[0])]).await.shows("Esa no es su contraseña actual");
        luis.submit(&asked, "Confirmar", &[password, ("code", "000000")]).await.shows(WRONG);
        let page = luis.submit(&asked, "Confirmar", &[password, ("code", &authenticator.saved_codes[0])]).await;
        assert_eq!(page.path(), path);
        // A confirmation counts for ten minutes.
        house.wait(10 * MINUTE_SECONDS);
        let asked = luis.submit(&page, "Quitar", &[]).await;
        asked.shows("Confirme que es usted");
        let page = luis.submit(&asked, "Confirmar", &[password, ("code", &authenticator.next_code(&house))]).await;
        luis.submit(&page, "Quitar", &[]).await.shows("Activarla");
        assert_eq!(house.number("select count(*) as number from factors_saved_codes").await, 0);
        LUIS.try_password(&house, &mut house.visitor(), LUIS.password).await.shows("Hola, Luis");
    }

    async fn new_saved_codes_put_the_old_ones_out(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        let (mut luis, page) = at_factor(&house).await;
        gives(&mut luis, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
        let (mut library, page) = at_factor(&house).await;
        gives(&mut library, &page, &authenticator.next_code(&house)).await.shows("Hola, Luis");
        let page = luis.get("/multiempleos/perfil/dos-pasos/codigos").await;
        let fields = [("current_password", LUIS.password), ("code", &authenticator.next_code(&house))];
        let page = luis.submit(&page, "Confirmar", &fields).await;
        let page = luis.submit(&page, "Crear los códigos", &[]).await;
        let new = page.all_words_of(".saved-codes code");
        assert_eq!(library.get("/multiempleos/inicio").await.path(), "/multiempleos/ingreso");
        LUIS.try_password(&house, &mut library, LUIS.password).await.shows(ASKED);
        LUIS.try_password(&house, &mut luis, LUIS.password).await.shows("Hola, Luis");
        let (mut visitor, page) = at_factor(&house).await;
        gives(&mut visitor, &page, &authenticator.saved_codes[5]).await.shows(WRONG);
        gives(&mut visitor, &page, &new[5]).await.shows("Hola, Luis");
    }

    async fn a_passkey_alone_turns_it_on_and_lets_its_owner_in(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let (mut passkey, page) = adds_passkey(&house, &mut luis, "Mi celular").await;
        page.shows("Guarde estos códigos");
        let codes = page.all_words_of(".saved-codes code");
        luis.get("/multiempleos/perfil/dos-pasos").await.shows("Mi celular");
        for _ in 0..2 {
            let (mut elsewhere, page) = at_factor(&house).await;
            page.shows("uno de sus códigos guardados").does_not_show("aplicación").does_not_show("seis números");
            let answer = passkey.sign(&page.passkey_options());
            signs(&mut elsewhere, &page, &answer).await.shows("Hola, Luis");
        }
        let (mut elsewhere, page) = at_factor(&house).await;
        gives(&mut elsewhere, &page, &codes[0]).await.shows("Hola, Luis");
    }

    async fn what_a_passkey_signed_is_good_once_and_on_its_own_walk(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let (mut passkey, _) = adds_passkey(&house, &mut luis, "").await;
        let (mut here, page) = at_factor(&house).await;
        let (mut thief, thiefs) = at_factor(&house).await;
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut thief, &thiefs, &answer).await.shows("Esa llave de acceso no sirvió");
        signs(&mut here, &page, &answer).await.shows("Hola, Luis");
        let (mut thief, thiefs) = at_factor(&house).await;
        signs(&mut thief, &thiefs, &answer).await.shows("Esa llave de acceso no sirvió");
        // An answer to what was asked minutes ago comes too late.
        let (mut late, page) = at_factor(&house).await;
        let answer = passkey.sign(&page.passkey_options());
        house.wait(5 * MINUTE_SECONDS);
        signs(&mut late, &page, &answer).await.shows("Esa llave de acceso no sirvió");
    }

    async fn a_passkey_counts_only_for_its_address_its_user_and_forwards(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let page = luis.get("/multiempleos/perfil/dos-pasos/llaves").await;
        let page = luis.submit(&page, "Confirmar", &[("current_password", LUIS.password)]).await;
        let (_, answer) = SoftPasskey::create(&page.passkey_options(), "https://multiempleos.malo.example");
        let form = page.passkey_form().tamper("passkey", &answer);
        luis.send(form).await.shows("No se pudo agregar");
        let (mut passkey, _) = adds_passkey(&house, &mut luis, "").await;

        passkey.verifies_user = false;
        let (mut visitor, page) = at_factor(&house).await;
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut visitor, &page, &answer).await.shows("Esa llave de acceso no sirvió");
        passkey.verifies_user = true;
        // A page that looks like ours, to which somebody was led.
        let ours = std::mem::replace(&mut passkey.origin, "https://multiempleos.malo.example".to_owned());
        let (mut visitor, page) = at_factor(&house).await;
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut visitor, &page, &answer).await.shows("Esa llave de acceso no sirvió");
        passkey.origin = ours;
        let (mut visitor, page) = at_factor(&house).await;
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut visitor, &page, &answer).await.shows("Hola, Luis");
        // A copy of it, which does not know of the last use; and one that was asked before that use.
        let (mut visitor, page) = at_factor(&house).await;
        passkey.counter -= 1;
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut visitor, &page, &answer).await.shows("Esa llave de acceso no sirvió");
        let (mut first, of_first) = at_factor(&house).await;
        let (mut second, of_second) = at_factor(&house).await;
        let answer = passkey.sign(&of_first.passkey_options());
        signs(&mut first, &of_first, &answer).await.shows("Hola, Luis");
        passkey.counter -= 1;
        let answer = passkey.sign(&of_second.passkey_options());
        signs(&mut second, &of_second, &answer).await.shows("Esa llave de acceso no sirvió");
    }

    async fn wrong_codes_do_not_keep_the_owner_of_a_passkey_out(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = house.visitor();
        LUIS.sign_in(&house, &mut luis).await;
        let (mut passkey, _) = adds_passkey(&house, &mut luis, "").await;
        for _ in 0..2 {
            let (mut thief, page) = at_factor(&house).await;
            for _ in 0..5 {
                gives(&mut thief, &page, "000000").await.shows(WRONG);
            }
        }
        let (mut luis, page) = at_factor(&house).await;
        gives(&mut luis, &page, "000000").await.shows("Hubo demasiados intentos");
        let page = luis.get("/multiempleos/ingreso/segundo-paso").await;
        let answer = passkey.sign(&page.passkey_options());
        signs(&mut luis, &page, &answer).await.shows("Hola, Luis");
    }

    async fn a_passkey_is_one_persons_and_removing_the_last_turns_it_off(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        MARTA.settle(&house).await;
        let (mut luis, mut marta) = (house.visitor(), house.visitor());
        LUIS.sign_in(&house, &mut luis).await;
        MARTA.sign_in(&house, &mut marta).await;
        adds_passkey(&house, &mut luis, "Celular").await;
        adds_passkey(&house, &mut luis, "Portátil").await.1.shows("Portátil");
        let overview = luis.get("/multiempleos/perfil/dos-pasos").await;
        let portatil = overview.link("Quitar Portátil");
        let page = marta.get("/multiempleos/perfil/dos-pasos/llaves").await;
        marta.submit(&page, "Confirmar", &[("current_password", MARTA.password)]).await;
        assert_eq!(marta.get(portatil.as_str()).await.status().as_u16(), 404);
        let page = luis.get(portatil.as_str()).await;
        let overview = luis.submit(&page, "Quitar", &[]).await;
        overview.shows("Está activa").does_not_show("Portátil");
        let page = luis.get(overview.link("Quitar Celular").as_str()).await;
        luis.submit(&page, "Quitar", &[]).await.shows("Activarla");
        LUIS.try_password(&house, &mut house.visitor(), LUIS.password).await.shows("Hola, Luis");
    }
}
