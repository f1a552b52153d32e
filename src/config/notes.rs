//! The inputs on notes and summaries.

use super::NotesConfig;
use super::validate::Validator;
use super::value;

/// Reads the inputs.
pub(super) fn notes(validator: &mut Validator<'_>) -> NotesConfig {
    NotesConfig { path: validator.optional("notes", value::notes).flatten() }
}
