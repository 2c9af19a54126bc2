//! No byte of a pack can be changed, added or taken away unseen.

use crate::common::*;
use crate::runner::Folder;
use aicaiq::limits::PACK;
use aicaiq::pack::{VerifyError, verify};
use proptest::prelude::*;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

fn packed() -> (tempfile::TempDir, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    small(dir.path(), &dir.path().join("p.zip"));
    let bytes = std::fs::read(dir.path().join("p.zip")).unwrap();
    (dir, bytes)
}

/// What is said of a pack with these bytes.
fn said(bytes: &[u8]) -> Vec<String> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    match verify(&mut file, None, &mut |_| ()) {
        Ok(verified) => verified.findings.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn every_byte_counts() {
    let (_dir, bytes) = packed();
    assert_eq!(said(&bytes), [""; 0]);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    for (at, byte) in bytes.iter().enumerate() {
        for flipped in [byte ^ (1 << (at % 8)), !byte] {
            file.seek(SeekFrom::Start(at as u64)).unwrap();
            file.write_all(&[flipped]).unwrap();
            let verified = verify(&mut file, None, &mut |_| ()).unwrap();
            assert!(
                !verified.findings.is_empty(),
                "byte {at} can be {flipped:#x}"
            );
        }
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[*byte]).unwrap();
    }
}

#[test]
fn an_altered_file_is_named_with_both_digests() {
    let (_dir, mut bytes) = packed();
    let at = bytes.windows(3).position(|w| w == b"one").unwrap();
    bytes[at] = b'O';
    let expected = format!(
        "altered: assessment/x: MANIFEST says {}, the bytes are {}",
        sha256(b"one"),
        sha256(b"One")
    );
    assert!(said(&bytes).contains(&expected), "{:?}", said(&bytes));
}

#[test]
fn bytes_before_after_and_between_are_named_by_their_place() {
    let (_dir, bytes) = packed();
    let len = bytes.len();
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(
        said(&longer),
        [format!(
            "altered: byte {len}, after the end: 1 byte that belongs to nothing"
        )]
    );
    let mut moved = b"MZ".to_vec();
    moved.extend(&bytes);
    assert_eq!(
        said(&moved),
        ["altered: byte 0, before assessment/a.toml: 2 bytes that belong to nothing"]
    );
    for end in 0..len {
        let cut = said(&bytes[..end]);
        let (start, all) = (&cut[0], cut.len());
        let told = start.starts_with("cut short: its end is missing") || end < 4;
        assert!(all == 1 && told, "cut at {end}: {cut:?}");
        assert!(!said(&bytes[end + 1..]).is_empty(), "begun at {end}");
        let mut shorter = bytes.clone();
        shorter.remove(end);
        assert!(!said(&shorter).is_empty(), "byte {end} is gone");
        let mut longer = bytes.clone();
        longer.insert(end, b'x');
        assert!(!said(&longer).is_empty(), "a byte before {end}");
    }
}

#[test]
fn a_pack_that_breaks_off_is_called_so_whatever_is_in_it() {
    let (_dir, inner) = packed();
    let folder = with_records(&["inner.zip"]);
    put(&folder, "inner.zip", inner);
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 0, "{ran}");
    let bytes = std::fs::read(folder.path("p.zip")).unwrap();
    assert_eq!(said(&bytes), [""; 0]);
    let len = bytes.len();
    let ends = (0..len - 22).filter(|at| bytes[*at..].starts_with(b"PK\x05\x06"));
    // Also just where a workbook or a pack in it ends.
    let mut cuts: Vec<usize> = ends.map(|at| at + 22).collect();
    assert!(cuts.len() >= 2, "{cuts:?}");
    cuts.extend([1, 21, 22, 23, 100, 500, 3000].map(|n| len - n));
    for end in cuts {
        let cut = said(&bytes[..end]);
        assert!(
            cut.len() == 1 && cut[0].starts_with("cut short: its end is missing"),
            "cut at {end} of {len}: {cut:?}"
        );
    }
    folder.write("t.zip", &bytes[..len - 100]);
    let ran = folder.run(&["pack", "verify", "t.zip"]);
    assert_eq!((ran.code, ran.out.matches('✗').count()), (1, 1), "{ran}");
}

/// The pack, written again by another program with some entries changed.
fn rewritten(change: &str) -> Vec<String> {
    let (dir, _) = packed();
    let script = format!(
        "import zipfile, warnings\nwarnings.simplefilter('ignore')\nsource = zipfile.ZipFile('p.zip')\n\
         entries = [(i.filename, source.read(i)) for i in source.infolist()]\n{change}\n\
         target = zipfile.ZipFile('q.zip', 'w')\n\
         for name, data in entries: target.writestr(zipfile.ZipInfo(name), data)\ntarget.close()"
    );
    others(dir.path(), "python3", &["-c", &script]);
    findings(&dir.path().join("q.zip"))
}

/// Unpacked, and packed again by another program.
#[test]
fn of_a_pack_that_was_zipped_anew_it_is_said_first_whether_its_contents_hold() {
    let folder = with_records(&[]);
    folder.write("x", "sample ".repeat(100));
    folder.run(&["evidence", "add", "a.toml", "CSP.01", "x"]);
    assert_eq!(folder.run(&["pack", "a.toml", "--out", "p.zip"]).code, 0);
    let holds = "the files in it are unchanged, each is as MANIFEST says; only the archive";
    let differs = "the files in it are not all there and as MANIFEST says:\n✗ ";
    let cases = [
        ("ZIP_DEFLATED", "", holds),
        ("ZIP_STORED", "", holds),
        (
            "ZIP_DEFLATED",
            "open('u/assessment/x', 'a').write('!')",
            differs,
        ),
        (
            "ZIP_DEFLATED",
            "open('u/assessment/y', 'a').write('!')",
            differs,
        ),
        ("ZIP_STORED", "os.remove('u/assessment/x')", differs),
        ("ZIP_DEFLATED", "os.remove('u/MANIFEST')", differs),
    ];
    // As it is, or with one folder on top.
    let both = |case| [(case, "u"), (case, ".")];
    for ((how, change, first), start) in cases.into_iter().flat_map(both) {
        let script = format!(
            "import zipfile, os, shutil\nshutil.rmtree('u', True)\nzipfile.ZipFile('p.zip').extractall('u')\n{change}\n\
             z = zipfile.ZipFile('q.zip', 'w', zipfile.{how})\n\
             for place, folders, files in os.walk('u', topdown=False):\n\
             \x20for name in folders + files:\n\
             \x20\x20z.write(os.path.join(place, name), os.path.relpath(os.path.join(place, name), '{start}'))\n\
             z.close()"
        );
        others(folder.0.path(), "python3", &["-c", &script]);
        let ran = folder.run(&["pack", "verify", "q.zip"]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.out.starts_with(first), "{how} {change}: {ran}");
        let is_below = start == "." && !change.contains("MANIFEST");
        let on_top = ran.out.contains("✗ added: u/: all of it is in this folder");
        assert_eq!(on_top, is_below, "{change}: {ran}");
        let names_all = ran.out.contains("assessment/x: MANIFEST says");
        assert_eq!(names_all, change.contains("x', 'a'"), "{ran}");
    }
}

#[test]
fn entries_that_came_or_went_are_named() {
    let has = |said: &[String], what: &str| assert!(said.iter().any(|f| f == what), "{said:?}");
    let said = rewritten("entries = [e for e in entries if e[0] != 'assessment/x']");
    has(&said, "missing: assessment/x: MANIFEST lists it");
    let said = rewritten("entries = [e for e in entries if e[0] != 'MANIFEST']");
    has(&said, "missing: MANIFEST: MANIFEST lists it");
    let said = rewritten("entries.insert(2, ('assessment/z', b'z'))");
    has(&said, "added: assessment/z: MANIFEST does not list it");
    let said = rewritten("entries.insert(2, ('../z', b'z'))");
    has(&said, "altered: ../z: its name has .. in it");
    let said = rewritten("entries.insert(3, entries[2])");
    has(&said, "added: assessment/x: it is there twice");
    let said = rewritten("entries.insert(3, ('assessment/X', b'one'))");
    has(
        &said,
        "altered: assessment/X: its name is another entry's on some systems",
    );
    // Only the form is another one: no file is said to be altered.
    let said = rewritten("");
    assert!(!said.is_empty());
    assert!(
        said.iter().all(|f| f.starts_with("altered: byte ")),
        "{said:?}"
    );
    let said = rewritten("entries.sort(reverse=True)");
    has(
        &said,
        "altered: MANIFEST: its lines are not in the order of the entries",
    );
}

#[test]
fn compressed_entries_are_not_unpacked() {
    let (dir, _) = packed();
    let script = "import zipfile\nt = zipfile.ZipFile('q.zip', 'w', zipfile.ZIP_DEFLATED)\n\
                  t.writestr('MANIFEST', b'0' * (1 << 26))\nt.close()";
    others(dir.path(), "python3", &["-c", script]);
    let said = findings(&dir.path().join("q.zip"));
    assert!(
        said.iter().any(|f| f.contains("it is compressed")),
        "{said:?}"
    );
}

/// Many names for the same bytes would be read many times over, and a size
/// that is not true would be read at all.
#[test]
fn entries_that_overlap_or_lie_about_their_size_are_not_read() {
    let (_dir, bytes) = packed();
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let name = b"assessment/y";
    let found = bytes[directory..]
        .windows(name.len())
        .position(|w| w == name);
    let header = directory + found.unwrap() - 46;
    let overlaps = |said: Vec<String>| {
        let what = "the header of assessment/y: the entry overlaps another or leads out";
        assert!(said.iter().any(|f| f.contains(what)), "{said:?}");
        assert!(
            said.iter()
                .any(|f| f.contains("assessment/y: MANIFEST says")),
            "{said:?}"
        );
    };
    let mut edited = bytes.clone();
    edited[header + 42..header + 46].copy_from_slice(&[0; 4]);
    overlaps(said(&edited));
    for size in [u32::MAX, 1 << 20] {
        let mut edited = bytes.clone();
        for field in [20, 24] {
            let at = header + field;
            edited[at..at + 4].copy_from_slice(&size.to_le_bytes());
        }
        overlaps(said(&edited));
    }
    let mut edited = bytes.clone();
    let end = edited.len() - 22;
    edited[end + 12..end + 16].copy_from_slice(&[0xff; 4]);
    assert!(
        said(&edited)
            .iter()
            .any(|f| f.starts_with("not checked: its directory"))
    );
}

#[test]
fn the_packs_own_digest_is_compared() {
    let (dir, bytes) = packed();
    let path = dir.path().join("p.zip");
    let check = |expected: &str| {
        let mut file = File::open(&path).unwrap();
        verify(&mut file, Some(expected), &mut |_| ())
            .unwrap()
            .findings
            .len()
    };
    assert_eq!(check(&sha256(&bytes).to_uppercase()), 0);
    assert_eq!(check(&sha256(b"")), 1);
}

#[test]
fn what_is_no_archive_is_not_called_one() {
    for bytes in [&b""[..], b"hello", &[0; 100]] {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let failed = verify(&mut file, None, &mut |_| ());
        assert!(matches!(failed, Err(VerifyError::NoArchive)));
    }
    // More than anybody waits for, and nothing of it is read.
    let mut file = tempfile::tempfile().unwrap();
    file.set_len(PACK + 1).unwrap();
    let read = |file: &mut File| verify(file, None, &mut |_| panic!("it is read"));
    assert!(matches!(read(&mut file), Err(VerifyError::NoArchive)));
    file.rewind().unwrap();
    file.write_all(b"PK\x03\x04").unwrap();
    assert!(matches!(read(&mut file), Err(VerifyError::TooLarge(_))));
    let folder = Folder::with_assessment();
    for (words, code) in [
        (&["pack", "verify", "a.toml"][..], 2),
        (&["pack", "verify", "none.zip"], 2),
        (&["pack", "verify", "."], 2),
        (&["pack", "verify", "a.toml", "--sha256", "12"], 2),
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, code, "{ran}");
        assert_eq!(ran.out, "");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_made_of_a_pack_is_reported_and_breaks_nothing(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<[u8; 4]>()), 1..6)
    ) {
        static PACK: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let bytes = PACK.get_or_init(|| packed().1);
        let mut edited = bytes.clone();
        for (at, with) in edits {
            let at = at.index(edited.len() - 4);
            edited[at..at + 4].copy_from_slice(&with);
        }
        prop_assert_eq!(said(&edited).is_empty(), edited == *bytes);
    }
}
