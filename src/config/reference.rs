//! What other files say about inputs and outputs, made from the tables: `action.yml` and `docs/inputs.md`.
//! `cargo run --example write-reference` writes both, and the schema.

use std::fmt::Write as _;

use super::inputs::{Group, INPUTS, Input};
use super::outputs::OUTPUTS;

pub fn action_yml() -> String {
    let mut yml = format!(
        "# Made by `cargo run --example write-reference` from src/config/inputs.rs.\n\
         name: Daily Papers\n\
         description: {}\n\
         author: The daily-papers authors\n\
         branding:\n  icon: book-open\n  color: red\n\n\
         # Only the token has a default: the runner would pass a default as if the user had set it, and the configuration\n\
         # file could never win.\n\
         inputs:\n",
        quoted(env!("CARGO_PKG_DESCRIPTION"))
    );
    for input in INPUTS {
        entry(&mut yml, input.name, &input.description());
        if input.name == "token" {
            yml.push_str("    default: ${{ github.token }}\n");
        }
    }
    yml.push_str("\noutputs:\n");
    for output in OUTPUTS {
        entry(&mut yml, output.name, output.help);
    }
    yml + "\nruns:\n  using: docker\n  image: Dockerfile\n"
}

fn entry(yml: &mut String, name: &str, description: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(yml, "  {name}:\n    description: {}", quoted(description));
}

/// A single-quoted YAML scalar: only the quote itself is special in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub fn reference() -> String {
    let (mut inputs, mut outputs) = (String::new(), String::new());
    for group in Group::ALL {
        let _ = writeln!(inputs, "| **{}** | | |", group.title());
        for input in INPUTS.iter().filter(|input| input.group == group) {
            inputs += &row(input);
        }
    }
    for output in OUTPUTS {
        let _ = writeln!(outputs, "| {} | {} |", anchored(output.name), output.help);
    }
    let page = include_str!("reference.md").replace("<!-- inputs -->", inputs.trim_end());
    page.replace("<!-- outputs -->", outputs.trim_end())
}

fn row(input: &Input) -> String {
    let mark = if input.in_file { "" } else { " †" };
    let allowed = input.takes.allowed();
    let allowed = if allowed.is_empty() { allowed } else { format!("<br>{allowed}") };
    let default = input.default_phrase().unwrap_or_default();
    format!("| {}{mark} | {default} | {}{allowed} |\n", anchored(input.name), input.help)
}

/// A name with an anchor of its own.
fn anchored(name: &str) -> String {
    format!("<a id=\"{name}\"></a>`{name}`")
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[track_caller]
    fn is_current(path: &str, text: &str) {
        let committed =
            std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
        assert!(committed == text, "{path} is not current: run `cargo run --example write-reference`");
    }

    #[test]
    fn committed_files_are_current() {
        is_current("action.yml", &action_yml());
        is_current("docs/inputs.md", &reference());
        is_current("docs/daily-papers.schema.json", &schema());
    }

    #[test]
    fn reference_has_no_placeholder_left() {
        assert!(!reference().contains("<!-- inputs -->") && !reference().contains("<!-- outputs -->"));
    }
}
