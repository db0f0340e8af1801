//! The copy of one's data: who gets it, what is in it, and that nothing about people is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use base::args;
use base::db::rows_of_placeholders;
use http::StatusCode;
use regex::Regex;
use serde_json::Value;
use testing::{Client, JORGE, LUIS, Page, Resident, TestDatabase, TestHouse, on_both_databases};
use uuid::Uuid;

const MINE: &str = "/multiempleos/perfil/datos-personales";
const COPY: &str = "/multiempleos/perfil/datos-personales/copia";
const FILE: &str = "/multiempleos/perfil/datos-personales/copia/archivo";
const CONFIRM: &str = "/multiempleos/perfil/confirmar";
const MINUTE_SECONDS: u64 = 60;
/// How often an account may have it in an hour.
const AN_HOUR: usize = 12;

/// A colleague of Luis's.
const MARTA: Resident = Resident {
    name: "Marta",
    family: "Ríos",
    cedula: "1900000021",
    email: "marta.rios@correo.test",
    phone: "3990000021",
    ..LUIS
};
/// Somebody with Luis's document in another portal.
const NAMESAKE: Resident = Resident { cedula: LUIS.cedula, ..JORGE };

/// The columns by which a row belongs to somebody.
const OF_SOMEBODY: &[&str] =
    &["account_id", "entry_id", "roster_entry_id", "owner_id", "person_id", "subject"];

/// The tables with such a column that the copy tells, and the section that does.
const TOLD: &[(&str, &str)] = &[
    ("accounts", "account"),
    ("credentials", "account"),
    ("consents", "authorisations"),
    ("factors_totp", "second_factors"),
    ("factors_saved_codes", "second_factors"),
    ("factors_passkeys", "second_factors"),
    ("sessions", "sessions"),
    ("devices", "devices"),
    ("messages", "messages"),
    ("assisted_requests", "assisted_recoveries"),
    ("audit_events", "activity"),
    ("employments", "employments"),
    ("employments_salaries", "employments"),
    ("payslips", "payslips"),
    ("papers", "papers"),
    ("support_cases", "cases"),
];

/// Those that it does not tell, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("directory_words", "the words of what the copy tells, by which staff find people"),
    ("factors_challenges", "what a passkey is asked, for minutes"),
    ("journeys", "the step where a walk stands that is under way"),
    ("limits", "a count under a keyed hash"),
    ("messaging_wordings", "the subject of a mail, and nobody's"),
    ("payroll_drafts", "a row of a file that nobody has published: it may be wrong, and goes away"),
    (
        "roster_batches",
        "a file about everybody on its way into the roster or out of it again; the copy tells what it made of the entry",
    ),
    ("signin_guards", "a count under a keyed hash of a name, whether or not somebody has it"),
    ("verification_codes", "a secret that is good for minutes"),
    ("verification_links", "a secret that is good for days"),
];

/// Something of every kind for everybody who has an account, with their name in it.
async fn something_of_everything(house: &TestHouse) {
    let people = "from accounts a join roster_entries r on r.id = a.roster_entry_id";
    let lines =
        r#"[{"code":"001","name":"Sueldo","kind":"earned","quantity":null,"base":null,"value":200000050}]"#;
    for sql in [
        format!("insert into sessions (id, portal, account_id, token_hash, source, browser, created_at, seen_at, ends_at)
                 select a.id, a.portal, a.id, r.content, '198.51.100.0', 'Sesión de ' || a.given_names, a.created_at, a.created_at, a.created_at {people}"),
        format!("insert into devices (id, portal, account_id, token_hash, browser, created_at, used_at)
                 select a.id, a.portal, a.id, r.content, 'Aparato de ' || a.given_names, a.created_at, a.created_at {people}"),
        format!("insert into messages (id, portal, account_id, kind, channel, recipient, state, tries, created_at)
                 select a.id, a.portal, a.id, 'new-device', 'mail', 'A ' || a.given_names, 'sent', 1, a.created_at {people}"),
        format!("insert into factors_passkeys (id, portal, owner_id, name, credential_id, public_part, counter, added_at)
                 select a.id, a.portal, a.id, 'Llave de ' || a.given_names, r.content, 'parte pública', 0, a.created_at {people}"),
        format!("insert into assisted_requests (id, portal, number, state, account_id, first_reason, asked_at, changed_at, is_granted, has_pictures)
                 select a.id, a.portal, 'RA-' || a.given_names, 'refused', a.id, 'motivo del equipo', a.created_at, a.created_at, 1 = 0, 1 = 0 {people}"),
        format!("insert into consent_policies (id, portal, version, text, text_hash, published_at)
                 select a.id, a.portal, 1, 'Política', r.content, a.created_at {people} where a.given_names <> 'Marta'"),
        "insert into consent_purposes (id, portal, policy_id, place, label) select id, portal, id, 0, 'Autorizo' from consent_policies".to_owned(),
        "insert into consents (id, portal, account_id, purpose_id, source, browser, given_at)
         select a.id, a.portal, a.id, p.id, '198.51.100.0', 'Autorizó ' || a.given_names, a.created_at
         from accounts a join consent_purposes p on p.portal = a.portal".to_owned(),
        format!("insert into employments (id, portal, entry_id, code, contract, started_on, position, salary, salary_kind, updated_at)
                 select a.id, a.portal, r.id, 'C-1', 'indefinite', '2026-02-01', 'Cargo de ' || a.given_names, 200000050, 'ordinary', a.created_at {people}"),
        "insert into employments_salaries (portal, employment_id, entry_id, since, salary)
         select portal, id, entry_id, '2026-02-01', 200000050 from employments".to_owned(),
        format!("insert into payslips (id, portal, entry_id, employment_id, batch_id, contract, position, begins_on, ends_on, lines, earned, deducted, net, version, is_current, published_at)
                 select id, portal, entry_id, id, id, code, position, '2026-10-01', '2026-10-31', '{lines}', 200000050, 0, 200000050, 1, 1 = 1, updated_at from employments"),
        format!("insert into papers (id, portal, kind, folio, entry_id, account_id, issued_at, snapshot, template, code_mac, token_hash, state, state_reason)
                 select a.id, a.portal, 'employment-certificate', 'Folio de ' || a.given_names, r.id, a.id, a.created_at, r.content, '1', r.content, r.content, 'revoked', 'motivo del equipo' {people}"),
        format!("insert into support_cases (id, portal, number, kind, account_id, name, email, description, language, received_at, due_on, receipt_mailed, content)
                 select a.id, a.portal, 'PQR-' || a.given_names, 'claim', a.id, a.given_names, a.email, 'Lo que pasó', 'es-CO', a.created_at, '2026-12-14', 1 = 0, r.content {people}"),
        "insert into support_events (id, portal, case_id, version, act, state, actor, actor_name, detail, text, at)
         select id, portal, id, 1, 'message', 'in-progress', 'staff', 'Teresa Calle', '', 'Mensaje a ' || name, received_at from support_cases".to_owned(),
        "insert into support_files (id, portal, case_id, version, name, kind, bytes, sha256)
         select id, portal, id, 0, 'Foto de ' || name || '.jpg', 'jpeg', 5, content from support_cases".to_owned(),
    ] {
        house.run(&sql).await;
    }
}

/// Luis signed in, with a colleague in his portal and a namesake in another.
async fn luis_among_others(house: &TestHouse) -> Client {
    for resident in [LUIS, MARTA, NAMESAKE] {
        resident.settle(house).await;
    }
    luis_signed_in(house).await
}

async fn luis_signed_in(house: &TestHouse) -> Client {
    let mut luis = house.visitor();
    LUIS.sign_in(house, &mut luis).await;
    luis
}

/// From the page that asks for his password to what he wanted.
async fn confirms(luis: &mut Client, page: &Page) -> Page {
    assert_eq!(page.path(), CONFIRM);
    luis.submit(page, "Confirmar", &[("current_password", LUIS.password)]).await
}

/// Luis's copy, who has confirmed that it is him.
async fn opens_copy(luis: &mut Client) -> Page {
    let page = luis.get(COPY).await;
    let page = confirms(luis, &page).await;
    assert_eq!((page.path(), page.status()), (COPY, StatusCode::OK));
    page
}

async fn file(luis: &mut Client) -> (String, Value) {
    let answer = luis.download(FILE).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let text = String::from_utf8(answer.into_body()).unwrap();
    let copy = serde_json::from_str(&text).unwrap();
    (text, copy)
}

fn rows<'a>(copy: &'a Value, section: &str) -> &'a [Value] {
    let rows = copy["sections"][section]["rows"].as_array();
    rows.unwrap_or_else(|| panic!("there is no section {section}"))
}

async fn copies_on_record(house: &TestHouse) -> i64 {
    house.number("select count(*) as number from audit_events where event = 'consent.data_copied'").await
}

on_both_databases! {
    async fn only_who_has_just_said_who_they_are_gets_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        assert_eq!(house.visitor().get(COPY).await.path(), "/multiempleos/ingreso");
        assert_eq!(house.visitor().get(FILE).await.path(), "/multiempleos/ingreso");
        let mut luis = luis_signed_in(&house).await;
        let page = luis.get(MINE).await;
        let page = luis.get(page.link("Ver y descargar mis datos").as_str()).await;
        assert_eq!(page.path(), CONFIRM);
        assert_eq!(page.link("Cancelar").path(), MINE);
        let wrong = luis.submit(&page, "Confirmar", &[("current_password", "no es esta contraseña")]).await;
        wrong.shows("no es su contraseña actual");
        assert_eq!(copies_on_record(&house).await, 0);
        confirms(&mut luis, &page).await.shows("Copia de sus datos").shows("20 de noviembre de 2026");

        let answer = luis.download(FILE).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("content-disposition"), "attachment; filename=\"mis-datos.json\"");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(copies_on_record(&house).await, 2);
        luis.get("/multiempleos/perfil").await.shows("Vio o descargó la copia de sus datos personales");

        // Later both are asked again; a download would leave him on the page that asks, so that he comes to the other one.
        house.wait(11 * MINUTE_SECONDS);
        let page = luis.get(FILE).await;
        let page = confirms(&mut luis, &page).await;
        assert_eq!((page.path(), page.link("Descargar en un archivo").path()), (COPY, FILE));
    }

    async fn whoever_has_a_second_factor_gives_it_too(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let mut luis = luis_signed_in(&house).await;
        let authenticator = LUIS.with_authenticator(&house).await;
        let page = luis.get(COPY).await;
        let page = confirms(&mut luis, &page).await;
        page.shows("Escriba el código");
        let code = authenticator.next_code(&house);
        let fields = [("current_password", LUIS.password), ("code", code.as_str())];
        luis.submit(&page, "Confirmar", &fields).await.shows("Aplicación de autenticación").shows("Códigos guardados");
        let (text, copy) = file(&mut luis).await;
        assert_eq!(rows(&copy, "second_factors")[1]["codes_left"], 10);
        let kinds: Vec<&Value> = rows(&copy, "second_factors").iter().map(|row| &row["kind"]).collect();
        assert_eq!(kinds, ["authenticator", "saved-codes"]);
        let (_, hash) = LUIS.login(&house).await;
        let secrets = [authenticator.secret.written(), authenticator.saved_codes[0].clone(), hash];
        for secret in secrets {
            assert!(!text.contains(&secret), "{secret}");
        }
    }

    async fn it_tells_all_that_is_held_of_the_person_and_nothing_of_anybody_else(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_among_others(&house).await;
        something_of_everything(&house).await;
        house.run("delete from factors_passkeys where name = 'Llave de Luis'").await;
        let page = opens_copy(&mut luis).await;
        let (text, copy) = file(&mut luis).await;
        assert_eq!(copy["portal"], "multiempleos");
        assert_eq!(copy["made_at"], "2026-11-20T17:00:00Z");
        let sections = copy["sections"].as_object().unwrap();
        assert_eq!(text.matches("\"truncated\"").count(), sections.len(), "two sections have one name");
        let counts: BTreeMap<&str, usize> = sections.keys().map(|key| (key.as_str(), rows(&copy, key).len())).collect();
        for (section, count) in [
            ("account", 1), ("roster_entry", 1), ("authorisations", 1), ("second_factors", 0), ("sessions", 2), ("assisted_recoveries", 1),
            ("employments", 1), ("payslips", 1), ("papers", 1), ("cases", 1),
        ] {
            assert_eq!(counts[section], count, "{section}");
        }
        let account = &rows(&copy, "account")[0];
        assert_eq!((&account["document_number"], &account["email"]), (&Value::from(LUIS.cedula), &Value::from(LUIS.email)));
        assert_eq!((&account["phone"], &account["pending_email"]), (&Value::from("+573990000002"), &Value::Null));
        let payslip = &rows(&copy, "payslips")[0];
        assert_eq!((&payslip["net"], &payslip["concepts"][0]["value"]), (&Value::from("2000000.50"), &Value::from("2000000.50")));
        assert_eq!(rows(&copy, "employments")[0]["salaries"][0]["since"], "2026-02-01");

        let of_luis = [
            "Sesión de Luis", "Aparato de Luis", "A Luis", "RA-Luis", "Autorizó Luis", "Cargo de Luis", "Folio de Luis", "PQR-Luis",
            "Mensaje a Luis", "Foto de Luis.jpg", "Pardo",
        ];
        for words in of_luis {
            assert!(text.contains(words), "the file lacks {words}");
            page.shows(words);
        }
        page.shows("$ 2.000.000,50").shows("Verificación en dos pasos").shows("Ingresó al portal");
        for others in ["Marta", "marta", "Jorge", "jorge", "1900000021", "Teresa", "motivo del equipo", "parte pública"] {
            assert!(!text.contains(others), "the file has {others}");
            page.does_not_show(others);
        }
    }

    async fn a_section_with_more_than_a_thousand_rows_says_so(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        LUIS.settle(&house).await;
        let (account, _) = LUIS.login(&house).await;
        let mut values = Vec::new();
        for number in 0..1_001_u16 {
            values.extend(args![
                Uuid::from_u128(number.into()), "multiempleos", account, "new-device", "mail", "l***o@correo.test", "sent", 1_i64,
                i64::from(number)
            ]);
        }
        let tx = house.front().database.begin_across_all_portals().await.unwrap();
        let columns = "id, portal, account_id, kind, channel, recipient, state, tries, created_at";
        tx.run(&format!("insert into messages ({columns}) values {}", rows_of_placeholders(1_001, 9)), values).await.unwrap();
        tx.commit().await.unwrap();
        let mut luis = luis_signed_in(&house).await;
        opens_copy(&mut luis).await.shows("Ver 1000 registros").shows("Hay más de lo que se muestra");
        let (_, copy) = file(&mut luis).await;
        assert_eq!(copy["sections"]["messages"]["truncated"], true);
        assert_eq!(rows(&copy, "messages").len(), 1_000);
        assert_eq!(copy["sections"]["sessions"]["truncated"], false);
    }

    async fn it_is_given_a_few_times_an_hour_to_each(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_among_others(&house).await;
        opens_copy(&mut luis).await;
        for _ in 1..AN_HOUR {
            file(&mut luis).await;
        }
        assert_eq!(luis.download(FILE).await.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(luis.get(COPY).await.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(copies_on_record(&house).await, i64::try_from(AN_HOUR).unwrap());
        let mut marta = house.visitor();
        MARTA.sign_in(&house, &mut marta).await;
        opens_copy(&mut marta).await.shows("Ríos");
    }

    async fn no_table_about_people_is_forgotten(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let mut luis = luis_among_others(&house).await;
        something_of_everything(&house).await;
        // Without what he would be asked for, but for the codes: those alone are no factor.
        house.run("delete from factors_passkeys where name = 'Llave de Luis'").await;
        opens_copy(&mut luis).await;
        LUIS.with_authenticator(&house).await;
        let (_, copy) = file(&mut luis).await;
        for (table, section) in TOLD {
            assert!(!rows(&copy, section).is_empty(), "{section} tells nothing of {table}");
        }
        let decided: Vec<&str> = [TOLD, LEFT_OUT].concat().into_iter().map(|(table, _)| table).collect();
        let decided_once: BTreeSet<&str> = decided.iter().copied().collect();
        assert_eq!(decided_once.len(), decided.len(), "a table is named twice");
        let about_people = tables_about_people();
        let about_people: BTreeSet<&str> = about_people.iter().map(String::as_str).collect();
        assert_eq!(about_people, decided_once, "is it in the copy, or is there a reason why not?");
    }
}

/// The tables that have a column of [`OF_SOMEBODY`], as the migrations make them.
fn tables_about_people() -> BTreeSet<String> {
    let all: String = aldaba::migrations::ALL.iter().map(|migration| migration.sql).collect();
    let created = Regex::new(r"(?s)create table (\w+) \((.*?)\) END_OF").expect("a constant");
    let added = Regex::new(r"alter table (\w+) add column (\w+)").expect("a constant");
    let is_of_somebody = |line: &str| {
        let column = line.split_whitespace().next().unwrap_or_default();
        OF_SOMEBODY.contains(&column)
    };
    let made = created.captures_iter(&all).filter(|table| table[2].lines().any(is_of_somebody));
    let changed = added.captures_iter(&all).filter(|column| is_of_somebody(&column[2]));
    made.chain(changed).map(|table| table[1].to_owned()).collect()
}
