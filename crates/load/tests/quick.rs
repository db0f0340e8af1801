//! The measuring tool runs from end to end; what it measures in a debug build means nothing and is not looked at.

use std::path::Path;
use std::process::Command;

#[test]
fn a_smoke_run_measures_every_figure() {
    let load = Path::new(env!("CARGO_BIN_EXE_load"));
    build_what_is_measured(load);
    let output = Command::new(load).arg("--quick").output().expect("the tool starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    for figure in [
        "server CPU of a sign-in : one Argon2id hash",
        "sign-ins a second : hashes a second",
        "four times the sign-ins it can hold",
        "sign-in pages a second : bare axum",
        "server CPU of a password recovery by identity data",
        "from the start of the process to the first page",
        "memory when idle",
        "import of a roster",
        "search among 300 people",
        "verification of an audit trail",
        "AUC, sign-in in two steps, a wrong PIN",
        "AUC, username recovery",
    ] {
        assert!(table.contains(figure), "no «{figure}» in\n{table}");
    }
}

/// Puts the program beside the tool, into the same folder of the same build: `cargo test` builds no other package's programs.
fn build_what_is_measured(load: &Path) {
    let mut cargo = Command::new(env!("CARGO"));
    let target = load.ancestors().nth(2).expect("a program of a build lies in TARGET/PROFILE");
    cargo.args(["build", "--quiet", "-p", "aldaba", "--target-dir"]).arg(target);
    if load.parent().is_some_and(|folder| folder.ends_with("release")) {
        cargo.arg("--release");
    }
    assert!(cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo starts").success());
}
