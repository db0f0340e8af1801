//! The cases in the office, and the page on which whoever wrote sees how theirs stands.

use aldaba::demo::mailbox::Received;
use desk::support::number::CaseNumber;
use desk::support::rules::{Act, State};
use http::{Method, StatusCode};
use identity::staff::permissions::Role;
use testing::{Client, Colleague, Page, TERESA, TestDatabase, TestHouse, on_both_databases};

const DAY_SECONDS: u64 = 24 * 60 * 60;
const HOUR_SECONDS: u64 = 60 * 60;
const BERTA: &str = "berta@correo.test";
const CARLOS: Colleague =
    TERESA.called("Carlos Peña", "carlos.pena@guadualba.example").with_roles(&[Role::Legal]);
const OVERTAKEN: &str = "Mientras usted escribía, alguien hizo otra cosa en este caso";

/// A case as its writer knows it.
struct Filed {
    number: String,
    code: String,
}

async fn file(house: &TestHouse, kind: &str) -> Filed {
    file_in(house, "multiempleos", kind, BERTA, "No veo mi comprobante.").await
}

async fn file_in(house: &TestHouse, portal: &str, kind: &str, email: &str, description: &str) -> Filed {
    let mut berta = house.visitor();
    let page = berta.get(&format!("/{portal}/pqr")).await;
    let fields = [("kind", kind), ("name", "Berta Ñáñez"), ("email", email), ("description", description)];
    let page = berta.submit(&page, "Enviar", &fields).await;
    let told = page.all_words_of(".summary dd");
    house.work().await;
    Filed { number: told[0].clone(), code: told[1].clone() }
}

/// The case as the office shows it.
async fn open(staff: &mut Client, filed: &Filed) -> Page {
    staff.get(&format!("/multiempleos/oficina/pqr?numero={}", filed.number)).await
}

/// Opens the form of an act, fills it in and sends it; the page that comes of it.
async fn act(staff: &mut Client, filed: &Filed, name: &str, fields: &[(&str, &str)]) -> Page {
    let page = open(staff, filed).await;
    let page = staff.get(page.link(name).as_str()).await;
    staff.submit(&page, name, fields).await
}

/// Opens a case with its number and code.
async fn look_up(visitor: &mut Client, portal: &str, number: &str, code: &str) -> Page {
    let page = visitor.get(&format!("/{portal}/pqr/estado")).await;
    visitor.submit(&page, "Ver en qué va", &[("number", number), ("code", code)]).await
}

async fn own(house: &TestHouse, filed: &Filed) -> (Client, Page) {
    let mut berta = house.visitor();
    let page = look_up(&mut berta, "multiempleos", &filed.number, &filed.code).await;
    (berta, page)
}

/// The newest mail to somebody.
async fn mail_to(house: &TestHouse, address: &str) -> Received {
    let messages = house.messages_to(address).await;
    messages.into_iter().next().unwrap_or_else(|| panic!("nothing was sent to {address}"))
}

async fn count(house: &TestHouse, what: &str) -> i64 {
    house.number(&format!("select count(*) as number from {what}")).await
}

/// A new case in this state, and the administrator who brought it there.
async fn case_in(house: &TestHouse, teresa: &mut Client, state: State) -> Filed {
    let filed = file(house, "petition").await;
    let text = [("description", "Así es.")];
    match state {
        State::Received => {}
        State::Assigned => {
            let page = open(teresa, &filed).await;
            teresa.submit(&page, "Asignármelo", &[]).await;
        }
        State::InProgress => drop(act(teresa, &filed, "Enviar un mensaje", &text).await),
        State::Waiting => drop(act(teresa, &filed, "Pedir información", &text).await),
        State::Extended => {
            act(teresa, &filed, "Prorrogar", &[("until", "2026-12-21"), ("description", "Falta un dato.")])
                .await;
        }
        State::Answered => drop(act(teresa, &filed, "Responder", &text).await),
        State::PassedOn => {
            let fields = [("addressee", "Alcaldía de Guateque"), ("description", "Les corresponde.")];
            act(teresa, &filed, "Trasladar", &fields).await;
        }
        State::Closed => {
            act(teresa, &filed, "Responder", &text).await;
            act(teresa, &filed, "Cerrar", &[]).await;
        }
        State::Reopened => {
            act(teresa, &filed, "Responder", &text).await;
            act(teresa, &filed, "Reabrir", &text).await;
        }
        State::Withdrawn => unreachable!("the calendar does that"),
    }
    filed
}

/// The acts that the office has a form for, as their links are called.
const ACTS: [(Act, &str); 9] = [
    (Act::Answer, "Responder"),
    (Act::Message, "Enviar un mensaje"),
    (Act::AskInformation, "Pedir información"),
    (Act::Inform, "Anotar información que llegó"),
    (Act::Extend, "Prorrogar"),
    (Act::Note, "Escribir una nota"),
    (Act::PassOn, "Trasladar"),
    (Act::Close, "Cerrar"),
    (Act::Reopen, "Reabrir"),
];

/// A number that reads as one, of a case that nobody filed.
fn unfiled(sequence: i64) -> String {
    CaseNumber { year: 2026, sequence }.to_string()
}

async fn member_id(house: &TestHouse, email: &str) -> String {
    let view = house.front().database.view(house.portal("multiempleos").key.shared());
    let members = identity::staff::store::all_members(&view).await.unwrap();
    members.into_iter().find(|member| member.email == email).unwrap().id.to_string()
}

on_both_databases! {
    async fn a_case_is_answered_and_whoever_wrote_reads_it(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = file(&house, "claim").await;
        let board = teresa.get("/multiempleos/oficina/pqr").await;
        board.shows(&filed.number).shows("Con más tiempo").shows("14 de diciembre de 2026").shows("Quedan 15 días hábiles");
        let page = teresa.get(board.link(&filed.number).as_str()).await;
        page.shows("No veo mi comprobante.").shows("Berta Ñáñez").shows(BERTA).shows("Radicada");
        page.shows("Vence el 14 de diciembre de 2026: quedan 15 días hábiles.").shows("Ley 1755 de 2015");
        let page = act(&mut teresa, &filed, "Responder", &[("description", "Su comprobante está en «Mis pagos».\nGracias.")]).await;
        page.shows("Respondida").shows("Este caso ya terminó.").shows("Teresa Salgado");

        let mail = mail_to(&house, BERTA).await;
        assert_eq!(mail.subject, Some(format!("Respuesta a su solicitud {}", filed.number)));
        let lines: Vec<&str> = mail.text.lines().filter(|line| line.starts_with("    ")).collect();
        assert_eq!(lines, ["    Su comprobante está en «Mis pagos».", "    Gracias."]);
        let (_, page) = own(&house, &filed).await;
        page.shows("Respondida").shows("Su comprobante está en «Mis pagos».").does_not_show("Teresa").does_not_show("No veo mi");
        teresa.get("/multiempleos/oficina/pqr").await.does_not_show(&filed.number);
        assert_eq!(count(&house, "audit_events where event = 'support.answered' and actor_id is not null").await, 1);
        assert_eq!(count(&house, "support_events").await, 1);
    }

    async fn what_was_written_for_a_case_that_closed_for_safety_is_given_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let filed = file(&house, "petition").await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        act(&mut teresa, &filed, "Responder", &[("description", "Aquí está.")]).await;
        for (button, field) in [("Reabrir mi solicitud", "description"), ("Enviar la calificación", "comment")] {
            let (mut berta, page) = own(&house, &filed).await;
            house.wait(HOUR_SECONDS);
            let page = berta.submit(&page, button, &[(field, "No abre el archivo.")]).await;
            page.shows("Ábrala otra vez").shows("Esto es lo que escribió").shows("No abre el archivo.");
        }
    }

    async fn a_case_goes_the_whole_way_and_each_act_leaves_its_rows(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        CARLOS.at_desk(&house).await;
        let filed = file(&house, "petition").await;
        let page = open(&mut teresa, &filed).await;
        teresa.submit(&page, "Asignármelo", &[]).await.shows("Asignada").shows("A cargo de Teresa Salgado");
        let page = open(&mut teresa, &filed).await;
        let form = teresa.get(page.link("Asignar").as_str()).await;
        let carlos = member_id(&house, CARLOS.email).await;
        teresa.submit(&form, "Asignar", &[("assignee", &carlos)]).await.shows("A cargo de Carlos Peña");
        act(&mut teresa, &filed, "Escribir una nota", &[("description", "Revisar nómina.")]).await.shows("Solo para el equipo").shows("Revisar nómina.");
        act(&mut teresa, &filed, "Enviar un mensaje", &[("description", "Lo estamos viendo.")]).await.shows("En trámite");
        assert!(mail_to(&house, BERTA).await.text.contains("Lo estamos viendo."));
        house.wait(3 * DAY_SECONDS);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        // Monday: the term of the petition has fourteen days left.
        act(&mut teresa, &filed, "Pedir información", &[("description", "¿De qué mes?")]).await.shows("Esperando información").shows("El plazo está detenido");
        let mail = mail_to(&house, BERTA).await;
        assert!(mail.text.contains("¿De qué mes?") && mail.text.contains("Responda a más tardar el: 23 de diciembre de 2026"), "{}", mail.text);
        let (mut berta, page) = own(&house, &filed).await;
        page.shows("¿De qué mes?").does_not_show("Revisar nómina").does_not_show("A cargo de");
        berta.submit(&page, "Enviar la información", &[("description", "")]).await.shows("Escriba el texto");
        house.wait(DAY_SECONDS);
        let (mut berta, page) = own(&house, &filed).await;
        let page = berta.submit(&page, "Enviar la información", &[("description", "De octubre.")]).await;
        page.shows("En trámite").shows("De octubre.").shows("15 de diciembre de 2026");
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        act(&mut teresa, &filed, "Prorrogar", &[("until", "2026-12-29"), ("description", "Falta el archivo.")]).await.shows("Prorrogada").shows("29 de diciembre de 2026");
        let mail = mail_to(&house, BERTA).await;
        assert!(mail.text.contains("Falta el archivo.") && mail.text.contains("29 de diciembre de 2026"), "{}", mail.text);
        act(&mut teresa, &filed, "Responder", &[("description", "Aquí está.")]).await.shows("Respondida");
        let (mut berta, page) = own(&house, &filed).await;
        berta.submit(&page, "Enviar la calificación", &[]).await.shows("Elija de 1 a 5");
        let page = berta.submit(&page, "Enviar la calificación", &[("rating", "4"), ("comment", "Demorado.")]).await;
        page.shows("Ya recibimos su calificación").does_not_show("Enviar la calificación");
        house.work().await;
        let page = berta.submit(&page, "Reabrir mi solicitud", &[("description", "No abre el archivo.")]).await;
        page.shows("Reabierta").shows("No abre el archivo.");
        assert!(!mail_to(&house, BERTA).await.text.contains("No abre el archivo."), "a stranger's words were mailed");
        act(&mut teresa, &filed, "Responder", &[("description", "Va de nuevo.")]).await;
        act(&mut teresa, &filed, "Cerrar", &[]).await.shows("Cerrada");
        let page = act(&mut teresa, &filed, "Reabrir", &[("description", "Por error.")]).await;
        page.shows("Reabierta").shows("Calificación: 4 de 5").shows("Demorado.");
        let acts = count(&house, "support_events").await;
        assert_eq!(acts, 13);
        let recorded = "audit_events where event like 'support.%' and event not in ('support.received', 'support.looked_up')";
        assert_eq!(count(&house, recorded).await, acts);
    }

    async fn what_a_state_does_not_allow_is_not_offered_and_refused(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        for state in State::ALL.into_iter().filter(|state| *state != State::Withdrawn) {
            let filed = case_in(&house, &mut teresa, state).await;
            let page = open(&mut teresa, &filed).await;
            let offered = page.all_words_of(".acts a");
            let path = page.path().to_owned();
            let csrf = page.form("Salir").value("csrf").expect("a token").to_owned();
            let version = count(&house, &format!("support_events where case_id = (select id from support_cases where number = '{}')", filed.number)).await.to_string();
            for (act, name) in ACTS {
                let fields = [("csrf", csrf.as_str()), ("act", act.code()), ("version", &version), ("description", "Da igual."), ("until", "2026-12-21"), ("addressee", "Otra")];
                if offered.iter().any(|link| link == name) {
                    continue;
                }
                let page = teresa.post(&format!("{path}/atender"), &fields).await;
                assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY, "{state:?} {act:?}");
                page.shows("y así no se puede hacer esto");
                let form = teresa.get(&format!("{path}/atender?acto={}", act.code())).await;
                assert_eq!(form.path(), path, "{state:?} {act:?}");
            }
            let page = open(&mut teresa, &filed).await;
            assert_eq!(page.all_words_of(".acts a"), offered, "{state:?}");
            house.wait(10 * 60);
        }
        assert_eq!(count(&house, "support_cases where state = 'received'").await, 1);
    }

    async fn a_petition_of_friday_18_december_is_due_on_13_january(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        house.wait(28 * DAY_SECONDS);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = file(&house, "petition").await;
        open(&mut teresa, &filed).await.shows("Vence el 13 de enero de 2027: quedan 15 días hábiles");
        assert!(mail_to(&house, BERTA).await.text.contains("13 de enero de 2027"));
        let (_, page) = own(&house, &filed).await;
        page.shows("13 de enero de 2027");
        let consultation = file(&house, "consultation").await;
        open(&mut teresa, &consultation).await.shows("3 de febrero de 2027");
    }

    async fn an_extension_keeps_to_the_law(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = file(&house, "data-claim").await;
        for (until, said) in [
            ("", "Elija la nueva fecha"),
            ("2026-12-14", "debe ser posterior"),
            ("2026-12-19", "Ese día no es hábil"),
            ("2026-12-28", "no permite una fecha posterior al 24 de diciembre de 2026"),
        ] {
            let page = act(&mut teresa, &filed, "Prorrogar", &[("until", until), ("description", "Falta.")]).await;
            assert!(page.error_at("until").contains(said), "{until}: {}", page.text());
        }
        act(&mut teresa, &filed, "Prorrogar", &[("until", "2026-12-24"), ("description", "")]).await.shows("Escriba el texto");
        act(&mut teresa, &filed, "Prorrogar", &[("until", "2026-12-24"), ("description", "Falta.")]).await.shows("Prorrogada").shows("Reclamo en trámite");
        let late = file(&house, "documents").await;
        house.wait(17 * DAY_SECONDS);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = act(&mut teresa, &late, "Prorrogar", &[("until", "2026-12-16"), ("description", "Falta.")]).await;
        page.shows("El plazo ya venció");
        teresa.get("/multiempleos/oficina/pqr").await.shows("Vencidas").shows("Hace un día hábil");
        act(&mut teresa, &filed, "Responder", &[("description", "Corregido.")]).await;
        assert!(mail_to(&house, BERTA).await.text.contains("Superintendencia de Industria y Comercio"));
    }

    async fn of_two_at_once_one_wins_and_the_other_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut carlos) = CARLOS.at_desk(&house).await;
        let filed = file(&house, "petition").await;
        let (one, other) = (open(&mut teresa, &filed).await, open(&mut carlos, &filed).await);
        let one = teresa.get(one.link("Responder").as_str()).await;
        let other = carlos.get(other.link("Responder").as_str()).await;
        let one = one.form("Responder").fill("description", "De Teresa.");
        let other = other.form("Responder").fill("description", "De Carlos.");
        let mut second_click = teresa.clone();
        let (first, second) = tokio::join!(teresa.send(one.clone()), carlos.send(other));
        let lost: Vec<&Page> = [&first, &second].into_iter().filter(|page| page.text().contains(OVERTAKEN)).collect();
        assert_eq!(lost.len(), 1, "{}\n{}", first.text(), second.text());
        lost[0].shows("Respuesta (");
        assert_eq!(count(&house, "support_events where act = 'answer'").await, 1);
        second_click.send(one).await.shows(OVERTAKEN);
        let answers = house.messages_to(BERTA).await;
        assert_eq!(answers.iter().filter(|mail| mail.text.contains("responde así")).count(), 1);
    }

    async fn another_portals_case_is_nobodys_here(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (_, mut ana) = TERESA.of("miportal").called("Ana Díaz", "ana.diaz@turpialto.example").at_desk(&house).await;
        let filed = file(&house, "petition").await;
        let path = open(&mut teresa, &filed).await.path().to_owned();
        let page = ana.get(&path.replace("multiempleos", "miportal")).await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND);
        let csrf = ana.get("/miportal/oficina").await.form("Salir").value("csrf").expect("a token").to_owned();
        for way in ["asignar", "atender"] {
            let path = format!("{}/{way}", path.replace("multiempleos", "miportal"));
            let fields = [("csrf", csrf.as_str()), ("act", "answer"), ("version", "0"), ("description", "Mío.")];
            assert_eq!(ana.post(&path, &fields).await.status(), StatusCode::NOT_FOUND);
            assert_eq!(ana.get(&path).await.status(), StatusCode::NOT_FOUND);
        }
        ana.get(&format!("/miportal/oficina/pqr?numero={}", filed.number)).await.shows("No hay ningún caso con el número");
        ana.get("/miportal/oficina/pqr/exportar").await.does_not_show(&filed.number);
        look_up(&mut house.visitor(), "miportal", &filed.number, &filed.code).await.shows("no van juntos");
        assert_eq!(count(&house, "support_events").await, 0);
    }

    async fn hostile_text_is_only_read(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let markup = "<script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} =1+1";
        let filed = file_in(&house, "multiempleos", "claim", "+berta@correo.test", markup).await;
        let page = open(&mut teresa, &filed).await;
        page.shows(markup);
        assert!(!page.body().contains("<script>alert") && !page.body().contains("<img src=x"));
        let long = "x".repeat(10_001);
        act(&mut teresa, &filed, "Enviar un mensaje", &[("description", &long)]).await.shows("tiene 10001 caracteres y caben 10000");
        act(&mut teresa, &filed, "Enviar un mensaje", &[("description", &long[1..])]).await.shows("En trámite");
        house.work().await;
        act(&mut teresa, &filed, "Responder", &[("description", markup)]).await.shows(markup);
        let mail = mail_to(&house, "+berta@correo.test").await;
        let html = mail.html.as_deref().expect("it has HTML");
        assert!(mail.text.contains(markup) && !html.contains("<script>") && !html.contains("<img"), "{html}");
        let (mut berta, page) = own(&house, &filed).await;
        assert!(page.shows(markup).body().contains("&#60;script"));
        let page = berta.submit(&page, "Reabrir mi solicitud", &[("description", &"x".repeat(5_001))]).await;
        assert!(page.error_at("description").contains("5001"));
        let tx = house.front().database.begin_across_all_portals().await.unwrap();
        tx.run("update support_cases set name = $1", base::args!["=HYPERLINK(\"http://malo.example\")"]).await.unwrap();
        tx.commit().await.unwrap();
        let answer = teresa.get("/multiempleos/oficina/pqr/exportar?estado=todas").await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").starts_with("attachment"));
        let row = answer.body().lines().nth(1).expect("a row").to_owned();
        assert!(row.contains("\"'=HYPERLINK(\"\"http://malo.example\"\")\"") && row.contains("\"'+berta@correo.test\""), "{row}");
        assert_eq!(count(&house, "audit_events where event = 'support.exported'").await, 1);
    }

    async fn number_and_code_open_a_case_and_neither_alone_tells_anything(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let filed = file(&house, "petition").await;
        let mut mallory = house.visitor();
        let wrong = look_up(&mut mallory, "multiempleos", &filed.number, "0000-0000").await;
        let unknown = look_up(&mut mallory, "multiempleos", &unfiled(2), &filed.code).await;
        let none = look_up(&mut mallory, "multiempleos", "", "").await;
        wrong.shows("Ese número y ese código no van juntos");
        for other in [&unknown, &none] {
            assert_eq!((wrong.status(), wrong.text()), (other.status(), other.text()));
        }
        let lower = filed.number.to_lowercase();
        look_up(&mut mallory.clone(), "multiempleos", &lower, &filed.code.to_lowercase().replace('-', " ")).await.shows("Radicada");
        // Eight more tries, and then the right code comes too late from here, and an unknown number is answered alike.
        for _ in 0..8 {
            look_up(&mut mallory, "multiempleos", &filed.number, "0000-0000").await;
        }
        look_up(&mut mallory, "multiempleos", &filed.number, &filed.code).await.shows("Hubo demasiados intentos");
        let mut elsewhere = house.visitor().coming_from([203, 0, 113, 9].into());
        for _ in 0..10 {
            look_up(&mut elsewhere, "multiempleos", &unfiled(9), "0000-0000").await.shows("no van juntos");
        }
        look_up(&mut elsewhere, "multiempleos", &unfiled(9), "0000-0000").await.shows("Hubo demasiados intentos");
        let page = look_up(&mut elsewhere, "multiempleos", &filed.number, &filed.code).await;
        page.shows("Radicada");
        let opened = elsewhere.cookie("multiempleos-support-opened").expect("a cookie").to_owned();
        mallory.plant_cookie("multiempleos-support-opened", &opened);
        assert_eq!(mallory.get("/multiempleos/pqr/estado/caso").await.path(), "/multiempleos/pqr/estado");
        house.wait(30 * 60);
        assert_eq!(elsewhere.get("/multiempleos/pqr/estado/caso").await.path(), "/multiempleos/pqr/estado");
    }

    async fn what_is_sent_for_a_case_that_was_open_for_too_long_is_given_back(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = case_in(&house, &mut teresa, State::Waiting).await;
        let (mut berta, page) = own(&house, &filed).await;
        house.wait(31 * 60);
        let late = berta.submit(&page, "Enviar la información", &[("description", "Todo lo que me costó escribir.")]).await;
        assert_eq!(late.status(), StatusCode::UNPROCESSABLE_ENTITY);
        late.shows("Pasó mucho tiempo desde que abrió su solicitud").shows("Todo lo que me costó escribir.");
        berta.submit(&late, "Ver en qué va", &[("number", &filed.number), ("code", &filed.code)]).await.shows("Esperando información");
    }

    async fn information_that_came_on_paper_is_noted_and_the_term_runs_again(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = case_in(&house, &mut teresa, State::Waiting).await;
        let name = "Anotar información que llegó";
        act(&mut teresa, &filed, name, &[("description", "")]).await.shows("Escriba el texto");
        let page = act(&mut teresa, &filed, name, &[("description", "Llamó: es de octubre.")]).await;
        page.shows("En trámite").shows("Llegó la información").shows("Teresa Salgado").shows("quedan 15 días hábiles");
        let (_, page) = own(&house, &filed).await;
        page.shows("Llamó: es de octubre.").does_not_show("Teresa").does_not_show("Enviar la información");
        assert_eq!(count(&house, "audit_events where event = 'support.informed' and actor_id is not null").await, 1);
    }

    async fn the_board_has_each_heading_once_and_in_its_order(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        // By due date: ended, open, ended, stopped.
        case_in(&house, &mut teresa, State::PassedOn).await;
        house.wait(3 * DAY_SECONDS);
        file(&house, "petition").await;
        house.wait(DAY_SECONDS);
        let (_, mut teresa_later) = TERESA.at_desk(&house).await;
        case_in(&house, &mut teresa_later, State::Answered).await;
        case_in(&house, &mut teresa_later, State::Waiting).await;
        let page = teresa_later.get("/multiempleos/oficina/pqr?estado=todas").await;
        assert_eq!(page.all_words_of("caption"), ["Con más tiempo", "Con el plazo detenido", "Terminadas"]);
        assert_eq!(page.all_words_of("tbody tr").len(), 4);
        teresa_later.get("/multiempleos/oficina/pqr/exportar?estado=todas&tipo=petition").await;
        assert_eq!(count(&house, "audit_events where event = 'support.exported' and detail = '4 tipo=petition estado=todas'").await, 1);
    }

    async fn on_a_saturday_the_board_counts_as_it_lists(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        // Due on Friday 11 December: seen from Saturday 5, that is four business days, one more than is soon.
        house.wait(6 * DAY_SECONDS);
        file(&house, "documents").await;
        house.wait(9 * DAY_SECONDS);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let page = teresa.get("/multiempleos/oficina/pqr").await;
        page.shows("Vence").shows("Quedan 4 días hábiles");
        assert_eq!(page.all_words_of("caption"), ["Con más tiempo"]);
        assert!(page.words_of(".tally").contains("1 Con más tiempo"), "{}", page.words_of(".tally"));
    }

    async fn only_what_the_rules_allow_is_hinted(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let (ask, pass_on) = ("Si falta información, pídala", "Si no le corresponde a la organización");
        let filed = case_in(&house, &mut teresa, State::Received).await;
        open(&mut teresa, &filed).await.shows(ask).shows(pass_on);
        let filed = case_in(&house, &mut teresa, State::Extended).await;
        open(&mut teresa, &filed).await.shows(ask).does_not_show(pass_on);
        for state in [State::Waiting, State::Reopened, State::Answered] {
            let filed = case_in(&house, &mut teresa, state).await;
            open(&mut teresa, &filed).await.does_not_show(ask).does_not_show(pass_on);
        }
    }

    async fn on_the_own_page_nothing_is_done_twice_or_too_late(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = case_in(&house, &mut teresa, State::Answered).await;
        let (mut berta, page) = own(&house, &filed).await;
        let form = page.form("Enviar la calificación").fill("rating", "5");
        let mut other = berta.clone();
        let (one, two) = tokio::join!(berta.send(form.clone()), other.send(form.clone()));
        assert_eq!([one, two].iter().filter(|page| page.text().contains("El caso cambió")).count(), 1);
        berta.send(form).await.shows("El caso cambió");
        assert_eq!(count(&house, "support_events where act = 'rate'").await, 1);
        house.wait(15 * DAY_SECONDS);
        let (mut berta, page) = own(&house, &filed).await;
        page.does_not_show("Reabrir mi solicitud");
        let csrf = berta.get("/multiempleos/pqr/estado").await.form("Ver en qué va").value("csrf").expect("a token").to_owned();
        let fields = [("csrf", csrf.as_str()), ("act", "reopen"), ("version", "2"), ("description", "Tarde.")];
        let late = berta.post("/multiempleos/pqr/estado/caso", &fields).await;
        late.shows("Ya pasaron los diez días hábiles para reabrirla. Si todavía necesita algo, escriba otra solicitud.");
    }

    async fn terms_are_kept_though_something_else_cannot_be_tidied(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        case_in(&house, &mut teresa, State::Waiting).await;
        house.wait(32 * DAY_SECONDS);
        house.run("alter table imports rename to gone").await;
        assert!(aldaba::worker::tidy(house.front()).await.is_err());
        assert_eq!(count(&house, "support_cases where state = 'withdrawn'").await, 1);
    }

    async fn silence_ends_a_case_once_and_its_writer_is_told(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let filed = case_in(&house, &mut teresa, State::Waiting).await;
        // Asked on 20 November: there is time until Monday 21 December.
        house.wait(31 * DAY_SECONDS);
        house.tidy().await;
        assert_eq!(count(&house, "support_cases where state = 'waiting'").await, 1);
        house.wait(DAY_SECONDS);
        let neighbour = house.neighbour().await;
        tokio::join!(house.tidy(), neighbour.tidy());
        house.tidy().await;
        assert_eq!(count(&house, "support_cases where state = 'withdrawn'").await, 1);
        assert_eq!(count(&house, "support_events where act = 'withdraw' and actor = 'system'").await, 1);
        let mails = house.messages_to(BERTA).await;
        assert_eq!(mails.iter().filter(|mail| mail.text.contains("usted desistió")).count(), 1);
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        open(&mut teresa, &filed).await.shows("Desistida").shows("la información no llegó a tiempo");
        act(&mut teresa, &filed, "Reabrir", &[("description", "Llegó por correo.")]).await.shows("Reabierta");
    }

    async fn staff_are_warned_days_before_and_on_the_day_once_each(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        CARLOS.at_desk(&house).await;
        let mine = file(&house, "documents").await;
        let page = open(&mut teresa, &mine).await;
        teresa.submit(&page, "Asignármelo", &[]).await;
        let warnings = async |address: &str| {
            house.tidy().await;
            house.tidy().await;
            let mails = house.messages_to(address).await;
            mails.into_iter().filter_map(|mail| mail.subject).filter(|subject| subject.contains("vence")).collect::<Vec<_>>()
        };
        // Due on Friday 4 December; three business days before is the Tuesday.
        house.wait(10 * DAY_SECONDS);
        assert!(warnings(TERESA.email).await.is_empty());
        house.wait(DAY_SECONDS);
        assert_eq!(warnings(TERESA.email).await, [format!("La solicitud {} vence pronto", mine.number)]);
        assert!(warnings(CARLOS.email).await.is_empty());
        house.wait(3 * DAY_SECONDS);
        assert_eq!(warnings(TERESA.email).await.len(), 2);
        assert!(warnings(TERESA.email).await[0].contains("vence hoy"));
        // Nobody's: all who may answer are told.
        let nobodys = file(&house, "documents").await;
        house.wait(14 * DAY_SECONDS);
        assert!(warnings(CARLOS.email).await.iter().any(|subject| subject.contains(&nobodys.number)));
        assert!(warnings(TERESA.email).await.iter().any(|subject| subject.contains(&nobodys.number)));
    }

    async fn what_ends_today_is_warned_of_once_and_nothing_is_noted_while_nobody_may_answer(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        CARLOS.at_desk(&house).await;
        let filed = file(&house, "documents").await;
        house.run("update staff_members set roles = 'auditor'").await;
        house.wait(14 * DAY_SECONDS);
        house.tidy().await;
        let warned = "support_cases where warned_soon_for is not null or warned_today_for is not null";
        assert_eq!(count(&house, warned).await, 0);
        house.run("update staff_members set roles = 'legal'").await;
        house.tidy().await;
        let mails = house.messages_to(CARLOS.email).await;
        let warnings: Vec<_> = mails.into_iter().filter_map(|mail| mail.subject).filter(|subject| subject.contains("vence")).collect();
        assert_eq!(warnings, [format!("La solicitud {} vence hoy", filed.number)]);
    }

    async fn whoever_only_reads_is_offered_nothing(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        let filed = file(&house, "petition").await;
        let (_, mut carlos) = CARLOS.with_roles(&[Role::Auditor]).at_desk(&house).await;
        let page = open(&mut carlos, &filed).await;
        assert_eq!(page.all_words_of(".acts").len(), 0);
        let csrf = page.form("Salir").value("csrf").expect("a token").to_owned();
        let fields = [("csrf", csrf.as_str()), ("act", "answer"), ("version", "0"), ("description", "No.")];
        let refused = carlos.post(&format!("{}/atender", page.path()), &fields).await;
        refused.shows("Su rol no permite ver esta página");
        assert_eq!(count(&house, "support_events").await, 0);
    }

    async fn the_board_is_filtered_counted_and_turned_page_by_page(database: TestDatabase) {
        let house = TestHouse::open(&database).await;
        for _ in 0..6 {
            for _ in 0..9 {
                file(&house, "petition").await;
            }
            house.wait(60 * 60);
        }
        let documents = file(&house, "documents").await;
        let (_, mut teresa) = TERESA.at_desk(&house).await;
        let first = teresa.get("/multiempleos/oficina/pqr").await;
        assert!(first.words_of(".tally").contains("55 Con más tiempo"), "{}", first.words_of(".tally"));
        let numbers = |page: &Page| page.all_words_of("tbody td:first-child");
        assert_eq!(numbers(&first).len(), 50);
        assert_eq!(numbers(&first)[0], documents.number);
        let second = teresa.get(first.link("Ver los siguientes").as_str()).await;
        assert_eq!(numbers(&second).len(), 5);
        assert!(numbers(&second).iter().all(|number| !numbers(&first).contains(number)));
        let filtered = teresa.submit(&first, "Filtrar", &[("tipo", "documents"), ("encargado", "nadie")]).await;
        assert_eq!(numbers(&filtered), [documents.number.as_str()]);
        let none = teresa.submit(&first, "Filtrar", &[("estado", "answered")]).await;
        none.shows("No hay casos con ese filtro");
        for odd in ["?tipo=%27&estado=x&encargado=1&desde=%00", "?desde=0.2026-12-14.x", "?numero=%3Cscript%3E"] {
            let page = teresa.get(&format!("/multiempleos/oficina/pqr{odd}")).await;
            assert_eq!(page.status(), StatusCode::OK, "{odd}");
        }
        let url = format!("http://localhost:8080/multiempleos/oficina/pqr/{}", "%27").parse().unwrap();
        assert_eq!(teresa.ask(Method::GET, &url, None).await.status(), StatusCode::NOT_FOUND);
    }
}
