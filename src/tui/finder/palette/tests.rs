use super::asked::named;
use super::*;
use proptest::prelude::*;

fn candidate(head: &str, tail: &str) -> Candidate {
    Candidate::new(Target::Action(Action::Undo), Kind::Action, head, tail)
}

#[test]
fn items_are_named_as_people_name_them() {
    let name = |typed: &str| {
        let (role, item) = named(typed)?;
        Some(format!("{}.{item}", role.map_or("", Role::as_str)))
    };
    for (typed, item) in [
        ("CSP.03", "CSP.03"),
        ("mp 4", "MP.04"),
        ("osp4", "OSP.04"),
        ("ap ccm 1", "AP.ccm-1"),
        ("csp.cek-02.1", "CSP.CEK-02.1"),
        ("03", ".03"),
        ("CCM-2", ".ccm-2"),
    ] {
        assert_eq!(name(typed).as_deref(), Some(item), "{typed}");
    }
    assert_eq!(name("csp"), None);
    assert_eq!(name("rotation"), None);
}

#[test]
fn strewn_letters_are_not_meant() {
    let fit = |typed: &str, head: &str| {
        let asked = Asked::new(typed);
        let mut matcher = asked.needle.matcher();
        candidate(head, "")
            .fit(&asked, &mut matcher)
            .flatten()
            .map(|r| r.0)
    };
    assert_eq!(fit("undo", "undo"), Some(Fit::Named));
    assert_eq!(fit("keys of", "of keys"), Some(Fit::Words));
    assert_eq!(fit("ndo", "undo"), Some(Fit::Part));
    assert_eq!(fit("wtn", "write the note"), Some(Fit::Letters));
    assert_eq!(fit("rotaion", "rotation of keys"), Some(Fit::Letters));
    let far = "overview: results, responsibility, standards, gaps, actions, evidence";
    assert_eq!(fit("rotation", far), None);
    assert_eq!(fit("te ntoe", "note of the step"), None);
    for (typed, near) in [
        ("satsfied", true),
        ("satisfeid", true),
        ("satissfied", true),
        ("satisfiad", true),
        ("satsfid", false),
        ("sats", false),
    ] {
        assert_eq!(is_near(typed, "satisfied"), near, "{typed}");
    }
}

#[test]
fn a_word_that_no_action_has_means_none() {
    let by_letters = |typed: &str| -> Vec<&str> {
        let asked = Asked::new(typed);
        let mut matcher = asked.needle.matcher();
        let all = Scope::SHOWN
            .iter()
            .flat_map(|s| crate::tui::keymap::of_scope(*s));
        let fits = all.filter(|binding| {
            let fit = candidate(binding.help, binding.action.name());
            fit.fit(&asked, &mut matcher).flatten().is_some()
        });
        fits.map(|binding| binding.help).collect()
    };
    for typed in ["legend", "colour", "settings", "printer", "delete"] {
        assert_eq!(by_letters(typed), [""; 0], "{typed}");
    }
    for typed in ["sgn", "unaswered", "evdence", "wtn", "corect"] {
        assert!(!by_letters(typed).is_empty(), "{typed}");
    }
}

proptest! {
    #[test]
    fn a_part_of_a_candidate_finds_it(
        head in any::<String>(), tail in any::<String>(), from in 0_usize..30, n in 1_usize..20
    ) {
        let candidate = candidate(&head, &tail);
        let part: String = candidate.whole.graphemes(true).skip(from).take(n).collect();
        prop_assume!(!part.trim().is_empty());
        let asked = Asked::new(&part);
        let found = candidate.fit(&asked, &mut asked.needle.matcher());
        prop_assert!(found.flatten().is_some(), "{part:?} in {:?}", candidate.whole);
        let _ = candidate.marks(&asked);
    }

    #[test]
    fn nothing_that_is_typed_is_too_odd(
        head in any::<String>(), tail in any::<String>(), typed in any::<String>()
    ) {
        let mut candidate = candidate(&head, &tail);
        candidate.body = Some((tail.clone(), Folded::new(&tail)));
        let asked = Asked::new(&typed);
        candidate.fit(&asked, &mut asked.needle.matcher());
        let _ = candidate.marks(&asked);
        let _ = candidate.found_in_body(&asked);
    }
}
