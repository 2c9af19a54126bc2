//! What only the command line does: the palette says with which command.

/// Something that a command does.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub help: &'static str,
    /// How it is called.
    pub line: &'static str,
    /// Words that it is looked for with, beside those.
    pub words: &'static str,
}

const fn c(line: &'static str, help: &'static str, words: &'static str) -> Command {
    Command { help, line, words }
}

/// The commands that somebody looks for on the screen.
#[rustfmt::skip]
pub static COMMANDS: &[Command] = &[
    c("aicaiq export FILE --format html", "write a report: html, xlsx, markdown, csv, oscal, json, …", "excel pdf print workbook spreadsheet page save as"),
    c("aicaiq import WORKBOOK", "make questionnaires of CSA's workbook, or take its answers in", "excel xlsx load spreadsheet caiq"),
    c("aicaiq FILE --theme NAME", "other colours: dark, light, high-contrast, colour-blind", "theme themes color colors settings look appearance"),
    c("aicaiq config default", "your own keys, theme, mouse and name, in a file", "settings preferences options configure configuration keybindings remap"),
    c("aicaiq new FILE", "a new assessment", "create begin start make"),
    c("aicaiq FILE", "open another answer file, or a folder of controls", "load switch"),
    c("aicaiq pack FILE", "reports, answers and evidence in one file", "zip archive bundle audit"),
    c("aicaiq check FILE", "every problem of a file with its line", "validate lint verify errors"),
    c("aicaiq carry OLD NEW", "begin this year's assessment with last year's", "copy again renew"),
    c("aicaiq split FILE", "a file of some roles that somebody else answers", "share delegate colleague"),
    c("aicaiq merge BASE OURS THEIRS", "bring two versions of a file together", "combine"),
    c("aicaiq doctor", "what is not in order: git, undecided merges, unsaved answers", "diagnose"),
];
