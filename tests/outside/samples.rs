//! Every folder of `samples/` is a case: its batches are run, and what is exported must be what stands beside them.
//!
//! `BLESS=1 cargo test --release --test outside samples` writes what the program says into `expected.jsonl`; look at the difference.

use crate::support::{Desk, json_lines, sample};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[test]
fn every_sample_becomes_what_stands_beside_it() {
    let faults: Vec<String> = samples().iter().flat_map(|name| check(name)).collect();
    assert!(
        faults.is_empty(),
        "{} differences:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn samples() -> Vec<String> {
    let all = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    assert!(!all.is_empty());
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    all.iter().map(name).collect()
}

/// Runs one situation; what is not as it should be, in words.
fn check(name: &str) -> Vec<String> {
    let desk = Desk::with_accounts_of(&[name]);
    for batch in folders(&sample(name).join("batches")) {
        let said = desk.run(&batch);
        if !matches!(said.status, Some(0 | 3)) {
            return vec![format!("{name}: {said:?}")];
        }
    }
    let given = desk.outcomes();
    let beside = sample(name).join("expected.jsonl");
    let expected = json_lines(&std::fs::read_to_string(&beside).unwrap());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(beside, blessed(&expected, &given)).unwrap();
        return Vec::new();
    }
    let verify = desk.call(["verify"]);
    let proof = (verify.status != Some(0)).then(|| format!("{name}: the books do not prove: {verify:?}"));
    let differences = differences(&expected, &given);
    differences
        .into_iter()
        .map(|difference| format!("{name}: {difference}"))
        .chain(proof)
        .collect()
}

/// Batch and number of a transaction.
type Key = (String, u64);

fn by_key(lines: &[Value]) -> BTreeMap<Key, &Value> {
    let key = |line: &Value| {
        (
            line["batch"].as_str().unwrap().to_owned(),
            line["transaction"].as_u64().unwrap(),
        )
    };
    let map: BTreeMap<Key, &Value> = lines.iter().map(|line| (key(line), line)).collect();
    assert_eq!(map.len(), lines.len(), "a transaction stands twice");
    map
}

fn differences(expected: &[Value], given: &[Value]) -> Vec<String> {
    let (expected, mut given) = (by_key(expected), by_key(given));
    let mut found = Vec::new();
    for (key, wanted) in expected {
        let Some(line) = given.remove(&key) else {
            found.push(format!("{}/{} is missing", key.0, key.1));
            continue;
        };
        let mut fields = Vec::new();
        differ(wanted, line, "", &mut fields);
        found.extend(fields.iter().map(|field| format!("{}/{}{field}", key.0, key.1)));
    }
    found.extend(given.keys().map(|(batch, no)| format!("{batch}/{no} was not expected")));
    found
}

/// Fields that stand in `wanted` must be so in `given`; reasons that stand there must be among those given, and an exception
/// that is expected without any must be one.
fn differ(wanted: &Value, given: &Value, place: &str, found: &mut Vec<String>) {
    match (wanted, given) {
        (Value::Object(wanted), Value::Object(given)) => {
            for (key, value) in wanted {
                let place = format!("{place} {key}");
                differ(value, given.get(key).unwrap_or(&Value::Null), &place, found);
            }
        }
        (Value::Array(wanted), Value::Array(given)) if place == " reasons" => {
            let no_exception = wanted.is_empty() && !given.is_empty();
            if no_exception || wanted.iter().any(|reason| !given.contains(reason)) {
                found.push(format!("{place}: {given:?}, expected {wanted:?}"));
            }
        }
        (Value::Array(wanted), Value::Array(given)) if wanted.len() == given.len() => {
            for (at, (wanted, given)) in wanted.iter().zip(given).enumerate() {
                differ(wanted, given, &format!("{place} {}", at + 1), found);
            }
        }
        _ if wanted == given => {}
        _ => found.push(format!("{place}: {given}, expected {wanted}")),
    }
}

/// What is expected from now on: as given, in the fields that were looked at before; of a new transaction, all of them.
fn blessed(expected: &[Value], given: &[Value]) -> String {
    let expected = by_key(expected);
    let mut text = String::new();
    for (key, line) in by_key(given) {
        let fields = line.as_object().unwrap();
        let kept: Map<String, Value> = match expected.get(&key).and_then(|before| before.as_object()) {
            Some(before) => {
                let kept = before
                    .keys()
                    .map(|name| (name.clone(), fields.get(name).cloned().unwrap_or(Value::Null)));
                kept.collect()
            }
            None => fields.clone(),
        };
        text.push_str(&Value::Object(kept).to_string());
        text.push('\n');
    }
    text
}

#[test]
fn a_wrong_amount_a_missing_reason_and_a_lost_transaction_are_seen() {
    let line = |text: &str| json_lines(text);
    let given =
        line(r#"{"batch":"b","transaction":1,"reasons":["no_item"],"items":[{"amount":"5.00","serial":null}],"x":1}"#);
    let differ = |wanted: &str| differences(&line(wanted), &given).len();
    assert_eq!(
        differ(r#"{"batch":"b","transaction":1,"reasons":["no_item"],"items":[{"amount":"5.00"}]}"#),
        0
    );
    assert_eq!(
        differ(r#"{"batch":"b","transaction":1,"items":[{"amount":"5.01"}]}"#),
        1
    );
    assert_eq!(differ(r#"{"batch":"b","transaction":1,"items":[]}"#), 1);
    assert_eq!(differ(r#"{"batch":"b","transaction":1,"reasons":["no_amount"]}"#), 1);
    assert_eq!(differ(r#"{"batch":"b","transaction":1,"reasons":[]}"#), 1);
    assert_eq!(differ(r#"{"batch":"b","transaction":2}"#), 2);
}
