//! The configuration: flags, `INPUT_*` variables and the YAML file, checked once, into values that need no further
//! checking. After this nothing reads the environment.
//!
//! The file is in the repository, so this takes two steps: [`RunTarget`] says where to read and write, [`Config`] says
//! what to do.

mod cli;
mod error;
mod extra_files;
mod file;
mod inputs;
mod item;
mod keywords;
mod like;
mod list;
mod model;
mod notes;
mod outputs;
mod paths;
mod raw;
mod reference;
mod resolve;
mod run_target;
mod schema;
mod validate;
mod value;
mod yaml;

pub use cli::Invocation;
pub use error::{Error, InvalidInput, Origin, Source};
pub use extra_files::{ExtraFile, FileTemplate, OutputFormat};
pub use inputs::{DefaultValue, Group, INPUTS, Input, Takes};
pub use model::{
    Column, Config, Duplicates, FailOn, HistoryConfig, IssueWhen, LikeConfig, Mode, NotesConfig,
    NotifyConfig, OnMissingMarker, PageConfig, PromptSource, RunConfig, SummaryConfig, Template,
};
pub use outputs::{OUTPUTS, Output};
pub use raw::{Command, RawInputs};
pub use reference::{action_yml, reference};
pub use run_target::RunTarget;
pub use schema::schema;

#[cfg(test)]
mod tests;
