//! What GitHub understands: requests are checked against what the fake serves (`served.graphql`, `served-rest.json`), or, where
//! `tests/github-schema` has fetched it, against GitHub's own published schema. `DAILY_PAPERS_GITHUB_SCHEMA` names its directory.

#[cfg(feature = "validate")]
pub(super) use self::validate::check_graphql;

use std::sync::LazyLock;

use serde_json::Value;

/// Where GitHub's own descriptions are, if they were fetched.
const DIRECTORY: Option<&str> = option_env!("DAILY_PAPERS_GITHUB_SCHEMA");

const SERVED_REST: &str = include_str!("served-rest.json");

/// The description of the REST API: GitHub's own, or what the fake serves.
static OPENAPI: LazyLock<Value> = LazyLock::new(|| {
    let text = DIRECTORY.map_or_else(|| SERVED_REST.to_owned(), |directory| read(directory, "openapi.json"));
    serde_json::from_str(&text).expect("the REST description is JSON")
});

fn read(directory: &str, name: &str) -> String {
    std::fs::read_to_string(format!("{directory}/{name}")).expect("GitHub's descriptions can be read")
}

pub(super) fn openapi() -> &'static Value {
    &OPENAPI
}

/// Without the validator, as in the demo, every request is taken as valid.
#[cfg(not(feature = "validate"))]
pub(super) fn check_graphql(_: &str, _: &serde_json::Map<String, Value>) -> Result<(), String> {
    Ok(())
}

#[cfg(feature = "validate")]
mod validate {
    //! Checks GraphQL requests with a real engine.

    use std::sync::LazyLock;

    use apollo_compiler::request::coerce_variable_values;
    use apollo_compiler::response::JsonMap;
    use apollo_compiler::validation::Valid;
    use apollo_compiler::{ExecutableDocument, Schema};
    use serde_json::{Map, Value};

    use super::{DIRECTORY, read};

    const SERVED: &str = include_str!("served.graphql");

    /// What the fake serves.
    pub(super) static SERVED_SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
        Schema::parse_and_validate(SERVED, "served.graphql").expect("served.graphql is a schema")
    });

    /// All that GitHub serves, if it was fetched.
    pub(super) static GITHUB_SCHEMA: LazyLock<Option<Valid<Schema>>> = LazyLock::new(|| {
        let text = read(DIRECTORY?, "schema.graphql");
        // GitHub's published schema defines two fields twice, which the parser reports, and then leaves out.
        let schema = Schema::parse(text, "schema.graphql").unwrap_or_else(|flawed| flawed.partial);
        Some(Valid::assume_valid(schema))
    });

    /// Checks a request against each schema: fields, arguments, types, and the variables' values.
    pub(in super::super) fn check_graphql(query: &str, variables: &Map<String, Value>) -> Result<(), String> {
        let variables: JsonMap = serde_json::from_value(Value::Object(variables.clone()))
            .map_err(|error| format!("variables: {error}"))?;
        if let Some(schema) = &*GITHUB_SCHEMA {
            check(schema, query, &variables)?;
        }
        check(&SERVED_SCHEMA, query, &variables)
    }

    fn check(schema: &Valid<Schema>, query: &str, variables: &JsonMap) -> Result<(), String> {
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
#[cfg(feature = "validate")]
mod tests {
    use apollo_compiler::schema::ExtendedType;

    use super::check_graphql;
    use super::validate::{GITHUB_SCHEMA, SERVED_SCHEMA};

    fn check(query: &str, variables: &str) -> Result<(), String> {
        check_graphql(query, &serde_json::from_str(variables).unwrap())
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
    #[cfg_attr(not(github_schema), ignore = "needs GitHub's schema: tests/github-schema")]
    fn what_is_served_is_part_of_githubs_schema() {
        let schema = GITHUB_SCHEMA.as_ref().expect("GitHub's schema was fetched");
        for (name, served) in SERVED_SCHEMA.types.iter().filter(|(_, served)| !served.is_built_in()) {
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
