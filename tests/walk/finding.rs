//! The palette, the search in texts, and the filters of the outline.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{Assessment, Evidence, EvidenceId, Outcome, Review, Role};
use aicaiq::questionnaire::{ItemId, StepId, embedded};
use aicaiq::text::is_unsafe;
use aicaiq::tui::effect::Event;
use aicaiq::tui::finder::{Finder, Target, actions};
use aicaiq::tui::keymap::Scope;
use aicaiq::tui::model::{Field, Focus, Overlay, Row};
use aicaiq::tui::theme::Theme;
use aicaiq::tui::theme::glyphs::Glyphs;
use crossterm::event::MouseEventKind;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;
use std::sync::Arc;

const SIZE: (u16, u16) = (80, 24);

fn step(id: &str) -> StepId {
    StepId::new(id).unwrap()
}

fn row(role: Role, id: &str) -> Row {
    Row::Item(role, ItemId::Step(step(id)))
}

fn finder(screen: &Screen) -> &Finder {
    match &screen.app.overlay {
        Some(Overlay::Finder(finder)) => finder,
        other => panic!("no finder is open: {other:?}"),
    }
}

/// The sample with a record that proves nothing, and one in a note.
pub fn sample(size: (u16, u16)) -> Screen {
    let screen = Screen::sample(size);
    let mut a = Assessment::clone(screen.doc().history.now());
    let record = a.evidence.values().next().unwrap().clone();
    for (href, title) in [
        ("evidence/kms-policy.pdf", "Key management policy"),
        ("https://example.com/spare", ""),
    ] {
        let mut record = record.clone();
        record.href = href.into();
        record.title = title.into();
        a.evidence.insert(EvidenceId::of(href), record);
    }
    let csp = a.answers.get_mut(&Role::Csp).unwrap();
    let seven = csp.steps.entry(step("09")).or_default();
    seven
        .evidence
        .insert(EvidenceId::of("evidence/kms-policy.pdf"));
    let mut screen = Screen::with(size, a, Vec::new());
    screen.files = Screen::sample(size).files;
    screen.look();
    screen
}

/// What Enter would choose.
fn first(screen: &Screen) -> Option<Target> {
    finder(screen).target(0)
}

#[test]
fn pictures() {
    for size in [(60, 15), (80, 24), (200, 50)] {
        for (name, keys) in [
            ("palette", ":"),
            ("palette_typed", ": \"rot\""),
            ("palette_item", ": \"mp 4\""),
            ("palette_nothing", ": \"qqqqq\""),
            ("find", "/"),
            ("find_typed", "/ \"keys role\" down down"),
            ("find_nothing", "/ \"qqqqq\""),
            ("menu", "z down"),
            ("filter", "z g"),
            ("filter_form", "z u tab"),
            ("filter_empty", "z s"),
        ] {
            let mut screen = sample(size);
            let shown = screen.keys(keys).shown();
            let widest = shown
                .lines()
                .map(unicode_width::UnicodeWidthStr::width)
                .max();
            assert!(widest <= Some(size.0.into()));
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), shown);
        }
    }
    let mut screen = Screen::start(SIZE);
    insta::assert_snapshot!("palette_start_80x24", screen.keys("ctrl-p").shown());
}

#[test]
fn what_one_expects_is_on_top() {
    for (typed, name) in [
        ("CSP.03", "CSP.03"),
        ("mp 4", "MP.04"),
        ("csp cek", "CSP.CEK-02.1"),
        ("segregation", "CSP.05"),
    ] {
        let mut screen = sample(SIZE);
        screen.keys(&format!(": \"{typed}\""));
        let target = first(&screen);
        let (role, item) = target.as_ref().and_then(Target::item).unwrap();
        assert_eq!(format!("{role}.{item}"), name, "{typed}");
        screen.keys("enter");
        assert_eq!(screen.doc().row, Row::Item(role, item.clone()));
        assert!(screen.app.overlay.is_none());
    }
    for (typed, help) in [
        ("undo", "undo"),
        ("justif", "why it does not apply"),
        ("wtn", "write the note (question: implementation)"),
        ("show only unans", "show only unanswered items"),
        ("corrective-action", "corrective action: what, who, by when"),
        // The words that people think in, though no help has them.
        (
            "delete evidence",
            "take evidence off the item: go to its records",
        ),
        ("detach", "take evidence off the item: go to its records"),
        (
            "clear evidence",
            "take evidence off the item: go to its records",
        ),
        ("attach", "add evidence: a record, a file, a path or a link"),
        (
            "rename",
            "this assessment: provider, assessor, layers, roles",
        ),
        (
            "change name",
            "this assessment: provider, assessor, layers, roles",
        ),
        ("next open", "next unanswered item"),
        ("open", "next unanswered item"),
        ("goto", "next unanswered item"),
        (
            "n/a",
            "not applicable (question: NA); stays, for the justification",
        ),
        (
            "select all",
            "mark all steps of the role, or take their marks back",
        ),
        (
            "unmark",
            "mark all steps of the role, or take their marks back",
        ),
        ("reset", "take the answer back to empty"),
        ("deadline", "corrective action: what, who, by when"),
        ("due", "corrective action: what, who, by when"),
        ("owner", "corrective action: what, who, by when"),
        ("todo", "corrective action: what, who, by when"),
        ("collapse", "to the role's heading; fold the role"),
        ("fold", "to the role's heading; fold the role"),
        ("top", "to the first"),
        (
            "search",
            "find words in all texts: steps, notes, actions, evidence",
        ),
        ("satsfied", "satisfied (question: Yes), then the next item"),
    ] {
        let mut screen = sample(SIZE);
        screen.keys(&format!(": \"{typed}\""));
        let Some(Target::Action(action)) = first(&screen) else {
            panic!("{typed}: {:?}", first(&screen));
        };
        let entries = actions::of_scope(&aicaiq::tui::keymap::Keys::default(), Scope::Outline);
        let entry = entries.iter().find(|e| e.action == action).unwrap();
        assert_eq!(entry.help, help, "{typed}");
    }
    // What only the command line does is said.
    for (typed, line) in [
        ("export", "aicaiq export sample.cek-02.toml --format html"),
        ("excel", "aicaiq export sample.cek-02.toml --format html"),
        ("pdf", "aicaiq export sample.cek-02.toml --format html"),
        ("print", "aicaiq export sample.cek-02.toml --format html"),
        ("import", "aicaiq import WORKBOOK"),
        ("theme", "aicaiq sample.cek-02.toml --theme NAME"),
        ("preferences", "aicaiq config default"),
        ("new assessment", "aicaiq new NEW --subject NAME"),
        ("switch", "aicaiq FILE"),
    ] {
        let mut screen = sample(SIZE);
        screen
            .keys(&format!(": \"{typed}\""))
            .sees(line.get(..12).unwrap_or(line));
        let Some(Target::Command(call)) = first(&screen) else {
            panic!("{typed}: {:?}", first(&screen));
        };
        assert_eq!(call.line(), line, "{typed}");
        screen.keys("enter").sees(&format!("in a shell: {line}"));
        assert_eq!(screen.copied.as_deref(), Some(line));
    }
    let mut screen = Screen::with(SIZE, assessment(Role::ALL), Vec::new());
    screen.keys(": \"rotation\"");
    let target = first(&screen);
    let (role, item) = target.as_ref().and_then(Target::item).unwrap();
    let said = embedded().step(role, item.step().unwrap()).unwrap();
    let said = format!("{} {}", said.text, said.typical_evidence.join(" "));
    assert!(said.contains("rotation"), "{said}");
}

#[test]
fn hints_and_ways_back_are_read_in_full() {
    for size in [(60, 15), (80, 24), (200, 50)] {
        let mut screen = sample(size);
        screen
            .keys("/")
            .sees("type words: all of them have to occur");
        let shown = screen.shown();
        let words = shown.replace('│', " ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("capitals count"), "{shown}");
        screen.keys("esc z x").sees("in conflict · Esc: all");
    }
}

#[test]
fn a_command_names_what_is_open_and_is_copied_whole() {
    for (path, shown, whole) in [
        (
            "/work/a long way to it/2026/acme.toml",
            "…",
            "'/work/a long way to it/2026/acme.toml'",
        ),
        ("-x.toml", "./'-x.toml'", "./'-x.toml'"),
    ] {
        let mut screen = sample(SIZE);
        screen.app.doc.as_mut().unwrap().path = path.into();
        screen.keys(": \"print\"").sees("aicaiq export ");
        screen.sees(shown).sees(" --format html");
        screen.keys("enter");
        let line = format!("aicaiq export {whole} --format html");
        assert_eq!(screen.copied.as_deref(), Some(line.as_str()));
    }
    let mut screen = crate::folder::sample(SIZE);
    let folder = screen.app.controls.as_ref().unwrap().folder.clone();
    let folder = folder.display().to_string();
    screen.keys(": \"print\" enter");
    let line = format!("aicaiq export {folder} --format html");
    assert_eq!(screen.copied.as_deref(), Some(line.as_str()));
    let mut screen = Screen::start(SIZE);
    screen.keys(": \"print\"").sees("aicaiq export FILE");
}

#[test]
fn in_a_folder_the_words_that_people_think_in_are_known_too() {
    let mut wrong = Vec::new();
    for (keys, scope, typed, name) in [
        ("", Scope::Controls, "overdue", "due"),
        ("", Scope::Controls, "late", "due"),
        ("", Scope::Controls, "deadline", "due"),
        ("", Scope::Controls, "expired", "due"),
        ("", Scope::Controls, "expiry", "due"),
        ("", Scope::Controls, "due", "due"),
        ("", Scope::Controls, "signed", "sign-off"),
        ("", Scope::Controls, "approved", "sign-off"),
        ("", Scope::Controls, "problems", "next-gap"),
        ("", Scope::Controls, "findings", "next-gap"),
        ("", Scope::Controls, "todo", "next-unanswered"),
        ("", Scope::Controls, "incomplete", "next-unanswered"),
        ("", Scope::Controls, "broken", "show-unreadable"),
        ("", Scope::Controls, "my", "show-mine"),
        ("", Scope::Controls, "disputed", "show-conflicts"),
        ("", Scope::Controls, "waiting", "next-waiting"),
        ("#", Scope::Gaps, "overdue", "due"),
        ("#", Scope::Gaps, "deadline", "due"),
        ("#", Scope::Gaps, "expired", "due"),
        ("#", Scope::Gaps, "due", "due"),
        ("#", Scope::Gaps, "signed", "sign-off"),
        ("#", Scope::Gaps, "unanswered", "show-unanswered"),
        ("#", Scope::Gaps, "todo", "show-unanswered"),
        ("#", Scope::Gaps, "severe", "show-major"),
        ("#", Scope::Gaps, "soon", "show-watch"),
        ("#", Scope::Gaps, "filter", "filters"),
    ] {
        let mut screen = crate::folder::sample(SIZE);
        screen.keys(keys).keys(&format!(": \"{typed}\""));
        assert_eq!(screen.app.scope(), Scope::Finder);
        let found = match first(&screen) {
            Some(Target::Action(action)) if action.name() == name => continue,
            other => other,
        };
        wrong.push((scope, typed, name, found));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_record_leads_to_what_it_proves_or_into_the_register() {
    let mut screen = sample(SIZE);
    screen.keys("ctrl-p \"kms-policy\"").sees("proves CSP.09");
    screen.keys("enter");
    assert_eq!(screen.doc().row, row(Role::Csp, "09"));
    let record = EvidenceId::of("evidence/kms-policy.pdf");
    assert_eq!(screen.doc().field, Field::Evidence(record));
    assert_eq!(screen.doc().focus, Focus::Form);
    screen.sees("▸Evidence");
    screen.keys("esc : \"spare\" enter");
    screen.sees("ev-95c89116   https://example.com/spare");
    assert_eq!(screen.app.scope(), Scope::Summary);
    let at = screen
        .doc()
        .register()
        .position(|id| id == EvidenceId::of("https://example.com/spare"));
    assert_eq!(Some(screen.app.summary.record), at);
}

/// Where a scope is, by keys from the opened sample.
fn scopes() -> Vec<(Scope, &'static str)> {
    vec![
        (Scope::Outline, ""),
        (Scope::Outline, "k k k k k k k"),
        (Scope::Form, "k k k k tab down down"),
        (Scope::Summary, "o tab tab tab down"),
        (Scope::Summary, "o tab tab tab tab tab"),
    ]
}

#[test]
fn an_action_of_the_palette_does_what_its_key_does() {
    let mut compared = 0;
    for (scope, keys) in scopes() {
        for (nth, entry) in actions::of_scope(&aicaiq::tui::keymap::Keys::default(), scope)
            .into_iter()
            .filter(|entry| !entry.action.is_of_folder())
            .enumerate()
        {
            if entry.keys.is_empty() {
                // Only the palette leads there.
                continue;
            }
            let prepare = || {
                let mut screen = sample(SIZE);
                // Something to undo, and to make again.
                screen.keys("s u s").keys(keys);
                assert_eq!(screen.app.scope(), scope);
                screen.effects.clear();
                screen
            };
            let mut pressed = prepare();
            let key = entry.keys.split("  ").next().unwrap();
            let key = raw(scope, &entry, key);
            pressed.keys(&key);
            let mut chosen = prepare();
            chosen.keys("ctrl-p");
            for _ in 0..=nth {
                chosen.keys("down");
            }
            assert_eq!(
                finder(&chosen).target(nth),
                Some(Target::Action(entry.action))
            );
            chosen.keys("enter");
            assert_eq!(pressed.shown(), chosen.shown(), "{entry:?} in {scope:?}");
            assert_eq!(pressed.effects, chosen.effects, "{entry:?} in {scope:?}");
            assert_eq!(pressed.saved, chosen.saved);
            assert_eq!(pressed.left, chosen.left);
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

/// The key as a script writes it.
fn raw(scope: Scope, entry: &actions::Entry, shown: &str) -> String {
    use aicaiq::tui::keymap;
    let find = |scope: Scope| {
        let lines = keymap::lines(scope);
        let line = lines
            .iter()
            .find(|(_, b)| b.action == entry.action && b.help == entry.help);
        line.map(|(keys, _)| keys[0].to_owned())
    };
    match find(scope) {
        Some(key) => key,
        None => {
            assert!(shown.starts_with("z "), "{shown}");
            format!("z {}", find(Scope::Filter).unwrap())
        }
    }
}

#[test]
fn enter_on_an_empty_palette_does_nothing() {
    let mut screen = sample(SIZE);
    screen.keys(": \"grade\" enter");
    let before = Assessment::clone(screen.doc().history.now());
    screen.keys(":").does_not_see("▸ ");
    screen.keys("enter").sees("nothing was chosen");
    assert!(screen.app.overlay.is_none());
    assert_eq!(*screen.doc().history.now().as_ref(), before);
    // Up and down go into the list from its ends.
    screen.keys(": up").sees("▸ ");
}

#[test]
fn a_guess_of_the_palette_answers_nothing() {
    for typed in ["colours", "stfd", "exmn", "satsfd"] {
        let mut screen = sample(SIZE);
        let before = Assessment::clone(screen.doc().history.now());
        screen.keys(&format!(": \"{typed}\" enter"));
        assert_eq!(*screen.doc().history.now().as_ref(), before, "{typed}");
    }
    let mut screen = sample(SIZE);
    screen.keys(": \"satis next\"").sees("▸ action satisfied");
}

#[test]
fn names_that_others_have_for_leaving_and_saving_are_known() {
    for typed in ["q", "q!", "x", "wq", "exit", "close"] {
        let mut screen = sample(SIZE);
        screen.keys(&format!(": \"{typed}\" enter"));
        assert!(screen.left, "{typed}");
    }
    let mut screen = sample(SIZE);
    screen.keys(": \"w\" enter");
    assert!(!screen.left && screen.app.overlay.is_none());
}

#[test]
fn n_goes_to_the_next_hit_only_while_one_is_told() {
    let mut screen = sample(SIZE);
    let before = Assessment::clone(screen.doc().history.now());
    screen.keys("/ \"key\" enter").sees("“key” 1 of ");
    screen.sees("n next, N previous");
    // The status bar says nothing else of these keys.
    screen
        .sees(" n next  N previous  e note")
        .does_not_see("s p n a answer");
    screen.keys("n").sees("“key” 2 of ");
    screen.keys("n").sees("“key” 3 of ");
    screen.keys("N").sees("“key” 2 of ");
    assert_eq!(*screen.doc().history.now().as_ref(), before);
    // Also where the list is in focus, whose first hint is of these keys.
    let mut listed = sample(SIZE);
    listed.keys("/ \"kms adm\" enter").sees("“kms adm” 1 of ");
    assert_eq!(listed.doc().focus, Focus::Outline);
    listed
        .sees(" n next  N previous")
        .does_not_see("s p n a answer");
    listed.keys("n N j").sees("s p n a answer");
    // Whoever still looks for words answers nothing without having read so.
    let said = "the search was left: > goes on with it, n again answers not satisfied";
    listed.keys("n").sees(said);
    assert_eq!(*listed.doc().history.now().as_ref(), before);
    listed.keys("j j N").sees("not satisfied");
    assert_ne!(
        *listed.doc().history.now().as_ref(),
        before,
        "it is said once"
    );
    listed.keys("u / \"kms adm\" enter j >").sees(" of 6: ");
    listed.keys("j s u n").does_not_see(said);
    // Any other key ends it.
    screen.keys("esc g down n").sees("n again answers No");
    screen.keys("n").sees("CSP.CEK-02.1 No");
}

#[test]
fn the_palette_of_the_help_finds_what_can_be_done_beneath_it() {
    for help in ["?", "d", "tab ?"] {
        let mut screen = sample(SIZE);
        screen
            .keys(help)
            .keys(": \"write the note\"")
            .sees("▸ action write the note");
        screen.keys("enter").sees("Note · CSP.");
    }
}

#[test]
fn a_text_that_was_found_can_be_read_on_from_there() {
    let screen = sample(SIZE);
    let long: String = (0..90).map(|n| format!("line {n} of it\n")).collect();
    let mut theirs = Assessment::clone(screen.doc().history.now());
    let csp = theirs.answers.get_mut(&Role::Csp).unwrap();
    csp.steps.get_mut(&step("01")).unwrap().note = long;
    let mut screen = Screen::with(SIZE, theirs, Vec::new());
    screen.keys("/ \"line 60\" enter").sees("line 60 of it");
    screen.keys("J").sees("line 61 of it").sees("line 60 of it");
    screen
        .keys("J J J J J J J J J J J J J J J J")
        .sees("line 75 of it");
    screen.keys("n").sees("“line 60” 1 of 1");
}

#[test]
fn a_search_goes_on_while_its_item_is_read_and_no_longer() {
    let at_second = || {
        let mut screen = sample(SIZE);
        screen
            .keys("g / \"kms\" enter n")
            .sees("“kms” 2 of 21: CSP.01");
        screen
    };
    let before = Assessment::clone(at_second().doc().history.now());
    // What only reads.
    for keys in [
        "J",
        "K",
        "tab",
        "shift-tab",
        "tab down up",
        "e esc",
        "? esc",
        "d esc",
        "tab pgdn tab J",
        "right esc",
    ] {
        let mut screen = at_second();
        screen.keys(keys).sees("“kms” 2 of 21: CSP.01");
        screen
            .sees(" n next  N previous")
            .does_not_see("s p n a answer");
        screen.keys("n").sees("“kms” 3 of 21");
        assert_eq!(*screen.doc().history.now().as_ref(), before, "{keys}");
    }
    for way in [MouseEventKind::ScrollDown, MouseEventKind::ScrollUp] {
        let mut screen = at_second();
        screen.mouse(way, 60, 10);
        screen.sees("“kms” 2 of 21").keys("n").sees("“kms” 3 of 21");
    }
    let mut screen = at_second();
    screen.click("Methods").sees("“kms” 2 of 21: CSP.01");
    screen.keys("n").sees("“kms” 3 of 21");
    // What leaves the item, or changes something: then nothing offers it.
    for keys in [
        "j",
        "]",
        "left left",
        "p",
        "r",
        "x",
        "o",
        "e \"x\" esc",
        "space",
        "*",
    ] {
        let mut screen = at_second();
        screen.keys(keys);
        assert!(!screen.app.finding.at_hit, "{keys}");
        screen.does_not_see("n next").does_not_see("“kms”");
    }
    let mut screen = at_second();
    screen.click("ccm-1").does_not_see("n next");
    assert!(!screen.app.finding.at_hit);
    let mut screen = at_second();
    screen.mouse(MouseEventKind::ScrollDown, 5, 10);
    screen.does_not_see("n next").sees("s p n a answer");
}

#[test]
fn a_click_on_the_first_row_of_the_palette_selects_it() {
    let mut screen = sample(SIZE);
    screen.keys(":");
    screen.click("action satisfied").sees("▸ action satisfied");
    assert!(screen.app.overlay.is_some());
}

#[test]
fn what_was_run_last_stands_first() {
    let mut screen = sample(SIZE);
    screen.keys(": \"details\"").keys("esc :");
    screen.does_not_see("recent");
    screen.keys("\"the control\" enter esc : \"grade\" enter");
    screen
        .keys(": down")
        .sees("▸ recent grade:")
        .sees("  recent the control:");
    screen.keys("esc o : down").sees("▸ recent the control:");
    screen.does_not_see("recent grade");
}

#[test]
fn esc_changes_nothing() {
    let mut screen = sample(SIZE);
    screen.keys("tab down");
    let before = screen.shown();
    for keys in [
        ": \"und\" down esc",
        "/ \"key\" down down down esc",
        "z down esc",
        "/ \"key\" ctrl-c",
    ] {
        screen.keys(keys);
        assert_eq!(screen.shown(), before, "{keys}");
    }
    screen.keys("esc o tab tab");
    let before = screen.shown();
    screen.keys("/ \"key\" down").sees(" Find in").sees("▾ CSP");
    screen.keys("esc");
    assert_eq!(screen.shown(), before);
    assert_eq!(screen.saves, 0);
}

#[test]
fn words_are_found_in_every_text_and_lead_there() {
    let mut a = assessment(&[Role::Csp, Role::Mp]);
    let answers = a.answers.entry(Role::Mp).or_default();
    let six = answers.steps.entry(step("06")).or_default();
    six.outcome = Some(Outcome::PartiallySatisfied);
    six.note = format!(
        "{}\nhere the Zebra walks",
        "a long line of a note\n".repeat(60)
    );
    six.review = Some(Review::ChangesRequested);
    six.review_comment = "which zebra?".into();
    six.action = Some(aicaiq::assessment::Action {
        text: "catch the ZEBRA".into(),
        owner: "Zoo and zebra team".into(),
        ..Default::default()
    });
    let two = answers.steps.entry(step("02")).or_default();
    two.outcome = Some(Outcome::NotApplicable);
    two.justification = "no zebra, ze\u{301}bre".into();
    let question = answers.questions.entry("CEK-02.1".into()).or_default();
    question.implementation = "by zebra".into();
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("/ \"zebra\"");
    let whats: Vec<Field> = (0..finder(&screen).shown().len())
        .filter_map(|n| match finder(&screen).target(n) {
            Some(Target::Field(Role::Mp, _, field)) => Some(field.clone()),
            _ => None,
        })
        .collect();
    let expected = [
        Field::Implementation,
        Field::Justification,
        Field::Note,
        Field::ActionText,
        Field::ActionOwner,
        Field::ReviewComment,
    ];
    assert_eq!(whats, expected);
    screen.sees("here the Zebra walks").sees("6 of ");
    for (n, field) in expected.iter().enumerate() {
        let mut screen = Screen::with(
            SIZE,
            Assessment::clone(screen.doc().history.now()),
            Vec::new(),
        );
        screen.keys("/ \"zebra\"");
        for _ in 0..n {
            screen.keys("down");
        }
        screen.keys("enter");
        assert_eq!(screen.doc().field, *field);
        assert_eq!(screen.doc().focus, Focus::Form);
        screen.sees(&format!("“zebra” {} of 6", n + 1));
        // Once in the message, and once where it stands, however long the text.
        let shown = screen.shown().to_lowercase();
        assert!(shown.matches("zebra").count() > 1, "{shown}");
    }
    screen.keys("esc / \"zoo zebra\"").sees("1 of ");
    screen
        .keys("esc / \"ZEBRA\"")
        .sees("catch the ZEBRA")
        .sees("1 of ");
    screen.keys("esc / \"zébre\"").sees("justification");
    screen.keys("esc / \"zebrazoo\"").sees("found nowhere");
    screen.keys("enter").sees("found nowhere");
    screen.keys("ctrl-u").sees("type words");
}

#[test]
fn one_goes_on_to_the_next_hit_without_asking_again() {
    let mut screen = sample(SIZE);
    screen.keys(">").sees("nothing was looked for yet: / finds");
    screen
        .keys("/ \"segregation\" enter")
        .sees("“segregation” 1 of");
    let hits = screen.app.finding.last.clone().unwrap().hits;
    assert!(hits.len() > 2, "{hits:?}");
    let item = |screen: &Screen| screen.doc().item();
    let of = |n: usize| hits[n].0.item().map(|(r, i)| (r, i.clone()));
    assert_eq!(item(&screen), of(0));
    screen.keys(">").sees("“segregation” 2 of");
    assert_eq!(item(&screen), of(1));
    screen.keys("< <").sees(&format!("{0} of {0}", hits.len()));
    assert_eq!(item(&screen), of(hits.len() - 1));
    screen.keys(">").sees("“segregation” 1 of");
    // Several texts of one item are gone through one by one.
    screen.keys("/ \"kms\" enter");
    let all = screen.app.finding.last.clone().unwrap().hits.len();
    for n in 2..=all {
        screen.keys(">").sees(&format!("“kms” {n} of {all}"));
        let (target, words) = screen.app.finding.last.clone().unwrap().hits[n - 1].clone();
        screen.sees(&words);
        assert_eq!(
            screen.doc().item(),
            target.item().map(|(r, i)| (r, i.clone()))
        );
        if matches!(target, Target::Asked(..)) {
            screen.sees("Ask for (");
        }
    }
    screen.keys("/ \"segregation\" enter");
    // From elsewhere it goes on from there.
    screen.keys("G >").sees("“segregation” 1 of");
    screen.keys("G <").sees(&format!("{0} of {0}", hits.len()));
    // What is written meanwhile is found, too.
    screen.keys("g down down s");
    screen.keys("g down down e \"segregation\" esc g down >");
    assert_eq!(
        screen.app.finding.last.as_ref().unwrap().hits.len(),
        hits.len() + 1
    );
    screen.sees("▸Note");
    // Opened again, it has the last words, and typing replaces them.
    screen.keys("esc /").sees("/ segregation");
    screen.keys("\"kms\"").sees("/ kms");
}

#[test]
fn what_is_found_is_emphasised_and_steers_nothing() {
    let mut a = assessment(&[Role::Csp]);
    let csp = a.answers.entry(Role::Csp).or_default();
    let one = csp.steps.entry(step("01")).or_default();
    one.note = "x\u{1b}]52;c;eA==\u{7}\u{202e}鍵 zebra\r\n\tnext".repeat(30);
    let mut record = aicaiq::assessment::Evidence {
        href: "a\u{1b}[2J/zebra\n.pdf".into(),
        ..Default::default()
    };
    a.evidence.insert(EvidenceId::of("a"), record.clone());
    record.title = "zebra\u{9b}31m".into();
    a.evidence.insert(EvidenceId::of("b"), record);
    for keys in ["/ \"zebra\"", ": \"zebra\""] {
        let mut screen = Screen::with(SIZE, a.clone(), Vec::new());
        screen.keys(keys);
        let shown = screen.shown();
        assert!(
            shown.contains("zebra") && !shown.contains(|c| c != '\n' && is_unsafe(c)),
            "{shown:?}"
        );
        let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
        terminal
            .draw(|frame| {
                aicaiq::tui::view::draw(&screen.app, frame);
            })
            .unwrap();
        let both = Modifier::BOLD | Modifier::UNDERLINED;
        let marked = terminal.backend().buffer().content().iter();
        let marked: String = marked
            .filter(|c| c.modifier.contains(both))
            .map(|c| c.symbol())
            .collect();
        assert!(marked.contains("zebra"), "{marked:?}");
    }
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen
        .keys("/")
        .happen(Event::Paste("zeb\u{1b}ra\n next".into()));
    screen.sees("/ zebra  next").sees("note");
}

#[test]
fn a_click_selects_and_a_second_one_goes() {
    let mut screen = sample(SIZE);
    screen.keys(": \"duties\"").click("CSP.05 Segregation");
    screen.sees("▸ item   CSP.05");
    screen.click("CSP.05 Segregation");
    assert_eq!(screen.doc().row, row(Role::Csp, "05"));
    screen
        .keys("/ \"segregation\"")
        .click("MP.05  topic")
        .sees("MP · step 05");
    screen.mouse(MouseEventKind::ScrollUp, 40, 18).keys("esc");
    assert_eq!(screen.doc().row, row(Role::Csp, "05"));
    screen.keys("z").click("unanswered").sees("only unanswered");
}

fn visible(screen: &Screen) -> Vec<String> {
    let rows = screen.doc().rows(embedded());
    rows.iter()
        .filter_map(|row| match row {
            Row::Item(role, item) => Some(format!("{role}.{item}")),
            Row::Role(_) => None,
        })
        .collect()
}

#[test]
fn a_filter_shows_what_fits() {
    let mut screen = sample(SIZE);
    let counts = screen.keys("z").shown();
    for (key, word) in [
        ("u", "unanswered"),
        ("g", "with gaps"),
        ("m", "mine"),
        ("r", "in review"),
        ("e", "evidence"),
        ("s", "suggested"),
    ] {
        screen.keys("esc z").keys(key);
        let n = screen
            .doc()
            .items(embedded())
            .iter()
            .filter(|(r, i)| screen.doc().filter.fits(*r, i))
            .count();
        let line = counts
            .lines()
            .find(|l| l.contains(&format!(" {key}  ")))
            .unwrap();
        assert!(line.contains(&format!(" {n} ")), "{line} {n}");
        screen.sees(&format!("only {word} · Esc: all"));
        let shown = visible(&screen);
        assert_eq!(shown.len(), n, "{key}: {shown:?}");
    }
    screen.keys("z u");
    assert!(
        screen
            .doc()
            .rows(embedded())
            .iter()
            .all(|r| !matches!(r, Row::Item(..)) || !screen.doc().is_answered(r))
    );
    screen
        .keys("esc")
        .does_not_see("only")
        .sees("items are shown");
    assert_eq!(visible(&screen).len(), 24);
    // The form says the other way out.
    screen
        .keys("z a ] z u tab")
        .sees("only unanswered · z a: all");
    screen.keys("z a").does_not_see("only unanswered");
}

#[test]
fn an_answered_item_stays_until_the_selection_moves_on() {
    let mut screen = sample(SIZE);
    screen.keys("z u");
    let before = visible(&screen);
    assert_eq!(screen.doc().row, row(Role::Csp, "07"));
    screen.keys("p");
    assert_eq!(visible(&screen), before);
    screen.sees("▾ CSP 3 of 13 shown");
    screen.keys("down");
    assert_eq!(screen.doc().row, row(Role::Csp, "08"));
    assert_eq!(visible(&screen).len(), before.len() - 1);
    // Answering moves on to the next item that is shown.
    screen.keys("s");
    assert_eq!(screen.doc().row, row(Role::Csp, "10"));
    screen.keys("s");
    assert_eq!(screen.doc().row, row(Role::Csp, "ccm-2"));
    // Undo goes to an item that fits again: the filter stays.
    screen.keys("u");
    assert_eq!(screen.doc().row, row(Role::Csp, "10"));
    screen.sees("only unanswered");
    // Redo goes to one that does not.
    screen.keys("G U").does_not_see("only unanswered");
    screen.sees("all items are shown again");
    assert_eq!(screen.doc().row, row(Role::Csp, "10"));
    assert_eq!(visible(&screen).len(), 24);
}

#[test]
fn ways_between_items_keep_to_what_is_shown() {
    let mut screen = sample(SIZE);
    screen
        .keys("z g g ]")
        .sees("among what is shown (z a shows all)");
    screen.keys("z a ]").does_not_see("among");
    // A filter and folding go together.
    screen.keys("z g g left").sees("▸ CSP");
    assert!(visible(&screen).iter().all(|name| name.starts_with("MP")));
    screen.keys("right z e");
    let shown = visible(&screen);
    assert!(!shown.is_empty() && shown.len() < 6, "{shown:?}");
    // What is gone to is shown: all are shown again.
    screen
        .keys(": \"csp.02\" enter")
        .sees("all items are shown again");
    assert_eq!(screen.doc().row, row(Role::Csp, "02"));
    // Looking at hits changes no filter; going to one that fits does not either.
    screen
        .keys("z u / \"duties\" down down esc")
        .sees("only unanswered");
    screen
        .keys("/ \"csp\" ctrl-u \"Periodic role review\" enter")
        .sees("only unanswered");
}

#[test]
fn nothing_that_fits_is_said_with_the_way_out() {
    let mut screen = sample(SIZE);
    screen.keys("z s");
    screen
        .sees("only suggested")
        .sees("0 of 13 shown")
        .sees("z a shows all items");
    assert_eq!(screen.doc().row, Row::Role(Role::Csp));
    assert!(visible(&screen).is_empty());
    screen
        .keys("s n ] enter enter down up tab")
        .sees("only suggested");
    screen.keys("esc");
    assert_eq!(visible(&screen).len(), 24);
}

#[test]
fn every_size_is_drawn_without_a_panic() {
    for keys in [
        ": down",
        ": \"key\" pgdn",
        "/ \"key\" pgdn",
        "z",
        "z u",
        "z s",
    ] {
        let mut screen = sample(SIZE);
        screen.keys(keys);
        for width in (1..140).step_by(17) {
            for height in (1..44).step_by(2) {
                screen.app.size = (width, height);
                screen.shown();
                if matches!(screen.app.overlay, Some(Overlay::Finder(_)))
                    && width >= 60
                    && height >= 15
                {
                    screen.sees("▸ ");
                }
            }
        }
    }
}

#[test]
fn what_comes_in_while_it_is_searched_is_searched() {
    let mut screen = sample(SIZE);
    screen.keys("/ \"zebra\"").sees("found nowhere");
    let mut theirs = Assessment::clone(screen.doc().history.now());
    let csp = theirs.answers.get_mut(&Role::Csp).unwrap();
    csp.steps.get_mut(&step("01")).unwrap().note = "a zebra".into();
    let base = Assessment::clone(screen.doc().history.now());
    let joined = aicaiq::store::Joined {
        assessment: theirs.clone(),
        base,
        theirs,
        came_in: vec!["CSP.01".into()],
        by: Vec::new(),
        notes: Vec::new(),
    };
    screen.happen(Event::Joined(Box::new(joined)));
    screen.sees("1 of ").keys("enter");
    assert_eq!(screen.doc().row, row(Role::Csp, "01"));
}

/// Prints how long typing takes: `cargo test --test walk timing -- --ignored --nocapture`.
#[test]
#[ignore = "prints, checks nothing"]
fn timing() {
    use aicaiq::questionnaire::Questionnaire;
    use std::time::Instant;
    let mut q: Questionnaire = embedded().clone();
    let template = q.roles[0].steps.clone();
    for role in &mut q.roles {
        role.steps = (1..100)
            .map(|n| {
                let mut step = template[n % template.len()].clone();
                step.id = StepId::new(&format!("{n:02}")).unwrap();
                step.topic = format!("{} {n}", step.topic);
                step
            })
            .collect();
    }
    let questions = q.questions[0].clone();
    q.questions = (1..1700)
        .map(|n| {
            let mut x = questions.clone();
            x.id = format!("CEK-02.{n}");
            x
        })
        .collect();
    let mut a = assessment(&[Role::Csp, Role::Mp, Role::Osp, Role::Ap]);
    let csp = a.answers.entry(Role::Csp).or_default();
    csp.steps.entry(step("05")).or_default().note =
        "the keys are rotated – each year\n".repeat(6000);
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.app.questionnaire = Arc::new(q);
    let time = |screen: &mut Screen, keys: &str| {
        let start = Instant::now();
        screen.keys(keys);
        let handled = start.elapsed();
        let start = Instant::now();
        screen.shown();
        println!("{keys:<12} {handled:>12?} drawn {:>12?}", start.elapsed());
    };
    println!(
        "{} items",
        screen.doc().items(&screen.app.questionnaire).len()
    );
    for keys in [
        "down",
        ":",
        "r",
        "o",
        "t",
        "a",
        "t",
        "backspace",
        "down",
        "esc",
        "/",
        "r",
        "o",
        "t",
        "a",
        "t",
        "down",
        "enter",
        ">",
        "z",
        "u",
        "down",
        "up",
        "s",
        "esc",
    ] {
        let keys = if keys.len() == 1 && keys.chars().all(char::is_alphabetic) {
            format!("\"{keys}\"")
        } else {
            keys.to_owned()
        };
        time(&mut screen, &keys);
    }
}

#[test]
fn records_that_prove_nothing_are_gone_through_one_by_one() {
    let mut a = assessment(&[Role::Csp]);
    let step = a.answers.entry(Role::Csp).or_default();
    let step = step.steps.entry(self::step("02")).or_default();
    step.note = "a zebra".into();
    for name in ["one", "two", "three"] {
        let href = format!("https://example.com/{name}");
        let record = Evidence {
            title: format!("zebra {name}"),
            href: href.clone(),
            ..Evidence::default()
        };
        a.evidence.insert(EvidenceId::of(&href), record);
    }
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("/ \"zebra\" enter").sees("1 of 4: CSP.02 note");
    for n in 2..=4 {
        let said = format!("{n} of 4: register evidence");
        screen.keys("n").sees(&said);
    }
    screen.keys("n").sees("1 of 4: CSP.02 note");
    screen.keys("N").sees("4 of 4: ").keys("N").sees("3 of 4: ");
}

#[test]
fn a_message_parts_no_key_from_its_word() {
    for width in 60..140 {
        let mut screen = Screen::sample((width, 24));
        screen.keys("/ \"key management\" enter");
        for ascii in [false, true] {
            if ascii {
                screen.app.theme = Theme::default().with_glyphs(Glyphs::Ascii);
            }
            let shown = screen.shown();
            let mut rows: Vec<&str> = shown.lines().collect();
            rows.pop();
            let at = rows.iter().rposition(|row| row.contains("key management"));
            let told = &rows[at.unwrap()..];
            for part in ["n next,", "N previous"] {
                let whole = told.iter().any(|row| row.contains(part));
                assert!(whole, "{width}: {told:?}");
            }
        }
    }
}
