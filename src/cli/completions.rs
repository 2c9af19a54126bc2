//! `aicaiq completions`: what a shell needs to complete the command line.

use super::look::{names, themes_folder};
use super::{Outcome, print_bytes, public};
use crate::assessment::{
    ActionStatus, Answer, Effectiveness, Grade, Method, Outcome as StepOutcome, Retest, Review,
    Role,
};
use crate::questionnaire::embedded;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use clap_complete::Shell;
use std::process::ExitCode;

/// What `completions` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq completions bash > ~/.local/share/bash-completion/completions/aicaiq
  aicaiq completions zsh > ~/.zfunc/_aicaiq           # with fpath+=~/.zfunc before compinit
  aicaiq completions fish > ~/.config/fish/completions/aicaiq.fish
  aicaiq completions powershell >> $PROFILE")]
pub struct Args {
    /// The shell
    shell: Shell,
}

pub fn run(args: &Args) -> Outcome {
    let mut out = Vec::new();
    let mut command = with_words(public());
    clap_complete::generate(args.shell, &mut command, "aicaiq", &mut out);
    if args.shell == Shell::Bash {
        let script = String::from_utf8_lossy(&out);
        out = with_files(&script, &command).into_bytes();
    }
    print_bytes(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// Before a letter is typed, bash is told of all options, and so offers no
/// file. Options begin with a dash that one can type.
fn with_files(script: &str, command: &Command) -> String {
    let commands = command.get_subcommands();
    // Their words come after the file.
    let after_a_file = commands.filter(|c| {
        let mut words = c.get_positionals().map(Arg::get_possible_values);
        words.next().is_some_and(|first| first.is_empty()) && words.any(|w| !w.is_empty())
    });
    let after_a_file: Vec<String> = after_a_file
        .map(|command| format!("2:{}", command.get_name()))
        .collect();
    let function = BASH.replace("FIRST_A_FILE", &after_a_file.join("|"));
    let script = script.replace("complete -F _aicaiq ", "complete -F _aicaiq_and_files ");
    match script.split_once("\nif [[ \"${BASH_VERSINFO[0]}\"") {
        Some((head, tail)) => format!("{head}\n{function}\nif [[ \"${{BASH_VERSINFO[0]}}\"{tail}"),
        None => format!("{function}\n{script}"),
    }
}

const BASH: &str = r#"_aicaiq_and_files() {
    _aicaiq "$@"
    [[ -z $2 ]] || return 0
    local word words=()
    for word in "${COMPREPLY[@]}"; do
        [[ $word == -* ]] || words+=("$word")
    done
    case "$COMP_CWORD:${COMP_WORDS[1]}" in
        1:*)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do
                words+=("$word")
            done < <(compgen -f)
            ;;
        FIRST_A_FILE)
            words=()
            ;;
    esac
    COMPREPLY=("${words[@]}")
}
"#;

/// A command that tells shells the words of its options, also of those that
/// take more than they list.
fn with_words(command: Command) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|arg| with_its_words(arg, &name))
        .mut_subcommands(with_words)
}

fn with_its_words(arg: Arg, command: &str) -> Arg {
    if !arg.get_action().takes_values() || !arg.get_possible_values().is_empty() {
        return arg;
    }
    let words = match (command, arg.get_id().as_str()) {
        ("answer", "from") | ("set", "items") | ("blame", "item") => items(),
        (_, id) => words(arg.get_long().unwrap_or(id)),
    };
    if !words.is_empty() {
        // clap keeps words that last as long as the program, which is about to end.
        let words = words.into_iter().map(|word| &*word.leak());
        return arg.value_parser(PossibleValuesParser::new(words));
    }
    // A shell offers files where it is told of nothing else.
    match arg.get_long() {
        Some("control" | "ownership" | "from" | "due" | "expires-on") => {
            arg.value_hint(ValueHint::Other)
        }
        _ => arg,
    }
}

/// The items of what is built in: which ones a file asks for is not known
/// before it is read.
fn items() -> Vec<String> {
    let of = |role: &Role| {
        let items = embedded().items(*role);
        items
            .map(|item| format!("{role}.{item}"))
            .collect::<Vec<_>>()
    };
    Role::ALL.iter().flat_map(of).collect()
}

/// The themes, the user's own among them. A shell reads the names as its own
/// text: what it could take for something else stays out.
fn themes() -> Vec<String> {
    let mut names = names(themes_folder().as_deref());
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    names.retain(|name| name.chars().all(plain));
    names
}

/// What an option takes, where it is always the same.
fn words(option: &str) -> Vec<String> {
    fn of<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|one| word(*one).to_owned()).collect()
    }
    match option {
        "role" => of(Role::ALL, Role::as_str),
        "layer" => embedded().layers.iter().map(|l| l.id.clone()).collect(),
        "outcome" => of(StepOutcome::ALL, StepOutcome::as_str),
        "grade" => of(Grade::ALL, Grade::as_str),
        "method" => of(Method::ALL, Method::as_str),
        "effectiveness" => of(Effectiveness::ALL, Effectiveness::as_str),
        "review" => of(Review::ALL, Review::as_str),
        "status" => of(ActionStatus::ALL, ActionStatus::as_str),
        "retest" => of(Retest::ALL, Retest::as_str),
        "answer" => of(Answer::ALL, Answer::as_str),
        "theme" => themes(),
        _ => Vec::new(),
    }
}
