//! `POST /graphql`: the request is checked against [`served.graphql`](super::contract), executed, and answered in GitHub's
//! form.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::contract;
use super::execute::execute;
use super::objects::Object;
use super::{State, lock};

#[derive(Deserialize)]
struct Body {
    query: String,
    #[serde(default)]
    variables: Option<Map<String, Value>>,
}

/// The name a request is recorded by: what it does, or what its author calls it.
pub(super) fn name(body: &Value) -> String {
    let text = body["query"].as_str().unwrap_or_default();
    let head = text.split(['(', '{']).next().unwrap_or_default();
    let mut words = head.split_whitespace();
    match (words.next(), words.next()) {
        (Some("mutation"), _) if text.contains("createCommitOnBranch") => "graphql commit".to_owned(),
        (Some(_), Some(name)) => format!("graphql {}", name.to_lowercase()),
        _ => "graphql".to_owned(),
    }
}

/// Answers a request. One that GitHub would not understand is a violation.
pub(super) fn answer(state: &State, body: &[u8]) -> Answer {
    match checked(state, body) {
        Ok(answer) => answer,
        Err(violation) => state.violation(&violation),
    }
}

fn checked(state: &State, body: &[u8]) -> Result<Answer, String> {
    let body: Body = serde_json::from_slice(body).map_err(|error| format!("no GraphQL request: {error}"))?;
    let variables = body.variables.unwrap_or_default();
    contract::check_graphql(&body.query, &variables)?;
    let response = execute(&body.query, &variables, Object::Query(state), Object::Mutation(state))?;
    let mut body = json!({ "data": response.data });
    if !response.errors.is_empty() {
        body["errors"] = response.errors.into();
    }
    Ok(Answer::json(200, &body))
}

impl State {
    /// Records what GitHub would not have understood.
    pub(super) fn violation(&self, text: &str) -> Answer {
        lock(&self.violations).push(text.to_owned());
        Answer::error(500, text)
    }
}
