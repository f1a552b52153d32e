//! Executes a GraphQL request over [`Object`]s: its selections, aliases, arguments, variables and fragments. That the request
//! is valid is checked before, by [`contract`](super::contract).

use std::collections::BTreeMap;

use graphql_parser::query::{
    Definition, Document, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
    TypeCondition, Value as Literal, VariableDefinition, parse_query,
};
use serde_json::{Map, Value, json};

use super::objects::Object;

/// A field that is asked for.
pub(super) struct ResolveInfo {
    name: String,
    arguments: Map<String, Value>,
}

impl ResolveInfo {
    pub(super) fn field_name(&self) -> &str {
        &self.name
    }

    pub(super) fn arguments(&self) -> &Map<String, Value> {
        &self.arguments
    }
}

/// What a field gives.
pub(super) enum ResolvedValue<'s> {
    Leaf(Value),
    Object(Object<'s>),
    List(Vec<Object<'s>>),
}

impl<'s> ResolvedValue<'s> {
    pub(super) fn leaf(value: impl Into<Value>) -> Self {
        Self::Leaf(value.into())
    }

    pub(super) fn null() -> Self {
        Self::Leaf(Value::Null)
    }

    pub(super) fn object(object: Object<'s>) -> Self {
        Self::Object(object)
    }

    pub(super) fn nullable_object(object: Option<Object<'s>>) -> Self {
        object.map_or_else(Self::null, Self::Object)
    }
}

/// Why a field has no value.
pub(super) enum FieldError {
    /// GitHub refuses: an error of this type in its answer.
    GitHub { kind: String, message: String },
    /// The fake has no such field.
    Unknown(String),
}

/// The outcome of a request, in GitHub's form.
pub(super) struct Response {
    pub(super) data: Value,
    pub(super) errors: Vec<Value>,
}

/// A request being executed.
struct Run<'q> {
    fragments: BTreeMap<&'q str, &'q FragmentDefinition<'q, String>>,
    variables: Map<String, Value>,
    errors: Vec<Value>,
}

/// Executes the one operation of a request. `query` and `mutation` are where it begins.
pub(super) fn execute<'s>(
    text: &str,
    variables: &Map<String, Value>,
    query: Object<'s>,
    mutation: Object<'s>,
) -> Result<Response, String> {
    let document: Document<'_, String> = parse_query(text).map_err(|error| error.to_string())?;
    let (mut fragments, mut operation) = (BTreeMap::new(), None);
    for definition in &document.definitions {
        match definition {
            Definition::Fragment(fragment) => _ = fragments.insert(fragment.name.as_str(), fragment),
            Definition::Operation(found) => operation = Some(found),
        }
    }
    let (root, declared, selections) = match operation.ok_or("the request has no operation")? {
        OperationDefinition::Query(query_) => {
            (query, &query_.variable_definitions[..], &query_.selection_set)
        }
        OperationDefinition::SelectionSet(set) => (query, &[][..], set),
        OperationDefinition::Mutation(mutation_) => {
            (mutation, &mutation_.variable_definitions[..], &mutation_.selection_set)
        }
        OperationDefinition::Subscription(_) => return Err("GitHub has no subscriptions".to_owned()),
    };
    let variables = with_defaults(variables, declared);
    let mut run = Run { fragments, variables, errors: Vec::new() };
    let data = run.select(&root, selections, &mut Vec::new())?;
    Ok(Response { data, errors: run.errors })
}

fn with_defaults(
    given: &Map<String, Value>,
    declared: &[VariableDefinition<'_, String>],
) -> Map<String, Value> {
    let mut variables = given.clone();
    for definition in declared {
        if let (None, Some(default)) = (given.get(&definition.name), &definition.default_value) {
            variables.insert(definition.name.clone(), json_value(default, &Map::new()).unwrap_or_default());
        }
    }
    variables
}

impl<'q> Run<'q> {
    fn select(
        &mut self,
        object: &Object<'_>,
        set: &'q SelectionSet<'q, String>,
        path: &mut Vec<Value>,
    ) -> Result<Value, String> {
        let mut fields = Map::new();
        self.collect(object, set, path, &mut fields)?;
        Ok(Value::Object(fields))
    }

    fn collect(
        &mut self,
        object: &Object<'_>,
        set: &'q SelectionSet<'q, String>,
        path: &mut Vec<Value>,
        fields: &mut Map<String, Value>,
    ) -> Result<(), String> {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => {
                    let name = field.alias.as_ref().unwrap_or(&field.name);
                    path.push(name.as_str().into());
                    let value = self.field(object, field, path)?;
                    path.pop();
                    fields.insert(name.clone(), value);
                }
                Selection::InlineFragment(fragment) => {
                    let TypeCondition::On(on) = fragment
                        .type_condition
                        .as_ref()
                        .ok_or("the fake knows no fragment without a type")?;
                    if object.is(on) {
                        self.collect(object, &fragment.selection_set, path, fields)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.fragments.get(spread.fragment_name.as_str());
                    let fragment =
                        *fragment.ok_or_else(|| format!("no fragment {}", spread.fragment_name))?;
                    let TypeCondition::On(on) = &fragment.type_condition;
                    if object.is(on) {
                        self.collect(object, &fragment.selection_set, path, fields)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The value of a field: null where GitHub refuses it, which is noted.
    fn field(
        &mut self,
        object: &Object<'_>,
        field: &'q Field<'q, String>,
        path: &mut Vec<Value>,
    ) -> Result<Value, String> {
        if field.name == "__typename" {
            return Ok(object.type_name().into());
        }
        let arguments = field.arguments.iter();
        let arguments = arguments
            .filter_map(|(name, value)| Some((name.clone(), json_value(value, &self.variables)?)))
            .collect();
        let info = ResolveInfo { name: field.name.clone(), arguments };
        match object.resolve_field(&info) {
            Ok(ResolvedValue::Leaf(value)) => Ok(value),
            Ok(ResolvedValue::Object(object)) => self.select(&object, &field.selection_set, path),
            Ok(ResolvedValue::List(objects)) => {
                let mut list = Vec::new();
                for (index, object) in objects.iter().enumerate() {
                    path.push(index.into());
                    list.push(self.select(object, &field.selection_set, path)?);
                    path.pop();
                }
                Ok(Value::Array(list))
            }
            Err(FieldError::Unknown(what)) => Err(what),
            Err(FieldError::GitHub { kind, message }) => {
                let at = [json!({ "line": field.position.line, "column": field.position.column })];
                let mut error = json!({ "type": kind, "path": path, "locations": at, "message": message });
                if kind == "FORBIDDEN" {
                    error["extensions"] = json!({ "saml_failure": false });
                }
                self.errors.push(error);
                Ok(Value::Null)
            }
        }
    }
}

/// A literal as JSON; nothing for a variable that was not given.
fn json_value(literal: &Literal<'_, String>, variables: &Map<String, Value>) -> Option<Value> {
    Some(match literal {
        Literal::Variable(name) => return variables.get(name).cloned(),
        Literal::Int(number) => number.as_i64()?.into(),
        Literal::Float(number) => (*number).into(),
        Literal::String(text) => text.as_str().into(),
        Literal::Boolean(value) => (*value).into(),
        Literal::Null => Value::Null,
        Literal::Enum(name) => name.as_str().into(),
        Literal::List(items) => items.iter().filter_map(|item| json_value(item, variables)).collect(),
        Literal::Object(fields) => {
            let fields = fields.iter();
            fields.filter_map(|(name, value)| Some((name.clone(), json_value(value, variables)?))).collect()
        }
    })
}
