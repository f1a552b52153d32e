//! What the template of a file beside the README sees: what that of the section does, and every paper once. A promise like
//! [`context`](super::context), listed beside it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use sha1::Digest as _;

use super::chart::Chart;
use super::context::{PageContext, PaperContext};
use crate::config::{Config, ExtraFile};
use crate::keyword::Sort;
use crate::paper::{ArxivId, Paper};
use crate::repo::FileUrls;
use crate::state::State;
use crate::text::tex::{self, Math};
use crate::text::{bibtex, json};

/// What a file is made of.
#[derive(Clone, Debug, Serialize)]
pub struct ExtraFileContext<'a> {
    /// What the section sees, nothing left out.
    #[serde(flatten)]
    pub page: &'a PageContext<'a>,
    /// The instant of the last change: `2026-11-24T06:37:00Z`.
    pub changed: String,
    /// The README's address on GitHub; empty if no repository is named.
    pub page_url: String,
    /// Every paper once, by the date of its version, newest first.
    pub papers: Vec<ExtraFilePaperContext<'a>>,
    /// For the addresses of the files themselves: no promise.
    #[serde(skip)]
    pub(super) urls: &'a FileUrls,
    /// For `chart.svg`: no promise.
    #[serde(skip)]
    pub(super) chart: Chart,
}

/// A paper among all.
#[derive(Clone, Debug, Serialize)]
pub struct ExtraFilePaperContext<'a> {
    /// The paper, `new` or `revised` if it is so under any keyword.
    #[serde(flatten)]
    pub paper: PaperContext<'a>,
    /// The names of the keywords it is listed under.
    pub keywords: Vec<&'a str>,
    /// Submission of the first version, to the second, UTC.
    pub submitted_at: String,
    /// Submission of this version, to the second, UTC.
    pub updated_at: String,
    /// A key for BibTeX, of this paper only.
    pub key: String,
}

impl<'a> ExtraFileContext<'a> {
    /// The files' view of a data file, of which `page` is the section's.
    pub fn new(state: &'a State, config: &'a Config, urls: &'a FileUrls, page: &'a PageContext<'a>) -> Self {
        let mut keywords: BTreeMap<&ArxivId, Vec<&'a str>> = BTreeMap::new();
        for (name, list) in
            config.keywords.iter().filter_map(|keyword| Some((&keyword.name, state.list(&keyword.name)?)))
        {
            for (id, _) in &list.papers {
                keywords.entry(id).or_default().push(name);
            }
        }
        let (new, revised) = state.news();
        let mut keys = keys(state);
        let mut listed: Vec<&Paper> = state
            .papers
            .values()
            .map(AsRef::as_ref)
            .filter(|paper| keywords.contains_key(&paper.id))
            .collect();
        listed.sort_by_key(|paper| Reverse((paper.updated, &paper.id)));
        let papers = listed.into_iter().map(|paper| ExtraFilePaperContext {
            paper: PaperContext {
                new: new.contains(&paper.id),
                revised: revised.contains(&paper.id),
                ..PaperContext::new(paper, Sort::Updated)
            },
            keywords: keywords.remove(&paper.id).unwrap_or_default(),
            submitted_at: paper.submitted.to_string(),
            updated_at: paper.updated.to_string(),
            key: keys.remove(&paper.id).unwrap_or_default(),
        });
        Self {
            page,
            changed: state.changed.to_string(),
            page_url: urls.page(&config.page.readme),
            urls,
            papers: papers.collect(),
            chart: Chart::new(state, config, state.changed),
        }
    }

    /// The papers as JSON that may stand in a script element: an array, a paper a line, texts as people read them.
    pub fn papers_json(&self) -> String {
        let names: Vec<&str> = self.page.keywords.iter().map(|keyword| keyword.name).collect();
        let lines: Vec<String> =
            self.papers.iter().map(|paper| JsonPaper::new(paper, &names).to_json()).collect();
        format!("[\n{}\n]", lines.join(",\n"))
    }
}

/// A name for the file that no other has, as Atom wants it: a UUID made of its address, or of section and path if there is
/// none (<https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5>).
pub(super) fn id(url: &str, extra_file: &ExtraFile, section: &str) -> String {
    const URL_NAMESPACE: [u8; 16] =
        [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let name = if url.is_empty() { format!("{section}/{}", extra_file.path) } else { url.to_owned() };
    let hash = sha1::Sha1::new().chain_update(URL_NAMESPACE).chain_update(name).finalize();
    let mut number = hash.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    number = number & !(0xf << 76) | 5 << 76;
    number = number & !(0b11 << 62) | 0b10 << 62;
    let hex = format!("{number:032x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// A key of its own for each paper. The one that came first keeps it as it is, whoever comes later.
fn keys(state: &State) -> BTreeMap<&ArxivId, String> {
    let mut taken = BTreeSet::new();
    let mut key = |paper: &Paper| {
        let first = paper.authors.first().map_or("", String::as_str);
        let year = paper.submitted.to_string()[..4].to_owned();
        let mut key = bibtex::key(first, &year, &paper.title, paper.id.as_str());
        if !taken.insert(key.clone()) {
            key += &bibtex::ascii(paper.id.as_str());
            taken.insert(key.clone());
        }
        key
    };
    state.papers.iter().map(|(id, paper)| (id, key(paper))).collect()
}

/// A paper for a script: what is empty is not there.
#[derive(Serialize)]
struct JsonPaper<'a> {
    id: &'a str,
    version: u32,
    title: String,
    authors: Vec<String>,
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
    /// Places in the list of keywords, from 0.
    keywords: Vec<usize>,
    #[serde(skip_serializing_if = "is_false")]
    new: bool,
    #[serde(skip_serializing_if = "is_false")]
    revised: bool,
    #[serde(skip_serializing_if = "is_false")]
    withdrawn: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde wants")]
fn is_false(value: &bool) -> bool {
    !value
}

impl<'a> JsonPaper<'a> {
    fn new(
        ExtraFilePaperContext { paper, keywords, .. }: &'a ExtraFilePaperContext<'a>,
        names: &[&str],
    ) -> Self {
        let text = |text: &str| tex::to_text(text, Math::Text).into_owned();
        Self {
            id: paper.id,
            version: paper.version,
            title: text(paper.title),
            authors: paper.authors.iter().map(|name| text(name)).collect(),
            abstract_: text(&paper.abstract_),
            comment: text(paper.comment),
            venue: text(paper.venue),
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
        }
    }

    fn to_json(&self) -> String {
        // Texts and numbers always serialise.
        json::neutralize(&serde_json::to_string(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
