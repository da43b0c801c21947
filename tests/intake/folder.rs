//! Folders as scanners and people leave them.

use crate::scans::{Order, Page, check, jpeg, one_page, tiff};
use lockbox::config::IntakeLimits;
use lockbox::geometry::Side;
use lockbox::id::TransactionNo;
use lockbox::intake::image_file::Unreadable;
use lockbox::intake::{Batch, Ignored, IntakeError, IntakeNote, NamedBy};
use lockbox::page::decode::decode;
use std::path::Path;
use tempfile::TempDir;

const LIMITS: IntakeLimits = IntakeLimits {
    max_file_bytes: 100_000,
    max_page_pixels: 1_000_000,
    max_pages_per_file: 5,
    max_pages_per_batch: 12,
};

/// A small scan; another `height`, another picture.
fn scan(height: u32) -> Vec<u8> {
    one_page(Page::group4(&check(40, height)))
}

fn scan_of_pages(pages: u32) -> Vec<u8> {
    let pages: Vec<Page> = (0..pages).map(|page| Page::group4(&check(40, 10 + page))).collect();
    tiff(Order::Intel, &pages)
}

/// A batch's folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn open(folder: &TempDir) -> Batch {
    Batch::open(folder.path(), &LIMITS).unwrap()
}

fn fails(folder: &TempDir) -> IntakeError {
    Batch::open(folder.path(), &LIMITS).unwrap_err()
}

/// Label, transaction and whether there is something to decode, of every page in order.
fn pages(batch: &Batch) -> Vec<(String, Option<u32>, bool)> {
    for (at, page) in batch.pages.iter().enumerate() {
        assert_eq!(page.no.0 as usize, at + 1);
    }
    let page = |page: &lockbox::intake::PageRef| {
        let transaction = page.transaction.map(|TransactionNo(no)| no);
        (page.label.clone(), transaction, page.trouble.is_none())
    };
    batch.pages.iter().map(page).collect()
}

#[track_caller]
fn expect_pages(batch: &Batch, expected: &[(&str, Option<u32>, bool)]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|&(label, transaction, good)| (label.to_owned(), transaction, good))
        .collect();
    assert_eq!(pages(batch), expected, "{:?}", batch.notes);
}

#[test]
fn without_a_manifest_pages_stand_in_scan_order() {
    let scans = folder(&[
        ("scan10.tif", &scan(10)),
        ("scan9.TIFF", &scan(11)),
        ("scan2B.jpg", &jpeg(&check(40, 12))),
        ("scan2F.jpg", &jpeg(&check(40, 13))),
        ("scan3.tif", &scan_of_pages(3)),
    ]);
    let batch = open(&scans);
    expect_pages(
        &batch,
        &[
            ("scan2F.jpg", None, true),
            ("scan2B.jpg", None, true),
            ("scan3.tif#1", None, true),
            ("scan3.tif#2", None, true),
            ("scan3.tif#3", None, true),
            ("scan9.TIFF", None, true),
            ("scan10.tif", None, true),
        ],
    );
    assert_eq!(batch.pages[1].side, Side::Back);
    assert_eq!(batch.named_by, NamedBy::Source);
    for page in &batch.pages {
        let bytes = batch.files[page.file.unwrap()].read(&LIMITS).unwrap();
        assert_eq!(decode(&bytes, page.frame, &LIMITS).unwrap().gray.width(), 40);
    }
}

#[test]
fn a_manifest_says_which_pages_share_an_envelope() {
    let manifest = r#"{"batch":"B-1","transactions":[
        {"pages":[{"file":"1F.tif"},{"file":"2f.TIF","micr":"A011000015A 44C 1","amount":"5.00"}]},
        {"pages":[{"file":"all.tif#2","amount":7},{"file":"./all.tif#1"}]}]}"#;
    let batch = open(&folder(&[
        ("1F.tif", &scan(10)),
        ("2F.tif", &scan(11)),
        ("all.tif", &scan_of_pages(2)),
        ("BATCH.JSON", manifest.as_bytes()),
    ]));
    expect_pages(
        &batch,
        &[
            ("1F.tif", Some(1), true),
            ("2F.tif", Some(1), true),
            ("all.tif#2", Some(2), true),
            ("all.tif#1", Some(2), true),
        ],
    );
    assert_eq!((batch.name.as_str(), batch.named_by), ("B-1", NamedBy::Manifest));
    assert_eq!(batch.pages[1].amount.unwrap().to_string(), "5.00");
    assert!(batch.pages[1].micr.is_some());
    assert_eq!(batch.pages[2].amount.unwrap().to_string(), "7.00");
    assert_eq!(batch.notes, []);
}

#[test]
fn what_is_listed_and_did_not_come_keeps_its_place() {
    let manifest = r#"{"transactions":[{"pages":[{"file":"1.tif"},{"file":"2.tif"},{"file":"../1.tif"},
        {"file":"1.tif#9"},{"amount":"5.00"}]},{"pages":[]}]}"#;
    let batch = open(&folder(&[("1.tif", &scan(10)), ("batch.json", manifest.as_bytes())]));
    expect_pages(
        &batch,
        &[
            ("1.tif", Some(1), true),
            ("2.tif", Some(1), false),
            ("../1.tif", Some(1), false),
            ("1.tif#9", Some(1), false),
            ("unnamed page of transaction 1", Some(1), false),
        ],
    );
    assert_eq!(batch.pages[1].trouble, Some(Unreadable::Missing));
    assert_eq!(batch.pages[3].trouble, Some(Unreadable::MissingFrame { pages: 1 }));
    let empty = IntakeNote::NoPages {
        transaction: TransactionNo(2),
    };
    assert!(batch.notes.contains(&empty));
}

#[test]
fn what_came_and_is_not_listed_is_a_page_of_no_transaction() {
    let manifest = r#"{"transactions":[{"pages":[{"file":"2.tif"}]},{"pages":[{"file":"3.tif"}]}]}"#;
    let batch = open(&folder(&[
        ("1.tif", &scan(10)),
        ("2.tif", &scan(11)),
        ("2x.tif", &scan(12)),
        ("3.tif", &scan(13)),
        ("batch.json", manifest.as_bytes()),
    ]));
    expect_pages(
        &batch,
        &[
            ("1.tif", None, true),
            ("2.tif", Some(1), true),
            ("2x.tif", None, true),
            ("3.tif", Some(2), true),
        ],
    );
}

#[test]
fn a_page_listed_twice_counts_where_it_stands_first() {
    let manifest = r#"{"transactions":[{"pages":[{"file":"1.tif","amount":"5.00"}]},
        {"pages":[{"file":"1.tif","amount":"6.00"},{"file":"gone.tif"},{"file":"gone.tif"}]}]}"#;
    let batch = open(&folder(&[("1.tif", &scan(10)), ("batch.json", manifest.as_bytes())]));
    expect_pages(&batch, &[("1.tif", Some(1), true), ("gone.tif", Some(2), false)]);
    assert_eq!(batch.pages[0].amount.unwrap().to_string(), "5.00");
    let again = batch
        .notes
        .iter()
        .filter(|note| matches!(note, IntakeNote::ListedAgain { .. }));
    assert_eq!(again.count(), 2);
}

#[test]
fn an_amount_for_a_file_of_several_pages_is_used_for_none() {
    let manifest = r#"{"transactions":[{"pages":[{"file":"all.tif","amount":"5.00"}]}]}"#;
    let batch = open(&folder(&[
        ("all.tif", &scan_of_pages(2)),
        ("batch.json", manifest.as_bytes()),
    ]));
    expect_pages(&batch, &[("all.tif#1", Some(1), true), ("all.tif#2", Some(1), true)]);
    assert!(batch.pages.iter().all(|page| page.amount.is_none()));
    assert!(matches!(batch.notes[..], [IntakeNote::ForWhichPage { .. }]));
}

#[test]
fn a_name_in_another_case_is_found_if_only_one_fits() {
    let manifest = r#"{"transactions":[{"pages":[{"file":"a.tif"},{"file":"C.tif"}]}]}"#;
    let batch = open(&folder(&[
        ("A.tif", &scan(10)),
        ("c.tif", &scan(11)),
        ("C.TIF", &scan(12)),
        ("batch.json", manifest.as_bytes()),
    ]));
    let listed: Vec<_> = pages(&batch).into_iter().filter(|page| page.1.is_some()).collect();
    assert_eq!(
        listed,
        [
            ("A.tif".to_owned(), Some(1), true),
            ("C.tif".to_owned(), Some(1), false)
        ]
    );
    assert_eq!(batch.pages.len(), 4);
}

#[test]
fn bad_files_are_unreadable_pages_among_good_ones() {
    let batch = open(&folder(&[
        ("1.tif", &scan(10)),
        ("2.tif", b""),
        ("3.pdf", b"%PDF-1.4"),
        ("4.jpg", b"<html>not found</html>"),
        ("5.tif", &jpeg(&check(40, 10))),
        ("6.tif", &vec![b'I'; 100_001]),
        ("7.bmp", b"BM"),
        ("8", &scan(11)),
        ("index.xml", b"<batch/>"),
        (".DS_Store", b"x"),
        ("Thumbs.db", b"x"),
    ]));
    expect_pages(
        &batch,
        &[
            ("1.tif", None, true),
            ("2.tif", None, false),
            ("3.pdf", None, false),
            ("4.jpg", None, false),
            ("5.tif", None, true),
            ("6.tif", None, false),
            ("7.bmp", None, false),
            ("8", None, true),
        ],
    );
    assert_eq!(batch.pages[2].trouble, Some(Unreadable::NotYet("PDF")));
    assert_eq!(batch.files[5].digest, None);
    let ignored = |name: &str, why| {
        let name = name.to_owned();
        batch.notes.contains(&IntakeNote::Ignored { name, why })
    };
    assert!(ignored("index.xml", Ignored::NoImage));
    assert!(ignored(".DS_Store", Ignored::Hidden));
    assert!(ignored("Thumbs.db", Ignored::Hidden));
    assert!(
        batch
            .notes
            .contains(&IntakeNote::TakenByContents { name: "8".to_owned() })
    );
}

#[test]
fn pages_beyond_a_files_limit_are_one_page_that_says_so() {
    let batch = open(&folder(&[("all.tif", &scan_of_pages(9))]));
    assert_eq!(batch.pages.len(), 6);
    assert_eq!(batch.pages[5].label, "all.tif#6");
    assert_eq!(batch.pages[5].trouble, Some(Unreadable::TooManyPages { limit: 5 }));
}

#[test]
fn a_link_is_the_file_it_leads_to_and_a_pipe_or_device_is_none() {
    let folder = folder(&[("1.tif", &scan(10))]);
    std::os::unix::fs::symlink("1.tif", folder.path().join("5.tif")).unwrap();
    std::os::unix::fs::symlink("absent.tif", folder.path().join("6.tif")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("2.tif")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("3.tif")).unwrap();
    std::process::Command::new("mkfifo")
        .arg(folder.path().join("4.tif"))
        .status()
        .unwrap();
    std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status()
        .unwrap();
    let batch = open(&folder);
    expect_pages(
        &batch,
        &[
            ("1.tif", None, true),
            ("2.tif", None, false),
            ("3.tif", None, false),
            ("4.tif", None, false),
            ("5.tif", None, true),
            ("6.tif", None, false),
        ],
    );
    assert_eq!(batch.pages[1].trouble, Some(Unreadable::NotAFile("a device")));
    assert_eq!(batch.pages[3].trouble, Some(Unreadable::NotAFile("a pipe")));
}

#[test]
fn the_same_scans_are_the_same_batch_under_any_name() {
    let (one, two) = (scan(10), scan(11));
    let first = open(&folder(&[("1F.tif", &one), ("2F.tif", &two)]));
    let renamed = open(&folder(&[("a1.tif", &one), ("a2.tif", &two), ("batch.json", b"{}")]));
    assert_eq!(first.digest, renamed.digest);
    assert_ne!(first.manifest_original, renamed.manifest_original);
    let swapped = open(&folder(&[("1F.tif", &two), ("2F.tif", &one)]));
    assert_ne!(first.digest, swapped.digest);
    let turned = open(&folder(&[("1F.tif", &one), ("2B.tif", &two)]));
    assert_ne!(first.digest, turned.digest);
}

#[test]
fn a_file_that_changed_after_intake_is_not_read_as_another() {
    let folder = folder(&[("1.tif", &scan(10))]);
    let batch = open(&folder);
    std::fs::write(folder.path().join("1.tif"), scan(11)).unwrap();
    assert_eq!(batch.files[0].read(&LIMITS), Err(Unreadable::Changed));
}

#[test]
fn a_bad_manifest_is_an_error_with_file_line_and_remedy() {
    let error = fails(&folder(&[("1.tif", &scan(10)), ("batch.json", b"{\n \"control\": [}")]));
    let text = error.to_string();
    assert!(text.contains("batch.json, line 2, column"), "{text}");
    assert!(text.contains("take the file away"), "{text}");
    let link = folder(&[("1.tif", &scan(10))]);
    std::os::unix::fs::symlink("/dev/zero", link.path().join("batch.json")).unwrap();
    assert!(matches!(fails(&link), IntakeError::NoManifestFile { .. }));
    let both = folder(&[("1.tif", &scan(10)), ("batch.json", b"{}"), ("Batch.json", b"{}")]);
    assert!(matches!(fails(&both), IntakeError::TwoManifests { .. }));
}

#[test]
fn a_folder_without_pages_is_an_error_with_a_remedy() {
    let empty = folder(&[("batch.json", b"{}"), ("notes.txt", b"x")]);
    assert!(fails(&empty).to_string().contains("named .tif, .jpg or .png"));
    let batches = folder(&[]);
    std::fs::create_dir(batches.path().join("b1")).unwrap();
    std::fs::write(batches.path().join("b1/1.tif"), scan(10)).unwrap();
    assert!(fails(&batches).to_string().contains("the folders inside it do"));
    std::fs::write(batches.path().join("2.tif"), scan(10)).unwrap();
    assert!(matches!(fails(&batches), IntakeError::PagesInside { .. }));
    let absent = Batch::open(Path::new("no such folder"), &LIMITS).unwrap_err();
    assert!(absent.to_string().contains("no such folder"));
}

#[test]
fn a_batch_beyond_the_limit_is_refused_whole() {
    let three = scan_of_pages(3);
    let names: Vec<String> = (0..5).map(|file| format!("{file}.tif")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), three.as_slice())).collect();
    assert!(matches!(
        fails(&folder(&files)),
        IntakeError::TooManyPages { limit: 12, .. }
    ));
    let listed = r#",{"file":"2.tif"},{"file":"3.tif"},{"file":"4.tif"}"#.to_owned()
        + &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
            .map(|name| format!(r#",{{"file":"{name}.tif"}}"#))
            .concat();
    let manifest = format!(r#"{{"transactions":[{{"pages":[{{"file":"x.tif"}}{listed}]}}]}}"#);
    let many_listed = folder(&[("1.tif", &scan(10)), ("batch.json", manifest.as_bytes())]);
    assert!(matches!(fails(&many_listed), IntakeError::TooManyPages { .. }));
}

#[test]
fn a_single_file_is_a_batch_and_what_is_not_read_yet_says_so() {
    let files = folder(&[
        ("Mail 7.tif", &scan_of_pages(2)),
        ("scan.pdf", b"%PDF-1.4"),
        ("batch.zip", b"PK\x03\x04"),
        ("letter.x937", b"\0\0\0\x50\xF0\xF1\xF0\xF3"),
        ("notes.txt", b"notes"),
    ]);
    let open = |name| Batch::open(&files.path().join(name), &LIMITS);
    let batch = open("Mail 7.tif").unwrap();
    assert_eq!(batch.name.as_str(), "Mail-7");
    expect_pages(&batch, &[("Mail 7.tif#1", None, true), ("Mail 7.tif#2", None, true)]);
    for (name, what) in [("scan.pdf", "PDF"), ("batch.zip", "ZIP"), ("letter.x937", "X9.37")] {
        assert!(open(name).unwrap_err().to_string().contains(what));
    }
    assert!(matches!(open("notes.txt"), Err(IntakeError::NoBatch { .. })));
}

#[test]
fn names_that_are_not_utf_8_are_taken_with_labels_of_their_own() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    for (name, height) in [(b"\xFF.tif".as_slice(), 10), (b"\xFE.tif", 11)] {
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), scan(height)).unwrap();
    }
    let batch = open(&folder);
    assert_eq!(batch.pages.len(), 2);
    assert_ne!(batch.pages[0].label, batch.pages[1].label);
    assert!(batch.files[1].read(&LIMITS).is_ok());
}
