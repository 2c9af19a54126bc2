//! One common ancestor out of several.

use super::side::Parsed;
use super::{Labels, MergeError, Merged, Side, merge};
use toml_edit::Key;

/// Merges two common ancestors into one that a merge can start from. A field
/// that they disagree on is left out of it: with the value of one of them, the
/// other's would be taken for a change, and win without anybody being asked.
///
/// # Errors
/// As [`merge`].
pub fn merge_ancestors(base: &str, one: &str, other: &str) -> Result<Merged, MergeError> {
    let mut merged = merge(base, one, other, &Labels::default())?;
    if merged.conflicts.is_empty() {
        return Ok(merged);
    }
    let mut layout = Parsed::of(&merged.text, Side::Ours)?.layout;
    for dotted in &merged.conflicts {
        let keys = Key::parse(dotted).unwrap_or_default();
        let path: Vec<String> = keys.iter().map(|k| k.get().to_owned()).collect();
        layout.remove(&path);
        if let Some((_, table)) = path.split_last() {
            layout.tidy(table, false);
        }
        let table = ["conflicts".to_owned(), dotted.clone()];
        let kept = Parsed::of(&layout.to_string(), Side::Ours)?;
        let kept = kept.below(&table).into_keys();
        for path in kept {
            layout.remove(path);
            if let Some((_, of)) = path.split_last() {
                layout.tidy(of, true);
            }
        }
        layout.tidy(&table, true);
    }
    layout.close_lines();
    merged.text = layout.to_string();
    Parsed::of(&merged.text, Side::Ours).map_err(|e| MergeError::Broken(e.to_string()))?;
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ancestors_disagree_on_is_decided_by_neither() {
        let file = |note: &str, more: &str| {
            format!(
                "schema = 1\n\n[roles.CSP.steps.03]\noutcome = \"satisfied\"\nnote = \"{note}\"\n{more}"
            )
        };
        let ancestor = merge_ancestors(
            &file("", ""),
            &file("one", ""),
            &file("other", "grade = \"ofi\"\n"),
        )
        .unwrap();
        assert_eq!(
            ancestor.text,
            "schema = 1\n\n[roles.CSP.steps.03]\noutcome = \"satisfied\"\ngrade = \"ofi\"\n"
        );
        let names = Labels::default();
        let merged = merge(&ancestor.text, &file("one", ""), &file("other", ""), &names);
        assert_eq!(merged.unwrap().conflicts, ["roles.CSP.steps.03.note"]);
    }
}
