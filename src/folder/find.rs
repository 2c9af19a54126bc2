//! Which files of a folder answer which control.

use super::Control;
use crate::bounded::{self, own_metadata};
use crate::limits::CONTROLS;
use crate::store::{SHARED_FILE, meant};
use crate::text::one_line;
use std::io;
use std::path::Path;

/// Whether a folder is an assessment of many controls: it has an
/// `assessment.toml` that is no answer file itself.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    let Ok(file) = bounded::open_regular(&path.join(SHARED_FILE)) else {
        return false;
    };
    let Ok(Some(bytes)) = bounded::read(&file, crate::store::LIMIT) else {
        // Whoever opens it is told what is wrong with it.
        return true;
    };
    crate::store::parse::is_shared(&String::from_utf8_lossy(&bytes))
}

/// Whether a file is what the controls of its folder share.
#[must_use]
pub fn is_shared_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == SHARED_FILE)
        && is_folder(crate::assessment::folder_of(path))
}

/// Whether a file is in a folder of controls, not being what they share.
#[must_use]
pub fn in_folder(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name != SHARED_FILE) && super::of_file(path).is_some()
}

/// The answer files of a folder by control, without reading any that has a
/// control's name. What may be one and says of no control that it answers it
/// goes by its own name: whoever reads it says what is wrong.
pub(super) fn controls(folder: &Path) -> io::Result<Vec<Control>> {
    let mut found = Vec::new();
    // Files that have to be looked into.
    let mut opened = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !meant::is_toml(&path) || name == SHARED_FILE || crate::store::is_copy(&name) {
            continue;
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_link = || entry.file_type().is_ok_and(|kind| kind.is_symlink());
        // What is behind a link that leads out is not looked into.
        let id = if looks_like_id(&stem) || (is_link() && own_metadata(&path).is_err()) {
            stem.into_owned()
        } else {
            opened += 1;
            if opened > CONTROLS {
                return Err(too_many("files NAME.toml"));
            }
            match meant::of_file(&path).head() {
                Some(head) => head.control.unwrap_or_else(|| stem.into_owned()),
                None => continue,
            }
        };
        found.push(Control { id, path });
        if found.len() > CONTROLS {
            return Err(too_many("controls"));
        }
    }
    found.sort_by(|a, b| {
        (&a.id, !has_own_name(&a.id, &a.path), &a.path).cmp(&(
            &b.id,
            !has_own_name(&b.id, &b.path),
            &b.path,
        ))
    });
    Ok(found)
}

/// Whether a control's file has the name that the program gives it. Of two files
/// for one control it is the one that counts.
pub(crate) fn has_own_name(id: &str, path: &Path) -> bool {
    let own = super::file_name(id);
    own.is_some() && path.file_name().and_then(|name| name.to_str()) == own.as_deref()
}

/// What is wrong with a file that answers a control which another one answers.
pub(crate) fn answered_by(kept: &Path, id: &str) -> String {
    let kept = one_line(&kept.display().to_string());
    let id = one_line(id);
    format!("{kept} answers {id} too, and is counted: take one of them away")
}

fn too_many(what: &str) -> io::Error {
    io::Error::other(format!(
        "it has more than {CONTROLS} {what}, the most that are read: split it into several folders"
    ))
}

/// The control that an answer file is of: what its head says, or, where nothing
/// can be read, its name if that is one of a control.
#[must_use]
pub fn control_of(path: &Path) -> Option<String> {
    id_in(path).or_else(|| {
        let stem = path.file_stem()?.to_str()?;
        looks_like_id(stem).then(|| stem.to_owned())
    })
}

/// `CEK-02`, `A&A-01`: letters and &, a dash, digits.
fn looks_like_id(name: &str) -> bool {
    let Some((domain, number)) = name.rsplit_once('-') else {
        return false;
    };
    let domain_fits = |c: char| c.is_ascii_uppercase() || c == '&';
    !domain.is_empty()
        && domain.chars().all(domain_fits)
        && (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// What the head of an answer file says that it answers.
pub(super) struct Head {
    /// The control's id.
    pub id: String,
    /// The questionnaire's digest; empty where it is not said.
    pub digest: String,
}

/// Whether a file says itself which control it answers.
pub(crate) fn says_control(path: &Path) -> bool {
    id_in(path).is_some()
}

fn id_in(path: &Path) -> Option<String> {
    Some(head_of(path)?.id)
}

/// The head of an answer file; none of any other file.
pub(super) fn head_of(path: &Path) -> Option<Head> {
    let is_foreign = own_metadata(path).is_err() && super::of_file(path).is_some();
    let head = (!is_foreign).then(|| meant::of_file(path).head())??;
    Some(Head {
        id: head.control?,
        digest: head.digest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::{Folder, file_name};

    #[test]
    fn a_control_is_known_by_its_file_s_name() {
        for id in ["CEK-02", "A&A-01", "I&S-1", "DSP-024"] {
            assert!(looks_like_id(id), "{id}");
            assert_eq!(file_name(id), Some(format!("{id}.toml")));
        }
        for name in [
            "acme.cek-02",
            "CEK",
            "CEK-",
            "-02",
            "CEK-02.mine-0123abcd",
            "CEK-0002",
        ] {
            assert!(!looks_like_id(name), "{name}");
        }
        for id in ["", "../x", "a/b", "assessment", ".x", "a\\b", "-x", "a:b"] {
            assert_eq!(file_name(id), None, "{id}");
        }
    }

    #[test]
    fn a_folder_lists_its_controls_and_finds_their_questionnaires() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert!(!is_folder(dir.path()));
        put(
            "assessment.toml",
            "schema = 1\n[assessment]\nsubject = \"A\"\nroles = [\"CSP\"]\n",
        );
        put("CEK-02.toml", "never read");
        put(
            "old.toml",
            "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n",
        );
        put("CEK-02.mine-0123abcd.toml", "x");
        put("Cargo.toml", "[package]\nname = \"x\"\n");
        let text = include_str!("../../questionnaires/cek-02.toml");
        let other = text.replace("\"CEK-02\"", "\"A&A-01\"");
        put("questionnaires/a.toml", &other);
        assert!(is_folder(dir.path()));
        assert!(in_folder(&dir.path().join("CEK-02.toml")));
        let folder = Folder::open(dir.path()).unwrap();
        let controls: Vec<(&str, String)> = folder
            .controls()
            .iter()
            .map(|c| {
                (
                    c.id.as_str(),
                    c.path.file_name().unwrap().to_string_lossy().into_owned(),
                )
            })
            .collect();
        assert_eq!(
            controls,
            [
                ("CEK-02", "CEK-02.toml".to_owned()),
                ("CEK-02", "old.toml".to_owned())
            ]
        );
        assert_eq!(folder.questionnaire("A&A-01").unwrap().control.id, "A&A-01");
        assert_eq!(
            folder.place("A&A-01").unwrap(),
            dir.path().join("A&A-01.toml")
        );
        assert!(folder.place("../x").is_err());
        let said = folder.questionnaire("B-01").unwrap_err().message;
        assert!(
            said.contains("questionnaires has no questionnaire for it"),
            "{said}"
        );
        put(
            "assessment.toml",
            "schema = 1\n[assessment]\nroles = [\"CSP\"]\nquestionnaires = \"nowhere\"\n",
        );
        let folder = Folder::open(dir.path()).unwrap();
        assert_eq!(folder.missing(), None);
        assert_eq!(folder.questionnaires(), dir.path().join("questionnaires"));
        assert!(folder.instead().unwrap().contains("nowhere"));
        std::fs::remove_dir_all(folder.questionnaires()).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert!(folder.missing().unwrap().contains("nowhere"));
        // An answer file of that name makes no folder.
        put(
            "assessment.toml",
            "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n",
        );
        assert!(!is_folder(dir.path()));
    }
}
