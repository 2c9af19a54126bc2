//! Evidence that points elsewhere, and programs that are started.

use crate::hostile::written;
use crate::pty::{Place, eventually};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

/// What stands outside and has to stay there.
const SECRET: &str = "SECRET-5d0c2a";

/// A folder `home` with an answer file, beside it what must not be read.
fn place(hrefs: &[String]) -> Place {
    let place = Place::new();
    let home = place.path("home");
    std::fs::create_dir_all(home.join("evidence")).unwrap();
    std::fs::create_dir(place.path("out")).unwrap();
    for name in ["secret.txt", "out/secret.txt", "~secret"] {
        std::fs::write(place.path(name), SECRET).unwrap();
    }
    symlink(place.path("secret.txt"), home.join("evidence/link")).unwrap();
    symlink("../../secret.txt", home.join("evidence/relative")).unwrap();
    symlink(place.path("out"), home.join("evidence/folder")).unwrap();
    symlink("/proc/self/environ", home.join("evidence/environ")).unwrap();
    symlink("/dev/zero", home.join("evidence/zero")).unwrap();
    symlink("loop", home.join("evidence/loop")).unwrap();
    let pipe = home.join("evidence/pipe");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let mut table: toml::Table = toml::from_str(
        "schema = 1\n[assessment]\nsubject = \"Sample\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\n\
         [roles.CSP.steps.01]\noutcome = \"satisfied\"\nevidence = []\n[evidence]\n",
    )
    .unwrap();
    for (at, href) in hrefs.iter().enumerate() {
        let id = format!("ev-{at}");
        let record: toml::Table = [("href".to_owned(), href.clone().into())]
            .into_iter()
            .collect();
        table["evidence"]
            .as_table_mut()
            .unwrap()
            .insert(id.clone(), record.into());
        let list = table["roles"]["CSP"]["steps"]["01"]["evidence"]
            .as_array_mut()
            .unwrap();
        list.push(id.into());
    }
    std::fs::write(home.join("a.toml"), written(&table)).unwrap();
    place
}

/// Hrefs that point elsewhere, or at what is no file.
fn tricks(root: &Path) -> Vec<String> {
    let root = root.display();
    let mut out: Vec<String> = [
        "../secret.txt",
        "evidence/../../secret.txt",
        "./../secret.txt",
        "evidence//..//..//secret.txt",
        "~/secret.txt",
        "~root/x",
        "evidence/link",
        "evidence/relative",
        "evidence/folder/secret.txt",
        "evidence/environ",
        "evidence/zero",
        "evidence/loop",
        "evidence/pipe",
        "evidence",
        "/dev/zero",
        "/dev/stdin",
        "/dev/tty",
        "/proc/self/environ",
        "/proc/self/fd/0",
        "C:\\secret.txt",
        "C:/secret.txt",
        "C:secret.txt",
        "..\\secret.txt",
        "\\\\server\\share\\x",
        "//server/share/x",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "javascript:alert(1)",
        "JavaScript://x/%0aalert(1)",
        "data:text/html,<b>x",
        "vbscript:x",
        "mailto:x@example.com",
        "ssh://x",
        "smb://x/y",
        "ftp://x/y",
        "x-custom:run",
        "tel:1",
        "https:evidence",
        "http:/x",
        "evidence/a\nb",
        " evidence/link",
        "-rf",
        "--help",
    ]
    .iter()
    .map(|s| (*s).to_owned())
    .collect();
    out.push(format!("{root}/secret.txt"));
    out.push(format!("file://{root}/secret.txt"));
    out
}

/// Runs a call that must end soon whatever its files are.
fn run(place: &Place, words: &[&str]) -> String {
    let output = Command::new("timeout")
        .arg("20")
        .arg(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .current_dir(place.path("home"))
        .env("HOME", place.folder.path())
        .env("XDG_STATE_HOME", place.path("state"))
        .env(SECRET, SECRET)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(
        matches!(output.status.code(), Some(0..=2)),
        "{words:?}: {told}"
    );
    told
}

/// SHA-256 of the secret: what is told of a file that was read.
fn digest() -> String {
    use sha2::Digest;
    sha2::Sha256::digest(SECRET)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

#[test]
fn what_is_outside_is_neither_read_nor_packed() {
    let place = place(&tricks(Path::new("/")));
    let own = tricks(place.folder.path());
    let path = place.path("home/a.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text = text.replace("\"//secret.txt\"", &format!("{:?}", own[own.len() - 2]));
    std::fs::write(&path, text).unwrap();
    for call in [
        "check a.toml",
        "evidence verify a.toml",
        "evidence list a.toml",
        "summary a.toml --format json",
        "export a.toml --format html",
        "export a.toml --format oscal",
        "pack a.toml --out p.zip",
    ] {
        let told = run(&place, &call.split(' ').collect::<Vec<_>>());
        assert!(
            !told.contains(SECRET) && !told.contains(&digest()),
            "{call}: {told}"
        );
    }
    let pack = std::fs::read(place.path("home/p.zip")).unwrap();
    let has = |what: &[u8]| pack.windows(what.len()).any(|w| w == what);
    assert!(!has(SECRET.as_bytes()), "the secret is in the pack");
    assert!(!has(digest().as_bytes()), "its digest is");
}

#[test]
fn evidence_that_points_elsewhere_is_no_link_in_any_report() {
    let place = place(&tricks(Path::new("/")));
    for call in [
        "export a.toml --format html",
        "export a.toml --format markdown",
    ] {
        let told = run(&place, &call.split(' ').collect::<Vec<_>>());
        for bad in [
            "href=\"javascript",
            "href=\"file",
            "href=\"data",
            "href=\"..",
            "href=\"/",
            "](file",
            "](javascript",
            "](data",
            "](..",
            "](/",
        ] {
            assert!(!told.to_lowercase().contains(bad), "{call}: {bad}");
        }
    }
}

/// A program on PATH that writes down what it is given, one argument a line.
fn recorder(place: &Place, name: &str, more: &str) {
    let bin = place.path("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let program = bin.join(name);
    let given = place.path("given");
    let script = format!(
        "#!/bin/sh\nfor a in \"$@\"; do printf '<%s>\\n' \"$a\"; done > '{0}.new'\n{more}\nmv '{0}.new' '{0}'\n",
        given.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
}

/// Starts the screen with these programs first on PATH.
fn start(place: &Place, file: &str, env: &[(&str, &str)]) -> crate::pty::Pty {
    let path = format!("{}:/usr/bin:/bin", place.path("bin").display());
    let mut all = vec![("PATH", path.as_str())];
    all.extend(env);
    place.start_with(&[file], &all)
}

#[test]
fn nothing_but_web_links_and_own_files_is_handed_to_the_opener() {
    for href in tricks(Path::new("/nowhere")) {
        let place = place(std::slice::from_ref(&href));
        recorder(&place, "xdg-open", "");
        let mut pty = start(&place, "home/a.toml", &[]);
        pty.sees("CSP 1/13").send("jO");
        if crate::stream::read(href.as_bytes(), crate::stream::To::Screen).is_ok()
            && !href.is_empty()
        {
            pty.sees("not opened");
        }
        pty.send("q");
        assert_eq!(pty.ended(), 0, "{href}");
        assert!(!place.path("given").exists(), "{href} was opened");
    }
}

#[test]
fn names_reach_the_opener_as_they_are_and_no_shell() {
    for name in [
        "evidence/a b;touch owned;.txt",
        "evidence/$(touch owned).txt",
        "evidence/`touch owned`.txt",
        "evidence/' \" & | > owned.txt",
        "evidence/--help.txt",
        "evidence/%20 %s *?.txt",
        "evidence/${IFS}.txt",
        "evidence/~.txt",
    ] {
        let place = place(&[name.to_owned()]);
        std::fs::write(place.path("home").join(name), "sample").unwrap();
        recorder(&place, "xdg-open", "");
        let mut pty = start(&place, "home/a.toml", &[]);
        pty.sees("CSP 1/13").send("jO").sees("opened");
        eventually("the opener", || place.path("given").exists());
        let real = std::fs::canonicalize(place.path("home").join(name)).unwrap();
        let given = std::fs::read_to_string(place.path("given")).unwrap();
        assert_eq!(given, format!("<{}>\n", real.display()));
        pty.send("q");
        pty.ended();
        for owned in ["owned", "home/owned", "owned.txt"] {
            assert!(!place.path(owned).exists(), "{name}");
        }
    }
}

#[test]
fn the_editor_gets_words_and_a_file_and_no_shell() {
    for variable in ["VISUAL", "EDITOR"] {
        let place = place(&[]);
        recorder(&place, "ed it;or", "");
        recorder(
            &place,
            "editor-here",
            "for a in \"$@\"; do f=\"$a\"; done; printf 'by the editor' >> \"$f\"",
        );
        let state = place.path("st ate;$(touch owned)'\"`touch owned`");
        let state = state.to_str().unwrap();
        let words = "editor-here --wait ;touch owned; $(touch owned) `touch owned` 'a b' \"c\" && owned > owned $HOME ~ *";
        let mut pty = start(
            &place,
            "home/a.toml",
            &[(variable, words), ("XDG_STATE_HOME", state)],
        );
        pty.sees("CSP 1/13").send("jE");
        eventually("the editor", || place.path("given").exists());
        pty.sees("by the editor").send("q");
        assert_eq!(pty.ended(), 0);
        let given = std::fs::read_to_string(place.path("given")).unwrap();
        let lines: Vec<&str> = given.lines().collect();
        // Quotes are those of a shell, and nothing else is.
        let split = words.replace("'a b'", "a\u{a0}b").replace("\"c\"", "c");
        let expected = split.split(' ').skip(1);
        let expected: Vec<String> = expected
            .map(|w| format!("<{}>", w.replace('\u{a0}', " ")))
            .collect();
        assert_eq!(lines[..lines.len() - 1], expected);
        assert!(lines[lines.len() - 1].ends_with(".md>"), "{given}");
        assert!(!place.path("owned").exists() && !place.path("home/owned").exists());
        let text = std::fs::read_to_string(place.path("home/a.toml")).unwrap();
        assert!(text.contains("by the editor"), "{text}");
    }
}
