//! The user's configuration, and a theme's file.

use super::can_be_shown;
use aicaiq::config::read;
use aicaiq::tui::keymap::Scope;
use aicaiq::tui::theme::Theme;

pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for themes in [&[][..], &["dark", "mine"]] {
        let found = read(text, themes);
        can_be_shown(text, &found.problems);
        assert!(
            found.problems.iter().all(|p| p.span.is_some()),
            "{:?}",
            found.problems
        );
        if found.problems.is_empty() {
            let shut = |scope: &&Scope| found.config.keys.missing_way_out(**scope).is_some();
            assert_eq!(Scope::ALL.iter().find(shut), None);
        }
    }
    if let Err(problems) = Theme::parse(text) {
        assert!(!problems.is_empty());
        can_be_shown(text, &problems);
    }
}
