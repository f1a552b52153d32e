//! The inputs on notes and summaries.

use super::error::{InvalidInput, Origin, Source};
use super::validate::Validator;
use super::{NotesConfig, PromptSource, SummaryConfig, value};
use crate::repo::RepoPath;

/// Reads the inputs.
pub(super) fn notes(validator: &mut Validator<'_>, section: &str) -> NotesConfig {
    let path = validator.optional("notes", value::notes);
    let summaries = summaries(validator);
    if validator.given("summary-url").is_some() && path == Some(None) {
        validator.reject_input("notes", "is `none`, but summaries need a file. Remove it, or name a path");
    }
    let default =
        || summaries.as_ref().map(|_| RepoPath::in_github_directory(&format!("{section}-notes.json")));
    NotesConfig { path: path.unwrap_or_else(default), summaries }
}

/// The inputs on summaries; `None` if no summaries are wanted.
fn summaries(validator: &mut Validator<'_>) -> Option<SummaryConfig> {
    let url = validator.optional("summary-url", value::summary_url);
    let model = validator.optional("summary-model", value::name);
    let prompt = validator.optional("summary-prompt", value::prompt).unwrap_or(PromptSource::BuiltIn);
    let language = validator.value("summary-language", value::name);
    let max = validator.value("summary-max", value::max_results);
    let token = validator.inputs.summary_token.clone();
    let Some(url) = url else {
        for name in ["summary-model", "summary-prompt", "summary-language", "summary-max"] {
            if validator.given(name).is_some() && !validator.is_invalid("summary-url") {
                validator.warnings.push(format!("`{name}` has no effect without `summary-url`"));
            }
        }
        return None;
    };
    if token.as_ref().is_some_and(|token| !token.expose().bytes().all(|byte| byte.is_ascii_graphic())) {
        reject_token(validator, "contains spaces or other characters that no token has");
    }
    if token.is_some() && value::is_open(&url) {
        reject_token(validator, "would be sent without encryption. Use https in `summary-url`");
    }
    if model.is_none() && !validator.is_invalid("summary-model") {
        validator.reject_input("summary-model", "is missing. Name the model that `summary-url` is to use");
    }
    let url = url.trim_end_matches('/').to_owned();
    Some(SummaryConfig { url, model: model?, token, prompt, language, max })
}

/// The value of a token is in no message.
fn reject_token(validator: &mut Validator<'_>, reason: &str) {
    validator.problems.push(InvalidInput {
        input: "summary-token".to_owned(),
        keyword: None,
        origin: Some(Origin { source: Source::Input, line: None }),
        value: None,
        reason: reason.to_owned(),
    });
}
