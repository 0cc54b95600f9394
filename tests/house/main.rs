//! The house keeps itself: layers that only look down, files with a heading and of one noun, and
//! the schemas of every version that was released.

mod layers;
mod schemas;
mod shape;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use source::Source;

/// Something in a source file that the house does not allow.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The line, from 1.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) what: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(file: &Path) -> String {
    fs::read_to_string(file).expect("a source file is text")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a source folder can be listed") {
        let path = entry.expect("a source folder can be listed").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Every complaint of one kind about `src/**`, as `FILE:LINE: what`.
fn about_src(complain: impl Fn(&str, &Source) -> Vec<Complaint>) -> Vec<String> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "src has files");
    let mut told = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).expect("it was found there");
        let name = name.to_string_lossy().replace('\\', "/");
        for Complaint { line, what } in complain(&name, &Source::read(&text_of(&file))) {
            told.push(format!("{name}:{line}: {what}"));
        }
    }
    told
}

#[test]
fn layers_look_down_never_up() {
    let crates = layers::crates_of(&text_of(&root().join("Cargo.toml")));
    let told = about_src(|name, source| layers::complaints(name, source, &crates));
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn files_have_a_heading_and_one_noun() {
    let told = about_src(shape::complaints);
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[expect(clippy::print_stderr, reason = "a test that was skipped says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
