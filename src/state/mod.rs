//! The data file: the papers of every list, and what makes "new" and "keep the last good list" possible.
//!
//! It is one JSON document laid out in lines, so that a day's diff is the day's papers: a line of state, a line a keyword, a
//! line a paper, sorted by identifier, each once.

mod merge;

pub use merge::{FetchedList, Merge, merge};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::keyword::{Keyword, PaperTokens, Verdict};
use crate::paper::{ArxivId, Paper};
use crate::text::{self, credential};

/// The format this version writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// GitHub's API refuses a file of about 37 MB. Keys of a bibliography come on top of what is measured.
pub(crate) const MAX_FILE_BYTES: usize = 35_000_000;

/// About what a paper takes in the data file.
const BYTES_PER_PAPER: usize = 1_500;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The section it belongs to.
    pub section: String,
    /// The instant of the last change, to the second: the page's "Last update".
    pub changed: Timestamp,
    /// Names the last change that brought new papers; empty before the first.
    pub digest: String,
    /// The lists, in the order of the page. A keyword that was never read has none.
    pub lists: Vec<List>,
    /// The README that has the section.
    pub readme: String,
    /// GitHub's id of the repository; empty where none is known. A copy of the repository has another one.
    pub repository: String,
    /// The directory of the history that has every paper listed here; empty if there is none, or if it lacks one.
    pub history: String,
    /// The keys that papers have in a bibliography, also of papers that are no longer listed.
    pub keys: BTreeMap<ArxivId, String>,
    /// Liked papers that are not listed and whose texts come from arXiv.
    pub liked: BTreeMap<ArxivId, Arc<Paper>>,
    pub papers: BTreeMap<ArxivId, Arc<Paper>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub keyword: String,
    /// A hash of its definition; empty if the list is what is left of an answer to another question.
    pub definition: String,
    /// The newest `updated` that its last whole answer covered.
    pub through: Option<Timestamp>,
    /// Whether that answer held every hit.
    pub complete: bool,
    /// The day (UTC) of that answer, or of the last one like it that was written down.
    pub read: Date,
    /// What the last change brought under this keyword.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<ArxivId>,
    /// What it brought in a new version, or for the first time though it is no new paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revised: Vec<ArxivId>,
    /// Papers that left the list while they could still be taken for new, with their submission.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left: BTreeMap<ArxivId, Date>,
    /// The rows in order, each with the day (UTC) it was first seen.
    pub papers: Vec<(ArxivId, Date)>,
}

impl List {
    /// When each row was first seen.
    pub fn days(&self) -> BTreeMap<&ArxivId, Date> {
        self.papers.iter().map(|(id, day)| (id, *day)).collect()
    }

    /// Whether the list answers the keyword as it is defined now.
    pub fn answers(&self, keyword: &Keyword) -> bool {
        self.definition == definition_hash(keyword)
    }
}

/// Why bytes are no usable data file. It is never taken for a first run: that would make everything new again.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user: it was edited by hand, or merged badly.
    #[error("the data file {path} cannot be read: {reason}")]
    Broken {
        path: String,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// The user: `data-file` names a file that something else needs.
    #[error("{path} is not a data file of daily-papers, so the run would overwrite it; it stays as it is")]
    Foreign { path: String },
    /// The user: two sections share one path.
    #[error("the data file {path} belongs to the section `{found}`, not to `{section}`")]
    Section { path: String, found: String, section: String },
    /// The user: a newer version of this program wrote it.
    #[error("the data file {path} has format {found}; this version reads up to format {FORMAT}")]
    Newer { path: String, found: u32 },
}

impl Error {
    pub fn help(&self) -> String {
        match self {
            Self::Broken { path, .. } => format!(
                "restore it from history (`git log -- {path}`), or start again by deleting it (`git rm {path}`): the \
                 next run then makes the lists again, and nothing counts as new in it"
            ),
            Self::Foreign { .. } => "set `data-file` to a path that no other program uses".to_owned(),
            Self::Section { section, .. } => {
                format!(
                    "give this section a data file of its own: leave `data-file` out for `.github/{section}.json`"
                )
            }
            Self::Newer { .. } => "use the newer version of the action again".to_owned(),
        }
    }
}

/// The whole document, as [`State::to_text`] lays it out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u32,
    section: String,
    #[serde(default)]
    readme: String,
    #[serde(default)]
    repository: String,
    #[serde(default)]
    history: String,
    changed: Timestamp,
    digest: String,
    keywords: Vec<List>,
    #[serde(default)]
    keys: Vec<(ArxivId, String)>,
    #[serde(default)]
    liked: Vec<Paper>,
    papers: Vec<Paper>,
}

/// What every format has.
#[derive(Deserialize)]
struct Header {
    format: u32,
}

/// Whether bytes are a file of another program: text that begins no JSON object, or an object with keys, of which none is one
/// that every data file has. A data file with a mark of an unfinished merge in its first line is none.
fn is_foreign(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if !text.is_empty() && !text.starts_with(b"{") && !text.starts_with(b"<<<<<<<") {
        return true;
    }
    let object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes);
    object.is_ok_and(|keys| {
        let number = keys.get("format").is_some_and(serde_json::Value::is_u64);
        !keys.is_empty() && !number && !["section", "digest"].iter().any(|key| keys.contains_key(*key))
    })
}

/// Values as JSON, each on a line of its own.
pub(crate) fn lines<T: Serialize>(text: &mut String, values: impl IntoIterator<Item = T>) {
    for (index, value) in values.into_iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&credential::broken_up_in_json(&json(&value)));
    }
    text.push('\n');
}

#[expect(clippy::expect_used, reason = "strings, numbers and dates always serialise")]
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    text::json::visible(serde_json::to_string(value).expect("plain data"))
}

/// A hash of a keyword's definition, as the data file keeps it.
fn definition_hash(keyword: &Keyword) -> String {
    short_hash(&keyword.definition())
}

/// [`hash`] as 16 hexadecimal digits.
pub(crate) fn short_hash(text: &str) -> String {
    format!("{:016x}", hash(text))
}

/// The first eight bytes of the text's SHA-1, the same in every version of this program: a name, not a safeguard.
pub fn hash(text: &str) -> u64 {
    use sha1::Digest as _;
    sha1::Sha1::digest(text).iter().take(8).fold(0, |start, byte| start << 8 | u64::from(*byte))
}

/// What is wrong with the keys of a bibliography, if anything. They become part of its structure.
fn wrong_key(keys: &[(ArxivId, String)]) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:.+/".contains(&byte);
    let mut seen = BTreeSet::new();
    keys.iter().find_map(|(id, key)| {
        if key.is_empty() || !key.bytes().all(allowed) {
            return Some(format!("the key of {id} in `keys` is no key of a bibliography"));
        }
        (!seen.insert(key)).then(|| format!("two papers have the key `{key}`"))
    })
}

/// Warns of keywords whose full lists would be too large for one data file.
pub fn size_warning(keywords: &[Keyword]) -> Option<String> {
    let rows: usize = keywords.iter().map(|keyword| keyword.max_results).sum();
    let max = MAX_FILE_BYTES / BYTES_PER_PAPER;
    (rows > max).then(|| {
        format!(
            "the keywords may list up to {rows} papers, and a data file holds about {max}: if it gets too large, the oldest \
             papers of each keyword are left out. Lower `max-results`, or use a second section"
        )
    })
}

/// When the lists of a data file last changed, whatever else it holds.
pub fn changed(bytes: &[u8]) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Changed {
        changed: Timestamp,
    }
    serde_json::from_slice::<Changed>(bytes).ok().map(|state| state.changed)
}

impl State {
    /// Whether it was written for another repository than this; not if either is unknown.
    pub fn is_of_another(&self, repository: &str) -> bool {
        !self.repository.is_empty() && !repository.is_empty() && self.repository != repository
    }

    /// Nothing is new or revised any more.
    pub fn forget_news(&mut self) {
        self.digest.clear();
        for list in &mut self.lists {
            list.new.clear();
            list.revised.clear();
        }
    }

    /// Reads a data file; `path` is for messages.
    pub fn parse(bytes: &[u8], path: &str, section: &str) -> Result<Self, Error> {
        let path = || path.to_owned();
        let newer = |format: u32| Error::Newer { path: path(), found: format };
        // A newer format may have fields that this version does not know.
        let unreadable = |error: serde_json::Error| match serde_json::from_slice(bytes) {
            Ok(Header { format }) if format > FORMAT => newer(format),
            _ if is_foreign(bytes) => Error::Foreign { path: path() },
            _ => Error::Broken { path: path(), reason: error.to_string() },
        };
        let document: Document = serde_json::from_slice(bytes).map_err(unreadable)?;
        if document.format > FORMAT {
            return Err(newer(document.format));
        }
        if document.section != section {
            return Err(Error::Section {
                path: path(),
                found: document.section,
                section: section.to_owned(),
            });
        }
        if !document.digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            // It becomes part of an issue's text.
            return Err(Error::Broken { path: path(), reason: "`digest` is not a hash".to_owned() });
        }
        if let Some(reason) = wrong_key(&document.keys) {
            return Err(Error::Broken { path: path(), reason });
        }
        let by_id = |papers: Vec<Paper>| -> BTreeMap<_, _> {
            papers.into_iter().map(|paper| (paper.id.clone(), Arc::new(paper))).collect()
        };
        let (papers, liked) = (by_id(document.papers), by_id(document.liked));
        for list in &document.keywords {
            if let Some((id, _)) = list.papers.iter().find(|(id, _)| !papers.contains_key(id)) {
                let reason = format!("`{}` lists {id}, which has no line of its own", list.keyword);
                return Err(Error::Broken { path: path(), reason });
            }
        }
        let Document { section, readme, repository, history, changed, digest, keywords: lists, keys, .. } =
            document;
        let keys = keys.into_iter().collect();
        Ok(Self { section, changed, digest, lists, readme, repository, history, keys, liked, papers })
    }

    /// The file's text: the same state always gives the same.
    pub fn to_text(&self) -> String {
        let history = Some(&self.history).filter(|history| !history.is_empty());
        let history = history.map(|history| format!("\"history\":{},", json(history))).unwrap_or_default();
        let mut text = format!(
            "{{\"format\":{FORMAT},\"section\":{},\"readme\":{},\"repository\":{},{history}\"changed\":{},\"digest\":{},\
             \"keywords\":[",
            json(&self.section),
            json(&self.readme),
            json(&self.repository),
            json(&self.changed),
            json(&self.digest),
        );
        text.reserve(BYTES_PER_PAPER * self.papers.len());
        lines(&mut text, &self.lists);
        if !self.keys.is_empty() {
            text.push_str("],\"keys\":[");
            lines(&mut text, &self.keys);
        }
        if !self.liked.is_empty() {
            text.push_str("],\"liked\":[");
            lines(&mut text, self.liked.values().map(Arc::as_ref));
        }
        text.push_str("],\"papers\":[");
        lines(&mut text, self.papers.values().map(Arc::as_ref));
        text.push_str("]}\n");
        text
    }

    /// The size of the file, but for what is broken up in it.
    fn size(&self) -> usize {
        let lists = self.lists.iter().map(|list| json(list).len() + ",\n".len());
        let papers = self.papers.values().map(|paper| json(&**paper).len() + ",\n".len());
        self.without_lists().to_text().len() + lists.chain(papers).sum::<usize>()
    }

    /// What does not depend on the lists.
    fn without_lists(&self) -> Self {
        Self { lists: Vec::new(), papers: BTreeMap::new(), ..self.clone() }
    }

    /// Leaves papers out of every list, and out of what is new and revised.
    pub fn leave_out(&mut self, ids: &BTreeSet<ArxivId>) {
        for list in &mut self.lists {
            list.papers.retain(|(id, _)| !ids.contains(id));
            list.new.retain(|id| !ids.contains(id));
            list.revised.retain(|id| !ids.contains(id));
        }
        self.papers.retain(|id, _| !ids.contains(id));
    }

    pub fn list(&self, keyword: &str) -> Option<&List> {
        self.lists.iter().find(|list| list.keyword == keyword)
    }

    /// The stored papers that a sound answer to the keyword holds, as far as it reaches back: those of its list or, if that
    /// answers another question, those of it that the wording asked for now lets in.
    pub fn expected(&self, keyword: &Keyword) -> Vec<Arc<Paper>> {
        let Some(list) = self.list(&keyword.name) else { return Vec::new() };
        let same_question = list.answers(keyword);
        let fits = |paper: &&Arc<Paper>| {
            same_question
                || keyword.filters_locally() && keyword.evaluate(&PaperTokens::new(paper)) == Verdict::Kept
        };
        self.papers_of(list).filter(fits).cloned().collect()
    }

    /// What the last change brought under any keyword: the new papers, and those that are only revised.
    pub fn news(&self) -> (BTreeSet<&ArxivId>, BTreeSet<&ArxivId>) {
        let ids = |of: fn(&List) -> &Vec<ArxivId>| self.lists.iter().flat_map(of).collect::<BTreeSet<_>>();
        let (new, revised) = (ids(|list| &list.new), ids(|list| &list.revised));
        let only_revised = revised.difference(&new).copied().collect();
        (new, only_revised)
    }

    /// The papers of a list, in order.
    pub fn papers_of<'a>(&'a self, list: &'a List) -> impl Iterator<Item = &'a Arc<Paper>> {
        list.papers.iter().filter_map(|(id, _)| self.papers.get(id))
    }
}

#[cfg(test)]
mod tests;
