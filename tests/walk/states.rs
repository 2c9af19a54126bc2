//! Every screen and everything that is laid over one, in all their states.

use crate::harness::{DiskIs, Screen, assessment, clock};
use crate::{comparing, editing, finding, folder, joining, picking, portfolio};
use aicaiq::assessment::Role;
use aicaiq::compare::story::{Chapter, Story};
use aicaiq::questionnaire::{StepId, embedded};
use aicaiq::store::drafts::Draft;
use aicaiq::store::recent::Recent;
use aicaiq::tui::effect::{Event, Opened, Trouble};
use aicaiq::tui::keymap::Scope;
use aicaiq::tui::model::{App, Overlay, Screen as Shown};
use std::path::PathBuf;
use std::sync::Arc;

const SIZE: (u16, u16) = (80, 24);

/// A state, by name, and how it is come to.
pub struct State {
    pub name: String,
    make: Box<dyn Fn() -> Screen + Send + Sync>,
    /// Whether its pictures are kept.
    pub kept: bool,
}

impl State {
    fn new(name: &str, make: impl Fn() -> Screen + Send + Sync + 'static) -> Self {
        Self {
            name: name.to_owned(),
            make: Box::new(make),
            kept: true,
        }
    }

    /// The state on a terminal of 80×24 that has then become of another size.
    pub fn at(&self, size: (u16, u16)) -> Screen {
        let mut screen = (self.make)();
        screen.happen(Event::Resize(size.0, size.1));
        screen
    }
}

/// The screen after some keys.
fn after(mut screen: Screen, keys: &str) -> Screen {
    screen.keys(keys);
    screen
}

fn recents() -> Screen {
    let mut screen = Screen::start(SIZE);
    screen.app.start.selected = 2;
    let recent = |subject: &str, path: &str| Recent {
        path: PathBuf::from(path),
        subject: subject.into(),
        questionnaire: "CEK-02".into(),
        opened_at: clock().now,
    };
    screen.app.start.recent = vec![
        recent("Sample GenAI Platform", "/work/acme/sample.cek-02.toml"),
        recent(
            "",
            "/work/a/folder/whose/name/is/long/enough/to/be/cut/at/eighty/columns.toml",
        ),
    ];
    screen
}

fn opened(read_only: Option<&str>, warnings: usize) -> Screen {
    asked_with(None, read_only, warnings)
}

#[test]
fn a_command_that_is_offered_names_the_questionnaire() {
    asked_with(Some("q.toml"), None, 2)
        .sees("2 warnings: `aicaiq check sample.cek-02.toml --questionnaire q.toml`");
}

fn asked_with(flag: Option<&str>, read_only: Option<&str>, warnings: usize) -> Screen {
    let mut screen = Screen::start(SIZE);
    screen.happen(Event::Opened(Box::new(Opened {
        asked_with: flag.map(PathBuf::from),
        read_only: read_only.map(str::to_owned),
        warnings,
        ..crate::harness::opened(assessment(&[Role::Csp, Role::Mp]))
    })));
    screen
}

fn draft(item: &str) -> Draft {
    Draft {
        role: "CSP".into(),
        item: item.into(),
        field: "note".into(),
        text: "the team list was of\nlast ye".into(),
        base: String::new(),
        saved_at: clock().now,
    }
}

/// Of four roles, each with so many steps more than there are.
pub fn large(more: usize) -> Screen {
    let mut screen = Screen::with(
        SIZE,
        assessment(&[Role::Csp, Role::Mp, Role::Osp, Role::Ap]),
        Vec::new(),
    );
    let mut questionnaire = embedded().clone();
    for role in &mut questionnaire.roles {
        let like = role.steps[2].clone();
        let at = role.steps.iter().position(|s| s.id.is_ccm());
        let at = at.unwrap_or(role.steps.len());
        let steps = (11..11 + more).map(|n| {
            let mut step = like.clone();
            step.id = StepId::new(format!("{n:02}").as_str()).unwrap();
            step
        });
        let steps: Vec<_> = steps.collect();
        role.steps.splice(at..at, steps);
    }
    screen.app.questionnaire = Arc::new(questionnaire);
    screen
}

/// With texts that are longer than their places.
fn long_texts() -> Screen {
    let mut a = assessment(&[Role::Csp]);
    a.subject = "The Very Large Sample Company for Generative Platforms, Region Middle Europe, and all of its Subsidiaries".into();
    a.assessor = "a sample assessor with a name that does not end where names do".into();
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("j n e \"a note \nof two lines\" esc c \"Do it\" enter \"Somebody\" enter \"2026-11-01\" enter");
    screen.keys("esc g");
    screen
}

fn all_satisfied() -> Screen {
    let screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    after(screen, "y s s s s s s s s s s")
}

fn blame() -> Screen {
    let mut screen = Screen::sample(SIZE);
    screen.story = Ok(Story {
        chapters: vec![Chapter {
            commit: Some(comparing::commit("c3", "Owners are named")),
            lines: vec!["↑ improved: partially-satisfied → satisfied".into()],
        }],
        notes: Vec::new(),
    });
    after(screen, "g down down B")
}

/// Key scripts from the sample.
const SAMPLE: &[(&str, &str)] = &[
    ("walk_sample", ""),
    ("walk_role", "g"),
    ("walk_folded", "g left"),
    ("walk_shortfall", "g down down down down tab down"),
    ("walk_adapted_step", "G"),
    ("walk_marked", "g down down space space"),
    ("walk_moved_message", "u"),
    (
        "editor_note",
        "e \"a note that is long enough to be wrapped in the narrow pane of the smaller screen\nand a second line\"",
    ),
    ("editor_line", "m \"5 of 42 administrators\""),
    ("editor_due_refused", "n c enter enter \"soon\" enter"),
    ("evidence_empty", "v"),
    ("help", "?"),
    ("details", "d"),
    ("details_end", "d G"),
    ("sign_off_refused", "F enter"),
    ("summary_results", "o"),
    ("summary_results_end", "o end"),
    ("summary_responsibility", "o tab"),
    ("summary_standards", "o tab tab"),
    ("summary_standards_end", "o tab tab G"),
    ("summary_gaps", "o tab tab tab down down"),
    ("summary_gaps_end", "o tab tab tab G"),
    ("summary_actions", "o tab tab tab tab"),
    ("summary_evidence", "o tab tab tab tab tab"),
    ("about", ","),
];

/// Key scripts from a fresh assessment.
const FRESH: &[(&str, &str)] = &[
    ("walk_fresh", ""),
    ("walk_step", "j"),
    ("walk_satisfied", "j S"),
    ("walk_partially", "j p r"),
    ("walk_not", "j n"),
    ("walk_not_applicable", "j a"),
    ("walk_question_no", "n"),
    ("summary_results_none", "o"),
    ("summary_actions_none", "o tab tab tab tab"),
    ("summary_evidence_none", "o tab tab tab tab tab"),
    ("changes_none", "D"),
];

/// Key scripts from the sample of the finder's tests.
const FOUND: &[(&str, &str)] = &[
    ("palette", ":"),
    ("palette_typed", ": \"rot\""),
    ("palette_nothing", ": \"qqqqq\""),
    ("find", "/"),
    ("find_typed", "/ \"keys role\" down down"),
    ("find_nothing", "/ \"qqqqq\""),
    ("filter_menu", "z down"),
    ("filtered", "z g"),
    ("filtered_form", "z u tab"),
    ("filtered_empty", "z s"),
];

/// Key scripts from the list of a folder's controls.
const FOLDER: &[(&str, &str)] = &[
    ("controls", ""),
    ("controls_end", "G"),
    ("controls_domain", "g"),
    ("controls_folded", "*"),
    ("controls_worst", "w"),
    ("controls_results", "o"),
    ("controls_results_worst", "o w down"),
    ("controls_signs", "F down"),
    ("controls_filter_menu", "z down"),
    ("controls_filtered", "z g"),
    ("controls_filtered_empty", "z r"),
    ("controls_find", "/ \"key\""),
    ("controls_palette", ": \"cek-02\""),
    ("controls_gaps", "#"),
    ("controls_gaps_end", "# G"),
    ("controls_gaps_menu", "# z down"),
    ("controls_gaps_filtered", "# z 1 z M down"),
    ("controls_gaps_find", "# / \"cek-04 mp\""),
    ("controls_gaps_none", "# / \"nothing like this\" enter"),
    ("controls_broken", "/ \"IAM-19\" enter"),
    ("control", "/ \"CEK-02\" enter enter"),
    ("control_summary", "/ \"CEK-02\" enter enter o"),
    ("control_new", "/ \"A&A-05\" enter enter"),
];

/// Key scripts from the start page.
const START: &[(&str, &str)] = &[
    ("start", ""),
    ("start_palette", "ctrl-p"),
    ("wizard_subject", "n \"Sample Corp\""),
    (
        "wizard_assessor",
        "n \"Sample Corp\" tab \"sample assessor\"",
    ),
    (
        "wizard_layers",
        "n \"Sample Corp\" tab \"sample assessor\" tab space",
    ),
    ("wizard_last", "n G"),
    ("wizard_refused", "n ctrl-s"),
];

/// All of them.
pub fn all() -> Vec<State> {
    let mut states = Vec::new();
    let mut scripts = |list: &'static [(&str, &str)], from: fn() -> Screen| {
        for (name, keys) in list {
            states.push(State::new(name, move || after(from(), keys)));
        }
    };
    scripts(START, || Screen::start(SIZE));
    scripts(SAMPLE, || Screen::sample(SIZE));
    scripts(FRESH, || Screen::fresh(SIZE));
    scripts(FOUND, || finding::sample(SIZE));
    let mut add = |name: &str, make: fn() -> Screen| states.push(State::new(name, make));
    add("start_recent", recents);
    add("walk_complete", all_satisfied);
    add("walk_read_only", || {
        opened(Some("it is of a newer schema"), 0)
    });
    add("walk_warnings", || opened(None, 2));
    add("walk_long_texts", long_texts);
    add("summary_gaps_none", || {
        let screen = Screen::with(SIZE, assessment(&[]), Vec::new());
        after(screen, "o tab tab tab")
    });
    add("summary_complete", || after(all_satisfied(), "o"));
    add("matrix_4_of_23", || after(large(10), "o"));
    add("matrix_4_of_99", || after(large(86), "o"));
    add("matrix_4_of_99_end", || after(large(86), "o down end"));
    add("sign_off", || after(all_satisfied(), "F"));
    add("signed_off", || after(all_satisfied(), "F enter g"));
    add("sign_off_stale", || {
        after(all_satisfied(), "F enter up n g F")
    });
    add("evidence_candidates", || after(picking::sample(SIZE), "v"));
    add("evidence_selected", || {
        after(picking::sample(SIZE), "v down down")
    });
    add("evidence_refused", || {
        after(picking::sample(SIZE), "v \"gone.pdf\" enter")
    });
    add("open_which", || {
        let hrefs = ["https://sample.example/policy", "evidence/a.pdf"];
        after(editing::with_evidence(&hrefs), "O")
    });
    add("drafts", || {
        let roles = assessment(&[Role::Csp, Role::Mp]);
        Screen::with(SIZE, roles, vec![draft("03"), draft("04")])
    });
    add("drafts_many", || {
        let many = (1..=10).map(|n| draft(&format!("{n:02}")));
        let screen = Screen::with(SIZE, assessment(&[Role::Csp]), many.collect());
        after(screen, "G")
    });
    add("left", crate::left::screen);
    add("left_broken", crate::left::broken);
    add("conflict", || {
        let mut screen = Screen::sample(SIZE);
        screen.disk = DiskIs::Changed;
        after(screen, "s")
    });
    add("conflict_later", || {
        let mut screen = Screen::sample(SIZE);
        screen.disk = DiskIs::Changed;
        after(screen, "s esc")
    });
    add("gone", || {
        let mut screen = Screen::fresh(SIZE);
        screen.happen(Event::SaveFailed(Trouble::Gone));
        screen
    });
    add("not_saved", || {
        let mut screen = Screen::sample(SIZE);
        screen.disk = DiskIs::Broken("no space left on device");
        after(screen, "s")
    });
    add("leaving", || {
        let mut screen = Screen::sample(SIZE);
        screen.disk = DiskIs::Broken("no space left on device");
        after(screen, "s q")
    });
    add("resolve", || {
        after(Screen::with(SIZE, joining::disputed(), Vec::new()), "down")
    });
    add("resolve_refused", || {
        after(Screen::with(SIZE, joining::disputed(), Vec::new()), "e")
    });
    add("conflicts_in_file", || {
        after(Screen::with(SIZE, joining::disputed(), Vec::new()), "esc")
    });
    add("changes", comparing::compared);
    add("changes_worse", || after(comparing::compared(), "r end"));
    add("against", || after(comparing::compared(), "c"));
    add("who", blame);
    add("portfolio", portfolio::few);
    add("portfolio_cell", || after(portfolio::few(), "right down"));
    add("portfolio_by_control", || after(portfolio::many(), "b"));
    add("portfolio_far", || {
        after(portfolio::many(), "b right right right right right G")
    });
    add("portfolio_by_domain", || {
        after(portfolio::many(), "b b right")
    });
    add("portfolio_worse", || after(portfolio::few(), "z w"));
    add("portfolio_menu", || after(portfolio::few(), "z"));
    add("portfolio_expiring", || after(portfolio::few(), "tab"));
    add("portfolio_overdue", || after(portfolio::few(), "tab tab"));
    add("portfolio_narrow", || after(portfolio::few(), "/ \"be\""));
    add("portfolio_none", || {
        after(portfolio::few(), "/ \"nobody\" enter")
    });
    add("controls_counting", folder::counting);
    add("controls_gaps_counting", || {
        after(folder::counting(), "# z 2 down")
    });
    add("controls_gaps_empty", || after(folder::empty_folder(), "#"));
    add("controls_gaps_long", || {
        after(folder::long_names(), "# down")
    });
    add("controls_unreadable", || {
        crate::lists::without_questionnaires(SIZE)
    });
    add("controls_empty", folder::empty_folder);
    add("controls_long", folder::long_names);
    add("portfolio_unsaved", || {
        let mut screen = portfolio::inside();
        screen.disk = DiskIs::Broken("no space left on device");
        after(screen, "j n esc")
    });
    add("control_unsaved", || {
        let mut screen = folder::sample(SIZE);
        screen.keys("/ \"CEK-02\" enter enter j");
        screen.disk = DiskIs::Broken("no space left on device");
        after(screen, "n -")
    });
    let mut scripts = |list: &'static [(&str, &str)], from: fn() -> Screen| {
        for (name, keys) in list {
            states.push(State::new(name, move || after(from(), keys)));
        }
    };
    scripts(FOLDER, || folder::sample(SIZE));
    for scope in Scope::ALL {
        let mut state = State::new(&format!("help_{}", scope.name()), || {
            let mut screen = Screen::sample(SIZE);
            screen.app.overlay = Some(Overlay::Help(*scope, 0, None));
            screen
        });
        state.kept = false;
        states.push(state);
    }
    // Each field of the form, where it is focused.
    for (of, keys, fields) in [
        ("step", "g down down down down", 16),
        ("question", "g down", 8),
    ] {
        for n in 0..fields {
            let keys = format!("{keys} tab{}", " down".repeat(n));
            let make = move || after(Screen::sample(SIZE), &keys);
            let mut state = State::new(&format!("form_{of}_{n}"), make);
            state.kept = n == 3;
            states.push(state);
        }
    }
    states
}

/// The names of all that there can be, in one list with the `match` that
/// finds which is shown: one that is not in it does not compile.
macro_rules! kinds {
    ($($kind:pat => $name:literal),+ $(,)?) => {
        pub const KINDS: &[&str] = &[$($name),+];
        pub fn kind(app: &App) -> &'static str {
            match (&app.screen, &app.overlay) { $($kind => $name),+ }
        }
    };
}

kinds! {
    (Shown::Start, None) => "start",
    (Shown::Controls, None) => "controls",
    (Shown::Gaps, None) => "gaps",
    (Shown::Wizard, None) => "wizard",
    (Shown::Walk, None) => "walk",
    (Shown::Summary, None) => "summary",
    (Shown::Portfolio, None) => "portfolio",
    (_, Some(Overlay::Narrow(_))) => "narrow",
    (_, Some(Overlay::Help(..))) => "help",
    (_, Some(Overlay::Details(_))) => "details",
    (_, Some(Overlay::Changes(_))) => "changes",
    (_, Some(Overlay::Against(_))) => "against",
    (_, Some(Overlay::Who(_))) => "who",
    (_, Some(Overlay::Editor(_))) => "editor",
    (_, Some(Overlay::Drafts(..))) => "drafts",
    (_, Some(Overlay::Left(_))) => "left",
    (_, Some(Overlay::Conflict(_))) => "conflict",
    (_, Some(Overlay::Leaving)) => "leaving",
    (_, Some(Overlay::SignOff(..))) => "sign-off",
    (_, Some(Overlay::Resolve(..))) => "resolve",
    (_, Some(Overlay::Links(..))) => "links",
    (_, Some(Overlay::Finder(_))) => "finder",
    (_, Some(Overlay::Filter(_))) => "filter",
}
