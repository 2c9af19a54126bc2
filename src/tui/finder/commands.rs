//! What only the command line does: the palette says with which command.

/// Something that a command does.
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub help: &'static str,
    /// How it is called; with [`FILE`] in the place of what is open.
    line: &'static str,
    /// What it can be called with.
    takes: Takes,
    /// Words that it is looked for with, beside those.
    pub words: &'static str,
}

/// What a command can be called with of what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    File,
    FileOrFolder,
}

/// What stands for what is open, where nothing is.
const FILE: &str = "FILE";

/// The file or folder that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// As it is typed in a command line.
    pub typed: String,
    /// Whether it is a folder of controls.
    pub is_folder: bool,
}

/// A command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The command, up to the file.
    pub before: &'static str,
    /// The file or folder that it is called with; may be empty.
    pub of: String,
    /// What comes behind it.
    pub after: &'static str,
}

impl Call {
    /// The whole of it.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}{}{}", self.before, self.of, self.after)
    }
}

impl Command {
    /// How it is called with what is open, or with a word in its place.
    #[must_use]
    pub fn call(&self, open: Option<&Open>) -> Call {
        let open = open.filter(|open| match self.takes {
            Takes::Nothing => false,
            Takes::File => !open.is_folder,
            Takes::FileOrFolder => true,
        });
        let parts = self.line.split_once(FILE);
        match parts.filter(|_| self.takes != Takes::Nothing) {
            Some((before, after)) => Call {
                before,
                of: open.map_or_else(|| FILE.to_owned(), |open| open.typed.clone()),
                after,
            },
            None => Call {
                before: self.line,
                of: String::new(),
                after: "",
            },
        }
    }

    /// The word that it is called by.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }
}

const fn c(line: &'static str, takes: Takes, help: &'static str, words: &'static str) -> Command {
    Command {
        help,
        line,
        takes,
        words,
    }
}

/// The commands that somebody looks for on the screen.
#[rustfmt::skip]
pub static COMMANDS: &[Command] = &[
    c("aicaiq export FILE --format html", Takes::FileOrFolder, "write a report: html, xlsx, markdown, csv, oscal, json, …", "excel pdf print workbook spreadsheet page save as"),
    c("aicaiq import WORKBOOK", Takes::Nothing, "make questionnaires of CSA's workbook, or take its answers in", "excel xlsx load spreadsheet caiq"),
    c("aicaiq FILE --theme NAME", Takes::FileOrFolder, "other colours: dark, light, high-contrast, colour-blind", "theme themes color colors settings look appearance"),
    c("aicaiq config default", Takes::Nothing, "your own keys, theme, mouse and name, in a file", "settings preferences options configure configuration keybindings remap"),
    c("aicaiq new NEW --subject NAME", Takes::Nothing, "a new assessment", "create begin start make"),
    c("aicaiq FILE", Takes::Nothing, "open another answer file, or a folder of controls", "load switch"),
    c("aicaiq pack FILE --out PACK.zip", Takes::FileOrFolder, "reports, answers and evidence in one file", "zip archive bundle audit"),
    c("aicaiq check FILE", Takes::FileOrFolder, "every problem of a file with its line", "validate lint verify errors"),
    c("aicaiq carry FILE --out NEW", Takes::FileOrFolder, "begin this year's assessment with last year's", "copy again renew"),
    c("aicaiq split FILE --role ROLE --out PART", Takes::File, "a file of some roles that somebody else answers", "share delegate colleague"),
    c("aicaiq merge BASE OURS THEIRS", Takes::Nothing, "bring two versions of a file together", "combine"),
    c("aicaiq doctor", Takes::Nothing, "what is not in order: git, undecided merges, unsaved answers", "diagnose"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_called_with_what_is_open() {
        let of = |name: &str, open: Option<(&str, bool)>| {
            let command = COMMANDS.iter().find(|c| c.name() == name).unwrap();
            let open = open.map(|(typed, is_folder)| Open {
                typed: typed.to_owned(),
                is_folder,
            });
            command.call(open.as_ref()).line()
        };
        let (file, folder) = (Some(("'a b.toml'", false)), Some(("acme", true)));
        assert_eq!(of("export", file), "aicaiq export 'a b.toml' --format html");
        assert_eq!(of("export", folder), "aicaiq export acme --format html");
        assert_eq!(of("export", None), "aicaiq export FILE --format html");
        assert_eq!(of("carry", folder), "aicaiq carry acme --out NEW");
        let split = "aicaiq split FILE --role ROLE --out PART";
        assert_eq!(of("split", folder), split);
        assert!(of("split", file).contains("'a b.toml'"));
        // Of another file than the one that is open.
        for name in ["new", "import", "merge"] {
            assert_eq!(of(name, file), of(name, None));
        }
        let another = COMMANDS.iter().find(|c| c.line == "aicaiq FILE").unwrap();
        assert_eq!(another.takes, Takes::Nothing);
    }
}
