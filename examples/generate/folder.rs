//! The files of an assessment folder.

use crate::answers::Provider;
use aicaiq::assessment::{Assessment, Role};
use aicaiq::store;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// An answer file that stands alone: subject, roles and the evidence that it
/// uses are in it.
pub fn alone(a: &Assessment) -> String {
    let whole = Assessment {
        assessor: "Sample Assessor".into(),
        ..a.clone()
    };
    store::render(&whole)
}

/// An answer file of a folder: what the controls share is in `assessment.toml`.
pub fn shared(a: &Assessment) -> String {
    let bare = Assessment {
        evidence: std::collections::BTreeMap::new(),
        ..a.clone()
    };
    let text = store::render(&bare);
    let (head, rest) = text.split_once("\n\n[roles.").unwrap_or((&text, ""));
    let said_elsewhere =
        |line: &str| line.starts_with("subject = ") || line.starts_with("roles = ");
    let head: Vec<&str> = head.lines().filter(|l| !said_elsewhere(l)).collect();
    format!("{}\n\n[roles.{rest}", head.join("\n"))
}

/// What the controls of a provider share.
pub fn head(provider: &Provider, roles: usize, questionnaires: &str) -> String {
    let register = store::render(&Assessment {
        evidence: provider.register.clone(),
        ..Assessment::default()
    });
    let from = register.find("[evidence.").unwrap_or(register.len());
    let register = register.get(from..).unwrap_or_default();
    let roles: Vec<String> = Role::ALL
        .iter()
        .take(roles)
        .map(|r| format!("\"{r}\""))
        .collect();
    let questionnaires = questionnaires.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "schema = 1\n\n[assessment]\nsubject = \"{}\"\n\
         roles = [{}]\nlayers = [\"PI\", \"Model\", \"Orchestrated\", \"Application\"]\n\
         assessor = \"Sample Assessor\"\nquestionnaires = \"{questionnaires}\"\n\n\
         [people.\"Sample Assessor\"]\nfunction = \"lead assessor\"\n\n\
         [people.\"Sample Reviewer\"]\nfunction = \"reviewer\"\n\n{register}",
        provider.name(),
        roles.join(", "),
    )
}

/// Writes the provider's evidence files.
pub fn evidence(provider: &Provider, folder: &Path) -> io::Result<()> {
    for (href, text) in &provider.files {
        let path = folder.join(href);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The way from a folder to another one, with slashes. Both have to exist.
pub fn way(from: &Path, to: &Path) -> io::Result<String> {
    let (from, to) = (fs::canonicalize(from)?, fs::canonicalize(to)?);
    let (a, b): (Vec<Component>, Vec<Component>) =
        (from.components().collect(), to.components().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let up = a.iter().skip(same).map(|_| PathBuf::from(".."));
    let down = b.iter().skip(same).map(|c| PathBuf::from(c.as_os_str()));
    let way: Vec<String> = up.chain(down).map(|p| p.display().to_string()).collect();
    Ok(if way.is_empty() {
        ".".into()
    } else {
        way.join("/")
    })
}
