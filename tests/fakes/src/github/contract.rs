//! What GitHub understands: its GraphQL schema and a part of its REST description, read from
//! `../shared/github/` beside the checkout where they are there. Without them, only what the fake itself serves
//! (`served.graphql`) is checked.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use serde_json::Value;

const SERVED: &str = include_str!("served.graphql");

/// The descriptions, read once a process.
pub(super) struct Contract {
    /// What the fake serves.
    pub(super) served: Valid<Schema>,
    /// All that GitHub serves.
    pub(super) schema: Option<Valid<Schema>>,
    /// GitHub's REST API.
    pub(super) openapi: Option<Value>,
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// Where GitHub's descriptions lie, if they are at hand.
pub fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = ["../shared/github", "../../shared/github", "shared/github"];
    places.into_iter().map(|place| root.join(place)).find(|place| place.join("schema.graphql").is_file())
}

impl Contract {
    pub(super) fn get() -> &'static Self {
        &CONTRACT
    }

    fn read() -> Self {
        let served =
            Schema::parse_and_validate(SERVED, "served.graphql").expect("served.graphql is a schema");
        let Some(folder) = folder() else { return Self { served, schema: None, openapi: None } };
        let text = |name: &str| {
            std::fs::read_to_string(folder.join(name)).expect("GitHub's descriptions can be read")
        };
        // GitHub's published schema defines two fields twice, which the parser reports, and then leaves out.
        let schema = match Schema::parse(text("schema.graphql"), "schema.graphql") {
            Ok(schema) => schema,
            Err(flawed) => flawed.partial,
        };
        let openapi =
            serde_json::from_str(&text("openapi-slice.json")).expect("the REST description is JSON");
        Self { served, schema: Some(Valid::assume_valid(schema)), openapi: Some(openapi) }
    }

    /// Checks a request against GitHub's schema: fields, arguments, types, and the variables' values.
    pub(super) fn check_graphql(&self, query: &str, variables: &JsonMap) -> Result<(), String> {
        let schema = self.schema.as_ref().unwrap_or(&self.served);
        let document = ExecutableDocument::parse_and_validate(schema, query, "request")
            .map_err(|error| error.errors.to_string())?;
        let operation = document.operations.get(None).map_err(|error| error.message().to_string())?;
        if let Some((unknown, _)) = variables
            .iter()
            .find(|(name, _)| operation.variables.iter().all(|known| known.name != name.as_str()))
        {
            return Err(format!("the variable ${} is not declared", unknown.as_str()));
        }
        coerce_variable_values(schema, operation, variables)
            .map(drop)
            .map_err(|error| error.message().to_string())
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::schema::ExtendedType;

    use super::*;

    fn check(query: &str, variables: &str) -> Result<(), String> {
        Contract::get().check_graphql(query, &serde_json::from_str(variables).unwrap())
    }

    #[test]
    fn what_github_does_not_know_is_caught() {
        let query = "query Q($o: String!) { repository(owner: $o, name: \"n\") { isEmpty } }";
        assert_eq!(check(query, r#"{"o": "octo"}"#), Ok(()));
        for (query, variables, word) in [
            (query, r#"{"o": 7}"#, "String"),
            (query, "{}", "o"),
            (query, r#"{"o": "octo", "extra": 1}"#, "$extra is not declared"),
            ("{ repository(owner: \"o\", name: \"n\") { isEmty } }", "{}", "isEmty"),
            ("{ repository(owner: \"o\", nam: \"n\") { isEmpty } }", "{}", "nam"),
            ("{ repository(owner: \"o\", name: \"n\") { defaultBranchRef } }", "{}", "subselection"),
            ("mutation { createCommitOnBranch(input: {}) { clientMutationId } }", "{}", "expectedHeadOid"),
        ] {
            let error = check(query, variables).expect_err(query);
            assert!(error.contains(word), "{query}: {error}");
        }
    }

    /// Every type, field and argument served is GitHub's, and of the same type.
    #[test]
    fn what_is_served_is_part_of_githubs_schema() {
        let contract = Contract::get();
        let Some(schema) = &contract.schema else { return };
        for (name, served) in contract.served.types.iter().filter(|(_, served)| !served.is_built_in()) {
            let full = schema.types.get(name).unwrap_or_else(|| panic!("GitHub has no type {name}"));
            if let (ExtendedType::InputObject(served), ExtendedType::InputObject(full)) = (served, full) {
                for (field, served) in &served.fields {
                    assert_eq!(
                        full.fields.get(field).map(|full| &full.ty),
                        Some(&served.ty),
                        "{name}.{field}"
                    );
                }
                continue;
            }
            for field in served_fields(served) {
                let full =
                    schema.type_field(name, &field.name).unwrap_or_else(|_| panic!("{name}.{}", field.name));
                assert_eq!(full.ty, field.ty, "{name}.{}", field.name);
                for argument in &field.arguments {
                    let full = full.argument_by_name(&argument.name).map(|full| &full.ty);
                    assert_eq!(full, Some(&argument.ty), "{name}.{}({})", field.name, argument.name);
                }
            }
        }
    }

    fn served_fields(served: &ExtendedType) -> Vec<apollo_compiler::schema::FieldDefinition> {
        let fields = match served {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.values().map(|field| field.as_ref().clone()).collect()
    }
}
