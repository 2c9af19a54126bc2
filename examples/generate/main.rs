//! Writes a catalogue of made-up controls and filled assessments of it, of
//! any size and the same for the same seed, to test and to measure with:
//!
//! ```sh
//! cargo run --example generate -- --questionnaires pack/questionnaires --assessment pack/acme
//! ```

mod answers;
mod folder;
mod pack;
mod random;
mod table;

use aicaiq::questionnaire::{self, Questionnaire};
use clap::Parser;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Write made-up questionnaires and answers, the same for the same seed
#[derive(Parser)]
struct Args {
    /// Write the questionnaires into this folder, one file a control
    #[arg(long, value_name = "DIR")]
    questionnaires: Option<PathBuf>,
    /// Write answers into this folder, one file a control and assessment.toml
    #[arg(long, value_name = "DIR")]
    assessment: Option<PathBuf>,
    /// Write so many providers, each into a folder provider-NN of DIR
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    providers: Option<u16>,
    /// Write answer files that stand alone: subject, roles and evidence in each
    #[arg(long)]
    single: bool,
    /// Write the answers as one table; with --providers, a folder of them
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the answers as a workbook; with --providers, a folder of them
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// How many controls
    #[arg(long, value_name = "N", default_value_t = 250, value_parser = clap::value_parser!(u16).range(1..))]
    controls: u16,
    /// How many provider roles, in the order CSP, MP, OSP, AP, AIC
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=5))]
    roles: u8,
    /// How many answers a provider gives [default: 14,580 for 250 controls and 5 roles]
    #[arg(long, value_name = "N")]
    answers: Option<usize>,
    /// What everything is made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let (controls, roles) = (usize::from(args.controls), usize::from(args.roles));
    let answers = args.answers.unwrap_or(controls * roles * 11_664 / 1_000);
    let mut asked = Vec::new();
    for shape in pack::shapes(args.seed, controls, roles, answers)? {
        let text = pack::questionnaire(args.seed, &shape);
        if let Some(folder) = &args.questionnaires {
            fs::create_dir_all(folder)?;
            fs::write(folder.join(format!("{}.toml", shape.id)), &text)?;
        }
        let parsed = questionnaire::parse(&text);
        asked.push(parsed.map_err(|e| format!("{}: {e}", shape.id))?);
    }
    let folder_of = |number: usize, path: &Path| match args.providers {
        Some(_) => path.join(format!("provider-{number:02}")),
        None => path.to_owned(),
    };
    for number in 1..=usize::from(args.providers.unwrap_or(1)) {
        let provider = answers::Provider::new(args.seed, number);
        let folder = args.assessment.as_ref().map(|p| folder_of(number, p));
        let mut table = table::Table::default();
        write(&args, &provider, folder.as_deref(), &asked, &mut table)?;
        for (path, kind) in [(&args.csv, "csv"), (&args.xlsx, "xlsx")] {
            let Some(path) = path else { continue };
            let mut path = folder_of(number, path);
            if args.providers.is_some() {
                path.set_extension(kind);
            }
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            if kind == "csv" {
                table.csv(&path)?;
            } else {
                table.xlsx(&path)?;
            }
        }
    }
    println!("{} controls, {answers} answers a provider", asked.len());
    Ok(())
}

fn write(
    args: &Args,
    provider: &answers::Provider,
    folder: Option<&Path>,
    asked: &[Questionnaire],
    table: &mut table::Table,
) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
        folder::evidence(provider, folder)?;
        if !args.single {
            let Some(questionnaires) = &args.questionnaires else {
                return Err("--assessment needs --questionnaires DIR, or --single".into());
            };
            let way = folder::way(folder, questionnaires)?;
            let head = folder::head(provider, usize::from(args.roles), &way);
            fs::write(folder.join("assessment.toml"), head)?;
        }
    }
    for (n, q) in asked.iter().enumerate() {
        let a = provider.assessment(args.seed, n, q);
        if let Some(folder) = folder {
            let text = if args.single {
                folder::alone(&a)
            } else {
                folder::shared(&a)
            };
            fs::write(folder.join(format!("{}.toml", q.control.id)), text)?;
        }
        if args.csv.is_some() || args.xlsx.is_some() {
            table.add(&a);
        }
    }
    Ok(())
}
