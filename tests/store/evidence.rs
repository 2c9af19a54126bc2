//! What is found where evidence records point.

use aicaiq::assessment::{Assessment, Evidence, EvidenceId, FileState};
use aicaiq::store::evidence::{apart, inspect, inspect_all, inspect_while, meant, probe, problem};
use std::fs;

fn present(text: &str) -> FileState {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    FileState::Present {
        sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
        size: text.len() as u64,
    }
}

#[test]
fn only_regular_files_within_the_folder_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    fs::create_dir_all(home.join("evidence")).unwrap();
    let long = "0123456789".repeat(20_000);
    fs::write(home.join("evidence/a.pdf"), &long).unwrap();
    fs::write(dir.path().join("secret"), "s").unwrap();
    assert_eq!(inspect(&home, "evidence/a.pdf", false), present(&long));
    assert_eq!(
        inspect(&home, "./evidence/../evidence/a.pdf", false),
        present(&long)
    );
    assert_eq!(
        inspect(&home, "https://example.com/a", true),
        FileState::Unchecked
    );
    assert_eq!(inspect(&home, "evidence/b.pdf", false), FileState::Missing);
    assert_eq!(
        inspect(&home, "evidence/a.pdf/b", false),
        FileState::Missing
    );
    assert!(matches!(
        inspect(&home, "evidence", false),
        FileState::Unreadable(_)
    ));
    assert_eq!(inspect(&home, "../secret", false), FileState::Outside);
    assert_eq!(inspect(&home, "../secret", true), present("s"));
    assert_eq!(
        inspect(&home, "file:///etc/passwd", true),
        FileState::Outside
    );
    let absolute = dir.path().join("secret");
    let absolute = absolute.to_str().unwrap();
    assert_eq!(inspect(&home, absolute, false), FileState::Outside);
    assert_eq!(inspect(&home, absolute, true), present("s"));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_does_not_lead_out_and_a_pipe_does_not_hang() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    fs::create_dir(&home).unwrap();
    fs::write(dir.path().join("secret"), "s").unwrap();
    fs::write(home.join("a"), "a").unwrap();
    symlink("../secret", home.join("out")).unwrap();
    symlink("..", home.join("up")).unwrap();
    symlink("a", home.join("in")).unwrap();
    symlink("loop", home.join("loop")).unwrap();
    assert_eq!(inspect(&home, "out", false), FileState::Outside);
    assert_eq!(inspect(&home, "out", true), present("s"));
    assert_eq!(inspect(&home, "up/secret", false), FileState::Outside);
    assert_eq!(inspect(&home, "in", false), present("a"));
    assert!(matches!(
        inspect(&home, "loop", false),
        FileState::Unreadable(_)
    ));
    let made = std::process::Command::new("mkfifo")
        .arg(home.join("pipe"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        inspect(&home, "pipe", false),
        FileState::Unreadable("it is a device or pipe".into())
    );
}

#[test]
fn of_a_large_file_it_is_told_how_far_it_is_and_it_can_be_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let size = 4 << 20;
    let file = fs::File::create(dir.path().join("a")).unwrap();
    file.set_len(size).unwrap();
    let mut told = Vec::new();
    let state = inspect_while(dir.path(), "a", false, &mut |done, of| {
        told.push((done, of));
        true
    });
    assert!(matches!(state, Some(FileState::Present { size: s, .. }) if s == size));
    assert_eq!((told[0], told[told.len() - 1]), ((0, size), (size, size)));
    // About once a MiB: no more, and not seldom.
    let steps = told.windows(2).map(|w| w[1].0 - w[0].0);
    assert!(steps.clone().all(|s| s <= 2 << 20), "{told:?}");
    assert!(told.len() <= 6, "{told:?}");
    let state = inspect_while(dir.path(), "a", false, &mut |done, _| done < 1 << 20);
    assert_eq!(state, None);
}

#[test]
fn every_record_gets_its_state() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a"), "a").unwrap();
    let mut a = Assessment::default();
    for href in ["a", "b", "https://example.com"] {
        let record = Evidence {
            href: href.into(),
            ..Evidence::default()
        };
        a.evidence.insert(EvidenceId::of(href), record);
    }
    let states = inspect_all(dir.path(), &a);
    assert_eq!(states[&EvidenceId::of("a")], present("a"));
    assert_eq!(states[&EvidenceId::of("b")], FileState::Missing);
    assert_eq!(
        states[&EvidenceId::of("https://example.com")],
        FileState::Unchecked
    );
}

#[test]
fn what_is_typed_is_told_to_be_no_file_before_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    fs::create_dir_all(home.join("evidence")).unwrap();
    fs::write(home.join("a"), "a").unwrap();
    fs::write(dir.path().join("b"), "b").unwrap();
    let said = |href: &str| problem(&home, href);
    assert_eq!(said("a"), None);
    assert_eq!(said("../b"), None, "outside: its user names it");
    assert_eq!(said("https://example.com/a"), None);
    assert_eq!(said("ftp://example.com/a"), None);
    for half in ["htt", "https:/", "https://"] {
        let said = said(half).unwrap();
        assert!(
            said.starts_with("that is the beginning of a link"),
            "{said}"
        );
    }
    fs::write(home.join("http"), "a").unwrap();
    assert_eq!(said("http"), None, "a file may be called so");
    assert_eq!(said("evidence").unwrap(), "it is a folder, not a file");
    assert_eq!(said("c").unwrap(), "there is no such file");
    let within = said("a/c").unwrap();
    assert!(within.starts_with("it cannot be looked at: "), "{within}");
}

/// A terminal puts what is dropped on it into one line, quoted as a shell has it.
#[cfg(unix)]
#[test]
fn a_line_with_several_paths_is_taken_apart_as_a_shell_does() {
    let dir = tempfile::tempdir().unwrap();
    let (home, out) = (dir.path().join("home"), dir.path().join("out"));
    for folder in [&home, &home.join("p /x"), &out] {
        fs::create_dir_all(folder).unwrap();
    }
    for name in ["b c.pdf", "d.pdf", "it's.pdf", "p /x/y.pdf", "a\\b.pdf"] {
        fs::write(home.join(name), "x").unwrap();
        fs::create_dir_all(out.join(name).parent().unwrap()).unwrap();
        fs::write(out.join(name), "x").unwrap();
    }
    let o = out.display();
    let h = home.display();
    let odd = format!("{o}/b c.pdf");
    let second = format!("{o}/d.pdf");
    let both = vec![odd.clone(), second.clone()];
    let inside = vec!["b c.pdf".to_owned(), "d.pdf".to_owned()];
    for (line, expected) in [
        (format!("{o}/b\\ c.pdf {o}/d.pdf"), both.clone()),
        (format!(" '{o}/b c.pdf' '{o}/d.pdf' "), both.clone()),
        (format!("\"{o}/b c.pdf\" {o}/d.pdf"), both.clone()),
        (format!("'{h}/b c.pdf' '{h}/d.pdf'"), inside.clone()),
        (format!("{h}/b\\ c.pdf  {h}/d.pdf"), inside.clone()),
        ("b\\ c.pdf d.pdf".to_owned(), inside),
        (
            format!("'{o}/it'\\''s.pdf' {o}/d.pdf"),
            vec![format!("{o}/it's.pdf"), second.clone()],
        ),
        (
            format!("file://{o}/b%20c.pdf https://a.example/x"),
            vec![odd.clone(), "https://a.example/x".to_owned()],
        ),
        // One stays one.
        (odd.clone(), vec![odd.clone()]),
        (format!("'{odd}'"), vec![odd.clone()]),
        ("'it's.pdf'".to_owned(), vec!["it's.pdf".to_owned()]),
        (format!("'{o}/it'\\''s.pdf'"), vec![format!("{o}/it's.pdf")]),
        (format!("{o}/p /x/y.pdf"), vec![format!("{o}/p /x/y.pdf")]),
        ("a\\b.pdf".to_owned(), vec!["a\\b.pdf".to_owned()]),
    ] {
        let typed = apart(std::slice::from_ref(&line), &home);
        assert_eq!(probe(&typed, &home, &[]), Ok(expected), "{line}");
    }
    // Of several, the one that is not there is named.
    let line = format!("{o}/b\\ c.pdf {o}/gone.pdf");
    let why = probe(&apart(&[line], &home), &home, &[]).unwrap_err();
    assert_eq!(why, format!("{o}/gone.pdf: there is no such file"));
    // What nobody can tell apart stays as it was typed.
    for line in [
        "C:\\My Files\\a.pdf",
        "C:\\a.pdf D:\\b.pdf",
        "\\\\server\\share\\a b.pdf",
        "two words",
        "d.pdf gone.pdf",
        "/it's/x.pdf /d.pdf",
    ] {
        assert_eq!(apart(&[line.to_owned()], &home), [line]);
    }
}

#[cfg(unix)]
#[test]
fn a_path_is_taken_from_where_somebody_is_if_the_folder_has_no_such_file() {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path().canonicalize().unwrap();
    let home = here.join("acme");
    fs::create_dir_all(home.join("evidence")).unwrap();
    fs::create_dir_all(here.join("other")).unwrap();
    for name in [
        "acme/evidence/x y.pdf",
        "acme/both.pdf",
        "both.pdf",
        "out.pdf",
    ] {
        fs::write(here.join(name), name).unwrap();
    }
    let href = |typed: &str| meant(typed, &home, &here).href;
    for typed in [
        "evidence/x y.pdf",
        "acme/evidence/x y.pdf",
        "./acme/evidence/x\\ y.pdf",
        "'acme/evidence/x y.pdf'",
        "other/../acme/evidence/x y.pdf",
    ] {
        assert_eq!(href(typed), "evidence/x y.pdf", "{typed}");
    }
    let out = here.join("out.pdf").display().to_string();
    assert_eq!(href("out.pdf"), out);
    assert_eq!(href("other/../out.pdf"), out);
    assert_eq!(href("../out.pdf"), "../out.pdf");
    assert_eq!(href("acme/gone.pdf"), "acme/gone.pdf");
    assert_eq!(href("https://a.example/x"), "https://a.example/x");
    // Of two, the folder's is taken, and that is said.
    let both = meant("both.pdf", &home, &here);
    assert_eq!(both.href, "both.pdf");
    let said = both.aside.unwrap();
    assert!(
        said.starts_with("both.pdf is taken from the answer file's folder; ")
            && said.ends_with(&here.join("both.pdf").display().to_string()),
        "{said}"
    );
    assert_eq!(meant("both.pdf", &home, &home).aside, None);
}

#[test]
fn a_file_outside_the_folder_is_one_record_however_it_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    for folder in ["home", "shared", "other"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
        fs::write(dir.path().join(folder).join("x.pdf"), "x").unwrap();
    }
    let absolute = dir.path().join("shared/x.pdf").display().to_string();
    let other = dir.path().join("other/x.pdf").display().to_string();
    let climbs = "../shared/x.pdf";
    for (register, typed, expected) in [
        (climbs, absolute.as_str(), climbs),
        (climbs, "../other/../shared/x.pdf", climbs),
        (&absolute, climbs, &absolute),
        (climbs, &other, &other),
        ("x.pdf", climbs, climbs),
        ("../gone/x.pdf", climbs, climbs),
        ("file:///x.pdf", climbs, climbs),
        (climbs, "x.pdf", "x.pdf"),
    ] {
        let typed = [typed.to_owned()];
        let found = probe(&typed, &home, &[register]);
        assert_eq!(found, Ok(vec![expected.to_owned()]), "{register} {typed:?}");
    }
    // Also of two that are typed at once.
    let typed = [climbs.to_owned(), absolute];
    assert_eq!(probe(&typed, &home, &[]), Ok(vec![climbs.to_owned()]));
}
