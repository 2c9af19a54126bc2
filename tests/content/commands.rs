//! What commands write, to a terminal and to a pipe, when every text that
//! they read or are given is hostile.

use crate::hostile::{self, ODD, STEERING, written};
use crate::pty::{Place, Pty};
use crate::stream::{self, To};
use portable_pty::CommandBuilder;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};
use toml::{Table, Value};

/// A place with files of every kind whose texts are this one.
pub fn made(text: &str) -> Place {
    let place = Place::new();
    let href = format!("https://x.example/{text}");
    std::fs::create_dir_all(place.path("many/acme")).unwrap();
    std::fs::create_dir(place.path("q")).unwrap();
    let write =
        |name: &str, table: &Table| std::fs::write(place.path(name), written(table)).unwrap();
    write("q/q.toml", &hostile::questionnaire(text));
    let answers = hostile::answers(text, &href);
    write("a.toml", &answers);
    write("many/other.toml", &answers);
    let mut later = answers.clone();
    let step = &mut later["roles"]["CSP"]["steps"]["01"];
    step["note"] = format!("{text} later").into();
    step["outcome"] = "not-satisfied".into();
    step["review_comment"] = format!("{text} later").into();
    later["evidence"]["ev-1"]["title"] = format!("{text} later").into();
    write("later.toml", &later);
    write("conflicts.toml", &hostile::conflicting(text));
    let mut control = answers.clone();
    let mut shared = answers;
    shared.remove("roles");
    let head = shared["assessment"].as_table_mut().unwrap();
    head.retain(|key, _| matches!(key, "subject" | "assessor" | "roles"));
    head.insert("questionnaires".into(), "../../q".into());
    write("many/acme/assessment.toml", &shared);
    let head = control["assessment"].as_table_mut().unwrap();
    head.retain(|key, _| key == "questionnaire");
    control.remove("people");
    control.remove("evidence");
    write("many/acme/control.toml", &control);
    let mut bindings = Table::new();
    bindings.insert(text.to_owned(), text.into());
    bindings.insert("x".to_owned(), text.into());
    let mut keys = Table::new();
    keys.insert(text.to_owned(), Value::Table(bindings.clone()));
    keys.insert("items".to_owned(), Value::Table(bindings));
    let mut config: Table = ["theme", "glyphs", "assessor", "mouse"]
        .iter()
        .map(|key| ((*key).to_owned(), Value::from(text)))
        .collect();
    config.insert(text.to_owned(), text.into());
    config.insert("keys".to_owned(), Value::Table(keys));
    write("config.toml", &config);
    let mut colour = Table::new();
    colour.insert("fg".into(), text.into());
    colour.insert(text.into(), text.into());
    let theme: Table = [
        ("good".to_owned(), Value::Table(colour.clone())),
        (text.to_owned(), Value::Table(colour)),
    ]
    .into_iter()
    .collect();
    write("theme.toml", &theme);
    place
}

/// Calls that read; `Q` stands for the questionnaire, `T` for the text.
const READING: &[&str] = &[
    "check a.toml Q",
    "export many/acme Q --format markdown",
    "export many/acme Q --format json",
    "check a.toml Q --format json",
    "check many/acme",
    "check conflicts.toml Q",
    "summary a.toml Q",
    "summary a.toml Q --format json",
    "summary many Q",
    "summary many Q --by control",
    "summary many Q --format json",
    "summary many Q --format csv",
    "summary many Q --format html",
    "summary many Q --format sarif",
    "export a.toml Q --format markdown",
    "export a.toml Q --format csv",
    "export a.toml Q --format html",
    "export a.toml Q --format json",
    "export a.toml Q --format oscal",
    "export a.toml Q --format jsonl --table answers",
    "export a.toml Q --format caiq --role CSP",
    "diff a.toml later.toml Q",
    "diff a.toml later.toml Q --format json",
    "diff a.toml later.toml Q --format markdown",
    "blame a.toml Q",
    "evidence list a.toml Q",
    "evidence verify a.toml Q",
    "sign-off a.toml Q",
    "questionnaire show Q",
    "questionnaire list q",
    "questionnaire check q/q.toml",
    "questionnaire diff q/q.toml q/q.toml",
    "doctor",
    "config check --config config.toml",
    "config default",
    "check a.toml --config config.toml",
    "check a.toml --theme theme.toml",
];

/// Calls that write; in this order.
const WRITING: &[&str] = &[
    "set a.toml Q CSP.01 --outcome satisfied --note T",
    "set a.toml Q CSP.02 --action T --owner T --due T",
    "set a.toml Q T --outcome T",
    "set later.toml Q CSP.02 --outcome satisfied --evidence T --assessor T",
    "evidence add a.toml Q T --title T --item CSP.01",
    "evidence add a.toml T",
    "evidence relink a.toml ev-1 T",
    "sign-off a.toml Q --role CSP --statement T",
    "merge a.toml a.toml later.toml --out merged.toml",
    "carry a.toml Q --out carried.toml",
    "split a.toml Q --role MP --out part.toml",
    "join a.toml part.toml Q",
    "pack a.toml Q --out pack.zip",
    "pack verify pack.zip",
    "pack verify a.toml",
    "import a.toml --out T",
    "new new.toml --subject T --assessor T --role CSP",
    "new T --subject T --role T",
    "check T",
    "T",
    "T T",
    "--theme T a.toml",
    "--config T check a.toml",
    "summary many --controls T --role T",
    "diff --since T a.toml",
    "questionnaire new --id T --title T q/new.toml",
    "export a.toml --format T",
    "export a.toml Q --format html --out T/T",
    "schema T",
    "completions T",
];

fn words(call: &str, text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in call.split(' ') {
        match word {
            "Q" => out.extend(["--questionnaire".to_owned(), "q/q.toml".to_owned()]),
            // An argument has no NUL.
            _ => out.push(word.replace('T', &text.replace('\0', ""))),
        }
    }
    out
}

/// Runs a call on a pipe and checks what it wrote; whether it went well.
fn piped(
    place: &Place,
    words: &[impl AsRef<OsStr>],
    env: &[(&str, &str)],
) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aicaiq"));
    command
        .args(words)
        .current_dir(place.folder.path())
        .env("HOME", place.folder.path())
        .env("XDG_CONFIG_HOME", place.path("config"))
        .env("XDG_STATE_HOME", place.path("state"))
        .envs(env.iter().copied())
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    let shown: Vec<_> = words
        .iter()
        .map(|w| {
            w.as_ref()
                .to_string_lossy()
                .chars()
                .take(30)
                .collect::<String>()
        })
        .collect();
    let data = ["json", "csv", "sarif", "oscal", "jsonl", "caiq"];
    let is_data = words.iter().any(|w| data.iter().any(|d| w.as_ref() == *d));
    let to = if is_data { To::Data } else { To::Pipe };
    stream::check(&format!("{shown:?} out"), &output.stdout, to);
    stream::check(&format!("{shown:?} err"), &output.stderr, To::Pipe);
    let both = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(both).unwrap())
}

/// The same on a terminal.
fn shown(place: &Place, words: &[String]) {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aicaiq"));
    command.args(words);
    command.env("LC_ALL", "C.UTF-8");
    let mut pty = Pty::spawn(place.folder.path(), command);
    pty.ended();
    let what: Vec<String> = words.iter().map(|w| w.chars().take(30).collect()).collect();
    stream::check(&format!("{what:?} on a terminal"), &pty.bytes(), To::Lines);
}

/// Everything that the formats allow, in one text.
pub fn odd() -> String {
    format!("{} {}", ODD.join(" "), hostile::flood())
}

#[test]
fn what_the_formats_allow_steers_nothing_on_a_pipe() {
    let text = odd();
    let place = made(&text);
    for call in READING {
        let (code, told) = piped(&place, &words(call, &text), &[]);
        assert!(matches!(code, Some(0..=2)), "{call}: {code:?}");
        let reads = !call.contains("config") && !call.contains("theme");
        let quiet = [
            "check",
            "doctor",
            "questionnaire check",
            "questionnaire diff",
        ];
        if reads && !quiet.iter().any(|q| call.starts_with(q)) {
            assert!(matches!(code, Some(0 | 1)), "{call}: {told}");
            assert!(told.contains("EV"), "{call} shows no text: {told}");
        }
    }
    for call in WRITING {
        let (code, told) = piped(&place, &words(call, &text), &[]);
        assert!(matches!(code, Some(0..=2)), "{call}: {code:?} {told}");
    }
}

#[test]
fn what_the_formats_refuse_is_refused_and_shown_as_signs() {
    let file = words("check a.toml Q", "");
    for text in STEERING {
        let place = made(text);
        let (code, told) = piped(&place, &file, &[]);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains("control character"), "{told}");
        for call in [
            "questionnaire check q/q.toml",
            "config check --config config.toml",
            "check many/acme",
            "check a.toml --theme theme.toml",
        ] {
            let (code, told) = piped(&place, &words(call, text), &[]);
            assert!(matches!(code, Some(1 | 2)), "{call}: {told}");
        }
    }
    let text = STEERING.concat();
    let place = made(&text);
    for call in READING.iter().chain(WRITING) {
        let (code, told) = piped(&place, &words(call, &text), &[]);
        assert!(matches!(code, Some(0..=2)), "{call}: {code:?} {told}");
    }
}

/// The keys of the hostile files stand in the order of the alphabet.
#[test]
fn a_summary_of_many_reads_keys_in_any_order() {
    let place = Place::new();
    let text = "schema = 1\n[assessment]\nassessor = \"x\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\nsubject = \"Sample\"\n";
    std::fs::create_dir(place.path("many")).unwrap();
    std::fs::write(place.path("many/a.toml"), text).unwrap();
    let (code, told) = piped(&place, &["summary", "many"], &[]);
    assert_eq!(code, Some(0), "{told}");
}

/// Files that are no TOML, no UTF-8, or both, with everything in them.
#[test]
fn a_file_that_is_none_is_shown_as_signs() {
    let place = made("harmless");
    let all = STEERING.concat();
    let mut raw = all.clone().into_bytes();
    raw.extend(b"\x9b31m\x9d0;x\x9c\x90q\x9c");
    for (at, bytes) in [
        format!("schema = 1\n[assessment]\nsubject = \"{all}\"\n").into_bytes(),
        format!("schema = 1\n{all} = 1\n").into_bytes(),
        format!("schema = 1\n[\"{all}\"]\nx = 1\n").into_bytes(),
        format!("schema = 1 # {all}\n[assessment\n").into_bytes(),
        "schema = 1\n[assessment]\nsubject = \"x\"\nroles = [\"\\u001b[31m\\u009b2J\\u202e\"]\n"
            .as_bytes()
            .to_vec(),
        raw,
    ]
    .into_iter()
    .enumerate()
    {
        for name in [
            "a.toml",
            "q/q.toml",
            "config.toml",
            "theme.toml",
            "many/acme/assessment.toml",
            "many/acme/control.toml",
        ] {
            std::fs::write(place.path(name), &bytes).unwrap();
        }
        for call in [
            "check a.toml",
            "summary many",
            "check many/acme",
            "questionnaire check q/q.toml",
            "config check --config config.toml",
            "check a.toml --theme theme.toml",
            "diff later.toml a.toml",
            "merge later.toml a.toml a.toml --out m.toml",
            "pack verify a.toml",
            "answer a.toml --plain",
            "git-textconv a.toml",
        ] {
            let (code, told) = piped(&place, &words(call, ""), &[]);
            assert!(matches!(code, Some(0..=2)), "{at} {call}: {code:?} {told}");
        }
    }
    shown(&place, &words("check a.toml", ""));
    shown(&place, &words("a.toml", ""));
}

#[test]
fn a_terminal_is_sent_only_what_is_ours() {
    for (text, calls) in [
        (
            odd(),
            [
                "check a.toml Q",
                "summary a.toml Q",
                "summary many Q",
                "diff a.toml later.toml Q",
                "blame a.toml Q",
                "evidence list a.toml Q",
                "questionnaire show Q",
                "export a.toml Q --format markdown",
            ],
        ),
        (
            STEERING.concat(),
            [
                "check a.toml Q",
                "a.toml Q",
                "set a.toml T --note T",
                "questionnaire check q/q.toml",
                "check a.toml --config config.toml",
                "T",
                "check T",
                "--theme theme.toml a.toml",
            ],
        ),
    ] {
        let place = made(&text);
        for call in calls {
            shown(&place, &words(call, &text));
        }
    }
}

/// Names of files and folders have any byte but NUL and the slash.
#[test]
fn names_of_files_and_folders_are_shown_as_signs() {
    let mut names: Vec<Vec<u8>> = STEERING
        .iter()
        .map(|s| s.replace(['\0', '/'], "").into_bytes())
        .collect();
    names.push(b"EVIL\x9b31m\x9d0;x\x9c\xff\n\x1b[2J".to_vec());
    for name in names {
        let place = made("harmless");
        let folder = OsStr::from_bytes(&name);
        let to = place.folder.path().join(folder);
        std::fs::rename(place.path("many"), &to).unwrap();
        let file = to.join(OsStr::from_bytes(&[&name, b".toml".as_slice()].concat()));
        std::fs::copy(place.path("a.toml"), &file).unwrap();
        std::fs::write(to.join("acme/x.toml"), "schema = 1\n[x\n").unwrap();
        std::fs::create_dir(place.path("q2")).unwrap();
        let asked = place
            .path("q2")
            .join(OsStr::from_bytes(&[&name, b".toml".as_slice()].concat()));
        std::fs::copy(place.path("q/q.toml"), &asked).unwrap();
        let q = [OsStr::new("--questionnaire"), OsStr::new("q/q.toml")];
        for call in [
            "check",
            "summary",
            "blame",
            "evidence list",
            "sign-off",
            "export --format markdown",
            "carry --out new.toml",
            "pack --out p.zip",
            "set CSP.01 --note x",
            "answer --plain",
        ] {
            let mut words: Vec<&OsStr> = call.split(' ').map(OsStr::new).collect();
            let at = if call.starts_with("evidence") { 2 } else { 1 };
            words.insert(at, file.as_os_str());
            let (code, told) = piped(&place, &[words.as_slice(), &q].concat(), &[]);
            assert!(matches!(code, Some(0..=2)), "{call}: {told}");
        }
        for words in [
            ["summary".as_ref(), folder],
            ["check".as_ref(), folder],
            ["doctor".as_ref(), folder],
        ] {
            piped(&place, &words, &[]);
        }
        for call in ["list", "check", "show"] {
            piped(
                &place,
                &[
                    "questionnaire".as_ref(),
                    OsStr::new(call),
                    asked.as_os_str(),
                ],
                &[],
            );
        }
        piped(&place, &["questionnaire", "list", "q2"], &[]);
        piped(
            &place,
            &[
                "export".as_ref(),
                OsStr::new("a.toml"),
                q[0],
                q[1],
                "--format".as_ref(),
                "html".as_ref(),
                "--out".as_ref(),
                to.join("x.html").as_os_str(),
            ],
            &[],
        );
    }
}

/// Git lets authors, messages and (but for ASCII's controls) branches be anything.
#[test]
fn names_from_git_are_shown_as_signs() {
    for text in STEERING {
        let text = text.replace('\0', "");
        let place = Place::with(&["CSP"]);
        let branch: String = text
            .chars()
            .filter(|c| !c.is_ascii_control() && !" ~^:?*[\\/".contains(*c))
            .collect();
        let git = |words: &[&str]| {
            let out = Command::new("git")
                .args(words)
                .current_dir(place.folder.path())
                .env("HOME", place.folder.path())
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .output()
                .unwrap();
            assert!(
                out.status.success(),
                "{words:?}: {}",
                String::from_utf8_lossy(&out.stderr)
            );
        };
        let commit = |message: &str| {
            git(&["add", "a.toml"]);
            let (name, mail) = (format!("user.name={text}"), format!("user.email={text}"));
            git(&["-c", &name, "-c", &mail, "commit", "-q", "-m", message]);
        };
        git(&["init", "-q", "-b", branch.trim_end_matches('.')]);
        commit(&text);
        piped(
            &place,
            &["set", "a.toml", "CSP.01", "--outcome", "satisfied"],
            &[],
        );
        commit(&format!("{text}\n\n{text}"));
        git(&["tag", branch.trim_end_matches('.')]);
        let (code, told) = piped(&place, &["blame", "a.toml"], &[]);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("EVIL"), "{told}");
        piped(&place, &["blame", "a.toml", "--format", "json"], &[]);
        let (code, told) = piped(&place, &["diff", "--since", "HEAD~1", "a.toml"], &[]);
        assert_eq!(code, Some(0), "{told}");
        piped(
            &place,
            &["diff", "--since", branch.trim_end_matches('.'), "a.toml"],
            &[],
        );
        piped(&place, &["doctor"], &[]);
        piped(&place, &["git", "status"], &[]);
    }
}
