//! The borders between the parts: who may use whom, where SQL stands, whose a table is, and that whatever is put into the queue
//! has somebody to do it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use regex::Regex;

use crate::source::{SourceFile, product, root};

/// Files of `identity` that every feature stands on, and that know some features in turn; they are no features.
const FRAME: [&str; 6] = ["front_door", "held", "office", "paths", "visit", "work"];
/// Longer than this, a file probably does two things. It is told and fails nothing.
const LONG_FILE_LINES: usize = 400;

type Edges = BTreeMap<String, BTreeSet<String>>;

#[test]
fn a_feature_uses_only_what_the_table_of_edges_allows() {
    let found = edges();
    let allowed = edges_in_the_table();
    let told = |edges: &Edges| -> BTreeSet<String> {
        edges.iter().flat_map(|(from, to)| to.iter().map(move |to| format!("{from} → {to}"))).collect()
    };
    let (found, allowed) = (told(&found), told(&allowed));
    let new: Vec<&String> = found.difference(&allowed).collect();
    let gone: Vec<&String> = allowed.difference(&found).collect();
    assert!(new.is_empty(), "not in docs/edges.md: {new:?}. An edge is approved by adding it there.");
    assert!(gone.is_empty(), "in docs/edges.md and no longer needed: {gone:?}");
}

#[test]
fn no_feature_depends_on_itself_by_way_of_others() {
    let edges = edges();
    for feature in edges.keys().filter(|name| !FRAME.contains(&name.as_str())) {
        let mut way = vec![feature.clone()];
        assert!(!leads_back(&edges, feature, &mut way, &mut BTreeSet::new()), "a cycle: {}", way.join(" → "));
    }
}

fn leads_back(edges: &Edges, goal: &str, way: &mut Vec<String>, seen: &mut BTreeSet<String>) -> bool {
    let here = way.last().expect("a way begins somewhere").clone();
    for next in edges.get(&here).into_iter().flatten().filter(|name| !FRAME.contains(&name.as_str())) {
        way.push(next.clone());
        if next == goal || seen.insert(next.clone()) && leads_back(edges, goal, way, seen) {
            return true;
        }
        way.pop();
    }
    false
}

/// What the features of `identity` and `desk` use of one another, read from their `use` lines and paths.
fn edges() -> Edges {
    let files: Vec<&SourceFile> =
        product().iter().filter(|file| ["identity", "desk"].contains(&file.krate())).collect();
    let features: BTreeSet<(String, String)> =
        files.iter().filter_map(|file| Some((file.krate().to_owned(), file.feature()?.to_owned()))).collect();
    let mut edges = Edges::new();
    for file in files.iter().copied() {
        let Some(feature) = file.feature() else { continue };
        let uses = edges.entry(name(file.krate(), feature)).or_default();
        for (of, used) in used(file) {
            let is_feature = features.contains(&(of.clone(), used.clone()));
            if is_feature && (of != file.krate() || used != feature) && !is_frame(&of, &used) {
                uses.insert(name(&of, &used));
            }
        }
    }
    edges
}

/// As the table writes it: a feature of the desk with its crate.
fn name(krate: &str, feature: &str) -> String {
    if krate == "identity" { feature.to_owned() } else { format!("{krate}/{feature}") }
}

/// Everybody may use the frame.
fn is_frame(krate: &str, feature: &str) -> bool {
    krate == "identity" && FRAME.contains(&feature)
}

/// The modules right below a crate that a file names: `crate::a::b`, `crate::{a, b::c}`, `identity::d`.
fn used(file: &SourceFile) -> Vec<(String, String)> {
    let path = Regex::new(r"\b(crate|identity|desk)::(?:(\w+)|\{)").expect("a constant");
    let mut found = Vec::new();
    for place in path.captures_iter(&file.text) {
        let of = if &place[1] == "crate" { file.krate().to_owned() } else { place[1].to_owned() };
        match place.get(2) {
            Some(module) => found.push((of, module.as_str().to_owned())),
            None => {
                let inside = &file.text[place.get(0).expect("it matched").end()..];
                found.extend(names_in_braces(inside).into_iter().map(|module| (of.clone(), module)));
            }
        }
    }
    found
}

/// The first word of each item of `a, b::{c, d}, e}`.
fn names_in_braces(inside: &str) -> Vec<String> {
    let (mut depth, mut items) = (0_usize, vec![String::new()]);
    for letter in inside.chars() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(String::new()),
            _ if depth == 0 => items.last_mut().expect("it begins with one").push(letter),
            _ => {}
        }
    }
    items.iter().map(|item| item.trim().split("::").next().unwrap_or_default().to_owned()).collect()
}

/// The table between the marks of docs/edges.md.
fn edges_in_the_table() -> Edges {
    let text = fs::read_to_string(root().join("docs/edges.md")).expect("docs/edges.md is there");
    let table = text.split("<!-- edges -->").nth(1).expect("docs/edges.md has the mark <!-- edges --> twice");
    let mut edges = Edges::new();
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let uses = cells[1].split(' ').filter(|used| !used.is_empty() && *used != "—");
        edges.insert(cells[0].to_owned(), uses.map(str::to_owned).collect());
    }
    edges
}

#[test]
fn sql_stands_in_stores_and_in_the_ground_alone() {
    let sql = Regex::new(r#""\s*(select [^"]* from|insert into|update \w+\s+set|delete from)\b"#)
        .expect("a constant");
    for file in product().iter().filter(|file| file.krate() != "base" && file.file_name() != "store.rs") {
        let found = sql.find(&file.text).map(|found| found.as_str());
        assert_eq!(found, None, "{} has SQL of its own", file.path);
    }
}

#[test]
fn rules_are_pure_and_stores_know_no_request() {
    let unfit_for_rules =
        ["axum", "async ", "sea_orm", "Tx", "View", "Clock", "Chance", "FrontDoor", "Visit"];
    let unfit_for_stores = ["axum", "FrontDoor>", "Posted", "SignedIn", "tokio::"];
    let (mut rules, mut stores) = (0, 0);
    for file in product().iter().filter(|file| file.krate() != "base") {
        let unfit: &[&str] = match file.file_name() {
            "rules.rs" => &unfit_for_rules,
            "store.rs" => &unfit_for_stores,
            _ => continue,
        };
        if file.file_name() == "rules.rs" {
            rules += 1
        } else {
            stores += 1
        }
        for word in unfit {
            let whole = Regex::new(&format!(r"(^|\W){}", regex::escape(word))).expect("escaped");
            assert!(!whole.is_match(&file.text), "{} has «{word}»", file.path);
        }
    }
    assert!(rules >= 4 && stores >= 10, "{rules} files of rules and {stores} stores were read");
}

/// Tables that are named otherwise than the folder they belong to.
const OTHERWISE_NAMED: [(&str, &str); 4] = [
    ("backups", "db"),
    // What an account proves itself with; the folder `credentials` has no tables, only rules and hashing.
    ("credentials", "accounts"),
    ("messages", "messaging"),
    ("migrations", "db"),
];

#[test]
fn a_table_is_named_only_by_the_store_of_the_feature_that_owns_it() {
    let tables = tables();
    let features: BTreeSet<String> =
        product().iter().filter_map(|file| file.feature().map(str::to_owned)).collect();
    let owners: BTreeMap<&String, String> =
        tables.iter().map(|table| (table, owner(table, &features))).collect();
    let named = Regex::new(r"\b(?:from|into|update|join)\s+([a-z_]+)\b").expect("a constant");
    let mut seen = BTreeSet::new();
    for file in product() {
        for table in named.captures_iter(&file.text).map(|found| found[1].to_owned()) {
            let Some(owner) = owners.get(&table) else { continue };
            assert_eq!(Some(owner.as_str()), file.feature(), "{} uses the table {table}", file.path);
            seen.insert(table);
        }
    }
    let unused: Vec<&String> = tables.difference(&seen).collect();
    assert!(unused.is_empty(), "no statement uses {unused:?}");
}

fn tables() -> BTreeSet<String> {
    let created = Regex::new(r"create table (\w+)").expect("a constant");
    let all: String = aldaba::migrations::ALL.iter().map(|migration| migration.sql).collect();
    created.captures_iter(&all).map(|found| found[1].to_owned()).collect()
}

/// The feature whose name the table begins with: `roster_entries` is the roster's, `journeys` the journey's.
#[track_caller]
fn owner(table: &str, features: &BTreeSet<String>) -> String {
    if let Some((_, owner)) = OTHERWISE_NAMED.iter().find(|(named, _)| *named == table) {
        return (*owner).to_owned();
    }
    let begins = |feature: &&String| {
        let rest = table.strip_prefix(feature.as_str());
        rest.is_some_and(|rest| {
            rest.is_empty() || rest == "s" || rest.starts_with('_') || rest.starts_with("s_")
        })
    };
    let found: Vec<&String> = features.iter().filter(begins).collect();
    assert_eq!(found.len(), 1, "the table {table} begins with the names {found:?} of features");
    found[0].clone()
}

#[test]
fn every_kind_of_task_has_somebody_to_do_it() {
    let duties: Vec<&str> = aldaba::worker::duties().into_iter().map(|(kind, _)| kind).collect();
    let distinct: BTreeSet<&&str> = duties.iter().collect();
    assert_eq!(distinct.len(), duties.len(), "two do the same: {duties:?}");

    let mut asked_for = BTreeSet::new();
    let enqueued = Regex::new(r"\benqueue\(\s*[^,]+,\s*[^,]+\.writer\(\),\s*([\w:.]+),").expect("a constant");
    let code_step = Regex::new(r"\bsend: ([\w:]+),").expect("a constant");
    for file in product().iter().filter(|file| file.krate() != "base") {
        for found in enqueued.captures_iter(&file.text).chain(code_step.captures_iter(&file.text)) {
            // The one place that hands on what a code step says; the steps themselves are read too.
            if &found[1] != "step.send" {
                asked_for
                    .extend(constants_behind(file, &found[1]).iter().map(|name| kind_called(file, name)));
            }
        }
    }
    assert_eq!(asked_for, duties.iter().map(|kind| (*kind).to_owned()).collect());
}

/// The constants that a path or a local name stands for: `let send = if … { A } else { B };` stands for both.
fn constants_behind(file: &SourceFile, name: &str) -> Vec<String> {
    if name.chars().any(char::is_uppercase) {
        return vec![name.to_owned()];
    }
    let chosen = Regex::new(&format!(r"let {name} = ([^;]+);")).expect("a name");
    let constant = Regex::new(r"\b[A-Z][A-Z_]+\b").expect("a constant");
    let choices = chosen.captures(&file.text).map(|found| found[1].to_owned()).unwrap_or_default();
    constant.find_iter(&choices).map(|found| found.as_str().to_owned()).collect()
}

/// The text behind a constant such as `tasks::SEND_CODE` in the feature of `file`.
fn kind_called(file: &SourceFile, path: &str) -> String {
    let constant = path.rsplit("::").next().unwrap_or(path);
    let declared = Regex::new(&format!(r#"const {constant}: &str = "([^"]+)""#)).expect("a constant's name");
    let of_the_feature =
        product().iter().filter(|other| (other.krate(), other.feature()) == (file.krate(), file.feature()));
    let found: Vec<String> = of_the_feature
        .filter_map(|other| declared.captures(&other.text).map(|found| found[1].to_owned()))
        .collect();
    assert_eq!(found.len(), 1, "{} enqueues {path}, which is {found:?}", file.path);
    found[0].clone()
}

#[test]
fn a_kind_of_task_begins_with_the_name_of_its_feature() {
    let features: BTreeSet<String> =
        product().iter().filter_map(|file| file.feature().map(str::to_owned)).collect();
    for (kind, _) in aldaba::worker::duties() {
        let feature = kind.split('.').next().unwrap_or_default();
        assert!(features.contains(feature), "{kind}");
    }
}

/// Not a failure: a list for whoever has time to divide them.
#[test]
#[expect(clippy::print_stderr, reason = "this is the list itself")]
fn long_files_are_told() {
    for file in product().iter().filter(|file| file.lines() > LONG_FILE_LINES) {
        eprintln!("{} has {} lines", file.path, file.lines());
    }
}

#[test]
fn the_names_inside_braces_are_read_to_the_outer_end() {
    assert_eq!(names_in_braces("a, b::{c, d}, e::f}; use x::{y}"), ["a", "b", "e"]);
    let file = SourceFile {
        path: "desk/src/support/mod.rs".to_owned(),
        text: "use crate::{calendar, support};\nuse identity::gate::{self, Gate};".to_owned(),
    };
    let found: Vec<String> = used(&file).into_iter().map(|(of, module)| format!("{of}/{module}")).collect();
    assert_eq!(found, ["desk/calendar", "desk/support", "identity/gate"]);
}
