//! Where results are in answer files.

use crate::assessment::without_dots;
use crate::gaps::Gap;
use crate::report::oscal::uri;
use serde_json::{Value, json};
use std::path::{Component, Path, PathBuf};
use toml_edit::{Document, Item, TableLike};

/// What a run's addresses in a repository are relative to.
pub(super) const ROOT: &str = "%SRCROOT%";

/// What addresses are relative to: a forge takes them from the root of the
/// repository, wherever in it the program ran.
#[derive(Debug, Clone)]
pub struct Base {
    /// The folder that paths are given from.
    pub folder: PathBuf,
    /// The root of the repository; outside of one it is the folder.
    pub root: Option<PathBuf>,
}

/// A place in a file.
pub(super) struct Place {
    pub uri: String,
    /// Whether the address goes from the root.
    pub is_in_root: bool,
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub fn location(&self) -> Value {
        let address = match self.is_in_root {
            true => json!({ "uri": self.uri, "uriBaseId": ROOT }),
            false => json!({ "uri": self.uri }),
        };
        json!({
            "physicalLocation": {
                "artifactLocation": address,
                "region": { "startLine": self.line, "startColumn": self.column },
            },
        })
    }

    /// The start of a file.
    pub fn start(base: &Base, path: &Path) -> Self {
        let in_root = base.root.as_deref().map(|root| inside(base, root, path));
        let (uri, is_in_root) = match in_root {
            Some(Ok(inside)) => (address(Path::new(""), &inside), true),
            Some(Err(whole)) => (address(&base.folder, &whole), false),
            None => (address(&base.folder, path), false),
        };
        Self {
            uri,
            is_in_root,
            line: 1,
            column: 1,
        }
    }
}

/// A file's path from the root of the repository, or where it is outside of it.
fn inside(base: &Base, root: &Path, path: &Path) -> Result<PathBuf, PathBuf> {
    let whole = without_dots(&base.folder.join(path));
    if let Ok(inside) = whole.strip_prefix(root) {
        return Ok(inside.to_owned());
    }
    let real = whole.canonicalize().ok();
    let inside = real.as_deref().and_then(|p| p.strip_prefix(root).ok());
    inside.map(Path::to_owned).ok_or(whole)
}

/// The address of a file: relative to a folder that it is in, else absolute.
fn address(from: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(from).unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    for part in inside.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => parts.push("..".to_owned()),
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    let encoded = uri::path(&parts.join("/"));
    if inside.is_absolute() {
        format!("file:///{encoded}")
    } else {
        encoded
    }
}

/// The line that a problem names, from 1.
pub(super) fn line_of(problem: &str) -> usize {
    let rest = problem.split_once("line ").map_or("", |(_, rest)| rest);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|n| *n > 0).unwrap_or(1)
}

/// Where tables stand in an answer file.
pub(super) struct Lines<'t>(Option<Document<&'t str>>);

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
        Self(Document::parse(text).ok())
    }

    /// Line and column of an item's table; where it has none, of what is
    /// around it.
    pub fn of_item(&self, text: &str, gap: &Gap) -> (usize, usize) {
        let Some(document) = &self.0 else {
            return (1, 1);
        };
        let kind = match gap.item {
            crate::questionnaire::ItemId::Question(_) => "questions",
            crate::questionnaire::ItemId::Step(_) => "steps",
        };
        let root = document.as_table();
        let keys = ["roles", gap.role.as_str(), kind, gap.item.as_str()];
        let mut found = None;
        let mut table: Option<&dyn TableLike> = Some(root);
        for key in keys {
            let Some((name, item)) = table.and_then(|t| t.get_key_value(key)) else {
                break;
            };
            let own = match item {
                // Of a table with a header of its own.
                Item::Table(t) if t.is_dotted() => name.span(),
                // One that others only imply stands nowhere itself.
                Item::Table(t) if t.is_implicit() => None,
                Item::Table(t) => t.span(),
                _ => name.span(),
            };
            found = own.or(found);
            table = item.as_table_like();
        }
        let head = || root.get("assessment").and_then(Item::span);
        let start = found.or_else(head).map_or(0, |span| span.start);
        crate::store::position(text, start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Role;
    use crate::gaps::{Kind, Severity};
    use crate::questionnaire::{ItemId, StepId};

    fn at(text: &str, role: Role, item: ItemId) -> (usize, usize) {
        let gap = Gap {
            kind: Kind::NoEvidence,
            severity: Severity::Minor,
            role,
            item,
            message: String::new(),
        };
        Lines::of(text).of_item(text, &gap)
    }

    #[test]
    fn an_item_stands_where_its_table_begins() {
        let step = |id| ItemId::Step(StepId::new(id).unwrap());
        let text = "schema = 1\n[assessment]\nsubject = \"\"\"\n[roles.CSP.steps.03]\n\"\"\"\n\
            [roles.CSP]\n  [roles.CSP.steps.03]\noutcome = \"satisfied\"\n\
            [roles.MP.steps]\n02 = { outcome = \"satisfied\" }\n\
            [roles.AP]\nsteps.01.outcome = \"satisfied\"\n\
            [roles.CSP.questions.\"CEK-02.1\"]\nanswer = \"Yes\"\n";
        assert_eq!(at(text, Role::Csp, step("03")), (7, 3));
        assert_eq!(at(text, Role::Mp, step("02")), (10, 1));
        assert_eq!(at(text, Role::Ap, step("01")), (12, 7));
        assert_eq!(at(text, Role::Csp, step("09")), (6, 1));
        assert_eq!(at(text, Role::Osp, step("01")), (2, 1));
        let question = ItemId::Question("CEK-02.1".into());
        assert_eq!(at(text, Role::Csp, question), (13, 1));
        assert_eq!(at("", Role::Csp, step("01")), (1, 1));
    }

    #[test]
    fn addresses_are_relative_and_encoded() {
        let from = Path::new("/work/repo");
        for (path, expected) in [
            ("a b/c#%.toml", "a%20b/c%23%25.toml"),
            ("/work/repo/x/y.toml", "x/y.toml"),
            ("/else/x.toml", "file:///else/x.toml"),
            ("./a.toml", "a.toml"),
            ("../a.toml", "../a.toml"),
            ("javascript:x.toml", "javascript%3Ax.toml"),
        ] {
            assert_eq!(address(from, Path::new(path)), expected);
        }
    }

    #[test]
    fn in_a_repository_they_go_from_its_root() {
        let base = Base {
            folder: "/work/repo/sub".into(),
            root: Some("/work/repo".into()),
        };
        for (path, expected) in [
            ("a b.toml", ("sub/a%20b.toml", true)),
            ("./../x/./y.toml", ("x/y.toml", true)),
            ("/work/repo/x/y.toml", ("x/y.toml", true)),
            ("../../else/x.toml", ("file:///work/else/x.toml", false)),
            ("../../../../x.toml", ("file:///x.toml", false)),
        ] {
            let place = Place::start(&base, Path::new(path));
            assert_eq!((place.uri.as_str(), place.is_in_root), expected, "{path}");
            let location = place.location();
            let id = location.pointer("/physicalLocation/artifactLocation/uriBaseId");
            assert_eq!(id.is_some(), place.is_in_root);
        }
    }

    #[test]
    fn a_broken_file_is_shown_where_it_is_broken() {
        assert_eq!(line_of("line 12: not valid TOML"), 12);
        assert_eq!(
            line_of("a.toml is not UTF-8 text: see byte 3, on line 4; x"),
            4
        );
        assert_eq!(line_of("no"), 1);
    }
}
