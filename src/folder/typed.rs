//! A file as a command takes it, so that what a message offers works as it stands.

use super::asked_by;
use crate::questionnaire::Questionnaire;
use crate::text::shell_word;
use std::path::{Path, PathBuf};

/// What `--questionnaire` has to name so that a file is read with a questionnaire
/// as it was; none where that is found without it. `named` is what it named.
#[must_use]
pub fn asked_with(file: &Path, q: &Questionnaire, named: Option<&Path>) -> Option<PathBuf> {
    let named = named?;
    let found = asked_by(file).ok();
    let same = found.is_some_and(|(found, _)| found.digest == q.digest);
    (!same).then(|| named.to_owned())
}

/// A file in a command line, with `--questionnaire` where that is needed.
#[must_use]
pub fn typed(file: &Path, asked_with: Option<&Path>) -> String {
    let name = file.display().to_string();
    let name = match name.trim_end_matches('/') {
        "" => shell_word(&name),
        name => shell_word(name),
    };
    match asked_with {
        Some(named) => {
            let named = shell_word(&named.display().to_string());
            format!("{name} --questionnaire {named}")
        }
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::embedded;

    #[test]
    fn a_questionnaire_is_named_only_where_it_is_not_found() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("it's a.toml");
        let own = embedded();
        let other = Questionnaire {
            digest: "sha256:00".to_owned(),
            ..own.clone()
        };
        std::fs::write(
            &file,
            "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n",
        )
        .unwrap();
        let named = Path::new("my q.toml");
        assert_eq!(asked_with(&file, own, Some(named)), None);
        assert_eq!(asked_with(&file, &other, None), None);
        let with = asked_with(&file, &other, Some(named));
        assert_eq!(with.as_deref(), Some(named));
        assert_eq!(
            typed(Path::new("it's a.toml"), with.as_deref()),
            "'it'\\''s a.toml' --questionnaire 'my q.toml'"
        );
        assert_eq!(typed(Path::new("acme/"), None), "acme");
        assert_eq!(typed(Path::new("/"), None), "/");
    }
}
