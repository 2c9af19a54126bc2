//! The configuration that says what holds without one.

use crate::tui::keymap::{Keys, Scope, written};

const HEAD: &str = r##"# Configuration of aicaiq. What is not set here is as it is set in the lines with #.
# `aicaiq config path` prints where it belongs, `aicaiq config check` what is wrong with it.

# A theme's name; without it, the terminal's own colours.
# theme = "terminal"

# Signs: "auto" (as the terminal can), "unicode" or "ascii".
# glyphs = "auto"

# false leaves clicks and the wheel to the terminal, so that it can select text.
# mouse = true

# Your name: who answers and reviews where --assessor does not say so.
# assessor = ""
"##;

const KEYS: &str = r##"
# Keys. A line binds a key to an action in the place that stands above its table. A key keeps
# its meaning until it is bound to something else, or to "none".
# Keys are written so: "x", "X", "ctrl-x", "alt-x", "shift-up", "enter", "f5".
# Below stands every key as it is without a configuration.
"##;

/// The whole configuration as it is without one, each line explained and with
/// `#` before it.
#[must_use]
pub fn default_text() -> String {
    let mut out = format!("{HEAD}{KEYS}");
    let keys = Keys::default();
    for scope in Scope::ALL {
        out.push_str(&format!("\n# {}\n[keys.{}]\n", scope.about(), scope.name()));
        for (reach, binding) in keys.all(*scope) {
            let name = binding.action.name();
            let lines: Vec<String> = match reach.as_slice() {
                // Still a comment when the others are taken out of theirs.
                [] => vec![format!("# # \"…\" = \"{name}\"")],
                keys => keys
                    .iter()
                    .map(|key| format!("# {} = \"{name}\"", quoted(key)))
                    .collect(),
            };
            for line in lines {
                out.push_str(&format!("{line:<38} # {}\n", binding.help));
            }
        }
    }
    out
}

/// A key as TOML writes it.
fn quoted(key: &str) -> String {
    let key = written(key);
    format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))
}
