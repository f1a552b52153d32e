//! The papers as JSON for the script of the built-in page.

use jiff::civil::Date;
use serde::Serialize;

use super::{ExtraFileContext, ExtraFilePaperContext};
use crate::repo::RepoPath;
use crate::text::tex::{self, Math};
use crate::text::{json, sentinels};

impl ExtraFileContext<'_> {
    /// A JSON array that is safe inside a script element. Each paper is on a line of its own, with TeX as text.
    pub fn papers_json(&self) -> String {
        let names: Vec<&str> = self.page.keywords.iter().map(|keyword| keyword.name).collect();
        let lines: Vec<String> =
            self.papers.iter().map(|paper| JsonPaper::new(paper, &names).to_json()).collect();
        format!("[\n{}\n]", lines.join(",\n"))
    }

    /// The months of the history for the page at a path, safe inside a script element; empty if there is no history.
    pub fn months_json(&self, from: &RepoPath) -> String {
        let Some((index, history)) = self.chart.index.zip(self.chart.config.history.as_ref()) else {
            return String::new();
        };
        let file = history.files.index().relative_to(from);
        let path = file.rsplit_once('/').map(|(directory, _)| format!("{directory}/")).unwrap_or_default();
        let months = index.months.values().rev();
        let left = months.map(|counts| (counts.month.to_string(), counts.papers)).collect();
        json::neutralize(&serde_json::to_string(&JsonMonths { path, left }).unwrap_or_default())
    }
}

/// The months of a history for the script.
#[derive(Serialize)]
struct JsonMonths {
    /// Where they are, seen from the page.
    path: String,
    /// Each with the number of its papers, the newest first.
    left: Vec<(String, usize)>,
}

/// A paper for the script. Empty fields are left out.
#[derive(Serialize)]
struct JsonPaper<'a> {
    id: &'a str,
    version: u32,
    title: String,
    authors: Vec<String>,
    /// Places in the list of authors, from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    followed: Vec<usize>,
    #[serde(rename = "abstract")]
    abstract_: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    comment: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    venue: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    doi: &'a str,
    categories: &'a [&'a str],
    submitted: Date,
    updated: Date,
    url: &'a str,
    pdf_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    html_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    code_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    project_url: &'a str,
    /// Indexes into the list of keywords, from 0.
    keywords: Vec<usize>,
    #[serde(skip_serializing_if = "is_false")]
    new: bool,
    #[serde(skip_serializing_if = "is_false")]
    revised: bool,
    #[serde(skip_serializing_if = "is_false")]
    withdrawn: bool,
    #[serde(skip_serializing_if = "is_zero")]
    relevance: f64,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde wants")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde wants")]
fn is_zero(score: &f64) -> bool {
    *score == 0.0
}

impl<'a> JsonPaper<'a> {
    fn new(
        ExtraFilePaperContext { paper, keywords, .. }: &'a ExtraFilePaperContext<'a>,
        names: &[&str],
    ) -> Self {
        let text = |text: &str| tex::to_text(text, Math::Text).into_owned();
        let with_scripts = |text: &str| tex::to_page(text, Math::Text).into_owned();
        Self {
            id: paper.id,
            version: paper.version,
            title: with_scripts(&paper.title),
            authors: paper.authors.iter().map(|name| text(name)).collect(),
            followed: (0..paper.authors.len())
                .filter(|at| paper.followed.contains(&paper.authors[*at]))
                .collect(),
            abstract_: with_scripts(&paper.abstract_),
            comment: with_scripts(&paper.comment),
            venue: text(&paper.venue),
            doi: paper.doi,
            categories: &paper.categories,
            submitted: paper.submitted,
            updated: paper.updated,
            url: &paper.url,
            pdf_url: &paper.pdf_url,
            html_url: &paper.html_url,
            code_url: &paper.code_url,
            project_url: &paper.project_url,
            keywords: keywords
                .iter()
                .filter_map(|name| names.iter().position(|other| other == name))
                .collect(),
            new: paper.new,
            revised: paper.revised,
            withdrawn: paper.withdrawn,
            relevance: paper.relevance,
            summary: text(&paper.notes.summary),
            note: text(&paper.notes.note),
            tags: &paper.notes.tags,
        }
    }

    fn to_json(&self) -> String {
        // Texts and numbers can always be serialized.
        let json = serde_json::to_string(self).unwrap_or_default();
        // The sentinels around scripts stay, as escapes: page-card.js makes elements of them.
        let sentinels = [sentinels::SUBSCRIPT, sentinels::SUPERSCRIPT].map(|(open, close)| [open, close]);
        let escape =
            |json: String, sentinel: char| json.replace(sentinel, &format!("\\u{:04x}", u32::from(sentinel)));
        json::neutralize(&sentinels.concat().into_iter().fold(json, escape))
    }
}
