//! Keys that the user has bound otherwise: dispatch, status bar, help and
//! messages go with them.

use crate::harness::{DiskIs, Screen};
use aicaiq::config;
use aicaiq::tui::effect::Event;
use aicaiq::tui::keymap::{self, Scope, shown};

const SIZE: (u16, u16) = (80, 24);

fn with(text: &str) -> Screen {
    let mut screen = Screen::sample(SIZE);
    let read = config::read(text, &[]);
    assert_eq!(read.problems, []);
    screen.app.keys = read.config.keys;
    screen
}

fn bar(screen: &mut Screen) -> String {
    let shown = screen.shown();
    shown.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn a_bound_key_works_and_is_shown() {
    let mut screen =
        with("[keys.items]\n\"C-k\" = \"note\"\n\"f5\" = \"help\"\n\"alt-u\" = \"undo\"\n");
    screen.app.size = (120, 24);
    screen.keys("g down down");
    let bar = bar(&mut screen);
    assert!(bar.contains("Ctrl-K note"), "{bar}");
    assert!(
        bar.contains("F5 help") && bar.contains("Alt-u undo"),
        "{bar}"
    );
    screen.keys("ctrl-k").sees("Note · CSP.01").keys("esc");
    screen.keys("f5").sees("Keys: items");
    screen.keys("pgdn").sees("Ctrl-K e");
    screen.keys("esc n").sees("not satisfied");
    let before = screen.saves;
    screen.keys("alt-u");
    assert_eq!(screen.saves, before + 1, "alt-u undoes");
}

#[test]
fn an_unbound_key_is_gone() {
    let mut screen = with("[keys.items]\n\"d\" = \"none\"\n\"s\" = \"none\"\n\"?\" = \"none\"\n");
    screen.keys("g down down");
    let bar = bar(&mut screen);
    assert!(!bar.contains("details") && !bar.contains("help"), "{bar}");
    assert!(bar.starts_with(" y p n a answer"), "{bar}");
    screen
        .keys("d")
        .does_not_see("The control")
        .sees("d does nothing here");
    screen.does_not_see("shows the keys");
    let before = screen.saves;
    screen.keys("s");
    assert_eq!(screen.saves, before);
    screen.keys("tab d").sees("The control");
}

#[test]
fn a_key_taken_for_something_else_leaves_the_old_thing() {
    let mut screen = with(
        "[keys.items]\nZ = \"answer-satisfied\"\ns = \"answer-not-applicable\"\na = \"answer-not-applicable-stay\"\n",
    );
    screen.keys("g down down");
    let bar = bar(&mut screen);
    assert!(bar.starts_with(" Z p n a answer"), "{bar}");
}

#[test]
fn what_is_said_names_the_users_keys() {
    let text = "[keys.items]\nf5 = \"save\"\nZ = \"undo\"\n[keys.changed]\nx = \"take-theirs\"\nt = \"none\"\n";
    let mut screen = with(text);
    screen.keys("g down down backspace").sees("Z undoes it");
    let mut form = with("[keys.form]\n\"f5\" = \"add-evidence\"\ne = \"none\"\n");
    form.keys("g down down").sees(" v adds a link");
    form.keys("tab").sees(" F5 adds a link");
    screen.disk = DiskIs::Changed;
    screen
        .keys("n")
        .sees("x  take theirs")
        .does_not_see("t  take theirs");
    screen
        .keys("esc")
        .sees("F5 asks again")
        .sees("NOT SAVED (F5)");
}

#[test]
fn each_key_that_help_shows_is_the_one_that_works() {
    let text = "[keys.items]\n\"ctrl-k\" = \"note\"\n\"e\" = \"undo\"\n\"u\" = \"none\"\n";
    let mut screen = with(text);
    screen.app.size = (120, 100);
    screen.keys("?");
    let help = format!("{}\n{}", screen.shown(), screen.keys("G").shown());
    for scope in Scope::ALL {
        for (keys, binding) in screen.app.keys.lines(*scope) {
            for key in &keys {
                assert_eq!(screen.app.keys.lookup(*scope, key), Some(binding.action));
            }
            if *scope == Scope::Outline && !binding.action.is_of_folder() {
                let keys: Vec<_> = keys.iter().map(|k| shown(k)).collect();
                let (keys, words) = (keys.join(" "), binding.help);
                let row = |l: &str| l.contains(&keys) && l.contains(words);
                assert!(help.lines().any(row), "no {keys} {words} in\n{help}");
            }
        }
    }
    assert_eq!(
        keymap::lookup(Scope::Outline, "e").map(|a| a.name()),
        Some("note")
    );
}

#[test]
fn problems_of_the_configuration_are_said_beside_what_opening_says() {
    let text = "config: 2 problems: `aicaiq config check` shows them";
    let mut screen = Screen::fresh(SIZE);
    screen.happen(Event::Misconfigured(text.to_owned()));
    insta::assert_snapshot!("misconfigured_80x24", screen.shown());
    let mut screen = Screen::fresh((60, 15));
    screen.app.complain("read-only: somebody else writes it");
    screen.happen(Event::Misconfigured(text.to_owned()));
    screen
        .sees("read-only: somebody else writes it. config:")
        .sees("shows them");
    screen.keys("down").does_not_see("config:");
}
