//! The inputs on papers that the user likes.

use super::validate::{Separator, Validator};
use super::value::{self, Parsed};
use super::{Column, Config, LikeConfig};
use crate::paper::ArxivId;
use crate::repo::RepoPath;

/// One line of `like`.
enum Item {
    Id(ArxivId),
    File(RepoPath),
}

/// Reads the inputs.
pub(super) fn like(validator: &mut Validator<'_>) -> LikeConfig {
    let mut like = LikeConfig {
        min_relevance: validator.value("min-relevance", value::min_relevance),
        ..LikeConfig::default()
    };
    for item in validator.list("like", Separator::Lines, item) {
        match item {
            Item::Id(id) if !like.ids.contains(&id) => like.ids.push(id),
            Item::File(path) if !like.files.contains(&path) => like.files.push(path),
            _ => {}
        }
    }
    like
}

fn item(text: &str) -> Parsed<Item> {
    let is_file = std::path::Path::new(text).extension().is_some_and(|end| end.eq_ignore_ascii_case("bib"));
    if is_file {
        return value::path(text).map(Item::File);
    }
    let reason = "is neither an arXiv identifier, such as `2504.20079`, nor the path of a `.bib` file in the repository";
    ArxivId::parse_as_copied(text).map(Item::Id).ok_or_else(|| reason.to_owned())
}

/// Rejects what needs liked papers and has none.
pub(super) fn check(validator: &mut Validator<'_>, config: &Config) {
    if !config.like.is_empty() || validator.is_invalid("like") {
        return;
    }
    let add = "needs `like`. Add `like` with arXiv identifiers, or with the path of a `.bib` file in the repository";
    if let Some(keyword) = config.keywords.iter().find(|keyword| keyword.by_relevance) {
        let reason = format!("is `relevance` for the keyword `{}`, which {add}", keyword.name);
        validator.reject_input("sort", reason);
    }
    if config.like.min_relevance > 0 {
        validator.reject_input("min-relevance", add);
    }
    if config.page.columns.contains(&Column::Relevance) {
        validator.reject_input("columns", format!("has `relevance`, which {add}"));
    }
}
