//! What strangers, scanners and full disks do to a batch: a word that names file and remedy, or an exception; the rest goes on,
//! and no page is lost.

use crate::support::{Desk, Mail, Said, THAT_POST, endings, pages_of, sample_page};
use serde_json::json;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

const GOOD: &str = THAT_POST[0];
const OTHER: &str = THAT_POST[1];

fn desk() -> Desk {
    Desk::with_accounts_of(&THAT_POST)
}

fn page() -> Vec<u8> {
    sample_page(GOOD, "00001F.tif")
}

/// A TIFF of so many small grey pages.
fn tiff_of(pages: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    for _ in 0..pages {
        encoder
            .write_image::<tiff::encoder::colortype::Gray8>(8, 8, &[255; 64])
            .unwrap();
    }
    bytes.into_inner()
}

/// A TIFF whose directory states a height of four thousand million rows.
fn with_a_huge_height(mut scan: Vec<u8>) -> Vec<u8> {
    let tag = [1, 1, 4, 0, 1, 0, 0, 0];
    let short = [1, 1, 3, 0, 1, 0, 0, 0];
    let at = scan
        .windows(8)
        .position(|field| field == tag || field == short)
        .unwrap();
    scan[at..at + 12].copy_from_slice(&[1, 1, 4, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xef]);
    scan
}

#[test]
fn damaged_files_become_exceptions_and_the_good_ones_between_them_post() {
    let whole = page();
    let png_head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x0f\xff\xff\0\x0f\xff\xff\x08\0\0\0\0AAAA".to_vec();
    let damaged: [Vec<u8>; 7] = [
        Vec::new(),
        whole[..whole.len() / 2].to_vec(),
        whole[..9].to_vec(),
        b"This is a letter, not a scan.\n".to_vec(),
        b"PK\x03\x04 not what it says".to_vec(),
        with_a_huge_height(whole.clone()),
        png_head,
    ];
    let desk = desk();
    let mail = damaged.iter().fold(Mail::of("20260108-001", &[GOOD]), |mail, bytes| {
        mail.envelope_of_one(bytes.clone())
    });
    let batch = mail.envelope(OTHER).put(&desk, "scans");
    desk.run(&batch).expect_status(0);
    let outcomes = desk.outcomes();
    assert_eq!(pages_of(&outcomes).len(), 2 + damaged.len() + 2);
    let endings = endings(&outcomes);
    assert_eq!((&*endings[0], &*endings[8]), ("posted", "posted"));
    for (ending, place) in endings[1..8].iter().zip(2..) {
        assert!(ending.contains("unreadable_page"), "transaction {place}: {ending}");
        let show = desk.call(["show".to_owned(), format!("20260108-001/{place}")]);
        assert!(show.expect_status(0).out.contains("unreadable: "));
    }
    desk.expect_proof();
}

/// Three bytes in the middle of a scan turned over, at many places: whatever is read, it never goes to another account.
#[test]
fn a_scan_with_turned_bytes_posts_rightly_or_waits() {
    let whole = page();
    let desk = desk();
    let mut mail = Mail::named("20260108-001");
    for at in (8..whole.len()).step_by(whole.len() / 24) {
        let mut damaged = whole.clone();
        damaged.iter_mut().skip(at).take(3).for_each(|byte| *byte ^= 0xff);
        mail = mail.envelope_of_one(damaged);
    }
    desk.run(&mail.put(&desk, "scans")).expect_status(0);
    let outcomes = desk.outcomes();
    assert!(outcomes.len() >= 24);
    assert!(outcomes.iter().all(|outcome| outcome["outcome"] == "exception"));
    desk.expect_proof();
}

#[test]
fn a_file_of_three_thousand_pages_is_read_up_to_the_limit_and_every_page_is_named() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &[GOOD])
        .envelope_of_one(tiff_of(3_000))
        .envelope(OTHER)
        .put(&desk, "scans");
    desk.run(&batch).expect_status(0);
    let outcomes = desk.outcomes();
    let endings = endings(&outcomes);
    assert_eq!((&*endings[0], &*endings[2]), ("posted", "posted"));
    let pages = outcomes[1]["pages"].as_array().unwrap();
    assert!(
        pages.len() == 3_000 || endings[1].contains("unreadable_page"),
        "{} pages",
        pages.len()
    );
    assert_eq!(pages[0], "00003F.tif#1");
    desk.expect_proof();
}

#[test]
fn pages_that_did_not_come_and_pages_that_nobody_listed_are_not_lost() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &[GOOD])
        .listed(json!({ "pages": [{ "file": "gone.tif", "amount": "5.00" }] }))
        .unlisted("99999F.tif", sample_page(OTHER, "00001F.tif"))
        .put(&desk, "scans");
    desk.run(&batch).expect_word(0, &["gone.tif", "99999F.tif"]);
    let outcomes = desk.outcomes();
    assert_eq!(
        pages_of(&outcomes),
        ["00001F.tif", "00002F.tif", "gone.tif", "99999F.tif"]
    );
    let endings = endings(&outcomes);
    assert_eq!(endings[0], "posted");
    assert!(endings[1].contains("unreadable_page"), "{endings:?}");
    assert!(endings[2].contains("grouping_uncertain"), "{endings:?}");
    desk.expect_proof();
}

#[test]
fn an_amount_that_is_none_is_taken_as_absent_and_said() {
    for nonsense in [
        json!("twelve"),
        json!("-5.00"),
        json!("1.005"),
        json!("1e3"),
        json!("0"),
        json!([]),
        json!("99999999999999999999"),
    ] {
        let desk = desk();
        let batch = Mail::of("20260108-001", &[GOOD]).keyed(&nonsense).put(&desk, "scans");
        desk.run_without_reading(&batch).expect_word(0, &["`amount`"]);
        assert_eq!(endings(&desk.outcomes()), ["no_amount"], "{nonsense}");
    }
}

#[test]
fn a_manifest_that_cannot_be_read_keeps_the_batch_out_and_says_where_it_breaks() {
    for (manifest, word) in [
        ("{ \"batch\": \"x\", \n  \"transactions\": [ ", "line 2"),
        ("", "line 1"),
        ("[1, 2]", "batch.json"),
        ("{ \"transactions\": 7 }", "batch.json"),
        ("\u{0}\u{1}", "batch.json"),
        (&format!("{{\"transactions\":{}", "[".repeat(100_000)), "batch.json"),
    ] {
        let desk = desk();
        let batch = Mail::of("20260108-001", &[GOOD]).put_without_manifest(&desk, "scans");
        std::fs::write(batch.join("batch.json"), manifest).unwrap();
        desk.run(&batch).expect_refusal(&["batch.json", word]);
        assert_eq!(desk.exported(), "");
    }
}

#[test]
fn two_manifests_are_one_too_many() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &[GOOD]).put(&desk, "scans");
    std::fs::write(batch.join("BATCH.json"), "{}").unwrap();
    desk.run(&batch).expect_refusal(&["BATCH.json", "leave one"]);
}

#[test]
fn what_is_no_batch_is_refused_in_words() {
    let desk = desk();
    std::fs::create_dir(desk.beside("empty")).unwrap();
    desk.write("letter.txt", "Dear Sirs");
    desk.write("scan.pdf", "%PDF-1.4\n");
    desk.run(&desk.beside("empty"))
        .expect_refusal(&["empty", "no page image"]);
    desk.run(&desk.beside("letter.txt"))
        .expect_refusal(&["letter.txt", "is no batch"]);
    desk.run(&desk.beside("gone")).expect_refusal(&["gone", "there is no"]);
    // Read as soon as PDFs are: a word until then, never a panic.
    let pdf = desk.run(&desk.beside("scan.pdf"));
    assert!(pdf.status == Some(0) || pdf.err.contains("scan.pdf"), "{pdf:?}");
    desk.run(Path::new("/dev/null")).expect_refusal(&["/dev/null"]);
}

#[test]
fn a_manifest_of_another_lockbox_is_refused() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &[GOOD])
        .with("lockbox", json!("999999"))
        .put(&desk, "scans");
    desk.run(&batch).expect_refusal(&["999999", "412612"]);
    assert_eq!(desk.exported(), "");
}

#[test]
fn names_that_lead_out_of_the_batch_lead_nowhere() {
    let desk = desk();
    desk.write("secret.tif", page());
    let mail = Mail::of("20260108-001", &[GOOD]);
    let batch = mail
        .listed(json!({ "pages": [{ "file": "../secret.tif" }, { "file": "/etc/passwd" }] }))
        .put(&desk, "scans");
    desk.run(&batch).expect_status(0);
    assert_eq!(endings(&desk.outcomes())[0], "posted");
    assert!(endings(&desk.outcomes())[1].contains("unreadable_page"));
    desk.expect_proof();
}

#[test]
fn a_batch_that_nobody_knows_is_said_to_be_unknown() {
    let desk = desk();
    desk.call(["show", "20260108-404"])
        .expect_refusal(&["20260108-404", "lockbox batches"]);
    desk.call(["show", "20260108-404/1"]).expect_refusal(&["20260108-404"]);
    desk.call(["show", "../../etc"]).expect_refusal(&["etc"]);
    desk.call(["export", "outcomes", "--batch", "20260108-404"])
        .expect_refusal(&["20260108-404", "lockbox batches"]);
    desk.run(&Mail::of("20260108-001", &[GOOD]).put(&desk, "scans"))
        .expect_status(0);
    desk.call(["show", "20260108-001/9"])
        .expect_refusal(&["20260108-001/9"]);
    desk.call(["show", "20260108-001/x"]).expect_refusal(&["`x`"]);
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_right() {
    let desk = Desk::new();
    let wrong: [&[&str]; 7] = [
        &[],
        &["run"],
        &["rnu"],
        &["run", "--acept", "x"],
        &["export", "everything"],
        &["accounts"],
        &["--now", "yesterday", "verify"],
    ];
    for arguments in wrong {
        let said = desk.call(arguments).expect_status(2);
        assert!(said.err.contains("Usage") || said.err.contains("--help"), "{said:?}");
    }
    assert!(!desk.data().exists());
    desk.call(["--help"]).expect_word(0, &["run", "verify"]);
    desk.call(["--version"]).expect_word(0, &["lockbox"]);
}

#[test]
fn looking_at_a_folder_without_data_makes_none() {
    let desk = Desk::new();
    for command in [
        &["verify"][..],
        &["batches"],
        &["export", "outcomes"],
        &["exceptions"],
        &["show", "b/1"],
    ] {
        desk.call(command).expect_refusal(&["no lockbox data", "--data"]);
    }
    assert!(!desk.data().exists());
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named() {
    let desk = Desk::new();
    let batch = Mail::of("20260108-001", &[GOOD]).put(&desk, "scans");
    std::fs::write(desk.data(), "a file in the folder's place").unwrap();
    let said = desk.run(&batch).expect_refusal(&["data", "--data"]);
    assert_eq!(
        said.err.matches("os error").count(),
        1,
        "it says its cause twice: {said:?}"
    );
    let nowhere = desk.call(["--data", "/dev/null/x", "run", "scans"]);
    nowhere.expect_refusal(&["/dev/null/x", "--data"]);
}

#[test]
fn a_database_of_something_else_or_of_a_newer_version_is_left_alone() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &[GOOD]).put(&desk, "scans");
    let path = desk.data().join("lockbox.db");
    let books = rusqlite::Connection::open(&path).unwrap();
    books.pragma_update(None, "user_version", 999).unwrap();
    drop(books);
    let before = std::fs::read(&path).unwrap();
    for said in [desk.run(&batch), desk.call(["verify"])] {
        said.expect_refusal(&["lockbox.db", "999", "newer"]);
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);

    for contents in [
        "no database at all, but long enough to be looked at as one".repeat(40),
        "short".to_owned(),
    ] {
        std::fs::write(&path, &contents).unwrap();
        for said in [desk.run(&batch), desk.call(["verify"])] {
            said.expect_refusal(&["lockbox.db", "not a lockbox database"]);
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), contents);
    }
}

#[test]
fn a_wrong_configuration_is_named_with_its_line() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &[GOOD]).put(&desk, "scans");
    for (toml, word) in [
        ("lockbox = ", "line 1"),
        ("no_such_key = 1\n", "no_such_key"),
        ("\n[policy]\nautopay = \"perhaps\"\n", "perhaps"),
    ] {
        std::fs::write(desk.data().join("lockbox.toml"), toml).unwrap();
        desk.run(&batch).expect_refusal(&["lockbox.toml", word]);
        desk.call(["config"]).expect_refusal(&["lockbox.toml", word]);
    }
}

/// A limit on the size of any file that the program writes stands for a disk that is too small.
#[test]
fn a_disk_too_small_for_the_scans_takes_nothing_in_and_says_so() {
    let desk = desk();
    let batch = Mail::of("20260108-001", &THAT_POST).put(&desk, "scans");
    let mut shell = Command::new("bash");
    desk.surround(&mut shell);
    // The signal that goes with the limit is set to be ignored, as for a daemon; then the write itself fails.
    let script = "trap '' XFSZ; ulimit -f 2; exec \"$0\" run \"$1\"";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_lockbox")]).arg(&batch);
    let said = Said::of(&shell.output().unwrap()).expect_status(1);
    assert!(said.err.starts_with("lockbox: "), "{said:?}");
    desk.expect_proof();
    assert_eq!(desk.exported(), "");
    desk.run(&batch).expect_status(0);
    assert_eq!(endings(&desk.outcomes()), ["posted"; 4]);
    desk.expect_proof();
}

#[test]
fn a_page_that_the_archive_lost_or_that_was_changed_there_is_found() {
    let desk = desk();
    desk.run(&Mail::of("20260108-001", &[GOOD]).put(&desk, "scans"))
        .expect_status(0);
    let archive = desk.data().join("archive");
    let folders = std::fs::read_dir(&archive).unwrap().map(|entry| entry.unwrap().path());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let scan = files.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let whole = std::fs::read(&scan).unwrap();
    let digest = scan.file_name().unwrap().to_str().unwrap();
    std::fs::write(&scan, b"something else").unwrap();
    desk.call(["verify"]).expect_word(1, &["WRONG", digest, "DO NOT prove"]);
    std::fs::remove_file(&scan).unwrap();
    desk.call(["verify"]).expect_word(1, &["WRONG", digest]);
    std::fs::write(&scan, whole).unwrap();
    desk.expect_proof();
}
