//! The command line, made from the table of inputs.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgMatches};

use super::error::{Error, InvalidInput, Origin, Source};
use super::inputs::{Group, INPUTS, Input, RENAMED, renamed};
use super::raw::{Command, RawInputs};
use crate::env::Env;
use crate::paper::ArxivId;

const WIDTH: usize = 100;
/// The indentation of the help of a flag.
const INDENT: usize = 10;

const EXAMPLES: &str = "\
Examples:
  daily-papers --mode dry-run --keywords 'graph neural networks'
  daily-papers --mode local
  GITHUB_TOKEN=… daily-papers --mode dry-run --repository octo/papers
  daily-papers explain 2504.20079

Exit codes:
  0  done
  1  every keyword failed, or publishing failed
  2  an input is invalid
  3  published, but arXiv rejected the query of a keyword

Every flag is also an input of the action and, unless it says where to read or write, a key of the
configuration file. A flag comes before an input, an input before the file, the file before the default.";

/// What the command line asks for.
#[derive(Clone, Debug)]
pub enum Invocation {
    Run(RawInputs),
    /// To print this (`--help`, `--version`) and stop.
    Print(String),
}

impl Invocation {
    /// Reads the flags and the `INPUT_*` variables.
    pub fn read(env: &Env) -> Result<Self, Error> {
        let program = "daily-papers".to_owned();
        let args = with_joined_values(&env.args);
        let matches = match command().try_get_matches_from(std::iter::once(program).chain(args)) {
            Ok(matches) => matches,
            Err(error) => {
                return match error.kind() {
                    ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                        Ok(Self::Print(error.render().to_string()))
                    }
                    _ => Err(Error::CommandLine(message(&error))),
                };
            }
        };
        let (name, sub) = matches.subcommand().unwrap_or(("run", &matches));
        let given = |name: &str| flag(sub, name).or_else(|| flag(&matches, name));
        if given("token").is_some() {
            return Err(Error::CommandLine(
                "--token is not a flag, because other users of this machine could read it. Set the environment variable \
                 GITHUB_TOKEN."
                    .to_owned(),
            ));
        }
        if given("summary-token").is_some() {
            return Err(Error::CommandLine(
                "--summary-token is not a flag, because other users of this machine could read it. Set the environment \
                 variable INPUT_SUMMARY_TOKEN."
                    .to_owned(),
            ));
        }
        let problems = old_names(env, given);
        if !problems.is_empty() {
            return Err(Error::Inputs { problems, docs: env.docs_url("inputs.md") });
        }
        let mut inputs = RawInputs::new(env, given);
        inputs.command = match name {
            "context" => Command::PrintContext,
            _ => match sub
                .try_get_one::<String>("ID")
                .ok()
                .flatten()
                .cloned()
                .or_else(|| inputs.word("explain").map(str::to_owned))
            {
                Some(text) => Command::Explain(arxiv_id(&text)?),
                None => Command::Run,
            },
        };
        Ok(Self::Run(inputs))
    }
}

/// The arguments with `--flag -value` as `--flag=-value`: any value may start with a hyphen, such as a YAML list, a message or a
/// number that is too small. What is a flag itself is no value.
fn with_joined_values(args: &[String]) -> Vec<String> {
    let renamed = |name: &str| RENAMED.iter().any(|(old, _)| *old == name);
    let is_input = |name: &str| Input::named(name).is_some() || renamed(name);
    let is_flag = |arg: &str| {
        let name = arg.strip_prefix("--").map(|rest| rest.split('=').next().unwrap_or_default());
        matches!(arg, "-h" | "-V" | "--" | "--help" | "--version") || name.is_some_and(is_input)
    };
    let mut joined: Vec<String> = Vec::new();
    for arg in args {
        match joined.last_mut() {
            Some(last)
                if arg.starts_with('-') && !is_flag(arg) && last.strip_prefix("--").is_some_and(is_input) =>
            {
                last.extend(["=", arg]);
            }
            _ => joined.push(arg.clone()),
        }
    }
    joined
}

/// What clap says, with advice that it cannot know.
fn message(error: &clap::Error) -> String {
    let mut text = error.render().to_string().trim_start_matches("error: ").trim_end().to_owned();
    if let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) {
        let word = flag.trim_start_matches('-');
        let modes = Input::named("mode").map_or(&[][..], |input| input.takes.words());
        if modes.contains(&word) {
            text = format!("unexpected argument '{flag}' found\n\n  tip: write '--mode {word}'");
        }
    }
    text
}

/// An arXiv identifier as people copy it: with a version, with `arXiv:`, or in an address.
fn arxiv_id(text: &str) -> Result<ArxivId, Error> {
    let invalid = || {
        Error::CommandLine(format!(
            "explain: `{text}` is not an arXiv identifier. It looks like 2504.20079 or math/0309136."
        ))
    };
    ArxivId::parse_as_copied(text).ok_or_else(invalid)
}

/// Inputs by the names that they had before the first release.
fn old_names(env: &Env, flag: impl Fn(&str) -> Option<String>) -> Vec<InvalidInput> {
    let problem = |name: &&str| {
        let source = match (flag(name), env.input(name)) {
            (Some(_), _) => Source::Flag,
            (None, Some(_)) => Source::Input,
            (None, None) => return None,
        };
        let reason = renamed(name)?;
        let origin = Some(Origin { source, line: None });
        Some(InvalidInput { input: (*name).to_owned(), keyword: None, origin, value: None, reason })
    };
    RENAMED.iter().map(|(old, _)| old).filter_map(problem).collect()
}

fn flag(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.get_one::<String>(name).cloned()
}

fn command() -> clap::Command {
    let run = clap::Command::new("run").about("Update the README (default)");
    let explain = clap::Command::new("explain")
        .about("Print why each keyword lists a paper or not. Writes nothing")
        .arg(Arg::new("ID").required(true).help("The arXiv identifier of the paper, such as 2504.20079"));
    let context = clap::Command::new("context").about("Print what a template sees, as JSON. Writes nothing");
    clap::Command::new("daily-papers")
        .version(env!("CARGO_PKG_VERSION"))
        .about(concat!(env!("CARGO_PKG_DESCRIPTION"), "."))
        .subcommands([run, explain, context])
        .args(
            Group::ALL
                .iter()
                .flat_map(|group| INPUTS.iter().filter(move |input| input.group == *group).map(argument)),
        )
        .args(RENAMED.iter().map(|(name, _)| Arg::new(*name).long(*name).hide(true).global(true)))
        .after_help("See 'daily-papers --help' for more.")
        .after_long_help(EXAMPLES)
}

fn argument(input: &'static Input) -> Arg {
    let first_sentence = input.help.split_once(". ").map_or(input.help, |(first, _)| first);
    let long = format!("{}{}", wrap(input.help, WIDTH - INDENT), slots(input));
    let short = format!("{}{}", wrap(first_sentence.trim_end_matches('.'), WIDTH - INDENT), slots(input));
    Arg::new(input.name)
        .long(input.name)
        .value_name(input.takes.value_name())
        .help(short)
        .long_help(long)
        .help_heading(input.group.title())
        .next_line_help(true)
        .global(true)
        .hide(matches!(input.name, "token" | "summary-token" | "explain"))
}

/// Allowed values and default, each on a line of its own.
fn slots(input: &Input) -> String {
    let mut slots = String::new();
    let allowed = input.takes.allowed().replace('`', "");
    if !allowed.is_empty() {
        slots.push('\n');
        slots.push_str(&wrap(&format!("[possible values: {allowed}]"), WIDTH - INDENT));
    }
    if let Some(default) = input.default_phrase() {
        slots.push_str("\n[default: ");
        slots.push_str(&default.replace('`', ""));
        slots.push(']');
    }
    slots
}

/// Breaks a text at spaces into lines of at most `width` characters, where its words allow. (clap wraps only if it may look
/// at the terminal, which means at the environment too.)
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
mod tests;
