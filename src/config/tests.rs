use super::*;
use crate::store::render_problems;
use crate::tui::action::Action;
use crate::tui::keymap::Scope;
use proptest::prelude::*;

/// The text without the `#` before its settings and bindings.
fn uncommented(text: &str) -> String {
    let setting = |line: &str| line.starts_with('"') || line.starts_with(char::is_alphabetic);
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(rest) if rest.contains(" = ") && setting(rest) && !rest.contains('`') => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn problems(text: &str) -> Vec<String> {
    let read = read(text, &[]);
    let name = |p: &crate::store::Problem| format!("{}: {}", p.is_error(), p.message);
    read.problems.iter().map(name).collect()
}

#[test]
fn the_default_text_is_the_default_with_and_without_its_signs() {
    let text = default_text();
    for text in [text.clone(), uncommented(&text)] {
        let read = read(&text, &[]);
        assert_eq!(read.problems, []);
        let theme = read.config.theme.clone();
        let expected = Config {
            theme,
            ..Config::default()
        };
        assert_eq!(read.config, expected);
    }
}

#[test]
fn the_default_text_has_every_setting_and_every_binding() {
    let text = uncommented(&default_text());
    for field in ["theme = ", "glyphs = ", "mouse = ", "assessor = "] {
        assert!(text.lines().any(|l| l.starts_with(field)), "{field}");
    }
    let table: toml::Table = text.parse().unwrap();
    for scope in Scope::ALL {
        let keys = Keys::default();
        let lines = keys.lines(*scope);
        let bound: Vec<(String, &str)> = lines
            .flat_map(|(reach, b)| {
                let reach = reach.into_iter().map(str::to_owned);
                reach.map(|key| (key, b.action.name())).collect::<Vec<_>>()
            })
            .collect();
        let written = table["keys"][scope.name()].as_table().unwrap();
        assert_eq!(written.len(), bound.len(), "{scope:?}");
        for (key, action) in bound {
            let key = crate::tui::keymap::written(&key).into_owned();
            assert_eq!(written[&key].as_str(), Some(action), "{key} in {scope:?}");
        }
    }
}

#[test]
fn settings_are_read() {
    let text = "theme = \"dark\"\nglyphs = \"ascii\"\nmouse = false\nassessor = \" A. Assessor \"\n\n[keys.items]\n\"C-k\" = \"note\"\n\"x\" = \"none\"\n";
    let read = read(text, &["dark", "light"]);
    assert_eq!(read.problems, []);
    let config = read.config;
    assert_eq!(config.theme.as_deref(), Some("dark"));
    assert_eq!(config.glyphs, Glyphs::Ascii);
    assert!(!config.mouse);
    assert_eq!(config.assessor.as_deref(), Some("A. Assessor"));
    let keys = &config.keys;
    assert_eq!(keys.lookup(Scope::Outline, "ctrl-k"), Some(Action::Note));
    assert_eq!(keys.lookup(Scope::Outline, "x"), None);
    assert!(keys.lookup(Scope::Form, "x").is_some());
}

#[test]
fn each_problem_says_where_what_and_how() {
    let text = r#"themes = "dark"
theme = "drak"
glyphs = "emoji"
mouse = "no"
assessor = "two\nlines"
[keys]
[keys.item]
"x" = "help"
[keys.items]
"C-i" = "help"
"F3" = "nots"
"f4" = "sign"
"f5" = 5
"C-k" = "note"
"ctrl-K" = "undo"
"f9" = "none"
"u" = "help"
"q" = "none"
"ctrl-c" = "none"
answer-satisfied = "F"
[keys.form]
"f3" = "answer-satisfied"
[keys.text]
"a" = "done"
[keys]
note = "e"
"#;
    let read = read(text, &["dark", "light"]);
    insta::assert_snapshot!(render_problems("config.toml", text, &read.problems, false));
    let keys = &read.config.keys;
    assert_eq!(
        keys.lookup(Scope::Outline, "u"),
        Some(Action::Help),
        "what is right applies"
    );
    assert_eq!(keys.lookup(Scope::Outline, "ctrl-k"), Some(Action::Note));
    assert_eq!(keys.lookup(Scope::Outline, "q"), None);
    assert_eq!(
        keys.lookup(Scope::Outline, "ctrl-c"),
        Some(Action::Quit),
        "a way out stays"
    );
    assert!(read.config.mouse);
}

#[test]
fn a_broken_line_does_not_take_the_others_along() {
    let text = "mouse = false\nglyphs = \n[keys.items]\n? = \"help\"\n\"f1\" = \"help\"\n";
    let read = read(text, &[]);
    assert!(read.errors() >= 2, "{:?}", read.problems);
    assert!(!read.config.mouse);
    let keys = &read.config.keys;
    assert_eq!(keys.lookup(Scope::Outline, "f1"), Some(Action::Help));
}

#[test]
fn a_way_out_may_be_replaced_in_any_order() {
    for text in [
        "[keys.items]\nq = \"none\"\nctrl-c = \"none\"\nf9 = \"quit\"\n",
        "[keys.items]\nf9 = \"quit\"\nq = \"none\"\nctrl-c = \"none\"\n",
        "[keys.leaving]\nQ = \"back\"\nx = \"quit-anyway\"\nesc = \"none\"\nctrl-c = \"none\"\n",
    ] {
        assert_eq!(problems(text), [""; 0], "{text}");
    }
    let stuck = "[keys.leaving]\nQ = \"none\"\n[keys.text]\nesc = \"none\"\nctrl-s = \"none\"\nctrl-c = \"none\"\n";
    let found = problems(stuck);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found.iter().all(|p| p.starts_with("true: without ")),
        "{found:?}"
    );
}

#[test]
fn what_the_bindings_come_to_is_said() {
    let text =
        "[keys.items]\n\"ctrl-k\" = \"note\"\n\"x\" = \"undo\"\nd = \"none\"\n\"3\" = \"down\"\n";
    assert_eq!(
        remapped(&read(text, &[]).config.keys),
        [
            "[keys.items] note: Ctrl-K e; as it comes in [keys.form]",
            "[keys.items] method-examine: no key, no longer x",
            "[keys.items] down: 3 ↓ j; as it comes in 18 other scopes",
            "[keys.items] details: no key, no longer d",
            "[keys.items] undo: x u; as it comes in [keys.controls], [keys.form], [keys.summary], [keys.resolve]",
            "[keys.items] a number before a key cannot have 3: bound",
        ]
    );
    assert_eq!(remapped(&Keys::default()), [""; 0]);
}

proptest! {
    #[test]
    fn nobody_is_ever_locked_in(lines in prop::collection::vec((0..Scope::ALL.len(), "(q|Q|esc|ctrl-c|ctrl-s|enter|\\?|d|o|f[1-3])", 0..=Action::ALL.len()), 0..30)) {
        let mut text = String::new();
        for (at, scope) in Scope::ALL.iter().enumerate() {
            text.push_str(&format!("[keys.{}]\n", scope.name()));
            let mut seen = Vec::new();
            for (_, key, action) in lines.iter().filter(|(n, ..)| *n == at) {
                if seen.contains(&key) {
                    continue;
                }
                seen.push(key);
                let action = Action::ALL.get(*action).map_or("none", |a| a.name());
                text.push_str(&format!("\"{key}\" = \"{action}\"\n"));
            }
        }
        let keys = read(&text, &[]).config.keys;
        for scope in Scope::ALL {
            prop_assert_eq!(keys.missing_way_out(*scope), None, "{:?}\n{}", scope, text);
        }
    }

    #[test]
    fn any_text_at_all_gives_a_configuration(text in "(\\PC|\n|\\[keys.items\\]|\"q\" = \"none\"| = ){0,40}") {
        let read = read(&text, &[]);
        let _ = render_problems("c", &text, &read.problems, false);
        for scope in Scope::ALL {
            prop_assert_eq!(read.config.keys.missing_way_out(*scope), None);
        }
    }
}
