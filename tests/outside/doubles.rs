//! Money that must not be counted twice, and batches that must not be taken for one another.

use crate::support::{Desk, Mail, THAT_POST};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A batch of one envelope that posts, with its manifest changed.
fn envelope(desk: &Desk, name: &str, change: impl FnOnce(&Path, &mut Vec<Value>)) -> std::path::PathBuf {
    let folder = Mail::of(name, &THAT_POST[..1]).put(desk, name);
    let path = folder.join("batch.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&folder, manifest["transactions"][0]["pages"].as_array_mut().unwrap());
    fs::write(path, manifest.to_string()).unwrap();
    folder
}

fn check(pages: &mut [Value]) -> &mut Value {
    pages.iter_mut().find(|page| page.get("amount").is_some()).unwrap()
}

fn reasons(desk: &Desk, batch: &str) -> String {
    desk.outcomes()
        .iter()
        .filter(|line| line["batch"] == batch)
        .map(|line| line["reasons"].to_string())
        .collect()
}

#[test]
fn one_check_twice_in_an_envelope_is_a_duplicate() {
    let desk = Desk::with_accounts_of(&THAT_POST[..1]);
    let batch = envelope(&desk, "twice", |folder, pages| {
        let mut again = check(pages).clone();
        let file = again["file"].as_str().unwrap().to_owned();
        fs::copy(folder.join(&file), folder.join(format!("zz-{file}"))).unwrap();
        again["file"] = json!(format!("zz-{file}"));
        pages.push(again);
    });
    desk.run(&batch).expect_word(0, &["0 posted"]);
    assert!(
        reasons(&desk, "twice").contains("duplicate_item"),
        "{}",
        reasons(&desk, "twice")
    );
    desk.expect_proof();
}

#[test]
fn a_check_keyed_again_with_another_amount_is_still_the_same_check() {
    let desk = Desk::with_accounts_of(&THAT_POST[..1]);
    let keyed = |name: &str, amount: &str| {
        envelope(&desk, name, |folder, pages| {
            let page = check(pages);
            page["amount"] = json!(amount);
            // Scanned anew, a paper has other bytes: a byte behind the picture stands for that.
            let file = folder.join(page["file"].as_str().unwrap());
            let mut bytes = fs::read(&file).unwrap();
            bytes.extend(amount.bytes());
            fs::write(file, bytes).unwrap();
        })
    };
    desk.run(&keyed("first", "159.27")).expect_word(0, &["1 posted"]);
    desk.run(&keyed("second", "1592.70")).expect_word(0, &["0 posted"]);
    let second = reasons(&desk, "second");
    assert!(second.contains("duplicate_item"), "{second}");
    desk.expect_proof();
}

#[test]
fn two_batches_of_empty_files_are_two_batches() {
    let desk = Desk::new();
    for name in ["monday", "tuesday"] {
        fs::create_dir_all(desk.beside(name)).unwrap();
        desk.write(&format!("{name}/00001F.tif"), "");
        let manifest =
            json!({ "batch": name, "transactions": [{ "pages": [{ "file": "00001F.tif", "amount": "10.00" }] }] });
        desk.write(&format!("{name}/batch.json"), manifest.to_string());
        desk.run(&desk.beside(name))
            .expect_word(0, &[name, "unreadable_page 1"]);
    }
    assert_eq!(desk.outcomes().len(), 2);
    desk.expect_proof();
}
