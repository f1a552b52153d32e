//! `POST /graphql`: the request is executed over [`served.graphql`](super::contract) by a real GraphQL engine, and its
//! answer put into GitHub's form.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::resolvers::Execution;
use apollo_compiler::response::{ExecutionResponse, GraphQLError, JsonMap};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::contract::Contract;
use super::objects::Object;
use super::{State, lock};

#[derive(Deserialize)]
struct Body {
    query: String,
    #[serde(default)]
    variables: Option<JsonMap>,
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
    match execute(state, body) {
        Ok(answer) => answer,
        Err(violation) => state.violation(&violation),
    }
}

fn execute(state: &State, body: &[u8]) -> Result<Answer, String> {
    let body: Body = serde_json::from_slice(body).map_err(|error| format!("no GraphQL request: {error}"))?;
    let contract = Contract::get();
    let variables = body.variables.unwrap_or_default();
    contract.check_graphql(&body.query, &variables)?;
    let document = ExecutableDocument::parse_and_validate(&contract.served, &body.query, "request")
        .map_err(|error| format!("not served by this fake: {}", error.errors))?;
    let operation = document.operations.get(None).map_err(|error| error.message().to_string())?;
    let root = if operation.is_mutation() { Object::Mutation(state) } else { Object::Query(state) };
    let response = Execution::new(&contract.served, &document)
        .raw_variable_values(&variables)
        .execute_sync(&root)
        .map_err(|error| error.message().to_string())?;
    Ok(github_form(&response))
}

/// GitHub's errors have a type; the resolvers put it before the message.
fn github_form(response: &ExecutionResponse) -> Answer {
    let form = |error: &GraphQLError| {
        let text = error.message.trim_start_matches("resolver error: ");
        let (kind, message) = text.split_once('|').unwrap_or(("INTERNAL", text));
        let mut form =
            json!({ "type": kind, "path": error.path, "locations": error.locations, "message": message });
        if kind == "FORBIDDEN" {
            form["extensions"] = json!({ "saml_failure": false });
        }
        form
    };
    let errors: Vec<Value> = response.errors.iter().map(form).collect();
    let mut body = json!({ "data": response.data });
    if !errors.is_empty() {
        body["errors"] = errors.into();
    }
    Answer::json(200, &body)
}

impl State {
    /// Records what GitHub would not have understood.
    pub(super) fn violation(&self, text: &str) -> Answer {
        lock(&self.violations).push(text.to_owned());
        Answer::error(500, text)
    }
}
