//! `aicaiq questionnaire new`: a questionnaire to be filled in.

use super::super::free_text::free_text;
use super::super::{Failure, Outcome, role, say, write_failure};
use crate::assessment::{Method, Ownership, Role, folder_of};
use crate::questionnaire::{check, file_name, format, parse};
use crate::store::output::write_new;
use crate::text::{is_unsafe, one_line, shell_word};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `questionnaire new` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq questionnaire new questionnaires/x-01.toml --id X-01 --title \"Key owners\" --role CSP --role MP
  aicaiq questionnaire new mine.toml --id \"A&A-01\" --title \"Audits\" --role AP --steps 3

What it writes can be used at once. It says in comments what belongs where.")]
pub struct Args {
    /// The file to make, and its folder where there is none; one that exists is left alone
    file: PathBuf,
    /// The control's id, such as X-01
    #[arg(long, value_name = "ID")]
    id: String,
    /// The control's name
    #[arg(long, value_name = "TITLE", allow_hyphen_values = true, value_parser = free_text)]
    title: String,
    /// A provider role that is asked: CSP, MP, OSP, AP, AIC; may be given several times
    #[arg(long, value_name = "ROLE", required = true, value_parser = role)]
    role: Vec<Role>,
    /// The domain that the control belongs to
    #[arg(long, value_name = "NAME", default_value = "Our own controls", allow_hyphen_values = true, value_parser = free_text)]
    domain: String,
    /// The catalogue and its version
    #[arg(long, value_name = "NAME", default_value = "Own 1.0", allow_hyphen_values = true, value_parser = free_text)]
    catalogue: String,
    /// How many questions
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=99))]
    questions: u8,
    /// How many steps a role
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=99))]
    steps: u8,
}

pub fn run(args: &Args) -> Outcome {
    for (name, text) in [
        ("--id", &args.id),
        ("--title", &args.title),
        ("--domain", &args.domain),
        ("--catalogue", &args.catalogue),
    ] {
        if text.trim().is_empty() {
            return Err(Failure::usage(format!("{name} is empty: write what it is")));
        }
        if text.contains(|c: char| c.is_control() || is_unsafe(c)) {
            return Err(Failure::usage(format!(
                "{name} has a control character or a line break in it"
            )));
        }
    }
    if file_name(args.id.trim()).is_none() {
        return Err(Failure::usage(format!(
            "--id “{}” cannot be the name of an answer file: take letters, digits, &, -, _ and . for it, such as CEK-02",
            one_line(args.id.trim())
        )));
    }
    let text = skeleton(args);
    // A skeleton that cannot be loaded helps nobody.
    if let Err(error) = parse(&text) {
        return Err(Failure::usage(format!(
            "no questionnaire comes of it: {error}"
        )));
    }
    debug_assert!(!check(&text).has_errors());
    // As `import --out` does.
    let folder = folder_of(&args.file);
    std::fs::create_dir_all(folder).map_err(|error| {
        let name = one_line(&folder.display().to_string());
        Failure::found(format!("cannot make the folder {name}: {error}"))
    })?;
    write_new(&args.file, text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(format!(
            "{} exists already: choose another name",
            one_line(&args.file.display().to_string())
        )),
        _ => write_failure(&args.file, &error),
    })?;
    let name = shell_word(&args.file.display().to_string());
    say(&format!(
        "made {name}; fill it in, then: aicaiq questionnaire check {name}"
    ));
    Ok(ExitCode::SUCCESS)
}

fn skeleton(args: &Args) -> String {
    let id = args.id.trim();
    let mut roles: Vec<Role> = Vec::new();
    for role in &args.role {
        if !roles.contains(role) {
            roles.push(*role);
        }
    }
    let quoted = |text: &str| crate::store::quoted(text.trim());
    let mut out = format!(
        "# A questionnaire: one control, its questions and its audit steps, role by role.\n\
         # Fill in what stands between quotes. Lines after # are for you; take them out\n\
         # when they have done their work. To check it: aicaiq questionnaire check FILE\n\
         \n\
         schema = 1\n\
         \n\
         [control]\n\
         id = {}\n\
         title = {}\n\
         domain = {}\n\
         version = {}  # the catalogue and its version\n\
         specification = \"\"\"Say what the control demands.\"\"\"\n\
         # threats = [\"A threat that it addresses\"]\n\
         # architecture = [\"Network\", \"Compute\", \"Storage\", \"Application\", \"Data\"]\n\
         attribution = \"\"\"Say whose text this is.\"\"\"\n\
         license = \"\"\"Say under which terms it stands.\"\"\"\n",
        quoted(id),
        quoted(&args.title),
        quoted(&args.domain),
        quoted(&args.catalogue),
    );
    out.push_str(&format!(
        "\n# Phases of the AI lifecycle, one table each; topics = [] means not applicable.\n\
         # [[lifecycle]]\n\
         # phase = \"Development\"\n\
         # topics = [\"Design\", \"Training\"]\n\
         \n\
         # Who owns the control in a layer of the AI stack, one table each. role: {};\n\
         # ownership: {}.\n\
         # [[layers]]\n\
         # id = \"PI\"\n\
         # name = \"Processing infrastructure\"\n\
         # role = \"CSP\"\n\
         # ownership = \"CSP-Owned\"\n\
         \n\
         # How far another standard covers the control. coverage: {}.\n\
         # [[standards]]\n\
         # id = \"iso-42001\"\n\
         # name = \"ISO/IEC 42001:2023\"\n\
         # coverage = \"partial-gap\"\n\
         # references = [\"A.1\"]\n\
         \n\
         # AI-CAIQ questions: each role answers them with Yes, No or NA. Of several,\n\
         # steps = [\"01\", \"02\"] names the audit steps that show whether one's answer holds.\n",
        Role::WORDS.join(", "),
        Ownership::WORDS.join(", "),
        format::COVERAGE.join(", "),
    ));
    for n in 1..=args.questions {
        out.push_str(&format!(
            "[[questions]]\nid = {}\ntext = \"\"\"Ask whether it is done?\"\"\"\n\n",
            quoted(&format!("{id}.{n}"))
        ));
    }
    out.push_str(&format!(
        "# Audit steps, role by role: 01, 02 and so on; ccm-1, ccm-2 for steps “From CCM”.\n\
         # topic: 2 to 4 words, the same for the same step of every role.\n\
         # origin: published (the catalogue's wording, to the letter) or adapted.\n\
         # methods: {}.\n",
        Method::WORDS.join(", ")
    ));
    for (at, role) in roles.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        out.push_str(&format!(
            "{gap}[[roles]]\nid = \"{role}\"\nname = \"{}\"\n",
            name(*role)
        ));
        for n in 1..=args.steps {
            out.push_str(&format!(
                "\n[[roles.steps]]\nid = \"{n:02}\"\ntopic = \"Name the topic\"\norigin = \"adapted\"\n\
                 methods = [\"examine\"]\ntypical_evidence = [\n  \"Something to ask for\",\n]\n\
                 text = \"\"\"Verify that it is so.\"\"\"\n"
            ));
        }
    }
    out
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Csp => "Cloud service provider",
        Role::Mp => "Model provider",
        Role::Osp => "Orchestrated service provider",
        Role::Ap => "Application provider",
        Role::Aic => "AI customer",
    }
}
