//! Many providers on the screen.

use crate::harness::{DiskIs, Screen, assessment, clock};
use aicaiq::assessment::{Action, Assessment, EvidenceId, Files, Role};
use aicaiq::gaps::{Context, Severity};
use aicaiq::overview::{self, ControlOverview, Expiring, ProviderOverview};
use aicaiq::portfolio::{Before, By, Filter, Trend, Use, build};
use aicaiq::questionnaire::{ItemId, StepId, embedded};
use aicaiq::store::parse;
use aicaiq::tui::effect::{Effect, Event, Opened};
use aicaiq::tui::lookout::Changed;
use aicaiq::tui::model::Screen as Shown;
use aicaiq::tui::portfolio::Portfolio;
use aicaiq::tui::theme::{glyphs::plain, severity_glyph};
use std::path::{Path, PathBuf};

fn sample() -> Assessment {
    let text = include_str!("../../assets/sample/sample.cek-02.toml");
    parse(text, embedded()).assessment
}

fn control(a: &Assessment, path: &str) -> ControlOverview {
    let files = Files::new();
    let ctx = Context {
        today: clock().today,
        soon_days: 30,
        files: &files,
    };
    let mut made = overview::control(embedded(), a, &ctx, true);
    made.path = Some(PathBuf::from(path));
    made.begun = true;
    made
}

fn provider(path: &str, subject: &str, controls: Vec<ControlOverview>) -> ProviderOverview {
    ProviderOverview {
        path: PathBuf::from(path),
        subject: subject.to_owned(),
        roles: vec![Role::Csp, Role::Mp],
        controls,
        conflicts: 0,
        expiring: Vec::new(),
        problem: None,
        note: None,
    }
}

fn screen(now: Vec<ProviderOverview>, then: Vec<ProviderOverview>) -> Screen {
    let before = Before {
        what: "customers-2025".into(),
        then,
        now: None,
    };
    compared(now, Some(before).filter(|b| !b.then.is_empty()))
}

fn compared(now: Vec<ProviderOverview>, before: Option<Before>) -> Screen {
    let filter = Filter::default();
    let mut shown = build(&now, before.as_ref(), By::Role, &filter, clock().today);
    for record in &mut shown.expiring {
        record.uses.push(Use {
            control: "CEK-02".into(),
            role: Role::Mp,
            item: ItemId::Step(StepId::new("04").unwrap()),
        });
    }
    let mut screen = Screen::start((80, 24));
    screen.app.portfolio = Some(Box::new(Portfolio::new(now, before, filter, shown)));
    screen.app.screen = Shown::Portfolio;
    screen
}

/// Three customers, one of them with a file that cannot be read, and the
/// previous assessment.
pub fn few() -> Screen {
    let fresh = assessment(&[Role::Csp, Role::Mp, Role::Ap]);
    let mut acme = sample();
    let step = acme.answers.get_mut(&Role::Csp).unwrap();
    let step = step.steps.get_mut(&StepId::new("05").unwrap()).unwrap();
    step.action = Some(Action {
        text: "Part the duties of KMS administrators and developers".into(),
        owner: "Platform security".into(),
        due: Some("2026-10-31".parse().unwrap()),
        ..Action::default()
    });
    let mut broken = control(&fresh, "customers/gamma.toml");
    broken.roles.clear();
    broken.gaps.clear();
    broken.problem = Some("line 3: not valid TOML: string values must be quoted".into());
    let mut first = provider(
        "customers/acme.toml",
        "Acme GenAI Platform",
        vec![control(&acme, "customers/acme.toml")],
    );
    for (n, (title, on)) in [("Key policy v3", "2026-10-15"), ("", "2026-12-06")]
        .iter()
        .enumerate()
    {
        let href = "https://wiki.sample.example/keys/policy-and-procedures-of-key-management";
        first.expiring.push(Expiring {
            id: EvidenceId::new(&format!("ev-{n}")).unwrap(),
            title: if title.is_empty() { href } else { title }.to_string(),
            on: on.parse().unwrap(),
        });
    }
    let beta = provider(
        "customers/beta.toml",
        "Beta Cloud",
        vec![control(&fresh, "customers/beta.toml")],
    );
    let gamma = provider("customers/gamma.toml", "", vec![broken]);
    let then = vec![provider(
        "old/acme.toml",
        "Acme GenAI Platform",
        vec![control(
            &assessment(&[Role::Csp, Role::Mp]),
            "old/acme.toml",
        )],
    )];
    screen(vec![first, beta, gamma], then)
}

/// Many customers with many controls, in folders.
pub fn many() -> Screen {
    let one = control(&sample(), "x");
    let all = (1..=40).map(|n| {
        let controls = (1..=30).map(|c| {
            let mut made = one.clone();
            made.id = format!("{}-{c:02}", if c <= 15 { "A&A" } else { "CEK" });
            made.title = format!("Made-up control {c}");
            made.domain = if c <= 15 {
                "Audit & Assurance"
            } else {
                "Cryptography, Encryption & Key Management"
            }
            .into();
            if c % 3 == n % 3 {
                made.path = None;
                made.begun = false;
            }
            for role in &mut made.roles {
                role.gaps.major = (n * c) % 7;
            }
            made
        });
        let path = format!("customers/customer-{n:02}");
        provider(
            &path,
            &format!("Customer number {n:02} of a long name"),
            controls.collect(),
        )
    });
    screen(all.collect(), Vec::new())
}

fn opens(screen: &Screen) -> Vec<&Path> {
    let effects = screen.effects.iter();
    effects
        .filter_map(|e| match e {
            Effect::Open(path) => Some(path.as_path()),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_due_soon_stands_below_what_is_overdue() {
    let mut screen = few();
    let p = screen.app.portfolio.as_mut().unwrap();
    let mut soon = p.shown.overdue[0].clone();
    soon.due = "2026-12-01".parse().unwrap();
    soon.text = "Name the keepers".into();
    p.shown.soon.push(soon);
    p.show_all();
    screen.keys("tab tab").sees("Actions due (2)");
    screen.sees("2026-10-31 overdue").sees("2026-12-01 due ");
    screen
        .sees("2026-10-31, overdue")
        .keys("down")
        .sees("Name the keepers");
    screen.does_not_see("2026-10-31, overdue").keys("enter");
    assert_eq!(opens(&screen).len(), 1);
}

#[test]
fn the_matrix_is_walked_by_cells_and_says_what_is_selected() {
    let mut screen = few();
    screen.sees("▸ gamma.toml").sees("! broken");
    screen.sees("line 3: not valid TOML");
    screen.keys("down").sees("Acme GenAI Platform · All");
    screen.keys("right").sees("Acme GenAI Platform · CSP");
    screen.sees("major").sees("CEK-02 CSP.CEK-02.1: Yes, but");
    screen.keys("right").sees("Acme GenAI Platform · MP");
    screen.keys("down").sees("Beta Cloud · MP");
    screen.keys("left left left").sees("Beta Cloud · All");
    screen.keys("g").sees("▸ gamma.toml");
    screen.keys("G").sees("▸ Beta Cloud");
}

#[test]
fn something_else_is_put_beside_the_providers() {
    let mut screen = few();
    screen.keys("down b").sees("by control").sees("CEK-02");
    screen.sees("▸ Acme GenAI Platform");
    screen.keys("right").sees("CEK-02 CEK Roles");
    screen.keys("b").sees("by domain").sees("Cryptography…");
    screen.keys("b").sees("by role").sees("AP");
}

#[test]
fn only_some_are_shown() {
    let mut screen = few();
    screen.keys("z g").sees("only with major gaps");
    screen.sees("Providers (2)");
    screen.keys("z u").sees("only with open items");
    screen
        .keys("z w")
        .sees("only worse than before")
        .sees("Providers (1)");
    screen
        .keys("z d")
        .sees("only with overdue actions")
        .sees("Providers (1)");
    screen
        .keys("z e")
        .sees("only with expired evidence")
        .sees("▸ Acme");
    screen
        .keys("z X")
        .sees("No provider is gone, or with something gone");
    screen.keys("z a").sees("Providers (3)");
    // What all come to, and since when.
    screen
        .sees("  All                 ! broken ↓")
        .sees("↓ 1 worse, ● 2 new · since customers-2025");
    screen
        .keys("/ \"bet\"")
        .sees("Providers (1)  Expiring evidence (0)  Actions due (0)")
        .sees("▸ Beta Cloud");
    screen
        .keys("enter")
        .sees("▸ Beta Cloud")
        .sees("Providers (1)");
    screen
        .keys("esc")
        .sees("Providers (3)  Expiring evidence (2)  Actions due (1)")
        .sees("▸ Beta Cloud");
    screen
        .keys("/ \"nobody\" enter")
        .sees("No provider has “nobody”");
    screen.keys("/ esc").sees("Providers (3)");
}

#[test]
fn what_is_listed_is_of_those_that_are_shown() {
    let mut screen = few();
    screen.keys("tab down").sees("▸ 2026-12-06 expires");
    screen.keys("/ \"acm\" enter").sees("▸ 2026-12-06 expires");
    screen.sees("only “acm” in the name").sees("Esc: all");
    screen.keys("esc / \"bet\" enter");
    screen.sees("No evidence of these providers has expired");
    screen.keys("enter").sees("nothing here to open");
    screen
        .keys("tab")
        .sees("No corrective action of these providers is");
    screen.keys("esc z w").sees("only worse than before");
    screen.sees("Part the duties").sees("Actions due (1)");
    screen.keys("z u").sees("Actions due (1)");
    screen.keys("esc").sees("Expiring evidence (2)");
}

/// In the answer file of one of them.
pub fn inside() -> Screen {
    let mut screen = few();
    screen.keys("down right enter");
    goes_in(&mut screen);
    screen
}

/// What follows once the answer file is asked for.
fn goes_in(screen: &mut Screen) {
    assert_eq!(opens(screen), [Path::new("customers/acme.toml")]);
    goes_in_with(screen, sample());
}

fn goes_in_with(screen: &mut Screen, assessment: Assessment) {
    screen.happen(Event::Opened(Box::new(Opened {
        path: PathBuf::from("customers/acme.toml"),
        folder: PathBuf::from("/work/customers"),
        ..crate::harness::opened(assessment)
    })));
}

/// The providers that are to be read again.
fn read_again(screen: &Screen) -> Vec<&Path> {
    let effects = screen.effects.iter();
    effects
        .filter_map(|e| match e {
            Effect::Overview(path) => Some(path.as_path()),
            _ => None,
        })
        .collect()
}

#[test]
fn enter_opens_the_file_at_its_worst_gap_and_esc_comes_back() {
    let mut screen = inside();
    screen.sees("CSP · AI-CAIQ question");
    screen.keys("esc").sees("▸ Acme GenAI Platform");
    assert_eq!(read_again(&screen), [Path::new("customers/acme.toml")]);
    // What was answered meanwhile is seen.
    let fresh = assessment(&[Role::Csp]);
    let read = provider(
        "customers/acme.toml",
        "Acme GenAI Platform",
        vec![control(&fresh, "customers/acme.toml")],
    );
    screen.happen(Event::Overview(Box::new(read)));
    screen.sees("▸ Acme GenAI Platform").sees("13 open");
}

fn others(read: Vec<ProviderOverview>, gone: &[&str]) -> Event {
    let gone = gone.iter().map(PathBuf::from).collect();
    Event::Providers(Box::new(Changed { read, gone }))
}

#[test]
fn what_others_change_comes_in_and_what_is_selected_stays() {
    let mut screen = few();
    let fresh = assessment(&[Role::Csp]);
    let new = |path: &str, subject: &str| provider(path, subject, vec![control(&fresh, path)]);
    screen.keys("down right tab down").sees("▸ 2026-12-06");
    let delta = new("customers/delta.toml", "Delta");
    screen.happen(others(vec![delta], &["customers/gamma.toml"]));
    screen.sees("on disk: Delta is new, gamma.toml is gone");
    screen.sees("▸ 2026-12-06").does_not_see("unreadable");
    screen.keys("tab tab").sees("▸ Acme GenAI Platform");
    screen
        .sees("Acme GenAI Platform · CSP")
        .sees("Providers (3)");
    let acme = new("customers/acme.toml", "Acme GenAI Platform");
    let beta = new("customers/beta.toml", "Beta Cloud");
    screen.happen(others(vec![acme.clone()], &[]));
    screen.sees("on disk: Acme GenAI Platform has changed");
    screen.sees("Acme GenAI Platform · CSP").sees("13 open");
    screen.sees("Expiring evidence (0)");
    screen.happen(others(vec![acme, beta], &[]));
    // What comes to the same is no news.
    screen.sees("on disk: Beta Cloud has changed");
    let all = ["acme", "beta", "delta"].map(|name| format!("customers/{name}.toml"));
    screen.happen(others(Vec::new(), &all.each_ref().map(String::as_str)));
    screen.sees("3 providers are gone").sees("Providers (1)");
    screen.keys("down enter tab enter z g esc");
}

#[test]
fn a_trend_follows_what_is_read_again() {
    let path = "customers/acme.toml";
    let of = |a: &Assessment| vec![provider(path, "Acme", vec![control(a, path)])];
    let before = Before {
        what: "revision HEAD".into(),
        then: of(&sample()),
        now: Some(of(&sample())),
    };
    let mut screen = compared(of(&sample()), Some(before));
    screen.sees("· same");
    let fresh = assessment(&[Role::Csp, Role::Mp]);
    screen.happen(others(of(&fresh), &[]));
    screen.sees("↓ worse");
    screen.happen(others(Vec::new(), &[path]));
    screen.sees("× gone").sees("Acme is gone");
    screen.happen(others(of(&sample()), &[]));
    screen.sees("· same").sees("Acme is new");
}

#[test]
fn what_was_done_in_a_file_can_be_undone_when_it_is_opened_again() {
    let mut screen = inside();
    screen.keys("j n esc").sees("▸ Acme GenAI Platform");
    let now = saved(&screen);
    screen.keys("enter");
    goes_in_with(&mut screen, now.clone());
    let doc = |screen: &Screen| screen.app.doc.as_ref().unwrap().assessment().clone();
    assert_eq!(doc(&screen), now);
    screen.keys("u");
    assert_eq!(doc(&screen), sample());
}

/// What was saved last.
fn saved(screen: &Screen) -> Assessment {
    let effects = screen.effects.iter().rev();
    let mut saved = effects.filter_map(|e| match e {
        Effect::Save(a) => Some(Assessment::clone(a)),
        _ => None,
    });
    saved.next().unwrap()
}

#[test]
fn a_file_that_is_not_saved_is_not_left_unasked() {
    let mut screen = inside();
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("j n esc").sees("Not everything is saved");
    screen.sees("leave the file: what is not saved");
    screen.keys("esc").sees("NOT SAVED");
    assert_eq!(screen.app.screen, Shown::Walk);
    // Whoever stays and then leaves the program is asked about that.
    screen.keys("esc esc q").sees("Q  leave: what");
    screen.keys("esc esc Q");
    assert!(!screen.left, "only the file is left");
    assert_eq!(screen.app.screen, Shown::Portfolio);
    assert!(screen.rescued.is_some());
    screen.sees("what could not be saved is in");
    screen.keys("q");
    assert!(screen.left, "nothing is open that could be lost");
}

#[test]
fn a_save_that_comes_through_answers_the_question_of_leaving() {
    let mut screen = inside();
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("j n esc").sees("Not everything is saved");
    screen.disk = DiskIs::Fine;
    screen.keys("ctrl-s").sees("saved again");
    assert_eq!(screen.app.screen, Shown::Walk);
    screen.keys("esc");
    assert_eq!(screen.app.screen, Shown::Portfolio);
    assert!(screen.rescued.is_none() && screen.app.doc.is_none());
}

#[test]
fn a_folder_is_opened_as_one() {
    let mut screen = many();
    screen.keys("enter");
    assert_eq!(opens(&screen).len(), 1);
    assert!(opens(&screen)[0].starts_with("customers"));
}

#[test]
fn lists_lead_to_their_items() {
    let mut screen = few();
    screen
        .keys("tab")
        .sees("expired")
        .sees("Key policy v3")
        .sees("CEK-02 MP.04");
    screen.keys("down").sees("expires on 2026-12-06");
    screen
        .keys("tab")
        .sees("Part the duties")
        .sees("Platform security")
        .sees("CEK-02 CSP.05");
    screen.keys("enter");
    goes_in(&mut screen);
    screen.keys("esc").sees("Platform security");
    // Whichever is selected among the providers.
    assert_eq!(read_again(&screen), [Path::new("customers/acme.toml")]);
    screen.keys("tab").sees("▸ gamma.toml");
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut screen = few();
    screen.click("Expiring evidence").sees("Key policy v3");
    screen
        .click("Providers")
        .click("Beta Cloud")
        .sees("Beta Cloud · All");
    screen.click("Beta Cloud");
    assert_eq!(opens(&screen), [Path::new("customers/beta.toml")]);
}

#[test]
fn hostile_names_reach_no_cell() {
    let text = "x\u{1b}]52;c;eA==\u{7}\u{9b}31m\u{202e}\ny";
    let mut one = control(&sample(), "a");
    one.id = text.into();
    one.title = text.into();
    one.domain = text.into();
    for gap in &mut one.overdue {
        gap.text = text.into();
    }
    let mut all = provider(&format!("dir/{text}"), text, vec![one]);
    all.expiring.push(Expiring {
        id: EvidenceId::new("ev-1").unwrap(),
        title: text.into(),
        on: clock().today,
    });
    let mut screen = screen(vec![all], Vec::new());
    for keys in [
        "",
        "right",
        "b right",
        "b",
        "tab",
        "tab",
        "enter",
        "tab enter",
        "/ \"zz\" enter",
    ] {
        screen.keys(keys);
        let shown = screen.shown();
        let safe = |c: char| c == '\n' || !aicaiq::text::is_unsafe(c);
        assert!(shown.chars().all(safe), "{shown:?}");
    }
}

#[test]
fn no_trend_looks_like_a_gap() {
    for ascii in [false, true] {
        let sign = |sign: &str| match ascii {
            true => plain(sign).into_owned(),
            false => sign.to_owned(),
        };
        let gaps: Vec<String> = Severity::ALL
            .map(|severity| sign(severity_glyph(severity)))
            .into();
        let mut all: Vec<String> = Trend::ALL.map(|trend| sign(trend.glyph())).into();
        all.extend(gaps);
        let many = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), many, "{all:?}");
    }
}

#[test]
fn a_trend_is_seen_however_many_gaps_there_are() {
    let mut heavy = control(&sample(), "customers/acme.toml");
    heavy.roles[0].gaps.major = 123_456;
    let then = vec![provider("customers/acme.toml", "Acme", vec![heavy.clone()])];
    heavy.roles[0].gaps.major += 1;
    let now = vec![provider("customers/acme.toml", "Acme", vec![heavy])];
    for size in [(80, 24), (120, 40), (200, 50)] {
        let mut screen = screen(now.clone(), then.clone());
        screen.happen(Event::Resize(size.0, size.1));
        let row = screen.shown();
        let row = row.lines().find(|l| l.contains("▸ Acme")).unwrap();
        assert_eq!(row.matches('↓').count(), 2, "{row}");
    }
}
