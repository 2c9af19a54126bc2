//! Small assessments with evidence, and packs of them.

use crate::runner::Folder;
use aicaiq::assessment::{Evidence, EvidenceId};
use aicaiq::pack::{Packed, Plan, Request, Verified, verify};
use aicaiq::questionnaire::{Questionnaire, parse};
use aicaiq::store::AnswerFile;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::Path;
use std::process::Command;

pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// `a.toml` with a record for each href, with its SHA-256 where there is one.
pub fn with_records(hrefs: &[&str]) -> Folder {
    let folder = Folder::with_assessment();
    let mut text = folder.read("a.toml");
    for href in hrefs {
        let id = EvidenceId::of(href);
        text += &format!(
            "\n[evidence.{id}]\ntitle = \"Record {id}\"\nhref = {}\n",
            toml::Value::String((*href).to_owned())
        );
        if let Ok(bytes) = std::fs::read(folder.path(href)) {
            text += &format!("sha256 = \"{}\"\n", sha256(&bytes));
        }
    }
    folder.write("a.toml", text);
    folder
}

/// Writes a file with its folders.
pub fn put(folder: &Folder, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The names of a pack's entries, as another program reads them.
pub fn names(pack: &Path) -> Vec<String> {
    let archive = zip::ZipArchive::new(File::open(pack).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| archive.name_for_index(at).unwrap().unwrap().into_owned())
        .collect()
}

/// The bytes of an entry, as another program reads them.
pub fn entry(pack: &Path, name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(File::open(pack).unwrap()).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name(name).unwrap(), &mut bytes).unwrap();
    bytes
}

pub fn text(pack: &Path, name: &str) -> String {
    String::from_utf8(entry(pack, name)).unwrap()
}

pub fn checked(path: &Path) -> Verified {
    verify(&mut File::open(path).unwrap(), None, &mut |_| ()).unwrap()
}

pub fn findings(path: &Path) -> Vec<String> {
    checked(path)
        .findings
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Runs another program, which has to be fine with what it is given.
pub fn others(folder: &Path, program: &str, words: &[&str]) -> String {
    let run = Command::new(program)
        .args(words)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{program} {words:?}: {said}{wrong}");
    said
}

fn small_questionnaire() -> Questionnaire {
    parse(
        "schema = 1\n[control]\nid = \"T\"\ntitle = \"t\"\ndomain = \"d\"\nversion = \"1\"\n\
         specification = \"s\"\n[[roles]]\nid = \"CSP\"\nname = \"n\"\n[[roles.steps]]\n\
         id = \"01\"\ntopic = \"t\"\norigin = \"adapted\"\ntext = \"x\"\n",
    )
    .unwrap()
}

/// A pack that is small enough to be changed at each of its bytes.
pub fn small(folder: &Path, pack: &Path) -> Packed {
    let q = small_questionnaire();
    std::fs::write(folder.join("x"), "one").unwrap();
    std::fs::write(folder.join("y"), "two").unwrap();
    let mut text = "schema = 1\n[assessment]\nsubject = \"s\"\nquestionnaire = \"T\"\n\
                    roles = [\"CSP\"]\n"
        .to_owned();
    for href in ["x", "y"] {
        let record = Evidence::default();
        assert!(record.sha256.is_empty());
        text += &format!("[evidence.{}]\nhref = \"{href}\"\n", EvidenceId::of(href));
    }
    std::fs::write(folder.join("a.toml"), text).unwrap();
    let file = AnswerFile::open(&folder.join("a.toml"), &q).unwrap();
    let plan = Plan::new(Request {
        file: &file,
        questionnaire: &q,
        include_outside: false,
    })
    .unwrap();
    let mut sink = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(pack)
        .unwrap();
    plan.write(
        &mut sink,
        |_| Ok(vec![("r.md", b"report".to_vec())]),
        &mut |_| (),
    )
    .unwrap()
}
