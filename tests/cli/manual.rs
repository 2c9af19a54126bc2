//! Completions and the man page: whole, readable by those who read them, and
//! never behind the program.

use crate::runner::Folder;
use aicaiq::tui::keymap::{Scope, lines, worded};
use aicaiq::tui::theme::glyphs::plain as in_ascii;
use std::process::{Command, Stdio};

const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];
const COMMANDS: [&str; 6] = ["new", "export", "sign-off", "config", "completions", "man"];

/// What a program says of a file; none where there is no such program.
fn read_by(program: &str, words: &[&str], folder: &Folder) -> Option<(bool, String)> {
    let output = Command::new(program)
        .args(words)
        .current_dir(folder.0.path())
        .env("MANWIDTH", "100")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let said = [output.stdout, output.stderr].concat();
    Some((
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}

#[test]
fn each_shell_gets_completions_that_it_can_read() {
    let folder = Folder::new();
    for shell in SHELLS {
        let ran = folder.run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for word in COMMANDS.iter().chain(&["questionnaire", "format"]) {
            assert!(ran.out.contains(word), "{shell} knows no {word}");
        }
        assert!(
            !ran.out.contains("git-merge"),
            "{shell}: what only git calls"
        );
        folder.write(shell, &ran.out);
        let words: &[&str] = match shell {
            "bash" | "zsh" => &["-n", shell],
            "fish" => &["--no-execute", shell],
            _ => continue,
        };
        if let Some((fine, said)) = read_by(shell, words, &folder) {
            assert!(fine, "{shell}: {said}");
        }
    }
    assert_eq!(folder.run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn bash_completes_commands_and_their_words() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("config/aicaiq/themes")).unwrap();
    std::fs::create_dir(folder.path("work")).unwrap();
    for theme in ["mine", "m$(echo evil)", "m'\"`"] {
        folder.write(&format!("config/aicaiq/themes/{theme}.toml"), "");
    }
    folder.write("c", &folder.run(&["completions", "bash"]).out);
    folder.write("work/b c.toml", "");
    let script = "source ./c; cd work; compopt() { :; }; complete_it() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($#-1)); COMPREPLY=(); _aicaiq_and_files aicaiq \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; echo \"${COMPREPLY[*]}\"; }; complete_it aicaiq conf; complete_it aicaiq config d; complete_it aicaiq completions ba; complete_it aicaiq set a.toml CSP.01 --outcome s; complete_it aicaiq answer a.toml --role M; complete_it aicaiq --theme d; complete_it aicaiq answer a --control c; complete_it aicaiq --theme m; complete_it aicaiq sign-off a.toml ''; complete_it aicaiq set a.toml CSP.c; complete_it aicaiq blame a.toml AP.C; complete_it aicaiq answer a.toml --from AP.09; complete_it aicaiq evidence ''; complete_it aicaiq summary ''; complete_it aicaiq set ''; complete_it aicaiq '' | grep -o 'help b.*'; complete -p aicaiq";
    if let Some((fine, said)) = read_by("bash", &["-c", script], &folder) {
        assert!(fine, "{said}");
        assert_eq!(
            said,
            "conflicts config\ndefault\nbash\nsatisfied\nMP\ndark\nc\nmine\nCSP MP OSP AP AIC\nCSP.ccm-1 CSP.ccm-2\nAP.CEK-02.1\nAP.09\nadd viewed list verify renew relink help\n\n\nhelp b c.toml\ncomplete -o bashdefault -o default -o nosort -F _aicaiq_and_files aicaiq\n"
        );
    }
}

#[test]
fn the_man_page_has_all_commands_keys_and_places() {
    let folder = Folder::new();
    let ran = folder.run(&["man"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let page = &ran.out;
    assert!(page.is_ascii(), "not every reader has every sign");
    for section in [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "OPTIONS",
        "COMMANDS",
        "KEYS",
        "FILES",
        "ENVIRONMENT",
        "EXAMPLES",
    ] {
        assert!(page.contains(&format!("\n.SH {section}\n")), "{section}");
    }
    assert!(page.contains(".SH \"EXIT STATUS\""));
    for command in COMMANDS {
        let heading = format!(".SS \"aicaiq {command}\"");
        assert!(page.contains(&heading), "{command}");
    }
    assert!(page.contains(".SS \"aicaiq evidence verify\""));
    assert!(!page.contains("git\\-merge"), "what only git calls");
    // Read as a reader reads it, without the escapes.
    let plain = page
        .replace("\\-", "-")
        .replace("\\*(Aq", "'")
        .replace("\\&", "");
    for scope in Scope::ALL {
        for (keys, binding) in lines(*scope) {
            let words = format!("{} [{}]", binding.help, binding.action.name());
            let words = in_ascii(&words);
            assert!(plain.contains(&*words), "no {words}");
            for key in keys {
                let key = worded(key).replace('\\', "\\\\");
                assert!(plain.contains(&format!("\\fB{key}\\fR")), "no {key}");
            }
        }
    }
}

#[test]
fn the_man_page_is_read_without_a_complaint() {
    let folder = Folder::new();
    folder.write("aicaiq.1", &folder.run(&["man"]).out);
    for device in ["-Tutf8", "-Tascii"] {
        let words = ["-man", device, "-ww", "-z", "-Kutf8", "aicaiq.1"];
        if let Some((fine, said)) = read_by("groff", &words, &folder) {
            assert!(fine && said.is_empty(), "{device}: {said}");
        }
    }
    let words = ["-man", "-Tutf8", "-P-cbou", "-Kutf8", "aicaiq.1"];
    if let Some((fine, said)) = read_by("groff", &words, &folder) {
        assert!(fine, "{said}");
        for text in [
            "aicaiq completions",
            "Ctrl-Z",
            "PgDn Ctrl-D",
            "[answer-satisfied]",
            "config.toml",
        ] {
            assert!(said.contains(text), "no {text} in\n{said}");
        }
    }
    if let Some((fine, said)) = read_by("mandoc", &["-Tlint", "-Werror", "aicaiq.1"], &folder) {
        assert!(fine, "{said}");
    }
}
