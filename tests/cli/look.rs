//! Themes that the call names.

use crate::runner::Folder;

#[test]
fn an_unknown_theme_is_told_what_there_is() {
    let folder = Folder::with_assessment();
    let ran = folder.run_where(
        &["--theme", "sepia", "a.toml"],
        &[("XDG_CONFIG_HOME", folder.path("config").to_str().unwrap())],
    );
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
    for part in [
        "“sepia”",
        "high-contrast",
        "colour-blind",
        "config/aicaiq/themes/sepia.toml",
    ] {
        assert!(ran.err.contains(part), "no {part}: {ran}");
    }
    let ran = folder.run(&["--theme", "./none.toml", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("none.toml: No such file"), "{ran}");
    let ran = folder.run(&["--theme", "..", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    let ran = folder.run(&["--glyphs", "runes", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn a_theme_of_ones_own_is_found_and_its_mistakes_are_shown() {
    let folder = Folder::with_assessment();
    let themes = folder.path("config/aicaiq/themes");
    std::fs::create_dir_all(&themes).unwrap();
    let config = folder.path("config");
    let config = [("XDG_CONFIG_HOME", config.to_str().unwrap())];
    folder.write(
        "config/aicaiq/themes/sepia.toml",
        "inherits = \"light\"\n[good]\nfg = \"gren\"\n",
    );
    for name in ["sepia", "config/aicaiq/themes/sepia.toml"] {
        let ran = folder.run_where(&["--theme", name, "a.toml"], &config);
        assert_eq!(ran.code, 1, "{ran}");
        for part in ["sepia.toml:3:6", "unknown colour “gren”", "bright-green"] {
            assert!(ran.err.contains(part), "no {part}: {ran}");
        }
    }
    let ran = folder.run_where(&["--theme", "other", "a.toml"], &config);
    assert!(ran.err.contains("colour-blind, sepia"), "{ran}");
    // A right one gets as far as to the terminal that there is not.
    folder.write(
        "config/aicaiq/themes/sepia.toml",
        "[good]\nfg = \"green\"\n",
    );
    let ran = folder.run_where(&["--theme", "sepia", "a.toml"], &config);
    assert!(ran.err.contains("needs a terminal"), "{ran}");
}

/// What is written for people under a locale has the signs of that locale, and
/// what is for programs is the same under each.
#[test]
fn texts_for_people_keep_to_the_signs_of_the_locale() {
    let folder = Folder::with_assessment();
    folder.write("c.toml", "nope = \"\u{fc}\"\n");
    let walk = ["answer", "a.toml", "--plain"];
    let calls: [&[&str]; 8] = [
        &["summary", "a.toml"],
        &["check", "a.toml"],
        &["set", "a.toml", "CSP.99", "--note", "x"],
        &["set", "a.toml", "CSP.01", "--outcome", "nope"],
        &["config", "check", "c.toml"],
        &["doctor", "."],
        &["--help"],
        &walk,
    ];
    let mut odd = 0;
    for words in calls {
        let plain = folder.run_where(words, &[("LC_ALL", "C")]);
        let rich = folder.run_where(words, &[("LC_ALL", "C.UTF-8")]);
        for text in [&plain.out, &plain.err] {
            let letters = text.replace('ü', "");
            assert!(letters.is_ascii(), "{words:?}\n{plain}");
        }
        odd += usize::from(!format!("{}{}", rich.out, rich.err).is_ascii());
        // The call goes before the locale.
        let asked = [&["--glyphs", "ascii"], words].concat();
        let asked = folder.run_where(&asked, &[("LC_ALL", "C.UTF-8")]);
        assert_eq!((&asked.out, &asked.err), (&plain.out, &plain.err));
        assert_eq!((plain.code, asked.code), (rich.code, rich.code));
    }
    assert!(odd >= 3, "there is something to put signs of ASCII for");
    for words in [
        &["summary", "a.toml", "--format", "json"][..],
        &["summary", "a.toml", "--format", "csv"],
        &["export", "a.toml", "--format", "markdown"],
        &["config", "default"],
        &["schema", "answers"],
    ] {
        let plain = folder.run_where(words, &[("LC_ALL", "C")]);
        let rich = folder.run_where(words, &[("LC_ALL", "C.UTF-8")]);
        assert_eq!(plain.out, rich.out, "{words:?}");
    }
}
