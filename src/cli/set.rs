//! `aicaiq set`: an answer without the screen, through the same edits.

use super::edit::{Named, absolute_folder, as_known, day, items, proof, report, saved};
use super::free_text::free_text;
use super::{Context, Failure, Outcome, clock, say};
use crate::assessment::{
    ActionStatus, Answer, Assessment, BadWord, Edit, Effectiveness, Files, Grade, Method,
    Outcome as StepOutcome, Ownership, Retest, Review, Role, Sample, Stamp,
};
use crate::import;
use crate::questionnaire::ItemId;
use crate::text::one_line;
use chrono::NaiveDate;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The longest text that is taken from standard input, in bytes.
const INPUT: u64 = crate::limits::TEXT;

/// What `set` is told.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:
  aicaiq set acme.cek-02.toml CSP.03 --outcome satisfied --note \"RACI seen\" --evidence evidence/raci.pdf
  aicaiq set acme.cek-02.toml CSP.05 --outcome not-satisfied --grade major \\
      --action \"Split the duties\" --owner \"Platform security\" --due 2027-01-31
  aicaiq set acme.cek-02.toml MP.CEK-02.1 --answer Yes --implementation - < how.txt
  aicaiq set acme.cek-02.toml CSP.03 --effectiveness operating --sample \"5 of 42 keys, at random\"
  aicaiq set acme.cek-02.toml CSP.03 --review reviewed --assessor \"sample reviewer\"
  aicaiq set acme.cek-02.toml CSP.03 --clear
  aicaiq set acme.cek-02.toml CSP.01 CSP.04..CSP.06 --outcome satisfied --evidence evidence/kms-policy.pdf
  aicaiq set acme.cek-02.toml 'MP.*' --review ready-for-review
  aicaiq set acme CEK-02:CSP.01 --outcome satisfied              in a folder of controls
  aicaiq set acme CEK-02:CSP.01 LOG-02:MP.01 --outcome satisfied    of several: all, or none
  aicaiq set acme.cek-02.toml --confirm-text                     what the text that has changed asks is still answered

Several items are set as one: where one cannot be set, none is. Options that are not given leave what the file says; a grade that no longer fits the\noutcome is dropped.")]
pub struct Args {
    /// The answer file, or a folder of controls
    pub(super) file: PathBuf,
    /// Items: CSP.03, CSP.ccm-1, MP.CEK-02.1, CEK-02:CSP.03 in a folder; CSP.01..CSP.05 from one to another, 'MP.*' all steps of MP
    #[arg(required_unless_present = "confirm_text", value_name = "ITEM")]
    pub(super) items: Vec<String>,
    /// The same of a folder, by control.
    #[arg(skip)]
    pub(super) parts: Vec<Items>,
    /// satisfied, partially-satisfied, not-satisfied, not-applicable, not-assessed
    #[arg(long)]
    outcome: Option<StepOutcome>,
    /// major, minor (of a shortfall) or ofi (of a satisfied step)
    #[arg(long)]
    grade: Option<Grade>,
    /// examine, interview or test; may be given several times
    #[arg(long = "method", value_name = "METHOD")]
    methods: Vec<Method>,
    /// What was seen; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
    note: Option<String>,
    /// Why the step does not apply; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
    justification: Option<String>,
    /// design or operating: which effectiveness the result speaks of
    #[arg(long)]
    effectiveness: Option<Effectiveness>,
    /// What was looked at of how many, as "5 of 42 keys, at random"; "" takes it away
    #[arg(long, value_name = "SAMPLE")]
    sample: Option<Sample>,
    /// draft or ready-for-review; by another person than the assessor: reviewed or changes-requested
    #[arg(long)]
    review: Option<Review>,
    /// What the reviewer says; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
    review_comment: Option<String>,
    /// A link, or a path from the answer file's folder or the current one; may be given several times
    #[arg(long, value_name = "HREF", num_args = 1..)]
    evidence: Vec<String>,
    /// What the evidence given with --evidence is called
    #[arg(long, value_name = "TEXT", requires = "evidence", allow_hyphen_values = true, value_parser = free_text)]
    title: Option<String>,
    /// When the evidence given with --evidence stops being proof, as 2027-11-20 or +365
    #[arg(long, value_name = "DAY", requires = "evidence", value_parser = day)]
    expires_on: Option<NaiveDate>,
    /// Corrective action: what will be done
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
    action: Option<String>,
    /// Corrective action: who does it
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, value_parser = free_text)]
    owner: Option<String>,
    /// Corrective action: by when, as 2027-01-31 or +30
    #[arg(long, value_name = "DAY", value_parser = day)]
    due: Option<NaiveDate>,
    /// Corrective action: open or done
    #[arg(long)]
    status: Option<ActionStatus>,
    /// Corrective action: what looking again came to, passed or failed
    #[arg(long)]
    retest: Option<Retest>,
    /// Yes, No or NA, of a question
    #[arg(long, value_parser = answer)]
    answer: Option<Answer>,
    /// Who owns the control, of a question: CSP-Owned, "Shared CSP-MP", ND, …
    #[arg(long, value_parser = ownership)]
    ownership: Option<Ownership>,
    /// How it is implemented, of a question; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
    implementation: Option<String>,
    /// What is left to the customer, of a question; - reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, value_parser = free_text)]
    customer_responsibilities: Option<String>,
    /// Take the answer away; note and evidence stay
    #[arg(long, conflicts_with_all = ["outcome", "answer"])]
    clear: bool,
    /// Of the whole file: its answers fit the questionnaire's text as it is now
    #[arg(long)]
    confirm_text: bool,
}

/// Items of a control of a folder.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// The control.
    pub control: String,
    /// Its answer file.
    pub file: PathBuf,
    /// The items.
    pub items: Vec<String>,
}

/// What is set in one answer file.
struct Setting {
    /// The control, where there are others; else empty.
    control: String,
    path: PathBuf,
    context: Context,
    targets: Vec<(Role, ItemId)>,
}

impl Setting {
    /// What each call is about: a file, or controls of a folder.
    fn all(context: &Context, args: &Args) -> Result<Vec<Self>, Failure> {
        let [] = args.parts.as_slice() else {
            let is_one = args.parts.len() == 1;
            let of = |part: &Items| {
                let questionnaire = super::folder::for_file(context, &part.file)?;
                Ok(Self {
                    control: if is_one {
                        String::new()
                    } else {
                        one_line(&part.control)
                    },
                    path: part.file.clone(),
                    targets: items(&part.items, &questionnaire)?,
                    context: Context {
                        questionnaire,
                        ..context.clone()
                    },
                })
            };
            return args.parts.iter().map(of).collect();
        };
        Ok(vec![Self {
            control: String::new(),
            path: args.file.clone(),
            targets: items(&args.items, &context.questionnaire).map_err(|wrong| {
                // Of a folder that is not there they are named as it would have them.
                let missing = !args.file.exists();
                let missing = missing.then(|| super::open_file(&args.file, context));
                missing.and_then(Result::err).unwrap_or(wrong)
            })?,
            context: context.clone(),
        }])
    }

    /// What goes wrong, with the control that it is of.
    fn of(&self, failure: Failure) -> Failure {
        match self.control.as_str() {
            "" => failure,
            id => Failure {
                message: format!("{id}: {}", failure.message.trim_end()),
                ..failure
            },
        }
    }
}

pub fn run(context: &Context, args: Args) -> Outcome {
    let settings = Setting::all(context, &args)?;
    let mut args = args;
    let path = args.file.clone();
    let folder = absolute_folder(&path);
    for href in &mut args.evidence {
        *href = proof(href, &folder, &path)?;
    }
    let texts = [
        &args.note,
        &args.justification,
        &args.implementation,
        &args.review_comment,
        &args.customer_responsibilities,
    ];
    if texts.iter().filter(|t| t.as_deref() == Some("-")).count() > 1 {
        return Err(Failure::usage(
            "standard input can be read for one text only: give - once",
        ));
    }
    let named = Named {
        hrefs: args.evidence.clone(),
        title: args.title.clone(),
        collected_on: None,
        expires_on: args.expires_on,
        period: None,
    };
    // What does not go together is told before standard input is waited for.
    let mut has_edits = false;
    for one in &settings {
        has_edits |= !all_edits(&args, &one.targets)?.is_empty();
    }
    let whole_file = args.confirm_text && settings.iter().all(|one| one.targets.is_empty());
    if !has_edits && !whole_file {
        return Err(Failure::usage(
            "nothing to set: give at least one option, for example --outcome satisfied",
        ));
    }
    for text in [
        &mut args.note,
        &mut args.justification,
        &mut args.implementation,
        &mut args.review_comment,
        &mut args.customer_responsibilities,
    ] {
        if let Some(given) = text.take() {
            *text = Some(read(given)?);
        }
    }
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let change = Change {
        args: &args,
        named: &named,
        folder: &folder,
        stamp: &stamp,
    };
    if settings.len() > 1 {
        for one in &settings {
            change.looked_at(one).map_err(|failure| one.of(failure))?;
        }
    }
    for (at, one) in settings.iter().enumerate() {
        change.set(one).map_err(|failure| {
            let done: Vec<&str> = settings
                .iter()
                .take(at)
                .map(|s| s.control.as_str())
                .collect();
            let told = match done.as_slice() {
                [] => String::new(),
                done => format!("; set already: {}", done.join(", ")),
            };
            let failure = one.of(failure);
            Failure {
                message: format!("{}{told}", failure.message.trim_end()),
                ..failure
            }
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What a call sets.
struct Change<'a> {
    args: &'a Args,
    named: &'a Named,
    folder: &'a Path,
    stamp: &'a Stamp,
}

impl Change<'_> {
    /// Sets it in what a file says; the evidence, and whether its text had changed.
    fn apply(&self, one: &Setting, next: &mut Assessment) -> Result<(Files, bool), Failure> {
        let q = &one.context.questionnaire;
        let was_reworded = next.is_reworded(q);
        let mut edits = all_edits(self.args, &one.targets)?;
        edits.extend(self.args.confirm_text.then_some(Edit::ConfirmText));
        let several = one.targets.len() > 1 || !one.control.is_empty();
        for edit in edits {
            let edit = match edit {
                Edit::AddEvidence(role, item, href) => {
                    let href = as_known(next, &href, self.folder);
                    Edit::AddEvidence(role, item, href)
                }
                other => other,
            };
            edit.apply(next, q, self.stamp).map_err(|error| {
                Failure::usage(match edit.item().filter(|_| several) {
                    Some((role, item)) => {
                        format!("{role}.{item}: {error}; none of the items is changed")
                    }
                    None => error.to_string(),
                })
            })?;
        }
        let files = self.named.record(next, q, self.folder, self.stamp)?;
        Ok((files, was_reworded))
    }

    /// Looks whether it can be set and written, before the first file is.
    fn looked_at(&self, one: &Setting) -> Result<(), Failure> {
        let file = super::folder::open_or_begin(&one.path, &one.context.questionnaire)
            .map_err(|error| super::open_failure(&error, super::styled(&io::stderr())))?;
        if let Some(reason) = file.read_only() {
            return Err(Failure::found(format!(
                "the file is read-only: {reason}; none of the items is changed"
            )));
        }
        self.apply(one, &mut file.assessment().clone()).map(drop)
    }

    fn set(&self, one: &Setting) -> Result<(), Failure> {
        let q = &one.context.questionnaire;
        let (next, (files, was_reworded)) =
            saved(&one.context, &one.path, |next| self.apply(one, next))?;
        if self.args.confirm_text {
            let id = &q.control.id;
            say(&match was_reworded {
                true => format!("the answers count as given to the text of {id} as it is now"),
                false => {
                    format!("the text of {id} is the one that was answered: nothing to confirm")
                }
            });
        }
        if !one.control.is_empty() {
            say(&format!("{}:", one.control));
        }
        for (role, item) in &one.targets {
            report(q, &next, self.folder, files.clone(), *role, item);
            let typed = one.context.typed(&one.path);
            for line in super::conflicts::of_item(&next, &typed, *role, item) {
                say(&line);
            }
        }
        Ok(())
    }
}

/// The edits of all items, in order.
fn all_edits(args: &Args, targets: &[(Role, ItemId)]) -> Result<Vec<Edit>, Failure> {
    let mut all = Vec::new();
    for (role, item) in targets {
        all.extend(edits(args.clone(), *role, item)?);
    }
    Ok(all)
}

/// Reads an answer in the words that workbooks have for it.
fn answer(text: &str) -> Result<Answer, String> {
    match import::answer(text) {
        Some(answer) => Ok(answer),
        None => text.parse().map_err(|e: BadWord| e.to_string()),
    }
}

/// Reads an ownership likewise: `csp-owned`, `CSP`, `shared CSP/MP`.
fn ownership(text: &str) -> Result<Ownership, String> {
    match import::ownership(text) {
        Some(ownership) => Ok(ownership),
        None => text.parse().map_err(|e: BadWord| e.to_string()),
    }
}

/// A text as given, or standard input for `-`.
fn read(given: String) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given);
    }
    let mut text = String::new();
    io::stdin()
        .take(INPUT + 1)
        .read_to_string(&mut text)
        .map_err(|e| Failure::usage(format!("standard input cannot be read: {e}")))?;
    if text.len() as u64 > INPUT {
        return Err(Failure::usage(format!(
            "standard input is longer than {INPUT} bytes: a text is at most that long"
        )));
    }
    Ok(text)
}

fn edits(args: Args, role: Role, item: &ItemId) -> Result<Vec<Edit>, Failure> {
    let mut edits = Vec::new();
    match item {
        ItemId::Step(id) => {
            let questions_only = [
                ("--answer", args.answer.is_some()),
                ("--ownership", args.ownership.is_some()),
                ("--implementation", args.implementation.is_some()),
                (
                    "--customer-responsibilities",
                    args.customer_responsibilities.is_some(),
                ),
            ];
            misfit(&questions_only, "a question", "a step", role, item)?;
            if args.clear {
                edits.push(Edit::Outcome(role, id.clone(), None));
            }
            edits.extend(
                args.outcome
                    .map(|o| Edit::Outcome(role, id.clone(), Some(o))),
            );
            edits.extend(args.grade.map(|g| Edit::Grade(role, id.clone(), Some(g))));
            if !args.methods.is_empty() {
                let all = Method::ALL.iter();
                edits.extend(
                    all.map(|m| Edit::Method(role, id.clone(), *m, args.methods.contains(m))),
                );
            }
            if let Some(note) = args.note {
                edits.push(Edit::Note(role, id.clone(), note));
            }
            if let Some(why) = args.justification {
                edits.push(Edit::Justification(role, id.clone(), why));
            }
            edits.extend(
                args.effectiveness
                    .map(|e| Edit::Effectiveness(role, id.clone(), Some(e))),
            );
            edits.extend(args.sample.map(|s| Edit::Sample(role, id.clone(), s)));
        }
        ItemId::Question(id) => {
            let steps_only = [
                ("--outcome", args.outcome.is_some()),
                ("--grade", args.grade.is_some()),
                ("--method", !args.methods.is_empty()),
                ("--note", args.note.is_some()),
                ("--justification", args.justification.is_some()),
                ("--effectiveness", args.effectiveness.is_some()),
                ("--sample", args.sample.is_some()),
                ("--review", args.review.is_some()),
                ("--review-comment", args.review_comment.is_some()),
            ];
            misfit(&steps_only, "a step", "a question", role, item)?;
            if args.clear {
                edits.push(Edit::Answer(role, id.clone(), None));
            }
            edits.extend(args.answer.map(|a| Edit::Answer(role, id.clone(), Some(a))));
            edits.extend(
                args.ownership
                    .map(|o| Edit::Ownership(role, id.clone(), Some(o))),
            );
            if let Some(how) = args.implementation {
                edits.push(Edit::Implementation(role, id.clone(), how));
            }
            if let Some(rest) = args.customer_responsibilities {
                edits.push(Edit::CustomerResponsibilities(role, id.clone(), rest));
            }
        }
    }
    edits.extend(
        args.evidence
            .into_iter()
            .map(|href| Edit::AddEvidence(role, item.clone(), href)),
    );
    edits.extend(args.action.map(|x| Edit::ActionText(role, item.clone(), x)));
    edits.extend(args.owner.map(|x| Edit::ActionOwner(role, item.clone(), x)));
    edits.extend(
        args.due
            .map(|x| Edit::ActionDue(role, item.clone(), Some(x))),
    );
    edits.extend(
        args.status
            .map(|x| Edit::ActionStatus(role, item.clone(), x)),
    );
    edits.extend(
        args.retest
            .map(|x| Edit::ActionRetest(role, item.clone(), Some(x))),
    );
    // Last: what is changed by the same call is what is reviewed.
    if let ItemId::Step(id) = item {
        if let Some(comment) = args.review_comment {
            edits.push(Edit::ReviewComment(role, id.clone(), comment));
        }
        edits.extend(args.review.map(|r| Edit::Review(role, id.clone(), Some(r))));
    }
    Ok(edits)
}

fn misfit(
    options: &[(&str, bool)],
    of: &str,
    not_of: &str,
    role: Role,
    item: &ItemId,
) -> Result<(), Failure> {
    match options.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::usage(format!(
            "{option} is of {of}, and {role}.{item} is {not_of}"
        ))),
        None => Ok(()),
    }
}
