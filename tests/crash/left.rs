//! What may be in a folder after the program has ended.

use std::path::{Path, PathBuf};

/// All files below a folder, but for what the questionnaires are in.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() {
            files.extend(self::files(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files.sort();
    files
}

/// The temporary files below a folder.
pub fn temporary(folder: &Path) -> Vec<PathBuf> {
    let mut all = files(folder);
    all.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with(".aicaiq-") || name.starts_with(".tmp")
    });
    all
}

/// How many answers an answer file holds; it has to be whole.
pub fn answers(file: &Path) -> usize {
    let Ok(text) = std::fs::read_to_string(file) else {
        return 0;
    };
    let table: toml::Table = text
        .parse()
        .unwrap_or_else(|e| panic!("{} is not whole: {e}\n{text}", file.display()));
    assert!(table.contains_key("schema"), "{text}");
    text.matches("\noutcome = ").count() + text.matches("\nanswer = ").count()
}
