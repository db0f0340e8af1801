//! The example in `docs/` is an installation without a problem; each test changes one thing in it.

use std::fs;
use std::path::PathBuf;

use base::clock::Timestamp;
use tempfile::TempDir;

use super::*;

const EXAMPLE: &str = include_str!("../../../../docs/aldaba.example.toml");
const MANUAL: &str = include_str!("../../../../docs/configuration.md");
const PRESETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../portals");
const PORTALS: [&str; 3] = ["multiempleos", "miportal", "multiportal"];
const HOSTS: [&str; 3] =
    ["multiempleos.guadualba.example", "miportal.turpialto.example", "multiportal.ceibaluna.example"];

/// A folder with everything that the example names.
struct Installation {
    folder: TempDir,
    text: String,
}

impl Installation {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let installation = Self { folder, text: EXAMPLE.to_owned() };
        fs::create_dir(installation.path("data")).unwrap();
        fs::create_dir(installation.path("secrets")).unwrap();
        fs::create_dir(installation.path("portals")).unwrap();
        for entry in fs::read_dir(PRESETS).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            fs::copy(&path, installation.path("portals").join(name)).unwrap();
        }
        installation.write_secret("aldaba.keys", &Keys::new_line(1, &Chance::seeded(1)));
        for name in ["mail", "mensajes", "twilio"] {
            installation.write_secret(&format!("secrets/{name}"), "un secreto\n");
        }
        installation.write_secret("secrets/entregas", "0123456789abcdef0123456789abcdef\n");
        installation
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write_secret(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        self.set_mode(name, 0o600);
    }

    #[cfg(unix)]
    fn set_mode(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Replaces a part of the example, which must be there.
    fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{from}");
        self.text = self.text.replace(from, to);
        self
    }

    /// Takes out all from one part up to another.
    fn cut(&mut self, from: &str, to: &str) {
        let start = self.text.find(from).expect(from);
        let length = self.text[start..].find(to).expect(to);
        self.text.replace_range(start..start + length, "");
    }

    /// Takes a section out, up to the next empty line.
    fn without(mut self, section: &str) -> Self {
        self.cut(&format!("\n{section}\n"), "\n\n");
        self
    }

    fn with_portal(self, key: &str, from: &str, to: &str) -> Self {
        let path = self.path("portals").join(format!("{key}.toml"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replace(from, to)).unwrap();
        self
    }

    /// Moves every portal to `http://localhost:8080`.
    fn on_localhost(self) -> Self {
        PORTALS.iter().zip(HOSTS).fold(self, |installation, (key, host)| {
            installation
                .with_portal(key, &format!("https://{host}\""), "http://localhost:8080\"")
                .with_portal(key, "\npath = \"\"", &format!("\npath = \"/{key}\""))
        })
    }

    /// Serves by itself, with a certificate that holds from one year to another.
    fn with_certificate(self, hosts: &[&str], years: std::ops::Range<i32>) -> Self {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut wanted = rcgen::CertificateParams::new(hosts).unwrap();
        wanted.not_before = rcgen::date_time_ymd(years.start, 1, 1);
        wanted.not_after = rcgen::date_time_ymd(years.end, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        fs::write(self.path("cert.pem"), wanted.self_signed(&key).unwrap().pem()).unwrap();
        self.write_secret("key.pem", &key.serialize_pem());
        let tls = "[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n\n[mail]";
        self.without("[proxy]").with("\n[mail]", &format!("\n{tls}")).with("127.0.0.1:8080", "0.0.0.0:443")
    }

    fn read(&self) -> Result<Config, Vec<Problem>> {
        self.read_at("2026-06-01T12:00:00Z")
    }

    fn read_at(&self, moment: &str) -> Result<Config, Vec<Problem>> {
        let moment: jiff::Timestamp = moment.parse().unwrap();
        let file = self.path(FILE_NAME);
        fs::write(&file, &self.text).unwrap();
        read(&file, &Clock::manual(Timestamp::from_micros(moment.as_microsecond())))
    }

    fn config(&self) -> Config {
        self.read().unwrap_or_else(|problems| panic!("{:#?}", self.lines(&problems)))
    }

    fn problems(&self) -> Vec<String> {
        self.lines(&self.read().expect_err("problems"))
    }

    fn only_problem(&self) -> String {
        let problems = self.problems();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems[0].clone()
    }

    fn advice(&self) -> Vec<String> {
        self.lines(&self.config().advice)
    }

    /// As they are printed, without the name of the folder.
    fn lines(&self, problems: &[Problem]) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
    }

    fn line_of(&self, part: &str) -> usize {
        1 + self.text.lines().position(|line| line.contains(part)).expect(part)
    }
}

#[track_caller]
fn assert_says(problem: &str, parts: &[&str]) {
    for part in parts {
        assert!(problem.contains(part), "«{part}» is not in: {problem}");
    }
}

// ——— The file ———

#[test]
fn the_example_is_an_installation_without_a_problem() {
    let installation = Installation::new();
    let config = installation.config();
    assert_eq!(installation.advice(), Vec::<String>::new());
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.portals.iter().count(), 3);
    assert_eq!(config.text_messages.len(), 2);
    assert_eq!(config.log, Log { format: LogFormat::Text, level: LevelFilter::INFO });
    assert!(config.proxies.trusts([127, 0, 0, 1].into()));
    assert!(config.tls.is_none());
}

#[test]
fn what_may_be_left_out_has_a_value_all_the_same() {
    let installation = Installation::new().with("portals = \"portals\"\n", "").without("[hashing]");
    let installation = installation.with("format = \"text\" ", "# ").with("level = \"info\" ", "# ");
    let config = installation.config();
    assert_eq!(config.hashing.memory_kib, 19_456);
    assert_eq!(config.log, Log { format: LogFormat::Text, level: LevelFilter::INFO });
}

#[test]
fn a_file_that_is_not_there_is_a_problem_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let problems = read(&folder.path().join(FILE_NAME), &Clock::system()).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_says(&problems[0].to_string(), &["no se puede leer", "docs/aldaba.example.toml"]);
}

#[test]
fn a_key_that_nobody_knows_is_refused_with_its_line_and_the_keys_there_are() {
    let installation = Installation::new().with("[database]\n", "[database]\nulr = \"x\"\n");
    let line = installation.line_of("ulr = ");
    assert_eq!(
        installation.only_problem(),
        format!(
            "aldaba.toml:{line}: database.ulr: no existe esta clave; \
             bórrela, o escriba una de las que caben en [database]: url"
        )
    );
}

#[test]
fn every_problem_of_every_file_is_told_at_once_in_the_order_of_files_and_lines() {
    let installation = Installation::new()
        .with("127.0.0.1:8080", "aquí")
        .with("port = 587", "port = 0")
        .with("level = \"info\"", "level = \"mucho\"")
        .with_portal("miportal", "[brand]", "[brand]\ncolour = \"red\"");
    let problems = installation.problems();
    let places: Vec<&str> = problems.iter().map(|line| line.split(": ").nth(1).unwrap()).collect();
    assert_eq!(places, ["listen", "mail.port", "log.level", "brand.colour"], "{problems:#?}");
}

#[test]
fn an_empty_file_lacks_all_that_it_must_say() {
    let mut installation = Installation::new();
    installation.text = String::new();
    let problems = installation.problems().join("\n");
    for key in ["listen", "keys", "database.url", "mail.host", "mail.port", "mail.security"] {
        assert_says(&problems, &[&format!("aldaba.toml: {key}: falta esta clave")]);
    }
}

#[test]
fn the_manual_has_a_row_for_every_key() {
    let places = [
        ("listen = ", ""),
        ("[database]", "database."),
        ("[proxy]", "proxy."),
        ("[mail]", "mail."),
        ("name = \"Principal\"", "text_messages."),
        ("[delivery]", "delivery."),
        ("[hashing]", "hashing."),
        ("[log]", "log."),
    ];
    let mut known = [
        "tls.certificate",
        "tls.key",
        "papers.time_stamp",
        "metrics.listen",
        "metrics.readers",
        "telemetry.endpoint",
        "telemetry.headers",
    ]
    .map(str::to_owned)
    .to_vec();
    for (place, section) in places {
        let odd = if section.is_empty() { format!("odd = 1\n{place}") } else { format!("{place}\nodd = 1") };
        let problem = Installation::new().with(&format!("\n{place}"), &format!("\n{odd}")).only_problem();
        let (_, keys) = problem.rsplit_once(": ").unwrap();
        known.extend(keys.split(", ").map(|key| format!("{section}{key}")));
    }
    let sections = [
        "database",
        "proxy",
        "tls",
        "mail",
        "text_messages",
        "delivery",
        "papers",
        "hashing",
        "metrics",
        "telemetry",
        "log",
    ];
    for key in known.iter().filter(|key| !sections.contains(&key.as_str())) {
        assert!(MANUAL.contains(&format!("\n| `{key}` |")), "docs/configuration.md says nothing about {key}");
    }
}

// ——— The papers ———

#[test]
fn time_stamps_are_asked_for_where_the_settings_say_over_https_and_otherwise_nowhere() {
    assert_eq!(Installation::new().config().time_stamp, None);
    let with = |url: &str| {
        let section = format!("[papers]\ntime_stamp = \"{url}\"\n#");
        Installation::new().with("# [papers]\n# time_stamp", &section)
    };
    for url in ["https://estampas.ejemplo.example/", "http://localhost:318/"] {
        assert_eq!(with(url).config().time_stamp.unwrap().as_str(), url);
    }
    for url in ["http://estampas.ejemplo.example/", "estampas.ejemplo.example", "ftp://localhost/"] {
        assert_says(&with(url).only_problem(), &["papers.time_stamp", "no sirve para pedir estampas"]);
    }
}

// ——— The metrics ———

#[test]
fn metrics_are_told_where_the_settings_say_and_otherwise_nowhere() {
    assert!(Installation::new().config().metrics.is_none());
    let told = Installation::new().with("# [metrics]\n# listen", "[metrics]\nlisten").config();
    assert_eq!(told.metrics.unwrap().listen.to_string(), "127.0.0.1:9100");
}

#[test]
fn metrics_on_a_public_address_are_refused_unless_their_readers_are_named() {
    let open = |readers: &str| {
        let section = format!("[metrics]\nlisten = \"0.0.0.0:9100\"\n{readers}#");
        Installation::new().with("# [metrics]\n# listen", &section)
    };
    assert_says(&open("").only_problem(), &["metrics.listen: 0.0.0.0:9100", "metrics.readers"]);
    let readers = open("readers = [\"10.0.0.5\"]\n").config().metrics.unwrap().readers;
    assert!(readers.trusts("10.0.0.5".parse().unwrap()));
    assert!(!readers.trusts("10.0.0.6".parse().unwrap()));
    let everybody = open("readers = [\"0.0.0.0/0\"]\n").only_problem();
    assert_says(&everybody, &["metrics.readers: «0.0.0.0/0» abarca casi todo internet"]);
}

// ——— The telemetry ———

impl Installation {
    fn with_telemetry(self, lines: &str) -> Self {
        self.with("\n[log]", &format!("\n[telemetry]\n{lines}\n[log]"))
    }
}

#[test]
fn telemetry_is_sent_where_the_settings_say_and_otherwise_nowhere() {
    assert!(Installation::new().config().telemetry.is_none());
    let sent = Installation::new().with("# [telemetry]\n# endpoint", "[telemetry]\nendpoint").config();
    let collector = sent.telemetry.unwrap();
    assert_eq!(collector.endpoint.as_str(), "http://127.0.0.1:4318/");
    assert!(collector.headers.is_empty());
}

#[test]
fn telemetry_travels_in_the_clear_to_this_machine_or_a_private_address_alone() {
    let at = |endpoint: &str| Installation::new().with_telemetry(&format!("endpoint = \"{endpoint}\""));
    for endpoint in [
        "http://127.0.0.1:4318",
        "http://localhost:4318",
        "http://[::1]:4318",
        "http://10.1.2.3",
        "http://172.16.0.9:4318",
        "http://192.168.1.2:4318",
        "http://[fd00::1]:4318",
        "https://otlp.example/in",
    ] {
        assert!(at(endpoint).config().telemetry.is_some(), "{endpoint}");
    }
    for endpoint in
        ["http://otlp.example", "http://203.0.113.9:4318", "http://172.32.0.1", "http://[2001:db8::1]"]
    {
        assert_says(&at(endpoint).only_problem(), &[": telemetry.endpoint: ", "sin cifrar", "https://"]);
    }
    for endpoint in ["127.0.0.1:4318", "grpc://127.0.0.1:4317", "https://otlp.example/?key=1", ""] {
        assert_says(&at(endpoint).only_problem(), &[": telemetry.endpoint: "]);
    }
    let problem = at("https://ana:clave@otlp.example").only_problem();
    assert_says(&problem, &[": telemetry.endpoint: ", "usuario", "secret_file"]);
    assert!(!problem.contains("clave@"));
}

#[test]
fn a_secret_header_of_telemetry_is_read_from_its_file_and_never_travels_in_the_clear() {
    let with = |endpoint: &str, header: &str| {
        let section =
            format!("endpoint = \"{endpoint}\"\nheaders = [{{ name = \"Authorization\", {header} }}]");
        Installation::new().with_telemetry(&section)
    };
    let secret = r#"value = "Bearer {secret}", secret_file = "secrets/mensajes""#;
    let config = with("https://otlp.example", secret).config();
    assert!(!format!("{config:?}").contains("un secreto"));
    let headers = config.telemetry.unwrap().headers;
    assert_eq!(headers["authorization"], "Bearer un secreto");
    assert!(with("http://127.0.0.1:4318", secret).config().telemetry.is_some());
    assert_says(
        &with("http://10.1.2.3:4318", secret).only_problem(),
        &[": telemetry.endpoint: ", "secreto", "sin cifrar"],
    );
    assert!(with("http://10.1.2.3:4318", "value = \"abierto\"").config().telemetry.is_some());
    for (header, says) in [
        (r#"value = "Bearer {secret}""#, "van juntos"),
        (r#"value = "Bearer", secret_file = "secrets/mensajes""#, "van juntos"),
        (r#"value = "Bearer {secret}", secret_file = "secrets/nada""#, "no se puede leer"),
    ] {
        let problem = with("https://otlp.example", header).only_problem();
        assert_says(&problem, &[": telemetry.headers[1]", says]);
    }
    let installation = with("https://otlp.example", secret);
    installation.write_secret("secrets/mensajes", "\n");
    let problems = installation.problems().join("\n");
    assert_says(&problems, &[": telemetry.headers[1]: ", "está vacío"]);
}

// ——— The way from a browser to us ———

#[test]
fn plain_http_on_a_public_address_is_refused() {
    for address in ["0.0.0.0:8080", "192.168.0.10:8080", "[::]:8080"] {
        let installation = Installation::new().without("[proxy]").with("127.0.0.1:8080", address);
        let problem = installation.only_problem();
        assert_says(&problem, &["aldaba.toml:7: listen: ", address, "sin cifrar", "[tls]", "[proxy]"]);
    }
}

#[test]
fn plain_http_on_a_public_address_is_told_beside_the_problems_of_a_portal() {
    let installation = Installation::new()
        .without("[proxy]")
        .with("127.0.0.1:8080", "0.0.0.0:8080")
        .with_portal("miportal", "[brand]", "[brand]\ncolour = \"red\"");
    let problems = installation.problems();
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert_says(&problems[0], &["listen: 0.0.0.0:8080"]);
    assert_says(&problems[1], &["portals/miportal.toml", "brand.colour"]);
}

#[test]
fn a_public_address_may_be_served_behind_a_proxy_that_is_named() {
    let installation =
        Installation::new().with("127.0.0.1:8080", "0.0.0.0:8080").with("\"127.0.0.1\"]", "\"10.0.0.0/8\"]");
    assert!(installation.config().proxies.trusts([10, 1, 2, 3].into()));
}

#[test]
fn an_https_portal_that_nobody_encrypts_for_is_refused_even_on_this_machine() {
    let alone = Installation::new().without("[proxy]").only_problem();
    assert_says(&alone, &["listen: ", "vive en «https://", "nadie cifra", "trusted = [\"127.0.0.1\"]"]);
    let elsewhere = Installation::new().with("\"127.0.0.1\"]", "\"10.0.0.0/8\"]").only_problem();
    assert_says(&elsewhere, &["nadie cifra"]);
}

#[test]
fn a_proxy_on_this_machine_may_come_by_either_protocol() {
    let installation =
        Installation::new().with("127.0.0.1:8080", "[::1]:8080").with("\"127.0.0.1\"]", "\"::1\"]");
    installation.config();
}

#[test]
fn an_http_portal_is_served_on_this_machine_and_nowhere_else() {
    let here = Installation::new().on_localhost().without("[proxy]");
    here.config();
    let elsewhere = Installation::new().on_localhost().with("127.0.0.1:8080", "0.0.0.0:8080").only_problem();
    assert_says(&elsewhere, &["listen: ", "vive en «http://localhost:8080», sin cifrar"]);
    let encrypted = Installation::new()
        .on_localhost()
        .with_certificate(&["localhost"], 2026..2027)
        .with("0.0.0.0:443", "127.0.0.1:8080")
        .only_problem();
    assert_says(&encrypted, &["listen: ", "sin [tls]"]);
}

#[test]
fn trusting_half_the_internet_as_a_proxy_is_refused() {
    for network in ["0.0.0.0/0", "128.0.0.0/1", "::/0", "2000::/3"] {
        let installation =
            Installation::new().with("\"127.0.0.1\"]", &format!("\"127.0.0.1\", \"{network}\"]"));
        assert_says(&installation.only_problem(), &["proxy.trusted: ", network]);
    }
    let installation = Installation::new().with("\"127.0.0.1\"]", "\"127.0.0.1\", \"mi-proxy\"]");
    assert_says(&installation.only_problem(), &["proxy.trusted[2]: «mi-proxy» no es una red"]);
}

// ——— The certificate ———

#[test]
fn a_certificate_for_every_portal_serves_them_on_a_public_address() {
    let installation = Installation::new().with_certificate(&HOSTS, 2026..2027);
    let config = installation.config();
    assert!(config.tls.is_some());
    assert_eq!(installation.advice(), Vec::<String>::new());
}

#[test]
fn a_certificate_for_another_host_is_refused_for_each_portal_that_it_leaves_out() {
    let problems = Installation::new().with_certificate(&HOSTS[..1], 2026..2027).problems();
    assert_eq!(problems.len(), 2, "{problems:#?}");
    for problem in problems {
        assert_says(&problem, &["tls.certificate: ", "no es para «"]);
    }
}

#[test]
fn a_certificate_of_the_past_or_of_the_future_is_refused() {
    let past = Installation::new().with_certificate(&HOSTS, 2024..2026).only_problem();
    assert_says(&past, &["tls.certificate: ", "ya venció", "renuévelo"]);
    let future = Installation::new().with_certificate(&HOSTS, 2027..2028).only_problem();
    assert_says(&future, &["tls.certificate: ", "aún no vale"]);
}

#[test]
fn a_certificate_of_the_last_days_is_served_with_a_warning() {
    let installation = Installation::new().with_certificate(&HOSTS, 2026..2027);
    let config = installation.read_at("2026-12-25T00:00:00Z").unwrap();
    assert_says(&installation.lines(&config.advice).join("\n"), &["tls.certificate: ", "14 días", "SIGHUP"]);
}

#[test]
fn a_certificate_with_anothers_key_is_refused() {
    let installation = Installation::new().with_certificate(&HOSTS, 2026..2027);
    let other = rcgen::KeyPair::generate().unwrap();
    installation.write_secret("key.pem", &other.serialize_pem());
    assert_says(&installation.only_problem(), &["tls.certificate: ", "no son pareja"]);
}

#[test]
fn a_certificate_or_key_that_cannot_be_read_is_refused() {
    let installation = Installation::new().with_certificate(&HOSTS, 2026..2027);
    fs::write(installation.path("cert.pem"), "nada").unwrap();
    assert_says(&installation.only_problem(), &["tls.certificate: ", "no tiene ningún certificado"]);
    fs::remove_file(installation.path("cert.pem")).unwrap();
    assert_says(&installation.only_problem(), &["tls.certificate: ", "no se puede leer el certificado"]);
    let installation = Installation::new().with_certificate(&HOSTS, 2026..2027);
    installation.write_secret("key.pem", "nada");
    assert_says(&installation.only_problem(), &["tls.key: ", "no se puede leer la llave"]);
}

// ——— Secrets ———

#[test]
fn a_key_file_that_is_missing_is_made_with_a_command_that_is_told() {
    let installation = Installation::new();
    fs::remove_file(installation.path("aldaba.keys")).unwrap();
    assert_says(&installation.only_problem(), &["aldaba.toml:11: keys: ", "«aldaba keys aldaba.keys»"]);
}

#[test]
fn weak_or_damaged_keys_are_refused_without_showing_them() {
    let installation = Installation::new();
    let weak = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    installation.write_secret("aldaba.keys", &format!("1 {weak}\n"));
    let problem = installation.only_problem();
    assert_says(&problem, &["keys: ", "débil"]);
    assert!(!problem.contains(weak));
    installation.write_secret("aldaba.keys", "1 corta\n");
    assert_says(&installation.only_problem(), &["keys: ", "la línea 1 no tiene la forma"]);
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_or_change_is_refused_wherever_it_is_named() {
    let secrets = [
        ("aldaba.keys", "keys"),
        ("secrets/mail", "mail.password_file"),
        ("secrets/mensajes", "text_messages[1].headers[1].secret_file"),
        ("secrets/twilio", "text_messages[2].token_file"),
        ("secrets/entregas", "delivery.secret_file"),
    ];
    for (file, key) in secrets {
        for mode in [0o644, 0o604, 0o620, 0o602, 0o666] {
            let installation = Installation::new();
            installation.set_mode(file, mode);
            let chmod = format!("chmod 600 {file}");
            assert_says(&installation.only_problem(), &[&format!(": {key}: "), &chmod]);
        }
        for mode in [0o600, 0o640, 0o400, 0o440] {
            let installation = Installation::new();
            installation.set_mode(file, mode);
            installation.config();
        }
    }
    let installation = Installation::new().with_certificate(&HOSTS, 2026..2027);
    installation.set_mode("key.pem", 0o644);
    assert_says(&installation.only_problem(), &[": tls.key: ", "chmod 600 key.pem"]);
}

#[test]
fn a_delivery_secret_that_could_be_guessed_is_refused_and_nobody_need_have_one() {
    let installation = Installation::new();
    assert!(installation.config().delivery.is_some());
    assert!(Installation::new().without("[delivery]").config().delivery.is_none());
    installation.write_secret("secrets/entregas", "clave\n");
    assert_says(
        &installation.only_problem(),
        &[": delivery.secret_file: ", "menos de 32", "openssl rand -hex 32"],
    );
    installation.write_secret("secrets/entregas", "\n");
    assert_says(&installation.only_problem(), &[": delivery.secret_file: ", "vacío"]);
}

#[cfg(unix)]
#[test]
fn a_portals_vendor_secret_that_is_empty_or_that_others_can_read_is_refused() {
    let vendor = "[human]\nvendor = { kind = \"turnstile\", site_key = \"0x4\", secret_file = \"vendor\" }";
    let installation = Installation::new().with_portal("multiempleos", "[human]", vendor).with_portal(
        "multiempleos",
        "signin = \"silent\"",
        "signin = \"vendor\"",
    );
    installation.write_secret("portals/vendor", "un secreto");
    installation.config();
    installation.set_mode("portals/vendor", 0o644);
    assert_says(
        &installation.only_problem(),
        &["portals/multiempleos.toml: human.vendor.secret_file: ", "chmod 600"],
    );
    installation.write_secret("portals/vendor", "\n");
    assert_says(&installation.only_problem(), &["human.vendor.secret_file: ", "está vacío"]);
}

#[cfg(unix)]
#[test]
fn a_file_with_the_databases_password_is_a_secret_itself() {
    let url = "postgres://aldaba:clave@localhost/aldaba";
    let installation = Installation::new().with("sqlite:data/aldaba.db", url);
    fs::write(installation.path(FILE_NAME), "").unwrap();
    installation.set_mode(FILE_NAME, 0o644);
    let problem = installation.only_problem();
    assert_says(&problem, &["database.url: ", "chmod 600"]);
    assert!(!problem.contains("clave@"));
    installation.set_mode(FILE_NAME, 0o640);
    installation.config();
}

// ——— The database ———

#[test]
fn a_database_in_a_folder_that_is_not_there_is_refused() {
    let installation = Installation::new().with("sqlite:data/aldaba.db", "sqlite:datos/aldaba.db");
    assert_says(&installation.only_problem(), &["database.url: no existe la carpeta «", "datos»", "créela"]);
}

#[test]
fn a_database_in_memory_or_of_an_unknown_kind_is_refused() {
    for url in ["sqlite::memory:", "sqlite:", "sqlite://data/aldaba.db?mode=memory"] {
        let problem = Installation::new().with("sqlite:data/aldaba.db", url).only_problem();
        assert_says(&problem, &["database.url: ", "se pierde"]);
    }
    for url in ["mysql://localhost/aldaba", "data/aldaba.db", "postgres://[/x"] {
        let problem = Installation::new().with("sqlite:data/aldaba.db", url).only_problem();
        assert_says(&problem, &["database.url: ", "postgres://usuario@servidor/base"]);
    }
}

#[tokio::test]
async fn a_database_lies_where_the_settings_lie_whatever_their_folder_is_called() {
    let installation = Installation::new().with("sqlite:data/aldaba.db", "sqlite:50% más/aldaba.db");
    fs::create_dir(installation.path("50% más")).unwrap();
    let config = installation.config();
    base::db::Database::open(&config.database, &config.keys).await.unwrap();
    assert!(installation.path("50% más/aldaba.db").exists());
}

#[test]
fn a_database_elsewhere_that_need_not_encrypt_is_a_warning() {
    let advice = |url: &str| Installation::new().with("sqlite:data/aldaba.db", url).advice().join("\n");
    assert_says(&advice("postgres://aldaba@base.example/aldaba"), &["database.url: ", "sslmode=verify-full"]);
    for url in [
        "postgres://aldaba@base.example/aldaba?sslmode=verify-full",
        "postgres://aldaba@127.0.0.1/aldaba",
        "postgres://aldaba@[::1]:5433/aldaba",
        "postgres://aldaba@localhost/aldaba",
        "postgres:///aldaba?host=/run/postgresql",
    ] {
        assert_eq!(advice(url), "", "{url}");
    }
}

// ——— Messages ———

#[test]
fn a_mail_server_without_encryption_is_refused_unless_it_is_this_machine() {
    let installation = Installation::new().with("security = \"starttls\"", "security = \"plain\"");
    assert_says(
        &installation.only_problem(),
        &[": mail: ", "solo vale para un servidor en esta misma máquina"],
    );
    installation.with("smtp.ejemplo.example", "127.0.0.1").config();
}

#[test]
fn a_mail_user_without_a_password_is_refused() {
    let installation = Installation::new().with("user = \"portales\"\n", "");
    assert_says(&installation.only_problem(), &[": mail: ", "van juntos"]);
    let installation = Installation::new();
    installation.write_secret("secrets/mail", "\n");
    assert_says(&installation.only_problem(), &[": mail: ", "está vacío"]);
}

#[test]
fn every_provider_of_text_messages_that_is_wrong_is_told() {
    let installation = Installation::new()
        .with("https://mensajes.ejemplo.example", "http://mensajes.ejemplo.example")
        .with("AC00000000000000000000000000000000\"\ntoken", "AC/00\"\ntoken");
    let problems = installation.problems();
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert_says(&problems[0], &["text_messages[1]: ", "Principal", "https://"]);
    assert_says(&problems[1], &["text_messages[2]: ", "Respaldo", "account_sid"]);
}

#[test]
fn a_document_for_a_provider_is_sent_as_it_is_written() {
    let installation = Installation::new().with(
        "validity = \"{valid_seconds}\"",
        "validity = 0x10\nratio = 1.5\nflash = false\nlist = [1, { a = \"b\" }]",
    );
    let config = installation.config();
    let ProviderSettings::Json(provider) = &config.text_messages[0] else { panic!("the first one is JSON") };
    let expected = serde_json::json!({
        "to": "{to_digits}", "from": "{sender}", "text": "{text}", "validity": 16, "ratio": 1.5, "flash": false,
        "list": [1, { "a": "b" }], "client_reference": "{id}",
    });
    assert_eq!(provider.body, expected);
    let dated = Installation::new().with("validity = \"{valid_seconds}\"", "validity = 2026-01-31");
    assert_says(&dated.only_problem(), &["text_messages[1].body: ", "no cabe en JSON"]);
}

#[test]
fn two_providers_of_one_name_are_refused() {
    let installation = Installation::new().with("\"Respaldo\"", "\"Principal\"");
    assert_says(&installation.only_problem(), &["text_messages: ", "nombre propio"]);
}

#[test]
fn a_portal_that_sends_text_messages_is_refused_without_a_provider_and_warned_with_one() {
    let mut installation = Installation::new();
    installation.cut("[[text_messages]]\nname = \"Respaldo\"", "# Cuánto cuesta");
    assert_says(&installation.advice().join("\n"), &["text_messages: ", "un solo proveedor"]);
    installation.cut("[[text_messages]]\nname = \"Principal\"", "# Cuánto cuesta");
    let problems = installation.problems();
    assert!(problems.iter().any(|problem| problem.starts_with("portals/multiportal.toml")), "{problems:#?}");
}

// ——— Hashing and log ———

#[test]
fn hashing_below_the_least_or_above_the_most_is_refused() {
    for (from, to) in [
        ("memory_kib = 19456", "memory_kib = 19455"),
        ("memory_kib = 19456", "memory_kib = 262145"),
        ("passes = 2", "passes = 1"),
        ("passes = 2", "passes = 17"),
        ("threads = 2", "threads = 0"),
        ("threads = 2", "threads = 65"),
    ] {
        let key = from.split(' ').next().unwrap();
        assert_says(&Installation::new().with(from, to).only_problem(), &[&format!(": hashing.{key}: ")]);
    }
}

#[test]
fn a_log_that_is_written_otherwise_is_refused() {
    let problem = Installation::new().with("format = \"text\"", "format = \"xml\"").only_problem();
    assert_says(&problem, &["log.format: «xml»", "«text» o «json»"]);
}

#[test]
fn nothing_secret_is_printed_with_the_configuration() {
    let installation =
        Installation::new().with("sqlite:data/aldaba.db", "postgres://aldaba:GirasolAzul@localhost/aldaba");
    fs::write(installation.path(FILE_NAME), "").unwrap();
    #[cfg(unix)]
    installation.set_mode(FILE_NAME, 0o600);
    let printed = format!("{:?}", installation.config());
    assert!(!printed.contains("GirasolAzul") && !printed.contains("un secreto"), "{printed}");
}

#[test]
fn paths_are_taken_from_the_folder_of_the_file() {
    let installation = Installation::new();
    let folder = installation.folder.path();
    let settings = installation.config().mail;
    assert_eq!(settings.password_file.as_deref(), Some(folder.join("secrets/mail").as_path()));
}

// ——— aldaba check ———

#[test]
fn the_check_says_that_all_is_well_and_where_each_portal_departs_from_the_standards() {
    let installation = Installation::new();
    installation.config();
    let mut screen = Vec::new();
    let code = crate::check::run(&installation.path(FILE_NAME), &Clock::system(), &mut screen).unwrap();
    let told = String::from_utf8(screen).unwrap();
    assert_eq!(code, std::process::ExitCode::SUCCESS);
    assert!(told.starts_with("Todo está en orden.\n"), "{told}");
    assert!(!told.contains("Conviene revisar"), "{told}");
    for part in ["\nmultiportal · ", "Se entra solo con la contraseña", "ASVS 6.3.3"] {
        assert!(told.contains(part), "«{part}» is not in {told}");
    }
}

#[test]
fn the_check_tells_what_is_not_wise_and_passes() {
    let installation =
        Installation::new().with("sqlite:data/aldaba.db", "postgres://aldaba@base.example/aldaba");
    installation.config();
    let mut screen = Vec::new();
    let code = crate::check::run(&installation.path(FILE_NAME), &Clock::system(), &mut screen).unwrap();
    let told = String::from_utf8(screen).unwrap();
    assert_eq!(code, std::process::ExitCode::SUCCESS);
    assert_says(&told, &["\nConviene revisar:\n  ", "database.url: ", "sslmode=verify-full"]);
}
