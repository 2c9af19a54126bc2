//! Asking DuckDB about exported tables.
#![allow(dead_code)]

use crate::python;
use serde_json::Value;
use std::path::Path;

/// The rows that each statement comes to, in a folder.
pub fn ask(folder: &Path, statements: &[impl AsRef<str>]) -> Vec<Vec<Value>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let texts: Vec<&str> = statements.iter().map(AsRef::as_ref).collect();
    std::fs::write(file.path(), texts.join("\n---\n")).unwrap();
    let out = python::run("tables.py", &[folder, file.path()]);
    let rows: Vec<Vec<Value>> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), texts.len());
    rows
}

/// The SQL of a section of a Markdown file, a text a block.
pub fn sql(markdown: &str, heading: &str) -> Vec<String> {
    let (_, rest) = markdown.split_once(&format!("{heading}\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let blocks = section.split("```sql\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}
