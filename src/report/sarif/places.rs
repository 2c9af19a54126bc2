//! Where results are in answer files.

use crate::gaps::Gap;
use crate::report::oscal::uri;
use serde_json::{Value, json};
use std::path::{Component, Path};
use toml_edit::{Document, Item, TableLike};

/// A place in a file.
pub(super) struct Place {
    pub uri: String,
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub fn location(&self) -> Value {
        json!({
            "physicalLocation": {
                "artifactLocation": { "uri": self.uri },
                "region": { "startLine": self.line, "startColumn": self.column },
            },
        })
    }

    /// The start of a file.
    pub fn start(from: &Path, path: &Path) -> Self {
        Self {
            uri: address(from, path),
            line: 1,
            column: 1,
        }
    }
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
    fn a_broken_file_is_shown_where_it_is_broken() {
        assert_eq!(line_of("line 12: not valid TOML"), 12);
        assert_eq!(
            line_of("a.toml is not UTF-8 text: see byte 3, on line 4; x"),
            4
        );
        assert_eq!(line_of("no"), 1);
    }
}
