//! `aicaiq new`: a new answer file.

pub(super) mod folder;
mod offers;

use super::free_text::free_text;
use super::{Context, Failure, Outcome, role, say};
use crate::assessment::{Assessment, NOBODY, Role};
use crate::store::AnswerFile;
use crate::store::drafts::begin_anew;
use offers::Offers;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `new` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  aicaiq new acme.cek-02.toml --subject \"Acme GenAI\" --role CSP --role MP
  aicaiq new acme.cek-02.toml --subject \"Acme GenAI\" --layer PI --layer Model
  aicaiq new acme/ --subject \"Acme GenAI\" --role CSP --questionnaires aicm    a folder, for many controls
  aicaiq new bot.cek-02.toml --subject \"Helpdesk bot\" --role AP --assessor \"A. Assessor\"")]
pub struct Args {
    /// The file to make; one that exists is left alone. A name that ends in / or an empty folder
    /// becomes a folder of controls
    file: PathBuf,
    /// Who or what is assessed
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, value_parser = free_text)]
    subject: String,
    /// A provider role to assess: CSP, MP, OSP, AP, AIC; may be given several times
    #[arg(long, value_name = "ROLE", required_unless_present = "layer", value_parser = role)]
    role: Vec<Role>,
    /// A layer that the provider runs: PI, Model, Orchestrated, Application; may be given
    /// several times. Without --role, the roles follow from who owns the layers
    #[arg(long, value_name = "LAYER")]
    layer: Vec<String>,
    /// Make a folder of controls, with what they share in its assessment.toml
    #[arg(long)]
    folder: bool,
    /// Of a folder: where the questionnaires of its controls are
    #[arg(long, value_name = "DIR")]
    questionnaires: Option<PathBuf>,
}

pub fn run(context: &Context, args: Args) -> Outcome {
    let q = &context.questionnaire;
    let of_folder = args.folder || crate::folder::is_meant(&args.file);
    if args.questionnaires.is_some() && !of_folder {
        return Err(Failure::usage(
            "--questionnaires is of a folder of controls: add --folder, or name one file with --questionnaire",
        ));
    }
    let folders = of_folder.then(|| {
        let named = args.questionnaires.clone();
        let place = named.or_else(|| crate::folder::questionnaires_for(&args.file));
        place.and_then(|place| Offers::of_folder(&place))
    });
    let offers = folders.flatten().unwrap_or_else(|| Offers::of(q));
    let mut layers = Vec::new();
    let mut owners = Vec::new();
    for name in &args.layer {
        let fits = |(id, _): &&(String, Vec<Role>)| id.eq_ignore_ascii_case(name);
        let Some((layer, roles)) = offers.layers.iter().find(fits) else {
            let known: Vec<&str> = offers.layers.iter().map(|(id, _)| id.as_str()).collect();
            let name = crate::text::one_line(name);
            return Err(Failure::usage(format!(
                "{} has no layer {name}: expected {}",
                offers.name,
                known.join(", ")
            )));
        };
        if !layers.contains(layer) {
            layers.push(layer.clone());
        }
        owners.extend(roles.iter().filter(|role| offers.roles.contains(role)));
    }
    let wanted = if args.role.is_empty() {
        owners
    } else {
        args.role
    };
    let mut roles: Vec<Role> = Vec::new();
    for role in wanted {
        if !offers.roles.contains(&role) {
            let known: Vec<&str> = offers.roles.iter().map(|role| role.as_str()).collect();
            let known = known.join(", ");
            return Err(Failure::usage(format!(
                "{} asks nothing of {role}: expected {known}",
                offers.name
            )));
        }
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let hostile = |c: char| c.is_control() || crate::text::is_unsafe(c);
    if args.subject.contains(hostile) {
        return Err(Failure::usage(
            "--subject has a control character or a line break in it",
        ));
    }
    if args.subject.trim().is_empty() {
        return Err(Failure::usage(
            "--subject is empty: name who or what is assessed",
        ));
    }
    if of_folder {
        let named = args.questionnaires.as_deref();
        let shared = Assessment {
            subject: args.subject.trim().to_owned(),
            roles,
            layers,
            assessor: context.assessor.clone(),
            questionnaires: match named {
                Some(named) => folder::questionnaires(&args.file, named)?,
                None => crate::folder::questionnaires_beside(&args.file).unwrap_or_default(),
            },
            ..Assessment::default()
        };
        return folder::make(&args.file, &shared);
    }
    let assessment = Assessment {
        subject: args.subject.trim().to_owned(),
        questionnaire: q.control.id.clone(),
        questionnaire_version: q.control.version.clone(),
        questionnaire_digest: q.digest.clone(),
        roles,
        assessor: context.assessor.clone(),
        layers,
        ..Assessment::default()
    };
    AnswerFile::create(&args.file, &assessment)?;
    if let Ok(state) = super::open::state_folder() {
        begin_anew(&state, &args.file);
    }
    let name = crate::text::one_line(&args.file.display().to_string());
    let typed = context.typed(&args.file);
    say(&format!("made {name}; to answer: aicaiq {typed}"));
    nobody(&assessment.assessor);
    Ok(ExitCode::SUCCESS)
}

/// Says what it comes to where nobody is named as assessor.
fn nobody(assessor: &str) {
    if assessor.trim().is_empty() {
        say(&format!(
            "{NOBODY}: --assessor NAME with each call, or assessor = \"NAME\" in the file or in your configuration",
        ));
    }
}
