//! Raw inputs: what was given and where, not yet checked.

use std::collections::BTreeMap;

use super::error::{Origin, Source};
use super::inputs::INPUTS;
use super::yaml::{Kind, Node};
use crate::env::Env;
use crate::paper::ArxivId;
use crate::secret::Secret;

/// The flags and `INPUT_*` variables that hold something. A flag comes before a variable.
#[derive(Clone, Debug, Default)]
pub struct RawInputs {
    values: BTreeMap<&'static str, RawValue>,
    token: Option<Secret>,
    pub(super) summary_token: Option<Secret>,
    pub command: Command,
    /// The address of the reference of inputs.
    pub(super) docs: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Command {
    #[default]
    Run,
    /// Print what templates see, and write nothing.
    PrintContext,
    /// Print why a paper is listed or not, and write nothing.
    Explain(ArxivId),
}

/// A value as it was given.
#[derive(Clone, Debug)]
pub(super) struct RawValue {
    pub(super) node: Node,
    pub(super) source: Source,
}

impl RawInputs {
    /// Collects what the environment and the flags hold. An empty value counts as unset.
    pub(super) fn new(env: &Env, flag: impl Fn(&str) -> Option<String>) -> Self {
        let mut inputs = Self { docs: env.docs_url("inputs.md"), ..Self::default() };
        for input in INPUTS {
            let given =
                [(flag(input.name), Source::Flag), (env.input(input.name).map(str::to_owned), Source::Input)];
            let Some((text, source)) = given
                .into_iter()
                .find_map(|(text, source)| Some((text.filter(|t| !t.trim().is_empty())?, source)))
            else {
                continue;
            };
            match input.name {
                "token" => inputs.token = Some(Secret::new(text.trim())),
                "summary-token" => inputs.summary_token = Some(Secret::new(text.trim())),
                name => _ = inputs.values.insert(name, RawValue { node: Node::text(text), source }),
            }
        }
        inputs
    }

    /// What was given for an input other than `token`.
    pub(super) fn get(&self, name: &str) -> Option<&RawValue> {
        self.values.get(name)
    }

    /// The same as one word.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.node.kind {
            Kind::Scalar { text, .. } => Some(text.trim()),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// The token, to keep it out of everything shown, before it is known whether it will be used.
    pub fn secret(&self, env: &Env) -> Option<Secret> {
        self.token(env).map(|(token, _)| token)
    }

    /// The token and where it was given: the action's input or `GITHUB_TOKEN`.
    pub(super) fn token(&self, env: &Env) -> Option<(Secret, Source)> {
        let from_environment = || {
            let text = env.get("GITHUB_TOKEN").map(str::trim).filter(|text| !text.is_empty())?;
            Some((Secret::new(text), Source::Environment("GITHUB_TOKEN")))
        };
        self.token.clone().map(|token| (token, Source::Input)).or_else(from_environment)
    }
}

impl RawValue {
    pub(super) fn origin(&self) -> Origin {
        Origin { source: self.source.clone(), line: self.node.line }
    }
}
