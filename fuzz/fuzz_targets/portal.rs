//! A portal's file: it is taken, or every problem is told with the file's name.
#![no_main]

use std::fs;

use identity::portals::{Surroundings, read};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const LOGO: &[u8] = include_bytes!("../../portals/miportal.svg");

thread_local! {
    static FOLDER: TempDir = {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("miportal.svg"), LOGO).expect("it is written");
        folder
    };
}

fuzz_target!(|text: &[u8]| {
    FOLDER.with(|folder| {
        fs::write(folder.path().join("miportal.toml"), text).expect("it is written");
        let around = Surroundings {
            knows_text: &|_| true,
            pages: &["/ingreso", "/inicio"],
            sends_text_messages: true,
        };
        if let Err(problems) = read(folder.path(), &around) {
            assert!(!problems.is_empty());
            for problem in problems {
                assert!(!problem.to_string().is_empty());
            }
        }
    });
});
