//! Names in a pack stay where they are unpacked, and are no two the same.

use aicaiq::pack::{Given, Names, check_name, inside_name, safe_name};
use proptest::prelude::*;
use std::path::{Component, Path};

/// Paths made of what is dangerous.
fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("..".to_owned()),
        Just(".".to_owned()),
        Just(String::new()),
        Just("C:".to_owned()),
        Just("nul".to_owned()),
        Just("COM1.txt".to_owned()),
        Just("é".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("É".to_owned()),
        "[aAbB]{1,2}[. ]{0,2}",
        "\\PC{0,6}",
        any::<String>(),
    ];
    let joint = prop_oneof![Just("/"), Just("\\"), Just("//")];
    proptest::collection::vec((part, joint), 0..5).prop_map(|parts| {
        let mut out = String::new();
        for (part, joint) in parts {
            out += &part;
            out += joint;
        }
        out.pop();
        out
    })
}

fn stays(name: &str) -> bool {
    let normal = |c: Component<'_>| matches!(c, Component::Normal(_));
    !name.is_empty()
        && !name.contains(['\\', ':', '\0', '\n'])
        && Path::new(name).components().all(normal)
        && !name
            .split('/')
            .any(|p| p.is_empty() || p.ends_with(['.', ' ']))
        && !name.chars().any(char::is_control)
}

proptest! {
    #[test]
    fn no_name_leads_out(href in path()) {
        if let Ok(name) = inside_name(&href) {
            prop_assert!(stays(&name), "{:?}", name);
            prop_assert_eq!(check_name(&name), Ok(()));
            // It is the same file as its href.
            prop_assert!(Path::new(&href).components().filter(|c| *c != Component::CurDir)
                .eq(Path::new(&name).components()));
        }
        let safe = safe_name(&href);
        prop_assert!(stays(&safe) && !safe.contains('/'), "{:?}", safe);
        prop_assert_eq!(check_name(&safe), Ok(()));
        prop_assert_eq!(safe_name(&safe), safe);
    }

    #[test]
    fn no_two_names_are_one_file(hrefs in proptest::collection::vec(path(), 1..12)) {
        let mut names = Names::default();
        let mut given: Vec<String> = Vec::new();
        for (n, href) in hrefs.iter().enumerate() {
            match inside_name(href) {
                Ok(name) if names.take(&name) == Given::New => given.push(name),
                Ok(name) if given.contains(&name) => {}
                _ => given.push(names.elsewhere(&format!("ev-{}", n % 3), href)),
            }
        }
        for name in &given {
            prop_assert_eq!(check_name(name), Ok(()));
        }
        let mut folded: Vec<String> = given.iter().map(|n| n.to_lowercase()).collect();
        folded.sort();
        folded.dedup();
        prop_assert_eq!(folded.len(), given.len(), "{:?}", given);
        for one in &folded {
            let below = format!("{one}/");
            prop_assert!(!folded.iter().any(|other| other.starts_with(&below)), "{:?}", given);
        }
    }
}
