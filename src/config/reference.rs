//! What other files say about inputs and outputs, made from the tables: `action.yml` and `docs/inputs.md`.
//! `cargo run --example write-reference` writes both.

use std::fmt::Write as _;

use super::inputs::{INPUTS, Input, OUTPUTS};

/// The whole text of `action.yml`.
pub fn action_yml() -> String {
    let mut yml = format!(
        "# Made by `cargo run --example write-reference` from src/config/inputs.rs.\n\
         name: Daily Papers\n\
         description: {}\n\
         author: The daily-papers authors\n\
         branding:\n  icon: book-open\n  color: red\n\n\
         # No defaults but the token's: the runner would pass them as if the user had set them, and the configuration\n\
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

/// A single-quoted YAML scalar: nothing in it is special but the quote itself.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The whole text of `docs/inputs.md`.
pub fn reference() -> String {
    let mut page = include_str!("reference.md").to_owned();
    let (mut inputs, mut outputs) = (String::new(), String::new());
    for input in INPUTS {
        let _ = write!(inputs, "### `{}`\n\n{}\n\n{}\n\n", input.name, input.description(), given_as(input));
    }
    for output in OUTPUTS {
        let _ = writeln!(outputs, "| `{}` | {} |", output.name, output.help);
    }
    page = page.replace("<!-- inputs -->", inputs.trim_end());
    page.replace("<!-- outputs -->", outputs.trim_end())
}

fn given_as(input: &Input) -> String {
    let name = input.name;
    let file = if input.in_file { "configuration file: yes" } else { "configuration file: no" };
    format!("Flag `--{name}` · {file}")
}

#[cfg(test)]
mod tests {
    use super::super::yaml::{self, Kind, Node};
    use super::*;

    #[track_caller]
    fn is_current(path: &str, text: &str) {
        let committed =
            std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
        assert!(committed == text, "{path} is not current: run `cargo run --example write-reference`");
    }

    fn get<'a>(node: &'a Node, key: &str) -> &'a Node {
        let Kind::Map(entries) = &node.kind else { panic!("{node:?}") };
        &entries.iter().find(|entry| entry.key == key).unwrap_or_else(|| panic!("no {key}")).value
    }

    fn word(node: &Node) -> &str {
        let Kind::Scalar { text, .. } = &node.kind else { panic!("{node:?}") };
        text
    }

    #[test]
    fn the_committed_files_are_current() {
        is_current("action.yml", &action_yml());
        is_current("docs/inputs.md", &reference());
    }

    #[test]
    fn action_yml_says_what_the_tables_say() {
        let yml = yaml::parse(&action_yml()).unwrap().unwrap();
        for input in INPUTS {
            let Kind::Map(keys) = &get(get(&yml, "inputs"), input.name).kind else { panic!() };
            assert_eq!(word(&keys[0].value), input.description());
            assert_eq!(keys.len() == 2, input.name == "token", "only the token has a default");
        }
        for output in OUTPUTS {
            assert_eq!(word(get(get(get(&yml, "outputs"), output.name), "description")), output.help);
        }
        assert_eq!(word(get(get(get(&yml, "inputs"), "token"), "default")), "${{ github.token }}");
        assert_eq!(word(get(get(&yml, "runs"), "using")), "docker");
    }

    #[test]
    fn every_input_and_output_has_its_place_in_the_reference() {
        let page = reference();
        for input in INPUTS {
            assert!(
                page.contains(&format!("### `{}`\n\n{}", input.name, input.description())),
                "{}",
                input.name
            );
        }
        assert!(
            OUTPUTS.iter().all(|output| page.contains(&format!("| `{}` | {} |", output.name, output.help)))
        );
        assert!(!page.contains("<!-- inputs -->") && !page.contains("<!-- outputs -->"));
    }
}
