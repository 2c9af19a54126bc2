//! The user's configuration: where it is, what is wrong with it, what it does
//! to commands.

use crate::runner::Folder;

const BROKEN: &str = "theme = \"dark\"\nmouse = \"off\"\nassessor = \"own name\"\n\n[keys.items]\n\"C-i\" = \"help\"\nf3 = \"nots\"\nf4 = \"note\"\nq = \"none\"\nctrl-c = \"none\"\n";

fn configured(text: &str) -> Folder {
    let folder = Folder::with_assessment();
    std::fs::create_dir_all(folder.path("config/aicaiq")).unwrap();
    folder.write("config/aicaiq/config.toml", text);
    folder
}

#[test]
fn the_path_is_the_platforms_or_the_calls() {
    let folder = Folder::new();
    let ran = folder.run(&["config", "path"]);
    let path = folder.path("config/aicaiq/config.toml");
    if cfg!(target_os = "linux") {
        assert_eq!(ran.out, format!("{}\n", path.display()));
    }
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let ran = folder.run(&["config", "path", "--config", "own.toml"]);
    assert_eq!(ran.out, "own.toml\n");
}

#[test]
fn the_default_configuration_is_fine() {
    let folder = Folder::new();
    let ran = folder.run(&["config", "default"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    folder.write("c.toml", &ran.out);
    let ran = folder.run(&["config", "check", "c.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "c.toml: ok\n"));
    let made = folder.read("c.toml");
    let (settings, _) = made.split_once("[keys.items]").unwrap();
    insta::assert_snapshot!("config_default", settings);
}

#[test]
fn check_shows_each_problem_and_how_to_mend_it() {
    let folder = Folder::new();
    folder.write("broken.toml", BROKEN);
    let ran = folder.run(&["config", "check", "broken.toml"]);
    insta::assert_snapshot!("config_check", ran.to_string());
    assert_eq!(ran.code, 1);
    // Each: it is a person who is to mend them.
    let many = (0..32).map(|n| format!("f{n} = \"nots\"\n"));
    let many: String = std::iter::once("[keys.items]\n".to_owned())
        .chain(many)
        .collect();
    folder.write("many.toml", many);
    let ran = folder.run(&["config", "check", "many.toml"]);
    assert_eq!(ran.out.matches("--> many.toml").count(), 32, "{ran}");
    assert!(ran.out.ends_with("many.toml: 32 problems\n"), "{ran}");
    folder.write("bytes.toml", b"mouse = true\n\xff");
    let ran = folder.run(&["config", "check", "bytes.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not UTF-8 at line 2, column 1"), "{ran}");
    assert_eq!(folder.run(&["config", "check", "no.toml"]).code, 2);
    assert_eq!(folder.run(&["config", "check"]).code, 0, "there is none");
    assert_eq!(folder.run(&["config"]).code, 2);
}

#[test]
fn check_says_why_a_theme_cannot_be_used() {
    let folder = configured("theme = \"mine\"\n");
    std::fs::create_dir_all(folder.path("config/aicaiq/themes")).unwrap();
    let theme = "config/aicaiq/themes/mine.toml";
    for (text, asked, said, problems) in [
        ("accent = \"blue\"\n", "mine", "accent", "1 problem"),
        ("accent = \"blue\"\nnix = 1\n", "mine", "nix", "2 problems"),
        (
            "inherits = \"dark\"\n",
            "themes/nope.toml",
            "cannot read the theme themes/nope.toml",
            "1 problem",
        ),
    ] {
        folder.write(theme, text);
        folder.write("c.toml", format!("theme = \"{asked}\"\n"));
        let ran = folder.run(&["config", "check", "c.toml"]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran}");
        assert!(ran.out.contains(said), "{ran}");
        assert!(
            ran.out.starts_with("c.toml: its theme cannot be used:\n"),
            "{ran}"
        );
        assert!(ran.out.ends_with(&format!("c.toml: {problems}\n")), "{ran}");
    }
    folder.write(theme, "inherits = \"dark\"\n");
    let ran = folder.run(&["config", "check"]);
    assert_eq!(ran.code, 0, "{ran}");
    // What the keys come to is said below.
    folder.write("c.toml", "[keys.items]\n\"ctrl-k\" = \"note\"\n");
    let ran = folder.run(&["config", "check", "c.toml"]);
    let said = "c.toml: ok\n  [keys.items] note: Ctrl-K e; as it comes in [keys.form]\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, said));
}

#[test]
fn no_control_character_of_it_reaches_the_terminal() {
    let folder = Folder::new();
    folder.write("c.toml", "\"\\u001b[31m\" = 1\n[keys.items]\n\"\\u009b\" = \"\\u001b]52;\"\nx = \"\u{202e}\"\n# \u{1b}[2J\n");
    let ran = folder.run(&["config", "check", "c.toml"]);
    assert_eq!(ran.code, 1);
    assert!(
        !format!("{ran}").contains(['\u{1b}', '\u{9b}', '\u{202e}']),
        "{ran}"
    );
}

#[test]
fn a_broken_configuration_stops_no_command_and_its_good_parts_apply() {
    let folder = configured(BROKEN);
    let said = "config: 4 problems: `aicaiq config check` shows them\n";
    let ran = folder.run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.starts_with(said), "{ran}");
    assert!(folder.read("a.toml").contains("assessed_by = \"own name\""));
    let ran = folder.run(&["config", "check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("config.toml: 4 problems"), "{ran}");
    let ran = folder.run(&["summary", "a.toml", "--format", "json"]);
    assert!(ran.out.starts_with('{') && ran.err == said, "{ran}");
    for words in [["config", "path"], ["completions", "bash"]] {
        assert_eq!(folder.run(&words).err, "");
    }
    assert_eq!(folder.run(&["man"]).err, "");
}

#[test]
fn the_call_goes_before_the_configuration() {
    let folder = configured("assessor = \"own name\"\n");
    let words = [
        "set",
        "a.toml",
        "CSP.02",
        "--outcome",
        "satisfied",
        "--as",
        "called",
    ];
    assert_eq!(folder.run(&words).code, 0);
    assert!(folder.read("a.toml").contains("assessed_by = \"called\""));
    folder.write("other.toml", "mouse = 1\n");
    let ran = folder.run(&["check", "a.toml", "--config", "other.toml"]);
    assert_eq!(ran.code, 0);
    let said = "config: 1 problem: `aicaiq config check other.toml` shows it\n";
    assert_eq!(ran.err, said);
    let ran = folder.run(&["check", "a.toml", "--config", "no.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("cannot read no.toml"), "{ran}");
}

#[test]
fn what_is_no_file_is_said_and_stops_nothing() {
    let folder = Folder::with_assessment();
    std::fs::create_dir_all(folder.path("config/aicaiq/config.toml")).unwrap();
    let ran = folder.run(&["check", "a.toml"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("it is a folder, not a file"), "{ran}");
    assert_eq!(folder.run(&["config", "check"]).code, 1);
}
