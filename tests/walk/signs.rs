//! The sign-offs of every control and role, in the list of a folder.

use crate::folder;
use crate::harness::{Screen, clock};
use aicaiq::assessment::{Assessment, Edit, Outcome, Role, Stamp};
use aicaiq::questionnaire::StepId;
use aicaiq::tui::model::Screen as Shown;

fn sign(a: &mut Assessment, id: &str, role: Role) {
    let stamp = Stamp {
        now: clock().now,
        by: "sample lead".into(),
    };
    let edit = Edit::SignOff(role, String::new());
    edit.apply(a, &folder::questionnaire(id), &stamp).unwrap();
}

/// A&A-01 is signed off as CSP, and as MP before its answers changed.
pub fn signed(size: (u16, u16)) -> Screen {
    let mut screen = folder::unread(size);
    let mut a = folder::answered("A&A-01", 3, Outcome::NotApplicable);
    sign(&mut a, "A&A-01", Role::Csp);
    sign(&mut a, "A&A-01", Role::Mp);
    let steps = &mut a.answers.get_mut(&Role::Mp).unwrap().steps;
    let step = steps.get_mut(&StepId::new("03").unwrap()).unwrap();
    step.note = "another note".into();
    screen.controls.insert("A&A-01".into(), a);
    folder::open(&mut screen);
    screen.count(folder::ids());
    screen
}

#[test]
fn each_role_of_each_control_says_what_its_sign_off_is_worth() {
    let mut screen = signed((80, 24));
    screen.does_not_see("✎").keys("F");
    screen
        .sees("  Sign-off ")
        .sees("! 1 stale · ✎ 1 signed · ✓ ")
        .sees("✎ signed")
        .sees("! stale")
        .sees("✓ ready")
        .sees("○ open 0/11");
    screen
        .keys("F")
        .sees("! 1 stale")
        .keys("! \"signed off\"")
        .sees("signed off A&A-01 MP")
        .sees("sample lead, stale");
    screen.keys("enter").sees("A&A-01").keys("- esc");
    screen.keys("#").sees("! 1 stale").keys("esc F");
    // Of the selected one, why: what is stale first.
    screen.sees("! MP is signed off, stale: the answers changed since");
    screen.keys("/ \"CEK-02\" enter");
    screen.sees("AP cannot be signed off: 11 of its questions and steps have no answer");
    // Into the control and back to the same page; the answer that is another
    // now is seen there.
    screen.keys("g j enter - ").sees("  Sign-off ");
    screen.keys("enter j n esc").sees("  Sign-off ");
    screen.sees("! 2 stale").does_not_see("✎ signed");
    // To the results, back to the list, and to the sign-offs from either.
    screen
        .keys("o")
        .sees("  Result ")
        .keys("F")
        .sees("Sign-off");
    screen.keys("F").does_not_see("  Sign-off ");
    screen
        .keys("F esc")
        .does_not_see("  Sign-off ")
        .sees("o results");
    assert_eq!(screen.app.screen, Shown::Controls);
}

#[test]
fn why_each_role_cannot_be_signed_off_is_read_in_full() {
    let mut screen = signed((80, 24));
    screen.keys("F / \"A&A-05\" enter");
    for role in ["CSP", "MP", "OSP", "AP"] {
        let why = format!("{role} cannot be signed off: ");
        screen.sees(&why);
    }
    let rows = screen.shown();
    let rows: Vec<&str> = rows.lines().filter(|l| l.contains("cannot be")).collect();
    assert!(rows.len() > 1 && rows.iter().all(|row| !row.contains('…')));
    // Nothing moves with the selection, nor is there more below the list itself.
    let height = |screen: &Screen| aicaiq::tui::view::controls_areas(&screen.app).rows.height;
    let before = height(&screen);
    screen.keys("g");
    assert_eq!(height(&screen), before);
    screen.keys("F");
    assert!(height(&screen) > before);
}

#[test]
fn on_a_wide_terminal_the_selected_control_says_it_in_full() {
    let mut screen = signed((200, 50));
    screen
        .sees("! sign-off    MP is signed off")
        .sees("! 1 stale sign-off ");
    screen.keys("F").sees("sign-off      CSP is signed off");
    screen.sees("sign-off      OSP is ready to be signed off");
    let mut screen = signed((60, 15));
    screen.keys("F").sees("Sign-off").sees("✎ signed");
}
