//! The house rules that no compiler sees: which way imports go, how long files are, what lies in the repository.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Files that may be longer than [`LONGEST_FILE`], and why.
const LONG_FILES: [(&str, &str); 1] = [(
    "src/store/verify/checks.rs",
    "one proof after the other, all over the same tables",
)];
/// Lines of a source file without its tests, beyond which it does too much.
const LONGEST_FILE: usize = 400;
/// Bytes of a file in the repository; what is larger comes as a package or is made.
const LARGEST_FILE: u64 = 500_000;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What git tracks, and what is new and not ignored.
fn tracked() -> Vec<PathBuf> {
    let listing = Command::new("git")
        .args([
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root())
        .output()
        .expect("git lists the files of the repository; install it: apt-get install git");
    let names = String::from_utf8(listing.stdout).unwrap();
    let paths = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    let there: Vec<PathBuf> = paths.filter(|path| root().join(path).is_file()).collect();
    assert!(
        there.len() > 50,
        "git lists {} files: {}",
        there.len(),
        String::from_utf8_lossy(&listing.stderr)
    );
    there
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Rust sources under this folder, with their text.
fn sources(under: &str) -> Vec<(PathBuf, String)> {
    let of = tracked()
        .into_iter()
        .filter(|path| path.starts_with(under) && is_rust(path));
    of.map(|path| (path.clone(), read(&path))).collect()
}

/// The part of a source file before its tests.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at])
}

fn is_test(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default();
    name == "tests" || name == "fixture" || path.components().any(|part| part.as_os_str() == "tests")
}

#[track_caller]
fn expect_none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

/// The modules in the order of the data, as `lib.rs` lists them.
fn stages() -> Vec<String> {
    let lib = read(Path::new("src/lib.rs"));
    let listed = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    listed.map(str::to_owned).collect()
}

/// The modules of ours that a source names: `crate::page::..`, and those in `crate::{page, score::Score}`.
fn imported(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 1;
        let mut start = 0;
        for (place, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if (c == ',' && depth == 1) || depth == 0 {
                found.push(word(group[start..place].trim_start()));
                start = place + 1;
            }
            if depth == 0 {
                break;
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn a_module_imports_only_from_those_before_it() {
    let stages = stages();
    let place = |name: &str| stages.iter().position(|stage| stage == name);
    let mut faults = Vec::new();
    for (path, text) in sources("src").iter().filter(|(path, _)| !is_test(path)) {
        let inside = path.strip_prefix("src").unwrap().with_extension("");
        let own = inside.iter().next().unwrap().to_str().unwrap();
        let Some(here) = place(own) else { continue };
        for name in imported(without_tests(text)) {
            match place(&name) {
                Some(there) if there <= here => {}
                Some(_) => faults.push(format!(
                    "{}: imports {name}, which stands behind {own} in lib.rs",
                    path.display()
                )),
                None => faults.push(format!("{}: crate::{name} is no module of lib.rs", path.display())),
            }
        }
    }
    expect_none(&faults, "imports go against the data");
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::id::BatchId;\n// crate::cli\nuse crate::{page::{decode, kind}, score};\nlet x = crate::money::Amount::ZERO;";
    assert_eq!(imported(text), ["id", "page", "score", "money"]);
}

#[test]
fn no_file_does_too_much() {
    let mut faults = Vec::new();
    for (path, text) in sources("src").iter().chain(&sources("tests")) {
        let lines = without_tests(text).lines().count();
        let excused =
            LONG_FILES.iter().any(|(name, _)| Path::new(name) == path) || is_test(path) && path.starts_with("src");
        if lines > LONGEST_FILE && !excused {
            faults.push(format!("{}: {lines} lines", path.display()));
        }
    }
    for (name, _) in LONG_FILES {
        if !root().join(name).is_file() || without_tests(&read(Path::new(name))).lines().count() <= LONGEST_FILE {
            faults.push(format!("{name}: needs no exception any more; take it off the list"));
        }
    }
    expect_none(&faults, "more than 400 lines without tests");
}

#[test]
fn modules_are_not_called_mod_rs() {
    let all = tracked();
    let found = all
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "mod.rs"));
    expect_none(
        &found.map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "foo.rs beside foo/, no mod.rs",
    );
}

#[test]
fn nothing_large_lies_in_the_repository() {
    let size = |path: &PathBuf| root().join(path).metadata().map_or(0, |file| file.len());
    let all = tracked();
    let found = all.iter().filter(|path| size(path) > LARGEST_FILE);
    let faults: Vec<String> = found
        .map(|path| format!("{}: {} bytes", path.display(), size(path)))
        .collect();
    expect_none(&faults, "files larger than 500 kB");
}

#[test]
fn every_sample_is_whole() {
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(root().join("samples")).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for part in ["README.md", "accounts.csv", "expected.jsonl", "batches"] {
            if !folder.join(part).exists() {
                faults.push(format!("{} has no {part}", folder.display()));
            }
        }
    }
    assert!(
        root().join("samples/README.md").is_file(),
        "samples/README.md states where they come from"
    );
    expect_none(&faults, "samples that lack something");
}

#[test]
fn no_test_is_ignored_or_waits_by_the_clock() {
    // Put together here, so that this file does not name what it forbids.
    let ignored = ["#[", "ignore"].concat();
    let waits = ["sleep", "("].concat();
    let mut faults = Vec::new();
    for (path, text) in sources("src").iter().chain(&sources("tests")) {
        if text.contains(&ignored) {
            faults.push(format!("{}: an ignored test", path.display()));
        }
        let tests = if is_test(path) {
            text
        } else {
            &text[without_tests(text).len()..]
        };
        if tests.contains(&waits) {
            faults.push(format!("{}: a test that sleeps", path.display()));
        }
    }
    expect_none(&faults, "tests that are not run, or that hope");
}

#[test]
fn nothing_names_the_machine_it_was_made_on() {
    // Put together here, so that this file does not name what it forbids.
    let forbidden = [
        ["/", "work/"].concat(),
        ["/", "root/"].concat(),
        ["../", "shared"].concat(),
        ["/home", "/"].concat(),
        ["registry", "+http"].concat(),
        ["sparse", "+http"].concat(),
        ["127.0", ".0.1:"].concat(),
    ];
    // The lock file names the public registry that every crate comes from, and has to.
    let lock = Path::new("Cargo.lock");
    let public = format!("{}s://github.com/rust-lang/crates.io-index", forbidden[4]);
    let mut faults = Vec::new();
    for path in tracked() {
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else {
            continue;
        };
        for (line, text) in (1..).zip(text.lines()) {
            let text = if path == lock {
                text.replace(&public, "")
            } else {
                text.to_owned()
            };
            if let Some(found) = forbidden.iter().find(|found| text.contains(*found)) {
                faults.push(format!("{}:{line}: {found}", path.display()));
            }
        }
    }
    expect_none(&faults, "paths and hosts of one machine");
}
