//! A pack: what is verified without a finding is what MANIFEST says, by another
//! reader of archives too.

use aicaiq::pack::verify;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read as _, Write as _};

pub fn pack(data: &[u8]) {
    let dir = super::scratch();
    let bytes = if data.starts_with(b"PK") {
        data.to_vec()
    } else {
        archive(data)
    };
    let path = dir.path().join("p.zip");
    File::create(&path).unwrap().write_all(&bytes).unwrap();
    let mut file = File::open(&path).unwrap();
    let Ok(verified) = verify(&mut file, None, &mut |_| ()) else {
        return;
    };
    for finding in &verified.findings {
        let said = finding.to_string();
        assert!(!said.contains(aicaiq::text::is_unsafe), "{said:?}");
    }
    for note in &verified.notes {
        assert!(!note.contains(aicaiq::text::is_unsafe), "{note:?}");
    }
    assert_eq!(verified.sha256, hex(&bytes));
    if verified.findings.is_empty() && verified.more == 0 {
        is_as_listed(&bytes, verified.entries);
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn is_as_listed(bytes: &[u8], count: usize) {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(zip.len(), count);
    let mut entries = BTreeMap::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let plain = |part: &str| !matches!(part, "" | "." | "..");
        assert!(name.split('/').all(plain), "{name:?}");
        assert!(!name.contains(aicaiq::text::is_unsafe), "{name:?}");
        assert_eq!(entries.insert(name, content), None);
    }
    let manifest = entries.remove("MANIFEST").unwrap();
    let mut lines: Vec<String> = std::str::from_utf8(&manifest)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    let mut expected: Vec<String> = entries
        .iter()
        .map(|(name, content)| format!("{}  {name}", hex(content)))
        .collect();
    expected.sort();
    assert_eq!(lines, expected);
}

/// An archive in a pack's form, of names and contents by turns, parted by NUL.
/// Without a MANIFEST among them it gets the right one.
fn archive(data: &[u8]) -> Vec<u8> {
    let mut pieces = data.split(|b| *b == 0);
    let mut entries: Vec<(&[u8], Vec<u8>)> = Vec::new();
    while let (Some(name), Some(content)) = (pieces.next(), pieces.next()) {
        entries.push((name, content.to_vec()));
    }
    if entries.iter().all(|(name, _)| *name != b"MANIFEST") {
        let line = |(name, content): &(&[u8], Vec<u8>)| {
            format!("{}  {}\n", hex(content), String::from_utf8_lossy(name))
        };
        let list: String = entries.iter().map(line).collect();
        entries.push((b"MANIFEST", list.into_bytes()));
    }
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in &entries {
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend((1_u16 << 11).to_le_bytes());
        common.extend([0; 4]);
        common.extend((1_u16 << 5 | 1).to_le_bytes());
        common.extend(crc32fast::hash(content).to_le_bytes());
        for _ in 0..2 {
            common.extend((content.len() as u32).to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0; 2]);
        directory.extend(b"PK\x01\x02");
        directory.extend((3_u16 << 8 | 45).to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((0o100_644_u32 << 16).to_le_bytes());
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(*name);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(*name);
        out.extend(content);
    }
    let begin = out.len() as u32;
    let len = directory.len() as u32;
    out.extend(directory);
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    for _ in 0..2 {
        out.extend((entries.len() as u16).to_le_bytes());
    }
    out.extend(len.to_le_bytes());
    out.extend(begin.to_le_bytes());
    out.extend([0; 2]);
    out
}
