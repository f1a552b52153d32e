//! The command line, made from the table of inputs.

use clap::{Arg, ArgAction, ArgMatches, error::ErrorKind};

use super::error::{Error, InvalidInput, Origin, Source};
use super::inputs::{INPUTS, Input, RENAMED, renamed};
use super::raw::{Command, RawInputs};
use crate::env::Env;
use crate::paper::ArxivId;

/// The width of the help text.
const WIDTH: usize = 100;

/// What the command line asks for.
#[derive(Clone, Debug)]
pub enum Invocation {
    /// To run with these inputs.
    Run(RawInputs),
    /// To print this (`--help`, `--version`) and be done.
    Print(String),
}

impl Invocation {
    /// Reads the flags and the `INPUT_*` variables.
    pub fn read(env: &Env) -> Result<Self, Error> {
        let program = "daily-papers".to_owned();
        match command().try_get_matches_from(std::iter::once(&program).chain(&env.args)) {
            Ok(matches) => {
                reject_old_names(env, &matches)?;
                let mut inputs = RawInputs::new(env, |name| flag(&matches, name));
                inputs.command = requested(&matches)?;
                Ok(Self::Run(inputs))
            }
            Err(error) => {
                let text = error.render().to_string();
                match error.kind() {
                    ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Self::Print(text)),
                    _ => Err(Error::CommandLine(text.trim_start_matches("error: ").trim_end().to_owned())),
                }
            }
        }
    }
}

/// What `--context` and `--explain` ask for.
fn requested(matches: &ArgMatches) -> Result<Command, Error> {
    if let Some(text) = flag(matches, "explain") {
        // As people copy them, an address among them.
        let pages = ["arxiv.org/abs/", "arxiv.org/pdf/", "arxiv.org/html/", "arXiv:"];
        let name = pages.iter().find_map(|page| text.split_once(page)).map_or(&*text, |(_, name)| name);
        let (id, version) = name.rsplit_once('v').unwrap_or((name, ""));
        let id = if version.bytes().all(|byte| byte.is_ascii_digit()) { id } else { name };
        let reason =
            || Error::CommandLine(format!("--explain: `{text}` is no arXiv identifier, such as 2504.20079"));
        return ArxivId::parse(id).map(Command::Explain).ok_or_else(reason);
    }
    Ok(if matches.get_flag("context") { Command::PrintContext } else { Command::Run })
}

/// Refuses inputs by the names that they had before the first release.
fn reject_old_names(env: &Env, matches: &ArgMatches) -> Result<(), Error> {
    let mut problems = vec![];
    for (name, _) in RENAMED {
        let source = match (flag(matches, name), env.input(name)) {
            (Some(_), _) => Source::Flag,
            (None, Some(_)) => Source::Input,
            (None, None) => continue,
        };
        problems.push(InvalidInput {
            input: (*name).to_owned(),
            keyword: None,
            origin: Some(Origin { source, line: None }),
            value: None,
            reason: renamed(name).unwrap_or_default(),
        });
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Inputs(problems)) }
}

fn flag(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

fn command() -> clap::Command {
    clap::Command::new("daily-papers")
        .version(env!("CARGO_PKG_VERSION"))
        .about(concat!(env!("CARGO_PKG_DESCRIPTION"), "."))
        .after_help(wrap(
            "Each flag may be given as an input of the action or, where it does not belong to the run itself, in the \
             configuration file: flag, input, file, default, in this order. An empty value counts as none.",
            WIDTH,
        ))
        .args(INPUTS.iter().map(argument))
        .args(RENAMED.iter().map(|(name, _)| Arg::new(*name).long(*name).hide(true)))
        .arg(Arg::new("context").long("context").action(ArgAction::SetTrue).next_line_help(true).help(wrap(
            "Print what a template sees, as JSON: everything is read as in `--mode dry-run`, and nothing is written.",
            WIDTH - 10,
        )))
        .arg(Arg::new("explain").long("explain").value_name("ID").next_line_help(true).help(wrap(
            "Print, for each keyword, the rule that lets the paper with this arXiv identifier in or keeps it out. Nothing \
             is written.",
            WIDTH - 10,
        )))
}

fn argument(input: &'static Input) -> Arg {
    // clap wraps only if it may look at the terminal, which means at the environment too.
    let indent = 10;
    Arg::new(input.name)
        .long(input.name)
        .value_name("VALUE")
        .help(wrap(&input.description(), WIDTH - indent))
        .next_line_help(true)
        // A YAML list starts with a hyphen.
        .allow_hyphen_values(matches!(input.name, "keywords" | "exclude"))
}

/// Breaks a text at blanks into lines of at most `width` characters, where its words allow.
fn wrap(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            wrapped.push('\n');
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str], variables: &[(&str, &str)]) -> Result<Invocation, Error> {
        let mut env = Env::new(variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        env.args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Invocation::read(&env)
    }

    fn inputs(args: &[&str], variables: &[(&str, &str)]) -> RawInputs {
        match read(args, variables) {
            Ok(Invocation::Run(inputs)) => inputs,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_input_is_a_flag_and_a_flag_beats_the_variable() {
        command().debug_assert();
        for input in INPUTS.iter().filter(|input| input.name != "token") {
            let (flag, variable) =
                (format!("--{}", input.name), format!("INPUT_{}", input.name.to_uppercase()));
            let both = inputs(&[&flag, "a"], &[(&variable, "b")]);
            assert_eq!(both.word(input.name), Some("a"), "{flag}");
            let underscores = variable.replace('-', "_");
            assert_eq!(inputs(&[], &[(&variable, "b")]).word(input.name), Some("b"), "{variable}");
            assert_eq!(inputs(&[], &[(&underscores, "b")]).word(input.name), Some("b"), "{underscores}");
            assert_eq!(
                inputs(&[&flag, " "], &[(&variable, "b")]).word(input.name),
                Some("b"),
                "{flag} blank"
            );
            assert_eq!(inputs(&[&flag, ""], &[(&variable, "")]).word(input.name), None, "{flag} empty");
        }
    }

    #[test]
    fn the_token_is_read_but_never_shown() {
        let env = Env::new([("GITHUB_TOKEN".to_owned(), "third".to_owned())]);
        let token = |args: &[&str], variables: &[(&str, &str)]| {
            let inputs = inputs(args, variables);
            assert!(!format!("{inputs:?}").contains("first"));
            inputs.token(&env).unwrap().0
        };
        let variable = [("INPUT_TOKEN", "second")];
        assert_eq!(token(&["--token", "first"], &variable).expose(), "first");
        assert_eq!(token(&["--token", ""], &variable).expose(), "second");
        assert_eq!(token(&[], &[]).expose(), "third");
    }

    #[test]
    fn a_paper_is_named_as_people_copy_it() {
        for (text, id) in [
            ("2504.20079", Some("2504.20079")),
            ("2504.20079v3", Some("2504.20079")),
            ("arXiv:2504.20079v3", Some("2504.20079")),
            ("https://arxiv.org/abs/2504.20079v3", Some("2504.20079")),
            ("http://arxiv.org/pdf/math.GT/0309136", Some("math.GT/0309136")),
            ("https://arxiv.org/list/cs.LG/recent", None),
            ("2504", None),
        ] {
            let asked = match read(&["--explain", text], &[]) {
                Ok(Invocation::Run(inputs)) => Some(inputs.command),
                _ => None,
            };
            assert_eq!(asked, id.and_then(ArxivId::parse).map(Command::Explain), "{text}");
        }
    }

    #[test]
    fn old_names_name_the_new_ones() {
        for (old, new) in RENAMED {
            let (flag, variable) = (format!("--{old}=a"), format!("INPUT_{}", old.to_uppercase()));
            for refused in [read(&[&flag], &[]), read(&[], &[(&variable, "a")])] {
                let text = refused.unwrap_err().to_string();
                assert!(
                    text.starts_with(&format!("`{old}` ")) && text.contains(&format!("`{new}`")),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn a_yaml_list_may_be_a_flag() {
        assert_eq!(inputs(&["--keywords", "- a\n- b"], &[]).word("keywords"), Some("- a\n- b"));
    }

    #[test]
    fn wrong_flags_are_claps_to_explain() {
        for (args, says) in [
            (&["--max-result", "5"][..], "--max-results"),
            (&["--branch"][..], "--branch"),
            (&["--sort", "a", "--sort", "b"][..], "multiple times"),
            (&["stray"][..], "stray"),
        ] {
            let reason = read(args, &[]).unwrap_err();
            assert!(matches!(reason, Error::CommandLine(_)));
            let text = reason.to_string();
            assert!(text.contains(says) && !text.starts_with("error"), "{text}");
        }
    }

    #[test]
    fn help_and_version_are_printed() {
        let Ok(Invocation::Print(version)) = read(&["--version"], &[]) else { panic!() };
        assert_eq!(version, format!("daily-papers {}\n", env!("CARGO_PKG_VERSION")));
        let Ok(Invocation::Print(help)) = read(&["--help"], &[]) else { panic!() };
        for input in INPUTS {
            assert!(help.contains(&format!("--{} <VALUE>", input.name)), "{}", input.name);
        }
        assert!(help.lines().all(|line| line.chars().count() <= WIDTH), "{help}");
    }

    #[test]
    fn wrapping_keeps_every_word() {
        assert_eq!(wrap("aa bb cc", 5), "aa bb\ncc");
        assert_eq!(wrap("aaaaaaa b", 5), "aaaaaaa\nb");
        assert_eq!(wrap("", 5), "");
    }
}
