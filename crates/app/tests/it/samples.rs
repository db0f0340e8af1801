//! What the pages for whoever runs it tell to type, and the samples, name commands, options and settings that there are.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use aldaba::listen::Limits;
use regex::Regex;

use crate::source::root;

const FILES: [&str; 6] = [
    "running.md",
    "samples/aldaba.service",
    "samples/aldaba-backup.service",
    "samples/Dockerfile",
    "samples/nginx.conf",
    "samples/Caddyfile",
];

fn read(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The help of a command, or nothing where there is no such command.
fn help(words: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aldaba"));
    let output = command.args(words).arg("--help").output().expect("the program starts");
    output.status.success().then(|| String::from_utf8(output.stdout).expect("help is UTF-8"))
}

#[test]
fn every_command_and_option_that_is_told_exists() {
    let invocation = Regex::new(r"(?:^|[\s`/])aldaba ((?:[a-z]+ ?)+)((?:[^\n`']*))").expect("a constant");
    let option = Regex::new(r"(?:^|\s)(--[a-z-]+)").expect("a constant");
    let commands: BTreeSet<&str> =
        ["demo", "serve", "check", "keys", "roster", "operator", "audit", "papers", "backup", "restore"]
            .into();
    let mut seen = BTreeSet::new();
    for name in FILES {
        // The user of the service is called like the program.
        for found in invocation.captures_iter(&read(name).replace("sudo -u aldaba ", "")) {
            let words: Vec<&str> = found[1].split_whitespace().collect();
            if !commands.contains(words[0]) {
                continue;
            }
            let help =
                help(&words).unwrap_or_else(|| panic!("{name}: there is no «aldaba {}»", words.join(" ")));
            for option in option.captures_iter(&found[2]) {
                assert!(
                    help.contains(&option[1]),
                    "{name}: «aldaba {}» has no {}",
                    words.join(" "),
                    &option[1]
                );
            }
            seen.insert(words.join(" "));
        }
    }
    for told in ["serve", "check", "keys", "backup", "restore", "operator invite", "audit verify"] {
        assert!(seen.contains(told), "{told} is not told of: {seen:?}");
    }
}

#[test]
fn every_setting_that_is_told_of_is_in_the_manual() {
    let manual = read("configuration.md");
    let setting =
        Regex::new(r"`((?:metrics|proxy|log|tls|database|hashing|mail)\.[a-z_]+)\b").expect("a constant");
    let section = Regex::new(r"\[(metrics|proxy|log|tls|database|hashing|mail)\]").expect("a constant");
    let mut seen = 0;
    for name in FILES {
        let text = read(name);
        for found in setting.captures_iter(&text) {
            assert!(manual.contains(&format!("\n| `{}` |", &found[1])), "{name}: {}", &found[1]);
            seen += 1;
        }
        for found in section.captures_iter(&text) {
            assert!(manual.contains(&format!("[{}]", &found[1])), "{name}: [{}]", &found[1]);
        }
    }
    assert!(seen >= 3, "only {seen}");
}

#[test]
fn every_sample_that_is_told_of_is_there_and_every_one_is_told_of() {
    let page = read("running.md");
    let told = Regex::new(r"docs/(samples/[\w.-]+)").expect("a constant");
    let told: BTreeSet<String> = told.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    for name in &told {
        assert!(root().join("docs").join(name).exists(), "{name}");
    }
    for name in FILES.iter().filter(|name| name.starts_with("samples/")) {
        assert!(told.contains(*name), "docs/running.md does not tell of {name}");
    }
}

#[test]
fn every_metric_that_is_told_of_is_told_to_prometheus() {
    let page = read("running.md");
    let name = Regex::new(r"`((?:aldaba|process)_[a-z_]+)").expect("a constant");
    let source = fs::read_to_string(root().join("crates/app/src/metrics/mod.rs")).expect("a source file");
    let metrics: Vec<String> = name.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    assert!(metrics.len() > 10, "{metrics:?}");
    for metric in metrics {
        assert!(source.contains(&format!("\"{metric}\"")), "{metric}");
    }
}

#[test]
fn the_proxy_lets_through_what_we_refuse_in_words() {
    let size = Regex::new(r"client_max_body_size (\d+)m;").expect("a constant");
    let nginx = read("samples/nginx.conf");
    let let_through: usize = size.captures(&nginx).expect("it says how much")[1].parse().expect("a number");
    assert_eq!(let_through * 1024 * 1024, Limits::default().file_bytes);
    assert!(read("running.md").contains(&format!("{let_through} MiB")));
}
